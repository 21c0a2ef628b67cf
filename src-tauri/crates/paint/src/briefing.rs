//! The page for the boss: one sheet of A4, lying, that says how the year stands and what is to be decided.
//!
//! The one thing to know: it never runs over and is never refused. Every list is cut to what the sheet holds, every name
//! to its line, the type gives way by steps where words are long, and a part without data says so and why.

use kezhang_core::{Language, Outcome};
use typst::foundations::{Dict, IntoValue, Value};

use crate::chart::Chart;
use crate::document::{Cell, Document, HeadLine, Row};
use crate::font;
use crate::inert::inert;
use crate::pdf::{array, dict_of_rows, put_chart, set_briefing};
use crate::words;

/// Rows of the table that fit.
const MOST_ROWS: usize = 14;
/// Lines of a block that fit.
const MOST_LINES: usize = 6;
/// Room of the company's name in em.
const COMPANY: f64 = 34.0;
/// Room of the table in points, and space at both sides of a cell.
const TABLE: f64 = 780.0;
const CELL: f64 = 7.0;
/// Room of the names in the table in em: at least, and at most.
const NAMES: (f64, f64) = (9.0, 18.0);
/// Sizes of type in points: as large as the words allow.
const SIZES: [f64; 6] = [9.5, 9.0, 8.5, 8.0, 7.0, 6.0];

/// What stands on the sheet, ready to be set.
#[derive(Debug, Clone, PartialEq)]
pub struct Briefing {
    /// Language of its words.
    pub language: Language,
    /// Name of the company.
    pub company: String,
    /// `客户管理费用执行情况表`.
    pub title: String,
    /// Period, unit, basis, version, data until.
    pub head: Vec<HeadLine>,
    /// Two sentences made from the figures.
    pub sentences: Vec<String>,
    /// Four figures.
    pub figures: Vec<Key>,
    /// The standard table by top category.
    pub table: Document,
    /// Below the total: what is part of it, and what stands beside it.
    pub below: Vec<Row>,
    /// Budget and actual by month.
    pub chart: Option<Chart>,
    /// Overruns, customers, dearest customers, fees.
    pub blocks: Vec<Block>,
    /// What is asked for: at most three, each with 同意 and 不同意.
    pub decisions: Vec<String>,
    /// What is not in the figures.
    pub foot: Vec<String>,
}

/// A figure set large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// `执行率`.
    pub name: String,
    /// `83.8%`; 数据不足 where there is none.
    pub value: String,
    /// `序时进度 84.2%`, or why there is none.
    pub about: String,
}

/// A part of the lower half.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// `超支最多`.
    pub title: String,
    /// Words and their figure.
    pub lines: Vec<Line>,
    /// Instead of lines: 数据不足 and why.
    pub missing: Option<String>,
    /// Its width in em of nine points.
    pub room: f64,
}

/// A line of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What.
    pub name: String,
    /// How much.
    pub value: String,
    /// More about it, on a line of its own.
    pub about: String,
}

impl Block {
    /// A part with lines, or what is missing where there are none.
    pub fn new(title: impl Into<String>, room: f64, lines: Vec<Line>, missing: impl Into<String>) -> Self {
        let missing = lines.is_empty().then(|| missing.into());
        Self {
            title: title.into(),
            lines,
            missing,
            room,
        }
    }
}

/// The sheet as PDF.
///
/// # Errors
/// `pdf_failed` when it cannot be set.
pub fn pdf(page: &Briefing) -> Outcome<Vec<u8>> {
    let mut set = (Vec::new(), usize::MAX);
    for size in SIZES {
        set = set_briefing(inputs(page, size))?;
        if set.1 == 1 {
            break;
        }
    }
    Ok(set.0)
}

fn inputs(page: &Briefing, size: f64) -> Dict {
    let mut inputs = Dict::new();
    let text = |text: &str| -> Value { inert(text).into_owned().into_value() };
    let mut put = |key: &str, value: Value| inputs.insert(key.into(), value);
    put("language", page.language.pick("zh", "en").into_value());
    put("company", text(&font::ellipsised(&page.company, 1.0, COMPANY)));
    put("title", text(&page.title));
    put(
        "head",
        array(
            page.head
                .iter()
                .map(|line| array([text(&line.label), text(&line.value)])),
        ),
    );
    put("sentences", array(page.sentences.iter().map(|line| text(line))));
    put(
        "figures",
        array(
            page.figures
                .iter()
                .map(|key| array([text(&key.name), text(&key.value), text(&key.about)])),
        ),
    );
    let mut table = page.table.clone();
    table.rows.truncate(MOST_ROWS);
    let columns = table.filled();
    let titles = columns.iter().map(|at| {
        let column = &table.columns[*at];
        match &column.block {
            Some((block, title)) => array([text(block), text(title)]),
            None => array([text(""), text(&column.title)]),
        }
    });
    put("titles", array(titles));
    put(
        "right",
        array(columns.iter().map(|at| table.columns[*at].is_right().into_value())),
    );
    let (table_size, names) = table_type(&table, &columns, size);
    let name = columns.first().copied().unwrap_or_default();
    let short = |rows: &mut Vec<Row>| {
        for cell in rows.iter_mut().filter_map(|row| row.cells.get_mut(name)) {
            if let Cell::Text(words) = cell {
                *words = font::ellipsised(words, 1.0, names);
            }
        }
    };
    short(&mut table.rows);
    put("size", size.into_value());
    put("table-size", table_size.into_value());
    put("rows", dict_of_rows(&table, &columns));
    let mut below = Document {
        rows: page.below.clone(),
        total: None,
        ..table.clone()
    };
    short(&mut below.rows);
    put("below", dict_of_rows(&below, &columns));
    put("rooms", array(page.blocks.iter().map(|block| block.room.into_value())));
    put(
        "blocks",
        array(page.blocks.iter().enumerate().map(|(place, block)| {
            let room = block.room * 9.0 / size;
            let lines = block.lines.iter().take(MOST_LINES).map(|line| {
                let beside = if place == 0 { 7.1 } else { 0.0 };
                let name = (room - font::ems(&line.value) - beside - 1.0).max(3.0);
                array([
                    text(&font::ellipsised(&line.name, 1.0, name)),
                    text(&line.value),
                    text(&line.about),
                ])
            });
            array([
                text(&block.title),
                array(lines),
                block.missing.as_ref().map_or(Value::None, |missing| text(missing)),
            ])
        })),
    );
    put("decisions", array(page.decisions.iter().take(3).map(|line| text(line))));
    put("foot", array(page.foot.iter().map(|line| text(line))));
    for key in [
        "decisions",
        "agree",
        "disagree",
        "none",
        "prepared",
        "reviewed",
        "approved",
    ] {
        let word = words::word(page.language, &format!("briefing.{key}"));
        put(&format!("word-{key}"), word.into_value());
    }
    match &page.chart {
        Some(chart) => put_chart(&mut inputs, chart),
        None => {
            inputs.insert("svg".into(), Value::None);
        }
    }
    inputs
}

/// The table's type, as large as the rest where its figures fit, which never wrap; and the room of its names in em.
fn table_type(table: &Document, columns: &[usize], size: f64) -> (f64, f64) {
    let widest = |at: &usize| {
        let rows = table.rows.iter().chain(&table.total);
        let cells = rows.filter_map(|row| row.cells.get(*at));
        let cells = cells.map(|cell| font::ems(&table.written(*at, cell)));
        cells.fold(font::ems(&table.columns[*at].title).min(4.0), f64::max)
    };
    let figures: f64 = columns.iter().skip(1).map(widest).sum();
    let room = TABLE - CELL * columns.len() as f64;
    // A mark may stand before a name.
    let size = size.min(room / (figures + NAMES.0 + 1.5));
    (size, (room / size - figures - 1.5).clamp(NAMES.0, NAMES.1))
}
