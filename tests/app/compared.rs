//! Another span beside a report's. Expected figures are added up by hand from the rows in each test.

use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER, rows};

const COSTS: &str = "\
日期,类别,金额,渠道
2024-02-10,7.2,100.00,搜索
2024-03-10,7.2,50.00,搜索
2024-03-11,7.4,7.00,短信
2025-01-05,7.2,30.00,搜索
2025-02-05,7.2,130.00,搜索
2025-03-05,8.5,12.50,
";

fn report(desk: &Desk, words: &[&str]) -> Value {
    desk.import(COSTS, &[]);
    let mut all = vec!["--format", "json"];
    all.extend(words);
    desk.on("report", &[&["variance"], all.as_slice()].concat())
}

fn beside(report: &Value, dimension: &str) -> Vec<(Value, String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("–").to_owned();
    let row = |row: &Value| {
        let compared = &row["compared"];
        (
            row[dimension].clone(),
            text(&row["actual"]),
            text(&compared["actual"]),
            text(&compared["change"]),
        )
    };
    rows(report).iter().map(row).collect()
}

#[test]
fn a_year_before_stands_beside_with_what_is_no_more() {
    let desk = Desk::new();
    let words = ["--from", "2025-01", "--to", "2025-03", "--compare", "year_before"];
    let report = report(&desk, &words);
    let row =
        |code: &str, now: &str, before: &str, change: &str| (json!(code), now.into(), before.into(), change.into());
    assert_eq!(
        beside(&report, "category"),
        [
            row("7.2", "160.00", "150.00", "10.00"),
            row("7.4", "0.00", "7.00", "-7.00"),
            row("8.5", "12.50", "0.00", "12.50"),
        ]
    );
    assert_eq!(report["compared"], json!({ "actual": "157.00", "change": "15.50" }));
    assert_eq!(
        report["head"]["compared"],
        json!({ "from": "2024-01", "to": "2024-03" })
    );
    assert_eq!(
        report["labels"]["category"]["7.4"].as_str().map(str::is_empty),
        Some(false)
    );
}

#[test]
fn months_stand_beside_the_months_in_their_place() {
    let desk = Desk::new();
    let words = [
        "--from",
        "2025-02",
        "--to",
        "2025-03",
        "--by",
        "month",
        "--compare",
        "previous",
    ];
    let report = report(&desk, &words);
    let row =
        |month: &str, now: &str, before: &str, change: &str| (json!(month), now.into(), before.into(), change.into());
    // 2024-12 beside 2025-02, 2025-01 beside 2025-03.
    assert_eq!(
        beside(&report, "month"),
        [
            row("2025-02", "130.00", "0.00", "130.00"),
            row("2025-03", "12.50", "30.00", "-17.50"),
        ]
    );
}

#[test]
fn a_report_without_a_comparison_says_nothing_of_one_and_a_csv_with_one_has_both_columns() {
    let desk = Desk::new();
    let plain = report(&desk, &["--from", "2025-01", "--to", "2025-03"]);
    assert!(plain.get("compared").is_none() && rows(&plain).iter().all(|row| row.get("compared").is_none()));
    let words = [
        "report",
        LEDGER,
        "variance",
        "--from",
        "2025-01",
        "--to",
        "2025-03",
        "--compare",
        "year_before",
    ];
    let csv = desk.done(&[&words[..], &["--format", "csv"]].concat()).text();
    let mut lines = csv.lines();
    let head: Vec<&str> = lines.next().expect("a head").split(',').collect();
    let place = |name: &str| head.iter().position(|field| *field == name).expect("a column");
    let first: Vec<&str> = lines.next().expect("a row").split(',').collect();
    assert_eq!((first[place("compared")], first[place("change")]), ("150.00", "10.00"));
}
