//! `uplift test --watch`: a round of tests for each change of the policies or the settings.
//!
//! What is watched is watched anew for each round, before anything is read, so that no change falls between: a directory may
//! come and go, and an editor puts a new file in the place of an old one. Whether anything changed, the contents tell.

use super::args::TestArguments;
use super::browse::policies;
use super::{Failure, fail, open, screen, test, watch};
use crate::estate::Settings;
use crate::policy::{self, PolicySource};
use crate::source::{self, FileSystem, Problem, display_name};
use crate::trial::Fixtures;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// A file that is being written says so again within this time.
const QUIET: Duration = Duration::from_millis(30);
/// Nobody writes for so long that a round has to wait any longer.
const MOST_PATIENCE: Duration = Duration::from_millis(500);

/// Tests again and again, until it is interrupted. A round that takes longer than `timeout` seconds ends the program.
pub(super) fn run(arguments: &TestArguments, timeout: u64) -> Result<ExitCode, Failure> {
    // Each round has its own time.
    watch::call_off();
    let mut seen = None;
    loop {
        let changes = Changes::of(&places(arguments))?;
        let held = Held::now(arguments);
        if seen.as_ref() != Some(&held) {
            let bound = watch::bound(timeout)?;
            match test::test(arguments) {
                Ok(_) => {}
                Err(failure @ Failure::Problems(_)) => drop(fail(failure)),
                Err(failure) => return Err(failure),
            }
            drop(bound);
            let mut out = screen::stderr();
            writeln!(out, "\nwaiting for a change of the policies")?;
            seen = Some(held);
        }
        changes.wait();
    }
}

/// What a round depends on: the settings and the policies, or what is wrong with them.
#[derive(PartialEq)]
struct Held {
    settings: Option<String>,
    sources: Result<Vec<PolicySource>, Vec<Problem>>,
    fixtures: Vec<(PathBuf, Option<Vec<u8>>)>,
}

impl Held {
    fn now(arguments: &TestArguments) -> Self {
        let fixtures = fixtures(arguments).into_iter();
        let fixtures = fixtures.map(|path| (path.clone(), source::read(&path, "").ok())).collect();
        let read = policies(&arguments.policies, &arguments.roots);
        match read {
            Ok((settings, sources)) => Self { settings: Some(settings.text), sources: Ok(sources), fixtures },
            Err(Failure::Problems(problems)) => Self { settings: None, sources: Err(problems), fixtures },
            Err(Failure::Output(_)) => Self { settings: None, sources: Err(Vec::new()), fixtures },
        }
    }
}

/// The files that test cases name, there or not.
fn fixtures(arguments: &TestArguments) -> Vec<PathBuf> {
    let read = || {
        let (settings, sources) = policies(&arguments.policies, &arguments.roots).ok()?;
        policy::parse_for_trial(&sources, &settings.config).ok()
    };
    read().iter().flat_map(Fixtures::named).map(|named| test::fixture_path(&named)).collect()
}

/// Where a change is looked for: each path, and those that policy files lead to by links.
fn places(arguments: &TestArguments) -> Vec<PathBuf> {
    let mut sources = arguments.policies.sources();
    sources.policies.extend(arguments.roots.iter().cloned());
    let start = open::start(&arguments.roots);
    let settings = Settings::read(Arc::new(FileSystem), arguments.policies.config.as_deref(), start);
    let mut places = match &settings {
        Ok(settings) => settings.policy_places(&sources),
        // What is wrong with the settings is repaired where they are.
        Err(_) => {
            let nearest = crate::estate::nearest(&FileSystem, start);
            nearest.into_iter().chain(arguments.policies.config.clone()).chain(sources.policies.clone()).collect()
        }
    };
    if let Ok((_, read)) = policies(&arguments.policies, &arguments.roots) {
        let own = read.iter().filter(|source| source.packed.is_none());
        places.extend(own.filter_map(|source| Path::new(&source.name).canonicalize().ok()));
    }
    places.extend(fixtures(arguments));
    places
}

/// Changes below some places.
struct Changes {
    events: Receiver<notify::Result<Event>>,
    /// As long as it is there, it watches.
    _watcher: RecommendedWatcher,
}

impl Changes {
    fn of(places: &[PathBuf]) -> Result<Self, Failure> {
        let (sender, events) = channel();
        let cannot = |place: &Path, error: notify::Error| {
            let problem = Problem::new(display_name(place), format!("this cannot be watched: {error}"));
            Failure::from(problem.help("Run without --watch, or allow the process to watch more files"))
        };
        let mut watcher = notify::recommended_watcher(sender).map_err(|error| cannot(Path::new("."), error))?;
        for (place, mode) in watched(places) {
            match watcher.watch(&place, mode) {
                Ok(()) => {}
                // It went meanwhile: what is above it tells.
                Err(_) if !place.is_dir() => {}
                Err(error) => return Err(cannot(&place, error)),
            }
        }
        Ok(Self { events, _watcher: watcher })
    }

    /// Waits for a change, and until there is none for a moment.
    fn wait(&self) {
        while self.events.recv().is_ok_and(|event| !is_change(&event)) {}
        let end = Instant::now() + MOST_PATIENCE;
        while Instant::now() < end {
            match self.events.recv_timeout(QUIET) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
            }
        }
    }
}

/// Whether anything may be another; who only reads changes nothing.
fn is_change(event: &notify::Result<Event>) -> bool {
    event.as_ref().map_or(true, |event| !matches!(event.kind, EventKind::Access(_)))
}

/// Directories to watch: a policy root with all below it, and the one that holds it, in which it may come and go; of a file
/// the directory that holds it.
fn watched(places: &[PathBuf]) -> BTreeMap<PathBuf, RecursiveMode> {
    let mut watched = BTreeMap::new();
    let here = Path::new(".");
    for place in places {
        let full = std::path::absolute(place).unwrap_or_else(|_| place.clone());
        let is_settings_directory = places.first() == Some(place) && place.is_dir();
        if full.is_dir() && !is_settings_directory {
            watched.insert(full.clone(), RecursiveMode::Recursive);
        }
        let above = full.ancestors().skip(usize::from(!is_settings_directory)).find(|above| above.is_dir());
        watched.entry(above.unwrap_or(here).to_owned()).or_insert(RecursiveMode::NonRecursive);
    }
    watched
}
