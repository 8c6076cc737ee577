//! What is declared to be sensitive, and what is made of it: a secret is known by its place, so that whatever a function makes
//! of one keeps it.

use super::evaluate::{Machine, Places};
use crate::source::{Node, NodeId};
use crate::template::{Data, Origin, Secret, Value};
use std::rc::Rc;

impl<'d> Machine<'_, 'd> {
    /// What is written at these places is a secret.
    pub fn hide(&self, nodes: impl IntoIterator<Item = Node<'d>>) {
        for node in nodes {
            self.secrets.borrow_mut().push(Secret::at(node));
            self.hidden.borrow_mut().insert(place(node));
        }
    }

    /// All of a value is a secret.
    pub fn hide_value(&self, value: &Value<'d>) {
        let mut nodes = Vec::new();
        each_node(value, &mut |node| nodes.push(node));
        self.hide(nodes);
    }

    /// A value that is made of others, which holds a secret where any of them does.
    pub fn made_of(&self, value: Value<'d>, others: &[&Value<'d>]) -> Value<'d> {
        let hidden = self.hidden.borrow();
        if hidden.is_empty() {
            return value;
        }
        let (mut nodes, mut met) = (Vec::new(), Places::default());
        for other in others {
            each_node(other, &mut |node| {
                if hidden.contains(&place(node)) && met.insert(place(node)) {
                    nodes.push(node);
                }
            });
        }
        if nodes.is_empty() { value } else { stained(&value, &nodes, true) }
    }
}

fn place(node: Node<'_>) -> (usize, NodeId) {
    (std::ptr::from_ref(node.document()).addr(), node.id())
}

/// The same value, in which all that was made comes from these places too. What was only passed on knows itself where it is
/// from: a secret that is put beside others hides none of them.
fn stained<'d>(value: &Value<'d>, nodes: &[Node<'d>], is_made: bool) -> Value<'d> {
    let data = match (value.members(), value.items()) {
        (Some(members), _) => {
            Data::Object(members.iter().map(|(key, own)| (key.clone(), stained(own, nodes, false))).collect())
        }
        (None, Some(items)) => Data::List(items.iter().map(|own| stained(own, nodes, false)).collect()),
        (None, None) if is_made || value.nodes().is_empty() => {
            let all: Rc<[Node<'d>]> = value.nodes().iter().chain(nodes).copied().collect();
            return Value { data: value.data.clone(), origin: Origin::Made(all) };
        }
        (None, None) => return value.clone(),
    };
    Value { data, origin: value.origin.clone() }
}

/// Every place that a value or anything in it comes from.
fn each_node<'d>(value: &Value<'d>, tell: &mut impl FnMut(Node<'d>)) {
    value.nodes().iter().copied().for_each(&mut *tell);
    match (value.members(), value.items()) {
        (Some(members), _) => members.iter().for_each(|(_, own)| each_node(own, tell)),
        (None, Some(items)) => items.iter().for_each(|own| each_node(own, tell)),
        (None, None) => {}
    }
}
