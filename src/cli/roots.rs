//! The policies of commands that look at some of them: those below the roots that were named, or else all.

use super::args::PolicyArguments;
use super::browse::policies;
use super::{Failure, open};
use crate::estate::{Settings, Sources};
use crate::policy::PolicySource;
use crate::source::{FileSystem, Files, Problem};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Policies, and which of their files were named.
pub(super) struct Chosen {
    pub settings: Settings,
    /// All that there are: what was named may speak of a control or call a function that stands elsewhere.
    pub sources: Vec<PolicySource>,
    pub named: Named,
}

/// The files that are looked at, and that may be written.
pub(super) struct Named(Option<BTreeSet<String>>);

impl Named {
    /// Whether a file is one of them.
    pub fn has(&self, file: &str) -> bool {
        self.0.as_ref().is_none_or(|named| named.contains(file))
    }
}

impl Chosen {
    /// What is below `roots`; without any, all own policies.
    pub fn of(arguments: &PolicyArguments, roots: &[PathBuf]) -> Result<Self, Failure> {
        let (settings, sources) = policies(arguments, roots)?;
        if roots.is_empty() {
            return Ok(Self { settings, sources, named: Named(None) });
        }
        let alone = Settings::read(Arc::new(FileSystem), arguments.config.as_deref(), open::start(roots))?;
        let wanted = Sources { policies: roots.to_vec(), no_embedded: true, ..arguments.sources() };
        let identity = |source: &PolicySource| FileSystem.identity(Path::new(&source.name));
        let below: BTreeSet<PathBuf> = alone.without_roots().policies(&wanted)?.iter().map(identity).collect();
        let named = sources.iter().filter(|source| source.packed.is_none() && below.contains(&identity(source)));
        let named = Named(Some(named.map(|source| source.name.clone()).collect()));
        Ok(Self { settings, sources, named })
    }

    /// Whether there are own policies to look at.
    pub fn has_own(&self) -> bool {
        self.sources.iter().any(|source| source.packed.is_none() && self.named.has(&source.name))
    }

    /// Roots that were named and below which nothing is are a mistake.
    pub fn refuse_none(&self, roots: &[PathBuf]) -> Result<(), Failure> {
        if roots.is_empty() || self.has_own() {
            return Ok(());
        }
        let none = Problem::new("", "no policy is below what was named");
        Err(none.help("Name a directory or a file that holds some").into())
    }
}
