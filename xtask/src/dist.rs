//! Installers: deb and rpm on Linux, a per-user setup on Windows, a disk image on macOS.

use crate::pages::{self, folder};
use crate::step::{Done, program, run, step, target};
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
