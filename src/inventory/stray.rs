//! What a template declares below something whose name it does not know: each that could bear the name may be the one.

use super::{Export, FileKind, Form, Inventory, Resource, ResourceIndex, id};
use std::sync::Arc;

/// Resources whose holder is not known.
#[derive(Clone, Default)]
pub(super) struct Strays(Vec<Stray>);

#[derive(Clone)]
struct Stray {
    part: u16,
    type_name: Arc<str>,
    /// The holder's id, in which braces are around what is not known.
    holder: Box<str>,
}

impl Inventory {
    /// Those that templates declare for a holder that is not in the inventory under the name that is known of it.
    pub(super) fn strays(&self) -> Strays {
        let is_of_template = |resource: &Resource| self.coverage[resource.document as usize].has(&Form::ARM_TEMPLATE);
        let stray = |resource: &Resource| {
            let holder = id::parent(&resource.id).filter(|holder| resource.parent.is_none() && holder.contains('{'))?;
            let (part, type_name) = (resource.part, Arc::clone(&resource.type_name));
            is_of_template(resource).then(|| Stray { part, type_name, holder: holder.into() })
        };
        Strays(self.resources.iter().filter_map(stray).collect())
    }

    /// What would tell whether a resource of a type that a template declares belongs to this one: the value of a parameter,
    /// as far as it is known which. `None` where all are known to belong elsewhere; what is deployed holds none of them.
    pub fn stray(&self, index: ResourceIndex, type_name: &str) -> Option<Option<Export>> {
        let resource = self.resource(index);
        let stray = self.strays.0.iter().find(|stray| {
            let is_alike = stray.part == resource.part && stray.type_name.eq_ignore_ascii_case(type_name);
            is_alike && stray.may_belong_to(resource)
        })?;
        (self.kind(index) == FileKind::Source).then(|| stray.parameter().map(Export::Parameter))
    }
}

impl Stray {
    fn may_belong_to(&self, resource: &Resource) -> bool {
        let is_type = id::type_of(&self.holder).is_none_or(|holder| holder.eq_ignore_ascii_case(&resource.type_name));
        let name = |id: &str| id.rsplit(['/', '#']).next().unwrap_or_default().to_ascii_lowercase();
        let (wanted, own) = (name(&self.holder), name(&resource.id));
        is_type && (own.contains('{') || starts_and_ends(&wanted, &own))
    }

    /// The parameter that is named first in what is not known.
    fn parameter(&self) -> Option<Arc<str>> {
        let (_, named) = self.holder.split_once("parameters('")?;
        named.split_once("')").map(|(name, _)| name.into())
    }
}

/// Whether a name can be the other one, by what is known of that before and after its braces.
fn starts_and_ends(wanted: &str, name: &str) -> bool {
    let Some(start) = wanted.find('{') else { return wanted == name };
    let end = wanted.rfind('}').map_or("", |end| &wanted[end + 1..]);
    let rest = name.strip_prefix(&wanted[..start]);
    rest.is_some_and(|rest| rest.ends_with(end))
}
