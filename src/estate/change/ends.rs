//! Where a change starts and ends.

use crate::estate::Settings;
use crate::source::{ContentKey, Files, Found, Problem, Walked};
use std::path::Path;
use std::sync::Arc;

/// Where a change starts and ends.
#[derive(Clone)]
pub struct Ends {
    /// Where it starts.
    pub base: Arc<dyn Files>,
    /// Where it ends.
    pub own: Arc<dyn Files>,
    /// The same files, judged by the base's ignore files.
    pub head: Arc<dyn Files>,
    /// Both for people.
    pub names: (String, String),
}

impl Ends {
    /// Two places without ignore files.
    pub fn of(base: Arc<dyn Files>, head: Arc<dyn Files>) -> Self {
        Self { base, own: Arc::clone(&head), head, names: ("the base".to_owned(), "the change".to_owned()) }
    }
}

/// Files of the change that may be inventory but for hidden names, with what tells their contents apart: those that are new
/// or differ.
pub(super) fn hidden_files(settings: &Settings, ends: &Ends, head: &Walked) -> Result<Hidden, Problem> {
    let is_read = |found: &Found| head.found.binary_search(found).is_ok();
    let found: Vec<Found> = settings.hidden(&*ends.head).into_iter().filter(|found| !is_read(found)).collect();
    let paths: Vec<&Path> = found.iter().map(|found| found.path.as_path()).collect();
    let keys = ends.base.keys(&paths)?.into_iter().zip(ends.head.keys(&paths)?);
    let differs: Vec<(bool, Option<ContentKey>)> = keys.map(|(old, new)| (old.is_none() || old != new, new)).collect();
    Ok(found
        .into_iter()
        .zip(differs)
        .filter(|(_, (differs, _))| *differs)
        .map(|(found, (_, key))| (found, key))
        .collect())
}

/// Files, and what tells their contents apart.
pub type Hidden = Vec<(Found, Option<ContentKey>)>;
