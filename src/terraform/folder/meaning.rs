//! What values mean: as truths, numbers, texts and collections, and whether two are equal.

use super::scope::{LATER, failed, is_open};
use crate::template::{Data, Value};
use std::rc::Rc;

/// A value as text; the error is why it is none.
pub fn as_text<'d>(value: &Value<'d>) -> Result<Rc<str>, Value<'d>> {
    match &value.data {
        Data::Text(text) => Ok(text.clone()),
        Data::Bool(is) => Ok(if *is { "true" } else { "false" }.into()),
        Data::Int(number) => Ok(number.to_string().into()),
        Data::Float(number) => Ok(number.to_string().into()),
        Data::Unknown(_) => Err(value.clone()),
        _ => Err(failed(format!("{} is no text", value.kind()))),
    }
}

/// A truth; the error is the value that is none.
pub fn truth<'d>(value: &Value<'d>) -> Result<bool, Value<'d>> {
    match &value.data {
        Data::Bool(is) => Ok(*is),
        Data::Text(text) if **text == *"true" => Ok(true),
        Data::Text(text) if **text == *"false" => Ok(false),
        Data::Unknown(_) => Err(value.clone()),
        _ => Err(failed(format!("{} is no condition", value.kind()))),
    }
}

/// A number; the error is the value that is none.
pub fn number<'d>(value: &Value<'d>) -> Result<f64, Value<'d>> {
    match &value.data {
        Data::Int(whole) => Ok(*whole as f64),
        Data::Float(number) => Ok(*number),
        Data::Text(text) => {
            let number = text.parse().ok().filter(|own: &f64| own.is_finite());
            number.ok_or_else(|| failed(format!("`{text}` is no number")))
        }
        Data::Unknown(_) => Err(value.clone()),
        _ => Err(failed(format!("{} is no number", value.kind()))),
    }
}

/// A number as it is written: whole, where it is.
pub fn numeric<'d>(number: f64) -> Data<'d> {
    /// Whole numbers up to here are exact.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= EXACT { Data::Int(number as i64) } else { Data::Float(number) }
}

/// Whether two values are equal; the error is what is not known, and decides.
pub fn same<'d>(one: &Value<'d>, other: &Value<'d>) -> Result<bool, Value<'d>> {
    match (&one.data, &other.data) {
        (Data::Unknown(_), _) => Err(one.clone()),
        (_, Data::Unknown(_)) => Err(other.clone()),
        (Data::Int(_) | Data::Float(_), Data::Int(_) | Data::Float(_)) => Ok(number(one)? == number(other)?),
        _ => match (one.items(), other.items(), one.members(), other.members()) {
            (Some(own), Some(others), ..) => {
                all(own.len() == others.len(), own.iter().zip(others.iter()).map(|(one, other)| same(one, other)))
            }
            (_, _, Some(own), Some(others)) => {
                let find = |name: &str| others.iter().find(|(key, _)| **key == *name);
                let pairs = own.iter().map(|(key, one)| find(key).map_or(Ok(false), |(_, other)| same(one, other)));
                all(own.len() == others.len(), pairs)
            }
            (None, None, None, None) => Ok(match (&one.data, &other.data) {
                (Data::Null, Data::Null) => true,
                (Data::Bool(one), Data::Bool(other)) => one == other,
                (Data::Text(one), Data::Text(other)) => one == other,
                _ => false,
            }),
            _ => Ok(false),
        },
    }
}

/// Whether two values are known to be equal.
pub fn is_same(one: &Value<'_>, other: &Value<'_>) -> bool {
    matches!(same(one, other), Ok(true))
}

/// Whether all are so: one that is not decides, whatever is not known.
fn all<'d>(start: bool, pairs: impl Iterator<Item = Result<bool, Value<'d>>>) -> Result<bool, Value<'d>> {
    let mut open = Ok(start);
    for pair in pairs.take_while(|_| start) {
        match pair {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(unknown) => open = Err(unknown),
        }
    }
    open
}

/// What a collection holds, by places or by names; the error is why that is not known. Objects go by their names in order.
pub fn pairs<'d>(collection: &Value<'d>) -> Result<Vec<(Value<'d>, Value<'d>)>, Value<'d>> {
    if let Data::Unknown(_) = &collection.data {
        return Err(collection.clone());
    }
    if is_open(collection) {
        return Err(Value::unknown(LATER, ""));
    }
    if let Some(items) = collection.items() {
        let place = |place: usize| Value::made(Data::Int(place as i64));
        return Ok(items.iter().enumerate().map(|(at, item)| (place(at), item.clone())).collect());
    }
    let Some(members) = collection.members() else {
        return Err(failed(format!("{} is no collection", collection.kind())));
    };
    let mut members: Vec<_> = members.iter().cloned().collect();
    members.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(members.into_iter().map(|(key, value)| (Value::text(&key), value)).collect())
}

/// A member, in place of one of the same name.
pub fn put<'d>(members: &mut Vec<(Rc<str>, Value<'d>)>, name: Rc<str>, value: Value<'d>) {
    match members.iter_mut().find(|(key, _)| *key == name) {
        Some(known) => known.1 = value,
        None => members.push((name, value)),
    }
}
