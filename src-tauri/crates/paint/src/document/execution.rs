//! The standard table as a document: 本月 | 本年累计 | 全年, each with what the desk reads in it.

use kezhang_core::Language;
use kezhang_core::monitor::execution::{Blocks, ExecutionReport, ExecutionRow};
use kezhang_core::monitor::variance::{Figures, RowKey};

use super::variance::{dimension_columns, head_lines, is_planned_elsewhere, key_cells, notes, over, verdict};
use super::{Cell, Column, Document, Flag, Kind, Readers, Row};
use crate::figure::{Unit, ratio};
use crate::words;

/// The figures of a block, by the fields of the contract.
const PERIOD: &[&str] = &["budget", "actual", "variance"];
const TO_DATE: &[&str] = &["budget", "actual", "variance", "execution"];
const YEAR: &[&str] = &["budget", "actual", "committed", "available", "execution"];
/// Figures that only programs read: they say nothing that people miss.
const PROGRAMS: &[(&str, &str)] = &[
    ("period", "offset"),
    ("to_date", "offset"),
    ("full_year", "offset"),
    ("full_year", "variance"),
];

/// The table of the report; the chart is added by `Document::with_chart`.
pub fn execution(report: &ExecutionReport, language: Language, unit: Unit) -> Document {
    let head = &report.head;
    let has_plan = !head.versions.is_empty();
    let mut columns: Vec<Column> = Vec::new();
    let keys: Vec<&RowKey> = report.rows.iter().map(|row| &row.key).collect();
    for dimension in &head.by {
        columns.extend(dimension_columns(&keys, &report.labels, *dimension, language));
    }
    for (block, figure) in fields() {
        columns.push(column(report, block, figure, has_plan, language));
    }
    let person = if has_plan { Readers::People } else { Readers::Nobody };
    columns.push(Column::new("verdict", words::word(language, "report.verdict"), Kind::Text).only(person));
    columns.push(Column::new("budgeted", words::word(language, "term.unbudgeted"), Kind::Text).only(Readers::Programs));
    let rows = report.rows.iter().map(|row| line(report, row, language)).collect();
    let mut total = vec![Cell::Empty; columns.len() - fields().count() - 2];
    if let Some(at) = columns
        .iter()
        .take(total.len())
        .position(|column| matches!(column.readers, Readers::All | Readers::People))
    {
        total[at] = Cell::Text(words::word(language, "term.total"));
    }
    total.extend(figures(&report.total));
    total.push(Cell::Text(verdict(&report.total.to_date, None, language)));
    total.push(Cell::Empty);
    let mut document = Document {
        more: Vec::new(),
        language,
        company: head.company.clone(),
        title: words::word(language, "report.execution.title"),
        sheet: words::word(language, "report.execution.sheet"),
        head: head_lines(head, &report.labels, language, unit),
        columns,
        rows,
        total: Some(Row {
            cells: total,
            is_emphasised: true,
            flag: over(&report.total.to_date),
            ..Row::default()
        }),
        chart: None,
        notes: notes(head, language),
        unit,
        decimals: unit.decimals(head.currency.decimals()),
    };
    document.note_rounding();
    document
}

fn fields() -> impl Iterator<Item = (&'static str, &'static str)> {
    let block =
        |name: &'static str, figures: &'static [&'static str]| figures.iter().map(move |figure| (name, *figure));
    block("period", PERIOD)
        .chain(block("to_date", TO_DATE))
        .chain(block("full_year", YEAR))
        .chain(PROGRAMS.iter().copied())
}

fn column(report: &ExecutionReport, block: &str, figure: &str, has_plan: bool, language: Language) -> Column {
    let head = &report.head;
    let over_what = match block {
        "period" if head.from == head.to => "report.block.month".to_owned(),
        _ => format!("report.block.{block}"),
    };
    let (over_what, named) = (
        words::word(language, &over_what),
        words::word(language, &format!("report.figure.{figure}")),
    );
    let is_empty = |of: fn(&Figures) -> kezhang_core::Amount| {
        report
            .rows
            .iter()
            .all(|row| of(&row.blocks.full_year).value().is_zero())
    };
    let readers = match figure {
        "offset" => Readers::Programs,
        "variance" if block == "full_year" => Readers::Programs,
        "committed" if is_empty(|f| f.committed) => Readers::Programs,
        "execution" if has_plan => Readers::People,
        "execution" => Readers::Nobody,
        "actual" => Readers::All,
        _ if has_plan => Readers::All,
        _ => Readers::Programs,
    };
    let kind = if figure == "execution" {
        Kind::Percent
    } else {
        Kind::Amount
    };
    Column::new(format!("{block}_{figure}"), format!("{over_what} {named}"), kind)
        .only(readers)
        .of_block(over_what, named)
}

fn line(report: &ExecutionReport, row: &ExecutionRow, language: Language) -> Row {
    let mut cells = key_cells(&report.head.by, &row.key, &report.labels, language);
    cells.extend(figures(&row.blocks));
    cells.push(Cell::Text(verdict(&row.blocks.to_date, Some(row.budgeted), language)));
    cells.push(Cell::Text(row.budgeted.to_string()));
    let flag = if row.budgeted {
        over(&row.blocks.to_date).filter(|_| !is_planned_elsewhere(&row.blocks.to_date))
    } else {
        Some(Flag::Unbudgeted)
    };
    Row {
        cells,
        flag,
        ..Row::default()
    }
}

fn figures(blocks: &Blocks) -> Vec<Cell> {
    fields()
        .map(|(block, figure)| {
            let of = match block {
                "period" => &blocks.period,
                "to_date" => &blocks.to_date,
                _ => &blocks.full_year,
            };
            match figure {
                "budget" => Cell::Amount(of.budget),
                "actual" => Cell::Amount(of.actual),
                "offset" => Cell::Amount(of.offset),
                "committed" => Cell::Amount(of.committed),
                "available" => Cell::Amount(of.available),
                "variance" => Cell::Amount(of.variance),
                _ => Cell::share(ratio(of.actual.value(), of.budget.value())),
            }
        })
        .collect()
}
