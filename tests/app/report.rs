//! Budget against actual: dimensions, spans, filters, bases, coverage, stages, grades.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER, cents, row, rows, table};

const YEAR: [&str; 4] = ["--from", "2025-01", "--to", "2025-12"];

fn year<'w>(words: &[&'w str]) -> Vec<&'w str> {
    YEAR.into_iter().chain(words.iter().copied()).collect()
}

/// DOMAIN's figure: 12,000 paid on 15 January for the year, planned as 1,000 a month.
#[test]
fn a_yearly_fee_is_spread_by_accrual_and_whole_by_cash() {
    let desk = Desk::new();
    desk.import(
        "date,category,amount,paid_on,benefit_from,benefit_to\n2025-01-15,1.2,12000,2025-01-15,2025-01-01,2025-12-31\n",
        &[],
    );
    let plan = (1..=12).fold("month,category,amount\n".to_owned(), |mut text, month| {
        writeln!(text, "2025-{month:02},1.2,1000").unwrap();
        text
    });
    desk.import(&plan, &["--kind", "budget"]);
    let accrual = desk.variance(&year(&["--by", "month"]));
    assert!(
        rows(&accrual).iter().all(|row| row["variance"] == "0.00") && rows(&accrual).len() == 12,
        "{accrual}"
    );
    let cash = desk.variance(&year(&["--by", "month", "--basis", "cash"]));
    assert_eq!(row(&cash, "month", "2025-01", true)["variance"], "-11000.00");
    assert_eq!(row(&cash, "month", "2025-02", true)["variance"], "1000.00");
    assert_eq!(cash["head"]["basis"], "cash");
    assert_eq!(
        cash["head"]["plan_stands_as_is"], true,
        "the plan is by accrual: its figures stand as they are"
    );
    assert_eq!(accrual["head"]["plan_stands_as_is"], false);
}

#[test]
fn benefit_periods_are_whole_months_with_the_rest_in_the_last() {
    let desk = Desk::new();
    // 100 over three months: 33.33, 33.33, 33.34. 15 January to 14 March is two months. One week is one month.
    let text = "date,category,amount,benefit_from,benefit_to\n2025-01-05,1.2,100,2025-01-01,2025-03-31\n2025-01-15,1.3,10.01,2025-01-15,2025-03-14\n2025-05-30,1.4,7,2025-06-02,2025-06-08\n";
    desk.import(text, &[]);
    let report = desk.variance(&year(&["--by", "category,month"]));
    let told: Vec<(&str, &str, &str)> = rows(&report)
        .iter()
        .map(|r| {
            (
                r["category"].as_str().unwrap(),
                r["month"].as_str().unwrap(),
                r["actual"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("1.2", "2025-01", "33.33"),
            ("1.2", "2025-02", "33.33"),
            ("1.2", "2025-03", "33.34"),
            ("1.3", "2025-01", "5.00"),
            ("1.3", "2025-02", "5.01"),
            ("1.4", "2025-06", "7.00"),
        ]
    );
    // Back in time, or longer than a life, it is none.
    let odd = "date,category,amount,benefit_from,benefit_to\n2025-02-05,1.2,1,,2025-01-01\n2025-02-05,1.2,1,1950-01-01,2060-12-31\n2025-02-05,1.2,1,2025-03-01,2025-02-01\n";
    let refused = desk.import(odd, &[]);
    let codes: Vec<&str> = refused["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["code"].as_str().unwrap())
        .collect();
    assert_eq!(
        codes,
        ["benefit_reversed", "benefit_too_long", "benefit_reversed"],
        "{refused}"
    );
    // Unpaid: absent by cash.
    assert_eq!(rows(&desk.variance(&year(&["--basis", "cash"]))).len(), 0);
}

#[test]
fn quarters_and_years_are_fiscal() {
    let desk = Desk::with(&["--fiscal-start", "4"]);
    desk.import("date,category,amount\n2016-03-31,7.2,1\n2016-04-01,7.2,2\n2016-12-31,7.2,4\n2017-01-01,7.2,8\n2017-03-31,7.2,16\n2017-04-01,7.2,32\n", &[]);
    let span = ["--from", "2016-01", "--to", "2017-12"];
    let by = |dimension: &'static str| {
        let report = desk.variance(&[&span[..], &["--by", dimension]].concat());
        rows(&report)
            .iter()
            .map(|r| json!([r[dimension], r["actual"]]))
            .collect::<Vec<Value>>()
    };
    assert_eq!(
        by("quarter"),
        [
            json!(["2015-Q4", "1.00"]),
            json!(["2016-Q1", "2.00"]),
            json!(["2016-Q3", "4.00"]),
            json!(["2016-Q4", "24.00"]),
            json!(["2017-Q1", "32.00"]),
        ]
    );
    assert_eq!(
        by("year"),
        [
            json!(["2015", "1.00"]),
            json!(["2016", "30.00"]),
            json!(["2017", "32.00"])
        ]
    );
    let filtered =
        |filter: &str| desk.variance(&[&span[..], &["--filter", filter]].concat())["total"]["actual"].clone();
    assert_eq!(
        (
            filtered("quarter=2016-Q4"),
            filtered("year=2016"),
            filtered("month=2017-01")
        ),
        (json!("24.00"), json!("30.00"), json!("8.00"))
    );
    // Without a span: the fiscal year of today, else the latest with entries.
    let default = desk.variance(&[]);
    assert_eq!(
        (&default["head"]["from"], &default["head"]["to"]),
        (&json!("2017-04"), &json!("2018-03"))
    );
}

#[test]
fn level_rolls_categories_up_and_nothing_else_does() {
    let desk = Desk::new();
    desk.import(
        "date,category,amount\n2025-01-01,7,1\n2025-01-01,7.1,2\n2025-01-01,7.2,4\n2025-01-01,8.1,8\n",
        &[],
    );
    assert_eq!(
        table(&desk.variance(&year(&[])), "category"),
        json!([
            ["7", "0.00", "1.00", false],
            ["7.1", "0.00", "2.00", false],
            ["7.2", "0.00", "4.00", false],
            ["8.1", "0.00", "8.00", false]
        ])
    );
    assert_eq!(
        table(&desk.variance(&year(&["--level", "1"])), "category"),
        json!([["7", "0.00", "7.00", false], ["8", "0.00", "8.00", false]])
    );
    assert_eq!(rows(&desk.variance(&year(&["--level", "2"]))).len(), 4);
}

#[test]
fn filters_of_one_field_are_or_and_of_several_and() {
    let desk = Desk::new();
    desk.import("date,category,amount,customer,channel\n2025-01-01,7.1,1,甲,展会\n2025-01-01,7.2,2,乙,展会\n2025-01-01,8.1,4,甲,\n2025-01-01,,8,,\n2025-01-01,7.2,16,,搜索\n2025-01-01,7.2,32,a=b & 'c' 100%,\n", &[]);
    let total = |filters: &[&str]| {
        let words: Vec<&str> = filters.iter().flat_map(|f| ["--filter", f]).collect();
        cents(&desk.variance(&year(&words))["total"]["actual"]) / 100
    };
    assert_eq!(total(&["category=7"]), 1 + 2 + 16 + 32);
    assert_eq!(total(&["category=7.2"]), 2 + 16 + 32);
    assert_eq!(total(&["category=7.1", "category=8"]), 1 + 4);
    assert_eq!(total(&["category=7", "customer=甲"]), 1);
    assert_eq!(total(&["customer=甲", "customer=乙"]), 1 + 2 + 4);
    assert_eq!(total(&["customer="]), 8 + 16);
    assert_eq!(total(&["channel=", "customer="]), 8);
    assert_eq!(total(&["customer=", "customer=甲"]), 8 + 16 + 1 + 4);
    assert_eq!(total(&["category=0"]), 8);
    assert_eq!(total(&["category=广告投放"]), 2 + 16 + 32);
    assert_eq!(total(&["customer=a=b & 'c' 100%"]), 32);
    assert_eq!(
        desk.refused("report", &["variance", "--filter", "customer=丁"])["code"],
        "name_unknown"
    );
    assert_eq!(
        desk.refused("report", &["variance", "--filter", "category=77"])["code"],
        "category_unknown"
    );
    // The list of entries answers to the same conditions.
    let list = desk.on(
        "report",
        &["entries", "--filter", "category=7", "--filter", "customer=甲"],
    );
    assert_eq!(list.as_array().unwrap().len(), 1);
}

#[test]
fn a_key_has_a_row_with_a_plan_and_one_without() {
    let desk = Desk::new();
    desk.import("date,category,amount,channel,customer\n2025-01-01,7.2,10,展会,\n2025-05-01,7.2,20,搜索,\n2025-06-01,7.2,40,展会,甲\n2025-07-01,8.1,80,,\n2025-08-01,,160,,\n2025-08-01,99,320,,\n2025-08-01,11.2,640,,\n2025-09-01,10.1,-5,展会,\n2025-09-01,10.2,-7,,\n2026-01-01,7.2,1000,展会,\n", &[]);
    // One line: 7 through 展会, planned in January only; it covers the whole fiscal year.
    desk.import(
        "month,category,channel,amount\n2025-01,7,展会,100\n",
        &["--kind", "budget"],
    );
    let report = desk.variance(&year(&[]));
    assert_eq!(
        table(&report, "category"),
        json!([
            ["0", "0.00", "160.00", false],
            ["7", "100.00", "0.00", true],
            ["7.2", "0.00", "50.00", true],
            ["7.2", "0.00", "20.00", false],
            ["8.1", "0.00", "80.00", false],
            ["10.1", "0.00", "0.00", false],
            ["10.2", "0.00", "0.00", false],
        ])
    );
    // By plain SQL: costs are everything but offsets (10), income (11) and out of scope (99), in the year.
    let actual = desk.number(
        "SELECT sum(base_gross_minor) FROM entry e JOIN category c ON c.id = e.category_id WHERE occurred_on BETWEEN '2025-01-01' \
         AND '2025-12-31' AND NOT (c.code = '99' OR c.code LIKE '10.%' OR c.code LIKE '11.%')",
    );
    assert_eq!(cents(&report["total"]["actual"]), actual);
    assert_eq!(report["total"]["offset"], "-12.00", "beside, not in the actual");
    assert_eq!(report["head"]["uncategorised"], "160.00");
    // By channel: the line is in its own row, none last.
    let by_channel = desk.variance(&year(&["--by", "channel"]));
    assert_eq!(
        table(&by_channel, "channel"),
        json!([
            ["展会", "100.00", "50.00", true],
            ["展会", "0.00", "0.00", false],
            ["搜索", "0.00", "20.00", false],
            [null, "0.00", "240.00", false]
        ])
    );
    // In a span without the line's month the line still covers.
    let later = desk.variance(&["--from", "2025-06", "--to", "2025-06"]);
    assert_eq!(table(&later, "category"), json!([["7.2", "0.00", "40.00", true]]));
    // Drafts have not happened.
    desk.import("date,category,amount,status\n2025-02-01,7.2,5000,draft\n", &[]);
    assert_eq!(cents(&desk.variance(&year(&[]))["total"]["actual"]), actual);
}

#[test]
fn every_dimension_sums_to_the_same_and_a_figure_explains_each_row() {
    let desk = Desk::with(&["--taxpayer", "general"]);
    let mut text = "date,category,amount,tax_rate,invoice_kind,customer,channel,department,vendor,product,stage,benefit_from,benefit_to\n".to_owned();
    for at in 0..60 {
        let pick = |names: &[&'static str], step: usize| names[(at / step) % names.len()];
        writeln!(
            text,
            "2025-{:02}-{:02},{},{}.{:02},{},{},{},{},{},{},{},{},{},{}",
            at % 12 + 1,
            at % 28 + 1,
            pick(&["7.2", "8.4", "1.2", "0", "99", "10.1", "11.2", "6.1"], 1),
            at * 37 + 1,
            at % 100,
            pick(&["", "6%", "13%"], 2),
            pick(&["", "数电专票", "数电普票"], 1),
            pick(&["", "甲", "乙"], 3),
            pick(&["", "展会"], 5),
            pick(&["", "sales", "service"], 4),
            pick(&["", "广告社"], 2),
            pick(&["", "客账", "云"], 7),
            pick(&["", "", "shared"], 1),
            if at % 5 == 0 { "2025-03-01" } else { "" },
            if at % 5 == 0 { "2025-08-31" } else { "" },
        )
        .unwrap();
    }
    assert_eq!(desk.import(&text, &[])["rejected"], json!([]));
    desk.call("set_customer", json!({ "code": "甲", "grade": "A" }));
    desk.call(
        "set_customer",
        json!({ "code": "甲", "grade": "B", "grade_from": "2025-06-15" }),
    );
    desk.import("month,category,department,channel,grade,amount\n2025-01,7,,,,100\n2025-02,8,service,,,50\n2025-03,,,展会,,25\n2025-04,1,,,A,30\n2025-05,6.1,,,B,12.34\n", &["--kind", "budget"]);
    let whole = desk.variance(&year(&[]));
    let total = whole["total"].clone();
    for by in [
        "month",
        "quarter",
        "year",
        "stage",
        "department",
        "channel",
        "activity",
        "product",
        "customer",
        "grade",
        "vendor",
        "stage,grade",
        "month,customer",
        "vendor,category",
    ] {
        assert_eq!(desk.variance(&year(&["--by", by]))["total"], total, "{by}");
    }
    for by in ["category", "grade", "stage"] {
        let report = desk.variance(&year(&["--by", by]));
        for row in rows(&report) {
            let ask = json!({
                "query": { "from": "2025-01", "to": "2025-12", "by": [by] }, "key": { by: row[by] }, "budgeted": row["budgeted"],
            });
            let figure = desk.call("figure", ask);
            let told = ["budget", "actual", "offset"].map(|f| figure[f].clone());
            assert_eq!(told, ["budget", "actual", "offset"].map(|f| row[f].clone()), "{row}");
            let shares: i64 = figure["entries"]
                .as_array()
                .unwrap()
                .iter()
                .map(|e| cents(&e["share"]))
                .sum();
            assert_eq!(shares, cents(&row["actual"]) + cents(&row["offset"]), "{row}");
            let lines: i64 = figure["lines"]
                .as_array()
                .unwrap()
                .iter()
                .map(|l| cents(&l["total"]))
                .sum();
            assert_eq!(lines, cents(&row["budget"]));
        }
    }
    desk.sound();
}

#[test]
fn a_stage_is_the_first_that_is_set() {
    let desk = Desk::new();
    desk.call(
        "set_member",
        json!({ "register": "activity", "code": "A1", "name": "老客会", "stage": "maintenance" }),
    );
    let text = "date,category,amount,stage,activity,department\n2025-01-01,7.2,1,service,A1,sales\n2025-01-01,7.2,2,,A1,service\n2025-01-01,7.2,4,,,service\n2025-01-01,7.2,8,,,\n2025-01-01,6.1,16,,,\n2025-01-01,6.1,32,,,sales\n2025-01-01,0,64,acquisition,A1,sales\n";
    assert_eq!(desk.import(text, &[])["rejected"], json!([]));
    let report = desk.variance(&year(&["--by", "stage"]));
    assert_eq!(
        table(&report, "stage"),
        json!([
            ["acquisition", "0.00", "40.00", false],
            ["maintenance", "0.00", "2.00", false],
            ["service", "0.00", "5.00", false],
            ["shared", "0.00", "16.00", false],
            [null, "0.00", "64.00", false],
        ])
    );
    // A department that gets another stage changes what has no other word, also of the past.
    desk.call(
        "set_member",
        json!({ "register": "department", "code": "service", "name": "客服", "stage": "maintenance" }),
    );
    let report = desk.variance(&year(&["--by", "stage", "--filter", "stage=maintenance"]));
    assert_eq!(table(&report, "stage"), json!([["maintenance", "0.00", "6.00", false]]));
}

#[test]
fn a_grade_is_the_customers_on_that_date() {
    let desk = Desk::new();
    desk.import("code,name,grade\nC1,甲,A\n", &["--kind", "customers"]);
    desk.call(
        "set_customer",
        json!({ "code": "C1", "grade": "B", "grade_from": "2025-07-01" }),
    );
    desk.import("date,category,amount,customer\n2020-01-01,8,1,C1\n2025-06-30,8,2,C1\n2025-07-01,8,4,C1\n2025-07-02,8,8,没有等级\n", &[]);
    desk.import("month,category,grade,amount\n2025-01,8,A,100\n", &["--kind", "budget"]);
    let report = desk.variance(&year(&["--by", "grade"]));
    assert_eq!(
        table(&report, "grade"),
        json!([
            ["A", "100.00", "2.00", true],
            ["B", "0.00", "4.00", false],
            [null, "0.00", "8.00", false]
        ])
    );
    assert_eq!(
        desk.variance(&["--from", "2020-01", "--to", "2020-12", "--by", "grade"])["rows"][0]["grade"],
        "A",
        "the first grade holds always"
    );
    // An import that changes the grade changes it from today on.
    desk.import("code,name,grade\nC1,甲,C\n", &["--kind", "customers"]);
    assert_eq!(
        table(&desk.variance(&year(&["--by", "grade"])), "grade"),
        table(&report, "grade")
    );
    assert_eq!(desk.call("customers", json!({}))["customers"][0]["grade"], "C");
}

#[test]
fn rows_are_sorted_and_cut_as_asked() {
    let desk = Desk::new();
    desk.call(
        "set_category",
        json!({ "code": "7.10", "name_zh": "直播", "name_en": "Live streams" }),
    );
    desk.import("date,category,amount\n2025-01-01,7.2,30\n2025-01-01,7.10,1\n2025-01-01,1.2,10\n2025-01-01,9.1,20\n2025-01-01,8.1,5\n2025-01-02,8.1,-5\n", &[]);
    let codes = |words: &[&str]| {
        let report = desk.variance(&year(words));
        rows(&report)
            .iter()
            .map(|r| r["category"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        codes(&[]),
        ["1.2", "7.2", "7.10", "9.1"],
        "a row of nothing is left out"
    );
    assert_eq!(codes(&["--sort", "actual"]), ["7.2", "9.1", "1.2", "7.10"]);
    assert_eq!(codes(&["--sort", "-actual"]), ["7.10", "1.2", "9.1", "7.2"]);
    let cut = desk.variance(&year(&["--sort", "actual", "--limit", "2"]));
    assert_eq!(
        (rows(&cut).len(), &cut["total"]["actual"], &cut["head"]["omitted_count"]),
        (2, &json!("50.00"), &json!(2))
    );
}

#[test]
fn two_budgets_of_one_year_do_not_add_up() {
    let desk = Desk::new();
    desk.import("month,category,amount\n2025-01,7.2,100\n", &["--kind", "budget"]);
    desk.import(
        "month,category,amount\n2025-01,8,40\n",
        &["--kind", "budget", "--budget", "second"],
    );
    assert_eq!(
        desk.variance(&year(&[]))["head"]["versions"],
        json!(["second@1"]),
        "the newest draft"
    );
    desk.call("approve_budget", json!({ "budget": "2025" }));
    let report = desk.variance(&year(&[]));
    assert_eq!(
        (&report["head"]["versions"], &report["total"]["budget"]),
        (&json!(["2025@1"]), &json!("100.00"))
    );
    assert_eq!(
        desk.variance(&year(&["--budget", "second"]))["total"]["budget"],
        "40.00"
    );
}

#[test]
fn the_report_is_the_query_of_the_same_name() {
    let desk = Desk::new();
    desk.import("date,category,amount\n2025-01-01,7.2,30\n", &[]);
    let printed = desk.variance(&year(&["--by", "category,month"]));
    let called = desk.call(
        "variance",
        json!({ "from": "2025-01", "to": "2025-12", "by": ["category", "month"] }),
    );
    assert_eq!(printed, called);
    let listed = desk.on("report", &["entries"]);
    assert_eq!(listed, desk.call("entries", json!({}))["entries"]);
}

/// By hand: 7.2 is planned 100 a month; spent 90 in January, 130 in February, 60 in November. 8.5 has no plan: 40 in
/// March. Up to February: planned 200, spent 220. The whole year: planned 1,200, spent 280.
#[test]
fn the_standard_table_has_the_month_the_year_to_date_and_the_whole_year() {
    let desk = Desk::new();
    desk.import(
        "date,category,amount\n2025-01-05,7.2,90\n2025-02-05,7.2,130\n2025-11-05,7.2,60\n2025-03-01,8.5,40\n",
        &[],
    );
    let plan = (1..=12).fold("month,category,amount\n".to_owned(), |mut text, month| {
        writeln!(text, "2025-{month:02},7.2,100").unwrap();
        text
    });
    desk.import(&plan, &["--kind", "budget"]);
    let table = desk.on("report", &["execution", "--to", "2025-02"]);
    let line = row(&table, "category", "7.2", true);
    let block = |name: &str, figures: [&str; 4]| {
        let [budget, actual, variance, available] = figures;
        let found = &line[name];
        assert_eq!(
            [
                &found["budget"],
                &found["actual"],
                &found["variance"],
                &found["available"]
            ],
            [budget, actual, variance, available],
            "{name}"
        );
    };
    block("period", ["100.00", "130.00", "-30.00", "-30.00"]);
    block("to_date", ["200.00", "220.00", "-20.00", "-20.00"]);
    block("full_year", ["1200.00", "280.00", "920.00", "920.00"]);
    // What comes later in the year is in the last block alone.
    let gifts = row(&table, "category", "8.5", false);
    assert_eq!(
        (&gifts["to_date"]["actual"], &gifts["full_year"]["actual"]),
        (&json!("0.00"), &json!("40.00"))
    );
    assert_eq!(table["total"]["full_year"]["actual"], "320.00");
    let quarter = desk.on("report", &["execution", "--from", "2025-01", "--to", "2025-03"]);
    assert_eq!(quarter["total"]["period"]["actual"], "260.00");
    // Without words: the latest month with entries, where the day of today is later.
    let told = desk.on("report", &["execution"]);
    assert_eq!(
        (&told["head"]["from"], &told["head"]["to"]),
        (&json!("2025-11"), &json!("2025-11"))
    );
    let crossing = desk.refused("report", &["execution", "--from", "2024-12", "--to", "2025-01"]);
    assert_eq!(crossing["code"], "period_crosses_years");
    let pdf = desk.run(&["report", LEDGER, "execution", "--format", "pdf", "--out", "e.pdf"]);
    assert!(pdf.text().is_empty() && desk.bytes("e.pdf").starts_with(b"%PDF-"));
}

/// 100 a month for 7.2, 110 spent in each of the first two months, 40 outside the plan: with the rest as planned the
/// year heads for 260 + 1,000, that is 60 over 1,200.
#[test]
fn the_page_for_the_boss_is_one_sheet_made_from_the_figures() {
    let desk = Desk::new();
    let costs =
        "date,category,amount,customer\n2025-01-05,7.2,110,甲公司\n2025-02-05,7.2,110,甲公司\n2025-02-06,8.5,40,\n";
    desk.import(costs, &[]);
    let nothing = desk.done(&["report", LEDGER, "briefing", "--format", "pdf", "--out", "none.pdf"]);
    assert!(nothing.text().is_empty(), "without a plan there is a page too");
    let plan = (1..=12).fold("month,category,amount\n".to_owned(), |mut text, month| {
        writeln!(text, "2025-{month:02},7.2,100").unwrap();
        text
    });
    desk.import(&plan, &["--kind", "budget"]);
    let told = desk.on("report", &["briefing", "--to", "2025-02"]);
    assert_eq!(told["forecast"], "1260.00");
    let over: Vec<(&str, &str)> = told["overruns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["category"].as_str().unwrap(), row["variance"].as_str().unwrap()))
        .collect();
    assert_eq!(over, [("8.5", "-40.00"), ("7.2", "-20.00")]);
    assert_eq!(told["dearest"][0]["actual"], "220.00");
    let words = [
        "report",
        LEDGER,
        "briefing",
        "--to",
        "2025-02",
        "--format",
        "pdf",
        "--out",
        "boss.pdf",
        "--language",
        "zh-CN",
    ];
    desk.done(&words);
    let pdf = desk.path("boss.pdf");
    // poppler reads it back, where it is installed: part by part, as the parts stand beside each other.
    let Ok(read) = std::process::Command::new("pdftotext").arg(&pdf).arg("-").output() else {
        return;
    };
    let text = String::from_utf8(read.stdout).unwrap();
    assert_eq!(text.matches('\u{c}').count(), 1, "one sheet");
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    for words in [
        "全年预计1,260.00元",
        "超出预算60.00元",
        "追加60.00元",
        "甲公司",
        "同意",
        "数据不足",
    ] {
        assert!(bare.contains(words), "{words} in {text}");
    }
}

/// A company, a line and a customer with names that fill pages: still one sheet, and the figures whole.
#[test]
fn names_of_any_length_leave_the_page_for_the_boss_one_sheet() {
    let desk = Desk::new();
    let long = "长".repeat(10_000);
    let costs =
        format!("date,category,amount,customer\n2025-01-05,7.2,1234567890.12,{long}\n2025-02-05,7.3,110,{long}二\n");
    desk.import(&costs, &[]);
    desk.call("set_profile", json!({ "company": "长".repeat(200) }));
    desk.call(
        "set_category",
        json!({ "code": "7", "name_zh": "名".repeat(200), "name_en": "n".repeat(200) }),
    );
    desk.import("month,category,amount\n2025-01,7.2,100\n", &["--kind", "budget"]);
    for language in ["zh-CN", "en"] {
        desk.done(&[
            "report",
            LEDGER,
            "briefing",
            "--format",
            "pdf",
            "--out",
            "boss.pdf",
            "--language",
            language,
        ]);
        let pdf = String::from_utf8_lossy(&desk.bytes("boss.pdf")).into_owned();
        assert!(pdf.contains("/Count 1"), "one sheet in {language}");
    }
}

/// The window's CSV is what is seen; the command line's is the contract's.
#[test]
fn the_csv_of_the_window_has_its_words_its_names_and_its_total() {
    let desk = Desk::new();
    desk.import("date,category,amount\n2025-01-05,7.2,110\n2025-01-06,8.5,40.50\n", &[]);
    let query = json!({ "from": "2025-01", "to": "2025-12", "by": ["category"] });
    for (language, budget) in [("zh-CN", "实际"), ("en", "Actual")] {
        let ask = json!({ "query": query, "format": "csv", "path": "seen.csv", "language": language });
        desk.call("export_report", ask);
        let text = String::from_utf8(desk.bytes("seen.csv")).unwrap();
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        assert!(lines[0].contains(budget) && !lines[0].contains("variance"), "{text}");
        assert!(lines[1].starts_with("7.2,") && lines[1].contains("110.00"), "{text}");
        assert_eq!(lines.len(), 4, "{text}");
        assert!(lines[3].contains("150.50"), "the total: {text}");
    }
    let plain = desk
        .done(&[
            "report", LEDGER, "variance", "--from", "2025-01", "--to", "2025-12", "--format", "csv",
        ])
        .text();
    assert!(plain.starts_with("category,budget,actual"), "{plain}");
}
