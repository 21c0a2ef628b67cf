//! The documents of a budget, as they are shown.

use std::collections::HashMap;

use kezhang_core::plan::revision::{MonthDelta, Revision, RevisionLine};
use kezhang_core::{Currency, Fault, Month, Outcome};
use sea_orm::{EntityTrait, QueryOrder};

use crate::balance::named_of;
use crate::budget::{Codes, amounts, lines_of, sum, version_rows};
use crate::fault::OrFault;
use crate::ledger::Ledger;
use crate::profile::from_word;
use crate::row::{revision, revision_line};

impl Ledger {
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
        // What a budget gave lies beside the document under a number below zero.
        let (documents, given): (Vec<_>, Vec<_>) = documents.into_iter().partition(|document| document.number > 0);
        let mut shown = Vec::new();
        for document in documents
            .into_iter()
            .filter(|d| only.is_none_or(|only| only == d.budget_id))
        {
            let given = given.iter().find(|given| given.version_id == document.version_id);
            let given = given.and_then(|given| versions.iter().find(|one| one.budget.id == given.budget_id));
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
                from_budget: given.map(|given| given.budget.name.clone()),
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
