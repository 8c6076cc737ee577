//! `jsonc-parser`'s syntax tree: another editor of JSON with comments.

use crate::random::{Step, keys, split, steps};
use jsonc_parser::cst::{CstInputValue, CstNode, CstRootNode};
use jsonc_parser::{ParseOptions, parse_to_serde_value};
use serde_json::Value;
use uplift::fix::text::Change;

/// The text with the changes made.
pub fn edited(text: &str, changes: &[(String, Change)]) -> String {
    let root = CstRootNode::parse(text, &ParseOptions::default()).expect("JSON with comments");
    for step in steps(changes) {
        make(&root, step);
    }
    root.to_string()
}

/// The values of a text.
pub fn values(text: &str) -> Value {
    parse_to_serde_value(text, &ParseOptions::default()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn make(root: &CstRootNode, step: Step<'_>) {
    match step {
        Step::Replace(path, value) => replace(at(root, path), input(&value)),
        Step::Insert(path, key, value) => {
            drop(at(root, path).as_object().expect("an object").append(key, input(&value)));
        }
        Step::Append(path, value) => drop(at(root, path).as_array().expect("a list").append(input(&value))),
        Step::Remove(path) => {
            let (parent, key) = split(path);
            match at(root, parent).as_object() {
                Some(object) => object.get(&key).expect("a member").remove(),
                None => at(root, path).remove(),
            }
        }
    }
}

fn at(root: &CstRootNode, path: &str) -> CstNode {
    keys(path).fold(root.value().expect("a value"), |node, key| match node.as_object() {
        Some(object) => object.get(&key).and_then(|member| member.value()).expect("a member"),
        None => node.as_array().expect("a list").elements()[key.parse::<usize>().expect("an index")].clone(),
    })
}

fn replace(node: CstNode, value: CstInputValue) {
    let replaced = match node {
        CstNode::Container(node) => match (node.as_object(), node.as_array()) {
            (Some(object), _) => object.replace_with(value),
            (_, Some(array)) => array.replace_with(value),
            _ => None,
        },
        CstNode::Leaf(node) => {
            let node = CstNode::Leaf(node);
            let text = node.as_string_lit().map(|it| it.replace_with(value.clone()));
            let number = node.as_number_lit().map(|it| it.replace_with(value.clone()));
            let truth = node.as_boolean_lit().map(|it| it.replace_with(value.clone()));
            let null = node.as_null_keyword().map(|it| it.replace_with(value));
            text.or(number).or(truth).or(null).flatten()
        }
    };
    assert!(replaced.is_some(), "a value is replaced");
}

fn input(value: &Value) -> CstInputValue {
    match value {
        Value::Null => CstInputValue::Null,
        Value::Bool(is) => CstInputValue::Bool(*is),
        Value::Number(number) => CstInputValue::Number(number.to_string()),
        Value::String(text) => CstInputValue::String(text.clone()),
        Value::Array(items) => CstInputValue::Array(items.iter().map(input).collect()),
        Value::Object(members) => {
            CstInputValue::Object(members.iter().map(|(key, value)| (key.clone(), input(value))).collect())
        }
    }
}
