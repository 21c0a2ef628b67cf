//! Any JSON to any command: made from the command's own schema, or from a call that is right, and then turned. No panic,
//! no command that does not end, bounded memory, and the ledger proves.
//!
//! `KEZHANG_TRIALS` sets how often each command is called (3 without), `KEZHANG_SEED` sets the seed (the same in every
//! run without); `KEZHANG_ONLY` names one command. All is one process, as in the window.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use kezhang::commands::{self, Context};
use kezhang_core::Language;
use serde_json::{Map, Value, json};

use crate::commands::{called_on, calls};
use crate::damage::{Chance, trials};
use crate::desk::{Desk, LEDGER};

/// How long one command may take on a ledger of a few rows, on a machine that is busy.
const SOON: Duration = Duration::from_secs(60);

/// Texts that a ledger as the calls leave it knows, and texts that nobody should send.
const TEXTS: &[&str] = &[
    "甲",
    "7.2",
    "7",
    "plan",
    "plan@1",
    "next",
    "2028",
    "sales",
    "fair",
    "CRM",
    "P1",
    "K1",
    "选型",
    "A",
    "CNY",
    "USD",
    "XXX",
    "2025",
    "2025-01",
    "2025-12",
    "2025-Q1",
    "9999-12",
    "0000-00",
    "2025-02-30",
    "2025-02-28",
    "1600-01-01",
    "9999-12-31",
    "100.00",
    "-5",
    "0",
    "0.30",
    "1.234",
    "92233720368547758.07",
    "92233720368547758.08",
    "-92233720368547758.08",
    "79228162514264337593543950335",
    "1e400",
    "NaN",
    "−3",
    "1,200.50",
    "+5%",
    "-100%",
    "=prior*1.05",
    "=sum(",
    "((((((((((((((((",
    "",
    " ",
    "\u{0}",
    "\u{202e}tfel",
    "\u{feff}",
    "a\nb",
    "=1+1",
    "%_\\'\"",
    "'; DROP TABLE entry; --",
    "😀",
    "e\u{301}",
];

const NUMBERS: &[i64] = &[
    0,
    1,
    2,
    3,
    -1,
    12,
    13,
    100,
    2025,
    2028,
    10_000,
    65_536,
    2_147_483_647,
    -2_147_483_648,
    4_294_967_296,
    i64::MAX,
    i64::MIN,
];

/// Files that a command may name: there, not there, a folder, the ledger itself.
const FILES: &[&str] = &[
    "costs.csv",
    "out.csv",
    "card.json",
    "",
    ".",
    "nowhere/x.csv",
    LEDGER,
    "new.kezhang",
    "2028 Sales.xlsx",
];

struct Maker<'r> {
    chance: Chance,
    /// The root of the schema that is being followed.
    root: &'r Value,
}

impl Maker<'_> {
    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.chance.below(of.len())]
    }

    fn text(&mut self) -> String {
        match self.chance.below(40) {
            0 => "长".repeat(30_000),
            1 => "9".repeat(400),
            _ => self.one(TEXTS).to_owned(),
        }
    }

    /// A text that fits the name of its place, mostly.
    fn text_for(&mut self, name: &str) -> String {
        let is = |what: &[&str]| {
            what.iter()
                .any(|what| name == *what || name.ends_with(&format!("_{what}")))
        };
        if self.chance.below(5) == 0 {
            return self.text();
        }
        let choices: &[&str] = if is(&["date", "on"]) {
            &["2025-01-05", "2025-02-28", "2024-02-29", "2026-12-31"]
        } else if is(&["from", "to", "month", "effective"]) {
            &["2025-01", "2025-06", "2025-12", "2026-01", "2024-11"]
        } else if is(&[
            "amount", "total", "gross", "net", "tax", "price", "least", "most", "ceiling", "cost", "minutes", "hours",
        ]) {
            &[
                "100.00",
                "0.01",
                "-3.00",
                "0",
                "99999999.99",
                "90071992547409.93",
                "92233720368547758.07",
            ]
        } else if is(&["rate", "margin", "percent", "share", "low", "high", "target"]) {
            &["0.1", "1", "0", "-1", "105", "7.1", "0.00000001", "99999999999999"]
        } else if is(&["budget"]) {
            &["plan", "next", "2028", "plan@1", "plan@9", "2027"]
        } else if is(&["customer", "into"]) {
            &["甲", "G1", "C1", "乙"]
        } else if is(&["category", "parent"]) {
            &["7.2", "7", "8.5", "99", "11.0", "0", "12"]
        } else {
            return self.text();
        };
        self.one(choices).to_owned()
    }

    fn anything(&mut self, depth: usize) -> Value {
        match self.chance.below(if depth > 3 { 6 } else { 9 }) {
            0 => Value::Null,
            1 => json!(self.chance.below(2) == 0),
            2 => json!(self.one(NUMBERS)),
            3 => json!(self.one(&[0.5, -0.0, 1e308, 1e-320])),
            4 | 5 => json!(self.text()),
            6 => (0..self.chance.below(4)).map(|_| self.anything(depth + 1)).collect(),
            7 => json!({ self.text(): self.anything(depth + 1) }),
            _ => {
                // Deep, as no form would send it.
                (0..self.chance.below(200)).fold(Value::Null, |inner, _| json!([inner]))
            }
        }
    }

    fn follow(&mut self, schema: &Value, name: &str, depth: usize) -> Value {
        let Some(object) = schema.as_object() else {
            return self.anything(depth);
        };
        if let Some(place) = object.get("$ref").and_then(Value::as_str) {
            let there = self
                .root
                .pointer(place.trim_start_matches('#'))
                .cloned()
                .unwrap_or(Value::Null);
            return self.follow(&there, name, depth + 1);
        }
        for several in ["oneOf", "anyOf", "allOf"] {
            if let Some(several) = object
                .get(several)
                .and_then(Value::as_array)
                .filter(|several| !several.is_empty())
            {
                let at = self.chance.below(several.len());
                return self.follow(&several[at].clone(), name, depth + 1);
            }
        }
        if let Some(known) = object.get("enum").and_then(Value::as_array) {
            return known[self.chance.below(known.len())].clone();
        }
        if let Some(only) = object.get("const") {
            return only.clone();
        }
        let kinds: Vec<&str> = match object.get("type") {
            Some(Value::String(kind)) => vec![kind],
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => return self.anything(depth),
        };
        match kinds[self.chance.below(kinds.len())] {
            "object" => {
                let mut made = Map::new();
                let required: Vec<&str> = object
                    .get("required")
                    .and_then(Value::as_array)
                    .map(|names| names.iter().filter_map(Value::as_str).collect())
                    .unwrap_or_default();
                for (key, below) in object
                    .get("properties")
                    .and_then(Value::as_object)
                    .into_iter()
                    .flatten()
                {
                    if required.contains(&key.as_str()) || (depth < 8 && self.chance.below(3) == 0) {
                        made.insert(key.clone(), self.follow(below, key, depth + 1));
                    }
                }
                if let Some(below) = object.get("additionalProperties").filter(|below| below.is_object()) {
                    for _ in 0..self.chance.below(3) {
                        let key = self.text();
                        made.insert(key, self.follow(below, name, depth + 1));
                    }
                }
                Value::Object(made)
            }
            "array" => {
                let count = if depth > 8 { 0 } else { self.chance.below(4) };
                match object.get("items") {
                    Some(below) => (0..count).map(|_| self.follow(below, name, depth + 1)).collect(),
                    None => match object.get("prefixItems").and_then(Value::as_array) {
                        Some(places) => places.iter().map(|below| self.follow(below, name, depth + 1)).collect(),
                        None => json!([]),
                    },
                }
            }
            "integer" | "number" => json!(self.one(NUMBERS)),
            "boolean" => json!(self.chance.below(2) == 0),
            "null" => Value::Null,
            _ => json!(self.text_for(name)),
        }
    }

    /// Turns one thing somewhere in a value.
    fn turn(&mut self, value: &mut Value, name: &str) {
        let goes_on = self.chance.below(5) > 0;
        match value {
            Value::Object(map) if goes_on && !map.is_empty() => {
                let at = self.chance.below(map.len());
                let key = map.keys().nth(at).cloned().unwrap_or_default();
                match self.chance.below(12) {
                    0 => drop(map.remove(&key)),
                    1 => drop(map.insert(self.text(), Value::Null)),
                    _ => self.turn(&mut map[&key], &key),
                }
            }
            Value::Array(list) if goes_on && !list.is_empty() => {
                let at = self.chance.below(list.len());
                match self.chance.below(12) {
                    0 => drop(list.remove(at)),
                    1 => {
                        let again = list[at].clone();
                        (0..self.chance.below(50)).for_each(|_| list.push(again.clone()));
                    }
                    _ => self.turn(&mut list[at], name),
                }
            }
            Value::String(_) if goes_on => *value = json!(self.text_for(name)),
            Value::Number(_) if goes_on => *value = json!(self.one(NUMBERS)),
            _ => *value = self.anything(0),
        }
    }

    /// Files lie on the desk, whatever was made of their names.
    fn place(&mut self, value: &mut Value, name: &str, folder: &Path) {
        match value {
            Value::Object(map) => map.iter_mut().for_each(|(key, below)| self.place(below, key, folder)),
            Value::Array(list) => list.iter_mut().for_each(|below| self.place(below, name, folder)),
            Value::String(text) if ["path", "paths", "folder", "file"].contains(&name) => {
                let is_plain =
                    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || " ._-".contains(c));
                let file = if is_plain {
                    text.clone()
                } else {
                    self.one(FILES).to_owned()
                };
                *text = folder.join(file).display().to_string();
            }
            _ => {}
        }
    }
}

/// What is being called, and since when: a command that does not end ends the run, and is named.
#[derive(Default)]
struct Guard {
    calls: AtomicU64,
    now: Mutex<Option<(Instant, String)>>,
}

impl Guard {
    fn watch(self: &Arc<Self>) {
        let guard = Arc::clone(self);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(Duration::from_secs(1));
                let now = guard.now.lock().unwrap().clone();
                if let Some((since, call)) = now.filter(|(since, _)| since.elapsed() > SOON) {
                    eprintln!("after {:?} this has not ended: {call}", since.elapsed());
                    std::process::exit(101);
                }
            }
        });
    }
}

/// Says what was called when it panics.
struct Told<'c>(&'c str, &'c Value);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let text = self.1.to_string();
            eprintln!("in {} {}", self.0, text.chars().take(4000).collect::<String>());
        }
    }
}

/// Resident memory at its highest, in megabytes, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim()
        .trim_end_matches(" kB")
        .parse::<u64>()
        .ok()
        .map(|kilobytes| kilobytes / 1000)
}

#[test]
fn any_json_to_any_command_is_answered_or_refused_and_the_ledger_proves() {
    let seed = std::env::var("KEZHANG_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(20_261_122);
    println!("anything: KEZHANG_SEED={seed}");
    let only = std::env::var("KEZHANG_ONLY").ok();
    let desk = Desk::new();
    called_on(&desk);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let context = Context {
        author: "tester".to_owned(),
        ..Context::now(Language::English)
    };
    let guard = Arc::new(Guard::default());
    guard.watch();
    let folder = desk.path("");
    let list: Vec<(&str, Value)> = commands::list()
        .into_iter()
        .map(|command| (command.name, serde_json::to_value(&command.input).unwrap()))
        .filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name))
        .collect();
    let right = calls();
    let (mut done, mut refused) = (0u64, 0u64);
    runtime.block_on(async {
        let ledger = kezhang_store::Ledger::open(&desk.path(LEDGER)).await.unwrap();
        let nothing = Value::Null;
        let mut maker = Maker {
            chance: Chance::of(seed),
            root: &nothing,
        };
        let mut call = async |maker: &mut Maker<'_>, name: &'static str, mut input: Value| {
            maker.place(&mut input, "", &folder);
            let told = Told(name, &input);
            *guard.now.lock().unwrap() = Some((Instant::now(), format!("{name} {input}")));
            let answer = commands::call(&ledger, name, input.clone(), &context).await;
            *guard.now.lock().unwrap() = None;
            guard.calls.fetch_add(1, Ordering::Relaxed);
            match answer {
                Ok(_) => done += 1,
                Err(failure) => {
                    refused += 1;
                    let message = &failure.message;
                    assert!(
                        !message.is_empty() && !message.starts_with("error."),
                        "{name}: {failure:?}"
                    );
                    // What the database does not like should have been refused before.
                    assert!(
                        !["store_failed", "ledger_damaged", "disk_failed"].contains(&failure.code.as_str()),
                        "{name}: {failure:?}"
                    );
                }
            }
            drop(told);
        };
        // First a ledger with something of everything in it.
        for (name, input) in &right {
            call(&mut maker, *name, input.clone()).await;
        }
        for round in 0..trials(3) {
            for (name, schema) in &list {
                let mut follower = Maker {
                    chance: Chance::of(seed ^ maker.chance.next()),
                    root: schema,
                };
                let made = follower.follow(schema, "", 0);
                call(&mut follower, *name, made.clone()).await;
                let mut turned = made;
                follower.turn(&mut turned, "");
                call(&mut follower, *name, turned).await;
                for (_, input) in right.iter().filter(|(known, _)| known == name) {
                    let mut turned = input.clone();
                    (0..=follower.chance.below(2)).for_each(|_| follower.turn(&mut turned, ""));
                    call(&mut follower, *name, turned).await;
                }
            }
            let report = ledger.check().await.unwrap();
            assert!(report.is_sound, "after round {round}: {:?}", report.faults);
        }
        ledger.close().await.unwrap();
    });
    let calls = guard.calls.load(Ordering::Relaxed);
    println!("{calls} calls: {done} done, {refused} refused; at most {:?} MB", peak());
    assert!(done > 50 && refused > 50);
    assert!(peak().is_none_or(|peak| peak < 1_000), "{:?} MB", peak());
    desk.sound();
}
