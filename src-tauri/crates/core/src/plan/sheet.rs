//! A budget as a sheet: its lines below subtotals by category, each in months, quarters, half-years and the year.
//!
//! The one thing to know: a subtotal is shown only where it says something, that is above two lines or more.

use schemars::JsonSchema;
use serde::Serialize;

use super::LineKey;
use super::budget::BudgetVersion;
use crate::error::{Fault, Outcome};
use crate::money::Amount;
use crate::period::Month;
use crate::record::category::at_level;

/// Twelve months, four quarters, two half-years, the year.
pub const PERIODS: usize = 19;

/// The figures of a row by period, from its months.
///
/// # Errors
/// `amount_overflow`.
pub fn periods(months: &[i64; 12]) -> Outcome<[i64; PERIODS]> {
    let mut figures = [0i64; PERIODS];
    figures[..12].copy_from_slice(months);
    let add = |sum: &mut i64, amount: i64| {
        *sum = sum
            .checked_add(amount)
            .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))?;
        Ok::<(), Fault>(())
    };
    for (at, amount) in months.iter().enumerate() {
        for period in [12 + at / 3, 16 + at / 6, 18] {
            add(&mut figures[period], *amount)?;
        }
    }
    Ok(figures)
}

/// The months of a period, as places in the fiscal year; none for what is no period.
pub fn months_of(period: usize) -> Option<std::ops::Range<usize>> {
    Some(match period {
        0..12 => period..period + 1,
        12..16 => (period - 12) * 3..(period - 12) * 3 + 3,
        16..18 => (period - 16) * 6..(period - 16) * 6 + 6,
        18 => 0..12,
        _ => return None,
    })
}

/// A remark on one month of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CellNote {
    /// The month's place in the fiscal year, from 0.
    pub place: u8,
    /// The remark.
    pub text: String,
}

/// A row of the sheet: a line, a subtotal or the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SheetRow {
    /// The same for the same row from one answer to the next.
    pub id: String,
    /// What the line names; none for subtotals and the total.
    pub line: Option<LineKey>,
    /// The category of a subtotal; empty for lines that name none.
    pub group: Option<String>,
    /// How deep it lies, from 0.
    pub depth: u8,
    /// Twelve months, four quarters, two half-years, the year.
    pub figures: Vec<Amount>,
    /// Places of the locked months of a line, from 0.
    pub locked: Vec<u8>,
    /// A remark on the line.
    pub note: String,
    /// Remarks on its months.
    pub notes: Vec<CellNote>,
}

/// A version as a sheet, or the part of it that a change has touched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sheet {
    /// The version.
    pub version: BudgetVersion,
    /// The months of its fiscal year.
    pub months: Vec<Month>,
    /// Whether `rows` are all rows, in their order; else those that may have changed.
    pub is_whole: bool,
    /// Lines below their subtotals.
    pub rows: Vec<SheetRow>,
    /// The total.
    pub total: SheetRow,
}

/// Where a row stands: over which lines, how deep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A subtotal over lines `from..to`.
    Group {
        /// Category, empty for none.
        code: String,
        /// Depth.
        depth: u8,
        /// First line.
        from: usize,
        /// One past the last.
        to: usize,
    },
    /// One line.
    Line {
        /// Which.
        line: usize,
        /// Depth.
        depth: u8,
    },
}

/// The rows of lines with these categories, which are in the order of the taxonomy, those without one last.
///
/// ```
/// use kezhang_core::plan::sheet::{Place, outline};
/// let rows = outline(&[Some("4.1"), Some("7"), Some("7.2"), Some("7.2"), None]);
/// let shown: Vec<String> = rows.iter().map(|row| match row {
///     Place::Group { code, depth, from, to } => format!("{depth} ∑{code} {from}–{to}"),
///     Place::Line { line, depth } => format!("{depth} {line}"),
/// }).collect();
/// assert_eq!(shown, ["0 0", "0 ∑7 1–4", "1 1", "1 ∑7.2 2–4", "2 2", "2 3", "0 4"]);
/// ```
pub fn outline(codes: &[Option<&str>]) -> Vec<Place> {
    let mut rows = Vec::with_capacity(codes.len() + codes.len() / 2);
    let named = codes.iter().position(Option::is_none).unwrap_or(codes.len());
    let with_code: Vec<&str> = codes[..named].iter().map(|code| code.unwrap_or_default()).collect();
    walk(&with_code, 0, 1, 0, &mut rows);
    let nameless = codes.len() - named;
    let depth = u8::from(nameless > 1 && named > 0);
    if depth > 0 {
        rows.push(Place::Group {
            code: String::new(),
            depth: 0,
            from: named,
            to: codes.len(),
        });
    }
    rows.extend((named..codes.len()).map(|line| Place::Line { line, depth }));
    rows
}

fn level(code: &str) -> usize {
    code.split('.').count()
}

fn walk(codes: &[&str], first: usize, at: usize, depth: u8, rows: &mut Vec<Place>) {
    let mut from = 0;
    while from < codes.len() {
        let code = codes[from];
        if level(code) < at {
            rows.push(Place::Line {
                line: first + from,
                depth,
            });
            from += 1;
            continue;
        }
        let here = at_level(code, at);
        let count = codes[from..]
            .iter()
            .take_while(|other| level(other) >= at && at_level(other, at) == here)
            .count();
        let run = &codes[from..from + count];
        let below = |code: &&str| level(code) > at && at_level(code, at + 1) == at_level(run[0], at + 1);
        if count == 1 {
            rows.push(Place::Line {
                line: first + from,
                depth,
            });
        } else if run.iter().all(below) {
            // One child holds everything: the child's subtotal says it.
            walk(run, first + from, at + 1, depth, rows);
        } else {
            rows.push(Place::Group {
                code: here.to_owned(),
                depth,
                from: first + from,
                to: first + from + count,
            });
            walk(run, first + from, at + 1, depth.saturating_add(1), rows);
        }
        from += count;
    }
}

/// The id of a line's row: what it names, in the order of the dimensions.
pub fn line_id(key: &LineKey) -> String {
    let parts = [
        ("category", &key.category),
        ("department", &key.department),
        ("channel", &key.channel),
        ("activity", &key.activity),
        ("product", &key.product),
        ("customer", &key.customer),
        ("grade", &key.grade),
    ];
    let named: Vec<String> = parts
        .iter()
        .filter_map(|(name, code)| Some(format!("{name}={}", code.as_deref()?)))
        .collect();
    named.join("|")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::record::category::{TAXONOMY, sort_key};

    proptest! {
        /// Every line once and in order; a subtotal is over what follows it more deeply, two lines at least.
        #[test]
        fn an_outline_holds_every_line_once_below_its_subtotals(picks in prop::collection::vec(0usize..TAXONOMY.len(), 0..40), nameless in 0usize..3) {
            let mut codes: Vec<&str> = picks.iter().map(|at| TAXONOMY[*at].0).collect();
            codes.sort_by_key(|code| sort_key(code));
            let mut all: Vec<Option<&str>> = codes.iter().copied().map(Some).collect();
            all.extend(std::iter::repeat_n(None, nameless));
            let rows = outline(&all);
            let lines: Vec<usize> = rows.iter().filter_map(|row| match row { Place::Line { line, .. } => Some(*line), Place::Group { .. } => None }).collect();
            prop_assert_eq!(lines, (0..all.len()).collect::<Vec<_>>());
            for (at, row) in rows.iter().enumerate() {
                if let Place::Group { from, to, depth, code } = row {
                    prop_assert!(to - from > 1);
                    let below: Vec<usize> = rows[at + 1..].iter().take_while(|row| match row {
                        Place::Line { depth: d, .. } | Place::Group { depth: d, .. } => d > depth,
                    }).filter_map(|row| match row { Place::Line { line, .. } => Some(*line), Place::Group { .. } => None }).collect();
                    prop_assert_eq!(below, (*from..*to).collect::<Vec<_>>());
                    for named in &all[*from..*to] {
                        let inside = named.map_or(code.is_empty(), |c| crate::record::category::lies_in(c, code));
                        prop_assert!(inside);
                    }
                }
            }
        }

        #[test]
        fn periods_add_up(months in prop::array::uniform12(-1_000_000i64..1_000_000)) {
            let figures = periods(&months).unwrap();
            let year: i64 = months.iter().sum();
            prop_assert_eq!(figures[12..16].iter().sum::<i64>(), year);
            prop_assert_eq!(figures[16..18].iter().sum::<i64>(), year);
            prop_assert_eq!(figures[18], year);
            prop_assert_eq!(figures[13], months[3] + months[4] + months[5]);
        }
    }

    #[test]
    fn a_period_is_the_sum_of_its_months() {
        // Twelve months of which each is told from every sum of others.
        let months: [i64; 12] = std::array::from_fn(|at| 1 << at);
        for (period, figure) in periods(&months).unwrap().into_iter().enumerate() {
            let sum: i64 = months_of(period).unwrap().map(|at| months[at]).sum();
            assert_eq!(sum, figure, "{period}");
        }
        assert_eq!(months_of(PERIODS), None);
    }

    #[test]
    fn a_sum_beyond_64_bits_is_refused() {
        assert_eq!(periods(&[i64::MAX; 12]).unwrap_err().code, "amount_overflow");
    }
}
