//! Comparisons that Rhai would answer quietly and wrongly.
//!
//! To Rhai, values of different types are never equal and never in order. That hides mistakes: an absent value is below
//! no bound and above none, and a document's list differs from every list that a script writes. A whole number and a
//! fraction are compared as fractions, so that neighbours beyond 2^53 are equal.

use super::list;
use super::open::Open;
use super::stop::{Failure, fail, unknown};
use super::text::Text;
use super::view::{At, View};
use crate::inventory::ResourceIndex;
use rhai::{Array, Dynamic, Engine, INT, ImmutableString, Map, NativeCallContext, Variant};
use std::cmp::Ordering;
use std::collections::BTreeMap;

const ORDERINGS: [&str; 4] = ["<", "<=", ">", ">="];

pub(super) fn register(engine: &mut Engine) {
    register_order(engine);
    register_numbers(engine);
    register_equality(engine);
    refuse_mixed(engine);
}

/// What has no order gives an error. The load-time checks find a bare path, and not what a closure is passed.
fn register_order(engine: &mut Engine) {
    for operator in ORDERINGS {
        engine.register_fn(operator, |(): (), _: Dynamic| absent());
        engine.register_fn(operator, |_: Dynamic, (): ()| absent());
        engine.register_fn(operator, |(): (), (): ()| absent());
        engine.register_fn(operator, |view: View, _: Dynamic| unordered(&view));
        engine.register_fn(operator, |_: Dynamic, view: View| unordered(&view));
        engine.register_fn(operator, |_: Open, _: Dynamic| listed());
        engine.register_fn(operator, |_: Dynamic, _: Open| listed());
    }
}

/// What an operator asks of an order; there is none where one side is no number.
type Question = fn(Option<Ordering>) -> bool;

/// A whole number and a fraction, and whole numbers that do not divide into one.
fn register_numbers(engine: &mut Engine) {
    engine.register_fn("/", divided);
    // Rhai would divide in place by itself.
    engine.register_fn("/=", |a: &mut Dynamic, b: INT| {
        *a = match (a.as_int(), a.as_float()) {
            (Ok(a), _) => divided(a, b)?,
            (_, Ok(a)) => (a / b as f64).into(),
            _ => return Err(unknown("what is divided is no number")),
        };
        Ok::<(), Failure>(())
    });
    let questions: [(&str, Question); 6] = [
        ("==", |order| order == Some(Ordering::Equal)),
        ("!=", |order| order != Some(Ordering::Equal)),
        ("<", |order| order.is_some_and(Ordering::is_lt)),
        ("<=", |order| order.is_some_and(Ordering::is_le)),
        (">", |order| order.is_some_and(Ordering::is_gt)),
        (">=", |order| order.is_some_and(Ordering::is_ge)),
    ];
    for (operator, question) in questions {
        engine.register_fn(operator, move |a: INT, b: f64| question(exact(a, b)));
        engine.register_fn(operator, move |a: f64, b: INT| question(exact(b, a).map(Ordering::reverse)));
    }
}

/// Documents write 9 as well as 9.0, so that what is left of a division is not to hang on how they do.
fn divided(a: INT, b: INT) -> Result<Dynamic, Failure> {
    match a.checked_rem(b) {
        Some(0) => Ok((a / b).into()),
        Some(_) => Ok((a as f64 / b as f64).into()),
        None if b == 0 => Err(fail(format!("{a} is divided by zero; ask for that before"))),
        None => Err(fail(format!("{a} / {b} is too large a number"))),
    }
}

/// The order of a whole number and a fraction, without rounding either; `None` for what is no number.
fn exact(whole: INT, fraction: f64) -> Option<Ordering> {
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    if fraction.is_nan() {
        return None;
    }
    if !(-BEYOND..BEYOND).contains(&fraction) {
        return 0.0.partial_cmp(&fraction);
    }
    let rest = || 0.0.partial_cmp(&fraction.fract());
    match whole.cmp(&(fraction as INT)) {
        Ordering::Equal => rest(),
        order => Some(order),
    }
}

fn absent() -> Result<bool, Failure> {
    Err(fail("an absent value has no order; say what absence counts as: (… ?? 0)"))
}

/// What a look-up gives is no number whatever the estate is; what a document holds could be one.
fn unordered(view: &View) -> Result<bool, Failure> {
    Err(match view.at {
        At::Node(..) => unknown(format!("{} is {}, which has no order", view.called(), view.kind())),
        At::Resource(_) | At::Resources(_) => return listed(),
    })
}

fn listed() -> Result<bool, Failure> {
    Err(fail("an object or a list has no order; compare a value inside it"))
}

/// Lists and objects are equal when all that they hold is.
fn register_equality(engine: &mut Engine) {
    macro_rules! equal {
        ($a:ty, $b:ty) => {
            engine.register_fn("==", |context: NativeCallContext, a: $a, b: $b| {
                equal(&context, &Dynamic::from(a), &Dynamic::from(b))
            });
            engine.register_fn("!=", |context: NativeCallContext, a: $a, b: $b| {
                equal(&context, &Dynamic::from(a), &Dynamic::from(b)).map(|equal| !equal)
            });
        };
    }
    equal!(View, View);
    equal!(View, Array);
    equal!(Array, View);
    equal!(View, Map);
    equal!(Map, View);
    equal!(Open, Open);
    equal!(Open, Array);
    equal!(Array, Open);
    equal!(Open, View);
    equal!(View, Open);
}

/// A document's value of another type than what it is compared with could be anything.
fn refuse_mixed(engine: &mut Engine) {
    for_text::<View>(engine, |view| instead(view, "text"));
    for_text::<Open>(engine, |_| Some("a list stands where text belongs".to_owned()));
    for_text::<INT>(engine, |_| Some("a number stands where text belongs".to_owned()));
    for_text::<f64>(engine, |_| Some("a number stands where text belongs".to_owned()));
    against::<View, INT>(engine, |view| instead(view, "a number"));
    against::<View, f64>(engine, |view| instead(view, "a number"));
    for_container::<INT>(engine, |_| "a number stands".to_owned());
    for_container::<f64>(engine, |_| "a number stands".to_owned());
    for_container::<bool>(engine, |_| "true or false stands".to_owned());
}

/// A number or a truth beside a list or an object, whether a script wrote that or a document holds it. Text is none of them:
/// what Azure takes as a list it takes as one text too, as addresses are.
fn for_container<T: Variant + Clone>(engine: &mut Engine, what: fn(&T) -> String) {
    against::<T, Array>(engine, move |value| Some(format!("{} where a list belongs", what(value))));
    against::<T, Map>(engine, move |value| Some(format!("{} where an object belongs", what(value))));
}

/// What a document holds in place of something else; what a look-up found is no document's value.
fn instead(view: &View, of: &str) -> Option<String> {
    matches!(view.at, At::Node(..)).then(|| format!("{} is {}, not {of}", view.called(), view.kind()))
}

fn for_text<T: Variant + Clone>(engine: &mut Engine, why: fn(&T) -> Option<String>) {
    against::<T, ImmutableString>(engine, why);
    against::<T, Text>(engine, why);
}

/// Refuses to call values of a type equal to those of another, or different from them, where there is a reason.
fn against<T: Variant + Clone, U: Variant + Clone>(
    engine: &mut Engine,
    why: impl Fn(&T) -> Option<String> + Clone + 'static,
) {
    for (operator, differ) in [("==", false), ("!=", true)] {
        let why = why.clone();
        let answer = move |value: &T| why(value).map_or(Ok(differ), |why| Err::<bool, Failure>(unknown(why)));
        let other = answer.clone();
        engine.register_fn(operator, move |value: T, _: U| other(&value));
        engine.register_fn(operator, move |_: U, value: T| answer(&value));
    }
}

fn equal(context: &NativeCallContext, a: &Dynamic, b: &Dynamic) -> Result<bool, Failure> {
    match (parts(a)?, parts(b)?) {
        (Parts::List(a), Parts::List(b)) if a.len() == b.len() => {
            every(a.iter().zip(&b), |(a, b)| equal(context, a, b))
        }
        (Parts::Object(a), Parts::Object(b)) if a.len() == b.len() => {
            every(a.iter(), |(name, value)| match b.get(name) {
                Some(other) => equal(context, value, other),
                None => Ok(false),
            })
        }
        (Parts::Resource(a), Parts::Resource(b)) => Ok(a == b),
        (Parts::Scalar, Parts::Scalar) => list::equal(context, a, b),
        (Parts::List(_), Parts::Object(_)) | (Parts::Object(_), Parts::List(_)) => other_shape([a, b]),
        _ => Ok(false),
    }
}

/// A document's object where a list belongs, or the other way round, could be anything.
fn other_shape(values: [&Dynamic; 2]) -> Result<bool, Failure> {
    let wanted = |view: &View| if view.is_array() { "an object" } else { "a list" };
    let reason = values.into_iter().find_map(|value| {
        let view = value.read_lock::<View>()?;
        instead(&view, wanted(&view))
    });
    reason.map_or(Ok(false), |reason| Err(unknown(reason)))
}

/// Whether `test` says yes to every item; the first that says no or fails decides.
fn every<T>(mut items: impl Iterator<Item = T>, test: impl Fn(T) -> Result<bool, Failure>) -> Result<bool, Failure> {
    items.find_map(|item| test(item).map(|answer| (!answer).then_some(false)).transpose()).unwrap_or(Ok(true))
}

/// What a value is made of.
enum Parts {
    List(Vec<Dynamic>),
    /// Members by their names in lower case, as names of properties have no case.
    Object(BTreeMap<String, Dynamic>),
    Resource(ResourceIndex),
    Scalar,
}

fn parts(value: &Dynamic) -> Result<Parts, Failure> {
    if let Some(view) = value.read_lock::<View>() {
        return match view.at {
            At::Resource(index) => Ok(Parts::Resource(view.frame.inventory.resource(index).canonical)),
            _ if view.is_array() => Ok(Parts::List(view.elements().collect::<Result<_, _>>()?)),
            _ => Ok(Parts::Object(view.members()?.into_iter().map(lower).collect())),
        };
    }
    if let Some(open) = value.read_lock::<Open>() {
        return Ok(Parts::List(open.elements().collect::<Result<_, _>>()?));
    }
    if let Some(array) = value.read_lock::<Array>() {
        return Ok(Parts::List(array.clone()));
    }
    if let Some(map) = value.read_lock::<Map>() {
        let members = map.iter().map(|(name, value)| (name.to_string(), value.clone()));
        return Ok(Parts::Object(members.map(lower).collect()));
    }
    Ok(Parts::Scalar)
}

fn lower((name, value): (String, Dynamic)) -> (String, Dynamic) {
    (name.to_lowercase(), value)
}

#[cfg(test)]
mod tests {
    use super::exact;
    use std::cmp::Ordering::{Equal, Greater, Less};

    #[test]
    fn whole_numbers_and_fractions_are_not_rounded() {
        assert_eq!(exact(9_007_199_254_740_993, 9_007_199_254_740_992.0), Some(Greater));
        assert_eq!(exact(i64::MAX, 9_223_372_036_854_775_808.0), Some(Less));
        assert_eq!(exact(i64::MIN, -9_223_372_036_854_775_808.0), Some(Equal));
        assert_eq!([exact(90, 90.0), exact(90, 90.5), exact(-90, -90.5)], [Some(Equal), Some(Less), Some(Greater)]);
        assert_eq!([exact(0, f64::NAN), exact(0, f64::NEG_INFINITY)], [None, Some(Greater)]);
    }
}
