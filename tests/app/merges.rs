//! Members that are one: what each had stays, months of both add up, and one undo parts them again.

use serde_json::{Value, json};

use crate::desk::Desk;

fn merge(desk: &Desk, register: &str, from: &str, into: &str) {
    desk.call(
        "merge_members",
        json!({ "register": register, "from": from, "into": into }),
    );
}

/// The rows of a register, each as its cells by key.
fn rows(desk: &Desk, register: &str) -> Vec<Value> {
    let page = desk.call("register", json!({ "register": register }));
    let keys: Vec<String> = page["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| column["key"].as_str().unwrap().to_owned())
        .collect();
    let rows = page["rows"].as_array().unwrap().iter();
    rows.map(|row| {
        let cells = row["cells"].as_array().unwrap().iter().cloned();
        Value::Object(keys.iter().cloned().zip(cells).collect())
    })
    .collect()
}

fn put(desk: &Desk, register: &str, cells: Value) {
    desk.call("set_register_row", json!({ "register": register, "cells": cells }));
}

/// By hand: S won one customer for 1,000.00, before the merge and after it.
#[test]
fn a_customer_that_takes_another_in_keeps_the_channel_that_won_it_first_and_the_grades() {
    let desk = Desk::new();
    desk.call(
        "set_customer",
        json!({ "code": "B1", "name": "乙", "channel": "S", "acquired_on": "2025-02-01", "grade": "A", "status": "lapsed", "lapsed_on": "2025-09-01" }),
    );
    desk.call(
        "set_customer",
        json!({ "code": "B2", "name": "乙公司", "channel": "T", "acquired_on": "2025-04-01", "status": "lapsed" }),
    );
    desk.import("date,category,amount,channel\n2025-01-05,7.2,1000,S\n", &[]);
    let of_s = || {
        let told = desk.on(
            "report",
            &[
                "acquisition",
                "--from",
                "2025-01",
                "--to",
                "2025-12",
                "--by",
                "channel",
                "--format",
                "json",
            ],
        );
        let row = told["rows"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["channel"] == "S");
        row.map(|row| (row["customers"].clone(), row["cac"].clone()))
    };
    let before = of_s();
    assert_eq!(before, Some((json!(1), json!("1000.00"))));
    merge(&desk, "customer", "B1", "B2");
    let row = &rows(&desk, "customer")[0];
    assert_eq!(
        ["code", "channel", "acquired_on", "grade", "lapsed_on"].map(|key| row[key].clone()),
        [
            json!("B2"),
            json!("S"),
            json!("2025-02-01"),
            json!("A"),
            json!("2025-09-01")
        ]
    );
    assert_eq!(of_s(), before);
    desk.sound();
    desk.on("undo", &[]);
    assert_eq!(rows(&desk, "customer").len(), 2);
    desk.sound();
    // The one that stays has its own grade, and was won first.
    desk.call(
        "set_customer",
        json!({ "code": "B2", "grade": "B", "acquired_on": "2025-01-01" }),
    );
    merge(&desk, "customer", "B1", "B2");
    let row = &rows(&desk, "customer")[0];
    assert_eq!((&row["grade"], &row["channel"]), (&json!("B"), &json!("T")));
    desk.sound();
}

#[test]
fn months_of_two_members_that_are_one_add_up() {
    let desk = Desk::new();
    for (tool, active, gb, day) in [("T1", "5", "1.5", "2025-01-20"), ("T2", "3", "2.25", "2025-01-25")] {
        desk.call("set_tool", json!({ "code": tool }));
        put(
            &desk,
            "tool_use",
            json!({ "tool": tool, "month": "2025-01", "seats": "10", "active": active, "gb_paid": "5", "gb_used": gb, "cost": "100.00", "last_used_on": day }),
        );
    }
    merge(&desk, "tool", "T2", "T1");
    let used = rows(&desk, "tool_use");
    assert_eq!(used.len(), 1);
    // 10 + 10 seats, 5 + 3 in use, 1.5 + 2.25 GB, 100.00 + 100.00
    assert_eq!(
        ["seats", "active", "gb_used", "cost", "last_used_on"].map(|key| used[0][key].clone()),
        [
            json!("20"),
            json!("8"),
            json!("3.75"),
            json!("200.00"),
            json!("2025-01-25")
        ]
    );
    for (code, attendance) in [("A1", 20), ("A2", 7)] {
        desk.call(
            "set_activity",
            json!({ "code": code, "name": code, "planned_cost": "50.00", "attendance": attendance, "score": "4" }),
        );
    }
    merge(&desk, "activity", "A2", "A1");
    let row = &rows(&desk, "activity")[0];
    assert_eq!(
        ["planned", "attendance", "score"].map(|key| row[key].clone()),
        [json!("100.00"), json!("27"), json!("4")]
    );
    for (customer, issued, tickets) in [("C1", "100", "4"), ("C2", "40", "6")] {
        desk.call("set_customer", json!({ "code": customer }));
        put(
            &desk,
            "points",
            json!({ "month": "2025-01", "customer": customer, "issued": issued, "cost_per_point": "0.01" }),
        );
        put(
            &desk,
            "service",
            json!({ "month": "2025-01", "customer": customer, "tickets": tickets, "minutes": "30.5" }),
        );
    }
    merge(&desk, "customer", "C2", "C1");
    let points = rows(&desk, "points");
    assert_eq!(
        (points.len(), &points[0]["issued"], &points[0]["cost_per_point"]),
        (1, &json!("140"), &json!("0.01"))
    );
    let service = rows(&desk, "service");
    assert_eq!(
        (service.len(), &service[0]["tickets"], &service[0]["minutes"]),
        (1, &json!("10"), &json!("61"))
    );
    desk.sound();
    desk.on("undo", &[]);
    assert_eq!((rows(&desk, "points").len(), rows(&desk, "service").len()), (2, 2));
    desk.sound();
}
