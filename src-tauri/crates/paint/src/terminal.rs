//! A document as plain text for a terminal: columns aligned by the width that characters really take there.

use unicode_width::UnicodeWidthStr;

use crate::document::{Document, Kind, Row};
use crate::inert::inert;

/// Text columns are cut to this many places.
const WIDEST: usize = 44;
const GAP: &str = "  ";

/// The text, ending with a line feed.
pub fn document(document: &Document) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text.trim_end());
        out.push('\n');
    };
    let company = inert(&document.company);
    line(&if company.is_empty() {
        document.title.clone()
    } else {
        format!("{company}  {}", document.title)
    });
    let head: Vec<String> = document
        .head
        .iter()
        .map(|h| format!("{}: {}", h.label, inert(&h.value)))
        .collect();
    for part in wrapped(&head, 100) {
        line(&part);
    }
    line("");

    let columns = document.filled();
    let written = |row: &Row| -> Vec<String> {
        columns
            .iter()
            .enumerate()
            .map(|(place, at)| {
                let text = row
                    .cells
                    .get(*at)
                    .map(|cell| document.written(*at, cell))
                    .unwrap_or_default();
                let text = if document.columns[*at].kind == Kind::Text {
                    cut(&text, WIDEST)
                } else {
                    text
                };
                if place == 0 {
                    "  ".repeat(usize::from(row.indent)) + &text
                } else {
                    text
                }
            })
            .collect()
    };
    let rows: Vec<Vec<String>> = document.rows.iter().map(written).collect();
    let total = document.total.as_ref().map(written);
    let titles: Vec<String> = columns.iter().map(|at| document.columns[*at].title.clone()).collect();
    let mut widths: Vec<usize> = titles.iter().map(|title| title.width()).collect();
    for row in rows.iter().chain(total.iter()) {
        // The word for the total may reach into the next text columns and does not widen its own.
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let laid = |row: &[String]| -> String {
        let cells = row.iter().zip(&widths).zip(&columns).map(|((cell, width), at)| {
            let space = " ".repeat(width.saturating_sub(cell.width()));
            if document.columns[*at].is_right() {
                space + cell
            } else {
                cell.clone() + &space
            }
        });
        cells.collect::<Vec<_>>().join(GAP)
    };
    let rule = "-".repeat(widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1));
    line(&laid(&titles));
    line(&rule);
    for row in &rows {
        line(&laid(row));
    }
    if let Some(total) = &total {
        line(&rule);
        line(&laid(total));
    }
    if !document.notes.is_empty() {
        line("");
    }
    for note in &document.notes {
        line(&inert(note));
    }
    for table in &document.more {
        out.push('\n');
        out.push_str(&self::document(table));
    }
    out
}

/// Joins parts with bars into lines of at most `most` places.
fn wrapped(parts: &[String], most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if line.width() + 3 + part.width() <= most => {
                line.push_str(" | ");
                line.push_str(part);
            }
            _ => lines.push(part.clone()),
        }
    }
    lines
}

/// A text cut to so many places, with an ellipsis.
fn cut(text: &str, most: usize) -> String {
    if text.width() <= most {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if out.width() + c.to_string().width() + 1 > most {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use kezhang_core::Language;
    use kezhang_core::record::register::Dimension;

    use super::*;
    use crate::document::variance;
    use crate::figure::Unit;
    use crate::samples::report;

    #[test]
    fn columns_align_by_the_places_that_characters_take() {
        let rows: [(&[&str], &str, &str, bool); 2] = [
            (&["C001"], "1234567.5", "10", true),
            (&["a\u{1b}[2J\u{202e}b"], "0", "7", false),
        ];
        let case = report(&[Dimension::Customer], &rows, Language::Chinese);
        let text = document(&variance(&case, Language::Chinese, Unit::One));
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
        assert!(text.contains("a\\u{1b}[2J\\u{202e}b"));
        let table: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("客户编码")).collect();
        // The right end of 预算, in places, is the same in the header, each row and the total.
        let end = |line: &str, word: &str| line.find(word).map(|at| line[..at + word.len()].width());
        let places = [
            end(table[0], "预算"),
            end(table[2], "1,234,567.50"),
            end(table[5], "1,234,567.50"),
        ];
        assert!(
            places[0].is_some() && places.iter().all(|place| *place == places[0]),
            "{places:?}\n{text}"
        );
        assert_eq!(end(table[3], " 0.00"), places[0]);
    }
}
