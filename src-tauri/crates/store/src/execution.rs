//! The standard table: three reports of budget against actual, read in one transaction and laid side by side.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kezhang_core::monitor::execution::{Blocks, ExecutionQuery, ExecutionReport, ExecutionRow};
use kezhang_core::monitor::variance::{Figures, RowKey, VarianceReport};
use kezhang_core::{Currency, Fault, Month, Outcome, Span};

use crate::fault::OrFault;
use crate::ledger::Ledger;
use crate::variance::{figures, place_of, report};

impl Ledger {
    /// Budget against actual in the period, the year to date and the whole fiscal year.
    ///
    /// # Errors
    /// `span_reversed`, `period_crosses_years` when the period begins before the fiscal year of its end, and those of
    /// budget against actual.
    pub async fn execution(&self, query: &ExecutionQuery, today: NaiveDate) -> Outcome<ExecutionReport> {
        let profile = self.profile().await;
        let calendar = self.calendar().await?;
        let to = match query.to {
            Some(to) => to,
            None => self.latest_month(today).await?,
        };
        let year = calendar.year(to);
        let whole = calendar.span(year);
        let period = Span::new(query.from.unwrap_or(to), to)?;
        if period.from < whole.from {
            return Err(Fault::new("period_crosses_years")
                .with("from", period.from)
                .with("to", period.to)
                .with("first", whole.from));
        }
        let to_date = Span::new(whole.from, to)?;
        let language = query.language.unwrap_or(profile.language);
        // 序时进度 and 全年预计 as of the end of the period, or of today while it runs.
        let as_of = today.min(to.last_day());
        let mut asked = Vec::new();
        for span in [period, to_date, whole] {
            let question = query.over(span);
            asked.push((self.frame(&question, today).await?, question));
        }
        let reports = crate::bulk::with(self.reader(), |bulk| {
            bulk.execute_batch("BEGIN").or_fault()?;
            let reports: Outcome<Vec<VarianceReport>> = asked
                .iter()
                .map(|(frame, question)| report(bulk, frame, question, &profile, language, as_of, None))
                .collect();
            let _ = bulk.execute_batch("COMMIT");
            reports
        })
        .await?;
        let blocks: [VarianceReport; 3] = reports
            .try_into()
            .map_err(|_| Fault::new("store_failed").with("detail", "blocks"))?;
        side_by_side(blocks, profile.currency, year, whole)
    }

    /// The latest month with entries that is not in the future; that of today when there is none.
    async fn latest_month(&self, today: NaiveDate) -> Outcome<Month> {
        let now = Month::of(today);
        let (default, data) = self.default_span(today).await?;
        let latest = data.map_or(now, |span| span.to).min(now);
        Ok(if default.contains(latest) { latest } else { default.to })
    }
}

fn side_by_side(blocks: [VarianceReport; 3], currency: Currency, year: i32, whole: Span) -> Outcome<ExecutionReport> {
    let nothing = figures(currency, Default::default())?;
    let [period, to_date, of_year] = blocks;
    let mut rows: Vec<ExecutionRow> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let by = of_year.head.by.clone();
    let name = |key: &RowKey, budgeted: bool| {
        let values: Vec<Option<&str>> = by.iter().map(|dimension| key.value(*dimension)).collect();
        format!("{values:?}{budgeted}")
    };
    type Slot = fn(&mut Blocks) -> &mut Figures;
    let slots: [(&VarianceReport, Slot); 3] = [
        (&period, |blocks| &mut blocks.period),
        (&to_date, |blocks| &mut blocks.to_date),
        (&of_year, |blocks| &mut blocks.full_year),
    ];
    for (block, slot) in slots {
        for row in &block.rows {
            let place = *places.entry(name(&row.key, row.budgeted)).or_insert_with(|| {
                rows.push(ExecutionRow {
                    key: row.key.clone(),
                    blocks: Blocks {
                        period: nothing.clone(),
                        to_date: nothing.clone(),
                        full_year: nothing.clone(),
                    },
                    budgeted: row.budgeted,
                });
                rows.len() - 1
            });
            if let Some(into) = rows.get_mut(place) {
                *slot(&mut into.blocks) = row.figures.clone();
            }
        }
    }
    rows.sort_by_cached_key(|row| place_of(&by, &row.key, row.budgeted));
    let mut labels = period.labels;
    for more in [to_date.labels, of_year.labels] {
        for (dimension, names) in more {
            labels.entry(dimension).or_default().extend(names);
        }
    }
    let mut head = of_year.head;
    (head.from, head.to) = (period.head.from, period.head.to);
    head.untaxed_count = to_date.head.untaxed_count;
    head.uncategorised = to_date.head.uncategorised;
    Ok(ExecutionReport {
        head,
        year,
        year_span: whole,
        rows,
        total: Blocks {
            period: period.total,
            to_date: to_date.total,
            full_year: of_year.total,
        },
        labels,
    })
}
