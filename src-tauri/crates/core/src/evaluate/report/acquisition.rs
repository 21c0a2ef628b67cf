//! What new customers cost, as it is shown.

use schemars::JsonSchema;
use serde::Serialize;

use super::{EvaluateHead, Labels};
use crate::money::Amount;
use crate::monitor::variance::RowKey;
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
    /// Income of the span.
    pub income: Amount,
    /// Cost to keep and serve of the span.
    pub kept: Amount,
    /// Months in which customers were there, summed over customers.
    pub customer_months: i64,
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
