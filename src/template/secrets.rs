//! Where the values are written that parameters take which are declared to hold secrets.

use super::evaluate::Machine;
use super::scope::{Parameter, Scope};
use super::value::Origin;
use crate::source::{Node, NodeId};
use std::ops::Range;

/// What is written somewhere and given to a parameter that holds a secret: it is one wherever it lands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The file.
    pub file: String,
    /// The value, with all that is in it.
    pub nodes: Range<NodeId>,
}

impl Secret {
    /// What is written at a node.
    pub fn at(node: Node<'_>) -> Self {
        let shown = node.shown();
        Self { file: shown.document().name().to_owned(), nodes: shown.id()..shown.after() }
    }
}

impl Machine {
    /// Those of a template that is deployed, with what `arguments` say, where another template deploys it.
    pub(super) fn secrets(&self, scope: &Scope<'_>, arguments: Option<Node<'_>>) -> Vec<Secret> {
        let secret = scope.parameters().filter(|parameter| self.is_secret(parameter.declared, scope));
        let nodes = secret.flat_map(|parameter| {
            let argument = arguments.and_then(|all| all.get(&parameter.name)?.get("value"));
            given(parameter).chain(parameter.declared.get("defaultValue")).chain(argument)
        });
        nodes.map(Secret::at).collect()
    }
}

/// Where the value is written that a parameter is deployed with. Of what is put together of several, each may be anything.
fn given<'d>(parameter: &Parameter<'d>) -> impl Iterator<Item = Node<'d>> + use<'d> {
    let only = parameter.given.as_ref().and_then(|given| match &given.origin {
        Origin::Written(node) => Some(*node),
        Origin::Made(nodes) => nodes.first().copied().filter(|_| nodes.len() == 1),
    });
    only.into_iter()
}
