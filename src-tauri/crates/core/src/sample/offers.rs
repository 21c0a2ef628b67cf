//! Two comparisons of CRM offers: the one that led to the CRM of today, which few use, and the one for what comes next.

use rust_decimal::Decimal;

use super::book::date;
use crate::evaluate::offer::after::SeatUse;
use crate::evaluate::offer::score::{CriterionMark, FUNCTIONS, FunctionAnswer, FunctionLevel, Has, usual_weights};
use crate::evaluate::offer::terms::{Billing, ChargeEvery, ChargeUnit, ItemKind};
use crate::evaluate::offer::{OfferItem, OfferNeed, OfferTerms};
use crate::language::Language;
use crate::period::Month;

/// A comparison with what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleComparison {
    /// Its name.
    pub name: &'static str,
    /// What is needed.
    pub need: OfferNeed,
    /// Name, vendor and terms of each offer.
    pub offers: Vec<(String, String, OfferTerms)>,
    /// Place of the chosen one, the day of signing, why.
    pub chosen: Option<(usize, chrono::NaiveDate, &'static str)>,
    /// Who answers for the contract.
    pub responsible: &'static str,
    /// Seats paid for and used.
    pub seats: Vec<SeatUse>,
}

fn seats(name: &str, price: i64) -> OfferItem {
    OfferItem {
        name: name.to_owned(),
        unit: ChargeUnit::Seat,
        every: ChargeEvery::Month,
        billing: Billing::Yearly,
        price: Decimal::from(price),
        ..OfferItem::default()
    }
}

fn flat(name: &str, kind: ItemKind, every: ChargeEvery, price: i64) -> OfferItem {
    OfferItem {
        name: name.to_owned(),
        kind,
        every,
        price: Decimal::from(price),
        ..OfferItem::default()
    }
}

fn days(name: &str, days: i64, price: i64) -> OfferItem {
    OfferItem {
        unit: ChargeUnit::Day,
        quantity: Some(Decimal::from(days)),
        ..flat(name, ItemKind::Implementation, ChargeEvery::Once, price)
    }
}

fn included(name: &str, kind: ItemKind) -> OfferItem {
    OfferItem {
        is_included: true,
        ..flat(name, kind, ChargeEvery::Year, 0)
    }
}

/// Functions that an offer has: all of its level and below, the next for more money.
fn functions(level: FunctionLevel) -> Vec<FunctionAnswer> {
    let has = |of: FunctionLevel| match (level, of) {
        (_, FunctionLevel::Basic) | (FunctionLevel::Advanced | FunctionLevel::Custom, FunctionLevel::Advanced) => {
            Has::Yes
        }
        (FunctionLevel::Basic, FunctionLevel::Advanced) | (FunctionLevel::Advanced, FunctionLevel::Custom) => {
            Has::Extra
        }
        (FunctionLevel::Custom, FunctionLevel::Custom) => Has::Yes,
        (FunctionLevel::Basic, FunctionLevel::Custom) => Has::No,
    };
    let answer = |(name, of): &(&str, FunctionLevel)| FunctionAnswer {
        name: (*name).to_owned(),
        has: has(*of),
    };
    FUNCTIONS.iter().map(answer).collect()
}

/// Marks in the order of the criteria.
fn marks(marks: [u32; 14], evidence: &[(&str, &str)]) -> Vec<CriterionMark> {
    let weights = usual_weights();
    let mark = |(weight, mark): (&crate::evaluate::offer::CriterionWeight, u32)| CriterionMark {
        evidence: evidence
            .iter()
            .find(|(criterion, _)| *criterion == weight.criterion)
            .map_or_else(String::new, |(_, text)| (*text).to_owned()),
        criterion: weight.criterion.clone(),
        mark,
    };
    weights.iter().zip(marks).map(mark).collect()
}

pub(super) fn comparisons(language: Language) -> Vec<SampleComparison> {
    vec![chosen_a_year_ago(language), what_comes_next(language)]
}

fn chosen_a_year_ago(language: Language) -> SampleComparison {
    let say = |chinese: &'static str, english: &'static str| language.pick(chinese, english);
    let net = OfferTerms {
        includes_tax: false,
        ..OfferTerms::default()
    };
    let yearly = |name, price| flat(name, ItemKind::Support, ChargeEvery::Year, price);
    let chosen = OfferTerms {
        edition: say("专业版", "Professional").to_owned(),
        quoted_on: Some(date(2025, 2, 24)),
        source: say("报价单 ZK-2025-0217", "Quote ZK-2025-0217").to_owned(),
        own_hours: Decimal::from(60),
        items: vec![
            OfferItem {
                every: ChargeEvery::Year,
                ..seats(say("CRM 年度订阅", "CRM, yearly subscription"), 1_600)
            },
            days(say("实施", "Set-up"), 16, 2_000),
            flat(
                say("客户资料导入", "Import of customers"),
                ItemKind::Migration,
                ChargeEvery::Once,
                12_000,
            ),
            flat(
                say("报价审批流程定制", "Custom approval of quotes"),
                ItemKind::Customisation,
                ChargeEvery::Once,
                26_000,
            ),
            yearly(say("基础支持", "Basic support"), 14_400),
            flat(
                say("电子签章插件", "E-signature plug-in"),
                ItemKind::Module,
                ChargeEvery::Year,
                6_000,
            ),
        ],
        functions: functions(FunctionLevel::Advanced),
        ..net.clone()
    };
    let refused = OfferTerms {
        edition: say("标准版", "Standard").to_owned(),
        quoted_on: Some(date(2025, 2, 27)),
        items: vec![
            OfferItem {
                every: ChargeEvery::Year,
                ..seats(say("账号年费", "Seats for a year"), 1_980)
            },
            days(say("实施", "Set-up"), 20, 1_800),
            included(say("基础支持", "Basic support"), ItemKind::Support),
        ],
        functions: functions(FunctionLevel::Basic),
        ..net
    };
    let use_of = |number: u32, active: u32| {
        Month::new(2026, number).map(|month| SeatUse {
            month,
            paid: 60,
            active,
        })
    };
    let active = [21, 20, 18, 17, 17, 15, 14, 14, 13, 13];
    SampleComparison {
        name: say("CRM 选型（2025 年）", "CRM of 2025"),
        need: OfferNeed {
            seats: 60,
            hour_rate: Decimal::from(95),
            ..OfferNeed::of_class(crate::evaluate::offer::need::SizeClass::Medium)
        },
        offers: vec![
            (
                say("智客云专业版", "Zhike Cloud Professional").to_owned(),
                say("智客云软件有限公司", "Zhike Cloud Software").to_owned(),
                chosen,
            ),
            (
                say("客如流标准版", "Keruliu Standard").to_owned(),
                say("客如流科技", "Keruliu").to_owned(),
                refused,
            ),
        ],
        chosen: Some((
            0,
            date(2025, 3, 10),
            say(
                "报价审批流程可以定制，功能更全；三年净现值高约 2.7 万元，值得。",
                "Approvals of quotes can be customised and it has more functions; about 27,000 dearer in present value over three years, and worth it.",
            ),
        )),
        responsible: say("陈敏（采购）", "Chen Min, purchasing"),
        seats: active
            .into_iter()
            .zip(1..)
            .filter_map(|(active, number)| use_of(number, active))
            .collect(),
    }
}

/// Offers A and B of 50 seats: 180 and 274 thousand in the first year, tax included.
fn what_comes_next(language: Language) -> SampleComparison {
    let say = |chinese: &'static str, english: &'static str| language.pick(chinese, english);
    let terms = |edition: &str, uplift: i64, level, marked: Vec<CriterionMark>| OfferTerms {
        edition: edition.to_owned(),
        quoted_on: Some(date(2026, 10, 20)),
        valid_until: Some(date(2027, 1, 31)),
        uplift_percent: Decimal::from(uplift),
        functions: functions(level),
        marks: marked,
        ..OfferTerms::default()
    };
    let rest = |items: &mut Vec<OfferItem>, prices: [i64; 5]| {
        let kinds = [
            (say("实施与配置", "Set-up"), ItemKind::Implementation),
            (say("数据迁移", "Migration"), ItemKind::Migration),
            (say("定制开发", "Customisation"), ItemKind::Customisation),
            (say("培训", "Training"), ItemKind::Training),
        ];
        for ((name, kind), price) in kinds.into_iter().zip(prices) {
            items.push(flat(name, kind, ChargeEvery::Once, price));
        }
        items.push(match prices[4] {
            0 => included(say("高级支持", "Advanced support"), ItemKind::AdvancedSupport),
            price => flat(
                say("高级支持", "Advanced support"),
                ItemKind::AdvancedSupport,
                ChargeEvery::Year,
                price,
            ),
        });
    };
    let mut a = terms(
        say("企业版", "Enterprise"),
        8,
        FunctionLevel::Advanced,
        marks(
            [4, 3, 4, 3, 3, 3, 4, 4, 3, 3, 3, 4, 3, 3],
            &[(
                "ease",
                say(
                    "试用两周，5 人评分平均 4.1",
                    "Two weeks’ trial, five people, 4.1 on average",
                ),
            )],
        ),
    );
    a.items.push(seats(say("账号订阅", "Seats"), 100));
    rest(&mut a.items, [40_000, 25_000, 45_000, 10_000, 0]);
    let mut b = terms(
        say("旗舰版", "Ultimate"),
        3,
        FunctionLevel::Custom,
        marks(
            [5, 4, 3, 4, 4, 4, 4, 4, 4, 5, 4, 3, 4, 3],
            &[(
                "functions",
                say(
                    "演示覆盖全部必备与希望项",
                    "The demonstration showed all musts and wishes",
                ),
            )],
        ),
    );
    b.items.push(seats(say("账号订阅", "Seats"), 150));
    rest(&mut b.items, [75_000, 15_000, 55_000, 15_000, 24_000]);
    SampleComparison {
        name: say("CRM 换型（2027 年）", "CRM for 2027"),
        need: OfferNeed {
            seats: 50,
            hour_rate: Decimal::from(95),
            ..OfferNeed::of_class(crate::evaluate::offer::need::SizeClass::Medium)
        },
        offers: vec![
            (
                say("方案甲", "Offer A").to_owned(),
                say("云客软件", "Yunke").to_owned(),
                a,
            ),
            (
                say("方案乙", "Offer B").to_owned(),
                say("飞信协同", "Feixin").to_owned(),
                b,
            ),
        ],
        chosen: None,
        responsible: "",
        seats: Vec::new(),
    }
}
