//! How templates are deployed, as far as an estate says so.

use super::pattern::Pattern;

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
