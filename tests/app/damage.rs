//! Bytes turned round all over a ledger: `check` finds each, or nothing that the ledger says has changed.
//!
//! `KEZHANG_TRIALS` sets how many (60 without), `KEZHANG_SEED` repeats a run; the seed is printed.

use std::fmt::Write as _;
use std::path::Path;

use rusqlite::types::ValueRef;
use serde_json::json;

use crate::desk::{Desk, LEDGER};

/// Numbers as by chance, the same for a seed (xorshift64*).
pub struct Chance(u64);

impl Chance {
    /// From `KEZHANG_SEED`, else from the clock; says which.
    pub fn new(what: &str) -> Self {
        let asked = std::env::var("KEZHANG_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = asked.unwrap_or_else(|| {
            let now = std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .unwrap();
            now.as_nanos() as u64
        });
        println!("{what}: KEZHANG_SEED={seed}");
        Self(seed | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit
    }
}

/// How many times, in the quick form or as asked for.
pub fn trials(quick: usize) -> usize {
    let asked = std::env::var("KEZHANG_TRIALS").ok().and_then(|n| n.parse().ok());
    asked.unwrap_or(quick)
}

/// Everything that a ledger says, cell by cell with its type; none where SQLite cannot read it.
///
/// Left out is what says nothing: totals of zero, SQLite's own counters and statistics, when a migration ran.
fn dump(path: &Path) -> Option<String> {
    let file = rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
    let mut text = String::new();
    let mut tables: Vec<String> = Vec::new();
    let mut statement = file
        .prepare("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY 1, 2")
        .ok()?;
    let mut rows = statement.query(()).ok()?;
    while let Some(row) = rows.next().ok()? {
        let part: Vec<String> = (0..4).map(|at| row.get(at)).collect::<Result<_, _>>().ok()?;
        if part[1].starts_with("sqlite_stat") {
            continue;
        }
        if part[0] == "table" && part[1] != "sqlite_sequence" {
            tables.push(part[1].clone());
        }
        writeln!(text, "{}", part.join("|")).ok()?;
    }
    for table in tables {
        let what = match table.as_str() {
            "seaql_migrations" => "SELECT version FROM seaql_migrations ORDER BY 1".to_owned(),
            total if total.starts_with("total_") => {
                format!(
                    "SELECT * FROM {total} WHERE net_minor <> 0 OR gross_minor <> 0 OR untaxed <> 0 ORDER BY 1, 2, 3, 4, 5, 6, 7"
                )
            }
            other => format!("SELECT * FROM {other} ORDER BY 1"),
        };
        let mut statement = file.prepare(&what).ok()?;
        let width = statement.column_count();
        let mut rows = statement.query(()).ok()?;
        while let Some(row) = rows.next().ok()? {
            for at in 0..width {
                match row.get_ref(at).ok()? {
                    ValueRef::Text(bytes) => write!(text, "|t{}", String::from_utf8_lossy(bytes)).ok()?,
                    other => write!(text, "|{other:?}").ok()?,
                }
            }
            writeln!(text, " {table}").ok()?;
        }
    }
    Some(text)
}

/// A small ledger with all that is in one: imports, one undone, changed and removed entries, budgets, customers.
pub fn worked() -> Desk {
    let desk = Desk::with(&["--taxpayer", "general", "--company", "云帆"]);
    let rows: String = (1..120)
        .map(|at| {
            format!(
                "2025-{:02}-{:02},7.{},{at}.{:02},客户{},memo number {at}\n",
                at % 12 + 1,
                at % 28 + 1,
                at % 3 + 1,
                at % 100,
                at % 9
            )
        })
        .collect();
    desk.import(&format!("date,category,amount,customer,memo\n{rows}"), &[]);
    desk.import(
        "date,category,amount,vendor\n2025-01-05,8.1,77.70,印刷社\n2025-02-05,9.1,0.30,\n",
        &[],
    );
    desk.import("date,category,amount\n2025-03-05,8.1,5\n", &[]);
    desk.on("undo", &[]);
    desk.import(
        "月份,类别,金额\n2025-01,7,10000\n2025-02,8.1,100\n",
        &["--kind", "budget"],
    );
    desk.call(
        "change_entry",
        json!({ "id": 3, "entry": { "date": "2025-04-01", "category": "7.2", "amount": "9.99", "memo": "changed" } }),
    );
    desk.call("remove_entry", json!({ "id": 4 }));
    desk.call(
        "add_entry",
        json!({ "date": "2025-05-01", "category": "9.2", "amount": "12.00", "customer": "客户1" }),
    );
    desk.call("set_customer", json!({ "code": "客户1", "grade": "A" }));
    desk
}

#[test]
fn a_byte_that_is_turned_round_is_found_or_changes_nothing() {
    let desk = worked();
    desk.sound();
    let whole = desk.bytes(LEDGER);
    let said = dump(&desk.path(LEDGER)).expect("a sound ledger can be read");
    // Most of a small file is empty room: half of the bytes are taken from what is not.
    let filled: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] != 0).collect();
    let mut chance = Chance::new("damage");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (mut found, mut harmless) = (0, 0);
    for trial in 0..trials(60) {
        let at = match trial % 8 {
            0 => chance.below(100),
            1..=3 => chance.below(whole.len()),
            _ => filled[chance.below(filled.len())],
        };
        let bit = 1u8 << chance.below(8);
        let mut turned = whole.clone();
        turned[at] ^= bit;
        desk.write("turned.kezhang", &turned);
        desk.write("read.kezhang", &turned);
        let path = desk.path("turned.kezhang");
        // In this process: the same code as the subcommand's, hundreds of times as quick.
        let is_sound = runtime.block_on(async {
            let Ok(ledger) = kezhang_store::Ledger::open(&path).await else {
                return false;
            };
            let report = ledger.check().await;
            let _ = ledger.close().await;
            report.is_ok_and(|report| report.is_sound)
        });
        if is_sound {
            harmless += 1;
            let now = dump(&desk.path("read.kezhang"));
            assert!(
                now.as_ref() == Some(&said),
                "byte {at} (page {}, {} in it), bit {bit:#04x}: check finds nothing, but the ledger says another thing:\n{}",
                at / 4096 + 1,
                at % 4096,
                first_difference(&said, now.as_deref().unwrap_or("unreadable"))
            );
        } else {
            found += 1;
        }
        for name in desk
            .names()
            .iter()
            .filter(|name| name.contains("turned") || name.contains("read."))
        {
            let _ = std::fs::remove_file(desk.path(name));
        }
    }
    println!("{found} found, {harmless} harmless");
    assert!(found > 0);
}

fn first_difference(one: &str, other: &str) -> String {
    one.lines()
        .zip(other.lines())
        .find(|(a, b)| a != b)
        .map_or_else(|| "a line more or less".to_owned(), |(a, b)| format!("{a}\n{b}"))
}

/// The subcommand says it too: exit code 1 and what is off.
#[test]
fn a_schema_that_is_not_ours_is_told() {
    let desk = worked();
    desk.sqlite().execute_batch("DROP INDEX entry_date").unwrap();
    let told = desk.run(&["check", LEDGER, "--json"]);
    assert_eq!(told.code, 1);
    let faults = told.json()["faults"].clone();
    assert_eq!(
        (&faults[0]["code"], faults.as_array().unwrap().len()),
        (&json!("check_schema"), 1),
        "{faults}"
    );
    let desk = worked();
    // A counter set back would give an entry the number of one that was removed.
    desk.sqlite()
        .execute_batch("UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'entry'")
        .unwrap();
    assert_eq!(desk.run(&["check", LEDGER, "--json"]).json()["is_sound"], false);
}
