//! Business that is not core: the products' flag through every door, and what it does when money is short.

use serde_json::{Value, json};

use crate::desk::Desk;

fn core(desk: &Desk) -> Vec<(String, Value)> {
    let members = desk.call("members", json!({ "register": "product" }));
    let members = members.as_array().unwrap().iter();
    members
        .map(|one| (one["code"].as_str().unwrap().to_owned(), one["core"].clone()))
        .collect()
}

#[test]
fn a_product_is_core_until_somebody_says_otherwise_and_keeps_what_was_said() {
    let desk = Desk::new();
    desk.call(
        "set_member",
        json!({ "register": "product", "code": "P1", "name": "平台" }),
    );
    desk.call(
        "set_member",
        json!({ "register": "product", "code": "P2", "name": "外包", "core": false }),
    );
    let told = || core(&desk).into_iter().map(|(_, is)| is).collect::<Vec<_>>();
    assert_eq!(told(), [json!(true), json!(false)]);
    // A change that does not speak of it leaves it.
    desk.call(
        "set_member",
        json!({ "register": "product", "code": "P2", "name": "外包服务" }),
    );
    assert_eq!(told(), [json!(true), json!(false)]);
    // The register shows and changes it cell by cell.
    let page = desk.call("register", json!({ "register": "product" }));
    let at = page["columns"]
        .as_array()
        .unwrap()
        .iter()
        .position(|one| one["key"] == "core")
        .unwrap();
    let cells = |page: &Value| -> Vec<Value> {
        page["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["cells"][at].clone())
            .collect()
    };
    assert_eq!(cells(&page), [json!("true"), json!("false")]);
    desk.call(
        "set_register_row",
        json!({ "register": "product", "code": "P1", "cells": { "core": "no" } }),
    );
    assert_eq!(told(), [json!(false), json!(false)]);
    desk.on("undo", &[]);
    assert_eq!(told(), [json!(true), json!(false)]);
    // What never was said lies as nothing on disk, so that older records still fit their rows.
    assert_eq!(desk.number("SELECT count(*) FROM product WHERE is_core IS NULL"), 1);
    let refused = desk.call_refused(
        "set_member",
        json!({ "register": "vendor", "code": "V", "name": "V", "core": true }),
    );
    assert_eq!(refused["code"], "core_of_products");
    // Two that are one: the one that stays is what it was.
    desk.call(
        "merge_members",
        json!({ "register": "product", "from": "P2", "into": "P1" }),
    );
    assert_eq!(core(&desk), [("P1".to_owned(), json!(true))]);
    desk.sound();
}

#[test]
fn business_that_is_not_core_gives_first_when_money_is_short() {
    let desk = Desk::new();
    desk.call(
        "set_member",
        json!({ "register": "product", "code": "A", "name": "主业" }),
    );
    desk.call(
        "set_member",
        json!({ "register": "product", "code": "B", "name": "副业", "core": false }),
    );
    desk.call("set_activity", json!({ "code": "F", "name": "副业会" }));
    desk.call("set_activity", json!({ "code": "M", "name": "主业会" }));
    // Both activities are known by what was spent on them: F for B alone, M for both.
    for (activity, product) in [("F", "B"), ("M", "A"), ("M", "B")] {
        let entry =
            json!({ "date": "2025-05-05", "category": "5.2", "amount": "1", "activity": activity, "product": product });
        desk.call("add_entry", entry);
    }
    desk.call("new_budget", json!({ "budget": "2026", "fiscal_year": 2099 }));
    let line = |key: Value, total: &str| json!({ "key": key, "total": total });
    desk.call(
        "set_budget_lines",
        json!({ "budget": "2026", "lines": [
            line(json!({ "category": "7.6" }), "1200.00"),
            line(json!({ "category": "9.2", "product": "B" }), "2400.00"),
            line(json!({ "category": "5.2", "activity": "F" }), "600.00"),
            line(json!({ "category": "5.2", "activity": "M" }), "800.00"),
        ] }),
    );
    let cut = |ceiling: &str| desk.call("cutback", json!({ "budget": "2026", "ceiling": ceiling }));
    let of = |told: &Value, key: &Value| -> (String, bool) {
        let line = told["lines"]
            .as_array()
            .unwrap()
            .iter()
            .find(|line| line["key"] == *key)
            .unwrap()
            .clone();
        (
            line["cut"].as_str().unwrap().to_owned(),
            line["aside"].as_bool().unwrap(),
        )
    };
    let brand = json!({ "category": "7.6" });
    let aside = json!({ "category": "9.2", "product": "B" });
    let gathering = json!({ "category": "5.2", "activity": "F" });
    let other = json!({ "category": "5.2", "activity": "M" });
    // 9.2 is worth 70 and 7.6 only 20, yet 5,000 − 3,600 = 1,400 comes off what is not core first: half of 2,400 and
    // of 600 is 1,500 at most, so nothing else gives.
    let told = cut("3600.00");
    let first = [of(&told, &aside), of(&told, &gathering)];
    let sum: f64 = first.iter().map(|(cut, _)| cut.parse::<f64>().unwrap()).sum();
    assert!(first.iter().all(|(_, is)| *is) && (sum - 1400.0).abs() < 1e-9, "{told}");
    assert_eq!(of(&told, &brand), ("0.00".to_owned(), false));
    assert_eq!(of(&told, &other), ("0.00".to_owned(), false));
    let conditions = told["constraints"].as_array().unwrap();
    assert!(
        conditions.iter().any(|one| one.as_str().unwrap().contains("副业")),
        "{told}"
    );
    // 1,600: the 1,500 of it, and 100 of the cheapest of the others.
    let told = cut("3400.00");
    assert_eq!(
        [&aside, &gathering, &brand, &other].map(|key| of(&told, key).0),
        ["1200.00", "300.00", "100.00", "0.00"].map(str::to_owned)
    );
}

#[test]
fn the_sample_company_has_lines_that_are_core_and_one_that_is_not() {
    let desk = Desk::with(&["--sample"]);
    let told: Vec<(String, Value)> = core(&desk);
    let aside: Vec<&str> = told
        .iter()
        .filter(|(_, is)| *is == json!(false))
        .map(|(code, _)| code.as_str())
        .collect();
    assert_eq!((told.len(), aside), (4, vec!["CARE"]));
}
