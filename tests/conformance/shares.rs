//! How much of what real templates deploy is known before they are deployed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use crate::shared;
use std::collections::BTreeMap;
use uplift::inventory::{self, Deployed, FileRules, InventoryFile, ResourceIndex};
use uplift::source::{Document, Kind, Node};
use walkdir::WalkDir;

/// What was counted over many templates.
#[derive(Default)]
struct Shares {
    files: usize,
    resources: usize,
    known: usize,
    /// Known but for secrets, which are not looked at.
    but_secrets: usize,
    reasons: BTreeMap<String, usize>,
}

impl Shares {
    fn add(&mut self, files: Vec<InventoryFile>) {
        let inventory = inventory::parse(files, 1);
        self.files += 1;
        for place in 0..inventory.resources().len() as u32 {
            self.resources += 1;
            let reasons = unknown(inventory.node(ResourceIndex(place)));
            let open = reasons.iter().find(|reason| !reason.contains("holds a secret"));
            match (reasons.is_empty(), open) {
                (true, _) => self.known += 1,
                (false, None) => self.but_secrets += 1,
                (false, Some(reason)) => *self.reasons.entry(kind_of(reason)).or_default() += 1,
            }
        }
    }

    fn share(&self) -> f64 {
        (self.known + self.but_secrets) as f64 / self.resources.max(1) as f64
    }

    fn print(&self, title: &str) {
        eprintln!(
            "{title}: {} and, but for secrets, {} of {} resources in {} files, {:.1} %",
            self.known,
            self.but_secrets,
            self.resources,
            self.files,
            100.0 * self.share()
        );
        let mut reasons: Vec<_> = self.reasons.iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        reasons.iter().take(12).for_each(|(reason, count)| eprintln!("  {count:5} {reason}"));
    }
}

/// Why values in a resource are not known.
fn unknown(root: Node<'_>) -> Vec<String> {
    let (mut waiting, mut reasons) = (vec![root], Vec::new());
    while let Some(node) = waiting.pop() {
        reasons.extend(node.unknown().map(str::to_owned));
        match node.kind() {
            Kind::Object => waiting.extend(node.members().map(|(_, member)| member)),
            Kind::Array => waiting.extend(node.items()),
            _ => {}
        }
    }
    reasons
}

/// A reason without the names in it.
fn kind_of(reason: &str) -> String {
    reason.split('`').step_by(2).collect::<Vec<_>>().join("…")
}

/// A file of parameters in which all that have no default have some value of their type.
pub(crate) fn opaque(template: &[u8]) -> Option<String> {
    let document = Document::parse("a.json", template.to_vec()).ok()?;
    let template = document.root().item(0)?;
    let mut values = serde_json::Map::new();
    for (name, parameter) in template.get("parameters").into_iter().flat_map(Node::members) {
        if let Some(value) = value_of(template, parameter, 0).filter(|_| parameter.get("defaultValue").is_none()) {
            values.insert(name.into_owned(), serde_json::json!({ "value": value }));
        }
    }
    let schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#";
    Some(serde_json::json!({ "$schema": schema, "parameters": values }).to_string())
}

/// The first value that is allowed, else one that says nothing. Texts have the form of ids, which can be cut like them.
fn value_of(template: Node<'_>, declared: Node<'_>, depth: u32) -> Option<serde_json::Value> {
    use serde_json::json;
    const ID: &str = "/subscriptions/s/resourceGroups/g/providers/Some.Provider/things/opaque/parts/one";
    let is_list = declared.get("type").and_then(Node::text).is_some_and(|kind| kind.eq_ignore_ascii_case("array"));
    if let Some(allowed) = declared.get("allowedValues").and_then(|list| list.item(0)).filter(|_| !is_list) {
        return serde_json::from_str(allowed.raw()).ok();
    }
    if let Some(path) = declared.get("$ref").and_then(Node::text).filter(|_| depth < 10) {
        let named = path.strip_prefix("#/")?.split('/').try_fold(template, |node, name| node.get(name))?;
        return value_of(template, named, depth + 1);
    }
    Some(match &*declared.get("type").and_then(Node::text)?.to_lowercase() {
        "int" => json!(declared.get("minValue").and_then(|least| least.raw().parse().ok()).unwrap_or(1)),
        "bool" => json!(true),
        "array" => json!([]),
        "object" => {
            let members = declared.get("properties").into_iter().flat_map(Node::members);
            let value = |(name, member): (std::borrow::Cow<'_, str>, Node<'_>)| {
                Some((name.into_owned(), value_of(template, member, depth + 1)?))
            };
            members.filter_map(value).collect::<serde_json::Map<_, _>>().into()
        }
        "string" => json!(ID),
        _ => return None,
    })
}

/// Where a template is deployed, when that is said.
pub(crate) fn placed() -> FileRules {
    let text = |text: &str| Some(text.to_owned());
    let place = Deployed {
        subscription: text("6f1d8c34-52ab-4e07-9b3c-d17a40c5e982"),
        group: text("shop"),
        location: text("westeurope"),
        ..Deployed::default()
    };
    FileRules { deployed: vec![place], ..FileRules::default() }
}

/// Of what is deployed by defaults alone, and when place and parameters are told, the shares that are known.
fn count(templates: impl Iterator<Item = Vec<u8>>, title: &str) -> (f64, f64) {
    let (mut plain, mut given) = (Shares::default(), Shares::default());
    for template in templates {
        let values = opaque(&template).map(String::into_bytes);
        plain.add(vec![InventoryFile::new("a.json", Ok(template.clone()), FileRules::default())]);
        let rules = FileRules { values: vec![(0, 0)], ..FileRules::default() };
        let values = values.map(|values| InventoryFile::new("a.parameters.json", Ok(values), rules));
        given.add([InventoryFile::new("a.json", Ok(template), placed())].into_iter().chain(values).collect());
    }
    plain.print(&format!("{title}, by defaults"));
    given.print(&format!("{title}, with a place and a value for each parameter"));
    (plain.share(), given.share())
}

pub fn most_of_what_templates_deploy_is_known_once_place_and_parameters_are() {
    let folder = shared("corpus/arm-template");
    let files = WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    let (plain, given) = count(files.filter(|path| path.is_file()).map(|path| std::fs::read(path).unwrap()), "corpus");
    assert!(plain >= 0.11 && given >= 0.75, "{plain} {given}");
    let folder = shared("bicep");
    let rows = std::fs::read_to_string(folder.join("pairs.jsonl")).unwrap();
    let pairs = rows.lines().map(|row| serde_json::from_str::<serde_json::Value>(row).unwrap());
    let templates = pairs.filter(|row| row["kind"].as_str().is_some_and(|kind| kind.starts_with("template")));
    let templates = templates.map(|row| std::fs::read(folder.join(row["json"].as_str().unwrap())).unwrap());
    let (plain, given) = count(templates, "pairs");
    assert!(plain >= 0.11 && given >= 0.75, "{plain} {given}");
}
