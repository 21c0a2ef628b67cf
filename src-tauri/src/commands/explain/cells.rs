//! Where a figure comes from that is neither reckoned nor entries of a report: a cell of a budget with all that was
//! entered into it, a line of the guided start, the totals of the list of entries, the musts that an offer lacks.

use kezhang_core::Outcome;
use kezhang_core::input::invalid;
use kezhang_core::language::say;
use kezhang_core::plan::LineKey;
use kezhang_core::plan::budget::said_version;
use kezhang_core::plan::sheet::months_of;
use kezhang_core::record::EntryKind;
use kezhang_store::{CellSource, CellStep, EntryQuery, FigureEntry};
use serde_json::{Value, json};

use super::figure::plain;
use super::place::Place;
use super::{ExplainedEntries, ExplainedFigure, Explainer, Operation, text};
use crate::commands::formula::Quantity;

impl Explainer<'_> {
    /// Fills a figure whose source has more to tell than its word; false for all others.
    pub(super) async fn told_otherwise(
        &self,
        place: &Place,
        source: &str,
        most: usize,
        figure: &mut ExplainedFigure,
    ) -> Outcome<bool> {
        match source {
            "cell" if most > 0 => self.cell(place, figure).await?,
            "listed" if most > 0 => self.listed(place, most, figure).await?,
            "beside" => self.compared(place, most, figure).await?,
            "why" => self.proposed(place, figure),
            "musts" => self.musts(place, figure),
            "receipts" | "contracts" if most > 0 && self.report == "fees" => {
                return self.of_contract(place, figure).await;
            }
            "told_channels" if most > 0 => return self.of_channels(place, figure).await,
            "tool_entries" if most > 0 => return self.of_tool(place, most, figure).await,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn say(&self, key: &str, facts: &[(&str, &str)]) -> String {
        say(self.language, key, facts)
    }

    /// A month of a line of the plan: all that was entered into it, and every document since.
    async fn cell(&self, place: &Place, figure: &mut ExplainedFigure) -> Outcome<()> {
        let row = place.innermost_row();
        let row = row
            .as_ref()
            .and_then(|row| row.value(&self.root))
            .unwrap_or(&Value::Null);
        let key: LineKey = serde_json::from_value(row["line"].clone()).map_err(invalid)?;
        let at = place.index(0).unwrap_or_default();
        let budget = self.query.get("budget").and_then(Value::as_str).unwrap_or_default();
        let history = self.ledger.cell_history(budget, &key, at, self.language).await?;
        if history.steps.is_empty() {
            figure.rules.push(self.word("explain.cell.nothing"));
        } else {
            figure.operation = Operation::Sum;
            figure.formula = self.word("formula.cell");
            figure.operands = history.steps.into_iter().map(|step| self.step(step)).collect();
        }
        let has = |list: &str| {
            row[list]
                .as_array()
                .into_iter()
                .flatten()
                .any(|one| one.as_u64() == Some(at as u64))
        };
        if has("locked") {
            figure.rules.push(self.word("explain.cell.locked"));
        }
        let remarks = [row["note"].as_str()].into_iter().chain(
            row["notes"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|note| note["place"].as_u64() == Some(at as u64))
                .map(|note| note["text"].as_str()),
        );
        for remark in remarks.flatten().filter(|remark| !remark.is_empty()) {
            figure.rules.push(self.say("explain.cell.remark", &[("text", remark)]));
        }
        figure.rules.push(self.word("explain.from.cell"));
        Ok(())
    }

    /// One step of a cell's history, with what was copied below it.
    fn step(&self, step: CellStep) -> ExplainedFigure {
        // The day alone: the time stands in the records.
        let day = step.at.get(..10).unwrap_or_default().to_owned();
        let mut rules = Vec::new();
        let label = match step.source {
            CellSource::Copied(from) => {
                self.say("explain.cell.copied", &[("from", &said_version(self.language, &from))])
            }
            CellSource::Revised {
                number,
                kind,
                reason,
                text,
                effective,
            } => {
                let (number, effective) = (number.to_string(), effective.to_string());
                let reason = self.word(&format!("reason.{reason}"));
                rules.push(self.say("explain.cell.reason", &[("reason", &reason), ("text", &text)]));
                rules.push(self.say("explain.cell.effective", &[("month", &effective)]));
                let kind = self.word(&format!("revision.{kind}"));
                let facts = [
                    ("number", number.as_str()),
                    ("kind", &kind),
                    ("date", &day),
                    ("author", &step.author),
                ];
                self.say("explain.cell.revised", &facts)
            }
            CellSource::Recorded {
                number,
                about,
                typed,
                way,
                weight,
                note,
            } => {
                if let Some(typed) = typed {
                    let (from, to) = (typed.from.to_string(), typed.to.to_string());
                    let row = match typed.row.strip_prefix('#') {
                        None => self.word("explain.cell.of_line"),
                        Some("total") => self.word("term.total"),
                        Some(group) => group.to_owned(),
                    };
                    rules.push(match way {
                        None => self.say("explain.cell.typed", &[("text", &typed.text)]),
                        Some(way) => {
                            let way = self.word(&format!("plan.way.{way}"));
                            let facts = [
                                ("text", typed.text.as_str()),
                                ("row", &row),
                                ("from", &from),
                                ("to", &to),
                                ("way", &way),
                            ];
                            self.say("explain.cell.spread", &facts)
                        }
                    });
                }
                if let Some((mine, whole)) = weight {
                    let (mine, whole) = (mine.to_string(), whole.to_string());
                    rules.push(self.say("explain.cell.weight", &[("mine", &mine), ("whole", &whole)]));
                }
                if let Some(note) = note {
                    rules.push(self.say("explain.cell.remark", &[("text", &note)]));
                }
                let number = number.to_string();
                let facts = [
                    ("number", number.as_str()),
                    ("about", &about),
                    ("date", &day),
                    ("author", &step.author),
                ];
                self.say("explain.cell.recorded", &facts)
            }
        };
        let operands: Vec<ExplainedFigure> = step.steps.into_iter().map(|step| self.step(step)).collect();
        ExplainedFigure {
            operation: if operands.is_empty() {
                Operation::Given
            } else {
                Operation::Sum
            },
            operands,
            rules,
            ..plain(label, Quantity::Money, Some(step.amount.to_string()))
        }
    }

    /// A figure beside the sheet: of which year or version, and of a year's costs the entries.
    async fn compared(&self, place: &Place, most: usize, figure: &mut ExplainedFigure) -> Outcome<()> {
        let series = place
            .index(1)
            .and_then(|at| self.root.get("series")?.get(at))
            .unwrap_or(&Value::Null);
        let name = series["name"].as_str().unwrap_or_default();
        let key = match series["kind"].as_str() {
            Some("version") => "explain.beside.version",
            Some("last_year") => "explain.beside.last_year",
            _ => "explain.beside.actual",
        };
        figure.rules.push(self.say(key, &[("name", name)]));
        if key == "explain.beside.version" {
            return Ok(());
        }
        figure.rules.push(self.word("explain.amount_rule"));
        let row = place.object();
        let row = row.value(&self.root).and_then(|row| row["id"].as_str());
        let period = place.index(0).and_then(|at| self.root["periods"].get(at)?.as_u64());
        let months = period.and_then(|period| months_of(usize::try_from(period).ok()?));
        let (Some(row), Some(months), Ok(year)) = (row, months, name.parse()) else {
            return Ok(());
        };
        if most == 0 {
            return Ok(());
        }
        let budget = self.query["budget"].as_str().unwrap_or_default();
        let today = self.context.today;
        let found = self
            .ledger
            .behind_beside((budget, row), (year, months), most, today)
            .await?;
        figure.operation = Operation::Entries;
        figure.entries = Some(self.entries_of(found.count, found.sum, found.entries));
        Ok(())
    }

    /// A line of the guided start: why, and whether anybody answered.
    fn proposed(&self, place: &Place, figure: &mut ExplainedFigure) {
        let line = place.object();
        let line = line.value(&self.root).unwrap_or(&Value::Null);
        figure.rules.extend(line["why"].as_str().map(str::to_owned));
        let origin = if line["origin"] == json!("answer") {
            "answer_given"
        } else {
            "own_default"
        };
        figure.rules.push(self.word(&format!("explain.from.{origin}")));
    }

    /// The musts that an offer lacks, and those about which it has not been asked.
    fn musts(&self, place: &Place, figure: &mut ExplainedFigure) {
        let offer = place.object();
        let offer = offer.value(&self.root).unwrap_or(&Value::Null);
        for (list, key) in [
            ("missing_musts", "explain.musts.missing"),
            ("open_musts", "explain.musts.open"),
        ] {
            let names: Vec<String> = offer[list]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(text)
                .map(|name| {
                    let key = format!("offer.function.{name}");
                    let said = self.word(&key);
                    // A function of the user's own has its name alone.
                    if said == key { name } else { said }
                })
                .collect();
            if !names.is_empty() {
                let names = names.join(self.language.pick("、", ", "));
                figure.rules.push(self.say(key, &[("names", &names)]));
            }
        }
        figure.rules.push(self.word("explain.from.musts"));
    }

    /// A total of the list of entries: which entries, by which conditions, and what is left out.
    async fn listed(&self, place: &Place, most: usize, figure: &mut ExplainedFigure) -> Outcome<()> {
        let Some((_, _, name)) = place.spot(&self.root) else {
            return Ok(());
        };
        let query: EntryQuery = serde_json::from_value(self.query.clone()).map_err(invalid)?;
        self.conditions(&query, figure);
        let kind = match name.as_str() {
            "cost" => Some(EntryKind::Cost),
            "income" => Some(EntryKind::Income),
            "offset" => Some(EntryKind::Offset),
            "out_of_scope" => Some(EntryKind::OutOfScope),
            _ => None,
        };
        let Some(kind) = kind else {
            figure.rules.push(self.word("explain.from.listed_count"));
            return Ok(());
        };
        figure.rules.push(self.word(&format!("explain.listed.{name}")));
        figure.rules.push(self.word("explain.listed.base"));
        if !query.kinds.is_empty() && !query.kinds.contains(&kind) {
            return Ok(());
        }
        let page = self
            .ledger
            .entries(&EntryQuery {
                kinds: vec![kind],
                offset: 0,
                limit: Some(u32::try_from(most).unwrap_or(u32::MAX)),
                with_totals: Some(true),
                list: None,
                ..query
            })
            .await?;
        let sum = match kind {
            EntryKind::Income => page.income,
            EntryKind::Offset => page.offset,
            EntryKind::OutOfScope => page.out_of_scope,
            EntryKind::Cost => page.cost,
        };
        let (Some(count), Some(sum)) = (page.count, sum) else {
            return Ok(());
        };
        figure.operation = Operation::Entries;
        let shown = page.entries.len().to_string();
        figure.entries = Some(ExplainedEntries {
            count: usize::try_from(count).unwrap_or_default(),
            sum,
            more: self.say("explain.more", &[("count", &count.to_string()), ("shown", &shown)]),
            first: page
                .entries
                .into_iter()
                .map(|entry| {
                    let share = entry.base;
                    self.entry(FigureEntry { entry, share })
                })
                .collect(),
        });
        Ok(())
    }

    /// The conditions of a list, each in words.
    fn conditions(&self, query: &EntryQuery, figure: &mut ExplainedFigure) {
        let rules = &mut figure.rules;
        if query.from.is_some() || query.to.is_some() {
            let month = |of: Option<kezhang_core::Month>| of.map_or_else(|| "…".to_owned(), |month| month.to_string());
            rules.push(self.say(
                "explain.listed.span",
                &[("from", &month(query.from)), ("to", &month(query.to))],
            ));
        }
        for filter in &query.filter {
            let field = self.word(&format!("term.{}", filter.field));
            let none = self.word("term.none");
            let value = if filter.value.is_empty() { &none } else { &filter.value };
            rules.push(self.say("explain.listed.filter", &[("field", &field), ("value", value)]));
        }
        if let Some(search) = query.search.as_deref().filter(|text| !text.trim().is_empty()) {
            rules.push(self.say("explain.listed.search", &[("text", search)]));
        }
        let others = query.batch.is_some()
            || query.status.is_some()
            || query.least.is_some()
            || query.most.is_some()
            || query.uncategorised
            || query.untaxed
            || query.ids.is_some()
            || !query.except.is_empty()
            || !query.kinds.is_empty();
        if others {
            rules.push(self.word("explain.listed.others"));
        }
    }
}
