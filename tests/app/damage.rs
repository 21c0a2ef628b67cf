//! Bytes turned round all over a ledger: `check` finds each, or nothing that the ledger says has changed.
//!
//! `KEZHANG_TRIALS` sets how many (60 without), `KEZHANG_SEED` repeats a run; the seed is printed.

use std::collections::BTreeSet;
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
        Self::of(seed)
    }

    pub fn of(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() >> 33) as usize % limit
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

/// A ledger whose bytes are turned, and what it says as it is.
struct Turned {
    desk: Desk,
    whole: Vec<u8>,
    said: String,
    runtime: tokio::runtime::Runtime,
}

impl Turned {
    fn new(desk: Desk) -> Self {
        desk.sound();
        Self {
            whole: desk.bytes(LEDGER),
            said: dump(&desk.path(LEDGER)).expect("a sound ledger can be read"),
            desk,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap(),
        }
    }

    /// Whether `check` finds a turned byte; where it does not, the ledger must say what it said.
    fn is_found(&self, at: usize, bits: u8, place: &str) -> bool {
        let desk = &self.desk;
        let mut turned = self.whole.clone();
        turned[at] ^= bits;
        desk.write("turned.kezhang", &turned);
        let path = desk.path("turned.kezhang");
        // In this process: the same code as the subcommand's, hundreds of times as quick.
        let is_sound = self.runtime.block_on(async {
            let Ok(ledger) = kezhang_store::Ledger::open(&path).await else {
                return false;
            };
            let report = ledger.check().await;
            let _ = ledger.close().await;
            report.is_ok_and(|report| report.is_sound)
        });
        if is_sound {
            desk.write("read.kezhang", &turned);
            let now = dump(&desk.path("read.kezhang"));
            assert!(
                now.as_ref() == Some(&self.said),
                "byte {at} (page {}, {} in it{place}), bits {bits:#04x}: check finds nothing, but the ledger says another thing:\n{}",
                at / 4096 + 1,
                at % 4096,
                first_difference(&self.said, now.as_deref().unwrap_or("unreadable"))
            );
        }
        for name in ["turned.kezhang", "read.kezhang"] {
            for suffix in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(desk.path(&format!("{name}{suffix}")));
            }
        }
        !is_sound
    }
}

/// In the record of a table in the schema: 23 is a text of five bytes, 35 one of eleven; with a bit turned it is 34, eleven
/// bytes that are no text, which SQLite itself reads as if nothing were wrong.
#[test]
fn a_name_in_the_schema_that_is_no_text_any_more_is_found() {
    let turned = Turned::new(worked());
    let record = [0x07, 0x17, 0x23, 0x23];
    let at = turned.whole.windows(4).position(|bytes| bytes == record);
    let at = at.expect("a table with a name of eleven letters: total_scope");
    for name in [at + 2, at + 3] {
        assert!(turned.is_found(name, 1, ", a name in the schema"));
    }
}

#[test]
fn a_byte_that_is_turned_round_is_found_or_changes_nothing() {
    let turned = Turned::new(worked());
    let whole = &turned.whole;
    // Most of a small file is empty room: half of the bytes are taken from what is not.
    let filled: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] != 0).collect();
    let mut chance = Chance::new("damage");
    let (mut found, mut harmless) = (0, 0);
    for trial in 0..trials(60) {
        let at = match trial % 8 {
            0 => chance.below(100),
            1..=3 => chance.below(whole.len()),
            _ => filled[chance.below(filled.len())],
        };
        if turned.is_found(at, 1 << chance.below(8), "") {
            found += 1;
        } else {
            harmless += 1;
        }
    }
    println!("{found} found, {harmless} harmless");
    assert!(found > 0);
}

/// Of every kind of page in the file (a leaf, an inner page or an overflow page of each table and index, as the sqlite3
/// shell's own table `dbstat` has them) one is turned byte by byte: of its header and its first pointers each sixth byte,
/// and one of the rest. `KEZHANG_EVERY` takes the whole header, and of the rest each byte at that distance (1 takes all;
/// hours).
#[test]
fn bytes_turned_on_every_kind_of_page_are_found_or_change_nothing() {
    let turned = Turned::new(worked());
    let pages: Vec<(usize, String, String)> = {
        let file = turned.desk.sqlite();
        let mut statement = file
            .prepare("SELECT min(pageno), name, pagetype FROM dbstat GROUP BY name, pagetype ORDER BY 1")
            .unwrap();
        let rows = statement.query_map((), |row| Ok((row.get::<_, i64>(0)? as usize, row.get(1)?, row.get(2)?)));
        rows.unwrap().map(Result::unwrap).collect()
    };
    let asked = std::env::var("KEZHANG_EVERY").ok().and_then(|every| every.parse().ok());
    let every: usize = asked.unwrap_or(4096);
    let mut kinds = BTreeSet::new();
    let counts: Vec<(usize, usize, usize)> = std::thread::scope(|scope| {
        let halves = pages.chunks(pages.len().div_ceil(2));
        let threads: Vec<_> = halves
            .map(|pages| {
                let turned = Turned::new(worked());
                scope.spawn(move || {
                    let (mut found, mut harmless, mut zero) = (0, 0, 0);
                    for (number, name, kind) in pages {
                        let first = (number - 1) * 4096;
                        // Page 1 begins with the file's own header.
                        let head = if *number == 1 { 112 } else { 12 };
                        let step = if asked.is_some() { 1 } else { 6 };
                        // Another place on each page, where it is one alone.
                        let rest = if asked.is_some() {
                            head
                        } else {
                            head + number * 997 % (4096 - head)
                        };
                        for at in (0..head).step_by(step).chain((rest..4096).step_by(every)) {
                            let place = format!(", a {kind} page of {name}");
                            if turned.is_found(first + at, 1 << ((at * 5 + number) % 8), &place) {
                                found += 1;
                            } else if turned.whole[first + at] == 0 {
                                zero += 1;
                            } else {
                                harmless += 1;
                            }
                        }
                    }
                    (found, harmless, zero)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    kinds.extend(pages.iter().map(|(_, _, kind)| kind.as_str()));
    let (found, harmless, zero) = counts.iter().fold((0, 0, 0), |a, b| (a.0 + b.0, a.1 + b.1, a.2 + b.2));
    println!(
        "{} kinds of pages ({kinds:?}): {found} bytes found; {harmless} filled and {zero} empty ones change nothing",
        pages.len()
    );
    assert!(kinds.contains("leaf") && kinds.contains("internal"), "{kinds:?}");
    assert!(found > pages.len(), "{found}");
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
