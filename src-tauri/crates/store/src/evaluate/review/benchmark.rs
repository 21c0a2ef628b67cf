//! Benchmarks: the shipped ones, what the company puts in their place, and its own.

use kezhang_core::evaluate::review::Benchmark;
use kezhang_core::evaluate::review::benchmark::{Kind, Own, benchmarks, is_shipped};
use kezhang_core::{Fault, Language, Outcome};
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Deserialize;

use super::{decimal, read};
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::row::benchmark;

/// A benchmark of the company's own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BenchmarkChange {
    /// Key of the one it replaces, else the name of a share of its own.
    pub key: String,
    /// Lower end, a fraction or a number of times.
    #[serde(default)]
    pub low: Option<String>,
    /// Upper end.
    #[serde(default)]
    pub high: Option<String>,
    /// Where it comes from; asked for.
    pub source: String,
    /// What to mind.
    #[serde(default)]
    pub caveat: String,
}

/// Which benchmark.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BenchmarkName {
    /// Its key.
    pub key: String,
}

impl Ledger {
    /// The benchmarks in use.
    ///
    /// # Errors
    /// What the database says.
    pub async fn benchmarks(&self, language: Language) -> Outcome<Vec<Benchmark>> {
        let rows = benchmark::Entity::find()
            .order_by_asc(benchmark::Column::Id)
            .all(self.reader())
            .await
            .or_fault()?;
        own_and_shipped(rows, &self.profile().await, language)
    }

    /// Puts a benchmark of the company's own in place of one, or beside them.
    ///
    /// # Errors
    /// `number_invalid`, `benchmark_empty` without an end, `benchmark_reversed`, `benchmark_source`, `name_missing`.
    pub async fn set_benchmark(
        &self,
        change: &mut Change<'_>,
        new: &BenchmarkChange,
        language: Language,
    ) -> Outcome<Vec<Benchmark>> {
        let key = crate::member::name(&new.key)?;
        let end = |field: &str, text: &Option<String>| {
            let text = text.as_deref().filter(|text| !text.trim().is_empty());
            text.map(|text| decimal(field, text)).transpose()
        };
        let (low, high) = (end("low", &new.low)?, end("high", &new.high)?);
        match (low, high) {
            (None, None) => return Err(Fault::new("benchmark_empty")),
            (Some(low), Some(high)) if low > high => {
                return Err(Fault::new("benchmark_reversed").with("low", low).with("high", high));
            }
            _ => {}
        }
        let source = crate::member::clean(new.source.trim())?;
        if source.is_empty() {
            return Err(Fault::new("benchmark_source"));
        }
        change.note("benchmark", &key);
        let row = benchmark::Model {
            id: 0,
            key: key.clone(),
            low: low.map(|value| value.to_string()),
            high: high.map(|value| value.to_string()),
            source,
            caveat: crate::member::clean(&new.caveat)?,
        };
        match one_benchmark(change, &key).await? {
            Some(old) => change.update(old, row).await.map(drop)?,
            None => change.insert(row).await.map(drop)?,
        }
        change.ledger().benchmarks_on(change, language).await
    }

    /// Takes a benchmark of the company's own away: the shipped one holds again.
    ///
    /// # Errors
    /// `benchmark_unknown`.
    pub async fn remove_benchmark(&self, change: &mut Change<'_>, key: &str) -> Outcome<()> {
        let key = key.trim();
        change.note("benchmark", key);
        let row = one_benchmark(change, key).await?;
        let is_known = is_shipped(key);
        change
            .remove(row.ok_or_else(|| {
                let code = if is_known {
                    "benchmark_shipped"
                } else {
                    "benchmark_unknown"
                };
                Fault::new(code).with("value", key)
            })?)
            .await
    }

    async fn benchmarks_on(&self, change: &Change<'_>, language: Language) -> Outcome<Vec<Benchmark>> {
        let rows = benchmark::Entity::find()
            .order_by_asc(benchmark::Column::Id)
            .all(change.connection())
            .await
            .or_fault()?;
        let profile = self.profile().await;
        own_and_shipped(rows, &profile, language)
    }
}

fn own_and_shipped(
    rows: Vec<benchmark::Model>,
    profile: &crate::profile::Profile,
    language: Language,
) -> Outcome<Vec<Benchmark>> {
    let end = |text: &Option<String>| text.as_deref().map(|text| read("benchmark", text)).transpose();
    let own = rows
        .into_iter()
        .map(|row| {
            Ok(Own {
                low: end(&row.low)?,
                high: end(&row.high)?,
                key: row.key,
                source: row.source,
                caveat: row.caveat,
            })
        })
        .collect::<Outcome<Vec<_>>>()?;
    let kind = Kind {
        industry: profile.industry.as_deref(),
        phase: profile.phase.as_deref(),
        business_model: profile.business_model.as_deref(),
    };
    Ok(benchmarks(&own, kind, language))
}

async fn one_benchmark(change: &Change<'_>, key: &str) -> Outcome<Option<benchmark::Model>> {
    benchmark::Entity::find()
        .filter(benchmark::Column::Key.eq(key))
        .one(change.connection())
        .await
        .or_fault()
}
