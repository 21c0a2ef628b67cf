//! What customers cost to win and keep, what they are worth and owe, on real ledger files.

use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER, report, rows};

const ORDERS: &str = include_str!("../fixtures/value/orders.csv");

fn is_near(found: &Value, expected: f64, share: f64) -> bool {
    found
        .as_f64()
        .is_some_and(|found| (found - expected).abs() <= share * expected.abs())
}

/// Published estimates of the CDNOW sample (Fader, Hardie & Lee 2005), from its orders day by day.
#[test]
fn the_orders_of_cdnow_give_the_published_model() {
    let desk = Desk::new();
    let told = desk.import(ORDERS, &["--kind", "orders"]);
    assert_eq!(
        (&told["imported"], &told["created"]["customers"]),
        (&json!(4960), &json!(2357))
    );
    let value = report(&desk, "value", &["--to", "1997-09", "--limit", "5"]);
    let model = &value["model"];
    for (name, expected, share) in [
        ("r", 0.2426, 0.002),
        ("alpha", 4.4135, 0.002),
        ("a", 0.7929, 0.002),
        ("b", 2.4258, 0.002),
        ("log_likelihood", -9582.43, 0.0005),
        ("p", 6.249, 0.01),
        ("q", 3.745, 0.01),
        ("v", 15.448, 0.01),
    ] {
        assert!(is_near(&model[name], expected, share), "{name}: {model}");
    }
    assert_eq!(model["unit"], "week");
    let head = &value["head"];
    assert_eq!(
        (&head["customers"], &head["repeat_buyers"], &head["omitted_count"]),
        (&json!(2357), &json!(946), &json!(2352))
    );
    // Customer 0001: bought on 1 and 18 January and 2 August 1997; 213 and 272 days by hand.
    let first = &rows(&value)[0];
    assert_eq!((&first["customer"], &first["frequency"]), (&json!("0001"), &json!(2)));
    assert!(
        is_near(&first["recency"], 213.0 / 7.0, 1e-9) && is_near(&first["age"], 272.0 / 7.0, 1e-9),
        "{first}"
    );
    for field in ["clv", "clv_low", "clv_high", "average_value"] {
        let amount: f64 = first[field].as_str().unwrap().parse().unwrap();
        assert!(amount > 0.0, "{first}");
    }
    // The same file again brings nothing; undo takes the customers with it.
    let again = desk.import(ORDERS, &["--kind", "orders"]);
    assert_eq!((&again["imported"], &again["duplicates"]), (&json!(0), &json!(4960)));
    desk.on("undo", &[]);
    assert_eq!(
        desk.number("SELECT count(*) FROM customer_order") + desk.number("SELECT count(*) FROM customer"),
        0
    );
    desk.sound();
}

#[test]
fn thin_data_are_refused_with_the_reason_and_without_a_number() {
    let desk = Desk::new();
    let nothing = report(&desk, "value", &["--to", "2025-12"]);
    assert_eq!(nothing["head"]["refusal"]["code"], "no_events");
    let mut text = "日期,客户,金额,订单\n".to_owned();
    for customer in 0..10 {
        for month in 1..=4 {
            text += &format!("2025-{month:02}-05,客户{customer},100.00,SO{customer}{month}\n");
        }
    }
    desk.import(&text, &["--kind", "orders"]);
    let few = report(&desk, "value", &["--to", "2025-12"]);
    assert_eq!(
        (&few["model"], &few["head"]["refusal"]["code"]),
        (&Value::Null, &json!("few_customers"))
    );
    assert!(
        rows(&few)
            .iter()
            .all(|row| row["clv"].is_null() && row["p_alive"].is_null())
    );
    assert_eq!(rows(&few)[0]["observed"], "400.00");
    // A contract paid in four instalments is no repeat purchase.
    let desk = Desk::new();
    desk.import(
        "合同编号,客户,开始日期,结束日期,金额,收费周期\nK1,甲,2025-01-01,2025-12-31,400,每季度\n",
        &["--kind", "contracts"],
    );
    desk.import(
        "日期,客户,金额,合同\n2025-01-05,甲,100,K1\n2025-04-05,甲,100,K1\n2025-07-05,甲,100,K1\n2025-10-05,甲,100,K1\n",
        &["--kind", "receipts"],
    );
    let paid = report(&desk, "value", &["--to", "2025-12"]);
    assert_eq!((&paid["head"]["events"], rows(&paid).len()), (&json!("none"), 0));
}

/// DOMAIN §7: advertising 60,000, sales pay 180,000, commissions 20,000, 20 new customers → 13,000.
#[test]
fn acquisition_cost_follows_the_stage_rule_and_stays_undefined_where_nobody_was_won() {
    let desk = Desk::new();
    desk.import(
        "date,category,amount,department,channel\n2025-03-01,7.2,60000,,search\n2025-03-02,6.1,180000,sales,\n\
         2025-03-03,6.2,20000,,\n2025-03-04,6.1,50000,service,\n2025-03-05,1.2,12000,,\n2025-03-06,0,700,,\n\
         2025-04-01,7.2,9000,,fair\n2025-03-07,10.1,5000,sales,search\n",
        &[],
    );
    let mut customers = "code,name,acquired_on,channel\n".to_owned();
    for at in 0..20 {
        customers += &format!("C{at:02},客户{at},2025-03-{:02},search\n", at + 1);
    }
    desk.import(&customers, &["--kind", "customers"]);
    let march = report(
        &desk,
        "acquisition",
        &["--from", "2025-03", "--to", "2025-03", "--by", "month"],
    );
    let row = &rows(&march)[0];
    assert_eq!(
        (
            &row["month"],
            &row["cost"],
            &row["customers"],
            &row["cac"],
            &row["cac_net"]
        ),
        (
            &json!("2025-03"),
            &json!("260000.00"),
            &json!(20),
            &json!("13000.00"),
            &json!("12750.00")
        )
    );
    assert_eq!(
        (&march["shared"], &march["uncategorised"]),
        (&json!("12000.00"), &json!("700.00"))
    );
    let lines: Vec<(&str, &str)> = march["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["category"].as_str().unwrap(), line["cost"].as_str().unwrap()))
        .collect();
    assert_eq!(lines, [("6.1", "180000.00"), ("6.2", "20000.00"), ("7.2", "60000.00")]);
    let year = report(
        &desk,
        "acquisition",
        &["--from", "2025-01", "--to", "2025-12", "--by", "channel"],
    );
    let of = |channel: Value| rows(&year).iter().find(|row| row["channel"] == channel).unwrap();
    assert_eq!(
        (&of(json!("search"))["cac"], &of(json!("fair"))["cac"]),
        (&json!("3000.00"), &Value::Null)
    );
    assert_eq!(
        (&of(Value::Null)["cost"], &of(Value::Null)["cac"]),
        (&json!("200000.00"), &Value::Null)
    );
    assert_eq!(year["total"]["cac"], "13450.00", "totals over totals: 269,000 ÷ 20");
    // Metrics count only where the register has none.
    desk.import(
        "month,channel,leads,opportunities,customers,revenue\n2025-03,search,100,40,25,500000\n2025-04,fair,30,6,3,20000\n",
        &["--kind", "metrics"],
    );
    let channels = report(&desk, "channels", &["--from", "2025-01", "--to", "2025-12"]);
    let of = |channel: &str| rows(&channels).iter().find(|row| row["channel"] == channel).unwrap();
    assert_eq!(
        (&of("search")["customers"], &of("fair")["customers"]),
        (&json!(20), &json!(3))
    );
    assert_eq!(of("fair")["customers_from_metrics"], 3);
    assert_eq!(
        (&of("fair")["cost_per_lead"], &of("fair")["cac"]),
        (&json!("300.00"), &json!("3000.00"))
    );
    assert_eq!(
        (
            &of("search")["lead_to_opportunity"],
            &of("search")["opportunity_to_customer"]
        ),
        (&json!(0.4), &json!(0.5))
    );
    // Per customer the parts add up to the whole.
    let each = report(
        &desk,
        "acquisition",
        &["--from", "2025-01", "--to", "2025-12", "--by", "customer"],
    );
    assert_eq!(each["total"]["cost"], "269000.00");
    for format in ["csv", "table", "xlsx", "pdf"] {
        let file = format!("channels.{format}");
        desk.done(&["report", LEDGER, "channels", "--format", format, "--out", &file]);
        assert!(desk.bytes(&file).len() > 100, "{format}");
    }
}

/// DOMAIN §11: 12,720 a year incl. 6 % → 1,000 a month; ages and sums by hand.
#[test]
fn fees_are_earned_by_month_and_owed_by_age() {
    let desk = Desk::new();
    desk.import(
        "合同编号,客户,开始日期,结束日期,金额,税率,收费周期,付款期限\n\
         K1,甲公司,2025-01-01,2025-12-31,12720,6%,每年,30\nK2,乙公司,2025-01-01,2025-12-31,1200,,每季度,15\n",
        &["--kind", "contracts"],
    );
    desk.import(
        "日期,客户,金额,合同\n2025-03-10,甲公司,5000,K1\n2025-01-05,乙公司,700,K2\n2025-05-01,甲公司,88,\n2025-05-02,乙公司,1,K9\n2025-05-02,乙公司,1,K1\n",
        &["--kind", "receipts"],
    );
    let june = report(&desk, "fees", &["--from", "2025-06", "--to", "2025-06"]);
    let of = |contract: &str| rows(&june).iter().find(|row| row["contract"] == contract).unwrap();
    let first = of("K1");
    assert_eq!(
        (&first["earned"], &first["billed"], &first["received"], &first["owed"]),
        (
            &json!("1000.00"),
            &json!("12720.00"),
            &json!("5000.00"),
            &json!("7720.00")
        )
    );
    // Due on 31 January, 150 days before 30 June.
    assert_eq!(
        (&first["to_180"], &first["days_past_due"]),
        (&json!("7720.00"), &json!(150))
    );
    // 300 a quarter: 700 pays two instalments, 100 more is received than billed on 30 June.
    let second = of("K2");
    assert_eq!(
        (&second["owed"], &second["prepaid"]),
        (&json!("0.00"), &json!("100.00"))
    );
    assert_eq!(
        (&june["total"]["owed"], &june["unassigned"]),
        (&json!("7720.00"), &json!("88.00"))
    );
    let ages: f64 = ["not_due", "to_30", "to_60", "to_90", "to_180", "to_365", "over_365"]
        .iter()
        .map(|age| june["total"][age].as_str().unwrap().parse::<f64>().unwrap())
        .sum();
    assert!((ages - 7720.0).abs() < 0.005, "the sum of the ages is what is owed");
    assert_eq!(
        desk.number("SELECT count(*) FROM receipt"),
        3,
        "an unknown contract and another's are rejected"
    );
    // Money comes in, somebody asks for the rest, undo takes both back.
    desk.call(
        "add_receipt",
        json!({ "date": "2025-06-20", "contract": "K1", "amount": "7720.00" }),
    );
    desk.call(
        "add_follow_up",
        json!({ "contract": "K1", "date": "2025-06-21", "note": "已催" }),
    );
    let sheet = desk.call("contract", json!({ "code": "K1", "as_of": "2025-06-30" }));
    assert_eq!(
        (&sheet["standing"]["owed"], &sheet["follow_ups"][0]["note"]),
        (&json!("0.00"), &json!("已催"))
    );
    desk.on("undo", &[]);
    desk.on("undo", &[]);
    let sheet = desk.call("contract", json!({ "code": "K1", "as_of": "2025-06-30" }));
    assert_eq!(
        (&sheet["standing"]["owed"], &sheet["follow_ups"]),
        (&json!("7720.00"), &json!([]))
    );
    // A contract of the same number with another term is updated, not doubled.
    let told = desk.import("合同编号,结束日期\nK1,2026-12-31\n", &["--kind", "contracts"]);
    assert_eq!(told["updated"], 1);
    let refused = desk.call_refused(
        "set_contract",
        json!({ "code": "K7", "customer": "丙", "starts_on": "2025-02-01" }),
    );
    assert_eq!(refused["code"], "contract_incomplete");
    desk.sound();
}

#[test]
fn a_customer_paid_for_more_than_it_brings_is_a_loss() {
    let desk = Desk::new();
    desk.call("set_profile", json!({ "default_margin": "0.5" }));
    desk.import(
        "date,category,amount,customer\n2025-01-05,11.2,1000,A\n2025-01-06,8.5,100,A\n2025-02-01,11.2,100,B\n2025-02-02,9.2,400,B\n2025-02-03,1.2,60,\n",
        &[],
    );
    let told = report(&desk, "customers", &["--from", "2025-01", "--to", "2025-12"]);
    let of = |code: Value| rows(&told).iter().find(|row| row["customer"] == code).unwrap();
    let (a, b) = (of(json!("A")), of(json!("B")));
    assert_eq!(
        (&a["profit"], &a["margin"], &a["class"], &a["maintenance"]),
        (&json!("400.00"), &json!(0.4), &json!("a"), &json!("100.00"))
    );
    assert_eq!(
        (&b["profit"], &b["class"], &b["service"], &b["tier"]),
        (&json!("-350.00"), &json!("loss"), &json!("400.00"), &json!(4))
    );
    assert_eq!(
        (&told["unallocated"], &told["whale"]),
        (&json!("60.00"), &json!(["400.00", "50.00"]))
    );
    let sheet = desk.call(
        "customer",
        json!({ "code": "B", "query": { "from": "2025-01", "to": "2025-12" } }),
    );
    assert_eq!(
        (&sheet["figures"]["profit"], &sheet["unallocated"]),
        (&json!("-350.00"), &json!("60.00"))
    );
}

/// 100 + 15 − 5 − 12 → NRR 98 %, GRR 83 % (DOMAIN §7), as revenue of four customers.
#[test]
fn retention_counts_those_at_the_start_and_revenue_by_twelve_months() {
    let desk = Desk::new();
    desk.import(
        "code,name,acquired_on,lapsed_on,channel\nA,A,2023-05-01,,referral\nB,B,2023-05-01,,search\nC,C,2023-05-01,2025-06-01,search\n\
         D,D,2023-06-01,,search\nE,E,2025-02-01,,referral\nF,F,2025-03-01,2025-04-01,search\n",
        &["--kind", "customers"],
    );
    desk.import(
        "date,category,amount,customer\n2024-01-05,11.1,40,A\n2024-01-05,11.1,28,B\n2024-01-05,11.1,12,C\n2024-01-05,11.1,20,D\n\
         2025-12-05,11.1,55,A\n2025-12-05,11.1,23,B\n2025-12-05,11.1,20,D\n2025-12-05,11.1,99,E\n",
        &[],
    );
    let told = report(&desk, "retention", &["--from", "2025-01", "--to", "2025-12"]);
    let total = &told["total"];
    assert_eq!((&total["nrr"], &total["grr"]), (&json!(0.98), &json!(0.83)));
    assert_eq!(
        (&total["opening"], &total["lost"], &total["retention"]),
        (&json!(4), &json!(1), &json!(0.75))
    );
    assert_eq!(
        (&total["acquired"], &total["referral"], &total["repurchase"]),
        (&json!(2), &json!(0.5), &Value::Null)
    );
    // Wilson's interval of 3 in 4, by hand: 0.3006 to 0.9544.
    assert!(
        is_near(&total["retention_low"], 0.3006, 1e-3) && is_near(&total["retention_high"], 0.9544, 1e-3),
        "{total}"
    );
    let cohorts = report(&desk, "cohorts", &["--from", "2025-01", "--to", "2025-06"]);
    assert_eq!(rows(&cohorts)[1]["retained"], json!([1.0, 0.0, 0.0, 0.0]));
    desk.done(&[
        "report", LEDGER, "cohorts", "--from", "2025-01", "--to", "2025-06", "--format", "svg", "--out", "c.svg",
    ]);
    assert!(String::from_utf8(desk.bytes("c.svg")).unwrap().contains("2025-03 (1)"));
}

/// By the product on which each spent most, and by how each buys; reckoned by hand.
#[test]
fn who_stays_is_told_by_product_and_by_buying_habit() {
    let desk = Desk::with(&["--language", "en"]);
    desk.import(
        "code,name,acquired_on,lapsed_on\nA,A,2024-01-05,\nB,B,2024-01-05,2025-03-01\nC,C,2024-02-05,\nD,D,2024-02-05,2025-04-01\n",
        &["--kind", "customers"],
    );
    desk.import(
        "date,customer,amount,product\n2024-03-01,A,100,pump\n2024-04-01,A,30,valve\n2024-05-01,B,50,valve\n2024-06-01,C,10,pump\n\
         2024-06-01,C,10,valve\n2031-01-01,C,900,valve\n",
        &["--kind", "orders"],
    );
    let told = |words: &[&str]| {
        report(
            &desk,
            "retention",
            &[&["--from", "2025-01", "--to", "2025-12"], words].concat(),
        )
    };
    let by_product = told(&["--by", "product"]);
    let shown: Vec<Value> = rows(&by_product)
        .iter()
        .map(|row| json!([row["segment"], row["opening"], row["lost"], row["repurchase"]]))
        .collect();
    // C spent ten on each on one day: the older of the two products. Nobody bought a product of D.
    assert_eq!(
        shown,
        [
            json!(["pump", 2, 0, 0.5]),
            json!(["valve", 1, 1, 0.0]),
            json!([null, 1, 1, null])
        ]
    );
    let by_habit = desk.call(
        "retention",
        json!({ "from": "2025-01", "to": "2025-12", "segment": "habit" }),
    );
    let shown: Vec<Value> = rows(&by_habit)
        .iter()
        .map(|row| json!([row["segment"], row["opening"], row["retention"]]))
        .collect();
    assert_eq!(
        shown,
        [
            json!(["again", 1, 1.0]),
            json!(["never", 1, 0.0]),
            json!(["once", 2, 0.5])
        ]
    );
    assert_eq!(by_habit["labels"]["habit"]["again"], "Bought again");
}

#[test]
fn two_customers_that_are_one_are_proposed_merged_and_undone() {
    let desk = Desk::new();
    desk.import(
        "code,name,tax_number,acquired_on\nC1,杭州青禾科技有限公司,91330100AAAA0001,2024-03-01\nC2,杭州青禾科技,,2024-01-15\n\
         C3,苏州远山商贸有限公司,,\nC4,别名,91330100aaaa0001,\n",
        &["--kind", "customers"],
    );
    desk.import(
        "date,category,amount,customer\n2025-01-05,8.5,100,C1\n2025-01-06,8.5,50,C2\n",
        &[],
    );
    desk.import("date,customer,amount\n2025-01-07,C2,70\n", &["--kind", "orders"]);
    let pairs = desk.call("likely_pairs", json!({}));
    let told: Vec<(&str, &str, &str)> = pairs
        .as_array()
        .unwrap()
        .iter()
        .map(|p| {
            (
                p["code"].as_str().unwrap(),
                p["other_code"].as_str().unwrap(),
                p["reason"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(told, [("C1", "C2", "name"), ("C1", "C4", "tax_number")]);
    let before = report(&desk, "customers", &["--from", "2025-01", "--to", "2025-12"]);
    let stays = desk.call("merge_customers", json!({ "from": "C2", "into": "C1" }));
    assert_eq!(
        (&stays["code"], &stays["acquired_on"]),
        (&json!("C1"), &json!("2024-01-15"))
    );
    let after = report(&desk, "customers", &["--from", "2025-01", "--to", "2025-12"]);
    assert_eq!((rows(&after).len(), &rows(&after)[0]["cost"]), (1, &json!("150.00")));
    assert_eq!(after["total"], before["total"]);
    desk.sound();
    desk.on("undo", &[]);
    assert_eq!(
        report(&desk, "customers", &["--from", "2025-01", "--to", "2025-12"]),
        before
    );
    assert_eq!(
        desk.call_refused("merge_customers", json!({ "from": "C1", "into": "C1" }))["code"],
        "merge_itself"
    );
    desk.sound();
}
