//! Axes: round steps, and two axes that share their zero and their grid lines.

use kezhang_core::Language;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::figure::{Unit, at_scale, scale_of};

/// An axis from `below` steps under zero to `above` steps over it; figures are in the unit shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// The distance of two grid lines.
    pub step: Decimal,
    /// Steps over zero.
    pub above: u32,
    /// Steps under zero.
    pub below: u32,
}

/// The smallest round number that is at least `value`: 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten.
fn round_up(value: Decimal, mantissas: &[i64]) -> Decimal {
    if value <= Decimal::ZERO {
        return Decimal::ONE;
    }
    let mut power = Decimal::new(1, 4);
    while power.checked_mul(Decimal::TEN).is_some_and(|next| next <= value) {
        power *= Decimal::TEN;
    }
    mantissas
        .iter()
        .chain(&[100])
        .filter_map(|tenths| power.checked_mul(Decimal::new(*tenths, 1)))
        .find(|step| *step >= value)
        .unwrap_or(value)
        .normalize()
}

impl Axis {
    /// An axis that holds `low ..= high` (and zero) in about `steps` steps.
    pub fn new(low: Decimal, high: Decimal, steps: u32) -> Self {
        let (low, high) = (low.min(Decimal::ZERO), high.max(Decimal::ZERO));
        let room = high - low;
        let step = round_up(room / Decimal::from(steps.max(1)), &[10, 20, 25, 50]);
        let count = |size: Decimal| (size / step).ceil().to_u32().unwrap_or(steps);
        let (above, below) = (count(high), count(low.abs()));
        Self {
            step,
            above: if above + below == 0 { 1 } else { above },
            below,
        }
    }

    /// A second axis on the same grid lines, that holds `low ..= high`.
    ///
    /// An axis without steps on the side where this one needs them gets one more there.
    pub fn beside(&mut self, low: Decimal, high: Decimal) -> Self {
        if low < Decimal::ZERO && self.below == 0 {
            self.below = 1;
        }
        if high > Decimal::ZERO && self.above == 0 {
            self.above = 1;
        }
        let each = |size: Decimal, count: u32| {
            if count == 0 {
                Decimal::ZERO
            } else {
                size / Decimal::from(count)
            }
        };
        let need = each(high.max(Decimal::ZERO), self.above).max(each(low.min(Decimal::ZERO).abs(), self.below));
        Self {
            step: round_up(need, &[10, 15, 20, 25, 30, 40, 50, 60, 80]),
            ..self.clone()
        }
    }

    /// The lowest figure.
    pub fn low(&self) -> Decimal {
        -self.step * Decimal::from(self.below)
    }

    /// The highest figure.
    pub fn high(&self) -> Decimal {
        self.step * Decimal::from(self.above)
    }

    /// The figures of the grid lines, lowest first.
    pub fn ticks(&self) -> Vec<Decimal> {
        (-i64::from(self.below)..=i64::from(self.above))
            .map(|n| self.step * Decimal::from(n))
            .collect()
    }

    /// Their labels, all at one scale and with the decimals that the step needs: the scale of the largest, or
    /// that of the step where the largest one's would ask for more than one decimal (2,500 rather than 0.25万).
    pub fn labels(&self, language: Language, unit: Unit) -> Vec<String> {
        let at = |scale: (u32, &'static str)| (scale, (self.step * Decimal::new(1, scale.0)).normalize());
        let (scale, step) = match at(scale_of(self.high().max(self.low().abs()), language, unit)) {
            (_, step) if step.scale() > 1 => at(scale_of(self.step, language, unit)),
            fine => fine,
        };
        self.ticks()
            .into_iter()
            .map(|tick| at_scale(tick, scale, step.scale()))
            .collect()
    }

    /// Where a figure lies, 0 at the lowest to 1 at the highest: geometry only.
    pub fn place(&self, value: Decimal) -> f64 {
        let (low, high) = (pixels(self.low()), pixels(self.high()));
        if high > low {
            (pixels(value) - low) / (high - low)
        } else {
            0.0
        }
    }
}

/// A figure as a float, for lengths on the picture and nothing else.
pub fn pixels(value: Decimal) -> f64 {
    value.to_f64().unwrap_or(0.0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn ticks_are_round_numbers_in_the_language_of_the_reader() {
        let axis = Axis::new(dec("0"), dec("183456.78"), 5);
        assert_eq!(
            axis.labels(Language::Chinese, Unit::One),
            ["0", "5万", "10万", "15万", "20万"]
        );
        assert_eq!(
            axis.labels(Language::English, Unit::One),
            ["0", "50k", "100k", "150k", "200k"]
        );
        let near = Axis::new(dec("0"), dec("9800"), 5);
        assert_eq!(near.step, dec("2000"));
        let quarters = Axis {
            step: dec("2500"),
            above: 4,
            below: 0,
        };
        assert_eq!(
            quarters.labels(Language::Chinese, Unit::One),
            ["0", "2,500", "5,000", "7,500", "10,000"]
        );
        let small = Axis::new(dec("-0.3"), dec("1"), 5);
        assert_eq!(small.labels(Language::Chinese, Unit::One), ["−0.5", "0", "0.5", "1.0"]);
    }

    #[test]
    fn two_axes_share_their_zero() {
        let mut left = Axis::new(dec("0"), dec("100"), 5);
        let right = left.beside(dec("-40"), dec("900"));
        assert_eq!(
            (left.below, right.below, left.above, right.above),
            (1, 1, left.above, left.above)
        );
        assert!((left.place(Decimal::ZERO) - right.place(Decimal::ZERO)).abs() < 1e-9);
        assert!(right.low() <= dec("-40") && right.high() >= dec("900"));
    }
}
