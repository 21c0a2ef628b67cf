//! Input that is not of its command's form: what serde says about it in English, as facts that both languages tell.
//!
//! The one thing to know: serde knows its faults only as a sentence. Those of our own types are sentences of the
//! catalogue and are read back by it; serde's own have a few fixed forms. What is neither stays as it is said.

use crate::error::Fault;
use crate::language::{Language, catalogue};

/// The refusals of our own types that serde hands on as their English sentence.
const OWN: [&str; 3] = [
    "error.month_unreadable",
    "error.amount_unreadable",
    "error.currency_unknown",
];

/// `input_invalid` with what is wrong: `detail` as serde says it, `why` as the key of its sentence with its facts.
///
/// ```
/// use kezhang_core::input::invalid;
/// use kezhang_core::{Language, Month};
/// let fault = invalid(serde_json::from_str::<Month>("\"2026\"").unwrap_err());
/// let said = fault.message(Language::Chinese);
/// assert!(said.contains("“2026”不是月份") && !said.contains("month") && !said.contains("。。"), "{said}");
/// assert!(fault.facts["detail"].starts_with("\"2026\" is no month. Write 2025-03."));
/// ```
pub fn invalid(error: serde_json::Error) -> Fault {
    let text = error.to_string();
    // Where in a text: of no use where the input is no text.
    let (said, place) = match text.rsplit_once(" at line ") {
        Some((said, place)) => (said, place.split_once(" column ")),
        None => (text.as_str(), None),
    };
    let mut fault = Fault::new("input_invalid");
    let (why, facts) = if error.is_syntax() || error.is_eof() {
        let (line, column) = place.unwrap_or(("1", "1"));
        let facts = vec![("line", line.to_owned()), ("column", column.to_owned())];
        ("input.json".to_owned(), facts)
    } else {
        read_back(said).or_else(|| of_serde(said)).unwrap_or_default()
    };
    for (name, value) in facts {
        fault = fault.with(name, value);
    }
    if !why.is_empty() {
        fault = fault.with("why", why);
    }
    fault.with("detail", text)
}

type Why = (String, Vec<(&'static str, String)>);

/// A sentence of the catalogue, and the value that it names.
fn read_back(said: &str) -> Option<Why> {
    OWN.iter().find_map(|key| {
        let template = catalogue(Language::English).get(*key)?;
        let (before, after) = template.split_once("{value}")?;
        let value = said.strip_prefix(before)?.strip_suffix(after)?;
        Some(((*key).to_owned(), vec![("value", value.to_owned())]))
    })
}

fn of_serde(said: &str) -> Option<Why> {
    let quoted = |text: &str| text.split('`').nth(1).map(str::to_owned);
    let known = |text: &str| {
        let words: Vec<&str> = text.split('`').skip(3).step_by(2).collect();
        words.join(", ")
    };
    if said.starts_with("missing field ") {
        return Some(("input.missing".to_owned(), vec![("name", quoted(said)?)]));
    }
    if said.starts_with("duplicate field ") {
        return Some(("input.twice".to_owned(), vec![("name", quoted(said)?)]));
    }
    for (form, why) in [("unknown field ", "input.unknown"), ("unknown variant ", "input.word")] {
        if said.starts_with(form) {
            let known = known(said);
            let why = if known.is_empty() { "input.none_known" } else { why };
            return Some((why.to_owned(), vec![("name", quoted(said)?), ("known", known)]));
        }
    }
    let wrong = said
        .strip_prefix("invalid type: ")
        .or_else(|| said.strip_prefix("invalid value: "));
    if let Some((is, right)) = wrong.and_then(|wrong| wrong.rsplit_once(", expected ")) {
        let value = quoted(is)
            .or_else(|| is.strip_prefix("string ").map(str::to_owned))
            .unwrap_or_else(|| of_kind(is).to_owned());
        return Some((kind_expected(right).to_owned(), vec![("value", value)]));
    }
    let is_day = [
        "premature end of input",
        "input contains invalid characters",
        "input is out of range",
        "trailing input",
    ];
    if is_day.contains(&said) {
        return Some(("input.day".to_owned(), Vec::new()));
    }
    said.starts_with("data did not match any variant")
        .then(|| ("input.no_form".to_owned(), Vec::new()))
}

/// A value that serde names by its kind, as it stands in JSON.
fn of_kind(is: &str) -> &str {
    match is {
        "map" => "{…}",
        "sequence" => "[…]",
        "null" | "Option value" | "unit value" => "null",
        _ => is,
    }
}

/// The sentence that says what should stand there.
fn kind_expected(right: &str) -> &'static str {
    match right {
        "a string" | "a borrowed string" | "a character" => "input.text",
        "a boolean" => "input.flag",
        "a sequence" => "input.list",
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" | "isize" | "u128" | "i128" => {
            "input.whole"
        }
        "f32" | "f64" | "a Decimal type representing a fixed-point number" => "input.number",
        "a formatted date string" | "a formatted date and time string or a unix timestamp" => "input.day_not",
        _ if right.starts_with("struct ") || right.starts_with("a map") || right.starts_with("internally tagged") => {
            "input.object"
        }
        _ => "input.other",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::NaiveDate;
    use serde::Deserialize;

    use super::*;
    use crate::money::{Amount, Currency};
    use crate::period::Month;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Side {
        Left,
        Right,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Form {
        name: String,
        count: Option<u32>,
        on: Option<NaiveDate>,
        month: Option<Month>,
        amount: Option<Amount>,
        currency: Option<Currency>,
        side: Option<Side>,
        parts: Option<Vec<String>>,
        flag: Option<bool>,
        more: Option<BTreeMap<String, String>>,
    }

    /// Whatever is wrong: the Chinese sentence has no word of serde, names the value, and ends once.
    #[test]
    fn every_reason_is_said_in_the_language() {
        for (input, names) in [
            (r#"{}"#, "name"),
            (r#"{"name":"a","nome":"b"}"#, "nome"),
            (r#"{"name":5}"#, "5"),
            (r#"{"name":null}"#, "null"),
            (r#"{"name":"a","count":"x"}"#, "\"x\""),
            (r#"{"name":"a","count":-1}"#, "-1"),
            (r#"{"name":"a","on":"2026"}"#, "2026-03-31"),
            (r#"{"name":"a","month":"2026"}"#, "“2026”"),
            (r#"{"name":"a","amount":"ten"}"#, "“ten”"),
            (r#"{"name":"a","currency":"yuan"}"#, "“yuan”"),
            (r#"{"name":"a","side":"up"}"#, "left"),
            (r#"{"name":"a","parts":"x"}"#, "\"x\""),
            (r#"{"name":"a","flag":"yes"}"#, "\"yes\""),
            (r#"{"name":"a","more":[]}"#, "[…]"),
        ] {
            let value: serde_json::Value = serde_json::from_str(input).unwrap();
            let fault = invalid(serde_json::from_value::<Form>(value).unwrap_err());
            let said = fault.message(Language::Chinese);
            assert!(said.contains(names), "{input}: {said}");
            assert!(!said.contains("。。") && !said.contains(".。"), "{input}: {said}");
            for word in ["invalid", "expected", "field", "is no", "variant", "input", "Write"] {
                assert!(!said.contains(word), "{input}: {said}");
            }
            let english = fault.message(Language::English);
            assert!(english.contains(names.trim_matches(['“', '”'])), "{input}: {english}");
        }
        let broken = invalid(serde_json::from_str::<serde_json::Value>("{\n  \"a\": }").unwrap_err());
        assert!(broken.message(Language::Chinese).contains("第 2 行"), "{broken:?}");
    }
}
