//! Too little money: a plan under a ceiling, before and after, with what is given up and what may stand in for it.

use kezhang_core::language::say;
use kezhang_core::money::grouped;
use kezhang_core::plan::cutback::Cutback;
use kezhang_core::{Amount, Language};

use super::plan::{blank, column, head, line_cells, line_columns};
use super::{Cell, Column, Document, Kind, Row, unit_lines};
use crate::figure::Unit;
use crate::inert::inert;
use crate::words;

/// Before and after line by line, those that lose most first; objective and what holds below.
pub fn cutback(report: &Cutback, language: Language, unit: Unit) -> Document {
    let mut document = blank(language, &report.company, "cutback", report.currency, unit);
    document.head = vec![head(language, "version", inert(&report.budget).into_owned())];
    document.head.extend(unit_lines(language, unit, report.currency));
    document.columns = line_columns(language).into();
    document.columns.extend([
        Column::new("before", words::word(language, "cutting.before"), Kind::Amount),
        Column::new("after", words::word(language, "cutting.after"), Kind::Amount),
        Column::new("cut", words::word(language, "cutting.cut"), Kind::Amount),
        column(language, "value", "cutting.value", Kind::Integer),
        column(language, "protection", "cutting.protect", Kind::Text),
        column(language, "instead", "cutting.instead", Kind::Text),
    ]);
    for line in &report.lines {
        let mut cells: Vec<Cell> = line_cells(language, &report.labels, &line.key).into();
        cells.extend([
            Cell::Amount(line.before),
            Cell::Amount(line.after),
            Cell::Amount(line.cut),
        ]);
        match line.protection {
            Some(protection) => {
                let word = words::word(language, &format!("cutting.protected.{}", protection.as_str()));
                cells.extend([Cell::Empty, Cell::text(word)]);
            }
            None => {
                let aside = line.aside.then(|| Cell::text(words::word(language, "cutting.aside")));
                cells.extend([Cell::Integer(i64::from(line.value)), aside.unwrap_or(Cell::Empty)]);
            }
        }
        cells.push(
            line.instead
                .as_deref()
                .map_or(Cell::Empty, |words| Cell::text(inert(words))),
        );
        document.rows.push(Row {
            cells,
            ..Row::default()
        });
    }
    document.total = Some(Row {
        cells: vec![
            Cell::Empty,
            Cell::text(words::word(language, "term.total")),
            Cell::Amount(report.before),
            Cell::Amount(report.after),
            Cell::Amount(Amount::new(report.before.value() - report.after.value())),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
        ],
        is_emphasised: true,
        ..Row::default()
    });
    document.notes.push(say(
        language,
        "report.cutback.objective",
        &[("objective", report.objective.as_str())],
    ));
    for one in &report.constraints {
        document
            .notes
            .push(say(language, "report.cutback.holds", &[("constraint", one.as_str())]));
    }
    let least = grouped(report.least.value(), report.currency.decimals());
    document
        .notes
        .push(say(language, "report.cutback.least", &[("least", &least)]));
    document
}
