//! True and false, as documents write them.
//!
//! To Rhai, values of different types are never equal, so that `"false" != false` would call a setting in quotes healthy.
//! A boolean compares with a boolean and with text that spells one; against anything else the answer is unknown.

use super::open::Open;
use super::stop::{Failure, unknown};
use super::text::Text;
use super::view::View;
use rhai::{Dynamic, Engine, INT, ImmutableString, Variant};

pub(super) fn register(engine: &mut Engine) {
    against::<Text>(engine, of_text);
    against::<ImmutableString>(engine, |text| {
        spelt(text).ok_or_else(|| unknown("true or false is compared with text"))
    });
    against::<View>(engine, |view| Err(unknown(format!("{} is {}, not true or false", view.called(), view.kind()))));
    against::<Open>(engine, |_| Err(unknown("a list stands where true or false belongs")));
    against::<INT>(engine, |_| Err(unknown("a number stands where true or false belongs")));
    against::<f64>(engine, |_| Err(unknown("a number stands where true or false belongs")));
    engine.register_fn("!", |text: Text| of_text(&text).map(|truth| !truth));
}

/// Compares values of a type with booleans, from both sides.
fn against<T: Variant + Clone>(engine: &mut Engine, truth: fn(&T) -> Result<bool, Failure>) {
    engine.register_fn("==", move |a: T, b: bool| truth(&a).map(|a| a == b));
    engine.register_fn("==", move |a: bool, b: T| truth(&b).map(|b| a == b));
    engine.register_fn("!=", move |a: T, b: bool| truth(&a).map(|a| a != b));
    engine.register_fn("!=", move |a: bool, b: T| truth(&b).map(|b| a != b));
}

/// What a condition says; `None` where it is neither a boolean nor a document's text.
pub(super) fn of(value: &Dynamic) -> Option<Result<bool, Failure>> {
    let text = || value.read_lock::<Text>().map(|text| of_text(&text));
    value.as_bool().ok().map(Ok).or_else(text)
}

/// What a text of a document spells.
pub(super) fn of_text(text: &Text) -> Result<bool, Failure> {
    spelt(&text.get()).ok_or_else(|| unknown(format!("{} is text, not true or false", text.called())))
}

fn spelt(text: &str) -> Option<bool> {
    let is = |word| text.eq_ignore_ascii_case(word);
    is("true").then_some(true).or_else(|| is("false").then_some(false))
}
