//! A department's template 部门模板: a workbook that goes out, is filled in, and comes back by its token.
//!
//! The one thing to know: the token and what each row was when it went out lie on a hidden sheet, so that a file is
//! known whatever it is called, a row wherever it stands, and a cell that nobody touched is told from one that was typed.

use schemars::JsonSchema;
use serde::Serialize;

use super::LineKey;
use crate::money::{Amount, Currency};
use crate::period::Month;

/// The hidden sheet's name.
pub const HIDDEN_SHEET: &str = "kezhang";
/// Columns of the hidden sheet, from 0: where the row stood, its key, the code and the name beside it, its twelve months
/// and its remark; the first row has the months' titles in the columns of the months.
pub mod hidden {
    /// Row of the sheet, from 1.
    pub const ROW: usize = 0;
    /// What the line names, as JSON; in the first row the token.
    pub const KEY: usize = 1;
    /// Code of its category as the sheet shows it.
    pub const CODE: usize = 2;
    /// Its name as the sheet shows it.
    pub const NAME: usize = 3;
    /// The first month.
    pub const MONTHS: usize = 4;
    /// The remark.
    pub const NOTE: usize = 16;
}
/// Row of the sheet's header, from 0; the rows of lines follow it.
pub const HEADER: u32 = 3;
/// Column of the first month on the sheet, from 0.
pub const FIRST: usize = 3;
/// Column of the remark on the sheet, from 0.
pub const NOTE: usize = 16;
/// What the first cell of the hidden sheet says.
pub const HIDDEN_TITLE: &str = "kezhang-template";

/// A row of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateRow {
    /// What the line names.
    pub key: LineKey,
    /// The same in words.
    pub name: String,
    /// What was spent last year.
    pub last_year: Amount,
    /// The plan by month, and whether the month is locked.
    pub months: Vec<(Amount, bool)>,
    /// A remark.
    pub note: String,
}

/// A template for one department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Known by when it comes back.
    pub token: String,
    /// Code of the department.
    pub department: String,
    /// Its name.
    pub name: String,
    /// The company.
    pub company: String,
    /// The budget.
    pub budget: String,
    /// Its months.
    pub months: Vec<Month>,
    /// Base currency.
    pub currency: Currency,
    /// Its rows.
    pub rows: Vec<TemplateRow>,
}

/// A line that a department would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TemplateLine {
    /// What it names.
    pub key: LineKey,
    /// The same in words.
    pub name: String,
    /// Its year in the draft.
    pub before: Amount,
    /// Its year in the file.
    pub after: Amount,
    /// after − before.
    pub difference: Amount,
    /// The remark in the file, where it is another.
    pub note: Option<String>,
}

/// A cell that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TemplateProblem {
    /// Row of the sheet.
    pub row: u32,
    /// Title of the column.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// Why, and what to do.
    pub reason: String,
}

/// A file that came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TemplateAnswer {
    /// Name of the file.
    pub file: String,
    /// Code of the department.
    pub department: String,
    /// Its name.
    pub name: String,
    /// What the department has in the draft.
    pub before: Amount,
    /// What it has in the file.
    pub after: Amount,
    /// after − before.
    pub difference: Amount,
    /// The lines that differ.
    pub lines: Vec<TemplateLine>,
    /// Cells that cannot be read: nothing of the file is taken while there are any.
    pub problems: Vec<TemplateProblem>,
}

/// A department that a template was sent to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TemplateSent {
    /// The budget.
    pub budget: String,
    /// Code of the department.
    pub department: String,
    /// Its name.
    pub name: String,
    /// When, RFC 3339 in UTC.
    pub sent_at: String,
    /// When its answer was accepted; none while it has not answered.
    pub answered_at: Option<String>,
}

/// A file that is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TemplateStranger {
    /// Name of the file.
    pub file: String,
    /// Why it is not taken.
    pub reason: String,
}

/// Files that came back, held against the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TemplateReport {
    /// The budget.
    pub budget: String,
    /// Base currency.
    pub currency: Currency,
    /// By department.
    pub answers: Vec<TemplateAnswer>,
    /// Files that are no answer.
    pub strangers: Vec<TemplateStranger>,
    /// All that were sent for the budget, the last of each department; who has not answered stands first.
    pub sent: Vec<TemplateSent>,
}
