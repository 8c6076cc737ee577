//! `azapi_resource`: its body is the platform's already.

use super::Instance;
use super::draft::{Draft, steps};
use super::transform::of_json;
use crate::template::{Data, Origin, Unknown, Value};
use std::rc::Rc;

/// The type of these resources.
pub const KIND: &str = "azapi_resource";

/// The type of the platform, without its version.
pub fn type_of(instance: &Instance<'_>) -> Option<String> {
    let written = instance.values.member("type")?;
    Some(written.as_text()?.split('@').next()?.to_owned())
}

/// Whether an instance is one, and says its type.
pub fn is_one(instance: &Instance<'_>) -> bool {
    &*instance.kind == KIND && type_of(instance).is_some()
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
    for name in ["location", "tags"] {
        instance.values.member(name).into_iter().for_each(|value| draft.set(&steps(name), &[], value));
    }
    let identity = instance.values.member("identity").and_then(|blocks| blocks.item(0));
    if let Some(kind) = identity.and_then(|identity| identity.member("type")) {
        draft.set(&steps("identity.type"), &[], kind);
    }
    draft
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
