//! From a customer's orders to the three numbers that the models read: how often, how recently, for how long.
//!
//! The one thing to know: time runs in weeks of seven days from the first purchase to the last day looked at,
//! purchases of one day are one, the first is no repeat, and what is returned takes its purchase with it.

use chrono::NaiveDate;

/// What the models know of one customer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Purchases {
    /// Repeat purchases: days of purchase after the first.
    pub frequency: u32,
    /// Weeks from the first purchase to the last; 0 where there is one only.
    pub recency: f64,
    /// Weeks from the first purchase to the last day looked at.
    pub age: f64,
    /// Mean amount of a repeat purchase, in currency units; none where there is no repeat.
    pub value: Option<f64>,
}

/// What came of a customer's orders.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Summary {
    /// The three numbers; none where every purchase was returned or lies after the last day.
    pub purchases: Option<Purchases>,
    /// The sum of all orders up to the last day, in minor units: what was observed.
    pub observed: i64,
    /// Returns that no purchase precedes; they are left out.
    pub stray_returns: u32,
}

/// Sums up one customer's orders, which come by date; `unit` is minor units per currency unit.
///
/// A return (a negative amount) takes from the latest purchase before it, and further back when that is used up; a
/// purchase that is returned whole is none.
///
/// ```
/// use kezhang_core::evaluate::value::summarise;
/// let day = |s: &str| s.parse().unwrap();
/// let orders = [
///     (day("2025-01-01"), 100_00), (day("2025-01-15"), 30_00), (day("2025-01-15"), 20_00), (day("2025-02-05"), 80_00),
///     (day("2025-02-06"), -10_00),
/// ];
/// let found = summarise(&orders, day("2025-02-26"), 100.0).purchases.unwrap();
/// assert_eq!((found.frequency, found.recency, found.age), (2, 5.0, 8.0));
/// assert_eq!(found.value, Some(60.0)); // (50 + 80 − 10) ÷ 2
/// ```
pub fn summarise(orders: &[(NaiveDate, i64)], until: NaiveDate, unit: f64) -> Summary {
    let mut summary = Summary::default();
    // One row a day of purchase; a purchase for nothing is one too.
    let mut bought: Vec<(NaiveDate, i64)> = Vec::new();
    for day in orders.chunk_by(|a, b| a.0 == b.0) {
        let date = day[0].0;
        if date > until {
            break;
        }
        let (mut paid, mut back, mut has_purchase) = (0i64, 0i64, false);
        for (_, amount) in day {
            summary.observed = summary.observed.saturating_add(*amount);
            if *amount < 0 {
                back = back.saturating_sub(*amount);
            } else {
                paid = paid.saturating_add(*amount);
                has_purchase = true;
            }
        }
        if has_purchase {
            bought.push((date, paid));
        }
        if back > 0 && bought.is_empty() {
            summary.stray_returns += 1;
        }
        let mut at = bought.len();
        while back > 0 && at > 0 {
            at -= 1;
            let worth = bought[at].1;
            if worth > back {
                bought[at].1 -= back;
                back = 0;
            } else if worth > 0 {
                back -= worth;
                bought.remove(at);
            }
        }
    }
    let (Some((first, _)), Some((last, _))) = (bought.first(), bought.last()) else {
        return summary;
    };
    let weeks = |from: NaiveDate, to: NaiveDate| (to - from).num_days() as f64 / 7.0;
    let repeats = &bought[1..];
    let sum: f64 = repeats.iter().map(|(_, amount)| *amount as f64).sum();
    summary.purchases = Some(Purchases {
        frequency: u32::try_from(repeats.len()).unwrap_or(u32::MAX),
        recency: weeks(*first, *last),
        age: weeks(*first, until),
        value: (!repeats.is_empty()).then(|| sum / unit / repeats.len() as f64),
    });
    summary
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn a_purchase_returned_whole_is_none() {
        let orders = [
            (day("2025-01-01"), 100),
            (day("2025-03-01"), 50),
            (day("2025-03-04"), -50),
        ];
        let found = summarise(&orders, day("2025-12-31"), 1.0);
        assert_eq!(found.purchases.map(|p| (p.frequency, p.recency)), Some((0, 0.0)));
        assert_eq!(found.observed, 100);
    }

    #[test]
    fn a_return_before_any_purchase_is_left_out_and_counted() {
        let found = summarise(&[(day("2025-01-01"), -100)], day("2025-12-31"), 1.0);
        assert_eq!((found.purchases, found.stray_returns), (None, 1));
    }

    #[test]
    fn a_purchase_for_nothing_is_a_purchase_and_no_return_takes_it() {
        let orders = [
            (day("2025-01-01"), 100),
            (day("2025-02-01"), 0),
            (day("2025-03-01"), 40),
            (day("2025-03-02"), -60),
        ];
        let found = summarise(&orders, day("2025-12-31"), 1.0).purchases;
        // The return takes the 40 and 20 of the 100.
        assert_eq!(found.map(|p| (p.frequency, p.value)), Some((1, Some(0.0))));
    }

    #[test]
    fn orders_of_the_future_do_not_count() {
        let orders = [(day("2025-01-01"), 100), (day("2026-03-01"), 50)];
        let found = summarise(&orders, day("2025-01-08"), 1.0);
        assert_eq!(found.purchases.map(|p| (p.frequency, p.age)), Some((0, 1.0)));
    }
}
