//! Monitor: budget against actual, what is behind a figure, its chart.

use kezhang_core::monitor::{ExecutionQuery, ExecutionReport, VarianceQuery, VarianceReport};
use kezhang_core::{Fault, Outcome};
use kezhang_paint::Unit;
use kezhang_paint::chart::{self, Chart, ChartStyle, Theme};
use kezhang_store::{Figure, FigureQuery, Ledger};
use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;

/// Rows that a figure lists when no limit is given.
pub const EXPORT_LIMIT: usize = 500;

/// A chart to draw.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChartQuery {
    /// The report.
    pub query: VarianceQuery,
    /// Width in pixels, 200 to 4000.
    pub width: u32,
    /// Height in pixels, 120 to 4000.
    pub height: u32,
    /// Light or dark; light when absent.
    #[serde(default)]
    pub theme: Theme,
    /// 1 or 10000; 1 when absent.
    #[serde(default)]
    pub unit: Option<u32>,
}

/// 1 or 10000 as a unit.
///
/// # Errors
/// `unit_invalid`.
pub(crate) fn unit(number: Option<u32>) -> Outcome<Unit> {
    let number = number.unwrap_or(1);
    Unit::from_number(number).ok_or_else(|| Fault::new("unit_invalid").with("value", number))
}

fn told(mut query: VarianceQuery, context: &Context) -> VarianceQuery {
    query.language = query.language.or(Some(context.language));
    query
}

pub(super) async fn variance(ledger: &Ledger, query: VarianceQuery, context: &Context) -> Outcome<VarianceReport> {
    ledger.variance(&told(query, context), context.today).await
}

pub(super) async fn execution(
    ledger: &Ledger,
    mut query: ExecutionQuery,
    context: &Context,
) -> Outcome<ExecutionReport> {
    query.language = query.language.or(Some(context.language));
    ledger.execution(&query, context.today).await
}

pub(super) async fn figure(ledger: &Ledger, mut ask: FigureQuery, context: &Context) -> Outcome<Figure> {
    ask.query = told(ask.query, context);
    ask.limit = ask.limit.or(Some(EXPORT_LIMIT));
    ledger.figure(&ask, context.today).await
}

pub(super) async fn chart(ledger: &Ledger, ask: ChartQuery, context: &Context) -> Outcome<Chart> {
    if !(200..=4000).contains(&ask.width) || !(120..=4000).contains(&ask.height) {
        return Err(Fault::new("chart_size_invalid")
            .with("width", ask.width)
            .with("height", ask.height));
    }
    let query = told(ask.query, context);
    let language = query.language.unwrap_or(context.language);
    let report = ledger.variance(&query, context.today).await?;
    let style = ChartStyle {
        language,
        theme: ask.theme,
        unit: unit(ask.unit)?,
        width: ask.width,
        height: ask.height,
        is_standalone: false,
    };
    chart::variance(&report, &style)
}
