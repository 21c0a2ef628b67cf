//! The first thing a newcomer does: see the program at work on the sample company.
//!
//! With a display that is the window; without one the same job is done by the command line, into `out/`.

use std::path::{Path, PathBuf};

use crate::pages;
use crate::step::{Done, cargo, kezhang, output, program, root, run, say, step};
use crate::system::{self, For};

/// A month's costs as a bookkeeper hands them over: GB18030, a title above the table, a total below it.
const COSTS: &str = "tests/fixtures/sample/costs-2026-11.csv";

/// Builds everything and shows it.
pub fn open() -> Done {
    system::ready(For::Run)?;
    pages::build()?;
    step("program (the first time takes some minutes)", || {
        run(&mut cargo(&["build", "--package", "kezhang"]))
    })?;
    let ledger = sample()?;
    if system::has_display() {
        say("opening the window; this ends when it is closed");
        return run(program(kezhang()).arg(&ledger));
    }
    say("no display here: the same job on the command line");
    without_display(&ledger)
}

/// A fresh ledger of the sample company under `out/`.
fn sample() -> Done<PathBuf> {
    let folder = root().join("out");
    system::folder(&folder)?;
    let ledger = folder.join("sample.kezhang");
    for old in ["sample.kezhang", "sample.kezhang-wal", "sample.kezhang-shm"] {
        match std::fs::remove_file(folder.join(old)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(format!("out/{old}: {error}")),
            _ => {}
        }
    }
    step("sample company", || {
        let mut command = program(kezhang());
        command
            .arg("new")
            .arg(&ledger)
            .args(["--sample", "--language", language()]);
        output(&mut command).map(drop)
    })?;
    Ok(ledger)
}

/// English where the system says so, else Chinese.
fn language() -> &'static str {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    if set.is_some_and(|tag| tag.starts_with("en")) {
        "en"
    } else {
        "zh-CN"
    }
}

fn without_display(ledger: &Path) -> Done {
    let language = language();
    let work = |words: &[&str]| {
        let mut command = program(kezhang());
        command.arg(words[0]).arg(ledger).args(&words[1..]);
        command
    };
    step("import of a CSV", || run(&mut work(&["import", COSTS])))?;
    step("budget against actual", || {
        run(&mut work(&[
            "report",
            "variance",
            "--by",
            "category",
            "--level",
            "1",
            "--language",
            language,
        ]))
    })?;
    let out = root().join("out");
    let (chart, report) = (
        out.join("budget-against-actual.png"),
        out.join("budget-against-actual.pdf"),
    );
    let export = |kind: &str, file: &Path, more: &[&str]| {
        let mut command = work(&["report", "variance", "--format", kind, "--language", language]);
        run(command.args(more).arg("--out").arg(file))
    };
    step("chart", || export("png", &chart, &["--by", "month", "--scale", "2"]))?;
    step("report", || export("pdf", &report, &["--by", "category,month"]))?;
    say("made:");
    for file in [ledger, &chart, &report] {
        let bytes = std::fs::metadata(file)
            .map_err(|error| format!("{}: {error}", file.display()))?
            .len();
        println!("        {} ({} kB)", file.display(), bytes.div_ceil(1024));
    }
    Ok(())
}
