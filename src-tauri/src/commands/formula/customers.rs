//! What customers cost, bring, owe and are worth; who stays.

use super::{Expression, Field, Spot, count, each, estimate, f, less, money, number, over, share, sum, times};
use super::{Named, Quantity};

pub(super) fn field(spot: Spot<'_>) -> Option<Field> {
    match spot.report {
        "acquisition" | "channels" => acquisition(spot),
        "value" => value(spot),
        "retention" => retention(spot),
        "cohorts" => cohorts(spot),
        "fees" => fees(spot),
        _ => customers(spot),
    }
}

/// A share of one, a total over a total, six decimals.
fn ratio(label: &'static str, words: &'static str, part: Expression, whole: Expression) -> Option<Field> {
    share(label).to(words, 6, over(part, whole))
}

fn acquisition(spot: Spot<'_>) -> Option<Field> {
    if spot.table == "payback" {
        return payback(spot.name);
    }
    let is_total = spot.table == "total";
    match (spot.table, spot.name) {
        ("", "shared") => money("stage.shared").from("entries"),
        ("", "uncategorised") => money("term.uncategorised").from("entries"),
        ("lines[]", "cost") => money("column.cost").from("entries"),
        ("rows[]" | "total", name) => match name {
            "cac" => money("column.cac").in_cents("formula.cac", over(f("cost"), f("customers"))),
            "cac_net" => money("column.cac_net").in_cents(
                "formula.cac_net",
                over(less(vec![f("cost"), f("offset")]), f("customers")),
            ),
            "cost_per_lead" => {
                money("column.cost_per_lead").in_cents("formula.cost_per_lead", over(f("cost_with_leads"), f("leads")))
            }
            "lead_to_opportunity" => ratio(
                "column.lead_to_opportunity",
                "formula.lead_to_opportunity",
                f("opportunities_of_leads"),
                f("leads_followed"),
            ),
            "opportunity_to_customer" => ratio(
                "column.opportunity_to_customer",
                "formula.opportunity_to_customer",
                f("customers_of_opportunities"),
                f("opportunities_followed"),
            ),
            "roi_revenue" => ratio(
                "column.roi_revenue",
                "formula.roi_revenue",
                less(vec![f("revenue"), f("cost_with_revenue")]),
                f("cost_with_revenue"),
            ),
            "roi_margin" => ratio(
                "column.roi_margin",
                "formula.roi_margin",
                less(vec![
                    times(vec![f("revenue"), Expression::Margin]),
                    f("cost_with_revenue"),
                ]),
                f("cost_with_revenue"),
            ),
            "cost" if spot.object.contains_key("direct") => {
                money("column.cost").exact("formula.customer_cost", sum(vec![f("direct"), f("from_channel")]))
            }
            "from_channel" if spot.object.contains_key("pool") => money("explain.field.from_channel")
                .exact("formula.from_channel", estimate(vec![f("pool"), f("pool_shared_by")])),
            "customers" if !is_total => count("column.customers").exact(
                "formula.customers_won",
                sum(vec![f("customers_registered"), f("customers_from_metrics")]),
            ),
            "cost_with_leads" | "cost_with_revenue" => {
                let named = money(if name == "cost_with_leads" {
                    "explain.field.cost_with_leads"
                } else {
                    "explain.field.cost_with_revenue"
                });
                if spot.object.contains_key("channel") {
                    named.same(f("cost"))
                } else {
                    named.from("told_channels")
                }
            }
            _ => {
                let (named, source) = match name {
                    "cost" => (money("column.cost"), "entries"),
                    "direct" => (money("explain.field.direct"), "entries"),
                    "from_channel" => (money("explain.field.from_channel"), "channel_month"),
                    "pool" => (money("explain.field.pool"), "entries"),
                    "pool_shared_by" => (count("explain.field.pool_shared_by"), "register"),
                    "customers_registered" => (count("explain.field.registered"), "register"),
                    "leads_followed" => (count("explain.field.leads_followed"), "metrics"),
                    "opportunities_of_leads" => (count("explain.field.opportunities_of_leads"), "metrics"),
                    "opportunities_followed" => (count("explain.field.opportunities_followed"), "metrics"),
                    "customers_of_opportunities" => (count("explain.field.customers_of_opportunities"), "both_known"),
                    "offset" => (money("term.offset"), "entries"),
                    "customers" => (count("column.customers"), "register"),
                    "customers_from_metrics" => (count("column.customers_from_metrics"), "metrics"),
                    "leads" => (count("column.leads"), "metrics"),
                    "opportunities" => (count("column.opportunities"), "metrics"),
                    "revenue" => (money("column.revenue"), "metrics"),
                    _ => return None,
                };
                if is_total {
                    named.of_rows("/rows[]", name)
                } else {
                    named.from(source)
                }
            }
        },
        _ => None,
    }
}

pub(super) fn payback(name: &str) -> Option<Field> {
    match name {
        "cac" => money("column.cac_net").same(f("/total.cac_net")),
        "income" => money("column.income").from("entries"),
        "kept" => money("explain.field.kept").from("entries"),
        "kept_elsewhere" => money("explain.field.kept_elsewhere").from("entries"),
        "customers" => count("explain.field.dated").from("register"),
        "undated" => count("explain.field.undated").from("register"),
        "customer_months" => count("explain.field.customer_months").from("register"),
        "margin" => share("evaluate.head.margin").from("profile"),
        "monthly_revenue" => money("explain.field.monthly_revenue")
            .in_cents("formula.monthly_revenue", over(f("income"), f("customer_months"))),
        "monthly_cost" => {
            money("explain.field.monthly_cost").in_cents("formula.monthly_cost", over(f("kept"), f("customer_months")))
        }
        "months" => Named(Quantity::Months, "briefing.payback").to(
            "formula.payback",
            1,
            over(
                f("cac"),
                less(vec![
                    times(vec![f("monthly_revenue"), Expression::Margin]),
                    f("monthly_cost"),
                ]),
            ),
        ),
        _ => None,
    }
}

/// What is known of the customer, then the parameters of the model.
fn model(known: &[&str], parameters: &[&'static str]) -> Expression {
    let known = known.iter().map(|name| f(name));
    estimate(
        known
            .chain(parameters.iter().map(|name| Expression::Model(name)))
            .collect(),
    )
}

/// The parameters of BG/NBD.
const BG_NBD: &[&str] = &["r", "alpha", "a", "b"];

fn value(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("head", "customers") => count("explain.field.buyers").from("orders"),
        ("head", "repeat_buyers") => count("explain.field.repeat_buyers").from("orders"),
        ("head", "horizon_months") => Named(Quantity::Months, "evaluate.head.horizon").from("asked"),
        ("head", "horizon_weeks") => number("explain.field.weeks").from("weeks"),
        ("head", "discount_rate") => share("explain.field.discount").from("profile"),
        ("head", "margin") => share("evaluate.head.margin").from("profile"),
        ("head", "stray_returns") => count("explain.field.stray_returns").from("orders"),
        ("checks[]", "found") => number("explain.field.found").from("check"),
        ("checks[]", "limit") => number("explain.field.limit").from("limit"),
        ("model", _) => number("explain.field.parameter").from("likelihood"),
        ("head", "omitted_count") => None,
        ("contract", "retention") => share("column.retention").from("company_retention"),
        ("contract", "monthly_retention") => share("explain.field.monthly_retention").from("monthly_retention"),
        ("contract", "months") => Named(Quantity::Months, "explain.field.months_seen").from("span"),
        ("rows[]", "frequency") => count("column.frequency").from("orders"),
        ("rows[]", "recency") => number("column.recency").from("orders"),
        ("rows[]", "age") => number("column.age").from("orders"),
        ("rows[]", "observed") => money("column.observed").from("orders"),
        ("rows[]", "mean_value") => number("explain.field.mean_value").from("orders"),
        ("rows[]", "expected_purchases") => number("column.expected_purchases").statistic(
            "formula.bg_nbd",
            model(
                &["frequency", "recency", "age", "/head.horizon_weeks", "p_alive"],
                BG_NBD,
            ),
        ),
        ("rows[]", "p_alive") => {
            share("column.p_alive").statistic("formula.p_alive", model(&["frequency", "recency", "age"], BG_NBD))
        }
        ("rows[]", "average_value") => money("column.average_value").in_cents(
            "formula.gamma_gamma",
            model(&["frequency", "mean_value"], &["p", "q", "v"]),
        ),
        ("rows[]", "clv") => money("column.clv").in_cents(
            "formula.clv",
            estimate(vec![
                f("expected_purchases"),
                f("average_value"),
                f("/head.margin"),
                f("/head.discount_rate"),
                f("/head.horizon_months"),
            ]),
        ),
        ("rows[]", name @ ("clv_low" | "clv_high")) => {
            let label = if name == "clv_low" {
                "column.clv_low"
            } else {
                "column.clv_high"
            };
            money(label).in_cents("formula.clv_interval", estimate(vec![f("clv"), f("/head.customers")]))
        }
        ("rows[]", "income") => money("column.income").from("entries"),
        ("rows[]", "lasting") => money("explain.field.lasting").from("entries"),
        ("rows[]", "months") => Named(Quantity::Months, "explain.field.months_there").from("register"),
        ("rows[]", "monthly") => {
            let earned = match spot.has_margin {
                true => Expression::Rounded(vec![f("income"), Expression::Margin]),
                false => f("income"),
            };
            money("explain.field.monthly").in_cents(
                if spot.has_margin {
                    "formula.monthly_left"
                } else {
                    "formula.monthly_left_plain"
                },
                over(less(vec![earned, f("lasting")]), f("months")),
            )
        }
        ("rows[]", name @ ("contractual_low" | "contractual_high")) => money(if name == "contractual_low" {
            "column.contractual_low"
        } else {
            "column.contractual_high"
        })
        .exact(
            "formula.contractual_interval",
            estimate(vec![f("monthly"), f("contractual"), f("/contract.retention")]),
        ),
        ("rows[]", "contractual") => money("column.contractual").exact(
            "formula.contractual",
            estimate(vec![
                f("monthly"),
                f("/contract.monthly_retention"),
                f("/head.discount_rate"),
                f("/head.horizon_months"),
            ]),
        ),
        _ => None,
    }
}

/// The sum of a figure over the customers of the segment, or over all, whose revenue is compared.
fn of_moves(label: &'static str, spot: Spot<'_>, name: &str) -> Option<Field> {
    let path = format!("/moves[].{name}");
    let each = match spot.table {
        "total" => each(&path),
        _ => Expression::EachLike(path, "segment"),
    };
    money(label).exact("formula.moves", sum(vec![each]))
}

/// What became of a customer's revenue.
fn moved(spot: Spot<'_>) -> Option<Field> {
    let is_nothing = || spot.text(spot.name).trim_matches(['0', '.']).is_empty();
    match spot.name {
        "before" => money("column.opening_revenue").from("entries"),
        "after" => money("explain.field.revenue_after").from("entries"),
        "expansion" if !is_nothing() => {
            money("column.expansion").exact("formula.expansion", less(vec![f("after"), f("before")]))
        }
        "contraction" if !is_nothing() => {
            money("column.contraction").exact("formula.contraction", less(vec![f("before"), f("after")]))
        }
        "churned" if !is_nothing() => {
            money("column.churned").exact("formula.churned", Expression::Same(Box::new(f("before"))))
        }
        "expansion" => money("column.expansion").from("income"),
        "contraction" => money("column.contraction").from("income"),
        "churned" => money("column.churned").from("income"),
        _ => None,
    }
}

fn retention(spot: Spot<'_>) -> Option<Field> {
    let stayed = || less(vec![f("opening"), f("lost")]);
    match (spot.table, spot.name) {
        ("moves[]", _) => moved(spot),
        ("survival[]", "at_risk") => count("evaluate.at_risk").from("register"),
        ("survival[]", "lost") => count("column.lost").from("register"),
        ("survival[]", "survival") => share("evaluate.still_there").statistic(
            "formula.kaplan_meier",
            times(vec![
                f("/survival[#-1].survival"),
                less(vec![Expression::One, over(f("lost"), f("at_risk"))]),
            ]),
        ),
        ("survival[]", "low" | "high") => share("evaluate.interval").exact(
            "formula.greenwood",
            estimate(vec![f("survival"), f("lost"), f("at_risk")]),
        ),
        ("rows[]" | "total", name) => match name {
            "opening" => count("column.opening").from("register"),
            "lost" => count("column.lost").from("register"),
            "acquired" => count("column.acquired").from("register"),
            "referred" => count("explain.field.referred").from("referral"),
            "buyers" => count("explain.field.buyers").from("orders"),
            "repeat_buyers" => count("explain.field.repeat_buyers").from("orders"),
            "opening_revenue" => of_moves("column.opening_revenue", spot, "before"),
            "expansion" => of_moves("column.expansion", spot, "expansion"),
            "contraction" => of_moves("column.contraction", spot, "contraction"),
            "churned" => of_moves("column.churned", spot, "churned"),
            "retention" => ratio("column.retention", "formula.retention", stayed(), f("opening")),
            "retention_low" => share("column.retention_low")
                .statistic("formula.interval", Expression::Interval(vec![stayed(), f("opening")])),
            "retention_high" => share("column.retention_high")
                .statistic("formula.interval", Expression::Interval(vec![stayed(), f("opening")])),
            "churn" => share("column.churn").exact("formula.churn", less(vec![Expression::One, f("retention")])),
            "nrr" => ratio(
                "column.nrr",
                "formula.nrr",
                less(vec![
                    sum(vec![f("opening_revenue"), f("expansion")]),
                    f("contraction"),
                    f("churned"),
                ]),
                f("opening_revenue"),
            ),
            "grr" => ratio(
                "column.grr",
                "formula.grr",
                less(vec![f("opening_revenue"), f("contraction"), f("churned")]),
                f("opening_revenue"),
            ),
            "revenue_churn" => ratio(
                "column.revenue_churn",
                "formula.revenue_churn",
                sum(vec![f("contraction"), f("churned")]),
                f("opening_revenue"),
            ),
            "repurchase" => ratio(
                "column.repurchase",
                "formula.repurchase",
                f("repeat_buyers"),
                f("buyers"),
            ),
            "repurchase_low" | "repurchase_high" => share("column.repurchase").statistic(
                "formula.interval",
                Expression::Interval(vec![f("repeat_buyers"), f("buyers")]),
            ),
            "referral" => ratio("column.referral", "formula.referral", f("referred"), f("acquired")),
            "referral_low" | "referral_high" => share("column.referral").statistic(
                "formula.interval",
                Expression::Interval(vec![f("referred"), f("acquired")]),
            ),
            _ => None,
        },
        _ => None,
    }
}

fn cohorts(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("rows[]", "customers") => count("column.customers").from("register"),
        ("rows[]", "there[]") => count("evaluate.still_there").from("register"),
        ("rows[]", "retained[]") => ratio("column.retention", "formula.cohort", f("there[#]"), f("customers")),
        _ => None,
    }
}

fn fees(spot: Spot<'_>) -> Option<Field> {
    let is_total = spot.table == "total";
    match (spot.table, spot.name) {
        ("", "unassigned") => money("explain.field.unassigned").from("receipts"),
        ("groups[]", name @ ("earned" | "billed" | "received" | "owed")) => {
            let by = if spot.object.contains_key("grade") {
                "grade"
            } else {
                "customer"
            };
            let (named, path) = match name {
                "earned" => (money("column.earned"), "/rows[].earned"),
                "billed" => (money("column.billed"), "/rows[].billed"),
                "received" => (money("column.received"), "/rows[].received"),
                _ => (money("column.owed"), "/rows[].owed"),
            };
            // A group of which only its cost is known has no contract to add up.
            if spot.text(name).trim_matches(['0', '.']).is_empty() {
                named.from("contracts")
            } else {
                named.exact(
                    "formula.contracts",
                    sum(vec![Expression::EachLike(path.to_owned(), by)]),
                )
            }
        }
        ("groups[]", "share") => ratio(
            "column.share",
            "formula.fee_share",
            f("earned"),
            sum(vec![each("/groups[].earned")]),
        ),
        ("groups[]", "service") => money("column.serving").from("entries"),
        ("rows[]", "days_past_due") => count("explain.field.days_past_due").from("dates"),
        ("rows[]" | "total", name) => match name {
            "owed" => money("column.owed").exact(
                "formula.owed",
                sum(["not_due", "to_30", "to_60", "to_90", "to_180", "to_365", "over_365"]
                    .map(f)
                    .into()),
            ),
            "overdue" => money("explain.field.overdue").exact("formula.overdue", less(vec![f("owed"), f("not_due")])),
            _ => {
                let named = match name {
                    "amount" => money("term.amount"),
                    "earned" => money("column.earned"),
                    "billed" => money("column.billed"),
                    "received" => money("column.received"),
                    "not_due" => money("column.not_due"),
                    "to_30" => money("column.to_30"),
                    "to_60" => money("column.to_60"),
                    "to_90" => money("column.to_90"),
                    "to_180" => money("column.to_180"),
                    "to_365" => money("column.to_365"),
                    "over_365" => money("column.over_365"),
                    "prepaid" => money("column.prepaid"),
                    _ => return None,
                };
                if is_total {
                    named.of_rows("/rows[]", name)
                } else {
                    named.from(match name {
                        "earned" => "earned",
                        "received" | "prepaid" => "receipts",
                        _ => "contracts",
                    })
                }
            }
        },
        _ => None,
    }
}

pub(super) const STAGES: [(&str, &str); 5] = [
    ("acquisition", "stage.acquisition"),
    ("maintenance", "stage.maintenance"),
    ("service", "stage.service"),
    ("shared", "stage.shared"),
    ("uncategorised", "term.uncategorised"),
];

fn customers(spot: Spot<'_>) -> Option<Field> {
    let is_total = spot.table == "total";
    match (spot.table, spot.name) {
        ("", "margin") => share("evaluate.head.margin").from("profile"),
        ("", "unallocated") => {
            money("explain.field.unallocated").exact("formula.same", sum(vec![f("/rows[customer=].cost")]))
        }
        ("", "whale[]") => money("explain.field.whale").from("whale"),
        ("rows[]" | "total", "tier") => number("column.tier").from("tier"),
        ("rows[]" | "total", name) => match name {
            "cost" => money("column.cost").exact("formula.cost", sum(STAGES.map(|(stage, _)| f(stage)).into())),
            "profit" if is_total => money("column.profit").of_rows("/rows[]", "profit"),
            "profit" if spot.has_margin => money("column.profit").exact(
                "formula.profit",
                less(vec![
                    Expression::Rounded(vec![f("income"), Expression::Margin]),
                    f("cost"),
                ]),
            ),
            "profit" => money("column.profit").exact("formula.profit_plain", less(vec![f("income"), f("cost")])),
            "margin" => ratio("column.margin", "formula.margin", f("profit"), f("income")),
            _ => {
                let named = match name {
                    "offset" => money("term.offset"),
                    "income" => money("column.income"),
                    "fees" => money("column.fees"),
                    _ => money(STAGES.iter().find(|(stage, _)| *stage == name)?.1),
                };
                if is_total {
                    named.exact("formula.rows", sum(vec![each(&format!("/rows[].{name}"))]))
                } else {
                    named.from("entries")
                }
            }
        },
        _ => None,
    }
}
