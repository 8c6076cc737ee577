//! Comparisons that Rhai would answer quietly and wrongly.
//!
//! To Rhai, values of different types are never equal and never in order. That hides mistakes: an absent value is below
//! no bound and above none, and a document's list differs from every list that a script writes.

use super::list;
use super::stop::{Failure, fail};
use super::view::{At, View};
use crate::inventory::ResourceIndex;
use rhai::{AST, ASTNode, Array, Dynamic, Engine, Expr, Map, NativeCallContext, Stmt};
use std::collections::BTreeMap;

const ORDERINGS: [&str; 4] = ["<", "<=", ">", ">="];

pub(super) fn register(engine: &mut Engine) {
    register_order(engine);
    register_equality(engine);
}

/// What has no order gives an error. The load-time checks find a bare path, and not what a closure is passed.
fn register_order(engine: &mut Engine) {
    for operator in ORDERINGS {
        engine.register_fn(operator, |(): (), _: Dynamic| absent());
        engine.register_fn(operator, |_: Dynamic, (): ()| absent());
        engine.register_fn(operator, |(): (), (): ()| absent());
        engine.register_fn(operator, |_: View, _: Dynamic| unordered());
        engine.register_fn(operator, |_: Dynamic, _: View| unordered());
    }
}

/// Whether a script orders anything. If so, its engine must be without fast operators: with them Rhai answers for its
/// own types before it looks for functions. All other scripts are faster with them.
pub(super) fn orders(ast: &AST) -> bool {
    let mut found = false;
    ast.walk(&mut |path: &[ASTNode]| {
        let called = match path.last() {
            Some(ASTNode::Expr(Expr::FnCall(call, _)) | ASTNode::Stmt(Stmt::FnCall(call, _))) => call.name.as_str(),
            _ => "",
        };
        found |= ORDERINGS.contains(&called);
        !found
    });
    found
}

fn absent() -> Result<bool, Failure> {
    Err(fail("an absent value has no order; say what absence counts as: (… ?? 0)"))
}

fn unordered() -> Result<bool, Failure> {
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
        _ => Ok(false),
    }
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
