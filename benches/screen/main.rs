//! What a person waits for at the window: the start, the first paint of each place, scrolling, and what it holds in
//! memory; on the sample company and on the million entries that the measurement of the ledger leaves behind; and the
//! budget grid of 2,000 lines under the fingers (`keys.rs`).
//!
//! `cargo bench --bench screen` on a display (or `cargo xtask bench screen`). The one thing to know: the page measures
//! itself with its own clock, from the click to the frame after what was asked for is there; the driver only asks.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../tests/e2e/browser.rs"]
#[allow(dead_code)]
mod browser;
mod keys;
#[path = "../ledger/process.rs"]
#[allow(dead_code)]
mod sizes;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use browser::{Window, id};
use serde_json::{Value, json};

/// Starts of the program, of which the quickest counts: the first ones warm the machine.
const STARTS: usize = 5;

/// A place, what is clicked, and what is there when it can be used.
const PLACES: [(&str, &str, &str); 8] = [
    ("总览 overview", "nav-overview", "chart-mark"),
    ("费用台账 entries", "nav-record", "entries-total"),
    ("预算 budget grid", "nav-plan", "budget-grid"),
    ("客户 customers", "nav-customers", "customers"),
    ("评估 evaluation", "nav-evaluate", "evaluate-tabs"),
    ("报表 reports", "nav-reports", "execution-table"),
    ("导入 import", "nav-import", "input-file-path"),
    ("设置 settings", "nav-settings", "settings"),
];

/// Clicks, and says after how many milliseconds the place had its first frame, and the frame with what was asked for (or
/// with the word that there is nothing), and how long the page's own program ran for the click.
const PAINT: &str = "
    const [click, wanted, done] = arguments;
    const main = document.querySelector('main');
    const began = performance.now();
    let first = null;
    const change = new MutationObserver(() => {
        change.disconnect();
        requestAnimationFrame(() => { first = performance.now() - began; });
    });
    change.observe(main, { childList: true, subtree: true });
    document.querySelector(`[data-testid=${click}]`).click();
    const program = performance.now() - began;
    const look = () => {
        const there = document.querySelector(`[data-testid=${wanted}], main .nothing`);
        if (there && there.getClientRects().length > 0 && first !== null)
            requestAnimationFrame(() => done([first, performance.now() - began, program]));
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
";

/// Scrolls the list by a third of its height each frame, and counts the frames that show a row without a text.
const SCROLL: &str = "
    const done = arguments[0];
    const list = document.querySelector('[data-testid=entries]');
    const scroller = [list, ...list.querySelectorAll('*')].find((one) => one.scrollHeight > one.clientHeight + 100
        && getComputedStyle(one).overflowY !== 'visible');
    let frames = 0, blank = 0, before = performance.now(), longest = 0;
    const step = () => {
        const now = performance.now();
        longest = Math.max(longest, now - before);
        before = now;
        const box = scroller.getBoundingClientRect();
        const rows = [...scroller.querySelectorAll('.entry-row:not(.entry-head)')].filter((row) => {
            const own = row.getBoundingClientRect();
            return own.bottom > box.top && own.top < box.bottom;
        });
        if (rows.length < box.height / 45 || rows.some((row) => !/[0-9]/.test(row.textContent))) blank += frames > 0 ? 1 : 0;
        frames += 1;
        if (frames > 180) return done([frames - 1, blank, longest]);
        scroller.scrollTop += box.height / 3;
        requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
";

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(measure());
}

async fn measure() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    std::fs::create_dir_all(&folder).expect("a folder");
    let sample = folder.join("sample.kezhang");
    let _ = std::fs::remove_file(&sample);
    let made = Command::new(env!("CARGO_BIN_EXE_kezhang"))
        .args(["new", "--sample"])
        .arg(&sample)
        .status();
    assert!(made.is_ok_and(|status| status.success()), "the sample company");
    of("the sample company", &sample).await;
    keys::measure(env!("CARGO_BIN_EXE_kezhang"), &folder).await;
    let million = folder.join("bench.kezhang");
    if million.exists() {
        of("a million entries", &million).await;
    } else {
        println!("no ledger of a million entries: cargo xtask bench import makes it");
    }
}

async fn of(name: &str, ledger: &Path) {
    println!("\n{name}");
    let home = tempfile::tempdir().expect("a folder");
    let file = ledger.to_string_lossy();
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let window = Window::open_on(home.path(), &[&file]).await;
        window.see(&id("chart-mark")).await;
        let seen = Instant::now();
        starts.push(age(seen));
        window.close().await;
    }
    let start = starts.iter().flatten().min().copied();
    row(
        "start to the chart",
        start.map(|time| format!("{} ms", time.as_millis())),
        "≤ 1,500 ms",
    );

    let window = Window::open_on(home.path(), &[&file]).await;
    window.see(&id("chart-mark")).await;
    for (name, click, wanted) in PLACES {
        let mut best: Option<(f64, f64, f64)> = None;
        for _ in 0..3 {
            ask(&window, PAINT, vec![json!("nav-history"), json!("nav-history")]).await;
            let answer = ask(&window, PAINT, vec![json!(click), json!(wanted)]).await;
            let (first, whole) = (number(&answer, 0), number(&answer, 1));
            if best.is_none_or(|(_, before, _)| whole < before) {
                best = Some((first, whole, number(&answer, 2)));
            }
        }
        let shown =
            best.map(|(first, whole, program)| format!("{first:.0} ms; whole {whole:.0} ms; program {program:.0} ms"));
        row(name, shown, "≤ 150 ms");
    }
    ask(&window, PAINT, vec![json!("nav-record"), json!("entries-total")]).await;
    let scrolled = ask(&window, SCROLL, Vec::new()).await;
    let (frames, blank, longest) = (number(&scrolled, 0), number(&scrolled, 1), number(&scrolled, 2));
    row(
        "scrolling",
        Some(format!(
            "{blank:.0} of {frames:.0} frames blank, longest {longest:.0} ms"
        )),
        "none",
    );
    row(
        "own process",
        memory().map(|bytes| format!("{} MB", bytes.div_ceil(1_000_000))),
        "≤ 150 MB",
    );
    window.close().await;
}

async fn ask(window: &Window, script: &str, words: Vec<Value>) -> Value {
    window
        .client
        .execute_async(script, words)
        .await
        .unwrap_or_else(|error| panic!("{script}: {error}"))
}

fn number(answer: &Value, at: usize) -> f64 {
    answer.get(at).and_then(Value::as_f64).unwrap_or(f64::NAN)
}

fn row(measure: &str, shown: Option<String>, aim: &str) {
    println!("  {measure:<32} {:<48} {aim}", shown.as_deref().unwrap_or("–"));
}

/// The running program's number, where the system tells: of several the youngest, since one that was closed may still be
/// going.
fn process() -> Option<u32> {
    let wanted = std::fs::canonicalize(env!("CARGO_BIN_EXE_kezhang")).ok()?;
    let numbers = std::fs::read_dir("/proc").ok()?.flatten().filter_map(|entry| {
        let number = entry.file_name().to_str()?.parse().ok()?;
        (std::fs::read_link(entry.path().join("exe")).ok()? == wanted).then_some(number)
    });
    numbers.max_by_key(|number| start(*number))
}

/// When a program began, in ticks of 10 ms since the machine did.
fn start(process: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(19)?.parse().ok()
}

/// How long the program had been running at a moment.
fn age(at: Instant) -> Option<Duration> {
    let began = start(process()?)?;
    let uptime = std::fs::read_to_string("/proc/uptime").ok()?;
    let up: f64 = uptime.split_whitespace().next()?.parse().ok()?;
    let running = Duration::from_secs_f64((up - began as f64 / 100.0).max(0.0));
    Some(running.saturating_sub(at.elapsed()))
}

/// What the program holds, its share of what others use too counted in part (Pss).
fn memory() -> Option<u64> {
    sizes::told(process()?, "smaps_rollup", "Pss:")
}
