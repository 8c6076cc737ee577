//! Outcomes that stay though something of the estate is another.
//!
//! A check is a pure function of what it reads, so that equal values give an equal outcome. The outcome of a check is known
//! when its resource is the same and so is all that it looked up. A look-up asks for a type or an id ([`Sought`]), and its
//! answer stays while every resource of that type or id is the same, none is new, and none is gone.

use super::{AssessmentIndex, Options, Outcomes, Sought, Status, Whole, reassess};
use crate::check::{Aborted, Checks};
use crate::inventory::{Inventory, Resource, ResourceIndex};
use crate::policy::RecommendationIndex;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// What of an inventory is as it is in another one.
pub struct Kept {
    /// For each resource here, the one there that it equals.
    same: Vec<Option<ResourceIndex>>,
    /// The types and ids of all other resources, here and there.
    changed: FxHashSet<Sought>,
}

impl Kept {
    /// Pairs of resources that hold equal values, in documents that are read alike: for each one `here`, its place `there`.
    /// Those whose parent or first occurrence is another are no pair.
    pub fn of(there: &Inventory, here: &Inventory, mut pairs: Vec<Option<ResourceIndex>>) -> Self {
        let place =
            |index: ResourceIndex, pairs: &[Option<ResourceIndex>]| pairs.get(index.0 as usize).copied().flatten();
        let stands_apart = |index: usize, other: ResourceIndex, pairs: &[Option<ResourceIndex>]| {
            let (one, other) = (&here.resources()[index], there.resource(other));
            place(one.canonical, pairs) != Some(other.canonical)
                || one.parent.map(|parent| place(parent, pairs)) != other.parent.map(Some)
        };
        let apart: Vec<usize> = (0..pairs.len())
            .filter(|index| pairs[*index].is_some_and(|other| stands_apart(*index, other, &pairs)))
            .collect();
        apart.into_iter().for_each(|index| pairs[index] = None);
        let changed = changed(there, here, &pairs);
        Self { same: pairs, changed }
    }

    /// The same where also what is told of outcomes, with all places, is to stay: no occurrence of a resource of which another
    /// one is not the same is a pair.
    pub fn with_places(there: &Inventory, here: &Inventory, pairs: Vec<Option<ResourceIndex>>) -> Self {
        let Self { mut same, changed } = Self::of(there, here, pairs);
        let is_apart = |resource: &Resource| changed.contains(&Sought::of(&resource.id));
        let resources = here.resources().iter().zip(&mut same);
        resources.filter(|(resource, _)| is_apart(resource)).for_each(|(_, twin)| *twin = None);
        Self::of(there, here, same)
    }

    /// The resource there that one here equals.
    pub fn origin(&self, resource: ResourceIndex) -> Option<ResourceIndex> {
        self.same.get(resource.0 as usize).copied().flatten()
    }

    /// Whether any resource of a type or id is not the same, is new, or is gone.
    pub(super) fn is_changed(&self, sought: Sought) -> bool {
        self.changed.contains(&sought)
    }

    /// All outcomes here: those that can be others are judged, the rest are those there.
    pub fn assess(
        &self,
        checks: &Checks,
        here: &Arc<Inventory>,
        there: &Outcomes<'_>,
        options: &Options,
    ) -> Result<Whole, Aborted> {
        let stale = there.that_depend_on(&self.changed);
        let known = |resource: ResourceIndex, recommendation: RecommendationIndex| -> Option<Status> {
            let place = there.place(self.origin(resource)?, recommendation)?;
            (!stale.contains(&place)).then(|| there.at(place))
        };
        reassess(checks, here, &known, options)
    }

    /// The same with all that outcomes depend on, so that one can go on from here.
    pub fn follow(
        &self,
        checks: &Checks,
        here: &Arc<Inventory>,
        there: &Whole,
        options: &Options,
    ) -> Result<Whole, Aborted> {
        let outcomes = Outcomes::of(there);
        let mut whole = self.assess(checks, here, &outcomes, options)?;
        let stale = outcomes.that_depend_on(&self.changed);
        let mut places = vec![None; there.subjects.len()];
        let same = (0..).map(ResourceIndex).zip(&self.same);
        same.for_each(|(own, other)| other.iter().for_each(|other| places[other.0 as usize] = Some(own)));
        let own = Outcomes::of(&whole);
        let place = |place: AssessmentIndex| -> Option<AssessmentIndex> {
            let assessment = there.at(place);
            own.place(places[there.resource(assessment.subject).0 as usize]?, assessment.recommendation())
        };
        let kept = there.sought.iter().filter(|(index, _)| !stale.contains(index));
        let kept: Vec<_> = kept.filter_map(|(index, sought)| Some((place(*index)?, *sought))).collect();
        whole.0.sought.extend(kept);
        whole.0.sought.sort_unstable();
        Ok(whole)
    }
}

/// The types and ids of resources that are not the same, are new, or are gone. One that bears another's id can be what is found
/// in that one's place, so that the other's type is among them.
fn changed(there: &Inventory, here: &Inventory, same: &[Option<ResourceIndex>]) -> FxHashSet<Sought> {
    let mut kept = vec![false; there.resources().len()];
    same.iter().flatten().for_each(|other| kept[other.0 as usize] = true);
    let gone = there.resources().iter().zip(kept).filter(|(_, kept)| !kept).map(|(resource, _)| (there, resource));
    let came =
        here.resources().iter().zip(same).filter(|(_, same)| same.is_none()).map(|(resource, _)| (here, resource));
    let sought = |(inventory, resource): (&Inventory, &Resource)| {
        let stands_for_it = inventory.resource(resource.canonical);
        [&*resource.type_name, &*resource.id, &*stands_for_it.type_name].map(Sought::of)
    };
    gone.chain(came).flat_map(sought).collect()
}
