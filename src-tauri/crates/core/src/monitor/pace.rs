//! 序时进度 and 全年预计: how much of the plan's time has passed, and where the year is heading.
//!
//! The one thing to know: of the running month its elapsed days count; the forecast is an estimate and says so. A cost
//! spread over months stands in the running month as a whole, so that month's plan is added only as far as it is unused.

use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::{Fault, Outcome};
use crate::money::{Amount, Currency, round};
use crate::period::Month;
use rust_decimal::Decimal;

/// How much of the plan of a span has elapsed, and what the span is heading for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Pace {
    /// The day up to which time has passed.
    pub as_of: NaiveDate,
    /// The elapsed part of the plan.
    pub elapsed: Amount,
    /// 序时进度: elapsed ÷ plan, a fraction with four decimals; none when nothing is planned.
    pub share: Option<String>,
    /// 全年预计 of the span: an estimate.
    pub forecast: Amount,
    /// How it is estimated: `actual_and_remaining_plan`, actual to date and the plan that has not elapsed.
    pub method: &'static str,
}

/// What of a month's plan has elapsed by the end of a day, in minor units: all of a past month, of the running month
/// its days, half away from zero.
///
/// ```
/// use kezhang_core::monitor::pace::elapsed;
/// // 1,200 a year, end of January → 100
/// let day = "2025-01-31".parse().unwrap();
/// let year: i64 = (1..=12)
///     .map(|m| elapsed(kezhang_core::Month::new(2025, m).unwrap(), 100_00, day))
///     .sum();
/// assert_eq!(year, 100_00);
/// // Half of April.
/// assert_eq!(elapsed("2025-04".parse().unwrap(), 100_01, "2025-04-15".parse().unwrap()), 50_01);
/// ```
pub fn elapsed(month: Month, plan: i64, today: NaiveDate) -> i64 {
    let now = Month::of(today);
    if month < now {
        return plan;
    }
    if month > now {
        return 0;
    }
    let part = i128::from(plan) * i128::from(today.day());
    let days = i128::from(month.last_day().day());
    let half = if part < 0 { -days } else { days };
    i64::try_from((2 * part + half) / (2 * days)).unwrap_or(plan)
}

/// What a month is heading for at the end of a day, in minor units: what happened in a past month, the plan of one to
/// come; of the running month what happened and the plan of its days to come, as far as its plan is not used up. None
/// where that is too large.
///
/// ```
/// use kezhang_core::monitor::pace::heading_for;
/// let april = "2025-04".parse().unwrap();
/// let day = "2025-04-15".parse().unwrap();
/// // 20 spent of 100 at half time: 50 are to come.
/// assert_eq!(heading_for(april, 100_00, 20_00, day), Some(70_00));
/// // A subscription stands in the month with all of its amount: nothing more is to come.
/// assert_eq!(heading_for(april, 100_00, 100_00, day), Some(100_00));
/// assert_eq!(heading_for(april, 100_00, 130_00, day), Some(130_00));
/// ```
pub fn heading_for(month: Month, plan: i64, actual: i64, today: NaiveDate) -> Option<i64> {
    let now = Month::of(today);
    if month < now {
        return Some(actual);
    }
    if month > now {
        return Some(plan);
    }
    let to_come = plan.checked_sub(elapsed(month, plan, today))?;
    let unused = plan.checked_sub(actual)?;
    let rest = if plan < 0 {
        to_come.max(unused.min(0))
    } else {
        to_come.min(unused.max(0))
    };
    actual.checked_add(rest)
}

/// The pace of a span, from its months: plan and actual of each.
///
/// ```
/// use kezhang_core::Currency;
/// use kezhang_core::monitor::pace::pace;
/// // 100 a month, 130 spent each month to the end of March: the year heads for 390 + 900.
/// let months = (1..=12).map(|m| {
///     let month = kezhang_core::Month::new(2025, m).unwrap();
///     (month, 100_00, if m <= 3 { 130_00 } else { 0 })
/// });
/// let pace = pace(Currency::CNY, months, "2025-03-31".parse().unwrap()).unwrap();
/// assert_eq!(pace.elapsed.to_string(), "300.00");
/// assert_eq!(pace.share.as_deref(), Some("0.2500"));
/// assert_eq!(pace.forecast.to_string(), "1290.00");
/// ```
///
/// # Errors
/// `amount_overflow`.
pub fn pace(
    currency: Currency,
    months: impl IntoIterator<Item = (Month, i64, i64)>,
    today: NaiveDate,
) -> Outcome<Pace> {
    let overflow = || Fault::new("amount_overflow").with("value", "∑");
    let (mut plan, mut passed, mut forecast) = (0i64, 0i64, 0i64);
    for (month, planned, spent) in months {
        plan = plan.checked_add(planned).ok_or_else(overflow)?;
        passed = passed
            .checked_add(elapsed(month, planned, today))
            .ok_or_else(overflow)?;
        forecast = heading_for(month, planned, spent, today)
            .and_then(|month| forecast.checked_add(month))
            .ok_or_else(overflow)?;
    }
    Ok(Pace {
        as_of: today,
        elapsed: currency.amount(passed),
        share: share(passed, plan),
        forecast: currency.amount(forecast),
        method: "actual_and_remaining_plan",
    })
}

/// A part of a whole as a fraction with four decimals; none when the whole is not above zero.
pub fn share(part: i64, whole: i64) -> Option<String> {
    (whole > 0).then(|| round(Decimal::from(part) / Decimal::from(whole), 4).to_string())
}
