//! The shell: the window and the command line over one list of commands.

/// An import is a million small texts that one thread makes and another frees.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub mod cli;
pub mod commands;
pub mod failure;
pub mod preferences;
pub mod window;
