//! All that a score is made of, in whole numbers: those of the parts of an estate add up to those of the whole, where no
//! resource is in two of them.

use super::count::{GroupCount, count};
use super::scopes::Parts;
use super::{Options, Order, ScopeScore, Score, Tally, figures, rank, scopes};
use crate::assess::Group;
use crate::exempt::Counted;
use crate::policy::Policy;

/// Distinct resources, counted by where they are and how they stand.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    /// By group; one that stands here twice is added up.
    pub cells: Vec<Cell>,
    /// One for each recommendation of the policy.
    pub recommendations: Vec<Tally>,
}

/// The resources of a group.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Which group.
    pub group: Group,
    /// How they stand.
    pub count: GroupCount,
}

impl Sums {
    /// Of what counts.
    pub fn of(policy: &Policy, counted: &Counted<'_>) -> Self {
        let counts = count(policy, counted);
        let cells = counted.groups.iter().cloned().zip(counts.groups);
        let cells = cells.map(|(group, count)| Cell { group, count }).collect();
        Self { cells, recommendations: counts.recommendations }
    }

    /// The score that they make.
    pub fn score(&self, policy: &Policy, options: &Options) -> Score {
        let parts = self.parts();
        let units = parts.units(options);
        let all: Vec<_> = units.iter().map(|unit| &*unit.count).collect();
        let mut controls = figures::controls(policy, &all);
        rank(policy, &mut controls, Order::Increase);
        Score {
            estate: scopes::score(policy, &all),
            parts: scopes::of_parts(policy, &units),
            scopes: scopes::scores(policy, &parts, options),
            recommendations: rank::recommendations(policy, &controls, &self.recommendations),
            controls,
        }
    }

    /// The estate's alone.
    pub fn estate(&self, policy: &Policy, options: &Options) -> ScopeScore {
        let parts = self.parts();
        let units = parts.units(options);
        scopes::score(policy, &units.iter().map(|unit| &*unit.count).collect::<Vec<_>>())
    }

    pub(super) fn parts(&self) -> Parts {
        scopes::parts(self.cells.iter().map(|cell| (&cell.group, &cell.count)))
    }
}
