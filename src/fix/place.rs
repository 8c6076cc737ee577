//! From a path in a fix to a value of a resource, and from there to where it is written.

use crate::check::{Edit, Operation};
use crate::inventory::{Inventory, ResourceIndex, Written};
use crate::policy::{ElementPath, Step};
use crate::source::{Kind, Node, NodeId, Origin};

/// A value that a resource has, or names below one that do not exist yet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    /// Which of the inventory's trees.
    pub tree: u32,
    pub node: NodeId,
    pub missing: Vec<String>,
}

/// The resource that a fix is for, and whether values are written into the resource itself where its template takes them
/// from elsewhere.
#[derive(Clone, Copy)]
pub(super) struct Target<'i> {
    pub inventory: &'i Inventory,
    pub resource: ResourceIndex,
    pub inline: bool,
}

impl Place {
    pub fn existing(tree: u32, node: NodeId) -> Self {
        Self { tree, node, missing: Vec::new() }
    }

    pub fn node<'i>(&self, inventory: &'i Inventory) -> Node<'i> {
        inventory.tree(self.tree).node(self.node)
    }

    /// What is to be done here, as edits of the files that say it.
    ///
    /// # Errors
    ///
    /// With the reason when no file says it as such: the value is computed, or not known.
    pub fn edits(self, target: Target<'_>, path: String, operation: Operation) -> Result<Vec<Edit>, String> {
        match target.inventory.is_of_terraform(self.tree) {
            true => self.attribute_edits(target, &path, operation),
            false => self.edit(target, path, operation).map(|edit| vec![edit]),
        }
    }

    /// The same for all but what Terraform's files make.
    pub fn edit(self, target: Target<'_>, path: String, operation: Operation) -> Result<Edit, String> {
        let inventory = target.inventory;
        let here = self.node(inventory);
        let refused = |reason: &str| format!("{path} cannot be changed here: {reason}");
        if let Some(written) = self.written(target) {
            let node = written.map_err(|expression| refused(&format!("{expression} gives the whole of it")))?;
            let document = inventory.document_of(node).ok_or_else(|| refused("its file is not at hand"))?;
            return Ok(Edit::at(path, (document, node.id()), self.missing, operation));
        }
        let node = match here.origin() {
            Origin::Literal(node) => node,
            Origin::Unknown { reason } => return Err(refused(reason)),
            Origin::Computed { reason, .. } => {
                let inside = || matches!(self.written(Target { inline: true, ..target }), Some(Ok(_)));
                let advice = if target.inline || !inside() { "" } else { "; --inline writes the value in its place" };
                return Err(refused(&format!("{reason}{advice}")));
            }
        };
        match operation {
            Operation::Set(_) if self.missing.is_empty() && !here.is_literal() => {
                return Err(refused("a part of it is computed"));
            }
            // A row's cell is no member: without it, the cells behind it would be others'.
            Operation::Remove if here.key().is_some() != node.key().is_some() => {
                return Err(refused("it cannot be left out where it stands"));
            }
            _ => {}
        }
        let document = inventory.document_of(node).ok_or_else(|| refused("its file is not at hand"))?;
        Ok(Edit::at(path, (document, node.id()), self.missing, operation))
    }
}

impl Place {
    /// Where the resource itself says what stands here, when it shall be written there; an error is the expression that
    /// gives all around it.
    fn written<'i>(&self, target: Target<'i>) -> Option<Result<Node<'i>, String>> {
        let resource = target.inventory.resource(target.resource);
        if !target.inline || resource.tree != self.tree {
            return None;
        }
        let Written { node, is_whole } = target.inventory.written(target.resource, self.node)?;
        let takes = self.missing.is_empty() || matches!(node.kind(), Kind::Object | Kind::Null);
        let expression = || if node.is_made() { Some(node.raw().into()) } else { node.text() };
        Some(if is_whole && takes { Ok(node) } else { Err(shortened(&expression()?)) })
    }
}

/// An expression as a reason quotes it; one with values of its own, which may be secret, is not quoted.
fn shortened(expression: &str) -> String {
    const MOST: usize = 60;
    if expression.contains(['{', '"']) || expression.matches('\'').count() > 2 {
        return "an expression".to_owned();
    }
    let expression = expression.split_whitespace().collect::<Vec<_>>().join(" ");
    match expression.char_indices().nth(MOST) {
        Some((end, _)) => format!("`{}…`", &expression[..end]),
        None => format!("`{expression}`"),
    }
}

/// Where a path of a resource leads.
///
/// # Errors
///
/// When an element that the path names is not there, something that is no object stands in the way, or the resource's row
/// says nothing.
pub(super) fn place_of(target: Target<'_>, path: &ElementPath) -> Result<Place, String> {
    let Target { inventory, resource, .. } = target;
    let entry = inventory.resource(resource);
    let mut place = Place::existing(entry.tree, entry.node);
    let is_below = matches!(path.0.first(), Some(Step::Member(name)) if name.eq_ignore_ascii_case("properties"));
    if let Some(silence) = entry.silence.filter(|_| is_below) {
        return Err(format!("{path} cannot be changed here: {}", silence.hint()));
    }
    for step in &path.0 {
        if !place.missing.is_empty() {
            match step {
                Step::Member(name) => place.missing.push(name.clone()),
                _ => return Err(format!("{path} names an element of a list that is not there")),
            }
            continue;
        }
        let node = place.node(inventory);
        let found = match step {
            Step::Member(name) => node.get(name),
            Step::Index(index) => node.item(*index),
            Step::Element { key, value } => element(node, key, value),
        };
        match (found, step) {
            (Some(found), _) => place.node = found.id(),
            (None, Step::Member(name)) if matches!(node.kind(), Kind::Object | Kind::Null) => {
                place.missing.push(name.clone());
            }
            (None, Step::Member(_)) => return Err(format!("something that is no object stands in the way of {path}")),
            (None, _) => return Err(format!("the element that {path} names is not there")),
        }
    }
    Ok(place)
}

fn element<'d>(list: Node<'d>, key: &str, value: &str) -> Option<Node<'d>> {
    let named =
        |item: &Node<'_>| item.get(key).and_then(Node::text).is_some_and(|text| text.eq_ignore_ascii_case(value));
    list.items().find(named)
}

#[cfg(test)]
mod tests;
