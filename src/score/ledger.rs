//! A score that follows resources as they come, go and change.

use super::count::{GroupCount, scoring_controls, worst_by_control};
use super::scopes::{self, SubscriptionKey, Unit};
use super::{ControlScore, Figures, Options, Ratio, Tally, count, figures};
use crate::assess::Status;
use crate::exempt::Counted;
use crate::policy::Policy;
use num_traits::Zero;
use std::collections::BTreeMap;

/// Where a resource counts, and as what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seat {
    /// The part of the estate, and the subscription's id in lower case.
    pub subscription: (u16, Option<String>),
    /// Its status in each control that it is scored in, by the control's place.
    pub controls: Vec<(usize, Status)>,
}

/// Why resources go, from where and to where; `None` is outside of the estate. Those that do the same in the same place go
/// together.
pub type Strides<K, T> = BTreeMap<(K, Option<Seat>, Option<Seat>), Vec<T>>;

/// The estate's score while resources come, go and change.
#[derive(Clone)]
pub struct Ledger<'p> {
    policy: &'p Policy,
    options: &'p Options,
    scoring: Vec<Vec<usize>>,
    subscriptions: BTreeMap<SubscriptionKey, GroupCount>,
}

impl<'p> Ledger<'p> {
    /// The score as it is.
    pub fn of(policy: &'p Policy, counted: &Counted<'_>, options: &'p Options) -> Self {
        let counts = count::count(policy, counted);
        let subscriptions = scopes::parts(counted.groups.iter().zip(&counts.groups)).into_subscriptions();
        Self { policy, options, scoring: scoring_controls(policy), subscriptions }
    }

    /// Where a resource sits, by its outcomes: recommendation and status.
    pub fn seat(&self, part: u16, subscription: Option<&str>, outcomes: impl Iterator<Item = (u16, Status)>) -> Seat {
        let subscription = (part, subscription.map(str::to_ascii_lowercase));
        Seat { subscription, controls: worst_by_control(&self.scoring, outcomes) }
    }

    /// So many resources leave one seat for another; `None` is outside of the estate.
    pub fn shift(&mut self, from: Option<&Seat>, to: Option<&Seat>, number: u64) {
        if let Some(seat) = from {
            let count = self.count(seat);
            for (control, status) in &seat.controls {
                let place = place(&mut count.controls[*control], *status);
                *place = place.saturating_sub(number);
            }
        }
        if let Some(seat) = to {
            let count = self.count(seat);
            for (control, status) in &seat.controls {
                *place(&mut count.controls[*control], *status) += number;
            }
        }
    }

    /// Leads the score over strides, in their order. Each resource's part is what the score moves by at its turn, in points, so
    /// that the parts sum to the whole difference; those that go together share alike.
    pub fn lead<K, T>(&mut self, strides: Strides<K, T>) -> Vec<(K, T, Ratio)>
    where
        K: Copy + Ord,
    {
        let mut now = self.current();
        let mut parts = Vec::new();
        for ((why, from, to), resources) in strides {
            self.shift(from.as_ref(), to.as_ref(), resources.len() as u64);
            let then = self.current();
            let each = (&then - &now) / figures::whole(resources.len().max(1) as u64);
            now = then;
            parts.extend(resources.into_iter().map(|resource| (why, resource, each.clone())));
        }
        parts
    }

    /// The estate's points, of which there are none when nothing is scored.
    pub fn current(&self) -> Ratio {
        self.figures().map_or_else(Ratio::zero, |figures| figures.current)
    }

    /// The estate's figures; `None` when nothing is scored.
    pub fn figures(&self) -> Option<Figures> {
        let units = self.units();
        figures::several(self.policy, &units.iter().map(|unit| &*unit.count).collect::<Vec<_>>())
    }

    /// The controls over all subscriptions, in the policy's order.
    pub fn controls(&self) -> Vec<ControlScore> {
        let units = self.units();
        figures::controls(self.policy, &units.iter().map(|unit| &*unit.count).collect::<Vec<_>>())
    }

    fn units(&self) -> Vec<Unit<'_>> {
        scopes::units(self.subscriptions.iter().map(|((part, _), count)| (*part, count)), self.options)
    }

    fn count(&mut self, seat: &Seat) -> &mut GroupCount {
        let count = self.subscriptions.entry(seat.subscription.clone()).or_default();
        count.controls.resize(self.policy.controls.len(), Tally::default());
        count
    }
}

fn place(tally: &mut Tally, status: Status) -> &mut u64 {
    match status {
        Status::Healthy => &mut tally.healthy,
        Status::Unhealthy => &mut tally.unhealthy,
        Status::NotApplicable => &mut tally.not_applicable,
        Status::Unknown => &mut tally.unknown,
    }
}
