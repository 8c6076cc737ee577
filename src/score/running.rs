//! A score that follows resources as they turn, one by one.

use super::count::GroupCount;
use super::{Options, Ratio, count, figures, scopes};
use crate::assess::Assessed;
use crate::policy::{ControlIndex, Estate, Policy};
use num_traits::Zero;

/// The estate's score while resources that were unhealthy in a control become healthy in it, or unknown.
pub struct Running<'p> {
    policy: &'p Policy,
    estate: Estate,
    /// For each of [`Assessed::groups`], its subscription's place.
    subscription_of: Vec<usize>,
    subscriptions: Vec<GroupCount>,
}

impl<'p> Running<'p> {
    /// The score as it is.
    pub fn of(policy: &'p Policy, assessed: &Assessed, options: &Options) -> Self {
        let counts = count::count(policy, assessed);
        let parts = scopes::parts(assessed, &counts);
        let subscription_of = assessed.groups.iter().map(|group| parts.subscription_of(group)).collect();
        let subscriptions = parts.estate().into_iter().cloned().collect();
        Self { policy, estate: options.estate, subscription_of, subscriptions }
    }

    /// One resource of a group is not unhealthy in a control any more: healthy, or else unknown.
    pub fn turn(&mut self, group: u32, control: ControlIndex, healthy: bool) {
        let subscription = &mut self.subscriptions[self.subscription_of[group as usize]];
        let tally = &mut subscription.controls[control.0];
        tally.unhealthy = tally.unhealthy.saturating_sub(1);
        if healthy { tally.healthy += 1 } else { tally.unknown += 1 }
    }

    /// The estate's current score in points.
    pub fn current(&self) -> Ratio {
        let subscriptions: Vec<&GroupCount> = self.subscriptions.iter().collect();
        let score = figures::several(self.policy, &subscriptions, self.estate);
        score.figures.map_or_else(Ratio::zero, |figures| figures.current)
    }
}
