//! Whether a file of values fits the template that it is for.

use super::form::wrapping;
use crate::source::{Document, Node, Problem, nearest};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What is wrong with the files that give a deployment its values: names that the template does not declare, entries without a
/// value, and parameters that none of them gives one. Without such files nobody says that the values are whole.
pub(super) fn doubts(template: Node<'_>, own: &[&Arc<Document>], typed: &[Arc<Document>]) -> Vec<Problem> {
    let declared: Vec<(String, Node<'_>)> = members(template).map(|(name, node)| (name.into_owned(), node)).collect();
    let mut doubts: Vec<Problem> = own.iter().flat_map(|file| of_file(file, template, &declared)).collect();
    let files = || own.iter().copied().chain(typed);
    let beside = template.document().root().item(0).and_then(wrapping);
    let holders = || files().filter_map(|file| file.root().item(0)).chain(beside);
    let is_given = |name: &str| holders().any(|holder| gives(holder, name));
    doubts.extend(own.last().into_iter().flat_map(|last| missing(template, last.name(), &is_given)));
    doubts
}

/// Parameters of a template that a file of values in Bicep gives none, though it gives all that there are.
pub(super) fn not_in(whole: &Document, template: Node<'_>) -> Vec<Problem> {
    let resource = whole.root().item(0).and_then(|root| root.get("resources")?.item(0));
    let Some(given) = resource.and_then(|resource| resource.get("properties")) else { return Vec::new() };
    missing(template, whole.name(), &|name| gives(given, name))
}

/// Parameters without a default that nobody gives a value, told of a file that should.
fn missing(template: Node<'_>, file: &str, is_given: &dyn Fn(&str) -> bool) -> Vec<Problem> {
    let has_value = |declared: Node<'_>| {
        let is_nullable = declared.get("nullable").is_some_and(|nullable| nullable.raw() == "true");
        declared.get("defaultValue").is_some() || declared.get("$ref").is_some() || is_nullable
    };
    let missing = members(template).filter(|(name, node)| !has_value(*node) && !is_given(name));
    let told = missing.map(|(name, _)| {
        let message = format!("the parameter `{name}` of {} has no value", template.document().name());
        Problem::new(file, message).help("Give it one here, or a default in the template")
    });
    told.collect()
}

/// Files in Bicep that give values to another template than the one that they are named for.
pub(super) fn foreign(template: &Document, own: &[&Arc<Document>], using: &FxHashMap<String, String>) -> Vec<Problem> {
    let other = |file: &&Arc<Document>| {
        let using = using.get(file.name()).filter(|using| *using != template.name())?;
        let message = format!("its values are for {using}, and not for {}", template.name());
        Some(Problem::new(file.name(), message).help("Name it for the template that it is `using`"))
    };
    own.iter().filter_map(other).collect()
}

/// Files of values that stand beside one in Bicep, which gives them all.
pub(super) fn unused(whole: &Arc<Document>, values: &[&Arc<Document>]) -> Vec<Problem> {
    let others = values.iter().filter(|file| !Arc::ptr_eq(file, whole));
    let told = |file: &&Arc<Document>| {
        let message = format!("its values are not used: {} gives them all", whole.name());
        Problem::new(file.name(), message).help("Give one file in Bicep, or files in JSON")
    };
    others.map(told).collect()
}

fn of_file(file: &Arc<Document>, template: Node<'_>, declared: &[(String, Node<'_>)]) -> Vec<Problem> {
    let name_of = template.document().name();
    let names = || declared.iter().map(|(name, _)| name.as_str());
    let doubt = |(name, entry): (std::borrow::Cow<'_, str>, Node<'_>)| {
        let told = |message: String| Problem::new(file.name(), message).at(entry.position());
        if !names().any(|declared| declared.eq_ignore_ascii_case(&name)) {
            let problem = told(format!("{name_of} has no parameter `{name}`"));
            return Some(match nearest(&name, names()).filter(|near| near.is_near) {
                Some(near) => problem.help(format!("Did you mean `{}`?", near.name)),
                None => problem.help("Remove it: the platform refuses the deployment"),
            });
        }
        let has_value = ["value", "reference", "expression"].iter().any(|key| entry.get(key).is_some());
        (!has_value)
            .then(|| told(format!("the parameter `{name}` is given no value here")).help("Write { \"value\": … }"))
    };
    file.root().item(0).into_iter().flat_map(members).filter_map(doubt).collect()
}

/// The parameters of a template, or of a file of values.
fn members(root: Node<'_>) -> impl Iterator<Item = (std::borrow::Cow<'_, str>, Node<'_>)> {
    root.get("parameters").into_iter().flat_map(Node::members)
}

fn gives(root: Node<'_>, name: &str) -> bool {
    members(root).any(|(own, _)| own.eq_ignore_ascii_case(name))
}
