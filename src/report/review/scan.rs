//! A scan as reviewers read it.

use super::{Quotes, fingerprint};
use crate::assess::{Assessed, AssessmentIndex, Status};
use crate::policy::{Policy, Recommendation, RecommendationIndex};
use crate::report::view::{
    Counts, DataView, FindingView, Ids, ProblemView, Review, Rows, RuleOfReview, Run, ScanInput, ScoreChange,
    ScriptErrorView, Tool, UndecidedControl, exemptions_of_scan, exports,
};
use crate::source;
use std::collections::BTreeSet;

/// A scan with what its findings are shown with.
#[derive(Clone, Copy)]
pub struct ReviewedScan<'r> {
    /// What was judged and scored.
    pub scan: ScanInput<'r>,
    /// Lines of the files; `None` when their text was forgotten.
    pub quotes: Option<&'r Quotes<'r>>,
    /// From the name that a file was read under to its path from the root of its repository, with forward slashes.
    pub path: &'r dyn Fn(&str) -> String,
}

/// What holds for the whole scan. Nothing is compared, so that there is no verdict and no standing.
pub fn review_of_scan(input: &ReviewedScan<'_>) -> Review {
    let ScanInput { policy, scanned, .. } = input.scan;
    let (score, seen) = (&scanned.score, &scanned.seen);
    let is_listed = |index: &RecommendationIndex| seen.selection.recommendations[index.0];
    let (_, exempt) = exemptions_of_scan(&scanned.counted, &scanned.register);
    let found = score.recommendations.iter().filter(|score| score.tally.unhealthy + score.tally.unknown > 0);
    let named: BTreeSet<RecommendationIndex> =
        found.map(|score| score.recommendation).chain(exempt.keys().copied()).filter(is_listed).collect();
    let exempt = exempt.iter().filter(|(index, _)| is_listed(index)).map(|(_, count)| count).sum();
    Review {
        run: Run::Scan,
        tool: Tool::of(policy),
        score: ScoreChange {
            after: (&score.estate).into(),
            after_deployment: scanned.deployed.as_ref().map(Into::into),
            ..ScoreChange::default()
        },
        undecided: UndecidedControl::of(policy, score),
        exports: exports(&input.scan),
        data: seen.age.oldest.as_ref().map(|oldest| DataView::of(oldest).named(input.path)),
        counts: Counts { exempt, ..Counts::default() },
        recommendations: named.into_iter().map(|index| rule_of_review(policy, index)).collect(),
        script_errors: script_errors(ScriptErrorView::of(policy, &scanned.counted, &|_| false), input.path),
        unseen: Vec::new(),
        warnings: problems(&seen.warnings, input.path),
        errors: problems(&seen.errors, input.path),
        ..Review::default()
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
        references: Ids::of(&entry.references),
    }
}

pub(super) fn problems(problems: &[source::Problem], path: &dyn Fn(&str) -> String) -> Vec<ProblemView> {
    let view = |problem: &source::Problem| {
        let view = ProblemView::of(problem);
        ProblemView { file: view.file.map(|file| path(&file)), ..view }
    };
    problems.iter().map(view).collect()
}

/// The same, with paths from the root of the repository.
pub(super) fn script_errors(errors: Vec<ScriptErrorView>, path: &dyn Fn(&str) -> String) -> Vec<ScriptErrorView> {
    let view = |error: ScriptErrorView| {
        let file = error.problem.file.filter(|_| !error.shipped).map(|file| path(&file));
        ScriptErrorView { problem: ProblemView { file, ..error.problem }, ..error }
    };
    errors.into_iter().map(view).collect()
}

/// The unhealthy, exempt and unknown resources of the listed recommendations, in order of the files.
///
/// A resource that occurs twice is one finding for each recommendation, as the score counts it: the worst of its
/// occurrences, and of equal ones the first.
pub fn findings_of_scan<'r>(input: ReviewedScan<'r>) -> impl Iterator<Item = FindingView<'r>> {
    let ScanInput { policy, scanned, .. } = input.scan;
    let (assessed, selection): (&Assessed, _) = (&scanned.counted, &scanned.seen.selection);
    let rows = Rows::of(assessed);
    let (quotes, path) = (input.quotes, input.path);
    assessed.findings.keys().filter_map(move |place| {
        let assessment = assessed.at(*place);
        let is_shown = rows.shows(assessed, *place);
        let is_listed = selection.recommendations[assessment.recommendation().0];
        let is_finding = is_finding(assessment.status) || assessed.exempt.contains_key(place);
        (is_shown && is_listed && is_finding).then(|| {
            let finding = view(policy, assessed, *place, quotes, path);
            rows.joined(assessed, *place, finding.exempted(&scanned.register, assessed, *place), path)
        })
    })
}

fn is_finding(status: Status) -> bool {
    matches!(status, Status::Unhealthy | Status::Unknown)
}

/// A finding as reviewers read it: with its lines, and what tells it apart.
pub(super) fn view<'a>(
    policy: &'a Policy,
    assessed: &'a Assessed,
    place: AssessmentIndex,
    quotes: Option<&Quotes<'_>>,
    path: &dyn Fn(&str) -> String,
) -> FindingView<'a> {
    let found = FindingView::of(policy, assessed, place, path);
    let at = assessed.findings.get(&place).map(|finding| &finding.place);
    let excerpt = quotes.zip(at).map(|(quotes, at)| quotes.excerpt(&at.file, at.line, at.column));
    FindingView {
        excerpt: excerpt.unwrap_or_default(),
        fingerprint: fingerprint(&found.recommendation, &found.resource.id, &found.location.file),
        ..found
    }
}
