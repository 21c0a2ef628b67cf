//! Own fields 自定义字段: up to ten a register, of text, number, date or one of some choices.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CellKind, Roll};

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
