//! The window as the desktop sees it: it comes back as large and where it was left.
//!
//! The one thing to know: it takes the display's keyboard focus along when it goes, and with no window manager nobody gives
//! it to the next window. Tests run in the order of their names, so this file's is the last.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::browser::PATIENCE;

const TITLE: &str = "Kezhang 客账";

/// A running program; it goes with the test, however that ends.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program on its own, with no driver: it is asked to close as a person asks, and may remember.
fn open(home: &Path, ledger: &Path) -> Program {
    let program = Command::new(env!("CARGO_BIN_EXE_kezhang"))
        .arg(ledger)
        .env("KEZHANG_HOME", home)
        .env("LC_ALL", "C.UTF-8")
        .env("NO_AT_BRIDGE", "1")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .stdin(Stdio::null())
        .spawn();
    Program(program.expect("the program starts"))
}

fn xdotool(words: &[&str]) -> String {
    let out = Command::new("xdotool").args(words).output().expect("xdotool");
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}

fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(began.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The window of the program, once it is shown; that of another test may still be closing.
fn shown(program: &Program) -> String {
    let own = program.0.id().to_string();
    until("the window is shown", || {
        let found = xdotool(&["search", "--all", "--onlyvisible", "--pid", &own, "--name", TITLE]);
        found.lines().next().map(str::to_owned)
    })
}

fn geometry(window: &str) -> Option<(i32, i32, i32, i32)> {
    let said = xdotool(&["getwindowgeometry", "--shell", window]);
    let number = |name: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(name))?;
        line.strip_prefix('=')?.parse().ok()
    };
    Some((number("X")?, number("Y")?, number("WIDTH")?, number("HEIGHT")?))
}

fn close(mut program: Program, window: &str) {
    xdotool(&["windowfocus", "--sync", window]);
    let began = Instant::now();
    until("the program ends", || {
        // Until the page is there, it does not hear the keys.
        if began.elapsed() > Duration::from_secs(1) {
            xdotool(&["key", "--window", window, "--clearmodifiers", "ctrl+q"]);
        }
        program.0.try_wait().ok()?
    });
}

#[test]
#[ignore = "needs a display: cargo xtask test e2e"]
fn the_window_comes_back_as_large_and_where_it_was_left() {
    let home = tempfile::tempdir().unwrap();
    let ledger = home.path().join("one.kezhang");
    let made = Command::new(env!("CARGO_BIN_EXE_kezhang"))
        .arg("new")
        .arg(&ledger)
        .output()
        .expect("the program starts");
    assert!(made.status.success());

    let program = open(home.path(), &ledger);
    let window = shown(&program);
    let wanted = (140, 60, 1100, 700);
    xdotool(&["windowsize", &window, "1100", "700"]);
    xdotool(&["windowmove", &window, "140", "60"]);
    until("the window is where it was put", || {
        (geometry(&window) == Some(wanted)).then_some(())
    });
    close(program, &window);

    let program = open(home.path(), &ledger);
    let window = shown(&program);
    until("the window is where it was left", || {
        (geometry(&window) == Some(wanted)).then_some(())
    });
    close(program, &window);
}
