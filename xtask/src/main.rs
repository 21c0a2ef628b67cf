//! `cargo xtask`: runs, tests, measures and packs the project; the same on Linux, macOS and Windows.
//!
//! It says what it does and how long each step takes, and installs what a step needs. It has no dependencies,
//! so that it is there seconds after the sources are.

mod bench;
mod bindings;
mod dist;
mod fuzz;
mod pages;
mod run;
mod step;
mod system;
mod test;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask run              build the program and open it on the sample company; without a display, do its main job
cargo xtask test [PART…]     everything, or parts: fmt ui clippy bindings rust e2e, core store read paint app
cargo xtask bench [NAME…]    measure speed and memory against the tools one would use instead; screen: the window
cargo xtask fuzz [SECONDS]   feed the readers with what no program writes (wants a nightly compiler)
cargo xtask gen [--check]    write ui/src/bindings.ts from the list of commands; --check: fail when it is out of date
cargo xtask dist [try]       installers for this system, under target/release/bundle; try: install them (Debian, as root)
                             and open the window from each";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["run"] => run::open(),
        ["test", parts @ ..] => test::test(parts),
        ["bench", names @ ..] => bench::measure(names),
        ["fuzz"] => fuzz::readers("60"),
        ["fuzz", seconds] => fuzz::readers(seconds),
        ["gen"] => bindings::write(),
        ["gen", "--check"] => bindings::check(),
        ["dist"] => dist::pack(),
        ["dist", "try"] => dist::prove(),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => {
            step::say("done");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            step::say(&format!("FAILED: {reason}"));
            ExitCode::FAILURE
        }
    }
}
