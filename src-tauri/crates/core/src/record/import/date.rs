//! Dates and months as people write them.
//!
//! A date that starts with its four-digit year is certain. Others are read in each order in which they are a
//! date; where the readings differ, the rest of the file, or the user, must decide.

use chrono::{DateTime, Duration, FixedOffset, NaiveDate};
use rust_decimal::prelude::ToPrimitive;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::amount::broken;
use super::text::{clean_text, is_placeholder, narrow};
use super::{Cell, Context};
use crate::error::{Fault, Outcome};

/// The order of day, month and year in a date that starts with no four-digit year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 25/3/1.
    Ymd,
    /// 1/3/2025.
    Dmy,
    /// 3/1/2025.
    Mdy,
}

impl DateOrder {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Ymd, Self::Dmy, Self::Mdy];

    /// Reads the word on the wire.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "ymd" => Some(Self::Ymd),
            "dmy" => Some(Self::Dmy),
            "mdy" => Some(Self::Mdy),
            _ => None,
        }
    }

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ymd => "ymd",
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
        }
    }
}

/// What a text says, before the rest of the file is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// Only one date is possible.
    Certain(NaiveDate),
    /// The date in each order, as in [`DateOrder::ALL`].
    Ordered([Option<NaiveDate>; 3]),
}

/// Takes a text apart; none when it is no date in any order.
pub(super) fn written(text: &str) -> Option<Written> {
    let narrowed = narrow(text);
    let text = narrowed.trim();
    let bytes = text.as_bytes();
    // The usual case, without further ado: 2025-03-01, perhaps with a time.
    if bytes.len() >= 10
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && matches!(bytes[4], b'-' | b'/' | b'.')
        && bytes[7] == bytes[4]
        && let (Some(month), Some(day)) = (two_digits(&bytes[5..7]), two_digits(&bytes[8..10]))
    {
        let year = bytes[..4].iter().fold(0, |year, b| year * 10 + i32::from(b - b'0'));
        return (is_time(&text[10..]))
            .then(|| ymd(year, month, day))
            .flatten()
            .map(Written::Certain);
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return compact(text).map(Written::Certain);
    }
    if let Some(named) = with_month_name(text) {
        return named
            .day
            .and_then(|day| ymd(named.year, named.month, day))
            .map(Written::Certain);
    }
    let (parts, separator, rest) = three_parts(text)?;
    if !is_time(rest) {
        return None;
    }
    let [(first, first_len), (second, second_len), (third, third_len)] = parts;
    if first_len == 4 {
        return (second_len <= 2 && third_len <= 2)
            .then(|| ymd(i32::try_from(first).ok()?, second, third))
            .flatten()
            .map(Written::Certain);
    }
    if separator == '年' {
        return ymd(full_year(first, first_len)?, second, third).map(Written::Certain);
    }
    if first_len > 2 || second_len > 2 {
        return None;
    }
    let last = full_year(third, third_len);
    let dmy = last.and_then(|year| ymd(year, second, first));
    let mdy = last.and_then(|year| ymd(year, first, second));
    let is_year_first = first_len == 2 && third_len <= 2;
    let ymd_ = full_year(first, first_len)
        .filter(|_| is_year_first)
        .and_then(|year| ymd(year, second, third));
    // Nobody writes the month first with dots: 3.4.2025 is the third of April.
    let candidates = if separator == '.' && third_len == 4 {
        [None, dmy, None]
    } else {
        [ymd_, dmy, mdy]
    };
    if separator == '.' && third_len == 4 && dmy.is_none() {
        return mdy.map(|date| Written::Ordered([None, None, Some(date)]));
    }
    candidates
        .iter()
        .any(Option::is_some)
        .then_some(Written::Ordered(candidates))
}

fn ymd(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    (1900..=2200)
        .contains(&year)
        .then(|| NaiveDate::from_ymd_opt(year, month, day))
        .flatten()
}

fn two_digits(bytes: &[u8]) -> Option<u32> {
    bytes
        .iter()
        .all(u8::is_ascii_digit)
        .then(|| u32::from(bytes[0] - b'0') * 10 + u32::from(bytes[1] - b'0'))
}

/// Two digits mean 1970 to 2069.
fn full_year(value: u32, digits: usize) -> Option<i32> {
    let year = i32::try_from(value).ok()?;
    match digits {
        4 => Some(year),
        2 if year < 70 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

pub(super) type Part = (u32, usize);

/// `1/3/2025 rest`: three numbers with one separator (or 年月日), and what follows.
fn three_parts(text: &str) -> Option<([Part; 3], char, &str)> {
    let (first, rest) = number(text)?;
    let separator = rest.chars().next()?;
    let (next, last): (char, Option<char>) = match separator {
        '-' | '/' | '.' => (separator, None),
        '年' => ('月', Some('日')),
        _ => return None,
    };
    let (second, rest) = number(rest[separator.len_utf8()..].trim_start())?;
    let rest = rest.trim_start().strip_prefix(next)?;
    let (third, rest) = number(rest.trim_start())?;
    let rest = match last {
        Some(_) => rest.strip_prefix(['日', '号'])?,
        None => rest,
    };
    Some(([first, second, third], separator, rest))
}

pub(super) fn number(text: &str) -> Option<(Part, &str)> {
    let end = text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    (1..=4)
        .contains(&end)
        .then(|| text[..end].parse().ok().map(|value| ((value, end), &text[end..])))
        .flatten()
}

/// What may follow a date: nothing, a time, a weekday.
fn is_time(rest: &str) -> bool {
    if rest.is_empty() {
        return true;
    }
    let Some(rest) = rest
        .strip_prefix(['T', ' '])
        .or_else(|| rest.starts_with(['星', '周', '(']).then_some(rest))
    else {
        return false;
    };
    let rest = rest.trim();
    if let Some(day) = rest
        .trim_matches(['(', ')'])
        .strip_prefix("星期")
        .or_else(|| rest.trim_matches(['(', ')']).strip_prefix("周"))
    {
        return day.chars().count() == 1;
    }
    let clock = rest
        .trim_end_matches("AM")
        .trim_end_matches("PM")
        .trim_end_matches("am")
        .trim_end_matches("pm")
        .trim_start_matches("上午")
        .trim_start_matches("下午")
        .trim();
    clock.is_empty()
        || (clock.starts_with(|c: char| c.is_ascii_digit())
            && clock.contains([':', '时', '点'])
            && clock
                .chars()
                .all(|c| c.is_ascii_digit() || ":.+-Z时分秒点 ".contains(c)))
}

/// 20250301, 20250301123000, milliseconds since 1970, the serial of a spreadsheet.
fn compact(text: &str) -> Option<NaiveDate> {
    match text.len() {
        8 | 14 => ymd(
            text[..4].parse().ok()?,
            text[4..6].parse().ok()?,
            text[6..8].parse().ok()?,
        ),
        13 => {
            // Written by programs in China, for a day there.
            let instant = DateTime::from_timestamp_millis(text.parse().ok()?)?;
            let date = instant.with_timezone(&FixedOffset::east_opt(8 * 3600)?).date_naive();
            (1990..=2100).contains(&chrono::Datelike::year(&date)).then_some(date)
        }
        5 => serial(text.parse().ok()?),
        _ => None,
    }
}

/// A day number of a spreadsheet, 1950 to 2099 only: anything else is no date.
fn serial(days: i64) -> Option<NaiveDate> {
    (18_264..=73_050)
        .contains(&days)
        .then(|| NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_signed(Duration::days(days)))
        .flatten()
}

/// A date or a month with the month's name in it.
pub(super) struct Named {
    pub year: i32,
    pub month: u32,
    pub day: Option<u32>,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A month's English name, whole or shortened to three or four letters.
pub(super) fn month_by_name(word: &str) -> Option<u32> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let word = if word == "sept" { "sep" } else { &word };
    let at = MONTHS
        .iter()
        .position(|month| word.len() >= 3 && (*month == word || (word.len() == 3 && month.starts_with(word))))?;
    u32::try_from(at + 1).ok()
}

/// `1 Mar 2025`, `Mar 1, 2025`, `1-Mar-25`, `Mar-25`, `March 2025`.
pub(super) fn with_month_name(text: &str) -> Option<Named> {
    if !text.bytes().any(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let words: Vec<&str> = text
        .split([' ', '-', '/', ',', '.'])
        .filter(|word| !word.is_empty())
        .collect();
    let day_of = |word: &str| -> Option<u32> {
        let bare = ["st", "nd", "rd", "th"]
            .iter()
            .find_map(|suffix| word.strip_suffix(suffix))
            .unwrap_or(word);
        (bare.len() <= 2).then(|| bare.parse().ok()).flatten()
    };
    let year_of = |word: &str| full_year(word.parse().ok()?, word.len());
    match words.as_slice() {
        [a, b] => match month_by_name(a) {
            Some(month) => Some(Named {
                month,
                year: year_of(b)?,
                day: None,
            }),
            // 25-Mar is a day without a year: only four digits before the name are one.
            None if a.len() == 4 => Some(Named {
                month: month_by_name(b)?,
                year: year_of(a)?,
                day: None,
            }),
            None => None,
        },
        [a, b, c, rest @ ..] => {
            if !rest.is_empty() && !is_time(&format!(" {}", rest.join(" "))) {
                return None;
            }
            if let Some(month) = month_by_name(b) {
                if a.len() == 4 {
                    return Some(Named {
                        year: year_of(a)?,
                        month,
                        day: Some(day_of(c)?),
                    });
                }
                return Some(Named {
                    year: year_of(c)?,
                    month,
                    day: Some(day_of(a)?),
                });
            }
            Some(Named {
                month: month_by_name(a)?,
                day: Some(day_of(b)?),
                year: year_of(c)?,
            })
        }
        _ => None,
    }
}

/// Reads a date; none when the cell is empty.
///
/// # Errors
/// `date_unreadable`, `date_ambiguous`, `cell_error`, `digits_lost`.
pub fn read_date(cell: &Cell, context: &Context) -> Outcome<Option<NaiveDate>> {
    let unreadable = || Fault::new("date_unreadable").with("value", cell.shown());
    let cleaned;
    let text = match cell {
        Cell::Empty => return Ok(None),
        Cell::Date(date) => {
            let year = chrono::Datelike::year(date);
            return (1900..=2200)
                .contains(&year)
                .then(|| Some(date.date()))
                .ok_or_else(unreadable);
        }
        Cell::Number(number) => {
            let whole = number.trunc();
            let value = whole.to_i64().ok_or_else(unreadable)?;
            let date = if number.is_integer() && value >= 19_000_000 {
                compact(&value.to_string())
            } else {
                serial(value)
            };
            return date.map(Some).ok_or_else(unreadable);
        }
        Cell::Text(text) => {
            cleaned = clean_text(text);
            &*cleaned
        }
        Cell::Broken(_) => return Err(broken(cell)),
        Cell::Bool(_) => return Err(unreadable()),
    };
    if is_placeholder(text) {
        return Ok(None);
    }
    match written(text).ok_or_else(unreadable)? {
        Written::Certain(date) => Ok(Some(date)),
        Written::Ordered(candidates) => {
            if let Some(order) = context.dates {
                if let Some(date) = candidates[order as usize] {
                    return Ok(Some(date));
                }
                if context.dates_are_stated {
                    return Err(unreadable());
                }
            }
            let mut possible = candidates.iter().flatten();
            let first = *possible.next().ok_or_else(unreadable)?;
            match possible.find(|other| **other != first) {
                None => Ok(Some(first)),
                Some(other) => Err(Fault::new("date_ambiguous")
                    .with("value", text)
                    .with("one", first)
                    .with("other", other)),
            }
        }
    }
}

/// Whether a date's order is open, and in which orders it is a date: what the survey counts.
pub(super) fn orders(text: &str) -> Option<[bool; 3]> {
    let text = clean_text(text);
    // Four digits first: certain, as nearly all are.
    if text.len() >= 4 && text.as_bytes()[..4].iter().all(u8::is_ascii_digit) {
        return None;
    }
    match written(&text)? {
        Written::Certain(_) => None,
        Written::Ordered(candidates) => Some(candidates.map(|candidate| candidate.is_some())),
    }
}
