//! Registers at their edges: sorted, one rule at every door, workbooks that other programs have been at.

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::registers::{append, edited, set};

fn desk() -> Desk {
    let desk = Desk::new();
    desk.import(
        "客户编号,名称,等级,地区,获客日期\nC1,甲公司,A,杭州,2025-01-05\nC2,乙公司,B,,2025-02-05\nC3,丙公司,,广州,2025-03-05\n",
        &["--kind", "customers"],
    );
    desk
}

fn codes(page: &Value) -> Vec<String> {
    let rows = page["rows"].as_array().unwrap().iter();
    rows.map(|row| row["cells"][0].as_str().unwrap_or("-").to_owned())
        .collect()
}

#[test]
fn a_register_is_sorted_by_any_column_empty_cells_last_and_read_page_by_page() {
    let desk = desk();
    desk.call(
        "set_own_field",
        json!({ "register": "customer", "name": "额度", "kind": "number" }),
    );
    for (code, value) in [("C1", "9"), ("C2", "10"), ("C3", "-1")] {
        desk.call("set_customer", json!({ "code": code, "own": { "额度": value } }));
    }
    let by = |sort: &str| codes(&desk.call("register", json!({ "register": "customer", "sort": sort })));
    // As numbers: −1, 9, 10.
    assert_eq!(by("额度"), ["C3", "C1", "C2"]);
    assert_eq!(by("-额度"), ["C2", "C1", "C3"]);
    assert_eq!(by("region"), ["C3", "C1", "C2"], "广 (U+5E7F) before 杭 (U+676D)");
    assert_eq!(by("-region"), ["C1", "C3", "C2"]);
    assert_eq!(by("-acquired_on"), ["C3", "C2", "C1"]);
    let second = json!({ "register": "customer", "sort": "-acquired_on", "offset": 1, "limit": 1 });
    assert_eq!(codes(&desk.call("register", second)), ["C2"]);
    let unknown = json!({ "register": "customer", "sort": "没有" });
    assert_eq!(
        desk.call_refused("register", unknown)["code"],
        "register_column_unknown"
    );
}

#[test]
fn a_workbook_tells_of_columns_rows_and_formulas_that_other_programs_left() {
    let desk = desk();
    desk.call(
        "export_register",
        json!({ "path": "c.xlsx", "query": { "register": "customer", "language": "zh-CN" } }),
    );
    // Columns: A the marks, B code, C name, G region, M in use; N is new. Rows begin at 3.
    desk.write(
        "edited.xlsx",
        edited(&desk.bytes("c.xlsx"), |xml| {
            let title = xml.find("</row>").map(|at| at + 6).unwrap();
            let end = xml[title..].find("</row>").unwrap() + title;
            xml.insert_str(end, "<c r=\"N2\" t=\"inlineStr\"><is><t>新列</t></is></c>");
            set(xml, "G3", "");
            *xml = xml.replace(
                "<c r=\"G3\" t=\"inlineStr\"><is><t></t></is></c>",
                "<c r=\"G3\"><f>\"华\"&amp;\"北\"</f><v></v></c>",
            );
            let (start, end) = (xml.find("<row r=\"5\"").unwrap(), xml.rfind("</row>").unwrap() + 6);
            xml.replace_range(start..end, "");
        }),
    );
    let told = desk.call("take_register", json!({ "path": "edited.xlsx" }));
    assert!(told["notices"][0].as_str().unwrap().contains("新列"), "{told}");
    let cells = told["cells"].as_array().unwrap();
    let state = |state: &str| cells.iter().find(|cell| cell["state"] == state).unwrap();
    assert_eq!(
        (&state("refused")["letter"], &state("refused")["code"]),
        (&json!("G"), &json!("formula_unvalued"))
    );
    assert!(
        state("missing")["about"].as_str().unwrap().contains("C3"),
        "the row taken out is named: {told}"
    );
    let page = desk.call("register", json!({ "register": "customer" }));
    assert_eq!((codes(&page).len(), &page["rows"][0]["cells"][5]), (3, &json!("杭州")));
    // Of an export of some rows nothing is missing by name.
    desk.call(
        "export_register",
        json!({ "path": "part.xlsx", "query": { "register": "customer", "search": "甲" } }),
    );
    let told = desk.call("take_register", json!({ "path": "part.xlsx" }));
    assert_eq!((&told["missing"], &told["cells"]), (&json!(2), &json!([])));
    // A row can still be added to it.
    desk.write(
        "more.xlsx",
        edited(&desk.bytes("part.xlsx"), |xml| {
            append(xml, 4, &[("B", "C9"), ("C", "丁公司")])
        }),
    );
    assert_eq!(desk.call("take_register", json!({ "path": "more.xlsx" }))["added"], 1);
    desk.sound();
}

/// The program's own day is later than 2025 and earlier than 2099.
#[test]
fn one_rule_holds_at_every_door() {
    let desk = desk();
    let refused = |command: &str, input: Value| desk.call_refused(command, input)["code"].clone();
    assert_eq!(
        refused("set_customer", json!({ "code": "C1", "acquired_on": "2099-01-01" })),
        "date_in_future"
    );
    assert_eq!(
        refused("set_customer", json!({ "code": "C1", "lapsed_on": "2025-01-01" })),
        "lapsed_before_acquired"
    );
    let contract = |more: Value| {
        let mut terms = json!({ "code": "K1", "customer": "C1", "starts_on": "2025-01-01", "ends_on": "2025-12-31", "amount": "1200.00" });
        terms.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        terms
    };
    let row = |more: Value| json!({ "register": "contract", "code": "K1", "cells": more });
    desk.call("set_contract", contract(json!({})));
    for amount in ["0.00", "-10.00"] {
        assert_eq!(
            refused("set_contract", contract(json!({ "amount": amount }))),
            "contract_amount"
        );
        assert_eq!(
            refused("set_register_row", row(json!({ "gross": amount }))),
            "contract_amount"
        );
    }
    for end in ["2024-12-31", "2026-01-01"] {
        assert_eq!(
            refused("set_contract", contract(json!({ "ended_on": end }))),
            "contract_ended_outside"
        );
        assert_eq!(
            refused("set_register_row", row(json!({ "ended_on": end }))),
            "contract_ended_outside"
        );
    }
    let told = desk.import(
        "合同编号,客户,开始日期,结束日期,金额\nK2,C1,2025-01-01,2025-12-31,-5\n",
        &["--kind", "contracts"],
    );
    assert_eq!(told["rejected"][0]["code"], "contract_amount");
    let receipt = |date: &str, amount: &str| json!({ "date": date, "contract": "K1", "amount": amount });
    assert_eq!(refused("add_receipt", receipt("2099-02-01", "5.00")), "date_in_future");
    assert_eq!(refused("add_receipt", receipt("2025-02-01", "0.00")), "receipt_zero");
    let told = desk.import("date,customer,amount\n2025-02-01,C1,0\n", &["--kind", "receipts"]);
    assert_eq!(told["rejected"][0]["code"], "receipt_zero");
    let note = |date: &str, note: &str, promised: Option<&str>| json!({ "contract": "K1", "date": date, "note": note, "promised_on": promised });
    assert_eq!(
        refused("add_follow_up", note("2099-08-02", "已催", None)),
        "date_in_future"
    );
    assert_eq!(
        refused("add_follow_up", note("2025-08-02", "已催", Some("2025-08-01"))),
        "promise_before_note"
    );
    assert_eq!(refused("add_follow_up", note("2025-08-02", " ", None)), "cell_needed");
    assert_eq!(
        refused("set_own_field", json!({ "register": "customer", "name": " " })),
        "cell_needed"
    );
    desk.call(
        "set_own_field",
        json!({ "register": "customer", "name": "VIP", "kind": "number" }),
    );
    assert_eq!(
        refused("set_own_field", json!({ "register": "customer", "name": "ｖｉｐ" })),
        "own_field_taken"
    );
    assert_eq!(
        refused("set_customer", json!({ "code": "C1", "own": { "VIP": "abc" } })),
        "number_unreadable"
    );
    desk.sound();
}

#[test]
fn a_contract_that_was_entered_by_mistake_is_taken_away_and_one_that_was_paid_is_not() {
    let desk = desk();
    for code in ["K1", "K2"] {
        desk.call(
            "set_contract",
            json!({ "code": code, "customer": "C1", "starts_on": "2025-01-01", "ends_on": "2025-12-31", "amount": "1200.00" }),
        );
    }
    desk.call(
        "add_receipt",
        json!({ "date": "2025-02-01", "contract": "K1", "amount": "5.00" }),
    );
    let remove = |id: u32| json!({ "register": "contract", "id": id });
    assert_eq!(
        desk.call_refused("remove_register_row", remove(1))["code"],
        "contract_in_use"
    );
    desk.call("remove_register_row", remove(2));
    assert_eq!(codes(&desk.call("register", json!({ "register": "contract" }))), ["K1"]);
    desk.on("undo", &[]);
    assert_eq!(
        codes(&desk.call("register", json!({ "register": "contract" }))),
        ["K1", "K2"]
    );
    let purchase = json!({ "register": "purchase", "id": 1 });
    assert_eq!(
        desk.call_refused("remove_register_row", purchase)["code"],
        "register_row_elsewhere"
    );
    desk.sound();
}

/// By hand: of A1 80.00 were spent for C1; what it said names A2, and nothing was spent on that.
#[test]
fn a_customers_page_shows_activities_that_it_spoke_of_too() {
    let desk = desk();
    for code in ["A1", "A2", "A3"] {
        desk.call("set_activity", json!({ "code": code, "name": code }));
    }
    desk.import("date,category,amount,customer,activity\n2025-03-01,8.3,80,C1,A1\n", &[]);
    desk.call(
        "set_register_row",
        json!({ "register": "feedback", "cells": { "noted_on": "2025-04-01", "customer": "C1", "activity": "A2", "satisfaction": "4" } }),
    );
    let page = desk.call(
        "customer",
        json!({ "code": "C1", "query": { "from": "2025-01", "to": "2025-12" } }),
    );
    assert_eq!(
        page["activities"],
        json!([{ "activity": "A1", "cost": "80.00" }, { "activity": "A2", "cost": null }])
    );
}

#[test]
fn a_file_that_says_two_things_of_one_member_is_a_duplicate_the_second_time() {
    let desk = Desk::new();
    let file = "月份,渠道,线索\n2025-01,展会,10\n2025-01,展会,7\n";
    let told = desk.import(file, &["--kind", "metrics"]);
    assert_eq!((&told["imported"], &told["updated"]), (&json!(1), &json!(1)));
    let records = desk.records().len();
    let told = desk.import(file, &["--kind", "metrics"]);
    assert_eq!(
        (&told["updated"], &told["duplicates"], &told["batch"]),
        (&json!(0), &json!(2), &Value::Null)
    );
    assert_eq!(desk.records().len(), records);
    desk.sound();
}
