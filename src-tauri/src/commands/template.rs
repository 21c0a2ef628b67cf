//! Templates for departments: out as one workbook each, back in one drop of many files.

use std::path::PathBuf;

use kezhang_core::money::Currency;
use kezhang_core::plan::LineKey;
use kezhang_core::plan::template::{FIRST, HEADER, TemplateProblem, TemplateReport, TemplateSent};
use kezhang_core::record::import::{Cell, DecimalMark, amount_as_stated};
use kezhang_core::{Amount, Fault, Outcome};
use kezhang_read::{FilledCells, FilledTemplate};
use kezhang_store::{Answer, AnswerRow, Change, Ledger};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::plan::{BudgetShown, shown};
use super::{Context, control, files};

/// Templates to write.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendTemplates {
    /// The budget: its newest version is what the departments see.
    pub budget: String,
    /// The folder in which one workbook a department is written; those that are there are replaced.
    pub folder: PathBuf,
    /// Codes or names; all active departments when absent.
    #[serde(default)]
    pub departments: Option<Vec<String>>,
}

/// A template that was written.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TemplateWritten {
    /// Code of the department.
    pub department: String,
    /// Its name.
    pub name: String,
    /// Number of lines.
    pub lines: usize,
    /// The file.
    #[serde(flatten)]
    pub file: files::Written,
}

/// Files that came back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateFiles {
    /// The files, in any order and under any name.
    pub paths: Vec<PathBuf>,
}

/// What came of accepting.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TemplatesAccepted {
    /// The draft as it now is.
    pub budget: BudgetShown,
    /// What was taken, and who has not answered.
    pub report: TemplateReport,
}

pub(super) async fn send_templates(
    change: &mut Change<'_>,
    ask: SendTemplates,
    context: &Context,
) -> Outcome<Vec<TemplateWritten>> {
    let ledger = change.ledger();
    let only = ask.departments.as_deref();
    let made = ledger
        .send_templates(change, &ask.budget, only, context.language, context.today)
        .await?;
    let mut written = Vec::new();
    for one in made {
        let bytes = kezhang_paint::workbook::template(&one, context.language)?;
        let path = ask
            .folder
            .join(format!("{}.xlsx", plain(&format!("{} {}", one.budget, one.name))));
        files::write_file(&path, &bytes)?;
        written.push(TemplateWritten {
            department: one.department,
            name: one.name,
            lines: one.rows.len(),
            file: files::Written {
                bytes: bytes.len() as u64,
                path,
            },
        });
    }
    Ok(written)
}

/// A name that every system takes for a file.
fn plain(name: &str) -> String {
    let is_bad = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    name.chars().map(|c| if is_bad(c) { '_' } else { c }).take(80).collect()
}

pub(super) async fn templates(ledger: &Ledger, of: control::OfBudget, context: &Context) -> Outcome<Vec<TemplateSent>> {
    let language = of.language.unwrap_or(context.language);
    ledger.templates(of.budget.as_deref(), language).await
}

pub(super) async fn template_report(ledger: &Ledger, of: TemplateFiles, context: &Context) -> Outcome<TemplateReport> {
    let answers = answers(&of.paths, ledger.currency().await, context);
    ledger.template_report(&answers, context.language).await
}

pub(super) async fn accept_templates(
    change: &mut Change<'_>,
    of: TemplateFiles,
    context: &Context,
) -> Outcome<TemplatesAccepted> {
    let ledger = change.ledger();
    let answers = answers(&of.paths, ledger.currency().await, context);
    let (budget, report) = ledger.accept_templates(change, &answers, context.language).await?;
    Ok(TemplatesAccepted {
        budget: shown(ledger, budget, context).await?,
        report,
    })
}

/// Reads each file; one that cannot be opened is told of, and does not keep the others back.
fn answers(paths: &[PathBuf], currency: Currency, context: &Context) -> Vec<Answer> {
    paths
        .iter()
        .map(|path| {
            let file = path.file_name().map(|name| name.to_string_lossy().into_owned());
            let file = file.unwrap_or_default();
            let mut answer = Answer {
                file: file.clone(),
                token: None,
                rows: Vec::new(),
                problems: Vec::new(),
            };
            match kezhang_read::template(path) {
                Ok(Some(read)) => take(read, &mut answer, currency, context),
                Ok(None) => {}
                Err(fault) => answer.problems.push(TemplateProblem {
                    row: 0,
                    column: String::new(),
                    value: file,
                    reason: fault.message(context.language),
                }),
            }
            answer
        })
        .collect()
}

/// Takes what a template has: a row that is gone, a title that is another, a row that nobody sent are problems.
fn take(read: FilledTemplate, answer: &mut Answer, currency: Currency, context: &Context) {
    let problem = |row: u32, column: String, value: String, fault: Fault| TemplateProblem {
        row,
        column,
        value,
        reason: fault.message(context.language),
    };
    answer.token = Some(read.token);
    for (column, went, is) in read.moved {
        let fault = Fault::new("template_month").with("month", went).with("value", &is);
        let column = (column + 1 - FIRST).to_string();
        answer.problems.push(problem(HEADER + 1, column, is, fault));
    }
    for row in read.strays {
        let fault = Fault::new("template_stray").with("row", row);
        answer.problems.push(problem(row, String::new(), String::new(), fault));
    }
    for row in read.rows {
        let key = match serde_json::from_str::<LineKey>(&row.key) {
            Ok(key) => key,
            Err(error) => {
                let fault = kezhang_core::input::invalid(error);
                answer.problems.push(problem(row.number, String::new(), row.key, fault));
                continue;
            }
        };
        let Some(cells) = row.cells else {
            let fault = Fault::new("template_row")
                .with("row", row.number)
                .with("line", &row.title);
            answer
                .problems
                .push(problem(row.number, String::new(), row.title, fault));
            continue;
        };
        let months = months(&cells, currency, context, &mut answer.problems);
        answer.rows.push(AnswerRow {
            number: cells.number,
            key,
            months,
            note: cells.note,
        });
    }
}

/// The months of a row; none where nobody touched the cell, or it cannot be read.
fn months(
    cells: &FilledCells,
    currency: Currency,
    context: &Context,
    problems: &mut Vec<TemplateProblem>,
) -> Vec<Option<Amount>> {
    let read = |at: usize| -> Outcome<i64> {
        let cell = &cells.months[at];
        let unreadable = || Fault::new("template_cell").with("value", cell.shown());
        let value = match cell {
            _ if cells.unsolved[at] => return Err(Fault::new("template_formula")),
            _ if cell.is_empty() => Default::default(),
            Cell::Number(value) => *value,
            Cell::Text(_) => match amount_as_stated(cell, DecimalMark::Point, currency)? {
                Some((value, stated)) if stated.is_none_or(|stated| stated == currency) => value,
                Some(_) => return Err(unreadable()),
                None => Default::default(),
            },
            _ => return Err(unreadable()),
        };
        currency.minor(value)
    };
    (0..12)
        .map(|at| {
            if cells.untouched[at] {
                return None;
            }
            match read(at) {
                Ok(minor) => Some(currency.amount(minor)),
                Err(fault) => {
                    let fault = match fault.code {
                        "amount_unreadable" => Fault::new("template_cell").with("value", cells.months[at].shown()),
                        _ => fault,
                    };
                    problems.push(TemplateProblem {
                        row: cells.number,
                        column: format!("{}", at + 1),
                        value: cells.months[at].shown(),
                        reason: fault.message(context.language),
                    });
                    None
                }
            }
        })
        .collect()
}
