//! Software, its upkeep, training and storage. The CRM is paid for sixty seats; few use it.

use super::book::{Book, Line, Paper, date, span, workday};
use super::random::Random;
use crate::period::Month;

/// What is bought now and then: date, category, net in whole units, vendor, months of benefit (0: none), texts.
type Purchase = (
    (i32, u32, u32),
    &'static str,
    i64,
    &'static str,
    i32,
    &'static str,
    &'static str,
);

#[rustfmt::skip]
const PURCHASES: &[Purchase] = &[
    ((2025, 2, 17), "1.1", 36_000, "V17", 36, "通话录音软件永久授权", "Perpetual licence of call recording"),
    ((2025, 3, 10), "1.2", 96_000, "V01", 12, "CRM 年度订阅 60 账号", "CRM, 60 seats for a year"),
    ((2025, 3, 24), "1.7", 18_000, "V01", 0, "CRM 实施首期 9 人天", "CRM set-up, first part, 9 days"),
    ((2025, 4, 18), "1.7", 14_000, "V01", 0, "CRM 实施尾款 7 人天", "CRM set-up, last part, 7 days"),
    ((2025, 4, 11), "1.6", 12_000, "V01", 0, "客户资料清洗与导入", "Cleaning and import of customer records"),
    ((2025, 5, 22), "1.4", 26_000, "V01", 0, "报价审批流程定制", "Custom approval of quotes"),
    ((2025, 6, 13), "1.5", 22_000, "V18", 0, "CRM 与 ERP 接口首期", "CRM to ERP interface, first part"),
    ((2025, 7, 25), "1.5", 16_000, "V18", 0, "CRM 与 ERP 接口验收款", "CRM to ERP interface, acceptance"),
    ((2025, 5, 6), "1.8", 6_000, "V01", 12, "电子签章插件年费", "E-signature plug-in for a year"),
    ((2026, 3, 10), "1.2", 96_000, "V01", 12, "CRM 年度续订 60 账号(月活跃 13)", "CRM renewal, 60 seats (13 active a month)"),
    ((2026, 5, 6), "1.8", 6_400, "V01", 12, "电子签章插件年费", "E-signature plug-in for a year"),
    ((2026, 6, 16), "1.4", 38_000, "V01", 0, "移动端拜访模块定制", "Custom module for visits"),
    ((2025, 1, 15), "1.3", 12_000, "V17", 12, "办公自动化套件年费", "Office automation for a year"),
    ((2026, 1, 15), "1.3", 12_600, "V17", 12, "办公自动化套件年费", "Office automation for a year"),
    ((2026, 3, 18), "2.1", 8_800, "V01", 0, "CRM 大版本升级服务", "CRM upgrade"),
    ((2025, 4, 1), "2.2", 14_400, "V01", 12, "CRM 基础支持年费", "Basic CRM support for a year"),
    ((2026, 4, 1), "2.2", 15_000, "V01", 12, "CRM 基础支持年费", "Basic CRM support for a year"),
    ((2025, 9, 17), "2.3", 4_800, "V01", 0, "顾问驻场 2 天", "Consultant on site, two days"),
    ((2026, 2, 11), "2.3", 4_800, "V01", 0, "顾问驻场 2 天", "Consultant on site, two days"),
    ((2026, 8, 12), "2.3", 7_200, "V01", 0, "顾问驻场 3 天", "Consultant on site, three days"),
    ((2025, 10, 22), "2.4", 1_600, "V18", 0, "接口同步故障排除", "Interface failure repaired"),
    ((2026, 1, 21), "2.4", 2_100, "V18", 0, "接口同步故障排除", "Interface failure repaired"),
    ((2026, 7, 8), "2.4", 1_350, "V18", 0, "登录故障排除", "Log-in failure repaired"),
    ((2026, 5, 20), "2.5", 5_200, "V18", 0, "数据库性能优化", "Database tuning"),
    ((2025, 4, 15), "3.1", 9_600, "V15", 0, "CRM 使用培训两场", "CRM training, two sessions"),
    ((2025, 9, 10), "3.1", 7_800, "V15", 0, "销售沟通技巧培训", "Training in sales talks"),
    ((2026, 4, 14), "3.1", 9_900, "V15", 0, "CRM 使用再培训", "CRM training again"),
    ((2026, 9, 9), "3.1", 8_200, "V15", 0, "投诉应对培训", "Training in handling complaints"),
    ((2025, 4, 14), "3.2", 2_400, "V23", 0, "CRM 操作手册印制", "CRM manual, print"),
    ((2026, 4, 13), "3.2", 1_900, "V15", 0, "培训视频授权", "Licence of training films"),
    ((2025, 4, 15), "3.3", 2_800, "V09", 0, "培训场地", "Training venue"),
    ((2026, 4, 14), "3.3", 2_600, "V09", 0, "培训场地", "Training venue"),
    ((2026, 9, 9), "3.3", 2_300, "V09", 0, "培训场地", "Training venue"),
    ((2025, 1, 8), "4.2", 18_000, "V16", 12, "客户数据云存储年费", "Cloud storage of customer data for a year"),
    ((2026, 1, 8), "4.2", 19_200, "V16", 12, "客户数据云存储年费", "Cloud storage of customer data for a year"),
];

pub(super) fn write(book: &mut Book) {
    let mut random = Random::new(60);
    for &((year, number, day), category, net, vendor, months, chinese, english) in PURCHASES {
        let memo = book.say(chinese, english);
        let day = date(year, number, day);
        let line = Line::new(day, category, Paper::Special(6), net * 100, memo)
            .vendor(vendor)
            .paid_after(10);
        book.put(if months > 0 { line.benefits(day, months) } else { line });
    }
    // Own hardware is spread from the month after it came.
    let memo = book.say("客户录音存储服务器", "Storage server for call records");
    let line = Line::new(date(2025, 8, 19), "4.2", Paper::Special(13), 21_600_00, memo);
    book.put(line.vendor("V16").paid_after(14).benefits(date(2025, 9, 1), 36));
    for month in span().months() {
        monthly(book, &mut random, month);
    }
}

fn monthly(book: &mut Book, random: &mut Random, month: Month) {
    let number = month.month();
    for (category, net, vendor, chinese, english) in [
        ("1.3", 980_00, "V17", "数据分析工具", "Data analysis tool"),
        (
            "4.1",
            1_150_00 + random.between(0, 6) * 20_00,
            "V16",
            "存储扩容",
            "Storage capacity",
        ),
        ("4.3", 480_00, "V16", "异地备份", "Backup elsewhere"),
    ] {
        let memo = book.say(format!("{number} 月{chinese}"), format!("{english}, {month}"));
        book.put(
            Line::new(workday(month, 3), category, Paper::Special(6), net, memo)
                .vendor(vendor)
                .paid_after(5),
        );
    }
    let memo = book.say(
        format!("{number} 月在线问卷工具(美元)"),
        format!("Survey tool in USD, {month}"),
    );
    let line = Line::new(workday(month, 6), "1.3", Paper::Untaxed, 99_00, memo);
    book.put(line.in_dollars().vendor("V24"));
    if random.chance(80) {
        let (product, chinese, english) = random.one(&[
            ("G5", "网关安装培训(客户现场)", "Gateway training at the customer's"),
            ("X1", "门禁系统管理员培训", "Training of access administrators"),
            ("CARE", "运维平台操作培训", "Training on the Care platform"),
        ]);
        let memo = book.say(chinese, english);
        let line = Line::new(
            workday(month, random.day()),
            "3.4",
            Paper::Special(6),
            random.money(900, 2_300),
            memo,
        );
        book.put(line.product(product).department("service").vendor("V15").paid_after(15));
    }
}
