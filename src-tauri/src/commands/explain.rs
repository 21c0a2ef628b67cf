//! Explain this number 这个数怎么来的: the derivation of any figure of a report, as a tree down to the entries.
//!
//! ```text
//!  report + its query + the row's values + field
//!    └─ the report's own JSON ─ formula of the field ─ operands, each a figure of the same row with its own formula
//!         └─ where nothing is reckoned any more: the entries, lines, register or model that it comes from
//! ```
//!
//! The one thing to know: every value in the tree is read from the report itself, so that an explanation can only say
//! what the report says; what a formula reckons from its operands is proved by a test over every figure.

use std::collections::BTreeMap;

use kezhang_core::evaluate::report::EvaluateQuery;
use kezhang_core::language::say;
use kezhang_core::monitor::VarianceQuery;
use kezhang_core::plan::LineKey;
use kezhang_core::record::Stage;
use kezhang_core::{Amount, Currency, Fault, Language, Month, Outcome};
use kezhang_store::{BalanceQuery, FigureEntry, FigureQuery, Ledger, Sought};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::Context;
use super::formula::{Expression, Formula, Quantity, formula, label, quantity};

/// Entries shown of a figure, where no number is asked for.
const FEW: usize = 5;
/// How deep a derivation goes at most.
const DEEPEST: usize = 12;

/// Which figure.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainQuery {
    /// Name of the report.
    pub report: String,
    /// What the report was asked.
    #[serde(default)]
    pub query: Value,
    /// The row's values: field → value, null for none. Empty: the total.
    #[serde(default)]
    pub key: BTreeMap<String, Option<String>>,
    /// Which of the key's two rows, of budget against actual.
    #[serde(default)]
    pub budgeted: Option<bool>,
    /// The field; `to_date.available` within a block. All that the row has when absent.
    #[serde(default)]
    pub field: Option<String>,
    /// Every row of the report instead of one, without entries.
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
    /// The values of its row; empty: the total.
    pub key: BTreeMap<String, Option<String>>,
    /// Which of the key's two rows, of budget against actual.
    pub budgeted: Option<bool>,
    /// The field.
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
}

/// Explains figures of a report.
pub(super) async fn explain(ledger: &Ledger, ask: ExplainQuery, context: &Context) -> Outcome<Explanation> {
    let is_every = ask.every;
    let mut explainer = Explainer::of(ledger, ask, context).await?;
    if !is_every {
        return explainer.explain().await;
    }
    let rows: Vec<Value> = explainer.rows().cloned().collect();
    let mut all = Explanation {
        report: explainer.ask.report.clone(),
        title: explainer.title(),
        figures: Vec::new(),
    };
    for row in rows {
        explainer.turn_to(row);
        all.figures.extend(explainer.explain().await?.figures);
    }
    Ok(all)
}

struct Explainer<'a> {
    ledger: &'a Ledger,
    context: &'a Context,
    language: Language,
    ask: ExplainQuery,
    /// The whole report.
    root: Value,
    /// The row asked for, or the total.
    row: Map<String, Value>,
    is_total: bool,
    decimals: u32,
    margin: Option<Decimal>,
}

fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The field of a row, also within a block.
fn at<'v>(row: &'v Map<String, Value>, field: &str) -> Option<&'v Value> {
    match field.split_once('.') {
        Some((block, field)) => row.get(block)?.get(field),
        None => row.get(field),
    }
}

impl<'a> Explainer<'a> {
    async fn of(ledger: &'a Ledger, mut ask: ExplainQuery, context: &'a Context) -> Outcome<Self> {
        let is_known = super::formula::REPORTS.contains(&ask.report.as_str());
        if !is_known {
            return Err(Fault::new("explain_report")
                .with("value", &ask.report)
                .with("known", super::formula::REPORTS.join(", ")));
        }
        if !ask.query.is_object() {
            ask.query = json!({});
        }
        // A row may be beyond what is shown of the report, and its sum is over all rows.
        if let Some(query) = ask.query.as_object_mut() {
            query.remove("limit");
        }
        let report = super::report::make(ledger, &ask.report, ask.query.clone(), context).await?;
        let bytes = report.json()?;
        let root: Value =
            serde_json::from_slice(&bytes).map_err(|error| Fault::new("store_failed").with("detail", error))?;
        let rows = root.get("rows").or_else(|| root.get("lines")).and_then(Value::as_array);
        let is_total = ask.key.is_empty() && ask.budgeted.is_none();
        let fits = |row: &&Value| {
            let value = |field: &str| row.get(field).or_else(|| row.get("key").and_then(|key| key.get(field)));
            let named = ask.key.iter().all(|(field, wanted)| match wanted {
                Some(wanted) => value(field).and_then(text).as_deref() == Some(wanted),
                None => value(field).is_none_or(Value::is_null),
            });
            let only = |key: &Value| {
                let names = key.as_object().map(|key| key.len()).unwrap_or(0);
                names == ask.key.values().filter(|value| value.is_some()).count()
            };
            named
                && row.get("key").is_none_or(only)
                && ask
                    .budgeted
                    .is_none_or(|budgeted| row.get("budgeted") == Some(&Value::Bool(budgeted)))
        };
        let row = if is_total {
            // What stands beside the total, such as payback, is a part of it.
            let mut row = root
                .get("total")
                .and_then(Value::as_object)
                .cloned()
                .unwrap_or_default();
            for (field, value) in root.as_object().into_iter().flatten() {
                if !matches!(field.as_str(), "head" | "rows" | "lines" | "labels" | "total") {
                    row.entry(field.clone()).or_insert_with(|| value.clone());
                }
            }
            Some(row)
        } else {
            rows.and_then(|rows| rows.iter().find(fits))
                .and_then(Value::as_object)
                .cloned()
        };
        let profile = ledger.profile().await;
        Ok(Self {
            row: row.ok_or_else(|| Fault::new("explain_row").with("report", &ask.report))?,
            is_total,
            language: context.language,
            decimals: profile.currency.decimals(),
            margin: profile.default_margin.as_deref().and_then(|margin| margin.parse().ok()),
            ledger,
            context,
            ask,
            root,
        })
    }

    fn word(&self, key: &str) -> String {
        say(self.language, key, &[])
    }

    fn rows(&self) -> impl Iterator<Item = &Value> {
        let rows = self.root.get("rows").or_else(|| self.root.get("lines"));
        rows.and_then(Value::as_array).into_iter().flatten()
    }

    /// Goes to a row of the report; its entries are not looked up.
    fn turn_to(&mut self, row: Value) {
        let Value::Object(row) = row else { return };
        let named = row.get("key").and_then(Value::as_object).unwrap_or(&row);
        let is_name = |field: &str| {
            kezhang_core::record::register::Dimension::parse(field).is_some() || matches!(field, "contract" | "segment")
        };
        self.ask.key = named
            .iter()
            .filter(|(field, _)| is_name(field) && quantity(&self.ask.report, field).is_none())
            .map(|(field, value)| (field.clone(), value.as_str().map(str::to_owned)))
            .collect();
        self.ask.budgeted = row.get("budgeted").and_then(Value::as_bool);
        self.ask.entries = Some(0);
        self.is_total = false;
        self.row = row;
    }

    async fn explain(&self) -> Outcome<Explanation> {
        let fields: Vec<String> = match &self.ask.field {
            Some(field) => vec![field.clone()],
            None => self.fields(),
        };
        let mut figures = Vec::new();
        for field in fields {
            if quantity(&self.ask.report, &field).is_none() || at(&self.row, &field).is_none() {
                return Err(Fault::new("explain_field")
                    .with("value", field)
                    .with("known", self.fields().join(", ")));
            }
            figures.push(ExplainedField {
                key: self.ask.key.clone(),
                budgeted: self.ask.budgeted,
                figure: self.figure(&field, 0).await?,
                field,
            });
        }
        Ok(Explanation {
            title: self.title(),
            report: self.ask.report.clone(),
            figures,
        })
    }

    /// The fields of the row that have an explanation.
    fn fields(&self) -> Vec<String> {
        let mut fields = Vec::new();
        for (field, value) in &self.row {
            match value {
                Value::Object(block) => {
                    fields.extend(block.keys().map(|inner| format!("{field}.{inner}")));
                }
                _ => fields.push(field.clone()),
            }
        }
        fields.retain(|field| quantity(&self.ask.report, field).is_some());
        fields
    }

    fn title(&self) -> String {
        if self.is_total {
            return self.word("term.total");
        }
        let names = self.ask.key.iter().map(|(field, code)| {
            let known = code.as_ref().and_then(|code| {
                let of = self.root.get("labels")?;
                let of = of.get(field).or_else(|| of.get("segment"))?;
                of.get(code)?.as_str().map(str::to_owned)
            });
            known.or_else(|| code.clone()).unwrap_or_else(|| self.word("term.none"))
        });
        let names: Vec<String> = names.collect();
        names.join(" · ")
    }

    /// A figure of the row with what it comes from.
    fn figure<'f>(&'f self, field: &'f str, depth: usize) -> super::explain::Later<'f> {
        Box::pin(async move {
            let quantity = quantity(&self.ask.report, field).unwrap_or(Quantity::Number);
            let value = at(&self.row, field).and_then(text);
            let mut figure = ExplainedFigure {
                label: self.word(label(&self.ask.report, field)),
                quantity: quantity.as_str(),
                value,
                operation: Operation::Given,
                formula: String::new(),
                decimals: None,
                rules: Vec::new(),
                operands: Vec::new(),
                entries: None,
            };
            if depth > DEEPEST {
                return Ok(figure);
            }
            if let Some(Formula {
                words,
                decimals,
                expression,
            }) = formula(&self.ask.report, field, self.is_total, self.margin.is_some())
            {
                figure.formula = self.word(words);
                figure.decimals = decimals.map(|decimals| decimals.unwrap_or(self.decimals));
                if let Some(decimals) = figure.decimals {
                    let count = decimals.to_string();
                    figure
                        .rules
                        .push(say(self.language, "explain.rounding", &[("decimals", &count)]));
                }
                let (operation, operands) = self.parts(field, &expression, depth).await?;
                (figure.operation, figure.operands) = (operation, operands);
                if figure.value.is_none() {
                    figure.rules.push(self.word("explain.undefined"));
                }
                return Ok(figure);
            }
            if self.is_total && self.sums_rows(field) {
                figure.operation = Operation::Sum;
                figure.formula = self.word("formula.rows");
                figure.operands = self.of_rows(field);
                return Ok(figure);
            }
            self.leaf(field, &mut figure).await?;
            Ok(figure)
        })
    }

    async fn parts(
        &self,
        field: &str,
        expression: &Expression,
        depth: usize,
    ) -> Outcome<(Operation, Vec<ExplainedFigure>)> {
        let (operation, inner): (Operation, &[Expression]) = match expression {
            Expression::Sum(inner) => (Operation::Sum, inner),
            Expression::Difference(inner) => (Operation::Difference, inner),
            Expression::Product(inner) | Expression::Rounded(inner) => (Operation::Product, inner),
            Expression::Quotient(inner) => (Operation::Quotient, inner),
            Expression::Interval(inner) => (Operation::Interval, inner),
            Expression::Estimate(inner) => (Operation::Estimate, inner),
            Expression::Field(_) | Expression::One | Expression::Margin | Expression::Model(_) => {
                (Operation::Given, &[])
            }
        };
        let mut operands = Vec::new();
        for one in inner {
            operands.push(self.operand(field, one, depth + 1).await?);
        }
        Ok((operation, operands))
    }

    fn operand<'f>(&'f self, field: &'f str, expression: &'f Expression, depth: usize) -> Later<'f> {
        Box::pin(async move {
            let given = |label: String, quantity: Quantity, value: Option<String>| ExplainedFigure {
                label,
                quantity: quantity.as_str(),
                value,
                operation: Operation::Given,
                formula: String::new(),
                decimals: None,
                rules: Vec::new(),
                operands: Vec::new(),
                entries: None,
            };
            Ok(match expression {
                Expression::Field(name) => {
                    // A block's figures come from the same block.
                    let within = match field.split_once('.') {
                        Some((block, _)) if !name.contains('.') => format!("{block}.{name}"),
                        _ => (*name).to_owned(),
                    };
                    self.figure(&within, depth).await?
                }
                Expression::One => given(self.word("explain.one"), Quantity::Count, Some("1".to_owned())),
                Expression::Margin => {
                    let mut margin = given(
                        self.word("evaluate.head.margin"),
                        Quantity::Share,
                        self.margin.map(|margin| margin.normalize().to_string()),
                    );
                    margin.rules.push(self.word("explain.from_profile"));
                    margin
                }
                Expression::Model(name) => {
                    let value = self.root.get("model").and_then(|model| model.get(name)).and_then(text);
                    given((*name).to_owned(), Quantity::Number, value)
                }
                reckoned => {
                    let (operation, operands) = self.parts(field, reckoned, depth).await?;
                    let decimals = matches!(reckoned, Expression::Rounded(_)).then_some(self.decimals);
                    ExplainedFigure {
                        value: reckon(operation, &operands, decimals).map(|value| value.to_string()),
                        operation,
                        formula: String::new(),
                        decimals,
                        operands,
                        ..given(
                            self.word(&format!("explain.{}", word_of(operation))),
                            Quantity::Money,
                            None,
                        )
                    }
                }
            })
        })
    }

    /// Whether a total's figure is the sum of the rows'.
    fn sums_rows(&self, field: &str) -> bool {
        let is_counted = matches!(
            quantity(&self.ask.report, field),
            Some(Quantity::Money | Quantity::Count)
        );
        let field = self.field_of_rows(field);
        let has = |row: &Value| row.as_object().is_some_and(|row| at(row, &field).is_some());
        is_counted && self.ask.report != "retention" && self.rows().next().is_some() && self.rows().all(has)
    }

    /// The total of balances is that of the year.
    fn field_of_rows(&self, field: &str) -> String {
        if self.ask.report == "balances" && !field.contains('.') {
            format!("full_year.{field}")
        } else {
            field.to_owned()
        }
    }

    fn of_rows(&self, field: &str) -> Vec<ExplainedFigure> {
        let field = &*self.field_of_rows(field);
        let quantity = quantity(&self.ask.report, field).unwrap_or(Quantity::Number);
        let names = |row: &Map<String, Value>| {
            let of = self.root.get("labels");
            let keys = row.get("key").and_then(Value::as_object).unwrap_or(row);
            let named = keys.iter().find_map(|(field, value)| {
                let names = of?.get(field)?;
                match value {
                    Value::String(code) => Some(names.get(code).and_then(text).unwrap_or_else(|| code.clone())),
                    _ => None,
                }
            });
            let code = || row.values().find_map(|value| value.as_str().map(str::to_owned));
            let is_keyless = row.values().next().is_some_and(Value::is_null);
            named
                .or_else(|| (!is_keyless).then(code).flatten())
                .unwrap_or_else(|| self.word("term.none"))
        };
        self.rows()
            .filter_map(Value::as_object)
            .filter_map(|row| {
                let value = at(row, field).and_then(text)?;
                let is_zero = value.parse::<Decimal>().is_ok_and(|value| value.is_zero());
                (!is_zero).then(|| ExplainedFigure {
                    label: names(row),
                    quantity: quantity.as_str(),
                    value: Some(value),
                    operation: Operation::Given,
                    formula: String::new(),
                    decimals: None,
                    rules: Vec::new(),
                    operands: Vec::new(),
                    entries: None,
                })
            })
            .collect()
    }

    /// Where nothing is reckoned any more: entries, lines, registers.
    async fn leaf(&self, field: &str, figure: &mut ExplainedFigure) -> Outcome<()> {
        let most = self.ask.entries.unwrap_or(FEW);
        let report = self.ask.report.as_str();
        let today = self.context.today;
        let name = field.rsplit('.').next().unwrap_or(field);
        let found = match (report, name) {
            (_, _) if most == 0 => None,
            ("variance" | "execution", "actual" | "offset") => {
                let figure_of = self.variance_query(field)?;
                let found = self
                    .ledger
                    .figure(
                        &FigureQuery {
                            limit: Some(most),
                            ..figure_of
                        },
                        today,
                    )
                    .await?;
                let is_offset = name == "offset";
                let entries = found.entries;
                let (mine, others): (Vec<FigureEntry>, Vec<FigureEntry>) = entries
                    .into_iter()
                    .partition(|one| (one.entry.kind == kezhang_core::record::EntryKind::Offset) == is_offset);
                let count = if is_offset {
                    mine.len()
                } else {
                    found.count.saturating_sub(others.len())
                };
                Some((count, if is_offset { found.offset } else { found.actual }, mine))
            }
            ("variance" | "execution", "budget") => {
                figure.rules.push(self.word("explain.lines"));
                None
            }
            ("balances", "actual") if self.row.contains_key("key") => {
                let key: LineKey = serde_json::from_value(self.row.get("key").cloned().unwrap_or_default())
                    .map_err(|error| Fault::new("input_invalid").with("detail", error))?;
                let query: BalanceQuery = serde_json::from_value(self.ask.query.clone())
                    .map_err(|error| Fault::new("input_invalid").with("detail", error))?;
                let to = if field.starts_with("to_date") {
                    self.root
                        .get("to")
                        .and_then(|to| serde_json::from_value(to.clone()).ok())
                } else {
                    None
                };
                let to = to.unwrap_or_else(|| Month::from_number(i32::MAX / 64));
                figure.rules.push(self.word("explain.charged"));
                let found = self
                    .ledger
                    .behind_line(query.budget.as_deref(), &key, to, most, today)
                    .await?;
                Some((found.count, found.sum, found.entries))
            }
            ("acquisition" | "channels" | "customers", _) => match self.sought(name) {
                Some(sought) => {
                    let query: EvaluateQuery = serde_json::from_value(self.ask.query.clone())
                        .map_err(|error| Fault::new("input_invalid").with("detail", error))?;
                    let found = self.ledger.behind(&query, sought, &self.ask.key, most, today).await?;
                    Some((found.count, found.sum, found.entries))
                }
                None => None,
            },
            _ => None,
        };
        let source = format!("explain.from.{}", source(report, name));
        if let Some((count, sum, entries)) = found {
            figure.operation = Operation::Entries;
            figure.rules.push(self.word("explain.stage_rule"));
            figure.rules.push(self.word("explain.amount_rule"));
            figure.entries = Some(ExplainedEntries {
                more: say(
                    self.language,
                    "explain.more",
                    &[("count", &count.to_string()), ("shown", &entries.len().to_string())],
                ),
                count,
                sum,
                first: entries.into_iter().map(|one| self.entry(one)).collect(),
            });
        } else {
            figure.rules.push(self.word(&source));
        }
        Ok(())
    }

    fn entry(&self, one: FigureEntry) -> ExplainedEntry {
        let entry = one.entry;
        let is_spread = entry.benefit_from.is_some() && one.share != entry.base;
        let how = if is_spread {
            "explain.spread"
        } else if one.share.value() == entry.gross.value() && entry.tax.is_some() {
            "explain.gross"
        } else if entry.tax.is_some() {
            "explain.net"
        } else {
            "explain.stands"
        };
        ExplainedEntry {
            id: entry.id,
            date: entry.date.to_string(),
            category: entry.category,
            memo: entry.memo,
            amount: entry.amount,
            currency: entry.currency,
            rate: entry.rate,
            share: one.share,
            how: self.word(how),
        }
    }

    fn sought(&self, field: &str) -> Option<Sought> {
        let of_acquisition = self.ask.report != "customers";
        Some(match field {
            "cost" if of_acquisition => Sought::Stage(Stage::Acquisition),
            "acquisition" => Sought::Stage(Stage::Acquisition),
            "maintenance" => Sought::Stage(Stage::Maintenance),
            "service" => Sought::Stage(Stage::Service),
            "shared" => Sought::Stage(Stage::Shared),
            "uncategorised" => Sought::Uncategorised,
            "offset" => Sought::Offset { of_acquisition },
            "income" => Sought::Income { fees_alone: false },
            "fees" => Sought::Income { fees_alone: true },
            "kept" => Sought::Kept,
            _ => return None,
        })
    }

    /// The question behind a block of budget against actual.
    fn variance_query(&self, field: &str) -> Outcome<FigureQuery> {
        let invalid = |error: serde_json::Error| Fault::new("input_invalid").with("detail", error);
        let mut query = self.ask.query.clone();
        if let (Some((block, _)), Some(object)) = (field.split_once('.'), query.as_object_mut()) {
            let head = &self.root["head"];
            let year = &self.root["year_span"];
            let (from, to) = match block {
                "period" => (&head["from"], &head["to"]),
                "to_date" => (&year["from"], &head["to"]),
                _ => (&year["from"], &year["to"]),
            };
            object.insert("from".to_owned(), from.clone());
            object.insert("to".to_owned(), to.clone());
        }
        let query: VarianceQuery = serde_json::from_value(query).map_err(invalid)?;
        Ok(FigureQuery {
            query,
            key: self.ask.key.clone(),
            budgeted: self.ask.budgeted,
            offset: 0,
            limit: None,
        })
    }
}

/// A figure to come.
type Later<'f> = std::pin::Pin<Box<dyn Future<Output = Outcome<ExplainedFigure>> + Send + 'f>>;

fn word_of(operation: Operation) -> &'static str {
    match operation {
        Operation::Sum => "sum",
        Operation::Difference => "difference",
        Operation::Product => "product",
        _ => "quotient",
    }
}

/// Where a figure is recorded that no entries make.
fn source(report: &str, field: &str) -> &'static str {
    match (report, field) {
        (_, "budget" | "plan") => "plan",
        (_, "committed" | "pending") => "requests",
        ("acquisition" | "channels", "customers" | "registered") => "register",
        ("acquisition" | "channels", "customer_months") => "register",
        ("acquisition" | "channels", "cost" | "offset" | "shared" | "uncategorised" | "income" | "kept") => "entries",
        ("acquisition" | "channels", _) => "metrics",
        ("retention", "buyers" | "repeat_buyers") => "orders",
        ("retention", "opening_revenue" | "expansion" | "contraction" | "churned") => "income",
        ("retention", _) => "register",
        ("value", _) => "orders",
        ("fees", _) => "contracts",
        ("balances", _) => "plan",
        _ => "entries",
    }
}

/// What operands come to; none where one is missing or nothing can be divided by.
fn reckon(operation: Operation, operands: &[ExplainedFigure], decimals: Option<u32>) -> Option<Decimal> {
    let values: Option<Vec<Decimal>> = operands
        .iter()
        .map(|one| {
            one.value
                .as_deref()
                .and_then(|value| decimal(&Value::String(value.to_owned())))
        })
        .collect();
    let values = values?;
    let (first, rest) = values.split_first()?;
    let value = match operation {
        Operation::Sum => rest.iter().try_fold(*first, |sum, more| sum.checked_add(*more))?,
        Operation::Difference => rest.iter().try_fold(*first, |sum, more| sum.checked_sub(*more))?,
        Operation::Product => rest.iter().try_fold(*first, |sum, more| sum.checked_mul(*more))?,
        _ => first.checked_div(*rest.first()?)?,
    };
    Some(decimals.map_or(value, |decimals| kezhang_core::money::round(value, decimals)))
}
