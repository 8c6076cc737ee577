//! Edits of what Terraform's files make, as edits of the attributes that say it.

use super::place::{Place, Target};
use crate::check::{Edit, Need, Operation};
use crate::inventory::Inventory;
use crate::policy::{ElementPath, Step};
use crate::source::{Kind, Node};
use crate::terraform::{self, Change, Part, Wish};
use serde_json::Value;

impl Place {
    /// The edits of attributes that do what is to be done here.
    pub(super) fn attribute_edits(
        &self,
        target: Target<'_>,
        path: &str,
        operation: Operation,
    ) -> Result<Vec<Edit>, String> {
        let inventory = target.inventory;
        let refused = |reason: String| format!("{path} cannot be changed here: {reason}");
        let origins = inventory.origins(self.tree).ok_or_else(|| refused("its file is not at hand".to_owned()))?;
        let root = inventory.tree(self.tree).root();
        let (row, parts) = self.parts(root).ok_or_else(|| refused("it is no part of a resource".to_owned()))?;
        let wish = match operation {
            Operation::Set(value) => Wish::Set(value),
            Operation::Remove => Wish::Remove,
            Operation::Append(values) => Wish::Append(values),
        };
        let changes = origins.changes(root, row, &parts, &wish, target.inline).map_err(refused)?;
        changes.into_iter().map(|change| edit(inventory, path, change).map_err(refused)).collect()
    }

    /// The edits that give a child of the resource here these values, where its block says them; else the block that declares
    /// the child.
    pub(super) fn child_edits(
        &self,
        target: Target<'_>,
        (type_name, name): (&str, &str),
        values: &[(&ElementPath, Value)],
    ) -> Result<Vec<Edit>, String> {
        let inventory = target.inventory;
        let about = format!("[{type_name}/{name}]");
        let refused = |reason: String| format!("{about} cannot be changed here: {reason}");
        let origins = inventory.origins(self.tree).ok_or_else(|| refused("its file is not at hand".to_owned()))?;
        let root = inventory.tree(self.tree).root();
        let (row, _) = self.parts(root).ok_or_else(|| refused("it is no part of a resource".to_owned()))?;
        let part = |step: &Step| match step {
            Step::Member(name) => Some(Part::Member(name.clone())),
            _ => None,
        };
        let values =
            values.iter().map(|(path, value)| Some((path.0.iter().map(part).collect::<Option<_>>()?, value.clone())));
        let values = values.collect::<Option<Vec<(Vec<Part>, Value)>>>();
        let values = values.ok_or_else(|| refused("it names an element of a new child".to_owned()))?;
        let said = values.iter().map(|(path, value)| {
            let about = format!("{about}.{}", terraform::path_text(path));
            Ok((about, origins.child(row, (type_name, name), path, value)?))
        });
        match said.collect::<Result<Vec<(String, Vec<Change<'_>>)>, String>>() {
            Ok(said) => {
                let changes = said
                    .into_iter()
                    .flat_map(|(about, changes)| changes.into_iter().map(move |change| (about.clone(), change)));
                changes.map(|(about, change)| edit(inventory, &about, change).map_err(refused)).collect()
            }
            Err(reason) => {
                let declared = origins.declared(row, (type_name, name), &values);
                let change = declared.map_err(|own| refused(own.unwrap_or(reason)))?;
                Ok(vec![edit(inventory, &about, change).map_err(refused)?])
            }
        }
    }

    /// The place of the resource, and the path from there.
    fn parts(&self, root: Node<'_>) -> Option<(usize, Vec<Part>)> {
        let holds = |node: &Node<'_>| (node.id()..node.after()).contains(&self.node);
        let (row, mut here) = root.items().enumerate().find(|(_, node)| holds(node))?;
        let mut parts = Vec::new();
        while here.id() != self.node {
            let (part, next) = match here.kind() {
                Kind::Array => {
                    let (place, next) = here.items().enumerate().find(|(_, node)| holds(node))?;
                    (Part::Index(place), next)
                }
                _ => {
                    let (key, next) = here.members().find(|(_, node)| holds(node))?;
                    (Part::Member(key.into_owned()), next)
                }
            };
            parts.push(part);
            here = next;
        }
        parts.extend(self.missing.iter().cloned().map(Part::Member));
        Some((row, parts))
    }
}

fn edit(inventory: &Inventory, path: &str, change: Change<'_>) -> Result<Edit, String> {
    let Change { node, missing, wish, replaces, needs } = change;
    let document = inventory.document_of(node).ok_or("its file is not at hand")?;
    let operation = match wish {
        Wish::Set(value) => Operation::Set(value),
        Wish::Remove => Operation::Remove,
        Wish::Append(values) => Operation::Append(values),
    };
    let needs = needs.into_iter().map(|(missing, value)| Need { missing, value }).collect();
    Ok(Edit { replaces, needs, ..Edit::at(path.to_owned(), (document, node.id()), missing, operation) })
}
