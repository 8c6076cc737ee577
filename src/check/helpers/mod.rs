//! Functions for what cloud resources are full of: ports, addresses, versions, durations and patterns.
//!
//! Each takes what a document may hold (text, a number, a list of them, or nothing) and says what absence counts as.
//! Text that cannot be understood is never a quiet `false`: a document's is unknown, a script's own an error of the script.

mod addresses;
mod days;
mod durations;
mod language;
mod patterns;
mod ports;
mod presence;
mod texts;
mod uses;
mod versions;

pub(super) use days::is_named_in as name_the_day;
pub(crate) use days::parse as date_of;
pub(crate) use patterns::matches;
pub(super) use texts::expression;
pub use uses::{USES_FILE, Uses, uses_of};

use super::helper::Helper;
use super::list::is_unknown;
use super::look_up;
use super::open::{Elements, Open};
use super::stop::{Failure, fail, unknown};
use super::text::{Text, same, text_of};
use super::view::View;
use rhai::{Array, Dynamic, Engine, ImmutableString};
use std::ops::Deref;

/// The functions of the check language, grouped and in the order to read them; of Rhai's own those that a check needs.
pub fn functions() -> Vec<Helper> {
    let callable = GROUPS.into_iter().flatten().map(|callable| callable.about);
    let listed = ANSWERS.into_iter().chain(look_up::helpers()).chain(LISTS).chain(callable);
    let mut all: Vec<Helper> = listed.chain(language::FUNCTIONS).collect();
    let mut groups: Vec<&str> = Vec::new();
    all.iter().map(|helper| helper.group).for_each(|group| {
        if !groups.contains(&group) {
            groups.push(group)
        }
    });
    all.sort_by_key(|helper| groups.iter().position(|group| *group == helper.group));
    all
}

/// All that scripts may say: operators, statements, what a resource holds, and the functions.
pub fn reference() -> Vec<Helper> {
    language::WORDS.into_iter().chain(functions()).collect()
}

pub(super) fn register(engine: &mut Engine) {
    GROUPS.into_iter().flatten().for_each(|callable| (callable.register)(engine));
}

/// A helper that needs nothing but what it is passed, and so no engine.
pub(super) type Direct = fn(&[Dynamic]) -> Result<bool, Failure>;

/// The helper of a name that a plan calls directly, with so many arguments. Where it would refuse what it is
/// passed, it fails, and the engine says why.
pub(super) fn direct(name: &str, count: usize) -> Option<Direct> {
    let helper: Direct = match (name, count) {
        ("is_text", 1) => |passed| presence::is_text(&passed[0]),
        ("is_object", 1) => |passed| presence::is_object(&passed[0]),
        ("version_at_least", 2) => |passed| versions::at_least(&passed[0], &passed[1]),
        ("tls_at_least", 2) => |passed| versions::tls_at_least(&passed[0], &passed[1]),
        ("is_said", 1) => |passed| presence::is_said(&list(&passed[0])?),
        ("is_word", 2) => |passed| patterns::is_word(&passed[0], &list(&passed[1])?),
        _ => return None,
    };
    Some(helper)
}

/// The name of a helper.
pub(super) fn known(name: &str) -> Option<&'static str> {
    GROUPS.into_iter().flatten().map(|callable| callable.about.name()).find(|own| *own == name)
}

/// A list of the script's own; anything else fails, for the engine to say how.
fn list(value: &Dynamic) -> Result<impl Deref<Target = Array> + '_, Failure> {
    value.read_lock::<Array>().ok_or_else(|| fail("no list"))
}

/// A helper, and how an engine learns it: what is listed can be called.
struct Callable {
    about: Helper,
    register: fn(&mut Engine),
}

const GROUPS: [&[Callable]; 8] = [
    &ports::HELPERS,
    &addresses::HELPERS,
    &versions::HELPERS,
    &durations::HELPERS,
    &days::HELPERS,
    &patterns::HELPERS,
    &texts::HELPERS,
    &presence::HELPERS,
];

/// What cannot be understood. Of a document's value nobody can say what was meant; a script's own text is its mistake.
fn not_understood(value: &Dynamic, why: String) -> Failure {
    if value.is::<ImmutableString>() { fail(why) } else { unknown(why) }
}

/// The entries of a value: an array's elements, nothing for `()`, and anything else as the one entry.
fn entries(value: Dynamic) -> Elements {
    if value.is_unit() {
        return Box::new(std::iter::empty());
    }
    if let Some(view) = value.read_lock::<View>().filter(|view| view.is_array()) {
        return view.elements();
    }
    if let Some(open) = value.read_lock::<Open>() {
        return open.elements();
    }
    if value.is_array() {
        return Box::new(value.cast::<Array>().into_iter().map(Ok));
    }
    Box::new(std::iter::once(Ok(value)))
}

/// The entries, when all are known.
fn listed(value: Dynamic) -> Result<Vec<Dynamic>, Failure> {
    entries(value).collect()
}

/// Whether a text is what tools print in place of nothing.
fn is_nothing(text: &str) -> bool {
    ["null", "None", "nil", "undefined", "nan", "n/a", "tbd", "todo"].iter().any(|word| same(word, text))
}

/// A value, where an empty text is an absent one: so one of two settings is printed when the other one counts.
fn unless_empty(value: Dynamic) -> Dynamic {
    if text_of(&value).is_some_and(|text| text.is_empty()) { Dynamic::UNIT } else { value }
}

/// Whether `test` says yes to an entry; unknown when it does to none and one of them is not known.
fn any(value: Dynamic, mut test: impl FnMut(&Dynamic) -> Result<bool, Failure>) -> Result<bool, Failure> {
    let mut unknown = None;
    for entry in entries(value) {
        match entry.and_then(|entry| test(&entry)) {
            Ok(false) => {}
            Err(failure) if is_unknown(&failure) => unknown = unknown.or(Some(failure)),
            decided => return decided,
        }
    }
    unknown.map_or(Ok(false), Err)
}

/// What a value is that no helper can read, for people.
fn stands_for(value: &Dynamic) -> String {
    match (value.read_lock::<View>(), value.read_lock::<Text>()) {
        (Some(view), _) => format!("{} is {}", view.called(), view.kind()),
        (_, Some(text)) if text_of(value).is_some_and(|text| text.trim().is_empty()) => {
            format!("{} is blank", text.called())
        }
        (_, Some(text)) => format!("{} is another text", text.called()),
        _ => super::kind::of(value).to_owned(),
    }
}

/// A value as text: text itself, or a number as it is written.
fn written(value: &Dynamic) -> Option<String> {
    text_of(value)
        .or_else(|| value.as_int().ok().map(|number| number.to_string()))
        .or_else(|| value.as_float().ok().map(|number| number.to_string()))
}

const ANSWERS: [Helper; 5] = [
    Helper {
        group: "answers",
        signature: "healthy()",
        description: "The resource follows the recommendation; the same as true.",
    },
    Helper {
        group: "answers",
        signature: "unhealthy(why)",
        description: "It does not, for a reason that the report shows.",
    },
    Helper {
        group: "answers",
        signature: "unhealthy(why, node)",
        description: "The same, pointing at the part of the resource that is to blame.",
    },
    Helper {
        group: "answers",
        signature: "not_applicable(why)",
        description: "The recommendation is not meant for this resource.",
    },
    Helper {
        group: "answers",
        signature: "unknown(why)",
        description: "Nobody can tell, since the inventory lacks what would decide; told as lost coverage.",
    },
];

const LISTS: [Helper; 6] = [
    Helper {
        group: "lists",
        signature: "list.any(|item| …) → bool",
        description: "Whether the condition holds for an element; false for an absent list.",
    },
    Helper {
        group: "lists",
        signature: "list.all(|item| …) → bool",
        description: "Whether it holds for every element; true for an absent list.",
    },
    Helper {
        group: "lists",
        signature: "list.filter(|item| …) → list",
        description: "The elements for which it holds; none of an absent list.",
    },
    Helper {
        group: "lists",
        signature: "list.map(|item| …) → list",
        description: "What the function makes of each element.",
    },
    Helper {
        group: "lists",
        signature: "list.contains(value) → bool",
        description: "Whether the value is an element, also written `value in list`; false for an absent list.",
    },
    Helper {
        group: "lists",
        signature: "list.len() → number",
        description: "How many elements; 0 for an absent list.",
    },
];
