//! Installers: deb and rpm on Linux, a per-user setup on Windows, a disk image on macOS.

use std::path::{Path, PathBuf};

use crate::pages::{self, folder};
use crate::step::{Done, output, program, run, scratch, step, target};
use crate::system::{self, For};

/// Builds them through Tauri's own bundler.
pub fn pack() -> Done {
    system::ready(For::Dist)?;
    pages::build()?;
    let kinds = match std::env::consts::OS {
        "windows" => "nsis",
        "macos" => "app,dmg",
        _ => "deb,rpm",
    };
    step(&format!("installers ({kinds})"), || {
        let tauri = folder()
            .join("node_modules")
            .join(".bin")
            .join(if cfg!(windows) { "tauri.cmd" } else { "tauri" });
        run(program(tauri).args(["build", "--bundles", kinds]))
    })?;
    println!("        {}", target().join("release").join("bundle").display());
    Ok(())
}

/// Installs the packages that are there as a user would, and opens the window from each.
pub fn prove() -> Done {
    if !cfg!(target_os = "linux") {
        return Err("deb and rpm are tried on Linux".to_owned());
    }
    system::ready(For::Try)?;
    let place = scratch()?.join("installed");
    let _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(&place).map_err(|error| format!("{}: {error}", place.display()))?;
    let ledger = place.join("books.kezhang");
    step("the deb, installed", || {
        let deb = package("deb")?;
        run(program("apt-get").args(["install", "-y", "--reinstall"]).arg(&deb))?;
        let installed = Path::new("/usr/bin/kezhang");
        answers(installed)?;
        run(program(installed).arg("new").arg(&ledger))?;
        is_known(&ledger)?;
        opens(installed, &ledger)?;
        run(program("apt-get").args(["remove", "-y", "kezhang"]))
    })?;
    // Debian's rpm knows none of Debian's packages, so it installs into a root of its own.
    step("the rpm, installed", || {
        let root = place.join("root");
        run(program("rpm").arg("--root").arg(&root).arg("--initdb"))?;
        run(program("rpm")
            .arg("--root")
            .arg(&root)
            .args(["--install", "--nodeps", "--noscripts"])
            .arg(package("rpm")?))?;
        let installed = root.join("usr/bin/kezhang");
        answers(&installed)?;
        opens(&installed, &ledger)
    })
}

/// The one package of a kind.
fn package(kind: &str) -> Done<PathBuf> {
    let folder = target().join("release").join("bundle").join(kind);
    std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|ending| ending == kind))
        .ok_or_else(|| format!("no package in {}: cargo xtask dist makes it", folder.display()))
}

/// The command line lists the commands.
fn answers(installed: &Path) -> Done {
    let commands = output(program(installed).arg("commands"))?;
    if commands.starts_with(b"[{") {
        Ok(())
    } else {
        Err(format!("{} commands: no list", installed.display()))
    }
}

/// The desktop knows a ledger by its ending, and which program opens it.
fn is_known(ledger: &Path) -> Done {
    let kind = output(
        program("gio")
            .args(["info", "-a", "standard::content-type"])
            .arg(ledger),
    )?;
    let opener = output(program("gio").args(["mime", "application/x-kezhang"]))?;
    let has = |text: &[u8], word: &str| String::from_utf8_lossy(text).contains(word);
    if has(&kind, "application/x-kezhang") && has(&opener, "Kezhang.desktop") {
        Ok(())
    } else {
        Err(format!("{}: the desktop does not know it", ledger.display()))
    }
}

/// Opens the window on the ledger, on a display in memory, and waits until it can be seen.
fn opens(installed: &Path, ledger: &Path) -> Done {
    let home = scratch()?.join("installed").join("home");
    std::fs::create_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
    let script =
        "\"$0\" \"$1\" & timeout 60 xdotool search --sync --onlyvisible --name Kezhang; seen=$?; kill $!; exit $seen";
    run(program("xvfb-run")
        .args(["--auto-servernum", "dbus-run-session", "--", "sh", "-c", script])
        .arg(installed)
        .arg(ledger)
        .env("GDK_BACKEND", "x11")
        .env("HOME", &home)
        .env("XDG_RUNTIME_DIR", &home))
}
