//! Test cases as inventories.

use super::*;
use crate::source::{Document, NodeId};
use std::sync::Arc;

/// An inventory of a case that is written as `{resource, children, related}`.
fn case(text: &str, default_type: &str) -> Inventory {
    let document = Arc::new(Document::parse("policy.yaml", text.into()).unwrap());
    let root = document.root().item(0).unwrap();
    let ids = |name: &str| -> Vec<NodeId> {
        root.get(name).into_iter().flat_map(|list| list.items()).map(|node| node.id()).collect()
    };
    let resource = root.get("resource").unwrap().id();
    Inventory::of_case(
        Arc::clone(&document),
        resource,
        default_type,
        root.get("children").map(|list| list.id()),
        &ids("related"),
    )
}

#[test]
fn what_a_case_leaves_out_is_filled_in() {
    let inventory = case("resource: {}", "A.B/c");
    let group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/case";
    assert_eq!(summary(&inventory), [format!("A.B/c case {group}/providers/A.B/c/case")]);
    assert_eq!(inventory.resources()[0].resource_group.as_deref(), Some("case"));
    assert!(inventory.is_complete(ResourceIndex(0), "X.Y/z") && inventory.resolves(ResourceIndex(0), "X.Y/z"));
    assert!(inventory.problems().is_empty());

    let inventory = case("resource: { name: db }\nrelated: [{ type: A.B/servers }]", "A.B/servers/databases");
    assert_eq!(
        summary(&inventory)[0],
        format!("A.B/servers/databases db {group}/providers/A.B/servers/case/databases/db")
    );
    assert_eq!(inventory.resources()[0].parent, Some(ResourceIndex(1)));

    let inventory = case("resource: { tags: {} }", "Microsoft.Resources/subscriptions");
    assert_eq!(&*inventory.resources()[0].id, "/subscriptions/00000000-0000-0000-0000-000000000000");
    assert_eq!(inventory.resources()[0].resource_group, None);
}

#[test]
fn what_a_case_says_is_kept() {
    let text = "resource: { id: /subscriptions/s/resourceGroups/g/providers/A.B/x/n, type: A.B/x }";
    assert_eq!(summary(&case(text, "A.B/c")), ["A.B/x n /subscriptions/s/resourceGroups/g/providers/A.B/x/n"]);
}

#[test]
fn children_stand_below_the_resource_and_do_not_collide() {
    let text = "
resource: { name: p }
children: [{ type: d }, { type: A.B/c/d }, { type: E.F/g, name: x, resources: [] }]
related: [{ type: A.B/c }, { type: A.B/c, name: q }, { type: A.B/c }]
";
    let inventory = case(text, "A.B/c");
    assert_eq!(names(&inventory, &inventory.children(ResourceIndex(0), "A.B/c/d")), ["case", "case-2"]);
    assert_eq!(names(&inventory, &inventory.children(ResourceIndex(0), "E.F/g")), ["x"]);
    assert_eq!(names(&inventory, inventory.all("A.B/c")), ["p", "case", "q", "case-2"]);
    assert!(inventory.warnings().is_empty());
}

#[test]
fn a_child_without_a_type_is_a_problem() {
    let inventory = case("resource: {}\nchildren: [{ name: x }, null]", "A.B/c");
    assert_eq!(inventory.resources().len(), 1);
    assert_eq!(inventory.problems().len(), 2);
    assert_eq!(inventory.problems()[0].position.unwrap().line, 2);
}

#[test]
fn two_subscriptions_of_one_case_are_one() {
    let inventory = case(
        "resource: {}\nrelated: [{ type: Microsoft.Resources/subscriptions }]",
        "Microsoft.Resources/subscriptions",
    );
    assert_eq!(inventory.resources().len(), 2);
    assert_eq!(inventory.warnings().len(), 1);
}
