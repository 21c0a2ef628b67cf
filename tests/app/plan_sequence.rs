//! Any sequence of spreads, holds, transfers and undos: parts equal their totals to the cent, transfers sum to zero,
//! and undoing all gives back the first state. Sequences are drawn from fixed seeds.

use serde_json::{Value, json};

use crate::desk::{Desk, cents};

/// A linear congruential generator (Knuth's MMIX constants): the same sequence on every machine.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

const LINES: [&str; 4] = ["7.2", "7.3", "8.5", "9.2"];

/// Twelve months add up to their line, lines to the version.
fn adds_up(budget: &Value) -> i64 {
    let mut total = 0;
    for line in budget["lines"].as_array().unwrap() {
        let months: i64 = line["months"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| cents(&m["amount"]))
            .sum();
        assert_eq!(months, cents(&line["total"]), "{line}");
        total += months;
    }
    assert_eq!(total, cents(&budget["version"]["total"]));
    total
}

fn locked(budget: &Value) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for line in budget["lines"].as_array().unwrap() {
        for month in line["months"].as_array().unwrap() {
            if month["is_locked"] == true {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                found.push((line["key"].to_string(), text(&month["month"]), text(&month["amount"])));
            }
        }
    }
    found
}

fn sequence(seed: u64) {
    let mut draw = Draw(seed);
    let desk = Desk::new();
    for (budget, year) in [("2026", 2026), ("2027", 2027)] {
        desk.call("new_budget", json!({ "budget": budget, "fiscal_year": year }));
        let lines: Vec<Value> = LINES
            .iter()
            .enumerate()
            .map(|(at, code)| json!({ "key": { "category": code }, "total": format!("{}.01", 1200 + 700 * at) }))
            .collect();
        desk.call("set_budget_lines", json!({ "budget": budget, "lines": lines }));
    }
    desk.call("approve_budget", json!({ "budget": "2026", "valid_from": "2026-01" }));
    let first = (
        desk.call("budget", json!({ "budget": "2026" })),
        desk.call("budget", json!({ "budget": "2027" })),
    );
    let begun = desk.records().len();
    let whole = adds_up(&first.0);
    let (mut made, mut refused) = (0, 0);
    for _ in 0..24 {
        let before = desk.call("budget", json!({ "budget": "2027" }));
        match draw.below(4) {
            // A total for the whole draft, or for what lies below 7.
            0 => {
                let total = draw.below(9_000_00) + 1;
                let scope = if draw.below(2) == 0 {
                    json!({})
                } else {
                    json!({ "category": "7" })
                };
                let input =
                    json!({ "budget": "2027", "scope": scope, "total": format!("{}.{:02}", total / 100, total % 100) });
                let told = desk.run(&[
                    "call",
                    crate::desk::LEDGER,
                    "spread_budget",
                    &input.to_string(),
                    "--json",
                ]);
                if told.code == 0 {
                    let after = told.json();
                    adds_up(&after);
                    assert_eq!(locked(&before), locked(&after), "what is held stays");
                    let below: i64 = after["lines"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .filter(|line| scope == json!({}) || line["key"]["category"].as_str().unwrap().starts_with('7'))
                        .map(|line| cents(&line["total"]))
                        .sum();
                    assert_eq!(below, i64::try_from(total).unwrap(), "to the cent");
                    made += 1;
                } else {
                    assert!(told.err.contains("breakback_no_room"), "{}", told.err);
                    refused += 1;
                }
            }
            // A hold, or the end of one.
            1 => {
                let line = LINES[usize::try_from(draw.below(4)).unwrap()];
                let month = format!("2027-{:02}", draw.below(12) + 1);
                let change = json!([{ "key": { "category": line }, "months": [{ "month": month, "locked": draw.below(3) > 0 }] }]);
                let records = desk.records().len();
                desk.call("set_budget_lines", json!({ "budget": "2027", "lines": change }));
                made += desk.records().len() - records;
            }
            // A transfer in the plan in force.
            2 => {
                let (from, to) = (draw.below(4), draw.below(4));
                let amount = format!("{}.{:02}", draw.below(400), draw.below(99) + 1);
                let side =
                    |at: u64| json!([{ "key": { "category": LINES[usize::try_from(at).unwrap()] }, "amount": amount }]);
                let input = json!({ "budget": "2026", "kind": "transfer", "effective": format!("2026-{:02}", draw.below(12) + 1),
                    "text": "随机", "from": side(from), "to": side(to) });
                let told = desk.run(&[
                    "call",
                    crate::desk::LEDGER,
                    "revise_budget",
                    &input.to_string(),
                    "--json",
                ]);
                if told.code == 0 {
                    let lines = told.json()["lines"].as_array().unwrap().clone();
                    assert_eq!(
                        lines.iter().map(|line| cents(&line["amount"])).sum::<i64>(),
                        0,
                        "a transfer sums to zero"
                    );
                    made += 1;
                } else {
                    let is_known = ["revision_same_line", "revision_overdraw"]
                        .iter()
                        .any(|code| told.err.contains(code));
                    assert!(is_known, "{}", told.err);
                    refused += 1;
                }
                assert_eq!(adds_up(&desk.call("budget", json!({ "budget": "2026" }))), whole);
            }
            // Something is taken back, and now and then done again.
            _ if made > 0 => {
                desk.on("undo", &[]);
                if draw.below(2) == 0 {
                    desk.on("redo", &[]);
                } else {
                    made -= 1;
                }
            }
            _ => {}
        }
    }
    assert!(refused < 24, "most of it can be done");
    for _ in 0..made {
        desk.on("undo", &[]);
    }
    assert!(desk.records().len() >= begun);
    assert_eq!(desk.call("budget", json!({ "budget": "2026" })), first.0, "seed {seed}");
    assert_eq!(desk.call("budget", json!({ "budget": "2027" })), first.1, "seed {seed}");
    desk.sound();
}

#[test]
fn after_any_sequence_the_parts_are_their_totals_and_undoing_all_gives_back_the_first_state() {
    for seed in [1, 20_261_122, 987_654_321] {
        sequence(seed);
    }
}
