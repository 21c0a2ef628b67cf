//! The formulas of the reports: which figure is reckoned from which others, how it is rounded, or where it is recorded.
//!
//! ```text
//!  Spot: report + table (`rows[]`, `hours.by_kind[]`, `total`) + name + the object it stands in
//!    └─ field ─ Reckoned: expression over fields of the same object, of the report, or of another report
//!             └ Recorded: the register, model or entries it comes from
//! ```
//!
//! The one thing to know: a test walks the JSON of every report and finds each number either here or in its list of mere
//! labels, so a new figure needs a line in the file of its noun.

mod beside;
mod contracts;
mod customers;
mod offers;
mod plan;
mod review;
mod sheet;
mod work;

pub(super) use beside::BESIDE;

use serde_json::{Map, Value};

/// What a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantity {
    Money,
    Share,
    Count,
    Number,
    Months,
}

impl Quantity {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Share => "share",
            Self::Count => "count",
            Self::Number => "number",
            Self::Months => "months",
        }
    }
}

/// What a figure is reckoned from.
#[derive(Debug, Clone)]
pub(super) enum Expression {
    /// Another figure: a path from the object it stands in; from the report with a leading `/`; `#` is its own place in
    /// the list, `#-1` the one before, `#^` its place in the list around.
    Field(String),
    /// Every element of a list, one step within the path (`/rows[].cost`, `years[]`), where the named fields are known.
    Each(String, &'static [&'static str]),
    /// How many elements of a list know the named fields.
    CountOf(String, &'static [&'static str]),
    /// The elements of a list that have the same value in a field as the object has.
    EachLike(String, &'static str),
    /// The rows of a sheet right below this one, or its topmost rows.
    Below,
    /// A figure of another report.
    Other(&'static str, String),
    /// Every element of a list of another report, where the named fields are known.
    OtherEach(&'static str, &'static str, &'static [&'static str]),
    /// The same figure as another.
    Same(Box<Expression>),
    /// The number one.
    One,
    /// One hundred.
    Hundred,
    /// The profile's gross margin.
    Margin,
    /// The profile's total budget of the company.
    TotalBudget,
    /// A parameter of the model.
    Model(&'static str),
    Sum(Vec<Expression>),
    Difference(Vec<Expression>),
    Product(Vec<Expression>),
    /// A product rounded to the currency's decimals.
    Rounded(Vec<Expression>),
    Quotient(Vec<Expression>),
    Interval(Vec<Expression>),
    Estimate(Vec<Expression>),
}

/// How a figure is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rounding {
    Exact,
    /// To the currency's decimals.
    Currency,
    Decimals(u32),
    /// To ten significant digits: a statistic.
    Statistic,
}

/// How a figure is reckoned.
#[derive(Debug, Clone)]
pub(super) struct Formula {
    /// Key of the formula in words.
    pub words: &'static str,
    pub rounding: Rounding,
    pub expression: Expression,
}

/// Where a figure comes from.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    Reckoned(Formula),
    /// The word of the place where it is recorded.
    Recorded(&'static str),
}

/// A figure of a report.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub quantity: Quantity,
    /// Key of its name.
    pub label: &'static str,
    pub origin: Origin,
}

/// Where a figure stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'s> {
    pub report: &'s str,
    /// The object it stands in, its lists as `[]`; empty: the report itself.
    pub table: &'s str,
    /// Its name; `retained[]` for an element of a list.
    pub name: &'s str,
    pub object: &'s Map<String, Value>,
    /// Its place in the innermost list.
    pub at: Option<usize>,
    pub has_margin: bool,
}

impl Spot<'_> {
    fn text(&self, field: &str) -> &str {
        self.object.get(field).and_then(Value::as_str).unwrap_or_default()
    }
}

/// What names the rows of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// The values of the dimensions that the report was asked by.
    Asked,
    /// The values of these fields.
    Fields(&'static [&'static str]),
    /// All that its `key` holds; its place alone where it has none.
    Key,
}

/// What names the rows of each list of each report; the pattern of the list ends in `[]`.
pub(super) fn naming(report: &str, list: &str) -> Naming {
    use Naming::{Asked, Fields, Key};
    match (report, list) {
        ("variance" | "execution" | "acquisition" | "channels" | "satisfaction" | "points", "rows[]")
        | ("fees", "groups[]")
        | ("resources", "service[]") => Asked,
        ("acquisition" | "channels", "lines[]") => Fields(&["category"]),
        ("customers" | "value", "rows[]") => Fields(&["customer"]),
        ("value", "checks[]") => Fields(&["name"]),
        ("retention", "rows[]") => Fields(&["segment"]),
        ("retention", "survival[]") => Fields(&["month"]),
        ("retention", "moves[]") => Fields(&["customer"]),
        ("cohorts", "rows[]") => Fields(&["cohort"]),
        ("fees", "rows[]") => Fields(&["contract"]),
        ("activities", "rows[]") => Fields(&["activity"]),
        ("resources", "tools[]") => Fields(&["tool"]),
        ("resources", "hours.rows[]") => Fields(&["kind", "customer"]),
        ("resources", "hours.by_kind[]") => Fields(&["kind"]),
        ("resources", "hours.by_customer[]") => Fields(&["customer"]),
        ("offers", "offers[]") => Fields(&["offer"]),
        ("offers", "offers[].items[]") => Fields(&["item"]),
        ("offers", "break_even[]") => Fields(&["first", "later"]),
        ("purchases", "purchases[]") => Fields(&["code"]),
        ("review", "goals[]") => Fields(&["kind"]),
        ("review", "tests[].evidence[]" | "benchmarks[]") => Fields(&["key"]),
        ("review", "findings[]") => Fields(&["code", "subject"]),
        ("scenarios", "scenarios[]") => Fields(&["name"]),
        ("entries", "[]") => Fields(&["id"]),
        ("requests", "requests[]") => Fields(&["id"]),
        ("revisions", "revisions[]") => Fields(&["number"]),
        ("offer_drivers", "drivers[]") => Fields(&["key"]),
        ("tax_limits", "limits[]") => Fields(&["code"]),
        ("offer_review", "lines[]") => Fields(&["category"]),
        ("offer_review", "items[]") => Fields(&["item", "category"]),
        ("template_report", "answers[]") => Fields(&["department"]),
        ("budgets", "[]") => Fields(&["budget", "version"]),
        ("budget_sheet" | "budget_beside", "rows[]") => Fields(&["id"]),
        ("proposal", "lines[]") => Fields(&["name"]),
        ("proposal", "stages[]") => Fields(&["stage"]),
        ("contract", "due[]" | "coming[]") => Fields(&["billed_on"]),
        ("contract", "receipts[]") | ("purchase", "instalments[]") => Fields(&["id"]),
        _ => Key,
    }
}

/// What stands at a spot; none for what is no figure.
pub(super) fn field(spot: Spot<'_>) -> Option<Field> {
    match spot.report {
        "scenarios" | "variance" | "execution" | "balances" | "comparison" | "revision" | "revisions" | "requests"
        | "entries" => plan::field(spot),
        "acquisition" | "channels" | "value" | "retention" | "cohorts" | "fees" | "customers" => customers::field(spot),
        "activities" | "resources" | "satisfaction" | "points" => work::field(spot),
        "offers" | "purchases" => offers::field(spot),
        "review" | "briefing" => review::field(spot),
        "budget_sheet" | "budget_beside" | "proposal" => sheet::field(spot),
        "contract" | "purchase" => contracts::field(spot),
        _ => beside::field(spot),
    }
}

/// A figure whose origin is still to be told.
struct Named(Quantity, &'static str);

fn money(label: &'static str) -> Named {
    Named(Quantity::Money, label)
}

fn share(label: &'static str) -> Named {
    Named(Quantity::Share, label)
}

fn count(label: &'static str) -> Named {
    Named(Quantity::Count, label)
}

fn number(label: &'static str) -> Named {
    Named(Quantity::Number, label)
}

impl Named {
    fn from(self, source: &'static str) -> Option<Field> {
        Some(Field {
            quantity: self.0,
            label: self.1,
            origin: Origin::Recorded(source),
        })
    }

    fn rounded(self, words: &'static str, rounding: Rounding, expression: Expression) -> Option<Field> {
        Some(Field {
            quantity: self.0,
            label: self.1,
            origin: Origin::Reckoned(Formula {
                words,
                rounding,
                expression,
            }),
        })
    }

    fn exact(self, words: &'static str, expression: Expression) -> Option<Field> {
        self.rounded(words, Rounding::Exact, expression)
    }

    fn to(self, words: &'static str, decimals: u32, expression: Expression) -> Option<Field> {
        self.rounded(words, Rounding::Decimals(decimals), expression)
    }

    fn in_cents(self, words: &'static str, expression: Expression) -> Option<Field> {
        self.rounded(words, Rounding::Currency, expression)
    }

    fn statistic(self, words: &'static str, expression: Expression) -> Option<Field> {
        self.rounded(words, Rounding::Statistic, expression)
    }

    /// The same figure as another, there explained further.
    fn same(self, other: Expression) -> Option<Field> {
        self.exact("formula.same", Expression::Same(Box::new(other)))
    }

    /// The sum of the rows' figures of that name.
    fn of_rows(self, list: &str, name: &str) -> Option<Field> {
        self.exact(
            "formula.rows",
            Expression::Sum(vec![Expression::Each(format!("{list}.{name}"), &[])]),
        )
    }
}

fn f(name: &str) -> Expression {
    Expression::Field(name.to_owned())
}

fn other(report: &'static str, path: &str) -> Expression {
    Expression::Other(report, path.to_owned())
}

fn each(path: &str) -> Expression {
    Expression::Each(path.to_owned(), &[])
}

fn sum(of: Vec<Expression>) -> Expression {
    Expression::Sum(of)
}

fn less(of: Vec<Expression>) -> Expression {
    Expression::Difference(of)
}

fn times(of: Vec<Expression>) -> Expression {
    Expression::Product(of)
}

fn over(part: Expression, whole: Expression) -> Expression {
    Expression::Quotient(vec![part, whole])
}

fn estimate(of: Vec<Expression>) -> Expression {
    Expression::Estimate(of)
}
