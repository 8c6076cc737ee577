//! What a command answered, against what is right.

use crate::case::Step;
use crate::place::spelt_out;
use serde_json::Value;
use std::process::Output;

/// What a command printed, and how it ended.
pub struct Answer {
    code: Option<i32>,
    stdout: String,
    stderr: String,
    /// The report, when standard output is JSON.
    report: Option<Value>,
}

impl Answer {
    /// Reads what a command left.
    pub fn of(output: Output) -> Self {
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        Self { code: output.status.code(), report: serde_json::from_str(&stdout).ok(), stdout, stderr }
    }

    fn at(&self, pointer: &str) -> Option<&Value> {
        self.report.as_ref()?.pointer(pointer)
    }

    fn list(&self, pointer: &str) -> &[Value] {
        self.at(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// The rows of a recommendation and a resource, the resource by its name or the end of its id.
    fn rows(&self, key: &str) -> Vec<&Value> {
        let (recommendation, wanted) = key.split_once(' ').unwrap_or((key, ""));
        let wanted = spelt_out(wanted).to_lowercase();
        let is_meant = |row: &&Value| {
            let id = row["resource"]["id"].as_str().unwrap_or_default().to_lowercase();
            let whole = id == wanted || id.ends_with(&format!("/{wanted}")) || row["resource"]["name"] == *wanted;
            row["recommendation"] == recommendation && whole
        };
        self.list("/assessments").iter().filter(is_meant).collect()
    }

    /// Warnings as the report has them; what stands on standard error when there is no report.
    fn warnings(&self) -> Vec<String> {
        match &self.report {
            Some(_) => self.list("/warnings").iter().map(Value::to_string).collect(),
            None => self.stderr.lines().map(str::to_owned).collect(),
        }
    }

    fn says(&self, text: &str) -> bool {
        let text = spelt_out(text);
        holds(&self.stdout, &text) || holds(&self.stderr, &text)
    }
}

/// What the answer has that is not right.
pub fn differences(step: &Step, answer: &Answer, command: &str) -> Vec<String> {
    let mut different = Vec::new();
    if answer.code != Some(step.exit) {
        let first = answer.stderr.lines().next().unwrap_or_default();
        different.push(format!("uplift {command}: exit code {:?}, not {}: {first}", answer.code, step.exit));
    }
    different.extend(of_verdicts(step, answer));
    different.extend(of_warnings(step, answer));
    different.extend(of_values(step, answer));
    different.extend(step.says.iter().filter(|text| !answer.says(text)).map(|text| format!("does not say `{text}`")));
    different.extend(step.never.iter().filter(|text| answer.says(text)).map(|text| format!("says `{text}`")));
    different
}

fn of_verdicts(step: &Step, answer: &Answer) -> Vec<String> {
    let status = |key: &str| match answer.rows(key).as_slice() {
        [] => "none".to_owned(),
        rows => rows.iter().map(|row| row["status"].as_str().unwrap_or_default()).collect::<Vec<_>>().join(" and "),
    };
    let verdicts = step.verdicts.iter().map(|(key, right)| (key, right, status(key)));
    let wrong = verdicts.filter(|(_, right, shown)| *right != shown);
    let mut different: Vec<String> = wrong.map(|(key, right, shown)| format!("{key}: {shown}, not {right}")).collect();
    for (key, reason) in &step.reasons {
        let messages: Vec<&str> = answer.rows(key).iter().filter_map(|row| row["message"].as_str()).collect();
        if !messages.iter().any(|message| holds(message, reason)) {
            different.push(format!("{key}: no word of `{reason}` in {messages:?}"));
        }
    }
    for (key, names) in &step.rows {
        let rows: Vec<String> = answer.rows(key).iter().map(ToString::to_string).collect();
        let unnamed = names.iter().filter(|name| !rows.iter().any(|row| holds(row, name)));
        different.extend(unnamed.map(|name| format!("{key}: the row does not name `{name}`")));
    }
    different
}

fn of_warnings(step: &Step, answer: &Answer) -> Vec<String> {
    let warnings = answer.warnings();
    let untold = step.warnings.iter().filter(|text| !warnings.iter().any(|warning| holds(warning, text)));
    let mut different: Vec<String> = untold.map(|text| format!("no warning says `{text}`: {warnings:?}")).collect();
    let wrongly = step.unwarned.iter().filter(|text| warnings.iter().any(|warning| holds(warning, text)));
    different.extend(wrongly.map(|text| format!("a warning says `{text}`")));
    if step.quiet && !warnings.is_empty() {
        different.push(format!("warns: {warnings:?}"));
    }
    different
}

fn of_values(step: &Step, answer: &Answer) -> Vec<String> {
    let null = &Value::Null;
    let values = step.at.iter().map(|(pointer, right)| (pointer, right, answer.at(pointer).unwrap_or(null)));
    let wrong = values.filter(|(_, right, shown)| !is_same(right, shown));
    let wrong = wrong.map(|(pointer, right, shown)| format!("{pointer}: {shown}, not {right}"));
    let counts = step.count.iter().map(|(pointer, right)| (pointer, *right, answer.list(pointer).len()));
    let miscounted = counts.filter(|(_, right, shown)| right != shown);
    wrong.chain(miscounted.map(|(pointer, right, shown)| format!("{pointer}: {shown} items, not {right}"))).collect()
}

/// Whether two values are the same; a whole number may be written as either kind.
fn is_same(right: &Value, shown: &Value) -> bool {
    right == shown || right.as_f64().is_some_and(|right| shown.as_f64() == Some(right))
}

/// Whether a text holds another, in any case.
fn holds(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.to_lowercase())
}
