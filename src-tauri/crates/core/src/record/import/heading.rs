//! Titles of columns: one spelling for all, the fields that they name, and which line is the header.

use rust_decimal::Decimal;

use super::alias::alias;
use super::currency::known_code;
use super::date::month_by_name;
use super::mapping::MonthColumn;
use super::month::month_in;
use super::text::{clean_text, narrow};
use super::{Field, Kind};
use crate::money::Currency;

/// What a title says beside its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Title {
    /// The name in one spelling.
    pub key: String,
    /// 10,000 where the title says 万元.
    pub scale: Option<Decimal>,
    /// The currency that the title names, `Amount (USD)`.
    pub currency: Option<Currency>,
}

/// Takes a title apart.
pub(super) fn title(text: &str) -> Title {
    let cleaned = clean_text(text);
    let narrowed = narrow(&cleaned);
    let mut key = narrowed.replace(['\r', '\n', '\t'], " ").to_lowercase();
    let (mut scale, mut currency) = (None, None);
    loop {
        let trimmed = key.trim().trim_matches('*').trim_end_matches([':', '.']).trim();
        let next = without_prefix(trimmed)
            .or_else(|| without_suffix(trimmed, &mut scale, &mut currency))
            .unwrap_or(trimmed);
        if next.len() == key.len() {
            break;
        }
        key = next.to_owned();
    }
    let key = if key.is_ascii() {
        key.split([' ', '_', '-'])
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    } else {
        key.chars().filter(|c| !c.is_whitespace() && *c != '_').collect()
    };
    Title { key, scale, currency }
}

fn without_prefix(key: &str) -> Option<&str> {
    ["(单据头)", "(分录)", "(单据体)", "(基本)"]
        .iter()
        .find_map(|prefix| key.strip_prefix(prefix))
}

/// Takes off a unit, a mark of necessity, or the part of a looked-up thing that a column holds.
fn without_suffix<'a>(key: &'a str, scale: &mut Option<Decimal>, currency: &mut Option<Currency>) -> Option<&'a str> {
    if let Some(rest) = key.strip_suffix("#编码").or_else(|| key.strip_suffix("#名称")) {
        return Some(rest);
    }
    let (open, close) = if key.ends_with(')') { ('(', ')') } else { ('[', ']') };
    let at = key.strip_suffix(close)?.rfind(open)?;
    let inner = key[at + 1..key.len() - 1].trim();
    let unit = inner.trim_start_matches("单位").trim_start_matches([':', ' ']);
    let name = match unit {
        "必填" | "选填" | "必选" | "required" | "optional" | "人民币" | "¥" | "%" | "" => None,
        "元" | "人民币元" | "yuan" => {
            *scale = Some(Decimal::ONE);
            None
        }
        "万" => {
            *scale = Some(Decimal::from(10_000));
            None
        }
        counted if read_unit(counted).is_some() => {
            *scale = read_unit(counted).map(Decimal::from);
            None
        }
        "美元" | "$" | "us$" => Some("USD"),
        "欧元" | "€" => Some("EUR"),
        "港币" | "港元" | "hk$" => Some("HKD"),
        "英镑" | "£" => Some("GBP"),
        "日元" => Some("JPY"),
        "rmb" | "cny" => Some("CNY"),
        other => {
            known_code(other)?;
            Some(other)
        }
    };
    if let Some(name) = name {
        *currency = Currency::new(name).ok();
    }
    Some(&key[..at])
}

/// What amounts are counted in, by its name or its number: 万元 is 10,000.
pub fn read_unit(text: &str) -> Option<u32> {
    Some(match text.trim().trim_start_matches("人民币") {
        "元" | "1" => 1,
        "千元" | "1000" => 1_000,
        "万元" | "10000" => 10_000,
        "百万元" | "1000000" => 1_000_000,
        "亿元" | "100000000" => 100_000_000,
        _ => return None,
    })
}

/// The unit that the lines above a header say, the one nearest to it where they say several: `费用明细（单位：万元）`.
///
/// ```
/// use kezhang_core::record::import::unit_above;
/// assert_eq!(unit_above(&["2025年预算", "金额单位：人民币万元"]), Some(10_000));
/// assert_eq!(unit_above(&["编制单位：万元科技有限公司"]), None);
/// ```
pub fn unit_above<T: AsRef<str>>(texts: &[T]) -> Option<u32> {
    texts.iter().rev().find_map(|text| {
        let narrowed = narrow(text.as_ref());
        narrowed.match_indices("单位").find_map(|(at, word)| {
            let said = narrowed[at + word.len()..].trim_start_matches([':', ' ']);
            let end = said.find(|c: char| !c.is_alphanumeric()).unwrap_or(said.len());
            read_unit(&said[..end]).filter(|_| !said.starts_with(|c: char| c.is_ascii_digit()))
        })
    })
}

/// A title without marks, units and prefixes, in one spelling.
///
/// ```
/// use kezhang_core::record::import::clean_title;
/// assert_eq!(clean_title("*（单据头）金额（元）"), "金额");
/// assert_eq!(clean_title(" Paid_On "), "paid on");
/// assert_eq!(clean_title("收 / 支"), "收/支");
/// ```
pub fn clean_title(text: &str) -> String {
    title(text).key
}

/// The month that a title names: `1月`, `Jan`, `2025-01`, `2025年1月`, `Jan-25`, `2025-01-01`.
pub(super) fn month_title(text: &str) -> Option<(Option<i32>, u32)> {
    let key = title(text).key;
    let key = key.trim_end_matches("预算").trim_end_matches(" budget");
    // Titles of date cells come as a whole date, the first of the month; hyphens are blanks by now.
    let dashed = key.replace(' ', "-");
    if let Some(month) = month_in(&dashed).or_else(|| month_in(dashed.strip_suffix("-01")?)) {
        return Some((Some(month.year()), month.month()));
    }
    if let Some(month) = month_by_name(key) {
        return Some((None, month));
    }
    let bare = key.strip_suffix("月份").or_else(|| key.strip_suffix('月'))?;
    let written = [
        "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二",
    ];
    let number = match written.iter().position(|word| *word == bare) {
        Some(at) => u32::try_from(at + 1).ok()?,
        None if bare.len() <= 2 => bare.parse().ok()?,
        None => return None,
    };
    (1..=12).contains(&number).then_some((None, number))
}

/// The month columns of a header; fewer than two are none.
pub(super) fn month_columns(header: &[String]) -> Vec<MonthColumn> {
    let months: Vec<MonthColumn> = header
        .iter()
        .enumerate()
        .filter_map(|(column, text)| month_title(text).map(|(year, month)| MonthColumn { column, year, month }))
        .collect();
    if months.len() >= 2 { months } else { Vec::new() }
}

/// How many titles of a line are known to a kind, or to the kind that knows most of them.
pub fn score_header(kind: Option<Kind>, cells: &[String]) -> usize {
    match kind {
        Some(kind) => score(kind, cells),
        None => Kind::ALL.iter().map(|kind| score(*kind, cells)).max().unwrap_or(0),
    }
}

fn score(kind: Kind, cells: &[String]) -> usize {
    let mut known: Vec<Field> = cells
        .iter()
        .filter_map(|cell| Some(alias(kind, &title(cell).key)?.0))
        .collect();
    known.sort_unstable();
    known.dedup();
    let more = match kind {
        Kind::Budget => month_columns(cells).len(),
        Kind::Rates => Some(currency_columns(cells).len())
            .filter(|count| *count >= MANY)
            .unwrap_or(0),
        _ => 0,
    };
    known.len() + more
}

/// How many columns of currencies make a table of rates.
const MANY: usize = 5;

/// Columns that are titled by nothing but a currency's code: a table of rates, where there are many and no euro
/// among them, as the European Central Bank publishes it.
pub(super) fn currency_columns(header: &[String]) -> Vec<(usize, Currency)> {
    let found: Vec<(usize, Currency)> = header
        .iter()
        .enumerate()
        .filter_map(|(column, text)| {
            let code = text.trim();
            let is_code = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
            Some((column, is_code.then(|| Currency::new(code).ok()).flatten()?))
        })
        .collect();
    let has = |code: &str| found.iter().any(|(_, currency)| currency.code() == code);
    if found.len() >= MANY && has("USD") && !has("EUR") {
        found
    } else {
        Vec::new()
    }
}

/// Columns by which a kind is known, whatever else the file has.
const TELLING: &[(Kind, &[Field])] = &[
    (Kind::Hours, &[Field::Employee, Field::Hours]),
    (Kind::Tools, &[Field::Tool, Field::Seats]),
    (Kind::Service, &[Field::Month, Field::Tickets]),
    (Kind::Feedback, &[Field::Date, Field::Satisfaction]),
    (Kind::Feedback, &[Field::Date, Field::Nps]),
    (Kind::Feedback, &[Field::Date, Field::Complaint]),
    (Kind::Feedback, &[Field::Date, Field::Score, Field::Scale]),
    (
        Kind::Points,
        &[Field::Month, Field::PointsIssued, Field::PointsRedeemed],
    ),
    (Kind::Points, &[Field::Month, Field::PointsIssued, Field::PointsExpired]),
    (Kind::Points, &[Field::Month, Field::PointsIssued, Field::CostPerPoint]),
    (Kind::Activities, &[Field::Name, Field::PlannedCost]),
    (Kind::Activities, &[Field::Name, Field::Attendance]),
];

/// A group of titles of which a header has one.
type AnyOf = &'static [&'static str];

/// Titles by which a list of another program is known, one of each group: its amounts are no costs, so it must not pass
/// for a list of costs.
const LISTS: &[(Kind, &[AnyOf])] = &[
    (
        Kind::Receipts,
        &[
            &["回款日期", "到账日期", "收款日期", "receipt date"],
            &["回款金额", "收款金额", "到账金额", "本次回款金额", "amount received"],
        ],
    ),
    (
        Kind::Orders,
        &[
            &["deal name", "opportunity name", "potential name", "商机名称"],
            &["close date", "closing date", "结单日期", "预计结单日期", "预计成交日期"],
            &["amount", "金额", "商机金额"],
        ],
    ),
    (
        Kind::Orders,
        &[
            &[
                "订单号",
                "订单编号",
                "销售订单编号",
                "order number",
                "order no",
                "order id",
            ],
            &["订单日期", "下单日期", "成交日期", "order date", "purchase date"],
            &[
                "客户",
                "客户名称",
                "客户编号",
                "customer",
                "customer name",
                "customer code",
                "account name",
            ],
        ],
    ),
    (
        Kind::Activities,
        &[
            &["campaign name", "市场活动名称"],
            &["start date", "开始日期"],
            &["end date", "结束日期", "status", "状态"],
        ],
    ),
];

/// The kind of list that a header is of another program's, by titles that nothing else has together.
fn known_list(header: &[String]) -> Option<Kind> {
    let keys: Vec<String> = header.iter().map(|text| title(text).key).collect();
    let has = |group: &AnyOf| keys.iter().any(|key| group.contains(&key.as_str()));
    let found = LISTS.iter().find(|(_, groups)| groups.iter().all(has));
    found.map(|(kind, _)| *kind)
}

/// The kind that a header fits best; entries where it fits several equally.
pub fn guess_kind(header: &[String]) -> Kind {
    let has = |kind: Kind, field: Field| {
        header
            .iter()
            .any(|text| alias(kind, &title(text).key).is_some_and(|(found, _)| found == field))
    };
    let some = |kind: Kind, fields: &[Field]| fields.iter().any(|field| has(kind, *field));
    let has_amount = some(
        Kind::Entries,
        &[Field::Amount, Field::Gross, Field::Net, Field::MoneyOut, Field::MoneyIn],
    );
    let is_rate = has(Kind::Rates, Field::Rate) || currency_columns(header).len() >= MANY;
    let is_contract = |kind: Kind| has(kind, Field::Rhythm) && has(kind, Field::Contract);
    // What is bought has a vendor, what is sold a customer.
    if is_contract(Kind::Purchases) && has(Kind::Purchases, Field::Vendor) {
        return Kind::Purchases;
    }
    if is_contract(Kind::Contracts) {
        return Kind::Contracts;
    }
    // Only a file of the kind has these together.
    let all = |kind: Kind, fields: &[Field]| fields.iter().all(|field| has(kind, *field));
    for (kind, fields) in TELLING {
        if all(*kind, fields) {
            return *kind;
        }
    }
    // Money that came from customers is no cost, whatever else the list of a customer system says.
    let is_titled = |names: &[&str]| header.iter().any(|text| names.contains(&title(text).key.as_str()));
    if is_titled(&["回款金额", "amount received"]) && all(Kind::Receipts, &[Field::Date, Field::Customer]) {
        return Kind::Receipts;
    }
    if let Some(kind) = known_list(header) {
        return kind;
    }
    if is_rate && has(Kind::Rates, Field::Date) && !has_amount {
        return Kind::Rates;
    }
    let counts = [Field::Leads, Field::Opportunities, Field::Customers, Field::Revenue];
    if !has_amount
        && some(Kind::Metrics, &counts)
        && has(Kind::Metrics, Field::Channel)
        && has(Kind::Metrics, Field::Month)
    {
        return Kind::Metrics;
    }
    let is_dated = some(Kind::Entries, &[Field::Date, Field::PaidOn, Field::InvoicedOn]);
    if month_columns(header).len() >= 2
        || (!is_dated && has(Kind::Budget, Field::Month) && has(Kind::Budget, Field::Amount))
    {
        return Kind::Budget;
    }
    let mentions = |word: &str| header.iter().any(|text| title(text).key.contains(word));
    if has_amount || mentions("金额") || mentions("amount") {
        return Kind::Entries;
    }
    let facts = [
        Field::TaxNumber,
        Field::Grade,
        Field::Industry,
        Field::Region,
        Field::AcquiredOn,
        Field::LapsedOn,
    ];
    let is_customer = mentions("客户") || mentions("customer") || some(Kind::Customers, &facts);
    if is_customer && some(Kind::Customers, &[Field::Code, Field::Name]) {
        return Kind::Customers;
    }
    if (mentions("渠道") || mentions("channel")) && some(Kind::Channels, &[Field::Code, Field::Name]) {
        return Kind::Channels;
    }
    // A plain list of members, told by what its code or name is called.
    let is_list =
        |kind: Kind, words: &[&str]| words.iter().any(|word| mentions(word)) && some(kind, &[Field::Code, Field::Name]);
    if is_dated {
        return Kind::Entries;
    }
    if is_list(Kind::Products, &["产品", "业务线", "product", "business line"]) {
        return Kind::Products;
    }
    if is_list(Kind::Vendors, &["供应商", "vendor", "supplier"]) {
        return Kind::Vendors;
    }
    if is_list(Kind::Departments, &["部门", "department"]) {
        return Kind::Departments;
    }
    Kind::Entries
}
