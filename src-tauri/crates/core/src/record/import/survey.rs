//! What only the whole file tells: the order of its dates, its decimal mark, whether money goes both ways.

use super::{DateOrder, DecimalMark, Reading};
use crate::money::Currency;
use crate::period::Calendar;

/// Gathers evidence over all rows before any is interpreted.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// Whether any amount is negative.
    pub has_negative: bool,
    /// A year named above the header, in the sheet's or the file's name.
    pub year: Option<i32>,
}

/// What is known when a row is interpreted.
#[derive(Debug, Clone)]
pub struct Context {
    /// Base currency of the ledger.
    pub base: Currency,
    /// The fiscal calendar, for 年度 beside month columns.
    pub calendar: Calendar,
    /// Order of the file's dates, where it could be told.
    pub dates: Option<DateOrder>,
    /// Decimal mark of the file, where it could be told.
    pub decimal: Option<DecimalMark>,
    /// Fiscal year of month columns without one: of the budget named by the user, else as the file's titles say.
    pub year: Option<i32>,
    /// Whether a plain amount column is a statement's, negative for money out.
    pub is_signed: bool,
}

impl Context {
    /// What the survey found, under what the user says.
    pub fn new(base: Currency, calendar: Calendar, reading: &Reading, survey: &Survey) -> Self {
        Self {
            base,
            calendar,
            dates: reading.dates,
            decimal: reading.decimal,
            year: survey.year,
            is_signed: survey.has_negative,
        }
    }
}
