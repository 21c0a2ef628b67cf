//! The sample company in a ledger, and the files that ship with it.
//!
//! Expected figures were added up by another program (Python, decimal) from a dump of the sample and from the files.

use serde_json::{Value, json};

use crate::desk::{Desk, cents, row, rows};

fn shipped(name: &str) -> String {
    format!("{}/tests/fixtures/sample/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn desk() -> Desk {
    Desk::with(&["--sample", "--language", "zh-CN"])
}

/// The months that have both a plan and entries.
const SPAN: [&str; 4] = ["--from", "2026-01", "--to", "2026-10"];

fn report(desk: &Desk, by: &str, words: &[&str]) -> Value {
    desk.variance(&[&SPAN[..], &["--by", by], words].concat())
}

#[test]
fn a_new_sample_holds_two_years_and_opens_where_they_are() {
    let desk = desk();
    let ledger = desk.call("ledger", json!({}));
    assert_eq!(ledger["entry_count"], 2_976);
    assert_eq!(ledger["data_span"], json!({"from": "2025-01", "to": "2026-10"}));
    desk.sound();
}

#[test]
fn what_its_people_did_with_their_plan_is_there_and_one_record_that_undo_leaves_alone() {
    let desk = desk();
    assert_eq!(desk.records(), ["new"]);
    assert_eq!(desk.refused("undo", &[])["code"], "nothing_to_undo");
    // As the sample's deeds tell: six requests, what 2025 left over, a transfer, a supplement and a drawback,
    // two scenarios.
    let count = |list: &Value| list.as_array().unwrap().len();
    assert_eq!(count(&desk.call("requests", json!({}))["requests"]), 6);
    let revisions = desk.call("revisions", json!({}))["revisions"].clone();
    let at: Vec<&str> = revisions
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["made_at"].as_str().unwrap())
        .collect();
    assert_eq!(at.len(), 4);
    assert!(at.iter().all(|at| at.starts_with("2026-")), "{at:?}");
    desk.sound();
    // What comes then is the second record, and its undo the third.
    desk.call("set_control", json!({"key": {"category": "3"}, "full_year": "warn"}));
    assert_eq!(desk.records(), ["new", "set_control"]);
    desk.on("undo", &[]);
    desk.sound();
}

#[test]
fn what_the_december_of_2025_left_over_is_carried_into_2026_line_by_line() {
    let desk = desk();
    let carried = &desk.call("revisions", json!({}))["revisions"][0];
    assert_eq!(
        (&carried["kind"], &carried["effective"], &carried["author"]),
        (&json!("carry_forward"), &json!("2026-11"), &json!("chen"))
    );
    // 1.5: nothing of 8,000 was spent, all of it goes on. 3.4: 1,300 − 1,500.39, borne by training as a whole. 7.6: of
    // 16,000 − 14,900 nothing goes on. Halves in November and December, the odd cent last.
    let lines = carried["lines"].as_array().unwrap();
    let of = |category: &str| {
        let line = lines.iter().find(|line| line["key"]["category"] == category).unwrap();
        let months = line["months"].as_array().unwrap().iter();
        let sum: i64 = months.map(|month| cents(&month["amount"])).sum();
        assert_eq!(sum, cents(&line["amount"]));
        line["amount"].clone()
    };
    assert_eq!(
        (of("1.5"), of("3"), lines.len()),
        (json!("8000.00"), json!("-200.39"), 2)
    );
    assert_eq!(carried["change"], "7799.61");
    // 6,032,600 planned, 7,799.61 carried, 12,000 more returns, 20,000 less commissions.
    let whole = desk.call("budget", json!({ "budget": "2026" }));
    assert_eq!(whole["version"]["total"], "6032399.61");
}

#[test]
fn two_samples_hold_the_same() {
    let (one, other) = (desk(), desk());
    assert_eq!(one.entries(), other.entries());
    assert_eq!(
        report(&one, "category,month", &[]),
        report(&other, "category,month", &[])
    );
}

#[test]
fn the_plan_of_2026_and_what_was_spent_are_those_of_another_program() {
    let desk = desk();
    let total = report(&desk, "category", &["--level", "1"])["total"].clone();
    assert_eq!(total["budget"], "5078400.00");
    assert_eq!(total["actual"], "5055614.51");
    assert_eq!(total["offset"], "61000.00");
    // What no line covers, 未分类 among it.
    let by_category = report(&desk, "category", &[]);
    let unbudgeted = rows(&by_category).iter().filter(|row| row["budgeted"] == false);
    assert_eq!(unbudgeted.map(|row| cents(&row["actual"])).sum::<i64>(), 106_285_92);
    assert_eq!(row(&by_category, "category", "0", false)["actual"], "11525.22");
    // The year without a plan, but for the 8,000 + 1,300 + 16,000 of its December.
    let year = desk.variance(&["--from", "2025-01", "--to", "2025-12"])["total"].clone();
    assert_eq!(
        (&year["budget"], &year["actual"]),
        (&json!("25300.00"), &json!("5422406.36"))
    );
}

#[test]
fn the_cases_are_found_by_looking() {
    let desk = desk();
    // The channel that brings two of forty-eight customers takes most of the advertising.
    let channels = report(&desk, "channel", &["--filter", "category=7.2"]);
    let social = row(&channels, "channel", "social", true);
    assert_eq!(
        (&social["budget"], &social["actual"]),
        (&json!("125900.00"), &json!("207243.48"))
    );
    // The faulty product drives the returns.
    let products = report(&desk, "product", &["--filter", "category=9.4"]);
    let faulty = row(&products, "product", "S3", true);
    assert_eq!(
        (&faulty["budget"], &faulty["actual"]),
        (&json!("27000.00"), &json!("79495.98"))
    );
    // No customer costs as much as the one that orders next to nothing.
    let customers = report(&desk, "customer", &["--sort", "actual", "--filter", "grade=A"]);
    let own = |code: &str| -> i64 {
        let of = rows(&customers).iter().filter(|row| row["customer"] == code);
        of.map(|row| cents(&row["actual"])).sum()
    };
    let most = rows(&customers)
        .iter()
        .filter_map(|row| row["customer"].as_str())
        .max_by_key(|code| own(code));
    assert_eq!(most, Some("C003"));
    // The CRM is spread over its year: 8,000 a month, as planned.
    let crm = report(&desk, "month", &["--filter", "category=1.2"]);
    assert!(
        rows(&crm)
            .iter()
            .all(|row| row["actual"] == "8000.00" && row["variance"] == "0.00"),
        "{crm}"
    );
}

#[test]
fn the_english_sample_has_the_same_figures() {
    let english = Desk::with(&["--sample", "--language", "en"]);
    let (ours, theirs) = (
        report(&desk(), "category,month", &[]),
        report(&english, "category,month", &[]),
    );
    assert_eq!((&ours["rows"], &ours["total"]), (&theirs["rows"], &theirs["total"]));
    assert_eq!(
        english.call("ledger", json!({}))["company"],
        "Yunfan Smart Devices Co., Ltd."
    );
}

#[test]
fn a_month_as_finance_sends_it_comes_in_with_its_two_bad_rows_named() {
    let desk = desk();
    let result = desk.import_file(&shipped("costs-2026-11.csv"), &[]);
    let counts = json!([
        result["read"],
        result["imported"],
        result["duplicates"],
        result["cost"],
        result["income"]
    ]);
    assert_eq!(counts, json!([60, 57, 1, "120782.00", "0.00"]));
    let rejected: Vec<Value> = result["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| json!([cell["row"], cell["column"], cell["value"]]))
        .collect();
    assert_eq!(
        rejected,
        [json!([22, "类别", "员工福利"]), json!([47, "发生日期", "2026/11/31"])]
    );
    let created = json!({"customers": 1, "channels": 0, "departments": 0, "vendors": 0, "products": 0});
    assert_eq!(result["created"], created, "names are those of the sample");
    let month = desk.variance(&["--from", "2026-11", "--to", "2026-11"]);
    // What came in, and November's part of what was paid for a longer time.
    assert_eq!(cents(&month["total"]["actual"]), 120_782_00 + 14_033_33);
    assert_eq!(
        desk.import_file(&shipped("costs-2026-11.csv"), &[])["duplicates"],
        58,
        "once more brings nothing"
    );
    desk.on("undo", &[]);
    assert_eq!(desk.call("ledger", json!({}))["entry_count"], 2_976);
    desk.sound();
}

#[test]
fn the_english_file_fits_the_chinese_sample_too() {
    let desk = desk();
    let result = desk.import_file(&shipped("costs-en.csv"), &[]);
    let counts = json!([result["imported"], result["rejected"], result["cost"], result["income"]]);
    assert_eq!(counts, json!([20, [], "46726.85", "86400.00"]));
    assert!(
        result["created"].as_object().unwrap().values().all(|count| count == 0),
        "{result}"
    );
}

#[test]
fn next_years_plan_becomes_a_draft() {
    let desk = desk();
    let result = desk.import_file(&shipped("budget-2027.csv"), &["--kind", "budget"]);
    assert_eq!(
        (&result["imported"], &result["cost"]),
        (&json!(55), &json!("5947100.00"))
    );
    let year = desk.variance(&["--from", "2027-01", "--to", "2027-12"])["total"].clone();
    // The draft is the plan where nothing is approved; 41,083.36 of 2026 reach into the year.
    assert_eq!(
        (&year["budget"], &year["actual"]),
        (&json!("5947100.00"), &json!("41083.36"))
    );
}
