//! Customer activities 客户活动: plan, execute, feedback, and what partners and sponsors bear of them.

use super::book::{Book, Line, Paper, percent, workday};
use super::random::Random;
use super::registers::{GATHERINGS, Gathering};

/// Category, month from the event, day, share in percent, vendor; texts of an event, texts of a programme.
type Part = (
    &'static str,
    i32,
    u32,
    i64,
    &'static str,
    [&'static str; 2],
    [&'static str; 2],
);

#[rustfmt::skip]
const PARTS: [Part; 9] = [
    ("5.1", -1, 11, 12, "V22", ["活动方案与创意", "Programme and idea"], ["方案与规则设计", "Rules and design"]),
    ("5.1", -1, 24, 6, "V22", ["邀请函与宣传预热", "Invitations and publicity"], ["宣传预热", "Publicity"]),
    ("5.2", 0, 6, 33, "V07", ["场地与搭建", "Venue and stand"], ["委托执行费首期", "Agency, first part"]),
    ("5.2", 0, 6, 4, "V07", ["用电与网络", "Power and network"], ["委托执行杂费", "Agency, sundries"]),
    ("5.2", 0, 12, 14, "V09", ["嘉宾住宿与餐饮", "Rooms and meals for guests"], ["执行人员食宿", "Rooms and meals of the team"]),
    ("5.2", 0, 15, 9, "V23", ["现场物料印制", "Print on site"], ["宣传物料印制", "Print"]),
    ("5.2", 0, 17, 11, "V11", ["现场礼品", "Gifts at the event"], ["参与礼品", "Gifts to those who take part"]),
    ("5.2", 0, 18, 7, "V10", ["现场人员交通", "Staff travel"], ["执行人员交通", "Travel of the team"]),
    ("5.3", 1, 8, 4, "V21", ["问卷回访与效果分析", "Questionnaire and analysis"], ["回访与效果分析", "Follow-up and analysis"]),
];

/// Activities that run for a while instead of taking place on a day.
const PROGRAMMES: [&str; 3] = ["A2505", "A2604", "A2605"];

pub(super) fn write(book: &mut Book) {
    let mut random = Random::new(30);
    for gathering in &GATHERINGS {
        event(book, &mut random, gathering);
    }
    for (activity, category, amount, chinese, english) in [
        (
            "A2502",
            "10.1",
            28_000_00,
            "合作伙伴分担展位费",
            "Partner's share of the stand",
        ),
        (
            "A2504",
            "10.1",
            12_000_00,
            "渠道伙伴分担会务费",
            "Partners' share of the conference",
        ),
        (
            "A2503",
            "10.2",
            10_000_00,
            "答谢会赞助款",
            "Sponsorship of the customer evening",
        ),
        (
            "A2602",
            "10.1",
            34_000_00,
            "合作伙伴分担展位费",
            "Partner's share of the stand",
        ),
        (
            "A2602",
            "10.2",
            15_000_00,
            "展会联合品牌赞助",
            "Sponsorship by a co-exhibitor",
        ),
        (
            "A2603",
            "10.2",
            12_000_00,
            "答谢会赞助款",
            "Sponsorship of the customer evening",
        ),
    ] {
        let Some(gathering) = GATHERINGS.iter().find(|g| g.code == activity) else {
            continue;
        };
        let memo = book.say(
            format!("{} {chinese}", gathering.chinese),
            format!("{english}: {}", gathering.english),
        );
        let line = Line::new(
            workday(gathering.month(), 28),
            category,
            Paper::Special(6),
            amount,
            memo,
        );
        book.put(placed(line, gathering).paid_after(18));
    }
}

fn placed(line: Line, of: &Gathering) -> Line {
    let line = line.activity(of.code).department(of.department);
    let line = match of.channel {
        Some(channel) => line.channel(channel),
        None => line,
    };
    match of.product {
        Some(product) => line.product(product),
        None => line,
    }
}

fn event(book: &mut Book, random: &mut Random, of: &Gathering) {
    for (category, offset, day, share, vendor, event, programme) in PARTS {
        let [chinese, english] = if PROGRAMMES.contains(&of.code) {
            programme
        } else {
            event
        };
        let amount = percent(percent(of.cost * 100, share), random.between(90, 108));
        let memo = book.say(
            format!("{} {chinese}", of.chinese),
            format!("{}: {english}", of.english),
        );
        let paper = if vendor == "V09" {
            Paper::Ordinary(6)
        } else {
            Paper::Special(6)
        };
        let line = Line::new(
            workday(of.month().plus(offset), day),
            category,
            paper,
            amount / 100 * 100,
            memo,
        );
        let line = placed(line, of).vendor(vendor).paid_after(15);
        // Power is billed with the stand: two parts of one invoice.
        book.put(if share == 4 && category == "5.2" {
            line.same_invoice()
        } else {
            line
        });
    }
}
