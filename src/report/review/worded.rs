//! A gate's answer in words, for whoever asks: a command, a page or a test.

use super::gate::{ReviewedGate, Way};
use super::{Quotes, ReviewOfPart, findings_of_gate, fix_of_review, review_of_gate};
use crate::assess::Status;
use crate::estate::{Answer, Sides, Stopped};
use crate::fix::{Finding, Plan};
use crate::gate::{By, Outcome};
use crate::policy::Safety;
use crate::report::command::Typed;
use crate::report::fix::{FixInput, NONE_CONVERTED};
use crate::report::view::{self, ExemptionView, FindingView, FixOfReview};
use std::collections::{BTreeMap, BTreeSet};

/// How an answer is worded.
pub struct Wording<'w> {
    /// What commands to type next are built from.
    pub typed: &'w Typed,
    /// Unchanged and moved findings are told too.
    pub all: bool,
    /// New findings are told with their quick fixes.
    pub fixes: bool,
    /// From the name of a file that git does not know to its path from the root of its repository.
    pub path: &'w dyn Fn(&str) -> String,
}

/// Words the answer of one estate.
///
/// # Errors
/// The deadline.
pub fn word_gate(sides: &Sides, answer: &Answer<'_>, wording: &Wording<'_>) -> Result<ReviewOfPart, Stopped> {
    let (base, head) = (answer.pair.base(), answer.pair.head());
    let path = |name: &str| sides.repository_path(name).unwrap_or_else(|| (wording.path)(name));
    let (base_name, head_name) = sides.ends.names.clone();
    let proven = Proven::of(answer, wording)?;
    let input = ReviewedGate {
        sides: view::Sides { base: base_name, head: head_name, governed_by: sides.governed_by(&path) },
        policy: &sides.estate.policy,
        base,
        head,
        before: answer.before.as_ref(),
        after: &answer.after,
        lost: &answer.lost,
        comparison: &answer.comparison,
        known: &answer.known,
        causes: &answer.causes(),
        decision: &answer.decision,
        policy_change: answer.policy_change.as_ref(),
        way: &|outcome| way(sides, answer, &proven, wording.typed, outcome),
        exemption: &|index| ExemptionView::find(&answer.pair.register, head.assessed, index),
        brought: &answer.brought()?,
        fixes: &if wording.fixes { proven.shown(sides, answer, &path) } else { BTreeMap::new() },
        quotes: (&Quotes::of(base.inventory), &Quotes::of(head.inventory)),
        path: &path,
        all: wording.all,
        broken: &answer.broken,
        unseen: &answer.unseen,
        warnings: &answer.warnings,
    };
    let findings = findings_of_gate(&input).into_iter().map(FindingView::into_owned).collect();
    let name = sides.settings().name();
    Ok((sides.repository_path(&name).unwrap_or(name), review_of_gate(&input), findings))
}

/// The quick fixes of new findings that are proven to help.
struct Proven {
    plan: Option<Plan>,
    /// Of what the plan is for, the places in the comparison.
    places: BTreeMap<Finding, usize>,
}

impl Proven {
    /// Nothing is proven that is told nowhere: where no quick fix is shown, those of what breaks a rule.
    fn of(answer: &Answer<'_>, wording: &Wording<'_>) -> Result<Self, Stopped> {
        let mut places = answer.fixable();
        if !wording.fixes {
            let outcomes = answer.decision.outcomes.iter();
            let breaking: BTreeSet<usize> = outcomes.flat_map(findings).copied().collect();
            places.retain(|_, place| breaking.contains(place));
        }
        let wanted: Vec<Finding> = places.keys().copied().collect();
        let plan = (!wanted.is_empty()).then(|| answer.plan(&wanted)).transpose()?;
        Ok(Self { plan, places })
    }

    /// By its place in the comparison, each as reports show it.
    fn shown(&self, sides: &Sides, answer: &Answer<'_>, path: &dyn Fn(&str) -> String) -> BTreeMap<usize, FixOfReview> {
        let Some(plan) = &self.plan else { return BTreeMap::new() };
        let inventory = answer.pair.inventory();
        let input = FixInput {
            policy: &sides.estate.policy,
            config: &sides.estate.names,
            inventory,
            plan,
            path: &|document| path(inventory.documents()[document as usize].name()),
            scripts: Safety::Destructive,
            waiting: &[],
            converted: NONE_CONVERTED,
        };
        let quotes = Quotes::of(inventory);
        let fixed = plan.fixed.iter();
        fixed.map(|fixed| (self.places[&fixed.finding], fix_of_review(&input, &quotes, fixed))).collect()
    }

    /// The places of what can be fixed, and how safely.
    fn fixed(&self) -> BTreeMap<usize, Safety> {
        let fixed = self.plan.iter().flat_map(|plan| &plan.fixed);
        fixed.map(|fixed| (self.places[&fixed.finding], fixed.safety)).collect()
    }
}

/// The findings that break a rule, by their places in the comparison.
fn findings(outcome: &Outcome) -> &[usize] {
    match outcome.broken.as_ref().map(|broken| &broken.by) {
        Some(By::Findings(places)) => places,
        _ => &[],
    }
}

/// Resources that a command names one by one.
const NAMED: usize = 20;

/// The way of a remedy: the command that fixes what can be fixed of what breaks a rule, and how much of it cannot.
fn way(sides: &Sides, answer: &Answer<'_>, proven: &Proven, typed: &Typed, outcome: &Outcome) -> Way {
    if outcome.broken.as_ref().is_some_and(|broken| matches!(broken.by, By::Stale)) {
        return Way { command: Some(typed.prune()), ..Way::default() };
    }
    let (policy, fixed, head) = (&sides.estate.policy, proven.fixed(), answer.pair.head());
    let (mut recommendations, mut resources) = (BTreeSet::new(), BTreeSet::new());
    let (mut destructive, mut refused, mut overruled) = (Vec::new(), 0, BTreeSet::new());
    for place in findings(outcome) {
        let change = &answer.comparison.changes[*place];
        let recommendation = &policy.recommendations[change.recommendation.0];
        let resource = change.head.map(|index| head.inventory.resource(index));
        let is_overruled = resource.is_some_and(|resource| {
            let pair = (resource.id.to_string(), recommendation.id.clone());
            answer.policy_change.as_ref().is_some_and(|change| change.overruled.contains(&pair))
        });
        match fixed.get(place) {
            // `uplift fix` goes by the files as they are: it finds nothing there.
            _ if is_overruled && recommendation.fix.is_some() => drop(overruled.insert(recommendation.id.clone())),
            Some(Safety::Destructive) => destructive.push(format!(
                "{} for {}",
                recommendation.id,
                resource.map_or("", |resource| resource.name.as_ref())
            )),
            Some(_) => {
                recommendations.insert(recommendation.id.as_str());
                resources.extend(resource.map(|resource| resource.id.as_ref()));
            }
            None if change.status == Some(Status::Unhealthy) && recommendation.fix.is_some() => refused += 1,
            None => {}
        }
    }
    let resources = if resources.len() > NAMED { BTreeSet::new() } else { resources };
    let command = (!recommendations.is_empty()).then(|| typed.fix(&recommendations, &resources));
    Way { command, refused, destructive, overruled }
}
