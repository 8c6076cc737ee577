//! Texts that a script puts together.
//!
//! What is put together with a document's text is of the document still: it compares as that does, and what a placeholder
//! stands for in it is no more known than before. Rhai makes every list and every object the same text, so that any two of
//! them would be equal: those are refused, but for `${…}`, where Rhai asks nobody.

use super::open::Open;
use super::stop::{Failure, fail, unknown};
use super::text::Text;
use super::view::{At, View};
use super::work::STRING_BYTES;
use rhai::{Dynamic, Engine, EvalAltResult, INT, ImmutableString, Position};

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("+", |a: Text, b: Text| joined(&a, &format!("{}{}", a.spelt(), b.spelt())));
    engine.register_fn("+", |a: Text, b: ImmutableString| joined(&a, &format!("{}{b}", a.spelt())));
    engine.register_fn("+", |a: ImmutableString, b: Text| joined(&b, &format!("{a}{}", b.spelt())));
    engine.register_fn("+", |a: Text, b: Dynamic| {
        scalar(&a, &b).and_then(|other| joined(&a, &format!("{}{other}", a.spelt())))
    });
    engine.register_fn("+", |a: Dynamic, b: Text| {
        scalar(&b, &a).and_then(|other| joined(&b, &format!("{other}{}", b.spelt())))
    });
    engine.register_fn("to_string", |view: &mut View| no_text::<ImmutableString>(view));
    engine.register_fn("to_string", |_: &mut Open| -> Result<ImmutableString, Failure> { Err(fail(NO_TEXT)) });
    engine.register_fn("+", |_: ImmutableString, view: View| no_text::<ImmutableString>(&view));
    engine.register_fn("+", |view: View, _: ImmutableString| no_text::<ImmutableString>(&view));
    engine.register_fn("+=", |_: &mut ImmutableString, view: View| no_text::<()>(&view));
    engine.register_fn("+", |_: ImmutableString, _: Open| -> Result<ImmutableString, Failure> { Err(fail(NO_TEXT)) });
    engine.register_fn("+", |_: Open, _: ImmutableString| -> Result<ImmutableString, Failure> { Err(fail(NO_TEXT)) });
    engine.register_fn("+=", |_: &mut ImmutableString, _: Open| -> Result<(), Failure> { Err(fail(NO_TEXT)) });
}

const NO_TEXT: &str = "a list or an object is no text; name a value inside it";

/// What a document holds in the place of text could be anything; what a look-up found is no text whatever the estate is.
fn no_text<T>(view: &View) -> Result<T, Failure> {
    Err(match view.at {
        At::Node(..) => unknown(format!("{} is {}, not text", view.called(), view.kind())),
        At::Resource(_) | At::Resources(_) => fail(NO_TEXT),
    })
}

/// How another value is spelt behind or before a text. A number beside a text of a document may be meant to be added, where
/// the document writes its numbers as text.
fn scalar(text: &Text, other: &Dynamic) -> Result<String, Failure> {
    if let Some(view) = other.read_lock::<View>() {
        return no_text(&view);
    }
    if other.is_unit() {
        return Ok(String::new());
    }
    if !(other.is::<INT>() || other.is::<f64>() || other.is::<bool>() || other.is::<char>()) {
        return Err(fail(NO_TEXT));
    }
    if !text.is_made() {
        return Err(unknown(format!(
            "{} is text, and is added to {}; where it is a number, write parse_int(…) or parse_float(…) around it",
            text.called(),
            if other.is::<bool>() { "true or false" } else { "a number" }
        )));
    }
    Ok(other.to_string())
}

/// A text that was put together with `of`; it is bounded as the script's own texts are.
fn joined(of: &Text, whole: &str) -> Result<Text, Failure> {
    if whole.len() > STRING_BYTES {
        return Err(Box::new(EvalAltResult::ErrorDataTooLarge("Length of string".to_owned(), Position::NONE)));
    }
    Ok(of.derive(whole))
}
