//! The log of feedback 反馈: what customers and colleagues say, and what came of complaints.

use std::collections::BTreeMap;

use crate::link::Connection;
use chrono::NaiveDate;
use kezhang_core::evaluate::report::Labels;
use kezhang_core::record::feedback::{Feedback, Scale};
use kezhang_core::record::register::Register;
use kezhang_core::record::roll::Roll;
use kezhang_core::{Fault, Language, Month, Outcome};
use schemars::JsonSchema;
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};

use crate::contract::{day, maybe_day};
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::member::{clean, escape_like, id_or_new};
use crate::row;

/// A feedback as the user gives it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FeedbackInput {
    /// The one to change; a new one when absent.
    #[serde(default)]
    pub id: Option<i64>,
    /// When.
    pub date: NaiveDate,
    /// Customer, code or name; made when unknown.
    #[serde(default)]
    pub customer: Option<String>,
    /// Who, of internal feedback.
    #[serde(default)]
    pub employee: Option<String>,
    /// 主题.
    #[serde(default)]
    pub topic: String,
    /// 来源.
    #[serde(default)]
    pub source: String,
    /// 满意度, 1 to 5.
    #[serde(default)]
    pub satisfaction: Option<i64>,
    /// NPS, 0 to 10.
    #[serde(default)]
    pub nps: Option<i64>,
    /// What was said.
    #[serde(default)]
    pub text: String,
    /// Whether it is a complaint.
    #[serde(default)]
    pub complaint: bool,
    /// Who sees to it.
    #[serde(default)]
    pub owner: Option<String>,
    /// Until when.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    /// What came of it.
    #[serde(default)]
    pub outcome: String,
    /// Activity, code or name.
    #[serde(default)]
    pub activity: Option<String>,
    /// Product, code or name; made when unknown.
    #[serde(default)]
    pub product: Option<String>,
    /// Tool, code or name.
    #[serde(default)]
    pub tool: Option<String>,
    /// Category.
    #[serde(default)]
    pub category: Option<String>,
    /// Values of own fields, by name or key; null clears one.
    #[serde(default)]
    pub own: BTreeMap<String, Option<String>>,
}

/// Which feedback.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FeedbackQuery {
    /// First month.
    pub from: Option<Month>,
    /// Last month, included; open complaints are shown whenever they were made.
    pub to: Option<Month>,
    /// A part of a text, a name or an owner.
    pub search: Option<String>,
    /// Of one customer, by code.
    pub customer: Option<String>,
    /// Complaints alone.
    pub complaints: bool,
    /// Open complaints alone.
    pub open: bool,
    /// Internal feedback alone.
    pub internal: bool,
    /// How many to pass over.
    pub offset: u64,
    /// At most so many; 200 when absent.
    pub limit: Option<u32>,
    /// Language of the labels.
    pub language: Option<Language>,
}

/// A page of feedback: open complaints first, the one due soonest before all; then the newest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FeedbackPage {
    /// The feedback.
    pub rows: Vec<Feedback>,
    /// How many there are in all.
    pub count: u64,
    /// How many complaints are open in the whole ledger.
    pub open: u64,
    /// Of them past due.
    pub late: u64,
    /// Names.
    pub labels: Labels,
}

const COLUMNS: &str = "f.id, f.noted_on, c.code, f.employee, f.topic, f.source, f.satisfaction, f.nps, f.text, f.is_complaint, \
    f.owner, f.due_on, f.outcome, a.code, p.code, t.code, k.code";
const TABLES: &str = "FROM feedback f LEFT JOIN customer c ON c.id = f.customer_id LEFT JOIN activity a ON a.id = f.activity_id \
    LEFT JOIN product p ON p.id = f.product_id LEFT JOIN tool t ON t.id = f.tool_id LEFT JOIN category k ON k.id = f.category_id";

impl Ledger {
    /// Feedback, open complaints first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn feedback(&self, query: &FeedbackQuery, today: NaiveDate) -> Outcome<FeedbackPage> {
        let language = query.language.unwrap_or(self.language().await);
        crate::bulk::with(self.reader(), |bulk| page(bulk, query, today, language)).await
    }

    /// Adds or changes a feedback.
    ///
    /// # Errors
    /// `feedback_unknown`, `feedback_empty`, `date_in_future`, `satisfaction_invalid`, `nps_invalid`, `name_unknown`,
    /// `name_ambiguous`, `category_unknown`, `tool_unknown`, `text_control`, `activity_not_begun`.
    pub async fn set_feedback(
        &self,
        change: &mut Change<'_>,
        new: FeedbackInput,
        today: NaiveDate,
    ) -> Outcome<Feedback> {
        if new.date > today {
            let fault = Fault::new("date_in_future").with("value", new.date);
            return Err(fault.with("today", today));
        }
        let old = match new.id {
            Some(id) => Some(existing(change, id).await?),
            None => None,
        };
        let filled = |text: &Option<String>| {
            text.as_deref()
                .map(str::trim)
                .filter(|t| !t.is_empty())
                .map(str::to_owned)
        };
        let customer_id = match filled(&new.customer) {
            Some(text) => Some(id_or_new(change, Register::Customer, &text).await?),
            None => None,
        };
        let product_id = match filled(&new.product) {
            Some(text) => Some(id_or_new(change, Register::Product, &text).await?),
            None => None,
        };
        let (activity, tool, category) = (filled(&new.activity), filled(&new.tool), filled(&new.category));
        let (activity_id, tool_id, category_id) = crate::bulk::with(change.connection(), |bulk| {
            let named = |text: &Option<String>, register| match text {
                Some(text) => crate::lookup::member(bulk, register, text).map(Some),
                None => Ok(None),
            };
            let tool = match &tool {
                Some(text) => Some(tool_named(bulk, text)?),
                None => None,
            };
            let category = match &category {
                Some(text) => Some(crate::lookup::categories(bulk)?.one(text)?),
                None => None,
            };
            Ok((named(&activity, Register::Activity)?, tool, category))
        })
        .await?;
        crate::activity::has_begun(change, activity_id, today).await?;
        let score = |scale: Scale, value: Option<i64>| value.map(|value| scale.read(value).map(i64::from)).transpose();
        let row = row::feedback::Model {
            id: old.as_ref().map_or(0, |old| old.id),
            fingerprint: old.as_ref().and_then(|old| old.fingerprint.clone()),
            noted_on: new.date,
            customer_id,
            employee: filled(&new.employee).map(|text| clean(&text)).transpose()?,
            topic: clean(new.topic.trim())?,
            source: clean(new.source.trim())?,
            satisfaction: score(Scale::Satisfaction, new.satisfaction)?,
            nps: score(Scale::Nps, new.nps)?,
            text: clean(new.text.trim())?,
            is_complaint: new.complaint,
            owner: filled(&new.owner).map(|text| clean(&text)).transpose()?,
            due_on: new.due_on,
            outcome: clean(new.outcome.trim())?,
            activity_id,
            product_id,
            tool_id,
            category_id,
        };
        let says_nothing =
            row.satisfaction.is_none() && row.nps.is_none() && row.text.is_empty() && row.topic.is_empty();
        if says_nothing && !row.is_complaint {
            return Err(Fault::new("feedback_empty"));
        }
        change.note("date", new.date);
        let id = match old {
            Some(old) => change.update(old, row).await?.id,
            None => change.insert(row).await?.id,
        };
        self.put_cells(change, Roll::Feedback, id, &new.own, today).await?;
        crate::bulk::with(change.connection(), |bulk| one(bulk, id, today)).await
    }

    /// Takes a feedback away.
    ///
    /// # Errors
    /// `feedback_unknown`.
    pub async fn remove_feedback(&self, change: &mut Change<'_>, id: i64) -> Outcome<()> {
        let row = existing(change, id).await?;
        change.note("date", row.noted_on);
        change.remove(row).await
    }
}

/// The tool that a text names.
pub(crate) fn tool_named(bulk: &Connection, text: &str) -> Outcome<i64> {
    crate::lookup::tools(bulk)?
        .one("tool", text)
        .map_err(|fault| match fault.code {
            "name_unknown" => Fault::new("tool_unknown").with("value", text),
            _ => fault,
        })
}

async fn existing(change: &Change<'_>, id: i64) -> Outcome<row::feedback::Model> {
    row::feedback::Entity::find_by_id(id)
        .one(change.connection())
        .await
        .or_fault()?
        .ok_or_else(|| Fault::new("feedback_unknown").with("id", id))
}

fn one(bulk: &Connection, id: i64, today: NaiveDate) -> Outcome<Feedback> {
    let mut statement = bulk
        .prepare(&format!("SELECT {COLUMNS} {TABLES} WHERE f.id = ?"))
        .or_fault()?;
    let mut rows = statement.query([id]).or_fault()?;
    match rows.next().or_fault()? {
        Some(row) => shown(row, today),
        None => Err(Fault::new("feedback_unknown").with("id", id)),
    }
}

fn page(bulk: &Connection, query: &FeedbackQuery, today: NaiveDate, language: Language) -> Outcome<FeedbackPage> {
    const OPEN: &str = "(f.is_complaint AND f.outcome = '')";
    let from = query
        .from
        .map_or_else(|| "0001-01-01".to_owned(), |month| month.first_day().to_string());
    let to = query
        .to
        .map_or_else(|| "9999-12-31".to_owned(), |month| month.last_day().to_string());
    let search = format!("%{}%", escape_like(query.search.as_deref().unwrap_or("").trim()));
    let mut such = format!(
        "{TABLES} WHERE (f.noted_on BETWEEN ?1 AND ?2 OR {OPEN}) AND (c.code = ?4 OR ?4 IS NULL) AND (f.text LIKE ?3 ESCAPE '\\' \
         OR f.topic LIKE ?3 ESCAPE '\\' OR f.owner LIKE ?3 ESCAPE '\\' OR f.employee LIKE ?3 ESCAPE '\\' OR f.source LIKE ?3 \
         ESCAPE '\\' OR f.outcome LIKE ?3 ESCAPE '\\' OR c.name LIKE ?3 ESCAPE '\\' OR c.code LIKE ?3 ESCAPE '\\' OR p.name LIKE ?3 ESCAPE '\\')"
    );
    if query.open {
        such += &format!(" AND {OPEN}");
    }
    if query.complaints {
        such += " AND f.is_complaint";
    }
    if query.internal {
        such += " AND f.customer_id IS NULL AND f.employee IS NOT NULL";
    }
    let customer = query.customer.as_deref();
    let count: i64 = bulk
        .query_row(
            &format!("SELECT count(*) {such}"),
            (&from, &to, &search, customer),
            |row| row.get(0),
        )
        .or_fault()?;
    let (open, late): (i64, i64) = bulk
        .query_row(
            &format!("SELECT count(*), coalesce(sum(f.due_on < ?), 0) FROM feedback f WHERE {OPEN}"),
            [today.to_string()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .or_fault()?;
    let limit = i64::from(query.limit.unwrap_or(200));
    let offset = i64::try_from(query.offset).unwrap_or(i64::MAX);
    let mut statement = bulk
        .prepare(&format!(
            "SELECT {COLUMNS} {such} ORDER BY {OPEN} DESC, {OPEN} AND f.due_on IS NULL, \
             CASE WHEN {OPEN} THEN f.due_on END, f.noted_on DESC, f.id DESC LIMIT ?5 OFFSET ?6"
        ))
        .or_fault()?;
    let mut rows = statement
        .query((&from, &to, &search, customer, limit, offset))
        .or_fault()?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        found.push(shown(row, today)?);
    }
    let codes = |of: fn(&Feedback) -> &Option<String>| found.iter().filter_map(|one| of(one).clone()).collect();
    let wanted = [
        ("customer", codes(|one| &one.customer)),
        ("activity", codes(|one| &one.activity)),
        ("product", codes(|one| &one.product)),
        ("category", codes(|one| &one.category)),
    ];
    Ok(FeedbackPage {
        labels: crate::labels::labels(bulk, &wanted.into_iter().collect(), language)?,
        rows: found,
        count: count.unsigned_abs(),
        open: open.unsigned_abs(),
        late: late.unsigned_abs(),
    })
}

/// The last feedback of a customer, for its page.
pub(crate) fn of_customer(bulk: &Connection, customer: i64, today: NaiveDate) -> Outcome<Vec<Feedback>> {
    let mut statement = bulk
        .prepare(&format!(
            "SELECT {COLUMNS} {TABLES} WHERE f.customer_id = ? ORDER BY f.noted_on DESC, f.id DESC LIMIT 50"
        ))
        .or_fault()?;
    let mut rows = statement.query([customer]).or_fault()?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        found.push(shown(row, today)?);
    }
    Ok(found)
}

fn shown(row: crate::link::Row<'_>, today: NaiveDate) -> Outcome<Feedback> {
    let complaint: bool = row.get(9).or_fault()?;
    let outcome: String = row.get(12).or_fault()?;
    let open = complaint && outcome.is_empty();
    let due_on = maybe_day(row, 11)?;
    Ok(Feedback {
        id: row.get(0).or_fault()?,
        date: day(row, 1)?,
        customer: row.get(2).or_fault()?,
        employee: row.get(3).or_fault()?,
        topic: row.get(4).or_fault()?,
        source: row.get(5).or_fault()?,
        satisfaction: row.get(6).or_fault()?,
        nps: row.get(7).or_fault()?,
        text: row.get(8).or_fault()?,
        complaint,
        owner: row.get(10).or_fault()?,
        due_on,
        open,
        days_late: due_on
            .filter(|due| open && *due < today)
            .map(|due| (today - due).num_days()),
        outcome,
        activity: row.get(13).or_fault()?,
        product: row.get(14).or_fault()?,
        tool: row.get(15).or_fault()?,
        category: row.get(16).or_fault()?,
    })
}
