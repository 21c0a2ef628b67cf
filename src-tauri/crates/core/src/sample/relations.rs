//! Relationship maintenance 客户关系维护, with the customer of grade A that costs more than it brings.

use super::book::{Book, Circle, Line, Paper, date, percent, season, span, workday};
use super::customers::owner;
use super::random::Random;
use super::{COSTLY_CUSTOMER, SampleCustomer};
use crate::period::Month;

pub(super) fn write(book: &mut Book, customers: &[SampleCustomer]) {
    let circle = Circle(customers);
    let mut random = Random::new(40);
    for month in span().months() {
        contact(book, &mut random, circle, month);
        entertaining(book, &mut random, circle, month);
        travel(book, &mut random, circle, month);
    }
    for month in [(2025, 1), (2025, 9), (2026, 1), (2026, 9)] {
        festival(book, &mut random, circle, super::book::month(month.0, month.1));
    }
    costly_customer(book, customers);
}

/// Sales looks after the large ones, customer success after the others.
fn department(customer: &SampleCustomer, month: Month) -> &'static str {
    if customer.grade_on(month.first_day()) == Some("A") {
        "sales"
    } else {
        "success"
    }
}

fn contact(book: &mut Book, random: &mut Random, circle: Circle<'_>, month: Month) {
    for _ in 0..random.between(4, 6) {
        let day = workday(month, random.day());
        let customer = circle.draw(random, day, [35, 45, 20]);
        let memo = book.one(
            random,
            &[
                ("季度回访资料与样品", "Material and samples for the quarterly visit"),
                ("满意度电话回访", "Satisfaction calls"),
                ("使用情况回访及赠阅资料", "Visit on use, with reading"),
                ("客户生日慰问", "Birthday greetings"),
            ],
        );
        let line = Line::new(day, "8.1", Paper::Untaxed, random.money(120, 560), memo);
        book.put(line.customer(&customer.customer.code).department("success"));
    }
    let memo = book.say(
        format!("{} 月积分兑换", month.month()),
        format!("Points redeemed, {month}"),
    );
    let amount = percent(random.money(1_500, 2_600), season(month));
    book.put(
        Line::new(workday(month, 28), "8.2", Paper::Ordinary(13), amount, memo)
            .department("success")
            .vendor("V11"),
    );
    if random.chance(55) {
        let memo = book.say("老客户续保优惠券核销", "Vouchers for renewals used");
        book.put(
            Line::new(workday(month, 20), "8.2", Paper::NoTax, random.money(400, 1_500), memo).department("success"),
        );
    }
    let memo = book.say(
        format!("{} 月会员日与会员专刊", month.month()),
        format!("Members' day and letter, {month}"),
    );
    let amount = random.money(1_600, 2_700);
    book.put(
        Line::new(workday(month, 18), "8.3", Paper::Special(6), amount, memo)
            .department("success")
            .paid_after(10),
    );
}

fn entertaining(book: &mut Book, random: &mut Random, circle: Circle<'_>, month: Month) {
    let count = 8 * season(month) / 100 + random.between(0, 3);
    let prospects: Vec<_> = circle.prospects().collect();
    for _ in 0..count {
        let day = workday(month, random.day());
        let is_prospect = month >= super::book::month(2026, 8) && !prospects.is_empty() && random.chance(20);
        let customer = if is_prospect {
            random.one(&prospects)
        } else {
            circle.draw(random, day, [45, 40, 15])
        };
        let heads = random.between(3, 8);
        let amount = heads * random.money(110, 235);
        let name = owner(book, random.between(0, 6) as usize);
        let memo = book.say(
            format!("客户用餐 {heads} 人,经办 {name}"),
            format!("Meal with customer, {heads} people, {name}"),
        );
        let paper = if random.chance(85) {
            Paper::Ordinary(6)
        } else {
            Paper::Untaxed
        };
        let of = if is_prospect {
            "sales"
        } else {
            department(customer, month)
        };
        let line = Line::new(day, "8.4", paper, amount, memo).customer(&customer.customer.code);
        book.put(
            line.department(of)
                .vendor("V08")
                .paid_after(random.between(3, 16) as u32),
        );
    }
}

fn travel(book: &mut Book, random: &mut Random, circle: Circle<'_>, month: Month) {
    let count = 6 * season(month) / 100 + random.between(0, 2);
    for _ in 0..count {
        let day = workday(month, random.day());
        let customer = circle.draw(random, day, [45, 38, 17]);
        let code = &customer.customer.code;
        let region = customer.customer.region.as_deref().unwrap_or_default();
        let of = department(customer, month);
        let name = owner(book, random.between(0, 6) as usize);
        let memo = book.say(
            format!("{name} 赴{region}拜访 高铁/机票"),
            format!("{name} to {region}: train or flight"),
        );
        let days = random.between(4, 18) as u32;
        let line = Line::new(day, "8.6", Paper::Ticket, random.money(380, 1_450), memo);
        book.put(line.customer(code).department(of).vendor("V10").paid_after(days));
        if random.chance(70) {
            let nights = random.between(1, 3);
            let memo = book.say(
                format!("{name} {region}住宿 {nights} 晚"),
                format!("{name} in {region}: {nights} nights"),
            );
            let line = Line::new(day, "8.6", Paper::Special(6), nights * random.money(310, 460), memo);
            book.put(line.customer(code).department(of).vendor("V09").paid_after(days));
        }
        if random.chance(28) {
            let memo = book.say(
                format!("{name} 市内交通及出差补贴"),
                format!("{name}: local travel and allowance"),
            );
            let line = Line::new(day, "8.6", Paper::Untaxed, random.money(120, 420), memo);
            book.put(line.customer(code).department(of).paid_after(days));
        }
    }
}

/// Gifts at the Spring and the Mid-Autumn festival, by grade; the small ones get them from the sellers' own idea.
fn festival(book: &mut Book, random: &mut Random, circle: Circle<'_>, month: Month) {
    let (chinese, english) = if month.month() == 1 {
        ("春节礼盒", "Spring Festival box")
    } else {
        ("中秋礼盒", "Mid-Autumn box")
    };
    let day = workday(month, 14);
    for customer in circle.on(day) {
        let grade = customer.grade_on(day);
        let (from, to) = match grade {
            Some("A") => (680, 980),
            Some("B") => (260, 380),
            _ if random.chance(14) => (120, 200),
            _ => continue,
        };
        let grade = grade.unwrap_or_default();
        let memo = book.say(
            format!("{chinese}({grade} 级客户)"),
            format!("{english} (grade {grade})"),
        );
        let line = Line::new(day, "8.5", Paper::Ordinary(13), random.money(from, to), memo);
        book.put(
            line.customer(&customer.customer.code)
                .department("success")
                .vendor("V11")
                .paid_after(12),
        );
    }
}

/// Dinners, golf and trips for a name that orders next to nothing.
fn costly_customer(book: &mut Book, customers: &[SampleCustomer]) {
    let mut random = Random::new(41);
    let Some(customer) = customers.iter().find(|c| c.customer.code == COSTLY_CUSTOMER) else {
        return;
    };
    let region = customer.customer.region.as_deref().unwrap_or_default();
    let name = owner(book, 2);
    for month in span().months() {
        // More in the second year, in hope of the large order that does not come.
        let push = if month.year() == 2026 { 150 } else { 100 };
        for _ in 0..random.between(2, 3) {
            let day = workday(month, random.day());
            let (chinese, english) = random.one(&[
                ("高管宴请", "Dinner with the management"),
                ("球会招待", "Golf with the management"),
                ("项目交流晚宴", "Dinner on the project"),
            ]);
            let memo = book.say(format!("{chinese},经办 {name}"), format!("{english}, {name}"));
            let amount = percent(random.money(1_700, 3_200), push);
            let line = Line::new(day, "8.4", Paper::Ordinary(6), amount, memo);
            book.put(
                line.customer(COSTLY_CUSTOMER)
                    .department("sales")
                    .vendor("V08")
                    .paid_after(9),
            );
        }
        for _ in 0..random.between(1, 2) {
            let day = workday(month, random.day());
            let memo = book.say(
                format!("{name} 陪同{region}考察 机票住宿"),
                format!("{name} to {region} with the management: flights and rooms"),
            );
            let line = Line::new(
                day,
                "8.6",
                Paper::Ticket,
                percent(random.money(1_500, 2_900), push),
                memo,
            );
            book.put(
                line.customer(COSTLY_CUSTOMER)
                    .department("sales")
                    .vendor("V10")
                    .paid_after(14),
            );
        }
    }
    for (year, number, day) in [
        (2025, 3, 20),
        (2025, 6, 12),
        (2025, 11, 6),
        (2026, 3, 19),
        (2026, 5, 28),
        (2026, 8, 20),
    ] {
        let memo = book.say("定制礼品(高管)", "Bespoke gifts for the management");
        let line = Line::new(
            date(year, number, day),
            "8.5",
            Paper::Ordinary(13),
            random.money(3_800, 6_800),
            memo,
        );
        book.put(
            line.customer(COSTLY_CUSTOMER)
                .department("sales")
                .vendor("V11")
                .paid_after(10),
        );
    }
}
