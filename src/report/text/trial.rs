//! What test cases gave, for people.

use super::cover::{write_cover, write_mutants};
use super::findings::write_paragraphs;
use super::{Page, count, style};
use crate::report::harmless;
use crate::report::view::{FailureView, TrialView};
use std::io::{self, Write};

/// Writes every case that failed and how it differed, then how many there were.
///
/// # Errors
/// Those of the writer.
pub fn write_trial(trial: &TrialView<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let (of_scripts, of_cases): (Vec<_>, Vec<_>) = trial.failures().partition(|(_, failure)| failure.is_of_script);
    for (recommendation, failure) in &of_cases {
        write_failure(recommendation, failure, page, out)?;
    }
    let (cases, failures) = (trial.cases() as u64, of_cases.len() as u64);
    let recommendations = trial.recommendations.len() as u64;
    let functions = match trial.functions.len() as u64 {
        0 => String::new(),
        several => format!(" and {}", count(several, "function")),
    };
    let tried = format!("{} of {}{functions}", count(cases, "case"), count(recommendations, "recommendation"));
    match failures {
        0 if cases == 0 => writeln!(out, "{}: {tried}", style::alarm("nothing was tested"))?,
        0 if !trial.passed => {
            let below = count(of_scripts.len() as u64, "failure");
            writeln!(out, "{}: {tried} passed, {below} below", style::alarm("failed"))?;
        }
        0 => writeln!(out, "{}: {tried}", style::grade("passed", 1.0))?,
        _ => writeln!(out, "{}: {tried}, {}", style::alarm("failed"), count(failures, "failure"))?,
    }
    if let Some(cover) = &trial.coverage {
        writeln!(out)?;
        write_cover(cover, out)?;
    }
    if let Some(mutants) = &trial.mutants {
        writeln!(out)?;
        write_mutants(mutants, out)?;
    }
    Ok(())
}

fn write_failure(recommendation: &str, failure: &FailureView<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let place = &failure.location;
    let place = format!("{}:{}:{}", harmless(&place.file), place.line, place.column);
    writeln!(out, "{}  {}", style::bold(&harmless(recommendation)), style::accent(&place))?;
    let name = failure.name.map(|name| format!("{name}: ")).unwrap_or_default();
    write_paragraphs(&format!("{name}{}", failure.difference), "  ", page, out)?;
    if let Some(message) = failure.message {
        write_paragraphs(message, "    ", page, out)?;
    }
    for evidence in &failure.evidence {
        let value = evidence.text.as_ref().map_or_else(|| "is absent".to_owned(), |value| format!("= {value}"));
        writeln!(out, "    {}", style::dim(&harmless(&format!("{} {value}", evidence.path))))?;
    }
    writeln!(out)
}
