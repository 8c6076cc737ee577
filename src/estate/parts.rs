//! Which settings govern which paths. Each `uplift.yaml` governs what is at and below its directory, without what has one of
//! its own; an estate has a part for each of them, and one estate is the case of one part.

use super::Stopped;
use super::settings::{Settings, Sources, nearest};
use crate::exempt::Register;
use crate::policy::{self, ExemptionSource, Members, Policy};
use crate::source::{Files, Problem};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A part of an estate: what one `uplift.yaml` governs, or what none does.
pub struct Part {
    /// Its settings, and where its files are.
    pub settings: Settings,
    /// Its controls and recommendations.
    pub policy: Arc<Policy>,
    /// What its recommendations are among those of the estate.
    pub(super) members: Members,
}

impl Part {
    /// Its well-formed exemptions as they stand on a day, and what is wrong with the others or cannot be read.
    pub(super) fn register(&self, today: Date) -> (Register, Vec<Problem>) {
        let (sources, unreadable) = self.settings.exemptions();
        let (register, mut problems) = self.register_of(&sources, true, today);
        problems.extend(unreadable);
        (register, problems)
    }

    /// The same of other files; where they are not of its own time, they may name recommendations that it lacks.
    pub(super) fn register_of(
        &self,
        sources: &[ExemptionSource],
        are_own: bool,
        today: Date,
    ) -> (Register, Vec<Problem>) {
        let read = if are_own { policy::exemptions } else { policy::exemptions_of_then };
        let mut exemptions = read(sources, &self.policy);
        let problems = std::mem::take(&mut exemptions.problems);
        (Register::of(exemptions, &self.policy, &self.settings.config, today), problems)
    }
}

/// The settings that govern some paths, in order of their files: the nearest ones at or above each, or those that `sources`
/// name, and all that are below. Without paths, the settings of the current directory govern their own.
///
/// # Errors
/// With everything that is wrong with any of the files.
pub(super) fn govern(files: &Arc<dyn Files>, sources: &Sources, paths: &[PathBuf]) -> Result<Vec<Settings>, Stopped> {
    let (found, wrong): (Vec<Settings>, Vec<Vec<Problem>>) = divide(files, sources, paths)?.into_iter().unzip();
    let mut problems: Vec<Problem> = wrong.into_iter().flatten().collect();
    problems.sort();
    problems.dedup();
    if problems.is_empty() { Ok(found) } else { Err(problems.into()) }
}

/// The same with what is wrong with each file, in whose place the defaults stand then.
pub(super) fn divide(
    files: &Arc<dyn Files>,
    sources: &Sources,
    paths: &[PathBuf],
) -> Result<Vec<(Settings, Vec<Problem>)>, Stopped> {
    let config = sources.config.as_deref();
    let read = |path: &Path| match Settings::read(Arc::clone(files), config, path) {
        Ok(settings) => Ok((settings, Vec::new())),
        Err(Stopped::Problems(wrong)) => Ok((Settings::in_place_of(files, config, path), wrong)),
        Err(other) => Err(other),
    };
    let mut found: BTreeMap<Option<PathBuf>, (Settings, Vec<Problem>)> = BTreeMap::new();
    let mut open: Vec<PathBuf> = paths.to_vec();
    if open.is_empty() {
        open.push(read(Path::new("."))?.0.directory().to_owned());
    }
    let mut are_named = true;
    while !open.is_empty() {
        for (key, mut paths) in by_settings(&**files, sources, std::mem::take(&mut open)) {
            paths.sort();
            let (settings, _) = match found.entry(key) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(read(&paths[0])?),
            };
            settings.govern(paths, are_named);
            // Who names settings means them for all that is asked for.
            open.extend(if sources.config.is_none() { settings.part_with() } else { Vec::new() });
        }
        are_named = false;
    }
    Ok(found.into_values().collect())
}

/// Those that have anything to govern; all when none has.
pub(super) fn busy(mut parts: Vec<Settings>) -> Vec<Settings> {
    if !parts.iter().all(Settings::is_idle) {
        parts.retain(|settings| !settings.is_idle());
    }
    parts
}

/// Paths by the settings that govern where they lead.
fn by_settings(files: &dyn Files, sources: &Sources, paths: Vec<PathBuf>) -> BTreeMap<Option<PathBuf>, Vec<PathBuf>> {
    let mut by_settings: BTreeMap<_, Vec<PathBuf>> = BTreeMap::new();
    for path in paths {
        let file = sources.config.clone().or_else(|| nearest(files, &path));
        by_settings.entry(file.map(|file| files.identity(&file))).or_default().push(path);
    }
    by_settings
}
