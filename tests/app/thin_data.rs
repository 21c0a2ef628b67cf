//! Thin, odd and hostile data: each has a stated treatment, and no report makes a number up.
//!
//! What a report says is held against its own derivation (`explain::all_is_explained`): a number that its operands do
//! not come to, or that nothing is recorded behind, fails. Expected figures are by hand.

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::explain::{all_is_explained, shown};

const REPORTS: [&str; 13] = [
    "variance",
    "acquisition",
    "channels",
    "value",
    "retention",
    "cohorts",
    "fees",
    "customers",
    "activities",
    "resources",
    "satisfaction",
    "review",
    "briefing",
];

fn span() -> Value {
    json!({ "from": "2025-01", "to": "2025-12" })
}

/// Every report over the year; its figures are all derived, and the terminal shows no NaN and no infinity.
fn all_hold(desk: &Desk) {
    for report in REPORTS {
        let query = if report == "briefing" {
            json!({ "to": "2025-12" })
        } else {
            span()
        };
        all_is_explained(desk, report, &query);
        let told = desk.done(&[
            "report",
            crate::desk::LEDGER,
            report,
            "--from",
            "2025-01",
            "--to",
            "2025-12",
        ]);
        let text = told.text().to_lowercase();
        let is_no_number = |word: &str| ["nan", "inf", "infinity", "∞"].contains(&word);
        let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '∞'));
        assert!(!words.any(is_no_number), "{report}: {text}");
    }
}

#[test]
fn a_new_ledger_has_no_figure_to_show_and_says_so() {
    let desk = Desk::with(&["--language", "en"]);
    all_hold(&desk);
    let value = shown(&desk, "value", &span());
    assert_eq!(value["head"]["refusal"]["code"], "no_events");
    assert_eq!(
        (&value["is_recommended"], &value["contract"]),
        (&json!(false), &Value::Null)
    );
}

#[test]
fn cost_without_new_customers_has_no_cac() {
    let desk = Desk::with(&["--language", "en"]);
    desk.import(
        "date,category,amount\n2025-02-03,7.2,60000\n2025-03-03,6.2,20000\n",
        &[],
    );
    let report = shown(&desk, "acquisition", &span());
    assert_eq!(report["total"]["cost"], "80000.00");
    assert_eq!(
        (&report["total"]["cac"], &report["payback"]["months"]),
        (&Value::Null, &Value::Null)
    );
    all_hold(&desk);
}

#[test]
fn a_contract_paid_in_instalments_is_no_repeat_purchase() {
    let desk = Desk::with(&["--language", "en"]);
    desk.import(
        "code,name,acquired_on\nC1,One,2024-03-01\nC2,Two,2025-02-01\n",
        &["--kind", "customers"],
    );
    desk.import(
        "contract,customer,amount,start date,end date,rhythm\nK1,C1,12000,2025-01-01,2025-12-31,quarterly\n",
        &["--kind", "contracts"],
    );
    desk.import(
        "date,customer,amount,contract\n2025-01-05,C1,3000,K1\n2025-04-05,C1,3000,K1\n2025-07-05,C1,3000,K1\n2025-10-05,C1,3000,K1\n",
        &["--kind", "receipts"],
    );
    let value = shown(&desk, "value", &span());
    assert_eq!(value["head"]["events"], "none");
    let retention = shown(&desk, "retention", &span());
    assert_eq!(retention["total"]["repurchase"], Value::Null);
    all_hold(&desk);
}

#[test]
fn refunds_and_negative_revenue_divide_nothing() {
    let desk = Desk::with(&["--language", "en"]);
    desk.import(
        "code,name,acquired_on\nC1,One,2024-03-01\nC2,Two,2025-02-01\n",
        &["--kind", "customers"],
    );
    desk.import(
        "date,category,amount,customer\n2025-02-03,11.2,-500,C1\n2025-02-04,8.5,100,C1\n2025-03-03,7.2,-300,C2\n2025-04-01,9.4,80,C2\n",
        &[],
    );
    desk.import(
        "date,customer,amount\n2025-01-05,C1,100\n2025-02-05,C1,-100\n2025-03-05,C2,-40\n",
        &["--kind", "orders"],
    );
    let customers = shown(&desk, "customers", &span());
    let one = customers["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["customer"] == "C1")
        .unwrap();
    // Income −500, cost 100: a loss of 600 and no margin of what is not there.
    assert_eq!((&one["profit"], &one["margin"]), (&json!("-600.00"), &Value::Null));
    let value = shown(&desk, "value", &span());
    assert_eq!(value["head"]["stray_returns"], 1);
    all_hold(&desk);
}

#[test]
fn customers_who_bought_once_and_ten_customers_are_refused_with_the_reason() {
    for (count, code) in [(120, "few_repeat_buyers"), (10, "few_customers")] {
        let desk = Desk::with(&["--language", "en"]);
        let mut orders = String::from("date,customer,amount\n");
        for at in 0..count {
            orders.push_str(&format!(
                "2025-{:02}-{:02},C{at},{}\n",
                at % 12 + 1,
                at % 28 + 1,
                50 + at
            ));
        }
        desk.import(&orders, &["--kind", "orders"]);
        let value = shown(&desk, "value", &span());
        assert_eq!(value["head"]["refusal"]["code"], code);
        assert!(
            value["rows"]
                .as_array()
                .unwrap()
                .iter()
                .all(|row| row["clv"].is_null() && row["p_alive"].is_null())
        );
        if count == 10 {
            all_hold(&desk);
        }
    }
}

#[test]
fn orders_of_the_future_and_scores_off_the_scale_do_not_count() {
    let desk = Desk::with(&["--language", "en"]);
    desk.import(
        "date,customer,amount\n2025-01-05,C1,100\n2031-02-05,C1,900\n",
        &["--kind", "orders"],
    );
    let told = desk.import(
        "date,customer,satisfaction,nps\n2025-02-01,C1,5,11\n2025-02-02,C1,6,9\n2025-02-03,C1,4,9\n",
        &["--kind", "feedback"],
    );
    assert_eq!(
        (&told["imported"], told["rejected"].as_array().unwrap().len()),
        (&json!(1), 2)
    );
    let value = shown(&desk, "value", &span());
    assert_eq!(value["rows"][0]["observed"], "100.00");
    assert_eq!(shown(&desk, "satisfaction", &span())["total"]["n"], 1);
    all_hold(&desk);
}

/// Customers all alike: the likelihood has no greatest point, so the search for it does not end.
#[test]
fn a_fit_that_does_not_converge_is_refused_with_the_reason_and_without_a_number() {
    let desk = Desk::with(&["--language", "en"]);
    let mut orders = String::from("date,customer,amount\n");
    for at in 0..60 {
        for week in 0..8 {
            orders.push_str(&format!(
                "2025-{:02}-{:02},C{at},100\n",
                1 + week * 7 / 28,
                1 + week * 7 % 28
            ));
        }
    }
    desk.import(&orders, &["--kind", "orders"]);
    let value = shown(&desk, "value", &span());
    let failed: Vec<&Value> = value["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["passed"] == false)
        .collect();
    assert_eq!(failed.len(), 1, "{value}");
    let code = value["head"]["refusal"]["code"].as_str().unwrap();
    assert!(
        ["purchases_not_converged", "amounts_not_converged"].contains(&code),
        "{code}"
    );
    assert!(value["head"]["refusal"]["message"].as_str().unwrap().len() > 20);
    assert_eq!(value["is_recommended"], false);
    for row in value["rows"].as_array().unwrap() {
        assert_eq!(
            (&row["clv"], &row["average_value"]),
            (&Value::Null, &Value::Null),
            "{row}"
        );
        assert_eq!(row["observed"], "800.00");
    }
    all_hold(&desk);
}

/// Small ledgers at random, the same in each run: whatever comes in, no report says what it cannot derive.
#[test]
fn no_report_of_a_random_small_ledger_makes_a_number_up() {
    let mut state = 7u64;
    let mut next = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for _ in 0..3 {
        let desk = Desk::with(&["--language", "en", "--taxpayer", "general"]);
        let mut customers = String::from("code,name,grade,acquired_on,lapsed_on,channel\n");
        for at in 0..next(6) + 1 {
            let lapsed = if next(3) == 0 {
                format!("2025-{:02}-15", next(12) + 1)
            } else {
                String::new()
            };
            let grade = ["A", "B", "C", ""][next(4) as usize];
            customers.push_str(&format!(
                "C{at},Customer {at},{grade},{}-{:02}-01,{lapsed},{}\n",
                2023 + next(3),
                next(12) + 1,
                ["search", "referral", ""][next(3) as usize]
            ));
        }
        let mut entries = String::from("date,category,amount,customer,channel\n");
        for _ in 0..next(25) {
            let category = ["7.2", "8.5", "9.1", "6.1", "0", "99", "10.1", "11.1", "11.2", "5.2"][next(10) as usize];
            entries.push_str(&format!(
                "{}-{:02}-{:02},{category},{}.{:02},C{},{}\n",
                2024 + next(2),
                next(12) + 1,
                next(28) + 1,
                next(40_000) as i64 - 8_000,
                next(100),
                next(3),
                ["search", ""][next(2) as usize]
            ));
        }
        let mut orders = String::from("date,customer,amount\n");
        for _ in 0..next(20) {
            orders.push_str(&format!(
                "{}-{:02}-{:02},C{},{}\n",
                2024 + next(2),
                next(12) + 1,
                next(28) + 1,
                next(4),
                next(900) as i64 - 200
            ));
        }
        let mut metrics = String::from("month,channel,leads,opportunities,customers,revenue\n");
        for month in 1..=next(12) {
            metrics.push_str(&format!(
                "2025-{month:02},search,{},{},{},{}\n",
                next(50),
                next(9),
                next(3),
                next(9_000)
            ));
        }
        for (text, kind) in [
            (customers, "customers"),
            (entries, "entries"),
            (orders, "orders"),
            (metrics, "metrics"),
        ] {
            if text.lines().count() > 1 {
                desk.import(&text, &["--kind", kind]);
            }
        }
        all_hold(&desk);
    }
}
