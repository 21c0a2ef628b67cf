//! What was done with the plan of 2026 from its approval on: control and ceilings, what the end of 2025 left over,
//! requests of every fate, documents, scenarios. Each is a record of the journal, made by the same function as a user's.
//!
//! The one thing to know: no document moves a month before November, so the figures of the months with entries stay.

use super::{Deed, SampleDeed};
use crate::language::Language;
use crate::money::Amount;
use crate::plan::scenario::Assumption;
use crate::plan::standard::Per;
use crate::plan::{CarryRule, Control, LineKey, ReasonClass, RevisionKind};

fn category(code: &str) -> LineKey {
    LineKey {
        category: Some(code.to_owned()),
        ..LineKey::default()
    }
}

fn channel(code: &str, channel: &str) -> LineKey {
    LineKey {
        channel: Some(channel.to_owned()),
        ..category(code)
    }
}

fn yuan(whole: i64) -> Amount {
    Amount::new(rust_decimal::Decimal::new(whole * 100, 2))
}

/// All of it, oldest first.
pub(super) fn of_2026(language: Language) -> Vec<SampleDeed> {
    let mut deeds = beginning(language);
    deeds.extend(requests(language));
    deeds.extend(autumn(language));
    deeds
}

fn deed(at: &'static str, author: &'static str, what: Deed) -> SampleDeed {
    SampleDeed { at, author, what }
}

/// January: the plan, what it is watched by, the ceilings that the company spends under.
fn beginning(language: Language) -> Vec<SampleDeed> {
    let grade = |code: &str, grade: &str| LineKey {
        grade: Some(grade.to_owned()),
        ..category(code)
    };
    let standard = |at, per, key, amount_minor, note| {
        let what = Deed::Standard {
            per,
            key,
            amount_minor,
            note,
        };
        deed(at, "chen", what)
    };
    let key_account = LineKey {
        customer: Some("C003".to_owned()),
        ..category("8.4")
    };
    vec![
        // What had been approved on paper is taken over.
        deed(
            "2026-01-05T01:06:00Z",
            "chen",
            Deed::Approve {
                budget: "2025",
                from: "2025-12",
            },
        ),
        deed(
            "2026-01-05T01:10:00Z",
            "chen",
            Deed::Approve {
                budget: "2026",
                from: "2026-01",
            },
        ),
        deed(
            "2026-01-05T01:25:00Z",
            "chen",
            Deed::Control {
                key: key_account,
                to_date: Control::Warn,
                full_year: Control::Warn,
            },
        ),
        standard(
            "2026-01-06T02:00:00Z",
            Per::Person,
            category("8.4"),
            300_00,
            language.pick("招待每人每餐", "Entertaining, a head and meal"),
        ),
        standard(
            "2026-01-06T02:04:00Z",
            Per::Event,
            category("5.2"),
            120_000_00,
            language.pick("单场活动执行上限", "One event at most"),
        ),
        standard(
            "2026-01-06T02:07:00Z",
            Per::Customer,
            grade("8.5", "A"),
            3_000_00,
            language.pick("A 级客户礼品全年", "Gifts to a customer of grade A, a year"),
        ),
        standard(
            "2026-01-06T02:09:00Z",
            Per::Customer,
            grade("8.5", "B"),
            1_000_00,
            language.pick("B 级客户礼品全年", "Gifts to a customer of grade B, a year"),
        ),
        // The interface comes a year later, the overspent training is paid by this year's, the rest falls back.
        deed(
            "2026-01-12T06:30:00Z",
            "chen",
            Deed::Carry {
                from: "2025",
                to: "2026",
                effective: "2026-11",
                text: language.pick(
                    "接口二期推迟到今年 11 月；去年培训超支由今年承担",
                    "The second interface comes this November; last year's overspent training is borne by this year",
                ),
                lines: vec![
                    (category("1.5"), CarryRule::Positive, None),
                    (category("3.4"), CarryRule::Both, Some(category("3"))),
                ],
            },
        ),
    ]
}

/// Requests: let past a closed line, settled with a rest released, refused for want of money, approved, still open.
fn requests(language: Language) -> Vec<SampleDeed> {
    let day = |month: u32, day: u32| super::book::date(2026, month, day);
    let evening = LineKey {
        activity: Some("A2603".to_owned()),
        ..category("5.2")
    };
    let ask = |title: (&'static str, &'static str), key, month, amount_minor| Deed::Ask {
        title: language.pick(title.0, title.1),
        key,
        month,
        amount_minor,
    };
    vec![
        // 6,000 are contracted and planned, 6,400 are charged; the invoice settles the contract's instalment.
        deed(
            "2026-04-20T03:15:00Z",
            "zhou",
            ask(
                ("电子签约插件涨价部分", "Price rise of the e-signature plug-in"),
                category("1.8"),
                "2026-05",
                400_00,
            ),
        ),
        deed(
            "2026-04-23T08:40:00Z",
            "chen",
            Deed::Control {
                key: category("1.8"),
                to_date: Control::Warn,
                full_year: Control::Stop,
            },
        ),
        deed(
            "2026-04-28T01:20:00Z",
            "chen",
            Deed::Grant {
                request: 1,
                passing: Some((
                    language.pick("总经理 刘", "Liu, managing director"),
                    language.pick(
                        "大客户合同都用它签，停用影响回款",
                        "Key accounts sign with it; without it receipts are late",
                    ),
                )),
            },
        ),
        deed(
            "2026-05-08T06:30:00Z",
            "wu",
            Deed::Close {
                request: 1,
                reason: language.pick(
                    "发票随采购合同一并结算",
                    "The invoice is settled with the purchase contract",
                ),
            },
        ),
        deed(
            "2026-06-08T02:50:00Z",
            "zhou",
            ask(
                ("年中客户答谢会现场", "Mid-year customer evening on site"),
                evening,
                "2026-07",
                40_000_00,
            ),
        ),
        deed(
            "2026-06-10T07:05:00Z",
            "chen",
            Deed::Grant {
                request: 2,
                passing: None,
            },
        ),
        // Four invoices at first, the rest with the last two: 984 of the 40,000 are released.
        deed(
            "2026-07-16T09:00:00Z",
            "wu",
            Deed::Settle {
                request: 2,
                of: ("5.2", Some("A2603")),
                days: (day(7, 1), day(7, 15)),
                is_closed: false,
            },
        ),
        deed(
            "2026-07-24T09:10:00Z",
            "wu",
            Deed::Settle {
                request: 2,
                of: ("5.2", Some("A2603")),
                days: (day(7, 16), day(7, 24)),
                is_closed: true,
            },
        ),
        deed(
            "2026-08-28T01:55:00Z",
            "zhou",
            ask(
                ("秋季社交渠道追投", "More for social media in autumn"),
                channel("7.2", "social"),
                "2026-09",
                30_000_00,
            ),
        ),
        deed(
            "2026-09-01T02:30:00Z",
            "chen",
            Deed::Refuse {
                request: 3,
                reason: language.pick(
                    "没有余额：社交广告全年预算 156,000 元，到 8 月底已花 158,969.35 元",
                    "No money left: 156,000 planned for social advertising this year, 158,969.35 spent by the end of August",
                ),
            },
        ),
        deed(
            "2026-09-14T01:30:00Z",
            "zhou",
            ask(
                ("年度品牌调研", "Brand survey of the year"),
                category("7.6"),
                "2026-12",
                19_000_00,
            ),
        ),
        deed(
            "2026-09-16T03:00:00Z",
            "chen",
            Deed::Grant {
                request: 4,
                passing: None,
            },
        ),
        deed(
            "2026-10-12T07:20:00Z",
            "zhou",
            ask(
                ("明春展会订金", "Deposit for the spring fair"),
                channel("7.3", "exhibition"),
                "2026-12",
                6_000_00,
            ),
        ),
        deed(
            "2026-10-27T09:05:00Z",
            "wu",
            ask(
                ("客服话术培训", "Training for the support desk"),
                category("3.1"),
                "2026-11",
                3_500_00,
            ),
        ),
    ]
}

/// October: documents that change the plan, and what might become of it.
fn autumn(language: Language) -> Vec<SampleDeed> {
    let social = channel("7.2", "social");
    let faulty = LineKey {
        product: Some("S3".to_owned()),
        ..category("9.4")
    };
    let success = LineKey {
        department: Some("success".to_owned()),
        ..category("6.1")
    };
    vec![
        // Money goes where customers came from; the plan of the months before stays.
        deed(
            "2026-10-28T02:10:00Z",
            "chen",
            Deed::Revise {
                kind: RevisionKind::Transfer,
                effective: "2026-11",
                reason: ReasonClass::Market,
                text: language.pick(
                    "社交渠道转化差，推广费改投老客户推荐",
                    "Social converts poorly; referrals get more",
                ),
                moves: vec![
                    (channel("7.3", "social"), -3_000_00),
                    (channel("7.3", "referral"), 3_000_00),
                ],
            },
        ),
        deed(
            "2026-10-30T06:40:00Z",
            "chen",
            Deed::Revise {
                kind: RevisionKind::Supplement,
                effective: "2026-11",
                reason: ReasonClass::CustomerFeedback,
                text: language.pick("传感器 S3 退换货增多", "More returns of the sensor S3"),
                moves: vec![(faulty, 12_000_00)],
            },
        ),
        // The figures that it rests on.
        deed(
            "2026-10-30T06:44:00Z",
            "chen",
            Deed::Attach {
                document: 3,
                name: language.pick("S3 退换货登记.txt", "S3 returns.txt"),
                text: language.pick(
                    "传感器 S3 退换货登记（2026 年 7 至 9 月）\n7 月 6 台，8 月 9 台，9 月 14 台。\n原因多为接头进水，供应商已更换批次。\n",
                    "Returns of the sensor S3, July to September 2026\nJuly 6, August 9, September 14.\nMostly water in the plug; the supplier has changed the batch.\n",
                ),
            },
        ),
        deed(
            "2026-10-30T06:50:00Z",
            "chen",
            Deed::Revise {
                kind: RevisionKind::Drawback,
                effective: "2026-11",
                reason: ReasonClass::InternalFeedback,
                text: language.pick(
                    "回款低于年初预计，提成用不完",
                    "Receipts are below what was expected; commissions will not be used up",
                ),
                moves: vec![(category("6.2"), -20_000_00)],
            },
        ),
        // The market gets worse, and the other way round: who keeps customers gets more.
        deed(
            "2026-10-30T07:00:00Z",
            "chen",
            Deed::Scenario {
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
            },
        ),
        deed(
            "2026-10-30T07:30:00Z",
            "chen",
            Deed::Scenario {
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
            },
        ),
    ]
}
