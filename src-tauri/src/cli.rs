//! The command line: words into a command of the list, its result to the terminal.
//!
//! Exit 0 done, 1 refused or failed, 2 wrong usage. What comes out is JSON wherever nobody is watching or `--json`
//! says so; a failure goes to stderr.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use kezhang_core::monitor::variance::Filter;
use kezhang_core::period::NamedAfter;
use kezhang_core::record::entry::Taxpayer;
use kezhang_core::record::import::{Kind, Reading};
use kezhang_core::record::register::Dimension;
use kezhang_core::watch::{Phase, Step};
use kezhang_core::{Currency, Fault, Language, Month, Outcome, Watch};
use kezhang_store::{Ledger, NewLedger, Shelf};
use serde_json::{Value, json};

use crate::commands::{self, Context, Format, RenderOptions};
use crate::failure::Failure;
use crate::preferences::{Preferences, settings_folder, system_language};

#[derive(Parser)]
#[command(name = "kezhang", version, about = "Kezhang 客账", disable_help_subcommand = true)]
struct Line {
    #[command(subcommand)]
    command: Words,
}

#[derive(Subcommand)]
enum Words {
    /// Makes a ledger.
    New(New),
    /// Imports a file.
    Import(Import),
    /// Prints or writes a report.
    Report(Report),
    /// Runs a command of the list.
    Call(Call),
    /// Prints every command with the JSON Schema of what goes in and comes out.
    Commands(Json),
    /// Reverses a record; without a number the latest change not undone.
    Undo(Undo),
    /// Does again what was undone last.
    Redo(OnLedger),
    /// Prints the journal.
    History(OnLedger),
    /// Proves the ledger.
    Check(OnLedger),
    /// Saves what can be saved of a damaged ledger into a new file.
    Recover(Pair),
    /// Writes a verified copy.
    Backup(Pair),
    /// Lists the automatic backups of a ledger and what they hold, newest first.
    Backups(OnLedger),
    /// Puts a backup in place of a ledger.
    Restore(Pair),
    /// Writes a copy.
    Copy(Pair),
}

#[derive(Args)]
struct Json {
    /// Results and failures as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct OnLedger {
    ledger: PathBuf,
    #[command(flatten)]
    json: Json,
}

#[derive(Args)]
struct Pair {
    from: PathBuf,
    to: PathBuf,
    #[command(flatten)]
    json: Json,
}

#[derive(Args)]
struct Undo {
    ledger: PathBuf,
    number: Option<i64>,
    #[command(flatten)]
    json: Json,
}

#[derive(Args)]
struct Call {
    ledger: PathBuf,
    command: String,
    input: Option<String>,
    #[command(flatten)]
    json: Json,
}

#[derive(Args)]
struct New {
    ledger: PathBuf,
    #[arg(long, default_value = "CNY", value_parser = currency)]
    currency: Currency,
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=12))]
    fiscal_start: u32,
    #[arg(long, default_value = "none", value_parser = taxpayer)]
    taxpayer: Taxpayer,
    #[arg(long, value_parser = language)]
    language: Option<Language>,
    /// Name of the company.
    #[arg(long, default_value = "")]
    company: String,
    /// With the sample company in it.
    #[arg(long)]
    sample: bool,
    #[command(flatten)]
    json: Json,
}

#[derive(Args)]
struct Import {
    ledger: PathBuf,
    file: PathBuf,
    #[arg(long, value_parser = kind)]
    kind: Option<Kind>,
    /// Which column is which field; `own:NAME=COLUMN` keeps a column as an own field, and makes the field where there
    /// is none.
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = pair)]
    map: Vec<(String, String)>,
    /// A mapping profile to start from.
    #[arg(long)]
    profile: Option<String>,
    #[arg(long, value_name = "encoding|sheet|header|dates|decimal=VALUE", value_parser = pair)]
    read: Vec<(String, String)>,
    /// Name of the budget.
    #[arg(long)]
    budget: Option<String>,
    #[arg(long, default_value = "skip", value_parser = ["skip", "add"])]
    on_duplicate: String,
    #[arg(long)]
    dry_run: bool,
    /// Who lets it pass lines that are closed; needs a reason.
    #[arg(long = "override", value_name = "NAME", requires = "reason")]
    passing: Option<String>,
    #[arg(long, requires = "passing")]
    reason: Option<String>,
    /// Language of reasons.
    #[arg(long, value_parser = language)]
    language: Option<Language>,
    #[command(flatten)]
    json: Json,
}

#[derive(Args)]
struct Report {
    ledger: PathBuf,
    /// `variance`, `entries` or another report of the list.
    name: String,
    #[arg(long, value_parser = month)]
    from: Option<Month>,
    #[arg(long, value_parser = month)]
    to: Option<Month>,
    #[arg(long, value_delimiter = ',', value_parser = dimension)]
    by: Vec<Dimension>,
    #[arg(long)]
    level: Option<u8>,
    #[arg(long)]
    budget: Option<String>,
    #[arg(long, value_name = "FIELD=VALUE", value_parser = pair)]
    filter: Vec<(String, String)>,
    #[arg(long, value_parser = ["accrual", "cash"])]
    basis: Option<String>,
    #[arg(long, value_parser = ["cost", "gross"])]
    measure: Option<String>,
    /// Beside each actual that of the span before, or of the same months a year before.
    #[arg(long, value_parser = ["previous", "year_before"])]
    compare: Option<String>,
    /// For `cutback`: what there is for the budget.
    #[arg(long)]
    ceiling: Option<String>,
    #[arg(long, default_value_t = 1, value_parser = unit)]
    unit: u32,
    #[arg(long, allow_hyphen_values = true)]
    sort: Option<String>,
    #[arg(long)]
    limit: Option<u32>,
    /// What customers are told apart by: grade, industry, region, channel, product, habit.
    #[arg(long)]
    segment: Option<String>,
    /// Months ahead, for customer value.
    #[arg(long)]
    horizon: Option<u32>,
    /// The day as of which is looked.
    #[arg(long)]
    as_of: Option<chrono::NaiveDate>,
    #[arg(long, value_parser = language)]
    language: Option<Language>,
    #[arg(long, value_parser = format)]
    format: Option<Format>,
    /// The chart alone, for a PDF.
    #[arg(long)]
    chart_only: bool,
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=3))]
    scale: u32,
    #[arg(long)]
    out: Option<PathBuf>,
    #[command(flatten)]
    json: Json,
}

impl Report {
    /// The words as the input of the report's command: only those that were said.
    fn query(&self, language: Language) -> Value {
        let filter: Vec<Filter> = self
            .filter
            .iter()
            .map(|(field, value)| Filter {
                field: field.clone(),
                value: value.clone(),
            })
            .collect();
        let mut query = json!({
            "from": self.from, "to": self.to, "by": self.by, "level": self.level, "budget": self.budget,
            "filter": filter, "basis": self.basis, "measure": self.measure, "sort": self.sort, "limit": self.limit, "compare": self.compare,
            "ceiling": self.ceiling, "segment": self.segment, "horizon": self.horizon, "as_of": self.as_of,
            "language": language,
        });
        if let Some(words) = query.as_object_mut() {
            words.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
        }
        query
    }
}

fn told<T>(outcome: Outcome<T>) -> Result<T, String> {
    outcome.map_err(|fault| fault.message(system_language()))
}

fn currency(text: &str) -> Result<Currency, String> {
    told(Currency::new(text))
}

fn taxpayer(text: &str) -> Result<Taxpayer, String> {
    match text {
        "general" => Ok(Taxpayer::General),
        "small" => Ok(Taxpayer::Small),
        "none" => Ok(Taxpayer::None),
        _ => Err("general, small, none".to_owned()),
    }
}

fn language(text: &str) -> Result<Language, String> {
    Language::ALL
        .into_iter()
        .find(|l| l.tag() == text)
        .ok_or_else(|| "zh-CN, en".to_owned())
}

fn kind(text: &str) -> Result<Kind, String> {
    told(Kind::parse(text))
}

fn month(text: &str) -> Result<Month, String> {
    told(text.parse())
}

fn dimension(text: &str) -> Result<Dimension, String> {
    Dimension::parse(text).ok_or_else(|| Dimension::ALL.map(Dimension::as_str).join(", "))
}

fn format(text: &str) -> Result<Format, String> {
    Format::parse(text).ok_or_else(|| "table, json, csv, xlsx, svg, png, pdf".to_owned())
}

fn unit(text: &str) -> Result<u32, String> {
    match text {
        "1" => Ok(1),
        "10000" => Ok(10_000),
        _ => Err("1, 10000".to_owned()),
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, value)| (name.trim().to_owned(), value.to_owned()))
        .ok_or_else(|| "NAME=VALUE".to_owned())
}

/// Runs the program: the window without words, else the command line.
pub fn main() -> ExitCode {
    #[cfg(windows)]
    attach_console();
    let words: Vec<std::ffi::OsString> = std::env::args_os().collect();
    if let Some(ledger) = window_for(&words) {
        return ExitCode::from(u8::try_from(crate::window::run(ledger)).unwrap_or(1));
    }
    let line = match Line::try_parse_from(&words) {
        Ok(line) => line,
        Err(error) => return refuse_words(&error, &words),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let is_json = line.command.is_json();
    match runtime.block_on(run(line.command)) {
        Ok(code) => code,
        Err(failure) => {
            if is_json {
                eprintln!("{}", json!(failure));
            } else {
                eprintln!("{} [{}]", failure.message, failure.code);
            }
            if WRONG_USAGE.contains(&failure.code.as_str()) {
                ExitCode::from(2)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

/// Refusals of the words themselves, whatever ledger they are said to.
const WRONG_USAGE: [&str; 13] = [
    "by_invalid",
    "command_unknown",
    "field_unknown",
    "filter_unknown",
    "format_invalid",
    "input_invalid",
    "input_not_object",
    "measure_with_cash",
    "reading_invalid",
    "reading_unknown",
    "report_unknown",
    "sort_unknown",
    "span_reversed",
];

/// On a wrong word clap's own usage, or the same as JSON, and 2; its help and version are no failure.
fn refuse_words(error: &clap::Error, words: &[std::ffi::OsString]) -> ExitCode {
    if error.use_stderr() && words.iter().any(|word| word == "--json") {
        let detail = error.render().to_string();
        let fault = Fault::new("usage_wrong").with("detail", detail.trim());
        eprintln!("{}", json!(Failure::new(fault, system_language())));
    } else {
        let _ = error.print();
    }
    ExitCode::from(if error.use_stderr() { 2 } else { 0 })
}

/// Whether the words ask for the window: none at all, or a ledger as the first and only one.
fn window_for(words: &[std::ffi::OsString]) -> Option<Option<PathBuf>> {
    match words {
        [] | [_] => Some(None),
        [_, first] => {
            let text = first.to_string_lossy();
            let is_word = Line::is_word(&text);
            let path = PathBuf::from(first);
            let is_ledger = path.is_file() || text.ends_with(".kezhang") || kezhang_store::is_address(&path);
            (!is_word && is_ledger).then_some(Some(path))
        }
        _ => None,
    }
}

impl Line {
    fn is_word(text: &str) -> bool {
        use clap::CommandFactory;
        Self::command().get_subcommands().any(|word| word.get_name() == text)
    }
}

impl Words {
    fn is_json(&self) -> bool {
        match self {
            Self::New(words) => words.json.json,
            Self::Import(words) => words.json.json,
            Self::Report(words) => words.json.json || words.format == Some(Format::Json),
            Self::Call(words) => words.json.json,
            Self::Commands(words) => words.json,
            Self::Undo(words) => words.json.json,
            Self::Redo(words) | Self::History(words) | Self::Check(words) | Self::Backups(words) => words.json.json,
            Self::Recover(words) | Self::Backup(words) | Self::Restore(words) | Self::Copy(words) => words.json.json,
        }
    }
}

async fn run(words: Words) -> Result<ExitCode, Failure> {
    let language = match &words {
        Words::Report(report) => report.language,
        Words::Import(import) => import.language,
        Words::New(new) => new.language,
        _ => None,
    };
    let context = Context::now(language.unwrap_or_else(system_language));
    let refuse = |fault: Fault| Failure::new(fault, context.language);
    match words {
        Words::New(words) => new(words, &context).await,
        Words::Import(words) => import(words, &context).await,
        Words::Report(words) => report(words, &context).await,
        Words::Call(words) => {
            let input = words.input.as_deref().map_or(Ok(json!({})), |text| {
                serde_json::from_str(text).map_err(|error| refuse(kezhang_core::input::invalid(error)))
            })?;
            let ledger = open(&words.ledger, &context).await.map_err(refuse)?;
            // A derivation stands beside a report: in the ledger's language too, unless its query asks for another.
            let language = match words.command.as_str() {
                "explain" => ledger.language().await,
                _ => context.language,
            };
            on(ledger, &words.command, input, &Context { language, ..context }).await
        }
        Words::Commands(_) => {
            print(&json!(commands::list()));
            Ok(ExitCode::SUCCESS)
        }
        Words::Undo(words) => {
            let ledger = open(&words.ledger, &context).await.map_err(refuse)?;
            on(ledger, "undo", json!({ "number": words.number }), &context).await
        }
        Words::Redo(words) => {
            let ledger = open(&words.ledger, &context).await.map_err(refuse)?;
            on(ledger, "redo", json!({}), &context).await
        }
        Words::History(words) => {
            let ledger = open(&words.ledger, &context).await.map_err(refuse)?;
            on(ledger, "history", json!({}), &context).await
        }
        Words::Check(words) => check(&words.ledger, &context).await,
        Words::Recover(words) => {
            let stamp = context.stamp("recover");
            let recovered = kezhang_store::recover(&words.from, &words.to, stamp, context.language)
                .await
                .map_err(refuse)?;
            print(&json!(recovered));
            Ok(if recovered.is_sound {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            })
        }
        Words::Backups(words) => {
            let backups = shelf().backups(&words.ledger, context.language);
            print(&json!(backups));
            Ok(ExitCode::SUCCESS)
        }
        Words::Backup(words) => {
            let ledger = open(&words.from, &context).await.map_err(refuse)?;
            on(ledger, "backup", json!({ "path": words.to }), &context).await
        }
        Words::Restore(words) => {
            let shelf = shelf();
            let kept = kezhang_store::restore(&words.from, &words.to, Some((&shelf, context.local())))
                .await
                .map_err(refuse)?;
            print(&json!({ "path": words.to, "kept": kept }));
            Ok(ExitCode::SUCCESS)
        }
        Words::Copy(words) => {
            let ledger = open(&words.from, &context).await.map_err(refuse)?;
            let copied = ledger.copy(&words.to).await;
            ledger.close().await.map_err(refuse)?;
            print(&json!({ "path": words.to, "bytes": copied.map_err(refuse)? }));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The shelf of automatic backups, as the settings have it.
fn shelf() -> Shelf {
    let folder = settings_folder();
    Preferences::load(&folder).shelf(&folder)
}

async fn open(path: &Path, context: &Context) -> Outcome<Ledger> {
    Ledger::open_kept(path, shelf(), context.local()).await
}

/// Prints a value: for a program on one line, for a person indented.
fn print(value: &Value) {
    let mut out = std::io::stdout().lock();
    let text = if out.is_terminal() {
        serde_json::to_string_pretty(value)
    } else {
        serde_json::to_string(value)
    };
    // A reader that has gone away is no failure of ours.
    let _ = writeln!(out, "{}", text.unwrap_or_default());
}

/// Runs a command on a ledger, prints what it gives, and leaves the ledger as one file.
async fn on(ledger: Ledger, command: &str, input: Value, context: &Context) -> Result<ExitCode, Failure> {
    let output = commands::call(&ledger, command, input, context).await;
    if let Some(fault) = ledger.shelf_fault().await {
        // A backup that failed stops no work; but whoever watches is told.
        let failure = Failure::new(fault, context.language);
        eprintln!("{} [{}]", failure.message, failure.code);
    }
    let closed = ledger.close().await;
    let output = output?;
    closed.map_err(|fault| Failure::new(fault, context.language))?;
    match output["text"].as_str() {
        // A derivation is read, not parsed, by who sits at a terminal.
        Some(text) if command == "explain" && !text.is_empty() && std::io::stdout().is_terminal() => {
            let _ = write!(std::io::stdout().lock(), "{text}");
        }
        _ => print(&output),
    }
    Ok(ExitCode::SUCCESS)
}

async fn new(words: New, context: &Context) -> Result<ExitCode, Failure> {
    let new = NewLedger {
        company: words.company,
        currency: Some(words.currency),
        fiscal_start: Some(words.fiscal_start),
        named_after: NamedAfter::Start,
        taxpayer: words.taxpayer,
        language: context.language,
        is_sample: words.sample,
    };
    let refuse = |fault: Fault| Failure::new(fault, context.language);
    let ledger = Ledger::create(&words.ledger, &new, context.stamp("new"))
        .await
        .map_err(refuse)?;
    on(ledger, "ledger", json!({}), context).await
}

async fn import(words: Import, context: &Context) -> Result<ExitCode, Failure> {
    let refuse = |fault: Fault| Failure::new(fault, context.language);
    let mut reading = Reading::default();
    for (name, value) in &words.read {
        reading.set(name, value).map_err(refuse)?;
    }
    let map: BTreeMap<String, String> = words.map.into_iter().collect();
    let input = json!({
        "path": words.file,
        // A mapping profile brings its own kind; without either a file is of entries.
        "kind": words.kind.or_else(|| words.profile.is_none().then_some(Kind::Entries)),
        "map": map,
        "profile": words.profile,
        "reading": reading,
        "budget": words.budget,
        "on_duplicate": words.on_duplicate,
        "dry_run": words.dry_run,
        "override": words.passing.map(|name| json!({ "name": name, "reason": words.reason })),
    });
    let ledger = open(&words.ledger, context).await.map_err(refuse)?;
    let context = Context {
        watch: watched(context.language),
        ..context.clone()
    };
    on(ledger, "import", input, &context).await
}

/// Tells on a terminal how far an import has come; to a script it is silent.
fn watched(language: Language) -> Watch {
    if !std::io::stderr().is_terminal() {
        return Watch::default();
    }
    Watch::with(move |Step { phase, done, total }| {
        let key = match phase {
            Phase::Reading => "underway.reading",
            Phase::Rows => "underway.rows",
            Phase::Finishing => "underway.finishing",
        };
        let (done, total) = (done.to_string(), total.unwrap_or(done).to_string());
        let said = kezhang_core::language::say(language, key, &[("done", &done), ("total", &total)]);
        // The line is written over; what is printed at the end stands on one of its own.
        let end = if phase == Phase::Finishing { "\n" } else { "" };
        eprint!("\r\x1b[K{said}{end}");
    })
}

async fn check(path: &Path, context: &Context) -> Result<ExitCode, Failure> {
    let refuse = |fault: Fault| Failure::new(fault, context.language);
    let ledger = open(path, context).await.map_err(refuse)?;
    let report = ledger.check().await;
    ledger.close().await.map_err(refuse)?;
    let report = report.map_err(refuse)?;
    print(&json!(report));
    Ok(if report.is_sound {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn report(words: Report, context: &Context) -> Result<ExitCode, Failure> {
    let refuse = |fault: Fault| Failure::new(fault, context.language);
    let ledger = open(&words.ledger, context).await.map_err(refuse)?;
    let rendered = render(&ledger, &words, context)
        .await
        .map_err(|fault| ledger.placed(fault));
    ledger.close().await.map_err(refuse)?;
    let bytes = rendered.map_err(refuse)?;
    match &words.out {
        Some(path) => {
            commands::write_file(path, &bytes).map_err(refuse)?;
            if words.json.json {
                print(&json!({ "path": path, "bytes": bytes.len() }));
            }
        }
        None => {
            let _ = std::io::stdout().lock().write_all(&bytes);
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn render(ledger: &Ledger, words: &Report, context: &Context) -> Outcome<Vec<u8>> {
    let language = match words.language {
        Some(language) => language,
        None => ledger.language().await,
    };
    let format = words
        .format
        .unwrap_or(if words.json.json { Format::Json } else { Format::Table });
    let is_picture = matches!(format, Format::Png | Format::Pdf | Format::Xlsx);
    if is_picture && words.out.is_none() && std::io::stdout().is_terminal() {
        return Err(Fault::new("out_missing"));
    }
    let options = RenderOptions {
        language,
        unit: commands::unit(Some(words.unit))?,
        chart_only: words.chart_only,
        scale: words.scale,
        for_person: false,
    };
    let report = commands::make(ledger, &words.name, words.query(language), context).await?;
    commands::render(report.as_ref(), format, options)
}

/// A program of the window subsystem has no console: one that was started from a console writes there.
#[cfg(windows)]
fn attach_console() {
    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn AttachConsole(process: u32) -> i32;
    }
    // SAFETY: the call takes no pointer; without a parent console it fails and changes nothing.
    #[allow(unsafe_code)]
    unsafe {
        AttachConsole(u32::MAX);
    }
}
