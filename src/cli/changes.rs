//! What the file system says of changes.

use super::Failure;
use crate::source::{FileSystem, Files, Problem, display_name};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// A file that is being written says so again within this time.
const QUIET: Duration = Duration::from_millis(30);
/// Nobody writes for so long that a round has to wait any longer.
const MOST_PATIENCE: Duration = Duration::from_millis(500);
/// Git does not hold its index for so long, unless it was killed.
const LONGEST_OF_GIT: Duration = Duration::from_secs(10);

/// Hidden files are nobody's input, as what editors put beside what they write: but for these, and for what is named.
const HIDDEN_INPUTS: [&str; 4] = [".ignore", ".gitignore", ".gitmodules", ".terraform.lock.hcl"];

/// Changes below some places.
pub(super) struct Changes {
    events: Receiver<Told>,
    sender: Sender<Told>,
    /// As long as it is there, it watches.
    watcher: Option<RecommendedWatcher>,
    watched: BTreeMap<PathBuf, RecursiveMode>,
    /// What is an input though it, or what is in it, is hidden.
    named: BTreeSet<PathBuf>,
    /// What is waited for while it is there: git changes many files at once, and says so.
    locks: BTreeSet<PathBuf>,
}

/// Where changes are looked for.
#[derive(Clone, Default)]
pub(super) struct Places {
    /// Directories without what is in directories below.
    pub flat: Vec<PathBuf>,
    /// Files and directories with all that is below, there or not.
    pub deep: Vec<PathBuf>,
    /// Those of them in which hidden files are inputs too. Whoever names a hidden file itself means it anyway.
    pub with_hidden: Vec<PathBuf>,
}

/// What comes in.
pub(super) enum Told {
    Event(notify::Result<Event>),
    /// Somebody wants the end.
    Interrupted,
}

/// What came of waiting.
pub(super) enum Noticed {
    /// Something may be another.
    Changed(Touched),
    /// Nothing, for as long as was wanted.
    Nothing,
    /// Somebody wants the end.
    Interrupted,
}

/// Where something may be another.
#[derive(Default)]
pub(super) struct Touched {
    /// Nobody knows.
    pub is_anything: bool,
    /// Files and directories, by absolute paths.
    pub paths: BTreeSet<PathBuf>,
}

impl Default for Changes {
    fn default() -> Self {
        let (sender, events) = channel();
        Self { events, sender, watcher: None, watched: BTreeMap::new(), named: BTreeSet::new(), locks: BTreeSet::new() }
    }
}

impl Changes {
    /// Where somebody says that they want the end.
    pub fn sender(&self) -> Sender<Told> {
        self.sender.clone()
    }

    /// From now on also waits for what git does with the repositories of some places.
    pub fn wait_for_git(&mut self, roots: impl Iterator<Item = PathBuf>) {
        self.locks = roots.map(|root| root.join(".git/index.lock")).collect();
    }

    /// Looks at these places from now on, and at no others. What is looked at already is looked at anew where `again` is said:
    /// a directory may come and go, and an editor puts a new file in the place of an old one. Gives where nobody looked before:
    /// what was read there until now may be another by now.
    pub fn look_at(&mut self, places: &Places, again: bool) -> Result<BTreeSet<PathBuf>, Failure> {
        let wanted = watched(places);
        self.named = named(places);
        if !again && self.watcher.is_some() && wanted == self.watched {
            return Ok(BTreeSet::new());
        }
        let cannot = |place: &Path, error: notify::Error| {
            let problem = Problem::new(display_name(place), format!("this cannot be watched: {error}"));
            Failure::from(
                problem.help("Run without --watch or `uplift watch`, or allow the process to watch more files"),
            )
        };
        let sender = self.sender.clone();
        // Nobody is left to tell when the receiver is gone.
        let tell = move |event| drop(sender.send(Told::Event(event)));
        let mut watcher = notify::recommended_watcher(tell).map_err(|error| cannot(Path::new("."), error))?;
        for (place, mode) in &wanted {
            match watcher.watch(place, *mode) {
                Ok(()) => {}
                // It went meanwhile: what is above it tells.
                Err(_) if !place.is_dir() => {}
                Err(error) => return Err(cannot(place, error)),
            }
        }
        let is_new = |(place, mode): &(&PathBuf, &RecursiveMode)| self.watched.get(*place) != Some(*mode);
        let new = wanted.iter().filter(is_new).map(|(place, _)| place.clone()).collect();
        (self.watcher, self.watched) = (Some(watcher), wanted);
        Ok(new)
    }

    /// Whether one of the places that are looked at is touched itself, so that it may be another directory by now.
    pub fn are_other_places(&self, touched: &Touched) -> bool {
        touched.is_anything
            || self.watched.keys().any(|place| place.ancestors().any(|part| touched.paths.contains(part)))
    }

    /// Waits for a change, and until there is none for a moment.
    pub fn wait(&self, longest: Option<Duration>) -> Noticed {
        let mut touched = Touched::default();
        let end = longest.map(|longest| Instant::now() + longest);
        while !touched.has_any() {
            match self.next(end) {
                Ok(Told::Event(event)) => touched.take(event, &self.named),
                Ok(Told::Interrupted) | Err(RecvTimeoutError::Disconnected) => return Noticed::Interrupted,
                Err(RecvTimeoutError::Timeout) => return Noticed::Nothing,
            }
        }
        let start = Instant::now();
        loop {
            let is_git_busy = self.locks.iter().any(|lock| lock.exists());
            let patience = if is_git_busy { LONGEST_OF_GIT } else { MOST_PATIENCE };
            if start.elapsed() > patience {
                return Noticed::Changed(touched);
            }
            match self.events.recv_timeout(QUIET) {
                Ok(Told::Event(event)) => touched.take(event, &self.named),
                Ok(Told::Interrupted) | Err(RecvTimeoutError::Disconnected) => return Noticed::Interrupted,
                Err(RecvTimeoutError::Timeout) if is_git_busy => {}
                Err(RecvTimeoutError::Timeout) => return Noticed::Changed(touched),
            }
        }
    }

    fn next(&self, end: Option<Instant>) -> Result<Told, RecvTimeoutError> {
        match end {
            Some(end) => self.events.recv_timeout(end.saturating_duration_since(Instant::now())),
            None => self.events.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }
}

impl Touched {
    /// Everything may be another.
    pub fn anything() -> Self {
        Self { is_anything: true, paths: BTreeSet::new() }
    }

    /// Whether a file may be another, by any of its absolute paths.
    pub fn has(&self, path: &Path) -> bool {
        self.is_anything || path.ancestors().any(|part| self.paths.contains(part))
    }

    fn has_any(&self) -> bool {
        self.is_anything || !self.paths.is_empty()
    }

    /// Takes in what may be another; who only reads changes nothing.
    fn take(&mut self, event: notify::Result<Event>, named: &BTreeSet<PathBuf>) {
        match event {
            Ok(event) if event.need_rescan() => self.is_anything = true,
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => {}
            Ok(event) => self.paths.extend(event.paths.into_iter().filter(|path| !is_aside(path, named))),
            // Something was lost.
            Err(_) => self.is_anything = true,
        }
    }
}

/// Whether a path is git's own, or of a file that is hidden and no input.
fn is_aside(path: &Path, named: &BTreeSet<PathBuf>) -> bool {
    let is_gits = path.components().any(|part| part == Component::Normal(".git".as_ref()));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_hidden = || name.starts_with('.') && !HIDDEN_INPUTS.contains(&&*name) && !path.is_dir();
    is_gits || is_hidden() && !path.ancestors().any(|part| named.contains(part))
}

/// What is an input whatever it is called, as it is named and where links lead.
fn named(places: &Places) -> BTreeSet<PathBuf> {
    let is_hidden = |place: &&PathBuf| place.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let files = places.deep.iter().filter(is_hidden).filter(|place| !place.is_dir());
    let both = |place: &PathBuf| [std::path::absolute(place).unwrap_or_default(), FileSystem.identity(place)];
    files.chain(&places.with_hidden).flat_map(both).collect()
}

/// Directories to watch, without links: of each place all that is below it, and the directory that holds it, in which it may
/// come and go; of a file that directory alone. What is below another one is watched with it.
fn watched(places: &Places) -> BTreeMap<PathBuf, RecursiveMode> {
    let full = |place: &PathBuf| std::path::absolute(place).unwrap_or_else(|_| place.clone());
    let near = |full: &Path| full.ancestors().find(|above| above.is_dir()).map(|above| FileSystem.identity(above));
    let deep: BTreeSet<PathBuf> =
        places.deep.iter().filter(|place| place.is_dir()).map(|place| FileSystem.identity(place)).collect();
    let above = places.deep.iter().filter_map(|place| near(full(place).parent()?));
    let flat: BTreeSet<PathBuf> = above.chain(places.flat.iter().filter_map(|place| near(&full(place)))).collect();
    let is_below = |place: &Path| place.ancestors().skip(1).any(|above| deep.contains(above));
    let all = deep.iter().map(|place| (place, RecursiveMode::Recursive));
    let all = all.chain(flat.difference(&deep).map(|place| (place, RecursiveMode::NonRecursive)));
    all.filter(|(place, _)| !is_below(place)).map(|(place, mode)| (place.clone(), mode)).collect()
}
