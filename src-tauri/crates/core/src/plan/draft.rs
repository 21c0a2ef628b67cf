//! The guided start: at most twelve answers become a budget of ten to fifteen lines, each with its why.
//!
//! The one thing to know: every question may be skipped; then our own default ◇e stands in, and the line says so.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::LineKey;
use crate::error::{Fault, Outcome};
use crate::evaluate::review::benchmark::{Benchmark, is_shipped};
use crate::language::{Language, say};
use crate::money::{Amount, Currency, grouped, round, split, spread};
use crate::period::{Calendar, Month};
use crate::record::Stage;
use crate::record::category::TAXONOMY;

/// What the company does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Industry {
    /// 服务业(酒店、餐饮…).
    Service,
    /// 电商.
    Ecommerce,
    /// B2B 制造.
    Manufacturing,
    /// 其他.
    Other,
}

/// 发展阶段.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// 创业期.
    StartUp,
    /// 稳定期.
    Stable,
}

/// How the company earns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Earning {
    /// 会员.
    Membership,
    /// 一次性销售.
    OneOff,
    /// 订阅.
    Subscription,
    /// 项目.
    Project,
    /// B2B 长期供货.
    Supply,
}

/// People who look after customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// Code of their department: `sales`, `marketing`, `success`, `service`.
    pub department: String,
    /// How many.
    pub people: u32,
    /// Pay of one a month.
    pub monthly_pay: Amount,
    /// Per cent of their time for customers; 100 when absent.
    #[serde(default)]
    pub share_percent: Option<u32>,
    /// Employer's contributions in per cent of pay; 35 when absent ◇e.
    #[serde(default)]
    pub contributions_percent: Option<u32>,
}

/// Customers of a grade and what each gets in a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GradeCare {
    /// Code of the grade.
    pub grade: String,
    /// How many customers.
    pub customers: u32,
    /// Visits to each, a year.
    #[serde(default)]
    pub visits: Option<Amount>,
    /// Gifts to each, a year.
    #[serde(default)]
    pub gifts: Option<Amount>,
    /// Events for each, a year.
    #[serde(default)]
    pub events: Option<Amount>,
}

/// What customers are kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SoftwareKind {
    /// 没有.
    None,
    /// 表格.
    Spreadsheet,
    /// 免费软件.
    Free,
    /// 付费软件.
    Paid,
}

/// The software.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Software {
    /// Which kind.
    pub kind: SoftwareKind,
    /// Accounts; as many as people look after customers when absent.
    #[serde(default)]
    pub seats: Option<u32>,
    /// Price of one a month; still to be asked for 待询价 when absent.
    #[serde(default)]
    pub price: Option<Amount>,
}

/// A way to find new customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Code of the category: 7.2 advertising, 7.3 promotion, 7.4 SMS and e-mail …
    pub category: String,
    /// Money a year.
    pub amount: Amount,
    /// The one calendar month of an exhibition, 1 to 12; all months when absent.
    #[serde(default)]
    pub month: Option<u32>,
}

/// The answers; each may be skipped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Answers {
    /// 1. What the company does.
    pub industry: Option<Industry>,
    /// 2. 发展阶段.
    pub phase: Option<Phase>,
    /// 3. How it earns.
    pub earning: Option<Earning>,
    /// 4. Staff.
    pub staff: Option<u32>,
    /// 5. The company's whole budget of the year.
    pub total_budget: Option<Amount>,
    /// 6. 纳税人身份.
    pub taxpayer: Option<crate::record::entry::Taxpayer>,
    /// 7. Who looks after customers.
    pub posts: Option<Vec<Post>>,
    /// 8. Customers by grade and what each gets.
    pub care: Option<Vec<GradeCare>>,
    /// 9. The software.
    pub software: Option<Software>,
    /// 10. How new customers are found.
    pub finding: Option<Vec<Finding>>,
    /// 11. Training a year, and service beyond pay a year.
    pub training: Option<Amount>,
    /// 11. After-sales service a year, pay left out.
    pub service: Option<Amount>,
    /// 12. 预备费 in per cent of the rest.
    pub reserve_percent: Option<u32>,
}

/// Where a figure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// From the answers.
    Answer,
    /// Our own default ◇e: nobody answered.
    Default,
}

/// A proposed line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProposedLine {
    /// What it names.
    pub key: LineKey,
    /// Its name.
    pub name: String,
    /// Twelve months, in order of the fiscal year.
    pub months: Vec<Amount>,
    /// Sum of the months.
    pub total: Amount,
    /// 环节; none for the reserve.
    pub stage: Option<Stage>,
    /// 为什么, in one sentence.
    pub why: String,
    /// Where the figure comes from.
    pub origin: Origin,
}

/// A stage's part of the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StageShare {
    /// 环节; none for the reserve.
    pub stage: Option<Stage>,
    /// Its sum.
    pub total: Amount,
    /// A fraction with four decimals.
    pub share: Option<String>,
}

/// A usual range ◇a of the share of customer management in the company's budget: never a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UsualRange {
    /// For whom: `service`, `manufacturing`, `start_up`, `stable`, `membership`, `one_off`; else the name of an own share.
    pub of: String,
    /// The same in words.
    pub name: String,
    /// Per cent, lower end; none where it is open.
    pub low: Option<String>,
    /// Per cent, upper end; none where it is open.
    pub high: Option<String>,
    /// Which kind of rule of thumb it is, `◇a`; none for the company's own.
    pub tag: Option<String>,
    /// Source and caveat.
    pub source: String,
}

/// What is on the check-list and not in the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MissingItem {
    /// Code of the category.
    pub category: String,
    /// Its name.
    pub name: String,
    /// What to ask oneself.
    pub why: String,
}

/// What stands beside a budget on its printed page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BudgetGround {
    /// By 环节; the shares of all sum to one.
    pub stages: Vec<StageShare>,
    /// The whole as a fraction of the company's budget; none when that is not known.
    pub share_of_company: Option<String>,
    /// The usual ranges that apply ◇a.
    pub ranges: Vec<UsualRange>,
}

/// A proposed budget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Proposal {
    /// Fiscal year.
    pub fiscal_year: i32,
    /// Its months, in order.
    pub months: Vec<Month>,
    /// The lines.
    pub lines: Vec<ProposedLine>,
    /// Their sum.
    pub total: Amount,
    /// The sum of the lines in each month.
    pub month_totals: Vec<Amount>,
    /// By 环节; the shares of all sum to one.
    pub stages: Vec<StageShare>,
    /// The whole in per cent of the company's budget, a fraction; none when that is not known.
    pub share_of_company: Option<String>,
    /// The usual ranges that apply ◇a.
    pub ranges: Vec<UsualRange>,
    /// What is missing from the check-list.
    pub missing: Vec<MissingItem>,
    /// Two ways of making do with less, where less is at hand.
    pub alternatives: Vec<super::shortage::Alternative>,
}

/// The code of the activity that holds the reserve: no spending names it, so it is drawn down by transfer alone.
pub const RESERVE: &str = "reserve";

struct Maker {
    language: Language,
    currency: Currency,
    calendar: Calendar,
    year: i32,
    lines: Vec<(ProposedLine, i64)>,
}

impl Maker {
    fn say(&self, key: &str, facts: &[(&str, &str)]) -> String {
        say(self.language, key, facts)
    }

    fn minor(&self, amount: Amount) -> Outcome<i64> {
        let minor = self.currency.minor(amount.value())?;
        if minor < 0 {
            return Err(Fault::new("answer_negative").with("value", amount));
        }
        Ok(minor)
    }

    /// Adds a line of a year's total, even or by weights of calendar months.
    fn add(
        &mut self,
        key: LineKey,
        name: String,
        total: i64,
        weights: Option<[i64; 12]>,
        why: String,
        origin: Origin,
    ) -> Outcome<()> {
        if total == 0 {
            return Ok(());
        }
        let first = self.calendar.span(self.year).from;
        let months = match weights {
            // Weights are by calendar month; the year may start in another.
            Some(weights) => {
                let turned: Vec<i64> = (0..12).map(|at| weights[first.plus(at).month() as usize - 1]).collect();
                split(total, &turned)
            }
            None => spread(total, 12),
        };
        let stage = stage_of(&key);
        let line = ProposedLine {
            key,
            name,
            months: months.into_iter().map(|minor| self.currency.amount(minor)).collect(),
            total: self.currency.amount(total),
            stage,
            why,
            origin,
        };
        self.lines.push((line, total));
        Ok(())
    }

    fn category(&self, code: &str) -> String {
        category_name(self.language, code)
    }

    fn simple(
        &mut self,
        code: &str,
        total: i64,
        weights: Option<[i64; 12]>,
        why: String,
        origin: Origin,
    ) -> Outcome<()> {
        let name = self.category(code);
        self.add(category(code), name, total, weights, why, origin)
    }
}

fn category(code: &str) -> LineKey {
    LineKey {
        category: Some(code.to_owned()),
        ..LineKey::default()
    }
}

fn category_name(language: Language, code: &str) -> String {
    let found = TAXONOMY.iter().find(|row| row.0 == code);
    found.map_or_else(|| code.to_owned(), |row| language.pick(row.1, row.2).to_owned())
}

/// The department decides before the category, as the stage rule has it.
fn stage_of(key: &LineKey) -> Option<Stage> {
    match key.department.as_deref() {
        Some("sales" | "marketing") => return Some(Stage::Acquisition),
        Some("success") => return Some(Stage::Maintenance),
        Some("service") => return Some(Stage::Service),
        _ => {}
    }
    let code = key.category.as_deref()?;
    TAXONOMY.iter().find(|row| row.0 == code).and_then(|row| row.3)
}

/// number × monthly pay × (1 + contributions %) × share %, a month, half away from zero.
///
/// ```
/// use kezhang_core::Currency;
/// use kezhang_core::plan::draft::people_a_month;
/// // 2 people × 8,000 × 1.35 × 50 % = 10,800
/// assert_eq!(people_a_month(Currency::CNY, 2, 8_000_00, 35, 50).unwrap(), 10_800_00);
/// // 1 × 5,555.55 × 1.358 × 33 % would be 2,489.67…: 5,555.55 × 1.35 × 0.33 = 2,474.997525
/// assert_eq!(people_a_month(Currency::CNY, 1, 5_555_55, 35, 33).unwrap(), 2_475_00);
/// ```
///
/// # Errors
/// `amount_overflow`.
pub fn people_a_month(currency: Currency, people: u32, pay: i64, contributions: u32, share: u32) -> Outcome<i64> {
    let pay = currency.amount(pay).value();
    let overflow = || Fault::new("amount_overflow").with("value", pay);
    let product = [
        Decimal::from(people),
        Decimal::from(100 + u64::from(contributions)) / Decimal::ONE_HUNDRED,
        Decimal::from(share) / Decimal::ONE_HUNDRED,
    ]
    .into_iter()
    .try_fold(pay, Decimal::checked_mul)
    .ok_or_else(overflow)?;
    currency.minor(round(product, currency.decimals()))
}

const GIFTS: [i64; 12] = [2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0];

/// Our own defaults ◇e in whole units of the currency: customers, visits, gifts and events for each, by grade.
const CARE: [(&str, u32, i64, i64, i64); 3] = [
    ("A", 5, 1_200, 600, 500),
    ("B", 15, 600, 200, 200),
    ("C", 30, 150, 0, 0),
];

/// Draws up a budget from the answers.
///
/// # Errors
/// `answer_negative`, `answer_month`, `answer_category`, `answer_percent`, `amount_decimals`, `amount_overflow`.
pub fn propose(
    answers: &Answers,
    fiscal_year: i32,
    calendar: Calendar,
    currency: Currency,
    benchmarks: &[Benchmark],
    language: Language,
) -> Outcome<Proposal> {
    let mut maker = Maker {
        language,
        currency,
        calendar,
        year: fiscal_year,
        lines: Vec::new(),
    };
    let whole = |units: i64| currency.rounded_minor(Decimal::from(units));
    let times = |a: i64, b: i64| {
        a.checked_mul(b)
            .ok_or_else(|| Fault::new("amount_overflow").with("value", a))
    };

    // Who looks after customers.
    let origin = if answers.posts.is_some() {
        Origin::Answer
    } else {
        Origin::Default
    };
    let usual = |department: &str, pay: i64, share: u32| -> Post {
        Post {
            department: department.to_owned(),
            people: 1,
            monthly_pay: currency.amount(whole(pay).unwrap_or(0)),
            share_percent: Some(share),
            contributions_percent: None,
        }
    };
    let posts = answers
        .posts
        .clone()
        .unwrap_or_else(|| vec![usual("sales", 8_000, 30), usual("success", 7_000, 50)]);
    let mut heads = 0u32;
    for post in &posts {
        let (share, contributions) = (
            post.share_percent.unwrap_or(100),
            post.contributions_percent.unwrap_or(35),
        );
        if share > 100 || contributions > 200 {
            return Err(Fault::new("answer_percent").with("value", share.max(contributions)));
        }
        heads = heads.saturating_add(post.people);
        let month = people_a_month(
            currency,
            post.people,
            maker.minor(post.monthly_pay)?,
            contributions,
            share,
        )?;
        let facts = [
            ("people", post.people.to_string()),
            (
                "pay",
                grouped(post.monthly_pay.value(), post.monthly_pay.value().scale()),
            ),
            ("contributions", contributions.to_string()),
            ("share", share.to_string()),
        ];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let why = maker.say("why.people", &facts);
        let key = LineKey {
            department: Some(post.department.clone()),
            ..category("6.1")
        };
        // Two posts of one department are one line.
        let total = times(month, 12)?;
        if let Some((line, sum)) = maker.lines.iter_mut().find(|(line, _)| line.key == key) {
            *sum = sum
                .checked_add(total)
                .ok_or_else(|| Fault::new("amount_overflow").with("value", total))?;
            line.total = currency.amount(*sum);
            line.months = spread(*sum, 12)
                .into_iter()
                .map(|minor| currency.amount(minor))
                .collect();
            line.why = format!("{}{}{why}", line.why, language.pick("；", "; "));
            continue;
        }
        let department = match post.department.as_str() {
            "sales" => language.pick("销售", "Sales"),
            "marketing" => language.pick("市场", "Marketing"),
            "success" => language.pick("客户成功", "Customer success"),
            "service" => language.pick("客服", "Customer service"),
            other => other,
        };
        let name = format!("{} · {department}", maker.category("6.1"));
        maker.add(key, name, total, None, why, origin)?;
    }

    // Software: seats follow from people.
    let mut asks_price = false;
    if let Some(software) = &answers.software {
        let seats = software.seats.unwrap_or(heads.max(1));
        match (software.kind, software.price) {
            (SoftwareKind::Paid, Some(price)) => {
                let total = times(times(maker.minor(price)?, i64::from(seats))?, 12)?;
                let (seats, price) = (seats.to_string(), grouped(price.value(), price.value().scale()));
                let why = maker.say("why.seats", &[("seats", &seats), ("price", &price)]);
                maker.simple("1.2", total, None, why, Origin::Answer)?;
            }
            (SoftwareKind::Paid, None) => asks_price = true,
            _ => {}
        }
    }

    // How new customers are found.
    let origin = if answers.finding.is_some() {
        Origin::Answer
    } else {
        Origin::Default
    };
    let usual = |code: &str, amount: i64, month: Option<u32>| -> Outcome<Finding> {
        Ok(Finding {
            category: code.to_owned(),
            amount: currency.amount(whole(amount)?),
            month,
        })
    };
    let finding = match &answers.finding {
        Some(finding) => finding.clone(),
        None => vec![
            usual("7.2", 24_000, None)?,
            usual("7.3", 12_000, Some(9))?,
            usual("7.4", 2_400, None)?,
        ],
    };
    for way in &finding {
        if !TAXONOMY
            .iter()
            .any(|row| row.0 == way.category && row.0.starts_with('7'))
        {
            return Err(Fault::new("answer_category").with("value", &way.category));
        }
        let weights = match way.month {
            Some(month @ 1..=12) => {
                let mut weights = [0; 12];
                weights[month as usize - 1] = 1;
                Some(weights)
            }
            Some(month) => return Err(Fault::new("answer_month").with("value", month)),
            None => None,
        };
        let total = maker.minor(way.amount)?;
        let why = match way.month {
            Some(month) => maker.say("why.one_month", &[("month", &month.to_string())]),
            None => maker.say("why.all_year", &[]),
        };
        maker.simple(&way.category, total, weights, why, origin)?;
    }

    // What customers get, by grade.
    let origin = if answers.care.is_some() {
        Origin::Answer
    } else {
        Origin::Default
    };
    let care = match &answers.care {
        Some(care) => care.clone(),
        None => {
            let usual = CARE.iter().map(|(grade, customers, visits, gifts, events)| {
                Ok(GradeCare {
                    grade: (*grade).to_owned(),
                    customers: *customers,
                    visits: Some(currency.amount(whole(*visits)?)),
                    gifts: Some(currency.amount(whole(*gifts)?)),
                    events: Some(currency.amount(whole(*events)?)),
                })
            });
            usual.collect::<Outcome<Vec<_>>>()?
        }
    };
    type Kind = (&'static str, fn(&GradeCare) -> Option<Amount>, Option<[i64; 12]>);
    let kinds: [Kind; 3] = [
        ("8.6", |care| care.visits, None),
        ("8.5", |care| care.gifts, Some(GIFTS)),
        ("5", |care| care.events, Some([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])),
    ];
    for (code, of, weights) in kinds {
        let (mut total, mut parts) = (0i64, Vec::new());
        for grade in &care {
            let Some(each) = of(grade) else { continue };
            let sum = times(maker.minor(each)?, i64::from(grade.customers))?;
            if sum != 0 {
                total = total
                    .checked_add(sum)
                    .ok_or_else(|| Fault::new("amount_overflow").with("value", sum))?;
                let each = grouped(each.value(), each.value().scale());
                parts.push(format!("{} {} × {each}", grade.grade, grade.customers));
            }
        }
        let why = maker.say("why.grades", &[("parts", &parts.join(" + "))]);
        maker.simple(code, total, weights, why, origin)?;
    }
    let customers: u64 = care.iter().map(|grade| u64::from(grade.customers)).sum();
    let contact = times(whole(60)?, i64::try_from(customers).unwrap_or(i64::MAX))?;
    let why = maker.say("why.contact", &[("customers", &customers.to_string())]);
    maker.simple("8.1", contact, None, why, Origin::Default)?;

    // Training, service.
    for (code, answer, usual) in [("3", answers.training, 3_000), ("9.2", answers.service, 6_000)] {
        let (total, origin) = match answer {
            Some(amount) => (maker.minor(amount)?, Origin::Answer),
            None => (whole(usual)?, Origin::Default),
        };
        let why = maker.say("why.all_year", &[]);
        maker.simple(code, total, None, why, origin)?;
    }

    // The reserve is a share of all the rest.
    let percent = answers.reserve_percent.unwrap_or(5);
    if percent > 100 {
        return Err(Fault::new("answer_percent").with("value", percent));
    }
    let sum = |lines: &[(ProposedLine, i64)]| {
        lines
            .iter()
            .try_fold(0i64, |sum, (_, total)| sum.checked_add(*total))
            .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))
    };
    let rest = currency.amount(sum(&maker.lines)?).value();
    let reserve = currency.rounded_minor(rest * Decimal::from(percent) / Decimal::ONE_HUNDRED)?;
    let key = LineKey {
        activity: Some(RESERVE.to_owned()),
        ..LineKey::default()
    };
    let why = maker.say("why.reserve", &[("percent", &percent.to_string())]);
    let name = say(language, "guide.reserve", &[]);
    let origin = if answers.reserve_percent.is_some() {
        Origin::Answer
    } else {
        Origin::Default
    };
    maker.add(key, name, reserve, None, why, origin)?;

    let total = sum(&maker.lines)?;
    let mut stages = Vec::new();
    for stage in [
        Some(Stage::Acquisition),
        Some(Stage::Maintenance),
        Some(Stage::Service),
        Some(Stage::Shared),
        None,
    ] {
        let of_stage: i64 = maker
            .lines
            .iter()
            .filter(|(line, _)| line.stage == stage)
            .map(|(_, total)| total)
            .sum();
        if of_stage != 0 {
            stages.push(StageShare {
                stage,
                total: currency.amount(of_stage),
                share: crate::monitor::pace::share(of_stage, total),
            });
        }
    }
    let month_totals = (0..12)
        .map(|place| {
            let sum = maker.lines.iter().try_fold(0i64, |sum, (line, _)| {
                sum.checked_add(currency.minor(line.months[place].value())?)
                    .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))
            })?;
            Ok(currency.amount(sum))
        })
        .collect::<Outcome<Vec<Amount>>>()?;
    let company = answers.total_budget.map(|amount| maker.minor(amount)).transpose()?;
    let missing = missing(language, &maker.lines, asks_price);
    Ok(Proposal {
        fiscal_year,
        months: calendar.span(fiscal_year).months().collect(),
        total: currency.amount(total),
        month_totals,
        stages,
        share_of_company: company.and_then(|whole| crate::monitor::pace::share(total, whole)),
        ranges: ranges(answers, benchmarks, language),
        missing,
        alternatives: Vec::new(),
        lines: maker.lines.into_iter().map(|(line, _)| line).collect(),
    })
}

/// The usual shares ◇a that apply to a company, by its answers: several may. The company's own shares always do.
///
/// ```
/// use kezhang_core::Language;
/// use kezhang_core::evaluate::review::benchmark::{Kind, benchmarks};
/// use kezhang_core::plan::draft::{Answers, Earning, Industry, Phase, ranges};
/// let all = benchmarks(&[], Kind::default(), Language::English);
/// let answers = Answers {
///     industry: Some(Industry::Manufacturing),
///     phase: Some(Phase::StartUp),
///     earning: Some(Earning::OneOff),
///     ..Answers::default()
/// };
/// let ends: Vec<_> = ranges(&answers, &all, Language::English).into_iter().map(|r| (r.of, r.low.unwrap(), r.high)).collect();
/// let of = |of: &str, low: &str, high: Option<&str>| (of.to_owned(), low.to_owned(), high.map(str::to_owned));
/// assert_eq!(ends, [of("manufacturing", "5", Some("15")), of("start_up", "30", None), of("one_off", "5", Some("15"))]);
/// assert!(ranges(&Answers::default(), &all, Language::English).is_empty(), "nothing known, no guess");
/// ```
pub fn ranges(answers: &Answers, benchmarks: &[Benchmark], language: Language) -> Vec<UsualRange> {
    let industry = match answers.industry {
        Some(Industry::Service | Industry::Ecommerce) => Some("share_service"),
        Some(Industry::Manufacturing) => Some("share_manufacturing"),
        _ => None,
    };
    let phase = match answers.phase {
        Some(Phase::StartUp) => Some("share_start_up"),
        Some(Phase::Stable) => Some("share_stable"),
        None => None,
    };
    let earning = match answers.earning {
        Some(Earning::Membership) => Some("share_membership"),
        Some(Earning::OneOff) => Some("share_one_off"),
        _ => None,
    };
    let told = [industry, phase, earning];
    let percent = |end: Option<Decimal>| {
        end.and_then(|end| end.checked_mul(Decimal::ONE_HUNDRED))
            .map(|end| end.normalize().to_string())
    };
    benchmarks
        .iter()
        .filter(|one| told.contains(&Some(one.key.as_str())) || (one.is_own && !is_shipped(&one.key)))
        .map(|one| UsualRange {
            of: one.key.trim_start_matches("share_").to_owned(),
            name: one.name.clone(),
            low: percent(one.low),
            high: percent(one.high),
            tag: one.tag.map(str::to_owned),
            source: format!("{}{}{}", one.source, language.pick("", " "), one.caveat)
                .trim()
                .to_owned(),
        })
        .collect()
}

/// The check-list: what companies forget.
const CHECK: [&str; 7] = ["1.2", "2.2", "4.3", "6.2", "7.1", "8.2", "9.3"];

fn missing(language: Language, lines: &[(ProposedLine, i64)], asks_price: bool) -> Vec<MissingItem> {
    let has = |code: &str| lines.iter().any(|(line, _)| line.key.category.as_deref() == Some(code));
    CHECK
        .iter()
        .filter(|code| !has(code))
        .map(|code| MissingItem {
            category: (*code).to_owned(),
            name: category_name(language, code),
            why: say(
                language,
                if *code == "1.2" && asks_price {
                    "missing.price"
                } else {
                    "missing.ask"
                },
                &[],
            ),
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::period::NamedAfter;

    fn calendar(start: u32) -> Calendar {
        Calendar::new(start, NamedAfter::Start).unwrap()
    }

    fn drawn(answers: &Answers) -> Proposal {
        propose(answers, 2027, calendar(1), Currency::CNY, &[], Language::Chinese).unwrap()
    }

    fn amount(text: &str) -> Option<Amount> {
        Some(text.parse().unwrap())
    }

    /// Worked with Python's decimal: sales 8,000 × 1.35 × 30 % × 12 = 38,880; success 7,000 × 1.35 × 50 % × 12 =
    /// 56,700; 7.2 24,000; 7.3 12,000; 7.4 2,400; visits 5 × 1,200 + 15 × 600 + 30 × 150 = 19,500; gifts 5 × 600 +
    /// 15 × 200 = 6,000; events 5 × 500 + 15 × 200 = 5,500; contact 50 × 60 = 3,000; training 3,000; service 6,000:
    /// 176,980; reserve 5 % 8,849.
    #[test]
    fn everything_skipped_still_gives_a_whole_budget() {
        let drawn = drawn(&Answers::default());
        assert!((10..=15).contains(&drawn.lines.len()), "{} lines", drawn.lines.len());
        assert_eq!(drawn.total.to_string(), "185829.00");
        assert!(
            drawn
                .lines
                .iter()
                .all(|line| line.origin == Origin::Default && !line.why.is_empty())
        );
        assert!(drawn.ranges.is_empty() && drawn.share_of_company.is_none(), "no guess");
        let stages: Decimal = drawn.stages.iter().map(|s| s.total.value()).sum();
        assert_eq!(stages, drawn.total.value());
        assert!(!drawn.missing.is_empty());
        let by_month: Decimal = drawn.month_totals.iter().map(|m| m.value()).sum();
        assert_eq!((drawn.month_totals.len(), by_month), (12, drawn.total.value()));
        for line in &drawn.lines {
            let months: Decimal = line.months.iter().map(|m| m.value()).sum();
            assert_eq!((line.months.len(), months), (12, line.total.value()), "{}", line.name);
        }
    }

    #[test]
    fn answers_stand_in_the_lines_and_an_exhibition_in_its_month() {
        let answers = Answers {
            total_budget: amount("2000000.00"),
            posts: Some(vec![Post {
                department: "service".into(),
                people: 2,
                monthly_pay: amount("8000.00").unwrap(),
                share_percent: Some(50),
                contributions_percent: None,
            }]),
            software: Some(Software {
                kind: SoftwareKind::Paid,
                seats: None,
                price: amount("120.00"),
            }),
            finding: Some(vec![Finding {
                category: "7.3".into(),
                amount: amount("30000.00").unwrap(),
                month: Some(5),
            }]),
            care: Some(vec![]),
            training: amount("0.00"),
            service: amount("1000.00"),
            reserve_percent: Some(0),
            ..Answers::default()
        };
        // April to March: May is the second month.
        let drawn = propose(&answers, 2027, calendar(4), Currency::CNY, &[], Language::English).unwrap();
        let totals: Vec<(String, String)> = drawn
            .lines
            .iter()
            .map(|l| (l.name.clone(), l.total.to_string()))
            .collect();
        let of = |name: &str, total: &str| (name.to_owned(), total.to_owned());
        assert_eq!(totals[0].1, "129600.00", "2 × 8,000 × 1.35 × 50 % × 12");
        assert_eq!(totals[1], of("Subscription", "2880.00"), "2 seats × 120 × 12");
        assert_eq!(drawn.lines[2].months[1].to_string(), "30000.00");
        assert_eq!(drawn.total.to_string(), "163480.00");
        assert_eq!(drawn.share_of_company.as_deref(), Some("0.0817"));
        assert!(drawn.lines.iter().all(|line| line.origin == Origin::Answer));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let code = |answers: &Answers| {
            propose(answers, 2027, calendar(1), Currency::CNY, &[], Language::English)
                .unwrap_err()
                .code
        };
        let finding = |category: &str, month| Answers {
            finding: Some(vec![Finding {
                category: category.into(),
                amount: amount("1.00").unwrap(),
                month,
            }]),
            ..Answers::default()
        };
        assert_eq!(code(&finding("8.5", None)), "answer_category");
        assert_eq!(code(&finding("7.3", Some(13))), "answer_month");
        assert_eq!(
            code(&Answers {
                training: amount("-1.00"),
                ..Answers::default()
            }),
            "answer_negative"
        );
        assert_eq!(
            code(&Answers {
                reserve_percent: Some(101),
                ..Answers::default()
            }),
            "answer_percent"
        );
    }
}
