//! A comparison of offers as a workbook that reckons: prices, discounts, tax and rates are cells, all else is formulas.
//!
//! ```text
//!  项目 items (price, discount, tax, rate) ─► 付款 payments (units × price …, rounded) ─► 对比 summary
//!                                                          └─► 累计 by month ─► break-even
//! ```
//!
//! The one thing to know: units and months of a payment are figures of the program; what a price, a discount, an uplift,
//! a tax or a rate does to it is a formula, and each formula carries our own figure as its value.

use kezhang_core::evaluate::offer::price::{Buyer, Priced, price};
use kezhang_core::evaluate::offer::result::OfferResult;
use kezhang_core::evaluate::offer::terms::ChargeEvery;
use kezhang_core::evaluate::offer::{OfferItem, OfferTerms};
use kezhang_core::record::entry::{Deduction, InvoiceKind};
use kezhang_core::{Amount, Language, Outcome};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, FormatBorder, Formula, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::{as_number, failed, string, width};
use crate::document::{OffersPaper, offers_head};
use crate::figure::Unit;
use crate::words;

struct Look {
    title: Format,
    quiet: Format,
    head: Format,
    text: Format,
    money: Format,
    strong: Format,
    strong_text: Format,
    input: Format,
    input_money: Format,
    number: Format,
}

impl Look {
    fn new(decimals: u32) -> Self {
        let pattern = if decimals == 0 {
            "#,##0".to_owned()
        } else {
            format!("#,##0.{}", "0".repeat(decimals as usize))
        };
        let plain = Format::new;
        Self {
            title: plain().set_bold().set_font_size(14),
            quiet: plain().set_font_color("#5F6673"),
            head: plain()
                .set_bold()
                .set_border_bottom(FormatBorder::Thin)
                .set_background_color("#EEF1F5"),
            text: plain(),
            money: plain().set_num_format(&pattern),
            strong: plain()
                .set_bold()
                .set_border_top(FormatBorder::Thin)
                .set_num_format(&pattern),
            strong_text: plain().set_bold().set_border_top(FormatBorder::Thin),
            input: plain().set_background_color("#FFF8E1").set_font_color("#0B3C5D"),
            input_money: plain()
                .set_background_color("#FFF8E1")
                .set_font_color("#0B3C5D")
                .set_num_format("#,##0.00##"),
            number: plain().set_num_format("#,##0.####"),
        }
    }
}

/// The workbook of a comparison.
///
/// # Errors
/// `file_failed`, and what pricing refuses.
pub fn offers(paper: &OffersPaper<'_>, language: Language) -> Outcome<Vec<u8>> {
    let report = paper.report;
    let buyer = Buyer {
        currency: report.head.currency,
        taxpayer: report.head.taxpayer,
    };
    let priced: Vec<(&OfferResult, Priced)> = report
        .offers
        .iter()
        .zip(&paper.offers)
        .map(|(result, (_, terms))| Ok((result, price(paper.need, terms, buyer)?)))
        .collect::<Outcome<_>>()?;
    let mut workbook = Workbook::new();
    let sheets = Sheets {
        paper,
        language,
        look: Look::new(buyer.currency.decimals()),
        names: ["summary", "items", "payments", "months"]
            .map(|name| words::word(language, &format!("offer.xlsx.{name}"))),
        decimals: buyer.currency.decimals(),
    };
    let payments: usize = priced.iter().map(|(_, priced)| priced.flows.len()).sum();
    let last = payments as u32 + 1;
    sheets
        .summary(workbook.add_worksheet(), &priced, last)
        .map_err(failed)?;
    let places = sheets.items(workbook.add_worksheet(), buyer).map_err(failed)?;
    sheets
        .payments(workbook.add_worksheet(), &priced, &places, buyer)
        .map_err(failed)?;
    sheets.months(workbook.add_worksheet(), last).map_err(failed)?;
    workbook.save_to_buffer().map_err(failed)
}

struct Sheets<'a> {
    paper: &'a OffersPaper<'a>,
    language: Language,
    look: Look,
    names: [String; 4],
    decimals: u32,
}

fn float(value: Decimal) -> f64 {
    as_number(value).or_else(|| value.to_f64()).unwrap_or(0.0)
}

fn result(value: Decimal) -> String {
    value.normalize().to_string()
}

/// The name of a column from 0: A, B … AA.
fn column(at: usize) -> String {
    let mut name = String::new();
    let mut left = at + 1;
    while left > 0 {
        let digit = (left - 1) % 26;
        name.insert(0, char::from(b'A' + digit as u8));
        left = (left - 1) / 26;
    }
    name
}

/// What an amount is multiplied with to be this buyer's cost: a tax that is in it and comes back goes out, one that is
/// not in it and does not come back goes in.
fn tax_factor(item: &OfferItem, terms: &OfferTerms, buyer: Buyer) -> (String, Decimal) {
    let percent = item.tax_percent.unwrap_or(terms.tax_percent);
    let is_included = item.includes_tax.unwrap_or(terms.includes_tax);
    let invoice: InvoiceKind = item.invoice.unwrap_or(terms.invoice);
    let is_deductible = Deduction::of(None, Some(invoice)).is_deductible(buyer.taxpayer, "1.2");
    let one = Decimal::ONE + percent / Decimal::ONE_HUNDRED;
    match (is_included, is_deductible) {
        (true, true) => (format!("=1/(1+{}/100)", percent.normalize()), Decimal::ONE / one),
        (false, false) => (format!("=1+{}/100", percent.normalize()), one),
        _ => ("=1".to_owned(), Decimal::ONE),
    }
}

impl Sheets<'_> {
    fn word(&self, key: &str) -> String {
        words::word(self.language, key)
    }

    fn formula(
        &self,
        sheet: &mut Worksheet,
        at: (u32, u16),
        text: String,
        value: Decimal,
        format: &Format,
    ) -> Result<(), XlsxError> {
        sheet.write_formula_with_format(at.0, at.1, Formula::new(text).set_result(result(value)), format)?;
        Ok(())
    }

    fn heads(&self, sheet: &mut Worksheet, row: u32, heads: &[String]) -> Result<(), XlsxError> {
        for (head, at) in heads.iter().zip(0u16..) {
            string(sheet, row, at, head, &self.look.head)?;
            sheet.set_column_width(at, width(head.width().max(9) + 2))?;
        }
        Ok(())
    }

    /// Offers as columns, figures as rows; B3 is the discount rate.
    fn summary(&self, sheet: &mut Worksheet, priced: &[(&OfferResult, Priced)], last: u32) -> Result<(), XlsxError> {
        let report = self.paper.report;
        sheet.set_name(&self.names[0])?;
        let title = format!("{} {}", report.head.company, self.word("offer.title"));
        string(sheet, 0, 0, title.trim(), &self.look.title)?;
        string(sheet, 1, 0, &self.word("offer.xlsx.about"), &self.look.quiet)?;
        string(sheet, 2, 0, &self.word("offer.xlsx.discount"), &self.look.text)?;
        sheet.write_number_with_format(2, 1, float(report.head.discount_percent), &self.look.input)?;
        string(sheet, 3, 0, &self.word("offer.xlsx.seat_months"), &self.look.text)?;
        sheet.write_number_with_format(3, 1, report.head.seat_months as f64, &self.look.input)?;
        let heads: Vec<String> = [self.word("offer.column.figure")]
            .into_iter()
            .chain(report.offers.iter().map(|offer| offer.offer.clone()))
            .collect();
        self.heads(sheet, 5, &heads)?;
        sheet.set_column_width(0, 34.0)?;
        let pay = |name: &str| format!("'{}'!${name}$2:${name}${last}", self.names[2]);
        let mut row = 6;
        let mut line = |sheet: &mut Worksheet,
                        name: &str,
                        is_strong: bool,
                        cell: &dyn Fn(usize, &OfferResult, &str) -> (String, Decimal)|
         -> Result<u32, XlsxError> {
            let (text, money) = if is_strong {
                (&self.look.strong_text, &self.look.strong)
            } else {
                (&self.look.text, &self.look.money)
            };
            string(sheet, row, 0, name, text)?;
            for ((offer, _), at) in priced.iter().zip(0usize..) {
                let head = format!("{}$6", column(at + 1));
                let (formula, value) = cell(at, offer, &head);
                self.formula(sheet, (row, at as u16 + 1), formula, value, money)?;
            }
            row += 1;
            Ok(row)
        };
        let years = report.head.horizon_years;
        for year in 1..=years {
            let name = words::word(self.language, "offer.column.year").replace("{year}", &year.to_string());
            line(sheet, &name, false, &|_, offer, head| {
                let formula = format!("=SUMIFS({},{},{head},{},{year})", pay("P"), pay("A"), pay("D"));
                let value = offer
                    .years
                    .get(year as usize - 1)
                    .map_or(Decimal::ZERO, |y| y.cash.value());
                (formula, value)
            })?;
        }
        // Rows as a spreadsheet counts them: the first year is row 7.
        let (first, end) = (7, 6 + years);
        let cash = line(sheet, &self.word("offer.figure.cash"), true, &|at, offer, _| {
            (format!("=SUM({0}{first}:{0}{end})", column(at + 1)), offer.cash.value())
        })?;
        let npv = line(sheet, &self.word("offer.figure.npv"), true, &|_, offer, head| {
            let formula = format!(
                "=ROUND(SUMPRODUCT(({}={head})*{}*(1+$B$3/100)^(-{}/12)),{})",
                pay("A"),
                pay("P"),
                pay("C"),
                self.decimals
            );
            (formula, offer.npv.value())
        })?;
        line(
            sheet,
            &self.word("offer.figure.per_seat_month"),
            false,
            &|at, offer, _| {
                (
                    format!("=ROUND({}{cash}/$B$4,{})", column(at + 1), self.decimals),
                    offer.per_seat_month.value(),
                )
            },
        )?;
        line(sheet, &self.word("offer.figure.level_month"), false, &|at, offer, _| {
            let name = column(at + 1);
            let formula = format!(
                "=ROUND(IF($B$3=0,{name}{npv}/{0},-PMT((1+$B$3/100)^(1/12)-1,{0},{name}{npv},0,1)),{1})",
                years * 12,
                self.decimals
            );
            (formula, offer.level_month.value())
        })?;
        line(sheet, &self.word("offer.figure.one_off"), false, &|_, offer, head| {
            (
                format!("=SUMIFS({},{},{head},{},0)", pay("P"), pay("A"), pay("E")),
                offer.one_off.value(),
            )
        })?;
        let next = line(sheet, &self.word("offer.figure.own_cost"), false, &|_, offer, _| {
            (format!("={}", result(offer.own_cost.value())), offer.own_cost.value())
        })?;
        self.crossings(sheet, next + 1)?;
        for (note, at) in offers_head(report, self.language, Unit::One).iter().zip(0u32..) {
            string(
                sheet,
                next + 4 + report.break_even.len() as u32 + at,
                0,
                &format!("{}: {}", note.label, note.value),
                &self.look.quiet,
            )?;
        }
        sheet.set_freeze_panes(6, 1)?;
        Ok(())
    }

    /// The months in which two offers cross: the last one in which the later one had still cost more, and one.
    fn crossings(&self, sheet: &mut Worksheet, from: u32) -> Result<(), XlsxError> {
        let report = self.paper.report;
        let months = report.head.horizon_years * 12;
        let count = report.offers.len();
        for (crossing, at) in report.break_even.iter().zip(from..) {
            let place = |name: &str| report.offers.iter().position(|offer| offer.offer == name).unwrap_or(0);
            let range = |place: usize| {
                let name = column(1 + place + if crossing.is_npv { count } else { 0 });
                format!("'{}'!${name}$2:${name}${}", self.names[3], months + 2)
            };
            let key = if crossing.is_npv {
                "break_even_month_npv"
            } else {
                "break_even_month"
            };
            let text = format!(
                "{}: {} → {}",
                self.word(&format!("offer.figure.{key}")),
                crossing.first,
                crossing.later
            );
            string(sheet, at, 0, &text, &self.look.text)?;
            let formula = format!(
                "=SUMPRODUCT(MAX(({}>{})*'{}'!$A$2:$A${}))+1",
                range(place(&crossing.later)),
                range(place(&crossing.first)),
                self.names[3],
                months + 2
            );
            self.formula(
                sheet,
                (at, 1),
                formula,
                Decimal::from(crossing.month),
                &self.look.number,
            )?;
        }
        Ok(())
    }

    /// The items, yellow what may be changed; returns the sheet row of each offer's items.
    fn items(&self, sheet: &mut Worksheet, buyer: Buyer) -> Result<Vec<Vec<u32>>, XlsxError> {
        sheet.set_name(&self.names[1])?;
        let heads: Vec<String> = [
            "offer",
            "item",
            "kind",
            "unit",
            "every",
            "price",
            "item_discount",
            "term_discount",
            "uplift",
            "tax",
            "rate",
        ]
        .iter()
        .map(|key| self.word(&format!("offer.column.{key}")))
        .collect();
        self.heads(sheet, 0, &heads)?;
        sheet.set_column_width(1, 26.0)?;
        let (mut row, mut places) = (1u32, Vec::new());
        for (name, terms) in &self.paper.offers {
            let mut of_offer = Vec::new();
            for item in &terms.items {
                let (unit, every) = (item.unit.as_str(), item.every.as_str());
                string(sheet, row, 0, name, &self.look.text)?;
                string(sheet, row, 1, &item.name, &self.look.text)?;
                string(
                    sheet,
                    row,
                    2,
                    &self.word(&format!("offer.kind.{}", item.kind.as_str())),
                    &self.look.text,
                )?;
                string(
                    sheet,
                    row,
                    3,
                    &self.word(&format!("offer.unit.{unit}")),
                    &self.look.text,
                )?;
                string(
                    sheet,
                    row,
                    4,
                    &self.word(&format!("offer.every.{every}")),
                    &self.look.text,
                )?;
                // A tiered price is in the units of its payments.
                let price = if item.tiers.is_empty() {
                    item.price
                } else {
                    Decimal::ONE
                };
                sheet.write_number_with_format(row, 5, float(price), &self.look.input_money)?;
                sheet.write_number_with_format(row, 6, float(item.discount_percent), &self.look.input)?;
                let is_free = item.is_fixed || item.every == ChargeEvery::Once;
                let or_none = |value: Decimal| if is_free { Decimal::ZERO } else { value };
                sheet.write_number_with_format(row, 7, float(or_none(terms.term_discount())), &self.look.input)?;
                sheet.write_number_with_format(row, 8, float(or_none(terms.uplift_percent)), &self.look.input)?;
                let (factor, value) = tax_factor(item, terms, buyer);
                self.formula(sheet, (row, 9), factor, value, &self.look.input)?;
                sheet.write_number_with_format(row, 10, float(terms.rate.unwrap_or(Decimal::ONE)), &self.look.input)?;
                row += 1;
                of_offer.push(row);
            }
            // The need's own hardware, where an offer runs on it.
            if terms.is_on_premises && self.paper.need.hardware > Decimal::ZERO {
                string(sheet, row, 0, name, &self.look.text)?;
                string(sheet, row, 1, &self.word("offer.own_hardware"), &self.look.text)?;
                sheet.write_number_with_format(row, 5, float(self.paper.need.hardware), &self.look.input_money)?;
                for at in 6..9 {
                    sheet.write_number_with_format(row, at, 0.0, &self.look.input)?;
                }
                for at in 9..11 {
                    sheet.write_number_with_format(row, at, 1.0, &self.look.input)?;
                }
                row += 1;
                of_offer.push(row);
            }
            places.push(of_offer);
        }
        sheet.set_freeze_panes(1, 2)?;
        Ok(places)
    }

    /// One row a payment: A offer, B item, C month, D year, E months paid for, F units, G renewals, then the factors as
    /// they stand in the items, P the cost.
    fn payments(
        &self,
        sheet: &mut Worksheet,
        priced: &[(&OfferResult, Priced)],
        places: &[Vec<u32>],
        buyer: Buyer,
    ) -> Result<(), XlsxError> {
        sheet.set_name(&self.names[2])?;
        let heads: Vec<String> = [
            "offer",
            "item",
            "month",
            "year_number",
            "covers",
            "units",
            "renewals",
            "price",
            "item_discount",
            "term_discount",
            "uplift",
            "tax",
            "rate",
        ]
        .iter()
        .map(|key| self.word(&format!("offer.column.{key}")))
        .chain([String::new(), String::new(), self.word("offer.column.payment")])
        .collect();
        self.heads(sheet, 0, &heads)?;
        sheet.set_column_width(13, 2.0)?;
        sheet.set_column_width(14, 2.0)?;
        let mut row = 1u32;
        for (((offer, priced), rows), (_, terms)) in priced.iter().zip(places).zip(&self.paper.offers) {
            for flow in &priced.flows {
                let name = offer.items.get(flow.item).map_or("", |item| item.item.as_str());
                string(sheet, row, 0, &offer.offer, &self.look.text)?;
                string(sheet, row, 1, name, &self.look.text)?;
                for (value, at) in [flow.month, flow.year + 1, flow.covers].into_iter().zip(2u16..) {
                    sheet.write_number(row, at, f64::from(value))?;
                }
                sheet.write_number_with_format(row, 5, float(flow.units), &self.look.number)?;
                sheet.write_number(row, 6, f64::from(flow.renewals))?;
                let source = rows.get(flow.item).copied().unwrap_or(2);
                let item = terms.items.get(flow.item);
                let is_free = item.is_none_or(|item| item.is_fixed || item.every == ChargeEvery::Once);
                let or_none = |value: Decimal| if is_free { Decimal::ZERO } else { value };
                let tiered = item.is_some_and(|item| !item.tiers.is_empty());
                let price = item.map_or(
                    self.paper.need.hardware,
                    |item| if tiered { Decimal::ONE } else { item.price },
                );
                let values = [
                    price,
                    item.map_or(Decimal::ZERO, |item| item.discount_percent),
                    or_none(terms.term_discount()),
                    or_none(terms.uplift_percent),
                ];
                for (value, at) in values.into_iter().zip(7u16..) {
                    // A discount of the first term alone ends with it.
                    let text = if at == 9 && terms.is_discount_first_term_only {
                        format!("=IF(G{}=0,'{}'!H{source},0)", row + 1, self.names[1])
                    } else {
                        format!("='{}'!{}{source}", self.names[1], column(at as usize - 2))
                    };
                    let value = if at == 9 && terms.is_discount_first_term_only && flow.renewals > 0 {
                        Decimal::ZERO
                    } else {
                        value
                    };
                    self.formula(sheet, (row, at), text, value, &self.look.number)?;
                }
                let tax = item.map_or(Decimal::ONE, |item| tax_factor(item, terms, buyer).1);
                let rate = item.and(terms.rate).unwrap_or(Decimal::ONE);
                for (name, at, value) in [("J", 11u16, tax), ("K", 12, rate)] {
                    let text = format!("='{}'!{name}{source}", self.names[1]);
                    self.formula(sheet, (row, at), text, value, &self.look.number)?;
                }
                let n = row + 1;
                let cost = format!(
                    "=ROUND(F{n}*H{n}*(1-I{n}/100)*(1-J{n}/100)*(1+K{n}/100)^G{n}*L{n}*M{n},{})",
                    self.decimals
                );
                self.formula(sheet, (row, 15), cost, flow.cost, &self.look.money)?;
                row += 1;
            }
        }
        sheet.set_freeze_panes(1, 2)?;
        Ok(())
    }

    /// Cumulative cash and present value by month.
    fn months(&self, sheet: &mut Worksheet, last: u32) -> Result<(), XlsxError> {
        let report = self.paper.report;
        sheet.set_name(&self.names[3])?;
        let named = |key: &str| {
            let word = self.word(&format!("offer.figure.{key}"));
            report.offers.iter().map(move |offer| format!("{} {word}", offer.offer))
        };
        let heads: Vec<String> = [self.word("offer.column.month")]
            .into_iter()
            .chain(named("cash"))
            .chain(named("npv"))
            .collect();
        self.heads(sheet, 0, &heads)?;
        let pay = |name: &str| format!("'{}'!${name}$2:${name}${last}", self.names[2]);
        let count = report.offers.len();
        for month in 0..=report.head.horizon_years * 12 {
            let row = month + 1;
            sheet.write_number(row, 0, f64::from(month))?;
            for (offer, at) in report.offers.iter().zip(0usize..) {
                let head = format!("'{}'!${}$6", self.names[0], column(at + 1));
                let value = |values: &[Amount]| {
                    values
                        .get(month as usize)
                        .map_or(Decimal::ZERO, |amount| amount.value())
                };
                let cash = format!(
                    "=SUMIFS({},{},{head},{},\"<=\"&$A{})",
                    pay("P"),
                    pay("A"),
                    pay("C"),
                    row + 1
                );
                self.formula(
                    sheet,
                    (row, at as u16 + 1),
                    cash,
                    value(&offer.cumulative),
                    &self.look.money,
                )?;
                let npv = format!(
                    "=ROUND(SUMPRODUCT(({}={head})*({}<=$A{})*{}*(1+'{}'!$B$3/100)^(-{}/12)),{})",
                    pay("A"),
                    pay("C"),
                    row + 1,
                    pay("P"),
                    self.names[0],
                    pay("C"),
                    self.decimals
                );
                self.formula(
                    sheet,
                    (row, (at + 1 + count) as u16),
                    npv,
                    value(&offer.cumulative_npv),
                    &self.look.money,
                )?;
            }
        }
        sheet.set_freeze_panes(1, 1)?;
        Ok(())
    }
}
