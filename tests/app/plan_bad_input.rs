//! What a plan refuses, each with its reason and the nearest thing that would work, and nothing changed by it.

use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER};

/// A plan of 2026 in force: gifts 1,200 and advertising 2,400.
fn in_force() -> Desk {
    let desk = Desk::new();
    desk.call("new_budget", json!({ "budget": "2026", "fiscal_year": 2026 }));
    let lines = json!([{ "key": { "category": "8.5" }, "total": "1200.00" }, { "key": { "category": "7.2" }, "total": "2400.00" }]);
    desk.call("set_budget_lines", json!({ "budget": "2026", "lines": lines }));
    desk.call("approve_budget", json!({ "budget": "2026", "valid_from": "2026-01" }));
    desk
}

/// The refusal of a command, which leaves no record; its sentence names what would work.
fn refused(desk: &Desk, command: &str, input: Value, code: &str, nearest: &str) {
    let before = desk.records();
    let failure = desk.call_refused(command, input);
    assert_eq!(failure["code"], code, "{failure}");
    assert!(
        failure["message"].as_str().unwrap().contains(nearest),
        "{nearest}: {failure}"
    );
    assert_eq!(desk.records(), before, "{code}");
}

#[test]
fn held_months_above_the_year_are_refused_with_the_least_total_that_works() {
    let desk = Desk::new();
    desk.call("new_budget", json!({ "budget": "2026", "fiscal_year": 2026 }));
    let held = json!([{ "key": { "category": "8.5" }, "months": [
        { "month": "2026-01", "amount": "700.00", "locked": true }, { "month": "2026-02", "amount": "800.00", "locked": true }] }]);
    desk.call("set_budget_lines", json!({ "budget": "2026", "lines": held }));
    let total = json!({ "budget": "2026", "lines": [{ "key": { "category": "8.5" }, "total": "1000.00" }] });
    refused(&desk, "set_budget_lines", total, "total_below_locked", "1,500.00");
    let typed = json!({ "budget": "2026", "rows": [{ "line": { "category": "8.5" }, "cells": [{ "from": "2026-01", "to": "2026-12", "text": "1499.99" }] }] });
    refused(&desk, "edit_budget", typed, "total_below_locked", "1,500.00");
    let just = json!({ "budget": "2026", "lines": [{ "key": { "category": "8.5" }, "total": "1500.00" }] });
    assert_eq!(desk.call("set_budget_lines", just)["version"]["total"], "1500.00");
}

#[test]
fn a_transfer_that_overdraws_names_the_most_and_a_line_that_has_more() {
    let desk = in_force();
    let input = json!({ "budget": "2026", "kind": "transfer", "effective": "2026-01", "text": "x",
        "from": [{ "key": { "category": "8.5" }, "amount": "1200.01" }], "to": [{ "key": { "category": "8.4" }, "amount": "1200.01" }] });
    refused(&desk, "revise_budget", input.clone(), "revision_overdraw", "1,200.00");
    refused(&desk, "revise_budget", input.clone(), "revision_overdraw", "2,400.00");
    // Lines by name, amounts as people read them; the facts stay exact.
    let told = desk.call_refused("revise_budget", input);
    let message = told["message"].as_str().unwrap();
    assert!(
        message.contains("8.5 Gifts") && message.contains("7.2 Advertising"),
        "{message}"
    );
    assert_eq!(told["facts"]["most"], "1200.00");
}

#[test]
fn the_tree_of_categories_follows_their_codes_so_it_has_no_cycle() {
    let desk = in_force();
    let input = json!({ "code": "7", "parent": "7.2", "name_zh": "环", "name_en": "loop" });
    desk.wrong(&["call", LEDGER, "set_category", &input.to_string()]);
    let orphan = json!({ "code": "70.1.1", "name_zh": "孤", "name_en": "orphan" });
    refused(&desk, "set_category", orphan, "category_parent_missing", "70.1");
}

#[test]
fn a_category_with_plans_is_never_deleted_and_its_plan_stays_when_it_is_deactivated() {
    let desk = in_force();
    let names = desk.done(&["commands"]).json();
    let removes = |command: &Value| command["name"].as_str().is_some_and(|name| name == "remove_category");
    assert!(
        !names.as_array().unwrap().iter().any(removes),
        "no command deletes a category"
    );
    desk.call(
        "set_category",
        json!({ "code": "8.5", "name_zh": "客户礼品", "name_en": "Gifts", "active": false }),
    );
    let budget = desk.call("budget", json!({ "budget": "2026" }));
    assert_eq!(budget["version"]["total"], "3600.00");
    desk.sound();
}

#[test]
fn a_closed_budget_is_not_revised_and_points_to_the_next_year() {
    let desk = in_force();
    desk.call("close_budget", json!({ "budget": "2026" }));
    let input = json!({ "budget": "2026", "kind": "supplement", "effective": "2026-06", "text": "x", "to": [{ "key": { "category": "8.5" }, "amount": "1.00" }] });
    refused(&desk, "revise_budget", input, "budget_closed", "next year");
    // Nor is it begun anew: by typing, spreading, cutting, a draft of its name, or a draft that lay beside it.
    let typed = json!({ "budget": "2026", "rows": [{ "line": { "category": "8.5" }, "cells": [{ "from": "2026-01", "to": "2026-01", "text": "5" }] }] });
    refused(&desk, "edit_budget", typed, "budget_closed", "undo the closing");
    let spread = json!({ "budget": "2026", "total": "4000.00" });
    refused(&desk, "spread_budget", spread, "budget_closed", "next year");
    let lines = json!({ "budget": "2026", "lines": [{ "key": { "category": "8.5" }, "total": "5.00" }] });
    refused(&desk, "set_budget_lines", lines, "budget_closed", "next year");
    desk.write("more.csv", "month,category,amount\n2026-03,8.5,77\n");
    let import = desk.refused("import", &["more.csv", "--kind", "budget", "--budget", "2026"]);
    assert_eq!(import["code"], "budget_closed");
    assert_eq!(desk.records().last().unwrap(), "close_budget");
    desk.on("undo", &[]);
    desk.call("edit_budget", json!({ "budget": "2026", "rows": [{ "line": { "category": "8.5" }, "cells": [{ "from": "2026-01", "to": "2026-01", "text": "5" }] }] }));
    desk.call("close_budget", json!({ "budget": "2026@1" }));
    refused(
        &desk,
        "approve_budget",
        json!({ "budget": "2026@2" }),
        "budget_closed",
        "next year",
    );
    desk.call("discard_draft", json!({ "budget": "2026@2" }));
    desk.sound();
}

#[test]
fn ones_own_request_is_not_approved_where_that_is_forbidden() {
    let desk = in_force();
    desk.call("set_plan_rules", json!({ "own_approval": false }));
    desk.call(
        "add_request",
        json!({ "title": "礼盒", "key": { "category": "8.5" }, "amount": "100.00", "month": "2026-05" }),
    );
    refused(
        &desk,
        "decide_request",
        json!({ "id": 1, "verdict": "approve" }),
        "request_own",
        "tester",
    );
}

#[test]
fn text_among_pasted_numbers_refuses_the_whole_block_and_so_does_one_beyond_the_year() {
    let desk = Desk::new();
    desk.call("new_budget", json!({ "budget": "2026", "fiscal_year": 2026 }));
    let line = json!([{ "key": { "category": "8.5" }, "total": "1200.00" }]);
    desk.call("set_budget_lines", json!({ "budget": "2026", "lines": line }));
    let cell = |month: &str, text: &str| json!({ "from": month, "to": month, "text": text });
    let paste = |cells: Value| json!({ "budget": "2026", "pasted": true, "rows": [{ "line": { "category": "8.5" }, "cells": cells }] });
    let words = paste(json!([cell("2026-01", "5"), cell("2026-02", "一千")]));
    refused(&desk, "edit_budget", words, "amount_unreadable", "一千");
    refused(
        &desk,
        "edit_budget",
        paste(json!([cell("2026-12", "5"), cell("2027-01", "5")])),
        "month_outside_year",
        "2026-12",
    );
    assert_eq!(
        desk.call("budget", json!({ "budget": "2026" }))["version"]["total"],
        "1200.00"
    );
}

#[test]
fn a_ceiling_that_cannot_be_met_names_the_least_that_can() {
    let desk = Desk::new();
    desk.call("new_budget", json!({ "budget": "2026", "fiscal_year": 2026 }));
    let lines = json!([
        { "key": { "category": "6.1", "department": "sales" }, "total": "12000.00" },
        { "key": { "category": "7.2" }, "total": "2400.00" },
    ]);
    desk.call("set_budget_lines", json!({ "budget": "2026", "lines": lines }));
    // Pay stays; at most half of 2,400 can be taken.
    refused(
        &desk,
        "cutback",
        json!({ "budget": "2026", "ceiling": "13000.00" }),
        "cutback_infeasible",
        "13,200.00",
    );
    let proposal = desk.call("proposal", json!({ "fiscal_year": 2027, "ceiling": "0.00" }));
    let ways = proposal["alternatives"].as_array().unwrap();
    assert_eq!(
        (&ways[0]["way"], &ways[0]["total"]),
        (&json!("in_proportion"), &json!("0.00"))
    );
    assert!(ways[1]["refusal"].as_str().unwrap().contains("at least"), "{}", ways[1]);
}

#[test]
fn a_contract_whose_notice_is_past_is_protected_under_a_ceiling() {
    let desk = Desk::new();
    desk.call("new_budget", json!({ "budget": "2027", "fiscal_year": 2027 }));
    let lines = json!([
        { "key": { "category": "1.2" }, "total": "12000.00" },
        { "key": { "category": "7.6" }, "total": "6000.00" },
    ]);
    desk.call("set_budget_lines", json!({ "budget": "2027", "lines": lines }));
    let contract = json!({ "code": "CRM", "title": "CRM", "vendor": "星云", "starts_on": "2026-01-01", "term_months": 12, "notice_days": 60,
        "auto_renewed": true, "uplift_percent": "0",
        "instalments": [{ "due_on": "2026-01-10", "item": "订阅", "category": "1.2", "cost": "12000.00", "recurring": true }] });
    desk.call("set_purchase", contract);
    let cut = |now: &str| {
        let mut command = desk.command();
        command.env("KEZHANG_NOW", now);
        let input = json!({ "budget": "2027", "ceiling": "15500.00" }).to_string();
        let out = command
            .args(["call", desk.ledger(), "cutback", &input, "--json"])
            .output()
            .unwrap();
        serde_json::from_slice::<Value>(&out.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&out.stderr)))
    };
    let line = |report: &Value, category: &str| {
        let found = report["lines"]
            .as_array()
            .unwrap()
            .iter()
            .find(|line| line["key"]["category"] == category);
        found.unwrap().clone()
    };
    // On 1 December the notice of 2 November is past: the renewal of 12,000 is bound.
    let bound = line(&cut("2026-12-01T08:00:00Z"), "1.2");
    assert_eq!(
        (&bound["protection"], &bound["cut"]),
        (&json!("contract"), &json!("0.00"))
    );
    // On 1 October it could still be given.
    let free = line(&cut("2026-10-01T08:00:00Z"), "1.2");
    assert_eq!(free["protection"], Value::Null);
}
