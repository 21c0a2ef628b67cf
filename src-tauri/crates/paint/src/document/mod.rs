//! A document: title, head lines, a table of typed cells, a chart, notes; one value for every kind of file.
//!
//! The one thing to know: cells hold exact figures in base units; the unit shown (元, 万元) and the rounding
//! are the renderers', and `csv` knows neither.

mod budget;
mod budget_page;
mod cutback;
mod drawn;
mod entries;
mod evaluate;
mod execution;
mod offers;
mod plan;
mod purchases;
mod review;
mod scenarios;
mod table;
mod variance;
mod work;

pub use budget::budget;
pub(crate) use budget::{KEYS as BUDGET_KEYS, value as budget_value};
pub use budget_page::budget_page;
pub use cutback::cutback;
pub use drawn::{acquisition_bars, fee_bars, profit_curve, review_rows, survival_curve, value_bars};
pub use entries::{ListHead, entries};
pub use evaluate::{acquisition, channels, cohorts, customers, fees, retention, value};
pub use execution::execution;
pub(crate) use offers::head as offers_head;
pub use offers::{OffersPaper, Section, offers, sections};
pub(crate) use plan::step_name;
pub use plan::{balances, comparison, requests, revision, revisions};
pub use purchases::purchases;
pub use review::review;
pub(crate) use review::{head as review_head, sections as review_sections};
pub use scenarios::scenarios;
pub use variance::variance;
pub use work::{activities, activity_bars, points, points_bars, resources, satisfaction, satisfaction_bars, tool_bars};

use chrono::NaiveDate;
use kezhang_core::money::round;
use kezhang_core::{Amount, Currency, Language};
use rust_decimal::Decimal;

use crate::chart::Chart;
use crate::figure::{Unit, grouped, percent};
use crate::inert::inert;
use crate::words;

/// A document.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Language of its words.
    pub language: Language,
    /// Name of the company.
    pub company: String,
    /// What it is, `预算执行情况表`.
    pub title: String,
    /// A short name of the same for a sheet of a workbook.
    pub sheet: String,
    /// What the figures are: label and value.
    pub head: Vec<HeadLine>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows; each has a cell for each column.
    pub rows: Vec<Row>,
    /// The sum of the rows.
    pub total: Option<Row>,
    /// The chart on the first page.
    pub chart: Option<Chart>,
    /// Below the table.
    pub notes: Vec<String>,
    /// The unit shown.
    pub unit: Unit,
    /// Decimals of an amount shown in that unit.
    pub decimals: u32,
    /// Further tables of the same report.
    pub more: Vec<Document>,
}

/// One line of the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadLine {
    /// `期间`.
    pub label: String,
    /// `2025-01 至 2025-12`.
    pub value: String,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name for programs: the field of the contract.
    pub field: String,
    /// Its name for people.
    pub title: String,
    /// What its cells are.
    pub kind: Kind,
    /// Who sees it.
    pub readers: Readers,
    /// Columns of one block stand under its name: the block, and the title within it.
    pub block: Option<(String, String)>,
    /// Words that take more than two lines of a page end there in an ellipsis.
    pub is_short: bool,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Money in the document's currency, shown in its unit.
    Amount,
    /// Money in a currency of its own, never scaled.
    OwnAmount,
    /// A share.
    Percent,
    /// A day.
    Date,
    /// A count or number.
    Integer,
    /// A figure that is neither money nor a share, such as weeks.
    Number,
}

/// Who sees a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Every file has it.
    All,
    /// Not in csv.
    People,
    /// In csv alone.
    Programs,
    /// In no file: it says nothing here.
    Nobody,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// One for each column.
    pub cells: Vec<Cell>,
    /// Set off, as a heading or a sum.
    pub is_emphasised: bool,
    /// Depth of its first words.
    pub indent: u8,
    /// What its figures say.
    pub flag: Option<Flag>,
}

/// What a row's figures say; the words for it are in its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// 预算外.
    Unbudgeted,
    /// 超支.
    Overrun,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing: no value, which is not zero.
    Empty,
    /// Words, exactly as recorded.
    Text(String),
    /// Money, exact.
    Amount(Amount),
    /// A share, 0.85 for 85 %.
    Percent(Decimal),
    /// A day.
    Date(NaiveDate),
    /// A count or number.
    Integer(i64),
    /// A figure that is neither money nor a share; people see three decimals.
    Number(Decimal),
}

impl Cell {
    /// Words, or nothing where there are none.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// Words, or nothing.
    pub fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, |text| Self::text(text))
    }

    /// A day, or nothing.
    pub fn day(date: Option<NaiveDate>) -> Self {
        date.map_or(Self::Empty, Self::Date)
    }

    /// A share, or nothing.
    pub fn share(share: Option<Decimal>) -> Self {
        share.map_or(Self::Empty, Self::Percent)
    }
}

impl HeadLine {
    /// A line of the head.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
        }
    }
}

impl Column {
    /// A column that every file has.
    pub fn new(field: impl Into<String>, title: impl Into<String>, kind: Kind) -> Self {
        Self {
            field: field.into(),
            title: title.into(),
            kind,
            readers: Readers::All,
            block: None,
            is_short: false,
        }
    }

    /// The same, on two lines of a page at most.
    #[must_use]
    pub fn short(mut self) -> Self {
        self.is_short = true;
        self
    }

    /// The same as a column of a block: `本月`, `预算`.
    #[must_use]
    pub fn of_block(mut self, block: impl Into<String>, title: impl Into<String>) -> Self {
        self.block = Some((block.into(), title.into()));
        self
    }

    /// The same for some readers only.
    #[must_use]
    pub fn only(mut self, readers: Readers) -> Self {
        self.readers = readers;
        self
    }

    /// Whether its cells are held at their right end.
    pub fn is_right(&self) -> bool {
        !matches!(self.kind, Kind::Text | Kind::Date)
    }
}

impl Document {
    /// The places of the columns that people see.
    pub fn shown(&self) -> Vec<usize> {
        (0..self.columns.len())
            .filter(|at| matches!(self.columns[*at].readers, Readers::All | Readers::People))
            .collect()
    }

    /// Those of them in which some row has something, or the total its name: a page or a screen has no room for the
    /// others.
    pub fn filled(&self) -> Vec<usize> {
        let mut columns = self.shown();
        let has = |at: &usize| {
            let names = |total: &Row| matches!(total.cells.get(*at), Some(Cell::Text(_)));
            self.total.as_ref().is_some_and(names)
                || self
                    .rows
                    .iter()
                    .any(|row| row.cells.get(*at).is_some_and(|cell| *cell != Cell::Empty))
        };
        if !self.rows.is_empty() {
            columns.retain(has);
        }
        columns
    }

    /// The same document with a chart.
    #[must_use]
    pub fn with_chart(mut self, chart: Chart) -> Self {
        self.chart = Some(chart);
        self
    }

    /// A cell as people read it, with an ASCII minus; nothing acts in it.
    pub fn written(&self, column: usize, cell: &Cell) -> String {
        match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => inert(text).into_owned(),
            Cell::Amount(amount) if self.columns.get(column).is_some_and(|c| c.kind == Kind::OwnAmount) => {
                grouped(amount.value(), amount.value().scale())
            }
            Cell::Amount(amount) => grouped(self.unit.of(amount.value()), self.decimals),
            Cell::Percent(share) => percent(*share),
            Cell::Date(date) => date.to_string(),
            Cell::Integer(number) => number.to_string(),
            Cell::Number(number) => grouped(*number, number.normalize().scale().min(3)),
        }
    }

    /// Adds the note on rounding where the rounded rows do not add up to the rounded total.
    fn note_rounding(&mut self) {
        let Some(total) = &self.total else { return };
        let shown = |cell: &Cell| match cell {
            Cell::Amount(amount) => round(self.unit.of(amount.value()), self.decimals),
            _ => Decimal::ZERO,
        };
        let differs = (0..self.columns.len())
            .filter(|at| self.columns[*at].kind == Kind::Amount)
            .any(|at| {
                let rows: Decimal = self.rows.iter().filter_map(|row| row.cells.get(at)).map(shown).sum();
                total.cells.get(at).is_some_and(|cell| rows != shown(cell))
            });
        if differs {
            self.notes.push(words::word(self.language, "report.note.rounding"));
        }
    }
}

/// The head lines that say in what the figures are.
fn unit_lines(language: Language, unit: Unit, currency: Currency) -> Vec<HeadLine> {
    vec![
        HeadLine::new(
            words::word(language, "report.head.unit"),
            words::unit(language, unit, currency),
        ),
        HeadLine::new(words::word(language, "report.head.currency"), currency.code()),
    ]
}
