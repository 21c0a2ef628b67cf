//! Dates and months as people write them.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cell, Context};
use crate::error::{Fault, Outcome};
use crate::period::Month;

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
    /// Reads the word on the wire.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "ymd" => Some(Self::Ymd),
            "dmy" => Some(Self::Dmy),
            "mdy" => Some(Self::Mdy),
            _ => None,
        }
    }
}

/// Reads a date.
///
/// # Errors
/// `date_unreadable`, `date_ambiguous`.
pub fn read_date(cell: &Cell, _context: &Context) -> Outcome<NaiveDate> {
    Err(Fault::new("date_unreadable").with("value", cell.shown()))
}

/// Reads a month, or the month of a date.
///
/// # Errors
/// `month_unreadable`, `date_ambiguous`.
pub fn read_month(cell: &Cell, _context: &Context) -> Outcome<Month> {
    Err(Fault::new("month_unreadable").with("value", cell.shown()))
}
