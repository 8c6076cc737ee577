//! The shipped library: validated when the binary was built. Its texts are there for whoever writes policies by its model.

use super::PolicySource;
use super::load::LISTS;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));

/// The shipped library.
pub fn embedded() -> PolicySource {
    PolicySource { name: "policies".to_owned(), text: String::new(), packed: Some(PACKED) }
}

/// What a file of the shipped library holds, by its name.
pub fn embedded_text(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(shipped, _)| *shipped == name).map(|(_, text)| *text)
}

/// Whether a text is meant for this program, and is no file of the shipped library, which is there already.
pub fn is_policy(name: &str, text: &str) -> bool {
    let holds = |list: &str| text.lines().any(|line| line.strip_prefix(list).is_some_and(|rest| rest.starts_with(':')));
    let is_shipped = |(shipped, own): &(&str, &str)| *shipped == name && own.lines().eq(text.lines());
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
