//! Contracts of customers and what is paid for them: whose a receipt is, and what is refused at every door.

use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER};

fn contract(code: &str, customer: &str) -> Value {
    json!({ "code": code, "customer": customer, "starts_on": "2025-01-01", "ends_on": "2025-12-31", "amount": "1200.00" })
}

#[test]
fn a_contract_that_changes_its_customer_takes_its_receipts_along() {
    let desk = Desk::new();
    desk.call("set_contract", contract("K1", "乙"));
    desk.call("set_customer", json!({ "code": "甲" }));
    desk.call("set_customer", json!({ "code": "丙" }));
    desk.call(
        "add_receipt",
        json!({ "date": "2025-02-01", "contract": "K1", "amount": "100.00" }),
    );
    let whose = || desk.call("register", json!({ "register": "receipt" }))["rows"][0]["cells"][1].clone();
    desk.import("合同编号,客户\nK1,甲\n", &["--kind", "contracts"]);
    assert_eq!(whose(), "甲");
    desk.sound();
    desk.on("undo", &[]);
    assert_eq!(whose(), "乙");
    desk.call(
        "set_register_row",
        json!({ "register": "contract", "code": "K1", "cells": { "customer": "丙" } }),
    );
    assert_eq!(whose(), "丙");
    desk.sound();
    // And no receipt of another comes in beside it.
    let other = json!({ "register": "receipt", "cells": { "received_on": "2025-03-01", "customer": "甲", "contract": "K1", "amount": "5.00" } });
    assert_eq!(
        desk.call_refused("set_register_row", other)["code"],
        "contract_of_another"
    );
    if !desk.is_on_server() {
        desk.sqlite()
            .execute_batch("UPDATE receipt SET customer_id = (SELECT id FROM customer WHERE code = '甲')")
            .unwrap();
        let told = desk.run(&["check", LEDGER]);
        assert_eq!(told.code, 1);
        assert!(format!("{}{}", told.text(), told.err).contains("K1"), "{}", told.text());
    }
}

/// By hand: 30.00 of 甲 and 12.50 of 乙 are for no contract.
#[test]
fn what_pays_no_contract_is_counted_of_the_customers_asked_for() {
    let desk = Desk::new();
    desk.import(
        "date,customer,amount\n2025-02-01,甲,30\n2025-02-02,乙,12.50\n",
        &["--kind", "receipts"],
    );
    let unassigned = |more: &[&str]| {
        let words = ["fees", "--from", "2025-01", "--to", "2025-12", "--format", "json"];
        let all: Vec<&str> = words.into_iter().chain(more.iter().copied()).collect();
        desk.on("report", &all)["unassigned"].clone()
    };
    assert_eq!(unassigned(&[]), "42.50");
    assert_eq!(unassigned(&["--filter", "customer=乙"]), "12.50");
}

/// By hand: 1,200.00 of 甲 (grade A) and 400.00 of 乙 in the year are 75 % and 25 %; serving 甲 cost 90.00.
#[test]
fn fees_stand_beside_the_cost_of_serving_by_customer_and_grade() {
    let desk = Desk::new();
    desk.call(
        "set_customer",
        json!({ "code": "甲", "grade": "A", "grade_from": "2025-01-01" }),
    );
    desk.call("set_contract", contract("K1", "甲"));
    let mut second = contract("K2", "乙");
    second["amount"] = json!("400.00");
    desk.call("set_contract", second);
    desk.import(
        "date,category,amount,customer,stage\n2025-03-01,9.2,90,甲,service\n",
        &[],
    );
    let told = |by: &str| {
        let words = [
            "fees", "--from", "2025-01", "--to", "2025-12", "--by", by, "--format", "json",
        ];
        desk.on("report", &words)["groups"].clone()
    };
    assert_eq!(
        told("customer"),
        json!([
            { "customer": "甲", "earned": "1200.00", "share": 0.75, "billed": "1200.00", "received": "0.00",
                "owed": "1200.00", "service": "90.00" },
            { "customer": "乙", "earned": "400.00", "share": 0.25, "billed": "400.00", "received": "0.00",
                "owed": "400.00", "service": "0.00" }
        ])
    );
    assert_eq!(
        told("grade"),
        json!([
            { "grade": "A", "earned": "1200.00", "share": 0.75, "billed": "1200.00", "received": "0.00",
                "owed": "1200.00", "service": "90.00" },
            { "grade": null, "earned": "400.00", "share": 0.25, "billed": "400.00", "received": "0.00",
                "owed": "400.00", "service": "0.00" }
        ])
    );
    let table = desk
        .done(&[
            "report", LEDGER, "fees", "--from", "2025-01", "--to", "2025-12", "--by", "grade",
        ])
        .text();
    assert!(table.contains("75"), "{table}");
    assert_eq!(
        desk.refused("report", &["fees", "--by", "channel"])["code"],
        "fees_by_invalid"
    );
}
