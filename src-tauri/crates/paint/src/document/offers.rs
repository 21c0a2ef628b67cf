//! Offers as documents: a table of all items and figures for every file, and the pages 选型说明 in sections.

use chrono::NaiveDate;
use kezhang_core::evaluate::offer::hidden::HiddenState;
use kezhang_core::evaluate::offer::result::OfferResult;
use kezhang_core::evaluate::offer::score::{Has, Wish};
use kezhang_core::evaluate::offer::{
    ComparisonReport, CriterionWeight, DriverReport, OfferNeed, OfferTerms, WantedFunction,
};
use kezhang_core::language::{catalogue, say};
use kezhang_core::{Amount, Language, Outcome};
use rust_decimal::Decimal;

use super::{Cell, Column, Document, HeadLine, Kind, Readers, Row, unit_lines};
use crate::chart::offer::{OfferPicture, driver_figure, driver_name, offers as draw};
use crate::chart::{Chart, ChartStyle, Theme};
use crate::figure::{Unit, typeset};
use crate::words;

/// All that the pages and the workbook of a comparison need.
#[derive(Debug, Clone)]
pub struct OffersPaper<'a> {
    /// The figures.
    pub report: &'a ComparisonReport,
    /// What the ranking hangs on.
    pub drivers: &'a DriverReport,
    /// The check-list of functions.
    pub functions: &'a [WantedFunction],
    /// The weights of the score.
    pub weights: &'a [CriterionWeight],
    /// The offers by name.
    pub offers: Vec<(&'a str, &'a OfferTerms)>,
    /// What is needed.
    pub need: &'a OfferNeed,
    /// Name of the chosen offer, why, and the day of signing.
    pub chosen: Option<(&'a str, &'a str, Option<NaiveDate>)>,
}

/// A part of the pages.
#[derive(Debug, Clone)]
pub enum Section {
    /// Words.
    Text {
        /// Its heading.
        title: String,
        /// Its paragraphs.
        lines: Vec<String>,
    },
    /// A picture.
    Picture(String, Box<Chart>),
    /// A table of words, the last column the widest.
    Prose {
        /// Its heading.
        title: String,
        /// Heads of the columns, three of them.
        heads: Vec<String>,
        /// The rows.
        rows: Vec<Vec<String>>,
    },
    /// A table: first column words, the others held at the right where they are figures.
    Table {
        /// Its heading.
        title: String,
        /// Heads of the columns.
        heads: Vec<String>,
        /// Whether the columns but the first are figures.
        is_figures: bool,
        /// The rows, and whether they are set off.
        rows: Vec<(Vec<String>, bool)>,
    },
}

fn word(language: Language, key: &str) -> String {
    words::word(language, key)
}

/// The name of a function or criterion: the catalogue's, else as typed.
fn named(language: Language, prefix: &str, name: &str) -> String {
    let known = catalogue(language).get(&format!("{prefix}.{name}"));
    known.cloned().unwrap_or_else(|| name.to_owned())
}

/// The lines of the head.
pub(crate) fn head(report: &ComparisonReport, language: Language, unit: Unit) -> Vec<HeadLine> {
    let head = &report.head;
    let line = |key: &str, value: String| HeadLine::new(word(language, &format!("offer.head.{key}")), value);
    let seats: Vec<String> = head.seats.iter().map(u32::to_string).collect();
    let mut lines = vec![
        line("comparison", head.comparison.clone()),
        line(
            "horizon",
            say(
                language,
                "offer.driver.years",
                &[("years", &head.horizon_years.to_string())],
            ),
        ),
        line("seats", seats.join(" → ")),
        line("discount", format!("{}%", head.discount_percent.normalize())),
        line(
            "taxpayer",
            word(language, &format!("offer.taxpayer.{}", taxpayer_word(report))),
        ),
        line("as_of", head.as_of.to_string()),
    ];
    lines.extend(unit_lines(language, unit, head.currency));
    lines
}

fn taxpayer_word(report: &ComparisonReport) -> &'static str {
    use kezhang_core::record::entry::Taxpayer;
    match report.head.taxpayer {
        Taxpayer::General => "general",
        Taxpayer::Small => "small",
        Taxpayer::None => "none",
    }
}

/// The first break-even of cash in which an offer is the one that costs less in the end.
fn crossing(report: &ComparisonReport, offer: &OfferResult, is_npv: bool) -> Option<u32> {
    let found = report
        .break_even
        .iter()
        .filter(|b| b.is_npv == is_npv && b.later == offer.offer);
    found.map(|b| b.month).max()
}

/// Every item and figure of every offer, one row each.
pub fn offers(report: &ComparisonReport, language: Language, unit: Unit) -> Document {
    let years = report.head.horizon_years;
    let column = |field: &str, key: &str, kind| Column::new(field, word(language, key), kind);
    let mut columns = vec![
        column("offer", "offer.column.offer", Kind::Text),
        column("vendor", "term.vendor", Kind::Text).only(Readers::Programs),
        column("figure", "offer.column.figure", Kind::Text).only(Readers::Programs),
        column("item", "offer.column.item", Kind::Text),
        column("kind", "offer.column.kind", Kind::Text).only(Readers::Programs),
        column("category", "term.category", Kind::Text),
    ];
    columns.extend((1..=years).map(|year| {
        let title = say(language, "offer.column.year", &[("year", &year.to_string())]);
        Column::new(format!("year_{year}"), title, Kind::Amount)
    }));
    columns.push(column("total", "term.total", Kind::Amount));
    let mut rows = Vec::new();
    for offer in &report.offers {
        let mut push = |figure: &str, name: String, kind: &str, category: &str, cells: Vec<Cell>, is_strong: bool| {
            let mut row = vec![
                Cell::text(offer.offer.clone()),
                Cell::text(offer.vendor.clone()),
                Cell::text(figure),
                Cell::text(name),
                Cell::text(kind),
                Cell::text(category),
            ];
            row.extend(cells);
            rows.push(Row {
                cells: row,
                is_emphasised: is_strong,
                ..Row::default()
            });
        };
        let amounts = |values: &mut dyn Iterator<Item = Amount>, total: Amount| -> Vec<Cell> {
            values.chain([total]).map(Cell::Amount).collect()
        };
        let only = |cell: Cell| -> Vec<Cell> {
            let mut cells = vec![Cell::Empty; years as usize];
            cells.push(cell);
            cells
        };
        for item in &offer.items {
            let cells = amounts(&mut item.years.iter().copied(), item.total);
            push(
                "item",
                item.item.clone(),
                item.kind.as_str(),
                &item.category,
                cells,
                false,
            );
        }
        let figure = |key: &str| word(language, &format!("offer.figure.{key}"));
        let cash = amounts(&mut offer.years.iter().map(|year| year.cash), offer.cash);
        push("cash", figure("cash"), "", "", cash, true);
        let npv = amounts(&mut offer.years.iter().map(|year| year.npv), offer.npv);
        push("npv", figure("npv"), "", "", npv, true);
        push(
            "per_seat_month",
            figure("per_seat_month"),
            "",
            "",
            only(Cell::Amount(offer.per_seat_month)),
            false,
        );
        push(
            "level_month",
            figure("level_month"),
            "",
            "",
            only(Cell::Amount(offer.level_month)),
            false,
        );
        let own = amounts(&mut offer.years.iter().map(|year| year.own_cost), offer.own_cost);
        push("own_cost", figure("own_cost"), "", "", own, false);
        for (key, is_npv) in [("break_even_month", false), ("break_even_month_npv", true)] {
            if let Some(month) = crossing(report, offer, is_npv) {
                push(key, figure(key), "", "", only(Cell::Integer(i64::from(month))), false);
            }
        }
    }
    let mut notes = vec![word(language, "offer.note.timing"), word(language, "offer.note.tax")];
    notes.extend(sentences(report, language));
    Document {
        more: Vec::new(),
        language,
        company: report.head.company.clone(),
        title: word(language, "offer.title"),
        sheet: word(language, "offer.sheet"),
        head: head(report, language, unit),
        columns,
        rows,
        total: None,
        chart: None,
        notes,
        unit,
        decimals: unit.decimals(report.head.currency.decimals()),
    }
}

/// Break-even in sentences.
fn sentences(report: &ComparisonReport, language: Language) -> Vec<String> {
    let crossings = report.break_even.iter().filter(|crossing| !crossing.is_npv);
    crossings
        .map(|crossing| {
            let facts = [
                ("first", crossing.first.as_str()),
                ("later", crossing.later.as_str()),
                ("month", &crossing.month.to_string()),
            ];
            let mut sentence = say(language, "offer.break_even.sentence", &facts);
            if let Some(percent) = crossing.return_percent {
                sentence += &say(
                    language,
                    "offer.break_even.return",
                    &[("percent", &percent.to_string())],
                );
            }
            sentence
        })
        .collect()
}

/// The pages 选型说明: decision, figures, charts, what it hangs on, functions, score, hidden costs.
///
/// # Errors
/// `chart_failed`.
pub fn sections(paper: &OffersPaper<'_>, language: Language, unit: Unit) -> Outcome<Vec<Section>> {
    let report = paper.report;
    let w = |key: &str| word(language, key);
    let decimals = unit.decimals(report.head.currency.decimals());
    let money = |amount: Amount| typeset(unit.of(amount.value()), decimals);
    let ranked: Vec<&OfferResult> = report.offers.iter().filter(|offer| offer.rank.is_some()).collect();
    let names: Vec<String> = report.offers.iter().map(|offer| offer.offer.clone()).collect();
    let heads = |first: &str| -> Vec<String> { [w(first)].into_iter().chain(names.iter().cloned()).collect() };
    let mut sections = vec![Section::Text {
        title: w("offer.pages.decision"),
        lines: decision(paper, language, &money),
    }];
    type Figure = fn(&OfferResult) -> Amount;
    let figures: [(&str, Figure, bool); 8] = [
        ("offer.figure.one_off", |o| o.one_off, false),
        ("offer.figure.recurring", |o| o.recurring, false),
        ("offer.figure.first_year", |o| o.first_year, false),
        ("offer.figure.cash", |o| o.cash, true),
        ("offer.figure.npv", |o| o.npv, true),
        ("offer.figure.per_seat_month", |o| o.per_seat_month, false),
        ("offer.figure.level_month", |o| o.level_month, false),
        ("offer.figure.own_cost", |o| o.own_cost, false),
    ];
    let row = |first: String, cell: &dyn Fn(&OfferResult) -> String| -> Vec<String> {
        [first].into_iter().chain(report.offers.iter().map(cell)).collect()
    };
    let mut rows: Vec<(Vec<String>, bool)> = figures
        .iter()
        .map(|(key, figure, is_strong)| (row(w(key), &|offer| money(figure(offer))), *is_strong))
        .collect();
    rows.push((
        row(w("offer.figure.own_hours"), &|offer| {
            typeset(offer.own_hours, offer.own_hours.normalize().scale())
        }),
        false,
    ));
    rows.push((
        row(w("offer.figure.break_even_month"), &|offer| {
            crossing(report, offer, false).map_or_else(|| "–".to_owned(), |month| month.to_string())
        }),
        false,
    ));
    rows.push((
        row(w("offer.figure.score"), &|offer| {
            offer.score.map_or_else(|| "–".to_owned(), |score| score.to_string())
        }),
        false,
    ));
    rows.push((
        row(
            w("offer.figure.missing_musts"),
            &|offer| match offer.missing_musts.len() {
                0 => "–".to_owned(),
                count => count.to_string(),
            },
        ),
        false,
    ));
    sections.push(Section::Table {
        title: w("offer.pages.figures"),
        heads: heads("offer.column.figure"),
        is_figures: true,
        rows,
    });
    let style = |height| ChartStyle {
        language,
        theme: Theme::Light,
        unit,
        width: 690,
        height,
        is_standalone: false,
    };
    if !ranked.is_empty() {
        let chart = draw(report, None, OfferPicture::Cash, &style(280))?;
        sections.push(Section::Picture(w("offer.chart.cash"), Box::new(chart)));
    }
    for offer in &ranked {
        let years: Vec<String> = (1..=report.head.horizon_years)
            .map(|year| say(language, "offer.column.year", &[("year", &year.to_string())]))
            .collect();
        let line = |name: String, values: &mut dyn Iterator<Item = Amount>, total: Amount| -> Vec<String> {
            [name]
                .into_iter()
                .chain(values.map(money))
                .chain([money(total)])
                .collect()
        };
        let mut rows: Vec<(Vec<String>, bool)> = offer
            .items
            .iter()
            .map(|item| {
                let name = if item.is_included {
                    say(language, "offer.item.included", &[("item", &item.item)])
                } else {
                    item.item.clone()
                };
                (line(name, &mut item.years.iter().copied(), item.total), false)
            })
            .collect();
        rows.push((
            line(
                w("offer.figure.cash"),
                &mut offer.years.iter().map(|y| y.cash),
                offer.cash,
            ),
            true,
        ));
        rows.push((
            line(w("offer.figure.npv"), &mut offer.years.iter().map(|y| y.npv), offer.npv),
            false,
        ));
        rows.push((
            line(
                w("offer.figure.own_cost"),
                &mut offer.years.iter().map(|y| y.own_cost),
                offer.own_cost,
            ),
            false,
        ));
        let facts = [("offer", offer.offer.as_str()), ("vendor", offer.vendor.as_str())];
        sections.push(Section::Table {
            title: say(language, "offer.pages.by_year", &facts),
            heads: [w("offer.column.item")]
                .into_iter()
                .chain(years)
                .chain([w("term.total")])
                .collect(),
            is_figures: true,
            rows,
        });
    }
    drivers(paper, language, unit, &style(300), &mut sections)?;
    wishes(paper, language, heads("offer.column.function"), &mut sections);
    let hidden = report
        .offers
        .first()
        .map(|offer| offer.hidden.as_slice())
        .unwrap_or_default();
    let rows = hidden.iter().map(|cost| {
        let cell = |offer: &OfferResult| {
            let Some(cost) = offer.hidden.iter().find(|known| known.key == cost.key) else {
                return String::new();
            };
            match cost.state {
                HiddenState::Priced => w("offer.hidden.state.priced"),
                HiddenState::Included => w("offer.hidden.state.included"),
                HiddenState::Answered => cost.answer.clone(),
                HiddenState::Open => w("offer.hidden.state.open"),
            }
        };
        (row(w(&format!("offer.hidden.{}", cost.key)), &cell), false)
    });
    sections.push(Section::Table {
        title: w("offer.pages.hidden"),
        heads: heads("offer.column.cost"),
        is_figures: false,
        rows: rows.collect(),
    });
    let mut lines = vec![w("offer.note.timing"), w("offer.note.tax"), w("offer.note.own")];
    for offer in &report.offers {
        lines.extend(
            offer
                .warnings
                .iter()
                .map(|warning| format!("{}: {}", offer.offer, warning.message)),
        );
    }
    sections.push(Section::Text {
        title: w("offer.pages.notes"),
        lines,
    });
    Ok(sections)
}

fn decision(paper: &OffersPaper<'_>, language: Language, money: &dyn Fn(Amount) -> String) -> Vec<String> {
    let report = paper.report;
    let mut lines = Vec::new();
    let years = report.head.horizon_years.to_string();
    if let Some((offer, reason, signed_on)) = paper.chosen {
        let day = signed_on.map_or_else(|| "–".to_owned(), |day| day.to_string());
        lines.push(say(language, "offer.pages.chosen", &[("offer", offer), ("date", &day)]));
        if !reason.is_empty() {
            lines.push(say(language, "offer.pages.reason", &[("reason", reason)]));
        }
    } else {
        lines.push(word(language, "offer.pages.open"));
    }
    let result = |name: &str| report.offers.iter().find(|offer| offer.offer == name);
    if let Some(best) = report.cheapest.as_deref().and_then(result) {
        let facts = [
            ("offer", best.offer.as_str()),
            ("years", &years),
            ("cash", &money(best.cash)),
            ("npv", &money(best.npv)),
            ("seat", &money(best.per_seat_month)),
        ];
        lines.push(say(language, "offer.pages.cheapest", &facts));
        if let Some(next) = &paper.drivers.next {
            let facts = [("next", next.as_str()), ("gap", &money(paper.drivers.gap))];
            lines.push(say(language, "offer.pages.gap", &facts));
        }
    }
    lines.extend(sentences(report, language));
    for offer in report.offers.iter().filter(|offer| !offer.missing_musts.is_empty()) {
        let names: Vec<String> = offer
            .missing_musts
            .iter()
            .map(|name| named(language, "offer.function", name))
            .collect();
        let facts = [
            ("offer", offer.offer.as_str()),
            ("functions", &names.join(language.pick("、", ", "))),
        ];
        lines.push(say(language, "offer.pages.misses", &facts));
    }
    lines
}

/// The range in which the cheapest stays so, in words.
fn range(language: Language, driver: &kezhang_core::evaluate::offer::driver::OfferDriver) -> String {
    let figure = |value: Decimal| driver_figure(language, driver.unit, value);
    let (from, to) = (driver.holds_from.map(figure), driver.holds_to.map(figure));
    match (from, to) {
        (Some(from), Some(to)) => say(language, "offer.range.between", &[("from", &from), ("to", &to)]),
        (Some(from), None) => say(language, "offer.range.from", &[("from", &from)]),
        (None, Some(to)) => say(language, "offer.range.to", &[("to", &to)]),
        (None, None) => word(language, "offer.range.always"),
    }
}

fn drivers(
    paper: &OffersPaper<'_>,
    language: Language,
    unit: Unit,
    style: &ChartStyle,
    sections: &mut Vec<Section>,
) -> Outcome<()> {
    if paper.drivers.drivers.is_empty() {
        return Ok(());
    }
    let w = |key: &str| word(language, key);
    let decimals = unit.decimals(paper.report.head.currency.decimals());
    let money = |amount: Amount| typeset(unit.of(amount.value()), decimals);
    let chart = draw(paper.report, Some(paper.drivers), OfferPicture::Drivers, style)?;
    sections.push(Section::Picture(w("offer.chart.drivers"), Box::new(chart)));
    let rows = paper.drivers.drivers.iter().map(|driver| {
        let cells = vec![
            driver_name(language, driver),
            driver_figure(language, driver.unit, driver.base),
            money(driver.gap_low),
            money(driver.gap_high),
            range(language, driver),
        ];
        (cells, driver.is_decisive)
    });
    let heads = ["driver", "base", "gap_low", "gap_high", "range"].map(|key| w(&format!("offer.column.{key}")));
    sections.push(Section::Table {
        title: w("offer.pages.range"),
        heads: heads.to_vec(),
        is_figures: true,
        rows: rows.collect(),
    });
    Ok(())
}

fn wishes(paper: &OffersPaper<'_>, language: Language, heads: Vec<String>, sections: &mut Vec<Section>) {
    let w = |key: &str| word(language, key);
    let wanted = paper.functions.iter().filter(|function| function.wish != Wish::No);
    let rows: Vec<(Vec<String>, bool)> = wanted
        .map(|function| {
            let name = named(language, "offer.function", &function.name);
            let first = match function.wish {
                Wish::Must => say(language, "offer.function_must", &[("function", &name)]),
                Wish::Wish | Wish::No => name,
            };
            let cell = |terms: &OfferTerms| {
                let answer = terms.functions.iter().find(|answer| answer.name == function.name);
                match answer.map_or(Has::Unknown, |answer| answer.has) {
                    Has::Yes => w("offer.has.yes"),
                    Has::Extra => w("offer.has.extra"),
                    Has::No => w("offer.has.no"),
                    Has::Unknown => w("offer.has.unknown"),
                }
            };
            let cells = paper.offers.iter().map(|(_, terms)| cell(terms));
            ([first].into_iter().chain(cells).collect(), function.wish == Wish::Must)
        })
        .collect();
    if !rows.is_empty() {
        sections.push(Section::Table {
            title: w("offer.pages.functions"),
            heads: heads.clone(),
            is_figures: false,
            rows,
        });
    }
    let is_marked = paper.offers.iter().any(|(_, terms)| !terms.marks.is_empty());
    if !is_marked {
        return;
    }
    let mut score_heads = heads;
    if let Some(first) = score_heads.first_mut() {
        *first = w("offer.column.criterion");
    }
    let mut rows: Vec<(Vec<String>, bool)> = paper
        .weights
        .iter()
        .filter(|weight| weight.weight > 0)
        .map(|weight| {
            let name = named(language, "offer.criterion", &weight.criterion);
            let cell = |terms: &OfferTerms| {
                let mark = terms.marks.iter().find(|mark| mark.criterion == weight.criterion);
                mark.map_or_else(String::new, |mark| match mark.evidence.trim() {
                    "" => mark.mark.to_string(),
                    evidence => format!("{} · {evidence}", mark.mark),
                })
            };
            let cells = paper.offers.iter().map(|(_, terms)| cell(terms));
            (
                [format!("{name} {}%", weight.weight)]
                    .into_iter()
                    .chain(cells)
                    .collect(),
                false,
            )
        })
        .collect();
    let scores = paper.report.offers.iter();
    let scores = scores.map(|offer| offer.score.map_or_else(|| "–".to_owned(), |score| score.to_string()));
    rows.push(([w("offer.figure.score")].into_iter().chain(scores).collect(), true));
    sections.push(Section::Table {
        title: w("offer.pages.score"),
        heads: score_heads,
        is_figures: false,
        rows,
    });
}
