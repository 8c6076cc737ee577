//! From flags to an estate, and to what a run depends on.

use super::args::{DayArguments, FilterArguments, PolicyArguments};
use super::{Failure, screen};
use crate::estate::{Conditions, Estate, Filters, Sources};
use crate::source::FileSystem;
use std::num::{NonZeroU64, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Opens the estate that paths are in, from the disk.
pub(super) fn estate(policies: &PolicyArguments, paths: &[PathBuf]) -> Result<Estate, Failure> {
    Ok(Estate::open(Arc::new(FileSystem), &policies.sources(), paths)?)
}

/// The same, for commands that change what settings name: an estate for each `uplift.yaml`.
pub(super) fn estates(policies: &PolicyArguments, paths: &[PathBuf]) -> Result<Vec<Estate>, Failure> {
    Ok(Estate::open_each(Arc::new(FileSystem), &policies.sources(), paths)?)
}

/// Where settings are looked for.
pub(super) fn start(paths: &[PathBuf]) -> &Path {
    paths.first().map_or(Path::new("."), |path| path)
}

/// What a run depends on beside its files.
pub(super) fn conditions(day: &DayArguments, threads: Option<NonZeroUsize>, timeout: Option<NonZeroU64>) -> Conditions {
    let deadline = timeout.and_then(|timeout| Instant::now().checked_add(Duration::from_secs(timeout.get())));
    Conditions { today: day.today(), threads: threads.map_or_else(screen::processors, usize::from), deadline }
}

impl PolicyArguments {
    /// Where policies are looked for.
    pub(super) fn sources(&self) -> Sources {
        let Self { config, policies, no_embedded } = self;
        Sources { config: config.clone(), policies: policies.clone(), no_embedded: *no_embedded }
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
