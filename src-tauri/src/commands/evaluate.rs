//! Evaluate: what customers cost to win and keep, what they are worth, what they owe.

use kezhang_core::Outcome;
use kezhang_core::evaluate::report::{
    AcquisitionReport, CohortsReport, CustomersReport, EvaluateQuery, FeesReport, RetentionReport, ValueReport,
};
use kezhang_core::record::register::Dimension;
use kezhang_paint::chart::{Chart, ChartStyle, Theme};
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

/// A report with a table and no chart.
macro_rules! tabled {
    ($($report:ty => $document:path;)+) => {
        $(impl Report for $report {
            fn json(&self) -> Outcome<Vec<u8>> {
                json(self)
            }

            fn document(&self, options: &RenderOptions) -> Document {
                $document(self, options.language, options.unit)
            }
        })+
    };
}

tabled! {
    AcquisitionReport => document::acquisition;
    ValueReport => document::value;
    RetentionReport => document::retention;
    FeesReport => document::fees;
    CustomersReport => document::customers;
}

impl Report for Channels {
    fn json(&self) -> Outcome<Vec<u8>> {
        json(&self.0)
    }

    fn document(&self, options: &RenderOptions) -> Document {
        document::channels(&self.0, options.language, options.unit)
    }
}

impl Report for CohortsReport {
    fn json(&self) -> Outcome<Vec<u8>> {
        json(self)
    }

    fn document(&self, options: &RenderOptions) -> Document {
        document::cohorts(self, options.language, options.unit)
    }

    fn chart(&self, options: &RenderOptions, place: Place) -> Option<Outcome<Chart>> {
        let rows = u32::try_from(self.rows.len()).unwrap_or(u32::MAX).clamp(1, 60);
        let style = ChartStyle {
            language: options.language,
            theme: Theme::Light,
            unit: options.unit,
            width: if place == Place::Alone { 960 } else { 690 },
            height: rows * 22 + if place == Place::Alone { 110 } else { 40 },
            is_standalone: place == Place::Alone,
        };
        Some(kezhang_paint::chart::cohorts(self, &style))
    }
}
