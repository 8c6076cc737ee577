//! Functions over objects and maps.

use super::{Given, argument, items, list, members, object, text};
use crate::template::{Data, Value};
use crate::terraform::folder::meaning::as_text;
use crate::terraform::folder::meaning::put;
use crate::terraform::folder::meaning::{number, numeric, truth};
use crate::terraform::folder::scope::failed;
use std::rc::Rc;

/// One of them; `None` for what is none.
pub fn apply<'d>(name: &str, values: &[Value<'d>]) -> Option<Given<'d>> {
    Some(match name {
        "merge" => merge(values),
        "keys" => members(values, 0).map(|own| list(own.into_iter().map(|(key, _)| Value::text(&key)))),
        "values" => members(values, 0).map(|own| list(own.into_iter().map(|(_, value)| value))),
        "lookup" => lookup(values),
        "zipmap" => zip(values),
        "tomap" => members(values, 0).and_then(|_| argument(values, 0).cloned()),
        "transpose" => transpose(values),
        "tostring" => passed(values, |own| as_text(own).map(Data::Text)),
        "tobool" => passed(values, |own| truth(own).map(Data::Bool)),
        "tonumber" => passed(values, |own| number(own).map(numeric)),
        _ => return None,
    })
}

/// What is said later counts. Where one is not known, any name may be among its own.
fn merge<'d>(values: &[Value<'d>]) -> Given<'d> {
    let mut own = Vec::new();
    for (place, value) in values.iter().enumerate() {
        if !matches!(value.data, Data::Null) {
            members(values, place)?.into_iter().for_each(|(key, value)| put(&mut own, key, value));
        }
    }
    Ok(object(own))
}

fn lookup<'d>(values: &[Value<'d>]) -> Given<'d> {
    let (own, name) = (members(values, 0)?, text(values, 1)?);
    match own.into_iter().find(|(key, _)| *key == name) {
        Some((_, value)) => Ok(value),
        None => values.get(2).cloned().ok_or_else(|| failed(format!("it has no `{name}`"))),
    }
}

fn zip<'d>(values: &[Value<'d>]) -> Given<'d> {
    let (keys, values) = (items(values, 0)?, items(values, 1)?);
    if keys.len() != values.len() {
        return Err(failed("lists are of different lengths"));
    }
    let mut own = Vec::new();
    for (key, value) in keys.iter().zip(values.iter()) {
        put(&mut own, as_text(key)?, value.clone());
    }
    Ok(object(own))
}

fn transpose<'d>(values: &[Value<'d>]) -> Given<'d> {
    let mut own: Vec<(Rc<str>, Vec<Value<'d>>)> = Vec::new();
    for (key, value) in members(values, 0)? {
        for item in items(&[value], 0)?.iter() {
            let name = as_text(item)?;
            match own.iter_mut().find(|(known, _)| *known == name) {
                Some((_, keys)) => keys.push(Value::text(&key)),
                None => own.push((name, vec![Value::text(&key)])),
            }
        }
    }
    own.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(object(own.into_iter().map(|(key, keys)| (key, list(keys)))))
}

/// The same value in another manner, written where it was.
fn passed<'d>(values: &[Value<'d>], of: impl Fn(&Value<'d>) -> Result<Data<'d>, Value<'d>>) -> Given<'d> {
    let own = argument(values, 0)?;
    match own.data {
        Data::Null => Ok(own.clone()),
        _ => Ok(Value { data: of(own)?, origin: own.origin.clone() }),
    }
}
