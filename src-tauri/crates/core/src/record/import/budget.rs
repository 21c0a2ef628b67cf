//! A row of a budget: one month, or twelve beside each other.

use rust_decimal::Decimal;

use super::{Context, Interpreted, Mapping, Row};
use crate::error::Fault;
use crate::period::Month;

/// What a row says of the plan; names are texts as read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BudgetLineIn {
    /// Line or sheet row.
    pub row: u32,
    /// 费用类别.
    pub category: Option<String>,
    /// 部门.
    pub department: Option<String>,
    /// 渠道.
    pub channel: Option<String>,
    /// 活动.
    pub activity: Option<String>,
    /// 产品.
    pub product: Option<String>,
    /// 客户.
    pub customer: Option<String>,
    /// 客户等级.
    pub grade: Option<String>,
    /// The months that the row names; empty cells are not named.
    pub months: Vec<(Month, Decimal)>,
}

/// Interprets one row of `--kind budget`.
pub fn interpret_budget_line(_mapping: &Mapping, row: &Row, _context: &Context) -> Interpreted<BudgetLineIn> {
    Interpreted::Skipped { row: row.number, reason: Fault::new("statement_neutral") }
}
