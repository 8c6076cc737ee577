//! A value by its name and by what it is.

use super::Meaning;
use super::opaque::{is_bare, is_no_secret, is_opaque, is_setting, is_time};
use super::text::{MASKED, redacted};
use std::borrow::Cow;

/// Whether a text whose names mean this is secret as a whole.
pub fn hides_text(meaning: Meaning, text: &str) -> bool {
    match meaning {
        _ if is_bare(text) => false,
        Meaning::Nothing => false,
        Meaning::Hint => is_opaque(text) && !is_time(text),
        Meaning::Setting => !is_setting(text),
        Meaning::Key | Meaning::Keys | Meaning::Secret | Meaning::Secrets => !is_no_secret(text),
    }
}

/// Whether a number whose names mean this is secret. A switch never is, nor how many there are.
pub fn hides_number(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Key | Meaning::Secret)
}

/// A text without what is secret in it.
pub fn shown(meaning: Meaning, text: &str) -> Cow<'_, str> {
    if hides_text(meaning, text) { MASKED.into() } else { redacted(text) }
}
