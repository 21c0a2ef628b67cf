//! Scenarios of a plan side by side: a column for the plan and for each of them, a row for each figure.

use kezhang_core::language::say;
use kezhang_core::money::grouped;
use kezhang_core::plan::LineKey;
use kezhang_core::plan::scenario::{Assumption, ScenarioFigures, ScenarioReport};
use kezhang_core::{Amount, Language};
use rust_decimal::Decimal;

use super::plan::{blank, column, head, line_name};
use super::{Cell, Column, Document, Kind, Readers, Row, unit_lines};
use crate::figure::Unit;
use crate::inert::inert;
use crate::words::{self, Labels};

/// What an assumption says, in one sentence.
fn said(language: Language, labels: &Labels, assumption: &Assumption) -> String {
    let line = |key: &LineKey| line_name(language, labels, key);
    match assumption {
        Assumption::People {
            key,
            people,
            monthly_pay,
            contributions_percent,
            share_percent,
        } => say(
            language,
            "assumption.people.says",
            &[
                ("line", &line(key)),
                ("people", people),
                ("pay", &monthly_pay.to_string()),
                ("contributions", contributions_percent),
                ("share", share_percent.as_deref().unwrap_or("100")),
            ],
        ),
        Assumption::Seats { key, seats, price } => say(
            language,
            "assumption.seats.says",
            &[
                ("line", &line(key)),
                ("seats", &seats.to_string()),
                ("price", &price.to_string()),
            ],
        ),
        Assumption::Outlook { percent } => say(language, "assumption.outlook.says", &[("percent", percent)]),
        Assumption::PerCustomer {
            category,
            grade,
            customers,
            each,
        } => {
            let key = LineKey {
                category: Some(category.clone()),
                grade: Some(grade.clone()),
                ..LineKey::default()
            };
            say(
                language,
                "assumption.per_customer.says",
                &[
                    ("line", &line(&key)),
                    ("customers", &customers.to_string()),
                    ("each", &each.to_string()),
                ],
            )
        }
        Assumption::NewCustomers { customers } => say(
            language,
            "assumption.new_customers.says",
            &[("customers", &customers.to_string())],
        ),
        Assumption::CustomerValue {
            retention_percent,
            revenue_percent,
            cost_percent,
        } => {
            let parts = [
                ("retention", retention_percent),
                ("revenue", revenue_percent),
                ("cost", cost_percent),
            ];
            let told = parts.into_iter().filter_map(|(name, percent)| {
                let percent = percent.as_deref()?;
                Some(say(
                    language,
                    &format!("assumption.customer_value.{name}"),
                    &[("percent", percent)],
                ))
            });
            let told: Vec<String> = told.collect();
            say(
                language,
                "assumption.customer_value.says",
                &[("parts", &told.join(language.pick("，", ", ")))],
            )
        }
        Assumption::Factor { key, percent } => say(
            language,
            "assumption.factor.says",
            &[("line", &line(key)), ("percent", percent)],
        ),
    }
}

/// A plan and its scenarios.
pub fn scenarios(report: &ScenarioReport, language: Language, unit: Unit) -> Document {
    let mut document = blank(language, &report.company, "scenarios", report.currency, unit);
    let version = &report.budget;
    document.head = vec![
        head(language, "fiscal_year", version.fiscal_year.to_string()),
        head(language, "version", words::version_state(language, version)),
    ];
    document.head.extend(unit_lines(language, unit, report.currency));
    document.columns = vec![
        Column::new("figure", words::word(language, "report.scenarios.figure"), Kind::Text).only(Readers::Programs),
        column(language, "name", "report.scenarios.figure", Kind::Text),
    ];
    for (at, figures) in report.columns.iter().enumerate() {
        let title = match &figures.scenario {
            None => words::word(language, "report.scenarios.plan"),
            Some(scenario) => inert(&scenario.name).into_owned(),
        };
        document
            .columns
            .push(Column::new(format!("c{at}"), title, Kind::Amount));
    }
    let mut put = |field: String, name: String, is_emphasised: bool, cell: &dyn Fn(&ScenarioFigures) -> Cell| {
        let mut cells = vec![Cell::text(field), Cell::text(name)];
        cells.extend(report.columns.iter().map(cell));
        document.rows.push(Row {
            cells,
            is_emphasised,
            ..Row::default()
        });
    };
    let word = |key: &str| words::word(language, key);
    put("total".into(), word("term.total"), true, &|f| Cell::Amount(f.total));
    put("difference".into(), word("report.scenarios.difference"), false, &|f| {
        f.scenario.as_ref().map_or(Cell::Empty, |_| Cell::Amount(f.difference))
    });
    let amount = |all: &[Amount], at: usize| all.get(at).map_or(Cell::Empty, |amount| Cell::Amount(*amount));
    for (at, code) in report.categories.iter().enumerate() {
        let name = words::name(
            language,
            &report.labels,
            kezhang_core::record::register::Dimension::Category,
            code.as_deref(),
        );
        let code = code.as_deref().unwrap_or_default();
        put(
            format!("category {code}").trim().to_owned(),
            format!("{code} {name}").trim().to_owned(),
            false,
            &|f| amount(&f.by_category, at),
        );
    }
    for (at, month) in report.months.iter().enumerate() {
        put(format!("month {month}"), month.to_string(), false, &|f| {
            amount(&f.by_month, at)
        });
    }
    put("acquisition".into(), word("report.scenarios.acquisition"), true, &|f| {
        Cell::Amount(f.acquisition)
    });
    let unknown = |why: Option<kezhang_core::plan::scenario::Unknown>| {
        why.map_or(Cell::Empty, |why| {
            Cell::Text(words::word(language, &format!("scenario.unknown.{}", why.as_str())))
        })
    };
    put(
        "new_customers".into(),
        word("report.scenarios.new_customers"),
        false,
        &|f| {
            f.new_customers
                .map_or(Cell::Empty, |customers| Cell::Integer(i64::from(customers)))
        },
    );
    put("cac".into(), word("report.scenarios.cac"), true, &|f| {
        f.cac.map_or_else(|| unknown(f.cac_unknown), Cell::Amount)
    });
    put("clv".into(), word("report.scenarios.clv"), false, &|f| {
        f.clv.map_or(Cell::Empty, Cell::Amount)
    });
    put("ratio".into(), word("report.scenarios.ratio"), true, &|f| {
        let ratio = f.ratio.as_deref().and_then(|ratio| ratio.parse::<Decimal>().ok());
        ratio.map_or_else(|| unknown(f.ratio_unknown), Cell::Number)
    });
    for figures in &report.columns {
        let Some(scenario) = &figures.scenario else { continue };
        let told: Vec<String> = scenario
            .assumptions
            .iter()
            .map(|one| said(language, &report.labels, one))
            .collect();
        document.notes.push(say(
            language,
            "report.scenarios.assumes",
            &[
                ("name", &inert(&scenario.name)),
                ("month", &scenario.from.to_string()),
                ("assumptions", &told.join(language.pick("；", "; "))),
            ],
        ));
        if let Some(refusal) = &figures.refusal {
            document.notes.push(say(
                language,
                "report.scenarios.refused",
                &[("name", &inert(&scenario.name)), ("reason", refusal)],
            ));
        }
    }
    document.notes.push(words::word(language, "report.scenarios.about"));
    if let Some(terms) = &report.clv_terms {
        let amount = |amount: Amount| grouped(amount.value(), report.currency.decimals());
        document.notes.push(say(
            language,
            "scenario.clv_terms",
            &[
                ("customers", &terms.customers.to_string()),
                ("revenue", &amount(terms.revenue)),
                ("margin", &terms.margin_percent),
                ("cost", &amount(terms.cost)),
                ("retention", &terms.retention_percent),
                ("horizon", &terms.horizon.to_string()),
            ],
        ));
        document.notes.push(words::word(language, "scenario.clv_apart"));
    }
    document
}
