//! No arguments: the window; arguments: the command line.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    kezhang::cli::main()
}
