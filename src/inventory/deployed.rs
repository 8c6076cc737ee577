//! Which of a template's deployments makes a resource.

use super::{Inventory, Resource, of_any_deployment};

impl Inventory {
    /// What tells the deployment that makes a resource from others of its template, whether or not there are others; `None` for
    /// what no template deploys, and where nobody names the deployment.
    pub fn deployment_of<'i>(&'i self, resource: &'i Resource) -> Option<&'i str> {
        match of_any_deployment(&resource.id) {
            Some(_) => resource.id.split_once('#')?.0.rsplit_once('@').map(|(_, name)| name),
            None => self.coverage[resource.document as usize].deployment.as_deref(),
        }
    }
}
