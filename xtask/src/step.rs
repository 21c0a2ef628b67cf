//! Steps: what is being done, how long it took, and the programs that do it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// A step's result; the text says what failed.
pub type Done<T = ()> = Result<T, String>;

static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Prints a line with the time since the start.
pub fn say(text: &str) {
    let seconds = BEGAN.elapsed().as_secs();
    println!("[{:>2}:{:02}] {text}", seconds / 60, seconds % 60);
}

/// Does one step, saying what it is before and how long it took after.
pub fn step<T>(what: &str, work: impl FnOnce() -> Done<T>) -> Done<T> {
    say(&format!("{what} …"));
    let began = Instant::now();
    let result = work().map_err(|reason| format!("{what}: {reason}"));
    let outcome = if result.is_ok() { "ok" } else { "failed" };
    say(&format!("{what}: {outcome} in {}", length(began.elapsed())));
    result
}

fn length(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

/// The repository's root.
pub fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.parent().map(Path::to_path_buf).unwrap_or(here)
}

/// Where cargo builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// A place for this program's own notes and files in passing.
pub fn scratch() -> Done<PathBuf> {
    let folder = target().join("xtask");
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

/// The program as cargo built it.
pub fn kezhang() -> PathBuf {
    target()
        .join("debug")
        .join(format!("kezhang{}", std::env::consts::EXE_SUFFIX))
}

/// A program to be run in the repository's root.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// Cargo itself, the one that runs this.
pub fn cargo(words: &[&str]) -> Command {
    let mut command = program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What cargo tells this program about itself must not look like a changed environment to what it builds.
    for (name, _) in std::env::vars_os() {
        if name
            .to_str()
            .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST"))
        {
            command.env_remove(name);
        }
    }
    command.args(words);
    command
}

/// Runs a program with its output shown.
pub fn run(command: &mut Command) -> Done {
    println!("        $ {}", shown(command));
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("{}: {error}", shown(command)))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{} ended with {status}", shown(command)))
    }
}

/// Runs a program and hands back what it prints.
pub fn output(command: &mut Command) -> Done<Vec<u8>> {
    let shown = shown(command);
    let out = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("{shown}: {error}"))?;
    if out.status.success() {
        Ok(out.stdout)
    } else {
        Err(format!("{shown} ended with {}", out.status))
    }
}

/// Whether a program is there and answers.
pub fn is_there(name: &str, question: &[&str]) -> bool {
    Command::new(name)
        .args(question)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<String> = words.map(|word| word.to_string_lossy().into_owned()).collect();
    let here = root();
    words
        .join(" ")
        .replace(&format!("{}{}", here.display(), std::path::MAIN_SEPARATOR), "")
}
