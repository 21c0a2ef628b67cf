//! 手头只有 __ 元: a proposed budget under a ceiling, in two ways side by side.
//!
//! The one thing to know: one way takes the same share of everything; the other leaves pay alone and takes where the
//! least value is lost, as a plan under a ceiling does.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cutback::{Shrinking, cut_back, usual_value};
use super::draft::{Proposal, RESERVE};
use crate::error::{Fault, Outcome};
use crate::language::Language;
use crate::money::{Amount, Currency, split, spread_total};
use crate::record::category::lies_in;

/// How a proposal is brought under a ceiling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShortWay {
    /// 各项同比例减.
    InProportion,
    /// 保人员、先减损失最小的.
    LeastValue,
}

/// A proposal under a ceiling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Alternative {
    /// How.
    pub way: ShortWay,
    /// What it comes to.
    pub total: Amount,
    /// What each line comes to, in the order of the proposal's lines; empty where it cannot be done.
    pub lines: Vec<Amount>,
    /// Why it cannot be done, and what would work.
    pub refusal: Option<String>,
}

/// What the reserve is worth beside lines of work: it goes first.
const RESERVE_VALUE: u32 = 10;

/// What each line of a proposal comes to under a ceiling, in minor units; as they are where it fits already.
///
/// # Errors
/// `answer_negative`, `shortage_infeasible` where pay alone is more.
///
/// ```
/// use kezhang_core::plan::shortage::{ShortWay, lines_under};
/// // Pay 6,000, advertising 3,000, reserve 1,000; 8,000 at hand.
/// let lines = [(Some("6.1"), 6_000_00), (Some("7.2"), 3_000_00), (None, 1_000_00)];
/// assert_eq!(lines_under(&lines, 8_000_00, ShortWay::InProportion).unwrap(), [4_800_00, 2_400_00, 800_00]);
/// // The reserve goes first, though each line's last half is dear; pay stays.
/// assert_eq!(lines_under(&lines, 8_000_00, ShortWay::LeastValue).unwrap(), [6_000_00, 2_000_00, 0]);
/// assert_eq!(lines_under(&lines, 5_999_99, ShortWay::LeastValue).unwrap_err().code, "shortage_infeasible");
/// ```
pub fn lines_under(lines: &[(Option<&str>, i64)], ceiling: i64, way: ShortWay) -> Outcome<Vec<i64>> {
    let totals: Vec<i64> = lines.iter().map(|(_, total)| *total).collect();
    let sum: i64 = totals
        .iter()
        .try_fold(0i64, |sum, total| sum.checked_add(*total))
        .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))?;
    if ceiling >= sum {
        return Ok(totals);
    }
    match way {
        ShortWay::InProportion => Ok(split(ceiling, &totals)),
        ShortWay::LeastValue => {
            let shrinking: Vec<Shrinking> = lines
                .iter()
                .map(|(category, total)| Shrinking {
                    open: *total,
                    most: if category.is_some_and(|code| lies_in(code, "6.1")) {
                        0
                    } else {
                        *total
                    },
                    value: category.map_or(RESERVE_VALUE, usual_value),
                    is_aside: false,
                })
                .collect();
            let least: i64 = shrinking.iter().map(|of| of.open - of.most).sum();
            let cuts = cut_back(&shrinking, &[], sum - ceiling)
                .map_err(|_| Fault::new("shortage_infeasible").with("least", least))?;
            Ok(totals.iter().zip(cuts).map(|(total, cut)| total - cut).collect())
        }
    }
}

fn of_proposal(proposal: &Proposal, ceiling: Amount, way: ShortWay, currency: Currency) -> Outcome<Vec<i64>> {
    let ceiling_minor = currency.minor(ceiling.value())?;
    if ceiling_minor < 0 {
        return Err(Fault::new("answer_negative").with("value", ceiling));
    }
    let mut lines = Vec::with_capacity(proposal.lines.len());
    for line in &proposal.lines {
        let is_reserve = line.key.activity.as_deref() == Some(RESERVE);
        let category = line.key.category.as_deref().filter(|_| !is_reserve);
        lines.push((category, currency.minor(line.total.value())?));
    }
    lines_under(&lines, ceiling_minor, way).map_err(|fault| match fault.facts.get("least") {
        Some(least) if fault.code == "shortage_infeasible" => {
            let least = currency.amount(least.parse().unwrap_or_default());
            Fault::new("shortage_infeasible")
                .with("ceiling", ceiling)
                .with("least", least)
        }
        _ => fault,
    })
}

/// Both ways of bringing a proposal under a ceiling; none where it fits already.
///
/// # Errors
/// `answer_negative`, `amount_decimals`, `amount_overflow`.
pub fn alternatives(
    proposal: &Proposal,
    ceiling: Amount,
    currency: Currency,
    language: Language,
) -> Outcome<Vec<Alternative>> {
    if ceiling.value() >= proposal.total.value() {
        return Ok(Vec::new());
    }
    [ShortWay::InProportion, ShortWay::LeastValue]
        .into_iter()
        .map(|way| match of_proposal(proposal, ceiling, way, currency) {
            Ok(lines) => Ok(Alternative {
                way,
                total: currency.amount(lines.iter().sum()),
                lines: lines.into_iter().map(|minor| currency.amount(minor)).collect(),
                refusal: None,
            }),
            Err(fault) if fault.code == "shortage_infeasible" => Ok(Alternative {
                way,
                total: proposal.total,
                lines: Vec::new(),
                refusal: Some(fault.message(language)),
            }),
            Err(fault) => Err(fault),
        })
        .collect()
}

/// Brings a proposal's lines under a ceiling, each month in proportion.
///
/// # Errors
/// As [`alternatives`]; `shortage_infeasible`.
pub fn bring_under(proposal: &mut Proposal, ceiling: Amount, way: ShortWay, currency: Currency) -> Outcome<()> {
    let totals = of_proposal(proposal, ceiling, way, currency)?;
    for (line, total) in proposal.lines.iter_mut().zip(totals) {
        let mut cells = Vec::with_capacity(line.months.len());
        for month in &line.months {
            cells.push((currency.minor(month.value())?, false));
        }
        let spread = spread_total(total, &cells)?;
        line.months = spread.into_iter().map(|minor| currency.amount(minor)).collect();
        line.total = currency.amount(total);
    }
    proposal.lines.retain(|line| !line.total.value().is_zero());
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Both ways meet the ceiling to the cent, no line grows or turns negative, and pay stays in the second.
        #[test]
        fn both_ways_meet_the_ceiling_to_the_cent(given in prop::collection::vec((0usize..5, 1i64..9_000_000), 1..14), share in 0i64..1000) {
            let codes = [Some("6.1"), Some("7.2"), Some("8.5"), Some("9.1"), None];
            let lines: Vec<(Option<&str>, i64)> = given.iter().map(|(at, total)| (codes[*at], *total)).collect();
            let sum: i64 = lines.iter().map(|line| line.1).sum();
            let ceiling = sum * share / 1000;
            let even = lines_under(&lines, ceiling, ShortWay::InProportion).unwrap();
            prop_assert_eq!(even.iter().sum::<i64>(), ceiling);
            prop_assert!(even.iter().zip(&lines).all(|(new, old)| (0..=old.1).contains(new)));
            let pay: i64 = lines.iter().filter(|line| line.0 == Some("6.1")).map(|line| line.1).sum();
            match lines_under(&lines, ceiling, ShortWay::LeastValue) {
                Ok(least) => {
                    prop_assert_eq!(least.iter().sum::<i64>(), ceiling);
                    for (new, old) in least.iter().zip(&lines) {
                        prop_assert!((0..=old.1).contains(new));
                        prop_assert!(old.0 != Some("6.1") || *new == old.1);
                    }
                }
                Err(fault) => {
                    prop_assert_eq!(fault.code, "shortage_infeasible");
                    prop_assert!(ceiling < pay);
                }
            }
        }
    }
}
