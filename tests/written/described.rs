//! What the schemas say of each key.

use crate::Kind;
use serde_json::Value;
use std::collections::BTreeSet;

/// All keys of a schema: each with the way to it and its schema.
fn keys<'s>(schema: &'s Value, at: &str, found: &mut Vec<(String, &'s Value)>) {
    let Some(members) = schema.as_object() else { return };
    for (name, key) in members.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let at = format!("{at}/{name}");
        found.push((at.clone(), key));
        keys(key, &at, found);
    }
    for (list, step) in [("items", "[]"), ("additionalProperties", "{}")] {
        keys(members.get(list).unwrap_or(&Value::Null), &format!("{at}{step}"), found);
    }
    for choice in members.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
        // What a choice asks of keys that stand elsewhere describes none.
        if choice.get("type").is_some() {
            keys(choice, at, found);
        }
    }
}

#[test]
fn every_key_is_described_for_people() {
    for kind in Kind::ALL {
        let schema = kind.schema();
        let mut found = Vec::new();
        keys(&schema, "", &mut found);
        assert!(found.len() > 5, "{kind:?} has keys");
        for (at, key) in found {
            let description = key.get("description").and_then(Value::as_str).unwrap_or_default();
            let is_for_people =
                !description.contains('\n') && !description.contains("[`") && !description.contains("as it is typed");
            assert!(description.len() > 5 && is_for_people, "{kind:?} {at}: `{description}`");
        }
    }
}

#[test]
fn unknown_keys_are_refused_everywhere_but_in_resources() {
    fn open(schema: &Value, at: &str, found: &mut BTreeSet<String>) {
        match schema {
            Value::Object(members) => {
                let is_mapping = members.contains_key("properties") && members.contains_key("type");
                if is_mapping && members.get("additionalProperties") != Some(&Value::Bool(false)) {
                    found.insert(at.to_owned());
                }
                members.iter().for_each(|(name, value)| open(value, &format!("{at}/{name}"), found));
            }
            Value::Array(items) => items.iter().for_each(|item| open(item, at, found)),
            _ => {}
        }
    }
    for kind in Kind::ALL {
        let mut found = BTreeSet::new();
        open(&kind.schema(), "", &mut found);
        let resources = ["healthy", "unhealthy", "notApplicable", "undecided", "fixed", "children", "inventory"];
        found.retain(|at| !resources.iter().any(|key| at.contains(&format!("/{key}"))));
        assert!(found.is_empty(), "{kind:?}: {found:?}");
    }
}

#[test]
fn the_whole_files_have_every_key() {
    fn present(value: &Value, at: &str, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    for step in [format!("{at}/{name}"), format!("{at}{{}}")] {
                        found.insert(step.clone());
                        present(value, &step, found);
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| present(item, &format!("{at}[]"), found)),
            _ => {}
        }
    }
    for kind in Kind::ALL {
        let (schema, mut known, mut there) = (kind.schema(), Vec::new(), BTreeSet::new());
        keys(&schema, "", &mut known);
        present(&kind.whole(), "", &mut there);
        let resources = ["healthy", "unhealthy", "notApplicable", "undecided", "fixed", "children[]", "inventory[]"];
        let known =
            known.iter().map(|(at, _)| at).filter(|at| !resources.iter().any(|key| at.contains(&format!("/{key}/"))));
        let missing: Vec<&String> = known.filter(|at| !there.contains(*at)).collect();
        assert!(missing.is_empty(), "{kind:?}: {missing:?}");
    }
}
