//! Modules that are not at hand: what Bicep's compiler put in their place, in the JSON that stands beside a file.

use crate::source::{Document, Kind, Node};
use std::sync::Arc;

/// Of a link to the template of a module: the registry's name for it.
pub const REGISTRY: &str = "$registry";
/// The file that has the module, where it is at hand.
pub const AT_HAND: &str = "$atHand";
/// What the module is called in its file.
pub const SYMBOL: &str = "$symbol";
/// The name of its deployment, where that is written as it is.
pub const NAME: &str = "$name";
/// How many modules the file has from it on.
pub const LEFT: &str = "$left";

/// Why what stands in a module of a registry takes no change.
pub const FIXED: &str =
    "it stands in a module of a registry: change what the module is given, or deploy another version of it";

/// What a file was compiled to, with the file that holds it.
pub type Compiled<'d> = (Node<'d>, &'d Arc<Document>);

/// What a file was compiled to, where that stands beside it.
pub fn beside<'d>(file: &str, files: &'d [Arc<Document>]) -> Option<Compiled<'d>> {
    let stem = file.strip_suffix(".bicep")?;
    let is_it = |other: &&Arc<Document>| other.name().strip_suffix(".json") == Some(stem) && is_compiled(other);
    files.iter().find(is_it).and_then(|file| Some((file.root().item(0)?, file)))
}

/// Whether Bicep's compiler says that it made a template.
pub fn is_compiled(document: &Document) -> bool {
    let generator = || document.root().item(0)?.get("metadata")?.get("_generator")?.get("name")?.text();
    generator().is_some_and(|name| name.eq_ignore_ascii_case("bicep"))
}

/// The template of a module in a compiled one: modules stand there by their names, or last and in their order. One that is
/// deployed under another name, or does not take what the module is given, is another's.
pub fn inside<'d>((template, file): Compiled<'d>, deployment: Node<'d>) -> Option<Compiled<'d>> {
    let properties = deployment.get("properties")?;
    let link = properties.get("templateLink")?;
    let resources = template.get("resources")?;
    let found = match resources.kind() {
        Kind::Object => resources.get(&link.get(SYMBOL)?.text()?)?,
        _ => resources.item(resources.items().count().checked_sub(link.get(LEFT)?.text()?.parse().ok()?)?)?,
    };
    let name = found.get("name").and_then(Node::text).filter(|name| !name.starts_with('['));
    let is_other = name.zip(link.get(NAME).and_then(Node::text)).is_some_and(|(there, here)| there != here);
    let found = found.get("properties").filter(|_| !is_other)?;
    let takes = found.get("parameters");
    let mut given = properties.get("parameters").into_iter().flat_map(Node::members);
    let is_taken = given.all(|(name, _)| takes.is_some_and(|takes| takes.get(&name).is_some()));
    let template = found.get("template").filter(|template| is_taken && template.kind() == Kind::Object)?;
    Some((template, file))
}
