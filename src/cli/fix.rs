//! `uplift fix`: proven patches for failing recommendations.

use super::args::{FixArguments, PatchFormat, SafetyChoice, SplitBy};
use super::estate::Estate;
use super::filter::{self, Filter};
use super::judge::{Judge, judge};
use super::{COULD_NOT_JUDGE, Failure, fix_out, fix_write, interactive, reports, screen, target};
use crate::assess::{self, Status, Whole};
use crate::check::Checks;
use crate::exempt::Register;
use crate::fix::{self, Finding, LeftOut, Plan, Request, Split, series};
use crate::inventory::{self, Inventory};
use crate::policy::{Policy, Safety};
use crate::report::fix::FixInput;
use crate::report::{self, Found, Gravity, Page, Quotes, Report, RunReport};
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
    fix_write::refuse_stdin(arguments)?;
    reports::check(&arguments.reports, stdout(arguments))?;
    interactive::refuse_no_terminal(arguments)?;
    let start = arguments.paths.first().map_or(Path::new("."), |path| path);
    let judge = judge(&arguments.policies, start)?;
    let register = judge.register(arguments.day.today())?;
    warn_of_exemptions(&register)?;
    let inventory = read(&judge.estate, arguments)?;
    let filter = filter::resolve(&arguments.filters(), &judge.policy, &judge.estate.config, &inventory)?;
    refuse_ambiguous_groups(&arguments.resource_group, &filter, &inventory)?;

    let job = Job { arguments, judge: &judge, register: &register, inventory: &inventory, filter: &filter };
    let assessed = assess(&job, &judge.checks)?;
    let paths = fix_out::repository_paths(&inventory);
    let mut chosen = choose(&job, &assessed)?;
    accept(&job, &paths, &mut chosen)?;
    let mut plan = plan(&job, &judge.checks, &assessed, &chosen.findings)?;
    if let Some(goal) = target::goal(arguments, &plan)? {
        target::choose(&job, &assessed, &plan, &goal, &mut chosen)?;
        if arguments.steps {
            return Ok(ExitCode::SUCCESS);
        }
        plan = self::plan(&job, &judge.checks, &assessed, &chosen.findings)?;
    }
    if arguments.interactive {
        plan = interactive::walk(&job, plan, &mut chosen)?;
    }

    plan.left_out.append(&mut chosen.linked);
    write(&job, &assessed, &plan, &paths)?;
    let complete = plan.left_out.is_empty() || !arguments.require_all;
    plan.left_out.append(&mut chosen.set_aside);
    plan.left_out.sort();
    summarise(arguments, &plan, &judge.policy, &inventory)?;
    fix_write::tell_left(chosen.for_review, chosen.records)?;
    if !inventory.problems().is_empty() {
        return Ok(ExitCode::from(COULD_NOT_JUDGE));
    }
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::from(LEFT_OUT) })
}

/// Exemptions that do not count are told, since their findings are fixed.
fn warn_of_exemptions(register: &Register) -> Result<(), Failure> {
    Ok(report::write_problems(&register.warnings(), Gravity::Warning, screen::width(), &mut screen::stderr())?)
}

/// Takes what a manifest accepts, when there is one.
fn accept(job: &Job<'_>, paths: &[String], chosen: &mut Chosen) -> Result<(), Failure> {
    let Some(manifest) = &job.arguments.from else { return Ok(()) };
    let accepted = fix_out::accepted(manifest, &job.judge.policy, job.inventory, paths)?;
    report::write_problems(&accepted.warnings, Gravity::Warning, screen::width(), &mut screen::stderr())?;
    chosen.findings.retain(|finding| accepted.findings.contains(finding));
    Ok(())
}

/// Writes the plan in the form that was asked for.
fn write(job: &Job<'_>, assessed: &Whole, plan: &Plan, paths: &[String]) -> Result<(), Failure> {
    let arguments = job.arguments;
    let input = FixInput {
        policy: &job.judge.policy,
        config: &job.judge.estate.config,
        inventory: job.inventory,
        plan,
        path: &|document| paths[document as usize].clone(),
        all_safeties: arguments.safety == Some(SafetyChoice::All),
    };
    write_patch(job, assessed, &input)?;
    write_reports(arguments, &input)
}

/// What standard output is for, unless it is free.
fn stdout(arguments: &FixArguments) -> Option<&'static str> {
    match arguments {
        FixArguments { write: true, .. } => Some("the names of changed files"),
        FixArguments { output: None, out_dir: None, .. } => Some("the diff"),
        _ => None,
    }
}

fn write_reports(arguments: &FixArguments, input: &FixInput<'_>) -> Result<(), Failure> {
    if arguments.reports.is_empty() {
        return Ok(());
    }
    let review = report::review_of_fix(input);
    let quotes = Quotes::of(input.inventory);
    let report = Report::Run(RunReport { review: &review, found: Found::Fix(*input, &quotes) });
    reports::deliver(&arguments.reports, None, &report, &page(arguments))
}

fn write_patch(job: &Job<'_>, assessed: &Whole, input: &FixInput<'_>) -> Result<(), Failure> {
    let (arguments, policy, plan) = (job.arguments, input.policy, input.plan);
    if arguments.write {
        return fix_write::write(arguments, plan, job.inventory);
    }
    let findings: Vec<Finding> = plan.fixed.iter().map(|fixed| fixed.finding).collect();
    let scoring = score::Options::of(&job.judge.estate.config);
    let request = job.request(&job.judge.checks, assessed, &findings, &scoring);
    match &arguments.out_dir {
        Some(directory) => fix_out::write_out_dir(directory, input, &request),
        None if arguments.format == PatchFormat::Mbox || arguments.split_by.is_some() => {
            write_series(arguments, input, &request)
        }
        None => write_patches(arguments, plan, policy, job.inventory),
    }
}

/// What was asked for, and what it is about.
pub(super) struct Job<'j> {
    pub arguments: &'j FixArguments,
    pub judge: &'j Judge,
    pub register: &'j Register,
    pub inventory: &'j Arc<Inventory>,
    pub filter: &'j Filter,
}

impl Job<'_> {
    fn threads(&self) -> usize {
        self.arguments.threads.map_or_else(screen::processors, usize::from)
    }

    /// What the core is asked for.
    pub(super) fn request<'r>(
        &'r self,
        checks: &'r Checks,
        assessed: &'r Whole,
        findings: &'r [Finding],
        scoring: &'r score::Options,
    ) -> Request<'r> {
        let (policy, inventory, threads) = (&self.judge.policy, self.inventory, self.threads());
        let register = self.register;
        Request { policy, checks, inventory, assessed, register, findings, scoring, threads }
    }
}

/// Which findings are to be fixed.
pub(super) struct Chosen {
    /// Those that are.
    pub findings: Vec<Finding>,
    /// Those that someone decided against, now or before, with the reasons.
    pub set_aside: Vec<LeftOut>,
    /// Those that no patch can reach.
    pub linked: Vec<LeftOut>,
    /// How many wait for someone to look at their fixes.
    pub for_review: usize,
    /// How many stand in files that only record the estate, and are not to be written there.
    pub records: usize,
}

/// Chooses by what was typed and by the settings.
pub(super) fn choose(job: &Job<'_>, assessed: &Whole) -> Result<Chosen, Failure> {
    let policy = &job.judge.policy;
    let findings = findings(job.arguments, job.filter, policy, job.inventory, assessed)?;
    let declined = &job.judge.estate.config.declined;
    let (findings, mut set_aside) = fix::take_out_declined(findings, declined, policy, job.inventory);
    let named = !job.arguments.resource.is_empty() || !job.arguments.recommendation.is_empty();
    let (findings, exempt) = match named {
        true => (findings, Vec::new()),
        false => fix::take_out_exempt(findings, job.register, job.inventory),
    };
    set_aside.extend(exempt);
    let (findings, linked) = take_out_linked(job, findings);
    let (findings, records) = fix_write::leave_records(job.arguments, findings, job.inventory);
    let (findings, for_review) = fix_write::leave_for_review(job.arguments, findings, policy);
    Ok(Chosen { findings, set_aside, linked, for_review, records })
}

/// Takes out what stands in files that git does not patch; whoever writes in place is told of them by an error.
fn take_out_linked(job: &Job<'_>, findings: Vec<Finding>) -> (Vec<Finding>, Vec<LeftOut>) {
    const REASON: &str =
        "its file is reached by a symbolic link, which git does not patch; name the file that it leads to";
    if job.arguments.write {
        return (findings, Vec::new());
    }
    let documents = job.inventory.documents().iter();
    let linked: Vec<bool> = documents.map(|document| source::is_linked(Path::new(document.name()))).collect();
    let (left, taken): (Vec<_>, Vec<_>) =
        findings.into_iter().partition(|finding| linked[job.inventory.resource(finding.resource).document as usize]);
    (taken, left.into_iter().map(|finding| LeftOut { finding, reason: REASON.to_owned() }).collect())
}

/// Proven patches for the findings.
pub(super) fn plan(job: &Job<'_>, checks: &Checks, assessed: &Whole, findings: &[Finding]) -> Result<Plan, Failure> {
    let scoring = score::Options::of(&job.judge.estate.config);
    let plan = fix::plan(&job.request(checks, assessed, findings, &scoring));
    plan.map_err(|_| Problem::new("", "the run took too long").into())
}

fn write_series(arguments: &FixArguments, input: &FixInput<'_>, request: &Request<'_>) -> Result<(), Failure> {
    let split = match arguments.split_by.unwrap_or(SplitBy::Recommendation) {
        SplitBy::Control => Split::Control,
        SplitBy::Recommendation => Split::Recommendation,
        SplitBy::Resource => Split::Resource,
        SplitBy::File => Split::File,
    };
    let mut mails = Vec::new();
    fix_out::write_series(input, series(request, input.plan, split), jiff::Timestamp::now(), &mut mails)?;
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
pub(super) fn assess(job: &Job<'_>, checks: &Checks) -> Result<Whole, Failure> {
    let exempts = |resource: &inventory::Resource, recommendation| job.register.find(resource, recommendation);
    let options = assess::Options { exempts: &exempts, ..assess::Options::plain(job.threads()) };
    assess::assess(checks, job.inventory, &options).map_err(|_| Problem::new("", "the run took too long").into())
}

fn findings(
    arguments: &FixArguments,
    filter: &Filter,
    policy: &Policy,
    inventory: &Inventory,
    assessed: &Whole,
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
        let resource = inventory.resource(assessed.resource(assessment.subject));
        let fix = policy.recommendations[recommendation.0].fix.as_ref();
        let safe = arguments.safety != Some(SafetyChoice::Safe) || fix.is_none_or(|fix| fix.safety == Safety::Safe);
        assessment.status == Status::Unhealthy
            && filter.selection.recommendations[recommendation.0]
            && filter.scope.covers(resource)
            && !excluded(resource)
            && safe
    };
    let wanted = assessed.assessments.iter().filter(wanted);
    Ok(wanted.map(|assessment| Finding::of(assessed, assessment)).collect())
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

/// How the summary is laid out.
pub(super) fn page(arguments: &FixArguments) -> Page {
    Page { width: screen::width(), all: arguments.all, ..Page::default() }
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
