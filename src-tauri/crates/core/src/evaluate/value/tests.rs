//! Against published estimates and against the reference package.

use super::*;

const CDNOW: &str = include_str!("../../../../../../tests/fixtures/value/cdnow.csv");
const EXPECTED: &str = include_str!("../../../../../../tests/fixtures/value/expected.csv");

fn numbers(line: &str) -> Vec<Option<f64>> {
    line.split(',').map(|cell| cell.parse().ok()).collect()
}

fn cdnow() -> Vec<Purchases> {
    let customer = |line: &str| {
        let cells = numbers(line);
        Purchases {
            frequency: cells[0].unwrap_or(0.0) as u32,
            recency: cells[1].unwrap_or(0.0),
            age: cells[2].unwrap_or(0.0),
            value: cells[3],
        }
    };
    CDNOW.lines().skip(1).map(customer).collect()
}

const TERMS: Terms = Terms {
    horizon: 36,
    discount: 0.12,
    margin: 1.0,
};

fn is_near(found: f64, expected: f64, share: f64) -> bool {
    (found - expected).abs() <= share * expected.abs()
}

#[test]
fn the_estimates_of_cdnow_are_those_published() {
    // Published: Fader, Hardie & Lee (2005); digits beyond theirs from maximum likelihood on the same data.
    let model = estimate(&cdnow(), TERMS, false).model;
    let Some(model) = model else { panic!("no model") };
    for (found, expected) in [
        (model.r, 0.2426),
        (model.alpha, 4.4135),
        (model.a, 0.7929),
        (model.b, 2.4258),
    ] {
        assert!(is_near(found, expected, 0.002), "{found} {expected}");
    }
    assert!(
        (model.log_likelihood + 9582.43).abs() < 0.005,
        "{}",
        model.log_likelihood
    );
    for (found, expected) in [(model.p, 6.249), (model.q, 3.745), (model.v, 15.448)] {
        assert!(is_near(found.unwrap_or(0.0), expected, 0.01), "{found:?} {expected}");
    }
}

#[test]
fn purchases_and_value_of_each_customer_are_those_of_the_reference_package() {
    let found = estimate(&cdnow(), TERMS, false);
    let mut compared = 0;
    for line in EXPECTED.lines().skip(1) {
        let cells = numbers(line);
        let expected: Vec<f64> = cells.iter().map(|cell| cell.unwrap_or(f64::NAN)).collect();
        let estimate = found.estimates[expected[0] as usize];
        let pairs = [
            (estimate.expected_purchases, expected[1]),
            (estimate.p_alive, expected[2]),
            (estimate.average_value.unwrap_or(0.0), expected[3]),
            (estimate.clv.unwrap_or(0.0), expected[4]),
        ];
        for (found, expected) in pairs {
            assert!(is_near(found, expected, 1e-4), "{line}: {found} {expected}");
        }
        compared += 1;
    }
    assert_eq!(compared, 262);
}

#[test]
fn an_interval_holds_its_estimate_and_is_the_same_each_time() {
    let customers: Vec<Purchases> = cdnow().into_iter().step_by(6).collect();
    let found = estimate(&customers, TERMS, true);
    let again = estimate(&customers, TERMS, true);
    assert_eq!(found, again);
    for estimate in &found.estimates {
        let (Some(clv), Some(low), Some(high)) = (estimate.clv, estimate.clv_low, estimate.clv_high) else {
            panic!("no interval: {:?} {:?} {estimate:?}", found.checks, found.model)
        };
        assert!(
            low <= clv && clv <= high && low < high && low >= 0.0,
            "{low} {clv} {high}"
        );
    }
}

#[test]
fn amounts_that_grow_with_frequency_are_refused_but_purchases_are_not() {
    let mut customers = cdnow();
    for customer in &mut customers {
        customer.value = customer.value.map(|_| f64::from(customer.frequency) * 10.0);
    }
    let found = estimate(&customers, TERMS, false);
    let failed: Vec<CheckName> = found.checks.iter().filter(|c| !c.passed).map(|c| c.name).collect();
    assert_eq!(failed, [CheckName::Independence]);
    assert!(found.model.is_some_and(|m| m.p.is_none()));
    assert!(found.estimates.iter().all(|e| e.clv.is_none() && e.p_alive > 0.0));
}

#[test]
fn customers_who_buy_once_only_are_refused() {
    let once = vec![
        Purchases {
            frequency: 0,
            recency: 0.0,
            age: 30.0,
            value: None
        };
        500
    ];
    let found = estimate(&once, TERMS, true);
    assert!(found.model.is_none() && found.estimates.is_empty());
    assert_eq!(
        found.checks.iter().find(|c| !c.passed).map(|c| c.name),
        Some(CheckName::RepeatBuyers)
    );
}

#[test]
fn customers_all_alike_give_a_refusal_and_no_number_that_is_none() {
    let alike = vec![
        Purchases {
            frequency: 4,
            recency: 28.0,
            age: 30.0,
            value: Some(12.0)
        };
        500
    ];
    let found = estimate(&alike, TERMS, true);
    for estimate in found.estimates {
        assert!(estimate.p_alive.is_finite() && estimate.expected_purchases.is_finite());
        assert!(estimate.clv.is_none_or(f64::is_finite));
    }
}

#[test]
#[ignore = "measured by hand in a release build"]
fn how_long_a_fit_takes() {
    let customers = cdnow();
    let start = std::time::Instant::now();
    let fitted = estimate(&customers, TERMS, false);
    println!("fit and estimate of 2,357: {:?}", start.elapsed());
    let start = std::time::Instant::now();
    let _ = estimate(&customers, TERMS, true);
    println!("with intervals: {:?}", start.elapsed());
    // A million in days: ages of two years, purchases at the rates of CDNOW.
    let mut random = fastrand::Rng::with_seed(1);
    let million: Vec<Purchases> = (0..1_000_000)
        .map(|_| {
            let age = f64::from(random.u32(200..900)) / 7.0;
            let one = customers[random.usize(0..customers.len())];
            let scale = age / one.age;
            Purchases {
                frequency: one.frequency,
                recency: (one.recency * scale * 7.0).round() / 7.0,
                age,
                value: one.value.map(|v| v * random.f64() + 1.0),
            }
        })
        .collect();
    let start = std::time::Instant::now();
    let found = estimate(&million, TERMS, false);
    println!("fit and estimate of a million: {:?} {:?}", start.elapsed(), found.model);
    let start = std::time::Instant::now();
    let _ = estimate(&million, TERMS, true);
    println!("with intervals: {:?}", start.elapsed());
    assert!(fitted.model.is_some());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]

    /// Whatever comes in, each figure is a number or absent, and an interval holds its estimate.
    #[test]
    fn no_summaries_give_a_figure_that_is_no_number(
        rows in proptest::collection::vec((0u32..400, 0.0f64..=1.0, 0.0f64..5_000.0, 0.0f64..1e9), 0..120),
        discount in 0.0f64..3.0,
    ) {
        let customers: Vec<Purchases> = rows
            .into_iter()
            .map(|(frequency, part, age, value)| Purchases {
                frequency,
                recency: if frequency == 0 { 0.0 } else { age * part },
                age,
                value: (frequency > 0).then_some(value),
            })
            .collect();
        let found = estimate(&customers, Terms { horizon: 36, discount, margin: 0.4 }, false);
        for one in &found.estimates {
            proptest::prop_assert!(one.p_alive.is_finite() && (0.0..=1.0).contains(&one.p_alive), "{one:?}");
            proptest::prop_assert!(one.expected_purchases.is_finite() && one.expected_purchases >= 0.0, "{one:?}");
            proptest::prop_assert!(one.clv.is_none_or(f64::is_finite) && one.average_value.is_none_or(f64::is_finite));
        }
        let worth = super::super::lifetime::contractual(discount * 1e6, 1.0 - discount / 3.0, discount, Some(36));
        proptest::prop_assert!(worth.is_none_or(f64::is_finite));
    }
}
