//! Rules 归类规则: what a row says of itself, and where it belongs from then on.
//!
//! The one thing to know: all conditions of a rule must hold, the first rule that fits takes the row, and a rule only
//! speaks where the row itself names no category.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::category::{EntryKind, UNCATEGORISED_INCOME};

/// Which way money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MoneyWay {
    /// 支出.
    Out,
    /// 收入.
    In,
}

impl MoneyWay {
    /// The word on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::In => "in",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Out, Self::In].into_iter().find(|way| way.as_str() == text)
    }

    /// Which way an entry of a category goes: costs and what is out of scope are money out, income and offsets money in,
    /// each the other way round below zero.
    pub fn of(kind: EntryKind, gross_minor: i64) -> Self {
        let is_in = matches!(kind, EntryKind::Income | EntryKind::Offset);
        if is_in == (gross_minor >= 0) {
            Self::In
        } else {
            Self::Out
        }
    }
}

/// Whether an amount changes its sign when an entry moves from one category to the other, so that the money keeps its
/// way: what came in as 11.0 is a refund under a cost, and what lies aside under 99 comes back as it went.
///
/// ```
/// use kezhang_core::record::rule::turns_sign;
/// assert!(turns_sign("11.0", "9.2") && turns_sign("11.0", "99") && turns_sign("99", "11.1"));
/// assert!(!turns_sign("0", "7.2") && !turns_sign("7.2", "99") && !turns_sign("11.0", "11.1"));
/// ```
pub fn turns_sign(before: &str, after: &str) -> bool {
    let is_in = |code: &str| matches!(EntryKind::of(code), EntryKind::Income | EntryKind::Offset);
    let keeps_way = before == UNCATEGORISED_INCOME || EntryKind::of(before) == EntryKind::OutOfScope;
    keeps_way && is_in(before) != is_in(after)
}

/// What a row must say for a rule to take it: every condition that is given. Texts are looked for anywhere in theirs;
/// width and case of letters do not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct When {
    /// Text in memo, vendor or customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Text in the memo 摘要.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memo: Option<String>,
    /// Text in the name of the vendor, on a statement the other party of money out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// Text in the name of the file that the row came from, such as the account's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Which way the money goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub money: Option<MoneyWay>,
}

/// What a row says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// 摘要.
    pub memo: &'a str,
    /// Name of the vendor.
    pub vendor: &'a str,
    /// Name of the customer.
    pub customer: &'a str,
    /// Name of the file.
    pub file: &'a str,
    /// Which way the money goes.
    pub money: MoneyWay,
}

/// A text as conditions compare it: letters narrow and small, blanks made one.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.nfkc().collect::<String>().to_lowercase().split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

impl When {
    /// Without texts of blanks; none where nothing is asked for, which would take everything.
    pub fn settled(&self) -> Option<Self> {
        let kept = |text: &Option<String>| {
            text.as_deref()
                .map(str::trim)
                .filter(|text| !fold(text).is_empty())
                .map(str::to_owned)
        };
        let when = Self {
            text: kept(&self.text),
            memo: kept(&self.memo),
            vendor: kept(&self.vendor),
            file: kept(&self.file),
            money: self.money,
        };
        let has_text = when.text.is_some() || when.memo.is_some() || when.vendor.is_some() || when.file.is_some();
        has_text.then_some(when)
    }

    fn folded(&self) -> Self {
        let fold = |text: &Option<String>| text.as_deref().map(fold);
        Self {
            text: fold(&self.text),
            memo: fold(&self.memo),
            vendor: fold(&self.vendor),
            file: fold(&self.file),
            money: self.money,
        }
    }
}

/// Rules made ready for many rows.
///
/// ```
/// use kezhang_core::record::rule::{Matcher, MoneyWay, Said, When};
/// let rent = When { memo: Some("租金".into()), money: Some(MoneyWay::Out), ..When::default() };
/// let rules = Matcher::new([&rent]);
/// let said = |memo, money| Said { memo, vendor: "", customer: "", file: "", money };
/// assert_eq!(rules.first(&said("6 月办公室租金", MoneyWay::Out)), Some(0));
/// assert_eq!(rules.first(&said("退回租金", MoneyWay::In)), None);
/// assert_eq!(rules.first(&said("水电费", MoneyWay::Out)), None);
/// ```
#[derive(Debug, Default)]
pub struct Matcher(Vec<When>);

impl Matcher {
    /// In the order in which they are tried.
    pub fn new<'w>(rules: impl IntoIterator<Item = &'w When>) -> Self {
        Self(rules.into_iter().map(When::folded).collect())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first rule that takes a row.
    pub fn first(&self, said: &Said<'_>) -> Option<usize> {
        if self.0.is_empty() {
            return None;
        }
        let (memo, vendor) = (fold(said.memo), fold(said.vendor));
        let (customer, file) = (fold(said.customer), fold(said.file));
        self.0.iter().position(|when| {
            let holds = |text: &Option<String>, places: &[&str]| {
                text.as_deref()
                    .is_none_or(|text| places.iter().any(|place| place.contains(text)))
            };
            when.money.is_none_or(|way| way == said.money)
                && holds(&when.memo, &[&memo])
                && holds(&when.vendor, &[&vendor])
                && holds(&when.file, &[&file])
                && holds(&when.text, &[&memo, &vendor, &customer])
        })
    }
}

/// A rule as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Rule {
    /// The ledger's own number of the rule.
    pub id: i64,
    /// What a row must say.
    pub when: When,
    /// Code of the category.
    pub category: String,
    /// Code of the customer that it names where the row names none.
    pub customer: Option<String>,
    /// Code of the department, likewise.
    pub department: Option<String>,
    /// Code of the channel, likewise.
    pub channel: Option<String>,
    /// Whether it is applied.
    pub active: bool,
}

/// A rule as it shall be.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleInput {
    /// The rule to change; a new one when absent, which stands before all others.
    #[serde(default)]
    pub id: Option<i64>,
    /// What a row must say; at least one text.
    pub when: When,
    /// Code or name of the category.
    pub category: String,
    /// Code or name.
    #[serde(default)]
    pub customer: Option<String>,
    /// Code or name.
    #[serde(default)]
    pub department: Option<String>,
    /// Code or name.
    #[serde(default)]
    pub channel: Option<String>,
    /// Whether it is applied; it is when absent.
    #[serde(default)]
    pub active: Option<bool>,
}

/// How many rules a proposal makes at most.
const MOST: usize = 8;

/// Proposes what rows have in common that other rows do not: `wanted` and `others` are pairs of memo and vendor.
///
/// A vendor whose rows are all wanted is one rule; what is left is told by the longest text that the most memos share
/// and no other row has. What has nothing of its own is in no rule.
///
/// ```
/// use kezhang_core::record::rule::propose;
/// let wanted = [("5 月办公室租金", ""), ("6 月办公室租金", ""), ("缴纳增值税", ""), ("充值", "百川广告")];
/// let found = propose(&wanted, &[("办公用品", "")]);
/// let texts: Vec<_> = found.iter().map(|when| when.memo.as_deref().or(when.vendor.as_deref()).unwrap()).collect();
/// assert_eq!(texts, ["百川广告", "办公室租金", "缴纳增值税"]);
/// ```
pub fn propose(wanted: &[(&str, &str)], others: &[(&str, &str)]) -> Vec<When> {
    let folded = |rows: &[(&str, &str)]| -> Vec<(String, String)> {
        rows.iter().map(|(memo, vendor)| (fold(memo), fold(vendor))).collect()
    };
    let (wanted_folded, others) = (folded(wanted), folded(others));
    let mut rules = Vec::new();
    let mut is_left = vec![true; wanted.len()];
    let mut vendors: Vec<(&str, usize)> = Vec::new();
    for (_, vendor) in wanted.iter().filter(|(_, vendor)| fold(vendor).chars().count() > 1) {
        match vendors.iter_mut().find(|(known, _)| known == vendor) {
            Some((_, count)) => *count += 1,
            None => vendors.push((vendor, 1)),
        }
    }
    vendors.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (vendor, _) in vendors.into_iter().take(MOST) {
        let text = fold(vendor);
        if others.iter().any(|(_, other)| other.contains(&text)) {
            continue;
        }
        for (left, (_, own)) in is_left.iter_mut().zip(&wanted_folded) {
            *left &= !own.contains(&text);
        }
        rules.push(When {
            vendor: Some(vendor.to_owned()),
            ..When::default()
        });
    }
    while rules.len() < MOST {
        let memos: Vec<&str> = is_left
            .iter()
            .zip(&wanted_folded)
            .filter(|(left, _)| **left)
            .map(|(_, (memo, _))| memo.as_str())
            .collect();
        let Some(text) = common_text(&memos, &others) else {
            break;
        };
        for (left, (memo, _)) in is_left.iter_mut().zip(&wanted_folded) {
            *left &= !memo.contains(&text);
        }
        rules.push(When {
            memo: Some(text),
            ..When::default()
        });
    }
    rules
}

/// The longest of the texts that the most memos hold and no other row does.
fn common_text(memos: &[&str], others: &[(String, String)]) -> Option<String> {
    let mut distinct: Vec<(&str, usize)> = Vec::new();
    for memo in memos {
        match distinct.iter().position(|(known, _)| known == memo) {
            Some(at) => distinct[at].1 += 1,
            None if distinct.len() < 200 => distinct.push((memo, 1)),
            None => {}
        }
    }
    let mut candidates: Vec<String> = distinct.iter().flat_map(|(memo, _)| texts_of(memo)).collect();
    candidates.sort();
    candidates.dedup();
    let mut scored: Vec<(usize, usize, String)> = candidates
        .into_iter()
        .map(|text| {
            let count = distinct
                .iter()
                .filter(|(memo, _)| memo.contains(&text))
                .map(|(_, n)| n)
                .sum();
            (count, text.chars().count(), text)
        })
        .collect();
    scored.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then_with(|| a.2.cmp(&b.2)));
    scored
        .into_iter()
        .map(|(_, _, text)| text)
        .take(400)
        .find(|text| !others.iter().any(|(memo, _)| memo.contains(text)))
}

/// What of a memo may tell it apart: runs of letters without figures and dates, and for Chinese their parts.
fn texts_of(memo: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for run in memo.split(|c: char| !(c.is_alphabetic() || c == ' ')) {
        let run = run.trim().trim_start_matches(['年', '月', '日', '号', ' ']).trim();
        let letters: Vec<char> = run.chars().take(40).collect();
        if letters.iter().any(|c| *c as u32 >= 0x2e80) {
            for length in 2..=letters.len().min(12) {
                for part in letters.windows(length) {
                    if part.first() != Some(&' ') && part.last() != Some(&' ') {
                        texts.push(part.iter().collect());
                    }
                }
            }
        } else {
            texts.extend(run.split(' ').filter(|word| word.len() >= 4).map(str::to_owned));
            if run.len() >= 4 {
                texts.push(letters.iter().collect::<String>().trim().to_owned());
            }
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said<'a>(memo: &'a str, vendor: &'a str) -> Said<'a> {
        Said {
            memo,
            vendor,
            customer: "",
            file: "招商银行8876.csv",
            money: MoneyWay::Out,
        }
    }

    #[test]
    fn width_and_case_of_letters_do_not_matter() {
        let when = When {
            text: Some("ＡＬＩ yun".to_owned()),
            file: Some("8876".to_owned()),
            ..When::default()
        };
        let rules = Matcher::new([&when]);
        assert_eq!(rules.first(&said("", "Ali  Yun 计算有限公司")), Some(0));
        assert_eq!(rules.first(&said("腾讯云", "")), None);
    }

    #[test]
    fn a_rule_without_a_text_is_none() {
        let when = When {
            memo: Some(" \u{3000}".to_owned()),
            money: Some(MoneyWay::In),
            ..When::default()
        };
        assert_eq!(when.settled(), None);
    }

    #[test]
    fn a_vendor_that_others_share_is_told_by_its_memo() {
        let wanted = [("房租 3 月", "物业公司"), ("房租 4 月", "物业公司")];
        let found = propose(&wanted, &[("会议室茶歇", "物业公司")]);
        let rent = When {
            memo: Some("房租".to_owned()),
            ..When::default()
        };
        assert_eq!(found, [rent]);
    }

    #[test]
    fn rows_that_say_nothing_of_their_own_are_in_no_rule() {
        assert_eq!(propose(&[("转账", ""), ("20250301", "")], &[("转账", "")]), []);
    }
}
