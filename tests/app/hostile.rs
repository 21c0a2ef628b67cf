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
            .args(desk.words(words))
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
    if desk.is_on_server() {
        return;
    }
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
    if desk.is_on_server() {
        return;
    }
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
    // What is on it can still be read, and saved to another disk.
    assert_eq!(desk.done(&["history", path]).json(), desk.on("history", &[]));
    desk.done(&["recover", path, "saved.kezhang"]);
    assert_eq!(desk.done(&["check", "saved.kezhang"]).json()["is_sound"], true);
}

/// Marked as read-only, by its owner or in the system's file manager: it is read like any other, and nothing lies beside
/// it afterwards.
#[test]
fn a_ledger_that_may_only_be_read_is_read_and_leaves_no_file_beside_it() {
    let desk = worked();
    if desk.is_on_server() {
        return;
    }
    let questions: [&[&str]; 5] = [
        &["history", LEDGER],
        &["check", LEDGER],
        &["report", LEDGER, "variance", "--from", "2025-01", "--to", "2025-12"],
        &["call", LEDGER, "entries", r#"{"search":"a"}"#],
        &["call", LEDGER, "ledger", "{}"],
    ];
    let ask = || questions.map(|words| desk.done(&[words, &["--json"]].concat()).json());
    let (before, names, whole) = (ask(), desk.names(), desk.bytes(LEDGER));
    let lock = |is_locked: bool| {
        let mut rights = std::fs::metadata(desk.path(LEDGER)).unwrap().permissions();
        rights.set_readonly(is_locked);
        std::fs::set_permissions(desk.path(LEDGER), rights).unwrap();
    };
    lock(true);
    assert_eq!(ask(), before);
    let entry = json!({ "date": "2025-01-01", "amount": "1.00" }).to_string();
    assert_eq!(desk.refused("call", &["add_entry", &entry])["code"], "ledger_readonly");
    assert_eq!(desk.names(), names);
    assert!(desk.bytes(LEDGER) == whole, "it stays as it is");
    lock(false);
    desk.call("add_entry", serde_json::from_str(&entry).unwrap());
}

/// Runs in this process, as the window does.
#[cfg(unix)]
fn in_process(work: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(work);
}

/// Takes the ledger's file away, or puts another in its place; what is there then.
#[cfg(unix)]
fn exchanged(desk: &Desk, is_removed: bool) -> Option<Vec<u8>> {
    let other = desk.bytes(LEDGER);
    std::fs::remove_file(desk.path(LEDGER)).unwrap();
    if is_removed {
        return None;
    }
    std::fs::write(desk.path(LEDGER), &other).unwrap();
    Some(other)
}

/// In one process, as the window has it: opened, then exchanged under it.
#[cfg(unix)]
#[test]
fn a_ledger_that_was_exchanged_or_removed_is_not_written_to() {
    for (is_removed, code) in [(false, "ledger_replaced"), (true, "ledger_removed")] {
        let desk = worked();
        if desk.is_on_server() {
            return;
        }
        let path = desk.path(LEDGER);
        in_process(async {
            let ledger = kezhang_store::Ledger::open(&path).await.unwrap();
            let other = exchanged(&desk, is_removed);
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
            assert_eq!(std::fs::read(&path).ok(), other, "what is there now is as it was");
        });
        assert_eq!(desk.done(&["check", "rescued.kezhang"]).json()["is_sound"], true);
    }
}

/// A change that takes long, as an import does: the file goes while it is under way.
#[cfg(unix)]
#[test]
fn a_change_is_not_reported_as_made_when_its_file_went_meanwhile() {
    for (is_removed, code) in [(false, "ledger_replaced"), (true, "ledger_removed")] {
        let desk = worked();
        if desk.is_on_server() {
            return;
        }
        let path = desk.path(LEDGER);
        in_process(async {
            let ledger = kezhang_store::Ledger::open(&path).await.unwrap();
            let stamp = kezhang_store::Stamp {
                command: "add_entry",
                author: "–".to_owned(),
                at: "2026-05-05T10:00:00Z".to_owned(),
            };
            let mut change = ledger.begin(stamp).await.unwrap();
            let today = chrono::NaiveDate::from_ymd_opt(2026, 5, 5).unwrap();
            let entry = serde_json::from_value(json!({ "date": "2025-01-01", "amount": "1.00" })).unwrap();
            let english = kezhang_core::Language::English;
            ledger.add_entry(&mut change, entry, today, english).await.unwrap();
            let other = exchanged(&desk, is_removed);
            assert_eq!(change.commit().await.unwrap_err().code, code);
            let _ = ledger.close().await;
            assert_eq!(std::fs::read(&path).ok(), other, "what is there now is as it was");
        });
    }
}

#[test]
fn a_clock_that_was_set_back_is_told_and_harms_nothing() {
    let desk = Desk::bare();
    let at = |moment: &str, words: &[&str]| {
        let output = desk
            .command()
            .env("KEZHANG_NOW", moment)
            .args(desk.words(words))
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
                    (desk.command(), desk.ledger().to_owned(), entry.to_string())
                })
                .collect();
            std::thread::spawn(move || {
                for (mut command, ledger, entry) in words {
                    let output = command
                        .args(["call", &ledger, "add_entry", &entry, "--json"])
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

/// Words for a program that can write no file beyond a size, as on a disk that is full: what any user may ask of a
/// shell. The signal that comes with it is ignored, as a full disk sends none.
#[cfg(target_os = "linux")]
fn within(desk: &Desk, kilobytes: u64, words: &[&str]) -> Command {
    let program = desk.command().get_program().to_owned();
    let mut command = Command::new("sh");
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kilobytes * 2);
    command.args(["-c", &script]).arg(program).args(words);
    command.current_dir(desk.path(""));
    for (name, value) in desk.command().get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

/// Wherever in a change the room gives out, the ledger is as it was; without a right to mount anything.
#[cfg(target_os = "linux")]
#[test]
fn room_that_gives_out_anywhere_in_a_change_leaves_the_ledger_as_it_was() {
    let desk = worked();
    let rows: String = (1..3000)
        .map(|at| {
            format!(
                "2025-01-{:02},7.2,{at},memo number {at} with some more text\n",
                at % 28 + 1
            )
        })
        .collect();
    desk.write("large.csv", format!("date,category,amount,memo\n{rows}"));
    let whole = desk.bytes(LEDGER);
    let size = whole.len() as u64 / 1024;
    let before = desk.on("history", &[]);
    let (mut refused, mut done) = (0, 0);
    for more in [8, 40, 90, 150, 250, 400, 4000] {
        for words in [
            &["import", LEDGER, "large.csv", "--json"][..],
            &["backup", LEDGER, "copy.kezhang", "--json"],
            &["recover", LEDGER, "copy.kezhang", "--json"],
        ] {
            // The log takes every changed page; a copy is about as large as the ledger.
            let room = if words[0] == "import" { more } else { size * more / 400 };
            let output = within(&desk, room, words).output().unwrap();
            let err = String::from_utf8_lossy(&output.stderr);
            if output.status.success() {
                done += 1;
            } else {
                refused += 1;
                let failure: Value =
                    serde_json::from_str(err.lines().last().unwrap()).unwrap_or_else(|_| panic!("{err}"));
                let code = failure["code"].as_str().unwrap();
                assert!(
                    ["disk_full", "disk_failed", "ledger_unopenable", "file_unwritable"].contains(&code),
                    "{words:?} within {room} kB: {failure}"
                );
                assert!(!desk.path("copy.kezhang").exists(), "{words:?} within {room} kB");
                assert_eq!(desk.on("history", &[]), before, "{words:?} within {room} kB");
                desk.sound();
            }
            let _ = std::fs::remove_file(desk.path("copy.kezhang"));
            desk.write(LEDGER, &whole);
        }
    }
    println!("{refused} refused, {done} done");
    assert!(refused >= 6 && done >= 3, "{refused} refused, {done} done");
}

/// What permissions forbid is forbidden to whoever is not the superuser: as such a user.
#[cfg(target_os = "linux")]
#[test]
fn a_file_or_a_folder_that_may_only_be_read_is_told_and_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let desk = worked();
    let set = |name: &str, mode: u32| {
        std::fs::set_permissions(desk.path(name), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let home = tempfile::tempdir().unwrap();
    std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
    let run = |words: &[&str]| {
        let inner = desk.command();
        let mut command = if is_root {
            let mut command = Command::new("setpriv");
            command
                .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
                .arg(inner.get_program());
            command
        } else {
            Command::new(inner.get_program())
        };
        for (name, value) in inner.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let command = command.env("KEZHANG_HOME", home.path()).current_dir(desk.path(""));
        let output = command.args(words).arg("--json").output();
        output.map(|output| {
            (
                output.status.code(),
                String::from_utf8_lossy(&output.stderr).into_owned(),
            )
        })
    };
    // Where the program itself may not be run by another user there is nothing to try.
    set("", 0o755);
    if !run(&["commands"]).is_ok_and(|(code, _)| code == Some(0)) {
        eprintln!("SKIPPED: no other user may run the program here");
        return;
    }
    let whole = desk.bytes(LEDGER);
    let entry = json!({ "date": "2025-01-01", "amount": "1.00" }).to_string();
    for (file, folder) in [(0o444, 0o555), (0o444, 0o777), (0o644, 0o555), (0o000, 0o755)] {
        set(LEDGER, file);
        set("", folder);
        for words in [
            &["call", LEDGER, "add_entry", &entry][..],
            &["undo", LEDGER],
            &["new", "sub/new.kezhang"],
            &["backup", LEDGER, "nowhere/copy.kezhang"],
        ] {
            let (code, err) = run(words).unwrap();
            assert_eq!(code, Some(1), "{words:?} at {file:o} in {folder:o}: {err}");
            let failure: Value = serde_json::from_str(err.lines().last().unwrap()).unwrap_or_else(|_| panic!("{err}"));
            let known = [
                "ledger_readonly",
                "ledger_unopenable",
                "no_permission",
                "file_unwritable",
                "ledger_missing",
                "folder_missing",
            ];
            assert!(
                known.contains(&failure["code"].as_str().unwrap()),
                "{words:?}: {failure}"
            );
            let place = match words[0] {
                "backup" => "",
                "new" if failure["code"] == "folder_missing" => "sub",
                _ => ".kezhang",
            };
            assert!(failure["message"].as_str().unwrap().contains(place), "{failure}");
        }
        assert_eq!(desk.bytes(LEDGER), whole, "at {file:o} in {folder:o}");
    }
    set("", 0o755);
    set(LEDGER, 0o644);
    desk.sound();
}

/// A program that was killed after its change left the change in the log beside the file: the next one finds it. A log
/// that is none, or that was cut short, changes nothing.
#[test]
fn a_log_that_a_killed_program_left_is_read_and_one_that_is_ruined_changes_nothing() {
    let desk = worked();
    let whole = desk.bytes(LEDGER);
    let records = desk.records().len();
    let log = format!("{LEDGER}-wal");
    // The log as it is while a program has the ledger open, and would be if it were killed now.
    let left = {
        let open = desk.sqlite();
        open.execute_batch("BEGIN").unwrap();
        let _: i64 = open
            .query_row("SELECT count(*) FROM entry", (), |row| row.get(0))
            .unwrap();
        desk.call(
            "add_entry",
            json!({ "date": "2025-05-01", "category": "7.2", "amount": "8.00" }),
        );
        desk.bytes(&log)
    };
    let lay = |log_bytes: &[u8]| {
        desk.write(LEDGER, &whole);
        desk.write(&log, log_bytes);
        let _ = std::fs::remove_file(desk.path(&format!("{LEDGER}-shm")));
    };
    assert!(left.len() > 4096, "the change is in the log");
    lay(&left);
    assert_eq!(desk.on("history", &[]).as_array().unwrap().len(), records + 1);
    desk.sound();
    let of_ledger = desk.names().into_iter().filter(|name| name.starts_with(LEDGER));
    assert_eq!(of_ledger.collect::<Vec<_>>(), [LEDGER], "a closed ledger is one file");
    let mut turned = left.clone();
    turned[60] ^= 1;
    for ruined in [&left[..left.len() - 1], &left[..4200], b"nonsense", &turned, &[0; 8192]] {
        lay(ruined);
        assert_eq!(desk.on("history", &[]).as_array().unwrap().len(), records);
        desk.sound();
    }
}

/// The folder with the ledger goes away under an open window: a stick that is pulled out.
#[cfg(unix)]
#[test]
fn a_folder_that_is_gone_is_told() {
    let desk = worked();
    std::fs::create_dir(desk.path("stick")).unwrap();
    let path = desk.path("stick").join(LEDGER);
    std::fs::copy(desk.path(LEDGER), &path).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let ledger = kezhang_store::Ledger::open(&path).await.unwrap();
        std::fs::rename(desk.path("stick"), desk.path("away")).unwrap();
        let context = kezhang::commands::Context::now(kezhang_core::Language::Chinese);
        let entry = json!({ "date": "2025-01-01", "amount": "1.00" });
        let failure = kezhang::commands::call(&ledger, "add_entry", entry, &context)
            .await
            .unwrap_err();
        assert_eq!(failure.code, "ledger_removed");
        assert!(failure.message.contains("另存副本"), "{}", failure.message);
        let _ = ledger.close().await;
    });
    assert_eq!(
        std::fs::read(desk.path("away").join(LEDGER)).unwrap().len(),
        desk.bytes(LEDGER).len()
    );
    refused(&desk, &["history", "stick/l.kezhang"], &["ledger_missing"]);
    refused(
        &desk,
        &["backup", LEDGER, "stick/b.kezhang"],
        &["ledger_missing", "file_unwritable", "folder_missing"],
    );
    refused(
        &desk,
        &["new", "stick/n.kezhang"],
        &[
            "ledger_missing",
            "ledger_unopenable",
            "file_unwritable",
            "folder_missing",
        ],
    );
    desk.sound();
}

/// A file that is written never takes the place of a ledger, least of all of the one that is open.
#[test]
fn a_report_never_takes_the_place_of_a_ledger() {
    let desk = worked();
    let whole = desk.bytes(LEDGER);
    refused(
        &desk,
        &["report", LEDGER, "variance", "--format", "csv", "--out", LEDGER],
        &["file_is_ledger"],
    );
    desk.write("older.kezhang", &whole);
    let input = json!({ "query": {}, "format": "csv", "path": "older.kezhang" }).to_string();
    refused(&desk, &["call", LEDGER, "export_entries", &input], &["file_is_ledger"]);
    assert!(desk.bytes(LEDGER) == whole && desk.bytes("older.kezhang") == whole);
}
