//! Currencies as people write them: signs, codes, names.
//!
//! A sign may stand for several currencies; beside a stated currency it means that one, else the base currency
//! where it can, else the usual one: ¥ is CNY, $ is USD.

use super::text::narrow;
use crate::error::{Fault, Outcome};
use crate::money::Currency;

/// A currency sign beside an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// A code or a sign of one currency.
    Exact(Currency),
    /// ¥: CNY or JPY.
    Yen,
    /// $: one of the dollars.
    Dollar,
    /// 元: CNY, or the dollar of a Chinese-speaking place.
    Yuan,
}

const DOLLARS: [&str; 10] = ["USD", "HKD", "AUD", "CAD", "SGD", "NZD", "TWD", "MXN", "MOP", "BRL"];
const YUANS: [&str; 5] = ["CNY", "TWD", "HKD", "MOP", "SGD"];
const YENS: [&str; 2] = ["CNY", "JPY"];

impl Sign {
    /// The currency that the sign means beside a stated currency, in a ledger of this base.
    ///
    /// # Errors
    /// The sign's own currency when the stated one contradicts it.
    pub(super) fn resolve(self, stated: Option<Currency>, base: Currency) -> Result<Currency, Currency> {
        let (family, usual): (&[&str], &str) = match self {
            Self::Exact(currency) => {
                return if stated.is_none_or(|stated| stated == currency) {
                    Ok(currency)
                } else {
                    Err(currency)
                };
            }
            Self::Yen => (&YENS, "CNY"),
            Self::Dollar => (&DOLLARS, "USD"),
            Self::Yuan => (&YUANS, "CNY"),
        };
        let usual = Currency::new(usual).unwrap_or(Currency::CNY);
        match stated {
            Some(stated) if family.contains(&stated.code()) => Ok(stated),
            Some(_) => Err(usual),
            None if family.contains(&base.code()) => Ok(base),
            None => Ok(usual),
        }
    }
}

/// Codes that stand beside amounts and in titles; a word of three letters that is none of them is no currency.
#[rustfmt::skip]
const CODES: [&str; 63] = [
    "CNY", "RMB", "USD", "EUR", "GBP", "JPY", "HKD", "TWD", "MOP", "SGD", "KRW", "INR", "AUD", "CAD", "NZD", "CHF",
    "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "BGN", "TRY", "RUB", "UAH", "ILS", "AED", "SAR", "QAR", "KWD",
    "BHD", "OMR", "JOD", "EGP", "ZAR", "NGN", "KES", "BRL", "MXN", "ARS", "CLP", "COP", "PEN", "THB", "MYR", "IDR",
    "PHP", "VND", "PKR", "BDT", "LKR", "KZT", "ISK", "HRK", "TND", "MAD", "CYP", "EEK", "LTL", "LVL", "MTL",
];

/// Reads a currency's code or name as a column of currencies holds it.
pub(super) fn read_currency(text: &str, base: Currency) -> Outcome<Currency> {
    let narrow = narrow(text);
    let unknown = || Fault::new("currency_unknown").with("value", text);
    if let Some(code) = known_code(narrow.trim()) {
        return Ok(code);
    }
    let code = match narrow.trim() {
        "人民币" | "人民币元" | "PRE001" => "CNY",
        "美元" | "US$" => "USD",
        "港币" | "港元" | "HK$" => "HKD",
        "欧元" | "€" => "EUR",
        "日元" | "日圆" => "JPY",
        "英镑" | "£" => "GBP",
        "新台币" | "台币" | "NT$" => "TWD",
        "澳门元" | "澳门币" => "MOP",
        "新加坡元" => "SGD",
        "韩元" => "KRW",
        "澳元" => "AUD",
        "加元" | "加拿大元" => "CAD",
        "瑞士法郎" => "CHF",
        "¥" => return Sign::Yen.resolve(None, base).map_err(|_| unknown()),
        "$" => return Sign::Dollar.resolve(None, base).map_err(|_| unknown()),
        "元" => return Sign::Yuan.resolve(None, base).map_err(|_| unknown()),
        other => other,
    };
    // A column of codes may hold any ISO code, also one that seldom stands beside an amount.
    Currency::new(code).map_err(|_| unknown())
}

/// A currency by a code that is in use.
pub(super) fn known_code(text: &str) -> Option<Currency> {
    let code = CODES.iter().find(|code| code.eq_ignore_ascii_case(text))?;
    Currency::new(code).ok()
}

/// Whether two signs beside one amount can mean the same currency: `¥100元`, `CNY ¥100`.
pub(super) fn agree(a: Sign, b: Sign) -> bool {
    let codes = |sign: Sign| -> Vec<String> {
        match sign {
            Sign::Exact(currency) => vec![currency.code().to_owned()],
            Sign::Yen => YENS.map(str::to_owned).to_vec(),
            Sign::Dollar => DOLLARS.map(str::to_owned).to_vec(),
            Sign::Yuan => YUANS.map(str::to_owned).to_vec(),
        }
    };
    let b = codes(b);
    codes(a).iter().any(|code| b.contains(code))
}

/// Takes a currency off either end.
pub(super) fn take_sign(core: &str) -> Option<(Sign, &str)> {
    const WORDS: [(&str, Option<&str>); 14] = [
        ("人民币", Some("CNY")),
        ("美元", Some("USD")),
        ("港币", Some("HKD")),
        ("港元", Some("HKD")),
        ("欧元", Some("EUR")),
        ("日元", Some("JPY")),
        ("US$", Some("USD")),
        ("HK$", Some("HKD")),
        ("NT$", Some("TWD")),
        ("A$", Some("AUD")),
        ("€", Some("EUR")),
        ("£", Some("GBP")),
        ("₩", Some("KRW")),
        ("₹", Some("INR")),
    ];
    let exact = |code: &str| Currency::new(code).ok().map(Sign::Exact);
    for (word, code) in WORDS {
        let sign = || code.and_then(exact);
        if let Some(rest) = core.strip_prefix(word) {
            return Some((sign()?, rest.trim_start()));
        }
        if let Some(rest) = core.strip_suffix(word) {
            return Some((sign()?, rest.trim_end()));
        }
    }
    for (word, sign) in [
        ("¥", Sign::Yen),
        ("$", Sign::Dollar),
        ("元整", Sign::Yuan),
        ("元", Sign::Yuan),
        ("圆", Sign::Yuan),
    ] {
        if let Some(rest) = core.strip_prefix(word) {
            return Some((sign, rest.trim_start()));
        }
        if let Some(rest) = core.strip_suffix(word) {
            return Some((sign, rest.trim_end()));
        }
    }
    let code_at = |code: &str| known_code(code).map(Sign::Exact);
    if let Some(code) = core.get(..3)
        && let Some(sign) = code_at(code)
        && !core[3..].starts_with(|c: char| c.is_ascii_alphabetic())
    {
        return Some((sign, core[3..].trim_start()));
    }
    if let Some(code) = core.len().checked_sub(3).and_then(|at| core.get(at..))
        && let Some(sign) = code_at(code)
        && !core[..core.len() - 3].ends_with(|c: char| c.is_ascii_alphabetic())
    {
        return Some((sign, core[..core.len() - 3].trim_end()));
    }
    None
}
