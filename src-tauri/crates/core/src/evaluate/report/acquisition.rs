//! What new customers cost, as it is shown.

use schemars::JsonSchema;
use serde::Serialize;

use super::{EvaluateHead, Labels};
use crate::money::Amount;
use crate::monitor::variance::RowKey;
use crate::period::Month;
use crate::record::register::Dimension;

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
    /// Of it what names the customer; by customer alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direct: Option<Amount>,
    /// Of it the share of its channel's cost of the month in which it was won; by customer alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_channel: Option<Amount>,
    /// What is shared out of that channel and month; by customer alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool: Option<Amount>,
    /// How many share it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool_shared_by: Option<i64>,
    /// The channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool_channel: Option<String>,
    /// The month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool_month: Option<Month>,
    /// Partners' shares and sponsorship of it.
    pub offset: Amount,
    /// Customers acquired.
    pub customers: i64,
    /// Those of them that the register has.
    pub customers_registered: i64,
    /// Those of them that only imported metrics tell.
    pub customers_from_metrics: i64,
    /// CAC 获客成本, gross of offsets; null where nobody was won or no cost is recorded.
    pub cac: Option<Amount>,
    /// The same net of offsets.
    pub cac_net: Option<Amount>,
    /// 线索, where metrics are known.
    pub leads: Option<i64>,
    /// 商机, where metrics are known.
    pub opportunities: Option<i64>,
    /// Revenue won.
    pub revenue: Option<Amount>,
    /// Cost of the channels that know their leads.
    pub cost_with_leads: Option<Amount>,
    /// Leads of the months in which a channel knows its opportunities too.
    pub leads_followed: Option<i64>,
    /// The opportunities of those months.
    pub opportunities_of_leads: Option<i64>,
    /// Opportunities of the months in which a channel knows its customers too.
    pub opportunities_followed: Option<i64>,
    /// The customers of those months.
    pub customers_of_opportunities: Option<i64>,
    /// Cost of the channels that know their revenue.
    pub cost_with_revenue: Option<Amount>,
    /// Cost per lead, of the channels that know their leads.
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
    /// First month with records.
    pub from: Option<Month>,
    /// Last month with records.
    pub to: Option<Month>,
    /// Customers with 获客日期 whose months count; those without are in none of these figures.
    pub customers: i64,
    /// Customers without 获客日期.
    pub undated: i64,
    /// Income of those months from those customers.
    pub income: Amount,
    /// Cost to keep and serve them in those months.
    pub kept: Amount,
    /// Cost to keep and serve in those months that names none of them.
    pub kept_elsewhere: Amount,
    /// Months in which they were there, summed over customers.
    pub customer_months: i64,
    /// Revenue a customer and month.
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
    /// Whether a condition on customers or grades leaves imported metrics out: they do not tell customers apart.
    pub leaves_metrics_out: bool,
    /// How soon it comes back.
    pub payback: Payback,
    /// Names.
    pub labels: Labels,
}
