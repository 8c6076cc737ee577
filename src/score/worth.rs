//! What one more healthy resource is worth.

use super::scopes::{self, Unit};
use super::{Options, Ratio, count, figures};
use crate::exempt::Counted;
use crate::policy::{ControlIndex, Policy};
use num_traits::Zero;

/// Points of the estate for one unhealthy resource that turns healthy in a control, by where it stands.
pub struct Worth {
    /// For each of [`Assessed::groups`](crate::assess::Assessed::groups), its place in `units`.
    unit_of: Vec<usize>,
    /// For each unit, and each control.
    units: Vec<Vec<Ratio>>,
}

impl Worth {
    /// Points for a resource of a group in a control.
    pub fn of(&self, group: u32, control: ControlIndex) -> Ratio {
        let unit = self.unit_of.get(group as usize).and_then(|unit| self.units.get(*unit));
        unit.and_then(|controls| controls.get(control.0)).cloned().unwrap_or_else(Ratio::zero)
    }
}

/// What resources are worth in this estate.
pub fn worth(policy: &Policy, counted: &Counted<'_>, options: &Options) -> Worth {
    let counts = count::count(policy, counted);
    let parts = scopes::parts(counted.groups.iter().zip(&counts.groups));
    let units = parts.units(options);
    let pool = figures::pool(&units.iter().map(|unit| &*unit.count).collect::<Vec<_>>());
    let controls = |unit: &Unit<'_>| {
        let controls = 0..policy.controls.len();
        controls.map(|control| figures::each(policy, &pool, &unit.count, control)).collect()
    };
    Worth { unit_of: parts.unit_of(&counted.groups, options), units: units.iter().map(controls).collect() }
}
