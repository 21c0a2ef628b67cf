//! Files that are nearly those of the fixtures: whatever is wrong with one, reading it ends with rows or a refusal, soon
//! and within bounds.
//!
//! The same cases in every run; `PROPTEST_CASES` sets how many (400 without). `cargo xtask fuzz` looks further.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use kezhang_core::record::import::{self, Context, Kind, Reading};
use kezhang_core::{Calendar, Currency};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// What a row may cost at most, with the time that a busy machine takes for nothing.
const SOON: Duration = Duration::from_secs(20);

/// What is done to the bytes of a file, or of a part of a packed one; places are parts of its length.
#[derive(Debug, Clone)]
enum Change {
    Turn { at: u16, bit: u8 },
    Set { at: u16, byte: u8 },
    Cut { at: u16, length: u16 },
    Again { at: u16, length: u16, times: u8 },
    Put { at: u16, what: usize },
    End { at: u16 },
}

/// Bytes that mean something to one reader or another.
const WORDS: &[&[u8]] = &[
    b"\0",
    b"\"",
    b"\"\"",
    b",",
    b";",
    b"\t",
    b"\r",
    b"\n\n",
    b"\xFF\xFE",
    b"\xFE\xFF",
    b"\xEF\xBB\xBF",
    b"\xC3",
    b"\x81\x30\x81\x30",
    b"\xE2\x80\xAE",
    b"99999999999999999999999999999999999999",
    b"-0",
    b"1e308",
    b"NaN",
    b"0.0000000000000000000000000001",
    b"9999-12-31",
    b"0000-00-00",
    b"2025-02-30",
    b"29 Feb 1900",
    b"<c r=\"XFD1048576\"><v>1</v></c>",
    b"<c r=\"A4294967296\" t=\"s\"><v>999999999</v></c>",
    b"<row r=\"1048576\">",
    b"table:number-columns-repeated=\"1000000\" ",
    b"table:number-rows-repeated=\"1000000\" ",
    b"&#x110000;",
    b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
    b"<mergeCell ref=\"A1:XFD1048576\"/>",
    "类别,金额,日期\n".as_bytes(),
    "（）：，。".as_bytes(),
];

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let one = prop_oneof![
        3 => (any::<u16>(), 0..8u8).prop_map(|(at, bit)| Change::Turn { at, bit }),
        2 => (any::<u16>(), any::<u8>()).prop_map(|(at, byte)| Change::Set { at, byte }),
        1 => (any::<u16>(), any::<u16>()).prop_map(|(at, length)| Change::Cut { at, length }),
        1 => (any::<u16>(), any::<u16>(), 1..200u8).prop_map(|(at, length, times)| Change::Again { at, length, times }),
        3 => (any::<u16>(), 0..WORDS.len()).prop_map(|(at, what)| Change::Put { at, what }),
        1 => any::<u16>().prop_map(|at| Change::End { at }),
    ];
    proptest::collection::vec(one, 1..12)
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let place = |at: u16| usize::from(at) * bytes.len() / (usize::from(u16::MAX) + 1);
        match *change {
            Change::Turn { at, bit } => {
                let at = place(at);
                bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << bit);
            }
            Change::Set { at, byte: new } => {
                let at = place(at);
                bytes.get_mut(at).into_iter().for_each(|byte| *byte = new);
            }
            Change::Cut { at, length } => {
                let at = place(at);
                let end = (at + usize::from(length) % 200).min(bytes.len());
                bytes.drain(at..end);
            }
            Change::Again { at, length, times } => {
                let at = place(at);
                let end = (at + usize::from(length) % 100).min(bytes.len());
                let part = bytes[at..end].repeat(times.into());
                bytes.splice(at..at, part);
            }
            Change::Put { at, what } => {
                let at = place(at);
                bytes.splice(at..at, WORDS[what].iter().copied());
            }
            Change::End { at } => {
                let at = place(at);
                bytes.truncate(at);
            }
        }
    }
    bytes
}

/// The same to one part of a packed workbook, packed again.
fn repacked(bytes: &[u8], part: usize, changes: &[Change]) -> Option<Vec<u8>> {
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let part = part % from.len().max(1);
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut file = from.by_index(at).ok()?;
        let mut content = Vec::new();
        file.read_to_end(&mut content).ok()?;
        if at == part {
            content = changed(content, changes);
        }
        let name = file.name().ok()?.into_owned();
        to.start_file(name, zip::write::SimpleFileOptions::default()).ok()?;
        to.write_all(&content).ok()?;
    }
    Some(to.finish().ok()?.into_inner())
}

fn inputs() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures");
    let cases = std::fs::read_dir(root.join("import"))
        .unwrap()
        .map(|case| case.unwrap().path());
    let files = cases
        .filter(|case| case.is_dir())
        .chain([root.join("sample")])
        .flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let mut files: Vec<PathBuf> = files
        .map(|file| file.unwrap().path())
        .filter(|file| file.extension().is_some_and(|e| e != "json" && e != "md"))
        .collect();
    files.sort();
    files
}

/// Reads a file as an import would, every row of it; how many there were.
fn read(path: &Path, kind: Option<Kind>) -> kezhang_core::Outcome<usize> {
    let reading = Reading::default();
    let _ = kezhang_read::preview(path, kind, &reading, kezhang_core::Language::Chinese);
    let source = kezhang_read::open(path, kind, &reading)?;
    let mapping = import::map_columns(source.kind, &source.header, &source.samples, &Default::default())?;
    let survey = source.survey(&mapping, &Default::default())?;
    let calendar = Calendar::new(1, Default::default())?;
    let context = Context::new(Currency::CNY, calendar, &reading, &survey);
    let mut count = 0;
    for row in source.rows()? {
        let row = row?;
        import::interpret_entry(&mapping, &row, &context);
        import::interpret_budget_line(&mapping, &row, &context);
        import::interpret_rates(&mapping, &row, &context);
        import::interpret_hours(&mapping, &row, &context);
        count += 1;
    }
    Ok(count)
}

#[test]
fn a_file_that_is_nearly_one_is_read_or_refused() {
    let files = inputs();
    assert!(files.len() > 30, "{files:?}");
    let folder = tempfile::tempdir().unwrap();
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(400);
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let strategy = (0..files.len(), any::<bool>(), 0..20usize, changes(), 0..4u8);
    let (mut read_some, mut refused) = (0, 0);
    let counts = std::cell::RefCell::new((&mut read_some, &mut refused));
    runner
        .run(&strategy, |(at, inside, part, changes, kind)| {
            let bytes = std::fs::read(&files[at]).unwrap();
            let name = files[at].file_name().unwrap().to_string_lossy().into_owned();
            let bytes = match inside.then(|| repacked(&bytes, part, &changes)).flatten() {
                Some(bytes) => bytes,
                None => changed(bytes, &changes),
            };
            let path = folder.path().join(&name);
            std::fs::write(&path, bytes).unwrap();
            let kind = [None, Some(Kind::Entries), Some(Kind::Budget), None][usize::from(kind)];
            let start = Instant::now();
            let result = read(&path, kind);
            prop_assert!(start.elapsed() < SOON, "{name}: {:?}", start.elapsed());
            let mut counts = counts.borrow_mut();
            match result {
                Ok(_) => *counts.0 += 1,
                Err(fault) => {
                    prop_assert!(!fault.code.is_empty());
                    *counts.1 += 1;
                }
            }
            Ok(())
        })
        .unwrap();
    println!("{read_some} read, {refused} refused");
    assert!(read_some > 0 && refused > 0);
    // A few megabytes of files must not take much more: nothing is set aside for what a file only says of itself.
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let kilobytes: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
        println!("at most {} MB", kilobytes / 1000);
        assert!(kilobytes < 600_000, "{kilobytes} kB");
    }
}
