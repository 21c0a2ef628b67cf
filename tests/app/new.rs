//! A new ledger: what is in it and what is not.

use serde_json::{Value, json};

use crate::desk::{Desk, LEDGER};

/// The taxonomy as finance people were given it: code, 中文, English, default stage ("" for none).
const TAXONOMY: &[(&str, &str, &str, &str)] = &[
    ("0", "未分类", "Uncategorised", ""),
    ("1", "软件购买", "Software purchase", "shared"),
    ("1.1", "一次性买断(永久授权)", "Perpetual licence", "shared"),
    ("1.2", "订阅", "Subscription", "shared"),
    ("1.3", "辅助工具", "Auxiliary tools", "shared"),
    ("1.4", "定制开发", "Customisation", "shared"),
    ("1.5", "系统集成", "Integration", "shared"),
    ("1.6", "数据迁移与导入", "Data migration and import", "shared"),
    ("1.7", "实施与系统配置", "Implementation and set-up", "shared"),
    ("1.8", "插件与扩展功能", "Plug-ins and extensions", "shared"),
    ("2", "系统维护", "System maintenance", "shared"),
    ("2.1", "升级", "Upgrades", "shared"),
    ("2.2", "基础技术支持", "Basic technical support", "shared"),
    ("2.3", "高级技术支持", "Advanced technical support", "shared"),
    ("2.4", "故障排除", "Troubleshooting", "shared"),
    ("2.5", "性能优化", "Performance tuning", "shared"),
    ("3", "培训费", "Training", "shared"),
    ("3.1", "培训师", "Trainers", "shared"),
    ("3.2", "培训资料", "Training materials", "shared"),
    ("3.3", "培训场地", "Training venue", "shared"),
    ("3.4", "客户培训", "Customer training", "service"),
    ("4", "数据存储", "Data storage", "shared"),
    ("4.1", "存储容量", "Storage capacity", "shared"),
    (
        "4.2",
        "存储方式(本地设备 / 云服务)",
        "Storage mode: own hardware or cloud",
        "shared",
    ),
    ("4.3", "数据备份", "Backup", "shared"),
    ("5", "客户活动", "Customer activities", "maintenance"),
    ("5.1", "活动策划", "Activity planning", "maintenance"),
    ("5.2", "活动执行", "Activity execution", "maintenance"),
    ("5.3", "活动反馈", "Activity feedback", "maintenance"),
    ("6", "人员费用", "People", "shared"),
    ("6.1", "工资及社保公积金", "Pay with employer's contributions", "shared"),
    ("6.2", "佣金(提成)", "Commissions", "acquisition"),
    (
        "6.3",
        "销售人员招聘与培训",
        "Recruiting and training sales staff",
        "acquisition",
    ),
    ("7", "营销获客(客户招募)", "Marketing and acquisition", "acquisition"),
    ("7.1", "市场调研", "Market research", "acquisition"),
    ("7.2", "广告投放", "Advertising", "acquisition"),
    ("7.3", "推广活动", "Promotion", "acquisition"),
    ("7.4", "短信与邮件(平台使用费)", "SMS and e-mail", "acquisition"),
    ("7.5", "其他获客", "Other acquisition", "acquisition"),
    ("7.6", "品牌推广", "Brand promotion", "acquisition"),
    ("7.7", "获客渠道建设", "Building channels", "acquisition"),
    ("8", "客户关系维护", "Relationship maintenance", "maintenance"),
    ("8.1", "定期沟通与回访", "Regular contact and follow-up", "maintenance"),
    (
        "8.2",
        "忠诚度计划(积分、奖励、优惠)",
        "Loyalty programme",
        "maintenance",
    ),
    (
        "8.3",
        "会员服务与会员营销",
        "Member services and marketing",
        "maintenance",
    ),
    ("8.4", "业务招待", "Entertaining customers", "maintenance"),
    ("8.5", "客户礼品", "Gifts", "maintenance"),
    ("8.6", "拜访差旅", "Travel to customers", "maintenance"),
    ("9", "客户服务", "Customer service", "service"),
    ("9.1", "客服支持(外包 / 坐席)", "Support, outsourced", "service"),
    ("9.2", "售后服务", "After-sales service", "service"),
    ("9.3", "投诉与反馈处理", "Complaints and feedback handling", "service"),
    ("9.4", "退换货", "Returns", "service"),
    ("9.5", "智能客服与自助服务", "Service bot and self-service", "service"),
    ("99", "不计入客户费用", "Out of scope", ""),
];

#[test]
fn the_taxonomy_is_whole_in_both_languages() {
    let desk = Desk::new();
    let categories = desk.call("categories", json!({}));
    let of = |code: &str| {
        let found = categories.as_array().unwrap().iter().find(|c| c["code"] == code);
        found.unwrap_or_else(|| panic!("category {code} is missing")).clone()
    };
    for (code, chinese, english, stage) in TAXONOMY {
        let category = of(code);
        let told = (
            category["name_zh"].as_str().unwrap(),
            category["name_en"].as_str().unwrap(),
        );
        assert_eq!(told, (*chinese, *english), "{code}");
        assert_eq!(category["stage"].as_str().unwrap_or(""), *stage, "{code}");
        let parent = code.rsplit_once('.').map(|(parent, _)| parent);
        assert_eq!(category["parent"].as_str(), parent, "{code}");
        assert_eq!(category["active"], true, "{code}");
    }
    for (code, kind) in [
        ("10.1", "offset"),
        ("10.2", "offset"),
        ("11.0", "income"),
        ("11.1", "income"),
        ("11.2", "income"),
    ] {
        assert_eq!(of(code)["kind"], kind, "{code}");
    }
    assert_eq!(of("99")["kind"], "out_of_scope");
    // 55 of the table, and offsets and income with their two heads.
    assert_eq!(categories.as_array().unwrap().len(), TAXONOMY.len() + 2 + 3 + 2);
}

#[test]
fn grades_and_departments_are_there_and_nobody_else() {
    let desk = Desk::new();
    let grades: Vec<Value> = desk
        .call("grades", json!({}))
        .as_array()
        .unwrap()
        .iter()
        .map(|g| g["code"].clone())
        .collect();
    assert_eq!(grades, ["A", "B", "C"]);
    let departments = desk.call("members", json!({ "register": "department" }));
    let mut told: Vec<(String, String, String)> = departments
        .as_array()
        .unwrap()
        .iter()
        .map(|d| {
            ["code", "name", "stage"]
                .map(|field| d[field].as_str().unwrap().to_owned())
                .into()
        })
        .collect();
    told.sort();
    let row = |code: &str, name: &str, stage: &str| (code.to_owned(), name.to_owned(), stage.to_owned());
    assert_eq!(
        told,
        [
            row("marketing", "市场", "acquisition"),
            row("sales", "销售", "acquisition"),
            row("service", "客服", "service"),
            row("success", "客户成功", "maintenance"),
        ]
    );
    for register in ["customer", "channel", "vendor", "product", "activity"] {
        assert_eq!(
            desk.call("members", json!({ "register": register })),
            json!([]),
            "{register}"
        );
    }
    assert_eq!(desk.call("budgets", json!({})), json!([]));
    assert!(desk.entries().is_empty());
}

#[test]
fn it_is_one_file_with_one_record_that_undo_leaves_alone() {
    let desk = Desk::new();
    if !desk.is_on_server() {
        assert_eq!(desk.names(), [LEDGER]);
    }
    assert_eq!(desk.records(), ["new"]);
    let before = desk.bytes(LEDGER);
    assert_eq!(desk.refused("undo", &[])["code"], "nothing_to_undo");
    assert_eq!(desk.refused("undo", &["1"])["code"], "record_first");
    assert_eq!(desk.refused("redo", &[])["code"], "nothing_to_redo");
    assert_eq!(desk.records(), ["new"]);
    assert_eq!(before, desk.bytes(LEDGER), "a refusal leaves the file as it was");
    desk.sound();
}

#[test]
fn its_words_are_its_profile() {
    let desk = Desk::new();
    let plain = desk.call("profile", json!({}));
    assert_eq!(
        (&plain["currency"], &plain["fiscal_start"], &plain["taxpayer"]),
        (&json!("CNY"), &json!(1), &json!("none"))
    );
    let desk = Desk::with(&[
        "--currency",
        "JPY",
        "--fiscal-start",
        "4",
        "--taxpayer",
        "general",
        "--language",
        "zh-CN",
    ]);
    let profile = desk.call("profile", json!({}));
    assert_eq!(profile["currency"], "JPY");
    assert_eq!(profile["fiscal_start"], 4);
    assert_eq!(profile["taxpayer"], "general");
    assert_eq!(profile["language"], "zh-CN");
    // Yen have no decimals.
    desk.import("date,category,amount\n2025-05-01,7.2,1500\n", &[]);
    let report = desk.on("report", &["variance", "--from", "2025-04", "--to", "2026-03"]);
    assert_eq!(report["total"]["actual"], "1500");
    let refused = desk.import("date,category,amount\n2025-05-01,7.2,15.5\n", &[]);
    assert_eq!(refused["rejected"][0]["code"], "amount_decimals");
}

#[test]
fn a_file_that_is_there_is_never_overwritten() {
    let desk = Desk::bare();
    if desk.is_on_server() {
        return;
    }
    desk.write(LEDGER, "mine");
    let failure = desk.refused("new", &[]);
    assert_eq!(failure["code"], "file_exists");
    assert_eq!(desk.bytes(LEDGER), b"mine");
    assert_eq!(
        desk.refused_words(&["new", "nowhere/l.kezhang", "--json"])["code"],
        "folder_missing"
    );
    assert_eq!(desk.names(), [LEDGER]);
    for bad in [
        ["--currency", "RENMINBI"],
        ["--fiscal-start", "13"],
        ["--taxpayer", "big"],
        ["--language", "fr"],
    ] {
        desk.wrong(&["new", "x.kezhang", bad[0], bad[1]]);
    }
    assert_eq!(desk.names(), [LEDGER]);
}
