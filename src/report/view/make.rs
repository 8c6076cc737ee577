//! From what was judged and scored to what is shown.

use super::exemptions;
use super::names::Names;
use super::{
    Assessments, ControlView, Coverage, EstateScore, FiguresView, FileStatusView, FileView, Portal, ProblemView,
    RangeView, Reason, RecommendationView, Scan, Tool,
};
use crate::assess::Rows;
use crate::estate::Selection;
use crate::exempt::{Counted, Register};
use crate::inventory::{FileRecord, FileStatus};
use crate::policy::{Config, ControlIndex, Policy, RecommendationIndex};
use crate::score::{ControlFigures, ControlScore, Range, Ratio, ScopeScore, Score, rank};
use crate::score::{Percentage, Points, Rounded};
use crate::source::Problem;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Everything that a report is made from. It goes on borrowing only what it lists while it is written (`'a`).
pub struct ScanInput<'a, 'o> {
    /// What was judged by.
    pub policy: &'a Policy,
    /// The estate's settings, for names.
    pub config: &'o Config,
    /// What was judged, and counts.
    pub counted: &'a Counted<'a>,
    /// The exemptions that it was judged with.
    pub register: &'a Register,
    /// The score of that.
    pub score: &'o Score,
    /// The estate's score before exemptions.
    pub before: &'o ScopeScore,
    /// What is shown of it.
    pub selection: &'a Selection,
    /// Every file that was met.
    pub files: &'o [FileRecord],
    /// Distinct resources in them.
    pub resources_read: u64,
    /// What may be a mistake.
    pub warnings: &'o [Problem],
    /// What could not be read.
    pub errors: &'o [Problem],
}

/// Makes the report that every format prints.
pub fn scan<'a>(input: &ScanInput<'a, '_>) -> Scan<'a> {
    let names = Names::of(input.config);
    let (exemptions, exempt) = exemptions::of_scan(input.counted, input.register);
    Scan {
        schema: "uplift.scan/1",
        tool: Tool::of(input.policy),
        score: EstateScore { figures: (&input.score.estate).into(), before_exemptions: input.before.into() },
        coverage: coverage(input),
        filters: input.selection.filters.clone(),
        scopes: input.score.scopes.iter().map(|scope| names.scope(scope)).collect(),
        controls: controls(input),
        recommendations: recommendations(input, &exempt),
        assessments: Assessments {
            policy: input.policy,
            assessed: input.counted,
            register: input.register,
            listed: &input.selection.recommendations,
            rows: Rows::of(input.counted),
            all: input.selection.all,
        },
        exemptions,
        files: input.files.iter().map(FileView::of).collect(),
        warnings: input.warnings.iter().map(ProblemView::of).collect(),
        errors: input.errors.iter().map(ProblemView::of).collect(),
    }
}

fn coverage(input: &ScanInput<'_, '_>) -> Coverage {
    let tallies = input.score.recommendations.iter().map(|score| score.tally);
    let (decided, unknown) = tallies.fold((0, 0), |(decided, unknown), tally| {
        (decided + tally.scored() + tally.not_applicable, unknown + tally.unknown)
    });
    let mut reasons: Vec<_> = input
        .counted
        .unknown_reasons
        .iter()
        .map(|((recommendation, reason, script_error), count)| Reason {
            recommendation: input.policy.recommendations[recommendation.0].id.clone(),
            reason: reason.clone(),
            count: *count,
            script_error: *script_error,
        })
        .collect();
    reasons.sort_by_key(|reason| Reverse(reason.count));
    Coverage {
        decided,
        unknown,
        resources: input.counted.distinct_resources(),
        resources_read: input.resources_read,
        reasons,
    }
}

fn controls(input: &ScanInput<'_, '_>) -> Vec<ControlView> {
    let mut scores = input.score.controls.clone();
    rank(input.policy, &mut scores, input.selection.order);
    let listed = scores.iter().filter(|score| input.selection.controls[score.control.0]);
    listed.map(|score| control(input, score)).collect()
}

fn control(input: &ScanInput<'_, '_>, score: &ControlScore) -> ControlView {
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
fn members(input: &ScanInput<'_, '_>, control: ControlIndex) -> Vec<String> {
    let scores = input.score.recommendations.iter().map(|score| score.recommendation.0);
    let listed = scores.filter(|index| input.selection.recommendations[*index]);
    let recommendations = listed.map(|index| &input.policy.recommendations[index]);
    let members = recommendations.filter(|recommendation| recommendation.controls.contains(&control));
    members.map(|recommendation| recommendation.id.clone()).collect()
}

fn recommendations(input: &ScanInput<'_, '_>, exempt: &BTreeMap<RecommendationIndex, u64>) -> Vec<RecommendationView> {
    let scores = input.score.recommendations.iter();
    let listed = scores.filter(|score| input.selection.recommendations[score.recommendation.0]);
    let views = listed.map(|score| {
        let recommendation = &input.policy.recommendations[score.recommendation.0];
        let controls = recommendation.controls.iter();
        RecommendationView {
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
        }
    });
    views.collect()
}

impl From<&ScopeScore> for FiguresView {
    fn from(score: &ScopeScore) -> Self {
        let range = score.range.as_ref().map(|Range { lower, upper, undecided }| RangeView {
            lower: Percentage::of(lower),
            upper: Percentage::of(upper),
            undecided: *undecided,
        });
        let Some(figures) = &score.figures else { return Self { range, ..Self::default() } };
        Self {
            percentage: Some(Percentage::of(&figures.percentage)),
            current: Some(Points::of(&figures.current)),
            max: Some(figures.max),
            potential_increase: Some(Points::of(&figures.potential)),
            range,
        }
    }
}

impl Portal {
    fn of(figures: &ControlFigures) -> Self {
        let percent = &figures.gain * Ratio::from_integer(100.into());
        Self { potential_increase: Rounded::of(&figures.potential), potential_increase_percent: Rounded::of(&percent) }
    }
}

impl FileView {
    fn of(record: &FileRecord) -> Self {
        let (status, reason) = match &record.status {
            FileStatus::Read => (FileStatusView::Read, None),
            FileStatus::PassedOver(reason) => (FileStatusView::PassedOver, Some(reason.clone())),
            FileStatus::Failed(reason) => (FileStatusView::Failed, Some(reason.clone())),
        };
        let form = record.form.map(|form| form.name);
        Self { path: record.path.clone(), form, status, resources: record.resources, reason }
    }
}

impl ProblemView {
    pub(in crate::report) fn of(problem: &Problem) -> Self {
        Self {
            file: (!problem.file.is_empty()).then(|| problem.file.clone()),
            line: problem.position.map(|position| position.line),
            column: problem.position.map(|position| position.column),
            message: problem.message.clone(),
            help: problem.help.clone(),
        }
    }
}
