//! Attachments 附件: files kept in the ledger with a document, a request or an entry.
//!
//! The one thing to know: a file is kept as it is and never opened: what it is, its first bytes say, not its name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Fault, Outcome};

/// The most that one file may hold, in bytes.
pub const LARGEST: u64 = 20 << 20;

/// What a file is attached to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AttachedTo {
    /// 预算调整单: a document that changed a plan.
    Revision {
        /// Name of the budget.
        budget: String,
        /// Number of the document in it.
        number: i32,
    },
    /// 申请, by its number.
    Request(i64),
    /// 费用明细, by its number.
    Entry(i64),
}

/// What a file is by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentKind {
    /// A PDF.
    Pdf,
    /// A picture: PNG, JPEG, GIF, WebP, TIFF, BMP.
    Picture,
    /// A packed file: workbook, text document, OFD invoice, ZIP.
    Packed,
    /// Text of any kind, XML among it.
    Text,
    /// Anything else.
    Other,
}

impl AttachmentKind {
    /// The word on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Picture => "picture",
            Self::Packed => "packed",
            Self::Text => "text",
            Self::Other => "other",
        }
    }

    /// What a body is.
    ///
    /// ```
    /// use kezhang_core::record::attachment::AttachmentKind;
    /// assert_eq!(AttachmentKind::of(b"%PDF-1.7"), AttachmentKind::Pdf);
    /// // A program that calls itself a picture is none.
    /// assert_eq!(AttachmentKind::of(b"MZ\x90\x00\x03"), AttachmentKind::Other);
    /// assert_eq!(AttachmentKind::of("发票".as_bytes()), AttachmentKind::Text);
    /// ```
    pub fn of(body: &[u8]) -> Self {
        const PICTURES: [&[u8]; 6] = [
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff",
            b"GIF8",
            b"II*\0",
            b"MM\0*",
            b"BM",
        ];
        let is_webp = body.starts_with(b"RIFF") && body.get(8..12) == Some(b"WEBP");
        if body.starts_with(b"%PDF-") {
            Self::Pdf
        } else if is_webp || PICTURES.iter().any(|first| body.starts_with(first)) {
            Self::Picture
        } else if body.starts_with(b"PK\x03\x04") {
            Self::Packed
        } else if !body.contains(&0) && std::str::from_utf8(body).is_ok() {
            Self::Text
        } else {
            Self::Other
        }
    }
}

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Attachment {
    /// The ledger's own number.
    pub id: i64,
    /// What it is attached to.
    pub to: AttachedTo,
    /// Its name, without folders.
    pub name: String,
    /// What it is.
    pub kind: AttachmentKind,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of its body, in hex.
    pub hash: String,
    /// Who attached it.
    pub author: String,
    /// When, RFC 3339 in UTC.
    pub added_at: String,
}

/// A name as it is kept: the last part of a path of any system, without what no file name may hold.
///
/// # Errors
/// `file_name_invalid` where nothing is left.
///
/// ```
/// use kezhang_core::record::attachment::kept_name;
/// assert_eq!(kept_name("C:\\Users\\lin\\发票 1.pdf").unwrap(), "发票 1.pdf");
/// assert_eq!(kept_name("../../etc/passwd").unwrap(), "passwd");
/// assert_eq!(kept_name("a\u{202e}fdp.exe\n").unwrap(), "a_fdp.exe");
/// assert_eq!(kept_name("..").unwrap_err().code, "file_name_invalid");
/// ```
pub fn kept_name(path: &str) -> Outcome<String> {
    let last = path.rsplit(['/', '\\']).next().unwrap_or_default();
    // Marks that turn the direction of writing make one ending look like another.
    let is_hidden =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let name: String = last
        .trim()
        .chars()
        .map(|c| {
            if c.is_control() || is_hidden(c) || "<>:\"|?*".contains(c) {
                '_'
            } else {
                c
            }
        })
        .take(120)
        .collect();
    if name.trim_matches(['.', ' ', '_']).is_empty() {
        return Err(Fault::new("file_name_invalid").with("file", path));
    }
    Ok(name)
}
