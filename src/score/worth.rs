//! What one more healthy resource is worth.

use super::figures::{self, fraction, whole};
use super::{Options, Ratio, count, scopes};
use crate::exempt::Counted;
use crate::policy::{ControlIndex, Estate, Policy};
use num_traits::Zero;

/// Points of the estate for one unhealthy resource that turns healthy in a control, by where it stands. They stay the same
/// while resources turn healthy, since the number of scored resources does.
pub struct Worth {
    /// For each of [`Assessed::groups`](crate::assess::Assessed::groups), its place in `units`.
    unit_of: Vec<usize>,
    /// For each subscription and control.
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
    let pooled = options.estate == Estate::Pooled || subscriptions.len() == 1;
    let pool = figures::pool(&subscriptions);
    let units = if pooled { vec![&pool] } else { subscriptions };
    let estate_max = whole(figures::maximum(policy, &pool));
    let maxima: Vec<u64> = units.iter().map(|unit| figures::maximum(policy, unit)).collect();
    let total: u64 = units.iter().zip(&maxima).filter(|(_, max)| **max > 0).map(|(unit, _)| unit.weight).sum();
    let points = |unit: usize, control: usize| {
        let (count, max) = (units[unit], maxima[unit]);
        let scored = count.controls.get(control).map_or(0, |tally| tally.scored());
        if scored == 0 || max == 0 || total == 0 {
            return Ratio::zero();
        }
        let share = fraction(
            policy.controls[control].max_score,
            u128::from(count.weight),
            u128::from(scored) * u128::from(max),
        );
        share * &estate_max / whole(total)
    };
    let table = (0..units.len()).map(|unit| (0..policy.controls.len()).map(|control| points(unit, control)).collect());
    let units: Vec<Vec<Ratio>> = table.collect();
    let place = |group| if pooled { 0 } else { parts.subscription_of(group) };
    Worth { unit_of: counted.groups.iter().map(place).collect(), units }
}
