//! PNG: the chart's SVG drawn by resvg with the built-in font and nothing from the system.

use std::sync::{Arc, LazyLock};

use kezhang_core::{Fault, Outcome};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};

use crate::font;

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_source(fontdb::Source::Binary(Arc::new(font::BYTES)));
    Arc::new(fonts)
});

/// Draws an SVG at 1, 2 or 3 times its size.
///
/// # Errors
/// `picture_scale` for another scale, `chart_failed` when the picture cannot be drawn.
pub fn png(svg: &str, scale: u32) -> Outcome<Vec<u8>> {
    if !(1..=3).contains(&scale) {
        return Err(Fault::new("picture_scale").with("value", scale));
    }
    let failed = |reason: &dyn std::fmt::Display| Fault::new("chart_failed").with("reason", reason);
    let options = usvg::Options {
        fontdb: Arc::clone(&FONTS),
        font_family: font::FAMILY.to_owned(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|error| failed(&error))?;
    let size = tree.size();
    let side = |length: f32| (length * scale as f32).round() as u32;
    let mut pixmap =
        Pixmap::new(side(size.width()), side(size.height())).ok_or_else(|| failed(&"the picture has no size"))?;
    resvg::render(
        &tree,
        Transform::from_scale(scale as f32, scale as f32),
        &mut pixmap.as_mut(),
    );
    pixmap.encode_png().map_err(|error| failed(&error))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use kezhang_core::Language;

    use super::*;
    use crate::chart::{ChartStyle, Theme, variance};
    use crate::figure::Unit;
    use crate::samples::by_month;

    #[test]
    fn a_picture_has_the_size_asked_for() {
        let case = by_month(Language::Chinese);
        let usual = ChartStyle::standalone(&case, Language::Chinese, Theme::Light, Unit::One);
        let chart = variance(
            &case,
            &ChartStyle {
                width: 400,
                height: 250,
                ..usual
            },
        )
        .unwrap();
        for scale in 1..=3 {
            let bytes = png(&chart.svg, scale).unwrap();
            // PNG: 8 bytes of signature, then the IHDR chunk with width and height as big-endian numbers.
            assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
            let number = |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
            assert_eq!((number(16), number(20)), (400 * scale, 250 * scale));
        }
        assert_eq!(png(&chart.svg, 4).unwrap_err().code, "picture_scale");
        assert_eq!(png("<svg", 1).unwrap_err().code, "chart_failed");
    }

    #[test]
    fn chinese_letters_are_drawn() {
        let svg = |text: &str| {
            format!(
                "<svg width='40' height='20' xmlns='http://www.w3.org/2000/svg'>\
                <text x='2' y='15' font-family='Noto Sans SC' font-size='14'>{text}</text></svg>"
            )
        };
        assert_ne!(png(&svg("账"), 1).unwrap(), png(&svg(""), 1).unwrap());
        assert_ne!(png(&svg("账"), 1).unwrap(), png(&svg("费"), 1).unwrap());
    }
}
