//! Files that are held in memory, for who has text and no disk: tests, editors, pages.

use super::Problem;
use super::bytes::is_yaml;
use super::bytes::{clean, display_name, io_problem};
use super::files::{ContentKey, Files, Found, Walked};
use globset::GlobSet;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Files by their paths, of which `.` is the root. There are no links, and no file is ignored: who holds them chose them.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Memory {
    /// Paths with what is there.
    pub fn of<P: AsRef<Path>, B: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        Self { files: files.into_iter().map(|(path, bytes)| (full(path.as_ref()), bytes.into())).collect() }
    }

    /// The files at and below a path that are wanted, by their full paths, named as the path is.
    fn walk(&self, start: &Path, wanted: impl Fn(&Path) -> bool) -> Result<Vec<Found>, Problem> {
        let base = full(start);
        let below = self.files.keys().filter(|file| file.starts_with(&base));
        let found = below.clone().filter(|file| **file == base || wanted(file)).map(|file| {
            let rest = file.strip_prefix(&base).unwrap_or(file);
            let path = if rest.as_os_str().is_empty() { start.to_owned() } else { start.join(rest) };
            Found { name: display_name(&path), path }
        });
        let found = found.collect();
        if below.count() == 0 { Err(missing(&display_name(start))) } else { Ok(found) }
    }
}

/// One path from the root, whichever way it was written.
fn full(path: &Path) -> PathBuf {
    clean(&Path::new("/").join(path))
}

fn missing(name: &str) -> Problem {
    io_problem(name, Some(ErrorKind::NotFound), "")
}

impl Files for Memory {
    fn is_file(&self, path: &Path) -> bool {
        self.files.contains_key(&full(path))
    }

    fn is_there(&self, path: &Path) -> bool {
        self.is_file(path) || self.is_directory(path)
    }

    fn is_directory(&self, path: &Path) -> bool {
        let path = full(path);
        !self.files.contains_key(&path) && self.files.keys().any(|file| file.starts_with(&path))
    }

    fn identity(&self, path: &Path) -> PathBuf {
        full(path)
    }

    fn read(&self, path: &Path, name: &str) -> Result<Vec<u8>, Problem> {
        self.files.get(&full(path)).cloned().ok_or_else(|| missing(name))
    }

    fn policies(&self, root: &Path) -> (Vec<Found>, Vec<Problem>) {
        self.walk(root, is_yaml).map_or_else(|problem| (Vec::new(), vec![problem]), |found| (found, Vec::new()))
    }

    fn inventory(&self, paths: &[PathBuf], exclude: &GlobSet, root: &Path) -> Walked {
        let (base, mut walked) = (full(root), Walked::default());
        let kept = |file: &Path| {
            let inner = file.strip_prefix(&base).unwrap_or(Path::new(""));
            !inner.ancestors().any(|part| exclude.is_match(part))
        };
        for path in paths {
            match self.walk(path, kept) {
                Ok(found) => walked.found.extend(found),
                Err(problem) => walked.problems.push(problem),
            }
        }
        // One file may be reached by two paths.
        walked.found.sort_by_key(|found| full(&found.path));
        walked.found.dedup_by_key(|found| full(&found.path));
        walked.found.sort();
        walked
    }

    fn names(&self, directory: &Path) -> Vec<String> {
        let directory = full(directory);
        let own = self.files.keys().filter(|file| file.parent() == Some(&*directory));
        own.filter_map(|file| Some(file.file_name()?.to_str()?.to_owned())).collect()
    }

    fn ignore_files(&self, _paths: &[PathBuf]) -> Vec<Found> {
        Vec::new()
    }

    fn keys(&self, paths: &[&Path]) -> Result<Vec<Option<ContentKey>>, Problem> {
        let key = |path: &&Path| self.files.get(&full(path)).map(|bytes| ContentKey::of(bytes));
        Ok(paths.iter().map(key).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_what_is_held_however_they_are_written() {
        let files = Memory::of([("infra/a.json", "[]"), ("infra/old/b.json", "{}"), ("rules/r.yaml", "")]);
        assert!(files.is_file(Path::new("./infra/../infra/a.json")) && files.is_directory(Path::new("infra")));
        assert!(!files.is_directory(Path::new("inf")) && !files.is_file(Path::new("infra")));
        let exclude = globset::GlobSetBuilder::new().add(globset::Glob::new("infra/old").expect("a glob")).build();
        let paths = ["./infra".into(), "infra/a.json".into(), "none".into()];
        let walked = files.inventory(&paths, &exclude.expect("a set"), Path::new("."));
        let names: Vec<&str> = walked.found.iter().map(|found| found.name.as_str()).collect();
        assert_eq!((names, walked.problems.len()), (vec!["infra/a.json"], 1));
        assert_eq!(files.policies(Path::new("rules")).0.len(), 1);
        let keys = files.keys(&[Path::new("infra/a.json"), Path::new("none")]).expect("keys");
        assert!(keys[0].is_some() && keys[1].is_none());
    }
}
