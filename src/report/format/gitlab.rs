//! GitLab's code quality report: a list of issues.
//!
//! GitLab compares the reports of two branches by fingerprint and shows what is new in a merge request, so that every
//! unhealthy resource is an issue, old ones and those of the baseline too; exempt and resolved ones are not.

use super::json::Streamed;
use super::{Format, RunReport};
use crate::assess::Status;
use crate::gate::Standing;
use crate::policy::Severity;
use crate::report::json::write_json;
use crate::report::review::fingerprint;
use crate::report::text::Page;
use crate::report::view::{DeploymentView, DiagnosticView, FindingView, LintView, ScriptErrorView};
use crate::report::words::{Rules, word};
use serde_json::{Value, json};
use std::io::{self, Write};

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "gitlab",
    purpose: "GitLab's code quality widget",
    is_whole: true,
    run: Some(write),
    lint: Some(write_lint),
    ..Format::NONE
};

fn write(run: &RunReport<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let rules = Rules::of(run.review);
    let scripts = run.review.script_errors.iter().map(script);
    let issues = run.findings().filter(|finding| is_issue(finding)).map(|finding| issue(&finding, &rules));
    write_json(&Streamed::of(scripts.chain(issues)), out)
}

/// What is wrong with policies.
fn write_lint(lint: &LintView<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let issue = |own: &DiagnosticView<'_>| {
        let place = own.location.as_ref();
        json!({
            "description": own.message,
            "check_name": own.rule,
            "fingerprint": own.fingerprint(),
            "severity": match own.level { "error" => "blocker", _ if own.is_note() => "info", _ => "minor" },
            "categories": ["Bug Risk"],
            "location": { "path": place.map(|place| &*place.file), "lines": { "begin": place.map_or(1, |place| place.line) } },
            "content": { "body": own.help },
        })
    };
    write_json(&lint.diagnostics.iter().map(issue).collect::<Vec<_>>(), out)
}

/// A scan of one side and the gate between both tell alike, so that nothing comes or goes between them: what is in the baseline
/// is told, and what only waits for the deployment of sources that stand beside exports is not.
fn is_issue(finding: &FindingView<'_>) -> bool {
    let waits = |view: &DeploymentView| matches!(view.written, Status::Healthy | Status::NotApplicable);
    finding.status == Some(Status::Unhealthy)
        && finding.standing != Some(Standing::Resolved)
        && finding.exemption.is_none()
        && !finding.deployment.as_ref().is_some_and(waits)
}

/// A script that failed, as a defect of its file.
fn script(error: &ScriptErrorView) -> Value {
    let file = error.problem.file.clone().unwrap_or_default();
    json!({
        "description": error.problem.message,
        "check_name": "script-error",
        "fingerprint": fingerprint(&error.recommendation, "script-error", &file),
        "severity": "blocker",
        "categories": ["Bug Risk"],
        "location": { "path": file, "lines": { "begin": error.problem.line.unwrap_or(1).max(1) } },
        "content": { "body": error.problem.help },
    })
}

fn issue(finding: &FindingView<'_>, rules: &Rules<'_>) -> Value {
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
