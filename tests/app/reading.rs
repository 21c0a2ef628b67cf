//! What a file says beside its rows, and what cannot be: told, refused, and every wrong cell at once.

use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER};

fn told(result: &Value) -> String {
    result["notices"].to_string()
}

fn codes(result: &Value) -> Vec<(u64, String, String)> {
    let cells = result["rejected"].as_array().unwrap().iter();
    cells
        .map(|cell| {
            let text = |key: &str| cell[key].as_str().unwrap_or_default().to_owned();
            (cell["row"].as_u64().unwrap(), text("column"), text("code"))
        })
        .collect()
}

/// 1.25 × 10,000 = 12,500.00, by hand.
#[test]
fn a_unit_above_the_header_counts_and_is_told() {
    let desk = Desk::new();
    let file = "费用明细表（单位：万元）,,\n日期,金额,类别\n2025-03-01,1.25,7.2\n";
    let result = desk.import(file, &[]);
    assert_eq!(result["cost"], "12500.00", "{result}");
    assert!(told(&result).contains("10,000"), "{result}");
    desk.write("seen.csv", file);
    let preview = desk.call("inspect_file", json!({ "path": "seen.csv" }));
    assert_eq!(preview["detected"]["unit"], 10_000, "{preview}");
    // The user knows better.
    let stated = file.replace("03-01", "03-02");
    let result = desk.import(&stated, &["--read", "unit=元"]);
    assert_eq!((&result["cost"], &result["notices"]), (&json!("1.25"), &json!([])));
}

#[test]
fn every_wrong_cell_of_a_row_is_listed_at_once() {
    let desk = Desk::new();
    let result = desk.import("日期,金额,类别\nx,y,z\n,,z\n", &[]);
    let wrong = |row: u64, column: &str, code: &str| (row, column.to_owned(), code.to_owned());
    assert_eq!(
        codes(&result),
        [
            wrong(2, "日期", "date_unreadable"),
            wrong(2, "金额", "amount_unreadable"),
            wrong(2, "类别", "category_unknown"),
            wrong(3, "日期", "date_missing"),
            wrong(3, "金额", "amount_missing"),
            wrong(3, "类别", "category_unknown"),
        ],
        "{result}"
    );
}

#[test]
fn a_tax_that_cannot_be_is_refused_when_typed_as_well() {
    let desk = Desk::new();
    let entry = |tax: &str, rate: Value| json!({ "date": "2025-03-01", "category": "7.2", "amount": "100.00", "tax": tax, "tax_rate": rate });
    for (tax, rate, code) in [
        ("-6.00", Value::Null, "tax_impossible"),
        ("200.00", Value::Null, "tax_impossible"),
        ("6.00", json!("0.13"), "tax_off_rate"),
    ] {
        let refused = desk.call_refused("add_entry", entry(tax, rate));
        assert_eq!(refused["code"], code, "{refused}");
        assert!(refused["message"].as_str().unwrap().contains(tax), "{refused}");
    }
    let added = desk.call("add_entry", entry("6.00", json!("0.06")));
    let refused = desk.call_refused(
        "change_entry",
        json!({ "id": added["id"], "entry": entry("-6.00", Value::Null) }),
    );
    assert_eq!(refused["code"], "tax_impossible", "{refused}");
}

#[test]
fn a_command_takes_an_object_and_nothing_else() {
    let desk = Desk::new();
    for input in [r#"["2025-01","2025-02"]"#, "3", "\"x\""] {
        let words = ["call", LEDGER, "variance", input, "--json"];
        desk.wrong(&words);
        assert!(desk.run(&words).err.contains("input_not_object"));
    }
    desk.done(&["call", LEDGER, "variance", "null", "--json"]);
}

#[test]
fn other_sheets_of_the_same_head_are_told_and_can_be_named() {
    let desk = Desk::new();
    let book = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/import/workbook-of-like-sheets/input.xlsx");
    desk.write("book.xlsx", std::fs::read(book).unwrap());
    let first = desk.import_file("book.xlsx", &[]);
    assert!(
        told(&first).contains("一月") && told(&first).contains("二月"),
        "{first}"
    );
    let second = desk.import_file("book.xlsx", &["--read", "sheet=二月"]);
    assert_eq!(
        (&second["cost"], &second["notices"]),
        (&json!("2.00"), &json!([])),
        "{second}"
    );
}

#[test]
fn a_missing_folder_is_named_by_what_would_write_into_it() {
    let desk = Desk::new();
    for words in [
        &["new", "none/h.kezhang", "--json"][..],
        &["backup", LEDGER, "none/x.kezhang", "--json"],
    ] {
        let refused = desk.refused_words(words);
        assert_eq!(refused["code"], "folder_missing", "{refused}");
        assert!(refused["message"].as_str().unwrap().contains("none"), "{refused}");
    }
}

#[test]
fn an_empty_list_of_what_is_known_says_so() {
    let desk = Desk::new();
    let refused = desk.refused("report", &["variance", "--budget", "nope"]);
    let message = refused["message"].as_str().unwrap();
    assert!(message.contains("（无）") || message.contains("(none)"), "{refused}");
}
