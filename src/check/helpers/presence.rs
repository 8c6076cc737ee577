//! Whether something is said, where a text, a number or an empty list in its place says nothing.

use super::super::stop::{Failure, unknown};
use super::super::text::{doubt, text_of};
use super::super::view::View;
use super::{Callable, Helper, is_nothing, stands_for};
use rhai::{Array, Dynamic};

pub(super) const HELPERS: [Callable; 3] = [
    Callable {
        about: Helper {
            group: "presence",
            signature: "is_text(value) → bool",
            description: "Whether a value is text that says something; false when absent, unknown for anything else, such as blanks or null in quotes.",
            example: "is_text(resource.properties.networkSecurityGroup.id)",
        },
        register: |engine| {
            engine.register_fn("is_text", |value: Dynamic| -> Result<bool, Failure> {
                let says = |text: String| !text.is_empty() && doubt(&text).is_none() && !is_nothing(&text);
                let is_text = text_of(&value).is_some_and(says);
                if is_text || value.is_unit() { Ok(is_text) } else { Err(other(&value, "text that says something")) }
            });
        },
    },
    Callable {
        about: Helper {
            group: "presence",
            signature: "is_object(value) → bool",
            description: "Whether a value is an object, be it empty; false when absent, unknown for anything else.",
            example: "is_object(resource.properties.firewallPolicy)",
        },
        register: |engine| {
            engine.register_fn("is_object", |value: Dynamic| -> Result<bool, Failure> {
                let is_object = value.is_map() || value.read_lock::<View>().is_some_and(|view| !view.is_array());
                if is_object || value.is_unit() { Ok(is_object) } else { Err(other(&value, "an object")) }
            });
        },
    },
    Callable {
        about: Helper {
            group: "presence",
            signature: "is_said([values]) → true",
            description: "True where one of the values says something; unknown where all are absent, blank or empty: for what the platform always says somewhere.",
            example: "is_said([rule.properties.destinationPortRange, rule.properties.destinationPortRanges])",
        },
        register: |engine| {
            engine.register_fn("is_said", |values: Array| -> Result<bool, Failure> {
                let is_said = values.iter().any(says_something);
                is_said.then_some(true).ok_or_else(|| unknown("none of the settings is there of which one has to be"))
            });
        },
    },
];

fn other(value: &Dynamic, wanted: &str) -> Failure {
    unknown(format!("{}, not {wanted}", stands_for(value)))
}

fn says_something(value: &Dynamic) -> bool {
    match (text_of(value), value.read_lock::<View>()) {
        (Some(text), _) => !text.trim().is_empty(),
        (None, Some(view)) => view.len() > 0,
        (None, None) => !value.is_unit(),
    }
}
