//! How templates are deployed, as far as an estate says so.

use super::pattern::Pattern;
use super::place::{Findings, Path};

/// A template, and where and with which values it is deployed.
#[derive(Clone, Debug, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeploymentEntry {
    /// The template's file, or the folder of Terraform's files, from the directory of this file.
    pub template: Pattern,
    /// Files of parameters; where several give a value, the last one counts.
    #[serde(default)]
    pub parameters: Vec<Pattern>,
    /// What tells it from other deployments of the template.
    #[serde(default)]
    pub name: Option<String>,
    /// The subscription's id.
    #[serde(default)]
    pub subscription: Option<String>,
    /// The resource group's name.
    #[serde(default)]
    pub resource_group: Option<String>,
    /// The resource group's location.
    #[serde(default)]
    pub location: Option<String>,
}

/// What parts an id, and so can stand in no name that is a part of one.
const PARTING: [char; 4] = ['@', '#', '/', '\\'];

impl DeploymentEntry {
    /// Refuses names that are a part of no id, and two of one name: exemptions and reports tell deployments apart by them.
    pub(super) fn refuse(all: &[Self], findings: &mut Findings<'_>) {
        let called = |entry: &Self| Some((entry.template.text().to_owned(), entry.name.as_deref()?.to_lowercase()));
        for (entry, index) in all.iter().zip(0..) {
            let Some(name) = entry.name.as_deref() else { continue };
            let path = Path::default().key("deployments").index(index).key("name");
            if name.trim().is_empty() || name.contains(PARTING) || name.contains(char::is_control) {
                let message = format!("`{name}` cannot be the name of a deployment, which stands in ids behind `@`");
                findings.value(&path, message, "write letters and digits, without `@`, `#` and slashes");
            } else if all.iter().take(index).any(|other| called(other) == called(entry)) {
                let message = format!("`{name}` is the name of two deployments of {}", entry.template.text());
                findings.value(&path, message, "give each its own name");
            }
        }
    }
}
