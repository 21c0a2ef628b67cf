//! The value of time: discount factors, present value, internal rate of return, level payment; all exact decimals.
//!
//! The one thing to know: month 0 is the signing and is not discounted (a spreadsheet's NPV() begins at period 1).
//! A factor is (1 + d)^(−m/12) with d the yearly effective rate; the twelfth root is found by Newton's method and right
//! to at least 24 decimals, so that amounts below 10^15 are right to the cent.

use rust_decimal::Decimal;

use crate::error::{Fault, Outcome};

fn overflow() -> Fault {
    Fault::new("amount_overflow").with("value", "∑")
}

/// `base` to a whole power.
fn power(base: Decimal, exponent: u32) -> Outcome<Decimal> {
    let mut product = Decimal::ONE;
    for _ in 0..exponent {
        product = product.checked_mul(base).ok_or_else(overflow)?;
    }
    Ok(product)
}

/// The twelfth root of a number from 1 to 2, by Newton's method.
fn twelfth_root(value: Decimal) -> Outcome<Decimal> {
    let twelve = Decimal::from(12);
    let mut root = Decimal::ONE + (value - Decimal::ONE) / twelve;
    for _ in 0..60 {
        let eleventh = power(root, 11)?;
        let step = (eleventh * root - value) / (twelve * eleventh);
        root -= step;
        if step.abs() < Decimal::new(1, 27) {
            break;
        }
    }
    Ok(root)
}

/// Discount factors of a yearly effective rate, by month.
///
/// ```
/// use kezhang_core::evaluate::offer::time_value::Discount;
/// use kezhang_core::money::round;
/// use rust_decimal::Decimal;
/// // 12,000 a year for three years at 8 %: 33,399.18 in advance, 30,925.16 in arrears.
/// let discount = Discount::new(Decimal::from(8), 36).unwrap();
/// let value = |months: [u32; 3]| {
///     let exact: Decimal = months.iter().map(|m| Decimal::from(12_000) * discount.factor(*m)).sum();
///     round(exact, 2).to_string()
/// };
/// assert_eq!(value([0, 12, 24]), "33399.18");
/// assert_eq!(value([12, 24, 36]), "30925.16");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discount(Vec<Decimal>);

impl Discount {
    /// Factors of the months 0 to `months` at a rate in percent, 0 to 100.
    ///
    /// # Errors
    /// `need_discount_invalid` for another rate.
    pub fn new(percent: Decimal, months: u32) -> Outcome<Self> {
        if percent < Decimal::ZERO || percent > Decimal::ONE_HUNDRED {
            return Err(Fault::new("need_discount_invalid")
                .with("value", percent)
                .with("at", "discount_percent"));
        }
        let yearly = Decimal::ONE + percent / Decimal::ONE_HUNDRED;
        let root = twelfth_root(yearly)?;
        let mut factors = Vec::with_capacity(months as usize + 1);
        for month in 0..=months {
            let growth = power(yearly, month / 12)?
                .checked_mul(power(root, month % 12)?)
                .ok_or_else(overflow)?;
            factors.push(Decimal::ONE / growth);
        }
        Ok(Self(factors))
    }

    /// The factor of a month; of the last one known beyond it.
    pub fn factor(&self, month: u32) -> Decimal {
        let at = (month as usize).min(self.0.len().saturating_sub(1));
        self.0.get(at).copied().unwrap_or(Decimal::ONE)
    }
}

/// Present value of equally spaced flows at a rate per period (a fraction); the first is not discounted.
///
/// ```
/// use kezhang_core::evaluate::offer::time_value::present_value;
/// use kezhang_core::money::round;
/// let dec = |text: &str| text.parse().unwrap();
/// // numpy-financial 1.0.0: npv(0.08, [-40000, 5000, 8000, 12000, 30000]) = 3065.2226681795255
/// let flows = ["-40000", "5000", "8000", "12000", "30000"].map(dec);
/// assert_eq!(round(present_value(dec("0.08"), &flows).unwrap(), 9).to_string(), "3065.222668180");
/// ```
///
/// # Errors
/// `interest_invalid` for −1 and below, `amount_overflow`.
pub fn present_value(rate: Decimal, flows: &[Decimal]) -> Outcome<Decimal> {
    let growth = Decimal::ONE + rate;
    if growth <= Decimal::ZERO {
        return Err(Fault::new("interest_invalid").with("value", rate));
    }
    // Horner's scheme from the last flow: no power of a small number is ever formed.
    flows.iter().rev().try_fold(Decimal::ZERO, |sum, flow| {
        sum.checked_div(growth)
            .and_then(|later| later.checked_add(*flow))
            .ok_or_else(overflow)
    })
}

/// The rate per period at which flows are worth nothing; none where they do not change sign or no rate between
/// −99.9 % and 1000 % does it.
///
/// ```
/// use kezhang_core::evaluate::offer::time_value::internal_rate;
/// use kezhang_core::money::round;
/// let dec = |text: &str| text.parse().unwrap();
/// // numpy-financial 1.0.0: irr([-100, 39, 59, 55, 20]) = 0.2809484211599611
/// let flows = ["-100", "39", "59", "55", "20"].map(dec);
/// assert_eq!(round(internal_rate(&flows).unwrap(), 10).to_string(), "0.2809484212");
/// ```
pub fn internal_rate(flows: &[Decimal]) -> Option<Decimal> {
    // The sign of the present value: for rates below 0 the value at the end of the flows has the same sign and stays small.
    let sign = |rate: Decimal| -> Option<Decimal> {
        let growth = Decimal::ONE + rate;
        if rate.is_sign_negative() {
            flows
                .iter()
                .try_fold(Decimal::ZERO, |sum, flow| sum.checked_mul(growth)?.checked_add(*flow))
        } else {
            present_value(rate, flows).ok()
        }
    };
    let (mut low, mut high) = (Decimal::new(-999, 3), Decimal::TEN);
    let (at_low, at_high) = (sign(low)?, sign(high)?);
    if at_low.is_zero() || at_high.is_zero() || at_low.is_sign_negative() == at_high.is_sign_negative() {
        return None;
    }
    for _ in 0..80 {
        let middle = (low + high) / Decimal::TWO;
        let value = sign(middle)?;
        if value.is_zero() {
            return Some(middle);
        }
        if value.is_sign_negative() == at_low.is_sign_negative() {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some((low + high) / Decimal::TWO)
}

/// The level payment over `count` periods that is worth `value` today, at the start or the end of each period.
///
/// ```
/// use kezhang_core::evaluate::offer::time_value::level_payment;
/// use kezhang_core::money::round;
/// let dec = |text: &str| text.parse().unwrap();
/// // numpy-financial 1.0.0: pmt(0.075/12, 12*15, 200000) = −1854.0247200054619
/// let rate = dec("0.00625");
/// assert_eq!(round(level_payment(rate, 180, dec("200000"), false).unwrap(), 8).to_string(), "1854.02472001");
/// ```
///
/// # Errors
/// `interest_invalid`, `amount_overflow`.
pub fn level_payment(rate: Decimal, count: u32, value: Decimal, at_start: bool) -> Outcome<Decimal> {
    if count == 0 || rate <= Decimal::NEGATIVE_ONE {
        return Err(Fault::new("interest_invalid").with("value", rate));
    }
    // What a payment of 1 is worth: divided by that, the value is the payment.
    let ones = vec![Decimal::ONE; count as usize];
    let mut worth = present_value(rate, &ones)?;
    if !at_start {
        worth /= Decimal::ONE + rate;
    }
    value.checked_div(worth).ok_or_else(overflow)
}
