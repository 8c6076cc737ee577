//! What there is to be judged by, exemptions and test cases, as tables and lists for a page of a repository or a job.

use super::{NAME, name, sentence};
use crate::report::fix::markdown::code;
use crate::report::text::{Page, exemption_state};
use crate::report::view::{Catalogue, CatalogueRecommendation, ExemptionList, LintView, ListedExemption, TrialView};
use crate::report::words::{self, count, short};
use std::io::{self, Write};

/// Each control with its recommendations.
pub(super) fn write_list(catalogue: &Catalogue, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Controls and recommendations")?;
    for control in &catalogue.controls {
        let own = |each: &&CatalogueRecommendation| control.recommendations.contains(&each.id);
        writeln!(out, "\n## {} ({})\n", name(&control.title), count(control.max, "point"))?;
        write_recommendations(catalogue.recommendations.iter().filter(own), out)?;
    }
    let mut outside = catalogue.recommendations.iter().filter(|each| each.controls.is_empty()).peekable();
    if outside.peek().is_some() {
        writeln!(out, "\n## In no control\n")?;
        write_recommendations(outside, out)?;
    }
    Ok(())
}

fn write_recommendations<'a>(
    recommendations: impl Iterator<Item = &'a CatalogueRecommendation>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "| Severity | Recommendation | Title | Fix |\n|---|---|---|---|")?;
    for each in recommendations {
        let (severity, fix) = (words::word(each.severity), if each.fixable { "quick fix" } else { "by hand" });
        writeln!(out, "| {severity} | {} | {} | {fix} |", code(&short(&each.id, NAME)), name(&each.title))?;
    }
    Ok(())
}

/// Every exemption, then those that end soon.
pub(super) fn write_exemptions(list: &ExemptionList, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {} on {}\n", count(list.exemptions.len() as u64, "exemption"), list.today)?;
    writeln!(out, "| State | Exemption | Reason | Findings | Ends | Owner |\n|---|---|---|---:|---|---|")?;
    list.exemptions.iter().try_for_each(|listed| writeln!(out, "{}", row(listed)))?;
    if list.ending.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Ending within {}\n", count(list.within_days, "day"))?;
    writeln!(out, "| Ends | Owner | Exemption | Findings | Points lost | Score then |\n|---|---|---|---:|---:|---:|")?;
    for ending in &list.ending {
        let points = ending.points_lost.map_or("none".to_owned(), |points| points.to_string());
        let then = ending.percentage_then.map_or("none".to_owned(), |percentage| percentage.percent());
        let (id, owner) = (code(&short(&ending.id, NAME)), name(ending.owner.as_deref().unwrap_or("nobody")));
        writeln!(out, "| {} | {owner} | {id} | {} | {points} | {then} |", ending.expires_on, ending.findings)?;
    }
    Ok(())
}

fn row(listed: &ListedExemption) -> String {
    let (exemption, owner) = (&listed.exemption.exemption, listed.exemption.owner.as_deref().unwrap_or("nobody"));
    let note = listed.note.as_deref().map(|note| format!(" ({})", name(note))).unwrap_or_default();
    format!(
        "| {}{note} | {} | {}: {} | {} | {} | {} |",
        exemption_state(listed.state),
        code(&short(&exemption.id, NAME)),
        exemption.category,
        sentence(&exemption.reason),
        listed.exemption.findings,
        exemption.expires_on.as_deref().unwrap_or("never"),
        name(owner)
    )
}

/// The cases that failed.
pub(super) fn write_trial(trial: &TrialView<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let title = if trial.passed { "✅ Policies passed their tests" } else { "❌ Policies failed their tests" };
    let (cases, recommendations) = (trial.cases() as u64, trial.recommendations.len() as u64);
    writeln!(out, "## {title}\n\n{} of {}", count(cases, "case"), count(recommendations, "recommendation"))?;
    for (number, (recommendation, failure)) in trial.failures().enumerate() {
        let place = format!("{}:{}:{}", failure.location.file, failure.location.line, failure.location.column);
        let case = failure.name.map(|case| format!("{}: ", name(case))).unwrap_or_default();
        let (space, difference) = (if number == 0 { "\n" } else { "" }, sentence(&failure.difference));
        let (id, place) = (code(&short(recommendation, NAME)), code(&short(&place, NAME)));
        writeln!(out, "{space}- {id} in {place}: {case}{difference}")?;
    }
    Ok(())
}

/// What is wrong with policies.
pub(super) fn write_lint(lint: &LintView<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let title = match (lint.loaded, lint.passed) {
        (false, _) => "❌ Policies cannot be loaded",
        (true, false) => "❌ Policies have mistakes",
        (true, true) => "✅ Policies have no known mistakes",
    };
    writeln!(out, "## {title}\n\n{}", lint.counted())?;
    for (number, diagnostic) in lint.diagnostics.iter().enumerate() {
        let place = diagnostic.location.as_ref();
        let place = place.map(|place| format!("{}:{}:{}", place.file, place.line, place.column));
        let place = place.map(|place| format!(" in {}", code(&short(&place, NAME)))).unwrap_or_default();
        let help = diagnostic.help.as_deref().map(|help| format!(". {}", sentence(help))).unwrap_or_default();
        let space = if number == 0 { "\n" } else { "" };
        writeln!(
            out,
            "{space}- {} {}{place}: {}{help}",
            diagnostic.code,
            diagnostic.rule,
            sentence(&diagnostic.message)
        )?;
    }
    Ok(())
}
