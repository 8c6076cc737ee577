//! `uplift test --watch`: a round of tests for each change of the policies or the settings.
//!
//! What is watched is watched anew for each round, before anything is read, so that no change falls between: a directory may
//! come and go, and an editor puts a new file in the place of an old one. Whether anything changed, the contents tell.

use super::args::TestArguments;
use super::browse::policies;
use super::changes::{Changes, Places};
use super::{Failure, fail, open, screen, test, watch};
use crate::estate::Settings;
use crate::policy::{self, PolicySource};
use crate::source::{self, FileSystem, Problem};
use crate::trial::Fixtures;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Tests again and again, until it is interrupted. A round that takes longer than `timeout` seconds ends the program.
pub(super) fn run(arguments: &TestArguments, timeout: u64) -> Result<ExitCode, Failure> {
    // Each round has its own time.
    watch::call_off();
    let (mut seen, mut changes) = (None, Changes::default());
    loop {
        changes.look_at(&places(arguments), true)?;
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
        changes.wait(None);
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
        let fixtures = fixtures.map(|path| (path.clone(), source::read_named(&path, "").ok())).collect();
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
fn places(arguments: &TestArguments) -> Places {
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
    // The directory of the settings comes first.
    let (flat, deep) =
        places.into_iter().enumerate().partition::<Vec<_>, _>(|(place, path)| *place == 0 && path.is_dir());
    let paths = |places: Vec<(usize, PathBuf)>| places.into_iter().map(|(_, path)| path).collect();
    let deep = paths(deep);
    Places { flat: paths(flat), with_hidden: deep.clone(), deep }
}
