//! A department's template that came back: its token, and each row that the hidden sheet knows, wherever it now stands.

use std::collections::HashSet;
use std::path::Path;

use kezhang_core::Outcome;
use kezhang_core::plan::template::{FIRST, HEADER, HIDDEN_SHEET, HIDDEN_TITLE, NOTE, hidden};
use kezhang_core::record::import::{Cell, Row};

use crate::sniff::{FileKind, sniff};
use crate::workbook;

/// A template as it came back.
#[derive(Debug)]
pub struct FilledTemplate {
    /// Known by.
    pub token: String,
    /// Its rows.
    pub rows: Vec<FilledRow>,
    /// Titles of months that are no longer those that went out: column from 0, what went out, what stands there.
    pub moved: Vec<(usize, String, String)>,
    /// Rows of the sheet that were not sent and have something in a month.
    pub strays: Vec<u32>,
}

/// A row of a template as it came back.
#[derive(Debug)]
pub struct FilledRow {
    /// Row of the sheet in which it stood.
    pub number: u32,
    /// The key, as it was written.
    pub key: String,
    /// The name that stood beside it.
    pub title: String,
    /// Its twelve months and its remark; none where the row is no longer there, or twice.
    pub cells: Option<FilledCells>,
}

/// The cells of a row.
#[derive(Debug)]
pub struct FilledCells {
    /// Row of the sheet in which it stands.
    pub number: u32,
    /// The months as they are.
    pub months: Vec<Cell>,
    /// Which of them nobody touched.
    pub untouched: Vec<bool>,
    /// Which of them are formulas that no program has worked out.
    pub unsolved: Vec<bool>,
    /// The remark; none where nobody touched it.
    pub note: Option<String>,
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
    let sent = book.rows(HIDDEN_SHEET, None)?;
    let Some(first) = sent.first().filter(|row| text(row, 0) == HIDDEN_TITLE) else {
        return Ok(None);
    };
    let token = text(first, hidden::KEY);
    let sheet = book.visible_sheets().into_iter().find(|name| name != HIDDEN_SHEET);
    let Some(sheet) = sheet else { return Ok(None) };
    let shown = book.rows(&sheet, None)?;
    let below: Vec<&Row> = shown.iter().filter(|row| row.number > HEADER + 1).collect();
    let mut taken: HashSet<u32> = HashSet::new();
    let mut rows = Vec::new();
    for row in &sent[1..] {
        let Ok(number) = text(row, hidden::ROW).parse::<u32>() else {
            continue;
        };
        let found = stands(row, number, &below, &sent[1..]);
        taken.extend(found.map(|found| found.number));
        rows.push(FilledRow {
            number,
            key: text(row, hidden::KEY),
            title: match text(row, hidden::NAME) {
                name if name.is_empty() => text(row, hidden::CODE),
                name => name,
            },
            cells: found.map(|found| cells(row, found)),
        });
    }
    let header = shown.iter().find(|row| row.number == HEADER + 1);
    let moved = (0..12).filter_map(|at| {
        let went = text(first, hidden::MONTHS + at);
        let is = header.map(|row| text(row, FIRST + at)).unwrap_or_default();
        (!went.is_empty() && went != is).then_some((FIRST + at, went, is))
    });
    let is_filled = |row: &Row| (FIRST..FIRST + 12).any(|at| !row.cell(at).is_empty());
    let strays = below
        .iter()
        .filter(|row| !taken.contains(&row.number) && is_filled(row));
    Ok(Some(FilledTemplate {
        token,
        rows,
        moved: moved.collect(),
        strays: strays.map(|row| row.number).collect(),
    }))
}

fn text(row: &Row, at: usize) -> String {
    row.cell(at).shown().trim().to_owned()
}

/// Where a row that was sent now stands: the only one with its code and its name. Templates of earlier versions kept
/// neither, and are known by their place alone.
fn stands<'r>(sent: &Row, number: u32, below: &[&'r Row], all: &[Row]) -> Option<&'r Row> {
    let title = (text(sent, hidden::CODE), text(sent, hidden::NAME));
    let at = || below.iter().find(|row| row.number == number).copied();
    if title == (String::new(), String::new()) {
        let is_it = |row: &&Row| text(sent, hidden::KEY).contains(&format!("\"category\":\"{}\"", text(row, 0)));
        return at().filter(|row| text(row, 0).is_empty() || is_it(row));
    }
    let is_it = |row: &&&Row| (text(row, 0), text(row, 1)) == title;
    let mut found = below.iter().filter(is_it);
    let is_alone = all
        .iter()
        .filter(|row| (text(row, hidden::CODE), text(row, hidden::NAME)) == title)
        .count()
        == 1;
    match (found.next(), found.next(), is_alone) {
        (Some(row), None, true) => Some(row),
        // Two lines of one name can only be told by where they stood.
        (Some(_), Some(_), false) => at().filter(|row| is_it(&row)),
        _ => None,
    }
}

fn cells(sent: &Row, found: &Row) -> FilledCells {
    let is_unsolved = |at: usize| matches!(found.cell(at), Cell::Broken(text) if text.starts_with('='));
    let months = (FIRST..FIRST + 12).map(|at| match is_unsolved(at) {
        true => Cell::Empty,
        false => found.cell(at).clone(),
    });
    let months: Vec<Cell> = months.collect();
    let is_kept = sent.cells.len() > hidden::MONTHS;
    let untouched = (0..12).map(|at| is_kept && sent.cell(hidden::MONTHS + at) == &months[at]);
    let note = text(found, NOTE);
    FilledCells {
        number: found.number,
        untouched: untouched.collect(),
        unsolved: (FIRST..FIRST + 12).map(is_unsolved).collect(),
        note: (!is_kept || note != text(sent, hidden::NOTE)).then_some(note),
        months,
    }
}
