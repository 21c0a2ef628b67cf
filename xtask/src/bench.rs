//! The measurements.

use crate::pages;
use crate::step::{Done, cargo, run, step};
use crate::system::{self, For};

/// Runs them in the release build; names choose some.
pub fn measure(names: &[&str]) -> Done {
    system::ready(For::Bench)?;
    // The program embeds the pages and the font that npm brings.
    pages::build()?;
    step("measurements", || {
        let mut command = cargo(&["bench", "--package", "kezhang", "--bench", "ledger"]);
        if !names.is_empty() {
            command.arg("--").args(names);
        }
        run(&mut command)
    })
}
