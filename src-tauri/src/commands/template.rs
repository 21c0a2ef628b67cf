//! Templates for departments: out as one workbook each, back in one drop of many files.

use std::path::PathBuf;

use kezhang_core::money::Currency;
use kezhang_core::plan::LineKey;
use kezhang_core::plan::template::{TemplateProblem, TemplateReport, TemplateSent};
use kezhang_core::record::import::Cell;
use kezhang_core::{Amount, Fault, Outcome};
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
                Ok(Some(read)) => {
                    answer.token = Some(read.token);
                    for row in read.rows {
                        match serde_json::from_str::<LineKey>(&row.key) {
                            Ok(key) => {
                                let of = months(&row.cells, row.number, currency, context, &mut answer.problems);
                                let note = row.cells.get(NOTE).map(Cell::shown).unwrap_or_default();
                                answer.rows.push(AnswerRow { key, months: of, note });
                            }
                            Err(error) => answer.problems.push(TemplateProblem {
                                row: row.number,
                                column: String::new(),
                                value: row.key,
                                reason: Fault::new("input_invalid")
                                    .with("detail", error)
                                    .message(context.language),
                            }),
                        }
                    }
                }
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

/// Columns of the sheet, from 0: the first month and the remark.
const FIRST: usize = 3;
const NOTE: usize = 16;

fn months(
    cells: &[Cell],
    row: u32,
    currency: Currency,
    context: &Context,
    problems: &mut Vec<TemplateProblem>,
) -> Vec<Amount> {
    (0..12)
        .map(|at| {
            let cell = cells.get(FIRST + at).unwrap_or(&Cell::Empty);
            let value = match cell {
                _ if cell.is_empty() => Some(Default::default()),
                Cell::Number(value) => Some(*value),
                Cell::Text(text) => text.trim().replace([',', '\u{ff0c}'], "").parse().ok(),
                _ => None,
            };
            let read = value.ok_or_else(|| Fault::new("template_cell").with("value", cell.shown()));
            match read.and_then(|value| currency.minor(value)) {
                Ok(minor) => currency.amount(minor),
                Err(fault) => {
                    problems.push(TemplateProblem {
                        row,
                        column: format!("{}", at + 1),
                        value: cell.shown(),
                        reason: fault.message(context.language),
                    });
                    currency.amount(0)
                }
            }
        })
        .collect()
}
