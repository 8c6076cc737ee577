//! `azapi_resource`: its body is the platform's already.

use super::Instance;
use super::draft::{Draft, steps};
use super::transform::of_json;
use crate::template::{Data, Origin, Unknown, Value};
use std::rc::Rc;

/// The type of these resources.
pub const KIND: &str = "azapi_resource";

/// The type of what changes a resource that stands elsewhere.
pub const UPDATE: &str = "azapi_update_resource";

/// What an update says, by path; what it hides is not known.
pub fn update<'d>(instance: &Instance<'d>) -> Vec<(String, Value<'d>)> {
    let draft = draft(instance);
    let body = draft.into_value(instance.node);
    let mut paths = Vec::new();
    leaves(&body, "", &mut paths);
    let value = |path: String| Some((path.clone(), at(&body, &path)?));
    paths.into_iter().filter_map(value).collect()
}

/// What stands at a path of [`leaves`].
fn at<'d>(value: &Value<'d>, path: &str) -> Option<Value<'d>> {
    let mut keys = path.split("[\"").filter(|key| !key.is_empty()).filter_map(|key| key.strip_suffix("\"]"));
    keys.try_fold(value.clone(), |value, key| value.member(key))
}

/// The type of the platform, without its version.
pub fn type_of(instance: &Instance<'_>) -> Option<String> {
    let written = instance.values.member("type")?;
    Some(written.as_text()?.split('@').next()?.to_owned())
}

/// Whether an instance is one, and says its type.
pub fn is_one(instance: &Instance<'_>) -> bool {
    &*instance.kind == KIND && type_of(instance).is_some()
}

/// Whether what it says is judged, where it stands or where it is about.
pub fn is_judged(instance: &Instance<'_>) -> bool {
    is_one(instance) || &*instance.kind == UPDATE
}

/// What it says of its resource.
pub fn draft<'d>(instance: &Instance<'d>) -> Draft<'d> {
    let mut draft = Draft::new();
    let body = instance.values.member("body");
    match body.as_ref().map(|body| (body, parsed(body, instance))) {
        None => {}
        Some((_, Ok(body))) => {
            for (key, value) in body.members().iter().flat_map(|members| members.iter()) {
                draft.set(&steps(key), &[], value.clone());
            }
        }
        Some((body, Err(why))) => {
            let origin = Origin::Made(body.nodes().into());
            for name in ["properties", "sku", "kind"] {
                draft.set(&steps(name), &[], Value { data: Data::Unknown(why.clone()), origin: origin.clone() });
            }
        }
    }
    if let Some(hidden) = instance.values.member("sensitive_body").filter(|body| !matches!(body.data, Data::Null)) {
        hide(&mut draft, &hidden, instance);
    }
    for name in ["location", "tags"] {
        instance.values.member(name).into_iter().for_each(|value| draft.set(&steps(name), &[], value));
    }
    let identity = instance.values.member("identity").and_then(|blocks| blocks.item(0));
    if let Some(kind) = identity.and_then(|identity| identity.member("type")) {
        draft.set(&steps("identity.type"), &[], kind);
    }
    draft
}

/// What the sensitive body says has the last word, and is never shown: it is not known.
fn hide<'d>(draft: &mut Draft<'d>, hidden: &Value<'d>, instance: &Instance<'d>) {
    let nodes = hidden.nodes().first().copied().unwrap_or(instance.node);
    let unknown = || Value {
        origin: Origin::Made(Rc::new([nodes])),
        ..Value::unknown("it is in `sensitive_body`, which is not shown", "")
    };
    let mut paths = Vec::new();
    match parsed(hidden, instance) {
        Ok(body) => leaves(&body, "", &mut paths),
        Err(_) => paths.extend(["properties", "sku", "kind"].map(str::to_owned)),
    }
    for path in paths {
        draft.set(&steps(&path), &[], unknown());
    }
}

/// The paths of what an object holds; a list is one thing.
fn leaves(value: &Value<'_>, path: &str, all: &mut Vec<String>) {
    match value.members() {
        Some(members) => {
            for (key, value) in members.iter() {
                leaves(value, &format!("{path}[\"{key}\"]"), all);
            }
        }
        None => all.push(path.to_owned()),
    }
}

/// The body as an object, also where it is a text of JSON.
fn parsed<'d>(body: &Value<'d>, instance: &Instance<'d>) -> Result<Value<'d>, Rc<Unknown>> {
    let unknown = |reason: &str| Rc::new(Unknown { reason: reason.to_owned(), symbol: String::new() });
    match (&body.data, body.as_text(), body.members()) {
        (Data::Unknown(why), ..) => Err(why.clone()),
        (_, Some(text), _) => {
            let json = serde_json::from_str(text).map_err(|_| unknown("the body is no JSON"))?;
            let node = body.nodes().first().copied().unwrap_or(instance.node);
            Ok(of_json(&json, node))
        }
        (_, None, Some(_)) => Ok(body.clone()),
        _ => Err(unknown("the body is no object")),
    }
}
