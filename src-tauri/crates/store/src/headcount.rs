//! For how many people an entry or a request is: standards per person are held against it.
//!
//! The one thing to know: it lies beside the rows, because the journal of an older ledger holds them as they were.

use kezhang_core::Outcome;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::fault::OrFault;
use crate::journal::Change;
use crate::row::headcount::{Column, Entity, Model};

/// Whose it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    Entry(i64),
    Request(i64),
}

pub(crate) async fn row(connection: &impl ConnectionTrait, of: Of) -> Outcome<Option<Model>> {
    let condition = match of {
        Of::Entry(id) => Column::EntryId.eq(id),
        Of::Request(id) => Column::RequestId.eq(id),
    };
    Entity::find().filter(condition).one(connection).await.or_fault()
}

/// Sets, or without a number takes away, for how many people it is; nobody is nobody said.
pub(crate) async fn set(change: &mut Change<'_>, of: Of, people: Option<u32>) -> Outcome<()> {
    let old = row(change.connection(), of).await?;
    let new = people.filter(|people| *people > 0).map(|people| Model {
        id: 0,
        entry_id: match of {
            Of::Entry(id) => Some(id),
            Of::Request(_) => None,
        },
        request_id: match of {
            Of::Entry(_) => None,
            Of::Request(id) => Some(id),
        },
        people: i64::from(people),
    });
    match (old, new) {
        (Some(old), Some(new)) => change.update(old, new).await.map(drop),
        (Some(old), None) => change.remove(old).await,
        (None, Some(new)) => change.insert(new).await.map(drop),
        (None, None) => Ok(()),
    }
}
