//! Which line pays: spending is charged to one line, the most specific of those that cover it.
//!
//! The one thing to know: the nearest category wins, then the line that names more, then the one that names the
//! department before the channel and so on; so the charges of all lines and what no line covers add up to all spending,
//! in whatever order the lines are given.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::fold::{Line, Named, World};

/// The lines of the versions in force, found by what they name.
#[derive(Debug, Default)]
pub struct Payers {
    versions: HashMap<i64, Version>,
}

/// The lines of a version: which dimensions they name, and the place of each by what it names.
type Version = (Vec<[bool; 7]>, HashMap<Named, usize>);

/// How near a line is, the nearest first: steps up from the category, how little else it names, and which.
type Rank = (usize, usize, Reverse<[bool; 7]>);

impl Payers {
    /// Gathers the lines; a payer is the place of its line among them.
    pub fn of<'l>(lines: impl IntoIterator<Item = &'l Line>) -> Self {
        let mut payers = Self::default();
        for (at, line) in lines.into_iter().enumerate() {
            let (shapes, named) = payers.versions.entry(line.version).or_default();
            let shape = line.named.map(|id| id != 0);
            if !shapes.contains(&shape) {
                shapes.push(shape);
            }
            named.entry(line.named).or_insert(at);
        }
        payers
    }

    /// The place of the line of `version` that pays for a thing with these dimensions.
    pub fn of_thing(&self, world: &World, version: i64, thing: &Named) -> Option<usize> {
        let (shapes, lines) = self.versions.get(&version)?;
        let mut best: Option<(Rank, usize)> = None;
        for shape in shapes {
            let mut key: Named = [0; 7];
            if (1..7).any(|at| shape[at] && thing[at] == 0) {
                continue;
            }
            for at in 1..7 {
                if shape[at] {
                    key[at] = thing[at];
                }
            }
            let breadth = 7 - shape.iter().filter(|is_named| **is_named).count();
            let mut offer = |distance: usize, key: &Named| {
                if let Some(at) = lines.get(key) {
                    let rank = (distance, breadth, Reverse(*shape));
                    if best.is_none_or(|(known, _)| rank < known) {
                        best = Some((rank, *at));
                    }
                }
            };
            if shape[0] {
                for (distance, category) in world.ancestry(thing[0]).enumerate() {
                    key[0] = category;
                    offer(distance, &key);
                }
            } else {
                offer(usize::MAX, &key);
            }
        }
        best.map(|(_, at)| at)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::super::fold::{Coverage, Node};
    use super::*;
    use crate::record::EntryKind;

    /// 1 is the parent of 2, 2 of 3; 4 stands alone.
    fn world() -> World {
        let mut world = World::default();
        for (id, parent) in [(1, 0), (2, 1), (3, 2), (4, 0)] {
            let code = id.to_string();
            world.category_ids.insert(code.clone(), id);
            world.categories.insert(
                id,
                Node {
                    code,
                    parent,
                    stage: None,
                    kind: EntryKind::Cost,
                },
            );
        }
        world
    }

    fn line(named: Named) -> Line {
        Line {
            version: 1,
            named,
            months: vec![],
        }
    }

    #[test]
    fn the_nearest_category_pays_then_who_names_more() {
        let lines = [
            line([1, 0, 0, 0, 0, 0, 0]),
            line([2, 0, 0, 0, 0, 0, 0]),
            line([2, 7, 0, 0, 0, 0, 0]),
            line([0, 7, 0, 0, 0, 0, 0]),
        ];
        let payers = Payers::of(&lines);
        let pays = |named: Named| payers.of_thing(&world(), 1, &named);
        assert_eq!(pays([3, 7, 0, 0, 0, 0, 0]), Some(2));
        assert_eq!(pays([3, 8, 0, 0, 0, 0, 0]), Some(1));
        assert_eq!(pays([1, 7, 0, 0, 0, 0, 0]), Some(0));
        assert_eq!(pays([4, 7, 0, 0, 0, 0, 0]), Some(3));
        assert_eq!(pays([4, 0, 0, 0, 0, 0, 0]), None);
    }

    proptest! {
        /// Who pays is the same line however the lines are ordered.
        #[test]
        fn the_order_of_lines_decides_nothing(
            lines in prop::collection::hash_set((0i64..5, 0i64..3, 0i64..3), 0..8),
            thing in (1i64..5, 0i64..3, 0i64..3),
        ) {
            let mut lines: Vec<Line> = lines.into_iter()
                .map(|(c, d, h)| line([c, d, h, 0, 0, 0, 0]))
                .filter(|l| l.named != [0; 7]).collect();
            let thing = [thing.0, thing.1, thing.2, 0, 0, 0, 0];
            let pays = |lines: &[Line]| Payers::of(lines).of_thing(&world(), 1, &thing).map(|at| lines[at].named);
            let before = pays(&lines);
            lines.reverse();
            prop_assert_eq!(pays(&lines), before);
        }

        /// Someone pays exactly when the report calls it budgeted.
        #[test]
        fn what_is_covered_is_paid_by_one_line(
            lines in prop::collection::vec((0i64..5, 0i64..3, 0i64..3), 0..8),
            thing in (1i64..5, 0i64..3, 0i64..3),
        ) {
            let lines: Vec<Line> = lines.into_iter()
                .map(|(c, d, h)| line([c, d, h, 0, 0, 0, 0]))
                .filter(|l| l.named != [0; 7]).collect();
            let thing = [thing.0, thing.1, thing.2, 0, 0, 0, 0];
            let world = world();
            prop_assert_eq!(
                Payers::of(&lines).of_thing(&world, 1, &thing).is_some(),
                Coverage::of(&lines).covers(&world, 1, &thing)
            );
        }
    }
}
