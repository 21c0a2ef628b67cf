//! Evaluate: what customers cost to win and keep, what they are worth, what they owe.

use kezhang_core::Outcome;
use kezhang_core::evaluate::report::{
    AcquisitionReport, CohortsReport, CustomersReport, EvaluateQuery, FeesReport, RetentionReport, ValueReport,
};
use kezhang_core::record::register::Dimension;
use kezhang_paint::chart::curve::Curve;
use kezhang_paint::chart::{self, Chart, NamedBars};
use kezhang_paint::document::{self, Document};
use kezhang_store::Ledger;

use super::Context;
use super::report::{Place, RenderOptions, Report, json};

fn told(mut query: EvaluateQuery, context: &Context) -> EvaluateQuery {
    query.language = query.language.or(Some(context.language));
    query
}

pub(super) async fn acquisition(
    ledger: &Ledger,
    query: EvaluateQuery,
    context: &Context,
) -> Outcome<AcquisitionReport> {
    ledger.acquisition(&told(query, context), context.today).await
}

/// Acquisition by channel, read as what channels return.
pub(crate) struct Channels(AcquisitionReport);

pub(super) async fn channels_report(ledger: &Ledger, mut query: EvaluateQuery, context: &Context) -> Outcome<Channels> {
    query.by = vec![Dimension::Channel];
    acquisition(ledger, query, context).await.map(Channels)
}

pub(super) async fn value(ledger: &Ledger, query: EvaluateQuery, context: &Context) -> Outcome<ValueReport> {
    ledger.value(&told(query, context), context.today).await
}

pub(super) async fn retention(ledger: &Ledger, query: EvaluateQuery, context: &Context) -> Outcome<RetentionReport> {
    ledger.retention(&told(query, context), context.today).await
}

pub(super) async fn cohorts(ledger: &Ledger, query: EvaluateQuery, context: &Context) -> Outcome<CohortsReport> {
    ledger.cohorts(&told(query, context), context.today).await
}

pub(super) async fn fees(ledger: &Ledger, query: EvaluateQuery, context: &Context) -> Outcome<FeesReport> {
    ledger.fees(&told(query, context), context.today).await
}

pub(super) async fn customer_costs(
    ledger: &Ledger,
    query: EvaluateQuery,
    context: &Context,
) -> Outcome<CustomersReport> {
    ledger.customer_costs(&told(query, context), context.today).await
}

/// Evaluations with what is drawn of them.
macro_rules! drawn {
    ($($report:ty => $document:path, $chart:expr;)+) => {
        $(impl Report for $report {
            fn json(&self) -> Outcome<Vec<u8>> {
                json(self)
            }

            fn document(&self, options: &RenderOptions) -> Document {
                $document(self, options.language, options.unit)
            }

            fn chart(&self, options: &RenderOptions, place: Place) -> Option<Outcome<Chart>> {
                let chart: fn(&$report, &RenderOptions, Place) -> Outcome<Chart> = $chart;
                Some(chart(self, options, place))
            }
        })+
    };
}

fn bars(bars: &NamedBars, options: &RenderOptions, place: Place) -> Outcome<Chart> {
    super::registers::drawn(bars, options, place)
}

fn curve(curve: &Curve, options: &RenderOptions, place: Place) -> Outcome<Chart> {
    let height = chart::curve::height(place == Place::Alone);
    chart::curve::curve(curve, &place.style(options, height))
}

drawn! {
    AcquisitionReport => document::acquisition, |report, options, place| {
        let drawn = document::acquisition_bars(report, "evaluate.acquisition.title", options.language, options.unit);
        bars(&drawn, options, place)
    };
    ValueReport => document::value, |report, options, place| {
        bars(&document::value_bars(report, options.language, options.unit), options, place)
    };
    RetentionReport => document::retention, |report, options, place| {
        curve(&document::survival_curve(report, options.language), options, place)
    };
    FeesReport => document::fees, |report, options, place| {
        bars(&document::fee_bars(report, options.language, options.unit), options, place)
    };
    CustomersReport => document::customers, |report, options, place| {
        curve(&document::profit_curve(report, options.language, options.unit), options, place)
    };
    CohortsReport => document::cohorts, |report, options, place| {
        let rows = u32::try_from(report.rows.len()).unwrap_or(u32::MAX).clamp(1, 60);
        let height = rows * 22 + if place == Place::Alone { 110 } else { 40 };
        chart::cohorts(report, &place.style(options, height))
    };
}

impl Report for Channels {
    fn json(&self) -> Outcome<Vec<u8>> {
        json(&self.0)
    }

    fn document(&self, options: &RenderOptions) -> Document {
        document::channels(&self.0, options.language, options.unit)
    }

    fn chart(&self, options: &RenderOptions, place: Place) -> Option<Outcome<Chart>> {
        let drawn = document::acquisition_bars(&self.0, "evaluate.channels.title", options.language, options.unit);
        Some(bars(&drawn, options, place))
    }
}
