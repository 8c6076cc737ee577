//! A scan as it is shown, and its assessments: these are made one by one while they are written, since there may be
//! millions.

use super::names::Names;
use super::{
    ControlView, CopyView, Coverage, DataView, DeploymentView, DutyView, EstateScore, EstateView, EvidenceView,
    ExportView, FileView, FindingView, Place, Portal, ProblemView, Reason, RecommendationView, ResourceView, Scan,
    ScanExemption, ScriptErrorView, Tool, exemptions_of_scan,
};
use crate::assess::{Assessed, Assessment, AssessmentIndex, Status};
use crate::estate::{Merged, Partial, PartialRecommendation, Scanned};
use crate::exempt::Register;
use crate::inventory::FileKind;
use crate::policy::{Config, ControlIndex, Policy, RecommendationIndex};
use crate::score::{ControlScore, Percentage, Points, Rounded, ScopeScore, rank};
use rustc_hash::FxHashMap;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
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
        assessments: Assessments {
            policy: input.policy,
            assessed: &input.scanned.counted,
            register: &input.scanned.register,
            listed: &input.scanned.seen.selection.recommendations,
            rows: Rows::of(&input.scanned.counted),
            all: input.scanned.seen.selection.all,
            duties: FxHashMap::default(),
        },
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

/// The assessments that a report lists.
pub struct Assessments<'a> {
    policy: &'a Policy,
    assessed: &'a Assessed,
    register: &'a Register,
    /// By recommendation: whether it is listed.
    listed: &'a [bool],
    /// Which of them are rows: a resource that occurs twice has one.
    rows: Rows,
    /// Healthy and not applicable ones too.
    all: bool,
    /// Who deals with them; of findings that nobody asked for there is nothing.
    duties: FxHashMap<Row, DutyView>,
}

/// One recommendation applied to one resource: a finding as `uplift.scan/1` writes it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct AssessmentView<'f> {
    /// The recommendation's id.
    recommendation: &'f str,
    /// The resource.
    resource: &'f ResourceView<'f>,
    /// How it stands.
    status: Status,
    /// What the check said, or why it could not be decided.
    message: Option<&'f str>,
    /// There is a quick fix.
    fixable: bool,
    /// The id of the exemption by which it does not count, although its status is what it is; null as long as it counts.
    /// The report's `exemptions` tell more.
    exemption: Option<&'f str>,
    /// Where to look first.
    location: Option<&'f Place>,
    /// Where else the resource stands; the worst of all places is the one that is told. Missing when there is one place.
    #[serde(skip_serializing_if = "<[CopyView]>::is_empty")]
    copies: &'f [CopyView],
    /// How a resource that stands in snapshots and in sources is in each; the worse counts. Missing for others.
    #[serde(skip_serializing_if = "Option::is_none")]
    deployment: Option<&'f DeploymentView>,
    /// Until when it is to be dealt with, and by whom. Missing unless `--with due` asks for it, and of what is nobody's work.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<&'f DutyView>,
    /// What the check read, the deciding values last.
    evidence: &'f [EvidenceView<'f>],
    /// How many more values it read.
    more_evidence: usize,
}

impl<'a> Assessments<'a> {
    /// Holds who deals with what.
    pub(super) fn take_duties(&mut self, duties: FxHashMap<Row, DutyView>) {
        self.duties = duties;
    }

    /// The exempt ones of one recommendation.
    pub fn exempt_of(&self, recommendation: RecommendationIndex) -> impl Iterator<Item = FindingView<'a>> {
        let exempt = self.places().filter(move |(place, assessment)| {
            self.assessed.exempt.contains_key(place) && assessment.recommendation() == recommendation
        });
        exempt.map(move |(place, _)| self.finding(place))
    }

    /// The unhealthy ones of one recommendation.
    pub fn unhealthy_of(&self, recommendation: RecommendationIndex) -> impl Iterator<Item = FindingView<'a>> {
        let wanted = move |assessment: &Assessment| {
            assessment.status == Status::Unhealthy && assessment.recommendation() == recommendation
        };
        let places = self.places().filter(move |(_, assessment)| wanted(assessment));
        places.map(move |(place, _)| self.finding(place))
    }

    /// All that are listed.
    pub fn each(&self) -> impl Iterator<Item = FindingView<'a>> {
        self.places().map(|(place, _)| self.finding(place))
    }

    fn places(&self) -> impl Iterator<Item = (AssessmentIndex, &'a Assessment)> {
        self.assessed.each().filter(move |(place, assessment)| {
            let found = matches!(assessment.status, Status::Unhealthy | Status::Unknown);
            (found || self.assessed.exempt.contains_key(place) || self.all)
                && self.listed[assessment.recommendation().0]
                && self.rows.shows(self.assessed, *place)
        })
    }

    fn finding(&self, place: AssessmentIndex) -> FindingView<'a> {
        let finding = FindingView::of(self.policy, self.assessed, place, &str::to_owned);
        let finding = finding.exempted(self.register, self.assessed, place);
        self.rows.joined(self.assessed, place, finding, &str::to_owned)
    }
}

impl Serialize for Assessments<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for (place, assessment) in self.places() {
            let finding = self.finding(place);
            let has_fix = self.policy.recommendations[assessment.recommendation().0].fix.is_some();
            list.serialize_element(&AssessmentView {
                recommendation: &finding.recommendation,
                resource: &finding.resource,
                status: finding.status.unwrap_or(assessment.status),
                message: finding.message.as_deref(),
                fixable: has_fix && finding.status == Some(Status::Unhealthy),
                exemption: finding.exemption.as_ref().map(|exemption| exemption.id.as_str()),
                location: Some(&finding.location).filter(|place| !place.file.is_empty()),
                copies: &finding.copies,
                deployment: finding.deployment.as_ref(),
                due: self.duties.get(&(self.assessed.subject(assessment).identity, assessment.recommendation)),
                evidence: &finding.evidence,
                more_evidence: finding.more_evidence,
            })?;
        }
        list.end()
    }
}

impl JsonSchema for Assessments<'_> {
    fn schema_name() -> Cow<'static, str> {
        "Assessments".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<AssessmentView<'_>>::json_schema(generator)
    }
}

/// A resource's identity and a recommendation.
type Row = (u64, u16);

/// The assessments that say the same of one resource as another does. The worst of them is the row, as the score counts it,
/// and of equal ones the first; the others are its copies.
#[derive(Default)]
pub(in crate::report) struct Rows {
    /// Of resources that occur more than once: the row, then its copies.
    repeated: FxHashMap<Row, Vec<AssessmentIndex>>,
}

impl Rows {
    /// The rows of what was assessed.
    pub(in crate::report) fn of(assessed: &Assessed) -> Self {
        // Identities that rise strictly cannot repeat: the usual case.
        if assessed.subjects.is_sorted_by(|a, b| a.identity < b.identity) {
            return Self::default();
        }
        let mut times: FxHashMap<u64, u32> = FxHashMap::default();
        assessed.subjects.iter().for_each(|subject| *times.entry(subject.identity).or_default() += 1);
        let mut repeated: FxHashMap<Row, Vec<AssessmentIndex>> = FxHashMap::default();
        for (place, assessment) in assessed.each() {
            let identity = assessed.subject(assessment).identity;
            if times[&identity] > 1 {
                repeated.entry((identity, assessment.recommendation)).or_default().push(place);
            }
        }
        let badness = |place: &AssessmentIndex| Self::status(assessed, *place).badness();
        repeated.values_mut().for_each(|places| places.sort_by_key(|place| std::cmp::Reverse(badness(place))));
        Self { repeated }
    }

    /// How an assessment stands, whatever it counts as: only unhealthy ones are exempt.
    fn status(assessed: &Assessed, place: AssessmentIndex) -> Status {
        if assessed.exempt.contains_key(&place) { Status::Unhealthy } else { assessed.at(place).status }
    }

    /// Whether an assessment is a row of its own.
    pub(in crate::report) fn shows(&self, assessed: &Assessed, place: AssessmentIndex) -> bool {
        self.places(assessed, place).is_none_or(|places| places.first() == Some(&place))
    }

    /// The finding of a row with what its copies add, in files as `path` names them.
    pub(in crate::report) fn joined<'f>(
        &self,
        assessed: &Assessed,
        row: AssessmentIndex,
        finding: FindingView<'f>,
        path: &dyn Fn(&str) -> String,
    ) -> FindingView<'f> {
        let Some(places) = self.places(assessed, row) else { return finding };
        let view = |copy: &AssessmentIndex| {
            let place = Place::of(&assessed.copies.get(&assessed.at(*copy).subject)?.place, path);
            Some(CopyView { status: Self::status(assessed, *copy), place })
        };
        let copies = places.iter().skip(1).filter_map(view).collect();
        let deployment = Self::deployment(assessed, places);
        let message = deployment.as_ref().and_then(DeploymentView::told).map(|told| match &finding.message {
            Some(message) => format!("{told}; {message}").into(),
            None => told.into(),
        });
        FindingView { copies, deployment, message: message.or(finding.message), ..finding }
    }

    /// How a resource stands in snapshots and in sources, where it stands in both: in each at its worst, which comes first.
    fn deployment(assessed: &Assessed, places: &[AssessmentIndex]) -> Option<DeploymentView> {
        let of_kind = |kind| places.iter().find(|place| assessed.kind(assessed.at(**place).subject) == Some(kind));
        let status = |place: &AssessmentIndex| Self::status(assessed, *place);
        Some(DeploymentView {
            exported: status(of_kind(FileKind::Snapshot)?),
            written: status(of_kind(FileKind::Source)?),
        })
    }

    fn places(&self, assessed: &Assessed, place: AssessmentIndex) -> Option<&Vec<AssessmentIndex>> {
        if self.repeated.is_empty() {
            return None;
        }
        let assessment = assessed.at(place);
        self.repeated.get(&(assessed.subject(&assessment).identity, assessment.recommendation))
    }
}
