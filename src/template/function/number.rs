//! Functions over numbers and booleans, and comparisons.

use super::super::value::{Data, Value, equal};
use super::{Function, Given, MANY, Stop, expected, int, items, known, text};
use std::cmp::Ordering;

pub const FUNCTIONS: &[Function] = &[
    Function { name: "add", least: 2, most: 2, call: |of| whole(int(&of[0])?.checked_add(int(&of[1])?)) },
    Function { name: "sub", least: 2, most: 2, call: |of| whole(int(&of[0])?.checked_sub(int(&of[1])?)) },
    Function { name: "mul", least: 2, most: 2, call: |of| whole(int(&of[0])?.checked_mul(int(&of[1])?)) },
    Function { name: "div", least: 2, most: 2, call: |of| whole(int(&of[0])?.checked_div(int(&of[1])?)) },
    Function { name: "mod", least: 2, most: 2, call: |of| whole(int(&of[0])?.checked_rem(int(&of[1])?)) },
    Function { name: "min", least: 1, most: MANY, call: |of| extreme(of, true) },
    Function { name: "max", least: 1, most: MANY, call: |of| extreme(of, false) },
    Function { name: "int", least: 1, most: 1, call: to_int },
    Function { name: "float", least: 1, most: 1, call: to_float },
    Function { name: "bool", least: 1, most: 1, call: to_bool },
    Function { name: "true", least: 0, most: 0, call: |_| Ok(Value::made(Data::Bool(true))) },
    Function { name: "false", least: 0, most: 0, call: |_| Ok(Value::made(Data::Bool(false))) },
    Function { name: "not", least: 1, most: 1, call: not },
    Function { name: "equals", least: 2, most: 2, call: equals },
    Function { name: "less", least: 2, most: 2, call: |of| compared(of, &[Ordering::Less]) },
    Function { name: "lessOrEquals", least: 2, most: 2, call: |of| compared(of, &[Ordering::Less, Ordering::Equal]) },
    Function { name: "greater", least: 2, most: 2, call: |of| compared(of, &[Ordering::Greater]) },
    Function {
        name: "greaterOrEquals",
        least: 2,
        most: 2,
        call: |of| compared(of, &[Ordering::Greater, Ordering::Equal]),
    },
];

fn whole<'d>(number: Option<i64>) -> Given<'d> {
    let wrong = || Stop::Wrong("the result is no whole number of 64 bits".to_owned());
    number.map(|number| Value::made(Data::Int(number))).ok_or_else(wrong)
}

fn extreme<'d>(of: &[Value<'d>], is_least: bool) -> Given<'d> {
    let all = match of {
        [one] if !matches!(one.data, Data::Int(_)) => items(one)?,
        _ => of.into(),
    };
    let mut found: Option<&Value<'d>> = None;
    for value in all.iter() {
        let number = int(value)?;
        let before = found.map(int).transpose()?;
        if before.is_none_or(|before| if is_least { number < before } else { number > before }) {
            found = Some(value);
        }
    }
    found.cloned().ok_or_else(|| Stop::Wrong("a list without numbers has neither least nor greatest".to_owned()))
}

fn to_int<'d>(of: &[Value<'d>]) -> Given<'d> {
    known(&of[0])?;
    match &of[0].data {
        Data::Int(_) => Ok(of[0].clone()),
        Data::Text(text) => match text.trim().parse() {
            Ok(number) => Ok(Value::made(Data::Int(number))),
            Err(_) if text.trim().parse::<f64>().is_ok() => Err(Stop::unknown("how `int` rounds is not documented")),
            Err(_) => Err(Stop::Wrong("the text spells no whole number".to_owned())),
        },
        Data::Float(_) => Err(Stop::unknown("how `int` rounds is not documented")),
        _ => Err(expected("text or a whole number", &of[0])),
    }
}

fn to_float<'d>(of: &[Value<'d>]) -> Given<'d> {
    known(&of[0])?;
    let number = match &of[0].data {
        Data::Int(number) => *number as f64,
        Data::Float(number) => *number,
        Data::Text(text) => text.trim().parse().map_err(|_| Stop::Wrong("the text spells no number".to_owned()))?,
        _ => return Err(expected("text or a number", &of[0])),
    };
    match number.is_finite() {
        true => Ok(Value::made(Data::Float(number))),
        false => Err(Stop::Wrong("the text spells no number".to_owned())),
    }
}

fn to_bool<'d>(of: &[Value<'d>]) -> Given<'d> {
    known(&of[0])?;
    let is = |value| Ok(Value::made(Data::Bool(value)));
    match &of[0].data {
        Data::Bool(_) => Ok(of[0].clone()),
        Data::Int(1) => is(true),
        Data::Int(0) => is(false),
        Data::Text(text) if text.eq_ignore_ascii_case("true") => is(true),
        Data::Text(text) if text.eq_ignore_ascii_case("false") => is(false),
        Data::Int(_) | Data::Text(_) => Err(Stop::unknown("which other values `bool` takes is not documented")),
        _ => Err(expected("text or a whole number", &of[0])),
    }
}

fn not<'d>(of: &[Value<'d>]) -> Given<'d> {
    known(&of[0])?;
    match of[0].data {
        Data::Bool(value) => Ok(Value::made(Data::Bool(!value))),
        _ => Err(expected("a boolean", &of[0])),
    }
}

fn equals<'d>(of: &[Value<'d>]) -> Given<'d> {
    equal(&of[0], &of[1]).map(|same| Value::made(Data::Bool(same))).map_err(Stop::Unknown)
}

/// Numbers by value. Texts in the order of a dictionary, which puts lower case first: known where letters decide that case
/// and marks do not reach.
fn compared<'d>(of: &[Value<'d>], wanted: &[Ordering]) -> Given<'d> {
    known(&of[0])?;
    let order = match &of[0].data {
        Data::Int(number) => number.cmp(&int(&of[1])?),
        Data::Text(one) => dictionary(one, text(&of[1])?)?,
        _ => return Err(expected("text or a whole number", &of[0])),
    };
    Ok(Value::made(Data::Bool(wanted.contains(&order))))
}

fn dictionary(one: &str, other: &str) -> Result<Ordering, Stop> {
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if one == other {
        return Ok(Ordering::Equal);
    }
    if !plain(one) || !plain(other) {
        return Err(Stop::unknown("the order of such texts is not documented"));
    }
    let caseless = one.to_ascii_lowercase().cmp(&other.to_ascii_lowercase());
    // Texts that differ in case alone: the first such letter decides, and the lower one comes first.
    Ok(caseless.then_with(|| other.cmp(one)))
}
