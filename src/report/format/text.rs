//! For people, in a terminal or a log: the page that the command prints by itself. Of a quick fix, which prints a patch,
//! what it turns healthy, the worst first and at most fifty.

use super::worst::worst;
use super::{Format, Found, RunReport};
use crate::report::harmless;
use crate::report::text::{
    Page, write_due, write_exemptions, write_gate, write_history, write_lint, write_list, write_policy_diff,
    write_reconciled, write_scan, write_trial,
};
use crate::report::words::{self, Rules};
use std::io::{self, Write};

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "text",
    purpose: "people, in a terminal or a log",
    is_of_sums: true,
    is_whole: false,
    run: Some(write),
    test: Some(write_trial),
    lint: Some(write_lint),
    list: Some(write_list),
    exemptions: Some(write_exemptions),
    history: Some(write_history),
    reconcile: Some(write_reconciled),
    due: Some(write_due),
    policies: Some(write_policy_diff),
    ..Format::NONE
};

/// Findings that are shown one by one.
const LIMIT: usize = 50;

fn write(run: &RunReport<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    match run.found {
        Found::Scan(scan, _) => write_scan(scan, page, out),
        Found::Gate(findings) => write_gate(run.review, findings, page, out),
        Found::Fix(..) => write_fixes(run, out),
    }
}

fn write_fixes(run: &RunReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let review = run.review;
    writeln!(out, "Secure score  {}", words::score(&review.score))?;
    if !review.controls.is_empty() {
        writeln!(out, "\nControls that moved")?;
    }
    for control in &review.controls {
        writeln!(out, "  {}: {}", harmless(&control.title), words::control(control))?;
    }
    write_findings(run, out)?;
    for problem in &review.errors {
        let file = problem.file.as_deref().map(|file| format!("{}: ", harmless(file))).unwrap_or_default();
        writeln!(out, "\nCould not be judged: {file}{}", harmless(&problem.message))?;
    }
    Ok(())
}

fn write_findings(run: &RunReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rules = Rules::of(run.review);
    let (shown, left_out) = worst(run.calling(), LIMIT);
    if !shown.is_empty() {
        writeln!(out, "\nFindings")?;
    }
    for finding in &shown {
        let place = &finding.location;
        writeln!(out, "  {}  {}", words::word(finding.severity), finding.recommendation)?;
        writeln!(out, "    {}", rules.sentence(finding))?;
        writeln!(out, "    {}:{}:{}", harmless(&place.file), place.line, place.column)?;
    }
    if left_out > 0 {
        writeln!(out, "  and {}", words::count(left_out, "more finding"))?;
    }
    Ok(())
}
