//! All policy files together: ids, references and overrides across them.

use super::place::{File, Findings, Path};
use super::recommendation::{self, Draft, Place};
use super::strict::suggest;
use super::{
    Config, Control, ControlIndex, Policy, PolicySource, Recommendation, control, digest,
    overrides, yaml,
};
use crate::source::{Document, Location, Problem};
use serde_json::Value;
use std::collections::BTreeMap;
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

/// Everything that the files hold, before it refers to each other.
#[derive(Default)]
pub(super) struct Drafts {
    pub(super) controls: Vec<(Control, usize, Path)>,
    pub(super) recommendations: Vec<Draft>,
    pub(super) problems: Vec<Problem>,
}

fn load(
    sources: &[PolicySource],
    config: &Config,
    purpose: Purpose,
) -> Result<Policy, Vec<Problem>> {
    let mut drafts = Drafts::default();
    let mut documents = Vec::new();
    let mut files = Vec::new();
    for source in sources {
        let file = if source.embedded {
            Ok(File::unplaced(&source.name, &source.text))
        } else {
            File::placed(&source.name, &source.text)
        };
        match file {
            Ok(file) => {
                drafts.problems.extend(file.duplicate_keys());
                read_file(
                    &mut drafts,
                    &file,
                    files.len(),
                    documents.len(),
                    source.embedded,
                );
                documents.extend(file.known_document().map(Arc::clone));
                files.push(file);
            }
            Err(problem) => drafts.problems.push(problem),
        }
    }
    refuse_duplicate_ids(&mut drafts, &files);
    overrides::apply(&mut drafts, config);
    refuse_unset(&mut drafts, &files, purpose);
    finish(drafts, &files, documents, config)
}

fn read_file(drafts: &mut Drafts, file: &File, index: usize, document: usize, embedded: bool) {
    let mut findings = Findings::new(file);
    match yaml::read(file) {
        Ok(Value::Object(members)) => {
            for (key, value) in &members {
                let path = Path::default().key(key);
                match key.as_str() {
                    "controls" => {
                        for_entries(&mut findings, &path, value, |findings, path, entry, _| {
                            drafts.controls.push((
                                control::read(findings, path, entry),
                                index,
                                path.clone(),
                            ));
                        })
                    }
                    "recommendations" => for_entries(
                        &mut findings,
                        &path,
                        value,
                        |findings, path, entry, position| {
                            let place = Place {
                                file: index,
                                document,
                                entry: position,
                                embedded,
                            };
                            drafts
                                .recommendations
                                .push(recommendation::read(findings, path, entry, &place));
                        },
                    ),
                    _ => findings.key(
                        &path,
                        format!("unknown key `{key}`"),
                        suggest(key, &["controls", "recommendations"]),
                    ),
                }
            }
        }
        Ok(_) => findings.value(
            &Path::default(),
            "the file holds neither `controls` nor `recommendations`",
            "give it one of the two lists, or move it away",
        ),
        Err(problem) => findings.problems.push(problem),
    }
    drafts.problems.append(&mut findings.problems);
}

fn for_entries<'f>(
    findings: &mut Findings<'f>,
    path: &Path,
    list: &Value,
    mut read: impl FnMut(&mut Findings<'f>, &Path, &Value, usize),
) {
    let Some(entries) = list.as_array() else {
        return findings.value(
            path,
            format!("`{}` is not a list", path.name()),
            "start each entry with `- id:`",
        );
    };
    for (index, entry) in entries.iter().enumerate() {
        let path = path.index(index);
        if entry.is_object() {
            read(findings, &path, entry, index);
        } else {
            findings.value(
                &path,
                format!("the entry of `{}` is not a mapping", path.name()),
                "start it with `- id:`",
            );
        }
    }
}

fn refuse_duplicate_ids(drafts: &mut Drafts, files: &[File]) {
    let controls = drafts
        .controls
        .iter()
        .map(|(control, file, path)| (control.id.as_str(), *file, path));
    let mut found = duplicates("control", controls, files);
    let recommendations = drafts
        .recommendations
        .iter()
        .map(|draft| (draft.recommendation.id.as_str(), draft.file, &draft.path));
    found.extend(duplicates("recommendation", recommendations, files));
    drafts.problems.append(&mut found);
}

fn duplicates<'d>(
    kind: &str,
    entries: impl Iterator<Item = (&'d str, usize, &'d Path)>,
    files: &[File],
) -> Vec<Problem> {
    let mut first: BTreeMap<&str, Location> = BTreeMap::new();
    let mut problems = Vec::new();
    for (id, file, path) in entries.filter(|(id, _, _)| !id.is_empty()) {
        let path = path.key("id");
        match first.get(id) {
            Some(Location {
                file: other,
                line: 0,
                ..
            }) => {
                let message = format!("the {kind} `{id}` is already shipped in {other}");
                problems.push(
                    files[file]
                        .problem_at_value(&path, message)
                        .help("rename it, or change the shipped one in `uplift.yaml`"),
                );
            }
            Some(Location {
                file: other,
                line,
                column,
            }) => {
                let message =
                    format!("the {kind} `{id}` already stands in {other}:{line}:{column}");
                problems.push(
                    files[file]
                        .problem_at_value(&path, message)
                        .help("rename one of the two"),
                );
            }
            None => {
                first.insert(id, files[file].location(&path));
            }
        }
    }
    problems
}

/// Reports required parameters that nothing sets, save in disabled recommendations.
fn refuse_unset(drafts: &mut Drafts, files: &[File], purpose: Purpose) {
    for draft in drafts
        .recommendations
        .iter()
        .filter(|draft| draft.recommendation.enabled)
    {
        let unset = draft
            .recommendation
            .parameters
            .iter()
            .filter(|parameter| parameter.value.is_none());
        for parameter in unset.filter(|parameter| {
            purpose == Purpose::Judge || !cases_set(&draft.recommendation, &parameter.name)
        }) {
            let (id, name) = (&draft.recommendation.id, &parameter.name);
            let path = draft.path.key("parameters").key(name);
            let problem = files[draft.file].problem_at_key(
                &path,
                format!("nothing sets the required parameter `{name}`"),
            );
            let help = format!(
                "set it in `uplift.yaml`: `recommendations: {{ {id}: {{ params: {{ {name}: … }} }} }}`, or give it a `defaultValue`"
            );
            drafts.problems.push(problem.help(help));
        }
    }
}

fn cases_set(recommendation: &Recommendation, name: &str) -> bool {
    !recommendation.cases.is_empty()
        && recommendation
            .cases
            .iter()
            .all(|case| case.params.contains_key(name))
}

/// Puts everything in order of id and turns names of controls into places.
fn finish(
    mut drafts: Drafts,
    files: &[File],
    documents: Vec<Arc<Document>>,
    config: &Config,
) -> Result<Policy, Vec<Problem>> {
    drafts
        .controls
        .sort_by(|one, other| one.0.id.cmp(&other.0.id));
    drafts
        .recommendations
        .sort_by(|one, other| one.recommendation.id.cmp(&other.recommendation.id));
    let ids: Vec<&str> = drafts
        .controls
        .iter()
        .map(|(control, _, _)| control.id.as_str())
        .collect();
    for draft in &mut drafts.recommendations {
        for (index, name) in draft.controls.iter().enumerate() {
            match ids.binary_search(&name.as_str()) {
                Ok(found) => draft.recommendation.controls.push(ControlIndex(found)),
                Err(_) => drafts.problems.push(unknown_control(
                    &files[draft.file],
                    &draft.path.key("controls").index(index),
                    name,
                    &ids,
                )),
            }
        }
        draft.recommendation.controls.sort_unstable();
        draft.recommendation.controls.dedup();
    }
    if !drafts.problems.is_empty() {
        drafts.problems.sort();
        drafts.problems.dedup();
        return Err(drafts.problems);
    }
    let controls: Vec<Control> = drafts
        .controls
        .into_iter()
        .map(|(control, _, _)| control)
        .collect();
    let recommendations: Vec<Recommendation> = drafts
        .recommendations
        .into_iter()
        .map(|draft| draft.recommendation)
        .collect();
    let digest = digest::of(&controls, &recommendations, &config.scoring);
    Ok(Policy {
        controls,
        recommendations,
        digest,
        documents,
    })
}

fn unknown_control(file: &File, path: &Path, name: &str, known: &[&str]) -> Problem {
    file.problem_at_value(path, format!("unknown control `{name}`"))
        .help(suggest(name, known))
}
