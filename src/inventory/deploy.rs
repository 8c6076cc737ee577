//! Which templates are deployments of their own, with which parameters, and what they deploy.

use super::FileRules;
use super::envelope::Identity;
use super::form::{Form, template};
use super::given;
use super::id;
use super::lowered;
use super::reader::Reader;
use super::reading::Reading;
use super::record::Coverage;
use super::secrets::{self, Marks};
use super::silence::Silence;
use super::spelling::Spelling;
use super::stale;
use super::untaken;
use super::values;
use crate::source::{Document, Node, Problem};
use crate::template::{self, Budget, Entry, Expansion, Instance, Lowered, Place};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// Works out what the templates among the files deploy. One that another one uses is judged where it is used.
/// Gives the places of the secrets that they are given.
pub(super) fn settle(readings: &mut [Reading]) -> Marks {
    if !readings.iter().any(is_template) {
        return Marks::default();
    }
    let paths: Vec<String> = readings.iter().map(|reading| reading.record.path.clone()).collect();
    // What was compiled is judged where it was written.
    for reading in readings.iter_mut() {
        if let Some(origin) = lowered::origin_of(reading, &paths) {
            reading.record.compiled_from = Some(origin.to_owned());
        }
    }
    let bicep = lowered::all(readings);
    let parts = files_of(readings, &bicep);
    for (place, warning) in stale(readings, &paths, &bicep, &parts) {
        readings[place].warnings.push(warning);
    }
    let budget = Budget::default();
    let expand = |entry| template::expand_within(entry, &budget);
    let mut deployed: Vec<(usize, Vec<Deployment>)> = Vec::new();
    let mut only: Vec<(usize, String)> = Vec::new();
    for (place, reading) in readings.iter().enumerate().filter(|(_, reading)| is_template(reading)) {
        let Some(document) = bicep.get(&place).map(|own| &own.document).or(reading.document.as_ref()) else { continue };
        if reading.record.compiled_from.is_some() {
            continue;
        }
        let rules = reading.coverage.rules();
        let Some(files) = parts.get(&rules.part) else { continue };
        only.extend(only_name(document, rules, files).map(|name| (place, name)));
        deployed.push((place, entries(document, rules, files).into_iter().map(expand).collect()));
    }
    only.into_iter().for_each(|(place, name)| readings[place].coverage.deployment = Some(name));
    let all = deployed.iter().flat_map(|(_, all)| all.iter().flatten());
    let marks = secrets::marks(all.flat_map(|expansion| &expansion.secrets));
    // First those that nobody uses; of templates that use one another in a circle the first stands for all.
    let by_others = |(place, all): &(usize, Vec<Deployment>)| {
        let own = &paths[*place];
        all.iter().flat_map(used).filter(|file| *file != own).cloned().collect::<Vec<_>>()
    };
    let used_by_others: FxHashSet<String> = deployed.iter().flat_map(by_others).collect();
    let mut order: Vec<(bool, usize)> =
        deployed.iter().enumerate().map(|(turn, (place, _))| (used_by_others.contains(&paths[*place]), turn)).collect();
    order.sort_unstable();
    let mut covered: FxHashSet<String> = FxHashSet::default();
    for (_, turn) in order {
        let (place, all) = (deployed[turn].0, std::mem::take(&mut deployed[turn].1));
        // What the settings name is deployed by itself, whoever else uses it.
        if covered.contains(&paths[place]) && readings[place].coverage.rules().deployed.is_empty() {
            continue;
        }
        let inner = all.iter().flat_map(used).filter(|file| **file != paths[place]);
        for file in inner {
            covered.insert(file.clone());
            judged_with(readings, file, &paths[place]);
        }
        fill(&mut readings[place], all);
    }
    name_templates(readings, &paths);
    tell_untaken(readings, &bicep, &parts, &covered);
    marks
}

/// The templates and the files of values of each part of the estate.
fn files_of(readings: &[Reading], bicep: &BTreeMap<usize, Lowered>) -> BTreeMap<u16, Files> {
    let mut parts: BTreeMap<u16, Files> = BTreeMap::new();
    for (place, reading) in readings.iter().enumerate() {
        let part = reading.coverage.rules().part;
        match (bicep.get(&place), &reading.document) {
            (Some(own), _) => parts.entry(part).or_default().add_lowered(own, &reading.coverage),
            (None, Some(document)) if is_template(reading) || is_values(reading) || reading.coverage.is_loaded => {
                parts.entry(part).or_default().add(document, &reading.coverage);
            }
            _ => {}
        }
    }
    parts.values_mut().for_each(Files::settle);
    parts
}

/// Compiled templates that are not what their sources deploy any more, by their places.
fn stale(
    readings: &[Reading],
    paths: &[String],
    bicep: &BTreeMap<usize, Lowered>,
    parts: &BTreeMap<u16, Files>,
) -> Vec<(usize, Problem)> {
    let of = |(place, reading): (usize, &Reading)| {
        let origin = reading.record.compiled_from.as_ref()?;
        let written = paths.iter().position(|path| path == origin)?;
        let source = bicep.get(&written)?;
        let files = &parts.get(&reading.coverage.rules().part)?.documents;
        let by_defaults = |document: &Arc<Document>| {
            let place = Place { entry: origin.as_str().into(), ..Place::default() };
            let template = document.root().item(0).and_then(template)?;
            let (given, doubts) = (FxHashMap::default(), Vec::new());
            template::expand(Entry { document, template, place, given, doubts, files }).ok()
        };
        let (own, compiled) = (by_defaults(&source.document)?, by_defaults(reading.document.as_ref()?)?);
        let is_known = readings[written].gaps.is_empty() && !own.is_open;
        let found = stale::difference(&own, &compiled, is_known)?;
        let message = format!("it does not match {origin}, of which it was compiled and which is judged: {found}");
        let problem = Problem::new(&*reading.record.path, message);
        Some((place, problem.help(format!("Build it again: bicep build {origin}"))))
    };
    readings.iter().enumerate().filter_map(of).collect()
}

fn is_template(reading: &Reading) -> bool {
    reading.coverage.is_template()
}

/// Whether it gives values to parameters.
fn is_values(reading: &Reading) -> bool {
    reading.coverage.has(&Form::ARM_PARAMETERS)
}

/// Notes of the files that give values which template their names tell.
fn name_templates(readings: &mut [Reading], paths: &[String]) {
    let templates: FxHashMap<&str, &str> = paths
        .iter()
        .zip(readings.iter())
        .filter(|(_, reading)| is_template(reading))
        .filter_map(|(path, _)| Some((stem(path)?, path.as_str())))
        .collect();
    let with: Vec<Option<String>> =
        paths.iter().map(|path| templates.get(of_template(path)?).map(|path| (*path).to_owned())).collect();
    for (reading, with) in readings.iter_mut().zip(with).filter(|(reading, _)| is_values(reading)) {
        reading.record.judged_with = with;
    }
}

/// Tells of files of values that nobody takes, of templates that nobody else uses.
fn tell_untaken(
    readings: &mut [Reading],
    bicep: &BTreeMap<usize, Lowered>,
    parts: &BTreeMap<u16, Files>,
    covered: &FxHashSet<String>,
) {
    let is_typed =
        |reading: &Reading| parts.get(&reading.coverage.rules().part).is_some_and(|own| !own.typed.is_empty());
    let is_one = |reading: &Reading| {
        let is_by_itself = reading.record.compiled_from.is_none() && !covered.contains(&reading.record.path);
        is_template(reading) && is_by_itself && !is_typed(reading)
    };
    let taker = |(place, reading): (usize, &Reading)| {
        let document = bicep.get(&place).map(|own| own.document.clone()).or_else(|| reading.document.clone())?;
        is_one(reading).then_some((place, document))
    };
    let takers: Vec<_> = readings.iter().enumerate().filter_map(taker).collect();
    let takers: Vec<_> = takers.iter().map(|(place, document)| untaken::Taker { place: *place, document }).collect();
    for (place, all) in untaken::of(readings, &takers) {
        let reading = &mut readings[place];
        reading.warnings.extend(untaken::together(&reading.record.path, &all));
        reading.unnamed.extend(all);
    }
}

fn judged_with(readings: &mut [Reading], file: &str, with: &str) {
    let read = readings.iter_mut().filter(|reading| reading.record.path == file);
    read.for_each(|reading| reading.record.judged_with = Some(with.to_owned()));
}

/// A template with values for its parameters.
type Deployment = Result<Expansion, Problem>;

/// The files of the templates that it uses.
fn used(deployment: &Deployment) -> &[String] {
    deployment.as_ref().map_or(&[], |expansion| &expansion.used)
}

/// The files of a part that are templates or give values, and what the settings say of each.
#[derive(Default)]
pub(super) struct Files {
    documents: Vec<Arc<Document>>,
    rules: Vec<FileRules>,
    /// Those that give values, by the template that their names tell.
    values: FxHashMap<String, Vec<Arc<Document>>>,
    /// Which template those in Bicep are for, both by their names.
    using: FxHashMap<String, String>,
    /// Those that were typed to give values to every template, in their turns.
    typed: Vec<Arc<Document>>,
}

impl Files {
    pub fn add(&mut self, document: &Arc<Document>, coverage: &Coverage) {
        self.rules.push(coverage.rules().clone());
        self.documents.push(document.clone());
        if let Some(template) = of_template(document.name()).filter(|_| coverage.has(&Form::ARM_PARAMETERS)) {
            self.values.entry(template.to_owned()).or_default().push(document.clone());
        }
    }

    /// A file in Bicep, as a template.
    pub fn add_lowered(&mut self, own: &Lowered, coverage: &Coverage) {
        self.rules.push(coverage.rules().clone());
        self.documents.push(own.document.clone());
        if let Some(using) = &own.using {
            self.values.entry(using.clone()).or_default().push(own.document.clone());
            self.using.insert(own.document.name().to_owned(), using.clone());
        }
    }

    /// The files that give values to a template by their names, or by what they say.
    fn beside(&self, template: &Document) -> &[Arc<Document>] {
        let by_stem = || stem(template.name()).and_then(|stem| self.values.get(stem));
        self.values.get(template.name()).or_else(by_stem).map_or(&[], Vec::as_slice)
    }

    /// When all are there.
    pub fn settle(&mut self) {
        self.typed = values_of(FileRules::TYPED, self).into_iter().cloned().collect();
    }
}

/// What a file's template deploys: as the settings say, else with each of its parameter files, else by its defaults.
pub(super) fn entries<'d>(document: &'d Arc<Document>, rules: &FileRules, files: &'d Files) -> Vec<Entry<'d>> {
    let Some(template) = document.root().item(0).and_then(template) else { return Vec::new() };
    // Values in Bicep say which template they are for.
    let is_for = |file: &Arc<Document>| {
        files.using.get(file.name()).map_or(!template::is_values(file), |using| using == document.name())
    };
    let typed: Vec<&Arc<Document>> = files.typed.iter().filter(|file| is_for(file)).collect();
    let deploy = |values: &[&'d Arc<Document>], place: Place| {
        let is_typed = |file: &Arc<Document>| files.typed.iter().any(|typed| Arc::ptr_eq(typed, file));
        let own: Vec<&Arc<Document>> = values.iter().copied().filter(|file| !is_typed(file)).collect();
        // They deploy the template by themselves.
        let in_bicep = values.iter().rfind(|file| template::is_values(file) && is_for(file));
        let by_values = in_bicep.and_then(|file| file.root().item(0));
        let doubts = match in_bicep {
            _ if own.iter().any(|file| !is_for(file)) => values::foreign(document, &own, &files.using),
            Some(whole) => {
                let missing = values::not_in(whole, template);
                values::unused(whole, values).into_iter().chain(missing).collect()
            }
            None => values::doubts(template, &own, &files.typed),
        };
        let template = by_values.unwrap_or(template);
        let by_files = values.iter().flat_map(|file| given::by_file(file));
        let given = given::beside(document, template).chain(by_files).collect();
        Entry { document, template, place, given, doubts, files: &files.documents }
    };
    let own = |variant: Option<&str>| -> Rc<str> {
        variant.map_or_else(|| document.name().into(), |variant| format!("{}@{variant}", document.name()).into())
    };
    if !rules.deployed.is_empty() {
        let is_one_of_many = rules.deployed.len() > 1;
        let as_said = rules.deployed.iter().map(|deployed| {
            let mut values = values_of(deployed.number, files);
            let by_file = values.last().map(|file| variant(file.name(), document.name()).to_owned());
            let name = deployed.name.clone().or(by_file).unwrap_or_else(|| deployed.number.to_string());
            // What was typed is the last word.
            values.extend(&typed);
            let text = |text: &Option<String>| text.as_deref().map(Rc::from);
            let place = Place {
                entry: own(Some(&*name).filter(|_| is_one_of_many)),
                subscription: text(&deployed.subscription),
                group: text(&deployed.group),
                location: text(&deployed.location),
                deployment: None,
            };
            deploy(&values, place)
        });
        return as_said.collect();
    }
    if !typed.is_empty() {
        return vec![deploy(&typed, Place { entry: own(None), ..Place::default() })];
    }
    let with = |file: &'d Arc<Document>, variant| deploy(&[file], Place { entry: own(variant), ..Place::default() });
    match files.beside(document) {
        [] => vec![deploy(&[], Place { entry: own(None), ..Place::default() })],
        [only] => vec![with(only, None)],
        several => several.iter().map(|file| with(file, Some(variant(file.name(), document.name())))).collect(),
    }
}

/// What the only deployment of a template would be called, were it one of several.
fn only_name(document: &Arc<Document>, rules: &FileRules, files: &Files) -> Option<String> {
    let by_file = |file: &Arc<Document>| variant(file.name(), document.name()).to_owned();
    match (&*rules.deployed, files.beside(document)) {
        ([only], _) => only.name.clone().or_else(|| values_of(only.number, files).last().map(|file| by_file(file))),
        ([], [only]) if files.typed.is_empty() => Some(by_file(only)),
        _ => None,
    }
}

/// The files that give values to a deployment, in their turns.
fn values_of(number: u32, files: &Files) -> Vec<&Arc<Document>> {
    let turn = |rules: &FileRules| rules.values.iter().find(|(of, _)| *of == number).map(|(_, turn)| *turn);
    let mut values: Vec<(u32, &Arc<Document>)> =
        files.documents.iter().zip(&files.rules).filter_map(|(file, rules)| Some((turn(rules)?, file))).collect();
    values.sort_by_key(|(turn, _)| *turn);
    values.into_iter().map(|(_, file)| file).collect()
}

/// The template, without its ending, that a file's name says it holds parameters for: `x.parameters.json` and
/// `x.parameters.dev.json` stand beside `x.json`.
fn of_template(parameters: &str) -> Option<&str> {
    let file = parameters.rfind('/').map_or(0, |slash| slash + 1);
    let at = parameters[file..].find(".parameters.")?;
    Some(&parameters[..file + at])
}

/// A file's name without its ending.
fn stem(template: &str) -> Option<&str> {
    template.rsplit_once('.').map(|(stem, _)| stem)
}

/// What tells a parameter file from the others of its template.
fn variant<'n>(parameters: &'n str, template: &str) -> &'n str {
    if let Some(name) = parameters.strip_suffix(".bicepparam") {
        let own = stem(template).and_then(|stem| name.strip_prefix(stem)?.strip_prefix('.'));
        return own.unwrap_or_else(|| name.rsplit('/').next().unwrap_or(name));
    }
    let name = parameters.rsplit_once(".parameters.").map_or(parameters, |(_, rest)| rest);
    name.rsplit_once('.').map_or("parameters", |(variant, _)| variant)
}

fn push_once<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}

/// Puts what is deployed into the reading of the template's file.
fn fill(reading: &mut Reading, deployments: Vec<Deployment>) {
    let Some(document) = reading.document.clone() else { return };
    reading.coverage.is_open = !reading.gaps.is_empty();
    let mut reader = Reader::of(&document, Vec::new());
    for deployment in deployments {
        match deployment {
            Ok(Expansion { document, instances, problems, gaps, waiting, is_open, .. }) => {
                reading.coverage.is_open |= is_open;
                // Each deployment tells of the same ones.
                gaps.into_iter().for_each(|told| push_once(&mut reading.gaps, told));
                waiting.into_iter().for_each(|told| push_once(&mut reading.waiting, told));
                problems.into_iter().for_each(|told| push_once(&mut reading.warnings, told));
                reader.derived(|_| Ok(document), |root, reader| take(root, &instances, reader));
            }
            Err(problem) => reading.warnings.push(problem),
        }
    }
    reading.record.resources = reader.resources.len();
    reader.take_implied();
    reading.derived = std::mem::take(&mut reader.derived);
    (reading.resources, reading.scopes) = reader.into_parts();
}

fn take(root: Node<'_>, instances: &[Instance], reader: &mut Reader) {
    for (node, instance) in root.items().zip(instances) {
        let identity = Identity {
            id: Cow::Borrowed(&instance.id),
            name: Cow::Borrowed(&instance.name),
            type_name: Cow::Borrowed(id::usual_type(&instance.type_name)),
            group: instance.group.as_deref().map(Cow::Borrowed),
            subscription: instance.subscription.as_deref().map(Cow::Borrowed),
        };
        let Some(index) = reader.push(node, identity, None, Spelling::Azure, None) else { return };
        if instance.is_conditional {
            reader.resources[index.0 as usize].silence = Some(Silence::Conditional);
        } else {
            reader.take_inside(index, node.get("properties"));
        }
    }
}
