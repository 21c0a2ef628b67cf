//! The fold behind budget against actual: facts and lines in, one sum per row out.
//!
//! Ids stand for codes here (0 for none), so that a million entries fold without touching a string. The one thing
//! to know: a line covers an entry when every dimension that the line names fits, in the months in which the line's
//! version is the plan.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::error::{Fault, Outcome};
use crate::period::{Calendar, Month};
use crate::record::category::{EntryKind, Stage, at_level};
use crate::record::register::Dimension;

/// A node of the taxonomy, as the fold needs it.
#[derive(Debug, Clone)]
pub struct Node {
    /// Code.
    pub code: String,
    /// Id of the parent, 0 at the top.
    pub parent: i64,
    /// Default stage.
    pub stage: Option<Stage>,
    /// What its entries are.
    pub kind: EntryKind,
}

/// What the stage rule and the category tree need to know.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// Categories by id.
    pub categories: HashMap<i64, Node>,
    /// Stage of an activity's purpose, by id.
    pub activities: HashMap<i64, Stage>,
    /// Stage of a department, by id.
    pub departments: HashMap<i64, Stage>,
    /// Id by code.
    pub category_ids: HashMap<String, i64>,
}

impl World {
    /// The stage rule: own → activity's purpose → department's → category's default; none for 未分类, offsets,
    /// income and what is out of scope.
    pub fn stage(&self, own: Option<Stage>, activity: i64, department: i64, category: i64) -> Option<Stage> {
        let node = self.categories.get(&category);
        if node.is_some_and(|node| node.kind != EntryKind::Cost || node.code == crate::record::category::UNCATEGORISED)
        {
            return None;
        }
        own.or_else(|| self.activities.get(&activity).copied())
            .or_else(|| self.departments.get(&department).copied())
            .or_else(|| node.and_then(|node| node.stage))
    }

    /// A category and its ancestors, nearest first.
    pub fn ancestry(&self, category: i64) -> impl Iterator<Item = i64> + '_ {
        let mut at = category;
        // A tree this deep is none: a loop in a damaged file must end too.
        (0..64).map_while(move |_| {
            let here = at;
            at = self.categories.get(&at).map_or(0, |node| node.parent);
            (here != 0).then_some(here)
        })
    }

    fn rolled(&self, category: i64, level: Option<u8>) -> i64 {
        let Some(level) = level else { return category };
        let Some(node) = self.categories.get(&category) else {
            return category;
        };
        self.category_ids
            .get(at_level(&node.code, usize::from(level)))
            .copied()
            .unwrap_or(category)
    }
}

/// The seven dimensions that a line can name, in this order: category, department, channel, activity, product,
/// customer, grade. 0 names none.
pub type Named = [i64; 7];

/// Something spent (or offset), already on the report's basis and measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// The month in which it counts.
    pub month: Month,
    /// Its dimensions.
    pub named: Named,
    /// Its own stage.
    pub stage: Option<Stage>,
    /// Its vendor, 0 for none.
    pub vendor: i64,
    /// Minor units of the base currency.
    pub amount: i64,
}

/// A budget line in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The version it belongs to.
    pub version: i64,
    /// What it names.
    pub named: Named,
    /// Its amounts in the months in which its version is the plan.
    pub months: Vec<(Month, i64)>,
}

/// What to cut by.
#[derive(Debug, Clone)]
pub struct Cut {
    /// One or two dimensions.
    pub by: Vec<Dimension>,
    /// Depth to which categories roll up.
    pub level: Option<u8>,
    /// For quarters and years.
    pub calendar: Calendar,
}

/// A row's place: the values in the one or two dimensions of the cut (0 for none), and whether it is budgeted.
pub type Place = ([i64; 2], bool);

/// A row's figures in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// 预算.
    pub budget: i64,
    /// 实际发生.
    pub actual: i64,
    /// Offsets.
    pub offset: i64,
    /// 占用.
    pub committed: i64,
}

/// Which spending the lines cover.
#[derive(Debug, Default)]
pub struct Coverage {
    /// By version: the combinations of dimensions that its lines name, and the lines themselves.
    versions: HashMap<i64, (Vec<[bool; 7]>, HashSet<Named>)>,
}

impl Coverage {
    /// Gathers the lines of the versions in force.
    pub fn of<'l>(lines: impl IntoIterator<Item = &'l Line>) -> Self {
        let mut coverage = Self::default();
        for line in lines {
            let (shapes, named) = coverage.versions.entry(line.version).or_default();
            let shape = line.named.map(|id| id != 0);
            if !shapes.contains(&shape) {
                shapes.push(shape);
            }
            named.insert(line.named);
        }
        coverage
    }

    /// Whether a line of `version` covers a thing with these dimensions.
    pub fn covers(&self, world: &World, version: i64, thing: &Named) -> bool {
        let Some((shapes, lines)) = self.versions.get(&version) else {
            return false;
        };
        shapes.iter().any(|shape| {
            let mut key: Named = [0; 7];
            for at in 1..7 {
                if shape[at] {
                    if thing[at] == 0 {
                        return false;
                    }
                    key[at] = thing[at];
                }
            }
            if !shape[0] {
                return lines.contains(&key);
            }
            world.ancestry(thing[0]).any(|category| {
                key[0] = category;
                lines.contains(&key)
            })
        })
    }
}

/// Folds facts and lines into rows. `version_of` gives the version that is the plan in a month.
///
/// # Errors
/// `amount_overflow` when a sum leaves 64 bits.
pub fn fold(
    world: &World,
    cut: &Cut,
    facts: &[Fact],
    lines: &[Line],
    coverage: &Coverage,
    version_of: &HashMap<Month, i64>,
) -> Outcome<BTreeMap<Place, Sums>> {
    let mut rows: BTreeMap<Place, Sums> = BTreeMap::new();
    let overflow = || Fault::new("amount_overflow").with("value", "∑");
    for fact in facts {
        let kind = world
            .categories
            .get(&fact.named[0])
            .map_or(EntryKind::Cost, |node| node.kind);
        if !matches!(kind, EntryKind::Cost | EntryKind::Offset) {
            continue;
        }
        let version = version_of.get(&fact.month).copied().unwrap_or(0);
        let is_budgeted = coverage.covers(world, version, &fact.named);
        let values = place(world, cut, fact.month, &fact.named, fact.stage, fact.vendor);
        let sums = rows.entry((values, is_budgeted)).or_default();
        let figure = if kind == EntryKind::Cost {
            &mut sums.actual
        } else {
            &mut sums.offset
        };
        *figure = figure.checked_add(fact.amount).ok_or_else(overflow)?;
    }
    for line in lines {
        for (month, amount) in &line.months {
            let sums = rows
                .entry((place(world, cut, *month, &line.named, None, 0), true))
                .or_default();
            sums.budget = sums.budget.checked_add(*amount).ok_or_else(overflow)?;
        }
    }
    rows.retain(|_, sums| *sums != Sums::default());
    Ok(rows)
}

/// Adds what is committed to the rows of a fold, each in the one row where the spending would be.
///
/// # Errors
/// `amount_overflow` when a sum leaves 64 bits.
pub fn fold_committed(
    rows: &mut BTreeMap<Place, Sums>,
    world: &World,
    cut: &Cut,
    committed: &[Fact],
    coverage: &Coverage,
    version_of: &HashMap<Month, i64>,
) -> Outcome<()> {
    for fact in committed.iter().filter(|fact| fact.amount != 0) {
        let version = version_of.get(&fact.month).copied().unwrap_or(0);
        let is_budgeted = coverage.covers(world, version, &fact.named);
        let values = place(world, cut, fact.month, &fact.named, fact.stage, fact.vendor);
        let sums = rows.entry((values, is_budgeted)).or_default();
        sums.committed = sums
            .committed
            .checked_add(fact.amount)
            .ok_or_else(|| Fault::new("amount_overflow").with("value", "∑"))?;
    }
    Ok(())
}

fn place(world: &World, cut: &Cut, month: Month, named: &Named, stage: Option<Stage>, vendor: i64) -> [i64; 2] {
    let mut values = [0; 2];
    for (value, dimension) in values.iter_mut().zip(&cut.by) {
        *value = match dimension {
            Dimension::Month => i64::from(month.number()),
            Dimension::Quarter => i64::from(cut.calendar.year(month)) * 4 + (cut.calendar.place(month) / 3) as i64,
            Dimension::Year => i64::from(cut.calendar.year(month)),
            Dimension::Category => world.rolled(named[0], cut.level),
            Dimension::Department => named[1],
            Dimension::Channel => named[2],
            Dimension::Activity => named[3],
            Dimension::Product => named[4],
            Dimension::Customer => named[5],
            Dimension::Grade => named[6],
            Dimension::Vendor => vendor,
            Dimension::Stage => match world.stage(stage, named[3], named[1], named[0]) {
                Some(stage) => stage as i64 + 1,
                None => 0,
            },
        };
    }
    values
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::period::NamedAfter;
    use crate::record::category::TAXONOMY;

    fn world() -> World {
        let mut world = World::default();
        for (at, (code, _, _, stage)) in TAXONOMY.iter().enumerate() {
            let id = at as i64 + 1;
            let parent = code
                .rsplit_once('.')
                .and_then(|(p, _)| world.category_ids.get(p).copied())
                .unwrap_or(0);
            world.category_ids.insert((*code).to_owned(), id);
            world.categories.insert(
                id,
                Node {
                    code: (*code).to_owned(),
                    parent,
                    stage: *stage,
                    kind: EntryKind::of(code),
                },
            );
        }
        world
    }

    fn cut(by: Dimension) -> Cut {
        Cut {
            by: vec![by],
            level: None,
            calendar: Calendar::new(1, NamedAfter::Start).unwrap(),
        }
    }

    fn month(number: u32) -> Month {
        Month::new(2025, number).unwrap()
    }

    #[test]
    fn a_parent_line_covers_what_is_below_it_and_keeps_its_own_row() {
        let world = world();
        let id = |code: &str| world.category_ids[code];
        let line = Line {
            version: 1,
            named: [id("7"), 0, 0, 0, 0, 0, 0],
            months: vec![(month(1), 10_000)],
        };
        let fact = |code: &str| Fact {
            month: month(1),
            named: [id(code), 0, 0, 0, 0, 0, 0],
            stage: None,
            vendor: 0,
            amount: 3_000,
        };
        let lines = [line];
        let versions = HashMap::from([(month(1), 1)]);
        let rows = fold(
            &world,
            &cut(Dimension::Category),
            &[fact("7.2"), fact("8.5"), fact("99"), fact("11.2"), fact("10.1")],
            &lines,
            &Coverage::of(&lines),
            &versions,
        )
        .unwrap();
        let row = |code: &str, is_budgeted| rows.get(&([id(code), 0], is_budgeted)).copied();
        assert_eq!(
            row("7", true),
            Some(Sums {
                budget: 10_000,
                ..Sums::default()
            })
        );
        assert_eq!(
            row("7.2", true),
            Some(Sums {
                actual: 3_000,
                ..Sums::default()
            })
        );
        assert_eq!(
            row("8.5", false),
            Some(Sums {
                actual: 3_000,
                ..Sums::default()
            })
        );
        assert_eq!(
            row("10.1", false),
            Some(Sums {
                offset: 3_000,
                ..Sums::default()
            })
        );
        assert_eq!(rows.len(), 4, "neither 99 nor income is in a row: {rows:?}");
    }

    #[test]
    fn the_stage_rule_takes_the_first_that_is_set() {
        let mut world = world();
        world.activities.insert(5, Stage::Maintenance);
        world.departments.insert(3, Stage::Service);
        let category = world.category_ids["7.2"];
        assert_eq!(world.stage(Some(Stage::Shared), 5, 3, category), Some(Stage::Shared));
        assert_eq!(world.stage(None, 5, 3, category), Some(Stage::Maintenance));
        assert_eq!(world.stage(None, 0, 3, category), Some(Stage::Service));
        assert_eq!(world.stage(None, 0, 0, category), Some(Stage::Acquisition));
        assert_eq!(world.stage(Some(Stage::Shared), 5, 3, world.category_ids["0"]), None);
    }

    proptest! {
        /// Against the definition, told line by line: a fact is covered when some line fits it.
        #[test]
        fn coverage_is_what_the_definition_says(
            lines in prop::collection::vec((0usize..61, 0i64..3, 0i64..3, 0i64..3), 0..8),
            thing in (0usize..61, 0i64..3, 0i64..3, 0i64..3),
        ) {
            let world = world();
            let named = |(c, d, h, u): (usize, i64, i64, i64)| [c as i64, d, h, 0, 0, u, 0];
            let lines: Vec<Line> = lines.into_iter().map(named).filter(|n| n.iter().any(|id| *id != 0))
                .map(|named| Line { version: 1, named, months: vec![] }).collect();
            let thing = named((thing.0.max(1), thing.1, thing.2, thing.3));
            let fits = |line: &Line| {
                let code = |id: i64| world.categories.get(&id).map(|n| n.code.clone()).unwrap_or_default();
                let category = line.named[0] == 0
                    || crate::record::category::lies_in(&code(thing[0]), &code(line.named[0]));
                category && (1..7).all(|at| line.named[at] == 0 || line.named[at] == thing[at])
            };
            prop_assert_eq!(Coverage::of(&lines).covers(&world, 1, &thing), lines.iter().any(fits));
        }
    }
}
