//! What hours, tools and the service desk are used for, from their registers and the entries.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::link::Connection;
use chrono::NaiveDate;
use kezhang_core::evaluate::acquisition::cac;
use kezhang_core::evaluate::estimate::share;
use kezhang_core::evaluate::report::EvaluateQuery;
use kezhang_core::evaluate::resources::{
    HALF, HoursPart, HoursRow, ResourcesReport, ServiceRow, ToolRow, ToolVerdict, ToolsAlike, notice_by, part,
    quantity, verdict,
};
use kezhang_core::monitor::fold::Fact;
use kezhang_core::monitor::variance::RowKey;
use kezhang_core::record::Stage;
use kezhang_core::record::register::Dimension;
use kezhang_core::record::work::{ADMINISTRATION, Tool, UNUSED};
use kezhang_core::{Calendar, Currency, Fault, Month, Outcome};
use rust_decimal::Decimal;

use super::explain::{Behind, collect};
use super::ground::{Ground, Share, add, codes};
use super::satisfaction::key;
use crate::fault::OrFault;
use crate::labels::CodeBook;
use crate::ledger::Ledger;
use crate::variance::place_of_code;
use crate::work::{Tickets, decimal};

impl Ledger {
    /// Hours by kind of work and customer, tools, tickets by month, customer or product.
    ///
    /// # Errors
    /// `resources_by_invalid`, `span_reversed`, `filter_unknown`, `name_unknown`, `amount_overflow`.
    pub async fn resources(&self, query: &EvaluateQuery, today: NaiveDate) -> Outcome<ResourcesReport> {
        use Dimension as D;
        let by = match query.by.as_slice() {
            [] => D::Month,
            [one] if one.is_time() || matches!(one, D::Customer | D::Product) => *one,
            _ => return Err(Fault::new("resources_by_invalid")),
        };
        let dimensions = if by.is_time() {
            vec![D::Stage]
        } else {
            vec![by, D::Stage]
        };
        let ground = self.ground_by(query, today, dimensions).await?;
        let calendar = self.calendar().await?;
        let by_vendor = self.ground_by(query, today, vec![D::Vendor]).await?;
        crate::bulk::with(self.reader(), |bulk| {
            let hours = hours(bulk, &ground)?;
            let (tools, alike) = tools(bulk, &by_vendor)?;
            let (service, service_total) = service(bulk, &ground, calendar, by)?;
            let mut customers: BTreeSet<String> = hours.rows.iter().filter_map(|row| row.customer.clone()).collect();
            let mut wanted: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
            let of_rows = service.iter().filter_map(|row| row.key.value(by).map(str::to_owned));
            match by {
                D::Customer => customers.extend(of_rows),
                D::Product => {
                    wanted.insert("product", of_rows.collect());
                }
                _ => {}
            }
            wanted.insert("customer", customers.into_iter().collect());
            let mut head = ground.head.clone();
            let mut service = service;
            head.omitted_count = ground.cut(&mut service);
            Ok(ResourcesReport {
                head,
                hours,
                tools,
                alike,
                by,
                service,
                service_total,
                labels: crate::labels::labels(bulk, &wanted, ground.language)?,
            })
        })
        .await
    }
}

fn hours(bulk: &Connection, ground: &Ground) -> Outcome<HoursPart> {
    let span = ground.span;
    let mut statement = bulk
        .prepare(
            "SELECT kind, customer_id, hours, employee, activity_id, month FROM work_hours WHERE month BETWEEN ? AND ?",
        )
        .or_fault()?;
    let mut rows = statement.query((span.from.number(), span.to.number())).or_fault()?;
    let customers = codes(bulk, "customer")?;
    let mut cells: BTreeMap<(Option<String>, Option<String>), Decimal> = BTreeMap::new();
    let mut employees: BTreeSet<String> = BTreeSet::new();
    let scope = &ground.frame.scope;
    while let Some(row) = rows.next().or_fault()? {
        let (customer, activity): (Option<i64>, Option<i64>) = (row.get(1).or_fault()?, row.get(4).or_fault()?);
        let month = Month::from_number(row.get(5).or_fault()?);
        let passes = scope.lets_month(month)
            && scope.lets(Dimension::Customer, customer.unwrap_or(0))
            && scope.lets(Dimension::Activity, activity.unwrap_or(0));
        if !passes {
            continue;
        }
        let value = decimal(Some(row.get(2).or_fault()?))?.unwrap_or_default();
        employees.insert(row.get(3).or_fault()?);
        let code = customer.and_then(|id| customers.get(&id).cloned());
        sum(cells.entry((row.get(0).or_fault()?, code)).or_default(), value)?;
    }
    let mut by_kind: BTreeMap<Option<String>, Decimal> = BTreeMap::new();
    let mut by_customer: BTreeMap<Option<String>, Decimal> = BTreeMap::new();
    let mut total = Decimal::ZERO;
    for ((kind, customer), value) in &cells {
        sum(by_kind.entry(kind.clone()).or_default(), *value)?;
        sum(by_customer.entry(customer.clone()).or_default(), *value)?;
        sum(&mut total, *value)?;
    }
    let of = |kind: &str| by_kind.get(&Some(kind.to_owned())).copied().unwrap_or_default();
    let (administration, unused) = (of(ADMINISTRATION), of(UNUSED));
    let administration_share = part(administration, total - unused);
    let made = |kind: Option<String>, customer: Option<String>, value: Decimal| HoursRow {
        kind,
        customer,
        hours: quantity(value),
        share: part(value, total),
    };
    let largest = |mut rows: Vec<HoursRow>| {
        rows.sort_by(|a, b| b.hours.total_cmp(&a.hours));
        rows
    };
    Ok(HoursPart {
        by_kind: largest(
            by_kind
                .iter()
                .map(|(kind, value)| made(kind.clone(), None, *value))
                .collect(),
        ),
        by_customer: largest(
            by_customer
                .iter()
                .map(|(customer, value)| made(None, customer.clone(), *value))
                .collect(),
        ),
        rows: cells
            .into_iter()
            .map(|((kind, customer), value)| made(kind, customer, value))
            .collect(),
        total: quantity(total),
        administration: quantity(administration),
        is_mostly_administration: administration_share.is_some_and(|share| share > HALF),
        administration_share,
        unused: quantity(unused),
        unused_share: part(unused, total),
        employees: u32::try_from(employees.len()).unwrap_or(u32::MAX),
    })
}

fn sum(into: &mut Decimal, value: Decimal) -> Outcome<()> {
    *into = into
        .checked_add(value)
        .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))?;
    Ok(())
}

/// What entries say a tool cost, by month.
type Costs = HashMap<(String, Month), i64>;
/// Entries that several tools fit alike, with their cost, by those tools.
type Alike = BTreeMap<Vec<String>, (u32, i64)>;

fn tools(bulk: &Connection, ground: &Ground) -> Outcome<(Vec<ToolRow>, Vec<ToolsAlike>)> {
    let currency = ground.currency();
    let all = crate::tool::tools(bulk, currency)?;
    let named = all.iter().any(|tool| tool.vendor.is_some() || tool.category.is_some());
    let costs = match named {
        true => costs(bulk, ground, &all)?,
        false => (Costs::new(), Alike::new()),
    };
    let (costs, alike) = costs;
    let alike = alike.into_iter().map(|(tools, (entries, minor))| ToolsAlike {
        tools,
        entries,
        cost: currency.amount(minor),
    });
    let mut rows = Vec::new();
    for tool in all {
        let row = tool_row(&tool, ground, &costs, currency)?;
        let says = row.month.is_some() || row.cost.is_some_and(|cost| !cost.value().is_zero());
        if says || (tool.active && tool.renewal_on.is_some()) {
            rows.push(row);
        }
    }
    rows.sort_by_key(|row| (row.verdict != Some(ToolVerdict::Waste), row.tool.clone()));
    Ok((rows, alike.collect()))
}

impl Ledger {
    /// The entries that are the cost of a tool.
    ///
    /// # Errors
    /// Those of the evaluation.
    pub async fn behind_tool(
        &self,
        query: &EvaluateQuery,
        tool: &str,
        most: usize,
        today: NaiveDate,
    ) -> Outcome<Behind> {
        let ground = self.ground_by(query, today, vec![Dimension::Vendor]).await?;
        let currency = ground.currency();
        let parts = crate::bulk::with(self.reader(), |bulk| {
            let (tools, vendors) = (crate::tool::tools(bulk, currency)?, codes(bulk, "vendor")?);
            let world = &ground.frame.world;
            collect(bulk, &ground.frame, |fact| {
                let category = world.categories.get(&fact.named[0]).map(|node| node.code.as_str());
                matches!(ground.share(fact), Share::Cost(_) | Share::Uncategorised)
                    && payers(&tools, fact, &vendors, category) == [tool]
            })
        })
        .await?;
        self.shown_behind(parts, currency, most).await
    }
}

/// An entry is the cost of the tool that its vendor and category fit most narrowly; of none where two fit alike.
fn costs(bulk: &Connection, ground: &Ground, tools: &[Tool]) -> Outcome<(Costs, Alike)> {
    let vendors = codes(bulk, "vendor")?;
    let world = &ground.frame.world;
    let (mut found, mut alike) = (Costs::new(), Alike::new());
    for fact in ground.facts(bulk)? {
        if !matches!(ground.share(&fact), Share::Cost(_) | Share::Uncategorised) {
            continue;
        }
        let category = world.categories.get(&fact.named[0]).map(|node| node.code.as_str());
        match payers(tools, &fact, &vendors, category).as_slice() {
            [] => {}
            [one] => add(found.entry(((*one).to_owned(), fact.month)).or_default(), fact.amount)?,
            several => {
                let (entries, cost) = alike
                    .entry(several.iter().map(|code| (*code).to_owned()).collect())
                    .or_default();
                *entries += 1;
                add(cost, fact.amount)?;
            }
        }
    }
    Ok((found, alike))
}

/// The tools that an entry fits most narrowly.
fn payers<'t>(tools: &'t [Tool], fact: &Fact, vendors: &HashMap<i64, String>, category: Option<&str>) -> Vec<&'t str> {
    let (vendor, category) = (vendors.get(&fact.vendor), category.unwrap_or(""));
    let fit = |tool: &Tool| -> Option<usize> {
        if tool.vendor.is_none() && tool.category.is_none() {
            return None;
        }
        if tool.vendor.is_some() && tool.vendor.as_ref() != vendor {
            return None;
        }
        let Some(of) = &tool.category else { return Some(1) };
        let is_in = category == of
            || category
                .strip_prefix(of.as_str())
                .is_some_and(|rest| rest.starts_with('.'));
        is_in.then(|| 1 + of.len() + usize::from(tool.vendor.is_some()) * 100)
    };
    let fitting: Vec<(usize, &str)> = tools
        .iter()
        .filter_map(|tool| Some((fit(tool)?, tool.code.as_str())))
        .collect();
    let best = fitting.iter().map(|(how, _)| *how).max();
    let best = fitting.iter().filter(|(how, _)| Some(*how) == best);
    best.map(|(_, code)| *code).collect()
}

fn tool_row(tool: &Tool, ground: &Ground, costs: &Costs, currency: Currency) -> Outcome<ToolRow> {
    let months: Vec<_> = tool
        .months
        .iter()
        .filter(|one| ground.span.contains(one.month))
        .collect();
    let newest = months.first();
    let mut typed = 0;
    let mut has_typed = false;
    let cost_of = |month: Month| costs.get(&(tool.code.clone(), month)).copied();
    let from_entries: Option<i64> = {
        let mut of_tool = costs.iter().filter(|((code, _), _)| *code == tool.code).peekable();
        match of_tool.peek() {
            None => None,
            Some(_) => Some(of_tool.try_fold(0, |mut sum, (_, minor)| add(&mut sum, *minor).map(|()| sum))?),
        }
    };
    let (mut active, mut seats, mut used, mut paid) = (0i64, 0i64, 0i64, 0i64);
    let (mut cost_of_active, mut active_with_cost) = (0i64, 0i64);
    let mut logins: Option<u32> = None;
    for one in &months {
        if let Some(more) = one.logins {
            logins = Some(logins.unwrap_or(0).saturating_add(more));
        }
        if let (Some(of), Some(all)) = (one.active, one.seats) {
            active += i64::from(of);
            seats += i64::from(all);
        }
        if let (Some(of), Some(all)) = (one.modules_used, one.modules_paid) {
            used += i64::from(of);
            paid += i64::from(all);
        }
        let own = one.cost.map(|cost| currency.minor(cost.value())).transpose()?;
        if let Some(own) = own {
            has_typed = true;
            add(&mut typed, own)?;
        }
        let cost = match from_entries {
            Some(_) => cost_of(one.month),
            None => own,
        };
        if let (Some(cost), Some(of)) = (cost, one.active) {
            add(&mut cost_of_active, cost)?;
            active_with_cost += i64::from(of);
        }
    }
    let (cost, cost_source) = match (from_entries, has_typed) {
        (Some(minor), _) => (Some(currency.amount(minor)), Some("entries")),
        (None, true) => (Some(currency.amount(typed)), Some("register")),
        (None, false) => (None, None),
    };
    let gb = |of: fn(&kezhang_core::record::work::ToolMonth) -> Option<String>| {
        decimal(months.iter().find_map(|one| of(one)))
    };
    let (gb_paid, gb_used) = (gb(|one| one.gb_paid.clone())?, gb(|one| one.gb_used.clone())?);
    let (active_share, module_share) = (share(active, seats), share(used, paid));
    Ok(ToolRow {
        tool: Some(tool.code.clone()),
        name: Some(tool.name.clone()),
        month: newest.map(|one| one.month),
        seats: months.iter().find_map(|one| one.seats),
        active: months.iter().find_map(|one| one.active),
        active_months: (seats > 0).then_some(active),
        seat_months: (seats > 0).then_some(seats),
        active_share,
        logins,
        modules_paid: months.iter().find_map(|one| one.modules_paid),
        modules_used: months.iter().find_map(|one| one.modules_used),
        module_months_used: (paid > 0).then_some(used),
        module_months_paid: (paid > 0).then_some(paid),
        module_share,
        last_used_on: months.iter().filter_map(|one| one.last_used_on).max(),
        gb_share: gb_used.zip(gb_paid).and_then(|(used, paid)| part(used, paid)),
        gb_paid: gb_paid.map(quantity),
        gb_used: gb_used.map(quantity),
        cost,
        cost_source,
        cost_of_active: (active_with_cost > 0).then(|| currency.amount(cost_of_active)),
        active_with_cost: (active_with_cost > 0).then_some(active_with_cost),
        cost_per_active_seat: cac(cost_of_active, active_with_cost, currency)?,
        renewal_on: tool.renewal_on,
        notice_by: notice_by(tool.renewal_on, tool.notice_days),
        verdict: verdict(active_share, module_share),
    })
}

/// Tickets and service-stage cost of a group.
#[derive(Debug, Clone, Copy, Default)]
struct Desk {
    tickets: Tickets,
    /// Tickets of the rows that say how many were solved without a person, and how long they took.
    told_automated: i64,
    told_minutes: i64,
    cost: i64,
}

impl Desk {
    fn take(&mut self, tickets: &Tickets) {
        self.told_automated += tickets.automated.map_or(0, |_| tickets.tickets);
        self.told_minutes += tickets.minutes.map_or(0, |_| tickets.tickets);
        self.tickets.add(tickets);
    }

    fn row(&self, key: RowKey, currency: Currency) -> Outcome<ServiceRow> {
        let tickets = self.tickets;
        Ok(ServiceRow {
            key,
            tickets: tickets.tickets.unsigned_abs(),
            minutes: tickets.minutes.map(quantity),
            tickets_timed: tickets.minutes.map(|_| self.told_minutes.unsigned_abs()),
            minutes_per_ticket: tickets
                .minutes
                .and_then(|all| part(all, Decimal::from(self.told_minutes))),
            automated: tickets.automated.map(i64::unsigned_abs),
            tickets_told: tickets.automated.map(|_| self.told_automated.unsigned_abs()),
            automated_share: tickets.automated.and_then(|of| share(of, self.told_automated)),
            cost: currency.amount(self.cost),
            cost_per_ticket: cac(self.cost, tickets.tickets, currency)?,
            first_solution_minutes: Tickets::mean(tickets.first).map(quantity),
            solution_minutes: Tickets::mean(tickets.solution).map(quantity),
        })
    }
}

fn service(
    bulk: &Connection,
    ground: &Ground,
    calendar: Calendar,
    by: Dimension,
) -> Outcome<(Vec<ServiceRow>, ServiceRow)> {
    let (span, currency) = (ground.span, ground.currency());
    let mut groups: BTreeMap<i64, Desk> = BTreeMap::new();
    let mut whole = Desk::default();
    let mut statement = bulk
        .prepare(
            "SELECT month, coalesce(customer_id, 0), coalesce(product_id, 0), tickets, minutes, automated, first_solution, \
             solution FROM service_month WHERE month BETWEEN ? AND ?",
        )
        .or_fault()?;
    let mut rows = statement.query((span.from.number(), span.to.number())).or_fault()?;
    let scope = &ground.frame.scope;
    while let Some(row) = rows.next().or_fault()? {
        let month = Month::from_number(row.get(0).or_fault()?);
        let (customer, product): (i64, i64) = (row.get(1).or_fault()?, row.get(2).or_fault()?);
        let passes = scope.lets_month(month)
            && scope.lets(Dimension::Customer, customer)
            && scope.lets(Dimension::Product, product);
        if !passes {
            continue;
        }
        let tickets = Tickets::new(
            row.get(3).or_fault()?,
            decimal(row.get(4).or_fault()?)?,
            row.get(5).or_fault()?,
            decimal(row.get(6).or_fault()?)?,
            decimal(row.get(7).or_fault()?)?,
        );
        let at = key(by, calendar, month, &[0, 0, 0, 0, product, customer, 0]);
        groups.entry(at).or_default().take(&tickets);
        whole.take(&tickets);
    }
    for fact in ground.facts(bulk)? {
        if ground.share(&fact) != Share::Cost(Stage::Service) {
            continue;
        }
        let at = key(by, calendar, fact.month, &fact.named);
        add(&mut groups.entry(at).or_default().cost, fact.amount)?;
        add(&mut whole.cost, fact.amount)?;
    }
    groups.retain(|_, desk| desk.tickets.tickets != 0 || desk.cost != 0);
    let book = CodeBook::load(bulk, &[by])?;
    let mut shown: Vec<(Option<String>, ServiceRow)> = groups
        .iter()
        .map(|(at, desk)| {
            let code = if *at == 0 && !by.is_time() {
                None
            } else {
                book.code(by, *at)
            };
            let mut key = RowKey::default();
            *key.slot(by) = Some(code.clone());
            Ok((code, desk.row(key, currency)?))
        })
        .collect::<Outcome<_>>()?;
    shown.sort_by_cached_key(|(code, _)| place_of_code(by, code.as_deref()));
    let total = whole.row(RowKey::default(), currency)?;
    Ok((shown.into_iter().map(|(_, row)| row).collect(), total))
}
