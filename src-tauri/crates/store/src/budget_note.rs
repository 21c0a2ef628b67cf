//! Remarks on single months of budget lines.

use std::collections::HashMap;

use kezhang_core::Outcome;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, FromQueryResult, QueryFilter, QueryOrder};

use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::{Ask, sql};
use crate::row::budget_note::{Column, Entity, Model};

/// The remarks in a version, by line.
pub(crate) async fn of_version(connection: &DatabaseConnection, version: i64) -> Outcome<HashMap<i64, Vec<Model>>> {
    let query = "SELECT n.* FROM budget_note n JOIN budget_line l ON l.id = n.line_id WHERE l.version_id = ? \
                 ORDER BY n.line_id, n.place";
    let rows = connection.ask_all(sql(query, [version.into()])).await.or_fault()?;
    let rows = rows.iter().map(|row| Model::from_query_result(row, "").or_fault());
    let mut notes: HashMap<i64, Vec<Model>> = HashMap::new();
    for row in rows {
        let row = row?;
        notes.entry(row.line_id).or_default().push(row);
    }
    Ok(notes)
}

/// Sets or, with an empty text, removes the remark on one month of a line.
pub(crate) async fn set(change: &mut Change<'_>, line: i64, place: usize, text: &str) -> Outcome<()> {
    let text = crate::member::clean(text.trim())?;
    let place = i32::try_from(place).unwrap_or_default();
    let old = Entity::find()
        .filter(Column::LineId.eq(line))
        .filter(Column::Place.eq(place))
        .one(change.connection())
        .await
        .or_fault()?;
    match old {
        Some(old) if text.is_empty() => change.remove(old).await,
        None if text.is_empty() => Ok(()),
        Some(old) => {
            let new = Model { text, ..old.clone() };
            change.update(old, new).await.map(drop)
        }
        None => {
            let new = Model {
                id: 0,
                line_id: line,
                place,
                text,
            };
            change.insert(new).await.map(drop)
        }
    }
}

/// Removes the remarks of a line that goes.
pub(crate) async fn remove_of_line(change: &mut Change<'_>, line: i64) -> Outcome<()> {
    let notes = Entity::find()
        .filter(Column::LineId.eq(line))
        .order_by_asc(Column::Place)
        .all(change.connection())
        .await
        .or_fault()?;
    for note in notes {
        change.remove(note).await?;
    }
    Ok(())
}
