//! Where a change starts and ends, whose governance counts, and which files differ.

use crate::cli::Failure;
use crate::cli::args::GateArguments;
use crate::cli::estate::{Estate, settings_file};
use crate::cli::judge::{Judge, judge, judge_at, judge_by};
use crate::cli::reports::repository_names;
use crate::gate::baseline::Baseline;
use crate::report;
use crate::source::{
    Commit, ContentKey, FileSystem, Files, Found, Listing, Problem, Repository, Side, Walked, display_name, renames,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// What tells the contents of files apart, by their names.
pub(super) type Keys = BTreeMap<String, ContentKey>;

/// Both sides of a change. Without a base, the first one is empty and the baseline stands in for it.
pub(super) struct Sides {
    /// Where the change starts.
    pub base: Arc<dyn Files>,
    /// Where it ends, by the base's ignore files.
    pub head: Arc<dyn Files>,
    /// Where the base and the change are in git, by their own ignore files; `None` without a base.
    pub listings: Option<(Listing, Listing)>,
    /// For people.
    pub names: (String, String),
    /// The governance of the base; that of head when the base has none.
    pub judge: Judge,
    /// The base has no settings.
    pub is_ungoverned: bool,
    /// What governs each side by its own settings.
    pub governance: (Keys, Keys),
    /// The findings that are known, by the governance that counts.
    pub baseline: Option<Baseline>,
    /// What each side has.
    pub files: (Walked, Walked),
    /// What tells their contents apart.
    pub keys: (Keys, Keys),
    /// Files, by their names, that git takes for equal on both sides.
    pub equal: BTreeSet<String>,
    /// Files of the base that only have another name at head.
    pub renamed: BTreeMap<String, String>,
}

impl Sides {
    /// Opens what the arguments name.
    pub fn open(arguments: &GateArguments) -> Result<Self, Failure> {
        match &arguments.base {
            Some(base) => Self::in_git(arguments, base),
            None => Self::against_baseline(arguments),
        }
    }

    fn in_git(arguments: &GateArguments, base: &str) -> Result<Self, Failure> {
        let start = start(arguments);
        let repository = repository_of(start)?;
        let Ends { base, end, names } = Ends::of(arguments, base, &repository)?;
        // Git looks through the working tree by itself meanwhile.
        let (base, judge, own) = std::thread::scope(|scope| {
            let own = scope.spawn(|| repository.list(end));
            let base = repository.list(Side::Commit(base));
            let judge = base.as_ref().ok().map(|base| judge_at(Arc::new(base.clone()), &arguments.policies, start));
            (base, judge, own.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        let (base, own) = (base?, own?);
        let head = own.ignoring_as(&base);
        let (judge, is_ungoverned) = governing(arguments, &base, &own, judge)?;
        let files = (judge.estate.walk(&base, &arguments.paths), judge.estate.walk(&head, &arguments.paths));
        let keys = (keys(&base, &files.0.found)?, keys(&head, &files.1.found)?);
        let (old, new) = (&keys.0, &keys.1);
        let equal =
            old.iter().filter(|(name, key)| new.get(*name) == Some(key)).map(|(name, _)| name.clone()).collect();
        let renamed = renames(old, new).into_iter().map(|(old, new)| (old.to_owned(), new.to_owned())).collect();
        let own_estate = Estate::read_at(Arc::new(own.clone()), arguments.policies.config.as_deref(), start)?;
        let governance = (governance(arguments, &judge.estate, &base)?, governance(arguments, &own_estate, &own)?);
        let baseline = judge.estate.baseline()?;
        let (base_files, head) = (Arc::new(base.clone()), Arc::new(head));
        let listings = Some((base, own));
        Ok(Self {
            base: base_files,
            head,
            listings,
            names,
            judge,
            is_ungoverned,
            governance,
            baseline,
            files,
            keys,
            equal,
            renamed,
        })
    }

    fn against_baseline(arguments: &GateArguments) -> Result<Self, Failure> {
        let judge = judge(&arguments.policies, start(arguments))?;
        let Some(baseline) = judge.estate.baseline()? else {
            let missing = Problem::new("", "the gate needs something to compare with");
            return Err(missing
                .help("Name what the change is to be merged into, such as `--base origin/main`; without git, `uplift baseline create` writes down what is known")
                .into());
        };
        let (base, head): (Arc<dyn Files>, Arc<dyn Files>) = (Arc::new(FileSystem), Arc::new(FileSystem));
        let files = (Walked::default(), judge.estate.walk(&*head, &arguments.paths));
        let names = ("the baseline".to_owned(), "the files on the disk".to_owned());
        let (equal, renamed) = (BTreeSet::new(), BTreeMap::new());
        let baseline = Some(baseline);
        let (listings, is_ungoverned, keys, governance) = (None, false, Default::default(), Default::default());
        Ok(Self {
            base,
            head,
            listings,
            names,
            judge,
            is_ungoverned,
            governance,
            baseline,
            files,
            keys,
            equal,
            renamed,
        })
    }

    /// From the name that a file was read under to its path from the root of its repository. In git that is a matter of
    /// names alone: what lies on the disk may be another side, or a link.
    pub fn paths(&self) -> impl Fn(&str) -> String {
        let elsewhere = repository_names();
        let repository = self.listings.as_ref().map(|(base, _)| base.repository());
        move |name| match repository.and_then(|repository| repository.name_of(Path::new(name))) {
            Some(path) => display_name(&path),
            None => elsewhere(name),
        }
    }

    /// For reports.
    pub fn view(&self) -> report::Sides {
        let of_base = if self.listings.is_some() { " of the base" } else { "" };
        let path = self.paths();
        let named = |file: &Path| if self.listings.is_some() { path(&display_name(file)) } else { display_name(file) };
        let governed_by = match (&self.judge.estate.file, self.is_ungoverned) {
            (Some(file), false) if !self.base.is_file(file) => display_name(file),
            (Some(file), false) => format!("{}{of_base}", named(file)),
            (Some(file), true) => format!("{} of the change, since the base has none", named(file)),
            (None, _) => "the defaults, since there is no uplift.yaml".to_owned(),
        };
        report::Sides { base: self.names.0.clone(), head: self.names.1.clone(), governed_by }
    }
}

/// The repository that the change is in: the one around, unless the path is elsewhere. A path that leads into a submodule
/// is a path of this repository, or a change could put one there and be judged by that.
fn repository_of(start: &Path) -> Result<Repository, Problem> {
    match Repository::containing(Path::new(".")) {
        Ok(around) if around.name_of(start).is_some() => Ok(around),
        _ => Repository::containing(start),
    }
}

/// Whose settings and policies count, and whether they are the change's own, for want of others: who adopts uplift with a
/// change is judged by it. Policies that flags name are the base's even then, where it has them.
/// `of_base` is what the base's own settings give, when that was found out already.
fn governing(
    arguments: &GateArguments,
    base: &Listing,
    own: &Listing,
    of_base: Option<Result<Judge, Failure>>,
) -> Result<(Judge, bool), Failure> {
    let start = start(arguments);
    let is_there = |side: &Listing| {
        let file = settings_file(side, arguments.policies.config.as_deref(), start);
        file.is_some_and(|file| side.is_file(&file))
    };
    if !is_there(base) && is_there(own) {
        let named: Arc<dyn Files> = Arc::new(base.clone());
        return Ok((judge_by(Arc::new(own.clone()), Some(&named), &arguments.policies, start)?, true));
    }
    let judge = of_base.unwrap_or_else(|| judge_at(Arc::new(base.clone()), &arguments.policies, start));
    Ok((judge.map_err(|failure| if is_there(base) { failure.with_help(IN_BASE) } else { failure })?, false))
}

const IN_BASE: &str = "It is like this in the base, which the change is judged by; repair it there first";

/// What decides which settings count.
pub(super) fn start(arguments: &GateArguments) -> &Path {
    arguments.paths.first().map_or(Path::new("."), |path| path)
}

/// Where both sides parted, and where the change ends.
struct Ends {
    base: Commit,
    end: Side,
    names: (String, String),
}

impl Ends {
    fn of(arguments: &GateArguments, name: &str, repository: &Repository) -> Result<Self, Failure> {
        let base = repository.commit(name)?;
        let head = repository.commit(arguments.head.as_deref().unwrap_or("HEAD"))?;
        let parted = if base.id == head.id { base.clone() } else { repository.merge_base(&base, &head)? };
        let from = match parted.id == base.id {
            true => base.to_string(),
            false => format!("where {name} and the change parted ({parted})"),
        };
        let (end, to) = match &arguments.head {
            Some(_) => (Side::Commit(head.clone()), head.to_string()),
            None => (Side::WorkingTree, "the working tree".to_owned()),
        };
        Ok(Self { names: (from, to), base: parted, end })
    }
}

/// What governs a side by these settings, as far as a change can touch it.
fn governance(arguments: &GateArguments, estate: &Estate, side: &Listing) -> Result<Keys, Failure> {
    let governed = estate.governance(side, &arguments.policies, &arguments.paths)?;
    Ok(governed.into_iter().map(|governed| (governed.found.name, governed.key)).collect())
}

/// What tells the contents of files apart, by their names.
fn keys(side: &Listing, found: &[Found]) -> Result<Keys, Failure> {
    let paths: Vec<&Path> = found.iter().map(|found| found.path.as_path()).collect();
    let keys = side.keys(&paths)?;
    let named = found.iter().zip(keys).filter_map(|(found, key)| Some((found.name.clone(), key?)));
    Ok(named.collect())
}
