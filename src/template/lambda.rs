//! Functions that apply a lambda to the elements of lists and the members of objects.

use super::evaluate::{Call, TOO_MUCH, Wrong, arity};
use super::function::Making;
use super::special::{lambda_of, wrong};
use super::syntax::Expression;
use super::value::{Data, Unknown, Value, equal};
use rustc_hash::FxHashMap;
use std::rc::Rc;

type Given<'d> = Result<Value<'d>, Wrong>;

/// A lambda, ready to be applied.
struct Lambda<'c, 'd> {
    call: &'c Call<'c, 'd>,
    names: Vec<String>,
    body: &'c Expression,
}

impl<'d> Lambda<'_, 'd> {
    fn apply(&self, values: &[Value<'d>]) -> Given<'d> {
        if self.call.machine.is_spent() {
            return Err(wrong(self.call, TOO_MUCH));
        }
        let mut locals = self.call.locals.clone();
        let pairs = self.names.iter().zip(values);
        locals.lambdas.extend(pairs.map(|(name, value)| (name.as_str().into(), value.clone())));
        self.call.machine.argument(self.body, self.call.scope, &locals)
    }
}

fn lambda<'c, 'd>(call: &'c Call<'c, 'd>, place: usize) -> Result<Lambda<'c, 'd>, Wrong> {
    let (names, body) = lambda_of(call, place)?;
    Ok(Lambda { call, names, body })
}

/// The value that is gone through, or why it is not known.
fn first<'d>(call: &Call<'_, 'd>, most: usize) -> Result<Result<Value<'d>, Rc<Unknown>>, Wrong> {
    arity(call.name, call.arguments.len(), 2, most, call.expression)?;
    let value = call.machine.argument(&call.arguments[0], call.scope, call.locals)?;
    Ok(match value.as_unknown() {
        Some(why) => Err(why.clone()),
        None => Ok(value),
    })
}

fn unknown<'d>(call: &Call<'_, 'd>, why: &Unknown) -> Value<'d> {
    Value::unknown(why.reason.clone(), format!("{{{}}}", call.expression))
}

/// What a lambda made of a value, if it is not too much.
fn made_of<'d>(call: &Call<'_, 'd>, made: Value<'d>, of: &Value<'d>) -> Value<'d> {
    call.machine.bounded(made, || format!("{{{}}}", call.expression)).from_all(&[of])
}

fn list<'d>(call: &Call<'_, 'd>, value: &Value<'d>) -> Result<Rc<[Value<'d>]>, Wrong> {
    value.items().ok_or_else(|| wrong(call, format!("a list is expected, not {}", value.kind())))
}

fn number<'d>(place: usize) -> Value<'d> {
    Value::made(Data::Int(place as i64))
}

/// A lambda's variable.
pub(super) fn variable<'d>(call: &Call<'_, 'd>) -> Given<'d> {
    arity(call.name, call.arguments.len(), 1, 1, call.expression)?;
    let name = call.machine.argument(&call.arguments[0], call.scope, call.locals)?;
    if let Some(why) = name.as_unknown() {
        return Ok(unknown(call, why));
    }
    let name = name.as_text().ok_or_else(|| wrong(call, "a name is expected"))?;
    let found = call.locals.lambdas.iter().rev().find(|(own, _)| own.eq_ignore_ascii_case(name));
    found
        .map(|(_, value)| value.clone())
        .ok_or_else(|| wrong(call, format!("no lambda around it has a variable `{name}`")))
}

pub(super) fn map<'d>(call: &Call<'_, 'd>) -> Given<'d> {
    let value = match first(call, 2)? {
        Ok(value) => value,
        Err(why) => return Ok(unknown(call, &why)),
    };
    let lambda = lambda(call, 1)?;
    let items = list(call, &value)?;
    let made: Vec<Value<'d>> = items
        .iter()
        .enumerate()
        .map(|(place, item)| lambda.apply(&[item.clone(), number(place)]))
        .collect::<Result<_, _>>()?;
    Ok(made_of(call, Value::made(Data::List(made.into())), &value))
}

/// Keeps elements with their origins. Where it is not known whether one is kept, the list is not known.
pub(super) fn filter<'d>(call: &Call<'_, 'd>) -> Given<'d> {
    let value = match first(call, 2)? {
        Ok(value) => value,
        Err(why) => return Ok(unknown(call, &why)),
    };
    let lambda = lambda(call, 1)?;
    let mut kept = Vec::new();
    for (place, item) in list(call, &value)?.iter().enumerate() {
        let test = lambda.apply(&[item.clone(), number(place)])?;
        match (&test.data, test.first_unknown()) {
            (Data::Bool(true), _) => kept.push(item.clone()),
            (Data::Bool(false), _) => {}
            (_, Some(why)) => return Ok(unknown(call, &why)),
            _ => return Err(wrong(call, format!("the lambda gives {}, not a boolean", test.kind()))),
        }
    }
    Ok(Value::made(Data::List(kept.into())).from_all(&[&value]))
}

pub(super) fn reduce<'d>(call: &Call<'_, 'd>) -> Given<'d> {
    let value = match first(call, 3)? {
        Ok(value) => value,
        Err(why) => return Ok(unknown(call, &why)),
    };
    if call.arguments.len() < 3 {
        return Err(wrong(call, "`reduce` takes a list, a first value and a lambda"));
    }
    let lambda = lambda(call, 2)?;
    let mut current = call.machine.argument(&call.arguments[1], call.scope, call.locals)?;
    for (place, item) in list(call, &value)?.iter().enumerate() {
        current = call.machine.bounded(lambda.apply(&[current, item.clone(), number(place)])?, || "{…}".to_owned());
    }
    Ok(current)
}

/// By a lambda that says whether one comes before another. In which order equal ones come is not documented.
pub(super) fn sort<'d>(call: &Call<'_, 'd>) -> Given<'d> {
    /// Each is compared with each at worst.
    const MOST: usize = 500;
    let value = match first(call, 2)? {
        Ok(value) => value,
        Err(why) => return Ok(unknown(call, &why)),
    };
    let lambda = lambda(call, 1)?;
    let items = list(call, &value)?;
    if items.len() > MOST {
        return Ok(Value::unknown("the list is too long to be sorted here", format!("{{{}}}", call.expression)));
    }
    let mut sorted: Vec<Value<'d>> = Vec::new();
    for item in items.iter() {
        let mut place = sorted.len();
        while place > 0 {
            match before(call, &lambda, item, &sorted[place - 1])? {
                Ok(true) => place -= 1,
                Ok(false) => break,
                Err(why) => return Ok(unknown(call, &why)),
            }
        }
        sorted.insert(place, item.clone());
    }
    Ok(Value::made(Data::List(sorted.into())).from_all(&[&value]))
}

/// Whether the lambda puts one value before another; not known where it puts neither first, and they are not equal.
fn before<'d>(
    call: &Call<'_, 'd>,
    lambda: &Lambda<'_, 'd>,
    one: &Value<'d>,
    other: &Value<'d>,
) -> Result<Result<bool, Rc<Unknown>>, Wrong> {
    let asked = |one: &Value<'d>, other: &Value<'d>| {
        let test = lambda.apply(&[one.clone(), other.clone()])?;
        match (&test.data, test.first_unknown()) {
            (Data::Bool(is_before), _) => Ok(Ok(*is_before)),
            (_, Some(why)) => Ok(Err(why)),
            _ => Err(wrong(call, format!("the lambda gives {}, not a boolean", test.kind()))),
        }
    };
    let tie = || Unknown {
        reason: "in which order `sort` leaves equal ones is not documented".into(),
        symbol: String::new(),
    };
    match (asked(one, other)?, asked(other, one)?) {
        (Ok(false), Ok(false)) if !matches!(equal(one, other), Ok(true)) => Ok(Err(Rc::new(tie()))),
        (first, Ok(_)) => Ok(first),
        (_, Err(why)) => Ok(Err(why)),
    }
}

/// Keys and values, or why they are not known.
type Pairs<'d> = Result<Vec<(Rc<str>, Value<'d>)>, Rc<Unknown>>;

/// The key and the value of each element; the element itself where no lambda gives a value.
fn pairs<'d>(call: &Call<'_, 'd>, value: &Value<'d>) -> Result<Pairs<'d>, Wrong> {
    let key = lambda(call, 1)?;
    let own = if call.arguments.len() > 2 { Some(lambda(call, 2)?) } else { None };
    let mut pairs = Vec::new();
    for item in list(call, value)?.iter() {
        let name = key.apply(std::slice::from_ref(item))?;
        let given = own.as_ref().map_or_else(|| Ok(item.clone()), |own| own.apply(std::slice::from_ref(item)))?;
        match (name.as_text(), name.first_unknown()) {
            (Some(name), _) => pairs.push((name.clone(), given)),
            (None, Some(why)) => return Ok(Err(why)),
            (None, None) => return Err(wrong(call, format!("a key is text, not {}", name.kind()))),
        }
    }
    Ok(Ok(pairs))
}

pub(super) fn to_object<'d>(call: &Call<'_, 'd>) -> Given<'d> {
    let value = match first(call, 3)? {
        Ok(value) => value,
        Err(why) => return Ok(unknown(call, &why)),
    };
    let pairs = match pairs(call, &value)? {
        Ok(pairs) => pairs,
        Err(why) => return Ok(unknown(call, &why)),
    };
    let mut members = Making::default();
    for (key, given) in pairs {
        if let Err(stop) = members.add(&key, given) {
            return call.machine.settle(Err(stop), std::slice::from_ref(&value), call.expression);
        }
    }
    Ok(made_of(call, members.finish(), &value))
}

pub(super) fn group_by<'d>(call: &Call<'_, 'd>) -> Given<'d> {
    let value = match first(call, 3)? {
        Ok(value) => value,
        Err(why) => return Ok(unknown(call, &why)),
    };
    let pairs = match pairs(call, &value)? {
        Ok(pairs) => pairs,
        Err(why) => return Ok(unknown(call, &why)),
    };
    let mut places = FxHashMap::default();
    let mut groups: Vec<(Rc<str>, Vec<Value<'d>>)> = Vec::new();
    for (key, given) in pairs {
        let place = *places.entry(key.to_lowercase()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, group)) => group.push(given),
            None => groups.push((key, vec![given])),
        }
    }
    let members = groups.into_iter().map(|(key, group)| (key, Value::made(Data::List(group.into()))));
    Ok(made_of(call, Value::made(Data::Object(members.collect())), &value))
}

pub(super) fn map_values<'d>(call: &Call<'_, 'd>) -> Given<'d> {
    let value = match first(call, 2)? {
        Ok(value) => value,
        Err(why) => return Ok(unknown(call, &why)),
    };
    let lambda = lambda(call, 1)?;
    let members = value.members().ok_or_else(|| wrong(call, format!("an object is expected, not {}", value.kind())))?;
    let made: Vec<(Rc<str>, Value<'d>)> = members
        .iter()
        .map(|(key, member)| Ok((key.clone(), lambda.apply(std::slice::from_ref(member))?)))
        .collect::<Result<_, Wrong>>()?;
    Ok(made_of(call, Value::made(Data::Object(made.into())), &value))
}
