//! Templates that Terraform hands to the platform as they are: what they deploy stands in none of its resources.

use super::{Instance, azapi};
use crate::source::Node;

/// Azurerm's resources that are deployments of a template.
const KINDS: [&str; 6] = [
    "azurerm_resource_group_template_deployment",
    "azurerm_subscription_template_deployment",
    "azurerm_management_group_template_deployment",
    "azurerm_tenant_template_deployment",
    "azurerm_template_deployment",
    "azurerm_managed_application",
];

/// The platform's types that are.
const TYPES: [&str; 2] = ["microsoft.resources/deployments", "microsoft.resources/deploymentstacks"];

/// What to do about it.
pub const HELP: &str =
    "Write what it deploys as resources, or keep the template in a file of its own, which is judged by itself";

/// A template that is not judged.
pub struct NotJudged<'d> {
    /// Where it is written.
    pub node: Node<'d>,
    /// In words.
    pub message: String,
}

/// Whether an instance deploys a template.
pub fn is_one(instance: &Instance<'_>) -> bool {
    let of_platform = || azapi::type_of(instance).is_some_and(|name| TYPES.contains(&name.to_lowercase().as_str()));
    KINDS.contains(&&*instance.kind) || &*instance.kind == azapi::KIND && of_platform()
}

/// What is to be told of an instance that deploys a template.
pub fn not_judged<'d>(instance: &Instance<'d>) -> Option<NotJudged<'d>> {
    let message = || format!("what the template of `{}` deploys is not judged", instance.address);
    is_one(instance).then(|| NotJudged { node: instance.node, message: message() })
}
