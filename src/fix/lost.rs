//! Edits that take what nobody gives back: an object that goes from a list, such as a rule, with all that its author wrote in it.
//! One that only changes can be changed again.

use super::{Finding, Request, propose};
use crate::check::{self, Edit, Evaluator, Operation};
use crate::inventory::Inventory;
use crate::policy::QuickFix;
use crate::source::{Kind, Node};
use serde_json::Value;
use std::collections::BTreeSet;

/// Whether any of the edits takes an object from a list, or a whole resource.
pub(super) fn loses(inventory: &Inventory, edits: &[Edit]) -> bool {
    let loses = |edit: &Edit| {
        let node = inventory.documents()[edit.document as usize].node(edit.node);
        match &edit.operation {
            Operation::Remove => edit.path.ends_with(']') && node.kind() == Kind::Object || goes(node, None),
            Operation::Set(value) => edit.missing.is_empty() && goes(node, Some(value)),
            Operation::Append(_) => false,
        }
    };
    edits.iter().any(loses)
}

/// Those of the findings whose fixes do so, whatever their policies say. A fix that cannot be made loses nothing.
pub fn losing(request: &Request<'_>, findings: &[Finding]) -> BTreeSet<Finding> {
    let fix = |finding: &Finding| request.policy.recommendations[finding.recommendation.0].fix.as_ref();
    let suspects: Vec<Finding> =
        findings.iter().copied().filter(|finding| fix(finding).is_some_and(may_lose)).collect();
    if suspects.is_empty() {
        return BTreeSet::new();
    }
    check::with_room(|| {
        let mut evaluator = Evaluator::new(request.checks, request.inventory.clone(), None);
        let mut loses_some = |finding: &Finding| {
            let edits = propose(&mut evaluator, finding.recommendation, finding.resource, request.inline);
            edits.is_ok_and(|edits| loses(request.inventory, &edits))
        };
        suspects.into_iter().filter(|finding| loses_some(finding)).collect()
    })
    .unwrap_or_default()
}

/// Whether a fix could: most set a single value, and need not be asked.
fn may_lose(fix: &QuickFix) -> bool {
    let is_plain = |value: &Value| match value {
        Value::String(text) => !text.contains("${"),
        Value::Array(_) | Value::Object(_) => false,
        _ => true,
    };
    let set = fix.set.iter().chain(fix.child.iter().flat_map(|child| &child.set));
    fix.script.is_some() || !fix.remove.is_empty() || !set.map(|(_, value)| value).all(is_plain)
}

/// Whether a list in a value has fewer objects when another takes its place.
fn goes(old: Node<'_>, new: Option<&Value>) -> bool {
    match old.kind() {
        Kind::Array => {
            let objects: Vec<Node<'_>> = old.items().filter(|item| item.kind() == Kind::Object).collect();
            let kept: Vec<&Value> =
                new.and_then(Value::as_array).into_iter().flatten().filter(|item| item.is_object()).collect();
            let is_there = |item: &Node<'_>| match item.get("name").and_then(Node::text) {
                Some(name) => kept.iter().any(|other| text(other, "name").is_none_or(|other| other == name)),
                None => true,
            };
            objects.len() > kept.len()
                || !objects.iter().all(is_there)
                || objects.into_iter().zip(&kept).any(|(item, other)| goes(item, Some(other)))
        }
        Kind::Object => old.members().any(|(key, value)| goes(value, new.and_then(|new| member(new, &key)))),
        _ => false,
    }
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str)
}

fn member<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    let members = value.as_object()?;
    members.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Document;
    use serde_json::json;

    #[test]
    fn an_object_that_goes_from_a_list_is_lost() {
        let text = r#"{ "r": [{ "name": "a", "p": 1 }, { "name": "b", "q": [{ "x": 1 }] }], "t": ["u", "v"], "o": { "k": 1 } }"#;
        let document = Document::parse("a.json", text.into()).expect("a document");
        let value = document.root().item(0).expect("a value");
        let goes = |key: &str, new: Value| goes(value.get(key).expect("a member"), Some(&new));
        assert!(goes("r", json!([{ "name": "a" }])), "fewer");
        assert!(goes("r", json!([{ "name": "a" }, { "name": "c" }])), "another in its place");
        assert!(goes("r", json!([{ "name": "a" }, { "name": "b", "q": [] }])), "inside one that stays");
        assert!(goes("r", json!(null)));
        assert!(!goes("r", json!([{ "name": "a", "p": 2 }, { "name": "b", "q": [{ "x": 2 }] }])), "changed");
        assert!(!goes("t", json!([])), "texts are in the patch, each whole");
        assert!(!goes("o", json!({})));
    }
}
