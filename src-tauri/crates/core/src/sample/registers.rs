//! The registers of the sample: channels, products, vendors, activities, and the dated rates of one foreign currency.
//!
//! Every name is made up.

use super::Rate;
use super::book::{date, month};
use crate::language::Language;
use crate::money::Currency;
use crate::period::Month;
use crate::record::category::Stage;
use crate::record::register::Member;

fn member(language: Language, code: &str, chinese: &str, english: &str, stage: Option<Stage>) -> Member {
    Member {
        code: code.to_owned(),
        name: language.pick(chinese, english).to_owned(),
        name_en: Some(english.to_owned()),
        stage,
        active: true,
        core: None,
    }
}

fn members(language: Language, of: &[(&str, &str, &str)]) -> Vec<Member> {
    of.iter()
        .map(|(code, chinese, english)| member(language, code, chinese, english, None))
        .collect()
}

/// Code, Chinese, English.
pub(super) const CHANNELS: [(&str, &str, &str); 8] = [
    ("search", "搜索广告", "Search advertising"),
    ("social", "社交媒体", "Social media"),
    ("referral", "老客户推荐", "Referral"),
    ("exhibition", "行业展会", "Trade fairs"),
    ("sms", "短信", "SMS"),
    ("email", "邮件", "E-mail"),
    ("partner", "渠道伙伴", "Partners"),
    ("content", "内容营销", "Content marketing"),
];

pub(super) fn channels(language: Language) -> Vec<Member> {
    members(language, &CHANNELS)
}

/// Code, Chinese, English; S3 is the one whose batches of autumn 2025 fail.
pub(super) const PRODUCTS: [(&str, &str, &str); 4] = [
    ("X1", "X1 智能门禁终端", "X1 access terminal"),
    ("S3", "S3 环境传感器", "S3 environment sensor"),
    ("G5", "G5 边缘网关", "G5 edge gateway"),
    ("CARE", "云帆运维平台", "Yunfan Care platform"),
];

/// The line that is built up beside terminals and gateways: not core, so it gives first when money is short.
const ASIDE: &str = "CARE";

pub(super) fn products(language: Language) -> Vec<Member> {
    let mut products = members(language, &PRODUCTS);
    for product in &mut products {
        product.core = Some(product.code != ASIDE);
    }
    products
}

const VENDORS: [(&str, &str, &str); 26] = [
    ("V01", "智客云软件有限公司", "Zhike Cloud Software"),
    ("V02", "星搜网络科技有限公司", "Xingsou Search Network"),
    ("V03", "聚点信息流广告有限公司", "Judian Feed Advertising"),
    ("V04", "短波视频传媒有限公司", "Duanbo Video Media"),
    ("V05", "速达短信平台有限公司", "Suda SMS Platform"),
    ("V06", "邮鸽邮件服务有限公司", "Youge Mail Service"),
    ("V07", "华展会展服务有限公司", "Huazhan Exhibition Service"),
    ("V08", "锦宴餐饮管理有限公司", "Jinyan Catering"),
    ("V09", "雅憩商务酒店", "Yaqi Business Hotel"),
    ("V10", "行远商旅服务有限公司", "Xingyuan Business Travel"),
    ("V11", "臻礼礼品有限公司", "Zhenli Gifts"),
    ("V12", "联声客服外包有限公司", "Liansheng Contact Centre"),
    ("V13", "精修电子维保有限公司", "Jingxiu Electronics Repair"),
    ("V14", "迅运物流有限公司", "Xunyun Logistics"),
    ("V15", "博习企业培训有限公司", "Boxi Corporate Training"),
    ("V16", "云仓数据存储有限公司", "Yuncang Data Storage"),
    ("V17", "析数分析软件有限公司", "Xishu Analytics Software"),
    ("V18", "桥接系统集成有限公司", "Qiaojie Systems Integration"),
    ("V19", "灵答智能客服有限公司", "Lingda Service Bots"),
    ("V20", "优才人力资源有限公司", "Youcai Recruiting"),
    ("V21", "知行市场研究有限公司", "Zhixing Market Research"),
    ("V22", "品象品牌策划有限公司", "Pinxiang Brand Planning"),
    ("V23", "印捷印务有限公司", "Yinjie Printing"),
    ("V24", "Surveyhill Inc.", "Surveyhill Inc."),
    ("V25", "Adharbor Ltd.", "Adharbor Ltd."),
    ("V26", "鸿业物业管理有限公司", "Hongye Property Management"),
];

pub(super) fn vendors(language: Language) -> Vec<Member> {
    members(language, &VENDORS)
}

/// An activity of the sample: what it is for, when, and what it costs in all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gathering {
    pub(super) code: &'static str,
    pub(super) chinese: &'static str,
    pub(super) english: &'static str,
    pub(super) stage: Stage,
    /// Year and month in which it takes place.
    pub(super) held: (i32, u32),
    /// What it costs in all, whole units.
    pub(super) cost: i64,
    pub(super) channel: Option<&'static str>,
    pub(super) department: &'static str,
    pub(super) product: Option<&'static str>,
}

impl Gathering {
    pub(super) fn month(&self) -> Month {
        month(self.held.0, self.held.1)
    }
}

use Stage::{Acquisition, Maintenance, Service};

#[rustfmt::skip]
pub(super) const GATHERINGS: [Gathering; 10] = [
    Gathering { code: "A2501", chinese: "2025 春季新品发布会", english: "Spring launch 2025", stage: Acquisition, held: (2025, 3), cost: 38_000, channel: Some("content"), department: "marketing", product: Some("G5") },
    Gathering { code: "A2502", chinese: "2025 智能楼宇展", english: "Smart building fair 2025", stage: Acquisition, held: (2025, 5), cost: 92_000, channel: Some("exhibition"), department: "marketing", product: None },
    Gathering { code: "A2503", chinese: "2025 年中客户答谢会", english: "Mid-year customer evening 2025", stage: Maintenance, held: (2025, 7), cost: 44_000, channel: None, department: "success", product: None },
    Gathering { code: "A2504", chinese: "2025 渠道伙伴大会", english: "Partner conference 2025", stage: Acquisition, held: (2025, 9), cost: 41_000, channel: Some("partner"), department: "sales", product: None },
    Gathering { code: "A2505", chinese: "2025 售后服务月", english: "Service month 2025", stage: Service, held: (2025, 11), cost: 19_000, channel: None, department: "service", product: None },
    Gathering { code: "A2601", chinese: "2026 春季产品体验日", english: "Spring product day 2026", stage: Acquisition, held: (2026, 3), cost: 33_000, channel: Some("content"), department: "marketing", product: Some("X1") },
    Gathering { code: "A2602", chinese: "2026 智能楼宇展", english: "Smart building fair 2026", stage: Acquisition, held: (2026, 5), cost: 108_000, channel: Some("exhibition"), department: "marketing", product: None },
    Gathering { code: "A2603", chinese: "2026 年中客户答谢会", english: "Mid-year customer evening 2026", stage: Maintenance, held: (2026, 7), cost: 49_000, channel: None, department: "success", product: None },
    Gathering { code: "A2604", chinese: "2026 老客户推荐计划", english: "Referral programme 2026", stage: Acquisition, held: (2026, 6), cost: 24_000, channel: Some("referral"), department: "success", product: None },
    Gathering { code: "A2605", chinese: "S3 传感器免费检测行动", english: "Free S3 sensor inspection", stage: Service, held: (2026, 9), cost: 46_000, channel: None, department: "service", product: Some("S3") },
];

pub(super) fn activities(language: Language) -> Vec<Member> {
    GATHERINGS
        .iter()
        .map(|g| member(language, g.code, g.chinese, g.english, Some(g.stage)))
        .collect()
}

/// Rates of the dollar, made up but near what they were.
pub(super) fn rates() -> Vec<Rate> {
    let Ok(currency) = Currency::new("USD") else {
        return Vec::new();
    };
    [
        (2025, 1, "7.1880"),
        (2025, 4, "7.1790"),
        (2025, 7, "7.1540"),
        (2025, 10, "7.1050"),
        (2026, 1, "7.0290"),
        (2026, 4, "6.9950"),
        (2026, 7, "6.9720"),
        (2026, 10, "6.9480"),
    ]
    .map(|(year, number, rate)| Rate {
        date: date(year, number, 1),
        currency,
        rate,
    })
    .to_vec()
}
