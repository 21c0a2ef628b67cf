//! What can be saved of a damaged ledger: expected figures by plain SQL over the ledger as it was before the damage.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use crate::damage::{Chance, trials, worked};
use crate::desk::{Desk, LEDGER, Told};

const NEW: &str = "saved.kezhang";

fn recover(desk: &Desk) -> Value {
    let before = desk.bytes(LEDGER);
    let told = desk.done(&["recover", LEDGER, NEW, "--json"]).json();
    assert!(desk.bytes(LEDGER) == before, "the damaged ledger is only read");
    let check = desk.run(&["check", NEW, "--json"]);
    assert_eq!(check.code, 0, "{} {}", check.text(), told);
    assert_eq!(told["is_sound"], true);
    told
}

fn number(path: &Path, query: &str) -> i64 {
    let file = rusqlite::Connection::open(path).unwrap();
    file.query_row(query, (), |row| row.get(0)).unwrap()
}

/// Ids of entries that are told to be lost.
fn lost(told: &Value, table: &str) -> BTreeSet<i64> {
    let ranges = told["lost"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|lost| lost["table"] == table);
    ranges
        .flat_map(|lost| lost["from"].as_i64().unwrap()..=lost["to"].as_i64().unwrap())
        .collect()
}

fn count_of(told: &Value, table: &str, what: &str) -> i64 {
    let tables = told["tables"].as_array().unwrap();
    tables.iter().find(|t| t["table"] == table).unwrap()[what]
        .as_i64()
        .unwrap()
}

/// What is left is what was there without what is told to be lost: count and sums by plain SQL on the whole ledger.
fn adds_up(desk: &Desk, told: &Value, whole: &str) {
    let ids: Vec<String> = lost(told, "entry").iter().map(i64::to_string).collect();
    let without = format!("WHERE id NOT IN ({})", ids.join(", "));
    for what in [
        "count(*)",
        "sum(gross_minor)",
        "sum(base_net_minor * (1 - is_void))",
        "sum(category_id)",
        "sum(length(memo))",
    ] {
        let wanted = number(
            &desk.path(whole),
            &format!("SELECT coalesce({what}, 0) FROM entry {without}"),
        );
        let saved = number(&desk.path(NEW), &format!("SELECT coalesce({what}, 0) FROM entry"));
        assert_eq!(saved, wanted, "{what}: {told}");
    }
    assert_eq!(
        count_of(told, "entry", "saved"),
        number(&desk.path(NEW), "SELECT count(*) FROM entry")
    );
}

#[test]
fn a_sound_ledger_is_recovered_whole() {
    let desk = worked();
    desk.write("whole.kezhang", desk.bytes(LEDGER));
    let told = recover(&desk);
    assert_eq!(
        (&told["lost"], &told["changed"], &told["batches"]),
        (&json!([]), &json!([]), &json!([])),
        "{told}"
    );
    assert_eq!(told["records_lost"], 0);
    adds_up(&desk, &told, "whole.kezhang");
    // The chain is kept, and one record more says what happened.
    let history = desk.done(&["history", NEW, "--json"]).json();
    let history = history.as_array().unwrap();
    let old = desk.on("history", &[]);
    let old = old.as_array().unwrap();
    assert_eq!(history[..history.len() - 1], old[..]);
    let last = history.last().unwrap();
    assert_eq!(last["command"], "recover");
    assert!(last["about"].as_str().unwrap().contains(LEDGER), "{last}");
    // It cannot be taken back; what was there before it can.
    let number = last["number"].to_string();
    assert_eq!(
        desk.refused_words(&["undo", NEW, &number, "--json"])["code"],
        "record_recovery"
    );
    desk.done(&["undo", NEW]);
    assert_eq!(desk.done(&["check", NEW]).json()["is_sound"], true);
    let report = |name: &str| {
        desk.done(&[
            "report", name, "variance", "--from", "2025-01", "--to", "2025-12", "--json",
        ])
        .json()
    };
    desk.on("undo", &[]);
    assert_eq!(report(NEW), report(LEDGER));
}

/// Pages of a table by their number, as the sqlite3 shell's own table `dbstat` has them.
fn leaves(desk: &Desk, table: &str) -> Vec<usize> {
    let file = desk.sqlite();
    let mut statement = file
        .prepare("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path")
        .unwrap();
    let rows = statement.query_map([table], |row| row.get::<_, i64>(0)).unwrap();
    rows.map(|row| usize::try_from(row.unwrap()).unwrap()).collect()
}

fn ruin(desk: &Desk, pages: &[usize]) {
    let mut bytes = desk.bytes(LEDGER);
    for page in pages {
        bytes[(page - 1) * 4096..page * 4096].fill(0xA5);
    }
    desk.write(LEDGER, bytes);
}

#[test]
fn a_ruined_page_of_entries_loses_those_and_no_others() {
    let desk = worked();
    desk.write("whole.kezhang", desk.bytes(LEDGER));
    let pages = leaves(&desk, "entry");
    assert!(pages.len() > 2);
    ruin(&desk, &pages[1..2]);
    let told = recover(&desk);
    assert!(!lost(&told, "entry").is_empty(), "{told}");
    assert_eq!(count_of(&told, "entry", "lost"), lost(&told, "entry").len() as i64);
    assert_eq!(told["batches"], json!([1]));
    assert_eq!(told["lost"][0]["reason"], "page");
    adds_up(&desk, &told, "whole.kezhang");
    for table in ["customer", "budget_line", "category", "mapping", "vendor"] {
        assert_eq!(count_of(&told, table, "lost"), 0, "{told}");
    }
    // Work goes on in the new ledger, and no number is given out twice.
    let highest = number(&desk.path("whole.kezhang"), "SELECT max(id) FROM entry");
    let added = desk
        .done(&["call", NEW, "add_entry", r#"{"date":"2025-01-01","amount":"1.00"}"#])
        .json();
    assert!(added["id"].as_i64().unwrap() > highest, "{added}");
    assert_eq!(desk.done(&["check", NEW]).json()["is_sound"], true);
}

#[test]
fn what_the_tables_lose_the_journal_gives_back() {
    for table in [
        "category",
        "customer",
        "budget_line",
        "budget_version",
        "profile",
        "batch",
        "customer_grade",
    ] {
        let desk = worked();
        desk.write("whole.kezhang", desk.bytes(LEDGER));
        ruin(&desk, &leaves(&desk, table));
        let told = recover(&desk);
        assert_eq!(told["lost"], json!([]), "{table}: {told}");
        adds_up(&desk, &told, "whole.kezhang");
        let of = |name: &str| number(&desk.path(name), &format!("SELECT count(*) FROM {table}"));
        assert_eq!(of(NEW), of("whole.kezhang"), "{table}");
        assert_eq!(count_of(&told, table, "from_journal"), of(NEW), "{told}");
        assert_eq!(told["records_lost"], 0);
    }
}

#[test]
fn a_ruined_journal_begins_anew_with_every_row_in_its_first_record() {
    let desk = worked();
    desk.write("whole.kezhang", desk.bytes(LEDGER));
    let pages: Vec<usize> = [leaves(&desk, "journal"), leaves(&desk, "journal_row")].concat();
    ruin(&desk, &pages);
    let told = recover(&desk);
    // Nobody knows how many records there were: that is told as a loss, and no number is.
    assert_eq!(
        (&told["records_kept"], &told["records_lost"]),
        (&json!(0), &Value::Null),
        "{told}"
    );
    let unread: Vec<_> = told["lost"]
        .as_array()
        .unwrap()
        .iter()
        .map(|lost| &lost["reason"])
        .collect();
    assert_eq!(unread, ["journal"], "{told}");
    adds_up(&desk, &told, "whole.kezhang");
    let history = desk.done(&["history", NEW, "--json"]).json();
    assert_eq!(history.as_array().unwrap().len(), 1);
    assert_eq!(history[0]["command"], "recover");
    assert_eq!(
        desk.refused_words(&["undo", NEW, "1", "--json"])["code"],
        "record_first"
    );
}

/// One record no longer proves: those before it are kept, and the rest of the ledger is as it was.
#[test]
fn a_chain_is_kept_as_far_as_it_proves() {
    let desk = worked();
    desk.write("whole.kezhang", desk.bytes(LEDGER));
    desk.sqlite()
        .execute_batch("UPDATE journal SET author = 'somebody' WHERE number = 4")
        .unwrap();
    let told = recover(&desk);
    assert_eq!(told["records_kept"], 3, "{told}");
    assert_eq!(told["lost"], json!([]));
    adds_up(&desk, &told, "whole.kezhang");
}

/// A text that was turned into another is put right from its record.
#[test]
fn a_row_that_its_record_contradicts_is_as_the_record_has_it() {
    let desk = worked();
    desk.write("whole.kezhang", desk.bytes(LEDGER));
    desk.sqlite()
        .execute_batch("UPDATE customer SET name = 'X' WHERE id = 2; UPDATE budget_line SET m1 = m1 + 100; UPDATE entry SET gross_minor = 1 WHERE id = 3")
        .unwrap();
    let told = recover(&desk);
    adds_up(&desk, &told, "whole.kezhang");
    let name = |file: &str| -> String {
        let file = rusqlite::Connection::open(desk.path(file)).unwrap();
        file.query_row("SELECT name FROM customer WHERE id = 2", (), |row| row.get(0))
            .unwrap()
    };
    assert_eq!(name(NEW), name("whole.kezhang"));
    assert_eq!(count_of(&told, "customer", "from_journal"), 1);
}

#[test]
fn a_ledger_without_its_first_page_or_its_end_gives_what_is_left() {
    for cut in [false, true] {
        let desk = worked();
        desk.write("whole.kezhang", desk.bytes(LEDGER));
        let bytes = desk.bytes(LEDGER);
        if cut {
            // The last written lies at the end: here pages of the journal and of entries.
            desk.write(LEDGER, &bytes[..bytes.len() - 6 * 4096 - 100]);
        } else {
            ruin(&desk, &[1]);
        }
        let told = recover(&desk);
        let reasons: BTreeSet<&str> = told["lost"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|lost| lost["reason"].as_str())
            .collect();
        assert!(told["records_lost"].is_null() && reasons.contains("journal"), "{told}");
        assert!(cut || count_of(&told, "entry", "saved") > 100, "{told}");
        assert_eq!(count_of(&told, "category", "saved"), 62, "{told}");
        adds_up(&desk, &told, "whole.kezhang");
    }
}

/// What a program that was killed had already committed lies in the log beside the file.
#[test]
fn what_lies_in_the_log_is_saved() {
    let desk = worked();
    let open = desk.sqlite();
    open.execute_batch("PRAGMA wal_autocheckpoint = 0; UPDATE profile SET company = '在日志里' WHERE id = 1")
        .unwrap();
    let log = std::fs::read(desk.path("l.kezhang-wal")).unwrap();
    assert!(!log.is_empty());
    desk.write("crashed.kezhang", desk.bytes(LEDGER));
    desk.write("crashed.kezhang-wal", &log);
    // The journal says otherwise and is whole: the company's name is the recorded one, and that a row was put right is told.
    let told = desk.done(&["recover", "crashed.kezhang", NEW, "--json"]).json();
    assert_eq!(count_of(&told, "profile", "from_journal"), 1, "{told}");
    assert_eq!(desk.bytes("crashed.kezhang-wal"), log);
}

#[test]
fn what_is_no_ledger_or_would_replace_a_file_is_refused() {
    let desk = worked();
    let refuse = |words: &[&str]| -> Value {
        let all: Vec<&str> = ["recover"]
            .into_iter()
            .chain(words.iter().copied())
            .chain(["--json"])
            .collect();
        desk.refused_words(&all)["code"].clone()
    };
    desk.write(
        "text.kezhang",
        "no ledger at all, but some text that goes on for a while, and then ends. ".repeat(100),
    );
    desk.write("empty.kezhang", "");
    assert_eq!(refuse(&["text.kezhang", NEW]), "recover_nothing");
    assert_eq!(refuse(&["empty.kezhang", NEW]), "recover_nothing");
    assert_eq!(refuse(&["none.kezhang", NEW]), "ledger_missing");
    assert_eq!(refuse(&[LEDGER, "text.kezhang"]), "file_exists");
    let mut newer = desk.bytes(LEDGER);
    newer[60..64].copy_from_slice(&900u32.to_be_bytes());
    desk.write("newer.kezhang", &newer);
    assert_eq!(refuse(&["newer.kezhang", NEW]), "ledger_newer");
    assert!(!desk.path(NEW).exists());
    assert!(
        !desk.names().iter().any(|name| name.starts_with('.')),
        "{:?}",
        desk.names()
    );
}

/// Pages and stretches ruined by chance: what comes out always proves, and nothing ends in a panic.
#[test]
fn whatever_is_ruined_what_is_saved_proves() {
    let desk = worked();
    let whole = desk.bytes(LEDGER);
    let mut chance = Chance::new("recover");
    for _ in 0..trials(12) {
        let mut bytes = whole.clone();
        for _ in 0..=chance.below(6) {
            let at = chance.below(bytes.len());
            let length = [1, 8, 100, 4096, 20_000][chance.below(5)].min(bytes.len() - at);
            let fill = [0x00, 0xA5, 0xFF][chance.below(3)];
            bytes[at..at + length].fill(fill);
        }
        if chance.below(4) == 0 {
            bytes.truncate(chance.below(bytes.len()));
        }
        desk.write(LEDGER, &bytes);
        let told: Told = desk.run(&["recover", LEDGER, NEW, "--json"]);
        assert!(!told.err.contains("panicked"), "{}", told.err);
        if told.code == 0 {
            let check = desk.run(&["check", NEW, "--json"]);
            assert_eq!(check.code, 0, "{} {}", check.text(), told.text());
            std::fs::remove_file(desk.path(NEW)).unwrap();
        } else {
            assert!(told.err.contains("recover_nothing"), "{} {}", told.text(), told.err);
        }
    }
}
