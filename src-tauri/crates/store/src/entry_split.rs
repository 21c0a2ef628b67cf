//! One entry into parts 拆分: the amounts of the parts are those of the whole, to the cent.

use kezhang_core::money::split;
use kezhang_core::plan::control::Override;
use kezhang_core::record::Entry;
use kezhang_core::record::register::Register;
use kezhang_core::record::roll::Roll;
use kezhang_core::{Amount, Currency, Fault, Outcome};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::entry::live;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::row::entry::Model;

/// A part of an entry; what it does not name it has from the whole.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryPart {
    /// Its share of 价税合计, in the entry's currency; tax and net follow in proportion. Parts without one share what is
    /// left evenly.
    #[serde(default)]
    pub gross: Option<Amount>,
    /// Code or name.
    #[serde(default)]
    pub category: Option<String>,
    /// Code or name.
    #[serde(default)]
    pub customer: Option<String>,
    /// Code or name.
    #[serde(default)]
    pub channel: Option<String>,
    /// Code or name.
    #[serde(default)]
    pub activity: Option<String>,
    /// Code or name.
    #[serde(default)]
    pub department: Option<String>,
    /// Code or name.
    #[serde(default)]
    pub product: Option<String>,
    /// 摘要.
    #[serde(default)]
    pub memo: Option<String>,
}

/// An entry to split.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitEntry {
    /// The ledger's own number of the entry; it becomes the first part.
    pub id: i64,
    /// Two parts or more, which add up to the whole.
    pub parts: Vec<EntryPart>,
    /// Whether an unknown customer, channel, department or product is made, in the same record.
    #[serde(default)]
    pub create_members: bool,
    /// Lets a part pass a line that is closed.
    #[serde(default, rename = "override")]
    pub passing: Option<Override>,
    /// Whether to change nothing and tell what the parts would be.
    #[serde(default)]
    pub dry_run: bool,
}

/// The amounts of the parts: gross as given, tax by largest remainder, net what is left; base amounts likewise.
fn amounts(whole: &Model, grosses: &[i64]) -> Vec<[Option<i64>; 5]> {
    let taxes = whole.tax_minor.map(|tax| split(tax, grosses));
    let base_gross = split(whole.base_gross_minor, grosses);
    let base_tax = split(whole.base_gross_minor.saturating_sub(whole.base_net_minor), grosses);
    grosses
        .iter()
        .enumerate()
        .map(|(at, gross)| {
            let tax = taxes.as_ref().map(|taxes| taxes[at]);
            let net = gross.saturating_sub(tax.unwrap_or(0));
            let base = base_gross[at];
            let base_net = base.saturating_sub(base_tax[at]);
            [Some(*gross), tax, Some(net), Some(base), Some(base_net)]
        })
        .collect()
}

/// What each part is of the whole: as given, and the rest among those that say nothing.
fn shares(whole: &Model, currency: Currency, parts: &[EntryPart]) -> Outcome<Vec<i64>> {
    let given: Vec<Option<i64>> = parts
        .iter()
        .map(|part| part.gross.map(|gross| currency.minor(gross.value())).transpose())
        .collect::<Outcome<_>>()?;
    let overflow = || Fault::new("amount_overflow").with("value", "∑");
    let sum = given
        .iter()
        .flatten()
        .try_fold(0i64, |sum, gross| sum.checked_add(*gross))
        .ok_or_else(overflow)?;
    let rest = whole.gross_minor.checked_sub(sum).ok_or_else(overflow)?;
    let open = given.iter().filter(|gross| gross.is_none()).count();
    if open == 0 && rest != 0 {
        return Err(Fault::new("split_mismatch")
            .with("whole", currency.amount(whole.gross_minor))
            .with("sum", currency.amount(sum))
            .with("rest", currency.amount(rest)));
    }
    let mut others = split(rest, &vec![1; open]).into_iter();
    let grosses: Vec<i64> = given
        .into_iter()
        .map(|gross| gross.or_else(|| others.next()).unwrap_or(0))
        .collect();
    if grosses.contains(&0) {
        return Err(Fault::new("split_part_empty"));
    }
    Ok(grosses)
}

impl Ledger {
    /// Splits an entry into parts that add up to it; one change.
    ///
    /// # Errors
    /// `entry_unknown`; `split_too_few`, `split_part_empty`, `split_mismatch`; `amount_decimals`, `amount_overflow`;
    /// `category_unknown`, `category_inactive`, `name_unknown`, `name_ambiguous`; `text_control`.
    pub async fn split_entry(&self, change: &mut Change<'_>, input: &SplitEntry) -> Outcome<Vec<Entry>> {
        let whole = live(change, input.id).await?;
        let currency = Currency::new(&whole.currency)?;
        if input.parts.len() < 2 {
            return Err(Fault::new("split_too_few"));
        }
        let grosses = shares(&whole, currency, &input.parts)?;
        let mut rows = Vec::with_capacity(input.parts.len());
        for (part, [gross, tax, net, base_gross, base_net]) in input.parts.iter().zip(amounts(&whole, &grosses)) {
            let mut row = whole.clone();
            row.gross_minor = gross.unwrap_or_default();
            row.tax_minor = tax;
            row.net_minor = net.unwrap_or_default();
            row.base_gross_minor = base_gross.unwrap_or_default();
            row.base_net_minor = base_net.unwrap_or_default();
            if let Some(category) = &part.category {
                let find = |bulk: &crate::link::Connection| crate::entry::lookup_category(bulk, Some(category));
                row.category_id = crate::bulk::with(change.connection(), find).await?;
            }
            let members = [
                (Register::Customer, &part.customer, &mut row.customer_id),
                (Register::Channel, &part.channel, &mut row.channel_id),
                (Register::Activity, &part.activity, &mut row.activity_id),
                (Register::Department, &part.department, &mut row.department_id),
                (Register::Product, &part.product, &mut row.product_id),
            ];
            for (register, text, id) in members {
                *id = match text.as_deref().map(str::trim) {
                    None => *id,
                    Some("") => None,
                    Some(text) if input.create_members && register != Register::Activity => {
                        Some(crate::member::id_or_new(change, register, text).await?)
                    }
                    Some(text) => {
                        let find = |bulk: &crate::link::Connection| crate::lookup::member(bulk, register, text);
                        Some(crate::bulk::with(change.connection(), find).await?)
                    }
                };
            }
            if let Some(memo) = &part.memo {
                row.memo = crate::member::clean(memo)?;
            }
            rows.push(row);
        }
        if input.dry_run {
            change.rehearse();
        }
        if let Some(mut watch) = self.watch().await? {
            watch.entry(&whole, -1, None)?;
            for row in &rows {
                watch.entry(row, 1, None)?;
            }
            let language = self.language().await;
            self.judged(change, &watch, input.passing.as_ref(), language).await?;
        }
        change.note("id", input.id);
        change.note("count", rows.len());
        let mut ids = vec![input.id];
        let mut rows = rows.into_iter();
        if let Some(first) = rows.next() {
            change.update(whole, first).await?;
        }
        for mut row in rows {
            // The file's row is the first part; the others are the user's own.
            row.id = 0;
            row.batch_id = None;
            row.fingerprint = None;
            row.source_id = None;
            let id = change.insert(row).await?.id;
            crate::roll::copy_values(change, Roll::Entry, input.id, id).await?;
            ids.push(id);
        }
        let mut parts = Vec::with_capacity(ids.len());
        for id in ids {
            parts.push(self.entry_on(change.connection(), id).await?);
        }
        Ok(parts)
    }
}
