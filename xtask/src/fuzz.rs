//! Readers fed with what no program writes. It wants a nightly compiler and cargo-fuzz, so it is never part of `test`;
//! `mutated` in the tests of `read` is its short form.

use std::path::Path;

use crate::step::{Done, cargo, is_there, program, root, run, scratch, step};

/// Runs it for so many seconds, from the fixtures of imports on; what made it fall lies in the target folder.
pub fn readers(seconds: &str) -> Done {
    if seconds.parse::<u32>().is_err() {
        return Err(format!("{seconds} is no number of seconds"));
    }
    if !is_there("cargo", &["+nightly", "--version"]) {
        return Err("this wants a nightly compiler: rustup toolchain install nightly --profile minimal".to_owned());
    }
    if !is_there("cargo", &["fuzz", "--version"]) {
        step("cargo-fuzz", || run(&mut cargo(&["install", "cargo-fuzz", "--locked"])))?;
    }
    let folder = scratch()?.join("fuzz");
    let corpus = folder.join("corpus");
    gather(&corpus)?;
    let work = folder.join("target").display().to_string();
    let found = format!("-artifact_prefix={}/", folder.display());
    step(&format!("readers, {seconds} seconds"), || {
        // Cargo itself names the compiler of what it starts; here it is another one.
        let mut command = program("cargo");
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("CARGO") || name.starts_with("RUST") && name != "RUSTUP_HOME" {
                command.env_remove(name);
            }
        }
        command
            .args([
                "+nightly",
                "fuzz",
                "run",
                "--fuzz-dir",
                "xtask/fuzz",
                "--target-dir",
                &work,
                "files",
            ])
            .arg(&corpus)
            .args(["--", &found, "-max_len=200000", "-timeout=20", "-rss_limit_mb=1024"])
            .arg(format!("-max_total_time={seconds}"));
        run(&mut command)
    })
}

/// The fixtures of imports, each behind a byte that says what it is taken for.
fn gather(corpus: &Path) -> Done {
    let told = |error: std::io::Error| error.to_string();
    std::fs::create_dir_all(corpus).map_err(told)?;
    let names = ["csv", "xlsx", "xls", "ods", "xlsb", "txt"];
    for case in std::fs::read_dir(root().join("tests/fixtures/import"))
        .map_err(told)?
        .flatten()
    {
        for file in std::fs::read_dir(case.path()).into_iter().flatten().flatten() {
            let path = file.path();
            let Some(kind) = names
                .iter()
                .position(|name| path.extension().is_some_and(|e| e == *name))
            else {
                continue;
            };
            let mut bytes = vec![kind as u8];
            bytes.extend(std::fs::read(&path).map_err(told)?);
            let name = format!(
                "{}-{}",
                case.file_name().to_string_lossy(),
                file.file_name().to_string_lossy()
            );
            std::fs::write(corpus.join(name), bytes).map_err(told)?;
        }
    }
    Ok(())
}
