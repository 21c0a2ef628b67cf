//! Files out: reports, entries, budgets, copies. Each is written whole beside its place and then put there.

use std::io::Write;
use std::path::PathBuf;

use kezhang_core::{Fault, Language, Outcome};
use kezhang_paint::{Unit, document, pdf, workbook};
use kezhang_store::{EntryQuery, Ledger};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Context;
use super::monitor::unit;
use super::report::{self, EntryList, RenderOptions};

/// A file format, or the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Text for a terminal.
    Table,
    /// The report as the command gives it.
    Json,
    /// Exact figures for programs.
    Csv,
    /// A workbook.
    Xlsx,
    /// The chart as vectors.
    Svg,
    /// The chart as pixels.
    Png,
    /// The typeset report.
    Pdf,
}

impl Format {
    /// Reads the word of the command line.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
    }

    pub(super) fn word(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

/// Where a file goes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Path {
    /// The file.
    pub path: PathBuf,
}

/// A file to write to.
pub type Target = PathBuf;

/// What was written.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Written {
    /// The file.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
}

/// A report to write.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportReport {
    /// Which report: the name of its query command; `variance` when absent.
    #[serde(default)]
    pub report: Option<String>,
    /// What it is asked: the input of that command.
    #[serde(default)]
    pub query: serde_json::Value,
    /// The format.
    pub format: Format,
    /// The file; one that is there is replaced.
    pub path: PathBuf,
    /// The chart alone, for a PDF.
    #[serde(default)]
    pub chart_only: bool,
    /// 1 to 3, for a PNG; 2 when absent.
    #[serde(default)]
    pub scale: Option<u32>,
    /// 1 or 10000; 1 when absent.
    #[serde(default)]
    pub unit: Option<u32>,
    /// Language of words and figures; the window's when absent.
    #[serde(default)]
    pub language: Option<Language>,
}

/// Entries to write.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportEntries {
    /// Which.
    pub query: EntryQuery,
    /// `csv`, `xlsx` or `json`.
    pub format: Format,
    /// The fields to write from left to right; all when absent. JSON always has all.
    #[serde(default)]
    pub columns: Option<Vec<String>>,
    /// The file; one that is there is replaced.
    pub path: PathBuf,
}

/// A budget to write.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportBudget {
    /// `NAME` or `NAME@VERSION`.
    pub budget: String,
    /// The file; one that is there is replaced.
    pub path: PathBuf,
    /// A workbook that the import reads back (`xlsx`, when absent), or the printed budget with its footnotes (`pdf`).
    #[serde(default)]
    pub format: Option<Format>,
}

/// Writes a file whole: beside its place first, then in place of what was there. What is no plain file (a device, a
/// pipe) is written to and never replaced, and of a link what it points to.
///
/// # Errors
/// `file_unwritable`, `disk_full`, `file_is_ledger`: a ledger is nobody's to replace; then what was there is untouched.
pub fn write_file(path: &std::path::Path, bytes: &[u8]) -> Outcome<()> {
    let failed = |error: std::io::Error| {
        let code = if error.kind() == std::io::ErrorKind::StorageFull {
            "disk_full"
        } else {
            "file_unwritable"
        };
        Fault::new(code).with("file", path.display()).with("detail", error)
    };
    let there = std::fs::metadata(path).ok();
    if let Some(meta) = &there {
        if meta.is_dir() {
            return Err(Fault::new("file_unwritable")
                .with("file", path.display())
                .with("detail", "directory"));
        }
        if !meta.is_file() {
            let mut device = std::fs::OpenOptions::new().write(true).open(path).map_err(failed)?;
            return device.write_all(bytes).and_then(|()| device.flush()).map_err(failed);
        }
    }
    if kezhang_store::is_ledger(path) {
        return Err(Fault::new("file_is_ledger").with("file", path.display()));
    }
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = real
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(std::path::Path::new("."));
    std::fs::metadata(folder).map_err(failed)?;
    let mut beside = tempfile::Builder::new();
    beside.prefix(".kezhang-");
    // A temporary file is its owner's alone; what a user exports has the rights of any new file.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        beside.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = beside.tempfile_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    if let Some(meta) = there {
        let _ = file.as_file().set_permissions(meta.permissions());
    }
    file.persist(&real).map_err(|error| failed(error.error))?;
    Ok(())
}

pub(super) fn write(path: PathBuf, bytes: &[u8]) -> Outcome<Written> {
    write_file(&path, bytes)?;
    Ok(Written {
        path,
        bytes: bytes.len() as u64,
    })
}

fn options(language: Language, unit: Unit) -> RenderOptions {
    RenderOptions {
        language,
        unit,
        chart_only: false,
        scale: 2,
        for_person: true,
    }
}

pub(super) async fn export_report(ledger: &Ledger, ask: ExportReport, context: &Context) -> Outcome<Written> {
    let report = report::make(ledger, ask.report.as_deref().unwrap_or("variance"), ask.query, context).await?;
    let mut options = options(ask.language.unwrap_or(context.language), unit(ask.unit)?);
    options.chart_only = ask.chart_only;
    options.scale = ask.scale.unwrap_or(2);
    write(ask.path, &report::render(report.as_ref(), ask.format, options)?)
}

pub(super) async fn export_entries(ledger: &Ledger, mut ask: ExportEntries, context: &Context) -> Outcome<Written> {
    let language = ask.query.language.unwrap_or(context.language);
    ask.query.language = Some(language);
    let list = EntryList::of(ledger, &ask.query, ask.columns).await?;
    write(
        ask.path,
        &report::render(&list, ask.format, options(language, Unit::One))?,
    )
}

pub(super) async fn export_budget(ledger: &Ledger, ask: ExportBudget, context: &Context) -> Outcome<Written> {
    let budget = ledger.budget(&ask.budget).await?;
    let labels = ledger.budget_labels(&budget, context.language).await?;
    let (currency, language) = (ledger.currency().await, context.language);
    let is_pdf = ask.path.extension().is_some_and(|end| end.eq_ignore_ascii_case("pdf"));
    let usual = if is_pdf { Format::Pdf } else { Format::Xlsx };
    let bytes = match ask.format.unwrap_or(usual) {
        Format::Xlsx => workbook::budget(&budget, &labels, ledger.calendar().await?, currency, language)?,
        Format::Pdf => {
            let company = ledger.profile().await.company;
            pdf::document(&document::budget(
                &budget,
                &labels,
                &company,
                currency,
                language,
                Unit::One,
            ))?
        }
        other => {
            return Err(Fault::new("format_invalid")
                .with("value", other.word())
                .with("known", "xlsx, pdf"));
        }
    };
    write(ask.path, &bytes)
}

pub(super) async fn backup(ledger: &Ledger, target: Path, _: &Context) -> Outcome<Written> {
    let bytes = ledger.backup(&target.path).await?;
    Ok(Written {
        path: target.path,
        bytes,
    })
}

/// The name of a file, as a person knows it.
pub(super) fn name_of(path: &std::path::Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
