//! Scenarios 情景: what a budget would come to under other assumptions 假设, and what that does to CAC and CLV : CAC.
//!
//! The one thing to know: a scenario copies no figures. It is a version and the assumptions on it, worked out anew
//! whenever it is looked at; months before its first and locked cells stay as planned.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BudgetVersion, LineKey};
use crate::error::{Fault, Outcome};
use crate::money::{Amount, Currency, round, spread_total};
use crate::period::Month;
use crate::record::Stage;
use crate::record::category::lies_in;

/// What is assumed in place of what was planned; several are applied one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Assumption {
    /// 人数 × 月薪 × (1 + 社保公积金 %) × 投入比例: what a line of pay comes to each month.
    People {
        /// The line; category 6.1 where it names none.
        key: LineKey,
        /// How many; a part of a person is allowed: `1.5`.
        people: String,
        /// Pay of one a month.
        monthly_pay: Amount,
        /// Employer's contributions in per cent of pay, `35`.
        contributions_percent: String,
        /// Per cent of their time for customers; 100 when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        share_percent: Option<String>,
    },
    /// 账号数 × 单价: what a line of software comes to each month.
    Seats {
        /// The line.
        key: LineKey,
        /// How many.
        seats: u32,
        /// Price of one a month.
        price: Amount,
    },
    /// 市场行情: all lines of the acquisition stage but people move by so much.
    Outlook {
        /// Per cent up, or with a minus down: `-10`.
        percent: String,
    },
    /// 每户标准 × 户数: what the line of a category and grade comes to in the year.
    PerCustomer {
        /// Code of the category.
        category: String,
        /// Code of the grade.
        grade: String,
        /// How many customers.
        customers: u32,
        /// What each gets in a year.
        each: Amount,
    },
    /// 预计新客户数 of the year.
    NewCustomers {
        /// How many.
        customers: u32,
    },
    /// 客户价值: what a customer that is won is worth; it moves CLV alone, no line of the plan.
    CustomerValue {
        /// Per cent of customers that are still there after a year: `90`; as the records tell it when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retention_percent: Option<String>,
        /// Per cent of what a customer brings a month by the records: `110`; the same when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        revenue_percent: Option<String>,
        /// Per cent of what it costs a month to keep and serve one by the records; the same when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cost_percent: Option<String>,
    },
    /// All lines of a category, or of whatever else the key names, times a factor.
    Factor {
        /// What the lines name; a category means those below it too.
        key: LineKey,
        /// Per cent of what is planned: `90`.
        percent: String,
    },
}

/// A line under assumptions, in minor units by place in the fiscal year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioLine {
    /// What it names, by code.
    pub key: LineKey,
    /// Its months.
    pub cells: [i64; 12],
    /// A bit for each locked month.
    pub locked: i32,
}

/// The lines under the assumptions, and the new customers that they expect where they say so.
///
/// `from` is the first place of the fiscal year that may change; `stage` knows the stage of a line.
///
/// # Errors
/// `scenario_figure` with the place of the assumption and the figure, `scenario_locked`, `amount_overflow`.
///
/// ```
/// use kezhang_core::plan::scenario::{Assumption, ScenarioLine, assume};
/// use kezhang_core::plan::LineKey;
/// use kezhang_core::Currency;
/// let key = LineKey { category: Some("6.1".into()), department: Some("success".into()), ..LineKey::default() };
/// let plan = vec![ScenarioLine { key: key.clone(), cells: [20_000_00; 12], locked: 0 }];
/// let more = Assumption::People {
///     key, people: "1.5".into(), monthly_pay: "12000".parse().unwrap(), contributions_percent: "35".into(), share_percent: None,
/// };
/// // 1.5 × 12,000 × 1.35 = 24,300 from July on; the half-year before stays.
/// let (lines, _) = assume(&plan, &[more], 6, Currency::CNY, &|_| None).unwrap();
/// assert_eq!((lines[0].cells[5], lines[0].cells[6]), (20_000_00, 24_300_00));
/// ```
pub fn assume(
    plan: &[ScenarioLine],
    assumptions: &[Assumption],
    from: usize,
    currency: Currency,
    stage: &dyn Fn(&LineKey) -> Option<Stage>,
) -> Outcome<(Vec<ScenarioLine>, Option<u32>)> {
    let mut lines = plan.to_vec();
    let mut expected = None;
    for (place, assumption) in assumptions.iter().enumerate() {
        let told = |fault: Fault| fault.with("place", place + 1);
        match assumption {
            Assumption::People {
                key,
                people,
                monthly_pay,
                contributions_percent,
                share_percent,
            } => {
                let month = monthly(
                    monthly_pay.value(),
                    [
                        figure(people, MOST_PEOPLE).map_err(told)?,
                        Decimal::ONE + percent(contributions_percent, 1_000).map_err(told)?,
                        percent(share_percent.as_deref().unwrap_or("100"), 100).map_err(told)?,
                    ],
                    currency,
                )
                .map_err(told)?;
                set(&mut lines, &pay_key(key), month, from).map_err(told)?;
            }
            Assumption::Seats { key, seats, price } => {
                let month = monthly(
                    price.value(),
                    [Decimal::from(*seats), Decimal::ONE, Decimal::ONE],
                    currency,
                )
                .map_err(told)?;
                set(&mut lines, key, month, from).map_err(told)?;
            }
            Assumption::Outlook { percent: text } => {
                let factor = Decimal::ONE + signed_percent(text).map_err(told)?;
                for line in &mut lines {
                    let is_pay = line.key.category.as_deref().is_some_and(|code| lies_in(code, "6"));
                    if !is_pay && stage(&line.key) == Some(Stage::Acquisition) {
                        scale(line, factor, from).map_err(told)?;
                    }
                }
            }
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
                let year = monthly(
                    each.value(),
                    [Decimal::from(*customers), Decimal::ONE, Decimal::ONE],
                    currency,
                )
                .map_err(told)?;
                set_year(&mut lines, &key, year, from).map_err(told)?;
            }
            Assumption::NewCustomers { customers } => expected = Some(*customers),
            // No money is planned by it; it is read, so that a figure that is none is refused in its place.
            Assumption::CustomerValue { .. } => ValueShift::default().with(assumption).map(drop).map_err(told)?,
            Assumption::Factor { key, percent: text } => {
                let factor = percent(text, 1_000).map_err(told)?;
                for line in lines.iter_mut().filter(|line| lies_below(&line.key, key)) {
                    scale(line, factor, from).map_err(told)?;
                }
            }
        }
    }
    Ok((lines, expected))
}

/// What is assumed of a customer's value beside what the records tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueShift {
    /// The share of customers that are still there after a year; as the records tell it when none.
    pub retention: Option<Decimal>,
    /// What a customer brings, times so much.
    pub revenue: Decimal,
    /// What it costs to keep and serve one, times so much.
    pub cost: Decimal,
}

impl Default for ValueShift {
    fn default() -> Self {
        Self {
            retention: None,
            revenue: Decimal::ONE,
            cost: Decimal::ONE,
        }
    }
}

impl ValueShift {
    /// What several assumptions say of it together: the last word on a figure holds.
    ///
    /// # Errors
    /// `scenario_figure`; `scenario_value_empty` where one says nothing.
    ///
    /// ```
    /// use kezhang_core::plan::scenario::{Assumption, ValueShift};
    /// let of = |retention: Option<&str>, revenue: Option<&str>| Assumption::CustomerValue {
    ///     retention_percent: retention.map(str::to_owned), revenue_percent: revenue.map(str::to_owned), cost_percent: None,
    /// };
    /// let shift = ValueShift::of(&[of(Some("90"), None), of(None, Some("110"))]).unwrap();
    /// assert_eq!((shift.retention.unwrap().to_string(), shift.revenue.to_string()), ("0.90".into(), "1.10".into()));
    /// assert_eq!(ValueShift::of(&[of(Some("101"), None)]).unwrap_err().code, "scenario_figure");
    /// assert_eq!(ValueShift::of(&[of(None, None)]).unwrap_err().code, "scenario_value_empty");
    /// ```
    pub fn of(assumptions: &[Assumption]) -> Outcome<Self> {
        assumptions.iter().try_fold(Self::default(), Self::with)
    }

    fn with(self, assumption: &Assumption) -> Outcome<Self> {
        let Assumption::CustomerValue {
            retention_percent,
            revenue_percent,
            cost_percent,
        } = assumption
        else {
            return Ok(self);
        };
        if [retention_percent, revenue_percent, cost_percent]
            .iter()
            .all(|text| text.is_none())
        {
            return Err(Fault::new("scenario_value_empty"));
        }
        let read = |text: &Option<String>, most| text.as_deref().map(|text| percent(text, most)).transpose();
        Ok(Self {
            retention: read(retention_percent, 100)?.or(self.retention),
            revenue: read(revenue_percent, 1_000)?.unwrap_or(self.revenue),
            cost: read(cost_percent, 1_000)?.unwrap_or(self.cost),
        })
    }
}

/// More people than a company of the size that this is for has.
const MOST_PEOPLE: i64 = 100_000;

/// The key of a line of pay: 6.1 where it names no category.
pub fn pay_key(key: &LineKey) -> LineKey {
    LineKey {
        category: Some(key.category.clone().unwrap_or_else(|| "6.1".to_owned())),
        ..key.clone()
    }
}

/// Whether a line names all that a key names: the category or one below it, all else the same.
fn lies_below(line: &LineKey, key: &LineKey) -> bool {
    let category = match (&line.category, &key.category) {
        (_, None) => true,
        (Some(line), Some(key)) => lies_in(line, key),
        (None, Some(_)) => false,
    };
    let same = |line: &Option<String>, key: &Option<String>| key.is_none() || line == key;
    category
        && same(&line.department, &key.department)
        && same(&line.channel, &key.channel)
        && same(&line.activity, &key.activity)
        && same(&line.product, &key.product)
        && same(&line.customer, &key.customer)
        && same(&line.grade, &key.grade)
}

fn refused(text: &str) -> Fault {
    Fault::new("scenario_figure").with("value", text)
}

/// A figure from 0 to `most`.
fn figure(text: &str, most: i64) -> Outcome<Decimal> {
    let value: Decimal = text.trim().parse().map_err(|_| refused(text))?;
    if value.is_sign_negative() && !value.is_zero() || value > Decimal::from(most) {
        return Err(refused(text));
    }
    Ok(value)
}

fn percent(text: &str, most: i64) -> Outcome<Decimal> {
    Ok(figure(text, most)? / Decimal::ONE_HUNDRED)
}

/// From −100 to 1,000 per cent.
fn signed_percent(text: &str) -> Outcome<Decimal> {
    let value: Decimal = text.trim().parse().map_err(|_| refused(text))?;
    if value < -Decimal::ONE_HUNDRED || value > Decimal::ONE_THOUSAND {
        return Err(refused(text));
    }
    Ok(value / Decimal::ONE_HUNDRED)
}

fn monthly(amount: Decimal, factors: [Decimal; 3], currency: Currency) -> Outcome<i64> {
    if amount.is_sign_negative() && !amount.is_zero() {
        return Err(refused(&amount.to_string()));
    }
    let product = factors
        .into_iter()
        .try_fold(amount, |product, factor| product.checked_mul(factor))
        .ok_or_else(|| Fault::new("amount_overflow").with("value", amount))?;
    currency.rounded_minor(product)
}

fn is_open(line: &ScenarioLine, place: usize, from: usize) -> bool {
    place >= from && line.locked & (1 << place) == 0
}

fn found<'l>(lines: &'l mut Vec<ScenarioLine>, key: &LineKey) -> &'l mut ScenarioLine {
    let at = lines.iter().position(|line| line.key == *key).unwrap_or_else(|| {
        lines.push(ScenarioLine {
            key: key.clone(),
            cells: [0; 12],
            locked: 0,
        });
        lines.len() - 1
    });
    &mut lines[at]
}

fn locked(line: &ScenarioLine) -> Fault {
    Fault::new("scenario_locked").with("line", super::sheet::line_id(&line.key))
}

fn set(lines: &mut Vec<ScenarioLine>, key: &LineKey, month: i64, from: usize) -> Outcome<()> {
    let line = found(lines, key);
    let open: Vec<usize> = (0..12).filter(|place| is_open(line, *place, from)).collect();
    if open.is_empty() {
        return Err(locked(line));
    }
    for place in open {
        line.cells[place] = month;
    }
    Ok(())
}

fn set_year(lines: &mut Vec<ScenarioLine>, key: &LineKey, year: i64, from: usize) -> Outcome<()> {
    let line = found(lines, key);
    let cells: Vec<(i64, bool)> = (0..12)
        .map(|place| (line.cells[place], !is_open(line, place, from)))
        .collect();
    let spread = spread_total(year, &cells).map_err(|fault| {
        if fault.code == "spread_all_locked" {
            locked(line)
        } else {
            fault
        }
    })?;
    line.cells = <[i64; 12]>::try_from(spread).unwrap_or(line.cells);
    Ok(())
}

fn scale(line: &mut ScenarioLine, factor: Decimal, from: usize) -> Outcome<()> {
    for place in 0..12 {
        if !is_open(line, place, from) {
            continue;
        }
        let minor = line.cells[place];
        let overflow = || Fault::new("amount_overflow").with("value", minor);
        let scaled = Decimal::from(minor).checked_mul(factor).ok_or_else(overflow)?;
        line.cells[place] = i64::try_from(round(scaled, 0)).map_err(|_| overflow())?;
    }
    Ok(())
}

/// A scenario as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// The version that it starts from, `NAME@VERSION`.
    pub budget: String,
    /// First month that may change.
    pub from: Month,
    /// What is assumed.
    pub assumptions: Vec<Assumption>,
    /// A remark.
    pub note: String,
    /// Who made it.
    pub author: String,
    /// When, RFC 3339 in UTC.
    pub made_at: String,
}

/// Why a ratio is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// Nobody has said how many new customers are expected.
    NewCustomers,
    /// No new customer is expected: nothing to divide by.
    NoneExpected,
    /// No money is planned to win customers.
    NoCost,
    /// The records do not carry a customer value.
    Value,
}

impl Unknown {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NewCustomers => "new_customers",
            Self::NoneExpected => "none_expected",
            Self::NoCost => "no_cost",
            Self::Value => "value",
        }
    }
}

/// What a plan or a scenario comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ScenarioFigures {
    /// The scenario; none for the plan itself.
    pub scenario: Option<Scenario>,
    /// Whether it is being tried out and not kept.
    pub is_trial: bool,
    /// Its year.
    pub total: Amount,
    /// What it is above the plan.
    pub difference: Amount,
    /// By category, in the order of the report's.
    pub by_category: Vec<Amount>,
    /// By month, in the order of the report's.
    pub by_month: Vec<Amount>,
    /// Planned for the acquisition stage.
    pub acquisition: Amount,
    /// New customers expected in the year.
    pub new_customers: Option<u32>,
    /// CLV 客户生命周期价值 of a customer won; none where the records do not carry one.
    pub clv: Option<Amount>,
    /// CAC 获客成本: acquisition ÷ new customers.
    pub cac: Option<Amount>,
    /// Why CAC is not known.
    pub cac_unknown: Option<Unknown>,
    /// CLV : CAC, two decimals.
    pub ratio: Option<String>,
    /// Why that is not known.
    pub ratio_unknown: Option<Unknown>,
    /// Why the assumptions cannot be worked out any more, in words; then the figures are the plan's.
    pub refusal: Option<String>,
}

/// What the value of a customer won is worked out from, as the records tell it: estimates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ValueTerms {
    /// Customers won that it rests on.
    pub customers: u32,
    /// What one brings a month, net.
    pub revenue: Amount,
    /// Gross margin in per cent.
    pub margin_percent: String,
    /// What it costs a month to keep and serve one.
    pub cost: Amount,
    /// Per cent of customers that are still there after a year.
    pub retention_percent: String,
    /// Months ahead.
    pub horizon: u32,
}

/// A plan and its scenarios side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ScenarioReport {
    /// Name of the company.
    pub company: String,
    /// Base currency.
    pub currency: Currency,
    /// The version that they start from.
    pub budget: BudgetVersion,
    /// Codes of the categories, in order; null for lines that name none.
    pub categories: Vec<Option<String>>,
    /// The months of the fiscal year.
    pub months: Vec<Month>,
    /// CLV 客户生命周期价值 of a customer won, as the records tell it; none where they do not carry one.
    pub clv: Option<Amount>,
    /// What that is worked out from.
    pub clv_terms: Option<ValueTerms>,
    /// The plan, then its scenarios by name.
    pub columns: Vec<ScenarioFigures>,
    /// Names: dimension → code → name.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
}

/// CAC and CLV : CAC of a plan: each figure, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ratios {
    /// CAC.
    pub cac: Result<Amount, Unknown>,
    /// CLV : CAC, two decimals.
    pub ratio: Result<String, Unknown>,
}

/// CAC and CLV : CAC of a plan.
///
/// # Errors
/// `amount_overflow`.
///
/// ```
/// use kezhang_core::plan::scenario::{Unknown, ratios};
/// use kezhang_core::{Amount, Currency};
/// // 260,000 for 20 new customers: 13,000; worth 39,000 each: 3 to 1.
/// let of = |cost, customers, clv: Option<&str>| ratios(cost, customers, clv.map(|t| t.parse::<Amount>().unwrap()), Currency::CNY).unwrap();
/// let known = of(260_000_00, Some(20), Some("39000"));
/// assert_eq!((known.cac.unwrap().to_string(), known.ratio.unwrap()), ("13000.00".into(), "3.00".into()));
/// assert_eq!(of(260_000_00, None, None).cac, Err(Unknown::NewCustomers));
/// assert_eq!(of(260_000_00, Some(0), None).cac, Err(Unknown::NoneExpected));
/// assert_eq!(of(0, Some(20), Some("39000")).ratio, Err(Unknown::NoCost));
/// assert_eq!(of(260_000_00, Some(20), None).ratio, Err(Unknown::Value));
/// ```
pub fn ratios(acquisition: i64, customers: Option<u32>, clv: Option<Amount>, currency: Currency) -> Outcome<Ratios> {
    let cac = match customers {
        None => Err(Unknown::NewCustomers),
        Some(0) => Err(Unknown::NoneExpected),
        Some(customers) => {
            let each = currency.amount(acquisition).value() / Decimal::from(customers);
            Ok(currency.amount(currency.rounded_minor(each)?))
        }
    };
    let ratio = match (&cac, clv) {
        (Err(unknown), _) => Err(*unknown),
        (Ok(cac), _) if cac.value() <= Decimal::ZERO => Err(Unknown::NoCost),
        (Ok(_), None) => Err(Unknown::Value),
        (Ok(cac), Some(clv)) => clv
            .value()
            .checked_div(cac.value())
            .map(|ratio| round(ratio, 2).to_string())
            .ok_or(Unknown::Value),
    };
    Ok(Ratios { cac, ratio })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::inconsistent_digit_grouping)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(category: &str) -> LineKey {
        LineKey {
            category: Some(category.to_owned()),
            ..LineKey::default()
        }
    }

    fn line(category: &str, month: i64) -> ScenarioLine {
        ScenarioLine {
            key: key(category),
            cells: [month; 12],
            locked: 0,
        }
    }

    fn acquisition(key: &LineKey) -> Option<Stage> {
        let code = key.category.as_deref()?;
        (lies_in(code, "7") || lies_in(code, "6")).then_some(Stage::Acquisition)
    }

    fn after(plan: &[ScenarioLine], assumptions: &[Assumption], from: usize) -> Outcome<Vec<ScenarioLine>> {
        assume(plan, assumptions, from, Currency::CNY, &acquisition).map(|(lines, _)| lines)
    }

    #[test]
    fn seats_times_price_fill_the_open_months_and_make_the_line() {
        let seats = Assumption::Seats {
            key: key("1.2"),
            seats: 50,
            price: "99.90".parse().unwrap(),
        };
        let mut plan = vec![line("1.2", 1_000_00)];
        plan[0].locked = 1 << 11;
        let lines = after(&plan, std::slice::from_ref(&seats), 3).unwrap();
        // 50 × 99.90 = 4,995.00; three months are over, December is locked.
        assert_eq!(lines[0].cells[2..4], [1_000_00, 4_995_00]);
        assert_eq!(lines[0].cells[11], 1_000_00);
        let made = after(&[], &[seats], 0).unwrap();
        assert_eq!(made[0].cells, [4_995_00; 12]);
    }

    #[test]
    fn a_market_outlook_moves_acquisition_but_neither_pay_nor_the_rest() {
        let plan = vec![line("7.2", 100_01), line("6.1", 500_00), line("8.5", 200_00)];
        let outlook = Assumption::Outlook {
            percent: "-50".to_owned(),
        };
        let lines = after(&plan, &[outlook], 0).unwrap();
        let year: Vec<i64> = lines.iter().map(|line| line.cells[0]).collect();
        // Half of 100.01 is 50.005: away from zero.
        assert_eq!(year, [50_01, 500_00, 200_00]);
    }

    #[test]
    fn an_amount_per_customer_is_a_year_of_which_past_months_keep_their_part() {
        let per = Assumption::PerCustomer {
            category: "8.5".to_owned(),
            grade: "A".to_owned(),
            customers: 20,
            each: "1200".parse().unwrap(),
        };
        let mut gifts = line("8.5", 1_000_00);
        gifts.key.grade = Some("A".to_owned());
        let lines = after(&[gifts], &[per], 6).unwrap();
        // 24,000 − 6 × 1,000 = 18,000 over six months.
        assert_eq!((lines[0].cells[5], lines[0].cells[6]), (1_000_00, 3_000_00));
        assert_eq!(lines[0].cells.iter().sum::<i64>(), 24_000_00);
    }

    #[test]
    fn what_is_no_figure_or_has_no_room_is_refused_with_its_place() {
        let factor = |percent: &str| Assumption::Factor {
            key: key("7"),
            percent: percent.to_owned(),
        };
        for bad in ["", "much", "-1", "1001"] {
            let fault = after(&[line("7.2", 1)], &[factor("100"), factor(bad)], 0).unwrap_err();
            assert_eq!(
                (fault.code, fault.facts["place"].as_str()),
                ("scenario_figure", "2"),
                "{bad}"
            );
        }
        let mut full = line("1.2", 1);
        full.locked = 0xfff;
        let seats = Assumption::Seats {
            key: key("1.2"),
            seats: 1,
            price: "1".parse().unwrap(),
        };
        assert_eq!(after(&[full], &[seats], 0).unwrap_err().code, "scenario_locked");
    }

    proptest! {
        /// What was locked or is over stays, whatever is assumed, and only lines below the key move.
        #[test]
        fn past_and_locked_months_stay(
            cells in prop::array::uniform12(-1_000_000i64..1_000_000), locked in 0i32..4096, from in 0usize..12, percent in 0u32..1000,
        ) {
            let plan = vec![
                ScenarioLine { key: key("7.2"), cells, locked },
                ScenarioLine { key: key("8.2"), cells, locked: 0 },
            ];
            let lines = after(&plan, &[Assumption::Factor { key: key("7"), percent: percent.to_string() }], from).unwrap();
            prop_assert_eq!(lines[1].cells, cells);
            for (place, was) in cells.into_iter().enumerate() {
                if place < from || locked & (1 << place) != 0 {
                    prop_assert_eq!(lines[0].cells[place], was);
                } else {
                    let exact = i128::from(was) * i128::from(percent);
                    prop_assert!((i128::from(lines[0].cells[place]) * 100 - exact).abs() <= 50);
                }
            }
        }
    }
}
