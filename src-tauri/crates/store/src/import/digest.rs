//! The digest of a batch: its entries one after the other, proved again by `check`.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use kezhang_core::{Fault, Outcome};
use sha2::{Digest, Sha256};

use crate::bulk::Boxed;
use crate::journal::hex;
use crate::row::entry::Model;

/// What ends a field, and what stands for an absent one.
const END: u8 = 0x1f;
const ABSENT: u8 = 0x1e;

/// Adds an entry to the digest of its batch: its fields in order and ended each, after their length; the void mark is the
/// batch's own.
pub(crate) fn digest_entry(digest: &mut Sha256, row: &Model) {
    let text = &mut Vec::with_capacity(256);
    number(text, Some(row.id));
    number(text, Some(row.category_id));
    date(text, Some(row.occurred_on));
    word(text, Some(&row.currency));
    for amount in [row.gross_minor, row.net_minor, row.base_gross_minor, row.base_net_minor] {
        number(text, Some(amount));
    }
    number(text, row.tax_minor);
    for id in [
        row.customer_id,
        row.channel_id,
        row.activity_id,
        row.department_id,
        row.vendor_id,
        row.product_id,
    ] {
        number(text, id);
    }
    for day in [row.paid_on, row.invoiced_on, row.benefit_from, row.benefit_to] {
        date(text, day);
    }
    for said in [
        &row.source_id,
        &row.rate,
        &row.tax_rate,
        &row.invoice,
        &row.invoice_kind,
        &row.stage,
    ] {
        word(text, said.as_deref());
    }
    word(text, row.is_deductible.map(|is| if is { "1" } else { "0" }));
    word(text, Some(&row.status));
    word(text, Some(&row.memo));
    digest.update((text.len() as u64).to_be_bytes());
    digest.update(&*text);
    digest.update(row.fingerprint.as_deref().unwrap_or_default());
}

/// The digest of a batch whose entries are being written. It grows on a thread of its own, which also frees the rows.
pub(crate) struct BatchDigest {
    send: SyncSender<Vec<Boxed>>,
    thread: JoinHandle<Sha256>,
    waiting: Vec<Boxed>,
}

impl BatchDigest {
    /// Rows that go to the thread at a time, and how many such portions may wait.
    const PORTION: usize = 256;
    const WAITING: usize = 4;

    pub(crate) fn new() -> Outcome<Self> {
        let (send, rows) = sync_channel::<Vec<Boxed>>(Self::WAITING);
        let thread = std::thread::Builder::new()
            .spawn(move || {
                let mut digest = Sha256::new();
                for row in rows.into_iter().flatten() {
                    digest_entry(&mut digest, &row);
                }
                digest
            })
            .map_err(failed)?;
        Ok(Self {
            send,
            thread,
            waiting: Vec::with_capacity(Self::PORTION),
        })
    }

    /// Adds entries that follow those before.
    pub(crate) fn add(&mut self, rows: impl Iterator<Item = Boxed>) -> Outcome<()> {
        self.waiting.extend(rows);
        if self.waiting.len() >= Self::PORTION {
            let portion = std::mem::replace(&mut self.waiting, Vec::with_capacity(Self::PORTION));
            self.send.send(portion).map_err(failed)?;
        }
        Ok(())
    }

    /// The digest of all that was added.
    pub(crate) fn finish(self) -> Outcome<String> {
        self.send.send(self.waiting).map_err(failed)?;
        drop(self.send);
        let digest = self.thread.join().map_err(|_| failed("digest"))?;
        Ok(hex(&digest.finalize()))
    }
}

fn failed(detail: impl std::fmt::Display) -> Fault {
    Fault::new("store_failed").with("detail", detail)
}

fn word(text: &mut Vec<u8>, value: Option<&str>) {
    match value {
        Some(value) => {
            text.extend_from_slice(value.as_bytes());
            text.push(END);
        }
        None => text.push(ABSENT),
    }
}

/// As `to_string` writes it, without the detour: a million rows have ten each.
fn number(text: &mut Vec<u8>, value: Option<i64>) {
    let Some(value) = value else {
        text.push(ABSENT);
        return;
    };
    if value < 0 {
        text.push(b'-');
    }
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    text.extend_from_slice(&digits[at..]);
    text.push(END);
}

fn date(text: &mut Vec<u8>, value: Option<chrono::NaiveDate>) {
    word(
        text,
        value
            .map(crate::bulk::DayText::of)
            .as_ref()
            .map(crate::bulk::DayText::as_str),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_to_string_writes_it() {
        for value in [0, 7, -7, 10, 1_000_000, i64::MAX, i64::MIN] {
            let mut text = Vec::new();
            number(&mut text, Some(value));
            assert_eq!(text, [value.to_string().as_bytes(), &[END]].concat());
        }
    }
}
