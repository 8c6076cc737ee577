//! What Terraform manages, one instance after the other, wherever that was read.

use crate::source::Node;
use crate::template::{Unknown, Value};
use std::rc::Rc;

/// A resource as Terraform would manage it: one instance of a `resource` block, or a row of a plan or state.
pub struct Instance<'d> {
    /// `module.net["a"].azurerm_subnet.x[0]`.
    pub address: String,
    /// `azurerm_subnet`.
    pub kind: Rc<str>,
    /// Where it is written: the body of the block, or the row of the plan.
    pub node: Node<'d>,
    /// Its attributes and blocks as one object: attributes under their names; a block (also one of `dynamic`) as a list of objects under its
    /// type, each object `Origin::Written` at the block's body. `null` attributes are left out. Meta-arguments are not among them.
    pub values: Value<'d>,
    /// Why it may not be there, when its `count`, `for_each` or a call above it is not known.
    pub conditional: Option<Rc<Unknown>>,
    /// Attributes that `lifecycle { ignore_changes }` names; `["*"]` for `all`.
    pub ignored: Vec<String>,
    /// The major version of azurerm that its configuration asks for; `None` where none is said.
    pub major: Option<u32>,
    /// What is not said at all is unknown, and not absent (a plan's `after_unknown`, a state of …).
    pub open: Vec<String>,
    /// The id that the platform gave (states; plans of what is there).
    pub id: Option<Value<'d>>,
}
