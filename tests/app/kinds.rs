//! Every `--kind` of an import, from a file with Chinese and one with English headers: the good row comes in, each bad
//! one is rejected at its row and column, the same file again brings nothing, undo takes all back.

use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER};

/// A kind, its file in both languages, and the rejected cells: row and the column's place in the header, none where the
/// row as a whole is at fault.
type Case = (&'static str, [&'static str; 2], &'static [(u64, Option<usize>)]);

const KINDS: [Case; 15] = [
    (
        "entries",
        [
            "日期,类别,金额,客户\n2025-03-01,7.2,100,甲公司\n2025-03-02,没有这一类,50,甲公司\n2025-13-01,7.2,5,甲公司\n2025-03-03,7.2,若干,甲公司\n",
            "date,category,amount,customer\n2025-03-01,7.2,100,Acme\n2025-03-02,no such,50,Acme\n2025-13-01,7.2,5,Acme\n2025-03-03,7.2,some,Acme\n",
        ],
        &[(3, Some(1)), (4, Some(0)), (5, Some(2))],
    ),
    (
        "budget",
        [
            "月份,类别,金额\n2025-01,7.2,1000\n2025-02,没有这一类,10\n2025-13,7.2,5\n",
            "month,category,amount\n2025-01,7.2,1000\n2025-02,no such,10\n2025-13,7.2,5\n",
        ],
        &[(3, Some(1)), (4, Some(0))],
    ),
    (
        "customers",
        [
            "客户编号,名称,等级,获客日期,状态\nC1,甲公司,A,2025-01-05,合作中\nC2,乙公司,Z,2025-01-05,\nC3,丙公司,A,2031-01-01,\nC4,丁公司,A,,睡着了\n",
            "code,name,grade,acquired on,status\nC1,Acme,A,2025-01-05,active\nC2,Beta,Z,2025-01-05,\nC3,Ceta,A,2031-01-01,\nC4,Delta,A,,asleep\n",
        ],
        &[(3, Some(2)), (4, Some(3)), (5, Some(4))],
    ),
    (
        "channels",
        [
            "编号,名称\nS1,搜索\nS2,\u{85}铃\n",
            "code,name\nS1,Search\nS2,\u{85}Bell\n",
        ],
        &[(3, Some(1))],
    ),
    (
        "activities",
        [
            "活动编号,名称,开始日期,结束日期,预算成本,评分\nA1,客户日,2025-03-01,2025-03-02,1000,4.5\nA2,反了,2025-03-05,2025-03-01,10,\nA3,负数,2025-03-05,,-10,\n",
            "code,name,start,end,planned cost,score\nA1,Day,2025-03-01,2025-03-02,1000,4.5\nA2,Reversed,2025-03-05,2025-03-01,10,\nA3,Negative,2025-03-05,,-10,\n",
        ],
        &[(3, Some(3)), (4, Some(4))],
    ),
    (
        "contracts",
        [
            "合同编号,客户,开始日期,结束日期,金额,收费周期\nK1,甲公司,2025-01-01,2025-12-31,1200,每季度\nK2,甲公司,2025-12-31,2025-01-01,10,每年\nK3,甲公司,2025-01-01,2025-12-31,若干,每年\n",
            "contract,customer,from,to,amount,rhythm\nK1,Acme,2025-01-01,2025-12-31,1200,quarterly\nK2,Acme,2025-12-31,2025-01-01,10,yearly\nK3,Acme,2025-01-01,2025-12-31,some,yearly\n",
        ],
        &[(3, Some(3)), (4, Some(4))],
    ),
    (
        "purchases",
        [
            "采购合同编号,标的,供应商,开始日期,结束日期,提前通知天数,自动续约,金额,税率,类别,付款周期\nCG1,客服系统,云服务商,2026-01-01,2026-12-31,60,是,12000,6%,1.2,每季度\nCG2,半个月,云服务商,2026-01-01,2026-12-15,,,100,,,\nCG3,没有类别,云服务商,2026-01-01,2026-12-31,,,100,,没有这一类,\nCG4,或许,云服务商,2026-01-01,2026-12-31,,也许,100,,,\nCG5,不要钱,云服务商,2026-01-01,2026-12-31,,,0,,,\nCG6,没有金额,云服务商,2026-01-01,2026-12-31,,,,,,\n",
            "contract,about,vendor,from,to,notice days,auto renewed,amount,tax rate,category,rhythm\nCG1,Help desk,Cloud,2026-01-01,2026-12-31,60,yes,12000,6%,1.2,quarterly\nCG2,Half a month,Cloud,2026-01-01,2026-12-15,,,100,,,\nCG3,No category,Cloud,2026-01-01,2026-12-31,,,100,,no such,\nCG4,Perhaps,Cloud,2026-01-01,2026-12-31,,perhaps,100,,,\nCG5,Free,Cloud,2026-01-01,2026-12-31,,,0,,,\nCG6,No amount,Cloud,2026-01-01,2026-12-31,,,,,,\n",
        ],
        &[(3, Some(4)), (4, Some(9)), (5, Some(6)), (6, Some(7)), (7, Some(7))],
    ),
    (
        "receipts",
        [
            "日期,客户,金额,合同,摘要\n2025-01-05,甲公司,100,,首款\n2025-01-06,甲公司,1,K9,\n2031-01-01,甲公司,1,,\n",
            "date,customer,amount,contract,memo\n2025-01-05,Acme,100,,first\n2025-01-06,Acme,1,K9,\n2031-01-01,Acme,1,,\n",
        ],
        &[(3, Some(3)), (4, Some(0))],
    ),
    (
        "orders",
        [
            "日期,客户,金额,订单,产品\n2025-01-05,甲公司,100,S1,传感器\n2025-01-06,,5,S2,\n2025-01-07,甲公司,,S3,\n2031-01-01,甲公司,1,S4,\n",
            "date,customer,amount,order,product\n2025-01-05,Acme,100,S1,Sensor\n2025-01-06,,5,S2,\n2025-01-07,Acme,,S3,\n2031-01-01,Acme,1,S4,\n",
        ],
        &[(3, Some(1)), (4, Some(2)), (5, Some(0))],
    ),
    (
        "hours",
        [
            "日期,员工,工时,工作类型,客户\n2025-01-05,林珊,3.5,客户拜访,甲公司\n2025-01-06,林珊,30,客户拜访,甲公司\n2025-01-07,,2,,\n2031-01-07,林珊,2,,\n",
            "date,employee,hours,kind,customer\n2025-01-05,Lin,3.5,visits,Acme\n2025-01-06,Lin,30,visits,Acme\n2025-01-07,,2,,\n2031-01-07,Lin,2,,\n",
        ],
        &[(3, Some(2)), (4, Some(1)), (5, Some(0))],
    ),
    (
        "tools",
        [
            "工具,月份,账号数,活跃账号,费用\n客系,2025-01,60,13,800\n客系,2025-02,10,12,800\n客系,2031-01,1,1,1\n客系,2025-03,-5,1,1\n",
            "tool,month,seats,active,cost\nCRM,2025-01,60,13,800\nCRM,2025-02,10,12,800\nCRM,2031-01,1,1,1\nCRM,2025-03,-5,1,1\n",
        ],
        &[(3, Some(3)), (4, Some(1)), (5, Some(2))],
    ),
    (
        "service",
        [
            "月份,客户,产品,工单数,处理时长,自动解决数\n2025-01,甲公司,传感器,20,300,5\n2025-02,甲公司,传感器,5,10,9\n2025-03,甲公司,传感器,-1,,\n",
            "month,customer,product,tickets,minutes,automated\n2025-01,Acme,Sensor,20,300,5\n2025-02,Acme,Sensor,5,10,9\n2025-03,Acme,Sensor,-1,,\n",
        ],
        &[(3, Some(5)), (4, Some(3))],
    ),
    (
        "feedback",
        [
            "日期,客户,满意度,NPS,内容,投诉\n2025-01-05,甲公司,4,9,好,否\n2025-01-06,甲公司,6,,,\n2025-01-07,甲公司,3,11,,\n2031-01-07,甲公司,3,,,\n",
            "date,customer,satisfaction,NPS,text,complaint\n2025-01-05,Acme,4,9,good,no\n2025-01-06,Acme,6,,,\n2025-01-07,Acme,3,11,,\n2031-01-07,Acme,3,,,\n",
        ],
        &[(3, Some(2)), (4, Some(3)), (5, Some(0))],
    ),
    (
        "metrics",
        [
            "月份,渠道,线索,商机,客户,收入\n2025-01,搜索,100,40,10,5000\n2025-02,搜索,1.5,1,1,1\n2031-01,搜索,1,1,1,1\n",
            "month,channel,leads,opportunities,customers,revenue\n2025-01,Search,100,40,10,5000\n2025-02,Search,1.5,1,1,1\n2031-01,Search,1,1,1,1\n",
        ],
        &[(3, Some(2)), (4, Some(0))],
    ),
    (
        "rates",
        [
            "日期,币种,汇率\n2025-01-01,USD,7.1\n2025-01-02,XXX1,5\n2025-01-03,EUR,-1\n",
            "date,currency,rate\n2025-01-01,USD,7.1\n2025-01-02,XXX1,5\n2025-01-03,EUR,-1\n",
        ],
        &[(3, Some(1)), (4, Some(2))],
    ),
];

#[test]
fn every_kind_comes_in_from_either_language_and_its_bad_rows_are_told() {
    for (kind, files, bad) in KINDS {
        for (file, language) in files.into_iter().zip(["zh-CN", "en"]) {
            let desk = Desk::with(&["--language", language]);
            let header: Vec<&str> = file.lines().next().unwrap().split(',').collect();
            let told = desk.import(file, &["--kind", kind]);
            assert_eq!(told["imported"], 1, "{kind} {language}: {told}");
            let rejected: Vec<(u64, Option<&str>)> = told["rejected"]
                .as_array()
                .unwrap()
                .iter()
                .map(|cell| (cell["row"].as_u64().unwrap(), cell["column"].as_str()))
                .collect();
            let expected: Vec<(u64, Option<&str>)> =
                bad.iter().map(|(row, at)| (*row, at.map(|at| header[at]))).collect();
            assert_eq!(rejected, expected, "{kind} {language}: {told}");
            for cell in told["rejected"].as_array().unwrap() {
                let reason = cell["reason"].as_str().unwrap();
                assert!(!reason.starts_with("error.") && reason.len() > 8, "{kind}: {cell}");
            }
            let again = desk.import(file, &["--kind", kind]);
            assert_eq!(
                (
                    &again["imported"],
                    &again["updated"],
                    &again["duplicates"],
                    &again["batch"]
                ),
                (&json!(0), &json!(0), &json!(1), &Value::Null),
                "{kind} {language}: {again}"
            );
            desk.on("undo", &[]);
            desk.sound();
            let back = desk.import(file, &["--kind", kind, "--dry-run"]);
            assert_eq!(
                back["imported"], 1,
                "{kind} {language}: undone, it is new again: {back}"
            );
        }
    }
}

/// Own fields of every register come in with its file and go out with its list, and a list can be asked by them.
#[test]
fn an_own_field_comes_in_with_the_file_of_every_kind_that_has_a_register() {
    let own = [
        ("customers", "customer"),
        ("channels", "channel"),
        ("activities", "activity"),
        ("contracts", "contract"),
        ("purchases", "purchase"),
        ("receipts", "receipt"),
        ("orders", "order"),
        ("hours", "hours"),
        ("tools", "tool"),
        ("tools", "tool_use"),
        ("metrics", "metric"),
        ("service", "service"),
        ("feedback", "feedback"),
    ];
    for (kind, register) in own {
        let desk = Desk::with(&["--language", "en"]);
        let fields = desk.call("set_own_field", json!({ "register": register, "name": "Note of ours" }));
        let key = format!("own:{}", fields[0]["id"]);
        let (_, [_, file], _) = KINDS.iter().find(|(name, ..)| *name == kind).unwrap();
        let mut lines = file.lines();
        let text = format!(
            "{},Note of ours\n{},blue\n",
            lines.next().unwrap(),
            lines.next().unwrap()
        );
        let told = desk.import(&text, &["--kind", kind]);
        assert_eq!(
            (&told["imported"], &told["notices"]),
            (&json!(1), &json!([])),
            "{kind}: {told}"
        );
        let page = desk.call(
            "register",
            json!({ "register": register, "filter": [{ "column": key, "is": ["blue"] }] }),
        );
        assert_eq!(page["count"], 1, "{kind}: {page}");
        let id = page["rows"][0]["id"].clone();
        let alone = desk.call("register", json!({ "register": register, "id": id }));
        assert_eq!(alone["rows"], page["rows"], "{kind}");
        desk.call(
            "export_register",
            json!({ "path": "out.csv", "query": { "register": register } }),
        );
        let out = String::from_utf8(desk.bytes("out.csv")).unwrap();
        assert!(out.contains("Note of ours") && out.contains("blue"), "{kind}: {out}");
        desk.sound();
        if register == "tool_use" {
            continue;
        }
        // The same where the field is not there yet: the import makes it, and one undo takes both away.
        let bare = Desk::with(&["--language", "en"]);
        let offered = bare.import(&text, &["--kind", kind, "--dry-run"]);
        let offer = json!([{ "column": "Note of ours", "own": "own:Note of ours" }]);
        assert_eq!(offered["ignored"], offer, "{kind}: {offered}");
        let told = bare.import(&text, &["--kind", kind, "--map", "own:Note of ours=Note of ours"]);
        assert_eq!(
            (&told["created_names"]["own_fields"], &told["ignored"]),
            (&json!(["Note of ours"]), &json!([])),
            "{kind}: {told}"
        );
        let of = format!("SELECT count(*) FROM own_field WHERE register = '{register}'");
        assert_eq!(bare.number(&of), 1, "{kind}");
        assert_eq!(
            bare.number("SELECT count(*) FROM own_value WHERE value = 'blue'"),
            1,
            "{kind}"
        );
        bare.on("undo", &[]);
        assert_eq!(bare.number("SELECT count(*) FROM own_value"), 0, "{kind}");
        assert_eq!(bare.number(&of), 0, "{kind}");
        bare.sound();
    }
}

/// The forms of their own take own fields too, in the same change.
#[test]
fn feedback_hours_and_purchase_contracts_take_own_fields_with_their_form() {
    let desk = Desk::with(&["--language", "en"]);
    for register in ["feedback", "hours", "purchase"] {
        desk.call("set_own_field", json!({ "register": register, "name": "Colour" }));
    }
    desk.call(
        "set_feedback",
        json!({ "date": "2025-02-01", "text": "fine", "own": { "Colour": "red" } }),
    );
    desk.call(
        "add_hours",
        json!({ "date": "2025-02-01", "employee": "Lin", "hours": "2", "own": { "Colour": "green" } }),
    );
    desk.call(
        "set_purchase",
        json!({ "code": "P1", "vendor": "V", "starts_on": "2025-01-01", "amount": "1200.00", "own": { "Colour": "blue" } }),
    );
    let records = desk.records().len();
    for (register, colour) in [("feedback", "red"), ("hours", "green"), ("purchase", "blue")] {
        let page = desk.call(
            "register",
            json!({ "register": register, "filter": [{ "column": "Colour", "is": [colour] }] }),
        );
        assert_eq!(page["count"], 1, "{register}: {page}");
    }
    let refused = desk.call_refused(
        "set_feedback",
        json!({ "date": "2025-02-02", "text": "x", "own": { "Shape": "round" } }),
    );
    assert_eq!(refused["code"], "register_column_unknown", "{refused}");
    assert_eq!(desk.records().len(), records, "refused as a whole");
    desk.on("undo", &[]);
    desk.on("undo", &[]);
    desk.on("undo", &[]);
    assert_eq!(desk.number("SELECT count(*) FROM own_value"), 0);
    desk.sound();
}

/// Purchase contracts and points have no kind of import: points come in as rows of the register's workbook.
#[test]
fn points_come_in_with_the_workbook_of_their_register() {
    let desk = Desk::with(&["--language", "en"]);
    desk.call(
        "export_register",
        json!({ "path": "points.xlsx", "query": { "register": "points" } }),
    );
    let told = desk.done(&["import", LEDGER, "points.xlsx", "--json"]).json();
    assert_eq!(told["read"], 0, "{told}");
}

/// A purchase contract from a file owes what one drawn up by hand owes: 12,000 including 6 % of a general taxpayer is
/// 11,320.75 at cost, in four quarters; a file that changes the notice leaves the instalments alone.
#[test]
fn a_purchase_contract_from_a_file_owes_its_instalments() {
    let desk = Desk::with(&["--language", "en", "--taxpayer", "general"]);
    let file =
        "contract,vendor,from,to,notice days,amount,rhythm\nCG1,Cloud,2026-01-01,2026-12-31,60,12000,quarterly\n";
    assert_eq!(desk.import(file, &["--kind", "purchases"])["imported"], 1);
    let sheet = desk.call("purchase", json!({ "code": "CG1" }));
    assert_eq!(sheet["purchase"]["cost"], "11320.75");
    assert_eq!(sheet["instalments"].as_array().unwrap().len(), 4);
    assert_eq!(sheet["purchase"]["renewal"]["notice_by"], "2026-11-02");
    let told = desk.import("contract,vendor,notice days\nCG1,Cloud,90\n", &["--kind", "purchases"]);
    assert_eq!((&told["imported"], &told["updated"]), (&json!(0), &json!(1)), "{told}");
    let after = desk.call("purchase", json!({ "code": "CG1" }));
    assert_eq!(after["instalments"], sheet["instalments"]);
    assert_eq!(after["purchase"]["notice_days"], 90);
    desk.sound();
}

#[test]
fn a_list_of_money_received_is_proposed_as_such() {
    let desk = Desk::new();
    desk.write(
        "received.csv",
        "回款编号,客户名称（必填）,回款日期（必填）,回款金额（元）,备注\n1,示例公司,2025-03-10,12000.00,首付款\n",
    );
    let preview = desk.call("inspect_file", json!({ "path": "received.csv" }));
    assert_eq!(
        (&preview["kind"], &preview["problem"]),
        (&json!("receipts"), &Value::Null),
        "{preview}"
    );
}

#[test]
fn a_column_that_is_found_keeps_its_field_while_another_is_missing() {
    let desk = Desk::new();
    desk.write("costs.csv", "日期,费用类别,摘要\n2025-03-01,7.2,推广\n");
    let preview = desk.call("inspect_file", json!({ "path": "costs.csv" }));
    let fields: Vec<_> = preview["columns"]
        .as_array()
        .expect("columns")
        .iter()
        .map(|column| &column["field"])
        .collect();
    assert_eq!(fields, ["date", "category", "memo"]);
    assert!(preview["problem"].is_string(), "{preview}");
    // A column that the user names counts among them.
    let preview = desk.call(
        "inspect_file",
        json!({ "path": "costs.csv", "map": { "vendor": "摘要" } }),
    );
    assert_eq!(preview["columns"][2]["field"], "vendor", "{preview}");
}
