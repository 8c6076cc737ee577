//! A finding as a result.

use super::rule::level;
use super::{message, uri};
use crate::assess::Status;
use crate::gate::Standing;
use crate::report::harmless;
use crate::report::view::{FindingView, FixOfReview, Place, Replacement};
use crate::report::words::Rules;
use serde_json::{Value, json};
use std::collections::HashMap;

pub(super) fn result(finding: &FindingView<'_>, rules: &Rules<'_>, places: &HashMap<&str, usize>) -> Value {
    let kind = kind(finding);
    let mut result = json!({
        "ruleId": finding.recommendation,
        "kind": kind,
        "level": if kind == "fail" { level(finding.severity) } else { "none" },
        "message": { "text": message(&rules.sentence(finding)) },
        "locations": [location(finding)],
        "partialFingerprints": {
            "primaryLocationLineHash": finding.fingerprint,
            "recommendationAndResource/v1": finding.fingerprint,
        },
        "properties": properties(finding),
    });
    if let Some(place) = places.get(&*finding.recommendation) {
        result["ruleIndex"] = (*place).into();
    }
    if let Some(standing) = finding.standing {
        result["baselineState"] = baseline_state(standing).into();
    }
    let before = finding.moved_from.iter().map(|place| (place, "It stood here before."));
    let brought = finding.brought_by.iter().map(|place| (place, "The change that brings it."));
    let related = (1..).zip(before.chain(brought)).map(
        |(id, (place, text))| json!({ "id": id, "physicalLocation": physical(place), "message": { "text": text } }),
    );
    let related: Vec<Value> = related.collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    let suppressions = suppressions(finding);
    if !suppressions.is_empty() {
        result["suppressions"] = suppressions.into();
    }
    if let Some(fix) = finding.fix.as_ref().filter(|fix| !fix.replacements.is_empty()) {
        result["fixes"] = json!([self::fix(fix)]);
    }
    result
}

/// What cannot be decided is open, also where it was; what is resolved is judged by what it is.
fn kind(finding: &FindingView<'_>) -> &'static str {
    match (finding.standing, finding.status) {
        (Some(Standing::Resolved), Some(Status::Healthy)) => "pass",
        (Some(Standing::Resolved), None | Some(Status::Unhealthy | Status::NotApplicable)) => "notApplicable",
        (_, Some(Status::Unknown)) => "open",
        _ => "fail",
    }
}

fn baseline_state(standing: Standing) -> &'static str {
    match standing {
        Standing::New | Standing::Incomparable => "new",
        Standing::Changed | Standing::Moved => "updated",
        Standing::Unchanged => "unchanged",
        Standing::Resolved => "absent",
    }
}

fn location(finding: &FindingView<'_>) -> Value {
    let mut place = physical(&finding.location);
    let excerpt = &finding.excerpt;
    if !excerpt.lines.is_empty() && excerpt.first_line > 0 {
        let last = excerpt.first_line + excerpt.lines.len() as u32 - 1;
        let lines: Vec<_> =
            excerpt.lines.iter().map(|line| line.split('\t').map(harmless).collect::<Vec<_>>().join("\t")).collect();
        place["contextRegion"] = json!({
            "startLine": excerpt.first_line,
            "endLine": last,
            "snippet": { "text": lines.join("\n") },
        });
    }
    let resource = &finding.resource;
    json!({
        "physicalLocation": place,
        "logicalLocations": [{ "name": resource.name, "fullyQualifiedName": resource.id, "kind": "resource" }],
    })
}

fn physical(place: &Place) -> Value {
    let mut physical = json!({ "artifactLocation": uri::artifact(&place.file) });
    if place.line > 0 {
        physical["region"] = json!({ "startLine": place.line, "startColumn": place.column.max(1) });
    }
    physical
}

fn properties(finding: &FindingView<'_>) -> Value {
    let evidence: Vec<Value> = finding
        .evidence
        .iter()
        .map(|evidence| json!({ "path": evidence.path, "value": evidence.value, "line": evidence.place.line }))
        .collect();
    json!({
        "severity": finding.severity,
        "resourceType": finding.resource.type_name,
        "standing": finding.standing,
        "status": finding.status,
        "evidence": evidence,
    })
}

fn suppressions(finding: &FindingView<'_>) -> Vec<Value> {
    let exemption = finding.exemption.as_ref().map(|exemption| {
        let until = exemption.expires_on.as_deref().map(|day| format!(" until {day}")).unwrap_or_default();
        let why = format!("{} {}{until}: {}", exemption.category, exemption.id, exemption.reason);
        json!({ "kind": "external", "status": "accepted", "justification": harmless(&why) })
    });
    let known = finding
        .known
        .then(|| json!({ "kind": "external", "status": "accepted", "justification": "It is in the baseline." }));
    exemption.into_iter().chain(known).collect()
}

fn fix(fix: &FixOfReview) -> Value {
    let mut changes: Vec<(&str, Vec<Value>)> = Vec::new();
    for replacement in &fix.replacements {
        match changes.last_mut() {
            Some((file, own)) if *file == replacement.file => own.push(replaced(replacement)),
            _ => changes.push((&replacement.file, vec![replaced(replacement)])),
        }
    }
    let changes = changes
        .into_iter()
        .map(|(file, replacements)| json!({ "artifactLocation": uri::artifact(file), "replacements": replacements }));
    let impact = fix.impact.as_deref().map(|impact| format!(" It may interrupt someone: {impact}")).unwrap_or_default();
    json!({
        "description": { "text": message(&format!("Quick fix.{impact}")) },
        "artifactChanges": changes.collect::<Vec<_>>(),
    })
}

pub(super) fn replaced(replacement: &Replacement) -> Value {
    json!({
        "deletedRegion": {
            "startLine": replacement.start_line,
            "startColumn": replacement.start_column,
            "endLine": replacement.end_line,
            "endColumn": replacement.end_column,
        },
        "insertedContent": { "text": replacement.text },
    })
}
