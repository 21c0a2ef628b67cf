//! Rows of customer activities: what each was planned to be and what came of it.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::reader::Reader;
use super::{Context, Field, Interpreted, Mapping, Row};
use crate::error::Fault;
use crate::record::Stage;
use crate::record::activity::{ActivityStatus, purpose, score};

/// What a row says of an activity; none is a column that the file lacks or an empty cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ActivityLine {
    /// Line or sheet row.
    pub row: u32,
    /// 活动编号; none where the file has only names.
    pub code: Option<String>,
    /// 名称.
    pub name: Option<String>,
    /// English name.
    pub name_en: Option<String>,
    /// 目的, as the stage that it gives entries.
    pub purpose: Option<Stage>,
    /// Channel, code or name.
    pub channel: Option<String>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day, included.
    pub to: Option<NaiveDate>,
    /// 预算成本, in base currency.
    pub planned_cost: Option<Decimal>,
    /// 预期收益, in base currency.
    pub expected_revenue: Option<Decimal>,
    /// 邀请人数.
    pub invited: Option<u32>,
    /// 到场人数.
    pub attendance: Option<u32>,
    /// 响应人数.
    pub responses: Option<u32>,
    /// Revenue won, in base currency.
    pub revenue: Option<Decimal>,
    /// 评分, 1 to 5.
    pub score: Option<Decimal>,
    /// Where it stands.
    pub status: Option<ActivityStatus>,
}

/// Interprets one row of `--kind activities`.
pub fn interpret_activity(mapping: &Mapping, row: &Row, context: &Context) -> Interpreted<ActivityLine> {
    let mut reader = Reader::new(mapping, row, context);
    let line = ActivityLine {
        row: row.number,
        code: reader.text(Field::Code),
        name: reader.text(Field::Name),
        name_en: reader.text(Field::NameEn),
        purpose: reader.word(Field::Purpose, "purpose_unknown", purpose),
        channel: reader.text(Field::Channel),
        from: reader.date(Field::From),
        to: reader.date(Field::To),
        planned_cost: reader.base_amount(Field::PlannedCost),
        expected_revenue: reader.base_amount(Field::ExpectedRevenue),
        invited: reader.count(Field::Invited),
        attendance: reader.count(Field::Attendance),
        responses: reader.count(Field::Responses),
        revenue: reader.base_amount(Field::Revenue),
        score: reader.amount(Field::Score).map(|(value, _)| value.normalize()),
        status: reader.word(Field::Status, "activity_status_unknown", ActivityStatus::parse),
    };
    if line.code.is_none() && line.name.is_none() && reader.is_clean() {
        reader.reject_row(Fault::new("name_missing"));
    }
    if let Some(Err(fault)) = line.score.map(score) {
        reader.reject(Field::Score, fault);
    }
    if let Some(cost) = line.planned_cost.filter(|cost| *cost < Decimal::ZERO) {
        reader.reject(
            Field::PlannedCost,
            Fault::new("planned_cost_negative").with("value", cost),
        );
    }
    if let (Some(from), Some(to)) = (line.from, line.to)
        && to < from
    {
        reader.reject(
            Field::To,
            Fault::new("activity_term_reversed").with("from", from).with("to", to),
        );
    }
    reader.finish(Some(line))
}
