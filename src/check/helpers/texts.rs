//! What texts and names are made of.

use super::super::stop::{Failure, fail, unknown};
use super::super::text::Text;
use super::super::view::View;
use super::super::work;
use super::patterns::read;
use super::{Callable, Helper, not_understood, stands_for, written};
use regex::{Regex, RegexBuilder};
use rhai::{Array, Dynamic, ImmutableString, NativeCallContext};
use std::cell::RefCell;
use std::collections::BTreeMap;

pub(super) const HELPERS: [Callable; 4] = [
    Callable {
        about: Helper {
            group: "text",
            signature: "matches(text, pattern) → bool",
            description: "Whether a regular expression matches somewhere in the text, without regard to case; ^ and $ hold its ends. False when absent; in time that grows with the text alone.",
        },
        register: |engine| {
            let known = RefCell::<BTreeMap<String, Regex>>::default();
            engine.register_fn("matches", move |context: NativeCallContext, text: Dynamic, pattern: Dynamic| {
                let written = written(&pattern).ok_or_else(|| fail("matches wants a text first, then the pattern"))?;
                let Some(text) = read(&text)? else { return Ok::<bool, Failure>(false) };
                work::add(&context, 1 + text.len() / 16);
                let mut known = known.borrow_mut();
                if let Some(regex) = known.get(&written) {
                    return Ok(regex.is_match(&text));
                }
                work::add(&context, COMPILED);
                let regex = expression(&written).map_err(|why| not_understood(&pattern, why))?;
                // A script that makes patterns makes any number of them.
                if known.len() >= KEPT {
                    known.clear();
                }
                Ok(known.entry(written).or_insert(regex).is_match(&text))
            });
        },
    },
    Callable {
        about: Helper {
            group: "text",
            signature: "location(text) → text or ()",
            description: "The name of a place as the platform writes it: \"West Europe\" is westeurope; () when absent.",
        },
        register: |engine| {
            engine.register_fn("location", |place: Dynamic| -> Result<Dynamic, Failure> {
                let place = read(&place)?;
                let bare = |place: String| place.split_whitespace().collect::<String>().to_lowercase();
                Ok(place.map_or(Dynamic::UNIT, |place| Dynamic::from(Text::made(&bare(place), None))))
            });
        },
    },
    Callable {
        about: Helper {
            group: "text",
            signature: "text.characters() → list",
            description: "The characters of a text, each a text of its own; none when absent.",
        },
        register: |engine| {
            engine.register_fn("characters", |context: NativeCallContext, text: &mut Text| {
                let whole = text.whole()?;
                let parts =
                    characters(&context, &whole).ok_or_else(|| unknown(format!("{} is too long", text.called())))?;
                Ok::<Array, Failure>(parts.map(|part| Dynamic::from(text.derive(part))).collect())
            });
            engine.register_fn("characters", |context: NativeCallContext, text: ImmutableString| {
                let parts =
                    characters(&context, &text).ok_or_else(|| fail("the text is too long for its characters"))?;
                Ok::<Array, Failure>(parts.map(|part| part.to_owned().into()).collect())
            });
            engine.register_fn("characters", |(): &mut ()| Array::new());
        },
    },
    Callable {
        about: Helper {
            group: "lists",
            signature: "object.keys() → list",
            description: "The names of what an object holds, such as those of tags; none when absent.",
        },
        register: |engine| {
            engine.register_fn("keys", |view: &mut View| -> Result<Array, Failure> {
                let node = view.node().filter(|_| !view.is_array());
                let node = node.ok_or_else(|| unknown(format!("{} is a list, not an object", view.called())))?;
                view.frame.charge(node.len())?;
                let name = |name: &str| Dynamic::from(Text::made(name, Some(view.read)));
                Ok(node.members().map(|(each, _)| name(&each)).collect())
            });
            engine.register_fn("keys", |(): &mut ()| Array::new());
            engine.register_fn("keys", |text: &mut Text| -> Result<Array, Failure> {
                Err(unknown(format!("{}, not an object", stands_for(&Dynamic::from(text.clone())))))
            });
        },
    },
];

/// Patterns that are kept ready.
const KEPT: usize = 64;
/// What it costs to get one ready, in steps.
const COMPILED: usize = 2_000;
/// Bytes of memory that one may take; an honest pattern takes a few thousand.
const LARGEST: usize = 1 << 20;
/// Characters that a text is taken apart into: no list of a script is longer.
const LONGEST: usize = 10_000;

/// A regular expression.
///
/// # Errors
/// Why it is none.
pub(in crate::check) fn expression(pattern: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(pattern).case_insensitive(true).size_limit(LARGEST).dfa_size_limit(LARGEST).build();
    built.map_err(|problem| match problem {
        regex::Error::CompiledTooBig(_) => "the pattern is too large".to_owned(),
        problem => {
            let last = problem.to_string().lines().last().unwrap_or_default().replace("error: ", "");
            format!("this is not a regular expression: {last}")
        }
    })
}

fn characters<'t>(context: &NativeCallContext, text: &'t str) -> Option<impl Iterator<Item = &'t str>> {
    work::add(context, text.len());
    let ends = text.char_indices().map(|(place, letter)| &text[place..place + letter.len_utf8()]);
    (text.len() <= LONGEST).then_some(ends)
}
