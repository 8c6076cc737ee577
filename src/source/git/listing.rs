//! The files of one side: what is there, where links lead, and what a checkout's walk would find.

mod walk;

use super::super::bytes::is_yaml;
use super::super::bytes::{absolute, display_name};
use super::super::files::{ContentKey, Files, Found, LEADS_OUT, Walked};
use super::super::ignores::{self, Ignores};
use super::super::{Problem, read};
use super::entry::{Entry, Names, Place};
use super::sides::Entries;
use super::{Repository, Side, command, name};
use globset::GlobSet;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::OsStr;
use std::ops::Bound;
use std::path::{Component, MAIN_SEPARATOR_STR, Path, PathBuf};
use std::sync::Arc;
use walk::Walk;

/// The files of one side of a change. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Listing {
    repository: Repository,
    side: Side,
    entries: Arc<Names>,
    unnamed: Arc<[String]>,
    /// The repositories of submodules whose files are among the entries.
    modules: Arc<BTreeMap<PathBuf, Repository>>,
    ignores: Arc<Ignores>,
}

/// More links in a row lead in a circle.
const MOST_LINKS: usize = 40;

impl Listing {
    pub(super) fn new(repository: Repository, side: Side, entries: Entries) -> Result<Self, Problem> {
        let Entries { named, unnamed, modules } = entries;
        let (ignores, modules) = (Arc::new(Ignores::default()), Arc::new(modules));
        let listing = Self { repository, side, entries: Arc::new(named), unnamed: unnamed.into(), modules, ignores };
        let mut ignores = Ignores::default();
        for name in listing.entries.keys().map(Path::new).filter(|name| ignores::is_one(name)) {
            if let Some(file) = listing.file(name) {
                let bytes = listing.content(&file, &display_name(name))?;
                ignores::refuse_large(&display_name(name), bytes.len() as u64)?;
                ignores.add(name, &bytes);
            }
        }
        Ok(Self { ignores: Arc::new(ignores), ..listing })
    }

    /// The side that this lists.
    pub fn side(&self) -> &Side {
        &self.side
    }

    /// The repository.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// Whether no other repository is inside.
    pub fn is_alone(&self) -> bool {
        self.modules.is_empty() && !self.entries.values().any(|entry| matches!(entry, Entry::Repository(_)))
    }

    /// The same files, judged by another side's ignore files.
    pub fn ignoring_as(&self, other: &Self) -> Self {
        Self { ignores: Arc::clone(&other.ignores), ..self.clone() }
    }

    /// Becomes another side, in which these names of files lead to other contents.
    pub(super) fn replace(&mut self, side: Side, contents: Vec<(PathBuf, String)>) {
        self.side = side;
        let entries = Arc::make_mut(&mut self.entries);
        entries.extend(contents.into_iter().map(|(name, id)| (name.into(), Entry::File(Place::Object(id)))));
    }

    /// Where a name leads when links are followed; `None` when that is outside, in a circle or nowhere.
    fn resolve(&self, name: &Path) -> Option<PathBuf> {
        if self.is_stored(name) {
            return Some(name.to_owned());
        }
        let mut place = PathBuf::new();
        let mut ahead: Vec<Component<'_>> = name.components().rev().collect();
        let mut links = 0;
        while let Some(part) = ahead.pop() {
            match part {
                Component::Normal(part) => place.push(part),
                Component::ParentDir if place.pop() => {}
                Component::CurDir => {}
                _ => return None,
            }
            if let Some(Entry::Link(target)) = self.entries.get(place.as_os_str()) {
                links += 1;
                place.pop();
                ahead.extend(target.as_ref().filter(|_| links <= MOST_LINKS)?.components().rev());
            }
        }
        (self.entries.contains_key(place.as_os_str()) || self.holds(&place)).then_some(place)
    }

    /// The file that a name leads to.
    fn file(&self, name: &Path) -> Option<PathBuf> {
        self.resolve(name).filter(|place| self.is_stored(place))
    }

    /// Whether a file is there under this very name.
    fn is_stored(&self, name: &Path) -> bool {
        matches!(self.entries.get(name.as_os_str()), Some(Entry::File(_)))
    }

    /// Whether anything lies below a name.
    fn holds(&self, name: &Path) -> bool {
        name.as_os_str().is_empty() || self.below(name).next().is_some()
    }

    /// All entries below a directory.
    fn below(&self, directory: &Path) -> impl Iterator<Item = (&Path, &Entry)> {
        let mut start = directory.as_os_str().to_owned();
        if !start.is_empty() {
            start.push(MAIN_SEPARATOR_STR);
        }
        let after = self.entries.range::<OsStr, _>((Bound::Included(&*start), Bound::Unbounded));
        let is_below = move |name: &OsStr| name.as_encoded_bytes().starts_with(start.as_encoded_bytes());
        after.map(|(name, entry)| (Path::new(name), entry)).take_while(move |(name, _)| is_below(name.as_os_str()))
    }

    /// The content of a file by its name without links.
    fn content(&self, name: &Path, shown: &str) -> Result<Vec<u8>, Problem> {
        let path = self.repository.root().join(name);
        let module = || name.ancestors().find_map(|above| self.modules.get(above)).unwrap_or(&self.repository);
        let bytes = match self.entries.get(name.as_os_str()) {
            Some(Entry::File(Place::Object(id))) => module().blob(id, shown),
            _ => read(&path, shown),
        }?;
        if bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
            let problem = Problem::new(shown, "this is a pointer of Git LFS, without the content");
            return Err(problem.help("Keep inventories and policies in git itself, so that both sides can be read"));
        }
        Ok(bytes)
    }

    /// What is wrong with a path that leads to nothing here.
    fn missing(&self, path: &Path) -> Problem {
        let shown = display_name(path);
        match self.repository.name_of(path) {
            None => Problem::new(shown, "this is outside of the repository")
                .help(format!("Name what lies in {}", display_name(self.repository.root()))),
            Some(_) => Problem::new(shown, format!("no such file or directory in {}", self.side))
                .help("Check the path, and the directory that you run in"),
        }
    }

    /// A path of the file system for a name.
    fn full(&self, name: &Path) -> PathBuf {
        self.repository.root().join(name)
    }
}

impl Files for Listing {
    fn is_file(&self, path: &Path) -> bool {
        self.repository.name_of(path).is_some_and(|name| self.file(&name).is_some())
    }

    fn is_there(&self, path: &Path) -> bool {
        let Some(name) = self.repository.name_of(path) else { return false };
        let above = name.parent().and_then(|above| self.resolve(above));
        let is_link = || {
            above
                .zip(name.file_name())
                .is_some_and(|(above, own)| self.entries.contains_key(above.join(own).as_os_str()))
        };
        self.resolve(&name).is_some() || is_link()
    }

    fn is_directory(&self, path: &Path) -> bool {
        let place = self.repository.name_of(path).and_then(|name| self.resolve(&name));
        place.is_some_and(|place| self.holds(&place))
    }

    fn identity(&self, path: &Path) -> PathBuf {
        let name = self.repository.name_of(path);
        let place = name.map(|name| self.full(&self.resolve(&name).unwrap_or(name)));
        place.unwrap_or_else(|| path.canonicalize().unwrap_or_else(|_| path.to_owned()))
    }

    fn read(&self, path: &Path, name: &str) -> Result<Vec<u8>, Problem> {
        let file = self.repository.name_of(path).and_then(|name| self.file(&name));
        match file {
            Some(file) => self.content(&file, name),
            None => Err(Problem { file: name.to_owned(), ..self.missing(path) }),
        }
    }

    fn policies(&self, root: &Path) -> (Vec<Found>, Vec<Problem>) {
        let mut walk = Walk::new(self);
        match walk.start(root) {
            Some(start) if self.holds(&start) => {
                let yaml = self.below(&start).filter(|(name, _)| is_yaml(name));
                yaml.for_each(|(name, entry)| walk.take(&start, root, name, entry));
            }
            _ => {}
        }
        let Walked { found, problems, .. } = walk.finish();
        (found, problems)
    }

    fn inventory(&self, paths: &[PathBuf], exclude: &GlobSet, root: &Path) -> Walked {
        let mut walk = Walk::new(self);
        let base = self.repository.name_of(root).map_or_else(|| absolute(root), |name| self.full(&name));
        let enter = |walk: &mut Walk<'_>, start: &Path, path: &Path| {
            let spelled = self.full(&self.repository.name_of(path).unwrap_or_default());
            let excluded =
                |rest: &Path| spelled.join(rest).strip_prefix(&base).is_ok_and(|rest| exclude.is_match(rest));
            let kept = |name: &Path, is_directory: bool| {
                !self.ignores.leave_out(name, is_directory) && !excluded(name.strip_prefix(start).unwrap_or(name))
            };
            walk.directory(start, path, &kept);
        };
        let mut walked: Vec<PathBuf> = Vec::new();
        for path in paths {
            let Some(start) = walk.start(path) else { continue };
            enter(&mut walk, &start, path);
            walked.push(start);
        }
        let starts = walked.clone();
        while let Some((place, path)) = walk.links.pop() {
            if walked.iter().any(|above| place.starts_with(above)) {
                walk.leads_elsewhere(path);
                continue;
            }
            match starts.iter().any(|start| start.starts_with(&place)) {
                true => walk.pass_over(display_name(&path), LEADS_OUT),
                false => enter(&mut walk, &place, &path),
            }
            walked.push(place);
        }
        walk.finish()
    }

    fn hidden(&self, paths: &[PathBuf]) -> Vec<Found> {
        let starts = paths.iter().filter_map(|path| Some((path, self.resolve(&self.repository.name_of(path)?)?)));
        let is_hidden = |rest: &Path| rest.iter().any(|part| part.as_encoded_bytes().starts_with(b"."));
        let below = |(path, start): (&PathBuf, PathBuf)| {
            let files = self.below(&start).filter(|(_, entry)| matches!(entry, Entry::File(_)));
            let rests = files.filter_map(|(name, _)| name.strip_prefix(&start).ok()).filter(|rest| is_hidden(rest));
            rests.map(|rest| path.join(rest)).collect::<Vec<_>>()
        };
        let found = starts.flat_map(below).map(|path| Found { name: display_name(&path), path });
        found.collect()
    }

    fn names(&self, directory: &Path) -> Vec<String> {
        let Some(place) = self.repository.name_of(directory).and_then(|name| self.resolve(&name)) else {
            return Vec::new();
        };
        let own = self.below(&place).filter_map(|(name, _)| name.strip_prefix(&place).ok()?.to_str());
        own.filter(|name| !name.contains(MAIN_SEPARATOR_STR)).map(str::to_owned).collect()
    }

    fn ignore_files(&self, paths: &[PathBuf]) -> Vec<Found> {
        let starts = paths.iter().filter_map(|path| self.resolve(&self.repository.name_of(path)?));
        let starts: Vec<PathBuf> = starts.collect();
        let decides = |name: &&Path| {
            let directory = name.parent().unwrap_or(Path::new(""));
            starts.iter().any(|start| start.starts_with(directory) || directory.starts_with(start))
        };
        let names = self.entries.keys().map(Path::new);
        let files = names.filter(|name| ignores::is_one(name) && self.file(name).is_some());
        let here = absolute(Path::new("."));
        let found = files.filter(decides).map(|name| {
            let full = self.full(name);
            let path = full.strip_prefix(&here).map(Path::to_owned).unwrap_or(full);
            Found { name: display_name(&path), path }
        });
        found.collect()
    }

    fn committed(&self, paths: &[&Path]) -> Vec<Option<Timestamp>> {
        let files = paths.iter().map(|path| self.repository.name_of(path).and_then(|name| self.file(&name)));
        let files: Vec<Option<PathBuf>> = files.collect();
        let names: Vec<PathBuf> = files.iter().flatten().cloned().collect();
        let times = self.repository.last_changes(&self.side, &names);
        files.iter().map(|name| times.get(name.as_ref()?).copied()).collect()
    }

    fn keys(&self, paths: &[&Path]) -> Result<Vec<Option<ContentKey>>, Problem> {
        let files = paths.iter().map(|path| self.repository.name_of(path).and_then(|name| self.file(&name)));
        let files: Vec<Option<PathBuf>> = files.collect();
        let on_disk = files
            .iter()
            .flatten()
            .filter(|name| matches!(self.entries.get(name.as_os_str()), Some(Entry::File(Place::Disk))));
        let on_disk: BTreeSet<&PathBuf> = on_disk.collect();
        let hashed = self.hash(&on_disk)?;
        let key = |name: &PathBuf| match self.entries.get(name.as_os_str()) {
            Some(Entry::File(Place::Object(id) | Place::Both(id))) => Some(ContentKey(id.clone())),
            _ => hashed.get(name.as_path()).cloned(),
        };
        Ok(files.iter().map(|name| name.as_ref().and_then(key)).collect())
    }
}

impl Listing {
    /// The ids that git would give to files on the disk if it stored them as they lie there.
    fn hash<'n>(&self, names: &BTreeSet<&'n PathBuf>) -> Result<HashMap<&'n Path, ContentKey>, Problem> {
        if names.is_empty() {
            return Ok(HashMap::new());
        }
        let mut input = Vec::new();
        for name in names {
            input.extend(name::quoted(name));
            input.push(b'\n');
        }
        let printed =
            command::run_with(self.repository.root(), &["hash-object", "--no-filters", "--stdin-paths"], &input)?;
        let printed = String::from_utf8_lossy(&printed);
        let keys = printed.lines().map(|id| ContentKey(id.to_owned()));
        Ok(names.iter().map(|name| name.as_path()).zip(keys).collect())
    }
}
