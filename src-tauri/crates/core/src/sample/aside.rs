//! What is not told apart yet (未分类), and what is kept for reconciliation only (不计入客户费用).

use super::book::{Book, Line, Paper, span, workday};
use super::random::Random;

pub(super) fn write(book: &mut Book) {
    let mut random = Random::new(80);
    for month in span().months() {
        let number = month.month();
        for _ in 0..random.between(0, 2) {
            let memo = book.one(
                &mut random,
                &[
                    ("网银转账 用途待核实", "Bank transfer, purpose to be checked"),
                    ("平台扣款(无明细)", "Charge by a platform, no details"),
                    ("报销单类别未填", "Claim without a category"),
                    ("备用金核销 待分类", "Petty cash, to be sorted"),
                ],
            );
            book.put(Line::new(
                workday(month, random.day()),
                "0",
                Paper::Untaxed,
                random.money(180, 1_900),
                memo,
            ));
        }
        let memo = book.say(format!("{number} 月办公室租金"), format!("Office rent, {month}"));
        let line = Line::new(workday(month, 5), "99", Paper::Special(9), 46_000_00, memo);
        book.put(line.vendor("V26"));
        let memo = book.say(
            format!("缴纳 {} 增值税", month.plus(-1)),
            format!("VAT of {} paid", month.plus(-1)),
        );
        book.put(Line::new(
            workday(month, 15),
            "99",
            Paper::NoTax,
            random.money(68_000, 132_000),
            memo,
        ));
        let memo = book.say(format!("{number} 月元器件采购"), format!("Components bought, {month}"));
        let line = Line::new(
            workday(month, 20),
            "99",
            Paper::Special(13),
            random.money(520_000, 860_000),
            memo,
        );
        book.put(line.paid_after(45));
        if random.chance(30) {
            let memo = book.say("员工差旅借款", "Travel advance to staff");
            book.put(Line::new(
                workday(month, random.day()),
                "99",
                Paper::NoTax,
                random.between(2, 6) * 1_000_00,
                memo,
            ));
        }
    }
}
