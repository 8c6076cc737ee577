//! Every unhealthy resource, with its place, what was read, and the steps by hand.

use super::recommendations::fix;
use super::{Page, count, style};
use crate::report::harmless;
use crate::report::view::{EvidenceView, FindingView, Place, RecommendationView, Scan};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// One part for each recommendation that something is unhealthy in.
pub(super) fn write(scan: &Scan<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let found = |each: &&RecommendationView| each.tally.unhealthy + each.exempt > 0;
    let failing = scan.recommendations.iter().filter(found);
    for recommendation in failing {
        write_title(recommendation, page, out)?;
        for finding in scan.assessments.unhealthy_of(recommendation.index) {
            write_finding(&finding, page, out)?;
        }
        for finding in scan.assessments.exempt_of(recommendation.index) {
            write_exempt(scan, &finding, page, out)?;
        }
        writeln!(out, "\n  {}", style::bold("Steps by hand"))?;
        write_paragraphs(&recommendation.remediation, "    ", page, out)?;
    }
    Ok(())
}

fn write_title(recommendation: &RecommendationView, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let tally = &recommendation.tally;
    let of = count(tally.healthy + tally.unhealthy, "resource");
    writeln!(out, "\n{}", style::dim(&"─".repeat(page.width)))?;
    writeln!(out, "{}  {}", style::severity(recommendation.severity), style::bold(&harmless(&recommendation.id)))?;
    write_paragraphs(&recommendation.title, "", page, out)?;
    let preview = if recommendation.preview { " · preview: not scored" } else { "" };
    let exempt =
        if recommendation.exempt > 0 { format!(" · {} exempt", recommendation.exempt) } else { String::new() };
    let summary = format!("{} of {of} unhealthy{exempt} · {}{preview}", tally.unhealthy, fix(recommendation));
    writeln!(out, "{}", style::dim(&summary))
}

fn write_finding(finding: &FindingView<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let place = shown(&finding.location);
    writeln!(out, "\n  {}  {}", style::bold(&harmless(&finding.resource.name)), style::accent(&place))?;
    if !finding.copies.is_empty() {
        let copies: Vec<String> = finding.copies.iter().map(|copy| shown(&copy.place)).collect();
        writeln!(out, "    {}", style::dim(&format!("also in {}", copies.join(", "))))?;
    }
    let mut about = vec![harmless(&finding.resource.type_name).into_owned()];
    about.extend(finding.resource.resource_group.as_deref().map(|group| harmless(group).into_owned()));
    writeln!(out, "    {}", style::dim(&about.join(" · ")))?;
    if let Some(message) = &finding.message {
        write_paragraphs(message, "    ", page, out)?;
    }
    for evidence in &finding.evidence {
        write_evidence(evidence, &finding.location, page, out)?;
    }
    if finding.more_evidence > 0 {
        let more = format!("and {} read", count(finding.more_evidence as u64, "more value"));
        writeln!(out, "    {}", style::dim(&more))?;
    }
    Ok(())
}

/// A finding that does not count, and why: short, since nobody needs to repair it now.
fn write_exempt(scan: &Scan<'_>, finding: &FindingView<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let place = shown(&finding.location);
    writeln!(out, "\n  {}  {}", harmless(&finding.resource.name), style::accent(&place))?;
    let Some(exemption) = &finding.exemption else { return Ok(()) };
    let owner =
        scan.exemptions.iter().find(|each| each.exemption.id == exemption.id).and_then(|each| each.owner.as_ref());
    let until = exemption.expires_on.as_ref().map(|end| format!(" until {end}")).unwrap_or_default();
    let owner = owner.map(|owner| format!(" · {owner}")).unwrap_or_default();
    let about = format!("exempt{until} by {}: {}{owner}", exemption.id, exemption.category);
    writeln!(out, "    {}", style::dim(&harmless(&about)))?;
    write_paragraphs(&exemption.reason, "    ", page, out)
}

/// A value and, where it is not the finding's own place, its line and column. Paths are never broken, so that they can
/// be copied.
fn write_evidence(evidence: &EvidenceView<'_>, known: &Place, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let path = harmless(&evidence.path);
    let value =
        evidence.text.as_deref().map_or_else(|| "is absent".to_owned(), |value| format!("= {}", harmless(value)));
    let place = match &evidence.place {
        place if known == place => String::new(),
        place if known.file == place.file => format!("  {}:{}", place.line, place.column),
        place => format!("  {}", shown(place)),
    };
    let fits = INDENT + path.width() + 1 + value.width() + place.width() <= page.width;
    let between = if fits { " " } else { "\n      " };
    writeln!(out, "    {path}{between}{value}{}", style::dim(&place))
}

/// Of evidence, in characters.
const INDENT: usize = 4;

fn shown(place: &Place) -> String {
    format!("{}:{}:{}", harmless(&place.file), place.line, place.column)
}

/// Text of several lines, each wrapped and indented by itself.
pub(super) fn write_paragraphs(text: &str, indent: &str, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    for line in text.trim_end().lines() {
        let line = harmless(line);
        let own: String = line.chars().take_while(|character| *character == ' ').collect();
        let first = format!("{indent}{own}");
        let hanging = format!("{first}{}", " ".repeat(bullet(line.trim_start())));
        let options = textwrap::Options::new(page.width).initial_indent(&first).subsequent_indent(&hanging);
        for wrapped in textwrap::wrap(line.trim_start(), options) {
            writeln!(out, "{}", wrapped.trim_end())?;
        }
    }
    Ok(())
}

/// How wide the mark of a list item is: `1. ` or `- `.
fn bullet(line: &str) -> usize {
    let digits = line.len() - line.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    match &line[digits..] {
        rest if digits > 0 && rest.starts_with(". ") => digits + 2,
        rest if digits == 0 && (rest.starts_with("- ") || rest.starts_with("* ")) => 2,
        _ => 0,
    }
}
