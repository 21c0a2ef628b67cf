//! 预算执行情况: the standard table of a finance desk, 本期 | 本年累计 | 全年 side by side.
//!
//! Each block is the report of budget against actual over its months, so that every figure here is one found there.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::variance::{Figures, Filter, ReportHead, RowKey, VarianceQuery};
use crate::error::{Fault, Outcome};
use crate::language::Language;
use crate::money::{Amount, Currency};
use crate::period::{Month, Span};
use crate::plan::{Basis, Measure};
use crate::record::register::Dimension;

/// What to put into the standard table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ExecutionQuery {
    /// First month of 本期; the same as `to` when absent. In the fiscal year of `to`.
    pub from: Option<Month>,
    /// Last month of 本期, up to which the year has run; the latest month with entries that is not in the future when
    /// absent.
    pub to: Option<Month>,
    /// One or two dimensions; category when empty.
    pub by: Vec<Dimension>,
    /// Rolls categories up to this depth, 1 for the top.
    pub level: Option<u8>,
    /// `NAME` or `NAME@VERSION`; the plan valid in each month when absent.
    pub budget: Option<String>,
    /// Conditions.
    pub filter: Vec<Filter>,
    /// The plan's when absent.
    pub basis: Option<Basis>,
    /// The plan's when absent.
    pub measure: Option<Measure>,
    /// Language of the labels.
    pub language: Option<Language>,
}

impl ExecutionQuery {
    /// The same question about one block.
    pub fn over(&self, span: Span) -> VarianceQuery {
        VarianceQuery {
            from: Some(span.from),
            to: Some(span.to),
            by: self.by.clone(),
            level: self.level,
            budget: self.budget.clone(),
            filter: self.filter.clone(),
            basis: self.basis,
            measure: self.measure,
            sort: None,
            limit: None,
            compare: None,
            language: self.language,
        }
    }
}

/// The three blocks of a row or of the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Blocks {
    /// 本期: from `from` to `to`.
    pub period: Figures,
    /// 本年累计: from the first month of the fiscal year to `to`.
    pub to_date: Figures,
    /// 全年: the whole fiscal year, what is recorded for later months included.
    pub full_year: Figures,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExecutionRow {
    /// Its values in the dimensions asked for.
    #[serde(flatten)]
    pub key: RowKey,
    /// Its figures.
    #[serde(flatten)]
    pub blocks: Blocks,
    /// True: lines and the spending they cover; false: 预算外.
    pub budgeted: bool,
}

/// The standard table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExecutionReport {
    /// What the figures are; `from` and `to` are those of 本期.
    pub head: ReportHead,
    /// The fiscal year.
    pub year: i32,
    /// Its months.
    pub year_span: Span,
    /// The rows, none last.
    pub rows: Vec<ExecutionRow>,
    /// The sum of the rows.
    pub total: Blocks,
    /// Names in the language asked for: dimension → code → name.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}

impl ExecutionReport {
    /// The same table with all that no line covers in one row, without a key, at its end; `keep` stays apart.
    ///
    /// # Errors
    /// `amount_overflow`.
    pub fn with_unbudgeted_together(mut self, keep: impl Fn(&RowKey) -> bool) -> Outcome<Self> {
        if self.head.versions.is_empty() {
            return Ok(self);
        }
        let is_apart = |row: &ExecutionRow| row.budgeted || keep(&row.key);
        let mut together: Option<Blocks> = None;
        for row in self.rows.iter().filter(|row| !is_apart(row)) {
            together = Some(match together {
                None => row.blocks.clone(),
                Some(sum) => sum.plus(&row.blocks, self.head.currency)?,
            });
        }
        self.rows.retain(is_apart);
        if let Some(blocks) = together {
            self.rows.push(ExecutionRow {
                key: RowKey::default(),
                blocks,
                budgeted: false,
            });
        }
        Ok(self)
    }
}

impl Blocks {
    fn plus(&self, other: &Self, currency: Currency) -> Outcome<Self> {
        Ok(Self {
            period: plus(&self.period, &other.period, currency)?,
            to_date: plus(&self.to_date, &other.to_date, currency)?,
            full_year: plus(&self.full_year, &other.full_year, currency)?,
        })
    }
}

fn plus(a: &Figures, b: &Figures, currency: Currency) -> Outcome<Figures> {
    let sum = |of: fn(&Figures) -> Amount| -> Outcome<Amount> {
        let overflow = || Fault::new("amount_overflow").with("value", "∑");
        let value = of(a).value().checked_add(of(b).value()).ok_or_else(overflow)?;
        Ok(currency.amount(currency.minor(value)?))
    };
    Ok(Figures {
        budget: sum(|f| f.budget)?,
        actual: sum(|f| f.actual)?,
        offset: sum(|f| f.offset)?,
        committed: sum(|f| f.committed)?,
        available: sum(|f| f.available)?,
        variance: sum(|f| f.variance)?,
    })
}
