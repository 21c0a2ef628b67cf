//! Budget against actual, the standard table, balances, documents, requests, entries.

use super::{Field, Spot, count, each, estimate, f, less, money, over, share, sum};

pub(super) fn field(spot: Spot<'_>) -> Option<Field> {
    match spot.report {
        "variance" | "execution" => variance(spot),
        "balances" => balances(spot),
        "requests" => requests(spot),
        "entries" => entries(spot),
        "scenarios" => scenarios(spot),
        _ => documents(spot),
    }
}

fn variance(spot: Spot<'_>) -> Option<Field> {
    // A row's figures, or those of a block of the standard table; the total's are sums of theirs.
    let rows = spot.table.strip_prefix("total").map(|block| format!("/rows[]{block}"));
    match (spot.table, spot.name) {
        ("head.pace", "elapsed") => money("explain.field.elapsed").from("elapsed"),
        ("head.pace", "share") if spot.report == "execution" => {
            return share("explain.field.pace").to("formula.pace", 4, over(f("elapsed"), f("/total.full_year.budget")));
        }
        ("head.pace", "share") => {
            share("explain.field.pace").to("formula.pace", 4, over(f("elapsed"), f("/total.budget")))
        }
        ("head.pace", "forecast") if spot.report == "execution" => money("briefing.forecast").exact(
            "formula.forecast",
            estimate(vec![
                f("/total.to_date.actual"),
                f("/total.full_year.budget"),
                f("elapsed"),
            ]),
        ),
        ("head.pace", "forecast") => money("briefing.forecast").exact(
            "formula.forecast",
            estimate(vec![f("/total.actual"), f("/total.budget"), f("elapsed")]),
        ),
        ("head", "uncategorised") => money("term.uncategorised").from("entries"),
        ("head", "untaxed_count") => count("explain.field.untaxed").from("entries"),
        ("rows[].compared" | "compared", "actual") => money("explain.field.compared").from("compared"),
        ("rows[].compared", "change") => None,
        (_, "execution") => share("term.execution").to("formula.spent", 4, over(f("actual"), f("budget"))),
        (_, "variance") => money("term.variance").exact("formula.variance", less(vec![f("budget"), f("actual")])),
        (_, "available") => money("term.available").exact(
            "formula.available",
            less(vec![f("budget"), f("actual"), f("committed")]),
        ),
        (table, name) if table.starts_with("rows[]") || rows.is_some() => {
            let (named, source) = match name {
                "budget" => (money("term.budget"), "plan"),
                "actual" => (money("term.actual"), "entries"),
                "offset" => (money("term.offset"), "entries"),
                "committed" => (money("term.committed"), "requests"),
                _ => return None,
            };
            match rows {
                Some(rows) => named.of_rows(&rows, name),
                None => named.from(source),
            }
        }
        _ => None,
    }
    .or_else(|| match (spot.table, spot.name) {
        ("rows[].compared", "change") => {
            money("explain.field.change").exact("formula.change", less(vec![f("/rows[#0].actual"), f("actual")]))
        }
        ("compared", "change") => {
            money("explain.field.change").exact("formula.change", less(vec![f("/total.actual"), f("actual")]))
        }
        _ => None,
    })
}

fn balances(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        (_, "available") => {
            money("term.available").exact("formula.available", less(vec![f("plan"), f("actual"), f("committed")]))
        }
        ("lines[]", "execution") => {
            share("term.execution").to("formula.execution", 4, over(f("full_year.actual"), f("full_year.plan")))
        }
        ("lines[]", "forecast") => money("briefing.forecast").exact(
            "formula.forecast",
            estimate(vec![f("to_date.actual"), f("full_year.plan")]),
        ),
        ("total", name) => {
            let named = balance(name)?.0;
            named.of_rows("/lines[].full_year", name)
        }
        ("lines[].to_date" | "lines[].full_year" | "outside", name) => {
            let (named, source) = balance(name)?;
            named.from(source)
        }
        _ => None,
    }
}

fn balance(name: &str) -> Option<(super::Named, &'static str)> {
    Some(match name {
        "plan" => (money("term.budget"), "plan"),
        "actual" => (money("term.actual"), "entries"),
        "committed" => (money("term.committed"), "requests"),
        "pending" => (money("explain.field.pending"), "requests"),
        _ => return None,
    })
}

fn requests(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("", "committed") => money("term.committed").of_rows("/requests[]", "committed"),
        ("", "pending") => money("explain.field.pending").from("requests"),
        ("requests[]", "amount") => money("term.amount").from("requests"),
        ("requests[]", "settled") => money("explain.field.settled").from("settlements"),
        ("requests[]", "committed") => money("term.committed").from("settled_less"),
        ("requests[]", "age_days") => count("explain.field.age_days").from("dates"),
        (_, "amount") => money("term.amount").from("settlements"),
        _ => None,
    }
}

fn documents(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        (_, "before" | "after") => money("term.budget").from("version"),
        (_, "total") => money("term.budget").from("version"),
        (_, "line_count") => count("explain.field.lines").from("version"),
        ("", "difference") => {
            money("explain.field.change").exact("formula.change", less(vec![f("after.total"), f("before.total")]))
        }
        (_, "difference") => money("explain.field.change").exact("formula.change", less(vec![f("after"), f("before")])),
        ("steps[]", "change" | "moved") => money("explain.field.change").from("documents"),
        ("steps[]", "count") => count("explain.field.documents").from("documents"),
        (_, "change") => money("explain.field.change").exact("formula.change", less(vec![f("after"), f("before")])),
        (table, "amount") if table.ends_with("months[]") => money("term.amount").from("documents"),
        (_, "amount") => money("term.amount").exact("formula.months", sum(vec![each("months[].amount")])),
        _ => None,
    }
}

fn scenarios(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("clv_terms", "revenue" | "cost") => money("column.clv").from("contract_value"),
        ("clv_terms", "customers" | "horizon") => count("column.customers").from("contract_value"),
        ("clv_terms", _) => super::number("column.clv").from("contract_value"),
        ("", "clv") => money("column.clv").from("contract_value"),
        ("columns[]", "total") => money("term.budget").exact("formula.rows", sum(vec![each("by_category[]")])),
        ("columns[]", "difference") => {
            money("explain.field.change").exact("formula.change", less(vec![f("total"), f("/columns[0].total")]))
        }
        ("columns[]", "by_category[]" | "by_month[]") => money("term.budget").from("assumptions"),
        ("columns[]", "acquisition") => money("stage.acquisition").from("assumptions"),
        ("columns[]", "new_customers") => count("column.customers").from("assumptions"),
        ("columns[]", "clv") => money("column.clv").from("contract_value"),
        ("columns[]", "cac") => money("column.cac").in_cents("formula.cac", over(f("acquisition"), f("new_customers"))),
        ("columns[]", "ratio") => super::number("explain.field.ratio").from("clv_over_cac"),
        _ => None,
    }
}

fn entries(spot: Spot<'_>) -> Option<Field> {
    match spot.name {
        "amount" => money("term.amount").from("entry"),
        "base" => money("explain.field.base").from("entry_base"),
        "gross" => money("explain.field.gross").from("entry"),
        "tax" => money("explain.field.tax").from("entry"),
        "net" => money("explain.field.net").from("entry"),
        _ => None,
    }
}
