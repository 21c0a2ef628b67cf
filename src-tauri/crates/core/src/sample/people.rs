//! People 人员费用: pay with contributions by department, commissions, recruiting. The largest cost of all.

use super::book::{Book, Line, Paper, date, percent, season, span, workday};
use super::customers::owner;
use super::random::Random;

/// Department, Chinese, English, heads, monthly pay of a head in whole units; the last has no department.
const TEAMS: [(Option<&str>, &str, &str, i64, i64); 5] = [
    (Some("sales"), "销售部", "Sales", 5, 12_400),
    (Some("marketing"), "市场部", "Marketing", 3, 12_600),
    (Some("success"), "客户成功部", "Customer success", 3, 11_800),
    (Some("service"), "客服部", "Support", 5, 7_400),
    (None, "客户数据组", "Customer data team", 1, 14_600),
];

pub(super) fn write(book: &mut Book) {
    let mut random = Random::new(10);
    for month in span().months() {
        let (year, number) = (month.year(), month.month());
        // Raises come in April.
        let level = match (year, number) {
            (2025, 1..4) => 100,
            (2025, _) | (2026, 1..4) => 104,
            _ => 108,
        };
        let day = workday(month, 31);
        for (department, chinese, english, heads, pay) in TEAMS {
            // Complaints about the sensors take a sixth pair of hands from March 2026.
            let heads = heads + i64::from(department == Some("service") && (year, number) >= (2026, 3));
            let pay = percent(heads * pay * 100, level) + random.between(-180, 260) * 100;
            let of = |line: Line| match department {
                Some(code) => line.department(code),
                None => line,
            };
            let memo = book.say(
                format!("{number} 月工资 {chinese} {heads} 人"),
                format!("Pay {month}, {english}, {heads} heads"),
            );
            book.put(of(Line::new(day, "6.1", Paper::NoTax, pay, memo).paid_next_month(10)));
            let memo = book.say(
                format!("{number} 月社保公积金(单位部分) {chinese}"),
                format!("Employer's contributions {month}, {english}"),
            );
            book.put(of(
                Line::new(day, "6.1", Paper::NoTax, percent(pay, 29), memo).paid_next_month(15)
            ));
            if number == 1 {
                let memo = book.say(
                    format!("{} 年度年终奖 {chinese}", year - 1),
                    format!("Bonus for {}, {english}", year - 1),
                );
                let bonus = percent(pay, if department == Some("sales") { 90 } else { 65 });
                book.put(of(Line::new(day, "6.1", Paper::NoTax, bonus, memo).paid_after(6)));
            }
        }
        for place in 0..5 {
            let name = owner(book, place);
            let memo = book.say(
                format!("{number} 月销售提成 {name}"),
                format!("Commission {month}, {name}"),
            );
            let amount = percent(random.money(2_300, 7_600), season(month));
            book.put(
                Line::new(day, "6.2", Paper::NoTax, amount, memo)
                    .department("sales")
                    .paid_next_month(10),
            );
        }
    }
    for (year, number, chinese, english) in [
        (
            2025,
            3,
            "区域销售经理招聘服务费",
            "Recruiter's fee, regional sales manager",
        ),
        (2025, 8, "大客户销售招聘服务费", "Recruiter's fee, key account sales"),
        (2026, 2, "渠道销售招聘服务费", "Recruiter's fee, partner sales"),
        (2026, 6, "新销售入职训练营", "Camp for new sales staff"),
        (2026, 9, "大客户销售招聘服务费", "Recruiter's fee, key account sales"),
    ] {
        let memo = book.say(chinese, english);
        let line = Line::new(
            date(year, number, 18),
            "6.3",
            Paper::Special(6),
            random.money(6_500, 11_500),
            memo,
        );
        book.put(line.department("sales").vendor("V20").paid_after(25));
    }
}
