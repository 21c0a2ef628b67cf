//! Offers against figures from elsewhere: numpy-financial, hand computation, properties that must hold for any offer.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::compare::{Comparing, Entrant, break_even, compare};
use super::driver::drivers;
use super::price::{Buyer, price};
use super::score::{usual_functions, usual_weights};
use super::terms::{
    Billing, ChargeEvery, ChargeUnit, ItemKind, OfferItem, OfferTerms, PriceTier, TermDiscount, TierMode,
};
use super::time_value::{Discount, internal_rate, level_payment, present_value};
use super::{ComparisonReport, OfferNeed, check};
use crate::money::round;
use crate::record::entry::{InvoiceKind, Taxpayer};
use crate::{Currency, Language};

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn list(texts: &[&str]) -> Vec<Decimal> {
    texts.iter().map(|text| dec(text)).collect()
}

const BUYER: Buyer = Buyer {
    currency: Currency::CNY,
    taxpayer: Taxpayer::Small,
};

fn once(name: &str, price: &str) -> OfferItem {
    OfferItem {
        name: name.to_owned(),
        kind: ItemKind::Implementation,
        every: ChargeEvery::Once,
        price: dec(price),
        ..OfferItem::default()
    }
}

fn yearly(name: &str, price: &str) -> OfferItem {
    OfferItem {
        name: name.to_owned(),
        price: dec(price),
        ..OfferItem::default()
    }
}

fn seats(price: &str) -> OfferItem {
    OfferItem {
        unit: ChargeUnit::Seat,
        every: ChargeEvery::Month,
        ..yearly("seats", price)
    }
}

fn offer(items: Vec<OfferItem>) -> OfferTerms {
    OfferTerms {
        items,
        ..OfferTerms::default()
    }
}

fn cash(need: &OfferNeed, terms: &OfferTerms) -> String {
    price(need, terms, BUYER).unwrap().cash().to_string()
}

/// Month and cost of each payment.
fn payments(need: &OfferNeed, terms: &OfferTerms) -> Vec<(u32, String)> {
    let priced = price(need, terms, BUYER).unwrap();
    priced
        .flows
        .iter()
        .map(|flow| (flow.month, flow.cost.to_string()))
        .collect()
}

fn report_of(need: &OfferNeed, offers: &[(&str, OfferTerms)], taxpayer: Taxpayer) -> ComparisonReport {
    let entrants = entrants(offers);
    compare(&Comparing {
        buyer: Buyer { taxpayer, ..BUYER },
        ..comparing(need, &entrants)
    })
    .unwrap()
}

fn entrants(offers: &[(&str, OfferTerms)]) -> Vec<Entrant> {
    let entrant = |(name, terms): &(&str, OfferTerms)| Entrant {
        id: 1,
        name: (*name).to_owned(),
        vendor: (*name).to_owned(),
        terms: terms.clone(),
    };
    offers.iter().map(entrant).collect()
}

fn comparing<'a>(need: &'a OfferNeed, entrants: &'a [Entrant]) -> Comparing<'a> {
    Comparing {
        name: "CRM",
        company: "",
        need,
        functions: &[],
        weights: &[],
        entrants,
        buyer: BUYER,
        today: "2026-11-22".parse().unwrap(),
        language: Language::English,
    }
}

// Expected values of the next three tests: numpy-financial 1.0.0 on Python 3, `npf.npv(rate, flows)`,
// `npf.irr(flows)`, `npf.pmt(rate, nper, pv, 0, when)` printed with repr(); signs of pmt turned.

#[test]
fn present_values_are_those_of_a_standard_library() {
    let cases: [(&str, &[&str], &str); 5] = [
        ("0", &["100", "200", "300"], "600"),
        ("0.08", &["12000", "12000", "12000"], "33399.17695473251"),
        ("0.281", &["-100", "39", "59", "55", "20"], "-0.00847859163845488"),
        (
            "0.05",
            &["-15000", "1500", "2500", "3500", "4500", "6000"],
            "122.89485495093959",
        ),
        ("1", &["8", "4", "2", "1"], "10.625"),
    ];
    for (rate, flows, expected) in cases {
        let value = present_value(dec(rate), &list(flows)).unwrap();
        assert_eq!(round(value, 9), round(dec(expected), 9), "{rate} {flows:?}");
    }
    let ones = vec![Decimal::ONE; 10];
    assert_eq!(
        round(present_value(dec("0.035"), &ones).unwrap(), 12),
        dec("8.607686508868")
    );
}

#[test]
fn internal_rates_are_those_of_a_standard_library() {
    let cases: [(&[&str], &str); 6] = [
        (&["-100", "39", "59", "55", "20"], "0.28094842115996066"),
        (&["-100", "0", "0", "74"], "-0.0954958303489728"),
        (
            &["-180000", "60000", "60000", "60000", "60000", "60000"],
            "0.19857709787320155",
        ),
        (
            &["-274000", "90000", "90000", "90000", "90000", "90000"],
            "0.19193930859227093",
        ),
        (&["-1000", "1100"], "0.1"),
        (&["-100", "20", "20", "20", "20"], "-0.08364541746615073"),
    ];
    for (flows, expected) in cases {
        let rate = internal_rate(&list(flows)).unwrap();
        assert_eq!(round(rate, 12), round(dec(expected), 12), "{flows:?}");
    }
    assert_eq!(
        round(internal_rate(&list(&["-100", "50", "50"])).unwrap(), 12),
        round(Decimal::ZERO, 12)
    );
    // Money in only: no rate makes it worth nothing.
    assert_eq!(internal_rate(&list(&["100", "50"])), None);
}

#[test]
fn level_payments_are_those_of_a_standard_library() {
    let cases = [
        ("0.0062499999999999995", 180, "200000", false, "1854.0247200054619"),
        ("0.006666666666666667", 60, "15000", false, "304.14591432620773"),
        ("0.006666666666666667", 60, "15000", true, "302.131702973054"),
        ("0", 36, "36000", false, "1000"),
        ("0.0064340301100034", 36, "33399.18", true, "1035.6495723247253"),
        ("0.1", 1, "100", false, "110"),
    ];
    for (rate, count, worth, at_start, expected) in cases {
        let payment = level_payment(dec(rate), count, dec(worth), at_start).unwrap();
        assert_eq!(round(payment, 9), round(dec(expected), 9), "{rate} {count}");
    }
}

#[test]
fn twelve_monthly_factors_make_a_year() {
    // Python's decimal at 50 digits: Decimal("1.08") ** (Decimal(-7) / 12), and 1.1 ** (−1/12).
    let factor = |percent: i64, month| Discount::new(percent.into(), 120).unwrap().factor(month);
    assert_eq!(round(factor(8, 7), 20), dec("0.95609887966944251106"));
    assert_eq!(round(factor(10, 1), 20), dec("0.99208894344699095225"));
    for percent in [0, 1, 8, 37, 100] {
        let yearly = Decimal::ONE / (Decimal::ONE + Decimal::from(percent) / Decimal::ONE_HUNDRED);
        assert_eq!(round(factor(percent, 12), 24), round(yearly, 24));
    }
}

#[test]
fn advance_is_paid_at_the_start_and_arrears_at_the_end() {
    let need = OfferNeed {
        horizon_years: 3,
        ..OfferNeed::default()
    };
    let mut item = yearly("support", "12000");
    let worth = |item: &OfferItem| {
        let report = report_of(&need, &[("A", offer(vec![item.clone()]))], Taxpayer::Small);
        let offer = &report.offers[0];
        let parts: Decimal = offer.years.iter().map(|year| year.npv.value()).sum();
        assert_eq!(parts, offer.npv.value(), "the years add up to the present value");
        (offer.npv.to_string(), offer.cash.to_string())
    };
    // DOMAIN §10: 33,399.18 and 30,925.16 at 8 %.
    assert_eq!(worth(&item), ("33399.18".to_owned(), "36000.00".to_owned()));
    assert_eq!(
        payments(&need, &offer(vec![item.clone()]))[1],
        (12, "12000.00".to_owned())
    );
    item.is_arrears = true;
    assert_eq!(worth(&item), ("30925.16".to_owned(), "36000.00".to_owned()));
    let priced = price(&need, &offer(vec![item]), BUYER).unwrap();
    let (first, last) = (&priced.flows[0], &priced.flows[2]);
    // Arrears belong to the year that they end.
    assert_eq!((first.month, first.year, last.month, last.year), (12, 0, 36, 2));
}

#[test]
fn a_payment_that_reaches_past_the_horizon_is_counted_up_to_it() {
    let need = OfferNeed {
        horizon_years: 5,
        ..OfferNeed::default()
    };
    let item = OfferItem {
        billing: Billing::Term,
        ..yearly("licence", "1000")
    };
    let terms = OfferTerms {
        term_months: 36,
        ..offer(vec![item])
    };
    assert_eq!(
        payments(&need, &terms),
        [(0, "3000.00".to_owned()), (36, "2000.00".to_owned())]
    );
}

#[test]
fn seats_that_rise_within_a_paid_term_are_paid_for_the_rest_of_it() {
    let need = OfferNeed {
        seats_by_year: vec![10, 12, 11],
        horizon_years: 3,
        ..OfferNeed::default()
    };
    let item = OfferItem {
        billing: Billing::Term,
        ..seats("10")
    };
    let terms = OfferTerms {
        term_months: 36,
        ..offer(vec![item.clone()])
    };
    // 10 × 10 × 36, then 2 × 10 × 24; the seat that falls away is not paid back.
    assert_eq!(
        payments(&need, &terms),
        [(0, "3600.00".to_owned()), (12, "480.00".to_owned())]
    );
    let yearly = offer(vec![OfferItem {
        billing: Billing::Yearly,
        ..item
    }]);
    assert_eq!(cash(&need, &yearly), "3960.00");
}

#[test]
fn minimum_seats_free_allowances_and_tiers_decide_the_quantity() {
    let need = OfferNeed {
        seats: 8,
        storage_gb: dec("120"),
        storage_growth_percent: Decimal::ZERO,
        horizon_years: 1,
        ..OfferNeed::default()
    };
    let minimum = OfferItem {
        minimum: Some(dec("20")),
        ..seats("50")
    };
    assert_eq!(cash(&need, &offer(vec![minimum])), "12000.00");
    let gigabytes = OfferItem {
        unit: ChargeUnit::Gigabyte,
        free: Some(dec("20")),
        free_per_seat: Some(dec("5")),
        ..yearly("storage", "3")
    };
    // 120 − 20 − 8 × 5 = 60 GB
    assert_eq!(cash(&need, &offer(vec![gigabytes])), "180.00");
    let tier = |from: &str, to: Option<&str>, price: &str| PriceTier {
        from: dec(from),
        to: to.map(dec),
        price: dec(price),
    };
    let tiers = vec![tier("1", Some("5"), "100"), tier("6", None, "70")];
    let mut tiered = OfferItem { tiers, ..seats("0") };
    assert_eq!(cash(&need, &offer(vec![tiered.clone()])), "6720.00");
    tiered.tier_mode = TierMode::Graduated;
    // (5 × 100 + 3 × 70) × 12
    assert_eq!(cash(&need, &offer(vec![tiered])), "8520.00");
}

#[test]
fn discounts_hold_as_long_as_the_offer_says_and_uplifts_come_at_renewal() {
    let need = OfferNeed {
        horizon_years: 3,
        ..OfferNeed::default()
    };
    let mut terms = OfferTerms {
        uplift_percent: dec("10"),
        discounts: vec![
            TermDiscount {
                months: 12,
                percent: dec("20"),
            },
            TermDiscount {
                months: 24,
                percent: dec("30"),
            },
        ],
        ..offer(vec![yearly("crm", "1000")])
    };
    // 1000 × 0.8, × 1.1, × 1.1²
    let paid = |terms: &OfferTerms| payments(&need, terms).into_iter().map(|p| p.1).collect::<Vec<_>>();
    assert_eq!(paid(&terms), ["800.00", "880.00", "968.00"]);
    terms.is_discount_first_term_only = true;
    assert_eq!(paid(&terms), ["800.00", "1100.00", "1210.00"]);
    terms.term_months = 24;
    assert_eq!(paid(&terms), ["700.00", "700.00", "1100.00"]);
    terms.items[0].is_fixed = true;
    assert_eq!(paid(&terms), ["1000.00", "1000.00", "1000.00"]);
}

#[test]
fn a_percentage_of_the_licence_is_of_what_the_licence_costs() {
    let need = OfferNeed {
        seats: 10,
        horizon_years: 2,
        ..OfferNeed::default()
    };
    let licence = OfferItem {
        kind: ItemKind::Licence,
        every: ChargeEvery::Once,
        discount_percent: dec("10"),
        ..seats("2000")
    };
    let upkeep = OfferItem {
        unit: ChargeUnit::LicencePercent,
        ..yearly("upkeep", "15")
    };
    // 10 × 2000 × 0.9 = 18,000; 15 % are 2,700 a year
    assert_eq!(
        payments(&need, &offer(vec![licence, upkeep]))
            .into_iter()
            .map(|p| p.1)
            .collect::<Vec<_>>(),
        ["18000.00", "2700.00", "2700.00"]
    );
}

#[test]
fn hours_incidents_calls_systems_days_and_modules_are_charged_by_what_is_needed() {
    let need = OfferNeed {
        horizon_years: 1,
        support_hours: dec("40"),
        incidents: dec("6"),
        api_calls: dec("30"),
        integrations: 3,
        training_days: dec("2.5"),
        backup_copies: 2,
        storage_gb: dec("10"),
        ..OfferNeed::default()
    };
    let of = |unit, every, kind| OfferItem {
        unit,
        every,
        kind,
        ..yearly("x", "100")
    };
    let cases = [
        (of(ChargeUnit::Hour, ChargeEvery::Year, ItemKind::Support), "4000.00"),
        (of(ChargeUnit::Incident, ChargeEvery::Year, ItemKind::Support), "600.00"),
        (
            of(ChargeUnit::ThousandCalls, ChargeEvery::Month, ItemKind::Calls),
            "36000.00",
        ),
        (
            of(ChargeUnit::System, ChargeEvery::Once, ItemKind::Integration),
            "300.00",
        ),
        (of(ChargeUnit::Day, ChargeEvery::Once, ItemKind::Training), "250.00"),
        (
            of(ChargeUnit::BackupGigabyte, ChargeEvery::Month, ItemKind::Backup),
            "24000.00",
        ),
        (
            OfferItem {
                quantity: Some(dec("4")),
                ..of(ChargeUnit::Module, ChargeEvery::Year, ItemKind::Module)
            },
            "400.00",
        ),
        (
            OfferItem {
                quantity: Some(dec("16")),
                ..of(ChargeUnit::Day, ChargeEvery::Once, ItemKind::Implementation)
            },
            "1600.00",
        ),
        (
            OfferItem {
                is_included: true,
                ..of(ChargeUnit::Flat, ChargeEvery::Year, ItemKind::Support)
            },
            "0",
        ),
    ];
    for (item, expected) in cases {
        assert_eq!(cash(&need, &offer(vec![item.clone()])), expected, "{:?}", item.unit);
    }
}

#[test]
fn tax_and_currency_come_in_at_cost_to_this_buyer() {
    let need = OfferNeed {
        horizon_years: 1,
        ..OfferNeed::default()
    };
    let mut terms = offer(vec![once("x", "100000")]);
    let cost = |terms: &OfferTerms, taxpayer| {
        report_of(&need, &[("A", terms.clone())], taxpayer).offers[0]
            .cash
            .to_string()
    };
    assert_eq!(cost(&terms, Taxpayer::General), "94339.62");
    assert_eq!(cost(&terms, Taxpayer::Small), "100000.00");
    terms.tax_percent = dec("13");
    assert_eq!(cost(&terms, Taxpayer::General), "88495.58");
    terms.invoice = InvoiceKind::Ordinary;
    assert_eq!(cost(&terms, Taxpayer::General), "100000.00");
    terms.includes_tax = false;
    assert_eq!(cost(&terms, Taxpayer::General), "113000.00");
    terms.currency = Some(Currency::new("USD").unwrap());
    assert_eq!(price(&need, &terms, BUYER).unwrap_err().code, "offer_rate_missing");
    terms.rate = Some(dec("7.1234"));
    assert_eq!(cost(&terms, Taxpayer::General), "804944.20");
}

#[test]
fn own_hours_stand_apart_from_cash() {
    let need = OfferNeed {
        horizon_years: 2,
        admin_hours: dec("10"),
        hour_rate: dec("66.10"),
        ..OfferNeed::default()
    };
    let terms = OfferTerms {
        own_hours: dec("40"),
        ..offer(vec![yearly("crm", "1000")])
    };
    let report = report_of(&need, &[("A", terms)], Taxpayer::Small);
    let offer = &report.offers[0];
    // (40 + 120) × 66.10 and 120 × 66.10
    assert_eq!(
        offer.years.iter().map(|y| y.own_cost.to_string()).collect::<Vec<_>>(),
        ["10576.00", "7932.00"]
    );
    assert_eq!(
        (offer.cash.to_string(), offer.own_hours, offer.own_cost.to_string()),
        ("2000.00".to_owned(), dec("280"), "18508.00".to_owned())
    );
}

#[test]
fn what_cannot_be_right_is_refused_at_its_field() {
    let tier = |from: &str, to: Option<&str>| PriceTier {
        from: dec(from),
        to: to.map(dec),
        price: Decimal::TEN,
    };
    let tiers = |tiers: Vec<PriceTier>| offer(vec![OfferItem { tiers, ..seats("1") }]);
    let mut negative = offer(vec![once("x", "-1")]);
    let cases: Vec<(OfferTerms, &str, &str)> = vec![
        (
            tiers(vec![tier("1", Some("10")), tier("10", None)]),
            "offer_tier_overlap",
            "items.0.tiers.1.from",
        ),
        (
            tiers(vec![tier("1", Some("10")), tier("12", None)]),
            "offer_tier_gap",
            "items.0.tiers.1.from",
        ),
        (tiers(vec![tier("5", None)]), "offer_tier_gap", "items.0.tiers.0.from"),
        (
            tiers(vec![tier("1", None), tier("9", None)]),
            "offer_tier_open",
            "items.0.tiers.1.from",
        ),
        (
            tiers(vec![tier("1", Some("10"))]),
            "offer_tier_end",
            "items.0.tiers.0.to",
        ),
        (negative.clone(), "offer_price_negative", "items.0.price"),
        (
            OfferTerms {
                discounts: vec![TermDiscount {
                    months: 12,
                    percent: dec("-5"),
                }],
                ..offer(vec![])
            },
            "offer_discount_invalid",
            "discounts.0.percent",
        ),
        (
            OfferTerms {
                term_months: 0,
                ..offer(vec![])
            },
            "offer_term_invalid",
            "term_months",
        ),
        (
            OfferTerms {
                uplift_percent: dec("2000"),
                ..offer(vec![])
            },
            "offer_uplift_invalid",
            "uplift_percent",
        ),
        (
            offer(vec![OfferItem {
                name: " ".to_owned(),
                ..once("", "1")
            }]),
            "offer_item_unnamed",
            "items.0.name",
        ),
        (
            offer(vec![OfferItem {
                unit: ChargeUnit::Day,
                ..once("x", "1")
            }]),
            "offer_days_missing",
            "items.0.quantity",
        ),
    ];
    for (terms, code, at) in cases {
        let fault = check::terms(&terms).unwrap_err();
        assert_eq!((fault.code, fault.facts["at"].as_str()), (code, at));
    }
    let right = check::terms(&tiers(vec![tier("1", Some("10")), tier("12", None)])).unwrap_err();
    assert_eq!(right.facts["right"], "11");
    negative.items[0].price = Decimal::ONE;
    assert!(check::terms(&negative).is_ok());
    for (need, code) in [
        (
            OfferNeed {
                seats: 0,
                ..OfferNeed::default()
            },
            "need_seats_zero",
        ),
        (
            OfferNeed {
                horizon_years: 0,
                ..OfferNeed::default()
            },
            "need_horizon_invalid",
        ),
        (
            OfferNeed {
                horizon_years: 11,
                ..OfferNeed::default()
            },
            "need_horizon_invalid",
        ),
        (
            OfferNeed {
                discount_percent: dec("-1"),
                ..OfferNeed::default()
            },
            "need_discount_invalid",
        ),
        (
            OfferNeed {
                storage_gb: dec("-1"),
                ..OfferNeed::default()
            },
            "need_negative",
        ),
    ] {
        assert_eq!(check::need(&need).unwrap_err().code, code);
    }
    // 1000 % a year for ten years of 10^12: more than 64 bits of cents.
    let steep = OfferTerms {
        uplift_percent: dec("1000"),
        ..offer(vec![yearly("x", "1000000000000")])
    };
    let fault = price(
        &OfferNeed {
            horizon_years: 10,
            ..OfferNeed::default()
        },
        &steep,
        BUYER,
    )
    .unwrap_err();
    assert_eq!(
        (fault.code, fault.facts["at"].as_str()),
        ("offer_overflow", "uplift_percent")
    );
}

#[test]
fn what_should_be_looked_at_is_flagged_at_its_field() {
    let need = OfferNeed {
        seats: 8,
        ..OfferNeed::default()
    };
    let terms = OfferTerms {
        quoted_on: Some("2026-05-25".parse().unwrap()),
        valid_until: Some("2026-11-21".parse().unwrap()),
        term_months: 48,
        ..offer(vec![OfferItem {
            minimum: Some(dec("20")),
            ..seats("50")
        }])
    };
    let report = report_of(&need, &[("A", terms)], Taxpayer::Small);
    let flags: Vec<(&str, &str)> = report.offers[0]
        .warnings
        .iter()
        .map(|w| (w.code.as_str(), w.at.as_str()))
        .collect();
    assert_eq!(
        flags,
        [
            ("minimum_above_need", "items.0.minimum"),
            ("migration_missing", "items"),
            ("quote_old", "quoted_on"),
            ("quote_expired", "valid_until"),
            ("term_beyond_horizon", "term_months"),
            ("costs_open", "answers"),
        ]
    );
    assert!(report.warnings.iter().any(|w| w.code == "weights_not_hundred"));
}

#[test]
fn an_offer_that_misses_a_must_is_marked() {
    let functions = usual_functions();
    let mut terms = offer(vec![yearly("x", "1")]);
    terms.functions = vec![super::score::FunctionAnswer {
        name: "contacts".to_owned(),
        has: super::score::Has::No,
    }];
    let entrants = entrants(&[("A", terms)]);
    let need = OfferNeed::default();
    let weights = usual_weights();
    let report = compare(&Comparing {
        functions: &functions,
        weights: &weights,
        ..comparing(&need, &entrants)
    })
    .unwrap();
    assert_eq!(report.offers[0].missing_musts, ["contacts"]);
    assert_eq!(report.offers[0].open_musts.len(), 5);
    assert_eq!(weights.iter().map(|w| w.weight).sum::<u32>(), 100);
}

#[test]
fn buying_and_renting_cross_in_the_month_by_hand() {
    // Bought: 40,000 at once and 3,000 a year; rented: 1,500 a month.
    // After m payments of rent 1,500 (m + 1): 42,000 in month 27, but from month 24 the bought one has cost 49,000:
    // 1,500 (m + 1) ≥ 49,000 from m = 32 on.
    let need = OfferNeed {
        horizon_years: 5,
        discount_percent: Decimal::ZERO,
        ..OfferNeed::default()
    };
    let bought = offer(vec![once("licence", "40000"), yearly("upkeep", "3000")]);
    let rent = OfferItem {
        every: ChargeEvery::Month,
        billing: Billing::Monthly,
        ..yearly("rent", "1500")
    };
    let report = report_of(
        &need,
        &[("bought", bought), ("rented", offer(vec![rent]))],
        Taxpayer::Small,
    );
    let found: Vec<(&str, &str, bool, u32)> = report
        .break_even
        .iter()
        .map(|b| (b.first.as_str(), b.later.as_str(), b.is_npv, b.month))
        .collect();
    // In month 36 the next 3,000 fall due: 52,000 against 55,500.
    assert_eq!(found, [("rented", "bought", false, 32), ("rented", "bought", true, 32)]);
    assert_eq!(report.cheapest.as_deref(), Some("bought"));
}

#[test]
fn the_winner_stays_the_winner_up_to_the_edge_and_no_further() {
    // 10,000 a year against 11,000: the cheaper one may rise by 10 %, and at 10.1 % it has lost.
    let need = OfferNeed {
        horizon_years: 1,
        ..OfferNeed::default()
    };
    let entrants = entrants(&[
        ("A", offer(vec![yearly("a", "10000")])),
        ("B", offer(vec![yearly("b", "11000")])),
    ]);
    let report = drivers(&comparing(&need, &entrants)).unwrap();
    assert_eq!(
        (report.cheapest.as_deref(), report.gap.to_string()),
        (Some("A"), "1000.00".to_owned())
    );
    let recurring = report.drivers.iter().find(|d| d.key == "recurring").unwrap();
    assert_eq!((recurring.holds_to, recurring.holds_from), (Some(dec("10")), None));
    assert_eq!(
        (recurring.gap_low.to_string(), recurring.gap_high.to_string()),
        ("2000.00".to_owned(), "0.00".to_owned())
    );
    assert_eq!(recurring.swing.to_string(), "2000.00");
    // Seats move neither price.
    let seats = report.drivers.iter().find(|d| d.key == "seats").unwrap();
    assert_eq!((seats.swing.to_string(), seats.is_decisive), ("0.00".to_owned(), false));
    assert_eq!(report.drivers[0].key, "recurring");
}

fn any_item() -> impl Strategy<Value = OfferItem> {
    let unit = prop_oneof![
        Just(ChargeUnit::Flat),
        Just(ChargeUnit::Seat),
        Just(ChargeUnit::Gigabyte),
        Just(ChargeUnit::Incident)
    ];
    let every = prop_oneof![
        Just(ChargeEvery::Once),
        Just(ChargeEvery::Month),
        Just(ChargeEvery::Year)
    ];
    let billing = prop_oneof![
        Just(Billing::Monthly),
        Just(Billing::Quarterly),
        Just(Billing::Yearly),
        Just(Billing::Term)
    ];
    (unit, every, billing, 0i64..500_000, 0u32..30, any::<bool>(), 0i64..100).prop_map(
        |(unit, every, billing, cents, from_month, is_arrears, discount)| OfferItem {
            name: "x".to_owned(),
            unit,
            every,
            billing,
            price: Decimal::new(cents, 2),
            from_month,
            is_arrears,
            discount_percent: Decimal::from(discount),
            ..OfferItem::default()
        },
    )
}

fn any_offer() -> impl Strategy<Value = OfferTerms> {
    (
        prop::collection::vec(any_item(), 1..5),
        1u32..60,
        0i64..20,
        any::<bool>(),
    )
        .prop_map(|(items, term_months, uplift, includes_tax)| OfferTerms {
            items,
            term_months,
            uplift_percent: Decimal::from(uplift),
            includes_tax,
            ..OfferTerms::default()
        })
}

fn any_need() -> impl Strategy<Value = OfferNeed> {
    (1u32..200, -20i64..50, 1u32..=10, 0i64..30).prop_map(|(seats, growth, horizon_years, discount)| OfferNeed {
        seats,
        seats_growth_percent: Decimal::from(growth),
        horizon_years,
        discount_percent: Decimal::from(discount),
        incidents: Decimal::from(5),
        ..OfferNeed::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn adding_a_cost_never_lowers_a_total(need in any_need(), terms in any_offer(), item in any_item()) {
        let before = report_of(&need, &[("A", terms.clone())], Taxpayer::General);
        let mut more = terms;
        more.items.push(item);
        let after = report_of(&need, &[("A", more)], Taxpayer::General);
        let (before, after) = (&before.offers[0], &after.offers[0]);
        prop_assert!(after.cash >= before.cash && after.npv >= before.npv && after.per_seat_month >= before.per_seat_month);
        for (a, b) in after.cumulative.iter().zip(&before.cumulative) {
            prop_assert!(a >= b);
        }
    }

    #[test]
    fn at_no_discount_the_present_value_is_the_cash(need in any_need(), terms in any_offer()) {
        let need = OfferNeed { discount_percent: Decimal::ZERO, ..need };
        let report = report_of(&need, &[("A", terms)], Taxpayer::General);
        let offer = &report.offers[0];
        prop_assert_eq!(offer.npv, offer.cash);
        prop_assert_eq!(&offer.cumulative, &offer.cumulative_npv);
    }

    #[test]
    fn every_total_is_the_sum_of_what_is_shown(need in any_need(), terms in any_offer()) {
        let report = report_of(&need, &[("A", terms)], Taxpayer::General);
        let offer = &report.offers[0];
        let sum = |values: &mut dyn Iterator<Item = Decimal>| values.sum::<Decimal>();
        for item in &offer.items {
            prop_assert_eq!(sum(&mut item.years.iter().map(|a| a.value())), item.total.value());
        }
        for (at, year) in offer.years.iter().enumerate() {
            prop_assert_eq!(sum(&mut offer.items.iter().map(|item| item.years[at].value())), year.cash.value());
        }
        prop_assert_eq!(sum(&mut offer.years.iter().map(|y| y.cash.value())), offer.cash.value());
        prop_assert_eq!(sum(&mut offer.years.iter().map(|y| y.npv.value())), offer.npv.value());
        prop_assert_eq!(offer.one_off.value() + offer.recurring.value(), offer.cash.value());
        prop_assert_eq!(offer.cumulative.last().copied(), Some(offer.cash));
    }

    #[test]
    fn break_even_is_where_the_curves_cross(need in any_need(), a in any_offer(), b in any_offer()) {
        let report = report_of(&need, &[("A", a), ("B", b)], Taxpayer::General);
        for crossing in &report.break_even {
            let curve = |name: &str| {
                let offer = report.offers.iter().find(|o| o.offer == name).unwrap();
                let curve = if crossing.is_npv { &offer.cumulative_npv } else { &offer.cumulative };
                curve.iter().map(|a| a.value()).collect::<Vec<_>>()
            };
            let (first, later) = (curve(&crossing.first), curve(&crossing.later));
            let month = crossing.month as usize;
            prop_assert!(first[month - 1] < later[month - 1]);
            prop_assert!((month..first.len()).all(|m| later[m] <= first[m]));
            prop_assert_eq!(break_even(&later, &first), None);
        }
    }
}
