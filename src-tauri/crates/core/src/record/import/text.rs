//! Texts: what is noise in a cell and what is said.
//!
//! The one thing to know: format characters (bidi marks, zero-width spaces) are kept, names match exactly;
//! only what programs add by themselves is taken off.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::{Cell, Row};

/// A cell's text, trimmed, without the noise that programs add: `_x000D_` of old workbooks, and one apostrophe
/// before `= + - @`.
///
/// ```
/// use kezhang_core::record::import::clean_text;
/// assert_eq!(clean_text("\t 餐费_x000D_\t"), "餐费");
/// assert_eq!(clean_text("'=1+1"), "=1+1");
/// assert_eq!(clean_text("'tis"), "'tis");
/// ```
pub fn clean_text(text: &str) -> Cow<'_, str> {
    let mut trimmed = trim(text);
    if trimmed.as_bytes().contains(&b'_') && trimmed.contains("_x000") {
        let without = trimmed
            .replace("_x000D_", "")
            .replace("_x000d_", "")
            .replace("_x000A_", "\n");
        return Cow::Owned(clean_text(&without).into_owned());
    }
    if let Some(rest) = trimmed.strip_prefix('\'')
        && rest.starts_with(['=', '+', '-', '@'])
    {
        trimmed = rest;
    }
    Cow::Borrowed(trimmed)
}

/// [`str::trim`], at once where neither end can be a blank: a million rows pass here.
pub fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    // From E4 on, three bytes are a character from U+4000 on, and none of those is a blank.
    let starts = bytes.first().is_some_and(|b| matches!(b, 0x21..=0x7e | 0xe4..=0xef));
    let ends = match bytes {
        [.., 0xe4..=0xef, 0x80..=0xbf, 0x80..=0xbf] => true,
        [.., last] => matches!(last, 0x21..=0x7e),
        [] => false,
    };
    if starts && ends { text } else { text.trim() }
}

/// The same text with full-width letters, digits and signs made narrow; for numbers, dates and titles only.
pub(super) fn narrow(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfkc().collect())
    }
}

/// A text as two of them are compared: small letters, none of them full-width.
pub fn folded(text: &str) -> String {
    narrow(text).to_lowercase()
}

/// Whether a text is what people write into an empty cell: `-`, `--`, `/`, `—`.
pub(super) fn is_placeholder(text: &str) -> bool {
    // None is longer than two dashes of three bytes.
    text.len() <= 6
        && matches!(
            text,
            "" | "-" | "--" | "---" | "/" | "\\" | "—" | "——" | "–" | "－" | "／"
        )
}

/// The first control character other than tab, line feed and carriage return; or the mark of a lost character.
pub(super) fn control_character(text: &str) -> Option<char> {
    // Bytes first: nearly every cell is free of them, and a million rows pass here.
    let suspicious = text.bytes().fold(false, |found, b| {
        found | (b < 0x20) | (b == 0x7f) | (b == 0xc2) | (b == 0xef)
    });
    if !suspicious {
        return None;
    }
    text.chars()
        .find(|c| *c == '\u{fffd}' || (c.is_control() && !matches!(c, '\t' | '\n' | '\r')))
}

/// Whether nothing is in a row.
pub fn is_blank(row: &Row) -> bool {
    row.cells.iter().all(Cell::is_empty)
}

/// Whether a row is a total: its first filled cell is exactly 合计, 总计, 小计, 本月合计, 本年累计, Total, Subtotal or
/// Sum, a colon behind it tolerated.
///
/// ```
/// use kezhang_core::record::import::{Cell, Row, is_total};
/// let row = |text: &str| Row { number: 9, cells: vec![Cell::Empty, Cell::Text(text.into())] };
/// assert!(is_total(&row("合计：")) && is_total(&row("TOTAL")) && !is_total(&row("合计费")));
/// ```
pub fn is_total(row: &Row) -> bool {
    match row.cells.iter().find(|cell| !cell.is_empty()) {
        Some(Cell::Text(text)) => is_total_text(text),
        _ => false,
    }
}

/// [`is_total`] of the first filled cell's text.
pub fn is_total_text(text: &str) -> bool {
    // Nearly every row asks, nearly none is one.
    if !text
        .trim_start()
        .starts_with(['合', '总', '小', '本', 't', 'T', 's', 'S'])
    {
        return false;
    }
    let text = clean_text(text);
    let text = text.trim_end_matches([':', '：']).trim_end();
    matches!(text, "合计" | "总计" | "小计" | "本月合计" | "本年累计")
        || ["total", "subtotal", "sum"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word))
}
