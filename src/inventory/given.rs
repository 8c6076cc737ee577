//! The values that files give to the parameters of a template. They are taken as they are written: no expression is worked out
//! in them.

use super::form::wrapping;
use crate::source::{Document, Kind, Node};
use crate::template::{self, Value};
use std::sync::Arc;

/// Why a parameter has no value in what wraps its template.
const NOT_SHOWN: &str = "what wraps the template does not say its value";
/// Blueprints and policies work out values before they deploy.
const WORKED_OUT: &str = "what wraps the template works out its value before it is deployed";

/// What a file of values gives, by the names in lower case.
pub(super) fn by_file(file: &Arc<Document>) -> impl Iterator<Item = (String, Value<'_>)> {
    let parameters = file.root().item(0).and_then(|root| root.get("parameters"));
    parameters.into_iter().flat_map(Node::members).map(|(name, parameter)| {
        let value = parameter.get("value").map(Value::of_node);
        (name.to_lowercase(), value.unwrap_or_else(|| unknown(template::IN_VAULT, &name)))
    })
}

/// What stands beside a template that the file wraps: it is deployed with that, and not by its defaults.
pub(super) fn beside<'d>(
    document: &'d Arc<Document>,
    template: Node<'d>,
) -> impl Iterator<Item = (String, Value<'d>)> + use<'d> {
    let holder = document.root().item(0).and_then(wrapping);
    let said = |name: &str| holder.and_then(|holder| holder.get(name)).filter(|said| said.kind() != Kind::Null);
    let parameters = said("parameters");
    // A link may give any of them, and so may an expression in place of their object.
    let whole = said("parametersLink").map(|_| template::BY_LINK);
    let whole = whole.or_else(|| parameters.filter(|given| given.kind() != Kind::Object).map(|_| WORKED_OUT));
    let declared = template.get("parameters").into_iter().flat_map(Node::members);
    let by_whole = whole
        .into_iter()
        .flat_map(move |reason| declared.clone().map(move |(name, _)| (name.to_lowercase(), unknown(reason, &name))));
    let written = parameters.into_iter().flat_map(Node::members);
    by_whole.chain(written.map(|(name, parameter)| (name.to_lowercase(), written_value(&name, parameter))))
}

fn written_value<'d>(name: &str, parameter: Node<'d>) -> Value<'d> {
    match parameter.get("value") {
        Some(value) if holds_expression(value) => unknown(WORKED_OUT, name),
        Some(value) => Value::of_node(value),
        None if parameter.get("reference").is_some() => unknown(template::IN_VAULT, name),
        None => unknown(NOT_SHOWN, name),
    }
}

fn holds_expression(value: Node<'_>) -> bool {
    let is_one = value.text().is_some_and(|text| text.starts_with('[') && !text.starts_with("[["));
    is_one || value.items().any(holds_expression) || value.members().any(|(_, member)| holds_expression(member))
}

fn unknown<'d>(reason: &str, name: &str) -> Value<'d> {
    Value::unknown(reason, format!("{{{name}}}"))
}
