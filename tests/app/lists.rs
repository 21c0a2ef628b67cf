//! Lists of other programs: points, products, vendors and departments from their files; single rates and dates.
//!
//! Expected counts are by hand.

use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER};
use crate::registers::edited;

fn counts(told: &Value) -> [u64; 4] {
    let rejected = told["rejected"].as_array().unwrap().len() as u64;
    [
        told["imported"].as_u64().unwrap(),
        told["updated"].as_u64().unwrap(),
        told["duplicates"].as_u64().unwrap(),
        rejected,
    ]
}

fn rows(desk: &Desk, register: &str) -> Vec<Vec<Value>> {
    let page = desk.call("register", json!({ "register": register }));
    let rows = page["rows"].as_array().unwrap().iter();
    rows.map(|row| row["cells"].as_array().unwrap().clone()).collect()
}

/// Each kind with heads of both languages: twice, changed, taken back.
#[test]
fn registers_come_from_files_of_other_programs() {
    let cases = [
        (
            "points",
            "points",
            "月份,会员,发放积分,兑换积分,每积分成本\n2025-01,甲,100,20,0.01\n2025-02,,50,0,\n",
            "Month,Member,Points issued,Points redeemed,Cost per point\n2025-01,甲,120,20,0.01\n2025-02,,50,0,\n",
        ),
        (
            "products",
            "product",
            "产品编号,产品名称,核心业务\nP1,平台,是\nP2,外包,否\n",
            "Product code,Product name,Core\nP1,平台,yes\nP2,外包,yes\n",
        ),
        (
            "vendors",
            "vendor",
            "供应商编号,供应商名称\nV1,一号\nV2,二号\n",
            "Vendor code,Vendor name,English name\nV1,一号,One\nV2,二号,\n",
        ),
        (
            "departments",
            "department",
            "部门,环节\n电话客服,service\n销售,maintenance\n",
            "Department,Stage\n电话客服,acquisition\n销售,maintenance\n",
        ),
    ];
    for (kind, register, chinese, english) in cases {
        let desk = Desk::new();
        let before = rows(&desk, register);
        let words = ["--kind", kind];
        // 销售 is there already, by its name.
        let first = if kind == "departments" {
            [1, 1, 0, 0]
        } else {
            [2, 0, 0, 0]
        };
        let told = desk.import(chinese, &words);
        assert_eq!(counts(&told), first, "{kind}: {told}");
        assert_eq!(counts(&desk.import(chinese, &words)), [0, 0, 2, 0], "{kind} twice");
        assert_eq!(counts(&desk.import(english, &words)), [0, 1, 1, 0], "{kind} changed");
        let imports = desk.call("imports", json!({}));
        assert_eq!(imports[0]["kind"], kind);
        desk.on("undo", &[]);
        desk.on("undo", &[]);
        assert_eq!(rows(&desk, register), before, "{kind} taken back");
        desk.sound();
    }
}

#[test]
fn what_a_row_of_points_or_products_cannot_be_is_refused_where_it_stands() {
    let desk = Desk::new();
    let told = desk.import(
        "月份,客户,发放积分,会员数,活跃会员数\n2025-01,甲,1.5,,\n2099-01,乙,1,,\n2025-01,丙,1,5,6\n2025-01,丁,7,6,5\n",
        &["--kind", "points"],
    );
    let codes: Vec<(u64, &str, &str)> = told["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let text = |field: &str| one[field].as_str().unwrap_or_default();
            (one["row"].as_u64().unwrap(), text("column"), text("code"))
        })
        .collect();
    assert_eq!(
        codes,
        [
            (2, "发放积分", "count_invalid"),
            (3, "月份", "date_in_future"),
            (4, "活跃会员数", "members_beyond")
        ]
    );
    // Whom a refused row names is not made.
    assert_eq!(told["created"]["customers"], 1);
    assert_eq!(desk.number("SELECT count(*) FROM customer"), 1);
    // What a title says in 万 is counted in it.
    desk.import("月份,发放积分（万）\n2025-03,1.5\n", &["--kind", "points"]);
    assert_eq!(
        desk.number("SELECT issued FROM loyalty_month WHERE customer_id IS NULL"),
        15_000
    );
}

#[test]
fn a_date_of_leaving_is_held_against_the_day_of_winning_that_the_ledger_has() {
    let desk = Desk::new();
    desk.import(
        "客户编号,获客日期\nA,2025-03-01\nB,2025-03-01\n",
        &["--kind", "customers"],
    );
    let told = desk.import(
        "客户编号,流失日期\nA,2025-02-28\nB,2025-03-02\n",
        &["--kind", "customers"],
    );
    assert_eq!(counts(&told), [0, 1, 0, 1], "{told}");
    let refused = &told["rejected"][0];
    assert_eq!(
        [&refused["row"], &refused["column"], &refused["value"], &refused["code"]],
        [
            &json!(2),
            &json!("流失日期"),
            &json!("2025-02-28"),
            &json!("lapsed_before_acquired")
        ]
    );
    assert_eq!(
        desk.number("SELECT count(*) FROM customer WHERE lapsed_on IS NOT NULL"),
        1
    );
    // The other way round: a later day of winning than that of leaving.
    let told = desk.import("客户编号,获客日期\nB,2025-03-03\n", &["--kind", "customers"]);
    assert_eq!(told["rejected"][0]["column"], "获客日期", "{told}");
}

#[test]
fn rates_in_their_thousands_come_in_at_once_change_and_go_back() {
    let desk = Desk::new();
    let table = |usd: &str| {
        let heads = ["USD", "JPY", "GBP", "CNY", "CHF", "SEK"];
        let mut text = format!("Date,{}\n", heads.join(","));
        for day in 1..=28 {
            text += &format!("2025-02-{day:02},{usd},160,0.8,8,0.95,11\n");
        }
        text
    };
    let words = ["--kind", "rates"];
    let told = desk.import(&table("1.25"), &words);
    assert_eq!(counts(&told), [28, 0, 0, 0], "{told}");
    // Per euro 8 yuan and 1.25 dollars: a dollar is 6.4 yuan. Six columns and the euro itself less the base: six rates.
    assert_eq!(desk.number("SELECT count(*) FROM rate"), 28 * 6);
    assert_eq!(
        desk.number("SELECT count(*) FROM rate WHERE currency = 'USD' AND rate = '6.4'"),
        28
    );
    assert_eq!(counts(&desk.import(&table("1.25"), &words)), [0, 0, 28, 0]);
    assert_eq!(counts(&desk.import(&table("1.6"), &words)), [0, 28, 0, 0]);
    assert_eq!(
        desk.number("SELECT count(*) FROM rate WHERE currency = 'USD' AND rate = '5'"),
        28
    );
    desk.on("undo", &[]);
    assert_eq!(
        desk.number("SELECT count(*) FROM rate WHERE currency = 'USD' AND rate = '6.4'"),
        28
    );
    desk.on("undo", &[]);
    assert_eq!(desk.number("SELECT count(*) FROM rate"), 0);
    desk.sound();
    // Of two of one day the last counts, and it is one rate.
    desk.import("日期,币种,汇率\n2025-01-01,USD,7\n2025-01-01,USD,7.1\n", &words);
    assert_eq!(desk.number("SELECT count(*) FROM rate WHERE rate = '7.1'"), 1);
    desk.sound();
}

#[test]
fn nobody_comes_to_or_speaks_of_an_activity_that_has_not_begun() {
    let desk = Desk::new();
    let far = json!({ "code": "A", "name": "展会", "starts_on": "2099-03-01", "invited": 10, "responses": 4 });
    desk.call("set_activity", far);
    let refused = |command: &str, input: Value| desk.call_refused(command, input)["code"].clone();
    let late = json!("activity_not_begun");
    assert_eq!(refused("set_activity", json!({ "code": "A", "attendance": 3 })), late);
    assert_eq!(refused("set_activity", json!({ "code": "A", "score": "4" })), late);
    assert_eq!(
        refused(
            "set_register_row",
            json!({ "register": "activity", "code": "A", "cells": { "attendance": "3" } })
        ),
        late
    );
    let feedback = json!({ "date": "2025-01-05", "activity": "A", "satisfaction": 5 });
    assert_eq!(refused("set_feedback", feedback), late);
    let cells = json!({ "noted_on": "2025-01-05", "activity": "A", "satisfaction": "5" });
    assert_eq!(
        refused("set_register_row", json!({ "register": "feedback", "cells": cells })),
        late
    );
    let told = desk.import("日期,活动,满意度\n2025-01-05,A,5\n", &["--kind", "feedback"]);
    assert_eq!(
        (&told["rejected"][0]["code"], &told["rejected"][0]["column"]),
        (&late, &json!("活动"))
    );
    let told = desk.import(
        "活动编号,名称,开始日期,邀请人数,到场人数,响应人数\nB,会,2099-01-01,,5,\nC,谈,2025-01-01,3,,4\n",
        &["--kind", "activities"],
    );
    let faults: Vec<&Value> = told["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["code"])
        .collect();
    assert_eq!(faults, [&late, &json!("responses_above_invited")], "{told}");
    // A refused row leaves nothing behind.
    assert_eq!(desk.number("SELECT count(*) FROM activity"), 1);
    desk.sound();
}

#[test]
fn rows_taken_out_of_a_workbook_go_when_that_is_wished() {
    let desk = Desk::new();
    for day in 1..=3 {
        desk.call("set_customer", json!({ "code": "甲" }));
        let (on, number) = (format!("2025-01-0{day}"), format!("N{day}"));
        let cells = json!({ "ordered_on": on, "customer": "甲", "amount": "10", "number": number });
        desk.call("set_register_row", json!({ "register": "order", "cells": cells }));
    }
    let whole = json!({ "path": desk.path("o.xlsx"), "query": { "register": "order" } });
    desk.call("export_register", whole);
    // One that comes later was never in the workbook.
    let cells = json!({ "ordered_on": "2025-01-09", "customer": "甲", "amount": "10", "number": "N9" });
    desk.call("set_register_row", json!({ "register": "order", "cells": cells }));
    // The newest come first, from row 3 on: row 4 is N2.
    desk.write(
        "o.xlsx",
        edited(&desk.bytes("o.xlsx"), |xml| {
            let start = xml.find("<row r=\"4\"").unwrap();
            let end = xml[start..].find("</row>").unwrap() + start + 6;
            xml.replace_range(start..end, "");
        }),
    );
    let take = |more: Value| {
        let mut input = json!({ "path": desk.path("o.xlsx") });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        desk.call("take_register", input)
    };
    let told = take(json!({ "dry_run": true }));
    assert_eq!(
        [&told["missing"], &told["removable"], &told["removed"]],
        [&json!(1), &json!(1), &json!(0)]
    );
    assert_eq!(told["cells"][0]["state"], "missing");
    let told = take(json!({ "remove_missing": true, "dry_run": true }));
    assert_eq!(
        (&told["removed"], &told["cells"][0]["state"]),
        (&json!(1), &json!("removed"))
    );
    assert_eq!(desk.number("SELECT count(*) FROM customer_order"), 4);
    let told = take(json!({ "remove_missing": true }));
    assert_eq!((&told["removed"], &told["missing"]), (&json!(1), &json!(0)), "{told}");
    assert_eq!(
        desk.number("SELECT count(*) FROM customer_order WHERE number <> 'N2'"),
        3
    );
    assert_eq!(desk.number("SELECT count(*) FROM customer_order"), 3);
    desk.on("undo", &[]);
    assert_eq!(desk.number("SELECT count(*) FROM customer_order"), 4);
    desk.sound();
    // What the ledger has changed since stays, unless the workbook is to win.
    let id = desk.number("SELECT id FROM customer_order WHERE number = 'N2'");
    desk.call(
        "set_register_row",
        json!({ "register": "order", "id": id, "cells": { "amount": "11" } }),
    );
    let told = take(json!({ "remove_missing": true, "dry_run": true }));
    assert_eq!((&told["removed"], &told["stale"]), (&json!(0), &json!(1)), "{told}");
    let told = take(json!({ "remove_missing": true, "stale": true, "dry_run": true }));
    assert_eq!(told["removed"], 1);
}

#[test]
fn a_derivation_is_in_the_language_of_its_report() {
    let desk = Desk::bare();
    // The system speaks English here, the ledger Chinese.
    desk.done(&["new", LEDGER, "--language", "zh-CN"]);
    desk.call(
        "add_entry",
        json!({ "date": "2025-01-05", "category": "7.2", "amount": "10" }),
    );
    let asked = |query: Value| {
        let told = desk.call(
            "explain",
            json!({ "report": "acquisition", "query": query, "field": "cost" }),
        );
        told["figures"][0]["figure"]["label"].as_str().unwrap().to_owned()
    };
    assert_eq!(asked(json!({ "from": "2025-01", "to": "2025-12" })), "费用");
    assert_eq!(
        asked(json!({ "from": "2025-01", "to": "2025-12", "language": "en" })),
        "Cost"
    );
}
