//! The questions and the answers of evaluation, as screens, documents and scripts see them.
//!
//! The one thing to know: money is exact and stands as decimal strings; ratios and estimates are numbers; what is
//! undefined is null.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fee::Rhythm;
use super::ranking::AbcClass;
use super::retention::SurvivalStep;
use super::value::{Check, Model};
use crate::language::Language;
use crate::money::{Amount, Currency};
use crate::monitor::variance::{Filter, RowKey};
use crate::period::Month;
use crate::plan::{Basis, Measure};
use crate::record::register::Dimension;

/// Names in one language: dimension → code → name.
pub type Labels = BTreeMap<String, BTreeMap<String, String>>;

/// What to evaluate.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EvaluateQuery {
    /// First month; the ledger's usual span when absent.
    pub from: Option<Month>,
    /// Last month, included.
    pub to: Option<Month>,
    /// What the rows are.
    pub by: Vec<Dimension>,
    /// Conditions.
    pub filter: Vec<Filter>,
    /// 权责发生制 when absent.
    pub basis: Option<Basis>,
    /// Net where deductible when absent.
    pub measure: Option<Measure>,
    /// A field to sort by, largest first; with a leading `-` smallest first.
    pub sort: Option<String>,
    /// At most this many rows.
    pub limit: Option<u32>,
    /// Language of the labels.
    pub language: Option<Language>,
    /// Months ahead for customer value; 36 when absent.
    pub horizon: Option<u32>,
    /// The day as of which is looked; the last day of `to` when absent.
    pub as_of: Option<NaiveDate>,
    /// For retention: what customers are told apart by.
    pub segment: Option<Segment>,
}

/// What customers are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Segment {
    /// 客户等级.
    Grade,
    /// 行业.
    Industry,
    /// 地区.
    Region,
    /// Source channel.
    Channel,
}

/// What the figures are, for the header of every screen and document.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct EvaluateHead {
    /// Name of the company.
    pub company: String,
    /// First month.
    pub from: Month,
    /// Last month, included.
    pub to: Month,
    /// Base currency.
    pub currency: Currency,
    /// Basis of the costs.
    pub basis: Basis,
    /// Measure of the costs.
    pub measure: Measure,
    /// The conditions, as asked.
    pub filter: Vec<Filter>,
    /// Rows left out by `limit`.
    pub omitted_count: u32,
}

/// How customer value was reckoned.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ValueHead {
    /// Name of the company.
    pub company: String,
    /// Base currency.
    pub currency: Currency,
    /// The last day looked at.
    pub as_of: NaiveDate,
    /// What purchases were taken from: `orders`, `receipts` or `none`.
    pub events: &'static str,
    /// Customers with at least one purchase.
    pub customers: u32,
    /// Those with more than one.
    pub repeat_buyers: u32,
    /// Months ahead.
    pub horizon_months: u32,
    /// The same in weeks.
    pub horizon_weeks: f64,
    /// Yearly discount rate; 0 where the profile has none.
    pub discount_rate: f64,
    /// Gross margin; null where the profile has none: then value is revenue.
    pub margin: Option<f64>,
    /// Returns that no purchase precedes; left out.
    pub stray_returns: u32,
    /// Why figures are missing; null when none is.
    pub refusal: Option<Refusal>,
    /// Rows left out by `limit`.
    pub omitted_count: u32,
}

/// Why figures are missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Refusal {
    /// Stable code.
    pub code: String,
    /// The same as a sentence, and what would help.
    pub message: String,
}

/// What a customer is worth.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ValueRow {
    /// Code.
    pub customer: String,
    /// Repeat purchases.
    pub frequency: u32,
    /// Weeks from the first purchase to the last.
    pub recency: f64,
    /// Weeks from the first purchase to the last day looked at.
    pub age: f64,
    /// All its orders so far: observed value.
    pub observed: Amount,
    /// Purchases expected over the horizon.
    pub expected_purchases: Option<f64>,
    /// Probability that it still buys.
    pub p_alive: Option<f64>,
    /// Mean amount expected of a purchase.
    pub average_value: Option<Amount>,
    /// Value over the horizon, an estimate.
    pub clv: Option<Amount>,
    /// Lower end of the 95 % interval of that expectation.
    pub clv_low: Option<Amount>,
    /// Upper end.
    pub clv_high: Option<Amount>,
}

/// What customers are worth.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ValueReport {
    /// How it was reckoned.
    pub head: ValueHead,
    /// The model; null where the data do not carry one.
    pub model: Option<Model>,
    /// What was checked.
    pub checks: Vec<Check>,
    /// One a customer, by code.
    pub rows: Vec<ValueRow>,
    /// Names.
    pub labels: Labels,
}

/// What a group of new customers cost.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AcquisitionRow {
    /// Its value in the dimension asked for.
    #[serde(flatten)]
    pub key: RowKey,
    /// Its figures.
    #[serde(flatten)]
    pub figures: AcquisitionFigures,
}

/// The figures of a group of new customers.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AcquisitionFigures {
    /// Acquisition-stage cost.
    pub cost: Amount,
    /// Partners' shares and sponsorship of it.
    pub offset: Amount,
    /// Customers acquired.
    pub customers: i64,
    /// Those of them that only imported metrics tell.
    pub customers_from_metrics: i64,
    /// CAC 获客成本, gross of offsets; null where nobody was won.
    pub cac: Option<Amount>,
    /// The same net of offsets.
    pub cac_net: Option<Amount>,
    /// 线索, where metrics are known.
    pub leads: Option<i64>,
    /// 商机, where metrics are known.
    pub opportunities: Option<i64>,
    /// Revenue won.
    pub revenue: Option<Amount>,
    /// Cost per lead.
    pub cost_per_lead: Option<Amount>,
    /// Leads that became opportunities, a share.
    pub lead_to_opportunity: Option<f64>,
    /// Opportunities that became customers, a share.
    pub opportunity_to_customer: Option<f64>,
    /// ROI 收入口径.
    pub roi_revenue: Option<f64>,
    /// ROI 毛利口径; null where the margin is unknown.
    pub roi_margin: Option<f64>,
}

/// A category in a CAC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IncludedLine {
    /// Code of the category.
    pub category: String,
    /// Its acquisition-stage cost.
    pub cost: Amount,
}

/// How soon new customers have paid for themselves.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Payback {
    /// Blended CAC, net of offsets.
    pub cac: Option<Amount>,
    /// Revenue a customer and month, over the span.
    pub monthly_revenue: Option<Amount>,
    /// Gross margin.
    pub margin: Option<f64>,
    /// Cost to keep and serve, a customer and month.
    pub monthly_cost: Option<Amount>,
    /// Months; null: never, or not known.
    pub months: Option<f64>,
}

/// What new customers cost.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AcquisitionReport {
    /// What the figures are.
    pub head: EvaluateHead,
    /// What the rows are.
    pub by: Dimension,
    /// The rows, none last.
    pub rows: Vec<AcquisitionRow>,
    /// Blended: totals over totals.
    pub total: AcquisitionFigures,
    /// What is in the cost.
    pub lines: Vec<IncludedLine>,
    /// Shared cost of the span, not in the CAC until it is allocated.
    pub shared: Amount,
    /// Uncategorised cost of the span, in no CAC.
    pub uncategorised: Amount,
    /// How soon it comes back.
    pub payback: Payback,
    /// Names.
    pub labels: Labels,
}

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

/// Who stayed, of a segment.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RetentionRow {
    /// The segment's value; null where it is not known.
    pub segment: Option<String>,
    /// Customers there at the start of the span.
    pub opening: u32,
    /// Those of them who left in the span.
    pub lost: u32,
    /// 客户保留率.
    pub retention: Option<f64>,
    /// Lower end of its 95 % interval.
    pub retention_low: Option<f64>,
    /// Upper end.
    pub retention_high: Option<f64>,
    /// 流失率.
    pub churn: Option<f64>,
    /// Revenue of the twelve months before the last twelve.
    pub opening_revenue: Amount,
    /// Expansion in the last twelve months.
    pub expansion: Amount,
    /// Contraction.
    pub contraction: Amount,
    /// Revenue of those who bring none any more.
    pub churned: Amount,
    /// NRR 净收入留存率.
    pub nrr: Option<f64>,
    /// GRR.
    pub grr: Option<f64>,
    /// Customers with at least one purchase.
    pub buyers: u32,
    /// 回购率.
    pub repurchase: Option<f64>,
    /// New customers of the span.
    pub acquired: u32,
    /// 推荐率: of them through referral.
    pub referral: Option<f64>,
}

/// Who stays.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RetentionReport {
    /// What the figures are.
    pub head: EvaluateHead,
    /// What customers are told apart by.
    pub segment: Option<Segment>,
    /// The rows; one where no segment is asked for.
    pub rows: Vec<RetentionRow>,
    /// All customers.
    pub total: RetentionRow,
    /// Survival since acquisition (Kaplan–Meier).
    pub survival: Vec<SurvivalStep>,
    /// Names.
    pub labels: Labels,
}

/// Customers won in one month.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CohortRow {
    /// Month of acquisition.
    pub cohort: Month,
    /// How many.
    pub customers: u32,
    /// Share still there after 0, 1, 2 … months, as far as has been seen.
    pub retained: Vec<f64>,
}

/// Cohorts 同期群 by month of acquisition.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CohortsReport {
    /// What the figures are.
    pub head: EvaluateHead,
    /// The cohorts, oldest first.
    pub rows: Vec<CohortRow>,
}

/// Where a contract stands.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FeeRow {
    /// 合同编号.
    pub contract: String,
    /// Code of the customer.
    pub customer: String,
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
    /// Names.
    pub labels: Labels,
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
