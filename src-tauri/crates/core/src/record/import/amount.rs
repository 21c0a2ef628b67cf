//! Amounts as people write them: separators, signs, currencies.
//!
//! A text is read twice, once with a decimal point and once with a decimal comma. Where only one reading is
//! possible it is certain; where both are and differ (`1,234`), the rest of the file must decide.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::currency::{Sign, agree, take_sign};
use super::text::{clean_text, is_placeholder, narrow};
use super::{Cell, Context};
use crate::error::{Fault, Outcome};
use crate::money::Currency;

/// The decimal mark of a file's amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum DecimalMark {
    /// 1,234.50.
    #[serde(rename = ".")]
    Point,
    /// 1.234,50.
    #[serde(rename = ",")]
    Comma,
}

impl DecimalMark {
    /// Reads `.` or `,`, or their names.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "." | "point" | "dot" => Some(Self::Point),
            "," | "comma" => Some(Self::Comma),
            _ => None,
        }
    }
}

/// What a text says, before the rest of the file is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Written {
    /// With a decimal point.
    pub point: Option<Decimal>,
    /// With a decimal comma.
    pub comma: Option<Decimal>,
    /// Sign or code beside it.
    pub sign: Option<Sign>,
    /// Whether its only separator is a comma before three digits, as in `1,234`.
    pub is_comma_group: bool,
}

impl Written {
    /// The mark that this text alone proves.
    pub(super) fn proves(&self) -> Option<DecimalMark> {
        match (self.point, self.comma) {
            (Some(_), None) => Some(DecimalMark::Point),
            (None, Some(_)) => Some(DecimalMark::Comma),
            _ => None,
        }
    }

    /// Whether both readings are possible and differ.
    pub(super) fn is_ambiguous(&self) -> bool {
        matches!((self.point, self.comma), (Some(point), Some(comma)) if point != comma)
    }

    /// Whether it is below zero, under whichever reading.
    pub(super) fn is_negative(&self) -> bool {
        self.point.or(self.comma).is_some_and(|value| value < Decimal::ZERO)
    }
}

fn unreadable(text: &str) -> Fault {
    Fault::new("amount_unreadable").with("value", text)
}

/// Takes a text apart; `None` when it is empty or a placeholder.
pub(super) fn written(text: &str) -> Outcome<Option<Written>> {
    if let Some(plain) = plain(text.as_bytes()) {
        return Ok(Some(plain));
    }
    let cleaned = clean_text(text);
    let narrowed = narrow(&cleaned);
    let mut core = narrowed.trim();
    if is_placeholder(core) {
        return Ok(None);
    }
    let fail = || unreadable(&cleaned);
    if !core.bytes().any(|b| b.is_ascii_digit()) {
        // `¥ -` is how a workbook's accounting format prints nothing.
        return match take_sign(core) {
            Some((_, rest)) if is_placeholder(rest) && !rest.is_empty() => Ok(None),
            _ => Err(fail()),
        };
    }
    let (mut sign, mut negative, mut signed) = (None, false, false);
    // Signs, brackets and currencies stand around the digits in any order: ¥-5, -¥5, (5.00) CNY, CNY 5-.
    loop {
        let first = core.chars().next().ok_or_else(fail)?;
        let last = core.chars().next_back().ok_or_else(fail)?;
        if first.is_ascii_digit() && last.is_ascii_digit() {
            break;
        }
        if first == '(' && last == ')' && core.len() > 2 && !signed {
            (negative, signed) = (true, true);
            core = core[1..core.len() - 1].trim();
        } else if matches!(first, '-' | '−' | '–' | '+') {
            if signed {
                return Err(fail());
            }
            (negative, signed) = (first != '+', true);
            core = core[first.len_utf8()..].trim_start();
        } else if matches!(last, '-' | '−' | '+') {
            let rest = core[..core.len() - last.len_utf8()].trim_end();
            // `5.-` and `5,-` are five without cents, not minus five.
            if signed || rest.ends_with(['.', ',']) {
                return Err(fail());
            }
            (negative, signed) = (last != '+', true);
            core = rest;
        } else if let Some((found, rest)) = take_sign(core) {
            if sign.replace(found).is_some_and(|before| !agree(before, found)) {
                return Err(fail());
            }
            core = rest;
        } else if matches!(first, '.' | ',') || matches!(last, '.' | ',') {
            break;
        } else if core.contains(['万', '亿', '千', '萬', '億']) {
            return Err(Fault::new("amount_unit").with("value", &*cleaned));
        } else {
            return Err(fail());
        }
    }
    let read = |decimal: u8, group: u8| {
        digits(core.as_bytes(), decimal, group).map(|value| if negative { -value } else { value })
    };
    let (point, comma) = (read(b'.', b','), read(b',', b'.'));
    if point.is_none() && comma.is_none() {
        return Err(fail());
    }
    Ok(Some(Written {
        point,
        comma,
        sign,
        is_comma_group: core.contains(','),
    }))
}

/// The usual case, without further ado: `-1234.50`, not `1.234`.
fn plain(bytes: &[u8]) -> Option<Written> {
    let (is_negative, digits) = match bytes.split_first() {
        Some((b'-', rest)) => (true, rest),
        _ => (false, bytes),
    };
    if digits.len() > 18 || !digits.first()?.is_ascii_digit() || !digits.last()?.is_ascii_digit() {
        return None;
    }
    let (mut value, mut point) = (0i64, None);
    for (at, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => value = value * 10 + i64::from(byte - b'0'),
            b'.' if point.is_none() => point = Some(at),
            _ => return None,
        }
    }
    let scale = point.map_or(0, |at| digits.len() - at - 1);
    if scale == 3 {
        return None;
    }
    let value = Decimal::new(if is_negative { -value } else { value }, u32::try_from(scale).ok()?);
    Some(Written {
        point: Some(value),
        comma: point.is_none().then_some(value),
        sign: None,
        is_comma_group: false,
    })
}

/// Digits with one decimal mark and one grouping mark; blanks and apostrophes group as well.
fn digits(core: &[u8], decimal: u8, group: u8) -> Option<Decimal> {
    let (whole, fraction) = match core.iter().rposition(|b| *b == decimal) {
        Some(at) => (&core[..at], Some(&core[at + 1..])),
        None => (core, None),
    };
    let mut mantissa: i128 = 0;
    let mut count = 0usize;
    let mut push = |byte: u8| -> Option<()> {
        if !byte.is_ascii_digit() {
            return None;
        }
        mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?;
        count += 1;
        Some(())
    };
    let is_group = |byte: u8| byte == group || byte == b' ' || byte == b'\'';
    match whole.iter().position(|b| is_group(*b)) {
        None => {
            for byte in whole {
                push(*byte)?;
            }
        }
        Some(first) => {
            let mark = whole[first];
            // 1,234,567 or 12,34,567; the last group has three digits, the first does not begin with a zero.
            let groups: Vec<&[u8]> = whole.split(|b| *b == mark).collect();
            let (head, tail) = groups.split_first()?;
            let (last, middle) = tail.split_last()?;
            let even = |width: usize| middle.iter().all(|part| part.len() == width) && head.len() <= width;
            if head.is_empty() || head[0] == b'0' || last.len() != 3 || !(even(3) || even(2)) {
                return None;
            }
            for part in groups {
                for byte in part {
                    push(*byte)?;
                }
            }
        }
    }
    let fraction = fraction.unwrap_or_default();
    for byte in fraction {
        push(*byte)?;
    }
    if count == 0 {
        return None;
    }
    Decimal::try_from_i128_with_scale(mantissa, u32::try_from(fraction.len()).ok()?).ok()
}

/// Reads an amount and the currency that its sign or code names; none when the cell is empty.
///
/// # Errors
/// `amount_unreadable`, `amount_ambiguous`, `amount_unit` (万), `cell_error`, `digits_lost`.
pub fn read_amount(cell: &Cell, context: &Context) -> Outcome<Option<(Decimal, Option<Currency>)>> {
    Ok(amount_and_sign(cell, context)?
        .map(|(value, sign)| (value, sign.and_then(|s| s.resolve(None, context.base).ok()))))
}

/// Reads an amount whose decimal mark is stated, with the currency beside it; none for an empty cell.
///
/// # Errors
/// `amount_unreadable`, `amount_unit` (万), `cell_error`, `digits_lost`.
pub fn amount_as_stated(
    cell: &Cell,
    decimal: DecimalMark,
    base: Currency,
) -> Outcome<Option<(Decimal, Option<Currency>)>> {
    let Cell::Text(text) = cell else {
        return Err(unreadable(&cell.shown()));
    };
    let Some(found) = written(text)? else { return Ok(None) };
    let value = match decimal {
        DecimalMark::Point => found.point,
        DecimalMark::Comma => found.comma,
    };
    let value = value.ok_or_else(|| unreadable(&clean_text(text)))?;
    let currency = found.sign.and_then(|s| s.resolve(None, base).ok());
    Ok(Some((value, currency)))
}

pub(super) fn amount_and_sign(cell: &Cell, context: &Context) -> Outcome<Option<(Decimal, Option<Sign>)>> {
    let text = match cell {
        Cell::Empty => return Ok(None),
        Cell::Number(number) => return Ok(Some((*number, None))),
        Cell::Text(text) => text,
        Cell::Broken(_) => return Err(broken(cell)),
        Cell::Date(_) | Cell::Bool(_) => return Err(unreadable(&cell.shown())),
    };
    let Some(found) = written(text)? else { return Ok(None) };
    let value = match (found.point, found.comma) {
        _ if context.decimal_is_stated => {
            if context.decimal == Some(DecimalMark::Comma) {
                found.comma
            } else {
                found.point
            }
        }
        (Some(point), Some(comma)) if point != comma => match context.decimal {
            Some(DecimalMark::Point) => Some(point),
            Some(DecimalMark::Comma) => Some(comma),
            None => {
                return Err(Fault::new("amount_ambiguous")
                    .with("value", clean_text(text))
                    .with("point", point)
                    .with("comma", comma));
            }
        },
        (point, comma) => point.or(comma),
    };
    value
        .map(|value| Some((value, found.sign)))
        .ok_or_else(|| unreadable(&clean_text(text)))
}

/// Why a broken cell cannot be taken.
pub(super) fn broken(cell: &Cell) -> Fault {
    let shown = cell.shown();
    Fault::new(if shown.starts_with('#') {
        "cell_error"
    } else if shown.starts_with('=') {
        "formula_unvalued"
    } else {
        "digits_lost"
    })
    .with("value", shown)
}

/// Reads a tax rate as a fraction: `6%`, `0.06` and `6` are 0.06; 免税 is 0.
///
/// # Errors
/// `tax_rate_unreadable`.
pub(super) fn read_tax_rate(cell: &Cell, context: &Context) -> Outcome<Option<Decimal>> {
    let shown = cell.shown();
    let fail = || Fault::new("tax_rate_unreadable").with("value", &shown);
    let narrowed = narrow(&shown);
    let text = narrowed.trim();
    if is_placeholder(text) || text.chars().all(|c| c == '*') {
        return Ok(None);
    }
    if matches!(text, "免税" | "不征税" | "零税率" | "exempt" | "Exempt") {
        return Ok(Some(Decimal::ZERO));
    }
    let (number, is_percent) = match text.strip_suffix('%') {
        Some(rest) => (rest.trim(), true),
        None => (text, false),
    };
    // A rate has few digits: a lone separator is its decimal mark.
    let found = written(number).map_err(|_| fail())?.ok_or_else(fail)?;
    let value = if context.decimal == Some(DecimalMark::Comma) {
        found.comma.or(found.point)
    } else {
        found.point.or(found.comma)
    };
    let value = value.ok_or_else(fail)?;
    let fraction = if is_percent || value >= Decimal::ONE {
        value / Decimal::ONE_HUNDRED
    } else {
        value
    };
    if fraction < Decimal::ZERO || fraction > Decimal::ONE {
        Err(fail())
    } else {
        Ok(Some(fraction.normalize()))
    }
}
