//! A finding with its lines and its quick fix.

use super::head::place;
use super::{NAME, length, name, sentence};
use crate::assess::Status;
use crate::gate::Standing;
use crate::policy::Severity;
use crate::report::fix::markdown::{code, fence};
use crate::report::harmless;
use crate::report::text::Page;
use crate::report::view::{EvidenceView, Excerpt, FindingView, FixOfReview};
use crate::report::words::{Rules, short};

/// Characters of one finding's diff.
const DIFF: usize = 8_000;
/// Values that are shown of the evidence, the deciding ones.
const EVIDENCE: usize = 3;

/// What stands together: as long as there is room for it, and without what it can go without.
pub(super) struct Block {
    pub severity: Severity,
    pub findings: u64,
    pub long: String,
    pub short: String,
}

/// A finding of a few.
pub(super) fn block(finding: &FindingView<'_>, rules: &Rules<'_>, page: &Page) -> Block {
    let told = |long| finding_block(finding, rules, page, long);
    Block { severity: finding.severity, findings: 1, long: told(true), short: told(false) }
}

/// A severity with its colour.
pub(super) fn mark(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "🔴 High",
        Severity::Medium => "🟠 Medium",
        Severity::Low => "🔵 Low",
    }
}

fn finding_block(finding: &FindingView<'_>, rules: &Rules<'_>, page: &Page, long: bool) -> String {
    let place = place(&finding.location.file, finding.location.line, page);
    let place = place.map(|place| format!(" in {place}")).unwrap_or_default();
    let (mark, title) = (mark(finding.severity), name(&rules.title(finding)));
    let mut text = format!(
        "#### {mark}: {title}\n\n{}{place} ({}{})",
        code(&short(&finding.resource.name, NAME)),
        code(&short(&finding.recommendation, NAME)),
        remark(finding)
    );
    if let Some(message) = &finding.message {
        text += &format!(": {}", sentence(message));
    }
    text += "\n\n";
    let evidence: Vec<String> = finding.evidence.iter().rev().take(EVIDENCE).map(read).collect();
    text.extend(evidence.iter().rev().map(|line| format!("- {line}\n")));
    text += if evidence.is_empty() { "" } else { "\n" };
    if long {
        text += &excerpt(&finding.excerpt, &finding.location.file);
        text += &finding.fix.as_ref().map(fix).unwrap_or_default();
    }
    text
}

/// How a finding stands to the base, behind a comma, where it is not simply new.
pub(super) fn remark(finding: &FindingView<'_>) -> &'static str {
    match (finding.standing, finding.status) {
        (Some(Standing::Incomparable), Some(Status::Unknown)) => ", cannot be decided any more",
        (Some(Standing::Incomparable), _) => ", could not be decided before",
        (Some(Standing::Changed), _) => ", unhealthy for other values before",
        _ => "",
    }
}

/// A value that was read.
pub(super) fn read(evidence: &EvidenceView) -> String {
    let path = code(&short(&evidence.path, NAME));
    match evidence.shown() {
        Some(value) => format!("{path} is {}", code(&short(&value, NAME))),
        None => format!("{path} is absent"),
    }
}

fn excerpt(excerpt: &Excerpt, file: &str) -> String {
    if excerpt.lines.is_empty() {
        return String::new();
    }
    let language = match file.rsplit('.').next() {
        Some("yaml" | "yml") => "yaml",
        Some("tf" | "tfvars") => "hcl",
        Some("bicep" | "bicepparam") => "bicep",
        _ => "json",
    };
    let lines: Vec<String> = excerpt.lines.iter().map(|line| visible(line)).collect();
    let lines = lines.join("\n");
    let mark = fence(&lines);
    format!("{mark}{language}\n{lines}\n{mark}\n\n")
}

fn fix(fix: &FixOfReview) -> String {
    let points =
        fix.points.filter(|points| points.units() > 0).map(|points| format!(", +{points} points")).unwrap_or_default();
    let review = if fix.review { ", to review" } else { "" };
    let impact = fix.impact.as_deref().map(|impact| format!("{}\n\n", sentence(impact))).unwrap_or_default();
    if let Some(reason) = &fix.withheld {
        return format!("There is a quick fix{points}{review}: {}.\n\n{impact}", sentence(reason));
    }
    let diff: Vec<String> = fix.diff.lines().map(visible).collect();
    let diff = diff.join("\n");
    if diff.is_empty() || length(&diff) > DIFF {
        return format!("There is a quick fix{points}{review}; `uplift fix` writes it.\n\n{impact}");
    }
    let mark = fence(&diff);
    format!(
        "<details><summary>Quick fix{points}{review}</summary>\n\n{impact}{mark}diff\n{diff}\n{mark}\n\n</details>\n\n"
    )
}

/// A line of a file. Tabs indent, and do no harm.
fn visible(line: &str) -> String {
    line.split('\t').map(harmless).collect::<Vec<_>>().join("\t")
}
