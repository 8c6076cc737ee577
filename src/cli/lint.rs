//! `uplift lint`

use super::args::LintArguments;
use super::browse::page;
use super::roots::{Chosen, Named};
use super::{Failure, open, reports, screen};
use crate::estate::Settings;
use crate::inventory::Inventory;
use crate::lint::Diagnostic;
use crate::policy::{self, Policy, PolicySource};
use crate::report::{Format, LintView, Report, harmless};
use crate::source::{self, Problem};
use crate::{check, lint};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// Exit code 1 when something is wrong; 2 when the policies cannot be loaded, which reports tell of too.
pub(super) fn run(arguments: &LintArguments) -> Result<ExitCode, Failure> {
    reports::check(&arguments.reports, None, &arguments.policies.named(&arguments.roots))?;
    match load(arguments) {
        Ok(Some(loaded)) if arguments.engine => tell_engine(&loaded.policy),
        Ok(Some(loaded)) => tell(arguments, loaded),
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
    named: Named,
}

/// `None` where there are none but the shipped ones.
fn load(arguments: &LintArguments) -> Result<Option<Loaded>, Failure> {
    let chosen = Chosen::of(&arguments.policies, &arguments.roots)?;
    let has_own = chosen.has_own();
    let refused = chosen.refuse_none(&arguments.roots);
    let Chosen { settings, sources, named } = chosen;
    let policy = policy::parse_for_trial(&sources, &settings.config)?;
    screen::warn(&settings.warnings())?;
    check::compile(&policy)?;
    refused?;
    Ok(has_own.then_some(Loaded { policy, sources, settings, named }))
}

/// Makes the changes that are sure in the files, and gives the policies as they are then, with how many were made. Nothing is
/// written that could not be loaded: where all of them together cannot, those are made that can, one after another.
fn mend(loaded: Loaded, found: &[Diagnostic]) -> Result<(Loaded, usize), Failure> {
    let Loaded { policy, sources, settings, named } = loaded;
    let load = |mends: &[&Diagnostic]| {
        let (new, made) = mended(&sources, mends);
        let policy = policy::parse_for_trial(&new, &settings.config).ok()?;
        check::compile(&policy).ok()?;
        Some((policy, new, made))
    };
    let sure: Vec<&Diagnostic> = found.iter().filter(|diagnostic| diagnostic.repair.is_some()).collect();
    let one_by_one = || {
        let mut kept = Vec::new();
        for mend in &sure {
            kept.push(*mend);
            if load(&kept).is_none() {
                kept.pop();
            }
        }
        load(&kept)
    };
    let Some((new_policy, new, made)) = load(&sure).or_else(one_by_one).filter(|(_, _, made)| *made > 0) else {
        return Ok((Loaded { policy, sources, settings, named }, 0));
    };
    for (old, new) in sources.iter().zip(&new).filter(|(old, new)| old.text != new.text) {
        let path = Path::new(&old.name);
        source::replace(path, old.text.as_bytes(), new.text.as_bytes(), &[source::boundary(path)])?;
    }
    Ok((Loaded { policy: new_policy, sources: new, settings, named }, made))
}

/// The own files with these changes, and how many were made.
fn mended(sources: &[PolicySource], mends: &[&Diagnostic]) -> (Vec<PolicySource>, usize) {
    let mut all = 0;
    let mut mended = |source: &PolicySource| {
        let own = mends.iter().filter(|mend| source.packed.is_none() && mend.problem.file == source.name);
        let (text, made) = lint::repaired(&source.text, own.filter_map(|own| own.repair.as_ref()).collect());
        all += made;
        PolicySource { text, ..source.clone() }
    };
    let new = sources.iter().map(&mut mended).collect();
    (new, all)
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

/// Which scripts have no plan, with the first part that no plan has.
fn tell_engine(policy: &Policy) -> Result<ExitCode, Failure> {
    let found = check::compile(policy)?.in_engine();
    let mut out = screen::stdout();
    for script in &found {
        let place = script.position.map_or(String::new(), |at| format!(":{}:{}", at.line, at.column));
        let of = if script.is_applies_to { "appliesTo" } else { "the check" };
        let id = &policy.recommendations[script.recommendation.0].id;
        let line =
            format!("{}{place}: {of} of `{id}` runs in the engine because of {}", script.file, script.because_of);
        writeln!(out, "{}", harmless(&line))?;
    }
    let all: usize = policy.recommendations.iter().map(|entry| 1 + usize::from(entry.applies_to.is_some())).sum();
    writeln!(out, "{} of {all} scripts run by a plan", all - found.len())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn tell(arguments: &LintArguments, mut loaded: Loaded) -> Result<ExitCode, Failure> {
    let inventory = inventory(arguments)?;
    let run = |loaded: &Loaded| lint::run(&loaded.policy, inventory.as_deref(), &|file| loaded.named.has(file));
    let (mut linted, mut mended) = (run(&loaded), 0);
    if arguments.fix {
        (loaded, mended) = mend(loaded, &linted.diagnostics)?;
        linted = run(&loaded);
    }
    let view = LintView::of(&loaded.policy, &linted, &|file| loaded.named.has(file), &reports::repository_names());
    let view = LintView { mended, ..view };
    reports::deliver(&arguments.reports, Some(Format::TEXT), &Report::Lint(&view), &page())?;
    Ok(if view.passed { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
