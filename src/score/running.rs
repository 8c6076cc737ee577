//! A score that follows resources as they turn, one by one.

use super::count::GroupCount;
use super::figures::{self, whole};
use super::{Options, Ratio, count, scopes};
use crate::exempt::Counted;
use crate::policy::{ControlIndex, Policy};
use num_traits::Zero;
use rustc_hash::FxHashMap;

/// The estate's score while resources that were unhealthy in a control become healthy in it, or unknown.
pub struct Running<'p> {
    policy: &'p Policy,
    /// For each of [`Assessed::groups`](crate::assess::Assessed::groups), its place in `units`.
    unit_of: Vec<usize>,
    /// The subscriptions, or all of a part in one.
    units: Vec<GroupCount>,
    /// All of them in one.
    pool: GroupCount,
    /// In points, without what `gains` holds.
    current: Ratio,
    /// By unit and control: what a resource gains that turns healthy, and how many have since `current` was summed up. The
    /// amount is the same for each until one turns unknown.
    gains: FxHashMap<(usize, ControlIndex), (Ratio, u64)>,
}

impl<'p> Running<'p> {
    /// The score as it is.
    pub fn of(policy: &'p Policy, counted: &Counted<'_>, options: &Options) -> Self {
        let counts = count::count(policy, counted);
        let parts = scopes::parts(counted.groups.iter().zip(&counts.groups));
        let units: Vec<GroupCount> = parts.units(options).into_iter().map(|unit| unit.count.into_owned()).collect();
        let all: Vec<&GroupCount> = units.iter().collect();
        let (pool, figures) = (figures::pool(&all), figures::several(policy, &all));
        Self {
            policy,
            unit_of: parts.unit_of(&counted.groups, options),
            units,
            pool,
            current: figures.map_or_else(Ratio::zero, |figures| figures.current),
            gains: FxHashMap::default(),
        }
    }

    /// One resource of a group is not unhealthy in a control any more: healthy, or else unknown. Gives the points that the
    /// estate gains.
    pub fn turn(&mut self, group: u32, control: ControlIndex, healthy: bool) -> Ratio {
        let place = self.unit_of[group as usize];
        if !healthy {
            return self.leave(place, control);
        }
        for count in [&mut self.units[place], &mut self.pool] {
            let tally = &mut count.controls[control.0];
            tally.unhealthy = tally.unhealthy.saturating_sub(1);
            tally.healthy += 1;
        }
        let gain = || (figures::each(self.policy, &self.pool, &self.units[place], control.0), 0);
        let (gain, turned) = self.gains.entry((place, control)).or_insert_with(gain);
        *turned += 1;
        gain.clone()
    }

    /// A resource leaves the score, and with it changes what its unit weighs and perhaps what it can reach.
    fn leave(&mut self, place: usize, control: ControlIndex) -> Ratio {
        let gained = self.gains.drain().map(|(_, (gain, turned))| gain * whole(turned));
        self.current += figures::sum(gained.collect());
        let (before, part) = (self.current.clone(), self.part(place));
        let weighed = &before * self.weight_of_a_point() - part;
        for count in [&mut self.units[place], &mut self.pool] {
            let tally = &mut count.controls[control.0];
            tally.unhealthy = tally.unhealthy.saturating_sub(1);
            tally.unknown += 1;
        }
        self.current = (weighed + self.part(place)) / self.weight_of_a_point();
        &self.current - before
    }

    /// A unit's percentage times its weight.
    fn part(&self, place: usize) -> Ratio {
        let unit = &self.units[place];
        let weight = || whole(figures::weight(self.policy, unit));
        figures::one(self.policy, unit).map_or_else(Ratio::zero, |figures| figures.percentage * weight())
    }

    /// What all units weigh, for each point that the estate can reach.
    fn weight_of_a_point(&self) -> Ratio {
        let max = figures::maximum(self.policy, &self.pool).max(1);
        Ratio::new(figures::weight(self.policy, &self.pool).max(1).into(), max.into())
    }
}
