//! Scripts, and the functions that they call.

use crate::source::Location;
use jiff::civil::Date;
use serde_json::Value;
use std::borrow::Cow;
use std::sync::Arc;

/// A script and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
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
    #[serde(skip)]
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

/// A function that checks, `appliesTo` and fixes call by its name.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub struct Function {
    /// Unique, lower case with underscores.
    pub name: String,
    /// The names of its arguments.
    pub parameters: Vec<String>,
    /// What it answers, for people.
    pub description: String,
    /// Its body.
    pub script: Script,
    /// Test cases; empty in the embedded library.
    #[serde(skip)]
    pub cases: Vec<FunctionCase>,
    /// Where it is written; line 0 in the embedded library.
    pub location: Location,
    /// Shipped inside the binary.
    pub embedded: bool,
}

/// A test case. Its arguments stay in the file: [`super::Policy::function_case_node`] is the mapping that holds them, under
/// `call`, beside `children` and `inventory`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionCase {
    /// What to call it, when it was given a name.
    pub name: Option<String>,
    /// What the function must give; `None` where it must be unknown.
    pub gives: Option<Value>,
    /// The file that holds what else there is, from the directory of the policy file.
    pub inventory_file: Option<String>,
    /// The day that it is called on.
    pub today: Option<Date>,
    /// Where it is written.
    pub location: Location,
    /// Which of the policy's documents holds it.
    pub document: usize,
    /// Which entry of that document's `functions:`, and which entry of its `tests:`.
    pub entry: (usize, usize),
}

impl Function {
    /// How it is called.
    pub fn signature(&self) -> String {
        format!("{}({})", self.name, self.parameters.join(", "))
    }
}

/// A function and what it calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The function.
    pub function: Arc<Function>,
    /// It and the functions that it calls, also by one another, in order of name.
    pub all: Vec<Arc<Function>>,
}

impl Shared {
    /// It alone, as a script that does nothing.
    pub fn alone(&self) -> Script {
        Script { text: String::new(), functions: vec![self.function.clone()], ..self.function.script.clone() }
    }

    /// A script that calls it.
    pub fn called_by(&self, text: String) -> Script {
        Script { text, functions: self.all.clone(), ..self.function.script.clone() }
    }
}
