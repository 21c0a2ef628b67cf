//! The list of entries as a desk: conditions, views, many entries at once, parts, rules, histories.

use serde_json::{Value, json};

use crate::desk::{Desk, cents, row};

/// A bank's statement: 3 rents and 2 taxes that are no customer cost, an advertisement, a refund, fees that came in.
const BANK: &str = "交易日期,支出,收入,对方户名,摘要\n\
    2025-01-05,46000.00,,恒基物业,1月办公室租金\n\
    2025-02-05,46000.00,,恒基物业,2月办公室租金\n\
    2025-03-05,46000.00,,恒基物业,3月办公室租金\n\
    2025-01-15,8000.50,,国家税务局,缴纳增值税\n\
    2025-02-15,9000.25,,国家税务局,缴纳增值税\n\
    2025-02-20,12000.00,,百川广告,搜索推广充值\n\
    2025-03-02,,500.00,百川广告,推广余额退回\n\
    2025-03-10,,3000.00,远航贸易,一季度服务费\n";

fn page(desk: &Desk, query: Value) -> Value {
    desk.call("entries", query)
}

fn ids(page: &Value) -> Vec<i64> {
    let entries = page["entries"].as_array().unwrap();
    entries.iter().map(|entry| entry["id"].as_i64().unwrap()).collect()
}

#[test]
fn a_rule_sorts_the_rows_of_an_import_that_name_no_category_and_says_how_many() {
    let desk = Desk::new();
    let rent = desk.call("set_rule", json!({ "when": { "memo": "租金" }, "category": "99" }));
    desk.call(
        "set_rule",
        json!({ "when": { "vendor": "百川", "money": "out" }, "category": "7.2", "channel": null }),
    );
    let told = desk.import(BANK, &[]);
    // By hand: 8000.50 + 9000.25 of taxes stay uncategorised and count; 12,000.00 of advertising; rent is out of scope.
    assert_eq!(told["cost"], "29000.75");
    let rules = told["rules"].as_array().unwrap();
    assert_eq!(
        rules
            .iter()
            .map(|rule| (rule["rows"].as_u64().unwrap(), rule["category"].as_str().unwrap()))
            .collect::<Vec<_>>(),
        [(1, "7.2"), (3, "99")],
        "the newer rule is tried first"
    );
    assert_eq!(rules[1]["id"], rent["id"]);
    assert_eq!(desk.records(), ["new", "set_rule", "set_rule", "import"]);
    // A row that names its category is left alone.
    let named = desk.import("date,category,amount,memo\n2025-04-01,8.1,10.00,租金\n", &[]);
    assert_eq!((&named["rules"], &named["cost"]), (&json!([]), &json!("10.00")));
    desk.sound();
}

#[test]
fn a_dry_run_tells_the_names_of_what_would_be_made_and_what_rules_would_take() {
    let desk = Desk::new();
    desk.call("set_rule", json!({ "when": { "file": "IN-" }, "category": "99" }));
    let told = desk.import(BANK, &["--dry-run"]);
    assert_eq!(
        told["created_names"],
        json!({ "vendors": ["恒基物业", "国家税务局", "百川广告"] })
    );
    assert_eq!(told["rules"][0]["rows"], 8, "the name of the file, whatever its case");
    assert_eq!(told["cost"], "0.00");
    assert!(desk.entries().is_empty());
}

#[test]
fn rules_are_offered_on_what_is_there_and_applied_as_one_change() {
    let desk = Desk::new();
    desk.import(BANK, &[]);
    desk.call("set_rule", json!({ "when": { "vendor": "税务局" }, "category": "99" }));
    desk.call("set_rule", json!({ "when": { "memo": "退回" }, "category": "7.2" }));
    let before = desk.records();
    let trial = desk.call("apply_rules", json!({ "dry_run": true }));
    assert_eq!((&trial["count"], &trial["changed"]), (&json!(8), &json!(3)));
    assert_eq!(desk.records(), before, "a preview leaves nothing");
    let done = desk.call("apply_rules", json!({}));
    assert_eq!(done["changed"], 3);
    let after = page(&desk, json!({ "filter": [{ "field": "category", "value": "7.2" }] }));
    // What came in as uncategorised money is a refund under a cost: it turns its sign.
    assert_eq!(after["cost"], "-500.00");
    // By hand: 46,000 × 3 + 12,000 − 500.
    assert_eq!(
        desk.variance(&["--from", "2025-01", "--to", "2025-12"])["total"]["actual"],
        "149500.00"
    );
    desk.on("undo", &[]);
    let report = desk.variance(&["--from", "2025-01", "--to", "2025-12"]);
    assert_eq!(row(&report, "category", "0", false)["actual"], "167000.75");
    desk.sound();
}

#[test]
fn a_rule_without_a_text_and_one_that_is_gone_are_refused() {
    let desk = Desk::new();
    let empty = json!({ "when": { "memo": "  ", "money": "out" }, "category": "99" });
    assert_eq!(desk.call_refused("set_rule", empty)["code"], "rule_takes_all");
    let unknown = json!({ "when": { "memo": "x" }, "category": "77.7" });
    assert_eq!(desk.call_refused("set_rule", unknown)["code"], "category_unknown");
    assert_eq!(
        desk.call_refused("remove_rule", json!({ "id": 4 }))["code"],
        "rule_unknown"
    );
    let rule = desk.call("set_rule", json!({ "when": { "memo": "x" }, "category": "99" }));
    let off = json!({ "id": rule["id"], "when": { "memo": "租金" }, "category": "99", "active": false });
    desk.call("set_rule", off);
    assert_eq!(
        desk.import(BANK, &[])["rules"],
        json!([]),
        "an inactive rule takes nothing"
    );
    desk.call("remove_rule", json!({ "id": rule["id"] }));
    assert_eq!(desk.call("rules", json!({})), json!([]));
    desk.sound();
}

#[test]
fn many_entries_change_as_one_record_whose_preview_is_what_happens() {
    let desk = Desk::new();
    desk.import(BANK, &[]);
    let query = json!({ "search": "租金" });
    let set = json!({ "category": "99", "department": "sales" });
    let mut ask = json!({ "query": query, "set": set, "dry_run": true });
    let trial = desk.call("change_entries", ask.clone());
    ask["dry_run"] = json!(false);
    let done = desk.call("change_entries", ask.clone());
    assert_eq!(trial, done);
    assert_eq!((&done["count"], &done["changed"]), (&json!(3), &json!(3)));
    assert_eq!(
        (&done["cost_before"], &done["cost_after"]),
        (&json!("138000.00"), &json!("0.00"))
    );
    let category = json!({ "field": "category", "before": [{ "value": "0", "count": 3 }], "after": [{ "value": "99", "count": 3 }] });
    assert_eq!(done["fields"][0], category);
    assert_eq!(done["fields"][1]["before"], json!([{ "value": null, "count": 3 }]));
    assert_eq!(desk.records(), ["new", "import", "change_entries"]);
    assert_eq!(
        desk.call("change_entries", ask)["changed"],
        0,
        "what is so already does not change"
    );
    assert_eq!(desk.records().len(), 3, "and leaves no record");
    desk.on("undo", &[]);
    let taken_back = page(&desk, json!({ "search": "租金" }));
    assert_eq!(taken_back["cost"], "138000.00");
    desk.sound();
}

#[test]
fn what_is_done_to_many_can_be_done_always_with_a_rule_that_fits_only_them() {
    let desk = Desk::new();
    desk.import(BANK, &[]);
    let aside = ids(&page(&desk, json!({ "search": "恒基" })))
        .into_iter()
        .chain(ids(&page(&desk, json!({ "search": "增值税" }))))
        .collect::<Vec<_>>();
    let proposed = desk.call("propose_rules", json!({ "ids": aside, "category": "99" }));
    let whens: Vec<&Value> = proposed.as_array().unwrap().iter().map(|one| &one["when"]).collect();
    assert_eq!(
        whens,
        [&json!({ "vendor": "恒基物业" }), &json!({ "vendor": "国家税务局" })]
    );
    assert_eq!((&proposed[0]["covers"], &proposed[0]["others"]), (&json!(3), &json!(0)));
    let rules: Vec<Value> = whens
        .iter()
        .map(|when| json!({ "when": when, "category": "99" }))
        .collect();
    desk.call(
        "change_entries",
        json!({ "ids": aside, "set": { "category": "99" }, "rules": rules }),
    );
    assert_eq!(
        desk.records(),
        ["new", "import", "change_entries"],
        "rules and change are one record"
    );
    let next = desk.import(
        "交易日期,支出,收入,对方户名,摘要\n2025-04-05,46000.00,,恒基物业,4月办公室租金\n",
        &[],
    );
    assert_eq!((&next["cost"], &next["rules"][0]["rows"]), (&json!("0.00"), &json!(1)));
    desk.call("undo", json!({ "number": 4 }));
    desk.on("undo", &["3"]);
    assert_eq!(
        desk.call("rules", json!({})),
        json!([]),
        "undo takes the rules away with the change"
    );
    desk.sound();
}

#[test]
fn a_change_of_many_that_cannot_be_is_refused_whole() {
    let desk = Desk::new();
    desk.import(BANK, &[]);
    for (ask, code) in [
        (json!({ "set": { "category": "99" } }), "entries_unchosen"),
        (json!({ "ids": [1], "set": {} }), "nothing_set"),
        (json!({ "ids": [1, 99], "set": { "category": "99" } }), "entry_unknown"),
        (json!({ "ids": [1], "set": { "customer": "nobody" } }), "name_unknown"),
        (json!({ "ids": [1], "set": { "stage": "later" } }), "stage_unknown"),
        (
            json!({ "ids": [1], "set": { "category": "99" }, "rules": [{ "when": {}, "category": "99" }] }),
            "rule_takes_all",
        ),
    ] {
        assert_eq!(desk.call_refused("change_entries", ask)["code"], code);
    }
    assert_eq!(desk.records(), ["new", "import"]);
}

#[test]
fn the_parts_of_an_entry_add_up_to_it_to_the_cent() {
    let desk = Desk::with(&["--taxpayer", "general"]);
    desk.import(
        "日期,类别,价税合计,税额,发票票种,摘要,客户\n2025-03-01,5.2,100.00,5.66,数电专票,答谢会,甲\n",
        &[],
    );
    let parts = json!([{ "gross": "33.33", "category": "8.5", "memo": "礼品" }, { "customer": "" }, {}]);
    let trial = desk.call("split_entry", json!({ "id": 1, "parts": parts, "dry_run": true }));
    assert_eq!(desk.entries().len(), 1);
    let done = desk.call("split_entry", json!({ "id": 1, "parts": parts }));
    assert_eq!(trial, done);
    let told: Vec<_> = done
        .as_array()
        .unwrap()
        .iter()
        .map(|part| {
            json!([
                part["gross"],
                part["tax"],
                part["net"],
                part["category"],
                part["customer"]
            ])
        })
        .collect();
    // 66.67 left in halves, the odd cent to the first; 5.66 of tax by 3333 : 3334 : 3333: exact shares 188.6, 188.7 and
    // 188.6 cents, so each 188 and the two cents left to the largest remainder and then the first.
    assert_eq!(
        told,
        [
            json!(["33.33", "1.89", "31.44", "8.5", "甲"]),
            json!(["33.34", "1.89", "31.45", "5.2", null]),
            json!(["33.33", "1.88", "31.45", "5.2", "甲"]),
        ]
    );
    assert_eq!(desk.records(), ["new", "import", "split_entry"]);
    desk.sound();
    let again = desk.import(
        "日期,类别,价税合计,税额,发票票种,摘要,客户\n2025-03-01,5.2,100.00,5.66,数电专票,答谢会,甲\n",
        &[],
    );
    assert_eq!(again["duplicates"], 1, "the file's row is known as before");
    desk.on("undo", &[]);
    assert_eq!(desk.entries().len(), 1);
    desk.sound();
}

#[test]
fn parts_in_another_currency_add_up_in_both() {
    let desk = Desk::new();
    desk.call(
        "set_rate",
        json!({ "date": "2025-01-01", "currency": "USD", "rate": "7.1234" }),
    );
    desk.call(
        "add_entry",
        json!({ "date": "2025-01-02", "amount": "10.00", "currency": "USD" }),
    );
    let done = desk.call("split_entry", json!({ "id": 1, "parts": [{}, {}, {}] }));
    let sum = |field: &str| {
        done.as_array()
            .unwrap()
            .iter()
            .map(|part| cents(&part[field]))
            .sum::<i64>()
    };
    // 10.00 × 7.1234 = 71.234 → 71.23.
    assert_eq!((sum("gross"), sum("base")), (10_00, 71_23));
    desk.sound();
}

#[test]
fn parts_that_do_not_add_up_are_refused_with_the_difference() {
    let desk = Desk::new();
    desk.call("add_entry", json!({ "date": "2025-01-02", "amount": "100.00" }));
    let ask = |parts: Value| json!({ "id": 1, "parts": parts });
    let off = desk.call_refused("split_entry", ask(json!([{ "gross": "60.00" }, { "gross": "39.99" }])));
    assert_eq!(
        (&off["code"], &off["facts"]["rest"]),
        (&json!("split_mismatch"), &json!("0.01"))
    );
    for (parts, code) in [
        (json!([{ "gross": "100.00" }]), "split_too_few"),
        (json!([{ "gross": "100.00" }, {}]), "split_part_empty"),
        (json!([{ "gross": "1.005" }, {}]), "amount_decimals"),
    ] {
        assert_eq!(desk.call_refused("split_entry", ask(parts))["code"], code);
    }
    assert_eq!(desk.records(), ["new", "add_entry"]);
}

#[test]
fn an_entry_tells_who_changed_what_and_when() {
    let desk = Desk::new();
    desk.import(BANK, &[]);
    desk.call("change_entries", json!({ "ids": [1], "set": { "category": "99" } }));
    let entry = json!({ "date": "2025-01-06", "amount": "46000.50", "category": "99", "memo": "1月办公室租金", "vendor": "恒基物业", "paid_on": "2025-01-05" });
    desk.call("change_entry", json!({ "id": 1, "entry": entry }));
    let history = desk.call("entry_history", json!({ "id": 1 }));
    let records = history["records"].as_array().unwrap();
    let told: Vec<_> = records
        .iter()
        .map(|r| {
            (
                r["command"].as_str().unwrap(),
                r["step"].as_str().unwrap(),
                r["can_undo"].as_bool().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("change_entry", "changed", true),
            ("change_entries", "changed", true),
            ("import", "added", false)
        ]
    );
    let changes: Vec<_> = records[0]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| json!([c["field"], c["before"], c["after"]]))
        .collect();
    assert_eq!(
        changes,
        [
            json!(["date", "2025-01-05", "2025-01-06"]),
            json!(["gross", "46000.00", "46000.50"]),
            json!(["net", "46000.00", "46000.50"]),
        ]
    );
    assert_eq!(
        records[1]["changes"][0],
        json!({ "field": "category", "before": "0", "after": "99" })
    );
    assert_eq!(records[1]["author"], "tester");
    assert_eq!(history["labels"]["category"]["99"], "Out of scope");
    desk.call("undo", json!({ "number": records[0]["number"] }));
    let after = desk.call("entry_history", json!({ "id": 1 }));
    assert_eq!(
        (&after["records"][0]["command"], &after["records"][0]["can_undo"]),
        (&json!("undo"), &json!(false))
    );
    assert_eq!(
        after["records"][1]["can_undo"], false,
        "what is undone is not undone again"
    );
    assert_eq!(
        desk.call_refused("entry_history", json!({ "id": 99 }))["code"],
        "entry_unknown"
    );
}

#[test]
fn the_list_answers_each_condition_and_sums_what_it_shows() {
    let desk = Desk::with(&["--taxpayer", "general"]);
    desk.import(
        "日期,类别,金额,税额,发票票种,客户,状态,摘要\n\
         2025-01-01,7.2,100.00,6.00,数电专票,甲,,一\n\
         2025-01-02,8.4,100.00,6.00,数电专票,乙,,二\n\
         2025-01-03,11.1,900.00,,,甲,,三\n\
         2025-01-04,99,50.00,,,,,四\n\
         2025-01-05,,70.00,,,,草稿,五\n\
         2025-01-06,10.1,20.00,,,,,1234.50\n",
        &[],
    );
    let found = |query: Value| {
        let page = page(&desk, query);
        (ids(&page), page["count"].as_i64().unwrap())
    };
    assert_eq!(found(json!({ "kinds": ["cost"] })), (vec![1, 2, 5], 3));
    assert_eq!(found(json!({ "kinds": ["income", "offset"] })), (vec![3, 6], 2));
    assert_eq!(found(json!({ "status": "draft" })), (vec![5], 1));
    assert_eq!(found(json!({ "uncategorised": true })), (vec![5], 1));
    assert_eq!(found(json!({ "untaxed": true })), (vec![3, 4, 5, 6], 4));
    assert_eq!(
        found(json!({ "filter": [{ "field": "customer", "value": "" }] })),
        (vec![4, 5, 6], 3)
    );
    // The range goes by the cost that is shown: 100.00 net of advertising, 106.00 gross of a dinner.
    assert_eq!(found(json!({ "least": "100.00", "most": "100.00" })), (vec![1], 1));
    assert_eq!(found(json!({ "least": "106.00", "most": "899.99" })), (vec![2], 1));
    assert_eq!(found(json!({ "ids": [1, 4], "except": [4] })), (vec![1], 1));
    assert_eq!(
        found(json!({ "search": "106" })),
        (vec![1, 2], 2),
        "an amount is found as gross too"
    );
    assert_eq!(
        found(json!({ "search": "1,234.50" })).0,
        Vec::<i64>::new(),
        "a text is not an amount"
    );
    assert_eq!(found(json!({ "sort": "-base" })).0, [3, 2, 1, 5, 4, 6]);
    assert_eq!(found(json!({ "sort": "category" })).0, [5, 1, 2, 6, 3, 4]);
    assert_eq!(
        found(json!({ "sort": "customer" })).0[3..],
        [4, 5, 6],
        "none comes last"
    );
    assert_eq!(
        found(json!({ "sort": "-customer" })).0[3..],
        [6, 5, 4],
        "in both directions"
    );
    let all = page(&desk, json!({}));
    let sums = ["cost", "income", "offset", "out_of_scope"].map(|kind| all[kind].as_str().unwrap());
    assert_eq!(sums, ["276.00", "900.00", "20.00", "50.00"]);
    assert_eq!(
        desk.run(&["call", "l.kezhang", "entries", r#"{"sort":"moon"}"#]).code,
        2
    );
}

#[test]
fn a_view_keeps_conditions_columns_and_order_under_a_name() {
    let desk = Desk::new();
    let columns = json!([{ "field": "date", "width": 120 }, { "field": "base", "width": null }]);
    let view = json!({ "name": " 大额 ", "query": { "least": "10000.00", "sort": "-base", "limit": 5, "offset": 40 }, "columns": columns });
    desk.call("set_view", view);
    let views = desk.call("views", json!({}));
    assert_eq!((&views[0]["name"], &views[0]["columns"]), (&json!("大额"), &columns));
    assert_eq!(
        (&views[0]["query"]["least"], &views[0]["query"]["sort"]),
        (&json!("10000.00"), &json!("-base"))
    );
    assert_eq!(
        (&views[0]["query"]["limit"], &views[0]["query"]["offset"]),
        (&Value::Null, &json!(0))
    );
    desk.call("set_view", json!({ "name": "大额", "query": {}, "columns": [] }));
    assert_eq!(
        desk.call("views", json!({})).as_array().unwrap().len(),
        1,
        "the name is its own"
    );
    desk.call("remove_view", json!({ "name": "大额" }));
    assert_eq!(
        desk.call_refused("remove_view", json!({ "name": "大额" }))["code"],
        "view_unknown"
    );
    assert_eq!(
        desk.call_refused("set_view", json!({ "name": " ", "query": {}, "columns": [] }))["code"],
        "name_missing"
    );
    desk.on("undo", &[]);
    assert_eq!(desk.call("views", json!({}))[0]["name"], "大额");
    desk.sound();
}

#[test]
fn an_export_has_the_columns_that_were_chosen_in_their_order() {
    let desk = Desk::new();
    desk.import(BANK, &[]);
    let ask = json!({ "query": { "search": "租金", "sort": "-date" }, "format": "csv", "path": "e.csv", "columns": ["base", "date", "vendor"] });
    desk.call("export_entries", ask);
    let text = String::from_utf8(desk.bytes("e.csv")).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[..2], ["base,date,vendor", "46000.00,2025-03-05,恒基物业"]);
    assert_eq!(lines.len(), 4);
}

#[test]
fn the_imports_are_listed_with_what_they_brought_and_whether_they_stand() {
    let desk = Desk::new();
    desk.import(BANK, &[]);
    desk.import("code,name\nC1,甲\n", &["--kind", "customers"]);
    desk.on("undo", &["2"]);
    let told: Vec<Value> = desk
        .call("imports", json!({}))
        .as_array()
        .unwrap()
        .iter()
        .map(|one| json!([one["kind"], one["rows"], one["cost"], one["is_undone"], one["number"]]))
        .collect();
    // By hand: 138,000 + 17,000.75 + 12,000; what came in is income.
    assert_eq!(
        told,
        [
            json!(["customers", 1, null, false, 3]),
            json!(["entries", 8, "167000.75", true, 2])
        ]
    );
}

#[test]
fn rejected_cells_can_be_taken_along_as_a_table() {
    let desk = Desk::new();
    let cells = json!([{ "row": 7, "column": "金额", "value": "=八百", "reason": "不是金额" }]);
    desk.call("export_rejected", json!({ "cells": cells, "path": "r.csv" }));
    let text = String::from_utf8(desk.bytes("r.csv")).unwrap();
    assert_eq!(text, "\u{feff}Row,Column,Value,Reason\n7,金额,'=八百,不是金额\n");
}

#[test]
fn the_sample_company_has_rules_that_fit_its_rows_and_views_that_find_some() {
    let desk = Desk::with(&["--sample"]);
    let rules = desk.call("rules", json!({}));
    for rule in rules.as_array().unwrap() {
        let memo = &rule["when"]["memo"];
        let found = page(&desk, json!({ "search": memo, "limit": 1 }));
        assert!(found["count"].as_i64().unwrap() > 0, "{memo}");
        assert_eq!(found["entries"][0]["category"], rule["category"]);
    }
    for view in desk.call("views", json!({})).as_array().unwrap() {
        assert!(
            page(&desk, view["query"].clone())["count"].as_i64().unwrap() > 3,
            "{view}"
        );
    }
    // Entries kept by rules are out of every figure, but in the list.
    assert!(
        desk.number("SELECT count(*) FROM entry e JOIN category c ON c.id = e.category_id WHERE c.code = '99'") > 50
    );
}
