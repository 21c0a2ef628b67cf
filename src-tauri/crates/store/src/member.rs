//! Registers: departments, channels, activities, products, vendors, customers and grades.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kezhang_core::record::Stage;
use kezhang_core::record::register::{Customer, CustomerStatus, Grade, Member, Register};
use kezhang_core::record::roll::Roll;
use kezhang_core::{Fault, Outcome};
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::category::yes;
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::{Ask, Ledger, sql};
use crate::row;

/// From when a first grade holds: always.
pub(crate) const ALWAYS: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(date) => date,
    None => NaiveDate::MIN,
};

/// A member of a register as it shall be: made when the code is new.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberChange {
    /// Which register; customers have a change of their own.
    pub register: Register,
    /// Code.
    pub code: String,
    /// 名称.
    pub name: String,
    /// English name.
    #[serde(default)]
    pub name_en: Option<String>,
    /// The stage that it gives entries (departments, activities).
    #[serde(default)]
    pub stage: Option<Stage>,
    /// Whether it can be chosen.
    #[serde(default = "yes")]
    pub active: bool,
    /// Whether it is core business (products alone); stays when absent, and is where nothing was ever said.
    #[serde(default)]
    pub core: Option<bool>,
}

/// A row of a plain register, whichever it is.
#[derive(Debug, Clone)]
pub(crate) struct MemberRow {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub name_en: Option<String>,
    pub stage: Option<String>,
    pub is_active: bool,
    /// Of products alone.
    pub is_core: Option<bool>,
}

impl MemberRow {
    /// A member of whom only the name is known.
    pub(crate) fn bare(id: i64, name: &str) -> Self {
        Self {
            id,
            code: name.to_owned(),
            name: name.to_owned(),
            name_en: None,
            stage: None,
            is_active: true,
            is_core: None,
        }
    }

    /// A new one.
    pub(crate) fn of(member: Member) -> Self {
        Self {
            id: 0,
            code: member.code,
            name: member.name,
            name_en: member.name_en,
            stage: member.stage.map(|stage| stage.as_str().to_owned()),
            is_active: member.active,
            is_core: member.core,
        }
    }
}

macro_rules! rows_of_members {
    ($($module:ident { $($more:ident),* })*) => {$(
        impl From<MemberRow> for row::$module::Model {
            fn from(of: MemberRow) -> Self {
                let MemberRow { id, code, name, name_en, stage, is_active, .. } = of;
                Self { id, code, name, name_en, stage, is_active, $($more: of.$more)* }
            }
        }
    )*};
}

rows_of_members! {
    department {}
    channel {}
    activity {}
    vendor {}
    product { is_core }
}

/// A customer as it shall be: made when the code is new; a field that is absent stays.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CustomerChange {
    /// 客户编号.
    pub code: String,
    /// 名称; the code when absent and new.
    pub name: Option<String>,
    /// 统一社会信用代码.
    pub tax_number: Option<String>,
    /// Grade, code or name.
    pub grade: Option<String>,
    /// From when the grade holds; always when it is the first, else today.
    pub grade_from: Option<NaiveDate>,
    /// 行业.
    pub industry: Option<String>,
    /// 地区.
    pub region: Option<String>,
    /// 负责人.
    pub owner: Option<String>,
    /// 状态.
    pub status: Option<CustomerStatus>,
    /// 获客日期.
    pub acquired_on: Option<NaiveDate>,
    /// Source channel, code or name; made when unknown.
    pub channel: Option<String>,
    /// 流失日期.
    pub lapsed_on: Option<NaiveDate>,
    /// Whether it can be chosen.
    pub active: Option<bool>,
    /// Values of own fields, by name or key; null clears one.
    pub own: BTreeMap<String, Option<String>>,
    /// Keys of fields that shall be empty, as the register names its columns.
    pub clear: Vec<String>,
}

/// A page of customers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CustomerPage {
    /// The customers, by code.
    pub customers: Vec<Customer>,
    /// How many there are in all.
    pub count: u64,
}

/// A name as it may be stored: trimmed, not empty, no control characters.
///
/// # Errors
/// `name_missing`, `text_control`.
pub(crate) fn name(text: &str) -> Outcome<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::new("name_missing"));
    }
    clean(text)
}

/// A text as it may be stored: no C0 or C1 control characters but tab and line ends.
pub(crate) fn clean(text: &str) -> Outcome<String> {
    match text
        .chars()
        .find(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
    {
        Some(bad) => Err(Fault::new("text_control").with("value", bad.escape_unicode())),
        None => Ok(text.to_owned()),
    }
}

/// Runs a block with `$model` and `$entity` of a plain register.
macro_rules! for_register {
    ($register:expr, $module:ident => $body:expr) => {
        match $register {
            Register::Department => {
                use row::department as $module;
                $body
            }
            Register::Channel => {
                use row::channel as $module;
                $body
            }
            Register::Activity => {
                use row::activity as $module;
                $body
            }
            Register::Product => {
                use row::product as $module;
                $body
            }
            Register::Vendor => {
                use row::vendor as $module;
                $body
            }
            Register::Customer => Err(Fault::new("register_has_own_change")),
        }
    };
}

impl Ledger {
    /// The members of a register, by code; those whose code or name holds `search`.
    ///
    /// # Errors
    /// What the database says.
    pub async fn members(&self, register: Register, search: Option<&str>, limit: Option<u32>) -> Outcome<Vec<Member>> {
        let (english, stage) = match register {
            Register::Customer => ("NULL", "NULL"),
            _ => ("name_en", "stage"),
        };
        // A product of which nothing was said is core.
        let core = match register {
            Register::Product => "coalesce(is_core, 1 = 1)",
            _ => "CAST(NULL AS BOOLEAN)",
        };
        let pattern = format!("%{}%", escape_like(search.unwrap_or_default()));
        let query = format!(
            "SELECT code, name, {english} AS name_en, {stage} AS stage, is_active, {core} AS is_core FROM {} \
             WHERE code LIKE ?1 ESCAPE '\\' OR name LIKE ?1 ESCAPE '\\' OR coalesce({english}, '') LIKE ?1 ESCAPE '\\' \
             ORDER BY code LIMIT ?2",
            register.as_str()
        );
        let limit = limit.map_or(i64::MAX, i64::from);
        let rows = self
            .reader()
            .ask_all(sql(query, [pattern.into(), limit.into()]))
            .await
            .or_fault()?;
        rows.iter()
            .map(|row| {
                Ok(Member {
                    code: row.try_get("", "code").or_fault()?,
                    name: row.try_get("", "name").or_fault()?,
                    name_en: row.try_get("", "name_en").or_fault()?,
                    stage: row
                        .try_get::<Option<String>>("", "stage")
                        .or_fault()?
                        .as_deref()
                        .and_then(Stage::parse),
                    active: row.try_get("", "is_active").or_fault()?,
                    core: row.try_get("", "is_core").or_fault()?,
                })
            })
            .collect()
    }

    /// Customers, by code.
    ///
    /// # Errors
    /// What the database says.
    pub async fn customers(&self, search: Option<&str>, offset: u64, limit: Option<u32>) -> Outcome<CustomerPage> {
        let pattern = format!("%{}%", escape_like(search.unwrap_or_default()));
        let such = "WHERE c.code LIKE ?1 ESCAPE '\\' OR c.name LIKE ?1 ESCAPE '\\' \
                    OR coalesce(c.tax_number, '') LIKE ?1 ESCAPE '\\'";
        let query = format!(
            "SELECT c.*, h.code AS channel, (SELECT g.code FROM customer_grade cg JOIN grade g ON g.id = cg.grade_id \
             WHERE cg.customer_id = c.id ORDER BY cg.from_on DESC LIMIT 1) AS grade \
             FROM customer c LEFT JOIN channel h ON h.id = c.channel_id {such} ORDER BY c.code LIMIT ?2 OFFSET ?3"
        );
        let limit = limit.map_or(i64::MAX, i64::from);
        let offset = i64::try_from(offset).unwrap_or(i64::MAX);
        let values = [pattern.clone().into(), limit.into(), offset.into()];
        let rows = self.reader().ask_all(sql(query, values)).await.or_fault()?;
        let customers = rows.iter().map(shown_customer).collect::<Outcome<Vec<_>>>()?;
        let count = self
            .reader()
            .ask_one(sql(
                format!("SELECT count(*) AS n FROM customer c {such}"),
                [pattern.into()],
            ))
            .await
            .or_fault()?;
        let count: i64 = count
            .map(|row| row.try_get("", "n"))
            .transpose()
            .or_fault()?
            .unwrap_or(0);
        Ok(CustomerPage {
            customers,
            count: count.unsigned_abs(),
        })
    }

    /// Customer grades, in their order.
    ///
    /// # Errors
    /// What the database says.
    pub async fn grades(&self) -> Outcome<Vec<Grade>> {
        let rows = row::grade::Entity::find()
            .order_by_asc(row::grade::Column::Position)
            .order_by_asc(row::grade::Column::Code)
            .all(self.reader())
            .await
            .or_fault()?;
        Ok(rows
            .into_iter()
            .map(|row| Grade {
                code: row.code,
                name: row.name,
                active: row.is_active,
            })
            .collect())
    }

    /// Changes or adds a member of a register.
    ///
    /// # Errors
    /// `name_missing`, `text_control`, `core_of_products`, `register_has_own_change` for customers.
    pub async fn set_member(&self, change: &mut Change<'_>, new: MemberChange) -> Outcome<Member> {
        let (code, label) = (name(&new.code)?, name(&new.name)?);
        let name_en = new
            .name_en
            .as_deref()
            .map(clean)
            .transpose()?
            .filter(|text| !text.trim().is_empty());
        change.note("code", &code);
        change.note("register", new.register.as_str());
        let mut member = Member {
            code,
            name: label,
            name_en,
            stage: new.stage,
            active: new.active,
            core: new.core,
        };
        if new.register == Register::Product {
            let old = row::product::Entity::find().filter(row::product::Column::Code.eq(&member.code));
            let old = old.one(change.connection()).await.or_fault()?;
            member.core = new.core.or_else(|| old.and_then(|old| old.is_core));
        } else if new.core.is_some() {
            return Err(Fault::new("core_of_products").with("register", new.register.as_str()));
        }
        let register: Outcome<()> = for_register!(new.register, module => {
            let old = module::Entity::find().filter(module::Column::Code.eq(&member.code)).one(change.connection()).await.or_fault()?;
            let mut row = MemberRow::of(member.clone());
            row.id = old.as_ref().map_or(0, |old| old.id);
            let row = module::Model::from(row);
            match old {
                Some(old) => change.update(old, row).await.map(drop),
                None => change.insert(row).await.map(drop),
            }
        });
        register?;
        if new.register == Register::Product {
            member.core = Some(member.core.unwrap_or(true));
        }
        Ok(member)
    }

    /// Changes or adds a grade.
    ///
    /// # Errors
    /// `name_missing`, `text_control`.
    pub async fn set_grade(&self, change: &mut Change<'_>, new: Grade) -> Outcome<Grade> {
        let (code, label) = (name(&new.code)?, name(&new.name)?);
        let old = row::grade::Entity::find()
            .filter(row::grade::Column::Code.eq(&code))
            .one(change.connection())
            .await
            .or_fault()?;
        change.note("code", &code);
        let row = row::grade::Model {
            id: old.as_ref().map_or(0, |old| old.id),
            code: code.clone(),
            name: label.clone(),
            position: old.as_ref().map_or(1000, |old| old.position),
            is_active: new.active,
        };
        match old {
            Some(old) => change.update(old, row).await?,
            None => change.insert(row).await?,
        };
        Ok(Grade {
            code,
            name: label,
            active: new.active,
        })
    }

    /// Changes or adds a customer; whether it was new and whether anything changed.
    ///
    /// # Errors
    /// `name_missing`, `text_control`, `name_unknown` for a grade, `name_ambiguous`, `date_in_future`,
    /// `lapsed_before_acquired`.
    pub async fn set_customer(
        &self,
        change: &mut Change<'_>,
        new: CustomerChange,
        today: NaiveDate,
    ) -> Outcome<Customer> {
        let code = name(&new.code)?;
        change.note("code", &code);
        put_customer(change, &new, today).await?;
        self.put_more(change, Roll::Customer, &code, &new.own, &new.clear, today)
            .await?;
        let query = "SELECT c.*, h.code AS channel, (SELECT g.code FROM customer_grade cg JOIN grade g ON g.id = cg.grade_id \
             WHERE cg.customer_id = c.id ORDER BY cg.from_on DESC LIMIT 1) AS grade \
             FROM customer c LEFT JOIN channel h ON h.id = c.channel_id WHERE c.code = ?";
        let row = change
            .connection()
            .ask_one(sql(query, [code.into()]))
            .await
            .or_fault()?;
        let shown = shown_customer(&row.ok_or_else(|| Fault::new("store_failed").with("detail", "customer"))?)?;
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let cells = [
            ("code", Some(shown.code.clone())),
            ("name", Some(shown.name.clone())),
            ("acquired_on", day(shown.acquired_on)),
            ("lapsed_on", day(shown.lapsed_on)),
        ];
        crate::roll::hold(Roll::Customer, cells, today)?;
        Ok(shown)
    }
}

/// What putting a register row came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Put {
    New,
    Changed,
    Same,
}

/// Writes a customer with its grade and channel.
pub(crate) async fn put_customer(
    change: &mut Change<'_>,
    new: &CustomerChange,
    today: NaiveDate,
) -> Outcome<(Put, i64)> {
    let code = name(&new.code)?;
    let old = row::customer::Entity::find()
        .filter(row::customer::Column::Code.eq(&code))
        .one(change.connection())
        .await
        .or_fault()?;
    let channel = match &new.channel {
        Some(text) => Some(id_or_new(change, Register::Channel, text).await?),
        None => None,
    };
    let optional = |text: &Option<String>| text.as_deref().map(clean).transpose();
    let was = old.clone();
    let keep = |new: Option<String>, old: fn(&row::customer::Model) -> Option<String>| {
        new.or_else(|| was.as_ref().and_then(old))
    };
    let row = row::customer::Model {
        id: old.as_ref().map_or(0, |old| old.id),
        name: match &new.name {
            Some(text) => name(text)?,
            None => old.as_ref().map_or_else(|| code.clone(), |old| old.name.clone()),
        },
        tax_number: keep(optional(&new.tax_number)?, |old| old.tax_number.clone()),
        industry: keep(optional(&new.industry)?, |old| old.industry.clone()),
        region: keep(optional(&new.region)?, |old| old.region.clone()),
        owner: keep(optional(&new.owner)?, |old| old.owner.clone()),
        status: match new.status {
            Some(status) => status.as_str().to_owned(),
            None => old.as_ref().map_or_else(
                || CustomerStatus::default().as_str().to_owned(),
                |old| old.status.clone(),
            ),
        },
        acquired_on: new.acquired_on.or_else(|| old.as_ref().and_then(|old| old.acquired_on)),
        channel_id: channel.or_else(|| old.as_ref().and_then(|old| old.channel_id)),
        lapsed_on: new.lapsed_on.or_else(|| old.as_ref().and_then(|old| old.lapsed_on)),
        is_active: new
            .active
            .unwrap_or_else(|| old.as_ref().is_none_or(|old| old.is_active)),
        code,
    };
    let (mut put, id) = match old {
        Some(old) if old == row => (Put::Same, old.id),
        Some(old) => (Put::Changed, change.update(old, row).await?.id),
        None => (Put::New, change.insert(row).await?.id),
    };
    if let Some(grade) = &new.grade
        && put_grade(change, id, grade, new.grade_from, today).await?
        && put == Put::Same
    {
        put = Put::Changed;
    }
    Ok((put, id))
}

/// Gives a customer a grade from a date on; whether that changed anything.
pub(crate) async fn put_grade(
    change: &mut Change<'_>,
    customer: i64,
    text: &str,
    from: Option<NaiveDate>,
    today: NaiveDate,
) -> Outcome<bool> {
    use row::customer_grade::{Column, Entity, Model};
    let names = crate::bulk::with(change.connection(), crate::lookup::grades).await?;
    let grade_id = names.one("grade", text)?;
    let history = Entity::find()
        .filter(Column::CustomerId.eq(customer))
        .order_by_asc(Column::FromOn)
        .all(change.connection())
        .await
        .or_fault()?;
    let from_on = from.unwrap_or(if history.is_empty() { ALWAYS } else { today });
    let in_force = history.iter().rev().find(|row| row.from_on <= from_on);
    if in_force.is_some_and(|row| row.grade_id == grade_id) {
        return Ok(false);
    }
    let row = Model {
        id: 0,
        customer_id: customer,
        grade_id,
        from_on,
    };
    match history.into_iter().find(|row| row.from_on == from_on) {
        Some(old) => change.update(old, row).await?,
        None => change.insert(row).await?,
    };
    Ok(true)
}

/// The member of a register that a text names; made when unknown, with the trimmed text as code and name.
///
/// # Errors
/// `name_ambiguous`, `text_control`.
pub(crate) async fn id_or_new(change: &mut Change<'_>, register: Register, text: &str) -> Outcome<i64> {
    let names = crate::bulk::with(change.connection(), |bulk| crate::lookup::register(bulk, register)).await?;
    match names.find(text) {
        crate::lookup::Found::Nothing => make(change, register, text).await,
        _ => names.one(register.as_str(), text),
    }
}

/// Makes a member of a register, with the trimmed text as code and name.
pub(crate) async fn make(change: &mut Change<'_>, register: Register, text: &str) -> Outcome<i64> {
    let code = name(text)?;
    if register == Register::Customer {
        return Ok(change.insert(bare_customer(0, &code)).await?.id);
    }
    for_register!(register, module => {
        let row = module::Model::from(MemberRow::bare(0, &code));
        Ok(change.insert(row).await?.id)
    })
}

/// A customer of whom only the name is known.
pub(crate) fn bare_customer(id: i64, name: &str) -> row::customer::Model {
    row::customer::Model {
        id,
        code: name.to_owned(),
        name: name.to_owned(),
        tax_number: None,
        industry: None,
        region: None,
        owner: None,
        status: CustomerStatus::default().as_str().to_owned(),
        acquired_on: None,
        channel_id: None,
        lapsed_on: None,
        is_active: true,
    }
}

fn shown_customer(row: &sea_orm::QueryResult) -> Outcome<Customer> {
    let customer = <row::customer::Model as sea_orm::FromQueryResult>::from_query_result(row, "").or_fault()?;
    Ok(Customer {
        code: customer.code,
        name: customer.name,
        tax_number: customer.tax_number,
        grade: row.try_get("", "grade").or_fault()?,
        industry: customer.industry,
        region: customer.region,
        owner: customer.owner,
        status: CustomerStatus::parse(&customer.status).unwrap_or_default(),
        acquired_on: customer.acquired_on,
        channel: row.try_get("", "channel").or_fault()?,
        lapsed_on: customer.lapsed_on,
        active: customer.is_active,
    })
}

/// A text as a LIKE pattern's literal part, with `\` as the escape.
pub(crate) fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
