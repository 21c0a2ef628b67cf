//! The approved budget of 2026, on accrual and at cost; 2025 has none but a small one for its December.
//!
//! What no line covers, and so is 预算外: other acquisition (7.5), customisation (1.4), gifts to grade C,
//! the inspection of the sensors (A2605), whatever is uncategorised.

use super::{SampleBudget, SampleLine};
use crate::language::Language;
use crate::money::split;
use crate::plan::LineKey;

/// What a line names beside its category.
#[derive(Debug, Clone, Copy)]
enum For {
    All,
    Department(&'static str),
    Channel(&'static str),
    Activity(&'static str),
    Product(&'static str),
    Customer(&'static str),
    Grade(&'static str),
}

/// Weights of the twelve months, and how many of the first months are locked.
type Shape = ([i64; 12], usize);

const EVEN: Shape = ([1; 12], 0);
const SEASON: Shape = ([92, 62, 100, 104, 105, 108, 95, 96, 114, 92, 118, 114], 0);
/// Bonus in January, known and so locked.
const PAY: Shape = ([168, 100, 100, 104, 104, 104, 104, 104, 104, 104, 104, 104], 1);
/// A sixth seller from April.
const SALES: Shape = ([158, 82, 82, 104, 104, 104, 104, 104, 104, 104, 104, 104], 1);
/// Fixed by contract.
const FIXED: Shape = ([1; 12], 12);
const QUARTERS: Shape = ([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1], 0);
const RESEARCH: Shape = ([0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0], 0);
const RECRUITING: Shape = ([0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0], 0);
const FESTIVALS: Shape = ([5, 0, 1, 0, 1, 0, 0, 1, 5, 0, 0, 1], 0);
const TRAINING: Shape = ([1, 1, 2, 8, 2, 2, 1, 2, 7, 2, 1, 1], 0);
const SPRING: Shape = ([0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], 0);

/// All of it in one month, 1 to 12.
const fn only(month: usize) -> Shape {
    let mut weights = [0; 12];
    weights[month - 1] = 1;
    (weights, 0)
}

use For::{Activity, All, Channel, Customer, Department, Grade, Product};

/// Category, what else, year's total in whole units, shape, remark in Chinese and English.
#[rustfmt::skip]
const LINES: &[(&str, For, i64, Shape, &str, &str)] = &[
    ("1.1", All, 12_000, FIXED, "录音软件按 36 个月摊销", "Call recording, spread over 36 months"),
    ("1.2", All, 96_000, FIXED, "CRM 60 账号,合同价", "CRM, 60 seats, as contracted"),
    ("1.3", All, 34_800, EVEN, "", ""),
    ("1.5", All, 42_000, SPRING, "客服系统与 CRM 对接(待启动)", "Support desk to CRM, not begun"),
    ("1.8", All, 6_000, EVEN, "", ""),
    ("2.1", All, 10_000, only(3), "", ""),
    ("2.2", All, 15_000, EVEN, "", ""),
    ("2.3", All, 12_000, QUARTERS, "", ""),
    ("2.4", All, 4_800, EVEN, "", ""),
    ("2.5", All, 6_000, only(5), "", ""),
    ("3", All, 60_000, TRAINING, "培训费整体控制", "Training as a whole"),
    ("4.1", All, 15_600, EVEN, "", ""),
    ("4.2", All, 26_400, EVEN, "", ""),
    ("4.3", All, 6_000, EVEN, "", ""),
    ("5.1", Activity("A2601"), 7_000, only(2), "", ""),
    ("5.2", Activity("A2601"), 28_000, only(3), "", ""),
    ("5.1", Activity("A2602"), 20_000, only(4), "", ""),
    ("5.2", Activity("A2602"), 90_000, only(5), "未含合作方分担", "Before the partner's share"),
    ("5.1", Activity("A2603"), 9_600, only(6), "", ""),
    ("5.2", Activity("A2603"), 42_000, only(7), "", ""),
    ("5.1", Activity("A2604"), 5_000, only(5), "", ""),
    ("5.2", Activity("A2604"), 20_000, only(6), "", ""),
    ("5.3", All, 12_000, QUARTERS, "各活动问卷与分析", "Questionnaires of all activities"),
    ("6.1", Department("sales"), 1_290_000, SALES, "四月起增编 1 人", "One more head from April"),
    ("6.1", Department("marketing"), 672_000, PAY, "", ""),
    ("6.1", Department("success"), 640_000, PAY, "", ""),
    ("6.1", Department("service"), 690_000, PAY, "5 人编制", "Five heads"),
    ("6.1", All, 276_000, PAY, "客户数据组(无部门)", "Customer data team, no department"),
    ("6.2", All, 348_000, SEASON, "按回款 1.1% 计提", "1.1 % of receipts"),
    ("6.3", Department("sales"), 36_000, RECRUITING, "", ""),
    ("7.1", All, 56_000, RESEARCH, "", ""),
    ("7.2", Channel("search"), 192_000, SEASON, "", ""),
    ("7.2", Channel("social"), 156_000, SEASON, "按 2025 年上半年水平", "As in the first half of 2025"),
    ("7.2", Channel("content"), 36_000, SEASON, "", ""),
    ("7.3", Channel("search"), 8_000, SEASON, "", ""),
    ("7.3", Channel("social"), 18_000, SEASON, "", ""),
    ("7.3", Channel("referral"), 16_000, EVEN, "推荐奖励", "Referral rewards"),
    ("7.3", Channel("exhibition"), 18_000, SEASON, "", ""),
    ("7.3", Channel("partner"), 12_000, SEASON, "", ""),
    ("7.3", Channel("content"), 18_000, SEASON, "", ""),
    ("7.4", Channel("sms"), 16_800, SEASON, "", ""),
    ("7.4", Channel("email"), 9_600, EVEN, "", ""),
    ("7.6", All, 76_000, QUARTERS, "", ""),
    ("7.7", Channel("partner"), 45_600, EVEN, "", ""),
    ("8.1", All, 24_000, EVEN, "", ""),
    ("8.2", All, 38_400, SEASON, "", ""),
    ("8.3", All, 27_600, EVEN, "", ""),
    ("8.4", Customer("C003"), 40_000, EVEN, "重点客户专项", "Set aside for a key account"),
    ("8.4", Grade("A"), 48_000, SEASON, "", ""),
    ("8.4", Grade("B"), 42_000, SEASON, "", ""),
    ("8.4", Grade("C"), 15_000, SEASON, "", ""),
    ("8.5", Grade("A"), 33_600, FESTIVALS, "", ""),
    ("8.5", Grade("B"), 27_000, FESTIVALS, "", ""),
    ("8.6", Department("sales"), 84_000, SEASON, "", ""),
    ("8.6", Department("success"), 78_000, SEASON, "", ""),
    ("9.1", All, 148_800, EVEN, "3 席外包", "Three outsourced agents"),
    ("9.2", All, 102_000, SEASON, "", ""),
    ("9.3", All, 36_000, EVEN, "", ""),
    ("9.4", Product("X1"), 10_800, EVEN, "", ""),
    ("9.4", Product("S3"), 32_400, EVEN, "", ""),
    ("9.4", Product("G5"), 12_000, EVEN, "", ""),
    ("9.5", All, 22_800, EVEN, "", ""),
];

/// What was approved for December 2025 alone: a second interface that did not come, a refresh that cost less, a training
/// that cost more.
#[rustfmt::skip]
const DECEMBER: &[(&str, For, i64, Shape, &str, &str)] = &[
    ("1.5", All, 8_000, only(12), "接口二期首款", "First payment for the second interface"),
    ("3.4", All, 1_300, only(12), "年末客户培训", "Customer training at the end of the year"),
    ("7.6", All, 16_000, only(12), "品牌视觉更新", "A new look for the brand"),
];

/// The small plan for December 2025.
pub(super) fn of_2025(language: Language) -> SampleBudget {
    made("2025", 2025, DECEMBER, language)
}

/// The plan of 2026.
pub(super) fn of_2026(language: Language) -> SampleBudget {
    made("2026", 2026, LINES, language)
}

fn made(
    name: &'static str,
    fiscal_year: i32,
    lines: &'static [(&str, For, i64, Shape, &str, &str)],
    language: Language,
) -> SampleBudget {
    let lines = lines
        .iter()
        .map(|(category, for_what, total, shape, chinese, english)| SampleLine {
            key: key(category, *for_what),
            months: phased(*total, *shape),
            note: language.pick(chinese, english),
        });
    SampleBudget {
        name,
        fiscal_year,
        lines: lines.collect(),
    }
}

fn key(category: &str, for_what: For) -> LineKey {
    let mut key = LineKey {
        category: Some(category.to_owned()),
        ..LineKey::default()
    };
    let (slot, code) = match for_what {
        All => return key,
        Department(code) => (&mut key.department, code),
        Channel(code) => (&mut key.channel, code),
        Activity(code) => (&mut key.activity, code),
        Product(code) => (&mut key.product, code),
        Customer(code) => (&mut key.customer, code),
        Grade(code) => (&mut key.grade, code),
    };
    *slot = Some(code.to_owned());
    key
}

/// Months in steps of a hundred whole units, as people plan.
fn phased(total: i64, (weights, locked): Shape) -> [(i64, bool); 12] {
    let parts = split(total / 100, &weights);
    std::array::from_fn(|month| (parts.get(month).copied().unwrap_or(0) * 100_00, month < locked))
}
