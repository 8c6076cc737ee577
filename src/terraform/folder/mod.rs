//! Folders of files in Terraform's own language: what each that nobody else calls would manage, worked out as Terraform does before
//! anything is there.
//!
//! # Invariants
//!
//! - Whatever files say, the work is bounded.
//! - What is not worked out is not known: no text ever stands for an expression.
//! - What is declared to be sensitive is marked where it is written.

mod asked;
mod body;
mod collect;
mod config;
mod convert;
mod count;
mod evaluate;
mod expand;
mod function;
mod hidden;
mod load;
mod meaning;
mod operate;
mod origins;
mod provider;
mod refer;
mod scope;
mod text;
mod unit;
mod validation;
mod values;

use super::map::{Made, map};
use super::mapped::Mapped;
use super::{Instance, Told, azapi, deployment, mapping, not_judged, update};
use crate::source::{Document, Format, Problem};
use crate::template::{CONDITIONAL, Data, FIELDS, Origin, Secret, Unknown, Value, Writer};
pub use asked::{Asked, Asking, Root};
pub use config::may_hold_values;
use config::{Config, Role, file_name, folder_of};
use evaluate::Machine;
use hcl_edit::expr::Expression;
pub use load::loads;
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
    /// What tells this deployment of it from others, also where there are no others.
    pub deployment: Option<String>,
    /// Files of it and of the modules that it calls, and those that give it values.
    pub used: Vec<String>,
    /// Other files that these load.
    pub loaded: Vec<String>,
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

/// Characters of a line that is shown.
const LONGEST: usize = 400;

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
        Role::Gives | Role::Named => is_hcl || document.name().to_lowercase().ends_with(".json"),
        Role::Locks => is_hcl,
        Role::Declares | Role::Other => false,
    }
}

/// Whether Terraform reads a file of this name with its folder, without being told to.
pub fn is_read_by_name(name: &str) -> bool {
    matches!(Role::of(name), Role::Declares | Role::Gives)
}

/// Whether a file gives values to variables only once somebody names it.
pub fn is_named(document: &Document) -> bool {
    is_beside(document) && Role::of(document.name()) == Role::Named
}

/// Whether a file in JSON of this name gives values to variables: by itself, or once somebody names it.
pub fn gives_json(name: &str, is_named: bool) -> bool {
    let role = Role::of(name);
    name.to_lowercase().ends_with(".json") && (role == Role::Gives || is_named && role == Role::Named)
}

/// Whether all of a file that is read with those that declare something is understood.
pub fn is_understood(document: &Arc<Document>) -> bool {
    Unit::of(document).faults.is_empty()
}

/// What each folder manages that no other one calls, once for each of its deployments.
pub fn folders(documents: &[Arc<Document>], asking: &dyn Asking) -> Vec<Folder> {
    let units = units(documents);
    let configs: BTreeMap<String, Config<'_, '_>> =
        units.iter().map(|(folder, units)| ((*folder).to_owned(), Config::of(folder, units))).collect();
    let mut told: Vec<Problem> = Vec::new();
    let files = Files { configs: &configs, units: &units, documents, asking };
    let all = asked::all(&roots(&configs, asking), &configs, asking);
    all.into_iter().map(|(folder, asked, name)| files.deployed(&configs[folder], &asked, &name, &mut told)).collect()
}

/// All that was read.
#[derive(Clone, Copy)]
struct Files<'c, 'd> {
    configs: &'c BTreeMap<String, Config<'c, 'd>>,
    units: &'c BTreeMap<&'c str, Vec<Unit<'d>>>,
    documents: &'d [Arc<Document>],
    asking: &'c dyn Asking,
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
fn roots<'c>(configs: &'c BTreeMap<String, Config<'_, '_>>, asking: &dyn Asking) -> Vec<&'c str> {
    let all: FxHashSet<String> = configs.values().flat_map(called).collect();
    let declares = |folder: &&str| !configs[*folder].documents.is_empty();
    let folders = || configs.keys().map(String::as_str).filter(declares);
    let is_wanted = |folder: &str| configs[folder].is_root || !asking.leaves_out(folder);
    let is_root =
        |folder: &&str| asking.names(folder) || configs[*folder].is_root || !all.contains(*folder) && is_wanted(folder);
    let mut roots: Vec<&str> = folders().filter(is_root).collect();
    let mut reached: FxHashSet<String> = FxHashSet::default();
    roots.iter().for_each(|root| reach(root, configs, &mut reached));
    for folder in folders().filter(|folder| is_wanted(folder)) {
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

impl<'c, 'd> Files<'c, 'd> {
    fn deployed(self, config: &'c Config<'c, 'd>, asked: &Asked, name: &str, told: &mut Vec<Problem>) -> Folder {
        let (values, faults) = asked::values(asked, self.units, self.documents);
        let machine = Machine::new(self.configs, values, self.asking);
        let instances = machine.expand(config);
        let entry = entry_of(config);
        let mut used = self.values_of(asked);
        tell_of(&machine, &instances, entry);
        let mut reached = FxHashSet::default();
        reach(&config.folder, self.configs, &mut reached);
        let mut gaps = machine.gaps.take();
        gaps.extend(faults);
        gaps.extend(reached.iter().filter_map(|folder| self.configs.get(folder)).flat_map(Config::faults));
        for unit in self.units.iter().filter(|(folder, _)| reached.contains(**folder)).flat_map(|(_, units)| units) {
            if Role::of(unit.document.name()) != Role::Named {
                used.push(unit.document.name().to_owned());
                gaps.extend(unit.faults.iter().cloned());
            }
        }
        let mut waiting = machine.waiting.take();
        let mut own = machine.told.take();
        waiting.extend(templates(&instances).inspect(|(problem, _)| own.push(problem.clone())));
        waiting.extend(updates(name, &instances).inspect(|(problem, _)| own.push(problem.clone())));
        own.extend(gaps.iter().cloned());
        own.extend(not_judged(&instances).into_iter().map(|message| Problem::new(entry.name(), message)));
        own.retain(|problem| !told.contains(problem));
        told.extend(own.iter().cloned());
        let mut writer = Writer::making(entry, self.documents, MADE);
        let made = map(name, &instances, Told::Written);
        for made in &made {
            writer.object(&if made.is_conditional { maybe(made, &instances) } else { made.value.clone() });
        }
        let kinds = instances.iter().filter_map(|own| mapping::kind(&own.kind));
        Folder {
            entry: entry.name().to_owned(),
            deployment: asked.name.clone(),
            used,
            loaded: machine.loaded.take().into_keys().collect(),
            document: writer.finish(),
            rows: made.iter().map(|made| (made.is_conditional, made.mapped)).collect(),
            told: own,
            gaps,
            waiting,
            lost: kinds.flat_map(|kind| kind.unsaid_types.iter().cloned()).collect(),
            secrets: machine.secrets.take(),
        }
    }

    /// The names of the files whose values a deployment is given by name.
    fn values_of(self, asked: &Asked) -> Vec<String> {
        asked.values.iter().filter_map(|place| Some(self.documents.get(*place)?.name().to_owned())).collect()
    }
}

/// Tells of what is hidden, of what is not known to be of any type, and of work that was not done.
fn tell_of<'d>(machine: &Machine<'_, 'd>, instances: &[Instance<'d>], entry: &Document) {
    const PLAN: &str = "Judge a plan: terraform plan -out plan && terraform show -json plan > plan.json";
    for instance in instances.iter().filter(|own| own.kind.starts_with("azapi_")) {
        instance.values.member("sensitive_body").iter().for_each(|body| machine.hide_value(body));
    }
    for instance in instances.iter().filter(|own| &*own.kind == azapi::KIND && !azapi::is_one(own)) {
        let told = format!("of which type `{}` is, is not known, and it is not judged", instance.address);
        machine.gap(Problem::new(entry.name(), told).help(PLAN));
    }
    if machine.is_spent() {
        let told = "working out what this folder manages takes more than is done, and what was left is not known";
        machine.gap(Problem::new(entry.name(), told).help(PLAN));
    }
}

/// Templates that are handed on as they are, each as the warning about it; the platform has what is in them.
fn templates(instances: &[Instance<'_>]) -> impl Iterator<Item = (Problem, bool)> {
    instances.iter().filter_map(deployment::not_judged).map(|told| {
        let problem = told.node.document().problem(told.node.position(), told.message, LONGEST);
        (problem.help(deployment::HELP), true)
    })
}

/// Updates of resources that are none of these, each as the warning about it.
fn updates(name: &str, instances: &[Instance<'_>]) -> impl Iterator<Item = (Problem, bool)> {
    update::strays(name, instances, Told::Written).into_iter().map(|told| {
        let problem = told.node.document().problem(told.node.position(), told.message, LONGEST);
        (problem.help(update::HELP), true)
    })
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
