//! A derivation as text, for who reads it on the command line: a figure a line, what it comes from indented below it.

use std::fmt::Write as _;

use super::{ExplainedField, ExplainedFigure};

/// The derivations as lines; values exact, as in the report.
///
/// ```text
/// 获客成本 = 13000.00
///   获客环节的费用 ÷ 新客户数
///   费用 = 260000.00
///   新客户数 = 20
/// ```
pub(super) fn text(figures: &[ExplainedField], undefined: &str) -> String {
    let mut text = String::new();
    for one in figures {
        put(&one.figure, 0, undefined, &mut text);
    }
    text
}

fn put(figure: &ExplainedFigure, depth: usize, undefined: &str, text: &mut String) {
    let value = figure.value.as_deref().unwrap_or(undefined);
    line(depth, &format!("{} = {value}", figure.label), text);
    if !figure.formula.is_empty() {
        line(depth + 1, &figure.formula, text);
    }
    for operand in &figure.operands {
        put(operand, depth + 1, undefined, text);
    }
    if let Some(entries) = &figure.entries {
        for entry in &entries.first {
            let rate = entry.rate.as_ref().map(|rate| format!(" × {rate}")).unwrap_or_default();
            let told = format!(
                "#{} {} {} {} {}{rate} → {} ({}) {}",
                entry.id,
                entry.date,
                entry.category,
                entry.amount,
                entry.currency.code(),
                entry.share,
                entry.how,
                entry.memo
            );
            line(depth + 1, &told, text);
        }
        line(depth + 1, &entries.more, text);
    }
    for rule in &figure.rules {
        line(depth + 1, rule, text);
    }
}

fn line(depth: usize, what: &str, text: &mut String) {
    // What was typed may hold line ends; a line stays one.
    let what = what.split_whitespace().collect::<Vec<_>>().join(" ");
    let _ = writeln!(text, "{:width$}{what}", "", width = depth * 2);
}

#[cfg(test)]
mod tests {
    use super::super::figure::plain;
    use super::*;
    use crate::commands::formula::Quantity;

    #[test]
    fn a_figure_stands_over_what_it_comes_from() {
        let mut cac = plain("CAC".to_owned(), Quantity::Money, Some("13000.00".to_owned()));
        cac.formula = "Cost ÷ customers".to_owned();
        cac.operands = vec![
            plain("Cost\n(all)".to_owned(), Quantity::Money, Some("260000.00".to_owned())),
            plain("Customers".to_owned(), Quantity::Count, None),
        ];
        let field = ExplainedField {
            key: std::collections::BTreeMap::new(),
            budgeted: None,
            field: "cac".to_owned(),
            figure: cac,
        };
        let expected = "CAC = 13000.00\n  Cost ÷ customers\n  Cost (all) = 260000.00\n  Customers = undefined\n";
        assert_eq!(text(&[field], "undefined"), expected);
    }
}
