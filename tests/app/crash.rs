//! The program killed at any moment: the ledger opens, proves, and each change is there whole or not at all.
//!
//! `KEZHANG_TRIALS` sets how often each kind of work is killed (a few times without: `KEZHANG_TRIALS=50` comes to more than
//! a thousand), `KEZHANG_SEED` repeats a run; the seed is printed.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::damage::{Chance, trials, worked};
use crate::desk::{Desk, LEDGER};
use crate::earlier::{kept, newest};

/// From when on the time until the end is counted.
#[derive(Debug, Clone, Copy)]
enum Since {
    /// The start of the program.
    Start,
    /// Its first byte in the ledger's log: then it is in the middle of its change.
    Writing,
}

/// Runs words and kills them after a while.
fn killed(desk: &Desk, words: &[&str], since: Since, after: Duration) {
    let mut child = desk
        .command()
        .args(words)
        .arg("--json")
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let log = desk.path(&format!("{LEDGER}-wal"));
    while matches!(since, Since::Writing)
        && std::fs::metadata(&log).map_or(true, |meta| meta.len() == 0)
        && child.try_wait().unwrap().is_none()
    {
        std::thread::sleep(Duration::from_micros(100));
    }
    std::thread::sleep(after);
    let _ = child.kill();
    child.wait().unwrap();
}

/// What a ledger says in three numbers: records, entries that count, their sum; by plain SQL.
fn state(path: &Path) -> (i64, i64, i64) {
    let file = rusqlite::Connection::open(path).unwrap();
    file.query_row(
        "SELECT (SELECT max(number) FROM journal), count(*), coalesce(sum(gross_minor), 0) FROM entry WHERE is_void = 0",
        (),
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
    .unwrap()
}

/// Copies the ledger and what lies beside it.
fn lay(desk: &Desk, whole: &[u8]) {
    for suffix in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(desk.path(&format!("{LEDGER}{suffix}")));
    }
    desk.write(LEDGER, whole);
}

/// Kills `words` at moments by chance; afterwards the ledger proves and is as it was before or as it is when nobody
/// kills them.
fn whole_or_not_at_all(desk: &Desk, words: &[&str], quick: usize, chance: &mut Chance) {
    let whole = desk.bytes(LEDGER);
    let before = state(&desk.path(LEDGER));
    let start = Instant::now();
    desk.done(&[words, &["--json"]].concat());
    let took = start.elapsed();
    let after = state(&desk.path(LEDGER));
    let names = desk.names();
    let (mut done, mut undone) = (0, 0);
    for trial in 0..trials(quick) {
        lay(desk, &whole);
        // The work on the ledger is the smaller part of the time of a small program's life.
        let (since, part) = [(Since::Start, 1.1), (Since::Writing, 0.3), (Since::Writing, 0.03)][trial % 3];
        let at = took.mul_f64(part * (chance.below(1000) as f64) / 1000.0);
        killed(desk, words, since, at);
        desk.sound();
        let now = state(&desk.path(LEDGER));
        assert!(
            now == before || now == after,
            "{words:?} killed {at:?} of {took:?} after {since:?}: {now:?} is neither {before:?} nor {after:?}"
        );
        if now == after {
            done += 1
        } else {
            undone += 1
        }
        let visible: Vec<String> = desk.names().into_iter().filter(|name| !name.starts_with('.')).collect();
        let known: Vec<&String> = visible.iter().filter(|name| !names.contains(name)).collect();
        assert!(known.is_empty(), "{words:?} leaves {known:?}");
    }
    println!("{words:?}: {done} whole, {undone} not at all");
    lay(desk, &whole);
}

#[test]
fn a_killed_import_undo_redo_or_budget_is_whole_or_not_at_all() {
    let desk = worked();
    let mut chance = Chance::new("crash");
    let rows: String = (1..3000)
        .map(|at| {
            format!(
                "2025-{:02}-{:02},7.{},{at}.{:02},kunde {},memo {at}\n",
                at % 12 + 1,
                at % 28 + 1,
                at % 3 + 1,
                at % 100,
                at % 50
            )
        })
        .collect();
    desk.write("large.csv", format!("date,category,amount,customer,memo\n{rows}"));
    whole_or_not_at_all(&desk, &["import", LEDGER, "large.csv"], 6, &mut chance);
    desk.import_file("large.csv", &[]);
    whole_or_not_at_all(&desk, &["undo", LEDGER], 6, &mut chance);
    desk.on("undo", &[]);
    whole_or_not_at_all(&desk, &["redo", LEDGER], 6, &mut chance);
    let lines: Vec<_> = (1..7)
        .map(|n| json!({ "key": { "category": "7", "customer": format!("客户{n}") }, "total": "1200.00" }))
        .collect();
    let budget = json!({ "budget": "2025", "lines": lines }).to_string();
    whole_or_not_at_all(&desk, &["call", LEDGER, "set_budget_lines", &budget], 4, &mut chance);
    let approval = json!({ "budget": "2025" });
    whole_or_not_at_all(
        &desk,
        &["call", LEDGER, "approve_budget", &approval.to_string()],
        4,
        &mut chance,
    );
    desk.call("approve_budget", approval);
    let supplement = json!({ "kind": "supplement", "effective": "2025-06", "text": "more",
        "to": [{ "key": { "category": "7" }, "amount": "60.00" }] });
    whole_or_not_at_all(
        &desk,
        &["call", LEDGER, "revise_budget", &supplement.to_string()],
        4,
        &mut chance,
    );
}

#[test]
fn a_killed_backup_is_there_whole_or_not_at_all() {
    let desk = worked();
    let mut chance = Chance::new("crash");
    let start = Instant::now();
    desk.done(&["backup", LEDGER, "b.kezhang"]);
    let took = start.elapsed();
    for word in ["backup", "copy", "recover"] {
        for _ in 0..trials(5) {
            let _ = std::fs::remove_file(desk.path("b.kezhang"));
            killed(
                &desk,
                &[word, LEDGER, "b.kezhang"],
                Since::Start,
                took.mul_f64((chance.below(1000) as f64) / 900.0),
            );
            if desk.path("b.kezhang").exists() {
                assert_eq!(desk.done(&["check", "b.kezhang"]).json()["is_sound"], true);
            }
            desk.sound();
        }
    }
    // What was left half-done is hidden and stands in nobody's way.
    let _ = std::fs::remove_file(desk.path("b.kezhang"));
    desk.done(&["backup", LEDGER, "b.kezhang"]);
}

#[test]
fn a_killed_restore_leaves_the_ledger_or_the_backup() {
    let desk = worked();
    let mut chance = Chance::new("crash");
    desk.done(&["backup", LEDGER, "b.kezhang"]);
    desk.import("date,category,amount\n2025-09-01,7.2,1\n", &[]);
    whole_or_not_at_all(&desk, &["restore", "b.kezhang", LEDGER], 6, &mut chance);
}

/// A new ledger is there with all that is in it, or its name is free.
#[test]
fn a_killed_new_leaves_a_ledger_or_nothing() {
    let desk = Desk::bare();
    let mut chance = Chance::new("crash");
    let start = Instant::now();
    desk.done(&["new", "n.kezhang"]);
    let took = start.elapsed();
    for _ in 0..trials(5) {
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(desk.path(&format!("n.kezhang{suffix}")));
        }
        killed(
            &desk,
            &["new", "n.kezhang"],
            Since::Start,
            took.mul_f64((chance.below(1000) as f64) / 900.0),
        );
        if desk.path("n.kezhang").exists() {
            assert_eq!(desk.done(&["check", "n.kezhang"]).json()["is_sound"], true);
        } else {
            desk.done(&["new", "n.kezhang"]);
        }
    }
}

/// Killed in the middle of it, a migration has not happened; the next opening does it.
#[test]
fn a_killed_migration_is_done_by_the_next_opening() {
    let now = newest();
    let mut chance = Chance::new("crash");
    for (version, path) in kept().into_iter().filter(|(version, _)| *version < now) {
        let desk = Desk::bare();
        desk.write(LEDGER, std::fs::read(&path).unwrap());
        println!("version {version}");
        whole_or_not_at_all(&desk, &["history", LEDGER], 2, &mut chance);
        desk.on("history", &[]);
        assert_eq!(desk.number("PRAGMA user_version"), i64::from(now));
    }
}
