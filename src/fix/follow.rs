//! What the patches make applicable is fixed in the same run, until nothing is left that is asked for: an audit that is switched
//! on is then found to record too little.
//!
//! Such a fix is made for the estate as it will be. Its edits are brought back to the documents as they are: to a place that
//! is there already, or into what another fix writes.

use super::after::{After, with_status};
use super::conflict::Proposal;
use super::files::FilePatch;
use super::text::TextEdit;
use super::{Finding, Request, propose};
use crate::assess::{Status, Whole};
use crate::check::{Edit, Evaluator, Operation, node_to_json};
use crate::inventory::{Inventory, Resource};
use crate::policy::RecommendationIndex;
use crate::source::{Document, Node, NodeId};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The estate with patches made, and assessed.
pub(super) struct Made {
    pub after: After,
    pub assessed: Whole,
}

/// A fix that follows from others.
pub(super) struct Follower {
    /// What it turns healthy; `None` for a resource that another fix creates.
    finding: Option<Finding>,
    /// At places that are there.
    edits: Vec<Edit>,
    /// In what others write.
    inside: Vec<Inside>,
}

/// A change of what another edit writes.
struct Inside {
    /// That edit.
    of: Edit,
    /// Its element, where it appends some, and the way on from there.
    way: Vec<Step>,
    missing: Vec<String>,
    operation: Operation,
    is_secret: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Member(String),
    Element(usize),
}

/// What was looked at, so that each is tried once: resources by their ids, since those of new ones mean nothing before.
pub(super) type Tried = BTreeSet<(String, RecommendationIndex)>;

/// The fixes of what is unhealthy with the patches made, that are asked for and were not tried. `rejected` are those whose patches
/// did not keep their promise.
pub(super) fn followers(
    request: &Request<'_>,
    proposals: &[Proposal],
    files: &[FilePatch],
    made: &Made,
    rejected: &BTreeSet<Finding>,
    tried: &mut Tried,
) -> Vec<Follower> {
    let (asked, known): (BTreeSet<Finding>, BTreeSet<Finding>) =
        (request.findings.iter().copied().collect(), proposals.iter().map(|(finding, _)| *finding).collect());
    let inventory = &made.after.inventory;
    let was_unhealthy: BTreeSet<Finding> = with_status(request.assessed, Status::Unhealthy).collect();
    let mut evaluator = Evaluator::new(request.checks, inventory.clone(), None);
    let mut followers = Vec::new();
    for new in with_status(&made.assessed, Status::Unhealthy) {
        let old = made.after.origin(new.resource).map(|resource| Finding { resource, ..new });
        let is_asked = old.is_some_and(|old| asked.contains(&old));
        let is_of_all = || old.is_none_or(|old| !was_unhealthy.contains(&old));
        let is_wanted = || request.follows.is_some_and(|follows| follows(inventory, new));
        let is_settled = old.is_some_and(|old| known.contains(&old) || rejected.contains(&old));
        let Resource { id, .. } = inventory.resource(new.resource);
        if is_settled
            || !(is_asked || is_of_all() && is_wanted())
            || !tried.insert((id.to_ascii_lowercase(), new.recommendation))
        {
            continue;
        }
        let edits = propose(&mut evaluator, new.recommendation, new.resource, request.inline).unwrap_or_default();
        followers.extend(brought_back(request.inventory, inventory, proposals, files, old, &edits));
    }
    followers
}

/// The proposals with followers among them, in order.
pub(super) fn with(proposals: &[Proposal], followers: &[&Follower]) -> Option<Vec<Proposal>> {
    // What others write, as it is and as it becomes.
    let mut written: Vec<(&Edit, Edit)> = Vec::new();
    for inside in followers.iter().flat_map(|follower| &follower.inside) {
        let place = written.iter().position(|(old, _)| *old == &inside.of).unwrap_or_else(|| {
            written.push((&inside.of, inside.of.clone()));
            written.len() - 1
        });
        inside.apply(&mut written[place].1)?;
    }
    let rewritten =
        |edit: &Edit| written.iter().find(|(old, _)| *old == edit).map_or_else(|| edit.clone(), |(_, new)| new.clone());
    let mut all: Vec<Proposal> =
        proposals.iter().map(|(finding, edits)| (*finding, edits.iter().map(&rewritten).collect())).collect();
    for follower in followers {
        let Some(finding) = follower.finding else { continue };
        let mut edits = follower.edits.clone();
        for inside in follower.inside.iter().map(|inside| rewritten(&inside.of)) {
            if !edits.contains(&inside) {
                edits.push(inside);
            }
        }
        all.push((finding, edits));
    }
    all.sort_by_key(|(finding, _)| *finding);
    Some(all)
}

/// The edits of a fix, brought back from the estate as it will be; `None` where they have no place in the documents as they are.
fn brought_back(
    before: &Inventory,
    after: &Inventory,
    proposals: &[Proposal],
    files: &[FilePatch],
    finding: Option<Finding>,
    edits: &[Edit],
) -> Option<Follower> {
    let mut follower = Follower { finding, edits: Vec::new(), inside: Vec::new() };
    for edit in edits {
        let (old, new) = (&before.documents()[edit.document as usize], &after.documents()[edit.document as usize]);
        let patch = files.iter().find(|file| file.document == edit.document);
        let place = Descent { old, patch: patch.map_or(&[], |patch| &patch.edits) }.find(new, edit.node)?;
        match place {
            Found::There(node) => follower.edits.push(Edit { node, ..edit.clone() }),
            Found::New { parent, steps, node } => {
                let others = proposals.iter().flat_map(|(_, edits)| edits).filter(|own| own.document == edit.document);
                let rest = others.filter_map(|other| rest(old, other, parent, &steps, node)).next()?;
                match rest {
                    Rest::Beside(names) => {
                        let missing = names.into_iter().chain(edit.missing.iter().cloned()).collect();
                        follower.edits.push(Edit { node: parent, missing, ..edit.clone() });
                    }
                    Rest::Inside(of, way) => {
                        let (missing, operation) = (edit.missing.clone(), edit.operation.clone());
                        follower.inside.push(Inside { of, way, missing, operation, is_secret: edit.is_secret });
                    }
                }
            }
        }
    }
    (!edits.is_empty()).then_some(follower)
}

/// From a document with patches made to it as it is.
struct Descent<'d> {
    old: &'d Document,
    patch: &'d [TextEdit],
}

/// Where a node of a document with patches made stands in it as it is.
enum Found<'n> {
    There(NodeId),
    /// Nowhere: the way from the last node that is there, and the first one that is not.
    New {
        parent: NodeId,
        steps: Vec<Step>,
        node: Node<'n>,
    },
}

impl Descent<'_> {
    fn find<'n>(&self, new: &'n Document, wanted: NodeId) -> Option<Found<'n>> {
        let (mut at, mut old) = (new.root(), self.old.root());
        while at.id() != wanted {
            let (step, child) = step_to(at, wanted)?;
            match self.counterpart(old, &step, child) {
                Some(there) => (at, old) = (child, there),
                None => {
                    let (mut steps, mut last) = (vec![step], child);
                    while last.id() != wanted {
                        let (step, next) = step_to(last, wanted)?;
                        steps.push(step);
                        last = next;
                    }
                    return Some(Found::New { parent: old.id(), steps, node: child });
                }
            }
        }
        Some(Found::There(old.id()))
    }

    /// The node that is written there already.
    fn counterpart<'o>(&self, old: Node<'o>, step: &Step, child: Node<'_>) -> Option<Node<'o>> {
        let start = self.offset_before(child.span().start)?;
        match step {
            Step::Member(name) => old.get_exact(name).filter(|own| own.kind() == child.kind()),
            Step::Element(_) => old.items().find(|own| own.span().start == start && own.kind() == child.kind()),
        }
    }

    /// Where something stood before the patch; `None` for what the patch writes.
    fn offset_before(&self, offset: u32) -> Option<u32> {
        let (offset, mut shift) = (i64::from(offset), 0i64);
        for edit in self.patch {
            let start = i64::from(edit.span.start) + shift;
            let end = start + edit.text.len() as i64;
            if offset < start {
                break;
            }
            if offset < end {
                return None;
            }
            shift += edit.text.len() as i64 - i64::from(edit.span.end - edit.span.start);
        }
        u32::try_from(offset - shift).ok()
    }
}

/// The step from a node towards one below it.
fn step_to(node: Node<'_>, wanted: NodeId) -> Option<(Step, Node<'_>)> {
    let leads = |child: &Node<'_>| child.id() <= wanted && wanted < child.after();
    let element = node.items().enumerate().find(|(_, child)| leads(child));
    let member = || node.members().find(|(_, child)| leads(child));
    element
        .map(|(place, child)| (Step::Element(place), child))
        .or_else(|| member().map(|(name, child)| (Step::Member(name.into_owned()), child)))
}

/// Where something stands that another edit writes.
enum Rest {
    /// In an object that stands on the way to what is written; the names to it.
    Beside(Vec<String>),
    /// In what is written.
    Inside(Edit, Vec<Step>),
}

/// How an edit makes what stands at some steps below a node; `None` where another one does.
fn rest(old: &Document, edit: &Edit, parent: NodeId, steps: &[Step], node: Node<'_>) -> Option<Rest> {
    let names: Vec<Step> = edit.missing.iter().map(|key| Step::Member(name_of(key).to_owned())).collect();
    match &edit.operation {
        Operation::Remove => None,
        Operation::Append(values) => {
            let place = (edit.node == parent).then(|| values.iter().position(|own| *own == node_to_json(node)))??;
            Some(Rest::Inside(edit.clone(), [&[Step::Element(place)], &steps[1..]].concat()))
        }
        Operation::Set(_) if names.is_empty() => {
            let Step::Member(name) = &steps[0] else { return None };
            let is_it = old.node(parent).get_exact(name).is_some_and(|own| own.id() == edit.node);
            is_it.then(|| Rest::Inside(edit.clone(), steps[1..].to_vec()))
        }
        Operation::Set(_) if edit.node != parent => None,
        Operation::Set(_) if steps.starts_with(&names) => {
            Some(Rest::Inside(edit.clone(), steps[names.len()..].to_vec()))
        }
        Operation::Set(_) => names.starts_with(steps).then(|| Rest::Beside(edit.missing[..steps.len()].to_vec())),
    }
}

impl Inside {
    /// Makes the change in what the edit writes; `None` where it wants another value there.
    fn apply(&self, edit: &mut Edit) -> Option<()> {
        edit.is_secret |= self.is_secret;
        let mut way = self.way.iter();
        let mut at = match &mut edit.operation {
            Operation::Set(value) => value,
            Operation::Append(values) => match way.next()? {
                Step::Element(place) => values.get_mut(*place)?,
                Step::Member(_) => return None,
            },
            Operation::Remove => return None,
        };
        for step in way {
            at = match step {
                Step::Member(name) => {
                    let own = at.as_object_mut()?;
                    own.iter_mut().find(|(key, _)| name_of(key) == name).map(|(_, value)| value)?
                }
                Step::Element(place) => at.get_mut(*place)?,
            };
        }
        match &self.operation {
            Operation::Append(values) if self.missing.is_empty() => at.as_array_mut()?.extend_from_slice(values),
            Operation::Set(value) => put(at, &self.missing, value)?,
            Operation::Append(_) | Operation::Remove => return None,
        }
        Some(())
    }
}

/// What a key is once it is written: that of a block ends with its brace.
fn name_of(key: &str) -> &str {
    key.strip_suffix(" {").unwrap_or(key)
}

/// Puts a value below another one; not in its place, which somebody else wants.
fn put(at: &mut Value, names: &[String], value: &Value) -> Option<()> {
    let (last, above) = names.split_last()?;
    let mut object = at.as_object_mut()?;
    for name in above {
        object = object.entry(name.clone()).or_insert_with(|| Value::Object(Map::new())).as_object_mut()?;
    }
    match object.get(last) {
        Some(known) if known != value => None,
        _ => {
            object.insert(last.clone(), value.clone());
            Some(())
        }
    }
}
