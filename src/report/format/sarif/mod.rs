//! SARIF 2.1.0, for code scanning.
//!
//! Every finding is a result: exempt ones and those of the baseline are suppressed, resolved ones are `absent` and pass,
//! undecided ones are `open`, and `baselineState` says how each stands to the base. GitHub takes 25,000 results of a run,
//! so that the worst are kept, and it tracks alerts by `primaryLocationLineHash`, which is the finding's fingerprint here: it stays equal when
//! lines move, as a hash of lines would not.

mod lint;
mod result;
mod rule;
mod uri;

use super::worst::worst;
use super::{Format, RunReport};
use crate::report::harmless;
use crate::report::json::write_json;
use crate::report::text::Page;
use crate::report::view::{ProblemView, Review};
use crate::report::words::{self, Rules};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{self, Write};

/// Results that GitHub takes of one run.
const LIMIT: usize = 25_000;

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "sarif",
    purpose: "code scanning",
    is_whole: true,
    run: Some(write),
    lint: Some(lint::write_lint),
    ..Format::NONE
};

fn write(run: &RunReport<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let review = run.review;
    let (shown, left_out) = worst(run.findings(), LIMIT);
    let rules = Rules::of(review);
    let places: HashMap<&str, usize> =
        review.recommendations.iter().zip(0..).map(|(rule, place)| (rule.id.as_str(), place)).collect();
    let results: Vec<Value> = shown.iter().map(|finding| result::result(finding, &rules, &places)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver(review) },
            "invocations": [invocation(review, left_out)],
            "originalUriBaseIds": { uri::ROOT: { "description": { "text": "The root of the repository." } } },
            "columnKind": "unicodeCodePoints",
            "results": results,
            "properties": { "policyDigest": review.tool.policy_digest },
        }],
    });
    write_json(&log, out)
}

fn driver(review: &Review) -> Value {
    with_home(json!({
        "name": words::NAME,
        "version": review.tool.version,
        "semanticVersion": review.tool.version,
        "rules": review.recommendations.iter().map(rule::rule).collect::<Vec<_>>(),
    }))
}

/// Says where the program is published, once `Cargo.toml` does: a reader is not to be sent to somebody's name that stands for
/// another.
fn with_home(mut driver: Value) -> Value {
    const HOME: &str = env!("CARGO_PKG_REPOSITORY");
    if !HOME.contains("/OWNER/") {
        driver["informationUri"] = HOME.into();
    }
    driver
}

fn invocation(review: &Review, left_out: u64) -> Value {
    let mut notifications: Vec<Value> = review.failures().map(|problem| notification("error", problem)).collect();
    let known = review.script_errors.iter().filter(|error| error.known);
    notifications.extend(known.map(|error| notification("warning", &error.problem)));
    notifications.extend(review.remarks().map(|problem| notification("warning", problem)));
    if left_out > 0 {
        let told = format!("{} left out, the least severe.", words::count(left_out, "more result"));
        notifications.push(json!({ "level": "note", "message": { "text": told } }));
    }
    json!({
        "executionSuccessful": review.failures().next().is_none(),
        "toolExecutionNotifications": notifications,
    })
}

fn notification(level: &str, problem: &ProblemView) -> Value {
    let help = problem.help.as_deref().map(|help| format!(". {help}.")).unwrap_or_default();
    let mut notification =
        json!({ "level": level, "message": { "text": message(&format!("{}{help}", problem.message)) } });
    if let Some(file) = &problem.file {
        let mut place = json!({ "artifactLocation": uri::artifact(file) });
        if let (Some(line), Some(column)) = (problem.line, problem.column) {
            place["region"] = json!({ "startLine": line.max(1), "startColumn": column.max(1) });
        }
        notification["locations"] = json!([{ "physicalLocation": place }]);
    }
    notification
}

/// A text as a message: no placeholder is in it, and no link.
fn message(text: &str) -> String {
    harmless(text).replace('{', "{{").replace('}', "}}").replace("](", "] (")
}
