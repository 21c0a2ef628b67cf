//! Which encoding a text file has, and its characters as UTF-8, piece by piece.
//!
//! By mark, else strict UTF-8 over the whole file, else GB18030 or Windows-1252, whichever its bytes fit better:
//! Chinese text is pairs of high bytes, western text is single ones among letters.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use encoding_rs::{Decoder, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use kezhang_core::record::import::score_header;
use kezhang_core::{Fault, Outcome};

use crate::{fault, header};

const CHUNK: usize = 1 << 17;
/// How much of a file is looked at for its delimiter and header.
const HEAD: usize = 1 << 18;

/// An encoding by the name that the user gives.
pub(crate) fn by_label(label: &str) -> Outcome<&'static Encoding> {
    let bare = label.trim().to_ascii_lowercase().replace('_', "-");
    let bare = match bare.as_str() {
        "utf8" => "utf-8",
        "gbk" | "gb2312" | "cp936" | "ansi" => "gb18030",
        "cp1252" | "latin1" | "latin-1" | "iso-8859-1" => "windows-1252",
        "utf16" | "utf-16" => "utf-16le",
        other => other,
    };
    Encoding::for_label(bare.as_bytes()).ok_or_else(|| {
        Fault::new("encoding_unknown")
            .with("value", label)
            .with("known", "utf-8, gb18030, windows-1252, utf-16le, utf-16be")
    })
}

/// The name of an encoding as the user gives it.
pub(crate) fn label(encoding: &'static Encoding) -> String {
    encoding.name().to_ascii_lowercase()
}

/// UTF-16 without a mark: every other byte of plain text is zero.
pub(crate) fn is_bare_utf16(head: &[u8]) -> Option<&'static Encoding> {
    let half = head.len() / 2;
    if half < 4 {
        return None;
    }
    let zeros = |start: usize| head.iter().skip(start).step_by(2).filter(|b| **b == 0).count();
    // Half of the characters ASCII is enough, if their zeros are all on one side.
    match (zeros(0), zeros(1)) {
        (0, odd) if odd * 3 > half => Some(UTF_16LE),
        (even, 0) if even * 3 > half => Some(UTF_16BE),
        _ => None,
    }
}

/// Detects the encoding over the whole file.
pub(crate) fn detect(path: &Path) -> Outcome<&'static Encoding> {
    let mut file = File::open(path).map_err(|error| fault::io(path, &error))?;
    let mut buffer = vec![0; CHUNK];
    let mut filled = 0;
    let mut is_first = true;
    loop {
        let count = file
            .read(&mut buffer[filled..])
            .map_err(|error| fault::io(path, &error))?;
        let end = filled + count;
        if is_first {
            is_first = false;
            if let Some((encoding, _)) = Encoding::for_bom(&buffer[..end]) {
                return Ok(encoding);
            }
            if let Some(encoding) = is_bare_utf16(&buffer[..end.min(4096)]) {
                return Ok(encoding);
            }
        }
        let valid = Encoding::utf8_valid_up_to(&buffer[..end]);
        // A character may be cut at the end of a chunk; it has at most three bytes so far.
        if end - valid > 3 || (count == 0 && valid < end) {
            return weigh(path);
        }
        if count == 0 {
            return Ok(UTF_8);
        }
        buffer.copy_within(valid..end, 0);
        filled = end - valid;
    }
}

/// Weighs GB18030 against Windows-1252, and against UTF-8 with a few damaged characters.
fn weigh(path: &Path) -> Outcome<&'static Encoding> {
    let file = File::open(path).map_err(|error| fault::io(path, &error))?;
    let mut bytes = BufReader::with_capacity(CHUNK, file).bytes();
    let (mut chinese, mut whole, mut broken) = (0i64, 0u64, 0u64);
    let mut pending: Vec<u8> = Vec::with_capacity(4);
    let mut sequence = (0usize, 0usize);
    let mut lead: Option<u8> = None;
    while let Some(byte) = bytes.next().transpose().map_err(|error| fault::io(path, &error))? {
        // As UTF-8: sequences that are whole, and bytes that belong to none.
        match (sequence, byte) {
            ((need, have), 0x80..=0xBF) if have < need => {
                sequence.1 += 1;
                if sequence.1 == need {
                    whole += 1;
                    sequence = (0, 0);
                }
            }
            ((need, _), _) => {
                broken += u64::from(need > 0);
                sequence = match byte {
                    0xC2..=0xDF => (1, 0),
                    0xE0..=0xEF => (2, 0),
                    0xF0..=0xF4 => (3, 0),
                    0x80..=0xFF => {
                        broken += 1;
                        (0, 0)
                    }
                    _ => (0, 0),
                };
            }
        }
        // As GB18030: pairs, or four bytes with digits in between.
        if !pending.is_empty() {
            pending.push(byte);
            if pending.len() == 4 {
                let is_four = (0x81..=0xFE).contains(&pending[2]) && (0x30..=0x39).contains(&pending[3]);
                chinese -= if is_four { 0 } else { 4 };
                pending.clear();
            }
            continue;
        }
        match lead.take() {
            Some(first) => match byte {
                0x30..=0x39 => pending.extend([first, byte]),
                0x40..=0x7E | 0x80..=0xFE => chinese += pair(first, byte),
                _ => chinese -= 4,
            },
            None if byte == 0x80 || byte == 0xFF => chinese -= 4,
            None if byte > 0x80 => lead = Some(byte),
            None => {}
        }
    }
    if (whole >= 10 && whole >= broken * 20) || has_utf8_header(path)? {
        return Ok(UTF_8);
    }
    Ok(if chinese > 0 { GB18030 } else { WINDOWS_1252 })
}

/// Whether a line near the beginning is a header with more than ASCII in it, and UTF-8: then what is not belongs to a
/// few damaged lines below.
fn has_utf8_header(path: &Path) -> Outcome<bool> {
    let mut head = vec![0; HEAD];
    let mut file = File::open(path).map_err(|error| fault::io(path, &error))?;
    let count = file.read(&mut head).map_err(|error| fault::io(path, &error))?;
    let lines = head[..count].split(|byte| matches!(byte, b'\n' | b'\r'));
    let mut lines = lines.filter_map(|line| std::str::from_utf8(line).ok());
    Ok(lines.by_ref().take(header::SCAN).any(|line| {
        let cells = |mark: char| {
            line.split(mark)
                .map(|cell| cell.trim_matches('"').to_owned())
                .collect::<Vec<_>>()
        };
        let is_known = |mark: &char| score_header(None, &cells(*mark)) >= 2;
        !line.is_ascii() && [',', '\t', ';', '|'].iter().any(is_known)
    }))
}

/// How Chinese a pair is: the common characters and the punctuation of GB2312 count for it, a letter in second
/// place (as after é) against it.
fn pair(first: u8, second: u8) -> i64 {
    match (first, second) {
        (0xB0..=0xD7, 0xA1..=0xFE) => 2,
        (0xA1..=0xA9, 0xA1..=0xFE) => 1,
        (0xD8..=0xF7, 0xA1..=0xFE) => 0,
        (_, 0x40..=0x7E) => -2,
        _ => -1,
    }
}

/// The beginning of a file as text.
pub(crate) fn head(path: &Path, encoding: &'static Encoding) -> Outcome<String> {
    let mut stream = Stream::open(path, encoding)?;
    let mut text = String::new();
    while text.len() < HEAD && stream.fill(&mut text)? {}
    Ok(text)
}

/// A file's characters as UTF-8, in pieces.
pub(crate) struct Stream {
    path: std::path::PathBuf,
    file: File,
    decoder: Decoder,
    raw: Vec<u8>,
    is_done: bool,
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stream")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl Stream {
    pub(crate) fn open(path: &Path, encoding: &'static Encoding) -> Outcome<Self> {
        let file = File::open(path).map_err(|error| fault::io(path, &error))?;
        Ok(Self {
            path: path.to_owned(),
            file,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; CHUNK],
            is_done: false,
        })
    }

    /// Appends the next piece; false when there is none.
    pub(crate) fn fill(&mut self, out: &mut String) -> Outcome<bool> {
        if self.is_done {
            return Ok(false);
        }
        let count = self
            .file
            .read(&mut self.raw)
            .map_err(|error| fault::io(&self.path, &error))?;
        self.is_done = count == 0;
        let before = out.len();
        out.reserve(self.decoder.max_utf8_buffer_length(count).unwrap_or(CHUNK * 4));
        let _ = self.decoder.decode_to_string(&self.raw[..count], out, self.is_done);
        Ok(!self.is_done || out.len() > before)
    }
}
