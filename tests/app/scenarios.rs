//! Scenarios: a plan under other assumptions, side by side, and one becomes the draft.
//!
//! Expected figures are worked by hand beside each test.

use serde_json::{Value, json};

use crate::desk::Desk;

/// A plan of 2026: advertising 12,000, pay of success 24,000, gifts to grade A 1,200, CRM 6,000 with December locked.
fn planned() -> Desk {
    let desk = Desk::new();
    desk.call("new_budget", json!({ "budget": "2026", "fiscal_year": 2026 }));
    let lines = json!([
        { "key": { "category": "7.2" }, "total": "12000.00" },
        { "key": { "category": "6.1", "department": "success" }, "total": "24000.00" },
        { "key": { "category": "8.5", "grade": "A" }, "total": "1200.00" },
        { "key": { "category": "1.2" }, "total": "6000.00", "months": [] },
    ]);
    desk.call("set_budget_lines", json!({ "budget": "2026", "lines": lines }));
    let locked = json!([{ "key": { "category": "1.2" }, "months": [{ "month": "2026-12", "locked": true }] }]);
    desk.call("set_budget_lines", json!({ "budget": "2026", "lines": locked }));
    desk
}

fn assumptions() -> Value {
    json!([
        { "kind": "factor", "key": { "category": "7" }, "percent": "50" },
        { "kind": "people", "key": { "department": "success" }, "people": "1.5", "monthly_pay": "2000.00", "contributions_percent": "35" },
        { "kind": "per_customer", "category": "客户礼品", "grade": "A", "customers": 10, "each": "300.00" },
        { "kind": "seats", "key": { "category": "1.2" }, "seats": 8, "price": "100.00" },
        { "kind": "new_customers", "customers": 4 },
    ])
}

fn column<'r>(report: &'r Value, name: Option<&str>) -> &'r Value {
    report["columns"]
        .as_array()
        .unwrap()
        .iter()
        .find(|column| column["scenario"]["name"].as_str() == name)
        .unwrap_or_else(|| panic!("{name:?} is not in {report}"))
}

#[test]
fn a_scenario_stands_beside_the_plan_with_its_totals_by_category_and_month() {
    let desk = planned();
    desk.call(
        "set_scenario",
        json!({ "name": "省", "budget": "2026", "from": "2026-07", "assumptions": assumptions() }),
    );
    let report = desk.on("report", &["scenarios", "--budget", "2026"]);
    assert_eq!(report["categories"], json!(["1", "6", "7", "8"]));
    let plan = column(&report, None);
    assert_eq!(
        (&plan["total"], &plan["acquisition"]),
        (&json!("43200.00"), &json!("12000.00"))
    );
    let saved = column(&report, Some("省"));
    // 7.2: 6 × 1,000 + 6 × 500 = 9,000. 6.1: 6 × 2,000 + 6 × 1.5 × 2,000 × 1.35 = 12,000 + 24,300 = 36,300.
    // 8.5: 10 × 300 = 3,000. 1.2: 6 × 500 + 5 × 800 + 500 (December is locked) = 7,500.
    assert_eq!(
        saved["by_category"],
        json!(["7500.00", "36300.00", "9000.00", "3000.00"])
    );
    assert_eq!(
        (&saved["total"], &saved["difference"]),
        (&json!("55800.00"), &json!("12600.00"))
    );
    // July: 500 + 4,050 + (3,000 − 600) ÷ 6 + 800; June as planned: 1,000 + 2,000 + 100 + 500.
    assert_eq!(
        (&saved["by_month"][5], &saved["by_month"][6]),
        (&json!("3600.00"), &json!("5750.00"))
    );
    assert_eq!(saved["by_month"][11], "5450.00");
    // 9,000 for four: 2,250. Nobody said what the plan itself expects.
    assert_eq!((&saved["cac"], &saved["new_customers"]), (&json!("2250.00"), &json!(4)));
    assert_eq!(
        (&plan["cac"], &plan["cac_unknown"]),
        (&Value::Null, &json!("new_customers"))
    );
    assert_eq!(
        (&saved["ratio"], &saved["ratio_unknown"]),
        (&Value::Null, &json!("value"))
    );
    let budget = desk.call("budget", json!({ "budget": "2026" }));
    assert_eq!(budget["version"]["total"], "43200.00", "the plan is untouched");
    desk.sound();
}

#[test]
fn a_goal_of_new_customers_is_what_the_plan_expects_and_none_is_no_ratio() {
    let desk = planned();
    desk.call(
        "set_goal",
        json!({ "year": 2026, "kind": "new_customers", "target": "6" }),
    );
    let none = json!([{ "kind": "new_customers", "customers": 0 }]);
    desk.call("set_scenario", json!({ "name": "停", "assumptions": none }));
    let report = desk.call("scenarios", json!({}));
    assert_eq!(column(&report, None)["cac"], "2000.00");
    let stopped = column(&report, Some("停"));
    assert_eq!(
        (&stopped["cac"], &stopped["cac_unknown"]),
        (&Value::Null, &json!("none_expected"))
    );
}

#[test]
fn a_scenario_is_tried_out_without_being_kept() {
    let desk = planned();
    let trial = json!({ "name": "试", "budget": "2026", "assumptions": [{ "kind": "outlook", "percent": "-10" }] });
    let report = desk.call("scenarios", json!({ "trial": trial }));
    let tried = column(&report, Some("试"));
    assert_eq!(
        (&tried["is_trial"], &tried["total"]),
        (&json!(true), &json!("42000.00"))
    );
    assert_eq!(desk.number("SELECT count(*) FROM scenario"), 0);
    let bad = json!({ "name": "试", "assumptions": [{ "kind": "outlook", "percent": "ten" }] });
    let refused = desk.call_refused("scenarios", json!({ "trial": bad }));
    assert_eq!(refused["code"], "scenario_figure");
    assert!(refused["message"].as_str().unwrap().contains("ten"), "{refused}");
}

#[test]
fn a_scenario_becomes_the_next_draft_as_one_change_that_can_be_undone() {
    let desk = planned();
    desk.call("approve_budget", json!({ "budget": "2026", "valid_from": "2026-01" }));
    desk.call(
        "set_scenario",
        json!({ "name": "省", "from": "2026-07", "assumptions": assumptions() }),
    );
    let before = desk.records().len();
    let draft = desk.call("promote_scenario", json!({ "name": "省" }));
    let version = &draft["version"];
    assert_eq!(
        (&version["version"], &version["state"], &version["total"]),
        (&json!(2), &json!("draft"), &json!("55800.00"))
    );
    assert_eq!(desk.records().len(), before + 1);
    assert_eq!(
        desk.call_refused("promote_scenario", json!({ "name": "省" }))["code"],
        "draft_exists"
    );
    desk.sound();
    desk.on("undo", &[]);
    assert_eq!(desk.call("budgets", json!({})).as_array().unwrap().len(), 1);
    desk.sound();
    desk.on("redo", &[]);
    desk.call("approve_budget", json!({ "budget": "2026@2", "valid_from": "2026-07" }));
    // The months before July keep the plan that was valid in them.
    let by_month = desk.variance(&["--by", "month", "--from", "2026-06", "--to", "2026-07"]);
    assert_eq!(
        crate::desk::row(&by_month, "month", "2026-06", true)["budget"],
        "3600.00"
    );
    assert_eq!(
        crate::desk::row(&by_month, "month", "2026-07", true)["budget"],
        "5750.00"
    );
    let outdated = desk.call_refused("promote_scenario", json!({ "name": "省" }));
    assert_eq!(outdated["code"], "scenario_outdated");
    // It starts from the newest plan, and can be made the draft again.
    desk.call(
        "set_scenario",
        json!({ "name": "省", "scenario": "省", "budget": "2026", "from": "2026-07", "assumptions": assumptions() }),
    );
    desk.call("promote_scenario", json!({ "name": "省" }));
    desk.sound();
}

#[test]
fn what_cannot_be_assumed_is_refused_with_the_reason() {
    let desk = Desk::new();
    let one = |assumption: Value| json!({ "name": "a", "assumptions": [assumption] });
    let seats = json!({ "kind": "seats", "key": { "category": "1.2" }, "seats": 1, "price": "1.00" });
    assert_eq!(
        desk.call_refused("set_scenario", one(seats.clone()))["code"],
        "budget_missing"
    );
    let desk = planned();
    let refused = |input: Value| {
        desk.call_refused("set_scenario", input)["code"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(refused(json!({ "name": "a", "assumptions": [] })), "scenario_empty");
    assert_eq!(refused(json!({ "name": " ", "assumptions": [seats] })), "name_missing");
    assert_eq!(
        refused(json!({ "name": "a", "scenario": "b", "assumptions": [seats] })),
        "scenario_unknown"
    );
    assert_eq!(
        refused(json!({ "name": "a", "from": "2027-01", "assumptions": [seats] })),
        "month_outside_year"
    );
    assert_eq!(
        refused(json!({ "name": "a", "from": "2026-12", "assumptions": [seats] })),
        "scenario_locked"
    );
    assert_eq!(
        refused(one(json!({ "kind": "factor", "key": {}, "percent": "90" }))),
        "line_names_nothing"
    );
    assert_eq!(
        refused(one(
            json!({ "kind": "factor", "key": { "category": "99" }, "percent": "90" })
        )),
        "line_never_matches"
    );
    assert_eq!(
        refused(one(json!({ "kind": "outlook", "percent": "-101" }))),
        "scenario_figure"
    );
    desk.wrong(&[
        "call",
        crate::desk::LEDGER,
        "set_scenario",
        &one(json!({ "kind": "magic" })).to_string(),
    ]);
    assert_eq!(
        refused(one(
            json!({ "kind": "seats", "key": { "category": "1.2" }, "seats": 4000000000u32, "price": "99999999999.00" })
        )),
        "amount_overflow"
    );
    desk.call("set_scenario", json!({ "name": "a", "assumptions": [seats] }));
    assert_eq!(
        refused(json!({ "name": "a", "assumptions": [seats] })),
        "scenario_exists"
    );
    // A draft that a scenario starts from is not given up unseen.
    assert_eq!(
        desk.call_refused("discard_draft", json!({ "budget": "2026" }))["code"],
        "draft_has_scenario"
    );
    desk.call("remove_scenario", json!({ "name": "a" }));
    desk.call("discard_draft", json!({ "budget": "2026" }));
    desk.sound();
}

#[test]
fn what_a_customer_is_worth_moves_with_how_long_it_stays_what_it_brings_and_what_it_costs() {
    let desk = Desk::new();
    desk.call("set_profile", json!({ "default_margin": "0.5" }));
    // One was there before and stays; five are won in January, each bringing 1,000 and costing 100 a month.
    let customer = |code: &str, on: &str| json!({ "code": code, "name": code, "acquired_on": on, "status": "active" });
    desk.call("set_customer", customer("O", "2024-06-01"));
    let mut entries = String::from("date,category,amount,customer\n");
    for code in ["N1", "N2", "N3", "N4", "N5"] {
        desk.call("set_customer", customer(code, "2025-01-01"));
        for month in 1..=12 {
            entries.push_str(&format!(
                "2025-{month:02}-05,11.2,1000,{code}\n2025-{month:02}-06,8.1,100,{code}\n"
            ));
        }
    }
    entries.push_str("2025-01-07,7.2,5000,\n");
    desk.import(&entries, &[]);
    desk.call("new_budget", json!({ "budget": "P", "fiscal_year": 2026 }));
    let line = json!({ "key": { "category": "7.2" }, "total": "12000.00" });
    desk.call("set_budget_lines", json!({ "budget": "P", "lines": [line] }));
    let tried = |more: Value| {
        let assumptions = json!([{ "kind": "new_customers", "customers": 10 }, more]);
        let trial = json!({ "name": "t", "budget": "P", "assumptions": assumptions });
        let report = desk.call("scenarios", json!({ "budget": "P", "trial": trial }));
        let column = report["columns"][1].clone();
        assert_eq!(
            column["cac"], "1200.00",
            "12,000 for ten: money is planned by none of these"
        );
        (column["clv"].clone(), column["ratio"].clone())
    };
    let value = |field: &str, percent: &str| {
        let mut one = json!({ "kind": "customer_value" });
        one[field] = json!(percent);
        one
    };
    let is = |clv: &str, ratio: &str| (json!(clv), json!(ratio));
    // (1,000 × 50 % − 100) × 36 months of which none leaves.
    assert_eq!(tried(value("retention_percent", "100")), is("14400.00", "12.00"));
    // (1,100 × 50 % − 100) × 36; (1,000 × 50 % − 150) × 36.
    assert_eq!(tried(value("revenue_percent", "110")), is("16200.00", "13.50"));
    assert_eq!(tried(value("cost_percent", "150")), is("12600.00", "10.50"));
    // 400 × (1 − 0.5³) ÷ (1 − 0.5^(1/12)), by Python; ÷ 1,200.
    assert_eq!(tried(value("retention_percent", "50")), is("6236.00", "5.20"));
    // A driver of the plan moves CAC alone.
    let (clv, _) = {
        let trial = json!({ "name": "t", "budget": "P", "assumptions": [{ "kind": "factor", "key": { "category": "7" }, "percent": "50" }] });
        let report = desk.call("scenarios", json!({ "budget": "P", "trial": trial }));
        assert_eq!(report["clv_terms"]["revenue"], "1000.00");
        assert_eq!(
            (&report["clv_terms"]["cost"], &report["clv_terms"]["customers"]),
            (&json!("100.00"), &json!(5))
        );
        (report["columns"][1]["clv"].clone(), ())
    };
    assert_eq!(clv, "14400.00");
    let trial = json!({ "name": "t", "budget": "P", "assumptions": [{ "kind": "customer_value" }] });
    let refused = desk.call_refused("scenarios", json!({ "budget": "P", "trial": trial }));
    assert_eq!(
        (&refused["code"], &refused["facts"]["place"]),
        (&json!("scenario_value_empty"), &json!("1"))
    );
    let over = json!({ "name": "t", "budget": "P", "assumptions": [value("retention_percent", "101")] });
    assert_eq!(
        desk.call_refused("scenarios", json!({ "budget": "P", "trial": over }))["code"],
        "scenario_figure"
    );
}

#[test]
fn the_report_is_a_table_a_workbook_and_pages() {
    let desk = Desk::with(&["--sample", "--language", "zh-CN"]);
    let table = desk
        .done(&["report", crate::desk::LEDGER, "scenarios", "--language", "zh-CN"])
        .text();
    for wanted in ["行情转弱", "多做老客户", "预计获客成本", "CLV : CAC", "市场行情 -15%"] {
        assert!(table.contains(wanted), "{wanted}: {table}");
    }
    let report = desk.on("report", &["scenarios"]);
    assert!(
        report["clv"].is_string(),
        "the sample carries a value: {}",
        report["clv"]
    );
    for figures in report["columns"].as_array().unwrap() {
        assert!(
            figures["ratio"].is_string() && figures["refusal"].is_null(),
            "{figures}"
        );
    }
    for (format, first) in [("pdf", &b"%PDF"[..]), ("xlsx", b"PK"), ("csv", b"figure")] {
        let file = format!("s.{format}");
        desk.done(&[
            "report",
            crate::desk::LEDGER,
            "scenarios",
            "--format",
            format,
            "--out",
            &file,
        ]);
        assert!(desk.bytes(&file).starts_with(first), "{format}");
    }
    desk.sound();
}
