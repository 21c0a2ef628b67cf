//! Imports: looking into a file, reading it by a mapping, and the way of each kind into the ledger.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use kezhang_core::record::entry::Override;
use kezhang_core::record::import::{self, Context as Reader, Field, Kind, Mapping, Reading, column_letter};
use kezhang_core::watch::Phase;
use kezhang_core::{Fault, Language, Outcome, Watch};
use kezhang_read::{Detected, Source};
use kezhang_store::{Change, ImportResult, Ledger, MappingProfile, OnDuplicate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Context;
use super::roll::{self, OwnAsked, OwnColumns};

/// A file to look into.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectQuery {
    /// The file.
    pub path: PathBuf,
    /// What it brings; as its header says when absent.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// How it is read, where detection errs.
    #[serde(default)]
    pub reading: Reading,
    /// Field → column, where recognition errs.
    #[serde(default)]
    pub map: BTreeMap<String, String>,
}

/// A column of a file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ColumnPreview {
    /// Number, from 1.
    pub number: usize,
    /// Letter.
    pub letter: String,
    /// Title.
    pub title: String,
    /// The field that it is taken for; an own field by its key, `own:NUMBER`, one that an import would make by `own:NAME`.
    pub field: Option<String>,
    /// Of a column that nothing reads: the field of `map` that keeps it as an own field, `own:NAME`.
    pub own: Option<String>,
    /// Whether what stands in it says so, not its title: an import has to be told.
    pub is_guessed: bool,
    /// The first filled cells.
    pub samples: Vec<String>,
}

/// A field that a kind of file can have.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FieldChoice {
    /// The field; an own field by its key, `own:NUMBER`.
    pub field: String,
    /// Its name.
    pub name: String,
    /// Whether a file must have it.
    pub is_required: bool,
}

/// A row of a file, as it stands.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RowPreview {
    /// Line or sheet row.
    pub number: u32,
    /// Its cells.
    pub cells: Vec<String>,
}

/// What a file holds and how it would be read.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FilePreview {
    /// What it brings.
    pub kind: Kind,
    /// How it is read.
    pub detected: Detected,
    /// Order of its dates, where it could be told: `ymd`, `dmy`, `mdy`.
    pub dates: Option<import::DateOrder>,
    /// Its decimal mark, where it could be told.
    pub decimal: Option<import::DecimalMark>,
    /// Its columns.
    pub columns: Vec<ColumnPreview>,
    /// Its first rows.
    pub rows: Vec<RowPreview>,
    /// What columns can be.
    pub fields: Vec<FieldChoice>,
    /// How many own fields the register can still have.
    pub own_left: usize,
    /// Why it could not be imported as it stands.
    pub problem: Option<String>,
}

/// A file to import.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportInput {
    /// The file.
    pub path: PathBuf,
    /// What it brings; as its header says when absent.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// Field → column: header text, letter or number.
    #[serde(default)]
    pub map: BTreeMap<String, String>,
    /// A mapping profile to start from.
    #[serde(default)]
    pub profile: Option<String>,
    /// How it is read, where detection errs.
    #[serde(default)]
    pub reading: Reading,
    /// Name of the budget, for a budget.
    #[serde(default)]
    pub budget: Option<String>,
    /// What becomes of rows that the ledger already has.
    #[serde(default)]
    pub on_duplicate: OnDuplicate,
    /// Lets entries pass a line that is closed.
    #[serde(default, rename = "override")]
    pub passing: Option<Override>,
    /// Whether to change nothing and tell what would happen.
    #[serde(default)]
    pub dry_run: bool,
    /// Keeps this mapping and reading under a name.
    #[serde(default)]
    pub save_mapping: Option<String>,
}

/// How many rows a preview shows.
const PREVIEW_ROWS: usize = 30;

pub(super) async fn inspect_file(ledger: &Ledger, query: InspectQuery, context: &Context) -> Outcome<FilePreview> {
    if kezhang_read::register(&query.path)?.is_some() {
        return Err(Fault::new("register_workbook"));
    }
    let source = kezhang_read::open(&query.path, query.kind, &query.reading)?;
    let mut map = query.map;
    let own = OwnAsked::split(ledger, source.kind, &mut map).await?;
    let mut fields = fields_of(source.kind, context.language);
    fields.extend(own.fields.iter().map(|(field, _)| FieldChoice {
        field: field.key(),
        name: field.name.clone(),
        is_required: false,
    }));
    let guessed = import::guess_columns(source.kind, &source.header, &source.samples, &map);
    map.extend(guessed.clone());
    let mapping = import::map_columns(source.kind, &source.header, &source.samples, &map).and_then(|mut mapping| {
        let own = OwnColumns::find(own, source.kind, &mut mapping)?;
        Ok((mapping, own.map(|own| own.places()).unwrap_or_default()))
    });
    // What has its column already keeps it while another is still missing.
    let found = match &mapping {
        Ok(_) => None,
        Err(_) => import::suggest_columns(source.kind, &source.header, &source.samples, &map).ok(),
    };
    let language = context.language;
    let (mut dates, mut decimal) = (query.reading.dates, query.reading.decimal);
    if let Ok((mapping, _)) = &mapping {
        let survey = source.survey(mapping, &context.watch)?;
        let told = Reader::new(
            ledger.currency().await,
            ledger.calendar().await?,
            &query.reading,
            &survey,
        );
        (dates, decimal) = (told.dates, told.decimal);
    }
    let mut rows = Vec::new();
    for row in source.rows()?.take(PREVIEW_ROWS) {
        let row = row?;
        rows.push(RowPreview {
            number: row.number,
            cells: row.cells.iter().map(import::Cell::shown).collect(),
        });
    }
    let (offers, own_left) = match &mapping {
        Ok((mapping, own)) => roll::own_offers(ledger, None, mapping, own).await?,
        // Until the file can be read nothing is said of single columns.
        Err(_) => (vec![None; source.header.len()], 0),
    };
    let columns = source
        .header
        .iter()
        .zip(offers)
        .enumerate()
        .map(|(at, (title, own))| ColumnPreview {
            number: at + 1,
            letter: column_letter(at),
            title: title.clone(),
            field: match (&mapping, &found) {
                (Ok((mapping, own)), _) => field_at(mapping, at).or_else(|| {
                    let own = own.iter().find(|(place, _)| *place == at);
                    own.map(|(_, key)| key.clone())
                }),
                (Err(_), found) => found.as_ref().and_then(|mapping| field_at(mapping, at)),
            },
            own,
            is_guessed: guessed.values().any(|letter| *letter == column_letter(at)),
            samples: rows
                .iter()
                .filter_map(|row| row.cells.get(at))
                .filter(|c| !c.is_empty())
                .take(3)
                .cloned()
                .collect(),
        })
        .collect();
    Ok(FilePreview {
        kind: source.kind,
        detected: source.detected,
        dates,
        decimal,
        columns,
        rows,
        fields,
        own_left,
        problem: mapping.err().map(|fault| fault.message(language)),
    })
}

/// The field that has a column.
fn field_at(mapping: &Mapping, at: usize) -> Option<String> {
    let (field, _) = mapping.fields().find(|(_, column)| *column == at)?;
    Some(field.as_str().to_owned())
}

fn fields_of(kind: Kind, language: Language) -> Vec<FieldChoice> {
    let name = |field: Field| kezhang_core::language::say(language, &format!("field.{field}"), &[]);
    Field::of(kind)
        .iter()
        .map(|field| FieldChoice {
            field: field.as_str().to_owned(),
            name: name(*field),
            is_required: field.is_required(kind),
        })
        .collect()
}

pub(super) async fn import(
    change: &mut Change<'_>,
    mut input: ImportInput,
    context: &Context,
) -> Outcome<ImportResult> {
    let ledger = change.ledger();
    if input.dry_run {
        change.rehearse();
    }
    if let Some(name) = &input.profile {
        let profile = ledger.mapping(name).await?;
        input.kind = input.kind.or(Some(profile.kind));
        for (field, column) in profile.map {
            input.map.entry(field).or_insert(column);
        }
        let (new, kept) = (&mut input.reading, profile.reading);
        macro_rules! keep {
            ($($aspect:ident),*) => { $(new.$aspect = new.$aspect.take().or(kept.$aspect);)* };
        }
        keep!(encoding, delimiter, sheet, header, dates, decimal, unit);
    }
    if kezhang_read::register(&input.path)?.is_some() {
        return roll::imported(change, &input, context).await;
    }
    let source = kezhang_read::open(&input.path, input.kind, &input.reading)?;
    let mut map = input.map.clone();
    let own = OwnAsked::split(ledger, source.kind, &mut map).await?;
    let mut mapping = import::map_columns(source.kind, &source.header, &source.samples, &map)?;
    let mut own = OwnColumns::find(own, source.kind, &mut mapping)?;
    let survey = source.survey(&mapping, &context.watch)?;
    let mut reader = Reader::new(
        ledger.currency().await,
        ledger.calendar().await?,
        &input.reading,
        &survey,
    );
    let total = survey.rows;
    if source.kind == Kind::Budget && reader.year.is_none() {
        reader.year = ledger.budget_year(input.budget.as_deref()).await?;
    }
    let mut made = Vec::new();
    if let Some(own) = &mut own {
        change.mark().await?;
        made = own.make(change, &source, &reader).await?;
        change.set_own_cells(own.cells());
    }
    let read = (&source, &mapping, &reader, own.as_ref());
    let mut result = run_import(change, &input, read, total, context).await?;
    if !made.is_empty() && result.imported + result.updated == 0 {
        // A field that nothing fills is not made.
        change.rewind().await?;
        result.batch = None;
    } else {
        result.made_own_fields(made);
    }
    let places = own.as_ref().map(OwnColumns::places).unwrap_or_default();
    result.ignored = roll::ignored(change, &mapping, &places).await?;
    if !mapping.ignored.is_empty() {
        let columns = mapping.ignored.join(", ");
        result.notices.push(kezhang_core::language::say(
            context.language,
            "notice.columns_ignored",
            &[("columns", &columns)],
        ));
    }
    result
        .notices
        .extend(source.notices(&mapping, &input.reading, context.language));
    if let Some(name) = input.save_mapping {
        let profile = MappingProfile {
            name,
            kind: source.kind,
            map: input.map,
            reading: input.reading,
        };
        ledger.set_mapping(change, &profile).await?;
    }
    if input.dry_run {
        result.batch = None;
    }
    // The last moment at which it can still be stopped.
    context.watch.go_on()?;
    Ok(result)
}

/// Rows that tell how far they have come.
struct Watched {
    rows: kezhang_read::Rows,
    watch: Watch,
    done: u64,
    total: u64,
    told: Instant,
}

impl Watched {
    /// Rows from one step to the next, and how long one takes at most where a row is much work.
    const STEP: u64 = 1_024;
    const AT_MOST: Duration = Duration::from_millis(100);

    fn read(&mut self, row: &mut import::Row) -> Outcome<bool> {
        let is_row = self.rows.read(row)?;
        let total = Some(self.total.max(self.done));
        if !is_row {
            self.watch.step(Phase::Finishing, self.done, total)?;
        } else if self.done.is_multiple_of(Self::STEP) || self.told.elapsed() >= Self::AT_MOST {
            self.watch.step(Phase::Rows, self.done, total)?;
            self.told = Instant::now();
        } else {
            self.watch.go_on()?;
        }
        self.done += u64::from(is_row);
        Ok(is_row)
    }
}

async fn run_import(
    change: &mut Change<'_>,
    input: &ImportInput,
    (source, mapping, reader, own): (&Source, &Mapping, &Reader, Option<&OwnColumns>),
    total: u64,
    context: &Context,
) -> Outcome<ImportResult> {
    let ledger = change.ledger();
    let name = super::files::name_of(&input.path);
    let titles = |field: &str| {
        let field = Field::ALL.iter().find(|f| f.as_str() == field)?;
        mapping.title(*field).map(|title| title.to_string())
    };
    let language = context.language;
    let mut rows = Watched {
        rows: source.rows()?,
        watch: context.watch.clone(),
        done: 0,
        total,
        told: Instant::now(),
    };
    let mut row = import::Row::default();
    macro_rules! lines {
        ($interpret:path) => {
            std::iter::from_fn(move || match rows.read(&mut row) {
                Ok(true) => {
                    let line = $interpret(mapping, &row, reader);
                    Some(Ok(match own {
                        Some(own) => own.read(&row, reader, line),
                        None => line,
                    }))
                }
                Ok(false) => None,
                Err(fault) => Some(Err(fault)),
            })
        };
    }
    match source.kind {
        Kind::Budget => {
            let lines = lines!(import::interpret_budget_line);
            ledger
                .import_budget(change, &name, lines, &titles, input.budget.as_deref(), language)
                .await
        }
        Kind::Customers => {
            let lines = lines!(import::interpret_customer);
            ledger
                .import_customers(change, &name, lines, &titles, language, context.today)
                .await
        }
        Kind::Channels => {
            ledger
                .import_channels(change, &name, lines!(import::interpret_channel), language)
                .await
        }
        Kind::Metrics => {
            ledger
                .import_metrics(
                    change,
                    &name,
                    lines!(import::interpret_metric),
                    &titles,
                    language,
                    context.today,
                )
                .await
        }
        Kind::Rates => {
            ledger
                .import_rates(change, &name, lines!(import::interpret_rates), language)
                .await
        }
        Kind::Orders => {
            let lines = lines!(import::interpret_order);
            ledger
                .import_orders(
                    change,
                    &name,
                    lines,
                    &titles,
                    input.on_duplicate,
                    language,
                    context.today,
                )
                .await
        }
        Kind::Receipts => {
            let lines = lines!(import::interpret_receipt);
            ledger
                .import_receipts(
                    change,
                    &name,
                    lines,
                    &titles,
                    input.on_duplicate,
                    language,
                    context.today,
                )
                .await
        }
        Kind::Purchases => {
            let lines = lines!(import::interpret_purchase);
            ledger
                .import_purchases(change, &name, lines, &titles, language, context.today)
                .await
        }
        Kind::Contracts => {
            let lines = lines!(import::interpret_contract);
            ledger.import_contracts(change, &name, lines, &titles, language).await
        }
        Kind::Activities => {
            let lines = lines!(import::interpret_activity);
            ledger
                .import_activities(change, &name, lines, &titles, language, context.today)
                .await
        }
        Kind::Hours => {
            let lines = lines!(import::interpret_hours);
            ledger
                .import_hours(
                    change,
                    &name,
                    lines,
                    &titles,
                    input.on_duplicate,
                    language,
                    context.today,
                )
                .await
        }
        Kind::Tools => {
            let lines = lines!(import::interpret_tool);
            ledger
                .import_tools(change, &name, lines, &titles, language, context.today)
                .await
        }
        Kind::Service => {
            let lines = lines!(import::interpret_service);
            ledger
                .import_service(change, &name, lines, &titles, language, context.today)
                .await
        }
        Kind::Feedback => {
            let lines = lines!(import::interpret_feedback);
            ledger
                .import_feedback(
                    change,
                    &name,
                    lines,
                    &titles,
                    input.on_duplicate,
                    language,
                    context.today,
                )
                .await
        }
        Kind::Points | Kind::Products | Kind::Vendors | Kind::Departments => {
            let lines = lines!(import::interpret_roll);
            ledger
                .import_roll(change, source.kind, &name, lines, &titles, language, context.today)
                .await
        }
        Kind::Entries => {
            let lines = lines!(import::interpret_entry);
            let taking = (input.on_duplicate, input.passing.as_ref());
            ledger
                .import_entries(change, &name, lines, &titles, taking, language)
                .await
        }
    }
}
