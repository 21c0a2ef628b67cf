//! What work took and brought: activities as planned and as they came out, tools and their use, hours, tickets, feedback.
//!
//! The cases it tells: an activity well done (`A2604`) and one badly done (`A2601`), a CRM paid for sixty seats that
//! thirteen use, so that more than half of the hours are paperwork, and a sensor whose faults fill the desk and the log.

use chrono::NaiveDate;

use super::book::{Circle, date, later, month, span, workday};
use super::customers::OWNERS;
use super::random::Random;
use super::registers::GATHERINGS;
use super::service::trouble;
use super::{FAULTY_PRODUCT, SampleCustomer};
use crate::language::Language;
use crate::period::Month;
use crate::record::Stage;
use crate::record::activity::ActivityStatus;

/// What stands beside an activity of the register; amounts in minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleActivity {
    /// 活动编号.
    pub code: &'static str,
    /// Its purpose.
    pub purpose: Stage,
    /// Code of its channel.
    pub channel: Option<&'static str>,
    /// First and last day.
    pub term: (NaiveDate, NaiveDate),
    /// 预算成本.
    pub planned_minor: i64,
    /// 预期收益 and revenue won, of those meant to sell.
    pub revenue_minor: Option<(i64, i64)>,
    /// 邀请人数, 到场人数, 响应人数.
    pub people: [u32; 3],
    /// 评分.
    pub score: Option<&'static str>,
    /// Where it stands.
    pub status: ActivityStatus,
}

/// Code, first and last day of the month, planned, expected and won in whole units, invited, came, responded, score.
type Came = (
    &'static str,
    (u32, u32),
    i64,
    Option<(i64, i64)>,
    [u32; 3],
    &'static str,
);

#[rustfmt::skip]
const CAME: [Came; 10] = [
    ("A2501", (18, 18), 40_000, Some((90_000, 104_000)), [260, 118, 41], "4.1"),
    ("A2502", (14, 16), 90_000, Some((260_000, 238_000)), [900, 412, 96], "3.9"),
    ("A2503", (10, 10), 42_000, None, [86, 71, 52], "4.4"),
    ("A2504", (19, 19), 40_000, Some((120_000, 88_000)), [64, 39, 17], "3.6"),
    ("A2505", (3, 28), 20_000, None, [68, 44, 31], "4.2"),
    // Too many asked in the week of the trade fair, few came, nobody bought.
    ("A2601", (19, 19), 24_000, Some((110_000, 0)), [240, 21, 3], "2.3"),
    ("A2602", (13, 15), 106_000, Some((300_000, 342_000)), [980, 471, 128], "4.0"),
    ("A2603", (9, 9), 48_000, None, [92, 78, 60], "4.5"),
    // Customers bring customers: cheap, and it sells.
    ("A2604", (1, 30), 26_000, Some((120_000, 286_000)), [96, 58, 37], "4.7"),
    ("A2605", (1, 30), 40_000, None, [54, 49, 46], "3.8"),
];

pub(super) fn activities() -> Vec<SampleActivity> {
    let found = GATHERINGS.iter().filter_map(|gathering| {
        let came = CAME.iter().find(|came| came.0 == gathering.code)?;
        let (year, number) = gathering.held;
        Some(SampleActivity {
            code: gathering.code,
            purpose: gathering.stage,
            channel: gathering.channel,
            term: (date(year, number, came.1.0), date(year, number, came.1.1)),
            planned_minor: came.2 * 100,
            revenue_minor: came.3.map(|(expected, won)| (expected * 100, won * 100)),
            people: came.4,
            score: Some(came.5),
            status: if (year, number) >= (2026, 9) {
                ActivityStatus::Feedback
            } else {
                ActivityStatus::Done
            },
        })
    });
    found.collect()
}

/// A tool with its use by month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleTool {
    /// 编号.
    pub code: &'static str,
    /// 名称.
    pub name: &'static str,
    /// Vendor and category of its entries.
    pub paid_to: (&'static str, &'static str),
    /// When it renews, and how many days before notice is due.
    pub renewal: (NaiveDate, u32),
    /// Its use, oldest first.
    pub months: Vec<SampleUse>,
}

/// The use of a tool in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleUse {
    /// The month.
    pub month: Month,
    /// Seats paid for and active.
    pub seats: Option<(u32, u32)>,
    /// 登录次数.
    pub logins: Option<u32>,
    /// Modules paid for and used.
    pub modules: Option<(u32, u32)>,
    /// GB paid for and used.
    pub gb: Option<(u32, u32)>,
    /// 最近使用.
    pub last_used: NaiveDate,
}

pub(super) fn tools(language: Language) -> Vec<SampleTool> {
    let mut random = Random::new(70);
    let mut used = |from: Month, of: &mut dyn FnMut(&mut Random, i32, SampleUse) -> SampleUse| -> Vec<SampleUse> {
        let months = span().months().filter(|month| *month >= from);
        months
            .map(|month| {
                let bare = SampleUse {
                    month,
                    seats: None,
                    logins: None,
                    modules: None,
                    gb: None,
                    last_used: workday(month, random.between(24, 28) as u32),
                };
                of(&mut random, month.number() - from.number(), bare)
            })
            .collect()
    };
    let crm = used(month(2025, 4), &mut |random, age, bare| {
        // Curiosity fades: from 31 in the first month to 13 from the second year on.
        let active = (31 - i64::from(age) * 2).max(13) + if age < 12 { random.between(-1, 1) } else { 0 };
        SampleUse {
            seats: Some((60, active as u32)),
            logins: Some((active * random.between(9, 13)) as u32),
            modules: Some((8, if age < 4 { 5 } else { 3 })),
            ..bare
        }
    });
    let suite = used(month(2025, 1), &mut |random, _, bare| SampleUse {
        seats: Some((62, random.between(56, 60) as u32)),
        logins: Some(random.between(1_150, 1_320) as u32),
        modules: Some((5, 4)),
        ..bare
    });
    let bot = used(month(2025, 1), &mut |random, age, bare| SampleUse {
        seats: Some((6, 5)),
        logins: Some((180 + i64::from(age) * 9 + random.between(-20, 20)) as u32),
        modules: Some((3, 2)),
        ..bare
    });
    let storage = used(month(2025, 1), &mut |_, age, bare| SampleUse {
        gb: Some((600, 212 + age.unsigned_abs() * 13)),
        ..bare
    });
    let tool = |code, chinese: &'static str, english: &'static str, paid_to, renewal, months| SampleTool {
        code,
        name: language.pick(chinese, english),
        paid_to,
        renewal,
        months,
    };
    vec![
        tool(
            "T-CRM",
            "智客云 CRM",
            "Zhike CRM",
            ("V01", "1.2"),
            (date(2027, 3, 10), 60),
            crm,
        ),
        tool(
            "T-OA",
            "办公与分析套件",
            "Office and analysis suite",
            ("V17", "1.3"),
            (date(2027, 1, 15), 30),
            suite,
        ),
        tool(
            "T-BOT",
            "灵答智能客服",
            "Lingda service bot",
            ("V19", "9.5"),
            (date(2027, 1, 5), 30),
            bot,
        ),
        tool(
            "T-DISK",
            "客户数据云存储",
            "Cloud storage of customer data",
            ("V16", "4"),
            (date(2027, 1, 8), 45),
            storage,
        ),
    ]
}

/// Hours of an employee in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleHours {
    /// The month.
    pub month: Month,
    /// Who.
    pub employee: &'static str,
    /// 工作类型.
    pub kind: &'static str,
    /// In quarters of an hour.
    pub quarters: i64,
    /// Code of the customer.
    pub customer: Option<String>,
}

/// Hours of 2026: what the CRM should do is typed by hand into lists, more than half of the time.
pub(super) fn hours(language: Language, customers: &[SampleCustomer]) -> Vec<SampleHours> {
    let circle = Circle(customers);
    let mut random = Random::new(71);
    let mut hours = Vec::new();
    for month in span().months().filter(|at| *at >= month(2026, 1)) {
        for (place, (chinese, english)) in OWNERS.into_iter().enumerate() {
            let is_seller = place < 5;
            let mut put = |kind, quarters, customer| {
                hours.push(SampleHours {
                    month,
                    employee: language.pick(chinese, english),
                    kind,
                    quarters,
                    customer,
                });
            };
            put("administration", random.between(320, 368), None);
            put(
                if is_seller { "sales" } else { "service" },
                random.between(120, 152),
                None,
            );
            for _ in 0..2 {
                let customer = circle.draw(&mut random, workday(month, 15), [45, 38, 17]);
                put("visits", random.between(24, 44), Some(customer.customer.code.clone()));
            }
            put("training", random.between(8, 20), None);
            if random.chance(40) {
                put("unused", random.between(8, 32), None);
            }
        }
    }
    hours
}

/// Tickets of a product in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleTickets {
    /// The month.
    pub month: Month,
    /// Code of the product.
    pub product: &'static str,
    /// 工单数.
    pub tickets: u32,
    /// 处理时长 of all of them.
    pub minutes: u32,
    /// Solved by the bot.
    pub automated: u32,
    /// Mean minutes to the first and to the full solution.
    pub solution: (u32, u32),
}

pub(super) fn tickets() -> Vec<SampleTickets> {
    let mut random = Random::new(72);
    let mut tickets = Vec::new();
    for month in span().months() {
        for (product, usual) in [("X1", 34), ("S3", 26), ("G5", 15), ("CARE", 12)] {
            let is_faulty = product == FAULTY_PRODUCT;
            let busy = if is_faulty { trouble(month) } else { 100 };
            let count = usual * busy * random.between(88, 114) / 10_000;
            // What is broken no bot can mend.
            let automated = count * (if is_faulty && busy > 100 { 11 } else { 34 }) / 100;
            let each = if is_faulty {
                random.between(34, 42)
            } else {
                random.between(16, 22)
            };
            tickets.push(SampleTickets {
                month,
                product,
                tickets: count as u32,
                minutes: (count * each) as u32,
                automated: automated as u32,
                solution: (
                    random.between(18, 26) as u32 * if is_faulty { 3 } else { 1 },
                    random.between(300, 420) as u32 * if is_faulty { 5 } else { 1 },
                ),
            });
        }
    }
    tickets
}

/// A feedback.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SampleFeedback {
    /// When.
    pub date: NaiveDate,
    /// Code of the customer; none is internal.
    pub customer: Option<String>,
    /// Who, of internal feedback.
    pub employee: Option<&'static str>,
    /// 主题.
    pub topic: &'static str,
    /// 来源.
    pub source: &'static str,
    /// 满意度.
    pub satisfaction: Option<u8>,
    /// NPS.
    pub nps: Option<u8>,
    /// What was said.
    pub text: &'static str,
    /// Whether it is a complaint.
    pub is_complaint: bool,
    /// Who sees to it, and until when.
    pub owner: Option<(&'static str, NaiveDate)>,
    /// What came of it.
    pub outcome: &'static str,
    /// Code of the activity.
    pub activity: Option<&'static str>,
    /// Code of the product.
    pub product: Option<&'static str>,
    /// Code of the tool.
    pub tool: Option<&'static str>,
    /// Code of the category.
    pub category: Option<&'static str>,
}

pub(super) fn feedback(language: Language, customers: &[SampleCustomer]) -> Vec<SampleFeedback> {
    let circle = Circle(customers);
    let mut random = Random::new(73);
    let mut log = Vec::new();
    for month in span().months() {
        calls(language, circle, &mut random, month, &mut log);
        complaints(language, circle, &mut random, month, &mut log);
        if matches!(month.month(), 6 | 12) || month == super::book::month(2026, 10) {
            survey(language, circle, &mut random, month, &mut log);
        }
    }
    for came in &CAME {
        answers(language, circle, &mut random, came, &mut log);
    }
    inside(language, &mut log);
    log.sort_by_key(|one| one.date);
    log
}

/// Customers who are called and say how satisfied they are.
fn calls(language: Language, circle: Circle<'_>, random: &mut Random, month: Month, log: &mut Vec<SampleFeedback>) {
    for _ in 0..3 {
        let day = workday(month, random.day());
        let customer = circle.draw(random, day, [40, 40, 20]);
        let is_troubled = trouble(month) > 200 && random.chance(30);
        let score = if is_troubled {
            random.between(1, 3)
        } else {
            random.between(3, 5)
        };
        log.push(SampleFeedback {
            date: day,
            customer: Some(customer.customer.code.clone()),
            source: language.pick("电话回访", "Call"),
            satisfaction: Some(score as u8),
            text: match score {
                ..=2 => language.pick(
                    "传感器又换了一次，希望说清原因",
                    "The sensor was changed again; we want to know why",
                ),
                3 => language.pick("总体可以，响应再快些", "Fine on the whole, could answer sooner"),
                _ => language.pick("服务及时，态度好", "Prompt and friendly"),
            },
            product: is_troubled.then_some(FAULTY_PRODUCT),
            category: Some("8.1"),
            ..SampleFeedback::default()
        });
    }
}

/// Complaints, nearly all about the sensors from autumn 2025 on; the last are still open.
fn complaints(
    language: Language,
    circle: Circle<'_>,
    random: &mut Random,
    month: Month,
    log: &mut Vec<SampleFeedback>,
) {
    for _ in 0..(trouble(month) / 100).max(1) {
        let day = workday(month, random.day());
        let customer = circle.draw(random, day, [30, 45, 25]);
        let is_sensor = trouble(month) > 100 || random.chance(30);
        let (chinese, english) = OWNERS[5 + usize::from(random.chance(50))];
        let is_open = month >= super::book::month(2026, 9) && random.chance(60);
        log.push(SampleFeedback {
            date: day,
            customer: Some(customer.customer.code.clone()),
            source: language.pick("客服热线", "Hotline"),
            satisfaction: Some(random.between(1, 2) as u8),
            text: match is_sensor {
                true => language.pick("S3 读数漂移，误报频繁", "S3 readings drift, false alarms all the time"),
                false => language.pick("上门时间一改再改", "The visit was put off again and again"),
            },
            is_complaint: true,
            owner: Some((language.pick(chinese, english), later(day, 10))),
            outcome: match (is_open, is_sensor) {
                (true, _) => "",
                (false, true) => language.pick(
                    "更换新批次传感器，减免一次巡检费",
                    "Sensors of a new batch, one inspection free",
                ),
                (false, false) => language.pick("改约并致歉", "A new date, and an apology"),
            },
            product: is_sensor.then_some(FAULTY_PRODUCT),
            category: Some("9.3"),
            ..SampleFeedback::default()
        });
    }
}

/// Twice a year: would you recommend us?
fn survey(language: Language, circle: Circle<'_>, random: &mut Random, month: Month, log: &mut Vec<SampleFeedback>) {
    for _ in 0..18 {
        let day = workday(month, random.between(8, 20) as u32);
        let customer = circle.draw(random, day, [30, 40, 30]);
        let nps = match random.between(1, 100) {
            share if share <= 46 - trouble(month) / 20 => random.between(9, 10),
            share if share <= 78 - trouble(month) / 20 => random.between(7, 8),
            _ => random.between(2, 6),
        };
        log.push(SampleFeedback {
            date: day,
            customer: Some(customer.customer.code.clone()),
            source: language.pick("在线问卷", "Survey"),
            satisfaction: Some(match nps {
                9.. => 5,
                7 | 8 => 4,
                5 | 6 => 3,
                _ => 2,
            }),
            nps: Some(nps as u8),
            ..SampleFeedback::default()
        });
    }
}

/// What those who came to an activity say of it, as its score lets expect.
fn answers(language: Language, circle: Circle<'_>, random: &mut Random, came: &Came, log: &mut Vec<SampleFeedback>) {
    let Some(held) = GATHERINGS.iter().find(|gathering| gathering.code == came.0) else {
        return;
    };
    let (is_good, is_bad) = (came.5 >= "4.4", came.5 < "3");
    for _ in 0..5 {
        let day = later(date(held.held.0, held.held.1, came.1.1), 2);
        let customer = circle.draw(random, day, [40, 40, 20]);
        let score = match (is_good, is_bad) {
            (true, _) => random.between(4, 5),
            (_, true) => random.between(1, 3),
            _ => random.between(3, 5),
        };
        log.push(SampleFeedback {
            date: day,
            customer: Some(customer.customer.code.clone()),
            source: language.pick("活动问卷", "Questionnaire"),
            satisfaction: Some(score as u8),
            text: match (is_good, is_bad) {
                (true, _) => language.pick("组织得好，收获很多", "Well run, worth the time"),
                (_, true) => language.pick("与展会撞期，内容太少", "In the week of the fair, and too little in it"),
                _ => "",
            },
            activity: Some(came.0),
            category: Some("5.3"),
            ..SampleFeedback::default()
        });
    }
}

/// What colleagues say.
fn inside(language: Language, log: &mut Vec<SampleFeedback>) {
    for (at, owner, topic, text, tool, category) in [
        (
            date(2025, 8, 14),
            3,
            ["CRM 录入太慢", "Typing into the CRM takes too long"],
            [
                "同一客户要在表格和系统里填两遍",
                "Each customer is typed twice, into the list and into the system",
            ],
            Some("T-CRM"),
            "1.2",
        ),
        (
            date(2026, 2, 5),
            1,
            ["CRM 账号闲置", "CRM seats stand idle"],
            [
                "三分之二的账号没人登录，续费前应减少",
                "Two thirds of the seats are never used; have fewer before renewal",
            ],
            Some("T-CRM"),
            "1.2",
        ),
        (
            date(2026, 7, 21),
            6,
            ["传感器投诉占用人手", "Complaints about sensors take our time"],
            [
                "建议追加检测费用，集中更换",
                "Spend on inspection and change them all at once",
            ],
            None,
            "9.3",
        ),
    ] {
        let (chinese, english) = OWNERS[owner];
        log.push(SampleFeedback {
            date: at,
            employee: Some(language.pick(chinese, english)),
            topic: language.pick(topic[0], topic[1]),
            source: language.pick("内部会议", "Meeting"),
            text: language.pick(text[0], text[1]),
            tool,
            category: Some(category),
            ..SampleFeedback::default()
        });
    }
}
