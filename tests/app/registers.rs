//! Registers row by row: own fields, workbooks that come back, members that are one, on real ledger files.

use std::io::{Cursor, Read, Write};

use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER};

/// Changes the sheet of a workbook as another program does.
pub fn edited(bytes: &[u8], edit: impl Fn(&mut String)) -> Vec<u8> {
    edited_part(bytes, "xl/worksheets/sheet1.xml", edit)
}

/// The same with any part of it: unpacks it, edits the XML, packs it again.
pub fn edited_part(bytes: &[u8], part: &str, edit: impl Fn(&mut String)) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut file = from.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        if name == part {
            let mut xml = String::from_utf8(content).unwrap();
            edit(&mut xml);
            content = xml.into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&content).unwrap();
    }
    to.finish().unwrap().into_inner()
}

pub fn inline(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

/// Writes a text into a cell that is there.
pub fn set(xml: &mut String, place: &str, text: &str) {
    let start = xml
        .find(&format!("<c r=\"{place}\""))
        .unwrap_or_else(|| panic!("{place} in {xml}"));
    let rest = &xml[start..];
    let open = rest.find('>').unwrap();
    let end = if rest[..=open].ends_with("/>") {
        open + 1
    } else {
        rest.find("</c>").unwrap() + 4
    };
    xml.replace_range(start..start + end, &inline(place, text));
}

/// Puts a row below the others.
pub fn append(xml: &mut String, row: u32, cells: &[(&str, &str)]) {
    let cells: String = cells
        .iter()
        .map(|(column, text)| inline(&format!("{column}{row}"), text))
        .collect();
    *xml = xml.replace("</sheetData>", &format!("<row r=\"{row}\">{cells}</row></sheetData>"));
}

const CUSTOMERS: &str = "客户编号,名称,等级,地区,获客日期,合同版本,回访日,信用额度\n\
    C1,甲公司,A,杭州,2025-01-05,标准,2025-12-01,5000\n\
    C2,乙公司,B,上海,2025-02-05,定制,,1200.5\n\
    C3,丙公司,,广州,2025-03-05,,2025-11-30,\n";

/// A ledger whose customers have three own fields, filled by an import.
fn desk() -> Desk {
    let desk = Desk::new();
    for (name, kind, choices) in [
        ("合同版本", "choice", json!(["标准", "定制"])),
        ("回访日", "date", json!([])),
        ("信用额度", "number", json!([])),
    ] {
        desk.call(
            "set_own_field",
            json!({ "register": "customer", "name": name, "kind": kind, "choices": choices }),
        );
    }
    let told = desk.import(CUSTOMERS, &["--kind", "customers"]);
    assert_eq!((told["imported"].as_u64(), &told["notices"]), (Some(3), &json!([])));
    desk
}

fn codes(page: &Value) -> Vec<&str> {
    let rows = page["rows"].as_array().unwrap().iter();
    rows.map(|row| row["cells"][0].as_str().unwrap()).collect()
}

fn listed(desk: &Desk, filter: Value) -> Value {
    desk.call("register", json!({ "register": "customer", "filter": filter }))
}

/// The cell of a customer's row under a title.
fn cell(desk: &Desk, code: &str, title: &str) -> Value {
    let page = desk.call("register", json!({ "register": "customer", "language": "zh-CN" }));
    let at = page["columns"]
        .as_array()
        .unwrap()
        .iter()
        .position(|column| column["title"] == title)
        .unwrap();
    let rows = page["rows"].as_array().unwrap();
    rows.iter().find(|row| row["cells"][0] == code).unwrap()["cells"][at].clone()
}

#[test]
fn own_fields_are_imported_filtered_exported_changed_and_undone() {
    let desk = desk();
    assert_eq!(
        codes(&listed(&desk, json!([{ "column": "合同版本", "is": ["定制"] }]))),
        ["C2"]
    );
    assert_eq!(
        codes(&listed(&desk, json!([{ "column": "合同版本", "is": [""] }]))),
        ["C3"]
    );
    assert_eq!(
        codes(&listed(
            &desk,
            json!([{ "column": "信用额度", "from": "1200.5", "to": "4999.99" }])
        )),
        ["C2"]
    );
    assert_eq!(
        codes(&listed(&desk, json!([{ "column": "回访日", "to": "2025-11-30" }]))),
        ["C3"]
    );
    assert_eq!(
        codes(&listed(&desk, json!([{ "column": "region", "has": "州" }]))),
        ["C1", "C3"]
    );
    // By another name of the column, and one bad cell rejects its row alone.
    let told = desk.import(
        "客户编号,名称,版本\nC1,甲公司,定制\nC2,乙公司,VIP\n",
        &["--kind", "customers", "--map", "own:合同版本=版本"],
    );
    assert_eq!(
        (told["updated"].as_u64(), told["rejected"][0]["code"].as_str()),
        (Some(1), Some("word_unknown"))
    );
    assert_eq!(
        (&told["rejected"][0]["row"], &told["rejected"][0]["column"]),
        (&json!(3), &json!("版本"))
    );
    assert_eq!(cell(&desk, "C1", "合同版本"), "定制");
    desk.on("undo", &[]);
    assert_eq!(cell(&desk, "C1", "合同版本"), "标准");
    // On the form of the customer: one change, one undo; null clears.
    let records = desk.records().len();
    desk.call(
        "set_customer",
        json!({ "code": "C1", "owner": "林珊", "own": { "回访日": null, "信用额度": "1000.0" }, "clear": ["region"] }),
    );
    assert_eq!(desk.records().len(), records + 1);
    assert_eq!(cell(&desk, "C1", "回访日"), Value::Null);
    assert_eq!(cell(&desk, "C1", "信用额度"), "1000");
    assert_eq!(cell(&desk, "C1", "地区"), Value::Null);
    desk.on("undo", &[]);
    assert_eq!(
        (cell(&desk, "C1", "回访日"), cell(&desk, "C1", "地区")),
        (json!("2025-12-01"), json!("杭州"))
    );
    desk.call(
        "export_register",
        json!({ "path": "c.csv", "query": { "register": "customer", "language": "zh-CN" } }),
    );
    let csv = String::from_utf8(desk.bytes("c.csv")).unwrap();
    assert!(
        csv.lines().next().unwrap().ends_with("启用,合同版本,回访日,信用额度"),
        "{csv}"
    );
    assert!(
        csv.contains("C2,乙公司,,B,,上海,,合作中,2025-02-05,,,是,定制,,1200.5"),
        "{csv}"
    );
    desk.sound();
}

#[test]
fn a_register_has_ten_own_fields_and_none_loses_what_is_in_it() {
    let desk = desk();
    let refused = |input: Value| desk.call_refused("set_own_field", input)["code"].clone();
    assert_eq!(
        refused(json!({ "register": "customer", "name": "回访日" })),
        "own_field_taken"
    );
    assert_eq!(
        refused(json!({ "register": "customer", "name": "地区" })),
        "own_field_taken"
    );
    assert_eq!(
        refused(json!({ "register": "customer", "name": "空", "kind": "choice" })),
        "own_choices_missing"
    );
    assert_eq!(
        refused(json!({ "register": "entry", "name": "摘要" })),
        "own_field_taken",
        "a field of entries beside their own 摘要"
    );
    assert_eq!(
        refused(json!({ "register": "customer", "id": 1, "name": "合同版本", "kind": "choice", "choices": ["标准"] })),
        "own_kind_filled"
    );
    assert_eq!(
        refused(json!({ "register": "customer", "id": 2, "name": "回访日", "kind": "number" })),
        "own_kind_filled"
    );
    assert_eq!(
        desk.call_refused("remove_own_field", json!({ "id": 2 }))["code"],
        "own_field_filled"
    );
    for at in 4..=10 {
        desk.call(
            "set_own_field",
            json!({ "register": "customer", "name": format!("字段{at}") }),
        );
    }
    assert_eq!(
        refused(json!({ "register": "customer", "name": "第十一" })),
        "own_fields_full"
    );
    // Out of use it keeps its values, and makes room.
    desk.call(
        "set_own_field",
        json!({ "register": "customer", "id": 2, "name": "回访日", "kind": "date", "active": false }),
    );
    desk.call("set_own_field", json!({ "register": "customer", "name": "第十一" }));
    desk.call("remove_own_field", json!({ "id": 4 }));
    assert_eq!(desk.number("SELECT count(*) FROM own_value WHERE field_id = 2"), 2);
    desk.sound();
}

/// Puts a cell behind the last one of a row.
fn add_cell(xml: &mut String, row: u32, place: &str, text: &str) {
    let start = xml.find(&format!("<row r=\"{row}\"")).unwrap();
    let end = start + xml[start..].find("</row>").unwrap();
    xml.insert_str(end, &inline(place, text));
}

#[test]
fn a_column_added_to_a_workbook_is_told_and_can_be_kept_as_an_own_field() {
    let desk = desk();
    desk.call(
        "export_register",
        json!({ "path": "c.xlsx", "query": { "register": "customer", "language": "zh-CN" } }),
    );
    // Behind the own fields in N–P.
    let bytes = edited(&desk.bytes("c.xlsx"), |xml| {
        add_cell(xml, 2, "Q2", "上门次数");
        add_cell(xml, 3, "Q3", "4");
        add_cell(xml, 5, "Q5", "0.5");
    });
    desk.write("more.xlsx", bytes);
    let trial = desk.call("take_register", json!({ "path": "more.xlsx", "dry_run": true }));
    let offer = json!([{ "column": "上门次数", "own": "own:上门次数" }]);
    assert_eq!(
        (
            &trial["ignored"],
            &trial["unchanged"],
            trial["notices"].as_array().unwrap().len()
        ),
        (&offer, &json!(3), 1),
        "{trial}"
    );
    let told = desk.import_file("more.xlsx", &["--dry-run"]);
    assert_eq!((&told["ignored"], &told["updated"]), (&offer, &json!(0)), "{told}");
    let told = desk.import_file("more.xlsx", &["--map", "own:上门次数=上门次数"]);
    assert_eq!(
        (&told["updated"], &told["created_names"]["own_fields"], &told["ignored"]),
        (&json!(2), &json!(["上门次数"]), &json!([])),
        "{told}"
    );
    assert_eq!(
        [
            cell(&desk, "C1", "上门次数"),
            cell(&desk, "C2", "上门次数"),
            cell(&desk, "C3", "上门次数")
        ],
        [json!("4"), Value::Null, json!("0.5")]
    );
    assert_eq!(desk.number("SELECT count(*) FROM own_field WHERE kind = 'number'"), 2);
    desk.sound();
    desk.on("undo", &[]);
    assert_eq!(desk.number("SELECT count(*) FROM own_field"), 3);
    desk.sound();
    let told = desk.call_refused(
        "take_register",
        json!({ "path": "more.xlsx", "own": { "次数": "来访" } }),
    );
    assert_eq!(told["code"], "column_unknown", "{told}");
}

#[test]
fn a_workbook_changed_elsewhere_comes_back_cell_by_cell_as_one_change() {
    let desk = desk();
    let export = || {
        desk.call(
            "export_register",
            json!({ "path": "c.xlsx", "query": { "register": "customer", "language": "zh-CN" } }),
        );
        desk.bytes("c.xlsx")
    };
    let bytes = export();
    let untouched = desk.call("take_register", json!({ "path": "c.xlsx" }));
    assert_eq!(
        (untouched["unchanged"].as_u64(), &untouched["cells"]),
        (Some(3), &json!([]))
    );
    // Columns: A the marks, B code, C name, D tax number, E grade, F industry, G region, H owner, I status, J acquired,
    // K channel, L lapsed, M in use, N–P the own fields. Rows begin at 3.
    desk.write(
        "edited.xlsx",
        edited(&bytes, |xml| {
            set(xml, "G3", "宁波");
            set(xml, "N3", "定制");
            set(xml, "J4", "昨天");
            set(xml, "I4", "流失");
            append(
                xml,
                6,
                &[
                    ("B", "C9"),
                    ("C", "丁公司"),
                    ("E", "B"),
                    ("J", "2025/6/1"),
                    ("P", "-3.50"),
                ],
            );
        }),
    );
    let records = desk.records().len();
    let trial = desk.call("take_register", json!({ "path": "edited.xlsx", "dry_run": true }));
    assert_eq!(desk.records().len(), records, "a trial leaves nothing");
    let sums = |told: &Value| {
        ["read", "changed", "added", "unchanged", "stale", "refused", "missing"].map(|sum| told[sum].as_u64().unwrap())
    };
    assert_eq!(sums(&trial), [4, 1, 1, 1, 0, 1, 0]);
    let differs = |told: &Value, row: u64, letter: &str| {
        let cells = told["cells"].as_array().unwrap();
        let found = cells.iter().find(|cell| cell["row"] == row && cell["letter"] == letter);
        let found = found.unwrap_or_else(|| panic!("{row} {letter}: {told}")).clone();
        (found["old"].clone(), found["new"].clone(), found["state"].clone())
    };
    assert_eq!(differs(&trial, 3, "G"), (json!("杭州"), json!("宁波"), json!("taken")));
    assert_eq!(differs(&trial, 3, "N"), (json!("标准"), json!("定制"), json!("taken")));
    assert_eq!(
        differs(&trial, 4, "J"),
        (json!("2025-02-05"), json!("昨天"), json!("refused"))
    );
    assert_eq!(
        differs(&trial, 4, "I"),
        (json!("Active"), json!("Lapsed"), json!("held"))
    );
    assert_eq!(differs(&trial, 6, "P"), (Value::Null, json!("-3.5"), json!("taken")));
    // By the import of the command line, as one record that one undo takes back.
    let told = desk.import_file("edited.xlsx", &["--dry-run"]);
    assert_eq!(
        told["differences"].as_array().unwrap().len(),
        trial["cells"].as_array().unwrap().len()
    );
    let told = desk.import_file("edited.xlsx", &[]);
    assert_eq!(
        (told["imported"].as_u64(), told["updated"].as_u64()),
        (Some(1), Some(1))
    );
    assert_eq!(told["rejected"][0]["code"], "date_unreadable");
    assert_eq!(desk.records().len(), records + 1);
    assert_eq!(
        (cell(&desk, "C1", "地区"), cell(&desk, "C9", "信用额度")),
        (json!("宁波"), json!("-3.5"))
    );
    assert_eq!(cell(&desk, "C9", "客户等级"), "B");
    assert_eq!(
        cell(&desk, "C2", "状态"),
        "active",
        "a row with a refused cell stays as it is"
    );
    desk.sound();
    desk.on("undo", &[]);
    assert_eq!(codes(&listed(&desk, json!([]))), ["C1", "C2", "C3"]);
    assert_eq!(cell(&desk, "C1", "地区"), "杭州");
    desk.sound();
    // A row that the workbook has no more is left alone; an empty cell clears, but not what must be there.
    desk.write(
        "less.xlsx",
        edited(&export(), |xml| {
            set(xml, "G3", "");
            set(xml, "C4", "");
            let (start, end) = (xml.find("<row r=\"5\"").unwrap(), xml.rfind("</row>").unwrap() + 6);
            xml.replace_range(start..end, "");
        }),
    );
    let told = desk.call("take_register", json!({ "path": "less.xlsx" }));
    assert_eq!(sums(&told), [2, 1, 0, 0, 0, 1, 1]);
    let refused = told["cells"]
        .as_array()
        .unwrap()
        .iter()
        .find(|cell| cell["state"] == "refused")
        .unwrap();
    assert_eq!(
        (&refused["row"], &refused["letter"], &refused["code"]),
        (&json!(4), &json!("C"), &json!("cell_needed"))
    );
    assert_eq!(cell(&desk, "C1", "地区"), Value::Null);
    assert_eq!(codes(&listed(&desk, json!([]))), ["C1", "C2", "C3"]);
}

#[test]
fn what_the_ledger_has_changed_since_the_export_is_stale_and_not_overwritten() {
    let desk = desk();
    desk.call(
        "export_register",
        json!({ "path": "c.xlsx", "query": { "register": "customer" } }),
    );
    desk.call(
        "set_customer",
        json!({ "code": "C1", "region": "苏州", "owner": "周一鸣" }),
    );
    let untouched = desk.call("take_register", json!({ "path": "c.xlsx" }));
    assert_eq!(
        (&untouched["changed"], &untouched["stale"]),
        (&json!(0), &json!(0)),
        "untouched cells say nothing"
    );
    desk.write("e.xlsx", edited(&desk.bytes("c.xlsx"), |xml| set(xml, "G3", "宁波")));
    let told = desk.import_file("e.xlsx", &[]);
    assert_eq!(
        (told["updated"].as_u64(), told["skipped"][0]["row"].as_u64()),
        (Some(0), Some(3))
    );
    assert_eq!(cell(&desk, "C1", "地区"), "苏州");
    let told = desk.call("take_register", json!({ "path": "e.xlsx", "stale": true }));
    assert_eq!(told["changed"], 1);
    assert_eq!(
        (cell(&desk, "C1", "地区"), cell(&desk, "C1", "负责人")),
        (json!("宁波"), json!("周一鸣"))
    );
}

#[test]
fn a_workbook_that_is_none_of_this_ledger_is_refused() {
    let desk = desk();
    desk.call(
        "export_register",
        json!({ "path": "c.xlsx", "query": { "register": "customer" } }),
    );
    let bytes = desk.bytes("c.xlsx");
    let refused = |content: &[u8]| {
        desk.write("x.xlsx", content);
        desk.call_refused("take_register", json!({ "path": "x.xlsx" }))["code"].clone()
    };
    assert_eq!(refused(&bytes[..bytes.len() / 2]), "file_damaged");
    assert_eq!(refused("编号,名称\nC1,甲\n".as_bytes()), "register_workbook_none");
    assert_eq!(
        refused(&edited(&bytes, |xml| set(xml, "A1", "kezhang.register nobody 0"))),
        "register_workbook_damaged"
    );
    assert_eq!(
        refused(&edited(&bytes, |xml| set(xml, "C1", "code"))),
        "register_workbook_damaged"
    );
    assert_eq!(
        refused(&edited(&bytes, |xml| set(
            xml,
            "A1",
            "kezhang.register customer 0123456789abcdef"
        ))),
        "register_workbook_other"
    );
    // A row of nobody, and marks that are no marks.
    let told = {
        desk.write(
            "y.xlsx",
            edited(&bytes, |xml| {
                set(xml, "A3", "999 abcdef");
                set(xml, "A4", "=1+1");
            }),
        );
        desk.call("take_register", json!({ "path": "y.xlsx", "dry_run": true }))
    };
    assert_eq!(told["cells"][0]["code"], "register_row_gone");
    assert_eq!(
        (&told["refused"], &told["added"]),
        (&json!(2), &json!(0)),
        "C2 is there already: {told}"
    );
    assert_eq!(
        desk.refused("import", &["c.xlsx", "--kind", "channels"])["code"],
        "register_workbook_kind"
    );
    desk.sound();
}

#[test]
fn every_register_of_the_sample_company_comes_back_as_it_went_out() {
    let desk = Desk::with(&["--sample"]);
    for register in [
        "customer",
        "channel",
        "metric",
        "activity",
        "contract",
        "receipt",
        "order",
        "product",
        "purchase",
        "vendor",
        "department",
        "points",
        "tool",
        "tool_use",
        "hours",
        "service",
        "feedback",
    ] {
        for language in ["zh-CN", "en"] {
            let query = json!({ "register": register, "language": language });
            desk.call("export_register", json!({ "path": "r.xlsx", "query": query }));
            let told = desk.call("take_register", json!({ "path": "r.xlsx", "dry_run": true }));
            assert_eq!(told["cells"], json!([]), "{register} in {language}");
            assert_eq!(
                (&told["unchanged"], &told["missing"]),
                (&told["read"], &json!(0)),
                "{register}"
            );
        }
    }
}

/// By hand: two channels with one month in common: 10 + 5 leads, 3 + 1 customers.
#[test]
fn two_channels_that_are_one_are_proposed_and_merged_and_undone() {
    let desk = Desk::new();
    desk.import(
        "month,channel,leads,customers\n2025-01,Search Ads,10,3\n2025-01,搜索广告,5,1\n2025-02,搜索广告,7,2\n",
        &["--kind", "metrics"],
    );
    desk.call(
        "set_member",
        json!({ "register": "channel", "code": "搜索广告", "name": "搜索广告", "name_en": "search ads" }),
    );
    desk.import("date,category,amount,channel\n2025-01-05,7.2,100,搜索广告\n", &[]);
    let pairs = desk.call("likely_members", json!({ "register": "channel" }));
    assert_eq!(pairs.as_array().unwrap().len(), 1, "{pairs}");
    let metrics = desk.call("metrics", json!({}));
    desk.call(
        "merge_members",
        json!({ "register": "channel", "from": "搜索广告", "into": "Search Ads" }),
    );
    let merged = desk.call("metrics", json!({}));
    let leads: Vec<i64> = merged
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["leads"].as_i64().unwrap())
        .collect();
    assert_eq!(leads, [15, 7]);
    assert_eq!(desk.entries()[0]["channel"], "Search Ads");
    desk.sound();
    desk.on("undo", &[]);
    assert_eq!(desk.call("metrics", json!({})), metrics);
    assert_eq!(desk.entries()[0]["channel"], "搜索广告");
    desk.sound();
    assert_eq!(
        desk.call_refused("likely_members", json!({ "register": "receipt" }))["code"],
        "merge_none"
    );
    let itself = json!({ "register": "channel", "from": "搜索广告", "into": "搜索广告" });
    assert_eq!(desk.call_refused("merge_members", itself)["code"], "merge_itself");
}

#[test]
fn customers_that_are_merged_keep_one_value_of_each_own_field() {
    let desk = desk();
    desk.call("merge_customers", json!({ "from": "C2", "into": "C3" }));
    assert_eq!(
        (cell(&desk, "C3", "合同版本"), cell(&desk, "C3", "回访日")),
        (json!("定制"), json!("2025-11-30"))
    );
    desk.sound();
    desk.on("undo", &[]);
    assert_eq!(
        (cell(&desk, "C2", "合同版本"), cell(&desk, "C3", "合同版本")),
        (json!("定制"), Value::Null)
    );
    desk.sound();
}

#[test]
fn rows_are_added_changed_cleared_and_taken_away_in_any_register() {
    let desk = Desk::new();
    let row = |input: Value| desk.call("set_register_row", input);
    row(json!({ "register": "vendor", "cells": { "code": "V1", "name": "云服务商" } }));
    row(
        json!({ "register": "tool", "cells": { "code": "CRM", "name": "CRM", "vendor": "云服务商", "notice_days": "30" } }),
    );
    let month = |more: Value| {
        let mut cells = json!({ "tool": "CRM", "month": "2025-03", "seats": "10", "active": "4", "gb_paid": "50", "gb_used": "12.5", "modules_paid": "8", "modules_used": "3" });
        cells.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "register": "tool_use", "cells": cells })
    };
    row(month(json!({})));
    assert_eq!(
        desk.call_refused("set_register_row", month(json!({})))["code"],
        "register_row_taken"
    );
    let over = month(json!({ "month": "2025-04", "active": "11" }));
    assert_eq!(desk.call_refused("set_register_row", over)["code"], "used_beyond_paid");
    let tools = desk.call("tools", json!({}));
    assert_eq!(
        (&tools[0]["vendor"], &tools[0]["months"][0]["gb_used"]),
        (&json!("V1"), &json!("12.5"))
    );
    // A field of a tool is emptied by its own form and by its row.
    desk.call("set_tool", json!({ "code": "CRM", "clear": ["notice_days"] }));
    assert_eq!(desk.call("tools", json!({}))[0]["notice_days"], Value::Null);
    row(json!({ "register": "tool", "code": "CRM", "cells": { "vendor": null } }));
    assert_eq!(desk.call("tools", json!({}))[0]["vendor"], Value::Null);
    desk.call(
        "set_activity",
        json!({ "code": "A1", "name": "沙龙", "planned_cost": "100.00", "starts_on": "2025-03-01", "score": "4" }),
    );
    desk.call(
        "set_activity",
        json!({ "code": "A1", "clear": ["planned", "score", "starts_on"] }),
    );
    let activity = &desk.call("activity_list", json!({}))[0];
    assert_eq!(
        (&activity["planned_cost"], &activity["score"], &activity["starts_on"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    // Tickets by month, customer and product.
    desk.call("set_customer", json!({ "code": "C1", "name": "甲公司" }));
    row(
        json!({ "register": "service", "cells": { "month": "2025-03", "customer": "甲公司", "tickets": "12", "minutes": "240", "automated": "3" } }),
    );
    let service = desk.call("register", json!({ "register": "service" }));
    let id = service["rows"][0]["id"].clone();
    assert_eq!(
        service["rows"][0]["cells"],
        json!(["2025-03", "C1", null, "12", "240", "3", null, null])
    );
    let refused = |id: &Value, cells: Value| {
        desk.call_refused(
            "set_register_row",
            json!({ "register": "service", "id": id, "cells": cells }),
        )["code"]
            .clone()
    };
    assert_eq!(refused(&id, json!({ "automated": "13" })), "automated_beyond_tickets");
    assert_eq!(refused(&id, json!({ "tickets": null })), "cell_needed");
    assert_eq!(refused(&id, json!({ "customer": "没有" })), "name_unknown");
    assert_eq!(refused(&json!(99), json!({})), "register_row_unknown");
    desk.call("remove_register_row", json!({ "register": "service", "id": id }));
    assert_eq!(desk.call("register", json!({ "register": "service" }))["count"], 0);
    desk.on("undo", &[]);
    assert_eq!(desk.call("register", json!({ "register": "service" }))["count"], 1);
    let kept = json!({ "register": "customer", "id": 1 });
    assert_eq!(
        desk.call_refused("remove_register_row", kept)["code"],
        "register_row_kept"
    );
    // A contract's net follows its gross and rate: 12,720 at 6 % is 12,000 (DOMAIN §11).
    row(
        json!({ "register": "contract", "cells": { "code": "HT1", "customer": "C1", "starts_on": "2025-01-01", "ends_on": "2025-12-31", "gross": "12720", "tax_rate": "6%" } }),
    );
    assert_eq!(
        desk.call("contract", json!({ "code": "HT1" }))["contract"]["net"],
        "12000.00"
    );
    desk.sound();
}

/// By hand: 1,000 + 500 issued, 300 + 100 redeemed, 100 expired leave 1,000 open, at 0.01 worth 10.00; of 500 that
/// ended 100 expired, a fifth. Of the customer 80 went where 50 came: no obligation, and the report says so.
#[test]
fn open_points_are_an_obligation_and_their_cost_an_estimate() {
    let desk = Desk::new();
    desk.call("set_customer", json!({ "code": "C1", "name": "甲公司" }));
    let month = |cells: Value| desk.call("set_register_row", json!({ "register": "points", "cells": cells }));
    month(
        json!({ "month": "2025-01", "issued": "1000", "redeemed": "300", "cost_per_point": "0.01", "members": "40", "active_members": "10" }),
    );
    month(json!({ "month": "2025-02", "issued": "500", "redeemed": "100", "expired": "100" }));
    let points = |words: &[&str]| {
        let all: Vec<&str> = ["points", "--from", "2025-01", "--to", "2025-12", "--format", "json"]
            .into_iter()
            .chain(words.iter().copied())
            .collect();
        desk.on("report", &all)
    };
    let told = points(&[]);
    let of = |row: &Value| {
        [
            "issued",
            "redeemed",
            "expired",
            "open",
            "redeemed_cost",
            "obligation",
            "breakage",
        ]
        .map(|name| row[name].clone())
    };
    assert_eq!(
        of(&told["total"]),
        [
            json!(1500),
            json!(400),
            json!(100),
            json!(1000),
            json!("4.00"),
            json!("10.00"),
            json!(0.2)
        ]
    );
    assert_eq!(
        (&told["rows"][0]["month"], &told["rows"][0]["open"]),
        (&json!("2025-01"), &json!(700))
    );
    assert_eq!(
        (&told["rows"][0]["obligation"], &told["rows"][0]["breakage"]),
        (&json!("7.00"), &json!(0.0))
    );
    assert_eq!(
        (&told["total"]["members"], &told["total"]["active_share"]),
        (&json!(40), &json!(0.25))
    );
    month(json!({ "month": "2025-03", "customer": "C1", "issued": "50", "redeemed": "80" }));
    let told = points(&["--by", "customer"]);
    let row = told["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["customer"] == "C1")
        .unwrap();
    assert_eq!(
        (&row["open"], &row["obligation"], &told["is_short"]),
        (&json!(-30), &Value::Null, &json!(true))
    );
    let again = json!({ "register": "points", "cells": { "month": "2025-03", "customer": "C1", "issued": "1" } });
    assert_eq!(
        desk.call_refused("set_register_row", again)["code"],
        "register_row_taken"
    );
    assert_eq!(
        desk.refused("report", &["points", "--by", "grade"])["code"],
        "points_by_invalid"
    );
    // Open points are no cost of any report.
    assert_eq!(
        desk.variance(&["--from", "2025-01", "--to", "2025-12"])["total"]["actual"],
        "0.00"
    );
    desk.sound();
}

#[test]
fn an_entry_that_two_tools_fit_alike_goes_to_neither_and_is_said_so() {
    let desk = Desk::new();
    for code in ["CRM", "BI"] {
        desk.call(
            "set_tool",
            json!({ "code": code, "vendor": "云服务商", "category": "1.2" }),
        );
    }
    desk.import(
        "date,category,amount,vendor\n2025-03-01,1.2,600,云服务商\n2025-04-01,1.2,400,云服务商\n",
        &[],
    );
    let resources = || {
        desk.on(
            "report",
            &["resources", "--from", "2025-01", "--to", "2025-12", "--format", "json"],
        )
    };
    let told = resources();
    assert_eq!(
        told["alike"],
        json!([{ "tools": ["BI", "CRM"], "entries": 2, "cost": "1000.00" }])
    );
    let table = desk
        .done(&["report", LEDGER, "resources", "--from", "2025-01", "--to", "2025-12"])
        .text();
    assert!(table.contains("cannot be told apart"), "{table}");
    desk.call("set_tool", json!({ "code": "BI", "category": "1.3" }));
    let told = resources();
    assert_eq!(told.get("alike"), None);
    assert_eq!(
        told["tools"]
            .as_array()
            .unwrap()
            .iter()
            .find(|tool| tool["tool"] == "CRM")
            .unwrap()["cost"],
        "1000.00"
    );
}

/// Nothing that has not happened yet is a fact of a register: the day is the test's.
#[test]
fn what_lies_in_the_future_is_rejected_row_by_row() {
    let desk = Desk::new();
    for (kind, text) in [
        (
            "customers",
            "客户编号,名称,获客日期\nC1,甲,2025-01-01\nC2,乙,2099-01-01\n",
        ),
        ("receipts", "date,customer,amount\n2025-01-01,甲,10\n2099-01-01,甲,10\n"),
        ("orders", "date,customer,amount\n2025-01-01,甲,10\n2099-01-01,甲,10\n"),
        ("metrics", "month,channel,leads\n2025-01,展会,3\n2099-01,展会,3\n"),
    ] {
        let told = desk.import(text, &["--kind", kind]);
        assert_eq!(told["imported"], 1, "{kind}: {told}");
        assert_eq!(
            (&told["rejected"][0]["code"], &told["rejected"][0]["row"]),
            (&json!("date_in_future"), &json!(3)),
            "{kind}"
        );
    }
    // A refund is a negative receipt, and taken.
    let told = desk.import("date,customer,amount\n2025-02-01,甲,-4\n", &["--kind", "receipts"]);
    assert_eq!(told["income"], "-4.00");
}
