//! Documents that are derived from others.

use super::properties::{all, values};
use super::{read, value};
use crate::source::{Deriver, Document, Node, Origin, Position};
use proptest::prelude::*;
use serde_json::json;
use std::sync::Arc;

/// An object out of two files: a value that stands in two places, one that is computed of both files, one that nobody knows.
fn example() -> (Document, [Arc<Document>; 2]) {
    let template = Arc::new(read("t.json", "{\n  \"tls\": \"1.2\",\n  \"rules\": [1, {\"port\": 22}]\n}"));
    let parameters = Arc::new(read("p.yaml", "name: store\n"));
    let (own, name) = (template.root().item(0).unwrap(), parameters.root().item(0).unwrap().get("name").unwrap());
    let mut deriver = Deriver::new(template.clone(), 0);
    deriver.add(parameters.clone());
    deriver.open(&[own], "a loop makes it");
    for key in ["one", "other"] {
        deriver.key(key);
        deriver.literal(own.get("tls").unwrap());
    }
    deriver.key("rules");
    deriver.literal(own.get("rules").unwrap());
    deriver.key("id");
    deriver.computed("\"1.2/store\"", &[own.get("tls").unwrap(), name], "concat() computes it");
    deriver.key("key");
    deriver.unknown(&[name], "it is made when it is deployed");
    deriver.key("name");
    deriver.literal(name);
    deriver.close();
    (deriver.finish().unwrap(), [template, parameters])
}

fn line_and_column(node: Node<'_>) -> (u32, u32) {
    let Position { line, column } = node.position();
    (line, column)
}

#[test]
fn values_know_where_they_come_from() {
    let (derived, [template, parameters]) = example();
    let object = derived.root().item(0).unwrap();
    let rules = json!([1, { "port": 22 }]);
    let expected =
        json!({ "one": "1.2", "other": "1.2", "rules": rules, "id": "1.2/store", "key": null, "name": "store" });
    assert_eq!(value(object), expected);

    let literal = |path: &[&str]| match path.iter().fold(object, |node, key| node.get(key).unwrap()).origin() {
        Origin::Literal(node) => node,
        other => panic!("{path:?}: {other:?}"),
    };
    let tls = template.root().item(0).unwrap().get("tls").unwrap();
    assert_eq!((literal(&["one"]).id(), literal(&["other"]).id()), (tls.id(), tls.id()));
    assert!(std::ptr::eq(literal(&["one"]).document(), &*template));
    assert!(std::ptr::eq(literal(&["name"]).document(), &*parameters));
    let port = object.get("rules").unwrap().item(1).unwrap().get("port").unwrap();
    assert_eq!((line_and_column(port), port.start().column), ((3, 25), 17));
    assert_eq!(
        (object.get("name").unwrap().location().file.as_str(), object.location().file.as_str()),
        ("p.yaml", "t.json")
    );

    let Origin::Computed { from, reason } = object.get("id").unwrap().origin() else { panic!("it is computed") };
    let files: Vec<&str> = from.iter().map(|node| node.document().name()).collect();
    assert_eq!((files, reason), (vec!["t.json", "p.yaml"], "concat() computes it"));
    assert_eq!(line_and_column(object.get("id").unwrap()), line_and_column(tls));
    let Origin::Unknown { reason } = object.get("key").unwrap().origin() else { panic!("it is not known") };
    assert_eq!(reason, "it is made when it is deployed");
    assert_eq!(object.get("key").unwrap().location().file, "p.yaml");
    assert!(matches!(object.origin(), Origin::Computed { reason: "a loop makes it", .. }));

    assert!(
        object.get("rules").unwrap().is_literal() && !object.is_literal() && !object.get("id").unwrap().is_literal()
    );
    assert!(matches!(tls.origin(), Origin::Literal(node) if node.id() == tls.id()));
}

#[test]
fn what_comes_from_elsewhere_is_no_place_to_change_anything() {
    let (own, other) = (Arc::new(read("a.json", "[1]")), read("b.json", "[0, 1]"));
    let mut deriver = Deriver::new(own, 0);
    deriver.literal(other.root().item(0).unwrap());
    let derived = deriver.finish().unwrap();
    assert!(matches!(derived.root().item(0).unwrap().origin(), Origin::Computed { .. }));
}

/// Every node of both, side by side.
fn pairs<'d>(derived: Node<'d>, source: Node<'d>) -> Vec<(Node<'d>, Node<'d>)> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    all(derived, &mut ours);
    all(source, &mut theirs);
    assert_eq!(ours.len(), theirs.len());
    ours.into_iter().zip(theirs).collect()
}

proptest! {
    #[test]
    fn derived_values_are_equal_and_stand_where_their_origins_do(inner in values(), yaml: bool, comment: bool) {
        let whole = json!({ "first": 1, "inner": inner, "last": [inner] });
        let text = match yaml {
            true => serde_yaml::to_string(&whole).expect("a value has a text"),
            false => serde_json::to_string_pretty(&whole).expect("a value has a text"),
        };
        let comment = if !comment { "" } else if yaml { "# é\n" } else { "// é\n" };
        let source = Arc::new(read(if yaml { "a.yaml" } else { "a.json" }, &format!("{comment}{text}")));
        let root = source.root().item(0).expect("a document");
        let mut deriver = Deriver::new(source.clone(), text.len());
        for key in ["last", "inner", "last"] {
            deriver.open(&[root], "it is made up");
            deriver.key("a \"key\"");
            deriver.literal(root.get(key).expect("a member"));
            deriver.close();
        }
        let derived = deriver.finish().expect("it is small");
        for (object, key) in derived.root().items().zip(["last", "inner", "last"]) {
            let here = object.get("a \"key\"").expect("a member");
            prop_assert!(here.is_literal());
            for (here, there) in pairs(here, root.get(key).expect("a member")) {
                prop_assert_eq!(value(here), value(there));
                prop_assert_eq!((here.position(), here.start()), (there.position(), there.start()));
                prop_assert!(matches!(here.origin(), Origin::Literal(node) if node.id() == there.id()));
            }
        }
    }
}

#[test]
fn what_json_cannot_write_is_unknown_and_all_else_keeps_its_value() {
    let source = Arc::new(read("t.yaml", "[True, 0x10, 18446744073709551616, .nan, -.inf]"));
    let list = source.root().item(0).unwrap();
    let mut deriver = Deriver::new(source.clone(), 0);
    deriver.literal(list);
    let derived = deriver.finish().unwrap();
    let items: Vec<Node<'_>> = derived.root().item(0).unwrap().items().collect();
    assert_eq!(
        items.iter().map(|item| item.unknown().is_some()).collect::<Vec<_>>(),
        [false, false, false, true, true]
    );
    for (item, source) in items.iter().zip(list.items()).take(3) {
        assert_eq!(item.scalar(), source.scalar());
        assert!(matches!(item.origin(), Origin::Literal(origin) if origin.raw() == source.raw()));
    }
}
