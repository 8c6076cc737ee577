//! What reviewers and their tools read: the findings of a scan, a gate or a fix, in one shape for every format.
//!
//! A [`Review`] says what holds for the whole run; its findings come beside it, one by one, so that a format that can write
//! them as they come need not hold them. `uplift gate --report json` prints both together as `uplift.gate/1`, and fields
//! are only ever added.

use super::{FiguresView, GovernanceView, Place, ProblemView, StatusView, Tool};
use crate::policy::{Membership, Severity};
use crate::report::round::Points;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A run as a reviewer sees it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// What was run.
    pub run: Run,
    /// What made this report.
    pub tool: Tool,
    /// What was compared; null when nothing was.
    pub sides: Option<Sides>,
    /// Whether the change may be merged; null when nothing was asked.
    pub verdict: Option<Verdict>,
    /// Every rule that was asked, in order.
    pub rules: Vec<RuleView>,
    /// The score, and what it was.
    pub score: ScoreChange,
    /// The controls whose score differs, the largest change first; empty without a base.
    pub controls: Vec<ControlChange>,
    /// What moved the score, the largest part first; the parts sum to the difference.
    pub causes: Vec<Cause>,
    /// Findings by standing.
    pub counts: Counts,
    /// What the change does to the rules of judgement themselves; null when it leaves them alone.
    pub governance: Option<GovernanceView>,
    /// The recommendations that findings name, in order of id.
    pub recommendations: Vec<RuleOfReview>,
    /// What may be a mistake.
    pub warnings: Vec<ProblemView>,
    /// What could not be judged.
    pub errors: Vec<ProblemView>,
}

/// What was run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Run {
    /// `uplift scan`.
    Scan,
    /// `uplift gate`.
    Gate,
    /// `uplift fix`.
    Fix,
}

/// What a gate compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sides {
    /// Where the change starts, such as `main (3f2a1b0c)`, or `the baseline`.
    pub base: String,
    /// Where it ends.
    pub head: String,
    /// Whose settings, policies, exemptions and rules both were judged by: the one of the two, or what was typed.
    pub governed_by: String,
}

/// Whether a change may be merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// No rule is broken.
    Passed,
    /// A rule is broken.
    Failed,
    /// A rule is broken, and the gate only reports.
    Reported,
}

/// A rule of the gate, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RuleView {
    /// As `uplift.yaml` names it, such as `failOnNew`.
    pub id: String,
    /// What it demands, such as `high`.
    pub setting: String,
    /// Where that is said, such as `uplift.yaml`, `--fail-on-new` or `default`.
    pub set_by: String,
    /// The part of the estate that it is asked for, when it is not all of it.
    pub scope: Option<String>,
    /// Whether it holds.
    pub passed: bool,
    /// What was found, in a sentence without a full stop.
    pub found: String,
    /// What would make it hold; null when it does.
    pub remedy: Option<String>,
    /// A command that goes that way; null when there is none.
    pub command: Option<String>,
}

/// A score, and what it was.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScoreChange {
    /// Null without a base.
    pub before: Option<FiguresView>,
    /// As it is.
    pub after: FiguresView,
    /// Points lost through resources that were worsened or added; null without a base.
    pub lost: Option<Points>,
}

/// A control whose score differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ControlChange {
    /// Its id.
    pub id: String,
    /// For people.
    pub title: String,
    /// In points; null when it is not scored.
    pub max: Option<u32>,
    /// In points of the control; null when it was not scored.
    pub before: Option<Points>,
    /// In points of the control; null when it is not scored.
    pub after: Option<Points>,
}

/// What moved the score, and by how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cause {
    /// How.
    pub kind: CauseKind,
    /// A resource's id, or what else it is, for people.
    pub name: String,
    /// In points; negative when the score fell.
    pub points: Points,
}

/// How something moved the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum CauseKind {
    /// A resource that was worse before.
    Improved,
    /// A resource that was better before.
    Worsened,
    /// A resource that is new.
    Added,
    /// A resource that is gone.
    Removed,
    /// Smaller parts, added up.
    Others,
}

/// Findings by standing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// See [`Standing::New`].
    pub new: u64,
    /// See [`Standing::Resolved`].
    pub resolved: u64,
    /// See [`Standing::Unchanged`].
    pub unchanged: u64,
    /// See [`Standing::Moved`].
    pub moved: u64,
    /// See [`Standing::Changed`].
    pub changed: u64,
    /// See [`Standing::Incomparable`].
    pub incomparable: u64,
    /// Exempt ones, whatever their standing.
    pub exempt: u64,
    /// Those in the baseline, whatever their standing.
    pub known: u64,
}

/// How a finding stands to the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
    /// It was not there.
    New,
    /// It cannot be decided on one side.
    Incomparable,
    /// It was there, and other values decide.
    Changed,
    /// It stood elsewhere: another file or line, or a resource that was renamed.
    Moved,
    /// It was there.
    Unchanged,
    /// It was there, and is gone.
    Resolved,
}

/// One finding.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FindingView {
    /// The recommendation's id; [`Review::recommendations`] holds its texts.
    pub recommendation: String,
    /// How bad it is.
    #[schemars(with = "super::words::SeverityWord")]
    pub severity: Severity,
    /// The resource.
    pub resource: ResourceOfReview,
    /// Unhealthy or unknown; of a resolved finding, what it is now, or null when the resource is gone.
    pub status: Option<StatusView>,
    /// Null without a base.
    pub standing: Option<Standing>,
    /// It is in the baseline, and so known.
    pub known: bool,
    /// What the check said, or why it could not be decided.
    pub message: Option<String>,
    /// Where to look first; of a resolved finding, where it stood.
    pub location: Place,
    /// Where it stood, when it was moved.
    pub moved_from: Option<Place>,
    /// The lines around the place, with secrets masked; empty when they are not at hand.
    pub excerpt: Excerpt,
    /// What the check read, the deciding values last.
    pub evidence: Vec<EvidenceOfReview>,
    /// Why it does not count; null as long as it does.
    pub exemption: Option<ExemptionView>,
    /// Equal for the same recommendation and resource whatever the line, file order or neighbours, and for nothing else:
    /// 32 hexadecimal digits.
    pub fingerprint: String,
    /// The quick fix; null when there is none, or it was not asked for.
    pub fix: Option<FixOfReview>,
}

/// A resource by its names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResourceOfReview {
    /// As it was first written.
    pub id: String,
    /// The id's last segment.
    pub name: String,
    /// With its provider.
    #[serde(rename = "type")]
    pub type_name: String,
    /// Null when it is in none.
    pub resource_group: Option<String>,
    /// Null when its file does not say.
    pub subscription: Option<String>,
}

/// A value that a check read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceOfReview {
    /// From the resource.
    pub path: String,
    /// What stands there, shortened and with secrets masked; missing when nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Where it stands, or the nearest thing above it that exists.
    #[serde(flatten)]
    pub place: Place,
}

impl EvidenceOfReview {
    /// The value as JSON, for people; `None` when it is absent. What was shortened is no JSON, and stays as it is.
    pub fn shown(&self) -> Option<String> {
        let is_shortened =
            |text: &str| text.starts_with(['"', '[', '{']) && serde_json::from_str::<Value>(text).is_err();
        Some(match self.value.as_ref()? {
            Value::String(text) if is_shortened(text) => text.clone(),
            value => value.to_string(),
        })
    }
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

/// Why a finding does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExemptionView {
    /// The exemption's id.
    pub id: String,
    /// `Waiver` or `Mitigated`.
    pub category: String,
    /// For people.
    pub reason: String,
    /// The last day it counts, as `2027-03-31`; null when it does not end.
    pub expires_on: Option<String>,
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

/// A recommendation's texts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RuleOfReview {
    /// Its id.
    pub id: String,
    /// For people; says what should be.
    pub title: String,
    /// How bad it is.
    #[schemars(with = "super::words::SeverityWord")]
    pub severity: Severity,
    /// Who decided on its controls.
    #[schemars(with = "super::words::MembershipWord")]
    pub source: Membership,
    /// Shown, never scored.
    pub preview: bool,
    /// The titles of its controls.
    pub controls: Vec<String>,
    /// What is at stake.
    pub description: String,
    /// The steps by hand.
    pub remediation: String,
    /// Other catalogues' ids for the same thing.
    pub references: std::collections::BTreeMap<String, String>,
}
