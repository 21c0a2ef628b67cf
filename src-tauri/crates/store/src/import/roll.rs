//! Points, products, vendors and departments from a file: rows of a register by its own columns. A row of the same key
//! with other values is updated.

use std::collections::HashMap;

use chrono::NaiveDate;
use kezhang_core::record::import::{Interpreted, Kind, RollLine, roll_of};
use kezhang_core::record::register::Register;
use kezhang_core::record::roll::{Cells, Roll};
use kezhang_core::{Fault, Language, Month, Outcome};

use super::register::count;
use super::run::Run;
use super::{ImportResult, OnDuplicate, Titles};
use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::link::Connection;
use crate::lookup::{Found, Names};
use crate::member::Put;
use crate::roll::{Door, put_imported, settles};

/// What tells the rows that there are: names where they have codes, else month and customer.
enum There {
    Named(Names),
    Monthly(HashMap<(String, Option<i64>), i64>),
}

impl There {
    fn load(bulk: &Connection, roll: Roll) -> Outcome<Self> {
        if roll.has_code() {
            return Ok(Self::Named(crate::lookup::of_table(bulk, roll.table())?));
        }
        let query = format!("SELECT id, month, customer_id FROM {}", roll.table());
        let mut statement = bulk.prepare(&query).or_fault()?;
        let rows = statement
            .query_map((), |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, i32>(1)?, row.get(2)?))
            })
            .or_fault()?;
        let mut known = HashMap::new();
        for row in rows {
            let (id, month, customer) = row.or_fault()?;
            known.insert((Month::from_number(month).to_string(), customer), id);
        }
        Ok(Self::Monthly(known))
    }
}

/// A cell's text, where the row has it.
fn cell(cells: &Cells, key: &str) -> Option<String> {
    cells.get(key).cloned().flatten()
}

impl Ledger {
    /// Imports rows of a register by its columns; unknown customers are made.
    ///
    /// # Errors
    /// What reading the file says.
    #[allow(clippy::too_many_arguments)]
    pub async fn import_roll(
        &self,
        change: &mut Change<'_>,
        kind: Kind,
        file_name: &str,
        lines: impl Iterator<Item = Outcome<Interpreted<RollLine>>> + Send,
        titles: Titles<'_>,
        language: Language,
        today: NaiveDate,
    ) -> Outcome<ImportResult> {
        let Some(roll) = roll_of(kind) else {
            return Err(Fault::new("kind_unknown").with("value", kind).with("known", ""));
        };
        let mut run = Run::begin(change, None, titles, OnDuplicate::Skip, language).await?;
        let mut door = Door::open(change, roll, language).await?;
        let mut there = crate::bulk::with(change.connection(), |bulk| There::load(bulk, roll)).await?;
        for line in lines {
            let Some(RollLine { row, mut cells }) = run.line(line)? else {
                continue;
            };
            // What is wrong in itself makes no customer.
            if let Err((key, fault)) = settles(roll, &cells, today) {
                let value = cell(&cells, key);
                run.reject(row, RollLine::field(roll, key), value, fault);
                continue;
            }
            let customer = cell(&cells, "customer");
            let named = [(Register::Customer, "customer", customer.as_deref(), true)];
            let Some([customer_id]) = run.resolve(change, row, named).await? else {
                continue;
            };
            if let (Some(id), Some(text)) = (customer_id, customer.as_deref()) {
                door.know("customer", id, text);
            }
            let id = match &there {
                There::Monthly(known) => {
                    let month = cell(&cells, "month").unwrap_or_default();
                    known.get(&(month, customer_id)).copied()
                }
                There::Named(names) => {
                    let (code, name) = (cell(&cells, "code"), cell(&cells, "name"));
                    // Without a code a row is known by its name.
                    let field = if code.is_some() { "code" } else { "name" };
                    let text = code.clone().or_else(|| name.clone()).unwrap_or_default();
                    match (names.find(&text), code.is_some()) {
                        (Found::One(id), false) => {
                            // Found by any of its names it keeps the one it has.
                            cells.remove("name");
                            Some(id)
                        }
                        (Found::Many, false) => {
                            let fault = Fault::new("name_ambiguous")
                                .with("field", roll.as_str())
                                .with("value", &text);
                            run.reject(row, field, Some(text), fault);
                            continue;
                        }
                        (_, true) => names.of_code(&text),
                        (Found::Nothing, false) => None,
                    }
                }
            };
            if id.is_none() && roll.has_code() {
                let (code, name) = (cell(&cells, "code"), cell(&cells, "name"));
                cells.insert("code".to_owned(), code.clone().or_else(|| name.clone()));
                cells.insert("name".to_owned(), name.or(code));
            }
            let (put_id, put) = match door.put(change, id, &cells, today).await? {
                Ok((new, changed)) => {
                    let put = match (id, changed) {
                        (None, _) => Put::New,
                        (Some(_), true) => Put::Changed,
                        (Some(_), false) => Put::Same,
                    };
                    (new, put)
                }
                Err((key, fault)) => {
                    let key = key.unwrap_or_default();
                    let value = cell(&cells, &key);
                    run.reject(row, RollLine::field(roll, &key), value, fault);
                    continue;
                }
            };
            match &mut there {
                There::Monthly(known) => {
                    known.insert((cell(&cells, "month").unwrap_or_default(), customer_id), put_id);
                }
                There::Named(names) if put == Put::New => {
                    let code = cell(&cells, "code").unwrap_or_default();
                    names.add(put_id, &code, &[&cell(&cells, "name").unwrap_or_default()]);
                }
                There::Named(_) => {}
            }
            let has_more = put_imported(change, row, put_id).await?;
            count(
                &mut run.tally,
                if has_more && put == Put::Same {
                    Put::Changed
                } else {
                    put
                },
            );
        }
        run.close(change, kind.as_str(), file_name).await
    }
}
