//! What test cases gave, for people.

use super::findings::write_paragraphs;
use super::{Page, count, style};
use crate::assess::{Finding, Status};
use crate::policy::Policy;
use crate::report::harmless;
use crate::trial::{Difference, Failure, Trial};
use std::io::{self, Write};

/// Writes every case that failed and how it differed, then how many there were.
///
/// # Errors
/// Those of the writer.
pub fn write_trial(policy: &Policy, trial: &Trial, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    for (recommendation, failure) in trial.failures() {
        write_failure(&policy.recommendations[recommendation.0].id, failure, page, out)?;
    }
    let (recommendations, failures) = (trial.recommendations.len() as u64, trial.failures().count() as u64);
    let tried = format!("{} of {}", count(trial.cases() as u64, "case"), count(recommendations, "recommendation"));
    match failures {
        0 if trial.cases() == 0 => writeln!(out, "{}: {tried}", style::alarm("nothing was tested")),
        0 => writeln!(out, "{}: {tried}", style::grade("passed", 1.0)),
        _ => writeln!(out, "{}: {tried}, {}", style::alarm("failed"), count(failures, "failure")),
    }
}

fn write_failure(recommendation: &str, failure: &Failure, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let place = &failure.location;
    let place = format!("{}:{}:{}", harmless(&place.file), place.line, place.column);
    writeln!(out, "{}  {}", style::bold(&harmless(recommendation)), style::accent(&place))?;
    let name = failure.name.as_deref().map(|name| format!("{name}: ")).unwrap_or_default();
    write_paragraphs(&format!("{name}{}", difference(&failure.difference)), "  ", page, out)?;
    if let Some(finding) = &failure.finding {
        write_finding(finding, page, out)?;
    }
    writeln!(out)
}

fn difference(difference: &Difference) -> String {
    match difference {
        Difference::Status { expected, found } => {
            format!("expected {}, but the check says {}", status(*expected), status(*found))
        }
        Difference::Message { expected, found } => match found {
            Some(found) => format!("expected a message like \"{expected}\", but the check says \"{found}\""),
            None => format!("expected a message like \"{expected}\", but the check says nothing"),
        },
        Difference::FixedIsNot(found) => {
            format!("the resource under `fixed` should be healthy, but it is {}", status(*found))
        }
        Difference::Fixed { wanted, found } => {
            format!("the fix should make {wanted}, but it makes {found}")
        }
        Difference::NotFixed(why) => format!("the fix cannot be applied: {why}"),
        Difference::FixedAgain(path) => format!("applied a second time, the fix changes {path} again"),
        Difference::Missing(kind) => format!("there is no `{kind}` case; add one under `tests`"),
        Difference::IllFormed(why) => why.clone(),
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Healthy => "healthy",
        Status::Unhealthy => "unhealthy",
        Status::NotApplicable => "notApplicable",
        Status::Unknown => "unknown",
    }
}

/// What the check said and read.
fn write_finding(finding: &Finding, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    if let Some(message) = &finding.message {
        write_paragraphs(message, "    ", page, out)?;
    }
    for evidence in &finding.evidence {
        let value = evidence.value.as_ref().map_or_else(|| "is absent".to_owned(), |value| format!("= {value}"));
        writeln!(out, "    {}", style::dim(&harmless(&format!("{} {value}", evidence.path))))?;
    }
    Ok(())
}
