//! What test cases reach, and which mistakes they notice.

use super::Place;
use crate::policy::{Policy, RecommendationIndex};
use crate::trial::{Cover, Mark, Mutant, Mutants, Spot, SpotKind, Tally};
use schemars::JsonSchema;
use serde::Serialize;

/// What the cases reach of `appliesTo`, checks and fix scripts.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CoverView<'a> {
    /// Scripts, branches, ways past an `if` without `else`, and clauses.
    pub places: usize,
    /// Those that a case reaches.
    pub reached: usize,
    /// Those that none reaches.
    pub missed: Vec<MissedView<'a>>,
}

/// A place that no case reaches.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MissedView<'a> {
    /// Whose script it is in.
    pub recommendation: &'a str,
    /// `appliesTo`, `check` or `fix`.
    pub script: &'static str,
    /// Where it begins.
    pub location: Place,
    /// `script`, `branch`, `past`, `clause`, or `unmeasured` for a script that cannot be measured.
    pub kind: &'static str,
    /// The line that it stands in, without the spaces around it.
    pub line: &'a str,
    /// How many letters of that line stand before it.
    pub offset: usize,
}

/// Which mistakes in the scripts the cases notice.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MutantsView<'a> {
    /// Of checks and `appliesTo`.
    pub checks: TallyView,
    /// Of fix scripts.
    pub fixes: TallyView,
    /// Mistakes that no case notices.
    pub survivors: Vec<MutantView<'a>>,
    /// Marks in scripts that stand at no mistake which no case notices.
    pub idle_marks: Vec<MarkView<'a>>,
}

/// How many mistakes were made.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TallyView {
    /// Without those that loading refuses, and those that are marked as no mistakes.
    pub made: usize,
    /// Those that a case notices.
    pub killed: usize,
    /// Those that are marked as no mistakes, with a reason.
    pub same: usize,
}

/// A mistake that no case notices.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MutantView<'a> {
    /// Whose script it is in.
    pub recommendation: &'a str,
    /// `appliesTo`, `check` or `fix`.
    pub script: &'static str,
    /// Where it begins.
    pub location: Place,
    /// What is written there.
    pub from: &'a str,
    /// What was written instead.
    pub to: &'a str,
    /// The line as it is.
    pub old: &'a str,
    /// The line with the mistake.
    pub new: &'a str,
}

/// A mark that marks nothing.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MarkView<'a> {
    /// Whose script it is in.
    pub recommendation: &'a str,
    /// Where it stands.
    pub location: Place,
    /// What it says.
    pub text: &'a str,
}

impl<'a> CoverView<'a> {
    pub(super) fn of(policy: &'a Policy, cover: &'a Cover) -> Self {
        let missed = cover.missed().map(|spot| MissedView::of(policy, spot));
        Self { places: cover.spots.len(), reached: cover.reached(), missed: missed.collect() }
    }
}

impl<'a> MissedView<'a> {
    /// What is missed, for people.
    pub fn what(&self) -> &'static str {
        match self.kind {
            "script" => "no case reaches this script",
            "branch" => "no case reaches this branch",
            "past" => "no case goes past this block: its condition is never false",
            "clause" => "no case reaches this clause",
            _ => "what cases reach of this script cannot be measured",
        }
    }

    fn of(policy: &'a Policy, spot: &'a Spot) -> Self {
        let kind = match spot.kind {
            SpotKind::Script => "script",
            SpotKind::Branch => "branch",
            SpotKind::Past => "past",
            SpotKind::Clause => "clause",
            SpotKind::Unmeasured => "unmeasured",
        };
        Self {
            recommendation: id(policy, spot.recommendation),
            script: spot.script.key(),
            location: spot.location.clone().into(),
            kind,
            line: &spot.line,
            offset: spot.offset,
        }
    }
}

impl<'a> MutantsView<'a> {
    pub(super) fn of(policy: &'a Policy, mutants: &'a Mutants) -> Self {
        Self {
            checks: TallyView::of(mutants.checks),
            fixes: TallyView::of(mutants.fixes),
            survivors: mutants.survivors.iter().map(|mutant| MutantView::of(policy, mutant)).collect(),
            idle_marks: mutants.idle.iter().map(|mark| MarkView::of(policy, mark)).collect(),
        }
    }
}

impl TallyView {
    fn of(tally: Tally) -> Self {
        Self { made: tally.made, killed: tally.killed, same: tally.same }
    }
}

impl<'a> MutantView<'a> {
    /// What no case notices, for people.
    pub fn what(&self) -> String {
        let to = if self.to.is_empty() { "nothing" } else { self.to };
        format!("no case notices {to} in the place of {}", self.from)
    }

    fn of(policy: &'a Policy, mutant: &'a Mutant) -> Self {
        Self {
            recommendation: id(policy, mutant.recommendation),
            script: mutant.script.key(),
            location: mutant.location.clone().into(),
            from: &mutant.from,
            to: &mutant.to,
            old: &mutant.old,
            new: &mutant.new,
        }
    }
}

impl<'a> MarkView<'a> {
    /// What is wrong with it, for people.
    pub const WHAT: &'static str = "this marks no mistake that the cases overlook; remove it";

    fn of(policy: &'a Policy, mark: &'a Mark) -> Self {
        let location = mark.location.clone().into();
        Self { recommendation: id(policy, mark.recommendation), location, text: &mark.text }
    }
}

fn id(policy: &Policy, recommendation: RecommendationIndex) -> &str {
    &policy.recommendations[recommendation.0].id
}
