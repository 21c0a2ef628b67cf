//! Imports: what comes in, what is a duplicate, what is refused and where, what is made on the way.

use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER, cents};

/// The counts of a result: read, imported, updated, duplicates, skipped, rejected cells.
fn counts(result: &Value) -> [u64; 6] {
    let list = |name: &str| result[name].as_array().unwrap().len() as u64;
    let count = |name: &str| result[name].as_u64().unwrap();
    [
        count("read"),
        count("imported"),
        count("updated"),
        count("duplicates"),
        list("skipped"),
        list("rejected"),
    ]
}

fn code(result: &Value, at: usize) -> &str {
    result["rejected"][at]["code"]
        .as_str()
        .unwrap_or_else(|| panic!("no rejection {at}: {result}"))
}

const COSTS: &str = "\
日期,类别,金额,客户,渠道,部门,供应商,产品,摘要
2025-01-15,7.2,1000.00,甲公司,展会,市场,广告社,客账,投放
2025-02-15,广告投放,500,甲公司,展会,市场,广告社,客账,投放
2025-02-15,广告投放,500,甲公司,展会,市场,广告社,客账,投放
2025-03-02,Gifts,-20.5,乙公司,,销售部,,,退货
2025-03-03,99,7000,,,,,,房租
2025-03-04,11.2,30000,甲公司,,,,,货款
合计,,38979.5,,,,,,
";

#[test]
fn a_result_tells_what_came_in_and_what_was_made() {
    let desk = Desk::new();
    let result = desk.import(COSTS, &[]);
    assert_eq!(counts(&result), [6, 6, 0, 0, 0, 0], "the line of the total is no row");
    // 1000 + 500 + 500 − 20.50; 99 left out, income apart.
    assert_eq!(result["cost"], "1979.50");
    assert_eq!(result["income"], "30000.00");
    // 市场 is there already; 销售部 is not 销售.
    assert_eq!(
        result["created"],
        json!({ "customers": 2, "channels": 1, "departments": 1, "vendors": 1, "products": 1 })
    );
    assert_eq!(result["batch"], 1);
    let customers = desk.call("members", json!({ "register": "customer" }));
    let codes: Vec<&Value> = customers.as_array().unwrap().iter().map(|c| &c["code"]).collect();
    assert_eq!(codes, ["乙公司", "甲公司"]);
    assert!(customers.as_array().unwrap().iter().all(|c| c["code"] == c["name"]));
    // By plain SQL over the rows that were written.
    assert_eq!(
        desk.number("SELECT sum(base_gross_minor) FROM entry"),
        197_950 + 700_000 + 3_000_000
    );
    desk.sound();
}

#[test]
fn a_second_import_is_all_duplicates_and_leaves_no_record() {
    let desk = Desk::new();
    desk.import(COSTS, &[]);
    let before = desk.bytes(LEDGER);
    let again = desk.import(COSTS, &[]);
    assert_eq!(counts(&again), [6, 0, 0, 6, 0, 0]);
    assert_eq!(again["batch"], Value::Null);
    assert_eq!((&again["cost"], &again["income"]), (&json!("0.00"), &json!("0.00")));
    assert_eq!(before, desk.bytes(LEDGER));
    // Other order of columns, same cells: still the same rows. One more twin is new.
    let turned = "金额,摘要,日期,类别,客户,渠道,部门,供应商,产品\n".to_owned()
        + &"500,投放,2025-02-15,广告投放,甲公司,展会,市场,广告社,客账\n".repeat(3);
    let third = desk.import(&turned, &[]);
    assert_eq!(counts(&third), [3, 1, 0, 2, 0, 0]);
    // A later edit does not make a row new.
    let id = desk.entries().iter().find(|e| e["category"] == "8.5").unwrap()["id"].clone();
    desk.call(
        "change_entry",
        json!({ "id": id, "entry": { "date": "2025-04-01", "amount": "1.00" } }),
    );
    assert_eq!(counts(&desk.import(COSTS, &[])), [6, 0, 0, 6, 0, 0]);
    desk.sound();
}

#[test]
fn duplicates_are_added_when_asked_for() {
    let desk = Desk::new();
    let text = "date,category,amount\n2025-01-01,7.2,10\n2025-01-01,7.2,10\n";
    assert_eq!(counts(&desk.import(text, &[])), [2, 2, 0, 0, 0, 0]);
    assert_eq!(
        counts(&desk.import(text, &["--on-duplicate", "add"])),
        [2, 2, 0, 0, 0, 0]
    );
    assert_eq!(
        counts(&desk.import(text, &["--on-duplicate", "skip"])),
        [2, 0, 0, 2, 0, 0]
    );
    assert_eq!(desk.entries().len(), 4);
    desk.sound();
}

#[test]
fn undo_frees_what_an_import_took() {
    let desk = Desk::new();
    desk.import(COSTS, &[]);
    desk.on("undo", &[]);
    assert!(desk.entries().is_empty());
    for register in ["customer", "channel", "vendor", "product"] {
        assert_eq!(
            desk.call("members", json!({ "register": register })),
            json!([]),
            "{register}"
        );
    }
    assert_eq!(
        desk.call("members", json!({ "register": "department" }))
            .as_array()
            .unwrap()
            .len(),
        4
    );
    desk.sound();
    let again = desk.import(COSTS, &[]);
    assert_eq!(counts(&again), [6, 6, 0, 0, 0, 0]);
    assert_eq!(again["created"]["customers"], 2);
    desk.sound();
    // The first import cannot be done again: the second has made the same customers.
    let history = desk.on("history", &[]);
    let undo = history
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["command"] == "undo")
        .unwrap()["number"]
        .to_string();
    let refused = desk.refused("undo", &[&undo]);
    assert_eq!(refused["code"], "undo_blocked");
    assert_eq!(refused["facts"]["later"], "4");
    desk.sound();
}

#[test]
fn a_dry_run_tells_the_same_and_leaves_nothing() {
    let desk = Desk::new();
    let before = desk.bytes(LEDGER);
    let dry = desk.import(COSTS, &["--dry-run"]);
    assert_eq!(before, desk.bytes(LEDGER), "not a byte");
    assert_eq!(desk.records(), ["new"]);
    assert_eq!(dry["batch"], Value::Null);
    let mut real = desk.import(COSTS, &[]);
    real["batch"] = Value::Null;
    assert_eq!(dry, real);
}

#[test]
fn ids_of_the_source_tell_rows_apart() {
    let desk = Desk::new();
    let first = "编号,日期,类别,金额\nA-1,2025-01-01,7.2,10\nA-2,2025-01-01,7.2,10\n";
    assert_eq!(counts(&desk.import(first, &[])), [2, 2, 0, 0, 0, 0]);
    let second = "编号,日期,类别,金额\nA-1,2025-01-01,7.2,10\nA-2,2025-01-01,7.2,11\nA-3,2025-01-01,7.2,10\nA-3,2025-01-01,7.2,10\nA-3,2025-01-01,7.2,12\n";
    let result = desk.import(second, &[]);
    assert_eq!(counts(&result), [5, 1, 0, 2, 0, 2]);
    assert_eq!(
        (code(&result, 0), &result["rejected"][0]["row"]),
        ("id_taken", &json!(3))
    );
    assert!(
        result["rejected"][0]["reason"].as_str().unwrap().contains('2'),
        "it names entry 2: {result}"
    );
    assert_eq!(code(&result, 1), "id_twice");
    assert_eq!(result["rejected"][0]["column"], "编号");
}

#[test]
fn an_invoice_is_counted_once_and_not_exceeded() {
    let desk = Desk::new();
    let number = "25112000000012345678";
    let text = format!(
        "日期,类别,金额,发票号码\n2025-01-01,7.2,60,{number}\n2025-01-01,7.2,60,{number}\n2025-01-01,7.2,40,{number}\n"
    );
    let result = desk.import(&text, &[]);
    assert_eq!(
        counts(&result),
        [3, 2, 0, 1, 0, 0],
        "equal rows are one, unequal ones are parts"
    );
    assert_eq!(result["cost"], "100.00");
    assert_eq!(
        counts(&desk.import(&text, &["--on-duplicate", "add"])),
        [3, 0, 0, 3, 0, 0]
    );
    // No known total: anything goes. With one, not a cent more.
    let more = |amount: &str| format!("日期,类别,金额,发票号码\n2025-02-01,7.2,{amount},{number}\n");
    assert_eq!(
        desk.call_refused("set_invoice", json!({ "number": number, "total": "99.99" }))["code"],
        "invoice_exceeded"
    );
    desk.call("set_invoice", json!({ "number": number, "total": "130.00" }));
    let refused = desk.import(&more("30.01"), &[]);
    assert_eq!((counts(&refused)[1], code(&refused, 0)), (0, "invoice_exceeded"));
    assert_eq!(refused["rejected"][0]["column"], "发票号码");
    assert!(refused["rejected"][0]["reason"].as_str().unwrap().contains(number));
    assert_eq!(counts(&desk.import(&more("30.00"), &[]))[1], 1);
    let typed = json!({ "date": "2025-03-01", "amount": "0.01", "invoice": number });
    assert_eq!(desk.call_refused("add_entry", typed)["code"], "invoice_exceeded");
    desk.sound();
}

#[test]
fn a_category_is_found_by_code_name_or_path_and_empty_is_uncategorised() {
    let desk = Desk::new();
    let text = "日期,类别,金额\n2025-01-01,7.2,1\n2025-01-02,广告投放,1\n2025-01-03,Advertising,1\n\
        2025-01-04,营销获客(客户招募)/广告投放,1\n2025-01-05,营销获客（客户招募）/广告投放,1\n2025-01-06,,1\n\
        2025-01-07, 7.2 ,1\n2025-01-08,短信与邮件（平台使用费）,1\n2025-01-09,advertising,1\n2025-01-10,7.20,1\n";
    let result = desk.import(text, &[]);
    assert_eq!(counts(&result), [10, 8, 0, 0, 0, 2]);
    assert_eq!(
        (code(&result, 0), code(&result, 1)),
        ("category_unknown", "category_unknown")
    );
    assert_eq!(
        result["rejected"][0],
        json!({
            "row": 10, "column": "类别", "value": "advertising", "code": "category_unknown",
            "reason": result["rejected"][0]["reason"],
        })
    );
    let categories: Vec<Value> = desk.entries().iter().map(|e| e["category"].clone()).collect();
    assert_eq!(categories, ["7.2", "7.2", "7.2", "7.2", "7.2", "0", "7.2", "7.4"]);
    // Without the column all are uncategorised.
    let desk = Desk::new();
    desk.import("date,amount\n2025-01-01,5\n", &[]);
    assert_eq!(desk.entries()[0]["category"], "0");
}

#[test]
fn names_match_exactly_but_for_the_width_of_brackets() {
    let desk = Desk::new();
    for (code, name) in [("C1", "同名"), ("C2", "同名"), ("C3", "华东(上海)")] {
        desk.call("set_customer", json!({ "code": code, "name": name }));
    }
    let text = "date,category,amount,customer,department\n2025-01-01,7.2,1,C1,Sales\n2025-01-02,7.2,1,同名,\n\
        2025-01-03,7.2,1,华东（上海）,销售\n2025-01-04,7.2,1,c1,sales\n2025-01-05,7.2,1,丙（北）,\n2025-01-06,7.2,1,丙(北),\n";
    let result = desk.import(text, &[]);
    assert_eq!(counts(&result), [6, 5, 0, 0, 0, 1]);
    assert_eq!(
        (code(&result, 0), &result["rejected"][0]["column"]),
        ("name_ambiguous", &json!("customer"))
    );
    // c1 is not C1: nothing but brackets is folded.
    assert_eq!(result["created"]["customers"], 2);
    assert_eq!(result["created"]["departments"], 0);
    let customers: Vec<Value> = desk.entries().iter().map(|e| e["customer"].clone()).collect();
    assert_eq!(customers, ["C1", "C3", "c1", "丙（北）", "丙（北）"]);
}

#[test]
fn a_statement_tells_cost_income_and_what_is_neutral() {
    let desk = Desk::new();
    let text = "交易时间,摘要,支出,收入,余额\n2025-01-02,广告费,100.00,,900.00\n2025-01-03,货款,,500.00,1400.00\n2025-01-04,退款,-30.00,,1430.00\n";
    let result = desk.import(text, &[]);
    assert_eq!(counts(&result), [3, 3, 0, 0, 0, 0], "{result}");
    assert_eq!(
        (&result["cost"], &result["income"]),
        (&json!("70.00"), &json!("500.00"))
    );
    let told: Vec<(Value, Value, Value)> = desk
        .entries()
        .iter()
        .map(|e| (e["category"].clone(), e["kind"].clone(), e["amount"].clone()))
        .collect();
    let row = |category: &str, kind: &str, amount: &str| (json!(category), json!(kind), json!(amount));
    assert_eq!(
        told,
        [
            row("0", "cost", "100.00"),
            row("11.0", "income", "500.00"),
            row("0", "cost", "-30.00")
        ]
    );
    // A statement's rows are paid on their date.
    let cash = desk.variance(&["--from", "2025-01", "--to", "2025-12", "--basis", "cash"]);
    assert_eq!(cash["total"]["actual"], "70.00");
}

#[test]
fn another_currency_needs_a_rate() {
    let desk = Desk::new();
    let text = "date,category,amount,currency\n2025-03-01,7.2,100,USD\n2025-03-02,7.2,10,CNY\n2025-03-03,7.2,$5,\n";
    let result = desk.import(text, &[]);
    assert_eq!(counts(&result), [3, 1, 0, 0, 0, 2]);
    assert_eq!((code(&result, 0), code(&result, 1)), ("rate_missing", "rate_missing"));
    assert_eq!(result["rejected"][0]["column"], "currency");
    let rates = "date,currency,rate\n2025-01-01,USD,7.1\n2025-03-02,USD,7.2345\n2025-01-01,EUR,0\n";
    let result = desk.import(rates, &["--kind", "rates"]);
    assert_eq!(
        (counts(&result)[1], counts(&result)[5]),
        (2, 1),
        "a rate of 0 is none: {result}"
    );
    assert_eq!(counts(&desk.import(rates, &["--kind", "rates"]))[3], 2);
    let changed = desk.import("date,currency,rate\n2025-01-01,USD,7.2\n", &["--kind", "rates"]);
    assert_eq!(counts(&changed), [1, 0, 1, 0, 0, 0]);
    let result = desk.import(text, &[]);
    assert_eq!(counts(&result), [3, 2, 0, 1, 0, 0]);
    // 100 × 7.2 and 5 × 7.2345 = 36.1725, rounded half away from zero.
    assert_eq!(result["cost"], "756.17");
    let entry = &desk.entries()[0];
    assert_eq!(
        (&entry["amount"], &entry["currency"], &entry["base"]),
        (&json!("100.00"), &json!("USD"), &json!("720.00"))
    );
    desk.sound();
}

/// DOMAIN's figures: 10,600 at 6 % costs 10,000 on a 专票 of a general taxpayer, 10,600 on a 普票 or elsewhere.
#[test]
fn tax_is_part_of_the_cost_unless_it_is_deductible() {
    let text = "日期,类别,价税合计,税率,发票票种\n2025-01-01,7.2,10600,6%,数电专票\n2025-02-01,7.2,10600,6%,数电普票\n2025-03-01,8.4,10600,6%,数电专票\n";
    for (taxpayer, january) in [("general", "10000.00"), ("small", "10600.00"), ("none", "10600.00")] {
        let desk = Desk::with(&["--taxpayer", taxpayer]);
        let result = desk.import(text, &[]);
        assert_eq!(counts(&result)[1], 3, "{result}");
        let report = desk.variance(&["--from", "2025-01", "--to", "2025-12", "--by", "month"]);
        let actual: Vec<&Value> = crate::desk::rows(&report).iter().map(|row| &row["actual"]).collect();
        assert_eq!(actual, [january, "10600.00", "10600.00"], "{taxpayer}");
        let gross = desk.variance(&["--from", "2025-01", "--to", "2025-12", "--measure", "gross"]);
        assert_eq!(gross["total"]["actual"], "31800.00");
        let entry = &desk.entries()[0];
        let amounts = ["gross", "tax", "net"].map(|field| entry[field].as_str().unwrap().to_owned());
        assert_eq!(amounts, ["10600.00", "600.00", "10000.00"]);
        assert_eq!(entry["base"], january);
    }
}

#[test]
fn amounts_beside_a_tax_are_net_and_must_agree() {
    let desk = Desk::with(&["--taxpayer", "general"]);
    let text = "日期,类别,金额,税额,价税合计,可抵扣\n2025-01-01,7.2,100,6,,是\n2025-01-02,7.2,100,6,106,否\n2025-01-03,7.2,100,6,107,是\n2025-01-04,7.2,,,106,\n2025-01-05,7.2,100,,106,是\n";
    let result = desk.import(text, &[]);
    assert_eq!(counts(&result), [5, 4, 0, 0, 0, 1], "{result}");
    assert_eq!(
        (code(&result, 0), &result["rejected"][0]["row"]),
        ("tax_mismatch", &json!(4))
    );
    // 100 net + 106 not deductible + 106 with no tax told + 100 net.
    assert_eq!(result["cost"], "412.00");
    assert_eq!(desk.entries()[2]["tax"], Value::Null);
}

#[test]
fn what_cannot_be_an_amount_rejects_the_row() {
    let desk = Desk::new();
    let text = "date,category,amount\n2025-01-01,7.2,10.005\n2025-01-02,7.2,abc\n2025-01-03,7.2,\n\
        2025-01-04,7.2,99999999999999999999\n2025-01-05,7.2,92233720368547758.07\n2025-01-06,7.2,1.50\n\
        2025-01-07,7.2,(12.50)\n2025-01-08,7.2,¥3\n2025-02-30,7.2,1\n,7.2,1\n";
    let result = desk.import(&text.replace("92233720368547758.07", "1.500"), &[]);
    let codes: Vec<&str> = (0..result["rejected"].as_array().unwrap().len())
        .map(|at| code(&result, at))
        .collect();
    assert_eq!(counts(&result)[..2], [10, 4], "{codes:?} {result}");
    assert_eq!(
        (codes[0], codes[3]),
        ("amount_decimals", "amount_overflow"),
        "{codes:?}"
    );
    // 1.50 + 1.500 − 12.50 + 3
    assert_eq!(result["cost"], "-6.50");
    for rejected in result["rejected"].as_array().unwrap() {
        assert!(
            rejected["row"].is_u64() && rejected["column"].is_string() && rejected["reason"].is_string(),
            "{rejected}"
        );
    }
    // The largest amount fits; a second one does not fit beside it, and then nothing of the file comes in.
    let desk = Desk::new();
    let largest = "date,category,amount\n2025-01-05,7.2,92233720368547758.07\n";
    assert_eq!(desk.import(largest, &[])["cost"], "92233720368547758.07");
    let records = desk.records();
    desk.write("more.csv", "date,category,amount\n2025-01-06,7.2,5\n");
    assert_eq!(desk.refused("import", &["more.csv"])["code"], "amount_overflow");
    assert_eq!((desk.records(), desk.entries().len()), (records, 1));
    desk.on("undo", &[]);
    desk.sound();
}

#[test]
fn control_characters_reject_and_invisible_ones_are_kept() {
    let desk = Desk::new();
    let text = "date,category,amount,memo\n2025-01-01,7.2,1,bad\u{7}bell\n2025-01-02,7.2,1,bad\u{85}next\n2025-01-03,7.2,1,tab\there\n2025-01-04,7.2,1,zero\u{200b}width\n2025-01-05,7.2,1,\"two\nlines\"\n2025-01-06,7.2,1,'=1+1\n";
    let result = desk.import(text, &[]);
    assert_eq!(counts(&result), [6, 4, 0, 0, 0, 2], "{result}");
    assert_eq!(
        (&result["rejected"][0]["row"], &result["rejected"][0]["column"]),
        (&json!(2), &json!("memo"))
    );
    let memos: Vec<Value> = desk.entries().iter().map(|e| e["memo"].clone()).collect();
    assert_eq!(memos, ["tab\there", "zero\u{200b}width", "two\nlines", "=1+1"]);
}

#[test]
fn rows_are_numbered_as_a_person_counts_and_totals_are_passed_over() {
    let desk = Desk::new();
    let text = "某某公司费用明细表,,\n导出时间: 2025-04-01,,\n日期,类别,金额\n2025-01-01,7.2,1\n本月合计,,1\n\n2025-02-01,nonsense,2\n小计,,2\n本年累计,,3\n总计,,3\nTotal,,3\nSubtotal,,3\nSum,,3\n合计数,,3\n";
    let result = desk.import(text, &[]);
    // 合计数 is none of the words: it is a row, and no date.
    assert_eq!(counts(&result)[..2], [3, 1], "{result}");
    assert_eq!(result["rejected"][0]["row"], 7);
    assert_eq!(result["rejected"][1]["row"], 14);
}

#[test]
fn an_ambiguous_date_waits_until_it_is_settled() {
    let desk = Desk::new();
    let text = "date,category,amount\n03/04/2025,7.2,1\n05/06/2025,7.2,1\n";
    let result = desk.import(text, &[]);
    assert_eq!(counts(&result)[1], 0, "{result}");
    assert_eq!(result["rejected"][0]["column"], "date");
    let settled = desk.import(text, &["--read", "dates=dmy"]);
    assert_eq!(counts(&settled)[1], 2);
    let dates: Vec<Value> = desk.entries().iter().map(|e| e["date"].clone()).collect();
    assert_eq!(dates, ["2025-04-03", "2025-06-05"]);
    // One date that can only be one way settles the others.
    let desk = Desk::new();
    assert_eq!(
        counts(&desk.import("date,category,amount\n03/04/2025,7.2,1\n25/06/2025,7.2,1\n", &[]))[1],
        2
    );
    assert_eq!(desk.entries()[0]["date"], "2025-04-03");
    // Amounts: 1.234 is either; 1.234,50 settles it.
    let desk = Desk::new();
    let ambiguous = "date;category;amount\n2025-01-01;7.2;1.234\n";
    assert_eq!(counts(&desk.import(ambiguous, &[]))[1], 0);
    assert_eq!(desk.import(ambiguous, &["--read", "decimal=comma"])["cost"], "1234.00");
}

#[test]
fn columns_are_mapped_by_title_letter_or_number() {
    let desk = Desk::new();
    let text = "when,what,how much,whom\n2025-01-01,7.2,10,甲\n";
    let words = [
        "--map",
        "date=when",
        "--map",
        "category=B",
        "--map",
        "amount=3",
        "--map",
        "customer=whom",
    ];
    let result = desk.import(text, &words);
    assert_eq!(counts(&result), [1, 1, 0, 0, 0, 0], "{result}");
    assert_eq!(desk.entries()[0]["customer"], "甲");
    desk.write("a.csv", text);
    assert_eq!(
        desk.refused("import", &["a.csv", "--map", "date=nowhere"])["code"],
        "column_unknown"
    );
    let missing = desk.refused("import", &["a.csv"]);
    assert_eq!(
        (&missing["code"], &missing["facts"]["field"]),
        (&json!("column_missing"), &json!("date"))
    );
    // Columns that nothing reads are told.
    let told = desk.import("date,amount,colour\n2025-01-02,1,red\n", &[]);
    assert!(
        told["notices"]
            .as_array()
            .unwrap()
            .iter()
            .any(|n| n.as_str().unwrap().contains("colour")),
        "{told}"
    );
}

#[test]
fn a_mapping_profile_reads_the_next_file_alike() {
    let desk = Desk::new();
    let text = "when;what;how much\n03/04/2025;7.2;1,50\n";
    desk.write("first.csv", text);
    let input = json!({
        "path": "first.csv", "kind": "entries", "map": { "date": "when", "category": "what", "amount": "how much" },
        "reading": { "dates": "mdy", "decimal": "," }, "save_mapping": "our bank",
    });
    assert_eq!(desk.call("import", input)["imported"], 1);
    let result = desk.import("when;what;how much\n04/05/2025;7.2;2,50\n", &["--profile", "our bank"]);
    assert_eq!(
        (&result["imported"], &result["cost"]),
        (&json!(1), &json!("2.50")),
        "{result}"
    );
    assert_eq!(desk.entries()[1]["date"], "2025-04-05");
    desk.write("a.csv", text);
    assert_eq!(
        desk.refused("import", &["a.csv", "--profile", "no bank"])["code"],
        "mapping_unknown"
    );
    // Import and mapping are one record and one undo.
    assert_eq!(desk.records(), ["new", "import", "import"]);
    desk.on("undo", &["3"]);
    desk.on("undo", &["2"]);
    assert_eq!(desk.call("mappings", json!({})), json!([]));
    desk.sound();
}

#[test]
fn registers_are_updated_by_code() {
    let desk = Desk::new();
    let text = "客户编号,名称,等级,渠道,获客日期,统一社会信用代码\nC1,甲公司,A,展会,2024-05-01,91310000MA1FL00001\nC2,乙公司,B,展会,,\nC3,丙公司,Z,,,\n";
    let result = desk.import(text, &["--kind", "customers"]);
    assert_eq!(counts(&result), [3, 2, 0, 0, 0, 1]);
    assert_eq!(
        (code(&result, 0), &result["rejected"][0]["column"]),
        ("name_unknown", &json!("等级"))
    );
    assert_eq!(result["created"]["channels"], 1);
    let again = desk.import(
        "客户编号,名称,等级\nC1,甲公司,A\nC2,乙集团,B\n",
        &["--kind", "customers"],
    );
    assert_eq!(counts(&again), [2, 0, 1, 1, 0, 0]);
    let page = desk.call("customers", json!({}));
    assert_eq!(
        page["customers"][0]["tax_number"], "91310000MA1FL00001",
        "an absent column leaves what is there"
    );
    assert_eq!(page["customers"][1]["name"], "乙集团");
    let channels = desk.import("code,name\nfair,展会二\nfair,展会三\n", &["--kind", "channels"]);
    assert_eq!(
        (counts(&channels)[0], counts(&channels)[1] + counts(&channels)[2]),
        (2, 2),
        "{channels}"
    );
    let metrics = "month,channel,leads,opportunities,customers,revenue\n2025-01,fair,100,20,5,1234.50\n2025-02,新渠道,1,,,\n2025-03,fair,1.5,,,\n";
    let result = desk.import(metrics, &["--kind", "metrics"]);
    assert_eq!(
        (counts(&result)[1], &result["created"]["channels"], code(&result, 0)),
        (2, &json!(1), "count_invalid")
    );
    assert_eq!(counts(&desk.import(metrics, &["--kind", "metrics"]))[3], 2);
    let told = desk.call("metrics", json!({}));
    assert_eq!(
        (&told[0]["leads"], &told[0]["revenue"]),
        (&json!(100), &json!("1234.50"))
    );
    desk.sound();
    // Undo, one step each, leaves what was there.
    for _ in 0..4 {
        desk.on("undo", &[]);
    }
    assert_eq!(desk.call("customers", json!({}))["count"], 0);
    assert_eq!(desk.call("members", json!({ "register": "channel" })), json!([]));
    desk.sound();
}

#[test]
fn files_of_every_encoding_and_office_are_the_same_entries() {
    let expected = 197_950;
    let (gb18030, _, _) = encoding_rs::GB18030.encode(COSTS);
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(COSTS.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let tabs = COSTS.replace(',', "\t");
    let bom = [b"\xEF\xBB\xBF".as_slice(), COSTS.as_bytes()].concat();
    let crlf = COSTS.replace('\n', "\r\n");
    for bytes in [gb18030.to_vec(), utf16, tabs.into_bytes(), bom, crlf.into_bytes()] {
        let desk = Desk::new();
        desk.write("a.csv", &bytes);
        let result = desk.import_file("a.csv", &[]);
        assert_eq!((counts(&result)[1], cents(&result["cost"])), (6, expected), "{result}");
        assert_eq!(desk.bytes("a.csv"), bytes, "the file is as it was");
    }
}

#[test]
fn undo_of_an_import_is_refused_when_something_builds_on_it() {
    let desk = Desk::new();
    desk.import("date,category,amount,customer\n2025-01-01,7.2,10,甲\n", &[]);
    desk.import("date,category,amount,customer\n2025-02-01,7.2,20,甲\n", &[]);
    let refused = desk.refused("undo", &["2"]);
    assert_eq!(
        (&refused["code"], &refused["facts"]["later"]),
        (&json!("undo_blocked"), &json!("3"))
    );
    assert_eq!(desk.records().len(), 3);
    desk.on("undo", &["3"]);
    desk.on("undo", &["2"]);
    desk.sound();
    // An entry of the import that was changed since stands in the way too.
    let desk = Desk::new();
    desk.import("date,category,amount\n2025-01-01,7.2,10\n", &[]);
    desk.call(
        "change_entry",
        json!({ "id": 1, "entry": { "date": "2025-01-01", "category": "7.2", "amount": "11.00" } }),
    );
    assert_eq!(desk.refused("undo", &["2"])["facts"]["later"], "3");
    desk.sound();
    desk.on("undo", &[]);
    desk.on("undo", &[]);
    desk.sound();
    desk.on("redo", &[]);
    desk.on("redo", &[]);
    assert_eq!(desk.entries()[0]["amount"], "11.00");
    desk.sound();
}

/// So many rows that indexes are taken off while they come in: 1.00 to 5,000.00, each with a vendor of forty.
fn many_rows() -> String {
    let rows = (1..=5_000).map(|n| format!("2025-{:02}-{:02},7.2,{n},V{:02}\n", n % 12 + 1, n % 28 + 1, n % 40));
    std::iter::once("日期,类别,金额,供应商\n".to_owned())
        .chain(rows)
        .collect()
}

#[test]
fn a_large_import_is_known_again_undone_and_known_no_more() {
    let desk = Desk::new();
    let rehearsed = desk.import(&many_rows(), &["--dry-run"]);
    let first = desk.import(&many_rows(), &[]);
    assert_eq!(counts(&first), [5_000, 5_000, 0, 0, 0, 0]);
    assert_eq!(rehearsed["cost"], first["cost"], "a dry run shows what happens");
    assert_eq!(rehearsed["created"], first["created"]);
    assert_eq!(first["created"]["vendors"], 40);
    // 5,000 · 5,001 / 2 yuan, in cents; by Gauss.
    assert_eq!(
        desk.number("SELECT sum(net_minor) FROM total_category WHERE basis = 0"),
        1_250_250_000
    );
    assert_eq!(counts(&desk.import(&many_rows(), &[])), [5_000, 0, 0, 5_000, 0, 0]);
    desk.sound();
    desk.on("undo", &[]);
    assert_eq!(
        desk.number("SELECT count(*) FROM vendor"),
        0,
        "what it made goes with it"
    );
    assert_eq!(desk.number("SELECT sum(net_minor) FROM total_category"), 0);
    desk.sound();
    desk.on("redo", &[]);
    assert_eq!(desk.number("SELECT count(*) FROM vendor"), 40);
    assert_eq!(
        counts(&desk.import(&many_rows(), &["--dry-run"])),
        [5_000, 0, 0, 5_000, 0, 0]
    );
    desk.on("undo", &[]);
    assert_eq!(counts(&desk.import(&many_rows(), &[])), [5_000, 5_000, 0, 0, 0, 0]);
    desk.sound();
}

#[test]
fn an_import_is_not_undone_while_a_later_entry_names_a_member_that_it_made() {
    let desk = Desk::new();
    desk.import(&many_rows(), &[]);
    desk.call(
        "add_entry",
        json!({ "date": "2025-05-01", "category": "7.2", "amount": "1.00", "vendor": "V07" }),
    );
    let refused = desk.refused("undo", &["2"]);
    assert_eq!(refused["code"], "undo_blocked", "{refused}");
    assert_eq!(desk.number("SELECT count(*) FROM entry WHERE is_void = 0"), 5_001);
    desk.sound();
}
