//! What kind of file it is, by its first bytes: a name's ending proves nothing.
//!
//! The one thing to know: whatever cannot be a table is refused here, before any reader sees it, and so are
//! archives that would unpack beyond all measure.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use kezhang_core::{Fault, Outcome};
use memchr::memmem;
use schemars::JsonSchema;
use serde::Serialize;

use crate::fault;

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// CSV, TSV and other delimited text.
    Text,
    /// Excel 2007 and later.
    Xlsx,
    /// Binary Excel 2007 and later.
    Xlsb,
    /// Excel 97–2003.
    Xls,
    /// OpenDocument.
    Ods,
}

/// The largest file that is read, and the most that a workbook may unpack to: 1 GiB.
pub(crate) const LIMIT: u64 = 1 << 30;
/// The most cells that a sheet may hold.
pub(crate) const CELLS: u64 = 30_000_000;

pub(crate) fn too_large(path: &Path) -> Fault {
    Fault::new("file_too_large")
        .with("file", fault::name(path))
        .with("limit", "1 GiB")
}

fn wrong_kind(path: &Path, what: &str) -> Fault {
    Fault::new("file_wrong_kind")
        .with("file", fault::name(path))
        .with("what", what)
}

/// Tells the kind of a file, or refuses it.
pub(crate) fn sniff(path: &Path) -> Outcome<FileKind> {
    let length = std::fs::metadata(path).map_err(|error| fault::io(path, &error))?;
    if length.is_dir() {
        return Err(Fault::new("file_is_folder").with("file", path.display()));
    }
    let mut file = File::open(path).map_err(|error| fault::io(path, &error))?;
    if length.len() > LIMIT {
        return Err(too_large(path));
    }
    let mut head = Vec::with_capacity(8192);
    file.by_ref()
        .take(8192)
        .read_to_end(&mut head)
        .map_err(|error| fault::io(path, &error))?;
    if head.is_empty() {
        return Err(Fault::new("file_empty").with("file", fault::name(path)));
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return zip_kind(path);
    }
    if head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return compound_kind(path);
    }
    const MAGIC: [(&[u8], &str); 14] = [
        (b"%PDF", "PDF"),
        (b"\x89PNG", "PNG"),
        (b"\xFF\xD8\xFF", "JPEG"),
        (b"GIF8", "GIF"),
        (b"BM", "BMP"),
        (b"SQLite format 3\0", "SQLite"),
        (b"Rar!", "RAR"),
        (b"7z\xBC\xAF\x27\x1C", "7-Zip"),
        (b"\x1F\x8B", "gzip"),
        (b"BZh", "bzip2"),
        (b"\xFD7zXZ", "xz"),
        (b"{\\rtf", "RTF"),
        (b"\x7FELF", "ELF"),
        (b"MZ", "EXE"),
    ];
    let looks_binary = is_binary(&head);
    for (magic, what) in MAGIC {
        // Two letters also begin honest texts: those need more than letters to be believed.
        if head.starts_with(magic) && (magic.len() > 2 || looks_binary) {
            return Err(wrong_kind(path, what));
        }
    }
    // Excel 2.0 to 4.0 wrote bare records.
    if head.len() > 4 && head[0] == 0x09 && matches!(head[1], 0x00 | 0x02 | 0x04) && looks_binary {
        return Err(wrong_kind(path, "Excel 4.0"));
    }
    if looks_binary {
        Err(wrong_kind(path, "binary"))
    } else {
        Ok(FileKind::Text)
    }
}

/// Whether bytes are no text: too many control characters, and not the zeros of UTF-16.
fn is_binary(head: &[u8]) -> bool {
    if head.starts_with(&[0xFF, 0xFE])
        || head.starts_with(&[0xFE, 0xFF])
        || crate::encoding::is_bare_utf16(head).is_some()
    {
        return false;
    }
    let controls = head
        .iter()
        .filter(|b| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0C | 0x1A))
        .count();
    controls * 50 > head.len()
}

fn zip_kind(path: &Path) -> Outcome<FileKind> {
    let file = File::open(path).map_err(|error| fault::io(path, &error))?;
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|error| fault::damaged(path, error))?;
    let names: Vec<String> = archive
        .file_names()
        .filter_map(|name| Some(name.ok()?.into_owned()))
        .collect();
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    let kind = if has("xl/workbook.xml") {
        FileKind::Xlsx
    } else if has("xl/workbook.bin") {
        FileKind::Xlsb
    } else if has("content.xml") && has("mimetype") {
        let mut mime = String::new();
        let part = archive
            .by_name("mimetype")
            .map_err(|error| fault::damaged(path, error))?;
        part.take(200)
            .read_to_string(&mut mime)
            .map_err(|error| fault::damaged(path, error))?;
        match mime.trim() {
            "application/vnd.oasis.opendocument.spreadsheet"
            | "application/vnd.oasis.opendocument.spreadsheet-template" => FileKind::Ods,
            _ => return Err(wrong_kind(path, "OpenDocument")),
        }
    } else {
        let what = [
            ("word/document.xml", "DOCX"),
            ("ppt/presentation.xml", "PPTX"),
            ("ofd.xml", "OFD"),
        ];
        let found = what.iter().find(|(name, _)| has(name)).map_or("ZIP", |(_, what)| what);
        return Err(wrong_kind(path, found));
    };
    measure(path, &mut archive, kind)?;
    Ok(kind)
}

/// Unpacks every part once into nothing, so that what is too large is known before it fills the memory; an
/// archive's own words about its sizes are not to be trusted.
fn measure(path: &Path, archive: &mut zip::ZipArchive<BufReader<File>>, kind: FileKind) -> Outcome<()> {
    let mut left = LIMIT;
    for index in 0..archive.len() {
        let part = match archive.by_index(index) {
            Ok(part) => part,
            Err(error) => {
                let locked = error.to_string().to_ascii_lowercase().contains("password");
                return Err(if locked {
                    encrypted(path)
                } else {
                    fault::damaged(path, error)
                });
            }
        };
        let name = part.name().map(|name| name.to_ascii_lowercase()).unwrap_or_default();
        if name.ends_with('/')
            || name.contains("/media/")
            || name.starts_with("pictures/")
            || name.starts_with("thumbnails/")
        {
            continue;
        }
        let is_content = kind == FileKind::Ods && name == "content.xml";
        let mut part = part.take(left + 1);
        let count = if is_content {
            let mut content = Vec::new();
            part.read_to_end(&mut content)
                .map_err(|error| fault::damaged(path, error))?;
            if content.len() as u64 <= left && ods_cells(&content) > CELLS {
                return Err(too_large(path));
            }
            content.len() as u64
        } else {
            std::io::copy(&mut part, &mut std::io::sink()).map_err(|error| fault::damaged(path, error))?
        };
        left = left.checked_sub(count).ok_or_else(|| too_large(path))?;
    }
    Ok(())
}

/// How many cells an OpenDocument's repetitions unfold to, as a rectangle from the first cell.
fn ods_cells(content: &[u8]) -> u64 {
    let (mut rows, mut filled_rows, mut columns, mut widest, mut repeat) = (0u64, 0u64, 0u64, 0u64, 1u64);
    let (mut most, mut is_filled) = (0u64, false);
    for at in memchr::memchr_iter(b'<', content) {
        let tag = &content[at..];
        let end = memchr::memchr(b'>', tag).unwrap_or(tag.len());
        let tag = &tag[..end];
        if tag.starts_with(b"<table:table-row") {
            rows += if is_filled { repeat } else { 0 };
            repeat = attribute(tag, b"table:number-rows-repeated=\"");
            // Empty rows between filled ones take their place too, the endless ones at the end do not.
            if !is_filled && rows > 0 {
                filled_rows += 1
            }
            (columns, is_filled) = (0, false);
        } else if tag.starts_with(b"<table:table-cell") || tag.starts_with(b"<table:covered-table-cell") {
            columns += attribute(tag, b"table:number-columns-repeated=\"").min(16_384);
            if !tag.ends_with(b"/") || memmem::find(tag, b"office:value").is_some() {
                widest = widest.max(columns.min(16_384));
                is_filled = true;
            }
        } else if tag == b"</table:table" {
            rows += if is_filled { repeat } else { 0 };
            most = most.max((rows + filled_rows).min(1_048_576) * widest);
            (rows, filled_rows, columns, widest, repeat, is_filled) = (0, 0, 0, 0, 1, false);
        }
    }
    most
}

fn attribute(tag: &[u8], name: &[u8]) -> u64 {
    let Some(at) = memmem::find(tag, name) else { return 1 };
    let digits = tag[at + name.len()..].iter().take_while(|b| b.is_ascii_digit());
    digits.fold(0u64, |value, b| {
        value.saturating_mul(10).saturating_add(u64::from(b - b'0'))
    })
}

pub(crate) fn encrypted(path: &Path) -> Fault {
    Fault::new("file_encrypted").with("file", fault::name(path))
}

/// A compound file: an old workbook, an encrypted new one, or another program's document.
fn compound_kind(path: &Path) -> Outcome<FileKind> {
    let bytes = std::fs::read(path).map_err(|error| fault::io(path, &error))?;
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memmem::find(&bytes, &wide).is_some()
    };
    if has("EncryptedPackage") {
        return Err(encrypted(path));
    }
    if has("Workbook") || has("Book") {
        return Ok(FileKind::Xls);
    }
    for (stream, what) in [("WordDocument", "DOC"), ("PowerPoint", "PPT")] {
        if has(stream) {
            return Err(wrong_kind(path, what));
        }
    }
    // The list of its parts stands towards the end: a workbook that was cut off has lost it.
    let is_named_workbook = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("xls"));
    Err(if is_named_workbook {
        fault::damaged(path, "no workbook inside")
    } else {
        wrong_kind(path, "OLE")
    })
}

/// Refuses texts that are no tables: web pages saved as .xls, XML, and formats with a reader of their own to come.
pub(crate) fn refuse_other_text(path: &Path, sample: &str) -> Outcome<()> {
    let start: String = sample
        .trim_start()
        .chars()
        .take(4_000)
        .collect::<String>()
        .to_ascii_lowercase();
    if start.starts_with("填制凭证") {
        return Err(Fault::new("voucher_list").with("columns", start.lines().next().unwrap_or_default()));
    }
    let web = ["<!doctype html", "<html", "<table", "<head", "<meta", "<body", "<style"];
    if web.iter().any(|tag| start.starts_with(tag))
        || (start.starts_with('<') && (start.contains("<html") || start.contains("<table")))
    {
        return Err(Fault::new("file_is_web_page").with("file", fault::name(path)));
    }
    let what = if start.starts_with("<?xml") || (start.starts_with('<') && start.contains("xmlns")) {
        if start.contains("camt.05") {
            "CAMT"
        } else if start.contains("schemas-microsoft-com:office:spreadsheet") {
            "XML Spreadsheet 2003"
        } else {
            "XML"
        }
    } else if start.starts_with("ofxheader") || start.starts_with("<ofx>") {
        "OFX"
    } else if start.starts_with("!type:") || start.starts_with("!account") || start.starts_with("!option") {
        "QIF"
    } else if start.starts_with("{1:f01") || start.starts_with(":20:") {
        "MT940"
    } else if (start.starts_with('{') || start.starts_with("[{") || start.starts_with("[\n")) && start.contains("\":") {
        "JSON"
    } else {
        return Ok(());
    };
    Err(wrong_kind(path, what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_cells_of_an_open_document_are_counted_before_they_unfold() {
        let row = |rows: u32, columns: u32, cell: &str| {
            format!(
                "<table:table-row table:number-rows-repeated=\"{rows}\">\
                 <table:table-cell table:number-columns-repeated=\"{columns}\"{cell}</table:table-row>"
            )
        };
        let filled = " office:value-type=\"float\" office:value=\"1\"/>";
        let table = |rows: &[String]| format!("<table:table>{}</table:table>", rows.concat());
        // A thousand rows of a hundred cells; the endless empty rows below are nothing.
        let honest = table(&[row(1_000, 100, filled), row(1_047_576, 16_384, "/>")]);
        assert_eq!(ods_cells(honest.as_bytes()), 100_000);
        let bomb = table(&[row(1_000_000, 10_000, filled)]);
        assert!(ods_cells(bomb.as_bytes()) > CELLS);
    }
}
