//! Attachments: files in and out of the ledger. None is ever opened by the program, only copied.

use std::path::PathBuf;

use kezhang_core::record::attachment::{AttachedTo, Attachment, LARGEST};
use kezhang_core::{Fault, Outcome};
use kezhang_store::{AttachmentQuery, Change, Ledger, too_large};
use schemars::JsonSchema;
use serde::Deserialize;

use super::files::{self, Written};
use super::{Context, Nothing};

/// A file to keep.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddAttachment {
    /// What it is attached to: `{"revision": {"budget": "2026", "number": 1}}`, `{"request": 3}`, `{"entry": 12}`.
    pub to: AttachedTo,
    /// The file.
    pub path: PathBuf,
}

/// An attachment by its number.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttachmentId {
    /// Its number.
    pub id: i64,
}

/// An attachment to write out.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveAttachment {
    /// Its number.
    pub id: i64,
    /// The file; one that is there is replaced.
    pub path: PathBuf,
}

pub(super) async fn attachments(ledger: &Ledger, query: AttachmentQuery, _: &Context) -> Outcome<Vec<Attachment>> {
    ledger.attachments(&query).await
}

pub(super) async fn save_attachment(ledger: &Ledger, ask: SaveAttachment, _: &Context) -> Outcome<Written> {
    let body = ledger.attachment_body(ask.id).await?;
    files::write(ask.path, &body)
}

pub(super) async fn add_attachment(change: &mut Change<'_>, input: AddAttachment, _: &Context) -> Outcome<Attachment> {
    let name = input.path.to_string_lossy().into_owned();
    let body = read(&input.path, &name)?;
    change.ledger().add_attachment(change, &input.to, &name, &body).await
}

pub(super) async fn remove_attachment(change: &mut Change<'_>, of: AttachmentId, _: &Context) -> Outcome<Nothing> {
    change.ledger().remove_attachment(change, of.id).await?;
    Ok(Nothing {})
}

/// Reads a plain file, and no more of it than may be kept.
fn read(path: &std::path::Path, name: &str) -> Outcome<Vec<u8>> {
    use std::io::Read;
    let missing = |error: std::io::Error| Fault::new("file_missing").with("file", name).with("detail", error);
    let meta = std::fs::metadata(path).map_err(missing)?;
    if !meta.is_file() {
        return Err(Fault::new("file_is_folder").with("file", name));
    }
    if meta.len() > LARGEST {
        return Err(too_large(name, meta.len()));
    }
    let mut body = Vec::new();
    let file = std::fs::File::open(path).map_err(missing)?;
    file.take(LARGEST + 1).read_to_end(&mut body).map_err(missing)?;
    Ok(body)
}
