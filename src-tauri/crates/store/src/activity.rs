//! The register of customer activities: what each is for, was planned to be, and came to.
//!
//! The one thing to know: code, name, purpose and 停用 lie in the plain register; the rest beside it in `activity_detail`.

use std::collections::BTreeMap;

use crate::link::Connection;
use chrono::NaiveDate;
use kezhang_core::record::Stage;
use kezhang_core::record::activity::{Activity, ActivityStatus, score};
use kezhang_core::record::register::Register;
use kezhang_core::record::roll::Roll;
use kezhang_core::{Amount, Currency, Fault, Outcome};
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;

use crate::contract::maybe_day;
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::member::{Put, clean, id_or_new, name};
use crate::row;

/// An activity as it shall be: made when the code is new; a field that is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ActivityChange {
    /// 活动编号.
    pub code: String,
    /// 名称; the code when absent and new.
    pub name: Option<String>,
    /// English name.
    pub name_en: Option<String>,
    /// 目的, as the stage that it gives entries: acquisition, maintenance or service.
    pub purpose: Option<Stage>,
    /// Channel, code or name; made when unknown.
    pub channel: Option<String>,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day, included.
    pub ends_on: Option<NaiveDate>,
    /// 预算成本.
    pub planned_cost: Option<Amount>,
    /// 预期收益.
    pub expected_revenue: Option<Amount>,
    /// 邀请人数.
    pub invited: Option<u32>,
    /// 到场人数.
    pub attendance: Option<u32>,
    /// 响应人数.
    pub responses: Option<u32>,
    /// Revenue won.
    pub revenue: Option<Amount>,
    /// 评分, 1 to 5, a decimal.
    pub score: Option<String>,
    /// Where it stands.
    pub status: Option<ActivityStatus>,
    /// Whether it can be chosen.
    pub active: Option<bool>,
    /// Values of own fields, by name or key; null clears one.
    pub own: BTreeMap<String, Option<String>>,
    /// Keys of fields that shall be empty, as the register names its columns.
    pub clear: Vec<String>,
}

impl Ledger {
    /// Adds or changes an activity.
    ///
    /// # Errors
    /// `name_missing`, `text_control`, `purpose_unknown`, `activity_term_reversed`, `planned_cost_negative`,
    /// `activity_score_invalid`, `activity_not_begun`, `responses_above_invited`, `amount_decimals`, `name_ambiguous`.
    pub async fn set_activity(
        &self,
        change: &mut Change<'_>,
        new: ActivityChange,
        today: NaiveDate,
    ) -> Outcome<Activity> {
        let code = name(&new.code)?;
        change.note("code", &code);
        put_activity(change, &new, today).await?;
        self.put_more(change, Roll::Activity, &code, &new.own, &new.clear, today)
            .await?;
        let currency = self.currency().await;
        crate::bulk::with(change.connection(), |bulk| activities(bulk, currency, Some(&code)))
            .await?
            .pop()
            .ok_or_else(|| Fault::new("store_failed").with("detail", "activity"))
    }

    /// The register of activities, by first day, the newest first; those without one last.
    ///
    /// # Errors
    /// What the database says.
    pub async fn activity_list(&self) -> Outcome<Vec<Activity>> {
        let currency = self.currency().await;
        crate::bulk::with(self.reader(), |bulk| activities(bulk, currency, None)).await
    }
}

/// Writes an activity with what it was planned to be; what is refused leaves nothing behind.
pub(crate) async fn put_activity(
    change: &mut Change<'_>,
    new: &ActivityChange,
    today: NaiveDate,
) -> Outcome<(Put, i64)> {
    let code = name(&new.code)?;
    if new.purpose == Some(Stage::Shared) {
        return Err(Fault::new("purpose_unknown").with("value", "shared"));
    }
    let old = row::activity::Entity::find()
        .filter(row::activity::Column::Code.eq(&code))
        .one(change.connection())
        .await
        .or_fault()?;
    let known = match &old {
        Some(old) => detail(change, old.id).await?,
        None => None,
    };
    let told = told_detail(known.as_ref(), new, change.ledger().currency().await)?;
    agree(&told, today)?;
    let channel_id = match &new.channel {
        Some(text) => Some(id_or_new(change, Register::Channel, text).await?),
        None => None,
    };
    let stage = new.purpose.map(|purpose| purpose.as_str().to_owned());
    let row = row::activity::Model {
        id: old.as_ref().map_or(0, |old| old.id),
        name: match &new.name {
            Some(text) => name(text)?,
            None => old.as_ref().map_or_else(|| code.clone(), |old| old.name.clone()),
        },
        name_en: match &new.name_en {
            Some(text) => Some(clean(text)?).filter(|text| !text.trim().is_empty()),
            None => old.as_ref().and_then(|old| old.name_en.clone()),
        },
        stage: stage.or_else(|| old.as_ref().and_then(|old| old.stage.clone())),
        is_active: new
            .active
            .unwrap_or_else(|| old.as_ref().is_none_or(|old| old.is_active)),
        code,
    };
    let (mut put, activity_id) = match old {
        Some(old) if old == row => (Put::Same, old.id),
        Some(old) => (Put::Changed, change.update(old, row).await?.id),
        None => (Put::New, change.insert(row).await?.id),
    };
    let told = row::activity_detail::Model {
        activity_id,
        channel_id: channel_id.or(told.channel_id),
        ..told
    };
    let is_new = match known {
        Some(known) if known == told => false,
        Some(known) => change.update(known, told).await.map(|_| true)?,
        None if told == nothing(activity_id) => false,
        None => change.insert(told).await.map(|_| true)?,
    };
    if is_new && put == Put::Same {
        put = Put::Changed;
    }
    Ok((put, activity_id))
}

/// What lies beside the plain register of an activity.
async fn detail(change: &Change<'_>, activity_id: i64) -> Outcome<Option<row::activity_detail::Model>> {
    use row::activity_detail::{Column, Entity};
    Entity::find()
        .filter(Column::ActivityId.eq(activity_id))
        .one(change.connection())
        .await
        .or_fault()
}

/// Holds an activity's own figures together.
///
/// # Errors
/// `activity_term_reversed`, `responses_above_invited`, `activity_not_begun`.
fn agree(told: &row::activity_detail::Model, today: NaiveDate) -> Outcome<()> {
    if let (Some(from), Some(to)) = (told.starts_on, told.ends_on)
        && to < from
    {
        return Err(Fault::new("activity_term_reversed").with("from", from).with("to", to));
    }
    // Guests come uninvited; nobody answers an invitation that was not sent.
    if let Some((responses, invited)) = told.responses.zip(told.invited)
        && responses > invited
    {
        return Err(Fault::new("responses_above_invited")
            .with("value", responses)
            .with("invited", invited));
    }
    let came = told.attendance.is_some_and(|count| count > 0) || told.score.is_some();
    match told.starts_on.filter(|day| came && *day > today) {
        Some(day) => Err(Fault::new("activity_not_begun").with("from", day).with("today", today)),
        None => Ok(()),
    }
}

/// Refuses feedback on an activity that has not begun.
///
/// # Errors
/// `activity_not_begun`.
pub(crate) async fn has_begun(change: &Change<'_>, activity_id: Option<i64>, today: NaiveDate) -> Outcome<()> {
    let Some(id) = activity_id else { return Ok(()) };
    match detail(change, id).await?.and_then(|detail| detail.starts_on) {
        Some(day) if day > today => Err(Fault::new("activity_not_begun").with("from", day).with("today", today)),
        _ => Ok(()),
    }
}

/// What stands beside the plain register, as it shall be; the channel as it is.
fn told_detail(
    old: Option<&row::activity_detail::Model>,
    new: &ActivityChange,
    currency: Currency,
) -> Outcome<row::activity_detail::Model> {
    let was = old.cloned().unwrap_or_else(|| nothing(0));
    let minor = |amount: Option<Amount>, old: Option<i64>| match amount {
        Some(amount) => currency.minor(amount.value()).map(Some),
        None => Ok(old),
    };
    let score = match new.score.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => {
            let value = text.parse();
            let value = value.map_err(|_| Fault::new("activity_score_invalid").with("value", text))?;
            Some(score(value)?.to_string())
        }
        None => was.score.clone(),
    };
    if let Some(cost) = new
        .planned_cost
        .filter(|cost| cost.value().is_sign_negative() && !cost.value().is_zero())
    {
        return Err(Fault::new("planned_cost_negative").with("value", cost));
    }
    Ok(row::activity_detail::Model {
        id: was.id,
        activity_id: was.activity_id,
        channel_id: was.channel_id,
        starts_on: new.starts_on.or(was.starts_on),
        ends_on: new.ends_on.or(was.ends_on),
        planned_minor: minor(new.planned_cost, was.planned_minor)?,
        expected_minor: minor(new.expected_revenue, was.expected_minor)?,
        invited: new.invited.map(i64::from).or(was.invited),
        attendance: new.attendance.map(i64::from).or(was.attendance),
        responses: new.responses.map(i64::from).or(was.responses),
        revenue_minor: minor(new.revenue, was.revenue_minor)?,
        score,
        status: new
            .status
            .map_or_else(|| was.status.clone(), |status| status.as_str().to_owned()),
    })
}

fn nothing(activity_id: i64) -> row::activity_detail::Model {
    row::activity_detail::Model {
        id: 0,
        activity_id,
        channel_id: None,
        starts_on: None,
        ends_on: None,
        planned_minor: None,
        expected_minor: None,
        invited: None,
        attendance: None,
        responses: None,
        revenue_minor: None,
        score: None,
        status: ActivityStatus::default().as_str().to_owned(),
    }
}

/// The activities, or the one of a code.
pub(crate) fn activities(bulk: &Connection, currency: Currency, code: Option<&str>) -> Outcome<Vec<Activity>> {
    let mut statement = bulk
        .prepare(
            "SELECT a.code, a.name, a.name_en, a.stage, h.code, d.starts_on, d.ends_on, d.planned_minor, \
             d.expected_minor, d.invited, d.attendance, d.responses, d.revenue_minor, d.score, d.status, a.is_active \
             FROM activity a LEFT JOIN activity_detail d ON d.activity_id = a.id LEFT JOIN channel h ON h.id = d.channel_id \
             WHERE a.code = ?1 OR ?1 IS NULL ORDER BY d.starts_on IS NULL, d.starts_on DESC, a.code",
        )
        .or_fault()?;
    let mut rows = statement.query([code]).or_fault()?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        let amount = |at: usize| -> Outcome<Option<Amount>> {
            let minor: Option<i64> = row.get(at).or_fault()?;
            Ok(minor.map(|minor| currency.amount(minor)))
        };
        let (stage, status): (Option<String>, Option<String>) = (row.get(3).or_fault()?, row.get(14).or_fault()?);
        found.push(Activity {
            code: row.get(0).or_fault()?,
            name: row.get(1).or_fault()?,
            name_en: row.get(2).or_fault()?,
            purpose: stage.as_deref().and_then(Stage::parse),
            channel: row.get(4).or_fault()?,
            starts_on: maybe_day(row, 5)?,
            ends_on: maybe_day(row, 6)?,
            planned_cost: amount(7)?,
            expected_revenue: amount(8)?,
            invited: row.get(9).or_fault()?,
            attendance: row.get(10).or_fault()?,
            responses: row.get(11).or_fault()?,
            revenue: amount(12)?,
            score: row.get(13).or_fault()?,
            status: status.as_deref().and_then(ActivityStatus::parse).unwrap_or_default(),
            active: row.get(15).or_fault()?,
        });
    }
    Ok(found)
}
