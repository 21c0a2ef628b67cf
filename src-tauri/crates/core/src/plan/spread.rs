//! Spreading a typed total 按总额分解 over many cells: the months of a quarter, the lines below a subtotal.
//!
//! The one thing to know: locked cells stay, the open ones take the rest, and the sum is the typed total to the cent.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::error::{Fault, Outcome};
use crate::money::{split, spread, spread_total};

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
    /// By weights that are typed, one a month; lines among themselves in proportion.
    Weights,
}

impl Way {
    /// The word of it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proportion => "proportion",
            Self::Even => "even",
            Self::LastYear => "last_year",
            Self::Weights => "weights",
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
/// `spread_all_locked` when no cell is open and the total differs from what is locked; `weights_zero` when no open cell
/// has a weight that was typed; `amount_overflow`.
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
    let weights: Vec<i64> = open.iter().map(|c| c.weight.max(0)).collect();
    let is_weighed = weights.iter().any(|w| *w != 0);
    let parts = match way {
        Way::Proportion => {
            let cells: Vec<(i64, bool)> = cells.iter().map(|c| (c.amount, c.is_locked)).collect();
            return spread_total(total, &cells);
        }
        Way::LastYear | Way::Weights if is_weighed => split(rest, &weights),
        Way::Weights => return Err(Fault::new("weights_zero")),
        Way::Even | Way::LastYear => spread(rest, open.len()),
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

/// What each cell of several rows holds after `total` is spread over them all. Weights are of months: the rows share the
/// total in proportion first, each then its part by the weights.
///
/// ```
/// use kezhang_core::plan::spread::{Below, Way, spread_rows};
/// let row = |amount| [1, 3].map(|weight| Below { amount, is_locked: false, weight }).to_vec();
/// // 100 and 300 share 800 as 200 and 600; each falls 1 : 3.
/// let rows = [row(50_00), row(150_00)];
/// let spread = spread_rows(800_00, &rows, Way::Weights).unwrap();
/// assert_eq!(spread, [[50_00, 150_00], [150_00, 450_00]]);
/// ```
///
/// # Errors
/// As [`spread_over`].
pub fn spread_rows(total: i64, rows: &[Vec<Below>], way: Way) -> Outcome<Vec<Vec<i64>>> {
    if way != Way::Weights {
        let mut parts = spread_over(total, &rows.concat(), way)?.into_iter();
        return Ok(rows
            .iter()
            .map(|row| parts.by_ref().take(row.len()).collect())
            .collect());
    }
    let overflow = || Fault::new("amount_overflow").with("value", total);
    let sum = |row: &[Below], locked: bool| {
        let mut cells = row.iter().filter(|cell| cell.is_locked == locked);
        cells.try_fold(0i64, |sum, cell| sum.checked_add(cell.amount).ok_or_else(overflow))
    };
    let mut open = Vec::with_capacity(rows.len());
    let mut locked = 0i64;
    for row in rows {
        locked = locked.checked_add(sum(row, true)?).ok_or_else(overflow)?;
        open.push((sum(row, false)?, row.iter().all(|cell| cell.is_locked)));
    }
    let shares = spread_total(total.checked_sub(locked).ok_or_else(overflow)?, &open)?;
    let parts = rows.iter().zip(shares);
    parts
        .map(|(row, share)| {
            let whole = sum(row, true)?.checked_add(share).ok_or_else(overflow)?;
            spread_over(whole, row, way)
        })
        .collect()
}

/// Weights as they are typed, `1 1 2 1.5 …` with blanks or commas of lists between: whole numbers that keep their ratio.
///
/// ```
/// use kezhang_core::plan::spread::weights;
/// assert_eq!(weights("1 1 2.5\t0").unwrap(), [10, 10, 25, 0]);
/// assert_eq!(weights("１、２、３").unwrap(), [1, 2, 3]);
/// assert!(weights("1 -2").is_err() && weights(" ").is_err() && weights("1 x").is_err());
/// ```
///
/// # Errors
/// `weights_unreadable` with the weight that is none.
pub fn weights(text: &str) -> Outcome<Vec<i64>> {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '\u{ff10}'..='\u{ff19}' | '\u{ff0e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .collect();
    let is_between = |c: char| c.is_whitespace() || ",;:、，；：/".contains(c);
    let read = |word: &str| {
        let fault = || Fault::new("weights_unreadable").with("value", word);
        let weight: Decimal = word.parse().map_err(|_| fault())?;
        let weight = weight.normalize();
        let is_weight = weight >= Decimal::ZERO && weight <= Decimal::from(1_000_000) && weight.scale() <= 6;
        if is_weight { Ok(weight) } else { Err(fault()) }
    };
    let words = plain.split(is_between).filter(|word| !word.is_empty());
    let weights = words.map(read).collect::<Outcome<Vec<Decimal>>>()?;
    let scale = weights.iter().map(Decimal::scale).max();
    let scale = scale.ok_or_else(|| Fault::new("weights_unreadable").with("value", "–"))?;
    let whole = |weight: &Decimal| i64::try_from(weight * Decimal::from(10i64.pow(scale)));
    let whole: Result<Vec<i64>, _> = weights.iter().map(whole).collect();
    whole.map_err(|_| Fault::new("weights_unreadable").with("value", text.trim()))
}

/// The weights of some places of a year: one for each of them, or one for each month of the year.
///
/// # Errors
/// `weights_count`.
pub fn weights_at(weights: &[i64], places: &[usize]) -> Outcome<Vec<i64>> {
    if weights.len() == places.len() {
        return Ok(weights.to_vec());
    }
    let of_year = |place: &usize| weights.get(*place).copied();
    let found: Option<Vec<i64>> = places.iter().map(of_year).collect();
    found.filter(|_| weights.len() == 12).ok_or_else(|| {
        Fault::new("weights_count")
            .with("count", weights.len())
            .with("months", places.len())
    })
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
        prop::sample::select(vec![Way::Proportion, Way::Even, Way::LastYear, Way::Weights])
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
                Err(fault) if fault.code == "weights_zero" => {
                    prop_assert!(way == Way::Weights && cells.iter().all(|c| c.is_locked || c.weight <= 0));
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
                let Ok(parts) = spread_over(total, &cells, way) else { continue };
                for (cell, part) in cells.iter_mut().zip(parts) {
                    cell.amount = part;
                }
                prop_assert_eq!(cells.iter().map(|c| c.amount).sum::<i64>(), total);
            }
        }

        /// Rows of many cells: the total to the cent, locked cells as they were.
        #[test]
        fn rows_make_the_total_too(rows in prop::collection::vec(cells(), 1..6), total in -100_000_000i64..100_000_000, way in ways()) {
            if let Ok(parts) = spread_rows(total, &rows, way) {
                prop_assert_eq!(parts.iter().flatten().sum::<i64>(), total);
                for (part, cell) in parts.iter().flatten().zip(rows.iter().flatten()) {
                    prop_assert!(!cell.is_locked || *part == cell.amount);
                }
            }
        }

        /// No cell moves by more than the whole change where they are of both signs.
        #[test]
        fn no_cell_runs_away(cells in cells(), total in -100_000_000i64..100_000_000) {
            let open = || cells.iter().filter(|c| !c.is_locked);
            prop_assume!(open().any(|c| c.amount > 0) && open().any(|c| c.amount < 0));
            let change = total - cells.iter().map(|c| c.amount).sum::<i64>();
            for (part, cell) in spread_over(total, &cells, Way::Proportion).unwrap().iter().zip(&cells) {
                prop_assert!((part - cell.amount).abs() <= change.abs());
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
