//! Where the header stands: the line whose titles are known best, else the first that looks like titles.

use std::collections::BTreeMap;
use std::path::Path;

use kezhang_core::record::import::{Kind, score_header};
use kezhang_core::{Fault, Outcome};

use crate::fault;

/// How many filled lines are looked at: wallets write up to 24 lines above their header.
pub(crate) const SCAN: usize = 45;

type Numbered = (u32, Vec<String>);

/// The most known titles that any line has.
pub(crate) fn best_score(kind: Option<Kind>, rows: &[Numbered]) -> usize {
    rows.iter()
        .map(|(_, cells)| score_header(kind, cells))
        .max()
        .unwrap_or(0)
}

/// How many lines share the most frequent width, times that width; 0 where lines have one cell only.
pub(crate) fn evenness(rows: &[Numbered]) -> usize {
    width(rows).map_or(0, |(width, count)| if width < 2 { 0 } else { width * count })
}

/// The most frequent number of cells, and how often it occurs.
fn width(rows: &[Numbered]) -> Option<(usize, usize)> {
    let mut widths = BTreeMap::new();
    for (_, cells) in rows {
        *widths.entry(cells.len()).or_insert(0usize) += 1;
    }
    widths.into_iter().max_by_key(|(_, count)| *count)
}

/// The row number of the header.
pub(crate) fn find(path: &Path, kind: Option<Kind>, rows: &[Numbered], stated: Option<u32>) -> Outcome<u32> {
    if let Some(row) = stated {
        return Ok(row);
    }
    let mut best: Option<(usize, u32)> = None;
    for (number, cells) in rows {
        let score = score_header(kind, cells);
        if score >= 2 && best.is_none_or(|(before, _)| score > before) {
            best = Some((score, *number));
        }
    }
    if let Some((_, row)) = best {
        return Ok(row);
    }
    let usual = width(rows).map_or(1, |(width, _)| width);
    let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.is_empty()).count();
    let is_title =
        |cell: &String| cell.is_empty() || !cell.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '¥');
    rows.iter()
        .find(|(_, cells)| filled(cells) * 2 >= usual && cells.iter().all(is_title))
        .or_else(|| rows.first())
        .map(|(number, _)| *number)
        .ok_or_else(|| Fault::new("file_empty").with("file", fault::name(path)))
}

/// The texts above the header.
pub(crate) fn texts_above(rows: &[Numbered], header: u32) -> Vec<String> {
    rows.iter()
        .filter(|(number, _)| *number < header)
        .flat_map(|(_, cells)| cells.clone())
        .collect()
}

/// The one year that the sheet's name says, else the texts above the header, else the file's name.
pub(crate) fn year(sheet: Option<&str>, titles: &[String], path: &Path) -> Option<i32> {
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let places = [
        sheet.map(str::to_owned).into_iter().collect(),
        titles.to_vec(),
        vec![stem],
    ];
    for texts in places {
        let mut years: Vec<i32> = texts.iter().flat_map(|text| years(text)).collect();
        years.sort_unstable();
        years.dedup();
        match years.as_slice() {
            [] => {}
            [year] => return Some(*year),
            _ => return None,
        }
    }
    None
}

/// Runs of exactly four digits that are a year of this or the last century.
fn years(text: &str) -> Vec<i32> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() == 4)
        .filter_map(|digits| digits.parse().ok())
        .filter(|year| (1990..=2099).contains(year))
        .collect()
}
