//! Hands the window's configuration, icons and pages to Tauri.
//!
//! The program embeds `ui/dist`. Where the pages have not been built yet, a page that says so stands in,
//! so that the Rust side compiles and its tests run without Node.

use std::path::Path;

fn main() {
    let pages = Path::new("ui/dist");
    if !pages.join("index.html").exists() {
        let page = "<!doctype html><meta charset=\"utf-8\"><title>Kezhang</title>\
                    <p>The pages are not built yet: cargo xtask run builds them.</p>\n";
        if let Err(error) = std::fs::create_dir_all(pages).and_then(|()| std::fs::write(pages.join("index.html"), page))
        {
            println!("cargo:warning=ui/dist could not be made: {error}");
        }
    }
    // Tauri embeds the pages when the crate compiles and does not watch them itself.
    println!("cargo:rerun-if-changed=ui/dist");
    tauri_build::build();
}
