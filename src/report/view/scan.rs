//! A scan as it is shown.

use super::names::Names;
use super::{
    Assessments, ControlView, Coverage, DataView, EstateScore, EstateView, ExportView, FileView, Portal, ProblemView,
    Reason, RecommendationView, Scan, ScanExemption, ScriptErrorView, Tool, exemptions_of_scan,
};
use crate::estate::{Merged, Partial, PartialRecommendation, Scanned};
use crate::policy::{Config, ControlIndex, Policy, RecommendationIndex};
use crate::score::{ControlScore, Percentage, Points, Rounded, ScopeScore, rank};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that a report is made from.
#[derive(Clone, Copy)]
pub struct ScanInput<'a> {
    /// What was judged by.
    pub policy: &'a Policy,
    /// The names of subscriptions and management groups.
    pub config: &'a Config,
    /// The directory of each part of the estate, and its settings.
    pub parts: &'a [(String, Option<String>)],
    /// What was judged and scored.
    pub scanned: &'a Scanned,
    /// The same in whole numbers, to be added up with others.
    pub partial: &'a dyn Fn() -> Partial,
}

/// Makes the report that every format prints.
pub fn scan<'a>(input: &ScanInput<'a>) -> Scan<'a> {
    let names = Names::of(input.config, input.parts);
    let (exemptions, exempt) = exemptions_of_scan(&input.scanned.counted, &input.scanned.register);
    Scan {
        schema: "uplift.scan/1",
        tool: Tool::of(input.policy),
        score: EstateScore {
            figures: (&input.scanned.score.estate).into(),
            before_exemptions: (&input.scanned.before).into(),
            after_deployment: input.scanned.deployed.as_ref().map(Into::into),
            without_grace: None,
        },
        coverage: coverage(input),
        filters: input.scanned.seen.selection.filters.clone(),
        estates: estates(input),
        scopes: input.scanned.score.scopes.iter().map(|scope| names.scope(scope)).collect(),
        controls: controls(input),
        recommendations: recommendations(input, &exempt),
        assessments: Assessments::of(input.policy, input.scanned),
        governance: None,
        exemptions,
        route: None,
        data: input.scanned.seen.age.oldest.as_ref().map(DataView::of),
        files: input.scanned.seen.files.iter().map(FileView::of).collect(),
        script_errors: ScriptErrorView::of(input.policy, &input.scanned.counted, &|_| false),
        warnings: input.scanned.seen.warnings.iter().map(ProblemView::of).collect(),
        errors: input.scanned.seen.errors.iter().map(ProblemView::of).collect(),
    }
}

/// The same of several that were added up: what takes findings out, and what fixes them, is known by number alone.
pub fn merged<'a>(input: &ScanInput<'a>, merged: &'a Merged) -> Scan<'a> {
    let mut view = scan(input);
    let known: BTreeMap<&str, &PartialRecommendation> =
        merged.partial.recommendations.iter().map(|entry| (entry.id.as_str(), entry)).collect();
    for entry in &mut view.recommendations {
        if let Some(known) = known.get(entry.id.as_str()) {
            entry.exempt = known.exempt;
            entry.fixable = if known.has_quick_fix { entry.tally.unhealthy } else { 0 };
        }
    }
    view.exemptions = merged.partial.exemptions.iter().map(ScanExemption::summed).collect();
    view.tool.version = Cow::Owned(merged.partial.version.clone());
    view
}

/// Those that have settings or hold resources: other files make no estate.
fn estates(input: &ScanInput<'_>) -> Vec<EstateView> {
    let resources = input.scanned.seen.inventory.iter().flat_map(|inventory| inventory.resources());
    let holding: BTreeSet<usize> = resources.map(|resource| usize::from(resource.part)).collect();
    let parts = input.parts.iter().zip(&input.scanned.score.parts).enumerate();
    // Where nothing but numbers is at hand, what has a weight or points holds some.
    let is_held = |place: &usize, score: &ScopeScore| {
        holding.contains(place) || input.scanned.seen.inventory.is_none() && score.figures.is_some()
    };
    let parts = parts.filter(|(place, ((_, settings), score))| settings.is_some() || is_held(place, score));
    let estate = |(_, ((directory, settings), score)): (usize, (&(String, Option<String>), &ScopeScore))| EstateView {
        directory: directory.clone(),
        settings: settings.clone(),
        weight: score.weight,
        score: score.into(),
    };
    parts.map(estate).collect()
}

fn coverage(input: &ScanInput<'_>) -> Coverage {
    let tallies = input.scanned.score.recommendations.iter().map(|score| score.tally);
    let (decided, unknown) = tallies.fold((0, 0), |(decided, unknown), tally| {
        (decided + tally.scored() + tally.not_applicable, unknown + tally.unknown)
    });
    let mut reasons: Vec<_> = input
        .scanned
        .counted
        .unknown_reasons
        .iter()
        .map(|(reason, count)| Reason {
            recommendation: input.policy.recommendations[reason.recommendation.0].id.clone(),
            reason: reason.message.clone(),
            count: *count,
            script_error: reason.script_error,
        })
        .collect();
    reasons.sort_by_key(|reason| Reverse(reason.count));
    Coverage {
        decided,
        unknown,
        resources: input.scanned.counted.distinct_resources(),
        resources_read: input.scanned.seen.resources,
        reasons,
        exports: exports(input),
    }
}

/// What to export so that more of what is listed can be decided.
pub(in crate::report) fn exports(input: &ScanInput<'_>) -> Vec<ExportView> {
    let (reasons, listed) = (&input.scanned.counted.unknown_reasons, &input.scanned.seen.selection.recommendations);
    ExportView::of(input.policy, reasons, listed)
}

fn controls(input: &ScanInput<'_>) -> Vec<ControlView> {
    let mut scores = input.scanned.score.controls.clone();
    rank(input.policy, &mut scores, input.scanned.seen.selection.order);
    let listed = scores.iter().filter(|score| input.scanned.seen.selection.controls[score.control.0]);
    listed.map(|score| control(input, score)).collect()
}

fn control(input: &ScanInput<'_>, score: &ControlScore) -> ControlView {
    let control = &input.policy.controls[score.control.0];
    let figures = score.figures.as_ref();
    ControlView {
        id: control.id.clone(),
        title: control.title.clone(),
        max: control.max_score,
        current: figures.map(|figures| Points::of(&figures.current)),
        potential_increase: figures.map(|figures| Points::of(&figures.potential)),
        potential_increase_percentage: figures.map(|figures| Percentage::of(&figures.gain)),
        score_per_resource: figures.map(|figures| Rounded::of(&figures.per_resource)),
        portal: figures.map(Portal::of),
        tally: score.tally,
        mostly_undecided: score.tally.is_mostly_undecided(),
        recommendations: members(input, score.control),
    }
}

/// The ids of a control's recommendations that are listed. The score has them in order.
fn members(input: &ScanInput<'_>, control: ControlIndex) -> Vec<String> {
    let scores = input.scanned.score.recommendations.iter().map(|score| score.recommendation.0);
    let listed = scores.filter(|index| input.scanned.seen.selection.recommendations[*index]);
    let recommendations = listed.map(|index| &input.policy.recommendations[index]);
    let members = recommendations.filter(|recommendation| recommendation.controls.contains(&control));
    members.map(|recommendation| recommendation.id.clone()).collect()
}

fn recommendations(input: &ScanInput<'_>, exempt: &BTreeMap<RecommendationIndex, u64>) -> Vec<RecommendationView> {
    let scores = input.scanned.score.recommendations.iter();
    let listed = scores.filter(|score| input.scanned.seen.selection.recommendations[score.recommendation.0]);
    let views = listed.map(|score| {
        let recommendation = &input.policy.recommendations[score.recommendation.0];
        let controls = recommendation.controls.iter();
        RecommendationView {
            index: score.recommendation,
            id: recommendation.id.clone(),
            title: recommendation.title.clone(),
            severity: recommendation.severity,
            source: recommendation.source,
            preview: recommendation.preview,
            controls: controls.map(|control| input.policy.controls[control.0].id.clone()).collect(),
            tally: score.tally,
            exempt: exempt.get(&score.recommendation).copied().unwrap_or_default(),
            fixable: if recommendation.fix.is_some() { score.tally.unhealthy } else { 0 },
            remediation: recommendation.remediation.clone(),
            alone: None,
            quick_fix: None,
        }
    });
    views.collect()
}
