//! The shipped library: validated and stripped of its test cases when the binary was built.

use super::PolicySource;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The files of the shipped library, in order of name.
pub fn embedded() -> Vec<PolicySource> {
    let source = |(name, text): &(&str, &str)| PolicySource {
        name: (*name).to_owned(),
        text: (*text).to_owned(),
        embedded: true,
    };
    FILES.iter().map(source).collect()
}
