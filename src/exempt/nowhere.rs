//! Exemptions whose scope nothing is in.

use super::{Register, Standing};
use crate::assess::{AssessmentIndex, ExemptionNumber};
use crate::inventory::{Inventory, Resource};
use crate::policy::{Exemption, ScopeKind};
use crate::source::{Position, Problem};
use std::collections::{BTreeMap, BTreeSet};

impl Register {
    /// Exemptions that count, and that no resource is in the scope of: a name is misspelt, or what it was for is gone. Those
    /// `in_use` are known not to be.
    pub fn nowhere(&self, inventory: &Inventory, in_use: &BTreeMap<AssessmentIndex, ExemptionNumber>) -> Vec<Problem> {
        let in_use: BTreeSet<ExemptionNumber> = in_use.values().copied().collect();
        let entries = (0..).zip(self.entries().iter().zip(self.standings()));
        let asked =
            entries.filter(|(number, (_, standing))| **standing == Standing::Counts && !in_use.contains(number));
        let unmet = asked.filter(|(number, (entry, _))| !self.meets(*number, entry, inventory));
        unmet.map(|(_, (entry, _))| problem(entry)).collect()
    }

    fn meets(&self, number: ExemptionNumber, entry: &Exemption, inventory: &Inventory) -> bool {
        let is_in = |resource: &Resource| self.in_scope(inventory, resource).contains(&number);
        matches!(entry.scope.kind(), ScopeKind::Below(id) if inventory.find_in(self.part(number), id).is_some())
            || inventory.resources().iter().any(is_in)
    }
}

fn problem(entry: &Exemption) -> Problem {
    let message = format!("nothing is in the scope of the exemption `{}`", entry.id);
    let problem = Problem::new(&*entry.location.file, message);
    let place = Position { line: entry.location.line, column: entry.location.column };
    problem.at(place).help("Correct its `scope`, or remove it when what it was for is gone")
}
