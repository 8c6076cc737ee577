//! Functions over objects.

use super::super::value::{Data, Value, equal};
use super::list::{comparable, united};
use super::{Function, Given, MANY, Stop, expected, int, items, known, members, text};
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::rc::Rc;

pub const FUNCTIONS: &[Function] = &[
    Function { name: "createObject", least: 0, most: MANY, call: create },
    Function { name: "null", least: 0, most: 0, call: |_| Ok(Value::made(Data::Null)) },
    Function { name: "union", least: 1, most: MANY, call: union },
    Function { name: "intersection", least: 1, most: MANY, call: intersection },
    Function { name: "shallowMerge", least: 1, most: 1, call: shallow_merge },
    Function { name: "items", least: 1, most: 1, call: entries },
    Function { name: "objectKeys", least: 1, most: 1, call: keys },
    Function { name: "tryGet", least: 2, most: MANY, call: try_get },
    Function { name: "objectValues", least: 1, most: 1, call: |_| Err(Stop::unknown("it is not documented")) },
];

type Members<'d> = Vec<(Rc<str>, Value<'d>)>;

/// An object in the making: its members by their keys, the case of which means nothing.
#[derive(Default)]
pub(in crate::template) struct Making<'d> {
    members: Members<'d>,
    places: FxHashMap<String, usize>,
}

impl<'d> Making<'d> {
    /// The member of a key.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value<'d>> {
        self.places.get(&key.to_lowercase()).map(|place| &mut self.members[*place].1)
    }

    /// Sets a member, in the place of one that is called alike.
    pub fn put(&mut self, key: &Rc<str>, value: Value<'d>) {
        match self.get_mut(key) {
            Some(own) => *own = value,
            None => {
                self.places.insert(key.to_lowercase(), self.members.len());
                self.members.push((key.clone(), value));
            }
        }
    }

    /// Sets the member of a key that nothing was called so far.
    pub fn add(&mut self, key: &Rc<str>, value: Value<'d>) -> Result<(), Stop> {
        match self.get_mut(key) {
            Some(_) => {
                Err(Stop::unknown("what an object holds that is given two values for one key is not documented"))
            }
            None => {
                self.put(key, value);
                Ok(())
            }
        }
    }

    /// What was made.
    pub fn finish(self) -> Value<'d> {
        Value::made(Data::Object(self.members.into()))
    }
}

fn create<'d>(of: &[Value<'d>]) -> Given<'d> {
    if of.len() % 2 == 1 {
        return Err(Stop::Wrong("a key has no value".to_owned()));
    }
    let mut made = Making::default();
    for pair in of.chunks(2) {
        made.add(text(&pair[0])?, pair[1].clone())?;
    }
    Ok(made.finish())
}

/// Objects are merged at all depths and lists in them replaced; lists are joined, each element once.
fn union<'d>(of: &[Value<'d>]) -> Given<'d> {
    of.iter().try_for_each(known)?;
    if of.iter().all(|value| value.items().is_some()) {
        let lists: Vec<_> = of.iter().filter_map(Value::items).collect();
        return united(&lists);
    }
    let mut all = of[0].clone();
    members(&all)?;
    for other in &of[1..] {
        members(other)?;
        all = merged(&all, other);
    }
    Ok(all)
}

/// Two values where both stand under one key: objects are merged, else the later one counts. An object over what is not known
/// is not known: there may be members under it.
fn merged<'d>(one: &Value<'d>, other: &Value<'d>) -> Value<'d> {
    let (own, others) = match (one.members(), other.members()) {
        (Some(own), Some(others)) => (own, others),
        (None, Some(_)) if one.as_unknown().is_some() => return one.clone(),
        _ => return other.clone(),
    };
    if own.is_empty() || others.is_empty() {
        return if own.is_empty() { other.clone() } else { one.clone() };
    }
    let mut made = Making::default();
    own.iter().for_each(|(key, value)| made.put(key, value.clone()));
    for (key, value) in others.iter() {
        match made.get_mut(key) {
            Some(before) => *before = merged(before, value),
            None => made.put(key, value.clone()),
        }
    }
    made.finish().from_all(&[one, other])
}

fn shallow_merge<'d>(of: &[Value<'d>]) -> Given<'d> {
    let mut made = Making::default();
    for object in items(&of[0])?.iter() {
        members(object)?.iter().for_each(|(key, value)| made.put(key, value.clone()));
    }
    Ok(made.finish())
}

fn intersection<'d>(of: &[Value<'d>]) -> Given<'d> {
    of.iter().try_for_each(known)?;
    comparable(of[0].items().map_or_else(|| of[0].members().map_or(0, |own| own.len()), |own| own.len()), of.iter())?;
    let in_all = |is_in: &dyn Fn(&Value<'d>) -> Result<bool, Stop>| {
        of[1..].iter().try_fold(true, |all, other| Ok::<_, Stop>(is_in(other)? && all))
    };
    if let Some(own) = of[0].items() {
        let mut kept = Vec::new();
        for item in own.iter() {
            let holds = |other: &Value<'d>| {
                items(other)?.iter().try_fold(false, |any, value| Ok(equal(value, item).map_err(Stop::Unknown)? || any))
            };
            if in_all(&holds)? {
                kept.push(item.clone());
            }
        }
        return united(&[kept.into()]);
    }
    let mut kept = Members::new();
    for (key, value) in members(&of[0])?.iter() {
        let holds = |other: &Value<'d>| {
            members(other)?;
            other.member(key).map_or(Ok(false), |there| equal(&there, value).map_err(Stop::Unknown))
        };
        if in_all(&holds)? {
            kept.push((key.clone(), value.clone()));
        }
    }
    Ok(Value::made(Data::Object(kept.into())))
}

/// By key without regard to case; of keys that differ in nothing else, lower case comes first.
fn sorted<'d>(object: &Value<'d>) -> Result<Members<'d>, Stop> {
    let mut all = members(object)?.to_vec();
    let order = |a: &str, b: &str| match a.to_lowercase().cmp(&b.to_lowercase()) {
        Ordering::Equal => b.cmp(a),
        order => order,
    };
    all.sort_by(|(one, _), (other, _)| order(one, other));
    match all.windows(2).all(|pair| is_plain_order(&pair[0].0, &pair[1].0)) {
        true => Ok(all),
        false => Err(Stop::unknown("the order of keys that differ in other signs than letters is not documented")),
    }
}

/// Whether letters or digits, which have the same order everywhere, say which of two keys comes first.
fn is_plain_order(one: &str, other: &str) -> bool {
    let mut pairs = one.chars().zip(other.chars());
    let apart = pairs.find(|(a, b)| !a.eq_ignore_ascii_case(b));
    apart.is_none_or(|(a, b)| a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric())
}

fn entries<'d>(of: &[Value<'d>]) -> Given<'d> {
    let entry = |(key, value): (Rc<str>, Value<'d>)| {
        let members: [(Rc<str>, Value<'d>); 2] = [("key".into(), Value::text(key)), ("value".into(), value)];
        Value::made(Data::Object(members.into()))
    };
    Ok(Value::made(Data::List(sorted(&of[0])?.into_iter().map(entry).collect())))
}

fn keys<'d>(of: &[Value<'d>]) -> Given<'d> {
    Ok(Value::made(Data::List(sorted(&of[0])?.into_iter().map(|(key, _)| Value::text(key)).collect())))
}

/// What stands behind keys and numbers, and null where something on the way is missing.
fn try_get<'d>(of: &[Value<'d>]) -> Given<'d> {
    let mut value = of[0].clone();
    for step in &of[1..] {
        known(&value)?;
        known(step)?;
        let next = match &step.data {
            Data::Text(key) => value.member(key),
            Data::Int(place) => value.items().and_then(|items| items.get(usize::try_from(*place).ok()?).cloned()),
            Data::Object(_) | Data::Subtree(_) => at(&value, step)?,
            _ => return Err(expected("a key or a number", step)),
        };
        match next {
            Some(next) => value = next,
            None => return Ok(Value::made(Data::Null)),
        }
    }
    Ok(value)
}

/// An element by an object that says from which end it counts.
fn at<'d>(value: &Value<'d>, step: &Value<'d>) -> Result<Option<Value<'d>>, Stop> {
    let back = step.member("fromEnd").is_some_and(|back| matches!(back.data, Data::Bool(true)));
    let number = step.member("value").map_or_else(|| Err(expected("a key or a number", step)), |value| int(&value))?;
    let Some(items) = value.items() else { return Ok(None) };
    let number = usize::try_from(number).ok();
    let place = if back {
        number.filter(|number| *number > 0).and_then(|number| items.len().checked_sub(number))
    } else {
        number
    };
    Ok(place.and_then(|place| items.get(place).cloned()))
}
