//! The one model of a finding, from which every report, page and list is written.

use super::{ExemptionView, Place};
use crate::assess::{self, Assessed, Assessment, AssessmentIndex, Evidence, Status};
use crate::exempt::Register;
use crate::gate::Standing;
use crate::inventory::Resource;
use crate::policy::{Policy, Severity};
use crate::score::Points;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;

/// One finding: a recommendation and a resource, how they stand to each other, and why.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FindingView<'a> {
    /// The recommendation's id; the report's `recommendations` hold its texts.
    pub recommendation: Cow<'a, str>,
    /// How bad it is.
    pub severity: Severity,
    /// The resource.
    pub resource: ResourceView<'a>,
    /// Unhealthy or unknown; of a resolved finding, what it is now, or null when the resource is gone.
    pub status: Option<Status>,
    /// Null without a base.
    pub standing: Option<Standing>,
    /// It is in the baseline, and so known.
    pub known: bool,
    /// The script failed: a defect of the policy, not of the estate. Missing when it did not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub script_error: bool,
    /// What the check said, or why it could not be decided.
    pub message: Option<Cow<'a, str>>,
    /// Where to look first; of a resolved finding, where it stood.
    pub location: Place,
    /// Where else the resource stands: of its occurrences the worst is told. Missing when there are no others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<CopyView>,
    /// How a resource that stands in snapshots and in sources is in each; the worse is told. Missing for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployment: Option<DeploymentView>,
    /// Where it stood, when it was moved.
    pub moved_from: Option<Place>,
    /// What the change writes that brings a new finding to what a template deploys. Missing when it is written in the resource
    /// itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub brought_by: Vec<Place>,
    /// The lines around the place, with secrets masked; empty when they are not at hand.
    pub excerpt: Excerpt,
    /// What the check read, the deciding values last.
    pub evidence: Vec<EvidenceView<'a>>,
    /// How many more values it read.
    #[serde(skip)]
    pub more_evidence: usize,
    /// Why it does not count; null as long as it does.
    pub exemption: Option<ExemptionView>,
    /// Equal for the same recommendation and resource whatever the line, file order or neighbours, and for nothing else:
    /// 32 hexadecimal digits.
    pub fingerprint: String,
    /// The quick fix; null when there is none, or it was not asked for.
    pub fix: Option<FixOfReview>,
}

/// A resource that occurs again, judged there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CopyView {
    /// How it stands there.
    pub status: Status,
    /// Where that is.
    #[serde(flatten)]
    pub place: Place,
}

/// A resource that is recorded as it is deployed, and written as it gets deployed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeploymentView {
    /// How it stands in snapshots, at its worst.
    pub exported: Status,
    /// How it stands in sources, at its worst.
    pub written: Status,
}

impl DeploymentView {
    /// Both in words, where they differ: `unhealthy as exported, healthy as written: waits for deployment`.
    pub(in crate::report) fn told(&self) -> Option<String> {
        let Self { exported, written } = *self;
        let outlook = match (exported, written) {
            (Status::Unhealthy, Status::Healthy | Status::NotApplicable) => ": waits for deployment",
            (Status::Healthy | Status::NotApplicable, Status::Unhealthy) => ": deployment makes it worse",
            _ => "",
        };
        (exported != written)
            .then(|| format!("{} as exported, {} as written{outlook}", in_words(exported), in_words(written)))
    }
}

fn in_words(status: Status) -> &'static str {
    match status {
        Status::Healthy => "healthy",
        Status::Unhealthy => "unhealthy",
        Status::NotApplicable => "not applicable",
        Status::Unknown => "unknown",
    }
}

/// A resource by its names.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResourceView<'a> {
    /// As it was first written.
    pub id: Cow<'a, str>,
    /// The id's last segment.
    pub name: Cow<'a, str>,
    /// With its provider.
    #[serde(rename = "type")]
    pub type_name: Cow<'a, str>,
    /// Null when it is in none.
    pub resource_group: Option<Cow<'a, str>>,
    /// Null when its file does not say.
    pub subscription: Option<Cow<'a, str>>,
}

/// A value that a check read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceView<'a> {
    /// From the resource.
    pub path: Cow<'a, str>,
    /// What stands there, shortened and with secrets masked; missing when nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The value as it is written; known where the finding was made.
    #[serde(skip)]
    pub text: Option<Cow<'a, str>>,
    /// Where it stands, or the nearest thing above it that exists.
    #[serde(flatten)]
    pub place: Place,
}

/// Lines of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Excerpt {
    /// The first one's number, 1-based; 0 when there are none.
    pub first_line: u32,
    /// Without line ends, shortened.
    pub lines: Vec<String>,
}

/// A quick fix that is proven to apply and to help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FixOfReview {
    /// Whether it may interrupt someone.
    pub review: bool,
    /// Who may notice; null when nobody can.
    pub impact: Option<String>,
    /// What the score gains, in points.
    pub points: Option<Points>,
    /// The change of the files, in order of file and place; none overlaps another.
    pub replacements: Vec<Replacement>,
    /// The same as a unified diff; empty when its lines are too long to show.
    pub diff: String,
    /// Why the change is not shown, in a sentence without a full stop, such as a secret beside it; `replacements`, `diff`
    /// and `lines` are empty then. Null when it is shown.
    pub withheld: Option<String>,
    /// The same as whole lines, for programs that know no characters within a line: each from column 1 to column 1 of
    /// the line behind it. Empty when the lines are too long to show.
    pub lines: Vec<Replacement>,
}

/// A stretch of a file and the text in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Replacement {
    /// With forward slashes, from the root of the repository.
    pub file: String,
    /// 1-based.
    pub start_line: u32,
    /// 1-based, in characters.
    pub start_column: u32,
    /// 1-based.
    pub end_line: u32,
    /// 1-based, in characters; the first character that stays.
    pub end_column: u32,
    /// As it stands in the file, line ends included.
    pub text: String,
}

impl<'a> FindingView<'a> {
    /// What an assessment found, without what only a review of a whole run adds: lines of files, a fingerprint, and what
    /// only a comparison knows. `path` gives the name of a file from the one that it was read under.
    pub(in crate::report) fn of(
        policy: &'a Policy,
        assessed: &'a Assessed,
        place: AssessmentIndex,
        path: &dyn Fn(&str) -> String,
    ) -> Self {
        let assessment = &assessed.at(place);
        let recommendation = &policy.recommendations[assessment.recommendation().0];
        let finding = assessed.findings.get(&place);
        let evidence = finding.into_iter().flat_map(|finding| &finding.evidence);
        Self {
            recommendation: Cow::Borrowed(&recommendation.id),
            severity: recommendation.severity,
            resource: ResourceView::assessed(assessed, assessment),
            status: Some(assessment.status),
            script_error: finding.is_some_and(|finding| finding.script_error),
            message: finding.and_then(|finding| finding.message.as_deref()).map(Cow::Borrowed),
            location: finding.map(|finding| Place::of(&finding.place, path)).unwrap_or_default(),
            evidence: evidence.map(|evidence| EvidenceView::of(evidence, path)).collect(),
            more_evidence: finding.map_or(0, |finding| finding.more_reads),
            ..Self::default()
        }
    }

    /// The same with the exemption by which it does not count. Only unhealthy ones are exempt, and that is what they stay.
    pub(in crate::report) fn exempted(self, register: &Register, assessed: &Assessed, place: AssessmentIndex) -> Self {
        match ExemptionView::find(register, assessed, place) {
            None => self,
            exemption => Self { status: Some(Status::Unhealthy), exemption, ..self },
        }
    }

    /// The same for longer than what it was found in.
    pub fn into_owned(self) -> FindingView<'static> {
        FindingView {
            recommendation: owned(self.recommendation),
            severity: self.severity,
            resource: self.resource.into_owned(),
            status: self.status,
            standing: self.standing,
            known: self.known,
            script_error: self.script_error,
            message: self.message.map(owned),
            location: self.location,
            copies: self.copies,
            deployment: self.deployment,
            moved_from: self.moved_from,
            brought_by: self.brought_by,
            excerpt: self.excerpt,
            evidence: self.evidence.into_iter().map(EvidenceView::into_owned).collect(),
            more_evidence: self.more_evidence,
            exemption: self.exemption,
            fingerprint: self.fingerprint,
            fix: self.fix,
        }
    }
}

fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

impl<'a> ResourceView<'a> {
    /// A resource of an inventory.
    pub(in crate::report) fn of(resource: &'a Resource) -> Self {
        Self {
            id: Cow::Borrowed(&resource.id),
            name: Cow::Borrowed(&resource.name),
            type_name: Cow::Borrowed(&resource.type_name),
            resource_group: resource.resource_group.as_deref().map(Cow::Borrowed),
            subscription: resource.subscription.as_deref().map(Cow::Borrowed),
        }
    }

    /// The resource of an assessment; what nobody asked the names of has none.
    fn assessed(assessed: &'a Assessed, assessment: &Assessment) -> Self {
        let subject = assessed.subject(assessment);
        let group = assessed.groups.get(subject.group as usize);
        let name = assessed.names.get(&assessment.subject);
        Self {
            id: Cow::Borrowed(name.map_or("", |name| &name.id)),
            name: Cow::Borrowed(name.map_or("", |name| &name.name)),
            type_name: Cow::Borrowed(name.map_or("", |name| &name.type_name)),
            resource_group: group.and_then(|group| group.name.as_deref()).map(Cow::Borrowed),
            subscription: group.and_then(|group| group.subscription.as_deref()).map(Cow::Borrowed),
        }
    }

    /// The same for longer than what it was found in.
    pub(in crate::report) fn into_owned(self) -> ResourceView<'static> {
        ResourceView {
            id: owned(self.id),
            name: owned(self.name),
            type_name: owned(self.type_name),
            resource_group: self.resource_group.map(owned),
            subscription: self.subscription.map(owned),
        }
    }
}

impl<'a> EvidenceView<'a> {
    pub(super) fn of(evidence: &'a Evidence, path: &dyn Fn(&str) -> String) -> Self {
        Self {
            path: Cow::Borrowed(&evidence.path),
            value: evidence.value.as_deref().map(value),
            text: evidence.value.as_deref().map(Cow::Borrowed),
            place: Place::of(&evidence.place, path),
        }
    }

    /// The value as JSON, for people; `None` when it is absent. What was shortened is no JSON, and stays as it is.
    pub fn shown(&self) -> Option<String> {
        let is_shortened =
            |text: &str| text.starts_with(['"', '[', '{']) && serde_json::from_str::<Value>(text).is_err();
        Some(match self.value.as_ref()? {
            Value::String(text) if is_shortened(text) => text.clone(),
            value => value.to_string(),
        })
    }

    fn into_owned(self) -> EvidenceView<'static> {
        EvidenceView { path: owned(self.path), value: self.value, text: self.text.map(owned), place: self.place }
    }
}

/// A value from its JSON text; one that was shortened or masked is no JSON any more, and stays text.
fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

impl Place {
    /// A place in a file as `path` names it.
    pub(in crate::report) fn of(place: &assess::Place, path: &dyn Fn(&str) -> String) -> Self {
        Self { file: path(&place.file), line: place.line, column: place.column }
    }
}
