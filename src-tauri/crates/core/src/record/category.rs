//! The taxonomy 费用类别 with its stages 环节, as every new ledger has it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where in a customer's life a cost falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 获客.
    Acquisition,
    /// 维系.
    Maintenance,
    /// 服务.
    Service,
    /// 共用: its own slice until allocated, never inside maintenance.
    Shared,
}

impl Stage {
    /// All four, in order of a customer's life.
    pub const ALL: [Self; 4] = [Self::Acquisition, Self::Maintenance, Self::Service, Self::Shared];

    /// The word on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Acquisition => "acquisition",
            Self::Maintenance => "maintenance",
            Self::Service => "service",
            Self::Shared => "shared",
        }
    }

    /// Reads the word on the wire, or the Chinese or English label.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.to_ascii_lowercase().as_str() {
            "acquisition" => return Some(Self::Acquisition),
            "maintenance" => return Some(Self::Maintenance),
            "service" => return Some(Self::Service),
            "shared" => return Some(Self::Shared),
            _ => {}
        }
        match text {
            "获客" => Some(Self::Acquisition),
            "维系" | "维护" => Some(Self::Maintenance),
            "服务" => Some(Self::Service),
            "共用" => Some(Self::Shared),
            _ => None,
        }
    }
}

/// What an entry of a category is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Groups 0 to 9 and groups a company adds.
    Cost,
    /// Group 11.
    Income,
    /// Group 10: reduces a named cost line, shown beside it.
    Offset,
    /// Group 99: in no total, under no budget.
    OutOfScope,
}

impl EntryKind {
    /// The kind that a category's code gives its entries.
    ///
    /// ```
    /// use kezhang_core::record::EntryKind;
    /// assert_eq!(EntryKind::of("7.2"), EntryKind::Cost);
    /// assert_eq!(EntryKind::of("10.1"), EntryKind::Offset);
    /// assert_eq!(EntryKind::of("11.0"), EntryKind::Income);
    /// assert_eq!(EntryKind::of("99"), EntryKind::OutOfScope);
    /// ```
    pub fn of(code: &str) -> Self {
        match code.split('.').next() {
            Some("10") => Self::Offset,
            Some("11") => Self::Income,
            Some("99") => Self::OutOfScope,
            _ => Self::Cost,
        }
    }
}

/// The code of 未分类.
pub const UNCATEGORISED: &str = "0";
/// The code of 未分类收入, where money in goes until it is told apart.
pub const UNCATEGORISED_INCOME: &str = "11.0";
/// The code of 不计入客户费用.
pub const OUT_OF_SCOPE: &str = "99";

/// One node of the taxonomy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Category {
    /// Stable code, `7.2`; parents are the codes before each dot.
    pub code: String,
    /// Code of the parent, null at the top.
    pub parent: Option<String>,
    /// 中文名称.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// The stage when nothing nearer the entry says otherwise; null for 0, 99, offsets and income.
    pub stage: Option<Stage>,
    /// What its entries are.
    pub kind: EntryKind,
    /// Whether it can still be chosen.
    pub active: bool,
}

/// Whether `code` is `ancestor` or lies below it: `7.2` lies in `7`, `70` does not.
///
/// ```
/// use kezhang_core::record::category::lies_in;
/// assert!(lies_in("7.2", "7") && lies_in("7", "7") && !lies_in("70", "7") && !lies_in("7", "7.2"));
/// ```
pub fn lies_in(code: &str, ancestor: &str) -> bool {
    code.strip_prefix(ancestor)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The ancestor of `code` at `level` (1 is the top); the code itself when it is not that deep.
///
/// ```
/// use kezhang_core::record::category::at_level;
/// assert_eq!(at_level("7.2.1", 1), "7");
/// assert_eq!(at_level("7", 2), "7");
/// ```
pub fn at_level(code: &str, level: usize) -> &str {
    match code.match_indices('.').nth(level.saturating_sub(1)) {
        Some((end, _)) if level > 0 => &code[..end],
        _ => code,
    }
}

/// A code's place among its siblings: numeric by part, so that 10.1 follows 9.5, as one sort key.
pub fn sort_key(code: &str) -> Vec<(u64, String)> {
    code.split('.')
        .map(|part| (part.parse().unwrap_or(u64::MAX), part.to_owned()))
        .collect()
}

/// One row of the taxonomy that ships: code, Chinese, English, default stage.
pub type Seed = (&'static str, &'static str, &'static str, Option<Stage>);

use Stage::{Acquisition as A, Maintenance as M, Service as S, Shared as H};

/// The taxonomy of a new ledger, parents before their children.
pub const TAXONOMY: &[Seed] = &[
    ("0", "未分类", "Uncategorised", None),
    ("1", "软件购买", "Software purchase", Some(H)),
    ("1.1", "一次性买断(永久授权)", "Perpetual licence", Some(H)),
    ("1.2", "订阅", "Subscription", Some(H)),
    ("1.3", "辅助工具", "Auxiliary tools", Some(H)),
    ("1.4", "定制开发", "Customisation", Some(H)),
    ("1.5", "系统集成", "Integration", Some(H)),
    ("1.6", "数据迁移与导入", "Data migration and import", Some(H)),
    ("1.7", "实施与系统配置", "Implementation and set-up", Some(H)),
    ("1.8", "插件与扩展功能", "Plug-ins and extensions", Some(H)),
    ("2", "系统维护", "System maintenance", Some(H)),
    ("2.1", "升级", "Upgrades", Some(H)),
    ("2.2", "基础技术支持", "Basic technical support", Some(H)),
    ("2.3", "高级技术支持", "Advanced technical support", Some(H)),
    ("2.4", "故障排除", "Troubleshooting", Some(H)),
    ("2.5", "性能优化", "Performance tuning", Some(H)),
    ("3", "培训费", "Training", Some(H)),
    ("3.1", "培训师", "Trainers", Some(H)),
    ("3.2", "培训资料", "Training materials", Some(H)),
    ("3.3", "培训场地", "Training venue", Some(H)),
    ("3.4", "客户培训", "Customer training", Some(S)),
    ("4", "数据存储", "Data storage", Some(H)),
    ("4.1", "存储容量", "Storage capacity", Some(H)),
    (
        "4.2",
        "存储方式(本地设备 / 云服务)",
        "Storage mode: own hardware or cloud",
        Some(H),
    ),
    ("4.3", "数据备份", "Backup", Some(H)),
    ("5", "客户活动", "Customer activities", Some(M)),
    ("5.1", "活动策划", "Activity planning", Some(M)),
    ("5.2", "活动执行", "Activity execution", Some(M)),
    ("5.3", "活动反馈", "Activity feedback", Some(M)),
    ("6", "人员费用", "People", Some(H)),
    ("6.1", "工资及社保公积金", "Pay with employer's contributions", Some(H)),
    ("6.2", "佣金(提成)", "Commissions", Some(A)),
    (
        "6.3",
        "销售人员招聘与培训",
        "Recruiting and training sales staff",
        Some(A),
    ),
    ("7", "营销获客(客户招募)", "Marketing and acquisition", Some(A)),
    ("7.1", "市场调研", "Market research", Some(A)),
    ("7.2", "广告投放", "Advertising", Some(A)),
    ("7.3", "推广活动", "Promotion", Some(A)),
    ("7.4", "短信与邮件(平台使用费)", "SMS and e-mail", Some(A)),
    ("7.5", "其他获客", "Other acquisition", Some(A)),
    ("7.6", "品牌推广", "Brand promotion", Some(A)),
    ("7.7", "获客渠道建设", "Building channels", Some(A)),
    ("8", "客户关系维护", "Relationship maintenance", Some(M)),
    ("8.1", "定期沟通与回访", "Regular contact and follow-up", Some(M)),
    ("8.2", "忠诚度计划(积分、奖励、优惠)", "Loyalty programme", Some(M)),
    ("8.3", "会员服务与会员营销", "Member services and marketing", Some(M)),
    ("8.4", "业务招待", "Entertaining customers", Some(M)),
    ("8.5", "客户礼品", "Gifts", Some(M)),
    ("8.6", "拜访差旅", "Travel to customers", Some(M)),
    ("9", "客户服务", "Customer service", Some(S)),
    ("9.1", "客服支持(外包 / 坐席)", "Support, outsourced", Some(S)),
    ("9.2", "售后服务", "After-sales service", Some(S)),
    ("9.3", "投诉与反馈处理", "Complaints and feedback handling", Some(S)),
    ("9.4", "退换货", "Returns", Some(S)),
    ("9.5", "智能客服与自助服务", "Service bot and self-service", Some(S)),
    ("10", "费用分担", "Offsets", None),
    ("10.1", "合作方分担", "Partner's share", None),
    ("10.2", "赞助", "Sponsorship", None),
    ("11", "收入", "Income", None),
    ("11.0", "未分类收入", "Uncategorised income", None),
    ("11.1", "维护费收入", "Maintenance fees charged", None),
    ("11.2", "销售收入", "Revenue", None),
    ("99", "不计入客户费用", "Out of scope", None),
];
