//! Activities, hours, tools, tickets and feedback: imported, reported, changed and undone, on real ledger files.

use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER, report, rows};

/// Imported, updated, duplicates, and the codes of what was rejected.
fn told(result: &Value) -> (u64, u64, u64, Vec<&str>) {
    let count = |name: &str| result[name].as_u64().unwrap();
    let codes = result["rejected"].as_array().unwrap().iter();
    (
        count("imported"),
        count("updated"),
        count("duplicates"),
        codes.map(|cell| cell["code"].as_str().unwrap()).collect(),
    )
}

const ACTIVITIES: &str = "\
活动编号,名称,目的,渠道,开始日期,结束日期,预算成本,预期收益,发出数量,到场人数,响应人数,收入,评分,状态
A1,春季沙龙,拉新,展会,2025-03-10,2025-03-10,1000,3000,100,40,10,2000,4.5,已结束
A2,答谢会,维系,,2025-06-01,2025-06-02,500,,,,,,,计划中
A3,坏评分,拉新,,,,,,,,,,6,
A4,倒着的,拉新,,2025-05-02,2025-05-01,,,,,,,,
A5,没目的,聚餐,,,,,,,,,,,
";

/// By hand: cost 300 + 200 of its entries, 100 asked, 40 came; ROI (2,000 − 500) ÷ 500 = 3, at a margin of 30 %
/// (600 − 500) ÷ 500 = 0.2 (DOMAIN §7); 500 ÷ 40 = 12.50, 500 ÷ 10 = 50.
#[test]
fn an_activity_is_planned_against_what_its_entries_say() {
    let desk = Desk::new();
    let result = desk.import(ACTIVITIES, &["--kind", "activities"]);
    assert_eq!(
        told(&result),
        (
            2,
            0,
            0,
            vec!["activity_score_invalid", "activity_term_reversed", "purpose_unknown"]
        )
    );
    assert_eq!(result["created"]["channels"], 1);
    desk.call("set_profile", json!({ "default_margin": "0.3" }));
    // The second falls before the span, and belongs to the activity all the same.
    desk.import(
        "date,category,amount,activity\n2025-03-10,5.2,300,A1\n2025-02-20,5.1,200,春季沙龙\n2025-03-11,10.2,50,A1\n",
        &[],
    );
    let found = report(&desk, "activities", &["--from", "2025-03", "--to", "2025-12"]);
    let row = &rows(&found)[0];
    for (field, expected) in [
        ("activity", json!("A1")),
        ("purpose", json!("acquisition")),
        ("planned_cost", json!("1000.00")),
        ("cost", json!("500.00")),
        ("variance", json!("500.00")),
        ("offset", json!("50.00")),
        ("attendance_rate", json!(0.4)),
        ("response_rate", json!(0.1)),
        ("cost_per_attendee", json!("12.50")),
        ("cost_per_response", json!("50.00")),
        ("revenue", json!("2000.00")),
        ("revenue_source", json!("register")),
        ("roi_revenue", json!(3.0)),
        ("roi_margin", json!(0.2)),
        ("score", json!(4.5)),
        ("status", json!("done")),
    ] {
        assert_eq!(row[field], expected, "{field}: {row}");
    }
    // What is not known stays undefined, never zero or infinite.
    let second = &rows(&found)[1];
    assert_eq!((&second["activity"], &second["cost"]), (&json!("A2"), &json!("0.00")));
    for field in [
        "attendance_rate",
        "cost_per_attendee",
        "revenue",
        "roi_revenue",
        "roi_margin",
        "score",
    ] {
        assert_eq!(second[field], Value::Null, "{field}: {second}");
    }
    assert_eq!(found["total"]["planned_cost"], "1500.00");
    // The purpose is the stage of its entries.
    let stages = desk.variance(&["--by", "stage", "--from", "2025-01", "--to", "2025-12"]);
    assert_eq!(rows(&stages)[0]["stage"], "acquisition");
    // The same file again brings nothing; other values change the register; each is one undo.
    let again = desk.import(ACTIVITIES, &["--kind", "activities"]);
    assert_eq!((told(&again).2, &again["batch"]), (2, &Value::Null));
    let other = desk.import("名称,到场人数\n春季沙龙,50\n", &["--kind", "activities"]);
    assert_eq!((told(&other).0, told(&other).1), (0, 1), "found by its name");
    desk.on("undo", &[]);
    let back = report(&desk, "activities", &["--from", "2025-03", "--to", "2025-12"]);
    assert_eq!(rows(&back)[0]["attendance"], 40);
    desk.sound();
}

/// A Zoho campaign list, whose columns are named otherwise.
#[test]
fn campaigns_of_another_system_are_activities() {
    let desk = Desk::new();
    let text = "Campaign Name,Start Date,End Date,Budgeted Cost,Expected Revenue,Num sent,Status,Actual Cost\n\
                Fair 2025,2025-05-01,2025-05-03,\"1,200.00\",5000,300,Complete,900\n";
    let result = desk.import(text, &["--kind", "activities"]);
    assert_eq!(told(&result), (1, 0, 0, vec![]));
    let found = report(&desk, "activities", &["--from", "2025-01", "--to", "2025-12"]);
    let row = &rows(&found)[0];
    assert_eq!(
        (&row["planned_cost"], &row["invited"], &row["status"]),
        (&json!("1200.00"), &json!(300), &json!("done"))
    );
    // Actual cost is what entries say, and there are none.
    assert_eq!(row["cost"], "0.00");
}

/// By hand: 6 + 2 administration of 12 worked = 2/3, 4 unused of 16; half a seat wasted below 30 of 60.
#[test]
fn resources_tell_hours_tools_and_tickets() {
    let desk = Desk::new();
    let hours = "日期,员工,工作类型,工时,客户\n2025-03-03,林珊,行政事务,6,\n2025-03-04,林珊,admin,2,\n2025-03-04,林珊,拜访,4,甲\n\
                 2025-03-05,王芳,闲置,4,\n2025-03-06,王芳,拜访,-1,\n2025-03-07,王芳,拜访,25,\n2099-01-01,王芳,拜访,1,\n";
    let result = desk.import(hours, &["--kind", "hours"]);
    assert_eq!(
        told(&result),
        (4, 0, 0, vec!["count_negative", "hours_invalid", "date_in_future"])
    );
    assert_eq!(told(&desk.import(hours, &["--kind", "hours"])).2, 4);
    desk.import(
        "date,category,amount,vendor\n2025-03-01,1.2,1200,智客云\n2025-03-02,1.3,70,智客云\n2025-03-09,9.1,900,客服公司\n",
        &[],
    );
    let tools = "工具,供应商,类别,月份,账号数,活跃账号,登录次数,付费模块数,在用模块数,最近使用,续费日期,提前通知天数,已用容量(GB),购买容量(GB)\n\
                 CRM,智客云,1.2,2025-03,60,24,300,4,3,2025-03-28,2026-03-10,30,80,100\n\
                 CRM,智客云,1.2,2025-04,60,26,310,4,3,2025-04-28,,,90,100\n多用,,,2025-03,5,9,,,,,,,,\n";
    let result = desk.import(tools, &["--kind", "tools"]);
    assert_eq!(told(&result), (2, 0, 0, vec!["used_beyond_paid"]));
    let tickets = "month,customer,product,tickets,minutes,automated,first_solution_minutes\n2025-03,甲,P,20,300,5,10\n2025-03,甲,P,10,150,1,40\n\
                   2025-03,乙,P,5,,9,\n2025-03,乙,P,1.5,,,\n";
    let result = desk.import(tickets, &["--kind", "service"]);
    assert_eq!(
        told(&result),
        (2, 0, 0, vec!["automated_beyond_tickets", "count_invalid"])
    );
    assert_eq!(told(&desk.import(tickets, &["--kind", "service"])).2, 2);
    let found = report(&desk, "resources", &["--from", "2025-03", "--to", "2025-04"]);
    let hours = &found["hours"];
    assert_eq!((&hours["total"], &hours["administration"]), (&json!(16.0), &json!(8.0)));
    assert_eq!(hours["administration_share"], json!(0.666_667));
    assert_eq!((&hours["unused"], &hours["unused_share"]), (&json!(4.0), &json!(0.25)));
    assert_eq!(hours["is_mostly_administration"], true);
    assert_eq!(hours["by_kind"][0]["kind"], "administration");
    assert_eq!(
        (&hours["by_customer"][1]["customer"], &hours["by_customer"][1]["hours"]),
        (&json!("甲"), &json!(4.0))
    );
    let tool = &found["tools"][0];
    for (field, expected) in [
        ("tool", json!("CRM")),
        ("month", json!("2025-04")),
        ("seats", json!(60)),
        ("active", json!(26)),
        // (24 + 26) ÷ 120, and 6 ÷ 8.
        ("active_share", json!(0.416_667)),
        ("module_share", json!(0.75)),
        ("logins", json!(610)),
        ("last_used_on", json!("2025-04-28")),
        ("gb_share", json!(0.9)),
        // The category is narrower than the vendor: 70 of data analysis is not the CRM's.
        ("cost", json!("1200.00")),
        ("cost_source", json!("entries")),
        ("cost_per_active_seat", json!("50.00")),
        ("renewal_on", json!("2026-03-10")),
        ("notice_by", json!("2026-02-08")),
        ("verdict", json!("waste")),
    ] {
        assert_eq!(tool[field], expected, "{field}: {tool}");
    }
    // 900 of service-stage cost ÷ 30 tickets; the mean of a ticket (20 × 10 + 10 × 40) ÷ 30 = 20.
    let row = &found["service"][0];
    for (field, expected) in [
        ("month", json!("2025-03")),
        ("tickets", json!(30)),
        ("minutes", json!(450.0)),
        ("minutes_per_ticket", json!(15.0)),
        ("automated", json!(6)),
        ("automated_share", json!(0.2)),
        ("cost", json!("900.00")),
        ("cost_per_ticket", json!("30.00")),
        ("first_solution_minutes", json!(20.0)),
        ("solution_minutes", json!(null)),
    ] {
        assert_eq!(row[field], expected, "{field}: {row}");
    }
    let by_product = report(
        &desk,
        "resources",
        &["--from", "2025-03", "--to", "2025-04", "--by", "product"],
    );
    assert_eq!(by_product["service"][0]["tickets"], 30);
    // Its cost names no product, so a ticket of the product costs nothing that is known.
    assert_eq!(
        (
            &by_product["service"][1]["product"],
            &by_product["service"][1]["cost_per_ticket"]
        ),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        desk.refused("report", &["resources", "--by", "vendor"])["code"],
        "resources_by_invalid"
    );
    let csv = desk.done(&[
        "report",
        LEDGER,
        "resources",
        "--from",
        "2025-03",
        "--to",
        "2025-04",
        "--format",
        "csv",
    ]);
    let csv = String::from_utf8(csv.out).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert!(
        lines[0].starts_with("section,tool,name,") && lines.len() == 1 + 1 + 3 + 1,
        "{csv}"
    );
    for _ in 0..4 {
        desk.on("undo", &[]);
    }
    assert_eq!(
        desk.number("SELECT (SELECT count(*) FROM work_hours) + (SELECT count(*) FROM tool) + (SELECT count(*) FROM tool_month) \
                     + (SELECT count(*) FROM service_month) + (SELECT count(*) FROM customer)"),
        0
    );
    desk.sound();
}

const SURVEY: &str = "\
日期,客户,来源,满意度,NPS,内容,投诉,负责人,处理期限,处理结果,产品
2025-03-01,甲,问卷,5,10,很好,否,,,,
2025-03-02,乙,问卷,4,9,,,,,,
2025-03-03,丙,问卷,2,3,太慢,是,林珊,2025-03-10,,S3
2025-04-04,甲,问卷,3,8,,,,,,
2025-04-05,乙,电话,6,,,,,,,
2025-04-05,乙,电话,,11,,,,,,
2099-01-01,乙,电话,5,,,,,,,
2025-04-06,乙,电话,,,,,,,,
";

/// By hand: satisfaction 5, 4, 2, 3: half are 4 or 5, mean 3.5; NPS of 10, 9, 3, 8: (2 − 1) ÷ 4 = 25.
#[test]
fn a_survey_gives_csat_nps_and_open_complaints() {
    let desk = Desk::new();
    let result = desk.import(SURVEY, &["--kind", "feedback"]);
    assert_eq!(
        told(&result),
        (
            4,
            0,
            0,
            vec![
                "satisfaction_invalid",
                "nps_invalid",
                "date_in_future",
                "feedback_empty"
            ]
        )
    );
    assert_eq!(told(&desk.import(SURVEY, &["--kind", "feedback"])).2, 4);
    desk.import(
        "date,category,amount,customer\n2025-03-09,8.5,90,甲\n2025-03-09,9.3,10,丙\n",
        &[],
    );
    desk.call(
        "set_customer",
        json!({ "code": "甲", "grade": "A", "acquired_on": "2024-01-01" }),
    );
    desk.call(
        "set_customer",
        json!({ "code": "乙", "grade": "B", "acquired_on": "2024-01-01", "lapsed_on": "2025-04-20" }),
    );
    let found = report(&desk, "satisfaction", &["--from", "2025-03", "--to", "2025-04"]);
    let total = &found["total"];
    for (field, expected) in [
        ("n", json!(4)),
        ("csat", json!(0.5)),
        ("mean", json!(3.5)),
        ("nps_n", json!(4)),
        ("nps", json!(25.0)),
        ("promoters", json!(2)),
        ("passives", json!(1)),
        ("detractors", json!(1)),
        ("complaints", json!(1)),
        ("open_complaints", json!(1)),
        ("cost", json!("100.00")),
        ("churn", json!(0.5)),
    ] {
        assert_eq!(total[field], expected, "{field}: {total}");
    }
    let (low, high) = (total["nps_low"].as_f64().unwrap(), total["nps_high"].as_f64().unwrap());
    assert!((-100.0..25.0).contains(&low) && 25.0 < high && high <= 100.0, "{total}");
    // A: 5 and 3; nobody of it left. None: the customer without a grade.
    let by_grade = rows(&found);
    assert_eq!(by_grade.len(), 3);
    assert_eq!(
        (
            &by_grade[0]["grade"],
            &by_grade[0]["csat"],
            &by_grade[0]["cost"],
            &by_grade[0]["churn"]
        ),
        (&json!("A"), &json!(0.5), &json!("90.00"), &json!(0.0))
    );
    assert_eq!(
        (&by_grade[1]["churn"], &by_grade[2]["grade"]),
        (&json!(1.0), &Value::Null)
    );
    let by_month = report(
        &desk,
        "satisfaction",
        &["--from", "2025-03", "--to", "2025-04", "--by", "month"],
    );
    let months: Vec<&Value> = rows(&by_month).iter().map(|row| &row["mean"]).collect();
    assert_eq!(months, [&json!(3.666_667), &json!(3.0)]);
    assert_eq!(
        (&rows(&by_month)[0]["churn"], &rows(&by_month)[1]["churn"]),
        (&json!(0.0), &json!(0.5))
    );
    // The log has the open complaint first; an outcome closes it.
    let log = desk.call("feedback", json!({ "from": "2025-01", "to": "2025-12" }));
    let first = &log["rows"][0];
    assert_eq!(
        (&first["customer"], &first["open"], &log["open"], &log["late"]),
        (&json!("丙"), &json!(true), &json!(1), &json!(1))
    );
    let mut change = json!({ "id": first["id"], "date": first["date"], "customer": "丙", "text": first["text"], "complaint": true,
        "satisfaction": 2, "nps": 3, "product": "S3", "outcome": "换货" });
    let closed = desk.call("set_feedback", change.clone());
    assert_eq!((&closed["open"], &closed["outcome"]), (&json!(false), &json!("换货")));
    assert_eq!(desk.call("feedback", json!({ "open": true }))["count"], 0);
    change["satisfaction"] = json!(0);
    assert_eq!(
        desk.call_refused("set_feedback", change)["code"],
        "satisfaction_invalid"
    );
    // A customer's page shows what it said.
    let page = desk.call(
        "customer",
        json!({ "code": "丙", "query": { "from": "2025-03", "to": "2025-04" } }),
    );
    assert_eq!(page["feedback"][0]["outcome"], "换货");
    desk.sound();
}

#[test]
fn a_bare_score_is_rejected_until_its_scale_is_said() {
    let desk = Desk::new();
    let text = "日期,客户,评分\n2025-03-01,甲,4\n2025-03-02,乙,5\n";
    let result = desk.import(text, &["--kind", "feedback"]);
    assert_eq!(told(&result), (0, 0, 0, vec!["score_scale_missing"; 2]));
    let settled = desk.import(text, &["--kind", "feedback", "--map", "satisfaction=评分"]);
    assert_eq!(told(&settled).0, 2);
    let scaled = desk.import(
        "date,customer,score,scale\n2025-03-03,丙,9,NPS\n2025-03-03,丁,9,满意度\n",
        &["--kind", "feedback"],
    );
    assert_eq!(told(&scaled), (1, 0, 0, vec!["satisfaction_invalid"]));
    // Internal feedback is in no figure of customers.
    desk.call(
        "set_feedback",
        json!({ "date": "2025-03-05", "employee": "林珊", "topic": "CRM 太慢" }),
    );
    let found = report(
        &desk,
        "satisfaction",
        &["--from", "2025-03", "--to", "2025-03", "--by", "month"],
    );
    assert_eq!(
        (&found["internal"], &found["total"]["feedback"]),
        (&json!(1), &json!(3))
    );
}

#[test]
fn the_reports_come_in_every_format_and_without_anything_in_the_ledger() {
    let desk = Desk::new();
    for name in ["activities", "resources", "satisfaction"] {
        for format in ["table", "json", "csv", "xlsx", "pdf", "svg", "png"] {
            let out = format!("{name}.{format}");
            desk.done(&["report", LEDGER, name, "--format", format, "--out", &out]);
            assert!(!desk.bytes(&out).is_empty(), "{out}");
        }
        let found = report(&desk, name, &[]);
        assert!(!found.to_string().contains("NaN"), "{found}");
    }
    // A picture of money says what kind of money.
    let picture = String::from_utf8(desk.bytes("activities.svg")).unwrap();
    for words in ["Unit: CNY", "Accrual", "Net of deductible tax"] {
        assert!(picture.contains(words), "{words} in {picture}");
    }
}

#[test]
fn merged_customers_bring_their_hours_tickets_and_feedback_along() {
    let desk = Desk::new();
    desk.import(
        "month,customer,product,tickets\n2025-03,甲,P,3\n2025-03,甲公司,P,4\n",
        &["--kind", "service"],
    );
    desk.import(
        "date,employee,hours,customer\n2025-03-01,林珊,2,甲\n",
        &["--kind", "hours"],
    );
    desk.import("date,customer,satisfaction\n2025-03-01,甲,5\n", &["--kind", "feedback"]);
    desk.call("merge_customers", json!({ "from": "甲", "into": "甲公司" }));
    let found = report(
        &desk,
        "resources",
        &["--from", "2025-03", "--to", "2025-03", "--by", "customer"],
    );
    assert_eq!(
        (&found["service"][0]["customer"], &found["service"][0]["tickets"]),
        (&json!("甲公司"), &json!(7))
    );
    assert_eq!(found["hours"]["by_customer"][0]["customer"], "甲公司");
    // A new count takes the place of both.
    desk.call(
        "set_service",
        json!({ "month": "2025-03", "customer": "甲公司", "product": "P", "tickets": 5 }),
    );
    assert_eq!(desk.number("SELECT sum(tickets) FROM service_month"), 5);
    desk.on("undo", &[]);
    desk.on("undo", &[]);
    assert_eq!(desk.number("SELECT count(*) FROM customer"), 2);
    desk.sound();
}

/// The cases that the sample tells; figures of an independent count (sqlite3 over the file) where they are exact.
#[test]
fn the_sample_company_tells_its_cases_of_work() {
    let desk = Desk::with(&["--sample", "--language", "en"]);
    let span = ["--from", "2026-01", "--to", "2026-10"];
    let tools = report(&desk, "resources", &span);
    let crm = &tools["tools"][0];
    assert_eq!((&crm["tool"], &crm["verdict"]), (&json!("T-CRM"), &json!("waste")));
    assert!(
        tools["tools"].as_array().unwrap()[1..]
            .iter()
            .all(|tool| tool["verdict"] != "waste")
    );
    assert_eq!(tools["hours"]["is_mostly_administration"], true);
    let activities = report(&desk, "activities", &span);
    let of = |code: &str| {
        rows(&activities)
            .iter()
            .find(|row| row["activity"] == code)
            .unwrap()
            .clone()
    };
    let roi = |code: &str| of(code)["roi_revenue"].as_f64().unwrap();
    assert!(roi("A2604") > 3.0 && roi("A2601") == -1.0, "one well done, one badly");
    assert!(of("A2601")["variance"].as_str().unwrap().starts_with('-'));
    let products = report(
        &desk,
        "satisfaction",
        &["--from", "2026-01", "--to", "2026-10", "--by", "product"],
    );
    let sensor = rows(&products).iter().find(|row| row["product"] == "S3").unwrap();
    assert!(sensor["complaints"].as_u64().unwrap() * 2 > products["total"]["complaints"].as_u64().unwrap());
    assert_eq!(
        products["total"]["complaints"].as_i64().unwrap(),
        desk.number(
            "SELECT count(*) FROM feedback WHERE is_complaint AND noted_on BETWEEN '2026-01-01' AND '2026-10-31'"
        )
    );
    desk.sound();
}
