//! Explain this number 这个数怎么来的: the entries and lines behind one row of budget against actual.

use std::collections::BTreeMap;

use kezhang_core::monitor::VarianceQuery;
use kezhang_core::monitor::fold::{Fact, Place, fold};
use kezhang_core::plan::budget::BudgetLine;
use kezhang_core::record::category::lies_in;
use kezhang_core::record::register::Dimension;
use kezhang_core::record::{Entry, EntryKind};
use kezhang_core::{Amount, Fault, Outcome};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::budget::{Codes, version_rows};
use crate::facts::facts_of_entries;
use crate::fault::OrFault;
use crate::labels::CodeBook;
use crate::ledger::Ledger;
use crate::variance::Frame;

/// Which row of which report.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureQuery {
    /// The report.
    pub query: VarianceQuery,
    /// The row's values: dimension → code, null for none. Empty: the whole report.
    #[serde(default)]
    pub key: BTreeMap<String, Option<String>>,
    /// Which of the key's two rows; both when absent.
    #[serde(default)]
    pub budgeted: Option<bool>,
    /// Entries to pass over.
    #[serde(default)]
    pub offset: usize,
    /// At most this many entries.
    #[serde(default)]
    pub limit: Option<usize>,
}

/// An entry with the part of it that counts in the figure.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FigureEntry {
    /// The entry.
    pub entry: Entry,
    /// Its share in base currency, on the report's basis and measure, in the report's span.
    pub share: Amount,
}

/// What is behind a row.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Figure {
    /// The entries, newest first.
    pub entries: Vec<FigureEntry>,
    /// How many there are in all.
    pub count: usize,
    /// The sum of all shares of costs: the row's actual.
    pub actual: Amount,
    /// The sum of all shares of offsets.
    pub offset: Amount,
    /// The lines.
    pub lines: Vec<BudgetLine>,
    /// The sum of the lines in the span: the row's budget.
    pub budget: Amount,
    /// Names: dimension → code → name.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}

impl Ledger {
    /// The entries and lines behind a row.
    ///
    /// # Errors
    /// As in [`Ledger::variance`].
    pub async fn figure(&self, ask: &FigureQuery, today: chrono::NaiveDate) -> Outcome<Figure> {
        let frame = self.frame(&ask.query, today).await?;
        let versions = version_rows(self.reader()).await?;
        let found = crate::bulk::with(self.reader(), |bulk| {
            bulk.execute_batch("BEGIN").or_fault()?;
            let found = find(bulk, &frame, ask, &versions);
            let _ = bulk.execute_batch("COMMIT");
            found
        })
        .await?;
        let currency = frame.currency;
        let language = match ask.query.language {
            Some(language) => language,
            None => self.language().await,
        };
        let count = found.shares.len();
        let mut entries = Vec::new();
        for (id, share) in found
            .shares
            .into_iter()
            .skip(ask.offset)
            .take(ask.limit.unwrap_or(usize::MAX))
        {
            entries.push(FigureEntry {
                entry: self.entry(id).await?,
                share: currency.amount(share),
            });
        }
        let shown: Vec<Entry> = entries.iter().map(|e| e.entry.clone()).collect();
        let mut labels = self.labels_of(&shown, language).await?;
        for (dimension, names) in self
            .key_labels(found.lines.iter().map(|line| &line.key), language)
            .await?
        {
            labels.entry(dimension).or_default().extend(names);
        }
        Ok(Figure {
            entries,
            count,
            actual: currency.amount(found.actual),
            offset: currency.amount(found.offset),
            lines: found.lines,
            budget: currency.amount(found.budget),
            labels,
        })
    }
}

struct Found {
    shares: Vec<(i64, i64)>,
    actual: i64,
    offset: i64,
    budget: i64,
    lines: Vec<BudgetLine>,
}

fn find(
    bulk: &crate::link::Connection,
    frame: &Frame,
    ask: &FigureQuery,
    versions: &[crate::budget::VersionRow],
) -> Outcome<Found> {
    let codes = CodeBook::load(bulk, &frame.by)?;
    let (cut, coverage) = (frame.cut(), frame.coverage());
    let overflow = || Fault::new("amount_overflow").with("value", "∑");
    // One fact or one line folded alone lands in exactly one row: the one asked for, or another.
    let is_asked = |place: &Place| {
        ask.budgeted.is_none_or(|budgeted| budgeted == place.1)
            && frame.by.iter().zip(&place.0).all(|(dimension, value)| {
                ask.key
                    .get(dimension.as_str())
                    .is_none_or(|code| *code == codes.code(*dimension, *value))
            })
    };
    let mut found = Found {
        shares: Vec::new(),
        actual: 0,
        offset: 0,
        budget: 0,
        lines: Vec::new(),
    };
    let mut dated: Vec<(chrono::NaiveDate, i64, i64)> = Vec::new();
    facts_of_entries(
        bulk,
        frame,
        &conditions(frame, ask, &codes),
        &mut |entry, facts: &[Fact]| {
            let kind = frame
                .world
                .categories
                .get(&entry.category_id)
                .map_or(EntryKind::Cost, |node| node.kind);
            let mut share: Option<i64> = None;
            for fact in facts {
                let one = std::slice::from_ref(fact);
                let rows = fold(&frame.world, &cut, one, &[], &coverage, &frame.plan.version_of)?;
                if rows.keys().any(is_asked) {
                    share = Some(share.unwrap_or(0).checked_add(fact.amount).ok_or_else(overflow)?);
                }
            }
            if let Some(share) = share {
                dated.push((entry.occurred_on, entry.id, share));
                let sum = if kind == EntryKind::Offset {
                    &mut found.offset
                } else {
                    &mut found.actual
                };
                *sum = sum.checked_add(share).ok_or_else(overflow)?;
            }
            Ok(())
        },
    )?;
    dated.sort_unstable_by(|a, b| b.cmp(a));
    found.shares = dated.into_iter().map(|(_, id, share)| (id, share)).collect();
    let keys = Codes::load(bulk)?;
    for line in frame.lines_in_scope() {
        let mut kept = line.clone();
        kept.months.retain(|(month, amount)| {
            let alone = kezhang_core::monitor::fold::Line {
                months: vec![(*month, (*amount).max(1))],
                ..line.clone()
            };
            fold(&frame.world, &cut, &[], &[alone], &coverage, &frame.plan.version_of)
                .is_ok_and(|rows| rows.keys().any(is_asked))
        });
        if kept.months.is_empty() {
            continue;
        }
        for (_, amount) in &kept.months {
            found.budget = found.budget.checked_add(*amount).ok_or_else(overflow)?;
        }
        if versions.iter().any(|v| v.version.id == line.version) {
            found.lines.push(shown(&kept, &keys, frame)?);
        }
    }
    Ok(found)
}

/// The part of a row's key that SQL can narrow by; the fold still decides.
fn conditions(frame: &Frame, ask: &FigureQuery, codes: &CodeBook) -> String {
    let mut conditions = String::new();
    for dimension in &frame.by {
        let Some(code) = ask.key.get(dimension.as_str()) else {
            continue;
        };
        if dimension.is_time() || matches!(dimension, Dimension::Stage | Dimension::Grade) {
            continue;
        }
        let ids: Vec<String> = if *dimension == Dimension::Category {
            let wanted = code.as_deref().unwrap_or_default();
            let inside = |node: &str| {
                if frame.level.is_some() {
                    lies_in(node, wanted)
                } else {
                    node == wanted
                }
            };
            let nodes = frame.world.categories.iter().filter(|(_, node)| inside(&node.code));
            nodes.map(|(id, _)| id.to_string()).collect()
        } else {
            code.as_deref()
                .and_then(|code| codes.id(*dimension, code))
                .map(|id| id.to_string())
                .into_iter()
                .collect()
        };
        let column = format!("{}_id", dimension.as_str());
        if code.is_none() {
            conditions.push_str(&format!(" AND {column} IS NULL"));
        } else {
            conditions.push_str(&format!(" AND {column} IN ({})", ids.join(", ")));
        }
    }
    conditions
}

fn shown(line: &kezhang_core::monitor::fold::Line, codes: &Codes, frame: &Frame) -> Outcome<BudgetLine> {
    let total = line
        .months
        .iter()
        .try_fold(0i64, |sum, (_, amount)| sum.checked_add(*amount));
    let total = total.ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))?;
    Ok(BudgetLine {
        key: codes.key(line.named),
        months: line
            .months
            .iter()
            .map(|(month, amount)| kezhang_core::plan::budget::LineMonth {
                month: *month,
                amount: frame.currency.amount(*amount),
                is_locked: false,
                note: String::new(),
            })
            .collect(),
        total: frame.currency.amount(total),
        note: String::new(),
    })
}
