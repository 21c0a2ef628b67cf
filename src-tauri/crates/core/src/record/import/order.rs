//! Rows of money that customers owe and pay: orders, receipts, contracts.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::amount::read_tax_rate;
use super::reader::Reader;
use super::{Context, Field, Interpreted, Kind, Mapping, Row, clean_title};
use crate::error::Fault;
use crate::evaluate::fee::Rhythm;

/// What a row says of an order or a receipt; names are texts as read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PaymentLine {
    /// Line or sheet row.
    pub row: u32,
    /// When.
    pub date: NaiveDate,
    /// Who.
    pub customer: String,
    /// How much, in base currency; money back is negative.
    pub amount: Decimal,
    /// 订单号, of an order.
    pub order: Option<String>,
    /// 产品, of an order.
    pub product: Option<String>,
    /// 合同编号, of a receipt.
    pub contract: Option<String>,
    /// 摘要, of a receipt.
    pub memo: String,
    /// The mapped, filled cells as read: what a duplicate is told by.
    pub cells: String,
}

/// What a row says of a customer contract; none is a column that the file lacks or an empty cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ContractLine {
    /// Line or sheet row.
    pub row: u32,
    /// 合同编号.
    pub code: String,
    /// Who pays.
    pub customer: Option<String>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day, included.
    pub to: Option<NaiveDate>,
    /// 价税合计 of the whole term.
    pub amount: Option<Decimal>,
    /// 税率 as a fraction.
    pub tax_rate: Option<Decimal>,
    /// 收费周期.
    pub rhythm: Option<Rhythm>,
    /// Days from the bill to the day on which it is due.
    pub due_days: Option<u32>,
    /// What is promised.
    pub services: Option<String>,
    /// 部门 that answers for it.
    pub department: Option<String>,
}

/// Interprets one row of `--kind orders`.
pub fn interpret_order(mapping: &Mapping, row: &Row, context: &Context) -> Interpreted<PaymentLine> {
    payment(mapping, row, context)
}

/// Interprets one row of `--kind receipts`.
pub fn interpret_receipt(mapping: &Mapping, row: &Row, context: &Context) -> Interpreted<PaymentLine> {
    payment(mapping, row, context)
}

/// Whether the state of a row is how far a deal has come.
fn is_of_deals(mapping: &Mapping) -> bool {
    mapping
        .title(Field::State)
        .is_some_and(|title| clean_title(&title) != "生命状态")
}

/// Why a row in this state is left out: void, or a deal that is not won.
fn left_out(kind: Kind, state: &str, is_of_deals: bool) -> Option<Fault> {
    if state.contains("作废") {
        return Some(Fault::new("row_void"));
    }
    let lower = state.to_lowercase();
    let is_won = ["won", "赢单", "成交", "签约"].iter().any(|word| lower.contains(word))
        && !["lost", "未", "丢", "输"].iter().any(|word| lower.contains(word));
    (kind == Kind::Orders && is_of_deals && !is_won).then(|| Fault::new("deal_not_won").with("value", state))
}

fn payment(mapping: &Mapping, row: &Row, context: &Context) -> Interpreted<PaymentLine> {
    let mut reader = Reader::new(mapping, row, context);
    if let Some(state) = reader.text(Field::State).filter(|_| reader.is_clean())
        && let Some(reason) = left_out(mapping.kind, &state, is_of_deals(mapping))
    {
        return Interpreted::Skipped {
            row: row.number,
            reason,
        };
    }
    let date = reader.required_date(Field::Date);
    let customer = reader.required_text(Field::Customer, "customer_missing");
    let amount = reader.required_amount(Field::Amount);
    let line = PaymentLine {
        row: row.number,
        date: date.unwrap_or_default(),
        customer: customer.unwrap_or_default(),
        amount: amount.unwrap_or_default(),
        order: reader.text(Field::Order),
        product: reader.text(Field::Product),
        contract: reader.text(Field::Contract),
        memo: reader.text(Field::Memo).unwrap_or_default(),
        cells: reader.cells(),
    };
    reader.finish(Some(line))
}

/// Interprets one row of `--kind contracts`.
pub fn interpret_contract(mapping: &Mapping, row: &Row, context: &Context) -> Interpreted<ContractLine> {
    let mut reader = Reader::new(mapping, row, context);
    let code = reader.required_text(Field::Contract, "contract_code_missing");
    let line = ContractLine {
        row: row.number,
        code: code.unwrap_or_default(),
        customer: reader.text(Field::Customer),
        from: reader.date(Field::From),
        to: reader.date(Field::To),
        amount: reader.base_amount(Field::Amount),
        tax_rate: reader.optional(Field::TaxRate, read_tax_rate),
        rhythm: reader.word(Field::Rhythm, "rhythm_unknown", Rhythm::parse),
        due_days: reader.word(Field::DueDays, "count_invalid", |text| {
            text.trim_end_matches('天')
                .trim_end_matches(" days")
                .trim()
                .parse()
                .ok()
                .filter(|days| *days <= 3650)
        }),
        services: reader.text(Field::Services),
        department: reader.text(Field::Department),
    };
    if let (Some(from), Some(to)) = (line.from, line.to)
        && to < from
    {
        reader.reject(
            Field::To,
            Fault::new("contract_term_reversed").with("from", from).with("to", to),
        );
    }
    reader.finish(Some(line))
}
