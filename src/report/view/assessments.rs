//! The assessments of a scan as they are shown: they are made one by one while they are written, since there may be millions.

use super::{CopyView, DeploymentView, DutyView, EvidenceView, FindingView, Place, ResourceView};
use crate::assess::{Assessed, Assessment, AssessmentIndex, Status};
use crate::estate::Scanned;
use crate::exempt::Register;
use crate::inventory::FileKind;
use crate::policy::{Policy, RecommendationIndex};
use rustc_hash::FxHashMap;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::cmp::Reverse;

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
    /// Those of a scan that it lists.
    pub(super) fn of(policy: &'a Policy, scanned: &'a Scanned) -> Self {
        let selection = &scanned.seen.selection;
        Self {
            policy,
            assessed: &scanned.counted,
            register: &scanned.register,
            listed: &selection.recommendations,
            rows: Rows::of(&scanned.counted),
            all: selection.all,
            duties: FxHashMap::default(),
        }
    }

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
        repeated.values_mut().for_each(|places| places.sort_by_key(|place| Reverse(badness(place))));
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
