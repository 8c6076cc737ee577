//! All policy files together: ids, references and overrides across them.

use super::drafts::Drafts;
use super::function::{self, ByName, FunctionPlace};
use super::place::{File, Findings, Path, bad_id};
use super::recommendation::{self, Place};
use super::strict::suggest;
use super::yaml::Yaml;
use super::{
    Config, Control, ControlIndex, Function, Policy, PolicySource, Recommendation, Shared, UNUSED_FUNCTION, control,
    digest, library, overrides, shipped, yaml,
};
use crate::source::{Document, Location, Problem};
use serde_yaml::Mapping;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Reads policy files and applies the configuration's overrides.
///
/// # Errors
/// With every problem of every file, in order of file and place, when there is any.
pub fn parse(sources: &[PolicySource], config: &Config) -> Result<Policy, Vec<Problem>> {
    load(sources, config, Purpose::Judge)
}

/// Like [`parse`], but a required parameter may stay unset where every test case sets it.
///
/// # Errors
/// As [`parse`].
pub fn parse_for_trial(sources: &[PolicySource], config: &Config) -> Result<Policy, Vec<Problem>> {
    load(sources, config, Purpose::Trial)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Judge,
    Trial,
}

fn load(sources: &[PolicySource], config: &Config, purpose: Purpose) -> Result<Policy, Vec<Problem>> {
    let mut drafts = Drafts::default();
    let mut documents = Vec::new();
    let mut files = Vec::new();
    for source in sources {
        if let Some(packed) = source.packed {
            shipped::unpack(packed, &mut drafts, &mut files);
            continue;
        }
        match File::placed(&source.name, &source.text) {
            Ok(file) => {
                drafts.problems.extend(file.duplicate_keys());
                read_file(&mut drafts, &file, files.len(), documents.len());
                documents.extend(file.known_document().map(Arc::clone));
                files.push(file);
            }
            Err(problem) => {
                drafts.problems.push(problem);
                drafts.incomplete = true;
            }
        }
    }
    refuse_duplicate_names(&mut drafts, &files);
    share_functions(&mut drafts, &files);
    if !drafts.incomplete {
        library::pin(&mut drafts, config);
        overrides::apply(&mut drafts, config);
        library::count(&mut drafts, config);
        refuse_unset(&mut drafts, &files, purpose);
        resolve_controls(&mut drafts, &files);
    }
    finish(drafts, documents, config)
}

fn read_file(drafts: &mut Drafts, file: &File, index: usize, document: usize) {
    let mut findings = Findings::new(file);
    let top = Path::default();
    match yaml::read(file) {
        Ok(Yaml::Mapping(lists)) => {
            refuse_other_lists(&mut findings, &lists);
            let path = top.key("functions");
            for_entries(&mut findings, &path, lists.get("functions"), |findings, path, entry, position| {
                let place = FunctionPlace { document, entry: position };
                let function = Arc::new(function::read(findings, path, entry, &place));
                drafts.functions.push((function, index, path.clone()));
            });
            let path = top.key("controls");
            for_entries(&mut findings, &path, lists.get("controls"), |findings, path, entry, _| {
                let control = control::read(findings, path, entry);
                drafts.controls.push((control, index, path.clone()));
            });
            let path = top.key("recommendations");
            for_entries(&mut findings, &path, lists.get("recommendations"), |findings, path, entry, position| {
                let place = Place { file: index, document, entry: position };
                drafts.recommendations.push(recommendation::read(findings, path, entry, &place));
            });
        }
        Ok(_) => findings.value(
            &top,
            "the file holds neither `controls` nor `recommendations`",
            "give it one of the two lists, or move it away",
        ),
        Err(problem) => {
            findings.problems.push(problem);
            drafts.incomplete = true;
        }
    }
    drafts.problems.append(&mut findings.problems);
    drafts.warnings.append(&mut findings.warnings);
}

/// What a policy file may hold.
pub(super) const LISTS: [&str; 3] = ["controls", "functions", "recommendations"];

fn refuse_other_lists(findings: &mut Findings<'_>, lists: &Mapping) {
    for key in lists.keys().filter_map(Yaml::as_str).filter(|key| !LISTS.contains(key) && !is_private(key)) {
        let path = Path::default().key(key);
        findings.key(&path, format!("unknown key `{key}`"), suggest(key, &LISTS));
    }
}

fn for_entries<'f>(
    findings: &mut Findings<'f>,
    path: &Path,
    list: Option<&Yaml>,
    mut read: impl FnMut(&mut Findings<'f>, &Path, &Yaml, usize),
) {
    let Some(list) = list else {
        return;
    };
    let Some(entries) = list.as_sequence() else {
        return findings.value(path, format!("`{}` is not a list", path.name()), "start each entry with `- id:`");
    };
    for (index, entry) in entries.iter().enumerate() {
        let path = path.index(index);
        if let Some(members) = entry.as_mapping() {
            let own = without_private(entry, members);
            findings.tell_blank_keys(&path, &own);
            read(findings, &path, &own, index);
        } else {
            findings.value(&path, format!("the entry of `{}` is not a mapping", path.name()), "start it with `- id:`");
        }
    }
}

/// Whether a key is for other programs.
fn is_private(key: &str) -> bool {
    key.starts_with("x-")
}

/// An entry as this program reads it.
fn without_private<'y>(entry: &'y Yaml, members: &Mapping) -> Cow<'y, Yaml> {
    let is_own = |key: &Yaml| !key.as_str().is_some_and(is_private);
    if members.keys().all(is_own) {
        return Cow::Borrowed(entry);
    }
    Cow::Owned(
        members
            .iter()
            .filter(|(key, _)| is_own(key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect::<Mapping>()
            .into(),
    )
}

fn refuse_duplicate_names(drafts: &mut Drafts, files: &[File]) {
    let controls = drafts.controls.iter().map(|(control, file, path)| (control.id.as_str(), *file, path));
    let mut found = duplicates(("control", "id"), controls, files);
    let recommendations =
        drafts.recommendations.iter().map(|draft| (draft.recommendation.id.as_str(), draft.file, &draft.path));
    found.extend(duplicates(("recommendation", "id"), recommendations, files));
    let functions = drafts.functions.iter().map(|(function, file, path)| (function.name.as_str(), *file, path));
    found.extend(duplicates(("function", "name"), functions, files));
    drafts.problems.append(&mut found);
}

/// What is called like an earlier one of its kind; `key` is where its name stands.
fn duplicates<'d>(
    (kind, key): (&str, &str),
    entries: impl Iterator<Item = (&'d str, usize, &'d Path)>,
    files: &[File],
) -> Vec<Problem> {
    let mut first: BTreeMap<&str, Location> = BTreeMap::new();
    let mut problems = Vec::new();
    for (id, file, path) in entries.filter(|(id, _, _)| !id.is_empty()) {
        let path = path.key(key);
        match first.get(id) {
            Some(Location { file: other, line: 0, .. }) => {
                let message = format!("the {kind} `{id}` is already shipped in {other}");
                problems.push(files[file].problem_at_value(&path, message).help(if kind == "function" {
                    "rename it"
                } else {
                    "rename it, or change the shipped one in `uplift.yaml`"
                }));
            }
            Some(Location { file: other, line, column }) => {
                let message = format!("the {kind} `{id}` already stands in {other}:{line}:{column}");
                problems.push(files[file].problem_at_value(&path, message).help("rename one of the two"));
            }
            None => {
                first.insert(id, files[file].location(&path));
            }
        }
    }
    problems
}

/// Gives every own script the functions that it calls, and tells of own ones that nothing calls. The shipped library calls
/// its own alone, which are known since the program was built.
fn share_functions(drafts: &mut Drafts, files: &[File]) {
    let known = ByName::of(drafts.functions.iter().map(|(function, ..)| function));
    let own = drafts.functions.iter().map(|(function, ..)| function).filter(|function| !function.embedded);
    let shared = own.map(|function| Shared { function: function.clone(), all: known.named_in(&function.name) });
    drafts.shared.extend(shared);
    let mut called = BTreeSet::new();
    for draft in drafts.recommendations.iter_mut().filter(|draft| !draft.recommendation.embedded) {
        for script in draft.recommendation.scripts_mut() {
            script.functions = known.named_in(&script.text);
            called.extend(script.functions.iter().map(|function| function.name.clone()));
        }
    }
    let idle = drafts.functions.iter().filter(|(function, ..)| !function.embedded && !called.contains(&function.name));
    let warning = |(function, file, path): &(Arc<Function>, usize, Path)| {
        let message = format!("nothing calls the function `{}`", function.name);
        files[*file].problem_at_value(&path.key("name"), message).help("Call it, or remove it").coded(UNUSED_FUNCTION)
    };
    drafts.warnings.extend(idle.map(warning));
}

/// Reports required parameters that nothing sets, save in disabled recommendations.
fn refuse_unset(drafts: &mut Drafts, files: &[File], purpose: Purpose) {
    for draft in drafts.recommendations.iter().filter(|draft| draft.recommendation.enabled) {
        let unset = draft.recommendation.parameters.iter().filter(|parameter| parameter.value.is_none());
        for parameter in
            unset.filter(|parameter| purpose == Purpose::Judge || !cases_set(&draft.recommendation, &parameter.name))
        {
            let (id, name) = (&draft.recommendation.id, &parameter.name);
            let path = draft.path.key("parameters").key(name);
            let problem =
                files[draft.file].problem_at_key(&path, format!("nothing sets the required parameter `{name}`"));
            let help = format!(
                "set it in `uplift.yaml`: `recommendations: {{ {id}: {{ params: {{ {name}: … }} }} }}`, or give it a `defaultValue`"
            );
            drafts.problems.push(problem.help(help));
        }
    }
}

fn cases_set(recommendation: &Recommendation, name: &str) -> bool {
    !recommendation.cases.is_empty() && recommendation.cases.iter().all(|case| case.params.contains_key(name))
}

/// The policy, when nothing is wrong.
fn finish(mut drafts: Drafts, documents: Vec<Arc<Document>>, config: &Config) -> Result<Policy, Vec<Problem>> {
    if !drafts.problems.is_empty() {
        drafts.problems.sort();
        drafts.problems.dedup();
        return Err(drafts.problems);
    }
    let controls = drafts.controls.into_iter().map(|(control, _, _)| control);
    let controls: Vec<Control> = controls.collect();
    let recommendations = drafts.recommendations.into_iter().map(|draft| draft.recommendation);
    let mut recommendations: Vec<Recommendation> = recommendations.collect();
    recommendations.sort_by(|one, other| one.id.cmp(&other.id));
    let digest = digest::of(&controls, &recommendations, &config.scoring);
    let mut functions = drafts.shared;
    functions.sort_by(|one, other| one.function.name.cmp(&other.function.name));
    let (library, warnings) = (drafts.library, drafts.warnings);
    Ok(Policy { controls, recommendations, functions, library, digest, documents, warnings, ..Policy::default() })
}

/// Unknown names that are told with the nearest known one; each is held against all of these.
const SUGGESTED: usize = 100;

/// Puts the controls in order of id and turns their names into places among them.
fn resolve_controls(drafts: &mut Drafts, files: &[File]) {
    drafts.controls.sort_by(|one, other| one.0.id.cmp(&other.0.id));
    let ids: Vec<&str> = drafts.controls.iter().map(|(control, _, _)| control.id.as_str()).collect();
    let mut unknown = 0;
    for draft in &mut drafts.recommendations {
        let mut found = Vec::new();
        for (index, name) in draft.controls.iter().enumerate() {
            match ids.binary_search(&name.as_str()) {
                Ok(place) => found.push(ControlIndex(place)),
                Err(_) => {
                    let path = draft.path.key("controls").index(index);
                    unknown += 1;
                    let known = if unknown > SUGGESTED { &[] } else { ids.as_slice() };
                    drafts.problems.push(unknown_control(&files[draft.file], &path, name, known));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        draft.recommendation.controls = found;
    }
}

fn unknown_control(file: &File, path: &Path, name: &str, known: &[&str]) -> Problem {
    file.problem_at_value(path, format!("unknown control `{name}`")).help(control_help(name, known))
}

/// The next step after the name of a control that there is not: one of those that there are, or how to declare it.
pub fn control_help(name: &str, known: &[&str]) -> String {
    let other = if known.is_empty() { "use one that exists".to_owned() } else { suggest(name, known) };
    let between = if other.ends_with('?') { " To declare" } else { "; to declare" };
    // What is no id of a control cannot be declared by it.
    let name = if bad_id(name).is_none() { name } else { "ID" };
    format!("{other}{between} one of your own, run `uplift new control {name}`, or add it under `controls:`")
}
