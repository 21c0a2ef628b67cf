//! Rows of registers: customers and channels.

use chrono::NaiveDate;

use super::{Context, Interpreted, Mapping, Row};
use crate::error::Fault;
use crate::record::register::CustomerStatus;

/// What a row says of a customer; none is a column that the file lacks or an empty cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CustomerLine {
    /// Line or sheet row.
    pub row: u32,
    /// 客户编号; the name where the file has no code.
    pub code: String,
    /// 名称; the code where the file has no name.
    pub name: String,
    /// 统一社会信用代码.
    pub tax_number: Option<String>,
    /// 客户等级, code or name.
    pub grade: Option<String>,
    /// 行业.
    pub industry: Option<String>,
    /// 地区.
    pub region: Option<String>,
    /// 负责人.
    pub owner: Option<String>,
    /// 状态.
    pub status: Option<CustomerStatus>,
    /// 获客日期.
    pub acquired_on: Option<NaiveDate>,
    /// Source channel, code or name.
    pub channel: Option<String>,
    /// 流失日期.
    pub lapsed_on: Option<NaiveDate>,
}

/// What a row says of a channel.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChannelLine {
    /// Line or sheet row.
    pub row: u32,
    /// Code; the name where the file has none.
    pub code: String,
    /// 名称; the code where the file has none.
    pub name: String,
    /// English name.
    pub name_en: Option<String>,
}

/// Interprets one row of `--kind customers`.
pub fn interpret_customer(_mapping: &Mapping, row: &Row, _context: &Context) -> Interpreted<CustomerLine> {
    Interpreted::Skipped { row: row.number, reason: Fault::new("statement_neutral") }
}

/// Interprets one row of `--kind channels`.
pub fn interpret_channel(_mapping: &Mapping, row: &Row, _context: &Context) -> Interpreted<ChannelLine> {
    Interpreted::Skipped { row: row.number, reason: Fault::new("statement_neutral") }
}
