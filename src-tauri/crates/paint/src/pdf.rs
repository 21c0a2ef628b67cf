//! PDF: typst sets the document around the chart's SVG; fonts are embedded, text can be selected.
//!
//! The one thing to know: the template is fixed and all text comes to it as values, so that nothing from
//! outside is ever read as markup.

use std::sync::LazyLock;

use kezhang_core::{Fault, Outcome};
use typst::foundations::{Array, Bytes, Dict, IntoValue, Value};
use typst_as_lib::{TypstEngine, TypstTemplateMainFile};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::chart::Chart;
use crate::document::{Cell, Document, Flag, Kind, Row};
use crate::font;
use crate::inert::inert;
use crate::words;

static REPORT: LazyLock<TypstEngine<TypstTemplateMainFile>> = LazyLock::new(|| engine(include_str!("report.typ")));
static CHART: LazyLock<TypstEngine<TypstTemplateMainFile>> = LazyLock::new(|| engine(include_str!("chart.typ")));

fn engine(template: &'static str) -> TypstEngine<TypstTemplateMainFile> {
    TypstEngine::builder().main_file(template).fonts([font::BYTES]).build()
}

/// Points to a pixel of a chart.
const POINTS: f64 = 0.75;
/// Margins of a page in points, left and right together.
const MARGINS: f64 = 2.0 * 42.0;
/// The sides of A4 in points.
const A4: (f64, f64) = (595.28, 841.89);
/// Space at both sides of a cell together, in points.
const CELL: f64 = 9.0;

/// The chart alone, on a page of its size.
///
/// # Errors
/// `pdf_failed` when it cannot be set.
pub fn chart(chart: &Chart) -> Outcome<Vec<u8>> {
    let mut inputs = Dict::new();
    put_chart(&mut inputs, chart);
    set(&CHART, inputs)
}

/// The whole document on A4, upright where its columns fit so, else lying.
///
/// # Errors
/// `pdf_failed` when it cannot be set.
pub fn document(document: &Document) -> Outcome<Vec<u8>> {
    let layout = Layout::of(document);
    let mut inputs = Dict::new();
    let mut put = |key: &str, value: Value| inputs.insert(key.into(), value);
    let text = |text: &str| -> Value { inert(text).into_owned().into_value() };
    put("language", document.language.pick("zh", "en").into_value());
    put("company", text(&document.company));
    put("title", text(&document.title));
    let head = document
        .head
        .iter()
        .map(|line| array([text(&line.label), text(&line.value)]));
    put("head", array(head));
    put("notes", array(document.notes.iter().map(|note| text(note))));
    put("page", words::word(document.language, "report.page").into_value());
    put("flipped", layout.is_lying.into_value());
    put("size", layout.size.into_value());
    put("widths", array(layout.widths.iter().map(|width| width.into_value())));
    let columns = document.shown();
    put(
        "titles",
        array(columns.iter().map(|at| text(&document.columns[*at].title))),
    );
    put(
        "right",
        array(columns.iter().map(|at| document.columns[*at].is_right().into_value())),
    );
    put(
        "rows",
        array(document.rows.iter().map(|row| line(document, &columns, row, &layout))),
    );
    put(
        "total",
        document
            .total
            .as_ref()
            .map_or(Value::None, |row| line(document, &columns, row, &layout)),
    );
    put("nothing", words::word(document.language, "report.nothing").into_value());
    match &document.chart {
        Some(chart) => put_chart(&mut inputs, chart),
        None => {
            inputs.insert("svg".into(), Value::None);
        }
    }
    set(&REPORT, inputs)
}

fn put_chart(inputs: &mut Dict, chart: &Chart) {
    inputs.insert("svg".into(), Bytes::new(chart.svg.clone().into_bytes()).into_value());
    inputs.insert("alt".into(), inert(&chart.text).into_owned().into_value());
    inputs.insert("width".into(), (chart.width * POINTS).into_value());
    inputs.insert("height".into(), (chart.height * POINTS).into_value());
}

fn set(engine: &TypstEngine<TypstTemplateMainFile>, inputs: Dict) -> Outcome<Vec<u8>> {
    let failed = |reason: String| Fault::new("pdf_failed").with("reason", reason);
    let page: PagedDocument = engine
        .compile_with_input(inputs)
        .output
        .map_err(|error| failed(error.to_string()))?;
    typst_pdf::pdf(&page, &PdfOptions::default()).map_err(|errors| {
        failed(
            errors
                .iter()
                .map(|error| error.message.to_string())
                .collect::<Vec<_>>()
                .join("; "),
        )
    })
}

fn array(values: impl IntoIterator<Item = Value>) -> Value {
    values.into_iter().collect::<Array>().into_value()
}

/// A row as the template takes it: its cells as text, and how it is set.
fn line(document: &Document, columns: &[usize], row: &Row, layout: &Layout) -> Value {
    let mut dict = Dict::new();
    let cells = columns.iter().zip(&layout.widths).map(|(at, width)| {
        let text = row
            .cells
            .get(*at)
            .map(|cell| written(document, *at, cell))
            .unwrap_or_default();
        match document.columns[*at].kind {
            Kind::Text => breakable(&text, (width - CELL) / layout.size).into_value(),
            _ => text.into_value(),
        }
    });
    dict.insert("cells".into(), array(cells));
    dict.insert("strong".into(), row.is_emphasised.into_value());
    dict.insert("indent".into(), i64::from(row.indent).into_value());
    let flag = match row.flag {
        Some(Flag::Unbudgeted) => "unbudgeted",
        Some(Flag::Overrun) => "overrun",
        None => "",
    };
    dict.insert("flag".into(), flag.into_value());
    dict.into_value()
}

/// A cell on paper: a real minus, a quiet dash for zero and for a share that is not defined.
fn written(document: &Document, column: usize, cell: &Cell) -> String {
    let kind = document.columns[column].kind;
    match cell {
        Cell::Amount(amount) if amount.value().is_zero() => "–".to_owned(),
        Cell::Empty if kind == Kind::Percent => "–".to_owned(),
        Cell::Text(_) => document.written(column, cell),
        _ => document
            .written(column, cell)
            .replace('-', if kind == Kind::Date { "-" } else { "−" }),
    }
}

/// Lets a word that is longer than its column break anywhere, by spaces without width.
fn breakable(text: &str, room: f64) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive(' ') {
        if font::ems(word) <= room {
            out.push_str(word);
            continue;
        }
        for c in word.chars() {
            out.push(c);
            if c.is_ascii_graphic() {
                out.push('\u{200b}');
            }
        }
    }
    out
}

/// Where the columns go.
struct Layout {
    is_lying: bool,
    /// Font size in points.
    size: f64,
    /// Widths in points, cell space included.
    widths: Vec<f64>,
}

impl Layout {
    /// Upright if the columns fit, else lying, else smaller; words give way before figures, which never wrap.
    fn of(document: &Document) -> Self {
        let columns = document.shown();
        let is_text = |at: &usize| document.columns[*at].kind == Kind::Text;
        // Natural widths in em, of the widest cell; a title may wrap once.
        let mut natural: Vec<f64> = columns
            .iter()
            .map(|at| font::ems(&document.columns[*at].title) * if is_text(at) { 1.0 } else { 0.62 })
            .collect();
        for row in document.rows.iter().chain(&document.total) {
            for ((at, width), place) in columns.iter().zip(&mut natural).zip(0..) {
                let Some(cell) = row.cells.get(*at) else { continue };
                // The word for the total reaches into its neighbour.
                if place == 0 && row.is_emphasised {
                    continue;
                }
                *width = width.max(font::ems(&written(document, *at, cell)) + 0.2);
            }
        }
        let least: Vec<f64> = columns
            .iter()
            .zip(&natural)
            .map(|(at, width)| if is_text(at) { width.min(9.0) } else { *width })
            .collect();
        let space = CELL * columns.len() as f64;
        let fits = |room: f64, size: f64| least.iter().sum::<f64>() * size + space <= room;
        let (upright, lying) = (A4.0 - MARGINS, A4.1 - MARGINS);
        let sizes = [9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5];
        let chosen = [(false, 9.0), (false, 8.5), (false, 8.0)]
            .into_iter()
            .chain(sizes.map(|size| (true, size)))
            .find(|(is_lying, size)| fits(if *is_lying { lying } else { upright }, *size));
        let (is_lying, size) = chosen.unwrap_or((true, 4.5));
        let room = if is_lying { lying } else { upright };
        // What is left over goes to the words that want more; then to all alike.
        let mut widths: Vec<f64> = least.iter().map(|width| width * size + CELL).collect();
        let wants: Vec<f64> = natural.iter().zip(&least).map(|(n, l)| (n - l) * size).collect();
        let mut left = (room - widths.iter().sum::<f64>()).max(0.0);
        let want: f64 = wants.iter().sum();
        if want > 0.0 {
            let given = left.min(want);
            widths
                .iter_mut()
                .zip(&wants)
                .for_each(|(width, wish)| *width += given * wish / want);
            left -= given;
        }
        if !widths.is_empty() {
            let share = left / widths.len() as f64;
            widths.iter_mut().for_each(|width| *width += share);
        }
        Self { is_lying, size, widths }
    }
}
