//! A resource of an inventory as a test case: what can be asked for, without its secrets.

use super::Refusal;
use super::property::Property;
use crate::inventory::{Inventory, ResourceIndex};
use crate::secret::{self, Meaning};
use crate::source::{Kind, Node, Scalar};
use serde_json::{Map, Value};

/// What a case holds of a resource. Its id and what the platform notes of it make no difference to a check.
const KEPT: [&str; 10] =
    ["kind", "location", "sku", "tags", "identity", "zones", "plan", "extendedLocation", "managedBy", "properties"];

/// A resource of an inventory as the resource of a test case.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// What it is called.
    pub name: String,
    /// Its type.
    pub type_name: String,
    /// The file that it was read from.
    pub file: String,
    /// What it holds.
    pub resource: Value,
}

/// Takes a resource as a sample for a condition on a property.
///
/// # Errors
/// Where nothing is known of its settings or of that property, which is a secret, or which it does not say.
pub fn sample(inventory: &Inventory, index: ResourceIndex, property: &Property) -> Result<Sample, Refusal> {
    let resource = inventory.resource(index);
    let name = secret::redacted(&resource.name).into_owned();
    if resource.silence.is_some() {
        let message = format!("{name} is listed without its settings");
        return Err(Refusal::new(message, "export it in full; `uplift queries` prints how"));
    }
    let node = inventory.node(index);
    let mut taken = Taken { inventory, left_out: Vec::new() };
    let mut kept = Map::new();
    kept.insert("name".to_owned(), name.as_str().into());
    let top = secret::element(node, Meaning::Nothing);
    for key in KEPT {
        if let Some((written, value)) = node.members().find(|(written, _)| written.eq_ignore_ascii_case(key)) {
            let meaning = if secret::is_held(node, &written) { Meaning::Secret } else { top.below(key) };
            kept.extend(taken.value(value, meaning, key).map(|value| (key.to_owned(), value)));
        }
    }
    let path = property.path();
    let is_at = |left: &&String| is_at_or_above(left, &path);
    if taken.left_out.iter().any(|left| is_at(&left)) {
        let message = format!("what {path} of {name} is cannot be known before it is deployed");
        return Err(Refusal::new(message, "name another resource"));
    }
    let sample = Sample {
        name,
        type_name: resource.type_name.to_string(),
        file: inventory.location(index).file,
        resource: Value::Object(kept),
    };
    match property.get(&sample.resource).and_then(Value::as_str) {
        Some(text) if text.contains(secret::MASKED) => {
            let message = format!("{path} of {} holds a secret, which stands in no case", sample.name);
            Err(Refusal::new(message, "leave out --from, and name a value"))
        }
        _ => Ok(sample),
    }
}

fn is_at_or_above(left: &str, path: &str) -> bool {
    let (left, path) = (left.to_lowercase(), path.to_lowercase());
    path.strip_prefix(&left).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

struct Taken<'i> {
    inventory: &'i Inventory,
    /// The ways to what is not known.
    left_out: Vec<String>,
}

impl Taken<'_> {
    /// A value without its secrets; `None` where it is not known.
    fn value(&mut self, node: Node<'_>, meaning: Meaning, way: &str) -> Option<Value> {
        if node.unknown().is_some() {
            self.left_out.push(way.to_owned());
            return None;
        }
        let is_secret = self.inventory.comes_from_secret(node) || secret::is_made_of_secrets(node);
        if is_secret && !matches!(node.kind(), Kind::Null | Kind::Bool) {
            return Some(secret::MASKED.into());
        }
        match node.kind() {
            Kind::Object => Some(Value::Object(self.members(node, meaning, way))),
            Kind::Array => {
                let item = |item: Node<'_>| self.value(item, secret::below_list(item, meaning), way);
                Some(node.items().filter_map(item).collect())
            }
            _ => Some(scalar(node, meaning)),
        }
    }

    fn members(&mut self, node: Node<'_>, meaning: Meaning, way: &str) -> Map<String, Value> {
        let meaning = secret::element(node, meaning);
        let member = |(key, value): (std::borrow::Cow<'_, str>, Node<'_>)| {
            let below = if secret::is_held(node, &key) { Meaning::Secret } else { meaning.below(&key) };
            let value = self.value(value, below, &format!("{way}.{key}"))?;
            Some((key.into_owned(), value))
        };
        node.members().filter_map(member).collect()
    }
}

fn scalar(node: Node<'_>, meaning: Meaning) -> Value {
    match node.scalar() {
        Some(Scalar::Bool(value)) => value.into(),
        Some(Scalar::Int(_) | Scalar::Float(_)) if secret::hides_number(meaning) => secret::MASKED.into(),
        Some(Scalar::Int(value)) => value.into(),
        Some(Scalar::Float(value)) => value.into(),
        Some(Scalar::Text(text)) => secret::shown(meaning, &text).into_owned().into(),
        Some(Scalar::Null) | None => Value::Null,
    }
}
