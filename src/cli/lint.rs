//! `uplift lint`

use super::args::LintArguments;
use super::browse::{page, policies};
use super::{Failure, open, reports, screen};
use crate::estate::Settings;
use crate::inventory::Inventory;
use crate::lint::Diagnostic;
use crate::policy::{self, Policy, PolicySource};
use crate::report::{Format, LintView, Report};
use crate::source::{self, Problem};
use crate::{check, lint};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// Exit code 1 when something is wrong; 2 when the policies cannot be loaded, which reports tell of too.
pub(super) fn run(arguments: &LintArguments) -> Result<ExitCode, Failure> {
    reports::check(&arguments.reports, None, &arguments.policies.named(&arguments.roots))?;
    match load(arguments) {
        Ok(Some(loaded)) => tell(arguments, loaded),
        Ok(None) if !arguments.roots.is_empty() => {
            let none = Problem::new("", "no policy is below what was named");
            Err(none.help("Name a directory or a file that holds some").into())
        }
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

/// Policies, with everything that loading refuses refused.
struct Loaded {
    policy: Policy,
    sources: Vec<PolicySource>,
    settings: Settings,
}

/// `None` where there are none but the shipped ones.
fn load(arguments: &LintArguments) -> Result<Option<Loaded>, Failure> {
    let (settings, sources) = policies(&arguments.policies, &arguments.roots)?;
    let has_own = sources.iter().any(|source| source.packed.is_none());
    let policy = policy::parse_for_trial(&sources, &settings.config)?;
    screen::warn(&settings.warnings())?;
    check::compile(&policy)?;
    Ok(has_own.then_some(Loaded { policy, sources, settings }))
}

/// Makes the changes that are sure in the files, and gives the policies as they are then, with how many were made. Nothing is
/// written that could not be loaded.
fn mend(loaded: Loaded, found: &[Diagnostic]) -> Result<(Loaded, usize), Failure> {
    let Loaded { policy, mut sources, settings } = loaded;
    let (mut mended, mut changed) = (0, Vec::new());
    for source in sources.iter_mut().filter(|source| source.packed.is_none()) {
        let own = found.iter().filter(|diagnostic| diagnostic.problem.file == source.name);
        let (text, made) = lint::repaired(&source.text, own.filter_map(|own| own.repair.as_ref()).collect());
        if made > 0 {
            mended += made;
            let old = std::mem::replace(&mut source.text, text);
            changed.push((source.name.clone(), old, source.text.clone()));
        }
    }
    if changed.is_empty() {
        return Ok((Loaded { policy, sources, settings }, 0));
    }
    let policy = policy::parse_for_trial(&sources, &settings.config)?;
    check::compile(&policy)?;
    for (name, old, new) in &changed {
        let path = Path::new(name);
        source::replace(path, old.as_bytes(), new.as_bytes(), &[source::boundary(path)])?;
    }
    Ok((Loaded { policy, sources, settings }, mended))
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

fn tell(arguments: &LintArguments, mut loaded: Loaded) -> Result<ExitCode, Failure> {
    let inventory = inventory(arguments)?;
    let (mut linted, mut mended) = (lint::run(&loaded.policy, inventory.as_deref()), 0);
    if arguments.fix {
        (loaded, mended) = mend(loaded, &linted.diagnostics)?;
        linted = lint::run(&loaded.policy, inventory.as_deref());
    }
    let view = LintView::of(&loaded.policy, &linted, &reports::repository_names());
    let view = LintView { mended, ..view };
    reports::deliver(&arguments.reports, Some(Format::TEXT), &Report::Lint(&view), &page())?;
    Ok(if view.passed { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
