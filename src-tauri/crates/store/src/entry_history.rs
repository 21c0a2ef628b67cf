//! The history of one entry: the records that wrote it, and what each changed, field by field.

use std::collections::BTreeMap;

use kezhang_core::record::register::Dimension;
use kezhang_core::record::roll::Roll;
use kezhang_core::{Currency, Fault, Language, Outcome};
use schemars::JsonSchema;
use sea_orm::FromQueryResult;
use serde::Serialize;
use serde_json::Value;

use crate::fault::OrFault;
use crate::journal::{About, JournalRow, STANDS};
use crate::labels::{CodeBook, labels};
use crate::ledger::{Ask, Ledger, sql};

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryStep {
    /// It came into the ledger.
    Added,
    /// It was changed.
    Changed,
    /// It was removed.
    Removed,
}

/// One field before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldStep {
    /// The field.
    pub field: String,
    /// What it was: a code, a word, a date, an amount; null for none.
    pub before: Option<String>,
    /// What it became.
    pub after: Option<String>,
}

/// One record of an entry's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EntryRecord {
    /// Number of the record.
    pub number: i64,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Who.
    pub author: String,
    /// The command.
    pub command: String,
    /// What the record did, in words.
    pub about: String,
    /// What became of the entry.
    pub step: EntryStep,
    /// What changed.
    pub changes: Vec<FieldStep>,
    /// Whether it can be undone: it stands, and is no undo itself.
    pub can_undo: bool,
}

/// The history of one entry.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EntryHistory {
    /// Its records, newest first.
    pub records: Vec<EntryRecord>,
    /// Names: dimension → code → name.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}

/// Columns and the fields that they are told as, in the order of the form.
const COLUMNS: [(&str, &str); 22] = [
    ("occurred_on", "date"),
    ("category_id", "category"),
    ("gross_minor", "gross"),
    ("tax_minor", "tax"),
    ("net_minor", "net"),
    ("currency", "currency"),
    ("tax_rate", "tax_rate"),
    ("customer_id", "customer"),
    ("channel_id", "channel"),
    ("activity_id", "activity"),
    ("department_id", "department"),
    ("vendor_id", "vendor"),
    ("product_id", "product"),
    ("stage", "stage"),
    ("memo", "memo"),
    ("status", "status"),
    ("invoice", "invoice"),
    ("invoice_kind", "invoice_kind"),
    ("is_deductible", "deductible"),
    ("paid_on", "paid_on"),
    ("benefit_from", "benefit_from"),
    ("benefit_to", "benefit_to"),
];

const NAMED: [Dimension; 7] = [
    Dimension::Category,
    Dimension::Customer,
    Dimension::Channel,
    Dimension::Activity,
    Dimension::Department,
    Dimension::Vendor,
    Dimension::Product,
];

type Columns = BTreeMap<String, Value>;

fn parsed(text: Option<String>) -> Outcome<Option<Columns>> {
    text.map(|text| serde_json::from_str(&text).map_err(|e| Fault::new("ledger_damaged").with("detail", e)))
        .transpose()
}

/// A cell as it is told: codes for ids, amounts in the row's own currency.
fn told(row: &Columns, column: &str, field: &str, book: &CodeBook) -> Option<String> {
    let value = row.get(column).filter(|value| !value.is_null())?;
    if let Some(dimension) = NAMED.into_iter().find(|dimension| dimension.as_str() == field) {
        let id = value.as_i64()?;
        // A member that has gone since is told by its number.
        return Some(book.code(dimension, id).unwrap_or_else(|| format!("#{id}")));
    }
    if column.ends_with("_minor") {
        let currency = Currency::new(row.get("currency")?.as_str()?).ok()?;
        return Some(currency.amount(value.as_i64()?).to_string());
    }
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    (!text.is_empty()).then_some(text)
}

fn steps(before: &Columns, after: &Columns, book: &CodeBook) -> Vec<FieldStep> {
    COLUMNS
        .iter()
        .filter(|(column, _)| before.get(*column) != after.get(*column))
        .map(|(column, field)| FieldStep {
            field: (*field).to_owned(),
            before: told(before, column, field, book),
            after: told(after, column, field, book),
        })
        .collect()
}

impl EntryRecord {
    fn of(
        record: JournalRow,
        (step, changes): (EntryStep, Vec<FieldStep>),
        can_undo: bool,
        language: Language,
    ) -> Self {
        let about: About = serde_json::from_str(&record.about).unwrap_or_default();
        Self {
            number: record.number,
            at: record.at,
            author: record.author,
            command: record.command,
            about: about.say(language),
            step,
            changes,
            can_undo,
        }
    }
}

impl Ledger {
    /// Puts what became of the own fields of an entry into its records. What an import brought is told by the import.
    async fn own_steps(&self, id: i64, language: Language, records: &mut Vec<EntryRecord>) -> Outcome<()> {
        let fields = self.own_fields(Some(Roll::Entry)).await?;
        if fields.is_empty() {
            return Ok(());
        }
        let query = format!(
            "SELECT j.*, ({STANDS}) AS stands, r.before AS before, r.after AS after FROM journal_row r \
             JOIN journal j ON j.number = r.number WHERE r.table_name = 'own_value' AND j.number > 1 \
             AND j.batch_id IS NULL AND (r.after LIKE ?1 OR r.before LIKE ?1) ORDER BY j.number DESC"
        );
        // The text narrows the rows down; whose value one was, its key says.
        let row_of_it = format!("%\"entry_id\":{id}%");
        let rows = self.reader().ask_all(sql(query, [row_of_it.into()])).await.or_fault()?;
        for row in rows {
            let record = JournalRow::from_query_result(&row, "").or_fault()?;
            let stands: bool = row.try_get("", "stands").or_fault()?;
            let before = parsed(row.try_get("", "before").or_fault()?)?;
            let after = parsed(row.try_get("", "after").or_fault()?)?;
            let is_of_it = |row: &Columns| row.get("entry_id").and_then(Value::as_i64) == Some(id);
            if ![&before, &after].into_iter().flatten().any(is_of_it) {
                continue;
            }
            let text = |row: &Option<Columns>| Some(row.as_ref()?.get("value")?.as_str()?.to_owned());
            let of = before
                .as_ref()
                .or(after.as_ref())
                .and_then(|row| row.get("field_id")?.as_i64());
            let Some(field) = fields.iter().find(|field| Some(field.id) == of) else {
                continue;
            };
            let step = FieldStep {
                field: field.name.clone(),
                before: text(&before),
                after: text(&after),
            };
            match records.iter_mut().find(|known| known.number == record.number) {
                Some(known) if known.step == EntryStep::Changed => known.changes.push(step),
                Some(_) => {}
                None => {
                    let step = (EntryStep::Changed, vec![step]);
                    records.push(EntryRecord::of(record, step, stands, language));
                }
            }
        }
        records.sort_by_key(|record| std::cmp::Reverse(record.number));
        Ok(())
    }

    /// The records that wrote an entry, newest first; of an imported one also the import.
    ///
    /// # Errors
    /// `entry_unknown`.
    pub async fn entry_history(&self, id: i64, language: Language) -> Outcome<EntryHistory> {
        let book = crate::bulk::with(self.reader(), |bulk| CodeBook::load(bulk, &NAMED)).await?;
        let query = format!(
            "SELECT j.*, ({STANDS}) AS stands, r.before AS before, r.after AS after \
             FROM journal_row r JOIN journal j ON j.number = r.number WHERE r.table_name = 'entry' AND r.row_id = ?1 \
             UNION ALL SELECT j.*, ({STANDS}) AS stands, NULL, '' FROM entry e JOIN journal j ON j.batch_id = e.batch_id \
             WHERE e.id = ?1 AND j.undoes IS NULL ORDER BY number DESC"
        );
        let rows = self.reader().ask_all(sql(query, [id.into()])).await.or_fault()?;
        let mut records = Vec::with_capacity(rows.len());
        for row in rows {
            let record = JournalRow::from_query_result(&row, "").or_fault()?;
            let stands: bool = row.try_get("", "stands").or_fault()?;
            let before = parsed(row.try_get("", "before").or_fault()?)?;
            let after: Option<String> = row.try_get("", "after").or_fault()?;
            let is_import = after.as_deref() == Some("");
            let after = parsed(after.filter(|text| !text.is_empty()))?;
            let (step, changes) = match (&before, &after) {
                (Some(before), Some(after)) => (EntryStep::Changed, steps(before, after, &book)),
                (Some(_), None) => (EntryStep::Removed, Vec::new()),
                _ => (EntryStep::Added, Vec::new()),
            };
            // An import is undone as a whole, from the list of imports.
            let can_undo = stands && record.number > 1 && !is_import;
            records.push(EntryRecord::of(record, (step, changes), can_undo, language));
        }
        self.own_steps(id, language, &mut records).await?;
        if records.is_empty() {
            self.entry(id).await?;
        }
        let mut wanted: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for change in records.iter().flat_map(|record| &record.changes) {
            if let Some(dimension) = NAMED.into_iter().find(|d| d.as_str() == change.field) {
                let codes = change.before.iter().chain(&change.after).cloned();
                wanted.entry(dimension.as_str()).or_default().extend(codes);
            }
        }
        let labels = crate::bulk::with(self.reader(), |bulk| labels(bulk, &wanted, language)).await?;
        Ok(EntryHistory { records, labels })
    }
}
