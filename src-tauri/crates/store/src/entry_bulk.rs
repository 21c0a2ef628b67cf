//! Many entries at once: set fields, apply rules, always as one change with one record.
//!
//! The one thing to know: a preview is the change itself, rolled back at its end; so what it tells is what happens.

use std::collections::{BTreeMap, HashMap};

use crate::link::Connection;
use chrono::NaiveDate;
use kezhang_core::plan::control::{ControlNote, Override};
use kezhang_core::record::register::{Dimension, Register};
use kezhang_core::record::roll::Roll;
use kezhang_core::record::rule::{RuleInput, When, propose, turns_sign};
use kezhang_core::record::{EntryKind, InvoiceKind, Stage, Status};
use kezhang_core::{Amount, Fault, Language, Outcome};
use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::bulk::{COLUMNS, read_entry};
use crate::entry::cost_of;
use crate::entry_list::EntryQuery;
use crate::fault::OrFault;
use crate::journal::{Change, RowChange, Rows, canonical};
use crate::labels::{CodeBook, labels};
use crate::ledger::Ledger;
use crate::profile::word;
use crate::roll::set_many;
use crate::row::entry::Model;
use crate::rule::{RuleTaken, Rules, Spoken};
use crate::watch::Watch;

/// How many entries one change may touch: each stands in the journal before and after.
const MOST: usize = 200_000;
/// How many values of a field a preview tells, the most frequent first.
const VALUES: usize = 12;

/// What of the entries is set; a field that is absent stays, an empty text takes it away.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EntrySet {
    /// Code or name of the category.
    pub category: Option<String>,
    /// Code or name.
    pub customer: Option<String>,
    /// Code or name.
    pub channel: Option<String>,
    /// Code or name.
    pub activity: Option<String>,
    /// Code or name.
    pub department: Option<String>,
    /// Code or name.
    pub vendor: Option<String>,
    /// Code or name.
    pub product: Option<String>,
    /// Own stage, before every rule.
    pub stage: Option<String>,
    /// 状态.
    pub status: Option<Status>,
    /// 可抵扣.
    pub deductible: Option<bool>,
    /// 发票票种.
    pub invoice_kind: Option<InvoiceKind>,
    /// 付款日期.
    pub paid_on: Option<NaiveDate>,
    /// Own fields, by name or `own:NUMBER`; null or empty clears one.
    pub own: BTreeMap<String, Option<String>>,
    /// Whether an unknown customer, channel, department, vendor or product is made, in the same record.
    pub create_members: bool,
}

/// Many entries to change.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EntriesChange {
    /// These entries.
    pub ids: Option<Vec<i64>>,
    /// Or all that a query finds.
    pub query: Option<EntryQuery>,
    /// What is set.
    pub set: EntrySet,
    /// Rules to keep with it, so that the same is done from now on.
    pub rules: Vec<RuleInput>,
    /// Lets it pass a line that is closed.
    #[serde(rename = "override")]
    pub passing: Option<Override>,
    /// Whether to change nothing and tell what would happen.
    pub dry_run: bool,
}

/// Rules to apply to what is there.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ApplyRules {
    /// These rules; all that are active when absent.
    pub rules: Option<Vec<i64>>,
    /// Among these entries; all that wait to be told apart when absent.
    pub query: Option<EntryQuery>,
    /// Lets it pass a line that is closed.
    #[serde(rename = "override")]
    pub passing: Option<Override>,
    /// Whether to change nothing and tell what would happen.
    pub dry_run: bool,
}

/// A value and how many entries have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ValueCount {
    /// The value: a code, a word, a date; null for none.
    pub value: Option<String>,
    /// How many.
    pub count: u64,
}

/// What a change does to one field: of the entries whose field changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldChange {
    /// The field.
    pub field: String,
    /// What they had, the most frequent first.
    pub before: Vec<ValueCount>,
    /// What they have.
    pub after: Vec<ValueCount>,
}

/// What a change of many entries came to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EntriesChanged {
    /// How many were asked for.
    pub count: u64,
    /// How many changed.
    pub changed: u64,
    /// Their cost before, in base currency.
    pub cost_before: Amount,
    /// Their cost after.
    pub cost_after: Amount,
    /// Field by field.
    pub fields: Vec<FieldChange>,
    /// What each rule took.
    pub rules: Vec<RuleTaken>,
    /// Lines that the change goes beyond, each with its arithmetic.
    pub warnings: Vec<ControlNote>,
    /// Names: dimension → code → name.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}

/// Entries for which rules are looked for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RulesQuery {
    /// These entries.
    pub ids: Option<Vec<i64>>,
    /// Or all that a query finds.
    pub query: Option<EntryQuery>,
    /// The category that they shall have.
    pub category: String,
}

/// A rule that would do the same from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleProposal {
    /// What it would ask for.
    pub when: When,
    /// How many of the entries it would take.
    pub covers: u64,
    /// How many others wait to be told apart that it would take too.
    pub others: u64,
}

/// The fields that a change of many can touch, as their column and what they are told as.
const FIELDS: [(&str, Option<Dimension>); 12] = [
    ("category", Some(Dimension::Category)),
    ("customer", Some(Dimension::Customer)),
    ("channel", Some(Dimension::Channel)),
    ("activity", Some(Dimension::Activity)),
    ("department", Some(Dimension::Department)),
    ("vendor", Some(Dimension::Vendor)),
    ("product", Some(Dimension::Product)),
    ("stage", None),
    ("status", None),
    ("deductible", None),
    ("invoice_kind", None),
    ("paid_on", None),
];

/// The value of a field as text: ids of members as figures.
fn field(row: &Model, at: usize) -> Option<String> {
    let id = |id: Option<i64>| id.map(|id| id.to_string());
    match at {
        0 => Some(row.category_id.to_string()),
        1 => id(row.customer_id),
        2 => id(row.channel_id),
        3 => id(row.activity_id),
        4 => id(row.department_id),
        5 => id(row.vendor_id),
        6 => id(row.product_id),
        7 => row.stage.clone(),
        8 => Some(row.status.clone()),
        9 => row.is_deductible.map(|is| is.to_string()),
        10 => row.invoice_kind.clone(),
        _ => row.paid_on.map(|on| on.to_string()),
    }
}

/// What rewriting many rows has come to.
#[derive(Default)]
struct Told {
    /// The entries that changed.
    changed: FxHashSet<i64>,
    own: Vec<FieldChange>,
    cost: [i64; 2],
    values: Vec<[HashMap<Option<String>, u64>; 2]>,
    warnings: Vec<ControlNote>,
}

impl Told {
    fn note(&mut self, before: &Model, after: &Model, costs: [i64; 2]) -> Outcome<()> {
        self.changed.insert(before.id);
        for (sum, cost) in self.cost.iter_mut().zip(costs) {
            *sum = sum
                .checked_add(cost)
                .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))?;
        }
        self.values.resize_with(FIELDS.len(), Default::default);
        for (at, counts) in self.values.iter_mut().enumerate() {
            let (old, new) = (field(before, at), field(after, at));
            if old != new {
                *counts[0].entry(old).or_insert(0) += 1;
                *counts[1].entry(new).or_insert(0) += 1;
            }
        }
        Ok(())
    }

    fn fields(&self, book: &CodeBook) -> Vec<FieldChange> {
        let told = |counts: &HashMap<Option<String>, u64>, dimension: Option<Dimension>| {
            let mut values: Vec<ValueCount> = counts
                .iter()
                .map(|(value, count)| ValueCount {
                    value: match (value, dimension) {
                        (Some(id), Some(dimension)) => id.parse().ok().and_then(|id| book.code(dimension, id)),
                        (value, _) => value.clone(),
                    },
                    count: *count,
                })
                .collect();
            values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            values.truncate(VALUES);
            values
        };
        let of = |((name, dimension), counts): (&(&str, Option<Dimension>), &[HashMap<_, _>; 2])| {
            (!counts[0].is_empty()).then(|| FieldChange {
                field: (*name).to_owned(),
                before: told(&counts[0], *dimension),
                after: told(&counts[1], *dimension),
            })
        };
        let fields = FIELDS.iter().zip(&self.values).filter_map(of);
        fields.chain(self.own.iter().cloned()).collect()
    }

    /// Notes what an own field was and became.
    fn own(&mut self, name: &str, value: Option<String>, before: HashMap<Option<String>, u64>, changed: &[i64]) {
        if changed.is_empty() {
            return;
        }
        let mut before: Vec<ValueCount> = before
            .into_iter()
            .map(|(value, count)| ValueCount { value, count })
            .collect();
        before.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        before.truncate(VALUES);
        let count = changed.len() as u64;
        self.own.push(FieldChange {
            field: name.to_owned(),
            before,
            after: vec![ValueCount { value, count }],
        });
        self.changed.extend(changed);
    }
}

/// Moves an entry to a category; money that came in under 11.0 turns its sign where it becomes a refund.
fn move_to(row: &mut Model, category: i64, before: &str, after: &str) {
    row.category_id = category;
    if turns_sign(before, after) {
        for amount in [
            &mut row.gross_minor,
            &mut row.net_minor,
            &mut row.base_gross_minor,
            &mut row.base_net_minor,
        ] {
            *amount = amount.saturating_neg();
        }
        row.tax_minor = row.tax_minor.map(i64::saturating_neg);
    }
}

/// Reads each entry, lets `each` say what becomes of it, and writes what has changed; a dry run notes no rows.
fn rewrite(
    change_totals: &mut crate::totals::Totals,
    mut change_rows: Option<&mut Rows>,
    bulk: &Connection,
    ids: &[i64],
    cost: &dyn Fn(&Model) -> Outcome<i64>,
    mut watch: Option<&mut Watch>,
    each: &mut dyn FnMut(&Model) -> Outcome<Option<Model>>,
) -> Outcome<Told> {
    let mut find = bulk
        .prepare(&format!("SELECT {COLUMNS} FROM entry WHERE id = ? AND is_void = 0"))
        .or_fault()?;
    let mut write = bulk
        .prepare(
            "UPDATE entry SET category_id = ?, customer_id = ?, channel_id = ?, activity_id = ?, department_id = ?, \
             vendor_id = ?, product_id = ?, stage = ?, status = ?, is_deductible = ?, invoice_kind = ?, paid_on = ?, \
             gross_minor = ?, tax_minor = ?, net_minor = ?, base_gross_minor = ?, base_net_minor = ? WHERE id = ?",
        )
        .or_fault()?;
    let mut told = Told::default();
    for id in ids {
        let mut rows = find.query([id]).or_fault()?;
        let before = match rows.next().or_fault()? {
            Some(row) => read_entry(row).or_fault()?,
            None => return Err(Fault::new("entry_unknown").with("id", id)),
        };
        drop(rows);
        let Some(after) = each(&before)?.filter(|after| *after != before) else {
            continue;
        };
        let values: [&dyn crate::link::ToSql; 18] = [
            &after.category_id,
            &after.customer_id,
            &after.channel_id,
            &after.activity_id,
            &after.department_id,
            &after.vendor_id,
            &after.product_id,
            &after.stage,
            &after.status,
            &after.is_deductible,
            &after.invoice_kind,
            &after.paid_on.map(|on| on.to_string()),
            &after.gross_minor,
            &after.tax_minor,
            &after.net_minor,
            &after.base_gross_minor,
            &after.base_net_minor,
            &after.id,
        ];
        write.execute(&values[..]).or_fault()?;
        change_totals.add(&before, -1)?;
        change_totals.add(&after, 1)?;
        if let Some(watch) = &mut watch {
            watch.entry(&before, -1, None)?;
            watch.entry(&after, 1, None)?;
        }
        told.note(&before, &after, [cost(&before)?, cost(&after)?])?;
        if let Some(rows) = &mut change_rows {
            let row = RowChange {
                table: "entry",
                id: before.id,
                before: Some(canonical(&before)?),
                after: Some(canonical(&after)?),
            };
            rows.push_on(bulk, row)?;
        }
    }
    Ok(told)
}

impl Ledger {
    /// The ids of chosen entries.
    async fn chosen(
        &self,
        change: &Change<'_>,
        ids: Option<&Vec<i64>>,
        query: Option<&EntryQuery>,
    ) -> Outcome<Vec<i64>> {
        let found = match (ids, query) {
            (Some(ids), _) => {
                let mut ids = ids.clone();
                ids.sort_unstable();
                ids.dedup();
                ids
            }
            (None, Some(query)) => self.entry_ids(change.connection(), query).await?,
            (None, None) => return Err(Fault::new("entries_unchosen")),
        };
        if found.len() > MOST {
            return Err(Fault::new("too_many_entries")
                .with("count", found.len())
                .with("most", MOST));
        }
        Ok(found)
    }

    /// Sets fields of many entries, and keeps rules that do the same from now on.
    ///
    /// # Errors
    /// `entries_unchosen`, `too_many_entries`, `nothing_set`; `entry_unknown`; `category_unknown`, `category_inactive`,
    /// `name_unknown`, `name_ambiguous`, `stage_unknown`; what [`Ledger::set_rule`] says.
    pub async fn change_entries(
        &self,
        change: &mut Change<'_>,
        input: &EntriesChange,
        language: Language,
    ) -> Outcome<EntriesChanged> {
        let ids = self.chosen(change, input.ids.as_ref(), input.query.as_ref()).await?;
        let set = &input.set;
        let registers = [
            (Register::Customer, &set.customer),
            (Register::Channel, &set.channel),
            (Register::Activity, &set.activity),
            (Register::Department, &set.department),
            (Register::Vendor, &set.vendor),
            (Register::Product, &set.product),
        ];
        let mut members: [Option<Option<i64>>; 6] = [None; 6];
        for (member, (register, text)) in members.iter_mut().zip(registers) {
            *member = match text.as_deref().map(str::trim) {
                None => None,
                Some("") => Some(None),
                Some(text) if set.create_members && register != Register::Activity => {
                    Some(Some(crate::member::id_or_new(change, register, text).await?))
                }
                Some(text) => {
                    let find = |bulk: &Connection| crate::lookup::member(bulk, register, text);
                    Some(Some(crate::bulk::with(change.connection(), find).await?))
                }
            };
        }
        let stage = match set.stage.as_deref().map(str::trim) {
            None => None,
            Some("") => Some(None),
            Some(text) => {
                let stage = Stage::parse(text).ok_or_else(|| Fault::new("stage_unknown").with("value", text))?;
                Some(Some(stage.as_str().to_owned()))
            }
        };
        let is_set = set.category.is_some()
            || members.iter().any(Option::is_some)
            || stage.is_some()
            || set.status.is_some()
            || set.deductible.is_some()
            || set.invoice_kind.is_some()
            || set.paid_on.is_some()
            || !set.own.is_empty();
        if !is_set {
            return Err(Fault::new("nothing_set"));
        }
        let category = match &set.category {
            None => None,
            Some(text) => {
                let find = |bulk: &Connection| crate::entry::lookup_category(bulk, Some(text));
                Some(crate::bulk::with(change.connection(), find).await?)
            }
        };
        let mut each = |spoken: &Spoken, before: &Model| {
            let mut after = before.clone();
            if let Some(category) = category {
                move_to(
                    &mut after,
                    category,
                    spoken.code(before.category_id),
                    spoken.code(category),
                );
            }
            let columns = [
                &mut after.customer_id,
                &mut after.channel_id,
                &mut after.activity_id,
                &mut after.department_id,
                &mut after.vendor_id,
                &mut after.product_id,
            ];
            for (column, member) in columns.into_iter().zip(members) {
                *column = member.unwrap_or(*column);
            }
            if let Some(stage) = &stage {
                after.stage.clone_from(stage);
            }
            if let Some(status) = set.status {
                after.status = word(&status);
            }
            after.is_deductible = set.deductible.or(after.is_deductible);
            if let Some(kind) = set.invoice_kind {
                after.invoice_kind = Some(kind.as_str().to_owned());
            }
            after.paid_on = set.paid_on.or(after.paid_on);
            Some(after)
        };
        if input.dry_run {
            change.rehearse();
        }
        let control = (input.passing.as_ref(), language);
        let (mut told, book) = self.rewritten(change, &ids, control, &mut each).await?;
        for (field, value) in self.own_given(change, Roll::Entry, &set.own).await? {
            let one = crate::bulk::with(change.connection(), |bulk| {
                set_many(bulk, &ids, &field, value.as_deref())
            })
            .await?;
            change.record(one.rows);
            told.own(&field.name, value, one.before, &one.changed);
        }
        let mut rules = Vec::new();
        for rule in &input.rules {
            rules.push(crate::rule::put(change, rule).await?.id);
        }
        change.note("count", told.changed.len());
        self.told(change, ids.len(), told, &book, Vec::new(), language).await
    }

    /// Applies rules to entries that wait to be told apart.
    ///
    /// # Errors
    /// `too_many_entries`; what the query says.
    pub async fn apply_rules(
        &self,
        change: &mut Change<'_>,
        input: &ApplyRules,
        language: Language,
    ) -> Outcome<EntriesChanged> {
        let waiting = EntryQuery {
            uncategorised: true,
            ..input.query.clone().unwrap_or_default()
        };
        let ids = self.chosen(change, None, Some(&waiting)).await?;
        let mut rules = crate::bulk::with(change.connection(), Rules::load).await?;
        if let Some(only) = &input.rules {
            rules = rules.only(only);
        }
        let mut counts = vec![0; rules.rows.len()];
        let mut each = |spoken: &Spoken, before: &Model| {
            let at = rules.first(&spoken.said(before))?;
            let rule = &rules.rows[at];
            counts[at] += 1;
            let mut after = before.clone();
            let codes = (spoken.code(before.category_id), spoken.code(rule.category_id));
            move_to(&mut after, rule.category_id, codes.0, codes.1);
            after.customer_id = after.customer_id.or(rule.customer_id);
            after.department_id = after.department_id.or(rule.department_id);
            after.channel_id = after.channel_id.or(rule.channel_id);
            Some(after)
        };
        if input.dry_run {
            change.rehearse();
        }
        let control = (input.passing.as_ref(), language);
        let (told, book) = self.rewritten(change, &ids, control, &mut each).await?;
        change.note("count", told.changed.len());
        let taken = rules.taken(&counts);
        self.told(change, ids.len(), told, &book, taken, language).await
    }

    async fn rewritten(
        &self,
        change: &mut Change<'_>,
        ids: &[i64],
        (passing, language): (Option<&Override>, Language),
        each: &mut (dyn FnMut(&Spoken, &Model) -> Option<Model> + Send),
    ) -> Outcome<(Told, CodeBook)> {
        let profile = self.profile().await;
        let mut watch = self.watch().await?;
        let mut totals = std::mem::take(&mut change.totals);
        let is_rehearsal = change.is_rehearsal();
        let mut rows = change.take_rows();
        let result = crate::bulk::with(change.connection(), |bulk| {
            let spoken = Spoken::load(bulk)?;
            let cost = |row: &Model| {
                let code = spoken.code(row.category_id);
                if row.status != "actual" || EntryKind::of(code) != EntryKind::Cost {
                    return Ok(0);
                }
                cost_of(row, code, profile.taxpayer).map(|(_, base)| base)
            };
            let mut each = |row: &Model| Ok(each(&spoken, row));
            let told = rewrite(
                &mut totals,
                (!is_rehearsal).then_some(&mut rows),
                bulk,
                ids,
                &cost,
                watch.as_mut(),
                &mut each,
            )?;
            let dimensions: Vec<Dimension> = FIELDS.iter().filter_map(|(_, dimension)| *dimension).collect();
            Ok((told, CodeBook::load(bulk, &dimensions)?))
        })
        .await;
        change.totals = totals;
        change.set_rows(rows);
        let (mut told, book) = result?;
        if let Some(watch) = &watch {
            told.warnings = self.judged(change, watch, passing, language).await?;
        }
        Ok((told, book))
    }

    async fn told(
        &self,
        change: &Change<'_>,
        count: usize,
        told: Told,
        book: &CodeBook,
        rules: Vec<RuleTaken>,
        language: Language,
    ) -> Outcome<EntriesChanged> {
        let currency = self.currency().await;
        let fields = told.fields(book);
        let mut wanted: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for (name, dimension) in &FIELDS {
            if dimension.is_some() {
                let values = fields
                    .iter()
                    .filter(|of| of.field == *name)
                    .flat_map(|of| of.before.iter().chain(&of.after));
                wanted
                    .entry(name)
                    .or_default()
                    .extend(values.filter_map(|value| value.value.clone()));
            }
        }
        wanted
            .entry("category")
            .or_default()
            .extend(rules.iter().map(|rule| rule.category.clone()));
        let labels = crate::bulk::with(change.connection(), |bulk| labels(bulk, &wanted, language)).await?;
        Ok(EntriesChanged {
            count: count as u64,
            changed: told.changed.len() as u64,
            cost_before: currency.amount(told.cost[0]),
            cost_after: currency.amount(told.cost[1]),
            fields,
            rules,
            warnings: told.warnings,
            labels,
        })
    }

    /// Rules that would do to entries like these what is done to these: found in what they have in common and no entry
    /// of another category has.
    ///
    /// # Errors
    /// `entries_unchosen`; what the query says.
    pub async fn propose_rules(&self, query: &RulesQuery) -> Outcome<Vec<RuleProposal>> {
        let asked = match (&query.ids, &query.query) {
            (Some(ids), _) => EntryQuery {
                ids: Some(ids.clone()),
                ..EntryQuery::default()
            },
            (None, Some(asked)) => asked.clone(),
            (None, None) => return Err(Fault::new("entries_unchosen")),
        };
        let ids = self.entry_ids(self.reader(), &asked).await?;
        crate::bulk::with(self.reader(), |bulk| {
            let spoken = Spoken::load(bulk)?;
            let target = crate::entry::lookup_category(bulk, Some(&query.category))?;
            type Text = (i64, i64, String, Option<i64>);
            let texts = |such: &str| -> Outcome<Vec<Text>> {
                let mut statement = bulk
                    .prepare(&format!(
                        "SELECT min(id), category_id, memo, vendor_id FROM entry WHERE is_void = 0 {such} \
                         GROUP BY category_id, memo, vendor_id LIMIT 20000"
                    ))
                    .or_fault()?;
                let rows = statement
                    .query_map((), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
                    .or_fault()?;
                rows.collect::<Result<_, _>>().or_fault()
            };
            let mut find = bulk
                .prepare("SELECT memo, vendor_id FROM entry WHERE id = ?")
                .or_fault()?;
            let mut wanted: Vec<(String, Option<i64>)> = Vec::new();
            for id in &ids {
                wanted.push(find.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).or_fault()?);
            }
            let is_wanted: std::collections::HashSet<&i64> = ids.iter().collect();
            let is_waiting = |category: i64| matches!(spoken.code(category), "0" | "11.0");
            let rest = texts("")?;
            let others: Vec<(&str, &str)> = rest
                .iter()
                .filter(|(id, category, ..)| !is_wanted.contains(id) && *category != target && !is_waiting(*category))
                .map(|(_, _, memo, vendor)| (memo.as_str(), spoken.vendor(*vendor)))
                .collect();
            // A vendor is proposed by its name alone, without the code that is searched with it.
            let mut names: HashMap<i64, String> = HashMap::new();
            let mut statement = bulk.prepare("SELECT id, name FROM vendor").or_fault()?;
            for row in statement
                .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
                .or_fault()?
            {
                let (id, name) = row.or_fault()?;
                names.insert(id, name);
            }
            let pairs: Vec<(&str, &str)> = wanted
                .iter()
                .map(|(memo, vendor)| {
                    let name = vendor.and_then(|id| names.get(&id)).map_or("", String::as_str);
                    (memo.as_str(), name)
                })
                .collect();
            let mut proposals = Vec::new();
            for when in propose(&pairs, &others) {
                let matcher = kezhang_core::record::rule::Matcher::new([&when]);
                let takes = |memo: &str, vendor: &str| {
                    matcher
                        .first(&kezhang_core::record::rule::Said {
                            memo,
                            vendor,
                            customer: "",
                            file: "",
                            money: kezhang_core::record::rule::MoneyWay::Out,
                        })
                        .is_some()
                };
                let covers = pairs.iter().filter(|(memo, vendor)| takes(memo, vendor)).count() as u64;
                let mut others = 0;
                let mut waiting = bulk
                    .prepare(
                        "SELECT e.id, e.memo, e.vendor_id FROM entry e JOIN category c ON c.id = e.category_id \
                         WHERE e.is_void = 0 AND c.code IN ('0', '11.0')",
                    )
                    .or_fault()?;
                let mut rows = waiting.query(()).or_fault()?;
                while let Some(row) = rows.next().or_fault()? {
                    let (id, memo): (i64, String) = (row.get(0).or_fault()?, row.get(1).or_fault()?);
                    let vendor: Option<i64> = row.get(2).or_fault()?;
                    others += u64::from(!is_wanted.contains(&id) && takes(&memo, spoken.vendor(vendor)));
                }
                proposals.push(RuleProposal { when, covers, others });
            }
            Ok(proposals)
        })
        .await
    }
}
