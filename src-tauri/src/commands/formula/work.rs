//! Activities, use of resources, satisfaction.

use super::{Expression, Field, Spot, count, each, f, less, money, number, over, share, sum, times};

pub(super) fn field(spot: Spot<'_>) -> Option<Field> {
    match spot.report {
        "activities" => activities(spot),
        "resources" => resources(spot),
        "points" => points(spot),
        _ => satisfaction(spot),
    }
}

/// The sum of a field over the activities that know the others too.
fn known(name: &str, must: &'static [&'static str]) -> Expression {
    sum(vec![Expression::Each(format!("/rows[].{name}"), must)])
}

fn activities(spot: Spot<'_>) -> Option<Field> {
    let margin = |revenue: Expression| times(vec![revenue, Expression::Margin]);
    match (spot.table, spot.name) {
        ("", "margin") => share("evaluate.head.margin").from("profile"),
        ("rows[]", name) => match name {
            "planned_cost" => money("column.planned_cost").from("activity"),
            "cost" => money("column.actual_cost").from("activity_entries"),
            "offset" => money("term.offset").from("activity_entries"),
            "variance" => {
                money("term.variance").exact("formula.planned_less", less(vec![f("planned_cost"), f("cost")]))
            }
            "invited" => count("column.invited").from("activity"),
            "attendance" => count("column.attendance").from("activity"),
            "responses" => count("column.responses").from("activity"),
            "expected_revenue" => money("column.expected_revenue").from("activity"),
            "revenue" if spot.text("revenue_source") == "entries" => money("column.revenue").from("activity_entries"),
            "revenue" => money("column.revenue").from("activity"),
            "score" => number("column.score").from("activity"),
            "attendance_rate" => {
                share("column.attendance_rate").to("formula.attendance_rate", 6, over(f("attendance"), f("invited")))
            }
            "response_rate" => {
                share("column.response_rate").to("formula.response_rate", 6, over(f("responses"), f("invited")))
            }
            "cost_per_attendee" => money("column.cost_per_attendee")
                .in_cents("formula.cost_per_attendee", over(f("cost"), f("attendance"))),
            "cost_per_response" => {
                money("column.cost_per_response").in_cents("formula.cost_per_response", over(f("cost"), f("responses")))
            }
            "roi_revenue" => share("column.roi_revenue").to(
                "formula.roi_revenue",
                6,
                over(less(vec![f("revenue"), f("cost")]), f("cost")),
            ),
            "roi_margin" => share("column.roi_margin").to(
                "formula.roi_margin",
                6,
                over(less(vec![margin(f("revenue")), f("cost")]), f("cost")),
            ),
            _ => None,
        },
        ("total", name) => match name {
            "cost" => money("column.actual_cost").of_rows("/rows[]", name),
            "offset" => money("term.offset").of_rows("/rows[]", name),
            "planned_cost" => money("column.planned_cost").of_rows("/rows[]", name),
            "attendance" => count("column.attendance").of_rows("/rows[]", name),
            "responses" => count("column.responses").of_rows("/rows[]", name),
            "revenue" => money("column.revenue").of_rows("/rows[]", name),
            "invited" => count("column.invited").from("invited"),
            "variance" => money("term.variance").exact(
                "formula.planned_less",
                less(vec![f("planned_cost"), known("cost", &["planned_cost"])]),
            ),
            "attendance_rate" => share("column.attendance_rate").to(
                "formula.attendance_rate",
                6,
                over(known("attendance", &["invited"]), known("invited", &["attendance"])),
            ),
            "response_rate" => share("column.response_rate").to(
                "formula.response_rate",
                6,
                over(known("responses", &["invited"]), known("invited", &["responses"])),
            ),
            "cost_per_attendee" => money("column.cost_per_attendee").in_cents(
                "formula.cost_per_attendee",
                over(known("cost", &["attendance"]), f("attendance")),
            ),
            "cost_per_response" => money("column.cost_per_response").in_cents(
                "formula.cost_per_response",
                over(known("cost", &["responses"]), f("responses")),
            ),
            "roi_revenue" => share("column.roi_revenue").to(
                "formula.roi_revenue",
                6,
                over(
                    less(vec![f("revenue"), known("cost", &["revenue"])]),
                    known("cost", &["revenue"]),
                ),
            ),
            "roi_margin" => share("column.roi_margin").to(
                "formula.roi_margin",
                6,
                over(
                    less(vec![margin(f("revenue")), known("cost", &["revenue"])]),
                    known("cost", &["revenue"]),
                ),
            ),
            "score" => number("column.score").statistic(
                "formula.mean_score",
                over(
                    known("score", &[]),
                    Expression::CountOf("/rows[]".to_owned(), &["score"]),
                ),
            ),
            _ => None,
        },
        _ => None,
    }
}

fn resources(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("hours", "total") => number("column.hours").exact("formula.rows", sum(vec![each("by_kind[].hours")])),
        ("hours", "administration") => number("explain.field.administration").from("hours"),
        ("hours", "unused") => number("explain.field.unused").from("hours"),
        ("hours", "employees") => count("explain.field.employees").from("hours"),
        ("hours", "administration_share") => share("explain.field.administration_share").to(
            "formula.administration",
            6,
            over(f("administration"), less(vec![f("total"), f("unused")])),
        ),
        ("hours", "unused_share") => {
            share("explain.field.unused_share").to("formula.unused", 6, over(f("unused"), f("total")))
        }
        ("hours.rows[]" | "hours.by_kind[]" | "hours.by_customer[]", "hours") => number("column.hours").from("hours"),
        ("hours.rows[]" | "hours.by_kind[]" | "hours.by_customer[]", "share") => {
            share("column.share").to("formula.hours_share", 6, over(f("hours"), f("/hours.total")))
        }
        ("alike[]", "cost") => money("column.cost").from("tool_entries"),
        ("alike[]", "entries") => count("explain.count").from("tool_entries"),
        ("tools[]", name) => tool(name, spot.text("cost_source")),
        ("service[]" | "service_total", name) => service(spot.table == "service_total", name),
        _ => None,
    }
}

fn tool(name: &str, cost_source: &str) -> Option<Field> {
    match name {
        "seats" => count("column.seats").from("tool"),
        "active" => count("column.active").from("tool"),
        "logins" => count("column.logins").from("tool_months"),
        "modules_paid" => count("column.modules_paid").from("tool"),
        "modules_used" => count("column.modules_used").from("tool"),
        "gb_paid" => number("column.gb_paid").from("tool"),
        "gb_used" => number("column.gb_used").from("tool"),
        "seat_months" => count("explain.field.seat_months").from("tool_months"),
        "active_months" => count("explain.field.active_months").from("tool_months"),
        "module_months_paid" => count("explain.field.module_months_paid").from("tool_months"),
        "module_months_used" => count("explain.field.module_months_used").from("tool_months"),
        "cost_of_active" => money("explain.field.cost_of_active").from("tool_cost"),
        "active_with_cost" => count("explain.field.active_with_cost").from("tool_months"),
        "cost" if cost_source == "entries" => money("column.cost").from("tool_entries"),
        "cost" => money("column.cost").from("tool_months"),
        "active_share" => {
            share("column.active_share").to("formula.active_share", 6, over(f("active_months"), f("seat_months")))
        }
        "module_share" => share("column.module_share").to(
            "formula.module_share",
            6,
            over(f("module_months_used"), f("module_months_paid")),
        ),
        "gb_share" => share("explain.field.gb_share").to("formula.gb_share", 6, over(f("gb_used"), f("gb_paid"))),
        "cost_per_active_seat" => money("column.cost_per_active_seat").in_cents(
            "formula.cost_per_active_seat",
            over(f("cost_of_active"), f("active_with_cost")),
        ),
        _ => None,
    }
}

fn service(is_total: bool, name: &str) -> Option<Field> {
    let (named, source) = match name {
        "tickets" => (count("column.tickets"), "tickets"),
        "minutes" => (number("column.minutes"), "tickets"),
        "automated" => (count("column.automated"), "tickets"),
        "tickets_timed" => (count("explain.field.tickets_timed"), "tickets"),
        "tickets_told" => (count("explain.field.tickets_told"), "tickets"),
        "cost" => (money("stage.service"), "entries"),
        "first_solution_minutes" => return number("column.first_solution_minutes").from("mean_tickets"),
        "solution_minutes" => return number("column.solution_minutes").from("mean_tickets"),
        "minutes_per_ticket" => {
            return number("column.minutes_per_ticket").to(
                "formula.minutes_per_ticket",
                6,
                over(f("minutes"), f("tickets_timed")),
            );
        }
        "automated_share" => {
            return share("column.automated_share").to(
                "formula.automated_share",
                6,
                over(f("automated"), f("tickets_told")),
            );
        }
        "cost_per_ticket" => {
            return money("column.cost_per_ticket").in_cents("formula.cost_per_ticket", over(f("cost"), f("tickets")));
        }
        _ => return None,
    };
    if is_total {
        named.of_rows("/service[]", name)
    } else {
        named.from(source)
    }
}

fn points(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("rows[]" | "total", name) => match name {
            "issued" | "redeemed" | "expired" | "open" => count("explain.field.points").from("points"),
            "members" | "active_members" => count("explain.field.members").from("points"),
            "cost_per_point" => number("explain.field.cost_per_point").from("points"),
            "redeemed_cost" | "obligation" => money("explain.field.points_worth").from("points_worth"),
            "breakage" => share("explain.field.breakage").to(
                "formula.breakage",
                6,
                over(f("expired"), sum(vec![f("redeemed"), f("expired")])),
            ),
            "active_share" => share("explain.field.active_members").to(
                "formula.active_members",
                6,
                over(f("active_members"), f("members")),
            ),
            _ => None,
        },
        _ => None,
    }
}

fn satisfaction(spot: Spot<'_>) -> Option<Field> {
    let is_total = spot.table == "total";
    match (spot.table, spot.name) {
        ("", "internal") => count("explain.field.internal").from("feedback"),
        ("rows[]" | "total", name) => {
            let (named, source) = match name {
                "csat" => {
                    return share("column.csat").to("formula.csat", 6, over(f("satisfied"), f("n")));
                }
                "csat_low" | "csat_high" => {
                    return share(if name == "csat_low" {
                        "column.csat_low"
                    } else {
                        "column.csat_high"
                    })
                    .statistic("formula.interval", Expression::Interval(vec![f("satisfied"), f("n")]));
                }
                "mean" => return number("column.mean").to("formula.mean_score", 6, over(f("scores"), f("n"))),
                "nps" => {
                    return number("column.nps").to(
                        "formula.nps",
                        4,
                        times(vec![
                            Expression::Hundred,
                            over(less(vec![f("promoters"), f("detractors")]), f("nps_n")),
                        ]),
                    );
                }
                "nps_low" | "nps_high" => {
                    return number(if name == "nps_low" {
                        "column.nps_low"
                    } else {
                        "column.nps_high"
                    })
                    .exact(
                        "formula.nps_interval",
                        super::estimate(vec![f("promoters"), f("detractors"), f("nps_n")]),
                    );
                }
                "churn" => return share("column.churn").from("register"),
                "cost" => (money("column.cost"), "entries"),
                "feedback" => (count("column.feedback"), "feedback"),
                "n" => (count("column.n"), "feedback"),
                "satisfied" => (count("explain.field.satisfied"), "feedback"),
                "scores" => (count("explain.field.scores"), "feedback"),
                "nps_n" => (count("column.nps_n"), "feedback"),
                "promoters" => (count("column.promoters"), "feedback"),
                "passives" => (count("column.passives"), "feedback"),
                "detractors" => (count("column.detractors"), "feedback"),
                "complaints" => (count("column.complaints"), "feedback"),
                "open_complaints" => (count("column.open_complaints"), "feedback"),
                _ => return None,
            };
            // Cost that no shown group has stands in the total alone.
            if is_total && name != "cost" {
                named.of_rows("/rows[]", name)
            } else {
                named.from(source)
            }
        }
        _ => None,
    }
}
