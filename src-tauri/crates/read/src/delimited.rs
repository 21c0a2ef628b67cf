//! Delimited text: records, fields, quotes, and the line on which each record starts.
//!
//! As RFC 4180, forgiving where programs err: any line ending, blanks behind a closing quote. A quotation mark
//! that opens and never closes would swallow rows, and is a fault.

use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use kezhang_core::record::import::{Cell, Kind, Row, is_total_text};
use kezhang_core::{Fault, Outcome};

use crate::encoding::Stream;
use crate::{fault, header};

/// How a text file is laid out.
#[derive(Debug, Clone)]
pub(crate) struct TextShape {
    pub encoding: &'static Encoding,
    pub delimiter: u8,
    pub header_line: u32,
}

/// The longest record: beyond it a quotation mark was left open.
const LONGEST: usize = 1 << 20;

/// One record; reused from one to the next.
#[derive(Debug, Default)]
pub(crate) struct Record {
    text: String,
    ends: Vec<usize>,
    line: u32,
}

impl Record {
    /// The line on which it starts, from 1.
    pub(crate) fn line(&self) -> u32 {
        self.line
    }

    pub(crate) fn fields(&self) -> Fields<'_> {
        Fields {
            text: &self.text,
            ends: &self.ends,
        }
    }
}

/// The fields of a record.
pub(crate) struct Fields<'a> {
    text: &'a str,
    ends: &'a [usize],
}

impl Fields<'_> {
    pub(crate) fn get(&self, column: usize) -> Option<&str> {
        let end = *self.ends.get(column)?;
        let start = if column == 0 { 0 } else { self.ends[column - 1] };
        self.text.get(start..end)
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|column| self.get(column).unwrap_or_default())
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    pub(crate) fn is_total(&self) -> bool {
        self.iter()
            .find(|field| !field.trim().is_empty())
            .is_some_and(is_total_text)
    }

    /// Makes a row of them, without the empty ones at its end; texts that are there already are used again.
    pub(crate) fn put(&self, number: u32, row: &mut Row, spare: &mut Vec<String>) {
        row.number = number;
        let filled = (0..self.ends.len())
            .rposition(|column| self.get(column).is_some_and(|field| !field.is_empty()))
            .map_or(0, |last| last + 1);
        let give_back = |cell: Cell, spare: &mut Vec<String>| {
            if let Cell::Text(text) = cell {
                spare.push(text);
            }
        };
        while row.cells.len() > filled {
            row.cells.pop().into_iter().for_each(|cell| give_back(cell, spare));
        }
        row.cells.resize(filled, Cell::Empty);
        for (column, cell) in row.cells.iter_mut().enumerate() {
            let field = self.get(column).unwrap_or_default();
            match cell {
                _ if field.is_empty() => give_back(std::mem::take(cell), spare),
                Cell::Text(text) => {
                    text.clear();
                    text.push_str(field);
                }
                cell => {
                    let mut text = spare.pop().unwrap_or_default();
                    text.clear();
                    text.push_str(field);
                    *cell = Cell::Text(text);
                }
            }
        }
    }

    pub(crate) fn into_iter(self) -> impl Iterator<Item = String> {
        let fields: Vec<String> = self.iter().map(str::to_owned).collect();
        fields.into_iter()
    }
}

#[derive(Debug)]
enum Input {
    File(Box<Stream>),
    Held,
}

/// The records of a text.
#[derive(Debug)]
pub(crate) struct Records {
    path: PathBuf,
    input: Input,
    buffer: String,
    at: usize,
    line: u32,
    delimiter: u8,
}

/// What ends a field.
#[derive(PartialEq)]
enum End {
    Field,
    Record,
    Input,
}

impl Records {
    pub(crate) fn open(path: &Path, shape: &TextShape) -> Outcome<Self> {
        Ok(Self {
            path: path.to_owned(),
            input: Input::File(Box::new(Stream::open(path, shape.encoding)?)),
            buffer: String::new(),
            at: 0,
            line: 1,
            delimiter: shape.delimiter,
        })
    }

    /// The records behind the header.
    pub(crate) fn below_header(path: &Path, shape: &TextShape) -> Outcome<Self> {
        let mut records = Self::open(path, shape)?;
        let mut record = Record::default();
        while records.read(&mut record)? {
            if record.line >= shape.header_line {
                break;
            }
        }
        Ok(records)
    }

    fn held(text: &str, delimiter: u8) -> Self {
        Self {
            path: PathBuf::new(),
            input: Input::Held,
            buffer: text.to_owned(),
            at: 0,
            line: 1,
            delimiter,
        }
    }

    /// The next byte, without taking it.
    fn peek(&mut self) -> Outcome<Option<u8>> {
        while self.at == self.buffer.len() {
            let Input::File(stream) = &mut self.input else {
                return Ok(None);
            };
            self.buffer.clear();
            self.at = 0;
            if !stream.fill(&mut self.buffer)? && self.buffer.is_empty() {
                return Ok(None);
            }
        }
        Ok(self.buffer.as_bytes().get(self.at).copied())
    }

    /// Reads the next record that is not an empty line; false at the end.
    pub(crate) fn read(&mut self, record: &mut Record) -> Outcome<bool> {
        loop {
            record.text.clear();
            record.ends.clear();
            record.line = self.line;
            if self.peek()?.is_none() {
                return Ok(false);
            }
            loop {
                let end = self.field(record)?;
                record.ends.push(record.text.len());
                match end {
                    End::Field => {}
                    End::Record | End::Input => break,
                }
            }
            if !record.text.is_empty() {
                return Ok(true);
            }
        }
    }

    fn field(&mut self, record: &mut Record) -> Outcome<End> {
        if self.peek()? == Some(b'"') {
            self.at += 1;
            self.quoted(record)?;
        }
        loop {
            if self.peek()?.is_none() {
                return Ok(End::Input);
            }
            let rest = &self.buffer[self.at..];
            let Some(stop) = memchr::memchr3(self.delimiter, b'\n', b'\r', rest.as_bytes()) else {
                record.text.push_str(rest);
                self.at = self.buffer.len();
                if record.text.len() > LONGEST {
                    return Err(self.open_quote(record.line));
                }
                continue;
            };
            record.text.push_str(&rest[..stop]);
            let byte = rest.as_bytes()[stop];
            self.at += stop + 1;
            if byte == self.delimiter {
                return Ok(End::Field);
            }
            if byte == b'\r' && self.peek()? == Some(b'\n') {
                self.at += 1;
            }
            self.line += 1;
            return Ok(End::Record);
        }
    }

    /// The inside of quotation marks, up to and with the closing one.
    fn quoted(&mut self, record: &mut Record) -> Outcome<()> {
        let line = self.line;
        loop {
            if self.peek()?.is_none() || record.text.len() > LONGEST {
                return Err(self.open_quote(line));
            }
            let rest = &self.buffer[self.at..];
            let Some(stop) = memchr::memchr(b'"', rest.as_bytes()) else {
                self.line += lines(rest.as_bytes());
                record.text.push_str(rest);
                self.at = self.buffer.len();
                continue;
            };
            self.line += lines(&rest.as_bytes()[..stop]);
            record.text.push_str(&rest[..stop]);
            self.at += stop + 1;
            match self.peek()? {
                Some(b'"') => {
                    record.text.push('"');
                    self.at += 1;
                }
                // A mark in mid-word after a line break closes nothing: an earlier one was left open.
                Some(next) if self.line > line && !is_behind_quote(next, self.delimiter) => {
                    return Err(self.open_quote(line));
                }
                _ => return Ok(()),
            }
        }
    }

    fn open_quote(&self, line: u32) -> Fault {
        Fault::new("quote_open")
            .with("file", fault::name(&self.path))
            .with("row", line)
    }
}

fn is_behind_quote(byte: u8, delimiter: u8) -> bool {
    byte == delimiter || matches!(byte, b'\n' | b'\r' | b' ' | b'\t')
}

fn lines(bytes: &[u8]) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', bytes).count()).unwrap_or(u32::MAX)
}

/// A delimiter as the user gives it.
pub(crate) fn parse_delimiter(text: &str) -> Outcome<u8> {
    match text {
        "tab" | "\\t" | "\t" => Ok(b'\t'),
        "," | "comma" => Ok(b','),
        ";" | "semicolon" => Ok(b';'),
        "|" | "pipe" => Ok(b'|'),
        _ => Err(Fault::new("reading_invalid")
            .with("name", "delimiter")
            .with("value", text)
            .with("known", ", ; | tab")),
    }
}

/// The name of a delimiter as the user gives it.
pub(crate) fn delimiter_name(delimiter: u8) -> String {
    if delimiter == b'\t' {
        "tab".to_owned()
    } else {
        char::from(delimiter).to_string()
    }
}

/// The first records of a text with their lines; a last one that the sample cuts off does no harm.
pub(crate) fn sample_rows(sample: &str, delimiter: u8) -> Vec<(u32, Vec<String>)> {
    let mut records = Records::held(sample, delimiter);
    let mut record = Record::default();
    let mut rows = Vec::new();
    while rows.len() < header::SCAN && matches!(records.read(&mut record), Ok(true)) {
        let cells: Vec<String> = record
            .fields()
            .into_iter()
            .map(|field| field.trim().to_owned())
            .collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push((record.line, cells));
        }
    }
    rows
}

/// The delimiter under which the header is known best, else under which most lines have the same width.
pub(crate) fn detect_delimiter(sample: &str, kind: Option<Kind>) -> u8 {
    // Excel reads such a first line, and so do we.
    if let Some(rest) = sample.strip_prefix("sep=")
        && let Some(delimiter) = rest.bytes().next().filter(|b| matches!(b, b',' | b';' | b'\t' | b'|'))
    {
        return delimiter;
    }
    let mut best = (0usize, 0usize, b',');
    for delimiter in [b',', b'\t', b';', b'|'] {
        let rows = sample_rows(sample, delimiter);
        let known = header::best_score(kind, &rows);
        let evenness = header::evenness(&rows);
        // One title alone is known under every delimiter that does not occur.
        let known = if rows.iter().all(|(_, cells)| cells.len() < 2) {
            0
        } else {
            known
        };
        if (known, evenness) > (best.0, best.1) {
            best = (known, evenness, delimiter);
        }
    }
    best.2
}
