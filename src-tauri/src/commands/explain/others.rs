//! The reports whose figures the review and the page for the boss show, and what each is asked there.

use std::collections::BTreeSet;

use kezhang_core::record::register::Dimension;
use kezhang_core::{Month, Outcome};
use serde_json::{Map, Value, json};

use super::Explainer;
use super::entries::head;
use crate::commands::formula::{Expression, Field, Origin};

/// The other reports that a figure's formula names.
pub(super) fn needed(field: &Field) -> Vec<&'static str> {
    fn walk(expression: &Expression, found: &mut Vec<&'static str>) {
        match expression {
            Expression::Other(name, _) | Expression::OtherEach(name, ..) => found.push(name),
            Expression::Same(inner) => walk(inner, found),
            Expression::Sum(inner)
            | Expression::Difference(inner)
            | Expression::Product(inner)
            | Expression::Rounded(inner)
            | Expression::Quotient(inner)
            | Expression::Interval(inner)
            | Expression::Estimate(inner) => inner.iter().for_each(|one| walk(one, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    if let Origin::Reckoned(formula) = &field.origin {
        walk(&formula.expression, &mut found);
    }
    found
}

impl Explainer<'_> {
    /// Makes the other reports that are needed.
    pub(super) async fn bring(&mut self, names: BTreeSet<&'static str>) -> Outcome<()> {
        // The evidence on value for money rests on that of value.
        for name in names {
            let (report, query) = self.other(name).await?;
            let made = Box::pin(Self::of(self.ledger, report, query, self.most, self.context)).await?;
            self.others.insert(name, Box::new(made));
        }
        Ok(())
    }

    /// Which report a name stands for, and what it is asked.
    async fn other(&self, name: &'static str) -> Outcome<(&'static str, Value)> {
        if self.report == "review" {
            self.of_review(name).await
        } else {
            Ok(self.of_briefing(name))
        }
    }

    async fn of_review(&self, name: &'static str) -> Outcome<(&'static str, Value)> {
        let head = |field: &str| head(&self.root, field).clone();
        let month = |value: &Value| -> Option<Month> { serde_json::from_value(value.clone()).ok() };
        let mut query = json!({
            "from": head("from"), "to": head("to"), "filter": head("filter"), "basis": head("basis"),
        });
        if head("basis") == json!("accrual") {
            query["measure"] = head("measure");
        }
        Ok(match name {
            "before" => {
                let (from, to) = (month(&head("from")), month(&head("to")));
                if let (Some(from), Some(to)) = (from, to) {
                    let months = to.number() - from.number() + 1;
                    query["from"] = json!(from.plus(-months));
                    query["to"] = json!(from.plus(-1));
                }
                ("acquisition", query)
            }
            "by_top" => {
                query["by"] = json!([Dimension::Category]);
                query["level"] = json!(1);
                ("variance", query)
            }
            "year" => {
                let year = head("year").as_i64().and_then(|year| i32::try_from(year).ok());
                let calendar = self.ledger.calendar().await?;
                if let Some(span) = year.map(|year| calendar.span(year)) {
                    query["from"] = json!(span.from);
                    query["to"] = json!(span.to);
                }
                query["by"] = json!([Dimension::Category]);
                query["level"] = json!(1);
                query["filter"] = json!([]);
                ("variance", query)
            }
            other => (report_of(other), query),
        })
    }

    fn of_briefing(&self, name: &'static str) -> (&'static str, Value) {
        let execution = &self.root["execution"];
        let (table, year) = (&execution["head"], &execution["year_span"]);
        let asked = self.query.as_object().cloned().unwrap_or_default();
        let over = |from: &Value, to: &Value, more: Value| {
            let mut query: Map<String, Value> = asked.clone();
            query.remove("sort");
            query.insert("from".to_owned(), from.clone());
            query.insert("to".to_owned(), to.clone());
            query.remove("level");
            query.extend(more.as_object().cloned().unwrap_or_default());
            Value::Object(query)
        };
        match name {
            "execution" => {
                let mut query = self.query.clone();
                query["by"] = json!([Dimension::Category]);
                query["level"] = json!(1);
                ("execution", query)
            }
            "months" => (
                "variance",
                over(&year["from"], &year["to"], json!({ "by": [Dimension::Month] })),
            ),
            "categories" => (
                "variance",
                over(&year["from"], &table["to"], json!({ "by": [Dimension::Category] })),
            ),
            "spent" => (
                "variance",
                over(&year["from"], &table["to"], json!({ "by": [Dimension::Customer] })),
            ),
            other => {
                let mut query = json!({
                    "from": year["from"], "to": table["to"], "basis": table["basis"],
                    "filter": asked.get("filter").cloned().unwrap_or_else(|| json!([])),
                });
                if table["basis"] == json!("accrual") {
                    query["measure"] = table["measure"].clone();
                }
                (report_of(other), query)
            }
        }
    }
}

fn report_of(name: &'static str) -> &'static str {
    match name {
        "before" => "acquisition",
        "months" | "categories" | "spent" | "by_top" | "year" => "variance",
        other => other,
    }
}
