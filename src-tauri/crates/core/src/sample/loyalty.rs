//! Loyalty points of the sample company from the middle of 2025 on, and the own fields of its customers.
//!
//! The case it tells: more points are given each month than are taken, so that what is open grows.

use super::SampleCustomer;
use crate::language::Language;
use crate::period::Month;
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
    /// Code → value.
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

/// Two own fields of customers: which form of contract they signed, and when they were last visited.
pub(super) fn own_fields(language: Language, customers: &[SampleCustomer]) -> Vec<SampleOwn> {
    let codes = || {
        customers
            .iter()
            .map(|customer| customer.customer.code.clone())
            .enumerate()
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
    ]
}
