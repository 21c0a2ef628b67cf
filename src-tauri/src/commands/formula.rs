//! The formulas of the reports: which figure of a row is reckoned from which others, and how it is rounded.
//!
//! The one thing to know: a figure without a formula is recorded; its entries or its register are found elsewhere.

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
    /// Another field of the row.
    Field(&'static str),
    /// The number one.
    One,
    /// The profile's gross margin.
    Margin,
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

/// How a figure is reckoned.
pub(super) struct Formula {
    /// Key of the formula in words.
    pub words: &'static str,
    /// Decimals it is rounded to; the currency's where none are named; none: exact.
    pub decimals: Option<Option<u32>>,
    /// From what.
    pub expression: Expression,
}

/// The reports whose figures are explained.
pub(super) const REPORTS: [&str; 9] = [
    "variance",
    "execution",
    "balances",
    "acquisition",
    "channels",
    "value",
    "retention",
    "fees",
    "customers",
];

/// What a field is; none for what is no figure.
pub(super) fn quantity(report: &str, field: &str) -> Option<Quantity> {
    use Quantity::{Count, Money, Months, Number, Share};
    let name = field.rsplit('.').next().unwrap_or(field);
    Some(match (report, name) {
        ("variance" | "execution", "budget" | "actual" | "offset" | "committed" | "available" | "variance") => Money,
        ("balances", "plan" | "actual" | "committed" | "pending" | "available" | "forecast") => Money,
        ("balances", "execution") => Share,
        (
            "acquisition" | "channels",
            "cost" | "offset" | "cac" | "cac_net" | "revenue" | "cost_per_lead" | "shared" | "uncategorised" | "income"
            | "kept" | "monthly_revenue" | "monthly_cost",
        ) => Money,
        (
            "acquisition" | "channels",
            "customers" | "customers_from_metrics" | "leads" | "opportunities" | "customer_months",
        ) => Count,
        (
            "acquisition" | "channels",
            "lead_to_opportunity" | "opportunity_to_customer" | "roi_revenue" | "roi_margin" | "margin",
        ) => Share,
        ("acquisition" | "channels", "months") => Months,
        ("value", "frequency") => Count,
        ("value", "recency" | "age" | "expected_purchases") => Number,
        ("value", "p_alive") => Share,
        ("value", "observed" | "average_value" | "clv" | "clv_low" | "clv_high") => Money,
        ("retention", "opening" | "lost" | "buyers" | "repeat_buyers" | "acquired" | "referred") => Count,
        (
            "retention",
            "retention" | "retention_low" | "retention_high" | "churn" | "nrr" | "grr" | "repurchase" | "referral",
        ) => Share,
        ("retention", "opening_revenue" | "expansion" | "contraction" | "churned") => Money,
        (
            "fees",
            "amount" | "earned" | "billed" | "received" | "owed" | "overdue" | "not_due" | "to_30" | "to_60" | "to_90"
            | "to_180" | "to_365" | "over_365" | "prepaid",
        ) => Money,
        (
            "customers",
            "acquisition" | "maintenance" | "service" | "shared" | "uncategorised" | "cost" | "offset" | "income"
            | "fees" | "profit",
        ) => Money,
        ("customers", "margin") => Share,
        _ => return None,
    })
}

/// Key of the field's name.
pub(super) fn label(report: &str, field: &str) -> &'static str {
    let name = field.rsplit('.').next().unwrap_or(field);
    match (report, name) {
        ("balances", "plan") | (_, "budget") => "term.budget",
        ("variance" | "execution" | "balances", "actual") => "term.actual",
        ("variance" | "execution" | "acquisition" | "channels" | "customers", "offset") => "term.offset",
        (_, "committed") => "term.committed",
        (_, "available") => "term.available",
        (_, "variance") => "term.variance",
        (_, "execution") => "term.execution",
        ("customers", "margin") => "column.margin",
        (_, "margin") => "evaluate.head.margin",
        ("customers", "acquisition") => "stage.acquisition",
        ("customers", "maintenance") => "stage.maintenance",
        (_, "service") => "stage.service",
        (_, "shared") => "stage.shared",
        (_, "uncategorised") => "term.uncategorised",
        (_, other) => FIELDS
            .iter()
            .find(|(name, _)| *name == other)
            .map_or("term.amount", |(_, key)| key),
    }
}

/// Names of fields that more than one report does not share.
const FIELDS: [(&str, &str); 64] = [
    ("pending", "explain.field.pending"),
    ("forecast", "briefing.forecast"),
    ("cost", "column.cost"),
    ("cac", "column.cac"),
    ("cac_net", "column.cac_net"),
    ("revenue", "column.revenue"),
    ("cost_per_lead", "column.cost_per_lead"),
    ("income", "column.income"),
    ("kept", "explain.field.kept"),
    ("monthly_revenue", "explain.field.monthly_revenue"),
    ("monthly_cost", "explain.field.monthly_cost"),
    ("customers", "column.customers"),
    ("customers_from_metrics", "column.customers_from_metrics"),
    ("leads", "column.leads"),
    ("opportunities", "column.opportunities"),
    ("customer_months", "explain.field.customer_months"),
    ("lead_to_opportunity", "column.lead_to_opportunity"),
    ("opportunity_to_customer", "column.opportunity_to_customer"),
    ("roi_revenue", "column.roi_revenue"),
    ("roi_margin", "column.roi_margin"),
    ("months", "briefing.payback"),
    ("frequency", "column.frequency"),
    ("recency", "column.recency"),
    ("age", "column.age"),
    ("expected_purchases", "column.expected_purchases"),
    ("p_alive", "column.p_alive"),
    ("observed", "column.observed"),
    ("average_value", "column.average_value"),
    ("clv", "column.clv"),
    ("clv_low", "column.clv_low"),
    ("clv_high", "column.clv_high"),
    ("opening", "column.opening"),
    ("lost", "column.lost"),
    ("buyers", "explain.field.buyers"),
    ("repeat_buyers", "explain.field.repeat_buyers"),
    ("acquired", "column.acquired"),
    ("referred", "explain.field.referred"),
    ("retention", "column.retention"),
    ("churn", "column.churn"),
    ("nrr", "column.nrr"),
    ("grr", "column.grr"),
    ("repurchase", "column.repurchase"),
    ("referral", "column.referral"),
    ("opening_revenue", "column.opening_revenue"),
    ("expansion", "column.expansion"),
    ("contraction", "column.contraction"),
    ("churned", "column.churned"),
    ("profit", "column.profit"),
    ("earned", "column.earned"),
    ("billed", "column.billed"),
    ("received", "column.received"),
    ("owed", "column.owed"),
    ("not_due", "column.not_due"),
    ("to_30", "column.to_30"),
    ("to_60", "column.to_60"),
    ("to_90", "column.to_90"),
    ("to_180", "column.to_180"),
    ("to_365", "column.to_365"),
    ("over_365", "column.over_365"),
    ("prepaid", "column.prepaid"),
    ("overdue", "explain.field.overdue"),
    ("fees", "column.fees"),
    ("retention_low", "column.retention_low"),
    ("retention_high", "column.retention_high"),
];

/// How a field is reckoned; none where it is recorded.
pub(super) fn formula(report: &str, field: &str, is_total: bool, has_margin: bool) -> Option<Formula> {
    use Expression::{Difference, Estimate, Interval, Margin, Model, One, Product, Quotient, Rounded, Sum};
    let f = Expression::Field;
    let name = field.rsplit('.').next().unwrap_or(field);
    let exact = |words, expression| {
        Some(Formula {
            words,
            decimals: None,
            expression,
        })
    };
    let rounded = |words, decimals, expression| {
        Some(Formula {
            words,
            decimals: Some(decimals),
            expression,
        })
    };
    match (report, name) {
        ("variance" | "execution", "variance") => exact("formula.variance", Difference(vec![f("budget"), f("actual")])),
        ("variance" | "execution", "available") => exact(
            "formula.available",
            Difference(vec![f("budget"), f("actual"), f("committed")]),
        ),
        ("balances", "available") => exact(
            "formula.available",
            Difference(vec![f("plan"), f("actual"), f("committed")]),
        ),
        ("balances", "execution") => rounded(
            "formula.execution",
            Some(4),
            Quotient(vec![f("full_year.actual"), f("full_year.plan")]),
        ),
        ("balances", "forecast") => exact(
            "formula.forecast",
            Estimate(vec![f("to_date.actual"), f("full_year.plan")]),
        ),
        ("acquisition" | "channels", "cac") if field.starts_with("payback") => None,
        ("acquisition" | "channels", "cac") => rounded("formula.cac", None, Quotient(vec![f("cost"), f("customers")])),
        ("acquisition" | "channels", "cac_net") => rounded(
            "formula.cac_net",
            None,
            Quotient(vec![Difference(vec![f("cost"), f("offset")]), f("customers")]),
        ),
        ("acquisition" | "channels", "cost_per_lead") => {
            rounded("formula.cost_per_lead", None, Quotient(vec![f("cost"), f("leads")]))
        }
        ("acquisition" | "channels", "lead_to_opportunity") => rounded(
            "formula.lead_to_opportunity",
            Some(6),
            Quotient(vec![f("opportunities"), f("leads")]),
        ),
        ("acquisition" | "channels", "opportunity_to_customer") => rounded(
            "formula.opportunity_to_customer",
            Some(6),
            Quotient(vec![f("customers"), f("opportunities")]),
        ),
        ("acquisition" | "channels", "roi_revenue") => rounded(
            "formula.roi_revenue",
            Some(6),
            Quotient(vec![Difference(vec![f("revenue"), f("cost")]), f("cost")]),
        ),
        ("acquisition" | "channels", "roi_margin") => rounded(
            "formula.roi_margin",
            Some(6),
            Quotient(vec![
                Difference(vec![Product(vec![f("revenue"), Margin]), f("cost")]),
                f("cost"),
            ]),
        ),
        ("acquisition" | "channels", "monthly_revenue") => rounded(
            "formula.monthly_revenue",
            None,
            Quotient(vec![f("income"), f("customer_months")]),
        ),
        ("acquisition" | "channels", "monthly_cost") => rounded(
            "formula.monthly_cost",
            None,
            Quotient(vec![f("kept"), f("customer_months")]),
        ),
        ("acquisition" | "channels", "months") => rounded(
            "formula.payback",
            Some(1),
            Quotient(vec![
                f("payback.cac"),
                Difference(vec![Product(vec![f("monthly_revenue"), Margin]), f("monthly_cost")]),
            ]),
        ),
        ("value", "expected_purchases" | "p_alive") => {
            exact("formula.bg_nbd", Estimate(model(&["r", "alpha", "a", "b"])))
        }
        ("value", "average_value") => exact("formula.gamma_gamma", Estimate(model(&["p", "q", "v"]))),
        ("value", "clv" | "clv_low" | "clv_high") => exact(
            "formula.clv",
            Estimate(vec![
                f("expected_purchases"),
                f("average_value"),
                Model("log_likelihood"),
            ]),
        ),
        ("retention", "retention") => rounded(
            "formula.retention",
            Some(6),
            Quotient(vec![Difference(vec![f("opening"), f("lost")]), f("opening")]),
        ),
        ("retention", "retention_low" | "retention_high") => rounded(
            "formula.interval",
            Some(10),
            Interval(vec![Difference(vec![f("opening"), f("lost")]), f("opening")]),
        ),
        ("retention", "churn") => exact("formula.churn", Difference(vec![One, f("retention")])),
        ("retention", "nrr") => rounded(
            "formula.nrr",
            Some(6),
            Quotient(vec![
                Difference(vec![
                    Sum(vec![f("opening_revenue"), f("expansion")]),
                    f("contraction"),
                    f("churned"),
                ]),
                f("opening_revenue"),
            ]),
        ),
        ("retention", "grr") => rounded(
            "formula.grr",
            Some(6),
            Quotient(vec![
                Difference(vec![f("opening_revenue"), f("contraction"), f("churned")]),
                f("opening_revenue"),
            ]),
        ),
        ("retention", "repurchase") => rounded(
            "formula.repurchase",
            Some(6),
            Quotient(vec![f("repeat_buyers"), f("buyers")]),
        ),
        ("retention", "referral") => rounded(
            "formula.referral",
            Some(6),
            Quotient(vec![f("referred"), f("acquired")]),
        ),
        ("fees", "owed") => exact(
            "formula.owed",
            Sum(["not_due", "to_30", "to_60", "to_90", "to_180", "to_365", "over_365"]
                .map(f)
                .into()),
        ),
        ("fees", "overdue") if is_total => exact("formula.overdue", Difference(vec![f("owed"), f("not_due")])),
        ("customers", "cost") => exact(
            "formula.cost",
            Sum(["acquisition", "maintenance", "service", "shared", "uncategorised"]
                .map(f)
                .into()),
        ),
        ("customers", "profit") if has_margin => exact(
            "formula.profit",
            Difference(vec![Rounded(vec![f("income"), Margin]), f("cost")]),
        ),
        ("customers", "profit") => exact("formula.profit_plain", Difference(vec![f("income"), f("cost")])),
        ("customers", "margin") => rounded("formula.margin", Some(6), Quotient(vec![f("profit"), f("income")])),
        _ => None,
    }
}

/// Parameters of the model beside what is known of the customer.
fn model(names: &[&'static str]) -> Vec<Expression> {
    let mut all: Vec<Expression> = ["frequency", "recency", "age"].map(Expression::Field).into();
    all.extend(names.iter().map(|name| Expression::Model(name)));
    all
}
