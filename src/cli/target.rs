//! `uplift fix --target`, `--points`, `--max-edits`: how far to go.

use super::args::FixArguments;
use super::job::Job;
use super::{Failure, screen};
use crate::estate::{Chosen, Judged, Stopped};
use crate::fix::route::Goal;
use crate::fix::{self, Plan};
use crate::report;
use crate::score::Ratio;
use crate::source::Problem;
use num_traits::Zero;
use std::io::Write;

/// The goal that the flags name, in points of the estate, and the share of the score that it is where they name one; `None` when
/// they name no goal.
pub(super) fn goal(arguments: &FixArguments, plan: &Plan) -> Result<Option<(Goal, Option<Ratio>)>, Failure> {
    if let Some(edits) = arguments.max_edits {
        return Ok(Some((Goal::MostWithin { edits }, None)));
    }
    let (gain, share) = match (&arguments.target, &arguments.points) {
        (Some(percent), _) => {
            let percent = number(percent.trim_end_matches('%').trim(), "--target", "80%")?;
            (missing(plan, &percent)?, Some(percent / whole(100)))
        }
        (None, Some(points)) => (number(points, "--points", "5")?, None),
        (None, None) => return Ok(None),
    };
    Ok(Some((Goal::AtLeast { gain, minimise: arguments.minimise }, share)))
}

/// Prints the way to a goal, and keeps what is on it.
pub(super) fn choose(
    job: &Job<'_>,
    judged: &Judged<'_>,
    plan: &Plan,
    (goal, share): &(Goal, Option<Ratio>),
    chosen: &mut Chosen,
) -> Result<(), Failure> {
    let request = judged.request(&chosen.findings);
    let (route, findings) = fix::target(&request, plan, goal, share.as_ref()).map_err(Stopped::from)?;
    let policy = &judged.estate.policy;
    // The way alone is what was asked for, and goes where it can be read on.
    let mut out: Box<dyn Write> =
        if job.arguments.steps { Box::new(screen::stdout()) } else { Box::new(screen::stderr()) };
    screen::heard(report::write_route(&route, plan, policy, &judged.inventory, &job.page(), &mut out))?;
    chosen.findings.retain(|finding| findings.contains(finding));
    Ok(())
}

/// Points from the score as it is to a percentage.
fn missing(plan: &Plan, percent: &Ratio) -> Result<Ratio, Failure> {
    let nothing = || Problem::new("", "nothing is scored, so that there is no way to a target");
    let figures = plan.before.estate.figures.as_ref().ok_or_else(nothing)?;
    let wanted = percent * whole(figures.max) / whole(100) - &figures.current;
    Ok(if wanted < Ratio::zero() { Ratio::zero() } else { wanted })
}

/// A decimal number, exactly.
fn number(text: &str, flag: &str, example: &str) -> Result<Ratio, Failure> {
    let wrong =
        || Problem::new("", format!("{flag} {text} is no number")).help(format!("Write it like {flag} {example}"));
    let (before, after) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{before}{after}");
    if digits.is_empty() || digits.len() > 18 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong().into());
    }
    let value: u64 = digits.parse().map_err(|_| wrong())?;
    Ok(whole(value) / whole(10u64.pow(after.len() as u32)))
}

fn whole(number: u64) -> Ratio {
    Ratio::from_integer(number.into())
}
