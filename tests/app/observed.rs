//! What has been observed: no rate, month or target counts what lies ahead, and no ratio what one of its sides does not
//! know. Expected figures are by hand.

use serde_json::{Value, json};

use crate::desk::{Desk, report, rows};
use crate::explain::all_is_explained;

fn of<'r>(report: &'r Value, field: &str, code: &str) -> &'r Value {
    let mut rows = rows(report).iter();
    rows.find(|row| row[field] == code).unwrap_or_else(|| panic!("{code}"))
}

/// A pays 1,000 in each of 24 months, C until it leaves in April 2025, D from August 2025; the books end in October.
fn books() -> Desk {
    let desk = Desk::with(&["--language", "en"]);
    desk.call("set_profile", json!({ "default_margin": "0.6" }));
    desk.import(
        "code,name,acquired_on,lapsed_on\nA,A,2023-01-01,\nC,C,2023-06-01,2025-04-15\nD,D,2025-08-05,\n",
        &["--kind", "customers"],
    );
    let mut entries = "date,category,amount,customer\n2025-08-03,7.2,600,\n".to_owned();
    for month in 0..24 {
        let (year, place) = (2023 + (month + 10) / 12, (month + 10) % 12 + 1);
        let mut pay = |customer: &str| entries += &format!("{year}-{place:02}-10,11.2,1000,{customer}\n");
        pay("A");
        if month < 18 {
            pay("C");
        }
        if month > 20 {
            pay("D");
        }
    }
    desk.import(&entries, &[]);
    desk
}

const YEAR: [&str; 4] = ["--from", "2025-01", "--to", "2025-12"];

/// 2023-11 to 2024-10 against the twelve months after: A 12,000 and 12,000, C 12,000 and gone → 12,000 ÷ 24,000.
#[test]
fn revenue_is_compared_over_whole_years_of_customers_there_throughout() {
    let desk = books();
    let told = report(&desk, "retention", &YEAR);
    let total = &told["total"];
    assert_eq!((&total["nrr"], &total["grr"]), (&json!(0.5), &json!(0.5)));
    assert_eq!(
        (&total["opening_revenue"], &total["contraction"], &total["churned"]),
        (&json!("24000.00"), &json!("0.00"), &json!("12000.00"))
    );
    assert_eq!(
        (&told["head"]["until"], &total["retention"]),
        (&json!("2025-10"), &json!(0.5))
    );
    // Up to June 2025 the books have 20 months: too few for two years.
    let young = report(&desk, "retention", &["--from", "2025-01", "--to", "2025-06"]);
    assert_eq!(young["years"]["refusal"]["code"], "young");
    for field in ["nrr", "grr", "revenue_churn", "opening_revenue", "churned"] {
        assert_eq!(young["total"][field], Value::Null, "{field}");
    }
    let told = desk.call(
        "explain",
        json!({ "report": "retention", "query": { "from": "2025-01", "to": "2025-12" }, "list": "moves",
            "key": { "customer": "C" }, "field": "before" }),
    );
    let figure = &told["figures"][0]["figure"];
    assert_eq!(
        (&figure["entries"]["count"], &figure["value"]),
        (&json!(12), &json!("12000.00"))
    );
    all_is_explained(&desk, "retention", &json!({ "from": "2025-01", "to": "2025-12" }));
}

#[test]
fn months_that_are_not_recorded_are_neither_months_there_nor_retention() {
    let desk = books();
    // A ten months, C four, D three: 17 months that brought 17,000; 600 ÷ (1,000 × 60 %).
    for to in ["2025-12", "2040-12"] {
        let won = report(&desk, "acquisition", &["--from", "2025-01", "--to", to]);
        let back = &won["payback"];
        assert_eq!(
            (&back["customer_months"], &back["monthly_revenue"], &back["months"]),
            (&json!(17), &json!("1000.00"), &json!(1.0)),
            "{to}"
        );
    }
    let cohorts = report(&desk, "cohorts", &YEAR);
    assert_eq!(of(&cohorts, "cohort", "2025-08")["retained"], json!([1.0, 1.0, 1.0]));
    let ahead = report(&desk, "retention", &["--from", "2030-01", "--to", "2030-12"]);
    assert_eq!(
        (
            &ahead["total"]["opening"],
            &ahead["total"]["retention"],
            &ahead["head"]["until"]
        ),
        (&json!(0), &Value::Null, &Value::Null)
    );
    // 600 a month each, whenever it came; nothing more of C.
    let value = report(&desk, "value", &YEAR);
    for (code, months) in [("A", 10), ("D", 3)] {
        let row = of(&value, "customer", code);
        assert_eq!(
            (&row["monthly"], &row["months"]),
            (&json!("600.00"), &json!(months)),
            "{code}"
        );
        assert!(row["contractual"].is_string());
    }
    assert_eq!(of(&value, "customer", "C")["contractual"], Value::Null);
    assert_eq!(value["contract"]["months"], 10);
    for name in ["acquisition", "value", "cohorts"] {
        all_is_explained(&desk, name, &json!({ "from": "2025-01", "to": "2025-12" }));
    }
    let by = report(&desk, "retention", &[&YEAR[..], &["--segment", "industry"]].concat());
    assert_eq!(by["segment"], "industry");
}

/// 13,000 ÷ (100 × 60 %) = 216.7 months, whatever customers without a date bring.
#[test]
fn payback_divides_the_income_of_the_customers_whose_months_it_counts() {
    let desk = Desk::new();
    desk.call("set_profile", json!({ "default_margin": "0.6" }));
    desk.import(
        "code,name,acquired_on\nNEW,新,2025-01-10\nOLD,老,\n",
        &["--kind", "customers"],
    );
    let mut entries = "date,category,amount,customer\n2025-01-05,7.2,13000,\n2025-03-05,8.5,70,\n".to_owned();
    for month in 1..=12 {
        entries += &format!("2025-{month:02}-20,11.2,100,NEW\n2025-{month:02}-20,11.2,2000,OLD\n");
    }
    desk.import(&entries, &[]);
    let back = &report(&desk, "acquisition", &YEAR)["payback"];
    assert_eq!(
        (
            &back["months"],
            &back["income"],
            &back["customers"],
            &back["undated"],
            &back["kept_elsewhere"]
        ),
        (&json!(216.7), &json!("1200.00"), &json!(1), &json!(1), &json!("70.00"))
    );
    let told = desk.call(
        "explain",
        json!({ "report": "acquisition", "query": { "from": "2025-01", "to": "2025-12" }, "field": "payback.income" }),
    );
    assert_eq!(told["figures"][0]["figure"]["entries"]["sum"], "1200.00");
}

fn channels() -> Desk {
    let desk = Desk::new();
    desk.import(
        "date,category,amount,customer,channel\n2025-01-10,7.2,1000,,search\n2025-01-15,7.2,1060,N1,search\n\
         2025-02-10,7.2,500,,search\n2025-02-03,6.2,8000,,\n2025-05-02,7.2,70,,dead\n2025-02-09,10.1,200,,search\n\
         2025-02-09,10.1,30,N1,search\n",
        &[],
    );
    desk.import(
        "code,name,grade,acquired_on,channel\nN1,N1,A,2025-01-05,search\nN2,N2,B,2025-01-20,search\n",
        &["--kind", "customers"],
    );
    desk.import(
        "month,channel,leads,opportunities,customers,revenue\n2025-01,search,100,20,9,5000\n2025-02,search,50,,4,1000\n\
         2025-02,dead,10,2,,\n",
        &["--kind", "metrics"],
    );
    desk
}

#[test]
fn ratios_take_what_is_known_on_both_sides() {
    let desk = channels();
    let told = report(&desk, "acquisition", &[&YEAR[..], &["--by", "channel"]].concat());
    let search = of(&told, "channel", "search");
    // Of January alone both are known: 20 of 100, and the two customers of the register of 20.
    assert_eq!(
        (&search["lead_to_opportunity"], &search["opportunity_to_customer"]),
        (&json!(0.2), &json!(0.1))
    );
    // 22 of 110 leads; 2 of 22; revenue 6,000 against the 2,560 of search alone.
    assert_eq!(
        (
            &told["total"]["lead_to_opportunity"],
            &told["total"]["opportunity_to_customer"]
        ),
        (&json!(0.2), &json!(0.090909))
    );
    assert_eq!(told["total"]["roi_revenue"], json!(1.34375));
    for by in ["channel", "month", "customer"] {
        let other = report(&desk, "acquisition", &[&YEAR[..], &["--by", by]].concat());
        assert_eq!(
            (&other["total"], &other["payback"]),
            (&told["total"], &told["payback"]),
            "{by}"
        );
        all_is_explained(
            &desk,
            "acquisition",
            &json!({ "from": "2025-01", "to": "2025-12", "by": [by] }),
        );
    }
}

#[test]
fn conditions_reach_the_customers_and_the_metrics() {
    let desk = channels();
    let with = |condition: &str| report(&desk, "acquisition", &[&YEAR[..], &["--filter", condition]].concat());
    let january = with("month=2025-01");
    assert_eq!(
        (
            &january["total"]["cac"],
            &january["total"]["customers"],
            &january["total"]["leads"]
        ),
        (&json!("1030.00"), &json!(2), &json!(100))
    );
    for condition in ["customer=N1", "grade=A"] {
        let one = with(condition);
        assert_eq!(
            (&one["total"]["cac"], &one["total"]["leads"], &one["leaves_metrics_out"]),
            (&json!("1060.00"), &Value::Null, &json!(true)),
            "{condition}"
        );
    }
}

/// 10.05 × 0.5 is 5.03 three times: 15.09.
#[test]
fn the_profit_of_all_customers_is_the_sum_of_theirs() {
    let desk = Desk::new();
    desk.call("set_profile", json!({ "default_margin": "0.5" }));
    desk.import(
        "date,category,amount,customer\n2025-01-05,11.2,10.05,A\n2025-01-05,11.2,10.05,B\n2025-01-05,11.2,10.05,C\n",
        &[],
    );
    let told = report(&desk, "customers", &YEAR);
    assert_eq!(
        (&told["total"]["profit"], &told["whale"][2]),
        (&json!("15.09"), &json!("15.09"))
    );
    all_is_explained(&desk, "customers", &json!({ "from": "2025-01", "to": "2025-12" }));
}

#[test]
fn customers_won_without_a_recorded_cost_have_none_rather_than_nothing() {
    let desk = Desk::new();
    desk.call("set_profile", json!({ "default_margin": "0.5" }));
    desk.import("code,name,acquired_on\nA,A,2025-01-05\n", &["--kind", "customers"]);
    desk.import("date,category,amount,customer\n2025-01-06,11.2,100,A\n", &[]);
    let told = report(&desk, "acquisition", &YEAR);
    assert_eq!(
        (
            &told["total"]["customers"],
            &told["total"]["cac"],
            &told["payback"]["months"]
        ),
        (&json!(1), &Value::Null, &Value::Null)
    );
}

#[test]
fn who_gave_back_all_it_bought_is_still_observed() {
    let desk = Desk::new();
    desk.import(
        "date,customer,amount\n2025-01-05,A,160\n2025-02-05,A,-200\n2025-03-05,B,10\n",
        &["--kind", "orders"],
    );
    let told = report(&desk, "value", &YEAR);
    assert_eq!(of(&told, "customer", "A")["observed"], "-40.00");
    assert_eq!(told["head"]["basis"], "accrual");
}

/// 113 of which 13 VAT, three times under other papers: 100 each (DOMAIN §7: revenue net of VAT). 500 came in that nobody
/// has said anything about: no revenue.
#[test]
fn revenue_is_net_of_vat_and_knows_what_came_in() {
    for taxpayer in ["general", "small", "none"] {
        let desk = Desk::with(&["--language", "en", "--taxpayer", taxpayer]);
        desk.import(
            "date,category,gross,tax,customer,invoice_kind\n2025-03-01,11.2,113.00,13.00,A,数电普票\n\
             2025-03-02,11.2,113.00,13.00,B,数电专票\n2025-03-03,11.1,113.00,13.00,C,\n2025-03-04,11.0,500.00,,D,\n\
             2025-03-05,8.5,10.00,,D,\n",
            &[],
        );
        let told = report(&desk, "customers", &YEAR);
        for customer in ["A", "B", "C"] {
            assert_eq!(
                of(&told, "customer", customer)["income"],
                "100.00",
                "{taxpayer} {customer}"
            );
        }
        assert_eq!(of(&told, "customer", "D")["income"], "0.00", "{taxpayer}");
        assert_eq!(told["total"]["income"], "300.00", "{taxpayer}");
        all_is_explained(&desk, "customers", &json!({ "from": "2025-01", "to": "2025-12" }));
    }
}
