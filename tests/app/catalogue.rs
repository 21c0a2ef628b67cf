//! The message catalogue against the code: every fault has its sentence in both languages, and no sentence is idle.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, ending: &str, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("target") && !path.ends_with("node_modules") {
                sources(&path, ending, found);
            }
        } else if path
            .extension()
            .is_some_and(|e| ending.split('|').any(|wanted| e == wanted))
        {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}

/// The source text of the program, tests left out.
fn code() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    sources(&root().join("src-tauri"), "rs", &mut found);
    found.retain(|(path, _)| {
        !path
            .components()
            .any(|part| part.as_os_str() == "tests" || part.as_os_str() == "gen")
    });
    for (_, text) in &mut found {
        if let Some(at) = text
            .find("#[cfg(test)]\nmod tests {")
            .or_else(|| text.find("#[cfg(test)]\n#[allow"))
        {
            text.truncate(at);
        }
    }
    assert!(found.len() > 50);
    found
}

fn part(language: &str, name: &str) -> BTreeMap<String, String> {
    let path = root().join("ui/src/messages").join(language).join(name);
    serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The parts of the catalogue, found by listing.
fn parts() -> Vec<String> {
    let folder = std::fs::read_dir(root().join("ui/src/messages/en")).unwrap();
    let names = folder.map(|file| file.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.ends_with(".json")).collect()
}

/// Parts whose keys are put together from pieces, or that the page alone reads and its own tests look after.
const APART: [&str; 4] = ["reading.json", "reports.json", "terms.json", "window.json"];

fn catalogue(language: &str) -> BTreeMap<String, String> {
    parts().iter().flat_map(|name| part(language, name)).collect()
}

/// Literals that begin right after `before`.
fn literals<'t>(text: &'t str, before: &str) -> Vec<&'t str> {
    text.match_indices(before)
        .filter_map(|(at, _)| {
            let rest = text[at + before.len()..].trim_start().strip_prefix('"')?;
            rest.split('"').next()
        })
        .collect()
}

fn facts(sentence: &str) -> BTreeSet<&str> {
    sentence
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        .collect()
}

#[test]
fn every_fault_has_a_sentence_in_both_languages() {
    let (chinese, english) = (catalogue("zh-CN"), catalogue("en"));
    let mut count = 0;
    for (path, text) in code() {
        for code in literals(&text, "Fault::new(") {
            count += 1;
            let key = format!("error.{code}");
            assert!(
                chinese.contains_key(&key) && english.contains_key(&key),
                "{key} of {} is missing",
                path.display()
            );
        }
    }
    assert!(count > 100, "{count}");
}

#[test]
fn both_languages_have_the_same_keys_and_facts() {
    for name in &parts() {
        let (chinese, english) = (part("zh-CN", name), part("en", name));
        let keys = |of: &BTreeMap<String, String>| of.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(keys(&chinese), keys(&english), "{name}");
        for (key, sentence) in &chinese {
            assert!(!sentence.trim().is_empty() && !english[key].trim().is_empty(), "{key}");
            assert_eq!(facts(sentence), facts(&english[key]), "{key}");
        }
    }
    let all: Vec<String> = parts().iter().flat_map(|name| part("en", name).into_keys()).collect();
    assert_eq!(
        all.len(),
        all.iter().collect::<BTreeSet<_>>().len(),
        "no key is in two parts"
    );
}

/// What a key may begin and end with where it is put together: ``t(`place.${to}`)``, `format!("term.{field}")`.
fn templates(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (open, hole, end) in [('`', "${", '`'), ('"', "{", '"')] {
        for part in text.split(open).skip(1) {
            let Some(inside) = part.split(end).next() else { continue };
            let Some((head, rest)) = inside.split_once(hole) else {
                continue;
            };
            let tail = rest.split_once('}').map_or("", |(_, tail)| tail);
            let is_key = |word: &str| word.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '.');
            if head.ends_with('.') && is_key(head) && is_key(tail) {
                found.push((head.to_owned(), tail.to_owned()));
            }
        }
    }
    found
}

#[test]
fn no_shared_sentence_is_idle() {
    let mut texts = code();
    sources(&root().join("ui/src"), "ts|tsx", &mut texts);
    let templates: BTreeSet<(String, String)> = texts.iter().flat_map(|(_, text)| templates(text)).collect();
    // What stands between two quotes, whichever they are: each word that is written out is among it.
    let written: HashSet<&str> = texts.iter().flat_map(|(_, text)| text.split('"')).collect();
    let idle: Vec<String> = parts()
        .iter()
        .filter(|name| !APART.contains(&name.as_str()))
        .flat_map(|name| part("en", name).into_keys())
        // Those of the journal are named by their command; a test of their own has them.
        .filter(|key| !key.starts_with("about."))
        .filter(|key| {
            let word = key.strip_prefix("error.").unwrap_or(key);
            !written.contains(word)
                && !written.contains(key.as_str())
                && !templates
                    .iter()
                    .any(|(head, tail)| key.starts_with(head.as_str()) && key.ends_with(tail.as_str()))
        })
        .collect();
    assert!(idle.is_empty(), "{idle:?}");
}

#[test]
fn every_command_has_its_words_for_the_journal() {
    let desk = crate::desk::Desk::bare();
    let list = desk.done(&["commands"]).json();
    let (chinese, english) = (catalogue("zh-CN"), catalogue("en"));
    let changes = list
        .as_array()
        .unwrap()
        .iter()
        .filter(|c| c["changes"] == true)
        .map(|c| c["name"].as_str().unwrap());
    for name in changes.chain(["new"]) {
        let key = format!("about.{name}");
        assert!(chinese.contains_key(&key) && english.contains_key(&key), "{key}");
    }
}
