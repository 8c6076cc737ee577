//! From flags to an estate, and to what a run depends on.

use super::args::{DayArguments, FilterArguments, PolicyArguments};
use super::{Failure, screen};
use crate::estate::{Conditions, Estate, Filters, Settings, Sources};
use crate::source::FileSystem;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Opens the estate that paths are in, from the disk.
pub(super) fn estate(policies: &PolicyArguments, paths: &[PathBuf]) -> Result<Estate, Failure> {
    Ok(Estate::open(Arc::new(FileSystem), &policies.sources(), &policies.read_with(paths))?)
}

/// The same, for commands that change what settings name: an estate for each `uplift.yaml`.
pub(super) fn estates(policies: &PolicyArguments, paths: &[PathBuf]) -> Result<Vec<Estate>, Failure> {
    Ok(Estate::open_each(Arc::new(FileSystem), &policies.sources(), &policies.read_with(paths))?)
}

/// Where settings are looked for.
pub(super) fn start(paths: &[PathBuf]) -> &Path {
    paths.first().map_or(Path::new("."), |path| path)
}

/// What a run depends on beside its files.
pub(super) fn conditions(day: &DayArguments, threads: Option<NonZeroUsize>) -> Conditions {
    let threads = threads.map_or_else(screen::processors, usize::from);
    Conditions { threads, ..Conditions::on(day.today()) }
}

impl PolicyArguments {
    /// Where policies are looked for.
    pub(super) fn sources(&self) -> Sources {
        Sources {
            config: self.config.clone(),
            policies: self.policies.clone(),
            parameters: self.parameters.clone(),
            var_files: self.var_file.clone(),
            no_embedded: self.no_embedded,
            outside: self.outside,
            added: Vec::new(),
        }
    }

    /// What is read: these paths, and the files that give values. Without paths, the settings say what is read.
    pub(super) fn read_with(&self, paths: &[PathBuf]) -> Vec<PathBuf> {
        let given = self.parameters.iter().chain(&self.var_file).filter(|_| !paths.is_empty());
        paths.iter().chain(given).cloned().collect()
    }

    /// The files that a run is told to read, whatever they are called and hold: those that were typed, and those that the
    /// settings of its paths name. What is wrong with settings is told where they are read.
    pub(super) fn named(&self, paths: &[PathBuf]) -> Vec<PathBuf> {
        let Self { config, policies, parameters, var_file, .. } = self;
        let here = [PathBuf::from(".")];
        // A pipe can be read once only.
        let is_file = config.as_deref().is_none_or(Path::is_file);
        let starts = if paths.is_empty() { &here } else { paths }.iter().filter(|_| is_file);
        let settings = starts.filter_map(|path| Settings::read(Arc::new(FileSystem), config.as_deref(), path).ok());
        let named = settings.flat_map(|settings| settings.named());
        paths.iter().chain(policies).chain(parameters).chain(var_file).chain(config).cloned().chain(named).collect()
    }
}

impl FilterArguments {
    /// The names that were typed.
    pub(super) fn filters(&self) -> Filters {
        Filters {
            management_groups: self.management_group.clone(),
            subscriptions: self.subscription.clone(),
            resource_groups: self.resource_group.clone(),
            resources: self.resource.clone(),
            resource_types: self.resource_type.clone(),
            controls: self.control.clone(),
            recommendations: self.recommendation.clone(),
            severities: self.severity.clone(),
            sources: self.source.clone(),
        }
    }
}
