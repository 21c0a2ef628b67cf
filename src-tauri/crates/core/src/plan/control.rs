//! Control per line 不控制 / 预警 / 禁止, and what may still be spent on one.
//!
//! The one thing to know: available = plan in force − actual − committed; what is under approval stands beside it and
//! counts in the check alone.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::LineKey;
use crate::money::{Amount, Currency};
use crate::period::Month;
pub use crate::record::entry::Override;

/// What happens when spending goes beyond a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    /// 不控制.
    #[default]
    Ignore,
    /// 预警.
    Warn,
    /// 禁止.
    Stop,
}

impl Control {
    /// The word on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ignore => "ignore",
            Self::Warn => "warn",
            Self::Stop => "stop",
        }
    }
}

/// Sums of a line over some months, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Position {
    /// 预算 in force.
    pub plan: i64,
    /// 实际发生.
    pub actual: i64,
    /// 占用.
    pub committed: i64,
    /// 审批中.
    pub pending: i64,
}

impl Position {
    /// 可用余额 = plan − actual − committed.
    ///
    /// ```
    /// use kezhang_core::plan::control::Position;
    /// let position = Position { plan: 50_000_00, actual: 32_000_00, committed: 8_000_00, pending: 5_000_00 };
    /// assert_eq!(position.available(), 10_000_00);
    /// // The check counts what is under approval.
    /// assert_eq!(position.excess(6_000_00, true), 1_000_00);
    /// assert_eq!(position.excess(6_000_00, false), 0);
    /// ```
    pub fn available(&self) -> i64 {
        self.plan.saturating_sub(self.actual).saturating_sub(self.committed)
    }

    /// By how much spending `amount` more goes beyond the line; 0 when it fits.
    pub fn excess(&self, amount: i64, counts_pending: bool) -> i64 {
        let pending = if counts_pending { self.pending } else { 0 };
        let room = self.available().saturating_sub(pending);
        amount.saturating_sub(room).max(0).min(amount.max(0))
    }
}

/// A position as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PositionShown {
    /// 预算 in force.
    pub plan: Amount,
    /// 实际发生.
    pub actual: Amount,
    /// 占用.
    pub committed: Amount,
    /// 审批中, beside the others.
    pub pending: Amount,
    /// 可用余额 = plan − actual − committed.
    pub available: Amount,
}

/// A line of the plan in force with what is spent and taken of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Balance {
    /// What the line names.
    pub key: LineKey,
    /// Up to the month asked for.
    pub to_date: PositionShown,
    /// The fiscal year.
    pub full_year: PositionShown,
    /// Control up to date.
    pub control_to_date: Control,
    /// Control over the year.
    pub control_full_year: Control,
    /// 执行率 of the year, a fraction with four decimals; none when nothing is planned.
    pub execution: Option<String>,
    /// 全年预计: actual to date and the plan of the rest of the year, an estimate.
    pub forecast: Amount,
}

/// A line that crossed a threshold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Alert {
    /// What the line names.
    pub key: LineKey,
    /// Per cent of the year's plan.
    pub threshold: u32,
    /// `actual` or `forecast` 全年预计.
    pub of: String,
    /// The month in which it was crossed.
    pub month: Month,
    /// The year's plan.
    pub plan: Amount,
    /// What had been spent by then, or is expected.
    pub reached: Amount,
}

/// The lines of a plan with what may still be spent.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BalanceReport {
    /// Name of the company.
    pub company: String,
    /// Base currency.
    pub currency: Currency,
    /// Name of the budget.
    pub budget: String,
    /// Fiscal year.
    pub fiscal_year: i32,
    /// Up to which month `to_date` goes.
    pub to: Month,
    /// The lines, by category, then the other dimensions.
    pub lines: Vec<Balance>,
    /// Spending and commitments that no line covers 预算外.
    pub outside: PositionShown,
    /// The sum of the lines.
    pub total: PositionShown,
    /// Names: dimension → code → name.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}

/// What control has to say of spending: a line, a standard or a limit that it goes beyond, with the arithmetic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ControlNote {
    /// `control_stopped`, `control_warned`, `standard_exceeded`, `standard_unchecked`, `tax_limit_exceeded`.
    pub code: String,
    /// The sentence, with its arithmetic.
    pub message: String,
    /// What the line names; for a standard or a limit what it is on.
    pub key: LineKey,
    /// `to_date`, `full_year`; for a standard what it is per.
    pub scope: String,
    /// 预警 or 禁止.
    pub control: Control,
    /// 预算 in force, or the ceiling.
    pub plan: Amount,
    /// 实际发生 before.
    pub actual: Amount,
    /// 占用.
    pub committed: Amount,
    /// 审批中, where it counts.
    pub pending: Amount,
    /// What comes now.
    pub amount: Amount,
    /// What of it settles a commitment on the line: that part is in 占用 already.
    pub settled: Amount,
    /// By how much it goes beyond.
    pub excess: Amount,
    /// What would fit.
    pub room: Amount,
    /// Rows of the file that it comes from, the first of them.
    pub rows: Vec<u32>,
    /// How many rows, or entries.
    pub row_count: u64,
    /// Of what has been spent the largest entries, ten at most; none while somebody types into a ledger of many.
    pub entries: Vec<ControlEntry>,
    /// How many entries that is in all.
    pub entry_count: u64,
}

/// An entry that a line has paid for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ControlEntry {
    /// Its number.
    pub id: i64,
    /// 发生日期.
    pub date: chrono::NaiveDate,
    /// 摘要.
    pub memo: String,
    /// What of it counts for the line.
    pub amount: Amount,
}
