//! A register's workbook that came back: known by the mark in its first cell, whatever has become of the rest.

use std::path::Path;

use kezhang_core::Outcome;
use kezhang_core::record::import::Cell;
use kezhang_core::record::roll::{RollFile, RollFileRow, WORKBOOK_MARK};

use crate::sniff::{FileKind, sniff};
use crate::workbook;

/// Reads a register's workbook; none where the file is none.
///
/// # Errors
/// What opening a file says.
pub fn register(path: &Path) -> Outcome<Option<RollFile>> {
    let kind = sniff(path)?;
    if kind == FileKind::Text {
        return Ok(None);
    }
    let mut book = workbook::Book::open(path, kind)?;
    let text = |cells: &[Cell], at: usize| cells.get(at).map(Cell::shown).unwrap_or_default();
    let mut sheet = None;
    for name in book.visible_sheets() {
        let first = book.rows(&name, Some(1))?;
        if first
            .first()
            .is_some_and(|row| text(&row.cells, 0).starts_with(WORKBOOK_MARK))
        {
            sheet = Some(name);
            break;
        }
    }
    let Some(sheet) = sheet else { return Ok(None) };
    let mut rows = book.rows(&sheet, None)?.into_iter();
    let Some(first) = rows.next() else { return Ok(None) };
    let keys: Vec<(usize, String)> = (1..first.cells.len())
        .map(|at| (at, text(&first.cells, at)))
        .filter(|(_, key)| !key.is_empty())
        .collect();
    // The titles stand below the keys; a title without one was added.
    let titles = rows.as_slice().iter().find(|row| row.number == first.number + 1);
    let titles = titles.map_or(&[][..], |row| &row.cells);
    let added = (1..titles.len())
        .map(|at| (at, text(titles, at)))
        .filter(|(at, title)| !title.is_empty() && keys.iter().all(|(known, _)| known != at))
        .collect();
    let mark = text(&first.cells, 0);
    let rows = rows.filter(|row| row.number > first.number + 1).map(|row| RollFileRow {
        number: row.number,
        mark: text(&row.cells, 0),
        cells: row.cells,
    });
    Ok(Some(RollFile {
        mark,
        keys,
        added,
        rows: rows.collect(),
    }))
}
