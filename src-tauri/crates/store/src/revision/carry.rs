//! 结转下期: what the lines of one year have left, and have not carried yet, goes into the plan of the next.
//!
//! The one thing to know: beside the document of the budget that gains lies its counterpart in the budget that gives,
//! under a number below zero: what each of its lines has carried. So a rest goes over once, line by line.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use kezhang_core::monitor::fold::Named;
use kezhang_core::plan::carry::{Leaving, LeavingLine, LeavingSums, OpenItem, YearEnd};
use kezhang_core::plan::revision::Revision;
use kezhang_core::plan::{CarryRule, LineKey, ReasonClass, RevisionKind};
use kezhang_core::{Currency, Fault, Language, Month, Outcome};
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use serde::Deserialize;

use super::{Draft, Move, deltas_of};
use crate::balance::{PlanBook, named_of};
use crate::budget::{Codes, VersionRow, sum, version_rows};
use crate::commitment::{Commitment, commitments};
use crate::fault::{OrFault, overflow};
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::line_names::LineNames;
use crate::row::{instalment, purchase_contract, request, revision, revision_line};

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
    /// Numbers of open instalments of purchase contracts of the year that ends: each falls due in the first month that
    /// gains, and what is left of it goes with it.
    #[serde(default)]
    pub instalments: Vec<i64>,
    /// Class of the reason.
    #[serde(default)]
    pub reason: ReasonClass,
    /// The reason in words; only a trial does without.
    #[serde(default)]
    pub text: String,
}

/// What a budget that gives has carried: the counterpart of a document in the making.
pub(super) struct Given {
    pub budget_id: i64,
    pub base_id: i64,
    pub lines: Vec<(Named, i64)>,
}

/// A year that ends, ready to go over.
struct Carrying {
    ending: PlanBook,
    beginning: VersionRow,
    effective: Month,
    /// By the line that gives: the line that gains, and its account.
    lines: BTreeMap<Named, (Named, Leaving)>,
    /// What is open in the year that ends.
    open: Vec<Commitment>,
    /// The first document that carried something of it: budget and number.
    first: Option<(String, i32)>,
}

/// What has been carried out of a budget.
#[derive(Default)]
struct Before {
    lines: HashMap<Named, i64>,
    /// By documents that do not say which budget gave: by the line that gained.
    unsaid: BTreeMap<Named, i64>,
    first: Option<(String, i32)>,
}

impl Ledger {
    /// 结转下期: what the lines of one year have left, and have not carried yet, goes into the plan of the next as one
    /// document; open requests and instalments go over with what is left of them.
    ///
    /// # Errors
    /// As [`Ledger::revise_budget`]; `carry_nothing`, `carry_done` with the first document, `carry_years`,
    /// `request_unknown`, `request_not_approved`, `instalment_unknown`, `instalment_not_open`.
    pub async fn carry_forward(
        &self,
        change: &mut Change<'_>,
        input: &CarryInput,
        today: NaiveDate,
    ) -> Outcome<Revision> {
        let carrying = self.carrying(change.connection(), input, today).await?;
        self.take_along(change, &carrying, input).await?;
        let mut gains: BTreeMap<Named, i64> = BTreeMap::new();
        let mut given = Vec::new();
        for (line, (to, of)) in &carrying.lines {
            let goes = of.goes()?;
            if goes != 0 {
                let gain = gains.entry(*to).or_default();
                *gain = gain.checked_add(goes).ok_or_else(overflow)?;
                given.push((*line, goes));
            }
        }
        if gains.is_empty() {
            return Err(match carrying.first {
                Some((budget, number)) => Fault::new("carry_done")
                    .with("budget", &input.from)
                    .with("to", budget)
                    .with("number", number),
                None => Fault::new("carry_nothing").with("budget", &input.from),
            });
        }
        let mut moves: Vec<Move> = gains
            .into_iter()
            .map(|(named, amount)| Move {
                named,
                amount,
                months: None,
            })
            .collect();
        moves.sort_by_key(|one| (one.amount > 0, one.named));
        let draft = Draft {
            kind: RevisionKind::CarryForward,
            effective: carrying.effective,
            reason: input.reason,
            text: &input.text,
            moves,
            given: Some(Given {
                budget_id: carrying.ending.budget.budget.id,
                base_id: carrying.ending.budget.version.id,
                lines: given,
            }),
        };
        self.apply(change, &carrying.beginning, draft).await
    }

    /// 年末结转 as it would be, line by line, with what is open; nothing is written.
    ///
    /// # Errors
    /// As [`Ledger::carry_forward`].
    pub async fn year_end(&self, input: &CarryInput, today: NaiveDate, language: Language) -> Outcome<YearEnd> {
        let carrying = self.carrying(self.reader(), input, today).await?;
        let codes = crate::bulk::with(self.reader(), Codes::load).await?;
        let currency = carrying.ending.frame.currency;
        let mut lines = Vec::new();
        let mut total = [0i64; 5];
        for (line, (to, of)) in &carrying.lines {
            let sums = [of.left, of.bound, of.before, of.goes()?, of.lapses()?];
            for (sum, part) in total.iter_mut().zip(sums) {
                *sum = sum.checked_add(part).ok_or_else(overflow)?;
            }
            lines.push(LeavingLine {
                key: codes.key(*line),
                to: codes.key(*to),
                rule: of.rule,
                sums: said(sums, currency),
            });
        }
        lines.sort_by_cached_key(|line| crate::balance::line_order(&line.key));
        let labels = self
            .key_labels(lines.iter().flat_map(|line| [&line.key, &line.to]), language)
            .await?;
        Ok(YearEnd {
            from: carrying.ending.budget.budget.name.clone(),
            to: carrying.beginning.budget.name.clone(),
            effective: carrying.effective,
            lines,
            total: said(total, currency),
            open: self.open_items(&carrying.open, currency).await?,
            labels,
        })
    }

    async fn carrying(
        &self,
        connection: &DatabaseConnection,
        input: &CarryInput,
        today: NaiveDate,
    ) -> Outcome<Carrying> {
        let ending = self.plan_book(Some(&input.from), today).await?;
        let rows = version_rows(connection).await?;
        let beginning = crate::budget::select(&rows, &input.to)?.clone();
        if beginning.budget.fiscal_year != ending.budget.budget.fiscal_year + 1 {
            return Err(Fault::new("carry_years")
                .with("from", ending.budget.budget.fiscal_year)
                .with("to", beginning.budget.fiscal_year));
        }
        let names = crate::bulk::with(connection, LineNames::load).await?;
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
        let first = self.calendar().await?.span(beginning.budget.fiscal_year).from;
        let effective = self
            .effective(&beginning, Some(input.effective.unwrap_or(first)), today)
            .await?;
        let year = ending.frame.calendar.span(ending.budget.budget.fiscal_year);
        let open = crate::bulk::with(connection, |bulk| commitments(bulk, year)).await?;
        let mut lines: BTreeMap<Named, (Named, Leaving)> = BTreeMap::new();
        for (line, of) in &ending.lines {
            let (rule, to) = rules.get(line).copied().unwrap_or((input.rule, *line));
            let left = of.full_year().available();
            let leaving = Leaving {
                left,
                rule,
                ..Leaving::default()
            };
            lines.insert(*line, (to, leaving));
        }
        for one in chosen(connection, &open, input).await? {
            if let Some(line) = ending.payer(one.fact.month, &one.fact.named)
                && let Some((_, of)) = lines.get_mut(&line)
            {
                of.bound = of.bound.checked_add(one.fact.amount).ok_or_else(overflow)?;
            }
        }
        let before = carried_before(connection, &rows, &ending, &beginning).await?;
        let is_only_source = sources(&rows, ending.budget.budget.fiscal_year) <= 1;
        before.put_into(&mut lines, is_only_source)?;
        Ok(Carrying {
            ending,
            beginning,
            effective,
            lines,
            open,
            first: before.first,
        })
    }

    /// Requests are expected and instalments fall due in the first month that gains.
    async fn take_along(&self, change: &mut Change<'_>, carrying: &Carrying, input: &CarryInput) -> Outcome<()> {
        for one in chosen(change.connection(), &carrying.open, input).await? {
            if one.request != 0 {
                let row = crate::request::find(change, one.request).await?;
                let mut after = row.clone();
                after.month = carrying.effective.number();
                change.update(row, after).await?;
            } else {
                let row = instalment_of(change.connection(), one.instalment).await?;
                let mut after = row.clone();
                let first = carrying.effective.first_day();
                let day = first.with_day(row.due_on.day());
                after.due_on = day.unwrap_or(carrying.effective.last_day());
                change.update(row, after).await?;
            }
        }
        Ok(())
    }

    async fn open_items(&self, open: &[Commitment], currency: Currency) -> Outcome<Vec<OpenItem>> {
        let reader = self.reader();
        let asked = open.iter().filter(|one| one.request != 0).map(|one| one.request);
        let asked = request::Entity::find().filter(request::Column::Id.is_in(asked));
        let asked = asked.all(reader).await.or_fault()?;
        let owed = open.iter().filter(|one| one.instalment != 0).map(|one| one.instalment);
        let owed = instalment::Entity::find().filter(instalment::Column::Id.is_in(owed));
        let owed = owed.all(reader).await.or_fault()?;
        let contracts: HashSet<i64> = owed.iter().map(|part| part.contract_id).collect();
        let contracts = purchase_contract::Entity::find().filter(purchase_contract::Column::Id.is_in(contracts));
        let contracts = contracts.all(reader).await.or_fault()?;
        let mut items: Vec<OpenItem> = Vec::new();
        for one in open.iter().filter(|one| one.fact.amount > 0) {
            let rest = currency.amount(one.fact.amount);
            let month = one.fact.month;
            if let Some(row) = asked.iter().find(|row| row.id == one.request) {
                items.push(OpenItem {
                    request: Some(row.id),
                    instalment: None,
                    title: row.title.clone(),
                    contract: None,
                    month,
                    due_on: None,
                    can_go: true,
                    rest,
                });
            } else if let Some(part) = owed.iter().find(|part| part.id == one.instalment)
                && let Some(contract) = contracts.iter().find(|contract| contract.id == part.contract_id)
            {
                items.push(OpenItem {
                    request: None,
                    instalment: Some(part.id),
                    title: part.item.clone(),
                    contract: Some(format!("{} {}", contract.code, contract.title)),
                    month,
                    due_on: Some(part.due_on),
                    can_go: contract.ended_on.is_none(),
                    rest,
                });
            }
        }
        items.sort_by(|a, b| {
            (a.month, a.due_on, a.request, a.instalment).cmp(&(b.month, b.due_on, b.request, b.instalment))
        });
        Ok(items)
    }
}

impl Before {
    /// Puts into each line's account what it has carried.
    fn put_into(&self, lines: &mut BTreeMap<Named, (Named, Leaving)>, is_only_source: bool) -> Outcome<()> {
        for (line, amount) in &self.lines {
            if let Some((_, of)) = lines.get_mut(line) {
                of.before = of.before.checked_add(*amount).ok_or_else(overflow)?;
            }
        }
        // A document that does not say which budget gave: the line that gained gave it, as far as it has something left;
        // the rest came from any other, where only one budget can have given.
        let mut elsewhere = 0i64;
        for (line, amount) in &self.unsaid {
            let own = match lines.get_mut(line) {
                Some((_, of)) => {
                    let most = if is_only_source { of.left.max(0) } else { i64::MAX };
                    let own = (*amount).min(most);
                    of.before = of.before.checked_add(own).ok_or_else(overflow)?;
                    own
                }
                None => 0,
            };
            elsewhere = elsewhere.saturating_add(amount.saturating_sub(own).max(0));
        }
        if is_only_source {
            for (_, of) in lines.values_mut() {
                let more = of.left.saturating_sub(of.before).max(0).min(elsewhere);
                of.before = of.before.checked_add(more).ok_or_else(overflow)?;
                elsewhere -= more;
            }
        }
        Ok(())
    }
}

fn said([left, bound, carried, goes, lapses]: [i64; 5], currency: Currency) -> LeavingSums {
    LeavingSums {
        left: currency.amount(left),
        bound: currency.amount(bound),
        carried: currency.amount(carried),
        goes: currency.amount(goes),
        lapses: currency.amount(lapses),
    }
}

/// How many budgets of a year have a plan that can give.
fn sources(rows: &[VersionRow], year: i32) -> usize {
    let of_year = |row: &&VersionRow| row.budget.fiscal_year == year && row.version.valid_from.is_some();
    let budgets: HashSet<i64> = rows.iter().filter(of_year).map(|row| row.budget.id).collect();
    budgets.len()
}

/// What documents have carried out of a budget already.
async fn carried_before(
    connection: &DatabaseConnection,
    rows: &[VersionRow],
    ending: &PlanBook,
    beginning: &VersionRow,
) -> Outcome<Before> {
    let documents = revision::Entity::find()
        .filter(revision::Column::Kind.eq(RevisionKind::CarryForward.as_str()))
        .all(connection)
        .await
        .or_fault()?;
    let counterparts = || documents.iter().filter(|document| document.number < 0);
    let giving: HashMap<i64, i64> = counterparts()
        .filter(|document| document.budget_id == ending.budget.budget.id)
        .map(|document| (document.id, document.version_id))
        .collect();
    let said: HashSet<i64> = counterparts().map(|document| document.version_id).collect();
    let is_unsaid = |document: &&revision::Model| {
        document.number > 0 && document.budget_id == beginning.budget.id && !said.contains(&document.version_id)
    };
    let unsaid: HashSet<i64> = documents.iter().filter(is_unsaid).map(|document| document.id).collect();
    let by: HashSet<i64> = giving.values().copied().collect();
    let first = documents
        .iter()
        .filter(|document| document.number > 0)
        .filter(|document| by.contains(&document.version_id) || unsaid.contains(&document.id))
        .min_by_key(|document| document.id)
        .and_then(|document| {
            let of = rows.iter().find(|row| row.budget.id == document.budget_id)?;
            Some((of.budget.name.clone(), document.number))
        });
    let mut before = Before {
        first,
        ..Before::default()
    };
    let ids: Vec<i64> = giving.keys().chain(&unsaid).copied().collect();
    let lines = revision_line::Entity::find()
        .filter(revision_line::Column::RevisionId.is_in(ids))
        .all(connection)
        .await
        .or_fault()?;
    for line in &lines {
        let amount = sum(deltas_of(line))?;
        let account = if giving.contains_key(&line.revision_id) {
            before.lines.entry(named_of!(line)).or_default()
        } else {
            before.unsaid.entry(named_of!(line)).or_default()
        };
        *account = account.checked_add(amount).ok_or_else(overflow)?;
    }
    Ok(before)
}

async fn instalment_of(connection: &DatabaseConnection, id: i64) -> Outcome<instalment::Model> {
    let row = instalment::Entity::find_by_id(id).one(connection).await.or_fault()?;
    row.ok_or_else(|| Fault::new("instalment_unknown").with("id", id))
}

/// The requests and instalments that go over, of those that are open.
async fn chosen<'o>(
    connection: &DatabaseConnection,
    open: &'o [Commitment],
    input: &CarryInput,
) -> Outcome<Vec<&'o Commitment>> {
    let mut found = Vec::new();
    for id in input.requests.iter().copied().collect::<BTreeSet<i64>>() {
        match open.iter().find(|one| id != 0 && one.request == id) {
            Some(one) => found.push(one),
            None => {
                let row = request::Entity::find_by_id(id).one(connection).await.or_fault()?;
                let row = row.ok_or_else(|| Fault::new("request_unknown").with("id", id))?;
                return Err(Fault::new("request_not_approved")
                    .with("id", id)
                    .with("state", row.state));
            }
        }
    }
    for id in input.instalments.iter().copied().collect::<BTreeSet<i64>>() {
        let row = instalment_of(connection, id).await?;
        let contract = purchase_contract::Entity::find_by_id(row.contract_id);
        let contract = contract.one(connection).await.or_fault()?;
        // Due after the end of its contract it would take nothing any more.
        let can_go = contract.is_some_and(|contract| contract.ended_on.is_none());
        let one = open.iter().find(|one| one.instalment == id && one.fact.amount > 0);
        found.push(
            one.filter(|_| can_go)
                .ok_or_else(|| Fault::new("instalment_not_open").with("id", id))?,
        );
    }
    Ok(found)
}
