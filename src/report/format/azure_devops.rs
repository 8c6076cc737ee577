//! Azure Pipelines' logging commands: issues of a step.
//!
//! The agent keeps ten errors and ten warnings of a step and shows the others in the log only, so that at most so many
//! of the findings that call for somebody are written, the worst first. High severity is an error, all else a warning.

use super::kinds::Listed;
use super::worst::worst;
use super::{Format, RunReport};
use crate::policy::Severity;
use crate::report::text::Page;
use crate::report::view::{LintView, Place};
use crate::report::words::{self, Rules};
use std::io::{self, Write};

/// Issues of one kind that the agent keeps.
const LIMIT: usize = 10;

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "azure-devops",
    purpose: "issues of a step in Azure Pipelines, the worst",
    run: Some(write),
    lint: Some(write_lint),
    ..Format::NONE
};

fn write(run: &RunReport<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let review = run.review;
    let rules = Rules::of(review);
    let failures = review.failures().count();
    for problem in review.failures().take(LIMIT) {
        let place = problem.file.clone().map(|file| Place {
            file,
            line: problem.line.unwrap_or(0),
            column: problem.column.unwrap_or(0),
        });
        issue("error", place.as_ref(), None, &problem.message, out)?;
    }
    let mut left_out = failures.saturating_sub(LIMIT) as u64;
    // With as many of each kind as there may be of both, no kind lacks one that it has room for.
    let (mut errors, mut warnings) = (Vec::new(), Vec::new());
    for finding in run.calling() {
        let kind = if finding.severity == Severity::High { &mut errors } else { &mut warnings };
        kind.push(finding);
        if kind.len() >= HELD {
            left_out += reduce(kind, LIMIT);
        }
    }
    left_out += reduce(&mut errors, LIMIT - failures.min(LIMIT)) + reduce(&mut warnings, LIMIT);
    for (kind, findings) in [("error", errors), ("warning", warnings)] {
        for finding in findings {
            issue(kind, Some(&finding.location), Some(&finding.recommendation), &rules.sentence(&finding), out)?;
        }
    }
    if left_out > 0 {
        writeln!(out, "{} without an issue", words::count(left_out, "more finding"))?;
    }
    Ok(())
}

/// An issue for each of the first that is wrong with policies.
fn write_lint(lint: &LintView<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    for own in lint.diagnostics.iter().take(LIMIT) {
        let help = own.help.as_deref().map(|help| format!(". {help}")).unwrap_or_default();
        // Azure Pipelines knows nothing below a warning, which fails nothing either.
        let level = if own.is_note() { "warning" } else { own.level };
        issue(level, own.location.as_ref(), Some(&own.code), &format!("{}{help}", own.message), out)?;
    }
    match lint.diagnostics.len().saturating_sub(LIMIT) {
        0 => Ok(()),
        more => writeln!(out, "{} without an issue", words::count(more as u64, "more finding")),
    }
}

/// Findings that are held before the worst are chosen.
const HELD: usize = 1_000;

/// Keeps the worst; gives the number of the others.
fn reduce(findings: &mut Vec<Listed<'_>>, limit: usize) -> u64 {
    let (kept, left_out) = worst(std::mem::take(findings).into_iter(), limit);
    *findings = kept;
    left_out
}

fn issue(kind: &str, place: Option<&Place>, code: Option<&str>, message: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut properties = vec![format!("type={kind}")];
    if let Some(place) = place.filter(|place| !place.file.is_empty()) {
        properties.push(format!("sourcepath={}", property(&place.file)));
        if place.line > 0 {
            properties.push(format!("linenumber={};columnnumber={}", place.line, place.column));
        }
    }
    properties.extend(code.map(|code| format!("code={}", property(code))));
    writeln!(out, "##vso[task.logissue {}]{}", properties.join(";"), data(message))
}

/// A text behind a command.
fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text among a command's properties.
fn property(text: &str) -> String {
    data(text).replace(']', "%5D").replace(';', "%3B")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_command_ends_early() {
        assert_eq!(property("a;b]c%\n"), "a%3Bb%5Dc%AZP25%0A");
        assert_eq!(data("x\n##vso[task.complete]"), "x%0A##vso[task.complete]");
    }
}
