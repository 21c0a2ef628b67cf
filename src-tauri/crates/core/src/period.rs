//! Months, spans and the fiscal calendar. A month is `YYYY-MM` on the wire.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::error::{Fault, Outcome};

/// A calendar month, stored as months since year 0 (`year * 12 + month − 1`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// A month from its year (1 to 9999) and its number 1 to 12.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        ((1..=9999).contains(&year) && (1..=12).contains(&month)).then(|| Self(year * 12 + month as i32 - 1))
    }

    /// From the number on disk.
    pub fn from_number(number: i32) -> Self {
        Self(number)
    }

    /// The number on disk.
    pub fn number(self) -> i32 {
        self.0
    }

    /// The month of a date.
    pub fn of(date: NaiveDate) -> Self {
        Self(date.year() * 12 + date.month0() as i32)
    }

    /// Calendar year.
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// 1 to 12.
    pub fn month(self) -> u32 {
        self.0.rem_euclid(12) as u32 + 1
    }

    /// This many months later (or earlier).
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self(self.0.saturating_add(months))
    }

    /// The first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), self.month(), 1).unwrap_or(NaiveDate::MIN)
    }

    /// The last day.
    pub fn last_day(self) -> NaiveDate {
        self.plus(1).first_day().pred_opt().unwrap_or(NaiveDate::MAX)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Month {
    type Err = Fault;
    fn from_str(text: &str) -> Outcome<Self> {
        let fault = || Fault::new("month_unreadable").with("value", text);
        let (year, month) = text.split_once('-').ok_or_else(fault)?;
        if year.len() != 4 || month.len() != 2 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return Err(fault());
        }
        let (year, month) = (year.parse().map_err(|_| fault())?, month.parse().map_err(|_| fault())?);
        Self::new(year, month).ok_or_else(fault)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Month {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Month".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": r"^\d{4}-\d{2}$", "description": "YYYY-MM" })
    }
}

/// A run of whole months, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Span {
    /// First month.
    pub from: Month,
    /// Last month, included.
    pub to: Month,
}

impl Span {
    /// Both ends included.
    ///
    /// # Errors
    /// `span_reversed` when `to` lies before `from`.
    pub fn new(from: Month, to: Month) -> Outcome<Self> {
        if to < from {
            return Err(Fault::new("span_reversed").with("from", from).with("to", to));
        }
        Ok(Self { from, to })
    }

    /// Whether a month lies inside.
    pub fn contains(&self, month: Month) -> bool {
        self.from <= month && month <= self.to
    }

    /// Each month, in order.
    pub fn months(&self) -> impl Iterator<Item = Month> + use<> {
        (self.from.0..=self.to.0).map(Month)
    }
}

/// Which year a fiscal year that spans two is named after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NamedAfter {
    /// The calendar year in which it starts.
    #[default]
    Start,
    /// The calendar year in which it ends.
    End,
}

/// The fiscal calendar: the month in which the year starts, and its naming.
///
/// ```
/// use kezhang_core::period::{Calendar, Month, NamedAfter};
/// let april = Calendar::new(4, NamedAfter::Start).unwrap();
/// let month: Month = "2016-02".parse().unwrap();
/// assert_eq!(april.year(month), 2015);
/// assert_eq!(april.quarter(month), "2015-Q4");
/// assert_eq!(april.span(2015).from.to_string(), "2015-04");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    start: u32,
    named_after: NamedAfter,
}

impl Calendar {
    /// A calendar whose fiscal year starts in month `start` (1 to 12).
    ///
    /// # Errors
    /// `fiscal_start_invalid` for another number.
    pub fn new(start: u32, named_after: NamedAfter) -> Outcome<Self> {
        if !(1..=12).contains(&start) {
            return Err(Fault::new("fiscal_start_invalid").with("value", start));
        }
        Ok(Self { start, named_after })
    }

    fn shift(self) -> i32 {
        // A year that starts in January ends in the same year: both names agree.
        i32::from(self.named_after == NamedAfter::End && self.start > 1)
    }

    /// The fiscal year of a month.
    pub fn year(self, month: Month) -> i32 {
        month.plus(1 - self.start as i32).year() + self.shift()
    }

    /// The months of a fiscal year.
    pub fn span(self, year: i32) -> Span {
        let from = Month((year - self.shift()) * 12 + self.start as i32 - 1);
        Span {
            from,
            to: from.plus(11),
        }
    }

    /// The place of a month in its fiscal year, 0 to 11.
    pub fn place(self, month: Month) -> usize {
        month.plus(1 - self.start as i32).0.rem_euclid(12) as usize
    }

    /// The fiscal quarter of a month, `2016-Q1`.
    pub fn quarter(self, month: Month) -> String {
        format!("{:04}-Q{}", self.year(month), self.place(month) / 3 + 1)
    }
}
