//! What there is to be judged by, for people.

use super::findings::write_paragraphs;
use super::table::{self, Column};
use super::{Page, count, style};
use crate::report::harmless;
use crate::report::view::{Catalogue, CatalogueControl, CatalogueRecommendation, FunctionsView, Statistics};
use std::io::{self, Write};

/// Writes every control with its recommendations.
///
/// # Errors
/// Those of the writer.
pub fn write_list(catalogue: &Catalogue, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let (controls, recommendations) = (catalogue.controls.len() as u64, catalogue.recommendations.len() as u64);
    writeln!(
        out,
        "{}",
        style::bold(&format!("{}, {}", count(controls, "control"), count(recommendations, "recommendation")))
    )?;
    for control in &catalogue.controls {
        writeln!(out, "\n{}", heading(control))?;
        let members = |each: &&CatalogueRecommendation| control.recommendations.contains(&each.id);
        write_recommendations(catalogue.recommendations.iter().filter(members), page, out)?;
    }
    let outside: Vec<_> = catalogue.recommendations.iter().filter(|each| each.controls.is_empty()).collect();
    if !outside.is_empty() {
        super::write_heading("In no control", out)?;
        write_recommendations(outside.into_iter(), page, out)?;
    }
    writeln!(out, "\n{}  {}", style::bold("Next"), style::accent("uplift show ID"))
}

/// Writes how many recommendations there are of each kind.
///
/// # Errors
/// Those of the writer.
pub fn write_statistics(statistics: &Statistics, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let Statistics { recommendations, with_fix, in_place, retired, preview, .. } = statistics;
    writeln!(out, "{}", style::bold(&count(*recommendations as u64, "recommendation")))?;
    let facts =
        format!("{with_fix} with a quick fix, {in_place} of them in place · {preview} preview · {retired} retired");
    super::write_note(&facts, page, out)?;
    for (kind, numbers) in statistics.kinds().into_iter().filter(|(_, numbers)| !numbers.is_empty()) {
        writeln!(out)?;
        let rows = numbers.iter().map(|(name, number)| vec![harmless(name).into_owned(), number.to_string()]);
        table::write(&[(kind, Column::Text), ("Recommendations", Column::Number)], rows.collect(), page.width, out)?;
    }
    Ok(())
}

/// Writes everything about a control.
///
/// # Errors
/// Those of the writer.
pub fn write_control(
    catalogue: &Catalogue,
    control: &CatalogueControl,
    page: &Page,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}", heading(control))?;
    write_paragraphs(&control.description, "", page, out)?;
    super::write_heading("Recommendations", out)?;
    let members = |each: &&CatalogueRecommendation| control.recommendations.contains(&each.id);
    write_recommendations(catalogue.recommendations.iter().filter(members), page, out)
}

/// Writes everything about a recommendation.
///
/// # Errors
/// Those of the writer.
pub fn write_recommendation(
    recommendation: &CatalogueRecommendation,
    page: &Page,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}  {}", style::severity(recommendation.severity), style::bold(&harmless(&recommendation.id)))?;
    write_paragraphs(&recommendation.title, "", page, out)?;
    writeln!(out)?;
    for (name, value) in recommendation.facts().iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(out, "{} {}", style::dim(&format!("{name:<9}")), harmless(value))?;
    }
    write_part("Why", &recommendation.description, page, out)?;
    write_parameters(recommendation, out)?;
    write_script(&recommendation.check, out)?;
    write_part("Steps by hand", &recommendation.remediation, page, out)?;
    write_references(recommendation, out)
}

/// A script as it is written: a wrapped line would be another script.
fn write_script(script: &str, out: &mut dyn Write) -> io::Result<()> {
    super::write_heading("Check", out)?;
    script.trim_end().lines().try_for_each(|line| writeln!(out, "  {}", harmless(line)))
}

fn heading(control: &CatalogueControl) -> String {
    let facts = format!("{} · {}", harmless(&control.id), count(control.max, "point"));
    format!("{}  {}", style::bold(&harmless(&control.title)), style::dim(&facts))
}

fn write_recommendations<'a>(
    recommendations: impl Iterator<Item = &'a CatalogueRecommendation>,
    page: &Page,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows: Vec<_> = recommendations
        .map(|each| {
            let title = match each.state() {
                Some(state) => format!("{} ({state})", harmless(&each.title)),
                None => harmless(&each.title).into_owned(),
            };
            vec![style::severity_name(each.severity).to_owned(), harmless(&each.id).into_owned(), title]
        })
        .collect();
    if rows.is_empty() {
        return super::write_note("no recommendations", page, out);
    }
    table::write(
        &[("Severity", Column::Whole), ("Recommendation", Column::Text), ("Title", Column::Text)],
        rows,
        page.width,
        out,
    )
}

fn write_part(title: &str, text: &str, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    super::write_heading(title, out)?;
    write_paragraphs(text, "  ", page, out)
}

fn write_parameters(recommendation: &CatalogueRecommendation, out: &mut dyn Write) -> io::Result<()> {
    if recommendation.parameters.is_empty() {
        return Ok(());
    }
    super::write_heading("Parameters", out)?;
    for (name, value) in &recommendation.parameters {
        let value = value.as_ref().map_or_else(|| "required".to_owned(), |value| format!("= {value}"));
        writeln!(out, "  {} {}", harmless(name), harmless(&value))?;
    }
    Ok(())
}

fn write_references(recommendation: &CatalogueRecommendation, out: &mut dyn Write) -> io::Result<()> {
    if recommendation.references.is_empty() {
        return Ok(());
    }
    super::write_heading("References", out)?;
    for (name, ids) in &recommendation.references {
        writeln!(out, "  {} {}", harmless(name), harmless(&ids.iter().collect::<Vec<_>>().join(", ")))?;
    }
    Ok(())
}

/// Writes what scripts may call, by group.
///
/// # Errors
/// Those of the writer.
pub fn write_functions(view: &FunctionsView<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    for (index, group) in view.functions.chunk_by(|a, b| a.group == b.group).enumerate() {
        let space = if index > 0 { "\n" } else { "" };
        writeln!(out, "{space}{}", style::bold(group[0].group))?;
        for function in group {
            writeln!(out, "\n  {}", style::accent(&harmless(&function.signature)))?;
            write_paragraphs(function.description, "    ", page, out)?;
            for used in &function.uses {
                let told = format!("→ {}", used.told());
                writeln!(out, "    {}  {}", harmless(used.expression), style::dim(&harmless(&told)))?;
            }
            if let Some(file) = function.file {
                writeln!(out, "    {}", style::dim(&harmless(file)))?;
            }
        }
    }
    Ok(())
}
