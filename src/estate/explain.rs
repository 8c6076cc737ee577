//! Why a resource stands to a recommendation as it does: how its scripts went, what was read and how each value came about,
//! what a quick fix would do, and what it is worth.

use super::{Conditions, Estate, Judged, Stopped};
use crate::assess::{AssessmentIndex, Status};
use crate::check::{self, Course, Evaluator, Evidence, Verdict};
use crate::fix::{Finding, Plan};
use crate::inventory::{Inventory, Resource, ResourceIndex};
use crate::policy::{Exemption, RecommendationIndex};
use crate::score::ScopeScore;
use crate::source::{NodeId, Problem};
use crate::template::Step;
use jiff::civil::Date;
use std::sync::Arc;

/// A verdict with all that led to it.
pub struct Explained {
    /// As a scan gives it.
    pub verdict: Verdict,
    /// How its scripts went, in the order in which they ran.
    pub courses: Vec<Course>,
    /// In the order in which they were read, each path once.
    pub values: Vec<Explanation>,
    /// The exemption that the finding has.
    pub exemption: Option<Exemption>,
    /// What the quick fix of the finding alone would do; `None` where nothing is unhealthy, or the recommendation has none.
    pub fix: Option<Plan>,
    /// What it is worth; `None` where no other verdict would count.
    pub effect: Option<Effect>,
}

/// A value that was read.
pub struct Explanation {
    /// What it is, and where it is written.
    pub evidence: Evidence,
    /// How it comes about, where a template makes it.
    pub steps: Vec<Step>,
}

/// What a verdict is worth: the estate's score, and what it would be.
pub struct Effect {
    /// As it is.
    pub now: ScopeScore,
    /// What the verdict would be instead.
    pub instead: Status,
    /// The score then.
    pub then: ScopeScore,
    /// What else the resource does not follow in the same controls, so that it gains nothing there by this alone.
    pub beside: Vec<RecommendationIndex>,
}

impl Estate {
    /// Explains a verdict, and what it is worth in the whole estate.
    ///
    /// # Errors
    /// A recommendation that the resource is not judged by, the deadline, and ill-formed exemptions.
    pub fn explain_worth(
        &self,
        inventory: &Arc<Inventory>,
        recommendation: RecommendationIndex,
        resource: ResourceIndex,
        conditions: &Conditions,
    ) -> Result<Explained, Stopped> {
        self.refuse_unjudged(inventory.resource(resource), recommendation)?;
        let mut explained = self.explain(inventory, recommendation, resource, conditions.today)?;
        if matches!(explained.verdict.status, Status::Healthy | Status::Unhealthy) {
            let register = self.register(conditions.today)?;
            let judged = self.judge_inventory(inventory.clone(), register, conditions, false)?;
            weigh(&judged, Finding { resource, recommendation }, &mut explained)?;
        }
        Ok(explained)
    }

    /// Refuses what no scan judges: the script would read another type's properties as absent, and give an answer all the same.
    fn refuse_unjudged(&self, resource: &Resource, recommendation: RecommendationIndex) -> Result<(), Problem> {
        if self.checks.for_type(resource.part, &resource.type_name).contains(&recommendation) {
            return Ok(());
        }
        let entry = &self.policy.recommendations[recommendation.0];
        let (id, own, name) = (&entry.id, &*resource.type_name, &resource.name);
        let is_own = |other: &str| other.eq_ignore_ascii_case(own);
        let is_excepted = entry.except_types.iter().any(|other| is_own(other));
        let (why, help) = if is_excepted {
            let why = format!("`{id}` leaves out {own}, which `{name}` is");
            (why, "Name a resource of another type, or a recommendation for this one".to_owned())
        } else if entry.is_for_all() || entry.types().any(is_own) {
            let why = format!("`{id}` is switched off where `{name}` stands, so that it is not judged by it");
            (why, format!("Enable `{id}` in the uplift.yaml that governs its file"))
        } else {
            let types: Vec<&str> = entry.types().collect();
            let why = format!("`{id}` is for {}, and `{name}` is of {own}", types.join(", "));
            (why, format!("Name a resource of that type, or a recommendation for {own}; `uplift show {id}` tells more"))
        };
        Err(Problem::new("", why).help(help))
    }

    /// Explains a verdict by its resource alone.
    ///
    /// # Errors
    /// The deadline.
    pub fn explain(
        &self,
        inventory: &Arc<Inventory>,
        recommendation: RecommendationIndex,
        resource: ResourceIndex,
        today: Date,
    ) -> Result<Explained, Stopped> {
        let checks = self.checks.on(today).told();
        let judged =
            check::with_room(|| Evaluator::new(&checks, inventory.clone(), None).explained(recommendation, resource));
        let (verdict, reads, courses) = judged??;
        let steps = |found: Option<(u32, NodeId)>| {
            let (tree, node) = found?;
            let holder = holder(inventory, tree, node)?;
            Some(inventory.steps(holder, node))
        };
        let values = reads
            .into_iter()
            .map(|(evidence, found)| Explanation { evidence, steps: steps(found).unwrap_or_default() });
        let values = values.collect();
        Ok(Explained { verdict, courses, values, exemption: None, fix: None, effect: None })
    }
}

/// Adds what the whole estate knows of a verdict.
fn weigh(judged: &Judged<'_>, finding: Finding, explained: &mut Explained) -> Result<(), Stopped> {
    let is_unhealthy = explained.verdict.status == Status::Unhealthy;
    let entry = &judged.estate.policy.recommendations[finding.recommendation.0];
    if is_unhealthy {
        let number = judged.register.find(&judged.inventory, judged.resource(finding), finding.recommendation);
        explained.exemption = number.map(|number| judged.register.entries()[number as usize].clone());
        if entry.fix.is_some() {
            explained.fix = Some(judged.plan(&[finding])?);
        }
    }
    if explained.exemption.is_none() && !entry.preview && entry.enabled {
        let instead = if is_unhealthy { Status::Healthy } else { Status::Unhealthy };
        explained.effect = effect(judged, finding, instead);
    }
    Ok(())
}

/// The score if a verdict on a resource were another one, wherever the resource stands.
fn effect(judged: &Judged<'_>, finding: Finding, instead: Status) -> Option<Effect> {
    let identity = judged.assessed.identity(finding.resource);
    let mut then = judged.counted().into_owned();
    let of_resource = |counted: &crate::exempt::Counted<'_>| -> Vec<(AssessmentIndex, RecommendationIndex, Status)> {
        let own = counted.each().filter(|(_, each)| counted.subject(each).identity == identity);
        own.map(|(index, each)| (index, each.recommendation(), each.status)).collect()
    };
    let all = of_resource(&then);
    let own = all.iter().filter(|(_, recommendation, status)| {
        *recommendation == finding.recommendation && matches!(status, Status::Healthy | Status::Unhealthy)
    });
    let own: Vec<AssessmentIndex> = own.map(|(index, ..)| *index).collect();
    if own.is_empty() {
        return None;
    }
    own.into_iter().for_each(|index| then.set(index, instead));
    let policy = &judged.estate.policy;
    let controls = |place: RecommendationIndex| &policy.recommendations[place.0].controls;
    let is_beside = |other: &RecommendationIndex| {
        let entry = &policy.recommendations[other.0];
        *other != finding.recommendation
            && !entry.preview
            && entry.enabled
            && controls(*other).iter().any(|control| controls(finding.recommendation).contains(control))
    };
    let missing = all.iter().filter(|(_, _, status)| *status == Status::Unhealthy).map(|(_, other, _)| *other);
    let mut beside: Vec<RecommendationIndex> = missing.filter(is_beside).collect();
    beside.dedup();
    Some(Effect { now: judged.score().estate, instead, then: judged.estate.score(&then).estate, beside })
}

/// The resource whose row a node stands in.
fn holder(inventory: &Inventory, tree: u32, node: NodeId) -> Option<ResourceIndex> {
    let holds = |index: &ResourceIndex| {
        let (resource, own) = (inventory.resource(*index), inventory.node(*index));
        resource.tree == tree && !resource.is_inside && (own.id()..own.after()).contains(&node)
    };
    (0..inventory.resources().len() as u32).map(ResourceIndex).find(holds)
}
