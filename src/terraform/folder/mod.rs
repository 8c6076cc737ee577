//! Folders of files in Terraform's own language: what each that nobody else calls would manage, worked out as Terraform does before
//! anything is there.
//!
//! # Invariants
//!
//! - Whatever files say, the work is bounded.
//! - What is not worked out is not known: no text ever stands for an expression.
//! - What is declared to be sensitive is marked where it is written.

mod body;
mod collect;
mod config;
mod convert;
mod count;
mod evaluate;
mod expand;
mod function;
mod hidden;
mod meaning;
mod operate;
mod origins;
mod provider;
mod refer;
mod scope;
mod text;
mod unit;

use super::map::{Made, map};
use super::mapped::Mapped;
use super::{Instance, Told, azapi, mapping, not_judged};
use crate::source::{Document, Format, Problem};
use crate::template::{CONDITIONAL, Data, FIELDS, Origin, Secret, Unknown, Value, Writer};
use config::{Config, Role, file_name, folder_of};
use evaluate::Machine;
use hcl_edit::expr::Expression;
pub use origins::origins;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use unit::Unit;

/// What a folder manages.
pub struct Folder {
    /// The file that stands for all of them.
    pub entry: String,
    /// Files of it and of the modules that it calls.
    pub used: Vec<String>,
    /// A row for each resource that it makes; its identity stands in it.
    pub document: Result<Document, Problem>,
    /// For each row, whether it is there only if something is so that is not known, and what its mapping speaks of.
    pub rows: Vec<(bool, Option<&'static Mapped>)>,
    /// What is wrong, and what is not judged.
    pub told: Vec<Problem>,
    /// Those that keep anything from being known that is not in it.
    pub gaps: Vec<Problem>,
    /// Those that tell of modules that are not at hand, and whether another place has them.
    pub waiting: Vec<(Problem, bool)>,
    /// Types of which there may be more than it says.
    pub lost: Vec<String>,
    /// What is given to variables that are declared to be sensitive.
    pub secrets: Vec<Secret>,
}

/// Why what is none of the attributes takes no change as it stands.
const MADE: &str = "azurerm makes it of an attribute";

/// Whether a file declares something in Terraform's own language.
pub fn declares(document: &Document) -> bool {
    document.format() == Format::Hcl && Role::of(document.name()) == Role::Declares
}

/// Whether a file is read with those that declare something.
pub fn is_beside(document: &Document) -> bool {
    let is_hcl = document.format() == Format::Hcl;
    match Role::of(document.name()) {
        Role::Gives => is_hcl || document.name().ends_with(".json"),
        Role::Locks => is_hcl,
        Role::Declares | Role::Other => false,
    }
}

/// What each folder manages that no other one calls.
pub fn folders(documents: &[Arc<Document>]) -> Vec<Folder> {
    let units = units(documents);
    let configs: BTreeMap<String, Config<'_, '_>> =
        units.iter().map(|(folder, units)| ((*folder).to_owned(), Config::of(folder, units))).collect();
    let mut told: Vec<Problem> = Vec::new();
    let roots = roots(&configs);
    roots.iter().map(|folder| deployed(&configs[*folder], &configs, &units, documents, &mut told)).collect()
}

/// The files of each folder, as they are read.
fn units(documents: &[Arc<Document>]) -> BTreeMap<&str, Vec<Unit<'_>>> {
    let mut units: BTreeMap<&str, Vec<Unit<'_>>> = BTreeMap::new();
    for document in documents.iter().filter(|document| declares(document) || is_beside(document)) {
        units.entry(folder_of(document.name())).or_default().push(Unit::of(document));
    }
    units
}

/// The file that stands for a folder.
fn entry_of<'d>(config: &Config<'_, 'd>) -> &'d Arc<Document> {
    const MAIN: &str = "main.tf";
    let first = config.documents[0];
    config.documents.iter().find(|document| file_name(document.name()) == MAIN).unwrap_or(&first)
}

/// What ids of a folder begin with.
fn name_of<'c>(config: &'c Config<'_, '_>) -> &'c str {
    if config.folder.is_empty() { "." } else { &config.folder }
}

/// The folders that each config calls, as far as their paths lead anywhere.
fn called<'c>(config: &Config<'c, '_>) -> Vec<String> {
    let source = |call: &config::Declared<'c, '_>| {
        let code = call.attribute("source")?;
        let text = match code.expression {
            Expression::String(text) => text.as_str(),
            _ => return None,
        };
        text.starts_with('.').then(|| count::joined(&config.folder, text)).flatten()
    };
    config.calls.values().filter_map(source).collect()
}

/// Folders that nobody calls, or that say themselves that they are deployed; of those that only call one another, the first.
fn roots<'c>(configs: &'c BTreeMap<String, Config<'_, '_>>) -> Vec<&'c str> {
    let all: FxHashSet<String> = configs.values().flat_map(called).collect();
    let declares = |folder: &&str| !configs[*folder].documents.is_empty();
    let folders = || configs.keys().map(String::as_str).filter(declares);
    let is_root = |folder: &&str| configs[*folder].is_root || !all.contains(*folder);
    let mut roots: Vec<&str> = folders().filter(is_root).collect();
    let mut reached: FxHashSet<String> = FxHashSet::default();
    roots.iter().for_each(|root| reach(root, configs, &mut reached));
    for folder in folders() {
        if !reached.contains(folder) {
            roots.push(folder);
            reach(folder, configs, &mut reached);
        }
    }
    roots.sort_unstable();
    roots
}

fn reach(folder: &str, configs: &BTreeMap<String, Config<'_, '_>>, reached: &mut FxHashSet<String>) {
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        if let Some(config) = configs.get(&folder).filter(|_| reached.insert(folder.clone())) {
            waiting.extend(called(config));
        }
    }
}

fn deployed<'c, 'd>(
    config: &'c Config<'c, 'd>,
    configs: &'c BTreeMap<String, Config<'c, 'd>>,
    units: &BTreeMap<&str, Vec<Unit<'d>>>,
    documents: &'d [Arc<Document>],
    told: &mut Vec<Problem>,
) -> Folder {
    let machine = Machine::new(configs);
    let instances = machine.expand(config);
    let (entry, name) = (entry_of(config), name_of(config));
    let (mut used, mut reached) = (Vec::new(), FxHashSet::default());
    reach(&config.folder, configs, &mut reached);
    for instance in instances.iter().filter(|own| own.kind.starts_with("azapi_")) {
        instance.values.member("sensitive_body").iter().for_each(|body| machine.hide_value(body));
    }
    for instance in instances.iter().filter(|own| &*own.kind == azapi::KIND && !azapi::is_one(own)) {
        let told = format!("of which type `{}` is, is not known, and it is not judged", instance.address);
        machine.gap(
            Problem::new(entry.name(), told)
                .help("Judge a plan: terraform plan -out plan && terraform show -json plan > plan.json"),
        );
    }
    if machine.is_spent() {
        let told = "working out what this folder manages takes more than is done, and what was left is not known";
        machine.gap(
            Problem::new(entry.name(), told)
                .help("Judge a plan: terraform plan -out plan && terraform show -json plan > plan.json"),
        );
    }
    let mut gaps = machine.gaps.take();
    for unit in units.iter().filter(|(folder, _)| reached.contains(**folder)).flat_map(|(_, units)| units) {
        used.push(unit.document.name().to_owned());
        gaps.extend(unit.faults.iter().cloned());
    }
    let mut own = machine.told.take();
    own.extend(gaps.iter().cloned());
    own.extend(not_judged(&instances).into_iter().map(|message| Problem::new(entry.name(), message)));
    own.retain(|problem| !told.contains(problem));
    told.extend(own.iter().cloned());
    let mut writer = Writer::making(entry, documents, MADE);
    let made = map(name, &instances, Told::Written);
    for made in &made {
        writer.object(&if made.is_conditional { maybe(made, &instances) } else { made.value.clone() });
    }
    let kinds = instances.iter().filter_map(|own| mapping::kind(&own.kind));
    Folder {
        entry: entry.name().to_owned(),
        used,
        document: writer.finish(),
        rows: made.iter().map(|made| (made.is_conditional, made.mapped)).collect(),
        told: own,
        gaps,
        waiting: machine.waiting.take(),
        lost: kinds.flat_map(|kind| kind.unsaid_types.iter().cloned()).collect(),
        secrets: machine.secrets.take(),
    }
}

/// A resource of which it is not known whether it is there: its identity, and nothing else.
fn maybe<'d>(made: &Made<'d>, instances: &[Instance<'d>]) -> Value<'d> {
    let node = instances[made.instance].node;
    let is_identity = |key: &str| ["id", "name", "type", "resourceGroup"].contains(&key);
    let own = made.value.members().unwrap_or_default();
    let identity = own.iter().filter(|(key, _)| is_identity(key)).cloned();
    let unknown = Rc::new(Unknown { reason: CONDITIONAL.to_owned(), symbol: String::new() });
    let field = |name: &&str| {
        let value = Value { data: Data::Unknown(unknown.clone()), origin: Origin::Made(Rc::new([node])) };
        (Rc::from(*name), value)
    };
    let members = identity.chain(FIELDS.iter().map(field)).collect();
    Value { data: Data::Object(members), origin: made.value.origin.clone() }
}
