//! What is wrong with policies, as results.

use super::result::replaced;
use super::{LIMIT, message, notification, uri, with_home};
use crate::report::json::write_json;
use crate::report::text::Page;
use crate::report::view::{DiagnosticView, LintRuleView, LintView, ProblemView};
use crate::report::words;
use serde_json::{Value, json};
use std::io::{self, Write};

/// The rules, and a result for each diagnostic.
pub(super) fn write_lint(lint: &LintView<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<Value> = lint.rules.iter().map(rule).collect();
    let results: Vec<Value> =
        lint.diagnostics.iter().take(LIMIT).map(|diagnostic| result(diagnostic, &lint.rules)).collect();
    let failures = lint.diagnostics.iter().filter(|diagnostic| diagnostic.level == "error");
    let failures: Vec<Value> = failures.map(|own| notification("error", &ProblemView::of(own.problem))).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": with_home(json!({
                "name": words::NAME,
                "version": lint.tool.version,
                "semanticVersion": lint.tool.version,
                "rules": rules,
            })) },
            "automationDetails": { "id": format!("{}-lint/", words::NAME) },
            "invocations": [{ "executionSuccessful": lint.loaded, "toolExecutionNotifications": failures }],
            "originalUriBaseIds": { uri::ROOT: { "description": { "text": "The root of the repository." } } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    write_json(&log, out)
}

fn rule(rule: &LintRuleView) -> Value {
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": message(rule.what) },
        "defaultConfiguration": { "level": "warning" },
        "properties": { "tags": ["policy"] },
    })
}

fn result(diagnostic: &DiagnosticView<'_>, rules: &[LintRuleView]) -> Value {
    let help = diagnostic.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
    let mut result = json!({
        "ruleId": diagnostic.code,
        "ruleIndex": rules.iter().position(|rule| rule.code == diagnostic.code),
        "kind": "fail",
        "level": diagnostic.level,
        "message": { "text": message(&format!("{}{help}.", diagnostic.message)) },
    });
    if let Some(place) = &diagnostic.location {
        let region = json!({ "startLine": place.line, "startColumn": place.column });
        let physical = json!({ "artifactLocation": uri::artifact(&place.file), "region": region });
        result["locations"] = json!([{ "physicalLocation": physical }]);
        result["partialFingerprints"] = json!({ "primaryLocationLineHash": diagnostic.fingerprint() });
    }
    if let Some(repair) = &diagnostic.repair {
        let change = json!({ "artifactLocation": uri::artifact(&repair.file), "replacements": [replaced(repair)] });
        let help = diagnostic.help.as_deref().unwrap_or("mend it");
        result["fixes"] = json!([{ "description": { "text": message(help) }, "artifactChanges": [change] }]);
    }
    result
}
