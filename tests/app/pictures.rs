//! The charts of evaluation: every report of the contract has one, and each mark leads to the derivation of its figure.

use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER};

const DRAWN: [&str; 11] = [
    "acquisition",
    "channels",
    "activities",
    "value",
    "retention",
    "cohorts",
    "review",
    "resources",
    "satisfaction",
    "fees",
    "customers",
];

fn span() -> Value {
    json!({ "from": "2026-01", "to": "2026-10" })
}

#[test]
fn each_mark_of_each_chart_opens_the_derivation_of_its_figure() {
    let desk = Desk::with(&["--sample", "--language", "zh-CN"]);
    for report in DRAWN {
        let chart = desk.call("picture", json!({ "report": report, "query": span(), "width": 800 }));
        assert!(chart["svg"].as_str().unwrap().contains("<svg"), "{report}");
        let marks = chart["marks"].as_array().unwrap();
        assert!(!marks.is_empty(), "{report} has nothing to point at");
        assert!(
            chart["text"].as_str().unwrap().len() > 20,
            "{report}: {}",
            chart["text"]
        );
        for mark in marks {
            let inside = |edge: &str, size: &str, whole: &str| {
                let (from, length) = (mark[edge].as_f64().unwrap(), mark[size].as_f64().unwrap());
                from >= 0.0 && from + length <= chart[whole].as_f64().unwrap() + 1.0
            };
            assert!(
                inside("x", "width", "width") && inside("y", "height", "height"),
                "{report}: {mark}"
            );
        }
        // The first and the last of those that lead anywhere: a curve's start is no figure.
        let leading: Vec<&Value> = marks.iter().filter(|mark| mark["explain"].is_string()).collect();
        assert!(leading.len() + 1 >= marks.len(), "{report}: marks that lead nowhere");
        for mark in [leading[0], leading[leading.len() - 1]] {
            let told = desk.call(
                "explain",
                json!({ "report": report, "query": span(), "field": mark["explain"] }),
            );
            let figure = &told["figures"][0]["figure"];
            assert!(figure["path"].is_string(), "{report}: {mark}");
            assert!(
                figure["value"].is_string() || figure["rules"][0].is_string(),
                "{report}: {figure}"
            );
        }
    }
    let refused = desk.call_refused("picture", json!({ "report": "fees", "width": 20 }));
    assert_eq!(refused["code"], "chart_size_invalid");
}

#[test]
fn every_evaluation_comes_as_picture_and_as_pages_full_and_empty() {
    let full = Desk::with(&["--sample", "--language", "zh-CN"]);
    let empty = Desk::with(&["--language", "en"]);
    for (desk, formats) in [(&full, &["png", "pdf"][..]), (&empty, &["svg", "pdf"][..])] {
        for report in DRAWN {
            for format in formats {
                let name = format!("{report}.{format}");
                desk.done(&[
                    "report", LEDGER, report, "--to", "2026-10", "--format", format, "--out", &name,
                ]);
                let starts: &[u8] = match *format {
                    "svg" => b"<svg",
                    "png" => b"\x89PNG",
                    _ => b"%PDF",
                };
                assert!(desk.bytes(&name).starts_with(starts), "{name}");
            }
        }
    }
}

/// The survival curve stands on the steps of the report: the same shares, at the same months.
#[test]
fn the_survival_curve_tells_the_steps_of_the_report() {
    let desk = Desk::with(&["--sample", "--language", "en"]);
    let report = desk.call("retention", span());
    let chart = desk.call(
        "picture",
        json!({ "report": "retention", "query": span(), "width": 800 }),
    );
    let steps = report["survival"].as_array().unwrap();
    let marks = chart["marks"].as_array().unwrap();
    assert_eq!(marks.len(), steps.len() + 1, "one for the start");
    for (step, mark) in steps.iter().zip(&marks[1..]) {
        let share = format!("{:.1}%", step["survival"].as_f64().unwrap() * 100.0);
        let label = mark["label"].as_str().unwrap();
        assert!(
            label.contains(&share) && label.contains(&step["month"].to_string()),
            "{label} {step}"
        );
    }
}
