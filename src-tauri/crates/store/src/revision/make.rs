//! A document in the making: what a line can give, and the version that comes of it.

use std::collections::HashMap;

use kezhang_core::error::in_words;
use kezhang_core::language::say;
use kezhang_core::monitor::fold::Named;
use kezhang_core::plan::VersionState;
use kezhang_core::plan::revision::{Revision, shifted};
use kezhang_core::{Fault, Language, Outcome};
use sea_orm::EntityTrait;

use super::{Draft, Move, last_approved};
use crate::balance::PlanBook;
use crate::budget::{VersionRow, amounts, empty_line, lines_of, named, set_amounts, sum, version_rows};
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::row::{budget_line, budget_version, revision, revision_line};

impl Ledger {
    /// No line gives more than it has left: plan in force − actual − committed − under approval.
    pub(super) async fn ensure_giveable(
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

    pub(super) async fn apply(
        &self,
        change: &mut Change<'_>,
        meant: &VersionRow,
        draft: Draft<'_>,
    ) -> Outcome<Revision> {
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
        let numbers = revision::Entity::find().all(change.connection()).await.or_fault()?;
        let numbers = |budget_id: i64| {
            let of_budget = numbers.iter().filter(move |row| row.budget_id == budget_id);
            of_budget.map(|row| row.number)
        };
        let number = numbers(base.budget.id).max().unwrap_or(0).max(0) + 1;
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
        if let Some(given) = &draft.given {
            let counterpart = revision::Model {
                id: 0,
                budget_id: given.budget_id,
                number: numbers(given.budget_id).min().unwrap_or(0).min(0) - 1,
                base_id: given.base_id,
                note: String::new(),
                ..document.clone()
            };
            let counterpart = change.insert(counterpart).await?;
            for (line, amount) in &given.lines {
                let mut at_end = [0; 12];
                at_end[11] = *amount;
                change.insert(moved_line(counterpart.id, *line, at_end)).await?;
            }
        }
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
            change.insert(moved_line(document.id, one.named, deltas)).await?;
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
}

fn moved_line(revision_id: i64, named: Named, deltas: [i64; 12]) -> revision_line::Model {
    let id = |at: usize| (named[at] != 0).then_some(named[at]);
    let [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12] = deltas;
    revision_line::Model {
        id: 0,
        revision_id,
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
    }
}
