//! The window's pages: npm's packages, the build, and when neither needs doing again.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{Done, program, root, run, scratch, step};
use crate::system;

/// The folder of the pages.
pub fn folder() -> PathBuf {
    root().join("ui")
}

/// npm in the folder of the pages.
pub fn npm(words: &[&str]) -> Command {
    let mut command = program(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder()).args(words);
    command
}

/// Installs npm's packages as the lock file names them, unless that was done.
pub fn packages() -> Done {
    system::node()?;
    let written = |path: PathBuf| std::fs::metadata(path).and_then(|meta| meta.modified()).ok();
    // npm keeps its own note of what it installed.
    let installed = written(folder().join("node_modules").join(".package-lock.json"));
    if installed.is_some() && installed >= written(folder().join("package-lock.json")) {
        return Ok(());
    }
    step("npm packages", || run(&mut npm(&["ci", "--no-audit", "--no-fund"])))
}

/// Builds `ui/dist`, unless it is what the sources say.
pub fn build() -> Done {
    packages()?;
    let mark = scratch()?.join("pages");
    let wanted = sources()?;
    let is_built = folder().join("dist").join("assets").is_dir();
    if is_built && std::fs::read_to_string(&mark).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    step("window pages", || {
        run(&mut npm(&["run", "build"]))?;
        std::fs::write(&mark, &wanted).map_err(|error| error.to_string())
    })
}

fn sources() -> Done<String> {
    let mut files = Vec::new();
    collect(&folder(), &mut files)?;
    files.sort();
    let mut parts = Vec::new();
    for file in files {
        parts.push(file.to_string_lossy().into_owned().into_bytes());
        parts.push(std::fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?);
    }
    Ok(fingerprint(&parts))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Done {
    let listed = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in listed {
        let path = entry.map_err(|error| error.to_string())?.path();
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() {
            if name != "node_modules" && name != "dist" {
                collect(&path, files)?;
            }
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn fingerprint(parts: &[Vec<u8>]) -> String {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
