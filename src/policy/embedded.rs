//! The shipped library: validated and stripped of its test cases when the binary was built.

use super::PolicySource;
use super::load::LISTS;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));

/// The shipped library.
pub fn embedded() -> PolicySource {
    PolicySource { name: "policies".to_owned(), text: String::new(), packed: Some(PACKED) }
}

/// Whether a text is meant for this program, and is no file of the shipped library, which is there already.
pub fn is_policy(name: &str, text: &str) -> bool {
    let holds = |list: &str| text.lines().any(|line| line.strip_prefix(list).is_some_and(|rest| rest.starts_with(':')));
    let is_shipped = |(shipped, stripped): &(&str, &str)| {
        // The lines of its test cases were made blank.
        let mut lines = stripped.lines().zip(text.lines());
        *shipped == name && lines.all(|(line, own)| line.is_empty() || line == own)
    };
    LISTS.iter().any(|list| holds(list)) && !FILES.iter().any(is_shipped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Config, parse};

    #[test]
    fn the_shipped_library_loads_without_its_test_cases() {
        let policy = parse(&[embedded()], &Config::default()).unwrap_or_else(|problems| panic!("{problems:#?}"));
        assert!(policy.documents.is_empty());
        assert!(policy.recommendations.iter().all(|entry| entry.embedded && entry.cases.is_empty()));
    }
}
