//! Ways into resources.

use serde_json::{Map, Value};

/// One step of a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Whatever its case.
    Member(String),
    /// One element.
    At(usize),
    /// Each element.
    Each,
}

/// The steps of a way like `properties.rules[*].name`.
pub fn steps(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let name = part.trim_end_matches("[*]");
        steps.push(Step::Member(name.to_owned()));
        steps.extend((0..(part.len() - name.len()) / 3).map(|_| Step::Each));
    }
    steps
}

/// Whether a way leads to several places.
pub fn is_many(steps: &[Step]) -> bool {
    steps.contains(&Step::Each)
}

/// Whether a way starts as another one does, in any case.
pub fn starts(way: &[Step], prefix: &[Step]) -> bool {
    way.len() >= prefix.len() && way.iter().zip(prefix).all(|(a, b)| alike(a, b))
}

fn alike(a: &Step, b: &Step) -> bool {
    match (a, b) {
        (Step::Member(a), Step::Member(b)) => a.eq_ignore_ascii_case(b),
        (a, b) => a == b,
    }
}

/// A member, whatever its case; null is none.
pub fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let members = value.as_object()?;
    let found = members
        .get(name)
        .or_else(|| members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value));
    found.filter(|value| !value.is_null())
}

/// What stands at the end of a way: `None` where nothing does. A list that is not there has no elements.
pub fn select<'v>(value: &'v Value, way: &[Step]) -> Vec<Option<&'v Value>> {
    let Some((step, rest)) = way.split_first() else { return vec![Some(value)] };
    let next = match step {
        Step::Member(name) => member(value, name),
        Step::At(place) => value.get(place).filter(|value| !value.is_null()),
        Step::Each => {
            return value.as_array().into_iter().flatten().flat_map(|element| select(element, rest)).collect();
        }
    };
    match next {
        Some(next) => select(next, rest),
        None if is_many(rest) => Vec::new(),
        None => vec![None],
    }
}

/// Puts a value at the end of a way of members, in place of what stands in the way.
pub fn put(value: &mut Value, way: &[Step], new: Value) {
    let Some((Step::Member(name), rest)) = way.split_first() else {
        *value = new;
        return;
    };
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    if let Some(members) = value.as_object_mut() {
        let known = members.keys().find(|key| key.eq_ignore_ascii_case(name)).cloned();
        put(members.entry(known.unwrap_or_else(|| name.clone())).or_insert(Value::Null), rest, new);
    }
}
