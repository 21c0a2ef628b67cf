//! The window, clicked through as a person would, on a display in memory: `cargo xtask test e2e` runs it.
//!
//! It needs WebKitWebDriver, xdotool and an X display, so an ordinary test run passes it over, visibly.
//! Pictures of each step go to `target/e2e`.

#![cfg(target_os = "linux")]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code)]
#[path = "../app/cluster.rs"]
mod cluster;
#[allow(dead_code)]
#[path = "../app/desk.rs"]
mod desk;
#[allow(dead_code)]
#[path = "../app/ring.rs"]
mod ring;

mod browser;
mod desk_jobs;
mod dialog;
mod files;
mod first_story;
mod jobs;
mod look;
mod many_entries;
mod offers;
mod on_a_server;
mod planning;
mod sample_company;
mod size_and_place;
