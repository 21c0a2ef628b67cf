//! Figures of queries that are no printed reports but stand on screens: drivers of a comparison, limits of tax law, what
//! customers are due, a plan under a ceiling, answers to templates, offered against paid, alerts, versions.

use super::{Field, Spot, count, each, f, less, money, number, sum, times};

/// The queries that can be explained beside the reports.
pub(in crate::commands) const BESIDE: &[&str] = &[
    "offer_drivers",
    "offer_review",
    "tax_limits",
    "grade_policies",
    "template_report",
    "alerts",
    "budgets",
    "budget_sheet",
    "budget_beside",
    "proposal",
    "entry_totals",
    "contract",
    "purchase",
];

pub(super) fn field(spot: Spot<'_>) -> Option<Field> {
    match spot.report {
        "offer_drivers" => drivers(spot),
        "offer_review" => offered(spot),
        "tax_limits" => limits(spot),
        "grade_policies" => policies(spot),
        "cutback" => cutback(spot),
        "template_report" => answers(spot),
        "alerts" => alerts(spot),
        "budgets" => versions(spot),
        "entry_totals" => listed(spot),
        _ => None,
    }
}

fn drivers(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("", "gap") => money("explain.field.gap").from("gap"),
        ("drivers[]", "gap_low" | "gap_high") => money("explain.field.gap").from("gap_moved"),
        ("drivers[]", "swing") => money("explain.field.swing").from("swing"),
        ("drivers[]", "base") => number("explain.field.driver").from("need"),
        ("drivers[]", "low" | "high" | "searched_from" | "searched_to") => {
            number("explain.field.driver").from("driver_tried")
        }
        ("drivers[]", "holds_from" | "holds_to") => number("explain.field.driver").from("driver_holds"),
        _ => None,
    }
}

fn offered(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        (_, "difference") => {
            money("explain.field.change").exact("formula.offered_less_paid", less(vec![f("offered"), f("paid")]))
        }
        ("", "offered") => money("explain.field.offered").of_rows("/lines[]", "offered"),
        ("", "paid") => money("explain.field.settled").of_rows("/lines[]", "paid"),
        ("lines[]", "offered") => money("explain.field.offered").from("payments"),
        ("items[]", "offered") => money("explain.field.offered").from("instalments"),
        ("lines[]", "paid") => money("explain.field.settled").from("vendor_entries"),
        ("items[]", "paid") => money("explain.field.settled").from("settlements"),
        ("seats[]", "paid" | "active") => count("column.seats").from("tool"),
        ("", "months") => count("explain.field.months_seen").from("span"),
        ("", "active_percent" | "least_percent") => number("column.active_share").from("tool"),
        _ => None,
    }
}

fn limits(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("", "revenue") => money("column.revenue").from("year_revenue"),
        ("limits[]", "of_cost" | "of_revenue") => number("explain.field.limit").from("tax_limit"),
        ("limits[]", "cost") => money("column.cost").from("year_cost"),
        ("limits[]", "deductible") => money("explain.field.deductible").exact(
            "formula.deductible",
            super::estimate(vec![f("cost"), f("of_cost"), f("/revenue"), f("of_revenue")]),
        ),
        ("limits[]", "excess") => {
            money("explain.field.excess").exact("formula.excess", less(vec![f("cost"), f("deductible")]))
        }
        ("limits[]", "brought") => {
            money("explain.field.brought").exact("formula.rows", sum(vec![each("brought_from[].amount")]))
        }
        ("limits[].brought_from[]", "amount") => money("explain.field.brought").from("year_cost"),
        ("limits[].brought_from[]", "year") => count("limits.year").from("year_cost"),
        ("limits[]", "used") => money("explain.field.brought_used").from("tax_limit"),
        ("limits[]", "carried") => money("explain.field.carried").exact(
            "formula.carried",
            less(vec![sum(vec![f("brought"), f("excess")]), f("used")]),
        ),
        _ => None,
    }
}

fn policies(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("", "difference") => money("explain.field.change").of_rows("/lines[]", "difference"),
        ("lines[]", "each") => money("explain.field.each").from("policy"),
        ("lines[]", "customers") => count("term.customer").from("graded"),
        ("lines[]", "due") => {
            money("explain.field.due").exact("formula.each_due", times(vec![f("each"), f("customers")]))
        }
        ("lines[]", "planned") => money("term.budget").from("version"),
        ("lines[]", "difference") => {
            money("explain.field.change").exact("formula.due_less_planned", less(vec![f("due"), f("planned")]))
        }
        _ => None,
    }
}

fn cutback(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("", "ceiling") => money("explain.field.limit").from("asked_ceiling"),
        ("", "before" | "after") => money("term.budget").of_rows("/lines[]", spot.name),
        ("", "protected") => money("explain.field.protected").from("protected"),
        ("", "least") => money("explain.field.limit").from("least_ceiling"),
        ("lines[]", "before") => money("term.budget").from("version"),
        ("lines[]", "after") => money("term.budget").exact("formula.cut", less(vec![f("before"), f("cut")])),
        ("lines[]", "cut") => money("explain.field.change").from("least_value"),
        ("lines[]", "value") => count("explain.field.worth").from("worth"),
        _ => None,
    }
}

fn answers(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        (_, "difference") => money("explain.field.change").exact("formula.change", less(vec![f("after"), f("before")])),
        ("answers[]", "before" | "after") => {
            money("term.budget").exact("formula.rows", sum(vec![each(&format!("lines[].{}", spot.name))]))
        }
        ("answers[].lines[]", "before") => money("term.budget").from("version"),
        ("answers[].lines[]", "after") => money("term.budget").from("answer"),
        _ => None,
    }
}

fn alerts(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("[]", "threshold") => count("explain.field.limit").from("plan_rules"),
        ("[]", "plan") => money("term.budget").from("plan"),
        ("[]", "reached") if spot.text("of") == "forecast" => money("briefing.forecast").from("pace"),
        ("[]", "reached") => money("term.actual").from("entries"),
        _ => None,
    }
}

fn versions(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("[]", "total") => money("term.budget").from("version"),
        ("[]", "line_count") => count("explain.field.lines").from("version"),
        _ => None,
    }
}

/// The totals below the list of entries.
fn listed(spot: Spot<'_>) -> Option<Field> {
    match spot.name {
        "count" => count("explain.field.entries").from("listed"),
        "cost" => money("column.cost").from("listed"),
        "income" => money("column.income").from("listed"),
        "offset" => money("term.offset").from("listed"),
        "out_of_scope" => money("explain.field.out_of_scope").from("listed"),
        _ => None,
    }
}
