//! Patterns and exact comparison.

use super::super::stop::{Failure, fail, unknown};
use super::super::text::{doubt, same, text_of};
use super::super::work;
use super::{Callable, Helper, stands_for, written};
use globset::{GlobBuilder, GlobSet};
use rhai::{Array, Dynamic, ImmutableString, NativeCallContext};

pub(super) const HELPERS: [Callable; 3] = [
    Callable {
        about: Helper {
            group: "text",
            signature: "glob(pattern, text) → bool",
            description: "Whether text matches a pattern of *, ? and [a-z], without regard to case; false when absent.",
        },
        register: |engine| {
            engine.register_fn("glob", |context: NativeCallContext, pattern: Dynamic, text: Dynamic| {
                let pattern = written(&pattern).ok_or_else(|| fail("glob wants a pattern first, then the text"))?;
                let Some(text) = read(&text)? else { return Ok::<bool, Failure>(false) };
                work::add(&context, pattern.len().saturating_mul(4 + text.len() / 16));
                matches(GlobBuilder::new(&pattern).case_insensitive(true), &text).map_err(fail)
            });
        },
    },
    Callable {
        about: Helper {
            group: "text",
            signature: "same_case(a, b) → bool",
            description: "Whether two texts are equal, upper and lower case told apart.",
        },
        register: |engine| {
            engine.register_fn("same_case", |a: Dynamic, b: Dynamic| match (read(&a)?, read(&b)?) {
                (Some(a), Some(b)) => Ok::<bool, Failure>(a == b),
                _ => Ok(false),
            });
        },
    },
    Callable {
        about: Helper {
            group: "text",
            signature: "is_word(text, words) → bool",
            description: "True for one of the words; any other is unknown, and so is absence: for settings of which only some words mean something.",
        },
        register: |engine| {
            engine.register_fn("is_word", |text: Dynamic, words: Array| is_word(&text, &words));
        },
    },
];

/// See [`HELPERS`].
pub(super) fn is_word(text: &Dynamic, words: &[Dynamic]) -> Result<bool, Failure> {
    let found = read(text)?;
    let is = |word: &Dynamic| text_of(word).is_some_and(|word| found.as_deref().is_some_and(|text| same(text, &word)));
    let shown = || found.as_deref().map_or("nothing".to_owned(), |text| format!("{text:?}"));
    let is_known = words.iter().any(is).then_some(true);
    is_known.ok_or_else(|| unknown(format!("{} stands where a known word belongs", shown())))
}

/// A text, or a number as it is written; `None` for nothing. What else a document holds, what was cut, and what has something
/// around it is unknown.
pub(super) fn read(value: &Dynamic) -> Result<Option<String>, Failure> {
    if value.is_unit() {
        return Ok(None);
    }
    let text = written(value).ok_or_else(|| unknown(format!("{}, not text", stands_for(value))))?;
    let doubt = if value.is::<ImmutableString>() { None } else { doubt(&text) };
    doubt.map_or(Ok(Some(text)), |why| Err(unknown(why)))
}

/// Characters of a pattern; a longer one takes long to get ready, and nobody writes it.
const LONGEST: usize = 1000;

/// Whether a text matches a pattern.
///
/// # Errors
/// Why it is no pattern.
pub(crate) fn matches(pattern: &GlobBuilder<'_>, text: &str) -> Result<bool, String> {
    let glob = pattern.build().map_err(|problem| format!("this is not a pattern: {}", problem.kind()))?;
    if glob.glob().len() > LONGEST {
        return Err(format!("the pattern is longer than {LONGEST} characters"));
    }
    // A set says why it cannot be made, where a single matcher ends the program.
    let set =
        GlobSet::builder().add(glob).build().map_err(|problem| format!("this is not a pattern: {}", problem.kind()))?;
    Ok(set.is_match(text))
}
