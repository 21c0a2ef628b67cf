//! Spending standards 费用标准 and the dated limits of tax law: ceilings beside the plan, which only warn.
//!
//! The one thing to know: a limit of tax law is information, not law here: dated, with its source, editable, and off
//! while the revenue of the year is unknown.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::LineKey;
use crate::error::{Fault, Outcome};
use crate::money::{Amount, Currency, round};

/// What a ceiling is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// 每人: what one entry costs, by the people it was for.
    Person,
    /// 每次: all of an activity, or one entry that names none.
    Event,
    /// 每户: all of a customer in a fiscal year.
    Customer,
}

impl Per {
    /// The word on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Event => "event",
            Self::Customer => "customer",
        }
    }
}

/// A ceiling 费用标准.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Standard {
    /// The ledger's own number.
    pub id: i64,
    /// Per person, event or customer.
    pub per: Per,
    /// What it is on: a category with those below it, a grade, a customer.
    pub key: LineKey,
    /// The ceiling.
    pub amount: Amount,
    /// A remark.
    pub note: String,
}

/// A limit of tax law 税前扣除限额, from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TaxLimit {
    /// `entertainment` 业务招待费, `promotion` 广告费和业务宣传费, or one of the ledger's own.
    pub code: String,
    /// From this day on.
    pub from: NaiveDate,
    /// The categories that it adds up.
    pub categories: Vec<String>,
    /// The share of the cost that is deductible at all, a decimal; all of it when absent.
    pub of_cost: Option<String>,
    /// The share of the year's revenue that is the most, a decimal.
    pub of_revenue: String,
    /// Where it stands written.
    pub source: String,
    /// Whether it warns.
    pub is_on: bool,
}

impl TaxLimit {
    /// Whether later years may deduct what is beyond it: 广告费和业务宣传费 alone.
    pub fn is_carried(&self) -> bool {
        self.code == "promotion"
    }
}

/// The limits that the program knows.
pub fn known_limits() -> Vec<TaxLimit> {
    let from = NaiveDate::from_ymd_opt(2008, 1, 1).unwrap_or_default();
    let limit = |code: &str, categories: &[&str], of_cost: Option<&str>, of_revenue: &str, source: &str| TaxLimit {
        code: code.to_owned(),
        from,
        categories: categories.iter().map(|code| (*code).to_owned()).collect(),
        of_cost: of_cost.map(str::to_owned),
        of_revenue: of_revenue.to_owned(),
        source: source.to_owned(),
        is_on: true,
    };
    vec![
        limit(
            "entertainment",
            &["8.4"],
            Some("0.6"),
            "0.005",
            "《企业所得税法实施条例》第四十三条",
        ),
        limit(
            "promotion",
            &["7.2", "7.3", "7.6"],
            None,
            "0.15",
            "《企业所得税法实施条例》第四十四条",
        ),
    ]
}

/// What of a year's cost is deductible, in minor units.
///
/// # Errors
/// `amount_overflow`.
///
/// ```
/// use kezhang_core::plan::standard::deductible;
/// let rate = |text: &str| text.parse().unwrap();
/// // 60 % of 100,000 is 60,000; 5 ‰ of 10,000,000 is 50,000: the lesser.
/// let of = |cost: i64, revenue: i64| deductible(cost, revenue, Some(rate("0.6")), rate("0.005")).unwrap();
/// assert_eq!(of(100_000_00, 10_000_000_00), 50_000_00);
/// assert_eq!(of(50_000_00, 10_000_000_00), 30_000_00);
/// // Advertising: all of it, up to 15 % of revenue.
/// assert_eq!(deductible(200_000_00, 1_000_000_00, None, rate("0.15")).unwrap(), 150_000_00);
/// ```
pub fn deductible(cost: i64, revenue: i64, of_cost: Option<Decimal>, of_revenue: Decimal) -> Outcome<i64> {
    let of_cost = of_cost.map_or(Ok(cost), |rate| share(cost, rate))?;
    Ok(of_cost.min(share(revenue, of_revenue)?).max(0))
}

/// A share of an amount, in whole minor units.
///
/// # Errors
/// `amount_overflow`.
pub fn share(minor: i64, rate: Decimal) -> Outcome<i64> {
    let product = Decimal::from(minor).checked_mul(rate);
    let whole = product.map(|product| round(product, 0));
    whole
        .and_then(|whole| i64::try_from(whole).ok())
        .ok_or_else(|| Fault::new("amount_overflow").with("value", minor))
}

/// What was beyond a limit that later years may still deduct: by the year that it comes from, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brought {
    years: Vec<(i32, i64)>,
}

impl Brought {
    /// By year, in minor units.
    pub fn years(&self) -> &[(i32, i64)] {
        &self.years
    }

    /// All years together.
    pub fn total(&self) -> i64 {
        self.years
            .iter()
            .fold(0, |sum, (_, amount)| sum.saturating_add(*amount))
    }

    /// A year: its own cost is deducted first, then what earlier years left, oldest first, then its excess joins.
    /// Returns what of earlier years was deducted.
    ///
    /// ```
    /// use kezhang_core::plan::standard::Brought;
    /// let mut brought = Brought::default();
    /// // 20,000.01 beside a limit of 15,000; then 22,000 beside 30,000: the 5,000.01 fit.
    /// assert_eq!(brought.pass(2024, 20_000_01, 15_000_00), 0);
    /// assert_eq!(brought.years(), [(2024, 5_000_01)]);
    /// assert_eq!(brought.pass(2025, 22_000_00, 30_000_00), 5_000_01);
    /// assert_eq!(brought.total(), 0);
    /// ```
    pub fn pass(&mut self, year: i32, cost: i64, most: i64) -> i64 {
        let own = cost.min(most).max(0);
        let mut room = most.saturating_sub(own).max(0);
        let before = self.total();
        for (_, amount) in &mut self.years {
            let used = room.min(*amount);
            *amount -= used;
            room -= used;
        }
        self.years.retain(|(_, amount)| *amount != 0);
        let used = before - self.total();
        let excess = cost.max(0) - own;
        if excess > 0 {
            self.years.push((year, excess));
        }
        used
    }
}

/// The cost from which on nothing more is deductible: what of revenue counts, over what of cost counts; whole minor
/// units, rounded down.
///
/// ```
/// use kezhang_core::plan::standard::ceiling;
/// let rate = |text: &str| text.parse().unwrap();
/// // 5 ‰ of 10,000,000 is 50,000, reached at 60 % of 83,333.33.
/// assert_eq!(ceiling(10_000_000_00, Some(rate("0.6")), rate("0.005")), Some(83_333_33));
/// ```
pub fn ceiling(revenue: i64, of_cost: Option<Decimal>, of_revenue: Decimal) -> Option<i64> {
    let most = Decimal::from(revenue).checked_mul(of_revenue)?;
    let cost = most.checked_div(of_cost.unwrap_or(Decimal::ONE))?;
    i64::try_from(cost.floor()).ok()
}

/// How a limit stands in a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TaxLimitShown {
    /// The limit.
    #[serde(flatten)]
    pub limit: TaxLimit,
    /// Its name.
    pub name: String,
    /// Whether the ledger has its own figures in place of the known ones.
    pub is_own: bool,
    /// Cost of the year in its categories.
    pub cost: Amount,
    /// What of it is deductible; none while revenue is unknown.
    pub deductible: Option<Amount>,
    /// What is not.
    pub excess: Option<Amount>,
    /// Where the law lets later years deduct an excess: what earlier years left; none where it does not.
    pub brought: Option<Amount>,
    /// The same by the year that it comes from.
    pub brought_from: Vec<BroughtYear>,
    /// What of it this year deducts beside its own cost.
    pub used: Option<Amount>,
    /// What goes on to later years: brought + excess − used.
    pub carried: Option<Amount>,
}

/// An excess of an earlier year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BroughtYear {
    /// The calendar year.
    pub year: i32,
    /// What of it is still to be deducted.
    pub amount: Amount,
}

/// The limits in a calendar year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TaxLimitReport {
    /// The year: tax law counts calendar years.
    pub year: i32,
    /// Base currency.
    pub currency: Currency,
    /// Revenue of the year: orders, or where there are none income 11.2; none while unknown.
    pub revenue: Option<Amount>,
    /// The limits in force at the end of the year.
    pub limits: Vec<TaxLimitShown>,
}
