//! From policy files to checks that can run, for every command that needs them.

use super::Failure;
use super::args::PolicyArguments;
use super::estate::Estate;
use crate::check::{self, Checks};
use crate::exempt::Register;
use crate::policy::{self, Exemptions, Policy};
use crate::source::{FileSystem, Files};
use jiff::civil::Date;
use std::path::Path;
use std::sync::Arc;

/// An estate's settings with its policies.
pub(super) struct Judge {
    /// The settings.
    pub estate: Estate,
    /// All controls and recommendations.
    pub policy: Policy,
    /// Their scripts.
    pub checks: Checks,
}

/// Reads the settings at or above `start`, and all policies.
pub(super) fn judge(arguments: &PolicyArguments, start: &Path) -> Result<Judge, Failure> {
    judge_at(Arc::new(FileSystem), arguments, start)
}

/// The same from one side of a change.
pub(super) fn judge_at(files: Arc<dyn Files>, arguments: &PolicyArguments, start: &Path) -> Result<Judge, Failure> {
    judge_by(files, None, arguments, start)
}

/// The same, with policies that flags name from `named` where they are there.
pub(super) fn judge_by(
    files: Arc<dyn Files>,
    named: Option<&Arc<dyn Files>>,
    arguments: &PolicyArguments,
    start: &Path,
) -> Result<Judge, Failure> {
    let mut estate = Estate::read_at(files, arguments.config.as_deref(), start)?;
    let sources = estate.policies_with(arguments, named)?;
    let policy = policy::parse(&sources, &estate.config)?;
    let checks = check::compile(&policy)?;
    Ok(Judge { estate, policy, checks })
}

impl Judge {
    /// The exemptions as they stand on a day.
    ///
    /// # Errors
    /// With everything that is wrong with any of them.
    pub(super) fn register(&self, today: Date) -> Result<Register, Failure> {
        let exemptions = self.exemptions().checked()?;
        Ok(Register::of(exemptions, &self.policy, &self.estate.config, today))
    }

    /// All exemptions, and what is wrong with those that are ill-formed or cannot be read.
    pub(super) fn exemptions(&self) -> Exemptions {
        let (sources, unreadable) = self.estate.exemptions();
        let mut exemptions = policy::exemptions(&sources, &self.policy);
        exemptions.problems.extend(unreadable);
        exemptions
    }
}
