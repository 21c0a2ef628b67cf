//! 结转: what a year has left, and what of it goes into the next.
//!
//! The one thing to know: each line of the year that ends keeps its own account of what it has carried, so a rest goes
//! over once, whichever line and whichever budget got it.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::{CarryRule, LineKey};
use crate::error::{Fault, Outcome};
use crate::evaluate::report::Labels;
use crate::money::Amount;
use crate::period::Month;

/// A line of the year that ends, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Leaving {
    /// 可用余额 of the year.
    pub left: i64,
    /// What open requests and instalments take along.
    pub bound: i64,
    /// What it has carried before.
    pub before: i64,
    /// Its rule.
    pub rule: CarryRule,
}

impl Leaving {
    /// What goes over now: by the rule what has not gone before, and what is bound.
    ///
    /// ```
    /// use kezhang_core::plan::carry::Leaving;
    /// use kezhang_core::plan::CarryRule::{Both, None, Positive};
    /// let goes = |left, before, rule| Leaving { left, bound: 0, before, rule }.goes().unwrap();
    /// assert_eq!([goes(500, 0, Positive), goes(500, 300, Positive), goes(500, 0, None)], [500, 200, 0]);
    /// // An overrun goes over where both ways are meant; what went over too much comes back only there.
    /// assert_eq!([goes(-80, 0, Positive), goes(-80, 0, Both), goes(100, 300, Positive), goes(100, 300, Both)], [0, -80, 0, -200]);
    /// // A request takes its money along whatever the rule.
    /// assert_eq!(Leaving { left: 500, bound: 70, before: 0, rule: None }.goes().unwrap(), 70);
    /// ```
    ///
    /// # Errors
    /// `amount_overflow`.
    pub fn goes(&self) -> Outcome<i64> {
        let by_rule = match self.rule {
            CarryRule::None => Some(0),
            CarryRule::Positive => self.left.max(0).checked_sub(self.before).map(|rest| rest.max(0)),
            CarryRule::Both => self.left.checked_sub(self.before),
        };
        let goes = by_rule.and_then(|by_rule| by_rule.checked_add(self.bound));
        goes.ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))
    }

    /// What falls back when the year closes: left, and neither carried before nor now.
    ///
    /// ```
    /// use kezhang_core::plan::carry::Leaving;
    /// use kezhang_core::plan::CarryRule::{None, Positive};
    /// let lapses = |left, before, rule| Leaving { left, bound: 0, before, rule }.lapses().unwrap();
    /// assert_eq!([lapses(500, 0, None), lapses(500, 300, None), lapses(500, 300, Positive), lapses(-80, 0, None)], [500, 200, 0, 0]);
    /// ```
    ///
    /// # Errors
    /// `amount_overflow`.
    pub fn lapses(&self) -> Outcome<i64> {
        let goes = self.goes()?.saturating_sub(self.bound);
        Ok(self.left.saturating_sub(self.before).saturating_sub(goes).max(0))
    }
}

/// One line of the year that ends, as it would go over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeavingLine {
    /// The line.
    pub key: LineKey,
    /// The line of the next year that gains.
    pub to: LineKey,
    /// Its rule.
    pub rule: CarryRule,
    /// What it comes to.
    #[serde(flatten)]
    pub sums: LeavingSums,
}

/// What a line, or all lines, come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeavingSums {
    /// 可用余额 of the year.
    pub left: Amount,
    /// What open requests and instalments take along.
    pub bound: Amount,
    /// What has been carried before.
    pub carried: Amount,
    /// What goes over now, with what is bound.
    pub goes: Amount,
    /// What falls back when the year closes.
    pub lapses: Amount,
}

/// Something asked for or owed that is open at the end of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OpenItem {
    /// Number of the request; none for an instalment.
    pub request: Option<i64>,
    /// Number of the instalment of a purchase contract.
    pub instalment: Option<i64>,
    /// What for.
    pub title: String,
    /// The contract of the instalment.
    pub contract: Option<String>,
    /// The month in which the money is expected to be spent.
    pub month: Month,
    /// The day on which the instalment is due.
    pub due_on: Option<NaiveDate>,
    /// Whether it can go over: not an instalment of a contract that has ended.
    pub can_go: bool,
    /// What is left of it.
    pub rest: Amount,
}

/// 年末结转 as it would be: nothing is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct YearEnd {
    /// The budget of the year that ends.
    pub from: String,
    /// The budget that gains.
    pub to: String,
    /// First month that gains.
    pub effective: Month,
    /// Line by line.
    pub lines: Vec<LeavingLine>,
    /// All lines.
    pub total: LeavingSums,
    /// Open requests and instalments of the year that ends, oldest first.
    pub open: Vec<OpenItem>,
    /// Names: dimension → code → name.
    pub labels: Labels,
}
