//! Settings through the list of commands: each change is one record, comes back with undo, and refuses nonsense.

use serde_json::json;

use crate::desk::Desk;

#[test]
fn a_field_of_the_profile_that_is_null_or_empty_is_cleared_and_one_that_is_absent_stays() {
    let desk = Desk::new();
    desk.call(
        "set_profile",
        json!({ "company": "云帆", "staff": 7, "industry": " 制造业 ", "default_margin": "0.420", "total_budget": "1200000.00" }),
    );
    let profile = desk.call("profile", json!({}));
    assert_eq!(profile["industry"], "制造业");
    assert_eq!(profile["default_margin"], "0.42");
    assert_eq!(profile["total_budget"], "1200000.00");
    let profile = desk.call("set_profile", json!({ "staff": null, "industry": "" }));
    assert!(profile["staff"].is_null() && profile["industry"].is_null());
    assert_eq!(profile["company"], "云帆");
    assert_eq!(profile["default_margin"], "0.42");
    desk.on("undo", &[]);
    let profile = desk.call("profile", json!({}));
    assert_eq!((&profile["staff"], &profile["industry"]), (&json!(7), &json!("制造业")));
    desk.sound();
}

#[test]
fn nonsense_in_the_profile_is_refused_and_changes_nothing() {
    let desk = Desk::new();
    let before = desk.call("profile", json!({}));
    for (change, code) in [
        (json!({ "staff": -1 }), "count_negative"),
        (json!({ "lapsed_days": -30 }), "count_negative"),
        (json!({ "default_margin": "1.2" }), "fraction_invalid"),
        (json!({ "fiscal_start": 13 }), "fiscal_start_invalid"),
        (json!({ "company": "a\u{7}b" }), "text_control"),
    ] {
        assert_eq!(desk.call_refused("set_profile", change)["code"], code);
    }
    assert_eq!(desk.call("profile", json!({})), before);
}

#[test]
fn grades_take_the_order_given_and_every_one_must_be_named_once() {
    let desk = Desk::new();
    let order = |grades: &serde_json::Value| -> Vec<String> {
        let codes = grades.as_array().unwrap().iter();
        codes.map(|grade| grade["code"].as_str().unwrap().to_owned()).collect()
    };
    let told = desk.call("set_grade_order", json!({ "codes": ["C", "A", "B"] }));
    assert_eq!(order(&told), ["C", "A", "B"]);
    assert_eq!(order(&desk.call("grades", json!({}))), ["C", "A", "B"]);
    for codes in [json!(["C", "A"]), json!(["C", "A", "A"]), json!(["C", "A", "Z"])] {
        let failure = desk.call_refused("set_grade_order", json!({ "codes": codes }));
        assert_eq!(failure["code"], "grade_order_incomplete");
    }
    desk.on("undo", &[]);
    assert_eq!(order(&desk.call("grades", json!({}))), ["A", "B", "C"]);
    desk.sound();
}

#[test]
fn categories_take_the_order_given_and_what_is_below_goes_with_them() {
    let desk = Desk::new();
    let codes = || -> Vec<String> {
        let all = desk.call("categories", json!({}));
        let all = all.as_array().unwrap().iter();
        all.map(|one| one["code"].as_str().unwrap().to_owned()).collect()
    };
    let before = codes();
    let below = |parent: &str| -> Vec<String> {
        let start = format!("{parent}.");
        codes().into_iter().filter(|code| code.starts_with(&start)).collect()
    };
    desk.call(
        "set_category_order",
        json!({ "parent": "4", "codes": ["4.3", "4.1", "4.2"] }),
    );
    assert_eq!(below("4"), ["4.3", "4.1", "4.2"]);
    // A new one comes last, whatever its code.
    desk.call(
        "set_category",
        json!({ "code": "4.4", "name_zh": "归档", "name_en": "Archive" }),
    );
    assert_eq!(below("4"), ["4.3", "4.1", "4.2", "4.4"]);
    let top: Vec<String> = before.iter().filter(|code| !code.contains('.')).cloned().collect();
    let mut turned = top.clone();
    turned.reverse();
    desk.call("set_category_order", json!({ "codes": turned }));
    let tops: Vec<String> = codes().into_iter().filter(|code| !code.contains('.')).collect();
    assert_eq!(tops, turned);
    let now = codes();
    let at = |code: &str| now.iter().position(|other| other == code).unwrap();
    assert_eq!((at("4.3"), at("4.4")), (at("4") + 1, at("4") + 4));
    for codes in [
        json!(["4.1", "4.2"]),
        json!(["4.1", "4.1", "4.2", "4.3"]),
        json!(["4.1", "4.2", "4.3", "5.1"]),
    ] {
        let failure = desk.call_refused("set_category_order", json!({ "parent": "4", "codes": codes }));
        assert_eq!(failure["code"], "category_order_incomplete");
    }
    for _ in 0..3 {
        desk.on("undo", &[]);
    }
    assert_eq!(codes(), before);
    desk.sound();
}

#[test]
fn a_rate_and_a_mapping_profile_go_and_come_back_with_undo() {
    let desk = Desk::new();
    desk.call(
        "set_rate",
        json!({ "date": "2025-01-01", "currency": "USD", "rate": "7.1" }),
    );
    desk.call(
        "set_mapping",
        json!({ "name": "银行", "kind": "entries", "map": { "date": "A" }, "reading": {} }),
    );
    desk.call("remove_rate", json!({ "date": "2025-01-01", "currency": "USD" }));
    desk.call("remove_mapping", json!({ "name": "银行" }));
    assert_eq!(desk.call("rates", json!({})), json!([]));
    assert_eq!(desk.call("mappings", json!({})), json!([]));
    assert_eq!(
        desk.call_refused("remove_rate", json!({ "date": "2025-01-01", "currency": "USD" }))["code"],
        "rate_absent"
    );
    assert_eq!(
        desk.call_refused("remove_mapping", json!({ "name": "银行" }))["code"],
        "mapping_unknown"
    );
    desk.on("undo", &[]);
    desk.on("undo", &[]);
    assert_eq!(desk.call("rates", json!({}))[0]["rate"], "7.1");
    assert_eq!(desk.call("mappings", json!({}))[0]["map"]["date"], "A");
    desk.sound();
}
