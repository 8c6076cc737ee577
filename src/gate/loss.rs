//! What a change cost: points lost through resources that were worsened or added, and nothing else.
//!
//! New findings are taken back, each to what it was in the base, and everything is scored again: what the score is then
//! higher by is lost. What the base could not decide may have been healthy, and other values decide it now: the change wrote
//! them, so that it is taken back to healthy. Else two changes would do what one may not: the first makes a good value unknown,
//! which costs nothing since it may still be good, and the second makes it bad. Improvements do not make up for it. Healthy resources that come or go shift weights and denominators
//! on both sides alike, so that they never cost anything; for the same reason subscriptions keep the weights that they have
//! at head.

use super::evidence::is_alike;
use super::{Change, Side};
use crate::assess::{AssessmentIndex, Finding, Status};
use crate::exempt::Counted;
use crate::inventory::{Resource, ResourceIndex};
use crate::policy::{ControlIndex, Estate, Policy};
use crate::score::{self, Options, Ratio, Scope, ScopeName, Score};
use num_traits::{One, Zero};
use std::borrow::Cow;

/// What new findings cost, everywhere.
pub struct Losses<'n> {
    /// The score at head.
    pub now: &'n Score,
    /// The score at head without the new findings.
    pub without: Cow<'n, Score>,
    estate: Estate,
}

/// What new findings cost somewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// Of the percentage, from 0 to 1.
    pub share: Ratio,
    /// In points.
    pub points: Ratio,
}

/// Takes new findings back from what head scores `now`, and scores again.
pub fn losses<'n>(
    policy: &Policy,
    (base, head): (&Side<'_>, &Side<'_>),
    now: &'n Score,
    findings: &[Change],
    options: &Options,
) -> Losses<'n> {
    let mut taken: Option<Counted<'_>> = None;
    for change in findings {
        let Some(after) = change.after else { continue };
        let before = match change.before.map_or(Status::NotApplicable, |index| base.counted.at(index).status) {
            Status::Unknown if !is_decided_alike(base, head, change) => Status::Healthy,
            before => before,
        };
        if head.counted.at(after).status == Status::Unhealthy && before != Status::Unhealthy {
            take_back(taken.get_or_insert_with(|| head.counted.clone()), head, change, before);
        }
    }
    let scored = taken.map(|counted| Cow::Owned(score::score(policy, &counted, options)));
    let without = scored.unwrap_or(Cow::Borrowed(now));
    Losses { now, without, estate: options.part(0).estate }
}

/// Whether the same values were there in the base: then nothing that the change wrote made it worse.
fn is_decided_alike(base: &Side<'_>, head: &Side<'_>, change: &Change) -> bool {
    match (told(base, change.before, change.base), told(head, change.after, change.head)) {
        (Some(before), Some(after)) => is_alike(before, after),
        _ => false,
    }
}

/// A finding with its details, and its resource.
fn told<'s>(
    side: &'s Side<'_>,
    place: Option<AssessmentIndex>,
    resource: Option<ResourceIndex>,
) -> Option<(&'s Finding, &'s Resource)> {
    Some((side.assessed.findings.get(&place?)?, side.inventory.resource(resource?)))
}

/// Every occurrence counts as it did.
fn take_back(counted: &mut Counted<'_>, head: &Side<'_>, change: &Change, before: Status) {
    let Some(resource) = change.head else { return };
    for occurrence in head.inventory.occurrences(resource) {
        for index in head.assessed.of_resource(occurrence) {
            if counted.at(index).recommendation() == change.recommendation {
                counted.set(index, before);
            }
        }
    }
}

impl Losses<'_> {
    /// Of the estate.
    pub fn estate(&self) -> Loss {
        let max = self.now.estate.figures.as_ref().map_or(0, |figures| figures.max);
        let subscriptions = || self.now.scopes.iter().filter(|scope| is_subscription(scope));
        if self.estate == Estate::Pooled || subscriptions().count() == 1 {
            return Loss::of(lost(&self.now.estate, &self.without.estate), max);
        }
        let weight: u64 =
            subscriptions().filter(|scope| scope.score.figures.is_some()).map(|scope| scope.score.weight).sum();
        if weight == 0 {
            return Loss::of(Ratio::zero(), max);
        }
        let shares = subscriptions().map(|scope| {
            let without = self.scope(&scope.name).map_or(&scope.score, |scope| &scope.score);
            lost(&scope.score, without) * Ratio::from_integer(scope.score.weight.into())
        });
        Loss::of(shares.sum::<Ratio>() / Ratio::from_integer(weight.into()), max)
    }

    /// Of a subscription or a resource group; nothing when it is not scored.
    pub fn of_scope(&self, name: &ScopeName) -> Loss {
        let now = self.now.scopes.iter().find(|scope| scope.name == *name);
        let (Some(now), Some(without)) = (now, self.scope(name)) else { return Loss::of(Ratio::zero(), 0) };
        let max = now.score.figures.as_ref().map_or(0, |figures| figures.max);
        Loss::of(lost(&now.score, &without.score), max)
    }

    /// Whether a control scores less than it would.
    pub fn lowers_control(&self, control: ControlIndex) -> bool {
        let share = |score: &Score| {
            let found = score.controls.iter().find(|each| each.control == control)?;
            (found.tally.scored() > 0).then(|| Ratio::new(found.tally.healthy.into(), found.tally.scored().into()))
        };
        match (share(self.now), share(&self.without)) {
            (Some(now), Some(without)) => now < without,
            (Some(now), None) => now < Ratio::one(),
            (None, _) => false,
        }
    }

    fn scope(&self, name: &ScopeName) -> Option<&Scope> {
        self.without.scopes.iter().find(|scope| scope.name == *name)
    }
}

impl Loss {
    /// Nothing is lost.
    pub fn nothing() -> Self {
        Self { share: Ratio::zero(), points: Ratio::zero() }
    }

    fn of(share: Ratio, max: u64) -> Self {
        Self { points: &share * Ratio::from_integer(max.into()), share }
    }
}

/// What is lost of a percentage. A part of the estate that would not be scored at all had nothing wrong with it.
fn lost(now: &score::ScopeScore, without: &score::ScopeScore) -> Ratio {
    let Some(now) = &now.figures else { return Ratio::zero() };
    let without = without.figures.as_ref().map_or_else(Ratio::one, |figures| figures.percentage.clone());
    (without - &now.percentage).max(Ratio::zero())
}

fn is_subscription(scope: &Scope) -> bool {
    matches!(scope.name, ScopeName::Subscription(_))
}
