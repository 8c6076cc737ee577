//! The report for people: one file for each part of the page.

mod asked;
mod browse;
mod chart;
mod controls;
mod course;
mod cover;
mod coverage;
mod diff;
mod due;
mod editions;
mod exemptions;
mod explain;
mod findings;
mod fix;
mod gate;
mod header;
mod history;
mod lint;
mod queries;
mod recommendations;
mod reconcile;
mod round;
mod route;
mod scopes;
mod script_errors;
mod style;
mod table;
mod trial;

pub use asked::write_answer;
pub use browse::{write_control, write_functions, write_list, write_recommendation, write_statistics};
pub use diff::write_diff;
pub use due::write_due;
pub use editions::write_policy_diff;
pub(super) use exemptions::exemption_state;
pub use exemptions::write_exemptions;
pub use explain::write_explanation;
pub use fix::{write_fix, write_nothing_to_fix};
pub use gate::write_gate;
pub use history::write_history;
pub use lint::write_lint;
pub use queries::write_queries;
pub use reconcile::write_reconciled;
pub use round::write_round;
pub use route::write_route;
pub use trial::write_trial;

use super::command::Typed;
use super::harmless;
use super::links::Links;
use super::view::Scan;
use super::words::count;
use crate::portal::is_added;
use crate::score::Order;
use std::io::{self, Write};

/// How a page is laid out.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// In characters.
    pub width: usize,
    /// Nothing is left out for the sake of brevity.
    pub all: bool,
    /// Every unhealthy resource is listed, each with its place and evidence.
    pub details: bool,
    /// What the controls are sorted by.
    pub order: Order,
    /// The command that made the report, without what it listed, to build the next one from.
    pub command: String,
    /// The flags by which `uplift show` and `uplift list` find the same policies, with a space before each.
    pub flags: String,
    /// What the command that made the report was given, to build the next one from.
    pub typed: Typed,
    /// Whether the files that were named are those that were judged, so that `uplift explain` tells of the same.
    pub explains: bool,
    /// Where the files can be seen, where that is known.
    pub links: Option<Links>,
}

/// Writes a scan for people, with colours as escape sequences: the writer takes them out where they are not wanted.
///
/// # Errors
/// Those of the writer.
pub fn write_scan(scan: &Scan<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    header::write(scan, page, out)?;
    controls::write(scan, page, out)?;
    if page.details {
        findings::write(scan, page, out)?;
    } else {
        recommendations::write(scan, page, out)?;
        scopes::write(scan, page, out)?;
    }
    script_errors::write(&scan.script_errors, page, out)?;
    coverage::write(scan, page, out)?;
    write_next(scan, page, out)
}

/// Writes the score alone, on one line, and on others what it is before exemptions, when that differs, and after deployment.
///
/// # Errors
/// Those of the writer.
pub fn write_score(scan: &Scan<'_>, out: &mut dyn Write) -> io::Result<()> {
    header::write_score(scan, &|_| "  ", out)?;
    header::write_others(scan, out)
}

/// The command that leads on from here.
fn write_next(scan: &Scan<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let Some((command, purpose)) = next(scan, page) else { return Ok(()) };
    writeln!(out, "\n{}  {}", style::bold("Next"), style::accent(&harmless(&command)))?;
    writeln!(out, "      {}", style::dim(purpose))?;
    let found = scan.recommendations.iter().find(|recommendation| page.details && recommendation.tally.unhealthy > 0);
    let finding = found.filter(|_| page.explains).and_then(|found| scan.assessments.unhealthy_of(found.index).next());
    let Some(finding) = finding else { return Ok(()) };
    let command = page.typed.explain(&finding.recommendation, &finding.resource.id);
    writeln!(out, "      {}", style::accent(&harmless(&command)))?;
    writeln!(out, "      {}", style::dim("how it came about, clause by clause"))
}

/// The next command and what it shows: from the score to a control, from there to a recommendation.
fn next(scan: &Scan<'_>, page: &Page) -> Option<(String, &'static str)> {
    let (command, flags) = (&page.command, &page.flags);
    if command.is_empty() {
        return None;
    }
    let control = scan.controls.iter().find(|control| control.tally.unhealthy > 0);
    let recommendation = scan.recommendations.iter().find(|recommendation| recommendation.tally.unhealthy > 0);
    match (control, recommendation) {
        (_, Some(found)) if page.details => {
            // What only an export knows is shown nowhere else.
            (!is_added(&found.id)).then(|| (format!("uplift show {}{flags}", found.id), "what is checked, and why"))
        }
        (Some(found), _) if !page.details => Some((format!("{command} --control {}", found.id), DETAILS)),
        (_, Some(found)) => Some((format!("{command} --recommendation {}", found.id), DETAILS)),
        _ if scan.score.figures.percentage.is_some() && scan.coverage.unknown == 0 => {
            Some((format!("uplift list{flags}"), "everything that is checked"))
        }
        _ => None,
    }
}

const DETAILS: &str = "what is unhealthy, and the steps by hand";

/// What stands between a score in percent and in points: where there is a range, both do not fit on one line.
fn gap(range: &str) -> &'static str {
    if range.is_empty() { "  " } else { "\n              " }
}

/// What was not shown for the sake of brevity.
fn write_more(hidden: usize, what: &str, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    if hidden > 0 { write_note(&format!("{hidden} {what} (--all shows them)"), page, out) } else { Ok(()) }
}

/// A heading with an empty line before it.
fn write_heading(text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{}", style::bold(text))
}

/// A remark in the width of the page, less prominent than what it is about.
fn write_note(text: &str, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    for line in textwrap::wrap(text, page.width) {
        writeln!(out, "{}", style::dim(&line))?;
    }
    Ok(())
}
