//! The one font: Noto Sans SC, built into the program, the same in SVG, PNG and PDF.
//!
//! The family name must stay one name: a picture whose text falls back to another font has other widths,
//! and its labels overlap. Widths are measured here and nowhere else.

use std::collections::HashMap;
use std::sync::{LazyLock, RwLock};

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

/// The family name that every SVG names.
pub const FAMILY: &str = "Noto Sans SC";
/// The font file.
pub static BYTES: &[u8] = include_bytes!(env!("KEZHANG_FONT"));
/// The font's licence (OFL), to be shipped and shown with the program.
pub static LICENCE: &str = include_str!(env!("KEZHANG_FONT_LICENCE"));

/// Height of a capital in em, as the font file has it: what a line of a typeset table is high.
pub const CAPITAL: f64 = 0.733;

/// What plotters calls 1 em is not what SVG calls so; this is measured on a character one em wide.
const PROBE: f64 = 10_000.0;

static EM: LazyLock<f64> = LazyLock::new(|| {
    // A font that cannot be read leaves nothing to measure; the pictures then still have their bars.
    let _ = register_font(FAMILY, FontStyle::Normal, BYTES);
    probe("中").max(1.0)
});

static ASCII: LazyLock<[f64; 128]> = LazyLock::new(|| {
    let mut widths = [0.0; 128];
    for (code, width) in (0u8..128).zip(widths.iter_mut()).skip(32) {
        *width = probe(char::from(code).encode_utf8(&mut [0; 4])) / *EM;
    }
    widths
});

fn probe(text: &str) -> f64 {
    let font = FontDesc::new(FontFamily::Name(FAMILY), PROBE, FontStyle::Normal);
    font.layout_box(text)
        .map_or(0.0, |((left, _), (right, _))| f64::from(right - left))
}

/// Makes the font known to plotters; cheap after the first call.
pub fn prepare() {
    LazyLock::force(&ASCII);
}

/// Width of a line of text in em.
pub fn ems(text: &str) -> f64 {
    let em = *EM;
    text.chars()
        .map(|c| match u32::from(c) {
            code @ 0..128 => ASCII[code as usize],
            // Ideographs and full-width forms are one em wide by design.
            0x2E80..0xA000 | 0xAC00..0xD7B0 | 0xF900..0xFB00 | 0xFF00..0xFF61 | 0x20000..0x32000 => 1.0,
            _ => rare(c, em),
        })
        .sum()
}

/// Width of any other character in em. A long table asks for the same few, minus and dash, thousands of times.
fn rare(c: char, em: f64) -> f64 {
    static KNOWN: LazyLock<RwLock<HashMap<char, f64>>> = LazyLock::new(RwLock::default);
    if let Some(width) = KNOWN.read().ok().and_then(|known| known.get(&c).copied()) {
        return width;
    }
    let width = probe(c.encode_utf8(&mut [0; 4])) / em;
    if let Ok(mut known) = KNOWN.write() {
        known.insert(c, width);
    }
    width
}

/// Width in pixels at a font size in pixels.
pub fn width(text: &str, size: f64) -> f64 {
    ems(text) * size
}

/// The text, or its beginning with an ellipsis where it is wider than `room` pixels.
pub fn ellipsised(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut used = width("…", size);
    let mut short = String::new();
    for c in text.chars() {
        used += width(c.encode_utf8(&mut [0; 4]), size);
        if used > room {
            break;
        }
        short.push(c);
    }
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// The text where two lines of `room` em hold it, else its beginning on them with an ellipsis.
pub fn on_two_lines(text: &str, room: f64) -> String {
    if ems(text) <= room {
        return text.to_owned();
    }
    let (mut used, mut hard, mut soft) = (0.0, 0, None);
    for (at, c) in text.char_indices() {
        used += ems(c.encode_utf8(&mut [0; 4]));
        if used > room {
            break;
        }
        hard = at + c.len_utf8();
        if c == ' ' || !c.is_ascii() {
            soft = Some(hard);
        }
    }
    let (first, rest) = text.split_at(soft.unwrap_or(hard));
    // Punctuation does not begin a line: a character may move on.
    format!("{first}{}", ellipsised(rest, 1.0, (room - 1.5).max(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_is_as_wide_as_any_other_so_that_columns_align() {
        let widths: Vec<f64> = ('0'..='9').map(|c| ems(&c.to_string())).collect();
        assert!(widths.iter().all(|w| (w - widths[0]).abs() < 0.001), "{widths:?}");
        // The advance of a digit in the font file is 555 of 1000 units.
        assert!((widths[0] - 0.555).abs() < 0.01, "{}", widths[0]);
    }

    #[test]
    fn a_capital_is_as_high_as_the_font_file_says() {
        // OS/2 table, version 2 and later: sCapHeight stands 88 bytes in; head: unitsPerEm 18 bytes in.
        let number = |at: usize| f64::from(u16::from_be_bytes([BYTES[at], BYTES[at + 1]]));
        let table = |tag: &[u8]| {
            let entry = (0..)
                .map(|n| 12 + 16 * n)
                .find(|at| &BYTES[*at..at + 4] == tag)
                .unwrap_or(0);
            u32::from_be_bytes([BYTES[entry + 8], BYTES[entry + 9], BYTES[entry + 10], BYTES[entry + 11]]) as usize
        };
        let capital = number(table(b"OS/2") + 88) / number(table(b"head") + 18);
        assert!((capital - CAPITAL).abs() < 1e-9, "{capital}");
    }

    #[test]
    fn what_takes_more_than_two_lines_ends_in_an_ellipsis() {
        assert_eq!(on_two_lines("广告投放", 4.0), "广告投放");
        assert_eq!(on_two_lines("广告投放费", 4.0), "广告投放费");
        // Four characters on the first line, two and the ellipsis on the second.
        let cut = on_two_lines(&"长".repeat(10_000), 4.5);
        assert_eq!(cut, "长长长长长长…");
        // A first line ends with a word.
        let words = on_two_lines("Advertising on search engines and elsewhere", 9.0);
        assert!(words.starts_with("Advertising on ") && words.ends_with('…'), "{words}");
        assert!(ems(&words) <= 18.0, "{words}");
    }

    #[test]
    fn a_long_name_is_cut_to_the_room_it_has() {
        assert_eq!(ellipsised("广告", 10.0, 20.0), "广告");
        let short = ellipsised("上海某某信息技术有限公司", 10.0, 60.0);
        assert!(short.ends_with('…') && width(&short, 10.0) <= 60.0, "{short}");
    }
}
