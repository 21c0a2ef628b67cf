//! The curve: the same measures at ten thousand, a hundred thousand, a million and ten million entries.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::process::told;
use super::reference::Reference;
use super::rivals::Rivals;
use super::table::{megabytes, millis, seconds};
use super::{Done, generate, import, library, remove, report, undo};

/// How many entries, and what that is called.
const SIZES: [(u64, &str); 4] = [
    (10_000, "10k"),
    (100_000, "100k"),
    (1_000_000, "1m"),
    (10_000_000, "10m"),
];

/// Whether a word names a size.
pub fn is_size(word: &str) -> bool {
    SIZES.iter().any(|(_, name)| *name == word)
}

/// Measures at each size, or at those that are named; the files lie in the folder and go again.
pub fn measure(folder: &Path, names: &[String]) -> Done<String> {
    let rivals = Rivals::find(folder);
    let named = |name: &str| names.iter().any(|one| one == name);
    let wanted = |name: &str| named(name) || !names.iter().any(|name| is_size(name));
    let mut columns: Vec<(String, Vec<(&str, String)>)> = Vec::new();
    for (rows, name) in SIZES.into_iter().filter(|(_, name)| wanted(name)) {
        println!("{name} …");
        columns.push((name.to_owned(), one(folder, rows, &rivals)?));
    }
    let mut text = String::new();
    let width = |at: usize| {
        columns[at]
            .1
            .iter()
            .map(|(_, value)| value.chars().count())
            .max()
            .unwrap_or(0)
            .max(6)
    };
    let measures: Vec<&str> = columns
        .first()
        .map(|(_, rows)| rows.iter().map(|(what, _)| *what).collect())
        .unwrap_or_default();
    let first = measures.iter().map(|what| what.chars().count()).max().unwrap_or(0);
    write!(text, "{:<first$}", "")?;
    for (at, (name, _)) in columns.iter().enumerate() {
        write!(text, "  {name:>width$}", width = width(at))?;
    }
    for (line, what) in measures.iter().enumerate() {
        write!(text, "\n{what:<first$}")?;
        for (at, (_, rows)) in columns.iter().enumerate() {
            write!(text, "  {:>width$}", rows[line].1, width = width(at))?;
        }
    }
    Ok(text)
}

fn one(folder: &Path, rows: u64, rivals: &Rivals) -> Done<Vec<(&'static str, String)>> {
    let is_large = rows > 1_000_000;
    let (csv, ledger) = (
        folder.join(format!("curve-{rows}.csv")),
        folder.join(format!("curve-{rows}.kezhang")),
    );
    generate::write(&csv, rows)?;
    let reference = Reference::new(folder);
    let (mut theirs, mut ours) = (reference.import(&csv)?, import(&csv, &ledger, rows)?);
    for _ in 1..if is_large { 1 } else { 3 } {
        theirs = theirs.better(reference.import(&csv)?);
        ours = ours.better(import(&csv, &ledger, rows)?);
    }
    let (their_report, our_report) = (reference.report()?, report(&ledger)?);
    if our_report.total_minor != their_report.total_minor {
        return Err(format!("the sums differ at {rows} entries").into());
    }
    let inside = library::report(&ledger)?;
    let duckdb = rivals.duckdb(&csv)?;
    let [hledger, text_ledger] = rivals.text(&csv, rows)?;
    let window = library::window(&ledger, rows)?;
    let undone = undo(&ledger)?;
    let size = std::fs::metadata(&ledger)?.len();
    let ratio = |ours: Duration, theirs: Option<Duration>| {
        theirs.map_or("–".to_owned(), |theirs| {
            format!("{:.2} ×", ours.as_secs_f64() / theirs.as_secs_f64())
        })
    };
    let or_none = |time: Option<Duration>, show: fn(Duration) -> String| time.map_or("–".to_owned(), show);
    let measured = vec![
        ("import", seconds(ours.time)),
        ("  beside sqlite3 .import", ratio(ours.time, Some(theirs.time))),
        ("  beside DuckDB read_csv", ratio(ours.time, duckdb.import)),
        ("  peak memory", ours.peak.map_or("–".to_owned(), megabytes)),
        ("ledger on disk", megabytes(size)),
        ("budget against actual, category × 36 months", millis(inside)),
        (
            "  beside sqlite3 GROUP BY, covering index",
            ratio(inside, Some(their_report.inside)),
        ),
        ("  beside DuckDB GROUP BY", ratio(inside, duckdb.report)),
        ("  as a whole process", millis(our_report.time)),
        (
            "  hledger, by month, as a whole process",
            or_none(hledger.report, seconds),
        ),
        (
            "  ledger, by month, as a whole process",
            or_none(text_ledger.report, seconds),
        ),
        ("opening", millis(window.open)),
        (
            "memory of the window's own process, idle",
            idle(&ledger)?.map_or("–".to_owned(), megabytes),
        ),
        ("first page by date", millis(window.page)),
        (
            "middle page; last page",
            format!("{}; {}", millis(window.middle_page), millis(window.last_page)),
        ),
        ("  the first one after a change", millis(window.first_far)),
        ("page of one customer", millis(window.customer)),
        ("free-text search with totals", millis(window.search)),
        ("  gives way to the next after", millis(window.gives_way)),
        ("undo of the import", seconds(undone)),
        ("  beside the import", ratio(undone, Some(ours.time))),
    ];
    remove(&ledger);
    if is_large {
        std::fs::remove_file(&csv)?;
    }
    Ok(measured)
}

/// What our own process holds some seconds after its window has opened; where there is xvfb-run to give it a display.
fn idle(ledger: &Path) -> Done<Option<u64>> {
    let program = env!("CARGO_BIN_EXE_kezhang");
    let home = tempfile::tempdir()?;
    let mut command = Command::new("xvfb-run");
    command
        .args(["--auto-servernum", "dbus-run-session", "--", program])
        .arg(ledger)
        .env("KEZHANG_HOME", home.path())
        .env("GDK_BACKEND", "x11")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let Ok(mut child) = command.spawn() else {
        return Ok(None);
    };
    std::thread::sleep(Duration::from_secs(12));
    let held = process_of(program).and_then(|process| told(process, "smaps_rollup", "Pss:"));
    #[cfg(unix)]
    let _ = Command::new("kill").args(["--", &format!("-{}", child.id())]).status();
    let _ = child.kill();
    let _ = child.wait();
    Ok(held)
}

/// The process that runs a program.
fn process_of(program: &str) -> Option<u32> {
    let all = std::fs::read_dir("/proc").ok()?.flatten();
    let mut numbers = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    numbers.find(|number| std::fs::read_link(format!("/proc/{number}/exe")).is_ok_and(|exe| exe == Path::new(program)))
}
