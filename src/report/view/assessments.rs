//! Assessments as a scan lists them: made one by one while they are written, since there may be millions.

use super::{CopyView, EvidenceView, ExemptionView, FindingView, Place, ResourceView};
use crate::assess::{Assessed, Assessment, AssessmentIndex, Rows, Status};
use crate::exempt::Register;
use crate::policy::Policy;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// The assessments that a report lists.
pub struct Assessments<'a> {
    pub(super) policy: &'a Policy,
    pub(super) assessed: &'a Assessed,
    pub(super) register: &'a Register,
    /// By recommendation: whether it is listed.
    pub(super) listed: &'a [bool],
    /// Which of them are rows: a resource that occurs twice has one.
    pub(super) rows: Rows,
    /// Healthy and not applicable ones too.
    pub(super) all: bool,
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
    /// What the check read, the deciding values last.
    evidence: &'f [EvidenceView<'f>],
    /// How many more values it read.
    more_evidence: usize,
}

impl<'a> Assessments<'a> {
    /// The exempt ones of one recommendation, by its id.
    pub fn exempt_of(&self, recommendation: &str) -> impl Iterator<Item = FindingView<'a>> {
        let index = self.policy.find(recommendation);
        let exempt = self.places().filter(move |(place, assessment)| {
            self.assessed.exempt.contains_key(place) && Some(assessment.recommendation()) == index
        });
        exempt.map(move |(place, _)| self.finding(place))
    }

    /// The unhealthy ones of one recommendation, by its id.
    pub fn unhealthy_of(&self, recommendation: &str) -> impl Iterator<Item = FindingView<'a>> {
        let index = self.policy.find(recommendation);
        let wanted = move |assessment: &Assessment| {
            assessment.status == Status::Unhealthy && Some(assessment.recommendation()) == index
        };
        let places = self.places().filter(move |(_, assessment)| wanted(assessment));
        places.map(move |(place, _)| self.finding(place))
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
        let number = self.assessed.exempt.get(&place);
        let exemption = number.and_then(|number| self.register.entries().get(*number as usize)).map(ExemptionView::of);
        // Only unhealthy ones are exempt, and that is what they stay.
        let status = if exemption.is_some() { Some(Status::Unhealthy) } else { finding.status };
        FindingView { status, exemption, copies: copies(&self.rows, self.assessed, place, &str::to_owned), ..finding }
    }
}

/// Where the copies of a row stand.
pub(in crate::report) fn copies(
    rows: &Rows,
    assessed: &Assessed,
    row: AssessmentIndex,
    path: &dyn Fn(&str) -> String,
) -> Vec<CopyView> {
    let view = |copy: &AssessmentIndex| {
        let place = Place::of(assessed.copies.get(&assessed.at(*copy).subject)?, path);
        Some(CopyView { status: Rows::status(assessed, *copy), place })
    };
    rows.copies(assessed, row).iter().filter_map(view).collect()
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
