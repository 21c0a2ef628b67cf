//! Reports: each is the query command of its name and a renderer, so that any of them can be a table in the terminal,
//! JSON, CSV, a workbook, typeset pages or a picture.
//!
//! A new report is one line in the list below and one `impl Report`: its document, and its chart if it has one.

use kezhang_core::evaluate::report::EvaluateQuery;
use kezhang_core::monitor::{ExecutionQuery, ExecutionReport, VarianceQuery, VarianceReport};
use kezhang_core::record::roll::{OwnField, Roll};
use kezhang_core::{Fault, Language, Outcome};
use kezhang_paint::chart::{self, Chart, ChartStyle, Theme};
use kezhang_paint::document::{self, Document, ListHead};
use kezhang_paint::{Unit, csv, pdf, png, terminal, workbook};
use kezhang_store::{CellFilter, EntryPage, EntryQuery, Ledger};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Context, Format, read};

/// How a report is rendered.
#[derive(Debug, Clone, Copy)]
pub struct RenderOptions {
    /// Language of words and figures.
    pub language: Language,
    /// 元 or 万元.
    pub unit: Unit,
    /// The chart alone, for a PDF.
    pub chart_only: bool,
    /// Pixels to a chart's unit, 1 to 3, for a PNG.
    pub scale: u32,
    /// For a person's spreadsheet, not a program: a CSV of what is seen, with a byte order mark.
    pub for_person: bool,
}

/// Where a chart stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A picture of its own, with title and ground.
    Alone,
    /// On the first page of the typeset report.
    Page,
    /// On the screen, as wide as there is room.
    Screen {
        /// Width in pixels.
        width: u32,
        /// Light or dark.
        theme: Theme,
    },
}

impl Place {
    /// The style of a chart in this place that wants so much height.
    pub(crate) fn style(self, options: &RenderOptions, height: u32) -> ChartStyle {
        let (width, theme) = match self {
            Self::Alone => (960, Theme::Light),
            Self::Page => (690, Theme::Light),
            Self::Screen { width, theme } => (width, theme),
        };
        ChartStyle {
            language: options.language,
            theme,
            unit: options.unit,
            width,
            height,
            is_standalone: self == Self::Alone,
        }
    }
}

/// The chart of a report, for the screen.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PictureQuery {
    /// Name of the report.
    pub report: String,
    /// What it is asked.
    #[serde(default)]
    pub query: Value,
    /// Width in pixels, 240 to 4000.
    pub width: u32,
    /// Light or dark; light when absent.
    #[serde(default)]
    pub theme: Theme,
    /// 1 or 10000; 1 when absent.
    #[serde(default)]
    pub unit: Option<u32>,
}

/// The chart of a report with its marks, each with the place of its figure in the report.
pub(super) async fn picture(ledger: &Ledger, ask: PictureQuery, context: &Context) -> Outcome<Chart> {
    if !(240..=4000).contains(&ask.width) {
        let fault = Fault::new("chart_size_invalid").with("width", ask.width);
        return Err(fault.with("height", 0));
    }
    let language = ask.query.get("language").cloned();
    let language = language.and_then(|word| serde_json::from_value(word).ok());
    let report = make(ledger, &ask.report, ask.query, context).await?;
    let options = RenderOptions {
        language: language.unwrap_or(context.language),
        unit: super::monitor::unit(ask.unit)?,
        chart_only: true,
        scale: 1,
        for_person: true,
    };
    let place = Place::Screen {
        width: ask.width,
        theme: ask.theme,
    };
    report
        .chart(&options, place)
        .unwrap_or_else(|| Err(format_invalid(Format::Svg, report.has_pages())))
}

/// A report that was made: what it says as data, as a document, as a chart.
pub(crate) trait Report: Send + Sync {
    /// The data, as the contract says.
    fn json(&self) -> Outcome<Vec<u8>>;

    /// Title, head, table, notes.
    fn document(&self, options: &RenderOptions) -> Document;

    /// The chart; none where the report has none.
    fn chart(&self, _: &RenderOptions, _: Place) -> Option<Outcome<Chart>> {
        None
    }

    /// Pages of its own making instead of the document's.
    fn pages(&self, _: &RenderOptions) -> Option<Outcome<Vec<u8>>> {
        None
    }

    /// Whether it is typeset over pages; a mere list of data is not.
    fn has_pages(&self) -> bool {
        true
    }

    /// Its workbook, where that is more than one sheet of figures.
    fn sheets(&self, _: &RenderOptions) -> Option<Outcome<Vec<u8>>> {
        None
    }
}

/// A report in the making.
type Made<'a> = std::pin::Pin<Box<dyn Future<Output = Outcome<Box<dyn Report>>> + Send + 'a>>;

/// The list of reports: name, what the command of that name takes, what makes it.
macro_rules! reports {
    ($($name:ident: $query:ty => $make:path;)+) => {
        /// Names of all reports.
        pub(crate) const KNOWN: &[&str] = &[$(stringify!($name)),+];

        /// Makes the report of a name.
        ///
        /// # Errors
        /// `report_unknown`, `input_invalid`, and what the report refuses.
        pub(crate) async fn make(
            ledger: &Ledger,
            name: &str,
            query: Value,
            context: &Context,
        ) -> Outcome<Box<dyn Report>> {
            // A future of its own for each: one that held them all would keep the optimiser busy for minutes.
            let made: Made<'_> = match name {
                $(stringify!($name) => {
                    fn one<'a>(ledger: &'a Ledger, query: Value, context: &'a Context) -> Made<'a> {
                        Box::pin(async move {
                            let report = $make(ledger, read::<$query>(query)?, context).await?;
                            Ok(Box::new(report) as Box<dyn Report>)
                        })
                    }
                    one(ledger, query, context)
                })+
                _ => return Err(Fault::new("report_unknown").with("name", name).with("known", KNOWN.join(", "))),
            };
            made.await
        }
    };
}

reports! {
    offers: super::offer::OffersQuery => super::offer::report;
    purchases: kezhang_store::PurchaseQuery => super::purchase::purchases;
    variance: VarianceQuery => super::monitor::variance;
    execution: ExecutionQuery => super::monitor::execution;
    briefing: ExecutionQuery => super::briefing::briefing;
    entries: EntryQuery => entries;
    comparison: kezhang_store::ComparisonQuery => super::control::comparison;
    revision: super::control::RevisionQuery => super::control::revision;
    scenarios: kezhang_store::ScenarioQuery => super::scenario::scenarios;
    cutback: kezhang_store::CutbackInput => super::cutback::cutback;
    revisions: super::control::OfBudget => super::control::revisions;
    requests: kezhang_store::RequestQuery => super::control::requests;
    balances: kezhang_store::BalanceQuery => super::control::balances;
    acquisition: EvaluateQuery => super::evaluate::acquisition;
    channels: EvaluateQuery => super::evaluate::channels_report;
    value: EvaluateQuery => super::evaluate::value;
    retention: EvaluateQuery => super::evaluate::retention;
    cohorts: EvaluateQuery => super::evaluate::cohorts;
    fees: EvaluateQuery => super::evaluate::fees;
    review: EvaluateQuery => super::review::review;
    customers: EvaluateQuery => super::evaluate::customer_costs;
    activities: EvaluateQuery => super::registers::activities;
    resources: EvaluateQuery => super::registers::resources;
    satisfaction: EvaluateQuery => super::registers::satisfaction;
    points: EvaluateQuery => super::registers::points;
}

/// Compact JSON, one line.
pub(crate) fn json<T: Serialize>(value: &T) -> Outcome<Vec<u8>> {
    let mut bytes = serde_json::to_vec(value).map_err(|error| Fault::new("file_failed").with("reason", error))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// A report in a format.
///
/// # Errors
/// `format_invalid` where the report has no chart or no pages; `scale_invalid`, `pdf_failed`, `file_failed`.
pub(crate) fn render(report: &dyn Report, format: Format, options: RenderOptions) -> Outcome<Vec<u8>> {
    let document = || report.document(&options);
    let alone = || {
        report
            .chart(&options, Place::Alone)
            .unwrap_or_else(|| Err(format_invalid(format, report.has_pages())))
    };
    match format {
        Format::Table => Ok(terminal::document(&document()).into_bytes()),
        Format::Json => report.json(),
        Format::Csv if options.for_person && report.has_pages() => csv::for_people(&document()),
        Format::Csv if options.for_person => csv::for_spreadsheets(&document()),
        Format::Csv => csv::document(&document()),
        Format::Xlsx => report
            .sheets(&options)
            .unwrap_or_else(|| workbook::document(&document())),
        Format::Svg => Ok(alone()?.svg.into_bytes()),
        Format::Png => png::png(&alone()?.svg, options.scale),
        Format::Pdf if options.chart_only => pdf::chart(&alone()?),
        Format::Pdf if !report.has_pages() => Err(format_invalid(format, false)),
        Format::Pdf => match (report.pages(&options), report.chart(&options, Place::Page)) {
            (Some(pages), _) => pages,
            (None, Some(drawn)) => pdf::document(&document().with_chart(drawn?)),
            (None, None) => pdf::document(&document()),
        },
    }
}

fn format_invalid(format: Format, has_pages: bool) -> Fault {
    Fault::new("format_invalid").with("value", format.word()).with(
        "known",
        if has_pages {
            "table, json, csv, xlsx, pdf"
        } else {
            "table, json, csv, xlsx"
        },
    )
}

impl Report for VarianceReport {
    fn json(&self) -> Outcome<Vec<u8>> {
        json(self)
    }

    fn document(&self, options: &RenderOptions) -> Document {
        document::variance(self, options.language, options.unit)
    }

    fn chart(&self, options: &RenderOptions, place: Place) -> Option<Outcome<Chart>> {
        let RenderOptions { language, unit, .. } = *options;
        let style = match place {
            Place::Alone => ChartStyle::standalone(self, language, Theme::Light, unit),
            Place::Page => ChartStyle::embedded(self, language, unit),
            Place::Screen { .. } => place.style(options, 320),
        };
        Some(chart::variance(self, &style))
    }
}

impl Report for ExecutionReport {
    fn json(&self) -> Outcome<Vec<u8>> {
        json(self)
    }

    fn document(&self, options: &RenderOptions) -> Document {
        document::execution(self, options.language, options.unit)
    }
}

/// Entries with the head of their list.
pub(crate) struct EntryList {
    page: EntryPage,
    head: ListHead,
}

impl EntryList {
    /// The entries that a query asks for, with the fields chosen or those of the contract.
    pub(crate) async fn of(ledger: &Ledger, query: &EntryQuery, columns: Option<Vec<String>>) -> Outcome<Self> {
        let profile = ledger.profile().await;
        let mut own = ledger.own_fields(Some(Roll::Entry)).await?;
        own.retain(|field| field.active);
        // In the head a condition on an own field is told by the field's name.
        let mut filter = query.filter.clone();
        for condition in &mut filter {
            if let Some(name) = condition.field.strip_prefix("own:") {
                let field = own.iter().find(|field| field.key() == condition.field);
                condition.field = field.map_or_else(|| name.to_owned(), |field| field.name.clone());
            }
        }
        let mut more = other_conditions(query, query.language.unwrap_or(profile.language));
        more.extend(query.own.iter().map(|condition| own_condition(condition, &own)));
        Ok(Self {
            page: ledger.entries(query).await?,
            head: ListHead {
                company: profile.company,
                from: query.from,
                to: query.to,
                currency: profile.currency,
                filter,
                more,
                own,
                columns,
            },
        })
    }
}

/// A condition on an own field, in words.
fn own_condition(condition: &CellFilter, own: &[OwnField]) -> String {
    let name = condition.column.strip_prefix("own:").unwrap_or(&condition.column);
    let field = own.iter().find(|field| field.key() == condition.column);
    let name = field.map_or(name, |field| field.name.as_str());
    let mut told: Vec<String> = condition.is.clone();
    told.extend(condition.has.clone());
    if condition.from.is_some() || condition.to.is_some() {
        let bound = |bound: &Option<String>| bound.clone().unwrap_or_else(|| "…".to_owned());
        told.push(format!("{} – {}", bound(&condition.from), bound(&condition.to)));
    }
    format!("{name} {}", told.join(" / "))
}

/// The conditions of a list that are no dimension, in words.
fn other_conditions(query: &EntryQuery, language: Language) -> Vec<String> {
    let say = |key: &str, facts: &[(&str, &str)]| kezhang_core::language::say(language, key, facts);
    let mut told: Vec<String> = Vec::new();
    if !query.kinds.is_empty() {
        let kinds: Vec<String> = query
            .kinds
            .iter()
            .filter_map(|kind| {
                serde_json::to_value(kind)
                    .ok()?
                    .as_str()
                    .map(|word| say(&format!("kind.{word}"), &[]))
            })
            .collect();
        told.push(kinds.join(language.pick("、", ", ")));
    }
    if let Some(status) = query.status {
        told.push(say(&format!("status.{}", status.as_str()), &[]));
    }
    match (query.least, query.most) {
        (None, None) => {}
        (least, most) => {
            let bound = |amount: Option<kezhang_core::Amount>| amount.map_or_else(|| "…".to_owned(), |a| a.to_string());
            told.push(say("list.amounts", &[("least", &bound(least)), ("most", &bound(most))]));
        }
    }
    if query.uncategorised {
        told.push(say("list.uncategorised", &[]));
    }
    if query.untaxed {
        told.push(say("list.untaxed", &[]));
    }
    if let Some(batch) = query.batch {
        told.push(say("list.batch", &[("batch", &batch.to_string())]));
    }
    if query.ids.is_some() || !query.except.is_empty() {
        told.push(say("list.chosen", &[]));
    }
    if let Some(text) = query.search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        told.push(say("list.search", &[("text", text)]));
    }
    told
}

async fn entries(ledger: &Ledger, mut query: EntryQuery, context: &Context) -> Outcome<EntryList> {
    query.with_totals = Some(false);
    query.language = query.language.or(Some(context.language));
    EntryList::of(ledger, &query, None).await
}

impl Report for EntryList {
    fn json(&self) -> Outcome<Vec<u8>> {
        json(&self.page.entries)
    }

    fn document(&self, options: &RenderOptions) -> Document {
        document::entries(&self.page.entries, &self.page.labels, &self.head, options.language)
    }

    fn has_pages(&self) -> bool {
        false
    }
}
