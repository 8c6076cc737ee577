//! The gate's rules: those of `uplift.yaml`, and flags in their place.

use crate::cli::Failure;
use crate::cli::args::RuleArguments;
use crate::cli::judge::Judge;
use crate::gate::{Outcome, Rule};
use crate::policy::{Gate, GateMode};
use crate::source::Problem;

/// The rules that are asked.
pub(super) fn gate(arguments: &RuleArguments, judge: &Judge) -> Result<Gate, Failure> {
    let mut gate = judge.estate.config.gate.clone().unwrap_or_default();
    for (control, amount) in &arguments.min_score_per_control {
        if judge.policy.find_control(control).is_none() {
            let unknown = Problem::new("", format!("there is no control `{control}` to ask a least score of"));
            return Err(unknown.help("`uplift list` shows all").into());
        }
        gate.min_score_per_control.insert(control.clone(), *amount);
    }
    gate.fail_on_new = arguments.fail_on_new.map(Into::into).or(gate.fail_on_new);
    gate.max_score_drop = arguments.max_score_drop.or(gate.max_score_drop);
    gate.min_score = arguments.min_score.or(gate.min_score);
    gate.on_unknown = arguments.on_unknown.map(Into::into).or(gate.on_unknown);
    gate.on_policy_change = arguments.on_policy_change.map_or(gate.on_policy_change, Into::into);
    if arguments.report_only {
        gate.mode = GateMode::Report;
    }
    Ok(gate)
}

/// Where a rule is set, for people.
pub(super) fn set_by(arguments: &RuleArguments, judge: &Judge, outcome: &Outcome) -> String {
    if outcome.scope.is_some() {
        return "uplift.yaml".to_owned();
    }
    let gate = judge.estate.config.gate.clone().unwrap_or_default();
    let (flag, typed, written) = match &outcome.rule {
        Rule::FailOnNew(_) => ("--fail-on-new", arguments.fail_on_new.is_some(), gate.fail_on_new.is_some()),
        Rule::MaxScoreDrop(_) => {
            ("--max-score-drop", arguments.max_score_drop.is_some(), gate.max_score_drop.is_some())
        }
        Rule::MinScore(_) => ("--min-score", arguments.min_score.is_some(), true),
        Rule::MinScoreOfControl(control, _) => {
            let id = &judge.policy.controls[control.0].id;
            ("--min-score-per-control", arguments.min_score_per_control.iter().any(|(typed, _)| typed == id), true)
        }
        Rule::Unknown(_) => ("--on-unknown", arguments.on_unknown.is_some(), gate.on_unknown.is_some()),
        Rule::PolicyChange(_) => {
            let written = gate.on_policy_change != Default::default();
            ("--on-policy-change", arguments.on_policy_change.is_some(), written)
        }
        Rule::Baseline => ("--strict", true, false),
    };
    match (typed, written) {
        (true, _) => flag.to_owned(),
        (false, true) => "uplift.yaml".to_owned(),
        (false, false) => "default".to_owned(),
    }
}
