//! What went wrong, in the domain's words: a code that programs act on and the facts a person needs.
//!
//! The sentence is in the message catalogue under `error.<code>`, in both languages; a code without
//! a sentence fails a test.

use std::collections::BTreeMap;
use std::fmt;

use crate::language::{Language, catalogue, say};

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
        let facts: Vec<(&str, &str)> = self.facts.iter().map(|(k, v)| (*k, in_words(language, k, v))).collect();
        say(language, &format!("error.{}", self.code), &facts)
    }
}

/// A fact as a person reads it: what names a field, a table or a register is said in the language.
pub fn in_words<'v>(language: Language, name: &str, value: &'v str) -> &'v str {
    if !matches!(name, "field" | "table" | "register" | "scope") {
        return value;
    }
    let texts = catalogue(language);
    let text = texts
        .get(&format!("term.{value}"))
        .or_else(|| (name == "register").then(|| texts.get(&format!("roll.{value}")))?)
        .or_else(|| texts.get(&format!("field.{value}")));
    text.map_or(value, String::as_str)
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::English))
    }
}

impl std::error::Error for Fault {}
