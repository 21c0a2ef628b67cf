//! What a chart shows: the rows of a report summed on their first dimension.

use std::collections::BTreeMap;

use kezhang_core::language::say;
use kezhang_core::monitor::variance::VarianceReport;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Language, Span};
use rust_decimal::Decimal;

use super::Mark;
use crate::words;

/// The figures of one value of the dimension.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bar {
    /// Its code; none for rows without one.
    pub code: Option<String>,
    /// Its name.
    pub label: String,
    /// 预算.
    pub budget: Decimal,
    /// 实际发生 that a line covers.
    pub within: Decimal,
    /// 实际发生 that no line covers, 预算外.
    pub outside: Decimal,
    /// Whether there is such spending.
    pub has_outside: bool,
    /// What was actual in the span that is compared with; none where there is no such span.
    pub compared: Option<Decimal>,
    /// Whether it stands for several values (其他 n 项).
    pub is_rest: bool,
    /// Their codes, in the order of the report.
    pub rest: Vec<Option<String>>,
    /// Whether there is no plan at all: then nothing is over it, and no spending lies outside it.
    pub is_unplanned: bool,
}

impl Bar {
    /// 实际发生, all of it.
    pub fn actual(&self) -> Decimal {
        self.within + self.outside
    }

    /// Whether more was spent than planned.
    pub fn is_over(&self) -> bool {
        !self.is_unplanned && self.actual() > self.budget
    }

    /// The report's row behind a part of the bar; without a plan there is one row only.
    pub fn row(&self, budgeted: bool) -> Option<bool> {
        (!self.is_unplanned).then_some(budgeted)
    }

    /// Whether there is nothing to draw.
    pub fn is_nothing(&self) -> bool {
        self.budget.is_zero()
            && self.within.is_zero()
            && self.outside.is_zero()
            && self.compared.is_none_or(|compared| compared.is_zero())
    }

    /// The lowest that is drawn of it, zero at most.
    pub fn low(&self) -> Decimal {
        let outside = self.outside.min(Decimal::ZERO);
        let spent = self.within.min(Decimal::ZERO) + outside;
        self.budget.min(spent).min(self.compared.unwrap_or_default())
    }

    /// The highest that is drawn of it, zero at least.
    pub fn high(&self) -> Decimal {
        let outside = self.outside.max(Decimal::ZERO);
        let spent = self.within.max(Decimal::ZERO) + outside;
        self.budget.max(spent).max(self.compared.unwrap_or_default())
    }

    /// Adds what is compared with, where there is such a thing.
    fn compare(&mut self, compared: Option<Decimal>) {
        if let Some(value) = compared {
            *self.compared.get_or_insert_default() += value;
        }
    }
}

/// The bars of a chart, in the order of the report.
#[derive(Debug, Clone)]
pub struct Series {
    /// What they are values of.
    pub dimension: Dimension,
    /// The bars.
    pub bars: Vec<Bar>,
    /// Whether there is a plan to compare with.
    pub is_planned: bool,
    /// The span whose actuals stand beside, if one does.
    pub compared: Option<Span>,
}

impl Series {
    /// Sums the rows on the first dimension; periods without rows appear as nothing, in their place.
    pub fn of(report: &VarianceReport, language: Language) -> Self {
        let dimension = report.head.by.first().copied().unwrap_or(Dimension::Category);
        let is_planned = !report.head.versions.is_empty();
        let mut bars: Vec<Bar> = Vec::new();
        let mut place: BTreeMap<Option<String>, usize> = BTreeMap::new();
        let mut at = |bars: &mut Vec<Bar>, code: Option<String>| {
            *place.entry(code.clone()).or_insert_with(|| {
                let label = words::label(language, &report.labels, dimension, code.as_deref());
                bars.push(Bar {
                    code,
                    label,
                    is_unplanned: !is_planned,
                    ..Bar::default()
                });
                bars.len() - 1
            })
        };
        if dimension.is_time() {
            for period in &report.head.periods {
                at(&mut bars, Some(period.clone()));
            }
        }
        for row in &report.rows {
            let index = at(&mut bars, row.key.value(dimension).map(str::to_owned));
            let bar = &mut bars[index];
            let actual = row.figures.actual.value();
            bar.budget += row.figures.budget.value();
            bar.compare(row.compared.map(|beside| beside.actual.value()));
            if row.budgeted || !is_planned {
                bar.within += actual;
            } else {
                bar.outside += actual;
                bar.has_outside |= !actual.is_zero();
            }
        }
        if dimension.is_time() {
            // Time runs forward whatever the table is sorted by.
            bars.sort_by(|a, b| (a.code.is_none(), &a.code).cmp(&(b.code.is_none(), &b.code)));
        }
        Self {
            dimension,
            bars,
            is_planned,
            compared: report.head.compared,
        }
    }

    /// The word for what is compared with, for the legend: which span it is.
    pub fn compared_word(&self, language: Language) -> Option<String> {
        let span = self.compared?;
        let word = words::word(language, "term.compared");
        Some(format!("{word} {}", words::span(language, span.from, span.to)))
    }

    /// What lies behind a mark of what is compared with: the key and the months. Longer periods lie aslant to those
    /// beside which they stand, so they lead nowhere.
    pub fn compared_mark(&self, mark: Mark, place: usize) -> Mark {
        let (key, span) = match (self.dimension, self.compared) {
            _ if mark.key.is_empty() => (BTreeMap::new(), None),
            (Dimension::Month, Some(span)) => {
                let month = span.from.plus(place as i32);
                let key = BTreeMap::from([("month".to_owned(), Some(month.to_string()))]);
                (key, Some(Span { from: month, to: month }))
            }
            (dimension, _) if dimension.is_time() => (BTreeMap::new(), None),
            (_, span) => (mark.key.clone(), span),
        };
        Mark {
            key,
            span,
            budgeted: None,
            ..mark
        }
    }

    /// At most `most` bars: the largest in their order, the others summed into one.
    pub fn at_most(&self, most: usize, language: Language) -> Vec<Bar> {
        let bars: Vec<&Bar> = self.bars.iter().filter(|bar| !bar.is_nothing()).collect();
        if bars.len() <= most || most == 0 {
            return bars.into_iter().cloned().collect();
        }
        let mut order: Vec<usize> = (0..bars.len()).collect();
        let size = |bar: &Bar| {
            bar.budget
                .abs()
                .max(bar.actual().abs())
                .max(bar.compared.unwrap_or_default().abs())
        };
        order.sort_by(|a, b| size(bars[*b]).cmp(&size(bars[*a])).then(a.cmp(b)));
        let mut kept: Vec<usize> = order[..most - 1].to_vec();
        kept.sort_unstable();
        let count = (order.len() - kept.len()).to_string();
        let mut rest = Bar {
            label: say(language, "chart.rest", &[("count", &count)]),
            is_rest: true,
            is_unplanned: !self.is_planned,
            ..Bar::default()
        };
        let mut others = order[most - 1..].to_vec();
        others.sort_unstable();
        for index in &others {
            rest.rest.push(bars[*index].code.clone());
            rest.budget += bars[*index].budget;
            rest.within += bars[*index].within;
            rest.outside += bars[*index].outside;
            rest.has_outside |= bars[*index].has_outside;
            rest.compare(bars[*index].compared);
        }
        kept.into_iter()
            .map(|index| bars[index].clone())
            .chain([rest])
            .collect()
    }
}
