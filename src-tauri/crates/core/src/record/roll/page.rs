//! A register as it is shown, written to a workbook, and held against one that came back.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{CellKind, Roll};
use crate::record::import::Cell;

/// What the first cell of an exported register begins with: the mark by which it is known when it comes back.
pub const WORKBOOK_MARK: &str = "kezhang.register";

/// One of the words that a column may hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WordChoice {
    /// The word on the wire.
    pub value: String,
    /// What it is called.
    pub label: String,
}

/// A column of a register, in a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ColumnShown {
    /// Its key; `own:` and a number for an own field.
    pub key: String,
    /// Its title.
    pub title: String,
    /// What stands in it.
    pub kind: CellKind,
    /// The words that it may hold.
    pub choices: Vec<WordChoice>,
    /// The table that it names members of; empty where it names none.
    pub names: String,
    /// Whether no row can be without it.
    pub is_needed: bool,
    /// Whether it is shown and not changed here.
    pub is_fixed: bool,
    /// Whether it is an own field.
    pub is_own: bool,
}

/// A row of a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RollRow {
    /// The ledger's own number.
    pub id: i64,
    /// Its cells in plain form, in the order of the columns; null where empty.
    pub cells: Vec<Option<String>>,
}

/// A page of a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RollPage {
    /// Which register.
    pub register: Roll,
    /// What it is called.
    pub title: String,
    /// Its columns, own fields last.
    pub columns: Vec<ColumnShown>,
    /// The rows.
    pub rows: Vec<RollRow>,
    /// How many there are in all that fit.
    pub count: u64,
    /// Names of the members that cells name: table → code → name.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
    /// Whether rows can be added here.
    pub adds: bool,
    /// Whether rows can be taken away here.
    pub removes: bool,
    /// Whether rows can be put out of use.
    pub deactivates: bool,
    /// Whether two rows that are the same can be made one.
    pub merges: bool,
    /// How many more own fields it can have.
    pub own_left: u64,
}

/// A register as it goes into a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollSheet {
    /// The register with all rows that were asked for.
    pub page: RollPage,
    /// The mark of the first cell: which register of which ledger.
    pub mark: String,
    /// Of each row the hidden cell: its number and the traces of its cells as they are now.
    pub marks: Vec<String>,
    /// Decimals of the base currency.
    pub decimals: u32,
}

/// A register's workbook as it came back.
#[derive(Debug, Clone, Default)]
pub struct RollFile {
    /// Its first cell.
    pub mark: String,
    /// The keys of its columns, with the place of each.
    pub keys: Vec<(usize, String)>,
    /// The titles of the columns that somebody has added, with the place of each.
    pub added: Vec<(usize, String)>,
    /// Its rows: row of the sheet, the hidden cell, all cells.
    pub rows: Vec<RollFileRow>,
}

/// A row of a register's workbook as it came back.
#[derive(Debug, Clone)]
pub struct RollFileRow {
    /// Row of the sheet.
    pub number: u32,
    /// The hidden cell; empty in a row that was added.
    pub mark: String,
    /// All cells.
    pub cells: Vec<Cell>,
}

/// A column of a file that nothing reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IgnoredColumn {
    /// Its title.
    pub column: String,
    /// The field of `map` under which it would be kept as an own field, `own:NAME`; null where it cannot be one.
    pub own: Option<String>,
}

/// What became of a cell that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceState {
    /// It is taken (in a trial: would be).
    Taken,
    /// The ledger has changed the same cell since the workbook was written: left alone unless that is wished.
    Stale,
    /// It cannot be taken; its row is left as it is.
    Refused,
    /// It could be taken, but another cell of its row is refused or stale.
    Held,
    /// The workbook does not have the row any more: it stays as it is unless that is wished.
    Missing,
    /// The workbook does not have the row any more: it is taken away (in a trial: would be).
    Removed,
}

/// A cell of a workbook that differs from the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CellDifference {
    /// Row of the sheet; 0 where it is not there.
    pub row: u32,
    /// Letter of the column; empty where the whole row is meant.
    pub letter: String,
    /// Title of the column; empty where the whole row is meant.
    pub column: String,
    /// What the row is about: its code, or its first cells.
    pub about: String,
    /// What the ledger holds; null where that is empty.
    pub old: Option<String>,
    /// What the workbook holds; null where that is empty.
    pub new: Option<String>,
    /// Whether the row is a new one.
    pub is_new: bool,
    /// What becomes of it.
    pub state: DifferenceState,
    /// Code of the refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Why it is refused, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A register's workbook held against the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RollDifferences {
    /// Which register.
    pub register: Roll,
    /// What it is called.
    pub title: String,
    /// Number of the import; null in a trial and where nothing was taken.
    pub batch: Option<i64>,
    /// Rows read.
    pub read: u64,
    /// Rows that are as the ledger has them.
    pub unchanged: u64,
    /// Rows that were (would be) changed.
    pub changed: u64,
    /// Rows that were (would be) added.
    pub added: u64,
    /// Rows that are left alone because the ledger has changed the same cells since.
    pub stale: u64,
    /// Rows that cannot be taken.
    pub refused: u64,
    /// Rows that were exported and that the workbook does not have any more: left alone.
    pub missing: u64,
    /// Of those, and of those removed, how many this register lets one take away.
    pub removable: u64,
    /// Rows that were (would be) taken away because the workbook does not have them any more.
    pub removed: u64,
    /// The cells that differ, in the order of the workbook.
    pub cells: Vec<CellDifference>,
    /// Columns that nothing reads.
    pub ignored: Vec<IgnoredColumn>,
    /// The own fields that were (would be) made.
    pub own_fields: Vec<String>,
    /// Columns that nothing reads, and other remarks.
    pub notices: Vec<String>,
}
