//! What the company needs of a CRM: the same for every offer, so that unlike offers are priced alike.
//!
//! The one thing to know: quantities hold for a whole year from the signing on; a list by year, where there is one,
//! decides, else the first figure grows by its percentage.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Fault, Outcome};

/// Size class by seats ◇b: small below 10, medium 10 to 100, large above 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SizeClass {
    /// Fewer than 10 seats.
    Small,
    /// 10 to 100 seats.
    Medium,
    /// More than 100 seats.
    Large,
}

impl SizeClass {
    /// The class of a number of seats.
    ///
    /// ```
    /// use kezhang_core::evaluate::offer::need::SizeClass;
    /// assert_eq!([9, 10, 100, 101].map(SizeClass::of), [
    ///     SizeClass::Small, SizeClass::Medium, SizeClass::Medium, SizeClass::Large,
    /// ]);
    /// ```
    pub fn of(seats: u32) -> Self {
        match seats {
            0..10 => Self::Small,
            10..=100 => Self::Medium,
            _ => Self::Large,
        }
    }

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }
}

/// Support that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SupportLevel {
    /// 基础: phone, online, e-mail.
    #[default]
    Basic,
    /// 高级: on site, a consultant of one's own.
    Advanced,
}

/// What the company needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OfferNeed {
    /// 账号数 in the first year.
    pub seats: u32,
    /// Growth of seats a year, percent; rounded up to whole seats.
    #[schemars(with = "String")]
    pub seats_growth_percent: Decimal,
    /// Seats by year, where they are known; the last one goes on.
    pub seats_by_year: Vec<u32>,
    /// Storage in the first year, GB.
    #[schemars(with = "String")]
    pub storage_gb: Decimal,
    /// Growth of storage a year, percent.
    #[schemars(with = "String")]
    pub storage_growth_percent: Decimal,
    /// Copies of the data that backups keep.
    pub backup_copies: u32,
    /// Systems to integrate with: ERP, finance …
    pub integrations: u32,
    /// Whether old data are to be migrated.
    pub has_migration: bool,
    /// Days of training.
    #[schemars(with = "String")]
    pub training_days: Decimal,
    /// Support that is asked for.
    pub support: SupportLevel,
    /// Paid hours of support a year.
    #[schemars(with = "String")]
    pub support_hours: Decimal,
    /// Paid incidents a year.
    #[schemars(with = "String")]
    pub incidents: Decimal,
    /// API calls a month, in thousands.
    #[schemars(with = "String")]
    pub api_calls: Decimal,
    /// Own hours of administration a month.
    #[schemars(with = "String")]
    pub admin_hours: Decimal,
    /// What an own hour costs, in base currency.
    #[schemars(with = "String")]
    pub hour_rate: Decimal,
    /// Own hardware that an offer on one's own premises needs, cost in base currency.
    #[schemars(with = "String")]
    pub hardware: Decimal,
    /// Years looked at, 1 to 10.
    pub horizon_years: u32,
    /// Yearly effective discount rate, percent.
    #[schemars(with = "String")]
    pub discount_percent: Decimal,
}

impl Default for OfferNeed {
    fn default() -> Self {
        Self {
            seats: 20,
            seats_growth_percent: Decimal::ZERO,
            seats_by_year: Vec::new(),
            storage_gb: Decimal::from(50),
            storage_growth_percent: Decimal::from(20),
            backup_copies: 1,
            integrations: 1,
            has_migration: true,
            training_days: Decimal::from(2),
            support: SupportLevel::Basic,
            support_hours: Decimal::ZERO,
            incidents: Decimal::ZERO,
            api_calls: Decimal::ZERO,
            admin_hours: Decimal::from(8),
            hour_rate: Decimal::ZERO,
            hardware: Decimal::ZERO,
            horizon_years: 3,
            discount_percent: Decimal::from(8),
        }
    }
}

impl OfferNeed {
    /// A need to start from, by size class ◇b; every figure is a guess of ours ◇e to be typed over.
    pub fn of_class(class: SizeClass) -> Self {
        let (seats, gb, integrations, days, hours) = match class {
            SizeClass::Small => (8, 20, 0, 1, 4),
            SizeClass::Medium => (50, 100, 2, 4, 16),
            SizeClass::Large => (150, 500, 4, 10, 80),
        };
        Self {
            seats,
            storage_gb: Decimal::from(gb),
            integrations,
            training_days: Decimal::from(days),
            admin_hours: Decimal::from(hours),
            ..Self::default()
        }
    }

    /// Months looked at.
    pub fn months(&self) -> u32 {
        self.horizon_years * 12
    }

    /// Seats in a year, 0 the first; whole seats, growth rounded up.
    ///
    /// ```
    /// use kezhang_core::evaluate::offer::OfferNeed;
    /// let need = OfferNeed { seats: 50, seats_growth_percent: 15.into(), ..OfferNeed::default() };
    /// // 50, 57.5, 66.125
    /// assert_eq!([0, 1, 2].map(|year| need.seats_in(year)), [50, 58, 67]);
    /// let need = OfferNeed { seats_by_year: vec![20, 35], ..need };
    /// assert_eq!([0, 1, 2].map(|year| need.seats_in(year)), [20, 35, 35]);
    /// ```
    pub fn seats_in(&self, year: u32) -> u32 {
        if let Some(seats) = self.seats_by_year.get(year as usize).or(self.seats_by_year.last()) {
            return *seats;
        }
        grown(Decimal::from(self.seats), self.seats_growth_percent, year)
            .and_then(|seats| seats.ceil().to_u32())
            .unwrap_or(u32::MAX)
    }

    /// Storage in a year, 0 the first, GB.
    ///
    /// # Errors
    /// `amount_overflow`.
    pub fn storage_in(&self, year: u32) -> Outcome<Decimal> {
        grown(self.storage_gb, self.storage_growth_percent, year)
            .ok_or_else(|| Fault::new("amount_overflow").with("value", self.storage_growth_percent))
    }

    /// Seats times months over the horizon: what `per seat and month` divides by.
    pub fn seat_months(&self) -> u64 {
        (0..self.horizon_years)
            .map(|year| u64::from(self.seats_in(year)) * 12)
            .sum()
    }
}

fn grown(first: Decimal, percent: Decimal, years: u32) -> Option<Decimal> {
    let growth = Decimal::ONE + percent / Decimal::ONE_HUNDRED;
    (0..years).try_fold(first, |value, _| value.checked_mul(growth))
}
