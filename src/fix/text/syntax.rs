//! What the syntaxes of files differ in, as far as changing their text goes.
//!
//! Adding one is a file with its [`Syntax`], and a line in [`of`].

mod bicep;
pub(super) mod hcl;
mod json;
pub(super) mod yaml;

use crate::source::{Document, Format, Kind, Node, Style as Quote};
use serde_json::Value;
use std::fmt::Debug;

/// The questions that planning a change of a text asks about its syntax.
pub(super) trait Syntax: Debug + Sync {
    /// Whether each value is written in one way, and means the same wherever it stands: containers in brackets, one kind
    /// of quotes, no anchors.
    fn is_rigid(&self) -> bool;

    /// Whether a line end parts what stands in an object, or in a list, as a comma does.
    fn parts_by_lines(&self, _kind: Kind) -> bool {
        false
    }

    /// Whether what is put into an empty object, or list, may go over lines.
    fn opens_over_lines(&self, _kind: Kind) -> bool {
        true
    }

    /// The end of the comment at `at`, if one begins there.
    fn comment(&self, text: &str, at: usize) -> Option<usize>;

    /// A scalar or an empty container, on one line: in these quotes, or in the next ones that can hold it. `flow` is
    /// whether it stands in brackets.
    fn scalar(&self, value: &Value, quote: Quote, flow: bool) -> String;

    /// The same for a key.
    fn key(&self, key: &str, quote: Quote, flow: bool) -> String;

    /// What stands between a key in brackets, as it is written, and its value, where the file is used to such blanks around
    /// the colon.
    fn between(&self, key: &str, before: &str, after: &str) -> String;

    /// What stands inside the braces of one line, where the file has no such habit.
    fn pad(&self) -> &'static str {
        ""
    }

    /// One past the round brackets that close behind a value which ends at `end`.
    fn closed(&self, _text: &str, end: usize) -> usize {
        end
    }

    /// Whether a key declares something rather than naming a property.
    fn declares(&self, _key: &str) -> bool {
        false
    }

    /// The key that is read where this one is written: it may hold what is said to the writer alone.
    fn read_as<'k>(&self, key: &'k str) -> &'k str {
        key
    }

    /// Whether two keys name one member, when others come or go before it.
    fn is_called_alike(&self, one: &str, other: &str) -> bool {
        one == other
    }

    /// Whether an object is a body of attributes and blocks, a line each.
    fn is_body(&self, _node: Node<'_>) -> bool {
        false
    }

    /// Why a value cannot be written, if so.
    fn refusal(&self, _value: &Value) -> Option<&'static str> {
        None
    }
}

/// The syntax of a document.
pub(super) fn of(document: &Document) -> &'static dyn Syntax {
    match document.format() {
        Format::Json | Format::Ndjson => &json::Json,
        Format::Yaml => &yaml::Yaml,
        Format::Bicep => &bicep::Bicep,
        Format::Hcl => &hcl::Hcl,
    }
}
