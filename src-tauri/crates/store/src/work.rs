//! Hours 工时 and the tickets of the service desk by month.

use std::collections::BTreeMap;

use crate::link::Connection;
use chrono::NaiveDate;
use kezhang_core::record::register::Register;
use kezhang_core::record::roll::Roll;
use kezhang_core::record::work::{Hours, check_hours, kind_of_work};
use kezhang_core::{Fault, Month, Outcome};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};

use crate::contract::maybe_day;
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::member::{Put, clean, escape_like, id_or_new, name};
use crate::row;
use crate::row::service_month::Model as ServiceRow;

/// Hours as the user gives them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursInput {
    /// The day.
    pub date: NaiveDate,
    /// Who.
    pub employee: String,
    /// How many, a decimal of at most 24.
    pub hours: String,
    /// 工作类型.
    #[serde(default)]
    pub kind: Option<String>,
    /// For whom, code or name; made when unknown.
    #[serde(default)]
    pub customer: Option<String>,
    /// For which activity, code or name.
    #[serde(default)]
    pub activity: Option<String>,
    /// 摘要.
    #[serde(default)]
    pub memo: String,
    /// Values of own fields, by name or key; null clears one.
    #[serde(default)]
    pub own: BTreeMap<String, Option<String>>,
}

/// Which hours.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HoursQuery {
    /// First month.
    pub from: Option<Month>,
    /// Last month, included.
    pub to: Option<Month>,
    /// A part of the employee, kind, customer or memo.
    pub search: Option<String>,
    /// How many to pass over.
    pub offset: u64,
    /// At most so many; 200 when absent.
    pub limit: Option<u32>,
}

/// A page of hours, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HoursPage {
    /// The hours.
    pub hours: Vec<Hours>,
    /// How many there are in all.
    pub count: u64,
}

/// The tickets of a month as the user gives them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceInput {
    /// 月份.
    pub month: Month,
    /// Whose, code or name; made when unknown.
    #[serde(default)]
    pub customer: Option<String>,
    /// About what, code or name; made when unknown.
    #[serde(default)]
    pub product: Option<String>,
    /// 工单数.
    pub tickets: u32,
    /// 处理时长 of all of them, a decimal.
    #[serde(default)]
    pub minutes: Option<String>,
    /// Of them solved by bot or self-service.
    #[serde(default)]
    pub automated: Option<u32>,
    /// Minutes to the first solution, the mean of a ticket.
    #[serde(default)]
    pub first_solution_minutes: Option<String>,
    /// Minutes to the full solution, the mean of a ticket.
    #[serde(default)]
    pub solution_minutes: Option<String>,
}

/// The tickets of a month as they are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ServiceShown {
    /// 月份.
    pub month: Month,
    /// Code of the customer.
    pub customer: Option<String>,
    /// Code of the product.
    pub product: Option<String>,
    /// 工单数.
    pub tickets: u32,
    /// 处理时长 of all of them, a decimal.
    pub minutes: Option<String>,
    /// Of them solved by bot or self-service.
    pub automated: Option<u32>,
}

/// What the tickets of a month, customer and product add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tickets {
    pub tickets: i64,
    pub minutes: Option<Decimal>,
    pub automated: Option<i64>,
    /// Mean minutes of a ticket times its tickets, and those tickets.
    pub first: Option<(Decimal, i64)>,
    pub solution: Option<(Decimal, i64)>,
}

impl Tickets {
    pub(crate) fn new(
        tickets: i64,
        minutes: Option<Decimal>,
        automated: Option<i64>,
        first: Option<Decimal>,
        solution: Option<Decimal>,
    ) -> Self {
        let weighed =
            |mean: Option<Decimal>| mean.and_then(|mean| Some((mean.checked_mul(Decimal::from(tickets))?, tickets)));
        Self {
            tickets,
            minutes,
            automated,
            first: weighed(first),
            solution: weighed(solution),
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.tickets = self.tickets.saturating_add(other.tickets);
        self.minutes = match (self.minutes, other.minutes) {
            (Some(a), Some(b)) => a.checked_add(b),
            (a, b) => a.or(b),
        };
        self.automated = match (self.automated, other.automated) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (a, b) => a.or(b),
        };
        let sum = |a: Option<(Decimal, i64)>, b: Option<(Decimal, i64)>| match (a, b) {
            (Some(a), Some(b)) => Some((a.0.checked_add(b.0)?, a.1.saturating_add(b.1))),
            (a, b) => a.or(b),
        };
        self.first = sum(self.first, other.first);
        self.solution = sum(self.solution, other.solution);
    }

    /// The mean of a ticket, to four decimals.
    pub(crate) fn mean(weighed: Option<(Decimal, i64)>) -> Option<Decimal> {
        let (sum, tickets) = weighed?;
        let mean = sum.checked_div(Decimal::from(tickets))?;
        Some(kezhang_core::money::round(mean, 4).normalize())
    }

    fn row(&self, key: (i32, Option<i64>, Option<i64>)) -> ServiceRow {
        let text = |value: Option<Decimal>| value.map(|value| value.normalize().to_string());
        ServiceRow {
            id: 0,
            month: key.0,
            customer_id: key.1,
            product_id: key.2,
            tickets: self.tickets,
            minutes: text(self.minutes),
            automated: self.automated,
            first_solution: text(Self::mean(self.first)),
            solution: text(Self::mean(self.solution)),
        }
    }
}

/// A quantity of the disk.
pub(crate) fn decimal(text: Option<String>) -> Outcome<Option<Decimal>> {
    text.map(|text| {
        text.parse()
            .map_err(|_| Fault::new("ledger_damaged").with("detail", text))
    })
    .transpose()
}

/// A quantity of the user: at least zero.
fn typed(text: &Option<String>) -> Outcome<Option<Decimal>> {
    let Some(text) = text.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let value: Option<Decimal> = text.parse().ok();
    value
        .filter(|value| *value >= Decimal::ZERO)
        .map(Some)
        .ok_or_else(|| Fault::new("count_negative").with("value", text))
}

/// Puts the tickets of a month, customer and product in the place of those that were there.
pub(crate) async fn put_service(
    change: &mut Change<'_>,
    key: (i32, Option<i64>, Option<i64>),
    tickets: &Tickets,
) -> Outcome<(Put, i64)> {
    let there: Vec<ServiceRow> = crate::bulk::with(change.connection(), |bulk| {
        let mut statement = bulk
            .prepare(
                "SELECT id, tickets, minutes, automated, first_solution, solution FROM service_month \
                 WHERE month = ? AND customer_id IS ? AND product_id IS ? ORDER BY id",
            )
            .or_fault()?;
        let rows = statement
            .query_map(key, |row| {
                Ok(ServiceRow {
                    id: row.get(0)?,
                    month: key.0,
                    customer_id: key.1,
                    product_id: key.2,
                    tickets: row.get(1)?,
                    minutes: row.get(2)?,
                    automated: row.get(3)?,
                    first_solution: row.get(4)?,
                    solution: row.get(5)?,
                })
            })
            .or_fault()?;
        rows.collect::<Result<_, _>>().or_fault()
    })
    .await?;
    let mut row = tickets.row(key);
    let mut there = there.into_iter();
    let Some(old) = there.next() else {
        return Ok((Put::New, change.insert(row).await?.id));
    };
    row.id = old.id;
    let id = old.id;
    let mut put = Put::Same;
    for more in there {
        put = Put::Changed;
        change.remove(more).await?;
    }
    if old != row {
        put = Put::Changed;
        change.update(old, row).await?;
    }
    Ok((put, id))
}

impl Ledger {
    /// Hours, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn hours(&self, query: &HoursQuery) -> Outcome<HoursPage> {
        let (from, to) = (
            query.from.map_or(i32::MIN, Month::number),
            query.to.map_or(i32::MAX, Month::number),
        );
        let search = format!("%{}%", escape_like(query.search.as_deref().unwrap_or("").trim()));
        let limit = i64::from(query.limit.unwrap_or(200));
        let offset = i64::try_from(query.offset).unwrap_or(i64::MAX);
        crate::bulk::with(self.reader(), |bulk| {
            let such = "FROM work_hours h LEFT JOIN customer c ON c.id = h.customer_id LEFT JOIN activity a ON a.id = h.activity_id \
                        WHERE h.month BETWEEN ?1 AND ?2 AND (h.employee LIKE ?3 ESCAPE '\\' OR h.kind LIKE ?3 ESCAPE '\\' \
                        OR h.memo LIKE ?3 ESCAPE '\\' OR c.code LIKE ?3 ESCAPE '\\' OR c.name LIKE ?3 ESCAPE '\\')";
            let count: i64 = bulk
                .query_row(&format!("SELECT count(*) {such}"), (from, to, &search), |row| row.get(0))
                .or_fault()?;
            let mut statement = bulk
                .prepare(&format!(
                    "SELECT h.id, h.worked_on, h.month, h.employee, h.hours, h.kind, c.code, a.code, h.memo {such} \
                     ORDER BY h.month DESC, h.worked_on DESC NULLS LAST, h.id DESC LIMIT ?4 OFFSET ?5"
                ))
                .or_fault()?;
            let mut rows = statement.query((from, to, &search, limit, offset)).or_fault()?;
            let mut hours = Vec::new();
            while let Some(row) = rows.next().or_fault()? {
                hours.push(shown(row)?);
            }
            Ok(HoursPage {
                hours,
                count: count.unsigned_abs(),
            })
        })
        .await
    }

    /// Records hours.
    ///
    /// # Errors
    /// `name_missing`, `hours_invalid`, `date_in_future`, `name_unknown` for an activity, `name_ambiguous`.
    pub async fn add_hours(&self, change: &mut Change<'_>, new: HoursInput, today: NaiveDate) -> Outcome<Hours> {
        if new.date > today {
            let fault = Fault::new("date_in_future").with("value", new.date);
            return Err(fault.with("today", today));
        }
        let hours: Decimal = new
            .hours
            .trim()
            .parse()
            .map_err(|_| Fault::new("hours_invalid").with("value", &new.hours).with("most", 24))?;
        check_hours(hours, true)?;
        let customer_id = match &new.customer {
            Some(text) => Some(id_or_new(change, Register::Customer, text).await?),
            None => None,
        };
        let activity_id = match &new.activity {
            Some(text) => {
                let names = crate::bulk::with(change.connection(), |bulk| {
                    crate::lookup::register(bulk, Register::Activity)
                });
                Some(names.await?.one("activity", text)?)
            }
            None => None,
        };
        let row = row::work_hours::Model {
            id: 0,
            fingerprint: None,
            worked_on: Some(new.date),
            month: Month::of(new.date).number(),
            employee: name(&new.employee)?,
            hours: hours.normalize().to_string(),
            kind: new
                .kind
                .as_deref()
                .map(|text| clean(text).map(|text| kind_of_work(&text)))
                .transpose()?
                .filter(|kind| !kind.is_empty()),
            customer_id,
            activity_id,
            memo: clean(&new.memo)?,
        };
        change.note("employee", &row.employee);
        change.note("hours", &row.hours);
        let id = change.insert(row).await?.id;
        self.put_cells(change, Roll::Hours, id, &new.own, today).await?;
        crate::bulk::with(change.connection(), |bulk| one(bulk, id)).await
    }

    /// Takes hours away.
    ///
    /// # Errors
    /// `hours_unknown`.
    pub async fn remove_hours(&self, change: &mut Change<'_>, id: i64) -> Outcome<()> {
        let row = row::work_hours::Entity::find_by_id(id)
            .one(change.connection())
            .await
            .or_fault()?
            .ok_or_else(|| Fault::new("hours_unknown").with("id", id))?;
        change.note("employee", &row.employee);
        change.note("hours", &row.hours);
        change.remove(row).await
    }

    /// Sets the tickets of a month, customer and product.
    ///
    /// # Errors
    /// `automated_beyond_tickets`, `count_negative`, `date_in_future`, `name_ambiguous`.
    pub async fn set_service(
        &self,
        change: &mut Change<'_>,
        new: ServiceInput,
        today: NaiveDate,
    ) -> Outcome<ServiceShown> {
        if new.month > Month::of(today) {
            let fault = Fault::new("date_in_future").with("value", new.month);
            return Err(fault.with("today", today));
        }
        if let Some(automated) = new.automated.filter(|automated| *automated > new.tickets) {
            let fault = Fault::new("automated_beyond_tickets").with("automated", automated);
            return Err(fault.with("tickets", new.tickets));
        }
        let customer = match &new.customer {
            Some(text) => Some(id_or_new(change, Register::Customer, text).await?),
            None => None,
        };
        let product = match &new.product {
            Some(text) => Some(id_or_new(change, Register::Product, text).await?),
            None => None,
        };
        let minutes = typed(&new.minutes)?;
        let tickets = Tickets::new(
            i64::from(new.tickets),
            minutes,
            new.automated.map(i64::from),
            typed(&new.first_solution_minutes)?,
            typed(&new.solution_minutes)?,
        );
        change.note("month", new.month);
        put_service(change, (new.month.number(), customer, product), &tickets).await?;
        Ok(ServiceShown {
            month: new.month,
            customer: new.customer,
            product: new.product,
            tickets: new.tickets,
            minutes: minutes.map(|minutes| minutes.to_string()),
            automated: new.automated,
        })
    }
}

fn one(bulk: &Connection, id: i64) -> Outcome<Hours> {
    let mut statement = bulk
        .prepare(
            "SELECT h.id, h.worked_on, h.month, h.employee, h.hours, h.kind, c.code, a.code, h.memo FROM work_hours h \
             LEFT JOIN customer c ON c.id = h.customer_id LEFT JOIN activity a ON a.id = h.activity_id WHERE h.id = ?",
        )
        .or_fault()?;
    let mut rows = statement.query([id]).or_fault()?;
    match rows.next().or_fault()? {
        Some(row) => shown(row),
        None => Err(Fault::new("hours_unknown").with("id", id)),
    }
}

fn shown(row: crate::link::Row<'_>) -> Outcome<Hours> {
    Ok(Hours {
        id: row.get(0).or_fault()?,
        date: maybe_day(row, 1)?,
        month: Month::from_number(row.get(2).or_fault()?),
        employee: row.get(3).or_fault()?,
        hours: row.get(4).or_fault()?,
        kind: row.get(5).or_fault()?,
        customer: row.get(6).or_fault()?,
        activity: row.get(7).or_fault()?,
        memo: row.get(8).or_fault()?,
    })
}
