//! What every chart must keep: marks in the picture, exact figures, inert text, any size.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeSet;

use super::*;
use crate::samples::{by_category, by_month, by_stage, report};

fn drawn(report: &VarianceReport) -> Chart {
    variance(
        report,
        &ChartStyle::standalone(report, Language::Chinese, Theme::Light, Unit::One),
    )
    .unwrap()
}

#[test]
fn every_mark_lies_in_the_picture_and_says_an_exact_figure() {
    for case in [
        by_category(Language::Chinese),
        by_month(Language::Chinese),
        by_stage(Language::Chinese),
    ] {
        let chart = drawn(&case);
        assert!(!chart.marks.is_empty());
        for mark in &chart.marks {
            assert!(
                mark.x >= 0.0 && mark.y >= 0.0 && mark.width > 0.0 && mark.height > 0.0,
                "{mark:?}"
            );
            assert!(
                mark.x + mark.width <= chart.width && mark.y + mark.height <= chart.height,
                "{mark:?}"
            );
            assert_eq!(mark.key.len(), 1);
        }
    }
    let chart = drawn(&by_category(Language::Chinese));
    let pay = chart
        .marks
        .iter()
        .find(|m| m.figure == "actual" && m.label.contains("6.1"))
        .unwrap();
    assert_eq!(pay.label, "6.1 工资及社保公积金 实际发生 471,234.56 元");
    assert_eq!(
        (pay.key["category"].as_deref(), pay.budgeted),
        (Some("6.1"), Some(true))
    );
    let outside = chart
        .marks
        .iter()
        .find(|m| m.budgeted == Some(false) && m.label.contains("7.2"))
        .unwrap();
    assert_eq!(outside.label, "7.2 广告投放 预算外 8,200.00 元");
}

#[test]
fn bars_have_lengths_in_proportion() {
    let rows: [(&[&str], &str, &str, bool); 2] = [(&["a"], "100", "0", true), (&["b"], "400", "0", true)];
    let chart = drawn(&report(&[Dimension::Channel], &rows, Language::English));
    let length = |code: &str| {
        chart
            .marks
            .iter()
            .find(|m| m.key["channel"].as_deref() == Some(code))
            .unwrap()
            .width
    };
    assert!(
        (length("b") / length("a") - 4.0).abs() < 0.05,
        "{} {}",
        length("a"),
        length("b")
    );
}

#[test]
fn the_cumulative_line_ends_with_the_last_month_in_which_something_happened() {
    let chart = drawn(&by_month(Language::Chinese));
    let line = |figure: &str| chart.marks.iter().filter(|m| m.figure == figure).collect::<Vec<_>>();
    assert_eq!(
        (line("budget_cumulative").len(), line("actual_cumulative").len()),
        (12, 7)
    );
    // 58,000 + 61,200.50 + 72,000 + 64,000 + 69,000 + 81,000 + 55,000 and twice 9,000 outside.
    assert_eq!(line("actual_cumulative")[6].label, "2025-07 累计实际发生 478,200.50 元");
}

#[test]
fn text_from_outside_is_text_in_the_picture() {
    let rows: [(&[&str], &str, &str, bool); 2] = [
        (&["</text><script>alert(1)</script>"], "1", "2", true),
        (&["a\u{202e}b\u{0}c"], "1", "2", true),
    ];
    let svg = drawn(&report(&[Dimension::Customer], &rows, Language::Chinese)).svg;
    assert!(!svg.contains("<script") && svg.contains("&lt;script&gt;"), "{svg}");
    assert!(!svg.contains('\u{202e}') && !svg.contains('\0') && svg.contains("a\\u{202e}b\\u{0}c"));
}

#[test]
fn a_picture_names_one_font_and_is_the_same_each_time() {
    let case = by_month(Language::Chinese);
    let (first, second) = (drawn(&case), drawn(&case));
    assert_eq!(first, second);
    let fonts: BTreeSet<&str> = first
        .svg
        .split("font-family=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(fonts.into_iter().collect::<Vec<_>>(), ["Noto Sans SC"]);
}

#[test]
fn two_dimensions_are_summed_on_the_first() {
    let rows: [(&[&str], &str, &str, bool); 2] = [
        (&["7.2", "2025-01"], "100", "60.5", true),
        (&["7.2", "2025-02"], "100", "50", true),
    ];
    let chart = drawn(&report(
        &[Dimension::Category, Dimension::Month],
        &rows,
        Language::Chinese,
    ));
    let labels: Vec<String> = chart.marks.into_iter().map(|mark| mark.label).collect();
    assert_eq!(
        labels,
        ["7.2 广告投放 预算 200.00 元", "7.2 广告投放 实际发生 110.50 元"]
    );
}

#[test]
fn what_does_not_fit_is_summed_into_others() {
    let codes: Vec<String> = (0..40).map(|n| format!("c{n:02}")).collect();
    let codes: Vec<[&str; 1]> = codes.iter().map(|code| [code.as_str()]).collect();
    let rows: Vec<(&[&str], &str, &str, bool)> = codes.iter().map(|c| (&c[..], "10", "3", true)).collect();
    let chart = drawn(&report(&[Dimension::Vendor], &rows, Language::Chinese));
    // Fourteen are named, and the 26 others are 26 × 10.
    let rest = chart.marks.iter().find(|mark| mark.key.is_empty()).unwrap();
    assert_eq!(rest.label, "其他 26 项 预算 260.00 元");
    let others: Vec<&str> = rest.rest.iter().flatten().map(String::as_str).collect();
    assert_eq!((others.len(), others[0], others[25]), (26, "c14", "c39"));
    assert!(chart.text.contains("c39："), "the text has them all");
}

#[test]
fn refunds_above_costs_have_no_share_and_break_nothing() {
    let rows: [(&[&str], &str, &str, bool); 2] =
        [(&["acquisition"], "0", "-100", true), (&["service"], "0", "-1", true)];
    let chart = drawn(&report(&[Dimension::Stage], &rows, Language::Chinese));
    assert!(chart.marks.is_empty() && chart.svg.contains("−100"));
}

/// 100 and 100 beside 800 of 0 未分类: two halves, and the 800 in the figures alone.
#[test]
fn what_is_of_no_stage_has_no_share() {
    let rows: [(&[&str], &str, &str, bool); 3] = [
        (&["acquisition"], "0", "100", true),
        (&["maintenance"], "0", "100", true),
        (&[""], "0", "800", false),
    ];
    let chart = drawn(&report(&[Dimension::Stage], &rows, Language::Chinese));
    assert_eq!(chart.marks.len(), 2);
    assert!(
        chart.marks.iter().all(|mark| mark.label.contains("50.0%")),
        "{:?}",
        chart.marks
    );
    assert!(chart.svg.contains("800"));
}

#[test]
fn an_empty_report_says_so_in_the_picture_and_in_words() {
    let case = report(&[Dimension::Category], &[], Language::English);
    let chart = variance(
        &case,
        &ChartStyle::standalone(&case, Language::English, Theme::Dark, Unit::One),
    )
    .unwrap();
    assert!(chart.svg.contains("No budget and no cost in this period.") && chart.marks.is_empty());
    assert!(
        chart.text.ends_with("No budget and no cost in this period."),
        "{}",
        chart.text
    );
}

#[test]
fn a_size_in_which_nothing_can_be_drawn_is_refused_and_any_other_is_drawn() {
    let case = by_month(Language::Chinese);
    let usual = ChartStyle::standalone(&case, Language::English, Theme::Light, Unit::One);
    for (width, height) in [(0, 400), (600, 1), (100_000, 400)] {
        assert_eq!(
            variance(&case, &ChartStyle { width, height, ..usual })
                .unwrap_err()
                .code,
            "chart_size"
        );
    }
    for (width, height) in [(240, 120), (300, 160), (2_400, 1_200)] {
        for case in [
            by_month(Language::English),
            by_stage(Language::English),
            by_category(Language::English),
        ] {
            let style = ChartStyle {
                width,
                height,
                is_standalone: false,
                ..usual
            };
            assert!(variance(&case, &style).is_ok(), "{width} × {height}");
        }
    }
}

#[test]
fn the_text_alternative_tells_the_figures() {
    let text = drawn(&by_category(Language::Chinese)).text;
    assert!(
        text.contains("合计：预算 777,000.00，实际发生 786,235.06，超支 9,235.06（元）。"),
        "{text}"
    );
    assert!(text.contains("7.2 广告投放：预算 120,000.00，实际发生 141,700.00，超支 21,700.00。其中预算外 8,200.00。"));
}

#[test]
fn no_word_is_missing_in_either_language() {
    for language in Language::ALL {
        for case in [by_category(language), by_month(language), by_stage(language)] {
            let chart = variance(&case, &ChartStyle::standalone(&case, language, Theme::Light, Unit::One)).unwrap();
            let paper = crate::document::variance(&case, language, Unit::TenThousand);
            let all = format!("{} {} {paper:?}", chart.svg, chart.text);
            for prefix in ["report.", "chart.", "term.", "basis.", "measure.", "state.", "stage."] {
                assert!(!all.contains(prefix), "{prefix} {language:?}\n{all}");
            }
        }
    }
}

#[test]
fn a_ledger_without_a_plan_is_told_in_actuals_and_never_as_outside_the_budget() {
    for by in [Dimension::Category, Dimension::Quarter] {
        let rows: [(&[&str], &str, &str, bool); 2] = match by {
            Dimension::Category => [(&["1.2"], "0", "800", false), (&["7.2"], "0", "1200", false)],
            _ => [(&["2025-Q1"], "0", "800", false), (&["2025-Q3"], "0", "1200", false)],
        };
        let mut report = report(&[by], &rows, Language::Chinese);
        report.head.versions.clear();
        let chart = drawn(&report);
        let said = format!("{} {}", chart.text, chart.svg);
        for word in ["预算外", "超支", "节余"] {
            assert!(!said.contains(word), "{word}: {}", chart.text);
        }
        // 800 + 1,200.
        assert!(chart.text.contains("2,000.00"), "{}", chart.text);
        let actual = chart.marks.iter().filter(|mark| mark.figure == "actual");
        // Its one row is the one that the table opens too.
        assert!(actual.clone().count() == 2 && actual.clone().all(|mark| mark.budgeted.is_none()));
    }
}

#[test]
fn quarters_in_which_nothing_happened_keep_their_place() {
    let rows: [(&[&str], &str, &str, bool); 2] =
        [(&["2025-Q1"], "100", "80", true), (&["2025-Q3"], "100", "120", true)];
    let chart = drawn(&report(&[Dimension::Quarter], &rows, Language::English));
    let lines = chart
        .marks
        .iter()
        .filter(|mark| mark.figure == "budget_cumulative")
        .count();
    assert_eq!(lines, 4);
    for quarter in ["Q1", "Q2", "Q3", "Q4"] {
        assert!(
            chart.svg.contains(&format!(">{quarter}<")) || chart.svg.contains(quarter),
            "{quarter}"
        );
    }
}

/// A report beside whose actuals others stand: the first row's actual twice, the second row's never spent before.
fn compared(by: Dimension) -> VarianceReport {
    let rows: [(&[&str], &str, &str, bool); 3] = match by {
        Dimension::Month => [
            (&["2025-01"], "100", "80", true),
            (&["2025-02"], "100", "120", true),
            (&["2025-03"], "0", "0", true),
        ],
        Dimension::Stage => [
            (&["acquisition"], "100", "80", true),
            (&["service"], "100", "120", true),
            (&["shared"], "0", "0", true),
        ],
        _ => [
            (&["7.2"], "100", "80", true),
            (&["1.2"], "100", "120", true),
            (&["8.1"], "0", "0", true),
        ],
    };
    let mut report = report(&[by], &rows, Language::Chinese);
    report.head.compared = Some(kezhang_core::Span {
        from: "2024-01".parse().unwrap(),
        to: "2024-12".parse().unwrap(),
    });
    let beside = |actual: &str, change: &str| kezhang_core::monitor::variance::Compared {
        actual: crate::samples::amount(actual),
        change: crate::samples::amount(change),
    };
    for (row, (actual, change)) in report
        .rows
        .iter_mut()
        .zip([("160", "-80"), ("0", "120"), ("55", "-55")])
    {
        row.compared = Some(beside(actual, change));
    }
    report.compared = Some(beside("215", "-15"));
    report
}

#[test]
fn what_is_compared_with_stands_beside_in_the_picture_its_marks_and_its_words() {
    for by in [Dimension::Category, Dimension::Month, Dimension::Stage] {
        let chart = drawn(&compared(by));
        assert!(chart.svg.contains("对比期实际"), "{by:?}: no word in the picture");
        let marks: Vec<&Mark> = chart.marks.iter().filter(|mark| mark.figure == "compared").collect();
        let first = marks
            .iter()
            .find(|mark| mark.label.contains("对比期实际 160.00 元"))
            .unwrap_or_else(|| panic!("{by:?}: {marks:?}"));
        // What is no more is there too.
        assert!(marks.iter().any(|mark| mark.label.contains("55.00")), "{by:?}");
        // The mark leads to the months before, not to the report's own.
        let months = first.span.map(|span| (span.from.to_string(), span.to.to_string()));
        let months = months.unwrap();
        if by == Dimension::Month {
            assert_eq!(months, ("2024-01".to_owned(), "2024-01".to_owned()));
            assert_eq!(first.key["month"].as_deref(), Some("2024-01"));
        } else {
            assert_eq!(months, ("2024-01".to_owned(), "2024-12".to_owned()));
        }
        assert!(chart.text.contains("对比期实际 215.00。") && chart.text.contains("对比期实际 160.00。"));
        for mark in &chart.marks {
            assert!(
                mark.x + mark.width <= chart.width && mark.y >= 0.0 && mark.y + mark.height <= chart.height,
                "{mark:?}"
            );
        }
    }
}

#[test]
fn a_comparison_larger_than_all_else_lies_in_the_picture_where_its_size_says() {
    let chart = drawn(&compared(Dimension::Category));
    let end = |figure: &str| {
        let found = chart
            .marks
            .iter()
            .find(|m| m.figure == figure && m.key["category"].as_deref() == Some("7.2"));
        found.unwrap()
    };
    let (actual, beside) = (end("actual"), end("compared"));
    // 160 is twice 80: the middle of the needle lies twice as far from zero as the bar reaches.
    let reach = (beside.x + beside.width / 2.0 - actual.x) / actual.width;
    assert!((reach - 2.0).abs() < 0.05, "{reach}");
}

#[test]
fn a_report_without_a_comparison_has_none_in_its_picture() {
    for case in [
        by_category(Language::Chinese),
        by_month(Language::Chinese),
        by_stage(Language::Chinese),
    ] {
        let chart = drawn(&case);
        assert!(
            chart
                .marks
                .iter()
                .all(|mark| mark.figure != "compared" && mark.span.is_none())
        );
        assert!(!format!("{} {}", chart.svg, chart.text).contains("对比期"));
    }
}

#[test]
fn a_curly_quote_is_straight_in_an_english_picture_because_the_font_has_it_a_character_wide() {
    let rows: [(&[&str], &str, &str, bool); 1] = [(&["Lin’s “shop”"], "1", "2", true)];
    let svg = |language| {
        let case = report(&[Dimension::Customer], &rows, language);
        variance(&case, &ChartStyle::standalone(&case, language, Theme::Light, Unit::One))
            .unwrap()
            .svg
    };
    assert!(!svg(Language::English).contains('’') && !svg(Language::English).contains('“'));
    assert!(svg(Language::Chinese).contains("Lin’s “shop”"));
}

/// A quarter of the whole fills a quarter of the width; without a whole the longest fills it.
#[test]
fn a_share_has_the_length_that_it_is_of_the_whole() {
    use super::named::{NamedBar, NamedBars, height, named};
    let widths = |whole: Option<f64>| {
        let bar = |value: f64| NamedBar {
            label: "A".to_owned(),
            key: BTreeMap::new(),
            values: [Some(value), None],
            paths: [None, None],
            told: "–".to_owned(),
            is_alarm: false,
        };
        let what = NamedBars {
            title: "T".to_owned(),
            about: String::new(),
            legend: vec!["L".to_owned()],
            whole,
            bars: vec![bar(0.25), bar(0.125)],
        };
        let case = by_category(Language::Chinese);
        let mut style = ChartStyle::standalone(&case, Language::Chinese, Theme::Light, Unit::One);
        style.height = height(2, true);
        let marks = named(&what, &style).unwrap().marks;
        (marks[0].width, marks[1].width)
    };
    let ((whole, _), (longest, half)) = (widths(Some(1.0)), widths(None));
    assert!((whole / longest - 0.25).abs() < 0.01, "{whole} of {longest}");
    assert!((half / longest - 0.5).abs() < 0.01, "{half} of {longest}");
}
