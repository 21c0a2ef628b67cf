//! Rows of feedback: what customers and colleagues say, answers of a survey included.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::entry::read_bool;
use super::reader::Reader;
use super::{Context, Field, Interpreted, Mapping, Row};
use crate::error::Fault;
use crate::record::feedback::Scale;

/// What a row says of a feedback; names are texts as read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FeedbackLine {
    /// Line or sheet row.
    pub row: u32,
    /// When.
    pub date: NaiveDate,
    /// Which customer.
    pub customer: Option<String>,
    /// Which employee, of internal feedback.
    pub employee: Option<String>,
    /// 主题.
    pub topic: String,
    /// 来源: telephone, survey, visit …
    pub source: String,
    /// 满意度, 1 to 5.
    pub satisfaction: Option<u8>,
    /// NPS, 0 to 10.
    pub nps: Option<u8>,
    /// What was said.
    pub text: String,
    /// Whether it is a complaint.
    pub is_complaint: bool,
    /// Who sees to it.
    pub owner: Option<String>,
    /// Until when.
    pub due: Option<NaiveDate>,
    /// What came of it; empty while it is open.
    pub outcome: String,
    /// Activity.
    pub activity: Option<String>,
    /// Product.
    pub product: Option<String>,
    /// Tool.
    pub tool: Option<String>,
    /// 费用类别.
    pub category: Option<String>,
    /// The mapped, filled cells as read: what a duplicate is told by.
    pub cells: String,
}

/// Interprets one row of `--kind feedback`.
pub fn interpret_feedback(mapping: &Mapping, row: &Row, context: &Context) -> Interpreted<FeedbackLine> {
    let mut reader = Reader::new(mapping, row, context);
    let date = reader.required_date(Field::Date);
    let mut satisfaction = graded(&mut reader, Field::Satisfaction, Scale::Satisfaction);
    let mut nps = graded(&mut reader, Field::Nps, Scale::Nps);
    let scale = reader.word(Field::Scale, "scale_unknown", Scale::parse);
    match scale {
        Some(Scale::Satisfaction) => {
            satisfaction = satisfaction.or(graded(&mut reader, Field::Score, Scale::Satisfaction))
        }
        Some(Scale::Nps) => nps = nps.or(graded(&mut reader, Field::Score, Scale::Nps)),
        // 4 of 5 and 4 of 10 are not the same: nothing is guessed.
        None => {
            if reader.is_clean() && reader.amount(Field::Score).is_some() {
                reader.reject(Field::Score, Fault::new("score_scale_missing"));
            }
        }
    }
    let line = FeedbackLine {
        row: row.number,
        date: date.unwrap_or_default(),
        customer: reader.text(Field::Customer),
        employee: reader.text(Field::Employee),
        topic: reader.text(Field::Topic).unwrap_or_default(),
        source: reader.text(Field::Source).unwrap_or_default(),
        satisfaction,
        nps,
        text: reader.text(Field::Text).unwrap_or_default(),
        is_complaint: reader
            .word(Field::Complaint, "yes_or_no", read_complaint)
            .unwrap_or(false),
        owner: reader.text(Field::Owner),
        due: reader.date(Field::Due),
        outcome: reader.text(Field::Outcome).unwrap_or_default(),
        activity: reader.text(Field::Activity),
        product: reader.text(Field::Product),
        tool: reader.text(Field::Tool),
        category: reader.text(Field::Category),
        cells: reader.cells(),
    };
    let is_empty = satisfaction.is_none() && nps.is_none() && line.text.is_empty() && line.topic.is_empty();
    if is_empty && !line.is_complaint && reader.is_clean() {
        reader.reject_row(Fault::new("feedback_empty"));
    }
    reader.finish(Some(line))
}

/// A score within its scale.
fn graded(reader: &mut Reader<'_>, field: Field, scale: Scale) -> Option<u8> {
    let (value, _) = reader.amount(field)?;
    let value: Decimal = value.normalize();
    let whole = value.fract().is_zero().then(|| value.to_i64()).flatten();
    match scale.read(whole.unwrap_or(-1)) {
        Ok(score) => Some(score),
        Err(_) => {
            reader.reject(field, scale.refusal(&value.to_string()));
            None
        }
    }
}

fn read_complaint(text: &str) -> Option<bool> {
    match text {
        "投诉" => Some(true),
        "表扬" | "建议" | "咨询" => Some(false),
        other => read_bool(other),
    }
}
