//! Statements of banks and wallets: which way the money went, which rows are neutral, which are refunds.
//!
//! Money out is a cost, money in is income, a refund of a cost is a negative cost. Skipped is only what the
//! statement itself marks neutral. A closed order that the wallet counts as paid (支出, 交易关闭) stays, for its
//! refund is a row of its own: both together are nothing, either alone would be wrong.

use rust_decimal::Decimal;

use super::text::narrow;

/// Which way the money of a statement's row went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flow {
    /// Money out: a cost, positive.
    Cost,
    /// Money in: income, positive.
    Income,
    /// A refund of a cost: a negative cost.
    Refund,
}

/// What 收/支 says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Out,
    In,
    Neutral,
}

/// Reads 收/支 or a debit mark; none for a word that says neither.
pub(super) fn direction(text: &str) -> Option<Direction> {
    let narrowed = narrow(text.trim());
    Some(match narrowed.to_lowercase().as_str() {
        "支出" | "支" | "借" | "借方" | "付" | "付款" | "转出" | "往账" | "out" | "d" | "dr" | "debit" | "dbit"
        | "expense" => Direction::Out,
        "收入" | "收" | "贷" | "贷方" | "收款" | "转入" | "来账" | "in" | "c" | "cr" | "credit" | "crdt" | "income" => {
            Direction::In
        }
        "不计收支" | "中性交易" | "中性" | "其他" | "/" | "-" | "--" | "" | "neutral" => Direction::Neutral,
        _ => return None,
    })
}

/// Whether a text is a direction that says which way.
pub(super) fn is_direction(text: &str) -> bool {
    matches!(direction(text), Some(Direction::Out | Direction::In))
}

/// What the statement says beside the amount.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Marks<'a> {
    /// 交易状态.
    pub state: &'a str,
    /// 交易类型, 交易分类.
    pub transaction: &'a str,
    /// 摘要, 商品说明.
    pub memo: &'a str,
}

impl Marks<'_> {
    fn is_refund(self) -> bool {
        let says = |text: &str| text.contains("退款") || text.contains("退货");
        let lower = |text: &str| text.to_ascii_lowercase().contains("refund");
        says(self.transaction) || says(self.memo) || lower(self.transaction) || lower(self.memo)
    }

    /// Whether the state says that no money moved: the payment failed, or the order was closed unpaid.
    pub(super) fn was_never_paid(self, is_unpaid: bool) -> bool {
        self.state.contains("失败") || (is_unpaid && self.is_closed())
    }

    /// Whether the order was closed.
    fn is_closed(self) -> bool {
        self.state.contains("关闭") || self.state.contains("撤销") || self.state.contains("失败")
    }
}

/// The row as money: its flow and signed amount, or why it is neutral.
pub(super) fn by_direction(
    direction: Direction,
    amount: Decimal,
    marks: Marks<'_>,
) -> Result<(Flow, Decimal), &'static str> {
    match direction {
        Direction::Out => Ok((Flow::Cost, amount)),
        // WeChat writes a refund as 收入 with the kind of transaction 商户名-退款.
        Direction::In if marks.is_refund() => Ok((Flow::Refund, -amount)),
        Direction::In => Ok((Flow::Income, amount)),
        // Alipay writes it as 不计收支 with the state 退款成功.
        Direction::Neutral if marks.state.contains("退款成功") => Ok((Flow::Refund, -amount)),
        Direction::Neutral if marks.is_closed() => Err("statement_closed"),
        Direction::Neutral => Err("statement_neutral"),
    }
}

/// A signed amount as money: negative went out.
pub(super) fn by_sign(amount: Decimal, marks: Marks<'_>) -> (Flow, Decimal) {
    if amount < Decimal::ZERO {
        (Flow::Cost, -amount)
    } else if amount > Decimal::ZERO && marks.is_refund() {
        (Flow::Refund, -amount)
    } else if amount.is_zero() {
        (Flow::Cost, amount)
    } else {
        (Flow::Income, amount)
    }
}

/// Two columns as money; none when both are empty or zero, `Err` when both hold an amount.
pub(super) fn by_sides(
    out: Option<Decimal>,
    into: Option<Decimal>,
    marks: Marks<'_>,
) -> Result<Option<(Flow, Decimal)>, ()> {
    let filled = |amount: Option<Decimal>| amount.filter(|amount| !amount.is_zero());
    match (filled(out), filled(into)) {
        (Some(_), Some(_)) => Err(()),
        (Some(out), None) => Ok(Some((Flow::Cost, out))),
        (None, Some(into)) if marks.is_refund() => Ok(Some((Flow::Refund, -into))),
        (None, Some(into)) => Ok(Some((Flow::Income, into))),
        (None, None) => Ok((out.is_some() || into.is_some()).then_some((Flow::Cost, Decimal::ZERO))),
    }
}
