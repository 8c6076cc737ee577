//! Functions over lists and sets.

use super::{Given, argument, is, items, known, list, whole};
use crate::template::{Data, Value};
use crate::terraform::folder::convert::set;
use crate::terraform::folder::meaning::as_text;
use crate::terraform::folder::meaning::{is_same, same, truth};
use crate::terraform::folder::scope::failed;
use std::rc::Rc;

/// Elements that a list may be made of.
const MOST: i64 = 10_000;

/// One of them; `None` for what is none.
pub fn apply<'d>(name: &str, values: &[Value<'d>]) -> Option<Given<'d>> {
    Some(match name {
        "concat" => concat(values),
        "flatten" => items(values, 0).and_then(|own| flat(&own).map(list)),
        "length" => length(values),
        "element" => element(values),
        "contains" => contains(values),
        "distinct" => known_items(values).map(|own| list(distinct(&own))),
        "toset" | "setunion" => union(values),
        "setintersection" => filtered(values, true),
        "setsubtract" => filtered(values, false),
        "tolist" => as_list(values),
        "compact" => compact(values),
        "reverse" => items(values, 0).map(|own| list(own.iter().rev().cloned())),
        "sort" => sort(values),
        "slice" => slice(values),
        "range" => range(values),
        "coalesce" => coalesce(values),
        "coalescelist" => coalesce_list(values),
        "one" => one(values),
        "index" => index(values),
        "chunklist" => chunks(values),
        "setproduct" => product(values),
        "alltrue" => truths(values, true),
        "anytrue" => truths(values, false),
        _ => return None,
    })
}

fn known_items<'d>(values: &[Value<'d>]) -> Result<Rc<[Value<'d>]>, Value<'d>> {
    known(argument(values, 0)?)?;
    items(values, 0)
}

fn concat<'d>(values: &[Value<'d>]) -> Given<'d> {
    let mut own = Vec::new();
    for place in 0..values.len() {
        own.extend(items(values, place)?.iter().cloned());
    }
    Ok(list(own))
}

/// An element that is not known may be any number of them.
fn flat<'d>(own: &[Value<'d>]) -> Result<Vec<Value<'d>>, Value<'d>> {
    let mut all = Vec::new();
    for item in own {
        match (item.as_unknown(), item.items()) {
            (Some(_), _) => return Err(item.clone()),
            (None, Some(inner)) => all.extend(flat(&inner)?),
            (None, None) => all.push(item.clone()),
        }
    }
    Ok(all)
}

fn length<'d>(values: &[Value<'d>]) -> Given<'d> {
    let own = argument(values, 0)?;
    let count = match own.as_text() {
        Some(text) => text.chars().count(),
        None if own.items().is_some() => items(values, 0)?.len(),
        None => super::members(values, 0)?.len(),
    };
    Ok(Value::made(Data::Int(count as i64)))
}

/// Behind the last one the first comes again.
fn element<'d>(values: &[Value<'d>]) -> Given<'d> {
    let (own, place) = (items(values, 0)?, whole(values, 1)?);
    if own.is_empty() {
        return Err(failed("it has no elements"));
    }
    Ok(own[place.rem_euclid(own.len() as i64) as usize].clone())
}

fn contains<'d>(values: &[Value<'d>]) -> Given<'d> {
    let (own, wanted) = (items(values, 0)?, argument(values, 1)?);
    let mut open = None;
    for item in own.iter() {
        match same(item, wanted) {
            Ok(true) => return is(true),
            Ok(false) => {}
            Err(unknown) => open = Some(unknown),
        }
    }
    open.map_or_else(|| is(false), Err)
}

fn distinct<'d>(own: &[Value<'d>]) -> Vec<Value<'d>> {
    let mut all: Vec<Value<'d>> = Vec::new();
    for item in own {
        if !all.iter().any(|known| is_same(known, item)) {
            all.push(item.clone());
        }
    }
    all
}

fn union<'d>(values: &[Value<'d>]) -> Given<'d> {
    let own = set(&concat(values)?);
    if own.as_unknown().is_some() { Err(own) } else { Ok(own) }
}

fn filtered<'d>(values: &[Value<'d>], is_shared: bool) -> Given<'d> {
    let mut own = known_items(values)?.to_vec();
    for (place, value) in values.iter().enumerate().skip(1) {
        known(value)?;
        let others = items(values, place)?;
        own.retain(|item| others.iter().any(|other| is_same(item, other)) == is_shared);
    }
    Ok(set(&list(own)))
}

fn as_list<'d>(values: &[Value<'d>]) -> Given<'d> {
    items(values, 0)?;
    argument(values, 0).cloned()
}

fn compact<'d>(values: &[Value<'d>]) -> Given<'d> {
    let own = known_items(values)?;
    let is_said =
        |item: &&Value<'d>| !matches!(&item.data, Data::Null) && item.as_text().is_none_or(|own| !own.is_empty());
    Ok(list(own.iter().filter(is_said).cloned()))
}

fn sort<'d>(values: &[Value<'d>]) -> Given<'d> {
    let mut own = known_items(values)?.to_vec();
    own.sort_by_key(|one| as_text(one).ok());
    Ok(list(own))
}

fn slice<'d>(values: &[Value<'d>]) -> Given<'d> {
    let (own, from, to) = (items(values, 0)?, whole(values, 1)?, whole(values, 2)?);
    let bounds = usize::try_from(from).ok().zip(usize::try_from(to).ok());
    let part = bounds.and_then(|(from, to)| own.get(from..to));
    part.map(|part| list(part.iter().cloned())).ok_or_else(|| failed("it has no such elements"))
}

fn range<'d>(values: &[Value<'d>]) -> Given<'d> {
    let (from, to) = match values.len() {
        1 => (0, whole(values, 0)?),
        _ => (whole(values, 0)?, whole(values, 1)?),
    };
    let step = if values.len() > 2 {
        whole(values, 2)?
    } else if to < from {
        -1
    } else {
        1
    };
    let (mut own, mut next) = (Vec::new(), from);
    while step != 0 && (step > 0 && next < to || step < 0 && next > to) {
        if own.len() as i64 >= MOST {
            return Err(Value::unknown("there are more than is worked out", ""));
        }
        own.push(Value::made(Data::Int(next)));
        next = next.saturating_add(step);
    }
    Ok(list(own))
}

/// The first that says something; while one before it is not known, nobody knows which.
fn coalesce<'d>(values: &[Value<'d>]) -> Given<'d> {
    for value in values {
        match &value.data {
            Data::Unknown(_) => return Err(value.clone()),
            Data::Null => {}
            Data::Text(text) if text.is_empty() => {}
            _ => return Ok(value.clone()),
        }
    }
    Err(failed("none of them says anything"))
}

fn coalesce_list<'d>(values: &[Value<'d>]) -> Given<'d> {
    for place in 0..values.len() {
        if !items(values, place)?.is_empty() {
            return Ok(values[place].clone());
        }
    }
    Err(failed("none of them has elements"))
}

fn one<'d>(values: &[Value<'d>]) -> Given<'d> {
    match &*items(values, 0)? {
        [] => Ok(Value::made(Data::Null)),
        [only] => Ok(only.clone()),
        _ => Err(failed("these are more than one")),
    }
}

fn index<'d>(values: &[Value<'d>]) -> Given<'d> {
    let (own, wanted) = (items(values, 0)?, argument(values, 1)?);
    for (place, item) in own.iter().enumerate() {
        if same(item, wanted)? {
            return Ok(Value::made(Data::Int(place as i64)));
        }
    }
    Err(failed("it is not among them"))
}

fn chunks<'d>(values: &[Value<'d>]) -> Given<'d> {
    let (own, size) = (items(values, 0)?, whole(values, 1)?);
    let size = usize::try_from(size).ok().filter(|size| *size > 0).unwrap_or(own.len().max(1));
    Ok(list(own.chunks(size).map(|part| list(part.iter().cloned()))))
}

fn product<'d>(values: &[Value<'d>]) -> Given<'d> {
    let mut rows: Vec<Vec<Value<'d>>> = vec![Vec::new()];
    for place in 0..values.len() {
        let own = items(values, place)?;
        if rows.len().saturating_mul(own.len()) as i64 > MOST {
            return Err(Value::unknown("there are more than is worked out", ""));
        }
        let longer = |row: &Vec<Value<'d>>| {
            own.iter().map(|item| row.iter().cloned().chain([item.clone()]).collect()).collect::<Vec<Vec<_>>>()
        };
        rows = rows.iter().flat_map(longer).collect();
    }
    Ok(list(rows.into_iter().map(list)))
}

fn truths<'d>(values: &[Value<'d>], all: bool) -> Given<'d> {
    let mut open = None;
    for item in items(values, 0)?.iter() {
        match truth(item) {
            Ok(own) if own != all => return is(!all),
            Ok(_) => {}
            Err(unknown) => open = Some(unknown),
        }
    }
    open.map_or_else(|| is(all), Err)
}
