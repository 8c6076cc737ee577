//! What Terraform's files say, attribute by attribute: worked out once, when somebody wants to change it.

use super::Inventory;
use crate::source::{Document, Format};
use crate::terraform::{Origins, origins};
use std::collections::BTreeMap;
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
        all.iter().find(|own| Arc::ptr_eq(&own.entry, source))
    }

    fn all_origins(&self) -> Vec<Origins> {
        let mut parts: BTreeMap<u16, Vec<Arc<Document>>> = BTreeMap::new();
        for (document, coverage) in self.documents().iter().zip(&self.coverage) {
            if document.format() == Format::Hcl {
                parts.entry(coverage.rules().part).or_default().push(document.clone());
            }
        }
        parts.values().flat_map(|documents| origins(documents)).collect()
    }
}
