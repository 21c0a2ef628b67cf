//! The review of a budget: gathers what the reports say, keeps goals, benchmarks and reviews.
//!
//! The one thing to know: every figure is one of another report over the same span, basis and measure; what a report
//! cannot tell yet stays missing and is named.

mod benchmark;
mod facts;
mod goal;
mod kept;

use chrono::NaiveDate;
use kezhang_core::evaluate::report::EvaluateQuery;
use kezhang_core::evaluate::review::{Facts, LastReview, ReviewHead, ReviewReport, Spending, judge};
use kezhang_core::language::say;
use kezhang_core::plan::Basis;
use kezhang_core::{Fault, Month, Outcome};
use rust_decimal::Decimal;

use super::ground::Ground;
use crate::ledger::Ledger;
pub use benchmark::{BenchmarkChange, BenchmarkName};
pub(crate) use facts::ClvBasis;
use facts::{below_cost, channels, reached, spent_on};
pub use goal::{GoalInput, GoalName};
pub use kept::{KeepReview, KeptFinding, KeptReview, ReviewList};

fn decimal(field: &str, text: &str) -> Outcome<Decimal> {
    let invalid = || Fault::new("number_invalid").with("field", field).with("value", text);
    let value: Decimal = text.trim().parse().map_err(|_| invalid())?;
    if value.is_sign_negative() || value > Decimal::from(1_000_000) {
        return Err(invalid());
    }
    Ok(value.normalize())
}

fn read(table: &str, text: &str) -> Outcome<Decimal> {
    text.parse()
        .map_err(|error| Fault::new("ledger_damaged").with("detail", format!("{table}: {error}")))
}

/// How many months of the span a year's target is held against: those seen, the running one only once it is over.
fn elapsed(ground: &Ground) -> Option<u32> {
    let seen = ground.seen?;
    let is_running = seen.to == Month::of(ground.today) && ground.today != seen.to.last_day();
    Some(ground.months_seen()?.saturating_sub(u32::from(is_running)).max(1))
}

impl Ledger {
    /// Was the budget reasonable?
    ///
    /// # Errors
    /// `span_reversed`, `filter_unknown`, `name_unknown`, `amount_overflow`.
    pub async fn review(&self, query: &EvaluateQuery, today: NaiveDate) -> Outcome<ReviewReport> {
        let profile = self.profile().await;
        let calendar = self.calendar().await?;
        let language = query.language.unwrap_or(profile.language);
        let asked = EvaluateQuery {
            by: Vec::new(),
            sort: None,
            limit: None,
            segment: None,
            language: Some(language),
            ..query.clone()
        };
        let won = self.acquisition(&asked, today).await?;
        let (from, to) = (won.head.from, won.head.to);
        let months = u32::try_from(to.number() - from.number() + 1).unwrap_or(1).max(1);
        let ground = self.ground(&asked, today).await?;
        let asked = EvaluateQuery {
            from: Some(from),
            to: Some(to),
            ..asked
        };
        let earlier = EvaluateQuery {
            from: Some(from.plus(-(months as i32))),
            to: Some(from.plus(-1)),
            ..asked.clone()
        };
        let before = self.acquisition(&earlier, today).await?;
        let stays = self.retention(&asked, today).await?.total;
        let costs = self.customer_costs(&asked, today).await?;
        let said = self.satisfaction(&asked, today).await?.total.figures;
        let by_top = self.by_top(&asked, &won.head, today).await?;
        let year = calendar.year(to);
        let clv = self.clv_of_new(&asked, &won, &stays, today).await?;
        let goals = self.goals().await?.into_iter().filter(|goal| goal.year == year);
        let benchmarks = self.benchmarks(language).await?;
        let facts = Facts {
            language,
            currency: profile.currency,
            months: elapsed(&ground).unwrap_or(months),
            spending: Spending {
                acquisition: costs.total.acquisition.value(),
                maintenance: costs.total.maintenance.value(),
                service: costs.total.service.value(),
                training: spent_on(&by_top, "3"),
            },
            goals: goals
                .map(|goal| {
                    let (figure, interval) = reached(&goal, &won, &stays, &said);
                    (goal, figure, interval)
                })
                .collect(),
            cac: (
                won.total.cac.map(|cac| cac.value()),
                before.total.cac.map(|cac| cac.value()),
            ),
            cac_net: won.total.cac_net.map(|cac| cac.value()),
            cac_explain: serde_json::json!({
                "report": "acquisition",
                "query": { "from": from, "to": to, "filter": asked.filter, "basis": won.head.basis,
                    "measure": (won.head.basis == Basis::Accrual).then_some(won.head.measure) },
                "field": "cac",
            }),
            payback: won.payback.months,
            channels: channels(&won),
            clv,
            customers: costs.rows.iter().filter(|row| row.customer.is_some()).count(),
            below_cost: below_cost(&costs),
            resources: self.resources_used(&asked, to, today).await?,
            share: self.share_of_total(&won.head, year, today).await?,
            lines: self.giving_lines(to, today).await?,
            benchmarks,
        };
        let mut judged = judge(&facts);
        let list = self.reviews(today).await?;
        let last = list.reviews.first().map(|last| {
            let was = |code: &str, subject: &Option<String>| {
                last.findings
                    .iter()
                    .any(|old| old.code == code && old.subject == *subject)
            };
            for finding in &mut judged.findings {
                finding.is_new = Some(!was(&finding.code, &finding.subject));
            }
            let still = |old: &&KeptFinding| {
                !judged
                    .findings
                    .iter()
                    .any(|now| now.code == old.code && now.subject == old.subject)
            };
            LastReview {
                id: last.id,
                made_on: last.made_on,
                gone: last
                    .findings
                    .iter()
                    .filter(still)
                    .map(|old| old.title.clone())
                    .collect(),
            }
        });
        let count = |weight| {
            judged
                .findings
                .iter()
                .filter(|finding| finding.weight == weight)
                .count()
                .to_string()
        };
        use kezhang_core::evaluate::review::{Outcome as Came, Weight};
        let insufficient = judged
            .tests
            .iter()
            .filter(|test| test.outcome == Came::Insufficient)
            .count();
        let mut summary = vec![if judged.findings.is_empty() {
            say(language, "review.summary.clean", &[])
        } else {
            say(
                language,
                "review.summary.findings",
                &[
                    ("count", &judged.findings.len().to_string()),
                    ("bad", &count(Weight::Bad)),
                    ("weak", &count(Weight::Weak)),
                    ("note", &count(Weight::Note)),
                ],
            )
        }];
        if insufficient > 0 {
            summary.push(say(
                language,
                "review.summary.insufficient",
                &[("count", &insufficient.to_string())],
            ));
        }
        Ok(ReviewReport {
            head: ReviewHead {
                figures: won.head,
                year,
                made_on: today,
                next_on: list.next_on,
                is_due: list.is_due,
            },
            summary,
            goals: judged.goals,
            tests: judged.tests,
            findings: judged.findings,
            benchmarks: facts.benchmarks.into_iter().filter(|one| one.applies).collect(),
            last,
        })
    }
}
