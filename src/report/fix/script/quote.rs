//! Words for a POSIX shell.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::borrow::Cow;

/// A word that the shell takes as it is: in single quotes nothing has a meaning but the closing quote.
pub(in crate::report) fn quoted(word: &str) -> Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:,=+".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        return word.into();
    }
    format!("'{}'", word.replace('\'', r"'\''")).into()
}

/// A part of an address: what could end it, or begin another part, is written as its bytes. Slashes stay.
pub(super) fn percent_encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// What is not written as it is.
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/').remove(b'(').remove(b')');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_a_word() {
        let cases = [
            ("", "''"),
            ("TLS1_2", "TLS1_2"),
            ("--ids", "--ids"),
            ("it's", r"'it'\''s'"),
            ("$(reboot)", "'$(reboot)'"),
            ("a\nb", "'a\nb'"),
            ("~root", "'~root'"),
            ("a;b", "'a;b'"),
            ("é", "'é'"),
        ];
        for (word, expected) in cases {
            assert_eq!(quoted(word), expected);
        }
        assert_eq!(percent_encoded("/a b?x=1#@é://y"), "/a%20b%3Fx%3D1%23%40%C3%A9%3A//y");
    }
}
