//! Asking for another value of a parameter.

use super::prompt::ask;
use super::{Failure, screen};
use crate::policy::{Parameter, Recommendation};
use crate::report::harmless;
use crate::secret::{Meaning, masked_value};
use serde_json::Value;
use std::io::Write;

/// A parameter's name and its new value; `None` when nothing shall change.
pub(super) fn ask_value(entry: &Recommendation) -> Result<Option<(String, Value)>, Failure> {
    if entry.parameters.is_empty() {
        writeln!(screen::stderr(), "{} has no parameters", entry.id)?;
        return Ok(None);
    }
    for parameter in &entry.parameters {
        show(parameter)?;
    }
    let Some(parameter) = ask_which(&entry.parameters)? else { return Ok(None) };
    loop {
        let question = format!("New value of {} (Enter keeps it):", parameter.name);
        match ask(&question)?.filter(|typed| !typed.is_empty()) {
            None => return Ok(None),
            Some(typed) => match parameter.typed(&typed) {
                Ok(value) => return Ok(Some((parameter.name.clone(), value))),
                Err(help) => writeln!(screen::stderr(), "That is no value of it; {}", harmless(&help))?,
            },
        }
    }
}

fn show(parameter: &Parameter) -> Result<(), Failure> {
    let mut out = screen::stderr();
    let value = masked_value(Meaning::Nothing, parameter.value.clone().unwrap_or_default()).to_string();
    writeln!(out, "  {} = {}", parameter.name, harmless(&value))?;
    if let Some(description) = &parameter.description {
        writeln!(out, "    {}", harmless(description.trim()))?;
    }
    if let Some(allowed) = &parameter.allowed {
        let allowed: Vec<String> = allowed.iter().map(Value::to_string).collect();
        writeln!(out, "    allowed: {}", harmless(&allowed.join(", ")))?;
    }
    Ok(())
}

/// The only parameter, or the one that is named.
fn ask_which(parameters: &[Parameter]) -> Result<Option<&Parameter>, Failure> {
    if let [only] = parameters {
        return Ok(Some(only));
    }
    loop {
        let Some(name) = ask("Which parameter (Enter for none)?")?.filter(|name| !name.is_empty()) else {
            return Ok(None);
        };
        match parameters.iter().find(|parameter| parameter.name.eq_ignore_ascii_case(&name)) {
            Some(parameter) => return Ok(Some(parameter)),
            None => writeln!(screen::stderr(), "There is no parameter {}", harmless(&name))?,
        }
    }
}
