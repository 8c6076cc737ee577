//! What a Bicep file and the JSON that its compiler made of it deploy, brought to one spelling.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use uplift::bicep::{self, Declaration};
use uplift::inventory::{self, FileRules, InventoryFile, ResourceIndex};
use uplift::source::{Kind, Node};

/// What stands for a value that is not known.
pub const UNKNOWN: &str = "(unknown)";

/// Each resource's values, by what it is called; those of one name are in their order.
pub type Resources = BTreeMap<String, Vec<Json>>;

/// Files by their paths below the shared data; the first is what is deployed, and all others stand beside it.
pub type Files = Vec<(String, Vec<u8>)>;

/// What the first file deploys, by the defaults of its parameters or with the values of a file.
pub fn deployed(files: Files, rules: FileRules, values: Option<&str>) -> Resources {
    let main = files[0].0.clone();
    let entry = rules.clone();
    let of = |name: &str| if *name == main { entry.clone() } else { FileRules::default() };
    let mut given: Vec<InventoryFile> =
        files.into_iter().map(|(name, bytes)| InventoryFile::new(name.clone(), Ok(bytes), of(&name))).collect();
    if let Some(values) = values {
        let rules = FileRules { values: vec![(0, 0)], ..FileRules::default() };
        given.push(InventoryFile::new("given.parameters.json", Ok(values.as_bytes().to_vec()), rules));
    }
    let inventory = inventory::parse(given, 1);
    let mut resources = Resources::new();
    for (place, resource) in (0..).zip(inventory.resources()) {
        if inventory.documents()[resource.document as usize].name() != main || resource.is_inside {
            continue;
        }
        let spelt = |text: &str| text.replace(&main, "main").replace(&main.replace('/', "|"), "main");
        let silence = resource.silence.map(|why| format!(" {why:?}")).unwrap_or_default();
        let name = format!("{}{silence}", spelt(&resource.id).to_lowercase());
        resources.entry(name).or_default().push(json(inventory.node(ResourceIndex(place)), &spelt));
    }
    resources
}

/// A node's value. The order of members says nothing.
fn json(node: Node<'_>, spelt: &dyn Fn(&str) -> String) -> Json {
    match node.kind() {
        _ if node.unknown().is_some() => UNKNOWN.into(),
        Kind::Object => {
            let members = node.members().map(|(name, member)| (name.into_owned(), json(member, spelt)));
            // A member that is null is one that is not there, for the platform as for this.
            Json::Object(members.filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>())
        }
        Kind::Array => node.items().map(|item| json(item, spelt)).collect(),
        Kind::String => spelt(&node.text().unwrap()).into(),
        _ => serde_json::from_str(node.raw()).unwrap(),
    }
}

/// The JSON without what it holds of modules of registries, at any depth: the Bicep does not hold them.
pub fn without_registries(template: &mut Json, file: &Path) {
    let Ok(text) = std::fs::read_to_string(file) else { return };
    let parsed = bicep::parse(&text);
    let modules = parsed.statements.iter().filter_map(|statement| match &statement.declaration {
        Declaration::Module { name, path, .. } => Some((name.text.clone(), path.text()?.to_owned())),
        _ => None,
    });
    let modules: Vec<(String, String)> = modules.collect();
    match &mut template["resources"] {
        Json::Object(resources) => {
            for (name, path) in modules {
                match is_in_registry(&path) {
                    true => drop(resources.remove(&name)),
                    false => without_registries(&mut resources[&name]["properties"]["template"], &beside(file, &path)),
                }
            }
        }
        // Modules stand last, in their order.
        Json::Array(resources) => {
            let first = resources.len() - modules.len();
            for (place, (_, path)) in modules.iter().enumerate().rev() {
                match is_in_registry(path) {
                    true => drop(resources.remove(first + place)),
                    false => {
                        let inner = &mut resources[first + place]["properties"]["template"];
                        without_registries(inner, &beside(file, path));
                    }
                }
            }
        }
        _ => {}
    }
}

fn beside(file: &Path, path: &str) -> std::path::PathBuf {
    file.parent().unwrap().join(path)
}

/// Whether a module's path leads out of the repository.
fn is_in_registry(path: &str) -> bool {
    ["br:", "br/", "ts:", "ts/"].iter().any(|start| path.starts_with(start))
}

/// Where two deployments differ first.
pub fn first_difference(written: &Resources, compiled: &Resources) -> Option<String> {
    let names: BTreeSet<&String> = written.keys().chain(compiled.keys()).collect();
    names.into_iter().find_map(|name| match (written.get(name), compiled.get(name)) {
        (Some(a), Some(b)) if a.len() == b.len() => {
            let found = a.iter().zip(b).find_map(|(a, b)| difference(a, b, ""));
            found.map(|what| format!("{name}{what}"))
        }
        (Some(a), Some(b)) => Some(format!("{name}: {} against {}", a.len(), b.len())),
        (Some(_), None) => Some(format!("{name} is in the Bicep alone")),
        _ => Some(format!("{name} is in the JSON alone")),
    })
}

/// Where two values differ first.
fn difference(one: &Json, other: &Json, path: &str) -> Option<String> {
    match (one, other) {
        (Json::Object(a), Json::Object(b)) => {
            let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            names.into_iter().find_map(|name| {
                let path = format!("{path}.{name}");
                match (a.get(name), b.get(name)) {
                    (Some(a), Some(b)) => difference(a, b, &path),
                    (a, b) => Some(format!("{path}: {} against {}", shown(a), shown(b))),
                }
            })
        }
        (Json::Array(a), Json::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(at, (a, b))| difference(a, b, &format!("{path}[{at}]")))
        }
        _ if one == other || is_one_id(one, other, path) => None,
        _ => Some(format!("{path}: {} against {}", shown(Some(one)), shown(Some(other)))),
    }
}

/// The compiler writes types as its own list of them does, also where they are parts of ids; the platform knows no case there.
fn is_one_id(one: &Json, other: &Json, path: &str) -> bool {
    let (Some(one), Some(other)) = (one.as_str(), other.as_str()) else { return false };
    let is_id = |text: &str| text.starts_with('/') || text.starts_with("main#");
    (path == ".type" || is_id(one) && is_id(other)) && one.eq_ignore_ascii_case(other)
}

fn shown(value: Option<&Json>) -> String {
    let text = value.map_or("nothing".to_owned(), Json::to_string);
    if text.len() > 160 { format!("{}…", text.chars().take(160).collect::<String>()) } else { text }
}
