//! `uplift gate`: both sides of a change, judged alike and compared, as one function.
//!
//! | file | owns |
//! |---|---|
//! | `sides` | where the change starts and ends, whose governance counts, which files differ |
//! | `judged` | both sides read and assessed; what is equal on both only once |
//! | `governance` | what the change does to what it is judged by |
//! | `rules` | the gate's rules, from `uplift.yaml` and flags |
//! | `output` | the reports |

mod governance;
mod judged;
mod output;
mod rules;
mod sides;

use super::args::GateArguments;
use super::{COULD_NOT_JUDGE, Failure};
use crate::gate::{self, Decision, Question};
use crate::report::{Quotes, ReviewedGate};
use crate::score;
use crate::source::{self, Problem};
use judged::Judged;
use sides::Sides;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

/// Opens both sides, judges them, compares them, and asks the rules.
pub(super) fn run(arguments: &GateArguments) -> Result<ExitCode, Failure> {
    let sides = Sides::open(arguments)?;
    let judged = Judged::of(arguments, &sides)?;
    let comparison = gate::compare(&judged.base(), &judged.head(), &sides.renamed);
    let judged = judged.hold(&comparison);
    let policy_change = governance::change(arguments, &sides, &judged)?;

    let gate = rules::gate(&arguments.rules, &sides.judge)?;
    let known = vec![false; comparison.changes.len()];
    let decision = gate::decide(&Question {
        policy: &sides.judge.policy,
        config: &sides.judge.estate.config,
        gate: &gate,
        base: judged.base(),
        head: judged.head(),
        comparison: &comparison,
        known: &known,
        stale: 0,
        policy_change: policy_change.as_ref(),
    });

    let (base, head) = (judged.base(), judged.head());
    let options = score::Options::of(&sides.judge.estate.config);
    let before = score::score(&sides.judge.policy, base.counted, &options);
    let after = score::score(&sides.judge.policy, head.counted, &options);
    let causes = gate::causes(&sides.judge.policy, &base, &head, &comparison, &options);
    let lost = output::lost(&sides.judge.policy, &base, &head, &comparison, &known, &options);
    let (warnings, errors) = judged.problems(&sides);
    let exit = exit(&decision, &errors);
    output::write(
        arguments,
        &ReviewedGate {
            sides: sides.view(),
            policy: &sides.judge.policy,
            base,
            head,
            before: Some(&before),
            after: &after,
            lost: &lost,
            comparison: &comparison,
            known: &known,
            causes: &causes,
            decision: &decision,
            set_by: &|rule| rules::set_by(&arguments.rules, &sides.judge, rule),
            policy_change: policy_change.as_ref(),
            command: &|outcome| output::command(arguments, &sides, &comparison, &head, outcome),
            exemption: &|place| output::exemption(&judged.register, head.assessed, place),
            fixes: &BTreeMap::new(),
            quotes: (&Quotes::of(base.inventory), &Quotes::of(head.inventory)),
            path: &|name| source::repository_path(Path::new(name)).0,
            all: arguments.all,
            warnings: &warnings,
            errors: &errors,
        },
    )?;
    Ok(exit)
}

/// What could not be judged did not pass.
fn exit(decision: &Decision, errors: &[Problem]) -> ExitCode {
    match (errors.is_empty(), decision.passed() || !decision.enforced) {
        (false, _) => ExitCode::from(COULD_NOT_JUDGE),
        (true, true) => ExitCode::SUCCESS,
        (true, false) => ExitCode::FAILURE,
    }
}
