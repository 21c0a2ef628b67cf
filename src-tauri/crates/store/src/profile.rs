//! The company's profile: currency, fiscal year, taxpayer and what benchmarks ask for.

use kezhang_core::period::NamedAfter;
use kezhang_core::record::entry::Taxpayer;
use kezhang_core::{Amount, Currency, Fault, Language, Outcome};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde::{Deserialize, Serialize};

use crate::fault::OrFault;
use crate::journal::Change;
use crate::ledger::Ledger;
use crate::row::{self, profile::Model};

/// The company's profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Profile {
    /// Name of the company.
    pub company: String,
    /// Base currency; never changes.
    pub currency: Currency,
    /// First month of the fiscal year, 1 to 12.
    pub fiscal_start: u32,
    /// Which year a fiscal year is named after.
    pub named_after: NamedAfter,
    /// 纳税人身份.
    pub taxpayer: Taxpayer,
    /// The ledger's language.
    pub language: Language,
    /// 行业.
    pub industry: Option<String>,
    /// 发展阶段.
    pub phase: Option<String>,
    /// 经营模式.
    pub business_model: Option<String>,
    /// Number of staff.
    pub staff: Option<i64>,
    /// Number of seats.
    pub seats: Option<i64>,
    /// Total company budget of a year.
    pub total_budget: Option<Amount>,
    /// Gross margin where a product has none of its own, a fraction such as `0.42`.
    pub default_margin: Option<String>,
    /// Yearly discount rate, a fraction such as `0.08`.
    pub discount_rate: Option<String>,
    /// Days without purchase after which a customer is dormant.
    pub dormant_days: Option<i32>,
    /// Days without purchase after which a customer has lapsed.
    pub lapsed_days: Option<i32>,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            company: String::new(),
            currency: Currency::CNY,
            fiscal_start: 1,
            named_after: NamedAfter::Start,
            taxpayer: Taxpayer::None,
            language: Language::Chinese,
            industry: None,
            phase: None,
            business_model: None,
            staff: None,
            seats: None,
            total_budget: None,
            default_margin: None,
            discount_rate: None,
            dormant_days: None,
            lapsed_days: None,
        }
    }
}

/// What of the profile changes; a field that is absent stays, null (or an empty text) clears it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ProfileChange {
    /// Name of the company.
    pub company: Option<String>,
    /// First month of the fiscal year, 1 to 12; refused once there are budgets.
    pub fiscal_start: Option<u32>,
    /// Which year a fiscal year is named after.
    pub named_after: Option<NamedAfter>,
    /// 纳税人身份.
    pub taxpayer: Option<Taxpayer>,
    /// The ledger's language.
    pub language: Option<Language>,
    /// 行业.
    #[serde(deserialize_with = "given")]
    pub industry: Option<Option<String>>,
    /// 发展阶段.
    #[serde(deserialize_with = "given")]
    pub phase: Option<Option<String>>,
    /// 经营模式.
    #[serde(deserialize_with = "given")]
    pub business_model: Option<Option<String>>,
    /// Number of staff.
    #[serde(deserialize_with = "given")]
    pub staff: Option<Option<i64>>,
    /// Number of seats.
    #[serde(deserialize_with = "given")]
    pub seats: Option<Option<i64>>,
    /// Total company budget of a year.
    #[serde(deserialize_with = "given")]
    pub total_budget: Option<Option<Amount>>,
    /// Gross margin where a product has none of its own, a fraction such as `0.42`.
    #[serde(deserialize_with = "given")]
    pub default_margin: Option<Option<String>>,
    /// Yearly discount rate, a fraction such as `0.08`.
    #[serde(deserialize_with = "given")]
    pub discount_rate: Option<Option<String>>,
    /// Days without purchase after which a customer is dormant.
    #[serde(deserialize_with = "given")]
    pub dormant_days: Option<Option<i32>>,
    /// Days without purchase after which a customer has lapsed.
    #[serde(deserialize_with = "given")]
    pub lapsed_days: Option<Option<i32>>,
}

/// What is there, null included: absent and null are two things.
fn given<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(input: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(input).map(Some)
}

/// A word of an enum as it stands on the wire and on disk.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Reads a word back.
pub(crate) fn from_word<T: for<'de> Deserialize<'de>>(table: &str, text: &str) -> Outcome<T> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|error| Fault::new("ledger_damaged").with("detail", format!("{table}: {error}")))
}

pub(crate) fn to_row(profile: &Profile) -> Outcome<Model> {
    Ok(Model {
        id: 1,
        company: profile.company.clone(),
        currency: profile.currency.to_string(),
        fiscal_start: profile.fiscal_start as i32,
        named_after: word(&profile.named_after),
        taxpayer: word(&profile.taxpayer),
        language: word(&profile.language),
        industry: profile.industry.clone(),
        phase: profile.phase.clone(),
        business_model: profile.business_model.clone(),
        staff: profile.staff,
        seats: profile.seats,
        total_budget_minor: profile
            .total_budget
            .map(|a| profile.currency.minor(a.value()))
            .transpose()?,
        default_margin: profile.default_margin.as_deref().map(fraction).transpose()?,
        discount_rate: profile.discount_rate.as_deref().map(fraction).transpose()?,
        dormant_days: profile.dormant_days,
        lapsed_days: profile.lapsed_days,
    })
}

/// A fraction from 0 to 1 as it is kept.
fn fraction(text: &str) -> Outcome<String> {
    let fault = || Fault::new("fraction_invalid").with("value", text);
    let value: Decimal = text.trim().parse().map_err(|_| fault())?;
    if value < Decimal::ZERO || value > Decimal::ONE {
        Err(fault())
    } else {
        Ok(value.normalize().to_string())
    }
}

fn from_row(row: Model) -> Outcome<Profile> {
    let currency = Currency::new(&row.currency)?;
    Ok(Profile {
        company: row.company,
        currency,
        fiscal_start: row.fiscal_start.try_into().unwrap_or(0),
        named_after: from_word("profile", &row.named_after)?,
        taxpayer: from_word("profile", &row.taxpayer)?,
        language: from_word("profile", &row.language)?,
        industry: row.industry,
        phase: row.phase,
        business_model: row.business_model,
        staff: row.staff,
        seats: row.seats,
        total_budget: row.total_budget_minor.map(|minor| currency.amount(minor)),
        default_margin: row.default_margin,
        discount_rate: row.discount_rate,
        dormant_days: row.dormant_days,
        lapsed_days: row.lapsed_days,
    })
}

pub(crate) async fn load(connection: &impl ConnectionTrait) -> Outcome<Profile> {
    let row = row::profile::Entity::find_by_id(1).one(connection).await.or_fault()?;
    from_row(row.ok_or_else(|| Fault::new("ledger_damaged").with("detail", "profile"))?)
}

impl Ledger {
    /// Changes the profile.
    ///
    /// # Errors
    /// `fiscal_start_invalid`; `fiscal_start_fixed` once there are budgets; `fraction_invalid`, `count_negative`,
    /// `text_control`.
    pub async fn set_profile(&self, change: &mut Change<'_>, new: ProfileChange) -> Outcome<Profile> {
        let old = row::profile::Entity::find_by_id(1)
            .one(change.connection())
            .await
            .or_fault()?;
        let old = old.ok_or_else(|| Fault::new("ledger_damaged").with("detail", "profile"))?;
        let mut profile = from_row(old.clone())?;
        let starts = (profile.fiscal_start, profile.named_after);
        macro_rules! set {
            ($($field:ident),*) => { $(if let Some(value) = new.$field { profile.$field = value; })* };
            (optional $($field:ident),*) => { $(if let Some(value) = new.$field { profile.$field = value; })* };
            (text $($field:ident),*) => {
                $(if let Some(value) = new.$field {
                    profile.$field = value.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
                })*
            };
        }
        set!(company, fiscal_start, named_after, taxpayer, language);
        set!(text industry, phase, business_model, default_margin, discount_rate);
        set!(optional staff, seats, total_budget, dormant_days, lapsed_days);
        let counts = [
            ("staff", profile.staff),
            ("seats", profile.seats),
            ("dormant_days", profile.dormant_days.map(i64::from)),
            ("lapsed_days", profile.lapsed_days.map(i64::from)),
        ];
        if let Some((field, Some(count))) = counts.into_iter().find(|(_, count)| count.is_some_and(|n| n < 0)) {
            return Err(Fault::new("count_negative").with("field", field).with("value", count));
        }
        crate::member::clean(&profile.company)?;
        kezhang_core::Calendar::new(profile.fiscal_start, profile.named_after)?;
        if starts != (profile.fiscal_start, profile.named_after)
            && row::budget::Entity::find()
                .one(change.connection())
                .await
                .or_fault()?
                .is_some()
        {
            return Err(Fault::new("fiscal_start_fixed"));
        }
        let after = to_row(&profile)?;
        change.update(old, after).await?;
        Ok(profile)
    }
}
