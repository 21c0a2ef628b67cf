//! What a million entries cost, next to what a user would otherwise use, in one run on one machine.
//!
//! `cargo bench --bench ledger` (or `cargo xtask bench`). Files lie in the target folder; the CSV is kept.
//! The one thing to know: each ratio is of two figures of the same run, and both sides must add up to the
//! same cent, or the run fails.

mod generate;
mod library;
mod process;
mod reference;
mod table;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use process::{Run, run};
use table::{Table, megabytes, millis, seconds};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    std::fs::create_dir_all(&folder)?;
    let csv = folder.join("entries.csv");
    let started = Instant::now();
    generate::write(&csv)?;
    let size = std::fs::metadata(&csv)?.len();
    println!(
        "{} entries, {} of CSV, ready after {}",
        generate::ROWS,
        megabytes(size),
        seconds(started.elapsed())
    );

    println!("Reference: the sqlite3 shell on the same file …");
    let reference = reference::measure(&csv, &folder)?;
    println!("Kezhang as whole processes …");
    let ledger = folder.join("bench.kezhang");
    let whole = whole(&csv, &ledger)?;
    if whole.total_minor != reference.total_minor {
        return Err(format!(
            "the sums differ: {} and {} cents",
            whole.total_minor, reference.total_minor
        )
        .into());
    }
    println!("Kezhang in the library …");
    let inside = library::measure(&ledger)?;

    let mut table = Table::default();
    table.row(
        "Import",
        seconds(whole.import.time),
        Some((
            seconds(reference.import.time),
            ratio(whole.import.time, reference.import.time),
        )),
        "≤ 3 ×",
    );
    let peak = |run: &Run| run.peak.map_or("–".to_owned(), megabytes);
    table.row(
        "  peak memory",
        peak(&whole.import),
        Some((peak(&reference.import), String::new())),
        "≤ 300 MB",
    );
    let query = reference.query.unwrap_or(reference.report.time);
    table.row(
        "Budget against actual, category × 36 months",
        millis(inside.report),
        Some((millis(query), ratio(inside.report, query))),
        "≤ 10 ms",
    );
    table.row(
        "  as a whole process",
        millis(whole.report),
        Some((
            millis(reference.report.time),
            ratio(whole.report, reference.report.time),
        )),
        "≤ 300 ms",
    );
    table.row("Opening the ledger", millis(inside.open), None, "");
    table.row("A page of 100 entries by date", millis(inside.page), None, "≤ 30 ms");
    table.row("  the last page", millis(inside.last_page), None, "");
    table.row("Chart as SVG", millis(inside.svg), None, "");
    table.row("Chart as PNG", millis(inside.png), None, "≤ 100 ms");
    table.row(
        &format!("Report as PDF, {} pages", inside.pdf_pages),
        millis(inside.pdf),
        None,
        "≤ 1,000 ms",
    );
    table.row("Undo of the import", seconds(whole.undo), None, "");
    println!("\n{table}");
    Ok(())
}

fn ratio(ours: Duration, theirs: Duration) -> String {
    format!("{:.2} ×", ours.as_secs_f64() / theirs.as_secs_f64())
}

/// The figures of the program started from outside.
struct Whole {
    import: Run,
    report: Duration,
    undo: Duration,
    total_minor: i64,
}

fn kezhang(ledger: &Path, words: &[&str]) -> Result<Run, Box<dyn Error>> {
    let [subcommand, rest @ ..] = words else {
        return Err("no subcommand".into());
    };
    Ok(run(Command::new(env!("CARGO_BIN_EXE_kezhang"))
        .arg(subcommand)
        .arg(ledger)
        .args(rest))?)
}

fn whole(csv: &Path, ledger: &Path) -> Result<Whole, Box<dyn Error>> {
    // The undo is measured on a copy, so that the ledger stays full for the library.
    let copy = ledger.with_file_name("undo.kezhang");
    for file in [ledger, &copy] {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", file.display()));
        }
    }
    kezhang(ledger, &["new", "--language", "zh-CN"])?;
    let import = kezhang(ledger, &["import", &csv.to_string_lossy(), "--json"])?;
    let result: serde_json::Value = serde_json::from_str(&import.stdout)?;
    if result.get("imported").and_then(serde_json::Value::as_u64) != Some(generate::ROWS) {
        return Err(format!(
            "not every row came in: {}",
            import.stdout.get(..400).unwrap_or(&import.stdout)
        )
        .into());
    }
    let (from, to) = (
        format!("{}-01", generate::FIRST_YEAR),
        format!("{}-12", generate::FIRST_YEAR + 2),
    );
    let words = [
        "report",
        "variance",
        "--by",
        "category,month",
        "--from",
        &from,
        "--to",
        &to,
        "--format",
        "json",
    ];
    let mut report = kezhang(ledger, &words)?;
    for _ in 0..4 {
        let again = kezhang(ledger, &words)?;
        if again.time < report.time {
            report = again;
        }
    }
    let answer: serde_json::Value = serde_json::from_str(&report.stdout)?;
    let actual = answer
        .pointer("/total/actual")
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default();
    let total_minor = actual.replace('.', "").parse()?;
    std::fs::copy(ledger, &copy)?;
    let undo = kezhang(&copy, &["undo"])?.time;
    std::fs::remove_file(&copy)?;
    Ok(Whole {
        import,
        report: report.time,
        undo,
        total_minor,
    })
}
