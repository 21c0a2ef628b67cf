//! Derivations that end in rows of registers: contracts and receipts, channels that know something, a tool's entries.
//!
//! The parts are added up again here, in cents.

use serde_json::{Value, json};

use crate::desk::Desk;

fn cents(value: &Value) -> i64 {
    value.as_str().unwrap().replace('.', "").parse().unwrap()
}

fn figure(desk: &Desk, report: &str, more: Value) -> Value {
    let mut ask = json!({ "report": report });
    ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    desk.call("explain", ask)["figures"][0]["figure"].clone()
}

fn adds_up(figure: &Value, least: usize) {
    let operands = figure["operands"].as_array().unwrap();
    let sum: i64 = operands.iter().map(|one| cents(&one["value"])).sum();
    assert!(operands.len() >= least, "{figure}");
    assert_eq!(sum, cents(&figure["value"]), "{figure}");
}

#[test]
fn fees_of_a_customer_and_a_grade_open_to_contracts_receipts_and_what_serving_costs() {
    let desk = Desk::new();
    for (code, grade) in [("甲", "A"), ("乙", "A"), ("丙", "B")] {
        desk.call("set_customer", json!({ "code": code, "grade": grade }));
    }
    for (code, customer, gross) in [("K1", "甲", "1200"), ("K2", "甲", "2400"), ("K3", "乙", "600")] {
        desk.call(
            "set_contract",
            json!({ "code": code, "customer": customer, "starts_on": "2025-01-01", "ends_on": "2025-12-31",
                "amount": gross, "rhythm": "quarter", "due_days": 30 }),
        );
    }
    for (date, amount) in [("2025-02-01", "300"), ("2025-05-01", "250.50")] {
        let receipt = json!({ "date": date, "customer": "甲", "contract": "K1", "amount": amount, "memo": "银行" });
        desk.call("add_receipt", receipt);
    }
    desk.call(
        "add_entry",
        json!({ "date": "2025-03-03", "category": "9.2", "amount": "77", "customer": "甲" }),
    );
    let query = |by: &str| json!({ "from": "2025-01", "to": "2025-12", "as_of": "2025-12-31", "by": [by] });
    let told = desk.call("fees", query("grade"));
    let group = &told["groups"][0];
    // 1,200 + 2,400 + 600 are earned in the year, all billed; 550.50 came in.
    assert_eq!(
        ["grade", "earned", "billed", "received", "owed", "service"].map(|field| group[field].as_str().unwrap()),
        ["A", "4200.00", "4200.00", "550.50", "3649.50", "77.00"]
    );
    let of = |by: &str, code: &str, field: &str| {
        figure(
            &desk,
            "fees",
            json!({ "query": query(by), "list": "groups", "key": { by: code }, "field": field }),
        )
    };
    for (by, code, contracts) in [("grade", "A", 3), ("customer", "甲", 2)] {
        for field in ["earned", "billed", "owed"] {
            adds_up(&of(by, code, field), contracts);
        }
    }
    adds_up(&of("customer", "甲", "received"), 1);
    let share = of("customer", "甲", "share");
    assert_eq!(
        (&share["value"], share["operands"].as_array().unwrap().len()),
        (&json!("0.857143"), 2)
    );
    let service = of("grade", "A", "service");
    assert_eq!(
        (&service["entries"]["count"], &service["entries"]["sum"]),
        (&json!(1), &json!("77.00"))
    );
    // The contract's own figures open to its receipts and instalments.
    let of = |field: &str| {
        figure(
            &desk,
            "fees",
            json!({ "query": query("grade"), "key": { "contract": "K1" }, "field": field }),
        )
    };
    adds_up(&of("received"), 2);
    adds_up(&of("billed"), 4);
    // 1,200 − 550.50 = 649.50: 49.50 of the second quarter, due 1 May, 244 days ago, and the two later ones.
    adds_up(&of("to_365"), 1);
}

#[test]
fn what_channels_that_know_their_leads_cost_opens_channel_by_channel() {
    let desk = Desk::new();
    desk.import(
        "日期,类别,金额,渠道\n2025-01-05,7.2,100,搜索\n2025-02-05,7.2,50,搜索\n2025-01-06,7.2,30,展会\n2025-01-07,7.2,7,口碑\n",
        &[],
    );
    desk.import(
        "月份,渠道,线索\n2025-01,搜索,10\n2025-02,展会,3\n",
        &["--kind", "metrics"],
    );
    let of = |by: &str, key: Value| {
        let query = json!({ "from": "2025-01", "to": "2025-12", "by": [by] });
        figure(
            &desk,
            "acquisition",
            json!({ "query": query, "key": key, "field": "cost_with_leads" }),
        )
    };
    // 搜索 and 展会 know leads in the year: 150 + 30.
    let total = of("channel", json!({}));
    assert_eq!(total["value"], "180.00");
    adds_up(&total, 2);
    // In January 搜索 alone does.
    let january = of("month", json!({ "month": "2025-01" }));
    assert_eq!(january["value"], "100.00");
    adds_up(&january, 1);
}

#[test]
fn what_a_tool_costs_opens_its_entries() {
    let desk = Desk::new();
    desk.import(
        "日期,类别,金额,供应商\n2025-01-05,1.2,100,云软\n2025-02-05,1.2,50,云软\n2025-02-06,1.2,9,别家\n",
        &[],
    );
    desk.call("set_tool", json!({ "code": "CRM", "name": "CRM", "vendor": "云软" }));
    let query = json!({ "from": "2025-01", "to": "2025-12" });
    let cost = figure(
        &desk,
        "resources",
        json!({ "query": query, "field": "tools[tool=CRM].cost" }),
    );
    assert_eq!(
        [&cost["value"], &cost["entries"]["sum"], &cost["entries"]["count"]],
        [&json!("150.00"), &json!("150.00"), &json!(2)],
        "{cost}"
    );
}
