//! How a review writes figures and sentences.

use rust_decimal::Decimal;

use super::shown::Quantity;
use crate::language::{Language, say};
use crate::money::{self, Currency};

/// The figure with separators and a real minus.
fn grouped(value: Decimal, decimals: u32) -> String {
    money::grouped(value, decimals).replace('-', "−")
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Pen {
    pub language: Language,
    pub currency: Currency,
}

impl Pen {
    pub(super) fn say(&self, key: &str, facts: &[(&str, &str)]) -> String {
        say(self.language, key, facts)
    }

    pub(super) fn money(&self, value: Decimal) -> String {
        grouped(value, self.currency.decimals())
    }

    pub(super) fn share(&self, value: Decimal) -> String {
        let percent = value.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(value);
        format!("{}%", grouped(percent, 1))
    }

    pub(super) fn times(&self, value: Decimal) -> String {
        self.say("review.times", &[("count", &grouped(value, 1))])
    }

    pub(super) fn figure(&self, quantity: Quantity, value: Decimal) -> String {
        match quantity {
            Quantity::Money => self.money(value),
            Quantity::Share => self.share(value),
            Quantity::Count => grouped(value, if value.fract().is_zero() { 0 } else { 1 }),
            Quantity::Months => self.say("review.months", &[("count", &grouped(value, 1))]),
            Quantity::Times => self.times(value),
            Quantity::Score => grouped(value, 2),
        }
    }
}
