//! Own fields in the list of entries: conditions and orders by them, what is shown of them, and values set for many.
//!
//! The one thing to know: a condition asks the index of values first (field and value lead to the entries), so a list of
//! a million entries is not looked through for the few that have a value.

use std::collections::{BTreeMap, HashMap};

use kezhang_core::monitor::variance::Filter;
use kezhang_core::record::roll::{OwnField, OwnKind, Roll};
use kezhang_core::{Fault, Outcome};
use rust_decimal::Decimal;
use sea_orm::{DatabaseConnection, Value};

use super::own::{bare, fields, naming};
use super::sheet::CellFilter;
use crate::fault::OrFault;
use crate::journal::{RowChange, canonical};
use crate::ledger::{Ask, sql};
use crate::link::Connection;
use crate::member::escape_like;

/// How a filter or an order says that it means an own field.
const OWN: &str = "own:";

/// What a list of entries is asked about own fields.
pub(crate) struct Asked {
    fields: Vec<OwnField>,
    conditions: Vec<(i64, OwnKind, CellFilter)>,
}

impl Asked {
    /// Reads conditions: those of a filter whose field begins with `own:` (the same field twice is or), and those of
    /// the list itself.
    ///
    /// # Errors
    /// `register_column_unknown`, `bound_invalid`.
    pub(crate) fn of(bulk: &Connection, filter: &[Filter], own: &[CellFilter]) -> Outcome<Self> {
        let mut fields = fields(bulk, Some(Roll::Entry))?;
        fields.retain(|field| field.active);
        let mut asked = Self {
            fields,
            conditions: Vec::new(),
        };
        let mut by_field: Vec<(&str, CellFilter)> = Vec::new();
        for Filter { field, value } in filter {
            let Some(name) = field.strip_prefix(OWN) else { continue };
            let value = value.trim().to_owned();
            match by_field.iter_mut().find(|(known, _)| *known == name) {
                Some((_, condition)) => condition.is.push(value),
                None => by_field.push((
                    name,
                    CellFilter {
                        column: field.clone(),
                        is: vec![value],
                        ..CellFilter::default()
                    },
                )),
            }
        }
        let all = by_field.into_iter().map(|(_, condition)| condition);
        for condition in all.chain(own.iter().cloned()) {
            let field = asked.field(&condition.column)?;
            let (id, kind) = (field.id, field.kind);
            for bound in [&condition.from, &condition.to].into_iter().flatten() {
                if kind == OwnKind::Number && bound.trim().parse::<Decimal>().is_err() {
                    return Err(Fault::new("bound_invalid").with("value", bound));
                }
            }
            asked.conditions.push((id, kind, condition));
        }
        Ok(asked)
    }

    /// The field of a key, `own:NUMBER` or `own:NAME`, or of a name.
    fn field(&self, key: &str) -> Outcome<&OwnField> {
        let key = key.trim();
        let name = key.strip_prefix(OWN).unwrap_or(key);
        let found = self.fields.iter().find(|field| field.key() == key);
        let found = found.or_else(|| self.fields.iter().find(|field| field.name == name || field.name == key));
        found.ok_or_else(|| {
            let known: Vec<String> = self.fields.iter().map(|field| format!("{OWN}{}", field.name)).collect();
            Fault::new("register_column_unknown")
                .with("column", key)
                .with("known", known.join(", "))
        })
    }

    /// Whether the index of values leads to few entries.
    pub(crate) fn is_narrow(&self) -> bool {
        let leads =
            |condition: &CellFilter| !condition.is.is_empty() && condition.is.iter().all(|value| !value.is_empty());
        self.conditions.iter().any(|(_, _, condition)| leads(condition))
    }

    /// SQL for entries `e`, and its values.
    pub(crate) fn sql(&self) -> (String, Vec<Value>) {
        let (mut text, mut values) = (String::new(), Vec::<Value>::new());
        for (field, kind, condition) in &self.conditions {
            let CellFilter { is, has, from, to, .. } = condition;
            let filled: Vec<&String> = is.iter().filter(|value| !value.is_empty()).collect();
            let mut any = Vec::new();
            if !filled.is_empty() {
                let places = vec!["?"; filled.len()].join(", ");
                any.push(format!(
                    "e.id IN (SELECT v.entry_id FROM own_value v WHERE v.field_id = {field} AND v.value IN ({places}) \
                     AND v.entry_id IS NOT NULL)"
                ));
                values.extend(filled.iter().map(|value| Value::from((*value).clone())));
            }
            if filled.len() < is.len() {
                any.push(format!(
                    "NOT EXISTS (SELECT 1 FROM own_value v WHERE v.entry_id = e.id AND v.field_id = {field})"
                ));
            }
            if !any.is_empty() {
                text.push_str(&format!(" AND ({})", any.join(" OR ")));
            }
            let mut such = String::new();
            if let Some(part) = has.as_deref().map(str::trim).filter(|part| !part.is_empty()) {
                such.push_str(" AND v.value LIKE ? ESCAPE '\\'");
                values.push(Value::from(format!("%{}%", escape_like(part))));
            }
            for (bound, sign) in [(from, ">="), (to, "<=")] {
                let Some(bound) = bound.as_deref().map(str::trim).filter(|bound| !bound.is_empty()) else {
                    continue;
                };
                match (kind, bound.parse::<Decimal>()) {
                    (OwnKind::Number, Ok(bound)) => {
                        such.push_str(&format!(" AND CAST(v.value AS NUMERIC) {sign} {bound}"));
                    }
                    _ => {
                        such.push_str(&format!(" AND v.value {sign} ?"));
                        values.push(Value::from(bound.to_owned()));
                    }
                }
            }
            if !such.is_empty() {
                text.push_str(&format!(
                    " AND e.id IN (SELECT v.entry_id FROM own_value v WHERE v.field_id = {field}{such} \
                     AND v.entry_id IS NOT NULL)"
                ));
            }
        }
        (text, values)
    }

    /// SQL for entries `e` in whose own fields a pattern is found; none where they have none.
    pub(crate) fn search(&self) -> Option<String> {
        let fields: Vec<String> = self
            .fields
            .iter()
            .filter(|field| field.filled > 0)
            .map(|field| field.id.to_string())
            .collect();
        (!fields.is_empty()).then(|| {
            format!(
                "EXISTS (SELECT 1 FROM own_value v WHERE v.entry_id = e.id AND v.field_id IN ({}) \
                 AND v.value LIKE ? ESCAPE '\\')",
                fields.join(", ")
            )
        })
    }

    /// SQL to order entries `e` by an own field; none where the name means none.
    pub(crate) fn order(&self, name: &str) -> Option<String> {
        let field = name.starts_with(OWN).then(|| self.field(name).ok())??;
        let value = match field.kind {
            OwnKind::Number => "CAST(v.value AS NUMERIC)",
            _ => "v.value",
        };
        Some(format!(
            "(SELECT {value} FROM own_value v WHERE v.entry_id = e.id AND v.field_id = {})",
            field.id
        ))
    }
}

/// Whether a condition of a filter is about an own field.
pub(crate) fn is_own(filter: &Filter) -> bool {
    filter.field.starts_with(OWN)
}

/// The filled own fields of some entries, by entry: name → value. Fields out of use are left out.
pub(crate) async fn own_of(
    connection: &DatabaseConnection,
    ids: &[i64],
) -> Outcome<HashMap<i64, BTreeMap<String, String>>> {
    let mut found: HashMap<i64, BTreeMap<String, String>> = HashMap::new();
    let has_fields = connection
        .ask_one(sql(
            "SELECT id FROM own_field WHERE register = ? AND is_active = 1 LIMIT 1",
            [Roll::Entry.as_str().into()],
        ))
        .await
        .or_fault()?;
    if has_fields.is_none() {
        return Ok(found);
    }
    for some in ids.chunks(AT_ONCE) {
        let places = vec!["?"; some.len()].join(", ");
        let values: Vec<Value> = some.iter().map(|id| Value::from(*id)).collect();
        let query = format!(
            "SELECT v.entry_id AS entry, f.name AS name, v.value AS value FROM own_value v \
             JOIN own_field f ON f.id = v.field_id WHERE f.is_active = 1 AND v.entry_id IN ({places})"
        );
        for row in connection.ask_all(sql(query, values)).await.or_fault()? {
            found.entry(row.try_get("", "entry").or_fault()?).or_default().insert(
                row.try_get("", "name").or_fault()?,
                row.try_get("", "value").or_fault()?,
            );
        }
    }
    Ok(found)
}

/// Entries whose values are asked for by one statement.
const AT_ONCE: usize = 500;

/// What setting one own field of many entries came to.
pub(crate) struct ValuesSet {
    /// The rows written.
    pub rows: Vec<RowChange>,
    /// The entries whose value changed.
    pub changed: Vec<i64>,
    /// What they had, and how many.
    pub before: HashMap<Option<String>, u64>,
}

/// Sets an own field of many entries, or takes it away.
pub(crate) fn set_many(bulk: &Connection, ids: &[i64], field: &OwnField, value: Option<&str>) -> Outcome<ValuesSet> {
    let mut set = ValuesSet {
        rows: Vec::new(),
        changed: Vec::new(),
        before: HashMap::new(),
    };
    let mut next = crate::bulk::next_id(bulk, "own_value")?;
    let mut find = bulk
        .prepare("SELECT id, value FROM own_value WHERE entry_id = ? AND field_id = ?")
        .or_fault()?;
    for id in ids {
        let mut rows = find.query([*id, field.id]).or_fault()?;
        let old: Option<(i64, String)> = match rows.next().or_fault()? {
            Some(row) => Some((row.get(0).or_fault()?, row.get(1).or_fault()?)),
            None => None,
        };
        drop(rows);
        let before = old.as_ref().map(|(_, value)| value.clone());
        if before.as_deref() == value {
            continue;
        }
        let model = |row: i64, value: String| {
            let mut model = naming(bare(field.id, value), Roll::Entry, *id);
            model.id = row;
            canonical(&model)
        };
        let row = match &old {
            Some((row, _)) => *row,
            None => {
                next += 1;
                next - 1
            }
        };
        let change = RowChange {
            table: "own_value",
            id: row,
            before: old.map(|(row, value)| model(row, value)).transpose()?,
            after: value.map(|value| model(row, value.to_owned())).transpose()?,
        };
        match (&change.before, &change.after, value) {
            (None, Some(text), _) => crate::bulk::insert_row(bulk, "own_value", text)?,
            (Some(_), Some(_), Some(value)) => {
                let mut write = bulk
                    .prepare_cached("UPDATE own_value SET value = ? WHERE id = ?")
                    .or_fault()?;
                write.execute((value, row)).or_fault()?;
            }
            _ => {
                let mut remove = bulk.prepare_cached("DELETE FROM own_value WHERE id = ?").or_fault()?;
                remove.execute([row]).or_fault()?;
            }
        }
        set.rows.push(change);
        set.changed.push(*id);
        *set.before.entry(before).or_insert(0) += 1;
    }
    Ok(set)
}
