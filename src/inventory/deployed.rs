//! Which of a template's deployments makes a resource.

use super::{Inventory, Resource, is_global, of_any_deployment};
use std::borrow::Cow;

impl Inventory {
    /// What tells the deployment that makes a resource from others of its template, whether or not there are others; `None` for
    /// what no template deploys, and where nobody names the deployment.
    pub fn deployment_of<'i>(&'i self, resource: &'i Resource) -> Option<&'i str> {
        match of_any_deployment(&resource.id) {
            Some(_) => resource.id.split_once('#')?.0.rsplit_once('@').map(|(_, name)| name),
            None => self.coverage[resource.document as usize].deployment.as_deref(),
        }
    }

    /// All ids that mean a resource: its own one first, then for what a template deploys the one that is for each of its
    /// deployments, or the one with the name of its only deployment.
    pub fn ids_of<'i>(&self, resource: &'i Resource) -> impl Iterator<Item = Cow<'i, str>> + use<'i> {
        let other = of_any_deployment(&resource.id).or_else(|| self.named(resource));
        std::iter::once(Cow::Borrowed(&*resource.id)).chain(other.map(Cow::Owned))
    }

    /// The id that a resource keeps where other deployments of its template come and go.
    pub fn lasting_id<'i>(&self, resource: &'i Resource) -> Cow<'i, str> {
        self.named(resource).map_or(Cow::Borrowed(&*resource.id), Cow::Owned)
    }

    /// The id with the name of the deployment, of what a template's only deployment makes.
    fn named(&self, resource: &Resource) -> Option<String> {
        let (template, chain) = resource.id.split_once('#').filter(|_| !is_global(&resource.id))?;
        if of_any_deployment(&resource.id).is_some() {
            return None;
        }
        Some(format!("{template}@{}#{chain}", self.deployment_of(resource)?))
    }
}
