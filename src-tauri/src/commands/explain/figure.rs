//! A figure of the report with what it is reckoned from, and that in its turn.

use kezhang_core::Outcome;
use kezhang_core::language::say;
use rust_decimal::Decimal;
use serde_json::Value;

use super::place::{Place, Step};
use super::{ExplainedFigure, Explainer, Operation, decimal, text};
use crate::commands::formula::{Expression, Origin, Quantity, Rounding};

/// How deep a derivation goes at most.
const DEEPEST: usize = 12;
/// Significant digits of a statistic.
const DIGITS: u32 = 10;

/// A figure to come.
type Later<'f, T> = std::pin::Pin<Box<dyn Future<Output = Outcome<T>> + Send + 'f>>;

/// A figure of which only its name and value are known.
pub(super) fn plain(label: String, quantity: Quantity, value: Option<String>) -> ExplainedFigure {
    ExplainedFigure {
        label,
        path: None,
        quantity: quantity.as_str(),
        value,
        operation: Operation::Given,
        formula: String::new(),
        decimals: None,
        digits: None,
        rules: Vec::new(),
        operands: Vec::new(),
        entries: None,
    }
}

impl Explainer<'_> {
    /// A figure of the report with what it comes from.
    pub(super) fn figure<'f>(&'f self, place: &'f Place, depth: usize) -> Later<'f, ExplainedFigure> {
        Box::pin(async move {
            let value = place.value(&self.root).and_then(text);
            let Some(field) = self.field(place) else {
                return Ok(plain(place.to_string(), Quantity::Number, value));
            };
            let mut figure = plain(self.word(field.label), field.quantity, value);
            figure.path = Some(place.to_string());
            if depth > DEEPEST {
                return Ok(figure);
            }
            match field.origin {
                Origin::Recorded(source) => self.leaf(place, source, &mut figure).await?,
                Origin::Reckoned(formula) => {
                    figure.formula = self.word(formula.words);
                    match formula.rounding {
                        Rounding::Exact => {}
                        Rounding::Currency => figure.decimals = Some(self.decimals),
                        Rounding::Decimals(decimals) => figure.decimals = Some(decimals),
                        Rounding::Statistic => figure.digits = Some(DIGITS),
                    }
                    for (key, count) in [("explain.rounding", figure.decimals), ("explain.digits", figure.digits)] {
                        if let Some(count) = count {
                            figure
                                .rules
                                .push(say(self.language, key, &[("decimals", &count.to_string())]));
                        }
                    }
                    let (operation, operands) = self.parts(place, &formula.expression, depth).await?;
                    (figure.operation, figure.operands) = (operation, operands);
                    if figure.value.is_none() {
                        figure.rules.push(self.word("explain.undefined"));
                    }
                }
            }
            Ok(figure)
        })
    }

    fn parts<'f>(
        &'f self,
        place: &'f Place,
        expression: &'f Expression,
        depth: usize,
    ) -> Later<'f, (Operation, Vec<ExplainedFigure>)> {
        Box::pin(async move {
            let alone;
            let (operation, inner): (Operation, &[Expression]) = match expression {
                Expression::Sum(inner) => (Operation::Sum, inner),
                Expression::Difference(inner) => (Operation::Difference, inner),
                Expression::Product(inner) | Expression::Rounded(inner) => (Operation::Product, inner),
                Expression::Quotient(inner) => (Operation::Quotient, inner),
                Expression::Interval(inner) => (Operation::Interval, inner),
                Expression::Estimate(inner) => (Operation::Estimate, inner),
                Expression::Same(other) => (Operation::Same, std::slice::from_ref(&**other)),
                other => {
                    alone = [other.clone()];
                    (Operation::Same, &alone)
                }
            };
            let mut operands = Vec::new();
            for one in inner {
                operands.extend(self.operands(place, one, depth + 1).await?);
            }
            Ok((operation, operands))
        })
    }

    /// What an expression stands for: one figure, or as many as a list has.
    fn operands<'f>(
        &'f self,
        place: &'f Place,
        expression: &'f Expression,
        depth: usize,
    ) -> Later<'f, Vec<ExplainedFigure>> {
        Box::pin(async move {
            let given = |key: &str, quantity, value| plain(self.word(key), quantity, value);
            Ok(match expression {
                Expression::Field(path) => match self.reach(place, path) {
                    Some(found) => vec![self.figure(&found, depth).await?],
                    // The first of a chain has none before it: the whole.
                    None if path.contains("#-1") => vec![given("explain.one", Quantity::Count, Some("1".to_owned()))],
                    None => Vec::new(),
                },
                Expression::Each(path, known) => self.each(place, path, known),
                Expression::CountOf(path, known) => {
                    let count = self.elements(place, path, known).len();
                    vec![given("explain.count", Quantity::Count, Some(count.to_string()))]
                }
                Expression::EachLike(path, field) => self.each_like(place, path, field),
                Expression::Below => self.below(place),
                Expression::Other(name, path) => self.of_other(name, path, depth).await?,
                Expression::OtherEach(name, path, known) => self
                    .others
                    .get(name)
                    .map(|other| other.each(&Place::default(), path, known))
                    .unwrap_or_default(),
                Expression::One => vec![given("explain.one", Quantity::Count, Some("1".to_owned()))],
                Expression::Hundred => vec![given("explain.hundred", Quantity::Count, Some("100".to_owned()))],
                Expression::Margin => {
                    let mut margin = given(
                        "evaluate.head.margin",
                        Quantity::Share,
                        self.margin.map(|margin| margin.normalize().to_string()),
                    );
                    margin.rules.push(self.word("explain.from.profile"));
                    vec![margin]
                }
                Expression::TotalBudget => {
                    let mut total = given(
                        "explain.field.total_budget",
                        Quantity::Money,
                        self.total_budget.map(|total| total.to_string()),
                    );
                    total.rules.push(self.word("explain.from.profile"));
                    vec![total]
                }
                Expression::Model(name) => {
                    let value = self.root.get("model").and_then(|model| model.get(name)).and_then(text);
                    let mut parameter = plain((*name).to_owned(), Quantity::Number, value);
                    parameter.path = Some(format!("model.{name}"));
                    vec![parameter]
                }
                reckoned => {
                    let (operation, operands) = self.parts(place, reckoned, depth).await?;
                    let decimals = matches!(reckoned, Expression::Rounded(_)).then_some(self.decimals);
                    let quantity = match operation {
                        Operation::Quotient => Quantity::Number,
                        _ => quantity_of(&operands),
                    };
                    vec![ExplainedFigure {
                        value: reckon(operation, &operands, decimals).map(|value| value.normalize().to_string()),
                        operation,
                        decimals,
                        operands,
                        ..given(&format!("explain.{}", word_of(operation)), quantity, None)
                    }]
                }
            })
        })
    }

    async fn of_other(&self, name: &str, path: &str, depth: usize) -> Outcome<Vec<ExplainedFigure>> {
        let Some(other) = self.others.get(name) else {
            return Ok(Vec::new());
        };
        let Some(place) = Place::parse(path).and_then(|place| place.settle(&other.root)) else {
            return Ok(Vec::new());
        };
        let mut figure = other.figure(&place, depth).await?;
        // It stands in the other report.
        figure.path = None;
        figure.label = format!("{} · {}", other.word(&format!("explain.report.{name}")), figure.label);
        Ok(vec![figure])
    }

    /// A place by a path relative to the object of another.
    fn reach(&self, from: &Place, path: &str) -> Option<Place> {
        let (mut base, mut path) = match path.strip_prefix('/') {
            Some(path) => (Place::default(), path),
            None => (from.object(), path),
        };
        while let Some(rest) = path.strip_prefix("../") {
            base.0.pop()?;
            path = rest;
        }
        let mut written = path.to_owned();
        for (hash, back) in [("#-1", 1), ("#0", 0), ("#^", 0), ("#", 0)] {
            if written.contains(hash) {
                let at = from.index(usize::from(hash == "#^"))?.checked_sub(back)?;
                written = written.replace(hash, &at.to_string());
            }
        }
        base.join(&Place::parse(&written)?).settle(&self.root)
    }

    /// The elements of a list that know the fields, with the place of the field within each.
    fn elements(&self, from: &Place, path: &str, known: &[&str]) -> Vec<(Place, Place)> {
        let Some((list, within)) = path.split_once("[]") else {
            return Vec::new();
        };
        let Some(list) = self.reach_list(from, list) else {
            return Vec::new();
        };
        let count = list.value(&self.root).and_then(Value::as_array).map_or(0, Vec::len);
        let within = within.replace("#0", &from.index(0).unwrap_or_default().to_string());
        let Some(within) = Place::parse(within.trim_start_matches('.')) else {
            return Vec::new();
        };
        (0..count)
            .map(|at| list.push(Step::At(at)))
            .filter(|row| {
                known.iter().all(|field| {
                    let value = row.push(Step::name(field));
                    value.value(&self.root).is_some_and(|value| !value.is_null())
                })
            })
            .map(|row| {
                let place = row.join(&within);
                (row, place)
            })
            .collect()
    }

    fn reach_list(&self, from: &Place, path: &str) -> Option<Place> {
        self.reach(from, path)
    }

    /// A figure of every element, those of nothing left out.
    fn each(&self, from: &Place, path: &str, known: &[&str]) -> Vec<ExplainedFigure> {
        self.each_of(self.elements(from, path, known))
    }

    /// A figure of every element that has the same value in a field as the object has.
    fn each_like(&self, from: &Place, path: &str, field: &str) -> Vec<ExplainedFigure> {
        let of = |place: &Place| {
            place
                .push(Step::name(field))
                .value(&self.root)
                .cloned()
                .unwrap_or_default()
        };
        let mine = of(&from.object());
        let mut elements = self.elements(from, path, &[]);
        elements.retain(|(row, _)| of(row) == mine);
        self.each_of(elements)
    }

    /// The same figure of the rows of a sheet that lie right below a subtotal, or of the topmost for the total.
    fn below(&self, from: &Place) -> Vec<ExplainedFigure> {
        let Some(rows) = self.root.get("rows").and_then(Value::as_array) else {
            return Vec::new();
        };
        let depth = |at: usize| {
            rows.get(at)
                .and_then(|row| row.get("depth")?.as_u64())
                .unwrap_or_default()
        };
        let (first, wanted) = match from.0.as_slice() {
            [Step::Name(_), Step::At(at), ..] => (at + 1, depth(*at) + 1),
            _ => (0, 0),
        };
        let within = Place(from.0[from.object().0.len()..].to_vec());
        let elements = (first..rows.len())
            .take_while(|at| depth(*at) >= wanted)
            .filter(|at| depth(*at) == wanted)
            .map(|at| {
                let row = Place(vec![Step::name("rows"), Step::At(at)]);
                let place = row.join(&within);
                (row, place)
            });
        self.each_of(elements.collect())
    }

    /// The same figure of several rows and its sum; none where no row has it.
    pub(super) fn sum_of(&self, rows: &[Place], path: &Place) -> Option<ExplainedFigure> {
        let elements: Vec<(Place, Place)> = rows
            .iter()
            .filter_map(|row| Some((row.clone(), row.join(path).settle(&self.root)?)))
            .filter(|(_, place)| self.field(place).is_some())
            .collect();
        let field = self.field(&elements.first()?.1)?;
        let operands = self.each_of(elements);
        let mut value = reckon(Operation::Sum, &operands, None);
        if let Some(value) = value.as_mut().filter(|_| matches!(field.quantity, Quantity::Money)) {
            value.rescale(self.decimals);
        }
        Some(ExplainedFigure {
            operation: Operation::Sum,
            formula: self.word("formula.rows"),
            operands,
            ..plain(
                self.word(field.label),
                field.quantity,
                value.map(|value| value.to_string()),
            )
        })
    }

    fn each_of(&self, elements: Vec<(Place, Place)>) -> Vec<ExplainedFigure> {
        let mut found = Vec::new();
        for (row, place) in elements {
            let Some(value) = place.value(&self.root).and_then(text) else {
                continue;
            };
            if decimal(&value).is_some_and(|value| value.is_zero()) {
                continue;
            }
            let quantity = self.field(&place).map_or(Quantity::Number, |field| field.quantity);
            found.push(ExplainedFigure {
                path: Some(place.to_string()),
                ..plain(self.row_name(&row), quantity, Some(value))
            });
        }
        found
    }
}

fn quantity_of(operands: &[ExplainedFigure]) -> Quantity {
    let has = |quantity: Quantity| operands.iter().any(|one| one.quantity == quantity.as_str());
    [Quantity::Money, Quantity::Count, Quantity::Share]
        .into_iter()
        .find(|quantity| has(*quantity))
        .unwrap_or(Quantity::Number)
}

fn word_of(operation: Operation) -> &'static str {
    match operation {
        Operation::Sum => "sum",
        Operation::Difference => "difference",
        Operation::Product => "product",
        _ => "quotient",
    }
}

/// What operands come to; none where one is missing or nothing can be divided by.
fn reckon(operation: Operation, operands: &[ExplainedFigure], decimals: Option<u32>) -> Option<Decimal> {
    let values: Option<Vec<Decimal>> = operands.iter().map(|one| decimal(one.value.as_deref()?)).collect();
    let values = values?;
    let Some((first, rest)) = values.split_first() else {
        return (operation == Operation::Sum).then_some(Decimal::ZERO);
    };
    let value = match operation {
        Operation::Sum => rest.iter().try_fold(*first, |sum, more| sum.checked_add(*more))?,
        Operation::Difference => rest.iter().try_fold(*first, |sum, more| sum.checked_sub(*more))?,
        Operation::Product => rest.iter().try_fold(*first, |sum, more| sum.checked_mul(*more))?,
        _ => first.checked_div(*rest.first()?)?,
    };
    Some(decimals.map_or(value, |decimals| kezhang_core::money::round(value, decimals)))
}
