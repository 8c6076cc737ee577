//! One test case of a function that policies share.

use super::{Difference, Failure, Fixtures, TYPE};
use crate::check::{Aborted, Called, Checks, Evaluator};
use crate::inventory::Inventory;
use crate::policy::{FunctionCase, Policy, Shared};
use crate::source::{Kind, Node};
use serde_json::Value;
use std::sync::Arc;

/// What is wrong with a case.
pub(super) fn run(
    (policy, fixtures): (&Policy, &Fixtures),
    checks: &Checks,
    shared: &Shared,
    case: &FunctionCase,
) -> Result<Option<Failure>, Aborted> {
    let Some((node, list)) = policy.function_case_node(case).and_then(|node| Some((node, node.get_exact("call")?)))
    else {
        return Ok(None);
    };
    let failure = |difference| {
        Some(Failure { location: case.location.clone(), name: case.name.clone(), difference, finding: None })
    };
    let inventory = match inventory((policy, fixtures), case, node, list) {
        Ok(inventory) => inventory,
        Err(why) => return Ok(failure(Difference::IllFormed(why))),
    };
    let checks = case.today.map_or_else(|| checks.clone(), |today| checks.on(today));
    let found = Evaluator::new(&checks, inventory.clone(), None).call(shared, inventory, list.id())?;
    let is_met = match (&case.gives, &found) {
        (Some(wanted), Called::Gave(found)) => is_same(wanted, found),
        (None, Called::Unknown(_)) => true,
        _ => false,
    };
    Ok(if is_met { None } else { failure(Difference::Gave { wanted: case.gives.clone(), found }) })
}

/// The case as an inventory: the first argument where it is a resource, its children and what else there is.
fn inventory(
    (policy, fixtures): (&Policy, &Fixtures),
    case: &FunctionCase,
    node: Node<'_>,
    list: Node<'_>,
) -> Result<Arc<Inventory>, String> {
    let document = policy.documents[case.document].clone();
    let resource = list.item(0).filter(|first| first.kind() == Kind::Object).unwrap_or(node);
    let children = node.get_exact("children").map(Node::id);
    let related: Vec<_> = node.get_exact("inventory").into_iter().flat_map(Node::items).map(Node::id).collect();
    let around = fixtures.around(case.document, case.inventory_file.as_ref());
    let inventory = Inventory::of_case_in(document, resource.id(), TYPE, children, &related, around);
    match inventory.problems().first() {
        Some(problem) => Err(problem.message.clone()),
        None => Ok(Arc::new(inventory)),
    }
}

/// Whether values are equal, numbers by what they count.
fn is_same(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::Number(wanted), Value::Number(found)) => wanted == found || wanted.as_f64() == found.as_f64(),
        (Value::Array(wanted), Value::Array(found)) => {
            wanted.len() == found.len() && wanted.iter().zip(found).all(|(wanted, found)| is_same(wanted, found))
        }
        (Value::Object(wanted), Value::Object(found)) => {
            let is_met =
                |(name, wanted): (&String, &Value)| found.get(name).is_some_and(|found| is_same(wanted, found));
            wanted.len() == found.len() && wanted.iter().all(is_met)
        }
        _ => wanted == found,
    }
}
