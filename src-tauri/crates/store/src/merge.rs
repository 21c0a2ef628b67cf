//! Two customers that are one: proposed by tax number and by name, merged in one change that undo takes back.
//!
//! The one thing to know: everything that names the one that goes is made to name the one that stays, so that no
//! figure changes but whose it is.

use std::collections::HashMap;

use chrono::NaiveDate;
use kezhang_core::record::register::Customer;
use kezhang_core::{Fault, Outcome};
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::{Ledger, sql};
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
    let mut text: String = name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
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

impl Ledger {
    /// Customers that are likely the same: equal tax numbers, equal names but for signs and legal form, or names of
    /// five characters and more that differ in one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn likely_pairs(&self) -> Outcome<Vec<LikelyPair>> {
        let rows = row::customer::Entity::find()
            .filter(row::customer::Column::IsActive.eq(true))
            .order_by_asc(row::customer::Column::Code)
            .all(self.reader())
            .await
            .or_fault()?;
        let mut found: Vec<LikelyPair> = Vec::new();
        let mut pair = |a: &row::customer::Model, b: &row::customer::Model, reason| {
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
        let mut by_tax: HashMap<String, &row::customer::Model> = HashMap::new();
        let mut by_name: HashMap<String, &row::customer::Model> = HashMap::new();
        // Names that share their beginning or their end, so that not every name is held against every other.
        let mut by_part: HashMap<String, Vec<(Vec<char>, &row::customer::Model)>> = HashMap::new();
        for row in &rows {
            if let Some(number) = row.tax_number.as_deref().map(str::trim).filter(|n| !n.is_empty()) {
                match by_tax.get(&number.to_uppercase()) {
                    Some(first) => pair(first, row, "tax_number"),
                    None => {
                        by_tax.insert(number.to_uppercase(), row);
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
        Ok(found)
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
        // Whatever names the one that goes, in any table that can name a customer; grades apart.
        let named = row::REFERENCES
            .iter()
            .filter(|(table, child, _)| *table == "customer" && *child != "customer_grade");
        for (_, child, column) in named {
            let moved = row::for_each_table!(*child, M => { move_rows::<M>(change, column, from.id, into.id).await });
            moved.unwrap_or(Ok(()))?;
        }
        let grades = row::customer_grade::Entity::find()
            .filter(row::customer_grade::Column::CustomerId.eq(from.id))
            .all(change.connection())
            .await
            .or_fault()?;
        for row in grades {
            change.remove(row).await?;
        }
        let put = CustomerChange {
            code: into.code.clone(),
            tax_number: into.tax_number.clone().or_else(|| from.tax_number.clone()),
            industry: into.industry.clone().or_else(|| from.industry.clone()),
            region: into.region.clone().or_else(|| from.region.clone()),
            owner: into.owner.clone().or_else(|| from.owner.clone()),
            // The first touch counts: the earlier date is the day on which it was won.
            acquired_on: [into.acquired_on, from.acquired_on].into_iter().flatten().min(),
            ..CustomerChange::default()
        };
        let (gone, code) = (from.code.clone(), from.name.clone());
        change.remove(from).await?;
        let shown = self.set_customer(change, put, today).await?;
        change.note("from", if gone == code { gone } else { format!("{gone} {code}") });
        change.note("into", &shown.name);
        Ok(shown)
    }
}

/// Makes the rows of a table that name one customer name another.
async fn move_rows<M: row::Row>(change: &mut Change<'_>, column: &str, from: i64, into: i64) -> Outcome<()> {
    let broken = |error: serde_json::Error| Fault::new("store_failed").with("detail", error);
    let live = if M::TABLE == "entry" { " AND is_void = 0" } else { "" };
    let query = format!("SELECT * FROM {} WHERE {column} = ?{live}", M::TABLE);
    let rows = change
        .connection()
        .query_all_raw(sql(query, [from.into()]))
        .await
        .or_fault()?;
    for found in rows {
        let row = <M as sea_orm::FromQueryResult>::from_query_result(&found, "").or_fault()?;
        let mut value = serde_json::to_value(&row).map_err(broken)?;
        if let Some(fields) = value.as_object_mut() {
            fields.insert(column.to_owned(), into.into());
        }
        let after: M = serde_json::from_value(value).map_err(broken)?;
        change.update(row, after).await?;
    }
    Ok(())
}

/// Two known tax numbers that differ tell two companies apart, however alike their names.
fn have_other_tax_numbers(a: &row::customer::Model, b: &row::customer::Model) -> bool {
    matches!((&a.tax_number, &b.tax_number), (Some(a), Some(b)) if !a.eq_ignore_ascii_case(b))
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
        assert_eq!(plain("杭州青禾（科技）有限公司"), plain("杭州青禾科技 股份有限公司"));
        assert!(is_near(&letters("杭州青禾科技"), &letters("杭州清禾科技")));
        assert!(is_near(&letters("杭州青禾科技"), &letters("杭州青禾新科技")));
        assert!(!is_near(&letters("杭州青禾科技"), &letters("苏州清禾科技")));
        assert!(!is_near(&letters("杭州青禾"), &letters("杭州青禾科技")));
    }
}
