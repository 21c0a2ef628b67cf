//! Budgets: imported, typed, spread, approved, exported, and what a line covers.

use serde_json::{Value, json};

use crate::desk::{Desk, row, table};

fn counts(result: &Value) -> [u64; 5] {
    let count = |name: &str| result[name].as_u64().unwrap();
    [
        count("read"),
        count("imported"),
        count("updated"),
        count("duplicates"),
        result["rejected"].as_array().unwrap().len() as u64,
    ]
}

/// The amounts of a line by month.
fn months(budget: &Value, category: &str) -> Vec<String> {
    let line = budget["lines"]
        .as_array()
        .unwrap()
        .iter()
        .find(|l| l["key"]["category"] == category);
    let line = line.unwrap_or_else(|| panic!("no line {category}: {budget}"));
    line["months"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["amount"].as_str().unwrap().to_owned())
        .collect()
}

fn year(words: &[(usize, &str)]) -> Vec<String> {
    let mut months = vec!["0.00".to_owned(); 12];
    for (at, amount) in words {
        months[*at - 1] = (*amount).to_owned();
    }
    months
}

#[test]
fn both_shapes_fill_the_draft_of_their_year() {
    let long = "月份,类别,金额\n2025-01,7.2,100\n2025-03-31,7.2,300\nMar-25,7.2,0.5\n2025年2月,8,20\n";
    let wide = "类别,1月,2月,3月\n7.2,100,,300.50\n8,,20,\n";
    for (text, words) in [(long, &[][..]), (wide, &["--budget", "2025"])] {
        let desk = Desk::new();
        if !words.is_empty() {
            desk.call("new_budget", json!({ "budget": "2025", "fiscal_year": 2025 }));
        }
        let all: Vec<&str> = ["--kind", "budget"].into_iter().chain(words.iter().copied()).collect();
        let result = desk.import(text, &all);
        assert_eq!(counts(&result)[1..], [counts(&result)[0], 0, 0, 0], "{result}");
        assert_eq!(result["cost"], "420.50", "the amounts read");
        let budget = desk.call("budget", json!({ "budget": "2025" }));
        assert_eq!(
            months(&budget, "7.2"),
            year(&[(1, "100.00"), (3, "300.50")]),
            "equal keys of a file add up"
        );
        assert_eq!(months(&budget, "8"), year(&[(2, "20.00")]));
        assert_eq!(
            (&budget["version"]["state"], &budget["version"]["version"]),
            (&json!("draft"), &json!(1))
        );
        desk.sound();
    }
}

#[test]
fn a_second_file_replaces_what_it_names_and_leaves_the_rest() {
    let desk = Desk::new();
    desk.import(
        "月份,类别,金额\n2025-01,7.2,100\n2025-02,7.2,100\n2025-03,7.2,100\n",
        &["--kind", "budget"],
    );
    let again = desk.import(
        "月份,类别,金额\n2025-01,7.2,100\n2025-02,7.2,150\n2025-04,7.2,1\n",
        &["--kind", "budget"],
    );
    assert_eq!(counts(&again), [3, 1, 1, 1, 0]);
    let budget = desk.call("budget", json!({ "budget": "2025" }));
    assert_eq!(
        months(&budget, "7.2"),
        year(&[(1, "100.00"), (2, "150.00"), (3, "100.00"), (4, "1.00")])
    );
    let records = desk.records();
    let same = desk.import(
        "月份,类别,金额\n2025-01,7.2,60\n2025-01,7.2,40\n",
        &["--kind", "budget"],
    );
    assert_eq!(counts(&same), [2, 0, 0, 2, 0], "60 and 40 are the 100 that is there");
    assert_eq!(desk.records(), records);
    desk.on("undo", &[]);
    assert_eq!(
        months(&desk.call("budget", json!({ "budget": "2025" })), "7.2"),
        year(&[(1, "100.00"), (2, "100.00"), (3, "100.00")])
    );
    desk.sound();
}

#[test]
fn each_fiscal_year_has_its_draft_and_a_name_keeps_plans_apart() {
    let desk = Desk::with(&["--fiscal-start", "4"]);
    let text = "月份,类别,金额\n2025-03,7.2,1\n2025-04,7.2,2\n2026-03,7.2,3\n2026-04,7.2,4\n";
    desk.import(text, &["--kind", "budget"]);
    let told: Vec<Value> = desk
        .call("budgets", json!({}))
        .as_array()
        .unwrap()
        .iter()
        .map(|b| json!([b["budget"], b["fiscal_year"], b["total"]]))
        .collect();
    assert_eq!(
        told,
        [
            json!(["2024", 2024, "1.00"]),
            json!(["2025", 2025, "5.00"]),
            json!(["2026", 2026, "4.00"])
        ]
    );
    desk.import(
        "月份,类别,金额\n2025-04,7.2,70\n",
        &["--kind", "budget", "--budget", "乐观"],
    );
    let named = desk.variance(&["--from", "2025-04", "--to", "2026-03", "--budget", "乐观"]);
    assert_eq!(named["total"]["budget"], "70.00");
    let other = desk.variance(&["--from", "2025-04", "--to", "2026-03", "--budget", "2025@1"]);
    assert_eq!(other["total"]["budget"], "5.00");
    assert_eq!(
        desk.refused("report", &["variance", "--budget", "悲观"])["code"],
        "budget_unknown"
    );
    assert_eq!(
        desk.refused("report", &["variance", "--budget", "2025@7"])["code"],
        "budget_unknown"
    );
    desk.sound();
}

#[test]
fn budget_rows_are_refused_with_their_place() {
    let desk = Desk::new();
    let text = "月份,类别,金额,部门,等级\n2025-01,nothing,1,,\n2025-01,99,1,,\n2025-01,11.2,1,,\n2025-01,10.1,1,,\n2025-01,7.2,10.0055,,\n2025-01,7.2,1,,Z\nsoon,7.2,1,,\n2025-01,,1,,\n2025-01,,1,新部门,\n";
    let result = desk.import(text, &["--kind", "budget"]);
    let told: Vec<(u64, &str)> = result["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["row"].as_u64().unwrap(), r["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told[..6],
        [
            (2, "category_unknown"),
            (3, "line_never_matches"),
            (4, "line_never_matches"),
            (5, "line_never_matches"),
            (6, "amount_decimals"),
            (7, "name_unknown"),
        ]
    );
    assert_eq!((told[6].0, told[7]), (8, (9, "budget_key_missing")), "{result}");
    assert_eq!((counts(&result)[1], &result["created"]["departments"]), (1, &json!(1)));
    desk.sound();
}

#[test]
fn a_typed_total_spreads_over_the_open_months_to_the_cent() {
    let desk = Desk::new();
    desk.call("new_budget", json!({ "budget": "p", "fiscal_year": 2025 }));
    // DOMAIN's figure: January 10, February 20 locked, March 30, quarter := 100 → 20 / 20 / 60.
    let month = |at: u32, amount: &str, locked: bool| json!({ "month": format!("2025-{at:02}"), "amount": amount, "locked": locked });
    let months_in = json!([
        month(1, "10.00", false),
        month(2, "20.00", true),
        month(3, "30.00", false)
    ]);
    let line = json!({ "key": { "category": "7.2" }, "months": months_in });
    desk.call("set_budget_lines", json!({ "budget": "p", "lines": [line] }));
    let quarter =
        json!({ "key": { "category": "7.2" }, "total": "100.00", "total_over": ["2025-01", "2025-02", "2025-03"] });
    let budget = desk.call("set_budget_lines", json!({ "budget": "p", "lines": [quarter] }));
    assert_eq!(
        months(&budget, "7.2"),
        year(&[(1, "20.00"), (2, "20.00"), (3, "60.00")])
    );
    // Evenly where all are zero: 100 ÷ 12 = 8.33, the 0.04 left over in the last.
    let even = json!({ "key": { "category": "8" }, "total": "100.00" });
    let budget = desk.call("set_budget_lines", json!({ "budget": "p", "lines": [even] }));
    let evenly: Vec<&str> = ["8.33"; 11].into_iter().chain(["8.37"]).collect();
    assert_eq!(months(&budget, "8"), evenly);
    let all_locked = json!({ "key": { "category": "7.2" }, "total": "5.00", "total_over": ["2025-02"] });
    let refuse =
        |line: Value| desk.call_refused("set_budget_lines", json!({ "budget": "p", "lines": [line] }))["code"].clone();
    assert_eq!(refuse(all_locked), "spread_all_locked");
    assert_eq!(
        refuse(json!({ "key": { "category": "11.2" }, "total": "5.00" })),
        "line_never_matches"
    );
    assert_eq!(
        refuse(json!({ "key": { "category": "99" }, "total": "5.00" })),
        "line_never_matches"
    );
    assert_eq!(refuse(json!({ "key": {}, "total": "5.00" })), "line_names_nothing");
    assert_eq!(
        refuse(json!({ "key": { "category": "7" }, "total": "5.001" })),
        "amount_decimals"
    );
    assert_eq!(
        refuse(
            json!({ "key": { "category": "7" }, "months": [month(1, "1.00", false), { "month": "2026-01", "amount": "1.00" }] })
        ),
        "month_outside_year"
    );
    assert_eq!(
        months(&desk.call("budget", json!({ "budget": "p" })), "7.2"),
        year(&[(1, "20.00"), (2, "20.00"), (3, "60.00")])
    );
    desk.sound();
}

#[test]
fn an_approved_version_is_the_plan_from_its_month_on() {
    let desk = Desk::new();
    desk.import(
        "date,category,amount\n2025-01-10,7.2,50\n2025-07-10,7.2,50\n2025-07-11,8.1,5\n",
        &[],
    );
    let wide = |amount: &str| {
        (1..=12).fold("月份,类别,金额\n".to_owned(), |text, month| {
            format!("{text}2025-{month:02},7.2,{amount}\n")
        })
    };
    desk.import(&wide("100"), &["--kind", "budget"]);
    assert_eq!(
        desk.call_refused("set_budget_lines", json!({ "budget": "2026", "lines": [] }))["code"],
        "budget_unknown"
    );
    let span = ["--from", "2025-01", "--to", "2025-12"];
    let draft = desk.variance(&span);
    assert_eq!(
        (&draft["head"]["is_draft"], &draft["head"]["versions"]),
        (&json!(true), &json!(["2025@1"]))
    );
    let approved = desk.call("approve_budget", json!({ "budget": "2025" }));
    assert_eq!(
        (&approved["state"], &approved["valid_from"]),
        (&json!("approved"), &json!("2025-01"))
    );
    assert_eq!(
        desk.call_refused("approve_budget", json!({ "budget": "2025" }))["code"],
        "version_not_draft"
    );
    assert_eq!(
        desk.call_refused(
            "set_budget_lines",
            json!({ "budget": "2025@1", "lines": [{ "key": { "category": "8" }, "total": "1.00" }] })
        )["code"],
        "version_not_draft"
    );
    // The next version starts as a copy: 200 a month from July on, and a line for 8.
    let second = desk.import(&wide("200"), &["--kind", "budget"]);
    assert_eq!(counts(&second), [12, 0, 12, 0, 0]);
    desk.call(
        "set_budget_lines",
        json!({ "budget": "2025", "lines": [{ "key": { "category": "8" }, "total": "12.00" }] }),
    );
    assert_eq!(
        desk.call("budget", json!({ "budget": "2025@2" }))["lines"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(desk.variance(&span)["total"]["budget"], "1200.00", "a draft is no plan");
    desk.call("approve_budget", json!({ "budget": "2025@2", "valid_from": "2025-07" }));
    let both = desk.variance(&span);
    assert_eq!(both["head"]["versions"], json!(["2025@1", "2025@2"]));
    // 6 × 100 + 6 × 200 for 7.2; 6 × 1 for 8.
    assert_eq!(
        table(&both, "category"),
        json!([
            ["7.2", "1800.00", "100.00", true],
            ["8", "6.00", "0.00", true],
            ["8.1", "0.00", "5.00", true]
        ])
    );
    let months = desk.variance(&["--from", "2025-06", "--to", "2025-07", "--by", "month"]);
    assert_eq!(
        (
            &row(&months, "month", "2025-06", true)["budget"],
            &row(&months, "month", "2025-07", true)["budget"]
        ),
        (&json!("100.00"), &json!("201.00"))
    );
    // By name one version is the plan for the whole span.
    assert_eq!(
        desk.variance(&["--from", "2025-01", "--to", "2025-12", "--budget", "2025@1"])["total"]["budget"],
        "1200.00"
    );
    assert_eq!(
        desk.variance(&["--from", "2025-01", "--to", "2025-12", "--budget", "2025"])["total"]["budget"],
        "2412.00"
    );
    desk.sound();
    for _ in 0..6 {
        desk.on("undo", &[]);
    }
    assert_eq!(desk.call("budgets", json!({})), json!([]));
    desk.sound();
}

#[test]
fn an_exported_budget_comes_back_as_it_was() {
    let desk = Desk::new();
    desk.call(
        "set_member",
        json!({ "register": "activity", "code": "答谢会", "name": "客户答谢会" }),
    );
    let text = "月份,类别,金额,部门,渠道,活动,产品,客户,等级\n2025-01,7.2,100.10,市场,展会,,,,\n2025-12,7,200.20,,,,客账,,A\n2025-06,5.2,3.30,,,答谢会,,甲公司,\n2025-07,,40,销售,,,,,\n";
    let result = desk.import(text, &["--kind", "budget"]);
    assert_eq!(counts(&result), [4, 4, 0, 0, 0], "{result}");
    desk.call("export_budget", json!({ "budget": "2025", "path": "out.xlsx" }));
    let back = desk.import_file("out.xlsx", &["--kind", "budget"]);
    assert_eq!(
        (&back["updated"], &back["imported"], &back["rejected"]),
        (&json!(0), &json!(0), &json!([])),
        "{back}"
    );
    // Into an empty ledger: the same lines.
    let other = Desk::new();
    other.call(
        "set_member",
        json!({ "register": "activity", "code": "答谢会", "name": "客户答谢会" }),
    );
    std::fs::copy(desk.path("out.xlsx"), other.path("in.xlsx")).unwrap();
    let result = other.import_file("in.xlsx", &["--kind", "budget"]);
    assert_eq!(counts(&result)[4], 0, "{result}");
    let lines = |desk: &Desk| {
        let budget = desk.call("budget", json!({ "budget": "2025" }));
        let mut lines: Vec<String> = budget["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|l| format!("{} {}", l["key"], l["months"]))
            .collect();
        lines.sort();
        lines
    };
    assert_eq!(lines(&desk), lines(&other));
}
