//! What new customers cost: acquisition-stage cost over customers acquired, by channel, time or customer.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::link::Connection;
use chrono::NaiveDate;
use kezhang_core::evaluate::acquisition::{cac, payback, returns};
use kezhang_core::evaluate::estimate::share;
use kezhang_core::evaluate::report::{
    AcquisitionFigures, AcquisitionReport, AcquisitionRow, EvaluateQuery, IncludedLine, Payback,
};
use kezhang_core::money::split;
use kezhang_core::monitor::fold::Fact;
use kezhang_core::monitor::variance::RowKey;
use kezhang_core::record::Stage;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Amount, Calendar, Currency, Fault, Month, Outcome};
use rust_decimal::Decimal;

use super::ground::{Ground, Member, Share, add, codes, members, named, within};
use crate::fault::{OrFault, overflow};
use crate::ledger::Ledger;
use crate::variance::place_of_code;

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    cost: i64,
    /// Of the cost what names the customer, where rows are customers.
    direct: Option<i64>,
    offset: i64,
    customers: i64,
    from_metrics: i64,
    leads: Option<i64>,
    opportunities: Option<i64>,
    revenue: Option<i64>,
}

impl Sums {
    fn add(&mut self, other: &Self) -> Outcome<()> {
        add(&mut self.cost, other.cost)?;
        add(&mut self.offset, other.offset)?;
        self.customers += other.customers;
        self.from_metrics += other.from_metrics;
        for (mine, theirs) in [
            (&mut self.leads, other.leads),
            (&mut self.opportunities, other.opportunities),
            (&mut self.revenue, other.revenue),
        ] {
            if let Some(more) = theirs {
                *mine = Some(mine.unwrap_or(0).checked_add(more).ok_or_else(overflow)?);
            }
        }
        Ok(())
    }

    fn figures(&self, currency: Currency, margin: Option<Decimal>) -> Outcome<AcquisitionFigures> {
        let net = self.cost.checked_sub(self.offset).ok_or_else(overflow)?;
        let returns = self.revenue.map(|revenue| returns(revenue, self.cost, margin));
        Ok(AcquisitionFigures {
            cost: currency.amount(self.cost),
            direct: self.direct.map(|minor| currency.amount(minor)),
            from_channel: self
                .direct
                .map(|minor| self.cost.checked_sub(minor).ok_or_else(overflow))
                .transpose()?
                .map(|minor| currency.amount(minor)),
            offset: currency.amount(self.offset),
            customers: self.customers,
            customers_from_metrics: self.from_metrics,
            cac: cac(self.cost, self.customers, currency)?,
            cac_net: cac(net, self.customers, currency)?,
            leads: self.leads,
            opportunities: self.opportunities,
            revenue: self.revenue.map(|minor| currency.amount(minor)),
            cost_per_lead: cac(self.cost, self.leads.unwrap_or(0), currency)?,
            lead_to_opportunity: share(self.opportunities.unwrap_or(0), self.leads.unwrap_or(0)),
            opportunity_to_customer: self.opportunities.and_then(|all| share(self.customers, all)),
            roi_revenue: returns.and_then(|r| r.on_revenue),
            roi_margin: returns.and_then(|r| r.on_margin),
        })
    }
}

impl Ledger {
    /// What new customers cost.
    ///
    /// # Errors
    /// `by_invalid` for rows that are neither channel, time nor customer; `span_reversed`, `filter_unknown`,
    /// `name_unknown`, `amount_overflow`.
    pub async fn acquisition(&self, query: &EvaluateQuery, today: NaiveDate) -> Outcome<AcquisitionReport> {
        let by = match query.by.as_slice() {
            [] => Dimension::Channel,
            [one] if one.is_time() || matches!(one, Dimension::Channel | Dimension::Customer) => *one,
            _ => return Err(Fault::new("acquisition_by_invalid")),
        };
        let dimensions = if by == Dimension::Customer {
            vec![Dimension::Channel, Dimension::Customer]
        } else {
            vec![Dimension::Channel, Dimension::Stage]
        };
        let ground = self.ground_by(query, today, dimensions).await?;
        let calendar = self.calendar().await?;
        crate::bulk::with(self.reader(), |bulk| report(bulk, &ground, calendar, by)).await
    }
}

/// Key of a row: the id of its channel or customer, or its place in time.
fn key(by: Dimension, calendar: Calendar, channel: i64, month: Month) -> i64 {
    match by {
        Dimension::Month => i64::from(month.number()),
        Dimension::Quarter => i64::from(calendar.year(month)) * 4 + (calendar.place(month) / 3) as i64,
        Dimension::Year => i64::from(calendar.year(month)),
        _ => channel,
    }
}

fn report(bulk: &Connection, ground: &Ground, calendar: Calendar, by: Dimension) -> Outcome<AcquisitionReport> {
    let (currency, span, margin) = (ground.currency(), ground.span, ground.margin());
    let facts = ground.facts(bulk)?;
    let members = members(bulk, ground)?;
    let acquired: Vec<&Member> = members.iter().filter(|m| within(span, m.acquired_on)).collect();
    let mut rows: BTreeMap<i64, Sums> = BTreeMap::new();
    let mut lines: HashMap<i64, i64> = HashMap::new();
    let (mut shared, mut uncategorised, mut kept) = (0, 0, 0);
    for fact in &facts {
        let at = key(by, calendar, fact.named[2], fact.month);
        match ground.share(fact) {
            Share::Cost(Stage::Acquisition) => {
                if by != Dimension::Customer {
                    add(&mut rows.entry(at).or_default().cost, fact.amount)?;
                }
                add(lines.entry(fact.named[0]).or_insert(0), fact.amount)?;
            }
            Share::Cost(Stage::Shared) => add(&mut shared, fact.amount)?,
            Share::Cost(_) => add(&mut kept, fact.amount)?,
            Share::Uncategorised => add(&mut uncategorised, fact.amount)?,
            Share::Offset(Some(Stage::Acquisition)) if by != Dimension::Customer => {
                add(&mut rows.entry(at).or_default().offset, fact.amount)?;
            }
            _ => {}
        }
    }
    if by == Dimension::Customer {
        each_customer(ground, &facts, &acquired, &mut rows)?;
    } else {
        won(bulk, ground, calendar, by, &acquired, &mut rows)?;
    }
    let mut total = Sums::default();
    for sums in rows.values() {
        total.add(sums)?;
    }
    rows.retain(|_, sums| {
        sums.cost != 0
            || sums.offset != 0
            || sums.customers != 0
            || sums.leads.unwrap_or(0) != 0
            || sums.revenue.unwrap_or(0) != 0
    });
    let book = match by {
        Dimension::Channel | Dimension::Customer => codes(bulk, by.as_str())?,
        _ => HashMap::new(),
    };
    let code = |at: i64| match by {
        Dimension::Month => i32::try_from(at).ok().map(|n| Month::from_number(n).to_string()),
        Dimension::Quarter => Some(format!("{:04}-Q{}", at.div_euclid(4), at.rem_euclid(4) + 1)),
        Dimension::Year => Some(format!("{at:04}")),
        _ => book.get(&at).cloned(),
    };
    let mut shown: Vec<(Option<String>, AcquisitionRow)> = rows
        .iter()
        .map(|(at, sums)| {
            let code = code(*at);
            let mut key = RowKey::default();
            *key.slot(by) = Some(code.clone());
            let figures = sums.figures(currency, margin)?;
            Ok((code, AcquisitionRow { key, figures }))
        })
        .collect::<Outcome<_>>()?;
    shown.sort_by_cached_key(|(code, _)| place_of_code(by, code.as_deref()));
    let categories = codes(bulk, "category")?;
    let mut lines: Vec<IncludedLine> = lines
        .into_iter()
        .filter(|(_, minor)| *minor != 0)
        .map(|(id, minor)| IncludedLine {
            category: categories.get(&id).cloned().unwrap_or_default(),
            cost: currency.amount(minor),
        })
        .collect();
    lines.sort_by_cached_key(|line| place_of_code(Dimension::Category, Some(&line.category)));
    let mut wanted = vec![("category", lines.iter().map(|line| line.category.clone()).collect())];
    if !by.is_time() {
        wanted.push((by.as_str(), shown.iter().filter_map(|(code, _)| code.clone()).collect()));
    }
    let mut head = ground.head.clone();
    let mut rows: Vec<AcquisitionRow> = shown.into_iter().map(|(_, row)| row).collect();
    head.omitted_count = ground.cut(&mut rows);
    let figures = total.figures(currency, margin)?;
    Ok(AcquisitionReport {
        head,
        by,
        rows,
        payback: back(ground, &facts, &members, kept, &figures)?,
        total: figures,
        lines,
        shared: currency.amount(shared),
        uncategorised: currency.amount(uncategorised),
        labels: named(bulk, ground.language, wanted)?,
    })
}

/// Customers won, and what metrics tell: customers only for channel-months where the register has none.
fn won(
    bulk: &Connection,
    ground: &Ground,
    calendar: Calendar,
    by: Dimension,
    acquired: &[&Member],
    rows: &mut BTreeMap<i64, Sums>,
) -> Outcome<()> {
    let span = ground.span;
    let mut registered: BTreeSet<(i64, i32)> = BTreeSet::new();
    for member in acquired {
        let Some(month) = member.acquired_on.map(Month::of) else {
            continue;
        };
        registered.insert((member.channel, month.number()));
        rows.entry(key(by, calendar, member.channel, month))
            .or_default()
            .customers += 1;
    }
    let mut statement = bulk
        .prepare(
            "SELECT month, channel_id, leads, opportunities, customers, revenue_minor FROM metric WHERE month BETWEEN ? AND ?",
        )
        .or_fault()?;
    let mut metrics = statement.query((span.from.number(), span.to.number())).or_fault()?;
    while let Some(row) = metrics.next().or_fault()? {
        let (month, channel): (i32, i64) = (row.get(0).or_fault()?, row.get(1).or_fault()?);
        if !ground.frame.scope.lets(Dimension::Channel, channel) {
            continue;
        }
        let told: Option<i64> = row.get(4).or_fault()?;
        let extra = told.filter(|_| !registered.contains(&(channel, month))).unwrap_or(0);
        let sums = Sums {
            customers: extra,
            from_metrics: extra,
            leads: row.get(2).or_fault()?,
            opportunities: row.get(3).or_fault()?,
            revenue: row.get(5).or_fault()?,
            ..Sums::default()
        };
        rows.entry(key(by, calendar, channel, Month::from_number(month)))
            .or_default()
            .add(&sums)?;
    }
    Ok(())
}

/// Per customer: its own acquisition entries and its share of its channel's cost of the month in which it was won.
fn each_customer(ground: &Ground, facts: &[Fact], acquired: &[&Member], rows: &mut BTreeMap<i64, Sums>) -> Outcome<()> {
    let mut of: HashMap<(i64, i32), Vec<i64>> = HashMap::new();
    for member in acquired {
        let sums = rows.entry(member.id).or_default();
        (sums.customers, sums.direct) = (1, Some(0));
        let month = member.acquired_on.map_or(0, |date| Month::of(date).number());
        of.entry((member.channel, month)).or_default().push(member.id);
    }
    let mut pools: HashMap<(i64, i32), i64> = HashMap::new();
    for fact in facts
        .iter()
        .filter(|f| ground.share(f) == Share::Cost(Stage::Acquisition))
    {
        let customer = fact.named[5];
        if rows.contains_key(&customer) && customer != 0 {
            let sums = rows.entry(customer).or_default();
            add(&mut sums.cost, fact.amount)?;
            add(sums.direct.get_or_insert(0), fact.amount)?;
        } else {
            add(
                pools.entry((fact.named[2], fact.month.number())).or_insert(0),
                fact.amount,
            )?;
        }
    }
    for (place, pool) in pools {
        match of.get(&place).filter(|_| place.0 != 0) {
            Some(customers) => {
                for (customer, part) in customers.iter().zip(split(pool, &vec![1; customers.len()])) {
                    add(&mut rows.entry(*customer).or_default().cost, part)?;
                }
            }
            // Nobody was won there then: it stays without a customer, in its own row.
            None => add(&mut rows.entry(0).or_default().cost, pool)?,
        }
    }
    Ok(())
}

/// How soon a new customer has paid for itself, by what customers bring and cost a month over the span.
fn back(
    ground: &Ground,
    facts: &[Fact],
    members: &[Member],
    kept: i64,
    total: &AcquisitionFigures,
) -> Outcome<Payback> {
    let currency = ground.currency();
    let mut income = 0;
    for fact in facts {
        if let Share::Income { .. } = ground.share(fact) {
            add(&mut income, fact.amount)?;
        }
    }
    let mut customer_months: i64 = 0;
    for member in members {
        let Some(from) = member.acquired_on.map(Month::of) else {
            continue;
        };
        let to = member.lapsed_on.map_or(ground.span.to, Month::of).min(ground.span.to);
        let from = from.max(ground.span.from);
        customer_months += i64::from((to.number() - from.number() + 1).max(0));
    }
    let each = |sum: i64| cac(sum, customer_months, currency);
    let (revenue, cost) = (each(income)?, each(kept)?);
    let margin = ground.margin();
    let value = |amount: &Option<Amount>| amount.map(|amount| amount.value());
    let months = match (value(&total.cac_net), value(&revenue), margin, value(&cost)) {
        (Some(cac), Some(revenue), Some(margin), Some(cost)) => payback(cac, revenue, margin, cost),
        _ => None,
    };
    Ok(Payback {
        cac: total.cac_net,
        income: currency.amount(income),
        kept: currency.amount(kept),
        customer_months,
        monthly_revenue: revenue,
        margin: margin.and_then(|m| m.to_string().parse().ok()),
        monthly_cost: cost,
        months,
    })
}
