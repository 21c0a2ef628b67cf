//! 申请—占用—核销: a request reserves budget, approved it is a commitment, actuals settle it, closing releases the rest.
//!
//! The one thing to know: what is committed is the approved amount less what is settled, never below zero; a request
//! under approval stands beside it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::LineKey;
use crate::money::{Amount, Currency};
use crate::period::Month;

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// 审批中.
    Pending,
    /// 已批准: its rest is committed 占用.
    Approved,
    /// 已驳回.
    Refused,
    /// 已关闭: settled, or its rest released.
    Closed,
}

impl RequestState {
    /// The word on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Closed => "closed",
        }
    }

    /// Whether something is still to be done.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Approved)
    }
}

/// What is still committed of an approved amount, in minor units.
///
/// ```
/// use kezhang_core::plan::request::rest;
/// assert_eq!(rest(10_000_00, 0), 10_000_00);
/// assert_eq!(rest(10_000_00, 6_000_00), 4_000_00);
/// // An actual above its commitment: nothing is left, the excess is spending like any other.
/// assert_eq!(rest(10_000_00, 10_500_00), 0);
/// ```
pub fn rest(amount: i64, settled: i64) -> i64 {
    amount.saturating_sub(settled).max(0)
}

/// An entry that settles a request, and how much of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Settlement {
    /// The entry.
    pub entry: i64,
    /// Its date.
    pub date: chrono::NaiveDate,
    /// Its text.
    pub memo: String,
    /// What it released.
    pub amount: Amount,
}

/// A request 申请.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Request {
    /// Its number.
    pub id: i64,
    /// What it is for.
    pub title: String,
    /// What the spending names.
    pub key: LineKey,
    /// The month in which the money is expected to be spent.
    pub month: Month,
    /// What is asked for.
    pub amount: Amount,
    /// What entries have settled.
    pub settled: Amount,
    /// What it still takes: the rest while approved, else nothing.
    pub committed: Amount,
    /// Where it stands.
    pub state: RequestState,
    /// Who asked.
    pub requested_by: String,
    /// When, RFC 3339 in UTC.
    pub requested_at: String,
    /// Who decided, or closed it.
    pub decided_by: Option<String>,
    /// When, RFC 3339 in UTC.
    pub decided_at: Option<String>,
    /// The reason of the decision.
    pub decision: String,
    /// Days since it was asked for, while it is open.
    pub age_days: Option<u32>,
    /// For how many people it is, where somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<u32>,
    /// The entries that settle it.
    pub settlements: Vec<Settlement>,
}

/// Requests, oldest open ones first.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RequestList {
    /// Name of the company.
    pub company: String,
    /// Base currency.
    pub currency: Currency,
    /// The day on which ages are counted.
    pub as_of: chrono::NaiveDate,
    /// The requests.
    pub requests: Vec<Request>,
    /// The sum of what is committed.
    pub committed: Amount,
    /// The sum of what is under approval.
    pub pending: Amount,
    /// Names: dimension → code → name.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}
