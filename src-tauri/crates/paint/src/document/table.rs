//! A table of figures as a document: the columns are named once, the rows are what goes over the wire.
//!
//! The one thing to know: each cell is read from the row's own JSON, so that a document can say nothing else than the
//! command does.

use kezhang_core::monitor::variance::Filter;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Amount, Currency, Language};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Cell, Column, Document, HeadLine, Kind, Readers, Row, unit_lines};
use crate::figure::Unit;
use crate::words::{self, Labels};

/// A document in the making.
pub(super) struct Table<'t> {
    pub language: Language,
    pub unit: Unit,
    pub company: &'t str,
    pub currency: Currency,
    /// Key of its title, `evaluate.fees.title`.
    pub title: &'static str,
    pub labels: &'t Labels,
    pub head: Vec<HeadLine>,
    pub notes: Vec<String>,
    columns: Vec<Column>,
    fields: Vec<Source>,
}

/// What a column's cells are made from.
enum Source {
    /// A field of the row.
    Field(&'static str, Kind),
    /// The name of a code in a dimension.
    Name(&'static str, Dimension),
    /// A word of the catalogue, `prefix.value`.
    Word(&'static str, &'static str),
    /// The same in each row.
    Constant(&'static str),
}

impl<'t> Table<'t> {
    pub(super) fn new(
        language: Language,
        unit: Unit,
        company: &'t str,
        currency: Currency,
        title: &'static str,
        labels: &'t Labels,
    ) -> Self {
        Self {
            language,
            unit,
            company,
            currency,
            title,
            labels,
            head: Vec::new(),
            notes: Vec::new(),
            columns: Vec::new(),
            fields: Vec::new(),
        }
    }

    /// A line of the head.
    pub(super) fn says(&mut self, key: &str, value: impl Into<String>) {
        self.head.push(HeadLine::new(words::word(self.language, key), value));
    }

    /// The conditions, where there are some.
    pub(super) fn conditions(&mut self, filter: &[Filter]) {
        if let Some(conditions) = words::conditions(self.language, self.labels, filter) {
            self.says("report.head.filter", conditions);
        }
    }

    /// A code of a dimension, and its name for people.
    pub(super) fn coded(&mut self, field: &'static str, dimension: Dimension) {
        let name = words::dimension(self.language, dimension);
        if dimension.is_time() {
            self.columns.push(Column::new(field, name, Kind::Text));
            self.fields.push(Source::Field(field, Kind::Text));
            return;
        }
        let code = kezhang_core::language::say(self.language, "report.code_of", &[("dimension", &name)]);
        self.columns.push(Column::new(field, code, Kind::Text));
        self.fields.push(Source::Field(field, Kind::Text));
        self.columns
            .push(Column::new(format!("{field}_name"), name, Kind::Text).only(Readers::People));
        self.fields.push(Source::Name(field, dimension));
    }

    /// Columns of one kind, titled by `column.<field>`.
    pub(super) fn figures(&mut self, kind: Kind, fields: &[&'static str]) {
        for field in fields {
            let title = words::word(self.language, &format!("column.{field}"));
            self.columns.push(Column::new(*field, title, kind));
            self.fields.push(Source::Field(field, kind));
        }
    }

    /// A column of figures under a title that is not its field's.
    pub(super) fn titled(&mut self, kind: Kind, field: &'static str, title: &str) {
        let title = words::word(self.language, title);
        self.columns.push(Column::new(field, title, kind));
        self.fields.push(Source::Field(field, kind));
    }

    /// A column of words of the catalogue.
    pub(super) fn word(&mut self, field: &'static str, prefix: &'static str) {
        let title = words::word(self.language, &format!("column.{field}"));
        self.columns
            .push(Column::new(field, title.clone(), Kind::Text).only(Readers::Programs));
        self.fields.push(Source::Field(field, Kind::Text));
        self.columns
            .push(Column::new(field, title, Kind::Text).only(Readers::People));
        self.fields.push(Source::Word(field, prefix));
    }

    /// A word that tells the table from others of its report, for programs alone.
    pub(super) fn constant(&mut self, field: &'static str, value: &'static str) {
        self.columns
            .push(Column::new(field, field, Kind::Text).only(Readers::Programs));
        self.fields.push(Source::Constant(value));
    }

    /// The document of rows, and their total where there is one.
    pub(super) fn document<R: Serialize, T: Serialize>(self, rows: &[R], total: Option<&T>) -> Document {
        let rows: Vec<Row> = rows.iter().map(|row| self.row(&object(row), false)).collect();
        let total = total.map(|total| {
            let mut row = self.row(&object(total), true);
            // It stands in the first column that says something: one in which no row does is not shown.
            let shown: Vec<usize> = (0..self.columns.len())
                .filter(|at| matches!(self.columns[*at].readers, Readers::All | Readers::People))
                .collect();
            let says = |at: &&usize| {
                let is_text = self.columns[**at].kind == Kind::Text;
                is_text
                    && rows
                        .iter()
                        .any(|row| matches!(row.cells.get(**at), Some(Cell::Text(_))))
            };
            if let Some(at) = shown.iter().find(says).or(shown.first()).copied() {
                row.cells[at] = Cell::Text(words::word(self.language, "term.total"));
            }
            row.is_emphasised = true;
            row
        });
        let mut head = self.head;
        head.extend(unit_lines(self.language, self.unit, self.currency));
        // Ratios stand beside sums here: a note on rounding would be said of what never adds up.
        Document {
            more: Vec::new(),
            language: self.language,
            company: self.company.to_owned(),
            title: words::word(self.language, self.title),
            sheet: words::word(self.language, self.title),
            head,
            columns: self.columns,
            rows,
            total,
            chart: None,
            notes: self.notes,
            unit: self.unit,
            decimals: self.unit.decimals(self.currency.decimals()),
        }
    }

    fn row(&self, values: &Map<String, Value>, is_total: bool) -> Row {
        let text = |field: &str| values.get(field).and_then(Value::as_str);
        let cells = self.fields.iter().map(|source| match source {
            Source::Field(field, kind) => cell(values.get(*field), *kind),
            Source::Name(field, dimension) => {
                // A row of no member is said so; a total is of all.
                if is_total {
                    Cell::Empty
                } else {
                    Cell::text(words::name(self.language, self.labels, *dimension, text(field)))
                }
            }
            Source::Constant(value) => Cell::text(*value),
            Source::Word(field, prefix) => {
                Cell::maybe(text(field).map(|word| words::word(self.language, &format!("{prefix}.{word}"))))
            }
        });
        Row {
            cells: cells.collect(),
            ..Row::default()
        }
    }
}

fn object<R: Serialize>(row: &R) -> Map<String, Value> {
    match serde_json::to_value(row) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

fn cell(value: Option<&Value>, kind: Kind) -> Cell {
    let decimal = |value: &Value| match value {
        Value::String(text) => text.parse::<Decimal>().ok(),
        Value::Number(number) => {
            let text = number.to_string();
            text.parse().ok().or_else(|| Decimal::from_scientific(&text).ok())
        }
        _ => None,
    };
    let found = value.and_then(|value| {
        Some(match kind {
            Kind::Text => Cell::text(match value {
                Value::String(text) => text.clone(),
                Value::Null => return None,
                other => other.to_string(),
            }),
            Kind::Amount | Kind::OwnAmount => Cell::Amount(Amount::new(decimal(value)?)),
            Kind::Percent => Cell::Percent(decimal(value)?),
            Kind::Date => Cell::Date(value.as_str()?.parse().ok()?),
            Kind::Integer => Cell::Integer(value.as_i64()?),
            Kind::Number => Cell::Number(decimal(value)?),
        })
    });
    found.unwrap_or(Cell::Empty)
}
