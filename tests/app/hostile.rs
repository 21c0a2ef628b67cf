//! A disk that is full or cannot be written, a file that is exchanged or removed under the program, a clock set back,
//! two programs at once: each is told, and does no damage.

use std::process::Command;

use serde_json::{Value, json};

use crate::damage::worked;
use crate::desk::{Desk, LEDGER};

/// A small disk of its own, where the system lets us have one (Linux, as root).
struct Disk {
    at: std::path::PathBuf,
}

impl Disk {
    fn mount(desk: &Desk, kilobytes: u32) -> Option<Self> {
        let at = desk.path("disk");
        std::fs::create_dir(&at).unwrap();
        let size = format!("size={kilobytes}k");
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(&at)
            .output();
        if done.is_ok_and(|output| output.status.success()) {
            return Some(Self { at });
        }
        eprintln!("SKIPPED: no disk can be mounted here (it takes Linux and root)");
        None
    }

    fn remount(&self, how: &str) {
        let done = Command::new("mount")
            .args(["-o", &format!("remount,{how}")])
            .arg(&self.at)
            .status();
        assert!(done.unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.at).status();
    }
}

/// Refused in both languages with one of the codes, naming the file.
fn refused(desk: &Desk, words: &[&str], codes: &[&str]) -> String {
    let mut code = String::new();
    for (locale, is_chinese) in [("en_US.UTF-8", false), ("zh_CN.UTF-8", true)] {
        let output = desk
            .command()
            .env("LANG", locale)
            .env("LC_ALL", locale)
            .args(words)
            .arg("--json")
            .output()
            .unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{words:?}: {err}");
        let failure: Value = serde_json::from_str(err.lines().last().unwrap()).unwrap_or_else(|_| panic!("{err}"));
        let message = failure["message"].as_str().unwrap();
        assert!(codes.contains(&failure["code"].as_str().unwrap()), "{failure}");
        assert_eq!(
            message.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c)),
            is_chinese,
            "{message}"
        );
        code = failure["code"].as_str().unwrap().to_owned();
    }
    code
}

#[test]
fn a_full_disk_is_told_and_the_ledger_proves() {
    let desk = worked();
    let Some(disk) = Disk::mount(&desk, 900) else { return };
    let ledger = disk.at.join(LEDGER);
    std::fs::copy(desk.path(LEDGER), &ledger).unwrap();
    let ledger = ledger.to_str().unwrap();
    let rows: String = (1..9000)
        .map(|at| {
            format!(
                "2025-01-{:02},7.2,{at},memo number {at} with some more text\n",
                at % 28 + 1
            )
        })
        .collect();
    desk.write("large.csv", format!("date,category,amount,memo\n{rows}"));
    let before = desk.done(&["history", ledger]).json();
    refused(&desk, &["import", ledger, "large.csv"], &["disk_full", "disk_failed"]);
    // What fills the disk now is not the program.
    let rest = disk.at.join("rest");
    let _ = std::fs::write(&rest, vec![1u8; 900 << 10]);
    let copy = disk.at.join("copy.kezhang");
    refused(
        &desk,
        &["copy", ledger, copy.to_str().unwrap()],
        &["disk_full", "disk_failed", "ledger_unopenable", "file_unwritable"],
    );
    refused(
        &desk,
        &["recover", ledger, copy.to_str().unwrap()],
        &["disk_full", "disk_failed", "ledger_unopenable", "file_unwritable"],
    );
    assert!(!copy.exists());
    std::fs::remove_file(&rest).unwrap();
    let _ = desk.done(&["check", ledger]);
    assert_eq!(desk.done(&["history", ledger]).json(), before);
    let left: Vec<_> = std::fs::read_dir(&disk.at)
        .unwrap()
        .map(|f| f.unwrap().file_name())
        .collect();
    assert_eq!(left, [LEDGER], "nothing half-written is left");
}

#[test]
fn a_disk_that_cannot_be_written_is_told() {
    let desk = worked();
    let Some(disk) = Disk::mount(&desk, 4000) else { return };
    let ledger = disk.at.join(LEDGER);
    std::fs::copy(desk.path(LEDGER), &ledger).unwrap();
    let whole = std::fs::read(&ledger).unwrap();
    disk.remount("ro");
    let entry = json!({ "date": "2025-01-01", "amount": "1.00" }).to_string();
    let path = ledger.to_str().unwrap();
    refused(
        &desk,
        &["call", path, "add_entry", &entry],
        &["ledger_readonly", "ledger_unopenable"],
    );
    let new = disk.at.join("new.kezhang");
    refused(
        &desk,
        &["new", new.to_str().unwrap()],
        &[
            "ledger_readonly",
            "ledger_unopenable",
            "no_permission",
            "file_unwritable",
        ],
    );
    refused(
        &desk,
        &["backup", LEDGER, new.to_str().unwrap()],
        &[
            "ledger_readonly",
            "ledger_unopenable",
            "no_permission",
            "file_unwritable",
        ],
    );
    assert_eq!(std::fs::read(&ledger).unwrap(), whole);
    // What is on it can still be saved to another disk.
    desk.done(&["recover", path, "saved.kezhang"]);
    assert_eq!(desk.done(&["check", "saved.kezhang"]).json()["is_sound"], true);
}

/// In one process, as the window has it: opened, then exchanged under it.
#[cfg(unix)]
#[test]
fn a_ledger_that_was_exchanged_or_removed_is_not_written_to() {
    for (is_removed, code) in [(false, "ledger_replaced"), (true, "ledger_removed")] {
        let desk = worked();
        let path = desk.path(LEDGER);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let ledger = kezhang_store::Ledger::open(&path).await.unwrap();
            let other = desk.bytes(LEDGER);
            std::fs::remove_file(&path).unwrap();
            if !is_removed {
                std::fs::write(&path, &other).unwrap();
            }
            let context = kezhang::commands::Context::now(kezhang_core::Language::English);
            let entry = json!({ "date": "2025-01-01", "amount": "1.00" });
            let failure = kezhang::commands::call(&ledger, "add_entry", entry, &context)
                .await
                .unwrap_err();
            assert_eq!(failure.code, code);
            assert!(failure.message.contains(LEDGER), "{}", failure.message);
            // What is open can still be saved elsewhere, as the message says.
            let copy = desk.path("rescued.kezhang");
            ledger.copy(&copy).await.unwrap();
            let _ = ledger.close().await;
            assert_eq!(is_removed, !path.exists());
            if !is_removed {
                assert_eq!(std::fs::read(&path).unwrap(), other, "the other file is as it was");
            }
        });
        assert_eq!(desk.done(&["check", "rescued.kezhang"]).json()["is_sound"], true);
    }
}

#[test]
fn a_clock_that_was_set_back_is_told_and_harms_nothing() {
    let desk = Desk::bare();
    let at = |moment: &str, words: &[&str]| {
        let output = desk
            .command()
            .env("KEZHANG_NOW", moment)
            .args(words)
            .arg("--json")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let entry = json!({ "date": "2025-01-01", "category": "7.2", "amount": "1.00" }).to_string();
    at("2026-05-05T10:00:00Z", &["new", LEDGER]);
    at("2026-05-06T10:00:00Z", &["call", LEDGER, "add_entry", &entry]);
    at("1999-01-01T00:00:00Z", &["call", LEDGER, "add_entry", &entry]);
    at("1999-01-01T00:00:01Z", &["undo", LEDGER]);
    at("2026-05-07T10:00:00Z", &["call", LEDGER, "add_entry", &entry]);
    let report = desk.on("check", &[]);
    assert_eq!((&report["is_sound"], &report["faults"]), (&json!(true), &json!([])));
    let notes = report["notes"].as_array().unwrap();
    assert_eq!(notes.len(), 1, "{report}");
    assert_eq!(notes[0]["code"], "clock_set_back");
    assert!(notes[0]["message"].as_str().unwrap().contains("1999"), "{report}");
    // The order is that of the numbers, and the last is the last.
    assert_eq!(desk.on("undo", &[])["undoes"], 5);
    assert_eq!(desk.on("history", &[]).as_array().unwrap().len(), 6);
    desk.sound();
}

/// Four programs write to one ledger at once: each waits its turn, nothing is lost or doubled.
#[test]
fn programs_that_write_at_once_take_turns() {
    let desk = Desk::new();
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let words: Vec<_> = (0..3)
                .map(|n| {
                    let entry = json!({ "date": "2025-01-01", "category": "7.2", "amount": format!("{writer}.{n}1") });
                    (desk.command(), entry.to_string())
                })
                .collect();
            std::thread::spawn(move || {
                for (mut command, entry) in words {
                    let output = command
                        .args(["call", LEDGER, "add_entry", &entry, "--json"])
                        .output()
                        .unwrap();
                    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                }
            })
        })
        .collect();
    writers.into_iter().for_each(|writer| writer.join().unwrap());
    desk.sound();
    // 4 × (0.01 + 0.11 + 0.21) + 3 × (0 + 1 + 2 + 3), by hand.
    assert_eq!(desk.number("SELECT sum(gross_minor) FROM entry"), 132 + 1800);
    assert_eq!(desk.number("SELECT count(DISTINCT number) FROM journal"), 13);
    assert_eq!(desk.texts("SELECT hash FROM journal").len(), 13);
}
