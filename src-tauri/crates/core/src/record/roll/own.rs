//! Own fields 自定义字段: up to ten a register, of text, number, date or one of some choices.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CellKind, Roll};
use crate::record::import::{Cell, Context, read_amount, read_date};

/// How many own fields a register can have in use.
pub const MOST_OWN_FIELDS: usize = 10;

/// What an own field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OwnKind {
    /// 文本.
    #[default]
    Text,
    /// 数字, any decimal.
    Number,
    /// 日期.
    Date,
    /// 选项, one of a list.
    Choice,
}

impl OwnKind {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::Choice => "choice",
        }
    }

    /// Reads the word on the wire.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Text, Self::Number, Self::Date, Self::Choice]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }

    /// What stands in its cells.
    pub fn cell(self) -> CellKind {
        match self {
            Self::Text => CellKind::Text,
            Self::Number => CellKind::Number,
            Self::Date => CellKind::Date,
            Self::Choice => CellKind::Word,
        }
    }
}

/// Tells by all cells of a file's column what kind of own field it becomes: of dates or of numbers where each filled
/// cell is one, else of text; so a column that is kept rejects no row.
#[derive(Debug, Clone, Copy, Default)]
pub struct OwnKindTold {
    is_filled: bool,
    is_no_date: bool,
    is_no_number: bool,
}

impl OwnKindTold {
    /// Hears a cell.
    pub fn hear(&mut self, cell: &Cell, context: &Context) {
        if cell.is_empty() {
            return;
        }
        self.is_filled = true;
        self.is_no_date = self.is_no_date || !is_day(cell, context);
        self.is_no_number = self.is_no_number || !is_number(cell, context);
    }

    /// What it comes to.
    pub fn kind(self) -> OwnKind {
        match self {
            Self { is_filled: false, .. } => OwnKind::Text,
            Self { is_no_date: false, .. } => OwnKind::Date,
            Self {
                is_no_number: false, ..
            } => OwnKind::Number,
            _ => OwnKind::Text,
        }
    }
}

/// A day without a time of day, which a date would lose.
fn is_day(cell: &Cell, context: &Context) -> bool {
    matches!(cell, Cell::Date(_) | Cell::Text(_))
        && !cell.shown().contains(':')
        && matches!(read_date(cell, context), Ok(Some(_)))
}

/// Digits that stay as they are when read as a number: no leading zero, no unit, no more than a spreadsheet keeps.
fn is_number(cell: &Cell, context: &Context) -> bool {
    let shown = cell.shown();
    let digits = shown.strip_prefix('-').unwrap_or(&shown);
    let is_plain = match cell {
        Cell::Number(_) => true,
        Cell::Text(_) => digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')),
        _ => false,
    };
    let is_mark = digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit();
    let count = digits.bytes().filter(u8::is_ascii_digit).count();
    is_plain && !is_mark && count <= 15 && matches!(read_amount(cell, context), Ok(Some((_, None))))
}

/// An own field of a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OwnField {
    /// The ledger's own number; the field's key in a register is `own:` and this.
    pub id: i64,
    /// Which register.
    pub register: Roll,
    /// Its name: title of its column.
    pub name: String,
    /// What it holds.
    pub kind: OwnKind,
    /// What can be chosen, in order.
    pub choices: Vec<String>,
    /// Whether it is still asked for.
    pub active: bool,
    /// In how many rows it is filled.
    pub filled: u64,
}

impl OwnField {
    /// Its key among the columns of its register.
    pub fn key(&self) -> String {
        format!("own:{}", self.id)
    }
}
