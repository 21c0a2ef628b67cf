//! The pages of a ledger's file, read without SQLite: what is whole can be read where SQLite gives up.
//!
//! Source: the file format as SQLite publishes it (database file, write-ahead log). Only table leaves matter here:
//! indexes and totals are built anew.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::link::Value;
use kezhang_core::Outcome;

use crate::backup::with_suffix;
use crate::ledger::open_fault;

const LEAF: u8 = 0x0D;
const INTERIOR: u8 = 0x05;

/// A row as it lies in a leaf: its id and its cells in the order of the table's columns.
pub(super) type Raw = (i64, Vec<Value>);

/// What could not be read in a tree.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    /// Pages that are no pages of a table, or beyond the end of the file.
    pub pages: usize,
    /// Rows of readable pages that are no rows.
    pub rows: usize,
}

impl Trouble {
    pub(super) fn is_none(&self) -> bool {
        self.pages == 0 && self.rows == 0
    }
}

/// A file in pages, those of its write-ahead log before its own.
pub(super) struct Pages {
    file: RefCell<File>,
    log: Option<RefCell<File>>,
    in_log: HashMap<u32, u64>,
    size: usize,
    /// How many.
    pub count: u32,
}

fn u16_at(bytes: &[u8], at: usize) -> usize {
    bytes
        .get(at..at + 2)
        .map_or(0, |b| usize::from(u16::from_be_bytes([b[0], b[1]])))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .and_then(|b| b.try_into().ok())
        .map_or(0, u32::from_be_bytes)
}

/// A number of one to nine bytes, and where it ends.
fn varint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut number = 0u64;
    for step in 0..9 {
        let byte = *bytes.get(at + step)?;
        if step == 8 {
            return Some(((number << 8) | u64::from(byte), at + 9));
        }
        number = (number << 7) | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number, at + step + 1));
        }
    }
    None
}

/// The cells of a record; none where it is no record, a REAL or text that is no UTF-8 (the schema has neither).
fn cells(payload: &[u8]) -> Option<Vec<Value>> {
    let (length, mut at) = varint(payload, 0)?;
    let head = usize::try_from(length).ok().filter(|head| *head <= payload.len())?;
    let (mut body, mut cells) = (head, Vec::new());
    while at < head {
        let (kind, next) = varint(payload, at)?;
        at = next;
        let width = match kind {
            0 | 8 | 9 => 0,
            1..=4 => usize::try_from(kind).ok()?,
            5 => 6,
            6 => 8,
            12.. => usize::try_from((kind - 12) / 2).ok()?,
            _ => return None,
        };
        let bytes = payload.get(body..body.checked_add(width)?)?;
        body += width;
        cells.push(match kind {
            0 => Value::Null,
            8 => Value::Integer(0),
            9 => Value::Integer(1),
            1..=6 => {
                let negative = bytes.first().is_some_and(|first| first & 0x80 != 0);
                let start = if negative { -1i64 } else { 0 };
                Value::Integer(
                    bytes
                        .iter()
                        .fold(start, |number, byte| (number << 8) | i64::from(*byte)),
                )
            }
            text if text % 2 == 1 => Value::Text(String::from_utf8(bytes.to_vec()).ok()?),
            _ => Value::Blob(bytes.to_vec()),
        });
    }
    (at == head && body == payload.len()).then_some(cells)
}

impl Pages {
    pub(super) fn open(path: &Path) -> Outcome<Self> {
        let fault = |error: &std::io::Error| open_fault(path, error);
        let mut file = File::open(path).map_err(|e| fault(&e))?;
        let length = file.metadata().map_err(|e| fault(&e))?.len();
        let mut head = Vec::new();
        // A head that cannot be read is damage like any other.
        let _ = (&mut file).take(100).read_to_end(&mut head);
        let size = match u16_at(&head, 16) {
            1 => 65536,
            size if size.is_power_of_two() && size >= 512 => size,
            _ => 4096,
        };
        let count = u32::try_from(length.div_ceil(size as u64)).unwrap_or(u32::MAX);
        let mut pages = Self {
            file: RefCell::new(file),
            log: None,
            in_log: HashMap::new(),
            size,
            count,
        };
        pages.read_log(&with_suffix(path, "-wal"));
        Ok(pages)
    }

    /// The pages of every transaction that the log holds whole; a log of another size or with a wrong sum ends there.
    fn read_log(&mut self, path: &Path) {
        let Ok(mut log) = File::open(path) else { return };
        let mut head = [0u8; 32];
        if log.read_exact(&mut head).is_err() || u32_at(&head, 8) as usize != self.size {
            return;
        }
        let is_big = match u32_at(&head, 0) {
            0x377f_0682 => false,
            0x377f_0683 => true,
            _ => return,
        };
        let sum = |mut sums: (u32, u32), bytes: &[u8]| {
            for pair in bytes.chunks_exact(8) {
                let word = |at: usize| {
                    let four = [pair[at], pair[at + 1], pair[at + 2], pair[at + 3]];
                    if is_big {
                        u32::from_be_bytes(four)
                    } else {
                        u32::from_le_bytes(four)
                    }
                };
                sums.0 = sums.0.wrapping_add(word(0)).wrapping_add(sums.1);
                sums.1 = sums.1.wrapping_add(word(4)).wrapping_add(sums.0);
            }
            sums
        };
        let mut sums = sum((0, 0), &head[..24]);
        if sums != (u32_at(&head, 24), u32_at(&head, 28)) {
            return;
        }
        let (mut frame, mut at) = (vec![0u8; 24 + self.size], 32u64);
        let mut pending: Vec<(u32, u64)> = Vec::new();
        while log.read_exact(&mut frame).is_ok() {
            if frame[8..16] != head[16..24] {
                break;
            }
            sums = sum(sums, &frame[..8]);
            sums = sum(sums, &frame[24..]);
            if sums != (u32_at(&frame, 16), u32_at(&frame, 20)) {
                break;
            }
            pending.push((u32_at(&frame, 0), at + 24));
            let pages_after = u32_at(&frame, 4);
            if pages_after > 0 {
                self.in_log.extend(pending.drain(..));
                self.count = pages_after;
            }
            at += frame.len() as u64;
        }
        self.log = Some(RefCell::new(log));
    }

    /// A page; none beyond the end, or where the disk refuses.
    pub(super) fn get(&self, number: u32) -> Option<Vec<u8>> {
        if number == 0 || number > self.count {
            return None;
        }
        let (file, at) = match (self.in_log.get(&number), &self.log) {
            (Some(at), Some(log)) => (log, *at),
            _ => (&self.file, u64::from(number - 1) * self.size as u64),
        };
        let mut file = file.borrow_mut();
        file.seek(SeekFrom::Start(at)).ok()?;
        let mut page = Vec::with_capacity(self.size);
        (&mut *file).take(self.size as u64).read_to_end(&mut page).ok()?;
        if page.is_empty() {
            return None;
        }
        // The last page of a file that was cut short: what is there is read.
        page.resize(self.size, 0);
        Some(page)
    }

    fn start(number: u32) -> usize {
        if number == 1 { 100 } else { 0 }
    }

    /// Pages that hold nothing any more.
    pub(super) fn free(&self) -> HashSet<u32> {
        let mut free = HashSet::new();
        let mut trunk = self.get(1).map_or(0, |page| u32_at(&page, 32));
        while let Some(page) = self.get(trunk).filter(|_| free.insert(trunk)) {
            let count = (u32_at(&page, 4) as usize).min(self.size / 4 - 2);
            free.extend((0..count).map(|at| u32_at(&page, 8 + 4 * at)));
            trunk = u32_at(&page, 0);
        }
        free
    }

    /// Whether a page looks like the leaf of a table.
    pub(super) fn is_leaf(&self, number: u32) -> bool {
        self.get(number).is_some_and(|page| {
            page.get(Self::start(number)) == Some(&LEAF) && u16_at(&page, Self::start(number) + 3) > 0
        })
    }

    /// The rows of a leaf; what is no row is counted as trouble. Pages that its long rows run on to are noted as seen.
    pub(super) fn leaf(&self, number: u32, seen: &mut HashSet<u32>, trouble: &mut Trouble) -> Vec<Raw> {
        let Some(page) = self.get(number) else {
            trouble.pages += 1;
            return Vec::new();
        };
        let start = Self::start(number);
        let count = u16_at(&page, start + 3).min(self.size / 6);
        let mut rows = Vec::with_capacity(count);
        for at in 0..count {
            let cell = u16_at(&page, start + 8 + 2 * at);
            match self.row(&page, cell, seen) {
                Some(row) => rows.push(row),
                None => trouble.rows += 1,
            }
        }
        rows
    }

    fn row(&self, page: &[u8], at: usize, seen: &mut HashSet<u32>) -> Option<Raw> {
        let (length, at) = varint(page, at)?;
        let (id, at) = varint(page, at)?;
        let length = usize::try_from(length).ok().filter(|l| *l < 1 << 30)?;
        let most = self.size - 35;
        let local = if length <= most {
            length
        } else {
            let least = (self.size - 12) * 32 / 255 - 23;
            let wanted = least + (length - least) % (self.size - 4);
            if wanted <= most { wanted } else { least }
        };
        let mut payload = page.get(at..at + local)?.to_vec();
        let mut next = if local < length { u32_at(page, at + local) } else { 0 };
        let mut chain = HashSet::new();
        while payload.len() < length {
            let more = self.get(next).filter(|_| chain.insert(next))?;
            let wanted = (length - payload.len()).min(self.size - 4);
            payload.extend_from_slice(&more[4..4 + wanted]);
            next = u32_at(&more, 0);
        }
        let cells = cells(&payload)?;
        seen.extend(chain);
        Some((i64::from_be_bytes(id.to_be_bytes()), cells))
    }

    /// Every row under a root, in order; what cannot be read is passed over.
    pub(super) fn walk(
        &self,
        root: u32,
        seen: &mut HashSet<u32>,
        trouble: &mut Trouble,
        each: &mut dyn FnMut(Raw) -> Outcome<()>,
    ) -> Outcome<()> {
        let mut waiting = vec![root];
        while let Some(number) = waiting.pop() {
            let page = self.get(number);
            let start = Self::start(number);
            let kind = page.as_ref().and_then(|page| page.get(start).copied());
            match (page, kind) {
                (Some(_), Some(LEAF)) if seen.insert(number) => {
                    for row in self.leaf(number, seen, trouble) {
                        each(row)?;
                    }
                }
                (Some(page), Some(INTERIOR)) if seen.insert(number) => {
                    waiting.push(u32_at(&page, start + 8));
                    let count = u16_at(&page, start + 3).min(self.size / 6);
                    for at in (0..count).rev() {
                        let cell = u16_at(&page, start + 12 + 2 * at);
                        waiting.push(u32_at(&page, cell));
                    }
                }
                _ => trouble.pages += 1,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Written by SQLite, read here: rows of every width, long texts, a tree of several levels, a log.
    #[test]
    fn what_sqlite_writes_is_read_page_by_page() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.db");
        let writer = rusqlite::Connection::open(&path).unwrap();
        writer
            .execute_batch(
                "PRAGMA page_size = 512; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;
                 CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, s TEXT, b BLOB);
                 WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 2000)
                 INSERT INTO t SELECT i, (i - 1000) * 40001 * (i * i), printf('%.*c', i % 1500, '客'), zeroblob(i % 7) FROM c;
                 PRAGMA wal_checkpoint;
                 UPDATE t SET s = 'in the log' WHERE id = 77; DELETE FROM t WHERE id = 78;",
            )
            .unwrap();
        let pages = Pages::open(&path).unwrap();
        let (mut rows, mut trouble) = (Vec::new(), Trouble::default());
        pages
            .walk(2, &mut HashSet::new(), &mut trouble, &mut |row| {
                rows.push(row);
                Ok(())
            })
            .unwrap();
        assert!(trouble.is_none(), "{trouble:?}");
        let mut statement = writer.prepare("SELECT id, NULL, n, s, b FROM t ORDER BY id").unwrap();
        let wanted: Vec<Raw> = statement
            .query_map((), |row| {
                Ok((row.get(0)?, (1..5).map(|at| row.get(at)).collect::<Result<_, _>>()?))
            })
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(rows.len(), 1999);
        assert!(rows == wanted);
    }
}
