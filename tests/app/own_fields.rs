//! Own fields of entries and of what is kept by month: typed, imported, asked by, changed for many, exported, undone.
//!
//! Expected rows are those of the tables in the tests, picked out by hand.

use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER};

const FILE: &str = "日期,类别,金额,摘要,付款方式,公里数,凭证号\n\
    2025-01-05,8.4,100,宴请甲,公司卡,,记-12\n\
    2025-01-06,8.1,200,拜访甲,员工垫付,35.5,\n\
    2025-02-07,8.1,300,拜访乙,员工垫付,120,记-13\n\
    2025-03-08,7.2,400,投放,,,记-9\n";

/// A ledger whose entries have three own fields, filled by an import.
fn desk() -> Desk {
    let desk = Desk::new();
    for (name, kind, choices) in [
        ("付款方式", "choice", json!(["对公转账", "公司卡", "员工垫付"])),
        ("公里数", "number", json!([])),
        ("凭证号", "text", json!([])),
    ] {
        let new = json!({ "register": "entry", "name": name, "kind": kind, "choices": choices });
        desk.call("set_own_field", new);
    }
    let told = desk.import(FILE, &[]);
    assert_eq!(
        (told["imported"].as_u64(), &told["notices"]),
        (Some(4), &json!([])),
        "{told}"
    );
    desk
}

fn memos(desk: &Desk, query: Value) -> Vec<String> {
    let page = desk.call("entries", query);
    let entries = page["entries"].as_array().unwrap();
    assert_eq!(page["count"].as_u64(), Some(entries.len() as u64), "{page}");
    entries
        .iter()
        .map(|entry| entry["memo"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn entries_are_found_by_their_own_fields() {
    let desk = desk();
    let by = |own: Value| memos(&desk, json!({ "own": [own] }));
    assert_eq!(
        by(json!({ "column": "付款方式", "is": ["员工垫付"] })),
        ["拜访甲", "拜访乙"]
    );
    assert_eq!(
        by(json!({ "column": "own:1", "is": ["公司卡", ""] })),
        ["宴请甲", "投放"]
    );
    // As numbers: 120 lies beyond 35.5, though its text does not.
    assert_eq!(by(json!({ "column": "公里数", "from": "36" })), ["拜访乙"]);
    assert_eq!(by(json!({ "column": "公里数", "to": "35.50" })), ["拜访甲"]);
    assert_eq!(by(json!({ "column": "凭证号", "has": "记-1" })), ["宴请甲", "拜访乙"]);
    // Fields narrow one another; the same field twice is or.
    let both = json!({ "filter": [
        { "field": "own:付款方式", "value": "员工垫付" }, { "field": "own:付款方式", "value": "公司卡" }, { "field": "category", "value": "8.1" },
    ] });
    assert_eq!(memos(&desk, both), ["拜访甲", "拜访乙"]);
    assert_eq!(memos(&desk, json!({ "search": "记-13" })), ["拜访乙"]);
    assert_eq!(
        memos(
            &desk,
            json!({ "search": "拜访", "own": [{ "column": "公里数", "from": "100" }] })
        ),
        ["拜访乙"]
    );
    // What has no value comes last, whichever way.
    assert_eq!(memos(&desk, json!({ "sort": "own:公里数" }))[..2], ["拜访甲", "拜访乙"]);
    assert_eq!(
        memos(&desk, json!({ "sort": "-own:公里数" }))[..2],
        ["拜访乙", "拜访甲"]
    );
    let sum = desk.call(
        "entries",
        json!({ "own": [{ "column": "付款方式", "is": ["员工垫付"] }] }),
    );
    assert_eq!(sum["cost"], "500.00");
    for own in [
        json!({ "column": "颜色", "is": ["红"] }),
        json!({ "column": "own:9", "is": ["红"] }),
    ] {
        let told = desk.call_refused("entries", json!({ "own": [own] }));
        assert_eq!(told["code"], "register_column_unknown", "{told}");
    }
    let told = desk.call_refused("entries", json!({ "own": [{ "column": "公里数", "from": "far" }] }));
    assert_eq!(told["code"], "bound_invalid", "{told}");
}

#[test]
fn reports_and_files_carry_the_own_fields_of_entries() {
    let desk = desk();
    let told = desk.done(&[
        "report",
        LEDGER,
        "entries",
        "--filter",
        "own:付款方式=公司卡",
        "--format",
        "csv",
    ]);
    let text = told.text();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].ends_with(",batch,付款方式,公里数,凭证号"), "{}", lines[0]);
    assert!(lines.len() == 2 && lines[1].ends_with(",公司卡,,记-12"), "{lines:?}");
    let entries = desk.entries();
    assert_eq!(entries[1]["own"], json!({ "付款方式": "员工垫付", "公里数": "35.5" }));
    assert!(
        entries[3]
            .get("own")
            .is_some_and(|own| own == &json!({ "凭证号": "记-9" }))
    );
    // Columns as chosen in the window, an own one by its key; the file comes back with its values.
    let columns = json!(["date", "own:2", "memo"]);
    desk.call(
        "export_entries",
        json!({ "query": {}, "format": "csv", "path": "some.csv", "columns": columns }),
    );
    let some = String::from_utf8(desk.bytes("some.csv")).unwrap();
    assert!(
        some.contains("公里数") && some.contains("35.5") && !some.contains("公司卡"),
        "{some}"
    );
    desk.call(
        "export_entries",
        json!({ "query": {}, "format": "xlsx", "path": "all.xlsx" }),
    );
    let other = Desk::new();
    let new = json!({ "register": "entry", "name": "公里数", "kind": "number" });
    other.call("set_own_field", new);
    other.write("all.xlsx", desk.bytes("all.xlsx"));
    other.import_file("all.xlsx", &[]);
    assert_eq!(
        memos(&other, json!({ "own": [{ "column": "公里数", "from": "1" }] })),
        ["拜访甲", "拜访乙"]
    );
    other.sound();
    desk.sound();
}

#[test]
fn an_import_brings_own_fields_of_entries_and_takes_them_with_it() {
    let desk = desk();
    // Mapped to a column of another name; a bad cell rejects its row alone; an equal row is a duplicate.
    let told = desk.import(
        "日期,类别,金额,摘要,怎么付的\n2025-04-01,8.1,10,车费,公司卡\n2025-04-02,8.1,20,停车,现金\n2025-04-01,8.1,10,车费,公司卡\n",
        &["--map", "own:付款方式=怎么付的", "--on-duplicate", "skip"],
    );
    assert_eq!(
        (&told["imported"], &told["rejected"][0]["code"]),
        (&json!(2), &json!("word_unknown")),
        "{told}"
    );
    assert_eq!(told["rejected"][0]["row"], 3);
    let values = "SELECT count(*) FROM own_value WHERE entry_id IS NOT NULL";
    assert_eq!(desk.number(values), 10);
    desk.on("undo", &[]);
    assert_eq!(desk.number(values), 8);
    desk.sound();
    desk.on("redo", &[]);
    assert_eq!(desk.number(values), 10);
    assert_eq!(
        memos(&desk, json!({ "own": [{ "column": "付款方式", "is": ["公司卡"] }] })).len(),
        3
    );
    // A value that was given to an imported entry since stands in the way of undoing its import.
    let id = desk.entries()[5]["id"].clone();
    desk.call(
        "change_entries",
        json!({ "ids": [id], "set": { "own": { "凭证号": "记-20" } } }),
    );
    let records = desk
        .number("SELECT max(number) FROM journal WHERE command = 'import'")
        .to_string();
    assert_eq!(desk.refused("undo", &[&records])["code"], "undo_blocked");
    // A trial writes none of it.
    let before = desk.number(values);
    desk.import("日期,类别,金额,付款方式\n2025-05-01,8.1,10,公司卡\n", &["--dry-run"]);
    assert_eq!(desk.number(values), before);
    desk.sound();
}

#[test]
fn own_fields_of_entries_are_changed_one_by_one_and_for_many_at_once() {
    let desk = desk();
    let added = desk.call(
        "add_entry",
        json!({ "date": "2025-05-01", "category": "8.1", "amount": "90", "memo": "高铁", "own": { "公里数": "1,200.50", "付款方式": "公司卡" } }),
    );
    assert_eq!(
        added["own"],
        json!({ "付款方式": "公司卡", "公里数": "1200.5" }),
        "{added}"
    );
    let id = added["id"].clone();
    let changed = desk.call(
        "change_entry",
        json!({ "id": id, "entry": { "date": "2025-05-01", "category": "8.1", "amount": "90", "memo": "高铁", "own": { "own:2": null } } }),
    );
    assert_eq!(
        changed["own"],
        json!({ "付款方式": "公司卡" }),
        "what is not named stays"
    );
    let history = desk.call("entry_history", json!({ "id": id }));
    let step = json!({ "field": "公里数", "before": "1200.5", "after": null });
    assert_eq!(history["records"][0]["changes"], json!([step]), "{history}");
    desk.on("undo", &[]);
    assert_eq!(desk.call("entry", json!({ "id": id }))["own"]["公里数"], "1200.5");
    // Parts have what the whole had; removing one takes its values with it, and undo brings them back.
    let parts = desk.call("split_entry", json!({ "id": id, "parts": [{ "gross": "40" }, {}] }));
    assert_eq!(parts[1]["own"]["公里数"], "1200.5", "{parts}");
    desk.call("remove_entry", json!({ "id": parts[1]["id"] }));
    desk.on("undo", &[]);
    assert_eq!(
        desk.call("entry", json!({ "id": parts[1]["id"] }))["own"]["付款方式"],
        "公司卡"
    );
    // The trial tells what the change does.
    let set = json!({ "query": { "filter": [{ "field": "category", "value": "8.1" }] }, "set": { "own": { "付款方式": "对公转账" } } });
    let mut trial = set.clone();
    trial["dry_run"] = true.into();
    let told = desk.call("change_entries", trial);
    let field = json!([{
        "field": "付款方式",
        "before": [{ "value": "公司卡", "count": 2 }, { "value": "员工垫付", "count": 2 }],
        "after": [{ "value": "对公转账", "count": 4 }],
    }]);
    assert_eq!((&told["changed"], &told["fields"]), (&json!(4), &field), "{told}");
    assert_eq!(
        memos(&desk, json!({ "own": [{ "column": "付款方式", "is": ["对公转账"] }] })).len(),
        0
    );
    assert_eq!(desk.call("change_entries", set)["fields"], field);
    assert_eq!(
        memos(&desk, json!({ "own": [{ "column": "付款方式", "is": ["对公转账"] }] })).len(),
        4
    );
    desk.sound();
    desk.on("undo", &[]);
    assert_eq!(
        memos(&desk, json!({ "own": [{ "column": "付款方式", "is": ["员工垫付"] }] })).len(),
        2
    );
    let refused = desk.call_refused(
        "change_entries",
        json!({ "ids": [1], "set": { "own": { "付款方式": "现金" } } }),
    );
    assert_eq!(refused["code"], "word_unknown", "{refused}");
    desk.sound();
    while desk.run(&["undo", LEDGER, "--json"]).code == 0 {}
    assert_eq!(desk.number("SELECT count(*) FROM own_value"), 0);
    desk.sound();
}

#[test]
fn entries_are_listed_in_their_own_list_and_not_among_the_registers() {
    let desk = desk();
    let alone = desk.call("register", json!({ "register": "entry", "id": 2 }));
    assert_eq!(alone["rows"], json!([{ "id": 2, "cells": ["员工垫付", "35.5", null] }]));
    let told = desk.call_refused("register", json!({ "register": "entry" }));
    assert_eq!(told["code"], "register_of_entries", "{told}");
    let told = desk.call_refused(
        "set_register_row",
        json!({ "register": "entry", "cells": { "公里数": "1" } }),
    );
    assert_eq!(told["code"], "register_row_here", "{told}");
    let told = desk.call_refused("remove_register_row", json!({ "register": "entry", "id": 2 }));
    assert_eq!(told["code"], "register_row_elsewhere", "{told}");
}

#[test]
fn own_fields_of_months_come_and_go_with_a_workbook() {
    let desk = Desk::with(&["--language", "en"]);
    for register in ["metric", "tool_use", "service"] {
        desk.call("set_own_field", json!({ "register": register, "name": "Source" }));
    }
    desk.import(
        "month,channel,leads,Source\n2025-01,Fair,10,stand\n2025-02,Fair,12,\n",
        &["--kind", "metrics"],
    );
    desk.import(
        "tool,month,seats,active,Source\nCRM,2025-01,10,4,log\n",
        &["--kind", "tools"],
    );
    // Rows of one month and customer are one; the last that says something is heard.
    desk.import(
        "month,customer,tickets,Source\n2025-01,Acme,5,desk\n2025-01,Acme,2,mail\n2025-01,Acme,1,\n",
        &["--kind", "service"],
    );
    let value = |register: &str, at: usize| {
        let page = desk.call("register", json!({ "register": register, "language": "en" }));
        page["rows"][at]["cells"].as_array().unwrap().last().unwrap().clone()
    };
    // The newest month stands first.
    assert_eq!([value("metric", 0), value("metric", 1)], [Value::Null, json!("stand")]);
    assert_eq!(
        [value("tool_use", 0), value("service", 0)],
        [json!("log"), json!("mail")]
    );
    let query = json!({ "register": "metric", "filter": [{ "column": "Source", "is": ["stand"] }] });
    assert_eq!(desk.call("register", query)["count"], 1);
    // The same file again changes nothing; another value is a change.
    let again = desk.import(
        "month,channel,leads,Source\n2025-01,Fair,10,stand\n",
        &["--kind", "metrics"],
    );
    assert_eq!(
        (&again["duplicates"], &again["updated"]),
        (&json!(1), &json!(0)),
        "{again}"
    );
    let again = desk.import(
        "month,channel,leads,Source\n2025-01,Fair,10,hall\n",
        &["--kind", "metrics"],
    );
    assert_eq!(again["updated"], 1, "{again}");
    desk.call(
        "export_register",
        json!({ "path": "metrics.xlsx", "query": { "register": "metric" } }),
    );
    let edited = crate::registers::edited_part(&desk.bytes("metrics.xlsx"), "xl/sharedStrings.xml", |xml| {
        *xml = xml.replace(">hall<", ">gate<");
    });
    desk.write("metrics.xlsx", edited);
    let trial = desk.call("take_register", json!({ "path": "metrics.xlsx", "dry_run": true }));
    let cell = &trial["cells"][0];
    assert_eq!(
        (
            &cell["column"],
            &cell["old"],
            &cell["new"],
            trial["cells"].as_array().unwrap().len()
        ),
        (&json!("Source"), &json!("hall"), &json!("gate"), 1),
        "{trial}"
    );
    desk.call("take_register", json!({ "path": "metrics.xlsx" }));
    assert_eq!(value("metric", 1), "gate");
    desk.on("undo", &[]);
    assert_eq!(value("metric", 1), "hall");
    // A row that goes takes its value with it.
    let id = desk.call("register", json!({ "register": "service" }))["rows"][0]["id"].clone();
    desk.call("remove_register_row", json!({ "register": "service", "id": id }));
    assert_eq!(
        desk.number("SELECT count(*) FROM own_value WHERE service_id IS NOT NULL"),
        0
    );
    desk.on("undo", &[]);
    assert_eq!(value("service", 0), "mail");
    desk.sound();
}

const EXTRA: &str = "日期,类别,金额,摘要,公里数,凭证号,登记日\n\
    2025-01-05,8.4,100,宴请甲,,012,2025-01-06\n\
    2025-01-06,8.1,200,拜访甲,35.5,,2025年1月7日\n\
    2025-02-07,8.1,300,拜访乙,\"1,200.50\",013,\n";

/// Names and kinds of the own fields of a register, in order.
fn kinds(desk: &Desk, register: &str) -> Vec<String> {
    let fields = desk.call("own_fields", json!({ "register": register }));
    let fields = fields.as_array().unwrap().iter();
    fields
        .map(|field| {
            format!(
                "{} {}",
                field["name"].as_str().unwrap(),
                field["kind"].as_str().unwrap()
            )
        })
        .collect()
}

#[test]
fn a_column_that_nothing_reads_can_be_kept_and_goes_again_with_the_import() {
    let desk = Desk::new();
    desk.write("extra.csv", EXTRA);
    let told = desk.import_file("extra.csv", &["--dry-run"]);
    let offered = |column: &str| json!({ "column": column, "own": format!("own:{column}") });
    assert_eq!(
        (&told["ignored"], told["notices"].as_array().unwrap().len()),
        (&json!([offered("公里数"), offered("凭证号"), offered("登记日")]), 1),
        "{told}"
    );
    let preview = desk.call("inspect_file", json!({ "path": "extra.csv" }));
    assert_eq!(
        (
            &preview["own_left"],
            &preview["columns"][3]["own"],
            &preview["columns"][4]["own"]
        ),
        (&json!(10), &Value::Null, &json!("own:公里数")),
        "{preview}"
    );
    // By title, letter or number, as any field; a trial leaves nothing.
    let map = [
        "--map",
        "own:公里数=公里数",
        "--map",
        "own:凭证号=F",
        "--map",
        "own:登记日=7",
    ];
    let trial = desk.import_file("extra.csv", &[&map[..], &["--dry-run"]].concat());
    assert_eq!(desk.number("SELECT count(*) FROM own_field"), 0);
    // In the order of their columns.
    let made = json!(["公里数", "凭证号", "登记日"]);
    for told in [&trial, &desk.import_file("extra.csv", &map)] {
        assert_eq!(
            (&told["created_names"]["own_fields"], &told["created"]["own_fields"]),
            (&made, &json!(3)),
            "{told}"
        );
        assert_eq!((&told["ignored"], &told["notices"]), (&json!([]), &json!([])), "{told}");
    }
    // Each of the kind that its whole column is; 012 keeps its zero.
    assert_eq!(kinds(&desk, "entry"), ["公里数 number", "凭证号 text", "登记日 date"]);
    let entries = desk.entries();
    assert_eq!(entries[0]["own"], json!({ "凭证号": "012", "登记日": "2025-01-06" }));
    assert_eq!(entries[1]["own"], json!({ "公里数": "35.5", "登记日": "2025-01-07" }));
    assert_eq!(entries[2]["own"], json!({ "公里数": "1200.5", "凭证号": "013" }));
    desk.sound();
    let all = "SELECT (SELECT count(*) FROM own_field) * 100 + (SELECT count(*) FROM own_value)";
    assert_eq!(desk.number(all), 306);
    desk.on("undo", &[]);
    assert_eq!(desk.number(all), 0);
    desk.sound();
    desk.on("redo", &[]);
    assert_eq!(desk.number(all), 306);
    // What another import has put into a field since stands in the way of undoing the one that made it.
    desk.import("日期,类别,金额,公里数\n2025-04-01,8.1,10,7\n", &[]);
    let first = desk
        .number("SELECT min(number) FROM journal WHERE command = 'import'")
        .to_string();
    assert_eq!(desk.refused("undo", &[&first])["code"], "undo_blocked");
    desk.sound();
}

#[test]
fn no_own_field_is_made_where_nothing_comes_in_or_where_there_is_no_room() {
    let desk = Desk::new();
    desk.write("extra.csv", EXTRA);
    desk.import_file("extra.csv", &[]);
    let records = desk.records().len();
    // Every row is there already: neither a field nor a record.
    let again = desk.import_file("extra.csv", &["--map", "own:公里数=公里数"]);
    assert_eq!(
        (&again["duplicates"], &again["created"]["own_fields"], &again["batch"]),
        (&json!(3), &Value::Null, &Value::Null),
        "{again}"
    );
    let customers = "code,name,Remark\nC1,Acme,late\n";
    desk.import(customers, &["--kind", "customers", "--map", "own:Remark=Remark"]);
    desk.on("undo", &[]);
    assert_eq!(desk.number("SELECT count(*) FROM own_field"), 0);
    assert_eq!(desk.records().len(), records + 2);
    for at in 1..=10 {
        desk.call(
            "set_own_field",
            json!({ "register": "entry", "name": format!("字段{at}") }),
        );
    }
    let told = desk.import_file("extra.csv", &["--dry-run"]);
    assert_eq!(told["ignored"][0], json!({ "column": "公里数", "own": null }), "{told}");
    assert_eq!(desk.call("inspect_file", json!({ "path": "extra.csv" }))["own_left"], 0);
    desk.write("more.csv", EXTRA.replace("2025-01-05", "2025-01-04"));
    let more = desk.refused("import", &["more.csv", "--map", "own:公里数=公里数"]);
    assert_eq!(more["code"], "own_fields_full", "{more}");
    // One that was put out of use is used again, with the kind that it had.
    let first = desk.call("own_fields", json!({ "register": "entry" }))[0]["id"].clone();
    desk.call(
        "set_own_field",
        json!({ "register": "entry", "id": first, "name": "凭证号", "kind": "text", "active": false }),
    );
    let told = desk.import_file("more.csv", &["--map", "own:凭证号=凭证号"]);
    assert_eq!(told["created"]["own_fields"], 1, "{told}");
    assert_eq!(desk.number("SELECT count(*) FROM own_field WHERE is_active = 1"), 10);
    desk.on("undo", &[]);
    assert_eq!(desk.number("SELECT count(*) FROM own_field WHERE is_active = 1"), 9);
    // A number is the number of a field, and there is none.
    let told = desk.run(&["import", LEDGER, "more.csv", "--map", "own:99=凭证号", "--json"]);
    assert!(told.code == 2 && told.err.contains("field_unknown"), "{}", told.err);
    desk.sound();
}

#[test]
fn a_file_that_comes_again_with_more_columns_says_that_old_rows_are_not_filled() {
    let desk = Desk::new();
    let told = |text: &str, words: &[&str]| {
        let told = desk.import(text, words);
        let notices = told["notices"].as_array().unwrap().len();
        (told["imported"].as_u64(), told["duplicates"].as_u64(), notices)
    };
    desk.import(
        "日期,类别,金额,摘要\n2025-01-05,8.4,100,甲\n2025-01-06,8.1,200,乙\n",
        &[],
    );
    desk.call(
        "set_own_field",
        json!({ "register": "entry", "name": "公里数", "kind": "number" }),
    );
    let wider =
        "日期,类别,金额,摘要,公里数\n2025-01-05,8.4,100,甲,\n2025-01-06,8.1,200,乙,35.5\n2025-01-07,8.1,300,丙,12\n";
    // One row is new and brings its value; of the two that are there one has a value that is not taken.
    let trial = desk.import(wider, &["--dry-run", "--language", "en"]);
    let notice = trial["notices"][0].as_str().unwrap().to_owned();
    assert!(notice.starts_with("1 rows are in the ledger already"), "{notice}");
    assert_eq!(told(wider, &[]), (Some(1), Some(2), 1));
    assert_eq!(desk.number("SELECT count(*) FROM own_value"), 1);
    // Where the ledger has the value already there is nothing to say.
    desk.call(
        "change_entries",
        json!({ "ids": [2], "set": { "own": { "公里数": "35.50" } } }),
    );
    assert_eq!(told(wider, &[]), (Some(0), Some(3), 0));
    // The registers whose rows are told by their cells say the same.
    let orders = "date,customer,amount\n2025-02-01,Acme,10\n";
    desk.import(orders, &["--kind", "orders"]);
    desk.call("set_own_field", json!({ "register": "order", "name": "Shop" }));
    let wider = "date,customer,amount,Shop\n2025-02-01,Acme,10,west\n";
    assert_eq!(told(wider, &["--kind", "orders"]), (Some(0), Some(1), 1));
    assert_eq!(
        desk.number("SELECT count(*) FROM own_value WHERE order_id IS NOT NULL"),
        0
    );
    desk.sound();
}

#[test]
fn the_history_of_an_entry_tells_its_own_values_and_no_others() {
    let desk = Desk::new();
    desk.call("set_own_field", json!({ "register": "entry", "name": "备忘" }));
    let rows: String = (1..=12)
        .map(|at| format!("2025-01-{at:02},8.1,{at},行{at}\n"))
        .collect();
    desk.import(&format!("日期,类别,金额,摘要\n{rows}"), &[]);
    // Numbers of which one is the beginning of another, and a value that looks like a key.
    desk.call(
        "change_entries",
        json!({ "ids": [12], "set": { "own": { "备忘": "十二" } } }),
    );
    desk.call(
        "change_entries",
        json!({ "ids": [2], "set": { "own": { "备忘": "\"entry_id\":1," } } }),
    );
    desk.call(
        "change_entries",
        json!({ "ids": [1], "set": { "own": { "备忘": "一" } } }),
    );
    desk.call(
        "change_entries",
        json!({ "ids": [1], "set": { "own": { "备忘": null } } }),
    );
    let changes = |id: u32| {
        let history = desk.call("entry_history", json!({ "id": id }));
        let records = history["records"].as_array().unwrap().iter();
        let steps = records.flat_map(|record| record["changes"].as_array().unwrap().clone());
        let steps: Vec<(Value, Value)> = steps
            .map(|step| (step["before"].clone(), step["after"].clone()))
            .collect();
        steps
    };
    assert_eq!(changes(1), [(json!("一"), Value::Null), (Value::Null, json!("一"))]);
    assert_eq!(changes(2), [(Value::Null, json!("\"entry_id\":1,"))]);
    assert_eq!(changes(12), [(Value::Null, json!("十二"))]);
    assert_eq!(changes(3), []);
}
