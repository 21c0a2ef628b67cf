//! Explain this number 这个数怎么来的: the derivation of any figure of a report, as a tree down to the entries.
//!
//! ```text
//!  report + its query + which figure ─ place.rs finds it in the report's own JSON
//!    └─ formula/ says what it is reckoned from ─ figure.rs puts the operands together, each explained in its turn
//!         ├─ cells.rs: a cell of a budget: what was entered, and every document since
//!         ├─ entries.rs: where nothing is reckoned any more, the entries, lines or register it comes from
//!         └─ others.rs: figures that are those of another report
//! ```
//!
//! The one thing to know: every value in the tree is read from a report itself, so that an explanation can only say what
//! the report says; that operands come to their figure is proved by a test over every figure of every report.

mod cells;
mod entries;
mod figure;
mod others;
mod place;
mod registers;
mod text;

use std::collections::{BTreeMap, HashMap};

use kezhang_core::language::say;
use kezhang_core::{Amount, Currency, Fault, Language, Outcome};
use kezhang_store::Ledger;
use rust_decimal::{Decimal, RoundingStrategy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::Context;
use super::formula::{BESIDE, Field, Naming, Spot, field, naming};
use place::{Place, Step};

/// Which figure.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainQuery {
    /// Name of the report, or of a query whose figures stand on a screen: `tax_limits`, `offer_drivers`.
    pub report: String,
    /// What it was asked.
    #[serde(default)]
    pub query: Value,
    /// The row's values: field → value, null for none. Empty: the total.
    #[serde(default)]
    pub key: BTreeMap<String, Option<String>>,
    /// Several rows of which the figures are summed: what a chart shows as 其他 n 项.
    #[serde(default)]
    pub keys: Vec<BTreeMap<String, Option<String>>>,
    /// Which of the key's two rows, of budget against actual.
    #[serde(default)]
    pub budgeted: Option<bool>,
    /// The list in which the key's row is; `rows` or `lines` when absent.
    #[serde(default)]
    pub list: Option<String>,
    /// The field: `to_date.available` within a row; without a key also a path in the report, such as
    /// `tools[2].cost` or `rows[channel=search].cac`. All that the row has when absent.
    #[serde(default)]
    pub field: Option<String>,
    /// Every figure of the report instead of one, without entries.
    #[serde(default)]
    pub every: bool,
    /// At most this many entries of each figure; five when absent, none with 0.
    #[serde(default)]
    pub entries: Option<usize>,
}

/// How a value comes from its operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// All added.
    Sum,
    /// The first less all others.
    Difference,
    /// All multiplied.
    Product,
    /// The first ÷ the second.
    Quotient,
    /// An end of the 95 % interval of first of second (Wilson).
    Interval,
    /// The entries added.
    Entries,
    /// From a model.
    Estimate,
    /// The figure of another report, or from elsewhere in this one.
    Same,
    /// As it is recorded.
    Given,
}

/// An entry with the part of it that counts.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ExplainedEntry {
    /// The ledger's own number.
    pub id: i64,
    /// 发生日期.
    pub date: String,
    /// Code of the category.
    pub category: String,
    /// 摘要.
    pub memo: String,
    /// As it stands, in its currency.
    pub amount: Amount,
    /// 币种.
    pub currency: Currency,
    /// Rate to the base currency, where the currency is another.
    pub rate: Option<String>,
    /// The part in base currency that counts here.
    pub share: Amount,
    /// Why that part: net or gross, spread over its benefit period.
    pub how: String,
}

/// The entries behind a figure.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ExplainedEntries {
    /// How many there are.
    pub count: usize,
    /// The sum of all their parts.
    pub sum: Amount,
    /// The first of them, newest first.
    pub first: Vec<ExplainedEntry>,
    /// How to list the rest.
    pub more: String,
}

/// A figure with what it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ExplainedFigure {
    /// What it is.
    pub label: String,
    /// Where it stands in the report; null where it is only a step of the reckoning.
    pub path: Option<String>,
    /// `money`, `share`, `count`, `number`, `months`.
    pub quantity: &'static str,
    /// Exact, as in the report; null: undefined.
    pub value: Option<String>,
    /// How it comes from its operands.
    pub operation: Operation,
    /// The same in words; empty where nothing is reckoned.
    pub formula: String,
    /// Rounded half away from zero to so many decimals; null: exact.
    pub decimals: Option<u32>,
    /// Rounded to so many significant digits, a statistic; null: not so.
    pub digits: Option<u32>,
    /// Rules that decide: stage, basis, measure, rounding; or where it is recorded.
    pub rules: Vec<String>,
    /// What it is reckoned from.
    pub operands: Vec<ExplainedFigure>,
    /// The entries it is the sum of.
    pub entries: Option<ExplainedEntries>,
}

/// The derivation of one figure.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ExplainedField {
    /// The values of its row; empty: the total, or no row.
    pub key: BTreeMap<String, Option<String>>,
    /// Which of the key's two rows, of budget against actual.
    pub budgeted: Option<bool>,
    /// Its name in the row.
    pub field: String,
    /// Its derivation.
    pub figure: ExplainedFigure,
}

/// The derivations of a row.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Explanation {
    /// Name of the report.
    pub report: String,
    /// Name of the row.
    pub title: String,
    /// One a field asked for.
    pub figures: Vec<ExplainedField>,
    /// The same as text, a figure a line; empty where every figure was asked for.
    pub text: String,
}

/// What a row of budget against actual adds to the sum of several, where no figure is asked for.
const SUMMED: [&str; 3] = ["budget", "actual", "compared.actual"];

/// Explains figures of a report.
pub(super) async fn explain(ledger: &Ledger, ask: ExplainQuery, context: &Context) -> Outcome<Explanation> {
    let mut explainer = Explainer::of(ledger, &ask.report, ask.query.clone(), ask.entries, context).await?;
    if !ask.keys.is_empty() {
        return explainer.rest(ask);
    }
    let (row, places) = explainer.asked(&ask)?;
    if ask.every {
        explainer.most = Some(0);
    }
    let wanted: std::collections::BTreeSet<&'static str> = places
        .iter()
        .filter_map(|place| explainer.field(place))
        .flat_map(|field| others::needed(&field))
        .collect();
    explainer.bring(wanted).await?;
    let mut figures = Vec::new();
    for place in &places {
        let (key, budgeted) = explainer.key(place);
        let name = row.as_ref().map_or_else(|| place.to_string(), |row| place.after(row));
        figures.push(ExplainedField {
            figure: explainer.figure(place, 0).await?,
            field: name,
            key,
            budgeted,
        });
    }
    Ok(Explanation {
        text: if ask.every {
            String::new()
        } else {
            text::text(&figures, &explainer.word("explain.none"))
        },
        title: explainer.title(row.as_ref()),
        report: ask.report,
        figures,
    })
}

/// A report that is explained.
struct Explainer<'a> {
    ledger: &'a Ledger,
    context: &'a Context,
    language: Language,
    report: String,
    query: Value,
    /// Entries to list; few when none is said.
    most: Option<usize>,
    /// The whole report.
    root: Value,
    decimals: u32,
    margin: Option<Decimal>,
    total_budget: Option<Amount>,
    /// The reports whose figures this one shows.
    others: HashMap<&'static str, Box<Explainer<'a>>>,
}

/// Puts the share spent beside each budget and actual: the tables show it, the report holds its parts alone.
fn with_execution(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let known = |name: &str| fields.get(name).and_then(text).as_deref().and_then(decimal);
            if let (Some(budget), Some(actual)) = (known("budget"), known("actual")) {
                let spent = actual.checked_div(budget).map(|spent| {
                    let spent = spent.round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero);
                    spent.normalize().to_string()
                });
                fields.insert("execution".to_owned(), json!(spent));
            }
            fields.values_mut().for_each(with_execution);
        }
        Value::Array(values) => values.iter_mut().for_each(with_execution),
        _ => {}
    }
}

/// Puts the number of musts that an offer lacks beside their names.
fn with_missing(report: &mut Value) {
    for offer in report
        .get_mut("offers")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        let count = offer.get("missing_musts").and_then(Value::as_array).map_or(0, Vec::len);
        if let Some(offer) = offer.as_object_mut() {
            offer.insert("missing_count".to_owned(), json!(count));
        }
    }
}

/// Puts the version's own figures, and what each row is, beside what is compared with it.
async fn with_own(beside: &mut Value, ledger: &Ledger, query: &Value, context: &Context) -> Outcome<()> {
    let sheet = super::run(ledger, "budget_sheet", json!({ "budget": query["budget"] }), context).await?;
    let periods: Vec<usize> = beside["periods"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|at| usize::try_from(at.as_u64()?).ok())
        .collect();
    let figures = |of: &Value| -> Value { periods.iter().map(|at| of["figures"][*at].clone()).collect() };
    let empty = Vec::new();
    let own: HashMap<&str, &Value> = sheet["rows"]
        .as_array()
        .unwrap_or(&empty)
        .iter()
        .filter_map(|row| Some((row["id"].as_str()?, row)))
        .collect();
    for row in beside["rows"].as_array_mut().into_iter().flatten() {
        let Some(of) = row["id"].as_str().and_then(|id| own.get(id)) else {
            continue;
        };
        let more = [
            ("own", figures(of)),
            ("line", of["line"].clone()),
            ("group", of["group"].clone()),
        ];
        if let Some(row) = row.as_object_mut() {
            row.extend(more.map(|(name, value)| (name.to_owned(), value)));
        }
    }
    if let Some(total) = beside.get_mut("total").and_then(Value::as_object_mut) {
        total.insert("own".to_owned(), figures(&sheet["total"]));
    }
    // What no line covers has no plan.
    if let Some(outside) = beside.get_mut("outside").and_then(Value::as_object_mut) {
        let nothing = vec![json!("0"); periods.len()];
        outside.insert("own".to_owned(), Value::Array(nothing));
    }
    if let Some(beside) = beside.as_object_mut() {
        beside.insert("labels".to_owned(), sheet["labels"].clone());
    }
    Ok(())
}

/// Puts the names of all categories beside those that lines name: subtotals have no line.
async fn with_categories(sheet: &mut Value, ledger: &Ledger, language: Language) -> Outcome<()> {
    let names: Map<String, Value> = ledger
        .categories()
        .await?
        .into_iter()
        .map(|one| {
            let name = language.pick(one.name_zh.as_str(), one.name_en.as_str());
            (one.code.clone(), json!(name))
        })
        .collect();
    if let Some(labels) = sheet.get_mut("labels").and_then(Value::as_object_mut) {
        labels.insert("category".to_owned(), Value::Object(names));
    }
    Ok(())
}

fn nothing() -> &'static Map<String, Value> {
    static NOTHING: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    &NOTHING
}

impl<'a> Explainer<'a> {
    async fn of(
        ledger: &'a Ledger,
        report: &str,
        query: Value,
        most: Option<usize>,
        context: &'a Context,
    ) -> Outcome<Self> {
        let is_report = super::report::KNOWN.contains(&report);
        if !is_report && !BESIDE.contains(&report) {
            let known: Vec<&str> = super::report::KNOWN.iter().chain(BESIDE).copied().collect();
            return Err(Fault::new("explain_report")
                .with("value", report)
                .with("known", known.join(", ")));
        }
        let mut query = if query.is_object() { query } else { json!({}) };
        // A row may be beyond what is shown of the report, and its sum is over all rows.
        if let Some(query) = query.as_object_mut() {
            query.remove("limit");
        }
        let mut root: Value = if is_report {
            let made = super::report::make(ledger, report, query.clone(), context).await?;
            serde_json::from_slice(&made.json()?).map_err(|error| Fault::new("store_failed").with("detail", error))?
        } else {
            super::run(ledger, report, query.clone(), context).await?
        };
        if matches!(report, "variance" | "execution") {
            with_execution(&mut root);
        }
        if report == "offers" {
            with_missing(&mut root);
        }
        if report == "budget_beside" {
            with_own(&mut root, ledger, &query, context).await?;
        }
        let language = query
            .get("language")
            .and_then(|language| serde_json::from_value(language.clone()).ok())
            .unwrap_or(context.language);
        if matches!(report, "budget_sheet" | "budget_beside") {
            with_categories(&mut root, ledger, language).await?;
        }
        let profile = ledger.profile().await;
        Ok(Self {
            language,
            decimals: profile.currency.decimals(),
            margin: profile.default_margin.as_deref().and_then(|margin| margin.parse().ok()),
            total_budget: profile.total_budget,
            report: report.to_owned(),
            others: HashMap::new(),
            ledger,
            context,
            query,
            most,
            root,
        })
    }

    fn word(&self, key: &str) -> String {
        say(self.language, key, &[])
    }

    /// What stands at a place; none for what is no figure.
    fn field(&self, place: &Place) -> Option<Field> {
        let (object, table, name) = place.spot(&self.root)?;
        field(Spot {
            report: &self.report,
            table: &table,
            name: &name,
            object: object.as_object().unwrap_or_else(|| nothing()),
            at: place.index(0),
            has_margin: self.margin.is_some(),
        })
    }

    /// Several rows as one: each figure that is asked for, row by row.
    fn rest(&self, ask: ExplainQuery) -> Outcome<Explanation> {
        let list = Place::of_name("rows");
        let of_key = |key: &BTreeMap<String, Option<String>>| list.rows(&self.root, key, ask.budgeted);
        let rows: Vec<Place> = ask.keys.iter().flat_map(of_key).collect();
        if rows.is_empty() {
            return Err(Fault::new("explain_row").with("report", &self.report));
        }
        let fields = match &ask.field {
            Some(field) => vec![field.as_str()],
            None => SUMMED.to_vec(),
        };
        let figures: Vec<ExplainedField> = fields
            .into_iter()
            .filter_map(|field| {
                Some(ExplainedField {
                    figure: self.sum_of(&rows, &Place::parse(field)?)?,
                    key: BTreeMap::new(),
                    budgeted: ask.budgeted,
                    field: field.to_owned(),
                })
            })
            .collect();
        if figures.is_empty() {
            return Err(Fault::new("explain_field")
                .with("value", ask.field.unwrap_or_default())
                .with("known", SUMMED.join(", ")));
        }
        Ok(Explanation {
            text: text::text(&figures, &self.word("explain.none")),
            title: say(self.language, "chart.rest", &[("count", &ask.keys.len().to_string())]),
            report: ask.report,
            figures,
        })
    }

    /// The row that is asked for, and the figures.
    fn asked(&self, ask: &ExplainQuery) -> Outcome<(Option<Place>, Vec<Place>)> {
        let is_figure = |place: &Place| self.field(place).is_some();
        if ask.every {
            let mut all = Place::leaves(&self.root);
            all.retain(is_figure);
            return Ok((None, all));
        }
        let is_total = ask.key.is_empty() && ask.budgeted.is_none() && ask.list.is_none();
        let row = if is_total {
            None
        } else {
            let list = ask.list.clone().or_else(|| {
                let has = |name: &&&str| self.root.get(**name).is_some_and(Value::is_array);
                ["rows", "lines"].iter().find(has).map(|name| (*name).to_owned())
            });
            let list = Place::parse(&list.unwrap_or_default());
            let found = list.and_then(|list| list.row(&self.root, &ask.key, ask.budgeted));
            Some(found.ok_or_else(|| Fault::new("explain_row").with("report", &ask.report))?)
        };
        let within = |row: &Place| -> Vec<Place> {
            let mut all: Vec<Place> = Place::leaves(&self.root)
                .into_iter()
                .filter(|one| one.is_in(row))
                .collect();
            all.retain(is_figure);
            all
        };
        let total = Place::of_name("total");
        let unknown = |field: &str| {
            let row = row.clone().unwrap_or_else(|| total.clone());
            let known: Vec<String> = within(&row).iter().map(|place| place.after(&row)).collect();
            Fault::new("explain_field")
                .with("value", field)
                .with("known", known.join(", "))
        };
        let Some(named) = &ask.field else {
            return Ok(match row {
                Some(row) => {
                    let all = within(&row);
                    (Some(row), all)
                }
                // What stands beside the total, such as payback, belongs to it; lists do not.
                None => {
                    let mut all = Place::leaves(&self.root);
                    let beside = |place: &Place| place.is_in(&total) || !place.is_in_list();
                    all.retain(|place| beside(place) && !place.is_in(&Place::of_name("head")) && is_figure(place));
                    (None, all)
                }
            });
        };
        let path = Place::parse(named).ok_or_else(|| unknown(named))?;
        let found = match &row {
            Some(row) => row.join(&path).settle(&self.root),
            None => total
                .join(&path)
                .settle(&self.root)
                .filter(is_figure)
                .or_else(|| path.settle(&self.root)),
        };
        let found = found.filter(is_figure).ok_or_else(|| unknown(named))?;
        Ok((row, vec![found]))
    }

    /// The values that name the row of a figure.
    fn key(&self, place: &Place) -> (BTreeMap<String, Option<String>>, Option<bool>) {
        let Some((row, list)) = place.innermost_row().and_then(|row| {
            let list = row.pattern();
            Some((row.value(&self.root)?, list))
        }) else {
            return (BTreeMap::new(), None);
        };
        let value = |field: &str| row.get(field).and_then(text);
        let key: BTreeMap<String, Option<String>> = match naming(&self.report, &list) {
            Naming::Asked => self
                .by()
                .into_iter()
                .map(|field| (field.to_owned(), value(field)))
                .collect(),
            Naming::Fields(fields) => fields.iter().map(|field| ((*field).to_owned(), value(field))).collect(),
            Naming::Key => row
                .get("key")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
                .map(|(field, value)| (field.clone(), text(value)))
                .collect(),
        };
        (key, row.get("budgeted").and_then(Value::as_bool))
    }

    /// The dimensions that the report was asked by.
    fn by(&self) -> Vec<&str> {
        match self.root.get("by").or_else(|| self.root.get("head")?.get("by")) {
            Some(Value::Array(by)) => by.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(by)) => vec![by],
            _ => Vec::new(),
        }
    }

    fn title(&self, row: Option<&Place>) -> String {
        match row {
            Some(row) => self.row_name(row),
            None => self.word("term.total"),
        }
    }

    /// What a row is called: by its labels, else its codes.
    fn row_name(&self, row: &Place) -> String {
        let labels = self.root.get("labels");
        let Some(object) = row.value(&self.root).and_then(Value::as_object) else {
            return row.to_string();
        };
        if matches!(self.report.as_str(), "budget_sheet" | "budget_beside")
            && let Some(group) = object.get("group").and_then(Value::as_str)
        {
            let name = labels.and_then(|labels| labels.get("category")?.get(group)?.as_str());
            return match name {
                Some(name) => format!("{group} {name}"),
                None => self.word("term.none"),
            };
        }
        let named = ["key", "line"]
            .into_iter()
            .find_map(|name| object.get(name)?.as_object());
        let named = named.unwrap_or(object);
        let label = |field: &str, code: &str| {
            let of = labels?.get(field).or_else(|| labels?.get("segment"))?;
            of.get(code)?.as_str().map(str::to_owned)
        };
        let mut names: Vec<String> = Vec::new();
        for (field, value) in named {
            match value {
                Value::String(code) => {
                    if let Some(name) = label(field, code) {
                        names.push(name);
                    } else if matches!(
                        field.as_str(),
                        "month"
                            | "quarter"
                            | "year"
                            | "item"
                            | "name"
                            | "offer"
                            | "contract"
                            | "segment"
                            | "cohort"
                            | "title"
                            | "billed_on"
                            | "due_on"
                    ) || (named.len() == 1)
                    {
                        names.push(code.clone());
                    }
                }
                Value::Number(year) if field == "year" => names.push(year.to_string()),
                _ => {}
            }
        }
        if names.is_empty() {
            let is_keyless = named.values().next().is_some_and(Value::is_null);
            let code = named
                .values()
                .find_map(Value::as_str)
                .filter(|code| code.parse::<Decimal>().is_err());
            return match code {
                Some(code) if !is_keyless => code.to_owned(),
                _ => self.word("term.none"),
            };
        }
        names.join(" · ")
    }
}

/// What a place holds, as text; none for null and what is no value.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn decimal(text: &str) -> Option<Decimal> {
    text.parse().or_else(|_| Decimal::from_scientific(text)).ok()
}

impl Step {
    fn name(text: &str) -> Self {
        Self::Name(text.to_owned())
    }
}
