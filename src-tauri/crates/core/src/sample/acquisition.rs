//! Marketing and acquisition 营销获客 by channel. Social media takes most of the money and brings two customers.

use super::book::{Book, Line, Paper, date, percent, season, span, workday};
use super::random::Random;
use super::{POOR_CHANNEL, SampleCustomer};
use crate::period::Month;

pub(super) fn write(book: &mut Book, customers: &[SampleCustomer]) {
    let mut random = Random::new(20);
    for month in span().months() {
        advertising(book, &mut random, month);
        messages(book, &mut random, month);
        promotion(book, &mut random, month);
    }
    referral_rewards(book, &mut random, customers);
    now_and_then(book, &mut random);
}

fn advertising(book: &mut Book, random: &mut Random, month: Month) {
    let busy = season(month);
    let number = month.month();
    // The budget for social media was raised every half year, on the number of clicks.
    let push = match (month.year(), number) {
        (2025, 1..7) => 124,
        (2025, _) => 142,
        (_, 1..7) => 186,
        _ => 214,
    };
    let platforms: [(&str, &str, &str, &str, i64, i64, i64); 6] = [
        ("search", "V02", "关键词竞价", "Keyword bidding", 7_200, 9_200, 100),
        ("search", "V02", "品牌专区", "Brand zone", 2_800, 3_600, 100),
        (
            POOR_CHANNEL,
            "V03",
            "信息流广告",
            "Feed advertising",
            5_400,
            6_600,
            push,
        ),
        (
            POOR_CHANNEL,
            "V04",
            "短视频投放",
            "Short video advertising",
            2_900,
            3_900,
            push,
        ),
        (
            POOR_CHANNEL,
            "V04",
            "直播间引流",
            "Live stream traffic",
            1_300,
            1_900,
            push,
        ),
        (
            "content",
            "V22",
            "行业媒体稿件投放",
            "Articles in trade media",
            2_200,
            3_200,
            100,
        ),
    ];
    for (channel, vendor, chinese, english, from, to, push) in platforms {
        let amount = percent(percent(random.money(from, to), busy), push);
        let memo = book.say(format!("{number} 月{chinese}"), format!("{english}, {month}"));
        let line = Line::new(workday(month, 26), "7.2", Paper::Special(6), amount, memo);
        book.put(
            line.channel(channel)
                .vendor(vendor)
                .department("marketing")
                .paid_after(20),
        );
    }
    if month >= super::book::month(2025, 6) {
        let memo = book.say(
            format!("{number} 月海外搜索投放(美元)"),
            format!("Search advertising abroad in USD, {month}"),
        );
        let line = Line::new(workday(month, 27), "7.2", Paper::Untaxed, random.money(420, 780), memo);
        book.put(
            line.in_dollars()
                .channel("search")
                .vendor("V25")
                .department("marketing")
                .paid_after(8),
        );
    }
}

fn messages(book: &mut Book, random: &mut Random, month: Month) {
    let number = month.month();
    let add = |book: &mut Book, day, channel, vendor, chinese: &str, english: &str, amount| {
        let memo = book.say(format!("{number} 月{chinese}"), format!("{english}, {month}"));
        let line = Line::new(workday(month, day), "7.4", Paper::Special(6), amount, memo);
        book.put(
            line.channel(channel)
                .vendor(vendor)
                .department("marketing")
                .paid_after(15),
        );
    };
    add(
        book,
        25,
        "sms",
        "V05",
        "短信平台使用费",
        "SMS platform",
        percent(random.money(880, 1_420), season(month)),
    );
    add(
        book,
        25,
        "email",
        "V06",
        "邮件群发平台费",
        "E-mail platform",
        random.money(720, 880),
    );
    if matches!(number, 1 | 6 | 11) {
        add(
            book,
            12,
            "sms",
            "V05",
            "促销短信加量包",
            "Extra SMS for a promotion",
            random.money(900, 1_500),
        );
    }
}

fn promotion(book: &mut Book, random: &mut Random, month: Month) {
    const OFFERS: [(&str, &str, &str, &str); 6] = [
        (POOR_CHANNEL, "达人测评合作费", "Review by an influencer", "V04"),
        (POOR_CHANNEL, "社群裂变活动奖品", "Prizes for a social campaign", "V11"),
        (
            "content",
            "白皮书设计与印制",
            "Design and print of a white paper",
            "V23",
        ),
        ("partner", "伙伴联合推广", "Joint promotion with a partner", "V22"),
        ("search", "落地页制作", "Landing pages", "V22"),
        ("exhibition", "宣传册与易拉宝", "Brochures and banners", "V23"),
    ];
    for _ in 0..random.between(1, 2) {
        let (channel, chinese, english, vendor) = random.one(&OFFERS);
        let memo = book.say(chinese, english);
        let amount = percent(random.money(1_900, 4_800), season(month));
        let line = Line::new(workday(month, random.day()), "7.3", Paper::Special(6), amount, memo);
        book.put(
            line.channel(channel)
                .vendor(vendor)
                .department("marketing")
                .paid_after(20),
        );
    }
    if random.chance(75) {
        let memo = book.one(
            random,
            &[
                ("行业协会会费", "Fee of the trade association"),
                ("客户线索名录购买", "Purchase of a directory"),
                ("商会沙龙赞助", "Support of a chamber's evening"),
                ("地推物料", "Street promotion materials"),
            ],
        );
        let line = Line::new(
            workday(month, random.day()),
            "7.5",
            Paper::Untaxed,
            random.money(500, 2_600),
            memo,
        );
        book.put(line.department("marketing"));
    }
    let memo = book.say(
        format!("{} 月伙伴门户与返点", month.month()),
        format!("Partner portal and rebates, {month}"),
    );
    let line = Line::new(
        workday(month, 22),
        "7.7",
        Paper::Special(6),
        random.money(2_400, 4_200),
        memo,
    );
    book.put(line.channel("partner").department("sales").paid_after(10));
}

/// Who recommends a new customer is thanked.
fn referral_rewards(book: &mut Book, random: &mut Random, customers: &[SampleCustomer]) {
    for customer in customers
        .iter()
        .filter(|c| c.customer.channel.as_deref() == Some("referral"))
    {
        let Some(won) = customer
            .customer
            .acquired_on
            .filter(|day| span().contains(Month::of(*day)))
        else {
            continue;
        };
        let name = &customer.customer.name;
        let memo = book.say(format!("推荐奖励:成交 {name}"), format!("Referral reward for {name}"));
        let line = Line::new(won, "7.3", Paper::Untaxed, random.money(900, 2_000), memo);
        book.put(
            line.channel("referral")
                .customer(&customer.customer.code)
                .department("success")
                .paid_after(12),
        );
    }
}

fn now_and_then(book: &mut Book, random: &mut Random) {
    for (year, number) in [(2025, 2), (2025, 8), (2026, 2), (2026, 8)] {
        let memo = book.one(
            random,
            &[
                ("楼宇智能化需求调研", "Survey of needs in smart buildings"),
                ("竞品与价格调研", "Survey of rivals and prices"),
            ],
        );
        let line = Line::new(
            date(year, number, 20),
            "7.1",
            Paper::Special(6),
            random.money(16_000, 23_000),
            memo,
        );
        book.put(line.vendor("V21").department("marketing").paid_after(30));
    }
    for (year, number) in [
        (2025, 3),
        (2025, 6),
        (2025, 9),
        (2025, 12),
        (2026, 3),
        (2026, 6),
        (2026, 9),
    ] {
        let memo = book.one(
            random,
            &[
                ("品牌视觉更新", "Refresh of the brand's look"),
                ("企业宣传片", "Company film"),
                ("园区灯箱广告", "Light boxes in business parks"),
            ],
        );
        let line = Line::new(
            date(year, number, 16),
            "7.6",
            Paper::Special(6),
            random.money(11_000, 17_500),
            memo,
        );
        book.put(line.vendor("V22").department("marketing").paid_after(30));
    }
    for (year, number, channel, vendor, amount) in [
        (2025, 7, POOR_CHANNEL, "V03", -1_260_00),
        (2025, 11, "search", "V02", -880_00),
        (2026, 4, POOR_CHANNEL, "V04", -1_540_00),
    ] {
        let memo = book.say("无效点击退款", "Refund of invalid clicks");
        let line = Line::new(date(year, number, 9), "7.2", Paper::Special(6), amount, memo);
        book.put(line.channel(channel).vendor(vendor).department("marketing"));
    }
}
