//! Explain this number where nothing is a report: cells of the plan, the guided start, the list of entries, contracts.
//!
//! Expected figures are computed by hand beside each test.

use serde_json::{Value, json};

use crate::desk::Desk;

fn cell(desk: &Desk, budget: &str, id: &str, period: usize) -> Value {
    desk.call(
        "explain",
        json!({ "report": "budget_sheet", "query": { "budget": budget }, "list": "rows", "key": { "id": id }, "field": format!("figures[{period}]") }),
    )
}

fn values(figure: &Value) -> Vec<&str> {
    figure["operands"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["value"].as_str().unwrap())
        .collect()
}

fn told(figure: &Value) -> String {
    figure["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule.as_str().unwrap())
        .collect::<Vec<_>>()
        .join("\n")
}

/// A plan with a history: typed, a formula, a typed total that spreads, a copy, a document.
fn planned() -> Desk {
    let desk = Desk::with(&["--language", "en"]);
    desk.call("new_budget", json!({ "budget": "2026", "fiscal_year": 2026 }));
    let edit = |cells: Value| {
        let rows = json!([{ "line": { "category": "7.2" }, "cells": cells }]);
        desk.call("edit_budget", json!({ "budget": "2026", "rows": rows }));
    };
    edit(json!([{ "from": "2026-01", "text": "1000" }, { "from": "2026-02", "text": "3000" }]));
    edit(json!([{ "from": "2026-03", "text": "=1200*2+100" }]));
    // Jan to Mar hold 1,000 + 3,000 + 2,500 = 6,500; a typed quarter of 13,000 doubles each.
    edit(json!([{ "from": "2026-01", "to": "2026-03", "text": "13000" }]));
    desk.call("approve_budget", json!({ "budget": "2026", "valid_from": "2026-01" }));
    desk.call(
        "revise_budget",
        json!({ "budget": "2026", "kind": "supplement", "effective": "2026-02", "text": "The fair is dearer", "reason": "price",
            "to": [{ "key": { "category": "7.2" }, "amount": "700.00", "months": ["2026-02"] }] }),
    );
    desk
}

#[test]
fn a_cell_of_the_plan_tells_what_was_typed_and_every_document_since() {
    let desk = planned();
    // The first version: 3,000 typed, then 13,000 × 3,000 ÷ 6,500 = 6,000, that is 3,000 more.
    let first = cell(&desk, "2026@1", "category=7.2", 1);
    let figure = &first["figures"][0]["figure"];
    assert_eq!(figure["value"], "6000.00");
    assert_eq!(values(figure), ["3000.00", "3000.00"]);
    assert!(told(&figure["operands"][0]).contains("Typed: 3000"), "{figure}");
    let spread = told(&figure["operands"][1]);
    assert!(
        spread.contains("13000") && spread.contains("2026-01 – 2026-03") && spread.contains("3000.00 of 6500.00"),
        "{spread}"
    );
    // The second: what it took over, and the document's 700.
    let second = cell(&desk, "2026@2", "category=7.2", 1);
    let figure = &second["figures"][0]["figure"];
    assert_eq!(figure["value"], "6700.00");
    assert_eq!(values(figure), ["6000.00", "700.00"]);
    assert_eq!(values(&figure["operands"][0]), ["3000.00", "3000.00"]);
    assert!(
        figure["operands"][0]["label"]
            .as_str()
            .unwrap()
            .contains("2026 version 1")
    );
    let document = told(&figure["operands"][1]);
    assert!(
        document.contains("Price: The fair is dearer") && document.contains("2026-02"),
        "{document}"
    );
    let text = second["text"].as_str().unwrap();
    assert!(
        text.contains("= 6700.00") && text.contains("The fair is dearer") && text.contains("Supplement"),
        "{text}"
    );
}

#[test]
fn a_formula_that_was_typed_is_told_and_a_sum_names_its_parts() {
    let desk = planned();
    // 1,200 × 2 + 100 = 2,500; doubled by the quarter to 5,000.
    let march = cell(&desk, "2026@1", "category=7.2", 2);
    let figure = &march["figures"][0]["figure"];
    assert_eq!(
        (figure["value"].as_str(), values(figure)),
        (Some("5000.00"), vec!["2500.00", "2500.00"])
    );
    assert!(told(&figure["operands"][0]).contains("=1200*2+100"));
    // The quarter of the line is its months, 2,000 + 6,000 + 5,000; the total's is the line's.
    let quarter = cell(&desk, "2026@1", "category=7.2", 12);
    assert_eq!(
        values(&quarter["figures"][0]["figure"]),
        ["2000.00", "6000.00", "5000.00"]
    );
    let total = desk.call(
        "explain",
        json!({ "report": "budget_sheet", "query": { "budget": "2026@1" }, "field": "total.figures[12]" }),
    );
    assert_eq!(values(&total["figures"][0]["figure"]), ["13000.00"]);
}

#[test]
fn an_undone_step_stands_beside_its_undoing_and_they_add_up() {
    let desk = Desk::with(&["--language", "en"]);
    desk.call("new_budget", json!({ "budget": "2026", "fiscal_year": 2026 }));
    let rows = |text: &str| json!([{ "line": { "category": "7.2" }, "cells": [{ "from": "2026-01", "text": text }] }]);
    desk.call("edit_budget", json!({ "budget": "2026", "rows": rows("100") }));
    desk.call("edit_budget", json!({ "budget": "2026", "rows": rows("250") }));
    desk.on("undo", &[]);
    let january = cell(&desk, "2026@1", "category=7.2", 0);
    let figure = &january["figures"][0]["figure"];
    assert_eq!(
        (figure["value"].as_str(), values(figure)),
        (Some("100.00"), vec!["100.00", "150.00", "-150.00"])
    );
}

#[test]
fn the_totals_below_the_entries_say_what_counts_and_what_does_not() {
    let desk = Desk::with(&["--language", "en"]);
    desk.call(
        "set_rate",
        json!({ "date": "2026-01-01", "currency": "USD", "rate": "7" }),
    );
    for (category, amount, currency) in [
        ("7.2", "100.00", "CNY"),
        ("7.2", "10.00", "USD"),
        ("99", "5000.00", "CNY"),
    ] {
        desk.call(
            "add_entry",
            json!({ "date": "2026-01-10", "category": category, "amount": amount, "currency": currency }),
        );
    }
    let told_of = |field: &str| {
        let told = desk.call(
            "explain",
            json!({ "report": "entry_totals", "query": { "from": "2026-01", "to": "2026-01" }, "field": field }),
        );
        told["figures"][0]["figure"].clone()
    };
    // 100 + 10 × 7 = 170; the 5,000 are out of scope.
    let cost = told_of("cost");
    assert_eq!(
        (cost["value"].as_str(), cost["entries"]["count"].as_u64()),
        (Some("170.00"), Some(2))
    );
    assert_eq!(cost["entries"]["sum"], "170.00");
    assert!(
        told(&cost).contains("not 99 out of scope") && told(&cost).contains("2026-01"),
        "{cost}"
    );
    let out = told_of("out_of_scope");
    assert_eq!(
        (out["value"].as_str(), out["entries"]["count"].as_u64()),
        (Some("5000.00"), Some(1))
    );
    assert_eq!(told_of("count")["value"], "3");
}

#[test]
fn a_proposed_line_says_why_and_whether_anybody_answered() {
    let desk = Desk::with(&["--language", "en"]);
    let query = json!({ "fiscal_year": 2026, "answers": { "training": "2400.00" } });
    let shown = desk.call("proposal", query.clone());
    let at = |category: &str| {
        let lines = shown["lines"].as_array().unwrap();
        lines
            .iter()
            .position(|line| line["key"]["category"] == category)
            .unwrap()
    };
    let told_of = |category: &str| {
        let field = format!("lines[{}].total", at(category));
        let told = desk.call(
            "explain",
            json!({ "report": "proposal", "query": query, "field": field }),
        );
        told["figures"][0]["figure"].clone()
    };
    let training = told_of("3");
    assert_eq!(training["value"], "2400.00");
    assert!(told(&training).contains("From your answers"), "{training}");
    assert!(told(&told_of("9.2")).contains("our own default ◇e"));
    // 2,400 over twelve months is 200 a month, and a month leads to the year's figure.
    let month = desk.call(
        "explain",
        json!({ "report": "proposal", "query": query, "field": format!("lines[{}].months[4]", at("3")) }),
    );
    let month = &month["figures"][0]["figure"];
    assert_eq!(
        (month["value"].as_str(), values(month)),
        (Some("200.00"), vec!["2400.00"])
    );
}

#[test]
fn a_contract_tells_its_bills_and_what_is_open_of_each() {
    let desk = Desk::with(&["--language", "en"]);
    desk.call("set_customer", json!({ "code": "C1", "name": "Harbour" }));
    desk.call(
        "set_contract",
        json!({ "code": "F1", "customer": "C1", "starts_on": "2025-01-01", "ends_on": "2025-12-31", "amount": "12000.00", "rhythm": "year" }),
    );
    desk.call(
        "add_receipt",
        json!({ "date": "2025-03-01", "contract": "F1", "amount": "5000.00" }),
    );
    let told_of = |field: &str| {
        let told = desk.call(
            "explain",
            json!({ "report": "contract", "query": { "code": "F1" }, "field": field }),
        );
        told["figures"][0]["figure"].clone()
    };
    // 12,000 − 5,000 = 7,000, more than a year late.
    let open = told_of("due[0].open");
    assert_eq!(
        (open["value"].as_str(), values(&open)),
        (Some("7000.00"), vec!["12000.00", "5000.00"])
    );
    assert!(told(&open["operands"][1]).contains("oldest bill first"));
    let owed = told_of("standing.owed");
    assert_eq!(owed["value"], "7000.00");
    assert_eq!(values(&owed).last().copied(), Some("7000.00"));
}

/// Costs of 2025 beside the plan of 2026: 7.2 has a line, 8.1 none. By hand: January 100 and 20.50 of 7.2, April 300 of
/// 7.2, February 7 of 8.1; a twelfth of 1,200 spread over the year, of 7.2, stands in each month.
#[test]
fn what_stands_beside_the_plan_opens_its_entries() {
    let desk = planned();
    desk.import(
        "date,category,amount,memo,benefit_from,benefit_to\n2025-01-05,7.2,100,a,,\n2025-01-20,7.2,20.50,b,,\n2025-04-01,7.2,300,c,,\n\
         2025-02-02,8.1,7,d,,\n2025-01-31,7.2,1200,e,2025-01-01,2025-12-31\n2026-01-07,7.2,55,f,,\n",
        &[],
    );
    let query = json!({ "budget": "2026", "last_year": true, "actual": true, "periods": [0, 12, 16, 18] });
    let beside = desk.call("budget_beside", query.clone());
    assert_eq!(beside["series"][0]["kind"], "last_year");
    let line = beside["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["figures"][1][0] == "55.00")
        .unwrap();
    let figure = |which: Value, field: &str| {
        let mut ask = json!({ "report": "budget_beside", "query": query, "field": field });
        ask.as_object_mut().unwrap().extend(which.as_object().unwrap().clone());
        desk.call("explain", ask)["figures"][0]["figure"].clone()
    };
    let memos = |figure: &Value| -> Vec<String> {
        let entries = figure["entries"]["first"].as_array().unwrap().iter();
        entries
            .map(|entry| {
                format!(
                    "{} {}",
                    entry["memo"].as_str().unwrap(),
                    entry["share"].as_str().unwrap()
                )
            })
            .collect()
    };
    let row = json!({ "list": "rows", "key": { "id": line["id"] } });
    // January, the first quarter, the half-year, the year; newest first.
    let january = figure(row.clone(), "figures[0][0]");
    assert_eq!(january["value"], "220.50");
    assert_eq!(memos(&january), ["e 100.00", "b 20.50", "a 100.00"]);
    assert_eq!(
        memos(&figure(row.clone(), "figures[0][1]")),
        ["e 300.00", "b 20.50", "a 100.00"]
    );
    let half = figure(row.clone(), "figures[0][2]");
    assert_eq!(half["value"], "1020.50");
    assert_eq!(memos(&half), ["c 300.00", "e 600.00", "b 20.50", "a 100.00"]);
    assert_eq!(memos(&figure(row.clone(), "figures[1][0]")), ["f 55.00"]);
    // What no line covers, and the total with it.
    assert_eq!(memos(&figure(json!({}), "outside.figures[0][3]")), ["d 7.00"]);
    let total = figure(json!({}), "total.figures[0][3]");
    assert_eq!((total["value"].as_str(), memos(&total).len()), (Some("1627.50"), 5));
    for told in [&january, &half, &total] {
        assert_eq!(told["entries"]["sum"], told["value"]);
    }
    // The difference leads to both.
    let difference = figure(row, "differences[0][0]");
    let lists = difference["operands"].as_array().unwrap().iter();
    assert_eq!(
        lists.filter(|one| one["entries"].is_object()).count(),
        1,
        "{difference}"
    );
}
