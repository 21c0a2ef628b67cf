//! After the choice: when it renews, what was offered against what was paid, who uses it, and what to do at renewal.

use chrono::{Months, NaiveDate};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::price::{Flow, Priced};
use crate::money::{Amount, Currency, round, spread};
use crate::period::Month;

/// Days before the last day of notice from which on a renewal is near.
pub const NEAR_DAYS: i64 = 60;
/// Share of paid seats in use below which they are called waste ◇e.
pub const WASTE_PERCENT: i64 = 50;

/// How near the last day of notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RenewalState {
    /// More than 60 days away.
    Far,
    /// Within 60 days.
    Near,
    /// Past: this term renews as the contract says.
    Passed,
}

/// When a chosen offer renews.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Renewal {
    /// The day on which the term that runs ends and the next one begins.
    pub renews_on: NaiveDate,
    /// Last day of notice.
    pub notice_by: NaiveDate,
    /// Days until then; negative when it is past.
    pub days_left: i64,
    /// How near it is.
    pub state: RenewalState,
}

impl Renewal {
    /// What renews on a day; none where the last day of notice is out of the calendar.
    pub fn at(renews_on: NaiveDate, notice_days: u32, today: NaiveDate) -> Option<Self> {
        let notice_by = renews_on.checked_sub_days(chrono::Days::new(u64::from(notice_days)))?;
        let days_left = (notice_by - today).num_days();
        Some(Self {
            renews_on,
            notice_by,
            days_left,
            state: match days_left {
                i64::MIN..0 => RenewalState::Passed,
                0..=NEAR_DAYS => RenewalState::Near,
                _ => RenewalState::Far,
            },
        })
    }
}

/// The next renewal of what was signed on a day.
///
/// ```
/// use kezhang_core::evaluate::offer::after::{renewal, RenewalState};
/// let day = |text: &str| text.parse().unwrap();
/// let next = renewal(day("2025-03-10"), 12, 30, day("2026-01-20")).unwrap();
/// assert_eq!((next.renews_on, next.notice_by, next.days_left), (day("2026-03-10"), day("2026-02-08"), 19));
/// assert_eq!(next.state, RenewalState::Near);
/// // On the day of renewal the next term runs.
/// assert_eq!(renewal(day("2025-03-10"), 12, 30, day("2026-03-10")).unwrap().renews_on, day("2027-03-10"));
/// ```
pub fn renewal(signed_on: NaiveDate, term_months: u32, notice_days: u32, today: NaiveDate) -> Option<Renewal> {
    let term = term_months.max(1);
    let mut terms = 1u32;
    let renews_on = loop {
        let end = signed_on.checked_add_months(Months::new(term.checked_mul(terms)?))?;
        if end > today {
            break end;
        }
        terms += 1;
    };
    Renewal::at(renews_on, notice_days, today)
}

/// Seats that were paid for and used in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SeatUse {
    /// The month.
    pub month: Month,
    /// Seats paid for.
    pub paid: u32,
    /// Seats that were used.
    pub active: u32,
}

/// What to do at renewal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RenewalVerdict {
    /// Nothing speaks against it.
    Renew,
    /// 续订但减少账号.
    RenewFewer,
    /// More was paid than offered: talk to the vendor first.
    Renegotiate,
    /// Too little is known.
    Unknown,
}

/// Seats to renew: those in use and a fifth more ◇e, rounded up.
///
/// ```
/// use kezhang_core::evaluate::offer::after::seats_to_renew;
/// assert_eq!(seats_to_renew(13), 16);
/// ```
pub fn seats_to_renew(active: u32) -> u32 {
    active.saturating_add(active.div_ceil(5))
}

/// The verdict from seats and money: fewer than half of the seats in use, or more than 5 % above the offer.
///
/// ```
/// use kezhang_core::evaluate::offer::after::{SeatUse, RenewalVerdict, verdict};
/// let seats = |paid, active| Some(SeatUse { month: "2026-10".parse().unwrap(), paid, active });
/// assert_eq!(verdict(seats(60, 13), 100.into(), 100.into()), RenewalVerdict::RenewFewer);
/// assert_eq!(verdict(seats(60, 30), 100.into(), 105.into()), RenewalVerdict::Renew);
/// assert_eq!(verdict(seats(60, 30), 100.into(), 106.into()), RenewalVerdict::Renegotiate);
/// assert_eq!(verdict(None, 100.into(), 0.into()), RenewalVerdict::Unknown);
/// ```
pub fn verdict(seats: Option<SeatUse>, offered: Decimal, paid: Decimal) -> RenewalVerdict {
    let is_waste = seats.is_some_and(|s| i64::from(s.active) * 100 < i64::from(s.paid) * WASTE_PERCENT);
    let is_above = paid * Decimal::ONE_HUNDRED > offered * Decimal::from(105);
    match () {
        () if is_waste => RenewalVerdict::RenewFewer,
        () if is_above => RenewalVerdict::Renegotiate,
        () if seats.is_none() && paid.is_zero() => RenewalVerdict::Unknown,
        () => RenewalVerdict::Renew,
    }
}

/// What a category of an offer was offered for and what was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OfferedPaid {
    /// Code of the 费用类别.
    pub category: String,
    /// As offered.
    pub offered: Amount,
    /// As paid.
    pub paid: Amount,
    /// Offered less paid.
    pub difference: Amount,
}

/// Amounts of a priced offer by category code and month, as a budget on one basis counts them.
///
/// By accrual a payment is spread over the months that it pays for, the remainder in the last; what is due once stays in
/// its month. By cash it stands, gross, in the month in which it is paid.
pub fn by_category(
    priced: &Priced,
    signed: Month,
    currency: Currency,
    is_cash: bool,
) -> Vec<(&'static str, Month, Decimal)> {
    let mut parts = Vec::new();
    let at = |month: u32| signed.plus(i32::try_from(month).unwrap_or(i32::MAX));
    for flow in &priced.flows {
        let Some(category) = priced.items.get(flow.item).map(|item| item.kind.category()) else {
            continue;
        };
        if is_cash || flow.covers == 0 {
            let amount = if is_cash { flow.gross } else { flow.cost };
            parts.push((category, at(flow.month), amount));
            continue;
        }
        let Ok(minor) = currency.minor(flow.cost) else { continue };
        for (part, month) in spread(minor, flow.covers as usize).into_iter().zip(flow.covers_from..) {
            parts.push((category, at(month), currency.amount(part).value()));
        }
    }
    parts
}

/// What was offered up to a month, by category code: payments due before its end.
pub fn offered_until(priced: &Priced, months: u32) -> Vec<(&'static str, Decimal)> {
    let mut sums: Vec<(&'static str, Decimal)> = Vec::new();
    let due = |flow: &&Flow| flow.month < months;
    for flow in priced.flows.iter().filter(due) {
        let Some(category) = priced.items.get(flow.item).map(|item| item.kind.category()) else {
            continue;
        };
        match sums.iter_mut().find(|(known, _)| *known == category) {
            Some((_, sum)) => *sum += flow.cost,
            None => sums.push((category, flow.cost)),
        }
    }
    sums
}

/// What fewer seats would save a year, from a year's cost of all seats paid for; rounded.
pub fn saving(yearly: Decimal, paid: u32, wanted: u32, currency: Currency) -> Decimal {
    let fewer = paid.saturating_sub(wanted);
    let share = Decimal::from(fewer) * yearly / Decimal::from(paid.max(1));
    round(share, currency.decimals())
}
