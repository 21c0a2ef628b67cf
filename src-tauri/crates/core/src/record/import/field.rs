//! The canonical columns, their names in both languages, and what other programs call them.
//!
//! The order of [`Field`] is the order of a row's fingerprint: add at the end, never in between.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Kind;

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// A canonical column.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Field { $($(#[$doc])* $name,)+ }

        impl Field {
            /// All, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The word on the wire and in `--map field=COLUMN`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }
        }
    };
}

fields! {
    /// 日期.
    Date = "date",
    /// 类别.
    Category = "category",
    /// 金额.
    Amount = "amount",
    /// 币种.
    Currency = "currency",
    /// 客户.
    Customer = "customer",
    /// 渠道.
    Channel = "channel",
    /// 活动.
    Activity = "activity",
    /// 部门.
    Department = "department",
    /// 供应商; on a statement the counterparty.
    Vendor = "vendor",
    /// 产品.
    Product = "product",
    /// 摘要.
    Memo = "memo",
    /// 状态.
    Status = "status",
    /// 环节.
    Stage = "stage",
    /// 编号.
    Id = "id",
    /// 价税合计.
    Gross = "gross",
    /// 税额.
    Tax = "tax",
    /// 不含税金额.
    Net = "net",
    /// 税率.
    TaxRate = "tax_rate",
    /// 发票号码.
    Invoice = "invoice",
    /// 发票票种.
    InvoiceKind = "invoice_kind",
    /// 可抵扣.
    Deductible = "deductible",
    /// 付款日期.
    PaidOn = "paid_on",
    /// 开票日期.
    InvoicedOn = "invoiced_on",
    /// 受益期起.
    BenefitFrom = "benefit_from",
    /// 受益期止.
    BenefitTo = "benefit_to",
    /// Money out of an account: 支出, 借方发生额, paid out.
    MoneyOut = "money_out",
    /// Money into an account: 收入, 贷方发生额, paid in.
    MoneyIn = "money_in",
    /// 收/支.
    Direction = "direction",
    /// 交易状态 of a wallet's row.
    State = "state",
    /// 交易类型 or 交易分类 of a wallet's row.
    Transaction = "transaction",
    /// 流水号, 交易单号: tells equal rows apart, is no id.
    Reference = "reference",
    /// 月份.
    Month = "month",
    /// 年度.
    Year = "year",
    /// 客户等级.
    Grade = "grade",
    /// 编号 of a customer or channel.
    Code = "code",
    /// 名称.
    Name = "name",
    /// 统一社会信用代码.
    TaxNumber = "tax_number",
    /// 行业.
    Industry = "industry",
    /// 地区.
    Region = "region",
    /// 负责人.
    Owner = "owner",
    /// 获客日期.
    AcquiredOn = "acquired_on",
    /// 流失日期.
    LapsedOn = "lapsed_on",
    /// 线索数.
    Leads = "leads",
    /// 商机数.
    Opportunities = "opportunities",
    /// 新客户数.
    Customers = "customers",
    /// 收入 of a channel and month.
    Revenue = "revenue",
    /// 汇率.
    Rate = "rate",
    /// English name.
    NameEn = "name_en",
    /// 订单号.
    Order = "order",
    /// 合同编号.
    Contract = "contract",
    /// 开始日期.
    From = "from",
    /// 结束日期.
    To = "to",
    /// 收费周期.
    Rhythm = "rhythm",
    /// 付款期限, days.
    DueDays = "due_days",
    /// 服务内容.
    Services = "services",
    /// 活动目的.
    Purpose = "purpose",
    /// 预算成本.
    PlannedCost = "planned_cost",
    /// 预期收益.
    ExpectedRevenue = "expected_revenue",
    /// 邀请人数.
    Invited = "invited",
    /// 到场人数.
    Attendance = "attendance",
    /// 响应人数.
    Responses = "responses",
    /// 评分.
    Score = "score",
    /// 员工.
    Employee = "employee",
    /// 工作类型.
    Work = "kind",
    /// 工时.
    Hours = "hours",
    /// 工具.
    Tool = "tool",
    /// 账号数.
    Seats = "seats",
    /// 活跃账号.
    Active = "active",
    /// 登录次数.
    Logins = "logins",
    /// 付费模块数.
    ModulesPaid = "modules_paid",
    /// 在用模块数.
    ModulesUsed = "modules_used",
    /// 最近使用.
    LastUsed = "last_used",
    /// GB paid for.
    GbPaid = "gb_paid",
    /// GB used.
    GbUsed = "gb_used",
    /// 续费日期.
    Renewal = "renewal",
    /// 提前通知天数.
    NoticeDays = "notice_days",
    /// 费用 of a tool and month.
    Cost = "cost",
    /// 工单数.
    Tickets = "tickets",
    /// 处理时长, minutes.
    Minutes = "minutes",
    /// 自动解决数.
    Automated = "automated",
    /// 首次解决时长, minutes a ticket.
    FirstSolutionMinutes = "first_solution_minutes",
    /// 完全解决时长, minutes a ticket.
    SolutionMinutes = "solution_minutes",
    /// 反馈来源.
    Source = "source",
    /// 评分方式: satisfaction or NPS.
    Scale = "scale",
    /// 满意度, 1 to 5.
    Satisfaction = "satisfaction",
    /// NPS, 0 to 10.
    Nps = "nps",
    /// 反馈内容.
    Text = "text",
    /// 是否投诉.
    Complaint = "complaint",
    /// 处理期限.
    Due = "due",
    /// 处理结果.
    Outcome = "outcome",
    /// 主题.
    Topic = "topic",
    /// 自动续约.
    AutoRenewed = "auto_renewed",
    /// 发放积分.
    PointsIssued = "points_issued",
    /// 兑换积分.
    PointsRedeemed = "points_redeemed",
    /// 过期积分.
    PointsExpired = "points_expired",
    /// 每积分成本.
    CostPerPoint = "cost_per_point",
    /// 会员数.
    Members = "members",
    /// 活跃会员数.
    ActiveMembers = "active_members",
    /// 核心业务.
    Core = "core",
    /// 启用.
    InUse = "in_use",
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

use Field as F;

impl Field {
    /// Number of fields.
    pub const COUNT: usize = Self::ALL.len();

    /// The fields of a kind, in order of its form.
    pub fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Entries => &[
                F::Date,
                F::Category,
                F::Amount,
                F::Currency,
                F::Customer,
                F::Channel,
                F::Activity,
                F::Department,
                F::Vendor,
                F::Product,
                F::Memo,
                F::Status,
                F::Stage,
                F::Id,
                F::Gross,
                F::Tax,
                F::Net,
                F::TaxRate,
                F::Invoice,
                F::InvoiceKind,
                F::Deductible,
                F::PaidOn,
                F::InvoicedOn,
                F::BenefitFrom,
                F::BenefitTo,
                F::MoneyOut,
                F::MoneyIn,
                F::Direction,
                F::State,
                F::Transaction,
                F::Reference,
            ],
            Kind::Budget => &[
                F::Month,
                F::Category,
                F::Amount,
                F::Department,
                F::Channel,
                F::Activity,
                F::Product,
                F::Customer,
                F::Grade,
                F::Year,
            ],
            Kind::Customers => &[
                F::Code,
                F::Name,
                F::TaxNumber,
                F::Grade,
                F::Industry,
                F::Region,
                F::Owner,
                F::Status,
                F::AcquiredOn,
                F::Channel,
                F::LapsedOn,
            ],
            Kind::Channels => &[F::Code, F::Name, F::NameEn],
            Kind::Metrics => &[
                F::Month,
                F::Channel,
                F::Leads,
                F::Opportunities,
                F::Customers,
                F::Revenue,
            ],
            Kind::Rates => &[F::Date, F::Currency, F::Rate],
            Kind::Orders => &[
                F::Date,
                F::Customer,
                F::Amount,
                F::Order,
                F::Product,
                F::Currency,
                F::State,
            ],
            Kind::Receipts => &[
                F::Date,
                F::Customer,
                F::Amount,
                F::Contract,
                F::Memo,
                F::Currency,
                F::State,
            ],
            Kind::Purchases => &[
                F::Contract,
                F::Name,
                F::Vendor,
                F::Department,
                F::Owner,
                F::From,
                F::To,
                F::NoticeDays,
                F::AutoRenewed,
                F::Amount,
                F::TaxRate,
                F::Category,
                F::Rhythm,
                F::DueDays,
                F::Memo,
                F::Currency,
            ],
            Kind::Contracts => &[
                F::Contract,
                F::Customer,
                F::From,
                F::To,
                F::Amount,
                F::TaxRate,
                F::Rhythm,
                F::DueDays,
                F::Services,
                F::Department,
                F::Currency,
            ],
            Kind::Activities => &[
                F::Code,
                F::Name,
                F::NameEn,
                F::Purpose,
                F::Channel,
                F::From,
                F::To,
                F::PlannedCost,
                F::ExpectedRevenue,
                F::Invited,
                F::Attendance,
                F::Responses,
                F::Revenue,
                F::Score,
                F::Status,
                F::Currency,
            ],
            Kind::Hours => &[
                F::Date,
                F::Month,
                F::Employee,
                F::Hours,
                F::Work,
                F::Customer,
                F::Activity,
                F::Memo,
            ],
            Kind::Tools => &[
                F::Tool,
                F::Code,
                F::Vendor,
                F::Category,
                F::Month,
                F::Seats,
                F::Active,
                F::Logins,
                F::ModulesPaid,
                F::ModulesUsed,
                F::LastUsed,
                F::GbPaid,
                F::GbUsed,
                F::Cost,
                F::Renewal,
                F::NoticeDays,
                F::Currency,
            ],
            Kind::Service => &[
                F::Month,
                F::Customer,
                F::Product,
                F::Tickets,
                F::Minutes,
                F::Automated,
                F::FirstSolutionMinutes,
                F::SolutionMinutes,
            ],
            Kind::Feedback => &[
                F::Date,
                F::Customer,
                F::Employee,
                F::Topic,
                F::Source,
                F::Satisfaction,
                F::Nps,
                F::Score,
                F::Scale,
                F::Text,
                F::Complaint,
                F::Owner,
                F::Due,
                F::Outcome,
                F::Activity,
                F::Product,
                F::Tool,
                F::Category,
            ],
            Kind::Points => &[
                F::Month,
                F::Customer,
                F::PointsIssued,
                F::PointsRedeemed,
                F::PointsExpired,
                F::CostPerPoint,
                F::Members,
                F::ActiveMembers,
            ],
            Kind::Products => &[F::Code, F::Name, F::NameEn, F::Core, F::InUse],
            Kind::Vendors => &[F::Code, F::Name, F::NameEn, F::InUse],
            Kind::Departments => &[F::Code, F::Name, F::NameEn, F::Stage, F::InUse],
        }
    }

    /// The field of a kind by its word on the wire.
    pub fn parse(kind: Kind, word: &str) -> Option<Self> {
        Self::of(kind).iter().copied().find(|field| field.as_str() == word)
    }

    /// Whether a file of the kind cannot do without it (alternatives are told by the mapping).
    pub fn is_required(self, kind: Kind) -> bool {
        matches!(
            (kind, self),
            (Kind::Entries, F::Date | F::Amount)
                | (Kind::Budget, F::Month | F::Amount)
                | (
                    Kind::Customers | Kind::Channels | Kind::Products | Kind::Vendors | Kind::Departments,
                    F::Code | F::Name
                )
                | (Kind::Points, F::Month | F::PointsIssued)
                | (Kind::Metrics, F::Month | F::Channel)
                | (Kind::Rates, F::Date | F::Currency | F::Rate)
                | (Kind::Orders | Kind::Receipts, F::Date | F::Customer | F::Amount)
                | (Kind::Contracts | Kind::Purchases, F::Contract)
                | (Kind::Activities, F::Name)
                | (Kind::Hours, F::Employee | F::Hours)
                | (Kind::Tools, F::Tool)
                | (Kind::Service, F::Month | F::Tickets)
                | (Kind::Feedback, F::Date)
        )
    }
}
