//! The page for the boss: one sheet of A4, lying, that says how the year stands and what is to be decided.
//!
//! The one thing to know: it never runs over. Every list is cut to what the sheet holds, every name to its line, and
//! a part without data says so and why.

use kezhang_core::{Fault, Language, Outcome};
use typst::foundations::{Dict, IntoValue, Value};

use crate::chart::Chart;
use crate::document::{Document, HeadLine};
use crate::font;
use crate::inert::inert;
use crate::pdf::{array, dict_of_rows, put_chart, set_briefing};
use crate::words;

/// Rows of the table that fit.
const MOST_ROWS: usize = 14;
/// Lines of a block that fit.
const MOST_LINES: usize = 6;

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// `超支最多`.
    pub title: String,
    /// Words and their figure.
    pub lines: Vec<Line>,
    /// Instead of lines: 数据不足 and why.
    pub missing: Option<String>,
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
    pub fn new(title: impl Into<String>, lines: Vec<Line>, missing: impl Into<String>) -> Self {
        let missing = lines.is_empty().then(|| missing.into());
        Self {
            title: title.into(),
            lines,
            missing,
        }
    }
}

/// The sheet as PDF.
///
/// # Errors
/// `pdf_failed` when it cannot be set, or does not fit on one page.
pub fn pdf(page: &Briefing) -> Outcome<Vec<u8>> {
    let mut inputs = Dict::new();
    let text = |text: &str| -> Value { inert(text).into_owned().into_value() };
    let mut put = |key: &str, value: Value| inputs.insert(key.into(), value);
    put("language", page.language.pick("zh", "en").into_value());
    put("company", text(&page.company));
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
    put("rows", dict_of_rows(&table, &columns));
    put(
        "blocks",
        array(page.blocks.iter().enumerate().map(|(place, block)| {
            // The first part is the widest.
            let (name, about) = if place == 0 { (14.0, 24.0) } else { (10.0, 17.5) };
            let lines = block.lines.iter().take(MOST_LINES).map(|line| {
                array([
                    text(&cut(&line.name, name)),
                    text(&line.value),
                    text(&cut(&line.about, about)),
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
    let (bytes, pages) = set_briefing(inputs)?;
    if pages != 1 {
        return Err(Fault::new("pdf_failed").with("reason", format!("{pages} pages")));
    }
    Ok(bytes)
}

/// As much of a text as fits in so many em, with an ellipsis where something is left out.
fn cut(text: &str, room: f64) -> String {
    if font::ems(text) <= room {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut width = 1.0;
    for c in text.chars() {
        width += font::ems(c.encode_utf8(&mut [0; 4]));
        if width > room {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}
