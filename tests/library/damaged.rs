//! What damage makes of the verdicts of the library's cases.

use crate::damage::{self, Change, Path, Step};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use uplift::check::{Checks, Detail, Evaluator, Status, node_to_json};
use uplift::inventory::{FileRules, Inventory, InventoryFile, ResourceIndex, parse};
use uplift::policy::{Case, Expected, Policy, RecommendationIndex};
use uplift::source::{Document, Node, NodeId};

/// How a case's resources are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As a test case.
    Case,
    /// As the rows of an export, whose lists are open.
    Export,
}

/// Good news that damage left or brought.
pub struct Survivor {
    /// The way to what was damaged.
    pub path: String,
    /// How.
    pub damage: &'static str,
    /// All of it, for people.
    pub told: String,
}

/// A recommendation and what judges by it.
pub struct Subject<'p> {
    index: RecommendationIndex,
    default_type: &'p str,
    evaluator: Evaluator<'p>,
    /// The same without plans.
    engine: Evaluator<'p>,
    id: String,
}

impl<'p> Subject<'p> {
    /// By the checks as they are, and without plans.
    pub fn new(policy: &'p Policy, checks: [&'p Checks; 2], index: RecommendationIndex) -> Self {
        let [evaluator, engine] =
            checks.map(|checks| Evaluator::new(checks, Arc::new(Inventory::of(Vec::new())), None));
        let default_type = &policy.recommendations[index.0].resource_types[0];
        Self { index, default_type, evaluator, engine, id: String::new() }
    }

    /// What survives in a case, as far as `picks` picks its places.
    pub fn survivors(&mut self, policy: &Policy, case: &Case, picks: &dyn Fn(u64) -> bool) -> Vec<Survivor> {
        if !is_judged(case) {
            return Vec::new();
        }
        let content = content(policy, case);
        let Some(held) = self.as_case(&content) else { return Vec::new() };
        self.id = held.resource(ResourceIndex(0)).id.to_string();
        let exported = rows(&content, &held);
        let mut found = self.survivors_in(Form::Case, &content, picks);
        found.extend(self.survivors_in(Form::Export, &exported, picks));
        found
    }

    /// Good news that cases are still, or become, where what says nothing stands in place of a value that they have; places that
    /// are alike are tried once.
    pub fn filled(&mut self, policy: &Policy, cases: &[&Case]) -> Vec<Survivor> {
        let recommendation = self.evaluator.recommendation(self.index).id.clone();
        let is_good = |status| matches!(status, Some(Status::Healthy | Status::NotApplicable));
        let (mut tried, mut found) = (BTreeSet::new(), Vec::new());
        for case in cases.iter().filter(|case| is_judged(case)) {
            let value = content(policy, case);
            let before = &case.expected;
            for path in damage::inside(&value).into_iter().filter(|path| path.len() > 1 && !is_of_row(path)) {
                let left = self.judged(Form::Case, &damage::changed(&value, &path, &Change::Removed), false);
                let place = damage::spelt(&path);
                if !tried.insert(format!("{place} {before:?} {left:?}")) {
                    continue;
                }
                for (damage, new) in damage::fillings() {
                    // What counts as nothing may do what leaving out does; a mark of a cut may not.
                    let is_mark = new.as_str().is_some_and(|text| !text.is_empty());
                    if is_good(left) && !(is_mark && *before == Expected::Unhealthy) {
                        continue;
                    }
                    let after = self.judged(Form::Case, &damage::changed(&value, &path, &Change::To(new)), false);
                    if is_good(after) {
                        let told = format!(
                            "{recommendation}: {place}: {damage}: {before:?}, left out {left:?}, then {after:?}"
                        );
                        found.push(Survivor { path: format!("{recommendation}.{place}"), damage, told });
                    }
                }
            }
        }
        found
    }

    fn survivors_in(&mut self, form: Form, value: &Value, picks: &dyn Fn(u64) -> bool) -> Vec<Survivor> {
        let Some(before) = self.status(form, value).filter(|status| *status != Status::Unknown) else {
            return Vec::new();
        };
        let recommendation = self.evaluator.recommendation(self.index).id.clone();
        let words = words(value);
        let mut found = Vec::new();
        for path in damage::inside(value) {
            let is_looked_at = if form == Form::Case { path.len() > 1 } else { path.len() == 2 };
            let place = hash(&(&recommendation, value.to_string(), damage::spelt(&path)));
            if !is_looked_at || is_identity(&path) || !picks(place) {
                continue;
            }
            if !self.matters(form, value, &path, &words, before) {
                continue;
            }
            let Some(at) = damage::at(value, &path) else { continue };
            for (damage, change) in damage::damages(at, &path) {
                let after = self.status(form, &damage::changed(value, &path, &change));
                if let Some(after @ (Status::Healthy | Status::NotApplicable)) = after {
                    let path = damage::spelt(&path);
                    let told = format!("{recommendation}, {form:?}: {path}: {damage}: {before:?}, then {after:?}");
                    found.push(Survivor { path, damage, told });
                }
            }
        }
        found
    }

    /// Whether some other value in a place gives another verdict.
    fn matters(&mut self, form: Form, value: &Value, path: &Path, words: &[Value], before: Status) -> bool {
        let others = words.iter().map(|word| Change::To(word.clone())).chain([Change::Removed]);
        let mut others = others.map(|change| damage::changed(value, path, &change));
        others.any(|other| self.status(form, &other).is_some_and(|status| ![before, Status::Unknown].contains(&status)))
    }

    /// The verdict, where the resource is still there, alike by both ways to judge.
    fn status(&mut self, form: Form, value: &Value) -> Option<Status> {
        self.judged(form, value, true)
    }

    fn judged(&mut self, form: Form, value: &Value, in_both_ways: bool) -> Option<Status> {
        let inventory = match form {
            Form::Case => self.as_case(value)?,
            Form::Export => as_export(value),
        };
        let subject = if form == Form::Case { ResourceIndex(0) } else { inventory.find_in(0, &self.id)? };
        let type_name = &inventory.resource(subject).type_name;
        let types = &self.evaluator.recommendation(self.index).resource_types;
        if !types.iter().any(|known| known.eq_ignore_ascii_case(type_name)) {
            return None;
        }
        self.evaluator.turn_to(inventory.clone());
        let verdict = self.evaluator.verdict(self.index, subject, Detail::Full).unwrap();
        if !in_both_ways {
            return Some(verdict.status);
        }
        self.engine.turn_to(inventory);
        let by_engine = self.engine.verdict(self.index, subject, Detail::Full).unwrap();
        assert_eq!(verdict, by_engine, "{} over {value}", self.evaluator.recommendation(self.index).id);
        assert_eq!(self.evaluator.sought(subject), self.engine.sought(subject));
        let broken = verdict.finding.as_ref().filter(|finding| finding.script_error);
        assert!(broken.is_none(), "a script of the library fails over {value}: {broken:?}");
        Some(verdict.status)
    }

    fn as_case(&self, value: &Value) -> Option<Arc<Inventory>> {
        let document = Arc::new(document(value)?);
        let root = document.root().item(0)?;
        let resource = root.get_exact("resource")?.id();
        let children = root.get_exact("children").map(Node::id);
        let related = root.get_exact("inventory").into_iter().flat_map(|list| list.items());
        let related: Vec<NodeId> = related.map(Node::id).collect();
        let inventory = Inventory::of_case(document.clone(), resource, self.default_type, children, &related);
        inventory.problems().is_empty().then(|| Arc::new(inventory))
    }
}

/// What a row is found by; with another one it is another row.
const IDENTITY: [&str; 3] = ["id", "name", "type"];

/// Whether a path leads to the identity of the case's resource, or of one beside it, and not to a type or an id inside.
fn is_of_row(path: &[Step]) -> bool {
    let depth = if path.first() == Some(&Step::Member("resource".into())) { 2 } else { 3 };
    path.len() == depth && is_identity(path)
}

fn is_identity(path: &[Step]) -> bool {
    path.last().is_some_and(|step| IDENTITY.map(|name| Step::Member(name.into())).contains(step))
}

/// The same for everything that hangs on it, in every run.
pub fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Whether a case says that its resource is healthy or not, of what it holds alone.
fn is_judged(case: &Case) -> bool {
    matches!(case.expected, Expected::Healthy | Expected::Unhealthy) && case.unknown.is_empty()
}

fn document(value: &Value) -> Option<Document> {
    Document::parse("a.json", value.to_string().into_bytes()).ok()
}

fn as_export(value: &Value) -> Arc<Inventory> {
    let file = InventoryFile::new("a.json", Ok(value.to_string().into_bytes()), FileRules::default());
    Arc::new(parse(vec![file], 1))
}

/// A case's resource, its children, and what else it needs.
fn content(policy: &Policy, case: &Case) -> Value {
    let node = policy.case_node(case).unwrap();
    let of = |key: &str| node.get_exact(key).map_or(Value::Null, node_to_json);
    let list = |value: Value| if value.is_array() { value } else { json!([]) };
    json!({ "resource": of(case.expected.key()), "children": list(of("children")), "inventory": list(of("inventory")) })
}

/// The rows of an export that holds what a case's inventory holds.
fn rows(content: &Value, inventory: &Inventory) -> Value {
    let indices = (0..inventory.resources().len() as u32).map(ResourceIndex);
    let rows = indices.filter(|index| is_row(content, &node_to_json(inventory.node(*index)))).map(|index| {
        let resource = inventory.resource(index);
        let mut row = node_to_json(inventory.node(index));
        row["id"] = json!(*resource.id);
        row["name"] = json!(resource.name.rsplit('/').next().unwrap());
        row["type"] = json!(*resource.type_name);
        if row.get("properties").is_none() {
            row["properties"] = json!({});
        }
        row
    });
    Value::Array(rows.collect())
}

fn is_row(content: &Value, node: &Value) -> bool {
    let holds = |key: &str| content[key].as_array().unwrap().contains(node);
    node.is_object() && (content["resource"] == *node || holds("children") || holds("inventory"))
}

/// All scalars of a value, and some that are none of its own.
fn words(value: &Value) -> Vec<Value> {
    let inside = damage::inside(value);
    let scalars =
        inside.iter().filter_map(|path| damage::at(value, path)).filter(|at| !at.is_object() && !at.is_array());
    let own: BTreeSet<String> = scalars.map(ToString::to_string).collect();
    let own = own.iter().filter_map(|text| serde_json::from_str(text).ok());
    let others = [
        json!(true),
        json!(false),
        json!("Enabled"),
        json!("Disabled"),
        json!("Allow"),
        json!("Deny"),
        json!("*"),
        json!("22"),
        json!(22),
        json!("1.0"),
        json!("Linux"),
        json!("Canonical"),
        json!([]),
        json!({}),
        json!(["*"]),
    ];
    own.chain(others).collect()
}
