//! From a quick fix to the edits that it means for one resource.

use super::place::{Place, Target, place_of};
use super::value::{kind, set, substituted};
use super::{child, same_value};
use crate::check::{self, Assignment, Edit, Evaluator, Need, Operation, node_to_json};
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::{ElementPath, QuickFix, Recommendation, RecommendationIndex};
use crate::secret::Meaning;
use crate::source::{Node, NodeId};
use serde_json::Value;

/// The edits of a recommendation's quick fix on a resource, in order: `set`, `remove`, `append`, `child`, `script`. None
/// when everything stands as the fix wants it. `inline` writes values into resources themselves where their templates take
/// them from elsewhere.
///
/// # Errors
///
/// With the reason why the fix cannot be applied here.
pub fn propose(
    evaluator: &mut Evaluator<'_>,
    recommendation: RecommendationIndex,
    resource: ResourceIndex,
    inline: bool,
) -> Result<Vec<Edit>, String> {
    let inventory = evaluator.inventory();
    let target = Target { inventory: &inventory, resource, inline };
    let entry = evaluator.recommendation(recommendation);
    let fix = entry.fix.as_ref().ok_or("it has no quick fix; follow the steps by hand")?;
    let mut edits = declared(target, entry, fix)?;
    for assignment in evaluator.fix(recommendation, resource)? {
        let is_secret = assignment.is_secret;
        edits.extend(assigned(target, assignment)?.into_iter().map(|edit| Edit { is_secret, ..edit }));
    }
    complete(edits)
}

fn declared(target: Target<'_>, entry: &Recommendation, fix: &QuickFix) -> Result<Vec<Edit>, String> {
    let mut edits = Vec::new();
    for (path, value) in &fix.set {
        edits.extend(set(target, path, substituted(value, entry))?);
    }
    for path in &fix.remove {
        edits.extend(remove(target, path)?);
    }
    for (path, values) in &fix.append {
        edits.extend(append(target, path, substituted(values, entry))?);
    }
    if let Some(wanted) = &fix.child {
        edits.extend(child::edits(target, entry, wanted)?);
    }
    Ok(edits)
}

/// The edits with what must stand beside them: each only where none of them says it.
fn complete(mut edits: Vec<Edit>) -> Result<Vec<Edit>, String> {
    let needs: Vec<(Edit, Need)> =
        edits.iter().flat_map(|edit| edit.needs.iter().map(|need| (edit.clone(), need.clone()))).collect();
    for (edit, need) in needs {
        let says = |other: &Edit| {
            let is_around = need.missing.starts_with(&other.missing) && other.missing.len() < need.missing.len();
            let is_it = other.missing == need.missing || is_around && matches!(other.operation, Operation::Set(_));
            other.document == edit.document && other.node == edit.node && is_it
        };
        if edits.iter().any(says) {
            continue;
        }
        let name = need.missing.last().map_or("", String::as_str);
        let value =
            need.value.ok_or_else(|| format!("azurerm requires `{name}` beside it, and its value is not known"))?;
        edits.push(Edit { missing: need.missing, operation: Operation::Set(value), needs: Vec::new(), ..edit });
    }
    Ok(edits)
}

fn remove(target: Target<'_>, path: &ElementPath) -> Result<Vec<Edit>, String> {
    let place = place_of(target, path)?;
    match place.missing.is_empty() {
        true => place.edits(target, path.to_string(), Operation::Remove),
        false => Ok(Vec::new()),
    }
}

fn append(target: Target<'_>, path: &ElementPath, values: Value) -> Result<Vec<Edit>, String> {
    let Value::Array(values) = values else { return Err(format!("what the fix appends to {path} is no list")) };
    let place = place_of(target, path)?;
    let held = if place.missing.is_empty() { node_to_json(place.node(target.inventory)) } else { Value::Null };
    let operation = match held {
        Value::Null => Operation::Set(Value::Array(values)),
        Value::Array(held) => {
            let absent = |value: &Value| !held.iter().any(|held| same_value(held, value));
            Operation::Append(values.into_iter().filter(absent).collect())
        }
        other => return Err(format!("{path} holds {}, and the fix would append to it", kind(&other))),
    };
    let changes_nothing = matches!(&operation, Operation::Append(missing) if missing.is_empty());
    if changes_nothing { Ok(Vec::new()) } else { place.edits(target, path.to_string(), operation) }
}

/// The edits of what a script assigned. A list is edited by its elements, told apart by `name` or `id`, or by their whole
/// value; when the order of what stays changes, or two elements cannot be told apart, it is replaced as a whole.
fn assigned(target: Target<'_>, assignment: Assignment) -> Result<Vec<Edit>, String> {
    let Assignment { path, tree, node, missing, value, .. } = assignment;
    let place = Place { tree, node, missing };
    let by_element = match &value {
        Some(Value::Array(wanted)) if place.missing.is_empty() => by_element(target.inventory, &place, &path, wanted),
        _ => None,
    };
    match by_element {
        Some(operations) => {
            let edits = |(node, path, operation)| Place::existing(tree, node).edits(target, path, operation);
            let all: Vec<Vec<Edit>> = operations.into_iter().map(edits).collect::<Result<_, _>>()?;
            Ok(all.into_iter().flatten().collect())
        }
        None => place.edits(target, path, value.map_or(Operation::Remove, Operation::Set)),
    }
}

/// What is to be done with the elements of a list, and with the list itself; `None` when that does not tell it.
fn by_element(
    inventory: &Inventory,
    place: &Place,
    path: &str,
    wanted: &[Value],
) -> Option<Vec<(NodeId, String, Operation)>> {
    let held: Vec<(Value, NodeId)> =
        place.node(inventory).items().map(|item| (node_to_json(item), item.id())).collect();
    let kept: Vec<&Value> = held.iter().map(|(value, _)| value).filter(|value| wanted.contains(value)).collect();
    let (same, added) = wanted.split_at(kept.len().min(wanted.len()));
    let unique =
        held.iter().enumerate().all(|(place, (value, _))| held[..place].iter().all(|(other, _)| other != value));
    if !unique || same.iter().ne(kept.iter().copied()) {
        return None;
    }
    let gone = held.iter().enumerate().filter(|(_, (value, _))| !wanted.contains(value));
    let document = place.node(inventory).document();
    let name =
        |(number, (value, node)): (usize, &(Value, NodeId))| named(inventory, document.node(*node), value, number);
    let removed = gone.map(|gone| (gone.1.1, format!("{path}[{}]", name(gone)), Operation::Remove));
    let mut operations: Vec<_> = removed.collect();
    if !added.is_empty() {
        operations.push((place.node, path.to_owned(), Operation::Append(added.to_vec())));
    }
    Some(operations)
}

/// An element by its name or id, else by what it says. A path is never hidden, so that one that holds a secret goes by its
/// number.
fn named(inventory: &Inventory, node: Node<'_>, value: &Value, number: usize) -> String {
    let name = ["name", "id"].iter().find_map(|key| Some(format!("{key}={}", value.get(key)?.as_str()?)));
    let is_shown = || check::without_secrets(inventory, node, Meaning::Nothing) == *value;
    name.unwrap_or_else(|| if is_shown() { value.to_string() } else { number.to_string() })
}
