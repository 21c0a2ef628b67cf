//! Explain this number: on the sample company every figure of every row is what its operands come to.
//!
//! The operands are put together again here, by this file's own arithmetic on decimals.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};

use crate::desk::Desk;

fn sample() -> Desk {
    Desk::with(&["--sample", "--language", "zh-CN"])
}

fn decimal(value: &Value) -> Option<Decimal> {
    value.as_str().and_then(|text| text.parse().ok())
}

/// Wilson's interval of a proportion (1927), as statsmodels has it.
fn wilson(part: f64, whole: f64) -> [f64; 2] {
    let (z, p) = (1.959_963_984_540_054_f64, part / whole);
    let scale = 1.0 + z * z / whole;
    let half = z * (p * (1.0 - p) / whole + z * z / (4.0 * whole * whole)).sqrt();
    let middle = p + z * z / (2.0 * whole);
    [(middle - half) / scale, (middle + half) / scale]
}

/// Puts a figure's operands together and holds the result against the figure. How many were reckoned.
fn holds(figure: &Value, place: &str) -> usize {
    let operands = figure["operands"].as_array().unwrap();
    let mut reckoned: usize = operands.iter().map(|one| holds(one, place)).sum();
    let values: Option<Vec<Decimal>> = operands.iter().map(|one| decimal(&one["value"])).collect();
    let operation = figure["operation"].as_str().unwrap();
    let expected = match (operation, values) {
        ("given" | "entries" | "estimate", _) => return reckoned,
        ("sum", Some(values)) => Some(values.into_iter().sum()),
        ("product", Some(values)) => Some(values.into_iter().product()),
        ("difference", Some(values)) => Some(values[0] - values[1..].iter().sum::<Decimal>()),
        ("quotient", Some(values)) => values[0].checked_div(values[1]),
        ("interval", Some(values)) => {
            let number = |value: &Decimal| value.to_string().parse::<f64>().unwrap();
            let found = figure["value"].as_str().map(|text| text.parse::<f64>().unwrap());
            if let Some(found) = found {
                let ends = wilson(number(&values[0]), number(&values[1]));
                assert!(ends.iter().any(|end| (end - found).abs() < 1e-9), "{place}: {figure}");
            }
            return reckoned + 1;
        }
        (_, None) => None,
        (other, _) => panic!("{place}: {other}"),
    };
    let expected = expected.map(|value: Decimal| match figure["decimals"].as_u64() {
        Some(decimals) => value.round_dp_with_strategy(decimals as u32, RoundingStrategy::MidpointAwayFromZero),
        None => value,
    });
    // A figure that stays undefined although it could be reckoned says why: a share of nothing, a payback never.
    match decimal(&figure["value"]) {
        Some(found) => assert_eq!(Some(found), expected, "{place}: {figure}"),
        None => assert!(
            expected.is_none_or(|value| value <= Decimal::ZERO) || !figure["rules"].as_array().unwrap().is_empty(),
            "{place}: {figure}"
        ),
    }
    reckoned += 1;
    reckoned
}

/// Every numeric field of every row and of the total: the figure shown, and what its operands come to.
fn every_figure_holds(report: &str, query: &Value, least: usize) {
    let desk = sample();
    let name = if report == "customers" {
        "customer_costs"
    } else {
        report
    };
    let shown = if report == "channels" {
        desk.call("acquisition", query.clone())
    } else {
        desk.call(name, query.clone())
    };
    let rows = shown
        .get("rows")
        .or_else(|| shown.get("lines"))
        .unwrap()
        .as_array()
        .unwrap();
    let told = desk.call("explain", json!({ "report": report, "query": query, "every": true }));
    let figures = told["figures"].as_array().unwrap();
    let mut reckoned = 0;
    let each = figures.len() / rows.len().max(1);
    assert!(
        each > 0 && figures.len() == each * rows.len(),
        "{report}: {each} fields of {} rows",
        rows.len()
    );
    for (at, one) in figures.iter().enumerate() {
        let row = &rows[at / each];
        let field = one["field"].as_str().unwrap();
        let in_report = field.split('.').fold(row, |value, part| &value[part]);
        let as_text = match in_report {
            Value::String(text) => json!(text),
            Value::Number(number) => json!(number.to_string()),
            other => other.clone(),
        };
        assert_eq!(one["figure"]["value"], as_text, "{report} {field}: {row}");
        let words = ["label", "formula"].map(|word| one["figure"][word].as_str().unwrap());
        assert!(
            words.iter().all(|word| !word.contains('.') && !word.contains('{')),
            "{words:?}"
        );
        reckoned += holds(&one["figure"], &format!("{report} {field} {row}"));
    }
    let total = desk.call("explain", json!({ "report": report, "query": query, "entries": 1 }));
    for one in total["figures"].as_array().unwrap() {
        reckoned += holds(&one["figure"], &format!("{report} total {}", one["field"]));
    }
    assert!(reckoned >= least, "{report}: {reckoned} figures were reckoned");
}

fn months() -> Value {
    json!({ "from": "2026-01", "to": "2026-10" })
}

#[test]
fn every_figure_of_budget_against_actual_is_what_its_operands_come_to() {
    every_figure_holds("variance", &months(), 80);
}

#[test]
fn every_figure_of_the_standard_table_is_what_its_operands_come_to() {
    every_figure_holds("execution", &json!({ "to": "2026-10" }), 200);
}

#[test]
fn every_figure_of_the_balances_is_what_its_operands_come_to() {
    every_figure_holds("balances", &json!({}), 80);
}

#[test]
fn every_figure_of_acquisition_is_what_its_operands_come_to() {
    every_figure_holds("acquisition", &months(), 50);
    every_figure_holds(
        "acquisition",
        &json!({ "from": "2026-01", "to": "2026-10", "by": ["month"] }),
        50,
    );
}

#[test]
fn every_figure_of_channels_is_what_its_operands_come_to() {
    every_figure_holds("channels", &months(), 50);
}

#[test]
fn every_figure_of_retention_is_what_its_operands_come_to() {
    every_figure_holds(
        "retention",
        &json!({ "from": "2026-01", "to": "2026-10", "segment": "grade" }),
        20,
    );
}

#[test]
fn every_figure_of_value_is_shown_with_its_model() {
    every_figure_holds("value", &months(), 0);
}

#[test]
fn every_figure_of_fees_is_what_its_operands_come_to() {
    every_figure_holds("fees", &months(), 30);
}

#[test]
fn every_figure_of_customers_is_what_its_operands_come_to() {
    every_figure_holds("customers", &months(), 300);
}

/// The leaves: the entries listed add up to the figure.
#[test]
fn the_entries_behind_a_figure_add_up_to_it() {
    let desk = sample();
    for (report, key, budgeted, field) in [
        ("acquisition", json!({ "channel": "search" }), None, "cost"),
        ("acquisition", json!({ "channel": null }), None, "cost"),
        ("acquisition", json!({ "channel": "exhibition" }), None, "offset"),
        ("customers", json!({ "customer": "C003" }), None, "maintenance"),
        ("customers", json!({ "customer": null }), None, "service"),
        ("customers", json!({ "customer": "C041" }), None, "income"),
        ("customers", json!({ "customer": "C041" }), None, "fees"),
        ("variance", json!({ "category": "7.2" }), Some(true), "actual"),
    ] {
        let mut ask = json!({ "report": report, "query": months(), "key": key, "field": field, "entries": 10000 });
        if let Some(budgeted) = budgeted {
            ask["budgeted"] = json!(budgeted);
        }
        let told = desk.call("explain", ask);
        let figure = &told["figures"][0]["figure"];
        let entries = figure["entries"]["first"].as_array().unwrap();
        assert!(!entries.is_empty(), "{report} {key} {field}");
        assert_eq!(figure["entries"]["count"], entries.len());
        let sum: Decimal = entries.iter().filter_map(|entry| decimal(&entry["share"])).sum();
        assert_eq!(Some(sum), decimal(&figure["value"]), "{report} {key} {field}");
        assert!(!figure["rules"].as_array().unwrap().is_empty());
    }
}

#[test]
fn what_cannot_be_explained_says_what_can() {
    let desk = sample();
    for (ask, code) in [
        (json!({ "report": "moon" }), "explain_report"),
        (json!({ "report": "fees", "key": { "contract": "K-0" } }), "explain_row"),
        (json!({ "report": "fees", "field": "colour" }), "explain_field"),
    ] {
        assert_eq!(desk.call_refused("explain", ask)["code"], code);
    }
}
