//! The list of entries 费用台账: which of them, in what order, a page at a time, with the totals of all.
//!
//! The one thing to know: what the list shows as an entry's amount is its cost, so that is also what the range and the
//! order of amounts go by; [`Terms`] has it as SQL.

use std::collections::{BTreeMap, HashMap};

use kezhang_core::monitor::variance::Filter;
use kezhang_core::record::category::{UNCATEGORISED, UNCATEGORISED_INCOME, lies_in};
use kezhang_core::record::entry::{Deduction, Taxpayer};
use kezhang_core::record::register::Dimension;
use kezhang_core::record::{Entry, EntryKind, Status};
use kezhang_core::{Amount, Fault, Language, Month, Outcome};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use sea_orm::{DatabaseConnection, Value};
use serde::{Deserialize, Serialize};

use crate::entry::{FROM, select, shown};
use crate::entry_find::{Conditions, Lot, LotSums, Matches};
use crate::fault::OrFault;
use crate::ledger::{Ask, Ledger, sql};
use crate::lookup::{CategoryRow, category_rows};
use crate::member::escape_like;
use crate::profile::{Profile, from_word};
use crate::roll::{Asked, CellFilter, is_own, own_of};
use crate::scope::{STAGE_OF_ENTRY, Scope};

/// Which entries to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EntryQuery {
    /// First month of 发生日期.
    pub from: Option<Month>,
    /// Last month, included.
    pub to: Option<Month>,
    /// Conditions on dimensions; an empty value asks for entries that name none.
    pub filter: Vec<Filter>,
    /// Conditions on own fields, which must all hold; `own:NAME` in `filter` is the same for equal values.
    pub own: Vec<CellFilter>,
    /// Text in memo, invoice, id, customer, vendor or an own field, or an amount.
    pub search: Option<String>,
    /// Only those of one import.
    pub batch: Option<i64>,
    /// Only actual or only drafts.
    pub status: Option<Status>,
    /// Only costs, income, offsets or what is out of scope; the same as several is or.
    pub kinds: Vec<EntryKind>,
    /// From this amount on, in base currency: the cost, or what came in.
    pub least: Option<Amount>,
    /// Up to this amount.
    pub most: Option<Amount>,
    /// Only what waits to be told apart: 0 未分类 and 11.0.
    pub uncategorised: bool,
    /// Only 税未拆分.
    pub untaxed: bool,
    /// Only these.
    pub ids: Option<Vec<i64>>,
    /// Without these.
    pub except: Vec<i64>,
    /// `date`, `amount`, `id`, `memo`, `status`, `gross`, `tax`, `net`, `paid_on`, `invoice`, `batch`, a dimension, or an own
    /// field as `own:NAME`; a minus before it turns it round. By date when absent.
    pub sort: Option<String>,
    /// Rows to pass over.
    pub offset: u64,
    /// At most this many rows.
    pub limit: Option<u32>,
    /// Whether to count and to sum all that fit; true when absent.
    pub with_totals: Option<bool>,
    /// The list that asks: its next search stops this one.
    pub list: Option<String>,
    /// Language of the labels.
    pub language: Option<Language>,
}

/// A page of entries.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EntryPage {
    /// The entries.
    pub entries: Vec<Entry>,
    /// How many fit in all; null when totals were not asked for.
    pub count: Option<i64>,
    /// Cost of all that fit, in base currency.
    pub cost: Option<Amount>,
    /// Income of all that fit, in base currency.
    pub income: Option<Amount>,
    /// Offsets of all that fit, in base currency.
    pub offset: Option<Amount>,
    /// What is out of scope of all that fit, in base currency.
    pub out_of_scope: Option<Amount>,
    /// Names: dimension → code → name.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}

/// What the ledger's categories and profile make of a condition or an order.
pub(crate) struct Terms {
    profile: Profile,
    categories: Vec<CategoryRow>,
    scope: Scope,
    own: Asked,
    /// Ids of the customers and of the vendors in whose name or code the searched text is, as JSON.
    named: [String; 2],
}

impl Terms {
    pub(crate) async fn of(ledger: &Ledger, on: &DatabaseConnection, query: &EntryQuery) -> Outcome<Self> {
        let calendar = ledger.calendar().await?;
        let pattern = query.pattern();
        let (of_own, filter): (Vec<Filter>, Vec<Filter>) = query.filter.iter().cloned().partition(is_own);
        let (scope, categories, named, own) = crate::bulk::with(on, |bulk| {
            let named = match &pattern {
                Some(pattern) => [
                    members_named(bulk, "customer", pattern)?,
                    members_named(bulk, "vendor", pattern)?,
                ],
                None => [String::new(), String::new()],
            };
            Ok((
                Scope::resolve(bulk, calendar, &filter)?,
                category_rows(bulk)?,
                named,
                Asked::of(bulk, &of_own, &query.own)?,
            ))
        })
        .await?;
        Ok(Self {
            profile: ledger.profile().await,
            categories,
            scope,
            own,
            named,
        })
    }

    /// Conditions with where they are met.
    fn whole(&self, query: &EntryQuery, such: &str, values: &[Value]) -> Conditions {
        let customers = self.scope.ids.get(&Dimension::Customer);
        Conditions {
            source: self.source(""),
            such: such.to_owned(),
            values: values.to_vec(),
            is_narrow: customers.is_some_and(|ids| !ids.contains(&0)) || query.ids.is_some() || self.own.is_narrow(),
        }
    }

    /// Ids of the categories whose code fits, as a list in SQL.
    fn ids(&self, fits: impl Fn(&str) -> bool) -> String {
        let ids: Vec<String> = self
            .categories
            .iter()
            .filter(|row| fits(&row.code))
            .map(|row| row.id.to_string())
            .collect();
        ids.join(", ")
    }

    /// SQL: the amount that the list shows, in minor units of the base currency; as `entry::cost_of` has it.
    fn amount(&self) -> String {
        let income = self.ids(|code| EntryKind::of(code) == EntryKind::Income);
        let mut cases = format!("WHEN e.category_id IN ({income}) THEN e.base_net_minor ");
        if self.profile.taxpayer != Taxpayer::Small {
            cases.push_str("WHEN e.is_deductible = 1 THEN e.base_net_minor ");
        }
        if self.profile.taxpayer == Taxpayer::General {
            let meals = self.ids(|code| lies_in(code, "8.4"));
            cases.push_str(&format!(
                "WHEN e.is_deductible IS NULL AND e.invoice_kind = 'special' AND e.category_id NOT IN ({meals}) \
                 THEN e.base_net_minor "
            ));
        }
        format!("CASE {cases} ELSE e.base_gross_minor END")
    }

    /// SQL to order by, with the id last so that no two rows are equal.
    fn order(&self, sort: Option<&str>) -> Outcome<String> {
        let sort = sort.unwrap_or("date");
        let (name, down) = match sort.strip_prefix('-') {
            Some(name) => (name, " DESC"),
            None => (sort, ""),
        };
        // In both directions what is not there comes last.
        let nullable = |term: &str| Ok(format!("{term} IS NULL, {term}{down}, e.id{down}"));
        if let Some(term) = self.own.order(name) {
            return nullable(&term);
        }
        match name {
            "date" => Ok(format!("e.occurred_on{down}, e.id{down}")),
            "id" => Ok(format!("e.id{down}")),
            "amount" | "base" => Ok(format!("{}{down}, e.id{down}", self.amount())),
            "gross" => Ok(format!("e.base_gross_minor{down}, e.id{down}")),
            "net" => Ok(format!("e.base_net_minor{down}, e.id{down}")),
            "tax" => nullable("e.tax_minor"),
            "memo" => Ok(format!("e.memo = '', e.memo{down}, e.id{down}")),
            "status" => Ok(format!("e.status{down}, e.id{down}")),
            "paid_on" | "invoice" | "benefit_from" => nullable(&format!("e.{name}")),
            "batch" => nullable("e.batch_id"),
            "category" => {
                // In the order of the taxonomy, 10.1 after 9.5.
                let places: String = self
                    .categories
                    .iter()
                    .enumerate()
                    .map(|(at, row)| format!(" WHEN {} THEN {at}", row.id))
                    .collect();
                Ok(format!("CASE e.category_id{places} END{down}, e.id{down}"))
            }
            "stage" => nullable(&format!("nullif({STAGE_OF_ENTRY}, '')")),
            "customer" | "channel" | "activity" | "department" | "vendor" | "product" => nullable(&format!(
                "(SELECT m.name FROM {name} m WHERE m.id = e.{name}_id)"
            )),
            _ => Err(Fault::new("sort_unknown").with("value", sort).with(
                "known",
                "date, amount, id, memo, status, gross, tax, net, paid_on, invoice, batch, category, stage, customer, channel, \
                 activity, department, vendor, product",
            )),
        }
    }

    /// Whether conditions or order need the joined stage.
    fn source(&self, order: &str) -> &'static str {
        if self.scope.stages.is_some() || order.contains("a.stage") {
            FROM
        } else {
            "FROM entry e"
        }
    }

    /// SQL for what is asked, and its values.
    pub(crate) fn conditions(&self, query: &EntryQuery) -> Outcome<(String, Vec<Value>)> {
        let mut such = "WHERE e.is_void = 0".to_owned();
        let mut values: Vec<Value> = Vec::new();
        let mut and = |condition: &str, value: Option<Value>| {
            such.push_str(" AND ");
            such.push_str(condition);
            values.extend(value);
        };
        if let Some(from) = query.from {
            and("e.occurred_on >= ?", Some(from.first_day().to_string().into()));
        }
        if let Some(to) = query.to {
            and("e.occurred_on <= ?", Some(to.last_day().to_string().into()));
        }
        if let Some(batch) = query.batch {
            and("e.batch_id = ?", Some(batch.into()));
        }
        if let Some(status) = query.status {
            and("e.status = ?", Some(status.as_str().into()));
        }
        if !query.kinds.is_empty() {
            let ids = self.ids(|code| query.kinds.contains(&EntryKind::of(code)));
            and(&format!("e.category_id IN ({ids})"), None);
        }
        if query.uncategorised {
            let ids = self.ids(|code| code == UNCATEGORISED || code == UNCATEGORISED_INCOME);
            and(&format!("e.category_id IN ({ids})"), None);
        }
        if query.untaxed {
            and("e.tax_minor IS NULL", None);
        }
        for (bound, sign) in [(query.least, ">="), (query.most, "<=")] {
            if let Some(bound) = bound {
                let minor = self.profile.currency.minor(bound.value())?;
                and(&format!("{} {sign} ?", self.amount()), Some(minor.into()));
            }
        }
        let list = |ids: &[i64]| Value::from(serde_json::json!(ids).to_string());
        if let Some(ids) = &query.ids {
            and("e.id IN (SELECT value FROM json_each(?))", Some(list(ids)));
        }
        if !query.except.is_empty() {
            and(
                "e.id NOT IN (SELECT value FROM json_each(?))",
                Some(list(&query.except)),
            );
        }
        such.push_str(&self.scope.sql());
        let (of_own, of_own_values) = self.own.sql();
        such.push_str(&of_own);
        values.extend(of_own_values);
        if let (Some(text), Some(pattern)) = (query.text(), query.pattern()) {
            such.push_str(
                " AND (e.memo LIKE ? ESCAPE '\\' OR e.invoice LIKE ? ESCAPE '\\' OR e.source_id LIKE ? ESCAPE '\\'",
            );
            values.extend(std::iter::repeat_n(Value::from(pattern.clone()), 3));
            if let Some(condition) = self.own.search() {
                such.push_str(&format!(" OR {condition}"));
                values.push(Value::from(pattern));
            }
            for (column, ids) in ["customer_id", "vendor_id"].into_iter().zip(&self.named) {
                if ids != NOBODY {
                    such.push_str(&format!(" OR e.{column} IN (SELECT value FROM json_each(?))"));
                    values.push(Value::from(ids.clone()));
                }
            }
            if let Some(minor) = amount_in(text).and_then(|value| self.profile.currency.minor(value).ok()) {
                such.push_str(
                    " OR e.base_gross_minor IN (?, ?) OR e.base_net_minor IN (?, ?) OR e.gross_minor IN (?, ?)",
                );
                for _ in 0..3 {
                    values.extend([Value::from(minor), Value::from(minor.saturating_neg())]);
                }
            }
            such.push(')');
        }
        Ok((such, values))
    }
}

impl Terms {
    /// Sums up lots on a page.
    fn add_lots(&self, page: &mut EntryPage, lots: &HashMap<Lot, LotSums>) -> Outcome<()> {
        let profile = &self.profile;
        let codes: HashMap<i64, &str> = self.categories.iter().map(|row| (row.id, row.code.as_str())).collect();
        let (mut count, mut sums) = (0i64, [0i64; 4]);
        for ((category, deductible, invoice), (n, net, gross)) in lots {
            let code = codes.get(category).copied().unwrap_or_default();
            let invoice = invoice.as_deref().map(|word| from_word("entry", word)).transpose()?;
            count += n;
            let is_net = Deduction::of(*deductible, invoice).is_deductible(profile.taxpayer, code);
            let (at, amount) = match EntryKind::of(code) {
                EntryKind::Cost => (0, if is_net { net } else { gross }),
                EntryKind::Income => (1, net),
                EntryKind::Offset => (2, if is_net { net } else { gross }),
                EntryKind::OutOfScope => (3, if is_net { net } else { gross }),
            };
            sums[at] = sums[at].checked_add(*amount).ok_or_else(crate::fault::overflow)?;
        }
        let [cost, income, offset, aside] = sums.map(|minor| Some(profile.currency.amount(minor)));
        page.count = Some(count);
        (page.cost, page.income) = (cost, income);
        (page.offset, page.out_of_scope) = (offset, aside);
        Ok(())
    }
}

impl Matches {
    /// The ids of a page in the order of dates.
    fn page(&self, is_down: bool, offset: u64, limit: Option<u32>) -> Vec<i64> {
        let skip = usize::try_from(offset).unwrap_or(usize::MAX);
        let take = limit.map_or(usize::MAX, |limit| limit as usize);
        let ids = self.places.iter().map(|(_, id)| *id);
        match is_down {
            false => ids.skip(skip).take(take).collect(),
            true => ids.rev().skip(skip).take(take).collect(),
        }
    }
}

/// SQL for some entries by their ids, and its values.
fn among(ids: &[i64]) -> (String, Vec<Value>) {
    let list = serde_json::json!(ids).to_string();
    (
        "WHERE e.id IN (SELECT value FROM json_each(?))".to_owned(),
        vec![Value::from(list)],
    )
}

/// From this offset on it is worth while to ask how many entries each day has.
const FAR: u64 = 5_000;
/// So many found entries are put into another order than that of dates by themselves.
const SORTED: usize = 50_000;

impl EntryQuery {
    /// The text that is looked for.
    fn text(&self) -> Option<&str> {
        self.search.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }

    /// The same as a pattern for LIKE.
    fn pattern(&self) -> Option<String> {
        self.text().map(|text| format!("%{}%", escape_like(text)))
    }

    /// Whether the list is in the order of dates, and whether that is downwards.
    fn by_date(&self) -> Option<bool> {
        match self.sort.as_deref() {
            None | Some("date") => Some(false),
            Some("-date") => Some(true),
            _ => None,
        }
    }
}

/// A list of no ids.
const NOBODY: &str = "[]";

/// Ids of the members in whose name or code a text is, as JSON.
fn members_named(bulk: &crate::link::Connection, register: &str, pattern: &str) -> Outcome<String> {
    let text = format!(
        "SELECT json_group_array(id) FROM {register} WHERE name LIKE ?1 ESCAPE '\\' OR code LIKE ?1 ESCAPE '\\'"
    );
    bulk.query_row(&text, [pattern], |row| row.get(0)).or_fault()
}

/// The amount that a searched text is, if it is one: `1,200.50`, `¥300`.
fn amount_in(text: &str) -> Option<Decimal> {
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, ',' | '，' | '¥' | '￥' | '$' | '€' | ' '))
        .map(|c| if c == '−' { '-' } else { c })
        .collect();
    plain.parse().ok()
}

impl Ledger {
    /// A page of entries.
    ///
    /// # Errors
    /// `filter_unknown`, `name_unknown`, `sort_unknown`, `amount_decimals`.
    pub async fn entries(&self, query: &EntryQuery) -> Outcome<EntryPage> {
        let terms = Terms::of(self, self.reader(), query).await?;
        let (such, values) = terms.conditions(query)?;
        let order = terms.order(query.sort.as_deref())?;
        let conditions = terms.whole(query, &such, &values);
        let matches = match query.text() {
            Some(_) => Some(self.matches(query.list.as_deref(), conditions.clone()).await?),
            None => None,
        };
        let limit = query.limit.map_or(i64::MAX, i64::from);
        let mut offset = i64::try_from(query.offset).unwrap_or(i64::MAX);
        let mut page_such = such.clone();
        let mut page_values = values.clone();
        let mut source = terms.source(&order);
        match (&matches, query.by_date()) {
            (Some(matches), Some(is_down)) => {
                let ids = matches.page(is_down, query.offset, query.limit);
                (page_such, page_values) = among(&ids);
                (source, offset) = ("FROM entry e", 0);
            }
            (Some(matches), None) if matches.places.len() <= SORTED => {
                let ids: Vec<i64> = matches.places.iter().map(|(_, id)| *id).collect();
                (page_such, page_values) = among(&ids);
            }
            (None, Some(is_down)) if query.offset >= FAR && query.ids.is_none() => {
                // Entries of the days before are passed over by their number.
                let days = self.days(&conditions).await?;
                if let Some((day, before)) = days.at(query.offset, is_down) {
                    let sign = if is_down { "<=" } else { ">=" };
                    page_such.push_str(&format!(" AND e.occurred_on {sign} ?"));
                    page_values.push(Value::from(day));
                    offset = i64::try_from(query.offset - before).unwrap_or(i64::MAX);
                }
            }
            _ => {}
        }
        page_values.extend([Value::from(limit), Value::from(offset)]);
        // The page is cut on the narrow rows first; only what is shown is joined to its names.
        let text = format!(
            "{} WHERE e.id IN (SELECT e.id {source} {page_such} ORDER BY {order} LIMIT ? OFFSET ?) ORDER BY {order}",
            select(),
        );
        let rows = self.reader().ask_all(sql(text, page_values)).await.or_fault()?;
        let profile = &terms.profile;
        let mut entries = rows
            .iter()
            .map(|row| shown(row, profile))
            .collect::<Outcome<Vec<_>>>()?;
        let ids: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
        let mut own = own_of(self.reader(), &ids).await?;
        for entry in &mut entries {
            entry.own = own.remove(&entry.id).unwrap_or_default();
        }
        let mut page = EntryPage {
            entries,
            count: None,
            cost: None,
            income: None,
            offset: None,
            out_of_scope: None,
            labels: BTreeMap::new(),
        };
        if query.with_totals != Some(false) {
            match &matches {
                Some(matches) => terms.add_lots(&mut page, &matches.lots)?,
                None => {
                    let lots = self.lots(&such, values).await?;
                    terms.add_lots(&mut page, &lots)?;
                }
            }
        }
        let language = query.language.unwrap_or(profile.language);
        page.labels = self.labels_of(&page.entries, language).await?;
        Ok(page)
    }

    /// What all that fit come to.
    async fn lots(&self, such: &str, values: Vec<Value>) -> Outcome<HashMap<Lot, LotSums>> {
        let text = format!(
            "SELECT e.category_id AS category, e.is_deductible AS is_deductible, e.invoice_kind AS invoice_kind, count(*) AS n, \
             sum(e.base_net_minor) AS net, sum(e.base_gross_minor) AS gross {FROM} {such} GROUP BY 1, 2, 3"
        );
        let rows = self.reader().ask_all(sql(text, values)).await.or_fault()?;
        rows.iter()
            .map(|row| {
                let lot = (
                    row.try_get("", "category").or_fault()?,
                    row.try_get("", "is_deductible").or_fault()?,
                    row.try_get("", "invoice_kind").or_fault()?,
                );
                let sums = (
                    row.try_get("", "n").or_fault()?,
                    row.try_get("", "net").or_fault()?,
                    row.try_get("", "gross").or_fault()?,
                );
                Ok((lot, sums))
            })
            .collect()
    }

    /// The ids of all that fit, on a connection that may be inside a change.
    pub(crate) async fn entry_ids(&self, on: &DatabaseConnection, query: &EntryQuery) -> Outcome<Vec<i64>> {
        let terms = Terms::of(self, on, query).await?;
        let (such, values) = terms.conditions(query)?;
        let text = format!("SELECT e.id AS id {} {such} ORDER BY e.id", terms.source(""));
        let rows = on.ask_all(sql(text, values)).await.or_fault()?;
        rows.iter().map(|row| row.try_get("", "id").or_fault()).collect()
    }

    /// Names of everything that a list of entries shows.
    pub(crate) async fn labels_of(
        &self,
        entries: &[Entry],
        language: Language,
    ) -> Outcome<BTreeMap<String, BTreeMap<String, String>>> {
        let mut wanted: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        let mut want = |name: &'static str, code: &Option<String>| {
            if let Some(code) = code {
                wanted.entry(name).or_default().push(code.clone());
            }
        };
        for entry in entries {
            want("category", &Some(entry.category.clone()));
            want("customer", &entry.customer);
            want("channel", &entry.channel);
            want("activity", &entry.activity);
            want("department", &entry.department);
            want("vendor", &entry.vendor);
            want("product", &entry.product);
        }
        crate::bulk::with(self.reader(), |bulk| crate::labels::labels(bulk, &wanted, language)).await
    }
}
