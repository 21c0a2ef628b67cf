//! Two customers that are one: proposed by tax number and by name, merged in one change that undo takes back.
//!
//! The one thing to know: everything that names the one that goes is made to name the one that stays, so that no
//! figure changes but whose it is.

use std::collections::HashMap;

use chrono::NaiveDate;
use kezhang_core::record::import::folded;
use kezhang_core::record::register::Customer;
use kezhang_core::record::roll::Roll;
use kezhang_core::{Fault, Outcome};
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};

use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::{Ask, Ledger, sql};
use crate::member::CustomerChange;
use crate::row;

/// Two customers that are likely one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LikelyPair {
    /// Code of the first.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Code of the second.
    pub other_code: String,
    /// Its name.
    pub other_name: String,
    /// Why: `tax_number` or `name`.
    pub reason: &'static str,
}

/// Which register is asked for members that are likely the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LikelyQuery {
    /// Which register.
    pub register: Roll,
}

/// Which member of a register goes and which stays.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MembersMerge {
    /// Which register.
    pub register: Roll,
    /// Code of the member that goes.
    pub from: String,
    /// Code of the member that stays.
    pub into: String,
}

/// The registers whose members can be made one.
pub(crate) fn merges(roll: Roll) -> bool {
    matches!(
        roll,
        Roll::Customer | Roll::Channel | Roll::Activity | Roll::Product | Roll::Vendor | Roll::Department | Roll::Tool
    )
}

/// Which customer goes and which stays.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeInput {
    /// Code of the customer that goes.
    pub from: String,
    /// Code of the customer that stays.
    pub into: String,
}

/// A name without what differs between two spellings of one company: blanks, brackets, signs, its legal form.
fn plain(name: &str) -> String {
    let mut text: String = folded(name).chars().filter(|c| c.is_alphanumeric()).collect();
    for form in [
        "股份有限公司",
        "有限责任公司",
        "有限公司",
        "公司",
        "coltd",
        "limited",
        "ltd",
        "inc",
        "llc",
        "gmbh",
    ] {
        if let Some(rest) = text.strip_suffix(form)
            && !rest.is_empty()
        {
            text = rest.to_owned();
            break;
        }
    }
    text
}

/// A tax number as two of them are compared: without what people put between its groups.
fn plain_number(number: Option<&str>) -> Option<String> {
    let plain: String = folded(number?).chars().filter(|c| c.is_alphanumeric()).collect();
    (!plain.is_empty()).then_some(plain)
}

/// Whether two names differ in one character at most: one put in, left out or taken for another.
fn is_near(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    if short.len() == long.len() {
        short[same.min(short.len())..]
            .iter()
            .skip(1)
            .eq(long[same.min(long.len())..].iter().skip(1))
    } else {
        short[same..] == long[same + 1..]
    }
}

/// What tells whether two members are likely one.
struct Likely {
    code: String,
    name: String,
    tax_number: Option<String>,
    name_en: Option<String>,
}

/// The pairs among members, at most two hundred.
fn pairs(members: &[Likely]) -> Vec<LikelyPair> {
    let mut found: Vec<LikelyPair> = Vec::new();
    let mut pair = |a: &Likely, b: &Likely, reason| {
        if found.len() < 200 && !found.iter().any(|p| p.code == a.code && p.other_code == b.code) {
            found.push(LikelyPair {
                code: a.code.clone(),
                name: a.name.clone(),
                other_code: b.code.clone(),
                other_name: b.name.clone(),
                reason,
            });
        }
    };
    let mut by_tax: HashMap<String, &Likely> = HashMap::new();
    let mut by_name: HashMap<String, &Likely> = HashMap::new();
    // Names that share their beginning or their end, so that not every name is held against every other.
    let mut by_part: HashMap<String, Vec<(Vec<char>, &Likely)>> = HashMap::new();
    for row in members {
        if let Some(number) = plain_number(row.tax_number.as_deref()) {
            match by_tax.get(&number) {
                Some(first) => pair(first, row, "tax_number"),
                None => {
                    by_tax.insert(number, row);
                }
            }
        }
        let name = plain(&row.name);
        match by_name.get(&name) {
            Some(first) => pair(first, row, "name"),
            None => {
                by_name.insert(name.clone(), row);
            }
        }
        if let Some(english) = row.name_en.as_deref().map(plain).filter(|english| !english.is_empty()) {
            match by_name.get(&english) {
                Some(first) if first.code != row.code => pair(first, row, "name"),
                Some(_) => {}
                None => {
                    by_name.insert(english, row);
                }
            }
        }
        let letters: Vec<char> = name.chars().collect();
        let is_numbered = letters.iter().any(char::is_ascii_digit);
        if letters.len() < 5 || is_numbered {
            continue;
        }
        let half = letters.len() / 2;
        let parts = [
            format!("<{}", letters[..half].iter().collect::<String>()),
            format!(">{}", letters[letters.len() - half..].iter().collect::<String>()),
        ];
        for part in parts {
            let others = by_part.entry(part).or_default();
            if others.len() < 50 {
                for (other, first) in others.iter() {
                    if *other != letters && is_near(other, &letters) && !have_other_tax_numbers(first, row) {
                        pair(first, row, "name");
                    }
                }
                others.push((letters.clone(), row));
            }
        }
    }
    found
}

impl Ledger {
    /// Customers that are likely the same: equal tax numbers, equal names but for signs and legal form, or names of
    /// five characters and more that differ in one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn likely_pairs(&self) -> Outcome<Vec<LikelyPair>> {
        self.likely_members(Roll::Customer).await
    }

    /// Members of a register that are likely the same, told by their names in either language; customers by their tax
    /// numbers too.
    ///
    /// # Errors
    /// `merge_none` where the register has no members that could be one.
    pub async fn likely_members(&self, roll: Roll) -> Outcome<Vec<LikelyPair>> {
        if !merges(roll) {
            return Err(Fault::new("merge_none").with("register", roll.as_str()));
        }
        let more = match roll {
            Roll::Customer => "tax_number, NULL",
            Roll::Tool => "NULL, NULL",
            _ => "NULL, name_en",
        };
        let query = format!(
            "SELECT code, name, {more} FROM {} WHERE is_active = 1 ORDER BY code",
            roll.table()
        );
        let members = crate::bulk::with(self.reader(), |bulk| {
            let mut statement = bulk.prepare(&query).or_fault()?;
            let rows = statement
                .query_map((), |row| {
                    Ok(Likely {
                        code: row.get(0)?,
                        name: row.get(1)?,
                        tax_number: row.get(2)?,
                        name_en: row.get(3)?,
                    })
                })
                .or_fault()?;
            rows.collect::<Result<Vec<Likely>, _>>().or_fault()
        })
        .await?;
        Ok(pairs(&members))
    }

    /// Makes two customers one: what names the first names the second, which takes what it lacks; the first goes.
    ///
    /// # Errors
    /// `merge_itself`, `name_unknown`.
    pub async fn merge_customers(
        &self,
        change: &mut Change<'_>,
        which: &MergeInput,
        today: NaiveDate,
    ) -> Outcome<Customer> {
        let from = customer(change, &which.from).await?;
        let into = customer(change, &which.into).await?;
        if from.id == into.id {
            return Err(Fault::new("merge_itself").with("code", &from.code));
        }
        move_all(change, "customer", from.id, into.id).await?;
        merge_grades(change, from.id, into.id).await?;
        let merged = one_customer(&into, &from);
        let (gone, code) = (from.code.clone(), from.name.clone());
        change.remove(from).await?;
        let code_kept = into.code.clone();
        change.update(into, merged).await?;
        let kept = CustomerChange {
            code: code_kept,
            ..CustomerChange::default()
        };
        let shown = self.set_customer(change, kept, today).await?;
        change.note("from", if gone == code { gone } else { format!("{gone} {code}") });
        change.note("into", &shown.name);
        Ok(shown)
    }
}

/// The customer that stays, with what it lacks of the one that goes. The first touch counts: the earlier date is the day
/// on which it was won, and the channel is the one that won it then.
fn one_customer(into: &row::customer::Model, from: &row::customer::Model) -> row::customer::Model {
    let is_later = match (into.acquired_on, from.acquired_on) {
        (Some(mine), Some(other)) => other < mine,
        (mine, other) => mine.is_none() && other.is_some(),
    };
    let (first, second) = if is_later { (from, into) } else { (into, from) };
    let lapsed_on = from.lapsed_on.filter(|_| from.status == into.status);
    row::customer::Model {
        tax_number: into.tax_number.clone().or_else(|| from.tax_number.clone()),
        industry: into.industry.clone().or_else(|| from.industry.clone()),
        region: into.region.clone().or_else(|| from.region.clone()),
        owner: into.owner.clone().or_else(|| from.owner.clone()),
        acquired_on: first.acquired_on,
        channel_id: first.channel_id.or(second.channel_id),
        lapsed_on: into.lapsed_on.or(lapsed_on),
        ..into.clone()
    }
}

/// The grades of a customer are those of the one that stays; where it never had one, the other's with their days.
async fn merge_grades(change: &mut Change<'_>, from: i64, into: i64) -> Outcome<()> {
    let kept = naming::<row::customer_grade::Model>(change, "customer_id", into).await?;
    for row in naming::<row::customer_grade::Model>(change, "customer_id", from).await? {
        if kept.is_empty() {
            let mut moved = row.clone();
            moved.customer_id = into;
            change.update(row, moved).await?;
        } else {
            change.remove(row).await?;
        }
    }
    Ok(())
}

impl Ledger {
    /// Makes two members of a register one, as [`Ledger::merge_customers`] does with customers.
    ///
    /// # Errors
    /// `merge_none`, `merge_itself`, `name_unknown`.
    pub async fn merge_members(
        &self,
        change: &mut Change<'_>,
        which: &MembersMerge,
        today: NaiveDate,
    ) -> Outcome<String> {
        if which.register == Roll::Customer {
            let (from, into) = (which.from.clone(), which.into.clone());
            let shown = self.merge_customers(change, &MergeInput { from, into }, today).await?;
            return Ok(shown.code);
        }
        if !merges(which.register) {
            return Err(Fault::new("merge_none").with("register", which.register.as_str()));
        }
        let table = which.register.table();
        let done = row::for_each_table!(table, M => { merge_one::<M>(change, which).await });
        done.unwrap_or_else(|| Err(Fault::new("store_failed").with("detail", table)))
    }
}

/// Makes one member of a table another, which takes what it lacks.
fn merge_one<'a, M: row::Row>(change: &'a mut Change<'_>, which: &'a MembersMerge) -> row::Work<'a, String> {
    Box::pin(merge_two::<M>(change, which))
}

async fn merge_two<M: row::Row>(change: &mut Change<'_>, which: &MembersMerge) -> Outcome<String> {
    let mut found = Vec::new();
    for code in [&which.from, &which.into] {
        let query = format!("SELECT * FROM {} WHERE code = ?", M::TABLE);
        let row = change
            .connection()
            .ask_one(sql(query, [code.trim().into()]))
            .await
            .or_fault()?
            .ok_or_else(|| {
                let field = which.register.as_str();
                Fault::new("name_unknown").with("field", field).with("value", code)
            })?;
        found.push(<M as sea_orm::FromQueryResult>::from_query_result(&row, "").or_fault()?);
    }
    let (Some(into), Some(from)) = (found.pop(), found.pop()) else {
        return Err(Fault::new("store_failed").with("detail", M::TABLE));
    };
    if from.id() == into.id() {
        return Err(Fault::new("merge_itself").with("code", &which.from));
    }
    move_all(change, M::TABLE, from.id(), into.id()).await?;
    let filled: M = filled(&into, &from, false)?;
    change.remove(from).await?;
    change.update(into, filled).await?;
    change.note("from", which.from.trim());
    change.note("into", which.into.trim());
    Ok(which.into.trim().to_owned())
}

/// Decimals of registers that add up; every other decimal is an average, a cost of one or a score.
const ADDED_DECIMALS: [&str; 3] = ["minutes", "gb_paid", "gb_used"];

/// One row with what it lacks from another; counts and amounts added up where that is asked.
fn filled<M: row::Row>(into: &M, from: &M, adds: bool) -> Outcome<M> {
    let mut whole = serde_json::to_value(into).map_err(broken)?;
    let other = serde_json::to_value(from).map_err(broken)?;
    if let (Some(whole), Some(other)) = (whole.as_object_mut(), other.as_object()) {
        for (name, value) in other {
            let kept = whole.entry(name.clone()).or_insert(serde_json::Value::Null);
            match adds.then(|| added(name, kept, value)).transpose()?.flatten() {
                Some(sum) => *kept = sum,
                // A truth that was never told is not lacking.
                None if kept.is_null() && !name.starts_with("is_") => *kept = value.clone(),
                None => {}
            }
        }
    }
    serde_json::from_value(whole).map_err(broken)
}

/// What two rows have in a column, taken together; none where it is no figure or one of them has none.
fn added(name: &str, a: &serde_json::Value, b: &serde_json::Value) -> Outcome<Option<serde_json::Value>> {
    if name == "id" || name == "month" || name == "locked" || name == "filled" || name.ends_with("_id") {
        return Ok(None);
    }
    if let (Some(a), Some(b)) = (a.as_i64(), b.as_i64()) {
        return Ok(Some(a.checked_add(b).ok_or_else(crate::fault::overflow)?.into()));
    }
    let (Some(a), Some(b)) = (a.as_str(), b.as_str()) else {
        return Ok(None);
    };
    if name == "last_used_on" {
        return Ok(Some(a.max(b).into()));
    }
    if !ADDED_DECIMALS.contains(&name) {
        return Ok(None);
    }
    let sum = crate::work::decimal(Some(a.to_owned()))?
        .zip(crate::work::decimal(Some(b.to_owned()))?)
        .map(|(a, b)| a.checked_add(b).ok_or_else(crate::fault::overflow))
        .transpose()?;
    Ok(sum.map(|sum| sum.normalize().to_string().into()))
}

/// Makes whatever names one member name another; of what there can be one row alone, the two are made one.
async fn move_all(change: &mut Change<'_>, table: &str, from: i64, into: i64) -> Outcome<()> {
    // Grades of a customer have their own way.
    let named = row::REFERENCES
        .iter()
        .filter(|(parent, child, _)| *parent == table && *child != "customer_grade");
    for (_, child, column) in named {
        let alone: Option<(&[&str], bool)> = match *child {
            "own_value" => Some((&["field_id"], false)),
            "activity_detail" if *column == "activity_id" => Some((&[], true)),
            "tool_month" | "metric" => Some((&["month"], true)),
            "loyalty_month" => Some((&["month", "customer_id"], true)),
            "service_month" => Some((&["month", "customer_id", "product_id"], true)),
            "budget_line" => Some((&LINE_KEY, true)),
            _ => None,
        };
        let moved = match alone {
            Some((key, adds)) => row::for_each_table!(*child, M => {
                join_rows::<M>(change, column, key, adds, from, into).await
            }),
            None => row::for_each_table!(*child, M => { move_rows::<M>(change, column, from, into).await }),
        };
        moved.unwrap_or(Ok(()))?;
    }
    Ok(())
}

/// What tells the lines of a version apart.
const LINE_KEY: [&str; 8] = [
    "version_id",
    "category_id",
    "department_id",
    "channel_id",
    "activity_id",
    "product_id",
    "customer_id",
    "grade_id",
];

/// Makes the rows of a table that name one member name another; where that one has a row of the same key, the two
/// become one.
fn join_rows<'a, M: row::Row>(
    change: &'a mut Change<'_>,
    column: &'a str,
    key: &'a [&'a str],
    adds: bool,
    from: i64,
    into: i64,
) -> row::Work<'a, ()> {
    Box::pin(join_each::<M>(change, column, key, adds, from, into))
}

async fn join_each<M: row::Row>(
    change: &mut Change<'_>,
    column: &str,
    key: &[&str],
    adds: bool,
    from: i64,
    into: i64,
) -> Outcome<()> {
    for row in naming::<M>(change, column, from).await? {
        let after: M = renamed(&row, column, into)?;
        let value = serde_json::to_value(&after).map_err(broken)?;
        let mut such = vec![format!("{column} = ?1")];
        let mut values: Vec<sea_orm::Value> = vec![into.into()];
        for name in key.iter().filter(|name| **name != column) {
            such.push(format!("{name} IS ?{}", values.len() + 1));
            values.push(value[*name].as_i64().into());
        }
        let query = format!("SELECT * FROM {} WHERE {} LIMIT 1", M::TABLE, such.join(" AND "));
        let there = change.connection().ask_one(sql(query, values)).await.or_fault()?;
        match there {
            Some(there) => {
                let there = <M as sea_orm::FromQueryResult>::from_query_result(&there, "").or_fault()?;
                let joined: M = filled(&there, &row, adds)?;
                if let Some(roll) = Roll::ALL.iter().find(|roll| roll.table() == M::TABLE) {
                    crate::roll::copy_values(change, *roll, row.id(), there.id()).await?;
                }
                change.remove(row).await?;
                change.update(there, joined).await?;
            }
            None => drop(change.update(row, after).await?),
        }
    }
    Ok(())
}

/// Makes the rows of a table that name one member name another.
fn move_rows<'a, M: row::Row>(change: &'a mut Change<'_>, column: &'a str, from: i64, into: i64) -> row::Work<'a, ()> {
    Box::pin(move_each::<M>(change, column, from, into))
}

async fn move_each<M: row::Row>(change: &mut Change<'_>, column: &str, from: i64, into: i64) -> Outcome<()> {
    for row in naming::<M>(change, column, from).await? {
        let after = renamed(&row, column, into)?;
        change.update(row, after).await?;
    }
    Ok(())
}

/// The rows of a table that name a member; void entries name nobody.
async fn naming<M: row::Row>(change: &Change<'_>, column: &str, member: i64) -> Outcome<Vec<M>> {
    let live = if M::TABLE == "entry" { " AND is_void = 0" } else { "" };
    let query = format!("SELECT * FROM {} WHERE {column} = ?{live} ORDER BY id", M::TABLE);
    let rows = change
        .connection()
        .ask_all(sql(query, [member.into()]))
        .await
        .or_fault()?;
    rows.iter()
        .map(|row| <M as sea_orm::FromQueryResult>::from_query_result(row, "").or_fault())
        .collect()
}

/// A row that names another member.
fn renamed<M: row::Row>(row: &M, column: &str, into: i64) -> Outcome<M> {
    let mut value = serde_json::to_value(row).map_err(broken)?;
    if let Some(fields) = value.as_object_mut() {
        fields.insert(column.to_owned(), into.into());
    }
    serde_json::from_value(value).map_err(broken)
}

fn broken(error: serde_json::Error) -> Fault {
    Fault::new("store_failed").with("detail", error)
}

/// Two known tax numbers that differ tell two companies apart, however alike their names.
fn have_other_tax_numbers(a: &Likely, b: &Likely) -> bool {
    let (a, b) = (
        plain_number(a.tax_number.as_deref()),
        plain_number(b.tax_number.as_deref()),
    );
    a.is_some() && b.is_some() && a != b
}

async fn customer(change: &Change<'_>, code: &str) -> Outcome<row::customer::Model> {
    row::customer::Entity::find()
        .filter(row::customer::Column::Code.eq(code.trim()))
        .one(change.connection())
        .await
        .or_fault()?
        .ok_or_else(|| Fault::new("name_unknown").with("field", "customer").with("value", code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_of_one_company_are_near() {
        let letters = |text: &str| plain(text).chars().collect::<Vec<char>>();
        assert_eq!(plain("ＡＢＣ公司１２３号店"), plain("abc公司123号店"));
        assert_eq!(
            plain_number(Some("9133 0000-MA1FL0000B")),
            plain_number(Some("91330000ma1fl0000b"))
        );
        assert_eq!(plain("杭州青禾（科技）有限公司"), plain("杭州青禾科技 股份有限公司"));
        assert!(is_near(&letters("杭州青禾科技"), &letters("杭州清禾科技")));
        assert!(is_near(&letters("杭州青禾科技"), &letters("杭州青禾新科技")));
        assert!(!is_near(&letters("杭州青禾科技"), &letters("苏州清禾科技")));
        assert!(!is_near(&letters("杭州青禾"), &letters("杭州青禾科技")));
    }
}
