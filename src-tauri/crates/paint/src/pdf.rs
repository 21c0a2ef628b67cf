//! PDF: typst sets the document around the chart's SVG; fonts are embedded, text can be selected.
//!
//! The one thing to know: the template is fixed and all text comes to it as values, so that nothing from
//! outside is ever read as markup.

use std::sync::LazyLock;

use kezhang_core::evaluate::review::ReviewReport;
use kezhang_core::language::say;
use kezhang_core::{Fault, Language, Outcome};
use typst::foundations::{Array, Bytes, Dict, IntoValue, Value};
use typst_as_lib::{TypstEngine, TypstTemplateMainFile};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::chart::Chart;
use crate::document::{self, Cell, Document, Flag, HeadLine, Kind, OffersPaper, Row, Section};
use crate::figure::Unit;
use crate::font;
use crate::inert::inert;
use crate::words;

static REPORT: LazyLock<TypstEngine<TypstTemplateMainFile>> = LazyLock::new(|| engine(include_str!("report.typ")));
static BRIEFING: LazyLock<TypstEngine<TypstTemplateMainFile>> = LazyLock::new(|| engine(include_str!("briefing.typ")));
static CHART: LazyLock<TypstEngine<TypstTemplateMainFile>> = LazyLock::new(|| engine(include_str!("chart.typ")));
static SECTIONS: LazyLock<TypstEngine<TypstTemplateMainFile>> = LazyLock::new(|| engine(include_str!("sections.typ")));

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

/// The pages of a comparison of offers 选型说明.
///
/// # Errors
/// `pdf_failed`, `chart_failed`.
pub fn offers(paper: &OffersPaper<'_>, language: Language, unit: Unit) -> Outcome<Vec<u8>> {
    set_sections(
        language,
        &paper.report.head.company,
        "offer.pages.title",
        &document::offers_head(paper.report, language, unit),
        &document::sections(paper, language, unit)?,
    )
}

/// The pages of the review of a budget 预算合理性评估.
///
/// # Errors
/// `pdf_failed`, `chart_failed`.
pub fn review(report: &ReviewReport, language: Language, unit: Unit) -> Outcome<Vec<u8>> {
    set_sections(
        language,
        &report.head.figures.company,
        "review.title",
        &document::review_head(report, language, unit),
        &document::review_sections(report, language, unit)?,
    )
}

/// Pages of a head and sections: words, tables and pictures.
fn set_sections(
    language: Language,
    company: &str,
    title: &str,
    head: &[HeadLine],
    sections: &[Section],
) -> Outcome<Vec<u8>> {
    let text = |text: &str| -> Value { inert(text).into_owned().into_value() };
    let mut inputs = Dict::new();
    let mut put = |key: &str, value: Value| inputs.insert(key.into(), value);
    put("language", language.pick("zh", "en").into_value());
    put("company", text(company));
    put("title", words::word(language, title).into_value());
    let page = say(language, "report.page", &[("page", "{page}"), ("count", "{count}")]);
    put("page", page.into_value());
    let head = head.iter().map(|line| array([text(&line.label), text(&line.value)]));
    put("head", array(head));
    let sections = sections.iter().map(|section| {
        let mut dict = Dict::new();
        match section {
            Section::Text { title, lines } => {
                dict.insert("kind".into(), "text".into_value());
                dict.insert("title".into(), text(title));
                dict.insert("lines".into(), array(lines.iter().map(|line| text(line))));
            }
            Section::Picture(title, chart) => {
                dict.insert("kind".into(), "picture".into_value());
                dict.insert("title".into(), text(title));
                put_chart(&mut dict, chart);
            }
            Section::Prose { title, heads, rows } => {
                dict.insert("kind".into(), "table".into_value());
                dict.insert("prose".into(), true.into_value());
                dict.insert("title".into(), text(title));
                dict.insert("figures".into(), false.into_value());
                dict.insert("heads".into(), array(heads.iter().map(|head| text(head))));
                let rows = rows.iter().map(|cells| {
                    let mut row = Dict::new();
                    row.insert("cells".into(), array(cells.iter().map(|cell| text(cell))));
                    row.insert("strong".into(), false.into_value());
                    row.into_value()
                });
                dict.insert("rows".into(), array(rows));
            }
            Section::Table {
                title,
                heads,
                is_figures,
                rows,
            } => {
                dict.insert("kind".into(), "table".into_value());
                dict.insert("prose".into(), false.into_value());
                dict.insert("title".into(), text(title));
                dict.insert("figures".into(), is_figures.into_value());
                dict.insert("heads".into(), array(heads.iter().map(|head| text(head))));
                let rows = rows.iter().map(|(cells, is_strong)| {
                    let mut row = Dict::new();
                    row.insert("cells".into(), array(cells.iter().map(|cell| text(cell))));
                    row.insert("strong".into(), is_strong.into_value());
                    row.into_value()
                });
                dict.insert("rows".into(), array(rows));
            }
        }
        dict.into_value()
    });
    put("sections", array(sections));
    set(&SECTIONS, inputs)
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
    // The numbers are typst's to fill in.
    let page = say(
        document.language,
        "report.page",
        &[("page", "{page}"), ("count", "{count}")],
    );
    put("page", page.into_value());
    let is_lying = layout.is_lying || document.more.iter().any(|table| Layout::of(table).is_lying);
    put("flipped", is_lying.into_value());
    put("size", layout.size.into_value());
    put("widths", array(layout.widths.iter().map(|width| width.into_value())));
    let columns = document.filled();
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
        "lines",
        array(
            document
                .rows
                .iter()
                .map(|row| layout.is_one_line(document, &columns, row).into_value()),
        ),
    );
    put("capital", font::CAPITAL.into_value());
    put(
        "total",
        document
            .total
            .as_ref()
            .map_or(Value::None, |row| line(document, &columns, row, &layout)),
    );
    put("nothing", words::word(document.language, "report.nothing").into_value());
    put("more", array(document.more.iter().map(table)));
    match &document.chart {
        Some(chart) => put_chart(&mut inputs, chart),
        None => {
            inputs.insert("svg".into(), Value::None);
        }
    }
    set(&REPORT, inputs)
}

/// A further part of a report, a table or a chart, as the template takes it.
fn table(document: &Document) -> Value {
    let text = |text: &str| -> Value { inert(text).into_owned().into_value() };
    let layout = Layout::of(document);
    let columns = document.filled();
    let rows = document.rows.iter().map(|row| line(document, &columns, row, &layout));
    let titles = columns.iter().map(|at| text(&document.columns[*at].title));
    let right = columns.iter().map(|at| document.columns[*at].is_right().into_value());
    let total = document
        .total
        .as_ref()
        .map(|row| line(document, &columns, row, &layout));
    let mut dict = Dict::new();
    dict.insert("title".into(), text(&document.title));
    dict.insert("titles".into(), array(titles));
    dict.insert("right".into(), array(right));
    dict.insert(
        "widths".into(),
        array(layout.widths.iter().map(|width| width.into_value())),
    );
    dict.insert("rows".into(), array(rows.chain(total)));
    dict.insert("notes".into(), array(document.notes.iter().map(|note| text(note))));
    match &document.chart {
        Some(chart) => put_chart(&mut dict, chart),
        None => {
            dict.insert("svg".into(), Value::None);
        }
    }
    dict.into_value()
}

pub(crate) fn put_chart(inputs: &mut Dict, chart: &Chart) {
    inputs.insert("svg".into(), Bytes::new(chart.svg.clone().into_bytes()).into_value());
    inputs.insert("alt".into(), inert(&chart.text).into_owned().into_value());
    inputs.insert("width".into(), (chart.width * POINTS).into_value());
    inputs.insert("height".into(), (chart.height * POINTS).into_value());
}

fn set(engine: &TypstEngine<TypstTemplateMainFile>, inputs: Dict) -> Outcome<Vec<u8>> {
    counted(engine, inputs).map(|(bytes, _)| bytes)
}

/// The page for the boss, and on how many pages it came out.
pub(crate) fn set_briefing(inputs: Dict) -> Outcome<(Vec<u8>, usize)> {
    counted(&BRIEFING, inputs)
}

fn counted(engine: &TypstEngine<TypstTemplateMainFile>, inputs: Dict) -> Outcome<(Vec<u8>, usize)> {
    let failed = |reason: String| Fault::new("pdf_failed").with("reason", reason);
    let page: PagedDocument = engine
        .compile_with_input(inputs)
        .output
        .map_err(|error| failed(error.to_string()))?;
    let bytes = typst_pdf::pdf(&page, &PdfOptions::default()).map_err(|errors| {
        failed(
            errors
                .iter()
                .map(|error| error.message.to_string())
                .collect::<Vec<_>>()
                .join("; "),
        )
    })?;
    Ok((bytes, page.pages().len()))
}

/// The rows of a document and its total, as a template takes them.
pub(crate) fn dict_of_rows(document: &Document, columns: &[usize]) -> Value {
    let layout = Layout {
        is_lying: true,
        size: 1.0,
        widths: vec![f64::INFINITY; columns.len()],
    };
    array(
        document
            .rows
            .iter()
            .chain(&document.total)
            .map(|row| line(document, columns, row, &layout)),
    )
}

pub(crate) fn array(values: impl IntoIterator<Item = Value>) -> Value {
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
        let column = &document.columns[*at];
        let room = (width - CELL) / layout.size;
        match column.kind {
            Kind::Text if column.is_short => breakable(&font::on_two_lines(&text, room), room).into_value(),
            Kind::Text => breakable(&text, room).into_value(),
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
        let columns = document.filled();
        let is_text = |at: &usize| document.columns[*at].kind == Kind::Text;
        // Natural widths in em, of the widest cell; a long title may wrap.
        let mut natural: Vec<f64> = columns
            .iter()
            .map(|at| {
                let title = &document.columns[*at].title;
                let whole = font::ems(title) + 0.3;
                // A Chinese title breaks anywhere, an English word does not.
                let words = title.split(' ').filter(|word| word.is_ascii());
                let word = words.map(|word| font::ems(word) + 0.3).fold(5.0, f64::max);
                whole.min((whole * 0.6).max(word))
            })
            .collect();
        for row in document.rows.iter().chain(&document.total) {
            for ((at, width), place) in columns.iter().zip(&mut natural).zip(0..) {
                let Some(cell) = row.cells.get(*at) else { continue };
                // The word for the total reaches into its neighbour.
                if place == 0 && row.is_emphasised {
                    continue;
                }
                let sign = if row.flag.is_some() && place + 1 == columns.len() {
                    1.4
                } else {
                    0.0
                };
                *width = width.max(font::ems(&written(document, *at, cell)) + 0.2 + sign);
            }
        }
        let capped = |cap: f64| -> Vec<f64> {
            columns
                .iter()
                .zip(&natural)
                .map(|(at, w)| if is_text(at) { w.min(cap) } else { *w })
                .collect()
        };
        let space = CELL * columns.len() as f64;
        let (upright, lying) = (A4.0 - MARGINS, A4.1 - MARGINS);
        let fits = |least: &[f64], is_lying: bool, size: f64| {
            least.iter().sum::<f64>() * size + space <= if is_lying { lying } else { upright }
        };
        // Words on one line and upright if that can be had, then wrapped, then lying, then small: names of people and
        // companies whole in type up to a point smaller before they are broken, as each broken row takes two lines.
        let tries = [
            (24.0, false, 9.0),
            (24.0, false, 8.5),
            (24.0, false, 8.0),
            (9.0, false, 9.0),
            (9.0, false, 8.0),
        ]
        .into_iter()
        .chain([9.0, 8.5, 8.0].map(|size| (24.0, true, size)))
        .chain(
            [9.0, 8.5, 8.0, 7.5, 7.0, 6.5]
                .into_iter()
                .flat_map(|size| [(16.0, true, size - 0.5), (16.0, true, size - 1.0), (9.0, true, size)]),
        )
        .chain([6.0, 5.5, 5.0].map(|size| (9.0, true, size)))
        .chain([5.0, 4.5, 4.0].map(|size| (5.0, true, size)));
        let mut chosen = (5.0, true, 4.0);
        for attempt in tries {
            if fits(&capped(attempt.0), attempt.1, attempt.2) {
                chosen = attempt;
                break;
            }
        }
        let (cap, is_lying, size) = chosen;
        let least = capped(cap);
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

    /// Whether no cell of a row wraps; figures never do.
    fn is_one_line(&self, document: &Document, columns: &[usize], row: &Row) -> bool {
        columns
            .iter()
            .zip(&self.widths)
            .enumerate()
            .all(|(place, (at, width))| {
                let indent = if place == 0 { f64::from(row.indent) } else { 0.0 };
                match row.cells.get(*at) {
                    Some(cell) if document.columns[*at].kind == Kind::Text => {
                        let text = written(document, *at, cell);
                        // A hair of doubt is no reason to cut a line off.
                        !text.contains('\n') && (font::ems(&text) + indent + 0.5) * self.size <= width - CELL
                    }
                    _ => true,
                }
            })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::process::Command;

    use kezhang_core::Language;
    use kezhang_core::record::register::Dimension;

    use super::*;
    use crate::chart::{ChartStyle, variance as draw};
    use crate::document::variance;
    use crate::figure::Unit;
    use crate::samples::{by_category, report};

    /// What a reader can select, by poppler's pdftotext; none where it is not installed.
    fn selected(bytes: &[u8]) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pdf");
        std::fs::write(&path, bytes).unwrap();
        let out = Command::new("pdftotext")
            .arg("-layout")
            .arg(&path)
            .arg("-")
            .output()
            .ok()?;
        Some(String::from_utf8(out.stdout).unwrap())
    }

    #[test]
    fn chinese_text_of_chart_and_table_can_be_selected() {
        let case = by_category(Language::Chinese);
        let picture = draw(&case, &ChartStyle::embedded(&case, Language::Chinese, Unit::One)).unwrap();
        let alone = chart(&picture).unwrap();
        let bytes = document(&variance(&case, Language::Chinese, Unit::One).with_chart(picture)).unwrap();
        assert!(bytes.starts_with(b"%PDF-") && alone.starts_with(b"%PDF-"));
        if let (Some(text), Some(alone)) = (selected(&bytes), selected(&alone)) {
            for words in [
                "杭州示例科技有限公司",
                "预算执行情况表",
                "权责发生制",
                "471,234.56",
                "−16,500.00",
                "▲ 超支",
            ] {
                assert!(text.contains(words), "{words} in\n{text}");
            }
            assert!(
                alone.contains("7.2 广告投放") && alone.contains("超支 2.17万"),
                "{alone}"
            );
        }
    }

    /// Where a word begins and ends on a page, by poppler's pdftotext; none where it is not installed.
    fn places(bytes: &[u8], word: &str) -> Option<(f64, f64)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pdf");
        std::fs::write(&path, bytes).unwrap();
        let out = Command::new("pdftotext")
            .arg("-bbox")
            .arg(&path)
            .arg("-")
            .output()
            .ok()?;
        let text = String::from_utf8(out.stdout).unwrap();
        let line = text.lines().find(|line| line.contains(word))?;
        let number = |name: &str| line.split(name).nth(1)?.split('"').nth(1)?.parse().ok();
        Some((number("xMin")?, number("xMax")?))
    }

    #[test]
    fn a_curly_quote_is_narrow_in_english_and_a_character_wide_in_chinese() {
        let width = |language: Language| {
            let mut case = by_category(language);
            case.head.company = "O’O’O’O’O".to_owned();
            let bytes = document(&variance(&case, language, Unit::One)).unwrap();
            places(&bytes, "O’O’O’O’O").map(|(from, to)| to - from)
        };
        if let (Some(english), Some(chinese)) = (width(Language::English), width(Language::Chinese)) {
            // At 10.5 points, four quotes of a whole em are 42 points wide; narrow ones less than half of that.
            assert!(chinese - english > 20.0, "{english} {chinese}");
        }
    }

    #[test]
    fn text_from_outside_is_no_markup_and_no_code() {
        let rows: [(&[&str], &str, &str, bool); 2] = [
            (&["#panic(\"x\") *b* $x^2$ @ref"], "1", "2", true),
            (&["\\u{202e}[#]"], "1", "2", true),
        ];
        let mut case = report(&[Dimension::Customer], &rows, Language::Chinese);
        case.head.company = "#import \"/etc/passwd\" <公司>".to_owned();
        let bytes = document(&variance(&case, Language::Chinese, Unit::One)).unwrap();
        if let Some(text) = selected(&bytes) {
            assert!(text.contains("#import \"/etc/passwd\" <公司>"), "{text}");
            assert!(text.contains("*b* $x^2$ @ref"), "{text}");
        }
    }

    #[test]
    fn the_header_is_repeated_on_each_page_and_pages_are_counted() {
        let codes: Vec<String> = (0..120).map(|n| format!("客户{n}")).collect();
        let codes: Vec<[&str; 1]> = codes.iter().map(|code| [code.as_str()]).collect();
        let rows: Vec<(&[&str], &str, &str, bool)> = codes.iter().map(|c| (&c[..], "10", "3", true)).collect();
        let case = report(&[Dimension::Customer], &rows, Language::Chinese);
        let bytes = document(&variance(&case, Language::Chinese, Unit::One)).unwrap();
        if let Some(text) = selected(&bytes) {
            let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
            assert!(pages.len() >= 2, "{}", pages.len());
            for (page, number) in pages.iter().zip(1..) {
                let count = pages.len();
                let bare: String = page.chars().filter(|c| !c.is_whitespace()).collect();
                assert!(
                    bare.contains("实际发生") && bare.contains(&format!("第{number}页，共{count}页")),
                    "{page}"
                );
            }
            assert!(pages[pages.len() - 1].contains("合计"));
        }
    }

    #[test]
    fn columns_lie_down_or_shrink_before_a_figure_wraps() {
        let narrow = variance(&by_category(Language::Chinese), Language::Chinese, Unit::One);
        assert!(!Layout::of(&narrow).is_lying);
        let rows: [(&[&str], &str, &str, bool); 1] = [(
            &["7.2", "C001", "一个名字很长很长的渠道"],
            "999999999999.99",
            "-999999999999.99",
            true,
        )];
        let by = [Dimension::Category, Dimension::Customer, Dimension::Channel];
        let wide = Layout::of(&variance(
            &report(&by, &rows, Language::Chinese),
            Language::Chinese,
            Unit::One,
        ));
        assert!(wide.is_lying && wide.widths.iter().sum::<f64>() <= A4.1 - MARGINS + 0.01);
    }
}
