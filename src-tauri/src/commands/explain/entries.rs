//! Where nothing is reckoned any more: the entries, the lines of the plan, or the register that a figure comes from.

use std::collections::BTreeMap;

use kezhang_core::evaluate::report::EvaluateQuery;
use kezhang_core::input::invalid;
use kezhang_core::language::say;
use kezhang_core::monitor::VarianceQuery;
use kezhang_core::plan::LineKey;
use kezhang_core::record::register::Dimension;
use kezhang_core::record::{EntryKind, Stage};
use kezhang_core::{Amount, Month, Outcome};
use kezhang_store::{BalanceQuery, FigureEntry, FigureQuery, Sought, Whose};
use serde_json::Value;

use super::figure::plain;
use super::place::Place;
use super::{ExplainedEntries, ExplainedEntry, ExplainedFigure, Explainer, Operation};
use crate::commands::formula::Quantity;

/// Entries shown of a figure, where no number is asked for.
pub(super) const FEW: usize = 5;

/// Entries found: how many, their sum, the first of them.
type Found = (usize, Amount, Vec<FigureEntry>);

impl Explainer<'_> {
    /// Fills a recorded figure with what it comes from.
    pub(super) async fn leaf(&self, place: &Place, source: &str, figure: &mut ExplainedFigure) -> Outcome<()> {
        let most = self.most.unwrap_or(FEW);
        if self.told_otherwise(place, source, most, figure).await? {
            return Ok(());
        }
        if most > 0 && source == "plan" && matches!(self.report.as_str(), "variance" | "execution") {
            return self.lines(place, figure).await;
        }
        let is_charged = source == "entries" && self.report == "balances";
        let found = match source {
            "entries" | "activity_entries" if most > 0 => self.found(place, most).await?,
            _ => None,
        };
        let Some((count, sum, entries)) = found else {
            figure.rules.push(self.word(&format!("explain.from.{source}")));
            return Ok(());
        };
        figure.operation = Operation::Entries;
        figure.rules.push(self.word("explain.stage_rule"));
        figure.rules.push(self.word("explain.amount_rule"));
        if is_charged {
            figure.rules.push(self.word("explain.charged"));
        }
        figure.entries = Some(self.entries_of(count, sum, entries));
        Ok(())
    }

    /// Entries as they are told: how many, their sum, the first of them.
    pub(super) fn entries_of(&self, count: usize, sum: Amount, entries: Vec<FigureEntry>) -> ExplainedEntries {
        let facts = [("count", count.to_string()), ("shown", entries.len().to_string())];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
        ExplainedEntries {
            more: say(self.language, "explain.more", &facts),
            count,
            sum,
            first: entries.into_iter().map(|one| self.entry(one)).collect(),
        }
    }

    async fn found(&self, place: &Place, most: usize) -> Outcome<Option<Found>> {
        let today = self.context.today;
        let Some((_, table, name)) = place.spot(&self.root) else {
            return Ok(None);
        };
        let (key, _) = self.key(place);
        Ok(match (self.report.as_str(), table.as_str(), name.as_str()) {
            ("variance" | "execution", "head", _) => None,
            ("variance" | "execution", _, "actual" | "offset") => {
                let is_offset = name == "offset";
                let found = self.ledger.figure(&self.figure_query(place, most)?, today).await?;
                let (mine, others): (Vec<FigureEntry>, Vec<FigureEntry>) = found
                    .entries
                    .into_iter()
                    .partition(|one| (one.entry.kind == EntryKind::Offset) == is_offset);
                let count = if is_offset {
                    mine.len()
                } else {
                    found.count.saturating_sub(others.len())
                };
                Some((count, if is_offset { found.offset } else { found.actual }, mine))
            }
            ("balances", "lines[].to_date" | "lines[].full_year", "actual") => {
                let key = place
                    .innermost_row()
                    .and_then(|row| row.value(&self.root)?.get("key").cloned());
                let key: LineKey = serde_json::from_value(key.unwrap_or_default()).map_err(invalid)?;
                let query: BalanceQuery = serde_json::from_value(self.query.clone()).map_err(invalid)?;
                let to = self.root.get("to").filter(|_| table.ends_with("to_date"));
                let to = to.and_then(|to| serde_json::from_value(to.clone()).ok());
                let to = to.unwrap_or_else(|| Month::from_number(i32::MAX / 64));
                let found = self
                    .ledger
                    .behind_line(query.budget.as_deref(), &key, to, most, today)
                    .await?;
                Some((found.count, found.sum, found.entries))
            }
            (report, table, name) => match sought(report, table, name) {
                Some(sought) => {
                    let mut query: EvaluateQuery = serde_json::from_value(self.query.clone()).map_err(invalid)?;
                    let mut key: BTreeMap<String, Option<String>> = key.into_iter().collect();
                    let mut whose = Whose::Anyone;
                    match (report, table, name) {
                        // An activity is judged as a whole: from its first entry on.
                        ("activities", ..) => {
                            query.from = Some(Month::from_number(0));
                            query.to = self.head_month("to").or(query.to);
                        }
                        ("acquisition" | "channels", "payback", _) => {
                            (query.from, query.to) = (self.month("/payback/from"), self.month("/payback/to"));
                            whose = Whose::Dated(name != "kept_elsewhere");
                        }
                        ("acquisition", _, "pool") => {
                            let row = place.object();
                            let row = row.value(&self.root);
                            let of = |field: &str| row.and_then(|row| row.get(field)?.as_str()).map(str::to_owned);
                            key = ["channel", "month"]
                                .map(|field| (field.to_owned(), of(&format!("pool_{field}"))))
                                .into();
                            whose = Whose::NotAcquired;
                        }
                        ("retention", ..) => {
                            query.from = self.month(&format!("/years/{name}/from"));
                            query.to = self.month(&format!("/years/{name}/to"));
                            query
                                .filter
                                .retain(|filter| !Dimension::parse(&filter.field).is_some_and(Dimension::is_time));
                        }
                        ("value", ..) => (query.from, query.to) = (self.head_month("from"), self.head_month("until")),
                        _ => {}
                    }
                    if query.to.is_none() && matches!(report, "value" | "retention") {
                        return Ok(None);
                    }
                    let found = self.ledger.behind(&query, sought, whose, &key, most, today).await?;
                    Some((found.count, found.sum, found.entries))
                }
                None => None,
            },
        })
    }

    fn head_month(&self, field: &str) -> Option<Month> {
        self.month(&format!("/head/{field}"))
    }

    fn month(&self, path: &str) -> Option<Month> {
        serde_json::from_value(self.root.pointer(path)?.clone()).ok()
    }

    /// The lines of the plan that make up a budget.
    async fn lines(&self, place: &Place, figure: &mut ExplainedFigure) -> Outcome<()> {
        let found = self
            .ledger
            .figure(&self.figure_query(place, 1)?, self.context.today)
            .await?;
        figure.rules.push(self.word("explain.lines"));
        if found.lines.is_empty() {
            return Ok(());
        }
        figure.operation = Operation::Sum;
        figure.formula = self.word("formula.lines");
        figure.operands = found
            .lines
            .iter()
            .map(|line| {
                let names = serde_json::to_value(&line.key).unwrap_or_default();
                let names = names.as_object().into_iter().flatten().filter_map(|(field, code)| {
                    let code = code.as_str()?;
                    let name = found.labels.get(field).and_then(|of| of.get(code));
                    Some(name.map_or_else(|| code.to_owned(), |name| format!("{code} {name}")))
                });
                let names: Vec<String> = names.collect();
                let mut one = plain(names.join(" · "), Quantity::Money, Some(line.total.to_string()));
                one.rules.push(self.word("explain.from.plan"));
                one
            })
            .collect();
        Ok(())
    }

    /// The question behind a row, or a block of the standard table.
    fn figure_query(&self, place: &Place, most: usize) -> Outcome<FigureQuery> {
        let mut query = self.query.clone();
        let block = place.object().to_string();
        let block = block.rsplit('.').next().unwrap_or_default();
        if let (Some(year), Some(object)) = (self.root.get("year_span"), query.as_object_mut()) {
            let head = &self.root["head"];
            let (from, to) = match block {
                "period" => (&head["from"], &head["to"]),
                "to_date" => (&year["from"], &head["to"]),
                _ => (&year["from"], &year["to"]),
            };
            object.insert("from".to_owned(), from.clone());
            object.insert("to".to_owned(), to.clone());
        }
        let (key, budgeted) = self.key(place);
        Ok(FigureQuery {
            query: serde_json::from_value::<VarianceQuery>(query).map_err(invalid)?,
            key,
            budgeted,
            offset: 0,
            limit: Some(most),
        })
    }

    pub(super) fn entry(&self, one: FigureEntry) -> ExplainedEntry {
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
}

/// Which entries a figure of an evaluation is the sum of.
fn sought(report: &str, table: &str, field: &str) -> Option<Sought> {
    let stage = |name: &str| {
        Some(match name {
            "acquisition" => Sought::Stage(Stage::Acquisition),
            "maintenance" => Sought::Stage(Stage::Maintenance),
            "service" => Sought::Stage(Stage::Service),
            "shared" => Sought::Stage(Stage::Shared),
            _ => return None,
        })
    };
    match (report, table, field) {
        ("acquisition" | "channels", _, "cost" | "direct") => Some(Sought::Stage(Stage::Acquisition)),
        ("acquisition" | "channels", _, "offset") => Some(Sought::Offset { of_acquisition: true }),
        ("acquisition" | "channels", "rows[]", "pool") => Some(Sought::Stage(Stage::Acquisition)),
        ("acquisition" | "channels", "payback", "kept" | "kept_elsewhere") => Some(Sought::Kept),
        ("retention", "moves[]", "before" | "after") => Some(Sought::Income { fees_alone: false }),
        ("value", "rows[]", "lasting") => Some(Sought::Lasting),
        ("resources", _, "cost") => Some(Sought::Stage(Stage::Service)),
        ("satisfaction" | "activities", _, "cost") => Some(Sought::Cost),
        (_, _, "offset") => Some(Sought::Offset { of_acquisition: false }),
        (_, _, "uncategorised") => Some(Sought::Uncategorised),
        (_, _, "income" | "revenue") => Some(Sought::Income { fees_alone: false }),
        (_, _, "fees") => Some(Sought::Income { fees_alone: true }),
        (_, _, name) => stage(name),
    }
}

/// The value of a field of the report's head.
pub(super) fn head<'v>(root: &'v Value, field: &str) -> &'v Value {
    root.get("head")
        .and_then(|head| head.get(field))
        .unwrap_or(&Value::Null)
}
