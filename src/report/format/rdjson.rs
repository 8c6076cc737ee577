//! Reviewdog's diagnostic format: what calls for somebody, each quick fix as a suggestion.
//!
//! Columns are in bytes there. That of a finding is counted in its excerpt and left out without one; suggestions are whole
//! lines. A quick fix that changes other files too is told in the message, since a suggestion belongs to one file.

use super::json::Streamed;
use super::{Format, RunReport};
use crate::policy::Severity;
use crate::report::json::write_json;
use crate::report::text::Page;
use crate::report::view::{DiagnosticView, FindingView, FixOfReview, LintView, Replacement};
use crate::report::words::{NAME, Rules};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "rdjson",
    purpose: "reviewdog; each quick fix is a suggestion",
    run: Some(write),
    lint: Some(write_lint),
    ..Format::NONE
};

fn write(run: &RunReport<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let rules = Rules::of(run.review);
    let findings = run.calling().map(|finding| diagnostic(&finding, &rules));
    let report = Report { source: json!({ "name": NAME }), diagnostics: Streamed::of(findings) };
    write_json(&report, out)
}

/// What is wrong with policies; each change that is sure is a suggestion.
fn write_lint(lint: &LintView<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let told = lint.diagnostics.iter().map(|own| {
        let help = own.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
        let mut diagnostic = json!({
            "message": format!("{}{help}", own.message),
            "severity": if own.is_note() { "INFO".to_owned() } else { own.level.to_uppercase() },
            "code": { "value": own.code },
        });
        if let Some(place) = &own.location {
            let start = json!({ "line": place.line, "column": bytes_before(own, place.column) + 1 });
            diagnostic["location"] = json!({ "path": place.file, "range": { "start": start } });
        }
        // A suggestion of part of a line is counted in bytes of that line.
        let one_line = own.repair.as_ref().filter(|repair| repair.start_line == repair.end_line);
        if let Some(repair) =
            one_line.filter(|repair| own.problem.position.is_some_and(|place| place.line == repair.start_line))
        {
            let place = |line, column| json!({ "line": line, "column": bytes_before(own, column) + 1 });
            let (start, end) =
                (place(repair.start_line, repair.start_column), place(repair.end_line, repair.end_column));
            diagnostic["suggestions"] = json!([{ "range": { "start": start, "end": end }, "text": repair.text }]);
        }
        diagnostic
    });
    write_json(&Report { source: json!({ "name": NAME }), diagnostics: Streamed::of(told) }, out)
}

/// Bytes before a column of the line that a diagnostic shows.
fn bytes_before(own: &DiagnosticView<'_>, column: u32) -> usize {
    let line = own.problem.excerpt.as_deref().unwrap_or_default();
    line.chars().take(column.saturating_sub(1) as usize).map(char::len_utf8).sum()
}

#[derive(Serialize)]
struct Report<D: Serialize> {
    source: Value,
    diagnostics: D,
}

fn diagnostic(finding: &FindingView<'_>, rules: &Rules<'_>) -> Value {
    let suggestions = finding.fix.as_ref().map(|fix| suggestions(finding, fix)).unwrap_or_default();
    let elsewhere = finding.fix.as_ref().is_some_and(|fix| {
        !suggestions.is_empty() && fix.lines.iter().any(|lines| lines.file != finding.location.file)
    });
    let note = if elsewhere { "; the quick fix changes other files too" } else { "" };
    let mut location = json!({ "path": finding.location.file });
    if let Some(start) = start(finding) {
        location["range"] = json!({ "start": start });
    }
    let mut diagnostic = json!({
        "message": format!("{}{note}", rules.sentence(finding)),
        "location": location,
        "severity": severity(finding.severity),
        "code": { "value": finding.recommendation },
    });
    if !suggestions.is_empty() {
        diagnostic["suggestions"] = suggestions.into();
    }
    diagnostic
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "ERROR",
        Severity::Medium => "WARNING",
        Severity::Low => "INFO",
    }
}

/// The finding's place; without a column when nobody knows how many bytes stand before it.
fn start(finding: &FindingView<'_>) -> Option<Value> {
    let place = &finding.location;
    let mut start = Map::new();
    start.insert("line".to_owned(), place.line.into());
    let line = place.line.checked_sub(finding.excerpt.first_line).and_then(|at| finding.excerpt.lines.get(at as usize));
    let letters = (place.column as usize).checked_sub(1);
    if let (Some(line), Some(letters)) = (line, letters)
        && line.chars().count() >= letters
    {
        let before: usize = line.chars().take(letters).map(char::len_utf8).sum();
        start.insert("column".to_owned(), (before + 1).into());
    }
    (place.line > 0).then(|| start.into())
}

/// What a fix changes in the finding's own file.
fn suggestions(finding: &FindingView<'_>, fix: &FixOfReview) -> Vec<Value> {
    let own = fix.lines.iter().filter(|lines| lines.file == finding.location.file);
    own.map(suggestion).collect()
}

/// Whole lines: the last one is named itself, and its end stays.
fn suggestion(lines: &Replacement) -> Value {
    let text = lines.text.strip_suffix('\n').unwrap_or(&lines.text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    let last = lines.end_line.saturating_sub(1).max(lines.start_line);
    json!({ "range": { "start": { "line": lines.start_line }, "end": { "line": last } }, "text": text })
}
