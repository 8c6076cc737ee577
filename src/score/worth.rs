//! What one more healthy resource is worth.

use super::{Options, Ratio, count, figures, scopes};
use crate::exempt::Counted;
use crate::policy::{ControlIndex, Estate, Policy};
use num_traits::Zero;

/// Points of the estate for one unhealthy resource that turns healthy in a control, by where it stands.
pub struct Worth {
    /// For each of [`Assessed::groups`](crate::assess::Assessed::groups), its place in `units`.
    unit_of: Vec<usize>,
    /// For each subscription, or for all of them in one, and each control.
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
    let parts = scopes::parts(counted, &counts);
    let subscriptions = parts.estate();
    let pool = figures::pool(&subscriptions);
    let pooled = options.estate == Estate::Pooled;
    let units = if pooled { vec![&pool] } else { subscriptions };
    let controls =
        |unit| (0..policy.controls.len()).map(|control| figures::each(policy, &pool, unit, control)).collect();
    let place = |group| if pooled { 0 } else { parts.subscription_of(group) };
    Worth { unit_of: counted.groups.iter().map(place).collect(), units: units.into_iter().map(controls).collect() }
}
