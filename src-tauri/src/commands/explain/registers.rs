//! Figures that come from rows of registers, down to the rows: a contract's instalments and receipts, the channels that
//! know something, the entries of a tool.

use kezhang_core::evaluate::report::EvaluateQuery;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Amount, Fault, Outcome};
use serde_json::json;

use super::figure::plain;
use super::place::Place;
use super::{ExplainedFigure, Explainer, Operation};
use crate::commands::formula::Quantity;

/// The days past due of an age of open instalments.
fn days(age: &str) -> Option<std::ops::RangeInclusive<i64>> {
    Some(match age {
        "not_due" => i64::MIN..=0,
        "to_30" => 1..=30,
        "to_60" => 31..=60,
        "to_90" => 61..=90,
        "to_180" => 91..=180,
        "to_365" => 181..=365,
        "over_365" => 366..=i64::MAX,
        _ => return None,
    })
}

impl Explainer<'_> {
    /// A contract's figure in the list of fees: the instalments or receipts that make it up; false where it has none.
    pub(super) async fn of_contract(&self, place: &Place, figure: &mut ExplainedFigure) -> Outcome<bool> {
        let Some((object, table, name)) = place.spot(&self.root) else {
            return Ok(false);
        };
        let (Some(code), "rows[]") = (object["contract"].as_str(), table.as_str()) else {
            return Ok(false);
        };
        let as_of = serde_json::from_value(self.root["as_of"].clone())
            .map_err(|error| Fault::new("store_failed").with("detail", error))?;
        let one = |label: String, amount: Amount| plain(label, Quantity::Money, Some(amount.to_string()));
        let sheet = self.ledger.contract(code, as_of).await?;
        let (words, parts) = match name.as_str() {
            "received" => {
                let receipts = sheet.receipts.into_iter().filter(|receipt| receipt.date <= as_of);
                let label = |date, memo: &str| format!("{date} {memo}").trim().to_owned();
                let parts = receipts.map(|receipt| one(label(receipt.date, &receipt.memo), receipt.amount));
                ("formula.receipts", parts.collect::<Vec<_>>())
            }
            "billed" => {
                let parts = sheet
                    .due
                    .into_iter()
                    .map(|due| one(due.billed_on.to_string(), due.amount));
                ("formula.bills", parts.collect())
            }
            age => {
                let Some(days) = days(age) else { return Ok(false) };
                let open = sheet.due.into_iter().filter(|due| days.contains(&due.days));
                let parts = open.map(|due| one(due.due_on.to_string(), due.open));
                ("formula.open_bills", parts.collect())
            }
        };
        if parts.is_empty() {
            return Ok(false);
        }
        figure.operation = Operation::Sum;
        figure.formula = self.word(words);
        figure.rules.push(self.word(if name == "received" {
            "explain.from.receipts"
        } else {
            "explain.from.contracts"
        }));
        figure.operands = parts;
        Ok(true)
    }

    /// The cost of channels that know their leads or their revenue: each of them, as the report by channel has it.
    pub(super) async fn of_channels(&self, place: &Place, figure: &mut ExplainedFigure) -> Outcome<bool> {
        let Some((object, _, name)) = place.spot(&self.root) else {
            return Ok(false);
        };
        let mut query = self.query.clone();
        query["by"] = json!([Dimension::Channel]);
        // A row in time is the same report under a condition on its time.
        let time = ["month", "quarter", "year"]
            .into_iter()
            .find_map(|field| Some((field, object[field].as_str()?)));
        if let Some((field, value)) = time {
            let mut filter = query["filter"].as_array().cloned().unwrap_or_default();
            filter.push(json!({ "field": field, "value": value }));
            query["filter"] = json!(filter);
        }
        let other = Box::pin(Self::of(self.ledger, "acquisition", query, Some(0), self.context)).await?;
        let known = if name == "cost_with_leads" { "leads" } else { "revenue" };
        let rows = other.root["rows"].as_array().cloned().unwrap_or_default();
        let channels = rows.iter().filter(|row| !row[known].is_null());
        let parts: Vec<ExplainedFigure> = channels
            .filter_map(|row| {
                let code = row["channel"].as_str();
                let label = code.map(|code| other.root["labels"]["channel"][code].as_str().unwrap_or(code));
                let label = label.map_or_else(|| self.word("term.none"), str::to_owned);
                Some(plain(label, Quantity::Money, Some(row[&name].as_str()?.to_owned())))
            })
            .collect();
        if parts.is_empty() {
            return Ok(false);
        }
        figure.operation = Operation::Sum;
        figure.formula = self.word("formula.told_channels");
        figure.rules.push(self.word("explain.from.told_channels"));
        figure.operands = parts;
        Ok(true)
    }

    /// What entries say a tool cost.
    pub(super) async fn of_tool(&self, place: &Place, most: usize, figure: &mut ExplainedFigure) -> Outcome<bool> {
        let Some((object, table, name)) = place.spot(&self.root) else {
            return Ok(false);
        };
        let (Some(tool), "tools[]", "cost") = (object["tool"].as_str(), table.as_str(), name.as_str()) else {
            return Ok(false);
        };
        let query: EvaluateQuery = serde_json::from_value(self.query.clone()).map_err(kezhang_core::input::invalid)?;
        let found = self.ledger.behind_tool(&query, tool, most, self.context.today).await?;
        figure.operation = Operation::Entries;
        figure.rules.push(self.word("explain.from.tool_entries"));
        figure.rules.push(self.word("explain.amount_rule"));
        figure.entries = Some(self.entries_of(found.count, found.sum, found.entries));
        Ok(true)
    }
}
