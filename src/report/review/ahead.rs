//! What there is to do, beside a scan: quick fixes, what each recommendation heals alone, and the way to a target.

use super::{Quotes, fix_of_review};
use crate::fix::Heal;
use crate::fix::route::{Exactness, Route};
use crate::policy::{Policy, RecommendationIndex};
use crate::report::fix::FixInput;
use crate::report::view::{
    AloneView, ObstacleView, QuickFixView, ResourceView, RouteView, Scan, StepOfRoute, TogetherView,
};
use crate::score::{Percentage, Points, Ratio, ScopeScore};
use num_traits::Zero;
use std::collections::BTreeMap;

/// By the recommendations that resources miss, what becomes healthy with these.
pub type Heals = BTreeMap<Vec<RecommendationIndex>, Heal>;

/// Tells of each recommendation the first of its fixes.
pub fn add_fixes(scan: &mut Scan<'_>, input: &FixInput<'_>, quotes: &Quotes<'_>) {
    let mut found: BTreeMap<RecommendationIndex, QuickFixView> = BTreeMap::new();
    for fixed in &input.plan.fixed {
        let known = found.entry(fixed.finding.recommendation);
        let view = known.or_insert_with(|| QuickFixView {
            resource: ResourceView::of(input.inventory.resource(fixed.finding.resource)).into_owned(),
            fix: fix_of_review(input, quotes, fixed),
            findings: 0,
        });
        view.findings += 1;
    }
    for entry in &mut scan.recommendations {
        entry.quick_fix = found.remove(&entry.index);
    }
}

/// Tells of each recommendation what it heals, and what the score is then.
pub fn add_heals(scan: &mut Scan<'_>, heals: &Heals, score: &ScopeScore, policy: &Policy) {
    let then = |gain: &Ratio| {
        let figures = score.figures.as_ref()?;
        Some(Percentage::of(&((&figures.current + gain) / Ratio::from_integer(figures.max.into()))))
    };
    for entry in &mut scan.recommendations {
        let own = heals.get(&vec![entry.index]);
        let pairs = heals.iter().filter(|(missed, _)| missed.len() == 2 && missed.contains(&entry.index));
        let best = pairs.max_by(|(_, a), (_, b)| (a.resources, &a.gain).cmp(&(b.resources, &b.gain)));
        let together = best.and_then(|(missed, heal)| {
            let other = missed.iter().find(|other| **other != entry.index)?;
            let recommendation = policy.recommendations[other.0].id.clone();
            Some(TogetherView { recommendation, resources: heal.resources, points: Points::of(&heal.gain) })
        });
        let (resources, gain) = own.map_or((0, Ratio::zero()), |heal| (heal.resources, heal.gain.clone()));
        let (points, percentage) = (Points::of(&gain), then(&gain));
        entry.alone = Some(AloneView { resources, points, percentage, together });
    }
}

/// Tells the way to a target among the fixes of a plan.
pub fn add_route(scan: &mut Scan<'_>, input: &FixInput<'_>, target: &Ratio, route: &Route) {
    let id = |index: RecommendationIndex| input.policy.recommendations[index.0].id.clone();
    let mut steps: Vec<(RecommendationIndex, u64, Ratio)> = Vec::new();
    let mut gained = Ratio::zero();
    for step in &route.steps {
        let own = input.plan.fixed[step.item.0].finding.recommendation;
        let gain = &step.gain - std::mem::replace(&mut gained, step.gain.clone());
        match steps.iter_mut().find(|(known, ..)| *known == own) {
            Some((_, fixes, points)) => (*fixes, *points) = (*fixes + 1, &*points + gain),
            None => steps.push((own, 1, gain)),
        }
    }
    let steps = steps.into_iter().map(|(index, fixes, points)| StepOfRoute {
        recommendation: id(index),
        fixes,
        points: Points::of(&points),
    });
    let obstacles = route.obstacles.iter().filter(|_| !route.reached).map(|obstacle| ObstacleView {
        recommendations: obstacle.reasons.iter().map(|reason| reason.to_string()).collect(),
        resources: obstacle.units,
        points: Points::of(&obstacle.gain),
    });
    scan.route = Some(RouteView {
        target: Percentage::of(target),
        reached: route.reached,
        is_best: route.exactness == Exactness::Exact,
        gain: Points::of(&route.gain),
        edits: route.cost.edits,
        files: route.cost.files,
        review: route.cost.review,
        steps: steps.collect(),
        obstacles: obstacles.collect(),
    });
}
