//! Any sequence of spreads, totals typed, holds, documents of every kind and undos: parts equal their totals to the cent, transfers sum to zero,
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

/// How many things are tried in a sequence.
const STEPS: usize = 28;

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

/// Minor units as an amount on the wire.
fn yuan(minor: u64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

/// A draft of 2027, plans of 2025 and 2026 in force, and what was done to them.
struct Year {
    desk: Desk,
    draw: Draw,
    /// For each record that is not undone, what it did to the total of 2026.
    done: Vec<i64>,
    /// The lines of which 2025's rest was carried, and after how many records.
    carried: Vec<(usize, &'static str)>,
    refused: usize,
}

impl Year {
    fn begin(seed: u64) -> Self {
        let desk = Desk::new();
        for (budget, year) in [("2025", 2025), ("2026", 2026), ("2027", 2027)] {
            desk.call("new_budget", json!({ "budget": budget, "fiscal_year": year }));
            let lines: Vec<Value> = LINES
                .iter()
                .enumerate()
                .map(|(at, code)| json!({ "key": { "category": code }, "total": format!("{}.01", 1200 + 700 * at) }))
                .collect();
            desk.call("set_budget_lines", json!({ "budget": budget, "lines": lines }));
        }
        for year in ["2025", "2026"] {
            desk.call(
                "approve_budget",
                json!({ "budget": year, "valid_from": format!("{year}-01") }),
            );
        }
        Self {
            desk,
            draw: Draw(seed),
            done: Vec::new(),
            carried: Vec::new(),
            refused: 0,
        }
    }

    fn budget(&self, name: &str) -> Value {
        self.desk.call("budget", json!({ "budget": name }))
    }

    fn line(&mut self) -> &'static str {
        LINES[usize::try_from(self.draw.below(4)).unwrap()]
    }

    /// Does something; none where it is refused, which may only be for one of the reasons named.
    fn tried(&mut self, command: &str, input: &Value, reasons: &[&str]) -> Option<Value> {
        let told = self
            .desk
            .run(&["call", crate::desk::LEDGER, command, &input.to_string(), "--json"]);
        if told.code == 0 {
            return Some(told.json());
        }
        assert!(reasons.iter().any(|code| told.err.contains(code)), "{}", told.err);
        self.refused += 1;
        None
    }

    /// A total for the whole draft or for what lies below 7, in some months, around a line that is held.
    fn spread(&mut self) {
        let before = self.budget("2027");
        let total = self.draw.below(9_000_00) + 1;
        let scope = match self.draw.below(2) {
            0 => json!({}),
            _ => json!({ "category": "7" }),
        };
        let first = self.draw.below(12) + 1;
        let months: Vec<String> = match self.draw.below(2) {
            0 => (1..=12).map(|month| format!("2027-{month:02}")).collect(),
            _ => (first..=12).map(|month| format!("2027-{month:02}")).collect(),
        };
        // A month that is named twice counts once.
        let mut named = months.clone();
        if self.draw.below(3) == 0 {
            named.push(months[0].clone());
        }
        let held = (self.draw.below(3) == 0).then(|| self.line());
        let hold: Vec<Value> = held.iter().map(|code| json!({ "category": code })).collect();
        let input = json!({ "budget": "2027", "scope": scope, "total": yuan(total), "months": named, "hold": hold });
        let Some(after) = self.tried("spread_budget", &input, &["breakback_no_room", "total_below_locked"]) else {
            return;
        };
        adds_up(&after);
        assert_eq!(locked(&before), locked(&after), "what is locked stays");
        let is_in = |line: &Value| scope == json!({}) || line["key"]["category"].as_str().unwrap().starts_with('7');
        assert_eq!(
            sum_in(&after, &months, is_in),
            i64::try_from(total).unwrap(),
            "to the cent"
        );
        if let Some(held) = held {
            let of =
                |budget: &Value| lines(budget).find(|line| line["key"]["category"] == held).unwrap()["months"].clone();
            assert_eq!(of(&before), of(&after), "what is held stays");
        }
        self.note(&before, &after);
    }

    /// A total or a factor typed into the sheet: a group's or a line's quarter, half-year or year.
    fn typed(&mut self) {
        let before = self.budget("2027");
        let (from, to) = [(1, 3), (4, 6), (7, 12), (1, 12)][usize::try_from(self.draw.below(4)).unwrap()];
        let months: Vec<String> = (from..=to).map(|month| format!("2027-{month:02}")).collect();
        let total = self.draw.below(3_000_00) + 1;
        let is_factor = self.draw.below(3) == 0;
        let text = if is_factor { "+5%".to_owned() } else { yuan(total) };
        let cell = json!([{ "from": months[0], "to": months[months.len() - 1], "text": text }]);
        let (row, prefix) = match self.draw.below(2) {
            0 => (json!({ "group": "7", "cells": cell }), "7"),
            _ => {
                let line = self.line();
                (json!({ "line": { "category": line }, "cells": cell }), line)
            }
        };
        let input = json!({ "budget": "2027", "rows": [row] });
        let reasons = [
            "breakback_no_room",
            "total_below_locked",
            "spread_all_locked",
            "cell_locked",
        ];
        if self.tried("edit_budget", &input, &reasons).is_none() {
            return;
        }
        let after = self.budget("2027");
        adds_up(&after);
        assert_eq!(locked(&before), locked(&after), "what is locked stays");
        if !is_factor {
            let is_in = |line: &Value| line["key"]["category"].as_str().unwrap().starts_with(prefix);
            assert_eq!(
                sum_in(&after, &months, is_in),
                i64::try_from(total).unwrap(),
                "to the cent"
            );
        }
        self.note(&before, &after);
    }

    /// A hold, or the end of one.
    fn hold(&mut self) {
        let before = self.budget("2027");
        let (line, month) = (self.line(), self.draw.below(12) + 1);
        let months = json!([{ "month": format!("2027-{month:02}"), "locked": self.draw.below(3) > 0 }]);
        let change = json!([{ "key": { "category": line }, "months": months }]);
        self.desk
            .call("set_budget_lines", json!({ "budget": "2027", "lines": change }));
        let after = self.budget("2027");
        assert_eq!(adds_up(&before), adds_up(&after), "a hold moves no money");
        self.note(&before, &after);
    }

    /// A change of the draft is a record where something is other than before.
    fn note(&mut self, before: &Value, after: &Value) {
        if before != after {
            self.done.push(0);
        }
    }

    /// A document in the plan in force: its lines add up to what the plan gains, a transfer's to nothing.
    fn document(&mut self) {
        let kind = ["transfer", "transfer", "supplement", "reduction", "drawback"]
            [usize::try_from(self.draw.below(5)).unwrap()];
        let minor = self.draw.below(400_00) + 1;
        let (from, to) = (self.line(), self.line());
        let side = |line: &str| json!([{ "key": { "category": line }, "amount": yuan(minor) }]);
        let mut input = json!({ "budget": "2026", "kind": kind, "text": "随机",
            "effective": format!("2026-{:02}", self.draw.below(12) + 1) });
        if kind != "supplement" {
            input["from"] = side(from);
        }
        if kind == "transfer" || kind == "supplement" {
            input["to"] = side(to);
        }
        let Some(made) = self.tried("revise_budget", &input, &["revision_same_line", "revision_overdraw"]) else {
            return;
        };
        let minor = i64::try_from(minor).unwrap();
        let gained = match kind {
            "transfer" => 0,
            "supplement" => minor,
            _ => -minor,
        };
        self.made(&made, gained);
    }

    /// What a line of 2025 has left goes into 2026, once: nothing of it was spent.
    fn carry(&mut self) {
        let line = self.line();
        let left = lines(&self.budget("2025"))
            .find(|one| one["key"]["category"] == line)
            .map(|one| cents(&one["total"]))
            .unwrap();
        let input = json!({ "from": "2025", "to": "2026", "text": "结转", "effective": format!("2026-{:02}", self.draw.below(12) + 1),
            "lines": [{ "key": { "category": line }, "rule": "both" }] });
        if self.carried.iter().any(|(_, one)| *one == line) {
            assert_eq!(self.tried("carry_forward", &input, &["carry_done"]), None);
            return;
        }
        let made = self.desk.call("carry_forward", input);
        self.carried.push((self.done.len(), line));
        self.made(&made, left);
    }

    fn made(&mut self, document: &Value, gained: i64) {
        let moved: i64 = lines(document).map(|line| cents(&line["amount"])).sum();
        assert_eq!(moved, gained, "{document}");
        self.done.push(gained);
    }

    /// Something is taken back, and now and then done again.
    fn undo(&mut self) {
        if self.done.is_empty() {
            return;
        }
        self.desk.on("undo", &[]);
        if self.draw.below(2) == 0 {
            self.desk.on("redo", &[]);
        } else {
            self.done.pop();
            self.carried.retain(|(at, _)| *at < self.done.len());
        }
    }
}

fn lines(of: &Value) -> impl Iterator<Item = &Value> {
    of["lines"].as_array().unwrap().iter()
}

/// What some lines come to in some months.
fn sum_in(budget: &Value, months: &[String], is_in: impl Fn(&Value) -> bool) -> i64 {
    let cells = lines(budget)
        .filter(|line| is_in(line))
        .flat_map(|line| line["months"].as_array().unwrap());
    let within = cells.filter(|cell| months.iter().any(|month| cell["month"] == **month));
    within.map(|cell| cents(&cell["amount"])).sum()
}

fn sequence(seed: u64) {
    let mut year = Year::begin(seed);
    let first = ["2025", "2026", "2027"].map(|name| year.budget(name));
    let whole = adds_up(&first[1]);
    for _ in 0..STEPS {
        match year.draw.below(7) {
            0 => year.spread(),
            1 => year.typed(),
            2 => year.hold(),
            3 | 4 => year.document(),
            5 => year.carry(),
            _ => year.undo(),
        }
        let gained: i64 = year.done.iter().sum();
        assert_eq!(adds_up(&year.budget("2026")), whole + gained, "seed {seed}");
    }
    assert!(year.refused < STEPS / 2, "most of it can be done");
    for _ in 0..year.done.len() {
        year.desk.on("undo", &[]);
    }
    assert_eq!(
        ["2025", "2026", "2027"].map(|name| year.budget(name)),
        first,
        "seed {seed}"
    );
    year.desk.sound();
}

#[test]
fn after_any_sequence_the_parts_are_their_totals_and_undoing_all_gives_back_the_first_state() {
    for seed in [1, 20_261_122, 987_654_321] {
        sequence(seed);
    }
}
