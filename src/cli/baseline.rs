//! `uplift baseline`: the file of findings that are known.

use super::args::{BaselineAction, BaselineFlags, PruneFlags};
use super::{Failure, open, screen, settings};
use crate::estate::{Judged, Stopped, path_in};
use crate::fix;
use crate::gate::baseline::{Baseline, Current, Entry, Form};
use crate::report::{count, harmless};
use crate::source::{self, FileSystem, Problem, boundary, display_name};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Reads, judges, and writes the file anew, or shows it.
pub(super) fn run(action: &BaselineAction) -> Result<ExitCode, Failure> {
    let (BaselineAction::Create(flags)
    | BaselineAction::Update(flags)
    | BaselineAction::Prune(PruneFlags { flags, .. })
    | BaselineAction::Show(flags)) = action;
    let estates = open::estates(&flags.policies, &flags.paths)?;
    if let (Some(file), [_, _, ..]) = (&flags.file, estates.as_slice()) {
        let problem =
            Problem::new(display_name(file), format!("this cannot be the baseline of {} estates", estates.len()));
        return Err(problem
            .help("Leave out --file, since each uplift.yaml names its own, or name the paths of one")
            .into());
    }
    let on = open::conditions(&flags.day, None);
    let judged = estates.iter().map(|estate| estate.judge_under(estate.register(on.today)?, &on, true));
    let mut judged = judged.collect::<Result<Vec<_>, Stopped>>()?;
    // What could not be read would seem to be repaired.
    let errors: Vec<Problem> = judged.iter_mut().flat_map(|whole| std::mem::take(&mut whole.errors)).collect();
    if !errors.is_empty() {
        return Err(errors.into());
    }
    judged.iter().try_for_each(|whole| run_in(action, flags, whole))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes or shows the file of one estate.
fn run_in(action: &BaselineAction, flags: &BaselineFlags, whole: &Judged<'_>) -> Result<(), Failure> {
    let settings = settings::file(&whole.estate.parts[0].settings);
    let file = file(flags, whole, &settings);
    let mut current = current(whole, &settings);
    if let BaselineAction::Create(_) = action {
        screen::warn(&whole.foreign)?;
        return create(flags, whole, &settings, &file, &current);
    }
    let (old, bytes) = read(&file)?;
    lost(&old, whole, &settings)?;
    screen::warn(&whole.foreign)?;
    current.unseen = unseen(&old, whole, &settings);
    match action {
        BaselineAction::Update(_) => write(flags, &file, &bytes, &old, &old.updated(&current)),
        BaselineAction::Prune(PruneFlags { force, .. }) => {
            let kept = old.pruned(&current).entries().len();
            current.shown = None;
            let pruned = old.pruned(&current);
            match whole.inventory.parts().first() {
                Some(part) if !force && pruned.entries().len() < kept => {
                    Err(in_the_rest(part, kept - pruned.entries().len()))
                }
                _ => write(flags, &file, &bytes, &old, &pruned),
            }
        }
        BaselineAction::Create(_) | BaselineAction::Show(_) => show(flags, &file, &old, &current),
    }
}

/// Why nothing is taken out: some findings are gone, or are in the rest of a list.
fn in_the_rest(part: &Problem, entries: usize) -> Failure {
    let message = format!("{}; {} would be taken out that may be there", part.message, findings(entries));
    Problem { message, ..part.clone() }.help("Export every page, or take them out all the same with --force").into()
}

/// Refuses files that name no resource and cannot be read although findings of them are known: they held some.
fn lost(old: &Baseline, whole: &Judged<'_>, settings: &Path) -> Result<(), Failure> {
    let held = |problem: &&Problem| {
        let file = path_in(&FileSystem, settings, Path::new(&problem.file));
        old.entries().any(|entry| entry.file == file)
    };
    let told =
        |problem: &Problem| problem.clone().help("The baseline has findings of it; restore the file, or delete it");
    let lost: Vec<Problem> = whole.foreign.iter().filter(held).map(told).collect();
    if lost.is_empty() { Ok(()) } else { Err(lost.into()) }
}

/// Files of known findings that are there, and that nobody asked to look at.
fn unseen(old: &Baseline, whole: &Judged<'_>, settings: &Path) -> BTreeSet<String> {
    let seen = whole.inventory.files().iter().map(|file| path_in(&FileSystem, settings, Path::new(&file.path)));
    let seen: BTreeSet<String> = seen.collect();
    let files: BTreeSet<&String> = old.entries().map(|entry| &entry.file).collect();
    let there = |file: &str| !file.is_empty() && settings.with_file_name("").join(file).exists();
    // What was not looked into, such as a submodule, is named as one file.
    let is_closed = |file: &str| Path::new(file).ancestors().skip(1).any(|above| seen.contains(&display_name(above)));
    files.into_iter().filter(|file| !seen.contains(*file) && (there(file) || is_closed(file))).cloned().collect()
}

/// The file that was named, else the settings' own, else a new one beside them.
fn file(flags: &BaselineFlags, whole: &Judged<'_>, settings: &Path) -> PathBuf {
    let own = whole.estate.parts[0].settings.config.baseline.as_deref().unwrap_or("baseline.yaml");
    flags.file.clone().unwrap_or_else(|| settings.with_file_name("").join(own))
}

/// What is there now; files are named as from the directory of the settings.
fn current(whole: &Judged<'_>, settings: &Path) -> Current {
    let counted = whole.counted();
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for document in whole.inventory.documents() {
        known.insert(document.name().to_owned(), path_in(&FileSystem, settings, Path::new(document.name())));
    }
    Current::of(&whole.estate.policy, &counted, &whole.inventory, &|file| {
        known.get(file).cloned().unwrap_or_else(|| file.to_owned())
    })
}

fn create(
    flags: &BaselineFlags,
    whole: &Judged<'_>,
    settings: &Path,
    file: &Path,
    current: &Current,
) -> Result<(), Failure> {
    let name = display_name(file);
    if file.exists() {
        let problem = Problem::new(name, "there is a baseline already, and it is not overwritten");
        return Err(problem.help("Use `uplift baseline update`, which says what it adds and removes").into());
    }
    source::write_atomic(file, current.findings.to_text(Form::of(&name)).as_bytes())?;
    let path = path_in(&FileSystem, settings, file);
    if whole.estate.parts[0].settings.config.baseline.is_none() {
        let by_hand = format!("Add `baseline: {path}` by hand");
        settings::change(settings, &by_hand, |name, text| fix::set(name, text, "baseline", &path))?;
    }
    let mut out = screen::stdout();
    writeln!(out, "{}: {}", harmless(&name), findings(current.findings.entries().len()))?;
    list(flags, "+", current.findings.entries(), &mut out)?;
    Ok(out.flush()?)
}

/// Reads the file, and its bytes.
fn read(file: &Path) -> Result<(Baseline, Vec<u8>), Failure> {
    let name = display_name(file);
    if !file.exists() {
        let problem = Problem::new(name, "there is no baseline");
        return Err(problem.help("Write one with `uplift baseline create`, or name it with --file").into());
    }
    let bytes = source::read_named(file, &name)?;
    let text = String::from_utf8(bytes.clone());
    let text = text.map_err(|_| Problem::new(&*name, "this is not UTF-8 text").help("Save the file as UTF-8"))?;
    Ok((Baseline::parse(&name, &text)?, bytes))
}

/// Writes what the baseline becomes, and says what that adds and removes.
fn write(flags: &BaselineFlags, file: &Path, bytes: &[u8], old: &Baseline, new: &Baseline) -> Result<(), Failure> {
    let added: Vec<_> = new.entries().filter(|entry| !old.knows(entry)).collect();
    let removed: Vec<_> = old.entries().filter(|entry| !new.lists(entry)).collect();
    let name = display_name(file);
    let text = new.to_text(Form::of(&name));
    if text.as_bytes() != bytes {
        source::refuse_place(file)?;
        source::replace(file, bytes, text.as_bytes(), &[boundary(file)])?;
    }
    let mut out = screen::stdout();
    let changed = format!("{} added, {} removed", added.len(), removed.len());
    writeln!(out, "{}: {}, {changed}", harmless(&name), findings(new.entries().len()))?;
    list(flags, "+", added.into_iter(), &mut out)?;
    list(flags, "-", removed.into_iter(), &mut out)?;
    Ok(out.flush()?)
}

fn show(flags: &BaselineFlags, file: &Path, baseline: &Baseline, current: &Current) -> Result<(), Failure> {
    let stale = baseline.stale(current);
    let new = current.unknown_to(baseline);
    let mut out = screen::stdout();
    writeln!(out, "{}: {}", harmless(&display_name(file)), findings(baseline.entries().len()))?;
    writeln!(out, "not occurring any more: {} · unhealthy and not known: {new}", stale.len())?;
    list(flags, " ", baseline.entries(), &mut out)?;
    Ok(out.flush()?)
}

/// Counts entries by recommendation; with `--all`, names each.
fn list<'e>(
    flags: &BaselineFlags,
    mark: &str,
    entries: impl Iterator<Item = &'e Entry>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut by_recommendation: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    entries.for_each(|entry| by_recommendation.entry(&entry.recommendation).or_default().push(entry));
    for (recommendation, entries) in by_recommendation {
        writeln!(out, "{mark} {:>5}  {}", entries.len(), harmless(recommendation))?;
        for entry in entries.into_iter().filter(|_| flags.all) {
            writeln!(out, "{mark}        {}", harmless(&entry.resource))?;
        }
    }
    Ok(())
}

fn findings(number: usize) -> String {
    count(number as u64, "finding")
}
