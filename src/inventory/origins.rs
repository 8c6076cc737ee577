//! What Terraform's files say, attribute by attribute: worked out once, when somebody wants to change it.

use super::Inventory;
use super::asked::Said;
use crate::source::Format;
use crate::terraform::{Origins, origins};
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// Those of all folders, once they are asked for.
#[derive(Clone, Default)]
pub(super) struct Lazy(Arc<OnceLock<Vec<Origins>>>);

impl Inventory {
    /// Whether a tree was made of Terraform's files.
    pub fn is_of_terraform(&self, tree: u32) -> bool {
        let source = self.tree(tree).sources().first();
        source.is_some_and(|source| source.format() == Format::Hcl)
    }

    /// Where that is said what a tree holds which was made of Terraform's files.
    pub fn origins(&self, tree: u32) -> Option<&Origins> {
        let source = self.tree(tree).sources().first().filter(|source| source.format() == Format::Hcl)?;
        let all = self.origins.0.get_or_init(|| self.all_origins());
        // One folder may be deployed several times: the ids tell which of them it is.
        let ids: Vec<Cow<'_, str>> = self.tree(tree).root().items().filter_map(|row| row.get("id")?.text()).collect();
        let is_it = |own: &&Origins| {
            Arc::ptr_eq(&own.entry, source)
                && own.rows.len() == ids.len()
                && own.rows.iter().zip(&ids).all(|(row, id)| row.id == **id)
        };
        let mut own = all.iter().filter(is_it);
        own.next().filter(|_| own.next().is_none())
    }

    fn all_origins(&self) -> Vec<Origins> {
        let files = || self.documents().iter().zip(&self.coverage).map(|(file, coverage)| (file, coverage.rules()));
        Said::of(files(), files(), self.files().iter().map(|file| &*file.path))
            .values()
            .flat_map(|said| origins(&said.documents, said))
            .collect()
    }
}
