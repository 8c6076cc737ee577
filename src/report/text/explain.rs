//! Why a resource stands to a recommendation as it does, for people.

use super::course::{cut, write_course, write_read};
use super::findings::write_paragraphs;
use super::{Page, style, write_heading, write_note};
use crate::assess::Status;
use crate::report::view::{DecidingView, EffectView, ExplanationView, FiguresView, RemedyView, StepView, ValueView};
use crate::report::{harmless, words};
use crate::score::Points;
use crate::template::Way;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Writes the verdict and what decided it, what would make it another one, each script with its clauses, and each value that was
/// read with the way that it came.
///
/// # Errors
/// Those of the writer.
pub fn write_explanation(explanation: &ExplanationView<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let (resource, status) = (harmless(&explanation.resource.id), status(explanation.status));
    writeln!(out, "{}  {}", style::bold(&harmless(explanation.recommendation)), style::bold(&status))?;
    write_paragraphs(explanation.title, "", page, out)?;
    writeln!(out, "{}", style::dim(&resource))?;
    if let Some(message) = explanation.message {
        writeln!(out)?;
        write_paragraphs(message, "", page, out)?;
    }
    if let Some(exemption) = &explanation.exemption {
        writeln!(out)?;
        write_paragraphs(&exemption.summary, "", page, out)?;
    }
    explanation.wanting.iter().try_for_each(|wanting| write_note(wanting, page, out))?;
    write_deciding(&explanation.decided_by, page, out)?;
    explanation.remedy.iter().try_for_each(|remedy| write_remedy(explanation, remedy, page, out))?;
    explanation.effect.iter().try_for_each(|effect| write_effect(effect, page, out))?;
    explanation.scripts.iter().try_for_each(|script| write_course(script, page, out))?;
    write_heading("What was read", out)?;
    if explanation.values.is_empty() {
        return writeln!(out, "Nothing was read.");
    }
    // The deciding ones come last.
    let more = explanation.values.len().saturating_sub(MOST_VALUES);
    if more > 0 {
        write_note(
            &format!("{} before these; `--format json` has all", words::count(more as u64, "value")),
            page,
            out,
        )?;
    }
    explanation.values[more..].iter().try_for_each(|value| write_value(value, out))
}

/// Values that are shown; of long lists there may be thousands.
const MOST_VALUES: usize = 60;

fn status(status: Status) -> String {
    match status {
        Status::NotApplicable => "not applicable".to_owned(),
        other => words::word(other),
    }
}

/// The clauses that decided, each with its line and what it read.
fn write_deciding(deciding: &[DecidingView], page: &Page, out: &mut dyn Write) -> io::Result<()> {
    if deciding.is_empty() {
        return Ok(());
    }
    write_heading("Decided by", out)?;
    for clause in deciding {
        let line = format!("  {}, line {}: {}  {}", clause.script, clause.line, clause.gave, clause.text);
        writeln!(out, "{}", cut(&harmless(&line), page.width))?;
        clause.reads.iter().try_for_each(|read| write_read(read, "    ", page, out))?;
    }
    Ok(())
}

/// The quick fix as its diff and the command that makes it, or the steps by hand.
fn write_remedy(
    explanation: &ExplanationView<'_>,
    remedy: &RemedyView,
    page: &Page,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_heading("What would make it healthy", out)?;
    if let Some(refused) = &remedy.refused {
        write_paragraphs(&format!("No quick fix can be made: {refused}."), "  ", page, out)?;
    }
    let Some(diff) = &remedy.diff else { return write_paragraphs(&remedy.steps, "  ", page, out) };
    let safety = remedy.safety.map(words::word).unwrap_or_default();
    writeln!(out, "  A quick fix ({safety}), which was proven on a copy:")?;
    for line in diff.lines() {
        let line = format!("  {}", harmless(line));
        let painted = match line.as_bytes().get(2) {
            Some(b'+') => style::added(&line),
            Some(b'-') => style::removed(&line),
            _ => line,
        };
        writeln!(out, "{painted}")?;
    }
    let one = |text| BTreeSet::from([text]);
    let command = page.typed.fix(&one(explanation.recommendation), &one(&*explanation.resource.id));
    writeln!(out, "  {}", style::accent(&harmless(&command)))
}

/// The score, and what it would be with another verdict.
fn write_effect(effect: &EffectView, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    write_heading("Its effect on the score", out)?;
    let moved = |then: &FiguresView| {
        let gained = effect.now.current.zip(then.current).map(|(now, then)| Points::between(now, then));
        let points = gained.map(|gained| format!(", {} points", words::signed(gained))).unwrap_or_default();
        format!("{}{points}", words::percent(then))
    };
    writeln!(out, "  As it is: {}", words::percent(&effect.now))?;
    writeln!(out, "  Were it {}: {}", words::word(effect.instead), moved(&effect.then))?;
    if let Some(then) = &effect.with_fix {
        writeln!(out, "  With the quick fix and what follows from it: {}", moved(then))?;
    }
    if effect.beside.is_empty() {
        return Ok(());
    }
    let others = effect.beside.join(", ");
    let told = format!("It counts in a control as a whole, where it does not follow either: {others}");
    write_paragraphs(&told, "  ", page, out)
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
