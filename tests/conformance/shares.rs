//! How much of what real templates deploy is known before they are deployed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use crate::shared;
use std::collections::BTreeMap;
use std::path::Path;
use uplift::inventory::{self, FileRules, InventoryFile, ResourceIndex};
use uplift::source::{Document, Kind, Node};
use walkdir::WalkDir;

/// What was counted over many templates.
#[derive(Default)]
struct Shares {
    files: usize,
    resources: usize,
    known: usize,
    reasons: BTreeMap<String, usize>,
}

impl Shares {
    fn add(&mut self, files: Vec<InventoryFile>) {
        let inventory = inventory::parse(files, 1);
        self.files += 1;
        for place in 0..inventory.resources().len() as u32 {
            self.resources += 1;
            match first_unknown(inventory.node(ResourceIndex(place))) {
                None => self.known += 1,
                Some(reason) => *self.reasons.entry(kind_of(&reason)).or_default() += 1,
            }
        }
    }

    fn share(&self) -> f64 {
        self.known as f64 / self.resources.max(1) as f64
    }

    fn print(&self, title: &str) {
        eprintln!(
            "{title}: {} of {} resources in {} files, {:.1} %",
            self.known,
            self.resources,
            self.files,
            100.0 * self.share()
        );
        let mut reasons: Vec<_> = self.reasons.iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        reasons.iter().take(12).for_each(|(reason, count)| eprintln!("  {count:5} {reason}"));
    }
}

/// The first value in a resource that is not known.
fn first_unknown(root: Node<'_>) -> Option<String> {
    let mut waiting = vec![root];
    while let Some(node) = waiting.pop() {
        if let Some(reason) = node.unknown() {
            return Some(reason.to_owned());
        }
        match node.kind() {
            Kind::Object => waiting.extend(node.members().map(|(_, member)| member)),
            Kind::Array => waiting.extend(node.items()),
            _ => {}
        }
    }
    None
}

/// A reason without the names in it.
fn kind_of(reason: &str) -> String {
    reason.split('`').step_by(2).collect::<Vec<_>>().join("…")
}

/// A file of parameters in which all that have no default have some value of their type.
fn opaque(template: &[u8]) -> Option<String> {
    let document = Document::parse("a.json", template.to_vec()).ok()?;
    let template = document.root().item(0)?;
    let mut values = serde_json::Map::new();
    for (name, parameter) in template.get("parameters").into_iter().flat_map(Node::members) {
        let value = match &*parameter.get("type").and_then(Node::text)?.to_lowercase() {
            "int" => serde_json::json!(1),
            "bool" => serde_json::json!(true),
            "array" => serde_json::json!([]),
            "object" => serde_json::json!({}),
            "string" => serde_json::json!("opaque"),
            _ => continue,
        };
        if parameter.get("defaultValue").is_none() {
            values.insert(name.into_owned(), serde_json::json!({ "value": value }));
        }
    }
    let schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#";
    Some(serde_json::json!({ "$schema": schema, "parameters": values }).to_string())
}

fn count(templates: impl Iterator<Item = Vec<u8>>, title: &str) -> (f64, f64) {
    let (mut plain, mut given) = (Shares::default(), Shares::default());
    for template in templates {
        let file = |name: &str, bytes: Vec<u8>| InventoryFile::new(name, Ok(bytes), FileRules::default());
        let parameters = opaque(&template);
        plain.add(vec![file("a.json", template.clone())]);
        let beside = parameters.map(|parameters| file("a.parameters.json", parameters.into_bytes()));
        given.add([file("a.json", template)].into_iter().chain(beside).collect());
    }
    plain.print(&format!("{title}, by defaults"));
    given.print(&format!("{title}, with a value for each parameter"));
    (plain.share(), given.share())
}

#[test]
fn most_of_what_templates_deploy_is_known() {
    let Some(folder) = shared("corpus/arm-template") else { return };
    let bytes = |path: &Path| std::fs::read(path).unwrap();
    let files = WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    let (plain, given) = count(files.filter(|path| path.is_file()).map(|path| bytes(&path)), "corpus");
    assert!(plain >= 0.20 && given >= 0.20, "{plain} {given}");
    let Some(folder) = shared("bicep") else { return };
    let rows = std::fs::read_to_string(folder.join("pairs.jsonl")).unwrap();
    let pairs = rows.lines().map(|row| serde_json::from_str::<serde_json::Value>(row).unwrap());
    let templates = pairs.filter(|row| row["kind"].as_str().is_some_and(|kind| kind.starts_with("template")));
    let (plain, given) =
        count(templates.map(|row| std::fs::read(folder.join(row["json"].as_str().unwrap())).unwrap()), "pairs");
    assert!(plain >= 0.20 && given >= 0.20, "{plain} {given}");
}
