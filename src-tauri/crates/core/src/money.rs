//! Money: exact decimals here, integers of minor units on disk, strings on the wire.
//!
//! Rounding is 四舍五入, half away from zero, named once in [`round`]. [`split`] shares out,
//! [`spread`] lays over months, [`spread_total`] spreads a typed total; each sums to the whole.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::error::{Fault, Outcome};

/// An ISO 4217 currency code; knows how many decimals its amounts have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// 人民币.
    pub const CNY: Self = Self(*b"CNY");

    /// Three letters A–Z in either case.
    ///
    /// # Errors
    /// `currency_unknown` for anything else.
    pub fn new(code: &str) -> Outcome<Self> {
        let upper = code.trim().to_ascii_uppercase();
        match <[u8; 3]>::try_from(upper.as_bytes()) {
            Ok(bytes) if bytes.iter().all(u8::is_ascii_uppercase) => {
                // RMB is what Chinese programs write for CNY.
                Ok(if &bytes == b"RMB" { Self::CNY } else { Self(bytes) })
            }
            _ => Err(Fault::new("currency_unknown").with("value", code)),
        }
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Decimals of an amount, 0 to 4 (ISO 4217).
    pub fn decimals(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF" | b"UGX"
            | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            b"CLF" | b"UYW" => 4,
            _ => 2,
        }
    }

    /// An amount from minor units (cents).
    pub fn amount(self, minor: i64) -> Amount {
        Amount(Decimal::new(minor, self.decimals()))
    }

    /// Minor units of a decimal that must fit exactly.
    ///
    /// # Errors
    /// `amount_decimals` when it has more decimals than the currency, `amount_overflow` beyond 64 bits.
    pub fn minor(self, value: Decimal) -> Outcome<i64> {
        let (decimals, scale) = (self.decimals(), value.scale());
        // A mantissa has 96 bits, a scale is at most 28: neither power leaves 128 bits.
        let minor = if scale <= decimals {
            value.mantissa() * 10i128.pow(decimals - scale)
        } else {
            let unit = 10i128.pow(scale - decimals);
            if value.mantissa() % unit != 0 {
                return Err(Fault::new("amount_decimals")
                    .with("value", value)
                    .with("currency", self)
                    .with("decimals", decimals));
            }
            value.mantissa() / unit
        };
        // i64::MIN has no positive twin: keep the range symmetric so that every amount can be reversed.
        i64::try_from(minor)
            .ok()
            .filter(|minor| *minor != i64::MIN)
            .ok_or_else(|| Fault::new("amount_overflow").with("value", value))
    }

    /// Minor units of a decimal, rounded half away from zero.
    ///
    /// # Errors
    /// `amount_overflow` beyond 64 bits.
    pub fn rounded_minor(self, value: Decimal) -> Outcome<i64> {
        self.minor(round(value, self.decimals()))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = Fault;
    fn from_str(text: &str) -> Outcome<Self> {
        Self::new(text)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).map_err(de::Error::custom)
    }
}

impl JsonSchema for Currency {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Currency".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217 code" })
    }
}

/// An exact amount: a decimal string on the wire, with exactly its currency's decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

impl Amount {
    /// Wraps a decimal as it stands.
    pub fn new(value: Decimal) -> Self {
        Self(value)
    }

    /// The decimal.
    pub fn value(self) -> Decimal {
        self.0
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // −0.00 is 0.00.
        if self.0.is_zero() {
            write!(f, "{}", self.0.abs())
        } else {
            write!(f, "{}", self.0)
        }
    }
}

impl FromStr for Amount {
    type Err = Fault;
    fn from_str(text: &str) -> Outcome<Self> {
        Decimal::from_str_exact(text)
            .map(Self)
            .map_err(|_| Fault::new("amount_unreadable").with("value", text))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Amount {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Amount".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string", "pattern": r"^-?\d+(\.\d+)?$",
            "description": "Decimal string with the currency's decimals, no separators"
        })
    }
}

/// Rounds half away from zero (四舍五入), as on invoices and in Excel.
///
/// ```
/// use kezhang_core::money::round;
/// use rust_decimal::Decimal;
/// // 1.25 h × 66.10 = 82.625
/// let product = "1.25".parse::<Decimal>().unwrap() * "66.10".parse::<Decimal>().unwrap();
/// assert_eq!(round(product, 2).to_string(), "82.63");
/// assert_eq!(round("-0.005".parse().unwrap(), 2).to_string(), "-0.01");
/// ```
pub fn round(value: Decimal, decimals: u32) -> Decimal {
    let mut rounded = value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(decimals);
    rounded
}

/// The figure rounded half away from zero, with thousands separators and an ASCII minus.
///
/// ```
/// use kezhang_core::money::grouped;
/// assert_eq!(grouped("-1234567.895".parse().unwrap(), 2), "-1,234,567.90");
/// assert_eq!(grouped("-0.004".parse().unwrap(), 2), "0.00");
/// ```
pub fn grouped(value: Decimal, decimals: u32) -> String {
    let rounded = round(value, decimals);
    let text = rounded.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::with_capacity(text.len() + 8);
    if rounded.is_sign_negative() && !rounded.is_zero() {
        out.push('-');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// Shares `total` out by `weights`: largest remainder, ties to the first. The parts sum to the total.
///
/// With weights that sum to zero it shares out evenly.
///
/// ```
/// use kezhang_core::money::split;
/// assert_eq!(split(10_000, &[1, 1, 1]), [3_334, 3_333, 3_333]);
/// assert_eq!(split(-100, &[1, 2]), [-33, -67]);
/// ```
pub fn split(total: i64, weights: &[i64]) -> Vec<i64> {
    if weights.is_empty() {
        return Vec::new();
    }
    let sum: i128 = weights.iter().map(|w| i128::from(*w)).sum();
    if sum == 0 {
        return split(total, &vec![1; weights.len()]);
    }
    let total = i128::from(total);
    // Exact shares are total·w/sum; floor them and hand the missing units to the largest remainders.
    let (sign, sum) = if sum < 0 { (-1, -sum) } else { (1, sum) };
    let shares: Vec<(i128, i128)> = weights
        .iter()
        .map(|w| {
            let product = total * i128::from(*w) * sign;
            (product.div_euclid(sum), product.rem_euclid(sum))
        })
        .collect();
    let missing = total - shares.iter().map(|s| s.0).sum::<i128>();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|a, b| shares[*b].1.cmp(&shares[*a].1).then(a.cmp(b)));
    let mut parts: Vec<i128> = shares.iter().map(|s| s.0).collect();
    for index in order.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        parts[index] += 1;
    }
    // Mixed signs can make one part larger than the whole; clamping would lie, so saturate only at the type's end.
    parts
        .into_iter()
        .map(|part| i64::try_from(part).unwrap_or(i64::MAX))
        .collect()
}

/// Lays `total` over `months` equal months, the remainder in the last (摊销).
///
/// ```
/// use kezhang_core::money::spread;
/// assert_eq!(spread(1_200_000, 12), vec![100_000; 12]);
/// assert_eq!(spread(10_000, 3), [3_333, 3_333, 3_334]);
/// ```
pub fn spread(total: i64, months: usize) -> Vec<i64> {
    let Ok(count) = i64::try_from(months) else {
        return Vec::new();
    };
    if count == 0 {
        return Vec::new();
    }
    let each = total / count;
    let mut parts = vec![each; months];
    parts[months - 1] = total - each * (count - 1);
    parts
}

/// Spreads a typed total over cells: locked ones stay, open ones take the rest in proportion to what
/// they hold, evenly (remainder in the last) when they hold nothing. Cells of both signs share the
/// difference by their size, so that none of them runs away: 300 and −100 with a total of 400 become
/// 450 and −50.
///
/// # Errors
/// `spread_all_locked` when no cell is open and the total differs from what is locked; `amount_overflow`.
///
/// ```
/// use kezhang_core::money::spread_total;
/// // Jan 10, Feb 20 (locked), Mar 30; quarter := 100 → 20 / 20 / 60
/// let cells = [(10_00, false), (20_00, true), (30_00, false)];
/// assert_eq!(spread_total(100_00, &cells).unwrap(), [20_00, 20_00, 60_00]);
/// ```
pub fn spread_total(total: i64, cells: &[(i64, bool)]) -> Outcome<Vec<i64>> {
    let locked: i128 = cells.iter().filter(|c| c.1).map(|c| i128::from(c.0)).sum();
    let rest =
        i64::try_from(i128::from(total) - locked).map_err(|_| Fault::new("amount_overflow").with("value", total))?;
    let open: Vec<i64> = cells.iter().filter(|c| !c.1).map(|c| c.0).collect();
    if open.is_empty() {
        return if rest == 0 {
            Ok(cells.iter().map(|c| c.0).collect())
        } else {
            Err(Fault::new("spread_all_locked"))
        };
    }
    let parts = if open.iter().all(|amount| *amount == 0) {
        spread(rest, open.len())
    } else if open.iter().all(|amount| *amount >= 0) || open.iter().all(|amount| *amount <= 0) {
        split(rest, &open)
    } else {
        let overflow = || Fault::new("amount_overflow").with("value", total);
        let sum: i128 = open.iter().map(|amount| i128::from(*amount)).sum();
        let difference = i64::try_from(i128::from(rest) - sum).map_err(|_| overflow())?;
        let sizes: Vec<i64> = open.iter().map(|amount| amount.saturating_abs()).collect();
        let parts = split(difference, &sizes).into_iter().zip(&open);
        parts
            .map(|(part, amount)| amount.checked_add(part).ok_or_else(overflow))
            .collect::<Outcome<_>>()?
    };
    let mut parts = parts.into_iter();
    Ok(cells
        .iter()
        .map(|(amount, locked)| if *locked { *amount } else { parts.next().unwrap_or(0) })
        .collect())
}
