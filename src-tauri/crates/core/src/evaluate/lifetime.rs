//! CLV 客户生命周期价值 of a contractual relation: money comes each month until the customer leaves.

/// The monthly rate of a yearly effective one.
///
/// ```
/// use kezhang_core::evaluate::lifetime::monthly_rate;
/// assert!((monthly_rate(0.12) - 0.009_488_8).abs() < 1e-7);
/// ```
pub fn monthly_rate(yearly: f64) -> f64 {
    (yearly.ln_1p() / 12.0).exp_m1()
}

/// Σ_{t=0…H−1} m·r^t ÷ (1 + d_m)^t: `monthly` what a month leaves, `retention` monthly, `discount` yearly effective,
/// `horizon` in months. None where the sum has no end (no horizon, and nothing is lost or discounted) or an argument
/// makes no sense.
///
/// ```
/// use kezhang_core::evaluate::lifetime::contractual;
/// let cents = |value: Option<f64>| (value.unwrap() * 100.0).round() / 100.0;
/// assert_eq!(cents(contractual(10.0, 0.96, 0.0, None)), 250.00);
/// assert_eq!(cents(contractual(10.0, 0.96, 0.12, None)), 203.98);
/// assert_eq!(cents(contractual(10.0, 0.96, 0.12, Some(36))), 170.59);
/// assert_eq!(contractual(10.0, 1.0, 0.0, None), None);
/// ```
pub fn contractual(monthly: f64, retention: f64, discount: f64, horizon: Option<u32>) -> Option<f64> {
    if !(0.0..=1.0).contains(&retention) || discount <= -1.0 || !monthly.is_finite() || !discount.is_finite() {
        return None;
    }
    let ratio = retention / (1.0 + monthly_rate(discount));
    let months = match horizon {
        None if ratio >= 1.0 => return None,
        None => 1.0 / (1.0 - ratio),
        Some(months) if (ratio - 1.0).abs() < 1e-12 => f64::from(months),
        Some(months) => (1.0 - ratio.powi(i32::try_from(months).ok()?)) / (1.0 - ratio),
    };
    Some(monthly * months).filter(|value| value.is_finite())
}
