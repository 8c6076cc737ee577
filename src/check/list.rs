//! Lists, as scripts see them: document arrays, absent values (which are empty), Rhai's own arrays, and lists of which not
//! all is known.
//!
//! `any`, `all` and `contains` step past unknown elements: a known one may decide, else the answer is unknown. What `filter`
//! and `map` make of an unknown element is unknown in its place.

use super::doubt::Doubt;
use super::open::{Elements, Open};
use super::stop::{self, Failure, Stop, fail};
use super::text::{self, Text};
use super::truth;
use super::view::{Held, View};
use rhai::{Array, Dynamic, Engine, FnPtr, INT, ImmutableString, Module, NativeCallContext, Variant};
use std::any::TypeId;

/// Everything that scripts may do with lists.
pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Open>(stop::OPEN);
    register_questions(engine, elements);
    register_questions(engine, |array: &Array| Ok(Box::new(array.clone().into_iter().map(Ok))));
    register_questions(engine, |open: &Open| Ok(open.elements()));
    register_absent(engine);
    refuse_questions::<Text>(engine);
    refuse_all::<INT>(engine);
    refuse_all::<f64>(engine);
    refuse_all::<bool>(engine);
    refuse_places::<Text>(engine);
    refuse_places::<f64>(engine);
    refuse_places::<bool>(engine);
    // As a part of a text a list says nothing: where that decides, it is no good news.
    engine.register_fn("to_string", |view: &mut View| {
        view.frame.doubt(|| Doubt::Woven(view.called(), view.kind()));
        ImmutableString::from("…")
    });
    engine.register_fn("len", |view: &mut View| view.len());
    engine.register_fn("is_empty", |view: &mut View| view.len() == 0);
    engine.register_indexer_get(|view: &mut View, index: INT| view.element(index).map(Held::dynamic));
    engine.register_fn("len", |open: &mut Open| open.len());
    engine.register_fn("is_empty", |open: &mut Open| open.is_empty());
    engine.register_indexer_get(|open: &mut Open, index: INT| open.element(index));
    engine.register_fn("contains", view_contains);
    engine.register_fn("contains", |context: NativeCallContext, array: &mut Array, wanted: Dynamic| {
        contains(&context, array.iter().cloned().map(Ok), &wanted)
    });
    engine.register_fn("contains", |context: NativeCallContext, open: &mut Open, wanted: Dynamic| {
        contains(&context, open.elements(), &wanted)
    });
}

/// What may be asked of every list.
fn register_questions<T: Variant + Clone>(engine: &mut Engine, elements: fn(&T) -> Result<Elements, Failure>) {
    for name in ["any", "some"] {
        engine.register_fn(name, move |context: NativeCallContext, list: &mut T, test: FnPtr| {
            any(&context, elements(list)?, &test)
        });
    }
    engine.register_fn("all", move |context: NativeCallContext, list: &mut T, test: FnPtr| {
        all(&context, elements(list)?, &test)
    });
    engine.register_fn("filter", move |context: NativeCallContext, list: &mut T, test: FnPtr| {
        filter(&context, elements(list)?, &test)
    });
    engine.register_fn("map", move |context: NativeCallContext, list: &mut T, make: FnPtr| {
        Open::of(elements(list)?.map(|item| make.call_raw(&context, None, [item?])))
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

/// A document's scalar, which says nothing of what a list in its place would hold.
trait Scalar: Variant + Clone {
    /// Why it is no list.
    fn why(&self) -> String;

    fn refused(&self) -> Failure {
        stop::unknown(self.why())
    }
}

impl Scalar for Text {
    fn why(&self) -> String {
        format!("{} is text, not a list", self.called())
    }

    fn refused(&self) -> Failure {
        self.whole().err().unwrap_or_else(|| stop::unknown(self.why()))
    }
}

impl Scalar for INT {
    fn why(&self) -> String {
        "a number stands where a list belongs".to_owned()
    }
}

impl Scalar for f64 {
    fn why(&self) -> String {
        (*self as INT).why()
    }
}

impl Scalar for bool {
    fn why(&self) -> String {
        "true or false stands where a list belongs".to_owned()
    }
}

/// Why a scalar of a document is no list; nothing where it may be one.
pub(super) fn refused(value: &Held) -> Option<Failure> {
    match value {
        Held::Text(text) => Some(text.refused()),
        Held::Whole(value) => Some(value.refused()),
        Held::Fraction(value) => Some(value.refused()),
        Held::Truth(value) => Some(value.refused()),
        Held::Absent(_) | Held::View(_) | Held::Other(_) => None,
    }
}

fn refuse_questions<T: Scalar>(engine: &mut Engine) {
    for name in ["any", "some", "all", "filter", "map"] {
        engine.register_fn(name, |value: T, _: FnPtr| -> Result<Dynamic, Failure> { Err(value.refused()) });
    }
}

/// The same of an element by its place. Rhai itself takes a place in a whole number for one of its bits.
fn refuse_places<T: Scalar>(engine: &mut Engine) {
    engine.register_indexer_get(|value: &mut T, _: INT| -> Result<Dynamic, Failure> { Err(value.refused()) });
}

/// The same of what may be asked of text too.
fn refuse_all<T: Scalar>(engine: &mut Engine) {
    refuse_questions::<T>(engine);
    for name in ["len", "is_empty", "trim", "to_lower", "to_upper"] {
        engine.register_fn(name, |value: T| -> Result<Dynamic, Failure> { Err(value.refused()) });
    }
    for name in ["contains", "starts_with", "ends_with", "split"] {
        engine.register_fn(name, |value: T, _: Dynamic| -> Result<Dynamic, Failure> { Err(value.refused()) });
    }
}

/// What `for` goes through.
pub(super) fn register_loops(loops: &mut Module) {
    loops.set_iter_result(TypeId::of::<View>(), |view| {
        let view = view.cast::<View>();
        elements(&view).unwrap_or_else(|failure| Box::new(std::iter::once(Err(failure))))
    });
    loops.set_iter_result(TypeId::of::<Open>(), |open| open.cast::<Open>().elements());
    loops.set_iter_result(TypeId::of::<()>(), |_| Box::new(std::iter::empty()));
    refuse_loops::<Text>(loops);
    refuse_loops::<INT>(loops);
    refuse_loops::<f64>(loops);
    refuse_loops::<bool>(loops);
}

fn refuse_loops<T: Scalar>(loops: &mut Module) {
    loops.set_iter_result(TypeId::of::<T>(), |value| Box::new(std::iter::once(Err(value.cast::<T>().refused()))));
}

fn elements(view: &View) -> Result<Elements, Failure> {
    view.listed()?;
    Ok(view.elements())
}

/// What `test` says of an element; `None` when that is unknown.
fn ask(context: &NativeCallContext, item: Result<Dynamic, Failure>, test: &FnPtr) -> Result<Answer, Failure> {
    let answered = item.and_then(|item| Ok((item.clone(), says(&test.call_raw(context, None, [item])?)?)));
    match answered {
        Ok((item, answer)) => Ok(Answer::Known(item, answer)),
        Err(failure) if is_unknown(&failure) => Ok(Answer::Unknown(failure)),
        Err(failure) => Err(failure),
    }
}

/// Whether an evaluation met what is not known, so that something else may decide.
pub(super) fn is_unknown(failure: &Failure) -> bool {
    matches!(stop::reason(failure), Some(Stop::Unknown(_)))
}

/// What a condition says of an element.
fn says(answer: &Dynamic) -> Result<bool, Failure> {
    let kind = || fail(format!("the condition gave {}, not true or false", super::kind::of(answer)));
    truth::of(answer).unwrap_or_else(|| Err(kind()))
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

fn filter(context: &NativeCallContext, items: Elements, test: &FnPtr) -> Result<Dynamic, Failure> {
    let kept = items.filter_map(|item| match ask(context, item, test) {
        Ok(Answer::Known(item, answer)) => answer.then_some(Ok(item)),
        Ok(Answer::Unknown(failure)) | Err(failure) => Some(Err(failure)),
    });
    Open::of(kept)
}

/// Whether a list holds `wanted`, or an object has a member of that name.
fn view_contains(context: NativeCallContext, view: &mut View, wanted: Dynamic) -> Result<bool, Failure> {
    if !view.is_array() {
        return Ok(text::text_of(&wanted).is_some_and(|name| view.node().and_then(|node| node.get(&name)).is_some()));
    }
    contains(&context, view.elements(), &wanted)
}

/// Whether an item equals `wanted`; unknown when none does and one might.
fn contains(
    context: &NativeCallContext,
    mut items: impl Iterator<Item = Result<Dynamic, Failure>>,
    wanted: &Dynamic,
) -> Result<bool, Failure> {
    let mut unknown = None;
    let found = items.find_map(|item| match item.and_then(|item| equal(context, &item, wanted)) {
        Ok(false) => None,
        Err(failure) if is_unknown(&failure) => {
            unknown.get_or_insert(failure);
            None
        }
        decided => Some(decided),
    });
    found.unwrap_or_else(|| unknown.map_or(Ok(false), Err))
}

/// Whether two values are equal, as `==` says.
pub(super) fn equal(context: &NativeCallContext, a: &Dynamic, b: &Dynamic) -> Result<bool, Failure> {
    let text = |a: &Dynamic, b: &Dynamic| {
        let (a, b) = (a.read_lock::<Text>()?, b.read_lock::<ImmutableString>()?);
        Some(text::equal(&a, &b))
    };
    match text(a, b).or_else(|| text(b, a)) {
        Some(equal) => equal,
        None => context.call_native_fn("==", (a.clone(), b.clone())),
    }
}
