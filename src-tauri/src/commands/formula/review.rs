//! The review and the page for the boss: their figures are those of other reports.
//!
//! The names of the other reports and what each is asked stand in `explain/others.rs`.

use super::{Expression, Field, Named, Origin, Quantity, Spot, f, less, money, number, other, over};

pub(super) fn field(spot: Spot<'_>) -> Option<Field> {
    match spot.report {
        "review" => review(spot),
        _ => briefing(spot),
    }
}

fn review(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("goals[]", "target") => goal(spot).from("goal"),
        ("goals[]", "target_in_span") => goal(spot).exact("formula.goal_in_span", super::estimate(vec![f("target")])),
        ("goals[]", "figure") => match reached(spot.text("kind"), "") {
            Some(path) => goal(spot).same(path),
            None => goal(spot).from("goal"),
        },
        ("goals[]", end @ ("low" | "high")) => interval(spot, end),
        ("goals[]", "money") => {
            money("column.cost").exact("formula.goal_money", Expression::Sum(spent(spot.text("kind"))))
        }
        ("tests[].evidence[]", "value") => evidence(spot),
        ("benchmarks[]", "low" | "high") => number("explain.field.benchmark").from("benchmark"),
        ("findings[].suggestion.draft", "amount") => money("term.amount").from("suggestion"),
        _ => None,
    }
}

fn goal(spot: Spot<'_>) -> Named {
    let quantity = match spot.text("kind") {
        "new_customers" => Quantity::Count,
        "training_effect" => Quantity::Number,
        _ => Quantity::Share,
    };
    Named(quantity, "explain.field.goal")
}

/// The figure of a goal in the report that has it.
fn reached(kind: &str, end: &str) -> Option<Expression> {
    Some(match kind {
        "new_customers" if end.is_empty() => other("acquisition", "total.customers"),
        "satisfaction" => other("satisfaction", &format!("total.csat{end}")),
        "churn" if end.is_empty() => other("retention", "total.churn"),
        "nrr" if end.is_empty() => other("retention", "total.nrr"),
        "retention" | "repurchase" | "referral" => other("retention", &format!("total.{kind}{end}")),
        _ => return None,
    })
}

fn interval(spot: Spot<'_>, end: &str) -> Option<Field> {
    let kind = spot.text("kind");
    let (low, high) = ("_low", "_high");
    match kind {
        "churn" => goal(spot).to(
            "formula.churn",
            6,
            less(vec![
                Expression::One,
                other(
                    "retention",
                    if end == "low" {
                        "total.retention_high"
                    } else {
                        "total.retention_low"
                    },
                ),
            ]),
        ),
        _ => {
            let path = reached(kind, if end == "low" { low } else { high })?;
            goal(spot).to("formula.same", 6, Expression::Same(Box::new(path)))
        }
    }
}

/// What is spent on a goal: the stages that serve it.
fn spent(kind: &str) -> Vec<Expression> {
    let stage = |name: &str| other("customers", &format!("total.{name}"));
    match kind {
        "new_customers" | "referral" | "market_share" => vec![stage("acquisition")],
        "satisfaction" => vec![stage("service")],
        "training_effect" => training(),
        _ => vec![stage("maintenance"), stage("service")],
    }
}

/// Category 3, planned or not.
fn training() -> Vec<Expression> {
    ["true", "false"]
        .map(|budgeted| other("by_top", &format!("rows[category=3,budgeted={budgeted}].actual")))
        .into()
}

/// A figure of the channel that the evidence is asked about.
fn of_channel(spot: Spot<'_>, named: Named, field: &str) -> Option<Field> {
    let asked = spot.object.get("explain").and_then(|ask| ask.pointer("/key/channel"));
    match asked.and_then(serde_json::Value::as_str) {
        Some(channel) => named.same(other("acquisition", &format!("rows[channel={channel}].{field}"))),
        None => named.from("review"),
    }
}

fn evidence(spot: Spot<'_>) -> Option<Field> {
    let quantity = match spot.text("quantity") {
        "money" => Quantity::Money,
        "share" => Quantity::Share,
        "count" => Quantity::Count,
        "months" => Quantity::Months,
        _ => Quantity::Number,
    };
    let named = |label| Named(quantity, label);
    let label = "explain.field.evidence";
    match spot.text("key") {
        "goals_known" => named(label).from("goal"),
        "spent_acquisition" => named("stage.acquisition").same(other("customers", "total.acquisition")),
        "spent_keeping" => named("explain.field.kept").exact(
            "formula.rows",
            Expression::Sum(vec![
                other("customers", "total.maintenance"),
                other("customers", "total.service"),
            ]),
        ),
        "spent_training" => named("column.cost").exact("formula.rows", Expression::Sum(training())),
        "cac" => named("column.cac").same(other("acquisition", "total.cac")),
        "cac_before" => named("column.cac").same(other("before", "total.cac")),
        "clv" => named("column.clv").exact(
            "formula.contractual",
            super::estimate(vec![
                other("acquisition", "total.customers_registered"),
                other("retention", "total.retention"),
                Expression::Margin,
            ]),
        ),
        "cac_net" => named("column.cac_net").same(other("acquisition", "total.cac_net")),
        "clv_cac" => named("column.clv").to(
            "formula.clv_cac",
            6,
            over(
                Expression::Field("/tests[name=cost_benefit].evidence[key=clv].value".to_owned()),
                over(
                    less(vec![
                        other("acquisition", "total.cost"),
                        other("acquisition", "total.offset"),
                    ]),
                    other("acquisition", "total.customers_registered"),
                ),
            ),
        ),
        "payback" => named("briefing.payback").same(other("acquisition", "payback.months")),
        "roi" => of_channel(spot, named("column.roi_margin"), "roi_margin"),
        key if key.starts_with("channel_cost_") => of_channel(spot, named("column.cost"), "cost"),
        key if key.starts_with("channel_cac_") => of_channel(spot, named("column.cac"), "cac"),
        key if key.starts_with("channel_roi_") => of_channel(spot, named("column.roi_margin"), "roi_margin"),
        "below_cost" => named("explain.field.below_cost").from("below_cost"),
        "administration" => named("explain.field.administration_share").exact(
            "formula.administration",
            over(
                other("resources", "hours.administration"),
                less(vec![
                    other("resources", "hours.total"),
                    other("resources", "hours.unused"),
                ]),
            ),
        ),
        "seats_active" => named("column.active_share").from("least_used"),
        "storage_used" => named("explain.field.gb_share").exact(
            "formula.gb_share",
            over(
                Expression::Sum(vec![Expression::OtherEach(
                    "resources",
                    "tools[].gb_used",
                    &["gb_paid"],
                )]),
                Expression::Sum(vec![Expression::OtherEach(
                    "resources",
                    "tools[].gb_paid",
                    &["gb_used"],
                )]),
            ),
        ),
        "automated" => named("column.automated_share").exact(
            "formula.automated_share",
            over(
                other("resources", "service_total.automated"),
                other("resources", "service_total.tickets_told"),
            ),
        ),
        "ticket_cost" => named("column.cost_per_ticket").same(other("resources", "service_total.cost_per_ticket")),
        key if key == "share" || key.starts_with("share_") => named("explain.field.share_of_total").exact(
            "formula.share_of_total",
            over(other("year", "total.budget"), Expression::TotalBudget),
        ),
        _ => named(label).from("review"),
    }
}

fn briefing(spot: Spot<'_>) -> Option<Field> {
    let (report, table) = match spot.table.split_once('.').unwrap_or((spot.table, "")) {
        ("execution", rest) => ("execution", rest),
        ("months", rest) => ("variance", rest),
        ("overruns[]", _) | ("dearest[]", _) => ("variance", "rows[]"),
        ("below_cost[]", _) => ("customers", "rows[]"),
        ("won", _) => ("acquisition", "total"),
        ("payback", _) => ("acquisition", "payback"),
        ("stayed", _) => ("retention", "total"),
        ("fees", _) => ("fees", "total"),
        ("", _) => {
            return match spot.name {
                "forecast" => money("briefing.forecast").from("pace"),
                "total_budget" => money("explain.field.total_budget").from("profile"),
                "unallocated" => money("explain.field.unallocated").same(other("customers", "unallocated")),
                _ => None,
            };
        }
        _ => return None,
    };
    // The figure is that of another report: its name from there, its value the same.
    let found = super::field(Spot { report, table, ..spot })?;
    let code = |field: &str| spot.text(field).to_owned();
    let budgeted = spot
        .object
        .get("budgeted")
        .and_then(serde_json::Value::as_bool)
        .unwrap_or_default();
    let path = match spot.table.split_once('.').unwrap_or((spot.table, "")) {
        // All that no line covers stands in one row here; its parts are rows there.
        ("execution", rest) if rest.starts_with("rows[]") => return Some(found),
        ("execution", rest) => other("execution", &format!("{rest}.{}", spot.name)),
        ("months", "rows[]") => other(
            "months",
            &format!("rows[month={},budgeted={budgeted}].{}", code("month"), spot.name),
        ),
        ("months", rest) => other("months", &format!("{rest}.{}", spot.name)),
        ("overruns[]", _) => other(
            "categories",
            &format!("rows[category={},budgeted={budgeted}].{}", code("category"), spot.name),
        ),
        ("dearest[]", _) => other(
            "spent",
            &format!("rows[customer={},budgeted={budgeted}].{}", code("customer"), spot.name),
        ),
        ("below_cost[]", _) => other(
            "customers",
            &format!("rows[customer={}].{}", code("customer"), spot.name),
        ),
        ("won", _) => other("acquisition", &format!("total.{}", spot.name)),
        ("payback", _) => other("acquisition", &format!("payback.{}", spot.name)),
        ("stayed", _) => other("retention", &format!("total.{}", spot.name)),
        _ => other("fees", &format!("total.{}", spot.name)),
    };
    let named = Named(found.quantity, found.label);
    if let Origin::Recorded("profile") = found.origin {
        return named.from("profile");
    }
    named.same(path)
}
