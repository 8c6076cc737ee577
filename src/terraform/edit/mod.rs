//! Where what files make is changed: from a path of the platform back to an attribute of azurerm, and from there to the place
//! that says it.
//!
//! # Invariants
//!
//! - No attribute is known here by its name: the mapping is read the other way round.
//! - What is worked out is not changed, unless it is asked that its place gets a value of its own.

mod added;
mod aim;
mod builder;
mod inverse;
mod lists;
mod site;
mod wishes;

pub use builder::path_text;

use crate::source::{Document, Node, NodeId};
use serde_json::Value as Json;
use std::sync::Arc;

/// What the instances of a folder say, and where that is written.
pub struct Origins {
    /// The file that stands for the folder.
    pub entry: Arc<Document>,
    /// Those that hold what is said.
    pub documents: Vec<Arc<Document>>,
    /// For each instance what it says, attribute by attribute, each value with its origin.
    pub said: Document,
    /// The instances, in their order.
    pub instances: Vec<Origin>,
    /// The resources that they make, in the order in which these were written.
    pub rows: Vec<Row>,
}

/// An instance.
pub struct Origin {
    /// Its address.
    pub address: String,
    /// Its type.
    pub kind: String,
    /// The only major of azurerm that it may be for.
    pub major: Option<u32>,
    /// What `ignore_changes` covers; `*` for all.
    pub ignored: Vec<String>,
    /// Which of the documents its block stands in, and what is in its braces there.
    pub body: (usize, NodeId),
    /// The instance whose resource it writes into.
    pub into: Option<usize>,
}

/// A resource.
pub struct Row {
    /// The instance that makes it.
    pub instance: usize,
    /// Its type.
    pub type_name: String,
    /// Its own name.
    pub name: String,
    /// Its id.
    pub id: String,
}

/// A step of a path into a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Into a member.
    Member(String),
    /// Into an element.
    Index(usize),
}

/// What is to become of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// It gets this value.
    Set(Json),
    /// It goes away.
    Remove,
    /// The list there gets these elements too.
    Append(Vec<Json>),
}

/// A change of a file.
pub struct Change<'o> {
    /// The place itself, or the nearest one around it that exists.
    pub node: Node<'o>,
    /// The keys from there to the place; those of blocks end with ` {`.
    pub missing: Vec<String>,
    /// What is to become of it.
    pub wish: Wish,
    /// Whether it makes the resource anew.
    pub replaces: bool,
    /// What azurerm requires beside it in a new block, by the keys from the same node, with what it is else.
    pub needs: Vec<(Vec<String>, Option<Json>)>,
}

impl<'o> Change<'o> {
    fn of(node: Node<'o>, missing: Vec<String>, wish: Wish) -> Self {
        Self { node, missing, wish, replaces: false, needs: Vec::new() }
    }
}

impl Origins {
    /// The changes that make a wish about a path of a resource true. `root` holds the rows, and `row` is the place of one;
    /// `inline` writes values into blocks where expressions give them.
    ///
    /// # Errors
    ///
    /// With the reason why azurerm cannot say it, or why it is not written as such.
    pub fn changes<'o>(
        &'o self,
        root: Node<'_>,
        row: usize,
        path: &[Part],
        wish: &Wish,
        inline: bool,
    ) -> Result<Vec<Change<'o>>, String> {
        let Some(own) = self.rows.get(row) else { return Err("which block makes it is not known".to_owned()) };
        let Some(node) = root.item(row) else { return Err("which block makes it is not known".to_owned()) };
        if let Some((other, rest)) = self.element(node, own, path) {
            return self.changes(root, other, &rest, wish, inline);
        }
        wishes::Wishing { origins: self, row: own, node: Some(node), inline }.changes(path, wish)
    }

    /// The changes that make a child of a resource have a value, where the block of the resource says it.
    ///
    /// # Errors
    ///
    /// With the reason why azurerm cannot say it there.
    pub fn child(
        &self,
        row: usize,
        (type_name, name): (&str, &str),
        path: &[Part],
        value: &Json,
    ) -> Result<Vec<Change<'_>>, String> {
        let Some(own) = self.rows.get(row) else { return Err("which block makes it is not known".to_owned()) };
        let (type_name, name) = (type_name.to_owned(), name.to_owned());
        let child = Row { instance: own.instance, type_name, name, id: String::new() };
        wishes::Wishing { origins: self, row: &child, node: None, inline: false }
            .changes(path, &Wish::Set(value.clone()))
    }

    /// What is in the braces of an instance's block.
    fn body(&self, instance: usize) -> Node<'_> {
        let (document, node) = self.instances[instance].body;
        self.documents[document].node(node)
    }

    /// The same node as it is held here.
    fn at(&self, node: Node<'_>) -> Option<Node<'_>> {
        let document = self.documents.iter().find(|own| std::ptr::eq(&***own, node.document()))?;
        Some(document.node(node.id()))
    }

    /// The block of an instance, where it makes no other and nothing refers to it.
    ///
    /// # Errors
    ///
    /// With the reason why it must stay.
    fn removable(&self, instance: usize) -> Result<Node<'_>, String> {
        let own = &self.instances[instance];
        if own.address.ends_with(']') || self.instances.iter().filter(|other| other.body == own.body).count() > 1 {
            return Err(format!("`{}` is one of several that a block makes", own.address));
        }
        let name = own.address.rsplit('.').next().unwrap_or_default();
        let reference = format!("{}.{name}", own.kind);
        let is_meant = |text: &str| {
            text.match_indices(&*reference).any(|(at, _)| {
                let is_of_name = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-';
                !text[at + reference.len()..].starts_with(is_of_name)
            })
        };
        match self.documents.iter().find(|document| is_meant(document.text())) {
            Some(document) => Err(format!("{} refers to `{reference}`", document.name())),
            None => Ok(self.body(instance)),
        }
    }

    /// What an instance says.
    fn said(&self, instance: usize) -> Option<Node<'_>> {
        self.said.root().item(instance)
    }

    /// The resource of its own that an element of a list is, and the path in it.
    fn element(&self, node: Node<'_>, row: &Row, path: &[Part]) -> Option<(usize, Vec<Part>)> {
        let at = path.iter().position(|part| matches!(part, Part::Index(_)))?;
        let mut here = node;
        for part in &path[..=at] {
            here = match part {
                Part::Member(name) => here.get(name)?,
                Part::Index(place) => here.item(*place)?,
            };
        }
        let id = here.get_exact("id")?.text()?;
        let other = self.rows.iter().position(|other| other.id == *id && other.id != row.id)?;
        Some((other, path[at + 1..].to_vec()))
    }
}
