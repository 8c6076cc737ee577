//! What is left to score after exemptions.

use super::Register;
use crate::assess::{Assessed, Assessment, AssessmentIndex, ExemptionNumber, Status, Whole};
use crate::inventory::{Inventory, Resource};
use crate::policy::RecommendationIndex;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Deref;

/// Assessments as they count: place by place those that were made, of which exempt ones are healthy when they are mitigated,
/// else not applicable. Scores are made of nothing else.
#[derive(Clone, Debug)]
pub struct Counted<'a>(Cow<'a, Assessed>);

/// What counts. Borrowed as long as nothing is exempt, and then it is what was assessed.
pub fn count<'a>(assessed: &'a Assessed, register: &Register) -> Counted<'a> {
    match assessed.exempt.is_empty() {
        true => Counted::without_exemptions(assessed),
        false => count_in_place(assessed.clone(), register),
    }
}

/// The same without a copy, for who has no more use for what was before.
pub fn count_in_place(mut assessed: Assessed, register: &Register) -> Counted<'static> {
    for (index, exemption) in &assessed.exempt {
        assessed.assessments[index.place()].status = register.counts_as(*exemption);
    }
    Counted(Cow::Owned(assessed))
}

/// What would count if one exemption were gone. Others take out what they are for as well.
pub fn count_without(
    assessed: &Whole,
    inventory: &Inventory,
    register: &Register,
    gone: ExemptionNumber,
) -> Counted<'static> {
    let other = |resource: &Resource, recommendation| {
        register.all(inventory, resource, recommendation).into_iter().find(|number| *number != gone)
    };
    recount(assessed, inventory, register, |_, assessment| assessment.status, other)
}

/// What would count under another register. What is unknown counts as it did.
pub fn count_under(
    assessed: &Whole,
    counted: &Counted<'_>,
    inventory: &Inventory,
    register: &Register,
) -> Counted<'static> {
    let status = |index, assessment: &Assessment| match assessment.status {
        Status::Unknown => counted.at(index).status,
        known => known,
    };
    recount(assessed, inventory, register, status, |resource, recommendation| {
        register.find(inventory, resource, recommendation)
    })
}

fn recount(
    assessed: &Whole,
    inventory: &Inventory,
    register: &Register,
    status: impl Fn(AssessmentIndex, &Assessment) -> Status,
    exempts: impl Fn(&Resource, RecommendationIndex) -> Option<ExemptionNumber>,
) -> Counted<'static> {
    let mut counted = Assessed { exempt: Default::default(), ..Assessed::clone(assessed) };
    for (index, assessment) in assessed.each() {
        let status = status(index, assessment);
        let resource = || inventory.resource(assessed.resource(assessment.subject));
        let exempt = (status == Status::Unhealthy).then(|| exempts(resource(), assessment.recommendation())).flatten();
        counted.assessments[index.place()].status = exempt.map_or(status, |exemption| register.counts_as(exemption));
        counted.exempt.extend(exempt.map(|exemption| (index, exemption)));
    }
    Counted(Cow::Owned(counted))
}

impl<'a> Counted<'a> {
    /// Everything counts as it was found.
    pub fn without_exemptions(assessed: &'a Assessed) -> Self {
        Self(Cow::Borrowed(assessed))
    }

    /// What counts once the sources are deployed: nothing that snapshots say of resources that sources tell of too.
    pub fn deployed(self) -> Self {
        let outdated = self.outdated();
        self.without(outdated)
    }

    /// The same for who counts both, without details; `None` when no resource stands in sources and snapshots.
    pub fn after_deployment(&self) -> Option<Counted<'static>> {
        let outdated = self.outdated();
        if outdated.is_empty() {
            return None;
        }
        let Assessed { subjects, groups, assessments, .. } = &**self;
        let (subjects, groups, assessments) = (subjects.clone(), groups.clone(), assessments.clone());
        let bare = Assessed { subjects, groups, assessments, ..Assessed::default() };
        Some(Counted(Cow::Owned(bare)).without(outdated))
    }

    fn without(mut self, outdated: BTreeSet<AssessmentIndex>) -> Self {
        outdated.into_iter().for_each(|index| self.set(index, Status::NotApplicable));
        self
    }

    /// Lets one assessment count as something else, for who asks what would be.
    pub fn set(&mut self, index: AssessmentIndex, status: Status) {
        self.0.to_mut().assessments[index.place()].status = status;
    }

    /// The same, for who keeps it longer than what was assessed.
    pub fn into_owned(self) -> Counted<'static> {
        Counted(Cow::Owned(self.0.into_owned()))
    }
}

impl Deref for Counted<'_> {
    type Target = Assessed;

    fn deref(&self) -> &Assessed {
        &self.0
    }
}
