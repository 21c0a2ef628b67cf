//! CSV: the exact figures for programs, with the field names of the contract and without a total.
//!
//! Text that a spreadsheet would run as a formula carries one leading apostrophe, which an import takes
//! off again; figures are written as they are.

use ::csv::{Terminator, WriterBuilder};
use kezhang_core::{Fault, Outcome};

use crate::document::{Cell, Document, Readers};

/// The rows as CSV in UTF-8: comma, quotes where needed (RFC 4180), a line feed after each row.
///
/// # Errors
/// `file_failed` when it cannot be written.
pub fn document(document: &Document) -> Outcome<Vec<u8>> {
    let columns: Vec<usize> = (0..document.columns.len())
        .filter(|at| document.columns[*at].readers != Readers::People)
        .collect();
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    let failed = |error: ::csv::Error| Fault::new("file_failed").with("reason", error);
    writer
        .write_record(columns.iter().map(|at| guarded(&document.columns[*at].field)))
        .map_err(failed)?;
    for row in &document.rows {
        writer
            .write_record(
                columns
                    .iter()
                    .map(|at| row.cells.get(*at).map(exact).unwrap_or_default()),
            )
            .map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|error| Fault::new("file_failed").with("reason", error.error()))
}

/// The same with a byte order mark, by which Excel knows that the file is UTF-8.
///
/// # Errors
/// `file_failed` when it cannot be written.
pub fn for_spreadsheets(content: &Document) -> Outcome<Vec<u8>> {
    let mut bytes = b"\xEF\xBB\xBF".to_vec();
    bytes.extend(document(content)?);
    Ok(bytes)
}

fn exact(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => guarded(text),
        Cell::Amount(amount) => amount.to_string(),
        Cell::Percent(share) => share.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Integer(number) => number.to_string(),
    }
}

/// Text that no spreadsheet takes for a formula.
fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
