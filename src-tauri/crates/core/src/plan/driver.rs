//! Drivers: what a line's year comes to, worked out of people, seats, customers or events; and the sentence that says so.
//!
//! The one thing to know: all factors are multiplied exactly and the year is rounded once, half away from zero.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Fault, Outcome};
use crate::language::{Language, say};
use crate::money::{Amount, Currency, grouped, round};

/// What a line's year is worked out of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum LineDriver {
    /// 人数 × 月薪 × (1 + 社保公积金 %) × 投入比例 × 月数 + 奖金.
    People {
        /// How many; a part of a person is allowed: `1.5`.
        people: String,
        /// Pay of one a month; the lower end of what experience and place make of it.
        monthly_pay: Amount,
        /// The upper end; the middle of both counts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        monthly_pay_to: Option<Amount>,
        /// Employer's contributions in per cent of pay; 35 when absent ◇e.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contributions_percent: Option<String>,
        /// Per cent of their time; 100 when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        share_percent: Option<String>,
        /// Months of the year; 12 when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        months: Option<u32>,
        /// Bonus of them all in the year, as it stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bonus: Option<Amount>,
    },
    /// 账号数 × 单价 × 月数.
    Seats {
        /// How many.
        seats: u32,
        /// Price of one a month.
        price: Amount,
        /// Months of the year; 12 when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        months: Option<u32>,
    },
    /// 户数 × 每户标准.
    PerCustomer {
        /// How many customers.
        customers: u32,
        /// What each gets in a year.
        each: Amount,
    },
    /// 场次 × 每场费用.
    Events {
        /// How many.
        events: u32,
        /// What one costs.
        each: Amount,
    },
}

fn figure(text: &str, most: i64) -> Outcome<Decimal> {
    let value: Option<Decimal> = text.trim().parse().ok();
    value
        .filter(|value| *value >= Decimal::ZERO && *value <= Decimal::from(most))
        .ok_or_else(|| Fault::new("driver_figure").with("value", text))
}

fn money(amount: Amount, currency: Currency) -> Outcome<Decimal> {
    // Checks its decimals.
    currency.minor(amount.value())?;
    if amount.value().is_sign_negative() && !amount.value().is_zero() {
        return Err(Fault::new("driver_figure").with("value", amount));
    }
    Ok(amount.value())
}

fn of_year(months: Option<u32>) -> Outcome<u32> {
    let months = months.unwrap_or(12);
    if (1..=12).contains(&months) {
        Ok(months)
    } else {
        Err(Fault::new("driver_figure").with("value", months))
    }
}

fn product(factors: &[Decimal]) -> Outcome<Decimal> {
    factors
        .iter()
        .try_fold(Decimal::ONE, |product, factor| product.checked_mul(*factor))
        .ok_or_else(|| Fault::new("amount_overflow").with("value", "×"))
}

/// Lower and upper end as one figure: their middle.
fn middle(low: Amount, high: Option<Amount>, currency: Currency) -> Outcome<Decimal> {
    let low = money(low, currency)?;
    let Some(high) = high else { return Ok(low) };
    let high = money(high, currency)?;
    if high < low {
        return Err(Fault::new("driver_range").with("low", low).with("high", high));
    }
    let sum = low.checked_add(high);
    sum.map(|sum| sum / Decimal::TWO)
        .ok_or_else(|| Fault::new("amount_overflow").with("value", high))
}

const HUNDRED: Decimal = Decimal::ONE_HUNDRED;

impl LineDriver {
    /// The year, in minor units.
    ///
    /// ```
    /// use kezhang_core::Currency;
    /// use kezhang_core::plan::driver::LineDriver;
    /// let amount = |text: &str| text.parse().unwrap();
    /// // 1.5 people × 9,000 (8,000 to 10,000) × 1.35 × 50 % × 12 + 6,000 = 109,350 + 6,000
    /// let people = LineDriver::People {
    ///     people: "1.5".into(), monthly_pay: amount("8000.00"), monthly_pay_to: Some(amount("10000.00")),
    ///     contributions_percent: None, share_percent: Some("50".into()), months: None, bonus: Some(amount("6000.00")),
    /// };
    /// assert_eq!(people.year(Currency::CNY).unwrap(), 115_350_00);
    /// // 12 seats × 89.90 × 7 months
    /// assert_eq!(LineDriver::Seats { seats: 12, price: amount("89.90"), months: Some(7) }.year(Currency::CNY).unwrap(), 7_551_60);
    /// assert_eq!(LineDriver::PerCustomer { customers: 40, each: amount("1200.00") }.year(Currency::CNY).unwrap(), 48_000_00);
    /// assert!(LineDriver::Seats { seats: 1, price: amount("1.00"), months: Some(13) }.year(Currency::CNY).is_err());
    /// ```
    ///
    /// # Errors
    /// `driver_figure` for a figure out of bounds, `driver_range` for a range of pay that runs backwards,
    /// `amount_decimals`, `amount_overflow`.
    pub fn year(&self, currency: Currency) -> Outcome<i64> {
        let year = match self {
            Self::People {
                people,
                monthly_pay,
                monthly_pay_to,
                contributions_percent,
                share_percent,
                months,
                bonus,
            } => {
                let contributions = figure(contributions_percent.as_deref().unwrap_or("35"), 200)?;
                let pay = product(&[
                    figure(people, 1_000_000)?,
                    middle(*monthly_pay, *monthly_pay_to, currency)?,
                    (HUNDRED + contributions) / HUNDRED,
                    figure(share_percent.as_deref().unwrap_or("100"), 100)? / HUNDRED,
                    Decimal::from(of_year(*months)?),
                ])?;
                let bonus = bonus.map_or(Ok(Decimal::ZERO), |bonus| money(bonus, currency))?;
                pay.checked_add(bonus)
                    .ok_or_else(|| Fault::new("amount_overflow").with("value", bonus))?
            }
            Self::Seats { seats, price, months } => product(&[
                Decimal::from(*seats),
                money(*price, currency)?,
                Decimal::from(of_year(*months)?),
            ])?,
            Self::PerCustomer { customers: count, each } | Self::Events { events: count, each } => {
                product(&[Decimal::from(*count), money(*each, currency)?])?
            }
        };
        currency.minor(round(year, currency.decimals()))
    }

    /// Where the figure comes from, in one sentence.
    pub fn said(&self, language: Language) -> String {
        let money = |amount: &Amount| grouped(amount.value(), amount.value().scale());
        match self {
            Self::People {
                people,
                monthly_pay,
                monthly_pay_to,
                contributions_percent,
                share_percent,
                months,
                bonus,
            } => {
                let pay = match monthly_pay_to {
                    Some(to) => format!("{}–{}", money(monthly_pay), money(to)),
                    None => money(monthly_pay),
                };
                let months = months.unwrap_or(12).to_string();
                let mut said = say(
                    language,
                    "driver.people.says",
                    &[
                        ("people", people.trim()),
                        ("pay", &pay),
                        ("contributions", contributions_percent.as_deref().unwrap_or("35")),
                        ("share", share_percent.as_deref().unwrap_or("100")),
                        ("months", &months),
                    ],
                );
                if let Some(bonus) = bonus {
                    said.push_str(&say(language, "driver.bonus.says", &[("bonus", &money(bonus))]));
                }
                said
            }
            Self::Seats { seats, price, months } => say(
                language,
                "driver.seats.says",
                &[
                    ("seats", &seats.to_string()),
                    ("price", &money(price)),
                    ("months", &months.unwrap_or(12).to_string()),
                ],
            ),
            Self::PerCustomer { customers, each } => say(
                language,
                "driver.per_customer.says",
                &[("customers", &customers.to_string()), ("each", &money(each))],
            ),
            Self::Events { events, each } => say(
                language,
                "driver.events.says",
                &[("events", &events.to_string()), ("each", &money(each))],
            ),
        }
    }
}
