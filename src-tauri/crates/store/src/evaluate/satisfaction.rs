//! How satisfied customers are, beside what was spent on them and who left.

use std::collections::{BTreeMap, HashMap};

use crate::link::Connection;
use chrono::NaiveDate;
use kezhang_core::evaluate::estimate::share;
use kezhang_core::evaluate::report::EvaluateQuery;
use kezhang_core::evaluate::satisfaction::{Answers, SatisfactionReport, SatisfactionRow};
use kezhang_core::monitor::variance::RowKey;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Calendar, Fault, Month, Outcome};

use super::ground::{Ground, Member, Share, add, members, within};
use crate::contract::day;
use crate::fault::OrFault;
use crate::labels::CodeBook;
use crate::ledger::Ledger;
use crate::variance::place_of_code;

/// What a group has.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    answers: Answers,
    cost: i64,
    opening: i64,
    lost: i64,
}

impl Ledger {
    /// CSAT, NPS and complaints by grade, time, or what the feedback names.
    ///
    /// # Errors
    /// `satisfaction_by_invalid`, `span_reversed`, `filter_unknown`, `name_unknown`, `amount_overflow`.
    pub async fn satisfaction(&self, query: &EvaluateQuery, today: NaiveDate) -> Outcome<SatisfactionReport> {
        use Dimension as D;
        let by = match query.by.as_slice() {
            [] => D::Grade,
            [one]
                if one.is_time() || matches!(one, D::Grade | D::Activity | D::Category | D::Product | D::Customer) =>
            {
                *one
            }
            _ => return Err(Fault::new("satisfaction_by_invalid")),
        };
        let dimensions = if by.is_time() {
            vec![D::Stage]
        } else {
            vec![by, D::Stage]
        };
        let ground = self.ground_by(query, today, dimensions).await?;
        let calendar = self.calendar().await?;
        crate::bulk::with(self.reader(), |bulk| report(bulk, &ground, calendar, by)).await
    }
}

/// Key of a row: a place in time, else an id; 0 for none.
pub(super) fn key(by: Dimension, calendar: Calendar, month: Month, named: &[i64; 7]) -> i64 {
    match by {
        Dimension::Month => i64::from(month.number()),
        Dimension::Quarter => i64::from(calendar.year(month)) * 4 + (calendar.place(month) / 3) as i64,
        Dimension::Year => i64::from(calendar.year(month)),
        Dimension::Category => named[0],
        Dimension::Activity => named[3],
        Dimension::Product => named[4],
        Dimension::Customer => named[5],
        Dimension::Grade => named[6],
        _ => 0,
    }
}

/// Grades of customers with the day from which each holds, oldest first.
type Grades = HashMap<i64, Vec<(NaiveDate, i64)>>;

fn grades(bulk: &Connection) -> Outcome<Grades> {
    let mut statement = bulk
        .prepare("SELECT customer_id, grade_id, from_on FROM customer_grade ORDER BY customer_id, from_on")
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    let mut found = Grades::new();
    while let Some(row) = rows.next().or_fault()? {
        found
            .entry(row.get(0).or_fault()?)
            .or_default()
            .push((day(row, 2)?, row.get(1).or_fault()?));
    }
    Ok(found)
}

fn grade_on(grades: &Grades, customer: i64, on: NaiveDate) -> i64 {
    grades
        .get(&customer)
        .and_then(|history| history.iter().rev().find(|(from, _)| *from <= on))
        .map_or(0, |(_, grade)| *grade)
}

fn report(bulk: &Connection, ground: &Ground, calendar: Calendar, by: Dimension) -> Outcome<SatisfactionReport> {
    let (span, currency) = (ground.span, ground.currency());
    let (first, last) = (span.from.first_day(), span.to.last_day());
    let grades = grades(bulk)?;
    let mut groups: BTreeMap<i64, Group> = BTreeMap::new();
    let mut whole = Group::default();
    let mut internal = 0;
    let mut statement = bulk
        .prepare(
            "SELECT noted_on, coalesce(customer_id, 0), employee IS NOT NULL, satisfaction, nps, is_complaint, outcome = '', \
             coalesce(activity_id, 0), coalesce(product_id, 0), coalesce(category_id, 0) FROM feedback \
             WHERE noted_on BETWEEN ? AND ?",
        )
        .or_fault()?;
    let mut rows = statement.query((first.to_string(), last.to_string())).or_fault()?;
    while let Some(row) = rows.next().or_fault()? {
        let on = day(row, 0)?;
        let customer: i64 = row.get(1).or_fault()?;
        let named = [
            row.get(9).or_fault()?,
            0,
            0,
            row.get(7).or_fault()?,
            row.get(8).or_fault()?,
            customer,
            grade_on(&grades, customer, on),
        ];
        let scope = &ground.frame.scope;
        let passes = scope.lets_month(Month::of(on))
            && scope.lets(Dimension::Customer, customer)
            && scope.lets(Dimension::Grade, named[6])
            && scope.lets(Dimension::Activity, named[3])
            && scope.lets(Dimension::Product, named[4])
            && scope.lets(Dimension::Category, named[0]);
        if !passes {
            continue;
        }
        if customer == 0 && row.get::<_, bool>(2).or_fault()? {
            internal += 1;
            continue;
        }
        let (score, nps): (Option<u8>, Option<u8>) = (row.get(3).or_fault()?, row.get(4).or_fault()?);
        let is_complaint: bool = row.get(5).or_fault()?;
        let is_open = is_complaint && row.get::<_, bool>(6).or_fault()?;
        let at = key(by, calendar, Month::of(on), &named);
        groups
            .entry(at)
            .or_default()
            .answers
            .add(score, nps, is_complaint, is_open);
        whole.answers.add(score, nps, is_complaint, is_open);
    }
    spent(bulk, ground, calendar, by, &mut groups, &mut whole)?;
    left(bulk, ground, calendar, by, &grades, &mut groups, &mut whole)?;
    // What costs much and of which nobody has said anything would only be a long list of categories.
    let is_whole = by.is_time() || by == Dimension::Grade;
    groups.retain(|_, group| group.answers.count > 0 || (is_whole && (group.cost != 0 || group.opening != 0)));
    let book = CodeBook::load(bulk, &[by])?;
    let made = |group: &Group, key: RowKey| SatisfactionRow {
        key,
        figures: group.answers.figures(),
        cost: currency.amount(group.cost),
        churn: share(group.lost, group.opening),
    };
    let mut shown: Vec<(Option<String>, SatisfactionRow)> = groups
        .iter()
        .map(|(at, group)| {
            let code = if *at == 0 && !by.is_time() {
                None
            } else {
                book.code(by, *at)
            };
            let mut key = RowKey::default();
            *key.slot(by) = Some(code.clone());
            (code, made(group, key))
        })
        .collect();
    shown.sort_by_cached_key(|(code, _)| place_of_code(by, code.as_deref()));
    let wanted = match by.is_time() {
        true => Vec::new(),
        false => vec![(by.as_str(), shown.iter().filter_map(|(code, _)| code.clone()).collect())],
    };
    let mut rows: Vec<SatisfactionRow> = shown.into_iter().map(|(_, row)| row).collect();
    let mut head = ground.head.clone();
    head.omitted_count = ground.cut(&mut rows);
    Ok(SatisfactionReport {
        head,
        by,
        rows,
        total: made(&whole, RowKey::default()),
        internal,
        labels: crate::labels::labels(bulk, &wanted.into_iter().collect(), ground.language)?,
    })
}

/// Adds what was spent; a category has what is below it.
fn spent(
    bulk: &Connection,
    ground: &Ground,
    calendar: Calendar,
    by: Dimension,
    groups: &mut BTreeMap<i64, Group>,
    whole: &mut Group,
) -> Outcome<()> {
    let world = &ground.frame.world;
    let code = |id: i64| world.categories.get(&id).map_or("", |node| node.code.as_str());
    let asked: Vec<i64> = groups.keys().copied().filter(|id| *id != 0).collect();
    for fact in ground.facts(bulk)? {
        if !matches!(ground.share(&fact), Share::Cost(_) | Share::Uncategorised) {
            continue;
        }
        add(&mut whole.cost, fact.amount)?;
        if by != Dimension::Category {
            let at = key(by, calendar, fact.month, &fact.named);
            add(&mut groups.entry(at).or_default().cost, fact.amount)?;
            continue;
        }
        let below = code(fact.named[0]);
        for id in &asked {
            let above = code(*id);
            let is_in = below == above || below.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'));
            if let Some(group) = groups.get_mut(id).filter(|_| is_in) {
                add(&mut group.cost, fact.amount)?;
            }
        }
    }
    Ok(())
}

/// Counts who was there and who left: by grade at the start of the span, by time at the start of each part of it.
fn left(
    bulk: &Connection,
    ground: &Ground,
    calendar: Calendar,
    by: Dimension,
    grades: &Grades,
    groups: &mut BTreeMap<i64, Group>,
    whole: &mut Group,
) -> Outcome<()> {
    let span = ground.span;
    let mut starts: Vec<(i64, Month)> = Vec::new();
    if by.is_time() {
        for month in span.months() {
            let at = key(by, calendar, month, &[0; 7]);
            if starts.last().is_none_or(|(last, _)| *last != at) {
                starts.push((at, month));
            }
        }
    }
    let was_there = |member: &Member, on: NaiveDate| {
        member.acquired_on.is_some_and(|acquired| acquired < on) && member.lapsed_on.is_none_or(|lapsed| lapsed >= on)
    };
    for member in members(bulk, ground)? {
        let start = span.from.first_day();
        if ground.seen.is_some() && was_there(&member, start) {
            let is_lost = i64::from(ground.has_seen(member.lapsed_on));
            whole.opening += 1;
            whole.lost += is_lost;
            if by == Dimension::Grade {
                let group = groups.entry(grade_on(grades, member.id, start)).or_default();
                group.opening += 1;
                group.lost += is_lost;
            }
        }
        for (place, (at, first)) in starts.iter().enumerate() {
            let end = starts.get(place + 1).map_or(span.to, |(_, next)| next.plus(-1));
            let part = kezhang_core::Span { from: *first, to: end };
            if ground.seen.is_some_and(|seen| *first <= seen.to) && was_there(&member, first.first_day()) {
                let group = groups.entry(*at).or_default();
                group.opening += 1;
                let is_lost = within(part, member.lapsed_on) && ground.has_seen(member.lapsed_on);
                group.lost += i64::from(is_lost);
            }
        }
    }
    Ok(())
}
