//! `uplift new`: a control or a recommendation in a file of its own, tried before it is written.

use super::args::{New, NewControlArguments, NewRecommendationArguments, PolicyArguments};
use super::{Failure, browse, explain, open, screen};
use crate::estate::{Settings, Stopped};
use crate::policy::{self, Policy, PolicySource};
use crate::report::{TrialView, harmless};
use crate::scaffold::{self, NewRecommendation, Property, Refusal, Sample};
use crate::source::{self, Nearest, Problem, display_name, nearest};
use crate::trial::Candidate;
use crate::{check, trial};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Makes it, tries it beside the policies that are there, and writes it where no file is.
pub(super) fn run(what: &New) -> Result<ExitCode, Failure> {
    match what {
        New::Control(arguments) => control(arguments),
        New::Recommendation(arguments) => recommendation(arguments),
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Problem::new("", refusal.message).help(refusal.help).into()
    }
}

fn control(arguments: &NewControlArguments) -> Result<ExitCode, Failure> {
    let id = &arguments.id;
    let own = Own::of(&arguments.policies, id)?;
    let text = scaffold::control(id, arguments.title.as_deref(), arguments.description.as_deref(), arguments.points);
    own.with(&text)?;
    own.write(&text, &format!("uplift new recommendation ID --control {id} --type TYPE --property properties.NAME"))
}

fn recommendation(arguments: &NewRecommendationArguments) -> Result<ExitCode, Failure> {
    let own = Own::of(&arguments.policies, &arguments.id)?;
    let before = own.policy()?;
    refuse_unknown_controls(&before, &arguments.control)?;
    let property = Property::parse(&arguments.property)?;
    let sample = sample(arguments, &property)?;
    let type_name = type_name(arguments, sample.as_ref(), &before)?;
    let condition = arguments.condition.condition();
    let text = scaffold::recommendation(&NewRecommendation {
        id: &arguments.id,
        title: arguments.title.as_deref(),
        description: arguments.description.as_deref(),
        impact: arguments.impact.as_deref(),
        controls: &arguments.control,
        severity: arguments.severity,
        type_name: &type_name,
        property: &property,
        condition: &condition,
        or_absent: arguments.or_absent,
        with_fix: arguments.with_fix,
        sample: sample.as_ref(),
    })?;
    refuse_failing(&own.with(&text)?, &arguments.id)?;
    own.write(&text, &format!("uplift test --recommendation {}", arguments.id))
}

/// The policies that are there, and the place of a new file among them.
struct Own {
    settings: Settings,
    sources: Vec<PolicySource>,
    /// The directory of the settings, as it is typed.
    root: PathBuf,
    /// The file, from there.
    file: PathBuf,
}

impl Own {
    fn of(arguments: &PolicyArguments, id: &str) -> Result<Self, Failure> {
        if let Some(wrong) = policy::bad_id(id) {
            return Err(Problem::new("", wrong).help(policy::BAD_ID_HELP).into());
        }
        let (settings, sources) = browse::policies(arguments, &[])?;
        let (root, file) = (settings.directory().to_owned(), Path::new("policies").join(format!("{id}.yaml")));
        let own = Self { root, file, settings, sources };
        if own.path().symlink_metadata().is_ok() {
            return Err(own.is_there());
        }
        Ok(own)
    }

    fn is_there(&self) -> Failure {
        let problem = Problem::new(display_name(&self.path()), "this file is there already, and it is not overwritten");
        problem.help("Choose another id, or write into the file by hand").into()
    }

    fn path(&self) -> PathBuf {
        if self.root == Path::new(".") { self.file.clone() } else { self.root.join(&self.file) }
    }

    fn policy(&self) -> Result<Policy, Failure> {
        Ok(policy::parse_for_trial(&self.sources, &self.settings.config)?)
    }

    /// The policies with a new file among them.
    fn with(&self, text: &str) -> Result<Policy, Failure> {
        let new = PolicySource { name: display_name(&self.path()), text: text.to_owned(), packed: None };
        let sources = [self.sources.as_slice(), &[new]].concat();
        Ok(policy::parse_for_trial(&sources, &self.settings.config)?)
    }

    fn write(&self, text: &str, next: &str) -> Result<ExitCode, Failure> {
        // A line that leads to no file would be a complaint in every editor.
        let has_schema = self.root.join(scaffold::POLICY_SCHEMA).is_file();
        let text = if has_schema { scaffold::with_modeline(text) } else { text.to_owned() };
        if !source::write_new(&self.root, &self.file, text.as_bytes())? {
            return Err(self.is_there());
        }
        let mut out = screen::stdout();
        writeln!(out, "written  {}\n\nNext  {next}", harmless(&display_name(&self.path())))?;
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}

fn refuse_unknown_controls(policy: &Policy, controls: &[String]) -> Result<(), Failure> {
    let known: Vec<&str> = policy.controls.iter().map(|control| control.id.as_str()).collect();
    let unknown = controls
        .iter()
        .filter(|id| !known.contains(&id.as_str()))
        .map(|id| Problem::new("", format!("there is no control `{id}`")).help(policy::control_help(id, &known)));
    let unknown: Vec<Problem> = unknown.collect();
    if unknown.is_empty() { Ok(()) } else { Err(unknown.into()) }
}

/// The resource that `--from` names.
fn sample(arguments: &NewRecommendationArguments, property: &Property) -> Result<Option<Sample>, Failure> {
    let Some(name) = &arguments.from else { return Ok(None) };
    let estate = open::estate(&arguments.policies, &arguments.inventory)?;
    let (inventory, errors) = explain::read(&estate, screen::processors())?;
    if !errors.is_empty() {
        return Err(errors.into());
    }
    let (_, resource) = explain::find(&estate, &inventory, name, Vec::new())?;
    Ok(Some(scaffold::sample(&inventory, resource, property)?))
}

/// The type, as policies spell it where they know it.
fn type_name(
    arguments: &NewRecommendationArguments,
    sample: Option<&Sample>,
    policy: &Policy,
) -> Result<String, Failure> {
    if arguments.type_name.as_deref() == Some(policy::ALL_TYPES) {
        return Ok(policy::ALL_TYPES.to_owned());
    }
    let typed = match (&arguments.type_name, sample) {
        (Some(typed), Some(sample)) if !typed.eq_ignore_ascii_case(&sample.type_name) => {
            let problem = Problem::new("", format!("{} is of the type {}", sample.name, sample.type_name));
            return Err(problem.help("Leave out --type, or name a resource of that type").into());
        }
        (Some(typed), _) => typed.as_str(),
        (None, sample) => sample.map_or("", |sample| &sample.type_name),
    };
    if !policy::is_resource_type(typed) {
        let problem = Problem::new("", format!("`{typed}` is not a resource type"));
        return Err(problem.help(policy::RESOURCE_TYPE_HELP).into());
    }
    let known: Vec<&str> = policy.recommendations.iter().flat_map(|entry| entry.types()).collect();
    if let Some(known) = known.iter().find(|known| known.eq_ignore_ascii_case(typed)) {
        return Ok((*known).to_owned());
    }
    if let Some(Nearest { name, is_near: true }) = nearest(typed, known).filter(|_| sample.is_none()) {
        let problem = Problem::new("", format!("no policy knows the type {typed}, and {name} is nearly the same"));
        let help = format!("Where that one was meant, remove the file and say --type {name}");
        screen::warn(&[problem.help(help)])?;
    }
    Ok(typed.to_owned())
}

/// What is written passes: a condition that the cases of its own sample contradict is told before there is a file.
fn refuse_failing(policy: &Policy, id: &str) -> Result<(), Failure> {
    let checks = check::compile(policy)?;
    // Cases that are written here hold all that they need.
    let no_files = trial::Fixtures::default();
    let is_new = |candidate: Candidate<'_>| match candidate {
        Candidate::Recommendation(index) => policy.recommendations[index.0].id == id,
        Candidate::Function(_, is_called) => is_called,
    };
    let tried = trial::run((policy, &no_files), &checks, &is_new).map_err(Stopped::from)?;
    let view = TrialView::of(policy, &tried);
    let failures = view.failures().map(|(_, failure)| {
        let case = failure.name.map(|name| format!(" ({name})")).unwrap_or_default();
        let problem = Problem::new("", format!("its own case{case} would fail: {}", failure.difference));
        problem.help("Name another resource or another condition; nothing was written")
    });
    let failures: Vec<Problem> = failures.collect();
    if failures.is_empty() { Ok(()) } else { Err(failures.into()) }
}
