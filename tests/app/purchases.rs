//! Purchase contracts: what they take of the plan, what settles them, when the vendor must be told, renewal and end.
//!
//! Expected figures are worked by hand beside each test.

use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER, row};

const YEAR: [&str; 4] = ["--from", "2025-01", "--to", "2025-12"];

/// 2025 approved with 12,000 for 1.2; a contract of 8,000 a year in quarters of 2,000 from 10 February.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.call("new_budget", json!({ "budget": "2025", "fiscal_year": 2025 }));
    desk.call(
        "set_budget_lines",
        json!({ "budget": "2025", "lines": [{ "key": { "category": "1.2" }, "total": "12000.00" }] }),
    );
    desk.call("approve_budget", json!({ "budget": "2025" }));
    desk.call("set_purchase", contract());
    desk
}

fn contract() -> Value {
    json!({
        "code": "CG-1", "title": "CRM 订阅", "vendor": "云客软件", "responsible": "陈敏", "starts_on": "2025-02-10",
        "term_months": 12, "notice_days": 60, "auto_renewed": true, "uplift_percent": "5",
        "amount": "8000.00", "rhythm": "quarter",
    })
}

fn line(desk: &Desk) -> (String, String, String) {
    let report = desk.variance(&YEAR);
    let line = row(&report, "category", "1.2", true);
    let text = |field: &str| line[field].as_str().unwrap().to_owned();
    (text("actual"), text("committed"), text("available"))
}

fn texts(of: [&str; 3]) -> (String, String, String) {
    (of[0].to_owned(), of[1].to_owned(), of[2].to_owned())
}

#[test]
fn instalments_of_the_fiscal_year_are_committed_less_what_entries_settle() {
    let desk = desk();
    // Due on 10 February, May, August, November 2025: four times 2,000; 12,000 − 8,000 = 4,000 left.
    assert_eq!(line(&desk), texts(["0.00", "8000.00", "4000.00"]));
    let balance = desk.call("balances", json!({ "key": { "category": "1.2" } }));
    assert_eq!(balance["lines"][0]["full_year"]["committed"], "8000.00");
    desk.import(
        "date,category,amount,vendor\n2025-02-12,1.2,2000,云客软件\n2025-05-14,1.2,2150,云客软件\n",
        &[],
    );
    // Spent but not settled yet: both stand, 12,000 − 4,150 − 8,000 = −150.
    assert_eq!(line(&desk), texts(["4150.00", "8000.00", "-150.00"]));
    let sheet = desk.call("purchase", json!({ "code": "CG-1" }));
    let parts = sheet["instalments"].as_array().unwrap();
    let suggested: Vec<Option<i64>> = parts.iter().map(|part| part["suggested"].as_i64()).collect();
    assert_eq!(suggested, [Some(1), Some(2), None, None]);
    for part in parts.iter().take(2) {
        desk.call(
            "settle_purchase",
            json!({ "id": part["id"], "entries": [{ "entry": part["suggested"] }] }),
        );
    }
    // An instalment is released by what it is; the 150 above it is spending like any other: 12,000 − 4,150 − 4,000.
    assert_eq!(line(&desk), texts(["4150.00", "4000.00", "3850.00"]));
    // What the instalment did not need of the entry may settle something else; the first is used up.
    let again = |entry: i64| json!({ "id": parts[2]["id"], "entries": [{ "entry": entry }] });
    assert_eq!(desk.call_refused("settle_purchase", again(1))["code"], "entry_settled");
    let third = desk.call("settle_purchase", again(2));
    assert_eq!(
        (
            &third["instalments"][2]["settled"],
            &third["instalments"][2]["committed"]
        ),
        (&json!("150.00"), &json!("1850.00"))
    );
    assert_eq!(
        desk.call_refused("remove_entry", json!({ "id": 1 }))["code"],
        "still_referred_to"
    );
    assert_eq!(
        desk.call_refused("close_budget", json!({ "budget": "2025" }))["facts"]["count"],
        "2"
    );
    // Closing releases the rest.
    desk.call(
        "settle_purchase",
        json!({ "id": parts[2]["id"], "entries": [], "close": true }),
    );
    assert_eq!(line(&desk).1, "2000.00");
    desk.sound();
    desk.on("undo", &[]);
    assert_eq!(line(&desk).1, "3850.00");
    desk.sound();
}

#[test]
fn an_entry_settles_a_request_and_an_instalment_only_once() {
    let desk = desk();
    desk.import("date,category,amount,vendor\n2025-02-12,1.2,2000,云客软件\n", &[]);
    let id = desk.call(
        "add_request",
        json!({ "title": "CRM", "key": { "category": "1.2" }, "amount": "2000.00", "month": "2025-02" }),
    )["id"]
        .clone();
    desk.call("decide_request", json!({ "id": id, "verdict": "approve" }));
    desk.call("settle_purchase", json!({ "id": 1, "entries": [{ "entry": 1 }] }));
    assert_eq!(
        desk.call_refused("settle_request", json!({ "id": id, "entries": [{ "entry": 1 }] }))["code"],
        "entry_settled"
    );
}

#[test]
fn an_undone_payment_settles_no_instalment() {
    let desk = desk();
    desk.import("date,category,amount,vendor\n2025-02-12,1.2,2000,云客软件\n", &[]);
    desk.call("settle_purchase", json!({ "id": 1, "entries": [{ "entry": 1 }] }));
    assert_eq!(line(&desk).1, "6000.00");
    let number = desk.number("SELECT number FROM journal WHERE command = 'import' ORDER BY number DESC LIMIT 1");
    desk.on("undo", &[&number.to_string()]);
    assert_eq!(line(&desk), texts(["0.00", "8000.00", "4000.00"]));
    desk.sound();
}

#[test]
fn the_register_says_what_must_be_told_to_whom_by_when() {
    let desk = desk();
    let on = |day: &str| {
        let list = desk.call("purchases", json!({ "as_of": day, "language": "zh-CN" }));
        let one = &list["purchases"][0];
        (
            one["renewal"]["state"].as_str().unwrap_or("–").to_owned(),
            one["state"].as_str().unwrap().to_owned(),
            one["reminder"].as_str().unwrap().to_owned(),
            list["reminders"].as_i64().unwrap(),
        )
    };
    // The term ends on 9 February 2026; 60 days before the 10th is 12 December 2025; near from 13 October on.
    let far = on("2025-10-12");
    assert_eq!((&*far.0, &*far.1, &*far.2, far.3), ("far", "running", "", 0));
    let near = on("2025-11-22");
    assert_eq!((&*near.0, near.3), ("near", 1));
    for part in ["CG-1", "云客软件", "2025-12-12", "20 天", "陈敏", "自动续订"] {
        assert!(near.2.contains(part), "{part}: {}", near.2);
    }
    assert_eq!(on("2025-12-20").0, "passed");
    let over = on("2026-03-01");
    assert_eq!(over.1, "expired");
    let list = desk.call("purchases", json!({ "as_of": "2025-11-22" }));
    let one = &list["purchases"][0];
    // Due by then: 10 February to 10 November, all four; nothing is to come.
    assert_eq!(
        (&one["due"], &one["committed"], &one["next_due_on"], &list["due"]),
        (&json!("8000.00"), &json!("8000.00"), &json!(null), &json!("8000.00"))
    );
    let table = desk
        .done(&[
            "report",
            LEDGER,
            "purchases",
            "--language",
            "zh-CN",
            "--format",
            "table",
        ])
        .text();
    assert!(table.contains("CG-1") && table.contains("最晚通知"), "{table}");
    for (format, start) in [
        ("csv", &b"contract,title,vendor"[..]),
        ("xlsx", b"PK"),
        ("pdf", b"%PDF-"),
    ] {
        let file = format!("p.{format}");
        desk.done(&["report", LEDGER, "purchases", "--format", format, "--out", &file]);
        assert!(desk.bytes(&file).starts_with(start), "{format}");
    }
}

#[test]
fn a_renewal_owes_the_next_term_at_the_agreed_uplift_and_an_end_releases_the_rest() {
    let desk = desk();
    let renewed = desk.call("renew_purchase", json!({ "code": "CG-1" }));
    // 2,000 and 5 % more, from 10 February 2026 on.
    let parts = renewed["instalments"].as_array().unwrap();
    assert_eq!(parts.len(), 8);
    assert_eq!(
        (&parts[4]["due_on"], &parts[4]["cost"], &renewed["purchase"]["ends_on"]),
        (&json!("2026-02-10"), &json!("2100.00"), &json!("2027-02-09"))
    );
    let ended = desk.call(
        "end_purchase",
        json!({ "code": "CG-1", "on": "2026-08-10", "reason": "改用别家" }),
    );
    let states: Vec<&str> = ended["instalments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["state"].as_str().unwrap())
        .collect();
    assert_eq!(states[6..], ["released", "released"]);
    assert_eq!(ended["instalments"][6]["committed"], "0.00");
    assert_eq!(
        desk.call_refused("renew_purchase", json!({ "code": "CG-1" }))["code"],
        "purchase_ended"
    );
    desk.sound();
    desk.on("undo", &[]);
    desk.on("undo", &[]);
    let back = desk.call("purchase", json!({ "code": "CG-1" }));
    assert_eq!(back["instalments"].as_array().unwrap().len(), 4);
    desk.sound();
}

#[test]
fn a_contract_that_cannot_be_right_is_refused_at_its_field() {
    let desk = desk();
    let with = |more: Value| {
        let mut new = contract();
        new["code"] = json!("CG-2");
        new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        new
    };
    for (more, code, at) in [
        (json!({ "code": " " }), "name_missing", "code"),
        (json!({ "vendor": "" }), "purchase_incomplete", "vendor"),
        (json!({ "term_months": 0 }), "purchase_term_invalid", "term_months"),
        (json!({ "amount": "0.00" }), "purchase_amount", "amount"),
        (json!({ "amount": "-5.00" }), "purchase_amount", "amount"),
        (
            json!({ "tax_percent": "120" }),
            "purchase_percent_invalid",
            "tax_percent",
        ),
        (
            json!({ "uplift_percent": "much" }),
            "purchase_percent_invalid",
            "uplift_percent",
        ),
        (json!({ "category": "11.2" }), "purchase_not_cost", "category"),
        (json!({ "notice_days": 9999 }), "purchase_notice_invalid", "notice_days"),
        (json!({ "instalments": [] }), "purchase_incomplete", "instalments"),
    ] {
        let refused = desk.call_refused("set_purchase", with(more.clone()));
        assert_eq!(
            (refused["code"].as_str(), refused["facts"]["at"].as_str()),
            (Some(code), Some(at)),
            "{more}"
        );
    }
    // What is settled is neither moved nor removed.
    desk.import("date,category,amount,vendor\n2025-02-12,1.2,2000,云客软件\n", &[]);
    desk.call("settle_purchase", json!({ "id": 1, "entries": [{ "entry": 1 }] }));
    let moved = json!({ "code": "CG-1", "amount": "8000.00", "rhythm": "month", "due_days": 5 });
    assert_eq!(desk.call_refused("set_purchase", moved)["code"], "instalment_settled");
    assert_eq!(
        desk.call_refused("remove_purchase", json!({ "code": "CG-1" }))["code"],
        "instalment_settled"
    );
}

#[test]
fn a_closed_line_does_not_keep_out_a_contract_of_the_past() {
    let desk = desk();
    desk.call(
        "set_control",
        json!({ "key": { "category": "1.2" }, "full_year": "stop" }),
    );
    // 4,000 are left of 12,000; only what falls due from this month on is checked, and today is long after 2025.
    let late = desk.call("set_purchase", {
        let mut new = contract();
        new["code"] = json!("CG-2");
        new
    });
    assert_eq!(late["instalments"].as_array().unwrap().len(), 4);
    desk.sound();
}

#[test]
fn a_chosen_offer_becomes_a_contract_beside_its_budget_lines() {
    let desk = Desk::with(&["--taxpayer", "general"]);
    desk.call("new_offer_comparison", json!({ "name": "选型", "size": "medium" }));
    let terms = json!({
        "term_months": 24, "notice_days": 90, "uplift_percent": "4", "is_auto_renewed": true,
        "items": [
            { "name": "账号订阅", "unit": "seat", "every": "month", "price": "106" },
            { "name": "实施", "kind": "implementation", "every": "once", "price": "42400" },
        ],
    });
    desk.call(
        "set_offer",
        json!({ "comparison": "选型", "name": "甲", "vendor": "云客软件", "terms": terms }),
    );
    desk.call(
        "choose_offer",
        json!({ "comparison": "选型", "offer": "甲", "signed_on": "2027-03-10" }),
    );
    desk.call("plan_offer", json!({ "comparison": "选型", "fiscal_year": 2027 }));
    let sheet = desk.call("purchase", json!({ "code": "CG-2027-01" }));
    let one = &sheet["purchase"];
    assert_eq!(
        (
            &one["vendor"],
            &one["ends_on"],
            &one["renewal"]["notice_by"],
            &one["comparison"]
        ),
        (
            &json!("云客软件"),
            &json!("2029-03-09"),
            &json!("2028-12-10"),
            &json!("选型")
        )
    );
    // 50 seats × 106 × 12 = 63,600 with 6 % that come back: 60,000 a year, twice; set-up 42,400: 40,000.
    let parts: Vec<(&str, &str, &str)> = sheet["instalments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| {
            (
                p["due_on"].as_str().unwrap(),
                p["category"].as_str().unwrap(),
                p["cost"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        parts,
        [
            ("2027-03-10", "1.2", "60000.00"),
            ("2027-03-10", "1.7", "40000.00"),
            ("2028-03-10", "1.2", "60000.00"),
        ]
    );
    let report = desk.variance(&["--from", "2027-01", "--to", "2027-12"]);
    let committed = |code: &str| row(&report, "category", code, true)["committed"].clone();
    assert_eq!(
        (committed("1.2"), committed("1.7")),
        (json!("60000.00"), json!("40000.00"))
    );
    // The next year adds its budget lines, and no second contract.
    desk.call("plan_offer", json!({ "comparison": "选型", "fiscal_year": 2028 }));
    assert_eq!(
        desk.call("purchases", json!({}))["purchases"].as_array().unwrap().len(),
        1
    );
    // Once the renewal is recorded, only what recurs is owed again, 4 % dearer.
    let renewed = desk.call("renew_purchase", json!({ "code": "CG-2027-01" }));
    let last = renewed["instalments"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (
            renewed["instalments"].as_array().unwrap().len(),
            &last["due_on"],
            &last["cost"]
        ),
        (5, &json!("2030-03-10"), &json!("62400.00"))
    );
    desk.sound();
    for _ in 0..3 {
        desk.on("undo", &[]);
    }
    assert_eq!(desk.call("purchases", json!({}))["purchases"], json!([]));
    desk.sound();
}

#[test]
fn the_sample_contract_is_paid_and_its_plug_in_cost_more_than_offered() {
    let desk = Desk::with(&["--sample", "--language", "zh-CN"]);
    let list = desk.call("purchases", json!({ "as_of": "2026-11-22" }));
    let one = &list["purchases"][0];
    // Renewed once: two terms from 10 March 2025; notice 30 days before 10 March 2027.
    assert_eq!(
        (
            &one["ends_on"],
            &one["renewal"]["notice_by"],
            &one["committed"],
            &one["due"]
        ),
        (
            &json!("2027-03-09"),
            &json!("2027-02-08"),
            &json!("0.00"),
            &json!("0.00")
        )
    );
    let review = desk.call("offer_review", json!({ "comparison": "CRM 选型（2025 年）" }));
    let item = |name: &str| {
        let items = review["items"].as_array().unwrap();
        let found = items.iter().find(|item| item["item"] == name).unwrap();
        (
            found["offered"].clone(),
            found["paid"].clone(),
            found["difference"].clone(),
        )
    };
    // Two years of 6,000 offered; 6,000 and 6,400 paid.
    assert_eq!(
        item("电子签章插件"),
        (json!("12000.00"), json!("12400.00"), json!("-400.00"))
    );
    assert_eq!(
        item("CRM 年度订阅"),
        (json!("192000.00"), json!("192000.00"), json!("0.00"))
    );
    assert_eq!(review["contract"], list["purchases"][0]["code"]);
    desk.sound();
}

#[test]
fn an_open_instalment_goes_into_the_next_year_with_its_money() {
    let desk = desk();
    desk.call("new_budget", json!({ "budget": "2026", "fiscal_year": 2026 }));
    let lines = json!([{ "key": { "category": "1.2" }, "total": "100.00" }]);
    desk.call("set_budget_lines", json!({ "budget": "2026", "lines": lines }));
    desk.call("approve_budget", json!({ "budget": "2026" }));
    let ask = json!({ "from": "2025", "to": "2026", "rule": "none" });
    let open = desk.call("year_end", ask)["open"].clone();
    let due: Vec<(&str, &str)> = open
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["due_on"].as_str().unwrap(), item["rest"].as_str().unwrap()))
        .collect();
    assert_eq!(due.len(), 4);
    assert_eq!(due[3], ("2025-11-10", "2000.00"));
    let last = &open[3]["instalment"];
    let carry = json!({ "from": "2025", "to": "2026", "rule": "none", "text": "x", "instalments": [last] });
    assert_eq!(desk.call("carry_forward", carry.clone())["change"], "2000.00");
    // It falls due in the first month that gains, on the same day; 2025 keeps three of four.
    let sheet = desk.call("purchase", json!({ "code": "CG-1" }));
    let moved = sheet["instalments"]
        .as_array()
        .unwrap()
        .iter()
        .find(|part| part["id"] == *last);
    assert_eq!(moved.unwrap()["due_on"], "2026-01-10");
    assert_eq!(line(&desk), texts(["0.00", "6000.00", "6000.00"]));
    assert_eq!(desk.call_refused("carry_forward", carry)["code"], "instalment_not_open");
    // A contract that has ended releases what falls due later: it cannot be put off.
    desk.call("end_purchase", json!({ "code": "CG-1", "on": "2025-12-31" }));
    let ended =
        json!({ "from": "2025", "to": "2026", "rule": "none", "text": "x", "instalments": [open[0]["instalment"]] });
    assert_eq!(desk.call_refused("carry_forward", ended)["code"], "instalment_not_open");
    desk.sound();
}
