//! Purchase contracts 采购合同: what is owed, until when the vendor must be told.

use kezhang_core::Language;
use kezhang_core::evaluate::purchase::PurchaseList;
use kezhang_core::record::register::Dimension;

use super::plan::{blank, column, head};
use super::{Cell, Document, Kind, Row, unit_lines};
use crate::figure::Unit;
use crate::words;

/// Purchase contracts, whoever must be told first on top.
pub fn purchases(list: &PurchaseList, language: Language, unit: Unit) -> Document {
    let mut document = blank(language, &list.company, "purchases", list.currency, unit);
    document.head = vec![
        head(language, "as_of", list.as_of.to_string()),
        head(language, "fiscal_year", list.fiscal_year.to_string()),
    ];
    document.head.extend(unit_lines(language, unit, list.currency));
    let text = |field: &str, key: &str| column(language, field, key, Kind::Text);
    document.columns = vec![
        text("contract", "column.contract"),
        text("title", "purchase.title"),
        text("vendor", "term.vendor"),
        text("responsible", "purchase.responsible"),
        text("ends_on", "purchase.ends_on"),
        text("notice_by", "purchase.notice_by"),
        text("state", "purchase.state"),
        column(language, "cost", "purchase.cost", Kind::Amount),
        column(language, "settled", "term.settled", Kind::Amount),
        column(language, "due", "purchase.due", Kind::Amount),
        column(language, "committed", "term.committed", Kind::Amount),
    ];
    for one in &list.purchases {
        let vendor = words::label(language, &list.labels, Dimension::Vendor, Some(&one.vendor));
        let notice = one.renewal.as_ref().map(|next| next.notice_by.to_string());
        document.rows.push(Row {
            cells: vec![
                Cell::text(&one.code),
                Cell::text(&one.title),
                Cell::Text(vendor),
                Cell::text(&one.responsible),
                Cell::text(one.ends_on.to_string()),
                notice.map_or(Cell::Empty, Cell::text),
                Cell::text(words::word(language, &format!("purchase.state.{}", one.state.as_str()))),
                Cell::Amount(one.cost),
                Cell::Amount(one.settled),
                Cell::Amount(one.due),
                Cell::Amount(one.committed),
            ],
            ..Row::default()
        });
        if !one.reminder.is_empty() {
            document.notes.push(one.reminder.clone());
        }
    }
    document
}
