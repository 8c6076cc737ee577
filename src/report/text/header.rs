//! The score, and what it covers.

use super::{Page, count, gap, style};
use crate::inventory::Form;
use crate::report::harmless;
use crate::report::view::{DataView, FileStatusView, FileView, LibraryView, Scan, ScopeKind, ScopeView};
use crate::report::words::{self, word};
use std::collections::BTreeSet;
use std::io::{self, Write};

const LONGEST_BAR: usize = 60;

/// The score with a bar, and what it covers.
pub(super) fn write(scan: &Scan<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    write_score(scan, &gap, out)?;
    if let Some(percentage) = scan.score.figures.percentage {
        let width = page.width.min(LONGEST_BAR);
        let filled = style::bar(percentage.units(), 10_000, width);
        let rest = "░".repeat(width.saturating_sub(filled.chars().count()));
        writeln!(out, "{}{}", style::grade(&filled, fraction(percentage.units())), style::dim(&rest))?;
    }
    writeln!(out)?;
    for line in covered(scan) {
        super::write_note(&line, page, out)?;
    }
    let failed = scan.files.iter().filter(|file| file.status == FileStatusView::Failed).count() as u64;
    if failed > 0 {
        let files = count(failed, "file");
        writeln!(
            out,
            "{}",
            style::alarm(&format!("{files} could not be read: what should be in there is missing from this score"))
        )?;
    }
    Ok(())
}

/// The score, with `gap` in front of its points.
pub(super) fn write_score(scan: &Scan<'_>, gap: &dyn Fn(&str) -> &'static str, out: &mut dyn Write) -> io::Result<()> {
    let title = style::bold(&title(scan));
    let figures = &scan.score.figures;
    let (Some(percentage), Some(current), Some(max)) = (figures.percentage, figures.current, figures.max) else {
        return writeln!(out, "{title}  nothing scored{}", words::range(figures));
    };
    let shown = style::grade(&percentage.percent(), fraction(percentage.units()));
    let range = words::range(figures);
    write!(out, "{title}  {shown}{range}{}{} of {max} points", gap(&range), current.short())?;
    match figures.potential_increase {
        Some(increase) if increase.units() > 0 => {
            writeln!(out, "  {}", style::dim(&format!("potential score increase {}", increase.short())))
        }
        _ => writeln!(out),
    }
}

/// The score before exemptions, when that is another one, and the one after deployment.
pub(super) fn write_others(scan: &Scan<'_>, out: &mut dyn Write) -> io::Result<()> {
    let before = before_exemptions(scan).map(|before| format!("Before exemptions {before}"));
    before
        .into_iter()
        .chain(deployed(scan))
        .chain(graceless(scan))
        .try_for_each(|line| writeln!(out, "{}", style::dim(&line)))
}

fn fraction(units: i64) -> f64 {
    units as f64 / 10_000.0
}

/// `Secure score`, or what part of the estate it is the score of.
fn title(scan: &Scan<'_>) -> String {
    let parts = parts(scan);
    if parts.is_empty() {
        return "Secure score".to_owned();
    }
    let coverage = &scan.coverage;
    format!("Score of {} ({} of {})", parts.join(", "), coverage.resources, count(coverage.resources_read, "resource"))
}

/// What limits the score.
fn parts(scan: &Scan<'_>) -> Vec<String> {
    let filters = &scan.filters;
    let mut parts = Vec::new();
    for id in &filters.management_groups {
        parts.push(format!("management group {}", named(scan, ScopeKind::ManagementGroup, id)));
    }
    for id in &filters.subscriptions {
        parts.push(format!("subscription {}", named(scan, ScopeKind::Subscription, id)));
    }
    for name in &filters.resource_groups {
        parts.push(format!("resource group {}{}", harmless(name), places(scan, name)));
    }
    parts.extend(filters.sources.iter().map(|source| format!("source {}", word(source))));
    parts.extend(filters.resource_types.iter().map(|name| format!("type {}", harmless(name))));
    let last = |id: &String| harmless(id.rsplit('/').next().unwrap_or(id)).into_owned();
    parts.extend(filters.resources.iter().map(|id| format!("resource {}", last(id))));
    parts
}

fn named(scan: &Scan<'_>, kind: ScopeKind, id: &str) -> String {
    let is = |scope: &&ScopeView| {
        scope.kind == kind && scope.id.as_deref().is_some_and(|other| other.eq_ignore_ascii_case(id))
    };
    let name = scan.scopes.iter().find(is).and_then(|scope| scope.name.as_deref());
    harmless(name.unwrap_or(id)).into_owned()
}

/// Where a resource group is, when there are several of its name.
fn places(scan: &Scan<'_>, name: &str) -> String {
    let is = |scope: &&ScopeView| {
        scope.kind == ScopeKind::ResourceGroup
            && scope.name.as_deref().is_some_and(|other| other.eq_ignore_ascii_case(name))
    };
    match scan.scopes.iter().filter(is).count() {
        0 | 1 => String::new(),
        several => format!(" in {several} subscriptions"),
    }
}

/// What the score covers, in sentences.
fn covered(scan: &Scan<'_>) -> Vec<String> {
    let coverage = &scan.coverage;
    let read = scan.files.iter().filter(|file| file.status == FileStatusView::Read).count() as u64;
    let mut parts = vec![format!("{} in {}", count(coverage.resources_read, "resource"), count(read, "file"))];
    if scan.estates.len() > 1 {
        parts.push(count(scan.estates.len() as u64, "estate"));
    }
    let kinds = [
        (ScopeKind::ManagementGroup, "management group"),
        (ScopeKind::Subscription, "subscription"),
        (ScopeKind::ResourceGroup, "resource group"),
    ];
    for (kind, name) in kinds {
        // One that stands in several estates is one.
        let lower = |id: &Option<String>| id.as_deref().map(str::to_lowercase);
        let met = scan.scopes.iter().filter(|scope| scope.kind == kind && scope.id.is_some());
        let met: BTreeSet<_> = met.map(|scope| (lower(&scope.subscription), lower(&scope.id))).collect();
        if !met.is_empty() {
            parts.push(count(met.len() as u64, name));
        }
    }
    let checks = format!("{} decided, {} unknown", count(coverage.decided, "check"), coverage.unknown);
    let mut lines = vec![parts.join(" · "), checks];
    lines.extend(scan.tool.library.as_ref().map(LibraryView::line));
    lines.extend(scan.data.iter().map(DataView::told));
    lines.extend(exempt(scan));
    lines.extend(deployed(scan));
    lines.extend(graceless(scan));
    lines.extend(templates(scan));
    lines.extend(snapshots(scan));
    lines.extend(others(scan));
    lines.extend(listed(scan));
    lines
}

/// What does not count, and what the score would be if it did.
fn exempt(scan: &Scan<'_>) -> Option<String> {
    let findings: u64 = scan.exemptions.iter().map(|exemption| exemption.findings).sum();
    let exemptions = scan.exemptions.len() as u64;
    let before = before_exemptions(scan).map(|before| format!(" · before exemptions {before}")).unwrap_or_default();
    (findings > 0)
        .then(|| format!("{} exempt by {}{before}", count(findings, "finding"), count(exemptions, "exemption")))
}

/// The score once the sources are deployed.
fn deployed(scan: &Scan<'_>) -> Option<String> {
    scan.score.after_deployment.as_ref().map(words::after_deployment)
}

/// The score without what does not count before its day is over.
fn graceless(scan: &Scan<'_>) -> Option<String> {
    scan.score.without_grace.as_ref().map(words::without_grace)
}

/// The score as if nothing was exempt, when that is another one.
fn before_exemptions(scan: &Scan<'_>) -> Option<String> {
    let before = &scan.score.before_exemptions;
    let differs = *before != scan.score.figures;
    let (percentage, current, max) = (before.percentage?, before.current?, before.max?);
    differs.then(|| format!("{}, {} of {max} points", percentage.percent(), current.short()))
}

/// Templates, and what is judged with them.
fn templates(scan: &Scan<'_>) -> Option<String> {
    let is = |file: &FileView, form: &Form| file.form == Some(form.name) && file.status == FileStatusView::Read;
    let templates = scan.files.iter().filter(|file| is(file, &Form::ARM_TEMPLATE) || is(file, &Form::BICEP));
    let (inner, own): (Vec<_>, Vec<_>) = templates.partition(|file| file.reason.is_some());
    let is_values = |file: &FileView| is(file, &Form::ARM_PARAMETERS) || is(file, &Form::BICEP_PARAMETERS);
    let values = scan.files.iter().filter(|file| is_values(file) && file.reason.is_some()).count();
    let mut parts = vec![count(own.len() as u64, "template")];
    parts.extend((!inner.is_empty()).then(|| format!("{} deployed by others", inner.len())));
    parts.extend((values > 0).then(|| count(values as u64, "parameter file")));
    (!own.is_empty()).then(|| parts.join(" · "))
}

/// Files that nobody said to be snapshots.
fn snapshots(scan: &Scan<'_>) -> Option<String> {
    let files = scan.files.iter().filter(|file| file.taken_for_snapshot).count() as u64;
    let (kind, theirs) = if files == 1 { ("a snapshot", "its") } else { ("snapshots", "their") };
    (files > 0)
        .then(|| format!("{} taken for {kind} by {theirs} ids and other marks of the platform", count(files, "file")))
}

/// Rows that are no resources.
fn others(scan: &Scan<'_>) -> Option<String> {
    let rows: u64 = scan.files.iter().map(|file| file.others as u64).sum();
    let tell = if rows == 1 { "tells" } else { "tell" };
    (rows > 0).then(|| {
        format!("{} {tell} of other resources: verdicts, states of policies, findings or costs", count(rows, "row"))
    })
}

/// What the lists below are limited to.
fn listed(scan: &Scan<'_>) -> Option<String> {
    let filters = &scan.filters;
    let mut limits = Vec::new();
    let mut limit = |name: &str, values: Vec<String>| {
        if !values.is_empty() {
            limits.push(format!("{name} {}", values.join(", ")));
        }
    };
    let safe = |values: &[String]| values.iter().map(|value| harmless(value).into_owned()).collect();
    limit("control", safe(&filters.controls));
    limit("recommendation", safe(&filters.recommendations));
    limit("severity", filters.severities.iter().map(word).collect());
    let listed = limits.join("; ");
    (!limits.is_empty()).then(|| format!("Listed: {listed}. The score covers every recommendation."))
}
