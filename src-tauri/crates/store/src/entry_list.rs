//! The list of entries 费用台账: which of them, in what order, a page at a time, with the totals of all.
//!
//! The one thing to know: what the list shows as an entry's amount is its cost, so that is also what the range and the
//! order of amounts go by; [`Terms`] has it as SQL.

use std::collections::BTreeMap;

use kezhang_core::monitor::variance::Filter;
use kezhang_core::record::category::{UNCATEGORISED, UNCATEGORISED_INCOME, lies_in};
use kezhang_core::record::entry::{Deduction, Taxpayer};
use kezhang_core::record::{Entry, EntryKind, Status};
use kezhang_core::{Amount, Fault, Language, Month, Outcome};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use sea_orm::{ConnectionTrait, DatabaseConnection, Value};
use serde::{Deserialize, Serialize};

use crate::entry::{FROM, select, shown};
use crate::fault::OrFault;
use crate::ledger::{Ledger, sql};
use crate::lookup::{CategoryRow, category_rows};
use crate::member::escape_like;
use crate::profile::{Profile, from_word};
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
    /// Text in memo, invoice, id, customer or vendor, or an amount.
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
    /// `date`, `amount`, `id`, `memo`, `status`, `gross`, `tax`, `net`, `paid_on`, `invoice`, `batch`, or a dimension; a minus before it
    /// turns it round. By date when absent.
    pub sort: Option<String>,
    /// Rows to pass over.
    pub offset: u64,
    /// At most this many rows.
    pub limit: Option<u32>,
    /// Whether to count and to sum all that fit; true when absent.
    pub with_totals: Option<bool>,
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
}

impl Terms {
    pub(crate) async fn of(ledger: &Ledger, on: &DatabaseConnection, query: &EntryQuery) -> Outcome<Self> {
        let calendar = ledger.calendar().await?;
        let (scope, categories) = crate::bulk::with(on, |bulk| {
            Ok((Scope::resolve(bulk, calendar, &query.filter)?, category_rows(bulk)?))
        })
        .await?;
        Ok(Self {
            profile: ledger.profile().await,
            categories,
            scope,
        })
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
        if let Some(text) = query.search.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
            let pattern = format!("%{}%", escape_like(text));
            such.push_str(
                " AND (e.memo LIKE ? ESCAPE '\\' OR e.invoice LIKE ? ESCAPE '\\' OR e.source_id LIKE ? ESCAPE '\\' \
                 OR e.customer_id IN (SELECT id FROM customer WHERE name LIKE ? ESCAPE '\\' OR code LIKE ? ESCAPE '\\') \
                 OR e.vendor_id IN (SELECT id FROM vendor WHERE name LIKE ? ESCAPE '\\' OR code LIKE ? ESCAPE '\\')",
            );
            values.extend(std::iter::repeat_n(Value::from(pattern), 7));
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
        let limit = query.limit.map_or(-1, i64::from);
        let offset = i64::try_from(query.offset).unwrap_or(i64::MAX);
        let mut page_values = values.clone();
        page_values.extend([Value::from(limit), Value::from(offset)]);
        // The page is cut on the narrow rows first; only what is shown is joined to its names.
        let text = format!(
            "{} WHERE e.id IN (SELECT e.id {} {such} ORDER BY {order} LIMIT ? OFFSET ?) ORDER BY {order}",
            select(),
            terms.source(&order)
        );
        let rows = self.reader().query_all_raw(sql(text, page_values)).await.or_fault()?;
        let profile = &terms.profile;
        let entries = rows
            .iter()
            .map(|row| shown(row, profile))
            .collect::<Outcome<Vec<_>>>()?;
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
            self.add_totals(&mut page, &such, values, profile).await?;
        }
        let language = query.language.unwrap_or(profile.language);
        page.labels = self.labels_of(&page.entries, language).await?;
        Ok(page)
    }

    async fn add_totals(&self, page: &mut EntryPage, such: &str, values: Vec<Value>, profile: &Profile) -> Outcome<()> {
        let text = format!(
            "SELECT c.code AS code, e.is_deductible AS is_deductible, e.invoice_kind AS invoice_kind, count(*) AS n, \
             sum(e.base_net_minor) AS net, sum(e.base_gross_minor) AS gross {FROM} {such} GROUP BY 1, 2, 3"
        );
        let rows = self.reader().query_all_raw(sql(text, values)).await.or_fault()?;
        let (mut count, mut sums) = (0i64, [0i64; 4]);
        for row in rows {
            let code: String = row.try_get("", "code").or_fault()?;
            let n: i64 = row.try_get("", "n").or_fault()?;
            let net: i64 = row.try_get("", "net").or_fault()?;
            let gross: i64 = row.try_get("", "gross").or_fault()?;
            let deductible: Option<bool> = row.try_get("", "is_deductible").or_fault()?;
            let invoice: Option<String> = row.try_get("", "invoice_kind").or_fault()?;
            let invoice = invoice.as_deref().map(|w| from_word("entry", w)).transpose()?;
            count += n;
            let is_net = Deduction::of(deductible, invoice).is_deductible(profile.taxpayer, &code);
            let (at, amount) = match EntryKind::of(&code) {
                EntryKind::Cost => (0, if is_net { net } else { gross }),
                EntryKind::Income => (1, net),
                EntryKind::Offset => (2, if is_net { net } else { gross }),
                EntryKind::OutOfScope => (3, if is_net { net } else { gross }),
            };
            sums[at] = sums[at]
                .checked_add(amount)
                .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))?;
        }
        let [cost, income, offset, aside] = sums.map(|minor| Some(profile.currency.amount(minor)));
        page.count = Some(count);
        (page.cost, page.income) = (cost, income);
        (page.offset, page.out_of_scope) = (offset, aside);
        Ok(())
    }

    /// The ids of all that fit, on a connection that may be inside a change.
    pub(crate) async fn entry_ids(&self, on: &DatabaseConnection, query: &EntryQuery) -> Outcome<Vec<i64>> {
        let terms = Terms::of(self, on, query).await?;
        let (such, values) = terms.conditions(query)?;
        let text = format!("SELECT e.id AS id {} {such} ORDER BY e.id", terms.source(""));
        let rows = on.query_all_raw(sql(text, values)).await.or_fault()?;
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
