//! Loyalty points 会员积分: issued, redeemed, expired, what is still open, and what that is likely to cost.
//!
//! The one thing to know: open points are an obligation and no cost; every amount here is an estimate, points times the
//! cost of one, and enters no other report.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::estimate::share;
use super::report::{EvaluateHead, Labels};
use crate::error::{Fault, Outcome};
use crate::money::{Amount, Currency};
use crate::monitor::variance::RowKey;
use crate::record::register::Dimension;

/// What happened to points in a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PointsMoved {
    /// Given to members.
    pub issued: i64,
    /// Taken for something.
    pub redeemed: i64,
    /// Gone unused.
    pub expired: i64,
}

impl PointsMoved {
    /// Adds what happened elsewhere.
    ///
    /// # Errors
    /// `amount_overflow`.
    pub fn add(&mut self, other: Self) -> Outcome<()> {
        let sum = |a: i64, b: i64| {
            a.checked_add(b)
                .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))
        };
        self.issued = sum(self.issued, other.issued)?;
        self.redeemed = sum(self.redeemed, other.redeemed)?;
        self.expired = sum(self.expired, other.expired)?;
        Ok(())
    }

    /// What is left of it: negative where more went than ever came, which no later figure mends.
    ///
    /// # Errors
    /// `amount_overflow`.
    pub fn open(self) -> Outcome<i64> {
        let gone = self.redeemed.checked_add(self.expired);
        gone.and_then(|gone| self.issued.checked_sub(gone))
            .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))
    }

    /// 过期率 (breakage): of the points that have ended, the share that expired; undefined where none has ended.
    ///
    /// ```
    /// use kezhang_core::evaluate::points::PointsMoved;
    /// let moved = PointsMoved { issued: 1_000, redeemed: 300, expired: 100 };
    /// assert_eq!((moved.open().unwrap(), moved.breakage()), (600, Some(0.25)));
    /// assert_eq!(PointsMoved::default().breakage(), None);
    /// ```
    pub fn breakage(self) -> Option<f64> {
        share(self.expired, self.redeemed.saturating_add(self.expired))
    }
}

/// What a number of points is likely to cost, rounded half away from zero; undefined without a cost of one, and for a
/// negative number.
///
/// # Errors
/// `amount_overflow`.
///
/// ```
/// use kezhang_core::Currency;
/// use kezhang_core::evaluate::points::worth;
/// let cny = Currency::new("CNY").unwrap();
/// // 12,345 points at 0.013: 160.485, shown as 160.49
/// let cost = worth(12_345, Some("0.013".parse().unwrap()), cny).unwrap();
/// assert_eq!(cost.unwrap().to_string(), "160.49");
/// assert!(worth(-1, Some("0.013".parse().unwrap()), cny).unwrap().is_none());
/// ```
pub fn worth(points: i64, cost_per_point: Option<Decimal>, currency: Currency) -> Outcome<Option<Amount>> {
    let Some(each) = cost_per_point.filter(|_| points >= 0) else {
        return Ok(None);
    };
    let value = Decimal::from(points)
        .checked_mul(each)
        .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))?;
    Ok(Some(currency.amount(currency.rounded_minor(value)?)))
}

/// Points of a month, quarter, year or customer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PointsRow {
    /// Its place.
    #[serde(flatten)]
    pub key: RowKey,
    /// 发放.
    pub issued: i64,
    /// 兑换.
    pub redeemed: i64,
    /// 过期.
    pub expired: i64,
    /// Open at the end, of all that was ever recorded.
    pub open: i64,
    /// Cost of a point at the end, a decimal; null where it was never told.
    pub cost_per_point: Option<String>,
    /// Estimate: what was redeemed, at the cost of a point.
    pub redeemed_cost: Option<Amount>,
    /// Estimate: what is open, at the cost of a point: an obligation, no cost.
    pub obligation: Option<Amount>,
    /// Of the points that ended, the share that expired.
    pub breakage: Option<f64>,
    /// 会员数 as last told.
    pub members: Option<i64>,
    /// Of them active.
    pub active_members: Option<i64>,
    /// Active ÷ members.
    pub active_share: Option<f64>,
}

/// Loyalty points of a span.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PointsReport {
    /// What it is about.
    pub head: EvaluateHead,
    /// What its rows are.
    pub by: Dimension,
    /// The rows, in order.
    pub rows: Vec<PointsRow>,
    /// The whole span: sums of what moved, what is open at its end.
    pub total: PointsRow,
    /// Whether more points went than ever came: then what is open is no obligation but a gap in the register.
    pub is_short: bool,
    /// Names.
    pub labels: Labels,
}
