//! Files that cannot be read, and whether they are any of this program's business.

use super::wrapped::TypeNames;
use super::{Estate, path_in};
use crate::inventory::Inventory;
use crate::policy::Recommendation;
use crate::source::{Files, Problem};
use std::path::Path;

/// What stands in texts that hold resources, beside their types; in lower case.
const SIGNS: [&str; 7] = [
    "/subscriptions/",
    "microsoft.",
    "deploymenttemplate.json",
    "deploymentparameters.json",
    "\nresource ",
    "azurerm_",
    "azapi_",
];

impl Estate {
    /// Whether a text that cannot be read names a resource: by an id, by a type that policies or inventories know or that
    /// is Microsoft's, by a Bicep `resource`, by a type of Terraform's providers for Azure, or by the schema of a template or of its parameters. What does not is for another program.
    pub(super) fn names_resource(&self, bytes: &[u8], inventories: &[&Inventory]) -> bool {
        // In UTF-16 every other byte of such a text is a zero.
        let text: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
        let text = format!("\n{}", String::from_utf8_lossy(&text).to_lowercase());
        SIGNS.iter().any(|sign| text.contains(sign)) || self.types_in(inventories).are_in(text.as_bytes())
    }

    /// What tells whether texts name a type that policies or inventories know.
    pub(super) fn types_in(&self, inventories: &[&Inventory]) -> TypeNames {
        let judged = self.policy.recommendations.iter().flat_map(Recommendation::types);
        TypeNames::of(judged.chain(inventories.iter().flat_map(|inventory| inventory.types())))
    }

    /// A problem with a file that is for another program: how it is left out for good.
    pub(super) fn foreign(&self, files: &dyn Files, problem: &Problem) -> Problem {
        let told = format!("It names no resource, and is not judged; {}", self.exclusion(files, &problem.file));
        problem.clone().help(told)
    }

    /// A problem with a file that may hold resources, with the way out.
    pub(super) fn unreadable(&self, files: &dyn Files, problem: &Problem) -> Problem {
        problem.clone().also(&format!("Where it is no inventory, {}", self.exclusion(files, &problem.file)))
    }

    /// The line that leaves a file out.
    pub(super) fn exclusion(&self, files: &dyn Files, name: &str) -> String {
        let file = files.identity(Path::new(name));
        let around = self.parts.iter().filter(|part| file.starts_with(files.identity(part.settings.directory())));
        let nearest = around.max_by_key(|part| files.identity(part.settings.directory()).components().count());
        let settings = nearest.and_then(|part| part.settings.file.as_deref()).unwrap_or(Path::new("uplift.yaml"));
        format!("`exclude: [\"{}\"]` in uplift.yaml leaves it out", path_in(files, settings, Path::new(name)))
    }
}
