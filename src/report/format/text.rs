//! For people, in a terminal or a log. Every finding that calls for somebody is in it, the worst first and at most fifty.

use super::calls;
use super::words::{self, Rules};
use super::worst::worst;
use crate::report::harmless;
use crate::report::view::{CauseKind, FindingView, Review, Run};
use std::io::{self, Write};

/// Findings that are shown one by one.
const LIMIT: usize = 50;
/// Causes that are shown.
const CAUSES: usize = 10;

pub(super) fn write(
    review: &Review,
    findings: &mut dyn Iterator<Item = FindingView>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_score(review, out)?;
    write_rules(review, out)?;
    write_controls(review, out)?;
    write_causes(review, out)?;
    write_findings(review, findings, out)?;
    for problem in &review.errors {
        let file = problem.file.as_deref().map(|file| format!("{}: ", harmless(file))).unwrap_or_default();
        writeln!(out, "\nCould not be judged: {file}{}", harmless(&problem.message))?;
    }
    Ok(())
}

fn write_score(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    let score = &review.score;
    write!(out, "Secure score  ")?;
    if let Some(before) = &score.before {
        write!(out, "{} → ", words::percent(before))?;
    }
    write!(out, "{}", words::percent(&score.after))?;
    if let (Some(current), Some(max)) = (score.after.current, score.after.max) {
        write!(out, "  {current} of {max} points")?;
    }
    match score.lost {
        Some(lost) if lost.units() > 0 => writeln!(out, "  {lost} points lost through worsened or added resources")?,
        _ => writeln!(out)?,
    }
    if review.run == Run::Gate {
        let counts = &review.counts;
        writeln!(
            out,
            "{} new · {} incomparable · {} changed · {} moved · {} unchanged · {} resolved · {} exempt",
            counts.new,
            counts.incomparable,
            counts.changed,
            counts.moved,
            counts.unchanged,
            counts.resolved,
            counts.exempt
        )?;
    }
    Ok(())
}

fn write_rules(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    if review.run != Run::Gate {
        return Ok(());
    }
    writeln!(out, "\n{}", capital(words::verdict(review)))?;
    for rule in &review.rules {
        let scope = rule.scope.as_deref().map(|scope| format!(" for {}", harmless(scope))).unwrap_or_default();
        let mark = if rule.passed { "passed" } else { "failed" };
        writeln!(out, "  {mark}  {}: {}{scope}: {}", rule.id, harmless(&rule.setting), harmless(&rule.found))?;
        for line in [&rule.remedy, &rule.command].into_iter().flatten() {
            writeln!(out, "          {}", harmless(line))?;
        }
    }
    Ok(())
}

fn write_controls(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    if !review.controls.is_empty() {
        writeln!(out, "\nControls that moved")?;
    }
    let points =
        |points: Option<crate::report::Points>| points.map_or("not scored".to_owned(), |points| points.to_string());
    for control in &review.controls {
        let max = control.max.map(|max| format!(" of {max}")).unwrap_or_default();
        writeln!(out, "  {}: {} → {}{max}", harmless(&control.title), points(control.before), points(control.after))?;
    }
    Ok(())
}

fn write_causes(review: &Review, out: &mut dyn Write) -> io::Result<()> {
    if !review.causes.is_empty() {
        writeln!(out, "\nWhat moved the score")?;
    }
    for cause in review.causes.iter().take(CAUSES) {
        let kind = match cause.kind {
            CauseKind::Improved => "improved",
            CauseKind::Worsened => "worsened",
            CauseKind::Added => "added",
            CauseKind::Removed => "removed",
            CauseKind::Others => "others",
        };
        let sign = if cause.points.units() > 0 { "+" } else { "" };
        writeln!(out, "  {sign}{}  {kind}  {}", cause.points, harmless(&cause.name))?;
    }
    Ok(())
}

fn write_findings(
    review: &Review,
    findings: &mut dyn Iterator<Item = FindingView>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rules = Rules::of(review);
    let (shown, left_out) = worst(findings.filter(calls), LIMIT);
    if !shown.is_empty() {
        writeln!(out, "\nFindings")?;
    }
    for finding in &shown {
        let place = &finding.location;
        let standing = finding.standing.map_or("", words::standing);
        let head = format!("{} {standing}", words::severity(finding.severity));
        writeln!(out, "  {}  {}", head.trim_end(), finding.recommendation)?;
        writeln!(out, "    {}", rules.sentence(finding))?;
        writeln!(out, "    {}:{}:{}", harmless(&place.file), place.line, place.column)?;
    }
    if left_out > 0 {
        writeln!(out, "  and {}", words::count(left_out, "more finding"))?;
    }
    Ok(())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
