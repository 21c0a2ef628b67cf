//! The shell: the window and the command line over one list of commands.

pub mod cli;
pub mod commands;
pub mod failure;
pub mod preferences;
pub mod window;
