//! What went wrong, in the domain's words: a code that programs act on and the facts a person needs.
//!
//! The sentence is in the message catalogue under `error.<code>`, in both languages; a code without
//! a sentence fails a test.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;

use crate::language::{Language, catalogue, say};
use crate::money::grouped;
use crate::plan::budget::said_version;

/// The result of anything that can be refused.
pub type Outcome<T> = Result<T, Fault>;

/// A refusal or a failure: a stable `code` and the facts that its sentence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable, snake_case; the window and scripts act on it.
    pub code: &'static str,
    /// What the sentence names: file, row, column, value, limit …
    pub facts: BTreeMap<&'static str, String>,
}

impl Fault {
    /// A fault with no facts yet.
    pub fn new(code: &'static str) -> Self {
        Self {
            code,
            facts: BTreeMap::new(),
        }
    }

    /// Adds one fact.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.facts.insert(name, value.to_string());
        self
    }

    /// The sentence in a language: what is wrong, where, what to do.
    pub fn message(&self, language: Language) -> String {
        let facts: Vec<(&str, Cow<'_, str>)> = self.facts.iter().map(|(k, v)| (*k, in_words(language, k, v))).collect();
        let mut facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_ref())).collect();
        // What is wrong with an input is a sentence of its own, within this one.
        let why = self.facts.get("why").map(|key| say(language, key, &facts));
        if let Some(why) = &why {
            facts.retain(|(name, _)| *name != "detail");
            facts.push(("detail", why.trim_end_matches(['。', '.'])));
        }
        say(language, &format!("error.{}", self.code), &facts)
    }
}

/// Facts that are always money: they stand in a sentence as people read them, and exactly in the fact itself.
const MONEY: [&str; 22] = [
    "plan",
    "actual",
    "committed",
    "pending",
    "amount",
    "excess",
    "room",
    "most",
    "given",
    "gained",
    "difference",
    "ceiling",
    "least",
    "total",
    "left",
    "rest",
    "before",
    "after",
    "sum",
    "held",
    "locked",
    "open",
];

/// A fact as a person reads it: what names a field, a table or a register is said in the language, money has its
/// separators.
///
/// ```
/// use kezhang_core::{Fault, Language};
/// let fault = Fault::new("cutback_infeasible").with("ceiling", "50000.00").with("least", "-1234567.50");
/// let said = fault.message(Language::English);
/// assert!(said.contains("50,000.00") && said.contains("−1,234,567.50"), "{said}");
/// assert_eq!(fault.facts["ceiling"], "50000.00");
/// ```
pub fn in_words<'v>(language: Language, name: &str, value: &'v str) -> Cow<'v, str> {
    if MONEY.contains(&name) && value.len() > 3 {
        let amount = value.contains('.').then(|| value.parse::<Decimal>().ok()).flatten();
        return amount.map_or(Cow::Borrowed(value), |amount| {
            Cow::Owned(grouped(amount, amount.scale()).replace('-', "−"))
        });
    }
    if matches!(name, "budget" | "later" | "copy") {
        return said_version(language, value);
    }
    let texts = catalogue(language);
    if name == "known" && value.is_empty() {
        return Cow::Borrowed(texts.get("known.none").map_or(value, String::as_str));
    }
    // What became of a request, and what a document does.
    if let Some(of) = match name {
        "state" => Some("request"),
        "kind" => Some("revision"),
        _ => None,
    } {
        let text = texts.get(&format!("{of}.{value}"));
        return Cow::Borrowed(text.map_or(value, String::as_str));
    }
    if !matches!(name, "field" | "table" | "register" | "scope") {
        return Cow::Borrowed(value);
    }
    let text = texts
        .get(&format!("term.{value}"))
        .or_else(|| (name == "register").then(|| texts.get(&format!("roll.{value}")))?)
        .or_else(|| texts.get(&format!("field.{value}")));
    Cow::Borrowed(text.map_or(value, String::as_str))
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::English))
    }
}

impl std::error::Error for Fault {}
