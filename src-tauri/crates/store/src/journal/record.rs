//! A record as it lies on disk: canonical texts, digests, the chain of hashes.

use std::collections::BTreeMap;

use kezhang_core::{Fault, Outcome};
use sha2::{Digest, Sha256};

use crate::row::Row;

/// The canonical text of a row: JSON with sorted keys.
pub(crate) fn canonical<M: Row>(row: &M) -> Outcome<String> {
    let broken = |error: serde_json::Error| Fault::new("store_failed").with("detail", error);
    let map: BTreeMap<String, serde_json::Value> = serde_json::to_value(row)
        .and_then(serde_json::from_value)
        .map_err(broken)?;
    serde_json::to_string(&map).map_err(broken)
}

pub(super) fn parse<M: Row>(text: &str) -> Outcome<M> {
    serde_json::from_str(text).map_err(|error| Fault::new("ledger_damaged").with("detail", error))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Digest of a record's rows, taken in order as they come.
#[derive(Debug, Clone, Default)]
pub(super) struct RowsDigest(Sha256);

impl RowsDigest {
    /// The next row.
    pub(super) fn add(&mut self, table: &str, id: i64, before: Option<&str>, after: Option<&str>) {
        for part in [
            table,
            &id.to_string(),
            before.unwrap_or("\u{1}"),
            after.unwrap_or("\u{1}"),
        ] {
            self.0.update((part.len() as u64).to_be_bytes());
            self.0.update(part.as_bytes());
        }
    }

    /// Of all of them.
    pub(super) fn hex(self) -> String {
        hex(&self.0.finalize())
    }
}

/// Digest of a record's rows, in order.
pub(crate) fn rows_digest<'r>(rows: impl Iterator<Item = (&'r str, i64, Option<&'r str>, Option<&'r str>)>) -> String {
    let mut digest = RowsDigest::default();
    for (table, id, before, after) in rows {
        digest.add(table, id, before, after);
    }
    digest.hex()
}

/// Hash of a record over the one before it.
pub(crate) fn record_hash(record: &JournalRow) -> String {
    let mut digest = Sha256::new();
    let number = |n: Option<i64>| n.map_or_else(String::new, |n| n.to_string());
    for part in [
        record.previous_hash.as_str(),
        &record.number.to_string(),
        &record.at,
        &record.author,
        &record.command,
        &record.about,
        &number(record.batch_id),
        &number(record.undoes),
        &record.rows_digest,
    ] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    hex(&digest.finalize())
}

/// A record as it lies on disk.
#[derive(Debug, Clone, PartialEq, Eq, sea_orm::FromQueryResult)]
pub(crate) struct JournalRow {
    pub number: i64,
    pub at: String,
    pub author: String,
    pub command: String,
    pub about: String,
    pub batch_id: Option<i64>,
    pub undoes: Option<i64>,
    pub rows_digest: String,
    pub previous_hash: String,
    pub hash: String,
}
