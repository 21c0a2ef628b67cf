//! What is typed or pasted into a cell of a budget: an amount, a formula, a change of what stands there.
//!
//! ```text
//!  1,200  ¥1200  (1,234.50)  1.2万  １２００      the amount; 1.200,50 only where a decimal comma is stated
//!  =1200*12/4   =(3+2)*10%                      a formula
//!  +5%  -5%  *1.1  /2                           what stands in the cell, changed
//! ```
//!
//! The one thing to know: fractions are exact until the one rounding at the end (四舍五入), and nothing is guessed.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use unicode_normalization::UnicodeNormalization;

use crate::error::{Fault, Outcome};
use crate::money::Currency;
use crate::record::import::{Cell, DecimalMark, amount_as_stated};

/// Longest text that is read: what is longer is no amount.
const LONGEST: usize = 400;

/// How what is written in a cell is to be taken.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// Currency of the ledger.
    pub currency: Currency,
    /// Decimal mark of amounts.
    pub decimal: DecimalMark,
    /// Pasted: amounts alone are taken, `+5%` changes nothing.
    pub is_pasted: bool,
}

/// An exact fraction; the denominator is above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fraction {
    over: i128,
    under: i128,
}

impl Fraction {
    const ONE: Self = Self { over: 1, under: 1 };

    fn new(over: i128, under: i128) -> Option<Self> {
        let divisor = gcd(over.unsigned_abs(), under.unsigned_abs());
        let divisor = i128::try_from(divisor).ok().filter(|d| *d != 0)?;
        let sign = if under < 0 { -1 } else { 1 };
        Some(Self {
            over: (over / divisor).checked_mul(sign)?,
            under: (under / divisor).checked_mul(sign)?,
        })
    }

    fn of(value: Decimal) -> Option<Self> {
        Self::new(value.mantissa(), 10i128.checked_pow(value.scale())?)
    }

    fn plus(self, other: Self) -> Option<Self> {
        let left = self.over.checked_mul(other.under)?;
        let right = other.over.checked_mul(self.under)?;
        Self::new(left.checked_add(right)?, self.under.checked_mul(other.under)?)
    }

    fn times(self, other: Self) -> Option<Self> {
        // Reduced crosswise first, so that what fits in the end does not overflow on the way.
        let (a, b) = (Self::new(self.over, other.under)?, Self::new(other.over, self.under)?);
        Self::new(a.over.checked_mul(b.over)?, a.under.checked_mul(b.under)?)
    }

    fn inverse(self) -> Option<Self> {
        (self.over != 0).then_some(())?;
        Self::new(self.under, self.over)
    }

    fn negative(self) -> Self {
        Self {
            over: -self.over,
            under: self.under,
        }
    }

    /// Minor units, rounded half away from zero.
    fn minor(self, decimals: u32) -> Option<i64> {
        let over = self.over.checked_mul(10i128.checked_pow(decimals)?)?;
        let twice = over.unsigned_abs().checked_mul(2)?;
        let under = self.under.unsigned_abs();
        let whole = twice.checked_add(under)? / under.checked_mul(2)?;
        let minor = whole.to_i64()?;
        Some(if over < 0 { -minor } else { minor })
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Minor units of what is written; `before` is what stands in the cell.
///
/// ```
/// use kezhang_core::Currency;
/// use kezhang_core::plan::formula::{Reading, read};
/// use kezhang_core::record::import::DecimalMark;
/// let typed = Reading { currency: Currency::CNY, decimal: DecimalMark::Point, is_pasted: false };
/// assert_eq!(read("=1200*12/4", 0, typed).unwrap(), Some(3_600_00));
/// assert_eq!(read("+5%", 1_000_10, typed).unwrap(), Some(1_050_11)); // 1,050.105
/// assert_eq!(read("1.2万", 0, typed).unwrap(), Some(12_000_00));
/// assert_eq!(read("1.200,50", 0, typed).unwrap_err().code, "amount_decimal_comma");
/// ```
///
/// # Errors
/// `amount_unreadable`, `amount_percent`, `amount_decimal_comma`, `amount_currency`, `amount_decimals`,
/// `amount_overflow`, `formula_unreadable`, `formula_bracket`, `formula_zero`.
pub fn read(text: &str, before: i64, reading: Reading) -> Outcome<Option<i64>> {
    let narrow = narrowed(text);
    let text_here = narrow.trim();
    if text_here.len() > LONGEST {
        return Err(Fault::new("amount_unreadable").with("value", shortened(text)));
    }
    let decimals = reading.currency.decimals();
    let overflow = || Fault::new("amount_overflow").with("value", shortened(text));
    if let Some(formula) = text_here.strip_prefix('=') {
        let value = Parser::new(formula, reading, text).whole()?;
        return value.minor(decimals).ok_or_else(overflow).map(Some);
    }
    let is_relative =
        text_here.starts_with(['*', '/']) || (text_here.starts_with(['+', '-']) && text_here.ends_with('%'));
    if is_relative {
        if reading.is_pasted {
            return Err(unreadable(text, text_here));
        }
        let old = Fraction::of(reading.currency.amount(before).value()).ok_or_else(overflow)?;
        let value = if let Some(factor) = text_here.strip_prefix('*') {
            old.times(Parser::new(factor, reading, text).whole()?)
        } else if let Some(divisor) = text_here.strip_prefix('/') {
            let divisor = Parser::new(divisor, reading, text).whole()?;
            old.times(
                divisor
                    .inverse()
                    .ok_or_else(|| Fault::new("formula_zero").with("value", shortened(text)))?,
            )
        } else {
            let share = Parser::new(text_here, reading, text).whole()?;
            Fraction::ONE.plus(share).and_then(|factor| old.times(factor))
        };
        return value.and_then(|v| v.minor(decimals)).ok_or_else(overflow).map(Some);
    }
    match amount(text_here, reading, text)? {
        None => Ok(None),
        Some(value) => reading.currency.minor(value).map(Some),
    }
}

/// Full-width letters made narrow, every minus and times sign the plain one.
fn narrowed(text: &str) -> String {
    text.nfkc()
        .map(|c| match c {
            '−' | '–' | '—' | '﹣' => '-',
            '×' | '∗' => '*',
            '÷' | '∕' => '/',
            other => other,
        })
        .collect()
}

fn shortened(text: &str) -> String {
    text.trim().chars().take(40).collect()
}

/// Why a text is no amount, as exactly as can be told.
fn unreadable(text: &str, narrow: &str) -> Fault {
    let code = if narrow.ends_with('%') && narrow.len() > 1 {
        "amount_percent"
    } else {
        "amount_unreadable"
    };
    Fault::new(code).with("value", shortened(text))
}

/// A plain amount, 万 and 亿 included; none for what people write into an empty cell.
fn amount(narrow: &str, reading: Reading, text: &str) -> Outcome<Option<Decimal>> {
    let without_unit = narrow.strip_suffix('元').unwrap_or(narrow).trim_end();
    // (1.2万) has its unit inside.
    let (body, close) = match without_unit.strip_suffix(')') {
        Some(body) => (body.trim_end(), ")"),
        None => (without_unit, ""),
    };
    let units = [("万", 10_000), ("萬", 10_000), ("亿", 100_000_000), ("億", 100_000_000)];
    let unit = units
        .iter()
        .find_map(|(word, times)| Some((body.strip_suffix(word)?.trim_end(), *times)));
    let (number, times) = match unit {
        Some((number, times)) => (format!("{number}{close}"), times),
        None => (without_unit.to_owned(), 1),
    };
    let cell = Cell::Text(number);
    let Ok(found) = amount_as_stated(&cell, reading.decimal, reading.currency) else {
        let other = match reading.decimal {
            DecimalMark::Point => DecimalMark::Comma,
            DecimalMark::Comma => DecimalMark::Point,
        };
        let reads_otherwise = matches!(amount_as_stated(&cell, other, reading.currency), Ok(Some(_)));
        return Err(if reads_otherwise && reading.decimal == DecimalMark::Point {
            Fault::new("amount_decimal_comma").with("value", shortened(text))
        } else {
            unreadable(text, narrow)
        });
    };
    let Some((value, currency)) = found else {
        return if narrow.is_empty() {
            Ok(None)
        } else {
            // `-` is how a spreadsheet shows zero.
            Ok(Some(Decimal::ZERO))
        };
    };
    if currency.is_some_and(|c| c != reading.currency) {
        return Err(Fault::new("amount_currency")
            .with("value", shortened(text))
            .with("currency", reading.currency));
    }
    value
        .checked_mul(Decimal::from(times))
        .map(Some)
        .ok_or_else(|| Fault::new("amount_overflow").with("value", shortened(text)))
}

/// Sums, products, brackets and percents, left to right as in a spreadsheet.
struct Parser<'t> {
    rest: &'t str,
    reading: Reading,
    text: &'t str,
    depth: u8,
}

impl<'t> Parser<'t> {
    fn new(rest: &'t str, reading: Reading, text: &'t str) -> Self {
        Self {
            rest: rest.trim(),
            reading,
            text,
            depth: 0,
        }
    }

    fn fault(&self) -> Fault {
        Fault::new("formula_unreadable")
            .with("value", shortened(self.text))
            .with("at", if self.rest.is_empty() { "…" } else { self.rest })
    }

    fn checked(&self, value: Option<Fraction>) -> Outcome<Fraction> {
        value.ok_or_else(|| Fault::new("amount_overflow").with("value", shortened(self.text)))
    }

    fn take(&mut self, sign: char) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    fn whole(mut self) -> Outcome<Fraction> {
        let value = self.sum()?;
        if self.rest.is_empty() {
            Ok(value)
        } else {
            Err(self.fault())
        }
    }

    fn sum(&mut self) -> Outcome<Fraction> {
        let mut value = self.product()?;
        loop {
            let other = if self.take('+') {
                self.product()?
            } else if self.take('-') {
                self.product()?.negative()
            } else {
                return Ok(value);
            };
            value = self.checked(value.plus(other))?;
        }
    }

    fn product(&mut self) -> Outcome<Fraction> {
        let mut value = self.signed()?;
        loop {
            let other = if self.take('*') {
                self.signed()?
            } else if self.take('/') {
                let divisor = self.signed()?;
                divisor
                    .inverse()
                    .ok_or_else(|| Fault::new("formula_zero").with("value", shortened(self.text)))?
            } else {
                return Ok(value);
            };
            value = self.checked(value.times(other))?;
        }
    }

    fn signed(&mut self) -> Outcome<Fraction> {
        self.depth += 1;
        if self.depth > 60 {
            return Err(self.fault());
        }
        let value = if self.take('-') {
            self.signed()?.negative()
        } else if self.take('+') {
            self.signed()?
        } else {
            self.percent()?
        };
        self.depth -= 1;
        Ok(value)
    }

    fn percent(&mut self) -> Outcome<Fraction> {
        let mut value = if self.take('(') {
            let value = self.sum()?;
            if !self.take(')') {
                // Read to its end, it only wants its bracket.
                return Err(if self.rest.is_empty() {
                    Fault::new("formula_bracket").with("value", shortened(self.text))
                } else {
                    self.fault()
                });
            }
            value
        } else {
            self.number()?
        };
        while self.take('%') {
            value = self.checked(value.times(Fraction { over: 1, under: 100 }))?;
        }
        Ok(value)
    }

    fn number(&mut self) -> Outcome<Fraction> {
        let length = self
            .rest
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '万' | '亿' | '¥' | '元')))
            .unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at(length);
        let value = if number.is_empty() {
            None
        } else {
            amount(number, self.reading, self.text).ok().flatten()
        };
        let value = value.and_then(Fraction::of).ok_or_else(|| self.fault())?;
        self.rest = rest.trim_start();
        Ok(value)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TYPED: Reading = Reading {
        currency: Currency::CNY,
        decimal: DecimalMark::Point,
        is_pasted: false,
    };
    const PASTED: Reading = Reading {
        is_pasted: true,
        ..TYPED
    };

    fn code(text: &str, reading: Reading) -> &'static str {
        read(text, 0, reading).unwrap_err().code
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, minor) in [
            ("1234.5", 123_450),
            ("1,234.50", 123_450),
            ("¥1,234.50", 123_450),
            ("１，２３４．５０", 123_450),
            ("(1,234)", -123_400),
            ("（1,234）", -123_400),
            ("−5", -500),
            ("+500", 50_000),
            ("1.2万", 1_200_000),
            ("1.2 万元", 1_200_000),
            ("(3万)", -3_000_000),
            ("0.5亿", 5_000_000_000),
            ("12元", 1_200),
            ("1 234,00".replace(',', ".").as_str(), 123_400),
            ("-", 0),
        ] {
            assert_eq!(read(text, 0, PASTED).unwrap(), Some(minor), "{text}");
        }
        assert_eq!(read("  ", 5, TYPED).unwrap(), None);
    }

    #[test]
    fn formulas_are_exact_and_rounded_once() {
        // By hand; the halves go away from zero.
        for (text, minor) in [
            ("=1200*12/4", 360_000),
            ("=1/3*3/200", 1),
            ("=-1/3*3/200", -1),
            ("=2+3*4", 1_400),
            ("=(2+3)*4", 2_000),
            ("=10-4-3", 300),
            ("=100/8/5", 250),
            ("=50%*30", 1_500),
            ("=2*-3", -600),
            ("＝１２００×１２÷４", 360_000),
            ("=1.5万/12", 125_000),
            ("=1,200*2", 240_000),
            ("=100/3", 3_333),
            ("=200/3", 6_667),
        ] {
            assert_eq!(read(text, 0, TYPED).unwrap(), Some(minor), "{text}");
        }
    }

    #[test]
    fn a_change_starts_from_what_stands_in_the_cell() {
        for (text, minor) in [
            ("+5%", 105_000),
            ("-5%", 95_000),
            ("*1.1", 110_000),
            ("/3", 33_333),
            ("×1.1", 110_000),
            ("+2.5%", 102_500),
        ] {
            assert_eq!(read(text, 100_000, TYPED).unwrap(), Some(minor), "{text}");
        }
        assert_eq!(code("+5%", PASTED), "amount_percent");
        assert_eq!(code("*2", PASTED), "amount_unreadable");
    }

    #[test]
    fn what_is_no_amount_is_refused_with_its_reason() {
        for (text, wanted) in [
            ("abc", "amount_unreadable"),
            ("12 abc", "amount_unreadable"),
            ("5%", "amount_percent"),
            ("1.234,50", "amount_decimal_comma"),
            ("1,23", "amount_decimal_comma"),
            ("1.234", "amount_decimals"),
            ("$5", "amount_currency"),
            ("=A1*2", "formula_unreadable"),
            ("=2+", "formula_unreadable"),
            ("=(2", "formula_bracket"),
            ("=(1+2", "formula_bracket"),
            ("=(1+2]", "formula_unreadable"),
            ("=", "formula_unreadable"),
            ("=1/0", "formula_zero"),
            ("/0", "formula_zero"),
            ("99999999999999999999", "amount_overflow"),
            ("=99999999999999*99999999999999", "amount_overflow"),
        ] {
            assert_eq!(code(text, TYPED), wanted, "{text}");
        }
        assert_eq!(code(&"9".repeat(10_000), TYPED), "amount_unreadable");
        assert_eq!(code(&format!("={}1", "(".repeat(300)), TYPED), "formula_unreadable");
    }

    #[test]
    fn a_stated_decimal_comma_is_followed() {
        let comma = Reading {
            decimal: DecimalMark::Comma,
            ..PASTED
        };
        assert_eq!(read("1.234,50", 0, comma).unwrap(), Some(123_450));
        assert_eq!(read("1.234", 0, comma).unwrap(), Some(123_400));
    }

    proptest! {
        /// Cents over cents against integers of another width.
        #[test]
        fn a_product_and_a_quotient_round_as_integers_say(a in -10_000_000i64..10_000_000, b in 1i64..100_000, c in 1i64..100_000) {
            let shown = |minor: i64| format!("{}{}.{:02}", if minor < 0 { "-" } else { "" }, minor.abs() / 100, minor.abs() % 100);
            let text = format!("={}*{}/{}", shown(a), shown(b), shown(c));
            let (over, under) = (i128::from(a) * i128::from(b), i128::from(c));
            let sign = over.signum();
            let wanted = sign * ((over.abs() * 2 + under) / (under * 2));
            prop_assert_eq!(i128::from(read(&text, 0, TYPED).unwrap().unwrap()), wanted);
        }

        #[test]
        fn no_text_makes_it_fall(text in "\\PC{0,40}") {
            let _ = read(&text, 100, TYPED);
            let _ = read(&format!("={text}"), 100, TYPED);
        }
    }
}
