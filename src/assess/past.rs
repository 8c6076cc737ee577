//! Outcomes that are remembered with all that was told of them, so that the same can be judged again once some of it is
//! another.

use super::run::{self, Outcome, Outcomes};
use super::{Assessed, AssessmentIndex, Covers, Kept, Options};
use crate::check::{Aborted, Checks, Detail, Evaluator, Sought, Verdict};
use crate::inventory::{Inventory, Resource, ResourceIndex, Turn};
use crate::policy::RecommendationIndex;
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::Arc;

/// What was judged of an inventory, and what that depends on.
pub struct Past {
    inventory: Arc<Inventory>,
    /// In order of resources, then of recommendations.
    outcomes: Vec<Outcome>,
    /// Where each resource's outcomes begin, and the end of the last one's.
    starts: Vec<usize>,
    /// By places among the outcomes, in their order.
    sought: Vec<(u32, Sought)>,
    /// How many were not known.
    judged: usize,
}

/// What is known already when an inventory is judged.
struct Known<'p> {
    past: &'p Past,
    kept: &'p Kept,
    /// The places of outcomes that look up what is another.
    stale: FxHashSet<u32>,
}

/// As [`assess_part`](super::assess_part), and remembers it. What `past` knows and [`Kept`] says to be the same is not judged
/// again; the result is as if it were. Both times the options want the same details.
///
/// # Errors
/// The deadline.
pub fn assess_after(
    checks: &Checks,
    inventory: &Arc<Inventory>,
    covers: &Covers<'_>,
    past: Option<(&Past, &Kept)>,
    options: &Options,
) -> Result<(Assessed, Past), Aborted> {
    let covered = run::covered(inventory, covers);
    let known = past.map(|(past, kept)| Known::of(past, kept));
    let each = |evaluator: &mut Evaluator<'_>, stretch: &[ResourceIndex]| -> Result<_, Aborted> {
        let mut outcomes = (Outcomes::default(), 0);
        stretch
            .iter()
            .try_for_each(|resource| judge(*resource, checks, known.as_ref(), options, evaluator, &mut outcomes))?;
        Ok(outcomes)
    };
    let stretches = run::in_stretches(checks, inventory, &covered, options, &each)?;
    let past = Past::of(inventory, stretches);
    let identity = |resource: &Resource| u64::from(resource.canonical.0);
    let outcomes = past.outcomes.iter().cloned();
    let assessed = run::gather(inventory, options, &covered, outcomes, identity, |_| Turn::default());
    let sought = past.sought.iter().map(|(place, sought)| (AssessmentIndex(*place), *sought)).collect();
    Ok((Assessed { sought, ..assessed }, past))
}

/// Judges a resource, as far as it is not known; counts what is judged.
fn judge(
    resource: ResourceIndex,
    checks: &Checks,
    known: Option<&Known<'_>>,
    options: &Options,
    evaluator: &mut Evaluator<'_>,
    (outcomes, judged): &mut (Outcomes, usize),
) -> Result<(), Aborted> {
    let inventory = evaluator.inventory();
    if !inventory.is_judged(resource) {
        return Ok(());
    }
    let entry = inventory.resource(resource);
    for &recommendation in checks.for_type(entry.part, &entry.type_name) {
        let place = outcomes.all.len() as u32;
        if let Some((verdict, sought)) = known.and_then(|known| known.verdict(resource, recommendation)) {
            outcomes.sought.extend(sought.iter().map(|(_, sought)| (place, *sought)));
            outcomes.all.push((resource, recommendation, verdict.clone()));
            continue;
        }
        let detail = if (options.detail)(recommendation, entry) { Detail::Full } else { Detail::Status };
        let verdict = evaluator.verdict(recommendation, resource, detail)?;
        outcomes.sought.extend(evaluator.sought(resource).into_iter().map(|sought| (place, sought)));
        outcomes.all.push((resource, recommendation, verdict));
        *judged += 1;
    }
    Ok(())
}

impl Past {
    fn of(inventory: &Arc<Inventory>, stretches: Vec<(Outcomes, usize)>) -> Self {
        let (mut outcomes, mut sought, mut judged) = (Vec::new(), Vec::new(), 0);
        for (stretch, number) in stretches {
            let first = outcomes.len() as u32;
            sought.extend(stretch.sought.into_iter().map(|(place, sought)| (first + place, sought)));
            outcomes.extend(stretch.all);
            judged += number;
        }
        let mut at = 0;
        let starts = (0..=inventory.resources().len() as u32).map(|resource| {
            at += outcomes[at..].iter().take_while(|outcome: &&Outcome| outcome.0.0 < resource).count();
            at
        });
        Self { inventory: Arc::clone(inventory), starts: starts.collect(), outcomes, sought, judged }
    }

    /// What was judged.
    pub fn inventory(&self) -> &Arc<Inventory> {
        &self.inventory
    }

    /// How many outcomes were not known before.
    pub fn judged(&self) -> usize {
        self.judged
    }

    /// The places of the outcomes of a resource; assessments that were made of them have the same.
    pub fn of_resource(&self, resource: ResourceIndex) -> Range<usize> {
        let resource = resource.0 as usize;
        self.starts[resource]..self.starts[resource + 1]
    }

    /// The recommendation of an outcome.
    pub fn recommendation(&self, place: usize) -> RecommendationIndex {
        self.outcomes[place].1
    }

    fn place(&self, resource: ResourceIndex, recommendation: RecommendationIndex) -> Option<usize> {
        let range = self.of_resource(resource);
        let found = self.outcomes[range.clone()].binary_search_by_key(&recommendation, |(_, own, _)| *own).ok()?;
        Some(range.start + found)
    }
}

impl<'p> Known<'p> {
    fn of(past: &'p Past, kept: &'p Kept) -> Self {
        let stale = past.sought.iter().filter(|(_, sought)| kept.is_changed(*sought)).map(|(place, _)| *place);
        Self { stale: stale.collect(), past, kept }
    }

    /// What is known of a resource, and what that depends on.
    fn verdict(
        &self,
        resource: ResourceIndex,
        recommendation: RecommendationIndex,
    ) -> Option<(&Verdict, &[(u32, Sought)])> {
        let place = self.past.place(self.kept.origin(resource)?, recommendation)?;
        let (number, sought) = (place as u32, &self.past.sought);
        if self.stale.contains(&number) {
            return None;
        }
        let first = sought.partition_point(|(other, _)| *other < number);
        let count = sought[first..].partition_point(|(other, _)| *other == number);
        Some((&self.past.outcomes[place].2, &sought[first..first + count]))
    }
}
