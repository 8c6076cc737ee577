//! `uplift exempt`: one more exemption, when it is one that counts.

use super::args::ExemptArguments;
use super::{Failure, open, screen, settings};
use crate::assess::Status;
use crate::estate::{Estate, Judged, path_in, suggestion};
use crate::exempt::Register;
use crate::fix;
use crate::inventory::{Resource, ResourceIndex};
use crate::policy::{self, Exemption, ExemptionSource, Exemptions};
use crate::report::harmless;
use crate::source::{self, FileSystem, Problem, display_name, normal_id};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Finds what was named, refuses what would not count, and adds the rest.
pub(super) fn run(arguments: &ExemptArguments) -> Result<ExitCode, Failure> {
    let mut estates = open::estates(&arguments.policies, &arguments.paths)?;
    let place = if estates.len() == 1 { 0 } else { place(arguments, &estates)? };
    exempt(arguments, &estates.swap_remove(place))
}

/// Which of several estates the scope is in.
fn place(arguments: &ExemptArguments, estates: &[Estate]) -> Result<usize, Failure> {
    let typed = normal_id((&*arguments.scope).into()).to_ascii_lowercase();
    let is_in = |resource: &Resource| {
        resource.name.eq_ignore_ascii_case(&typed) || resource.id.to_ascii_lowercase().starts_with(&typed)
    };
    let holds = |estate: &Estate| estate.read(1).0.resources().iter().any(is_in);
    let holding: Vec<usize> = (0..).zip(estates).filter(|(_, estate)| holds(estate)).map(|(place, _)| place).collect();
    if let [place] = holding.as_slice() {
        return Ok(*place);
    }
    if holding.is_empty() {
        let told = format!("`{}` is in none of {} estates", arguments.scope, estates.len());
        return Err(Problem::new("", told)
            .help("Correct the id or the name, or name the paths of the estate that it is in")
            .into());
    }
    let names: Vec<String> = estates.iter().map(|estate| estate.parts[0].settings.name()).collect();
    let problem =
        Problem::new("", format!("`{}` is in {} of {} estates", arguments.scope, holding.len(), estates.len()));
    Err(problem.help(format!("Name the paths of one: {}", names.join(", "))).into())
}

fn exempt(arguments: &ExemptArguments, estate: &Estate) -> Result<ExitCode, Failure> {
    let conditions = open::conditions(&arguments.day, None);
    let (register, mut errors) = estate.well_formed(conditions.today);
    let whole = estate.judge_under(register, &conditions, false)?;
    let settings = settings::file(&estate.parts[0].settings);
    let file = file(arguments, &whole, &settings);
    // The settings may name a file that is still to be written.
    errors.retain(|problem| file.exists() || problem.file != display_name(&file));
    errors.extend_from_slice(&whole.errors);
    if !errors.is_empty() {
        return Err(errors.into());
    }
    screen::warn(&whole.foreign)?;
    let entry = entry(arguments, &whole)?;
    let exemption = read(&entry, &whole)?;
    let register = counting(exemption.clone(), arguments, &whole)?;
    if let Some(other) = equal(&exemption, arguments, &whole) {
        return tell_equal(other);
    }
    refuse_known_id(&exemption, &whole)?;
    add(&whole, &settings, &file, &entry)?;
    tell(&exemption, &register, &whole, &file)
}

/// The entry as it is written.
fn entry(arguments: &ExemptArguments, whole: &Judged<'_>) -> Result<Value, Failure> {
    let scope = scope(&arguments.scope, whole)?;
    let id = arguments.id.clone().unwrap_or_else(|| new_id(&arguments.recommendation, &scope, whole));
    let mut entry = Map::new();
    entry.insert("id".to_owned(), id.into());
    entry.insert("scope".to_owned(), scope.into());
    entry.insert("recommendations".to_owned(), json!(arguments.recommendation));
    entry.insert("category".to_owned(), arguments.category.name().into());
    entry.insert("reason".to_owned(), arguments.reason.clone().into());
    let until = arguments.until.map(|until| until.to_string());
    for (key, value) in [("owner", arguments.owner.clone()), ("ticket", arguments.ticket.clone()), ("expiresOn", until)]
    {
        entry.extend(value.map(|value| (key.to_owned(), value.into())));
    }
    Ok(entry.into())
}

/// A resource's id when one is named, else the scope as it was typed.
fn scope(typed: &str, whole: &Judged<'_>) -> Result<String, Failure> {
    let resources = whole.inventory.resources();
    let is =
        |resource: &&Resource| resource.id.eq_ignore_ascii_case(typed) || resource.name.eq_ignore_ascii_case(typed);
    let named: BTreeSet<ResourceIndex> = resources.iter().filter(is).map(|resource| resource.canonical).collect();
    let ids: Vec<&str> = named.iter().map(|index| &*whole.inventory.resource(*index).id).collect();
    match ids.as_slice() {
        [] => Ok(typed.to_owned()),
        [id] => Ok((*id).to_owned()),
        several => {
            let problem = Problem::new("", format!("{} resources are called `{typed}`", several.len()));
            Err(problem.help(format!("Name one by its id: {}", several.join(", "))).into())
        }
    }
}

/// Made of the first recommendation and the end of the scope; a number tells it from others.
fn new_id(recommendations: &[String], scope: &str, whole: &Judged<'_>) -> String {
    let last = scope.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    let words: String = recommendations.iter().take(1).map(String::as_str).chain([last]).collect::<Vec<_>>().join("-");
    let words: String = words.chars().map(plain).collect();
    let words: Vec<&str> = words.split('-').filter(|word| !word.is_empty()).collect();
    let base = words.join("-");
    let taken = |id: &String| whole.register.entries().iter().any(|entry| entry.id == *id);
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    [base.clone()].into_iter().chain(numbered).find(|id| !taken(id)).unwrap_or(base)
}

/// The entry as it would be read; what is wrong with it has no place in any file yet.
fn read(entry: &Value, whole: &Judged<'_>) -> Result<Exemption, Failure> {
    let unplaced = |problem: Problem| Problem { help: problem.help, ..Problem::new("", problem.message) };
    let text = fix::record("", "", None, entry).map_err(|reason| Problem::new("", reason))?;
    let sources = [ExemptionSource { name: String::new(), text }];
    let read = policy::exemptions(&sources, &whole.estate.policy).checked();
    let read = read.map_err(|problems| problems.into_iter().map(unplaced).collect::<Vec<_>>())?;
    Ok(read.entries.into_iter().next().ok_or_else(|| Problem::new("", "this is no exemption"))?)
}

/// A register of this exemption alone, which must count and be for some resource.
fn counting(exemption: Exemption, arguments: &ExemptArguments, whole: &Judged<'_>) -> Result<Register, Failure> {
    let Judged { estate, inventory, .. } = whole;
    let alone = Exemptions { entries: vec![exemption], ..Exemptions::default() };
    let config = &estate.parts[0].settings.config;
    let register = Register::of(alone, &estate.policy, config, arguments.day.today());
    let refusals = register.warnings();
    if !refusals.is_empty() {
        let unplaced = |problem: Problem| Problem { help: problem.help, ..Problem::new("", problem.message) };
        return Err(refusals.into_iter().map(unplaced).collect::<Vec<_>>().into());
    }
    if inventory.resources().iter().any(|resource| !register.in_scope(inventory, resource).is_empty()) {
        return Ok(register);
    }
    let typed = &arguments.scope;
    let names: BTreeSet<&str> = match typed.contains('/') {
        true => inventory.resources().iter().map(|resource| &*resource.id).collect(),
        false => inventory.resources().iter().map(|resource| &*resource.name).collect(),
    };
    let problem = Problem::new("", format!("no resource is called `{typed}` or in such a scope"));
    Err(problem.help(suggestion("resource", typed, &names)).into())
}

/// One that stands there already and says the same, by the id that was typed or by any: a second one would do nothing.
fn equal<'w>(exemption: &Exemption, arguments: &ExemptArguments, whole: &'w Judged<'_>) -> Option<&'w Exemption> {
    let is_equal = |other: &&Exemption| {
        let is_id = arguments.id.as_ref().is_none_or(|id| *id == other.id);
        is_id && Exemption { id: other.id.clone(), ..exemption.clone() }.says_the_same(other)
    };
    whole.register.entries().iter().find(is_equal)
}

fn tell_equal(other: &Exemption) -> Result<ExitCode, Failure> {
    let mut out = screen::stdout();
    let place = format!("{}:{}", harmless(&other.location.file), other.location.line);
    writeln!(out, "{} says the same already, in {place}: nothing was changed", other.id)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn refuse_known_id(exemption: &Exemption, whole: &Judged<'_>) -> Result<(), Failure> {
    let Some(other) = whole.register.entries().iter().find(|other| other.id == exemption.id) else { return Ok(()) };
    let place = format!("{}:{}:{}", other.location.file, other.location.line, other.location.column);
    let problem = Problem::new("", format!("the exemption `{}` already stands in {place}", other.id));
    Err(problem.help("Choose another name with --id").into())
}

/// Adds the entry to its file, and the file to the settings where they do not name it.
fn add(whole: &Judged<'_>, settings: &Path, file: &Path, entry: &Value) -> Result<(), Failure> {
    let by_hand = "Name another file with --file, or add the exemption by hand";
    source::refuse_place(file)?;
    refuse_other(whole, file)?;
    settings::change(file, by_hand, |name, text| {
        if policy::is_exemption_export(name, text) {
            return Err("it is an export of Azure".to_owned());
        }
        fix::record(name, text, None, entry)
    })?;
    let path = path_in(&FileSystem, settings, file);
    let named = |known: &String| path_in(&FileSystem, settings, &settings.with_file_name("").join(known)) == path;
    if !whole.estate.parts[0].settings.config.exemptions.iter().any(named) {
        let by_hand = format!("Add `exemptions: [{path}]` by hand, since the exemption counts only then");
        settings::change(settings, &by_hand, |name, text| {
            fix::record(name, text, Some("exemptions"), &path.clone().into())
        })?;
    }
    Ok(())
}

/// Refuses a file that holds anything else than exemptions: what reads it would not any more.
fn refuse_other(whole: &Judged<'_>, file: &Path) -> Result<(), Failure> {
    let name = display_name(file);
    let text = source::read_named(file, &name).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let read = policy::exemptions(&[ExemptionSource { name: name.clone(), text }], &whole.estate.policy);
    if read.checked().is_ok() {
        return Ok(());
    }
    let problem = Problem::new(name, "this file holds something else than exemptions");
    Err(problem.help("Name another file with --file, or add the exemption by hand").into())
}

/// The file that was named, else the first own one of the settings, else a new one beside them.
fn file(arguments: &ExemptArguments, whole: &Judged<'_>, settings: &Path) -> PathBuf {
    let beside = |name: &str| settings.with_file_name("").join(name);
    let is_own = |path: &PathBuf| {
        let name = display_name(path);
        let text = source::read_named(path, &name).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        text.is_none_or(|text| !policy::is_exemption_export(&name, &text))
    };
    let own = || whole.estate.parts[0].settings.config.exemptions.iter().map(|path| beside(path)).find(is_own);
    arguments.file.clone().or_else(own).unwrap_or_else(|| beside("exemptions.yaml"))
}

/// Says what the exemption does.
fn tell(exemption: &Exemption, register: &Register, whole: &Judged<'_>, file: &Path) -> Result<ExitCode, Failure> {
    let mut seen = BTreeSet::new();
    let (mut new, mut known) = (0, 0);
    for (place, assessment) in whole.assessed.each() {
        let recommendation = assessment.recommendation();
        let resource = whole.inventory.resource(whole.assessed.resource(assessment.subject));
        let unhealthy = assessment.status == Status::Unhealthy;
        if !unhealthy
            || register.find(&whole.inventory, resource, recommendation).is_none()
            || !seen.insert((resource.canonical, recommendation))
        {
            continue;
        }
        match whole.assessed.exempt.contains_key(&place) {
            true => known += 1,
            false => new += 1,
        }
    }
    let until = exemption.expires_on.map(|end| format!(" until {end}")).unwrap_or_default();
    let mut out = screen::stdout();
    writeln!(out, "Added {} to {}", exemption.id, harmless(&display_name(file)))?;
    let again = if known > 0 { format!("; {known} more were exempt already") } else { String::new() };
    match new {
        0 => writeln!(out, "It takes no finding out of the score as it is{again}")?,
        1 => writeln!(out, "It takes 1 finding out of the score{until}{again}")?,
        _ => writeln!(out, "It takes {new} findings out of the score{until}{again}")?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
