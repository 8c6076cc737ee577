//! The commands that read policies only, or nothing at all.

use super::args::{CompletionsArguments, Document, ListArguments, SchemaArguments, ShowArguments, TestArguments};
use super::estate::Estate;
use super::judge::judge;
use super::{Failure, filter, reports, screen};
use crate::policy::{self, RecommendationIndex};
use crate::report::fix::Manifest;
use crate::report::{self, Catalogue, ExemptionList, Format, Page, Report, Run, Scan, TrialView};
use crate::score::Order;
use crate::source::Problem;
use crate::{check, trial};
use clap::CommandFactory;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// `uplift list`
pub(super) fn list(arguments: &ListArguments) -> Result<ExitCode, Failure> {
    reports::check(&arguments.reports, arguments.format.taken())?;
    let judge = judge(&arguments.policies, Path::new("."))?;
    let catalogue = report::catalogue(&judge.policy);
    reports::deliver(&arguments.reports, Some(arguments.format.format()), &Report::List(&catalogue), &page())?;
    Ok(ExitCode::SUCCESS)
}

/// `uplift show`
pub(super) fn show(arguments: &ShowArguments) -> Result<ExitCode, Failure> {
    let judge = judge(&arguments.policies, Path::new("."))?;
    let catalogue = report::catalogue(&judge.policy);
    let mut out = screen::stdout();
    let is = |id: &str| id.eq_ignore_ascii_case(&arguments.id);
    let control = catalogue.controls.iter().find(|control| is(&control.id));
    let recommendation = catalogue.recommendations.iter().find(|recommendation| is(&recommendation.id));
    match (control, recommendation) {
        (None, None) => {
            let controls = catalogue.controls.iter().map(|control| control.id.as_str());
            let known = controls.chain(catalogue.recommendations.iter().map(|each| each.id.as_str())).collect();
            let problem = Problem::new("", format!("there is no control or recommendation `{}`", arguments.id));
            return Err(problem.help(filter::suggestion("control or recommendation", &arguments.id, &known)).into());
        }
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

/// `uplift test`: exit code 1 when a case fails, and when there is none.
pub(super) fn test(arguments: &TestArguments) -> Result<ExitCode, Failure> {
    reports::check(&arguments.reports, None)?;
    let start = arguments.roots.first().map_or(Path::new("."), |root| root);
    let mut estate = Estate::read(arguments.policies.config.as_deref(), start)?;
    let mut sources = estate.policies(&arguments.policies)?;
    sources.extend(estate.sources(&arguments.roots)?);
    let policy = policy::parse_for_trial(&sources, &estate.config)?;
    let checks = check::compile(&policy)?;
    let selected = |RecommendationIndex(index)| {
        let id = &policy.recommendations[index].id;
        arguments.recommendation.is_empty() || arguments.recommendation.contains(id)
    };
    let aborted = |_| Failure::from(Problem::new("", "the run took too long"));
    let trial = trial::run(&policy, &checks, &selected).map_err(aborted)?;
    let view = TrialView::of(&policy, &trial);
    reports::deliver(&arguments.reports, Some(Format::TEXT), &Report::Test(&view), &page())?;
    Ok(if trial.passed() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// `uplift functions`
pub(super) fn functions() -> Result<ExitCode, Failure> {
    let mut out = screen::stdout();
    report::write_functions(&check::functions(), &page(), &mut out)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// `uplift schema`
pub(super) fn schema(arguments: &SchemaArguments) -> Result<ExitCode, Failure> {
    let schema = match arguments.report {
        Document::Scan => report::schema_of::<Scan<'_>>(),
        Document::Findings => report::run_schema(Run::Scan),
        Document::Gate => report::run_schema(Run::Gate),
        Document::Fixes => report::run_schema(Run::Fix),
        Document::Fix => report::schema_of::<Manifest<'_>>(),
        Document::List => report::schema_of::<Catalogue>(),
        Document::Exemptions => report::schema_of::<ExemptionList>(),
        Document::Test => report::schema_of::<TrialView<'_>>(),
    };
    let mut out = screen::plain_stdout();
    report::write_json(&schema, &mut out)?;
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
fn page() -> Page {
    let (command, flags) = (String::new(), String::new());
    Page { width: screen::width(), all: true, details: false, order: Order::default(), command, flags }
}
