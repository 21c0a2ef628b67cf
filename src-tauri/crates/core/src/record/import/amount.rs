//! Amounts as people write them.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Cell;
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

/// Reads an amount and the currency that its sign or code names.
///
/// # Errors
/// `amount_unreadable`, `amount_ambiguous`.
pub fn read_amount(cell: &Cell, _decimal: Option<DecimalMark>) -> Outcome<(Decimal, Option<Currency>)> {
    Err(Fault::new("amount_unreadable").with("value", cell.shown()))
}
