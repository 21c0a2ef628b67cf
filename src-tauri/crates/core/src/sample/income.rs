//! Income: maintenance fees 维护费收入 and revenue 销售收入, net with the tax beside it.

use super::book::{Book, Circle, Line, Paper, later, percent, season, span, workday};
use super::random::Random;
use super::{COSTLY_CUSTOMER, FAULTY_PRODUCT, SampleCustomer};
use crate::period::Month;
use crate::record::register::CustomerStatus;

pub(super) fn write(book: &mut Book, customers: &[SampleCustomer]) {
    let circle = Circle(customers);
    let mut random = Random::new(70);
    fees(book, &mut random, circle);
    for month in span().months() {
        orders(book, &mut random, circle, month);
    }
    credits(book, &mut random, circle);
}

/// Every other customer won before 2025 has a contract: the larger pay by quarter, the others by year.
fn fees(book: &mut Book, random: &mut Random, circle: Circle<'_>) {
    for (place, customer) in circle.0.iter().enumerate().take(68).filter(|(place, _)| place % 2 == 0) {
        let is_quarterly = matches!(customer.grades[0].1, "A" | "B");
        let (rhythm, fee) = match customer.grades[0].1 {
            "A" => (3, random.between(60, 90) * 100_00),
            "B" => (3, random.between(18, 32) * 100_00),
            _ => (12, random.between(36, 60) * 100_00),
        };
        let mut month = span().from.plus((place % 12) as i32 % rhythm);
        while span().contains(month) {
            let day = workday(month, 5);
            if !circle.on(day).any(|c| c.customer.code == customer.customer.code) {
                break;
            }
            let memo = match is_quarterly {
                true => book.say(
                    format!("维护费 {month} 起一个季度"),
                    format!("Maintenance fee, quarter from {month}"),
                ),
                false => book.say(
                    format!("维护费 {month} 起一年"),
                    format!("Maintenance fee, year from {month}"),
                ),
            };
            let line = Line::new(day, "11.1", Paper::Special(6), fee, memo).benefits(month.first_day(), rhythm);
            let days = random.between(10, 70) as u32;
            book.put(
                line.customer(&customer.customer.code)
                    .product("CARE")
                    .department("service")
                    .paid_after(days),
            );
            month = month.plus(rhythm);
        }
    }
}

fn orders(book: &mut Book, random: &mut Random, circle: Circle<'_>, month: Month) {
    for customer in circle.on(month.last_day()) {
        let code = &customer.customer.code;
        let is_idle = customer.customer.status == CustomerStatus::Dormant && month >= super::book::month(2025, 10);
        let is_new = customer.customer.acquired_on.map(Month::of) == Some(month);
        let (chance, from, to) = match customer.grade_on(month.last_day()) {
            _ if is_idle => continue,
            // The costly one orders samples once in a while.
            _ if code == COSTLY_CUSTOMER => (14, 4_000, 9_000),
            Some("A") => (46, 170_000, 420_000),
            Some("B") => (22, 52_000, 150_000),
            _ => (9, 12_000, 60_000),
        };
        if !random.chance(chance * season(month) / 100) && !is_new {
            continue;
        }
        // A first order is a small one, on or after the day on which the customer was won.
        let first = customer.customer.acquired_on.filter(|_| is_new);
        let day = first.map_or_else(
            || workday(month, random.day()),
            |won| later(won, 2).min(month.last_day()),
        );
        let product = random.one(&["X1", "X1", FAULTY_PRODUCT, FAULTY_PRODUCT, "G5", "CARE"]);
        let amount = percent(random.money(from, to), if is_new { 45 } else { 100 });
        let order = format!(
            "SO{}{:02}-{}",
            month.year() % 100,
            month.month(),
            random.between(1000, 9999)
        );
        let memo = book.say(format!("{product} 销售 {order}"), format!("Sale of {product}, {order}"));
        let paper = Paper::Special(if product == "CARE" { 6 } else { 13 });
        let line = Line::new(day, "11.2", paper, amount, memo).product(product);
        let days = random.between(20, 85) as u32;
        book.put(line.customer(code).department("sales").paid_after(days));
    }
}

/// Sensors taken back are credited.
fn credits(book: &mut Book, random: &mut Random, circle: Circle<'_>) {
    for month in [(2025, 11), (2026, 2), (2026, 5), (2026, 8), (2026, 10)] {
        let day = workday(super::book::month(month.0, month.1), 23);
        let customer = circle.draw(random, day, [40, 40, 20]);
        let memo = book.say("S3 退货红字发票", "Credit note for S3 taken back");
        let line = Line::new(day, "11.2", Paper::Special(13), -random.money(3_000, 9_000), memo);
        book.put(
            line.customer(&customer.customer.code)
                .product(FAULTY_PRODUCT)
                .department("sales"),
        );
    }
}
