//! A list of entries as a document: the fields of the contract, with names beside the codes for people.

use kezhang_core::language::say;
use kezhang_core::monitor::variance::Filter;
use kezhang_core::record::Entry;
use kezhang_core::record::register::Dimension;
use kezhang_core::record::roll::{OwnField, OwnKind};
use kezhang_core::{Currency, Language, Month};

use super::{Cell, Column, Document, HeadLine, Kind, Readers, Row, unit_lines};
use crate::figure::Unit;
use crate::words::{self, Labels};

/// What a list shows, for its head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListHead {
    /// Name of the company.
    pub company: String,
    /// First month, where the list has one.
    pub from: Option<Month>,
    /// Last month, included.
    pub to: Option<Month>,
    /// Base currency.
    pub currency: Currency,
    /// The conditions, as asked.
    pub filter: Vec<Filter>,
    /// Other conditions, in words.
    pub more: Vec<String>,
    /// Own fields of entries, in their order.
    pub own: Vec<OwnField>,
    /// The fields to show from left to right, own ones by their key; those of the contract and the own ones when absent.
    pub columns: Option<Vec<String>>,
}

/// Fields that only a list with columns of its own choice has.
const CHOSEN: [(&str, Kind); 6] = [
    ("invoice", Kind::Text),
    ("invoice_kind", Kind::Text),
    ("paid_on", Kind::Date),
    ("invoiced_on", Kind::Date),
    ("benefit_from", Kind::Date),
    ("benefit_to", Kind::Date),
];

/// The dimensions that an entry names, in the order of the contract.
const NAMED: [Dimension; 6] = [
    Dimension::Customer,
    Dimension::Channel,
    Dimension::Activity,
    Dimension::Department,
    Dimension::Vendor,
    Dimension::Product,
];

/// The list of entries; amounts are in the entry's own currency, `base` in the ledger's.
pub fn entries(entries: &[Entry], labels: &Labels, head: &ListHead, language: Language) -> Document {
    let title = |key: &str| words::word(language, key);
    let column = |field: &str, kind: Kind| Column::new(field, title(&format!("entry.{field}")), kind);
    let pair = |dimension: Dimension| {
        let name = words::dimension(language, dimension);
        let code = say(language, "report.code_of", &[("dimension", &name)]);
        let field = dimension.as_str();
        [
            Column::new(field, code, Kind::Text),
            Column::new(format!("{field}_name"), name, Kind::Text).only(Readers::People),
        ]
    };
    let mut columns = vec![column("id", Kind::Integer), column("date", Kind::Date)];
    columns.extend(pair(Dimension::Category));
    columns.extend([
        column("amount", Kind::OwnAmount),
        column("currency", Kind::Text),
        column("base", Kind::Amount),
        column("gross", Kind::OwnAmount),
        column("tax", Kind::OwnAmount),
        column("net", Kind::OwnAmount),
        column("kind", Kind::Text).only(Readers::Programs),
        column("kind", Kind::Text).only(Readers::People),
        column("stage", Kind::Text).only(Readers::Programs),
        column("stage", Kind::Text).only(Readers::People),
    ]);
    columns.extend(NAMED.into_iter().flat_map(pair));
    columns.extend([
        column("memo", Kind::Text),
        column("status", Kind::Text).only(Readers::Programs),
        column("status", Kind::Text).only(Readers::People),
        column("batch", Kind::Integer),
    ]);
    columns.extend(CHOSEN.map(|(field, kind)| column(field, kind)));
    let first_own = columns.len();
    columns.extend(head.own.iter().map(|field| {
        let kind = match field.kind {
            OwnKind::Number => Kind::Number,
            OwnKind::Date => Kind::Date,
            OwnKind::Text | OwnKind::Choice => Kind::Text,
        };
        Column::new(field.name.clone(), field.name.clone(), kind)
    }));
    // From left to right as chosen: of each field its code and its name, its word for programs and that for people.
    let places: Vec<usize> = match &head.columns {
        None => (0..first_own - CHOSEN.len()).chain(first_own..columns.len()).collect(),
        Some(fields) => fields
            .iter()
            .flat_map(|field| {
                let name = format!("{field}_name");
                let fits = |at: usize| match at.checked_sub(first_own) {
                    Some(own) => head.own.get(own).is_some_and(|own| own.key() == *field),
                    None => columns[at].field == *field || columns[at].field == name,
                };
                (0..columns.len()).filter(|at| fits(*at)).collect::<Vec<_>>()
            })
            .collect(),
    };
    let columns = places.iter().filter_map(|at| columns.get(*at).cloned()).collect();
    let rows = entries
        .iter()
        .map(|entry| {
            let cells = cells(entry, labels, &head.own, language);
            Row {
                cells: places.iter().filter_map(|at| cells.get(*at).cloned()).collect(),
                ..Row::default()
            }
        })
        .collect();

    let mut lines = Vec::new();
    if let (Some(from), Some(to)) = (head.from, head.to) {
        lines.push(HeadLine::new(
            title("report.head.span"),
            words::span(language, from, to),
        ));
    }
    lines.extend(unit_lines(language, Unit::One, head.currency).into_iter().skip(1));
    let conditions: Vec<String> = words::conditions(language, labels, &head.filter)
        .into_iter()
        .chain(head.more.iter().map(|text| crate::inert::inert(text).into_owned()))
        .collect();
    if !conditions.is_empty() {
        let conditions = conditions.join(language.pick("；", "; "));
        lines.push(HeadLine::new(title("report.head.filter"), conditions));
    }
    let count = say(language, "report.count", &[("count", &entries.len().to_string())]);
    lines.push(HeadLine::new(title("report.head.count"), count));
    Document {
        more: Vec::new(),
        language,
        company: head.company.clone(),
        title: title("term.entry"),
        sheet: title("report.entries.sheet"),
        head: lines,
        columns,
        rows,
        total: None,
        chart: None,
        notes: Vec::new(),
        unit: Unit::One,
        decimals: head.currency.decimals(),
    }
}

fn cells(entry: &Entry, labels: &Labels, own: &[OwnField], language: Language) -> Vec<Cell> {
    let pair = |dimension: Dimension, code: Option<&String>| {
        let name = code.map(|code| words::name(language, labels, dimension, Some(code)));
        [Cell::maybe(code.cloned()), Cell::maybe(name)]
    };
    let both = |prefix: &str, wire: Option<&str>| {
        [
            Cell::maybe(wire),
            Cell::maybe(wire.map(|wire| words::word(language, &format!("{prefix}.{wire}")))),
        ]
    };
    let mut cells = vec![Cell::Integer(entry.id), Cell::Date(entry.date)];
    cells.extend(pair(Dimension::Category, Some(&entry.category)));
    cells.extend([
        Cell::Amount(entry.amount),
        Cell::text(entry.currency.code()),
        Cell::Amount(entry.base),
        Cell::Amount(entry.gross),
        entry.tax.map_or(Cell::Empty, Cell::Amount),
        Cell::Amount(entry.net),
    ]);
    cells.extend(both("kind", Some(kind(entry))));
    cells.extend(both("stage", entry.stage.map(|stage| stage.as_str())));
    let named = [
        entry.customer.as_ref(),
        entry.channel.as_ref(),
        entry.activity.as_ref(),
        entry.department.as_ref(),
        entry.vendor.as_ref(),
        entry.product.as_ref(),
    ];
    cells.extend(
        NAMED
            .into_iter()
            .zip(named)
            .flat_map(|(dimension, code)| pair(dimension, code)),
    );
    cells.push(Cell::text(&entry.memo));
    cells.extend(both("status", Some(entry.status.as_str())));
    cells.push(entry.batch.map_or(Cell::Empty, Cell::Integer));
    let invoice_kind = entry.evidence.invoice_kind.map(|kind| kind.as_str());
    cells.extend([
        Cell::maybe(entry.evidence.invoice.clone()),
        Cell::maybe(invoice_kind.map(|wire| words::word(language, &format!("invoice_kind.{wire}")))),
    ]);
    for date in [entry.paid_on, entry.invoiced_on, entry.benefit_from, entry.benefit_to] {
        cells.push(date.map_or(Cell::Empty, Cell::Date));
    }
    cells.extend(own.iter().map(|field| {
        let Some(value) = entry.own.get(&field.name) else {
            return Cell::Empty;
        };
        match field.kind {
            OwnKind::Number => value.parse().map_or_else(|_| Cell::text(value), Cell::Number),
            OwnKind::Date => value.parse().map_or_else(|_| Cell::text(value), Cell::Date),
            OwnKind::Text | OwnKind::Choice => Cell::text(value),
        }
    }));
    cells
}

/// The word on the wire.
fn kind(entry: &Entry) -> &'static str {
    use kezhang_core::record::EntryKind;
    match entry.kind {
        EntryKind::Cost => "cost",
        EntryKind::Income => "income",
        EntryKind::Offset => "offset",
        EntryKind::OutOfScope => "out_of_scope",
    }
}
