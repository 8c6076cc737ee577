//! What a script answers.

use super::read::ReadId;
use super::stop::{Failure, Stop, fail, stop};
use super::text::{self, Text};
use super::view::View;
use rhai::{Dynamic, Engine};

/// A script's answer in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Healthy,
    /// With the reason, and the read of the node that it is about.
    Unhealthy(Option<String>, Option<ReadId>),
    NotApplicable(String),
}

/// `healthy()`, `unhealthy(…)`, `not_applicable(…)`, and `unknown(…)`, which ends the evaluation as reading an unknown value
/// does.
pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Outcome>("outcome");
    engine.register_fn("healthy", || Outcome::Healthy);
    engine.register_fn("unhealthy", |why: Dynamic| -> Result<Outcome, Failure> {
        Ok(Outcome::Unhealthy(Some(reason(&why)?), None))
    });
    engine.register_fn("unhealthy", |why: Dynamic, about: Dynamic| -> Result<Outcome, Failure> {
        Ok(Outcome::Unhealthy(Some(reason(&why)?), read_of(&about)))
    });
    engine.register_fn("not_applicable", |why: Dynamic| -> Result<Outcome, Failure> {
        Ok(Outcome::NotApplicable(reason(&why)?))
    });
    engine
        .register_fn("unknown", |why: Dynamic| -> Result<Outcome, Failure> { Err(stop(Stop::Unknown(reason(&why)?))) });
}

impl Outcome {
    /// What an answer without words means.
    pub fn of(healthy: bool) -> Self {
        if healthy { Self::Healthy } else { Self::Unhealthy(None, None) }
    }
}

/// What a script's last value means, when it is no boolean; the error says what it was instead.
pub(super) fn interpret(value: Dynamic) -> Result<Outcome, String> {
    let kind = value.type_name();
    value.try_cast::<Outcome>().ok_or_else(|| {
        let what = match kind {
            "()" => "nothing",
            "i64" | "f64" => "a number",
            "string" | "text" => "text",
            "array" => "a list",
            "map" => "an object",
            other => other,
        };
        format!(
            "the script gave {what}; it must give true, false, healthy(), unhealthy(\"why\") or not_applicable(\"why\")"
        )
    })
}

fn reason(why: &Dynamic) -> Result<String, Failure> {
    text::text_of(why).ok_or_else(|| fail(format!("the reason must be text, not {}", why.type_name())))
}

/// The read behind a value, when it came from a document; scalars that became Rhai's own have lost theirs.
fn read_of(value: &Dynamic) -> Option<ReadId> {
    if let Some(view) = value.read_lock::<View>() {
        return Some(view.read);
    }
    value.read_lock::<Text>().and_then(|text| text.read)
}
