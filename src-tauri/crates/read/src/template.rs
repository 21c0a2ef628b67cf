//! A department's template that came back: its token, and each row that the hidden sheet knows.

use std::path::Path;

use kezhang_core::Outcome;
use kezhang_core::plan::template::{HIDDEN_SHEET, HIDDEN_TITLE};
use kezhang_core::record::import::Cell;

use crate::sniff::{FileKind, sniff};
use crate::workbook;

/// A template as it came back.
#[derive(Debug)]
pub struct FilledTemplate {
    /// Known by.
    pub token: String,
    /// Its rows.
    pub rows: Vec<FilledRow>,
}

/// A row of a template as it came back.
#[derive(Debug)]
pub struct FilledRow {
    /// Row of the sheet.
    pub number: u32,
    /// The key, as it was written.
    pub key: String,
    /// All cells of the row.
    pub cells: Vec<Cell>,
}

/// Reads a template; none where the file is a workbook but no template.
///
/// # Errors
/// What opening a file says.
pub fn template(path: &Path) -> Outcome<Option<FilledTemplate>> {
    let kind = sniff(path)?;
    if kind == FileKind::Text {
        return Ok(None);
    }
    let mut book = workbook::Book::open(path, kind)?;
    if !book.sheets().iter().any(|name| name == HIDDEN_SHEET) {
        return Ok(None);
    }
    let hidden = book.rows(HIDDEN_SHEET, None)?;
    let text = |cells: &[Cell], at: usize| cells.get(at).map(Cell::shown).unwrap_or_default();
    let Some(first) = hidden.first().filter(|row| text(&row.cells, 0) == HIDDEN_TITLE) else {
        return Ok(None);
    };
    let token = text(&first.cells, 1);
    let sheet = book.visible_sheets().into_iter().find(|name| name != HIDDEN_SHEET);
    let Some(sheet) = sheet else { return Ok(None) };
    let shown = book.rows(&sheet, None)?;
    let mut rows = Vec::new();
    for row in &hidden[1..] {
        let Ok(number) = text(&row.cells, 0).parse::<u32>() else {
            continue;
        };
        let cells = shown.iter().find(|shown| shown.number == number);
        rows.push(FilledRow {
            number,
            key: text(&row.cells, 1),
            cells: cells.map(|row| row.cells.clone()).unwrap_or_default(),
        });
    }
    Ok(Some(FilledTemplate { token, rows }))
}
