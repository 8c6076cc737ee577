//! `uplift test`

use super::args::TestArguments;
use super::browse::page;
use super::roots::{Chosen, Named as NamedFiles};
use super::{Failure, reports, screen, watch};
use crate::estate::Stopped;
use crate::fix::text::unified_diff;
use crate::policy::{self, Config, Policy, PolicySource, Recommendation, RecommendationIndex};
use crate::report::{Format, Report, TrialView, count, write_diff};
use crate::source::{self, FileSystem, Files, Position, Problem, display_name};
use crate::trial::{Candidate, Fixtures, Named, NoUpdate, Trial, Update, UpdatedFile};
use crate::{check, trial};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Exit code 1 when a case fails, when there is none, and when the cases reach or notice too little.
pub(super) fn test(arguments: &TestArguments) -> Result<ExitCode, Failure> {
    reports::check(&arguments.reports, None, &arguments.policies.named(&arguments.roots))?;
    let Some(tested) = Tested::of(arguments)? else { return Ok(ExitCode::SUCCESS) };
    let tested = if arguments.update && !tested.trial.passed() { tested.updated(arguments)? } else { tested };
    tested.report(arguments)
}

/// Policies, and what their cases gave.
struct Tested {
    config: Config,
    sources: Vec<PolicySource>,
    policy: Policy,
    fixtures: Fixtures,
    trial: Trial,
    named: NamedFiles,
}

impl Tested {
    /// Reads the policies and runs their cases; `None` where there are no own ones.
    fn of(arguments: &TestArguments) -> Result<Option<Self>, Failure> {
        let chosen = Chosen::of(&arguments.policies, &arguments.roots)?;
        let has_own = chosen.has_own();
        let refused = chosen.refuse_none(&arguments.roots);
        let Chosen { settings, sources, named } = chosen;
        let policy = policy::parse_for_trial(&sources, &settings.config)?;
        screen::warn(&[settings.warnings(), policy.warnings.clone()].concat())?;
        let checks = check::compile(&policy)?;
        refused?;
        let is_all = arguments.recommendation.is_empty() && arguments.filter.is_empty();
        if !has_own && is_all {
            let none = Problem::new("", "there are no own policies, and so nothing to test");
            screen::warn(&[none.help("Write some below policies/, beside uplift.yaml")])?;
            return Ok(None);
        }
        refuse_idle(arguments, &policy, &named)?;
        let selected = |candidate: Candidate<'_>| is_selected((arguments, &named), &policy, candidate);
        let fixtures = Fixtures::read(&policy, |named| fixture(named, settings.directory()))?;
        let trial = trial::run((&policy, &fixtures), &checks, &selected).map_err(Stopped::from)?;
        Ok(Some(Self { config: settings.config, sources, policy, fixtures, trial, named }))
    }

    /// Writes what failing cases would say so that they pass, and shows it as a diff.
    fn updated(self, arguments: &TestArguments) -> Result<Self, Failure> {
        let Self { config, sources, policy, fixtures, trial, named } = self;
        let selected = |policy: &Policy, candidate: Candidate<'_>| is_selected((arguments, &named), policy, candidate);
        let update = trial::update((&sources, &config), (&policy, &fixtures), &trial, &selected);
        let update = update.map_err(|stopped| match stopped {
            NoUpdate::Aborted(aborted) => Failure::from(Stopped::from(aborted)),
            NoUpdate::Problems(problems) => problems.into(),
        })?;
        write(arguments, &update)?;
        Ok(Self { config, sources, policy: update.policy, fixtures, trial: update.trial, named })
    }

    fn report(&self, arguments: &TestArguments) -> Result<ExitCode, Failure> {
        let Self { policy, fixtures, trial, named, .. } = self;
        let checks = check::compile(policy)?;
        let selected = |candidate: Candidate<'_>| is_selected((arguments, named), policy, candidate);
        // What fails already says nothing of what its cases would reach or notice.
        let passed = trial.passed();
        let cover = (arguments.coverage && passed).then(|| trial::cover((policy, fixtures), &checks, &selected));
        let cover = cover.transpose().map_err(Stopped::from)?;
        let mutants = (arguments.mutants && passed).then(|| trial::mutants((policy, fixtures), &checks, &selected));
        let mutants = mutants.transpose().map_err(Stopped::from)?;
        let cover = (cover.as_ref(), arguments.threshold.unwrap_or_default());
        let view = TrialView::of(policy, trial).with(policy, cover, mutants.as_ref());
        reports::deliver(&arguments.reports, Some(Format::TEXT), &Report::Test(&view), &page())?;
        Ok(if view.passed { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

/// A file that a case names from the directory of its policy file; it must be in the repository, as policies are.
fn fixture(named: &Named, root: &Path) -> Result<(String, Vec<u8>), Problem> {
    let path = fixture_path(named);
    let name = display_name(&path);
    if FileSystem.leads_out(&path, root) {
        let problem = Problem::new(name, "this leads out of the repository");
        return Err(problem.help("Move it into the repository, beside the policies"));
    }
    let bytes = source::read_named(&path, &name);
    let bytes = bytes.map_err(|problem| problem.help("It is named from the directory of the policy file"))?;
    Ok((name, bytes))
}

/// Where that is.
pub(super) fn fixture_path(named: &Named) -> PathBuf {
    let directory = Path::new(&named.place.file).parent().unwrap_or(Path::new(""));
    directory.join(&named.path)
}

/// Writes files with new cases. All are looked at before the first is written.
fn write(arguments: &TestArguments, update: &Update) -> Result<(), Failure> {
    watch::call_off();
    let place = |file: &UpdatedFile| PathBuf::from(file.document.name());
    let bound = |file: &UpdatedFile| [source::boundary(&place(file))];
    let old = |file: &UpdatedFile| file.document.text().as_bytes().to_vec();
    let wrong = |file: &UpdatedFile| source::check_replaceable(&place(file), &old(file), &bound(file)).err();
    let problems: Vec<Problem> = update.files.iter().filter_map(wrong).collect();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let mut diff = String::new();
    for file in &update.files {
        source::replace(&place(file), &old(file), file.new_text().as_bytes(), &bound(file))?;
        diff += &unified_diff(file.document.name(), &file.document, &file.edits, &|_| String::new());
    }
    // What a report takes is not for a diff.
    match reports::take_stdout(&arguments.reports) {
        true => screen::heard(write_diff(&diff, &mut screen::stderr()))?,
        false => {
            let mut out = screen::stdout();
            screen::heard(write_diff(&diff, &mut out).and_then(|()| out.flush()))?;
        }
    }
    let left = update.left.iter().map(|(place, why)| {
        let position = Position { line: place.line, column: place.column };
        Problem::new(&*place.file, format!("this case is left as it is: {why}")).at(position)
    });
    screen::warn(&left.collect::<Vec<_>>())?;
    let mut out = screen::stderr();
    Ok(screen::heard(writeln!(out, "{} updated", count(update.cases as u64, "case")))?)
}

/// Only what stands in files that were named is tried, and so may be written.
fn is_selected((arguments, named): (&TestArguments, &NamedFiles), policy: &Policy, candidate: Candidate<'_>) -> bool {
    let RecommendationIndex(index) = match candidate {
        Candidate::Recommendation(index) => index,
        Candidate::Function(own, is_called) => {
            let is_all = arguments.recommendation.is_empty() && arguments.filter.is_empty();
            return named.has(&own.location.file) && (is_all || is_called);
        }
    };
    if !named.has(&policy.recommendations[index].location.file) {
        return false;
    }
    let id = policy.recommendations[index].id.as_str();
    let is_filtered = arguments.filter.is_empty() || arguments.filter.iter().any(|part| id.contains(part.as_str()));
    is_filtered && (arguments.recommendation.is_empty() || arguments.recommendation.iter().any(|own| own == id))
}

/// A filter that matches nothing would pass whatever is broken.
fn refuse_idle(arguments: &TestArguments, policy: &Policy, named: &NamedFiles) -> Result<(), Failure> {
    let is_own = |entry: &&Recommendation| !entry.embedded && named.has(&entry.location.file);
    let own = || policy.recommendations.iter().filter(is_own);
    let is_idle = |part: &&String| !own().any(|entry| entry.id.contains(part.as_str()));
    let idle = arguments.filter.iter().filter(is_idle).map(|part| {
        let problem =
            Problem::new("", format!("--filter {part} matches no recommendation of the policies that are tested"));
        problem.help("write a part of an id; `uplift list` shows them")
    });
    let idle: Vec<Problem> = idle.collect();
    if idle.is_empty() { Ok(()) } else { Err(idle.into()) }
}
