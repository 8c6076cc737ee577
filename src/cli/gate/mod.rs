//! `uplift gate`: both sides of a change, judged alike and compared.
//!
//! | file | owns |
//! |---|---|
//! | `cache` | answers that were given before |
//! | `output` | the reports |

mod cache;
mod output;

use super::args::{GateArguments, RuleArguments};
use super::{COULD_NOT_JUDGE, Failure, command, open, reports};
use crate::estate::{Estate, Sides, Terms, Together};
use crate::gate::{Rules, Verdict};
use crate::report::{FindingView, Review, Wording, reviews_together, word_gate};
use crate::source::{FileSystem, Problem};
use serde::{Deserialize, Serialize};
use std::process::ExitCode;
use std::sync::Arc;

/// Opens both sides, gives the answer that is known or finds it, and reports it.
pub(super) fn run(arguments: &GateArguments) -> Result<ExitCode, Failure> {
    reports::check(&arguments.reports, None, &arguments.policies.named(&arguments.paths))?;
    let sides = sides(arguments)?;
    let place = cache::place(arguments, &sides);
    let told = match place.as_deref().and_then(cache::get) {
        Some(told) => told,
        None => {
            let told = judge(arguments, &sides)?;
            if let Some(place) = place.filter(|_| told.verdict != Verdict::CouldNotJudge) {
                cache::put(&place, &told)?;
            }
            told
        }
    };
    output::write(arguments, &told)?;
    // What could not be judged did not pass.
    Ok(match told.verdict {
        Verdict::Passed | Verdict::Reported => ExitCode::SUCCESS,
        Verdict::Failed => ExitCode::FAILURE,
        Verdict::CouldNotJudge => ExitCode::from(COULD_NOT_JUDGE),
    })
}

/// What is told of a change.
#[derive(Serialize, Deserialize)]
struct Told {
    verdict: Verdict,
    review: Review,
    findings: Vec<FindingView<'static>>,
}

/// Opens what the arguments name: the sides of each `uplift.yaml`.
fn sides(arguments: &GateArguments) -> Result<Vec<Sides>, Failure> {
    let (sources, paths) = (arguments.policies.sources(), &arguments.policies.read_with(&arguments.paths));
    if let Some(base) = &arguments.base {
        return Ok(Sides::in_git(base, arguments.head.as_deref(), &sources, paths)?);
    }
    let sides = Sides::against_baseline(Arc::new(FileSystem), &sources, paths)?;
    if sides.is_empty() {
        let missing = Problem::new("", "the gate needs something to compare with");
        return Err(missing.help("Name what the change is to be merged into, such as `--base origin/main`; without git, `uplift baseline create` writes down what is known").into());
    }
    Ok(sides)
}

/// Whether unchanged and moved findings are told in full, as reports for programs hold them.
fn tells_all(arguments: &GateArguments) -> bool {
    arguments.all || reports::hold_all(&arguments.reports)
}

/// Judges the change, and words the answer.
fn judge(arguments: &GateArguments, sides: &[Sides]) -> Result<Told, Failure> {
    let conditions = open::conditions(&arguments.day, arguments.threads);
    let mut answers = Vec::new();
    for sides in sides {
        let terms = Terms { rules: &rules(&arguments.rules, &sides.estate)?, all: tells_all(arguments), conditions };
        answers.push((sides, sides.judge(&terms)?));
    }
    // Files of others, where no settings are, make no estate.
    if answers.iter().any(|(_, answer)| !answer.is_of_nothing()) {
        answers.retain(|(_, answer)| !answer.is_of_nothing());
    }
    let (sides, answers): (Vec<&Sides>, Vec<_>) = answers.into_iter().unzip();
    let wording = Wording {
        typed: &command::typed(&arguments.paths, &arguments.policies),
        all: tells_all(arguments),
        fixes: reports::show_fixes(&arguments.reports),
        path: &reports::repository_names(),
    };
    let mut parts = Vec::new();
    for (sides, answer) in sides.iter().zip(&answers) {
        parts.push(word_gate(sides, answer, &wording)?);
    }
    let together = Together::of(&answers);
    let (review, findings) = reviews_together(parts, &together);
    Ok(Told { verdict: together.verdict, review, findings })
}

/// The rules of `uplift.yaml`, and flags in their place.
fn rules<'e>(arguments: &RuleArguments, estate: &'e Estate) -> Result<Rules<'e>, Failure> {
    let rules = estate.rules(&arguments.settings)?;
    Ok(Rules { mode: arguments.mode.unwrap_or(rules.mode), ..rules })
}
