//! Why a resource stands to a recommendation as it does, for people.

use super::findings::write_paragraphs;
use super::{Page, style};
use crate::report::view::{ExplanationView, StepView, ValueView};
use crate::report::{harmless, words};
use crate::template::Way;
use std::io::{self, Write};

/// Writes the verdict, and below it each value that was read with the way that it came.
///
/// # Errors
/// Those of the writer.
pub fn write_explanation(explanation: &ExplanationView<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let (resource, status) = (harmless(&explanation.resource.id), words::word(explanation.status));
    writeln!(out, "{}  {}", style::bold(&harmless(explanation.recommendation)), style::bold(&status))?;
    write_paragraphs(explanation.title, "", page, out)?;
    writeln!(out, "{}", style::dim(&resource))?;
    if let Some(message) = explanation.message {
        writeln!(out)?;
        write_paragraphs(message, "", page, out)?;
    }
    if explanation.values.is_empty() {
        return writeln!(out, "\nNothing was read.");
    }
    explanation.values.iter().try_for_each(|value| write_value(value, out))
}

/// Paths, values and places stay on their lines, so that they can be copied.
fn write_value(value: &ValueView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let held = value.value.map_or_else(|| "is absent".to_owned(), |held| format!("= {}", harmless(held)));
    let place = format!("{}:{}:{}", harmless(&value.location.file), value.location.line, value.location.column);
    writeln!(out, "\n{} {held}", harmless(value.path))?;
    match value.steps.is_empty() {
        true => writeln!(out, "  {}", style::accent(&place)),
        false => value.steps.iter().try_for_each(|step| write_step(step, out)),
    }
}

fn write_step(step: &StepView, out: &mut dyn Write) -> io::Result<()> {
    let (name, text) = (harmless(&step.name), harmless(&step.text));
    let told = match step.way {
        Way::Expression => text.into_owned(),
        Way::Variable => format!("variable {name}: {text}"),
        Way::Parameter => format!("parameter {name}"),
        Way::Given => format!("{name} is given: {text}"),
        Way::Default => format!("{name} by default: {text}"),
        Way::Written => format!("written here: {text}"),
    };
    let place = format!("{}:{}:{}", harmless(&step.location.file), step.location.line, step.location.column);
    writeln!(out, "  {}  {told}", style::accent(&place))
}
