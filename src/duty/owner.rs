//! Who deals with a finding.

use super::code_owners::CodeOwners;
use super::tag::{Tag, is_hidden, tag};
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::OwnerSource;

/// Who deals with a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// By name; several stand with spaces between them.
    Named(String),
    /// Why nobody is known to.
    Nobody(String),
}

/// Who deals with what is found on a resource; `owners` are those of the file that it is found in, by its path from the root
/// of the repository.
///
/// # Errors
/// None: where nobody is named the answer says why.
pub fn owner(
    source: &OwnerSource,
    inventory: &Inventory,
    resource: ResourceIndex,
    owners: Option<(&CodeOwners, &str)>,
) -> Owner {
    match source {
        OwnerSource::Address(address) => Owner::Named(address.clone()),
        OwnerSource::Tag(name) => by_tag(inventory, resource, name),
        OwnerSource::CodeOwners => match owners {
            None => Owner::Nobody("there is no file CODEOWNERS".to_owned()),
            Some((owners, path)) => match owners.of(path) {
                names if names.is_empty() => Owner::Nobody(format!("CODEOWNERS names nobody for {path}")),
                names => Owner::Named(names.join(" ")),
            },
        },
    }
}

/// The tag of the resource, else of its group, else of its subscription. What comes first must be known before what comes
/// next counts.
fn by_tag(inventory: &Inventory, index: ResourceIndex, name: &str) -> Owner {
    let resource = inventory.resource(index);
    let subscription = resource.subscription.as_ref().map(|id| format!("/subscriptions/{id}"));
    let group = resource.resource_group.as_ref();
    let group_id = group.zip(subscription.as_ref()).map(|(group, above)| format!("{above}/resourceGroups/{group}"));
    let group = group.map(|group| (format!("its group {group}"), group_id));
    let above = subscription.map(|id| ("its subscription".to_owned(), Some(id)));
    let mut holders = vec![("it".to_owned(), Some(index))];
    holders.extend(group.into_iter().chain(above).map(|(what, id)| {
        let holder = id.and_then(|id| inventory.find_in(resource.part, &id));
        (what, holder)
    }));
    for (what, holder) in holders {
        let Some(holder) = holder else {
            return Owner::Nobody(format!("{what} is not among the files, so that its tag `{name}` is not known"));
        };
        match tag(inventory, holder, name) {
            Tag::Is(_) if is_hidden(inventory, holder, name) => {
                return Owner::Nobody(format!("the tag `{name}` of {what} holds a secret, which no report shows"));
            }
            Tag::Is(value) => return Owner::Named(value),
            Tag::Unknown(reason) => return Owner::Nobody(format!("the tag `{name}` of {what} is not known: {reason}")),
            Tag::Absent => {}
        }
    }
    Owner::Nobody(format!("neither it nor what it is in has a tag `{name}`"))
}
