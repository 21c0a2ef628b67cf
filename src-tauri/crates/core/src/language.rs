//! The two languages and the one message catalogue that window, messages, charts and documents read.
//!
//! The catalogue is JSON under `ui/src/messages/<language>/`, flat keys to sentences with `{facts}`.

use std::collections::HashMap;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
pub enum Language {
    /// 简体中文, the product's first language.
    #[default]
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// Both, Chinese first.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// The tag on the wire: `zh-CN` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// Reads a tag; any `zh…` is Chinese, any `en…` English (locale names of systems included).
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase();
        if tag.starts_with("zh") {
            Some(Self::Chinese)
        } else if tag.starts_with("en") {
            Some(Self::English)
        } else {
            None
        }
    }

    /// The one of two texts that is in this language.
    pub fn pick<'a>(self, chinese: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
}

type Catalogue = HashMap<String, String>;

/// The parts of the catalogue that Rust reads too; the window's own texts are in `window.json`.
macro_rules! parts {
    ($tag:literal) => {
        parts!($tag: "errors", "reading", "terms", "reports", "record", "plan", "customers", "offers", "desk", "keeping", "registers", "review", "explain")
    };
    ($tag:literal: $($part:literal),+) => {
        [$(include_str!(concat!("../../../../ui/src/messages/", $tag, "/", $part, ".json"))),+]
    };
}

static CHINESE: LazyLock<Catalogue> = LazyLock::new(|| merge(parts!("zh-CN")));
static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| merge(parts!("en")));

fn merge(parts: [&str; 13]) -> Catalogue {
    // A part that is not JSON is caught by the catalogue tests; here it is simply absent.
    parts
        .iter()
        .flat_map(|part| serde_json::from_str::<Catalogue>(part).unwrap_or_default())
        .collect()
}

/// All texts of a language that Rust knows.
pub fn catalogue(language: Language) -> &'static HashMap<String, String> {
    match language {
        Language::Chinese => &CHINESE,
        Language::English => &ENGLISH,
    }
}

/// The text of `key` with its `{facts}` filled in; the key itself when the catalogue lacks it.
///
/// ```
/// use kezhang_core::language::{say, Language};
/// assert_eq!(say(Language::English, "term.budget", &[]), "Budget");
/// assert_eq!(say(Language::Chinese, "term.budget", &[]), "预算");
/// ```
pub fn say(language: Language, key: &str, facts: &[(&str, &str)]) -> String {
    let Some(template) = catalogue(language).get(key) else {
        return key.to_owned();
    };
    fill(template, facts)
}

/// Replaces each `{name}` once, left to right, so that a fact that holds braces stays as it is.
fn fill(template: &str, facts: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let Some(close) = after.find('}') else {
            out.push_str(&rest[open..]);
            return out;
        };
        let name = &after[..close];
        match facts.iter().find(|(key, _)| *key == name) {
            Some((_, value)) => out.push_str(value),
            None => out.push('–'),
        }
        rest = &after[close + 1..];
    }
    out.push_str(rest);
    out
}
