//! Offers compared, purchase contracts.

use super::{Field, Spot, count, each, f, less, money, number, over, share, sum};

pub(super) fn field(spot: Spot<'_>) -> Option<Field> {
    match spot.report {
        "offers" => offers(spot),
        _ => purchases(spot),
    }
}

fn offers(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("head", "discount_percent") => number("explain.field.discount_percent").from("profile"),
        ("head", "seats[]") => count("column.seats").from("need"),
        ("head", "seat_months") => count("explain.field.seat_months").from("need"),
        ("offers[]", name) => match name {
            "cash" => money("explain.field.tco").exact("formula.tco", sum(vec![f("one_off"), f("recurring")])),
            "one_off" | "recurring" => money(if name == "one_off" {
                "explain.field.one_off"
            } else {
                "explain.field.recurring"
            })
            .from("payments"),
            "first_year" => money("explain.field.first_year").same(f("years[0].cash")),
            "npv" => money("explain.field.npv").exact("formula.npv", sum(vec![each("years[].npv")])),
            "per_seat_month" => money("explain.field.per_seat_month")
                .in_cents("formula.per_seat_month", over(f("cash"), f("/head.seat_months"))),
            "level_month" => money("explain.field.level_month").exact(
                "formula.level_month",
                super::estimate(vec![f("npv"), f("/head.discount_percent")]),
            ),
            "own_hours" => number("column.hours").exact("formula.rows", sum(vec![each("years[].own_hours")])),
            "own_cost" => money("explain.field.own_cost").exact("formula.rows", sum(vec![each("years[].own_cost")])),
            "score" => number("column.score").from("marks"),
            "missing_count" => count("explain.field.missing_musts").from("musts"),
            "rank" => count("explain.field.rank").from("rank"),
            "cumulative[]" => money("explain.field.cumulative").from("payments_to_month"),
            "cumulative_npv[]" => money("explain.field.cumulative").from("worth_to_month"),
            _ => None,
        },
        ("offers[].items[]", "total") => money("term.total").exact("formula.rows", sum(vec![each("years[]")])),
        ("offers[].items[]", "years[]") => money("explain.field.tco").from("payments"),
        ("offers[].years[]", "cash") => {
            money("explain.field.tco").exact("formula.items_of_year", sum(vec![each("../../items[].years[#0]")]))
        }
        ("offers[].years[]", "npv") => money("explain.field.npv").from("worth_of_year"),
        ("offers[].years[]", "own_hours") => number("column.hours").from("terms"),
        ("offers[].years[]", "own_cost") => money("explain.field.own_cost").from("own_hours"),
        ("offers[].years[]", "seats") => count("column.seats").from("need"),
        ("break_even[]", "month") => count("explain.field.break_even").from("crossing"),
        ("break_even[]", "return_percent") => share("explain.field.return_percent").from("crossing"),
        _ => None,
    }
}

fn purchases(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("", "committed") => money("term.committed").of_rows("/purchases[]", "committed"),
        ("", "due") => money("explain.field.due").of_rows("/purchases[]", "due"),
        ("", "reminders") => count("explain.field.reminders").from("dates"),
        ("purchases[]", "cost") => money("column.cost").from("instalments"),
        ("purchases[]", "settled") => money("explain.field.settled").from("settlements"),
        ("purchases[]", "committed") => money("term.committed").from("instalments"),
        ("purchases[]", "due") => money("explain.field.due").from("instalments"),
        ("purchases[]", "next_due") => money("explain.field.due").from("instalments"),
        ("purchases[].renewal", "days_left") => count("explain.field.days_left").from("dates"),
        ("purchases[]", "open") => {
            money("explain.field.open").exact("formula.open", less(vec![f("cost"), f("settled")]))
        }
        _ => None,
    }
}
