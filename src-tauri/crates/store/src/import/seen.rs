//! What an import has met in its file so far: fingerprints, ids. Whatever the length of the file, little of it is held:
//! what is older lies sorted in a temporary file.
//!
//! The one thing to know: of each sorted run a Bloom filter says at once that a key is not in it (wrongly let through once
//! in some hundred times), so nearly no look at the file is for nothing.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};

use kezhang_core::{Fault, Outcome};
use rustc_hash::FxHashMap;

/// A key: part of a SHA-256, so its bytes are as good as chance.
pub(super) type Key = [u8; 16];

/// Keys that are held before they are written out as a run: nine to eighteen megabytes.
const HELD: usize = 1 << 18;
/// Bits of the filter for each key of a run.
const BITS: usize = 16;
/// One key in so many has its place in a run noted.
const FENCE: usize = 128;

/// Keys with `N` bytes each.
#[derive(Debug)]
pub(super) struct Seen<const N: usize> {
    held: FxHashMap<Key, [u8; N]>,
    runs: Vec<Run>,
    /// All runs, one after the other.
    file: Option<File>,
    most: usize,
}

#[derive(Debug)]
struct Run {
    /// Where it begins in the file.
    start: u64,
    count: usize,
    filter: Vec<u64>,
    /// Every [`FENCE`]th key.
    fences: Vec<Key>,
}

impl<const N: usize> Default for Seen<N> {
    fn default() -> Self {
        Self::holding(HELD)
    }
}

impl<const N: usize> Seen<N> {
    const WIDTH: usize = 16 + N;

    fn holding(most: usize) -> Self {
        Self {
            held: FxHashMap::default(),
            runs: Vec::new(),
            file: None,
            most,
        }
    }

    /// What was noted with a key.
    ///
    /// # Errors
    /// `disk_failed` where the temporary file cannot be read.
    pub(super) fn get(&mut self, key: &Key) -> Outcome<Option<[u8; N]>> {
        if let Some(found) = self.held.get(key) {
            return Ok(Some(*found));
        }
        let Some(file) = &mut self.file else { return Ok(None) };
        for run in &self.runs {
            if run.may_have(key)
                && let Some(found) = run.find::<N>(file, key).map_err(failed)?
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Notes a key that is not there yet.
    ///
    /// # Errors
    /// `disk_full`, `disk_failed` where the temporary file cannot be written.
    pub(super) fn put(&mut self, key: Key, value: [u8; N]) -> Outcome<()> {
        if self.held.len() >= self.most {
            self.write_out().map_err(failed)?;
        }
        self.held.insert(key, value);
        Ok(())
    }

    fn write_out(&mut self) -> std::io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        let mut all: Vec<(Key, [u8; N])> = self.held.drain().collect();
        all.sort_unstable_by_key(|(key, _)| *key);
        let start = file.seek(SeekFrom::End(0))?;
        let mut run = Run {
            start,
            count: all.len(),
            filter: vec![0; (all.len() * BITS).div_ceil(64)],
            fences: Vec::with_capacity(all.len().div_ceil(FENCE)),
        };
        let mut out = std::io::BufWriter::with_capacity(1 << 16, file);
        for (at, (key, value)) in all.iter().enumerate() {
            if at % FENCE == 0 {
                run.fences.push(*key);
            }
            for bit in run.bits(key) {
                run.filter[bit / 64] |= 1 << (bit % 64);
            }
            out.write_all(key)?;
            out.write_all(value)?;
        }
        out.flush()?;
        self.runs.push(run);
        Ok(())
    }
}

impl Run {
    /// The bits of a key in the filter: four parts of it, which are as good as four hashes.
    fn bits(&self, key: &Key) -> [usize; 4] {
        let bits = self.filter.len() * 64;
        std::array::from_fn(|at| {
            let part = &key[at * 4..at * 4 + 4];
            let number = u64::from(u32::from_be_bytes([part[0], part[1], part[2], part[3]]));
            // Spread over the filter's length without a division.
            ((number * bits as u64) >> 32) as usize
        })
    }

    fn may_have(&self, key: &Key) -> bool {
        self.bits(key)
            .into_iter()
            .all(|bit| self.filter[bit / 64] & (1 << (bit % 64)) != 0)
    }

    fn find<const N: usize>(&self, file: &mut File, key: &Key) -> std::io::Result<Option<[u8; N]>> {
        let Some(fence) = self.fences.partition_point(|fence| fence <= key).checked_sub(1) else {
            return Ok(None);
        };
        let width = Seen::<N>::WIDTH;
        let first = fence * FENCE;
        let count = FENCE.min(self.count - first);
        let mut part = vec![0; count * width];
        file.seek(SeekFrom::Start(self.start + (first * width) as u64))?;
        file.read_exact(&mut part)?;
        let mut found = None;
        for one in part.chunks_exact(width) {
            if one[..16] == key[..] {
                let mut value = [0; N];
                value.copy_from_slice(&one[16..]);
                found = Some(value);
            }
        }
        Ok(found)
    }
}

fn failed(error: std::io::Error) -> Fault {
    let code = match error.kind() {
        std::io::ErrorKind::StorageFull => "disk_full",
        _ => "disk_failed",
    };
    Fault::new(code)
        .with("file", std::env::temp_dir().display())
        .with("detail", error)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    fn key(number: u32) -> Key {
        let mut key = [0; 16];
        key.copy_from_slice(&Sha256::digest(number.to_be_bytes())[..16]);
        key
    }

    #[test]
    fn all_that_was_put_is_found_and_nothing_else_wherever_it_lies() {
        let mut seen = Seen::<4>::holding(300);
        for number in 0..5_000 {
            assert_eq!(seen.get(&key(number)).unwrap(), None, "{number}");
            seen.put(key(number), number.to_be_bytes()).unwrap();
        }
        assert_eq!((seen.runs.len(), seen.held.len()), (16, 200));
        for number in 0..5_000 {
            assert_eq!(seen.get(&key(number)).unwrap(), Some(number.to_be_bytes()), "{number}");
        }
        for number in 5_000..20_000 {
            assert_eq!(seen.get(&key(number)).unwrap(), None, "{number}");
        }
    }
}
