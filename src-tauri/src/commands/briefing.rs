//! The page for the boss: composed of the reports that there are, one sheet, with what is missing named.
//!
//! The one thing to know: every figure on it is one of another report; the sentences are made from the figures.

use kezhang_core::evaluate::report::{
    AcquisitionFigures, CustomerRow, EvaluateQuery, FeeTotal, Payback, RetentionRow, RevenueYears,
};
use kezhang_core::language::say;
use kezhang_core::monitor::variance::{Figures, VarianceReport, VarianceRow};
use kezhang_core::monitor::{ExecutionQuery, ExecutionReport, VarianceQuery};
use kezhang_core::plan::Basis;
use kezhang_core::record::category::UNCATEGORISED;
use kezhang_core::record::register::Dimension;
use kezhang_core::{Amount, Currency, Language, Outcome};
use kezhang_paint::briefing::{self, Block, Briefing, Key, Line};
use kezhang_paint::chart::{self, ChartStyle, Theme};
use kezhang_paint::document::{self, Cell, Document, HeadLine, Readers, Row};
use kezhang_paint::figure::{grouped, percent, ratio};
use kezhang_paint::{Unit, words};
use kezhang_store::Ledger;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::Context;
use super::report::{RenderOptions, Report, json};

/// How many overruns and customers the sheet names.
const MOST: usize = 5;

/// The reports that the page for the boss is made from.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BriefingReport {
    /// The standard table by top category, all that no line covers in one row at its end.
    pub execution: ExecutionReport,
    /// The fiscal year by month.
    pub months: VarianceReport,
    /// The largest overruns of the year to date, largest first.
    pub overruns: Vec<VarianceRow>,
    /// The dearest customers of the year to date, dearest first.
    pub dearest: Vec<VarianceRow>,
    /// Customers that bring less than they cost in the year to date, worst first.
    pub below_cost: Vec<CustomerRow>,
    /// Customers won in the year to date and what they cost.
    pub won: AcquisitionFigures,
    /// How soon new customers have paid for themselves.
    pub payback: Payback,
    /// Who stayed in the year to date.
    pub stayed: RetentionRow,
    /// What revenue is compared for that, or why none is.
    pub years: RevenueYears,
    /// Maintenance fees as of the end of the period.
    pub fees: FeeTotal,
    /// 全年预计, an estimate: spent to date and the plan of the months to come.
    pub forecast: Amount,
    /// The company's total budget of the year, where it is known.
    pub total_budget: Option<Amount>,
    /// 未分摊: shared cost of the year to date that no customer carries yet.
    pub unallocated: Amount,
    /// Names of categories and customers.
    pub labels: std::collections::BTreeMap<String, std::collections::BTreeMap<String, String>>,
}

/// Makes the report.
pub(super) async fn briefing(ledger: &Ledger, mut query: ExecutionQuery, context: &Context) -> Outcome<BriefingReport> {
    query.language = query.language.or(Some(context.language));
    query.by = vec![Dimension::Category];
    query.level = Some(1);
    let profile = ledger.profile().await;
    let table = ledger.execution(&query, context.today).await?;
    let year = table.year_span;
    let to_date = kezhang_core::Span::new(year.from, table.head.to)?;
    let ask = |span, by, sort: Option<&str>| VarianceQuery {
        by: vec![by],
        level: None,
        sort: sort.map(str::to_owned),
        ..query.over(span)
    };
    let months = ledger
        .variance(&ask(year, Dimension::Month, None), context.today)
        .await?;
    let details = ledger
        .variance(&ask(to_date, Dimension::Category, Some("-variance")), context.today)
        .await?;
    let mut dearest = ledger
        .variance(&ask(to_date, Dimension::Customer, Some("actual")), context.today)
        .await?;
    dearest.rows.retain(|row| row.key.value(Dimension::Customer).is_some());
    dearest.rows.truncate(MOST);
    let head = &table.head;
    let evaluated = EvaluateQuery {
        from: Some(to_date.from),
        to: Some(to_date.to),
        filter: query.filter.clone(),
        basis: Some(head.basis),
        measure: (head.basis == Basis::Accrual).then_some(head.measure),
        language: query.language,
        sort: Some("-profit".to_owned()),
        ..EvaluateQuery::default()
    };
    let won = ledger.acquisition(&evaluated, context.today).await?;
    let stayed = ledger.retention(&evaluated, context.today).await?;
    let fees = ledger.fees(&evaluated, context.today).await?;
    let mut customers = ledger.customer_costs(&evaluated, context.today).await?;
    let is_below = |row: &CustomerRow| row.customer.is_some() && row.profit.value() < Decimal::ZERO;
    customers.rows.retain(is_below);
    customers.rows.truncate(MOST);
    let mut labels = details.labels.clone();
    for more in [dearest.labels, customers.labels] {
        for (dimension, names) in more {
            labels.entry(dimension).or_default().extend(names);
        }
    }
    let is_over = |row: &&VarianceRow| {
        row.figures.variance.value() < Decimal::ZERO
            && row.key.value(Dimension::Category) != Some(UNCATEGORISED)
            // A line of another row covers it.
            && !(row.budgeted && row.figures.budget.value().is_zero())
    };
    let overruns = details.rows.iter().filter(is_over).take(MOST).cloned().collect();
    let forecast = match &table.head.pace {
        Some(pace) => pace.forecast,
        None => table.total.to_date.actual,
    };
    let keeps_apart =
        |key: &kezhang_core::monitor::variance::RowKey| key.value(Dimension::Category) == Some(UNCATEGORISED);
    Ok(BriefingReport {
        execution: table.with_unbudgeted_together(keeps_apart)?,
        months,
        overruns,
        dearest: dearest.rows,
        below_cost: customers.rows,
        won: won.total,
        payback: won.payback,
        stayed: stayed.total,
        years: stayed.years,
        fees: fees.total,
        forecast,
        total_budget: profile.total_budget,
        unallocated: customers.unallocated,
        labels,
    })
}

/// How figures are written on the sheet.
struct Pen {
    language: Language,
    unit: Unit,
    decimals: u32,
    currency: Currency,
}

impl Pen {
    fn word(&self, key: &str) -> String {
        words::word(self.language, key)
    }

    fn say(&self, key: &str, facts: &[(&str, &str)]) -> String {
        say(self.language, key, facts)
    }

    fn amount(&self, amount: Amount) -> String {
        grouped(self.unit.of(amount.value()), self.decimals).replace('-', "−")
    }

    fn size(&self, value: Decimal) -> String {
        grouped(self.unit.of(value.abs()), self.decimals)
    }

    /// A figure in a sentence, without its sign: 505.56 万元; English knows no 万.
    fn money(&self, value: Decimal) -> String {
        if self.language == Language::English {
            return format!(
                "{} {}",
                grouped(value.abs(), self.currency.decimals()),
                self.currency.code()
            );
        }
        format!(
            "{} {}",
            self.size(value),
            words::unit(self.language, self.unit, self.currency)
        )
    }

    fn share(&self, share: Option<Decimal>) -> String {
        share.map_or_else(|| self.word("briefing.insufficient"), percent)
    }
}

impl BriefingReport {
    fn page(&self, options: &RenderOptions) -> Outcome<Briefing> {
        let head = &self.execution.head;
        let RenderOptions { language, unit, .. } = *options;
        let pen = Pen {
            language,
            unit,
            decimals: unit.decimals(head.currency.decimals()),
            currency: head.currency,
        };
        let table = self.table(options, &pen);
        let mut style = ChartStyle::standalone(&self.months, language, Theme::Light, unit);
        (style.width, style.height, style.is_standalone) = (500, 172, false);
        Ok(Briefing {
            language,
            company: head.company.clone(),
            title: pen.word("briefing.title"),
            head: self.head(&pen),
            sentences: self.sentences(&pen),
            figures: self.figures(&pen),
            below: self.below(&table, &pen),
            table,
            chart: Some(chart::variance(&self.months, &style)?),
            blocks: vec![
                self.overruns(&pen),
                self.customers(&pen),
                self.dearest(&pen),
                self.below_cost(&pen),
            ],
            decisions: self.decisions(&pen),
            foot: self.foot(&pen),
        })
    }

    fn has_plan(&self) -> bool {
        !self.execution.head.versions.is_empty()
    }

    fn to_date(&self) -> &Figures {
        &self.execution.total.to_date
    }

    /// 执行率 of the year against 序时进度: what of the year's plan is spent, and what should be.
    fn spent_of_year(&self) -> Option<Decimal> {
        ratio(
            self.to_date().actual.value(),
            self.execution.total.full_year.budget.value(),
        )
    }

    fn pace(&self) -> Option<Decimal> {
        self.execution.head.pace.as_ref()?.share.as_deref()?.parse().ok()
    }

    fn head(&self, pen: &Pen) -> Vec<HeadLine> {
        let head = &self.execution.head;
        let line = |key: &str, value: String| HeadLine::new(pen.word(&format!("report.head.{key}")), value);
        vec![
            line("span", words::span(pen.language, head.from, head.to)),
            line("unit", words::unit(pen.language, pen.unit, head.currency)),
            line("basis", pen.word(&format!("basis.{}", head.basis.as_str()))),
            line("measure", pen.word(&format!("measure.{}", head.measure.as_str()))),
            line("version", words::versions(pen.language, head)),
            HeadLine::new(pen.word("briefing.until"), head.to.last_day().to_string()),
        ]
    }

    fn sentences(&self, pen: &Pen) -> Vec<String> {
        let total = &self.execution.total;
        let month = self.execution.head.to.to_string();
        let spent = pen.money(total.to_date.actual.value());
        let (Some(share), Some(pace)) = (self.spent_of_year(), self.pace()) else {
            return vec![
                pen.say("briefing.spent_without_plan", &[("month", &month), ("spent", &spent)]),
                pen.word("briefing.no_plan"),
            ];
        };
        let points = (share - pace) * Decimal::ONE_HUNDRED;
        let key = if points > Decimal::ZERO {
            "briefing.ahead"
        } else {
            "briefing.behind"
        };
        let first = pen.say(
            key,
            &[
                ("month", &month),
                ("spent", &spent),
                ("share", &percent(share)),
                ("pace", &percent(pace)),
                ("points", &grouped(points.abs(), 1)),
            ],
        );
        let gap = total.full_year.budget.value() - self.forecast.value();
        let key = if gap < Decimal::ZERO {
            "briefing.heads_over"
        } else {
            "briefing.heads_under"
        };
        let mut second = pen.say(
            key,
            &[
                ("forecast", &pen.money(self.forecast.value())),
                ("gap", &pen.money(gap)),
            ],
        );
        if let Some(worst) = self.overruns.first() {
            second.push_str(&pen.say(
                "briefing.worst",
                &[
                    ("name", &self.category(worst, pen)),
                    ("amount", &pen.money(worst.figures.variance.value())),
                ],
            ));
        }
        vec![first, second]
    }

    fn figures(&self, pen: &Pen) -> Vec<Key> {
        let year = &self.execution.total.full_year;
        let missing = || pen.word("briefing.insufficient");
        let key = |name: &str, value: String, about: String| Key {
            name: pen.word(name),
            value,
            about,
        };
        let with_plan = |value: String| if self.has_plan() { value } else { missing() };
        let of_total = self
            .total_budget
            .and_then(|total| ratio(year.budget.value(), total.value()));
        vec![
            key(
                "briefing.spent_of_year",
                pen.share(self.spent_of_year()),
                self.pace().map_or_else(
                    || pen.word("briefing.needs_plan"),
                    |pace| pen.say("execution.pace_of", &[("pace", &percent(pace))]),
                ),
            ),
            key(
                "term.available",
                with_plan(pen.amount(year.available)),
                if self.has_plan() {
                    pen.say("briefing.of_budget", &[("budget", &pen.amount(year.budget))])
                } else {
                    pen.word("briefing.needs_plan")
                },
            ),
            key(
                "briefing.forecast",
                with_plan(pen.amount(self.forecast)),
                pen.word(if self.has_plan() {
                    "briefing.forecast_about"
                } else {
                    "briefing.needs_plan"
                }),
            ),
            key(
                "briefing.share_of_total",
                pen.share(of_total),
                self.total_budget.map_or_else(
                    || pen.word("briefing.needs_total"),
                    |total| pen.say("briefing.of_total", &[("total", &pen.amount(total))]),
                ),
            ),
        ]
    }

    /// The standard table with the columns of the sheet: names alone, and what that row is that has no key.
    fn table(&self, options: &RenderOptions, pen: &Pen) -> Document {
        const SHOWN: [&str; 11] = [
            "category_name",
            "period_budget",
            "period_actual",
            "period_variance",
            "to_date_budget",
            "to_date_actual",
            "to_date_variance",
            "to_date_execution",
            "full_year_budget",
            "full_year_committed",
            "full_year_available",
        ];
        let mut table = document::execution(&self.execution, options.language, options.unit);
        for column in &mut table.columns {
            if !SHOWN.contains(&column.field.as_str()) {
                column.readers = Readers::Nobody;
            }
        }
        let name = table.columns.iter().position(|column| column.field == "category_name");
        if let Some(at) = name {
            for (row, of) in table.rows.iter_mut().zip(&self.execution.rows) {
                if of.key.value(Dimension::Category).is_none()
                    && let Some(cell) = row.cells.get_mut(at)
                {
                    *cell = Cell::Text(pen.word("term.unbudgeted"));
                }
            }
            if let Some(cell) = table.total.as_mut().and_then(|row| row.cells.get_mut(at)) {
                *cell = Cell::Text(pen.word("term.total"));
            }
        }
        table
    }

    /// Below the line: what of the total no customer carries yet, and what others bore of the cost.
    fn below(&self, table: &Document, pen: &Pen) -> Vec<Row> {
        let total = &self.execution.total;
        let row = |name: &str, figures: &[(&str, Amount)]| Row {
            cells: table
                .columns
                .iter()
                .map(
                    |column| match figures.iter().find(|(field, _)| *field == column.field) {
                        _ if column.field == "category_name" => Cell::Text(pen.word(name)),
                        Some((_, amount)) => Cell::Amount(*amount),
                        None => Cell::Text(String::new()),
                    },
                )
                .collect(),
            ..Row::default()
        };
        vec![
            row("briefing.unallocated", &[("to_date_actual", self.unallocated)]),
            row(
                "briefing.offsets",
                &[
                    ("period_actual", total.period.offset),
                    ("to_date_actual", total.to_date.offset),
                ],
            ),
        ]
    }

    fn category(&self, row: &VarianceRow, pen: &Pen) -> String {
        words::label(
            pen.language,
            &self.labels,
            Dimension::Category,
            row.key.value(Dimension::Category),
        )
    }

    fn overruns(&self, pen: &Pen) -> Block {
        let lines = self.overruns.iter().map(|row| Line {
            name: self.category(row, pen),
            value: pen.size(row.figures.variance.value()),
            about: if row.budgeted {
                let share = ratio(row.figures.actual.value(), row.figures.budget.value());
                pen.say("briefing.over_line", &[("share", &pen.share(share))])
            } else {
                pen.word("briefing.outside_line")
            },
        });
        let missing = if self.has_plan() {
            "briefing.no_overrun"
        } else {
            "briefing.needs_plan"
        };
        Block::new(pen.word("briefing.overruns"), 21.0, lines.collect(), pen.word(missing))
    }

    /// Won, kept and owed: each with its figure, or 数据不足 and what is missing.
    fn customers(&self, pen: &Pen) -> Block {
        let (won, stayed, back) = (&self.won, &self.stayed, &self.payback);
        let line = |name: &str, value: Option<String>, why: &str| Line {
            name: pen.word(name),
            about: value.as_ref().map_or_else(|| pen.word(why), |_| String::new()),
            value: value.unwrap_or_else(|| pen.word("briefing.insufficient")),
        };
        let share = |value: Option<f64>| value.and_then(|value| value.to_string().parse().ok()).map(percent);
        let months = |months: f64| pen.say("briefing.months", &[("count", &format!("{months:.1}"))]);
        let why_no_cac = match won.customers {
            0 => "briefing.needs_customers",
            _ => "briefing.needs_cost",
        };
        let nrr = Line {
            about: self
                .years
                .refusal
                .as_ref()
                .map_or_else(String::new, |refusal| refusal.message.clone()),
            ..line("column.nrr", share(stayed.nrr), "briefing.needs_revenue")
        };
        let why_no_payback = match (back.cac, back.margin) {
            (None, _) => why_no_cac,
            (_, None) => "briefing.needs_margin",
            _ => "briefing.never_back",
        };
        let has_fees = !self.fees.billed.value().is_zero();
        Block::new(
            pen.word("briefing.customers"),
            14.5,
            vec![
                line(
                    "briefing.won",
                    (won.customers > 0).then(|| won.customers.to_string()),
                    "briefing.needs_customers",
                ),
                line("column.cac", won.cac.map(|cac| pen.amount(cac)), why_no_cac),
                line("briefing.payback", back.months.map(months), why_no_payback),
                line("column.churn", share(stayed.churn), "briefing.needs_opening"),
                nrr,
                line(
                    "briefing.overdue",
                    has_fees.then(|| pen.amount(self.fees.overdue)),
                    "briefing.needs_contracts",
                ),
            ],
            String::new(),
        )
    }

    fn customer(&self, pen: &Pen, code: Option<&str>) -> String {
        words::label(pen.language, &self.labels, Dimension::Customer, code)
    }

    fn dearest(&self, pen: &Pen) -> Block {
        let lines = self.dearest.iter().map(|row| Line {
            name: self.customer(pen, row.key.value(Dimension::Customer)),
            value: pen.amount(row.figures.actual),
            about: String::new(),
        });
        Block::new(
            pen.word("briefing.dearest"),
            14.0,
            lines.collect(),
            pen.word("briefing.needs_customer_costs"),
        )
    }

    fn below_cost(&self, pen: &Pen) -> Block {
        let lines = self.below_cost.iter().map(|row| Line {
            name: self.customer(pen, row.customer.as_deref()),
            value: pen.amount(row.profit),
            about: String::new(),
        });
        let missing = if self.dearest.is_empty() {
            "briefing.needs_customer_costs"
        } else {
            "briefing.none_below_cost"
        };
        Block::new(
            pen.word("briefing.below_cost"),
            14.0,
            lines.collect(),
            pen.word(missing),
        )
    }

    /// What the figures ask the boss to decide: the year's overrun, spending outside the plan, the worst line.
    fn decisions(&self, pen: &Pen) -> Vec<String> {
        if !self.has_plan() {
            return vec![pen.word("briefing.decide_plan")];
        }
        let mut decisions = Vec::new();
        let gap = self.forecast.value() - self.execution.total.full_year.budget.value();
        if gap > Decimal::ZERO {
            decisions.push(pen.say("briefing.decide_supplement", &[("amount", &pen.money(gap))]));
        }
        let outside = self
            .execution
            .rows
            .iter()
            .find(|row| !row.budgeted && row.key.value(Dimension::Category).is_none())
            .map(|row| row.blocks.to_date.actual)
            .filter(|amount| amount.value() > Decimal::ZERO);
        if let Some(outside) = outside {
            decisions.push(pen.say("briefing.decide_outside", &[("amount", &pen.money(outside.value()))]));
        }
        if let Some(worst) = self.overruns.iter().find(|row| row.budgeted) {
            decisions.push(pen.say(
                "briefing.decide_transfer",
                &[
                    ("name", &self.category(worst, pen)),
                    ("amount", &pen.money(worst.figures.variance.value())),
                ],
            ));
        }
        decisions
    }

    fn foot(&self, pen: &Pen) -> Vec<String> {
        let head = &self.execution.head;
        let mut foot = vec![pen.say(
            "briefing.foot",
            &[
                ("untaxed", &head.untaxed_count.to_string()),
                ("uncategorised", &pen.money(head.uncategorised.value())),
            ],
        )];
        if head.is_draft && self.has_plan() {
            foot.push(pen.word("report.note.draft"));
        }
        foot
    }
}

impl Report for BriefingReport {
    fn json(&self) -> Outcome<Vec<u8>> {
        json(self)
    }

    fn document(&self, options: &RenderOptions) -> Document {
        document::execution(&self.execution, options.language, options.unit)
    }

    fn pages(&self, options: &RenderOptions) -> Option<Outcome<Vec<u8>>> {
        Some(self.page(options).and_then(|page| briefing::pdf(&page)))
    }
}
