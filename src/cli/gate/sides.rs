//! Where a change starts and ends, whose governance counts, and which files differ.

use crate::cli::Failure;
use crate::cli::args::GateArguments;
use crate::cli::judge::{Judge, judge_at};
use crate::report;
use crate::source::{
    Commit, ContentKey, Files, Found, Listing, Problem, Repository, Side, Walked, display_name, renames,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Both sides of a change.
pub(super) struct Sides {
    /// Where the change starts.
    pub base: Listing,
    /// Where it ends, by the base's ignore files.
    pub head: Listing,
    /// Where it ends, by its own.
    pub own: Listing,
    /// For people: `main at 3f2a1b0c`.
    pub names: (String, String),
    /// The governance of the base; that of head when the base has none.
    pub judge: Judge,
    /// The base has no settings.
    pub is_ungoverned: bool,
    /// What each side has.
    pub files: (Walked, Walked),
    /// Files, by their names, that git takes for equal on both sides.
    pub equal: BTreeSet<String>,
    /// Files of the base that only have another name at head.
    pub renamed: BTreeMap<String, String>,
}

impl Sides {
    /// Opens the repository around the first path.
    pub fn open(arguments: &GateArguments) -> Result<Self, Failure> {
        let start = arguments.paths.first().map_or(Path::new("."), |path| path);
        let repository = Repository::containing(start)?;
        let (base, end) = ends(arguments, &repository)?;
        let names = (base.to_string(), end.to_string());
        let (base, own) = (repository.list(Side::Commit(base))?, repository.list(end)?);
        let head = own.ignoring_as(&base);
        let judge = judge_at(Arc::new(base.clone()), &arguments.policies, start)?;
        let is_ungoverned = judge.estate.file.is_none();
        // Who adopts uplift with this change is judged by it.
        let judge = if is_ungoverned { judge_at(Arc::new(own.clone()), &arguments.policies, start)? } else { judge };
        let files = (judge.estate.walk(&base, &arguments.paths), judge.estate.walk(&head, &arguments.paths));
        let (old, new) = (keys(&base, &files.0.found)?, keys(&head, &files.1.found)?);
        let equal =
            old.iter().filter(|(name, key)| new.get(*name) == Some(key)).map(|(name, _)| name.clone()).collect();
        let renamed = renames(&old, &new).into_iter().map(|(old, new)| (old.to_owned(), new.to_owned())).collect();
        Ok(Self { base, head, own, names, judge, is_ungoverned, files, equal, renamed })
    }
}

impl Sides {
    /// For reports.
    pub fn view(&self) -> report::Sides {
        let governed_by = match (&self.judge.estate.file, self.is_ungoverned) {
            (Some(file), false) => format!("{} of the base", display_name(file)),
            (Some(file), true) => format!("{} of the change, since the base has none", display_name(file)),
            (None, _) => "the defaults, since there is no uplift.yaml".to_owned(),
        };
        report::Sides { base: self.names.0.clone(), head: self.names.1.clone(), governed_by }
    }
}

/// Where both sides parted, and where the change ends.
fn ends(arguments: &GateArguments, repository: &Repository) -> Result<(Commit, Side), Failure> {
    let Some(base) = &arguments.base else {
        let missing = Problem::new("", "the gate needs something to compare with");
        return Err(missing.help("Name what the change is to be merged into, such as `--base origin/main`").into());
    };
    let base = repository.commit(base)?;
    let head = repository.commit(arguments.head.as_deref().unwrap_or("HEAD"))?;
    let parted = repository.merge_base(&base, &head)?;
    Ok((parted, arguments.head.as_ref().map_or(Side::WorkingTree, |_| Side::Commit(head))))
}

/// What tells the contents of files apart, by their names.
fn keys(side: &Listing, found: &[Found]) -> Result<BTreeMap<String, ContentKey>, Failure> {
    let paths: Vec<&Path> = found.iter().map(|found| found.path.as_path()).collect();
    let keys = side.keys(&paths)?;
    let named = found.iter().zip(keys).filter_map(|(found, key)| Some((found.name.clone(), key?)));
    Ok(named.collect())
}
