//! Changing a register by cells: one row added, changed or taken away, whatever the register.
//!
//! The one thing to know: everything about a row is settled before the first write, so a row that is refused in the
//! middle of a workbook leaves nothing behind.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kezhang_core::record::entry::Stated;
use kezhang_core::record::import::Cell;
use kezhang_core::record::roll::{CellKind, Cells, OwnField, Roll, RollColumn, RollPage, columns, read_cell, settle};
use kezhang_core::{Currency, Fault, Language, Month, Outcome};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use sea_orm::{EntityTrait, IdenStatic, Iterable};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::own::put_value;
use super::sheet::{Members, RollQuery, Sheet};
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::{Ask, Ledger, sql};
use crate::row::{self, Row};

/// Cells of a row as they shall be; cells that are not named stay.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RollCells {
    /// Which register.
    pub register: Roll,
    /// Which row; a new one when absent.
    #[serde(default)]
    pub id: Option<i64>,
    /// Which row, by its code, where the register has codes.
    #[serde(default)]
    pub code: Option<String>,
    /// Key of the column → what it shall hold; null or empty clears it. An own field also by its name.
    pub cells: BTreeMap<String, Option<String>>,
}

/// Which row of which register.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RollRowId {
    /// Which register.
    pub register: Roll,
    /// The row.
    pub id: i64,
}

/// Why a row cannot be written: the key of the cell at fault, where it is one cell.
pub(super) struct Refusal {
    pub key: Option<String>,
    pub fault: Fault,
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self { key: None, fault }
    }
}

impl Refusal {
    pub(super) fn of(key: &str, fault: Fault) -> Self {
        Self {
            key: Some(key.to_owned()),
            fault,
        }
    }
}

/// The word that a needed column begins with.
pub(super) fn usual_word(column: &RollColumn) -> String {
    let usual = match column.label {
        "customer.status." => "active",
        "rhythm." => "year",
        _ => column.words.first().copied().unwrap_or_default(),
    };
    usual.to_owned()
}

/// The columns whose values together only one row may have.
fn identity(roll: Roll) -> &'static [&'static str] {
    match roll {
        Roll::Metric => &["month", "channel"],
        Roll::ToolUse => &["tool", "month"],
        Roll::Points => &["month", "customer"],
        Roll::Service => &["month", "customer", "product"],
        _ if roll.has_code() => &["code"],
        _ => &[],
    }
}

/// What a new row has where its cells say nothing.
fn blank(roll: Roll) -> Value {
    use serde_json::json;
    match roll {
        Roll::Customer => json!({ "status": "active", "is_active": true }),
        Roll::Channel | Roll::Product | Roll::Vendor | Roll::Department | Roll::Activity | Roll::Tool => {
            json!({ "is_active": true })
        }
        Roll::Contract => json!({ "rhythm": "year", "due_days": 30, "services": "", "net_minor": 0 }),
        Roll::Receipt => json!({ "memo": "" }),
        Roll::Points => json!({ "issued": 0, "redeemed": 0, "expired": 0 }),
        Roll::Hours => json!({ "memo": "" }),
        Roll::Feedback => json!({ "topic": "", "source": "", "text": "", "outcome": "", "is_complaint": false }),
        Roll::Purchase => json!({ "responsible": "", "note": "" }),
        Roll::Metric | Roll::Order | Roll::ToolUse | Roll::Service | Roll::Entry => json!({}),
    }
}

/// The cells that a new row begins with.
fn beginning(roll: Roll) -> Cells {
    let mut cells = Cells::new();
    for column in columns(roll).iter().filter(|column| column.is_needed) {
        let usual = match (column.kind, column.key) {
            (CellKind::Flag, "active" | "core") => "true".to_owned(),
            (CellKind::Flag, _) => "false".to_owned(),
            (CellKind::Word, _) => usual_word(column),
            (CellKind::Count, "due_days") => "30".to_owned(),
            _ => continue,
        };
        cells.insert(column.key.to_owned(), Some(usual));
    }
    cells
}

/// A plain cell as its column on disk: name and value.
fn on_disk(
    column: &RollColumn,
    plain: Option<&str>,
    members: &Members,
    currency: Currency,
) -> Result<(String, Value), Refusal> {
    let refused = |fault| Refusal::of(column.key, fault);
    let name = match column.kind {
        CellKind::Member => format!("{}_id", column.key),
        CellKind::Money => format!("{}_minor", column.key),
        CellKind::Flag => format!("is_{}", column.key),
        _ => column.key.to_owned(),
    };
    let Some(plain) = plain else {
        return Ok((name, Value::Null));
    };
    let broken = || refused(Fault::new("input_invalid").with("detail", plain));
    let value = match column.kind {
        CellKind::Member => members.id(column.names, column.key, plain).map_err(refused)?.into(),
        CellKind::Money => {
            let value: Decimal = plain.parse().map_err(|_| broken())?;
            currency.minor(value).map_err(refused)?.into()
        }
        CellKind::Count => plain.parse::<i64>().map_err(|_| broken())?.into(),
        CellKind::Flag => (plain == "true").into(),
        CellKind::Month => {
            let month: Month = plain.parse().map_err(|_| broken())?;
            month.number().into()
        }
        _ => plain.into(),
    };
    Ok((name, value))
}

/// Writes fields of a row of a table, or a new row; its id, and whether that changed anything.
fn patch<'a, M: Row>(
    change: &'a mut Change<'_>,
    id: Option<i64>,
    blank: &'a Value,
    fields: Map<String, Value>,
) -> row::Work<'a, (i64, bool)> {
    Box::pin(patch_row::<M>(change, id, blank, fields))
}

async fn patch_row<M: Row>(
    change: &mut Change<'_>,
    id: Option<i64>,
    blank: &Value,
    fields: Map<String, Value>,
) -> Outcome<(i64, bool)> {
    let broken = |error: serde_json::Error| Fault::new("store_failed").with("detail", error);
    let old = match id {
        None => None,
        Some(id) => {
            let query = format!("SELECT * FROM {} WHERE id = ?", M::TABLE);
            let found = change.connection().ask_one(sql(query, [id.into()])).await.or_fault()?;
            let found = found.ok_or_else(|| Fault::new("register_row_unknown").with("id", id))?;
            Some(<M as sea_orm::FromQueryResult>::from_query_result(&found, "").or_fault()?)
        }
    };
    let mut whole = Map::new();
    match &old {
        Some(old) => {
            if let Value::Object(known) = serde_json::to_value(old).map_err(broken)? {
                whole = known;
            }
        }
        None => {
            for column in <M::Table as EntityTrait>::Column::iter() {
                whole.insert(column.as_str().to_owned(), Value::Null);
            }
            if let Value::Object(usual) = blank {
                whole.extend(usual.clone());
            }
            whole.insert("id".to_owned(), 0.into());
        }
    }
    for (name, value) in fields {
        // A text that a row cannot be without is empty where the cell is.
        let is_text = blank.get(&name).is_some_and(|usual| usual == "");
        whole.insert(name, if value.is_null() && is_text { "".into() } else { value });
    }
    let new: M = serde_json::from_value(Value::Object(whole)).map_err(broken)?;
    match old {
        Some(old) if old == new => Ok((old.id(), false)),
        Some(old) => Ok((change.update(old, new).await?.id(), true)),
        None => Ok((change.insert(new).await?.id(), true)),
    }
}

async fn patch_table(
    change: &mut Change<'_>,
    table: &str,
    id: Option<i64>,
    blank: &Value,
    fields: Map<String, Value>,
) -> Outcome<(i64, bool)> {
    let done = row::for_each_table!(table, M => { patch::<M>(change, id, blank, fields).await });
    done.unwrap_or_else(|| Err(Fault::new("store_failed").with("detail", table)))
}

/// Writes a row: the cells given, the others as they are. Its id, and whether that changed anything.
pub(super) async fn put_row(
    change: &mut Change<'_>,
    sheet: &Sheet,
    members: &Members,
    id: Option<i64>,
    given: &Cells,
    today: NaiveDate,
) -> Result<(i64, bool), Refusal> {
    let roll = sheet.roll;
    let currency = change.ledger().currency().await;
    if id.is_none() && !roll.adds() {
        return Err(Fault::new("register_row_here").with("register", roll.as_str()).into());
    }
    let mut now = Cells::new();
    match id {
        Some(id) => {
            let rows = crate::bulk::with(change.connection(), |bulk| {
                sheet.rows(bulk, members, currency, Some(id))
            })
            .await?;
            let row = rows
                .into_iter()
                .next()
                .ok_or_else(|| Fault::new("register_row_unknown").with("id", id))?;
            for (column, cell) in sheet.columns.iter().zip(row.cells) {
                now.insert(column.shown.key.clone(), cell);
            }
        }
        None => now = beginning(roll),
    }
    let before = now.clone();
    for (key, cell) in given {
        let column = sheet.columns.iter().find(|column| column.shown.key == *key);
        let is_fixed = column.is_some_and(|column| column.shown.is_fixed);
        if is_fixed && now.get(key) != Some(cell) {
            return Err(Refusal::of(key, Fault::new("cell_fixed").with("field", key)));
        }
        now.insert(key.clone(), cell.clone());
    }
    settle(roll, columns(roll), &mut now, today).map_err(|(key, fault)| Refusal::of(key, fault))?;
    let is_changed = |key: &str| id.is_none() || before.get(key).cloned().flatten() != now.get(key).cloned().flatten();

    let (mut main, mut beside) = (Map::new(), Map::new());
    let mut grade = None;
    for column in columns(roll) {
        if !is_changed(column.key) {
            continue;
        }
        let plain = now.get(column.key).cloned().flatten();
        if column.names == "grade" {
            match plain {
                Some(text) => {
                    members
                        .id("grade", "grade", &text)
                        .map_err(|fault| Refusal::of("grade", fault))?;
                    grade = Some(text);
                }
                None if id.is_none() => {}
                None => return Err(Refusal::of("grade", Fault::new("cell_needed").with("field", "grade"))),
            }
            continue;
        }
        let (name, value) = on_disk(column, plain.as_deref(), members, currency)?;
        if column.is_beside {
            beside.insert(name, value);
        } else {
            main.insert(name, value);
        }
    }
    if roll == Roll::Contract && (is_changed("gross") || is_changed("tax_rate")) {
        let number = |key: &str| {
            now.get(key)
                .cloned()
                .flatten()
                .and_then(|text| text.parse::<Decimal>().ok())
        };
        let stated = Stated {
            gross: number("gross"),
            rate: number("tax_rate"),
            ..Stated::default()
        };
        let parts = stated.parts(currency).map_err(|fault| Refusal::of("tax_rate", fault))?;
        main.insert("net_minor".to_owned(), parts.net.into());
    }
    is_alone(change, roll, id, &now, members, currency, &is_changed).await?;
    if roll == Roll::Receipt && (is_changed("customer") || is_changed("contract")) {
        is_of_customer(change, &now, members).await?;
    }
    if roll == Roll::Feedback
        && let Some(code) = now.get("activity").and_then(Option::as_deref)
    {
        let refused = |fault| Refusal::of("activity", fault);
        let activity = members.id("activity", "activity", code).map_err(refused)?;
        let begun = crate::activity::has_begun(change, Some(activity), today).await;
        begun.map_err(refused)?;
    }

    // From here on nothing is refused but by the disk.
    let (row, mut changed) = match main.is_empty() && id.is_some() {
        true => (id.unwrap_or_default(), false),
        false => patch_table(change, roll.table(), id, &blank(roll), main).await?,
    };
    if roll == Roll::Contract && is_changed("customer") && id.is_some() {
        let named = now.get("customer").and_then(Option::as_deref).unwrap_or_default();
        let customer = members.id("customer", "customer", named)?;
        crate::contract::give_receipts(change, row, customer).await?;
    }
    if roll == Roll::Activity && !beside.is_empty() {
        let detail = crate::bulk::with(change.connection(), |bulk| {
            let query = "SELECT id FROM activity_detail WHERE activity_id = ?";
            match bulk.query_row(query, [row], |found| found.get(0)) {
                Err(crate::link::Error::NoRow) => Ok(None),
                found => found.map(Some).or_fault(),
            }
        })
        .await?;
        let says_nothing = beside.values().all(Value::is_null);
        if detail.is_some() || !says_nothing {
            beside.insert("activity_id".to_owned(), row.into());
            let usual = serde_json::json!({ "status": "planned" });
            changed |= patch_table(change, "activity_detail", detail, &usual, beside).await?.1;
        }
    }
    if let Some(text) = grade {
        changed |= crate::member::put_grade(change, row, &text, None, today).await?;
    }
    for column in sheet.columns.iter().filter(|column| is_changed(&column.shown.key)) {
        if let Some(field) = &column.own {
            let value = now.get(&column.shown.key).cloned().flatten();
            changed |= put_value(change, roll, row, field.id, value).await?;
        }
    }
    Ok((row, changed))
}

/// Holds what a register's own form gives to the same rules as a row of it.
///
/// # Errors
/// What settling a row says.
pub(crate) fn hold<const N: usize>(roll: Roll, given: [(&str, Option<String>); N], today: NaiveDate) -> Outcome<()> {
    let given = given.into_iter().map(|(key, cell)| (key.to_owned(), cell));
    let mut cells = beginning(roll);
    cells.extend(given);
    settle(roll, columns(roll), &mut cells, today).map_err(|(_, fault)| fault)
}

/// What is wrong with the cells of a new row by themselves, whatever it lacks.
///
/// # Errors
/// The key of the cell at fault, and what settling a row says but `cell_needed`.
pub(crate) fn settles(roll: Roll, given: &Cells, today: NaiveDate) -> Result<(), (&'static str, Fault)> {
    let mut cells = beginning(roll);
    cells.extend(given.iter().map(|(key, cell)| (key.clone(), cell.clone())));
    let lacking = |fault: &Fault| fault.code == "cell_needed";
    match settle(roll, columns(roll), &mut cells, today) {
        Err((_, fault)) if lacking(&fault) => Ok(()),
        settled => settled,
    }
}

/// A register open for rows that come one after the other.
pub(crate) struct Door {
    sheet: Sheet,
    members: Members,
}

impl Door {
    pub(crate) async fn open(change: &Change<'_>, roll: Roll, language: Language) -> Outcome<Self> {
        crate::bulk::with(change.connection(), |bulk| {
            Ok(Self {
                sheet: Sheet::load(bulk, roll, language)?,
                members: Members::load(bulk, roll, language)?,
            })
        })
        .await
    }

    /// Lets cells name a member by a text.
    pub(crate) fn know(&mut self, table: &'static str, id: i64, text: &str) {
        self.members.know(table, id, text);
    }

    /// Writes a row: its id and whether that changed anything, or the cell at fault and why.
    pub(crate) async fn put(
        &self,
        change: &mut Change<'_>,
        id: Option<i64>,
        given: &Cells,
        today: NaiveDate,
    ) -> Outcome<Result<(i64, bool), (Option<String>, Fault)>> {
        match put_row(change, &self.sheet, &self.members, id, given, today).await {
            Ok(put) => Ok(Ok(put)),
            Err(Refusal { fault, .. }) if super::file::is_of_the_disk(&fault) => Err(fault),
            Err(Refusal { key, fault }) => Ok(Err((key, fault))),
        }
    }
}

/// Refuses a row that another one already is.
async fn is_alone(
    change: &Change<'_>,
    roll: Roll,
    id: Option<i64>,
    now: &Cells,
    members: &Members,
    currency: Currency,
    is_changed: &impl Fn(&str) -> bool,
) -> Result<(), Refusal> {
    let keys = identity(roll);
    if keys.is_empty() || !keys.iter().any(|key| is_changed(key)) {
        return Ok(());
    }
    let mut such = Vec::new();
    let mut values: Vec<sea_orm::Value> = vec![id.into()];
    for column in columns(roll).iter().filter(|column| keys.contains(&column.key)) {
        let (name, value) = on_disk(
            column,
            now.get(column.key).and_then(Option::as_deref),
            members,
            currency,
        )?;
        such.push(format!("{name} IS ?{}", values.len() + 1));
        values.push(match value {
            Value::Number(number) => number.as_i64().into(),
            Value::String(text) => text.into(),
            _ => Option::<i64>::None.into(),
        });
    }
    let query = format!(
        "SELECT id FROM {} WHERE {} AND (id <> ?1 OR ?1 IS NULL) LIMIT 1",
        roll.table(),
        such.join(" AND ")
    );
    let found = change.connection().ask_one(sql(query, values)).await.or_fault()?;
    if found.is_some() {
        let named: Vec<&str> = keys.iter().filter_map(|key| now.get(*key)?.as_deref()).collect();
        return Err(Refusal::of(
            keys[0],
            Fault::new("register_row_taken")
                .with("value", named.join(" "))
                .with("field", if roll.has_code() { "code" } else { "month" }),
        ));
    }
    Ok(())
}

/// Refuses a receipt for the contract of another customer.
async fn is_of_customer(change: &Change<'_>, now: &Cells, members: &Members) -> Result<(), Refusal> {
    let named = |key: &str| now.get(key).cloned().flatten();
    let (Some(contract), Some(customer)) = (named("contract"), named("customer")) else {
        return Ok(());
    };
    let refused = |fault| Refusal::of("contract", fault);
    let id = members
        .id("customer_contract", "contract", &contract)
        .map_err(refused)?;
    let of = members
        .id("customer", "customer", &customer)
        .map_err(|fault| Refusal::of("customer", fault))?;
    let query = "SELECT id FROM customer_contract WHERE id = ? AND customer_id = ?";
    let found = change.connection().ask_one(sql(query, [id.into(), of.into()])).await;
    match found.or_fault()? {
        Some(_) => Ok(()),
        None => Err(refused(
            Fault::new("contract_of_another")
                .with("contract", contract)
                .with("customer", customer),
        )),
    }
}

impl Ledger {
    /// Adds a row to a register, or changes cells of one; the row as it now is.
    ///
    /// # Errors
    /// What reading a cell and settling a row say, with the column; `register_column_unknown`, `register_row_unknown`,
    /// `register_row_taken`, `cell_needed`, `cell_fixed`, `name_unknown`, `name_ambiguous`.
    pub async fn set_register_row(
        &self,
        change: &mut Change<'_>,
        new: &RollCells,
        language: Language,
        today: NaiveDate,
    ) -> Outcome<RollPage> {
        let (sheet, members) = crate::bulk::with(change.connection(), |bulk| {
            Ok((
                Sheet::load(bulk, new.register, language)?,
                Members::load(bulk, new.register, language)?,
            ))
        })
        .await?;
        let id = match (&new.id, &new.code) {
            (Some(id), _) => Some(*id),
            (None, Some(code)) => Some(id_of(change, new.register, code).await?),
            (None, None) => None,
        };
        let context = super::file::context(self).await?;
        let mut given = Cells::new();
        for (key, text) in &new.cells {
            let column = &sheet.columns[sheet.find(key)?];
            let cell = text.as_ref().map_or(Cell::Empty, |text| Cell::Text(text.clone()));
            let read = read_cell(column.shown.kind, &column.words, column.label, &cell, &context)
                .map_err(|fault| fault.with("column", &column.shown.title))?;
            given.insert(column.shown.key.clone(), read);
        }
        let put = put_row(change, &sheet, &members, id, &given, today).await;
        let (id, _) = put.map_err(|refusal| refusal.fault)?;
        change.note("register", new.register.as_str());
        let currency = self.currency().await;
        let query = RollQuery {
            register: new.register,
            id: None,
            search: None,
            filter: Vec::new(),
            sort: None,
            offset: 0,
            limit: None,
            language: Some(language),
        };
        let (mut page, about) = crate::bulk::with(change.connection(), |bulk| {
            let mut page = super::sheet::page(bulk, &query, currency, language)?;
            page.rows.retain(|row| row.id == id);
            let members = Members::load(bulk, new.register, language)?;
            let about = page
                .rows
                .first()
                .map(|row| super::sheet::about(&sheet, &members, &row.cells));
            Ok((page, about.unwrap_or_default()))
        })
        .await?;
        page.count = page.rows.len() as u64;
        change.note("about", about);
        Ok(page)
    }

    /// Changes cells of a member of a register that was just written by its own form: own fields, and what is cleared.
    pub(crate) async fn put_more(
        &self,
        change: &mut Change<'_>,
        roll: Roll,
        code: &str,
        own: &BTreeMap<String, Option<String>>,
        clear: &[String],
        today: NaiveDate,
    ) -> Outcome<()> {
        if own.is_empty() && clear.is_empty() {
            return Ok(());
        }
        let mut cells = own.clone();
        cells.extend(clear.iter().map(|key| (key.clone(), None)));
        let id = id_of(change, roll, code).await?;
        self.put_cells(change, roll, id, &cells, today).await
    }

    /// Changes cells of a row that was just written by its own form.
    pub(crate) async fn put_cells(
        &self,
        change: &mut Change<'_>,
        roll: Roll,
        id: i64,
        cells: &BTreeMap<String, Option<String>>,
        today: NaiveDate,
    ) -> Outcome<()> {
        if cells.is_empty() {
            return Ok(());
        }
        let language = self.language().await;
        let (sheet, members) = crate::bulk::with(change.connection(), |bulk| {
            Ok((Sheet::load(bulk, roll, language)?, Members::load(bulk, roll, language)?))
        })
        .await?;
        let context = super::file::context(self).await?;
        let mut given = Cells::new();
        for (key, text) in cells {
            let column = &sheet.columns[sheet.find(key)?];
            let cell = text.as_ref().map_or(Cell::Empty, |text| Cell::Text(text.clone()));
            let read = read_cell(column.shown.kind, &column.words, column.label, &cell, &context)
                .map_err(|fault| fault.with("column", &column.shown.title))?;
            match &column.own {
                // A value of its own is held to nothing else of the row.
                Some(own) => {
                    put_value(change, roll, id, own.id, read).await?;
                }
                None => {
                    given.insert(column.shown.key.clone(), read);
                }
            }
        }
        if given.is_empty() {
            return Ok(());
        }
        let put = put_row(change, &sheet, &members, Some(id), &given, today).await;
        put.map(drop).map_err(|refusal| refusal.fault)
    }

    /// Own fields of a register as they are given, read: each with its plain value.
    ///
    /// # Errors
    /// `register_column_unknown`; what reading a cell says, with the column.
    pub(crate) async fn own_given(
        &self,
        change: &Change<'_>,
        roll: Roll,
        cells: &BTreeMap<String, Option<String>>,
    ) -> Outcome<Vec<(OwnField, Option<String>)>> {
        if cells.is_empty() {
            return Ok(Vec::new());
        }
        let language = self.language().await;
        let sheet = crate::bulk::with(change.connection(), |bulk| Sheet::load(bulk, roll, language)).await?;
        let context = super::file::context(self).await?;
        let mut read = Vec::with_capacity(cells.len());
        for (key, text) in cells {
            let column = &sheet.columns[sheet.find(key)?];
            let Some(own) = &column.own else {
                return Err(Fault::new("register_column_unknown")
                    .with("column", key)
                    .with("known", ""));
            };
            let cell = text.as_ref().map_or(Cell::Empty, |text| Cell::Text(text.clone()));
            let value = read_cell(column.shown.kind, &column.words, column.label, &cell, &context)
                .map_err(|fault| fault.with("column", &column.shown.title))?;
            read.push((own.clone(), value));
        }
        Ok(read)
    }

    /// Takes a row away.
    ///
    /// # Errors
    /// `register_row_kept` where rows are put out of use instead, `register_row_elsewhere` where another form does it;
    /// `register_row_unknown`, `still_referred_to`, `contract_in_use`.
    pub async fn remove_register_row(&self, change: &mut Change<'_>, which: RollRowId) -> Outcome<()> {
        let roll = which.register;
        if !roll.removes() {
            let code = match roll.deactivates() {
                true => "register_row_kept",
                false => "register_row_elsewhere",
            };
            return Err(Fault::new(code).with("register", roll.as_str()));
        }
        let language = self.language().await;
        let currency = self.currency().await;
        let about = crate::bulk::with(change.connection(), |bulk| {
            let sheet = Sheet::load(bulk, roll, language)?;
            let members = Members::load(bulk, roll, language)?;
            let rows = sheet.rows(bulk, &members, currency, Some(which.id))?;
            Ok(rows
                .first()
                .map(|row| super::sheet::about(&sheet, &members, &row.cells)))
        })
        .await?;
        let about = about.ok_or_else(|| Fault::new("register_row_unknown").with("id", which.id))?;
        change.note("register", roll.as_str());
        change.note("about", about);
        remove_from(change, roll, which.id).await.map_err(|fault| match roll {
            // What was paid for it says that it was real.
            Roll::Contract if fault.code == "still_referred_to" => Fault {
                code: "contract_in_use",
                ..fault
            },
            _ => fault,
        })
    }
}

/// Takes a row of a register away.
pub(super) async fn remove_from(change: &mut Change<'_>, roll: Roll, id: i64) -> Outcome<()> {
    let done = row::for_each_table!(roll.table(), M => { remove::<M>(change, id).await });
    done.unwrap_or(Ok(()))
}

fn remove<'a, M: Row>(change: &'a mut Change<'_>, id: i64) -> row::Work<'a, ()> {
    Box::pin(remove_row::<M>(change, id))
}

async fn remove_row<M: Row>(change: &mut Change<'_>, id: i64) -> Outcome<()> {
    let query = format!("SELECT * FROM {} WHERE id = ?", M::TABLE);
    let found = change.connection().ask_one(sql(query, [id.into()])).await.or_fault()?;
    match found {
        Some(found) => {
            change
                .remove(<M as sea_orm::FromQueryResult>::from_query_result(&found, "").or_fault()?)
                .await
        }
        None => Ok(()),
    }
}

/// The id of the row of a code.
async fn id_of(change: &Change<'_>, roll: Roll, code: &str) -> Outcome<i64> {
    let unknown = || Fault::new("register_row_unknown").with("id", code);
    if !roll.has_code() {
        return Err(unknown());
    }
    let query = format!("SELECT id FROM {} WHERE code = ?", roll.table());
    let found = change
        .connection()
        .ask_one(sql(query, [code.trim().into()]))
        .await
        .or_fault()?;
    found.ok_or_else(unknown)?.try_get("", "id").or_fault()
}
