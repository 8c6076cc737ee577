//! GitHub's workflow commands: annotations on the lines of a pull request.
//!
//! GitHub shows ten of a step and drops the others, so that the worst ten findings that call for somebody are written,
//! and the number of the others goes to the log. The job summary is the `markdown` format.

use super::worst::worst;
use super::{Format, RunReport};
use crate::policy::Severity;
use crate::report::text::Page;
use crate::report::view::{DiagnosticView, FindingView, LintView, ProblemView, TrialView};
use crate::report::words::{self, Rules};
use std::io::{self, Write};

/// Annotations that GitHub shows of one step.
const LIMIT: usize = 10;

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "github",
    purpose: "annotations in GitHub, the worst; markdown goes to the summary of the job",
    run: Some(write),
    test: Some(write_trial),
    lint: Some(write_lint),
    ..Format::NONE
};

fn write(run: &RunReport<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let review = run.review;
    let rules = Rules::of(review);
    // What could not be judged comes first: without it the rest is no result.
    let failures = review.failures().count();
    let room = LIMIT - failures.min(LIMIT);
    for problem in review.failures().take(LIMIT) {
        error(problem, out)?;
    }
    let (shown, mut left_out) = worst(run.calling(), room);
    for finding in &shown {
        annotation(finding, &rules, out)?;
    }
    left_out += failures.saturating_sub(LIMIT) as u64;
    if left_out > 0 {
        writeln!(out, "{} without an annotation", words::count(left_out, "more finding"))?;
    }
    Ok(())
}

/// An error for each case that failed.
fn write_trial(trial: &TrialView<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let failed = trial.failures().count();
    for (recommendation, failure) in trial.failures().take(LIMIT) {
        let (title, place) = (property(recommendation), &failure.location);
        let at = format!("file={},line={},col={}", property(&place.file), place.line, place.column);
        let case = failure.name.map(|name| format!("{name}: ")).unwrap_or_default();
        writeln!(out, "::error {at},title={title}::{}", data(&format!("{case}{}", failure.difference)))?;
    }
    if failed > LIMIT {
        let more = words::count((failed - LIMIT) as u64, "more failure");
        writeln!(out, "{more} without an annotation")?;
    }
    Ok(())
}

/// An annotation for each diagnostic, in order of place.
fn write_lint(lint: &LintView<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    for own @ DiagnosticView { code, rule, message, help, location, .. } in lint.diagnostics.iter().take(LIMIT) {
        let level = if own.is_note() { "notice" } else { own.level };
        let place = location
            .as_ref()
            .map(|place| format!("file={},line={},col={},", property(&place.file), place.line, place.column));
        let help = help.as_ref().map(|help| format!(". {help}")).unwrap_or_default();
        let title = property(&format!("{code} {rule}"));
        writeln!(out, "::{level} {}title={title}::{}", place.unwrap_or_default(), data(&format!("{message}{help}")))?;
    }
    if let more @ 1.. = lint.diagnostics.len().saturating_sub(LIMIT) {
        writeln!(out, "{} without an annotation", words::count(more as u64, "more finding"))?;
    }
    Ok(())
}

fn annotation(finding: &FindingView<'_>, rules: &Rules<'_>, out: &mut dyn Write) -> io::Result<()> {
    let level = match finding.severity {
        Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "notice",
    };
    let title = format!("{} ({})", finding.recommendation, words::word(finding.severity));
    let place = &finding.location;
    let mut properties = Vec::new();
    if !place.file.is_empty() {
        properties.push(format!("file={}", property(&place.file)));
    }
    if place.line > 0 {
        properties.push(format!("line={},col={}", place.line, place.column));
    }
    properties.push(format!("title={}", property(&title)));
    writeln!(out, "::{level} {}::{}", properties.join(","), data(&rules.sentence(finding)))
}

fn error(problem: &ProblemView, out: &mut dyn Write) -> io::Result<()> {
    let mut properties = vec!["title=Could not be judged".to_owned()];
    properties.extend(problem.file.as_deref().map(|file| format!("file={}", property(file))));
    properties.extend(problem.line.map(|line| format!("line={line}")));
    properties.extend(problem.column.map(|column| format!("col={column}")));
    writeln!(out, "::error {}::{}", properties.join(","), data(&problem.message))
}

/// A text behind a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text among a command's properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_command_ends_early() {
        assert_eq!(property("a,b::c%0A\r\n"), "a%2Cb%3A%3Ac%250A%0D%0A");
        assert_eq!(data("a,b::c\n::error::x"), "a,b::c%0A::error::x");
    }
}
