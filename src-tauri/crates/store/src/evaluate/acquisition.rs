//! What new customers cost: acquisition-stage cost over customers acquired, by channel, time or customer.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::link::Connection;
use chrono::NaiveDate;
use kezhang_core::evaluate::acquisition::{cac, payback, returns as returns_of};
use kezhang_core::evaluate::estimate::share;
use kezhang_core::evaluate::report::{
    AcquisitionFigures, AcquisitionReport, AcquisitionRow, EvaluateQuery, IncludedLine, Payback,
};
use kezhang_core::money::split;
use kezhang_core::monitor::fold::Fact;
use kezhang_core::monitor::variance::RowKey;
use kezhang_core::record::Stage;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Amount, Calendar, Fault, Month, Outcome};

use super::ground::{Ground, Member, Share, add, codes, members, named, within};
use crate::fault::{OrFault, overflow};
use crate::ledger::Ledger;
use crate::variance::place_of_code;

/// What is known of a channel in a month; of customers that is their sums, by the place in which they were won.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    cost: i64,
    has_cost: bool,
    offset: i64,
    registered: i64,
    from_metrics: Option<i64>,
    leads: Option<i64>,
    opportunities: Option<i64>,
    revenue: Option<i64>,
}

/// Channel and month.
type Place = (i64, i32);

/// A row: its cells together, and of each ratio only what is known on both of its sides.
#[derive(Debug, Clone, Default)]
struct Sums {
    cost: i64,
    has_cost: bool,
    offset: i64,
    registered: i64,
    from_metrics: i64,
    leads: Option<i64>,
    opportunities: Option<i64>,
    revenue: Option<i64>,
    /// Leads and opportunities of the places that know both.
    followed: Option<(i64, i64)>,
    /// Opportunities and customers.
    closed: Option<(i64, i64)>,
    /// Cost of each channel, and whether it knows leads and revenue.
    channels: BTreeMap<i64, (i64, bool, bool)>,
    /// By customer: what names it, and what it shares with others.
    direct: Option<i64>,
    pool: Option<Pool>,
}

/// What customers won in one place share.
#[derive(Debug, Clone, Copy)]
struct Pool {
    place: Place,
    cost: i64,
    customers: i64,
}

fn more(sum: &mut Option<i64>, told: Option<i64>) -> Outcome<()> {
    if let Some(told) = told {
        add(sum.get_or_insert(0), told)?;
    }
    Ok(())
}

impl Sums {
    fn take(&mut self, channel: i64, cell: &Cell, has_register: bool) -> Outcome<()> {
        add(&mut self.cost, cell.cost)?;
        add(&mut self.offset, cell.offset)?;
        self.has_cost |= cell.has_cost;
        self.registered += cell.registered;
        self.from_metrics += cell.from_metrics.unwrap_or(0);
        more(&mut self.leads, cell.leads)?;
        more(&mut self.opportunities, cell.opportunities)?;
        more(&mut self.revenue, cell.revenue)?;
        let pair = |sums: &mut Option<(i64, i64)>, one: (i64, i64)| -> Outcome<()> {
            let sums = sums.get_or_insert((0, 0));
            add(&mut sums.0, one.0)?;
            add(&mut sums.1, one.1)
        };
        if let (Some(leads), Some(opportunities)) = (cell.leads, cell.opportunities) {
            pair(&mut self.followed, (leads, opportunities))?;
        }
        // A register in use tells of a month without new customers too.
        let customers =
            (has_register || cell.from_metrics.is_some()).then_some(cell.registered + cell.from_metrics.unwrap_or(0));
        if let (Some(opportunities), Some(customers)) = (cell.opportunities, customers) {
            pair(&mut self.closed, (opportunities, customers))?;
        }
        let of = self.channels.entry(channel).or_default();
        add(&mut of.0, cell.cost)?;
        of.1 |= cell.leads.is_some();
        of.2 |= cell.revenue.is_some();
        Ok(())
    }

    fn is_nothing(&self) -> bool {
        self.cost == 0
            && self.offset == 0
            && self.registered + self.from_metrics == 0
            && self.leads.unwrap_or(0) == 0
            && self.revenue.unwrap_or(0) == 0
    }

    /// Cost of the channels that know something.
    fn cost_with(&self, knows: impl Fn(&(i64, bool, bool)) -> bool) -> Outcome<Option<i64>> {
        let mut sum = None;
        for of in self.channels.values().filter(|of| knows(of)) {
            more(&mut sum, Some(of.0))?;
        }
        Ok(sum)
    }

    fn figures(&self, ground: &Ground, channels: &HashMap<i64, String>) -> Outcome<AcquisitionFigures> {
        let (currency, margin) = (ground.currency(), ground.margin());
        let amount = |minor: i64| currency.amount(minor);
        let net = self.cost.checked_sub(self.offset).ok_or_else(overflow)?;
        let customers = self.registered + self.from_metrics;
        // Nothing recorded is not a cost of nothing.
        let each =
            |minor: i64| -> Outcome<Option<Amount>> { Ok(cac(minor, customers, currency)?.filter(|_| self.has_cost)) };
        let (with_leads, with_revenue) = (self.cost_with(|of| of.1)?, self.cost_with(|of| of.2)?);
        let returns = self.revenue.zip(with_revenue);
        let returns = returns.map(|(revenue, cost)| returns_of(revenue, cost, margin));
        let shared = self
            .direct
            .map(|direct| self.cost.checked_sub(direct).ok_or_else(overflow));
        Ok(AcquisitionFigures {
            cost: amount(self.cost),
            direct: self.direct.map(amount),
            from_channel: shared.transpose()?.map(amount),
            pool: self.pool.map(|pool| amount(pool.cost)),
            pool_shared_by: self.pool.map(|pool| pool.customers),
            pool_channel: self.pool.and_then(|pool| channels.get(&pool.place.0).cloned()),
            pool_month: self.pool.map(|pool| Month::from_number(pool.place.1)),
            offset: amount(self.offset),
            customers,
            customers_registered: self.registered,
            customers_from_metrics: self.from_metrics,
            cac: each(self.cost)?,
            cac_net: each(net)?,
            leads: self.leads,
            opportunities: self.opportunities,
            revenue: self.revenue.map(amount),
            cost_with_leads: with_leads.map(amount),
            leads_followed: self.followed.map(|of| of.0),
            opportunities_of_leads: self.followed.map(|of| of.1),
            opportunities_followed: self.closed.map(|of| of.0),
            customers_of_opportunities: self.closed.map(|of| of.1),
            cost_with_revenue: with_revenue.map(amount),
            cost_per_lead: match with_leads {
                Some(cost) => cac(cost, self.leads.unwrap_or(0), currency)?,
                None => None,
            },
            lead_to_opportunity: self
                .followed
                .and_then(|(leads, opportunities)| share(opportunities, leads)),
            opportunity_to_customer: self.closed.and_then(|(opportunities, won)| share(won, opportunities)),
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
        crate::bulk::with(self.reader(), |bulk| {
            // What customers bring is known customer by customer.
            let brought = ground.facts_by(bulk, &[Dimension::Customer, Dimension::Stage])?;
            report(bulk, &ground, &brought, calendar, by)
        })
        .await
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

fn report(
    bulk: &Connection,
    ground: &Ground,
    brought: &[Fact],
    calendar: Calendar,
    by: Dimension,
) -> Outcome<AcquisitionReport> {
    let currency = ground.currency();
    let facts = ground.facts(bulk)?;
    let members = members(bulk, ground)?;
    let acquired: Vec<&Member> = members
        .iter()
        .filter(|member| {
            let lets = |on: NaiveDate| ground.frame.scope.lets_month(Month::of(on));
            within(ground.span, member.acquired_on) && member.acquired_on.is_some_and(lets)
        })
        .collect();
    let leaves_metrics_out = [Dimension::Customer, Dimension::Grade]
        .iter()
        .any(|dimension| ground.frame.scope.ids.contains_key(dimension));
    let mut cells = cells(ground, &facts, &acquired)?;
    if !leaves_metrics_out {
        with_metrics(bulk, ground, &mut cells)?;
    }
    let mut lines: HashMap<i64, i64> = HashMap::new();
    let (mut shared, mut uncategorised) = (0, 0);
    for fact in &facts {
        match ground.share(fact) {
            Share::Cost(Stage::Acquisition) => add(lines.entry(fact.named[0]).or_insert(0), fact.amount)?,
            Share::Cost(Stage::Shared) => add(&mut shared, fact.amount)?,
            Share::Uncategorised => add(&mut uncategorised, fact.amount)?,
            _ => {}
        }
    }
    let has_register = !acquired.is_empty();
    let mut rows: BTreeMap<i64, Sums> = BTreeMap::new();
    let mut total = Sums::default();
    for (place, cell) in &cells {
        total.take(place.0, cell, has_register)?;
        if by != Dimension::Customer {
            let at = key(by, calendar, place.0, Month::from_number(place.1));
            rows.entry(at).or_default().take(place.0, cell, has_register)?;
        }
    }
    if by == Dimension::Customer {
        each_customer(ground, &facts, &acquired, &cells, &mut rows)?;
    }
    rows.retain(|_, sums| !sums.is_nothing());
    let channels = codes(bulk, "channel")?;
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
            let figures = sums.figures(ground, &channels)?;
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
    let figures = total.figures(ground, &channels)?;
    Ok(AcquisitionReport {
        head,
        by,
        rows,
        leaves_metrics_out,
        payback: back(ground, brought, &members, &figures)?,
        total: figures,
        lines,
        shared: currency.amount(shared),
        uncategorised: currency.amount(uncategorised),
        labels: named(bulk, ground.language, wanted)?,
    })
}

/// What entries and the register tell, by channel and month.
fn cells(ground: &Ground, facts: &[Fact], acquired: &[&Member]) -> Outcome<BTreeMap<Place, Cell>> {
    let mut cells: BTreeMap<Place, Cell> = BTreeMap::new();
    for fact in facts {
        let cell = cells.entry((fact.named[2], fact.month.number()));
        match ground.share(fact) {
            Share::Cost(Stage::Acquisition) => {
                let cell = cell.or_default();
                cell.has_cost = true;
                add(&mut cell.cost, fact.amount)?;
            }
            Share::Offset(Some(Stage::Acquisition)) => add(&mut cell.or_default().offset, fact.amount)?,
            _ => {}
        }
    }
    for member in acquired {
        if let Some(month) = member.acquired_on.map(Month::of) {
            cells.entry((member.channel, month.number())).or_default().registered += 1;
        }
    }
    Ok(cells)
}

/// What metrics tell: customers only for channel-months where the register has none.
fn with_metrics(bulk: &Connection, ground: &Ground, cells: &mut BTreeMap<Place, Cell>) -> Outcome<()> {
    let span = ground.span;
    let scope = &ground.frame.scope;
    let mut statement = bulk
        .prepare(
            "SELECT month, channel_id, leads, opportunities, customers, revenue_minor FROM metric WHERE month BETWEEN ? AND ?",
        )
        .or_fault()?;
    let mut metrics = statement.query((span.from.number(), span.to.number())).or_fault()?;
    while let Some(row) = metrics.next().or_fault()? {
        let (month, channel): (i32, i64) = (row.get(0).or_fault()?, row.get(1).or_fault()?);
        if !(scope.lets(Dimension::Channel, channel) && scope.lets_month(Month::from_number(month))) {
            continue;
        }
        let cell = cells.entry((channel, month)).or_default();
        let told: Option<i64> = row.get(4).or_fault()?;
        more(&mut cell.from_metrics, told.filter(|_| cell.registered == 0))?;
        more(&mut cell.leads, row.get(2).or_fault()?)?;
        more(&mut cell.opportunities, row.get(3).or_fault()?)?;
        more(&mut cell.revenue, row.get(5).or_fault()?)?;
    }
    Ok(())
}

/// Per customer: its own acquisition entries and its share of its channel's cost of the month in which it was won. What
/// nobody in the register carries, metrics among it, stands in a row of its own.
fn each_customer(
    ground: &Ground,
    facts: &[Fact],
    acquired: &[&Member],
    cells: &BTreeMap<Place, Cell>,
    rows: &mut BTreeMap<i64, Sums>,
) -> Outcome<()> {
    let mut of: HashMap<Place, Vec<i64>> = HashMap::new();
    for member in acquired {
        let sums = rows.entry(member.id).or_default();
        (sums.registered, sums.direct) = (1, Some(0));
        let month = member.acquired_on.map_or(0, |date| Month::of(date).number());
        of.entry((member.channel, month)).or_default().push(member.id);
    }
    let mut free = Sums::default();
    for (place, cell) in cells {
        let told = Cell {
            cost: 0,
            has_cost: false,
            offset: 0,
            ..*cell
        };
        free.take(place.0, &told, !acquired.is_empty())?;
    }
    // Their cost is that of the customers they brought.
    (free.registered, free.channels) = (0, BTreeMap::new());
    let mut pools: BTreeMap<Place, i64> = BTreeMap::new();
    for fact in facts {
        let customer = Some(fact.named[5]).filter(|id| *id != 0 && rows.contains_key(id));
        match (ground.share(fact), customer) {
            (Share::Cost(Stage::Acquisition), Some(customer)) => {
                let sums = rows.entry(customer).or_default();
                sums.has_cost = true;
                add(&mut sums.cost, fact.amount)?;
                add(sums.direct.get_or_insert(0), fact.amount)?;
            }
            (Share::Cost(Stage::Acquisition), None) => {
                let place = (fact.named[2], fact.month.number());
                add(pools.entry(place).or_insert(0), fact.amount)?;
            }
            (Share::Offset(Some(Stage::Acquisition)), Some(customer)) => {
                add(&mut rows.entry(customer).or_default().offset, fact.amount)?;
            }
            (Share::Offset(Some(Stage::Acquisition)), None) => add(&mut free.offset, fact.amount)?,
            _ => {}
        }
    }
    for (place, cost) in pools {
        let Some(customers) = of.get(&place).filter(|_| place.0 != 0) else {
            // Nobody was won there then.
            free.has_cost = true;
            add(&mut free.cost, cost)?;
            continue;
        };
        for (customer, part) in customers.iter().zip(split(cost, &vec![1; customers.len()])) {
            let sums = rows.entry(*customer).or_default();
            sums.has_cost = true;
            add(&mut sums.cost, part)?;
            sums.pool = Some(Pool {
                place,
                cost,
                customers: customers.len() as i64,
            });
        }
    }
    rows.insert(0, free);
    Ok(())
}

/// How soon a new customer has paid for itself, by what the customers with 获客日期 bring and cost in a month in which
/// they are there: money and months of the same customers and the same months.
fn back(ground: &Ground, facts: &[Fact], members: &[Member], total: &AcquisitionFigures) -> Outcome<Payback> {
    let currency = ground.currency();
    let (mut customer_months, mut there) = (0, HashSet::new());
    for member in members.iter().filter(|member| member.acquired_on.is_some()) {
        let months = ground.months_there(member.acquired_on.map(Month::of), member.lapsed_on);
        if months > 0 {
            customer_months += months;
            there.insert(member.id);
        }
    }
    let (mut income, mut kept, mut elsewhere) = (0, 0, 0);
    let is_booked = |fact: &&Fact| ground.booked.is_some_and(|booked| booked.contains(fact.month));
    for fact in facts.iter().filter(is_booked) {
        let is_theirs = there.contains(&fact.named[5]);
        match ground.share(fact) {
            Share::Income { .. } if is_theirs => add(&mut income, fact.amount)?,
            Share::Cost(Stage::Maintenance | Stage::Service) if is_theirs => add(&mut kept, fact.amount)?,
            Share::Cost(Stage::Maintenance | Stage::Service) => add(&mut elsewhere, fact.amount)?,
            _ => {}
        }
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
        from: ground.booked.map(|booked| booked.from),
        to: ground.booked.map(|booked| booked.to),
        customers: there.len() as i64,
        undated: members.iter().filter(|member| member.acquired_on.is_none()).count() as i64,
        income: currency.amount(income),
        kept: currency.amount(kept),
        kept_elsewhere: currency.amount(elsewhere),
        customer_months,
        monthly_revenue: revenue,
        margin: margin.and_then(|m| m.to_string().parse().ok()),
        monthly_cost: cost,
        months,
    })
}
