//! A gallery of all pictures, pages and workbooks to look at.
//!
//! `KEZHANG_GALLERY=folder cargo test -p kezhang-paint gallery -- --ignored` draws every case into the folder.

#![allow(clippy::unwrap_used)]

use kezhang_core::monitor::variance::VarianceReport;
use kezhang_core::record::category::TAXONOMY;
use kezhang_core::record::entry::Entry;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Currency, Language};

use crate::chart::{ChartStyle, Theme, variance};
use crate::figure::Unit;
use crate::samples::*;
use crate::{document, pdf, png, terminal, workbook};
use std::path::PathBuf;

fn many(language: Language, dimension: Dimension, count: i64) -> VarianceReport {
    let names: Vec<String> = (0..count)
        .map(|n| format!("{n}号客户上海浦东某某信息技术服务有限公司 Co., Ltd."))
        .collect();
    let names: Vec<[&str; 1]> = names.iter().map(|name| [name.as_str()]).collect();
    let values: Vec<(String, String)> = (0..count)
        .map(|n| {
            (
                format!("{}", (n * 7919) % 90_000 + 500),
                format!("{}", (n * 6101) % 99_000),
            )
        })
        .collect();
    let rows: Vec<(&[&str], &str, &str, bool)> = names
        .iter()
        .zip(&values)
        .enumerate()
        .map(|(n, (name, (b, a)))| (&name[..], b.as_str(), a.as_str(), n % 5 != 3))
        .collect();
    report(&[dimension], &rows, language)
}

/// Thirty pages: `cargo test --release -p kezhang-paint pages -- --ignored --nocapture` tells the time.
#[test]
#[ignore = "takes long in a debug build"]
fn thirty_pages() {
    let folder = PathBuf::from(std::env::var("KEZHANG_GALLERY").unwrap_or_else(|_| "/tmp/gallery".into()));
    std::fs::create_dir_all(&folder).unwrap();
    let long = many(Language::Chinese, Dimension::Customer, 900);
    let paper = document::variance(&long, Language::Chinese, Unit::One);
    let started = std::time::Instant::now();
    std::fs::write(folder.join("long.pdf"), pdf::document(&paper).unwrap()).unwrap();
    eprintln!("long: pdf {:?}", started.elapsed());
}

#[test]
#[ignore = "draws pictures to look at"]
fn gallery() {
    let folder = PathBuf::from(std::env::var("KEZHANG_GALLERY").unwrap_or_else(|_| "/tmp/gallery".into()));
    std::fs::create_dir_all(&folder).unwrap();
    let (zh, en) = (Language::Chinese, Language::English);
    let months = |language| {
        let mut rows: Vec<(String, String, String)> = Vec::new();
        for n in 0..36 {
            rows.push((
                format!("{}-{:02}", 2023 + n / 12, n % 12 + 1),
                "50000".into(),
                format!("{}", (n * 7919) % 90_000 - 9_000),
            ));
        }
        let codes: Vec<[&str; 1]> = rows.iter().map(|r| [r.0.as_str()]).collect();
        let rows: Vec<(&[&str], &str, &str, bool)> = rows
            .iter()
            .zip(&codes)
            .map(|(r, c)| (&c[..], r.1.as_str(), r.2.as_str(), true))
            .collect();
        let mut made = report(&[Dimension::Month], &rows, language);
        made.head.from = "2023-01".parse().unwrap();
        made
    };
    let cases: Vec<(&str, VarianceReport, Language)> = vec![
        ("month", by_month(zh), zh),
        ("month-en", by_month(en), en),
        ("months", months(zh), zh),
        ("category", by_category(zh), zh),
        ("category-en", by_category(en), en),
        ("stage", by_stage(zh), zh),
        ("stage-en", by_stage(en), en),
        (
            "stage-negative",
            report(
                &[Dimension::Stage],
                &[
                    (&["acquisition"], "0", "3000", false),
                    (&["service"], "0", "-1200", false),
                ],
                zh,
            ),
            zh,
        ),
        ("customers", many(zh, Dimension::Customer, 40), zh),
        ("customers-en", many(en, Dimension::Customer, 15), en),
        (
            "one",
            report(&[Dimension::Category], &[(&["7.2"], "100", "123.45", true)], zh),
            zh,
        ),
        (
            "tiny",
            report(
                &[Dimension::Category],
                &[
                    (&["7.2"], "100000000", "123456789.12", true),
                    (&["6.1"], "1", "0.5", true),
                ],
                zh,
            ),
            zh,
        ),
        (
            "negative",
            report(
                &[Dimension::Channel],
                &[
                    (&["搜索"], "-500", "-800", true),
                    (&["展会"], "0", "-2000", false),
                    (&["转介绍"], "1000", "300", true),
                ],
                zh,
            ),
            zh,
        ),
        (
            "month-negative",
            report(
                &[Dimension::Month],
                &[
                    (&["2025-01"], "1000", "-3000", true),
                    (&["2025-02"], "1000", "500", true),
                    (&["2025-03"], "1000", "-700", false),
                ],
                zh,
            ),
            zh,
        ),
        (
            "year",
            report(
                &[Dimension::Year],
                &[
                    (&["2024"], "1000000", "1300000", true),
                    (&["2025"], "1200000", "800000", true),
                ],
                zh,
            ),
            zh,
        ),
        (
            "quarter",
            report(
                &[Dimension::Quarter],
                &[
                    (&["2025-Q1"], "300000", "280000", true),
                    (&["2025-Q2"], "300000", "310000", true),
                    (&["2025-Q3"], "300000", "0", true),
                ],
                en,
            ),
            en,
        ),
        ("empty", report(&[Dimension::Category], &[], zh), zh),
        (
            "hostile",
            report(
                &[Dimension::Customer],
                &[
                    (&["C002"], "100", "20", true),
                    (&["C001"], "10", "20", true),
                    (&["甲"], "10", "20", false),
                ],
                zh,
            ),
            zh,
        ),
    ];
    for (name, case, language) in &cases {
        for theme in [Theme::Light, Theme::Dark] {
            let style = ChartStyle::standalone(case, *language, theme, Unit::One);
            let chart = variance(case, &style).unwrap();
            let suffix = if theme == Theme::Dark { "-dark" } else { "" };
            std::fs::write(folder.join(format!("{name}{suffix}.svg")), &chart.svg).unwrap();
            let started = std::time::Instant::now();
            let bytes = png::png(&chart.svg, 1).unwrap();
            eprintln!("{name}{suffix}: png {:?}", started.elapsed());
            std::fs::write(folder.join(format!("{name}{suffix}.png")), bytes).unwrap();
            let small = ChartStyle {
                width: 520,
                height: 300,
                is_standalone: false,
                ..style
            };
            let chart = variance(case, &small).unwrap();
            std::fs::write(
                folder.join(format!("{name}{suffix}-small.png")),
                png::png(&chart.svg, 1).unwrap(),
            )
            .unwrap();
            if theme == Theme::Light {
                std::fs::write(folder.join(format!("{name}.txt")), &chart.text).unwrap();
                let unit = if *name == "stage" { Unit::TenThousand } else { Unit::One };
                let embedded = variance(case, &ChartStyle::embedded(case, *language, unit)).unwrap();
                let paper = document::variance(case, *language, unit).with_chart(embedded);
                let started = std::time::Instant::now();
                std::fs::write(folder.join(format!("{name}.pdf")), pdf::document(&paper).unwrap()).unwrap();
                eprintln!("{name}: pdf {:?}", started.elapsed());
                std::fs::write(folder.join(format!("{name}-chart.pdf")), pdf::chart(&chart).unwrap()).unwrap();
                std::fs::write(folder.join(format!("{name}.xlsx")), workbook::document(&paper).unwrap()).unwrap();
                std::fs::write(folder.join(format!("{name}.table.txt")), terminal::document(&paper)).unwrap();
            }
        }
    }
    let lines: Vec<(&str, Option<&str>, &str)> = TAXONOMY[1..40]
        .iter()
        .enumerate()
        .map(|(n, (code, ..))| (*code, (n % 3 == 0).then_some("市场部"), ["1000", "123456", "80"][n % 3]))
        .collect();
    let budget = plan(&lines);
    let paper = document::budget(
        &budget,
        &labels(zh),
        "杭州示例科技有限公司",
        Currency::CNY,
        zh,
        Unit::One,
    );
    std::fs::write(folder.join("budget.pdf"), pdf::document(&paper).unwrap()).unwrap();
    let calendar = kezhang_core::Calendar::new(1, Default::default()).unwrap();
    let bytes = workbook::budget(&budget, &labels(zh), calendar, Currency::CNY, zh).unwrap();
    std::fs::write(folder.join("budget.xlsx"), bytes).unwrap();
    let list: Vec<Entry> = (0..60).map(|n| entry(n, "=HYPERLINK(\"http://x\")")).collect();
    let paper = document::entries(&list, &labels(zh), &list_head(), zh);
    std::fs::write(folder.join("entries.pdf"), pdf::document(&paper).unwrap()).unwrap();
    std::fs::write(folder.join("entries.xlsx"), workbook::document(&paper).unwrap()).unwrap();
    std::fs::write(folder.join("entries.txt"), terminal::document(&paper)).unwrap();
}
