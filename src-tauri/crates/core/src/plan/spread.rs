//! Spreading a typed total 按总额分解 over many cells: the months of a quarter, the lines below a subtotal.
//!
//! The one thing to know: locked cells stay, the open ones take the rest, and the sum is the typed total to the cent.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::error::{Fault, Outcome};
use crate::money::{split, spread};

/// By what the open cells share a typed total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// In proportion to what they hold; evenly where they hold nothing.
    #[default]
    Proportion,
    /// All the same, the remainder in the last.
    Even,
    /// As last year's costs fell; evenly where there were none.
    LastYear,
}

impl Way {
    /// The word of it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proportion => "proportion",
            Self::Even => "even",
            Self::LastYear => "last_year",
        }
    }
}

/// One cell below a typed total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Below {
    /// What it holds, in minor units.
    pub amount: i64,
    /// 锁定.
    pub is_locked: bool,
    /// Its weight where the way asks for one; below zero counts as none.
    pub weight: i64,
}

/// What each cell holds after `total` is spread over them.
///
/// Cells of both signs share the difference by their size, so that none of them runs away: 300 and −100 with a
/// total of 400 become 450 and −50.
///
/// ```
/// use kezhang_core::plan::spread::{Below, Way, spread_over};
/// let cell = |amount, is_locked| Below { amount, is_locked, weight: 0 };
/// // Jan 10, Feb 20 (locked), Mar 30; quarter := 100 → 20 / 20 / 60
/// let quarter = [cell(10_00, false), cell(20_00, true), cell(30_00, false)];
/// assert_eq!(spread_over(100_00, &quarter, Way::Proportion).unwrap(), [20_00, 20_00, 60_00]);
/// assert_eq!(spread_over(100_00, &quarter, Way::Even).unwrap(), [40_00, 20_00, 40_00]);
/// ```
///
/// # Errors
/// `spread_all_locked` when no cell is open and the total differs from what is locked; `amount_overflow`.
pub fn spread_over(total: i64, cells: &[Below], way: Way) -> Outcome<Vec<i64>> {
    let overflow = || Fault::new("amount_overflow").with("value", total);
    let sum = |locked: bool| -> i128 {
        cells
            .iter()
            .filter(|c| c.is_locked == locked)
            .map(|c| i128::from(c.amount))
            .sum()
    };
    let rest = i64::try_from(i128::from(total) - sum(true)).map_err(|_| overflow())?;
    let open: Vec<&Below> = cells.iter().filter(|c| !c.is_locked).collect();
    if open.is_empty() {
        return if rest == 0 {
            Ok(cells.iter().map(|c| c.amount).collect())
        } else {
            Err(Fault::new("spread_all_locked"))
        };
    }
    let parts = match way {
        Way::Even => spread(rest, open.len()),
        Way::LastYear => {
            let weights: Vec<i64> = open.iter().map(|c| c.weight.max(0)).collect();
            if weights.iter().all(|w| *w == 0) {
                spread(rest, open.len())
            } else {
                split(rest, &weights)
            }
        }
        Way::Proportion if open.iter().all(|c| c.amount == 0) => spread(rest, open.len()),
        Way::Proportion if open.iter().all(|c| c.amount >= 0) || open.iter().all(|c| c.amount <= 0) => {
            split(rest, &open.iter().map(|c| c.amount).collect::<Vec<_>>())
        }
        Way::Proportion => {
            let difference = i64::try_from(i128::from(rest) - sum(false)).map_err(|_| overflow())?;
            let sizes: Vec<i64> = open.iter().map(|c| c.amount.saturating_abs()).collect();
            split(difference, &sizes)
                .into_iter()
                .zip(&open)
                .map(|(part, cell)| cell.amount.checked_add(part).ok_or_else(overflow))
                .collect::<Outcome<_>>()?
        }
    };
    let mut parts = parts.into_iter();
    Ok(cells
        .iter()
        .map(|cell| {
            if cell.is_locked {
                cell.amount
            } else {
                parts.next().unwrap_or(0)
            }
        })
        .collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells() -> impl Strategy<Value = Vec<Below>> {
        let one =
            (-1_000_000i64..1_000_000, any::<bool>(), -50i64..500).prop_map(|(amount, is_locked, weight)| Below {
                amount,
                is_locked,
                weight,
            });
        prop::collection::vec(one, 1..60)
    }

    fn ways() -> impl Strategy<Value = Way> {
        prop::sample::select(vec![Way::Proportion, Way::Even, Way::LastYear])
    }

    proptest! {
        #[test]
        fn the_parts_make_the_total_and_locked_cells_stay(cells in cells(), total in -100_000_000i64..100_000_000, way in ways()) {
            match spread_over(total, &cells, way) {
                Ok(parts) => {
                    prop_assert_eq!(parts.iter().sum::<i64>(), total);
                    for (part, cell) in parts.iter().zip(&cells) {
                        prop_assert!(!cell.is_locked || *part == cell.amount);
                    }
                }
                Err(fault) => {
                    prop_assert_eq!(fault.code, "spread_all_locked");
                    prop_assert!(cells.iter().all(|c| c.is_locked));
                }
            }
        }

        #[test]
        fn typing_the_total_that_is_there_moves_nothing(cells in cells()) {
            let total = cells.iter().map(|c| c.amount).sum();
            let before: Vec<i64> = cells.iter().map(|c| c.amount).collect();
            let open: Vec<_> = cells.iter().filter(|c| !c.is_locked).collect();
            // All zero has nothing to keep apart from zero itself.
            prop_assert_eq!(spread_over(total, &cells, Way::Proportion).unwrap(), before, "{} open", open.len());
        }

        /// A spread of a spread: what the lines of a group take adds up whichever way one looks.
        #[test]
        fn any_row_of_spreads_ends_at_the_last_total(cells in cells(), totals in prop::collection::vec((-1_000_000i64..1_000_000, ways()), 1..8)) {
            prop_assume!(cells.iter().any(|c| !c.is_locked));
            let mut cells = cells;
            for (total, way) in totals {
                let parts = spread_over(total, &cells, way).unwrap();
                for (cell, part) in cells.iter_mut().zip(parts) {
                    cell.amount = part;
                }
                prop_assert_eq!(cells.iter().map(|c| c.amount).sum::<i64>(), total);
            }
        }

        #[test]
        fn no_cell_changes_its_side_when_a_plan_only_grows(amounts in prop::collection::vec(0i64..1_000_000, 1..40), more in 0i64..1_000_000) {
            let cells: Vec<Below> = amounts.iter().map(|a| Below { amount: *a, is_locked: false, weight: 0 }).collect();
            let total = amounts.iter().sum::<i64>() + more;
            for (part, before) in spread_over(total, &cells, Way::Proportion).unwrap().iter().zip(&amounts) {
                prop_assert!(*part >= *before || amounts.iter().all(|a| *a == 0), "{part} {before}");
            }
        }
    }

    #[test]
    fn cells_of_both_signs_share_the_difference_by_size() {
        let cell = |amount| Below {
            amount,
            is_locked: false,
            weight: 0,
        };
        // 400 − 200 = 200 shared 3 : 1.
        assert_eq!(
            spread_over(400, &[cell(300), cell(-100)], Way::Proportion).unwrap(),
            [450, -50]
        );
        // +100 and −100 hold nothing together, and still know their sizes.
        assert_eq!(
            spread_over(10, &[cell(100), cell(-100)], Way::Proportion).unwrap(),
            [105, -95]
        );
    }

    #[test]
    fn last_year_gives_the_shape() {
        let cell = |weight| Below {
            amount: 7,
            is_locked: false,
            weight,
        };
        assert_eq!(
            spread_over(1_000, &[cell(1), cell(3), cell(-5)], Way::LastYear).unwrap(),
            [250, 750, 0]
        );
        assert_eq!(
            spread_over(1_000, &[cell(0), cell(0), cell(-1)], Way::LastYear).unwrap(),
            [333, 333, 334]
        );
    }
}
