//! The plan's papers: a document that changes it 预算调整单, the list of them, two versions compared, requests, balances.

use kezhang_core::language::say;
use kezhang_core::plan::comparison::Comparison;
use kezhang_core::plan::control::{BalanceReport, PositionShown};
use kezhang_core::plan::request::RequestList;
use kezhang_core::plan::revision::Revision;
use kezhang_core::plan::{LineKey, ReasonClass, RevisionKind};
use kezhang_core::record::attachment::Attachment;
use kezhang_core::{Currency, Language};
use rust_decimal::Decimal;

use super::budget::{KEYS, value};
use super::{Cell, Column, Document, Flag, HeadLine, Kind, Readers, Row, unit_lines};
use crate::figure::Unit;
use crate::inert::inert;
use crate::words::{self, Labels};

/// What a step of a comparison is: kind and reason of its documents, or drawn up anew.
pub(crate) fn step_name(language: Language, kind: Option<RevisionKind>, reason: Option<ReasonClass>) -> String {
    match (kind, reason) {
        (Some(kind), Some(reason)) => format!("{} · {}", kind_name(language, kind), reason_name(language, reason)),
        (Some(kind), None) => kind_name(language, kind),
        _ => words::word(language, "revision.redraft"),
    }
}

fn kind_name(language: Language, kind: RevisionKind) -> String {
    words::word(language, &format!("revision.{}", kind.as_str()))
}

fn reason_name(language: Language, reason: ReasonClass) -> String {
    words::word(language, &format!("reason.{}", reason.as_str()))
}

/// A line by name: `7.2 广告投放 · 搜索`.
pub(super) fn line_name(language: Language, labels: &Labels, key: &LineKey) -> String {
    let named = KEYS
        .iter()
        .filter_map(|dimension| Some((*dimension, value(key, *dimension)?)));
    let names: Vec<String> = named
        .map(|(dimension, code)| words::label(language, labels, dimension, Some(code)))
        .collect();
    names.join(" · ")
}

/// A line by its codes, for programs.
fn line_codes(key: &LineKey) -> String {
    let codes: Vec<&str> = KEYS.iter().filter_map(|dimension| value(key, *dimension)).collect();
    codes.join(" ")
}

pub(super) fn line_columns(language: Language) -> [Column; 2] {
    [
        Column::new("line", words::word(language, "term.line"), Kind::Text).only(Readers::Programs),
        Column::new("line_name", words::word(language, "term.line"), Kind::Text).short(),
    ]
}

pub(super) fn line_cells(language: Language, labels: &Labels, key: &LineKey) -> [Cell; 2] {
    [
        Cell::text(line_codes(key)),
        Cell::text(line_name(language, labels, key)),
    ]
}

pub(super) fn blank(language: Language, company: &str, name: &str, currency: Currency, unit: Unit) -> Document {
    Document {
        more: Vec::new(),
        language,
        company: company.to_owned(),
        title: words::word(language, &format!("report.{name}.title")),
        sheet: words::word(language, &format!("report.{name}.sheet")),
        head: Vec::new(),
        columns: Vec::new(),
        rows: Vec::new(),
        total: None,
        chart: None,
        notes: Vec::new(),
        unit,
        decimals: unit.decimals(currency.decimals()),
    }
}

pub(super) fn head(language: Language, key: &str, value: impl Into<String>) -> HeadLine {
    HeadLine::new(words::word(language, &format!("report.head.{key}")), value)
}

pub(super) fn column(language: Language, field: &str, key: &str, kind: Kind) -> Column {
    Column::new(field, words::word(language, key), kind)
}

fn day(instant: &str) -> String {
    instant.get(..10).unwrap_or(instant).to_owned()
}

/// One document 预算调整单: what it moves, from and to, with its reason, and room to sign.
pub fn revision(
    revision: &Revision,
    attachments: &[Attachment],
    labels: &Labels,
    company: &str,
    currency: Currency,
    language: Language,
    unit: Unit,
) -> Document {
    let mut document = blank(language, company, "revision", currency, unit);
    document.head = vec![
        head(
            language,
            "number",
            format!("{}-{:03}", inert(&revision.budget), revision.number),
        ),
        head(language, "kind", kind_name(language, revision.kind)),
        head(language, "effective", revision.effective.to_string()),
        head(
            language,
            "reason",
            format!("{} · {}", reason_name(language, revision.reason), inert(&revision.text)),
        ),
        head(language, "author", inert(&revision.author).into_owned()),
        head(language, "made_at", day(&revision.made_at)),
        head(
            language,
            "version",
            format!("@{} → @{}", revision.base, revision.version),
        ),
    ];
    document.head.extend(unit_lines(language, unit, currency));
    let mut months: Vec<kezhang_core::Month> = revision
        .lines
        .iter()
        .flat_map(|line| line.months.iter().map(|m| m.month))
        .collect();
    months.sort_unstable();
    months.dedup();
    document.columns = line_columns(language).into();
    document.columns.extend(
        months
            .iter()
            .map(|month| Column::new(month.to_string(), month.to_string(), Kind::Amount)),
    );
    document
        .columns
        .push(column(language, "change", "report.revision.change", Kind::Amount));
    for line in &revision.lines {
        let mut cells: Vec<Cell> = line_cells(language, labels, &line.key).into();
        cells.extend(months.iter().map(|month| {
            let found = line.months.iter().find(|m| m.month == *month);
            found.map_or(Cell::Empty, |m| Cell::Amount(m.amount))
        }));
        cells.push(Cell::Amount(line.amount));
        document.rows.push(Row {
            cells,
            ..Row::default()
        });
    }
    let mut total = vec![Cell::Empty, Cell::Text(words::word(language, "term.total"))];
    total.extend(months.iter().map(|_| Cell::Empty));
    total.push(Cell::Amount(revision.change));
    document.total = Some(Row {
        cells: total,
        is_emphasised: true,
        ..Row::default()
    });
    let figure = |amount: kezhang_core::Amount| crate::figure::typeset(unit.of(amount.value()), document.decimals);
    document.notes.push(say(
        language,
        "report.revision.totals",
        &[("before", &figure(revision.before)), ("after", &figure(revision.after))],
    ));
    for one in attachments {
        let (size, hash) = (one.size.to_string(), one.hash.get(..16).unwrap_or(&one.hash));
        document.notes.push(say(
            language,
            "report.revision.attachment",
            &[
                ("file", &inert(&one.name)),
                ("size", &size),
                ("hash", hash),
                ("author", &inert(&one.author)),
                ("date", &day(&one.added_at)),
            ],
        ));
    }
    document.notes.push(words::word(language, "report.revision.sign"));
    document
}

/// The documents of a plan, one a row.
pub fn revisions(
    revisions: &[Revision],
    company: &str,
    currency: Currency,
    language: Language,
    unit: Unit,
) -> Document {
    let mut document = blank(language, company, "revisions", currency, unit);
    document.head = unit_lines(language, unit, currency);
    let text = |field: &str, key: &str| column(language, field, key, Kind::Text);
    document.columns = vec![
        text("budget", "term.budget"),
        text("number", "report.head.number"),
        text("made_at", "report.head.made_at"),
        text("kind", "report.head.kind"),
        text("effective", "report.head.effective"),
        text("reason", "report.head.reason"),
        text("text", "report.revision.text"),
        text("author", "report.head.author"),
        column(language, "moved", "report.revision.moved", Kind::Amount),
        column(language, "change", "report.revision.change", Kind::Amount),
        column(language, "after", "report.revision.after", Kind::Amount),
    ];
    for one in revisions {
        let moved: Decimal = one
            .lines
            .iter()
            .map(|line| line.amount.value().max(Decimal::ZERO))
            .sum();
        let mut moved = if moved.is_zero() {
            one.change.value().abs()
        } else {
            moved
        };
        moved.rescale(currency.decimals());
        document.rows.push(Row {
            cells: vec![
                Cell::text(&one.budget),
                Cell::text(format!("{:03}", one.number)),
                Cell::text(day(&one.made_at)),
                Cell::text(kind_name(language, one.kind)),
                Cell::text(one.effective.to_string()),
                Cell::text(reason_name(language, one.reason)),
                Cell::text(&one.text),
                Cell::text(&one.author),
                Cell::Amount(kezhang_core::Amount::new(moved)),
                Cell::Amount(one.change),
                Cell::Amount(one.after),
            ],
            ..Row::default()
        });
    }
    document
}

/// Two versions compared: the lines that differ; what made the difference is the chart and the notes.
pub fn comparison(report: &Comparison, language: Language, unit: Unit) -> Document {
    let mut document = blank(language, &report.company, "comparison", report.currency, unit);
    let name = |version: &kezhang_core::plan::BudgetVersion| words::version_state(language, version);
    document.head = vec![
        head(language, "before", name(&report.before)),
        head(language, "after", name(&report.after)),
    ];
    document.head.extend(unit_lines(language, unit, report.currency));
    document.columns = line_columns(language).into();
    for (field, key) in [
        ("before", "report.head.before"),
        ("after", "report.head.after"),
        ("difference", "report.comparison.difference"),
    ] {
        document.columns.push(column(language, field, key, Kind::Amount));
    }
    for line in &report.lines {
        let mut cells: Vec<Cell> = line_cells(language, &report.labels, &line.key).into();
        cells.extend([line.before, line.after, line.difference].map(Cell::Amount));
        document.rows.push(Row {
            cells,
            ..Row::default()
        });
    }
    let mut cells = vec![
        Cell::Empty,
        Cell::Text(words::word(language, "report.comparison.whole")),
    ];
    cells.extend([report.before.total, report.after.total, report.difference].map(Cell::Amount));
    document.total = Some(Row {
        cells,
        is_emphasised: true,
        ..Row::default()
    });
    let figure = |amount: kezhang_core::Amount| crate::figure::typeset(unit.of(amount.value()), document.decimals);
    for step in &report.steps {
        document.notes.push(say(
            language,
            "report.comparison.step",
            &[
                ("step", &step_name(language, step.kind, step.reason)),
                ("change", &figure(step.change)),
                ("moved", &figure(step.moved)),
                ("count", &step.count.to_string()),
            ],
        ));
    }
    document
}

/// Requests, open ones first.
pub fn requests(list: &RequestList, language: Language, unit: Unit) -> Document {
    let mut document = blank(language, &list.company, "requests", list.currency, unit);
    document.head = vec![head(language, "as_of", list.as_of.to_string())];
    document.head.extend(unit_lines(language, unit, list.currency));
    let text = |field: &str, key: &str| column(language, field, key, Kind::Text);
    document.columns = vec![
        column(language, "id", "report.head.number", Kind::Integer),
        text("title", "report.requests.what"),
    ];
    document.columns.extend(line_columns(language));
    document.columns.extend([
        text("month", "term.month"),
        text("state", "report.requests.state"),
        text("requested_by", "report.requests.by"),
        column(language, "age_days", "report.requests.age", Kind::Integer),
        column(language, "amount", "term.request", Kind::Amount),
        column(language, "settled", "term.settled", Kind::Amount),
        column(language, "committed", "term.committed", Kind::Amount),
    ]);
    for one in &list.requests {
        let mut cells = vec![Cell::Integer(one.id), Cell::text(&one.title)];
        cells.extend(line_cells(language, &list.labels, &one.key));
        cells.extend([
            Cell::text(one.month.to_string()),
            Cell::text(words::word(language, &format!("request.{}", one.state.as_str()))),
            Cell::text(&one.requested_by),
            one.age_days.map_or(Cell::Empty, |days| Cell::Integer(i64::from(days))),
            Cell::Amount(one.amount),
            Cell::Amount(one.settled),
            Cell::Amount(one.committed),
        ]);
        document.rows.push(Row {
            cells,
            ..Row::default()
        });
    }
    document
}

/// What may still be spent on each line.
pub fn balances(report: &BalanceReport, language: Language, unit: Unit) -> Document {
    let mut document = blank(language, &report.company, "balances", report.currency, unit);
    document.head = vec![
        head(language, "version", inert(&report.budget).into_owned()),
        head(language, "fiscal_year", report.fiscal_year.to_string()),
        head(language, "as_of", report.to.to_string()),
    ];
    document.head.extend(unit_lines(language, unit, report.currency));
    document.columns = line_columns(language).into();
    for (field, key) in [
        ("plan", "term.budget"),
        ("actual", "term.actual"),
        ("committed", "term.committed"),
        ("pending", "term.pending"),
        ("available", "term.available"),
    ] {
        document.columns.push(column(language, field, key, Kind::Amount));
    }
    document
        .columns
        .push(column(language, "execution", "term.execution", Kind::Percent));
    document
        .columns
        .push(column(language, "control", "term.control", Kind::Text));
    let figures = |position: &PositionShown| {
        let p = position;
        [p.plan, p.actual, p.committed, p.pending, p.available].map(Cell::Amount)
    };
    for line in &report.lines {
        let mut cells: Vec<Cell> = line_cells(language, &report.labels, &line.key).into();
        cells.extend(figures(&line.full_year));
        cells.push(Cell::share(
            line.execution.as_deref().and_then(|text| text.parse().ok()),
        ));
        let control = line.control_full_year.max(line.control_to_date);
        cells.push(Cell::text(words::word(
            language,
            &format!("control.{}", control.as_str()),
        )));
        let is_over =
            line.full_year.available.value().is_sign_negative() && !line.full_year.available.value().is_zero();
        document.rows.push(Row {
            cells,
            flag: is_over.then_some(Flag::Overrun),
            ..Row::default()
        });
    }
    let mut outside = vec![Cell::Empty, Cell::Text(words::word(language, "term.unbudgeted"))];
    outside.extend(figures(&report.outside));
    outside.extend([Cell::Empty, Cell::Empty]);
    document.rows.push(Row {
        cells: outside,
        flag: Some(Flag::Unbudgeted),
        ..Row::default()
    });
    document
}
