//! Where a change starts and ends, whose governance counts, and which files differ.

use super::ends::{Ends, Hidden, hidden_files};
use super::followed::follow;
use super::governing::{Governing, WITHOUT, has_settings, start};
use super::succession::successors;
use crate::estate::settings::keys;
use crate::estate::{Estate, Keys, Settings, Sources, Stopped};
use crate::gate::baseline::Baseline;
use crate::inventory::InventoryFile;
use crate::source::{Files, Found, Memory, Problem, Repository, Walked, display_name, renames};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

/// Both sides of a change to what one `uplift.yaml` governs, opened. Without a base, the first one is empty and the baseline
/// stands in for it.
pub struct Sides {
    /// Where the change starts and ends.
    pub ends: Ends,
    /// The same from the other places where both parted, which criss-cross merges leave: what is old there is not new.
    pub also: Vec<Sides>,
    /// Both ends are commits without submodules, so that all of them follows from their trees.
    pub is_of_trees: bool,
    /// There is a base; else only a baseline.
    pub has_base: bool,
    /// The commit that the change starts from, where it is in git.
    pub(super) base_commit: Option<String>,
    /// Where the change is in git.
    pub(super) repository: Option<Repository>,
    /// Where policies are looked for.
    pub sources: Sources,
    /// What was asked for, of all parts.
    pub(super) asked: Vec<PathBuf>,
    /// Where the part is at the end of the change, where its directory has another name then.
    pub(super) moved_to: Option<PathBuf>,
    /// Directories that the change gave to other parts' sides, by their identities.
    pub(super) given: Vec<PathBuf>,
    /// Another part has files at the end of the change.
    pub(super) has_others: bool,
    /// Files that hold what several parts govern, one before the change and another after it.
    pub(super) shared: Vec<Problem>,
    /// What both sides are judged by, an estate of one part: the governance of the base, or the defaults where it has none or
    /// a wrong one.
    pub estate: Rc<Estate>,
    /// Why the base's own settings and policies do not count.
    pub wrong: Vec<Problem>,
    /// Policy roots that were named and that only the change has.
    pub brought: Vec<Problem>,
    /// What governs each side by its own settings.
    pub governance: (Keys, Keys),
    /// The findings that are known, by the governance that counts.
    pub baseline: Option<Baseline>,
    /// What each side has.
    pub files: (Walked, Walked),
    /// What tells their contents apart.
    pub keys: (Keys, Keys),
    /// What the change has under hidden names, and differs.
    pub hidden: Hidden,
    /// Files, by their names, that are equal on both sides.
    pub equal: BTreeSet<String>,
    /// Files of the base that only have another name at head.
    pub renamed: BTreeMap<String, String>,
    /// Files of head that take the place of files of the base by the change's own settings.
    pub(super) successors: BTreeMap<String, String>,
}

impl Sides {
    pub(super) fn of(
        ends: &Ends,
        part: Governing,
        repository: Option<Repository>,
        sources: &Sources,
        asked: &[PathBuf],
    ) -> Result<Self, Stopped> {
        let Governing { estate, mut wrong, brought } = part;
        let settings = &estate.parts[0].settings;
        let mut files = (settings.walk(&*ends.base), settings.walk(&*ends.head));
        for (side, walked) in [(&ends.base, &mut files.0), (&ends.head, &mut files.1)] {
            follow(settings, &**side, repository.as_ref(), walked);
        }
        let keys = (keys(&*ends.base, &files.0.found)?, keys(&*ends.head, &files.1.found)?);
        let (equal, renamed) = tied(&keys);
        let hidden = hidden_files(settings, ends, &files.1)?;
        let before = settings.governance(&*ends.base, sources, settings.paths())?;
        let own = Settings::read(Arc::clone(&ends.own), sources.config.as_deref(), start(settings.paths()))?;
        let successors = successors(settings, &own, (&keys.0, &keys.1));
        let governance = (before, own_governance(ends, settings, &own, &files.1, sources)?);
        let baseline = match settings.baseline() {
            Err(Stopped::Problems(ill)) if own.baseline().is_ok() => {
                wrong.extend(ill.into_iter().map(|problem| problem.also(WITHOUT)));
                None
            }
            known => known?,
        };
        let (ends, sources, has_base) = (ends.clone(), sources.clone(), true);
        #[rustfmt::skip]
        let sides = Self {
            asked: asked.to_vec(), moved_to: None, given: Vec::new(), has_others: false,
            shared: Vec::new(), ends, also: Vec::new(), is_of_trees: false, base_commit: None, brought, has_base, repository, sources, estate, wrong, governance, baseline, files, keys, hidden, equal, renamed, successors,
        };
        Ok(sides)
    }

    /// All that is there, with the baselines in place of a base; nothing where no settings name one. What has none beside
    /// others cannot be judged.
    ///
    /// # Errors
    /// Everything that is wrong with the settings and policies.
    pub fn against_baseline(files: Arc<dyn Files>, sources: &Sources, paths: &[PathBuf]) -> Result<Vec<Self>, Stopped> {
        let names = ("the baseline".to_owned(), "the files on the disk".to_owned());
        let (own, head) = (Arc::clone(&files), Arc::clone(&files));
        let ends = Ends { base: Arc::new(Memory::default()), own, head, names };
        let opened = Estate::open_each(files, sources, paths)?.into_iter().map(Governing::of);
        let sides = opened.map(|part| Self::of(&ends, part, None, sources, paths)).collect::<Result<Vec<_>, _>>()?;
        let any = sides.iter().any(|sides| sides.baseline.is_some());
        Ok(sides.into_iter().filter(|_| any).map(|sides| Self { has_base: false, ..sides }).collect())
    }

    /// The settings that count.
    pub fn settings(&self) -> &Settings {
        &self.estate.parts[0].settings
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
        match &self.settings().file {
            Some(file) if !self.ends.base.is_file(file) => display_name(file),
            Some(file) => format!("{}{of_base}", named(file)),
            None if !self.wrong.is_empty() => "the defaults, since what the base sets is wrong".to_owned(),
            None if self.brings_first() => "the defaults, since the base has no settings".to_owned(),
            None => "the defaults, since there is no uplift.yaml".to_owned(),
        }
    }

    /// A file of either side, with its bytes and what the settings say about it.
    pub(super) fn open(&self, side: &dyn Files, found: Found, former: Option<&str>) -> InventoryFile {
        let moved = self.moved_to.as_deref().filter(|_| !self.settings().reach_to(side, &found.path));
        let directory = moved.unwrap_or(self.settings().directory());
        self.settings().open_in(side, found, directory, former)
    }

    /// Looks at files of either side too, by their contents.
    pub(super) fn see(&mut self, base: Vec<Found>, head: Vec<Found>) -> Result<(), Problem> {
        self.keys.0.extend(keys(&*self.ends.base, &base)?);
        self.keys.1.extend(keys(&*self.ends.head, &head)?);
        for (walked, found) in [(&mut self.files.0, base), (&mut self.files.1, head)] {
            walked.found.extend(found);
            walked.found.sort();
            walked.found.dedup();
        }
        (self.equal, self.renamed) = tied(&self.keys);
        Ok(())
    }

    /// Whether a file of the end is what these sides are about.
    pub(super) fn covers(&self, found: &Found) -> bool {
        let full = self.ends.own.identity(&found.path);
        let is_given = self.given.iter().any(|directory| full.starts_with(directory));
        self.files.1.found.contains(found) || !is_given && self.settings().reach_to(&*self.ends.own, &found.path)
    }

    /// Gives a directory of the end, with these files, to another part.
    pub(super) fn give(&mut self, directory: &Path, found: &[Found]) {
        self.given.push(self.ends.own.identity(directory));
        let below = format!("{}/", display_name(directory));
        self.governance.1.retain(|name, _| !name.starts_with(&below));
        self.files.1.found.retain(|own| !found.contains(own));
        found.iter().for_each(|found| drop(self.keys.1.remove(&found.name)));
        (self.equal, self.renamed) = tied(&self.keys);
    }

    /// What decides which settings count first at the end of the change.
    pub(super) fn start_at_head(&self) -> &Path {
        self.moved_to.as_deref().unwrap_or(start(self.settings().paths()))
    }

    /// What a file of the base is called at head.
    pub(super) fn name_at_head<'n>(&'n self, name: &'n str) -> &'n str {
        self.renamed.get(name).map_or(name, String::as_str)
    }

    /// The change brings settings, and the base has none.
    pub(super) fn brings_first(&self) -> bool {
        let has = |side: &dyn Files| has_settings(side, &self.sources, start(self.settings().paths()));
        self.has_base && has(&*self.ends.own) && !has(&*self.ends.base)
    }
}

/// Files that are equal on both sides, and those that only have another name at head.
fn tied((old, new): &(Keys, Keys)) -> (BTreeSet<String>, BTreeMap<String, String>) {
    let equal = old.iter().filter(|(name, key)| new.get(*name) == Some(key)).map(|(name, _)| name.clone()).collect();
    (equal, renames(old, new).into_iter().map(|(old, new)| (old.to_owned(), new.to_owned())).collect())
}

/// What governs the end of a change by its own settings, those among them that the change brings below.
fn own_governance(
    ends: &Ends,
    settings: &Settings,
    own: &Settings,
    head: &Walked,
    sources: &Sources,
) -> Result<Keys, Stopped> {
    let mut governance = own.governance(&*ends.own, sources, settings.paths())?;
    // Who names settings means them for all that is looked at.
    let brought = if sources.config.is_none() { settings.settings_in(&*ends.head, head) } else { Vec::new() };
    let brought = brought.into_iter();
    let brought: Vec<Found> = brought.map(|path| Found { name: display_name(&path), path }).collect();
    governance.extend(keys(&*ends.own, &brought)?);
    Ok(governance)
}
