//! Customer service 客户服务: the sensor S3 fails from autumn 2025 on, and complaints and returns follow.

use super::book::{Book, Circle, Line, Paper, month, season, span, workday};
use super::random::Random;
use super::{FAULTY_PRODUCT, SampleCustomer};
use crate::period::Month;

pub(super) fn write(book: &mut Book, customers: &[SampleCustomer]) {
    let circle = Circle(customers);
    let mut random = Random::new(50);
    for month in span().months() {
        desk(book, &mut random, month);
        repairs(book, &mut random, circle, month);
        complaints(book, &mut random, circle, month);
        returns(book, &mut random, circle, month);
    }
}

/// How much trouble the sensors make, in percent of an ordinary month.
pub(super) fn trouble(at: Month) -> i64 {
    match at {
        at if at < month(2025, 9) => 100,
        at if at < month(2026, 1) => 220,
        at if at < month(2026, 7) => 320,
        _ => 380,
    }
}

fn product(random: &mut Random, month: Month) -> &'static str {
    let faulty = 25 * trouble(month) / 100;
    if random.chance(faulty.min(76)) {
        FAULTY_PRODUCT
    } else {
        random.one(&["X1", "X1", "G5"])
    }
}

fn desk(book: &mut Book, random: &mut Random, month: Month) {
    let number = month.month();
    let memo = book.say(
        format!("{number} 月外包坐席 3 席"),
        format!("Three outsourced agents, {month}"),
    );
    let line = Line::new(
        workday(month, 30),
        "9.1",
        Paper::Special(6),
        10_800_00 + random.between(-3, 4) * 100_00,
        memo,
    );
    book.put(line.department("service").vendor("V12").paid_after(20));
    if trouble(month) > 300 {
        let memo = book.say(
            format!("{number} 月坐席话务超量"),
            format!("Calls beyond the quota, {month}"),
        );
        let line = Line::new(
            workday(month, 30),
            "9.1",
            Paper::Special(6),
            random.money(1_200, 2_600),
            memo,
        );
        book.put(
            line.department("service")
                .vendor("V12")
                .product(FAULTY_PRODUCT)
                .paid_after(20),
        );
    }
    let memo = book.say(
        format!("{number} 月智能客服会话包"),
        format!("Service bot sessions, {month}"),
    );
    let line = Line::new(workday(month, 5), "9.5", Paper::Special(6), 1_860_00, memo);
    book.put(line.department("service").vendor("V19").paid_after(7));
}

fn repairs(book: &mut Book, random: &mut Random, circle: Circle<'_>, month: Month) {
    let count = 7 * season(month) / 100 + trouble(month) / 110 + random.between(0, 2);
    for _ in 0..count {
        let day = workday(month, random.day());
        let customer = circle.draw(random, day, [30, 45, 25]);
        let product = product(random, month);
        let (chinese, english) = random.one(&[
            ("上门维修", "Repair on site"),
            ("备件更换", "Spare parts"),
            ("返厂检修", "Repair in the works"),
            ("现场调试", "Adjustment on site"),
        ]);
        let memo = book.say(format!("{product} {chinese}"), format!("{english}, {product}"));
        let paper = if random.chance(70) {
            Paper::Special(13)
        } else {
            Paper::Ordinary(13)
        };
        let line = Line::new(day, "9.2", paper, random.money(260, 1_450), memo).product(product);
        book.put(
            line.customer(&customer.customer.code)
                .department("service")
                .vendor("V13")
                .paid_after(20),
        );
    }
}

fn complaints(book: &mut Book, random: &mut Random, circle: Circle<'_>, month: Month) {
    let count = trouble(month) * 2 / 125 + random.between(0, 1);
    for _ in 0..count {
        let day = workday(month, random.day());
        let customer = circle.draw(random, day, [30, 45, 25]);
        let product = product(random, month);
        let (chinese, english) = random.one(&[
            ("投诉处理补偿", "Compensation after a complaint"),
            ("投诉现场核查", "Visit after a complaint"),
            ("读数漂移投诉 检测费", "Test after a complaint about readings"),
        ]);
        let memo = book.say(format!("{product} {chinese}"), format!("{english}, {product}"));
        let paper = if random.chance(50) {
            Paper::Untaxed
        } else {
            Paper::Ordinary(6)
        };
        let line = Line::new(day, "9.3", paper, random.money(240, 1_500), memo).product(product);
        book.put(line.customer(&customer.customer.code).department("service"));
    }
}

fn returns(book: &mut Book, random: &mut Random, circle: Circle<'_>, month: Month) {
    let count = trouble(month) * 2 / 100 + random.between(0, 1);
    for _ in 0..count {
        let day = workday(month, random.day());
        let customer = circle.draw(random, day, [25, 45, 30]);
        let product = product(random, month);
        let pieces = random.between(2, 12);
        let memo = book.say(
            format!("{product} 退换货 {pieces} 台,含往返运费"),
            format!("{pieces} × {product} returned and replaced, with freight"),
        );
        let amount = pieces * random.money(150, 240);
        let line = Line::new(day, "9.4", Paper::Special(13), amount, memo).product(product);
        book.put(
            line.customer(&customer.customer.code)
                .department("service")
                .vendor("V14")
                .paid_after(10),
        );
    }
    // A carrier pays for what it broke.
    if matches!(month.month(), 5 | 10) {
        let memo = book.say("运输破损理赔冲回", "Carrier's payment for breakage");
        let line = Line::new(
            workday(month, 21),
            "9.4",
            Paper::Special(9),
            -random.money(600, 1_400),
            memo,
        );
        book.put(line.product("X1").department("service").vendor("V14"));
    }
}
