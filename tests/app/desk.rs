//! A desk: a folder with a ledger and files on it, and the program to work on them with.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

/// The ledger's name on every desk.
pub const LEDGER: &str = "l.kezhang";

/// Where the same tests run on a server: the address of one, without a database.
const SERVER: &str = "KEZHANG_TEST_SERVER";

pub struct Desk {
    folder: tempfile::TempDir,
    /// Settings and automatic backups.
    home: tempfile::TempDir,
    program: PathBuf,
    /// The address of the desk's ledger, where a server holds it.
    address: Option<String>,
}

/// What the program told.
pub struct Told {
    pub code: i32,
    pub out: Vec<u8>,
    pub err: String,
}

impl Told {
    pub fn text(&self) -> String {
        String::from_utf8(self.out.clone()).expect("what is printed is UTF-8")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.out).unwrap_or_else(|_| panic!("no JSON: {} {}", self.text(), self.err))
    }
}

impl Desk {
    /// With a new ledger.
    pub fn new() -> Self {
        Self::with(&[])
    }

    /// With a new ledger made with these words.
    pub fn with(words: &[&str]) -> Self {
        let desk = Self::bare();
        if words.contains(&"--sample") || desk.is_on_server() {
            desk.take_sample(words);
        } else {
            desk.on("new", words);
        }
        desk
    }

    /// The sample company as this very program makes it, and on a server any ledger: made once, for all tests of a run a
    /// copy of the same.
    fn take_sample(&self, words: &[&str]) {
        if self.is_on_server() {
            return crate::cluster::take_sample(self, words);
        }
        let built = std::fs::metadata(&self.program)
            .and_then(|meta| meta.modified())
            .unwrap();
        let built = built.duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
        let name = format!("sample{}-{built}.kezhang", words.concat().replace("--", "-"));
        let kept = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        if !kept.exists() {
            self.on("new", words);
            // Others may be making it at the same time: whole or not at all, whoever is last.
            let own = tempfile::NamedTempFile::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
            std::fs::copy(self.path(LEDGER), own.path()).unwrap();
            own.persist(kept).unwrap();
        } else {
            std::fs::copy(kept, self.path(LEDGER)).unwrap();
        }
    }

    /// Without a ledger.
    pub fn bare() -> Self {
        Self::of(env!("CARGO_BIN_EXE_kezhang").into())
    }

    /// Without a ledger, with another program.
    pub fn of(program: PathBuf) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            home: tempfile::tempdir().unwrap(),
            program,
            address: std::env::var(SERVER)
                .ok()
                .map(|server| crate::cluster::database(&server)),
        }
    }

    /// The same with the ledger at an address.
    pub fn on_server(address: String) -> Self {
        Self {
            address: Some(address),
            ..Self::bare()
        }
    }

    /// The ledger's name: a file's on the desk, or a server's address.
    pub fn ledger(&self) -> &str {
        self.address.as_deref().unwrap_or(LEDGER)
    }

    /// The same from anywhere.
    pub fn place(&self) -> PathBuf {
        self.address.as_ref().map_or_else(|| self.path(LEDGER), PathBuf::from)
    }

    /// Whether what a test is about, a file, is not there: then it has nothing to say.
    pub fn is_on_server(&self) -> bool {
        self.address.is_some()
    }

    /// The folder of settings and automatic backups.
    pub fn home(&self) -> &std::path::Path {
        self.home.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    pub fn bytes(&self, name: &str) -> Vec<u8> {
        if name == LEDGER && self.is_on_server() {
            return format!("{:?}", crate::cluster::everything(&self.sqlite())).into_bytes();
        }
        std::fs::read(self.path(name)).unwrap()
    }

    /// What lies on the desk, by name.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// The program, its surroundings fixed: English, no display, this folder.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .current_dir(self.folder.path())
            .env("LANG", "en_US.UTF-8")
            .env("LC_ALL", "en_US.UTF-8")
            .env("USER", "tester")
            .env("HOME", self.folder.path())
            .env("KEZHANG_HOME", self.home.path())
            .env("TZ", "UTC")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null());
        command
    }

    /// Words with the ledger's address in place of its name, where a server holds it.
    pub fn words<'w>(&'w self, words: &'w [&str]) -> impl Iterator<Item = &'w str> {
        words
            .iter()
            .map(|word| if *word == LEDGER { self.ledger() } else { word })
    }

    pub fn run(&self, words: &[&str]) -> Told {
        let output = self.command().args(self.words(words)).output().unwrap();
        Told {
            code: output.status.code().expect("it ended by itself"),
            out: output.stdout,
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Runs words that must succeed, and gives what was printed.
    pub fn done(&self, words: &[&str]) -> Told {
        let told = self.run(words);
        assert_eq!(told.code, 0, "{words:?}: {} {}", told.text(), told.err);
        told
    }

    /// A subcommand on this desk's ledger that must succeed; its result.
    pub fn on(&self, word: &str, words: &[&str]) -> Value {
        let all: Vec<&str> = [word, LEDGER]
            .into_iter()
            .chain(words.iter().copied())
            .chain(["--json"])
            .collect();
        self.done(&all).json()
    }

    /// A subcommand on this desk's ledger that must be refused with exit code 1; the failure.
    pub fn refused(&self, word: &str, words: &[&str]) -> Value {
        let all: Vec<&str> = [word, LEDGER]
            .into_iter()
            .chain(words.iter().copied())
            .chain(["--json"])
            .collect();
        self.refused_words(&all)
    }

    /// Words that must be refused with exit code 1; the failure.
    pub fn refused_words(&self, words: &[&str]) -> Value {
        let told = self.run(words);
        assert_eq!(told.code, 1, "{words:?}: {} {}", told.text(), told.err);
        assert!(
            told.out.is_empty(),
            "{words:?} prints nothing to stdout: {}",
            told.text()
        );
        let failure: Value = serde_json::from_str(&told.err).unwrap_or_else(|_| panic!("{words:?}: {}", told.err));
        let message = failure["message"].as_str().unwrap();
        assert!(failure["code"].is_string() && !message.is_empty(), "{failure}");
        assert!(
            !message.starts_with("error.") && !message.contains("panicked"),
            "{failure}"
        );
        failure
    }

    /// Words that must be refused with exit code 2.
    pub fn wrong(&self, words: &[&str]) {
        let told = self.run(words);
        assert_eq!(told.code, 2, "{words:?}: {} {}", told.text(), told.err);
        assert!(told.out.is_empty() && !told.err.is_empty(), "{words:?}");
    }

    /// Imports a text; the result, whose rows must add up.
    pub fn import(&self, text: &str, words: &[&str]) -> Value {
        let name = format!("in-{}.csv", self.names().len());
        self.write(&name, text);
        self.import_file(&name, words)
    }

    pub fn import_file(&self, name: &str, words: &[&str]) -> Value {
        let all: Vec<&str> = [name].into_iter().chain(words.iter().copied()).collect();
        let result = self.on("import", &all);
        adds_up(&result);
        result
    }

    /// A command that must succeed.
    pub fn call(&self, command: &str, input: Value) -> Value {
        self.on("call", &[command, &input.to_string()])
    }

    /// A command that must be refused; the failure.
    pub fn call_refused(&self, command: &str, input: Value) -> Value {
        self.refused("call", &[command, &input.to_string()])
    }

    pub fn variance(&self, words: &[&str]) -> Value {
        let all: Vec<&str> = ["variance"].into_iter().chain(words.iter().copied()).collect();
        let report = self.on("report", &all);
        total_is_the_sum(&report);
        report
    }

    pub fn entries(&self) -> Vec<Value> {
        self.on("report", &["entries"]).as_array().unwrap().clone()
    }

    /// The commands of the journal, oldest first, by plain SQL.
    pub fn records(&self) -> Vec<String> {
        self.texts("SELECT command FROM journal ORDER BY number")
    }

    /// One column of texts by plain SQL.
    pub fn texts(&self, query: &str) -> Vec<String> {
        let ledger = self.sqlite();
        let mut statement = ledger.prepare(query).unwrap();
        let rows = statement.query_map((), |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// The ledger must prove.
    pub fn sound(&self) {
        let report = self.on("check", &[]);
        assert_eq!(report["is_sound"], true, "{report}");
    }

    /// The ledger's file for plain SQL; of a ledger on a server a copy.
    pub fn sqlite(&self) -> rusqlite::Connection {
        if self.is_on_server() {
            static NEXT: AtomicU32 = AtomicU32::new(0);
            let copy = format!("copy-{}.kezhang", NEXT.fetch_add(1, Ordering::Relaxed));
            let copy = self.home.path().join(copy);
            self.done(&["copy", LEDGER, copy.to_str().unwrap()]);
            return rusqlite::Connection::open(copy).unwrap();
        }
        rusqlite::Connection::open(self.path(LEDGER)).unwrap()
    }

    /// One whole number by plain SQL.
    pub fn number(&self, query: &str) -> i64 {
        self.sqlite().query_row(query, (), |row| row.get(0)).unwrap()
    }
}

/// read = imported + updated + duplicates + skipped + rejected rows.
pub fn adds_up(result: &Value) {
    let count = |name: &str| result[name].as_u64().unwrap();
    let mut rejected: Vec<u64> = result["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["row"].as_u64().unwrap())
        .collect();
    rejected.dedup();
    let skipped = result["skipped"].as_array().unwrap().len();
    let sum = count("imported") + count("updated") + count("duplicates") + (skipped + rejected.len()) as u64;
    assert_eq!(count("read"), sum, "{result}");
}

/// Cents of an amount with two decimals.
pub fn cents(amount: &Value) -> i64 {
    let text = amount
        .as_str()
        .unwrap_or_else(|| panic!("an amount is a string: {amount}"));
    let (whole, part) = text
        .split_once('.')
        .unwrap_or_else(|| panic!("{text} has its decimals"));
    assert!(part.len() == 2 && !text.contains([',', '+']), "{text}");
    format!("{whole}{part}").parse().unwrap()
}

/// The total is the sum of the rows, and every variance budget − actual.
fn total_is_the_sum(report: &Value) {
    for figure in ["budget", "actual", "offset", "committed", "available", "variance"] {
        let sum: i64 = rows(report).iter().map(|row| cents(&row[figure])).sum();
        assert_eq!(cents(&report["total"][figure]), sum, "{figure} of {report}");
    }
    for row in rows(report) {
        assert_eq!(
            cents(&row["variance"]),
            cents(&row["budget"]) - cents(&row["actual"]),
            "{row}"
        );
        assert!(row["budgeted"].is_boolean(), "{row}");
    }
}

pub fn rows(report: &Value) -> &Vec<Value> {
    report["rows"].as_array().unwrap()
}

/// The row whose dimension has a value (null for none) and that is budgeted or not.
pub fn row<'r>(report: &'r Value, dimension: &str, value: impl Into<Value>, is_budgeted: bool) -> &'r Value {
    let value = value.into();
    let found = rows(report)
        .iter()
        .find(|row| row[dimension] == value && row["budgeted"] == is_budgeted);
    found.unwrap_or_else(|| panic!("no row {dimension} = {value}, {is_budgeted}: {report}"))
}

/// Budget and actual of each row with its key: what a test compares at one look.
pub fn table(report: &Value, dimension: &str) -> Value {
    rows(report)
        .iter()
        .map(|row| json!([row[dimension], row["budget"], row["actual"], row["budgeted"]]))
        .collect()
}

/// A report by its name, as JSON.
pub fn report(desk: &Desk, name: &str, words: &[&str]) -> Value {
    desk.on("report", &[&[name, "--format", "json"], words].concat())
}
