//! Months as people write them; the month of a date will do.

use rust_decimal::prelude::ToPrimitive;

use super::date::{number, read_date, with_month_name};
use super::text::{clean_text, is_placeholder, narrow};
use super::{Cell, Context};
use crate::error::{Fault, Outcome};
use crate::period::Month;

/// A month as written in a text: `2025-03`, `2025年3月`, `202503`, `03/2025`, `Mar-25`.
pub(super) fn month_in(text: &str) -> Option<Month> {
    let narrowed = narrow(text);
    let text = narrowed.trim();
    if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
        return plausible(text[..4].parse().ok()?, text[4..].parse().ok()?);
    }
    if let Some(named) = with_month_name(text) {
        return if named.day.is_none() {
            plausible(named.year, named.month)
        } else {
            None
        };
    }
    let (first, rest) = number(text)?;
    let separator = rest.chars().next()?;
    if !matches!(separator, '-' | '/' | '.' | '年') {
        return None;
    }
    let (second, rest) = number(rest[separator.len_utf8()..].trim_start())?;
    match (first.1, second.1, separator) {
        (4, 1 | 2, '年') => (matches!(rest, "月" | "月份"))
            .then(|| plausible(i32::try_from(first.0).ok()?, second.0))
            .flatten(),
        (4, 1 | 2, _) => rest
            .is_empty()
            .then(|| plausible(i32::try_from(first.0).ok()?, second.0))
            .flatten(),
        (1 | 2, 4, '-' | '/') => rest
            .is_empty()
            .then(|| plausible(i32::try_from(second.0).ok()?, first.0))
            .flatten(),
        _ => None,
    }
}

fn plausible(year: i32, month: u32) -> Option<Month> {
    (1900..=2200).contains(&year).then(|| Month::new(year, month)).flatten()
}

/// Reads a month, or the month of a date; none when the cell is empty.
///
/// # Errors
/// `month_unreadable`, `date_ambiguous`, `cell_error`, `digits_lost`.
pub fn read_month(cell: &Cell, context: &Context) -> Outcome<Option<Month>> {
    let unreadable = || Fault::new("month_unreadable").with("value", cell.shown());
    match cell {
        Cell::Number(number) if number.is_integer() => {
            let value = number.to_i64().ok_or_else(unreadable)?;
            if (190_001..=220_012).contains(&value) {
                return month_in(&value.to_string()).map(Some).ok_or_else(unreadable);
            }
        }
        // 2025.1 in a number cell is January or, its zero lost, October.
        Cell::Number(_) => return Err(unreadable()),
        Cell::Text(text) => {
            let text = clean_text(text);
            if is_placeholder(&text) {
                return Ok(None);
            }
            if let Some(month) = month_in(&text) {
                return Ok(Some(month));
            }
        }
        _ => {}
    }
    match read_date(cell, context) {
        Ok(date) => Ok(date.map(Month::of)),
        Err(fault) if fault.code == "date_unreadable" => Err(unreadable()),
        // The first of March or the third of January: for a month that matters as well.
        Err(fault) => Err(fault),
    }
}
