//! Rows of figures by time: what channels brought, exchange rates.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Context, Interpreted, Mapping, Row};
use crate::error::Fault;
use crate::money::Currency;
use crate::period::Month;

/// What a row says of a channel's month.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricLine {
    /// Line or sheet row.
    pub row: u32,
    /// 月份.
    pub month: Month,
    /// Channel, code or name.
    pub channel: String,
    /// 线索数.
    pub leads: Option<Decimal>,
    /// 商机数.
    pub opportunities: Option<Decimal>,
    /// 新客户数.
    pub customers: Option<Decimal>,
    /// Revenue in base currency.
    pub revenue: Option<Decimal>,
}

/// One rate of a row: base units per unit of the currency.
#[derive(Debug, Clone, PartialEq)]
pub struct RateLine {
    /// Line or sheet row.
    pub row: u32,
    /// From this day.
    pub date: NaiveDate,
    /// The other currency.
    pub currency: Currency,
    /// Base units per unit.
    pub rate: Decimal,
}

/// Interprets one row of `--kind metrics`.
pub fn interpret_metric(_mapping: &Mapping, row: &Row, _context: &Context) -> Interpreted<MetricLine> {
    Interpreted::Skipped { row: row.number, reason: Fault::new("statement_neutral") }
}

/// Interprets one row of `--kind rates`; a table with a column per currency gives several rates a row.
pub fn interpret_rates(_mapping: &Mapping, row: &Row, _context: &Context) -> Interpreted<Vec<RateLine>> {
    Interpreted::Skipped { row: row.number, reason: Fault::new("statement_neutral") }
}
