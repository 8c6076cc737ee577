//! A scan as reviewers read it.

use super::{Quotes, fingerprint};
use crate::assess::{Assessed, Assessment, AssessmentIndex, Finding, Status};
use crate::policy::{Policy, Recommendation, RecommendationIndex};
use crate::report::view::{
    Counts, EvidenceOfReview, FindingView, Place, ProblemView, ResourceOfReview, Review, RuleOfReview, Run, ScanInput,
    ScoreChange, StatusView, Tool, value_of,
};
use crate::{assess, source};
use std::collections::HashMap;

/// A scan with what its findings are shown with.
#[derive(Clone, Copy)]
pub struct ReviewedScan<'r, 'a, 'o> {
    /// What was judged and scored.
    pub scan: &'r ScanInput<'a, 'o>,
    /// Lines of the files; `None` when their text was forgotten.
    pub quotes: Option<&'r Quotes<'r>>,
    /// From the name that a file was read under to its path from the root of its repository, with forward slashes.
    pub path: &'r dyn Fn(&str) -> String,
}

/// What holds for the whole scan. Nothing is compared, so that there is no verdict and no standing.
pub fn review_of_scan(input: &ReviewedScan<'_, '_, '_>) -> Review {
    let scan = input.scan;
    let listed =
        scan.score.recommendations.iter().filter(|score| scan.selection.recommendations[score.recommendation.0]);
    let mut named: Vec<RecommendationIndex> = listed
        .filter(|score| score.tally.unhealthy + score.tally.unknown > 0)
        .map(|score| score.recommendation)
        .collect();
    named.sort_unstable();
    Review {
        run: Run::Scan,
        tool: Tool { version: env!("CARGO_PKG_VERSION").into(), policy_digest: scan.policy.digest.clone() },
        sides: None,
        verdict: None,
        rules: Vec::new(),
        score: ScoreChange { before: None, after: scan.score.estate.figures.as_ref().into(), lost: None },
        controls: Vec::new(),
        causes: Vec::new(),
        counts: Counts::default(),
        governance: None,
        recommendations: named.into_iter().map(|index| rule_of_review(scan.policy, index)).collect(),
        warnings: problems(scan.warnings, input.path),
        errors: problems(scan.errors, input.path),
    }
}

/// A recommendation's texts.
pub fn rule_of_review(policy: &Policy, index: RecommendationIndex) -> RuleOfReview {
    let entry: &Recommendation = &policy.recommendations[index.0];
    RuleOfReview {
        id: entry.id.clone(),
        title: entry.title.clone(),
        severity: entry.severity,
        source: entry.source,
        preview: entry.preview,
        controls: entry.controls.iter().map(|control| policy.controls[control.0].title.clone()).collect(),
        description: entry.description.clone(),
        remediation: entry.remediation.clone(),
        references: entry.references.clone(),
    }
}

pub(super) fn problems(problems: &[source::Problem], path: &dyn Fn(&str) -> String) -> Vec<ProblemView> {
    let view = |problem: &source::Problem| {
        let view = ProblemView::of(problem);
        ProblemView { file: view.file.map(|file| path(&file)), ..view }
    };
    problems.iter().map(view).collect()
}

/// The unhealthy and unknown resources of the listed recommendations, in order of the files.
///
/// A resource that occurs twice is one finding for each recommendation, as the score counts it: the worst of its
/// occurrences, and of equal ones the first.
pub fn findings_of_scan<'r>(input: ReviewedScan<'r, '_, '_>) -> impl Iterator<Item = FindingView> + 'r {
    let (policy, assessed): (_, &Assessed) = (input.scan.policy, input.scan.counted);
    let shown = shown(assessed);
    let selection = input.scan.selection;
    let (quotes, path) = (input.quotes, input.path);
    assessed.findings.keys().filter_map(move |place| {
        let assessment = assessed.at(*place);
        let is_shown = shown.as_ref().is_none_or(|shown| shown.get(&key(assessed, &assessment)) == Some(place));
        let is_listed = selection.recommendations[assessment.recommendation().0];
        (is_shown && is_listed && is_finding(assessment.status)).then(|| view(policy, assessed, *place, quotes, path))
    })
}

fn is_finding(status: Status) -> bool {
    matches!(status, Status::Unhealthy | Status::Unknown)
}

/// A resource and a recommendation.
fn key(assessed: &Assessed, assessment: &Assessment) -> (u64, u16) {
    (assessed.subject(assessment).identity, assessment.recommendation)
}

/// The place of the assessment that is shown for each resource and recommendation; `None` when no resource occurs twice.
fn shown(assessed: &Assessed) -> Option<HashMap<(u64, u16), AssessmentIndex>> {
    if assessed.subjects.is_sorted_by(|a, b| a.identity < b.identity) {
        return None;
    }
    let mut shown: HashMap<(u64, u16), AssessmentIndex> = HashMap::new();
    for place in assessed.findings.keys() {
        let assessment = assessed.at(*place);
        let best = shown.entry(key(assessed, &assessment)).or_insert(*place);
        if assessment.status == Status::Unhealthy && assessed.at(*best).status != Status::Unhealthy {
            *best = *place;
        }
    }
    Some(shown)
}

/// One finding by its assessment's place, without anything that only a comparison knows.
pub(super) fn view(
    policy: &Policy,
    assessed: &Assessed,
    place: AssessmentIndex,
    quotes: Option<&Quotes<'_>>,
    path: &dyn Fn(&str) -> String,
) -> FindingView {
    let assessment = &assessed.at(place);
    let finding = assessed.findings.get(&place);
    let entry = &policy.recommendations[assessment.recommendation().0];
    let resource = resource(assessed, assessment);
    let location = finding.map_or_else(Place::default, |finding| self::place(&finding.place, path));
    let excerpt = |finding: &Finding| {
        let at = &finding.place;
        quotes.map(|quotes| quotes.excerpt(&at.file, at.line, at.column))
    };
    let evidence = finding.into_iter().flat_map(|finding| &finding.evidence);
    FindingView {
        recommendation: entry.id.clone(),
        severity: entry.severity,
        status: Some(StatusView::of(assessment.status)),
        standing: None,
        known: false,
        message: finding.and_then(|finding| finding.message.clone()),
        excerpt: finding.and_then(excerpt).unwrap_or_default(),
        evidence: evidence.map(|evidence| self::evidence(evidence, path)).collect(),
        exemption: None,
        fingerprint: fingerprint(&entry.id, &resource.id, &location.file),
        moved_from: None,
        fix: None,
        resource,
        location,
    }
}

fn resource(assessed: &Assessed, assessment: &Assessment) -> ResourceOfReview {
    let subject = assessed.subject(assessment);
    let group = assessed.groups.get(subject.group as usize);
    let name = assessed.names.get(&assessment.subject);
    ResourceOfReview {
        id: name.map(|name| name.id.to_string()).unwrap_or_default(),
        name: name.map(|name| name.name.to_string()).unwrap_or_default(),
        type_name: name.map(|name| name.type_name.to_string()).unwrap_or_default(),
        resource_group: group.and_then(|group| group.name.as_deref()).map(str::to_owned),
        subscription: group.and_then(|group| group.subscription.as_deref()).map(str::to_owned),
    }
}

fn evidence(evidence: &assess::Evidence, path: &dyn Fn(&str) -> String) -> EvidenceOfReview {
    EvidenceOfReview {
        path: evidence.path.clone(),
        value: evidence.value.as_deref().map(value_of),
        place: place(&evidence.place, path),
    }
}

pub(super) fn place(place: &assess::Place, path: &dyn Fn(&str) -> String) -> Place {
    Place { file: path(&place.file), line: place.line, column: place.column }
}
