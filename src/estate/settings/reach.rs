//! What settings govern: from paths to files and their contents.

use super::{NEAR_SETTINGS, NO_INVENTORY, SETTINGS, STDIN, Settings, directories_above};
use crate::inventory::{Deployed, FileKind, FileRules, InventoryFile};
use crate::policy::{InventoryKind, Pattern};
use crate::source::{self, Files, Found, LEADS_OUT, Problem, Walked, display_name};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What settings govern, of what was asked for.
pub(super) struct Reach {
    /// Where it is.
    place: Arc<dyn Files>,
    paths: Vec<PathBuf>,
    /// Those paths that nobody named: the settings were found below others.
    unnamed: Vec<PathBuf>,
    /// What is below and has settings of its own, by the identities of the directories.
    apart: Vec<PathBuf>,
    /// The place of this part in the estate.
    part: u16,
    /// Files that were typed to give values to the parameters of all templates, in their turns.
    pub(super) parameters: Vec<PathBuf>,
    /// Files that were typed to give values to a deployment each.
    pub(super) var_files: Vec<PathBuf>,
    /// What is at and below the paths.
    walked: Walked,
}

impl Reach {
    /// Nothing yet.
    pub(super) fn of(place: &Arc<dyn Files>) -> Self {
        let (paths, unnamed, apart) = (Vec::new(), Vec::new(), Vec::new());
        let (parameters, var_files, walked) = (Vec::new(), Vec::new(), Walked::default());
        Self { place: Arc::clone(place), paths, unnamed, apart, part: 0, parameters, var_files, walked }
    }

    /// The same paths, where nothing is known yet of what is there.
    pub(super) fn unwalked(&self) -> Self {
        let (paths, unnamed, apart) = (self.paths.clone(), self.unnamed.clone(), self.apart.clone());
        Self { paths, unnamed, apart, ..Self::of(&self.place) }
    }
}

impl Settings {
    /// Where what they govern is.
    pub fn place(&self) -> &dyn Files {
        &*self.reach.place
    }

    /// What they govern, of what was asked for.
    pub fn paths(&self) -> &[PathBuf] {
        &self.reach.paths
    }

    /// The directories below that have settings of their own, by their identities.
    pub(in crate::estate) fn apart(&self) -> &[PathBuf] {
        &self.reach.apart
    }

    /// From now on they are those of this part of an estate.
    pub(in crate::estate) fn number(&mut self, part: u16) {
        self.reach.part = part;
    }

    /// From now on these files give values to the parameters of all templates, and to a deployment each.
    pub(in crate::estate) fn give(&mut self, parameters: &[PathBuf], var_files: &[PathBuf]) {
        self.reach.parameters = parameters.to_vec();
        self.reach.var_files = var_files.to_vec();
    }

    /// Governs these paths too, and finds what is there.
    pub(in crate::estate) fn govern(&mut self, paths: Vec<PathBuf>, are_named: bool) {
        self.reach.unnamed.extend_from_slice(if are_named { &[] } else { &paths });
        self.reach.paths.extend(paths);
        self.reach.walked = self.raw(&*self.reach.place);
    }

    /// Gives the directories below that have settings of their own, and leaves them out.
    pub(in crate::estate) fn part_with(&mut self) -> Vec<PathBuf> {
        let below = self.settings_in(&*self.reach.place, &self.reach.walked);
        let directories: Vec<PathBuf> = below.iter().filter_map(|file| file.parent()).map(Path::to_owned).collect();
        let identities: Vec<PathBuf> =
            directories.iter().map(|directory| self.reach.place.identity(directory)).collect();
        self.leave(&identities);
        directories
    }

    /// The other settings files around what a walk found: of several in one directory and below, those that are not below
    /// another. They count wherever they are there, whatever a walk leaves out.
    pub(in crate::estate) fn settings_in(&self, files: &dyn Files, walked: &Walked) -> Vec<PathBuf> {
        let own = self.file.as_ref().map(|file| files.identity(file));
        let directories = self.directories_in(walked).into_iter();
        let others = directories.filter(|directory| {
            let file = directory.join(SETTINGS);
            files.is_there(&file) && Some(files.identity(&file)) != own
        });
        let others: Vec<&Path> = others.collect();
        let is_below =
            |directory: &Path| others.iter().any(|other| directory != *other && directory.starts_with(other));
        others.iter().filter(|directory| !is_below(directory)).map(|directory| directory.join(SETTINGS)).collect()
    }

    /// The directories below the paths that a walk found anything in.
    fn directories_in<'w>(&self, walked: &'w Walked) -> BTreeSet<&'w Path> {
        let is_below = |path: &Path| self.reach.paths.iter().any(|own| path != own && path.starts_with(own));
        // Of as many files as there are, few lead to a directory that was not met before.
        let mut met: FxHashSet<&Path> = FxHashSet::default();
        for found in &walked.found {
            let _ = found.path.ancestors().skip(1).take_while(|above| met.insert(above) && is_below(above)).count();
        }
        met.into_iter().filter(|directory| is_below(directory)).collect()
    }

    /// Files that are called nearly as settings are, and not read as such.
    pub(super) fn near_misses(&self) -> Vec<Problem> {
        let files = &*self.reach.place;
        let around = self.directories_in(&self.reach.walked).into_iter().map(Path::to_owned);
        let above = self.reach.paths.iter().flat_map(|path| directories_above(files, path, self.file.as_deref()));
        let directories: BTreeSet<PathBuf> = around.chain(above).collect();
        let files = directories.iter().filter(|directory| !files.is_there(&directory.join(SETTINGS)));
        let files = files.map(|directory| directory.join(NEAR_SETTINGS)).filter(|file| self.reach.place.is_file(file));
        let told = |file: PathBuf| {
            let told = format!("this is not read as settings, which are called {SETTINGS}");
            Problem::new(display_name(&file), told).help(format!("Rename it to {SETTINGS}"))
        };
        files.map(told).collect()
    }

    /// Leaves out directories that others govern, by their identities.
    pub(in crate::estate) fn leave(&mut self, directories: &[PathBuf]) {
        self.reach.apart.extend_from_slice(directories);
        let walked = std::mem::take(&mut self.reach.walked);
        self.reach.walked = self.governed(&*self.reach.place, walked);
    }

    /// All that is at and below the paths.
    fn raw(&self, files: &dyn Files) -> Walked {
        let paths = self.reach.paths.iter().filter(|path| path.as_os_str() != STDIN);
        // A directory that a change adds or takes away is not there on the other side, and nobody asked for it.
        let paths = paths.filter(|path| !self.reach.unnamed.contains(path) || files.is_directory(path));
        let paths: Vec<PathBuf> = paths.cloned().collect();
        files.inventory(&paths, &self.config.excluded(), self.directory())
    }

    /// The same without what has settings of its own.
    pub(super) fn governed(&self, files: &dyn Files, mut walked: Walked) -> Walked {
        if !self.reach.apart.is_empty() {
            let is_apart = |path: &Path| {
                let path = files.identity(path);
                self.reach.apart.iter().any(|directory| path.starts_with(directory))
            };
            walked.found.retain(|found| !is_apart(&found.path));
            walked.passed_over.retain(|(name, _)| !is_apart(Path::new(name)));
        }
        walked
    }

    /// Governs only what is wanted of it.
    pub(in crate::estate) fn keep(&mut self, wanted: &dyn Fn(&Found) -> bool) {
        self.reach.walked.found.retain(wanted);
        let named = |name: &str| Found { name: name.to_owned(), path: PathBuf::from(name) };
        self.reach.walked.passed_over.retain(|(name, _)| wanted(&named(name)));
    }

    /// Whether a path is at or below those that they govern, and below none that others do.
    pub(in crate::estate) fn reach_to(&self, files: &dyn Files, path: &Path) -> bool {
        let full = files.identity(path);
        let is_in = |directory: &PathBuf| full.starts_with(files.identity(directory));
        self.reach.paths.iter().any(is_in) && !self.reach.apart.iter().any(|apart| full.starts_with(apart))
    }

    /// Whether anybody named what they govern.
    pub(in crate::estate) fn are_named(&self) -> bool {
        self.reach.paths.len() > self.reach.unnamed.len()
    }

    /// Whether there is nothing to govern.
    pub(in crate::estate) fn is_idle(&self) -> bool {
        let Walked { found, passed_over, problems, .. } = &self.reach.walked;
        found.is_empty() && passed_over.is_empty() && problems.is_empty() && !self.reads_stdin()
    }

    fn reads_stdin(&self) -> bool {
        self.reach.paths.iter().any(|path| path.as_os_str() == STDIN)
    }

    /// The inventory files that they govern, with their bytes, and the paths that could not be walked.
    pub fn inventory(&self) -> (Vec<InventoryFile>, Vec<Problem>) {
        self.inventory_but(&|_| false)
    }

    /// The same without the bytes of files that are `shared` with another state of the place, by the paths to open.
    pub(in crate::estate) fn inventory_but(
        &self,
        shared: &dyn Fn(&Found) -> bool,
    ) -> (Vec<InventoryFile>, Vec<Problem>) {
        let mut walked = self.walk_own();
        let problems = std::mem::take(&mut walked.problems);
        let shared: FxHashSet<String> =
            walked.found.iter().filter(|found| shared(found)).map(|found| found.name.clone()).collect();
        let stdin = self.reads_stdin().then(|| InventoryFile::new(STDIN, source::read_stdin(), self.plain()));
        let is_shared = |name: &str| shared.contains(name);
        let opened = self.opened(&*self.reach.place, walked, &is_shared);
        (opened.chain(stdin).collect(), problems)
    }

    /// What a walk met, with the bytes of files that are not `shared` with another state of the place.
    pub(in crate::estate) fn opened<'w>(
        &'w self,
        files: &'w dyn Files,
        walked: Walked,
        shared: &'w dyn Fn(&str) -> bool,
    ) -> impl Iterator<Item = InventoryFile> + 'w {
        let opened = walked.found.into_iter().map(move |found| match shared(&found.name) {
            true => InventoryFile::shared(found.name),
            false => self.open(files, found),
        });
        let skipped = walked.passed_over.into_iter().map(|(name, reason)| {
            let file = if NO_INVENTORY.contains(&&*reason) { InventoryFile::skipped } else { InventoryFile::closed };
            leading_out(&name, &reason).unwrap_or_else(|| file(name, reason))
        });
        opened.chain(skipped)
    }

    /// The files that may be inventory, without their bytes.
    pub(in crate::estate) fn walk_own(&self) -> Walked {
        self.sorted_out(&*self.reach.place, self.with_values(&*self.reach.place, self.reach.walked.clone()))
    }

    /// The same at any place, such as the other side of a change.
    pub(in crate::estate) fn walk(&self, files: &dyn Files) -> Walked {
        self.sorted_out(files, self.with_values(files, self.governed(files, self.raw(files))))
    }

    /// Files that may be inventory by what they are called at the end, and are not looked at since something is hidden.
    pub(in crate::estate) fn hidden(&self, files: &dyn Files) -> Vec<Found> {
        let (excluded, directory) = (self.config.excluded(), files.identity(self.directory()));
        let found = files.hidden(&self.reach.paths);
        let mut hidden = self.governed(files, Walked { found, ..Walked::default() }).found;
        hidden.retain(|found| {
            let is_excluded = |rest: &Path| excluded.is_match(rest);
            InventoryFile::is_readable_name(&found.name)
                && !files.identity(&found.path).strip_prefix(&directory).is_ok_and(is_excluded)
        });
        hidden
    }

    /// The same of all that is below the settings, whoever governs it and whatever was asked for.
    pub(in crate::estate) fn walk_all(&self, files: &dyn Files) -> Walked {
        let own = [self.directory().to_owned()];
        self.sorted_out(files, files.inventory(&own, &self.config.excluded(), self.directory()))
    }

    /// The same of one directory, whatever was asked for.
    pub(in crate::estate) fn walk_at(&self, files: &dyn Files, directory: &Path) -> Walked {
        let paths = [directory.to_owned()];
        self.sorted_out(files, files.inventory(&paths, &self.config.excluded(), self.directory()))
    }

    /// Settings and policies are passed over, also those that this place has at the policy roots and other places have not.
    fn sorted_out(&self, files: &dyn Files, mut walked: Walked) -> Walked {
        let policies = self.roots(files).into_iter().flat_map(|root| self.policy_files(files, &root).0);
        let there: BTreeSet<PathBuf> = policies.map(|found| files.identity(&found.path)).collect();
        let found = std::mem::take(&mut walked.found);
        for found in found {
            let full = files.identity(&found.path);
            if self.own.contains(&full) || there.contains(&full) {
                walked.passed_over.push((found.name, NO_INVENTORY[0].to_owned()));
            } else if InventoryFile::is_readable_name(&found.name) || self.names_for_values(files, &found.path) {
                walked.found.push(found);
            } else {
                walked.passed_over.push((found.name, NO_INVENTORY[1].to_owned()));
            }
        }
        self.meet_linked(files, &mut walked);
        self.meet_named(files, &mut walked);
        walked
    }

    /// A file that [`Settings::walk`] found, with its bytes and what the settings say about it.
    pub(in crate::estate) fn open(&self, files: &dyn Files, found: Found) -> InventoryFile {
        self.open_in(files, found, self.directory(), None)
    }

    /// The same as if the settings were in this directory, and meant what the file was called before as well.
    pub(in crate::estate) fn open_in(
        &self,
        files: &dyn Files,
        found: Found,
        directory: &Path,
        former: Option<&str>,
    ) -> InventoryFile {
        let bytes = files.read(&found.path, &found.name);
        let is_told = !(self.config.inventory.is_empty() && self.config.deployments.is_empty());
        let names = || {
            let mut names = names_in(directory, files, &found.path);
            names.extend(former.and_then(|former| inner(directory, former)));
            names
        };
        let mut rules = if is_told { self.rules(&names()) } else { self.plain() };
        let typed = [(FileRules::TYPED, &self.reach.parameters), (FileRules::EACH, &self.reach.var_files)];
        for (number, typed) in typed {
            rules.values.extend(turn_of(files, typed, &found.path).map(|turn| (number, turn)));
        }
        if let Ok(bytes) = &bytes {
            rules.modules = self.modules_of(files, &found.path, bytes);
        }
        InventoryFile::new(found.name, bytes, rules)
    }

    /// What a file is called from the directory of the settings, by the name that people see.
    pub(in crate::estate) fn inner(&self, name: &str) -> Option<String> {
        inner(self.directory(), name)
    }

    /// What the settings say about a file by its names; the first entry that names it counts.
    fn rules(&self, names: &[String]) -> FileRules {
        let is = |pattern: &Pattern| names.iter().any(|name| pattern.matches(name));
        let deployments = || (0..).zip(&self.config.deployments);
        let deployed = deployments().filter(|(_, entry)| is(&entry.template)).map(|(number, entry)| Deployed {
            number,
            name: entry.name.clone(),
            subscription: entry.subscription.clone(),
            group: entry.resource_group.clone(),
            location: entry.location.clone(),
        });
        let values = deployments().flat_map(|(number, entry)| {
            let turns = (0..).zip(&entry.parameters).filter(|(_, file)| is(file));
            turns.map(move |(turn, _)| (number, turn)).collect::<Vec<_>>()
        });
        let plain = FileRules { deployed: deployed.collect(), values: values.collect(), ..self.plain() };
        let Some(entry) = self.config.inventory.iter().find(|entry| is(&entry.path)) else { return plain };
        let kind = entry.kind.map(|kind| match kind {
            InventoryKind::Source => FileKind::Source,
            InventoryKind::Snapshot => FileKind::Snapshot,
        });
        let max_age = entry.max_age.map(|age| age.days);
        FileRules { kind, complete: entry.complete.clone(), max_age, ..plain }
    }

    /// What is said of a file that no entry names.
    fn plain(&self) -> FileRules {
        FileRules { part: self.reach.part, ..FileRules::default() }
    }
}

/// The turn of a file among those that were typed; of one that was typed twice the last.
pub(super) fn turn_of(files: &dyn Files, typed: &[PathBuf], path: &Path) -> Option<u32> {
    let is = |typed: &&PathBuf| files.identity(typed) == files.identity(path);
    typed.iter().zip(0..).filter(|(typed, _)| is(typed)).last().map(|(_, turn)| turn)
}

/// What a file is called from a directory: as it is, and as it is reached by links.
pub(super) fn names_in(directory: &Path, files: &dyn Files, path: &Path) -> Vec<String> {
    let real = files.identity(path);
    let real = real.strip_prefix(files.identity(directory)).ok().map(display_name);
    real.into_iter().chain(inner(directory, &display_name(path))).collect()
}

/// What a file is called from a directory, by the name that people see.
fn inner(directory: &Path, name: &str) -> Option<String> {
    match display_name(directory).as_str() {
        "." => Some(name.to_owned()),
        own => name.strip_prefix(own)?.strip_prefix('/').map(str::to_owned),
    }
}

/// A link that leads nowhere in the repository, where Terraform would read it, or who deploys the template beside it: as a file
/// that cannot be read.
pub(in crate::estate) fn leading_out(name: &str, reason: &str) -> Option<InventoryFile> {
    let is_one = reason == LEADS_OUT && InventoryFile::decides(name);
    let problem = Problem::new(name, format!("it is read for its name, and is {reason}"));
    let problem = problem.help("Replace it by what it leads to, or remove it");
    is_one.then(|| InventoryFile::new(name, Err(problem), FileRules::default()))
}
