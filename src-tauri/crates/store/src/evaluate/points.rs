//! Loyalty points by time or customer, and what is open of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::link::Connection;
use chrono::NaiveDate;
use kezhang_core::evaluate::estimate::share;
use kezhang_core::evaluate::points::{PointsMoved, PointsReport, PointsRow, worth};
use kezhang_core::evaluate::report::EvaluateQuery;
use kezhang_core::monitor::variance::RowKey;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Currency, Fault, Month, Outcome};
use rust_decimal::Decimal;

use super::ground::add;
use super::satisfaction::key;
use crate::fault::OrFault;
use crate::labels::CodeBook;
use crate::ledger::Ledger;
use crate::variance::place_of_code;
use crate::work::decimal;

/// A row of the register.
struct Line {
    month: Month,
    customer: i64,
    moved: PointsMoved,
    /// What was redeemed, at the cost in force: every sum of it is a sum of lines.
    redeemed_minor: Option<i64>,
    members: Option<i64>,
    active: Option<i64>,
}

/// What a group has, and had by its end.
#[derive(Default)]
struct Group {
    moved: PointsMoved,
    redeemed_minor: i64,
    /// Whether points were redeemed of which no cost is known.
    is_unknown: bool,
    /// Whether a cost was told at all.
    is_told: bool,
    ever: PointsMoved,
    cost: Option<Decimal>,
    /// What is open of each customer, and of none, at the cost in force for it; none where one part has no worth.
    obligation: Option<i64>,
    /// Members as told of all together, and the sum of those told of customers.
    members: Option<i64>,
    active: Option<i64>,
}

impl Group {
    fn moves(&mut self, line: &Line) -> Outcome<()> {
        self.moved.add(line.moved)?;
        match line.redeemed_minor {
            Some(minor) => add(&mut self.redeemed_minor, minor),
            None => {
                self.is_unknown |= line.moved.redeemed != 0;
                Ok(())
            }
        }
    }

    fn row(&self, key: RowKey, currency: Currency) -> Outcome<PointsRow> {
        let open = self.ever.open()?;
        Ok(PointsRow {
            key,
            issued: self.moved.issued,
            redeemed: self.moved.redeemed,
            expired: self.moved.expired,
            open,
            cost_per_point: self.cost.map(|cost| cost.normalize().to_string()),
            redeemed_cost: (!self.is_unknown && self.is_told).then(|| currency.amount(self.redeemed_minor)),
            obligation: self.obligation.map(|minor| currency.amount(minor)),
            breakage: self.moved.breakage(),
            members: self.members,
            active_members: self.active,
            active_share: self
                .active
                .zip(self.members)
                .and_then(|(active, all)| share(active, all)),
        })
    }
}

impl Ledger {
    /// Points by month, quarter, year or customer.
    ///
    /// # Errors
    /// `points_by_invalid`, `span_reversed`, `filter_unknown`, `name_unknown`, `amount_overflow`.
    pub async fn points(&self, query: &EvaluateQuery, today: NaiveDate) -> Outcome<PointsReport> {
        use Dimension as D;
        let by = match query.by.as_slice() {
            [] => D::Month,
            [one] if one.is_time() || *one == D::Customer => *one,
            _ => return Err(Fault::new("points_by_invalid")),
        };
        let dimensions = if by.is_time() {
            vec![D::Stage]
        } else {
            vec![by, D::Stage]
        };
        let ground = self.ground_by(query, today, dimensions).await?;
        let calendar = self.calendar().await?;
        crate::bulk::with(self.reader(), |bulk| {
            let (span, currency) = (ground.span, ground.currency());
            let scope = &ground.frame.scope;
            let mut groups: BTreeMap<i64, Group> = BTreeMap::new();
            let mut whole = Group::default();
            let costs = Costs::load(bulk)?;
            let lines: Vec<Line> = lines(bulk, &costs, currency)?
                .into_iter()
                .filter(|line| line.month <= span.to && scope.lets(D::Customer, line.customer))
                .collect();
            let place = |line: &Line| key(by, calendar, line.month, &[0, 0, 0, 0, 0, line.customer, 0]);
            for line in &lines {
                if span.contains(line.month) {
                    let group = groups.entry(place(line)).or_default();
                    group.moves(line)?;
                    whole.moves(line)?;
                }
            }
            for (at, group) in &mut groups {
                // Up to the end of a place in time; of a customer up to the end of the span.
                let mine = |line: &&Line| {
                    if by.is_time() {
                        place(line) <= *at
                    } else {
                        place(line) == *at
                    }
                };
                let is_past = |month: &Month| !by.is_time() || key(by, calendar, *month, &[0; 7]) <= *at;
                let end = span.months().filter(is_past).last().unwrap_or(span.to);
                take(group, lines.iter().filter(mine), &costs, end, currency)?;
            }
            take(&mut whole, lines.iter(), &costs, span.to, currency)?;
            let book = CodeBook::load(bulk, &[by])?;
            let mut shown = Vec::with_capacity(groups.len());
            let mut customers: BTreeSet<String> = BTreeSet::new();
            for (at, group) in &groups {
                let code = match *at == 0 && !by.is_time() {
                    true => None,
                    false => book.code(by, *at),
                };
                if by == D::Customer {
                    customers.extend(code.clone());
                }
                let mut key = RowKey::default();
                *key.slot(by) = Some(code.clone());
                shown.push((code, group.row(key, currency)?));
            }
            shown.sort_by_cached_key(|(code, _)| place_of_code(by, code.as_deref()));
            let mut rows: Vec<PointsRow> = shown.into_iter().map(|(_, row)| row).collect();
            let total = whole.row(RowKey::default(), currency)?;
            let wanted = BTreeMap::from([("customer", customers.into_iter().collect::<Vec<_>>())]);
            let mut head = ground.head.clone();
            head.omitted_count = ground.cut(&mut rows);
            Ok(PointsReport {
                head,
                by,
                is_short: total.open < 0 || rows.iter().any(|row| row.open < 0),
                rows,
                total,
                labels: crate::labels::labels(bulk, &wanted, ground.language)?,
            })
        })
        .await
    }
}

/// What a point costs, as told in the register by month, of each customer and of none.
struct Costs(HashMap<i64, Vec<(Month, Decimal)>>);

impl Costs {
    fn load(bulk: &Connection) -> Outcome<Self> {
        let mut statement = bulk
            .prepare(
                "SELECT coalesce(customer_id, 0), month, cost_per_point FROM loyalty_month \
                 WHERE cost_per_point IS NOT NULL ORDER BY month, id",
            )
            .or_fault()?;
        let mut rows = statement.query(()).or_fault()?;
        let mut told: HashMap<i64, Vec<(Month, Decimal)>> = HashMap::new();
        while let Some(row) = rows.next().or_fault()? {
            let month = Month::from_number(row.get(1).or_fault()?);
            if let Some(cost) = decimal(row.get(2).or_fault()?)? {
                told.entry(row.get(0).or_fault()?).or_default().push((month, cost));
            }
        }
        Ok(Self(told))
    }

    /// As last told of the customer by the end of a month, else of none.
    fn at(&self, customer: i64, month: Month) -> Option<Decimal> {
        let last = |who: i64| {
            let told = self.0.get(&who)?.iter().rev().find(|(since, _)| *since <= month);
            told.map(|(_, cost)| *cost)
        };
        last(customer).or_else(|| last(0))
    }
}

/// All that lines up to a group's end say: what moved ever, what is open and its worth, the members last told.
fn take<'l>(
    group: &mut Group,
    lines: impl Iterator<Item = &'l Line>,
    costs: &Costs,
    end: Month,
    currency: Currency,
) -> Outcome<()> {
    let mut told: Option<(Month, i64, i64)> = None;
    let mut holders: BTreeMap<i64, PointsMoved> = BTreeMap::new();
    for line in lines {
        group.ever.add(line.moved)?;
        holders.entry(line.customer).or_default().add(line.moved)?;
        if let Some(members) = line.members {
            let active = line.active.unwrap_or(0);
            told = Some(match told {
                Some((month, all, some)) if month == line.month => {
                    (month, all.saturating_add(members), some.saturating_add(active))
                }
                _ => (line.month, members, active),
            });
            group.active = line.active;
        }
    }
    group.members = told.map(|(_, members, _)| members);
    group.active = group.active.and(told.map(|(_, _, active)| active));
    let mut in_force: BTreeSet<Option<Decimal>> = BTreeSet::new();
    let mut obligation = Some(0);
    for (customer, moved) in &holders {
        let (open, cost) = (moved.open()?, costs.at(*customer, end));
        in_force.insert(cost);
        if open == 0 {
            continue;
        }
        obligation = match (obligation, worth(open, cost, currency)?) {
            (Some(mut sum), Some(part)) => {
                add(&mut sum, currency.minor(part.value())?)?;
                Some(sum)
            }
            _ => None,
        };
    }
    group.is_told = in_force.iter().any(Option::is_some);
    group.obligation = obligation.filter(|_| group.is_told);
    // Where several costs are in force, no one of them is that of the group.
    group.cost = in_force.pop_first().flatten().filter(|_| in_force.is_empty());
    Ok(())
}

/// The register, oldest month first.
fn lines(bulk: &Connection, costs: &Costs, currency: Currency) -> Outcome<Vec<Line>> {
    let mut statement = bulk
        .prepare(
            "SELECT month, coalesce(customer_id, 0), issued, redeemed, expired, members, active_members \
             FROM loyalty_month ORDER BY month, id",
        )
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        let (month, customer) = (Month::from_number(row.get(0).or_fault()?), row.get(1).or_fault()?);
        let moved = PointsMoved {
            issued: row.get(2).or_fault()?,
            redeemed: row.get(3).or_fault()?,
            expired: row.get(4).or_fault()?,
        };
        let redeemed = worth(moved.redeemed, costs.at(customer, month), currency)?;
        found.push(Line {
            month,
            customer,
            moved,
            redeemed_minor: redeemed.map(|amount| currency.minor(amount.value())).transpose()?,
            members: row.get(5).or_fault()?,
            active: row.get(6).or_fault()?,
        });
    }
    Ok(found)
}
