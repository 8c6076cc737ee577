//! `uplift lint`

use super::args::LintArguments;
use super::browse::{page, policies};
use super::{Failure, open, reports, screen};
use crate::inventory::Inventory;
use crate::policy::{self, Policy};
use crate::report::{Format, LintView, Report};
use crate::source::Problem;
use crate::{check, lint};
use std::process::ExitCode;
use std::sync::Arc;

/// Exit code 1 when something is wrong; 2 when the policies cannot be loaded, which reports tell of too.
pub(super) fn run(arguments: &LintArguments) -> Result<ExitCode, Failure> {
    reports::check(&arguments.reports, None, &arguments.policies.named(&arguments.roots))?;
    match load(arguments) {
        Ok(Some(policy)) => tell(arguments, &policy),
        Ok(None) => {
            let none = Problem::new("", "there are no own policies, and so nothing to look at");
            screen::warn(&[none.help("Write some below policies/, beside uplift.yaml")])?;
            Ok(ExitCode::SUCCESS)
        }
        Err(Failure::Problems(problems)) => {
            let refused = lint::refused(problems.clone());
            let view = LintView::of_refused(&refused, &reports::repository_names());
            reports::deliver(&arguments.reports, None, &Report::Lint(&view), &page())?;
            Err(Failure::Problems(problems))
        }
        Err(other) => Err(other),
    }
}

/// The policies, with everything that loading refuses refused; `None` where there are none but the shipped ones.
fn load(arguments: &LintArguments) -> Result<Option<Policy>, Failure> {
    let (settings, sources) = policies(&arguments.policies, &arguments.roots)?;
    let has_own = sources.iter().any(|source| source.packed.is_none());
    let policy = policy::parse_for_trial(&sources, &settings.config)?;
    screen::warn(&settings.warnings())?;
    check::compile(&policy)?;
    Ok(has_own.then_some(policy))
}

/// What `--inventory` names.
fn inventory(arguments: &LintArguments) -> Result<Option<Arc<Inventory>>, Failure> {
    if arguments.inventory.is_empty() {
        return Ok(None);
    }
    let estate = open::estate(&arguments.policies, &arguments.inventory)?;
    let (inventory, mut errors) = estate.read(screen::processors());
    let (foreign, failed) = estate.failed(&inventory);
    screen::warn(&foreign)?;
    errors.extend(failed);
    if errors.is_empty() { Ok(Some(inventory)) } else { Err(errors.into()) }
}

fn tell(arguments: &LintArguments, policy: &Policy) -> Result<ExitCode, Failure> {
    let inventory = inventory(arguments)?;
    let linted = lint::run(policy, inventory.as_deref());
    let view = LintView::of(policy, &linted, &reports::repository_names());
    reports::deliver(&arguments.reports, Some(Format::TEXT), &Report::Lint(&view), &page())?;
    Ok(if view.passed { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
