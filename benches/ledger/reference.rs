//! What a user would take instead: the `sqlite3` shell on the same file.

use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::process::{Run, run};

/// The figures of the reference, from this run.
#[derive(Debug)]
pub struct Reference {
    /// `.import` into one table of texts, no index.
    pub import: Run,
    /// GROUP BY category and month as a whole process, over an index that holds all it needs.
    pub report: Run,
    /// The same as SQLite itself times it.
    pub query: Option<Duration>,
    /// Sum of all amounts in cents.
    pub total_minor: i64,
}

/// What the reference is asked.
const REPORT: &str = "SELECT category, substr(date, 1, 7), round(sum(amount), 2) FROM entry GROUP BY 1, 2";

/// Imports, indexes and asks.
pub fn measure(csv: &Path, folder: &Path) -> io::Result<Reference> {
    let database = folder.join("reference.db");
    let _ = std::fs::remove_file(&database);
    let import = shell(&database, &[&format!(".import --csv '{}' entry", csv.display())])?;
    // An index that holds every column of the question: the report never touches the table.
    shell(
        &database,
        &["CREATE INDEX entry_report ON entry (category, substr(date, 1, 7), amount, date); ANALYZE"],
    )?;
    let mut report = shell(&database, &[REPORT])?;
    for _ in 0..2 {
        let again = shell(&database, &[REPORT])?;
        if again.time < report.time {
            report = again;
        }
    }
    // The shell times only what it reads from a file.
    let script = folder.join("report.sql");
    std::fs::write(&script, format!(".timer on\n{REPORT};\n"))?;
    let timed = shell(&database, &[&format!(".read '{}'", script.display())])?;
    let query = timed
        .stdout
        .lines()
        .find_map(|line| line.strip_prefix("Run Time: real "))
        .and_then(|rest| {
            let seconds = rest.split_whitespace().next()?.parse().ok()?;
            Some(Duration::from_secs_f64(seconds))
        });
    let total = shell(
        &database,
        &["SELECT sum(CAST(round(amount * 100) AS INTEGER)) FROM entry"],
    )?;
    let total_minor = total.stdout.trim().parse().map_err(io::Error::other)?;
    Ok(Reference {
        import,
        report,
        query,
        total_minor,
    })
}

fn shell(database: &Path, commands: &[&str]) -> io::Result<Run> {
    run(Command::new("sqlite3")
        .arg("-batch")
        .arg("-csv")
        .arg(database)
        .args(commands))
}
