//! Templates: what will be deployed, worked out before it is.
//!
//! [`expand`] takes a template and the values of its parameters and gives the resources that it deploys, as a derived
//! document: each value is written somewhere, computed of what is written, or not known with the reason. *Selecting passes
//! the origin on* (a parameter, a branch, an element); *making is a computation* (joined texts, sums).
//!
//! # Invariants
//!
//! - Whatever a template says, the work is bounded.
//! - What the platform alone knows is not known here; nothing is guessed.

mod bicep;
mod compiled;
mod declare;
mod declared;
mod evaluate;
mod expand;
mod function;
mod identity;
mod json;
mod lambda;
mod named;
mod nested;
mod place;
mod reason;
mod reference;
mod scope;
mod secrets;
mod special;
mod symbol;
mod syntax;
mod trace;
mod value;
mod write;
mod written;

#[cfg(test)]
mod tests;

#[cfg(test)]
use evaluate::function_names;

pub use bicep::{Lowered, Modules, is_values, lower};
pub use compiled::is_compiled;
pub use declare::declare;
pub use declared::Declared;
pub use evaluate::Budget;
pub use expand::{Entry, Expansion, Instance, expand, expand_within, trace};
pub use nested::{BY_LINK, IN_VAULT};
pub use reason::{Wanted, no_variable, wanted};
pub use scope::Place;
pub use secrets::Secret;
pub use trace::{Step, Way};
pub use value::{Data, Origin, Unknown, Value, same_key};
pub use write::{CONDITIONAL, FIELDS, Writer};
