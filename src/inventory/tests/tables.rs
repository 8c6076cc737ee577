//! Resource Graph's tables, whose resources are derived.

use super::*;
use crate::source::{Document, Origin};
use std::collections::BTreeMap;

const TABLE: &str = r#"{"data": {
  "columns": [{"name": "id"}, {"name": "Type"}, {"name": "tags"}, {"name": "owner"}, {"name": "tags"}, {}],
  "rows": [
    ["/subscriptions/s/resourceGroups/g/providers/A.B/c/one", "A.B/c", {"team": [1, "é"]}, "me", {}, 3],
    ["/subscriptions/s/resourceGroups/g/providers/A.B/c/two", "A.B/c", null]
  ]}}"#;

#[test]
fn rows_are_objects_whose_values_stand_in_cells() {
    let inventory = read(TABLE);
    let row = inventory.node(ResourceIndex(0));
    let members: Vec<_> = row.members().map(|(key, node)| format!("{key}={}", node.raw())).collect();
    let id = "id=\"/subscriptions/s/resourceGroups/g/providers/A.B/c/one\"";
    assert_eq!(members, [id, "Type=\"A.B/c\"", "tags={\"team\": [1, \"é\"]}", "owner=\"me\"", "=3"]);
    let second = row.get("Tags").unwrap().get("team").unwrap().item(1).unwrap();
    assert_eq!((second.position().line, second.position().column), (4, 85));
    assert!(matches!(second.origin(), Origin::Literal(node) if node.raw() == "\"é\""));
    assert!(
        matches!(row.get("owner").unwrap().origin(), Origin::Computed { reason, .. } if reason.contains("computed"))
    );
    assert!(matches!(row.origin(), Origin::Computed { reason, .. } if reason.contains("left it out")));
    let places = [0, 1].map(|index| inventory.location(ResourceIndex(index)));
    assert_eq!(places.map(|place| (place.line, place.column)), [(4, 5), (5, 5)]);
    assert_eq!((inventory.documents().len(), inventory.tree_count()), (1, 2));
    assert_eq!((inventory.resources()[0].document, inventory.resources()[0].tree), (0, 1));
}

#[test]
fn tables_stand_beside_lists_and_are_derived_again() {
    let pages = format!("[{{\"type\": \"A.B/c\", \"name\": \"n\"}}]\n{0}\n{0}\n", TABLE.replace('\n', " "));
    let files =
        vec![file("a.ndjson", &pages), file("b.json", TABLE), file("c.json", "[{\"id\": \"/subscriptions/x\"}]")];
    let before = parse(files, 2);
    let trees: Vec<_> = before.resources().iter().map(|resource| (resource.document, resource.tree)).collect();
    assert_eq!(trees, [(0, 0), (0, 3), (0, 3), (0, 4), (0, 4), (1, 5), (1, 5), (2, 2)]);
    let new = Document::parse("b.json", TABLE.replace("\"me\"", "\"you\"").into_bytes()).unwrap();
    let after = before.with_documents(BTreeMap::from([(1, new)]));
    assert_eq!(summary(&before), summary(&after));
    let same = |tree: u32| std::ptr::eq(before.tree(tree), after.tree(tree));
    assert_eq!([0, 1, 2, 3, 4, 5].map(same), [true, false, true, true, true, false]);
    assert_eq!(after.node(ResourceIndex(5)).get("owner").unwrap().text().as_deref(), Some("you"));
    assert!((0..6).all(|tree| before.is_read_alike(&after, tree)));
    assert_eq!(before.resources_of(0), 0..5);
}
