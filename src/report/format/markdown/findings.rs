//! The findings, each with its lines and its quick fix.

use super::head::place;
use super::{NAME, length, name, sentence};
use crate::assess::Status;
use crate::gate::Standing;
use crate::policy::Severity;
use crate::report::fix::markdown::{code, fence};
use crate::report::format::kinds::Listed;
use crate::report::harmless;
use crate::report::view::{EvidenceView, Excerpt, FindingView, FixOfReview, Review, Run};
use crate::report::words::{Rules, short};

/// Characters of one finding's diff.
const DIFF: usize = 8_000;
/// Values that are shown of the evidence, the deciding ones.
const EVIDENCE: usize = 3;

/// As many findings as find room, and the number of the others. A finding whose lines and diff find none goes without.
pub(super) fn findings(review: &Review, findings: &[Listed<'_>], mut room: usize) -> (String, u64) {
    let rules = Rules::of(review);
    let title = match review.run {
        Run::Scan => "### Unhealthy resources\n\n",
        Run::Gate => "### New findings\n\n",
        Run::Fix => "### What the quick fix turns healthy\n\n",
    };
    let mut text = String::new();
    room = room.saturating_sub(length(title));
    for (place, finding) in findings.iter().enumerate() {
        let long = finding_block(finding, &rules, true);
        let block = if length(&long) <= room { long } else { finding_block(finding, &rules, false) };
        if length(&block) > room {
            return (headed(title, text), (findings.len() - place) as u64);
        }
        room -= length(&block);
        text += &block;
    }
    (headed(title, text), 0)
}

fn headed(title: &str, text: String) -> String {
    if text.is_empty() { text } else { format!("{title}{text}") }
}

fn finding_block(finding: &FindingView<'_>, rules: &Rules<'_>, long: bool) -> String {
    let mark = match finding.severity {
        Severity::High => "🔴 High",
        Severity::Medium => "🟠 Medium",
        Severity::Low => "🔵 Low",
    };
    let place = place(&finding.location.file, finding.location.line);
    let (title, id) = (name(&rules.title(finding)), code(&short(&finding.recommendation, NAME)));
    let mut text = format!(
        "#### {mark}: {title}\n\n{}{place} ({id}{})",
        code(&short(&finding.resource.name, NAME)),
        remark(finding)
    );
    if let Some(message) = &finding.message {
        text += &format!(": {}", sentence(message));
    }
    text += "\n\n";
    let evidence: Vec<String> = finding.evidence.iter().rev().take(EVIDENCE).map(read).collect();
    text.extend(evidence.iter().rev().map(String::as_str));
    text += if evidence.is_empty() { "" } else { "\n" };
    if long {
        text += &excerpt(&finding.excerpt, &finding.location.file);
        text += &finding.fix.as_ref().map(fix).unwrap_or_default();
    }
    text
}

fn remark(finding: &FindingView<'_>) -> &'static str {
    match (finding.standing, finding.status) {
        (Some(Standing::Incomparable), Some(Status::Unknown)) => ", cannot be decided any more",
        (Some(Standing::Incomparable), _) => ", could not be decided before",
        (Some(Standing::Changed), _) => ", unhealthy for other values before",
        _ => "",
    }
}

fn read(evidence: &EvidenceView) -> String {
    let path = code(&short(&evidence.path, NAME));
    match evidence.shown() {
        Some(value) => format!("- {path} is {}\n", code(&short(&value, NAME))),
        None => format!("- {path} is absent\n"),
    }
}

fn excerpt(excerpt: &Excerpt, file: &str) -> String {
    if excerpt.lines.is_empty() {
        return String::new();
    }
    let language = match file.rsplit('.').next() {
        Some("yaml" | "yml") => "yaml",
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
