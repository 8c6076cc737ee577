//! GitLab's code quality report: a list of issues.
//!
//! GitLab compares the reports of two branches by fingerprint and shows what is new in a merge request, so that every
//! unhealthy resource is an issue, old ones too where the run gives them; exempt, known and resolved ones are not.

use super::counts;
use super::words::{Rules, severity as word};
use crate::policy::Severity;
use crate::report::view::{FindingView, Review};
use serde::ser::{SerializeSeq, Serializer};
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn write(
    review: &Review,
    findings: &mut dyn Iterator<Item = FindingView>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rules = Rules::of(review);
    let mut serializer = serde_json::Serializer::pretty(&mut *out);
    let mut list = serializer.serialize_seq(None)?;
    for finding in findings.filter(counts) {
        list.serialize_element(&issue(&finding, &rules))?;
    }
    list.end()?;
    out.write_all(b"\n")
}

fn issue(finding: &FindingView, rules: &Rules<'_>) -> Value {
    json!({
        "description": rules.sentence(finding),
        "check_name": finding.recommendation,
        "fingerprint": finding.fingerprint,
        "severity": severity(finding.severity),
        "categories": ["Security"],
        "location": { "path": finding.location.file, "lines": { "begin": finding.location.line.max(1) } },
        "content": { "body": format!("{} severity, {}", word(finding.severity), finding.resource.id) },
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
    }
}
