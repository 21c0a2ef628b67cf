//! All tests, or the parts that are named.
//!
//! Everything is compiled with one profile and one set of features, so that no dependency is built twice:
//! clippy rides on an ordinary build, and the window test uses the same selection of packages as the others.

use std::process::Command;
use std::sync::OnceLock;

use crate::bindings;
use crate::pages::{self, npm};
use crate::step::{Done, cargo, program, run, say, scratch, step, target};
use crate::system::{self, For};

const ALL: &[&str] = &["fmt", "ui", "clippy", "rust", "bindings", "e2e"];
const CRATES: &[&str] = &["core", "store", "read", "paint"];

/// Runs the parts, or all of them.
pub fn test(parts: &[&str]) -> Done {
    let parts = if parts.is_empty() { ALL } else { parts };
    let known = |part: &&str| ALL.contains(part) || CRATES.contains(part) || *part == "app";
    if let Some(stranger) = parts.iter().find(|part| !known(part)) {
        return Err(format!(
            "no part is called {stranger}; there are {} {} app",
            ALL.join(" "),
            CRATES.join(" ")
        ));
    }
    // The pure crates need nothing but Rust.
    if parts
        .iter()
        .any(|part| !matches!(*part, "fmt" | "core" | "store" | "read" | "ui"))
    {
        system::ready(For::Test)?;
    }
    // One failure does not hide the next.
    let failed: Vec<String> = parts.iter().filter_map(|part| one_part(part).err()).collect();
    if failed.is_empty() {
        Ok(())
    } else {
        Err(failed.join("\n              and: "))
    }
}

fn one_part(part: &str) -> Done {
    match part {
        "fmt" => step("formatting", || {
            run(&mut cargo(&["fmt", "--all", "--check", "--", "-l"]))
        }),
        "ui" => ui(),
        "clippy" => clippy(),
        "rust" => rust(),
        "bindings" => compile().and_then(|()| bindings::compare()),
        "e2e" => window(),
        "app" => {
            compile()?;
            step("tests of the program", || tests(&["--workspace", "--test", "app"]))
        }
        name => one_crate(name),
    }
}

fn ui() -> Done {
    pages::packages()?;
    step("pages: types and lint", || run(&mut npm(&["run", "lint"])))?;
    step("pages: tests", || run(&mut npm(&["test"])))?;
    pages::build()
}

/// Lints while building, so that the dependencies are those of the tests and not checked a second time.
fn clippy() -> Done {
    pages::build()?;
    step("clippy, no warnings allowed", || {
        let mut command = cargo(&["build", "--workspace", "--all-targets", "--quiet"]);
        command
            .env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver")
            .env("CLIPPY_ARGS", "-Dwarnings__CLIPPY_HACKERY__");
        run(&mut command)
    })
}

/// The program and all tests. Always this one selection: another one has other features, and builds all anew.
fn compile() -> Done {
    static DONE: OnceLock<Done> = OnceLock::new();
    DONE.get_or_init(compile_now).clone()
}

fn compile_now() -> Done {
    pages::build()?;
    step("compiling the program and its tests", || {
        run(&mut cargo(&["test", "--workspace", "--no-run", "--quiet"]))
    })
}

fn rust() -> Done {
    compile()?;
    let tested = step("tests", || tests(&["--workspace"]));
    let documented = step("doctests", || {
        run(&mut cargo(&["test", "--workspace", "--doc", "--quiet"]))
    });
    tested.and(documented)
}

fn one_crate(name: &str) -> Done {
    if name == "paint" {
        // Its font comes with npm's packages.
        pages::packages()?;
    }
    let package = format!("kezhang-{name}");
    step(&format!("tests of {name}"), || tests(&["--package", &package]))?;
    step(&format!("doctests of {name}"), || {
        run(&mut cargo(&["test", "--doc", "--quiet", "--package", &package]))
    })
}

fn tests(selection: &[&str]) -> Done {
    let mut command = if system::has_nextest() {
        cargo(&["nextest", "run", "--no-fail-fast", "--no-tests", "pass"])
    } else {
        say("cargo-nextest is not installed: cargo's own runner does it");
        cargo(&["test", "--no-fail-fast", "--lib", "--bins", "--tests"])
    };
    run(command.args(selection))
}

/// Clicks through the real window on a display in memory.
fn window() -> Done {
    if !cfg!(target_os = "linux") {
        say("window test: only on Linux, where WebKitGTK can be driven");
        return Ok(());
    }
    compile()?;
    let selection = ["--workspace", "--test", "e2e"];
    step("window test", || {
        let pictures = target().join("e2e");
        system::folder(&pictures)?;
        println!("        pictures of each step: {}", pictures.display());
        // WebKit's driver loses a click or a picture now and then: a test that fails is tried once more and named FLAKY.
        let inner = if system::has_nextest() {
            let mut inner = cargo(&["nextest", "run", "--no-fail-fast", "--run-ignored", "only"]);
            inner.args(["--retries", "1", "--no-capture"]).args(selection);
            inner
        } else {
            let mut inner = cargo(&["test"]);
            inner
                .args(selection)
                .args(["--", "--ignored", "--test-threads", "1", "--nocapture"]);
            inner
        };
        let mut command = on_display(&inner)?;
        command.env("KEZHANG_PICTURES", pictures).env("RUST_BACKTRACE", "0");
        run(&mut command)
    })
}

/// The same command on a display in memory, with a message bus of its own.
pub fn on_display(inner: &Command) -> Done<Command> {
    let mut command: Command = program("xvfb-run");
    command.args([
        "--auto-servernum",
        "--server-args",
        "-screen 0 1920x1080x24 -nolisten tcp",
    ]);
    command
        .args(["dbus-run-session", "--"])
        .arg(inner.get_program())
        .args(inner.get_args());
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
        .env_remove("WAYLAND_DISPLAY")
        .env("GDK_BACKEND", "x11")
        .env("XDG_RUNTIME_DIR", runtime()?);
    Ok(command)
}

/// A private folder for the session's sockets, where the machine gives none.
fn runtime() -> Done<std::path::PathBuf> {
    if let Some(given) = std::env::var_os("XDG_RUNTIME_DIR").filter(|folder| !folder.is_empty()) {
        return Ok(given.into());
    }
    let folder = scratch()?.join("runtime");
    system::folder(&folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let owner_only = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(&folder, owner_only).map_err(|error| error.to_string())?;
    }
    Ok(folder)
}
