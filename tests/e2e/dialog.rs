//! The system's file dialog, which WebDriver cannot see: typed into through X, as a person would.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::browser::PATIENCE;

/// Waits for a dialog by its title and answers it with a path.
pub fn answer(title: &str, path: &Path) {
    let dialog = found(title);
    let path = path.to_str().expect("a plain path");
    let began = Instant::now();
    while search(title).is_some() {
        assert!(
            began.elapsed() < PATIENCE,
            "the dialog “{title}” stays open with {path}"
        );
        // A dialog that is still filling its list may lose keys, and an autocompletion may take the Return: once more.
        type_path(&dialog, path);
        let typed = Instant::now();
        while search(title).is_some() && typed.elapsed() < Duration::from_secs(4) {
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

fn type_path(dialog: &str, path: &str) {
    xdotool(&["windowfocus", "--sync", dialog]);
    // The dialog opens its field for a path on this key, and for a save selects what is in it.
    xdotool(&["key", "--window", dialog, "--clearmodifiers", "ctrl+l"]);
    xdotool(&["key", "--window", dialog, "--clearmodifiers", "ctrl+a"]);
    xdotool(&["type", "--window", dialog, "--clearmodifiers", "--delay", "15", path]);
    xdotool(&["key", "--window", dialog, "Return"]);
}

fn found(title: &str) -> String {
    let began = Instant::now();
    loop {
        if let Some(window) = search(title) {
            return window;
        }
        assert!(
            began.elapsed() < PATIENCE,
            "no dialog “{title}” comes up; there is {}",
            windows()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn search(title: &str) -> Option<String> {
    let out = Command::new("xdotool")
        .args(["search", "--onlyvisible", "--name", title])
        .output()
        .ok()?;
    String::from_utf8_lossy(&out.stdout).lines().next().map(str::to_owned)
}

fn xdotool(words: &[&str]) {
    // A window that closes under the key is no failure of its own; the wait for the dialog to go decides.
    let _ = Command::new("xdotool").args(words).status();
}

/// What can be seen on the display, for the message of a dialog that does not come.
fn windows() -> String {
    let out = Command::new("xdotool")
        .args(["search", "--onlyvisible", "--name", ".", "getwindowname", "%@"])
        .output();
    out.map(|out| String::from_utf8_lossy(&out.stdout).replace('\n', ", "))
        .unwrap_or_default()
}
