mod page;
mod traps;

use super::{Entry, Expansion, Place, expand};
use crate::source::{Document, Node, Origin};
use proptest::prelude::*;
use std::sync::Arc;

/// What a template deploys, of one resource whose properties are these.
fn deployed<T>(rest: &str, properties: &str, ask: impl FnOnce(&Expansion, Node<'_>) -> T) -> T {
    let text = format!(
        r#"{{ {rest} "resources": [ {{ "type": "A.B/c", "name": "n", "properties": {{ {properties} }} }} ] }}"#
    );
    let document = Arc::new(Document::parse("main.json", text.into_bytes()).unwrap());
    let template = document.root().item(0).unwrap();
    let place = Place { entry: "main.json".into(), ..Place::default() };
    let files = [document.clone()];
    let entry =
        Entry { document: &document, template, place, given: Default::default(), doubts: Vec::new(), files: &files };
    let expansion = expand(entry).unwrap();
    let row = expansion.document.root().item(0).unwrap().get("properties").unwrap();
    ask(&expansion, row)
}

/// Where a value is written; else why it is computed or not known.
fn origin(rest: &str, expression: &str) -> String {
    deployed(rest, &format!(r#""it": "{expression}""#), |_, row| match row.get("it").unwrap().origin() {
        Origin::Literal(node) => format!("{} {}", node.raw(), node.position().column),
        Origin::Computed { reason, .. } => format!("computed: {reason}"),
        Origin::Unknown { reason } => format!("unknown: {reason}"),
    })
}

const PARAMETERS: &str = r#""parameters": {"a": {"defaultValue": {"x": [1, 2], "y": "[concat('p', 'q')]"}}, "b": {}}, "variables": {"v": {"a": {"z": 5}}},"#;

#[test]
fn what_is_selected_keeps_its_origin() {
    for expression in [
        "[parameters('a').x[1]]",
        "[last(parameters('a').x)]",
        "[if(true(), parameters('a').x[1], 0)]",
        "[coalesce(null(), parameters('a').x[1])]",
        "[tryGet(parameters('a'), 'x', 1)]",
        "[union(parameters('a'), createObject('k', 1)).x[1]]",
        "[skip(parameters('a').x, 1)[0]]",
        "[filter(parameters('a').x, lambda('i', greater(lambdaVariables('i'), 1)))[0]]",
        "[map(parameters('a').x, lambda('i', lambdaVariables('i')))[1]]",
        "[max(parameters('a').x)]",
    ] {
        assert!(origin(PARAMETERS, expression).starts_with("2 "), "{expression}: {}", origin(PARAMETERS, expression));
    }
}

#[test]
fn what_is_made_has_no_place() {
    for expression in
        ["[add(parameters('a').x[1], 0)]", "[parameters('a').y]", "[string(parameters('a').x[0])]", "[toLower('A')]"]
    {
        assert!(origin(PARAMETERS, expression).starts_with("computed"), "{expression}");
    }
    assert!(origin(PARAMETERS, "[parameters('b')]").starts_with("unknown: the parameter `b` has no value"));
}

#[test]
fn what_is_not_known_in_a_branch_that_is_not_taken_is_harmless() {
    assert!(origin(PARAMETERS, "[if(false(), parameters('b'), parameters('a').x[0])]").starts_with("1 "));
    assert!(origin(PARAMETERS, "[or(true(), parameters('b'))]").starts_with("computed"));
    assert!(origin(PARAMETERS, "[and(true(), parameters('b'))]").starts_with("unknown"));
    assert!(origin(PARAMETERS, "[contains(createArray(1, parameters('b')), 1)]").starts_with("computed"));
    assert!(origin(PARAMETERS, "[contains(createArray(1, parameters('b')), 2)]").starts_with("unknown"));
}

#[test]
fn an_object_takes_members_where_it_is_written() {
    deployed(PARAMETERS, r#""it": {"own": "[parameters('b')]", "k": 1}, "far": "[variables('v').a]""#, |_, row| {
        let own = row.get("it").unwrap();
        assert!(matches!(own.origin(), Origin::Literal(_)) && !own.is_literal());
        let far = row.get("far").unwrap();
        assert!(matches!(far.origin(), Origin::Literal(node) if node.raw() == r#"{"z": 5}"#) && far.is_literal());
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// No expression panics, and all rows are there.
    #[test]
    fn calls_of_any_function_end(
        name in prop::sample::select(super::function_names().collect::<Vec<_>>()),
        arguments in prop::collection::vec(prop::sample::select(vec![
            "''", "'a/b'", "-1", "0", "9223372036854775807", "null()", "true()", "parameters('a')", "parameters('b')",
            "createArray()", "createArray('x', 2)", "resourceGroup()", "'{0}{1:N0}'", "'10.0.0.0/8'", "'P1D'", "lambda('x', lambdaVariables('x'))",
        ]), 0..4),
    ) {
        let call = format!("[{name}({})]", arguments.join(", "));
        deployed(PARAMETERS, &format!(r#""it": "{call}""#), |expansion, row| {
            assert_eq!(expansion.instances.len(), 1);
            assert!(row.get("it").is_some());
        });
    }
}
