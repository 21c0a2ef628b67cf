//! Budget against actual as a document.

use kezhang_core::language::say;
use kezhang_core::monitor::variance::{Compared, Figures, ReportHead, RowKey, VarianceReport, VarianceRow};
use kezhang_core::record::register::Dimension;
use kezhang_core::{Amount, Language};
use rust_decimal::Decimal;

use super::{Cell, Column, Document, Flag, HeadLine, Kind, Readers, Row, unit_lines};
use crate::figure::{Unit, grouped, ratio};
use crate::words::{self, Labels};

/// The table of a report; the chart is added by `Document::with_chart`.
pub fn variance(report: &VarianceReport, language: Language, unit: Unit) -> Document {
    let head = &report.head;
    let mut columns: Vec<Column> = Vec::new();
    let keys: Vec<&RowKey> = report.rows.iter().map(|row| &row.key).collect();
    for dimension in &head.by {
        columns.extend(dimension_columns(&keys, &report.labels, *dimension, language));
    }
    let any = |figure: fn(&Figures) -> Amount| {
        report
            .rows
            .iter()
            .map(|row| &row.figures)
            .chain([&report.total])
            .any(|f| !figure(f).value().is_zero())
    };
    // Without a plan there is nothing to compare: only what has been spent is shown.
    let has_plan = !head.versions.is_empty();
    let person = if has_plan { Readers::People } else { Readers::Nobody };
    let readers = |is_shown: bool| if is_shown { Readers::All } else { Readers::Programs };
    let amount = |field: &str, readers: Readers| {
        Column::new(field, words::word(language, &format!("term.{field}")), Kind::Amount).only(readers)
    };
    columns.extend([
        amount("budget", readers(has_plan)),
        amount("actual", Readers::All),
        amount("offset", readers(any(|f| f.offset))),
        amount("committed", readers(any(|f| f.committed))),
        amount("available", readers(has_plan)),
        amount("variance", readers(has_plan)),
    ]);
    if head.compared.is_some() {
        columns.extend([amount("compared", Readers::All), amount("change", Readers::All)]);
    }
    columns.extend([
        Column::new("execution", words::word(language, "term.execution"), Kind::Percent).only(person),
        Column::new("verdict", words::word(language, "report.verdict"), Kind::Text).only(person),
        Column::new("budgeted", "budgeted", Kind::Text).only(Readers::Programs),
    ]);
    let rows = report
        .rows
        .iter()
        .map(|row| line(report, row, &columns, language))
        .collect();
    let mut total = figures(&report.total, report.compared, None, language);
    let width = columns.len() - total.len();
    let mut cells = vec![Cell::Empty; width];
    if let Some(at) = columns[..width]
        .iter()
        .position(|column| matches!(column.readers, Readers::All | Readers::People))
    {
        cells[at] = Cell::Text(words::word(language, "term.total"));
    }
    cells.append(&mut total);
    let mut document = Document {
        more: Vec::new(),
        language,
        company: head.company.clone(),
        title: words::word(language, "report.variance.title"),
        sheet: words::word(language, "report.variance.sheet"),
        head: head_lines(head, &report.labels, language, unit),
        columns,
        rows,
        total: Some(Row {
            cells,
            is_emphasised: true,
            flag: over(&report.total),
            ..Row::default()
        }),
        chart: None,
        notes: notes(head, language),
        unit,
        decimals: unit.decimals(head.currency.decimals()),
    };
    document.note_rounding();
    document
}

/// A dimension's code for programs, and for people its code where that says more than the name, and its name.
pub(super) fn dimension_columns(
    keys: &[&RowKey],
    labels: &Labels,
    dimension: Dimension,
    language: Language,
) -> Vec<Column> {
    let field = dimension.as_str();
    let title = words::dimension(language, dimension);
    if dimension.is_time() {
        return vec![Column::new(field, title, Kind::Text)];
    }
    let has_codes = words::has_codes(dimension)
        && keys
            .iter()
            .filter_map(|key| key.value(dimension))
            .any(|code| words::name(language, labels, dimension, Some(code)) != code);
    let code_title = say(language, "report.code_of", &[("dimension", &title)]);
    let code = Column::new(field, code_title, Kind::Text);
    let name = Column::new(format!("{field}_name"), title, Kind::Text).only(Readers::People);
    vec![if has_codes { code } else { code.only(Readers::Programs) }, name]
}

/// A key in the columns of its dimensions.
pub(super) fn key_cells(by: &[Dimension], key: &RowKey, labels: &Labels, language: Language) -> Vec<Cell> {
    let mut cells = Vec::new();
    for dimension in by {
        let code = key.value(*dimension);
        cells.push(Cell::maybe(code));
        if !dimension.is_time() {
            cells.push(Cell::text(words::name(language, labels, *dimension, code)));
        }
    }
    cells
}

fn line(report: &VarianceReport, row: &VarianceRow, columns: &[Column], language: Language) -> Row {
    let mut cells = Vec::with_capacity(columns.len());
    cells.extend(key_cells(&report.head.by, &row.key, &report.labels, language));
    cells.extend(figures(&row.figures, row.compared, Some(row.budgeted), language));
    let flag = if row.budgeted {
        over(&row.figures).filter(|_| !is_planned_elsewhere(&row.figures))
    } else {
        Some(Flag::Unbudgeted)
    };
    Row {
        cells,
        flag,
        ..Row::default()
    }
}

/// Spending that a line of another row covers (of a parent category, of a customer …): neither saved nor overrun here.
pub(super) fn is_planned_elsewhere(figures: &Figures) -> bool {
    figures.budget.value().is_zero() && !figures.actual.value().is_zero()
}

pub(super) fn over(figures: &Figures) -> Option<Flag> {
    (figures.variance.value() < Decimal::ZERO).then_some(Flag::Overrun)
}

/// What the figures of a row say, in a word; without `budgeted`, of the total.
pub(super) fn verdict(figures: &Figures, budgeted: Option<bool>, language: Language) -> String {
    let variance = figures.variance.value();
    let key = match budgeted {
        Some(false) => "term.unbudgeted",
        Some(true) if is_planned_elsewhere(figures) => "report.elsewhere",
        _ if variance.is_zero() => "report.even",
        _ if variance.is_sign_negative() => "report.overrun",
        _ => "report.saved",
    };
    words::word(language, key)
}

/// The figures, the share spent, the verdict in a word, and the row's kind for programs.
fn figures(figures: &Figures, compared: Option<Compared>, budgeted: Option<bool>, language: Language) -> Vec<Cell> {
    let mut cells = vec![
        Cell::Amount(figures.budget),
        Cell::Amount(figures.actual),
        Cell::Amount(figures.offset),
        Cell::Amount(figures.committed),
        Cell::Amount(figures.available),
        Cell::Amount(figures.variance),
    ];
    cells.extend(
        compared
            .into_iter()
            .flat_map(|beside| [beside.actual, beside.change])
            .map(Cell::Amount),
    );
    cells.extend([
        Cell::share(ratio(figures.actual.value(), figures.budget.value())),
        Cell::Text(verdict(figures, budgeted, language)),
        Cell::maybe(budgeted.map(|budgeted| budgeted.to_string())),
    ]);
    cells
}

pub(super) fn head_lines(head: &ReportHead, labels: &Labels, language: Language, unit: Unit) -> Vec<HeadLine> {
    let line = |key: &str, value: String| HeadLine::new(words::word(language, &format!("report.head.{key}")), value);
    let mut lines = vec![
        line("span", words::span(language, head.from, head.to)),
        line(
            "basis",
            words::word(language, &format!("basis.{}", head.basis.as_str())),
        ),
        line(
            "measure",
            words::word(language, &format!("measure.{}", head.measure.as_str())),
        ),
        line("version", words::versions(language, head)),
    ];
    if let Some(compared) = head.compared {
        lines.push(line("compared", words::span(language, compared.from, compared.to)));
    }
    lines.extend(unit_lines(language, unit, head.currency));
    if let Some(conditions) = words::conditions(language, labels, &head.filter) {
        lines.push(line("filter", conditions));
    }
    let uncategorised = grouped(
        unit.of(head.uncategorised.value()),
        unit.decimals(head.currency.decimals()),
    );
    lines.push(line(
        "untaxed",
        say(language, "report.count", &[("count", &head.untaxed_count.to_string())]),
    ));
    lines.push(line(
        "uncategorised",
        format!("{uncategorised} {}", words::unit(language, unit, head.currency)),
    ));
    lines
}

pub(super) fn notes(head: &ReportHead, language: Language) -> Vec<String> {
    let mut notes = Vec::new();
    if head.is_draft && !head.versions.is_empty() {
        notes.push(words::word(language, "report.note.draft"));
    }
    if head.plan_stands_as_is {
        notes.push(words::word(language, "report.note.plan_as_is"));
    }
    if head.omitted_count > 0 {
        notes.push(say(
            language,
            "report.note.omitted",
            &[("count", &head.omitted_count.to_string())],
        ));
    }
    notes
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use kezhang_core::monitor::variance::Filter;

    use super::*;
    use crate::samples::{amount, by_category, report};

    fn written(document: &Document, row: usize, field: &str) -> String {
        let at = document
            .columns
            .iter()
            .position(|column| column.field == field)
            .unwrap();
        document.written(at, &document.rows[row].cells[at])
    }

    #[test]
    fn a_row_says_in_a_word_what_its_figures_mean() {
        let document = variance(&by_category(Language::Chinese), Language::Chinese, Unit::One);
        // 80,000 planned, 96,500 spent: 16,500 over, 120.6 %.
        assert_eq!(written(&document, 3, "category_name"), "活动执行");
        assert_eq!(written(&document, 3, "variance"), "-16,500.00");
        assert_eq!(written(&document, 3, "execution"), "120.6%");
        assert_eq!(written(&document, 3, "verdict"), "超支");
        assert_eq!(
            (written(&document, 0, "verdict"), written(&document, 0, "execution")),
            ("预算外".into(), String::new())
        );
        assert_eq!(document.rows[0].flag, Some(Flag::Unbudgeted));
        assert!(
            document
                .rows
                .iter()
                .chain(&document.total)
                .all(|row| row.cells.len() == document.columns.len())
        );
    }

    #[test]
    fn columns_without_figures_are_left_out_for_people_and_kept_for_programs() {
        let mut report = by_category(Language::Chinese);
        let shown = |report: &VarianceReport| {
            let document = variance(report, Language::English, Unit::One);
            document
                .shown()
                .iter()
                .map(|at| document.columns[*at].field.clone())
                .collect::<Vec<_>>()
        };
        assert!(!shown(&report).contains(&"offset".to_owned()) && !shown(&report).contains(&"committed".to_owned()));
        report.rows[1].figures.committed = amount("500");
        assert!(shown(&report).contains(&"committed".to_owned()));
    }

    #[test]
    fn the_note_on_rounding_stands_only_where_the_parts_do_not_add_up() {
        let by = [Dimension::Category];
        // 50 + 50 yuan are 0.01 + 0.01 of 万元 (0.005 rounds away from zero), their sum of 100 is 0.01.
        let odd = report(
            &by,
            &[(&["1"], "50", "0", true), (&["2"], "50", "0", true)],
            Language::Chinese,
        );
        let even = report(
            &by,
            &[(&["1"], "5000", "0", true), (&["2"], "5000", "0", true)],
            Language::Chinese,
        );
        let notes = |report: &VarianceReport, unit| variance(report, Language::Chinese, unit).notes;
        assert_eq!(
            notes(&odd, Unit::TenThousand),
            ["因四舍五入，合计与分项之和可能有尾差。"]
        );
        assert!(notes(&even, Unit::TenThousand).is_empty() && notes(&odd, Unit::One).is_empty());
    }

    #[test]
    fn the_head_names_drafts_conditions_and_a_plan_on_another_basis() {
        let mut report = by_category(Language::Chinese);
        report.head.versions = vec!["2025@2 (draft)".to_owned()];
        report.head.is_draft = true;
        report.head.plan_stands_as_is = true;
        let filter = |field: &str, value: &str| Filter {
            field: field.to_owned(),
            value: value.to_owned(),
        };
        report.head.filter = vec![filter("category", "7"), filter("category", "8"), filter("channel", "")];
        let document = variance(&report, Language::Chinese, Unit::TenThousand);
        let line = |label: &str| {
            document
                .head
                .iter()
                .find(|l| l.label == label)
                .map(|l| l.value.as_str())
        };
        assert_eq!(line("预算版本"), Some("2025 第 2 版（草稿）"));
        assert_eq!(line("单位"), Some("万元"));
        assert_eq!(line("未分类"), Some("0.12 万元"));
        assert_eq!(
            line("筛选"),
            Some("费用类别 7 营销获客(客户招募) 或 8 客户关系维护；渠道 （无）")
        );
        assert!(document.notes.contains(&"计划口径与报表不同，按原样列示。".to_owned()));
    }
}
