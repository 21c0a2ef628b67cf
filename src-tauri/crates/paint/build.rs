//! Finds the one font of charts and documents, so that it can be built into the program.
//!
//! It comes from the npm package `@expo-google-fonts/noto-sans-sc` (OFL), which `npm ci` puts into
//! `ui/node_modules`; `KEZHANG_FONT_DIR` may name another copy of that package's folder.

use std::env;
use std::path::{Path, PathBuf};
use std::process::exit;

const FONT: &str = "400Regular/NotoSansSC_400Regular.ttf";
const LICENCE: &str = "LICENSE_FONT";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=KEZHANG_FONT_DIR");
    let folder = env::var_os("KEZHANG_FONT_DIR")
        .filter(|folder| !folder.is_empty())
        .map_or_else(package, PathBuf::from);
    for (name, file) in [("KEZHANG_FONT", FONT), ("KEZHANG_FONT_LICENCE", LICENCE)] {
        let path = folder.join(file);
        // A missing file is watched too: once npm has brought it, the next build tries again.
        println!("cargo:rerun-if-changed={}", path.display());
        if !path.is_file() {
            eprintln!("The font of charts and documents is missing: {}", path.display());
            eprintln!("Run `npm ci` in the folder ui (or `cargo xtask run`, which does), then build again.");
            eprintln!("Or let KEZHANG_FONT_DIR name a folder with the npm package @expo-google-fonts/noto-sans-sc.");
            exit(1);
        }
        println!("cargo:rustc-env={name}={}", path.display());
    }
}

fn package() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let root = here.ancestors().nth(3).unwrap_or(Path::new("."));
    root.join("ui")
        .join("node_modules")
        .join("@expo-google-fonts")
        .join("noto-sans-sc")
}
