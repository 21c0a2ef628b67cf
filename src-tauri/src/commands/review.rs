//! The review of a budget: goals, benchmarks, the three tests and the share, reviews that are kept.

use kezhang_core::Outcome;
use kezhang_core::evaluate::report::EvaluateQuery;
use kezhang_core::evaluate::review::{Benchmark, Goal, ReviewReport};
use kezhang_paint::chart::Chart;
use kezhang_paint::chart::ranges::ranges;
use kezhang_paint::document::{self, Document};
use kezhang_store::{
    BenchmarkChange, BenchmarkName, Change, GoalInput, GoalName, KeepReview, KeptReview, Ledger, ReviewList,
};

use super::report::{Place, RenderOptions, Report, json};
use super::{Context, Nothing};

pub(super) async fn goals(ledger: &Ledger, _: Nothing, _: &Context) -> Outcome<Vec<Goal>> {
    ledger.goals().await
}

pub(super) async fn set_goal(change: &mut Change<'_>, new: GoalInput, _: &Context) -> Outcome<Goal> {
    change.ledger().set_goal(change, &new).await
}

pub(super) async fn remove_goal(change: &mut Change<'_>, name: GoalName, _: &Context) -> Outcome<Nothing> {
    change.ledger().remove_goal(change, &name).await?;
    Ok(Nothing {})
}

pub(super) async fn benchmarks(ledger: &Ledger, _: Nothing, context: &Context) -> Outcome<Vec<Benchmark>> {
    ledger.benchmarks(context.language).await
}

pub(super) async fn set_benchmark(
    change: &mut Change<'_>,
    new: BenchmarkChange,
    context: &Context,
) -> Outcome<Vec<Benchmark>> {
    change.ledger().set_benchmark(change, &new, context.language).await
}

pub(super) async fn remove_benchmark(change: &mut Change<'_>, name: BenchmarkName, _: &Context) -> Outcome<Nothing> {
    change.ledger().remove_benchmark(change, &name.key).await?;
    Ok(Nothing {})
}

pub(super) async fn review(ledger: &Ledger, mut query: EvaluateQuery, context: &Context) -> Outcome<ReviewReport> {
    query.language = query.language.or(Some(context.language));
    ledger.review(&query, context.today).await
}

pub(super) async fn reviews(ledger: &Ledger, _: Nothing, context: &Context) -> Outcome<ReviewList> {
    ledger.reviews(context.today).await
}

pub(super) async fn keep_review(
    change: &mut Change<'_>,
    mut new: KeepReview,
    context: &Context,
) -> Outcome<KeptReview> {
    new.query.language = new.query.language.or(Some(context.language));
    change.ledger().keep_review(change, &new, context.today).await
}

impl Report for ReviewReport {
    fn json(&self) -> Outcome<Vec<u8>> {
        json(self)
    }

    fn document(&self, options: &RenderOptions) -> Document {
        document::review(self, options.language, options.unit)
    }

    fn chart(&self, options: &RenderOptions, place: Place) -> Option<Outcome<Chart>> {
        let figures = &self.head.figures;
        let title = kezhang_core::language::say(options.language, "review.title", &[]);
        let about = format!("{} {} – {}", figures.company, figures.from, figures.to);
        let rows = document::review_rows(self);
        Some(ranges(&rows, (title.as_str(), about.trim()), place.style(options, 0)))
    }

    fn pages(&self, options: &RenderOptions) -> Option<Outcome<Vec<u8>>> {
        Some(kezhang_paint::pdf::review(self, options.language, options.unit))
    }
}
