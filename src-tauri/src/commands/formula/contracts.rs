//! One contract beside its list: a customer's with its instalments and receipts, a purchase with what it owes.

use super::{Field, Spot, count, customers, each, f, less, money, number, offers, sum};

pub(super) fn field(spot: Spot<'_>) -> Option<Field> {
    match spot.report {
        "contract" => contract(spot),
        _ => purchase(spot),
    }
}

fn contract(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("contract", "amount") => money("term.amount").from("terms_of_contract"),
        ("contract", "net") => money("explain.field.net").from("net_of_tax"),
        // Where it stands is its row in the list of fees.
        ("standing", _) => customers::field(Spot {
            report: "fees",
            table: "rows[]",
            ..spot
        }),
        ("due[]" | "coming[]", "amount") => money("term.amount").from("billed"),
        ("due[]" | "coming[]", "received") => money("column.received").from("oldest_first"),
        ("due[]" | "coming[]", "open") => {
            money("explain.field.open").exact("formula.billed_open", less(vec![f("amount"), f("received")]))
        }
        ("due[]" | "coming[]", "days") => count("explain.field.days_past_due").from("dates"),
        ("receipts[]", "amount") => money("term.amount").from("receipts"),
        _ => None,
    }
}

fn purchase(spot: Spot<'_>) -> Option<Field> {
    match (spot.table, spot.name) {
        ("purchase", "cost") => money("column.cost").of_rows("/instalments[]", "cost"),
        ("purchase", "settled") => money("explain.field.settled").of_rows("/instalments[]", "settled"),
        ("purchase", "uplift_percent") => number("explain.field.uplift").from("terms_of_contract"),
        ("purchase" | "purchase.renewal", _) => offers::field(Spot {
            report: "purchases",
            table: if spot.table == "purchase" {
                "purchases[]"
            } else {
                "purchases[].renewal"
            },
            ..spot
        }),
        ("instalments[]", "cost") => money("column.cost").from("terms_of_contract"),
        ("instalments[]", "gross") => money("explain.field.gross").from("terms_of_contract"),
        ("instalments[]", "settled") => {
            money("explain.field.settled").exact("formula.settlements", sum(vec![each("settlements[].amount")]))
        }
        ("instalments[]", "committed") => money("term.committed").from("instalment_rest"),
        ("instalments[]", "days") => count("explain.field.days_past_due").from("dates"),
        ("instalments[].settlements[]", "amount") => money("term.amount").from("settlements"),
        _ => None,
    }
}
