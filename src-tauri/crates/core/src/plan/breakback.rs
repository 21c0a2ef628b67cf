//! Breakback 按总额分解: a new total for any node of a hierarchy, spread down to its cells to the exact cent.
//!
//! The one thing to know: a hold at any level keeps its sum; what is not held shares the rest in proportion, and when
//! holds leave no room that is said, not bent.

use crate::error::{Fault, Outcome};
use crate::money::{split, spread};

/// A node of a hierarchy: a category with its months, a grade with its customers, a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A cell and its amount.
    Cell {
        /// Minor units.
        amount: i64,
        /// 锁定: it stays.
        is_held: bool,
    },
    /// A sum over parts.
    Sum {
        /// The parts, in order.
        parts: Vec<Node>,
        /// 锁定: its sum stays; its parts may still move among themselves when one of them is set.
        is_held: bool,
    },
}

impl Node {
    /// The sum of its cells.
    ///
    /// # Errors
    /// `amount_overflow`.
    pub fn total(&self) -> Outcome<i64> {
        match self {
            Self::Cell { amount, .. } => Ok(*amount),
            Self::Sum { parts, .. } => parts.iter().try_fold(0i64, |sum, part| {
                sum.checked_add(part.total()?)
                    .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))
            }),
        }
    }

    fn is_held(&self) -> bool {
        match self {
            Self::Cell { is_held, .. } | Self::Sum { is_held, .. } => *is_held,
        }
    }

    /// Whether some cell below may move without breaking a hold.
    fn is_open(&self) -> bool {
        match self {
            _ if self.is_held() => false,
            Self::Cell { .. } => true,
            Self::Sum { parts, .. } => parts.iter().any(Self::is_open),
        }
    }

    /// What of its sum cannot move: its own when it is held, else that of the parts which cannot.
    fn fixed(&self) -> Outcome<i64> {
        match self {
            _ if self.is_held() => self.total(),
            Self::Cell { .. } => Ok(0),
            Self::Sum { parts, .. } => parts.iter().try_fold(0i64, |sum, part| {
                sum.checked_add(part.fixed()?)
                    .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))
            }),
        }
    }

    /// Sets its sum: what is open below takes the rest in proportion to what it holds, evenly by its cells (the
    /// remainder in the last) where that is nothing in all.
    ///
    /// # Errors
    /// `breakback_no_room` with what is held when nothing below may move and the total differs; `amount_overflow`.
    ///
    /// ```
    /// use kezhang_core::plan::breakback::Node;
    /// let cell = |amount, is_held| Node::Cell { amount, is_held };
    /// let sum = |parts| Node::Sum { parts, is_held: false };
    /// // Two lines of a category, each with two months; one cell held: 100 and 200, 300 held and 400.
    /// let mut category = sum(vec![
    ///     sum(vec![cell(100, false), cell(200, false)]),
    ///     sum(vec![cell(300, true), cell(400, false)]),
    /// ]);
    /// category.set_total(1_700).unwrap();
    /// // 1,400 for what held 700: doubled.
    /// let doubled = sum(vec![
    ///     sum(vec![cell(200, false), cell(400, false)]),
    ///     sum(vec![cell(300, true), cell(800, false)]),
    /// ]);
    /// assert_eq!(category, doubled);
    /// ```
    pub fn set_total(&mut self, total: i64) -> Outcome<()> {
        // Worked out on a copy: a refusal leaves everything as it was.
        let mut after = self.clone();
        after.put(total)?;
        *self = after;
        Ok(())
    }

    fn put(&mut self, total: i64) -> Outcome<()> {
        let parts = match self {
            Self::Cell { amount, .. } => {
                *amount = total;
                return Ok(());
            }
            Self::Sum { parts, .. } => parts,
        };
        let overflow = || Fault::new("amount_overflow").with("value", total);
        let is_open: Vec<bool> = parts.iter().map(Self::is_open).collect();
        let mut held = 0i64;
        // What moves in an open part is its sum less what is fixed inside it.
        let mut movable: Vec<(i64, i64)> = Vec::with_capacity(parts.len());
        for (part, open) in parts.iter().zip(&is_open) {
            let fixed = if *open { part.fixed()? } else { part.total()? };
            held = held.checked_add(fixed).ok_or_else(overflow)?;
            let moves = if *open {
                part.total()?.checked_sub(fixed).ok_or_else(overflow)?
            } else {
                0
            };
            movable.push((fixed, moves));
        }
        let rest = total.checked_sub(held).ok_or_else(overflow)?;
        if !is_open.contains(&true) {
            return if rest == 0 {
                Ok(())
            } else {
                Err(Fault::new("breakback_no_room").with("total", total).with("held", held))
            };
        }
        let open: Vec<usize> = (0..parts.len()).filter(|at| is_open[*at]).collect();
        let weights: Vec<i64> = open.iter().map(|at| movable[*at].1).collect();
        let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        let shares = if sum != 0 {
            split(rest, &weights)
        } else {
            // Nothing to go by: every open cell gets the same, the remainder in the last.
            let cells: Vec<usize> = open.iter().map(|at| open_cells(&parts[*at])).collect();
            let each = spread(rest, cells.iter().sum());
            let mut from = 0;
            cells
                .into_iter()
                .map(|count| {
                    let share = each[from..from + count].iter().sum();
                    from += count;
                    share
                })
                .collect()
        };
        for (at, share) in open.into_iter().zip(shares) {
            parts[at].put(movable[at].0.checked_add(share).ok_or_else(overflow)?)?;
        }
        Ok(())
    }
}

fn open_cells(node: &Node) -> usize {
    match node {
        _ if !node.is_open() => 0,
        Node::Cell { .. } => 1,
        Node::Sum { parts, .. } => parts.iter().map(open_cells).sum(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::inconsistent_digit_grouping)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn node() -> impl Strategy<Value = Node> {
        let cell = (-1_000_00i64..1_000_000_00, prop::bool::weighted(0.2)).prop_map(|(amount, is_held)| Node::Cell {
            amount: if amount % 7 == 0 { 0 } else { amount },
            is_held,
        });
        cell.prop_recursive(3, 40, 5, |inner| {
            (prop::collection::vec(inner, 1..5), prop::bool::weighted(0.15))
                .prop_map(|(parts, is_held)| Node::Sum { parts, is_held })
        })
    }

    /// The sums of all held nodes, in order.
    fn holds(node: &Node, found: &mut Vec<i64>) {
        if node.is_held() {
            found.push(node.total().unwrap());
        }
        if let Node::Sum { parts, .. } = node {
            for part in parts {
                holds(part, found);
            }
        }
    }

    proptest! {
        /// The parts give the total to the cent, every hold below keeps its sum, and a refusal changes nothing.
        #[test]
        fn the_parts_equal_the_total_and_holds_last(mut tree in node(), total in -1_000_000_00i64..1_000_000_00) {
            // The node that is set is itself not held.
            {
                let (Node::Sum { is_held, .. } | Node::Cell { is_held, .. }) = &mut tree;
                *is_held = false;
            }
            let before = tree.clone();
            let mut kept = Vec::new();
            holds(&before, &mut kept);
            match tree.set_total(total) {
                Ok(()) => {
                    prop_assert_eq!(tree.total().unwrap(), total);
                    let mut now = Vec::new();
                    holds(&tree, &mut now);
                    prop_assert_eq!(now, kept);
                }
                Err(fault) => {
                    prop_assert_eq!(fault.code, "breakback_no_room");
                    prop_assert!(!before.is_open());
                    prop_assert_eq!(tree, before);
                }
            }
        }

        /// Setting the total that is there moves nothing when no base is mixed with zero.
        #[test]
        fn the_same_total_moves_nothing(amounts in prop::collection::vec(1i64..1_000_000_00, 1..20)) {
            let parts = amounts.iter().map(|amount| Node::Cell { amount: *amount, is_held: false }).collect();
            let mut tree = Node::Sum { parts, is_held: false };
            let before = tree.clone();
            tree.set_total(before.total().unwrap()).unwrap();
            prop_assert_eq!(tree, before);
        }
    }

    #[test]
    fn zero_bases_share_evenly_and_negative_ones_in_proportion() {
        let cell = |amount| Node::Cell { amount, is_held: false };
        let mut zero = Node::Sum {
            parts: vec![cell(0), cell(0), cell(0)],
            is_held: false,
        };
        zero.set_total(100).unwrap();
        assert_eq!(
            zero,
            Node::Sum {
                parts: vec![cell(33), cell(33), cell(34)],
                is_held: false
            }
        );
        let mut negative = Node::Sum {
            parts: vec![cell(-100), cell(-300)],
            is_held: false,
        };
        negative.set_total(-800).unwrap();
        assert_eq!(
            negative,
            Node::Sum {
                parts: vec![cell(-200), cell(-600)],
                is_held: false
            }
        );
    }

    #[test]
    fn holds_that_leave_no_room_are_named() {
        let held = Node::Sum {
            parts: vec![Node::Cell {
                amount: 500,
                is_held: true,
            }],
            is_held: false,
        };
        let mut tree = Node::Sum {
            parts: vec![held],
            is_held: false,
        };
        let fault = tree.set_total(600).unwrap_err();
        assert_eq!((fault.code, fault.facts["held"].as_str()), ("breakback_no_room", "500"));
        tree.set_total(500).unwrap();
    }
}
