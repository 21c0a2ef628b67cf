//! The drawing board: plotters' SVG backend in whole pixels, with the few shapes that charts need.

use kezhang_core::{Fault, Language, Outcome};
use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};

use super::ChartStyle;
use super::palette::Palette;
use crate::font;

/// plotters divides its font sizes by this before it writes them.
const PLOTTERS_EM: f64 = 1.24;

/// Where a text is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// At its left end.
    Start,
    /// In the middle.
    Middle,
    /// At its right end.
    End,
}

/// A rectangle in pixels, right and lower edge excluded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x0: f64,
    /// Upper edge.
    pub y0: f64,
    /// Right edge.
    pub x1: f64,
    /// Lower edge.
    pub y1: f64,
}

impl Area {
    /// From two corners in any order.
    pub fn new(x0: f64, y0: f64, x1: f64, y1: f64) -> Self {
        Self {
            x0: x0.min(x1),
            y0: y0.min(y1),
            x1: x0.max(x1),
            y1: y0.max(y1),
        }
    }

    /// Its width.
    pub fn width(self) -> f64 {
        self.x1 - self.x0
    }
}

/// A picture in the making.
pub struct Canvas<'a> {
    shapes: Vec<Shape>,
    style: &'a ChartStyle,
    /// The theme's colours.
    pub palette: Palette,
}

enum Shape {
    Fill(Area, RGBColor),
    Outline(Area, RGBColor),
    Line(Vec<(i32, i32)>, RGBColor, u32),
    Polygon(Vec<(i32, i32)>, RGBColor),
    Dot((i32, i32), u32, RGBColor),
    Text(String, (i32, i32), f64, Anchor, RGBColor),
}

fn pixel(value: f64) -> i32 {
    value.round() as i32
}

impl<'a> Canvas<'a> {
    /// An empty picture, with a ground when it stands alone.
    pub fn new(style: &'a ChartStyle, palette: Palette) -> Self {
        let mut canvas = Self {
            shapes: Vec::new(),
            style,
            palette,
        };
        if style.is_standalone {
            let whole = Area::new(0.0, 0.0, f64::from(style.width), f64::from(style.height));
            canvas.fill(whole, palette.ground);
        }
        canvas
    }

    /// A filled rectangle.
    pub fn fill(&mut self, area: Area, colour: RGBColor) {
        self.shapes.push(Shape::Fill(area, colour));
    }

    /// A rectangle with an outline inside its edges: the box of a budget.
    pub fn boxed(&mut self, area: Area, fill: RGBColor, outline: RGBColor) {
        self.fill(area, fill);
        self.shapes.push(Shape::Outline(area, outline));
    }

    /// A rectangle with slanting lines: 预算外.
    pub fn hatched(&mut self, area: Area, fill: RGBColor, line: RGBColor) {
        self.fill(area, fill);
        let (x0, y0) = (area.x0.round(), area.y0.round());
        let (w, h) = (area.x1.round() - x0, area.y1.round() - y0);
        let mut offset = 3.0;
        // Lines x + y = offset, cut at the edges.
        while offset < w + h {
            let from = if offset <= h {
                (x0, y0 + offset)
            } else {
                (x0 + offset - h, y0 + h)
            };
            let to = if offset <= w {
                (x0 + offset, y0)
            } else {
                (x0 + w, y0 + offset - w)
            };
            self.line(&[from, to], line, 1);
            offset += 5.0;
        }
        self.shapes.push(Shape::Outline(area, line));
    }

    /// What is compared with: a thin bar of ink across another, with a rim of ground.
    pub fn needle(&mut self, area: Area) {
        let rim = Area::new(area.x0 - 1.0, area.y0 - 1.0, area.x1 + 1.0, area.y1 + 1.0);
        self.fill(rim, self.palette.ground);
        self.fill(area, self.palette.ink);
    }

    /// A line through points.
    pub fn line(&mut self, points: &[(f64, f64)], colour: RGBColor, width: u32) {
        let points = points.iter().map(|(x, y)| (pixel(*x), pixel(*y))).collect();
        self.shapes.push(Shape::Line(points, colour, width));
    }

    /// A dashed line through points.
    pub fn dashed(&mut self, points: &[(f64, f64)], colour: RGBColor, width: u32) {
        let (dash, gap) = (7.0_f64, 5.0_f64);
        let (mut drawn, mut left) = (true, dash);
        for pair in points.windows(2) {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            let length = (x1 - x0).hypot(y1 - y0);
            let mut done = 0.0;
            while length - done > 0.01 {
                let step = left.min(length - done);
                let at = |way: f64| (x0 + (x1 - x0) * way / length, y0 + (y1 - y0) * way / length);
                if drawn {
                    self.line(&[at(done), at(done + step)], colour, width);
                }
                done += step;
                left -= step;
                if left <= 0.01 {
                    drawn = !drawn;
                    left = if drawn { dash } else { gap };
                }
            }
        }
    }

    /// A filled shape.
    pub fn polygon(&mut self, points: &[(f64, f64)], colour: RGBColor) {
        self.shapes.push(Shape::Polygon(
            points.iter().map(|(x, y)| (pixel(*x), pixel(*y))).collect(),
            colour,
        ));
    }

    /// A triangle that points up: overrun. `x` is its middle, `y` its foot.
    pub fn triangle(&mut self, x: f64, y: f64, size: f64, colour: RGBColor) {
        self.polygon(&[(x - size / 2.0, y), (x + size / 2.0, y), (x, y - size)], colour);
    }

    /// A filled circle.
    pub fn dot(&mut self, x: f64, y: f64, radius: u32, colour: RGBColor) {
        self.shapes.push(Shape::Dot((pixel(x), pixel(y)), radius, colour));
    }

    /// One line of text on a baseline.
    pub fn text(
        &mut self,
        text: &str,
        x: f64,
        baseline: f64,
        size: f64,
        anchor: Anchor,
        colour: RGBColor,
    ) -> Outcome<()> {
        if !text.is_empty() {
            self.shapes.push(Shape::Text(
                // The one font has curly quotes as wide as a character.
                match self.style.language {
                    Language::Chinese => text.to_owned(),
                    Language::English => text.replace(['‘', '’'], "'").replace(['“', '”'], "\""),
                },
                (pixel(x), pixel(baseline)),
                size,
                anchor,
                colour,
            ));
        }
        Ok(())
    }

    /// The picture as SVG.
    pub fn finish(self) -> Outcome<String> {
        font::prepare();
        let mut svg = String::new();
        {
            let mut backend = SVGBackend::with_string(&mut svg, (self.style.width, self.style.height));
            for shape in &self.shapes {
                draw(&mut backend, shape)?;
            }
            backend.present().map_err(failed)?;
        }
        Ok(tidy(&svg))
    }
}

fn failed(error: impl std::fmt::Display) -> Fault {
    Fault::new("chart_failed").with("reason", error)
}

fn draw(backend: &mut SVGBackend<'_>, shape: &Shape) -> Outcome<()> {
    let stroke = |colour: &RGBColor, width: u32| ShapeStyle {
        color: colour.to_rgba(),
        filled: false,
        stroke_width: width,
    };
    match shape {
        Shape::Fill(area, colour) => {
            let (from, to) = ((pixel(area.x0), pixel(area.y0)), (pixel(area.x1), pixel(area.y1)));
            if to.0 > from.0 && to.1 > from.1 {
                backend.draw_rect(from, to, &colour.to_rgba(), true).map_err(failed)?;
            }
        }
        Shape::Outline(area, colour) => {
            let (x0, y0, x1, y1) = (pixel(area.x0), pixel(area.y0), pixel(area.x1), pixel(area.y1));
            // Four thin rectangles: a stroke would lie half outside and be blurred.
            for (from, to) in [
                ((x0, y0), (x1, y0 + 1)),
                ((x0, y1 - 1), (x1, y1)),
                ((x0, y0), (x0 + 1, y1)),
                ((x1 - 1, y0), (x1, y1)),
            ] {
                if to.0 > from.0 && to.1 > from.1 {
                    backend.draw_rect(from, to, &colour.to_rgba(), true).map_err(failed)?;
                }
            }
        }
        Shape::Line(points, colour, width) => backend
            .draw_path(points.iter().copied(), &stroke(colour, *width))
            .map_err(failed)?,
        Shape::Polygon(points, colour) => backend
            .fill_polygon(points.iter().copied(), &colour.to_rgba())
            .map_err(failed)?,
        Shape::Dot(centre, radius, colour) => backend
            .draw_circle(*centre, *radius, &colour.to_rgba(), true)
            .map_err(failed)?,
        Shape::Text(text, (x, baseline), size, anchor, colour) => {
            let hold = match anchor {
                Anchor::Start => HPos::Left,
                Anchor::Middle => HPos::Center,
                Anchor::End => HPos::Right,
            };
            let font = FontDesc::new(FontFamily::Name(font::FAMILY), size * PLOTTERS_EM, FontStyle::Normal);
            let style = TextStyle {
                font,
                color: colour.to_backend_color(),
                pos: Pos::new(hold, VPos::Top),
            };
            // Held at the top, plotters writes dy = 0.76em: the only hold that every renderer reads alike.
            backend
                .draw_text(text, &style, (*x, pixel(f64::from(*baseline) - 0.76 * size)))
                .map_err(failed)?;
        }
    }
    Ok(())
}

/// Takes out the line breaks that plotters puts inside text elements, which some readers show as spaces.
fn tidy(svg: &str) -> String {
    let mut out = String::with_capacity(svg.len());
    let mut lines = svg.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        if line.starts_with("<text ") {
            for inner in lines.by_ref() {
                out.push_str(inner);
                if inner == "</text>" {
                    break;
                }
            }
        }
        out.push('\n');
    }
    out
}
