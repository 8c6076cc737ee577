//! The sandbox: what scripts may use, and how much of it.

use super::stop::{Failure, Stop, reason_token, unknown};
use super::text::Text;
use super::trace::{Frame, Names};
use super::view::{Held, View};
use super::work::{BLOCK, STRING_BYTES, TooMuchWork, Work};
use super::writes::{absent, read_of};
use super::{compare, helpers, join, list, look_up, text, truth, verdict};
use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicFnPackage, BasicIteratorPackage, BasicMapPackage, BasicMathPackage,
    BasicStringPackage, LogicPackage, MoreStringPackage, Package,
};
use rhai::{Array, Dynamic, Engine, ImmutableString, Map, OptimizationLevel};
use std::any::TypeId;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Instant;

/// Bounds of one evaluation; they decide alike on every machine.
mod limit {
    pub const OPERATIONS: u64 = 1_000_000;
    pub const CALL_LEVELS: usize = 32;
    pub const EXPRESSION_DEPTH: usize = 64;
    /// Items of a script's own list, and of lists in it, so that this bounds how deep lists nest. What documents and
    /// look-ups give is no list of the script's own, and may be of any length.
    pub const ARRAY_ITEMS: usize = 10_000;
    pub const MAP_ITEMS: usize = 10_000;
    pub const VARIABLES: usize = 1_000;
    pub const FUNCTIONS: usize = 200;
}

/// Words of the language that no policy needs and that could surprise.
const WITHHELD: [&str; 5] = ["eval", "print", "debug", "exit", "curry"];

/// An engine with everything that checks may use, and nothing else. `deadline` ends the whole run, never one check.
pub(super) fn engine(deadline: Option<Instant>, work: &Work) -> Engine {
    let mut engine = Engine::new_raw();
    Standard::new().register_into_engine(&mut engine);
    set_limits(&mut engine);
    for word in WITHHELD {
        engine.disable_symbol(word);
    }
    engine.set_strict_variables(true);
    engine.set_fail_on_invalid_map_property(true);
    engine.set_optimization_level(OptimizationLevel::None);
    // With them Rhai answers for its own types before it looks for functions, and answers some questions wrongly.
    engine.set_fast_operators(false);
    let counted = work.clone();
    engine.on_progress(move |_| match counted.step() {
        Err(TooMuchWork) => Some(reason_token(Stop::TooMuchWork)),
        Ok(false) => None,
        Ok(true) => deadline.filter(|deadline| Instant::now() > *deadline).map(|_| reason_token(Stop::Deadline)),
    });
    engine.set_default_tag(Dynamic::from(work.clone()));
    engine.register_type_with_name::<View>("resource or part of it");
    text::register(&mut engine);
    join::register(&mut engine);
    list::register(&mut engine);
    compare::register(&mut engine);
    truth::register(&mut engine);
    look_up::register(&mut engine);
    verdict::register(&mut engine);
    helpers::register(&mut engine);
    engine
}

rhai::def_package! {
    /// The standard packages but `LanguageCorePackage` and the time, blob, bit and debugging ones. They are one: a function
    /// that is not the first package's is looked for in each.
    Standard(module): ArithmeticPackage, LogicPackage, BasicStringPackage, MoreStringPackage, BasicIteratorPackage,
        BasicFnPackage, BasicArrayPackage, BasicMapPackage, BasicMathPackage {
        list::register_loops(module);
    }
}

fn set_limits(engine: &mut Engine) {
    engine.set_max_operations(limit::OPERATIONS);
    engine.set_max_call_levels(limit::CALL_LEVELS);
    engine.set_max_expr_depths(limit::EXPRESSION_DEPTH, limit::EXPRESSION_DEPTH);
    engine.set_max_string_size(STRING_BYTES);
    engine.set_max_array_size(limit::ARRAY_ITEMS);
    engine.set_max_map_size(limit::MAP_ITEMS);
    engine.set_max_variables(limit::VARIABLES);
    engine.set_max_functions(limit::FUNCTIONS);
}

/// Lets scripts see `resource`, `inventory` and `params`.
///
/// What variables hold is counted as work whenever they are named, since it is copied or gone through.
///
/// They are no variables of the scope: a closure that captures one would make it shared, and Rhai refuses to read a
/// shared variable while a method of it runs, as in `resource.rules.any(|rule| rule.kind == resource.kind)`. What a function
/// was passed of a document is no longer shared when it is named again, for the same reason: it is a handle, so that the
/// closure loses nothing.
pub(super) fn resolve_globals(engine: &mut Engine, work: Work, find: impl Fn(&str) -> Option<Dynamic> + 'static) {
    // The call is marked as deprecated only to say that it may change; the version of Rhai is pinned.
    #[expect(deprecated)]
    engine.on_var(move |name, index, mut context| {
        let is_in_function = context.call_level() > 0;
        // A closure may have captured what has a global's name; an index tells that it is the function's own.
        let is_global = index == 0 && !(is_in_function && context.scope().contains(name));
        let value = if is_global { find(name) } else { None };
        let Some(held) = value.as_ref().or_else(|| context.scope().get(name)) else { return Ok(value) };
        work.charge(weight(held) / 4)?;
        let is_captured = index > 0 && is_in_function && held.is_shared();
        let own = (is_captured && (held.is::<View>() || held.is::<Text>())).then(|| held.flatten_clone());
        if let Some(own) = own
            && let Some(variable) = context.scope_mut().get_mut(name)
        {
            *variable = own;
        }
        Ok(value)
    });
}

/// The frame of the evaluation that is under way; views carry theirs, absent values cannot.
pub(super) type UnderWay = Rc<dyn Fn() -> Option<Rc<Frame>>>;

/// Makes `.name` readable on everything that a path can pass through: absent values give `()`, and what a scalar would hold in
/// the place of an object is unknown.
///
/// One getter per name is a third faster than an indexer for all names, and the only way that Rhai offers for `()` and
/// numbers.
pub(super) fn register_property(engine: &mut Engine, names: &Rc<RefCell<Names>>, under_way: &UnderWay, name: &str) {
    let place = names.borrow_mut().keep(name);
    let owned: ImmutableString = name.into();
    engine.register_get(name, move |view: &mut View| view.property(&owned, place).map(Held::dynamic));
    let frame = under_way.clone();
    // A raw function sees the tag of the absent value, which remembers where nothing was.
    engine.register_raw_fn(format!("get${name}"), [TypeId::of::<()>()], move |_, arguments| match frame() {
        Some(frame) => below_absent(&frame, arguments[0], place),
        None => Ok(Dynamic::UNIT),
    });
    engine.register_get(name, |text: &mut Text| property_of(text));
    engine.register_get(name, |_: &mut bool| scalar("true or false"));
    engine.register_get(name, |_: &mut i64| scalar("a number"));
    engine.register_get(name, |_: &mut f64| scalar("a number"));
}

/// Makes `["name"]` readable like `.name`.
pub(super) fn register_index(engine: &mut Engine, under_way: &UnderWay) {
    engine.register_indexer_get(|view: &mut View, name: ImmutableString| indexed(view, &name).map(Held::dynamic));
    engine.register_indexer_get(|view: &mut View, name: Text| indexed(view, &name.get()).map(Held::dynamic));
    let (frame, key) = (under_way.clone(), TypeId::of::<ImmutableString>());
    engine.register_raw_fn("index$get$", [TypeId::of::<()>(), key], move |_, arguments| match frame() {
        Some(frame) => {
            let place = frame.intern(&text::text_of(arguments[1]).unwrap_or_default())?;
            below_absent(&frame, arguments[0], place)
        }
        None => Ok(Dynamic::UNIT),
    });
    engine.register_indexer_get(|text: &mut Text, _: ImmutableString| property_of(text));
    engine.register_indexer_get(|_: &mut bool, _: ImmutableString| scalar("true or false"));
    engine.register_indexer_get(|_: &mut f64, _: ImmutableString| scalar("a number"));
}

/// A text has no properties, and it is unknown what those were of an object that was cut to a text.
pub(super) fn property_of(text: &Text) -> Result<(), Failure> {
    text.whole()?;
    Err(unknown(format!("{} is text, not an object", text.called())))
}

/// A scalar has none either.
pub(super) fn scalar(what: &str) -> Result<(), Failure> {
    Err(unknown(format!("{what} stands where an object belongs")))
}

/// The member of a name that a script made.
pub(super) fn indexed(view: &View, name: &str) -> Result<Held, Failure> {
    let place = view.frame.intern(name)?;
    view.property(name, place)
}

/// What is absent below an absent value.
fn below_absent(frame: &Frame, above: &Dynamic, place: u32) -> Result<Dynamic, Failure> {
    frame.below_absent(read_of(above.tag()), place).map(|read| read.map_or(Dynamic::UNIT, absent))
}

/// The elements of a value, the letters of a text that a script made, which it may set apart, and the blocks of a document's.
pub(super) fn weight(value: &Dynamic) -> usize {
    // Most of what is named is a view, which weighs nothing, nor does what is no text and no list.
    if value.is::<View>() || value.is_int() || value.is_bool() {
        return 0;
    }
    /// What a member costs of an object, which is found by its name.
    const MEMBER: usize = 4;
    if value.is_string() {
        return value.read_lock::<ImmutableString>().map_or(0, |text| text.len());
    }
    if value.is_array() {
        return value
            .read_lock::<Array>()
            .map_or(0, |items| items.iter().fold(items.len(), |sum, item| sum + weight(item)));
    }
    if value.is_map() {
        let sum = |members: &Map| members.values().fold(members.len() * MEMBER, |sum, member| sum + weight(member));
        return value.read_lock::<Map>().map_or(0, |members| sum(&members));
    }
    value.read_lock::<Text>().map_or(0, |text| text.bytes() / BLOCK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_costs_what_may_be_done_with_it() {
        let text = Dynamic::from("x".repeat(60_000));
        let list = Dynamic::from_array(vec![Dynamic::from(1 as rhai::INT); 9_000]);
        let map = |count: usize| (0..count).map(|number| (number.to_string().into(), Dynamic::UNIT)).collect::<Map>();
        let holder = Dynamic::from_array(vec![text.clone(), Dynamic::from_map(map(10))]);
        let weights = [&text, &list, &Dynamic::from_map(map(9_000)), &holder].map(weight);
        assert_eq!(weights, [60_000, 9_000, 36_000, 60_042]);
    }
}
