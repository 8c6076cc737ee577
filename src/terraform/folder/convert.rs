//! What values become where a variable says its type.

use super::meaning::{as_text, number, numeric, truth};
use super::scope::{failed, is_open};
use crate::template::{Data, Value};
use hcl_edit::expr::{Expression, ObjectKey};
use std::rc::Rc;

/// A value as a type has it; `of` works out what stands for parts that are left out.
pub fn convert<'c, 'd>(value: &Value<'d>, kind: &'c Expression, of: &dyn Fn(&'c Expression) -> Value<'d>) -> Value<'d> {
    if matches!(value.data, Data::Unknown(_) | Data::Null) || is_open(value) {
        return value.clone();
    }
    match kind {
        Expression::Variable(name) => primitive(value, name.as_str()),
        // In the older manner a type stands in quotes.
        Expression::String(name) => primitive(value, name.as_str()),
        Expression::FuncCall(call) => {
            let Some(inner) = call.args.iter().next() else { return value.clone() };
            match call.name.name.as_str() {
                "list" => each(value, |item| convert(item, inner, of)),
                "set" => set(&each(value, |item| convert(item, inner, of))),
                "map" => members(value, |_, own| convert(own, inner, of)),
                "tuple" => tuple(value, inner, of),
                "object" => object(value, inner, of),
                "optional" => convert(value, inner, of),
                _ => value.clone(),
            }
        }
        _ => value.clone(),
    }
}

fn primitive<'d>(value: &Value<'d>, name: &str) -> Value<'d> {
    let data = match name {
        "string" => as_text(value).map(Data::Text),
        "bool" => truth(value).map(Data::Bool),
        "number" => number(value).map(numeric),
        _ => return value.clone(),
    };
    match data {
        Ok(data) => Value { data, origin: value.origin.clone() },
        Err(wrong) => wrong.from_all(&[value]),
    }
}

fn each<'d>(value: &Value<'d>, of: impl Fn(&Value<'d>) -> Value<'d>) -> Value<'d> {
    match value.items() {
        Some(items) => Value { data: Data::List(items.iter().map(of).collect()), origin: value.origin.clone() },
        None => failed(format!("{} is no list", value.kind())).from_all(&[value]),
    }
}

fn members<'d>(value: &Value<'d>, of: impl Fn(&str, &Value<'d>) -> Value<'d>) -> Value<'d> {
    match value.members() {
        Some(members) => {
            let members = members.iter().map(|(key, own)| (key.clone(), of(key, own))).collect();
            Value { data: Data::Object(members), origin: value.origin.clone() }
        }
        None => failed(format!("{} is no map", value.kind())).from_all(&[value]),
    }
}

/// The elements of a list, each once, texts in their order; not known while an element is not.
pub fn set<'d>(value: &Value<'d>) -> Value<'d> {
    let Some(items) = value.items() else { return value.clone() };
    let mut own: Vec<Value<'d>> = Vec::new();
    for item in items.iter() {
        if let Some(unknown) = item.first_unknown() {
            let unknown = Value { data: Data::Unknown(unknown), origin: value.origin.clone() };
            return unknown;
        }
        if !own.iter().any(|known| super::meaning::is_same(known, item)) {
            own.push(item.clone());
        }
    }
    own.sort_by_key(|one| as_text(one).ok());
    Value { data: Data::List(own.into()), origin: value.origin.clone() }
}

fn tuple<'c, 'd>(value: &Value<'d>, kinds: &'c Expression, of: &dyn Fn(&'c Expression) -> Value<'d>) -> Value<'d> {
    let (Some(items), Some(kinds)) = (value.items(), kinds.as_array()) else { return value.clone() };
    let items = items.iter().zip(kinds.iter()).map(|(item, kind)| convert(item, kind, of)).collect();
    Value { data: Data::List(items), origin: value.origin.clone() }
}

fn object<'c, 'd>(value: &Value<'d>, kinds: &'c Expression, of: &dyn Fn(&'c Expression) -> Value<'d>) -> Value<'d> {
    let Some(given) = value.members() else {
        return failed(format!("{} is no object", value.kind())).from_all(&[value]);
    };
    let Some(kinds) = kinds.as_object() else { return value.clone() };
    let mut own: Vec<(Rc<str>, Value<'d>)> = Vec::new();
    for (key, kind) in kinds.iter() {
        let name = match key {
            ObjectKey::Ident(name) => name.as_str(),
            ObjectKey::Expression(Expression::Variable(name)) => name.as_str(),
            ObjectKey::Expression(name) => name.as_str().unwrap_or_default(),
        };
        let given = given.iter().rev().find(|(key, _)| **key == *name).map(|(_, own)| own.clone());
        let given = given.filter(|own| !matches!(own.data, Data::Null));
        let optional = match kind.expr() {
            Expression::FuncCall(call) if call.name.name.as_str() == "optional" => Some(call.args.iter().nth(1)),
            _ => None,
        };
        let part = match (given, optional) {
            (Some(own), _) => own,
            (None, Some(Some(default))) => of(default),
            (None, _) => Value::made(Data::Null).from_all(&[value]),
        };
        own.push((name.into(), convert(&part, kind.expr(), of)));
    }
    Value { data: Data::Object(own.into()), origin: value.origin.clone() }
}
