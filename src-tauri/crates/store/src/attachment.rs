//! Attachments 附件: taken in, listed, handed out again, proved.
//!
//! The one thing to know: the journal holds name, size and hash; the body lies beside it under its hash, each once, and
//! stays when the attachment is removed, so that undo needs no copy of it.

use crate::link::Connection;
use kezhang_core::record::attachment::{AttachedTo, Attachment, AttachmentKind, LARGEST, kept_name};
use kezhang_core::{Fault, Outcome};
use schemars::JsonSchema;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::fault::OrFault;
use crate::journal::{Change, hex};
use crate::ledger::{Ask, Ledger, sql};
use crate::profile::from_word;
use crate::row::attachment::{Column, Entity, Model};
use crate::row::{request, revision};

/// Which attachments.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AttachmentQuery {
    /// Those of one thing; all when absent.
    pub to: Option<AttachedTo>,
}

/// The ids of what a file is attached to: document, request, entry.
type Owner = (Option<i64>, Option<i64>, Option<i64>);

impl Ledger {
    /// The attachments, oldest first.
    ///
    /// # Errors
    /// `revision_unknown`, `request_unknown`, `entry_unknown`, `budget_unknown`.
    pub async fn attachments(&self, query: &AttachmentQuery) -> Outcome<Vec<Attachment>> {
        let owner = match &query.to {
            Some(to) => Some(self.owner(self.reader(), to).await?),
            None => None,
        };
        let rows = Entity::find()
            .order_by_asc(Column::Id)
            .all(self.reader())
            .await
            .or_fault()?;
        let of_owner = |row: &Model| owner.is_none_or(|owner| owner == (row.revision_id, row.request_id, row.entry_id));
        self.shown_attachments(self.reader(), rows.into_iter().filter(of_owner).collect())
            .await
    }

    /// Keeps a file with a document, a request or an entry.
    ///
    /// # Errors
    /// `attachment_empty`, `attachment_large`, `attachment_twice`, `file_name_invalid`; what it is attached to is unknown.
    pub async fn add_attachment(
        &self,
        change: &mut Change<'_>,
        to: &AttachedTo,
        path: &str,
        body: &[u8],
    ) -> Outcome<Attachment> {
        let name = kept_name(path)?;
        let size = body.len() as u64;
        if size == 0 {
            return Err(Fault::new("attachment_empty").with("file", name));
        }
        if size > LARGEST {
            return Err(too_large(&name, size));
        }
        let owner = self.owner(change.connection(), to).await?;
        let hash = hex(&Sha256::digest(body));
        let there = Entity::find()
            .filter(Column::Hash.eq(&hash))
            .all(change.connection())
            .await
            .or_fault()?;
        if let Some(twin) = there
            .iter()
            .find(|row| (row.revision_id, row.request_id, row.entry_id) == owner)
        {
            return Err(Fault::new("attachment_twice").with("file", &twin.name));
        }
        let keep = "INSERT INTO attachment_body (id, hash, body) \
                    SELECT (SELECT coalesce(max(id), 0) + 1 FROM attachment_body), ?1, ?2 \
                    WHERE NOT EXISTS (SELECT 1 FROM attachment_body WHERE hash = ?1)";
        change
            .connection()
            .run(sql(keep, [hash.clone().into(), body.to_vec().into()]))
            .await
            .or_fault()?;
        change.note("file", &name);
        let row = Model {
            id: 0,
            revision_id: owner.0,
            request_id: owner.1,
            entry_id: owner.2,
            name,
            kind: AttachmentKind::of(body).as_str().to_owned(),
            size: i64::try_from(size).unwrap_or(i64::MAX),
            hash,
            author: change.author().to_owned(),
            added_at: change.made_at().to_owned(),
        };
        let row = change.insert(row).await?;
        let mut shown = self.shown_attachments(change.connection(), vec![row]).await?;
        shown
            .pop()
            .ok_or_else(|| Fault::new("attachment_unknown").with("id", 0))
    }

    /// Takes an attachment away; undo brings it back.
    ///
    /// # Errors
    /// `attachment_unknown`.
    pub async fn remove_attachment(&self, change: &mut Change<'_>, id: i64) -> Outcome<()> {
        let row = Entity::find_by_id(id).one(change.connection()).await.or_fault()?;
        let row = row.ok_or_else(|| Fault::new("attachment_unknown").with("id", id))?;
        change.note("file", &row.name);
        change.remove(row).await
    }

    /// The body of an attachment, proved by its hash.
    ///
    /// # Errors
    /// `attachment_unknown`, `check_attachment` where it is no longer what was kept.
    pub async fn attachment_body(&self, id: i64) -> Outcome<Vec<u8>> {
        let row = Entity::find_by_id(id).one(self.reader()).await.or_fault()?;
        let row = row.ok_or_else(|| Fault::new("attachment_unknown").with("id", id))?;
        crate::bulk::with(self.reader(), |bulk| {
            body(bulk, &row.hash)?.ok_or_else(|| broken(row.id, &row.name))
        })
        .await
    }

    async fn owner(&self, connection: &DatabaseConnection, to: &AttachedTo) -> Outcome<Owner> {
        match to {
            AttachedTo::Revision { budget, number } => {
                let versions = crate::budget::version_rows(connection).await?;
                let budget_id = crate::budget::select(&versions, budget)?.budget.id;
                let found = revision::Entity::find()
                    .filter(revision::Column::BudgetId.eq(budget_id))
                    .filter(revision::Column::Number.eq(*number))
                    .filter(revision::Column::Number.gt(0))
                    .one(connection)
                    .await
                    .or_fault()?;
                let found = found.ok_or_else(|| Fault::new("revision_unknown").with("number", number))?;
                Ok((Some(found.id), None, None))
            }
            AttachedTo::Request(id) => {
                let found = request::Entity::find_by_id(*id).one(connection).await.or_fault()?;
                found.ok_or_else(|| Fault::new("request_unknown").with("id", id))?;
                Ok((None, Some(*id), None))
            }
            AttachedTo::Entry(id) => {
                self.entry_on(connection, *id).await?;
                Ok((None, None, Some(*id)))
            }
        }
    }

    async fn shown_attachments(&self, connection: &DatabaseConnection, rows: Vec<Model>) -> Outcome<Vec<Attachment>> {
        let versions = crate::budget::version_rows(connection).await?;
        let revisions = revision::Entity::find().all(connection).await.or_fault()?;
        rows.into_iter()
            .map(|row| {
                let of_revision = |id: i64| {
                    let revision = revisions.iter().find(|revision| revision.id == id)?;
                    let version = versions.iter().find(|one| one.budget.id == revision.budget_id)?;
                    Some(AttachedTo::Revision {
                        budget: version.budget.name.clone(),
                        number: revision.number,
                    })
                };
                let to = match (row.revision_id, row.request_id, row.entry_id) {
                    (Some(id), ..) => of_revision(id),
                    (_, Some(id), _) => Some(AttachedTo::Request(id)),
                    (.., id) => id.map(AttachedTo::Entry),
                };
                Ok(Attachment {
                    id: row.id,
                    to: to.ok_or_else(|| Fault::new("ledger_damaged").with("detail", "attachment"))?,
                    kind: from_word("attachment", &row.kind)?,
                    size: row.size.unsigned_abs(),
                    name: row.name,
                    hash: row.hash,
                    author: row.author,
                    added_at: row.added_at,
                })
            })
            .collect()
    }
}

/// The fault of a file beyond the limit.
pub fn too_large(name: &str, size: u64) -> Fault {
    Fault::new("attachment_large")
        .with("file", name)
        .with("size", size.div_ceil(1 << 20))
        .with("limit", LARGEST >> 20)
}

/// Takes what is kept with an entry away before the entry goes: its attachments, for how many people it was.
pub(crate) async fn remove_of_entry(change: &mut Change<'_>, entry: i64) -> Outcome<()> {
    let rows = Entity::find()
        .filter(Column::EntryId.eq(entry))
        .order_by_asc(Column::Id)
        .all(change.connection())
        .await
        .or_fault()?;
    for row in rows {
        change.remove(row).await?;
    }
    crate::headcount::set(change, crate::headcount::Of::Entry(entry), None).await
}

/// A body, if it is there and is what its hash says.
fn body(bulk: &Connection, hash: &str) -> Outcome<Option<Vec<u8>>> {
    let found: Option<Vec<u8>> = bulk
        .prepare_cached("SELECT body FROM attachment_body WHERE hash = ?")
        .or_fault()?
        .query_map([hash], |row| row.get(0))
        .or_fault()?
        .next()
        .transpose()
        .or_fault()?;
    Ok(found.filter(|body| hex(&Sha256::digest(body)) == hash))
}

fn broken(id: i64, name: &str) -> Fault {
    Fault::new("check_attachment").with("id", id).with("file", name)
}

/// Every attachment has the body that its hash and size say; the faults, and how many there are.
pub(crate) fn prove(bulk: &Connection, off: &mut dyn FnMut(&Fault)) -> Outcome<usize> {
    let mut statement = bulk
        .prepare("SELECT id, name, hash, size FROM attachment ORDER BY id")
        .or_fault()?;
    let mut rows = statement.query(()).or_fault()?;
    let mut count = 0;
    while let Some(row) = rows.next().or_fault()? {
        let (id, name, hash, size): (i64, String, String, i64) = (
            row.get(0).or_fault()?,
            row.get(1).or_fault()?,
            row.get(2).or_fault()?,
            row.get(3).or_fault()?,
        );
        count += 1;
        let is_whole = body(bulk, &hash)?.is_some_and(|body| i64::try_from(body.len()) == Ok(size));
        if !is_whole {
            off(&broken(id, &name));
        }
    }
    Ok(count)
}
