//! When files were changed last, by the commits that did it: the only time that git keeps.

use super::super::Problem;
use super::super::bytes::repository_of;
use super::{Repository, Side, command};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Names that git is asked for at once: arguments have bounds.
const MOST_NAMES: usize = 200;

/// What begins a commit, and what parts its fields.
const START: char = '\u{1}';
const PART: char = '\u{2}';

impl Repository {
    /// When each of these files, named from the root, was committed as it stands on a side. One that nobody committed so, and one
    /// of which a shallow clone cannot tell, is left out.
    pub(super) fn last_changes(&self, side: &Side, names: &[PathBuf]) -> BTreeMap<PathBuf, Timestamp> {
        let mut found = BTreeMap::new();
        for names in names.chunks(MOST_NAMES) {
            // Who cannot ask git knows no age.
            found.extend(self.changes(side, names).unwrap_or_default());
        }
        found
    }

    fn changes(&self, side: &Side, names: &[PathBuf]) -> Result<BTreeMap<PathBuf, Timestamp>, Problem> {
        let words: Vec<String> = names.iter().map(|name| name.to_string_lossy().into_owned()).collect();
        let run = |words_before: &[&str]| -> Result<String, Problem> {
            let words = words.iter().map(String::as_str);
            let all: Vec<&str> = words_before.iter().copied().chain(["--"]).chain(words).collect();
            Ok(String::from_utf8_lossy(&command::run(self.root(), &all)?).into_owned())
        };
        let commit = match side {
            Side::Commit(commit) => commit.id.as_str(),
            Side::WorkingTree => "HEAD",
        };
        let edited = match side {
            Side::Commit(_) => String::new(),
            Side::WorkingTree => run(&[
                "--literal-pathspecs",
                "diff",
                "--name-only",
                "--no-renames",
                "--no-ext-diff",
                "--ignore-submodules",
                "-z",
                "HEAD",
            ])?,
        };
        let edited: BTreeSet<&str> = edited.split('\0').collect();
        let listed = run(&["--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", commit])?;
        let format = format!("--format={START}%ct{PART}%P");
        let words = ["log", "--no-renames", "--no-ext-diff", "--no-show-signature", "--raw", "--no-abbrev", "-z"];
        let log = command::run(self.root(), &[&words[..], &[&format, commit]].concat())?;
        Ok(self.read(&String::from_utf8_lossy(&log), &contents(&listed, &edited)))
    }

    /// The oldest commit that made the content of each name, wherever it stood then: what is moved, or taken away and brought
    /// back, gets no younger.
    fn read<'l>(&self, log: &str, contents: &BTreeMap<&'l str, Vec<&'l str>>) -> BTreeMap<PathBuf, Timestamp> {
        let mut found = BTreeMap::new();
        for told in log.split(START).skip(1) {
            let (head, names) = told.split_once(['\0', '\n']).unwrap_or((told, ""));
            let (seconds, parents) = head.split_once(PART).unwrap_or((head, ""));
            // Where the history was cut off, everything seems to begin.
            let is_cut = self.is_shallow() && parents.trim().is_empty();
            let at = seconds.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).filter(|_| !is_cut);
            let changes = names.split('\0').filter_map(|record| record.trim_start_matches('\n').strip_prefix(':'));
            let made = changes.filter_map(|change| contents.get(change.split(' ').nth(3)?));
            for name in made.flatten() {
                match at {
                    Some(at) => drop(found.insert(PathBuf::from(name), at)),
                    None => drop(found.remove(Path::new(name))),
                }
            }
        }
        found
    }
}

/// The names of files that are as they were committed, by their content.
fn contents<'l>(listed: &'l str, edited: &BTreeSet<&str>) -> BTreeMap<&'l str, Vec<&'l str>> {
    let mut contents: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (entry, name) in listed.split('\0').filter_map(|record| record.split_once('\t')) {
        if let Some(id) = entry.split(' ').nth(2).filter(|_| !edited.contains(name)) {
            contents.entry(id).or_default().push(name);
        }
    }
    contents
}

/// When files on the disk were committed as they lie there, one for each path, each by the repository that it lies in.
pub(in crate::source) fn committed(paths: &[&Path]) -> Vec<Option<Timestamp>> {
    let real: Vec<Option<PathBuf>> = paths.iter().map(|path| path.canonicalize().ok()).collect();
    let mut by_root: BTreeMap<&Path, Vec<&Path>> = BTreeMap::new();
    for path in real.iter().flatten() {
        if let Some(root) = repository_of(path) {
            by_root.entry(root).or_default().push(path);
        }
    }
    let mut found: BTreeMap<PathBuf, Timestamp> = BTreeMap::new();
    for (root, paths) in by_root {
        let Ok(repository) = Repository::containing(paths[0]) else { continue };
        let names: Vec<PathBuf> = paths.iter().filter_map(|path| repository.name_of(path)).collect();
        let times = repository.last_changes(&Side::WorkingTree, &names).into_iter();
        found.extend(times.map(|(name, at)| (root.join(name), at)));
    }
    real.iter().map(|path| found.get(path.as_ref()?).copied()).collect()
}
