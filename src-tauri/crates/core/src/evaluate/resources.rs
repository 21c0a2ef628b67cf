//! Use of resources: hours by kind of work, tools, the service desk.
//!
//! The one thing to know: a ratio is a total over a total, and only of the months that know both.

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::report::{EvaluateHead, Labels};
use crate::money::Amount;
use crate::monitor::variance::RowKey;
use crate::period::Month;
use crate::record::register::Dimension;

/// Below this share in use a tool is paid for in vain, above this share of administration there is too little
/// automation: our own default ◇e.
pub const HALF: f64 = 0.5;

/// What is made of a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToolVerdict {
    /// At least half of what is paid for is used.
    InUse,
    /// Less than half of the seats or modules is used ◇e.
    Waste,
}

/// The verdict on a tool by the shares of its seats and modules in use; none where neither is known.
///
/// ```
/// use kezhang_core::evaluate::resources::{verdict, ToolVerdict};
/// assert_eq!(verdict(Some(13.0 / 60.0), None), Some(ToolVerdict::Waste));
/// assert_eq!(verdict(Some(0.5), Some(0.8)), Some(ToolVerdict::InUse)); // half is not below half
/// assert_eq!(verdict(Some(0.9), Some(0.25)), Some(ToolVerdict::Waste));
/// assert_eq!(verdict(None, None), None);
/// ```
pub fn verdict(seats: Option<f64>, modules: Option<f64>) -> Option<ToolVerdict> {
    let known = [seats, modules].into_iter().flatten();
    let lowest = known.fold(None, |lowest: Option<f64>, share| {
        Some(lowest.map_or(share, |other| other.min(share)))
    })?;
    Some(if lowest < HALF {
        ToolVerdict::Waste
    } else {
        ToolVerdict::InUse
    })
}

/// The last day on which notice can be given: so many days before the renewal.
///
/// ```
/// use kezhang_core::evaluate::resources::notice_by;
/// let day = |text: &str| text.parse().unwrap();
/// assert_eq!(notice_by(Some(day("2027-03-10")), Some(30)), Some(day("2027-02-08")));
/// assert_eq!(notice_by(Some(day("2027-03-10")), None), None);
/// ```
pub fn notice_by(renewal: Option<NaiveDate>, days: Option<u32>) -> Option<NaiveDate> {
    renewal?.checked_sub_days(Days::new(u64::from(days?)))
}

/// A quantity over a quantity with six decimals; none where the whole is nothing.
pub fn part(part: Decimal, whole: Decimal) -> Option<f64> {
    if whole.is_zero() {
        return None;
    }
    crate::money::round(part.checked_div(whole)?, 6)
        .to_string()
        .parse()
        .ok()
}

/// A quantity on its way out.
pub fn quantity(value: Decimal) -> f64 {
    value.normalize().to_string().parse().unwrap_or(0.0)
}

/// Hours of a kind of work, for a customer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct HoursRow {
    /// 工作类型: a known word, else a text; null where none is said.
    pub kind: Option<String>,
    /// Code of the customer; null for none, and in sums over all.
    pub customer: Option<String>,
    /// 工时.
    pub hours: f64,
    /// Of all hours.
    pub share: Option<f64>,
}

/// Hours of the span.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct HoursPart {
    /// By kind and customer.
    pub rows: Vec<HoursRow>,
    /// By kind alone.
    pub by_kind: Vec<HoursRow>,
    /// By customer alone.
    pub by_customer: Vec<HoursRow>,
    /// All of them.
    pub total: f64,
    /// Of them administration.
    pub administration: f64,
    /// Administration ÷ hours worked (without the unused).
    pub administration_share: Option<f64>,
    /// Whether that is more than half ◇e.
    pub is_mostly_administration: bool,
    /// 闲置.
    pub unused: f64,
    /// Unused ÷ all hours.
    pub unused_share: Option<f64>,
    /// Who worked them.
    pub employees: u32,
}

/// A tool in the span.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ToolRow {
    /// Code; null in the total.
    pub tool: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// The newest month of the span with figures.
    pub month: Option<Month>,
    /// 账号数 paid for, in that month.
    pub seats: Option<u32>,
    /// Of them active, in that month.
    pub active: Option<u32>,
    /// Active accounts, summed over the months that know both.
    pub active_months: Option<i64>,
    /// Paid accounts, summed over the same months.
    pub seat_months: Option<i64>,
    /// Active ÷ paid, over the months that know both.
    pub active_share: Option<f64>,
    /// 登录次数 in the span.
    pub logins: Option<u32>,
    /// Modules paid for, newest.
    pub modules_paid: Option<u32>,
    /// Modules used, newest.
    pub modules_used: Option<u32>,
    /// Modules used, summed over the months that know both.
    pub module_months_used: Option<i64>,
    /// Modules paid for, summed over the same months.
    pub module_months_paid: Option<i64>,
    /// Used ÷ paid, over the months that know both.
    pub module_share: Option<f64>,
    /// 最近使用.
    pub last_used_on: Option<NaiveDate>,
    /// GB paid for, newest.
    pub gb_paid: Option<f64>,
    /// GB used, newest.
    pub gb_used: Option<f64>,
    /// Used ÷ paid.
    pub gb_share: Option<f64>,
    /// Cost in the span: its vendor's entries, else what was imported with it.
    pub cost: Option<Amount>,
    /// Where that comes from: `entries` or `register`.
    pub cost_source: Option<&'static str>,
    /// Cost of the months that know it and who was active.
    pub cost_of_active: Option<Amount>,
    /// Active accounts, summed over the same months.
    pub active_with_cost: Option<i64>,
    /// Cost of an active seat and month, over the months that know both.
    pub cost_per_active_seat: Option<Amount>,
    /// When its licence renews.
    pub renewal_on: Option<NaiveDate>,
    /// The last day on which notice can be given.
    pub notice_by: Option<NaiveDate>,
    /// What is made of it.
    pub verdict: Option<ToolVerdict>,
}

/// Tickets of a month, customer or product.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ServiceRow {
    /// Its value in the dimension asked for.
    #[serde(flatten)]
    pub key: RowKey,
    /// 工单数.
    pub tickets: u64,
    /// 处理时长 in minutes.
    pub minutes: Option<f64>,
    /// Tickets of which the minutes are known.
    pub tickets_timed: Option<u64>,
    /// Minutes a ticket.
    pub minutes_per_ticket: Option<f64>,
    /// Solved by bot or self-service.
    pub automated: Option<u64>,
    /// Tickets of which it is known whether a person solved them.
    pub tickets_told: Option<u64>,
    /// Of all tickets that know it.
    pub automated_share: Option<f64>,
    /// Service-stage cost.
    pub cost: Amount,
    /// Service-stage cost ÷ tickets.
    pub cost_per_ticket: Option<Amount>,
    /// Minutes to the first solution, the mean of a ticket.
    pub first_solution_minutes: Option<f64>,
    /// Minutes to the full solution, the mean of a ticket.
    pub solution_minutes: Option<f64>,
}

/// Entries that several tools fit alike.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ToolsAlike {
    /// Codes of the tools.
    pub tools: Vec<String>,
    /// How many entries.
    pub entries: u32,
    /// What they cost.
    pub cost: Amount,
}

/// What hours, tools and the service desk are used for.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ResourcesReport {
    /// What the figures are.
    pub head: EvaluateHead,
    /// Hours.
    pub hours: HoursPart,
    /// Tools, wasted ones first.
    pub tools: Vec<ToolRow>,
    /// Costs that several tools fit alike: in none of them until vendor or category tells them apart.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alike: Vec<ToolsAlike>,
    /// What the rows of service are.
    pub by: Dimension,
    /// Tickets, none last.
    pub service: Vec<ServiceRow>,
    /// All tickets.
    pub service_total: ServiceRow,
    /// Names.
    pub labels: Labels,
}
