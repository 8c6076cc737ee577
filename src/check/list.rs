//! Lists, as scripts see them: document arrays, absent values (which are empty) and Rhai's own arrays.
//!
//! `any`, `all` and `filter` step past unknown elements: a known one may decide, else the answer is unknown.

use super::stop::{self, Failure, Stop, fail};
use super::text::{self, Text};
use super::view::{Elements, View};
use rhai::{Array, Dynamic, Engine, FnPtr, INT, ImmutableString, Module, NativeCallContext};
use std::any::TypeId;

/// Everything that scripts may do with lists.
pub(super) fn register(engine: &mut Engine) {
    register_questions(engine);
    register_absent(engine);
    register_loops(engine);
    engine.register_fn("len", |view: &mut View| view.len());
    engine.register_fn("is_empty", |view: &mut View| view.len() == 0);
    engine.register_fn("contains", view_contains);
    engine.register_indexer_get(|view: &mut View, index: INT| view.element(index));
}

fn register_questions(engine: &mut Engine) {
    for name in ["any", "some"] {
        engine.register_fn(name, |context: NativeCallContext, view: &mut View, test: FnPtr| {
            any(&context, elements(view)?, &test)
        });
        engine.register_fn(name, |context: NativeCallContext, array: &mut Array, test: FnPtr| {
            any(&context, known(array), &test)
        });
    }
    engine.register_fn("all", |context: NativeCallContext, view: &mut View, test: FnPtr| {
        all(&context, elements(view)?, &test)
    });
    engine.register_fn("all", |context: NativeCallContext, array: &mut Array, test: FnPtr| {
        all(&context, known(array), &test)
    });
    engine.register_fn("filter", |context: NativeCallContext, view: &mut View, test: FnPtr| {
        filter(&context, elements(view)?, &test)
    });
    engine.register_fn("filter", |context: NativeCallContext, array: &mut Array, test: FnPtr| {
        filter(&context, known(array), &test)
    });
    engine.register_fn("map", |context: NativeCallContext, view: &mut View, make: FnPtr| {
        elements(view)?.map(|item| make.call_raw(&context, None, [item?])).collect::<Result<Array, _>>()
    });
}

/// An absent list is empty, and an absent mapping has no properties.
fn register_absent(engine: &mut Engine) {
    for name in ["any", "some"] {
        engine.register_fn(name, |(): &mut (), _: FnPtr| false);
    }
    engine.register_fn("all", |(): &mut (), _: FnPtr| true);
    engine.register_fn("filter", |(): &mut (), _: FnPtr| Array::new());
    engine.register_fn("map", |(): &mut (), _: FnPtr| Array::new());
    engine.register_fn("len", |(): &mut ()| 0 as INT);
    engine.register_fn("is_empty", |(): &mut ()| true);
    engine.register_fn("contains", |(): &mut (), _: Dynamic| false);
    for name in ["starts_with", "ends_with"] {
        engine.register_fn(name, |(): &mut (), _: Dynamic| false);
    }
    for name in ["to_lower", "to_upper", "trim"] {
        engine.register_fn(name, |(): &mut ()| ());
    }
    engine.register_fn("split", |(): &mut (), _: Dynamic| Array::new());
    engine.register_indexer_get(|(): &mut (), _: INT| ());
}

fn register_loops(engine: &mut Engine) {
    let mut loops = Module::new();
    loops.set_iter_result(TypeId::of::<View>(), |view| {
        let view = view.cast::<View>();
        elements(&view).unwrap_or_else(|failure| Box::new(std::iter::once(Err(failure))))
    });
    loops.set_iter_result(TypeId::of::<()>(), |_| Box::new(std::iter::empty()));
    engine.register_global_module(loops.into());
}

fn elements(view: &View) -> Result<Elements, Failure> {
    if view.is_array() {
        return Ok(view.elements());
    }
    Err(fail("this is an object, not a list; name the property that holds the list"))
}

fn known(array: &mut Array) -> Elements {
    Box::new(array.clone().into_iter().map(Ok))
}

/// What `test` says of an element; `None` when that is unknown.
fn ask(context: &NativeCallContext, item: Result<Dynamic, Failure>, test: &FnPtr) -> Result<Answer, Failure> {
    let item_or_failure = item.and_then(|item| Ok((item.clone(), test.call_raw(context, None, [item])?)));
    match item_or_failure {
        Ok((item, answer)) => match answer.as_bool() {
            Ok(answer) => Ok(Answer::Known(item, answer)),
            Err(kind) => Err(fail(format!("the condition gave a value of type {kind}, not true or false"))),
        },
        Err(failure) => match stop::reason(&failure) {
            Some(Stop::Unknown(_)) => Ok(Answer::Unknown(failure)),
            _ => Err(failure),
        },
    }
}

enum Answer {
    Known(Dynamic, bool),
    Unknown(Failure),
}

fn any(context: &NativeCallContext, items: Elements, test: &FnPtr) -> Result<bool, Failure> {
    decide(context, items, test, true)
}

fn all(context: &NativeCallContext, items: Elements, test: &FnPtr) -> Result<bool, Failure> {
    Ok(!decide(context, items, test, false)?)
}

/// Whether an element gives `wanted`; unknown when none does and one might.
fn decide(context: &NativeCallContext, items: Elements, test: &FnPtr, wanted: bool) -> Result<bool, Failure> {
    let mut unknown = None;
    for item in items {
        match ask(context, item, test)? {
            Answer::Known(_, answer) if answer == wanted => return Ok(true),
            Answer::Known(..) => {}
            Answer::Unknown(failure) => unknown = unknown.or(Some(failure)),
        }
    }
    unknown.map_or(Ok(false), Err)
}

fn filter(context: &NativeCallContext, items: Elements, test: &FnPtr) -> Result<Array, Failure> {
    let mut kept = Array::new();
    let mut unknown = None;
    for item in items {
        match ask(context, item, test)? {
            Answer::Known(item, true) => kept.push(item),
            Answer::Known(_, false) => {}
            Answer::Unknown(failure) => unknown = unknown.or(Some(failure)),
        }
    }
    match unknown {
        // A known element that passes decides, as it does for `any`; an empty answer might not be empty.
        Some(failure) if kept.is_empty() => Err(failure),
        _ => Ok(kept),
    }
}

/// Whether a list holds `wanted`, or an object has a member of that name.
fn view_contains(context: NativeCallContext, view: &mut View, wanted: Dynamic) -> Result<bool, Failure> {
    if !view.is_array() {
        return Ok(text::text_of(&wanted).is_some_and(|name| view.node().and_then(|node| node.get(&name)).is_some()));
    }
    let mut unknown = None;
    for item in view.elements() {
        match item {
            Ok(item) if equal(&context, &item, &wanted)? => return Ok(true),
            Ok(_) => {}
            Err(failure) => unknown = unknown.or(Some(failure)),
        }
    }
    unknown.map_or(Ok(false), Err)
}

/// Whether two values are equal, as `==` says.
pub(super) fn equal(context: &NativeCallContext, a: &Dynamic, b: &Dynamic) -> Result<bool, Failure> {
    if let (Some(a), Some(b)) = (a.read_lock::<Text>(), b.read_lock::<ImmutableString>()) {
        return Ok(text::same(&a.get(), &b));
    }
    context.call_native_fn("==", (a.clone(), b.clone()))
}
