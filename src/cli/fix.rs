//! `uplift fix`: proven patches for failing recommendations.

use super::args::{FixArguments, PatchFormat, SafetyChoice, SplitBy};
use super::estate::Estate;
use super::filter::{self, Filter};
use super::judge::judge;
use super::{COULD_NOT_JUDGE, Failure, fix_out, screen, target};
use crate::assess::{self, Assessed, Status};
use crate::fix::{self, Finding, Plan, Request, Split};
use crate::inventory::{self, Inventory, ResourceIndex};
use crate::policy::{Policy, Safety};
use crate::report::fix::FixInput;
use crate::report::{self, Gravity, Page};
use crate::score;
use crate::source::{self, Problem};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// Something was left out, and `--require-all` was asked for.
const LEFT_OUT: u8 = 3;

/// Reads, judges, plans, proves and prints.
pub(super) fn run(arguments: &FixArguments) -> Result<ExitCode, Failure> {
    let start = arguments.paths.first().map_or(Path::new("."), |path| path);
    let judge = judge(&arguments.policies, start)?;
    let inventory = read(&judge.estate, arguments)?;
    let filter = filter::resolve(&arguments.filters(), &judge.policy, &judge.estate.config, &inventory)?;
    refuse_ambiguous_groups(&arguments.resource_group, &filter, &inventory)?;

    let threads = arguments.threads.map_or_else(screen::processors, usize::from);
    let assessed = assess(&judge.checks, &inventory, threads)?;
    let mut findings = findings(arguments, &filter, &judge.policy, &inventory, &assessed)?;
    let paths = fix_out::repository_paths(&inventory);
    if let Some(manifest) = &arguments.from {
        let accepted = fix_out::accepted(manifest, &judge.policy, &inventory, &paths)?;
        report::write_problems(&accepted.warnings, Gravity::Warning, screen::width(), &mut screen::stderr())?;
        findings.retain(|finding| accepted.findings.contains(finding));
    }
    let scoring = score::Options::of(&judge.estate.config);
    let (policy, checks, inventory, assessed) = (&judge.policy, &judge.checks, &inventory, &assessed);
    let whole = Request { policy, checks, inventory, assessed, findings: &findings, scoring: &scoring, threads };
    let mut plan = prove(&whole)?;
    let mut chosen = findings.clone();
    if let Some(goal) = target::goal(arguments, &plan)? {
        let (route, on_the_way) = fix::target(&whole, &plan, &goal);
        report::write_route(&route, &plan, policy, inventory, &page(arguments), &mut screen::stderr())?;
        if arguments.steps {
            return Ok(ExitCode::SUCCESS);
        }
        chosen.retain(|finding| on_the_way.contains(finding));
        plan = prove(&Request { findings: &chosen, ..whole })?;
    }

    let input = FixInput {
        policy,
        config: &judge.estate.config,
        inventory,
        plan: &plan,
        path: &|document| paths[document as usize].clone(),
        all_safeties: arguments.safety == Some(SafetyChoice::All),
    };
    match (&arguments.out_dir, arguments.format) {
        (Some(directory), _) => drop(fix_out::write_out_dir(directory, &input)?),
        (None, PatchFormat::Mbox) => write_series(arguments, &input, &Request { findings: &chosen, ..whole })?,
        (None, PatchFormat::Diff) => write_patches(arguments, &plan, policy, inventory)?,
    }
    summarise(arguments, &plan, policy, inventory)?;
    if !inventory.problems().is_empty() {
        return Ok(ExitCode::from(COULD_NOT_JUDGE));
    }
    let complete = plan.left_out.is_empty() || !arguments.require_all;
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::from(LEFT_OUT) })
}

fn prove(request: &Request<'_>) -> Result<Plan, Failure> {
    fix::plan(request).map_err(|_| Problem::new("", "the run took too long").into())
}

fn page(arguments: &FixArguments) -> Page {
    Page { width: screen::width(), all: arguments.all, ..Page::default() }
}

fn write_series(arguments: &FixArguments, input: &FixInput<'_>, request: &Request<'_>) -> Result<(), Failure> {
    let split = match arguments.split_by.unwrap_or(SplitBy::Recommendation) {
        SplitBy::Control => Split::Control,
        SplitBy::Recommendation => Split::Recommendation,
        SplitBy::Resource => Split::Resource,
        SplitBy::File => Split::File,
    };
    let mut mails = Vec::new();
    fix_out::write_series(input, request, split, jiff::Timestamp::now(), &mut mails)?;
    emit(arguments, &mails)
}

/// Writes patches where they were asked for.
fn emit(arguments: &FixArguments, patches: &[u8]) -> Result<(), Failure> {
    match &arguments.output {
        Some(path) if !patches.is_empty() => Ok(source::write_atomic(path, patches)?),
        Some(_) => Ok(()),
        None => {
            let mut out = screen::plain_stdout();
            out.write_all(patches)?;
            Ok(out.flush()?)
        }
    }
}

fn read(estate: &Estate, arguments: &FixArguments) -> Result<Arc<Inventory>, Failure> {
    let (files, missing) = estate.inventory(&arguments.paths);
    if !missing.is_empty() {
        return Err(missing.into());
    }
    let inventory = inventory::parse(files, arguments.threads.map_or_else(screen::processors, usize::from));
    if inventory.resources().is_empty() && inventory.problems().is_empty() {
        let nothing = Problem::new("", "nothing to read: no file holds resources");
        return Err(nothing.help("Name files or directories with an export or a list of resources").into());
    }
    report::write_problems(inventory.problems(), Gravity::Error, screen::width(), &mut screen::stderr())?;
    Ok(Arc::new(inventory))
}

/// A patch for the wrong group of two with one name would change what nobody meant.
fn refuse_ambiguous_groups(typed: &[String], filter: &Filter, inventory: &Inventory) -> Result<(), Failure> {
    let mut problems = Vec::new();
    for group in typed {
        let in_group = |resource: &&inventory::Resource| {
            filter.scope.covers(resource)
                && resource.resource_group.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(group))
        };
        let own = inventory.resources().iter().filter(in_group).filter_map(|resource| resource.subscription.clone());
        let mut subscriptions: Vec<_> = own.map(|id| id.to_ascii_lowercase()).collect();
        subscriptions.sort();
        subscriptions.dedup();
        if subscriptions.len() > 1 {
            let message = format!("the resource group {group} stands in {}", subscriptions.join(" and in "));
            problems.push(Problem::new("", message).help("Choose one with --subscription"));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// The whole estate, whatever is to be fixed: a fix may not make anything worse anywhere.
fn assess(checks: &crate::check::Checks, inventory: &Arc<Inventory>, threads: usize) -> Result<Assessed, Failure> {
    let options = assess::Options {
        threads,
        covers: &|_| true,
        detail: &|_| false,
        name_all: false,
        deadline: None,
        progress: &|_| {},
    };
    assess::assess(checks, inventory, &options).map_err(|_| Problem::new("", "the run took too long").into())
}

fn findings(
    arguments: &FixArguments,
    filter: &Filter,
    policy: &Policy,
    inventory: &Inventory,
    assessed: &Assessed,
) -> Result<Vec<Finding>, Failure> {
    let excluded = |resource: &inventory::Resource| {
        let named = |name: &String| resource.id.eq_ignore_ascii_case(name) || resource.name.eq_ignore_ascii_case(name);
        arguments.exclude_resource.iter().any(named)
    };
    for name in &arguments.exclude_resource {
        if !inventory
            .resources()
            .iter()
            .any(|each| each.id.eq_ignore_ascii_case(name) || each.name.eq_ignore_ascii_case(name))
        {
            return Err(Problem::new("", format!("there is no resource {name} to exclude")).into());
        }
    }
    let wanted = |assessment: &&assess::Assessment| {
        let recommendation = assessment.recommendation();
        let resource = inventory.resource(ResourceIndex(assessment.subject.0));
        let fix = policy.recommendations[recommendation.0].fix.as_ref();
        let safe = arguments.safety != Some(SafetyChoice::Safe) || fix.is_none_or(|fix| fix.safety == Safety::Safe);
        assessment.status == Status::Unhealthy
            && filter.selection.recommendations[recommendation.0]
            && filter.scope.covers(resource)
            && !excluded(resource)
            && safe
    };
    let finding = |assessment: &assess::Assessment| Finding {
        resource: ResourceIndex(assessment.subject.0),
        recommendation: assessment.recommendation(),
    };
    Ok(assessed.assessments.iter().filter(wanted).map(finding).collect())
}

fn write_patches(arguments: &FixArguments, plan: &Plan, policy: &Policy, inventory: &Inventory) -> Result<(), Failure> {
    let mut diff = String::new();
    let mut elsewhere = false;
    for file in &plan.files {
        let name = inventory.documents()[file.document as usize].name();
        let (path, at_root) = source::repository_path(Path::new(name));
        elsewhere |= !at_root;
        diff.push_str(&report::file_patch(plan, file, policy, inventory, &path));
    }
    emit(arguments, diff.as_bytes())?;
    if elsewhere && !diff.is_empty() {
        let warning = Problem::new("", "paths in the diff are relative to the repository's root")
            .help("Run `git apply` there: from another directory git leaves hunks out without a word");
        report::write_problems(&[warning], Gravity::Warning, screen::width(), &mut screen::stderr())?;
    }
    Ok(())
}

fn summarise(arguments: &FixArguments, plan: &Plan, policy: &Policy, inventory: &Inventory) -> Result<(), Failure> {
    let page = page(arguments);
    let mut out = screen::stderr();
    if plan.fixed.is_empty() && plan.left_out.is_empty() {
        writeln!(out, "Nothing to fix: no unhealthy resource is selected")?;
        return Ok(());
    }
    Ok(report::write_fix(plan, policy, inventory, &page, &mut out)?)
}
