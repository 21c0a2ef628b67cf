//! How a cell of a budget came to its amount: what was entered, the version it was copied from, the documents since.
//!
//! The one thing to know: the amounts of the steps add up to the cell, so that a plan figure can be traced like a cost.

use std::collections::BTreeMap;

use kezhang_core::plan::LineKey;
use kezhang_core::plan::sheet::line_id;
use kezhang_core::record::category::lies_in;
use kezhang_core::{Amount, Currency, Fault, Language, Month, Outcome};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::balance::named_of;
use crate::budget::{Codes, VersionRow, amounts, lines_of, named, select, version_rows};
use crate::fault::{OrFault, overflow};
use crate::journal::{About, Change, JournalRow};
use crate::ledger::{Ask, Ledger, sql};
use crate::line_names::LineNames;
use crate::revision::deltas_of;
use crate::row::{revision, revision_line};

/// The most typed cells of which a record keeps the text: a larger block is a paste or a file.
const MOST_TYPED: usize = 40;
/// The longest text that is kept.
const LONGEST_TYPED: usize = 200;
/// How many versions back a copy is followed.
const FARTHEST: usize = 24;

/// What was typed into a cell of the sheet, kept with the record of the change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// The row: a line's id, `#CODE` for a subtotal, `#total`.
    pub row: String,
    /// First month that the cell stands for.
    pub from: Month,
    /// The last.
    pub to: Month,
    /// As typed: an amount, a formula, a change, or a driver in words.
    pub text: String,
}

/// Where a step comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellSource {
    /// Copied from another version, `NAME@VERSION`.
    Copied(String),
    /// A document changed it.
    Revised {
        /// Number of the document.
        number: i32,
        /// `supplement`, `reduction`, `drawback`, `transfer`, `carry_forward`.
        kind: String,
        /// Class of the reason.
        reason: String,
        /// The reason in words.
        text: String,
        /// In force from this month on.
        effective: Month,
    },
    /// A record of the journal wrote it.
    Recorded {
        /// Number of the record.
        number: i64,
        /// What it did, in words.
        about: String,
        /// What was typed, where that is known.
        typed: Option<Typed>,
        /// How a typed total was spread: `proportion`, `even`, `last_year`.
        way: Option<String>,
        /// The cell's weight among the open months of its line, where a total was spread in proportion.
        weight: Option<(Amount, Amount)>,
        /// The line's remark, where this step brought it.
        note: Option<String>,
    },
}

/// One step on the way to a cell's amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellStep {
    /// What it added.
    pub amount: Amount,
    /// Where it comes from.
    pub source: CellSource,
    /// Who; empty for a copy.
    pub author: String,
    /// When, RFC 3339 in UTC; empty for a copy.
    pub at: String,
    /// Of a copy, the steps of what was copied; empty where they are not known.
    pub steps: Vec<CellStep>,
}

/// A cell of a version, with the steps that add up to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellHistory {
    /// What it holds.
    pub amount: Amount,
    /// Oldest first.
    pub steps: Vec<CellStep>,
}

/// Keeps what was typed with the record of a change, as long as it can be read.
pub(crate) fn keep_typed(change: &mut Change<'_>, typed: &[Typed], way: Option<&str>) {
    let is_long = typed.iter().any(|one| one.text.chars().count() > LONGEST_TYPED);
    if typed.is_empty() || typed.len() > MOST_TYPED || is_long {
        return;
    }
    if let Ok(text) = serde_json::to_string(typed) {
        change.note("typed", text);
        if let Some(way) = way {
            change.note("way", way);
        }
    }
}

/// A line's row as the journal has it.
struct LineState {
    months: [i64; 12],
    locked: i64,
    note: String,
}

impl LineState {
    fn read(text: Option<&str>) -> Outcome<Option<Self>> {
        let Some(text) = text else { return Ok(None) };
        let row: Value = serde_json::from_str(text).map_err(|e| Fault::new("ledger_damaged").with("detail", e))?;
        let number = |name: &str| row.get(name).and_then(Value::as_i64).unwrap_or_default();
        let mut months = [0i64; 12];
        for (at, month) in months.iter_mut().enumerate() {
            *month = number(&format!("m{}", at + 1));
        }
        Ok(Some(Self {
            months,
            locked: number("locked"),
            note: row.get("note").and_then(Value::as_str).unwrap_or_default().to_owned(),
        }))
    }

    fn month(of: Option<&Self>, at: usize) -> i64 {
        of.and_then(|state| state.months.get(at)).copied().unwrap_or_default()
    }
}

/// The cell that is traced.
struct Cell<'a> {
    versions: &'a [VersionRow],
    named: [i64; 7],
    key: LineKey,
    at: usize,
    month: Month,
    first: Month,
    currency: Currency,
    language: Language,
}

/// Steps to come.
type Later<'f> = std::pin::Pin<Box<dyn Future<Output = Outcome<Vec<CellStep>>> + Send + 'f>>;

impl Cell<'_> {
    fn covers(&self, typed: &Typed) -> bool {
        let is_row = match typed.row.strip_prefix('#') {
            None => typed.row == line_id(&self.key),
            Some("total") => true,
            Some(group) => match &self.key.category {
                Some(code) => !group.is_empty() && lies_in(code, group),
                None => group.is_empty(),
            },
        };
        is_row && typed.from <= self.month && self.month <= typed.to
    }

    /// The last typed text that reached the cell, how it was spread, and the cell's weight.
    fn typed(
        &self,
        facts: &BTreeMap<String, String>,
        before: Option<&LineState>,
    ) -> (Option<Typed>, Option<String>, Option<(Amount, Amount)>) {
        let all: Vec<Typed> = facts
            .get("typed")
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default();
        let Some(typed) = all.into_iter().rev().find(|typed| self.covers(typed)) else {
            return (None, None, None);
        };
        let is_one = typed.row == line_id(&self.key) && typed.from == typed.to;
        let way = facts.get("way").filter(|_| !is_one).cloned();
        let is_line = typed.row == line_id(&self.key);
        let weight = before
            .filter(|_| is_line && !is_one && way.as_deref() == Some("proportion"))
            .and_then(|before| {
                let open: Vec<i64> = (typed.from.number()..=typed.to.number())
                    .filter_map(|month| usize::try_from(month - self.first.number()).ok())
                    .filter(|at| *at < 12)
                    .filter(|at| before.locked & (1 << at) == 0)
                    .map(|at| LineState::month(Some(before), at))
                    .collect();
                let whole = open.iter().try_fold(0i64, |sum, cell| sum.checked_add(*cell))?;
                let mine = LineState::month(Some(before), self.at);
                (whole > 0 && open.iter().all(|cell| *cell >= 0))
                    .then(|| (self.currency.amount(mine), self.currency.amount(whole)))
            });
        (Some(typed), way, weight)
    }
}

impl Ledger {
    /// How the cell of a line in a month of the fiscal year, from 0, came to its amount.
    ///
    /// # Errors
    /// `budget_unknown`, `line_unknown`, what the line's names refuse.
    pub async fn cell_history(
        &self,
        selector: &str,
        key: &LineKey,
        at: usize,
        language: Language,
    ) -> Outcome<CellHistory> {
        let versions = version_rows(self.reader()).await?;
        let version = select(&versions, selector)?;
        let names = crate::bulk::with(self.reader(), LineNames::load).await?;
        let named = names.resolve(key).map_err(|mut refusals| refusals.remove(0).2)?;
        let first = self.calendar().await?.span(version.budget.fiscal_year).from;
        let at = at.min(11);
        let cell = Cell {
            versions: &versions,
            named,
            key: crate::bulk::with(self.reader(), Codes::load).await?.key(named),
            at,
            month: first.plus(i32::try_from(at).unwrap_or_default()),
            first,
            currency: self.currency().await,
            language,
        };
        let amount = self
            .line_cell(version, &cell)
            .await?
            .ok_or_else(|| Fault::new("line_unknown"))?
            .1;
        Ok(CellHistory {
            amount: cell.currency.amount(amount),
            steps: self.steps(&cell, version, i64::MAX, 0).await?,
        })
    }

    /// The line's own number in a version, and what its cell holds.
    async fn line_cell(&self, version: &VersionRow, cell: &Cell<'_>) -> Outcome<Option<(i64, i64)>> {
        let lines = lines_of(self.reader(), version.version.id).await?;
        Ok(lines
            .iter()
            .find(|row| named(row) == cell.named)
            .map(|row| (row.id, amounts(row)[cell.at])))
    }

    /// The steps to a cell of a version, of the rows of the journal before one.
    fn steps<'f>(&'f self, cell: &'f Cell<'_>, version: &'f VersionRow, before: i64, depth: usize) -> Later<'f> {
        Box::pin(async move {
            let Some((line, amount)) = self.line_cell(version, cell).await? else {
                return Ok(Vec::new());
            };
            let document = revision::Entity::find()
                .filter(revision::Column::VersionId.eq(version.version.id))
                .filter(revision::Column::Number.gt(0))
                .one(self.reader())
                .await
                .or_fault()?;
            if let Some(document) = document {
                let changed = revision_line::Entity::find()
                    .filter(revision_line::Column::RevisionId.eq(document.id))
                    .all(self.reader())
                    .await
                    .or_fault()?;
                let moved = changed.iter().find(|row| named_of!(row) == cell.named);
                let delta = moved.map_or(0, |row| deltas_of(row)[cell.at]);
                let base = cell.versions.iter().find(|row| row.version.id == document.base_id);
                let mut steps = Vec::new();
                if let Some(base) = base {
                    let rest = amount.checked_sub(delta).ok_or_else(overflow)?;
                    steps.extend(self.copied(cell, base, rest, i64::MAX, depth).await?);
                }
                if delta != 0 || steps.is_empty() {
                    steps.push(CellStep {
                        amount: cell.currency.amount(delta),
                        source: CellSource::Revised {
                            number: document.number,
                            kind: document.kind,
                            reason: document.reason,
                            text: document.note,
                            effective: Month::from_number(document.effective),
                        },
                        author: document.author,
                        at: document.made_at,
                        steps: Vec::new(),
                    });
                }
                return Ok(steps);
            }
            self.recorded(cell, version, line, before, depth).await
        })
    }

    /// What came over from another version; nothing where there was nothing.
    async fn copied(
        &self,
        cell: &Cell<'_>,
        from: &VersionRow,
        amount: i64,
        before: i64,
        depth: usize,
    ) -> Outcome<Option<CellStep>> {
        if amount == 0 {
            return Ok(None);
        }
        let steps = if depth < FARTHEST {
            self.steps(cell, from, before, depth + 1).await?
        } else {
            Vec::new()
        };
        // What the other version has become since is not what was copied.
        let sum = steps
            .iter()
            .try_fold(0i64, |sum, step| {
                cell.currency
                    .minor(step.amount.value())
                    .ok()
                    .and_then(|minor| sum.checked_add(minor))
            })
            .unwrap_or(i64::MIN);
        Ok(Some(CellStep {
            amount: cell.currency.amount(amount),
            source: CellSource::Copied(from.label()),
            author: String::new(),
            at: String::new(),
            steps: if sum == amount { steps } else { Vec::new() },
        }))
    }

    async fn recorded(
        &self,
        cell: &Cell<'_>,
        version: &VersionRow,
        line: i64,
        before: i64,
        depth: usize,
    ) -> Outcome<Vec<CellStep>> {
        let rows = self
            .reader()
            .ask_all(sql(
                "SELECT j.*, r.id AS row_at, r.before AS before, r.after AS after FROM journal_row r \
                 JOIN journal j ON j.number = r.number \
                 WHERE r.table_name = 'budget_line' AND r.row_id = ? AND r.id < ? ORDER BY r.id",
                [line.into(), before.into()],
            ))
            .await
            .or_fault()?;
        let mut steps = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let record = JournalRow::from_query_result(row, "").or_fault()?;
            let at: i64 = row.try_get("", "row_at").or_fault()?;
            let text = |name: &str| row.try_get::<Option<String>>("", name).or_fault();
            let (was, is) = (
                LineState::read(text("before")?.as_deref())?,
                LineState::read(text("after")?.as_deref())?,
            );
            let (old, new) = (
                LineState::month(was.as_ref(), cell.at),
                LineState::month(is.as_ref(), cell.at),
            );
            let delta = new.checked_sub(old).ok_or_else(overflow)?;
            let about: About = serde_json::from_str(&record.about).unwrap_or_default();
            if place == 0
                && was.is_none()
                && let Some(source) = source_of(cell.versions, version, &about)
                && self
                    .held_then(source, cell, at)
                    .await?
                    .is_some_and(|held| held == delta)
            {
                steps.extend(self.copied(cell, source, delta, at, depth).await?);
                continue;
            }
            if delta == 0 {
                continue;
            }
            let (typed, way, weight) = cell.typed(&about.facts, was.as_ref());
            let note = is
                .map(|state| state.note)
                .filter(|note| !note.is_empty() && was.as_ref().is_none_or(|was| was.note != *note));
            steps.push(CellStep {
                amount: cell.currency.amount(delta),
                source: CellSource::Recorded {
                    number: record.number,
                    about: about.say(cell.language),
                    typed,
                    way,
                    weight,
                    note,
                },
                author: record.author,
                at: record.at,
                steps: Vec::new(),
            });
        }
        Ok(steps)
    }

    /// What a line's cell held in a version before a row of the journal; none where there was no such line.
    async fn held_then(&self, version: &VersionRow, cell: &Cell<'_>, before: i64) -> Outcome<Option<i64>> {
        let Some((line, now)) = self.line_cell(version, cell).await? else {
            return Ok(None);
        };
        let row = self
            .reader()
            .ask_one(sql(
                "SELECT after FROM journal_row WHERE table_name = 'budget_line' AND row_id = ? AND id < ? \
                 ORDER BY id DESC LIMIT 1",
                [line.into(), before.into()],
            ))
            .await
            .or_fault()?;
        let Some(row) = row else { return Ok(Some(now)) };
        let after: Option<String> = row.try_get("", "after").or_fault()?;
        Ok(LineState::read(after.as_deref())?.map(|state| LineState::month(Some(&state), cell.at)))
    }
}

/// The version that a draft was begun from: the one its record names, else the one before it.
fn source_of<'v>(versions: &'v [VersionRow], of: &VersionRow, about: &About) -> Option<&'v VersionRow> {
    match about.facts.get("copy") {
        Some(label) => versions.iter().find(|row| row.label() == *label),
        None => versions
            .iter()
            .filter(|row| row.budget.id == of.budget.id && row.version.number < of.version.number)
            .max_by_key(|row| row.version.number),
    }
}
