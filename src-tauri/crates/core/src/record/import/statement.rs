//! Statements of banks and wallets: which way the money went, which rows are neutral, which are refunds.

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
