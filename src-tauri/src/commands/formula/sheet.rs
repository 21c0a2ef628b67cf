//! The plan as it is typed and proposed: the cells of a budget's sheet, the lines of the guided start.

use super::{Expression, Field, Spot, count, each, estimate, f, less, money, number, over, share, sum};

pub(super) fn field(spot: Spot<'_>) -> Option<Field> {
    match spot.report {
        "budget_sheet" => sheet(spot),
        "budget_beside" => beside(spot),
        _ => proposal(spot),
    }
}

/// The months that a quarter, a half-year or the year has, by its place among the figures of a row.
fn months_of(period: usize) -> std::ops::Range<usize> {
    match period {
        12..16 => (period - 12) * 3..(period - 12) * 3 + 3,
        16..18 => (period - 16) * 6..(period - 16) * 6 + 6,
        _ => 0..12,
    }
}

fn sheet(spot: Spot<'_>) -> Option<Field> {
    let is_line = spot.object.get("line").is_some_and(|line| !line.is_null());
    match (spot.table, spot.name) {
        ("version", "total") => money("term.budget").same(f("/total.figures[18]")),
        ("version", "line_count") => count("explain.field.lines").from("version"),
        ("rows[]" | "total", "figures[]") => match spot.at? {
            _ if !is_line => money("term.budget").exact("formula.below", sum(vec![Expression::Below])),
            0..12 => money("term.budget").from("cell"),
            period => {
                let months = months_of(period).map(|month| f(&format!("figures[{month}]")));
                money("term.budget").exact("formula.months", sum(months.collect()))
            }
        },
        _ => None,
    }
}

/// What is compared beside the sheet; `own` is the version's own figure, put there for the difference.
fn beside(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("rows[]" | "total" | "outside", "own[]") => money("term.budget").from("version"),
        ("rows[]" | "total" | "outside", "figures[][]") => money("explain.field.compared").from("beside"),
        ("rows[]" | "total" | "outside", "differences[][]") => money("explain.field.change").exact(
            "formula.own_less_compared",
            less(vec![f("own[#]"), f("figures[#^][#]")]),
        ),
        _ => None,
    }
}

fn proposal(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("", "total") => money("term.budget").of_rows("/lines[]", "total"),
        ("", "month_totals[]") => money("term.budget").exact("formula.rows", sum(vec![each("/lines[].months[#0]")])),
        ("", "share_of_company") => share("explain.field.share_of_company").from("share_of_answer"),
        ("lines[]", "total") => money("term.budget").from("why"),
        ("lines[]", "months[]") => money("term.budget").exact("formula.month_of_total", estimate(vec![f("total")])),
        ("stages[]", "total") => money("term.budget").exact(
            "formula.rows",
            sum(vec![Expression::EachLike("/lines[].total".to_owned(), "stage")]),
        ),
        ("stages[]", "share") => {
            share("explain.field.share").to("formula.part_of_total", 4, over(f("total"), f("/total")))
        }
        ("ranges[]", "low" | "high") => number("explain.field.usual_range").from("benchmark"),
        ("alternatives[]", "total") => money("term.budget").exact("formula.rows", sum(vec![each("lines[]")])),
        ("alternatives[]", "lines[]") => {
            let words = if spot.text("way") == "in_proportion" {
                "formula.short_in_proportion"
            } else {
                "formula.short_least_value"
            };
            money("term.budget").exact(words, estimate(vec![f("/lines[#].total")]))
        }
        _ => None,
    }
}
