//! `reference`: what the platform alone knows, but for what a template inside the template gives.

use super::evaluate::{Answer, Call, Machine, Wrong};
use super::nested::{Nested, place_of};
use super::scope::{Locals, Memo, Names, Scope};
use super::special::asked_of_platform;
use super::value::{Data, Value};
use crate::source::{Kind, Node};
use std::rc::Rc;

/// The type of templates inside templates.
const DEPLOYMENTS: &str = "Microsoft.Resources/deployments";
/// What a deployment says of itself besides its outputs.
const FACTS: [&str; 12] = [
    "correlationId",
    "dependencies",
    "duration",
    "mode",
    "onErrorDeployment",
    "outputResources",
    "parameters",
    "providers",
    "provisioningState",
    "templateHash",
    "templateLink",
    "timestamp",
];

/// The outputs of a deployment that is written in the same template; all else is the platform's.
pub(super) fn reference<'d>(call: &Call<'_, 'd>) -> Answer<'d> {
    let Some(first) = call.arguments.first() else { return asked_of_platform(call) };
    let whole = call.arguments.get(2).map(|argument| call.machine.argument(argument, call.scope, call.locals));
    let is_whole = whole.transpose()?.is_some_and(|value| value.symbol().eq_ignore_ascii_case("full"));
    let named = call.machine.argument(first, call.scope, call.locals)?.symbol();
    let Some(node) = deployment(&named, call).filter(|_| !is_whole) else { return asked_of_platform(call) };
    // Two deployments that ask each other for outputs never end.
    let which = Names::Deployments;
    match call.scope.remembered(which, &named) {
        Some(Memo::Done(value)) => return Ok(value),
        Some(Memo::Busy) => return Err(Wrong::new(call.expression.at, "a deployment waits for its own outputs")),
        None => {}
    }
    call.scope.remember(which, &named, Memo::Busy);
    let outputs = outputs(node, call.machine, call.scope);
    let Some(outputs) = outputs else {
        call.scope.forget(which, &named);
        return asked_of_platform(call);
    };
    let fact = |name: &&str| {
        let symbol = format!("{{{}.{name}}}", call.expression);
        (Rc::from(*name), Value::unknown("`reference` is known to the platform only", symbol))
    };
    let facts = FACTS.iter().map(fact);
    let value = Value::made(Data::Object(facts.chain([(Rc::from("outputs"), outputs)]).collect()));
    call.scope.remember(which, &named, Memo::Done(value.clone()));
    Ok(value)
}

/// The deployment of the template that a symbolic name or an id means. One in a loop, or under a condition, may be another or
/// none.
fn deployment<'d>(named: &str, call: &Call<'_, 'd>) -> Option<Node<'d>> {
    let resources = call.scope.template.get("resources")?;
    let is_one = |node: &Node<'d>| {
        let kind = node.get("type").and_then(Node::text).unwrap_or_default();
        let is_there = |test| call.machine.value(test, call.scope, &Locals::default());
        let test = node.get("condition").map(is_there);
        let is_there = test.is_none_or(|test| matches!(test.data, Data::Bool(true)));
        kind.eq_ignore_ascii_case(DEPLOYMENTS) && node.get("copy").is_none() && is_there
    };
    if resources.kind() == Kind::Object {
        return resources.get(named).filter(is_one);
    }
    let (id, name) = named.rsplit_once('/').filter(|(id, _)| {
        let start = id.len().checked_sub(DEPLOYMENTS.len());
        start.is_some_and(|start| id.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(DEPLOYMENTS)))
    })?;
    let is_called = |node: &Node<'d>| {
        let own = node.get("name").map(|own| call.machine.value(own, call.scope, &Locals::default()));
        own.is_some_and(|own| own.symbol().eq_ignore_ascii_case(name))
    };
    // Another group may hold one of the same name.
    let group = id.split_once("resourceGroups/").and_then(|(_, rest)| rest.split('/').next());
    let group = group.or(call.scope.place.group.as_deref());
    let is_in_group = |node: &Node<'d>| {
        let own = place_of(*node, &call.scope.place, call.machine, call.scope, &Locals::default()).group;
        own.as_deref().map(str::to_lowercase) == group.map(str::to_lowercase)
    };
    let mut found = resources.items().filter(|node| is_called(node) && is_one(node) && is_in_group(node));
    found.next().filter(|_| found.next().is_none())
}

/// The outputs with their values, as the platform tells them.
fn outputs<'d>(node: Node<'d>, machine: &Machine, scope: &Scope<'d>) -> Option<Value<'d>> {
    let locals = Locals::default();
    let nested = Nested::of(node, machine, scope, &locals)?.ok()?;
    let own = nested.is_inner.then(|| {
        let place = place_of(node, &scope.place, machine, scope, &locals);
        nested.scope(place, machine, scope, &locals)
    });
    let inner = own.as_ref().unwrap_or(scope);
    let output = |(name, output): (std::borrow::Cow<'d, str>, Node<'d>)| {
        let is_plain = output.get("condition").is_none() && output.get("copy").is_none();
        let kind = output.get("type").and_then(Node::text).unwrap_or_default();
        let value = output.get("value").filter(|_| is_plain && !kind.to_ascii_lowercase().starts_with("secure"));
        let symbol = format!("{{{name}}}");
        let value = value.map_or_else(
            || Value::unknown("the output is a secret, or made under a condition or in a loop", symbol),
            |value| machine.value(value, inner, &locals),
        );
        let members = [("type", Value::text(kind)), ("value", value)].map(|(key, value)| (Rc::from(key), value));
        (Rc::from(name.as_ref()), Value::made(Data::Object(members.into_iter().collect())))
    };
    let outputs = nested.template.get("outputs").into_iter().flat_map(Node::members).map(output).collect();
    Some(Value::made(Data::Object(outputs)))
}
