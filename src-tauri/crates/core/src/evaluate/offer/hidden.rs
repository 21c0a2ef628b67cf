//! The check-list of costs that offers leave out: each is priced, comes with the bundle, has been answered, or is open.

use schemars::JsonSchema;
use serde::Serialize;

use super::terms::{ChargeUnit, ItemKind, OfferTerms};

/// How an offer stands on a cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HiddenState {
    /// An item prices it.
    Priced,
    /// It comes with the bundle.
    Included,
    /// The vendor has answered.
    Answered,
    /// 待问: nobody has asked.
    Open,
}

/// A cost on the check-list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HiddenCost {
    /// A word of [`HIDDEN`].
    pub key: String,
    /// How the offer stands.
    pub state: HiddenState,
    /// What the vendor answered.
    pub answer: String,
}

/// The costs, and the kinds of item that price them.
pub const HIDDEN: [(&str, &[ItemKind]); 13] = [
    ("implementation", &[ItemKind::Implementation]),
    ("customisation", &[ItemKind::Customisation]),
    ("integration", &[ItemKind::Integration]),
    ("migration", &[ItemKind::Migration]),
    ("training", &[ItemKind::Training]),
    ("support", &[ItemKind::Support, ItemKind::AdvancedSupport]),
    ("upgrade", &[ItemKind::Upgrade]),
    ("storage", &[ItemKind::Storage]),
    ("backup", &[ItemKind::Backup]),
    ("calls", &[ItemKind::Calls]),
    ("uplift", &[]),
    ("growth", &[]),
    ("exit", &[ItemKind::Exit]),
];

/// How an offer stands on each.
pub fn hidden(terms: &OfferTerms) -> Vec<HiddenCost> {
    HIDDEN
        .iter()
        .map(|(key, kinds)| {
            let mut items = terms.items.iter().filter(|item| kinds.contains(&item.kind)).peekable();
            let is_told = items.peek().is_some();
            let is_priced = items.any(|item| !item.is_included);
            let answer = terms.answers.iter().find(|answer| answer.key == *key);
            let answer = answer.map(|answer| answer.text.trim().to_owned()).unwrap_or_default();
            let by_terms = match *key {
                "uplift" => !terms.uplift_percent.is_zero(),
                // Tiers or a price for each seat say what one more costs.
                "growth" => terms.items.iter().any(|item| item.unit == ChargeUnit::Seat),
                _ => false,
            };
            let state = match () {
                () if is_priced || by_terms => HiddenState::Priced,
                () if is_told => HiddenState::Included,
                () if !answer.is_empty() => HiddenState::Answered,
                () => HiddenState::Open,
            };
            HiddenCost {
                key: (*key).to_owned(),
                state,
                answer,
            }
        })
        .collect()
}
