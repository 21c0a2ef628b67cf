//! Automatic backups, what they hold, putting one back.

use std::path::{Path, PathBuf};

use rusqlite::types::Value as Cell;
use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER, Told};

impl Desk {
    /// Runs words at a moment of the test's choice, with a folder of settings of the desk's own.
    fn at(&self, moment: &str, words: &[&str]) -> Told {
        let output = self
            .command()
            .env("KEZHANG_NOW", moment)
            .args(words)
            .arg("--json")
            .output()
            .unwrap();
        Told {
            code: output.status.code().unwrap(),
            out: output.stdout,
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    fn add(&self, moment: &str, amount: &str) -> Told {
        let entry = json!({ "date": "2025-01-01", "category": "7.2", "amount": amount }).to_string();
        let told = self.at(moment, &["call", LEDGER, "add_entry", &entry]);
        assert_eq!(told.code, 0, "{}", told.err);
        told
    }

    fn backups(&self) -> Vec<Value> {
        self.on("backups", &[]).as_array().unwrap().clone()
    }
}

fn of(path: &Path, query: &str) -> Vec<Vec<Cell>> {
    let file = rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut statement = file.prepare(query).unwrap();
    let width = statement.column_count();
    let rows = statement
        .query_map((), |row| (0..width).map(|at| row.get(at)).collect())
        .unwrap();
    rows.map(Result::unwrap).collect()
}

fn whole(path: &Path, query: &str) -> i64 {
    match of(path, query)[0][0] {
        Cell::Integer(number) => number,
        ref other => panic!("{other:?}"),
    }
}

fn day(day: u32) -> String {
    format!("2025-03-{day:02}T09:00:00Z")
}

fn made_on(day_one: u32) -> Desk {
    let desk = Desk::bare();
    let told = desk.at(&day(day_one), &["new", LEDGER, "--company", "云帆"]);
    assert_eq!(told.code, 0, "{}", told.err);
    desk
}

#[test]
fn the_first_change_of_a_day_comes_after_a_backup_of_what_was_there() {
    let desk = made_on(1);
    desk.add(&day(1), "1.00");
    assert!(desk.backups().is_empty(), "a ledger of today has nothing older to lose");
    desk.add(&day(2), "2.00");
    desk.add("2025-03-02T18:00:00Z", "3.00");
    desk.add(&day(4), "4.00");
    let backups = desk.backups();
    let told: Vec<_> = backups
        .iter()
        .map(|b| {
            (
                b["made_at"].as_str().unwrap(),
                b["why"].as_str().unwrap(),
                b["entries"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [("2025-03-04T09:00:00", "day", 3), ("2025-03-02T09:00:00", "day", 1)]
    );
    assert_eq!(
        (&backups[0]["company"], &backups[0]["records"]),
        (&json!("云帆"), &json!(4))
    );
    assert_eq!(
        (&backups[0]["from"], &backups[0]["fault"]),
        (&json!("2025-01-01"), &Value::Null)
    );
    // By plain SQL: what was there before the change, to the cent.
    let path = PathBuf::from(backups[0]["path"].as_str().unwrap());
    assert_eq!(whole(&path, "SELECT sum(gross_minor) FROM entry"), 600);
    // All of it lies in the folder of settings, nothing beside the ledger and nothing half-written.
    assert!(path.starts_with(desk.home()), "{}", path.display());
    assert_eq!(desk.names(), [LEDGER]);
    let lies: Vec<String> = std::fs::read_dir(path.parent().unwrap())
        .unwrap()
        .map(|file| file.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(lies.len(), 2, "{lies:?}");
    desk.sound();
}

/// Counted by hand on a calendar: 2025-03-02 is a Sunday.
#[test]
fn old_backups_make_room_by_the_rule() {
    let desk = made_on(1);
    (2..=18).for_each(|n| drop(desk.add(&day(n), "1.00")));
    let days: Vec<String> = desk
        .backups()
        .iter()
        .map(|b| b["made_at"].as_str().unwrap()[8..10].to_owned())
        .collect();
    // Ten days back to the 9th, and of the first week its last, the 2nd.
    assert_eq!(days, ["18", "17", "16", "15", "14", "13", "12", "11", "10", "09", "02"]);
    // A file of somebody else in the folder stays.
    let folder = PathBuf::from(desk.backups()[0]["path"].as_str().unwrap());
    let other = folder.with_file_name("notes.kezhang");
    std::fs::write(&other, "mine").unwrap();
    desk.add(&day(19), "1.00");
    assert!(other.exists());
}

#[test]
fn a_restore_keeps_what_was_there_on_the_shelf_and_never_under_a_name_twice() {
    let desk = made_on(1);
    desk.add(&day(1), "1.00");
    desk.add(&day(2), "2.00");
    let first = desk.backups()[0]["path"].as_str().unwrap().to_owned();
    let untouched = std::fs::read(&first).unwrap();
    for kept in [3, 1] {
        let told = desk.at(&day(2), &["restore", &first, LEDGER]);
        assert_eq!(told.code, 0, "{}", told.err);
        let path = PathBuf::from(told.json()["kept"].as_str().unwrap());
        assert!(path.starts_with(desk.home()));
        assert_eq!(whole(&path, "SELECT sum(gross_minor) / 100 FROM entry"), kept);
        assert_eq!(desk.number("SELECT sum(gross_minor) / 100 FROM entry"), 1);
        desk.sound();
    }
    assert_eq!(desk.backups().len(), 3);
    assert_eq!(
        std::fs::read(&first).unwrap(),
        untouched,
        "a backup is never written to"
    );
    assert_eq!(desk.names(), [LEDGER]);
    // Work goes on.
    desk.add(&day(2), "5.00");
    desk.sound();
}

/// A ledger that does not prove would push good backups off the shelf: it is not put there, and that is said.
#[test]
fn an_unsound_ledger_is_not_backed_up_and_the_earlier_backups_stay() {
    let desk = made_on(1);
    desk.add(&day(1), "1.00");
    desk.add(&day(2), "2.00");
    desk.sqlite()
        .execute_batch("UPDATE entry SET base_net_minor = base_net_minor + 1 WHERE id = 1")
        .unwrap();
    let told = desk.add(&day(3), "3.00");
    assert!(told.err.contains("backup_of_unsound"), "{}", told.err);
    let backups = desk.backups();
    assert_eq!(backups.len(), 1);
    assert_eq!(backups[0]["made_at"], "2025-03-02T09:00:00");
    assert_eq!(
        desk.number("SELECT count(*) FROM entry"),
        3,
        "the change is made all the same"
    );
}

#[test]
fn a_folder_of_choice_is_used_and_when_it_is_gone_that_is_said_and_stops_no_work() {
    let desk = made_on(1);
    let folder = desk.path("stick");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(
        desk.home().join("preferences.json"),
        json!({ "backup_folder": folder }).to_string(),
    )
    .unwrap();
    desk.add(&day(2), "1.00");
    let first = PathBuf::from(desk.backups()[0]["path"].as_str().unwrap());
    assert!(first.starts_with(&folder), "{}", first.display());
    std::fs::remove_dir_all(&folder).unwrap();
    for (locale, words) in [("en_US.UTF-8", "plugged in"), ("zh_CN.UTF-8", "备份文件夹")] {
        let entry = json!({ "date": "2025-01-01", "amount": "1.00" }).to_string();
        let output = desk
            .command()
            .env("KEZHANG_NOW", day(3))
            .env("LANG", locale)
            .env("LC_ALL", locale)
            .args(["call", LEDGER, "add_entry", &entry, "--json"])
            .output()
            .unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(
            output.status.success() && err.contains("backup_folder_missing") && err.contains(words),
            "{err}"
        );
    }
    assert!(!folder.exists(), "its disk may only be unplugged: it is not made anew");
    assert_eq!(desk.number("SELECT count(*) FROM entry"), 3);
    desk.sound();
}

#[test]
fn a_file_on_the_shelf_that_is_no_ledger_is_listed_with_its_reason() {
    let desk = made_on(1);
    desk.add(&day(2), "1.00");
    let path = PathBuf::from(desk.backups()[0]["path"].as_str().unwrap());
    std::fs::write(&path, "ruined").unwrap();
    let backups = desk.backups();
    assert_eq!(backups[0]["fault"]["code"], "ledger_foreign");
    assert_eq!(backups[0]["entries"], 0);
    let told = desk.at(&day(2), &["restore", path.to_str().unwrap(), LEDGER]);
    assert_eq!(told.code, 1);
    assert_eq!(desk.names(), [LEDGER], "nothing is left behind");
    desk.sound();
}
