//! `uplift fix`: proven patches for failing recommendations.

use super::args::{FixArguments, PatchFormat};
use super::job::Job;
use super::{
    COULD_NOT_JUDGE, Failure, branches, fix_out, fix_write, interactive, open, reports, screen, taken, target, watch,
};
use crate::estate::{Chosen, Conditions, Estate, Filter, Judged, Stopped, resolve};
use crate::fix::{Finding, Plan, Request, Split, series};
use crate::inventory::{Inventory, Resource};
use crate::policy::Safety;
use crate::report::fix::{Accepted, FixInput, NONE_CONVERTED, unlike_accepted};
use crate::report::{self, Found, Gravity, Quotes, Report, RunReport};
use crate::source::{self, Problem};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Something was left out, and `--require-all` was asked for.
const LEFT_OUT: u8 = 3;

/// Reads, judges, plans, proves and prints.
pub(super) fn run(arguments: &FixArguments) -> Result<ExitCode, Failure> {
    fix_write::refuse_stdin(arguments)?;
    let own = read_by(arguments);
    reports::check_beside(&arguments.reports, stdout(arguments), &own, arguments.output.as_deref())?;
    arguments.output.as_deref().map_or(Ok(()), |file| taken::refuse(file, &own))?;
    interactive::refuse_no_terminal(arguments)?;
    let estate = open::estate(&arguments.policies, &arguments.paths)?;
    let conditions = open::conditions(&arguments.day, arguments.threads);
    let register = estate.register(conditions.today)?;
    let (inventory, foreign, errors) = read(&estate, &conditions)?;
    fix_write::refuse_unmet(arguments, &estate, &inventory)?;
    let filters = arguments.filters().filters();
    let filter = resolve(&filters, &estate.policy, &estate.names, &inventory)?;
    refuse_ambiguous_groups(&arguments.resource_group, &filter, &inventory)?;

    let job = Job { arguments, conditions, filter };
    let mut judged = estate.judge_inventory(inventory, register, &conditions, false)?;
    (judged.errors, judged.foreign, judged.inline) = (errors, foreign, arguments.inline);
    warn(&judged)?;
    let paths = fix_out::repository_paths(&judged.inventory);
    let mut chosen = job.choose(&judged)?;
    let accepted = accept(&job, &judged, &paths, &mut chosen)?;
    let mut plan = job.choice().plan(&judged, &mut chosen)?;
    if let Some(goal) = target::goal(arguments, &plan)? {
        target::choose(&job, &judged, &plan, &goal, &mut chosen)?;
        if arguments.steps {
            return Ok(ExitCode::SUCCESS);
        }
        plan = job.choice().plan_only(&judged, &mut chosen)?;
    }
    if arguments.interactive {
        watch::call_off();
        plan = interactive::walk(&job, &mut judged, plan, &mut chosen)?;
    }
    hold_to(&job, &judged, &plan, &paths, accepted.as_ref())?;
    finish(&job, &judged, &paths, plan, chosen)
}

/// The files that no output takes the place of.
fn read_by(arguments: &FixArguments) -> Vec<PathBuf> {
    arguments.policies.named(&arguments.paths).into_iter().chain(arguments.from.clone()).collect()
}

/// Writes what was planned, and says what was left.
fn finish(
    job: &Job<'_>,
    judged: &Judged<'_>,
    paths: &[String],
    mut plan: Plan,
    mut chosen: Chosen,
) -> Result<ExitCode, Failure> {
    plan.left_out.append(&mut chosen.linked);
    watch::call_off();
    write(job, judged, &plan, paths, &chosen.waiting())?;
    let complete = plan.left_out.is_empty() || !job.arguments.require_all;
    plan.left_out.append(&mut chosen.set_aside);
    plan.left_out.sort();
    summarise(job, judged, &plan, &chosen)?;
    fix_write::tell_left(&chosen)?;
    if !judged.errors.is_empty() {
        return Ok(ExitCode::from(COULD_NOT_JUDGE));
    }
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::from(LEFT_OUT) })
}

/// What may be a mistake in what is judged by. Exemptions that do not count are among it, since their findings are fixed.
fn warn(judged: &Judged<'_>) -> Result<(), Failure> {
    let Judged { estate, inventory, register, assessed, foreign, .. } = judged;
    let mut warnings = register.warnings();
    warnings.extend_from_slice(foreign);
    warnings.extend_from_slice(&estate.warnings);
    warnings.extend(estate.unmet(estate.parts[0].settings.place(), inventory, register, assessed));
    Ok(screen::warn(&warnings)?)
}

/// Takes what a manifest accepts, when there is one.
fn accept(
    job: &Job<'_>,
    judged: &Judged<'_>,
    paths: &[String],
    chosen: &mut Chosen,
) -> Result<Option<Accepted>, Failure> {
    let Some(manifest) = &job.arguments.from else { return Ok(None) };
    let accepted = fix_out::accepted(manifest, &judged.estate.policy, &judged.inventory, paths)?;
    screen::warn(&accepted.warnings)?;
    for findings in [&mut chosen.findings, &mut chosen.for_review, &mut chosen.destructive] {
        findings.retain(|finding| accepted.findings.contains(finding));
    }
    // What others make applicable is no finding yet.
    let unhealthy: BTreeSet<Finding> = judged.unhealthy().into_iter().collect();
    chosen.findings.extend(accepted.findings.iter().filter(|finding| !unhealthy.contains(finding)));
    chosen.findings.sort();
    Ok(Some(accepted))
}

/// Refuses to write what a manifest does not show.
fn hold_to(
    job: &Job<'_>,
    judged: &Judged<'_>,
    plan: &Plan,
    paths: &[String],
    accepted: Option<&Accepted>,
) -> Result<(), Failure> {
    let (Some(accepted), Some(manifest)) = (accepted, &job.arguments.from) else { return Ok(()) };
    let path = |document: u32| paths[document as usize].clone();
    let unlike = unlike_accepted(&source::display_name(manifest), accepted, &input(job, judged, plan, &path));
    if unlike.is_empty() { Ok(()) } else { Err(unlike.into()) }
}

/// The plan with everything that its forms name.
fn input<'i>(job: &Job<'_>, judged: &'i Judged<'_>, plan: &'i Plan, path: &'i dyn Fn(u32) -> String) -> FixInput<'i> {
    FixInput {
        policy: &judged.estate.policy,
        config: &judged.estate.names,
        inventory: &judged.inventory,
        plan,
        path,
        scripts: job.arguments.safety.map_or(Safety::Safe, Safety::from),
        waiting: &[],
        converted: NONE_CONVERTED,
    }
}

/// Writes the plan in the form that was asked for.
fn write(
    job: &Job<'_>,
    judged: &Judged<'_>,
    plan: &Plan,
    paths: &[String],
    waiting: &[(Finding, Safety)],
) -> Result<(), Failure> {
    let arguments = job.arguments;
    let path = |document: u32| paths[document as usize].clone();
    let converted = fix_out::converted(plan, &judged.inventory);
    let input = FixInput { converted: &converted, waiting, ..input(job, judged, plan, &path) };
    write_patch(arguments, judged, &input)?;
    write_reports(job, &input)
}

/// What standard output is for, unless it is free.
fn stdout(arguments: &FixArguments) -> Option<&'static str> {
    match arguments {
        FixArguments { write: true, .. } => Some("the names of changed files"),
        FixArguments { branch_per: Some(_), .. } => Some("the names of branches"),
        FixArguments { output: None, out_dir: None, .. } => Some("the diff"),
        _ => None,
    }
}

fn write_reports(job: &Job<'_>, input: &FixInput<'_>) -> Result<(), Failure> {
    let arguments = job.arguments;
    if arguments.reports.is_empty() {
        return Ok(());
    }
    let review = report::review_of_fix(input);
    let quotes = Quotes::of(input.inventory);
    let report = Report::Run(RunReport { review: &review, found: Found::Fix(*input, &quotes) });
    reports::deliver(&arguments.reports, None, &report, &job.page())
}

fn write_patch(arguments: &FixArguments, judged: &Judged<'_>, input: &FixInput<'_>) -> Result<(), Failure> {
    let (plan, inventory) = (input.plan, &judged.inventory);
    if arguments.write {
        return fix_write::write(arguments, plan, inventory);
    }
    let findings: Vec<Finding> = plan.fixed.iter().map(|fixed| fixed.finding).collect();
    let request = judged.request(&findings);
    if let Some(per) = arguments.branch_per {
        return branches::make(per, input, &request);
    }
    match &arguments.out_dir {
        Some(directory) => fix_out::write_out_dir(directory, input, &request, &read_by(arguments)),
        None if arguments.format == PatchFormat::Mbox || arguments.split_by.is_some() => {
            write_series(arguments, input, &request)
        }
        None => write_patches(arguments, input),
    }
}

fn write_series(arguments: &FixArguments, input: &FixInput<'_>, request: &Request<'_>) -> Result<(), Failure> {
    let split = arguments.split_by.unwrap_or(Split::Recommendation);
    let mut mails = Vec::new();
    let steps = series(request, input.plan, split).map_err(Stopped::from)?;
    fix_out::write_series(input, steps, jiff::Timestamp::now(), &mut mails)?;
    emit(arguments, &mails)
}

/// Writes patches where they were asked for.
fn emit(arguments: &FixArguments, patches: &[u8]) -> Result<(), Failure> {
    match &arguments.output {
        Some(path) if !patches.is_empty() => Ok(source::write_atomic(path, patches)?),
        Some(_) => Ok(()),
        None => {
            let mut out = screen::plain_stdout();
            Ok(screen::heard(out.write_all(patches).and_then(|()| out.flush()))?)
        }
    }
}

/// What there is, and why files could not be read: those for another program, then the others.
type Read = (Arc<Inventory>, Vec<Problem>, Vec<Problem>);

fn read(estate: &Estate, conditions: &Conditions) -> Result<Read, Failure> {
    let (inventory, missing) = estate.read(conditions.threads);
    if !missing.is_empty() {
        return Err(missing.into());
    }
    let (foreign, failed) = estate.failed(&inventory);
    if inventory.resources().is_empty() && failed.is_empty() {
        let nothing = Problem::new("", "nothing to read: no file holds resources");
        let nothing = nothing.help("Name files or directories with an export or a list of resources");
        return Err(inventory.warnings().iter().cloned().chain([nothing]).collect::<Vec<_>>().into());
    }
    report::write_problems(&failed, Gravity::Error, screen::width(), &mut screen::stderr())?;
    Ok((inventory, foreign, failed))
}

/// A patch for the wrong group of two with one name would change what nobody meant.
fn refuse_ambiguous_groups(typed: &[String], filter: &Filter, inventory: &Inventory) -> Result<(), Failure> {
    let mut problems = Vec::new();
    for group in typed {
        let in_group = |resource: &&Resource| {
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

fn write_patches(arguments: &FixArguments, input: &FixInput<'_>) -> Result<(), Failure> {
    let mut diff = String::new();
    let mut elsewhere = false;
    for file in &input.plan.files {
        let name = input.inventory.documents()[file.document as usize].name();
        elsewhere |= !source::repository_path(Path::new(name)).1;
        diff.push_str(&input.diff(file));
    }
    emit(arguments, diff.as_bytes())?;
    if elsewhere && !diff.is_empty() {
        let warning = Problem::new("", "paths in the diff are relative to the repository's root")
            .help("Run `git apply` there: from another directory git leaves hunks out without a word");
        screen::warn(&[warning])?;
    }
    Ok(())
}

fn summarise(job: &Job<'_>, judged: &Judged<'_>, plan: &Plan, chosen: &Chosen) -> Result<(), Failure> {
    let mut out = screen::stderr();
    let is_all_above = !chosen.for_review.is_empty() || !chosen.destructive.is_empty();
    Ok(screen::heard(match plan.fixed.is_empty() && plan.left_out.is_empty() {
        true if is_all_above => writeln!(out, "Nothing is fixed: no fix is as safe as is asked for"),
        true => report::write_nothing_to_fix(judged.undecided(), &mut out),
        false => report::write_fix(plan, &judged.estate.policy, &judged.inventory, &job.page(), &mut out),
    })?)
}
