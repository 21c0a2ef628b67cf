//! The only error that crosses to a user: a code to act on, a sentence to read, the facts in it.

use std::collections::BTreeMap;

use kezhang_core::{Fault, Language};
use serde::Serialize;

/// A refusal or a failure, as the window and scripts see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Stable, snake_case.
    pub code: String,
    /// What is wrong, where, what to do, in the user's language.
    pub message: String,
    /// The facts that the sentence names.
    pub facts: BTreeMap<String, String>,
}

impl Failure {
    /// A fault, told in a language.
    pub fn new(fault: Fault, language: Language) -> Self {
        Self {
            code: fault.code.to_owned(),
            message: fault.message(language),
            facts: fault
                .facts
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        }
    }
}
