//! Rules 归类规则 in the ledger: kept in order, tried at every import, offered for what is there already.

use std::collections::HashMap;

use crate::link::Connection;
use kezhang_core::record::EntryKind;
use kezhang_core::record::register::Register;
use kezhang_core::record::rule::{Matcher, MoneyWay, Rule, RuleInput, Said, When};
use kezhang_core::{Fault, Outcome};
use schemars::JsonSchema;
use sea_orm::{EntityTrait, QueryOrder};
use serde::Serialize;

use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::row::rule::{Column, Entity, Model};

/// What a rule has taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleTaken {
    /// The rule.
    pub id: i64,
    /// What it asks for.
    pub when: When,
    /// Code of its category.
    pub category: String,
    /// How many rows.
    pub rows: u64,
}

fn when_of(row: &Model) -> When {
    When {
        text: row.any_text.clone(),
        memo: row.memo_text.clone(),
        vendor: row.vendor_text.clone(),
        file: row.file_text.clone(),
        money: row.money.as_deref().and_then(MoneyWay::parse),
    }
}

/// The rules that are applied, with what it takes to try them on rows.
pub(crate) struct Rules {
    pub rows: Vec<Model>,
    matcher: Matcher,
    categories: HashMap<i64, String>,
}

impl Rules {
    pub(crate) fn load(bulk: &Connection) -> Outcome<Self> {
        let mut statement = bulk
            .prepare(
                "SELECT id, position, any_text, memo_text, vendor_text, file_text, money, category_id, customer_id, \
                 department_id, channel_id FROM rule WHERE is_active = 1 ORDER BY position, id",
            )
            .or_fault()?;
        let rows = statement
            .query_map((), |row| {
                Ok(Model {
                    id: row.get(0)?,
                    position: row.get(1)?,
                    any_text: row.get(2)?,
                    memo_text: row.get(3)?,
                    vendor_text: row.get(4)?,
                    file_text: row.get(5)?,
                    money: row.get(6)?,
                    category_id: row.get(7)?,
                    customer_id: row.get(8)?,
                    department_id: row.get(9)?,
                    channel_id: row.get(10)?,
                    is_active: true,
                })
            })
            .or_fault()?;
        let rows: Vec<Model> = rows.collect::<Result<_, _>>().or_fault()?;
        let categories = crate::lookup::category_rows(bulk)?
            .into_iter()
            .map(|row| (row.id, row.code))
            .collect();
        Ok(Self::of(rows, categories))
    }

    fn of(rows: Vec<Model>, categories: HashMap<i64, String>) -> Self {
        let whens: Vec<When> = rows.iter().map(when_of).collect();
        Self {
            matcher: Matcher::new(&whens),
            rows,
            categories,
        }
    }

    /// Only some of them.
    pub(crate) fn only(self, ids: &[i64]) -> Self {
        let rows = self.rows.into_iter().filter(|row| ids.contains(&row.id)).collect();
        Self::of(rows, self.categories)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.matcher.is_empty()
    }

    /// The place of the first rule that takes a row.
    pub(crate) fn first(&self, said: &Said<'_>) -> Option<usize> {
        self.matcher.first(said)
    }

    /// What each has taken, those that took nothing left out.
    pub(crate) fn taken(&self, counts: &[u64]) -> Vec<RuleTaken> {
        let taken = self.rows.iter().zip(counts).filter(|(_, rows)| **rows > 0);
        taken
            .map(|(row, rows)| RuleTaken {
                id: row.id,
                when: when_of(row),
                category: self.categories.get(&row.category_id).cloned().unwrap_or_default(),
                rows: *rows,
            })
            .collect()
    }
}

/// Names that rules read: of vendors and customers, and of the files of imports.
pub(crate) struct Spoken {
    vendors: HashMap<i64, String>,
    customers: HashMap<i64, String>,
    files: HashMap<i64, String>,
    codes: HashMap<i64, String>,
}

impl Spoken {
    pub(crate) fn load(bulk: &Connection) -> Outcome<Self> {
        let names = |query: &str| -> Outcome<HashMap<i64, String>> {
            let mut statement = bulk.prepare(query).or_fault()?;
            let rows = statement
                .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
                .or_fault()?;
            rows.collect::<Result<_, _>>().or_fault()
        };
        Ok(Self {
            vendors: names("SELECT id, CASE code WHEN name THEN name ELSE name || ' ' || code END FROM vendor")?,
            customers: names("SELECT id, CASE code WHEN name THEN name ELSE name || ' ' || code END FROM customer")?,
            files: names("SELECT id, file_name FROM batch")?,
            codes: names("SELECT id, code FROM category")?,
        })
    }

    /// What an entry says of itself.
    pub(crate) fn said<'a>(&'a self, entry: &'a crate::row::entry::Model) -> Said<'a> {
        let named = |names: &'a HashMap<i64, String>, id: Option<i64>| {
            id.and_then(|id| names.get(&id)).map_or("", String::as_str)
        };
        let code = self.codes.get(&entry.category_id).map_or("", String::as_str);
        Said {
            memo: &entry.memo,
            vendor: named(&self.vendors, entry.vendor_id),
            customer: named(&self.customers, entry.customer_id),
            file: named(&self.files, entry.batch_id),
            money: MoneyWay::of(EntryKind::of(code), entry.gross_minor),
        }
    }

    /// The code of a category.
    pub(crate) fn code(&self, category: i64) -> &str {
        self.codes.get(&category).map_or("", String::as_str)
    }

    /// The plain name of a vendor, as a condition would have it.
    pub(crate) fn vendor(&self, id: Option<i64>) -> &str {
        id.and_then(|id| self.vendors.get(&id)).map_or("", String::as_str)
    }
}

/// Writes a rule; a new one before all others.
pub(crate) async fn put(change: &mut Change<'_>, new: &RuleInput) -> Outcome<Model> {
    let when = new.when.settled().ok_or_else(|| Fault::new("rule_takes_all"))?;
    for text in [&when.text, &when.memo, &when.vendor, &when.file].into_iter().flatten() {
        crate::member::clean(text)?;
    }
    let (category, ids) = crate::bulk::with(change.connection(), |bulk| {
        let category = crate::entry::lookup_category(bulk, Some(&new.category))?;
        let find = |register: Register, text: &Option<String>| match text.as_deref().map(str::trim) {
            None | Some("") => Ok(None),
            Some(text) => crate::lookup::register(bulk, register)?
                .one(register.as_str(), text)
                .map(Some),
        };
        let ids = [
            find(Register::Customer, &new.customer)?,
            find(Register::Department, &new.department)?,
            find(Register::Channel, &new.channel)?,
        ];
        Ok((category, ids))
    })
    .await?;
    let old = match new.id {
        Some(id) => Some(
            Entity::find_by_id(id)
                .one(change.connection())
                .await
                .or_fault()?
                .ok_or_else(|| Fault::new("rule_unknown").with("id", id))?,
        ),
        None => None,
    };
    let position = match &old {
        Some(old) => old.position,
        None => Entity::find()
            .order_by_asc(Column::Position)
            .one(change.connection())
            .await
            .or_fault()?
            .map_or(0, |first| first.position.saturating_sub(1)),
    };
    let row = Model {
        id: old.as_ref().map_or(0, |old| old.id),
        position,
        any_text: when.text,
        memo_text: when.memo,
        vendor_text: when.vendor,
        file_text: when.file,
        money: when.money.map(|way| way.as_str().to_owned()),
        category_id: category,
        customer_id: ids[0],
        department_id: ids[1],
        channel_id: ids[2],
        is_active: new.active.or(old.as_ref().map(|old| old.is_active)).unwrap_or(true),
    };
    match old {
        Some(old) => change.update(old, row).await,
        None => change.insert(row).await,
    }
}

fn shown(bulk: &Connection, rows: Vec<Model>) -> Outcome<Vec<Rule>> {
    let code = |table: &str, id: Option<i64>| -> Outcome<Option<String>> {
        let Some(id) = id else { return Ok(None) };
        bulk.query_row(&format!("SELECT code FROM {table} WHERE id = ?"), [id], |row| {
            row.get(0)
        })
        .or_fault()
        .map(Some)
    };
    rows.into_iter()
        .map(|row| {
            Ok(Rule {
                id: row.id,
                when: when_of(&row),
                category: code("category", Some(row.category_id))?.unwrap_or_default(),
                customer: code("customer", row.customer_id)?,
                department: code("department", row.department_id)?,
                channel: code("channel", row.channel_id)?,
                active: row.is_active,
            })
        })
        .collect()
}

impl Ledger {
    /// The rules in the order in which they are tried.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rules(&self) -> Outcome<Vec<Rule>> {
        let rows = Entity::find()
            .order_by_asc(Column::Position)
            .order_by_asc(Column::Id)
            .all(self.reader())
            .await
            .or_fault()?;
        crate::bulk::with(self.reader(), |bulk| shown(bulk, rows)).await
    }

    /// Adds or changes a rule.
    ///
    /// # Errors
    /// `rule_takes_all` without a text to look for; `rule_unknown`; `category_unknown`, `category_inactive`,
    /// `name_unknown`, `name_ambiguous`; `text_control`.
    pub async fn set_rule(&self, change: &mut Change<'_>, new: &RuleInput) -> Outcome<Rule> {
        let row = put(change, new).await?;
        change.note("id", row.id);
        let mut rules = crate::bulk::with(change.connection(), |bulk| shown(bulk, vec![row])).await?;
        rules.pop().ok_or_else(|| Fault::new("rule_unknown").with("id", 0))
    }

    /// Removes a rule; what it has sorted stays as it is.
    ///
    /// # Errors
    /// `rule_unknown`.
    pub async fn remove_rule(&self, change: &mut Change<'_>, id: i64) -> Outcome<()> {
        let row = Entity::find_by_id(id).one(change.connection()).await.or_fault()?;
        change.note("id", id);
        change
            .remove(row.ok_or_else(|| Fault::new("rule_unknown").with("id", id))?)
            .await
    }
}
