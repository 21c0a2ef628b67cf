//! What an exported file must be.

use std::collections::HashSet;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::browser::PATIENCE;

/// Waits until a file is there and whole.
pub fn settled(path: &Path) {
    let began = Instant::now();
    let is_whole = |bytes: &[u8]| {
        (bytes.starts_with(b"\x89PNG") && bytes.ends_with(b"IEND\xae\x42\x60\x82"))
            || (bytes.starts_with(b"%PDF-") && bytes.trim_ascii_end().ends_with(b"%%EOF"))
    };
    while !std::fs::read(path).is_ok_and(|bytes| is_whole(&bytes)) {
        assert!(began.elapsed() < PATIENCE, "{} is not written", path.display());
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

/// A picture with something in it: large, and of more colours than an empty one has.
pub fn is_a_drawing(path: &Path) {
    let picture = resvg::tiny_skia::Pixmap::load_png(path).expect("a PNG");
    assert!(
        picture.width() >= 800 && picture.height() >= 400,
        "{} × {}",
        picture.width(),
        picture.height()
    );
    let colours: HashSet<_> = picture
        .pixels()
        .iter()
        .map(|p| (p.red(), p.green(), p.blue()))
        .collect();
    assert!(colours.len() > 20, "{} colours", colours.len());
}

/// A PDF whose text can be taken out again, and whose fonts are in it.
pub fn is_a_report(path: &Path, words: &[&str]) {
    let text = printed("pdftotext", &["-layout", &path.to_string_lossy(), "-"]);
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, ',' | '\u{2009}' | '\u{202f}' | '\u{a0}'))
        .collect();
    for word in words {
        assert!(plain.contains(word), "the report does not say {word}:\n{text}");
    }
    let fonts = printed("pdffonts", &[&path.to_string_lossy()]);
    let listed: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(!listed.is_empty(), "no fonts in the report");
    for font in listed {
        // Columns from the right: object ID (two), unicode, subset, embedded.
        let is_embedded = font.split_whitespace().rev().nth(4) == Some("yes");
        assert!(is_embedded, "a font is not embedded:\n{fonts}");
    }
}

fn printed(program: &str, words: &[&str]) -> String {
    let out = Command::new(program).args(words).output().expect("poppler-utils");
    assert!(
        out.status.success(),
        "{program}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8_lossy(&out.stdout).into_owned()
}
