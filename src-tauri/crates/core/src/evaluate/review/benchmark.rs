//! Benchmarks: the rules of thumb that a review compares with, each with its tag ◇, its source and its caveat.
//!
//! The one thing to know: none is law. A company replaces the ends of any of them by its own, and adds shares of its
//! own, which then always apply.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use crate::language::{Language, say};

/// A benchmark as it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Benchmark {
    /// `share_service`, `clv_cac`; of a company's own share: its name.
    pub key: String,
    /// What it is for, in words.
    pub name: String,
    /// Lower end; for `clv_cac` the ratio below which it is bad.
    #[schemars(with = "Option<String>")]
    pub low: Option<Decimal>,
    /// Upper end; for `clv_cac` the ratio below which it is weak.
    #[schemars(with = "Option<String>")]
    pub high: Option<Decimal>,
    /// What its ends are: `share`, `times`.
    pub unit: &'static str,
    /// `◇a` to `◇e`; none for a company's own.
    pub tag: Option<&'static str>,
    /// Where it comes from.
    pub source: String,
    /// What to mind.
    pub caveat: String,
    /// Whether the company replaced or added it.
    pub is_own: bool,
    /// Of shares: whether it applies to the company as its profile stands; of the others true.
    pub applies: bool,
}

/// A benchmark that ships with the program: key, ends in thousandths, unit, tag.
type Shipped = (&'static str, Option<i64>, Option<i64>, &'static str, &'static str);

/// Shares of the total budget ◇a; CLV : CAC ◇c; our own defaults ◇e.
const SHIPPED: [Shipped; 13] = [
    ("share_service", Some(100), Some(300), "share", "◇a"),
    ("share_manufacturing", Some(50), Some(150), "share", "◇a"),
    ("share_start_up", Some(300), None, "share", "◇a"),
    ("share_stable", Some(100), Some(200), "share", "◇a"),
    ("share_membership", Some(200), Some(400), "share", "◇a"),
    ("share_one_off", Some(50), Some(150), "share", "◇a"),
    ("clv_cac", Some(1000), Some(3000), "times", "◇c"),
    ("cac_rise", None, Some(200), "share", "◇e"),
    ("channel_cac", None, Some(2000), "times", "◇e"),
    ("administration", None, Some(500), "share", "◇e"),
    ("seats_active", Some(500), None, "share", "◇e"),
    ("storage_used", Some(500), None, "share", "◇e"),
    ("step", None, Some(200), "share", "◇e"),
];

/// What a company has put in place of a benchmark, or beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// Key of the one it replaces, else the name of a share of its own.
    pub key: String,
    /// Lower end.
    pub low: Option<Decimal>,
    /// Upper end.
    pub high: Option<Decimal>,
    /// Where it comes from.
    pub source: String,
    /// What to mind.
    pub caveat: String,
}

/// The profile's words that decide which shares apply.
#[derive(Debug, Clone, Copy, Default)]
pub struct Kind<'p> {
    /// 行业.
    pub industry: Option<&'p str>,
    /// 发展阶段.
    pub phase: Option<&'p str>,
    /// 经营模式.
    pub business_model: Option<&'p str>,
}

impl Kind<'_> {
    /// Whether a class of shares fits; several may.
    ///
    /// ```
    /// use kezhang_core::evaluate::review::benchmark::Kind;
    /// let kind = Kind { industry: Some("智能设备制造"), phase: Some("稳定期"), business_model: Some("B2B 设备销售与维护") };
    /// assert!(kind.fits("share_manufacturing") && kind.fits("share_stable") && !kind.fits("share_service"));
    /// assert!(!Kind::default().fits("share_stable"), "nothing known, no guess");
    /// ```
    pub fn fits(&self, key: &str) -> bool {
        let has = |field: Option<&str>, needles: &[&str]| {
            let text = field.unwrap_or_default().to_lowercase();
            needles.iter().any(|needle| text.contains(needle))
        };
        match key {
            "share_service" => has(
                self.industry,
                &[
                    "酒店",
                    "餐饮",
                    "旅游",
                    "服务业",
                    "电商",
                    "hotel",
                    "catering",
                    "restaurant",
                    "hospitality",
                    "e-commerce",
                ],
            ),
            "share_manufacturing" => has(self.industry, &["制造", "manufactur"]),
            "share_start_up" => has(self.phase, &["创业", "初创", "start"]),
            "share_stable" => has(self.phase, &["稳定", "成熟", "stable", "mature"]),
            "share_membership" => has(self.business_model, &["会员", "member"]),
            "share_one_off" => has(self.business_model, &["一次性", "one-off", "one off"]),
            _ => false,
        }
    }
}

/// All benchmarks as they are used: the shipped ones, what the company replaced, and its own shares at the end.
///
/// ```
/// use kezhang_core::Language;
/// use kezhang_core::evaluate::review::benchmark::{Kind, Own, benchmarks};
/// let own = Own { key: "clv_cac".into(), low: Some(2.into()), high: Some(4.into()), source: "董事会".into(), caveat: String::new() };
/// let all = benchmarks(&[own], Kind::default(), Language::Chinese);
/// let ratio = all.iter().find(|b| b.key == "clv_cac").unwrap();
/// assert_eq!((ratio.low, ratio.high, ratio.tag, ratio.is_own), (Some(2.into()), Some(4.into()), None, true));
/// assert_eq!(all.len(), 13);
/// ```
pub fn benchmarks(own: &[Own], kind: Kind<'_>, language: Language) -> Vec<Benchmark> {
    let thousandths = |value: Option<i64>| value.map(|value| Decimal::new(value, 3).normalize());
    let mut all: Vec<Benchmark> = SHIPPED
        .iter()
        .map(|(key, low, high, unit, tag)| {
            let replaced = own.iter().find(|own| own.key == *key);
            let letter = tag.trim_start_matches('◇');
            Benchmark {
                key: (*key).to_owned(),
                name: say(language, &format!("benchmark.{key}"), &[]),
                low: replaced.map_or_else(|| thousandths(*low), |own| own.low),
                high: replaced.map_or_else(|| thousandths(*high), |own| own.high),
                unit,
                tag: replaced.is_none().then_some(*tag),
                source: replaced.map_or_else(
                    || say(language, &format!("benchmark.source_{letter}"), &[]),
                    |own| own.source.clone(),
                ),
                caveat: replaced.map_or_else(
                    || say(language, &format!("benchmark.caveat_{letter}"), &[]),
                    |own| own.caveat.clone(),
                ),
                is_own: replaced.is_some(),
                applies: !key.starts_with("share_") || kind.fits(key),
            }
        })
        .collect();
    all.extend(own.iter().filter(|own| !is_shipped(&own.key)).map(|own| Benchmark {
        key: own.key.clone(),
        name: own.key.clone(),
        low: own.low,
        high: own.high,
        unit: "share",
        tag: None,
        source: own.source.clone(),
        caveat: own.caveat.clone(),
        is_own: true,
        applies: true,
    }));
    all
}

/// Whether a key is of a benchmark that ships.
pub fn is_shipped(key: &str) -> bool {
    SHIPPED.iter().any(|(shipped, ..)| *shipped == key)
}
