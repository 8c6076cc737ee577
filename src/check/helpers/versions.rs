//! Versions, however services write them: `1.2`, `TLS1_2`, `v12.0`, `1.33.1`.

use super::super::stop::Failure;
use super::{Callable, Helper, not_understood, written};
use rhai::{Dynamic, INT};
use std::cmp::Ordering;

pub(super) const HELPERS: [Callable; 2] = [
    Callable {
        about: Helper {
            group: "versions",
            signature: "version_at_least(version, minimum) → bool",
            description: "Whether a version reaches the minimum; 1.2, TLS1_2 and v1.2.0 are equal; false when absent.",
            example: "version_at_least(resource.properties.minimalTlsVersion, \"1.2\")",
        },
        register: |engine| {
            engine.register_fn("version_at_least", |version: Dynamic, minimum: Dynamic| -> Result<bool, Failure> {
                Ok(!version.is_unit() && compare(&version, &minimum)?.is_ge())
            });
        },
    },
    Callable {
        about: Helper {
            group: "versions",
            signature: "version_compare(a, b) → -1, 0 or 1",
            description: "Which version is older; an absent one is older than any.",
            example: "version_compare(resource.properties.kubernetesVersion, params.minimum) >= 0",
        },
        register: |engine| {
            engine.register_fn("version_compare", |a: Dynamic, b: Dynamic| -> Result<INT, Failure> {
                Ok(compare(&a, &b)? as INT)
            });
        },
    },
];

fn compare(a: &Dynamic, b: &Dynamic) -> Result<Ordering, Failure> {
    Ok(numbers(a)?.cmp(&numbers(b)?))
}

/// The numbers of a version without trailing zeros; none when absent.
fn numbers(version: &Dynamic) -> Result<Vec<u64>, Failure> {
    if version.is_unit() {
        return Ok(Vec::new());
    }
    let text = written(version).unwrap_or_default();
    parse(&text).ok_or_else(|| not_understood(version, format!("{text:?} is not a version")))
}

fn parse(text: &str) -> Option<Vec<u64>> {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == ' ' || c == '_');
    // What follows a `-` or `+` names a build, not a version.
    let digits = digits.split(['-', '+', ' ']).next()?;
    let mut numbers = digits.split(['.', '_']).map(|part| part.parse().ok()).collect::<Option<Vec<u64>>>()?;
    while numbers.len() > 1 && numbers.last() == Some(&0) {
        numbers.pop();
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn spellings_of_one_version_are_equal() {
        for text in ["1.2", "TLS1_2", "v1.2.0", "1_2", " 1.2", "1.2.0-preview"] {
            assert_eq!(parse(text), Some(vec![1, 2]), "{text}");
        }
        for text in ["", "latest", "1.x", "None"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
