//! What a user would take instead: the `sqlite3` shell on the same file.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::process::{Run, run};

/// The database of the reference.
#[derive(Debug)]
pub struct Reference {
    database: PathBuf,
    script: PathBuf,
}

/// The report of the reference.
#[derive(Debug)]
pub struct Report {
    /// As a whole process, the best of five.
    pub whole: Duration,
    /// As SQLite itself times it, the best of five.
    pub inside: Duration,
    /// Sum of all amounts in cents.
    pub total_minor: i64,
}

/// What the reference is asked.
const REPORT: &str = "SELECT category, substr(date, 1, 7), round(sum(amount), 2) FROM entry GROUP BY 1, 2";

impl Reference {
    pub fn new(folder: &Path) -> Self {
        Self {
            database: folder.join("reference.db"),
            script: folder.join("report.sql"),
        }
    }

    pub fn exists(&self) -> bool {
        self.database.exists()
    }

    /// Into one table of texts without an index, as `.import` makes it; the index comes after and is not counted.
    pub fn import(&self, csv: &Path) -> io::Result<Run> {
        let _ = std::fs::remove_file(&self.database);
        let import = self.shell(&[&format!(".import --csv '{}' entry", csv.display())])?;
        // It holds every column of the question in the order of the groups: the report never touches the table.
        self.shell(&["CREATE INDEX by_category ON entry (category, substr(date, 1, 7), amount, date); ANALYZE"])?;
        Ok(import)
    }

    /// GROUP BY category and month.
    pub fn report(&self) -> Result<Report, Box<dyn Error>> {
        // The shell times only what it reads from a file.
        std::fs::write(&self.script, format!(".timer on\n{REPORT};\n"))?;
        let script = format!(".read '{}'", self.script.display());
        let (mut whole, mut inside) = (Duration::MAX, Duration::MAX);
        for _ in 0..5 {
            whole = whole.min(self.shell(&[REPORT])?.time);
            inside = inside.min(timed(&self.shell(&[&script])?.stdout).ok_or("the shell told no time")?);
        }
        let total = self.shell(&["SELECT sum(CAST(round(amount * 100) AS INTEGER)) FROM entry"])?;
        Ok(Report {
            whole,
            inside,
            total_minor: total.stdout.trim().parse()?,
        })
    }

    fn shell(&self, commands: &[&str]) -> io::Result<Run> {
        run(Command::new("sqlite3")
            .arg("-batch")
            .arg("-csv")
            .arg(&self.database)
            .args(commands))
    }
}

/// The figure in `Run Time: real 0.201 user …`.
fn timed(output: &str) -> Option<Duration> {
    let rest = output.lines().find_map(|line| line.strip_prefix("Run Time: real "))?;
    rest.split_whitespace()
        .next()?
        .parse()
        .ok()
        .map(Duration::from_secs_f64)
}
