//! Who stays: retention, churn, revenue retention, repurchase, referral, survival, cohorts.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::link::Connection;
use chrono::{Datelike, NaiveDate};
use kezhang_core::evaluate::estimate::{number, proportion, share};
use kezhang_core::evaluate::report::{
    CohortRow, CohortsReport, EvaluateQuery, Refusal, RetentionReport, RetentionRow, RevenueMove, RevenueYears, Segment,
};
use kezhang_core::evaluate::retention::{Movement, survival};
use kezhang_core::evaluate::value::summarise;
use kezhang_core::language::say;
use kezhang_core::monitor::variance::Filter;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Currency, Language, Month, Outcome, Span};

use super::ground::{Ground, Member, Share, add, codes, is_revenue, members, named};
use crate::contract::day;
use crate::fault::OrFault;
use crate::ledger::Ledger;

/// Codes and names by which a channel of referrals is known.
const REFERRAL: [&str; 6] = ["referral", "转介绍", "推荐", "老客户推荐", "客户推荐", "口碑"];

impl Ledger {
    /// Who stays, by segment.
    ///
    /// # Errors
    /// `span_reversed`, `filter_unknown`, `name_unknown`, `amount_overflow`.
    pub async fn retention(&self, query: &EvaluateQuery, today: NaiveDate) -> Outcome<RetentionReport> {
        let mut ground = self.ground(query, today).await?;
        ground.head.until = ground.seen.map(|seen| seen.to);
        let years = crate::bulk::with(self.reader(), |bulk| Years::of(bulk, &ground)).await?;
        // Months that are asked for are those of the span: two years are always compared whole.
        let is_time = |filter: &Filter| Dimension::parse(&filter.field).is_some_and(Dimension::is_time);
        let whole = EvaluateQuery {
            from: Some(years.first),
            to: Some(years.after.to),
            filter: query.filter.iter().filter(|filter| !is_time(filter)).cloned().collect(),
            ..query.clone()
        };
        let money = match years.refusal {
            None => Some(self.ground(&whole, today).await?),
            Some(_) => None,
        };
        let segment = query.segment.or(match query.by.first() {
            Some(Dimension::Grade) => Some(Segment::Grade),
            Some(Dimension::Channel) => Some(Segment::Channel),
            Some(Dimension::Product) => Some(Segment::Product),
            _ => None,
        });
        crate::bulk::with(self.reader(), |bulk| {
            let revenue = match &money {
                Some(money) => revenue(bulk, money, &years)?,
                None => HashMap::new(),
            };
            report(bulk, &ground, &years, &revenue, segment)
        })
        .await
    }

    /// Cohorts by month of acquisition.
    ///
    /// # Errors
    /// `span_reversed`, `filter_unknown`, `name_unknown`.
    pub async fn cohorts(&self, query: &EvaluateQuery, today: NaiveDate) -> Outcome<CohortsReport> {
        let mut ground = self.ground(query, today).await?;
        ground.head.until = ground.seen.map(|seen| seen.to);
        crate::bulk::with(self.reader(), |bulk| {
            let mut groups: BTreeMap<Month, Vec<Member>> = BTreeMap::new();
            for member in members(bulk, &ground)? {
                if let Some(month) = member
                    .acquired_on
                    .filter(|on| ground.has_seen(Some(*on)))
                    .map(Month::of)
                {
                    groups.entry(month).or_default().push(member);
                }
            }
            let end = ground.seen.map_or(ground.span.from, |seen| seen.to);
            let mut rows: Vec<CohortRow> = groups
                .into_iter()
                .map(|(cohort, members)| {
                    let seen = end.number() - cohort.number();
                    let there: Vec<u32> = (0..=seen)
                        .map(|age| {
                            let month = cohort.plus(age);
                            let there = members
                                .iter()
                                .filter(|m| m.lapsed_on.is_none_or(|on| on > month.last_day()));
                            u32::try_from(there.count()).unwrap_or(u32::MAX)
                        })
                        .collect();
                    let retained = there
                        .iter()
                        .map(|there| share(i64::from(*there), members.len() as i64).unwrap_or(0.0));
                    CohortRow {
                        cohort,
                        customers: u32::try_from(members.len()).unwrap_or(u32::MAX),
                        retained: retained.collect(),
                        there,
                    }
                })
                .collect();
            let mut head = ground.head.clone();
            head.omitted_count = ground.cut(&mut rows);
            Ok(CohortsReport { head, rows })
        })
        .await
    }
}

/// What is gathered of a segment.
#[derive(Debug, Clone, Default)]
struct Gathered {
    opening: u32,
    lost: u32,
    movement: Movement,
    buyers: u32,
    again: u32,
    acquired: u32,
    referred: u32,
    has_purchases: bool,
}

impl Gathered {
    fn row(&self, segment: Option<String>, currency: Currency, has_years: bool) -> RetentionRow {
        let kept = self.opening.saturating_sub(self.lost);
        let interval = proportion(u64::from(kept), u64::from(self.opening));
        let retention = share(i64::from(kept), i64::from(self.opening));
        let again = proportion(u64::from(self.again), u64::from(self.buyers)).filter(|_| self.has_purchases);
        let referral = proportion(u64::from(self.referred), u64::from(self.acquired));
        RetentionRow {
            segment,
            opening: self.opening,
            lost: self.lost,
            retention,
            retention_low: interval.map(|i| i.0),
            retention_high: interval.map(|i| i.1),
            churn: retention.and_then(|kept| number(1.0 - kept)),
            opening_revenue: has_years.then(|| currency.amount(self.movement.opening)),
            expansion: has_years.then(|| currency.amount(self.movement.expansion)),
            contraction: has_years.then(|| currency.amount(self.movement.contraction)),
            churned: has_years.then(|| currency.amount(self.movement.churned)),
            revenue_churn: share(
                self.movement.contraction.saturating_add(self.movement.churned),
                self.movement.opening,
            ),
            nrr: self.movement.nrr(),
            grr: self.movement.grr(),
            buyers: self.buyers,
            repeat_buyers: self.again,
            repurchase: share(i64::from(self.again), i64::from(self.buyers)).filter(|_| self.has_purchases),
            repurchase_low: again.map(|i| i.0),
            repurchase_high: again.map(|i| i.1),
            acquired: self.acquired,
            referred: self.referred,
            referral: share(i64::from(self.referred), i64::from(self.acquired)),
            referral_low: referral.map(|i| i.0),
            referral_high: referral.map(|i| i.1),
        }
    }
}

/// The two years whose revenue is compared.
struct Years {
    before: Span,
    after: Span,
    /// The first month with income.
    first: Month,
    /// Why they are not compared: the code, and how many of the 24 months are known.
    refusal: Option<(&'static str, i32)>,
}

impl Years {
    /// Whole months up to the end of the span and the last with income: the running one is not compared with a whole one.
    fn of(bulk: &Connection, ground: &Ground) -> Outcome<Self> {
        let now = Month::of(ground.today);
        let is_over = ground.today == now.last_day();
        let end = ground.span.to.min(if is_over { now } else { now.plus(-1) });
        let known = income_span(bulk, ground, end)?;
        let to = known.map_or(end, |known| known.to);
        let from = known.map_or(to, |known| known.from);
        let before = Span {
            from: to.plus(-23),
            to: to.plus(-12),
        };
        let refusal = match known {
            None => Some(("no_income", 0)),
            Some(known) if known.to < ground.span.from => Some(("no_income", 0)),
            Some(known) if known.from > before.from => Some(("young", known.to.number() - known.from.number() + 1)),
            Some(_) => None,
        };
        Ok(Self {
            before,
            after: Span { from: to.plus(-11), to },
            first: from,
            refusal,
        })
    }

    fn shown(&self, language: Language, has_customers: bool) -> RevenueYears {
        let refusal = self.refusal.or((!has_customers).then_some(("nobody", 24)));
        RevenueYears {
            before: self.refusal.is_none().then_some(self.before),
            after: self.refusal.is_none().then_some(self.after),
            refusal: refusal.map(|(code, months)| Refusal {
                code: code.to_owned(),
                message: say(
                    language,
                    &format!("retention.refusal.{code}"),
                    &[("months", &months.to_string()), ("from", &self.first.to_string())],
                ),
            }),
        }
    }
}

/// The first and the last month with income up to a month.
fn income_span(bulk: &Connection, ground: &Ground, end: Month) -> Outcome<Option<Span>> {
    let mut statement = bulk
        .prepare(
            "SELECT category_id, min(month), max(month) FROM total_category WHERE basis = 0 AND month <= ? GROUP BY 1",
        )
        .or_fault()?;
    let mut rows = statement.query([end.number()]).or_fault()?;
    let mut found: Option<Span> = None;
    while let Some(row) = rows.next().or_fault()? {
        let (category, first, last): (i64, i32, i32) =
            (row.get(0).or_fault()?, row.get(1).or_fault()?, row.get(2).or_fault()?);
        let node = ground.frame.world.categories.get(&category);
        if node.is_some_and(is_revenue) {
            let (first, last) = (Month::from_number(first), Month::from_number(last));
            let known = found.map_or((first, last), |span| (span.from.min(first), span.to.max(last)));
            found = Span::new(known.0, known.1).ok();
        }
    }
    Ok(found)
}

fn report(
    bulk: &Connection,
    ground: &Ground,
    years: &Years,
    revenue: &HashMap<i64, Revenue>,
    segment: Option<Segment>,
) -> Outcome<RetentionReport> {
    let currency = ground.currency();
    let start = ground.span.from.first_day();
    // The day before the first where nothing of the span is seen.
    let end = ground.seen.map_or_else(
        || start.pred_opt().unwrap_or(start),
        |seen| seen.to.last_day().min(ground.today),
    );
    let members = members(bulk, ground)?;
    let channels = codes(bulk, "channel")?;
    let referral = referral_channels(bulk)?;
    let purchases = purchases(bulk, end)?;
    let (products, favourites) = match segment {
        Some(Segment::Product) => (codes(bulk, "product")?, favourites(bulk, end)?),
        _ => Default::default(),
    };
    let mut groups: BTreeMap<Option<String>, Gathered> = BTreeMap::new();
    let mut whole = Gathered::default();
    let mut watched = Vec::new();
    let mut moves = Vec::new();
    for member in &members {
        let value = match segment {
            None => None,
            Some(Segment::Grade) => member.grade.clone(),
            Some(Segment::Industry) => member.industry.clone(),
            Some(Segment::Region) => member.region.clone(),
            Some(Segment::Channel) => channels.get(&member.channel).cloned(),
            Some(Segment::Product) => favourites.get(&member.id).and_then(|id| products.get(id)).cloned(),
            Some(Segment::Habit) => Some(habit(purchases.get(&member.id).copied().unwrap_or(0)).to_owned()),
        };
        let mut one = Gathered {
            has_purchases: !purchases.is_empty(),
            ..Gathered::default()
        };
        if let Some(acquired) = member.acquired_on {
            let was_there = ground.seen.is_some() && acquired < start && member.lapsed_on.is_none_or(|on| on >= start);
            one.opening = u32::from(was_there);
            one.lost = u32::from(was_there && ground.has_seen(member.lapsed_on));
            one.acquired = u32::from(ground.has_seen(member.acquired_on));
            one.referred = u32::from(one.acquired == 1 && referral.contains(&member.channel));
            if acquired <= end {
                let until = member.lapsed_on.filter(|on| *on <= end && *on >= acquired);
                let last = until.unwrap_or(end);
                let months = (last.year() - acquired.year()) * 12 + last.month0() as i32 - acquired.month0() as i32;
                watched.push((months.unsigned_abs(), until.is_some()));
            }
        }
        if let Some(of) = revenue.get(&member.id) {
            let began = member.acquired_on.map_or(of.first, |on| Month::of(on).min(of.first));
            let has_left = member.lapsed_on.is_some_and(|on| on <= years.after.to.last_day());
            if of.before > 0 && began <= years.before.from {
                one.movement = Movement::of(of.before, of.after, has_left);
                moves.push(RevenueMove {
                    customer: member.code.clone(),
                    segment: value.clone(),
                    before: currency.amount(of.before),
                    after: currency.amount(of.after),
                    expansion: currency.amount(one.movement.expansion),
                    contraction: currency.amount(one.movement.contraction),
                    churned: currency.amount(one.movement.churned),
                });
            }
        }
        if let Some(days) = purchases.get(&member.id) {
            one.buyers = u32::from(*days > 0);
            one.again = u32::from(*days > 1);
        }
        gather(groups.entry(value).or_default(), &one)?;
        gather(&mut whole, &one)?;
    }
    let has_years = years.refusal.is_none() && !moves.is_empty();
    let mut rows: Vec<RetentionRow> = match segment {
        None => vec![whole.row(None, currency, has_years)],
        Some(_) => groups
            .iter()
            .filter(|(_, g)| g.opening > 0 || g.acquired > 0 || g.movement.opening > 0 || g.buyers > 0)
            .map(|(value, gathered)| gathered.row(value.clone(), currency, has_years))
            .collect(),
    };
    rows.sort_by(|a, b| (a.segment.is_none(), &a.segment).cmp(&(b.segment.is_none(), &b.segment)));
    let wanted: Vec<String> = rows.iter().filter_map(|row| row.segment.clone()).collect();
    let mut labels = match segment {
        Some(Segment::Grade) => named(bulk, ground.language, [("grade", wanted)])?,
        Some(Segment::Channel) => named(bulk, ground.language, [("channel", wanted)])?,
        Some(Segment::Product) => named(bulk, ground.language, [("product", wanted)])?,
        Some(Segment::Habit) => {
            let word = |habit: &String| say(ground.language, &format!("habit.{habit}"), &[]);
            let words = wanted.iter().map(|habit| (habit.clone(), word(habit)));
            BTreeMap::from([("habit".to_owned(), words.collect())])
        }
        _ => BTreeMap::new(),
    };
    let customers = moves.iter().map(|one: &RevenueMove| one.customer.clone()).collect();
    labels.extend(named(bulk, ground.language, [("customer", customers)])?);
    let mut head = ground.head.clone();
    head.omitted_count = ground.cut(&mut rows);
    Ok(RetentionReport {
        head,
        segment,
        rows,
        total: whole.row(None, currency, has_years),
        years: years.shown(ground.language, !moves.is_empty()),
        moves,
        survival: survival(&watched),
        labels,
    })
}

fn gather(sum: &mut Gathered, one: &Gathered) -> Outcome<()> {
    sum.opening += one.opening;
    sum.lost += one.lost;
    add(&mut sum.movement.opening, one.movement.opening)?;
    add(&mut sum.movement.expansion, one.movement.expansion)?;
    add(&mut sum.movement.contraction, one.movement.contraction)?;
    add(&mut sum.movement.churned, one.movement.churned)?;
    sum.buyers += one.buyers;
    sum.again += one.again;
    sum.acquired += one.acquired;
    sum.referred += one.referred;
    sum.has_purchases |= one.has_purchases;
    Ok(())
}

/// Revenue of a customer in the two years, and the month of its first ever.
struct Revenue {
    first: Month,
    before: i64,
    after: i64,
}

/// Revenue of each customer in the two years.
fn revenue(bulk: &Connection, money: &Ground, years: &Years) -> Outcome<HashMap<i64, Revenue>> {
    let mut found: HashMap<i64, Revenue> = HashMap::new();
    for fact in money.facts(bulk)? {
        if let Share::Income { .. } = money.share(&fact) {
            let sums = found.entry(fact.named[5]).or_insert(Revenue {
                first: fact.month,
                before: 0,
                after: 0,
            });
            sums.first = sums.first.min(fact.month);
            if years.before.contains(fact.month) {
                add(&mut sums.before, fact.amount)?;
            } else if years.after.contains(fact.month) {
                add(&mut sums.after, fact.amount)?;
            }
        }
    }
    Ok(found)
}

/// Days of purchase of each customer up to a day.
fn purchases(bulk: &Connection, end: NaiveDate) -> Outcome<HashMap<i64, u32>> {
    let mut statement = bulk
        .prepare(
            "SELECT customer_id, ordered_on, amount_minor FROM customer_order ORDER BY customer_id, ordered_on, id",
        )
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    let mut orders: HashMap<i64, Vec<(NaiveDate, i64)>> = HashMap::new();
    while let Some(row) = rows.next().or_fault()? {
        orders
            .entry(row.get(0).or_fault()?)
            .or_default()
            .push((day(row, 1)?, row.get(2).or_fault()?));
    }
    Ok(orders
        .into_iter()
        .map(|(customer, orders)| {
            (
                customer,
                summarise(&orders, end, 1.0).purchases.map_or(0, |p| p.frequency + 1),
            )
        })
        .collect())
}

/// How somebody buys, by the days on which it did.
fn habit(days: u32) -> &'static str {
    match days {
        0 => "never",
        1 => "once",
        _ => "again",
    }
}

/// The product on which each customer spent most up to a day; the older one of two alike.
fn favourites(bulk: &Connection, end: NaiveDate) -> Outcome<HashMap<i64, i64>> {
    let mut statement = bulk
        .prepare(
            "SELECT customer_id, product_id, sum(amount_minor) FROM customer_order \
             WHERE product_id IS NOT NULL AND ordered_on <= ? GROUP BY 1, 2 ORDER BY 1, 3, 2 DESC",
        )
        .or_fault()?;
    let rows = statement
        .query_map([end.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))
        .or_fault()?;
    rows.collect::<Result<_, _>>().or_fault()
}

fn referral_channels(bulk: &Connection) -> Outcome<HashSet<i64>> {
    let mut statement = bulk
        .prepare("SELECT id, code, name, coalesce(name_en, '') FROM channel")
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    let mut found = HashSet::new();
    while let Some(row) = rows.next().or_fault()? {
        let texts: [String; 3] = [row.get(1).or_fault()?, row.get(2).or_fault()?, row.get(3).or_fault()?];
        if texts
            .iter()
            .any(|text| REFERRAL.contains(&text.to_lowercase().as_str()))
        {
            found.insert(row.get(0).or_fault()?);
        }
    }
    Ok(found)
}
