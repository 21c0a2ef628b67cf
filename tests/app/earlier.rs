//! Ledgers of every earlier schema, each made by the program of its time: they open, say what they said, and their
//! changes can still be taken back.
//!
//! Expected rows come from the sqlite3 shell on the untouched file. A new one is made by
//! `cargo test --workspace --test app -- --ignored a_ledger_of_this_schema_is_kept`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::types::Value as Cell;
use serde_json::{Value, json};

use crate::commands::{called_on, calls};
use crate::desk::{Desk, LEDGER};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ledgers")
}

/// The ledgers that are kept, by their version.
pub fn kept() -> Vec<(u32, PathBuf)> {
    let files = std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path());
    let mut found: Vec<(u32, PathBuf)> = files
        .filter(|path| path.extension().is_some_and(|e| e == "kezhang"))
        .map(|path| (version(&std::fs::read(&path).unwrap()), path))
        .collect();
    found.sort();
    found
}

/// The schema's version in a ledger's bytes.
pub fn version(bytes: &[u8]) -> u32 {
    u32::from_be_bytes(bytes[60..64].try_into().unwrap())
}

/// The version that this program writes.
pub fn newest() -> u32 {
    version(&Desk::new().bytes(LEDGER))
}

/// Whoever adds a migration keeps a ledger of the schema before it, made before the migration.
#[test]
fn every_earlier_schema_has_a_ledger_made_by_its_program() {
    let there: BTreeSet<u32> = kept().into_iter().map(|(version, _)| version).collect();
    let missing: Vec<u32> = (1..newest()).filter(|version| !there.contains(version)).collect();
    assert!(
        missing.is_empty(),
        "no ledger of schema {missing:?} in tests/fixtures/ledgers: check out the commit before the migration, run \
         `cargo test --workspace --test app -- --ignored a_ledger_of_this_schema_is_kept`, and `git add -f` both files"
    );
}

/// Rows as JSON.
fn rows(path: &Path, query: &str) -> Value {
    let file = rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut statement = file.prepare(query).unwrap();
    let width = statement.column_count();
    let rows = statement.query_map((), |row| {
        let cells = (0..width).map(|at| {
            Ok(match row.get(at)? {
                Cell::Null => Value::Null,
                Cell::Integer(number) => json!(number),
                Cell::Text(text) => json!(text),
                other => panic!("{other:?}"),
            })
        });
        cells.collect::<rusqlite::Result<Value>>()
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn finds(path: &Path, expected: &Value, but: &str, when: &str) {
    for asked in expected.as_array().unwrap() {
        let query = asked["query"].as_str().unwrap();
        if but.is_empty() || !query.contains(but) {
            assert_eq!(rows(path, query), asked["rows"], "{} {when}: {query}", path.display());
        }
    }
}

#[test]
fn a_ledger_of_every_earlier_schema_opens_with_the_same_totals() {
    let now = newest();
    for (version, fixture) in kept() {
        let expected = fixture.with_extension("expected.json");
        let expected: Value = serde_json::from_str(&std::fs::read_to_string(expected).unwrap()).unwrap();
        let desk = Desk::bare();
        desk.write(LEDGER, std::fs::read(&fixture).unwrap());
        finds(&desk.path(LEDGER), &expected, "", "before");
        desk.sound();
        assert_eq!(desk.number("PRAGMA user_version"), i64::from(now), "version {version}");
        finds(&desk.path(LEDGER), &expected, "", "after its migration");
        let backups = desk.on("backups", &[]);
        let backups: Vec<&Value> = backups
            .as_array()
            .unwrap()
            .iter()
            .filter(|b| b["why"] == "migration")
            .collect();
        assert_eq!(
            backups.len(),
            usize::from(version < now),
            "a backup comes before a migration"
        );
        for backup in backups {
            let path = PathBuf::from(backup["path"].as_str().unwrap());
            assert_eq!(self::version(&std::fs::read(&path).unwrap()), version);
            finds(&path, &expected, "", "in the backup");
        }
        // It is worked on like any other.
        desk.call(
            "add_entry",
            json!({ "date": "2025-08-01", "category": "7.2", "amount": "1.00" }),
        );
        desk.on("undo", &[]);
        desk.sound();
    }
}

/// All that an older program recorded is taken back to the ledger's first record, and done again.
#[test]
fn what_an_earlier_program_recorded_is_taken_back_and_done_again() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let context = kezhang::commands::Context::now(kezhang_core::Language::English);
    for (version, fixture) in kept() {
        let expected = fixture.with_extension("expected.json");
        let expected: Value = serde_json::from_str(&std::fs::read_to_string(expected).unwrap()).unwrap();
        let desk = Desk::bare();
        desk.write(LEDGER, std::fs::read(&fixture).unwrap());
        let (undone, redone) = runtime.block_on(async {
            let ledger = kezhang_store::Ledger::open(&desk.path(LEDGER)).await.unwrap();
            let mut counts = [0, 0];
            for (at, (word, end)) in [("undo", "nothing_to_undo"), ("redo", "nothing_to_redo")]
                .into_iter()
                .enumerate()
            {
                // What the old program itself had taken back stays so.
                while at == 0 || counts[1] < counts[0] {
                    match kezhang::commands::call(&ledger, word, json!({}), &context).await {
                        Ok(_) => counts[at] += 1,
                        Err(failure) if failure.code == end => break,
                        Err(failure) => panic!("version {version}, {word} after {}: {failure:?}", counts[at]),
                    }
                }
                let report = ledger.check().await.unwrap();
                assert!(
                    report.is_sound,
                    "version {version} after all {word}: {:?}",
                    report.faults
                );
            }
            ledger.close().await.unwrap();
            (counts[0], counts[1])
        });
        assert!(undone > 5 && redone == undone, "version {version}: {undone}, {redone}");
        finds(&desk.path(LEDGER), &expected, "journal", "undone and done again");
    }
}

/// What is asked of a ledger: worked-out figures, and every table's rows and money.
fn questions(path: &Path) -> Vec<String> {
    let mut asked: Vec<String> = [
        "SELECT basis, month, sum(net_minor), sum(gross_minor), sum(untaxed) FROM total_category GROUP BY 1, 2 ORDER BY 1, 2",
        "SELECT customer_id, sum(net_minor) FROM total_customer GROUP BY 1 ORDER BY 1",
        "SELECT c.code, count(*), sum(e.base_gross_minor), sum(e.base_net_minor) FROM entry e \
         JOIN category c ON c.id = e.category_id WHERE e.is_void = 0 GROUP BY 1 ORDER BY 1",
        "SELECT b.name, v.number, v.state, count(l.id), sum(l.m1+l.m2+l.m3+l.m4+l.m5+l.m6+l.m7+l.m8+l.m9+l.m10+l.m11+l.m12) \
         FROM budget b JOIN budget_version v ON v.budget_id = b.id LEFT JOIN budget_line l ON l.version_id = v.id \
         GROUP BY v.id ORDER BY 1, 2",
        "SELECT company, currency, taxpayer FROM profile",
        "SELECT number, hash FROM journal ORDER BY number DESC LIMIT 1",
    ]
    .map(str::to_owned)
    .to_vec();
    let tables = rows(
        path,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' \
         AND name <> 'seaql_migrations' ORDER BY 1",
    );
    for table in tables.as_array().unwrap() {
        let table = table[0].as_str().unwrap();
        let columns = rows(path, &format!("SELECT name FROM pragma_table_info('{table}')"));
        let columns = columns
            .as_array()
            .unwrap()
            .iter()
            .map(|column| column[0].as_str().unwrap());
        let money = columns.filter(|name| name.ends_with("_minor"));
        // A total of nothing may lie there or not.
        let count = (!table.starts_with("total_")).then(|| "count(*)".to_owned());
        let sums: Vec<String> = count
            .into_iter()
            .chain(money.map(|name| format!("sum({name})")))
            .collect();
        asked.push(format!("SELECT {} FROM {table}", sums.join(", ")));
    }
    asked
}

/// The rows of a question as the sqlite3 shell tells them, one JSON array a line.
fn told(path: &Path, query: &str) -> Value {
    let file = rusqlite::Connection::open(path).unwrap();
    let names: Vec<String> = file
        .prepare(query)
        .unwrap()
        .column_names()
        .iter()
        .map(|name| format!("\"{name}\""))
        .collect();
    let output = Command::new("sqlite3")
        .args(["-readonly", "-batch", "-list"])
        .arg(path)
        .arg(format!("SELECT json_array({}) FROM ({query})", names.join(", ")))
        .output()
        .expect("the sqlite3 shell");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .collect()
}

/// Keeps a ledger of the schema that this program writes, or that of `KEZHANG_PROGRAM`: every change that it knows.
#[test]
#[ignore = "writes into tests/fixtures/ledgers"]
fn a_ledger_of_this_schema_is_kept() {
    let program =
        std::env::var_os("KEZHANG_PROGRAM").map_or_else(|| env!("CARGO_BIN_EXE_kezhang").into(), PathBuf::from);
    let desk = Desk::of(program);
    desk.done(&["new", LEDGER, "--taxpayer", "general", "--company", "旧账公司"]);
    called_on(&desk);
    for (name, input) in calls() {
        if !["undo", "redo"].contains(&name) {
            let told = desk.run(&["call", LEDGER, name, &input.to_string(), "--json"]);
            if told.code != 0 {
                println!("not in this version: {name} {}", told.err.trim());
            }
        }
    }
    desk.write(
        "more.csv",
        "日期,类别,价税合计,税率,发票票种,客户,渠道,部门,供应商,产品,摘要,付款日期,受益期起,受益期止\n\
         2025-01-05,7.2,10600,6%,数电专票,甲,fair,市场,广告社,客账,投放,2025-02-01,2025-01-01,2025-03-31\n\
         2025-02-05,8.4,106,6%,数电专票,乙,,销售,酒楼,,宴请,,,\n\
         2025-03-05,11.2,-5,,,,,,,,退款,2025-03-05,,\n2025-03-06,99,7,,,,,,,,房租,,,\n",
    );
    desk.import_file("more.csv", &[]);
    desk.call(
        "add_entry",
        json!({ "date": "2025-05-05", "category": "8.1", "amount": "70.50", "memo": "改" }),
    );
    let last = desk
        .entries()
        .iter()
        .map(|entry| entry["id"].as_i64().unwrap())
        .max()
        .unwrap();
    let entry = json!({ "date": "2025-05-06", "category": "8.2", "amount": "71.50" });
    desk.call("change_entry", json!({ "id": last, "entry": entry }));
    desk.import("date,category,amount\n2025-06-05,8.1,5\n", &[]);
    desk.on("undo", &[]);
    desk.sound();
    let version = version(&desk.bytes(LEDGER));
    let kept = folder().join(format!("v{version}.kezhang"));
    let expected: Vec<Value> = questions(&desk.path(LEDGER))
        .into_iter()
        .map(|query| json!({ "query": query, "rows": told(&desk.path(LEDGER), &query) }))
        .collect();
    let lines: Vec<String> = expected.iter().map(Value::to_string).collect();
    std::fs::copy(desk.path(LEDGER), &kept).unwrap();
    std::fs::write(
        kept.with_extension("expected.json"),
        format!("[\n{}\n]\n", lines.join(",\n")),
    )
    .unwrap();
    println!(
        "{}: {} records",
        kept.display(),
        desk.number("SELECT count(*) FROM journal")
    );
}
