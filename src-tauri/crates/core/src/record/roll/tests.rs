//! Rows of registers as they come back from a spreadsheet.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use super::*;
use crate::money::Currency;
use crate::period::{Calendar, NamedAfter};
use crate::record::import::{Cell, Context, Reading, Survey};

fn context() -> Context {
    let calendar = Calendar::new(1, NamedAfter::default()).unwrap();
    Context::new(
        Currency::new("CNY").unwrap(),
        calendar,
        &Reading::default(),
        &Survey::default(),
    )
}

fn read(kind: CellKind, text: &str) -> Result<Option<String>, &'static str> {
    let words: Vec<String> = ["lead", "active"].map(str::to_owned).to_vec();
    let cell = Cell::Text(text.to_owned());
    read_cell(kind, &words, "customer.status.", &cell, &context()).map_err(|fault| fault.code)
}

/// By hand: what a person types, and the one plain form of it.
#[test]
fn a_cell_has_one_plain_form_however_it_is_typed() {
    let plain = |text: &str| Ok(Some(text.to_owned()));
    assert_eq!(read(CellKind::Text, "  云帆 "), plain("云帆"));
    assert_eq!(read(CellKind::Text, "'=1+1"), plain("=1+1"));
    assert_eq!(read(CellKind::Text, ""), Ok(None));
    assert_eq!(read(CellKind::Date, "2025年3月1日"), plain("2025-03-01"));
    assert_eq!(read(CellKind::Month, "2025/3"), plain("2025-03"));
    assert_eq!(read(CellKind::Money, "¥1,234.5"), plain("1234.50"));
    assert_eq!(read(CellKind::Rate, "6%"), plain("0.06"));
    assert_eq!(read(CellKind::Count, "12.0"), plain("12"));
    assert_eq!(read(CellKind::Number, "-3.50"), plain("-3.5"));
    assert_eq!(read(CellKind::Flag, "是"), plain("true"));
    assert_eq!(read(CellKind::Flag, "No"), plain("false"));
    assert_eq!(read(CellKind::Word, "线索"), plain("lead"));
    assert_eq!(read(CellKind::Word, "active"), plain("active"));
}

#[test]
fn what_cannot_be_read_is_refused_and_says_why() {
    assert_eq!(read(CellKind::Text, "a\u{7}b"), Err("text_control"));
    assert_eq!(read(CellKind::Date, "32 March"), Err("date_unreadable"));
    assert_eq!(read(CellKind::Date, "03/04/2025"), Err("date_ambiguous"));
    assert_eq!(read(CellKind::Money, "1.005"), Err("amount_ambiguous"));
    assert_eq!(read(CellKind::Money, "1.0005"), Err("amount_decimals"));
    assert_eq!(read(CellKind::Count, "1.5"), Err("count_invalid"));
    assert_eq!(read(CellKind::Count, "-1"), Err("count_negative"));
    assert_eq!(read(CellKind::Rate, "130%"), Err("tax_rate_invalid"));
    assert_eq!(read(CellKind::Flag, "maybe"), Err("flag_unknown"));
    assert_eq!(read(CellKind::Word, "VIP"), Err("word_unknown"));
    let lost = Cell::Broken("12345678901234567".to_owned());
    let read = read_cell(CellKind::Text, &[], "", &lost, &context());
    assert_eq!(read.map_err(|fault| fault.code), Err("digits_lost"));
}

fn settled(
    roll: Roll,
    cells: &[(&str, &str)],
) -> Result<BTreeMap<String, Option<String>>, (&'static str, &'static str)> {
    let mut map: Cells = cells
        .iter()
        .map(|(key, text)| ((*key).to_owned(), (!text.is_empty()).then(|| (*text).to_owned())))
        .collect();
    let today = "2026-11-22".parse().unwrap();
    match settle(roll, columns(roll), &mut map, today) {
        Ok(()) => Ok(map),
        Err((key, fault)) => Err((key, fault.code)),
    }
}

#[test]
fn a_row_holds_together_or_names_the_cell_that_does_not() {
    let customer = [
        ("code", "C1"),
        ("name", "云帆"),
        ("status", "active"),
        ("active", "true"),
    ];
    assert!(settled(Roll::Customer, &customer).is_ok());
    let with = |more: &[(&'static str, &'static str)]| [&customer[..], more].concat();
    assert_eq!(settled(Roll::Customer, &customer[1..]), Err(("code", "cell_needed")));
    assert_eq!(
        settled(Roll::Customer, &with(&[("acquired_on", "2026-11-23")])),
        Err(("acquired_on", "date_in_future"))
    );
    assert_eq!(
        settled(
            Roll::Customer,
            &with(&[("acquired_on", "2026-05-01"), ("lapsed_on", "2026-04-30")])
        ),
        Err(("lapsed_on", "lapsed_before_acquired"))
    );
    let feedback = [("noted_on", "2026-11-01"), ("complaint", "false")];
    let with = |more: &[(&'static str, &'static str)]| [&feedback[..], more].concat();
    assert_eq!(settled(Roll::Feedback, &feedback), Err(("text", "feedback_empty")));
    assert!(settled(Roll::Feedback, &with(&[("satisfaction", "5")])).is_ok());
    assert_eq!(
        settled(Roll::Feedback, &with(&[("satisfaction", "6")])),
        Err(("satisfaction", "satisfaction_invalid"))
    );
    assert_eq!(
        settled(Roll::Feedback, &with(&[("nps", "11")])),
        Err(("nps", "nps_invalid"))
    );
    let hours = [
        ("worked_on", "2026-10-31"),
        ("month", "2026-01"),
        ("employee", "林珊"),
        ("hours", "8"),
    ];
    let settled_hours = settled(Roll::Hours, &hours).unwrap();
    assert_eq!(
        settled_hours["month"].as_deref(),
        Some("2026-10"),
        "a day decides its month"
    );
    let points = [
        ("month", "2026-10"),
        ("issued", "100"),
        ("members", "3"),
        ("active_members", "4"),
    ];
    assert_eq!(
        settled(Roll::Points, &points),
        Err(("active_members", "members_beyond"))
    );
}

#[test]
fn the_columns_of_a_register_have_titles_in_both_languages_and_keys_of_their_own() {
    for roll in Roll::ALL {
        assert_eq!(Roll::parse(roll.as_str()), Some(*roll));
        let mut keys: Vec<&str> = columns(*roll).iter().map(|column| column.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), columns(*roll).len(), "{roll:?}");
        for language in crate::Language::ALL {
            let texts = crate::language::catalogue(language);
            assert!(texts.contains_key(&format!("roll.{}", roll.as_str())), "{roll:?}");
            for column in columns(*roll) {
                assert!(texts.contains_key(column.title), "{} {}", roll.as_str(), column.title);
                for word in column.words {
                    let key = format!("{}{word}", column.label);
                    assert!(texts.contains_key(&key), "{key}");
                }
            }
        }
    }
}

/// By hand: only a column that is nothing else becomes dates or numbers.
#[test]
fn a_column_tells_what_kind_of_own_field_it_is() {
    let kind = |cells: &[&str]| {
        let mut told = OwnKindTold::default();
        for cell in cells {
            told.hear(&Cell::Text((*cell).to_owned()), &context());
        }
        told.kind()
    };
    assert_eq!(kind(&["35.5", "", "1,200.50", "-3"]), OwnKind::Number);
    assert_eq!(kind(&["1,200"]), OwnKind::Text, "1.2 in some countries");
    assert_eq!(kind(&["2025-03-01", "2025年4月2日", ""]), OwnKind::Date);
    assert_eq!(
        kind(&["2025-03-01 10:30:00"]),
        OwnKind::Text,
        "a date has no time of day"
    );
    assert_eq!(kind(&["35.5", "无"]), OwnKind::Text);
    assert_eq!(
        kind(&["0012", "0013"]),
        OwnKind::Text,
        "a leading zero is part of a mark"
    );
    assert_eq!(kind(&["1234567890123456"]), OwnKind::Text);
    assert_eq!(kind(&["¥35", "5%"]), OwnKind::Text);
    assert_eq!(kind(&["03/04/2025"]), OwnKind::Text, "no one knows which day that is");
    assert_eq!(kind(&["", " "]), OwnKind::Text);
}
