//! A manifest read again: what people accepted, as long as it is about the same files.

use super::manifest::{SCHEMA, content, digest_of};
use super::{EditView, FixInput};
use crate::fix::{Finding, Fixed};
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::Policy;
use crate::report::harmless;
use crate::source::{Checksum, Digest, Position, Problem};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A manifest as it was typed: what decides, and nothing else.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Raw {
    schema: String,
    tool: RawTool,
    files: Vec<RawFile>,
    findings: Vec<RawFinding>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawTool {
    policy_digest: String,
}

#[derive(Debug, Deserialize)]
struct RawFile {
    path: String,
    digest: String,
    /// Absent in what earlier releases wrote.
    sha256: Option<String>,
}

#[derive(Debug, Deserialize)]
struct RawFinding {
    accept: bool,
    recommendation: String,
    resource: RawResource,
    location: RawPlace,
    /// What was shown to whoever accepted it.
    #[serde(default)]
    edits: Vec<Value>,
    /// Absent in what earlier releases wrote.
    digest: Option<String>,
}

#[derive(Debug, Deserialize)]
struct RawResource {
    id: String,
}

#[derive(Debug, Deserialize)]
struct RawPlace {
    file: String,
    line: u32,
    column: u32,
}

/// What a manifest means for the estate as it is now.
#[derive(Debug, Default)]
pub struct Accepted {
    /// To fix, and nothing else.
    pub findings: BTreeSet<Finding>,
    /// How many of the manifest's findings were not accepted.
    pub declined: usize,
    /// What may make a difference.
    pub warnings: Vec<Problem>,
    /// What was accepted of each.
    terms: BTreeMap<Finding, Terms>,
}

/// What a manifest says that a fix writes.
#[derive(Debug)]
struct Terms {
    edits: Vec<Value>,
    digest: Option<String>,
}

/// Reads a manifest; `name` is what problems call it.
///
/// # Errors
///
/// What is wrong with it, at its line and column.
pub fn read_manifest(name: &str, text: &str) -> Result<Raw, Problem> {
    let help = "Take a manifest.json that `uplift fix --out-dir` wrote, and change nothing in it but `accept`";
    let raw: Raw = serde_json::from_str(text).map_err(|error| {
        let position = Position { line: error.line().max(1) as u32, column: error.column().max(1) as u32 };
        Problem::new(name, format!("this is no manifest: {error}")).at(position).help(help)
    })?;
    match raw.schema.as_str() {
        SCHEMA => Ok(raw),
        other => Err(Problem::new(name, format!("the format is `{}`, not `{SCHEMA}`", harmless(other))).help(help)),
    }
}

/// The findings that a manifest accepts. `path` gives a document's path from the repository's root.
///
/// # Errors
///
/// Every file that is not as the manifest knows it, or was not read, and every finding that names nothing.
pub fn accepted(
    name: &str,
    raw: &Raw,
    policy: &Policy,
    inventory: &Inventory,
    path: &dyn Fn(u32) -> String,
) -> Result<Accepted, Vec<Problem>> {
    let estate = Known::of(inventory, path);
    let mut problems: Vec<Problem> = raw.files.iter().filter_map(|file| estate.stale(file)).collect();
    let mut accepted = Accepted::default();
    for finding in &raw.findings {
        match estate.find(finding, policy) {
            _ if !finding.accept => accepted.declined += 1,
            Some(found) => {
                let terms = Terms { edits: finding.edits.clone(), digest: finding.digest.clone() };
                accepted.terms.insert(found, terms);
                accepted.findings.insert(found);
            }
            // Files that changed explain it better.
            None if !problems.is_empty() => {}
            None => problems.push(lost(name, finding)),
        }
    }
    if raw.tool.policy_digest != policy.digest {
        let warning = Problem::new(name, "the policies have changed since it was made");
        accepted.warnings.push(warning.help("Look at the fixes again: they may differ from what was accepted"));
    }
    if problems.is_empty() { Ok(accepted) } else { Err(problems) }
}

/// Every fix that would now write something else than the manifest shows, at the manifest that `name` calls.
pub fn unlike_accepted(name: &str, accepted: &Accepted, input: &FixInput<'_>) -> Vec<Problem> {
    let fixed = input.plan.fixed.iter();
    fixed.filter_map(|fixed| unlike(name, accepted.terms.get(&fixed.finding)?, input, fixed)).collect()
}

fn unlike(name: &str, terms: &Terms, input: &FixInput<'_>, fixed: &Fixed) -> Option<Problem> {
    let now: Vec<Value> = fixed
        .edits
        .iter()
        .map(|edit| serde_json::to_value(EditView::of(input, edit)).expect("what a report holds is JSON"))
        .collect();
    let places = 0..now.len().max(terms.edits.len());
    let other = places.map(|place| (terms.edits.get(place), now.get(place))).find(|(was, is)| said(*was) != said(*is));
    let what = match other {
        Some((was, is)) => format!("accepted was {}, and now it would be {}", worded(was), worded(is)),
        None if terms.digest.as_ref().is_none_or(|digest| *digest == digest_of(input, fixed)) => return None,
        None => "a value that the manifest masks differs from the accepted one, or its digest was changed".to_owned(),
    };
    let (entry, resource) = (input.recommendation(fixed.finding), input.resource(fixed.finding));
    let message = format!("the fix of {} for {} is not what was accepted: {what}", entry.id, resource.name);
    let help = "Run `uplift fix --out-dir` again, and accept what it shows; change nothing in a manifest but `accept`";
    Some(Problem::new(name, harmless(&message).into_owned()).help(help))
}

/// What an edit in a manifest promises.
fn said(edit: Option<&Value>) -> Option<[Option<&Value>; 5]> {
    let edit = edit?;
    let file = edit.get("location").and_then(|location| location.get("file"));
    Some([file, edit.get("path"), edit.get("operation"), edit.get("old"), edit.get("new")])
}

fn worded(edit: Option<&Value>) -> String {
    let Some(edit) = edit else { return "no further change".to_owned() };
    let value = |key: &str| edit.get(key).map_or_else(|| "nothing".to_owned(), |value| format!("`{value}`"));
    let path = edit.get("path").and_then(Value::as_str).unwrap_or_default();
    format!("`{path}` from {} to {}", value("old"), value("new"))
}

/// The estate by the names that a manifest uses.
struct Known<'i> {
    inventory: &'i Inventory,
    /// By path from the repository's root.
    documents: BTreeMap<String, u32>,
    /// By document and id.
    resources: BTreeMap<(u32, &'i str), Vec<ResourceIndex>>,
}

impl<'i> Known<'i> {
    fn of(inventory: &'i Inventory, path: &dyn Fn(u32) -> String) -> Self {
        let documents = (0..inventory.documents().len() as u32).map(|place| (path(place), place)).collect();
        let mut resources: BTreeMap<_, Vec<ResourceIndex>> = BTreeMap::new();
        for (index, resource) in (0..).map(ResourceIndex).zip(inventory.resources()) {
            resources.entry((resource.document, &*resource.id)).or_default().push(index);
        }
        Self { inventory, documents, resources }
    }

    fn stale(&self, file: &RawFile) -> Option<Problem> {
        let Some(&document) = self.documents.get(&file.path) else {
            let problem = Problem::new(&file.path, "the manifest is about this file, and it was not read");
            return Some(problem.help("Give the same paths as when the manifest was made"));
        };
        let content = content(self.inventory, document);
        let same = match &file.sha256 {
            Some(known) => *known == Digest::of(content).to_string(),
            None => file.digest == Checksum::of(content).to_string(),
        };
        let problem = || Problem::new(&file.path, "this file has changed since the manifest was made");
        (!same).then(|| problem().help("Run `uplift fix --out-dir` again, and accept what it shows"))
    }

    fn find(&self, raw: &RawFinding, policy: &Policy) -> Option<Finding> {
        let document = *self.documents.get(&raw.location.file)?;
        // One file may hold one id twice.
        let here = |index: &&ResourceIndex| {
            let location = self.inventory.location(**index);
            (location.line, location.column) == (raw.location.line, raw.location.column)
        };
        let resource = *self.resources.get(&(document, &*raw.resource.id))?.iter().find(here)?;
        let part = self.inventory.resource(resource).part;
        Some(Finding { resource, recommendation: policy.find_in(part, &raw.recommendation)? })
    }
}

fn lost(name: &str, finding: &RawFinding) -> Problem {
    let message = format!(
        "there is no resource `{}` with the recommendation `{}`",
        harmless(&finding.resource.id),
        harmless(&finding.recommendation)
    );
    Problem::new(name, message).help("Change nothing in a manifest but `accept`, and use the same policies")
}
