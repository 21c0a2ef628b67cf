//! A plan in force: documents that change it, versions compared, requests and commitments, control.
//!
//! Expected figures are worked by hand beside each test.

use serde_json::{Value, json};

use crate::desk::{Desk, cents, row};

/// 2025 approved: 7.2 1,200 a year, 8.5 600, 9.2 2,400, each the same every month; 7.2 has spent 350 by March.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.call("new_budget", json!({ "budget": "2025", "fiscal_year": 2025 }));
    let line = |category: &str, total: &str| json!({ "key": { "category": category }, "total": total });
    desk.call(
        "set_budget_lines",
        json!({ "budget": "2025", "lines": [line("7.2", "1200.00"), line("8.5", "600.00"), line("9.2", "2400.00")] }),
    );
    desk.call("approve_budget", json!({ "budget": "2025" }));
    desk.import(
        "date,category,amount,memo\n2025-01-10,7.2,100,a\n2025-02-10,7.2,100,b\n2025-03-10,7.2,150,c\n",
        &[],
    );
    desk
}

fn key(category: &str) -> Value {
    json!({ "category": category })
}

fn transfer(amount: &str) -> Value {
    json!({
        "budget": "2025", "kind": "transfer", "effective": "2025-07", "reason": "demand", "text": "More visits",
        "from": [{ "key": key("7.2"), "amount": amount }], "to": [{ "key": key("8.5"), "amount": amount }],
    })
}

fn budgets(desk: &Desk, words: &[&str]) -> Vec<(String, String)> {
    let report = desk.variance(words);
    let rows = report["rows"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or("–").to_owned();
    rows.iter()
        .map(|r| (text(&r["category"]), text(&r["budget"])))
        .collect()
}

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[test]
fn a_transfer_moves_money_from_its_month_on_and_leaves_past_months_as_they_were() {
    let desk = desk();
    let made = desk.call("revise_budget", transfer("300.00"));
    // 300 out of July to December of 7.2 (100 each): 50 a month; into 8.5 (50 each): 50 a month.
    assert_eq!(
        (&made["number"], &made["version"], &made["change"]),
        (&json!(1), &json!(2), &json!("0.00"))
    );
    assert_eq!(made["before"], "4200.00");
    assert_eq!(made["lines"][0]["amount"], "-300.00");
    assert_eq!(made["lines"][0]["months"].as_array().unwrap().len(), 6);
    assert_eq!(
        made["lines"][0]["months"][0],
        json!({ "month": "2025-07", "amount": "-50.00" })
    );
    let span = ["--from", "2025-01", "--to", "2025-06"];
    assert_eq!(
        budgets(&desk, &span),
        pairs(&[("7.2", "600.00"), ("8.5", "300.00"), ("9.2", "1200.00")])
    );
    let span = ["--from", "2025-07", "--to", "2025-12"];
    assert_eq!(
        budgets(&desk, &span),
        pairs(&[("7.2", "300.00"), ("8.5", "600.00"), ("9.2", "1200.00")])
    );
    let year = |budget: &str| budgets(&desk, &["--from", "2025-01", "--to", "2025-12", "--budget", budget]);
    let original = pairs(&[("7.2", "1200.00"), ("8.5", "600.00"), ("9.2", "2400.00")]);
    let latest = pairs(&[("7.2", "900.00"), ("8.5", "900.00"), ("9.2", "2400.00")]);
    assert_eq!(year("2025@original"), original);
    assert_eq!(year("@original"), original);
    assert_eq!(year("2025@latest"), latest);
    assert_eq!(year("2025@current"), latest);
    assert_eq!(year("2025@1"), original);
    desk.sound();
    desk.on("undo", &[]);
    assert_eq!(year("2025@latest"), original);
    desk.on("redo", &[]);
    assert_eq!(year("2025@latest"), latest);
    desk.sound();
}

#[test]
fn a_later_document_for_an_earlier_month_keeps_what_the_first_did() {
    let desk = desk();
    desk.call("revise_budget", transfer("300.00"));
    desk.call(
        "revise_budget",
        json!({
            "budget": "2025", "kind": "supplement", "effective": "2025-04", "reason": "price", "text": "Prices rose",
            "to": [{ "key": key("9.2"), "amount": "900.00" }],
        }),
    );
    // 9.2: 200 a month, and from April 100 more in each of nine months; 7.2 keeps its 50 less from July.
    let span = ["--from", "2025-01", "--to", "2025-12"];
    assert_eq!(
        budgets(&desk, &span),
        pairs(&[("7.2", "900.00"), ("8.5", "900.00"), ("9.2", "3300.00")])
    );
    let span = ["--from", "2025-01", "--to", "2025-03"];
    assert_eq!(
        budgets(&desk, &span),
        pairs(&[("7.2", "300.00"), ("8.5", "150.00"), ("9.2", "600.00")])
    );
    let comparison = desk.call("comparison", json!({}));
    assert_eq!(comparison["difference"], "900.00");
    let step = |at: usize| {
        let s = &comparison["steps"][at];
        (
            s["kind"].clone(),
            s["reason"].clone(),
            s["change"].clone(),
            s["moved"].clone(),
        )
    };
    assert_eq!(
        step(0),
        (json!("supplement"), json!("price"), json!("900.00"), json!("0.00"))
    );
    assert_eq!(
        step(1),
        (json!("transfer"), json!("demand"), json!("0.00"), json!("300.00"))
    );
    let lines: Vec<&str> = comparison["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["difference"].as_str().unwrap())
        .collect();
    assert_eq!(lines, ["-300.00", "300.00", "900.00"]);
    let back = desk.call("comparison", json!({ "before": "2025@3", "budget": "2025@1" }));
    assert_eq!(
        back["difference"], "-900.00",
        "what no document explains stands as drawn up anew"
    );
    assert_eq!(back["steps"][0]["kind"], Value::Null);
    for format in ["pdf", "xlsx", "svg", "png"] {
        let out = format!("c.{format}");
        desk.done(&["report", "l.kezhang", "comparison", "--format", format, "--out", &out]);
        assert!(desk.bytes(&out).len() > 500, "{format}");
    }
    for name in ["revision", "revisions", "balances", "requests"] {
        let out = format!("{name}.pdf");
        desk.done(&["report", "l.kezhang", name, "--format", "pdf", "--out", &out]);
        assert!(desk.bytes(&out).starts_with(b"%PDF"));
        assert!(!desk.done(&["report", "l.kezhang", name]).text().is_empty());
    }
}

#[test]
fn what_a_line_cannot_give_is_refused_with_the_arithmetic_and_what_would_work() {
    let desk = desk();
    // 7.2: 1,200 − 350 spent − 200 committed = 650 left.
    let made = desk.call(
        "add_request",
        json!({ "title": "Ads", "key": key("7.2"), "amount": "200.00", "month": "2025-09" }),
    );
    desk.call("decide_request", json!({ "id": made["id"], "verdict": "approve" }));
    let before = desk.records();
    let refusal = desk.call_refused("revise_budget", transfer("650.01"));
    assert_eq!(refusal["code"], "revision_overdraw");
    let fact = |name: &str| refusal["facts"][name].as_str().unwrap_or("–").to_owned();
    assert_eq!(
        [fact("plan"), fact("actual"), fact("committed"), fact("most")],
        ["1200.00", "350.00", "200.00", "650.00"]
    );
    assert!(fact("elsewhere").contains("9.2 After-sales service") && fact("elsewhere").contains("2,400.00"));
    let none = desk.call_refused("revise_budget", transfer("99999.00"));
    assert_eq!(none["facts"]["elsewhere"], "", "no line has as much: {none}");
    assert_eq!(desk.records(), before, "a refusal leaves nothing");
    let made = desk.call("revise_budget", transfer("650.00"));
    // July to December hold 600; the 50 that past months left come out of July too: 100 + 50.
    assert_eq!(made["lines"][0]["months"][0]["amount"], "-150.00");
    desk.sound();
}

#[test]
fn a_document_that_does_not_hold_together_is_refused() {
    let desk = desk();
    let code = |input: Value| {
        desk.call_refused("revise_budget", input)["code"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let mut bare = transfer("1.00");
    bare["text"] = json!(" ");
    assert_eq!(code(bare), "revision_text_missing");
    let mut apart = transfer("10.00");
    apart["to"][0]["amount"] = json!("9.00");
    assert_eq!(code(apart), "revision_unbalanced");
    let mut same = transfer("10.00");
    same["to"][0]["key"] = key("7.2");
    assert_eq!(code(same), "revision_same_line");
    let mut negative = transfer("-10.00");
    negative["to"][0]["amount"] = json!("-10.00");
    assert_eq!(code(negative), "revision_amount");
    let mut sided = transfer("10.00");
    sided["kind"] = json!("supplement");
    assert_eq!(code(sided), "revision_sides");
    let mut foreign = transfer("10.00");
    foreign["effective"] = json!("2026-01");
    assert_eq!(code(foreign), "month_outside_year");
    let mut early = transfer("10.00");
    early["effective"] = json!("2025-07");
    early["from"][0]["months"] = json!(["2025-03"]);
    assert_eq!(code(early), "month_before_effective");
    let mut unknown = transfer("10.00");
    unknown["from"][0]["key"] = key("8.6");
    assert_eq!(code(unknown), "line_not_planned");
    desk.call("new_budget", json!({ "budget": "draft", "fiscal_year": 2026 }));
    let mut draft = transfer("10.00");
    draft["budget"] = json!("draft");
    assert_eq!(code(draft), "budget_unapproved");
    desk.call("close_budget", json!({ "budget": "2025" }));
    assert_eq!(code(transfer("10.00")), "budget_closed");
}

#[test]
fn a_draft_that_a_document_overtook_is_not_approved() {
    let desk = desk();
    desk.call(
        "new_budget",
        json!({ "budget": "2025", "fiscal_year": 2025, "copy": "2025@1" }),
    );
    desk.call("revise_budget", transfer("300.00"));
    let refusal = desk.call_refused("approve_budget", json!({ "budget": "2025@2" }));
    assert_eq!(refusal["code"], "version_outdated");
    desk.call("discard_draft", json!({ "budget": "2025@2" }));
    assert_eq!(desk.call("budgets", json!({})).as_array().unwrap().len(), 2);
    desk.sound();
}

#[test]
fn a_request_is_committed_settled_in_parts_and_its_rest_released() {
    let desk = desk();
    let id = desk.call(
        "add_request",
        json!({ "title": "Fair", "key": key("7.2"), "amount": "200.00", "month": "2025-03" }),
    )["id"]
        .clone();
    let year = ["--from", "2025-01", "--to", "2025-12"];
    let line = |desk: &Desk| row(&desk.variance(&year), "category", "7.2", true).clone();
    assert_eq!(
        (line(&desk)["committed"].clone(), line(&desk)["available"].clone()),
        (json!("0.00"), json!("850.00"))
    );
    let pending = desk.call("balances", json!({ "key": key("7.2") }));
    assert_eq!(pending["lines"][0]["full_year"]["pending"], "200.00");
    assert_eq!(
        desk.call_refused("settle_request", json!({ "id": id, "entries": [{ "entry": 3 }] }))["code"],
        "request_not_approved"
    );
    desk.call(
        "decide_request",
        json!({ "id": id, "verdict": "approve", "reason": "yes" }),
    );
    // 1,200 − 350 − 200 = 650.
    assert_eq!(
        (line(&desk)["committed"].clone(), line(&desk)["available"].clone()),
        (json!("200.00"), json!("650.00"))
    );
    // The entry of March, 150, settles 150: 1,200 − 350 − 50 = 800.
    let settled = desk.call("settle_request", json!({ "id": id, "entries": [{ "entry": 3 }] }));
    assert_eq!(
        (&settled["settled"], &settled["committed"], &settled["state"]),
        (&json!("150.00"), &json!("50.00"), &json!("approved"))
    );
    assert_eq!(line(&desk)["available"], "800.00");
    assert_eq!(
        desk.call_refused("settle_request", json!({ "id": id, "entries": [{ "entry": 3 }] }))["code"],
        "entry_settled"
    );
    assert_eq!(
        desk.call_refused("remove_entry", json!({ "id": 3 }))["code"],
        "still_referred_to"
    );
    assert_eq!(
        desk.call_refused("close_budget", json!({ "budget": "2025" }))["code"],
        "requests_open"
    );
    // An actual above what is left releases what is left, and the request is done.
    let last = desk.call("settle_request", json!({ "id": id, "entries": [{ "entry": 2 }] }));
    assert_eq!((&last["settled"], &last["state"]), (&json!("200.00"), &json!("closed")));
    assert_eq!(line(&desk)["available"], "850.00");
    let list = desk.call("requests", json!({ "open": true }));
    assert_eq!(list["requests"], json!([]));
    desk.sound();
    for _ in 0..4 {
        desk.on("undo", &[]);
    }
    assert_eq!(desk.call("requests", json!({}))["requests"], json!([]));
    desk.sound();
}

#[test]
fn an_undone_import_releases_nothing() {
    let desk = desk();
    desk.import("date,category,amount\n2025-04-10,7.2,80\n", &[]);
    let id = desk.call(
        "add_request",
        json!({ "title": "Fair", "key": key("7.2"), "amount": "200.00", "month": "2025-04" }),
    )["id"]
        .clone();
    desk.call("decide_request", json!({ "id": id, "verdict": "approve" }));
    let settled = desk.call("settle_request", json!({ "id": id, "entries": [{ "entry": 4 }] }));
    assert_eq!(settled["committed"], "120.00");
    let number = desk.number("SELECT number FROM journal WHERE command = 'import' ORDER BY number DESC LIMIT 1");
    desk.on("undo", &[&number.to_string()]);
    let list = desk.call("requests", json!({}));
    assert_eq!(
        (&list["requests"][0]["settled"], &list["committed"]),
        (&json!("0.00"), &json!("200.00"))
    );
    desk.sound();
}

#[test]
fn ones_own_request_is_approved_only_where_the_rules_let_one() {
    let desk = desk();
    let id = desk.call(
        "add_request",
        json!({ "title": "Fair", "key": key("7.2"), "amount": "10.00", "month": "2025-03" }),
    )["id"]
        .clone();
    desk.call("set_plan_rules", json!({ "own_approval": false }));
    let approve = json!({ "id": id, "verdict": "approve" });
    assert_eq!(
        desk.call_refused("decide_request", approve.clone())["code"],
        "request_own"
    );
    let mut other = desk.command();
    other
        .env("USER", "boss")
        .args(["call", desk.ledger(), "decide_request", &approve.to_string(), "--json"]);
    assert!(other.output().unwrap().status.success());
    assert_eq!(desk.call("requests", json!({}))["requests"][0]["decided_by"], "boss");
    assert_eq!(desk.call_refused("decide_request", approve)["code"], "request_decided");
    let next = desk.call(
        "add_request",
        json!({ "title": "x", "key": key("8.5"), "amount": "1.00", "month": "2025-03" }),
    )["id"]
        .clone();
    desk.call("set_plan_rules", json!({ "own_approval": true }));
    assert_eq!(
        desk.call_refused("decide_request", json!({ "id": next, "verdict": "refuse" }))["code"],
        "decision_reason_missing"
    );
    desk.call(
        "decide_request",
        json!({ "id": next, "verdict": "refuse", "reason": "not now" }),
    );
    assert_eq!(
        desk.call_refused(
            "add_request",
            json!({ "title": "", "key": key("8.5"), "amount": "1.00" })
        )["code"],
        "request_title_missing"
    );
}

#[test]
fn a_line_under_control_stops_a_request_with_the_arithmetic_until_somebody_answers_for_it() {
    let desk = desk();
    desk.call(
        "set_control",
        json!({ "key": key("7.2"), "full_year": "stop", "to_date": "warn" }),
    );
    // The year leaves 1,200 − 350 = 850; to the end of March 300 − 350 = −50.
    let ask = |amount: &str| json!({ "title": "Ads", "key": key("7.2"), "amount": amount, "month": "2025-03" });
    let warned = desk.call("add_request", ask("100.00"));
    assert_eq!(warned["warnings"].as_array().unwrap().len(), 1, "{warned}");
    // 100 stand under approval now: 750 would fit.
    let refusal = desk.call_refused("add_request", ask("751.00"));
    assert_eq!(refusal["code"], "control_stopped");
    assert_eq!(
        (&refusal["facts"]["excess"], &refusal["facts"]["room"]),
        (&json!("1.00"), &json!("750.00"))
    );
    let mut passing = ask("751.00");
    passing["override"] = json!({ "name": "", "reason": "x" });
    assert_eq!(
        desk.call_refused("add_request", passing.clone())["code"],
        "override_incomplete"
    );
    passing["override"] = json!({ "name": "Lin", "reason": "Agreed with the owner" });
    desk.call("add_request", passing);
    let about = desk
        .texts("SELECT about FROM journal ORDER BY number DESC LIMIT 1")
        .remove(0);
    assert!(
        about.contains("Lin") && about.contains("Agreed with the owner"),
        "{about}"
    );
    // Another line is not under control.
    desk.call(
        "add_request",
        json!({ "title": "Gifts", "key": key("8.5"), "amount": "9999.00", "month": "2025-03" }),
    );
    desk.sound();
}

/// 2024: 7.2 1,200 of which 1,000.01 are spent, 8.5 1,200; 2025 approved with 7.2 alone.
fn two_years() -> Desk {
    let desk = Desk::new();
    let lines = [
        (
            "2024",
            json!([{ "key": key("7.2"), "total": "1200.00" }, { "key": key("8.5"), "total": "1200.00" }]),
        ),
        ("2025", json!([{ "key": key("7.2"), "total": "600.00" }])),
    ];
    for (budget, lines) in lines {
        let year: i32 = budget.parse().unwrap();
        desk.call("new_budget", json!({ "budget": budget, "fiscal_year": year }));
        desk.call("set_budget_lines", json!({ "budget": budget, "lines": lines }));
        desk.call("approve_budget", json!({ "budget": budget }));
    }
    desk.import("date,category,amount\n2024-03-10,7.2,1000.01\n", &[]);
    desk
}

#[test]
fn a_rest_goes_into_the_next_year_once() {
    let desk = two_years();
    let carry = |lines: Value| json!({ "from": "2024", "to": "2025", "rule": "positive", "text": "x", "lines": lines });
    // 199.99 and 1,200.
    assert_eq!(desk.call("carry_forward", carry(json!([])))["change"], "1399.99");
    assert_eq!(
        desk.call_refused("carry_forward", carry(json!([])))["code"],
        "carry_done"
    );
    let other = json!([{ "key": key("8.5"), "rule": "positive", "to": key("8.4") }]);
    assert_eq!(
        desk.call_refused("carry_forward", carry(other.clone()))["code"],
        "carry_done",
        "not by another line either"
    );
    // 50.01 of 7.2 came to nothing: that much more is left.
    desk.import("date,category,amount\n2024-04-10,7.2,-50.01\n", &[]);
    assert_eq!(desk.call("carry_forward", carry(other.clone()))["change"], "50.01");
    desk.sound();
    desk.done(&["undo", "l.kezhang"]);
    desk.done(&["undo", "l.kezhang"]);
    desk.done(&["undo", "l.kezhang"]);
    assert_eq!(
        desk.call("carry_forward", carry(other))["change"],
        "1399.99",
        "nothing is carried any more"
    );
    desk.sound();
}

#[test]
fn each_budget_of_a_year_carries_its_own_rest() {
    let desk = two_years();
    // A second budget of 2024 with a line of the same key: 500 for 7.2, of which its own plan alone is asked.
    desk.call("new_budget", json!({ "budget": "2024B", "fiscal_year": 2024 }));
    let lines = json!([{ "key": key("8.4"), "total": "500.00" }, { "key": key("8.5"), "total": "300.00" }]);
    desk.call("set_budget_lines", json!({ "budget": "2024B", "lines": lines }));
    desk.call("approve_budget", json!({ "budget": "2024B", "valid_from": "2024-01" }));
    let carry = |from: &str| json!({ "from": from, "to": "2025", "rule": "positive", "text": "x" });
    // Of 2024: 199.99 of 7.2 and 1,200 of 8.5; of 2024B: 500 of 8.4 and its own 300 of 8.5.
    let first = desk.call("carry_forward", carry("2024"));
    assert_eq!(
        (&first["change"], &first["from_budget"]),
        (&json!("1399.99"), &json!("2024"))
    );
    let second = desk.call("carry_forward", carry("2024B"));
    assert_eq!(
        (&second["change"], &second["from_budget"]),
        (&json!("800.00"), &json!("2024B"))
    );
    for from in ["2024", "2024B"] {
        let refused = desk.call_refused("carry_forward", carry(from));
        assert_eq!(
            (&refused["code"], &refused["facts"]["to"]),
            (&json!("carry_done"), &json!("2025")),
            "{refused}"
        );
    }
    // A person reads of versions, not of their notation.
    let told = desk.done(&["history", "l.kezhang"]).text();
    assert!(told.contains("2025 version 3") && !told.contains("2025@"), "{told}");
    // The documents are of 2025 alone: what a budget gave is none of its documents.
    assert_eq!(
        desk.call("revisions", json!({ "budget": "2024" }))["revisions"],
        json!([])
    );
    assert_eq!(
        desk.call("revisions", json!({}))["revisions"].as_array().unwrap().len(),
        2
    );
    desk.sound();
    desk.done(&["undo", "l.kezhang"]);
    assert_eq!(desk.call("carry_forward", carry("2024B"))["change"], "800.00");
    desk.sound();
}

#[test]
fn year_end_says_by_line_what_goes_what_went_and_what_lapses() {
    let desk = two_years();
    let input =
        json!({ "from": "2024", "to": "2025", "rule": "positive", "lines": [{ "key": key("8.5"), "rule": "none" }] });
    let shown = |input: &Value| {
        let report = desk.call("year_end", input.clone());
        let of = |line: &Value| ["left", "carried", "goes", "lapses"].map(|sum| line[sum].as_str().unwrap().to_owned());
        let lines: Vec<[String; 4]> = report["lines"].as_array().unwrap().iter().map(of).collect();
        (lines, of(&report["total"]))
    };
    let before = desk.records().len();
    let (lines, total) = shown(&input);
    assert_eq!(lines[0], ["199.99", "0.00", "199.99", "0.00"]);
    assert_eq!(lines[1], ["1200.00", "0.00", "0.00", "1200.00"]);
    assert_eq!(total, ["1399.99", "0.00", "199.99", "1200.00"]);
    assert_eq!(desk.records().len(), before, "nothing is written");
    let mut carry = input.clone();
    carry["text"] = json!("year end");
    desk.call("carry_forward", carry);
    let (lines, total) = shown(&input);
    assert_eq!(lines[0], ["199.99", "199.99", "0.00", "0.00"]);
    assert_eq!(total, ["1399.99", "199.99", "0.00", "1200.00"]);
    // Money that came back is new: 50.01 more are left and go.
    desk.import("date,category,amount\n2024-04-10,7.2,-50.01\n", &[]);
    assert_eq!(shown(&input).0[0], ["250.00", "199.99", "50.01", "0.00"]);
    desk.sound();
}

#[test]
fn open_requests_go_into_the_next_year_with_what_is_left_of_them() {
    let desk = two_years();
    let ask = |title: &str, amount: &str| {
        let request = json!({ "title": title, "key": key("8.5"), "amount": amount, "month": "2024-11" });
        let id = desk.call("add_request", request)["id"].clone();
        desk.call("decide_request", json!({ "id": id, "verdict": "approve" }));
        id
    };
    let (gifts, fair) = (ask("Gifts", "300.00"), ask("Fair", "100.00"));
    let paid = json!({ "date": "2024-11-20", "category": "8.5", "amount": "120.00", "settles": gifts });
    desk.call("add_entry", paid);
    // 8.5: 1,200 − 120 spent − 180 and 100 committed = 800 left, and 180 go with the gifts; the fair stays.
    let carry = json!({ "from": "2024", "to": "2025", "rule": "none", "text": "x", "requests": [gifts],
        "lines": [{ "key": key("8.5"), "rule": "positive" }] });
    assert_eq!(desk.call("carry_forward", carry.clone())["change"], "980.00");
    let of = |budget: &str| {
        let report = desk.call("balances", json!({ "budget": budget }));
        let lines = report["lines"].as_array().unwrap();
        let line = lines.iter().find(|line| line["key"]["category"] == "8.5").unwrap();
        ["plan", "actual", "committed", "available"].map(|name| line["full_year"][name].as_str().unwrap().to_owned())
    };
    assert_eq!(of("2025"), ["980.00", "0.00", "180.00", "800.00"]);
    assert_eq!(of("2024"), ["1200.00", "120.00", "100.00", "980.00"]);
    assert_eq!(
        desk.call_refused("carry_forward", carry)["code"],
        "request_not_approved",
        "it is no longer of 2024"
    );
    desk.call("close_request", json!({ "id": fair, "reason": "" }));
    desk.call("close_budget", json!({ "budget": "2024" }));
    let late = json!({ "title": "Late", "key": key("8.5"), "amount": "1.00", "month": "2024-12" });
    assert_eq!(desk.call_refused("add_request", late)["code"], "request_year_closed");
    assert_eq!(
        desk.call_refused("cutback", json!({ "budget": "2024", "ceiling": "10.00" }))["code"],
        "budget_closed"
    );
    assert_eq!(
        desk.call_refused("settle_request", json!({ "id": gifts, "entries": [] }))["code"],
        "settle_empty"
    );
    desk.sound();
}

#[test]
fn what_stands_beside_the_sheet_is_charged_to_the_line_that_pays_for_it() {
    let desk = Desk::new();
    desk.call("new_budget", json!({ "budget": "2025", "fiscal_year": 2025 }));
    let of_sales = json!({ "category": "7", "department": "sales" });
    desk.call(
        "set_budget_lines",
        json!({ "budget": "2025", "lines": [{ "key": key("7.2"), "total": "1200.00" }, { "key": of_sales, "total": "2400.00" }] }),
    );
    desk.call("approve_budget", json!({ "budget": "2025" }));
    desk.import("date,category,amount,department\n2025-03-10,7.2,100,sales\n", &[]);
    // The nearest category pays before the line that names the department.
    let balances = desk.call("balances", json!({ "budget": "2025" }));
    let beside = desk.call(
        "budget_beside",
        json!({ "budget": "2025", "actual": true, "periods": [18] }),
    );
    let spent: Vec<&Value> = balances["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["full_year"]["actual"])
        .collect();
    assert_eq!(spent, ["0.00", "100.00"], "7 with sales, then 7.2");
    let rows = beside["rows"].as_array().unwrap().iter();
    let lines: Vec<&Value> = rows
        .filter(|row| !row["id"].as_str().unwrap().starts_with('#'))
        .map(|row| &row["figures"][0][0])
        .collect();
    assert_eq!(lines, ["0.00", "100.00"], "{beside}");
}

#[test]
fn each_threshold_alerts_once_in_the_month_that_crossed_it() {
    let desk = desk();
    desk.import(
        "date,category,amount\n2025-04-10,7.2,610\n2025-06-10,7.2,240\n2025-07-10,7.2,1\n",
        &[],
    );
    // 7.2 of 1,200: 350 by March, 960 (80 %) in April, exactly 1,200 (100 %) in June.
    let alerts = desk.call("alerts", json!({ "budget": "2025" }));
    let of: Vec<(String, i64, String)> = alerts
        .as_array()
        .unwrap()
        .iter()
        .filter(|a| a["of"] == "actual")
        .map(|a| {
            (
                a["month"].as_str().unwrap().to_owned(),
                a["threshold"].as_i64().unwrap(),
                a["reached"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    assert_eq!(
        of,
        [
            ("2025-06".to_owned(), 100, "1200.00".to_owned()),
            ("2025-04".to_owned(), 80, "960.00".to_owned())
        ]
    );
    desk.call("set_plan_rules", json!({ "warn_percent": 50 }));
    let alerts = desk.call("alerts", json!({ "budget": "2025" }));
    // What is entered of a year that has not come crosses nothing.
    desk.import("date,category,amount\n2027-12-10,7.2,1300\n", &[]);
    desk.call("new_budget", json!({ "budget": "2027", "fiscal_year": 2027 }));
    desk.call(
        "set_budget_lines",
        json!({ "budget": "2027", "lines": [{ "key": key("7.2"), "total": "1200.00" }] }),
    );
    desk.call("approve_budget", json!({ "budget": "2027" }));
    let coming = desk.call("alerts", json!({ "budget": "2027" }));
    let crossed = coming
        .as_array()
        .unwrap()
        .iter()
        .filter(|alert| alert["of"] == "actual");
    assert_eq!(crossed.count(), 0, "{coming}");
    assert_eq!(
        alerts
            .as_array()
            .unwrap()
            .iter()
            .filter(|a| a["threshold"] == 50)
            .count(),
        1
    );
}

#[test]
fn what_a_year_left_goes_into_the_next_by_the_rule_of_each_line() {
    let desk = desk();
    desk.import("date,category,amount\n2025-05-10,8.5,700\n", &[]);
    desk.call("new_budget", json!({ "budget": "2026", "fiscal_year": 2026 }));
    desk.call(
        "set_budget_lines",
        json!({ "budget": "2026", "lines": [{ "key": key("7.2"), "total": "1200.00" }] }),
    );
    let carry = json!({
        "from": "2025", "to": "2026", "rule": "positive", "text": "Year end",
        "lines": [{ "key": key("8.5"), "rule": "both" }, { "key": key("9.2"), "rule": "none" }],
    });
    assert_eq!(
        desk.call_refused("carry_forward", carry.clone())["code"],
        "budget_unapproved"
    );
    desk.call("approve_budget", json!({ "budget": "2026" }));
    let made = desk.call("carry_forward", carry);
    // 7.2: 1,200 − 350 = 850 left; 8.5: 600 − 700 = −100 overrun; 9.2 falls back. 850 − 100 = 750.
    assert_eq!(
        (&made["change"], &made["kind"], &made["effective"]),
        (&json!("750.00"), &json!("carry_forward"), &json!("2026-01"))
    );
    let report = desk.variance(&["--from", "2026-01", "--to", "2026-12"]);
    assert_eq!(row(&report, "category", "7.2", true)["budget"], "2050.00");
    assert_eq!(row(&report, "category", "8.5", true)["budget"], "-100.00");
    assert_eq!(
        desk.call_refused("carry_forward", json!({ "from": "2025", "to": "2025", "text": "x" }))["code"],
        "carry_years"
    );
    desk.sound();
}

#[test]
fn pace_and_forecast_stand_in_the_head_of_the_report() {
    let desk = desk();
    // 2025 is over: all of its plan has elapsed, and the forecast is what happened.
    let report = desk.variance(&["--from", "2025-01", "--to", "2025-12"]);
    let pace = &report["head"]["pace"];
    assert_eq!(
        (&pace["elapsed"], &pace["share"], &pace["forecast"]),
        (&json!("4200.00"), &json!("1.0000"), &json!("350.00"))
    );
    assert_eq!(pace["method"], "actual_and_remaining_plan");
    assert_eq!(cents(&report["total"]["actual"]), 350_00);
    let none = desk.variance(&["--from", "2019-01", "--to", "2019-12"]);
    assert_eq!(none["head"]["pace"], Value::Null);
}
