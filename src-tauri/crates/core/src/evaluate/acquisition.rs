//! What a new customer costs, how soon it has paid for itself, what a channel or an activity returns.
//!
//! The one thing to know: ratios are totals over totals, and what cannot be divided is none.

use rust_decimal::Decimal;

use crate::error::Outcome;
use crate::money::{Amount, Currency};

/// CAC 获客成本: acquisition cost ÷ customers acquired, in minor units; none where nobody was won.
///
/// # Errors
/// `amount_overflow`.
///
/// ```
/// use kezhang_core::evaluate::acquisition::cac;
/// use kezhang_core::Currency;
/// // advertising 60,000, sales pay 180,000, commissions 20,000, 20 new customers
/// let cost = 60_000_00 + 180_000_00 + 20_000_00;
/// assert_eq!(cac(cost, 20, Currency::CNY).unwrap().unwrap().to_string(), "13000.00");
/// assert_eq!(cac(cost, 0, Currency::CNY).unwrap(), None);
/// ```
pub fn cac(cost_minor: i64, customers: i64, currency: Currency) -> Outcome<Option<Amount>> {
    if customers <= 0 {
        return Ok(None);
    }
    let Some(each) = currency
        .amount(cost_minor)
        .value()
        .checked_div(Decimal::from(customers))
    else {
        return Ok(None);
    };
    Ok(Some(currency.amount(currency.rounded_minor(each)?)))
}

/// Payback 获客成本回收期 in months, undiscounted: CAC ÷ (monthly revenue × margin − monthly cost to keep and serve);
/// none where the margin is not above zero: never.
///
/// ```
/// use kezhang_core::evaluate::acquisition::payback;
/// let d = |s: &str| s.parse().unwrap();
/// assert_eq!(payback(d("13000"), d("2000"), d("0.6"), d("0")), Some(10.8));
/// assert_eq!(payback(d("13000"), d("2000"), d("0.6"), d("500")), Some(18.6));
/// assert_eq!(payback(d("13000"), d("2000"), d("0.6"), d("1200")), None);
/// ```
pub fn payback(cac: Decimal, monthly_revenue: Decimal, margin: Decimal, monthly_cost: Decimal) -> Option<f64> {
    let left = monthly_revenue.checked_mul(margin)?.checked_sub(monthly_cost)?;
    if left <= Decimal::ZERO || cac < Decimal::ZERO {
        return None;
    }
    crate::money::round(cac.checked_div(left)?, 1).to_string().parse().ok()
}

/// The two returns of money spent; each none where nothing was spent.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Returns {
    /// 收入口径: (revenue won − cost) ÷ cost.
    pub on_revenue: Option<f64>,
    /// 毛利口径: (revenue × margin − cost) ÷ cost; none where the margin is unknown.
    pub on_margin: Option<f64>,
}

/// Returns by revenue and by margin.
///
/// ```
/// use kezhang_core::evaluate::acquisition::returns;
/// let found = returns(2_000_00, 500_00, Some("0.3".parse().unwrap()));
/// assert_eq!((found.on_revenue, found.on_margin), (Some(3.0), Some(0.2))); // 300 % and 20 %
/// assert_eq!(returns(2_000_00, 0, None).on_revenue, None);
/// ```
pub fn returns(revenue_minor: i64, cost_minor: i64, margin: Option<Decimal>) -> Returns {
    if cost_minor <= 0 {
        return Returns::default();
    }
    let (revenue, cost) = (Decimal::from(revenue_minor), Decimal::from(cost_minor));
    let of = |won: Decimal| -> Option<f64> {
        let ratio = won.checked_sub(cost)?.checked_div(cost)?;
        crate::money::round(ratio, 6).to_string().parse().ok()
    };
    Returns {
        on_revenue: of(revenue),
        on_margin: margin.and_then(|margin| of(revenue.checked_mul(margin)?)),
    }
}
