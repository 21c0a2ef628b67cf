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
    let operation = figure["operation"].as_str().unwrap();
    let values: Option<Vec<Decimal>> = operands.iter().map(|one| decimal(&one["value"])).collect();
    let words = ["label", "formula"].map(|word| figure[word].as_str().unwrap());
    let is_key = |word: &str| {
        ["formula.", "explain.", "column.", "term."]
            .iter()
            .any(|part| word.starts_with(part))
    };
    assert!(
        words.iter().all(|word| !is_key(word) && !word.contains('{')),
        "{place}: {words:?}"
    );
    let expected = match (operation, values) {
        ("given", _) => return reckoned,
        ("entries" | "estimate", _) => return reckoned,
        ("same", Some(values)) if values.len() == 1 => Some(values[0]),
        ("sum", Some(values)) => Some(values.into_iter().sum()),
        ("product", Some(values)) => Some(values.into_iter().product()),
        ("difference", Some(values)) => Some(values[0] - values[1..].iter().sum::<Decimal>()),
        ("quotient", Some(values)) if values.len() == 2 => values[0].checked_div(values[1]),
        ("interval", Some(values)) => {
            let number = |value: &Decimal| value.to_string().parse::<f64>().unwrap();
            let found = figure["value"].as_str().map(|text| text.parse::<f64>().unwrap());
            if let Some(found) = found {
                let ends = wilson(number(&values[0]), number(&values[1]));
                assert!(ends.iter().any(|end| (end - found).abs() < 1e-9), "{place}: {figure}");
            }
            return reckoned + 1;
        }
        _ => None,
    };
    let expected = expected.map(|value: Decimal| match figure["decimals"].as_u64() {
        Some(decimals) => value.round_dp_with_strategy(decimals as u32, RoundingStrategy::MidpointAwayFromZero),
        None => value,
    });
    let is_near = |found: Decimal, expected: Decimal| {
        // A statistic keeps ten significant digits of operands that were rounded to ten.
        let off = (found - expected).abs();
        found == expected || (figure["digits"].is_u64() && off <= expected.abs() * Decimal::new(1, 8))
    };
    // A figure that stays undefined although it could be reckoned says why: a share of nothing, a payback never.
    match decimal(&figure["value"]) {
        Some(found) => assert!(
            expected.is_some_and(|expected| is_near(found, expected)),
            "{place}: {expected:?} {figure}"
        ),
        None => assert!(
            expected.is_none_or(|value| value <= Decimal::ZERO) || !figure["rules"].as_array().unwrap().is_empty(),
            "{place}: {figure}"
        ),
    }
    reckoned += 1;
    reckoned
}

/// Numbers that name or count lines rather than measure: no derivation is owed.
const LABELS: [&str; 47] = [
    "head.omitted_count",
    "year",
    "fiscal_year",
    "number",
    "version",
    "base_version",
    "id",
    "budget",
    "batch",
    "by",
    "sort",
    "from",
    "to",
    "category",
    "customer",
    "channel",
    "activity",
    "department",
    "vendor",
    "product",
    "grade",
    "month",
    "quarter",
    "stage",
    "code",
    "contract",
    "segment",
    "horizon_years",
    "invoice",
    "tax_rate",
    "notice_days",
    "term_months",
    "uplift_percent",
    "base",
    "kind",
    "made_on",
    "memo",
    "last",
    "rate",
    "text",
    "categories",
    "group",
    "depth",
    "place",
    "locked",
    "due_days",
    "suggested",
];

fn is_label(pattern: &str) -> bool {
    let name = pattern.rsplit('.').next().unwrap().trim_end_matches("[]");
    // `budget` names one in documents and is money in rows; `base` is a version in documents, money of entries.
    let is_document = ["rows", "total", "period", "to_date", "full_year"]
        .iter()
        .all(|part| !pattern.contains(part));
    pattern.starts_with("labels.")
        || pattern.contains(".key.")
        || pattern.contains("settlements")
        || pattern == "head.omitted_count"
        || pattern.ends_with("head.omitted_count")
        || (name == "budget" && is_document)
        || (matches!(name, "base" | "from_budget") && pattern.starts_with("revisions"))
        || (name == "base" && !pattern.contains('['))
        || (LABELS.contains(&name) && !matches!(name, "budget" | "base" | "service" | "acquisition"))
        || (name == "month" && pattern.starts_with("survival"))
        || pattern.contains("draft.from") || pattern.contains("draft.to")
        // Of what is compared: a year or version by name, and places of periods.
        || pattern.starts_with("series")
        || pattern == "periods[]"
        || pattern.ends_with("evidence[].text")
        // What was typed, not what comes of it.
        || pattern.contains(".scenario.")
        || pattern.starts_with("budget.")
}

/// Every number of a report: its path, its pattern, its text.
fn numbers(value: &Value, path: &str, pattern: &str, found: &mut Vec<(String, String, String)>) {
    let below = |of: &str, name: &str| {
        if of.is_empty() {
            name.to_owned()
        } else {
            format!("{of}.{name}")
        }
    };
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                numbers(value, &below(path, name), &below(pattern, name), found);
            }
        }
        Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                numbers(value, &format!("{path}[{at}]"), &format!("{pattern}[]"), found);
            }
        }
        Value::Number(number) => found.push((path.to_owned(), pattern.to_owned(), number.to_string())),
        Value::String(text) if text.parse::<Decimal>().is_ok() => {
            found.push((path.to_owned(), pattern.to_owned(), text.clone()));
        }
        _ => {}
    }
}

/// Queries whose figures stand on screens and are no printed report.
const BESIDE: [&str; 14] = [
    "offer_drivers",
    "offer_review",
    "tax_limits",
    "grade_policies",
    "cutback",
    "template_report",
    "alerts",
    "budgets",
    "budget_sheet",
    "budget_beside",
    "proposal",
    "entry_totals",
    "contract",
    "purchase",
];

/// The report as scripts read it.
pub(crate) fn shown(desk: &Desk, report: &str, query: &Value) -> Value {
    if query.get("segment").is_some() || BESIDE.contains(&report) {
        return desk.call(report, query.clone());
    }
    let mut words: Vec<String> = vec![report.to_owned()];
    for (name, value) in query.as_object().unwrap() {
        let value = match value {
            Value::Array(values) => values
                .iter()
                .map(|one| one.as_str().unwrap())
                .collect::<Vec<_>>()
                .join(","),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        words.extend([format!("--{name}"), value]);
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    desk.on("report", &words)
}

/// Each number of a report has a derivation or is a label, and each derivation comes to its number.
pub(crate) fn all_is_explained(desk: &Desk, report: &str, query: &Value) -> usize {
    let shown = shown(desk, report, query);
    let told = desk.call("explain", json!({ "report": report, "query": query, "every": true }));
    let figures: std::collections::BTreeMap<&str, &Value> = told["figures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["figure"]["path"].as_str().unwrap(), &one["figure"]))
        .collect();
    let mut all = Vec::new();
    numbers(&shown, "", "", &mut all);
    let missing: std::collections::BTreeSet<&String> = all
        .iter()
        .filter(|(path, pattern, _)| !figures.contains_key(path.as_str()) && !is_label(pattern))
        .map(|(_, pattern, _)| pattern)
        .collect();
    assert!(missing.is_empty(), "{report}: no derivation of {missing:?}");
    for (path, _, text) in &all {
        if let Some(figure) = figures.get(path.as_str()) {
            assert_eq!(figure["value"].as_str(), Some(text.as_str()), "{report} {path}");
        }
    }
    let mut reckoned = 0;
    for (path, figure) in &figures {
        let is_reckoned = !matches!(figure["operation"].as_str(), Some("given" | "entries"));
        assert!(
            is_reckoned || !figure["rules"].as_array().unwrap().is_empty(),
            "{report} {path} says nothing"
        );
        reckoned += holds(figure, &format!("{report} {path}"));
    }
    reckoned
}

fn months() -> Value {
    json!({ "from": "2026-01", "to": "2026-10" })
}

fn with(more: Value) -> Value {
    let mut query = months();
    query.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    query
}

#[test]
fn every_number_of_every_report_has_a_derivation_that_comes_to_it() {
    let desk = sample();
    let known = desk.call_refused("explain", json!({ "report": "moon" }))["facts"]["known"].clone();
    let known: Vec<String> = known.as_str().unwrap().split(", ").map(str::to_owned).collect();
    assert!(known.len() >= 32, "{known:?}");
    for report in &known {
        // These have nothing to say without a ceiling, files that came back, or a choice that was made.
        // Others ask which budget, year or contract.
        let asks = [
            "cutback",
            "grade_policies",
            "template_report",
            "offer_review",
            "budget_sheet",
            "budget_beside",
            "proposal",
            "contract",
            "purchase",
        ];
        if !asks.contains(&report.as_str()) {
            all_is_explained(&desk, report, &json!({}));
        }
    }
    all_is_explained(&desk, "budget_sheet", &json!({ "budget": "2026" }));
    all_is_explained(
        &desk,
        "budget_beside",
        &json!({ "budget": "2026", "last_year": true, "actual": true }),
    );
    all_is_explained(
        &desk,
        "proposal",
        &json!({ "fiscal_year": 2027, "answers": { "total_budget": "2000000.00" }, "ceiling": "150000.00" }),
    );
    for (report, list, query) in [
        ("contract", "rows", desk.on("report", &["fees"])),
        ("purchase", "purchases", desk.on("report", &["purchases"])),
    ] {
        let named = if report == "contract" { "contract" } else { "code" };
        let code = query[list][0][named].as_str().unwrap();
        all_is_explained(&desk, report, &json!({ "code": code }));
    }
    all_is_explained(&desk, "grade_policies", &json!({ "budget": "2026" }));
    all_is_explained(&desk, "cutback", &json!({ "budget": "2026", "ceiling": "6000000" }));
}

/// What a page shows as a dash, or leaves undefined, opens like any other figure.
#[test]
fn a_figure_that_is_nothing_or_undefined_says_why() {
    let desk = sample();
    let of = |report: &str, query: Value, field: &str| {
        let told = desk.call(
            "explain",
            json!({ "report": report, "query": query, "field": field, "entries": 5 }),
        );
        told["figures"][0]["figure"].clone()
    };
    let zero = of(
        "variance",
        with(json!({ "by": ["category"] })),
        "rows[category=0,budgeted=false].budget",
    );
    assert_eq!(decimal(&zero["value"]), Some(Decimal::ZERO));
    assert!(!zero["rules"].as_array().unwrap().is_empty());
    // Nobody is won in a span before the company had customers: the cost per customer is undefined, not 0.
    let none = of("acquisition", json!({ "from": "2001-01", "to": "2001-03" }), "cac");
    assert_eq!(none["value"], Value::Null);
    assert!(!none["rules"].as_array().unwrap().is_empty(), "{none}");
}

/// The same as text: the figure, its formula, its operands with their values, the entries below them.
#[test]
fn a_derivation_is_told_as_text_too() {
    let desk = sample();
    let told = desk.call(
        "explain",
        json!({ "report": "channels", "query": months(), "key": { "channel": "search" }, "field": "cac", "entries": 2 }),
    );
    let figure = &told["figures"][0]["figure"];
    let text = told["text"].as_str().unwrap();
    let first = format!(
        "{} = {}",
        figure["label"].as_str().unwrap(),
        figure["value"].as_str().unwrap()
    );
    assert_eq!(text.lines().next(), Some(first.as_str()));
    for operand in figure["operands"].as_array().unwrap() {
        let line = format!(
            "  {} = {}",
            operand["label"].as_str().unwrap(),
            operand["value"].as_str().unwrap()
        );
        assert!(text.lines().any(|one| one == line), "{line} in {text}");
    }
    assert!(
        text.contains(figure["formula"].as_str().unwrap()) && text.contains("    #"),
        "{text}"
    );
}

/// The share spent stands in the tables; its parts stand in the report.
#[test]
fn the_share_spent_is_explained_where_the_report_holds_only_its_parts() {
    let desk = sample();
    for (report, field, budget, actual) in [
        ("variance", "execution", "/total/budget", "/total/actual"),
        (
            "execution",
            "to_date.execution",
            "/total/to_date/budget",
            "/total/to_date/actual",
        ),
    ] {
        let told = desk.call(
            "explain",
            json!({ "report": report, "query": months(), "field": field }),
        );
        let figure = &told["figures"][0]["figure"];
        let shown = shown(&desk, report, &months());
        let part = |path: &str| decimal(shown.pointer(path).unwrap()).unwrap();
        let expected = (part(actual) / part(budget)).round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero);
        assert_eq!(decimal(&figure["value"]), Some(expected), "{report}");
        assert_eq!(figure["operands"].as_array().unwrap().len(), 2);
    }
}

/// The marks of a waterfall and of the drivers lead to figures that have a derivation.
#[test]
fn the_marks_of_charts_lead_to_their_figures() {
    let desk = sample();
    let budgets = desk.call("budgets", json!({}));
    let names: Vec<String> = budgets
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{}@{}", one["budget"].as_str().unwrap(), one["version"]))
        .collect();
    let query = json!({ "before": names[0], "budget": names[names.len() - 1] });
    let waterfall = desk.call(
        "comparison_chart",
        json!({ "query": query, "width": 900, "height": 300 }),
    );
    let comparison = desk.call("offers", json!({}))["head"]["comparison"].clone();
    let drivers = desk.call(
        "offer_chart",
        json!({ "comparison": comparison, "picture": "drivers", "width": 900, "height": 300 }),
    );
    for (report, query, chart) in [
        ("comparison", query.clone(), waterfall),
        ("offer_drivers", json!({ "comparison": comparison }), drivers),
    ] {
        let marks = chart["marks"].as_array().unwrap();
        assert!(marks.len() >= 2, "{report}");
        for mark in marks {
            let told = desk.call(
                "explain",
                json!({ "report": report, "query": query, "field": mark["explain"] }),
            );
            assert!(told["figures"][0]["figure"]["value"].is_string(), "{report} {mark}");
        }
    }
}

#[test]
fn every_number_of_budget_against_actual_holds_however_it_is_cut() {
    let desk = sample();
    for query in [
        with(json!({ "by": ["month"] })),
        with(json!({ "by": ["department"], "compare": "year_before" })),
        with(json!({ "by": ["stage"] })),
        with(json!({ "by": ["category"], "level": 1 })),
    ] {
        assert!(all_is_explained(&desk, "variance", &query) > 10, "{query}");
    }
    assert!(all_is_explained(&desk, "execution", &json!({ "to": "2026-10" })) > 200);
}

#[test]
fn every_number_of_acquisition_holds_by_channel_month_and_customer() {
    let desk = sample();
    for (by, least) in [("channel", 50), ("month", 50), ("customer", 20)] {
        let reckoned = all_is_explained(&desk, "acquisition", &with(json!({ "by": [by] })));
        assert!(reckoned >= least, "{by}: {reckoned}");
    }
}

#[test]
fn every_number_of_who_stays_holds_by_segment() {
    let desk = sample();
    for segment in ["grade", "industry", "region", "channel", "product", "habit"] {
        assert!(
            all_is_explained(&desk, "retention", &with(json!({ "segment": segment }))) > 20,
            "{segment}"
        );
    }
}

#[test]
fn every_number_of_work_and_feedback_holds_by_what_it_is_asked_by() {
    let desk = sample();
    for by in ["month", "customer", "product"] {
        assert!(
            all_is_explained(&desk, "resources", &with(json!({ "by": [by] }))) > 50,
            "{by}"
        );
    }
    for by in ["month", "activity", "product", "category"] {
        assert!(
            all_is_explained(&desk, "satisfaction", &with(json!({ "by": [by] }))) > 5,
            "{by}"
        );
    }
}

#[test]
fn a_path_names_any_figure_of_a_report() {
    let desk = sample();
    let by_path = desk.call(
        "explain",
        json!({ "report": "channels", "query": months(), "field": "rows[channel=search].cac" }),
    );
    let by_key = desk.call(
        "explain",
        json!({ "report": "channels", "query": months(), "key": { "channel": "search" }, "field": "cac" }),
    );
    assert_eq!(by_path["figures"][0]["figure"], by_key["figures"][0]["figure"]);
    let by_list = desk.call(
        "explain",
        json!({ "report": "resources", "query": months(), "list": "tools", "key": { "tool": "T-CRM" }, "field": "cost" }),
    );
    let by_path = desk.call(
        "explain",
        json!({ "report": "resources", "query": months(), "field": "tools[tool=T-CRM].cost" }),
    );
    assert_eq!(by_list["figures"][0]["figure"], by_path["figures"][0]["figure"]);
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
        ("satisfaction", json!({ "grade": "A" }), None, "cost"),
        ("activities", json!({ "activity": "A2601" }), None, "cost"),
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

/// What names a row is declared for each list: with it the same figure is found again.
#[test]
fn each_row_is_named_and_its_name_leads_back_to_its_figure() {
    let desk = sample();
    for (report, more, list, key) in [
        (
            "acquisition",
            json!({ "by": ["channel"] }),
            "rows",
            json!({ "channel": "search" }),
        ),
        (
            "acquisition",
            json!({ "by": ["month"] }),
            "rows",
            json!({ "month": "2026-03" }),
        ),
        (
            "retention",
            json!({ "segment": "grade" }),
            "rows",
            json!({ "segment": "A" }),
        ),
        ("cohorts", json!({}), "rows", json!({ "cohort": "2026-03" })),
        ("customers", json!({}), "rows", json!({ "customer": "C003" })),
        ("value", json!({}), "rows", json!({ "customer": "C003" })),
        ("activities", json!({}), "rows", json!({ "activity": "A2601" })),
        (
            "satisfaction",
            json!({ "by": ["grade"] }),
            "rows",
            json!({ "grade": "B" }),
        ),
        (
            "resources",
            json!({ "by": ["month"] }),
            "tools",
            json!({ "tool": "T-CRM" }),
        ),
        (
            "resources",
            json!({ "by": ["month"] }),
            "service",
            json!({ "month": "2026-03" }),
        ),
        ("review", json!({}), "goals", json!({ "kind": "churn" })),
    ] {
        let told = desk.call(
            "explain",
            json!({ "report": report, "query": with(more), "list": list, "key": key, "entries": 0 }),
        );
        let figures = told["figures"].as_array().unwrap();
        assert!(!figures.is_empty(), "{report} {key}");
        for figure in figures
            .iter()
            .filter(|one| !one["field"].as_str().unwrap().contains('['))
        {
            assert_eq!(figure["key"], key, "{report} {list}: {}", figure["field"]);
        }
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

/// 其他 n 项 of a chart: its values by the report's own rows, added here.
#[test]
fn what_stands_as_others_opens_as_the_list_of_what_it_contains() {
    let desk = sample();
    let query = with(json!({ "by": ["customer"] }));
    let chart = desk.call("chart", json!({ "query": query, "width": 960, "height": 300 }));
    let marks = chart["marks"].as_array().unwrap();
    let rest = marks.iter().find(|mark| mark["rest"].is_array()).unwrap();
    let rest: Vec<&Value> = rest["rest"].as_array().unwrap().iter().collect();
    let named = |row: &Value| {
        marks
            .iter()
            .any(|mark| mark["key"].get("customer") == Some(&row["customer"]))
    };
    let report = desk.call("variance", query.clone());
    let rows = report["rows"].as_array().unwrap().iter();
    // What is nothing is not drawn at all.
    let is_drawn = |row: &&Value| {
        ["budget", "actual"]
            .iter()
            .any(|field| decimal(&row[*field]) != Some(Decimal::ZERO))
    };
    let others: Vec<&Value> = rows.filter(is_drawn).filter(|row| !named(row)).collect();
    assert!(others.len() > 20 && others.iter().all(|row| rest.contains(&&row["customer"])));
    let keys: Vec<Value> = rest.iter().map(|code| json!({ "customer": code })).collect();
    let told = desk.call(
        "explain",
        json!({ "report": "variance", "query": query, "keys": keys.clone() }),
    );
    assert_eq!(told["title"], format!("其他 {} 项", rest.len()));
    assert!(told["text"].as_str().unwrap().lines().count() > 20);
    for (at, field) in ["budget", "actual"].into_iter().enumerate() {
        let figure = &told["figures"][at]["figure"];
        let sum: Decimal = others.iter().filter_map(|row| decimal(&row[field])).sum();
        assert_eq!(
            (&told["figures"][at]["field"], decimal(&figure["value"])),
            (&json!(field), Some(sum))
        );
        assert!(holds(figure, field) > 0 || figure["operands"] == json!([]));
    }
    // Each opens in its turn, down to its entries.
    let one = &told["figures"][1]["figure"]["operands"][0];
    let opened = desk.call(
        "explain",
        json!({ "report": "variance", "query": query, "field": one["path"], "entries": 10000 }),
    );
    let figure = &opened["figures"][0]["figure"];
    assert_eq!(figure["value"], one["value"]);
    assert_eq!(decimal(&figure["entries"]["sum"]), decimal(&one["value"]));
    for refused in [
        json!({ "report": "variance", "query": query, "keys": [{ "customer": "nobody" }] }),
        json!({ "report": "variance", "query": query, "keys": keys, "field": "moon" }),
    ] {
        let code = desk.call_refused("explain", refused)["code"].clone();
        assert!(code == "explain_row" || code == "explain_field", "{code}");
    }
}
