//! What customers cost and bring, and one customer's page, as they are shown.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::{EvaluateHead, FeeRow, FollowUp, Labels, Receipt, ValueRow};
use crate::evaluate::ranking::AbcClass;
use crate::money::Amount;
use crate::period::Month;

/// What a customer costs and brings in the span.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CustomerRow {
    /// Code; null: what names no customer.
    pub customer: Option<String>,
    /// 客户等级 at the end of the span.
    pub grade: Option<String>,
    /// Acquisition cost.
    pub acquisition: Amount,
    /// Maintenance cost.
    pub maintenance: Amount,
    /// Service cost.
    pub service: Amount,
    /// Shared cost that names it.
    pub shared: Amount,
    /// Uncategorised cost that names it.
    pub uncategorised: Amount,
    /// All cost.
    pub cost: Amount,
    /// Partners' shares, beside.
    pub offset: Amount,
    /// Revenue and fees, net of VAT.
    pub income: Amount,
    /// Of it maintenance fees.
    pub fees: Amount,
    /// Income × gross margin − cost.
    pub profit: Amount,
    /// Profit ÷ income; null without income.
    pub margin: Option<f64>,
    /// Margin tier 1 to 4.
    pub tier: Option<u8>,
    /// ABC by profit.
    pub class: Option<AbcClass>,
}

/// What customers cost and bring.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CustomersReport {
    /// What the figures are.
    pub head: EvaluateHead,
    /// Gross margin used; null: income counts in full.
    pub margin: Option<f64>,
    /// The rows, most profitable first.
    pub rows: Vec<CustomerRow>,
    /// The sum of all rows.
    pub total: CustomerRow,
    /// Cost that names no customer: 未含分摊费用.
    pub unallocated: Amount,
    /// Cumulative profit of the customers, most profitable first.
    pub whale: Vec<Amount>,
    /// Names.
    pub labels: Labels,
}

/// A customer's costs of one stage by year.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StageCost {
    /// The stage; null: 未分类.
    pub stage: Option<String>,
    /// The cost in the span.
    pub cost: Amount,
}

/// All about one customer, for its page.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CustomerSheet {
    /// The register's row.
    pub customer: crate::record::register::Customer,
    /// What it costs and brings in the span.
    pub figures: CustomerRow,
    /// First month of the span.
    pub from: Month,
    /// Last month of the span.
    pub to: Month,
    /// Costs by stage.
    pub stages: Vec<StageCost>,
    /// Cost of the span that names no customer: 未含分摊费用.
    pub unallocated: Amount,
    /// Its contracts, as they stand.
    pub fees: Vec<FeeRow>,
    /// Its receipts, newest first.
    pub receipts: Vec<Receipt>,
    /// The follow-up log, newest first.
    pub follow_ups: Vec<FollowUp>,
    /// All its orders so far.
    pub orders: u32,
    /// Observed value: the sum of its orders.
    pub observed: Amount,
    /// Contractual value over 36 months, from its monthly income, margin, cost and the company's retention.
    pub contractual: Option<Amount>,
    /// Estimated value of its orders, where the data carry it.
    pub value: Option<ValueRow>,
    /// Grades with the day from which each holds, oldest first.
    pub grades: Vec<GradeSince>,
    /// The last changes that touched it, newest first.
    pub history: Vec<SheetChange>,
    /// Activities that its costs of the span name, the dearest first; then those that its feedback and the hours spent
    /// on it name.
    pub activities: Vec<SheetActivity>,
    /// What it said, newest first.
    pub feedback: Vec<crate::record::feedback::Feedback>,
    /// Names.
    pub labels: Labels,
}

/// An activity that a customer took part in.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SheetActivity {
    /// Code of the activity.
    pub activity: String,
    /// Its cost for the customer in the span; null where none was recorded.
    pub cost: Option<Amount>,
}

/// A grade and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GradeSince {
    /// Code of the grade.
    pub grade: String,
    /// The first day; null: from the beginning.
    pub since: Option<NaiveDate>,
}

/// A change of the journal in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SheetChange {
    /// Number of the record.
    pub number: i64,
    /// When, RFC 3339.
    pub at: String,
    /// What, in the language asked for.
    pub about: String,
}
