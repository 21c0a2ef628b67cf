//! The one list of commands: its schemas are JSON Schema, and every name on it can be called.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER};

/// Keys of JSON Schema 2020-12 that a schema of ours may use.
const KEYS: &[&str] = &[
    "$schema",
    "$ref",
    "$defs",
    "title",
    "description",
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "prefixItems",
    "minItems",
    "maxItems",
    "enum",
    "const",
    "oneOf",
    "anyOf",
    "allOf",
    "not",
    "format",
    "pattern",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "default",
    "uniqueItems",
    "propertyNames",
    "unevaluatedProperties",
];

#[test]
fn the_list_has_a_schema_for_what_goes_in_and_comes_out() {
    let desk = Desk::bare();
    let list = desk.done(&["commands"]).json();
    let mut names = BTreeSet::new();
    for command in list.as_array().unwrap() {
        let name = command["name"].as_str().unwrap();
        assert!(names.insert(name.to_owned()), "{name} is there twice");
        let keys: BTreeSet<&str> = command.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            keys,
            BTreeSet::from(["name", "about", "changes", "input", "output"]),
            "{name}"
        );
        assert!(
            command["about"].as_str().unwrap().len() > 4 && command["changes"].is_boolean(),
            "{name}"
        );
        assert_eq!(command["input"]["type"], "object", "{name}");
        assert!(
            matches!(command["output"]["type"].as_str(), Some("object" | "array")),
            "{name}"
        );
        for side in ["input", "output"] {
            schema(&command[side], &command[side], name);
        }
    }
    for wanted in [
        "variance",
        "entries",
        "history",
        "check",
        "import",
        "undo",
        "redo",
        "add_entry",
        "set_budget_lines",
    ] {
        assert!(names.contains(wanted), "{wanted}");
    }
}

/// A schema is an object of known keys (or true or false), and what it refers to is there.
fn schema(root: &Value, schema_here: &Value, name: &str) {
    let Some(object) = schema_here.as_object() else {
        assert!(schema_here.is_boolean(), "{name}: {schema_here}");
        return;
    };
    for (key, value) in object {
        assert!(KEYS.contains(&key.as_str()), "{name}: {key} is no key of JSON Schema");
        match key.as_str() {
            "$ref" => {
                let place = value.as_str().unwrap().strip_prefix('#').unwrap();
                assert!(root.pointer(place).is_some(), "{name}: {place} leads nowhere");
            }
            "properties" | "$defs" => value
                .as_object()
                .unwrap()
                .values()
                .for_each(|below| schema(root, below, name)),
            "items" | "additionalProperties" | "not" | "propertyNames" => schema(root, value, name),
            "oneOf" | "anyOf" | "allOf" | "prefixItems" => {
                value
                    .as_array()
                    .unwrap()
                    .iter()
                    .for_each(|below| schema(root, below, name));
            }
            "required" => {
                let has = |field: &Value| object["properties"].get(field.as_str().unwrap()).is_some();
                assert!(
                    value.as_array().unwrap().iter().all(has),
                    "{name}: {value} are not all described"
                );
            }
            _ => {}
        }
    }
}

/// A call of every command of the list, in an order in which each can be done on a ledger as [`called_on`] makes it.
pub fn calls() -> Vec<(&'static str, Value)> {
    let key = json!({ "category": "7" });
    let line = json!({ "key": key, "total": "1200.00" });
    let query = json!({ "from": "2025-01", "to": "2025-12" });
    vec![
        ("ledger", json!({})),
        ("profile", json!({})),
        ("history", json!({ "limit": 1 })),
        ("check", json!({})),
        ("categories", json!({})),
        ("members", json!({ "register": "customer" })),
        ("customers", json!({ "search": "甲" })),
        ("grades", json!({})),
        (
            "set_rate",
            json!({ "date": "2025-01-01", "currency": "USD", "rate": "7.1" }),
        ),
        ("rates", json!({})),
        ("remove_rate", json!({ "date": "2025-01-01", "currency": "USD" })),
        ("metrics", json!({})),
        ("entries", json!({ "limit": 10 })),
        ("entry_totals", json!({})),
        ("entry", json!({ "id": 1 })),
        ("inspect_file", json!({ "path": "costs.csv" })),
        (
            "import",
            json!({ "path": "costs.csv", "kind": "entries", "save_mapping": "mine" }),
        ),
        (
            "set_mapping",
            json!({ "name": "other", "kind": "entries", "map": { "date": "A" }, "reading": {} }),
        ),
        (
            "set_activity",
            json!({ "code": "A1", "name": "沙龙", "purpose": "acquisition", "planned_cost": "100.00" }),
        ),
        ("activities", json!({})),
        ("activity_list", json!({})),
        (
            "set_tool",
            json!({ "code": "CRM", "renewal_on": "2026-03-10", "notice_days": 30 }),
        ),
        (
            "set_tool_use",
            json!({ "tool": "CRM", "month": "2025-02", "seats": 5, "active": 2 }),
        ),
        ("tools", json!({})),
        (
            "add_hours",
            json!({ "date": "2025-02-03", "employee": "林珊", "hours": "2.5", "kind": "拜访" }),
        ),
        ("hours", json!({ "search": "林" })),
        ("remove_hours", json!({ "id": 1 })),
        (
            "set_service",
            json!({ "month": "2025-02", "tickets": 3, "minutes": "40" }),
        ),
        ("resources", json!({})),
        (
            "set_feedback",
            json!({ "date": "2025-02-03", "customer": "甲", "satisfaction": 4, "tool": "CRM" }),
        ),
        ("feedback", json!({ "customer": "甲" })),
        ("satisfaction", json!({})),
        ("remove_feedback", json!({ "id": 1 })),
        ("set_own_field", json!({ "register": "customer", "name": "版本" })),
        ("own_fields", json!({ "register": "customer" })),
        (
            "set_register_row",
            json!({ "register": "customer", "code": "甲", "cells": { "region": "杭州" } }),
        ),
        ("register", json!({ "register": "customer", "search": "杭州" })),
        (
            "export_register",
            json!({ "path": "register.xlsx", "query": { "register": "customer" } }),
        ),
        ("take_register", json!({ "path": "taken.xlsx" })),
        ("likely_members", json!({ "register": "vendor" })),
        ("remove_own_field", json!({ "id": 1 })),
        (
            "set_register_row",
            json!({ "register": "vendor", "cells": { "code": "V1", "name": "一" } }),
        ),
        (
            "set_register_row",
            json!({ "register": "vendor", "cells": { "code": "V2", "name": "二" } }),
        ),
        (
            "merge_members",
            json!({ "register": "vendor", "from": "V1", "into": "V2" }),
        ),
        (
            "set_register_row",
            json!({ "register": "points", "cells": { "month": "2025-02", "issued": "100" } }),
        ),
        ("points", json!({})),
        ("remove_register_row", json!({ "register": "points", "id": 1 })),
        ("new_offer_comparison", json!({ "name": "选型" })),
        ("set_offer_comparison", json!({ "comparison": "选型", "note": "三家" })),
        (
            "set_offer",
            json!({ "comparison": "选型", "name": "甲", "terms": { "items": [{ "name": "订阅", "price": "1200" }] } }),
        ),
        ("set_offer", json!({ "comparison": "选型", "name": "乙", "terms": {} })),
        ("remove_offer", json!({ "comparison": "选型", "offer": "乙" })),
        (
            "choose_offer",
            json!({ "comparison": "选型", "offer": "甲", "signed_on": "2025-01-10" }),
        ),
        (
            "set_seat_use",
            json!({ "comparison": "选型", "month": "2025-02", "paid": 5, "active": 2 }),
        ),
        ("plan_offer", json!({ "comparison": "选型", "fiscal_year": 2027 })),
        ("purchases", json!({})),
        ("purchase", json!({ "code": "CG-2025-01" })),
        (
            "set_purchase",
            json!({ "code": "P1", "vendor": "甲", "starts_on": "2025-01-01", "amount": "1200.00", "rhythm": "quarter" }),
        ),
        ("settle_purchase", json!({ "id": 1, "entries": [], "close": true })),
        ("renew_purchase", json!({ "code": "P1" })),
        ("end_purchase", json!({ "code": "CG-2025-01" })),
        ("remove_purchase", json!({ "code": "P1" })),
        ("offer_comparisons", json!({})),
        ("offer_comparison", json!({ "comparison": "选型" })),
        ("offers", json!({})),
        ("offer_drivers", json!({})),
        ("offer_chart", json!({ "picture": "cash", "width": 800, "height": 400 })),
        ("offer_review", json!({})),
        ("price_cards", json!({})),
        (
            "export_price_card",
            json!({ "vendor": "Zoho CRM", "path": "card.json" }),
        ),
        ("import_price_card", json!({ "path": "card.json" })),
        ("remove_price_card", json!({ "vendor": "Zoho CRM" })),
        (
            "set_price_card",
            json!({ "vendor": "甲", "currency": "CNY", "rows": [] }),
        ),
        ("new_offer_comparison", json!({ "name": "弃用" })),
        ("remove_offer_comparison", json!({ "comparison": "弃用" })),
        ("mappings", json!({})),
        ("remove_mapping", json!({ "name": "other" })),
        ("new_budget", json!({ "budget": "plan", "fiscal_year": 2025 })),
        (
            "set_budget_lines",
            json!({ "budget": "plan", "lines": [line, { "key": { "category": "8" }, "total": "1.00" }] }),
        ),
        (
            "edit_budget",
            json!({ "budget": "plan", "rows": [{ "line": key, "cells": [{ "from": "2025-01", "text": "+5%" }] }] }),
        ),
        ("budget_sheet", json!({ "budget": "plan" })),
        ("budget_beside", json!({ "budget": "plan", "actual": true })),
        (
            "remove_budget_line",
            json!({ "budget": "plan", "key": { "category": "8" } }),
        ),
        ("approve_budget", json!({ "budget": "plan" })),
        ("budgets", json!({})),
        ("budget", json!({ "budget": "plan@1" })),
        ("variance", query.clone()),
        ("briefing", json!({ "to": "2025-03" })),
        ("execution", json!({ "to": "2025-03", "level": 1 })),
        ("figure", json!({ "query": query, "key": { "category": "7.2" } })),
        ("chart", json!({ "query": query, "width": 800, "height": 400 })),
        (
            "export_report",
            json!({ "query": query, "format": "csv", "path": "r.csv" }),
        ),
        (
            "export_entries",
            json!({ "query": {}, "format": "csv", "path": "e.csv" }),
        ),
        ("export_budget", json!({ "budget": "plan", "path": "b.xlsx" })),
        ("backup", json!({ "path": "backup.kezhang" })),
        ("add_entry", json!({ "date": "2025-03-01", "amount": "1.00" })),
        (
            "change_entry",
            json!({ "id": 3, "entry": { "date": "2025-03-02", "amount": "2.00" } }),
        ),
        ("remove_entry", json!({ "id": 3 })),
        ("set_profile", json!({ "company": "客账公司" })),
        (
            "set_category",
            json!({ "code": "7.8", "name_zh": "直播", "name_en": "Live streams" }),
        ),
        (
            "set_member",
            json!({ "register": "channel", "code": "fair", "name": "展会" }),
        ),
        ("set_customer", json!({ "code": "C1", "grade": "A" })),
        ("set_grade", json!({ "code": "D", "name": "D", "active": true })),
        (
            "set_category_order",
            json!({ "parent": "4", "codes": ["4.3", "4.1", "4.2"] }),
        ),
        ("set_grade_order", json!({ "codes": ["B", "A", "C", "D"] })),
        (
            "set_invoice",
            json!({ "number": "25112000000000000001", "total": "100.00" }),
        ),
        ("plan_rules", json!({})),
        ("set_plan_rules", json!({ "own_approval": true, "warn_percent": 70 })),
        (
            "request_control",
            json!({ "key": { "category": "7.2" }, "amount": "1.00" }),
        ),
        ("balances", json!({})),
        ("alerts", json!({})),
        (
            "revise_budget",
            json!({ "kind": "supplement", "effective": "2025-06", "text": "more", "to": [{ "key": key, "amount": "60.00" }] }),
        ),
        ("revisions", json!({})),
        ("revision", json!({ "number": 1 })),
        ("comparison", json!({})),
        ("comparison_chart", json!({ "width": 800, "height": 400 })),
        ("set_control", json!({ "key": key, "full_year": "warn" })),
        (
            "entry_control",
            json!({ "entry": { "date": "2025-01-05", "category": "7.2", "amount": "10.00" } }),
        ),
        (
            "set_scenario",
            json!({ "name": "lean", "assumptions": [{ "kind": "outlook", "percent": "-10" }] }),
        ),
        ("scenarios", json!({})),
        (
            "add_attachment",
            json!({ "to": { "revision": { "budget": "plan", "number": 1 } }, "path": "note.txt" }),
        ),
        ("attachments", json!({})),
        ("save_attachment", json!({ "id": 1, "path": "note-again.txt" })),
        ("remove_attachment", json!({ "id": 1 })),
        ("promote_scenario", json!({ "name": "lean" })),
        ("discard_draft", json!({ "budget": "plan" })),
        ("remove_scenario", json!({ "name": "lean" })),
        ("standards", json!({})),
        (
            "set_standard",
            json!({ "per": "event", "key": { "category": "5" }, "amount": "900000.00" }),
        ),
        ("tax_limits", json!({ "year": 2025 })),
        (
            "set_tax_limit",
            json!({ "code": "promotion", "from": "2025-01-01", "of_revenue": "0.3" }),
        ),
        (
            "add_request",
            json!({ "title": "Fair", "key": key, "amount": "50.00", "month": "2025-02" }),
        ),
        ("requests", json!({ "open": true })),
        ("decide_request", json!({ "id": 1, "verdict": "approve" })),
        (
            "settle_request",
            json!({ "id": 1, "entries": [{ "entry": 1, "amount": "20.00" }] }),
        ),
        ("close_request", json!({ "id": 1, "reason": "done" })),
        ("new_budget", json!({ "budget": "next", "fiscal_year": 2026 })),
        (
            "set_budget_lines",
            json!({ "budget": "next", "lines": [{ "key": key, "total": "12.00" }] }),
        ),
        ("approve_budget", json!({ "budget": "next" })),
        ("year_end", json!({ "from": "plan", "to": "next", "rule": "positive" })),
        (
            "carry_forward",
            json!({ "from": "plan", "to": "next", "rule": "positive", "text": "year end" }),
        ),
        ("new_budget", json!({ "budget": "other", "fiscal_year": 2027 })),
        ("discard_draft", json!({ "budget": "other" })),
        ("close_budget", json!({ "budget": "plan" })),
        ("entry_history", json!({ "id": 1 })),
        ("views", json!({})),
        ("imports", json!({})),
        (
            "export_rejected",
            json!({ "cells": [{ "row": 2, "reason": "r" }], "path": "rejected.csv" }),
        ),
        ("set_rule", json!({ "when": { "memo": "电费" }, "category": "99" })),
        ("rules", json!({})),
        ("propose_rules", json!({ "ids": [1], "category": "99" })),
        ("remove_rule", json!({ "id": 1 })),
        ("change_entries", json!({ "ids": [1], "set": { "category": "0" } })),
        ("set_rule", json!({ "when": { "text": "甲" }, "category": "7.3" })),
        ("apply_rules", json!({})),
        (
            "split_entry",
            json!({ "id": 1, "parts": [{ "gross": "40.00" }, { "memo": "其余" }] }),
        ),
        (
            "set_view",
            json!({ "name": "mine", "query": { "untaxed": true }, "columns": [] }),
        ),
        ("remove_view", json!({ "name": "mine" })),
        (
            "picture",
            json!({ "report": "fees", "query": query, "width": 640, "theme": "dark" }),
        ),
        ("acquisition", query.clone()),
        ("value", query.clone()),
        ("retention", query.clone()),
        ("cohorts", query.clone()),
        ("fees", query.clone()),
        ("customer_costs", query.clone()),
        ("customer", json!({ "code": "甲", "query": query.clone() })),
        (
            "set_contract",
            json!({ "code": "K1", "customer": "甲", "starts_on": "2025-01-01", "ends_on": "2025-12-31", "amount": "1200.00" }),
        ),
        ("contract", json!({ "code": "K1" })),
        (
            "add_receipt",
            json!({ "date": "2025-02-01", "contract": "K1", "amount": "200.00" }),
        ),
        ("remove_receipt", json!({ "id": 1 })),
        ("add_follow_up", json!({ "contract": "K1", "note": "called" })),
        (
            "set_goal",
            json!({ "year": 2025, "kind": "market_share", "target": "0.2", "typed": "0.1" }),
        ),
        ("goals", json!({})),
        (
            "set_benchmark",
            json!({ "key": "clv_cac", "low": "2", "high": "4", "source": "董事会" }),
        ),
        ("benchmarks", json!({})),
        ("review", query.clone()),
        ("keep_review", json!({ "query": query.clone(), "note": "先看渠道" })),
        ("reviews", json!({})),
        ("remove_benchmark", json!({ "key": "clv_cac" })),
        ("remove_goal", json!({ "year": 2025, "kind": "market_share" })),
        (
            "explain",
            json!({ "report": "acquisition", "query": query, "field": "cac" }),
        ),
        ("likely_pairs", json!({})),
        ("merge_customers", json!({ "from": "C1", "into": "甲" })),
        ("proposal", json!({ "fiscal_year": 2028 })),
        (
            "keep_answers",
            json!({ "fiscal_year": 2028, "answers": { "phase": "stable" } }),
        ),
        ("guide", json!({ "fiscal_year": 2028 })),
        ("draft_budget", json!({ "fiscal_year": 2028 })),
        ("print_budget", json!({ "budget": "2028", "path": "page.pdf" })),
        ("spread_budget", json!({ "budget": "2028", "total": "200000.00" })),
        (
            "send_templates",
            json!({ "budget": "2028", "folder": ".", "departments": ["sales"] }),
        ),
        ("templates", json!({ "budget": "2028" })),
        ("template_report", json!({ "paths": ["2028 Sales.xlsx"] })),
        ("accept_templates", json!({ "paths": ["2028 Sales.xlsx"] })),
        ("cutback", json!({ "budget": "2028", "ceiling": "195000.00" })),
        ("cut_back_budget", json!({ "budget": "2028", "ceiling": "195000.00" })),
        ("set_customer", json!({ "code": "G1", "name": "G", "grade": "A" })),
        (
            "set_grade_policy",
            json!({ "budget": "2028", "category": "8.5", "grade": "A", "amount": "100.00" }),
        ),
        ("grade_policies", json!({ "budget": "2028" })),
        ("follow_grade_policy", json!({ "budget": "2028", "text": "Moved" })),
        (
            "draw_up_budget",
            json!({ "fiscal_year": 2029, "source": "plan", "percent": "105" }),
        ),
        ("undo", json!({})),
        ("redo", json!({})),
    ]
}

/// What the calls take for granted: a ledger with one entry, and a file beside it.
pub fn called_on(desk: &Desk) {
    let told = desk.import("date,category,amount,customer\n2025-01-05,7.2,100,甲\n", &[]);
    assert_eq!(told["batch"], 1);
    desk.write("costs.csv", "date,category,amount\n2025-02-05,7.2,50\n");
    desk.write("note.txt", "a note");
}

/// The same, and a workbook of customers that was edited.
pub fn prepared(desk: &Desk) {
    called_on(desk);
    let customers = json!({ "register": "customer" });
    desk.call("export_register", json!({ "path": "taken.xlsx", "query": customers }));
    let taken = crate::registers::edited(&desk.bytes("taken.xlsx"), |xml| {
        crate::registers::append(xml, 4, &[("B", "C77"), ("C", "丁")]);
    });
    desk.write("taken.xlsx", taken);
}

#[test]
fn every_command_of_the_list_can_be_called() {
    let desk = Desk::new();
    prepared(&desk);
    let inputs = calls();
    let list = desk.done(&["commands"]).json();
    let mut changes = 0;
    for (name, input) in &inputs {
        let before = desk.number("SELECT count(*) FROM journal");
        desk.call(name, input.clone());
        let listed = list
            .as_array()
            .unwrap()
            .iter()
            .find(|c| c["name"] == *name)
            .unwrap_or_else(|| panic!("{name}"));
        let is_change = listed["changes"].as_bool().unwrap();
        let made = desk.number("SELECT count(*) FROM journal") - before;
        assert_eq!(made, i64::from(is_change), "{name}: one change, one record");
        changes += usize::from(is_change);
    }
    assert!(changes > 10);
    let called: BTreeSet<&str> = inputs.iter().map(|(name, _)| *name).collect();
    let listed: BTreeSet<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["name"].as_str().unwrap())
        .collect();
    assert_eq!(called, listed, "every command of the list is called here");
    desk.sound();
}

#[test]
fn what_does_not_fit_the_schema_is_refused_and_changes_nothing() {
    let desk = Desk::new();
    let before = desk.bytes(LEDGER);
    for (name, input) in [
        ("add_entry", r#"{"date":"2025-01-01","amount":1}"#),
        ("add_entry", r#"{"date":"2025-02-30","amount":"1"}"#),
        ("add_entry", r#"{"amount":"1"}"#),
        ("add_entry", r#"{"date":"2025-01-01","amount":"1","surprise":true}"#),
        ("variance", r#"{"by":["weather"]}"#),
        ("set_member", r#"{"register":"moon","code":"a","name":"a"}"#),
        ("entry", r#"{"id":"1"}"#),
        ("entry", "[]"),
    ] {
        desk.wrong(&["call", LEDGER, name, input]);
    }
    assert_eq!(desk.call_refused("entry", json!({ "id": 99 }))["code"], "entry_unknown");
    assert_eq!(
        desk.call_refused("add_entry", json!({ "date": "2025-01-01" }))["code"],
        "amount_missing"
    );
    assert_eq!(
        desk.call_refused("add_entry", json!({ "date": "2025-01-01", "amount": "1.234" }))["code"],
        "amount_decimals"
    );
    assert_eq!(before, desk.bytes(LEDGER));
}

#[test]
fn a_change_that_changes_nothing_leaves_no_record() {
    let desk = Desk::new();
    let department = json!({ "register": "department", "code": "sales", "name": "销售", "name_en": "Sales", "stage": "acquisition" });
    desk.call("set_member", department);
    let profile = desk.call("profile", json!({}));
    desk.call("set_profile", json!({ "company": profile["company"] }));
    desk.import("date,amount\n2025-01-01,5\n", &[]);
    let entry = json!({ "date": "2025-01-01", "amount": "5.00", "memo": "" });
    let after_import = desk.records();
    desk.call("change_entry", json!({ "id": 1, "entry": entry }));
    assert_eq!(after_import, ["new", "import"]);
    assert_eq!(desk.records(), after_import, "the entry is as it was");
    desk.sound();
}
