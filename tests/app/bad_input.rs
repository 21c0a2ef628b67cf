//! Bad input: each has its code, a message with the place in both languages, and leaves everything as it was.

use std::io::{Seek, SeekFrom, Write};

use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER};

/// Refused with a code, in both languages, naming the place; nothing on the desk has changed.
fn refused(desk: &Desk, words: &[&str], code: &str, place: &str) {
    let picture = || {
        desk.names()
            .into_iter()
            .map(|name| (desk.path(&name), name))
            .filter(|(path, _)| path.is_file())
            .map(|(path, name)| {
                let meta = std::fs::metadata(&path).unwrap();
                let bytes = if meta.len() < 1 << 22 {
                    std::fs::read(&path).unwrap()
                } else {
                    Vec::new()
                };
                (name, meta.len(), bytes)
            })
            .collect::<Vec<_>>()
    };
    let before = picture();
    for (locale, is_chinese) in [("en_US.UTF-8", false), ("zh_CN.UTF-8", true)] {
        let output = desk
            .command()
            .env("LANG", locale)
            .env("LC_ALL", locale)
            .args(desk.words(words))
            .arg("--json")
            .output()
            .unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{words:?}: {err}");
        assert!(output.stdout.is_empty(), "{words:?}");
        let failure: Value = serde_json::from_str(&err).unwrap_or_else(|_| panic!("{words:?}: {err}"));
        assert_eq!(failure["code"], code, "{words:?}: {err}");
        let message = failure["message"].as_str().unwrap();
        assert!(message.contains(place), "{words:?} names {place}: {message}");
        assert_eq!(
            message.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c)),
            is_chinese,
            "{locale}: {message}"
        );
    }
    assert!(picture() == before, "{words:?} leaves everything as it was");
}

/// A compound file of 3 sectors (header, directory, allocation table) with one named stream.
fn compound(stream: &str) -> Vec<u8> {
    let mut file = vec![0u8; 512 * 3];
    file[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    file[24..34].copy_from_slice(&[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    file[44] = 1;
    file[48] = 1;
    file[76] = 0;
    for entry in [1024, 1028] {
        file[entry..entry + 4].copy_from_slice(&[0xFE, 0xFF, 0xFF, 0xFF]);
    }
    for (at, name) in ["Root Entry", stream].iter().enumerate() {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let place = 512 + at * 128;
        file[place..place + wide.len()].copy_from_slice(&wide);
        file[place + 64] = (wide.len() + 2) as u8;
        file[place + 66] = if at == 0 { 5 } else { 2 };
    }
    file
}

#[test]
fn files_that_are_no_tables() {
    let desk = Desk::new();
    let import = |name: &str, code: &str| refused(&desk, &["import", LEDGER, name], code, name);
    import("nothing.csv", "file_missing");
    desk.write("empty.csv", "");
    import("empty.csv", "file_empty");
    desk.write("blank.csv", "\n \n\t\n");
    import("blank.csv", "file_empty");
    desk.write("locked.xlsx", compound("EncryptedPackage"));
    import("locked.xlsx", "file_encrypted");
    desk.write("letter.doc", compound("WordDocument"));
    import("letter.doc", "file_wrong_kind");
    for (name, bytes) in [
        ("picture.csv", &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..]),
        ("scan.xlsx", b"%PDF-1.7\n1 0 obj\n"),
        ("program.csv", b"\x7fELF\x02\x01\x01\0\0\0\0\0"),
        ("noise.csv", &[0, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 17, 18]),
        ("data.csv", b"{\"date\": \"2025-01-01\"}"),
    ] {
        desk.write(name, bytes);
        import(name, "file_wrong_kind");
    }
    import(LEDGER, "file_wrong_kind");
    desk.write("page.xls", "<html><table><tr><td>1</td></tr></table></html>");
    import("page.xls", "file_is_web_page");
    std::fs::create_dir(desk.path("folder.csv")).unwrap();
    import("folder.csv", "file_is_folder");
    // A path through a file can be opened by nobody, not even by root.
    refused(
        &desk,
        &["import", LEDGER, "empty.csv/inside.csv"],
        "file_unreadable",
        "inside.csv",
    );
    assert_eq!(desk.records(), ["new"]);
    desk.sound();
}

#[test]
fn workbooks_that_are_cut_short() {
    let desk = Desk::new();
    desk.import("date,category,amount\n2025-01-01,7.2,10\n", &[]);
    desk.call(
        "export_entries",
        json!({ "query": {}, "format": "xlsx", "path": "whole.xlsx" }),
    );
    let whole = desk.bytes("whole.xlsx");
    for (at, length) in [whole.len() - 1, whole.len() / 2, 100].into_iter().enumerate() {
        let name = format!("cut{at}.xlsx");
        desk.write(&name, &whole[..length]);
        refused(&desk, &["import", LEDGER, &name], "file_damaged", &name);
    }
    // A byte of the sheet turned round inside the archive.
    let mut turned = whole.clone();
    let middle = turned.len() / 3;
    for byte in &mut turned[middle..middle + 40] {
        *byte ^= 0x55;
    }
    desk.write("turned.xlsx", &turned);
    refused(&desk, &["import", LEDGER, "turned.xlsx"], "file_damaged", "turned.xlsx");
    desk.write(
        "open.csv",
        "date,category,amount\n2025-01-01,7.2,10\n2025-01-02,\"7.2,10\n",
    );
    refused(&desk, &["import", LEDGER, "open.csv"], "quote_open", "open.csv");
    desk.sound();
}

#[test]
fn a_file_beyond_the_limit_is_refused_at_once() {
    let desk = Desk::new();
    let mut file = std::fs::File::create(desk.path("huge.csv")).unwrap();
    file.write_all(b"date,category,amount\n2025-01-01,7.2,10\n").unwrap();
    // Two sparse gigabytes: they take no room.
    file.seek(SeekFrom::Start((2 << 30) - 1)).unwrap();
    file.write_all(b"\n").unwrap();
    drop(file);
    refused(&desk, &["import", LEDGER, "huge.csv"], "file_too_large", "huge.csv");
}

#[test]
fn headers_that_name_no_date_or_amount() {
    let desk = Desk::new();
    desk.write("odd.csv", "colour,size\nred,large\n");
    let failure = desk.refused("import", &["odd.csv"]);
    assert_eq!(
        (&failure["code"], &failure["facts"]["field"]),
        (&json!("column_missing"), &json!("date"))
    );
    assert!(
        failure["message"].as_str().unwrap().contains("colour"),
        "it names the columns that are there: {failure}"
    );
    assert_eq!(desk.records(), ["new"]);
    // Of two columns of one title the first is read, and that the other is not is said.
    let told = desk.import("date,amount,amount\n2025-01-01,1,2\n", &[]);
    assert_eq!(told["cost"], "1.00");
    assert!(told["notices"][0].as_str().unwrap().contains("amount"), "{told}");
}

#[test]
fn what_is_no_ledger_is_left_untouched() {
    let desk = Desk::new();
    let words = |name: &'static str| [vec!["check", name], vec!["import", name, "a.csv"]];
    desk.write("a.csv", "date,amount\n2025-01-01,1\n");
    desk.write("empty.kezhang", "");
    desk.write(
        "text.kezhang",
        "some text that is long enough to look like something, but is not a database at all, is it? no.",
    );
    rusqlite::Connection::open(desk.path("other.kezhang"))
        .unwrap()
        .execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1);")
        .unwrap();
    std::fs::create_dir(desk.path("folder.kezhang")).unwrap();
    if desk.is_on_server() {
        return;
    }
    // A ledger of a version to come: the number lies at byte 60 of the file.
    let mut newer = desk.bytes(LEDGER);
    newer[60..64].copy_from_slice(&9_999u32.to_be_bytes());
    desk.write("newer.kezhang", &newer);
    for (name, code) in [
        ("none.kezhang", "ledger_missing"),
        ("empty.kezhang", "ledger_empty"),
        ("text.kezhang", "ledger_foreign"),
        ("other.kezhang", "ledger_foreign"),
        ("folder.kezhang", "ledger_is_directory"),
        ("newer.kezhang", "ledger_newer"),
    ] {
        for words in words(name) {
            refused(&desk, &words, code, name);
        }
    }
    assert!(
        !desk
            .names()
            .iter()
            .any(|name| name.ends_with("-wal") || name.ends_with("-shm")),
        "{:?}",
        desk.names()
    );
}

#[test]
fn a_damaged_ledger_is_told_and_not_made_worse() {
    let desk = Desk::new();
    if desk.is_on_server() {
        return;
    }
    let rows: String = (1..400)
        .map(|at| format!("2025-01-{:02},7.2,{at},memo number {at}\n", at % 28 + 1))
        .collect();
    desk.import(&format!("date,category,amount,memo\n{rows}"), &[]);
    let whole = desk.bytes(LEDGER);
    // Cut short.
    desk.write(LEDGER, &whole[..whole.len() / 2 + 100]);
    let told = desk.run(&["check", LEDGER, "--json"]);
    assert_eq!(told.code, 1, "{} {}", told.text(), told.err);
    assert!(!told.err.contains("panicked"));
    // A page in the middle overwritten, then one byte of text in a row turned.
    let mut ruined = whole.clone();
    let page = whole.len() / 4096 / 2 * 4096;
    ruined[page..page + 4096].fill(0xA5);
    desk.write(LEDGER, &ruined);
    let told = desk.run(&["check", LEDGER, "--json"]);
    assert_eq!(told.code, 1, "{}", told.text());
    assert!(!told.err.contains("panicked"));
    let mut turned = whole.clone();
    let at = turned
        .windows(15)
        .position(|w| w == b"memo number 321")
        .expect("the memo lies in the file");
    turned[at] ^= 0x01;
    desk.write(LEDGER, &turned);
    let told = desk.run(&["check", LEDGER, "--json"]);
    assert_eq!(
        (told.code, &told.json()["is_sound"]),
        (1, &json!(false)),
        "{}",
        told.text()
    );
    desk.write(LEDGER, &whole);
    desk.sound();
}

/// Another program holds the writer; ours waits ten seconds, says so and has changed nothing.
#[test]
fn a_busy_ledger_is_waited_for_and_then_told() {
    let desk = Desk::new();
    if desk.is_on_server() {
        return;
    }
    desk.write("a.csv", "date,amount\n2025-01-01,1\n");
    let other = desk.sqlite();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // Reading is not kept waiting.
    assert!(desk.entries().is_empty());
    let start = std::time::Instant::now();
    let failure = desk.refused("import", &["a.csv"]);
    assert_eq!(failure["code"], "ledger_busy");
    let waited = start.elapsed().as_secs();
    assert!((9..25).contains(&waited), "{waited} s");
    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    assert_eq!(desk.records(), ["new"]);
    assert_eq!(desk.import("date,amount\n2025-01-01,1\n", &[])["imported"], 1);
    desk.sound();
}

/// A limit on the size of files stands for a disk that fills up.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_leaves_the_ledger_as_it_was() {
    let desk = Desk::new();
    let rows: String = (1..20_000)
        .map(|at| {
            format!(
                "2025-01-{:02},7.2,{at},memo number {at} with some more text\n",
                at % 28 + 1
            )
        })
        .collect();
    desk.write("large.csv", format!("date,category,amount,memo\n{rows}"));
    let script = format!("ulimit -f 1500; trap '' XFSZ; exec \"$0\" import {LEDGER} large.csv --json");
    let program = env!("CARGO_BIN_EXE_kezhang");
    let mut command = std::process::Command::new("bash");
    let output = command
        .current_dir(desk.path(""))
        .env("LANG", "C")
        .env("LC_ALL", "C")
        .env("KEZHANG_HOME", desk.home())
        .args(["-c", &script, program])
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{err}");
    let failure: Value = serde_json::from_str(&err).unwrap();
    assert!(
        ["disk_full", "disk_failed"].contains(&failure["code"].as_str().unwrap()),
        "{failure}"
    );
    assert!(output.stdout.is_empty());
    assert_eq!(desk.records(), ["new"]);
    assert!(desk.entries().is_empty());
    desk.sound();
    assert_eq!(desk.import_file("large.csv", &[])["imported"], 19_999);
}

#[test]
fn rows_with_bad_cells_name_row_column_and_reason_in_both_languages() {
    let desk = Desk::new();
    let number = "25112000000012345678";
    desk.call("set_invoice", json!({ "number": number, "total": "100.00" }));
    let rows = [
        ("2025-01-01,7.2,99999999999999999999,,,", "amount_overflow"),
        ("2025-01-01,7.2,10.0055,,,", "amount_decimals"),
        ("2025-01-01,nonsense,1,,,", "category_unknown"),
        ("2025-01-01,7.2,1,,,bad\u{1}", "control_character"),
        ("2025-01-01,7.2,100,6,107,", "tax_mismatch"),
    ];
    let mut text = "date,category,amount,tax,gross,memo\n".to_owned();
    rows.iter().for_each(|(row, _)| text.push_str(&format!("{row}\n")));
    desk.write("bad.csv", &text);
    desk.write(
        "invoice.csv",
        format!("date,category,amount,invoice\n2025-01-01,7.2,100.01,{number}\n"),
    );
    for (language, is_chinese) in [("en", false), ("zh-CN", true)] {
        let result = desk.on("import", &["bad.csv", "--language", language]);
        let rejected = result["rejected"].as_array().unwrap();
        assert_eq!(rejected.len(), rows.len(), "{result}");
        for (at, (_, code)) in rows.iter().enumerate() {
            assert_eq!(
                (&rejected[at]["row"], &rejected[at]["code"]),
                (&json!(at + 2), &json!(code)),
                "{result}"
            );
            let reason = rejected[at]["reason"].as_str().unwrap();
            assert_eq!(
                reason.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c)),
                is_chinese,
                "{reason}"
            );
            assert!(!reason.contains("error.") && !reason.contains('{'), "{reason}");
        }
        let invoice = desk.on("import", &["invoice.csv", "--language", language]);
        assert_eq!(invoice["rejected"][0]["code"], "invoice_exceeded");
    }
    assert!(desk.entries().is_empty());
    refused_line(&desk);
}

fn refused_line(desk: &Desk) {
    desk.call("new_budget", json!({ "budget": "p", "fiscal_year": 2025 }));
    let line = json!({ "budget": "p", "lines": [{ "key": { "category": "11.2" }, "total": "5.00" }] }).to_string();
    refused(
        desk,
        &["call", LEDGER, "set_budget_lines", &line],
        "line_never_matches",
        "11.2",
    );
}
