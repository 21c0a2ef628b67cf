//! What a million entries cost, next to what a user would otherwise use, in one run on one machine.
//!
//! `cargo bench --bench ledger` (or `cargo xtask bench`); names after `--` choose some of [`PARTS`], `curve` the same at
//! four sizes (or those that are named: `curve 10k 1m`). Files lie in the target folder, the CSV and the ledger are kept.
//! The one thing to know: each ratio is of two figures of the same run, and both sides must add up to the same cent, or the run fails.

mod curve;
mod fit;
mod generate;
mod library;
mod plan;
mod process;
mod reference;
mod rivals;
mod table;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use process::{Run, run};
use reference::Reference;
use table::{Table, megabytes, millis, seconds};

type Done<T> = Result<T, Box<dyn Error>>;

/// What can be measured alone; all but `fit`, `import` and `plan` take the ledger of the last run.
const PARTS: [&str; 6] = ["fit", "import", "report", "window", "undo", "plan"];

/// The same measures at several sizes; only when it is asked for, since the largest takes many minutes.
const CURVE: &str = "curve";

fn main() -> Done<()> {
    // Cargo adds flags of its own.
    let names: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let known = |name: &str| PARTS.contains(&name) || name == CURVE || curve::is_size(name);
    if let Some(unknown) = names.iter().find(|name| !known(name)) {
        return Err(format!("no measure {unknown}; there are {}, {CURVE}", PARTS.join(", ")).into());
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    std::fs::create_dir_all(&folder)?;
    if names.iter().any(|name| name == CURVE || curve::is_size(name)) {
        println!("{}", curve::measure(&folder, &names)?);
        return Ok(());
    }
    let (csv, ledger) = (folder.join("entries.csv"), folder.join("bench.kezhang"));
    let wants = |part: &str| names.is_empty() || names.iter().any(|name| name == part);

    let mut table = Table::default();
    if wants("fit") {
        println!("Customer value …");
        fit::measure(&folder, &mut table)?;
    }

    let started = Instant::now();
    // The plan and the fit make files of their own.
    let needs_entries = names.is_empty() || names.iter().any(|name| !matches!(name.as_str(), "plan" | "fit"));
    if needs_entries {
        generate::write(&csv, generate::ROWS)?;
        let size = std::fs::metadata(&csv)?.len();
        println!(
            "{} entries, {} of CSV, ready after {}",
            generate::ROWS,
            megabytes(size),
            seconds(started.elapsed())
        );
    }

    let reference = Reference::new(&folder);
    if needs_entries && (wants("import") || !ledger.exists() || !reference.exists()) {
        println!("Import, the best of three each …");
        // By turns, so that a machine that is busy for a while is so for both.
        let (mut theirs, mut ours) = (reference.import(&csv)?, import(&csv, &ledger, generate::ROWS)?);
        for _ in 1..3 {
            theirs = theirs.better(reference.import(&csv)?);
            ours = ours.better(import(&csv, &ledger, generate::ROWS)?);
        }
        let peak = |run: &Run| run.peak.map_or("–".to_owned(), megabytes);
        table.beside("Import", seconds, ours.time, theirs.time, "≤ 3 ×");
        table.row("  peak memory", peak(&ours), peak(&theirs), String::new(), "≤ 200 MB");
    }
    if wants("report") {
        println!("Budget against actual, category × 36 months …");
        let theirs = reference.report()?;
        let ours = report(&ledger)?;
        if ours.total_minor != theirs.total_minor {
            return Err(format!("the sums differ: {} and {} cents", ours.total_minor, theirs.total_minor).into());
        }
        let inside = library::report(&ledger)?;
        table.beside("Budget against actual", millis, inside, theirs.inside, "≤ 10 ms");
        table.beside("  as a whole process", millis, ours.time, theirs.whole, "≤ 300 ms");
    }
    if wants("window") {
        println!("What a window waits for …");
        let inside = library::window(&ledger, generate::ROWS)?;
        table.alone("Opening the ledger", millis(inside.open), "");
        table.alone("A page of 100 entries by date", millis(inside.page), "≤ 10 ms");
        table.alone("  the middle one", millis(inside.middle_page), "≤ 10 ms");
        table.alone("  the last one", millis(inside.last_page), "≤ 10 ms");
        table.alone("  far down, the first one after a change", millis(inside.first_far), "");
        table.alone("A page of one customer's entries", millis(inside.customer), "≤ 10 ms");
        table.alone(
            "Free-text search with count and totals",
            millis(inside.search),
            "≤ 500 ms",
        );
        table.alone("  gives way to the next one after", millis(inside.gives_way), "");
        table.alone("Chart as SVG", millis(inside.svg), "");
        table.alone("Chart as PNG", millis(inside.png), "≤ 100 ms");
        table.alone(
            &format!("Report as PDF, {} pages", inside.pdf_pages),
            millis(inside.pdf),
            "≤ 1,000 ms",
        );
    }
    if wants("undo") {
        println!("Undo of the import …");
        table.alone("Undo of the import", seconds(undo(&ledger)?), "");
    }
    if wants("plan") {
        plan::measure(&folder, &mut table)?;
    }
    println!("\n{table}");
    Ok(())
}

fn kezhang(ledger: &Path, subcommand: &str, words: &[&str]) -> Done<Run> {
    Ok(run(Command::new(env!("CARGO_BIN_EXE_kezhang"))
        .arg(subcommand)
        .arg(ledger)
        .args(words))?)
}

fn remove(ledger: &Path) {
    for end in ["", "-wal", "-shm"] {
        let mut name = ledger.as_os_str().to_owned();
        name.push(end);
        let _ = std::fs::remove_file(name);
    }
}

/// A new ledger with the whole file in it.
fn import(csv: &Path, ledger: &Path, rows: u64) -> Done<Run> {
    remove(ledger);
    kezhang(ledger, "new", &["--language", "zh-CN"])?;
    let import = kezhang(ledger, "import", &[&csv.to_string_lossy(), "--json"])?;
    let result: serde_json::Value = serde_json::from_str(&import.stdout)?;
    if result.get("imported").and_then(serde_json::Value::as_u64) != Some(rows) {
        return Err(format!(
            "not every row came in: {}",
            import.stdout.get(..400).unwrap_or(&import.stdout)
        )
        .into());
    }
    Ok(import)
}

/// The report as a whole process.
struct Report {
    time: Duration,
    total_minor: i64,
}

fn report(ledger: &Path) -> Done<Report> {
    let (from, to) = (
        format!("{}-01", generate::FIRST_YEAR),
        format!("{}-12", generate::FIRST_YEAR + 2),
    );
    let words = [
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
    let runs = (0..5)
        .map(|_| kezhang(ledger, "report", &words))
        .collect::<Done<Vec<Run>>>()?;
    let best = runs.into_iter().min_by_key(|run| run.time).ok_or("no run")?;
    let answer: serde_json::Value = serde_json::from_str(&best.stdout)?;
    let actual = answer
        .pointer("/total/actual")
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default();
    Ok(Report {
        time: best.time,
        total_minor: actual.replace('.', "").parse()?,
    })
}

/// Undo on a copy, so that the ledger stays full.
fn undo(ledger: &Path) -> Done<Duration> {
    let copy = ledger.with_file_name("undo.kezhang");
    remove(&copy);
    std::fs::copy(ledger, &copy)?;
    let time = kezhang(&copy, "undo", &[])?.time;
    remove(&copy);
    Ok(time)
}
