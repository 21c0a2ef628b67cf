//! Two versions of a plan side by side: by line, by month, and by what made the difference.
//!
//! The one thing to know: the steps are the documents between the two; what no document explains was drawn up anew.

use std::collections::{BTreeMap, HashMap};

use kezhang_core::monitor::fold::Named;
use kezhang_core::plan::comparison::{ComparedLine, Comparison, ComparisonStep};
use kezhang_core::plan::{ReasonClass, RevisionKind};
use kezhang_core::record::category::sort_key;
use kezhang_core::{Fault, Language, Outcome};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::budget::{Codes, amounts, lines_of, named, select, shown_version, sum, version_rows};
use crate::ledger::Ledger;
use crate::revision::months_of;

/// Which two versions.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ComparisonQuery {
    /// The one after, `NAME@3` or `NAME@latest`; the plan as last approved when absent.
    pub budget: Option<String>,
    /// The one before; the same budget as first approved when absent.
    pub before: Option<String>,
    /// Language of the names.
    pub language: Option<Language>,
}

impl Ledger {
    /// Two versions compared.
    ///
    /// # Errors
    /// `budget_unknown`.
    pub async fn comparison(&self, query: &ComparisonQuery) -> Outcome<Comparison> {
        let rows = version_rows(self.reader()).await?;
        let after = select(&rows, query.budget.as_deref().unwrap_or("@latest"))?.clone();
        let name = &after.budget.name;
        let original = format!("{name}@original");
        let before = select(&rows, query.before.as_deref().unwrap_or(&original))?.clone();
        let (currency, calendar) = (self.currency().await, self.calendar().await?);
        let codes = crate::bulk::with(self.reader(), Codes::load).await?;
        let (old, new) = (
            lines_of(self.reader(), before.version.id).await?,
            lines_of(self.reader(), after.version.id).await?,
        );
        let mut cells: HashMap<Named, ([i64; 12], [i64; 12])> = HashMap::new();
        for row in &old {
            cells.entry(named(row)).or_default().0 = amounts(row);
        }
        for row in &new {
            cells.entry(named(row)).or_default().1 = amounts(row);
        }
        // Of different years only the sums can be compared, month by place in the year.
        let first = calendar.span(after.budget.fiscal_year).from;
        let mut lines = Vec::new();
        for (named, (old, new)) in &cells {
            if old == new {
                continue;
            }
            let mut deltas = [0i64; 12];
            for at in 0..12 {
                deltas[at] = new[at]
                    .checked_sub(old[at])
                    .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))?;
            }
            lines.push(ComparedLine {
                key: codes.key(*named),
                before: currency.amount(sum(*old)?),
                after: currency.amount(sum(*new)?),
                difference: currency.amount(sum(deltas)?),
                months: months_of(&deltas, first, currency),
            });
        }
        lines.sort_by_cached_key(|line| {
            (
                line.key.category.is_none(),
                line.key.category.as_deref().map(sort_key),
                line.key.clone(),
            )
        });
        let total = |rows: &[crate::row::budget_line::Model]| sum(rows.iter().flat_map(amounts));
        let (before_total, after_total) = (total(&old)?, total(&new)?);
        let difference = after_total - before_total;
        let mut steps: BTreeMap<(RevisionKind, ReasonClass), (u32, i64, i64)> = BTreeMap::new();
        let mut explained = 0i64;
        if before.budget.id == after.budget.id {
            let (low, high) = (before.version.number, after.version.number);
            for document in self.revisions(Some(name)).await? {
                let is_between = document.fiscal_year == after.budget.fiscal_year
                    && low < document.version
                    && document.version <= high;
                if !is_between {
                    continue;
                }
                let change = currency.minor(document.change.value())?;
                let gained = document
                    .lines
                    .iter()
                    .map(|line| currency.minor(line.amount.value()).map(|a| a.max(0)));
                let gained = sum(gained.collect::<Outcome<Vec<_>>>()?)?;
                let step = steps.entry((document.kind, document.reason)).or_default();
                step.0 += 1;
                step.1 += change;
                step.2 += if document.kind == RevisionKind::Transfer {
                    gained
                } else {
                    0
                };
                explained += change;
            }
        }
        let mut steps: Vec<ComparisonStep> = steps
            .into_iter()
            .map(|((kind, reason), (count, change, moved))| ComparisonStep {
                kind: Some(kind),
                reason: Some(reason),
                count,
                change: currency.amount(change),
                moved: currency.amount(moved),
            })
            .collect();
        if explained != difference {
            steps.push(ComparisonStep {
                kind: None,
                reason: None,
                count: 0,
                change: currency.amount(difference - explained),
                moved: currency.amount(0),
            });
        }
        let language = match query.language {
            Some(language) => language,
            None => self.language().await,
        };
        let labels = self.key_labels(lines.iter().map(|line| &line.key), language).await?;
        Ok(Comparison {
            company: self.profile().await.company,
            currency,
            before: shown_version(&before, &old, currency)?,
            after: shown_version(&after, &new, currency)?,
            difference: currency.amount(difference),
            lines,
            steps,
            labels,
        })
    }
}
