//! Statistics on their way out: rounded once, and nothing that is not a number.

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use crate::money::{Amount, Currency, round};

/// A number rounded to ten significant digits; none where it is not finite.
///
/// ```
/// use kezhang_core::evaluate::estimate::number;
/// assert_eq!(number(1.0 / 3.0), Some(0.333_333_333_3));
/// assert_eq!(number(f64::NAN), None);
/// ```
pub fn number(value: f64) -> Option<f64> {
    if !value.is_finite() {
        return None;
    }
    format!("{value:.9e}").parse().ok()
}

/// An estimated amount, rounded to the currency's decimals; none where it is not finite or too large.
pub fn money(value: f64, currency: Currency) -> Option<Amount> {
    let decimal = Decimal::from_f64(value)?;
    let minor = currency.rounded_minor(decimal).ok()?;
    Some(currency.amount(minor))
}

/// A part of a whole as a share with six decimals; none where the whole is nothing.
///
/// ```
/// use kezhang_core::evaluate::estimate::share;
/// assert_eq!(share(1, 3), Some(0.333_333));
/// assert_eq!(share(1, 0), None);
/// ```
pub fn share(part: i64, whole: i64) -> Option<f64> {
    if whole == 0 {
        return None;
    }
    let ratio = Decimal::from(part).checked_div(Decimal::from(whole))?;
    round(ratio, 6).to_string().parse().ok()
}

/// The 95 % interval of a proportion (Wilson 1927, without continuity correction); none of nothing.
///
/// ```
/// use kezhang_core::evaluate::estimate::proportion;
/// // 8 of 10: 0.4902 to 0.9433 (statsmodels, proportion_confint(8, 10, method="wilson"))
/// let (low, high) = proportion(8, 10).unwrap();
/// assert!((low - 0.49016).abs() < 5e-5 && (high - 0.94332).abs() < 5e-5);
/// assert_eq!(proportion(0, 0), None);
/// ```
pub fn proportion(part: u64, whole: u64) -> Option<(f64, f64)> {
    if whole == 0 || part > whole {
        return None;
    }
    const Z: f64 = 1.959_963_984_540_054;
    let (n, p) = (whole as f64, part as f64 / whole as f64);
    let scale = 1.0 + Z * Z / n;
    let middle = (p + Z * Z / (2.0 * n)) / scale;
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt() / scale;
    Some((number((middle - half).max(0.0))?, number((middle + half).min(1.0))?))
}
