//! What every evaluation stands on: span, basis, conditions, the facts of the span with their stage, and how far they reach.
//!
//! ```text
//!  span asked for      |-----------------------------------|
//!  seen                |-----------------------|             who was there and who left: to the last thing told
//!  booked                 |-----------------|                money a month: from the first entry to the last
//! ```
//!
//! The one thing to know: what has not happened yet is neither retention nor a month without income. Rates, months and
//! targets use `seen` and `booked`, never the span; sums need not, entries are where they are.

use std::collections::{BTreeMap, HashMap};

use crate::link::Connection;
use chrono::NaiveDate;
use kezhang_core::evaluate::report::{EvaluateHead, EvaluateQuery, Labels};
use kezhang_core::monitor::VarianceQuery;
use kezhang_core::monitor::fold::{Fact, Node};
use kezhang_core::plan::Basis;
use kezhang_core::record::category::{UNCATEGORISED, UNCATEGORISED_INCOME};
use kezhang_core::record::register::Dimension;
use kezhang_core::record::{EntryKind, Stage};
use kezhang_core::{Currency, Language, Month, Outcome, Span};
use rust_decimal::Decimal;

use crate::facts::{facts, facts_by};
use crate::fault::{OrFault, overflow};
use crate::ledger::Ledger;
use crate::profile::Profile;
use crate::variance::Frame;

/// An evaluation in the making.
pub(crate) struct Ground {
    pub span: Span,
    pub head: EvaluateHead,
    pub language: Language,
    pub profile: Profile,
    pub frame: Frame,
    pub today: NaiveDate,
    /// The months of the span of which the ledger tells who was there; none lies wholly ahead.
    pub seen: Option<Span>,
    /// The months of the span between the first entry and the last; none without entries there.
    pub booked: Option<Span>,
    limit: Option<u32>,
}

/// How far the records of a ledger reach, up to a day.
struct Reach {
    entries: Option<Span>,
    last: Month,
}

impl Reach {
    fn of(bulk: &Connection, today: NaiveDate) -> Outcome<Self> {
        let month = |query: &str| -> Outcome<Option<Month>> {
            let mut statement = bulk.prepare(query).or_fault()?;
            let mut rows = statement.query([today.to_string()]).or_fault()?;
            let day = match rows.next().or_fault()? {
                Some(row) => crate::contract::maybe_day(row, 0)?,
                None => None,
            };
            Ok(day.map(Month::of))
        };
        let first = month("SELECT min(occurred_on) FROM entry WHERE is_void = 0 AND occurred_on <= ?")?;
        let last = month("SELECT max(occurred_on) FROM entry WHERE is_void = 0 AND occurred_on <= ?")?;
        let entries = first.zip(last).map(|(from, to)| Span { from, to });
        let orders = month("SELECT max(ordered_on) FROM customer_order WHERE ordered_on <= ?")?;
        let last = match last.max(orders) {
            // A register alone says who is there up to now.
            None => Month::of(today),
            told => {
                let acquired = month("SELECT max(acquired_on) FROM customer WHERE acquired_on <= ?")?;
                let lapsed = month("SELECT max(lapsed_on) FROM customer WHERE lapsed_on <= ?")?;
                told.max(acquired).max(lapsed).unwrap_or_else(|| Month::of(today))
            }
        };
        Ok(Self { entries, last })
    }
}

/// The months that two spans share.
fn common(one: Span, other: Span) -> Option<Span> {
    Span::new(one.from.max(other.from), one.to.min(other.to)).ok()
}

/// Whether what comes in under a category is revenue: money that nobody has said anything about yet never is by itself.
pub(crate) fn is_revenue(node: &Node) -> bool {
    node.kind == EntryKind::Income && node.code != UNCATEGORISED_INCOME
}

/// What a fact is in an evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    /// Cost of a stage.
    Cost(Stage),
    /// Cost that is 未分类.
    Uncategorised,
    /// A partner's share; of the stage that its own words give.
    Offset(Option<Stage>),
    /// Income; whether it is a maintenance fee.
    Income { is_fee: bool },
    /// 99, and 11.0 未分类收入.
    Outside,
}

impl Ledger {
    /// Resolves what every evaluation asks for.
    ///
    /// # Errors
    /// `span_reversed`, `filter_unknown`, `name_unknown`, `measure_with_cash`.
    pub(crate) async fn ground(&self, query: &EvaluateQuery, today: NaiveDate) -> Outcome<Ground> {
        self.ground_by(query, today, vec![Dimension::Customer, Dimension::Stage])
            .await
    }

    pub(crate) async fn ground_by(
        &self,
        query: &EvaluateQuery,
        today: NaiveDate,
        by: Vec<Dimension>,
    ) -> Outcome<Ground> {
        let profile = self.profile().await;
        let basis = query.basis.unwrap_or_default();
        let measure = match (basis, query.measure) {
            (Basis::Cash, None) => None,
            (_, measure) => Some(measure.unwrap_or_default()),
        };
        let asked = VarianceQuery {
            from: query.from,
            to: query.to,
            by,
            filter: query.filter.clone(),
            basis: Some(basis),
            measure,
            ..VarianceQuery::default()
        };
        let frame = self.frame(&asked, today).await?;
        let language = query.language.unwrap_or(profile.language);
        let reach = crate::bulk::with(self.reader(), |bulk| Reach::of(bulk, today)).await?;
        let seen = Span::new(frame.span.from, frame.span.to.min(reach.last)).ok();
        let booked = reach.entries.and_then(|entries| common(frame.span, entries));
        Ok(Ground {
            span: frame.span,
            today,
            seen,
            booked,
            head: EvaluateHead {
                company: profile.company.clone(),
                from: frame.span.from,
                to: frame.span.to,
                until: booked.map(|booked| booked.to),
                currency: profile.currency,
                basis: frame.basis,
                measure: frame.measure,
                filter: query.filter.clone(),
                omitted_count: 0,
            },
            language,
            profile,
            frame,
            limit: query.limit,
        })
    }
}

impl Ground {
    pub(crate) fn currency(&self) -> Currency {
        self.head.currency
    }

    /// Gross margin of the profile.
    pub(crate) fn margin(&self) -> Option<Decimal> {
        self.profile.default_margin.as_deref()?.parse().ok()
    }

    /// The facts of the span that pass the conditions.
    pub(crate) fn facts(&self, bulk: &Connection) -> Outcome<Vec<Fact>> {
        facts(bulk, &self.frame)
    }

    /// The same, told apart by other dimensions.
    pub(crate) fn facts_by(&self, bulk: &Connection, by: &[Dimension]) -> Outcome<Vec<Fact>> {
        facts_by(bulk, &self.frame, by)
    }

    /// Those of them in months with bookkeeping: what is divided by such months.
    pub(crate) fn booked_facts(&self, bulk: &Connection) -> Outcome<Vec<Fact>> {
        let mut facts = self.facts(bulk)?;
        facts.retain(|fact| self.booked.is_some_and(|booked| booked.contains(fact.month)));
        Ok(facts)
    }

    /// In how many months with bookkeeping a customer was there, of those that the conditions let through.
    pub(crate) fn months_there(&self, from: Option<Month>, lapsed_on: Option<NaiveDate>) -> i64 {
        let Some(booked) = self.booked else { return 0 };
        let from = from.map_or(booked.from, |from| from.max(booked.from));
        let to = lapsed_on.map_or(booked.to, Month::of).min(booked.to);
        let there = Span::new(from, to).ok();
        there.map_or(0, |there| {
            there
                .months()
                .filter(|month| self.frame.scope.lets_month(*month))
                .count() as i64
        })
    }

    /// How many months of the span are seen.
    pub(crate) fn months_seen(&self) -> Option<u32> {
        let seen = self.seen?;
        u32::try_from(seen.to.number() - seen.from.number() + 1).ok()
    }

    /// Whether a day lies in what is seen of the span, and the conditions let its month through.
    pub(crate) fn has_seen(&self, on: Option<NaiveDate>) -> bool {
        on.map(Month::of).is_some_and(|month| {
            self.seen.is_some_and(|seen| seen.contains(month)) && self.frame.scope.lets_month(month)
        })
    }

    /// The last day of the span, at most today.
    pub(crate) fn last_day(&self) -> NaiveDate {
        self.span.to.last_day().min(self.today)
    }

    /// What a fact is.
    pub(crate) fn share(&self, fact: &Fact) -> Share {
        let world = &self.frame.world;
        let [category, department, _, activity, ..] = fact.named;
        let node = world.categories.get(&category);
        let code = node.map_or("", |node| node.code.as_str());
        match node.map_or(EntryKind::Cost, |node| node.kind) {
            EntryKind::OutOfScope => Share::Outside,
            EntryKind::Income if node.is_some_and(is_revenue) => Share::Income { is_fee: code == "11.1" },
            EntryKind::Income => Share::Outside,
            EntryKind::Offset => Share::Offset(
                fact.stage
                    .or_else(|| world.activities.get(&activity).copied())
                    .or_else(|| world.departments.get(&department).copied()),
            ),
            EntryKind::Cost if code == UNCATEGORISED => Share::Uncategorised,
            EntryKind::Cost => match world.stage(fact.stage, activity, department, category) {
                Some(stage) => Share::Cost(stage),
                None => Share::Uncategorised,
            },
        }
    }

    /// Whether the conditions let a customer through: by itself, and by its grade today.
    pub(crate) fn lets_customer(&self, bulk: &Connection, code: &str) -> Outcome<bool> {
        let scope = &self.frame.scope;
        if scope.dimensions().is_empty() {
            return Ok(true);
        }
        let found: Option<(i64, i64, i64)> = {
            let mut statement = bulk
                .prepare_cached(
                    "SELECT c.id, coalesce(c.channel_id, 0), coalesce((SELECT cg.grade_id FROM customer_grade cg \
                     WHERE cg.customer_id = c.id ORDER BY cg.from_on DESC LIMIT 1), 0) FROM customer c WHERE c.code = ?",
                )
                .or_fault()?;
            let mut rows = statement.query([code]).or_fault()?;
            match rows.next().or_fault()? {
                Some(row) => Some((row.get(0).or_fault()?, row.get(1).or_fault()?, row.get(2).or_fault()?)),
                None => None,
            }
        };
        Ok(found.is_some_and(|(customer, channel, grade)| {
            scope.lets(Dimension::Customer, customer)
                && scope.lets(Dimension::Grade, grade)
                && scope.lets(Dimension::Channel, channel)
        }))
    }

    /// Keeps at most the asked number of rows; how many are left out.
    pub(crate) fn cut<T>(&self, rows: &mut Vec<T>) -> u32 {
        let Some(limit) = self.limit else { return 0 };
        let omitted = rows.len().saturating_sub(limit as usize);
        rows.truncate(limit as usize);
        u32::try_from(omitted).unwrap_or(u32::MAX)
    }
}

/// A customer of the register.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub id: i64,
    pub code: String,
    pub channel: i64,
    pub acquired_on: Option<NaiveDate>,
    pub lapsed_on: Option<NaiveDate>,
    pub grade: Option<String>,
    pub industry: Option<String>,
    pub region: Option<String>,
}

/// The customers of the register that pass the conditions, by code.
pub(crate) fn members(bulk: &Connection, ground: &Ground) -> Outcome<Vec<Member>> {
    let mut statement = bulk
        .prepare(
            "SELECT c.id, coalesce(c.channel_id, 0), c.acquired_on, c.lapsed_on, g.code, c.industry, c.region, \
             coalesce(g.id, 0), c.code FROM customer c LEFT JOIN grade g ON g.id = (SELECT cg.grade_id FROM customer_grade cg \
             WHERE cg.customer_id = c.id AND cg.from_on <= ? ORDER BY cg.from_on DESC LIMIT 1) ORDER BY c.code",
        )
        .or_fault()?;
    let mut rows = statement.query([ground.span.to.last_day().to_string()]).or_fault()?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        let scope = &ground.frame.scope;
        let (id, channel, grade): (i64, i64, i64) =
            (row.get(0).or_fault()?, row.get(1).or_fault()?, row.get(7).or_fault()?);
        if !(scope.lets(Dimension::Customer, id)
            && scope.lets(Dimension::Channel, channel)
            && scope.lets(Dimension::Grade, grade))
        {
            continue;
        }
        found.push(Member {
            id,
            code: row.get(8).or_fault()?,
            channel,
            acquired_on: crate::contract::maybe_day(row, 2)?,
            lapsed_on: crate::contract::maybe_day(row, 3)?,
            grade: row.get(4).or_fault()?,
            industry: row.get(5).or_fault()?,
            region: row.get(6).or_fault()?,
        });
    }
    Ok(found)
}

/// Codes of ids in a register.
pub(crate) fn codes(bulk: &Connection, table: &str) -> Outcome<HashMap<i64, String>> {
    let mut statement = bulk.prepare(&format!("SELECT id, code FROM {table}")).or_fault()?;
    let rows = statement
        .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
        .or_fault()?;
    rows.collect::<Result<_, _>>().or_fault()
}

/// Names of the codes that occur.
pub(crate) fn named(
    bulk: &Connection,
    language: Language,
    wanted: impl IntoIterator<Item = (&'static str, Vec<String>)>,
) -> Outcome<Labels> {
    let wanted: BTreeMap<&'static str, Vec<String>> = wanted.into_iter().collect();
    crate::labels::labels(bulk, &wanted, language)
}

/// Adds minor units.
pub(crate) fn add(sum: &mut i64, minor: i64) -> Outcome<()> {
    *sum = sum.checked_add(minor).ok_or_else(overflow)?;
    Ok(())
}

/// Whether a date lies in a span.
pub(crate) fn within(span: Span, date: Option<NaiveDate>) -> bool {
    date.is_some_and(|date| span.contains(Month::of(date)))
}
