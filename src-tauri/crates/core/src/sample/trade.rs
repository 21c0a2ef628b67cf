//! What customers order, owe and pay: the same sales and fees as the entries, as orders, contracts and receipts.
//!
//! The one thing to know: nothing is made up here. An order is a sale of the entries, a contract the run of a customer's
//! fees, a receipt the day on which a fee was paid; three customers are behind, so that somebody has to ask.

use chrono::NaiveDate;

use super::book::{date, later, span};
use crate::evaluate::fee::Rhythm;
use crate::language::Language;
use crate::money::Currency;
use crate::period::Month;
use crate::record::entry::EntryInput;

/// An order 订单.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleOrder {
    /// When.
    pub date: NaiveDate,
    /// Code of the customer.
    pub customer: String,
    /// Net, minor units; what came back is negative.
    pub amount_minor: i64,
    /// 订单号.
    pub number: Option<String>,
    /// Code of the product.
    pub product: Option<String>,
}

/// A contract of maintenance fees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleContract {
    /// 合同编号.
    pub code: String,
    /// Code of the customer.
    pub customer: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day, included.
    pub to: NaiveDate,
    /// 价税合计 of the whole term, minor units.
    pub gross_minor: i64,
    /// How often it is billed.
    pub rhythm: Rhythm,
    /// What is promised, in words.
    pub services: &'static str,
    /// When and how much was received, minor units.
    pub receipts: Vec<(NaiveDate, i64)>,
    /// When somebody asked for the money, and what was said.
    pub follow_ups: Vec<(NaiveDate, &'static str)>,
}

/// Every how many contracts one customer pays late.
const LATE: usize = 9;

fn minor(amount: Option<crate::money::Amount>) -> i64 {
    amount
        .and_then(|amount| Currency::CNY.minor(amount.value()).ok())
        .unwrap_or(0)
}

/// The sales of the entries as orders.
pub(super) fn orders(entries: &[EntryInput]) -> Vec<SampleOrder> {
    let sales = entries.iter().filter(|e| e.category.as_deref() == Some("11.2"));
    sales
        .filter_map(|e| {
            let number = e.memo.split([' ', ',', '，']).find(|word| word.starts_with("SO"));
            Some(SampleOrder {
                date: e.date,
                customer: e.customer.clone()?,
                amount_minor: minor(e.net),
                number: number.map(str::to_owned),
                product: e.product.clone(),
            })
        })
        .collect()
}

/// The fees of each customer as one contract.
pub(super) fn contracts(language: Language, entries: &[EntryInput]) -> Vec<SampleContract> {
    let mut contracts: Vec<SampleContract> = Vec::new();
    for fee in entries.iter().filter(|e| e.category.as_deref() == Some("11.1")) {
        let (Some(customer), Some(from), Some(to)) = (&fee.customer, fee.benefit_from, fee.benefit_to) else {
            continue;
        };
        let gross = minor(fee.net) + minor(fee.tax);
        let at = contracts
            .iter()
            .position(|c| c.customer == *customer)
            .unwrap_or_else(|| {
                let months = (Month::of(to).number() - Month::of(from).number()) + 1;
                contracts.push(SampleContract {
                    code: format!("WB-{:03}", contracts.len() + 1),
                    customer: customer.clone(),
                    from,
                    to,
                    gross_minor: 0,
                    rhythm: if months > 3 { Rhythm::Year } else { Rhythm::Quarter },
                    services: language.pick("热线支持，每季度巡检一次", "Hotline, one inspection a quarter"),
                    receipts: Vec::new(),
                    follow_ups: Vec::new(),
                });
                contracts.len() - 1
            });
        let contract = &mut contracts[at];
        contract.to = contract.to.max(to);
        contract.gross_minor += gross;
        let is_late = at % LATE == 4 && fee.date >= date(2026, 3, 1);
        if let Some(paid_on) = fee.paid_on.filter(|on| *on <= span().to.last_day() && !is_late) {
            contract.receipts.push((paid_on, gross));
        } else if is_late && contract.follow_ups.len() < 3 {
            let note = match contract.follow_ups.len() {
                0 => language.pick(
                    "电话：对方财务说在走付款流程",
                    "By phone: their accounts say it is on its way",
                ),
                1 => language.pick("邮件催款，附账单", "Reminder by e-mail with the bill"),
                _ => language.pick("上门拜访，答应分两次付清", "Visit: they promise to pay in two parts"),
            };
            contract.follow_ups.push((later(fee.date, 45), note));
        }
    }
    for contract in &mut contracts {
        contract.receipts.sort_unstable();
    }
    contracts
}
