//! Faults of files: what the system says, in the product's words.

use std::io;
use std::path::Path;

use kezhang_core::Fault;

/// The name of a file as a person knows it.
pub(crate) fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// What went wrong while opening or reading.
pub(crate) fn io(path: &Path, error: &io::Error) -> Fault {
    let code = match error.kind() {
        io::ErrorKind::NotFound => "file_missing",
        io::ErrorKind::PermissionDenied => "file_forbidden",
        io::ErrorKind::IsADirectory => "file_is_folder",
        _ => "file_unreadable",
    };
    Fault::new(code).with("file", path.display()).with("cause", error)
}

/// A file that is not whole.
pub(crate) fn damaged(path: &Path, cause: impl std::fmt::Display) -> Fault {
    Fault::new("file_damaged").with("file", name(path)).with("cause", cause)
}
