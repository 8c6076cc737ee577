//! A score that follows resources as they turn, one by one.

use super::count::GroupCount;
use super::figures::{self, fraction, whole};
use super::{Options, Ratio, Tally, count, scopes};
use crate::exempt::Counted;
use crate::policy::{ControlIndex, Estate, Policy};
use num_traits::{One, Zero};
use rustc_hash::FxHashMap;

/// The estate's score while resources that were unhealthy in a control become healthy in it, or unknown.
pub struct Running<'p> {
    policy: &'p Policy,
    estate: Estate,
    /// For each of [`Assessed::groups`](crate::assess::Assessed::groups), its subscription's place.
    subscription_of: Vec<usize>,
    /// Just one when all resources are pooled.
    subscriptions: Vec<GroupCount>,
    /// For each of `subscriptions`, points of the estate for one of its points.
    factors: Vec<Ratio>,
    /// By subscription and control, what the last resource gained that turned healthy: so do the next ones, as long as the
    /// number of scored resources and the factors stay.
    gains: FxHashMap<(usize, ControlIndex), Ratio>,
}

impl<'p> Running<'p> {
    /// The score as it is.
    pub fn of(policy: &'p Policy, counted: &Counted<'_>, options: &Options) -> Self {
        let counts = count::count(policy, counted);
        let parts = scopes::parts(counted, &counts);
        let pooled = options.estate == Estate::Pooled;
        let place = |group| if pooled { 0 } else { parts.subscription_of(group) };
        let subscription_of = counted.groups.iter().map(place).collect();
        let subscriptions = match pooled {
            true => vec![figures::pool(&parts.estate())],
            false => parts.estate().into_iter().cloned().collect(),
        };
        let factors = factors(policy, options.estate, &subscriptions);
        let gains = FxHashMap::default();
        Self { policy, estate: options.estate, subscription_of, subscriptions, factors, gains }
    }

    /// One resource of a group is not unhealthy in a control any more: healthy, or else unknown. Gives the points that the
    /// estate gains.
    pub fn turn(&mut self, group: u32, control: ControlIndex, healthy: bool) -> Ratio {
        let place = self.subscription_of[group as usize];
        let tally = self.subscriptions[place].controls[control.0];
        let changed = Tally {
            healthy: tally.healthy + u64::from(healthy),
            unhealthy: tally.unhealthy.saturating_sub(1),
            unknown: tally.unknown + u64::from(!healthy),
            ..tally
        };
        if changed.scored() == 0 {
            // The control leaves the score, and with it its maximum: everything is weighed anew.
            let before = self.current();
            self.subscriptions[place].controls[control.0] = changed;
            self.factors = factors(self.policy, self.estate, &self.subscriptions);
            self.gains.clear();
            return self.current() - before;
        }
        self.subscriptions[place].controls[control.0] = changed;
        let max = self.policy.controls[control.0].max_score;
        if changed.scored() == tally.scored() {
            let gain = || fraction(max, 1u64, changed.scored()) * &self.factors[place];
            return self.gains.entry((place, control)).or_insert_with(gain).clone();
        }
        self.gains.remove(&(place, control));
        let share = |tally: Tally| fraction(max, tally.healthy, tally.scored());
        (share(changed) - share(tally)) * &self.factors[place]
    }

    /// The estate's current score in points.
    fn current(&self) -> Ratio {
        let subscriptions: Vec<&GroupCount> = self.subscriptions.iter().collect();
        let score = figures::several(self.policy, &subscriptions, self.estate);
        score.figures.map_or_else(Ratio::zero, |figures| figures.current)
    }
}

/// For each subscription: points of the estate for one point of the subscription.
fn factors(policy: &Policy, estate: Estate, subscriptions: &[GroupCount]) -> Vec<Ratio> {
    let all: Vec<&GroupCount> = subscriptions.iter().collect();
    let estate_max = figures::maximum(policy, &figures::pool(&all));
    let maxima: Vec<u64> = all.iter().map(|count| figures::maximum(policy, count)).collect();
    let total: u64 = all.iter().zip(&maxima).filter(|(_, max)| **max > 0).map(|(count, _)| count.weight).sum();
    let factor = |(count, max): (&&GroupCount, &u64)| match (estate, total) {
        _ if *max == 0 => Ratio::zero(),
        (Estate::Pooled, _) | (_, 0) => Ratio::one(),
        (Estate::Weighted, total) => whole(count.weight) * whole(estate_max) / (whole(*max) * whole(total)),
    };
    all.iter().zip(&maxima).map(factor).collect()
}
