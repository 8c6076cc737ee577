//! Patterns and exact comparison.

use super::super::stop::{Failure, fail};
use super::{Callable, Helper, written};
use globset::GlobBuilder;
use rhai::Dynamic;

pub(super) const HELPERS: [Callable; 2] = [
    Callable {
        about: Helper {
            group: "text",
            signature: "glob(pattern, text) → bool",
            description: "Whether text matches a pattern of *, ? and [a-z], without regard to case; false when absent.",
            example: "glob(\"prod-*\", resource.name)",
        },
        register: |engine| {
            engine.register_fn("glob", |pattern: Dynamic, text: Dynamic| -> Result<bool, Failure> {
                let pattern = written(&pattern).ok_or_else(|| fail("glob wants a pattern first, then the text"))?;
                let Some(text) = written(&text) else { return Ok(false) };
                let glob = GlobBuilder::new(&pattern).case_insensitive(true).build();
                let glob = glob.map_err(|problem| fail(format!("{pattern:?} is not a pattern: {}", problem.kind())))?;
                Ok(glob.compile_matcher().is_match(&text))
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
