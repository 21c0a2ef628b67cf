//! A plan of 2,000 lines: a total spread over its 24,000 cells, and an import of 100,000 rows held against it.
//!
//! The reference does in the sqlite3 shell what a user would do there: cells times a factor in one UPDATE; the rows
//! imported, summed by customer and held against the plan in one query. The plan under control and the rows are the same.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use super::process::{Run, run};
use super::table::{Table, millis, seconds};
use super::{Done, kezhang, remove};

/// Lines of the plan: one a customer.
const LINES: u32 = 2_000;
/// Rows of the file.
const ROWS: u32 = 100_000;

pub fn measure(folder: &Path, table: &mut Table) -> Done<()> {
    let (ledger, csv, budget) = (
        folder.join("plan.kezhang"),
        folder.join("plan-costs.csv"),
        folder.join("plan.csv"),
    );
    std::fs::write(&budget, plan())?;
    std::fs::write(&csv, costs())?;
    remove(&ledger);
    kezhang(&ledger, "new", &[])?;
    kezhang(
        &ledger,
        "import",
        &[&budget.to_string_lossy(), "--kind", "budget", "--budget", "2025"],
    )?;

    println!("A total spread over {LINES} lines × 12 months …");
    let database = folder.join("plan.db");
    let _ = std::fs::remove_file(&database);
    sqlite(&database, &[&format!(".import --csv '{}' line", budget.display())])?;
    let months: Vec<String> = (1..=12)
        .map(|m| format!("\"2025-{m:02}\" = round(\"2025-{m:02}\" * 1.05, 2)"))
        .collect();
    let update = format!("UPDATE line SET {}", months.join(", "));
    // 2,000 lines of 12 × (100 + line) whole units, and five per cent more, each time from what is there.
    let (mut ours, mut theirs): (Option<Run>, Option<Run>) = (None, None);
    let mut total = total_of(&ledger)?;
    for _ in 0..5 {
        total = total / 100 * 105 / 100 * 100;
        let wanted = format!("{}.00", total / 100);
        let input = format!(r#"{{"budget":"2025","total":"{wanted}"}}"#);
        let spread = kezhang(&ledger, "call", &["spread_budget", &input])?;
        let updated = sqlite(&database, &[&update])?;
        ours = Some(quicker(ours, spread));
        theirs = Some(quicker(theirs, updated));
        if total_of(&ledger)? != total {
            return Err("the cells do not add up to the total".into());
        }
    }
    let (ours, theirs) = (ours.ok_or("no run")?, theirs.ok_or("no run")?);
    table.beside(
        "Spread over 2,000 × 12 cells, whole process",
        millis,
        ours.time,
        theirs.time,
        "",
    );

    println!("An import of {ROWS} rows held against {LINES} lines …");
    kezhang(&ledger, "call", &["approve_budget", r#"{"budget":"2025"}"#])?;
    let words = [
        csv.to_string_lossy().into_owned(),
        "--dry-run".to_owned(),
        "--json".to_owned(),
    ];
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (mut free, mut held): (Option<Run>, Option<Run>) = (None, None);
    for _ in 0..3 {
        let one = kezhang(&ledger, "import", &words)?;
        free = Some(quicker(free, one));
    }
    let watched = rusqlite::Connection::open(&ledger)?.execute(
        "INSERT INTO line_control (budget_id, category_id, customer_id, to_date, full_year) \
         SELECT v.budget_id, l.category_id, l.customer_id, 'warn', 'warn' FROM budget_line l \
         JOIN budget_version v ON v.id = l.version_id",
        (),
    )?;
    if watched != LINES as usize {
        return Err(format!("{watched} lines are under control, not {LINES}").into());
    }
    let mut reference: Option<Run> = None;
    let query = "SELECT count(*) FROM (SELECT l.customer FROM line l JOIN cost c ON c.customer = l.customer \
                 GROUP BY l.customer HAVING sum(CAST(c.amount AS REAL)) > 12 * CAST(l.\"2025-01\" AS REAL))";
    for _ in 0..3 {
        let one = kezhang(&ledger, "import", &words)?;
        held = Some(quicker(held, one));
        let import = format!(".import --csv '{}' cost", csv.display());
        let one = sqlite(&database, &["DROP TABLE IF EXISTS cost", &import, query])?;
        reference = Some(quicker(reference, one));
    }
    let (free, held, reference) = (free.ok_or("no run")?, held.ok_or("no run")?, reference.ok_or("no run")?);
    let result: serde_json::Value = serde_json::from_str(&held.stdout)?;
    let notes = result
        .get("control")
        .and_then(serde_json::Value::as_array)
        .map_or(0, Vec::len);
    if notes == 0 {
        return Err("control says nothing of lines that are gone beyond".into());
    }
    table.beside(
        "Trial of 100,000 rows against 2,000 lines",
        seconds,
        held.time,
        reference.time,
        "",
    );
    table.row(
        "  the same rows with no line under control",
        seconds(free.time),
        String::new(),
        format!("{:.2} ×", held.time.as_secs_f64() / free.time.as_secs_f64()),
        "≤ 1.5 ×",
    );
    remove(&ledger);
    Ok(())
}

/// Month columns: every line the same amount each month, 100 and its number.
fn plan() -> String {
    let mut text = String::from("category,customer");
    for month in 1..=12 {
        let _ = write!(text, ",2025-{month:02}");
    }
    text.push('\n');
    for line in 0..LINES {
        let _ = write!(text, "8.5,K{line:05}");
        for _ in 0..12 {
            let _ = write!(text, ",{}.00", 100 + line);
        }
        text.push('\n');
    }
    text
}

/// Fifty rows a customer, each 30.00 to 79.00: some lines are gone beyond, most are not.
fn costs() -> String {
    let mut text = String::from("date,category,customer,amount\n");
    for row in 0..ROWS {
        let (customer, day, month) = (row % LINES, row % 28 + 1, row / 7 % 12 + 1);
        let _ = writeln!(
            text,
            "2025-{month:02}-{day:02},8.5,K{customer:05},{}.00",
            30 + row / LINES
        );
    }
    text
}

fn total_of(ledger: &Path) -> Done<i64> {
    let budget = kezhang(ledger, "call", &["budgets", "{}"])?;
    let budgets: serde_json::Value = serde_json::from_str(&budget.stdout)?;
    let total = budgets
        .pointer("/0/total")
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default();
    Ok(total.replace('.', "").parse()?)
}

fn quicker(best: Option<Run>, one: Run) -> Run {
    match best {
        Some(best) => best.better(one),
        None => one,
    }
}

fn sqlite(database: &Path, commands: &[&str]) -> std::io::Result<Run> {
    run(Command::new("sqlite3")
        .arg("-batch")
        .arg("-csv")
        .arg(database)
        .args(commands))
}
