//! What a secret is, and what stands in its place: the one answer for evidence, messages, quoted lines, manifests,
//! scripts and errors.
//!
//! A value is secret by the name that it has ([`Meaning`]) or by what it is itself ([`redacted`]): keys of accounts,
//! connection strings, signatures, tokens. Only values are; names, paths and titles are always shown. A value that holds
//! no secret is shown whatever its name: an empty text, a switch, a placeholder, a reference to a vault.

mod document;
mod encoded;
mod finder;
mod form;
mod json;
mod line;
mod message;
mod name;
mod named;
mod nested;
mod opaque;
mod reader;
mod table;
mod text;
mod value;
mod variable;
mod vocabulary;

pub use document::Secrets;
pub use finder::{
    below_list, element, held_by, holds_secret, is_held, is_made_of_secrets, renamed_secrets, secrets_in,
};
pub use json::masked_value;
pub use line::{Line, masked_line};
pub use message::{cleared, is_made_from, parts, veiled, without};
pub use name::{Meaning, Said};
pub use text::{MASKED, redacted, shown};
pub use value::{hides_number, hides_text};

#[cfg(test)]
mod tests;
