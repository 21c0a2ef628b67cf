//! Finding the header: titles cleaned, and how much a line looks like one.

use super::Kind;

/// A title without marks, units and prefixes, in one spelling.
pub fn clean_title(title: &str) -> String {
    title.trim().to_lowercase()
}

/// How many titles of a line are known to a kind (any kind when none is given).
pub fn score_header(_kind: Option<Kind>, cells: &[String]) -> usize {
    cells.len()
}

/// The kind that a header fits best.
pub fn guess_kind(_header: &[String]) -> Kind {
    Kind::Entries
}
