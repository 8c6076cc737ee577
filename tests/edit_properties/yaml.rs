//! `yaml-edit`: another editor of YAML.

use crate::random::{Step, keys, split, steps};
use serde_json::Value;
use std::str::FromStr;
use uplift::fix::text::Change;
use yaml_edit::{Document, ScalarValue, YamlNode, YamlValue};

/// The text with the changes made.
pub fn edited(text: &str, changes: &[(String, Change)]) -> String {
    let document = Document::from_str(text).expect("YAML");
    for step in steps(changes) {
        make(&document, step);
    }
    document.to_string()
}

/// Whether the other editor makes these changes right. Version 0.3.6 cannot replace a list's element that stands below
/// its dash and a comment: it puts another comment directly behind the dash, `-# why`, and that is text.
pub fn can_make(document: &uplift::source::Document, changes: &[(String, Change)]) -> bool {
    let below_comment = |change: &Change| {
        let node = document.node(change.place());
        let before = &document.text()[..node.span().start as usize];
        let first_in_line = before.trim_end_matches(' ').ends_with('\n');
        let last_line = before.trim_end().rsplit('\n').next().unwrap_or_default();
        node.key_span().is_none() && first_in_line && last_line.contains('#')
    };
    !changes.iter().any(|(_, change)| matches!(change, Change::Replace { .. }) && below_comment(change))
}

/// The values of a text.
pub fn values(text: &str) -> Result<Value, serde_yaml::Error> {
    serde_yaml::from_str(text)
}

fn make(document: &Document, step: Step<'_>) {
    match step {
        Step::Replace(path, value) => {
            let (parent, key) = split(path);
            match at(document, parent) {
                YamlNode::Mapping(mapping) => mapping.set(key.as_str(), input(&value)),
                YamlNode::Sequence(list) => assert!(list.set(key.parse().expect("an index"), input(&value)), "{path}"),
                other => panic!("{other:?} holds nothing"),
            }
        }
        Step::Insert(path, key, value) => match at(document, path) {
            YamlNode::Mapping(mapping) => mapping.set(key, input(&value)),
            other => panic!("{other:?} is no mapping"),
        },
        Step::Append(path, value) => match at(document, path) {
            YamlNode::Sequence(list) => list.push(input(&value)),
            other => panic!("{other:?} is no list"),
        },
        Step::Remove(path) => {
            let (parent, key) = split(path);
            let removed = match at(document, parent) {
                YamlNode::Mapping(mapping) => mapping.remove(key.as_str()).is_some(),
                YamlNode::Sequence(list) => list.remove(key.parse().expect("an index")).is_some(),
                other => panic!("{other:?} holds nothing"),
            };
            assert!(removed, "{path}");
        }
    }
}

fn at(document: &Document, path: &str) -> YamlNode {
    let root = YamlNode::Mapping(document.as_mapping().expect("a mapping"));
    keys(path).fold(root, |node, key| match node {
        YamlNode::Mapping(mapping) => mapping.get(key.as_str()).unwrap_or_else(|| panic!("{path}: no {key}")),
        YamlNode::Sequence(list) => list.get(key.parse().expect("an index")).expect("an element"),
        other => panic!("{other:?} holds nothing"),
    })
}

fn input(value: &Value) -> YamlValue {
    match value {
        Value::Null => YamlValue::Scalar(ScalarValue::null()),
        Value::Bool(is) => YamlValue::from(*is),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => YamlValue::from(whole),
            None => YamlValue::from(number.as_f64().expect("a number")),
        },
        Value::String(text) => YamlValue::from(text.as_str()),
        Value::Array(items) => YamlValue::Sequence(items.iter().map(input).collect()),
        Value::Object(members) => {
            YamlValue::Mapping(members.iter().map(|(key, value)| (key.clone(), input(value))).collect())
        }
    }
}
