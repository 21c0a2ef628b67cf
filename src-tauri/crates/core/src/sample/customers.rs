//! The 120 customers of the sample, in the order in which they were won, and what the channels brought.
//!
//! Names are made up; the tax numbers spell SAMPLE and so can belong to nobody.

use super::book::{Book, date, season, span, workday};
use super::random::Random;
use super::registers::CHANNELS;
use super::{ChannelMonth, SampleCustomer};
use crate::language::Language;
use crate::period::Month;
use crate::record::entry::EntryInput;
use crate::record::register::{Customer, CustomerStatus};

const COUNT: usize = 120;
/// Won before the first month of the ledger.
const OLD: usize = 68;

#[rustfmt::skip]
const NAMES: [(&str, &str); 40] = [
    ("澜岳", "Lanyue"), ("禾川", "Hechuan"), ("铭朔", "Mingshuo"), ("鼎澄", "Dingcheng"), ("予恒", "Yuheng"),
    ("柏原", "Baiyuan"), ("泽翊", "Zeyi"), ("岚禾", "Lanhe"), ("启砚", "Qiyan"), ("沐禾", "Muhe"),
    ("宸舟", "Chenzhou"), ("朗稷", "Langji"), ("珩远", "Hengyuan"), ("曜石", "Yaoshi"), ("嘉榕", "Jiarong"),
    ("同砺", "Tongli"), ("晟野", "Shengye"), ("瑞屿", "Ruiyu"), ("知夏", "Zhixia"), ("合峻", "Hejun"),
    ("弘璟", "Hongjing"), ("天笠", "Tianli"), ("迈辰", "Maichen"), ("安浔", "Anxun"), ("卓遥", "Zhuoyao"),
    ("盛稷", "Shengji"), ("云樟", "Yunzhang"), ("图南", "Tunan"), ("京榆", "Jingyu"), ("逸航", "Yihang"),
    ("海檀", "Haitan"), ("立霄", "Lixiao"), ("博珂", "Boke"), ("众麓", "Zhonglu"), ("青禹", "Qingyu"),
    ("元湛", "Yuanzhan"), ("远峤", "Yuanqiao"), ("正霖", "Zhenglin"), ("明筑", "Mingzhu"), ("若谷", "Ruogu"),
];

/// Industry and the end of a name, in both languages.
const INDUSTRIES: [(&str, &str, &str, &str); 10] = [
    ("机械制造", "机械有限公司", "Machinery", "Machinery"),
    (
        "物业管理",
        "物业服务有限公司",
        "Property management",
        "Property Services",
    ),
    ("商贸零售", "商贸有限公司", "Retail", "Trading"),
    ("仓储物流", "物流有限公司", "Logistics", "Logistics"),
    ("教育", "教育科技有限公司", "Education", "Education"),
    ("医疗", "医疗器械有限公司", "Health care", "Medical Devices"),
    ("酒店餐饮", "酒店管理有限公司", "Hotels and catering", "Hotels"),
    ("食品加工", "食品有限公司", "Food processing", "Foods"),
    ("电子", "电子有限公司", "Electronics", "Electronics"),
    ("建筑工程", "建设工程有限公司", "Construction", "Construction"),
];

const REGIONS: [(&str, &str); 10] = [
    ("杭州", "Hangzhou"),
    ("苏州", "Suzhou"),
    ("南京", "Nanjing"),
    ("上海", "Shanghai"),
    ("合肥", "Hefei"),
    ("宁波", "Ningbo"),
    ("无锡", "Wuxi"),
    ("武汉", "Wuhan"),
    ("成都", "Chengdu"),
    ("广州", "Guangzhou"),
];

/// Those who sell, and those who look after customers.
pub(super) const OWNERS: [(&str, &str); 7] = [
    ("陈立", "Chen Li"),
    ("王晓雯", "Wang Xiaowen"),
    ("赵启明", "Zhao Qiming"),
    ("孙悦", "Sun Yue"),
    ("何俊", "He Jun"),
    ("林珊", "Lin Shan"),
    ("周一鸣", "Zhou Yiming"),
];

/// How the 48 customers of 2025 and 2026 came, in order: the poor channel brings two of them.
const WON: [&str; 48] = [
    "search",
    "referral",
    "exhibition",
    "referral",
    "search",
    "partner",
    "exhibition",
    "search",
    "referral",
    "exhibition",
    "exhibition",
    "content",
    "partner",
    "referral",
    "search",
    "social",
    "referral",
    "search",
    "partner",
    "referral",
    "content",
    "search",
    "exhibition",
    "referral",
    "partner",
    "email",
    "search",
    "referral",
    "referral",
    "exhibition",
    "search",
    "partner",
    "exhibition",
    "exhibition",
    "referral",
    "search",
    "content",
    "referral",
    "partner",
    "exhibition",
    "social",
    "referral",
    "search",
    "referral",
    "partner",
    "exhibition",
    "content",
    "referral",
];

/// Places (from 0) of the customers of grade A and B when they were won; the rest are C.
const A: [usize; 15] = [0, 1, 2, 5, 8, 11, 16, 21, 27, 33, 40, 52, 71, 84, 99];
#[rustfmt::skip]
const B: [usize; 40] = [
    3, 6, 9, 12, 14, 17, 19, 22, 24, 25, 29, 31, 35, 36, 38, 42, 44, 47, 49, 51, 54, 56, 59, 61, 63, 66, 69, 73, 75,
    78, 81, 86, 88, 91, 95, 97, 102, 105, 109, 112,
];

/// Changes of grade: place, date, new grade.
const CHANGES: [(usize, (i32, u32), &str); 9] = [
    (14, (2025, 7), "A"),
    (33, (2026, 1), "B"),
    (10, (2025, 7), "B"),
    (42, (2026, 1), "C"),
    (56, (2025, 10), "C"),
    (30, (2026, 1), "B"),
    (63, (2026, 7), "C"),
    (74, (2026, 7), "B"),
    (12, (2026, 4), "C"),
];

/// Lapsed ones with the month in which they went; three of them after trouble with their sensors.
const LAPSED: [(usize, (i32, u32)); 8] = [
    (13, (2025, 4)),
    (28, (2025, 8)),
    (37, (2025, 12)),
    (42, (2026, 3)),
    (56, (2026, 5)),
    (60, (2025, 10)),
    (63, (2026, 8)),
    (77, (2026, 9)),
];

const DORMANT: [usize; 9] = [15, 20, 34, 45, 50, 57, 64, 70, 79];

/// The customers, by code.
pub(super) fn customers(language: Language) -> Vec<SampleCustomer> {
    let mut random = Random::new(1);
    (0..COUNT).map(|place| customer(language, place, &mut random)).collect()
}

fn customer(language: Language, place: usize, random: &mut Random) -> SampleCustomer {
    let code = format!("C{:03}", place + 1);
    let (name_zh, name_en) = NAMES[place % NAMES.len()];
    let (industry_zh, end_zh, industry_en, end_en) =
        INDUSTRIES[(place * 7 + place / NAMES.len() * 3) % INDUSTRIES.len()];
    let (region_zh, region_en) = random.one(&REGIONS);
    let (owner_zh, owner_en) = OWNERS[place % OWNERS.len()];
    let acquired_on = acquired_on(place, random);
    let channel = match place.checked_sub(OLD) {
        None => random.one(&[
            "referral",
            "exhibition",
            "search",
            "partner",
            "exhibition",
            "referral",
            "content",
        ]),
        Some(newer) => WON.get(newer).copied().unwrap_or("exhibition"),
    };
    let lapsed_on = LAPSED.iter().find(|l| l.0 == place).map(|l| date(l.1.0, l.1.1, 15));
    let status = match () {
        () if acquired_on.is_none() => CustomerStatus::Lead,
        () if lapsed_on.is_some() => CustomerStatus::Lapsed,
        () if DORMANT.contains(&place) => CustomerStatus::Dormant,
        () => CustomerStatus::Active,
    };
    let first = match () {
        () if A.contains(&place) => "A",
        () if B.contains(&place) => "B",
        () => "C",
    };
    // A prospect is graded when it first gets in touch.
    let mut grades = vec![(acquired_on.unwrap_or(date(2026, 8, 3)), first)];
    grades.extend(
        CHANGES
            .iter()
            .filter(|c| c.0 == place)
            .map(|c| (date(c.1.0, c.1.1, 1), c.2)),
    );
    let grade = grades.last().map(|g| g.1.to_owned());
    SampleCustomer {
        customer: Customer {
            tax_number: Some(format!("91000000SAMPLE{:04}", place + 1)),
            code,
            name: match language {
                Language::Chinese => format!("{region_zh}{name_zh}{end_zh}"),
                Language::English => format!("{name_en} {end_en} ({region_en})"),
            },
            grade,
            industry: Some(language.pick(industry_zh, industry_en).to_owned()),
            region: Some(language.pick(region_zh, region_en).to_owned()),
            owner: Some(language.pick(owner_zh, owner_en).to_owned()),
            status,
            acquired_on,
            channel: Some(channel.to_owned()),
            lapsed_on,
            active: true,
        },
        grades,
    }
}

/// Won in order: 68 by the end of 2024, 26 in 2025, 22 in 2026; the last four are still prospects.
fn acquired_on(place: usize, random: &mut Random) -> Option<chrono::NaiveDate> {
    let day = random.day();
    let days_into = match place {
        0..OLD => {
            return Some(workday(
                Month::from_number(2021 * 12).plus((place * 47 / OLD) as i32),
                day,
            ));
        }
        68..94 => (place - OLD) * 12 / 26,
        94..116 => 12 + (place - 94) * 10 / 22,
        _ => return None,
    };
    Some(workday(span().from.plus(days_into as i32), day))
}

/// Leads, opportunities a hundred leads, by channel: many clicks on social media, few talks.
const REACH: [(i64, i64); 8] = [
    (46, 26),
    (172, 3),
    (9, 58),
    (24, 31),
    (30, 5),
    (26, 7),
    (11, 46),
    (28, 15),
];

/// What each channel brought in each month, from the register and the revenue entries.
pub(super) fn metrics(customers: &[SampleCustomer], entries: &[EntryInput]) -> Vec<ChannelMonth> {
    let mut random = Random::new(2);
    let mut metrics = Vec::new();
    for month in span().months() {
        for (&(channel, ..), &(leads, share)) in CHANNELS.iter().zip(&REACH) {
            let of_channel = |code: &str| {
                customers
                    .iter()
                    .any(|c| c.customer.code == code && c.customer.channel.as_deref() == Some(channel))
            };
            let won = customers.iter().filter(|c| {
                c.customer.channel.as_deref() == Some(channel) && c.customer.acquired_on.map(Month::of) == Some(month)
            });
            let won = won.count() as i64;
            // The fairs are in May: leads follow them.
            let busy = if channel == "exhibition" {
                [40, 260][usize::from(month.month() == 5)]
            } else {
                season(month)
            };
            let leads = (leads * busy * random.between(82, 120) / 10_000).max(won + 1);
            let opportunities = (leads * share * random.between(85, 115) / 10_000).clamp(won, leads);
            let revenue = entries.iter().filter(|e| {
                e.category.as_deref() == Some("11.2")
                    && Month::of(e.date) == month
                    && e.customer.as_deref().is_some_and(of_channel)
            });
            metrics.push(ChannelMonth {
                month,
                channel,
                leads: leads as u32,
                opportunities: opportunities as u32,
                customers: won as u32,
                revenue_minor: revenue.filter_map(|e| e.net).map(minor).sum(),
            });
        }
    }
    metrics
}

fn minor(amount: crate::money::Amount) -> i64 {
    crate::money::Currency::CNY.minor(amount.value()).unwrap_or(0)
}

/// The name of an owner in the book's language.
pub(super) fn owner(book: &Book, place: usize) -> String {
    let (chinese, english) = OWNERS[place % OWNERS.len()];
    book.say(chinese, english)
}
