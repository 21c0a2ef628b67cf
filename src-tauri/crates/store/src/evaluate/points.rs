//! Loyalty points by time or customer, and what is open of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::link::Connection;
use chrono::NaiveDate;
use kezhang_core::evaluate::estimate::share;
use kezhang_core::evaluate::points::{PointsMoved, PointsReport, PointsRow, worth};
use kezhang_core::evaluate::report::EvaluateQuery;
use kezhang_core::monitor::variance::RowKey;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Amount, Currency, Fault, Month, Outcome};
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
    /// As last told, by whatever line.
    cost_per_point: Option<Decimal>,
    /// What was redeemed, at that cost: every sum of it is a sum of lines.
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
    ever: PointsMoved,
    cost: Option<Decimal>,
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
            redeemed_cost: (!self.is_unknown && self.cost.is_some()).then(|| currency.amount(self.redeemed_minor)),
            obligation: worth(open, self.cost, currency)?,
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
            let lines: Vec<Line> = lines(bulk, currency)?
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
                take(group, lines.iter().filter(mine))?;
            }
            take(&mut whole, lines.iter())?;
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
            let mut total = whole.row(RowKey::default(), currency)?;
            if by == D::Customer && !rows.is_empty() {
                // What customers hold adds up to what is shown of them.
                let shown: Option<Vec<Amount>> = rows.iter().map(|row| row.obligation).collect();
                let sum = shown.map(|all| all.iter().map(|amount| amount.value()).sum());
                total.obligation = sum.map_or(total.obligation, |sum| Some(Amount::new(sum)));
            }
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

/// All that lines up to a group's end say: what moved ever, the cost last told, the members last told.
fn take<'l>(group: &mut Group, lines: impl Iterator<Item = &'l Line>) -> Outcome<()> {
    let mut told: Option<(Month, i64, i64)> = None;
    for line in lines {
        group.ever.add(line.moved)?;
        group.cost = line.cost_per_point.or(group.cost);
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
    Ok(())
}

/// The register, oldest month first.
fn lines(bulk: &Connection, currency: Currency) -> Outcome<Vec<Line>> {
    let mut statement = bulk
        .prepare(
            "SELECT month, coalesce(customer_id, 0), issued, redeemed, expired, cost_per_point, members, active_members \
             FROM loyalty_month ORDER BY month, id",
        )
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    let mut found = Vec::new();
    let mut cost: Option<Decimal> = None;
    while let Some(row) = rows.next().or_fault()? {
        cost = decimal(row.get(5).or_fault()?)?.or(cost);
        let redeemed = worth(row.get(3).or_fault()?, cost, currency)?;
        found.push(Line {
            month: Month::from_number(row.get(0).or_fault()?),
            customer: row.get(1).or_fault()?,
            moved: PointsMoved {
                issued: row.get(2).or_fault()?,
                redeemed: row.get(3).or_fault()?,
                expired: row.get(4).or_fault()?,
            },
            cost_per_point: cost,
            redeemed_minor: redeemed.map(|amount| currency.minor(amount.value())).transpose()?,
            members: row.get(6).or_fault()?,
            active: row.get(7).or_fault()?,
        });
    }
    Ok(found)
}
