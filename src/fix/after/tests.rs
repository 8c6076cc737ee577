//! What is judged again, held against judging everything again.

use super::*;
use crate::assess::assess;
use crate::check::{Checks, Edit, Operation, compile};
use crate::fix::place::{Place, Target};
use crate::fix::{Finding, files};
use crate::inventory::{FileKind, FileRules, InventoryFile, parse};
use crate::policy::{self, Config, Policy, PolicySource, RecommendationIndex};
use crate::source::Node;
use proptest::prelude::*;
use serde_json::{Value, json};

/// By name, type and check: what looks at itself, and what looks further in every way that there is.
const CHECKS: [(&str, &str, &str); 9] = [
    ("vault", "A.B/vaults", "resource.properties.on == true"),
    ("key", "A.B/vaults/keys", "resource.properties.on == true"),
    ("net", "A.B/nets", "resource.name == \"n1\" || resource.properties.on == true"),
    ("children", "A.B/vaults", "resource.children(\"A.B/vaults/keys\").any(|key| key.properties.on == true)"),
    ("extensions", "A.B/nets", "resource.children(\"A.B/locks\").all(|lock| lock.properties.on == true)"),
    ("parent", "A.B/vaults/keys", "resource.parent().properties.on == true"),
    (
        "siblings",
        "A.B/vaults/keys",
        "resource.parent().children(\"A.B/vaults/keys\").all(|key| key.properties.on == true)",
    ),
    ("all", "A.B/nets", "inventory.all(\"A.B/vaults\").all(|vault| vault.properties.on == true)"),
    ("get", "A.B/nets", "inventory.get(resource.properties.ref).properties.on == true"),
];

fn policy() -> Policy {
    let mut text = "controls:\n  - { id: c, title: C, maxScore: 1, description: d }\nrecommendations:\n".to_owned();
    for (id, kind, check) in CHECKS {
        text += &format!(
            "  - id: {id}\n    title: T\n    controls: [c]\n    severity: low\n    resourceTypes: [{kind}]\n    \
             description: d\n    remediation: r\n    check: |\n      {check}\n"
        );
    }
    let source = PolicySource { name: "policies/p.yaml".into(), text, packed: None };
    policy::parse(&[source], &Config::default()).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// A stream of choices: bytes that proptest can make smaller.
struct Dice<'a>(std::iter::Cycle<std::slice::Iter<'a, u8>>);

impl Dice<'_> {
    fn roll(&mut self, sides: usize) -> usize {
        self.0.next().map_or(0, |byte| usize::from(*byte) % sides)
    }

    fn id(&mut self, kind: &str) -> String {
        let (root, name) = ("/subscriptions/s/resourceGroups/g/providers/A.B", self.roll(3));
        match kind {
            "A.B/vaults" => format!("{root}/vaults/v{name}"),
            "A.B/nets" => format!("{root}/nets/n{name}"),
            "A.B/locks" => format!("{root}/nets/n{}/providers/A.B/locks/l{name}", self.roll(3)),
            _ => format!("{root}/vaults/v{}/keys/k{name}", self.roll(3)),
        }
    }

    fn kind(&mut self) -> &'static str {
        ["A.B/vaults", "A.B/nets", "A.B/vaults/keys", "A.B/locks"][self.roll(4)]
    }

    fn resource(&mut self, kind: &str) -> Value {
        let id = self.id(kind);
        let name = id.rsplit('/').next().unwrap_or_default().to_owned();
        let mut resource = json!({ "type": kind, "name": name, "properties": self.properties() });
        // Without ids, resources are only known within their file.
        if self.roll(4) > 0 {
            resource["id"] = id.into();
        }
        if kind == "A.B/vaults" && self.roll(2) == 0 {
            resource["resources"] = (0..self.roll(3)).map(|_| self.resource("A.B/vaults/keys")).collect();
        }
        if self.roll(6) == 0 {
            resource["scope"] = self.id("A.B/nets").into();
        }
        resource
    }

    fn properties(&mut self) -> Value {
        let kind = self.kind();
        match self.roll(4) {
            0 => json!({}),
            1 => json!({ "on": false }),
            2 => json!({ "on": true }),
            _ => json!({ "on": true, "ref": self.id(kind) }),
        }
    }

    fn inventory(&mut self) -> Inventory {
        let files = (0..1 + self.roll(3)).map(|number| {
            let mut resource = |_| {
                let kind = self.kind();
                self.resource(kind)
            };
            let number_of = 1 + number % 3 * 2;
            let resources: Vec<Value> = (0..number_of).map(&mut resource).collect();
            let (name, text) = match self.roll(3) {
                0 => (
                    format!("f{number}.yaml"),
                    format!("# YAML\n- {}\n", resources.iter().map(Value::to_string).collect::<Vec<_>>().join("\n- ")),
                ),
                1 => (format!("f{number}.json"), json!({ "value": resources }).to_string()),
                _ => (format!("f{number}.json"), Value::from(resources).to_string()),
            };
            let kind = if self.roll(2) == 0 { FileKind::Source } else { FileKind::Snapshot };
            InventoryFile::new(name, Ok(text.into_bytes()), FileRules { kind: Some(kind), ..FileRules::default() })
        });
        parse(files.collect(), 1)
    }

    /// A change of a resource, of its identity, or of what stands beside or in it.
    fn edit(&mut self, inventory: &Inventory) -> Option<Edit> {
        let index = ResourceIndex(self.roll(inventory.resources().len()) as u32);
        let resource = inventory.resource(index);
        let node = inventory.node(index);
        let kind = self.kind();
        let set = |node: Option<Node<'_>>, value: Value| Some((node?.id(), Vec::new(), Operation::Set(value)));
        let properties = node.get("properties");
        let (node, missing, operation) = match self.roll(9) {
            0 | 1 => match properties?.get("on") {
                Some(on) => set(Some(on), (self.roll(2) == 0).into())?,
                None => (properties?.id(), vec!["on".to_owned()], Operation::Set(true.into())),
            },
            2 => set(properties?.get("ref"), self.id(kind).into())?,
            3 => (resource.list?, Vec::new(), Operation::Append(vec![self.resource(kind)])),
            4 => {
                let nested = node.get("resources")?.id();
                (nested, Vec::new(), Operation::Append(vec![self.resource("A.B/vaults/keys")]))
            }
            5 => (node.id(), Vec::new(), Operation::Remove),
            6 => set(node.get("id"), self.id(kind).into())?,
            7 => set(node.get("type"), kind.into())?,
            _ => set(node.get("name"), format!("n{}", self.roll(3)).into())?,
        };
        Place { tree: resource.tree, node, missing }
            .edit(Target { inventory, resource: index, inline: false }, "p".into(), operation)
            .ok()
    }
}

/// What is said after a change: from what was known, and judged anew.
fn both(checks: &Checks, before: &Arc<Inventory>, documents: BTreeMap<u32, Document>) -> (Whole, Whole) {
    let assessed = assess(checks, before, &Options::plain(1)).expect("no deadline is set");
    let after = After::of(before, documents);
    let known = after.kept.assess(checks, &after.inventory, &Outcomes::of(&assessed), &Options::plain(1));
    let judged = assess(checks, &after.inventory, &Options::plain(1));
    (known.expect("no deadline is set"), judged.expect("no deadline is set"))
}

#[test]
fn who_takes_anothers_name_is_not_that_one() {
    let checks = compile(&policy()).expect("valid scripts");
    let missing = "/subscriptions/s/resourceGroups/g/providers/A.B/vaults/v0";
    let list = json!([
        { "type": "A.B/nets", "name": "n2", "properties": { "on": true, "ref": missing } },
        { "type": "A.B/nets", "name": "n1", "properties": {} },
    ]);
    let file = InventoryFile::new("a.json", Ok(list.to_string().into_bytes()), FileRules::default());
    let before = Arc::new(parse(vec![file], 1));
    let text = list.to_string().replace("n2", "n1");
    let new = Document::parse("a.json", text.into_bytes()).expect("JSON");
    let (known, judged) = both(&checks, &before, BTreeMap::from([(0, new)]));
    assert_eq!(known.assessments, judged.assessments);
}

#[test]
fn who_takes_the_id_of_another_type_can_be_found_in_its_place() {
    let checks = compile(&policy()).expect("valid scripts");
    let id = "/subscriptions/s/resourceGroups/g/providers/A.B/vaults/v2";
    let file = |name: &str, text: &Value, kind| {
        let rules = FileRules { kind: Some(kind), ..FileRules::default() };
        InventoryFile::new(name, Ok(text.to_string().into_bytes()), rules)
    };
    let export = json!([{ "type": "A.B/vaults", "name": "v2", "properties": {}, "id": id }]);
    let source = json!([
        { "type": "A.B/nets", "name": "n0", "properties": { "on": true }, "id": id.replace("vaults/v2", "nets/n0") },
        { "type": "A.B/nets", "name": "n1", "properties": {} },
    ]);
    let files = vec![file("a.json", &export, FileKind::Snapshot), file("b.json", &source, FileKind::Source)];
    let before = Arc::new(parse(files, 1));
    let text = source.to_string().replace("nets/n0", "vaults/v2");
    let new = Document::parse("b.json", text.into_bytes()).expect("JSON");
    let (known, judged) = both(&checks, &before, BTreeMap::from([(1, new)]));
    assert_eq!(known.assessments, judged.assessments);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_known_is_what_would_be_judged(bytes in prop::collection::vec(any::<u8>(), 1..120)) {
        let checks = compile(&policy()).expect("valid scripts");
        let mut dice = Dice(bytes.iter().cycle());
        let before = Arc::new(dice.inventory());
        let finding = Finding { resource: ResourceIndex(0), recommendation: RecommendationIndex(0) };
        let edits: Vec<Edit> = (0..1 + dice.roll(3)).filter_map(|_| dice.edit(&before)).collect();
        let planned = files::plan(&before, &[(finding, edits)]);
        prop_assume!(planned.refused.is_empty());
        let (known, judged) = both(&checks, &before, planned.documents);
        prop_assert_eq!(&known.assessments, &judged.assessments);
        prop_assert_eq!(&known.subjects, &judged.subjects);
    }
}

#[test]
fn little_is_judged_again() {
    let resource = |name: &str| json!({ "type": "A.B/vaults", "name": name, "properties": { "on": false } });
    let text = Value::from_iter(["a", "b", "c"].map(resource)).to_string();
    let before = parse(vec![InventoryFile::new("f.json", Ok(text.into_bytes()), FileRules::default())], 1);
    let node = before.node(ResourceIndex(1)).get("properties").and_then(|properties| properties.get("on"));
    let node = node.expect("a property").id();
    let edit = Edit::at("properties.on".into(), (0, node), Vec::new(), Operation::Set(true.into()));
    let finding = Finding { resource: ResourceIndex(1), recommendation: RecommendationIndex(0) };
    let proposals = vec![(finding, vec![edit])];
    let after = After::of(&before, files::plan(&before, &proposals).documents);
    let origins = [0, 1, 2].map(|place| after.kept.origin(ResourceIndex(place)));
    assert_eq!(origins, [Some(ResourceIndex(0)), None, Some(ResourceIndex(2))]);
}
