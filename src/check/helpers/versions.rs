//! Versions, however services write them: `1.2`, `TLS1_2`, `v12.0`, `1.33.1`.

use super::super::stop::{Failure, quoted};
use super::{Callable, Helper, not_understood, written};
use rhai::{Dynamic, INT};
use std::cmp::Ordering;

pub(super) const HELPERS: [Callable; 3] = [
    Callable {
        about: Helper {
            group: "versions",
            signature: "version_at_least(version, minimum) → bool",
            description: "Whether a version reaches the minimum; 1.2, TLS1_2 and v1.2.0 are equal; false when absent.",
        },
        register: |engine| {
            engine.register_fn("version_at_least", |version: Dynamic, minimum: Dynamic| at_least(&version, &minimum));
        },
    },
    Callable {
        about: Helper {
            group: "versions",
            signature: "version_compare(a, b) → -1, 0 or 1",
            description: "Which version is older; an absent one is older than any.",
        },
        register: |engine| {
            engine.register_fn("version_compare", |a: Dynamic, b: Dynamic| -> Result<INT, Failure> {
                Ok(compare(&a, &b)? as INT)
            });
        },
    },
    Callable {
        about: Helper {
            group: "versions",
            signature: "tls_at_least(version, minimum) → bool",
            description: "Whether a version of TLS (1.0 to 1.3, also as TLS1_2) reaches the minimum; false when absent, unknown for what is none.",
        },
        register: |engine| {
            engine.register_fn("tls_at_least", |version: Dynamic, minimum: Dynamic| tls_at_least(&version, &minimum));
        },
    },
];

/// See [`HELPERS`].
pub(super) fn at_least(version: &Dynamic, minimum: &Dynamic) -> Result<bool, Failure> {
    Ok(!version.is_unit() && compare(version, minimum)?.is_ge())
}

/// See [`HELPERS`].
pub(super) fn tls_at_least(version: &Dynamic, minimum: &Dynamic) -> Result<bool, Failure> {
    Ok(!version.is_unit() && tls(version)? >= tls(minimum)?)
}

/// The versions of TLS, the oldest first.
const TLS: [&str; 4] = ["1.0", "1.1", "1.2", "1.3"];

/// The place of a version in [`TLS`].
fn tls(version: &Dynamic) -> Result<usize, Failure> {
    let text = written(version).unwrap_or_default();
    spelt(&text).ok_or_else(|| not_understood(version, format!("{text:?} is not a version of TLS")))
}

fn spelt(text: &str) -> Option<usize> {
    let lower = text.trim().to_lowercase();
    let number = lower.strip_prefix("tls").unwrap_or(&lower);
    let number = number.strip_prefix('v').unwrap_or(number).replace('_', ".");
    // YAML takes 1.0 for a number, which is written without its fraction.
    TLS.iter().position(|known| *known == number || number == "1" && *known == "1.0")
}

fn compare(a: &Dynamic, b: &Dynamic) -> Result<Ordering, Failure> {
    Ok(numbers(a)?.cmp(&numbers(b)?))
}

/// The numbers of a version without trailing zeros; none when absent.
fn numbers(version: &Dynamic) -> Result<Vec<u64>, Failure> {
    if version.is_unit() {
        return Ok(Vec::new());
    }
    let text = written(version).unwrap_or_default();
    parse(&text).ok_or_else(|| not_understood(version, format!("{} is not a version", quoted(&text))))
}

fn parse(text: &str) -> Option<Vec<u64>> {
    let digits = text.trim_end().trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == ' ' || c == '_');
    // What follows a `-` or `+` names a build, not a version. What follows a blank may take back what stands before it.
    let digits = digits.split(['-', '+']).next()?;
    let mut numbers = digits.split(['.', '_']).map(|part| part.parse().ok()).collect::<Option<Vec<u64>>>()?;
    while numbers.len() > 1 && numbers.last() == Some(&0) {
        numbers.pop();
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::{parse, spelt};

    #[test]
    fn spellings_of_one_version_are_equal() {
        for text in ["1.2", "TLS1_2", "v1.2.0", "1_2", " 1.2 ", "1.2.0-preview"] {
            assert_eq!(parse(text), Some(vec![1, 2]), "{text}");
        }
        for text in ["", "latest", "1.x", "None", "1.2 or older"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_tls_is_none() {
        assert_eq!(["1.2", "TLS1_2", "tlsv1.2", " TLS1.2 "].map(spelt), [Some(2); 4]);
        assert_eq!([spelt("1"), spelt("1.1"), spelt("TLS1_3")], [Some(0), Some(1), Some(3)]);
        assert_eq!(["", "10", "12", "TLS10", "Tls11", "1.02", "1.4", "2.0", "SSL3", "None"].map(spelt), [None; 10]);
    }
}
