//! What the syntaxes of files differ in, as far as changing their text goes.
//!
//! Adding one is a file with its [`Syntax`], and a line in [`of`].

mod json;
pub(super) mod yaml;

use crate::source::{Document, Format, Style as Quote};
use serde_json::Value;
use std::fmt::Debug;

/// The questions that planning a change of a text asks about its syntax.
pub(super) trait Syntax: Debug + Sync {
    /// Whether each value is written in one way, and means the same wherever it stands: containers in brackets, one kind
    /// of quotes, no anchors.
    fn is_rigid(&self) -> bool;

    /// The end of the comment at `at`, if one begins there.
    fn comment(&self, text: &str, at: usize) -> Option<usize>;

    /// A scalar or an empty container, on one line: in these quotes, or in the next ones that can hold it. `flow` is
    /// whether it stands in brackets.
    fn scalar(&self, value: &Value, quote: Quote, flow: bool) -> String;

    /// The same for a key.
    fn key(&self, key: &str, quote: Quote, flow: bool) -> String;

    /// What stands behind the colon of a key in brackets, where `habit` is what the file is used to.
    fn after_colon<'h>(&self, key: &str, habit: &'h str) -> &'h str;
}

/// The syntax of a document.
pub(super) fn of(document: &Document) -> &'static dyn Syntax {
    match document.format() {
        Format::Json | Format::Ndjson => &json::Json,
        Format::Yaml => &yaml::Yaml,
        Format::Bicep => &json::Json,
    }
}
