//! What goes out: charts, documents, workbooks, texts, copies and backups.

use calamine::{Data, Reader, open_workbook_auto};
use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER, rows, table};

const NASTY: [&str; 5] = [
    "=HYPERLINK(\"http://example.com\",\"x\")",
    "+1+1",
    "-1-1",
    "@SUM(A1)",
    "\t=1+1",
];

fn spent() -> Desk {
    let desk = Desk::with(&["--language", "zh-CN"]);
    desk.import("日期,类别,金额,客户\n2025-01-05,7.2,12345.67,甲\n2025-02-05,8.1,80,乙\n2025-03-05,9.2,900.5,\n2025-04-05,,3,\n", &[]);
    desk.import(
        "月份,类别,金额\n2025-01,7,10000\n2025-02,8.1,100\n",
        &["--kind", "budget"],
    );
    desk
}

const YEAR: [&str; 6] = ["report", LEDGER, "variance", "--from", "2025-01", "--to"];

fn report(desk: &Desk, words: &[&str]) -> Vec<u8> {
    let all: Vec<&str> = YEAR
        .into_iter()
        .chain(["2025-12"])
        .chain(words.iter().copied())
        .collect();
    desk.done(&all).out
}

#[test]
fn charts_are_svg_png_and_pdf() {
    let desk = spent();
    for by in ["month", "category", "stage"] {
        let svg = String::from_utf8(report(&desk, &["--by", by, "--format", "svg"])).unwrap();
        assert!(svg.starts_with("<svg") || svg.starts_with("<?xml"), "{by}");
        assert!(
            svg.contains("2025") && svg.contains("<rect") | svg.contains("<path"),
            "{by}"
        );
        assert!(!svg.contains("<script") && !svg.contains("href=\"http"), "{by}");
    }
    // A PNG's header has its width and height at bytes 16 and 20; 2 and 3 are that many times as large.
    let size = |scale: &str| {
        let png = report(&desk, &["--by", "month", "--format", "png", "--scale", scale]);
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
        [16, 20].map(|at| u32::from_be_bytes(png[at..at + 4].try_into().unwrap()))
    };
    let one = size("1");
    assert!(one[0] >= 400 && one[1] >= 200, "{one:?}");
    assert_eq!(size("2"), one.map(|side| side * 2));
    assert_eq!(size("3"), one.map(|side| side * 3));
    for words in [
        &["--format", "pdf", "--out", "r.pdf"][..],
        &["--format", "pdf", "--chart-only", "--out", "c.pdf"],
    ] {
        assert!(report(&desk, words).is_empty());
    }
    for name in ["r.pdf", "c.pdf"] {
        assert!(desk.bytes(name).starts_with(b"%PDF-"), "{name}");
    }
    // Read by poppler, where it is installed: the text can be selected, Chinese included.
    let text = |name: &str| {
        std::process::Command::new("pdftotext")
            .args(["-layout", name, "-"])
            .current_dir(desk.path(""))
            .output()
    };
    if let Ok(output) = text("r.pdf") {
        let told = String::from_utf8(output.stdout).unwrap();
        for wanted in ["12,345.67", "广告投放", "未分类", "2025"] {
            assert!(told.contains(wanted), "{wanted} in {told}");
        }
        let chart = String::from_utf8(text("c.pdf").unwrap().stdout).unwrap();
        assert!(
            !chart.contains("12,345.67") || chart.len() < told.len(),
            "the chart alone has no table"
        );
    }
}

#[test]
fn csv_and_json_are_exact_whatever_the_unit() {
    let desk = spent();
    let plain = String::from_utf8(report(&desk, &["--format", "csv"])).unwrap();
    assert_eq!(
        plain,
        String::from_utf8(report(&desk, &["--format", "csv", "--unit", "10000"])).unwrap()
    );
    assert_eq!(
        report(&desk, &["--format", "json"]),
        report(&desk, &["--format", "json", "--unit", "10000"])
    );
    let mut lines = plain.trim_start_matches('\u{feff}').lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert_eq!(&head[..2], ["category", "budget"], "{head:?}");
    let first: Vec<&str> = lines.next().unwrap().split(',').collect();
    // Order by dimension: 0 first.
    assert_eq!((first[0], first[2]), ("0", "3.00"));
    assert!(plain.contains("12345.67"));
    // For people the unit shows.
    let shown = String::from_utf8(report(&desk, &["--format", "table", "--unit", "10000"])).unwrap();
    assert!(shown.contains("1.23") && !shown.contains("12,345.67"), "{shown}");
    let shown = String::from_utf8(report(&desk, &[])).unwrap();
    assert!(shown.contains("12,345.67") && shown.contains("广告投放"), "{shown}");
    let english = String::from_utf8(report(&desk, &["--language", "en"])).unwrap();
    assert!(english.contains("Advertising"), "{english}");
}

/// Cells of the first sheet as calamine reads them.
fn cells(desk: &Desk, name: &str) -> Vec<Vec<Data>> {
    let mut book = open_workbook_auto(desk.path(name)).unwrap();
    let sheet = book.sheet_names()[0].clone();
    book.worksheet_range(&sheet)
        .unwrap()
        .rows()
        .map(<[Data]>::to_vec)
        .collect()
}

fn formulas(desk: &Desk, name: &str) -> usize {
    let mut book = open_workbook_auto(desk.path(name)).unwrap();
    let sheets = book.sheet_names().to_vec();
    sheets
        .iter()
        .map(|sheet| {
            book.worksheet_formula(sheet)
                .unwrap()
                .cells()
                .filter(|(_, _, f)| !f.is_empty())
                .count()
        })
        .sum()
}

#[test]
fn a_workbook_has_numbers_as_numbers() {
    let desk = spent();
    report(&desk, &["--format", "xlsx", "--out", "r.xlsx"]);
    let cells = cells(&desk, "r.xlsx");
    let is_there = cells
        .iter()
        .flatten()
        .any(|cell| matches!(cell, Data::Float(n) if (n - 12_345.67).abs() < 1e-9));
    assert!(is_there, "{cells:?}");
    let texts: Vec<String> = cells.iter().flatten().map(ToString::to_string).collect();
    assert!(texts.iter().any(|t| t.contains("广告投放")), "{texts:?}");
}

#[test]
fn no_text_from_outside_becomes_a_formula() {
    let desk = Desk::new();
    for (at, nasty) in NASTY.iter().enumerate() {
        desk.call("set_customer", json!({ "code": format!("{nasty}{at}"), "name": nasty }));
        desk.call("add_entry", json!({ "date": "2025-01-01", "category": "7.2", "amount": "1.00", "memo": nasty, "customer": format!("{nasty}{at}") }));
    }
    desk.done(&["report", LEDGER, "entries", "--format", "xlsx", "--out", "e.xlsx"]);
    report(&desk, &["--by", "customer", "--format", "xlsx", "--out", "v.xlsx"]);
    for name in ["e.xlsx", "v.xlsx"] {
        assert_eq!(formulas(&desk, name), 0, "{name}");
        let texts: Vec<String> = cells(&desk, name).iter().flatten().map(ToString::to_string).collect();
        assert!(
            texts.iter().any(|text| text.contains("HYPERLINK")),
            "{name} shows the text: {texts:?}"
        );
    }
    let entries = String::from_utf8(desk.done(&["report", LEDGER, "entries", "--format", "csv"]).out).unwrap();
    let variance = String::from_utf8(report(&desk, &["--by", "customer", "--format", "csv"])).unwrap();
    for text in [&entries, &variance] {
        for field in fields(text) {
            let is_number = field.parse::<f64>().is_ok();
            assert!(
                is_number || !field.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{field:?} in {text}"
            );
        }
    }
    // The guard comes off again: the entries' list imported elsewhere has the same memos.
    let other = Desk::new();
    let result = other.import(&entries, &[]);
    assert_eq!(result["rejected"], json!([]), "{result}");
    // (All but the one before a tab: there the apostrophe stays, to be seen.)
    let memos = |desk: &Desk| {
        desk.entries()[..4]
            .iter()
            .map(|e| e["memo"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(memos(&other), memos(&desk));
}

/// Fields of a CSV, quotes taken off.
fn fields(text: &str) -> Vec<String> {
    let (mut fields, mut field, mut is_quoted) = (Vec::new(), String::new(), false);
    for c in text.trim_start_matches('\u{feff}').chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ',' | '\n' if !is_quoted => fields.push(std::mem::take(&mut field)),
            '\r' if !is_quoted => {}
            other => field.push(other),
        }
    }
    fields
}

#[test]
fn an_out_file_is_whole_or_untouched() {
    let desk = spent();
    let told = desk.on("report", &["variance", "--format", "csv", "--out", "r.csv"]);
    assert_eq!(told["bytes"], desk.bytes("r.csv").len());
    report(&desk, &["--format", "csv", "--out", "r.csv"]);
    let names = desk.names();
    assert!(!names.iter().any(|name| name.starts_with(".kezhang")), "{names:?}");
    let refuse = |out: &str| desk.refused("report", &["variance", "--format", "csv", "--out", out])["code"].clone();
    assert_eq!(refuse("nowhere/r.csv"), "file_unwritable");
    assert_eq!(refuse("."), "file_unwritable");
    assert_eq!(refuse("r.csv/r.csv"), "file_unwritable");
    assert_eq!(desk.names(), names);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_leaves_what_was_there() {
    use std::os::unix::fs::FileTypeExt;

    let desk = spent();
    // /dev/full refuses every byte; it must still be a device afterwards.
    let refused = desk.refused("report", &["variance", "--format", "csv", "--out", "/dev/full"]);
    assert_eq!(refused["code"], "disk_full");
    assert!(refused["message"].as_str().unwrap().contains("/dev/full"), "{refused}");
    assert!(std::fs::metadata("/dev/full").unwrap().file_type().is_char_device());
    // A link is followed, not replaced.
    desk.write("real.csv", "old");
    std::os::unix::fs::symlink("real.csv", desk.path("link.csv")).unwrap();
    report(&desk, &["--format", "csv", "--out", "link.csv"]);
    assert!(std::fs::symlink_metadata(desk.path("link.csv")).unwrap().is_symlink());
    assert!(desk.bytes("real.csv").starts_with(b"category"));
}

#[test]
fn copies_and_backups_are_whole_ledgers_and_replace_nothing() {
    let desk = spent();
    let before = desk.bytes(LEDGER);
    desk.done(&["copy", LEDGER, "copy.kezhang"]);
    desk.done(&["backup", LEDGER, "backup.kezhang"]);
    assert_eq!(before, desk.bytes(LEDGER));
    let of = |name: &str| {
        desk.done(&[
            "report", name, "variance", "--from", "2025-01", "--to", "2025-12", "--json",
        ])
        .json()
    };
    assert_eq!(of("copy.kezhang"), of(LEDGER));
    assert_eq!(of("backup.kezhang"), of(LEDGER));
    for name in ["copy.kezhang", "backup.kezhang"] {
        assert_eq!(desk.done(&["check", name]).json()["is_sound"], true);
        assert_eq!(desk.refused("copy", &[name])["code"], "file_exists");
        assert_eq!(desk.refused("backup", &[name])["code"], "file_exists");
    }
    assert_eq!(
        desk.names()
            .iter()
            .filter(|name| name.ends_with("-wal") || name.ends_with("-shm"))
            .count(),
        0
    );
    // Restored: the ledger is the backup, and what was there is on the shelf.
    desk.import("日期,类别,金额\n2025-09-01,7.2,1\n", &[]);
    let later = of(LEDGER);
    let restored = desk.done(&["restore", "backup.kezhang", LEDGER]).json();
    assert_eq!(of(LEDGER), of("backup.kezhang"));
    desk.sound();
    assert_eq!(of(restored["kept"].as_str().unwrap()), later);
    // And where no ledger is.
    desk.done(&["restore", "backup.kezhang", "new.kezhang"]);
    assert_eq!(of("new.kezhang"), of("backup.kezhang"));
    // Work goes on in it.
    desk.on("undo", &[]);
    desk.sound();
}

#[test]
fn a_damaged_ledger_can_be_replaced_by_its_backup() {
    let desk = spent();
    desk.done(&["backup", LEDGER, "backup.kezhang"]);
    let damaged = desk.bytes(LEDGER)[..5000].to_vec();
    desk.write(LEDGER, &damaged);
    desk.done(&["restore", "backup.kezhang", LEDGER]);
    desk.sound();
    let kept = desk
        .names()
        .into_iter()
        .find(|name| name.contains("before-restore"))
        .expect("the damaged one is kept");
    assert_eq!(desk.bytes(&kept), damaged);
    // What is no ledger is never replaced.
    desk.write("letter.txt", "dear");
    assert_eq!(
        desk.refused_words(&["restore", "backup.kezhang", "letter.txt", "--json"])["code"],
        "ledger_foreign"
    );
    assert_eq!(desk.bytes("letter.txt"), b"dear");
}

#[test]
fn the_entries_list_has_its_fields_in_every_format() {
    let desk = spent();
    let entry = &desk.entries()[0];
    for field in [
        "id",
        "date",
        "category",
        "amount",
        "currency",
        "base",
        "gross",
        "tax",
        "net",
        "kind",
        "stage",
        "customer",
        "channel",
        "activity",
        "department",
        "vendor",
        "product",
        "memo",
        "status",
        "batch",
    ] {
        assert!(entry.get(field).is_some(), "{field}: {entry}");
    }
    assert_eq!(
        (&entry["stage"], &entry["batch"], &entry["tax"]),
        (&json!("acquisition"), &json!(1), &Value::Null)
    );
    let csv = String::from_utf8(desk.done(&["report", LEDGER, "entries", "--format", "csv"]).out).unwrap();
    let head = csv.trim_start_matches('\u{feff}').lines().next().unwrap();
    assert!(head.starts_with("id,date,category,amount"), "{head}");
    assert_eq!(csv.lines().count(), 5);
    desk.done(&["report", LEDGER, "entries", "--format", "xlsx", "--out", "e.xlsx"]);
    let span = desk.on(
        "report",
        &[
            "entries", "--from", "2025-02", "--to", "2025-03", "--sort", "-amount", "--limit", "1",
        ],
    );
    assert_eq!(
        (span.as_array().unwrap().len(), &span[0]["amount"]),
        (1, &json!("900.50"))
    );
    assert_eq!(rows(&desk.variance(&["--from", "2025-02", "--to", "2025-03"])).len(), 2);
    assert!(table(&desk.variance(&["--from", "2025-02", "--to", "2025-02"]), "category").is_array());
}

#[test]
fn the_entries_list_comes_back_with_the_same_figures() {
    let desk = Desk::with(&["--taxpayer", "general"]);
    desk.import("日期,类别,价税合计,税率,发票票种,客户,渠道,部门,供应商,产品,摘要,付款日期,受益期起,受益期止\n2025-01-05,7.2,10600,6%,数电专票,甲,展会,市场,广告社,客账,投放,2025-02-01,2025-01-01,2025-03-31\n2025-02-05,8.4,106,6%,数电专票,乙,,销售,,,,,,\n2025-03-05,11.2,-5,,,,,,,,退款,2025-03-05,,\n2025-03-06,99,7,,,,,,,,房租,,,\n", &[]);
    let span = ["--from", "2025-01", "--to", "2025-12", "--by", "category,month"];
    for format in ["xlsx", "csv"] {
        let name = format!("e.{format}");
        desk.done(&["report", LEDGER, "entries", "--format", format, "--out", &name]);
        let other = Desk::with(&["--taxpayer", "general"]);
        std::fs::copy(desk.path(&name), other.path(&name)).unwrap();
        let result = other.import_file(&name, &[]);
        assert_eq!(
            (&result["imported"], &result["rejected"]),
            (&json!(4), &json!([])),
            "{format}: {result}"
        );
        // Gross, net and every name come back (where no tax is split out, gross and net are the same twice).
        let told = |desk: &Desk| {
            let strip = |entry: &Value| {
                let fields = [
                    "date",
                    "category",
                    "gross",
                    "net",
                    "customer",
                    "channel",
                    "department",
                    "vendor",
                    "product",
                    "memo",
                ];
                fields.map(|field| entry[field].clone())
            };
            desk.entries().iter().map(strip).collect::<Vec<_>>()
        };
        assert_eq!(told(&other), told(&desk), "{format}");
    }
    assert_eq!(rows(&desk.variance(&span)).len(), 4);
}
