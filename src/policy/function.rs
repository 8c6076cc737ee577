//! One entry of `functions:`: what the scripts of several policies share.

use super::place::{Findings, Path};
use super::plain::without_plain_scripts;
use super::script::{Function, FunctionCase};
use super::yaml::Yaml;
use super::{case, strict};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A function as it is typed: every key optional, so that a missing one hides no other mistake.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawFunction {
    /// What scripts call it; it hides no function of the language.
    name: Option<String>,
    /// The names of what it is passed, in order.
    parameters: Option<Vec<String>>,
    /// What it does.
    description: Option<String>,
    /// Its script, whose last value is what it gives.
    script: Option<String>,
    /// Test cases, which `uplift test` runs.
    tests: Option<Vec<RawFunctionCase>>,
}

/// A test case as it is typed. Arguments and resources are read from the document.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(dead_code, reason = "of the resources only the shape matters here: cases read them from the document")]
struct RawFunctionCase {
    /// What people call the case.
    name: Option<String>,
    /// The arguments, a value for each of the function's parameters; a mapping as the first one is a resource.
    call: Option<Vec<Value>>,
    /// The children of the resource that is the first argument.
    children: Option<Vec<case::Resource>>,
    /// What else there is: a list of resources, or the name of a file that holds some, from the directory of this file.
    inventory: Option<case::Around>,
    /// What the call must give.
    gives: Option<Value>,
    /// `true` where what the call gives must be unknown.
    unknown: Option<bool>,
    /// The day that it is judged on.
    today: Option<String>,
}

/// Where an entry stands.
pub(super) struct FunctionPlace {
    /// Which of the policy's documents the file is, when it has test cases.
    pub(super) document: usize,
    pub(super) entry: usize,
}

/// The keys that a function cannot do without.
pub(super) const REQUIRED: [&str; 3] = ["name", "description", "script"];

/// What no parameter of a function may be called.
pub(super) const TAKEN: [&str; 2] = ["inventory", "params"];

/// Reads a function; what could not be read is empty, and reported.
pub(super) fn read(findings: &mut Findings<'_>, path: &Path, entry: &Yaml, place: &FunctionPlace) -> Function {
    let readable = without_plain_scripts(findings, path, entry, &[(None, "script")]);
    let raw: RawFunction = strict::read(findings, path, &readable);
    findings.require(path, &readable, &REQUIRED);
    findings.tell_cuts(path, &["description"]);
    findings.refuse_empty(&path.key("description"), raw.description.as_deref());
    findings.refuse_empty(&path.key("script"), raw.script.as_deref());
    let (name, parameters) = (raw.name.unwrap_or_default(), raw.parameters.unwrap_or_default());
    if entry["name"].is_string() {
        refuse_bad_name(findings, &path.key("name"), "function", &name);
    }
    refuse_bad_parameters(findings, &path.key("parameters"), &parameters);
    let tests = raw.tests.into_iter().flatten().enumerate();
    let cases = tests.map(|(case, raw)| {
        let entry = &readable["tests"][case];
        read_case(findings, &path.key("tests").index(case), entry, raw, parameters.len(), (place, case))
    });
    Function {
        cases: cases.collect(),
        script: findings.file.script(&path.key("script"), raw.script.unwrap_or_default()),
        description: raw.description.unwrap_or_default(),
        location: findings.file.location(path),
        embedded: false,
        name,
        parameters,
    }
}

fn refuse_bad_parameters(findings: &mut Findings<'_>, path: &Path, parameters: &[String]) {
    let mut known = BTreeSet::new();
    for (index, name) in parameters.iter().enumerate() {
        let place = path.index(index);
        refuse_bad_name(findings, &place, "parameter", name);
        if !known.insert(name) {
            findings.value(&place, format!("the parameter `{name}` stands twice"), "give it another name");
        }
        if TAKEN.contains(&name.as_str()) {
            let help = match name.as_str() {
                "inventory" => "leave it out: a function finds `inventory` as a check does",
                _ => "name what it is passed, such as `days`",
            };
            findings.value(&place, format!("`{name}` cannot be a parameter"), help);
        }
    }
}

fn refuse_bad_name(findings: &mut Findings<'_>, path: &Path, kind: &str, name: &str) {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !name.chars().all(fits) || !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        let message = format!("the {kind} `{name}` is not made of `a-z`, `0-9` and `_` alone, a letter first");
        findings.value(path, message, "rename it, such as `logs_are_kept`");
    }
}

fn read_case(
    findings: &mut Findings<'_>,
    path: &Path,
    entry: &Yaml,
    raw: RawFunctionCase,
    wanted: usize,
    (place, case): (&FunctionPlace, usize),
) -> FunctionCase {
    findings.require(path, entry, &["call"]);
    if let Some(found) = raw.call.as_ref().map(Vec::len).filter(|found| *found != wanted) {
        let message = format!("the function takes {wanted} of what `call` holds {found} of");
        findings.value(&path.key("call"), message, "write a value for each of its `parameters`");
    }
    match (entry.get("gives"), raw.unknown) {
        (Some(_), None) | (None, Some(true)) => (),
        (Some(_), Some(_)) => {
            findings.value(path, "the case expects both `gives` and `unknown`", "keep one of the two")
        }
        (None, _) => findings.value(path, "the case expects nothing", "write `gives:` and a value, or `unknown: true`"),
    }
    FunctionCase {
        name: raw.name,
        today: case::today(findings, path, raw.today),
        inventory_file: case::inventory_file(findings, path, raw.inventory),
        gives: entry.get("gives").map(|_| raw.gives.unwrap_or_default()),
        location: findings.file.location(path),
        document: place.document,
        entry: (place.entry, case),
    }
}

/// Functions by their names.
pub(super) struct ByName(BTreeMap<String, Arc<Function>>);

impl ByName {
    /// Of all that own scripts may call.
    pub(super) fn of<'f>(functions: impl Iterator<Item = &'f Arc<Function>>) -> Self {
        Self(functions.map(|function| (function.name.clone(), function.clone())).collect())
    }

    /// The functions that a script names, also those that one of them names, in order of name. A word in a comment or a text
    /// counts too: the answer is only ever too careful.
    pub(super) fn named_in<'s>(&'s self, script: &'s str) -> Vec<Arc<Function>> {
        let (mut found, mut texts) = (BTreeMap::new(), vec![script]);
        while let Some(text) = texts.pop().filter(|_| !self.0.is_empty()) {
            for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
                if let Some(function) = self.0.get(word)
                    && found.insert(word, function.clone()).is_none()
                {
                    texts.push(&function.script.text);
                }
            }
        }
        found.into_values().collect()
    }
}
