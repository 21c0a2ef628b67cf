//! The measurements.

use crate::pages;
use crate::step::{Done, cargo, run, say, step};
use crate::system::{self, For};
use crate::test::on_display;

/// What the window is measured by; all other names are of the ledger.
const SCREEN: &str = "screen";

/// Runs them in the release build; names choose some.
pub fn measure(names: &[&str]) -> Done {
    system::ready(For::Bench)?;
    // The program embeds the pages and the font that npm brings.
    pages::build()?;
    let of_ledger: Vec<&str> = names.iter().copied().filter(|name| *name != SCREEN).collect();
    if names.is_empty() || !of_ledger.is_empty() {
        step("measurements", || {
            let mut command = cargo(&["bench", "--package", "kezhang", "--bench", "ledger"]);
            if !of_ledger.is_empty() {
                command.arg("--").args(of_ledger);
            }
            run(&mut command)
        })?;
    }
    if names.is_empty() || names.contains(&SCREEN) {
        screen()?;
    }
    Ok(())
}

/// The window, on a display in memory.
fn screen() -> Done {
    if !cfg!(target_os = "linux") {
        say("measurements of the window: only on Linux, where WebKitGTK can be driven");
        return Ok(());
    }
    system::ready(For::Test)?;
    step("measurements of the window", || {
        let inner = cargo(&["bench", "--package", "kezhang", "--bench", SCREEN]);
        run(&mut on_display(&inner)?)
    })
}
