//! Where a value of a deployed resource comes from, step by step.

use super::scope::Parameter;
use crate::source::{Document, Format, Kind, Location, Node, NodeId, Position};
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::ops::Range;

/// What a step on the way to a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Way {
    /// An expression is worked out.
    Expression,
    /// A variable is asked for.
    Variable,
    /// A parameter is asked for.
    Parameter,
    /// The value that the parameter is deployed with.
    Given,
    /// The value that the parameter has when none is given.
    Default,
    /// The value itself stands here.
    Written,
}

/// A step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it is.
    pub way: Way,
    /// The name of what is asked for; empty for expressions.
    pub name: String,
    /// Where that is written.
    pub location: Location,
    /// What is written there.
    pub text: String,
    /// Whether it is given to a parameter that holds a secret.
    pub is_secret: bool,
    /// The file that people are shown, and the node in it.
    shown: (String, NodeId),
}

impl Step {
    /// A step to what is written at a node: of what was made of Bicep, to what is written there.
    pub fn at(way: Way, name: &str, node: Node<'_>) -> Self {
        let (shown, mut location) = (node.shown(), node.location());
        let node = if shown.document().format() == Format::Bicep { shown } else { node };
        let text = match node.kind() {
            _ if node.is_made() => node.raw().split_whitespace().collect::<Vec<_>>().join(" "),
            Kind::Object => "an object".to_owned(),
            Kind::Array => "a list".to_owned(),
            _ => node.text().map_or_else(|| node.raw().to_owned(), Cow::into_owned),
        };
        // Bicep declares by name; a template's declarations have objects of their own.
        if node.document().format() == Format::Bicep && matches!(way, Way::Parameter | Way::Variable) {
            Position { line: location.line, column: location.column } = shown.start();
        }
        // Of what another file declares the name goes on with a mark.
        let name = name.split_once('#').map_or(name, |(own, _)| own);
        let shown = (node.shown().document().name().to_owned(), node.shown().id());
        Self { way, name: name.to_owned(), location, text, is_secret: false, shown }
    }

    /// Whether it stands among nodes of a file.
    pub(super) fn is_among(&self, file: &str, nodes: &Range<NodeId>) -> bool {
        self.shown.0 == file && nodes.contains(&self.shown.1)
    }
}

/// What is followed while a deployment is worked out: the value at a node, of one resource.
pub(super) struct Watch {
    document: *const Document,
    node: NodeId,
    row: usize,
    now: Cell<Option<usize>>,
    /// How many values are being worked out for the one that is followed.
    depth: Cell<u32>,
    steps: RefCell<Vec<Step>>,
}

impl Watch {
    pub fn new(node: Node<'_>, row: usize) -> Self {
        let (now, depth, steps) = (Cell::new(None), Cell::new(0), RefCell::default());
        Self { document: node.document(), node: node.id(), row, now, depth, steps }
    }

    /// Notes which resource is worked out.
    pub fn turn(&self, row: Option<usize>) {
        self.now.set(row);
    }

    /// Begins with a value; whether it is the one that is followed, or one that it needs.
    pub fn begin(&self, node: Node<'_>) -> bool {
        let shown = node.shown();
        let is_here = std::ptr::eq(shown.document(), self.document) && shown.id() == self.node;
        let is_followed = self.now.get() == Some(self.row) && is_here;
        let follows = is_followed || self.follows();
        if follows {
            self.depth.set(self.depth.get() + 1);
            self.note(Way::Expression, "", node);
        }
        follows
    }

    pub fn end(&self) {
        self.depth.set(self.depth.get().saturating_sub(1));
    }

    /// Whether what is worked out now is needed for the value that is followed.
    pub fn follows(&self) -> bool {
        self.depth.get() > 0
    }

    pub fn note(&self, way: Way, name: &str, node: Node<'_>) {
        self.add(Step::at(way, name, node));
    }

    fn add(&self, step: Step) {
        let mut steps = self.steps.borrow_mut();
        // A variable that is an expression is one step.
        let is_told = step.way == Way::Expression && steps.last().is_some_and(|last| last.location == step.location);
        if !is_told && !steps.contains(&step) {
            steps.push(step);
        }
    }

    /// Notes a parameter, and the value that it is deployed with.
    pub fn parameter(&self, parameter: &Parameter<'_>, is_secret: bool) {
        let note = |way, node| self.add(Step { is_secret, ..Step::at(way, &parameter.name, node) });
        // In Bicep its default stands for it.
        match parameter.declared.shown().kind() {
            Kind::Object => self.note(Way::Parameter, &parameter.name, parameter.declared),
            _ => note(Way::Parameter, parameter.declared),
        }
        match &parameter.given {
            Some(given) => given.nodes().iter().for_each(|node| note(Way::Given, *node)),
            None => parameter.declared.get("defaultValue").into_iter().for_each(|node| note(Way::Default, node)),
        }
    }

    pub fn into_steps(self) -> Vec<Step> {
        self.steps.into_inner()
    }
}
