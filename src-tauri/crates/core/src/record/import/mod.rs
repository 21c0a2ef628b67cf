//! Interpreting rows that others wrote: which column is what, what each cell says, and why a row is refused.
//!
//! ```text
//!  file ──(crate read)──► Row of Cells ──map_columns──► Mapping ──Survey──► Context ──interpret_*──► a line per row
//! ```
//!
//! Pure: the file is read elsewhere, names are resolved and duplicates found in the store. The one thing to
//! know: nothing is guessed. A cell that could mean two things rejects its row and says what settles it.

mod activity;
mod alias;
mod amount;
mod budget;
mod currency;
mod date;
mod entry;
mod feedback;
mod field;
mod figure;
mod heading;
mod mapping;
mod month;
mod order;
mod purchase;
mod reader;
mod register;
mod roll;
mod statement;
mod survey;
#[cfg(test)]
mod tests;
mod text;
mod work;

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use activity::{ActivityLine, interpret_activity};
pub use amount::{DecimalMark, amount_as_stated, read_amount};
pub use budget::{BudgetLineIn, interpret_budget_line};
pub use date::{DateOrder, read_date};
pub use entry::{EntryLine, interpret_entry};
pub use feedback::{FeedbackLine, interpret_feedback};
pub use field::Field;
pub use figure::{MetricLine, RateLine, interpret_metric, interpret_rates};
pub use heading::{clean_title, guess_kind, read_unit, score_header, unit_above};
pub use mapping::{Layout, Mapping, MonthColumn, column_letter, guess_columns, map_columns, suggest_columns};
pub use month::read_month;
pub use order::{ContractLine, PaymentLine, interpret_contract, interpret_order, interpret_receipt};
pub use purchase::{PurchaseLine, interpret_purchase};
pub use register::{ChannelLine, CustomerLine, interpret_channel, interpret_customer};
pub use roll::{RollLine, interpret_roll, roll_of};
pub use statement::Flow;
pub use survey::{Aim, Context, Survey};
pub use text::{clean_text, folded, is_blank, is_total, is_total_text, trim};
pub use work::{HoursLine, ServiceLine, ToolLine, Usage, interpret_hours, interpret_service, interpret_tool};

use crate::error::{Fault, Outcome};

/// One cell as the file holds it.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text, not yet trimmed.
    Text(String),
    /// A number of a workbook, at 15 significant digits.
    Number(Decimal),
    /// A date of a workbook.
    Date(NaiveDateTime),
    /// A truth value of a workbook.
    Bool(bool),
    /// What cannot be trusted: a formula error, or digits that the workbook has already lost; as it is shown.
    Broken(String),
}

impl Cell {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The cell as a person would read it: text trimmed and cleaned, numbers plain, dates ISO.
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => clean_text(text).into_owned(),
            Self::Number(number) => number.normalize().to_string(),
            Self::Date(date) if date.time() == chrono::NaiveTime::MIN => date.date().to_string(),
            Self::Date(date) => date.format("%Y-%m-%d %H:%M:%S").to_string(),
            Self::Bool(true) => "TRUE".to_owned(),
            Self::Bool(false) => "FALSE".to_owned(),
            Self::Broken(text) => text.clone(),
        }
    }
}

/// One filled line below the header.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// The line of the text file on which it starts, or the row of the sheet, as a person counts.
    pub number: u32,
    /// Its cells, from the first column of the file; may be shorter than the header.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell of a column, empty beyond the end.
    pub fn cell(&self, column: usize) -> &Cell {
        const EMPTY: &Cell = &Cell::Empty;
        self.cells.get(column).unwrap_or(EMPTY)
    }
}

/// What a file brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 费用明细, bank and wallet statements included.
    #[default]
    Entries,
    /// 预算.
    Budget,
    /// 客户.
    Customers,
    /// 渠道.
    Channels,
    /// 活动.
    Activities,
    /// 客户合同.
    Contracts,
    /// 回款.
    Receipts,
    /// 订单.
    Orders,
    /// 工时.
    Hours,
    /// 工具.
    Tools,
    /// 客服工单.
    Service,
    /// 反馈.
    Feedback,
    /// 渠道指标.
    Metrics,
    /// 汇率.
    Rates,
    /// 采购合同.
    Purchases,
    /// 会员积分.
    Points,
    /// 产品 and business lines.
    Products,
    /// 供应商.
    Vendors,
    /// 部门.
    Departments,
}

impl Kind {
    /// All, in the order of the command line's help.
    pub const ALL: [Self; 19] = [
        Self::Entries,
        Self::Budget,
        Self::Customers,
        Self::Channels,
        Self::Activities,
        Self::Contracts,
        Self::Receipts,
        Self::Orders,
        Self::Hours,
        Self::Tools,
        Self::Service,
        Self::Feedback,
        Self::Metrics,
        Self::Rates,
        Self::Purchases,
        Self::Points,
        Self::Products,
        Self::Vendors,
        Self::Departments,
    ];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Entries => "entries",
            Self::Budget => "budget",
            Self::Customers => "customers",
            Self::Channels => "channels",
            Self::Activities => "activities",
            Self::Contracts => "contracts",
            Self::Receipts => "receipts",
            Self::Orders => "orders",
            Self::Hours => "hours",
            Self::Tools => "tools",
            Self::Service => "service",
            Self::Feedback => "feedback",
            Self::Metrics => "metrics",
            Self::Rates => "rates",
            Self::Purchases => "purchases",
            Self::Points => "points",
            Self::Products => "products",
            Self::Vendors => "vendors",
            Self::Departments => "departments",
        }
    }

    /// Reads the word on the wire.
    ///
    /// # Errors
    /// `kind_unknown`.
    pub fn parse(text: &str) -> Outcome<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
            Fault::new("kind_unknown")
                .with("value", text)
                .with("known", Self::ALL.map(Self::as_str).join(", "))
        })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = Fault;
    fn from_str(text: &str) -> Outcome<Self> {
        Self::parse(text)
    }
}

/// How the user says a file is to be read, where detection would err.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Reading {
    /// `utf-8`, `gb18030`, `windows-1252`, `utf-16le`, `utf-16be`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// `,`, `;`, `|` or `tab`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// Name of the sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Row of the header, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<u32>,
    /// `ymd`, `dmy` or `mdy`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateOrder>,
    /// `.` or `,`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<DecimalMark>,
    /// What the amounts are counted in: 1 元, 1000 千元, 10000 万元, 1000000 百万元, 100000000 亿元.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<u32>,
}

impl Reading {
    /// Sets one aspect from words of the command line: `header`, `3`.
    ///
    /// # Errors
    /// `reading_unknown` for another name, `reading_invalid` for a value that it cannot have.
    pub fn set(&mut self, name: &str, value: &str) -> Outcome<()> {
        let invalid = |known: &str| {
            Fault::new("reading_invalid")
                .with("name", name)
                .with("value", value)
                .with("known", known)
        };
        match name {
            "encoding" => self.encoding = Some(value.trim().to_owned()),
            "delimiter" => self.delimiter = Some(value.to_owned()),
            "sheet" => self.sheet = Some(value.to_owned()),
            "header" => {
                let row = value.trim().parse().ok().filter(|row| *row > 0);
                self.header = Some(row.ok_or_else(|| invalid("1, 2, 3 …"))?);
            }
            "dates" => self.dates = Some(DateOrder::parse(value).ok_or_else(|| invalid("ymd, dmy, mdy"))?),
            "decimal" => self.decimal = Some(DecimalMark::parse(value).ok_or_else(|| invalid(". ,"))?),
            "unit" => {
                self.unit =
                    Some(read_unit(value).ok_or_else(|| invalid("1 元, 1000 千元, 10000 万元, 100000000 亿元"))?);
            }
            _ => {
                return Err(Fault::new("reading_unknown")
                    .with("name", name)
                    .with("known", "encoding, delimiter, sheet, header, dates, decimal, unit"));
            }
        }
        Ok(())
    }
}

/// One cell that cannot be taken, and why; its row is rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Line or sheet row.
    pub row: u32,
    /// Title of the column.
    pub column: Option<String>,
    /// What stands there.
    pub value: Option<String>,
    /// Why.
    pub reason: Fault,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Interpreted<T> {
    /// It can be taken.
    Line(T),
    /// The statement itself marks it neutral.
    Skipped {
        /// Line or sheet row.
        row: u32,
        /// Why.
        reason: Fault,
    },
    /// It cannot be taken: every bad cell, and what else it says, so that that is looked at as well.
    Rejected(Vec<Rejection>, Option<T>),
}

impl<T> Interpreted<T> {
    /// The same with its line made another.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Interpreted<U> {
        match self {
            Self::Line(line) => Interpreted::Line(make(line)),
            Self::Skipped { row, reason } => Interpreted::Skipped { row, reason },
            Self::Rejected(cells, rest) => Interpreted::Rejected(cells, rest.map(make)),
        }
    }
}
