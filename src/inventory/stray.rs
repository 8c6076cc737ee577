//! Children whose parent is not known: what a template declares below a name that it does not know, and what is written without its
//! parent's name, or in another file than its parent. Each that could bear the name may be the one.

use super::{Export, FileKind, Inventory, Resource, ResourceIndex, id};
use crate::source::Problem;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Resources whose holder is not known.
#[derive(Clone, Default)]
pub(super) struct Strays {
    all: Vec<ResourceIndex>,
    /// What can be asked for of them, each once: there may be as many as resources.
    kinds: FxHashSet<Stray>,
    /// Those of a kind whose holder's name is not known in full.
    open: Vec<Stray>,
}

/// Resources of a type below a name. All is in lower case but the holder's id.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Stray {
    part: u16,
    type_name: String,
    /// The holder's type; `None` where only its id may tell.
    of_type: Option<String>,
    /// The holder's last name, with braces around what is not known of it; `None` for one of any name.
    name: Option<String>,
    /// The parameter that is named first in what is not known.
    parameter: Option<Arc<str>>,
}

impl Inventory {
    /// Those that are declared for a holder that is not in the inventory under the name that is known of it. An id that means the
    /// same everywhere names its holder.
    pub(super) fn strays(&self) -> Strays {
        let mut strays = Strays::default();
        for (resource, place) in self.resources.iter().zip(0..) {
            let is_known = resource.parent.is_some() || id::is_global(&resource.id) && !resource.id.contains('{');
            let Some(stray) = (if is_known { None } else { Stray::of(resource) }) else { continue };
            strays.all.push(ResourceIndex(place));
            let is_new = strays.kinds.insert(stray.clone());
            if is_new && stray.name.as_deref().is_none_or(|name| name.contains('{')) {
                strays.open.push(stray.clone());
            }
            // One whose own name is not known can be the holder of each.
            strays.kinds.insert(Stray { name: Some(String::new()), parameter: None, ..stray });
        }
        strays
    }

    /// Those that somebody wrote without their parent, by file.
    pub(super) fn orphans(&self) -> Vec<Problem> {
        let mut by_file: BTreeMap<u32, Vec<&Resource>> = BTreeMap::new();
        for resource in self.strays.all.iter().map(|place| self.resource(*place)) {
            if !self.coverage[resource.document as usize].is_deployed() {
                by_file.entry(resource.document).or_default().push(resource);
            }
        }
        let told = |(document, orphans): (u32, Vec<&Resource>)| {
            let first = orphans[0];
            let more = if orphans.len() > 1 { format!(", and of {} more", orphans.len() - 1) } else { String::new() };
            let message = format!("the parent of {} ({}) is not known{more}", first.name, first.type_name);
            let position = self.trees[first.tree as usize].node(first.node).position();
            let problem = Problem::new(self.trees[document as usize].name(), message).at(position);
            problem.help("Nest it in its parent, or name both in one file as `parent/name`, or by whole ids")
        };
        by_file.into_iter().map(told).collect()
    }

    /// Whether a resource whose name is not known in full may bear this one.
    pub fn may_be_called(&self, index: ResourceIndex, name: &str) -> bool {
        let written = last_name(&self.resource(index).id);
        written.contains('{') && may_be(&written, &name.to_ascii_lowercase())
    }

    /// What would tell whether a resource of a type that is declared belongs to this one: the value of a parameter, as far as it
    /// is known which. `None` where all are known to belong elsewhere; what is deployed holds none of them.
    pub fn stray(&self, index: ResourceIndex, type_name: &str) -> Option<Option<Export>> {
        if self.strays.all.is_empty() || self.kind(index) != FileKind::Source {
            return None;
        }
        let (resource, type_name) = (self.resource(index), type_name.to_ascii_lowercase());
        let own = last_name(&resource.id);
        let of_type = resource.type_name.to_ascii_lowercase();
        let open = self.strays.open.iter().filter(|stray| stray.part == resource.part && stray.type_name == type_name);
        let mut open = open.filter(|stray| stray.of_type.as_ref().is_none_or(|wanted| *wanted == of_type));
        if let Some(stray) = open.find(|stray| own.contains('{') || stray.may_be_below(&own)) {
            return Some(stray.parameter.clone().map(Export::Parameter));
        }
        let name = if own.contains('{') { String::new() } else { own };
        let is_there = |of_type: Option<String>| {
            let (part, type_name, name) = (resource.part, type_name.clone(), Some(name.clone()));
            self.strays.kinds.contains(&Stray { part, type_name, of_type, name, parameter: None })
        };
        (is_there(Some(of_type)) || is_there(None)).then_some(None)
    }
}

impl Strays {
    /// Whether they answer alike, wherever they stand.
    pub(super) fn are_alike(&self, other: &Self) -> bool {
        self.all.is_empty() == other.all.is_empty() && self.kinds == other.kinds && self.open == other.open
    }
}

impl Stray {
    /// `None` for what belongs to nothing.
    fn of(resource: &Resource) -> Option<Self> {
        let holder = id::parent(&resource.id)?;
        let above = resource.type_name.rsplit_once('/').map(|(above, _)| above).filter(|above| above.contains('/'));
        if above.is_none() && !holder.contains('{') {
            return None;
        }
        let of_type = above.map(str::to_owned).or_else(|| id::type_of(holder)).map(|name| name.to_ascii_lowercase());
        let parameter = holder.split_once("parameters('").and_then(|(_, named)| named.split_once("')"));
        Some(Self {
            part: resource.part,
            type_name: resource.type_name.to_ascii_lowercase(),
            of_type,
            // Without a name for each of its types, none of them is the holder's.
            name: id::type_of_any(&resource.id).map(|_| last_name(holder)),
            parameter: parameter.map(|(name, _)| name.into()),
        })
    }

    /// Whether the holder can have this name, by what is known of its own before and after the braces.
    fn may_be_below(&self, name: &str) -> bool {
        self.name.as_ref().is_none_or(|wanted| may_be(wanted, name))
    }
}

/// Whether a name, with braces around what is not known of it, may be this one. Both are in lower case.
fn may_be(written: &str, name: &str) -> bool {
    let start = written.find('{').unwrap_or(written.len());
    let end = written.rfind('}').map_or("", |end| &written[end + 1..]);
    name.strip_prefix(&written[..start]).is_some_and(|rest| rest.ends_with(end))
}

/// The last name in an id, in lower case.
fn last_name(id: &str) -> String {
    id.rsplit(['/', '#']).next().unwrap_or_default().to_ascii_lowercase()
}
