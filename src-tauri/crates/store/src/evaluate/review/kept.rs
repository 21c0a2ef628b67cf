//! Reviews that were kept: what they found, and when the next one is due.

use chrono::{Months, NaiveDate};
use kezhang_core::evaluate::report::EvaluateQuery;
use kezhang_core::{Fault, Month, Outcome};
use schemars::JsonSchema;
use sea_orm::{EntityTrait, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::row::review;

/// Months from one review to the next, where no day is chosen.
const QUARTER: Months = Months::new(3);

/// A review to keep.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeepReview {
    /// What is reviewed.
    #[serde(default)]
    pub query: EvaluateQuery,
    /// What was decided.
    #[serde(default)]
    pub note: String,
    /// When the next one is due; in three months when absent.
    #[serde(default)]
    pub next_on: Option<NaiveDate>,
}

/// A finding of a review that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeptFinding {
    /// Stable code.
    pub code: String,
    /// What it is about.
    pub subject: Option<String>,
    /// How much it weighs.
    pub weight: String,
    /// In words, as it was said.
    pub title: String,
}

/// A review that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KeptReview {
    /// Its number.
    pub id: i64,
    /// The day.
    pub made_on: NaiveDate,
    /// First month.
    pub from: Month,
    /// Last month, included.
    pub to: Month,
    /// Who.
    pub author: String,
    /// What was decided.
    pub note: String,
    /// When the next one is due.
    pub next_on: NaiveDate,
    /// What it said in one or two sentences.
    pub summary: Vec<String>,
    /// What it found.
    pub findings: Vec<KeptFinding>,
}

/// The reviews that were kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReviewList {
    /// When the next one is due; null before the first.
    pub next_on: Option<NaiveDate>,
    /// Whether one is due.
    pub is_due: bool,
    /// Newest first.
    pub reviews: Vec<KeptReview>,
}

/// What is read back of a kept review.
#[derive(Deserialize)]
struct Body {
    summary: Vec<String>,
    findings: Vec<KeptFinding>,
}

fn kept(row: review::Model) -> Outcome<KeptReview> {
    let body: Body = serde_json::from_str(&row.body)
        .map_err(|error| Fault::new("ledger_damaged").with("detail", format!("review: {error}")))?;
    Ok(KeptReview {
        id: row.id,
        made_on: row.made_on,
        from: Month::from_number(row.from_month),
        to: Month::from_number(row.to_month),
        author: row.author,
        note: row.note,
        next_on: row.next_on,
        summary: body.summary,
        findings: body.findings,
    })
}

impl Ledger {
    /// Reviews that were kept, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn reviews(&self, today: NaiveDate) -> Outcome<ReviewList> {
        let rows = review::Entity::find()
            .order_by_desc(review::Column::Id)
            .all(self.reader())
            .await
            .or_fault()?;
        let reviews = rows.into_iter().map(kept).collect::<Outcome<Vec<_>>>()?;
        let next_on = reviews.first().map(|last| last.next_on);
        Ok(ReviewList {
            next_on,
            is_due: next_on.is_none_or(|next| next <= today),
            reviews,
        })
    }

    /// Keeps a review as it stands.
    ///
    /// # Errors
    /// `review_next_past`, and what the review refuses.
    pub async fn keep_review(
        &self,
        change: &mut Change<'_>,
        new: &KeepReview,
        today: NaiveDate,
    ) -> Outcome<KeptReview> {
        let report = self.review(&new.query, today).await?;
        let next_on = new
            .next_on
            .or_else(|| today.checked_add_months(QUARTER))
            .unwrap_or(today);
        if next_on <= today {
            return Err(Fault::new("review_next_past").with("value", next_on));
        }
        let figures = &report.head.figures;
        change.note("from", figures.from);
        change.note("to", figures.to);
        change.note("count", report.findings.len());
        let row = review::Model {
            id: 0,
            made_on: today,
            from_month: figures.from.number(),
            to_month: figures.to.number(),
            author: change.author().to_owned(),
            note: crate::member::clean(&new.note)?,
            next_on,
            body: crate::offer_comparison::text(&report)?,
        };
        kept(change.insert(row).await?)
    }
}
