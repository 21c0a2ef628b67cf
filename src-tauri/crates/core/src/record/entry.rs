//! An entry 费用明细: one cost (or income, offset, thing out of scope) with its amounts, dates and evidence.
//!
//! Gross = net + tax, to the cent. Cost = net where the tax is deductible, else gross; a row with one
//! amount and no tax is taken as it stands (税未拆分).

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::category::{EntryKind, Stage, lies_in};
use crate::error::{Fault, Outcome};
use crate::money::{Amount, Currency, round};
use crate::period::{Month, Span};

/// Whether an entry has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 实际发生.
    #[default]
    Actual,
    /// 草稿: in the list, in no figure.
    Draft,
}

impl Status {
    /// The word on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Actual => "actual",
            Self::Draft => "draft",
        }
    }
}

/// The kind of paper behind an amount 发票票种.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceKind {
    /// 数电专票, 增值税专用发票 in electronic form.
    Special,
    /// 数电普票.
    Ordinary,
    /// 纸票 (paper; whether 专用 or 普通 is told by `deductible`).
    Paper,
    /// 其他凭证.
    Other,
    /// 无票.
    None,
}

impl InvoiceKind {
    /// The word on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Special => "special",
            Self::Ordinary => "ordinary",
            Self::Paper => "paper",
            Self::Other => "other",
            Self::None => "none",
        }
    }

    /// Reads the word on the wire or the names that Chinese papers carry.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(kind) = [Self::Special, Self::Ordinary, Self::Paper, Self::Other, Self::None]
            .into_iter()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(text))
        {
            return Some(kind);
        }
        let has = |needle: &str| text.contains(needle);
        match () {
            () if has("无票") => Some(Self::None),
            () if has("专票") || has("专用") => Some(Self::Special),
            () if has("普票") || has("普通") => Some(Self::Ordinary),
            () if has("纸") => Some(Self::Paper),
            () if has("其他") || has("凭证") => Some(Self::Other),
            () => None,
        }
    }
}

/// Who the company is for VAT 纳税人身份.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Taxpayer {
    /// 一般纳税人.
    General,
    /// 小规模纳税人.
    Small,
    /// Not told.
    #[default]
    None,
}

/// How an entry's tax bears on its cost; what can be known without the company's profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deduction {
    /// The entry itself says that its tax is deductible.
    Yes,
    /// The entry itself says that it is not, or nothing could make it so.
    No,
    /// A special invoice that says nothing: deductible at a general taxpayer, meals and entertainment apart.
    ByProfile,
}

impl Deduction {
    /// What an entry's own words give.
    pub fn of(deductible: Option<bool>, invoice_kind: Option<InvoiceKind>) -> Self {
        match (deductible, invoice_kind) {
            (Some(true), _) => Self::Yes,
            (None, Some(InvoiceKind::Special)) => Self::ByProfile,
            _ => Self::No,
        }
    }

    /// The number on disk.
    pub fn number(self) -> i32 {
        match self {
            Self::No => 0,
            Self::Yes => 1,
            Self::ByProfile => 2,
        }
    }

    /// From the number on disk.
    pub fn from_number(number: i32) -> Self {
        match number {
            1 => Self::Yes,
            2 => Self::ByProfile,
            _ => Self::No,
        }
    }

    /// Whether the tax is deductible at this taxpayer in this category.
    ///
    /// Tax on meals and entertainment consumed directly (8.4) is not.
    pub fn is_deductible(self, taxpayer: Taxpayer, category: &str) -> bool {
        match self {
            Self::Yes => taxpayer != Taxpayer::Small,
            Self::No => false,
            Self::ByProfile => taxpayer == Taxpayer::General && !lies_in(category, "8.4"),
        }
    }
}

/// Gross, tax and net of one amount, all in minor units; `tax` is none where it is not split out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// 价税合计.
    pub gross: i64,
    /// 税额, none: 税未拆分.
    pub tax: Option<i64>,
    /// 不含税金额; equal to gross where the tax is not split out.
    pub net: i64,
}

impl Parts {
    /// Refuses a tax that no invoice can have: against the sign of its amount, of more than half of it, or off its rate
    /// by more than the rounding of its lines.
    fn check_tax(self, rate: Option<Decimal>, currency: Currency) -> Outcome<()> {
        let Some(tax) = self.tax.filter(|tax| *tax != 0 || rate.is_some()) else {
            return Ok(());
        };
        let (net, size) = (self.net.unsigned_abs(), tax.unsigned_abs());
        let fault = |code| {
            Fault::new(code)
                .with("tax", currency.amount(tax))
                .with("net", currency.amount(self.net))
        };
        // The highest VAT anywhere is 27 %; a cent is rounding.
        if (tax < 0) != (self.net < 0) && tax != 0 || size > net / 2 + 1 {
            return Err(fault("tax_impossible"));
        }
        let Some(rate) = rate else { return Ok(()) };
        let due = currency.amount(self.net).value().checked_mul(rate);
        let due = currency.rounded_minor(due.ok_or_else(|| Fault::new("amount_overflow").with("value", rate))?)?;
        // Each line of an invoice is rounded by itself: six cents, or half a per cent up to 1.27, the most that the
        // tax bureau lets an invoice differ.
        let rounding = (net / 200).clamp(6, 127);
        if due.abs_diff(tax) > rounding {
            let percent = (rate * Decimal::ONE_HUNDRED).normalize();
            return Err(fault("tax_off_rate")
                .with("percent", percent)
                .with("due", currency.amount(due)));
        }
        Ok(())
    }

    /// The same the other way round: money back.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self {
            gross: -self.gross,
            tax: self.tax.map(|tax| -tax),
            net: -self.net,
        }
    }
}

/// What a row says about its amounts, each as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stated {
    /// 金额: net beside a tax, a rate or a gross, else as it stands.
    pub amount: Option<Decimal>,
    /// 价税合计.
    pub gross: Option<Decimal>,
    /// 税额.
    pub tax: Option<Decimal>,
    /// 不含税金额.
    pub net: Option<Decimal>,
    /// 税率 as a fraction, 0.06.
    pub rate: Option<Decimal>,
}

impl Stated {
    /// Completes the parts from what is stated.
    ///
    /// # Errors
    /// `amount_missing`; `tax_mismatch` when gross ≠ net + tax; `tax_impossible`, `tax_off_rate`; `amount_decimals`,
    /// `amount_overflow`.
    ///
    /// ```
    /// use kezhang_core::record::entry::Stated;
    /// use kezhang_core::Currency;
    /// let dec = |s: &str| Some(s.parse().unwrap());
    /// // 10,600 gross at 6 %: 10,000 net and 600 tax
    /// let parts = Stated { gross: dec("10600"), rate: dec("0.06"), ..Stated::default() }.parts(Currency::CNY).unwrap();
    /// assert_eq!((parts.gross, parts.tax, parts.net), (1_060_000, Some(60_000), 1_000_000));
    /// // 金额 beside 税额 is net
    /// let parts = Stated { amount: dec("100"), tax: dec("6"), ..Stated::default() }.parts(Currency::CNY).unwrap();
    /// assert_eq!((parts.gross, parts.tax, parts.net), (10_600, Some(600), 10_000));
    /// // 金额 alone is taken as it stands
    /// let parts = Stated { amount: dec("100"), ..Stated::default() }.parts(Currency::CNY).unwrap();
    /// assert_eq!((parts.gross, parts.tax, parts.net), (10_000, None, 10_000));
    /// ```
    pub fn parts(&self, currency: Currency) -> Outcome<Parts> {
        let minor = |value: Option<Decimal>| value.map(|v| currency.minor(v)).transpose();
        let (gross, tax, mut net) = (minor(self.gross)?, minor(self.tax)?, minor(self.net)?);
        let amount = minor(self.amount)?;
        let beside = tax.is_some() || self.rate.is_some() || gross.is_some();
        if net.is_none() && beside {
            net = amount;
        }
        let rate = self.rate;
        let one = Decimal::ONE;
        let of = |base: i64, factor: Decimal| -> Outcome<i64> {
            let value = currency.amount(base).value().checked_mul(factor);
            currency.rounded_minor(value.ok_or_else(|| Fault::new("amount_overflow").with("value", base))?)
        };
        let add = |a: i64, b: i64| {
            a.checked_add(b)
                .ok_or_else(|| Fault::new("amount_overflow").with("value", currency.amount(a)))
        };
        let parts = match (gross, tax, net) {
            (Some(gross), Some(tax), Some(net)) => Parts {
                gross,
                tax: Some(tax),
                net,
            },
            (Some(gross), Some(tax), None) => Parts {
                gross,
                tax: Some(tax),
                net: add(gross, -tax)?,
            },
            (Some(gross), None, Some(net)) => Parts {
                gross,
                tax: Some(add(gross, -net)?),
                net,
            },
            (None, Some(tax), Some(net)) => Parts {
                gross: add(net, tax)?,
                tax: Some(tax),
                net,
            },
            (Some(gross), None, None) => match rate {
                Some(rate) => {
                    let factor = one.checked_div(one + rate).unwrap_or(one);
                    let net = of(gross, factor)?;
                    Parts {
                        gross,
                        tax: Some(add(gross, -net)?),
                        net,
                    }
                }
                None => Parts {
                    gross,
                    tax: None,
                    net: gross,
                },
            },
            (None, None, Some(net)) => match rate {
                Some(rate) => {
                    let tax = of(net, rate)?;
                    Parts {
                        gross: add(net, tax)?,
                        tax: Some(tax),
                        net,
                    }
                }
                None => Parts {
                    gross: net,
                    tax: None,
                    net,
                },
            },
            (None, _, None) => {
                let amount = amount.ok_or_else(|| Fault::new("amount_missing"))?;
                Parts {
                    gross: amount,
                    tax: None,
                    net: amount,
                }
            }
        };
        if parts
            .tax
            .is_some_and(|tax| parts.net.checked_add(tax) != Some(parts.gross))
        {
            return Err(Fault::new("tax_mismatch")
                .with("gross", currency.amount(parts.gross))
                .with("net", currency.amount(parts.net))
                .with("tax", currency.amount(parts.tax.unwrap_or(0))));
        }
        // What was worked out from the rate cannot be off it.
        if gross.is_some() && net.is_some() || tax.is_some() {
            parts.check_tax(rate, currency)?;
        }
        Ok(parts)
    }
}

/// The whole months of a benefit period: from the month of `from` to the month before the day after `to`,
/// at least one.
///
/// ```
/// use kezhang_core::record::entry::benefit_span;
/// let day = |s: &str| s.parse().unwrap();
/// let year = benefit_span(day("2025-01-15"), day("2026-01-14"));
/// assert_eq!((year.from.to_string(), year.to.to_string()), ("2025-01".into(), "2025-12".into()));
/// let week = benefit_span(day("2025-03-03"), day("2025-03-09"));
/// assert_eq!((week.from.to_string(), week.to.to_string()), ("2025-03".into(), "2025-03".into()));
/// ```
pub fn benefit_span(from: NaiveDate, to: NaiveDate) -> Span {
    let end = to.succ_opt().unwrap_or(to);
    let mut months = (end.year() - from.year()) * 12 + end.month0() as i32 - from.month0() as i32;
    if end.day() < from.day() {
        months -= 1;
    }
    let first = Month::of(from);
    Span {
        from: first,
        to: first.plus(months.max(1) - 1),
    }
}

/// Evidence that an entry can carry.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// 发票号码.
    #[serde(default)]
    pub invoice: Option<String>,
    /// 发票票种.
    #[serde(default)]
    pub invoice_kind: Option<InvoiceKind>,
}

/// An entry as it is shown. Amounts are in `currency`, except `base`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Entry {
    /// The ledger's own number of the entry.
    pub id: i64,
    /// 发生日期.
    pub date: NaiveDate,
    /// Code of the category.
    pub category: String,
    /// The amount as it stands: net where the tax is split out and the row gave it so, else gross.
    pub amount: Amount,
    /// 币种.
    pub currency: Currency,
    /// The cost in base currency, by the ledger's cost measure.
    pub base: Amount,
    /// 价税合计.
    pub gross: Amount,
    /// 税额; null: 税未拆分.
    pub tax: Option<Amount>,
    /// 不含税金额.
    pub net: Amount,
    /// What it is, from its category.
    pub kind: EntryKind,
    /// The stage by the stage rule; null for 0, 99, offsets and income.
    pub stage: Option<Stage>,
    /// The stage that the entry itself names, before every rule.
    pub own_stage: Option<Stage>,
    /// Code of the customer.
    pub customer: Option<String>,
    /// Code of the channel.
    pub channel: Option<String>,
    /// Code of the activity.
    pub activity: Option<String>,
    /// Code of the department.
    pub department: Option<String>,
    /// Code of the vendor.
    pub vendor: Option<String>,
    /// Code of the product.
    pub product: Option<String>,
    /// 摘要.
    pub memo: String,
    /// 状态.
    pub status: Status,
    /// The import that brought it.
    pub batch: Option<i64>,
    /// 编号 of the source.
    pub source_id: Option<String>,
    /// Evidence.
    #[serde(flatten)]
    pub evidence: Evidence,
    /// 税率 as a fraction.
    pub tax_rate: Option<String>,
    /// 可抵扣, where the entry itself says so.
    pub deductible: Option<bool>,
    /// 付款日期.
    pub paid_on: Option<NaiveDate>,
    /// 开票日期.
    pub invoiced_on: Option<NaiveDate>,
    /// 受益期起.
    pub benefit_from: Option<NaiveDate>,
    /// 受益期止, included.
    pub benefit_to: Option<NaiveDate>,
    /// Rate to the base currency, where the currency is another.
    pub rate: Option<String>,
    /// For how many people it was, where somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<u32>,
    /// Its own fields that are filled, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub own: BTreeMap<String, String>,
}

/// Who lets spending pass a line that is closed to it, and why.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// Who.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// What the user gives of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryInput {
    /// 发生日期.
    pub date: NaiveDate,
    /// Code or name; 未分类 when absent.
    #[serde(default)]
    pub category: Option<String>,
    /// 金额: net beside a tax, a rate or a gross, else as it stands.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// Base currency when absent.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// 价税合计.
    #[serde(default)]
    pub gross: Option<Amount>,
    /// 税额.
    #[serde(default)]
    pub tax: Option<Amount>,
    /// 不含税金额.
    #[serde(default)]
    pub net: Option<Amount>,
    /// 税率 as a fraction, `0.06`.
    #[serde(default)]
    pub tax_rate: Option<String>,
    /// Own stage, before every rule.
    #[serde(default)]
    pub stage: Option<Stage>,
    /// Code or name.
    #[serde(default)]
    pub customer: Option<String>,
    /// Code or name.
    #[serde(default)]
    pub channel: Option<String>,
    /// Code or name.
    #[serde(default)]
    pub activity: Option<String>,
    /// Code or name.
    #[serde(default)]
    pub department: Option<String>,
    /// Code or name.
    #[serde(default)]
    pub vendor: Option<String>,
    /// Code or name.
    #[serde(default)]
    pub product: Option<String>,
    /// 摘要.
    #[serde(default)]
    pub memo: String,
    /// 状态.
    #[serde(default)]
    pub status: Status,
    /// 编号 of the source.
    #[serde(default)]
    pub source_id: Option<String>,
    /// 发票号码.
    #[serde(default)]
    pub invoice: Option<String>,
    /// 发票票种.
    #[serde(default)]
    pub invoice_kind: Option<InvoiceKind>,
    /// 可抵扣.
    #[serde(default)]
    pub deductible: Option<bool>,
    /// 付款日期.
    #[serde(default)]
    pub paid_on: Option<NaiveDate>,
    /// 开票日期.
    #[serde(default)]
    pub invoiced_on: Option<NaiveDate>,
    /// 受益期起.
    #[serde(default)]
    pub benefit_from: Option<NaiveDate>,
    /// 受益期止, included.
    #[serde(default)]
    pub benefit_to: Option<NaiveDate>,
    /// Whether an unknown customer, channel, department, vendor or product is made, in the same record.
    #[serde(default)]
    pub create_members: bool,
    /// For how many people it was: standards per person are checked with it.
    #[serde(default)]
    pub people: Option<u32>,
    /// Its own fields, by name or `own:NUMBER`: null or empty clears one, one that is not named stays.
    #[serde(default)]
    pub own: BTreeMap<String, Option<String>>,
    /// The request that it settles at once: what it releases is not counted twice.
    #[serde(default)]
    pub settles: Option<i64>,
    /// Lets it pass a line that is closed.
    #[serde(default, rename = "override")]
    pub passing: Option<Override>,
}

/// Converts an amount to base currency at a rate (base units per unit), rounded half away from zero.
///
/// # Errors
/// `amount_overflow`.
///
/// ```
/// use kezhang_core::record::entry::to_base;
/// use kezhang_core::Currency;
/// let usd = Currency::new("USD").unwrap();
/// assert_eq!(to_base(100_00, usd, "7.1234".parse().unwrap(), Currency::CNY).unwrap(), 712_34);
/// ```
pub fn to_base(minor: i64, currency: Currency, rate: Decimal, base: Currency) -> Outcome<i64> {
    let value = currency.amount(minor).value();
    let product = value
        .checked_mul(rate)
        .ok_or_else(|| Fault::new("amount_overflow").with("value", value))?;
    base.minor(round(product, base.decimals()))
}
