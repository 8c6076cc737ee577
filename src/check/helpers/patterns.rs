//! Patterns and exact comparison.

use super::super::stop::{Failure, fail};
use super::super::work;
use super::{Callable, Helper, written};
use globset::{GlobBuilder, GlobSet};
use rhai::{Dynamic, NativeCallContext};

pub(super) const HELPERS: [Callable; 2] = [
    Callable {
        about: Helper {
            group: "text",
            signature: "glob(pattern, text) → bool",
            description: "Whether text matches a pattern of *, ? and [a-z], without regard to case; false when absent.",
            example: "glob(\"prod-*\", resource.name)",
        },
        register: |engine| {
            engine.register_fn("glob", |context: NativeCallContext, pattern: Dynamic, text: Dynamic| {
                let pattern = written(&pattern).ok_or_else(|| fail("glob wants a pattern first, then the text"))?;
                let Some(text) = written(&text) else { return Ok::<bool, Failure>(false) };
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
            example: "same_case(resource.tags.env, \"Prod\")",
        },
        register: |engine| {
            engine.register_fn("same_case", |a: Dynamic, b: Dynamic| match (written(&a), written(&b)) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            });
        },
    },
];

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
