//! What is behind a figure of evaluation or of a line's balance: the entries, each with the part that counts.

use std::collections::{BTreeMap, HashSet};

use crate::link::Connection;
use chrono::NaiveDate;
use kezhang_core::evaluate::report::EvaluateQuery;
use kezhang_core::monitor::fold::Fact;
use kezhang_core::plan::LineKey;
use kezhang_core::record::register::Dimension;
use kezhang_core::record::{EntryKind, Stage};
use kezhang_core::{Amount, Currency, Month, Outcome};

use super::ground::{Ground, Member, Share, add, members, within};
use crate::facts::facts_of_entries;
use crate::figure::FigureEntry;
use crate::labels::CodeBook;
use crate::ledger::Ledger;
use crate::line_names::LineNames;
use crate::variance::Frame;

/// Which entries are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought {
    /// All costs.
    Cost,
    /// Costs of a stage.
    Stage(Stage),
    /// Costs that are 未分类.
    Uncategorised,
    /// Partners' shares and sponsorship; of acquisition alone, or all.
    Offset {
        /// Whether only what the stage rule gives to acquisition.
        of_acquisition: bool,
    },
    /// Income; fees alone, or all.
    Income {
        /// Whether only maintenance fees.
        fees_alone: bool,
    },
    /// What it costs to keep and serve.
    Kept,
    /// All costs but those of winning customers.
    Lasting,
}

/// Of which customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Whatever they name.
    Anyone,
    /// Of customers with 获客日期 who were there in the span; or of nobody and of all others.
    Dated(bool),
    /// Of nobody, or of customers not won in the span.
    NotAcquired,
}

impl Whose {
    /// The customers meant, and whether they are let in or kept out; none: all.
    fn customers(self, bulk: &Connection, ground: &Ground) -> Outcome<Option<(HashSet<i64>, bool)>> {
        let has_months = |member: &Member| {
            let since = member.acquired_on.map(Month::of);
            since.is_some() && ground.months_there(since, member.lapsed_on) > 0
        };
        let is_meant = |member: &Member| match self {
            Self::Anyone => false,
            Self::Dated(_) => has_months(member),
            Self::NotAcquired => within(ground.span, member.acquired_on),
        };
        if self == Self::Anyone {
            return Ok(None);
        }
        let found = members(bulk, ground)?
            .into_iter()
            .filter(is_meant)
            .map(|member| member.id);
        Ok(Some((found.collect(), self == Self::Dated(true))))
    }
}

impl Sought {
    fn takes(self, share: Share) -> bool {
        match (self, share) {
            (Self::Cost, Share::Cost(_) | Share::Uncategorised) => true,
            (Self::Stage(wanted), Share::Cost(stage)) => wanted == stage,
            (Self::Lasting, Share::Cost(stage)) => stage != Stage::Acquisition,
            (Self::Lasting, Share::Uncategorised) => true,
            (Self::Kept, Share::Cost(stage)) => matches!(stage, Stage::Maintenance | Stage::Service),
            (Self::Uncategorised, Share::Uncategorised) => true,
            (Self::Offset { of_acquisition }, Share::Offset(stage)) => {
                !of_acquisition || stage == Some(Stage::Acquisition)
            }
            (Self::Income { fees_alone }, Share::Income { is_fee }) => !fees_alone || is_fee,
            _ => false,
        }
    }
}

/// The entries behind a figure.
#[derive(Debug, Clone)]
pub struct Behind {
    /// How many there are.
    pub count: usize,
    /// The sum of their parts.
    pub sum: Amount,
    /// The first of them, newest first.
    pub entries: Vec<FigureEntry>,
}

/// Entries with their parts, newest first.
pub(super) type Parts = Vec<(NaiveDate, i64, i64)>;

impl Ledger {
    /// The entries behind a figure of an evaluation: what is sought, in the row with these values.
    ///
    /// # Errors
    /// Those of the evaluation.
    pub async fn behind(
        &self,
        query: &EvaluateQuery,
        sought: Sought,
        whose: Whose,
        key: &BTreeMap<String, Option<String>>,
        most: usize,
        today: NaiveDate,
    ) -> Outcome<Behind> {
        let named = key.keys().filter_map(|field| Dimension::parse(field));
        let mut by: Vec<Dimension> = named.filter(|dimension| !dimension.is_time()).collect();
        match whose {
            Whose::Anyone => by.push(Dimension::Stage),
            _ => by = vec![Dimension::Customer, Dimension::Stage],
        }
        let ground = self.ground_by(query, today, by).await?;
        let parts = crate::bulk::with(self.reader(), |bulk| {
            let whose = whose.customers(bulk, &ground)?;
            parts(bulk, &ground, sought, whose.as_ref(), key)
        })
        .await?;
        self.shown_behind(parts, ground.currency(), most).await
    }

    /// The entries charged to a line of the plan, up to a month.
    ///
    /// # Errors
    /// `budget_unapproved`, `budget_unknown`, `name_unknown`.
    pub async fn behind_line(
        &self,
        budget: Option<&str>,
        key: &LineKey,
        to: Month,
        most: usize,
        today: NaiveDate,
    ) -> Outcome<Behind> {
        let book = self.plan_book(budget, today).await?;
        let names = crate::bulk::with(self.reader(), LineNames::load).await?;
        let named = names.resolve(key).map_err(|mut refusals| refusals.remove(0).2)?;
        let frame = &book.frame;
        let parts = crate::bulk::with(self.reader(), |bulk| {
            collect(bulk, frame, |fact| {
                let node = frame.world.categories.get(&fact.named[0]);
                node.is_none_or(|node| node.kind == EntryKind::Cost)
                    && fact.month <= to
                    && book.payer(fact.month, &fact.named) == Some(named)
            })
        })
        .await?;
        self.shown_behind(parts, frame.currency, most).await
    }

    /// The entries behind a figure of costs beside a row of a budget's sheet (`#total`, `#outside`, a subtotal's or a
    /// line's): of these months of a fiscal year.
    ///
    /// # Errors
    /// `budget_unknown`, `line_unknown`.
    pub async fn behind_beside(
        &self,
        (budget, row): (&str, &str),
        (year, months): (i32, std::ops::Range<usize>),
        most: usize,
        today: NaiveDate,
    ) -> Outcome<Behind> {
        let costs = self.costs_beside(budget, row, year, today).await?;
        let calendar = self.calendar().await?;
        let parts = crate::bulk::with(self.reader(), |bulk| {
            collect(bulk, &costs.frame, |fact| {
                months.contains(&calendar.place(fact.month)) && costs.takes(fact)
            })
        })
        .await?;
        self.shown_behind(parts, costs.frame.currency, most).await
    }

    pub(super) async fn shown_behind(&self, parts: Parts, currency: Currency, most: usize) -> Outcome<Behind> {
        let mut sum = 0;
        for (_, _, part) in &parts {
            add(&mut sum, *part)?;
        }
        let mut entries = Vec::new();
        for (_, id, part) in parts.iter().take(most) {
            entries.push(FigureEntry {
                entry: self.entry(*id).await?,
                share: currency.amount(*part),
            });
        }
        Ok(Behind {
            count: parts.len(),
            sum: currency.amount(sum),
            entries,
        })
    }
}

pub(super) fn collect(bulk: &Connection, frame: &Frame, takes: impl Fn(&Fact) -> bool) -> Outcome<Parts> {
    let mut parts: Parts = Vec::new();
    facts_of_entries(bulk, frame, "", &mut |entry, facts| {
        let mut part: Option<i64> = None;
        for fact in facts.iter().filter(|fact| takes(fact)) {
            let mut sum = part.unwrap_or(0);
            add(&mut sum, fact.amount)?;
            part = Some(sum);
        }
        if let Some(part) = part {
            parts.push((entry.occurred_on, entry.id, part));
        }
        Ok(())
    })?;
    parts.sort_unstable_by(|a, b| b.cmp(a));
    Ok(parts)
}

fn parts(
    bulk: &Connection,
    ground: &Ground,
    sought: Sought,
    whose: Option<&(HashSet<i64>, bool)>,
    key: &BTreeMap<String, Option<String>>,
) -> Outcome<Parts> {
    let calendar = ground.frame.calendar;
    let wanted: Vec<(Dimension, &Option<String>)> = key
        .iter()
        .filter_map(|(field, value)| Some((Dimension::parse(field)?, value)))
        .collect();
    let named: Vec<Dimension> = wanted.iter().map(|(dimension, _)| *dimension).collect();
    let book = CodeBook::load(bulk, &named)?;
    let fits = |fact: &Fact| {
        wanted.iter().all(|(dimension, value)| {
            let id = match dimension {
                Dimension::Category => fact.named[0],
                Dimension::Department => fact.named[1],
                Dimension::Channel => fact.named[2],
                Dimension::Activity => fact.named[3],
                Dimension::Product => fact.named[4],
                Dimension::Customer => fact.named[5],
                Dimension::Grade => fact.named[6],
                Dimension::Vendor => fact.vendor,
                Dimension::Month => return value.as_deref() == Some(&*fact.month.to_string()),
                Dimension::Quarter => return value.as_deref() == Some(&*calendar.quarter(fact.month)),
                Dimension::Year => return value.as_deref() == Some(&*format!("{:04}", calendar.year(fact.month))),
                _ => return true,
            };
            match value {
                None => id == 0,
                Some(code) => id != 0 && book.code(*dimension, id).as_ref() == Some(code),
            }
        })
    };
    collect(bulk, &ground.frame, |fact| {
        let is_theirs = whose.is_none_or(|(customers, are_in)| customers.contains(&fact.named[5]) == *are_in);
        is_theirs && fits(fact) && sought.takes(ground.share(fact))
    })
}
