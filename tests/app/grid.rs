//! The budget grid: sheets with subtotals, blocks set as one change, formulas, locks, notes, figures beside.
//!
//! Expected figures are computed by hand.

use serde_json::{Value, json};

use crate::desk::Desk;

/// A draft of 2026 with three lines of 120 a year and one of 60.
fn drafted() -> Desk {
    let desk = Desk::new();
    for (register, code, name) in [("department", "sales", "销售"), ("channel", "search", "搜索")] {
        desk.call(
            "set_member",
            json!({ "register": register, "code": code, "name": name }),
        );
    }
    desk.call("new_budget", json!({ "budget": "2026", "fiscal_year": 2026 }));
    desk.call(
        "set_budget_lines",
        json!({ "budget": "2026", "lines": [
            { "key": { "category": "7.2", "channel": "search" }, "total": "120.00" },
            { "key": { "category": "7.3" }, "total": "120.00" },
            { "key": { "category": "8.5" }, "total": "120.00" },
            { "key": { "department": "sales" }, "total": "60.00" },
        ] }),
    );
    desk
}

fn edit(desk: &Desk, rows: Value) -> Value {
    desk.call("edit_budget", json!({ "budget": "2026", "rows": rows }))
}

fn refused(desk: &Desk, rest: Value) -> Value {
    let mut input = json!({ "budget": "2026" });
    input.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    desk.call_refused("edit_budget", input)
}

fn row<'r>(sheet: &'r Value, id: &str) -> &'r Value {
    if id == "#total" {
        return &sheet["total"];
    }
    let found = sheet["rows"].as_array().unwrap().iter().find(|row| row["id"] == id);
    found.unwrap_or_else(|| panic!("no row {id}: {sheet}"))
}

/// The figure of a row: months 0–11, quarters 12–15, half-years 16–17, the year 18.
fn figure(sheet: &Value, id: &str, period: usize) -> String {
    row(sheet, id)["figures"][period].as_str().unwrap().to_owned()
}

fn cell(line: Value, from: &str, to: &str, text: &str) -> Value {
    json!({ "line": line, "cells": [{ "from": from, "to": to, "text": text }] })
}

#[test]
fn a_sheet_has_subtotals_where_they_say_something_and_every_period() {
    let desk = drafted();
    let sheet = desk.call("budget_sheet", json!({ "budget": "2026" }));
    let ids: Vec<&str> = sheet["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        [
            "#7",
            "category=7.2|channel=search",
            "category=7.3",
            "category=8.5",
            "department=sales"
        ]
    );
    assert_eq!(row(&sheet, "category=7.3")["depth"], 1);
    let of_seven: Vec<String> = [0, 12, 16, 18]
        .iter()
        .map(|period| figure(&sheet, "#7", *period))
        .collect();
    assert_eq!(of_seven, ["20.00", "60.00", "120.00", "240.00"]);
    assert_eq!(figure(&sheet, "#total", 18), "420.00");
    assert_eq!(sheet["labels"]["channel"]["search"], "搜索");
    assert_eq!(sheet["months"].as_array().unwrap().len(), 12);
}

#[test]
fn formulas_are_reckoned_here_and_a_change_starts_from_what_is_there() {
    let desk = drafted();
    let line = json!({ "category": "7.3" });
    let id = "category=7.3";
    let sheet = edit(&desk, json!([cell(line.clone(), "2026-01", "2026-01", "=1200*12/4")]));
    assert_eq!(figure(&sheet, id, 0), "3600.00");
    let sheet = edit(&desk, json!([cell(line.clone(), "2026-01", "2026-01", "+5%")]));
    assert_eq!(figure(&sheet, id, 0), "3780.00");
    // The second quarter holds 30; a tenth more is 33, shared by three equal months.
    let sheet = edit(&desk, json!([cell(line, "2026-04", "2026-06", "*1.1")]));
    assert_eq!([figure(&sheet, id, 3), figure(&sheet, id, 13)], ["11.00", "33.00"]);
    assert_eq!(sheet["is_whole"], false, "only what was touched comes back");
    assert_eq!(
        sheet["rows"].as_array().unwrap().len(),
        2,
        "the line and its subtotal: {sheet}"
    );
    desk.sound();
}

#[test]
fn typed_totals_spread_over_months_lines_and_the_whole_budget_around_what_is_locked() {
    let desk = drafted();
    let seven = |from: &str, to: &str, text: &str| json!([{ "group": "7", "cells": [{ "from": from, "to": to, "text": text }] }]);
    // DOMAIN §5: Jan 10, Feb 20 (locked), Mar 30; quarter := 100 → 20 / 20 / 60.
    let line = json!({ "category": "8.5" });
    edit(
        &desk,
        json!([{ "line": line, "cells": [
            { "from": "2026-02", "text": "20", "locked": true },
            { "from": "2026-03", "text": "30" },
        ] }]),
    );
    let sheet = edit(&desk, json!([cell(line.clone(), "2026-01", "2026-03", "100")]));
    let months: Vec<String> = (0..3).map(|at| figure(&sheet, "category=8.5", at)).collect();
    assert_eq!(months, ["20.00", "20.00", "60.00"]);
    assert_eq!(row(&sheet, "category=8.5")["locked"], json!([1]));
    // Two lines of 10 in January; 25 for both is 12.50 each.
    let sheet = edit(&desk, seven("2026-01", "2026-01", "25"));
    assert_eq!(figure(&sheet, "category=7.3", 0), "12.50");
    assert_eq!(figure(&sheet, "#7", 0), "25.00");
    let before = desk.records().len();
    let all = json!([{ "cells": [{ "from": "2026-01", "to": "2026-12", "text": "1000.01" }] }]);
    let sheet = edit(&desk, all);
    assert_eq!(figure(&sheet, "#total", 18), "1000.01");
    assert_eq!(figure(&sheet, "category=8.5", 1), "20.00", "locked");
    assert_eq!(desk.records().len(), before + 1, "one change");
    desk.call("undo", json!({}));
    // 120 + 25 + 110 for the rest of group 7 and its year: by hand 2 × (12.5 + 110) = 245; 8.5: 100 + 90; sales 60.
    let sheet = desk.call("budget_sheet", json!({ "budget": "2026" }));
    assert_eq!(figure(&sheet, "#total", 18), "495.00");
    desk.sound();
}

#[test]
fn a_total_spreads_evenly_or_as_last_year_fell() {
    let desk = drafted();
    desk.import("date,category,amount\n2025-01-10,8.5,100\n2025-03-05,8.5,300\n", &[]);
    let line = json!({ "category": "8.5" });
    let year = json!([cell(line.clone(), "2026-01", "2026-12", "800")]);
    let sheet = desk.call(
        "edit_budget",
        json!({ "budget": "2026", "way": "last_year", "rows": year }),
    );
    let months: Vec<String> = (0..4).map(|at| figure(&sheet, "category=8.5", at)).collect();
    assert_eq!(months, ["200.00", "0.00", "600.00", "0.00"]);
    let quarter = json!([cell(line, "2026-01", "2026-03", "100")]);
    let sheet = desk.call(
        "edit_budget",
        json!({ "budget": "2026", "way": "even", "rows": quarter }),
    );
    let months: Vec<String> = (0..3).map(|at| figure(&sheet, "category=8.5", at)).collect();
    assert_eq!(months, ["33.33", "33.33", "33.34"]);
}

#[test]
fn a_refused_cell_refuses_the_block_names_its_cells_and_changes_nothing() {
    let desk = drafted();
    let before = desk.records();
    let line = json!({ "category": "7.3" });
    let block = json!([{ "line": line, "cells": [
        { "from": "2026-01", "text": "1,000" },
        { "from": "2026-02", "text": "abc" },
        { "from": "2026-03", "text": "12%" },
    ] }]);
    let failure = refused(&desk, json!({ "rows": block, "pasted": true }));
    assert_eq!(failure["code"], "amount_unreadable");
    assert_eq!(
        [
            &failure["facts"]["cells"],
            &failure["facts"]["refused"],
            &failure["facts"]["all"]
        ],
        ["0:1,0:2", "2", "3"]
    );
    assert!(failure["message"].as_str().unwrap().contains("abc"), "{failure}");
    assert_eq!(desk.records(), before);
    let sheet = desk.call(
        "edit_budget",
        json!({ "budget": "2026", "rows": block, "pasted": true, "partial": true }),
    );
    let months: Vec<String> = (0..3).map(|at| figure(&sheet, "category=7.3", at)).collect();
    assert_eq!(months, ["1000.00", "10.00", "10.00"]);
}

#[test]
fn each_refusal_says_what_would_work() {
    let desk = drafted();
    let line = json!({ "category": "7.3" });
    edit(
        &desk,
        json!([{ "line": line, "cells": [{ "from": "2026-01", "to": "2026-12", "locked": true }] }]),
    );
    let one =
        |from: &str, to: &str, text: &str| json!({ "rows": [cell(json!({ "category": "7.3" }), from, to, text)] });
    let other = |text: &str| json!({ "rows": [cell(json!({ "category": "8.5" }), "2026-01", "2026-01", text)] });
    for (input, code) in [
        (one("2026-01", "2026-01", "5"), "cell_locked"),
        (one("2026-01", "2026-12", "5"), "spread_all_locked"),
        (one("2027-01", "2027-01", "5"), "month_outside_year"),
        (other("1.234,50"), "amount_decimal_comma"),
        (other("5%"), "amount_percent"),
        (other("$5"), "amount_currency"),
        (other("=A1"), "formula_unreadable"),
        (other("=1/0"), "formula_zero"),
        (other("1.234"), "amount_decimals"),
        (json!({ "rows": [] }), "edit_empty"),
        (
            json!({ "rows": [{ "group": "9", "cells": [{ "from": "2026-01", "text": "1" }] }] }),
            "line_unknown",
        ),
        (
            json!({ "rows": [{ "group": "7", "cells": [{ "from": "2026-01", "note": "x" }] }] }),
            "note_needs_cell",
        ),
    ] {
        assert_eq!(refused(&desk, input.clone())["code"], code, "{input}");
    }
    // A decimal comma that is stated is followed.
    let comma = json!({ "budget": "2026", "decimal": ",", "pasted": true,
        "rows": [cell(json!({ "category": "8.5" }), "2026-01", "2026-01", "1.234,50")] });
    assert_eq!(figure(&desk.call("edit_budget", comma), "category=8.5", 0), "1234.50");
}

#[test]
fn notes_go_with_the_copy_leave_with_the_line_and_come_back_with_undo() {
    let desk = drafted();
    let key = json!({ "category": "8.5" });
    let note = |text: &str| json!([{ "line": key, "cells": [{ "from": "2026-09", "note": text }] }]);
    let sheet = edit(&desk, note("中秋礼盒,按客户等级"));
    assert_eq!(
        row(&sheet, "category=8.5")["notes"],
        json!([{ "place": 8, "text": "中秋礼盒,按客户等级" }])
    );
    desk.call("approve_budget", json!({ "budget": "2026" }));
    desk.call(
        "new_budget",
        json!({ "budget": "2026", "fiscal_year": 2026, "copy": "2026@1" }),
    );
    let of = |name: &str| {
        desk.number(&format!("SELECT count(*) FROM budget_note n JOIN budget_line l ON l.id = n.line_id JOIN budget_version v ON v.id = l.version_id WHERE v.number = {name}"))
    };
    assert_eq!([of("1"), of("2")], [1, 1]);
    desk.call("remove_budget_line", json!({ "budget": "2026@2", "key": key }));
    assert_eq!([of("1"), of("2")], [1, 0]);
    desk.call("undo", json!({}));
    assert_eq!([of("1"), of("2")], [1, 1]);
    edit(&desk, note(""));
    assert_eq!([of("1"), of("2")], [1, 0]);
    desk.sound();
}

#[test]
fn notes_are_footnotes_of_the_document_and_comments_of_the_workbook() {
    let desk = drafted();
    edit(
        &desk,
        json!([{ "line": { "category": "8.5" }, "cells": [{ "from": "2026-09", "note": "中秋礼盒" }] }]),
    );
    desk.call(
        "export_budget",
        json!({ "budget": "2026", "path": "b.pdf", "format": "pdf" }),
    );
    assert!(desk.bytes("b.pdf").starts_with(b"%PDF-"));
    desk.wrong(&[
        "call",
        crate::desk::LEDGER,
        "export_budget",
        r#"{"budget":"2026","path":"b.csv","format":"csv"}"#,
    ]);
    desk.call("export_budget", json!({ "budget": "2026", "path": "b.xlsx" }));
    let mut workbook = zip::ZipArchive::new(std::io::Cursor::new(desk.bytes("b.xlsx"))).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut workbook.by_name("xl/comments1.xml").unwrap(), &mut text).unwrap();
    assert!(text.contains("中秋礼盒"), "{text}");
    let told = desk.import_file("b.xlsx", &["--kind", "budget", "--dry-run"]);
    assert_eq!(told["rejected"], json!([]), "the workbook still comes back");
}

#[test]
fn last_year_this_year_and_other_versions_stand_beside_with_differences() {
    let desk = drafted();
    desk.import(
        "date,category,amount,channel\n2025-05-01,7.2,70,search\n2026-01-05,7.2,15,search\n2026-01-06,7.3,4,\n2026-02-01,9.2,33,\n",
        &[],
    );
    desk.call("approve_budget", json!({ "budget": "2026" }));
    desk.call(
        "new_budget",
        json!({ "budget": "2026", "fiscal_year": 2026, "copy": "2026@1" }),
    );
    edit(
        &desk,
        json!([cell(json!({ "category": "7.3" }), "2026-01", "2026-01", "110")]),
    );
    let beside = desk.call(
        "budget_beside",
        json!({ "budget": "2026@2", "last_year": true, "actual": true, "versions": ["2026@1"], "periods": [0, 18] }),
    );
    let names: Vec<&str> = beside["series"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["2025", "2026", "2026@1"]);
    let of = |id: &str| {
        let rows = beside["rows"].as_array().unwrap();
        rows.iter().find(|row| row["id"] == id).unwrap().clone()
    };
    let search = of("category=7.2|channel=search");
    assert_eq!(
        search["figures"],
        json!([["0.00", "70.00"], ["15.00", "15.00"], ["10.00", "120.00"]])
    );
    assert_eq!(of("#7")["figures"][1], json!(["19.00", "19.00"]));
    // January 20 + 100 against 20; the year 340 against 240.
    assert_eq!(of("#7")["differences"][2], json!(["100.00", "100.00"]));
    assert_eq!(
        beside["outside"]["figures"][1],
        json!(["0.00", "33.00"]),
        "no line covers 9.2"
    );
    assert_eq!(beside["total"]["figures"][1], json!(["19.00", "52.00"]));
    assert_eq!(
        desk.call_refused("budget_beside", json!({ "budget": "2026@2", "periods": [19] }))["code"],
        "period_unknown"
    );
}

#[test]
fn an_approved_version_refuses_edits_by_its_number() {
    let desk = drafted();
    desk.call("approve_budget", json!({ "budget": "2026" }));
    let rows = json!([cell(json!({ "category": "7.3" }), "2026-01", "2026-01", "1")]);
    let failure = desk.call_refused("edit_budget", json!({ "budget": "2026@1", "rows": rows }));
    assert_eq!(failure["code"], "version_not_draft");
}
