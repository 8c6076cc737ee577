//! What each exemption is good for.

use super::{Register, Standing};
use crate::assess::{Status, Whole};
use crate::inventory::Inventory;
use rustc_hash::FxHashSet;

/// What an exemption takes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Whether it counts.
    pub standing: Standing,
    /// Distinct findings that it takes out.
    pub findings: u64,
    /// Distinct findings that it is for as well, and that an earlier one takes out.
    pub duplicates: u64,
}

impl Usage {
    /// It counts, and there is nothing that it could be for.
    pub fn is_unused(&self) -> bool {
        self.standing == Standing::Counts && self.findings + self.duplicates == 0
    }

    /// It counts, and others take out all that it is for.
    pub fn is_duplicate(&self) -> bool {
        self.standing == Standing::Counts && self.findings == 0 && self.duplicates > 0
    }
}

/// The usage of each exemption.
pub fn usage(assessed: &Whole, inventory: &Inventory, register: &Register) -> Vec<Usage> {
    let unused = |standing: &Standing| Usage { standing: *standing, findings: 0, duplicates: 0 };
    let mut usages: Vec<Usage> = register.standings().iter().map(unused).collect();
    let mut seen = FxHashSet::default();
    for assessment in assessed.assessments.iter().filter(|assessment| assessment.status == Status::Unhealthy) {
        if !seen.insert((assessed.subject(assessment).identity, assessment.recommendation)) {
            continue;
        }
        let resource = inventory.resource(assessed.resource(assessment.subject));
        for (order, number) in register.all(inventory, resource, assessment.recommendation()).into_iter().enumerate() {
            let usage = &mut usages[number as usize];
            if order == 0 { usage.findings += 1 } else { usage.duplicates += 1 }
        }
    }
    usages
}
