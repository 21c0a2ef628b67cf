//! 预算调整: documents that change a plan in force, each into its next version.
//!
//! The one thing to know: a document copies the last approved version, moves only months from its own on, and is in
//! force at once; what a line cannot give is refused with the arithmetic.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use kezhang_core::error::in_words;
use kezhang_core::language::say;
use kezhang_core::monitor::fold::Named;
use kezhang_core::plan::revision::{MonthDelta, Revision, RevisionLine, shifted};
use kezhang_core::plan::{CarryRule, LineKey, ReasonClass, RevisionKind, VersionState};
use kezhang_core::{Amount, Currency, Fault, Language, Month, Outcome};
use schemars::JsonSchema;
use sea_orm::{EntityTrait, QueryOrder};
use serde::Deserialize;

use crate::balance::{PlanBook, named_of};
use crate::budget::{Codes, VersionRow, amounts, empty_line, lines_of, named, set_amounts, sum, version_rows};
use crate::fault::{OrFault, overflow};
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::line_names::LineNames;
use crate::profile::from_word;
use crate::row::{budget_line, budget_version, request, revision, revision_line};

/// An amount of a line.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineAmount {
    /// What the line names: codes or names.
    pub key: LineKey,
    /// How much, above zero.
    pub amount: Amount,
    /// The months that take part; all from the effective month on when absent.
    #[serde(default)]
    pub months: Option<Vec<Month>>,
}

/// A document to make.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevisionInput {
    /// The budget; the plan in force today when absent.
    #[serde(default)]
    pub budget: Option<String>,
    /// 追加, 调减, 调剂 or 收回.
    pub kind: RevisionKind,
    /// First month that changes; this month when absent, never before the fiscal year.
    #[serde(default)]
    pub effective: Option<Month>,
    /// Class of the reason.
    #[serde(default)]
    pub reason: ReasonClass,
    /// The reason in words.
    pub text: String,
    /// The lines that give.
    #[serde(default)]
    pub from: Vec<LineAmount>,
    /// The lines that gain; made where the plan has none.
    #[serde(default)]
    pub to: Vec<LineAmount>,
}

/// What of one line goes into the next year.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CarryLine {
    /// The line of the year that ends.
    pub key: LineKey,
    /// Nothing, only what is left, or overruns too.
    pub rule: CarryRule,
    /// The line that it goes to; the same when absent.
    #[serde(default)]
    pub to: Option<LineKey>,
}

/// 结转下期.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CarryInput {
    /// The budget of the year that ends.
    pub from: String,
    /// The approved budget of the year that begins.
    pub to: String,
    /// For lines that are not named.
    #[serde(default)]
    pub rule: CarryRule,
    /// Lines with a rule of their own.
    #[serde(default)]
    pub lines: Vec<CarryLine>,
    /// First month that gains; the first of the year when absent.
    #[serde(default)]
    pub effective: Option<Month>,
    /// Numbers of approved requests of the year that ends: each goes into the first month that gains, and what is left
    /// of it goes with it.
    #[serde(default)]
    pub requests: Vec<i64>,
    /// Class of the reason.
    #[serde(default)]
    pub reason: ReasonClass,
    /// The reason in words.
    pub text: String,
}

/// What a document does to one line: its place in the year is decided when it is applied.
struct Move {
    named: Named,
    amount: i64,
    months: Option<Vec<Month>>,
}

/// A document in the making.
struct Draft<'i> {
    kind: RevisionKind,
    effective: Month,
    reason: ReasonClass,
    text: &'i str,
    moves: Vec<Move>,
}

/// A request that goes over into the next year.
struct OpenCommitment {
    row: request::Model,
    rest: i64,
}

/// What a line of the year that begins may gain.
#[derive(Debug, Default)]
struct Gain {
    /// By the rules of the lines that go into it.
    due: i64,
    /// What those lines have left at all.
    held: i64,
    /// What requests bring with them.
    bound: i64,
    /// Whether some rule carries anything, and whether one carries overruns.
    is_open: bool,
    takes_back: bool,
}

/// What has been carried into a budget.
#[derive(Debug, Default)]
struct Carried {
    lines: HashMap<Named, i64>,
    /// Number of the first document.
    first: Option<i32>,
    /// Whether only one budget of the year that ends can have given it.
    is_only_source: bool,
}

impl Carried {
    /// What is still to be carried: what is due less what was carried. What was carried into another line than now is
    /// meant counts as well, so that no rest goes over twice.
    fn rest(&self, gains: BTreeMap<Named, Gain>) -> Outcome<Vec<Move>> {
        let mut elsewhere = 0i64;
        if self.is_only_source {
            for (line, before) in &self.lines {
                let held = gains.get(line).map_or(0, |gain| gain.held);
                elsewhere = elsewhere.saturating_add(before.saturating_sub(held).max(0));
            }
        }
        // What was carried elsewhere is taken off lines that have gained nothing before those that have.
        let mut gains: Vec<(Named, Gain)> = gains.into_iter().collect();
        gains.sort_by_key(|(named, _)| (self.lines.contains_key(named), *named));
        let mut moves = Vec::new();
        for (named, gain) in gains {
            let before = self.lines.get(&named).copied().unwrap_or(0);
            let mut amount = match gain.is_open {
                true => gain.due.checked_sub(before).ok_or_else(overflow)?,
                false => 0,
            };
            if !gain.takes_back {
                amount = amount.max(0);
            }
            let covered = amount.max(0).min(elsewhere);
            elsewhere -= covered;
            amount = (amount - covered).checked_add(gain.bound).ok_or_else(overflow)?;
            if amount != 0 {
                moves.push(Move {
                    named,
                    amount,
                    months: None,
                });
            }
        }
        Ok(moves)
    }
}

impl Ledger {
    /// Changes a plan in force by a document: its next version, in force from the effective month on.
    ///
    /// # Errors
    /// `revision_text_missing`, `revision_sides`, `revision_amount`, `revision_unbalanced`, `revision_same_line`,
    /// `revision_overdraw` with the arithmetic and what would work, `budget_unapproved`, `budget_closed`,
    /// `month_outside_year`, `line_unknown`, `name_unknown`.
    pub async fn revise_budget(
        &self,
        change: &mut Change<'_>,
        input: &RevisionInput,
        today: chrono::NaiveDate,
        language: Language,
    ) -> Outcome<Revision> {
        let is_whole = match input.kind {
            RevisionKind::Supplement => input.from.is_empty() && !input.to.is_empty(),
            RevisionKind::Reduction | RevisionKind::Drawback => !input.from.is_empty() && input.to.is_empty(),
            RevisionKind::Transfer => !input.from.is_empty() && !input.to.is_empty(),
            RevisionKind::CarryForward => false,
        };
        if !is_whole {
            return Err(Fault::new("revision_sides").with("kind", input.kind.as_str()));
        }
        if let Some(budget) = &input.budget {
            let rows = version_rows(change.connection()).await?;
            last_approved(&rows, crate::budget::select(&rows, budget)?)?;
        }
        let currency = self.currency().await;
        let names = crate::bulk::with(change.connection(), LineNames::load).await?;
        let side = |lines: &[LineAmount], sign: i64| -> Outcome<Vec<Move>> {
            lines
                .iter()
                .map(|line| {
                    let named = names.resolve(&line.key).map_err(|mut refusals| refusals.remove(0).2)?;
                    let amount = currency.minor(line.amount.value())?;
                    if amount <= 0 {
                        return Err(Fault::new("revision_amount").with("value", line.amount));
                    }
                    let months = line.months.clone();
                    Ok(Move {
                        named,
                        amount: amount * sign,
                        months,
                    })
                })
                .collect()
        };
        let mut moves = side(&input.from, -1)?;
        moves.extend(side(&input.to, 1)?);
        for (at, one) in moves.iter().enumerate() {
            if moves[..at].iter().any(|other| other.named == one.named) {
                return Err(
                    Fault::new("revision_same_line").with("line", self.said_line(change, one.named, language).await?)
                );
            }
        }
        let total = sum(moves.iter().map(|one| one.amount))?;
        if input.kind == RevisionKind::Transfer && total != 0 {
            let given = sum(moves.iter().filter(|m| m.amount < 0).map(|m| -m.amount))?;
            return Err(Fault::new("revision_unbalanced")
                .with("given", currency.amount(given))
                .with("gained", currency.amount(given + total))
                .with("difference", currency.amount(total.abs())));
        }
        let book = self.plan_book(input.budget.as_deref(), today).await?;
        self.ensure_giveable(change, &book, &moves, language).await?;
        let draft = Draft {
            kind: input.kind,
            effective: self.effective(&book.budget, input.effective, today).await?,
            reason: input.reason,
            text: &input.text,
            moves,
        };
        self.apply(change, &book.budget, draft).await
    }

    /// 结转下期: what the lines of one year have left, and have not carried yet, goes into the plan of the next as one
    /// document; open requests go over with what is left of them.
    ///
    /// # Errors
    /// As [`Ledger::revise_budget`]; `carry_nothing`, `carry_done` with the first document, `carry_years`,
    /// `request_unknown`, `request_not_approved`.
    pub async fn carry_forward(
        &self,
        change: &mut Change<'_>,
        input: &CarryInput,
        today: chrono::NaiveDate,
    ) -> Outcome<Revision> {
        let ending = self.plan_book(Some(&input.from), today).await?;
        let rows = version_rows(change.connection()).await?;
        let beginning = crate::budget::select(&rows, &input.to)?.clone();
        if beginning.budget.fiscal_year != ending.budget.budget.fiscal_year + 1 {
            return Err(Fault::new("carry_years")
                .with("from", ending.budget.budget.fiscal_year)
                .with("to", beginning.budget.fiscal_year));
        }
        let names = crate::bulk::with(change.connection(), LineNames::load).await?;
        let resolve = |key: &LineKey| names.resolve(key).map_err(|mut refusals| refusals.remove(0).2);
        let mut rules: HashMap<Named, (CarryRule, Named)> = HashMap::new();
        for line in &input.lines {
            let from = resolve(&line.key)?;
            if !ending.lines.contains_key(&from) {
                return Err(Fault::new("line_unknown"));
            }
            let to = line.to.as_ref().map(resolve).transpose()?.unwrap_or(from);
            rules.insert(from, (line.rule, to));
        }
        let into = |line: &Named| rules.get(line).map_or(*line, |(_, to)| *to);
        let first = self.calendar().await?.span(beginning.budget.fiscal_year).from;
        let effective = self
            .effective(&beginning, Some(input.effective.unwrap_or(first)), today)
            .await?;
        let mut gains: BTreeMap<Named, Gain> = BTreeMap::new();
        for (line, of) in &ending.lines {
            let (rule, to) = rules.get(line).copied().unwrap_or((input.rule, *line));
            let gain = gains.entry(to).or_default();
            let left = of.full_year().available();
            gain.held = gain.held.saturating_add(left.max(0));
            gain.due = gain.due.checked_add(rule.of(left)).ok_or_else(overflow)?;
            gain.is_open |= rule != CarryRule::None;
            gain.takes_back |= rule == CarryRule::Both;
        }
        let carried = self.carried(change, &ending, &beginning).await?;
        for one in self.open_commitments(change, &ending, &input.requests).await? {
            if let Some(line) = ending.payer(Month::from_number(one.row.month), &named_of!(one.row)) {
                let gain = gains.entry(into(&line)).or_default();
                gain.bound = gain.bound.checked_add(one.rest).ok_or_else(overflow)?;
            }
            let mut after = one.row.clone();
            after.month = effective.number();
            change.update(one.row, after).await?;
        }
        let mut moves = carried.rest(gains)?;
        if moves.is_empty() {
            return Err(match carried.first {
                Some(number) => Fault::new("carry_done")
                    .with("budget", &input.from)
                    .with("to", &beginning.budget.name)
                    .with("number", number),
                None => Fault::new("carry_nothing").with("budget", &input.from),
            });
        }
        moves.sort_by_key(|one| (one.amount > 0, one.named));
        let draft = Draft {
            kind: RevisionKind::CarryForward,
            effective,
            reason: input.reason,
            text: &input.text,
            moves,
        };
        self.apply(change, &beginning, draft).await
    }

    /// What documents have carried into a budget already.
    async fn carried(&self, change: &Change<'_>, ending: &PlanBook, beginning: &VersionRow) -> Outcome<Carried> {
        let rows = version_rows(change.connection()).await?;
        let year = ending.budget.budget.fiscal_year;
        let of_year = |row: &&VersionRow| row.budget.fiscal_year == year && row.version.valid_from.is_some();
        let sources: HashSet<i64> = rows.iter().filter(of_year).map(|row| row.budget.id).collect();
        let mut carried = Carried {
            is_only_source: sources.len() <= 1,
            ..Carried::default()
        };
        let documents = revision::Entity::find()
            .order_by_asc(revision::Column::Id)
            .all(change.connection())
            .await
            .or_fault()?;
        let is_carrying = |document: &&revision::Model| {
            document.budget_id == beginning.budget.id && document.kind == RevisionKind::CarryForward.as_str()
        };
        let numbers: HashMap<i64, i32> = documents.iter().filter(is_carrying).map(|d| (d.id, d.number)).collect();
        carried.first = numbers.values().min().copied();
        let lines = revision_line::Entity::find()
            .all(change.connection())
            .await
            .or_fault()?;
        for line in lines.iter().filter(|line| numbers.contains_key(&line.revision_id)) {
            let before = carried.lines.entry(named_of!(line)).or_default();
            *before = before.checked_add(sum(deltas_of(line))?).ok_or_else(overflow)?;
        }
        Ok(carried)
    }

    /// Approved requests of a year by their numbers, with what is left of each.
    async fn open_commitments(
        &self,
        change: &Change<'_>,
        ending: &PlanBook,
        ids: &[i64],
    ) -> Outcome<Vec<OpenCommitment>> {
        let year = ending.frame.calendar.span(ending.budget.budget.fiscal_year);
        let committed =
            crate::bulk::with(change.connection(), |bulk| crate::commitment::commitments(bulk, year)).await?;
        let ids: BTreeSet<i64> = ids.iter().copied().collect();
        let mut found = Vec::new();
        for id in ids {
            let row = crate::request::find(change, id).await?;
            let rest = committed
                .iter()
                .find(|one| one.request == id)
                .map(|one| one.fact.amount);
            let Some(rest) = rest else {
                return Err(Fault::new("request_not_approved")
                    .with("id", id)
                    .with("state", &row.state));
            };
            found.push(OpenCommitment { row, rest });
        }
        Ok(found)
    }

    /// Closes a budget: no document changes it any more. Open requests of its year stand in the way.
    ///
    /// # Errors
    /// `budget_unapproved`, `budget_closed`, `requests_open`, `instalments_open`.
    pub async fn close_budget(
        &self,
        change: &mut Change<'_>,
        budget: &str,
    ) -> Outcome<kezhang_core::plan::BudgetVersion> {
        let rows = version_rows(change.connection()).await?;
        let meant = crate::budget::select(&rows, budget)?.clone();
        let last = last_approved(&rows, &meant)?.clone();
        let year = self.calendar().await?.span(last.budget.fiscal_year);
        let open = self.open_requests(change, year).await?;
        if open > 0 {
            return Err(Fault::new("requests_open")
                .with("count", open)
                .with("budget", last.label()));
        }
        let owed = crate::bulk::with(change.connection(), |bulk| crate::commitment::instalments(bulk, year)).await?;
        let owed = owed.iter().filter(|one| one.fact.amount > 0).count();
        if owed > 0 {
            return Err(Fault::new("instalments_open")
                .with("count", owed)
                .with("budget", last.label()));
        }
        let mut after = last.version.clone();
        after.state = VersionState::Closed.as_str().to_owned();
        change.note("budget", last.label());
        let version = change.update(last.version, after).await?;
        let lines = lines_of(change.connection(), version.id).await?;
        let shown = VersionRow {
            budget: last.budget,
            version,
        };
        crate::budget::shown_version(&shown, &lines, self.currency().await)
    }

    /// Gives a draft up: its lines and the version.
    ///
    /// # Errors
    /// `budget_unknown`, `version_not_draft`, `draft_has_scenario`.
    pub async fn discard_draft(&self, change: &mut Change<'_>, budget: &str) -> Outcome<()> {
        let rows = version_rows(change.connection()).await?;
        let row = crate::budget::select(&rows, budget)?.clone();
        crate::budget::ensure_draft(&row)?;
        if let Some(name) = crate::scenario::of_version(change, row.version.id).await? {
            return Err(Fault::new("draft_has_scenario")
                .with("budget", row.label())
                .with("name", name));
        }
        change.note("budget", row.label());
        for line in lines_of(change.connection(), row.version.id).await? {
            crate::budget_note::remove_of_line(change, line.id).await?;
            change.remove(line).await?;
        }
        change.remove(row.version.clone()).await?;
        if !rows
            .iter()
            .any(|r| r.budget.id == row.budget.id && r.version.id != row.version.id)
        {
            change.remove(row.budget).await?;
        }
        Ok(())
    }

    async fn effective(&self, budget: &VersionRow, asked: Option<Month>, today: chrono::NaiveDate) -> Outcome<Month> {
        let year = self.calendar().await?.span(budget.budget.fiscal_year);
        let month = asked.unwrap_or(Month::of(today).clamp(year.from, year.to));
        if year.contains(month) {
            return Ok(month);
        }
        Err(Fault::new("month_outside_year")
            .with("month", month)
            .with("from", year.from)
            .with("to", year.to))
    }

    /// No line gives more than it has left: plan in force − actual − committed − under approval.
    async fn ensure_giveable(
        &self,
        change: &Change<'_>,
        book: &PlanBook,
        moves: &[Move],
        language: Language,
    ) -> Outcome<()> {
        let rules = self.plan_rules().await?;
        let currency = book.frame.currency;
        let room = |position: kezhang_core::plan::control::Position| {
            let pending = if rules.counts_pending { position.pending } else { 0 };
            position.available().saturating_sub(pending)
        };
        for one in moves.iter().filter(|one| one.amount < 0) {
            let Some(of) = book.lines.get(&one.named) else {
                let line = self.said_line(change, one.named, language).await?;
                return Err(Fault::new("line_not_planned").with("line", line));
            };
            let position = of.full_year();
            if -one.amount <= room(position) {
                continue;
            }
            // The nearest thing that works: less from here, or the whole from the line with most to give.
            let is_free = |named: &Named| moves.iter().all(|other| other.named != *named);
            let richest = book.lines.iter().filter(|(named, _)| is_free(named));
            let richest = richest.max_by_key(|(named, of)| (room(of.full_year()), std::cmp::Reverse(**named)));
            let elsewhere = match richest.filter(|(_, of)| room(of.full_year()) >= -one.amount) {
                Some((named, of)) => {
                    let line = self.said_line(change, *named, language).await?;
                    let most = currency.amount(room(of.full_year())).to_string();
                    let most = in_words(language, "most", &most);
                    say(language, "revision.elsewhere", &[("line", &line), ("most", &most)])
                }
                None => String::new(),
            };
            return Err(Fault::new("revision_overdraw")
                .with("line", self.said_line(change, one.named, language).await?)
                .with("amount", currency.amount(-one.amount))
                .with("plan", currency.amount(position.plan))
                .with("actual", currency.amount(position.actual))
                .with("committed", currency.amount(position.committed))
                .with(
                    "pending",
                    currency.amount(if rules.counts_pending { position.pending } else { 0 }),
                )
                .with("most", currency.amount(room(position).max(0)))
                .with("elsewhere", elsewhere));
        }
        Ok(())
    }

    /// A line as a sentence names it.
    async fn said_line(&self, change: &Change<'_>, named: Named, language: Language) -> Outcome<String> {
        let key = crate::bulk::with(change.connection(), Codes::load).await?.key(named);
        let labels = self.key_labels(std::iter::once(&key), language).await?;
        Ok(crate::watch::named_line(&key, &labels))
    }

    async fn apply(&self, change: &mut Change<'_>, meant: &VersionRow, draft: Draft<'_>) -> Outcome<Revision> {
        let text = crate::member::clean(draft.text)?;
        if text.trim().is_empty() {
            return Err(Fault::new("revision_text_missing"));
        }
        let rows = version_rows(change.connection()).await?;
        let base = last_approved(&rows, meant)?.clone();
        let of_budget = || rows.iter().filter(|r| r.budget.id == base.budget.id);
        let version = budget_version::Model {
            id: 0,
            number: of_budget().map(|r| r.version.number).max().unwrap_or(0) + 1,
            state: VersionState::Approved.as_str().to_owned(),
            valid_from: Some(draft.effective.number()),
            note: String::new(),
            ..base.version.clone()
        };
        let version = change.insert(version).await?;
        let number = revision::Entity::find()
            .all(change.connection())
            .await
            .or_fault()?
            .iter()
            .filter(|row| row.budget_id == base.budget.id)
            .map(|row| row.number)
            .max()
            .unwrap_or(0)
            + 1;
        let document = revision::Model {
            id: 0,
            budget_id: base.budget.id,
            number,
            base_id: base.version.id,
            version_id: version.id,
            kind: draft.kind.as_str().to_owned(),
            effective: draft.effective.number(),
            reason: draft.reason.as_str().to_owned(),
            note: text,
            author: change.author().to_owned(),
            made_at: change.made_at().to_owned(),
        };
        let document = change.insert(document).await?;
        let calendar = self.calendar().await?;
        let first = calendar.place(draft.effective);
        let mut left: HashMap<Named, &Move> = draft.moves.iter().map(|one| (one.named, one)).collect();
        let mut order: HashMap<Named, [i64; 12]> = HashMap::new();
        let mut apply = |row: &mut budget_line::Model, one: &Move| -> Outcome<()> {
            let mut fixed = row.locked;
            if let Some(months) = &one.months {
                fixed = 0xfff;
                for month in months {
                    let place = crate::budget::place_of(*month, calendar, base.budget.fiscal_year)?;
                    if place < first {
                        return Err(Fault::new("month_before_effective")
                            .with("month", month)
                            .with("effective", draft.effective));
                    }
                    fixed &= !(1 << place);
                }
            }
            let mut cells = amounts(row);
            let deltas = shifted(&cells, fixed, first, one.amount)?;
            for at in 0..12 {
                cells[at] += deltas[at];
                if deltas[at] != 0 {
                    row.filled |= 1 << at;
                }
            }
            sum(cells)?;
            set_amounts(row, cells);
            order.insert(one.named, deltas);
            Ok(())
        };
        for line in lines_of(change.connection(), base.version.id).await? {
            let mut row = budget_line::Model {
                id: 0,
                version_id: version.id,
                ..line
            };
            if let Some(one) = left.remove(&named(&row)) {
                apply(&mut row, one)?;
            }
            change.insert(row).await?;
        }
        for one in &draft.moves {
            if left.contains_key(&one.named) {
                let mut row = empty_line(version.id, one.named);
                apply(&mut row, one)?;
                change.insert(row).await?;
            }
        }
        for one in &draft.moves {
            let deltas = order.get(&one.named).copied().unwrap_or_default();
            let id = |at: usize| (one.named[at] != 0).then_some(one.named[at]);
            let [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12] = deltas;
            change
                .insert(revision_line::Model {
                    id: 0,
                    revision_id: document.id,
                    category_id: id(0),
                    department_id: id(1),
                    channel_id: id(2),
                    activity_id: id(3),
                    product_id: id(4),
                    customer_id: id(5),
                    grade_id: id(6),
                    m1,
                    m2,
                    m3,
                    m4,
                    m5,
                    m6,
                    m7,
                    m8,
                    m9,
                    m10,
                    m11,
                    m12,
                })
                .await?;
        }
        change.note("kind", draft.kind.as_str());
        change.note("budget", format!("{}@{}", base.budget.name, version.number));
        change.note("month", draft.effective);
        let moved = sum(draft.moves.iter().map(|one| one.amount.max(0)))?;
        let moved = if moved == 0 {
            sum(draft.moves.iter().map(|one| one.amount))?
        } else {
            moved
        };
        change.note("amount", self.currency().await.amount(moved));
        let made = self.revisions_on(change.connection(), Some(&base.budget.name)).await?;
        made.into_iter()
            .find(|made| made.version == version.number && made.fiscal_year == base.budget.fiscal_year)
            .ok_or_else(|| Fault::new("revision_unknown").with("number", number))
    }

    /// The documents of a budget, or of all, oldest first.
    ///
    /// # Errors
    /// `budget_unknown`.
    pub async fn revisions(&self, budget: Option<&str>) -> Outcome<Vec<Revision>> {
        self.revisions_on(self.reader(), budget).await
    }

    pub(crate) async fn revisions_on(
        &self,
        connection: &sea_orm::DatabaseConnection,
        budget: Option<&str>,
    ) -> Outcome<Vec<Revision>> {
        let versions = version_rows(connection).await?;
        let only = match budget {
            Some(budget) => Some(crate::budget::select(&versions, budget)?.budget.id),
            None => None,
        };
        let codes = crate::bulk::with(connection, Codes::load).await?;
        let (currency, calendar) = (self.currency().await, self.calendar().await?);
        let lines = revision_line::Entity::find()
            .order_by_asc(revision_line::Column::Id)
            .all(connection)
            .await
            .or_fault()?;
        let mut totals: HashMap<i64, i64> = HashMap::new();
        let documents = revision::Entity::find()
            .order_by_asc(revision::Column::Id)
            .all(connection)
            .await
            .or_fault()?;
        let mut shown = Vec::new();
        for document in documents
            .into_iter()
            .filter(|d| only.is_none_or(|only| only == d.budget_id))
        {
            let of = |id: i64| versions.iter().find(|v| v.version.id == id);
            let (Some(base), Some(version)) = (of(document.base_id), of(document.version_id)) else {
                return Err(Fault::new("ledger_damaged").with("detail", "revision"));
            };
            let total = |id: i64| totals.get(&id).copied();
            let before = match total(base.version.id) {
                Some(before) => before,
                None => sum(lines_of(connection, base.version.id).await?.iter().flat_map(amounts))?,
            };
            let year = calendar.span(version.budget.fiscal_year);
            let mut change = 0i64;
            let mut parts = Vec::new();
            for line in lines.iter().filter(|line| line.revision_id == document.id) {
                let deltas = deltas_of(line);
                let gained = sum(deltas)?;
                change += gained;
                parts.push(RevisionLine {
                    key: codes.key(named_of!(line)),
                    amount: currency.amount(gained),
                    months: months_of(&deltas, year.from, currency),
                });
            }
            totals.insert(base.version.id, before);
            totals.insert(version.version.id, before + change);
            shown.push(Revision {
                number: document.number,
                budget: version.budget.name.clone(),
                fiscal_year: version.budget.fiscal_year,
                base: base.version.number,
                version: version.version.number,
                kind: from_word("revision", &document.kind)?,
                effective: Month::from_number(document.effective),
                reason: from_word("revision", &document.reason)?,
                text: document.note,
                author: document.author,
                made_at: document.made_at,
                lines: parts,
                before: currency.amount(before),
                change: currency.amount(change),
                after: currency.amount(before + change),
            });
        }
        Ok(shown)
    }
}

/// What a document's line moves, by month.
pub(crate) fn deltas_of(row: &revision_line::Model) -> [i64; 12] {
    [
        row.m1, row.m2, row.m3, row.m4, row.m5, row.m6, row.m7, row.m8, row.m9, row.m10, row.m11, row.m12,
    ]
}

pub(crate) fn months_of(deltas: &[i64; 12], first: Month, currency: Currency) -> Vec<MonthDelta> {
    (0..12)
        .filter(|at| deltas[*at] != 0)
        .map(|at| MonthDelta {
            month: first.plus(at as i32),
            amount: currency.amount(deltas[at]),
        })
        .collect()
}

/// The last approved version of a budget: what a document changes.
fn last_approved<'v>(rows: &'v [VersionRow], meant: &VersionRow) -> Outcome<&'v VersionRow> {
    let of_budget = || rows.iter().filter(|r| r.budget.id == meant.budget.id);
    if of_budget().any(|r| r.version.state == VersionState::Closed.as_str()) {
        return Err(Fault::new("budget_closed").with("budget", &meant.budget.name));
    }
    of_budget()
        .rfind(|r| r.version.valid_from.is_some())
        .ok_or_else(|| Fault::new("budget_unapproved").with("budget", &meant.budget.name))
}
