//! What reviewers and their tools read: the findings of a scan, a gate or a fix, in one shape for every format.
//!
//! A [`Review`] says what holds for the whole run; its findings come beside it, one by one, so that a format that can write
//! them as they come need not hold them. `uplift gate --report json` prints both together as `uplift.gate/1`, and fields
//! are only ever added.

use super::{DataView, ExportView, FiguresView, GovernanceView, Ids, ProblemView, ScriptErrorView, Tool};
use crate::fix::Plan;
pub use crate::gate::Verdict;
use crate::policy::{Control, Membership, Policy, Severity};
use crate::score::{ControlScore, Points, Score, Tally};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// A run as a reviewer sees it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
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
    /// Rules that are set and had nothing to be asked about, by name; missing when there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub idle_rules: Vec<String>,
    /// The score, and what it was.
    pub score: ScoreChange,
    /// The controls whose score differs, the largest change first; empty without a base.
    pub controls: Vec<ControlChange>,
    /// The controls of which more is undecided than decided; missing when there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undecided: Vec<UndecidedControl>,
    /// What to export so that more can be decided, the most awaited first; missing when no export would decide any, and of
    /// anything but a scan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exports: Vec<ExportView>,
    /// The oldest data that a scan was made of, where its age is known; missing of anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<DataView>,
    /// What moved the score, the largest part first; the parts sum to the difference.
    pub causes: Vec<Cause>,
    /// Findings by standing.
    pub counts: Counts,
    /// What the change does to the rules of judgement themselves; null when it leaves them alone.
    pub governance: Option<GovernanceView>,
    /// The recommendations that findings name, in order of id.
    pub recommendations: Vec<RuleOfReview>,
    /// Scripts that failed. Missing when none did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub script_errors: Vec<ScriptErrorView>,
    /// What the change writes where nothing is judged, which the rule `onUnseen` asks for; missing when there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unseen: Vec<ProblemView>,
    /// What may be a mistake.
    pub warnings: Vec<ProblemView>,
    /// What could not be judged.
    pub errors: Vec<ProblemView>,
}

impl Review {
    /// What people are to know of: what may be a mistake, and what the change writes where nothing is judged.
    pub fn remarks(&self) -> impl Iterator<Item = &ProblemView> {
        self.warnings.iter().chain(&self.unseen)
    }

    /// What keeps the run from being whole: what could not be judged, then scripts that fail and did not before.
    pub(in crate::report) fn failures(&self) -> impl Iterator<Item = &ProblemView> {
        let scripts = self.script_errors.iter().filter(|error| !error.known);
        self.errors.iter().chain(scripts.map(|error| &error.problem))
    }
}

/// What was run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Run {
    /// `uplift scan`.
    #[default]
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
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScoreChange {
    /// Null without a base.
    pub before: Option<FiguresView>,
    /// As it is.
    pub after: FiguresView,
    /// Points lost through resources that were worsened or added; null without a base, and missing in what earlier releases
    /// wrote.
    #[schemars(skip_serializing_if = "Option::is_none")]
    pub lost: Option<Points>,
    /// Of a scan, once the sources are deployed; missing when no resource stands in sources and snapshots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_deployment: Option<FiguresView>,
    /// As it is, without findings that do not count before their day is over; missing where nothing is in grace by
    /// `grace: exclude` or by an assignment of the platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without_grace: Option<FiguresView>,
}

impl ScoreChange {
    /// What a plan does to the score.
    pub(in crate::report) fn of(plan: &Plan) -> Self {
        Self { before: Some((&plan.before.estate).into()), after: (&plan.after.estate).into(), ..Self::default() }
    }
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

/// A control of which more resources are undecided than the score is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UndecidedControl {
    /// Its id.
    pub id: String,
    /// For people.
    pub title: String,
    /// Distinct resources.
    pub undecided: u64,
    /// Distinct resources that are healthy or unhealthy.
    pub decided: u64,
}

impl UndecidedControl {
    /// Those of a score, in the policy's order.
    pub(in crate::report) fn of(policy: &Policy, score: &Score) -> Vec<Self> {
        let mostly = score.controls.iter().filter(|control| control.tally.is_mostly_undecided());
        let mut mostly: Vec<_> = mostly.collect();
        mostly.sort_by_key(|control| control.control);
        let view = |control: &ControlScore| {
            let Control { id, title, .. } = &policy.controls[control.control.0];
            let Tally { unknown: undecided, .. } = control.tally;
            Self { id: id.clone(), title: title.clone(), undecided, decided: control.tally.scored() }
        };
        mostly.into_iter().map(view).collect()
    }
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
    /// Of a change to several estates, the points that the score of this one's estate is of; missing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
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

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        let Self { new, resolved, unchanged, moved, changed, incomparable, exempt, known } = other;
        self.new += new;
        self.resolved += resolved;
        self.unchanged += unchanged;
        self.moved += moved;
        self.changed += changed;
        self.incomparable += incomparable;
        self.exempt += exempt;
        self.known += known;
    }
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
    pub severity: Severity,
    /// Who decided on its controls.
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
    pub references: BTreeMap<String, Ids>,
}
