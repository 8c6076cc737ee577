//! Scripts, and the functions that they call.

use super::Function;
use super::place::{Findings, Path};
use super::yaml::Yaml;
use std::borrow::Cow;
use std::sync::Arc;

/// A script and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The source.
    pub text: String,
    /// The file that holds it.
    pub file: String,
    /// 1-based line of the script's first line in that file; 0 for the embedded library, which keeps no places.
    pub line: u32,
    /// Characters that stand before each of its lines in the file (a block scalar's indentation).
    pub indent: u32,
    /// The shared functions that it calls, also by one another, in order of name. Those of a function stand with the script
    /// that calls it.
    pub functions: Vec<Arc<Function>>,
}

impl Script {
    /// The source with its functions in front, which is what runs.
    pub fn whole(&self) -> Cow<'_, str> {
        if self.functions.is_empty() {
            return Cow::Borrowed(&self.text);
        }
        let functions = self.functions.iter();
        let functions = functions.map(|each| format!("fn {} {{\n{}\n}}\n", each.signature(), each.script.text));
        Cow::Owned(functions.chain([self.text.clone()]).collect())
    }

    /// Its own source and those of its functions.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let functions = self.functions.iter().map(|function| function.script.text.as_str());
        std::iter::once(self.text.as_str()).chain(functions)
    }

    /// The script that a 1-based line of the whole source stands in, and which of its lines that is.
    pub fn at(&self, mut line: usize) -> (&Self, usize) {
        for function in &self.functions {
            // Its head and the closing brace stand on lines of their own.
            let lines = function.script.text.matches('\n').count() + 3;
            if line <= lines {
                return (&function.script, line.saturating_sub(1).clamp(1, lines - 2));
            }
            line -= lines;
        }
        (self, line)
    }

    /// The script without the functions that it calls.
    pub fn without_functions(&self) -> Self {
        Self { functions: Vec::new(), ..self.clone() }
    }
}

/// A plain scalar loses what stands behind ` #` and takes `!x` as a tag: nothing that was read from it can be trusted.
pub(super) fn without_plain_scripts<'v>(
    findings: &mut Findings<'_>,
    path: &Path,
    entry: &'v Yaml,
    scripts: &[(Option<&str>, &str)],
) -> Cow<'v, Yaml> {
    let mut entry = Cow::Borrowed(entry);
    for &(parent, key) in scripts {
        let place = parent.map_or_else(|| path.clone(), |parent| path.key(parent)).key(key);
        if findings.file.is_plain(&place) {
            let message =
                format!("`{key}` is a plain scalar, which YAML cuts at ` #` and whose leading `!` it takes away");
            findings.key(
                &place,
                message,
                format!("write `{key}: |` and the script on the next lines, or put it in quotes"),
            );
            let entry = entry.to_mut();
            let holder = match parent {
                Some(parent) => entry.get_mut(parent),
                None => Some(entry),
            };
            if let Some(members) = holder.and_then(Yaml::as_mapping_mut) {
                members.insert(Yaml::from(key), Yaml::from("unread"));
            }
        }
    }
    entry
}
