//! One resource, as it stands in one file.

use super::id::{RESOURCE_GROUP, SUBSCRIPTION, of_child};
use super::silence::Silence;
use super::spelling::Spelling;
use crate::source::NodeId;
use crate::terraform::Mapped;
use std::sync::Arc;

/// A resource's place in its [`Inventory`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceIndex(pub u32);

/// One occurrence of a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// The id as written; made from what is known where the form has none.
    pub id: Box<str>,
    /// The name's last segment.
    pub name: Box<str>,
    /// The type as written, provider included; subscriptions and resource groups have one type in all forms.
    pub type_name: Arc<str>,
    /// The resource group, as written.
    pub resource_group: Option<Arc<str>>,
    /// The subscription's id, as written.
    pub subscription: Option<Arc<str>>,
    /// The part of the estate that it is in, by its place. Ids and types mean what stands in the same part: no look-up leads into
    /// another.
    pub part: u16,
    /// Which of the inventory's documents it was read from.
    pub document: u32,
    /// Which of the inventory's trees holds its nodes: the document's own, or one that was derived from it.
    pub tree: u32,
    /// Its object.
    pub node: NodeId,
    /// The list where what belongs to it is added when it has none of its own: the one that it stands in, or a test case's
    /// children. A table's rows take no objects.
    pub list: Option<NodeId>,
    /// How the names of its properties are spelt where it is written.
    pub spelling: Spelling,
    /// Why nothing is known of its properties; `None` where its row says what they are.
    pub silence: Option<Silence>,
    /// What of it the mapping speaks of that made it of something else: what that leaves out is not known, and not absent.
    /// `None` where its row is its own.
    pub mapped: Option<&'static Mapped>,
    /// It tells of another resource, as a verdict or a state does: it is found, and neither judged nor counted.
    pub is_telling: bool,
    /// It is printed inside its parent's properties. A row of its own, in a file of the same kind, has the last word.
    pub is_inside: bool,
    /// The resource that this one belongs to, when it is in the inventory: the one it is nested in, else the one that
    /// its `scope` names, else the one that its id names. Scopes can make circles: follow it a bounded number of times.
    pub parent: Option<ResourceIndex>,
    /// The occurrence of the same id that stands for all, the first in their [turn](Resource::turn); its own index for that
    /// one. Scores count distinct canonical indices.
    pub canonical: ResourceIndex,
}

/// In which order the occurrences of one resource speak for it: those that say something first, rows of their own before what
/// is printed inside others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Turn {
    is_silent: bool,
    /// See [`Resource::is_inside`].
    pub is_inside: bool,
}

impl Turn {
    /// Whether an occurrence of this turn speaks for one of another.
    pub fn outdoes(self, other: Self) -> bool {
        !self.is_silent && self < other
    }
}

impl Resource {
    /// The id of a child or extension of it, from its whole type and its name.
    pub fn child_id(&self, type_name: &str, name: &str) -> String {
        of_child(&self.id, &self.type_name, type_name, name)
    }

    /// Whether no row is for it: only what belongs to it is there.
    pub fn is_implied(&self) -> bool {
        self.silence == Some(Silence::Implied)
    }

    /// Whether it is a subscription.
    pub fn is_subscription(&self) -> bool {
        &*self.type_name == SUBSCRIPTION
    }

    /// Whether it is a resource group.
    pub fn is_group(&self) -> bool {
        &*self.type_name == RESOURCE_GROUP
    }

    /// When it speaks among the occurrences of its resource.
    pub fn turn(&self) -> Turn {
        Turn { is_silent: self.silence.is_some(), is_inside: self.is_inside }
    }

    /// What a script reads under a name that belongs to the resource's identity, however its form writes it and in any
    /// case; `None` for other names and for what is not known.
    pub fn identity(&self, name: &str) -> Option<&str> {
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
        match () {
            () if is("id") => Some(&self.id),
            () if is("name") => Some(&self.name),
            () if is("type") => Some(&self.type_name),
            () if is("resourceGroup") => self.resource_group.as_deref(),
            () if is("subscription") || is("subscriptionId") => self.subscription.as_deref(),
            () => None,
        }
    }
}
