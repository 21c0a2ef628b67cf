//! 预算调整: after approval a plan changes only by documents, and each makes the next version.
//!
//! The one thing to know: a document touches no month before the one in which it takes effect, so a past month keeps
//! the plan that was valid in it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::LineKey;
use crate::error::{Fault, Outcome};
use crate::money::{Amount, split, spread};
use crate::period::Month;

/// What a document does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RevisionKind {
    /// 追加: more money.
    Supplement,
    /// 调减: less money.
    Reduction,
    /// 调剂: from lines to lines, sum zero.
    Transfer,
    /// 收回: what is not needed goes back.
    Drawback,
    /// 结转下期: what the year before left over.
    CarryForward,
}

impl RevisionKind {
    /// The word on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supplement => "supplement",
            Self::Reduction => "reduction",
            Self::Transfer => "transfer",
            Self::Drawback => "drawback",
            Self::CarryForward => "carry_forward",
        }
    }
}

/// The class of a document's reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReasonClass {
    /// 市场变化.
    Market,
    /// 客户需求变化.
    Demand,
    /// 客户反馈.
    CustomerFeedback,
    /// 内部反馈.
    InternalFeedback,
    /// 价格变化.
    Price,
    /// 其他.
    #[default]
    Other,
}

impl ReasonClass {
    /// The word on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Market => "market",
            Self::Demand => "demand",
            Self::CustomerFeedback => "customer_feedback",
            Self::InternalFeedback => "internal_feedback",
            Self::Price => "price",
            Self::Other => "other",
        }
    }
}

/// What a document does to one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RevisionLine {
    /// What the line names.
    pub key: LineKey,
    /// What it gains, negative for what it gives.
    pub amount: Amount,
    /// The same by month; months without a change are left out.
    pub months: Vec<MonthDelta>,
}

/// What one month gains or gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MonthDelta {
    /// The month.
    pub month: Month,
    /// What it gains, negative for what it gives.
    pub amount: Amount,
}

/// A document 预算调整单.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Revision {
    /// Its number in its budget, from 1.
    pub number: i32,
    /// Name of the budget.
    pub budget: String,
    /// Fiscal year.
    pub fiscal_year: i32,
    /// The version that it changed.
    pub base: i32,
    /// The version that it made.
    pub version: i32,
    /// What it does.
    pub kind: RevisionKind,
    /// The budget whose rest a carry-forward brings, where the document says it.
    pub from_budget: Option<String>,
    /// First month that it may change.
    pub effective: Month,
    /// Class of its reason.
    pub reason: ReasonClass,
    /// The reason in words.
    pub text: String,
    /// Who made it.
    pub author: String,
    /// When, RFC 3339 in UTC.
    pub made_at: String,
    /// Its lines: those that give first.
    pub lines: Vec<RevisionLine>,
    /// The total of the plan before.
    pub before: Amount,
    /// What the total gains: zero for a transfer.
    pub change: Amount,
    /// The total of the plan after.
    pub after: Amount,
}

/// Adds an amount to the months of a line from place `from` on (0 to 11), to the exact cent; gives what each month
/// gains.
///
/// What is added goes in proportion to what the open months hold, evenly when they hold nothing. What is taken comes
/// in proportion out of what they hold; what they do not hold (money that past months left unspent) comes out of the
/// first of them. Locked months do not move while another is open.
///
/// # Errors
/// `month_outside_year` when no month is left, `amount_overflow`.
///
/// ```
/// use kezhang_core::plan::revision::shifted;
/// // 1,200 a year, a transfer of 300 out from October: 100 a month are there for three months.
/// assert_eq!(shifted(&[100; 12], 0, 9, -300).unwrap(), [0, 0, 0, 0, 0, 0, 0, 0, 0, -100, -100, -100]);
/// // 500 out: 300 stand in the months to come, 200 were left unspent before.
/// assert_eq!(shifted(&[100; 12], 0, 9, -500).unwrap(), [0, 0, 0, 0, 0, 0, 0, 0, 0, -300, -100, -100]);
/// ```
pub fn shifted(cells: &[i64; 12], locked: i32, from: usize, amount: i64) -> Outcome<[i64; 12]> {
    let mut open: Vec<usize> = (from..12).filter(|at| locked & (1 << at) == 0).collect();
    if open.is_empty() {
        open = (from..12).collect();
    }
    let Some(first) = open.first().copied() else {
        return Err(Fault::new("month_outside_year")
            .with("month", from + 1)
            .with("from", 1)
            .with("to", 12));
    };
    let mut deltas = [0i64; 12];
    let held: Vec<i64> = open.iter().map(|at| cells[*at].max(0)).collect();
    let sum: i128 = held.iter().map(|amount| i128::from(*amount)).sum();
    let parts = if amount >= 0 {
        if sum == 0 {
            spread(amount, open.len())
        } else {
            split(amount, &held)
        }
    } else if i128::from(amount) + sum >= 0 {
        split(amount, &held)
    } else {
        let mut parts: Vec<i64> = held.iter().map(|amount| -amount).collect();
        let rest = i128::from(amount) + sum;
        parts[0] = i64::try_from(i128::from(parts[0]) + rest)
            .map_err(|_| Fault::new("amount_overflow").with("value", amount))?;
        parts
    };
    debug_assert!(open[0] == first);
    for (at, part) in open.into_iter().zip(parts) {
        cells[at]
            .checked_add(part)
            .ok_or_else(|| Fault::new("amount_overflow").with("value", amount))?;
        deltas[at] = part;
    }
    Ok(deltas)
}

/// What of a line's balance goes into the next year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CarryRule {
    /// Nothing: what is left falls back.
    #[default]
    None,
    /// What is left, never an overrun.
    Positive,
    /// What is left and what was overrun.
    Both,
}

impl CarryRule {
    /// The part of a balance that is carried.
    ///
    /// ```
    /// use kezhang_core::plan::revision::CarryRule;
    /// let carried = |rule: CarryRule| [rule.of(500_00), rule.of(-200_00)];
    /// assert_eq!(carried(CarryRule::None), [0, 0]);
    /// assert_eq!(carried(CarryRule::Positive), [500_00, 0]);
    /// assert_eq!(carried(CarryRule::Both), [500_00, -200_00]);
    /// ```
    pub fn of(self, left: i64) -> i64 {
        match self {
            Self::None => 0,
            Self::Positive => left.max(0),
            Self::Both => left,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::inconsistent_digit_grouping)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The parts give the amount to the cent, and no month before the document moves.
        #[test]
        fn a_document_moves_its_amount_and_no_past_month(
            cells in prop::array::uniform12(-1_000_00i64..1_000_000_00),
            locked in 0i32..0x1000,
            from in 0usize..12,
            amount in -2_000_000_00i64..2_000_000_00,
        ) {
            let deltas = shifted(&cells, locked, from, amount).unwrap();
            prop_assert_eq!(deltas.iter().sum::<i64>(), amount);
            prop_assert!(deltas[..from].iter().all(|delta| *delta == 0));
            let has_open = (from..12).any(|at| locked & (1 << at) == 0);
            for (at, delta) in deltas.iter().enumerate().skip(from) {
                if has_open && locked & (1 << at) != 0 {
                    prop_assert_eq!(*delta, 0, "month {} is locked", at);
                }
            }
        }

        /// While the months to come hold enough, none of them falls below zero.
        #[test]
        fn taking_what_is_there_leaves_no_month_below_zero(
            cells in prop::array::uniform12(0i64..1_000_000_00),
            from in 0usize..12,
            share in 0i64..=1_000,
        ) {
            let there: i64 = cells[from..].iter().sum();
            let amount = -(i128::from(there) * i128::from(share) / 1_000) as i64;
            let deltas = shifted(&cells, 0, from, amount).unwrap();
            for at in 0..12 {
                prop_assert!(cells[at] + deltas[at] >= 0);
            }
        }

        /// What a transfer takes it gives: the sum over both lines is zero.
        #[test]
        fn a_transfer_sums_to_zero(
            giving in prop::array::uniform12(0i64..1_000_000_00),
            taking in prop::array::uniform12(0i64..1_000_000_00),
            from in 0usize..12,
            amount in 0i64..1_000_000_00,
        ) {
            let out = shifted(&giving, 0, from, -amount).unwrap();
            let into = shifted(&taking, 0, from, amount).unwrap();
            prop_assert_eq!(out.iter().sum::<i64>() + into.iter().sum::<i64>(), 0);
        }
    }
}
