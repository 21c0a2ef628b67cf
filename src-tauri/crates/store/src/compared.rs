//! Another span beside a report's: what was actual there, under the same values.

use std::collections::BTreeMap;

use kezhang_core::monitor::variance::{
    Compare, Compared as Beside, RowKey, VarianceQuery, VarianceReport, VarianceRow,
};
use kezhang_core::record::register::Dimension;
use kezhang_core::{Amount, Currency, Outcome, Span};

use crate::fault::overflow;
use crate::variance::{Frame, figures, periods_of};

/// The values of a row in the dimensions asked for.
type Values = Vec<Option<String>>;

/// What was actual in the span that is compared with.
pub(crate) struct Compared {
    pub(crate) span: Span,
    actual: BTreeMap<Values, i64>,
}

/// The question of a report about the span to compare with: counted as the report is, and with all rows.
pub(crate) fn question_before(compare: Compare, frame: &Frame, query: &VarianceQuery) -> VarianceQuery {
    let span = compare.of(frame.span);
    VarianceQuery {
        from: Some(span.from),
        to: Some(span.to),
        basis: Some(frame.basis),
        measure: (frame.basis == kezhang_core::plan::Basis::Accrual).then_some(frame.measure),
        // Only what has happened is asked for; a plan of that span may not exist.
        budget: None,
        sort: None,
        limit: None,
        compare: None,
        ..query.clone()
    }
}

impl Compared {
    /// Out of the report of that span; its periods are told by their place among the periods of this one.
    pub(crate) fn of(report: VarianceReport, before: &Frame, now: &Frame) -> Outcome<Self> {
        let currency = now.currency;
        let moved: Vec<BTreeMap<String, String>> = now
            .by
            .iter()
            .map(|by| periods_of(before, *by).into_iter().zip(periods_of(now, *by)).collect())
            .collect();
        let mut actual: BTreeMap<Values, i64> = BTreeMap::new();
        for row in &report.rows {
            let values = values(&now.by, &row.key)
                .into_iter()
                .zip(&moved)
                .map(|(value, moved)| value.map(|code| moved.get(&code).cloned().unwrap_or(code)))
                .collect();
            let sum = actual.entry(values).or_default();
            let minor = currency.minor(row.figures.actual.value())?;
            *sum = sum.checked_add(minor).ok_or_else(overflow)?;
        }
        Ok(Self {
            span: before.span,
            actual,
        })
    }

    /// Puts each figure beside the row of its values, the planned one where there are two; where there is none it gets
    /// a row.
    pub(crate) fn beside(mut self, rows: &mut Vec<VarianceRow>, by: &[Dimension], currency: Currency) -> Outcome<()> {
        for is_budgeted in [true, false] {
            for row in rows.iter_mut().filter(|row| row.budgeted == is_budgeted) {
                let minor = self.actual.remove(&values(by, &row.key)).unwrap_or(0);
                row.compared = Some(beside(currency, row.figures.actual, minor)?);
            }
        }
        for (values, minor) in self.actual.into_iter().filter(|(_, minor)| *minor != 0) {
            let mut key = RowKey::default();
            for (dimension, value) in by.iter().zip(values) {
                *key.slot(*dimension) = Some(value);
            }
            let figures = figures(currency, Default::default())?;
            rows.push(VarianceRow {
                key,
                budgeted: true,
                compared: Some(beside(currency, figures.actual, minor)?),
                figures,
            });
        }
        Ok(())
    }
}

/// The sum of what rows are compared with.
pub(crate) fn compared_total(currency: Currency, rows: &[VarianceRow], actual: Amount) -> Outcome<Beside> {
    let mut compared = rows.iter().filter_map(|row| row.compared);
    let sum = compared.try_fold(0i64, |sum, beside| {
        let minor = currency.minor(beside.actual.value())?;
        sum.checked_add(minor).ok_or_else(overflow)
    })?;
    beside(currency, actual, sum)
}

fn beside(currency: Currency, actual: Amount, compared: i64) -> Outcome<Beside> {
    let change = currency
        .minor(actual.value())?
        .checked_sub(compared)
        .ok_or_else(overflow)?;
    Ok(Beside {
        actual: currency.amount(compared),
        change: currency.amount(change),
    })
}

fn values(by: &[Dimension], key: &RowKey) -> Values {
    by.iter()
        .map(|dimension| key.value(*dimension).map(str::to_owned))
        .collect()
}
