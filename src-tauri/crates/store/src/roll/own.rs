//! Own fields of registers and their values.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use kezhang_core::language::say;
use kezhang_core::record::import::{Cell, Field, Kind, folded};
use kezhang_core::record::roll::{MOST_OWN_FIELDS, OwnField, OwnKind, Roll, RollRow, read_cell};
use kezhang_core::{Fault, Language, Outcome};
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;

use super::sheet::Sheet;
use crate::fault::OrFault;
use crate::journal::{Change, RowChange, canonical};
use crate::ledger::{Ask, Ledger, sql};
use crate::link::Connection;
use crate::member::{clean, name};
use crate::row::{own_field, own_value};

/// An own field as it shall be.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnFieldInput {
    /// Which one is changed; a new one when absent.
    #[serde(default)]
    pub id: Option<i64>,
    /// Which register; of a field that is there it stays.
    pub register: Roll,
    /// Its name.
    pub name: String,
    /// What it holds.
    #[serde(default)]
    pub kind: OwnKind,
    /// What can be chosen, in order.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Whether it is still asked for.
    #[serde(default = "crate::category::yes")]
    pub active: bool,
}

/// Which own field.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnFieldId {
    /// The ledger's own number.
    pub id: i64,
}

/// The own fields, of all registers or one, in their order.
pub(crate) fn fields(bulk: &Connection, roll: Option<Roll>) -> Outcome<Vec<OwnField>> {
    let mut statement = bulk
        .prepare_cached(
            "SELECT f.id, f.register, f.name, f.kind, f.choices, f.is_active, \
             (SELECT count(*) FROM own_value v WHERE v.field_id = f.id) FROM own_field f \
             WHERE f.register = ?1 OR ?1 IS NULL ORDER BY f.register, f.position, f.id",
        )
        .or_fault()?;
    let mut rows = statement.query([roll.map(Roll::as_str)]).or_fault()?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().or_fault()? {
        let (register, kind): (String, String) = (row.get(1).or_fault()?, row.get(3).or_fault()?);
        let choices: String = row.get(4).or_fault()?;
        let filled: i64 = row.get(6).or_fault()?;
        let damaged = || Fault::new("ledger_damaged").with("detail", format!("own_field: {register} {kind}"));
        found.push(OwnField {
            id: row.get(0).or_fault()?,
            register: Roll::parse(&register).ok_or_else(damaged)?,
            name: row.get(2).or_fault()?,
            kind: OwnKind::parse(&kind).ok_or_else(damaged)?,
            choices: choices.lines().map(str::to_owned).collect(),
            active: row.get(5).or_fault()?,
            filled: filled.unsigned_abs(),
        });
    }
    Ok(found)
}

/// Puts the values of own fields into rows.
pub(super) fn fill(bulk: &Connection, sheet: &Sheet, id: Option<i64>, rows: &mut [RollRow]) -> Outcome<()> {
    let column = sheet.roll.own_column();
    if !sheet.columns.iter().any(|column| column.own.is_some()) {
        return Ok(());
    }
    let places: HashMap<i64, usize> = sheet
        .columns
        .iter()
        .enumerate()
        .filter_map(|(at, column)| Some((column.own.as_ref()?.id, at)))
        .collect();
    let by_id: HashMap<i64, usize> = rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
    // Of one row the index leads to its values.
    let such = if id.is_some() { "= ?1" } else { "IS NOT NULL" };
    let mut statement = bulk
        .prepare_cached(&format!(
            "SELECT {column}, field_id, value FROM own_value WHERE {column} {such}"
        ))
        .or_fault()?;
    let mut found = statement.query(Vec::from_iter(id)).or_fault()?;
    while let Some(value) = found.next().or_fault()? {
        let (row, field): (i64, i64) = (value.get(0).or_fault()?, value.get(1).or_fault()?);
        if let (Some(row), Some(place)) = (by_id.get(&row), places.get(&field)) {
            rows[*row].cells[*place] = Some(value.get(2).or_fault()?);
        }
    }
    Ok(())
}

/// A value that names no row yet.
pub(super) fn bare(field_id: i64, value: String) -> own_value::Model {
    own_value::Model {
        id: 0,
        field_id,
        value,
        customer_id: None,
        channel_id: None,
        activity_id: None,
        contract_id: None,
        receipt_id: None,
        order_id: None,
        product_id: None,
        purchase_id: None,
        vendor_id: None,
        department_id: None,
        points_id: None,
        tool_id: None,
        hours_id: None,
        feedback_id: None,
        entry_id: None,
        metric_id: None,
        tool_use_id: None,
        service_id: None,
    }
}

pub(super) fn naming(mut model: own_value::Model, roll: Roll, row: i64) -> own_value::Model {
    let place = match roll {
        Roll::Customer => &mut model.customer_id,
        Roll::Channel => &mut model.channel_id,
        Roll::Activity => &mut model.activity_id,
        Roll::Contract => &mut model.contract_id,
        Roll::Receipt => &mut model.receipt_id,
        Roll::Order => &mut model.order_id,
        Roll::Product => &mut model.product_id,
        Roll::Purchase => &mut model.purchase_id,
        Roll::Vendor => &mut model.vendor_id,
        Roll::Department => &mut model.department_id,
        Roll::Points => &mut model.points_id,
        Roll::Tool => &mut model.tool_id,
        Roll::Hours => &mut model.hours_id,
        Roll::Feedback => &mut model.feedback_id,
        Roll::Entry => &mut model.entry_id,
        Roll::Metric => &mut model.metric_id,
        Roll::ToolUse => &mut model.tool_use_id,
        Roll::Service => &mut model.service_id,
    };
    *place = Some(row);
    model
}

/// Writes the value of an own field of a row, or takes it away; whether that changed anything.
pub(crate) async fn put_value(
    change: &mut Change<'_>,
    roll: Roll,
    row: i64,
    field: i64,
    value: Option<String>,
) -> Outcome<bool> {
    let column = roll.own_column();
    let query = format!("SELECT * FROM own_value WHERE field_id = ? AND {column} = ?");
    let found = change
        .connection()
        .ask_one(sql(query, [field.into(), row.into()]))
        .await
        .or_fault()?;
    let old = found
        .map(|found| <own_value::Model as sea_orm::FromQueryResult>::from_query_result(&found, "").or_fault())
        .transpose()?;
    match (old, value) {
        (None, None) => Ok(false),
        (Some(old), Some(value)) if old.value == value => Ok(false),
        (Some(old), Some(value)) => {
            let mut new = old.clone();
            new.value = value;
            change.update(old, new).await?;
            Ok(true)
        }
        (Some(old), None) => {
            change.remove(old).await?;
            Ok(true)
        }
        (None, Some(value)) => {
            change.insert(naming(bare(field, value), roll, row)).await?;
            Ok(true)
        }
    }
}

/// Whether a row lacks one of these values of own fields, or has another.
pub(crate) fn lacks(bulk: &Connection, roll: Roll, row: i64, values: &[(i64, String)]) -> Outcome<bool> {
    let column = roll.own_column();
    let mut statement = bulk
        .prepare_cached(&format!(
            "SELECT 1 FROM own_value WHERE {column} = ? AND field_id = ? AND value = ?"
        ))
        .or_fault()?;
    for (field, value) in values {
        if !statement.exists((row, *field, value.as_str())).or_fault()? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes the values of own fields away that a row had which goes.
pub(crate) async fn drop_values(change: &mut Change<'_>, table: &str, id: i64) -> Outcome<()> {
    let Some(column) = Roll::ALL
        .iter()
        .find(|roll| roll.table() == table)
        .map(|roll| roll.own_column())
    else {
        return Ok(());
    };
    let query = format!("SELECT * FROM own_value WHERE {column} = ?");
    let found = change.connection().ask_all(sql(query, [id.into()])).await.or_fault()?;
    for value in found {
        let row = <own_value::Model as sea_orm::FromQueryResult>::from_query_result(&value, "").or_fault()?;
        change
            .connection()
            .run(sql("DELETE FROM own_value WHERE id = ?", [row.id.into()]))
            .await
            .or_fault()?;
        change.record([RowChange {
            table: "own_value",
            id: row.id,
            before: Some(canonical(&row)?),
            after: None,
        }]);
    }
    Ok(())
}

/// The titles that a register's columns have themselves, in every language and one spelling; of entries those of their
/// files.
fn column_titles(bulk: &Connection, roll: Roll) -> HashSet<String> {
    let mut titles = HashSet::new();
    for language in Language::ALL.iter() {
        if let Ok(sheet) = Sheet::load(bulk, roll, *language) {
            let columns = sheet.columns.into_iter().map(|column| column.shown);
            let columns = columns.filter(|column| !column.is_own);
            titles.extend(columns.map(|column| folded(&column.title)));
        }
        if roll == Roll::Entry {
            let fields = Field::of(Kind::Entries).iter();
            titles.extend(fields.map(|field| folded(&say(*language, &format!("field.{field}"), &[]))));
        }
    }
    if roll == Roll::Entry {
        titles.extend(Field::of(Kind::Entries).iter().map(|field| field.as_str().to_owned()));
    }
    titles
}

/// The longest name that a title of a file gives a field; longer ones are sentences.
const LONGEST_NAME: usize = 60;

/// The name of the own field that a file's column of this title becomes; none for a title that cannot be told from a
/// field's number, or that `--map` could not say.
fn file_name(title: &str) -> Option<String> {
    let is_said = !title.trim().is_empty() && !title.contains(['=', '\n', '\r', '\t']);
    let is_number = title.trim().bytes().all(|byte| byte.is_ascii_digit());
    let name = name(title).ok()?;
    (is_said && !is_number && name.chars().count() <= LONGEST_NAME).then_some(name)
}

impl Ledger {
    /// The own fields of all registers, or of one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn own_fields(&self, roll: Option<Roll>) -> Outcome<Vec<OwnField>> {
        crate::bulk::with(self.reader(), |bulk| fields(bulk, roll)).await
    }

    /// Adds or changes an own field.
    ///
    /// # Errors
    /// `own_fields_full` beyond ten in use, `own_field_taken` for a name
    /// that is there, `own_choices_missing`, `own_kind_filled` where values do not fit the new kind or choices,
    /// `own_field_unknown`, `name_missing`, `text_control`.
    pub async fn set_own_field(&self, change: &mut Change<'_>, new: OwnFieldInput) -> Outcome<Vec<OwnField>> {
        let roll = new.register;
        let row = self.put_own_field(change, new).await?;
        change.note("register", roll.as_str());
        change.note("name", &row.name);
        crate::bulk::with(change.connection(), |bulk| fields(bulk, Some(roll))).await
    }

    /// Makes the own field that a column of a file becomes; one of its name that was put out of use is used again.
    ///
    /// # Errors
    /// As [`Ledger::set_own_field`].
    pub async fn keep_own_field(
        &self,
        change: &mut Change<'_>,
        register: Roll,
        name: &str,
        kind: OwnKind,
    ) -> Outcome<OwnField> {
        let all = crate::bulk::with(change.connection(), |bulk| fields(bulk, Some(register))).await?;
        let resting = all.into_iter().find(|field| !field.active && field.name == name);
        let new = OwnFieldInput {
            id: resting.as_ref().map(|field| field.id),
            register,
            name: name.to_owned(),
            kind: resting.as_ref().map_or(kind, |field| field.kind),
            choices: resting.map(|field| field.choices).unwrap_or_default(),
            active: true,
        };
        let row = self.put_own_field(change, new).await?;
        let all = crate::bulk::with(change.connection(), |bulk| fields(bulk, Some(register))).await?;
        all.into_iter()
            .find(|field| field.id == row.id)
            .ok_or_else(|| Fault::new("own_field_unknown").with("id", row.id))
    }

    /// Under what name each title of a file's columns could be an own field of a register, as the ledger stands or as a
    /// change leaves it; and how many fields it can still have.
    ///
    /// # Errors
    /// What the database says.
    pub async fn own_names(
        &self,
        change: Option<&Change<'_>>,
        roll: Roll,
        titles: &[String],
    ) -> Outcome<(Vec<Option<String>>, usize)> {
        let connection = change.map_or(self.reader(), Change::connection);
        crate::bulk::with(connection, |bulk| {
            let mut taken = column_titles(bulk, roll);
            let all = fields(bulk, Some(roll))?;
            let active: Vec<OwnField> = all.into_iter().filter(|field| field.active).collect();
            let left = MOST_OWN_FIELDS.saturating_sub(active.len());
            taken.extend(active.into_iter().map(|field| folded(&field.name)));
            // Of equal titles the first is the field's.
            let names = titles.iter().map(|title| {
                let name = file_name(title).filter(|_| left > 0)?;
                taken.insert(folded(&name)).then_some(name)
            });
            Ok((names.collect(), left))
        })
        .await
    }

    async fn put_own_field(&self, change: &mut Change<'_>, new: OwnFieldInput) -> Outcome<own_field::Model> {
        let roll = new.register;
        if new.name.trim().is_empty() {
            return Err(Fault::new("cell_needed").with("field", "name"));
        }
        let title = name(&new.name)?;
        let mut choices: Vec<String> = Vec::new();
        for choice in &new.choices {
            let choice = clean(choice.trim())?.replace(['\n', '\r', '\t'], " ");
            if !choice.is_empty() && !choices.contains(&choice) {
                choices.push(choice);
            }
        }
        if new.kind == OwnKind::Choice && choices.is_empty() {
            return Err(Fault::new("own_choices_missing").with("name", &title));
        }
        if new.kind != OwnKind::Choice {
            choices.clear();
        }
        let all = crate::bulk::with(change.connection(), |bulk| fields(bulk, Some(roll))).await?;
        let old = match new.id {
            Some(id) => Some(
                own_field::Entity::find_by_id(id)
                    .one(change.connection())
                    .await
                    .or_fault()?
                    .filter(|field| field.register == roll.as_str())
                    .ok_or_else(|| Fault::new("own_field_unknown").with("id", id))?,
            ),
            None => None,
        };
        let others = || all.iter().filter(|field| Some(field.id) != new.id);
        if new.active && others().filter(|field| field.active).count() >= MOST_OWN_FIELDS {
            return Err(Fault::new("own_fields_full").with("most", MOST_OWN_FIELDS));
        }
        let plain = folded(&title);
        let columns = crate::bulk::with(change.connection(), |bulk| Ok(column_titles(bulk, roll))).await?;
        if columns.contains(&plain) || others().any(|field| folded(&field.name) == plain) {
            return Err(Fault::new("own_field_taken").with("name", title));
        }
        let row = own_field::Model {
            id: old.as_ref().map_or(0, |old| old.id),
            register: roll.as_str().to_owned(),
            name: title.clone(),
            kind: new.kind.as_str().to_owned(),
            choices: choices.join("\n"),
            position: old.as_ref().map_or(all.len() as i64, |old| old.position),
            is_active: new.active,
        };
        if let Some(old) = &old
            && (old.kind != row.kind || old.choices != row.choices)
        {
            let context = super::file::context(self).await?;
            let values = own_value::Entity::find()
                .filter(own_value::Column::FieldId.eq(old.id))
                .all(change.connection())
                .await
                .or_fault()?;
            let kind = new.kind.cell();
            let fits = |value: &str| {
                read_cell(kind, &choices, "", &Cell::Text(value.to_owned()), &context)
                    .is_ok_and(|read| read.as_deref() == Some(value))
            };
            if let Some(bad) = values.iter().find(|value| !fits(&value.value)) {
                return Err(Fault::new("own_kind_filled")
                    .with("name", title)
                    .with("value", &bad.value)
                    .with("count", values.len()));
            }
        }
        match old {
            Some(old) => change.update(old, row).await,
            None => change.insert(row).await,
        }
    }

    /// Removes an own field that is filled nowhere.
    ///
    /// # Errors
    /// `own_field_unknown`, `own_field_filled`.
    pub async fn remove_own_field(&self, change: &mut Change<'_>, id: i64) -> Outcome<()> {
        let field = own_field::Entity::find_by_id(id)
            .one(change.connection())
            .await
            .or_fault()?
            .ok_or_else(|| Fault::new("own_field_unknown").with("id", id))?;
        change.note("register", &field.register);
        change.note("name", &field.name);
        let title = field.name.clone();
        match change.remove(field).await {
            Err(fault) if fault.code == "still_referred_to" => Err(Fault::new("own_field_filled").with("name", title)),
            other => other,
        }
    }
}

/// A cell of an own field in a file: its register and field, and what stands there in plain form.
type OwnCell = (Roll, i64, Option<String>);

/// The own cells of a file that is being imported, by row; kept beside the rows because what a kind's rows hold is
/// fixed in core.
#[derive(Debug, Clone)]
pub struct OwnCells {
    roll: Roll,
    rows: Arc<Mutex<HashMap<u32, Vec<OwnCell>>>>,
}

impl OwnCells {
    /// Of a register.
    pub fn new(roll: Roll) -> Self {
        Self {
            roll,
            rows: Arc::default(),
        }
    }

    /// Keeps what a row holds until the row is taken.
    pub fn keep(&self, row: u32, cells: Vec<(Roll, i64, Option<String>)>) {
        if let Ok(mut rows) = self.rows.lock() {
            rows.insert(row, cells);
        }
    }

    /// Which register.
    pub(crate) fn roll(&self) -> Roll {
        self.roll
    }

    /// What a row holds for one register: the filled cells.
    pub(crate) fn take(&self, row: u32, roll: Roll) -> Vec<(i64, String)> {
        let Ok(mut rows) = self.rows.lock() else {
            return Vec::new();
        };
        let (its, others): (Vec<OwnCell>, Vec<OwnCell>) = rows
            .remove(&row)
            .unwrap_or_default()
            .into_iter()
            .partition(|(of, ..)| *of == roll);
        if !others.is_empty() {
            rows.insert(row, others);
        }
        its.into_iter()
            .filter_map(|(_, field, value)| Some((field, value?)))
            .collect()
    }
}

/// Writes the own cells of an imported row; whether that changed anything. An empty cell changes nothing.
pub(crate) async fn put_imported(change: &mut Change<'_>, line: u32, row: i64) -> Outcome<bool> {
    let Some(roll) = change.own_cells().map(|own| own.roll) else {
        return Ok(false);
    };
    put_imported_of(change, roll, line, row).await
}

/// The same for a register of which a file of another kind tells: use of tools in a file of tools.
pub(crate) async fn put_imported_of(change: &mut Change<'_>, roll: Roll, line: u32, row: i64) -> Outcome<bool> {
    let Some(own) = change.own_cells() else {
        return Ok(false);
    };
    let mut is_changed = false;
    for (field, value) in own.take(line, roll) {
        is_changed |= put_value(change, roll, row, field, Some(value)).await?;
    }
    Ok(is_changed)
}

/// Writes values of new rows of a register, many at once, and notes them.
pub(crate) fn write_values(bulk: &Connection, roll: Roll, values: Vec<(i64, i64, String)>) -> Outcome<Vec<RowChange>> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let first = crate::bulk::next_id(bulk, "own_value")?;
    let mut written = Vec::with_capacity(values.len());
    for ((row, field, value), id) in values.into_iter().zip(first..) {
        let mut model = naming(bare(field, value), roll, row);
        model.id = id;
        let text = canonical(&model)?;
        crate::bulk::insert_row(bulk, "own_value", &text)?;
        written.push(RowChange {
            table: "own_value",
            id,
            before: None,
            after: Some(text),
        });
    }
    Ok(written)
}

/// Gives a new row the values that another one has.
pub(crate) async fn copy_values(change: &mut Change<'_>, roll: Roll, from: i64, to: i64) -> Outcome<()> {
    let column = roll.own_column();
    let query = format!("SELECT * FROM own_value WHERE {column} = ? ORDER BY id");
    let found = change
        .connection()
        .ask_all(sql(query, [from.into()]))
        .await
        .or_fault()?;
    for value in found {
        let old = <own_value::Model as sea_orm::FromQueryResult>::from_query_result(&value, "").or_fault()?;
        let query = format!("SELECT id FROM own_value WHERE {column} = ? AND field_id = ?");
        let there = change
            .connection()
            .ask_one(sql(query, [to.into(), old.field_id.into()]))
            .await
            .or_fault()?;
        if there.is_none() {
            change.insert(naming(bare(old.field_id, old.value), roll, to)).await?;
        }
    }
    Ok(())
}

/// The same of many rows that were written together.
pub(crate) async fn put_all_imported(change: &mut Change<'_>, lines: &[u32], rows: &[i64]) -> Outcome<()> {
    for (line, row) in lines.iter().zip(rows) {
        put_imported(change, *line, *row).await?;
    }
    Ok(())
}
