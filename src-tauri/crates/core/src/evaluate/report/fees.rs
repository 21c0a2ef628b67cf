//! Maintenance fees, contracts, receipts and the follow-up log, as they are shown.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::{EvaluateHead, Labels};
use crate::evaluate::fee::Rhythm;
use crate::money::Amount;
use crate::monitor::variance::RowKey;

/// Where a contract stands.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FeeRow {
    /// 合同编号.
    pub contract: String,
    /// Code of the customer.
    pub customer: String,
    /// Its grade at the end of the span; null: it has none.
    pub grade: Option<String>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, included.
    pub ends_on: NaiveDate,
    /// 价税合计 of the whole term.
    pub amount: Amount,
    /// How often it is billed.
    pub rhythm: Rhythm,
    /// Earned in the span, net of VAT.
    pub earned: Amount,
    /// Billed up to the day, 价税合计.
    pub billed: Amount,
    /// Received up to the day.
    pub received: Amount,
    /// What is owed on the day.
    pub owed: Amount,
    /// 未到期.
    pub not_due: Amount,
    /// 1–30 days past due.
    pub to_30: Amount,
    /// 31–60.
    pub to_60: Amount,
    /// 61–90.
    pub to_90: Amount,
    /// 91–180.
    pub to_180: Amount,
    /// 181–365.
    pub to_365: Amount,
    /// More than 365.
    pub over_365: Amount,
    /// Received for what is not billed yet.
    pub prepaid: Amount,
    /// The oldest open instalment is due on.
    pub oldest_due_on: Option<NaiveDate>,
    /// Days past that.
    pub days_past_due: Option<i64>,
    /// The next instalment to be billed.
    pub next_due_on: Option<NaiveDate>,
    /// When it was last followed up.
    pub followed_up_on: Option<NaiveDate>,
}

/// The sums of fees.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FeeTotal {
    /// Earned in the span, net of VAT.
    pub earned: Amount,
    /// Billed up to the day.
    pub billed: Amount,
    /// Received up to the day for contracts.
    pub received: Amount,
    /// What is owed.
    pub owed: Amount,
    /// Of it past due.
    pub overdue: Amount,
    /// 未到期.
    pub not_due: Amount,
    /// 1–30 days past due.
    pub to_30: Amount,
    /// 31–60.
    pub to_60: Amount,
    /// 61–90.
    pub to_90: Amount,
    /// 91–180.
    pub to_180: Amount,
    /// 181–365.
    pub to_365: Amount,
    /// More than 365.
    pub over_365: Amount,
    /// Prepayments, apart.
    pub prepaid: Amount,
}

/// Fees of a customer or a grade beside what serving it costs.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FeeGroup {
    /// The customer or the grade; null: none is named.
    #[serde(flatten)]
    pub key: RowKey,
    /// Earned in the span, net of VAT.
    pub earned: Amount,
    /// Its share of all that is earned; null where nothing is.
    pub share: Option<f64>,
    /// Billed up to the day, 价税合计.
    pub billed: Amount,
    /// Received up to the day for contracts.
    pub received: Amount,
    /// What is owed on the day.
    pub owed: Amount,
    /// Cost of the stage service in the span.
    pub service: Amount,
}

/// Maintenance fees: what is earned, billed, received and owed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FeesReport {
    /// What the figures are.
    pub head: EvaluateHead,
    /// The day as of which is looked.
    pub as_of: NaiveDate,
    /// One a contract, oldest due first.
    pub rows: Vec<FeeRow>,
    /// The sum of all contracts.
    pub total: FeeTotal,
    /// Receipts up to the day that name no contract.
    pub unassigned: Amount,
    /// What customers or grades bring in fees beside what serving them costs, where that is asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<FeeGroup>,
    /// Names.
    pub labels: Labels,
}

/// A fee contract as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Contract {
    /// 合同编号.
    pub code: String,
    /// Code of the customer.
    pub customer: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, included.
    pub ends_on: NaiveDate,
    /// 价税合计 of the whole term.
    pub amount: Amount,
    /// 税率 as a fraction.
    pub tax_rate: Option<String>,
    /// 不含税金额 of the whole term.
    pub net: Amount,
    /// How often it is billed, in advance.
    pub rhythm: Rhythm,
    /// Days from the bill to the day on which it is due.
    pub due_days: u32,
    /// What is promised.
    pub services: String,
    /// Code of the department that answers for it.
    pub department: Option<String>,
    /// From this day it no longer runs.
    pub ended_on: Option<NaiveDate>,
}

/// A receipt 回款 as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Receipt {
    /// The ledger's own number.
    pub id: i64,
    /// When.
    pub date: NaiveDate,
    /// Code of the customer.
    pub customer: String,
    /// Code of the contract that it pays, if any.
    pub contract: Option<String>,
    /// How much.
    pub amount: Amount,
    /// 摘要.
    pub memo: String,
}

/// A note that somebody asked for money 催收记录.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FollowUp {
    /// The ledger's own number.
    pub id: i64,
    /// When.
    pub date: NaiveDate,
    /// Code of the contract.
    pub contract: String,
    /// Who asked.
    pub by: String,
    /// What was said.
    pub note: String,
    /// When they promise to pay.
    pub promised_on: Option<NaiveDate>,
}

/// An instalment of a contract, as of a day.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DueItem {
    /// When it is billed.
    pub billed_on: NaiveDate,
    /// When it is due.
    pub due_on: NaiveDate,
    /// 价税合计.
    pub amount: Amount,
    /// Received for it.
    pub received: Amount,
    /// Still open.
    pub open: Amount,
    /// Days past due; 0 or less: not due.
    pub days: i64,
}
