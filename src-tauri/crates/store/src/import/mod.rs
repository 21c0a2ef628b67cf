//! Imports: interpreted rows into the ledger, one transaction, one record, one undo.
//!
//! The one thing to know: a dry run is the same path, rolled back at its end; so what it shows is what happens.

mod budget;
mod digest;
mod entries;
mod list;
mod payments;
mod rates;
mod register;
mod roll;
mod run;
mod seen;
mod work;

pub(crate) use digest::{BatchDigest, digest_entry};
pub use list::ImportShown;
pub(crate) use register::put_metric;

use std::collections::BTreeMap;

use kezhang_core::language::say;
use kezhang_core::plan::control::ControlNote;
use kezhang_core::record::import::{Interpreted, Rejection};
use kezhang_core::record::register::Register;
use kezhang_core::record::roll::{CellDifference, IgnoredColumn};
use kezhang_core::{Amount, Currency, Fault, Language, Outcome};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fault::overflow;
use crate::rule::RuleTaken;

/// What becomes of rows that the ledger already has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnDuplicate {
    /// They are left out and counted; what own fields of theirs hold that the ledger has not is not taken over, and a
    /// notice says so.
    #[default]
    Skip,
    /// They are added once more.
    Add,
}

/// A row that the file itself marks neutral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SkippedRow {
    /// Line or sheet row.
    pub row: u32,
    /// Why.
    pub reason: String,
}

/// A cell that could not be taken; its row is rejected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RejectedCell {
    /// Line or sheet row.
    pub row: u32,
    /// Title of the column.
    pub column: Option<String>,
    /// What stands there.
    pub value: Option<String>,
    /// Why, and what to do.
    pub reason: String,
    /// Stable code of the reason.
    pub code: String,
}

/// What an import has created in the registers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Created {
    /// 客户.
    pub customers: u64,
    /// 渠道.
    pub channels: u64,
    /// 部门.
    pub departments: u64,
    /// 供应商.
    pub vendors: u64,
    /// 产品.
    pub products: u64,
    /// 自定义字段; absent where none was made.
    #[serde(skip_serializing_if = "is_none")]
    pub own_fields: u64,
}

fn is_none(count: &u64) -> bool {
    *count == 0
}

/// What an import came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ImportResult {
    /// Number of the import; null after a dry run and where nothing came in.
    pub batch: Option<i64>,
    /// Rows read = imported + updated + duplicates + skipped + rejected.
    pub read: u64,
    /// Rows taken.
    pub imported: u64,
    /// Rows that changed what was there.
    pub updated: u64,
    /// Rows that were there already.
    pub duplicates: u64,
    /// Rows that the file itself marks neutral.
    pub skipped: Vec<SkippedRow>,
    /// Cells that could not be taken.
    pub rejected: Vec<RejectedCell>,
    /// Cost that came in, in base currency; for a budget the amounts read.
    pub cost: Amount,
    /// Income that came in, in base currency.
    pub income: Amount,
    /// What was made in the registers.
    pub created: Created,
    /// The names of what was made, under the words of `created`, the first few hundred of each.
    pub created_names: BTreeMap<String, Vec<String>>,
    /// Rows that rules took, rule by rule.
    pub rules: Vec<RuleTaken>,
    /// Lines under control that the rows go beyond, by how much and by which rows.
    pub control: Vec<ControlNote>,
    /// Of a register's workbook that came back, the cells that differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<CellDifference>,
    /// Columns that nothing reads.
    pub ignored: Vec<IgnoredColumn>,
    /// The same in a sentence, and other remarks.
    pub notices: Vec<String>,
}

impl ImportResult {
    /// Notes the own fields that were made.
    pub fn made_own_fields(&mut self, names: Vec<String>) {
        if !names.is_empty() {
            self.created.own_fields = names.len() as u64;
            self.created_names.insert("own_fields".to_owned(), names);
        }
    }

    /// Of a file that has brought nothing yet.
    pub fn nothing(currency: Currency) -> Self {
        Tally::new(Language::default(), currency).result(None)
    }
}

/// Counts while rows go by.
#[derive(Debug)]
pub(crate) struct Tally {
    language: Language,
    currency: Currency,
    pub read: u64,
    pub imported: u64,
    pub updated: u64,
    pub duplicates: u64,
    /// Of the duplicates those with values of own fields that the ledger has not.
    pub unfilled: u64,
    skipped: Vec<SkippedRow>,
    rejected: Vec<RejectedCell>,
    cost: i64,
    income: i64,
    created: Created,
    created_names: BTreeMap<String, Vec<String>>,
    pub rules: Vec<RuleTaken>,
}

/// How many names of new members a result tells of each register.
const NAMES: usize = 300;

impl Tally {
    pub(crate) fn new(language: Language, currency: Currency) -> Self {
        Self {
            language,
            currency,
            read: 0,
            imported: 0,
            updated: 0,
            duplicates: 0,
            unfilled: 0,
            skipped: Vec::new(),
            rejected: Vec::new(),
            cost: 0,
            income: 0,
            created: Created::default(),
            created_names: BTreeMap::new(),
            rules: Vec::new(),
        }
    }

    /// Notes a member that was made.
    pub(crate) fn made(&mut self, register: Register, name: &str) {
        let created = &mut self.created;
        *match register {
            Register::Customer => &mut created.customers,
            Register::Channel => &mut created.channels,
            Register::Department => &mut created.departments,
            Register::Vendor => &mut created.vendors,
            Register::Product => &mut created.products,
            // Nothing makes an activity by its name alone.
            Register::Activity => return,
        } += 1;
        let names = self.created_names.entry(format!("{}s", register.as_str())).or_default();
        if names.len() < NAMES {
            names.push(name.to_owned());
        }
    }

    /// The line of an interpreted row, or none where it is skipped or rejected (and now counted so).
    pub(crate) fn line<T>(&mut self, row: Interpreted<T>) -> Option<T> {
        self.read += 1;
        match row {
            Interpreted::Line(line) => Some(line),
            Interpreted::Skipped { row, reason } => {
                self.skipped.push(SkippedRow {
                    row,
                    reason: reason.message(self.language),
                });
                None
            }
            Interpreted::Rejected(cells, _) => {
                self.rejected
                    .extend(cells.into_iter().map(|cell| rejected(cell, self.language)));
                None
            }
        }
    }

    pub(crate) fn reject(&mut self, row: u32, column: Option<String>, value: Option<String>, reason: Fault) {
        let cell = Rejection {
            row,
            column,
            value,
            reason,
        };
        self.rejected.push(rejected(cell, self.language));
    }

    pub(crate) fn add_cost(&mut self, minor: i64) -> Outcome<()> {
        self.cost = self.cost.checked_add(minor).ok_or_else(overflow)?;
        Ok(())
    }

    pub(crate) fn add_income(&mut self, minor: i64) -> Outcome<()> {
        self.income = self.income.checked_add(minor).ok_or_else(overflow)?;
        Ok(())
    }

    pub(crate) fn result(self, batch: Option<i64>) -> ImportResult {
        let count = self.unfilled.to_string();
        let unfilled = (self.unfilled > 0).then(|| say(self.language, "notice.own_unfilled", &[("count", &count)]));
        ImportResult {
            batch,
            read: self.read,
            imported: self.imported,
            updated: self.updated,
            duplicates: self.duplicates,
            skipped: self.skipped,
            rejected: self.rejected,
            cost: self.currency.amount(self.cost),
            income: self.currency.amount(self.income),
            created: self.created,
            created_names: self.created_names,
            rules: self.rules,
            control: Vec::new(),
            differences: Vec::new(),
            ignored: Vec::new(),
            notices: unfilled.into_iter().collect(),
        }
    }
}

fn rejected(cell: Rejection, language: Language) -> RejectedCell {
    RejectedCell {
        row: cell.row,
        column: cell.column,
        value: cell.value,
        reason: cell.reason.message(language),
        code: cell.reason.code.to_owned(),
    }
}

/// The title of a field's column, as the reader of the file told it.
pub type Titles<'t> = &'t (dyn Fn(&str) -> Option<String> + Sync);
