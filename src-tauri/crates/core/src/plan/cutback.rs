//! Too little money 资金不足: a ceiling below the plan, and what to take where the least value is lost.
//!
//! A linear programme, solved exactly: each line that may shrink has three steps, the first fifth of it, what follows
//! up to its half, and the rest, each dearer than the one before. The one thing to know: the solver works on whole
//! units of currency as floats, the cents are settled afterwards by largest remainder, so the cut is exact.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, OptimizationDirection, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use super::LineKey;
use crate::error::{Fault, Outcome};
use crate::money::{Amount, Currency};
use crate::record::category::lies_in;

/// A line that may shrink, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shrinking {
    /// What of it is still open: neither past, locked, spent nor committed.
    pub open: i64,
    /// The most that is taken of it.
    pub most: i64,
    /// What a unit of its money is worth to the company, 1 to 100.
    pub value: u32,
    /// Whether it serves business that is not core: it gives before any that does.
    pub is_aside: bool,
}

/// Lines of which together at most so much is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Places of the lines.
    pub lines: Vec<usize>,
    /// The most that is taken of them together.
    pub most: i64,
}

/// Shares of a line's open money at which the next step begins, in per cent, and what a step weighs, in tenths.
const STEPS: [(i64, i64); 3] = [(20, 10), (50, 15), (100, 30)];

/// What a unit of a line of core business costs beside its value: more than the dearest step of any other (100 × 3), so
/// that those give all they may before it gives anything.
const CORE_FIRST: f64 = 1_000.0;

/// What is taken of each line so that `needed` is taken in all and the least value is lost; lines of business that is
/// not core give first.
///
/// # Errors
/// `cutback_infeasible` with the fact `room`: the most that could be taken, in minor units.
///
/// ```
/// use kezhang_core::plan::cutback::{Shrinking, cut_back};
/// let line = |value| Shrinking { open: 100_00, most: 50_00, value, is_aside: false };
/// // The cheapest gives first: a fifth of the line worth 2, at 2; then its next step costs 3, still below 5.
/// assert_eq!(cut_back(&[line(2), line(5)], &[], 40_00).unwrap(), [40_00, 0]);
/// // Its half is the most, the rest comes from the other.
/// assert_eq!(cut_back(&[line(2), line(5)], &[], 60_01).unwrap(), [50_00, 10_01]);
/// assert_eq!(cut_back(&[line(2), line(5)], &[], 100_01).unwrap_err().facts["room"], "10000");
/// // Business that is not core gives first, whatever its money is worth.
/// let aside = Shrinking { is_aside: true, ..line(100) };
/// assert_eq!(cut_back(&[line(2), aside], &[], 60_01).unwrap(), [10_01, 50_00]);
/// ```
pub fn cut_back(lines: &[Shrinking], kept: &[Kept], needed: i64) -> Outcome<Vec<i64>> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    // Each step: its line, its place among the steps, its size in minor units.
    let mut steps = Vec::new();
    for (line, of) in lines.iter().enumerate() {
        let mut below = 0;
        for (share, weight) in STEPS {
            let until = of
                .most
                .min(i64::try_from(i128::from(of.open) * i128::from(share) / 100).unwrap_or(of.most));
            let until = if share == 100 { of.most } else { until };
            let size = until - below;
            if size > 0 {
                let first = if of.is_aside { 0.0 } else { CORE_FIRST };
                let price = first + f64::from(of.value) * weight as f64 / 10.0;
                let variable = problem.add_var(price, (0.0, size as f64 / UNIT));
                steps.push((line, variable, size));
                below = until;
            }
        }
    }
    let room = most(lines, kept);
    let infeasible = || Fault::new("cutback_infeasible").with("room", room);
    if needed > room {
        return Err(infeasible());
    }
    if needed <= 0 {
        return Ok(vec![0; lines.len()]);
    }
    let all: Vec<_> = steps.iter().map(|(_, variable, _)| (*variable, 1.0)).collect();
    problem.add_constraint(&all, ComparisonOp::Eq, needed as f64 / UNIT);
    for keep in kept {
        let of: Vec<_> = steps
            .iter()
            .filter(|(line, ..)| keep.lines.contains(line))
            .map(|(_, variable, _)| (*variable, 1.0))
            .collect();
        if !of.is_empty() {
            problem.add_constraint(&of, ComparisonOp::Le, keep.most.max(0) as f64 / UNIT);
        }
    }
    let solved = problem.solve().ok().and_then(|outcome| outcome.into_solution().ok());
    let Some(solution) = solved else {
        return Err(infeasible());
    };
    // Down to whole minor units; what is missing goes to the largest remainders that have room.
    let mut cuts = vec![0i64; lines.len()];
    let mut rests = Vec::new();
    let mut taken = Vec::new();
    for (line, variable, size) in &steps {
        let exact = solution.var_value(*variable) * UNIT;
        let whole = (exact + 1e-4).floor().clamp(0.0, *size as f64) as i64;
        taken.push(whole);
        cuts[*line] += whole;
        rests.push(exact - whole as f64);
    }
    let mut order: Vec<usize> = (0..steps.len()).collect();
    order.sort_by(|a, b| rests[*b].total_cmp(&rests[*a]));
    let mut missing = needed - cuts.iter().sum::<i64>();
    for at in order.iter().chain(order.iter()) {
        let (line, _, size) = steps[*at];
        let group = kept
            .iter()
            .filter(|keep| keep.lines.contains(&line))
            .map(|keep| keep.most - keep.lines.iter().map(|line| cuts[*line]).sum::<i64>())
            .min()
            .unwrap_or(i64::MAX);
        let change = missing.clamp(-taken[*at], (size - taken[*at]).min(group.max(0)));
        taken[*at] += change;
        cuts[line] += change;
        missing -= change;
    }
    if missing == 0 { Ok(cuts) } else { Err(infeasible()) }
}

/// The most that can be taken in all, minor units; groups of kept lines are taken to be apart from one another.
pub fn most(lines: &[Shrinking], kept: &[Kept]) -> i64 {
    let whole: i64 = lines.iter().fold(0i64, |sum, of| sum.saturating_add(of.most));
    kept.iter().fold(whole, |room, keep| {
        let of: i64 = keep
            .lines
            .iter()
            .filter_map(|at| lines.get(*at))
            .map(|of| of.most)
            .sum();
        room - (of - keep.most.max(0)).max(0)
    })
}

/// Minor units in a unit of the programme: whole units of currency keep its numbers small.
const UNIT: f64 = 100.0;

/// What a unit of money in a category is worth to begin with, 1 to 100: our own default, to be changed by who knows
/// better. What customers are promised stands high, what can be put off or done by colleagues low.
pub fn usual_value(category: &str) -> u32 {
    const OF: [(&str, u32); 18] = [
        ("1.4", 25),
        ("1.8", 20),
        ("1", 45),
        ("2", 50),
        ("3", 25),
        ("4", 50),
        ("5.3", 40),
        ("5", 30),
        ("6.3", 25),
        ("6", 80),
        ("7.1", 25),
        ("7.6", 20),
        ("7.7", 35),
        ("7", 45),
        ("8.4", 20),
        ("8.5", 25),
        ("8", 55),
        ("9", 70),
    ];
    OF.iter()
        .find(|(code, _)| lies_in(category, code))
        .map_or(40, |(_, value)| *value)
}

/// What may stand in for money in a category: a word of the catalogue, `cutback.instead.<word>`.
pub fn instead(category: &str) -> Option<&'static str> {
    const OF: [(&str, &str); 9] = [
        ("1.2", "basic_edition"),
        ("1", "open_source"),
        ("3", "colleagues"),
        ("5", "shared_event"),
        ("6.3", "juniors"),
        ("7.3", "shared_event"),
        ("7.6", "sponsor"),
        ("8.3", "sponsor"),
        ("9.1", "self_service"),
    ];
    OF.iter()
        .find(|(code, _)| lies_in(category, code))
        .map(|(_, word)| *word)
}

/// Why nothing is taken of a line, or not all that it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Protection {
    /// Pay and social insurance.
    Pay,
    /// Customers of a core grade, or worth a multiple of what winning them cost.
    Core,
    /// Every cell is locked.
    Locked,
    /// Spent or committed.
    Taken,
    /// Owed by a purchase contract, or bound by one whose notice can no longer be given.
    Contract,
    /// Asked for.
    Asked,
}

impl Protection {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pay => "pay",
            Self::Core => "core",
            Self::Locked => "locked",
            Self::Taken => "taken",
            Self::Contract => "contract",
            Self::Asked => "asked",
        }
    }
}

/// A line before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CutbackLine {
    /// What it names.
    pub key: LineKey,
    /// Its year before.
    pub before: Amount,
    /// Its year after.
    pub after: Amount,
    /// before − after.
    pub cut: Amount,
    /// Why it is protected; none where it may shrink.
    pub protection: Option<Protection>,
    /// What a unit of its money is worth, 1 to 100.
    pub value: u32,
    /// Whether it serves a product, an activity or a customer of business that is not core: it gives first.
    pub aside: bool,
    /// What may stand in for the money, in words.
    pub instead: Option<String>,
}

/// A plan under a ceiling, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cutback {
    /// Name of the company.
    pub company: String,
    /// The version that shrinks.
    pub budget: String,
    /// Base currency.
    pub currency: Currency,
    /// The ceiling.
    pub ceiling: Amount,
    /// The total before.
    pub before: Amount,
    /// The total after.
    pub after: Amount,
    /// What is protected of it.
    pub protected: Amount,
    /// The least ceiling that works.
    pub least: Amount,
    /// What is made as small as can be, in words.
    pub objective: String,
    /// What holds, in words.
    pub constraints: Vec<String>,
    /// The lines, those that lose most first.
    pub lines: Vec<CutbackLine>,
    /// Names: dimension → code → name.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::inconsistent_digit_grouping)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn price(lines: &[Shrinking], cuts: &[i64]) -> i128 {
        let of = |line: &Shrinking, cut: i64| {
            let mut left = cut;
            let mut below = 0;
            let mut sum = 0i128;
            for (share, weight) in STEPS {
                let until = if share == 100 {
                    line.most
                } else {
                    line.most.min(line.open * share / 100)
                };
                let size = (until - below).max(0);
                let part = left.min(size);
                sum += i128::from(part) * i128::from(line.value) * i128::from(weight);
                left -= part;
                below = below.max(until);
            }
            sum
        };
        lines.iter().zip(cuts).map(|(line, cut)| of(line, *cut)).sum()
    }

    /// The slow way: cent-blocks of the cheapest step first, which is best where only the sum binds.
    fn oracle(lines: &[Shrinking], needed: i64) -> i128 {
        let mut steps = Vec::new();
        for line in lines {
            let mut below = 0;
            for (share, weight) in STEPS {
                let until = if share == 100 {
                    line.most
                } else {
                    line.most.min(line.open * share / 100)
                };
                steps.push((i128::from(line.value) * i128::from(weight), (until - below).max(0)));
                below = below.max(until);
            }
        }
        steps.sort_unstable();
        let mut left = needed;
        let mut sum = 0;
        for (price, size) in steps {
            let part = left.min(size);
            sum += price * i128::from(part);
            left -= part;
        }
        sum
    }

    proptest! {
        #[test]
        fn the_cut_is_exact_within_bounds_and_costs_no_more_than_the_greedy_oracle(
            given in prop::collection::vec((1i64..5_000_000_00, 1u32..100), 1..30),
            share in 0i64..=1_000,
        ) {
            let lines: Vec<Shrinking> = given.iter().map(|(open, value)| Shrinking { open: *open, most: open / 2, value: *value, is_aside: false }).collect();
            let room = most(&lines, &[]);
            let needed = (i128::from(room) * i128::from(share) / 1_000) as i64;
            let cuts = cut_back(&lines, &[], needed).unwrap();
            prop_assert_eq!(cuts.iter().sum::<i64>(), needed);
            for (cut, line) in cuts.iter().zip(&lines) {
                prop_assert!((0..=line.most).contains(cut));
            }
            // Cents apart, the solver's answer is the best there is.
            let (ours, best) = (price(&lines, &cuts), oracle(&lines, needed));
            prop_assert!(ours - best <= 3_000 * 100 * lines.len() as i128, "{} against {}", ours, best);
            prop_assert!(cut_back(&lines, &[], room + 1).is_err());
        }

        #[test]
        fn what_is_kept_together_loses_no_more_than_it_may(
            given in prop::collection::vec((100i64..5_000_000_00, 1u32..100), 2..20),
            share in 0i64..=1_000,
        ) {
            let lines: Vec<Shrinking> = given.iter().map(|(open, value)| Shrinking { open: *open, most: *open, value: *value, is_aside: false }).collect();
            let half: Vec<usize> = (0..lines.len() / 2).collect();
            let kept = [Kept { most: half.iter().map(|at| lines[*at].open).sum::<i64>() / 3, lines: half.clone() }];
            let needed = (i128::from(most(&lines, &kept)) * i128::from(share) / 1_000) as i64;
            let cuts = cut_back(&lines, &kept, needed).unwrap();
            prop_assert_eq!(cuts.iter().sum::<i64>(), needed);
            prop_assert!(half.iter().map(|at| cuts[*at]).sum::<i64>() <= kept[0].most);
        }
    }
}
