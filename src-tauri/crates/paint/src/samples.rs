//! Reports, entries and budgets for the tests.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use kezhang_core::monitor::variance::{Figures, Filter, ReportHead, RowKey, VarianceReport, VarianceRow};
use kezhang_core::plan::budget::{Budget, BudgetLine, LineMonth};
use kezhang_core::plan::{Basis, BudgetVersion, LineKey, Measure, VersionState};
use kezhang_core::record::category::{EntryKind, Stage, TAXONOMY};
use kezhang_core::record::entry::{Entry, Evidence, Status};
use kezhang_core::record::register::Dimension;
use kezhang_core::{Amount, Currency, Language};
use rust_decimal::Decimal;

use crate::document::ListHead;
use crate::words::Labels;

pub fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub fn amount(text: &str) -> Amount {
    let mut value = dec(text);
    value.rescale(2);
    Amount::new(value)
}

fn figures(budget: &str, actual: &str) -> Figures {
    let (budget, actual) = (amount(budget), amount(actual));
    let variance = Amount::new(budget.value() - actual.value());
    Figures {
        budget,
        actual,
        offset: amount("0"),
        committed: amount("0"),
        available: variance,
        variance,
    }
}

pub fn labels(language: Language) -> Labels {
    let category = TAXONOMY
        .iter()
        .map(|(code, zh, en, _)| (code.to_string(), language.pick(zh, en).to_owned()));
    let customer = [
        ("C001", "上海某某信息技术有限公司"),
        ("C002", "\u{202e}司公海上\u{202c} & <b>Söhne</b>"),
        ("甲", "甲"),
    ];
    let customer = customer
        .into_iter()
        .map(|(code, name)| (code.to_owned(), name.to_owned()));
    BTreeMap::from([
        ("category".to_owned(), category.collect()),
        ("customer".to_owned(), customer.collect()),
    ])
}

/// A report of rows (codes, budget, actual, budgeted); the total is their sum.
pub fn report(by: &[Dimension], rows: &[(&[&str], &str, &str, bool)], language: Language) -> VarianceReport {
    let mut total = (Decimal::ZERO, Decimal::ZERO);
    let rows = rows
        .iter()
        .map(|(codes, budget, actual, budgeted)| {
            total = (total.0 + dec(budget), total.1 + dec(actual));
            let mut key = RowKey::default();
            for (dimension, code) in by.iter().zip(*codes) {
                *key.slot(*dimension) = Some((!code.is_empty()).then(|| (*code).to_owned()));
            }
            VarianceRow {
                key,
                figures: figures(budget, actual),
                budgeted: *budgeted,
                compared: None,
            }
        })
        .collect();
    VarianceReport {
        head: ReportHead {
            company: "杭州示例科技有限公司".to_owned(),
            from: "2025-01".parse().unwrap(),
            to: "2025-12".parse().unwrap(),
            by: by.to_vec(),
            periods: match by.first() {
                Some(Dimension::Month) => (1..=12).map(|month| format!("2025-{month:02}")).collect(),
                Some(Dimension::Quarter) => (1..=4).map(|quarter| format!("2025-Q{quarter}")).collect(),
                _ => Vec::new(),
            },
            basis: Basis::Accrual,
            measure: Measure::Cost,
            currency: Currency::CNY,
            versions: vec!["2025@1 (approved)".to_owned()],
            is_draft: false,
            plan_stands_as_is: false,
            untaxed_count: 3,
            uncategorised: amount("1200"),
            filter: Vec::<Filter>::new(),
            omitted_count: 0,
            compared: None,
            pace: None,
        },
        rows,
        compared: None,
        total: figures(&total.0.to_string(), &total.1.to_string()),
        labels: labels(language),
    }
}

pub fn by_category(language: Language) -> VarianceReport {
    report(
        &[Dimension::Category],
        &[
            (&["0"], "0", "1200", false),
            (&["1.2"], "60000", "58800.50", true),
            (&["3.1"], "12000", "0", true),
            (&["5.2"], "80000", "96500", true),
            (&["6.1"], "480000", "471234.56", true),
            (&["7.2"], "120000", "133500", true),
            (&["7.2"], "0", "8200", false),
            (&["8.2"], "20000", "20000", true),
            (&["9.4"], "5000", "-3200", true),
        ],
        language,
    )
}

pub fn by_month(language: Language) -> VarianceReport {
    let budget = [
        "60000", "60000", "65000", "65000", "70000", "70000", "60000", "60000", "80000", "80000", "90000", "77000",
    ];
    let actual = [
        "58000", "61200.5", "72000", "64000", "69000", "81000", "55000", "", "", "", "", "",
    ];
    let codes: Vec<String> = (1..=12).map(|month| format!("2025-{month:02}")).collect();
    let codes: Vec<[&str; 1]> = codes.iter().map(|code| [code.as_str()]).collect();
    let mut rows: Vec<(&[&str], &str, &str, bool)> = Vec::new();
    for (index, code) in codes.iter().enumerate() {
        let spent = if actual[index].is_empty() { "0" } else { actual[index] };
        rows.push((code, budget[index], spent, true));
        if index == 2 || index == 5 {
            rows.push((code, "0", "9000", false));
        }
    }
    report(&[Dimension::Month], &rows, language)
}

pub fn by_stage(language: Language) -> VarianceReport {
    report(
        &[Dimension::Stage],
        &[
            (&["acquisition"], "300000", "352000", true),
            (&["maintenance"], "200000", "141000", true),
            (&["service"], "100000", "118000", true),
            (&["shared"], "177000", "150000", true),
            (&[""], "0", "1200", false),
        ],
        language,
    )
}

/// An entry with a memo: 106 gross with 6 of tax.
pub fn entry(id: i64, memo: &str) -> Entry {
    Entry {
        id,
        date: "2025-03-09".parse().unwrap(),
        category: "7.2".to_owned(),
        amount: amount("100"),
        currency: Currency::CNY,
        base: amount("100"),
        gross: amount("106"),
        tax: Some(amount("6")),
        net: amount("100"),
        kind: EntryKind::Cost,
        stage: Some(Stage::Acquisition),
        own_stage: None,
        customer: Some("C001".to_owned()),
        channel: None,
        activity: None,
        department: Some("sales".to_owned()),
        vendor: Some("=cmd|' /C calc'!A0".to_owned()),
        product: None,
        memo: memo.to_owned(),
        status: Status::Actual,
        batch: None,
        source_id: None,
        evidence: Evidence::default(),
        tax_rate: None,
        deductible: None,
        paid_on: None,
        invoiced_on: None,
        benefit_from: None,
        benefit_to: None,
        rate: None,
        people: None,
        own: std::collections::BTreeMap::new(),
    }
}

pub fn list_head() -> ListHead {
    ListHead {
        company: "杭州示例科技有限公司".to_owned(),
        from: Some("2025-01".parse().unwrap()),
        to: Some("2025-12".parse().unwrap()),
        currency: Currency::CNY,
        filter: Vec::new(),
        more: Vec::new(),
        own: Vec::new(),
        columns: None,
    }
}

/// A budget of lines: category, department, and the same amount in each month of 2025.
pub fn plan(lines: &[(&str, Option<&str>, &str)]) -> Budget {
    let lines: Vec<BudgetLine> = lines
        .iter()
        .map(|(category, department, each)| BudgetLine {
            key: LineKey {
                category: Some((*category).to_owned()),
                department: department.map(str::to_owned),
                ..LineKey::default()
            },
            months: (1..=12)
                .map(|month| LineMonth {
                    month: format!("2025-{month:02}").parse().unwrap(),
                    amount: amount(each),
                    is_locked: month == 2,
                    note: String::new(),
                })
                .collect(),
            total: amount(&(dec(each) * Decimal::from(12)).to_string()),
            note: String::new(),
        })
        .collect();
    let total = lines.iter().map(|line| line.total.value()).sum::<Decimal>();
    Budget {
        version: BudgetVersion {
            budget: "2025".to_owned(),
            fiscal_year: 2025,
            version: 1,
            state: VersionState::Draft,
            valid_from: None,
            basis: Basis::Accrual,
            measure: Measure::Cost,
            line_count: lines.len() as u32,
            total: amount(&total.to_string()),
        },
        lines,
    }
}

/// The first sheet of a workbook, read back by another program.
pub fn first_sheet(bytes: Vec<u8>) -> Range<Data> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).unwrap();
    workbook.worksheet_range_at(0).unwrap().unwrap()
}

/// The row whose first cell is this text.
pub fn row_of<'a>(range: &'a Range<Data>, first: &str) -> &'a [Data] {
    range
        .rows()
        .find(|row| row[0] == Data::String(first.to_owned()))
        .unwrap()
}
