//! The words on charts and documents: names of values, units, what the figures are.

use std::collections::BTreeMap;

use kezhang_core::language::{catalogue, say};
use kezhang_core::monitor::variance::{Filter, ReportHead, RowKey};
use kezhang_core::plan::BudgetVersion;
use kezhang_core::plan::budget::{said_version, version_words};
use kezhang_core::record::register::Dimension;
use kezhang_core::{Currency, Language, Month};

use crate::figure::Unit;
use crate::inert::inert;

/// Names in one language: dimension → code → name.
pub type Labels = BTreeMap<String, BTreeMap<String, String>>;

/// A text of the catalogue without facts.
pub fn word(language: Language, key: &str) -> String {
    say(language, key, &[])
}

/// The word of a dimension.
pub fn dimension(language: Language, dimension: Dimension) -> String {
    word(language, &format!("term.{}", dimension.as_str()))
}

/// The name of a value: from the report's labels, else from the catalogue, else its code.
pub fn name(language: Language, labels: &Labels, dimension: Dimension, code: Option<&str>) -> String {
    let Some(code) = code else {
        return word(language, "term.none");
    };
    if let Some(name) = labels.get(dimension.as_str()).and_then(|names| names.get(code)) {
        return name.clone();
    }
    let key = format!("{}.{code}", dimension.as_str());
    catalogue(language)
        .get(&key)
        .cloned()
        .unwrap_or_else(|| code.to_owned())
}

/// A value as one text, with its code where people know it by its code: `7.2 广告投放`.
pub fn label(language: Language, labels: &Labels, dimension: Dimension, code: Option<&str>) -> String {
    let name = name(language, labels, dimension, code);
    let text = match (dimension, code) {
        (Dimension::Category, Some(code)) if code != name => format!("{code} {name}"),
        _ => name,
    };
    inert(&text).into_owned()
}

/// The dimensions by which two members can have one name and are told apart by code.
pub fn has_codes(dimension: Dimension) -> bool {
    !dimension.is_time() && dimension != Dimension::Stage
}

/// A row's key as dimension → code, for the wire.
pub fn key_of(key: &RowKey, dimensions: &[Dimension]) -> BTreeMap<String, Option<String>> {
    dimensions
        .iter()
        .map(|d| (d.as_str().to_owned(), key.value(*d).map(str::to_owned)))
        .collect()
}

/// The unit's word: 元, 万元, or the currency where it is not the renminbi.
pub fn unit(language: Language, unit: Unit, currency: Currency) -> String {
    let key = match (unit, currency == Currency::CNY) {
        (Unit::One, true) => "report.unit.one_cny",
        (Unit::TenThousand, true) => "report.unit.ten_thousand_cny",
        (Unit::One, false) => "report.unit.one",
        (Unit::TenThousand, false) => "report.unit.ten_thousand",
    };
    say(language, key, &[("currency", currency.code())])
}

/// A run of months, `2025-01 至 2025-12`; one month alone as itself.
pub fn span(language: Language, from: Month, to: Month) -> String {
    if from == to {
        return from.to_string();
    }
    say(
        language,
        "report.span",
        &[("from", &from.to_string()), ("to", &to.to_string())],
    )
}

/// The versions used, with the state in the reader's language and a mark on drafts.
pub fn versions(language: Language, head: &ReportHead) -> String {
    if head.versions.is_empty() {
        return word(language, "report.version.none");
    }
    let comma = language.pick("、", ", ");
    let names: Vec<String> = head
        .versions
        .iter()
        .map(|version| version_name(language, version))
        .collect();
    let text = inert(&names.join(comma)).into_owned();
    let draft = word(language, "state.draft");
    // The store names the state with each version; a report that says draft in its head alone is marked here.
    if head.is_draft && !text.contains(&draft) {
        return say(language, "report.version.draft", &[("version", &text)]);
    }
    text
}

/// A version and its state, `2026 第 1 版 · 已批准`.
pub fn version_state(language: Language, version: &BudgetVersion) -> String {
    let state = word(language, &format!("state.{}", version.state.as_str()));
    let name = version_words(language, &inert(&version.budget), version.version);
    format!("{name} · {state}")
}

/// `2025@1 (approved)` as people read it.
fn version_name(language: Language, version: &str) -> String {
    for state in ["draft", "approved", "closed"] {
        if let Some(name) = version.strip_suffix(&format!(" ({state})")) {
            let state = word(language, &format!("state.{state}"));
            let name = said_version(language, name);
            return language
                .pick(&format!("{name}（{state}）"), &format!("{name} ({state})"))
                .to_owned();
        }
    }
    said_version(language, version).into_owned()
}

/// The conditions, `客户等级 A 或 B;部门 销售`; none when there are none.
pub fn conditions(language: Language, labels: &Labels, filter: &[Filter]) -> Option<String> {
    let mut fields: Vec<(&str, Vec<String>)> = Vec::new();
    for condition in filter {
        let value = match (Dimension::parse(&condition.field), condition.value.as_str()) {
            (_, "") => word(language, "term.none"),
            (Some(dimension), code) => label(language, labels, dimension, Some(code)),
            (None, value) => inert(value).into_owned(),
        };
        match fields.iter_mut().find(|(field, _)| *field == condition.field) {
            Some((_, values)) => values.push(value),
            None => fields.push((&condition.field, vec![value])),
        }
    }
    let or = word(language, "report.filter.or");
    let parts: Vec<String> = fields
        .into_iter()
        .map(|(field, values)| {
            let name = Dimension::parse(field).map_or_else(|| inert(field).into_owned(), |d| dimension(language, d));
            format!("{name} {}", values.join(&or))
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(language.pick("；", "; ")))
}
