//! Text from outside made harmless to look at: control, bidirectional and invisible characters as escapes.
//!
//! Only pictures of a text are changed (terminal, chart, page); data exports keep every character.

use std::borrow::Cow;

/// Whether a character acts instead of showing: controls, format characters, line separators.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0xAD | 0x061C | 0x180E | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F
            | 0xFEFF | 0xFFF9..=0xFFFB | 0xFFFE | 0xFFFF | 0xE0000..=0xE007F)
}

/// One line of text in which nothing acts: tabs and line breaks become spaces, the rest `\u{202e}`.
pub fn inert(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if acts(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_text_around_or_moves_a_cursor_is_shown_and_does_not_act() {
        assert_eq!(inert("上海\u{202e}司公"), "上海\\u{202e}司公");
        assert_eq!(inert("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(inert("a\r\nb"), "a b");
        assert!(matches!(inert("广告投放"), Cow::Borrowed(_)));
    }
}
