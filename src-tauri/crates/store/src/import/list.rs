//! The imports that were: file, kind, rows, cost, and whether they stand.

use kezhang_core::record::EntryKind;
use kezhang_core::record::entry::Deduction;
use kezhang_core::{Amount, Outcome};
use schemars::JsonSchema;
use serde::Serialize;

use crate::fault::OrFault;
use crate::journal::About;
use crate::ledger::{Ask, Ledger, sql};
use crate::profile::from_word;

/// An import that was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ImportShown {
    /// Number of the import.
    pub batch: i64,
    /// Number of its record; null for what a ledger began with.
    pub number: Option<i64>,
    /// When, RFC 3339 in UTC.
    pub at: Option<String>,
    /// Who.
    pub author: Option<String>,
    /// Name of the file.
    pub file: String,
    /// What it brought.
    pub kind: String,
    /// Rows taken.
    pub rows: u64,
    /// Cost of its entries as they are now, in base currency; null for registers and budgets.
    pub cost: Option<Amount>,
    /// Whether it has been undone.
    pub is_undone: bool,
}

impl Ledger {
    /// The imports, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn imports(&self, limit: Option<u32>) -> Outcome<Vec<ImportShown>> {
        let limit = limit.map_or(i64::MAX, i64::from);
        let query = "SELECT b.*, j.number AS number, j.at AS at, j.author AS author, j.about AS about FROM batch b \
                     LEFT JOIN journal j ON j.batch_id = b.id AND j.undoes IS NULL ORDER BY b.id DESC LIMIT ?";
        let rows = self.reader().ask_all(sql(query, [limit.into()])).await.or_fault()?;
        let profile = self.profile().await;
        let mut imports = Vec::with_capacity(rows.len());
        for row in rows {
            let batch: i64 = row.try_get("", "id").or_fault()?;
            let kind: String = row.try_get("", "kind").or_fault()?;
            let about: Option<String> = row.try_get("", "about").or_fault()?;
            let about: About = about
                .as_deref()
                .and_then(|text| serde_json::from_str(text).ok())
                .unwrap_or_default();
            let range: (i64, i64) = (
                row.try_get("", "first_entry").or_fault()?,
                row.try_get("", "last_entry").or_fault()?,
            );
            let noted = about.facts.get("count").and_then(|count| count.parse().ok());
            let (count, cost) = if kind == "entries" {
                let (count, cost) = self.sum_of(batch, range, &profile).await?;
                (noted.unwrap_or(count), Some(profile.currency.amount(cost)))
            } else {
                (noted.unwrap_or(0), None)
            };
            imports.push(ImportShown {
                batch,
                number: row.try_get("", "number").or_fault()?,
                at: row.try_get("", "at").or_fault()?,
                author: row.try_get("", "author").or_fault()?,
                file: row.try_get("", "file_name").or_fault()?,
                kind,
                rows: count,
                cost,
                is_undone: row.try_get("", "is_void").or_fault()?,
            });
        }
        Ok(imports)
    }

    /// How many entries a batch has and what they cost.
    async fn sum_of(&self, batch: i64, range: (i64, i64), profile: &crate::Profile) -> Outcome<(u64, i64)> {
        let taxpayer = profile.taxpayer;
        crate::bulk::with(self.reader(), |bulk| {
            let mut statement = bulk
                .prepare(
                    "SELECT c.code, e.is_deductible, e.invoice_kind, count(*), sum(e.base_net_minor), \
                     sum(e.base_gross_minor) FROM entry e JOIN category c ON c.id = e.category_id \
                     WHERE e.id BETWEEN ? AND ? AND e.batch_id = ? GROUP BY 1, 2, 3",
                )
                .or_fault()?;
            let mut rows = statement.query((range.0, range.1, batch)).or_fault()?;
            let (mut count, mut sum) = (0u64, 0i64);
            while let Some(row) = rows.next().or_fault()? {
                let code: String = row.get(0).or_fault()?;
                let n: i64 = row.get(3).or_fault()?;
                count += u64::try_from(n).unwrap_or(0);
                if EntryKind::of(&code) != EntryKind::Cost {
                    continue;
                }
                let (net, gross): (i64, i64) = (row.get(4).or_fault()?, row.get(5).or_fault()?);
                let (deductible, invoice): (Option<bool>, Option<String>) =
                    (row.get(1).or_fault()?, row.get(2).or_fault()?);
                let invoice = invoice.as_deref().map(|w| from_word("entry", w)).transpose()?;
                let is_net = Deduction::of(deductible, invoice).is_deductible(taxpayer, &code);
                sum = sum
                    .checked_add(if is_net { net } else { gross })
                    .ok_or_else(super::overflow)?;
            }
            Ok((count, sum))
        })
        .await
    }
}
