//! Words that several formats use.

use crate::policy::Severity;
use crate::report::harmless;
use crate::report::view::{FiguresView, FindingView, Review, RuleOfReview, Run, Standing, StatusView, Verdict};
use std::collections::HashMap;

/// Where the program is described.
pub(super) const NAME: &str = "uplift";

/// A severity, as policies write it.
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
    }
}

/// A standing, as JSON writes it.
pub(super) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::New => "new",
        Standing::Incomparable => "incomparable",
        Standing::Changed => "changed",
        Standing::Moved => "moved",
        Standing::Unchanged => "unchanged",
        Standing::Resolved => "resolved",
    }
}

/// A status, as JSON writes it.
pub(super) fn status(status: StatusView) -> &'static str {
    match status {
        StatusView::Healthy => "healthy",
        StatusView::Unhealthy => "unhealthy",
        StatusView::NotApplicable => "notApplicable",
        StatusView::Unknown => "unknown",
    }
}

/// What became of the run, for a title.
pub(super) fn verdict(review: &Review) -> &'static str {
    match (review.run, review.verdict) {
        (Run::Scan, _) => "scan",
        (Run::Fix, _) => "quick fix",
        (Run::Gate, Some(Verdict::Passed)) => "gate passed",
        (Run::Gate, Some(Verdict::Failed)) => "gate failed",
        (Run::Gate, Some(Verdict::Reported)) => "gate would fail",
        (Run::Gate, None) => "the gate could not judge",
    }
}

/// `60.33 %`, or what stands for it when nothing is scored.
pub(super) fn percent(figures: &FiguresView) -> String {
    figures.percentage.map_or_else(|| "nothing scored".to_owned(), |percentage| percentage.percent())
}

/// `1 finding`, `2 findings`.
pub(super) fn count(number: u64, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// The texts of recommendations, by id.
pub(super) struct Rules<'r>(HashMap<&'r str, &'r RuleOfReview>);

impl<'r> Rules<'r> {
    pub(super) fn of(review: &'r Review) -> Self {
        Self(review.recommendations.iter().map(|rule| (rule.id.as_str(), rule)).collect())
    }

    /// The texts of a finding's recommendation.
    pub(super) fn find(&self, finding: &FindingView) -> Option<&'r RuleOfReview> {
        self.0.get(finding.recommendation.as_str()).copied()
    }

    /// What should be, or the recommendation's id.
    pub(super) fn title(&self, finding: &FindingView) -> String {
        let title = self.find(finding).map_or(&finding.recommendation, |rule| &rule.title);
        harmless(title).into_owned()
    }

    /// A finding in a line: `stprod: Storage accounts should accept only HTTPS (it accepts HTTP)`.
    pub(super) fn sentence(&self, finding: &FindingView) -> String {
        let unknown = if finding.status == Some(StatusView::Unknown) { " cannot be decided" } else { "" };
        let message = finding.message.as_deref().map(|message| format!(" ({})", harmless(message.trim())));
        let name = harmless(&finding.resource.name);
        format!("{name}: {}{unknown}{}", self.title(finding), message.unwrap_or_default())
    }
}

/// The first so many characters of a text, with a mark where it was cut.
pub(super) fn short(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}
