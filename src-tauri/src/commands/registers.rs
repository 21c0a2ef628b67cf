//! Registers of what work takes and brings: activities, tools, hours, tickets, feedback; and the reports on them.

use kezhang_core::Outcome;
use kezhang_core::evaluate::activity::ActivitiesReport;
use kezhang_core::evaluate::points::PointsReport;
use kezhang_core::evaluate::report::EvaluateQuery;
use kezhang_core::evaluate::resources::ResourcesReport;
use kezhang_core::evaluate::satisfaction::SatisfactionReport;
use kezhang_core::record::activity::Activity;
use kezhang_core::record::feedback::Feedback;
use kezhang_core::record::work::{Hours, Tool};
use kezhang_paint::chart::{self, Chart, NamedBars};
use kezhang_paint::document::{self, Document};
use kezhang_store::{
    ActivityChange, Change, FeedbackInput, FeedbackPage, FeedbackQuery, HoursInput, HoursPage, HoursQuery, Ledger,
    ServiceInput, ServiceShown, ToolChange, ToolUse,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::report::{Place, RenderOptions, Report, json};
use super::{Context, Nothing};

/// Which row.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowId {
    /// The ledger's own number.
    pub id: i64,
}

fn told(mut query: EvaluateQuery, context: &Context) -> EvaluateQuery {
    query.language = query.language.or(Some(context.language));
    query
}

pub(super) async fn activities(ledger: &Ledger, query: EvaluateQuery, context: &Context) -> Outcome<ActivitiesReport> {
    ledger.activities(&told(query, context), context.today).await
}

pub(super) async fn resources(ledger: &Ledger, query: EvaluateQuery, context: &Context) -> Outcome<ResourcesReport> {
    ledger.resources(&told(query, context), context.today).await
}

pub(super) async fn satisfaction(
    ledger: &Ledger,
    query: EvaluateQuery,
    context: &Context,
) -> Outcome<SatisfactionReport> {
    ledger.satisfaction(&told(query, context), context.today).await
}

pub(super) async fn points(ledger: &Ledger, query: EvaluateQuery, context: &Context) -> Outcome<PointsReport> {
    ledger.points(&told(query, context), context.today).await
}

pub(super) async fn activity_list(ledger: &Ledger, _: Nothing, _: &Context) -> Outcome<Vec<Activity>> {
    ledger.activity_list().await
}

pub(super) async fn feedback(ledger: &Ledger, mut query: FeedbackQuery, context: &Context) -> Outcome<FeedbackPage> {
    query.language = query.language.or(Some(context.language));
    ledger.feedback(&query, context.today).await
}

pub(super) async fn tools(ledger: &Ledger, _: Nothing, _: &Context) -> Outcome<Vec<Tool>> {
    ledger.tools().await
}

pub(super) async fn hours(ledger: &Ledger, query: HoursQuery, _: &Context) -> Outcome<HoursPage> {
    ledger.hours(&query).await
}

pub(super) async fn set_activity(change: &mut Change<'_>, new: ActivityChange, context: &Context) -> Outcome<Activity> {
    change.ledger().set_activity(change, new, context.today).await
}

pub(super) async fn set_tool(change: &mut Change<'_>, new: ToolChange, context: &Context) -> Outcome<Tool> {
    change.ledger().set_tool(change, new, context.today).await
}

pub(super) async fn set_tool_use(change: &mut Change<'_>, new: ToolUse, context: &Context) -> Outcome<Tool> {
    change.ledger().set_tool_use(change, new, context.today).await
}

pub(super) async fn add_hours(change: &mut Change<'_>, new: HoursInput, context: &Context) -> Outcome<Hours> {
    change.ledger().add_hours(change, new, context.today).await
}

pub(super) async fn remove_hours(change: &mut Change<'_>, which: RowId, _: &Context) -> Outcome<Nothing> {
    change
        .ledger()
        .remove_hours(change, which.id)
        .await
        .map(|()| Nothing {})
}

pub(super) async fn set_service(
    change: &mut Change<'_>,
    new: ServiceInput,
    context: &Context,
) -> Outcome<ServiceShown> {
    change.ledger().set_service(change, new, context.today).await
}

pub(super) async fn set_feedback(change: &mut Change<'_>, new: FeedbackInput, context: &Context) -> Outcome<Feedback> {
    change.ledger().set_feedback(change, new, context.today).await
}

pub(super) async fn remove_feedback(change: &mut Change<'_>, which: RowId, _: &Context) -> Outcome<Nothing> {
    change
        .ledger()
        .remove_feedback(change, which.id)
        .await
        .map(|()| Nothing {})
}

/// Bars by name, as high as their rows want.
pub(super) fn drawn(bars: &NamedBars, options: &RenderOptions, place: Place) -> Outcome<Chart> {
    let height = chart::named_height(bars.bars.len(), place == Place::Alone);
    chart::named(bars, &place.style(options, height))
}

/// A report with a table and bars by name.
macro_rules! barred {
    ($($report:ty => $document:path, $bars:expr;)+) => {
        $(impl Report for $report {
            fn json(&self) -> Outcome<Vec<u8>> {
                json(self)
            }

            fn document(&self, options: &RenderOptions) -> Document {
                $document(self, options.language, options.unit)
            }

            fn chart(&self, options: &RenderOptions, place: Place) -> Option<Outcome<Chart>> {
                let bars: fn(&$report, &RenderOptions) -> NamedBars = $bars;
                Some(drawn(&bars(self, options), options, place))
            }
        })+
    };
}

barred! {
    ActivitiesReport => document::activities, |report, options| document::activity_bars(report, options.language, options.unit);
    ResourcesReport => document::resources, |report, options| document::tool_bars(report, options.language);
    PointsReport => document::points, |report, options| document::points_bars(report, options.language);
    SatisfactionReport => document::satisfaction, |report, options| document::satisfaction_bars(report, options.language);
}
