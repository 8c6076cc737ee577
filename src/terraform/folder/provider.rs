//! Which major of azurerm a folder is for, and whether it says that it is deployed.

use super::super::plan::only_major;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body, Structure};

fn blocks<'b>(body: &'b Body, kind: &'b str) -> impl Iterator<Item = &'b Block> {
    body.iter().filter_map(Structure::as_block).filter(move |block| block.ident.as_str() == kind)
}

fn text<'b>(body: &'b Body, name: &str) -> Option<&'b str> {
    let mut attributes = body.iter().filter_map(Structure::as_attribute);
    attributes.find(|own| own.key.as_str() == name)?.value.as_str()
}

/// The major that a lock file has chosen.
pub fn locked(body: &Body) -> Option<u32> {
    let is_azurerm = |block: &&Block| block.labels.iter().any(|label| label.as_str().ends_with("hashicorp/azurerm"));
    let version = blocks(body, "provider").find(is_azurerm).and_then(|block| text(&block.body, "version"))?;
    version.split('.').next()?.parse().ok()
}

/// The only major that the constraint in a `terraform` block allows.
pub fn required(body: &Body) -> Option<u32> {
    let all =
        blocks(body, "required_providers").flat_map(|block| block.body.iter()).filter_map(Structure::as_attribute);
    let own = all.into_iter().find(|attribute| attribute.key.as_str() == "azurerm")?;
    let constraint = match &own.value {
        Expression::Object(object) => {
            let is_version = |key: &ObjectKey| key.as_ident().is_some_and(|name| name.as_str() == "version");
            object.iter().find(|(key, _)| is_version(key))?.1.expr().as_str()?
        }
        other => other.as_str()?,
    };
    only_major(constraint)
}

/// The same in the older manner, in the block of the provider.
pub fn configured(body: &Body) -> Option<u32> {
    only_major(text(body, "version")?)
}

/// Whether a `terraform` block says where a state is kept.
pub fn keeps_state(body: &Body) -> bool {
    blocks(body, "backend").chain(blocks(body, "cloud")).next().is_some()
}
