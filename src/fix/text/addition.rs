//! Where what is added to a container comes to stand.

use super::syntax;
use super::value::expressed;
use crate::source::Node;
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

/// The declaration behind which a new one is written: that of its parent, in Bicep.
pub(super) fn beside<'d>(root: Node<'d>, value: &Value) -> Option<Node<'d>> {
    let parent = value.get("parent").and_then(Value::as_str).and_then(expressed).filter(|_| root.is_made())?;
    let start = format!("resource {parent} '");
    root.written().find(|child| child.key().is_some_and(|key| key.starts_with(&start)))
}
