//! The budget grid of 2,000 lines × 12 months under the fingers: every key is answered within one frame.
//!
//! The one thing to know: a key goes in at the begin of a frame. Our part of its time is what the page does for it: the
//! handler, what React changes, style and layout, and its answer to the scrolling that the key causes. To the
//! frame it ends with the task after the drawing; where there is no graphics card, that drawing is most of it.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use super::browser::{Window, id};
use super::{ask, number, row};

/// Lines of the plan: categories × customers.
const CATEGORIES: [&str; 20] = [
    "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "2.1", "2.2", "3.1", "5.1", "5.2", "7.1", "7.2", "7.3", "8.1",
    "8.4", "8.5", "9.1", "9.2",
];
const CUSTOMERS: usize = 100;
/// A frame at 60 Hz.
const AIM: &str = "≤ 16.7 ms";

/// What the page does for each measure: keys one by one, and how long each took.
const KEYS: &str = "
    const [what, done] = arguments;
    const field = document.querySelector('[data-testid=grid-field]');
    field.focus({ preventScroll: true });
    const value = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
    const press = (key, more) => field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
    const type = (letter) => {
        if (!press(letter)) return;
        value.call(field, field.value + letter);
        field.dispatchEvent(new InputEvent('input', { bubbles: true, data: letter, inputType: 'insertText' }));
    };
    const paste = (text) => {
        const event = new Event('paste', { bubbles: true, cancelable: true });
        Object.defineProperty(event, 'clipboardData', { value: { getData: () => text } });
        field.dispatchEvent(event);
    };
    const frame = () => new Promise((next) => requestAnimationFrame(next));
    const drawn = () => new Promise((next) => {
        const after = new MessageChannel();
        after.port1.onmessage = next;
        after.port2.postMessage(0);
    });
    // The page's own answer to the scrolling, from the first to the last that hears of it.
    let [scrolled, scrolling] = [0, 0];
    document.addEventListener('scroll', () => { scrolled = performance.now(); }, { capture: true });
    field.closest('.budget-grid').addEventListener('scroll', () => { scrolling = performance.now() - scrolled; });
    const took = async (act) => {
        await frame();
        const began = performance.now();
        act();
        // React takes a key in a task of its own before anything else runs.
        await null;
        document.body.offsetHeight;
        const program = performance.now() - began;
        await drawn();
        const whole = performance.now() - began;
        await frame();
        return [program + (scrolled > began ? scrolling : 0), whole];
    };
    const each = async (acts) => {
        const times = [];
        for (const act of acts) times.push(await took(act));
        return times;
    };
    const keys = (key, count, more) => Array.from({ length: count }, () => () => press(key, more));
    const quiet = async () => {
        for (let still = 0; still < 8; await frame()) still = document.querySelector('.saving') ? 0 : still + 1;
    };
    const digits = (text) => [...text].map((letter) => () => type(letter));
    const block = Array.from({ length: 200 }, (_, line) => Array.from({ length: 12 }, (_, month) => String(100 + line + month)).join('\\t')).join('\\n');
    const acts = {
        moving: async () => [
            ...await each([...keys('ArrowDown', 40), ...keys('ArrowRight', 8), ...keys('ArrowUp', 20), ...keys('ArrowLeft', 8)]),
            ...await each([...keys('PageDown', 20), ...keys('PageUp', 5), ...keys('ArrowDown', 10, { shiftKey: true })]),
            ...await each([() => press('End', { ctrlKey: true }), () => press('Home', { ctrlKey: true })]),
        ],
        typing: async () => {
            const times = [];
            for (let cell = 0; cell < 12; cell += 1) times.push(...await each([...digits(`${1000 + cell * 7}.5`), () => press('Enter')]));
            await quiet();
            return times;
        },
        // Each paste begins where the first stood, so that what is there changes each time.
        pasting: async () => {
            const times = [];
            for (let turn = 0; turn < 3; turn += 1) {
                times.push(await took(() => paste(turn % 2 ? block : block.replaceAll('1', '2'))));
                await quiet();
            }
            return times;
        },
        undoing: async () => {
            const times = [];
            for (let turn = 0; turn < 3; turn += 1) {
                times.push(await took(() => press('z', { ctrlKey: true })));
                await new Promise((next) => setTimeout(next, 400));
                await quiet();
            }
            return times;
        },
        // Keys go on while the answers come in: none of them waits for the backend.
        through: async () => {
            const times = [];
            for (let cell = 0; cell < 10; cell += 1) {
                times.push(...await each([...digits('77'), () => press('Enter')]));
                times.push(...await each(keys('ArrowDown', 6)));
            }
            await quiet();
            return times;
        },
    };
    acts[what]().then((times) => {
        const told = (part) => {
            const all = times.map((time) => time[part]).sort((a, b) => a - b);
            return [all[all.length >> 1], all[all.length - 1], all.filter((time) => time > 16.7).length];
        };
        done([...told(0), ...told(1), times.length]);
    }, (error) => done([String(error)]));
";

fn plan() -> String {
    let months: Vec<String> = (1..=12).map(|month| format!("2026-{month:02}")).collect();
    let mut text = format!("category,customer,{}\n", months.join(","));
    for category in CATEGORIES {
        for customer in 1..=CUSTOMERS {
            let _ = write!(text, "{category},客户 {customer:03}");
            for month in 1..=12 {
                let _ = write!(text, ",{}", customer * 10 + month);
            }
            text.push('\n');
        }
    }
    text
}

/// Makes a ledger with the plan and measures its grid.
pub async fn measure(program: &str, folder: &Path) {
    let (ledger, csv) = (folder.join("grid.kezhang"), folder.join("grid.csv"));
    let _ = std::fs::remove_file(&ledger);
    std::fs::write(&csv, plan()).expect("a plan is written");
    let run = |words: &[&str]| {
        let status = Command::new(program)
            .args(words)
            .stdout(std::process::Stdio::null())
            .status();
        assert!(status.is_ok_and(|status| status.success()), "kezhang {words:?}");
    };
    let (file, csv) = (ledger.to_string_lossy(), csv.to_string_lossy());
    run(&["new", &file]);
    run(&["import", &file, &csv, "--kind", "budget"]);
    println!("\n{} budget lines × 12 months", CATEGORIES.len() * CUSTOMERS);

    let home = tempfile::tempdir().expect("a folder");
    let window = Window::open_on(home.path(), &[&file]).await;
    window.click(&id("nav-plan")).await;
    window.see(&id("budget-grid")).await;
    window.click(&id("cell-1-1")).await;
    for (name, what) in [
        ("moving", "moving"),
        ("typing", "typing"),
        ("while answers come", "through"),
        ("pasting 200 × 12", "pasting"),
        ("undo of a paste", "undoing"),
    ] {
        let took = ask(&window, KEYS, vec![what.into()]).await;
        let all = number(&took, 6);
        for (part, at) in [("our part", 0), ("to the frame", 3)] {
            let (median, worst, late) = (number(&took, at), number(&took, at + 1), number(&took, at + 2));
            let shown = format!("median {median:.1} ms, worst {worst:.1} ms; {late:.0} of {all:.0} late");
            row(&format!("{name}: {part}"), Some(shown), AIM);
        }
    }
    window.close().await;
}
