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
