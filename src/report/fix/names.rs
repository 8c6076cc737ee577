//! What resources are called before people who do not see their files.

use super::{FixInput, rows};
use crate::check;
use crate::inventory::{Resource, ResourceIndex};
use crate::secret::Meaning;
use crate::source::Kind;

impl FixInput<'_> {
    /// A resource with its group and its parents; one that stands in no group with its subscription.
    pub(super) fn place(&self, index: ResourceIndex) -> String {
        let resource = self.inventory.resource(index);
        let subscription = resource.subscription.as_deref().map(|id| self.subscription(id));
        if resource.is_subscription() {
            return subscription.unwrap_or_default().to_owned();
        }
        let is_group = resource.is_group();
        let own = if is_group { resource.name.to_string() } else { self.inventory.full_name(index) };
        let group = resource.resource_group.as_deref().filter(|_| !is_group);
        match group.or(subscription) {
            Some(above) => format!("{above}/{own}"),
            None => own,
        }
    }

    /// The name that the settings give a subscription, else its id.
    pub(super) fn subscription<'s>(&'s self, id: &'s str) -> &'s str {
        let mut known = self.config.subscriptions.iter();
        let known = known.find(|(own, _)| own.eq_ignore_ascii_case(id)).and_then(|(_, known)| known.name.as_deref());
        known.unwrap_or(id)
    }

    /// The subscription and the group that a resource stands in, as people call them.
    pub fn group_of(&self, resource: &Resource) -> [Option<String>; 2] {
        let subscription = resource.subscription.as_deref().map(|id| self.subscription(id).to_owned());
        [subscription, resource.resource_group.as_deref().map(str::to_owned)]
    }

    /// What the tag `owner` of a resource says, in any case of its name.
    pub fn owner(&self, index: ResourceIndex) -> Option<String> {
        let owner =
            self.inventory.node(index).get("tags")?.get("owner").filter(|owner| owner.kind() == Kind::String)?;
        let owner = check::without_secrets(self.inventory, owner, Meaning::Nothing.of_path("tags.owner"));
        Some(rows::short(&owner)).filter(|owner| !owner.is_empty() && owner != "\"\"")
    }
}
