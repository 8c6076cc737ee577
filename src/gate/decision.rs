//! Whether a change may be merged: every rule that is asked, what it says, and what follows.

use super::Part;
use super::Question;
use super::rule::{Answer, Broken, Rule};
use super::rules::{Rules, SetRule};
use crate::policy::{GateMode, GateScope};
use crate::source::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The gate's answer, with its reasons.
#[derive(Debug)]
pub struct Decision {
    /// Whether the change may be merged.
    pub verdict: Verdict,
    /// Every rule in order: the estate's, then those of scopes, then those of governance; none when it could not judge.
    pub outcomes: Vec<Outcome>,
    /// Rules that are set for the estate, by name, and had nothing to be asked about.
    pub idle: Vec<&'static str>,
    /// What could not be judged.
    pub unjudged: Vec<Problem>,
}

/// Whether a change may be merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// No rule is broken.
    Passed,
    /// A rule is broken.
    Failed,
    /// A rule is broken or something cannot be judged, and the gate only reports.
    Reported,
    /// Nothing was asked, and nothing is answered: something that the change touches cannot be judged, and anything could hide there.
    #[serde(skip)]
    CouldNotJudge,
}

impl Verdict {
    /// The verdict over several estates, each with its own: a change passes where it passes everywhere.
    pub fn worst(verdicts: impl Iterator<Item = Self>) -> Self {
        let badness = |verdict: &Self| match verdict {
            Self::Passed => 0,
            Self::Reported => 1,
            Self::Failed => 2,
            Self::CouldNotJudge => 3,
        };
        verdicts.max_by_key(badness).unwrap_or(Self::Passed)
    }
}

/// A rule that was asked.
#[derive(Debug)]
pub struct Outcome {
    /// Its name alone.
    pub rule: &'static str,
    /// Its name, and the control that it was set for, such as `minScorePerControl.encrypt-data-in-transit`.
    pub id: String,
    /// What it is set to.
    pub setting: String,
    /// Where it is set, for people: `default`, `uplift.yaml` or its flag.
    pub set_by: String,
    /// The part of the estate that it was asked for; `None` for all that no scope speaks for.
    pub scope: Option<GateScope>,
    /// What it found, in a sentence without a full stop.
    pub found: String,
    /// How it is broken; `None` when it holds.
    pub broken: Option<Broken>,
}

/// Asks every rule, and judges by their answers. `worst` is the same question as if every script that fails anew had
/// answered as badly as it could, and how they fail: where that breaks a rule, the change cannot be judged.
pub fn decide(question: Question<'_>, worst: Option<(Question<'_>, Vec<Problem>)>, rules: &Rules<'_>) -> Decision {
    let holds = |outcomes: &[Outcome]| outcomes.iter().all(|outcome| outcome.broken.is_none());
    let failing = worst.filter(|(worst, _)| !holds(&outcomes(worst, rules))).map(|(_, failing)| failing);
    // Who only reports is told what could not be judged, and is not kept by it, as long as there is something to report.
    let reports = rules.mode == GateMode::Report && !question.is_nothing;
    let asks = question.unjudged.is_empty() || reports;
    let outcomes = if asks { outcomes(&question, rules) } else { Vec::new() };
    let unjudged: Vec<Problem> = question.unjudged.into_iter().chain(failing.into_iter().flatten()).collect();
    let verdict = match holds(&outcomes) {
        _ if !unjudged.is_empty() && !reports => Verdict::CouldNotJudge,
        true if unjudged.is_empty() => Verdict::Passed,
        _ if reports => Verdict::Reported,
        _ => Verdict::Failed,
    };
    let outcomes = if verdict == Verdict::CouldNotJudge { Vec::new() } else { outcomes };
    let is_asked = |rule: &Rule| outcomes.iter().any(|outcome| outcome.rule == rule.name);
    let set = rules.estate.iter().map(|set| set.rule);
    let idle = set.filter(|rule| verdict != Verdict::CouldNotJudge && !is_asked(rule)).map(|rule| rule.name).collect();
    Decision { verdict, outcomes, idle, unjudged }
}

fn outcomes(question: &Question<'_>, rules: &Rules<'_>) -> Vec<Outcome> {
    let estate = Part::new(question, None);
    let (by_part, of_governance): (Vec<_>, Vec<_>) = rules.estate.iter().partition(|set| set.rule.in_scopes);
    let mut outcomes: Vec<Outcome> = by_part.into_iter().filter_map(|set| ask(set, &estate)).collect();
    for (scope, own) in &rules.scopes {
        let part = Part::new(question, Some(scope));
        outcomes.extend(own.iter().filter_map(|set| ask(set, &part)));
    }
    outcomes.extend(of_governance.into_iter().filter_map(|set| ask(set, &estate)));
    outcomes
}

fn ask(set: &SetRule, part: &Part<'_>) -> Option<Outcome> {
    let Answer { found, broken } = (set.demand.ask)(part)?;
    let name = set.rule.name;
    Some(Outcome {
        rule: name,
        id: set.control.as_ref().map_or_else(|| name.to_owned(), |control| format!("{name}.{control}")),
        setting: set.demand.setting.clone(),
        set_by: set.set_by.clone(),
        scope: part.scope.cloned(),
        found,
        broken,
    })
}
