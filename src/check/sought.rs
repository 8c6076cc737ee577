//! What look-ups ask for.

use crate::inventory::caseless_hash;

/// What the answer of a look-up depends on: the resources of a type, or those with an id, without regard to case. As long
/// as none of them comes, goes or changes, the answer stays, and so does what is read in it.
///
/// Only a hash is kept. Two of them that are equal by chance make an answer depend on more than it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sought(u32);

impl Sought {
    /// A resource's type with its provider, or its whole id; no text is both.
    pub fn of(type_or_id: &str) -> Self {
        Self(caseless_hash(type_or_id))
    }
}
