//! A value by its name and by what it is.

use super::Meaning;
use super::opaque::{is_bare, is_no_secret, is_opaque, is_setting, is_time};

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
