//! What of an estate is at hand where only a part of it is.

use super::{Inventory, ResourceIndex, id};
use std::collections::BTreeSet;

/// How an estate was divided into parts of which an inventory is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Divided {
    /// Resource by resource: what belongs to one may be in another part.
    ByRow,
    /// By subscription: all that is in one is in one part.
    BySubscription,
}

/// A part of an estate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    divided: Divided,
    /// In lower case.
    whole: BTreeSet<String>,
}

impl Share {
    /// A part that was given all resources of these types, also those that are in other parts.
    pub fn of<'t>(divided: Divided, whole: impl IntoIterator<Item = &'t str>) -> Self {
        Self { divided, whole: whole.into_iter().map(str::to_lowercase).collect() }
    }

    /// How the estate was divided.
    pub fn divided(&self) -> Divided {
        self.divided
    }

    fn has_all(&self, type_name: &str) -> bool {
        self.whole.contains(&type_name.to_lowercase())
    }
}

impl Inventory {
    /// The same, known to be a part of an estate.
    pub fn shared_out(mut self, share: Share) -> Self {
        self.share = Some(share);
        self
    }

    /// Whether resources of a type may be in other parts of the estate, wherever they are.
    pub fn may_be_elsewhere(&self, type_name: &str) -> bool {
        self.share.as_ref().is_some_and(|share| !share.has_all(type_name))
    }

    /// Whether those that belong to a resource may be.
    pub fn may_own_elsewhere(&self, type_name: &str) -> bool {
        self.is_by_row() && self.may_be_elsewhere(type_name)
    }

    /// Whether the one of an id that a resource refers to may be.
    pub fn may_refer_elsewhere(&self, index: ResourceIndex, type_name: &str, id: &str) -> bool {
        let own = self.resource(index).subscription.as_deref();
        let is_near = own.zip(id::subscription(id)).is_some_and(|(own, other)| own.eq_ignore_ascii_case(other));
        self.may_be_elsewhere(type_name) && (self.is_by_row() || !is_near)
    }

    /// Whether all of a type were given to every part.
    pub(super) fn was_given_all(&self, type_name: &str) -> bool {
        self.share.as_ref().is_some_and(|share| share.has_all(type_name))
    }

    fn is_by_row(&self) -> bool {
        self.share.as_ref().is_some_and(|share| share.divided == Divided::ByRow)
    }
}
