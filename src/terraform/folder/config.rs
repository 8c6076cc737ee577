//! What the files of a folder declare, before anything of it is worked out.

use super::provider;
use super::unit::{At, Code, Unit};
use super::values::Values;
use crate::source::{Document, Node, Problem};
use hcl_edit::Span;
use hcl_edit::structure::{Block, Body, Structure};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What tells Terraform how to manage a resource, and is none of its attributes.
pub const DIRECTIONS: [&str; 8] =
    ["count", "for_each", "depends_on", "provider", "lifecycle", "provisioner", "connection", "timeouts"];

/// A folder.
#[derive(Default)]
pub struct Config<'c, 'd> {
    /// Its path; empty for that which all others are in.
    pub folder: String,
    /// Its files that declare something, in the order in which they are read.
    pub documents: Vec<&'d Arc<Document>>,
    pub variables: BTreeMap<&'c str, Declared<'c, 'd>>,
    pub locals: FxHashMap<&'c str, Code<'c, 'd>>,
    /// Resources and data, in the order in which they are written.
    pub resources: Vec<Declared<'c, 'd>>,
    pub calls: BTreeMap<&'c str, Declared<'c, 'd>>,
    pub outputs: BTreeMap<&'c str, Declared<'c, 'd>>,
    /// Values for its variables, of the files that are read without being named.
    pub given: Values<'c, 'd>,
    /// The major of azurerm that it is for, where only one is.
    pub major: Option<u32>,
    /// It says itself that it is deployed, whoever else calls it.
    pub is_root: bool,
    places: FxHashMap<(bool, &'c str, &'c str), usize>,
    /// What is declared twice, by its address: Terraform refuses that, and which of them is meant is not known.
    twice: BTreeMap<String, Problem>,
}

/// What a block declares. Files that override others add to it.
pub struct Declared<'c, 'd> {
    pub kind: &'c str,
    pub name: &'c str,
    /// It only reads what is there.
    pub is_data: bool,
    parts: Vec<(At<'d>, &'c Block)>,
}

impl<'c, 'd> Declared<'c, 'd> {
    fn of(at: At<'d>, block: &'c Block) -> Self {
        let label = |place: usize| block.labels.get(place).map_or("", |label| label.as_str());
        let is_data = block.ident.as_str() == "data";
        let is_typed = is_data || block.ident.as_str() == "resource";
        let (kind, name) = if is_typed { (label(0), label(1)) } else { ("", label(0)) };
        Self { kind, name, is_data, parts: vec![(at, block)] }
    }

    /// An attribute's value.
    pub fn attribute(&self, name: &str) -> Option<Code<'c, 'd>> {
        let of = |(at, block): &(At<'d>, &'c Block)| {
            let attributes = block.body.iter().filter_map(Structure::as_attribute);
            attributes.into_iter().find(|own| own.key.as_str() == name).map(|own| at.code(own))
        };
        self.parts.iter().rev().find_map(of)
    }

    /// The blocks of a name in it, of all that say any of it.
    pub fn blocks(&self, name: &str) -> impl Iterator<Item = (At<'d>, &'c Block)> {
        let of = |(at, block): &(At<'d>, &'c Block)| {
            let (at, block) = (*at, *block);
            block.body.iter().filter_map(Structure::as_block).map(move |own| (at, own))
        };
        self.parts.iter().flat_map(of).filter(move |(_, own)| own.ident.as_str() == name)
    }

    /// Where it stands, and the block.
    pub fn first(&self) -> (At<'d>, &'c Block) {
        self.parts[0]
    }

    /// Its bodies: what a later one says is said in place of what earlier ones do.
    pub fn bodies(&self) -> impl DoubleEndedIterator<Item = (At<'d>, &'c Body)> {
        self.parts.iter().map(|(at, block)| (*at, &block.body))
    }

    /// What is in its braces.
    pub fn node(&self) -> Option<Node<'d>> {
        let (at, block) = self.first();
        at.body(block)
    }

    /// `azurerm_subnet.a`, `data.azurerm_subnet.a`.
    pub fn address(&self) -> String {
        let start = if self.is_data { "data." } else { "" };
        format!("{start}{}.{}", self.kind, self.name)
    }
}

impl<'c, 'd> Config<'c, 'd> {
    /// Of the units of a folder.
    pub fn of(folder: &str, units: &'c [Unit<'d>]) -> Self {
        let mut config = Self { folder: folder.to_owned(), ..Self::default() };
        let (mut own, mut values, mut locks) = (Vec::new(), Vec::new(), Vec::new());
        for unit in units {
            match Role::of(unit.document.name()) {
                Role::Declares => own.push(unit),
                Role::Gives => values.push(unit),
                Role::Locks => locks.push(unit),
                Role::Named | Role::Other => {}
            }
        }
        own.sort_by_key(|unit| (is_override(unit.document.name()), unit.document.name()));
        // Those that are read by themselves come behind the one that has a name of its own.
        values.sort_by_key(|unit| {
            (!file_name(unit.document.name()).starts_with("terraform.tfvars"), unit.document.name())
        });
        for unit in own {
            config.documents.push(unit.document);
            let is_override = is_override(unit.document.name());
            for (at, body) in &unit.pieces {
                body.iter().filter_map(Structure::as_block).for_each(|block| config.take(*at, block, is_override));
            }
        }
        config.is_root |= !values.is_empty() || !locks.is_empty();
        for unit in values {
            config.given.take(unit);
        }
        let locked = locks.iter().flat_map(|unit| &unit.pieces).find_map(|(_, body)| provider::locked(body));
        config.major = locked.or(config.major);
        config
    }

    fn take(&mut self, at: At<'d>, block: &'c Block, is_override: bool) {
        let declared = Declared::of(at, block);
        match block.ident.as_str() {
            "resource" | "data" => self.take_resource(declared, is_override),
            "locals" => {
                for own in block.body.iter().filter_map(Structure::as_attribute) {
                    let known = self.locals.insert(own.key.as_str(), at.code(own));
                    if known.is_some() && !is_override {
                        self.note_twice(format!("local.{}", own.key.as_str()), at, own.key.span());
                    }
                }
            }
            "variable" => self.take_named("var", declared, is_override),
            "module" => self.take_named("module", declared, is_override),
            "output" => self.take_named("output", declared, is_override),
            "terraform" => {
                self.is_root |= provider::keeps_state(&block.body);
                self.major = provider::required(&block.body).or(self.major);
            }
            "provider" if declared.name == "azurerm" => {
                self.major = self.major.or_else(|| provider::configured(&block.body));
            }
            _ => {}
        }
    }

    fn take_resource(&mut self, declared: Declared<'c, 'd>, is_override: bool) {
        let key = (declared.is_data, declared.kind, declared.name);
        let known = self.places.get(&key).copied();
        match known {
            Some(place) if is_override => self.resources[place].parts.extend(declared.parts),
            // Each is judged.
            _ => {
                if known.is_some() {
                    let (at, block) = declared.first();
                    self.note_twice(declared.address(), at, block.ident.span());
                }
                self.places.insert(key, self.resources.len());
                self.resources.push(declared);
            }
        }
    }

    /// Takes what is told apart by one name.
    fn take_named(&mut self, start: &str, declared: Declared<'c, 'd>, is_override: bool) {
        let (name, (at, block)) = (declared.name, declared.first());
        let all: &mut BTreeMap<&'c str, Declared<'c, 'd>> = match start {
            "var" => &mut self.variables,
            "module" => &mut self.calls,
            _ => &mut self.outputs,
        };
        match all.get_mut(name) {
            Some(known) => {
                known.parts.extend(declared.parts);
                if !is_override {
                    self.note_twice(format!("{start}.{name}"), at, block.ident.span());
                }
            }
            None => drop(all.insert(name, declared)),
        }
    }

    fn note_twice(&mut self, address: String, at: At<'d>, span: Option<std::ops::Range<usize>>) {
        let told = format!("`{address}` is declared twice, and what hangs on it is not known");
        let problem = at.problem(span, told).help("Take one of them away; `terraform validate` refuses both");
        self.twice.entry(address).or_insert(problem);
    }

    /// Whether it is declared more than once.
    pub fn is_twice(&self, address: &str) -> bool {
        !self.twice.is_empty() && self.twice.contains_key(address)
    }

    /// What keeps something of it from being known.
    pub fn faults(&self) -> impl Iterator<Item = Problem> {
        self.twice.values().cloned()
    }

    /// The resource, or the data, of a type and a name.
    pub fn find(&self, is_data: bool, kind: &str, name: &str) -> Option<&Declared<'c, 'd>> {
        self.places.get(&(is_data, kind, name)).map(|place| &self.resources[*place])
    }
}

/// What a file is to the folder that it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It declares something.
    Declares,
    /// It gives values to variables, and is read without being named.
    Gives,
    /// It says which providers were chosen.
    Locks,
    /// It gives values to variables once somebody names it.
    Named,
    /// It is for another program.
    Other,
}

impl Role {
    /// By its name.
    pub fn of(name: &str) -> Self {
        match file_name(name) {
            ".terraform.lock.hcl" => Self::Locks,
            "terraform.tfvars" | "terraform.tfvars.json" => Self::Gives,
            name if name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json") => Self::Gives,
            name if name.to_lowercase().ends_with(".tf") => Self::Declares,
            name if is_values(name) => Self::Named,
            _ => Self::Other,
        }
    }
}

/// What follows the last slash.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The folder of a file.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a file gives values to variables, by its name.
pub fn is_values(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with(".tfvars") || name.ends_with(".tfvars.json")
}

/// Whether it may be one that was put aside, as `prod.tfvars.old.json`. Terraform takes no such file, and what stands in it is as
/// secret.
pub fn may_hold_values(name: &str) -> bool {
    file_name(name).to_lowercase().contains(".tfvars")
}

fn is_override(path: &str) -> bool {
    let name = file_name(path);
    name == "override.tf" || name.ends_with("_override.tf")
}
