//! `uplift gate`: both sides of a change, judged alike and compared, as one function.
//!
//! | file | owns |
//! |---|---|
//! | `sides` | where the change starts and ends, whose governance counts, which files differ |
//! | `judged` | both sides read and assessed; what is equal on both only once |
//! | `governance` | what the change does to what it is judged by |
//! | `known`, `fixes` | what the baseline knows; quick fixes for what is new |
//! | `rules` | the gate's rules, from `uplift.yaml` and flags |
//! | `cache` | answers that were given before |
//! | `output` | the reports |

mod cache;
mod fixes;
mod governance;
mod judged;
mod known;
mod output;
mod rules;
mod sides;

use super::args::GateArguments;
use super::{COULD_NOT_JUDGE, Failure, reports};
use crate::gate::{self, Comparison, Decision, PolicyChange, Question, Ties, Verdict};
use crate::inventory::Resource;
use crate::report::{self, FindingView, Quotes, Review, ReviewedGate};
use crate::score;
use crate::source::Problem;
use judged::Judged;
use serde::{Deserialize, Serialize};
use sides::Sides;
use std::process::ExitCode;

/// Opens both sides, gives the answer that is known or finds it, and reports it.
pub(super) fn run(arguments: &GateArguments) -> Result<ExitCode, Failure> {
    reports::check(&arguments.reports, None)?;
    let sides = Sides::open(arguments)?;
    let place = cache::place(arguments, &sides)?;
    let answer = match place.as_deref().and_then(cache::get) {
        Some(answer) => answer,
        None => {
            let answer = answer(arguments, &sides)?;
            if let Some(place) = place.filter(|_| answer.verdict != Verdict::CouldNotJudge) {
                cache::put(&place, &answer)?;
            }
            answer
        }
    };
    output::write(arguments, &answer)?;
    // What could not be judged did not pass.
    Ok(match answer.verdict {
        Verdict::Passed | Verdict::Reported => ExitCode::SUCCESS,
        Verdict::Failed => ExitCode::FAILURE,
        Verdict::CouldNotJudge => ExitCode::from(COULD_NOT_JUDGE),
    })
}

/// What the gate says of a change.
#[derive(Serialize, Deserialize)]
struct Answer {
    verdict: Verdict,
    review: Review,
    findings: Vec<FindingView<'static>>,
}

/// Judges both sides, compares them, and asks the rules.
fn answer(arguments: &GateArguments, sides: &Sides) -> Result<Answer, Failure> {
    let rules = rules::rules(&arguments.rules, &sides.judge)?;
    let judged = Judged::of(arguments, sides)?;
    let config = &sides.judge.estate.config;
    let scopes = |resource: &Resource| gate::scopes_of(config, resource);
    let ties = Ties { files: &sides.renamed, twins: judged.twins(), rules: &scopes };
    let comparison = gate::compare(&judged.base(), &judged.head(), &ties);
    let judged = judged.hold(&comparison);
    let known = known::known(sides, &judged.head(), &comparison);
    let policy_change = governance::change(arguments, sides, &judged)?;
    let stale = if arguments.rules.set("baseline") { known::stale(sides, &judged.head()) } else { 0 };
    let (warnings, unjudged) = judged.problems(sides);
    let question = Question {
        policy: &sides.judge.policy,
        config,
        base: judged.base(),
        head: judged.head(),
        comparison: &comparison,
        known: &known,
        stale,
        policy_change: policy_change.as_ref(),
        unjudged,
    };
    let decision = gate::decide(question, &rules);
    review(arguments, sides, &Judgement { judged, comparison, known, policy_change, decision, warnings })
}

/// All that is said of a change, before it is worded.
struct Judgement {
    judged: Judged,
    comparison: Comparison,
    /// By change: it is in the baseline.
    known: Vec<bool>,
    policy_change: Option<PolicyChange>,
    decision: Decision,
    /// What may be a mistake.
    warnings: Vec<Problem>,
}

/// Words the answer.
fn review(arguments: &GateArguments, sides: &Sides, judgement: &Judgement) -> Result<Answer, Failure> {
    let Judgement { judged, comparison, known, policy_change, decision, warnings } = judgement;
    let policy = &sides.judge.policy;
    let (base, head) = (judged.base(), judged.head());
    let options = score::Options::of(&sides.judge.estate.config);
    let before = score::score(policy, base.counted, &options);
    // Without a base nothing says what moved.
    let causes = || gate::causes(policy, &base, &head, comparison, &options);
    let causes = sides.listings.as_ref().map(|_| causes()).unwrap_or_default();
    let input = ReviewedGate {
        sides: sides.view(),
        policy,
        base,
        head,
        before: sides.listings.is_some().then_some(&before),
        after: &score::score(policy, head.counted, &options),
        lost: &output::lost(policy, &base, &head, comparison, known, &options),
        comparison,
        known,
        causes: &causes,
        decision,
        policy_change: policy_change.as_ref(),
        command: &|outcome| output::command(arguments, sides, comparison, &head, outcome),
        exemption: &|place| output::exemption(&judged.register, head.assessed, place),
        fixes: &fixes::fixes(arguments, sides, judged, comparison, known)?,
        quotes: (&Quotes::of(base.inventory), &Quotes::of(head.inventory)),
        path: &sides.paths(),
        all: arguments.all,
        warnings,
    };
    let findings = report::findings_of_gate(&input).into_iter().map(FindingView::into_owned).collect();
    Ok(Answer { verdict: decision.verdict, review: report::review_of_gate(&input), findings })
}
