//! Reviews in the formats of other programs: one file for each.
//!
//! Every format gets a [`Review`] and its findings one by one, and says at its top which of them it shows. What calls for
//! somebody is the same for all (see [`calls`]); formats for other programs that tell old from new by themselves show
//! more. Texts of the estate are hostile: a format escapes them where it writes them.

mod azure_devops;
mod csv;
mod github;
mod gitlab;
mod json;
mod junit;
mod markdown;
mod ndjson;
mod rdjson;
mod sarif;
mod text;
mod words;
mod worst;

pub use json::{GateReport, gate_schema};

use super::view::{FindingView, Review, Standing, StatusView};
use std::io::{self, Write};

/// How a review is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReviewFormat {
    /// For people, in a terminal.
    Text,
    /// Everything, as one JSON document.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit, for test reports.
    Junit,
    /// A comment on a pull request.
    Markdown,
    /// GitHub's workflow commands.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// Azure Pipelines' logging commands.
    AzureDevops,
    /// Reviewdog's diagnostic format.
    Rdjson,
    /// A table.
    Csv,
    /// One JSON document a line, as they come.
    Ndjson,
}

impl ReviewFormat {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Text,
        Self::Json,
        Self::Sarif,
        Self::Junit,
        Self::Markdown,
        Self::Github,
        Self::Gitlab,
        Self::AzureDevops,
        Self::Rdjson,
        Self::Csv,
        Self::Ndjson,
    ];

    /// As it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Markdown => "markdown",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::AzureDevops => "azure-devops",
            Self::Rdjson => "rdjson",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    /// The format of a name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// Writes a review with its findings. Text has no colours, and lines of 100 characters.
///
/// # Errors
/// Those of the writer.
pub fn write_review(
    format: ReviewFormat,
    review: &Review,
    findings: &mut dyn Iterator<Item = FindingView>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        ReviewFormat::Text => text::write(review, findings, out),
        ReviewFormat::Json => json::write(review, findings, out),
        ReviewFormat::Sarif => sarif::write(review, findings, out),
        ReviewFormat::Junit => junit::write(review, findings, out),
        ReviewFormat::Markdown => markdown::write(review, findings, out),
        ReviewFormat::Github => github::write(review, findings, out),
        ReviewFormat::Gitlab => gitlab::write(review, findings, out),
        ReviewFormat::AzureDevops => azure_devops::write(review, findings, out),
        ReviewFormat::Rdjson => rdjson::write(review, findings, out),
        ReviewFormat::Csv => csv::write(findings, out),
        ReviewFormat::Ndjson => ndjson::write(review, findings, out),
    }
}

/// Whether a finding calls for somebody: it is unhealthy or cannot be decided any more, and neither exempt, nor in the
/// baseline, nor as old as the base. Of a scan, which has no base, every unhealthy resource does.
fn calls(finding: &FindingView) -> bool {
    let old = matches!(finding.standing, Some(Standing::Unchanged | Standing::Moved | Standing::Resolved));
    !old && counts(finding)
}

/// Whether a finding is one as things are, old or new: neither resolved, nor exempt, nor in the baseline.
fn counts(finding: &FindingView) -> bool {
    let stands = match finding.status {
        Some(StatusView::Unhealthy) => true,
        Some(StatusView::Unknown) => finding.standing == Some(Standing::Incomparable),
        _ => false,
    };
    stands && finding.standing != Some(Standing::Resolved) && !finding.known && finding.exemption.is_none()
}
