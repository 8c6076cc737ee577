//! One test case.

use super::{Difference, Failure, Fixtures, TYPE};
use crate::assess::Status;
use crate::check::{self, Aborted, Checks, Detail, Evaluator, Verdict, node_to_json};
use crate::fix;
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::{Case, ElementPath, Expected, Policy, RecommendationIndex, Step};
use crate::source::{Document, Kind, Node, NodeId};
use globset::GlobBuilder;
use serde_json::Value;
use std::sync::Arc;

/// What is wrong with a case: its verdict, its message, and the resource that it says a fix makes.
pub(super) fn run(
    (policy, fixtures): (&Policy, &Fixtures),
    checks: &Checks,
    evaluator: &mut Evaluator<'_>,
    recommendation: RecommendationIndex,
    case: &Case,
) -> Result<Vec<Failure>, Aborted> {
    let Some(node) = policy.case_node(case) else { return Ok(Vec::new()) };
    let trial = OneCase { policy, fixtures, checks, recommendation, case, node };
    let mut failures = Vec::new();
    match trial.inventory(case.expected.key()) {
        Ok(inventory) => {
            let verdict = trial.verdict(evaluator, inventory)?;
            failures.extend(trial.judge(verdict));
        }
        Err(why) => failures.push(trial.failure(Difference::IllFormed(why), None)),
    }
    if case.has_fixed {
        failures.extend(trial.judge_fixed()?);
    }
    if case.is_not_fixed || case.refused.is_some() {
        failures.extend(trial.judge_not_fixed());
    }
    Ok(failures)
}

struct OneCase<'p> {
    policy: &'p Policy,
    fixtures: &'p Fixtures,
    checks: &'p Checks,
    recommendation: RecommendationIndex,
    case: &'p Case,
    /// Its mapping in the policy file.
    node: Node<'p>,
}

impl OneCase<'_> {
    /// The case as an inventory: the resource under `key`, its children and what else it needs.
    fn inventory(&self, key: &str) -> Result<Arc<Inventory>, String> {
        let (document, mapping) = self.mapping(key)?;
        self.inventory_in(document, mapping, key)
    }

    /// As [`OneCase::inventory`], for a document that holds the case alone.
    fn inventory_of(&self, document: Arc<Document>, key: &str) -> Result<Arc<Inventory>, String> {
        let mapping = document.root().item(0).map(Node::id).ok_or("the case is empty")?;
        self.inventory_in(document, mapping, key)
    }

    fn inventory_in(&self, document: Arc<Document>, mapping: NodeId, key: &str) -> Result<Arc<Inventory>, String> {
        let node = document.node(mapping);
        let resource = node.get_exact(key).ok_or_else(|| format!("the case has no `{key}`"))?;
        let children = resource.get_exact("children").filter(|_| key == "fixed").or_else(|| node.get_exact("children"));
        let ids =
            |list: Option<Node<'_>>| list.map_or(Vec::new(), |list| list.items().map(Node::id).collect::<Vec<_>>());
        let children = children.filter(|list| list.kind() == Kind::Array).map(Node::id);
        let (resource, related) = (resource.id(), ids(node.get_exact("inventory")));
        let default_type = self.policy.recommendations[self.recommendation.0].types().next().unwrap_or(TYPE);
        let around = self.fixtures.around(self.case.place.document, self.case.inventory_file.as_ref());
        let inventory = Inventory::of_case_in(document.clone(), resource, default_type, children, &related, around);
        match inventory.problems().first() {
            Some(problem) => Err(problem.message.clone()),
            None => Ok(Arc::new(inventory)),
        }
    }

    /// The policy's own document and the case in it; where the case names unknown places, a copy of the case alone in
    /// which those places exist and are marked.
    fn mapping(&self, key: &str) -> Result<(Arc<Document>, NodeId), String> {
        if self.case.unknown.is_empty() {
            return Ok((self.policy.documents[self.case.place.document].clone(), self.node.id()));
        }
        let mut copy = node_to_json(self.node);
        for path in &self.case.unknown {
            hold(&mut copy[key], path).ok_or_else(|| format!("`unknown` names {path}, which cannot stand there"))?;
        }
        let name = format!("{}.json", self.node.document().name());
        let mut document = Document::parse(name, copy.to_string().into_bytes()).map_err(|problem| problem.message)?;
        let marked: Vec<NodeId> = {
            let resource = document.root().item(0).and_then(|mapping| mapping.get_exact(key));
            self.case.unknown.iter().filter_map(|path| find(resource?, path)).collect()
        };
        for node in marked {
            document.mark_unknown(node, "the case leaves it unknown");
        }
        let mapping = document.root().item(0).map(Node::id).ok_or("the case is empty")?;
        Ok((Arc::new(document), mapping))
    }

    fn verdict(&self, evaluator: &mut Evaluator<'_>, inventory: Arc<Inventory>) -> Result<Verdict, Aborted> {
        let subject = ResourceIndex(0);
        if self.case.params.is_empty() && self.case.today.is_none() {
            evaluator.turn_to(inventory);
            return evaluator.verdict(self.recommendation, subject, Detail::Full);
        }
        let checks = self.checks();
        Evaluator::new(&checks, inventory, None).verdict(self.recommendation, subject, Detail::Full)
    }

    /// By the case's own parameters, on its day.
    fn checks(&self) -> Checks {
        let checks = self.checks.with_parameters(self.recommendation, &self.case.params);
        self.case.today.map_or(checks.clone(), |today| checks.on(today))
    }

    fn judge(&self, verdict: Verdict) -> Option<Failure> {
        let expected = status(self.case.expected);
        if verdict.status != expected {
            let difference = Difference::Status { expected, found: verdict.status };
            return Some(self.failure(difference, Some(verdict)));
        }
        let glob = self.case.message.as_ref()?;
        let found = verdict.finding.as_ref().and_then(|finding| finding.message.clone());
        if found.as_deref().is_some_and(|found| matches(glob, found)) {
            return None;
        }
        Some(self.failure(Difference::Message { expected: glob.clone(), found }, Some(verdict)))
    }

    /// Makes the fix on a copy of the case, and holds it against what the case says that it makes.
    fn judge_fixed(&self) -> Result<Option<Failure>, Aborted> {
        match self.fix()? {
            Ok(difference) => Ok(difference.map(|difference| self.failure(difference, None))),
            Err(why) => Ok(Some(self.failure(Difference::NotFixed(why), None))),
        }
    }

    /// What the fix changes of a case which says that it changes nothing, or refuses for another reason than it says.
    fn judge_not_fixed(&self) -> Option<Failure> {
        let checks = self.checks();
        let proposed = self.copy().and_then(|(_, inventory)| {
            let mut evaluator = Evaluator::new(&checks, inventory, None);
            fix::propose(&mut evaluator, self.recommendation, ResourceIndex(0), false)
        });
        let difference = match (proposed, &self.case.refused) {
            (Err(why), Some(glob)) if matches(glob, &why) => return None,
            (Ok(edits), None) => Difference::FixedAtAll(edits.first()?.path.clone()),
            (Err(why), None) => Difference::NotFixed(why),
            (proposed, Some(glob)) => Difference::Refused { expected: glob.clone(), found: proposed.err() },
        };
        Some(self.failure(difference, None))
    }

    fn fix(&self) -> Result<Result<Option<Difference>, String>, Aborted> {
        let key = self.case.expected.key();
        let (document, inventory) = match self.copy() {
            Ok(copy) => copy,
            Err(why) => return Ok(Err(why)),
        };
        let checks = self.checks();
        let mut evaluator = Evaluator::new(&checks, inventory, None);
        let edits = match fix::propose(&mut evaluator, self.recommendation, ResourceIndex(0), false) {
            Ok(edits) => edits,
            Err(why) => return Ok(Err(why)),
        };
        let new = match fix::applied(&document, &edits) {
            Ok(new) => new,
            Err(why) => return Ok(Err(why)),
        };
        if let Some(difference) = self.compare(&new, key) {
            return Ok(Ok(Some(difference)));
        }
        let fixed = match self.inventory_of(Arc::new(new), key) {
            Ok(inventory) => inventory,
            Err(why) => return Ok(Err(why)),
        };
        evaluator.turn_to(fixed);
        let verdict = evaluator.verdict(self.recommendation, ResourceIndex(0), Detail::Status)?;
        if verdict.status != Status::Healthy {
            return Ok(Ok(Some(Difference::FixedIsNot(verdict.status))));
        }
        Ok(match fix::propose(&mut evaluator, self.recommendation, ResourceIndex(0), false) {
            Ok(again) if !again.is_empty() => Ok(Some(Difference::FixedAgain(again[0].path.clone()))),
            Ok(_) => Ok(None),
            Err(why) => Err(why),
        })
    }

    /// The case alone, as a document of its own that a fix may change.
    fn copy(&self) -> Result<(Arc<Document>, Arc<Inventory>), String> {
        let name = format!("{}.json", self.node.document().name());
        let mut copy = node_to_json(self.node);
        // Where a fix puts a child that it creates.
        copy.as_object_mut().map(|members| members.entry("children").or_insert_with(|| Value::Array(Vec::new())));
        let mut text = serde_json::to_string_pretty(&copy).unwrap_or_default();
        text.push('\n');
        let document = Arc::new(Document::parse(name, text.into_bytes()).map_err(|problem| problem.message)?);
        let inventory = self.inventory_of(document.clone(), self.case.expected.key())?;
        Ok((document, inventory))
    }

    /// What differs between what the fix made and what the case says: the resource, and its children where the case
    /// names them.
    fn compare(&self, new: &Document, key: &str) -> Option<Difference> {
        let made = new.root().item(0)?;
        let mut wanted = node_to_json(self.node.get_exact("fixed")?);
        let children = wanted.as_object_mut().and_then(|members| members.remove("children"));
        let resource = node_to_json(made.get_exact(key)?);
        let difference = |wanted: Value, found: Value| Difference::Fixed { wanted, found };
        if resource != wanted {
            return Some(difference(wanted, resource));
        }
        let found = made.get_exact("children").map_or(Value::Null, node_to_json);
        let children = children?;
        (!alike(&children, &found)).then(|| difference(children, found))
    }

    fn failure(&self, difference: Difference, verdict: Option<Verdict>) -> Failure {
        let finding = verdict.and_then(|verdict| verdict.finding).map(Arc::unwrap_or_clone);
        Failure { location: self.case.location.clone(), name: self.case.name.clone(), difference, finding }
    }
}

fn status(expected: Expected) -> Status {
    match expected {
        Expected::Healthy => Status::Healthy,
        Expected::Unhealthy => Status::Unhealthy,
        Expected::NotApplicable => Status::NotApplicable,
        Expected::Undecided => Status::Unknown,
    }
}

/// Whether a message matches a case's glob; a glob that cannot be read matches nothing.
fn matches(glob: &str, message: &str) -> bool {
    let pattern = GlobBuilder::new(glob);
    check::matches(pattern.clone().case_insensitive(true).backslash_escape(true), message).unwrap_or(false)
}

fn find(resource: Node<'_>, path: &ElementPath) -> Option<NodeId> {
    let found = path.0.iter().try_fold(resource, |node, step| match step {
        Step::Member(name) => node.get(name),
        Step::Index(index) => node.item(*index),
        Step::Element { key, value } => {
            let named = |item: &Node<'_>| item.get(key).and_then(Node::text).is_some_and(|text| text == value.as_str());
            node.items().find(named)
        }
    });
    found.map(Node::id)
}

/// Makes sure that a path leads somewhere; `None` where a scalar or a missing element stands in its way.
fn hold(resource: &mut Value, path: &ElementPath) -> Option<()> {
    let mut place = resource;
    for step in &path.0 {
        place = match step {
            Step::Member(name) => {
                if place.is_null() {
                    *place = Value::Object(Default::default());
                }
                place.as_object_mut()?.entry(name.clone()).or_insert(Value::Null)
            }
            Step::Index(index) => place.get_mut(*index)?,
            Step::Element { key, value } => {
                place.as_array_mut()?.iter_mut().find(|item| item[key].as_str() == Some(value))?
            }
        };
    }
    Some(())
}

/// Whether lists of children are one, whatever ids a new child was given.
fn alike(wanted: &Value, found: &Value) -> bool {
    let bare = |list: &Value| -> Vec<Value> {
        let items = list.as_array().cloned().unwrap_or_default();
        let strip = |mut child: Value| {
            child.as_object_mut().and_then(|members| members.remove("id"));
            child
        };
        items.into_iter().map(strip).collect()
    };
    bare(wanted) == bare(found)
}
