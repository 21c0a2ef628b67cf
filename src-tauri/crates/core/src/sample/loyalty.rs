//! Loyalty points of the sample company from the middle of 2025 on, and the own fields of its customers and entries.
//!
//! The case it tells: more points are given each month than are taken, so that what is open grows.

use super::SampleCustomer;
use crate::language::Language;
use crate::period::Month;
use crate::record::category::lies_in;
use crate::record::entry::EntryInput;
use crate::record::roll::{OwnKind, Roll};

/// Points of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SamplePoints {
    /// The month.
    pub month: Month,
    /// Issued, redeemed, expired.
    pub moved: [i64; 3],
    /// Cost of a point, a decimal.
    pub cost_per_point: &'static str,
    /// Members and active members.
    pub members: [i64; 2],
}

/// An own field with its values by code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleOwn {
    /// Which register.
    pub register: Roll,
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: OwnKind,
    /// What can be chosen.
    pub choices: Vec<&'static str>,
    /// Code → value; of entries their place among those of the sample, from 0.
    pub values: Vec<(String, String)>,
}

/// Sixteen months of points: half of what is given is taken, and from the second year on a tenth expires.
pub(super) fn points() -> Vec<SamplePoints> {
    let Some(first) = Month::new(2025, 7) else {
        return Vec::new();
    };
    (0..16i32)
        .map(|at| {
            let issued = 18_000 + i64::from(at) * 650;
            let expired = if at < 12 { 0 } else { issued / 10 };
            SamplePoints {
                month: first.plus(at),
                moved: [issued, issued / 2 - 300, expired],
                cost_per_point: if at < 6 { "0.012" } else { "0.013" },
                members: [62 + i64::from(at) * 3, 31 + i64::from(at)],
            }
        })
        .collect()
}

/// Own fields: of customers which form of contract they signed and when they were last visited, of entries of sales how
/// they were settled.
pub(super) fn own_fields(language: Language, customers: &[SampleCustomer], entries: &[EntryInput]) -> Vec<SampleOwn> {
    let codes = || {
        customers
            .iter()
            .map(|customer| customer.customer.code.clone())
            .enumerate()
    };
    let settled = [
        language.pick("对公转账", "Bank transfer"),
        language.pick("公司卡", "Company card"),
        language.pick("员工垫付", "Paid by staff"),
    ];
    // Travel and meals are paid on the way, what has an invoice of a vendor by transfer.
    let how = |at: usize, entry: &EntryInput| match entry.category.as_deref().unwrap_or_default() {
        code if lies_in(code, "8") => Some(settled[1 + at % 2]),
        code if lies_in(code, "7") && entry.vendor.is_some() => Some(settled[0]),
        _ => None,
    };
    let [standard, own] = [language.pick("标准", "Standard"), language.pick("定制", "Custom")];
    vec![
        SampleOwn {
            register: Roll::Customer,
            name: language.pick("合同版本", "Form of contract"),
            kind: OwnKind::Choice,
            choices: vec![standard, own],
            values: codes()
                .filter(|(at, _)| at % 3 != 2)
                .map(|(at, code)| (code, if at % 7 == 0 { own } else { standard }.to_owned()))
                .collect(),
        },
        SampleOwn {
            register: Roll::Customer,
            name: language.pick("上次拜访", "Last visit"),
            kind: OwnKind::Date,
            choices: Vec::new(),
            values: codes()
                .filter(|(at, _)| at % 2 == 0)
                .map(|(at, code)| (code, format!("2026-{:02}-{:02}", at % 10 + 1, at % 27 + 1)))
                .collect(),
        },
        SampleOwn {
            register: Roll::Entry,
            name: language.pick("付款方式", "Settled by"),
            kind: OwnKind::Choice,
            choices: settled.to_vec(),
            values: entries
                .iter()
                .enumerate()
                .filter_map(|(at, entry)| Some((at.to_string(), how(at, entry)?.to_owned())))
                .collect(),
        },
    ]
}
