//! Which line of a plan a cost is shown beside.

use std::collections::HashMap;

use super::fold::{Named, World};

/// Which line a cost belongs to, when several cover it: the one that names most beside the category, then the one
/// with the nearest category. Each cost is in one line, so subtotals count it once.
#[derive(Debug, Default)]
pub struct Belonging {
    shapes: Vec<[bool; 7]>,
    lines: HashMap<Named, usize>,
}

impl Belonging {
    /// Of these lines.
    pub fn of(lines: &[Named]) -> Self {
        let mut shapes: Vec<[bool; 7]> = Vec::new();
        for line in lines {
            let shape = line.map(|id| id != 0);
            if !shapes.contains(&shape) {
                shapes.push(shape);
            }
        }
        let beside = |shape: &[bool; 7]| shape[1..].iter().filter(|named| **named).count();
        shapes.sort_by_key(|shape| (std::cmp::Reverse(beside(shape)), std::cmp::Reverse(*shape)));
        Self {
            shapes,
            lines: lines.iter().enumerate().map(|(at, named)| (*named, at)).collect(),
        }
    }

    /// The line that a thing with these dimensions belongs to.
    pub fn line(&self, world: &World, thing: &Named) -> Option<usize> {
        self.shapes.iter().find_map(|shape| {
            let mut key = [0i64; 7];
            for at in 1..7 {
                if shape[at] {
                    if thing[at] == 0 {
                        return None;
                    }
                    key[at] = thing[at];
                }
            }
            if !shape[0] {
                return self.lines.get(&key).copied();
            }
            world.ancestry(thing[0]).find_map(|category| {
                key[0] = category;
                self.lines.get(&key).copied()
            })
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::monitor::fold::Node;
    use crate::record::EntryKind;

    #[test]
    fn a_cost_belongs_to_the_line_that_names_most_of_it() {
        let mut world = World::default();
        for (id, code, parent) in [(1, "7", 0), (2, "7.2", 1), (3, "8", 0)] {
            world.categories.insert(
                id,
                Node {
                    code: code.to_owned(),
                    parent,
                    stage: None,
                    kind: EntryKind::Cost,
                },
            );
        }
        let lines = [
            [1, 0, 0, 0, 0, 0, 0],
            [2, 0, 0, 0, 0, 0, 0],
            [1, 5, 0, 0, 0, 0, 0],
            [0, 6, 0, 0, 0, 0, 0],
        ];
        let belonging = Belonging::of(&lines);
        let of = |thing| belonging.line(&world, &thing);
        assert_eq!(of([1, 0, 0, 0, 0, 0, 0]), Some(0));
        assert_eq!(of([2, 9, 0, 0, 0, 0, 0]), Some(1), "the nearest category");
        assert_eq!(
            of([2, 5, 0, 0, 0, 0, 0]),
            Some(2),
            "the department says more than the depth"
        );
        assert_eq!(of([3, 6, 0, 0, 0, 0, 0]), Some(3), "no category is asked for");
        assert_eq!(of([3, 5, 0, 0, 0, 0, 0]), None);
    }
}
