//! Activities planned against actual: their entries over their whole life, who came, what they brought back.

use std::collections::{HashMap, HashSet};

use crate::link::Connection;
use chrono::NaiveDate;
use kezhang_core::evaluate::acquisition::{cac, returns};
use kezhang_core::evaluate::activity::{ActivitiesReport, ActivityRow};
use kezhang_core::evaluate::estimate::{number, share};
use kezhang_core::evaluate::report::EvaluateQuery;
use kezhang_core::record::activity::{Activity, ActivityStatus};
use kezhang_core::record::register::Dimension;
use kezhang_core::{Amount, Currency, Fault, Month, Outcome};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::ground::{Ground, Share, add, codes, named};
use crate::fault::{OrFault, overflow};
use crate::ledger::Ledger;

/// What the entries of an activity come to.
#[derive(Debug, Clone, Copy, Default)]
struct Spent {
    cost: i64,
    offset: i64,
    income: i64,
    has_income: bool,
}

/// The parts of the total's ratios, each summed over the activities that know both.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    planned: i64,
    cost_of_planned: i64,
    has_plan: bool,
    attendance: i64,
    invited_to_attend: i64,
    cost_of_attended: i64,
    responses: i64,
    invited_to_respond: i64,
    cost_of_responded: i64,
    revenue: i64,
    cost_of_returned: i64,
    has_revenue: bool,
}

impl Ledger {
    /// Activities of the span, planned against actual.
    ///
    /// # Errors
    /// `span_reversed`, `filter_unknown`, `name_unknown`, `sort_unknown`, `amount_overflow`.
    pub async fn activities(&self, query: &EvaluateQuery, today: NaiveDate) -> Outcome<ActivitiesReport> {
        let by = vec![Dimension::Activity, Dimension::Stage];
        let ground = self.ground_by(query, today, by.clone()).await?;
        let oldest: Option<i32> = crate::bulk::with(self.reader(), |bulk| {
            let query = "SELECT min(month) FROM total_category";
            bulk.query_row(query, (), |row| row.get(0)).or_fault()
        })
        .await?;
        let from = oldest.map_or(ground.span.from, |month| {
            Month::from_number(month).min(ground.span.from)
        });
        let whole = EvaluateQuery {
            from: Some(from),
            to: Some(ground.span.to),
            ..query.clone()
        };
        let life = self.ground_by(&whole, today, by).await?;
        crate::bulk::with(self.reader(), |bulk| {
            report(bulk, &ground, &life, query.sort.as_deref())
        })
        .await
    }
}

fn report(bulk: &Connection, ground: &Ground, life: &Ground, sort: Option<&str>) -> Outcome<ActivitiesReport> {
    let (currency, margin, span) = (ground.currency(), ground.margin(), ground.span);
    let book = codes(bulk, "activity")?;
    let mut spent: HashMap<String, Spent> = HashMap::new();
    let mut in_span: HashSet<String> = HashSet::new();
    for fact in life.facts(bulk)? {
        let Some(code) = book.get(&fact.named[3]) else { continue };
        let one = spent.entry(code.clone()).or_default();
        match life.share(&fact) {
            Share::Cost(_) | Share::Uncategorised => add(&mut one.cost, fact.amount)?,
            Share::Offset(_) => add(&mut one.offset, fact.amount)?,
            Share::Income { .. } => {
                one.has_income = true;
                add(&mut one.income, fact.amount)?;
            }
            Share::Outside => continue,
        }
        if span.contains(fact.month) && fact.amount != 0 {
            in_span.insert(code.clone());
        }
    }
    let ids: HashMap<&String, i64> = book.iter().map(|(id, code)| (code, *id)).collect();
    let channels: HashMap<String, i64> = codes(bulk, "channel")?
        .into_iter()
        .map(|(id, code)| (code, id))
        .collect();
    let mut known = Known::default();
    let mut total = Spent::default();
    let (mut rows, mut scores) = (Vec::new(), Vec::new());
    for activity in crate::activity::activities(bulk, currency, None)? {
        let is_here = match (activity.starts_on, activity.ends_on) {
            (None, None) => in_span.contains(&activity.code) || says_something(&activity),
            (from, to) => {
                let first = from.or(to).unwrap_or_default();
                first <= span.to.last_day() && to.unwrap_or(first) >= span.from.first_day()
            }
        };
        let scope = &ground.frame.scope;
        let id = ids.get(&activity.code).copied().unwrap_or(0);
        let channel = activity.channel.as_ref().and_then(|code| channels.get(code)).copied();
        let passes = scope.lets(Dimension::Activity, id)
            && (spent.contains_key(&activity.code) || scope.lets(Dimension::Channel, channel.unwrap_or(0)));
        if !(is_here || in_span.contains(&activity.code)) || !passes {
            continue;
        }
        let one = spent.get(&activity.code).copied().unwrap_or_default();
        add(&mut total.cost, one.cost)?;
        add(&mut total.offset, one.offset)?;
        scores.extend(
            activity
                .score
                .as_deref()
                .and_then(|score| score.parse::<Decimal>().ok()),
        );
        rows.push(row(activity, &one, &mut known, currency, margin)?);
    }
    order(&mut rows, sort)?;
    let wanted = [
        ("activity", rows.iter().filter_map(|row| row.activity.clone()).collect()),
        ("channel", rows.iter().filter_map(|row| row.channel.clone()).collect()),
    ];
    let mut head = ground.head.clone();
    head.omitted_count = ground.cut(&mut rows);
    Ok(ActivitiesReport {
        head,
        margin: margin.and_then(|margin| margin.to_f64()),
        total: sum(&known, &total, &scores, currency, margin)?,
        labels: named(bulk, ground.language, wanted)?,
        rows,
    })
}

/// Whether more than a name is known of an activity without dates.
fn says_something(activity: &Activity) -> bool {
    activity.planned_cost.is_some()
        || activity.invited.is_some()
        || activity.attendance.is_some()
        || activity.responses.is_some()
        || activity.revenue.is_some()
        || activity.score.is_some()
}

fn row(
    activity: Activity,
    spent: &Spent,
    known: &mut Known,
    currency: Currency,
    margin: Option<Decimal>,
) -> Outcome<ActivityRow> {
    let minor = |amount: Option<Amount>| amount.map(|amount| currency.minor(amount.value())).transpose();
    let cost = spent.cost;
    let planned = minor(activity.planned_cost)?;
    if let Some(planned) = planned {
        known.has_plan = true;
        add(&mut known.planned, planned)?;
        add(&mut known.cost_of_planned, cost)?;
    }
    let (revenue, revenue_source) = match minor(activity.revenue)? {
        Some(revenue) => (Some(revenue), Some("register")),
        None if spent.has_income => (Some(spent.income), Some("entries")),
        None => (None, None),
    };
    if let Some(revenue) = revenue {
        known.has_revenue = true;
        add(&mut known.revenue, revenue)?;
        add(&mut known.cost_of_returned, cost)?;
    }
    let whole = |count: Option<u32>| count.map(i64::from);
    let (invited, attendance, responses) = (
        whole(activity.invited),
        whole(activity.attendance),
        whole(activity.responses),
    );
    if let Some(attendance) = attendance {
        add(&mut known.attendance, attendance)?;
        add(&mut known.cost_of_attended, cost)?;
    }
    if let Some(responses) = responses {
        add(&mut known.responses, responses)?;
        add(&mut known.cost_of_responded, cost)?;
    }
    // The rates of the total count those invited only where it is known what became of them.
    if let (Some(invited), Some(_)) = (invited, attendance) {
        add(&mut known.invited_to_attend, invited)?;
    }
    if let (Some(invited), Some(_)) = (invited, responses) {
        add(&mut known.invited_to_respond, invited)?;
    }
    let returns = revenue.map(|revenue| returns(revenue, cost, margin));
    let rate = |of: Option<i64>| of.zip(invited).and_then(|(of, invited)| share(of, invited));
    let variance = planned
        .map(|planned| planned.checked_sub(cost).ok_or_else(overflow))
        .transpose()?;
    Ok(ActivityRow {
        purpose: activity.purpose,
        channel: activity.channel,
        starts_on: activity.starts_on,
        ends_on: activity.ends_on,
        status: Some(activity.status),
        planned_cost: activity.planned_cost,
        cost: currency.amount(cost),
        variance: variance.map(|minor| currency.amount(minor)),
        offset: currency.amount(spent.offset),
        invited: activity.invited,
        attendance: activity.attendance,
        responses: activity.responses,
        attendance_rate: rate(attendance),
        response_rate: rate(responses),
        cost_per_attendee: cac(cost, attendance.unwrap_or(0), currency)?,
        cost_per_response: cac(cost, responses.unwrap_or(0), currency)?,
        expected_revenue: activity.expected_revenue,
        revenue: revenue.map(|minor| currency.amount(minor)),
        revenue_source,
        roi_revenue: returns.and_then(|r| r.on_revenue),
        roi_margin: returns.and_then(|r| r.on_margin),
        score: activity.score.and_then(|score| score.parse().ok()),
        activity: Some(activity.code),
    })
}

fn sum(
    known: &Known,
    total: &Spent,
    scores: &[Decimal],
    currency: Currency,
    margin: Option<Decimal>,
) -> Outcome<ActivityRow> {
    let count = |count: i64| u32::try_from(count).ok().filter(|count| *count > 0);
    let returns = returns(known.revenue, known.cost_of_returned, margin);
    let variance = known.planned.checked_sub(known.cost_of_planned).ok_or_else(overflow)?;
    let mean = scores
        .iter()
        .sum::<Decimal>()
        .checked_div(Decimal::from(scores.len()))
        .and_then(|mean| mean.to_f64())
        .and_then(number);
    Ok(ActivityRow {
        activity: None,
        purpose: None,
        channel: None,
        starts_on: None,
        ends_on: None,
        status: None::<ActivityStatus>,
        planned_cost: known.has_plan.then(|| currency.amount(known.planned)),
        cost: currency.amount(total.cost),
        variance: known.has_plan.then(|| currency.amount(variance)),
        offset: currency.amount(total.offset),
        invited: count(known.invited_to_attend.max(known.invited_to_respond)),
        attendance: count(known.attendance),
        responses: count(known.responses),
        attendance_rate: share(known.attendance, known.invited_to_attend),
        response_rate: share(known.responses, known.invited_to_respond),
        cost_per_attendee: cac(known.cost_of_attended, known.attendance, currency)?,
        cost_per_response: cac(known.cost_of_responded, known.responses, currency)?,
        expected_revenue: None,
        revenue: known.has_revenue.then(|| currency.amount(known.revenue)),
        revenue_source: None,
        roi_revenue: returns.on_revenue.filter(|_| known.has_revenue),
        roi_margin: returns.on_margin.filter(|_| known.has_revenue),
        score: mean,
    })
}

fn order(rows: &mut [ActivityRow], by: Option<&str>) -> Outcome<()> {
    let Some(by) = by else {
        // The oldest first, as a year goes.
        rows.sort_by(|a, b| {
            let key = |row: &ActivityRow| (row.starts_on.is_none(), row.starts_on, row.activity.clone());
            key(a).cmp(&key(b))
        });
        return Ok(());
    };
    let (field, is_ascending) = (by.trim_start_matches('-'), by.starts_with('-'));
    let figure: fn(&ActivityRow) -> Option<f64> = match field {
        "activity" => {
            rows.sort_by(|a, b| a.activity.cmp(&b.activity));
            return Ok(());
        }
        "cost" => |row| row.cost.value().to_f64(),
        "planned_cost" => |row| row.planned_cost.and_then(|amount| amount.value().to_f64()),
        "revenue" => |row| row.revenue.and_then(|amount| amount.value().to_f64()),
        "roi_revenue" => |row| row.roi_revenue,
        "roi_margin" => |row| row.roi_margin,
        "attendance" => |row| row.attendance.map(f64::from),
        "score" => |row| row.score,
        _ => {
            return Err(Fault::new("sort_unknown").with("value", field).with(
                "known",
                "activity, cost, planned_cost, revenue, roi_revenue, roi_margin, attendance, score",
            ));
        }
    };
    rows.sort_by(|a, b| match (figure(a), figure(b)) {
        (Some(a), Some(b)) if is_ascending => a.total_cmp(&b),
        (Some(a), Some(b)) => b.total_cmp(&a),
        // What is not known comes last either way.
        (a, b) => a.is_none().cmp(&b.is_none()),
    });
    Ok(())
}
