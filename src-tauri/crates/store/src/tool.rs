//! Tools 工具 and their use by month; what they cost is in the entries of their vendor.

use std::collections::BTreeMap;

use crate::link::Connection;
use chrono::NaiveDate;
use kezhang_core::record::import::Usage;
use kezhang_core::record::register::Register;
use kezhang_core::record::roll::Roll;
use kezhang_core::record::work::{Tool, ToolMonth};
use kezhang_core::{Amount, Currency, Fault, Month, Outcome};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;

use crate::contract::maybe_day;
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::member::{Put, id_or_new, name};
use crate::row;

/// A tool as it shall be: made when the code is new; a field that is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ToolChange {
    /// 编号.
    pub code: String,
    /// 名称; the code when absent and new.
    pub name: Option<String>,
    /// Vendor, code or name, whose entries are its cost; made when unknown.
    pub vendor: Option<String>,
    /// Category, narrower than the vendor alone.
    pub category: Option<String>,
    /// When its licence renews.
    pub renewal_on: Option<NaiveDate>,
    /// Days before that by which notice is due.
    pub notice_days: Option<u32>,
    /// Whether it can be chosen.
    pub active: Option<bool>,
    /// Values of own fields, by name or key; null clears one.
    pub own: BTreeMap<String, Option<String>>,
    /// Keys of fields that shall be empty, as the register names its columns.
    pub clear: Vec<String>,
}

/// The use of a tool in a month; a field that is absent stays.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToolUse {
    /// Code of the tool.
    pub tool: String,
    /// The month.
    pub month: Month,
    /// 账号数 paid for.
    #[serde(default)]
    pub seats: Option<u32>,
    /// Of them active.
    #[serde(default)]
    pub active: Option<u32>,
    /// 登录次数.
    #[serde(default)]
    pub logins: Option<u32>,
    /// Modules paid for.
    #[serde(default)]
    pub modules_paid: Option<u32>,
    /// Of them used.
    #[serde(default)]
    pub modules_used: Option<u32>,
    /// 最近使用.
    #[serde(default)]
    pub last_used_on: Option<NaiveDate>,
    /// GB paid for, a decimal.
    #[serde(default)]
    pub gb_paid: Option<String>,
    /// Of them used, a decimal.
    #[serde(default)]
    pub gb_used: Option<String>,
    /// Cost of the month, where no entry tells it.
    #[serde(default)]
    pub cost: Option<Amount>,
}

impl ToolUse {
    fn usage(&self) -> Outcome<Usage> {
        let quantity = |text: &Option<String>| match text.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
            None => Ok(None),
            Some(text) => text
                .parse::<Decimal>()
                .ok()
                .filter(|value| *value >= Decimal::ZERO)
                .map(Some)
                .ok_or_else(|| Fault::new("count_negative").with("value", text)),
        };
        Ok(Usage {
            seats: self.seats,
            active: self.active,
            logins: self.logins,
            modules_paid: self.modules_paid,
            modules_used: self.modules_used,
            last_used: self.last_used_on,
            gb_paid: quantity(&self.gb_paid)?,
            gb_used: quantity(&self.gb_used)?,
            cost: self.cost.map(|cost| cost.value()),
        })
    }
}

impl Ledger {
    /// The tools with their use, by code.
    ///
    /// # Errors
    /// What the database says.
    pub async fn tools(&self) -> Outcome<Vec<Tool>> {
        let currency = self.currency().await;
        crate::bulk::with(self.reader(), |bulk| tools(bulk, currency)).await
    }

    /// Adds or changes a tool.
    ///
    /// # Errors
    /// `name_missing`, `text_control`, `name_ambiguous`, `category_unknown`.
    pub async fn set_tool(&self, change: &mut Change<'_>, new: ToolChange, today: NaiveDate) -> Outcome<Tool> {
        let code = name(&new.code)?;
        change.note("code", &code);
        put_tool(change, &new).await?;
        self.put_more(change, Roll::Tool, &code, &new.own, &new.clear, today)
            .await?;
        self.tool_in(change, &code).await
    }

    /// Sets the use of a tool in a month.
    ///
    /// # Errors
    /// `tool_unknown`, `used_beyond_paid`, `date_in_future`, `count_negative`, `amount_decimals`.
    pub async fn set_tool_use(&self, change: &mut Change<'_>, new: ToolUse, today: NaiveDate) -> Outcome<Tool> {
        let code = new.tool.trim().to_owned();
        let tool = row::tool::Entity::find()
            .filter(row::tool::Column::Code.eq(&code))
            .one(change.connection())
            .await
            .or_fault()?
            .ok_or_else(|| Fault::new("tool_unknown").with("value", &code))?;
        if new.month > Month::of(today) {
            let fault = Fault::new("date_in_future").with("value", new.month);
            return Err(fault.with("today", today));
        }
        change.note("code", &code);
        change.note("month", new.month);
        put_use(change, tool.id, new.month, &new.usage()?).await?;
        self.tool_in(change, &code).await
    }

    async fn tool_in(&self, change: &Change<'_>, code: &str) -> Outcome<Tool> {
        let currency = self.currency().await;
        let all = crate::bulk::with(change.connection(), |bulk| tools(bulk, currency)).await?;
        let found = all.into_iter().find(|tool| tool.code == code);
        found.ok_or_else(|| Fault::new("store_failed").with("detail", "tool"))
    }
}

/// Writes a tool; whether it was new and whether anything changed, and its id.
pub(crate) async fn put_tool(change: &mut Change<'_>, new: &ToolChange) -> Outcome<(Put, i64)> {
    let code = name(&new.code)?;
    let old = row::tool::Entity::find()
        .filter(row::tool::Column::Code.eq(&code))
        .one(change.connection())
        .await
        .or_fault()?;
    let vendor_id = match &new.vendor {
        Some(text) => Some(id_or_new(change, Register::Vendor, text).await?),
        None => None,
    };
    let category_id = match &new.category {
        Some(text) => {
            let names = crate::bulk::with(change.connection(), crate::lookup::categories).await?;
            Some(names.one(text)?)
        }
        None => None,
    };
    let row = row::tool::Model {
        id: old.as_ref().map_or(0, |old| old.id),
        name: match &new.name {
            Some(text) => name(text)?,
            None => old.as_ref().map_or_else(|| code.clone(), |old| old.name.clone()),
        },
        vendor_id: vendor_id.or_else(|| old.as_ref().and_then(|old| old.vendor_id)),
        category_id: category_id.or_else(|| old.as_ref().and_then(|old| old.category_id)),
        renewal_on: new.renewal_on.or_else(|| old.as_ref().and_then(|old| old.renewal_on)),
        notice_days: new
            .notice_days
            .map(i64::from)
            .or_else(|| old.as_ref().and_then(|old| old.notice_days)),
        is_active: new
            .active
            .unwrap_or_else(|| old.as_ref().is_none_or(|old| old.is_active)),
        code,
    };
    Ok(match old {
        Some(old) if old == row => (Put::Same, old.id),
        Some(old) => (Put::Changed, change.update(old, row).await?.id),
        None => (Put::New, change.insert(row).await?.id),
    })
}

/// Writes the use of a tool in a month; what is not told stays.
pub(crate) async fn put_use(change: &mut Change<'_>, tool_id: i64, month: Month, usage: &Usage) -> Outcome<(Put, i64)> {
    use row::tool_month::{Column, Entity, Model};
    if let Some((fault, _)) = usage.excess() {
        return Err(fault);
    }
    let currency = change.ledger().currency().await;
    let old = Entity::find()
        .filter(Column::ToolId.eq(tool_id))
        .filter(Column::Month.eq(month.number()))
        .one(change.connection())
        .await
        .or_fault()?;
    let kept = |of: fn(&Model) -> Option<i64>| old.as_ref().and_then(of);
    let text = |value: Option<Decimal>, of: fn(&Model) -> Option<String>| {
        value
            .map(|value| value.normalize().to_string())
            .or_else(|| old.as_ref().and_then(of))
    };
    let row = Model {
        id: old.as_ref().map_or(0, |old| old.id),
        tool_id,
        month: month.number(),
        seats: usage.seats.map(i64::from).or_else(|| kept(|old| old.seats)),
        active: usage.active.map(i64::from).or_else(|| kept(|old| old.active)),
        logins: usage.logins.map(i64::from).or_else(|| kept(|old| old.logins)),
        modules_paid: usage
            .modules_paid
            .map(i64::from)
            .or_else(|| kept(|old| old.modules_paid)),
        modules_used: usage
            .modules_used
            .map(i64::from)
            .or_else(|| kept(|old| old.modules_used)),
        last_used_on: usage
            .last_used
            .or_else(|| old.as_ref().and_then(|old| old.last_used_on)),
        gb_paid: text(usage.gb_paid, |old| old.gb_paid.clone()),
        gb_used: text(usage.gb_used, |old| old.gb_used.clone()),
        cost_minor: match usage.cost {
            Some(cost) => Some(currency.minor(cost)?),
            None => kept(|old| old.cost_minor),
        },
    };
    Ok(match old {
        Some(old) if old == row => (Put::Same, old.id),
        Some(old) => (Put::Changed, change.update(old, row).await?.id),
        None => (Put::New, change.insert(row).await?.id),
    })
}

/// All tools with their use, newest month first.
pub(crate) fn tools(bulk: &Connection, currency: Currency) -> Outcome<Vec<Tool>> {
    let mut statement = bulk
        .prepare(
            "SELECT t.code, t.name, v.code, c.code, t.renewal_on, t.notice_days, t.is_active, t.id FROM tool t \
             LEFT JOIN vendor v ON v.id = t.vendor_id LEFT JOIN category c ON c.id = t.category_id ORDER BY t.code",
        )
        .or_fault()?;
    let mut months = bulk
        .prepare(
            "SELECT month, seats, active, logins, modules_paid, modules_used, last_used_on, gb_paid, gb_used, cost_minor \
             FROM tool_month WHERE tool_id = ? ORDER BY month DESC",
        )
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        let id: i64 = row.get(7).or_fault()?;
        let mut used = months.query([id]).or_fault()?;
        let mut list = Vec::new();
        while let Some(one) = used.next().or_fault()? {
            let cost: Option<i64> = one.get(9).or_fault()?;
            list.push(ToolMonth {
                month: Month::from_number(one.get(0).or_fault()?),
                seats: one.get(1).or_fault()?,
                active: one.get(2).or_fault()?,
                logins: one.get(3).or_fault()?,
                modules_paid: one.get(4).or_fault()?,
                modules_used: one.get(5).or_fault()?,
                last_used_on: maybe_day(one, 6)?,
                gb_paid: one.get(7).or_fault()?,
                gb_used: one.get(8).or_fault()?,
                cost: cost.map(|minor| currency.amount(minor)),
            });
        }
        found.push(Tool {
            code: row.get(0).or_fault()?,
            name: row.get(1).or_fault()?,
            vendor: row.get(2).or_fault()?,
            category: row.get(3).or_fault()?,
            renewal_on: maybe_day(row, 4)?,
            notice_days: row.get(5).or_fault()?,
            active: row.get(6).or_fault()?,
            months: list,
        });
    }
    Ok(found)
}
