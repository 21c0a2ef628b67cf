//! A ledger on a real PostgreSQL, started here: what a file says a server says, and what goes wrong goes wrong whole.
//!
//! The one thing to know: each test has a cluster of its own ([`crate::cluster`]), so that it may stop it. Its ledgers are
//! copies of those that the program made on such a server once in this build.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::cluster::{Server, everything, programs, psql};
use crate::desk::{Desk, LEDGER, cents};

/// What depends on where the ledger lies and when it was written, made the same.
fn bare(mut told: Value, desk: &Desk) -> Value {
    fn walk(value: &mut Value, desk: &Desk) {
        match value {
            Value::Object(map) => {
                map.retain(|name, _| name != "at" && name != "bytes" && !name.ends_with("_at"));
                map.values_mut().for_each(|value| walk(value, desk));
            }
            Value::Array(list) => list.iter_mut().for_each(|value| walk(value, desk)),
            Value::String(text) => *text = nowhere(text, desk),
            _ => {}
        }
    }
    walk(&mut told, desk);
    told
}

/// A text without the desk's folder, and with one name for every ledger.
fn nowhere(text: &str, desk: &Desk) -> String {
    let folder = desk.path("").display().to_string();
    unnumbered(text.replace(&folder, "").replace(desk.ledger(), LEDGER))
}

/// The desks' files are numbered through: `in-7.csv` is `in-.csv`.
fn unnumbered(text: String) -> String {
    match text.split_once("in-") {
        Some((before, after)) => format!("{before}in-{}", after.trim_start_matches(|c: char| c.is_ascii_digit())),
        None => text,
    }
}

/// The first place where two results differ.
fn differ(one: &Value, other: &Value, at: &str) -> Option<String> {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            let names: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            let null = Value::Null;
            names.into_iter().find_map(|name| {
                let (a, b) = (a.get(name).unwrap_or(&null), b.get(name).unwrap_or(&null));
                differ(a, b, &format!("{at}/{name}"))
            })
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let pairs = a.iter().zip(b).enumerate();
            pairs
                .into_iter()
                .find_map(|(n, (a, b))| differ(a, b, &format!("{at}/{n}")))
        }
        (a, b) if a == b => None,
        (a, b) => Some(format!("{at}: {a} in the file, {b} on the server")),
    }
}

/// Runs the same words on both: both do it, and what is told must be the same.
fn same(file: &Desk, server: &Desk, words: &[&str], wrong: &mut Vec<String>) {
    let told = [file, server].map(|desk| {
        let told = desk.run(words);
        let text = if told.code == 0 { told.text() } else { told.err.clone() };
        let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
        json!({ "code": told.code, "told": bare(value, desk) })
    });
    if told[0]["code"] != 0 {
        wrong.push(format!("{words:?} {}", told[0]));
    } else if let Some(at) = differ(&told[0], &told[1], "") {
        wrong.push(format!("{words:?} {}", at.chars().take(600).collect::<String>()));
    }
}

/// The journal without its times; the hashes hang on them.
fn journal(desk: &Desk) -> Vec<(String, String)> {
    let commands = desk.texts("SELECT command FROM journal ORDER BY number");
    let abouts = desk.texts("SELECT about FROM journal ORDER BY number");
    let abouts = abouts.iter().map(|about| nowhere(about, desk));
    commands.into_iter().zip(abouts).collect()
}

/// What the records changed, row by row, but for the time of day.
fn changes(desk: &Desk) -> Vec<String> {
    desk.texts(
        "SELECT number || ' ' || table_name || ' ' || row_id || coalesce(json_remove(before, '$.added_at'), ' ') \
         || coalesce(json_remove(after, '$.added_at'), '') FROM journal_row ORDER BY id",
    )
}

#[test]
fn the_sample_company_says_the_same_in_a_file_and_on_a_server() {
    let server = Server::start();
    let (file, desk) = (Desk::with(&["--sample"]), server.desk(&["--sample"]));
    let mut wrong = Vec::new();
    let told: Value = serde_json::from_str(&file.run(&["report", LEDGER, "weather", "--json"]).err).unwrap();
    let known = told["facts"]["known"].as_str().unwrap().to_owned();
    for name in known.split(", ").filter(|name| *name != "cutback") {
        same(&file, &desk, &["report", LEDGER, name, "--json"], &mut wrong);
    }
    for words in [
        &["variance", "--by", "customer,month"][..],
        &["variance", "--by", "stage,grade", "--basis", "cash"],
    ] {
        same(
            &file,
            &desk,
            &[&["report", LEDGER], words, &["--json"]].concat(),
            &mut wrong,
        );
    }
    let cut = json!({ "budget": "2026", "ceiling": "6000000" }).to_string();
    same(&file, &desk, &["call", LEDGER, "cutback", &cut, "--json"], &mut wrong);
    for sort in ["-amount", "vendor", "-paid_on", "stage", "memo", "-category"] {
        let query = json!({ "sort": sort, "limit": 60, "offset": 40, "with_totals": true }).to_string();
        same(&file, &desk, &["call", LEDGER, "entries", &query, "--json"], &mut wrong);
    }
    same(
        &file,
        &desk,
        &["call", LEDGER, "entries", r#"{"search":"微信"}"#, "--json"],
        &mut wrong,
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(journal(&file), journal(&desk));
    assert_eq!(changes(&file), changes(&desk));
    desk.sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letters_days_and_what_is_there_already_are_the_same_whatever_order_the_server_sorts_in() {
    let server = Server::start();
    let desks = [Desk::new(), server.desk(&[])];
    let mut calls: Vec<(&'static str, Value)> = Vec::new();
    let names = [
        "b", "B", "a", "Ä", "ä", "É", "é", "张三", "李四", "阿里", "a b", "_x", "10%", "ß", "A-1", "Straße",
    ];
    for (at, name) in names.iter().enumerate() {
        let vendor = json!({ "register": "vendor", "code": name, "name": format!("{name}.") });
        calls.push(("set_member", vendor.clone()));
        let day = ["0001-01-01", "1999-12-31", "2024-02-29", "2025-03-05", "9999-12-31"][at % 5];
        let entry =
            json!({ "date": day, "amount": "1.00", "vendor": name, "memo": format!("{name}%_{at}"), "invoice": name });
        calls.push(("add_entry", entry.clone()));
        // The same once more: what it finds there already, it finds on both.
        calls.push(("set_member", vendor.clone()));
    }
    calls.push(("members", json!({"register":"vendor"})));
    for search in ["b", "B", "ä", "Ä", "%", "_", "\\", "阿", "SS", "'"] {
        calls.push(("register", json!({ "register": "vendor", "search": search })));
        calls.push(("entries", json!({ "search": search })));
    }
    for sort in ["vendor", "-vendor", "memo", "-memo", "date", "-date", "invoice"] {
        calls.push(("entries", json!({ "sort": sort, "limit": 50 })));
    }
    let wrong = compared(&desks, calls.into_iter()).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(journal(&desks[0]), journal(&desks[1]));
    desks[1].sound();
}

/// So many of the other tests run on a server in every run; all of them with `KEZHANG_TEST_SERVER`.
const ON_A_SERVER_TOO: [&str; 7] = [
    "import::undo",
    "journal::a",
    "journal::check",
    "journal::two",
    "record::many",
    "record::the_list",
    "record::parts",
];

#[test]
fn the_tests_of_a_file_pass_on_a_server_too() {
    if std::env::var_os("KEZHANG_TEST_SERVER").is_some() {
        return;
    }
    let server = Server::start();
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(ON_A_SERVER_TOO)
        .env("KEZHANG_TEST_SERVER", server.address())
        .env_remove("NEXTEST")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}");
}

/// Files lie on the desk: this process is somewhere else.
fn placed(value: &Value, name: &str, desk: &Desk) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .map(|(key, below)| (key.clone(), placed(below, key, desk)))
            .collect(),
        Value::Array(list) => list.iter().map(|below| placed(below, name, desk)).collect(),
        Value::String(file) if ["path", "paths", "folder"].contains(&name) => json!(desk.path(file)),
        other => other.clone(),
    }
}

/// Calls the same on a file and on a server, in one process; what was refused or told otherwise.
async fn compared(desks: &[Desk; 2], calls: impl Iterator<Item = (&'static str, Value)>) -> Vec<String> {
    use kezhang::commands::{Context, call};
    let context = Context::now(kezhang_core::Language::English);
    let mut ledgers = Vec::new();
    for desk in desks {
        ledgers.push(kezhang_store::Ledger::open(&desk.place()).await.unwrap());
    }
    let mut wrong = Vec::new();
    for (name, input) in calls {
        let mut told = Vec::new();
        for (desk, ledger) in desks.iter().zip(&ledgers) {
            match call(ledger, name, placed(&input, "", desk), &context).await {
                Ok(answer) => told.push(bare(answer, desk)),
                Err(failure) => wrong.push(format!("{name} {}: {}", desk.ledger(), json!(failure))),
            }
        }
        if let [one, other] = &told[..]
            && let Some(at) = differ(one, other, "")
        {
            wrong.push(format!("{name} {input} {}", at.chars().take(600).collect::<String>()));
        }
    }
    for ledger in ledgers {
        ledger.close().await.unwrap();
    }
    wrong
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_command_does_the_same_in_a_file_and_on_a_server() {
    let server = Server::start();
    let desks = [Desk::new(), server.desk(&[])];
    desks.iter().for_each(crate::commands::prepared);
    // Pages and definitions are the server's own affair: what `check` proves besides is proved below.
    let calls = crate::commands::calls()
        .into_iter()
        .filter(|(name, _)| *name != "check");
    let wrong = compared(&desks, calls.chain((0..12).map(|_| ("undo", json!({}))))).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(journal(&desks[0]), journal(&desks[1]));
    desks[1].sound();
}

#[test]
fn a_ledger_goes_from_a_file_to_a_server_and_back_with_every_row() {
    let server = Server::start();
    let file = Desk::with(&["--sample"]);
    file.import("date,category,amount,memo\n2025-03-01,7.2,12.5,\"a\\b\tc \\N\"\n", &[]);
    file.on("undo", &[]);
    let address = server.database();
    file.done(&["copy", LEDGER, &address, "--json"]);
    file.done(&["copy", &address, "back.kezhang", "--json"]);
    let back = rusqlite::Connection::open(file.path("back.kezhang")).unwrap();
    let (one, other) = (everything(&file.sqlite()), everything(&back));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (table, rows) in &one {
        assert_eq!(rows, &other[table], "{table}");
    }
    assert!(one["entry"].len() > 1000 && one["journal_row"].len() > 1000);
    let desk = Desk::on_server(address.clone());
    desk.sound();
    assert_eq!(file.done(&["check", "back.kezhang", "--json"]).json()["is_sound"], true);
    // One database holds one ledger, and a file is not overwritten.
    assert_eq!(
        file.refused_words(&["copy", LEDGER, &address, "--json"])["code"],
        "server_has_ledger"
    );
    assert_eq!(
        file.refused_words(&["copy", &address, "back.kezhang", "--json"])["code"],
        "file_exists"
    );
    // What only a file has is told so; a backup of a server's ledger is a file like any other.
    for words in [
        &["recover", address.as_str(), "new.kezhang"],
        &["restore", "back.kezhang", address.as_str()],
    ] {
        assert_eq!(
            file.refused_words(&[&words[..], &["--json"]].concat())["code"],
            "files_only"
        );
    }
    desk.done(&["backup", LEDGER, "backup.kezhang", "--json"]);
    assert_eq!(
        desk.done(&["check", "backup.kezhang", "--json"]).json()["is_sound"],
        true
    );
}

/// A file with so many entries, one unit of money each.
fn many(count: usize) -> String {
    let rows = (0..count).map(|n| format!("2025-{:02}-{:02},7.2,1.00,row {n}\n", n % 12 + 1, n % 28 + 1));
    std::iter::once("date,category,amount,memo\n".to_owned())
        .chain(rows)
        .collect()
}

fn actual(desk: &Desk) -> i64 {
    cents(&desk.variance(&["--from", "2025-01", "--to", "2025-12"])["total"]["actual"])
}

/// A table that nobody else may write to until it is dropped.
struct Held(Child);

impl Held {
    fn hold(address: &str, table: &str) -> Self {
        let mut psql = std::process::Command::new(programs().join("psql"))
            .args([address, "-AtqX"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let words = format!("BEGIN; LOCK TABLE kezhang.{table} IN SHARE MODE; SELECT 'held';\n");
        psql.stdin.as_mut().unwrap().write_all(words.as_bytes()).unwrap();
        let mut told = String::new();
        BufReader::new(psql.stdout.as_mut().unwrap())
            .read_line(&mut told)
            .unwrap();
        assert_eq!(told.trim(), "held");
        Self(psql)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_connection_that_breaks_in_mid_import_leaves_nothing_of_it() {
    let server = Server::start();
    let desk = server.desk(&[]);
    desk.import("date,category,amount\n2025-01-05,7.2,100\n", &[]);
    desk.write("many.csv", many(6_000));
    let before = journal(&desk);
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'kezhang' AND wait_event_type = 'Lock' \
         AND backend_xid IS NOT NULL";
    let is_ended_by_force: [&dyn Fn(); 2] = [
        &|| {
            let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kezhang'";
            psql(desk.ledger(), end);
        },
        &|| {
            server.stop();
            server.begin();
        },
    ];
    // Before its first entry is written, and when all but its record are.
    for (end, table) in is_ended_by_force.iter().zip(["entry", "journal"]) {
        let held = Held::hold(desk.ledger(), table);
        let child = desk
            .command()
            .args(["import", desk.ledger(), "many.csv", "--json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let since = Instant::now();
        while psql(desk.ledger(), waiting).trim() == "0" {
            assert!(
                since.elapsed() < Duration::from_secs(60),
                "the import writes to {table}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        end();
        drop(held);
        let output = child.wait_with_output().unwrap();
        let failure: Value = serde_json::from_slice(&output.stderr).unwrap_or_else(|_| {
            panic!(
                "{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            )
        });
        assert_eq!(failure["code"], "server_gone", "{failure}");
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(
            (journal(&desk), actual(&desk)),
            (before.clone(), 10_000),
            "nothing of it is there"
        );
        desk.sound();
    }
    assert_eq!(desk.import_file("many.csv", &[])["imported"], 6_000);
    assert_eq!(actual(&desk), 10_000 + 6_000 * 100);
    desk.sound();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_stays_open_goes_on_when_the_server_is_back() {
    use kezhang_store::{Ledger, NewLedger, Stamp};
    let server = Server::start();
    let address = server.database();
    let stamp = |command| Stamp {
        command,
        author: String::new(),
        at: "2026-01-01T00:00:00Z".to_owned(),
    };
    let ledger = Ledger::create(Path::new(&address), &NewLedger::default(), stamp("new"))
        .await
        .unwrap();
    let language = kezhang_core::Language::English;
    let amount = ledger.currency().await.amount(100);
    // While the server is away everything is refused; what was being changed is refused when it is back.
    let mut before = ledger.begin(stamp("set_invoice")).await.unwrap();
    server.stop();
    assert_eq!(ledger.history(None, language).await.unwrap_err().code, "server_gone");
    server.begin();
    let refused = ledger.set_invoice(&mut before, "N1", amount).await.unwrap_err();
    assert_eq!(refused.code, "server_gone");
    before.roll_back().await;
    let mut written = ledger.begin(stamp("set_invoice")).await.unwrap();
    ledger.set_invoice(&mut written, "N2", amount).await.unwrap();
    server.stop();
    server.begin();
    assert_eq!(written.commit().await.unwrap_err().code, "server_gone");
    assert_eq!(ledger.history(None, language).await.unwrap().len(), 1);
    let mut after = ledger.begin(stamp("set_invoice")).await.unwrap();
    ledger.set_invoice(&mut after, "N3", amount).await.unwrap();
    assert_eq!(after.commit().await.unwrap(), Some(2));
    assert!(ledger.check().await.unwrap().is_sound);
    assert_eq!(psql(&address, "SELECT number FROM kezhang.invoice").trim(), "N3");
    ledger.close().await.unwrap();
}

#[test]
fn two_who_write_at_once_keep_one_chain_and_true_totals() {
    let server = Server::start();
    let desk = server.desk(&[]);
    let write = |who: &str| {
        for n in 0..6 {
            let entry =
                json!({ "date": "2025-03-05", "category": "7.2", "amount": "1.00", "memo": format!("{who} {n}") });
            desk.call("add_entry", entry);
            desk.call(
                "set_member",
                json!({ "register": "vendor", "code": format!("{who}{n}"), "name": format!("{who}{n}") }),
            );
        }
    };
    std::thread::scope(|scope| {
        for who in ["甲", "乙"] {
            scope.spawn(move || write(who));
        }
    });
    desk.sound();
    assert_eq!(actual(&desk), 2 * 6 * 100);
    assert_eq!(journal(&desk).len(), 1 + 2 * 2 * 6);
    let ids = psql(desk.ledger(), "SELECT count(DISTINCT id), max(id) FROM kezhang.vendor");
    assert_eq!(ids.trim(), "12|12");
}

#[test]
fn a_server_that_does_not_let_us_in_says_why_and_no_password_is_told() {
    let server = Server::start();
    let desk = server.desk(&[]);
    let address = desk.ledger().to_owned();
    psql(
        &address,
        "CREATE ROLE ann LOGIN PASSWORD 'right-word'; GRANT USAGE ON SCHEMA kezhang TO ann; GRANT SELECT ON ALL TABLES IN SCHEMA kezhang TO ann",
    );
    let as_ann = |word: &str| address.replace("kezhang@", &format!("ann:{word}@"));
    let refused = |address: &str| {
        let failure = desk.refused_words(&["history", address, "--json"]);
        assert!(!failure.to_string().contains("-word"), "{failure}");
        failure["code"].as_str().unwrap().to_owned()
    };
    assert_eq!(refused(&as_ann("wrong-word")), "server_refused");
    // The password may come with the address or from the environment, and is shown nowhere.
    let told = desk.done(&["call", &as_ann("right-word"), "ledger", "--json"]).json();
    assert!(!told.to_string().contains("-word"), "{told}");
    let mut command = desk.command();
    command.args(["history", &address.replace("kezhang@", "ann@"), "--json"]);
    assert!(
        command
            .env("PGPASSWORD", "right-word")
            .output()
            .unwrap()
            .status
            .success()
    );
    assert!(
        !command
            .env("PGPASSWORD", "wrong-word")
            .output()
            .unwrap()
            .status
            .success()
    );
    // Who may only read is told so.
    let failure = desk.refused_words(&[
        "call",
        &as_ann("right-word"),
        "add_entry",
        r#"{"date":"2025-01-01","amount":"1"}"#,
        "--json",
    ]);
    assert_eq!(failure["code"], "ledger_readonly", "{failure}");
    assert!(!failure.to_string().contains("-word"));
    for left in walk(desk.home()) {
        assert!(
            !String::from_utf8_lossy(&std::fs::read(&left).unwrap()).contains("-word"),
            "{}",
            left.display()
        );
    }

    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert_eq!(
        refused(&format!("postgres://kezhang@127.0.0.1:{closed}/books")),
        "server_gone"
    );
    assert_eq!(
        refused(&format!("{}/nowhere", server.address())),
        "server_without_ledger"
    );
    assert_eq!(refused(&server.database()), "server_without_ledger");
    assert_eq!(refused("postgres://kezhang@127.0.0.1"), "server_address");
    let other = server.database();
    psql(&other, "CREATE SCHEMA kezhang; CREATE TABLE kezhang.profile (id int)");
    assert_eq!(refused(&other), "server_foreign");
    assert_eq!(desk.refused_words(&["new", &other, "--json"])["code"], "server_foreign");
    assert_eq!(desk.refused("new", &[])["code"], "server_has_ledger");
    // A table that somebody took a column of is found.
    psql(&address, "ALTER TABLE kezhang.vendor DROP COLUMN name_en");
    assert_eq!(desk.run(&["check", LEDGER, "--json"]).code, 1);
    psql(
        &address,
        "INSERT INTO kezhang.seaql_migrations VALUES ('m9999_from_the_future', 0)",
    );
    assert_eq!(refused(&address), "ledger_newer");
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let all = std::fs::read_dir(folder).unwrap().flatten();
    all.flat_map(|one| {
        if one.path().is_dir() {
            walk(&one.path())
        } else {
            vec![one.path()]
        }
    })
    .collect()
}
