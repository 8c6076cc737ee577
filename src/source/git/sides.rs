//! What git says about the files of a commit, and of the working tree.

use super::super::Problem;
use super::super::bytes::display_name;
use super::entry::{Entry, Names, Place};
use super::listing::Listing;
use super::{Commit, Repository, command, name};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

/// One side of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// What was committed.
    Commit(Commit),
    /// What lies on the disk: all that is tracked and was not deleted, and what is untracked but not ignored by git.
    WorkingTree,
}

impl fmt::Display for Side {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commit(commit) => commit.fmt(formatter),
            Self::WorkingTree => formatter.write_str("the working tree"),
        }
    }
}

/// Files by their names from the root, and names that no file can have.
#[derive(Default)]
pub(super) struct Entries {
    pub(super) named: Names,
    pub(super) unnamed: Vec<String>,
    /// Submodules whose files are among them, and the repositories of these.
    pub(super) modules: BTreeMap<PathBuf, Repository>,
}

impl Repository {
    /// The files of one side. Contents of files are not read yet, save those of links and ignore files.
    ///
    /// # Errors
    ///
    /// A bare repository's working tree, objects that are missing, and what git refuses.
    pub fn list(&self, side: Side) -> Result<Listing, Problem> {
        let entries = match &side {
            Side::Commit(commit) => self.committed(commit)?,
            Side::WorkingTree if self.is_bare() => {
                let problem = Problem::new(display_name(self.root()), "a bare repository has no working tree");
                return Err(problem.help("Name the commit to judge"));
            }
            Side::WorkingTree => self.on_disk()?,
        };
        Listing::new(self.clone(), side, entries)
    }

    fn committed(&self, commit: &Commit) -> Result<Entries, Problem> {
        let printed = command::run(self.root(), &["ls-tree", "-r", "-z", "--full-tree", &commit.id])?;
        let mut entries = Entries::default();
        for record in records(&printed) {
            let Some((words, name)) = split(record, b'\t') else { return Err(unexpected("ls-tree")) };
            let mut words = words.split(|byte| *byte == b' ');
            let (mode, Some(id)) = (words.next().unwrap_or_default(), words.nth(1)) else {
                return Err(unexpected("ls-tree"));
            };
            entries.add(name, |_| self.stored(mode, id).map(Some))?;
        }
        self.open_modules(&mut entries, |module, commit| {
            let id = commit?.to_owned();
            module.committed(&Commit { name: id.clone(), id }).ok()
        });
        Ok(entries)
    }

    /// Puts the files of submodules in place of them, as far as they are checked out and `list` can list them.
    fn open_modules(&self, entries: &mut Entries, list: impl Fn(&Self, Option<&str>) -> Option<Entries>) {
        let modules = entries.named.iter().filter_map(|(name, entry)| match entry {
            Entry::Repository(Some(commit)) => Some((PathBuf::from(name), commit.clone())),
            _ => None,
        });
        for (name, commit) in modules.collect::<Vec<_>>() {
            let directory = self.root().join(&name);
            let module = Self::containing(&directory).ok().filter(|module| module.root() == directory);
            let Some(module) = module.filter(|module| !module.is_bare()) else { continue };
            let Some(inner) = list(&module, Some(&commit)) else { continue };
            entries.named.remove(name.as_os_str());
            entries.named.extend(inner.named.into_iter().map(|(file, entry)| (name.join(file).into(), entry)));
            entries.unnamed.extend(inner.unnamed.into_iter().map(|file| format!("{}/{file}", display_name(&name))));
            entries.modules.extend(inner.modules.into_iter().map(|(file, module)| (name.join(file), module)));
            entries.modules.insert(name, module);
        }
    }

    fn on_disk(&self) -> Result<Entries, Problem> {
        let Printed { changed, staged, others, filtered } = self.ask_of_disk()?;
        let changed: Vec<&[u8]> = records(&changed).collect();
        let (gone, dirty): (Vec<_>, Vec<_>) = changed.chunks_exact(2).partition(|pair| pair[0].ends_with(b"D"));
        let [gone, dirty] = [gone, dirty].map(|pairs| pairs.iter().map(|pair| pair[1]).collect::<BTreeSet<_>>());
        let filtered: BTreeSet<&[u8]> = records(&filtered).collect();
        let mut entries = Entries::default();
        for record in records(&staged) {
            let Some((words, name)) = split(record, b'\t') else { return Err(unexpected("ls-files")) };
            let words: Vec<&[u8]> = words.split(|byte| *byte == b' ').collect();
            let [tag, mode, id, stage] = words[..] else { return Err(unexpected("ls-files")) };
            // Git does not look at files that are assumed to be unchanged, in lower case, and at those that it skips.
            let is_unwatched = tag == b"S" || tag.iter().all(u8::is_ascii_lowercase);
            let stored = || self.stored(mode, id);
            match () {
                () if gone.contains(name) => {}
                // While a merge is not resolved, a name has up to three contents, none of which need be on the disk.
                () if stage != b"0" => drop(entries.add_again(name, |name| Ok(self.lying(name)))?),
                () if dirty.contains(name) && mode != SUBMODULE => entries.add(name, |name| Ok(self.lying(name)))?,
                () if is_unwatched => {
                    entries.add(name, |name| self.lying(name).map_or_else(stored, Ok).map(Some))?;
                }
                () if filtered.contains(name) => entries.add(name, |_| stored().map(Some))?,
                () => entries.add(name, |_| Ok(Some(stored()?.on_disk_too())))?,
            }
        }
        for name in records(&others) {
            // A repository inside of this one is named as a directory.
            match name.strip_suffix(b"/") {
                Some(name) => entries.add(name, |_| Ok(Some(Entry::Repository(None))))?,
                None => entries.add(name, |name| Ok(self.lying(name)))?,
            }
        }
        self.open_modules(&mut entries, |module, _| module.on_disk().ok());
        Ok(entries)
    }

    /// Asks all that must be known of the working tree. None of the questions needs another's answer.
    fn ask_of_disk(&self) -> Result<Printed, Problem> {
        let ask = |arguments: &'static [&'static str]| command::run(self.root(), arguments);
        std::thread::scope(|scope| {
            let changed =
                scope.spawn(move || ask(&["diff-files", "--raw", "-z", "--no-renames", "--ignore-submodules=all"]));
            let others = scope.spawn(move || ask(&["ls-files", "--others", "--exclude-standard", "-z"]));
            let filtered = scope.spawn(move || ask(&["ls-files", "-z", "--", ":(top)", UNFILTERED]));
            let staged = ask(&["ls-files", "-s", "-v", "-z"]);
            let (changed, others, filtered) = (joined(changed)?, joined(others)?, joined(filtered)?);
            Ok(Printed { changed, staged: staged?, others, filtered })
        })
    }

    /// An entry as git stores it.
    fn stored(&self, mode: &[u8], id: &[u8]) -> Result<Entry, Problem> {
        let id = String::from_utf8_lossy(id).into_owned();
        match mode {
            SUBMODULE => Ok(Entry::Repository(Some(id))),
            LINK => Ok(Entry::Link(name::from_bytes(&self.blob(&id, "a symbolic link")?))),
            _ => Ok(Entry::File(Place::Object(id))),
        }
    }

    /// An entry as it lies on the disk.
    fn lying(&self, name: &Path) -> Option<Entry> {
        let path = self.root().join(name);
        let kind = path.symlink_metadata().ok()?.file_type();
        match () {
            () if kind.is_file() => Some(Entry::File(Place::Disk)),
            () if kind.is_symlink() => Some(Entry::Link(std::fs::read_link(path).ok())),
            () => None,
        }
    }
}

/// What git says of the working tree.
struct Printed {
    /// Files that differ from the index.
    changed: Vec<u8>,
    /// All that is tracked.
    staged: Vec<u8>,
    /// What is not.
    others: Vec<u8>,
    /// What is tracked and lies on the disk otherwise than it is stored.
    filtered: Vec<u8>,
}

/// Leaves out what lies on the disk as it is stored, but for the ends of lines, which change no value.
const UNFILTERED: &str = ":(top,exclude,attr:!filter !ident !working-tree-encoding)";

/// What a thread gave; its panic goes on here.
fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// The mode of a commit of another repository.
const SUBMODULE: &[u8] = b"160000";
/// The mode of a symbolic link, whose content is where it leads.
const LINK: &[u8] = b"120000";

impl Entries {
    /// Adds a name, unless it is one that no checkout can have.
    fn add(&mut self, name: &[u8], entry: impl FnOnce(&Path) -> Result<Option<Entry>, Problem>) -> Result<(), Problem> {
        let before = self.named.len() + self.unnamed.len();
        let gone = self.add_again(name, entry)?;
        if gone || self.named.len() + self.unnamed.len() > before {
            return Ok(());
        }
        let name = String::from_utf8_lossy(name).into_owned();
        Err(Problem::new(name, "git holds two files of this name")
            .help("Run `git fsck`, and commit the right one again"))
    }

    /// As [`Entries::add`], for a name that may be there; whether nothing is behind the name.
    fn add_again(
        &mut self,
        name: &[u8],
        entry: impl FnOnce(&Path) -> Result<Option<Entry>, Problem>,
    ) -> Result<bool, Problem> {
        match name::path(name) {
            Some(path) => {
                let entry = entry(&path)?;
                let gone = entry.is_none();
                self.named.extend(entry.map(|entry| (path.into(), entry)));
                Ok(gone)
            }
            None => {
                self.unnamed.push(String::from_utf8_lossy(name).into_owned());
                Ok(false)
            }
        }
    }
}

/// What stands between NULs.
fn records(printed: &[u8]) -> impl Iterator<Item = &[u8]> {
    printed.split(|byte| *byte == 0).filter(|record| !record.is_empty())
}

fn split(bytes: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let place = memchr::memchr(at, bytes)?;
    Some((&bytes[..place], &bytes[place + 1..]))
}

fn unexpected(program: &str) -> Problem {
    Problem::new("", format!("`git {program}` printed what this version cannot read"))
        .help("Use git 2.30 or later, and report this")
}
