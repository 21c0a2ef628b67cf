//! Reading a cell into its plain form, showing it in a language, and holding a row's cells together.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{CellKind, Roll, RollColumn};
use crate::error::{Fault, Outcome};
use crate::evaluate::fee::agree;
use crate::language::{Language, say};
use crate::period::Month;
use crate::record::activity::score;
use crate::record::import::{Cell, Context, clean_text, read_amount, read_date, read_month, trim};
use crate::record::work::{check_hours, kind_of_work};

/// Longest text of a cell: a spreadsheet's cell takes 32,767 characters.
const LONGEST: usize = 32_000;

/// The cell of a column in its plain form; none when it is empty. Members are left as they stand: who they are, the
/// ledger knows.
///
/// # Errors
/// `text_control`, `text_long`, `count_invalid`, `count_negative`, `amount_unreadable`, `number_unreadable`, `amount_decimals`,
/// `tax_rate_invalid`, `date_unreadable`, `date_ambiguous`, `month_unreadable`, `flag_unknown`, `word_unknown`.
pub fn read_cell(
    kind: CellKind,
    words: &[String],
    label: &str,
    cell: &Cell,
    context: &Context,
) -> Outcome<Option<String>> {
    if matches!(cell, Cell::Broken(_)) {
        // An error of the spreadsheet or digits that it has lost: what reads amounts says which.
        read_amount(cell, context)?;
    }
    let shown = cell.shown();
    let text = trim(&shown);
    // The apostrophe that a spreadsheet's text of = + - @ begins with is no part of it.
    let text = match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => text,
    };
    if text.is_empty() {
        return Ok(None);
    }
    let unknown = |code: &'static str| Fault::new(code).with("value", text);
    let number = || -> Outcome<Decimal> {
        match read_amount(cell, context) {
            Ok(Some((value, _))) => Ok(value),
            Err(fault) if fault.code != "amount_unreadable" => Err(fault),
            _ if kind == CellKind::Money => Err(unknown("amount_unreadable")),
            _ => Err(unknown("number_unreadable")),
        }
    };
    let plain = match kind {
        CellKind::Text | CellKind::Code | CellKind::Member => {
            if let Some(bad) = text
                .chars()
                .find(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
            {
                return Err(Fault::new("text_control").with("value", bad.escape_unicode()));
            }
            if text.chars().count() > LONGEST {
                return Err(Fault::new("text_long").with("most", LONGEST));
            }
            text.to_owned()
        }
        CellKind::Count => {
            let value = number()?;
            if value.is_sign_negative() && !value.is_zero() {
                return Err(unknown("count_negative"));
            }
            if !value.is_integer() || value > Decimal::from(i64::MAX) {
                return Err(unknown("count_invalid"));
            }
            value.trunc().normalize().to_string()
        }
        CellKind::Quantity => {
            let value = number()?;
            if value.is_sign_negative() && !value.is_zero() {
                return Err(unknown("count_negative"));
            }
            value.normalize().to_string()
        }
        CellKind::Number => number()?.normalize().to_string(),
        CellKind::Rate => {
            let value = match text.strip_suffix(['%', '％']) {
                Some(percent) => percent
                    .trim()
                    .parse::<Decimal>()
                    .map_err(|_| unknown("tax_rate_invalid"))?
                    .checked_div(Decimal::ONE_HUNDRED)
                    .ok_or_else(|| unknown("tax_rate_invalid"))?,
                None => number()?,
            };
            if value.is_sign_negative() || value >= Decimal::ONE {
                return Err(unknown("tax_rate_invalid"));
            }
            value.normalize().to_string()
        }
        CellKind::Money => {
            let minor = context.base.minor(number()?)?;
            context.base.amount(minor).to_string()
        }
        CellKind::Date => match read_date(cell, context)? {
            Some(date) => date.to_string(),
            None => return Ok(None),
        },
        CellKind::Month => match read_month(cell, context)? {
            Some(month) => month.to_string(),
            None => return Ok(None),
        },
        CellKind::Flag => match text.to_lowercase().as_str() {
            "true" | "yes" | "y" | "1" | "是" | "对" | "√" => "true".to_owned(),
            "false" | "no" | "n" | "0" | "否" | "不" => "false".to_owned(),
            _ => return Err(unknown("flag_unknown")),
        },
        CellKind::Word => {
            let cleaned = clean_text(text);
            let known = words.iter().find(|word| {
                **word == *cleaned
                    || (!label.is_empty()
                        && Language::ALL.iter().any(|language| {
                            say(*language, &format!("{label}{word}"), &[]).eq_ignore_ascii_case(&cleaned)
                        }))
            });
            match known {
                Some(word) => word.clone(),
                None => {
                    return Err(unknown("word_unknown").with("known", words.join(", ")));
                }
            }
        }
    };
    Ok(Some(plain))
}

/// A plain cell as a person reads it in a workbook: words and yes or no in the language.
pub fn shown_cell(kind: CellKind, label: &str, plain: &str, language: Language) -> String {
    match kind {
        CellKind::Flag => language
            .pick(
                if plain == "true" { "是" } else { "否" },
                if plain == "true" { "yes" } else { "no" },
            )
            .to_owned(),
        CellKind::Word if !label.is_empty() => say(language, &format!("{label}{plain}"), &[]),
        _ => plain.to_owned(),
    }
}

/// The cells of a row, in plain form by key; none where empty.
pub type Cells = BTreeMap<String, Option<String>>;

/// Holds the cells of a whole row together: what must be there, what cannot lie in the future, what is within its
/// scale. What follows from others (a month from its day) is put in.
///
/// # Errors
/// The key of the cell at fault and `cell_needed`, `date_in_future`, `activity_term_reversed`, `contract_term_reversed`,
/// `contract_term_long`, `activity_score_invalid`, `responses_above_invited`, `activity_not_begun`, `planned_cost_negative`, `used_beyond_paid`, `hours_invalid`,
/// `contract_amount`, `contract_ended_outside`, `receipt_zero`, `automated_beyond_tickets`, `satisfaction_invalid`, `nps_invalid`, `feedback_empty`, `members_beyond`.
pub fn settle(
    roll: Roll,
    columns: &[RollColumn],
    cells: &mut Cells,
    today: NaiveDate,
) -> Result<(), (&'static str, Fault)> {
    let at = |cells: &Cells, key: &str| cells.get(key).cloned().flatten();
    if roll == Roll::Hours
        && let Some(day) = at(cells, "worked_on").and_then(|text| text.parse::<NaiveDate>().ok())
    {
        cells.insert("month".to_owned(), Some(Month::of(day).to_string()));
    }
    if roll == Roll::Hours
        && let Some(kind) = at(cells, "kind")
    {
        cells.insert("kind".to_owned(), Some(kind_of_work(&kind)));
    }
    if roll == Roll::Points {
        for key in ["issued", "redeemed", "expired"] {
            let kept = at(cells, key).unwrap_or_else(|| "0".to_owned());
            cells.insert(key.to_owned(), Some(kept));
        }
    }
    let cells = &*cells;
    for column in columns.iter().filter(|column| column.is_needed) {
        if at(cells, column.key).is_none() {
            return Err((column.key, Fault::new("cell_needed").with("field", column.key)));
        }
    }
    let day = |key: &str| at(cells, key).and_then(|text| text.parse::<NaiveDate>().ok());
    let number = |key: &str| at(cells, key).and_then(|text| text.parse::<Decimal>().ok());
    let future = |value: String| Fault::new("date_in_future").with("value", value).with("today", today);
    let has_come = |key: &'static str| match day(key).filter(|day| *day > today) {
        Some(day) => Err((key, future(day.to_string()))),
        None => Ok(()),
    };
    let month_has_come =
        |key: &'static str| match at(cells, key).filter(|month| **month > *Month::of(today).to_string()) {
            Some(month) => Err((key, future(month))),
            None => Ok(()),
        };
    let within = |used: &'static str, paid: &str| match (number(used), number(paid)) {
        (Some(a), Some(b)) if a > b => Err((used, Fault::new("used_beyond_paid").with("used", a).with("paid", b))),
        _ => Ok(()),
    };
    match roll {
        Roll::Customer => {
            has_come("acquired_on")?;
            if let (Some(from), Some(to)) = (day("acquired_on"), day("lapsed_on"))
                && to < from
            {
                return Err((
                    "lapsed_on",
                    Fault::new("lapsed_before_acquired").with("from", from).with("to", to),
                ));
            }
            has_come("lapsed_on")
        }
        Roll::Metric => month_has_come("month"),
        Roll::Activity => {
            if let (Some(from), Some(to)) = (day("starts_on"), day("ends_on"))
                && to < from
            {
                return Err((
                    "ends_on",
                    Fault::new("activity_term_reversed").with("from", from).with("to", to),
                ));
            }
            if let Some(value) = number("score") {
                score(value).map_err(|fault| ("score", fault))?;
            }
            // Guests come uninvited; nobody answers an invitation that was not sent.
            if let (Some(responses), Some(invited)) = (number("responses"), number("invited"))
                && responses > invited
            {
                let fault = Fault::new("responses_above_invited").with("value", responses);
                return Err(("responses", fault.with("invited", invited)));
            }
            let came = ["attendance", "score"]
                .into_iter()
                .find(|key| number(key).is_some_and(|count| count > Decimal::ZERO));
            if let (Some(key), Some(from)) = (came, day("starts_on").filter(|day| *day > today)) {
                let fault = Fault::new("activity_not_begun").with("from", from);
                return Err((key, fault.with("today", today)));
            }
            match number("planned").filter(|cost| *cost < Decimal::ZERO) {
                Some(cost) => Err(("planned", Fault::new("planned_cost_negative").with("value", cost))),
                None => Ok(()),
            }
        }
        Roll::Contract => {
            if let (Some(from), Some(to), Some(gross)) = (day("starts_on"), day("ends_on"), number("gross")) {
                agree(from, to, day("ended_on"), gross)?;
            }
            let days = number("due_days").filter(|days| *days > Decimal::from(3_650));
            days.map_or(Ok(()), |days| {
                Err(("due_days", Fault::new("count_invalid").with("value", days)))
            })
        }
        Roll::Receipt => {
            has_come("received_on")?;
            match number("amount").filter(Decimal::is_zero) {
                Some(_) => Err(("amount", Fault::new("receipt_zero"))),
                None => Ok(()),
            }
        }
        Roll::Order => has_come("ordered_on"),
        Roll::Points => {
            month_has_come("month")?;
            match (number("active_members"), number("members")) {
                (Some(active), Some(all)) if active > all => Err((
                    "active_members",
                    Fault::new("members_beyond").with("active", active).with("members", all),
                )),
                _ => Ok(()),
            }
        }
        Roll::ToolUse => {
            month_has_come("month")?;
            has_come("last_used_on")?;
            within("active", "seats")?;
            within("modules_used", "modules_paid")
        }
        Roll::Hours => {
            has_come("worked_on")?;
            month_has_come("month")?;
            let hours = number("hours").unwrap_or_default();
            check_hours(hours, day("worked_on").is_some()).map_err(|fault| ("hours", fault))
        }
        Roll::Service => {
            month_has_come("month")?;
            match (number("automated"), number("tickets")) {
                (Some(automated), Some(tickets)) if automated > tickets => Err((
                    "automated",
                    Fault::new("automated_beyond_tickets")
                        .with("automated", automated)
                        .with("tickets", tickets),
                )),
                _ => Ok(()),
            }
        }
        Roll::Feedback => {
            has_come("noted_on")?;
            let scale = |key: &'static str, code: &'static str, low: i64, high: i64| match number(key)
                .filter(|v| *v < Decimal::from(low) || *v > Decimal::from(high))
            {
                Some(value) => Err((key, Fault::new(code).with("value", value))),
                None => Ok(()),
            };
            scale("satisfaction", "satisfaction_invalid", 1, 5)?;
            scale("nps", "nps_invalid", 0, 10)?;
            let says = ["satisfaction", "nps", "text", "topic"];
            if says.iter().all(|key| at(cells, key).is_none()) {
                return Err(("text", Fault::new("feedback_empty")));
            }
            Ok(())
        }
        Roll::Purchase | Roll::Channel | Roll::Product | Roll::Vendor | Roll::Department | Roll::Tool | Roll::Entry => {
            Ok(())
        }
    }
}
