//! Maintenance fees 维护费收入: what a contract earns by month, what is due when, what is owed and since when.
//!
//! The one thing to know: earned, billed and received are three figures. A receipt pays the oldest instalment of its
//! contract first; what is received beyond what is billed is a prepayment and stands apart.

use chrono::{Days, Months, NaiveDate};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Fault, Outcome};
use crate::money::spread;
use crate::period::Month;
use crate::record::entry::benefit_span;

/// How often a contract is billed 收费周期.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rhythm {
    /// 一次性, at the start.
    Once,
    /// 每月.
    Month,
    /// 每季度.
    Quarter,
    /// 每半年.
    HalfYear,
    /// 每年.
    #[default]
    Year,
}

impl Rhythm {
    /// All, shortest last.
    pub const ALL: [Self; 5] = [Self::Once, Self::Month, Self::Quarter, Self::HalfYear, Self::Year];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::HalfYear => "half_year",
            Self::Year => "year",
        }
    }

    /// Reads the word on the wire or what contracts say.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "once" | "one-off" | "一次性" | "一次性付款" | "一次" => Some(Self::Once),
            "month" | "monthly" | "每月" | "按月" | "月" | "月付" => Some(Self::Month),
            "quarter" | "quarterly" | "每季度" | "每季" | "按季" | "按季度" | "季" | "季度" | "季付" => {
                Some(Self::Quarter)
            }
            "half_year" | "half-yearly" | "每半年" | "按半年" | "半年" | "半年付" => Some(Self::HalfYear),
            "year" | "yearly" | "annual" | "annually" | "每年" | "按年" | "年" | "年付" => Some(Self::Year),
            _ => None,
        }
    }

    /// Months between two bills; none for one bill in all.
    pub fn months(self) -> Option<u32> {
        match self {
            Self::Once => None,
            Self::Month => Some(1),
            Self::Quarter => Some(3),
            Self::HalfYear => Some(6),
            Self::Year => Some(12),
        }
    }
}

/// What a contract charges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// First day.
    pub from: NaiveDate,
    /// Last day, included.
    pub to: NaiveDate,
    /// 价税合计 of the whole term, minor units.
    pub gross: i64,
    /// 不含税金额 of the whole term, minor units.
    pub net: i64,
    /// How often it is billed, in advance.
    pub rhythm: Rhythm,
    /// Days from the bill to the day on which it is due.
    pub due_days: u32,
    /// The day from which the contract no longer runs, if it was ended early: nothing is earned or billed from then on.
    pub ended_on: Option<NaiveDate>,
}

/// What is to be paid at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instalment {
    /// When it is billed.
    pub billed_on: NaiveDate,
    /// When it is due.
    pub due_on: NaiveDate,
    /// 价税合计, minor units.
    pub amount: i64,
}

/// Holds what a contract says together: the field at fault, by its key in the register.
///
/// # Errors
/// `contract_term_reversed`, `contract_term_long`, `contract_amount`, `contract_ended_outside`.
///
/// ```
/// use kezhang_core::evaluate::fee::agree;
/// let day = |s: &str| s.parse().unwrap();
/// let (from, to) = (day("2025-01-01"), day("2025-12-31"));
/// assert!(agree(from, to, Some(from), "0.01".parse().unwrap()).is_ok());
/// assert_eq!(agree(from, to, None, "-10".parse().unwrap()).unwrap_err().0, "gross");
/// assert_eq!(agree(from, to, Some(day("2024-12-31")), 1.into()).unwrap_err().0, "ended_on");
/// ```
pub fn agree(
    from: NaiveDate,
    to: NaiveDate,
    ended_on: Option<NaiveDate>,
    gross: Decimal,
) -> Result<(), (&'static str, Fault)> {
    let term = |code| Fault::new(code).with("from", from).with("to", to);
    if to < from {
        return Err(("ends_on", term("contract_term_reversed")));
    }
    if (to - from).num_days() > 36_525 {
        return Err(("ends_on", term("contract_term_long")));
    }
    if let Some(end) = ended_on.filter(|end| *end < from || *end > to) {
        return Err(("ended_on", term("contract_ended_outside").with("value", end)));
    }
    if gross <= Decimal::ZERO {
        return Err(("gross", Fault::new("contract_amount").with("value", gross)));
    }
    Ok(())
}

impl Terms {
    /// What is earned in each month, net of VAT: equal months, the remainder in the last.
    ///
    /// ```
    /// use kezhang_core::evaluate::fee::{Rhythm, Terms};
    /// let day = |s: &str| s.parse().unwrap();
    /// // 12,720 a year incl. 6 %: 12,000 net, 1,000 a month
    /// let terms = Terms { from: day("2025-01-01"), to: day("2025-12-31"), gross: 12_720_00, net: 12_000_00,
    ///     rhythm: Rhythm::Year, due_days: 30, ended_on: None };
    /// let earned = terms.earned();
    /// assert_eq!(earned.len(), 12);
    /// assert!(earned.iter().all(|(_, minor)| *minor == 1_000_00));
    /// ```
    pub fn earned(&self) -> Vec<(Month, i64)> {
        let span = benefit_span(self.from, self.to);
        let months: Vec<Month> = span.months().collect();
        let mut earned: Vec<(Month, i64)> = months.iter().copied().zip(spread(self.net, months.len())).collect();
        if let Some(end) = self.ended_on {
            earned.retain(|(month, _)| month.first_day() < end);
        }
        earned
    }

    /// What is to be paid when: the whole over equal instalments, the remainder in the last.
    ///
    /// # Errors
    /// `contract_term_reversed` when it ends before it starts.
    ///
    /// ```
    /// use kezhang_core::evaluate::fee::{Rhythm, Terms};
    /// let day = |s: &str| s.parse().unwrap();
    /// let terms = Terms { from: day("2025-01-15"), to: day("2026-01-14"), gross: 10_000_00, net: 10_000_00,
    ///     rhythm: Rhythm::Quarter, due_days: 10, ended_on: None };
    /// let due: Vec<String> = terms.instalments().unwrap().iter().map(|i| format!("{} {}", i.due_on, i.amount)).collect();
    /// assert_eq!(due, ["2025-01-25 250000", "2025-04-25 250000", "2025-07-25 250000", "2025-10-25 250000"]);
    /// // A year from the last day of February, billed by half-years: two bills; half a year by months: six.
    /// let bills = |from, to, rhythm| Terms { from: day(from), to: day(to), rhythm, ..terms }.instalments().unwrap().len();
    /// assert_eq!(bills("2024-02-29", "2025-02-28", Rhythm::HalfYear), 2);
    /// assert_eq!(bills("2025-08-31", "2026-02-28", Rhythm::Month), 6);
    /// ```
    pub fn instalments(&self) -> Outcome<Vec<Instalment>> {
        if self.to < self.from {
            return Err(Fault::new("contract_term_reversed")
                .with("from", self.from)
                .with("to", self.to));
        }
        let mut bills = vec![self.from];
        if let Some(step) = self.rhythm.months() {
            // As many as the months earned have steps: from the last day of a month the date alone would make one more.
            let months = u32::try_from(benefit_span(self.from, self.to).months().count()).unwrap_or(u32::MAX);
            for at in 1..months.div_ceil(step).min(1200) {
                bills.extend(self.from.checked_add_months(Months::new(step * at)));
            }
        }
        let amounts = spread(self.gross, bills.len());
        Ok(bills
            .into_iter()
            .zip(amounts)
            .filter(|(billed_on, _)| self.ended_on.is_none_or(|end| *billed_on < end))
            .map(|(billed_on, amount)| Instalment {
                billed_on,
                due_on: billed_on
                    .checked_add_days(Days::new(u64::from(self.due_days)))
                    .unwrap_or(billed_on),
                amount,
            })
            .collect())
    }
}

/// How long something has been due 账龄.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    /// 未到期.
    NotDue,
    /// 1–30 days.
    To30,
    /// 31–60.
    To60,
    /// 61–90.
    To90,
    /// 91–180.
    To180,
    /// 181–365.
    To365,
    /// More than 365.
    Over365,
}

impl Age {
    /// All, youngest first.
    pub const ALL: [Self; 7] = [
        Self::NotDue,
        Self::To30,
        Self::To60,
        Self::To90,
        Self::To180,
        Self::To365,
        Self::Over365,
    ];

    /// By days past due.
    ///
    /// ```
    /// use kezhang_core::evaluate::fee::Age;
    /// assert_eq!([0, 1, 30, 31, 366].map(Age::of), [Age::NotDue, Age::To30, Age::To30, Age::To60, Age::Over365]);
    /// ```
    pub fn of(days: i64) -> Self {
        match days {
            i64::MIN..=0 => Self::NotDue,
            1..=30 => Self::To30,
            31..=60 => Self::To60,
            61..=90 => Self::To90,
            91..=180 => Self::To180,
            181..=365 => Self::To365,
            _ => Self::Over365,
        }
    }

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotDue => "not_due",
            Self::To30 => "to_30",
            Self::To60 => "to_60",
            Self::To90 => "to_90",
            Self::To180 => "to_180",
            Self::To365 => "to_365",
            Self::Over365 => "over_365",
        }
    }
}

/// An instalment as it stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The instalment.
    pub instalment: Instalment,
    /// Received for it, minor units.
    pub received: i64,
    /// Still owed, minor units.
    pub open: i64,
    /// Days past due; 0 or less: not due.
    pub days: i64,
}

/// Where a contract stands on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Billed up to the day, minor units.
    pub billed: i64,
    /// Received up to the day, minor units.
    pub received: i64,
    /// What of it pays nothing billed yet: a prepayment.
    pub prepaid: i64,
    /// The instalments billed up to the day, oldest first.
    pub claims: Vec<Claim>,
}

impl Standing {
    /// What is owed: the sum over all ages.
    pub fn owed(&self) -> i64 {
        self.claims.iter().map(|claim| claim.open).sum()
    }

    /// What is owed, by age.
    pub fn by_age(&self) -> [i64; 7] {
        let mut ages = [0; 7];
        for claim in &self.claims {
            ages[Age::of(claim.days) as usize] += claim.open;
        }
        ages
    }
}

/// Where a contract stands on a day, by what was received for it (date and minor units, refunds negative).
///
/// ```
/// use kezhang_core::evaluate::fee::{standing, Age, Rhythm, Terms};
/// let day = |s: &str| s.parse().unwrap();
/// let terms = Terms { from: day("2025-01-01"), to: day("2025-12-31"), gross: 1_200_00, net: 1_200_00,
///     rhythm: Rhythm::Quarter, due_days: 30, ended_on: None };
/// // 300 a quarter; 400 received: the first is paid, the second in part, and of the third nothing
/// let found = standing(&terms.instalments().unwrap(), &[(day("2025-02-10"), 400_00)], day("2025-07-15"));
/// assert_eq!((found.billed, found.received, found.owed(), found.prepaid), (900_00, 400_00, 500_00, 0));
/// // due 1 May, 75 days ago: 200; due 31 July: 300 not due
/// assert_eq!(found.by_age(), [300_00, 0, 0, 200_00, 0, 0, 0]);
/// let early = standing(&terms.instalments().unwrap(), &[(day("2025-01-02"), 500_00)], day("2025-01-03"));
/// assert_eq!((early.owed(), early.prepaid), (0, 200_00));
/// ```
pub fn standing(instalments: &[Instalment], receipts: &[(NaiveDate, i64)], on: NaiveDate) -> Standing {
    let received: i64 = receipts
        .iter()
        .filter(|(date, _)| *date <= on)
        .map(|(_, amount)| *amount)
        .sum();
    let mut left = received;
    let mut standing = Standing {
        received,
        ..Standing::default()
    };
    for instalment in instalments.iter().filter(|i| i.billed_on <= on) {
        let paid = left.clamp(0, instalment.amount.max(0));
        left -= paid;
        standing.billed += instalment.amount;
        standing.claims.push(Claim {
            instalment: *instalment,
            received: paid,
            open: instalment.amount - paid,
            days: (on - instalment.due_on).num_days(),
        });
    }
    // More refunded than received is owed again, with the oldest.
    if left < 0
        && let Some(first) = standing.claims.first_mut()
    {
        first.received += left;
        first.open -= left;
        left = 0;
    }
    standing.prepaid = left.max(0);
    standing
}
