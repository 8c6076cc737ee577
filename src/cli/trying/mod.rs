//! `uplift try`: expressions of the check language, tried on a resource.
//!
//! | file | owns |
//! |---|---|
//! | `prompt` | the prompt of a terminal, with history and completion |

mod prompt;

use super::args::{TryArguments, taken};
use super::explain::one_of;
use super::{COULD_NOT_JUDGE, Failure, open, screen, watch};
use crate::estate::{Filters, STDIN, Stopped, Subject, resolve};
use crate::inventory::ResourceIndex;
use crate::policy::RecommendationIndex;
use crate::report::{self, Page, harmless};
use crate::source::Problem;
use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::path::Path;
use std::process::ExitCode;

/// Tries one expression, or those that are typed. Exit code 2 where one of them fails, or where files could not be read.
pub(super) fn run(arguments: &TryArguments) -> Result<ExitCode, Failure> {
    let expression = arguments.expression.as_deref().filter(|expression| *expression != STDIN);
    if expression.is_none() && arguments.paths.iter().any(|path| path.as_os_str() == STDIN) {
        let problem = Problem::new("", "standard input cannot hold both the expressions and the inventory");
        return Err(problem.help("Write the expression behind `try`, or the inventory to a file").into());
    }
    let (subject, is_whole) = subject(arguments)?;
    let went_well = match expression {
        Some(expression) => ask(arguments, &subject, expression, false)?,
        None if has_prompt() => {
            watch::call_off();
            prompt::run(arguments, &subject)?;
            true
        }
        None => lines(arguments, &subject)?,
    };
    Ok(if went_well && is_whole { ExitCode::SUCCESS } else { ExitCode::from(COULD_NOT_JUDGE) })
}

/// Reads what there is, and finds the resource. Whether all could be read is told too.
fn subject(arguments: &TryArguments) -> Result<(Subject, bool), Failure> {
    let estate = open::estate(&arguments.policies, &arguments.paths)?;
    let conditions = open::conditions(&arguments.day, None);
    let (inventory, mut errors) = estate.read(conditions.threads);
    let (foreign, failed) = estate.failed(&inventory);
    screen::warn(&foreign)?;
    errors.extend(failed);
    screen::fail(&errors)?;
    let filters = Filters {
        recommendations: arguments.recommendation.iter().cloned().collect(),
        resources: vec![arguments.resource.clone()],
        ..Filters::default()
    };
    let filter = resolve(&filters, &estate.policy, &estate.names, &inventory)?;
    let recommendation = arguments.recommendation.as_ref().and_then(|_| {
        filter.selection.recommendations.iter().position(|is_chosen| *is_chosen).map(RecommendationIndex)
    });
    let covered = |index: &ResourceIndex| {
        let resource = inventory.resource(*index);
        resource.canonical == *index && !resource.is_telling && filter.scope.covers(resource)
    };
    let resources: Vec<ResourceIndex> =
        (0..inventory.resources().len() as u32).map(ResourceIndex).filter(covered).collect();
    let resource = one_of(&inventory, &resources)?;
    Ok((estate.subject(&inventory, resource, recommendation, &conditions), errors.is_empty()))
}

/// Whether somebody types at a terminal that can be asked where its cursor is.
fn has_prompt() -> bool {
    let is_plain = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stdin().is_terminal() && io::stderr().is_terminal() && !is_plain
}

/// Bytes of an expression.
const LONGEST: u64 = 64 << 10;

/// Each line of standard input is an expression; empty ones and comments are passed over.
fn lines(arguments: &TryArguments, subject: &Subject) -> Result<bool, Failure> {
    let mut went_well = true;
    for number in 1u64.. {
        let mut line = Vec::new();
        if io::stdin().lock().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let wrong = |what: &str| Problem::new("", format!("line {number} of standard input {what}"));
        if line.len() as u64 == LONGEST {
            return Err(wrong("is too long for an expression").help("Write one expression a line").into());
        }
        let line = String::from_utf8(line).map_err(|_| wrong("is no UTF-8 text"))?;
        let line = line.trim();
        if !line.is_empty() && !line.starts_with("//") {
            went_well &= ask(arguments, subject, line, true)?;
        }
    }
    Ok(went_well)
}

/// Who has no expression yet may have named a path.
fn hinted(problems: Vec<Problem>, expression: &str) -> Vec<Problem> {
    let is_path = Path::new(expression).exists();
    let hint = |problem: Problem| match is_path {
        true => problem.help("Write `-` in front of a path: expressions are then read line by line, or asked for"),
        false => problem,
    };
    problems.into_iter().map(hint).collect()
}

/// Tries one expression and writes what it gave; what is wrong with it is told on standard error.
fn ask(arguments: &TryArguments, subject: &Subject, expression: &str, is_of_many: bool) -> Result<bool, Failure> {
    let mut out = screen::stdout();
    let is_json = taken(arguments.format).is_some();
    if is_of_many && !is_json {
        writeln!(out, "> {}", harmless(expression))?;
    }
    let asked = match subject.ask(expression) {
        Ok(asked) => asked,
        Err(Stopped::Problems(problems)) => {
            screen::heard(out.flush())?;
            drop(out);
            screen::fail(&hinted(problems, expression))?;
            return Ok(false);
        }
        Err(stopped) => return Err(stopped.into()),
    };
    let view = report::answer(expression, subject.resource(), &asked);
    let page = Page { width: screen::width(), all: arguments.all, ..Page::default() };
    match (is_json, is_of_many) {
        (true, true) => report::write_json_line(&view, &mut out)?,
        (true, false) => report::write_json(&view, &mut out)?,
        (false, _) => report::write_answer(&view, &page, &mut out)?,
    }
    if is_of_many && !is_json {
        writeln!(out)?;
    }
    screen::heard(out.flush())?;
    Ok(true)
}
