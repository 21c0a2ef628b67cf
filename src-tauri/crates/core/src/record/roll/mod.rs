//! Registers 登记簿 as rows of cells: what each holds, how a cell is read, what a row must hold together.
//!
//! The one thing to know: a cell is text in one plain form (`2025-03-31`, `1234.50`, a code), so that the window, a
//! workbook and a script compare and change rows the same way. A column's key is that of its table, but for the ending
//! that its kind gives (`_minor`, `_id`, `is_`).

mod cell;
mod columns;
mod own;
mod page;

pub use cell::{Cells, read_cell, settle, shown_cell};
pub use columns::columns;
pub use own::{MOST_OWN_FIELDS, OwnField, OwnKind, OwnKindTold};
pub use page::{
    CellDifference, ColumnShown, DifferenceState, IgnoredColumn, RollDifferences, RollFile, RollFileRow, RollPage,
    RollRow, RollSheet, WORKBOOK_MARK, WordChoice,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::register::Register;

macro_rules! rolls {
    ($($(#[$doc:meta])* $name:ident = $word:literal in $table:literal, own $own:literal;)+) => {
        /// A register kept row by row.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Roll { $($(#[$doc])* $name,)+ }

        impl Roll {
            /// All, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The word on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The table whose rows it is.
            pub fn table(self) -> &'static str {
                match self { $(Self::$name => $table,)+ }
            }

            /// The column by which a value of an own field names its row.
            pub fn own_column(self) -> &'static str {
                match self { $(Self::$name => $own,)+ }
            }
        }
    };
}

rolls! {
    /// 客户.
    Customer = "customer" in "customer", own "customer_id";
    /// 渠道.
    Channel = "channel" in "channel", own "channel_id";
    /// What channels brought by month.
    Metric = "metric" in "metric", own "metric_id";
    /// 活动.
    Activity = "activity" in "activity", own "activity_id";
    /// 客户合同.
    Contract = "contract" in "customer_contract", own "contract_id";
    /// 回款.
    Receipt = "receipt" in "receipt", own "receipt_id";
    /// 订单.
    Order = "order" in "customer_order", own "order_id";
    /// 产品 and business lines.
    Product = "product" in "product", own "product_id";
    /// 采购合同.
    Purchase = "purchase" in "purchase_contract", own "purchase_id";
    /// 供应商.
    Vendor = "vendor" in "vendor", own "vendor_id";
    /// 部门.
    Department = "department" in "department", own "department_id";
    /// 会员积分 by month.
    Points = "points" in "loyalty_month", own "points_id";
    /// 工具.
    Tool = "tool" in "tool", own "tool_id";
    /// 账号 and use of tools by month.
    ToolUse = "tool_use" in "tool_month", own "tool_use_id";
    /// 工时.
    Hours = "hours" in "work_hours", own "hours_id";
    /// 客服工单 by month.
    Service = "service" in "service_month", own "service_id";
    /// 反馈.
    Feedback = "feedback" in "feedback", own "feedback_id";
    /// 费用明细: here only their own fields; the list of entries has the rest.
    Entry = "entry" in "entry", own "entry_id";
}

impl Roll {
    /// Reads the word on the wire.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|roll| roll.as_str() == word)
    }

    /// The register whose members its rows are, where entries can name them.
    pub fn register(self) -> Option<Register> {
        Register::ALL
            .into_iter()
            .find(|register| register.as_str() == self.as_str())
    }

    /// The key by which its rows are told apart by people, where they have one.
    pub fn has_code(self) -> bool {
        columns(self).iter().any(|column| column.kind == CellKind::Code)
    }

    /// Whether rows can be put out of use.
    pub fn deactivates(self) -> bool {
        columns(self)
            .iter()
            .any(|column| column.key == "active" && column.kind == CellKind::Flag)
    }

    /// Whether a row can be added here; a purchase contract needs its instalments and is drawn up on its own form.
    pub fn adds(self) -> bool {
        !matches!(self, Self::Purchase | Self::Entry)
    }

    /// Whether a row can be taken away here: what other things name is put out of use instead.
    /// A contract can be neither, and goes as long as nothing was paid or noted for it.
    pub fn removes(self) -> bool {
        matches!(
            self,
            Self::Metric
                | Self::Contract
                | Self::Receipt
                | Self::Order
                | Self::Points
                | Self::ToolUse
                | Self::Hours
                | Self::Service
                | Self::Feedback
        )
    }
}

/// What stands in the cells of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CellKind {
    /// A text.
    Text,
    /// What tells rows apart.
    Code,
    /// A whole number from zero.
    Count,
    /// A decimal from zero.
    Quantity,
    /// A decimal of either sign: own fields.
    Number,
    /// A rate below one, `0.06`.
    Rate,
    /// An amount in base currency.
    Money,
    /// A day.
    Date,
    /// A month.
    Month,
    /// Yes or no.
    Flag,
    /// One of some words.
    Word,
    /// Code of a member of another register.
    Member,
}

/// A column of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollColumn {
    /// Its key: the word on the wire.
    pub key: &'static str,
    /// Key of its title in the catalogue.
    pub title: &'static str,
    /// What stands in it.
    pub kind: CellKind,
    /// The words that it may hold.
    pub words: &'static [&'static str],
    /// What comes before such a word to make its key in the catalogue.
    pub label: &'static str,
    /// The table that it names members of.
    pub names: &'static str,
    /// Whether no row can be without it.
    pub is_needed: bool,
    /// Whether it lies in the table beside (activities).
    pub is_beside: bool,
    /// Whether it is shown and not changed here.
    pub is_fixed: bool,
}

#[cfg(test)]
mod tests;
