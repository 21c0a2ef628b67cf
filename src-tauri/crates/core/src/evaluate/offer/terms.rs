//! What a vendor offers 报价: items with their ways of charging, taxes, term, discounts and the uplift at renewal.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::score::{Answer, CriterionMark, FunctionAnswer};
use crate::money::Currency;
use crate::record::entry::InvoiceKind;

/// What an item is; decides the 费用类别 of its cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// 永久授权.
    Licence,
    /// 订阅.
    #[default]
    Subscription,
    /// 模块与插件.
    Module,
    /// 实施与系统配置.
    Implementation,
    /// 定制开发.
    Customisation,
    /// 系统集成.
    Integration,
    /// 数据迁移.
    Migration,
    /// 培训.
    Training,
    /// 基础技术支持.
    Support,
    /// 高级技术支持.
    AdvancedSupport,
    /// 升级.
    Upgrade,
    /// 存储容量.
    Storage,
    /// 备份.
    Backup,
    /// API 调用.
    Calls,
    /// 自有硬件.
    Hardware,
    /// 退出与数据导出.
    Exit,
    /// 其他.
    Other,
}

impl ItemKind {
    /// All, in the order in which they are listed.
    pub const ALL: [Self; 17] = [
        Self::Licence,
        Self::Subscription,
        Self::Module,
        Self::Implementation,
        Self::Customisation,
        Self::Integration,
        Self::Migration,
        Self::Training,
        Self::Support,
        Self::AdvancedSupport,
        Self::Upgrade,
        Self::Storage,
        Self::Backup,
        Self::Calls,
        Self::Hardware,
        Self::Exit,
        Self::Other,
    ];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Licence => "licence",
            Self::Subscription => "subscription",
            Self::Module => "module",
            Self::Implementation => "implementation",
            Self::Customisation => "customisation",
            Self::Integration => "integration",
            Self::Migration => "migration",
            Self::Training => "training",
            Self::Support => "support",
            Self::AdvancedSupport => "advanced_support",
            Self::Upgrade => "upgrade",
            Self::Storage => "storage",
            Self::Backup => "backup",
            Self::Calls => "calls",
            Self::Hardware => "hardware",
            Self::Exit => "exit",
            Self::Other => "other",
        }
    }

    /// Code of its 费用类别.
    pub fn category(self) -> &'static str {
        match self {
            Self::Licence => "1.1",
            Self::Subscription => "1.2",
            Self::Other => "1.3",
            Self::Customisation => "1.4",
            Self::Integration => "1.5",
            Self::Migration | Self::Exit => "1.6",
            Self::Implementation => "1.7",
            Self::Module | Self::Calls => "1.8",
            Self::Upgrade => "2.1",
            Self::Support => "2.2",
            Self::AdvancedSupport => "2.3",
            Self::Training => "3.1",
            Self::Storage => "4.1",
            Self::Hardware => "4.2",
            Self::Backup => "4.3",
        }
    }
}

/// What a price is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChargeUnit {
    /// The whole, whatever the size.
    #[default]
    Flat,
    /// 每账号: the seats of the need.
    Seat,
    /// 每模块: the quantity of the item.
    Module,
    /// 每 GB: the storage of the need.
    Gigabyte,
    /// 每 GB 备份: storage times copies.
    BackupGigabyte,
    /// 每小时: the support hours of the need.
    Hour,
    /// 每次: the incidents of the need.
    Incident,
    /// 每人天: the quantity of the item, or the training days of the need.
    Day,
    /// 每系统: the integrations of the need.
    System,
    /// 每千次调用: the API calls of the need.
    ThousandCalls,
    /// 按授权费百分比: the price is a percentage of the one-off licences.
    LicencePercent,
}

impl ChargeUnit {
    /// Whether its quantity runs by time (hours a year) rather than standing (seats).
    pub fn runs(self) -> bool {
        matches!(self, Self::Hour | Self::Incident | Self::ThousandCalls)
    }

    /// Whether its tiers count whole units, so that the next one begins at the last plus 1.
    pub fn is_counted(self) -> bool {
        !matches!(self, Self::Gigabyte | Self::BackupGigabyte | Self::Hour | Self::Day)
    }

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Flat => "flat",
            Self::Seat => "seat",
            Self::Module => "module",
            Self::Gigabyte => "gigabyte",
            Self::BackupGigabyte => "backup_gigabyte",
            Self::Hour => "hour",
            Self::Incident => "incident",
            Self::Day => "day",
            Self::System => "system",
            Self::ThousandCalls => "thousand_calls",
            Self::LicencePercent => "licence_percent",
        }
    }
}

/// How often a price is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChargeEvery {
    /// 一次性.
    Once,
    /// 每月.
    Month,
    /// 每年.
    #[default]
    Year,
}

impl ChargeEvery {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// How far one payment reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Billing {
    /// 按月.
    Monthly,
    /// 按季.
    Quarterly,
    /// 按年.
    #[default]
    Yearly,
    /// 按合同期一次付清.
    Term,
}

/// A step of a tiered price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceTier {
    /// First quantity.
    #[schemars(with = "String")]
    pub from: Decimal,
    /// Last quantity, included; none: without end.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub to: Option<Decimal>,
    /// Price of a unit.
    #[schemars(with = "String")]
    pub price: Decimal,
}

/// Whether a step of a tiered price holds for all units or for those within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TierMode {
    /// 全量: all units at the price of the step that the quantity reaches.
    #[default]
    Whole,
    /// 分段累进: each unit at the price of its own step.
    Graduated,
}

/// An item of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OfferItem {
    /// What the offer calls it.
    pub name: String,
    /// What it is.
    pub kind: ItemKind,
    /// What the price is for.
    pub unit: ChargeUnit,
    /// How often it is due.
    pub every: ChargeEvery,
    /// Price of a unit, in the offer's currency; a percentage for `licence_percent`.
    #[schemars(with = "String")]
    pub price: Decimal,
    /// Steps of a tiered price; they decide where there are any.
    pub tiers: Vec<PriceTier>,
    /// Whether a step holds for all units.
    pub tier_mode: TierMode,
    /// Quantity, where the need does not give it.
    #[schemars(with = "Option<String>")]
    pub quantity: Option<Decimal>,
    /// Least quantity that is charged.
    #[schemars(with = "Option<String>")]
    pub minimum: Option<Decimal>,
    /// Free allowance.
    #[schemars(with = "Option<String>")]
    pub free: Option<Decimal>,
    /// Free allowance with each seat.
    #[schemars(with = "Option<String>")]
    pub free_per_seat: Option<Decimal>,
    /// Whether it comes in the bundle at no price of its own.
    pub is_included: bool,
    /// Whether neither the discount of the term nor the uplift touches it.
    pub is_fixed: bool,
    /// Discount on this item, percent.
    #[schemars(with = "String")]
    pub discount_percent: Decimal,
    /// How far one payment reaches; without meaning for what is due once.
    pub billing: Billing,
    /// Whether it is paid at the end rather than the start of that.
    pub is_arrears: bool,
    /// Month in which it begins, 0 the signing.
    pub from_month: u32,
    /// Whether the price holds tax; the offer's word when absent.
    pub includes_tax: Option<bool>,
    /// Tax rate in percent; the offer's when absent.
    #[schemars(with = "Option<String>")]
    pub tax_percent: Option<Decimal>,
    /// 发票票种; the offer's when absent.
    pub invoice: Option<InvoiceKind>,
}

/// A discount for signing for long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermDiscount {
    /// For terms of at least so many months.
    pub months: u32,
    /// Percent off.
    #[schemars(with = "String")]
    pub percent: Decimal,
}

/// What a vendor offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OfferTerms {
    /// 版本: edition.
    pub edition: String,
    /// Currency of the prices.
    pub currency: Option<Currency>,
    /// Base units per unit of that currency; the ledger's when absent.
    #[schemars(with = "Option<String>")]
    pub rate: Option<Decimal>,
    /// Whether prices hold tax.
    pub includes_tax: bool,
    /// Tax rate in percent.
    #[schemars(with = "String")]
    pub tax_percent: Decimal,
    /// 发票票种.
    pub invoice: InvoiceKind,
    /// Months that are signed for.
    pub term_months: u32,
    /// Discounts by term.
    pub discounts: Vec<TermDiscount>,
    /// Whether the discount ends with the first term.
    pub is_discount_first_term_only: bool,
    /// Rise of prices at each renewal, percent.
    #[schemars(with = "String")]
    pub uplift_percent: Decimal,
    /// Days of notice before the term ends.
    pub notice_days: u32,
    /// Whether it renews by itself.
    pub is_auto_renewed: bool,
    /// Whether it runs on own hardware.
    pub is_on_premises: bool,
    /// Own hours to introduce it.
    #[schemars(with = "String")]
    pub own_hours: Decimal,
    /// Own hours of administration a month; the need's when absent.
    #[schemars(with = "Option<String>")]
    pub admin_hours: Option<Decimal>,
    /// Response time that is promised, as offered.
    pub response: String,
    /// Date of the offer.
    pub quoted_on: Option<NaiveDate>,
    /// Last day on which it can be accepted.
    pub valid_until: Option<NaiveDate>,
    /// Where the figures come from.
    pub source: String,
    /// The items.
    pub items: Vec<OfferItem>,
    /// Which functions it has.
    pub functions: Vec<FunctionAnswer>,
    /// Marks by criterion, with evidence.
    pub marks: Vec<CriterionMark>,
    /// What was answered about costs that no item shows.
    pub answers: Vec<Answer>,
    /// A remark.
    pub note: String,
}

impl Default for OfferTerms {
    fn default() -> Self {
        Self {
            edition: String::new(),
            currency: None,
            rate: None,
            includes_tax: true,
            tax_percent: Decimal::from(6),
            invoice: InvoiceKind::Special,
            term_months: 12,
            discounts: Vec::new(),
            is_discount_first_term_only: false,
            uplift_percent: Decimal::ZERO,
            notice_days: 30,
            is_auto_renewed: false,
            is_on_premises: false,
            own_hours: Decimal::ZERO,
            admin_hours: None,
            response: String::new(),
            quoted_on: None,
            valid_until: None,
            source: String::new(),
            items: Vec::new(),
            functions: Vec::new(),
            marks: Vec::new(),
            answers: Vec::new(),
            note: String::new(),
        }
    }
}

impl OfferTerms {
    /// The discount of the term that is signed, percent.
    pub fn term_discount(&self) -> Decimal {
        self.discounts
            .iter()
            .filter(|discount| discount.months <= self.term_months)
            .max_by_key(|discount| discount.months)
            .map_or(Decimal::ZERO, |discount| discount.percent)
    }
}
