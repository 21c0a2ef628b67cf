//! Loyalty points whose cost is told of several customers.

use serde_json::{Value, json};

use crate::desk::Desk;

fn points(desk: &Desk, by: &str) -> Value {
    desk.on(
        "report",
        &[
            "points", "--from", "2025-01", "--to", "2025-12", "--by", by, "--format", "json",
        ],
    )
}

/// By hand: 1,000 × 0.01 of A and 100 × 0.05 of B are 15.00, however they are looked at; by January 10.00.
#[test]
fn what_open_points_cost_is_the_same_in_every_view() {
    let desk = Desk::new();
    let put = |cells: Value| desk.call("set_register_row", json!({ "register": "points", "cells": cells }));
    for code in ["A", "B", "C"] {
        desk.call("set_customer", json!({ "code": code }));
    }
    put(json!({ "month": "2025-01", "customer": "A", "issued": "1000", "cost_per_point": "0.01" }));
    put(json!({ "month": "2025-02", "customer": "B", "issued": "100", "cost_per_point": "0.05" }));
    let obligations = |told: &Value| {
        let rows = told["rows"].as_array().unwrap().iter();
        (
            rows.map(|row| row["obligation"].clone()).collect::<Vec<_>>(),
            told["total"]["obligation"].clone(),
        )
    };
    assert_eq!(
        obligations(&points(&desk, "month")),
        (vec![json!("10.00"), json!("15.00")], json!("15.00"))
    );
    assert_eq!(
        obligations(&points(&desk, "customer")),
        (vec![json!("10.00"), json!("5.00")], json!("15.00"))
    );
    assert_eq!(
        points(&desk, "year")["total"]["cost_per_point"],
        Value::Null,
        "no one cost is that of both"
    );
    // C has no cost of its own: it takes the one told of no customer. 20 × 0.02 more.
    put(json!({ "month": "2025-03", "cost_per_point": "0.02" }));
    put(json!({ "month": "2025-03", "customer": "C", "issued": "20" }));
    for by in ["month", "customer"] {
        assert_eq!(points(&desk, by)["total"]["obligation"], "15.40", "{by}");
    }
    // More gone than ever came is no obligation, and makes none of a sum that it is part of.
    put(json!({ "month": "2025-04", "customer": "C", "redeemed": "21" }));
    for by in ["month", "customer"] {
        assert_eq!(points(&desk, by)["total"]["obligation"], Value::Null, "{by}");
    }
    desk.sound();
}
