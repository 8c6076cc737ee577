//! The commands that read policies only, or nothing at all.

use super::args::{
    self, CompletionsArguments, FunctionsArguments, FunctionsFormat, ListArguments, PolicyArguments, SchemaArguments,
    SchemaFormat, ShowArguments,
};
use super::{Failure, open, reports, screen};
use crate::estate::{self, Estate, Settings, suggestion};
use crate::policy::{self, Policy, PolicySource, Written};
use crate::report::{self, Choice, Page, Report, Statistics, harmless};
use crate::source::{self, FileSystem, Location, Problem};
use clap::CommandFactory;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// `uplift list`
pub(super) fn list(arguments: &ListArguments) -> Result<ExitCode, Failure> {
    let read = arguments.policies.named(&[]);
    reports::check(&arguments.reports, args::taken(arguments.format), &read)?;
    let estate = open::estate(&arguments.policies, &[])?;
    screen::warn(&estate.warnings)?;
    let choice = Choice {
        ids: &arguments.ids,
        services: &arguments.service,
        controls: &arguments.control,
        sources: &arguments.source,
        severities: &arguments.severity,
        with_fix: arguments.with_fix,
    };
    let catalogue = report::catalogue(&estate.policy);
    let unknown = choice.unknown(&catalogue).into_iter().map(|(kind, name, known)| {
        let help = suggestion(kind, name, &known.into_iter().collect());
        Problem::new("", format!("there is no {kind} `{name}`")).help(help)
    });
    let unknown: Vec<Problem> = unknown.collect();
    if !unknown.is_empty() {
        return Err(unknown.into());
    }
    let catalogue = catalogue.only(&choice);
    if arguments.stats {
        return statistics(arguments, &Statistics::of(&catalogue));
    }
    reports::deliver(&arguments.reports, Some(arguments.format), &Report::List(&catalogue), &page())?;
    Ok(ExitCode::SUCCESS)
}

fn statistics(arguments: &ListArguments, statistics: &Statistics) -> Result<ExitCode, Failure> {
    let mut out = screen::stdout();
    match args::taken(arguments.format) {
        Some(_) => report::write_json(statistics, &mut out)?,
        None => report::write_statistics(statistics, &page(), &mut out)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// `uplift show`
pub(super) fn show(arguments: &ShowArguments) -> Result<ExitCode, Failure> {
    let estate = open::estate(&arguments.policies, &[])?;
    let catalogue = report::catalogue(&estate.policy);
    let mut out = screen::stdout();
    let is = |id: &str| id.eq_ignore_ascii_case(&arguments.id);
    let control = catalogue.controls.iter().find(|control| is(&control.id));
    let recommendation = catalogue.recommendations.iter().find(|recommendation| is(&recommendation.id));
    match (control, recommendation) {
        (None, None) => {
            let controls = catalogue.controls.iter().map(|control| control.id.as_str());
            let known = controls.chain(catalogue.recommendations.iter().map(|each| each.id.as_str())).collect();
            let problem = Problem::new("", format!("there is no control or recommendation `{}`", arguments.id));
            return Err(problem.help(suggestion("control or recommendation", &arguments.id, &known)).into());
        }
        _ if arguments.source => write_source(&estate, &is, &mut out)?,
        (control, recommendation) => {
            if let Some(control) = control {
                report::write_control(&catalogue, control, &page(), &mut out)?;
            }
            if let Some(recommendation) = recommendation {
                report::write_recommendation(recommendation, &page(), &mut out)?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Writes entries as they stand in their files, each with the list that it stands in, so that they can be written anew.
fn write_source(estate: &Estate, is: &dyn Fn(&str) -> bool, out: &mut dyn Write) -> Result<(), Failure> {
    let Policy { controls, recommendations, .. } = &*estate.policy;
    let controls = controls.iter().map(|entry| ("controls", &entry.id, &entry.location));
    let recommendations = recommendations.iter().map(|entry| ("recommendations", &entry.id, &entry.location));
    for (list, id, Location { file, line, .. }) in controls.chain(recommendations).filter(|(_, id, _)| is(id)) {
        // What is shipped has no lines of its own.
        let text = match (*line, policy::embedded_text(file)) {
            (0, Some(text)) => text.to_owned(),
            _ => String::from_utf8_lossy(&source::read_named(Path::new(file), file)?).into_owned(),
        };
        let missing = || Problem::new(file.as_str(), format!("`{id}` does not stand here any more"));
        let Written { line, text } = policy::written(file, &text, list, id).ok_or_else(missing)?;
        writeln!(out, "# {}:{line}\n{list}:", harmless(file))?;
        text.lines().try_for_each(|line| writeln!(out, "{}", harmless(line)))?;
    }
    Ok(())
}

/// The settings, and the policies of some roots beside those that they name.
pub(super) fn policies(
    arguments: &PolicyArguments,
    roots: &[PathBuf],
) -> Result<(Settings, Vec<PolicySource>), Failure> {
    let mut settings = Settings::read(Arc::new(FileSystem), arguments.config.as_deref(), open::start(roots))?;
    let mut sources = arguments.sources();
    settings.refuse_outside(&sources)?;
    sources.policies.extend(roots.iter().cloned());
    let sources = settings.policies(&sources)?;
    Ok((settings, sources))
}

/// `uplift functions`
pub(super) fn functions(arguments: &FunctionsArguments) -> Result<ExitCode, Failure> {
    let (settings, sources) = policies(&arguments.policies, &arguments.roots)?;
    let policy = policy::parse_for_trial(&sources, &settings.config)?;
    let mut out = screen::stdout();
    let tried = estate::tried()?;
    let view = report::functions(&tried, &policy.functions);
    match arguments.format {
        FunctionsFormat::Text => report::write_functions(&view, &page(), &mut out)?,
        FunctionsFormat::Json => report::write_json(&view, &mut out)?,
        FunctionsFormat::Markdown => report::write_functions_page(&view, &estate::sample_of_uses(), &mut out)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// `uplift schema`
pub(super) fn schema(arguments: &SchemaArguments) -> Result<ExitCode, Failure> {
    let mut out = screen::plain_stdout();
    let schema = (arguments.report)();
    match arguments.format {
        SchemaFormat::Json => report::write_json(&schema, &mut out)?,
        SchemaFormat::Markdown => report::write_reference(schema.as_value(), 1, &mut out)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// `uplift completions`
pub(super) fn completions(arguments: &CompletionsArguments) -> Result<ExitCode, Failure> {
    // The generator does not tell of errors of the writer, so it writes into memory.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::args::Arguments::command(), "uplift", &mut script);
    let mut out = screen::plain_stdout();
    out.write_all(&script)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// How lists are laid out; there is no scan that a next step would lead on from.
pub(super) fn page() -> Page {
    let (command, flags) = (String::new(), String::new());
    Page { width: screen::width(), all: true, command, flags, ..Page::default() }
}
