//! Rows of registers: customers and channels.

use chrono::NaiveDate;

use super::reader::Reader;
use super::{Context, Field, Interpreted, Mapping, Row};
use crate::error::Fault;
use crate::record::register::CustomerStatus;

/// What a row says of a customer; none is a column that the file lacks or an empty cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CustomerLine {
    /// Line or sheet row.
    pub row: u32,
    /// 客户编号; the name where the file has no code.
    pub code: String,
    /// 名称; the code where the file has no name.
    pub name: String,
    /// 统一社会信用代码.
    pub tax_number: Option<String>,
    /// 客户等级, code or name.
    pub grade: Option<String>,
    /// 行业.
    pub industry: Option<String>,
    /// 地区.
    pub region: Option<String>,
    /// 负责人.
    pub owner: Option<String>,
    /// 状态.
    pub status: Option<CustomerStatus>,
    /// 获客日期.
    pub acquired_on: Option<NaiveDate>,
    /// Source channel, code or name.
    pub channel: Option<String>,
    /// 流失日期.
    pub lapsed_on: Option<NaiveDate>,
}

/// What a row says of a channel.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChannelLine {
    /// Line or sheet row.
    pub row: u32,
    /// Code; the name where the file has none.
    pub code: String,
    /// 名称; the code where the file has none.
    pub name: String,
    /// English name.
    pub name_en: Option<String>,
}

/// Interprets one row of `--kind customers`.
pub fn interpret_customer(mapping: &Mapping, row: &Row, context: &Context) -> Interpreted<CustomerLine> {
    let mut reader = Reader::new(mapping, row, context);
    let (code, name) = code_and_name(&mut reader);
    let line = CustomerLine {
        row: row.number,
        code,
        name,
        tax_number: reader.text(Field::TaxNumber),
        grade: reader.text(Field::Grade),
        industry: reader.text(Field::Industry),
        region: reader.text(Field::Region),
        owner: reader.text(Field::Owner),
        status: reader.word(Field::Status, "customer_status_unknown", CustomerStatus::parse),
        acquired_on: reader.date(Field::AcquiredOn),
        channel: reader.text(Field::Channel),
        lapsed_on: reader.date(Field::LapsedOn),
    };
    if let (Some(from), Some(to)) = (line.acquired_on, line.lapsed_on)
        && to < from
    {
        reader.reject(
            Field::LapsedOn,
            Fault::new("lapsed_before_acquired").with("from", from).with("to", to),
        );
    }
    reader.finish(Some(line))
}

/// Interprets one row of `--kind channels`.
pub fn interpret_channel(mapping: &Mapping, row: &Row, context: &Context) -> Interpreted<ChannelLine> {
    let mut reader = Reader::new(mapping, row, context);
    let (code, name) = code_and_name(&mut reader);
    let line = ChannelLine {
        row: row.number,
        code,
        name,
        name_en: reader.text(Field::NameEn),
    };
    reader.finish(Some(line))
}

/// Either stands for the other where the file has only one.
fn code_and_name(reader: &mut Reader<'_>) -> (String, String) {
    let (code, name) = (reader.text(Field::Code), reader.text(Field::Name));
    if code.is_none() && name.is_none() && reader.is_clean() {
        reader.reject_row(Fault::new("name_missing"));
    }
    let either =
        |one: &Option<String>, other: &Option<String>| one.clone().or_else(|| other.clone()).unwrap_or_default();
    (either(&code, &name), either(&name, &code))
}
