//! Assessments as a report lists them: made one by one while they are written, since there may be millions.

use super::Place;
use crate::assess::{self, Assessed, Assessment, AssessmentIndex, Evidence, Status};
use crate::exempt::Register;
use crate::policy::Policy;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use std::borrow::Cow;

/// The assessments that a report lists.
#[derive(Clone, Copy)]
pub struct Assessments<'a> {
    pub(super) policy: &'a Policy,
    pub(super) assessed: &'a Assessed,
    pub(super) register: &'a Register,
    /// By recommendation: whether it is listed.
    pub(super) listed: &'a [bool],
    /// Healthy and not applicable ones too.
    pub(super) all: bool,
}

/// One recommendation applied to one resource.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssessmentView<'a> {
    /// The recommendation's id.
    pub recommendation: &'a str,
    /// The resource.
    pub resource: ResourceView<'a>,
    /// How it stands.
    pub status: StatusView,
    /// What the check said, or why it could not be decided.
    pub message: Option<&'a str>,
    /// There is a quick fix.
    pub fixable: bool,
    /// The id of the exemption by which it does not count, although its status is what it is; null as long as it counts.
    /// The report's `exemptions` tell more.
    pub exemption: Option<&'a str>,
    /// Where to look first.
    pub location: Option<Place>,
    /// What the check read, the deciding values last.
    pub evidence: Vec<EvidenceView<'a>>,
    /// How many more values it read.
    pub more_evidence: usize,
}

/// A resource by its names.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResourceView<'a> {
    /// As it was first written.
    pub id: &'a str,
    /// The id's last segment.
    pub name: &'a str,
    /// With its provider.
    #[serde(rename = "type")]
    pub type_name: &'a str,
    /// Null when it is in none.
    pub resource_group: Option<&'a str>,
    /// Null when its file does not say.
    pub subscription: Option<&'a str>,
}

/// How a resource stands to a recommendation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum StatusView {
    /// It follows the recommendation.
    Healthy,
    /// It does not.
    Unhealthy,
    /// The recommendation is not meant for it.
    NotApplicable,
    /// It could not be decided.
    Unknown,
}

/// A value that a check read.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceView<'a> {
    /// From the resource.
    pub path: &'a str,
    /// What stands there, shortened and with secrets masked; missing when nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The value as it is printed for people.
    #[serde(skip)]
    pub text: Option<&'a str>,
    /// Where it stands, or the nearest thing above it that exists.
    #[serde(flatten)]
    pub place: Place,
}

impl<'a> Assessments<'a> {
    /// Each of them, in order of the files.
    pub fn iter(self) -> impl Iterator<Item = AssessmentView<'a>> {
        self.places().map(move |(place, assessment)| self.view(place, assessment))
    }

    /// The exempt ones of one recommendation, by its id.
    pub fn exempt_of(self, recommendation: &str) -> impl Iterator<Item = AssessmentView<'a>> {
        let index = self.policy.find(recommendation);
        let exempt = self.places().filter(move |(place, assessment)| {
            self.assessed.exempt.contains_key(place) && Some(assessment.recommendation()) == index
        });
        exempt.map(move |(place, assessment)| self.view(place, assessment))
    }

    /// The unhealthy ones of one recommendation, by its id.
    pub fn unhealthy_of(self, recommendation: &str) -> impl Iterator<Item = AssessmentView<'a>> {
        let index = self.policy.find(recommendation);
        let wanted = move |assessment: &Assessment| {
            assessment.status == Status::Unhealthy && Some(assessment.recommendation()) == index
        };
        let places = self.places().filter(move |(_, assessment)| wanted(assessment));
        places.map(move |(place, assessment)| self.view(place, assessment))
    }

    fn places(self) -> impl Iterator<Item = (AssessmentIndex, &'a Assessment)> {
        self.assessed.each().filter(move |(place, assessment)| {
            let found = matches!(assessment.status, Status::Unhealthy | Status::Unknown);
            (found || self.assessed.exempt.contains_key(place) || self.all)
                && self.listed[assessment.recommendation().0]
        })
    }

    fn view(self, place: AssessmentIndex, assessment: &Assessment) -> AssessmentView<'a> {
        let recommendation = &self.policy.recommendations[assessment.recommendation().0];
        let finding = self.assessed.findings.get(&place);
        let exemption =
            self.assessed.exempt.get(&place).and_then(|number| self.register.entries().get(*number as usize));
        // Only unhealthy ones are exempt, and that is what they stay.
        let status = if exemption.is_some() { Status::Unhealthy } else { assessment.status };
        AssessmentView {
            recommendation: &recommendation.id,
            resource: self.resource(assessment),
            status: StatusView::of(status),
            message: finding.and_then(|finding| finding.message.as_deref()),
            fixable: status == Status::Unhealthy && recommendation.fix.is_some(),
            exemption: exemption.map(|exemption| exemption.id.as_str()),
            location: finding.map(|finding| Place::of(&finding.place)),
            evidence: finding.iter().flat_map(|finding| &finding.evidence).map(EvidenceView::of).collect(),
            more_evidence: finding.map_or(0, |finding| finding.more_reads),
        }
    }

    fn resource(self, assessment: &Assessment) -> ResourceView<'a> {
        let subject = self.assessed.subject(assessment);
        let group = self.assessed.groups.get(subject.group as usize);
        let name = self.assessed.names.get(&assessment.subject);
        ResourceView {
            id: name.map_or("", |name| &name.id),
            name: name.map_or("", |name| &name.name),
            type_name: name.map_or("", |name| &name.type_name),
            resource_group: group.and_then(|group| group.name.as_deref()),
            subscription: group.and_then(|group| group.subscription.as_deref()),
        }
    }
}

impl StatusView {
    pub(in crate::report) fn of(status: Status) -> Self {
        match status {
            Status::Healthy => Self::Healthy,
            Status::Unhealthy => Self::Unhealthy,
            Status::NotApplicable => Self::NotApplicable,
            Status::Unknown => Self::Unknown,
        }
    }
}

impl<'a> EvidenceView<'a> {
    fn of(evidence: &'a Evidence) -> Self {
        Self {
            path: &evidence.path,
            value: evidence.value.as_deref().map(value_of),
            text: evidence.value.as_deref(),
            place: Place::of(&evidence.place),
        }
    }
}

/// A value from its JSON text; one that was shortened or masked is no JSON any more, and stays text.
pub(in crate::report) fn value_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

impl Place {
    fn of(place: &assess::Place) -> Self {
        Self { file: place.file.to_string(), line: place.line, column: place.column }
    }
}

impl Serialize for Assessments<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
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
