//! What else one would keep such books with, where it is found: DuckDB, hledger, ledger.
//!
//! DuckDB is asked through Python (`KEZHANG_PYTHON` names one, `python3` else): `python3 -m pip install duckdb`. The others
//! are Debian's: `apt-get install hledger ledger`. They read their journal anew for each question.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::process::run;

/// Beyond so many entries these two take minutes and gigabytes.
const MOST_IN_TEXT: u64 = 100_000;

/// Reads a CSV as text and asks it by category and month; prints seconds of each, the better of five for the question.
const SCRIPT: &str = "
import sys, time, duckdb
con = duckdb.connect(sys.argv[2])
con.execute('SET threads = 2')
start = time.perf_counter()
con.execute(f\"CREATE TABLE entry AS SELECT * FROM read_csv('{sys.argv[1]}', header = true, types = {{'amount': 'DECIMAL(18, 2)', 'category': 'VARCHAR'}})\")
con.execute('CHECKPOINT')
made = time.perf_counter() - start
best = 9e9
for _ in range(5):
    start = time.perf_counter()
    con.execute('SELECT category, year(date), month(date), sum(amount) FROM entry GROUP BY ALL').fetchall()
    best = min(best, time.perf_counter() - start)
print(made, best)
";

/// A rival's figures.
#[derive(Debug, Default, Clone, Copy)]
pub struct Rival {
    pub import: Option<Duration>,
    pub report: Option<Duration>,
}

/// Which of them are here.
#[derive(Debug)]
pub struct Rivals {
    python: Option<PathBuf>,
    hledger: bool,
    ledger: bool,
    folder: PathBuf,
}

fn answers(program: &Path, words: &[&str]) -> bool {
    Command::new(program)
        .args(words)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

impl Rivals {
    pub fn find(folder: &Path) -> Self {
        let python = std::env::var_os("KEZHANG_PYTHON").map_or_else(|| "python3".into(), PathBuf::from);
        let python = Some(python).filter(|python| answers(python, &["-c", "import duckdb"]));
        if python.is_none() {
            println!("DuckDB is not here: python3 -m pip install duckdb (KEZHANG_PYTHON names the Python that has it)");
        }
        let found = |name: &str| {
            let is_here = answers(name.as_ref(), &["--version"]);
            if !is_here {
                println!("{name} is not here: apt-get install {name}");
            }
            is_here
        };
        Self {
            python,
            hledger: found("hledger"),
            ledger: found("ledger"),
            folder: folder.to_owned(),
        }
    }

    /// DuckDB with two threads: the CSV into a table, and GROUP BY category and month.
    pub fn duckdb(&self, csv: &Path) -> io::Result<Rival> {
        let Some(python) = &self.python else {
            return Ok(Rival::default());
        };
        let database = self.folder.join("reference.duckdb");
        let _ = std::fs::remove_file(&database);
        let told = run(Command::new(python).args(["-c", SCRIPT]).arg(csv).arg(&database))?.stdout;
        let mut figures = told
            .split_whitespace()
            .map(|word| word.parse().ok().map(Duration::from_secs_f64));
        let _ = std::fs::remove_file(&database);
        Ok(Rival {
            import: figures.next().flatten(),
            report: figures.next().flatten(),
        })
    }

    /// hledger and ledger: a report by month from the journal, as a whole process.
    pub fn text(&self, csv: &Path, rows: u64) -> io::Result<[Rival; 2]> {
        let mut rivals = [Rival::default(); 2];
        if rows > MOST_IN_TEXT || !(self.hledger || self.ledger) {
            return Ok(rivals);
        }
        let journal = self.folder.join("reference.journal");
        write_journal(csv, &journal)?;
        if self.hledger {
            let report =
                run(Command::new("hledger")
                    .arg("-f")
                    .arg(&journal)
                    .args(["balance", "--monthly", "expenses"]))?;
            rivals[0].report = Some(report.time);
        }
        if self.ledger {
            let report =
                run(Command::new("ledger")
                    .arg("-f")
                    .arg(&journal)
                    .args(["register", "--monthly", "^expenses"]))?;
            rivals[1].report = Some(report.time);
        }
        std::fs::remove_file(&journal)?;
        Ok(rivals)
    }
}

fn write_journal(csv: &Path, journal: &Path) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(journal)?);
    for line in BufReader::new(File::open(csv)?).lines().skip(1) {
        let line = line?;
        let mut cells = line.split(',');
        let (Some(date), Some(category), Some(amount)) = (cells.next(), cells.next(), cells.next()) else {
            continue;
        };
        writeln!(
            out,
            "{date} entry\n    expenses:{}  {amount} CNY\n    assets:bank\n",
            category.replace('.', ":")
        )?;
    }
    out.flush()
}
