//! A recommendation as a rule, with its help.

use super::message;
use crate::policy::Severity;
use crate::report::fix::markdown::{code, plain};
use crate::report::links;
use crate::report::view::{Ids, RuleOfReview};
use crate::report::words::short;
use serde_json::{Value, json};

/// Characters of a description that GitHub takes.
const DESCRIPTION: usize = 1_000;
/// Tags that GitHub takes of a rule.
const TAGS: usize = 20;

pub(super) fn rule(rule: &RuleOfReview) -> Value {
    let mut tags = vec!["security".to_owned()];
    tags.extend(rule.controls.iter().map(|control| short(control, 200)));
    tags.truncate(TAGS);
    let mut view = json!({
        "id": rule.id,
        "name": short(&rule.title, 200),
        "shortDescription": { "text": message(&short(&rule.title, DESCRIPTION)) },
        "fullDescription": { "text": message(&short(rule.description.trim(), DESCRIPTION)) },
        "help": { "text": text(rule), "markdown": markdown(rule) },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": {
            "tags": tags,
            "precision": "high",
            "problem.severity": problem_severity(rule.severity),
            "security-severity": security_severity(rule.severity),
        },
    });
    if let Some(uri) = help_uri(rule) {
        view["helpUri"] = uri.into();
    }
    view
}

/// Where more is said: a page that the references name, or else the Azure Policy definition of the same thing.
fn help_uri(rule: &RuleOfReview) -> Option<String> {
    let page = rule.references.values().flat_map(Ids::iter).find(|text| text.starts_with("https://")).map(links::page);
    let is_guid = |text: &&str| text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let definition =
        || rule.references.get("azurePolicy")?.iter().find(is_guid).map(|guid| format!("{DEFINITION}{guid}"));
    page.or_else(definition)
}

const DEFINITION: &str = "https://portal.azure.com/#view/Microsoft_Azure_Policy/PolicyDetailBlade/definitionId/\
                          %2Fproviders%2FMicrosoft.Authorization%2FpolicyDefinitions%2F";

pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

fn problem_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "recommendation",
    }
}

/// The middle of what GitHub calls high, medium and low.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
    }
}

fn text(rule: &RuleOfReview) -> String {
    let paragraphs = [rule.description.trim(), rule.remediation.trim()];
    let lines = paragraphs.iter().map(|text| text.lines().map(message).collect::<Vec<_>>().join("\n"));
    lines.collect::<Vec<_>>().join("\n\n")
}

fn markdown(rule: &RuleOfReview) -> String {
    // Steps have their numbers in the policy.
    let lines = |text: &str| text.trim().lines().map(plain).collect::<Vec<_>>().join("  \n");
    let mut parts = vec![lines(&rule.description), format!("**Steps by hand**\n\n{}", lines(&rule.remediation))];
    if !rule.controls.is_empty() {
        let controls: Vec<String> = rule.controls.iter().map(|control| plain(control)).collect();
        parts.push(format!("Controls: {}", controls.join(", ")));
    }
    if !rule.references.is_empty() {
        let references: Vec<String> = rule
            .references
            .iter()
            .flat_map(|(name, ids)| ids.iter().map(move |id| format!("{} {}", plain(name), code(id))))
            .collect();
        parts.push(format!("References: {}", references.join(", ")));
    }
    parts.join("\n\n")
}
