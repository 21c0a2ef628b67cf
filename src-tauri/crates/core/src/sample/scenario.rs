//! What might become of the plan of 2026, the ceilings that the company spends under, and what its documents carry.

use super::SampleScenario;
use crate::language::Language;
use crate::money::Amount;
use crate::plan::LineKey;
use crate::plan::scenario::Assumption;
use crate::plan::standard::Per;

fn category(code: &str) -> LineKey {
    LineKey {
        category: Some(code.to_owned()),
        ..LineKey::default()
    }
}

fn yuan(whole: i64) -> Amount {
    Amount::new(rust_decimal::Decimal::new(whole * 100, 2))
}

/// The market gets worse, and the other way round: who keeps customers gets more.
pub(super) fn scenarios(language: Language) -> Vec<SampleScenario> {
    let social = LineKey {
        channel: Some("social".to_owned()),
        ..category("7.2")
    };
    let success = LineKey {
        department: Some("success".to_owned()),
        ..category("6.1")
    };
    vec![
        SampleScenario {
            name: language.pick("行情转弱", "A weaker market"),
            from: "2026-11",
            assumptions: vec![
                Assumption::Outlook {
                    percent: "-15".to_owned(),
                },
                Assumption::Factor {
                    key: social,
                    percent: "50".to_owned(),
                },
                Assumption::NewCustomers { customers: 26 },
            ],
            note: language.pick("社交渠道再减半", "Social once more by half"),
            author: "chen",
            made_at: "2026-10-30T07:00:00Z",
        },
        SampleScenario {
            name: language.pick("多做老客户", "More for those we have"),
            from: "2026-11",
            assumptions: vec![
                Assumption::People {
                    key: success,
                    people: "6.5".to_owned(),
                    monthly_pay: yuan(7_600),
                    contributions_percent: "35".to_owned(),
                    share_percent: None,
                },
                Assumption::PerCustomer {
                    category: "8.5".to_owned(),
                    grade: "A".to_owned(),
                    customers: 16,
                    each: yuan(2_400),
                },
                Assumption::Seats {
                    key: category("1.3"),
                    seats: 20,
                    price: yuan(180),
                },
            ],
            note: "",
            author: "chen",
            made_at: "2026-10-30T07:30:00Z",
        },
    ]
}

/// 费用标准 of the company.
pub(super) fn standards(language: Language) -> Vec<(Per, LineKey, i64, &'static str)> {
    let grade = |code: &str, grade: &str| LineKey {
        grade: Some(grade.to_owned()),
        ..category(code)
    };
    vec![
        (
            Per::Person,
            category("8.4"),
            300_00,
            language.pick("招待每人每餐", "Entertaining, a head and meal"),
        ),
        (
            Per::Event,
            category("5.2"),
            120_000_00,
            language.pick("单场活动执行上限", "One event at most"),
        ),
        (
            Per::Customer,
            grade("8.5", "A"),
            3_000_00,
            language.pick("A 级客户礼品全年", "Gifts to a customer of grade A, a year"),
        ),
        (
            Per::Customer,
            grade("8.5", "B"),
            1_000_00,
            language.pick("B 级客户礼品全年", "Gifts to a customer of grade B, a year"),
        ),
    ]
}

/// The figures that the second document rests on.
pub(super) fn attachments(language: Language) -> Vec<(i32, &'static str, String)> {
    let text = language.pick(
        "传感器 S3 退换货登记（2026 年 7 至 9 月）\n7 月 6 台，8 月 9 台，9 月 14 台。\n原因多为接头进水，供应商已更换批次。\n",
        "Returns of the sensor S3, July to September 2026\nJuly 6, August 9, September 14.\nMostly water in the plug; the supplier has changed the batch.\n",
    );
    vec![(2, language.pick("S3 退换货登记.txt", "S3 returns.txt"), text.to_owned())]
}
