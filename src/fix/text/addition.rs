//! Where what is added to a container comes to stand.

use super::syntax;
use super::value::expressed;
use crate::source::{Format, Node};
use serde_json::Value;

/// The byte behind what comes before an addition; `member` is what is added to an object. `None` where nothing does.
pub fn anchor(node: Node<'_>, member: Option<(&str, &Value)>) -> Option<u32> {
    let syntax = syntax::of(node.document());
    if let Some(before) = member.and_then(|(_, value)| beside(node, value)) {
        return Some(before.span().end);
    }
    let declares = member.is_none_or(|(key, _)| syntax.declares(key));
    // What aliases and merge keys lead to stands elsewhere.
    let is_inside = |child: &Node<'_>| (node.span().start..node.span().end).contains(&child.span().end);
    let stays_before = |child: &Node<'_>| declares || !child.key().is_some_and(|key| syntax.declares(&key));
    let children = node.items().chain(node.members().map(|(_, value)| value));
    children.filter(is_inside).filter(stays_before).map(|child| child.span().end).max()
}

/// The declaration behind which a new one is written: that of its parent, in Bicep; in HCL that of what it refers to.
pub(super) fn beside<'d>(root: Node<'d>, value: &Value) -> Option<Node<'d>> {
    if !root.is_made() {
        return None;
    }
    if root.document().format() == Format::Hcl {
        let references = value.as_object()?.values().filter_map(|own| expressed(own.as_str()?)?.rsplit_once('.'));
        let keys: Vec<String> =
            references.map(|(address, _)| format!("resource {}", address.replace('.', " "))).collect();
        return root.written().find(|child| child.key().is_some_and(|key| keys.iter().any(|own| **own == *key)));
    }
    let parent = value.get("parent").and_then(Value::as_str).and_then(expressed)?;
    let start = format!("resource {parent} '");
    root.written().find(|child| child.key().is_some_and(|key| key.starts_with(&start)))
}
