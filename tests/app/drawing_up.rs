//! Drawing a budget up: the guided start, last year by a factor, the sample company's plan in force.
//!
//! Expected figures are worked by hand beside each test.

use serde_json::{Value, json};

use crate::desk::{Desk, cents, row};

fn line<'v>(budget: &'v Value, category: &str, department: Option<&str>) -> &'v Value {
    let found = budget["lines"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["key"]["category"] == category && line["key"]["department"].as_str() == department);
    found.unwrap_or_else(|| panic!("no line {category} {department:?}: {budget}"))
}

#[test]
fn with_everything_skipped_the_guided_start_still_ends_in_a_printed_budget() {
    let desk = Desk::new();
    let proposal = desk.call("proposal", json!({ "fiscal_year": 2027 }));
    let lines = proposal["lines"].as_array().unwrap();
    assert!((10..=15).contains(&lines.len()), "{} lines", lines.len());
    assert_eq!(proposal["total"], "185829.00", "as worked in core's test");
    assert_eq!(desk.records(), ["new"], "a proposal writes nothing");
    let drawn = desk.call("draft_budget", json!({ "fiscal_year": 2027 }));
    assert_eq!(
        (&drawn["version"]["state"], &drawn["version"]["total"]),
        (&json!("draft"), &json!("185829.00"))
    );
    assert!(
        drawn["lines"]
            .as_array()
            .unwrap()
            .iter()
            .all(|line| !line["note"].as_str().unwrap().is_empty())
    );
    desk.call("print_budget", json!({ "budget": "2027", "path": "b.pdf" }));
    let pdf = desk.bytes("b.pdf");
    assert!(pdf.starts_with(b"%PDF"));
    let text = String::from_utf8_lossy(&pdf);
    assert!(text.contains("/Count 1"), "one page");
    desk.call("export_budget", json!({ "budget": "2027", "path": "b.xlsx" }));
    assert!(desk.bytes("b.xlsx").starts_with(b"PK"));
    assert_eq!(
        desk.call_refused("draft_budget", json!({ "fiscal_year": 2027 }))["code"],
        "draft_exists"
    );
    desk.sound();
    desk.on("undo", &[]);
    assert_eq!(desk.call("budgets", json!({})), json!([]));
    desk.sound();
}

#[test]
fn answers_become_lines_and_are_kept() {
    let desk = Desk::new();
    let answers = json!({
        "phase": "stable", "industry": "manufacturing", "total_budget": "2000000.00",
        "posts": [{ "department": "success", "people": 2, "monthly_pay": "8000.00", "share_percent": 50 }],
        "care": [{ "grade": "A", "customers": 4, "gifts": "300.00" }],
        "finding": [{ "category": "7.3", "amount": "30000.00", "month": 5 }],
        "training": "0.00", "service": "0.00", "reserve_percent": 10,
    });
    desk.call("keep_answers", json!({ "fiscal_year": 2027, "answers": answers }));
    let kept = desk.call("guide", json!({ "fiscal_year": 2027 }));
    let kept: Value = serde_json::from_str(kept["answers"].as_str().unwrap()).unwrap();
    assert_eq!(
        kept["posts"],
        json!([{ "department": "success", "people": 2, "monthly_pay": "8000.00", "share_percent": 50, "contributions_percent": null }])
    );
    let proposal = desk.call("proposal", json!({ "fiscal_year": 2027, "answers": answers }));
    let ends = |proposal: &Value| -> Vec<(String, String)> {
        let text = |end: &Value| end.as_str().unwrap_or("–").to_owned();
        let ranges = proposal["ranges"].as_array().unwrap().iter();
        ranges.map(|r| (text(&r["low"]), text(&r["high"]))).collect()
    };
    let of = |low: &str, high: &str| (low.to_owned(), high.to_owned());
    assert_eq!(ends(&proposal), [of("5", "15"), of("10", "20")]);
    // What the company puts in place of a rule of thumb holds here too, and a share of its own beside them.
    desk.call(
        "set_benchmark",
        json!({ "key": "share_stable", "low": "0.075", "high": "0.125", "source": "Board" }),
    );
    desk.call(
        "set_benchmark",
        json!({ "key": "Our share", "high": "0.2", "source": "Board" }),
    );
    let own = desk.call("proposal", json!({ "fiscal_year": 2027, "answers": answers }));
    assert_eq!(ends(&own), [of("5", "15"), of("7.5", "12.5"), of("–", "20")]);
    assert_eq!(
        (&own["ranges"][0]["tag"], &own["ranges"][1]["tag"]),
        (&json!("◇a"), &Value::Null)
    );
    let drawn = desk.call("draft_budget", json!({ "fiscal_year": 2027, "answers": answers }));
    // 2 × 8,000 × 1.35 × 50 % × 12
    assert_eq!(line(&drawn, "6.1", Some("success"))["total"], "129600.00");
    let fair = line(&drawn, "7.3", None);
    assert_eq!(
        (&fair["months"][4]["amount"], &fair["total"]),
        (&json!("30000.00"), &json!("30000.00"))
    );
    assert_eq!(line(&drawn, "8.5", None)["total"], "1200.00");
    // 129,600 + 30,000 + 1,200 + 240 of contact (4 × 60), and 10 % of that: 16,104.
    assert_eq!(drawn["version"]["total"], "177144.00");
    assert_eq!(
        desk.call_refused(
            "proposal",
            json!({ "fiscal_year": 2027, "answers": { "reserve_percent": 200 } })
        )["code"],
        "answer_percent"
    );
}

#[test]
fn next_years_budget_is_this_years_and_five_per_cent() {
    let desk = Desk::new();
    desk.call("new_budget", json!({ "budget": "2025", "fiscal_year": 2025 }));
    let lines = json!([
        { "key": { "category": "7.2" }, "total": "1200.00" },
        { "key": { "category": "8.5" }, "months": [{ "month": "2025-03", "amount": "0.10" }] },
    ]);
    desk.call("set_budget_lines", json!({ "budget": "2025", "lines": lines }));
    desk.call("approve_budget", json!({ "budget": "2025" }));
    let drawn = desk.call(
        "draw_up_budget",
        json!({ "fiscal_year": 2026, "source": "plan", "percent": "105" }),
    );
    assert_eq!(line(&drawn, "7.2", None)["total"], "1260.00");
    // 0.105 half away from zero.
    assert_eq!(line(&drawn, "8.5", None)["months"][2]["amount"], "0.11");
    assert!(line(&drawn, "7.2", None)["note"].as_str().unwrap().contains("105"));
    assert_eq!(
        desk.call_refused("draw_up_budget", json!({ "fiscal_year": 2020, "source": "plan" }))["code"],
        "draw_up_empty"
    );
    desk.import(
        "date,category,amount,department\n2025-02-10,7.2,100,sales\n2025-02-11,7.2,20,\n2025-12-10,9.2,60,\n2025-03-01,99,7000,\n2025-03-02,,9,\n",
        &[],
    );
    let spent = desk.call(
        "draw_up_budget",
        json!({ "fiscal_year": 2026, "budget": "spent", "source": "actual", "percent": "110" }),
    );
    assert_eq!(line(&spent, "7.2", Some("sales"))["months"][1]["amount"], "110.00");
    assert_eq!(line(&spent, "7.2", None)["total"], "22.00");
    assert_eq!(
        spent["lines"].as_array().unwrap().len(),
        3,
        "neither 99 nor what is uncategorised"
    );
    // The last six months of 2025 hold 60: 10 a month.
    let average = desk.call(
        "draw_up_budget",
        json!({ "fiscal_year": 2026, "budget": "mean", "source": "average", "months": 6 }),
    );
    assert_eq!(line(&average, "9.2", None)["total"], "120.00");
    assert_eq!(average["lines"].as_array().unwrap().len(), 1);
    desk.sound();
}

#[test]
fn the_sample_company_shows_documents_requests_and_a_line_under_control() {
    let desk = Desk::with(&["--sample"]);
    let revisions = desk.call("revisions", json!({}));
    let of = |at: usize, field: &str| revisions["revisions"][at][field].clone();
    let told = |at: usize| (of(at, "kind"), of(at, "change"));
    // A line's 8,000.00 that were left, less another's 200.39 beyond its plan.
    assert_eq!(told(0), (json!("carry_forward"), json!("7799.61")));
    assert_eq!(told(1), (json!("transfer"), json!("0.00")));
    assert_eq!(told(2), (json!("supplement"), json!("12000.00")));
    assert_eq!(told(3), (json!("drawback"), json!("-20000.00")));
    assert_eq!(of(3, "after"), "6032399.61", "6,032,600 + 7,799.61 + 12,000 − 20,000");
    let requests = desk.call("requests", json!({ "open": true }));
    assert_eq!(
        (&requests["committed"], &requests["pending"]),
        (&json!("19000.00"), &json!("9500.00"))
    );
    // One was let past a closed line, one is settled and its rest released, one was refused as the money is gone.
    let requests = desk.call("requests", json!({}));
    let request = |id: i64| {
        let all = requests["requests"].as_array().unwrap();
        all.iter().find(|one| one["id"] == id).unwrap().clone()
    };
    let settled = |one: &Value| {
        (
            one["state"].clone(),
            one["settled"].clone(),
            one["settlements"].as_array().unwrap().len(),
        )
    };
    assert_eq!(settled(&request(1)), (json!("closed"), json!("0.00"), 0));
    assert_eq!(settled(&request(2)), (json!("closed"), json!("39016.00"), 6));
    assert_eq!(request(3)["state"], "refused");
    assert!(request(3)["decision"].as_str().unwrap().contains("158,969.35"));
    let spent = desk.variance(&[
        "--from",
        "2026-01",
        "--to",
        "2026-08",
        "--filter",
        "category=7.2",
        "--filter",
        "channel=social",
    ]);
    assert_eq!(spent["total"]["actual"], "158969.35", "what the refusal says is so");
    let balances = desk.call("balances", json!({ "budget": "2026" }));
    let warned: Vec<&Value> = balances["lines"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|l| l["control_full_year"] == "warn")
        .collect();
    assert_eq!(warned.len(), 1);
    let stopped: Vec<&Value> = balances["lines"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|l| l["control_full_year"] == "stop")
        .collect();
    assert_eq!(stopped.len(), 1);
    assert_eq!(stopped[0]["key"]["category"], "1.8");
    // Every cost is charged to one line or to none: together they are the year's actual.
    let report = desk.variance(&["--from", "2026-01", "--to", "2026-12"]);
    let spent: i64 = balances["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| cents(&l["full_year"]["actual"]))
        .sum();
    assert_eq!(
        spent + cents(&balances["outside"]["actual"]),
        cents(&report["total"]["actual"])
    );
    let planned: i64 = balances["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| cents(&l["full_year"]["plan"]))
        .sum();
    assert_eq!(planned, cents(&report["total"]["budget"]));
    let returns = desk.variance(&[
        "--from",
        "2026-11",
        "--to",
        "2026-12",
        "--by",
        "product",
        "--filter",
        "category=9.4",
    ]);
    // 2,700 a month and 6,000 more in each of the two.
    assert_eq!(row(&returns, "product", "S3", true)["budget"], "17400.00");
    desk.sound();
}

#[test]
fn a_total_of_a_category_breaks_back_to_its_cells_and_what_is_held_stays() {
    let desk = Desk::new();
    desk.call("new_budget", json!({ "budget": "2026", "fiscal_year": 2026 }));
    let month = |month: &str, amount: &str, locked: bool| json!({ "month": month, "amount": amount, "locked": locked });
    let lines = json!([
        { "key": { "category": "7.2" }, "months": [month("2026-01", "10.00", false), month("2026-02", "20.00", true), month("2026-03", "30.00", false)] },
        { "key": { "category": "7.3" }, "months": [month("2026-01", "40.00", false)] },
        { "key": { "category": "8.5" }, "months": [month("2026-01", "100.00", false)] },
    ]);
    desk.call("set_budget_lines", json!({ "budget": "2026", "lines": lines }));
    let quarter = json!(["2026-01", "2026-02", "2026-03"]);
    // 180 for what is 100 with 20 locked: 160 for 80, doubled.
    let spread = desk.call(
        "spread_budget",
        json!({ "budget": "2026", "scope": { "category": "7" }, "total": "180.00", "months": quarter }),
    );
    let cell = |budget: &Value, category: &str, at: usize| {
        line(budget, category, None)["months"][at]["amount"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        [
            cell(&spread, "7.2", 0),
            cell(&spread, "7.2", 1),
            cell(&spread, "7.2", 2)
        ],
        ["20.00", "20.00", "60.00"]
    );
    assert_eq!(
        (cell(&spread, "7.3", 0), cell(&spread, "8.5", 0)),
        ("80.00".to_owned(), "100.00".to_owned())
    );
    // The whole draft, 8.5 held: 280 now, 180 + 0.01 more go to 7.
    let held = json!({ "budget": "2026", "total": "300.01", "hold": [{ "category": "8" }] });
    let spread = desk.call("spread_budget", held);
    assert_eq!(
        (&spread["version"]["total"], cell(&spread, "8.5", 0)),
        (&json!("300.01"), "100.00".to_owned())
    );
    let refusal = desk.call_refused(
        "spread_budget",
        json!({ "budget": "2026", "total": "1.00", "hold": [{ "category": "7" }, { "category": "8" }] }),
    );
    assert_eq!(refusal["code"], "breakback_no_room");
    assert_eq!(refusal["facts"]["held"], "300.01");
    assert_eq!(
        desk.call_refused(
            "spread_budget",
            json!({ "budget": "2026", "scope": { "category": "9" }, "total": "1.00" })
        )["code"],
        "line_unknown"
    );
    desk.sound();
}

#[test]
fn a_line_is_worked_out_of_people_seats_customers_or_events_and_says_so() {
    let desk = Desk::with(&["--language", "en"]);
    desk.call("new_budget", json!({ "budget": "2027", "fiscal_year": 2027 }));
    let set = |key: Value, driver: Value| json!({ "budget": "2027", "lines": [{ "key": key, "driver": driver }] });
    let people = json!({ "kind": "people", "people": "1.5", "monthly_pay": "8000.00", "monthly_pay_to": "10000.00",
        "share_percent": "50", "bonus": "6000.00" });
    let key = json!({ "category": "6.1", "department": "sales" });
    let made = desk.call("set_budget_lines", set(key.clone(), people));
    // 1.5 × 9,000 × 1.35 × 50 % × 12 = 109,350, and 6,000 of bonus; twelve times 9,612.50.
    let one = line(&made, "6.1", Some("sales"));
    assert_eq!(
        (&one["total"], &one["months"][11]["amount"]),
        (&json!("115350.00"), &json!("9612.50"))
    );
    let note = one["note"].as_str().unwrap();
    assert!(
        note.contains("8,000.00–10,000.00") && note.contains("bonus 6,000.00"),
        "{note}"
    );
    let of = |category: &str, driver: Value| -> Value {
        let made = desk.call("set_budget_lines", set(json!({ "category": category }), driver));
        line(&made, category, None)["total"].clone()
    };
    // 12 × 89.90 × 7; 40 × 1,200; 3 × 2,500.
    assert_eq!(
        of(
            "1.2",
            json!({ "kind": "seats", "seats": 12, "price": "89.90", "months": 7 })
        ),
        "7551.60"
    );
    assert_eq!(
        of(
            "8.5",
            json!({ "kind": "per_customer", "customers": 40, "each": "1200.00" })
        ),
        "48000.00"
    );
    assert_eq!(
        of("5.2", json!({ "kind": "events", "events": 3, "each": "2500.00" })),
        "7500.00"
    );
    let refused = |driver: Value| desk.call_refused("set_budget_lines", set(key.clone(), driver))["code"].clone();
    let pay = |people: &str, to: &str| json!({ "kind": "people", "people": people, "monthly_pay": "8000.00", "monthly_pay_to": to });
    assert_eq!(refused(pay("-1", "9000.00")), "driver_figure");
    assert_eq!(refused(pay("1", "7000.00")), "driver_range");
    desk.sound();
}

/// 2026 in draft with these lines, each by month from January.
fn drafted(lines: &[(&str, &[&str])]) -> Desk {
    let desk = Desk::new();
    desk.call("new_budget", json!({ "budget": "2026", "fiscal_year": 2026 }));
    let lines: Vec<Value> = lines
        .iter()
        .map(|(category, amounts)| {
            let month = |(amount, at): (&&str, usize)| json!({ "month": format!("2026-{at:02}"), "amount": amount });
            let months: Vec<Value> = amounts.iter().zip(1..).map(month).collect();
            json!({ "key": { "category": category }, "months": months })
        })
        .collect();
    desk.call("set_budget_lines", json!({ "budget": "2026", "lines": lines }));
    desk
}

fn months_of(desk: &Desk, category: &str) -> Vec<String> {
    let budget = desk.call("budget", json!({ "budget": "2026" }));
    let months = line(&budget, category, None)["months"].as_array().unwrap();
    months
        .iter()
        .map(|one| one["amount"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_total_over_cells_of_both_signs_is_shared_the_same_way_whoever_sets_it() {
    // 400 − 200 = 200 shared 3 : 1, whichever command asks: 300 + 150, −100 + 50.
    let ways: [(&str, Value); 3] = [
        ("spread_budget", json!({ "budget": "2026", "total": "400.00" })),
        (
            "set_budget_lines",
            json!({ "budget": "2026", "lines": [{ "key": { "category": "7.2" }, "total": "400.00" }] }),
        ),
        (
            "edit_budget",
            json!({ "budget": "2026", "rows": [{ "cells": [{ "from": "2026-01", "to": "2026-12", "text": "400" }] }] }),
        ),
    ];
    for (command, input) in ways {
        let desk = drafted(&[("7.2", &["300.00", "-100.00"])]);
        desk.call(command, input);
        assert_eq!(months_of(&desk, "7.2")[..3], ["450.00", "-50.00", "0.00"], "{command}");
    }
    // 100.00 and −99.99 come to 0.01: 999.99 more, 100/199.99 of them to the first, 500.02 (500.0200 by Decimal).
    let desk = drafted(&[("7.2", &["100.00", "-99.99"])]);
    desk.call("spread_budget", json!({ "budget": "2026", "total": "1000.00" }));
    assert_eq!(months_of(&desk, "7.2")[..2], ["600.02", "399.98"]);
}

#[test]
fn a_total_below_what_is_held_is_refused_and_a_month_named_twice_counts_once() {
    let desk = drafted(&[("7.2", &["1200.00"]), ("7.3", &["2400.00"])]);
    let held =
        json!({ "budget": "2026", "scope": { "category": "7" }, "total": "500.00", "hold": [{ "category": "7.3" }] });
    let refusal = desk.call_refused("spread_budget", held);
    assert_eq!(
        (&refusal["code"], &refusal["facts"]["locked"]),
        (&json!("total_below_locked"), &json!("2400.00"))
    );
    let months = json!(["2026-02", "2026-02", "2026-03"]);
    let spread = desk.call(
        "spread_budget",
        json!({ "budget": "2026", "scope": { "category": "7.2" }, "total": "500.00", "months": months }),
    );
    // 1,200 in January stays beside.
    assert_eq!(line(&spread, "7.2", None)["total"], "1700.00");
    let lines = json!([{ "key": { "category": "7.3" }, "total": "300.01", "total_over": months }]);
    let set = desk.call("set_budget_lines", json!({ "budget": "2026", "lines": lines }));
    assert_eq!(line(&set, "7.3", None)["total"], "2700.01");
    desk.sound();
}

#[test]
fn a_total_falls_by_weights_that_are_typed() {
    let desk = drafted(&[("7.2", &["100.00"]), ("7.3", &["300.00"])]);
    let year = |row: Value, text: &str, weights: &str| {
        let mut row = row;
        row["cells"] = json!([{ "from": "2026-01", "to": "2026-12", "text": text }]);
        json!({ "budget": "2026", "rows": [row], "way": "weights", "weights": weights })
    };
    let seven = json!({ "line": { "category": "7.2" } });
    // 1,300 over 13 parts; December has two of them.
    desk.call("edit_budget", year(seven.clone(), "1300", "1 1 1 1 1 1 1 1 1 1 1 2"));
    let months = months_of(&desk, "7.2");
    assert_eq!((&*months[0], &*months[11]), ("100.00", "200.00"));
    // The group: 1,300 and 300 share 3,200 as 2,600 and 600; of a quarter each month has its weight.
    desk.call(
        "edit_budget",
        year(json!({ "group": "7" }), "3200", "0 0 0 0 0 0 1.5 1.5 0 0 0 0"),
    );
    assert_eq!(months_of(&desk, "7.2")[6..9], ["1300.00", "1300.00", "0.00"]);
    assert_eq!(months_of(&desk, "7.3")[5..8], ["0.00", "300.00", "300.00"]);
    let input = json!({ "budget": "2026", "scope": { "category": "7.3" }, "total": "70.00", "months": ["2026-01", "2026-02", "2026-03"],
        "way": "weights", "weights": "1, 2, 4" });
    desk.call("spread_budget", input);
    assert_eq!(months_of(&desk, "7.3")[..4], ["10.00", "20.00", "40.00", "0.00"]);
    let refused = |weights: &str| desk.call_refused("edit_budget", year(seven.clone(), "1", weights))["code"].clone();
    assert_eq!(refused("1 2 3"), "weights_count");
    assert_eq!(refused(""), "weights_unreadable");
    assert_eq!(refused("0 0 0 0 0 0 0 0 0 0 0 0"), "weights_zero");
    desk.sound();
}

#[test]
fn a_total_falls_as_the_months_of_another_line() {
    let desk = drafted(&[("7.2", &["100.00"]), ("7.3", &["300.00"])]);
    let months = |amounts: [&str; 3]| {
        let cells: Vec<Value> = (1..)
            .zip(amounts)
            .map(|(month, text)| json!({ "from": format!("2026-{month:02}"), "text": text }))
            .collect();
        json!({ "budget": "2026", "rows": [{ "line": { "category": "7.3" }, "cells": cells }] })
    };
    // Far above a million in cents, and one month below zero, which weighs nothing.
    desk.call("edit_budget", months(["1000000.00", "-5.00", "3000000.00"]));
    let year = |category: &str| {
        json!({ "budget": "2026", "way": "weights", "weights_of": { "category": category },
        "rows": [{ "line": { "category": "7.2" }, "cells": [{ "from": "2026-01", "to": "2026-03", "text": "800" }] }] })
    };
    desk.call("edit_budget", year("7.3"));
    // 1 : 0 : 3.
    assert_eq!(months_of(&desk, "7.2")[..3], ["200.00", "0.00", "600.00"]);
    let spread = json!({ "budget": "2026", "scope": { "category": "7.2" }, "total": "400.00", "months": ["2026-01", "2026-02", "2026-03"],
        "way": "weights", "weights_of": { "category": "7.3" } });
    desk.call("spread_budget", spread);
    assert_eq!(months_of(&desk, "7.2")[..3], ["100.00", "0.00", "300.00"]);
    assert_eq!(desk.call_refused("edit_budget", year("7.4"))["code"], "line_unknown");
    desk.sound();
}

/// A line named by thousands of characters takes two lines of the printed page; the workbook has the whole name.
#[test]
fn a_line_of_any_name_takes_two_lines_of_the_printed_budget() {
    let desk = drafted(&[("7.2", &["100.00"])]);
    let long = "极长名称".repeat(2_500);
    desk.import(&format!("code,name\nC1,{long}\n"), &["--kind", "customers"]);
    let line = json!({ "key": { "category": "8.5", "customer": "C1" }, "total": "1200.00" });
    desk.call("set_budget_lines", json!({ "budget": "2026", "lines": [line] }));
    desk.call("print_budget", json!({ "budget": "2026", "path": "long.pdf" }));
    assert!(
        String::from_utf8_lossy(&desk.bytes("long.pdf")).contains("/Count 1"),
        "one page"
    );
    desk.call("export_budget", json!({ "budget": "2026", "path": "long.xlsx" }));
    assert!(desk.bytes("long.xlsx").starts_with(b"PK"));
}
