//! Where a change starts and ends, whose governance counts, and which files differ.

use crate::estate::settings::{keys, settings_file};
use crate::estate::{Estate, Keys, Settings, Sources, Stopped};
use crate::gate::baseline::Baseline;
use crate::source::{Commit, Files, Memory, Problem, Repository, Side, Walked, display_name, renames};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a change starts and ends.
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

/// Both sides of a change, opened. Without a base, the first one is empty and the baseline stands in for it.
pub struct Sides {
    /// Where the change starts and ends.
    pub ends: Ends,
    /// There is a base; else only a baseline.
    pub has_base: bool,
    /// Where the change is in git.
    repository: Option<Repository>,
    /// Where policies are looked for.
    pub sources: Sources,
    /// What is looked at.
    pub paths: Vec<PathBuf>,
    /// What both sides are judged by: the governance of the base, or the defaults where it has none or a wrong one.
    pub estate: Estate,
    /// Why the base's own settings and policies do not count.
    pub wrong: Vec<Problem>,
    /// What governs each side by its own settings.
    pub governance: (Keys, Keys),
    /// The findings that are known, by the governance that counts.
    pub baseline: Option<Baseline>,
    /// What each side has.
    pub files: (Walked, Walked),
    /// What tells their contents apart.
    pub keys: (Keys, Keys),
    /// Files, by their names, that are equal on both sides.
    pub equal: BTreeSet<String>,
    /// Files of the base that only have another name at head.
    pub renamed: BTreeMap<String, String>,
}

impl Sides {
    /// A change in git: from where `base` and `head` parted, to `head` or else the working tree.
    ///
    /// # Errors
    /// What git does not have, and everything that is wrong with the settings and policies that count.
    pub fn in_git(base: &str, head: Option<&str>, sources: Sources, paths: Vec<PathBuf>) -> Result<Self, Stopped> {
        let start = start(&paths);
        let repository = repository_of(start)?;
        let Parted { base, end, names } = Parted::of(base, head, &repository)?;
        // Git looks through the working tree by itself meanwhile.
        let (base, estate, own) = std::thread::scope(|scope| {
            let own = scope.spawn(|| repository.list(end));
            let base = repository.list(Side::Commit(base));
            let opened = base.as_ref().ok().filter(|base| has_settings(*base, &sources, start));
            let estate = opened.map(|base| Estate::open(Arc::new(base.clone()), &sources, start));
            (base, estate, own.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        let (base, own) = (base?, own?);
        let head = Arc::new(own.ignoring_as(&base));
        let ends = Ends { base: Arc::new(base), own: Arc::new(own), head, names };
        Self::opened(ends, estate, Some(repository), sources, paths)
    }

    /// A change between any two places.
    ///
    /// # Errors
    /// Everything that is wrong with the settings and policies that count.
    pub fn between(ends: Ends, sources: Sources, paths: Vec<PathBuf>) -> Result<Self, Stopped> {
        Self::opened(ends, None, None, sources, paths)
    }

    /// `of_base` is what the base's own settings give, when that was found out already.
    fn opened(
        ends: Ends,
        of_base: Option<Result<Estate, Stopped>>,
        repository: Option<Repository>,
        sources: Sources,
        paths: Vec<PathBuf>,
    ) -> Result<Self, Stopped> {
        let start = start(&paths);
        let (estate, wrong) = governing(&ends, of_base, &sources, start)?;
        let settings = &estate.settings;
        let files = (settings.walk(&*ends.base, &paths), settings.walk(&*ends.head, &paths));
        let keys = (keys(&*ends.base, &files.0.found)?, keys(&*ends.head, &files.1.found)?);
        let (old, new) = (&keys.0, &keys.1);
        let equal =
            old.iter().filter(|(name, key)| new.get(*name) == Some(key)).map(|(name, _)| name.clone()).collect();
        let renamed = renames(old, new).into_iter().map(|(old, new)| (old.to_owned(), new.to_owned())).collect();
        let own = Settings::read(Arc::clone(&ends.own), sources.config.as_deref(), start)?;
        let before = settings.governance(&*ends.base, &sources, &paths)?;
        let governance = (before, own.governance(&*ends.own, &sources, &paths)?);
        let baseline = settings.baseline()?;
        let has_base = true;
        Ok(Self {
            ends,
            has_base,
            repository,
            sources,
            paths,
            estate,
            wrong,
            governance,
            baseline,
            files,
            keys,
            equal,
            renamed,
        })
    }

    /// All that is there, with the baseline in place of a base; `None` when the settings name no baseline.
    ///
    /// # Errors
    /// Everything that is wrong with the settings and policies.
    pub fn against_baseline(
        files: Arc<dyn Files>,
        sources: Sources,
        paths: Vec<PathBuf>,
    ) -> Result<Option<Self>, Stopped> {
        let names = ("the baseline".to_owned(), "the files on the disk".to_owned());
        let estate = Estate::open(Arc::clone(&files), &sources, start(&paths))?;
        let ends = Ends { base: Arc::new(Memory::default()), own: Arc::clone(&files), head: files, names };
        let sides = Self::opened(ends, Some(Ok(estate)), None, sources, paths)?;
        Ok(sides.baseline.is_some().then_some(Self { has_base: false, ..sides }))
    }

    /// The path from the root of its repository of a file by the name that it was read under; `None` where no repository is
    /// known. In git that is a matter of names alone: what lies on the disk may be another side, or a link.
    pub fn repository_path(&self, name: &str) -> Option<String> {
        Some(display_name(&self.repository.as_ref()?.name_of(Path::new(name))?))
    }

    /// Whose settings count, for people; `path` names files as reports do.
    pub fn governed_by(&self, path: &dyn Fn(&str) -> String) -> String {
        let of_base = if self.has_base { " of the base" } else { "" };
        let named = |file: &Path| if self.has_base { path(&display_name(file)) } else { display_name(file) };
        match &self.estate.settings.file {
            Some(file) if !self.ends.base.is_file(file) => display_name(file),
            Some(file) => format!("{}{of_base}", named(file)),
            None if !self.wrong.is_empty() => "the defaults, since what the base sets is wrong".to_owned(),
            None if self.brings_first() => "the defaults, since the base has no settings".to_owned(),
            None => "the defaults, since there is no uplift.yaml".to_owned(),
        }
    }

    /// What a file of the base is called at head.
    pub(super) fn name_at_head<'n>(&'n self, name: &'n str) -> &'n str {
        self.renamed.get(name).map_or(name, String::as_str)
    }

    /// The change brings settings, and the base has none.
    pub(super) fn brings_first(&self) -> bool {
        let has = |side: &dyn Files| has_settings(side, &self.sources, start(&self.paths));
        self.has_base && has(&*self.ends.own) && !has(&*self.ends.base)
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

/// Whose settings and policies count: the base's, so that no change can judge itself. Where it has none, the defaults;
/// where what it has is wrong and the change repairs it, the defaults too, with what is wrong.
fn governing(
    ends: &Ends,
    of_base: Option<Result<Estate, Stopped>>,
    sources: &Sources,
    start: &Path,
) -> Result<(Estate, Vec<Problem>), Stopped> {
    let by_default = || Estate::by_default(&ends.base, sources, start);
    // Settings that are typed and only the change has must not come from the disk, where the change lies.
    if of_base.is_none() && has_settings(&*ends.own, sources, start) && !has_settings(&*ends.base, sources, start) {
        return Ok((by_default()?, Vec::new()));
    }
    match of_base.unwrap_or_else(|| Estate::open(Arc::clone(&ends.base), sources, start)) {
        Ok(estate) => Ok((estate, Vec::new())),
        Err(Stopped::Problems(wrong)) => {
            let told = |help: &str| wrong.iter().cloned().map(|problem| problem.also(help)).collect::<Vec<_>>();
            let is_repaired = Estate::open(Arc::clone(&ends.own), sources, start).is_ok();
            match by_default() {
                // By nothing at all everything would pass.
                Ok(estate) if is_repaired && !estate.policy.recommendations.is_empty() => Ok((estate, told(REPAIRED))),
                _ => Err(told(IN_BASE).into()),
            }
        }
        Err(other) => Err(other),
    }
}

fn has_settings(side: &dyn Files, sources: &Sources, start: &Path) -> bool {
    settings_file(side, sources.config.as_deref(), start).is_some_and(|file| side.is_file(&file))
}

const IN_BASE: &str = "It is like this in the base, which the change is judged by; repair it there first";
const REPAIRED: &str = "It is like this in the base, and not in the change: it is judged by the defaults";

/// What decides which settings count.
pub(super) fn start(paths: &[PathBuf]) -> &Path {
    paths.first().map_or(Path::new("."), |path| path)
}

/// Where both sides parted, and where the change ends.
struct Parted {
    base: Commit,
    end: Side,
    names: (String, String),
}

impl Parted {
    fn of(name: &str, head: Option<&str>, repository: &Repository) -> Result<Self, Problem> {
        let base = repository.commit(name)?;
        let commit = repository.commit(head.unwrap_or("HEAD"))?;
        let parted = if base.id == commit.id { base.clone() } else { repository.merge_base(&base, &commit)? };
        let from = match parted.id == base.id {
            true => base.to_string(),
            false => format!("where {name} and the change parted ({parted})"),
        };
        let to = if head.is_some() { commit.to_string() } else { "the working tree".to_owned() };
        let end = if head.is_some() { Side::Commit(commit) } else { Side::WorkingTree };
        Ok(Self { names: (from, to), base: parted, end })
    }
}
