//! Values that files give to variables.

use super::unit::{Code, Unit};
use crate::source::{Document, Format, Kind, Node};
use hcl_edit::structure::Structure;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// A value for a variable, as a file gives it.
#[derive(Clone, Copy)]
pub enum Given<'c, 'd> {
    /// In Terraform's own language.
    Code(Code<'c, 'd>),
    /// In JSON.
    Json(Node<'d>),
}

impl<'c, 'd> Given<'c, 'd> {
    /// Where it is written.
    pub fn node(self) -> Option<Node<'d>> {
        match self {
            Self::Code(code) => code.at.node_of(code.expression),
            Self::Json(node) => Some(node),
        }
    }
}

/// Values for variables.
#[derive(Default)]
pub struct Values<'c, 'd> {
    given: FxHashMap<Cow<'c, str>, Given<'c, 'd>>,
    /// A file of them that is not understood: any variable may have another value.
    pub unsure: Option<String>,
}

impl<'c, 'd> Values<'c, 'd> {
    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<Given<'c, 'd>> {
        self.given.get(name).copied()
    }

    /// Takes the values of a file; what comes later counts.
    pub fn take(&mut self, unit: &'c Unit<'d>) {
        let document: &'d Document = unit.document;
        if document.format() != Format::Hcl {
            let root = document.root();
            let root = root.item(0).filter(|_| root.kind() == Kind::Array).unwrap_or(root);
            for (key, value) in root.members() {
                self.given.insert(Cow::Owned(key.to_string()), Given::Json(value));
            }
        }
        for (at, body) in &unit.pieces {
            for attribute in body.iter().filter_map(Structure::as_attribute) {
                self.given.insert(Cow::Borrowed(attribute.key.as_str()), Given::Code(at.code(attribute)));
            }
        }
        if !unit.faults.is_empty() {
            self.unsure = Some(document.name().rsplit('/').next().unwrap_or_default().to_owned());
        }
    }
}
