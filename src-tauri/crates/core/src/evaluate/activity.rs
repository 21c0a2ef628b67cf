//! Activities: what each was planned to cost and cost, who came, what it brought back.
//!
//! The one thing to know: an activity is judged as a whole, so its cost is all that its entries say up to the last
//! month looked at, not the part that falls into the span.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::report::{EvaluateHead, Labels};
use crate::money::Amount;
use crate::record::Stage;
use crate::record::activity::ActivityStatus;

/// An activity, planned against what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ActivityRow {
    /// Code; null in the total.
    pub activity: Option<String>,
    /// 目的.
    pub purpose: Option<Stage>,
    /// Code of its channel.
    pub channel: Option<String>,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day, included.
    pub ends_on: Option<NaiveDate>,
    /// Where it stands.
    pub status: Option<ActivityStatus>,
    /// 预算成本.
    pub planned_cost: Option<Amount>,
    /// 实际成本: its entries.
    pub cost: Amount,
    /// Planned − actual; null where nothing was planned.
    pub variance: Option<Amount>,
    /// Partners' shares and sponsorship, beside.
    pub offset: Amount,
    /// 邀请人数.
    pub invited: Option<u32>,
    /// 到场人数.
    pub attendance: Option<u32>,
    /// 响应人数.
    pub responses: Option<u32>,
    /// Attendance ÷ invited.
    pub attendance_rate: Option<f64>,
    /// Responses ÷ invited.
    pub response_rate: Option<f64>,
    /// Cost ÷ attendance.
    pub cost_per_attendee: Option<Amount>,
    /// Cost ÷ responses.
    pub cost_per_response: Option<Amount>,
    /// 预期收益.
    pub expected_revenue: Option<Amount>,
    /// Revenue won: as registered, else the income entries that name it.
    pub revenue: Option<Amount>,
    /// Where that comes from: `register` or `entries`.
    pub revenue_source: Option<&'static str>,
    /// ROI 收入口径.
    pub roi_revenue: Option<f64>,
    /// ROI 毛利口径; null where the margin is unknown.
    pub roi_margin: Option<f64>,
    /// 评分, 1 to 5; of the total the mean.
    pub score: Option<f64>,
}

/// Activities of a span.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ActivitiesReport {
    /// What the figures are.
    pub head: EvaluateHead,
    /// Gross margin used.
    pub margin: Option<f64>,
    /// The activities that take place in the span, or cost something in it, by their first day.
    pub rows: Vec<ActivityRow>,
    /// Totals; each ratio over the activities that know both of its parts.
    pub total: ActivityRow,
    /// Names.
    pub labels: Labels,
}
