//! A budget version as a document: its lines by month, with their sums.

use kezhang_core::language::say;
use kezhang_core::plan::budget::{Budget, BudgetLine, LineKey};
use kezhang_core::record::register::Dimension;
use kezhang_core::{Amount, Currency, Language, Month};
use rust_decimal::Decimal;

use super::{Cell, Column, Document, HeadLine, Kind, Readers, Row, unit_lines};
use crate::figure::Unit;
use crate::words::{self, Labels};

/// The dimensions that a line can name, in the order of its key.
pub(crate) const KEYS: [Dimension; 7] = [
    Dimension::Category,
    Dimension::Department,
    Dimension::Channel,
    Dimension::Activity,
    Dimension::Product,
    Dimension::Customer,
    Dimension::Grade,
];

/// The value that a line names in a dimension.
pub(crate) fn value(key: &LineKey, dimension: Dimension) -> Option<&str> {
    match dimension {
        Dimension::Category => key.category.as_deref(),
        Dimension::Department => key.department.as_deref(),
        Dimension::Channel => key.channel.as_deref(),
        Dimension::Activity => key.activity.as_deref(),
        Dimension::Product => key.product.as_deref(),
        Dimension::Customer => key.customer.as_deref(),
        Dimension::Grade => key.grade.as_deref(),
        _ => None,
    }
}

/// Adds a line's remarks to the footnotes and gives the marks that lead to them.
fn footnotes(line: &BudgetLine, notes: &mut Vec<String>) -> String {
    let mut marks = String::new();
    let of_months = line.months.iter().filter(|month| !month.note.is_empty());
    let of_months = of_months.map(|month| format!("{}: {}", month.month, month.note));
    let whole = (!line.note.is_empty()).then(|| line.note.clone());
    for text in whole.into_iter().chain(of_months) {
        let mark = format!("[{}]", notes.len() + 1);
        notes.push(format!("{mark} {}", crate::inert::inert(&text)));
        marks.push(' ');
        marks.push_str(&mark);
    }
    marks
}

/// The lines of a version by month; dimensions that no line names are left out, category never.
pub fn budget(
    budget: &Budget,
    labels: &Labels,
    company: &str,
    currency: Currency,
    language: Language,
    unit: Unit,
) -> Document {
    let version = &budget.version;
    let used: Vec<Dimension> = KEYS
        .into_iter()
        .filter(|d| *d == Dimension::Category || budget.lines.iter().any(|line| value(&line.key, *d).is_some()))
        .collect();
    let mut months: Vec<Month> = budget
        .lines
        .iter()
        .flat_map(|line| line.months.iter().map(|m| m.month))
        .collect();
    months.sort_unstable();
    months.dedup();

    let mut columns = Vec::new();
    for dimension in &used {
        let title = words::dimension(language, *dimension);
        let code = say(language, "report.code_of", &[("dimension", &title)]);
        let code = Column::new(dimension.as_str(), code, Kind::Text);
        // On paper only categories are known by their code.
        columns.push(if *dimension == Dimension::Category {
            code
        } else {
            code.only(Readers::Programs)
        });
        columns.push(Column::new(format!("{}_name", dimension.as_str()), title, Kind::Text).only(Readers::People));
    }
    columns.extend(
        months
            .iter()
            .map(|month| Column::new(month.to_string(), month.to_string(), Kind::Amount)),
    );
    columns.push(Column::new("total", words::word(language, "term.total"), Kind::Amount));

    let mut sums = vec![Decimal::ZERO; months.len()];
    let mut notes: Vec<String> = Vec::new();
    let rows = budget.lines.iter().map(|line| {
        let marks = footnotes(line, &mut notes);
        let mut cells = Vec::with_capacity(columns.len());
        for dimension in &used {
            let code = value(&line.key, *dimension);
            let name = code.map(|code| words::name(language, labels, *dimension, Some(code)));
            cells.extend([Cell::maybe(code), Cell::maybe(name)]);
        }
        // On paper the marks stand behind the last name of the line.
        if let Some(Cell::Text(name)) = cells
            .iter_mut()
            .skip(1)
            .step_by(2)
            .rfind(|cell| matches!(cell, Cell::Text(_)))
        {
            name.push_str(&marks);
        }
        for (month, sum) in months.iter().zip(&mut sums) {
            let cell = line.months.iter().find(|cell| cell.month == *month);
            cells.push(cell.map_or(Cell::Empty, |cell| Cell::Amount(cell.amount)));
            *sum += cell.map_or(Decimal::ZERO, |cell| cell.amount.value());
        }
        cells.push(Cell::Amount(line.total));
        Row {
            cells,
            ..Row::default()
        }
    });
    let rows: Vec<Row> = rows.collect();
    let mut total = vec![Cell::Empty; used.len() * 2];
    total[0] = Cell::Text(words::word(language, "term.total"));
    let scale = currency.decimals();
    total.extend(sums.into_iter().map(|mut sum| {
        sum.rescale(scale);
        Cell::Amount(Amount::new(sum))
    }));
    total.push(Cell::Amount(version.total));

    let line = |key: &str, value: String| HeadLine::new(words::word(language, &format!("report.head.{key}")), value);
    let mut head = vec![
        line("fiscal_year", version.fiscal_year.to_string()),
        line("version", words::version_state(language, version)),
        line(
            "basis",
            words::word(language, &format!("basis.{}", version.basis.as_str())),
        ),
        line(
            "measure",
            words::word(language, &format!("measure.{}", version.measure.as_str())),
        ),
    ];
    head.extend(unit_lines(language, unit, currency));
    if let Some(from) = version.valid_from {
        head.push(line("valid_from", from.to_string()));
    }
    let is_whole = budget
        .lines
        .iter()
        .flat_map(|l| &l.months)
        .all(|m| m.amount.value().fract().is_zero());
    let mut document = Document {
        more: Vec::new(),
        language,
        company: company.to_owned(),
        title: words::word(language, "report.budget.title"),
        sheet: words::word(language, "report.budget.sheet"),
        head,
        columns,
        rows,
        total: Some(Row {
            cells: total,
            is_emphasised: true,
            ..Row::default()
        }),
        chart: None,
        notes,
        unit,
        // A budget in whole units needs no cents on paper, and twelve months need the room.
        decimals: if is_whole && unit == Unit::One {
            0
        } else {
            unit.decimals(currency.decimals())
        },
    };
    document.note_rounding();
    document
}
