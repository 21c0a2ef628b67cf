//! How a figure is written: separators, units, and the short forms of charts (万, 亿; k, m).
//!
//! Everything works on exact decimals; nothing here goes through a float.

use kezhang_core::Language;
pub use kezhang_core::money::grouped;
use kezhang_core::money::round;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

/// What one of the figures stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub enum Unit {
    /// 元.
    #[default]
    One,
    /// 万元.
    TenThousand,
}

impl Unit {
    /// 1 or 10000; none for anything else.
    pub fn from_number(number: u32) -> Option<Self> {
        match number {
            1 => Some(Self::One),
            10_000 => Some(Self::TenThousand),
            _ => None,
        }
    }

    /// The figure in this unit, exact.
    pub fn of(self, value: Decimal) -> Decimal {
        match self {
            Self::One => value,
            // A division by a power of ten is exact as long as the scale has room, which money has.
            Self::TenThousand => value.checked_mul(Decimal::new(1, 4)).unwrap_or(value),
        }
    }

    /// Decimals shown: the currency's own, or two of 万元.
    pub fn decimals(self, own: u32) -> u32 {
        match self {
            Self::One => own,
            Self::TenThousand => 2,
        }
    }
}

/// The same with a real minus, for pages and pictures.
pub fn typeset(value: Decimal, decimals: u32) -> String {
    grouped(value, decimals).replace('-', "−")
}

/// A share as a percentage with one decimal, `85.3%`.
pub fn percent(share: Decimal) -> String {
    format!(
        "{}%",
        grouped(share.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(share), 1)
    )
}

/// actual ÷ budget, rounded to a thousandth; none when the budget is 0.
///
/// ```
/// use kezhang_paint::figure::ratio;
/// assert_eq!(ratio("850".parse().unwrap(), "1000".parse().unwrap()), Some("0.850".parse().unwrap()));
/// assert_eq!(ratio("850".parse().unwrap(), "0.00".parse().unwrap()), None);
/// ```
pub fn ratio(actual: Decimal, budget: Decimal) -> Option<Decimal> {
    actual.checked_div(budget).map(|share| round(share, 3))
}

/// The steps of short forms: the power of ten and its word.
fn scales(language: Language) -> &'static [(u32, &'static str)] {
    match language {
        Language::Chinese => &[(8, "亿"), (4, "万"), (0, "")],
        Language::English => &[(9, "bn"), (6, "M"), (3, "k"), (0, "")],
    }
}

/// A power of ten as a factor for dividing.
fn tenth(power: u32) -> Decimal {
    Decimal::new(1, power)
}

/// The scale that suits a figure of this size.
pub fn scale_of(value: Decimal, language: Language, unit: Unit) -> (u32, &'static str) {
    // Figures in 万元 are never shortened once more: 20万 beside 单位:万元 would be read as 20.
    let plain = (0, "");
    if unit != Unit::One {
        return plain;
    }
    let size = value.abs();
    scales(language)
        .iter()
        .copied()
        .find(|(power, _)| size >= Decimal::from(10u64.pow(*power)))
        .unwrap_or(plain)
}

/// A figure already in its unit, written at a scale with exactly so many decimals.
pub fn at_scale(value: Decimal, scale: (u32, &str), decimals: u32) -> String {
    let scaled = value.checked_mul(tenth(scale.0)).unwrap_or(value);
    let text = typeset(scaled, decimals);
    if scaled.is_zero() {
        "0".to_owned()
    } else {
        text + scale.1
    }
}

/// The short form of a figure in a chart, with three to four digits that count: `12.35万`, `1.2k`.
///
/// ```
/// use kezhang_core::Language::{Chinese, English};
/// use kezhang_paint::figure::{Unit, short};
/// let figure = |text: &str| text.parse().unwrap();
/// assert_eq!(short(figure("123456"), Chinese, Unit::One), "12.35万");
/// assert_eq!(short(figure("99999999"), Chinese, Unit::One), "1亿");
/// assert_eq!(short(figure("-3200"), Chinese, Unit::One), "−3,200");
/// assert_eq!(short(figure("123456"), English, Unit::One), "123.5k");
/// assert_eq!(short(figure("123456"), Chinese, Unit::TenThousand), "12.35");
/// ```
pub fn short(value: Decimal, language: Language, unit: Unit) -> String {
    let value = unit.of(value);
    let write = |scale: (u32, &'static str)| {
        let scaled = value.checked_mul(tenth(scale.0)).unwrap_or(value);
        let decimals = match scaled.abs() {
            size if size >= Decimal::from(1000) => 0,
            size if size >= Decimal::from(100) => 1,
            _ => 2,
        };
        (round(scaled, decimals), scale.1)
    };
    let mut written = write(scale_of(value, language, unit));
    // Rounding can carry a figure over the edge of its scale: 9,999.99万 is 1亿.
    if unit == Unit::One {
        let whole = written
            .0
            .checked_mul(Decimal::from(10u64.pow(scale_of(value, language, unit).0)))
            .unwrap_or(value);
        if scale_of(whole, language, unit) != scale_of(value, language, unit) {
            written = write(scale_of(whole, language, unit));
        }
    }
    let plain = written.0.normalize();
    format!(
        "{}{}",
        typeset(plain, plain.scale()),
        if plain.is_zero() { "" } else { written.1 }
    )
}
