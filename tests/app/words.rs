//! The words of the command line: the first one, `--json`, exit codes, the window without a display.

use serde_json::Value;

use crate::desk::{Desk, LEDGER};

#[test]
fn the_first_word_is_a_subcommand_a_file_a_ledger_or_a_server() {
    let desk = Desk::new();
    desk.write("picture.png", "x");
    for window in [
        &[][..],
        &[LEDGER],
        &["picture.png"],
        &["not-there.kezhang"],
        &["postgres://host/db"],
    ] {
        let told = desk.run(window);
        assert_eq!(told.code, 1, "{window:?}: {}", told.err);
        assert!(told.err.contains("no_display"), "{window:?}: {}", told.err);
        assert!(told.out.is_empty());
    }
    for wrong in [
        &["frobnicate"][..],
        &["not-there.csv"],
        &["--frobnicate"],
        &["history"],
        &["undo", LEDGER, "first"],
    ] {
        desk.wrong(wrong);
    }
    assert!(!desk.path("not-there.kezhang").exists());
    for help in ["--help", "--version"] {
        assert!(!desk.done(&[help]).out.is_empty());
    }
}

#[test]
fn every_subcommand_takes_json_and_tells_failures_as_json() {
    let desk = Desk::new();
    desk.write("a.csv", "date,amount\n2025-01-01,1\n");
    let good: &[&[&str]] = &[
        &["new", "n.kezhang"],
        &["import", LEDGER, "a.csv"],
        &["report", LEDGER, "variance"],
        &["report", LEDGER, "entries"],
        &["call", LEDGER, "ledger"],
        &["commands"],
        &["undo", LEDGER],
        &["redo", LEDGER],
        &["history", LEDGER],
        &["check", LEDGER],
        &["backup", LEDGER, "b.kezhang"],
        &["backups", LEDGER],
        &["restore", "b.kezhang", LEDGER],
        &["copy", LEDGER, "c.kezhang"],
        &["recover", LEDGER, "r.kezhang"],
    ];
    for words in good {
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        desk.done(&words).json();
    }
    let bad: &[(&[&str], &str)] = &[
        (&["new", LEDGER], "file_exists"),
        (&["import", LEDGER, "none.csv"], "file_missing"),
        (&["report", "none.kezhang", "variance"], "ledger_missing"),
        (
            &["report", "none.kezhang", "entries", "--format", "json"],
            "ledger_missing",
        ),
        (&["call", "none.kezhang", "ledger"], "ledger_missing"),
        (&["undo", "none.kezhang"], "ledger_missing"),
        (&["redo", "none.kezhang"], "ledger_missing"),
        (&["history", "none.kezhang"], "ledger_missing"),
        (&["check", "none.kezhang"], "ledger_missing"),
        (&["recover", "none.kezhang", "saved.kezhang"], "ledger_missing"),
        (&["backup", LEDGER, "a.csv"], "file_exists"),
        (&["restore", "a.csv", LEDGER], "ledger_foreign"),
        (&["copy", LEDGER, "a.csv"], "file_exists"),
    ];
    for (words, code) in bad {
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        assert_eq!(desk.refused_words(&words)["code"], *code, "{words:?}");
    }
    let plain = desk.run(&["check", "none.kezhang"]);
    assert!(
        plain.err.contains("none.kezhang") && plain.err.contains("[ledger_missing]"),
        "{}",
        plain.err
    );
}

#[test]
fn wrong_usage_leaves_with_two() {
    let desk = Desk::new();
    let report = |words: &[&str]| {
        let all: Vec<&str> = ["report", LEDGER, "variance"]
            .into_iter()
            .chain(words.iter().copied())
            .collect();
        desk.wrong(&all);
    };
    report(&["--basis", "cash", "--measure", "cost"]);
    report(&["--by", "weather"]);
    report(&["--by", "month,category,stage"]);
    report(&["--by", "month,month"]);
    report(&["--filter", "weather=1"]);
    report(&["--filter", "category"]);
    report(&["--sort", "weather"]);
    report(&["--from", "2025-13"]);
    report(&["--from", "2025-02", "--to", "2025-01"]);
    report(&["--format", "docx"]);
    report(&["--scale", "4"]);
    report(&["--unit", "100"]);
    report(&["--language", "de"]);
    desk.wrong(&["report", LEDGER, "weather"]);
    desk.wrong(&["report", LEDGER, "entries", "--format", "png", "--out", "x.png"]);
    desk.wrong(&["call", LEDGER, "weather"]);
    desk.wrong(&["call", LEDGER, "entries", "{"]);
    desk.wrong(&["call", LEDGER, "entries", r#"{"weather":1}"#]);
    desk.wrong(&["import", LEDGER, "a.csv", "--kind", "weather"]);
    desk.wrong(&["import", LEDGER, "a.csv", "--read", "weather=1"]);
    desk.wrong(&["import", LEDGER, "a.csv", "--on-duplicate", "perhaps"]);
    // With --json it is told as JSON.
    let told = desk.run(&["report", LEDGER, "variance", "--by", "weather", "--json"]);
    let failure: Value = serde_json::from_str(&told.err).unwrap();
    assert_eq!((told.code, failure["code"].as_str()), (2, Some("usage_wrong")));
}

#[test]
fn messages_are_in_the_language_of_the_system() {
    let desk = Desk::bare();
    let mut command = desk.command();
    let output = command
        .env("LANG", "zh_CN.UTF-8")
        .env("LC_ALL", "zh_CN.UTF-8")
        .args(["check", "none.kezhang"])
        .output()
        .unwrap();
    let chinese = String::from_utf8(output.stderr).unwrap();
    assert!(
        chinese.contains("账套") && chinese.contains("none.kezhang"),
        "{chinese}"
    );
    let english = desk.run(&["check", "none.kezhang"]).err;
    assert!(
        english.contains("ledger") && english.contains("none.kezhang"),
        "{english}"
    );
}
