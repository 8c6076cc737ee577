//! Functions over lists, most of which take texts or objects too.

use super::super::value::{Data, Unknown, Value, equal};
use super::{Function, Given, MANY, Stop, bounded, caseless, counted, expected, int, items, known, text};
use std::rc::Rc;

pub const FUNCTIONS: &[Function] = &[
    Function { name: "array", least: 1, most: 1, call: array },
    Function { name: "createArray", least: 0, most: MANY, call: |of| Ok(Value::made(Data::List(of.into()))) },
    Function { name: "contains", least: 2, most: 2, call: contains },
    Function { name: "empty", least: 1, most: 1, call: |of| Ok(Value::made(Data::Bool(size(&of[0])? == 0))) },
    Function { name: "length", least: 1, most: 1, call: length },
    Function { name: "first", least: 1, most: 1, call: |of| end(&of[0], true) },
    Function { name: "last", least: 1, most: 1, call: |of| end(&of[0], false) },
    Function { name: "skip", least: 2, most: 2, call: |of| part(of, false) },
    Function { name: "take", least: 2, most: 2, call: |of| part(of, true) },
    Function { name: "indexOf", least: 2, most: 2, call: |of| index(of, false) },
    Function { name: "lastIndexOf", least: 2, most: 2, call: |of| index(of, true) },
    Function { name: "distinct", least: 1, most: 1, call: |of| united(&[items(&of[0])?]) },
    Function { name: "flatten", least: 1, most: 1, call: flatten },
    Function { name: "range", least: 2, most: 2, call: range },
    Function { name: "indexFromEnd", least: 2, most: 2, call: |of| from_end(of, false) },
    Function { name: "tryIndexFromEnd", least: 2, most: 2, call: |of| from_end(of, true) },
];

fn array<'d>(of: &[Value<'d>]) -> Given<'d> {
    known(&of[0])?;
    match of[0].items() {
        Some(_) => Ok(of[0].clone()),
        None => Ok(Value::made(Data::List(of.into()))),
    }
}

/// Texts and elements are compared with their case, keys without.
fn contains<'d>(of: &[Value<'d>]) -> Given<'d> {
    let (whole, part) = (&of[0], &of[1]);
    known(whole)?;
    let found = match (whole.items(), whole.members()) {
        (Some(items), _) => position(&items, part, false)?.is_some(),
        (_, Some(_)) => whole.member(text(part)?).is_some(),
        _ => match &part.data {
            Data::Int(number) => text(whole)?.contains(&number.to_string()),
            _ => text(whole)?.contains(&**text(part)?),
        },
    };
    Ok(Value::made(Data::Bool(found)))
}

/// How many there are of what can be counted; `null` holds nothing.
fn size(value: &Value<'_>) -> Result<usize, Stop> {
    known(value)?;
    match &value.data {
        Data::Null => Ok(0),
        Data::Text(text) => counted(text).map(|text| text.chars().count()),
        _ => match (value.items(), value.members()) {
            (Some(items), _) => Ok(items.len()),
            (_, Some(members)) => Ok(members.len()),
            _ => Err(expected("a text, a list or an object", value)),
        },
    }
}

fn length<'d>(of: &[Value<'d>]) -> Given<'d> {
    match of[0].data {
        Data::Null => Err(expected("a text, a list or an object", &of[0])),
        _ => Ok(Value::made(Data::Int(size(&of[0])? as i64))),
    }
}

fn end<'d>(value: &Value<'d>, is_first: bool) -> Given<'d> {
    known(value)?;
    if let Some(items) = value.items() {
        let end = if is_first { items.first() } else { items.last() };
        return end.cloned().ok_or_else(|| Stop::unknown("what an empty list begins and ends with is not documented"));
    }
    let mut letters = counted(text(value)?)?.chars();
    let end = if is_first { letters.next() } else { letters.next_back() };
    let end = end.ok_or_else(|| Stop::unknown("what an empty text begins and ends with is not documented"))?;
    Ok(Value::text(String::from(end)))
}

/// The part up to a number of elements or characters, or the part behind.
fn part<'d>(of: &[Value<'d>], is_before: bool) -> Given<'d> {
    known(&of[0])?;
    let count = usize::try_from(int(&of[1])?.max(0)).unwrap_or(usize::MAX);
    if let Some(items) = of[0].items() {
        let (before, behind) = items.split_at(count.min(items.len()));
        return Ok(Value::made(Data::List(if is_before { before } else { behind }.into())));
    }
    let own = counted(text(&of[0])?)?;
    let (before, behind) = own.split_at(own.char_indices().nth(count).map_or(own.len(), |(at, _)| at));
    Ok(Value::text(if is_before { before } else { behind }))
}

/// In texts without regard to case, in lists exactly.
fn index<'d>(of: &[Value<'d>], is_last: bool) -> Given<'d> {
    known(&of[0])?;
    let found = match of[0].items() {
        Some(items) => position(&items, &of[1], is_last)?,
        None => {
            let (whole, part) = (caseless(counted(text(&of[0])?)?)?, caseless(text(&of[1])?)?);
            if part.is_empty() {
                return Err(Stop::unknown("where an empty text stands in another is not documented"));
            }
            let at = if is_last { whole.rfind(&part) } else { whole.find(&part) };
            at.map(|at| whole[..at].chars().count())
        }
    };
    Ok(Value::made(Data::Int(found.map_or(-1, |place| place as i64))))
}

/// Where an element stands. One that is not known, before it was found, could be it.
fn position(items: &[Value<'_>], wanted: &Value<'_>, is_last: bool) -> Result<Option<usize>, Stop> {
    let mut open: Option<Rc<Unknown>> = None;
    let mut places: Vec<usize> = (0..items.len()).collect();
    if is_last {
        places.reverse();
    }
    for place in places {
        match equal(&items[place], wanted) {
            Ok(true) if open.is_none() => return Ok(Some(place)),
            Ok(_) => {}
            Err(unknown) => open = Some(unknown),
        }
    }
    open.map_or(Ok(None), |unknown| Err(Stop::Unknown(unknown)))
}

/// Whether there are few enough values for each to be compared so many times.
pub(super) fn comparable<'v, 'd: 'v>(times: usize, values: impl Iterator<Item = &'v Value<'d>>) -> Result<(), Stop> {
    const MOST: usize = 1 << 23;
    let weights = values.map(|value| value.weight().unwrap_or(MOST));
    match times.saturating_mul(weights.fold(0, usize::saturating_add)) > MOST {
        true => Err(Stop::unknown("the lists are too long to be compared with one another")),
        false => Ok(()),
    }
}

/// The elements of lists, each once, the first of equal ones.
pub(super) fn united<'d>(lists: &[Rc<[Value<'d>]>]) -> Given<'d> {
    let values = || lists.iter().flat_map(|list| list.iter());
    comparable(values().count(), values())?;
    let mut kept: Vec<Value<'d>> = Vec::new();
    for value in values() {
        if position(&kept, value, false)?.is_none() {
            kept.push(value.clone());
        }
    }
    Ok(Value::made(Data::List(kept.into())))
}

/// One level.
fn flatten<'d>(of: &[Value<'d>]) -> Given<'d> {
    let mut all: Vec<Value<'d>> = Vec::new();
    for list in items(&of[0])?.iter() {
        all.extend_from_slice(&items(list)?);
        bounded(all.len())?;
    }
    Ok(Value::made(Data::List(all.into())))
}

fn range<'d>(of: &[Value<'d>]) -> Given<'d> {
    const MOST: i64 = 10_000;
    let (start, count) = (int(&of[0])?, int(&of[1])?);
    if !(0..=MOST).contains(&count) || start.checked_add(count).is_none_or(|end| end > i64::from(i32::MAX)) {
        return Err(Stop::Wrong(format!("a range has 0 to {MOST} numbers, none above {}", i32::MAX)));
    }
    Ok(Value::made(Data::List((start..start + count).map(|number| Value::made(Data::Int(number))).collect())))
}

/// The element so far from the end; the last one is 1.
fn from_end<'d>(of: &[Value<'d>], may_miss: bool) -> Given<'d> {
    if may_miss && matches!(of[0].data, Data::Null) {
        return Ok(Value::made(Data::Null));
    }
    let (items, back) = (items(&of[0])?, int(&of[1])?);
    let place = usize::try_from(back).ok().filter(|back| *back > 0).and_then(|back| items.len().checked_sub(back));
    match place.and_then(|place| items.get(place)) {
        Some(item) => Ok(item.clone()),
        None if may_miss => Ok(Value::made(Data::Null)),
        None => Err(Stop::Wrong(format!("there is no element {back} from the end: the list has {}", items.len()))),
    }
}
