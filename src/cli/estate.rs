//! From paths to contents: `uplift.yaml`, policy files and inventory files.

use super::Failure;
use super::args::PolicyArguments;
use crate::gate::{self, baseline::Baseline};
use crate::inventory::{FileKind, FileRules, InventoryFile};
use crate::policy::{self, Config, ExemptionSource, InventoryEntry, InventoryKind, PolicySource};
use crate::source::{self, ContentKey, FileSystem, Files, Found, Problem, Walked, display_name};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name of standard input, as a path and in reports.
pub(super) const STDIN: &str = "-";

/// An estate's settings, and where they are.
pub(super) struct Estate {
    /// The settings; empty ones when there is no file.
    pub config: Config,
    /// The file, when there is one.
    pub file: Option<PathBuf>,
    /// Where the settings were read, and the files that they name are.
    pub files: Arc<dyn Files>,
    /// What the file holds.
    pub text: String,
    /// The directory that its paths are relative to; empty when there is no file.
    root: PathBuf,
    /// Files that are settings or policies, and so no inventory; by their identities.
    own: BTreeSet<PathBuf>,
}

impl Estate {
    /// Reads `config`, or else the nearest `uplift.yaml` at or above `start`, from the file system.
    pub(super) fn read(config: Option<&Path>, start: &Path) -> Result<Self, Failure> {
        Self::read_at(Arc::new(FileSystem), config, start)
    }

    /// As [`Estate::read`], from one side of a change. `config` is read from there when it is there, so that a change
    /// cannot bring its own; one that only the caller has comes from the file system, and so does all that it names.
    pub(super) fn read_at(files: Arc<dyn Files>, config: Option<&Path>, start: &Path) -> Result<Self, Failure> {
        let Some(file) = settings_file(&*files, config, start) else {
            let (config, root, own) = (Config::default(), PathBuf::new(), BTreeSet::new());
            return Ok(Self { config, file: None, files, text: String::new(), root, own });
        };
        let files = if files.is_file(&file) { files } else { Arc::new(FileSystem) };
        let name = display_name(&file);
        let text = text(&name, files.read(&file, &name)?)?;
        let config = Config::parse(&name, &text, &gate::keys())?;
        let root = file.parent().map(Path::to_owned).unwrap_or_default();
        let mut estate = Self { config, file: Some(file), files, text, root, own: BTreeSet::new() };
        estate.own = estate.settings().iter().map(|path| estate.files.identity(path)).collect();
        Ok(estate)
    }

    /// The settings file and the files besides policies that it names.
    fn settings(&self) -> Vec<PathBuf> {
        let named = self.config.exemptions.iter().chain(&self.config.baseline).map(|path| self.root.join(path));
        self.file.iter().cloned().chain(named).collect()
    }

    /// The policy roots that the settings name, and the one beside them.
    fn roots(&self, files: &dyn Files) -> Vec<PathBuf> {
        let mut roots: Vec<_> = self.config.policies.iter().map(|path| self.root.join(path)).collect();
        let beside = self.root.join("policies");
        roots.extend((self.file.is_some() && files.is_directory(&beside)).then_some(beside));
        roots
    }

    /// The directory that the settings are for.
    pub(super) fn directory(&self) -> &Path {
        if self.root.as_os_str().is_empty() { Path::new(".") } else { &self.root }
    }

    /// The policy files of all roots, and the shipped library.
    pub(super) fn policies(&mut self, arguments: &PolicyArguments) -> Result<Vec<PolicySource>, Failure> {
        self.policies_with(arguments, None)
    }

    /// The same, with the roots that flags name from `named` where they are there, whatever the settings say of them.
    pub(super) fn policies_with(
        &mut self,
        arguments: &PolicyArguments,
        named: Option<&Arc<dyn Files>>,
    ) -> Result<Vec<PolicySource>, Failure> {
        let mut sources = if arguments.no_embedded { Vec::new() } else { policy::embedded() };
        let place = |root: &PathBuf| named.filter(|named| named.is_file(root) || named.is_directory(root)).cloned();
        let (first, rest): (Vec<_>, Vec<_>) =
            arguments.policies.iter().map(|root| (root.clone(), place(root))).partition(|(_, place)| place.is_some());
        let own = self.roots(&*self.files).into_iter().map(|root| (root, None));
        sources.extend(self.sources_at(first.into_iter().chain(own).chain(rest))?);
        Ok(sources)
    }

    /// The policy files of these roots, each once.
    pub(super) fn sources(&mut self, roots: &[PathBuf]) -> Result<Vec<PolicySource>, Failure> {
        self.sources_at(roots.iter().map(|root| (root.clone(), None)))
    }

    /// The same, where it was decided from where a root is read.
    fn sources_at(
        &mut self,
        roots: impl Iterator<Item = (PathBuf, Option<Arc<dyn Files>>)>,
    ) -> Result<Vec<PolicySource>, Failure> {
        let mut problems = Vec::new();
        let mut sources = Vec::new();
        for (root, place) in roots {
            let files = place.unwrap_or_else(|| self.place_of(&root));
            let (found, missing) = files.policies(&root);
            problems.extend(missing);
            for Found { name, path } in found {
                if !self.own.insert(files.identity(&path)) {
                    continue;
                }
                match files.read(&path, &name).and_then(|bytes| text(&name, bytes)) {
                    Ok(text) => sources.push(PolicySource { name, text, embedded: false }),
                    Err(problem) => problems.push(problem),
                }
            }
        }
        if problems.is_empty() { Ok(sources) } else { Err(problems.into()) }
    }

    /// The files of exemptions, and why others could not be read.
    pub(super) fn exemptions(&self) -> (Vec<ExemptionSource>, Vec<Problem>) {
        let (mut sources, mut problems) = (Vec::new(), Vec::new());
        for path in self.config.exemptions.iter().map(|path| self.root.join(path)) {
            let name = display_name(&path);
            match self.files.read(&path, &name).and_then(|bytes| text(&name, bytes)) {
                Ok(text) => sources.push(ExemptionSource { name, text }),
                Err(problem) => problems.push(problem),
            }
        }
        (sources, problems)
    }

    /// The findings that are known; `None` when the settings name no file of them.
    pub(super) fn baseline(&self) -> Result<Option<Baseline>, Failure> {
        let Some(path) = self.config.baseline.as_ref().map(|path| self.root.join(path)) else { return Ok(None) };
        let name = display_name(&path);
        let text = text(&name, self.files.read(&path, &name)?)?;
        Ok(Some(Baseline::parse(&name, &text)?))
    }

    /// Where a policy root is read: with the settings when it is there or they name it, else from the file system, for the
    /// caller named it.
    fn place_of(&self, root: &Path) -> Arc<dyn Files> {
        let there = self.files.is_file(root) || self.files.is_directory(root);
        let named = || self.config.policies.iter().any(|path| self.root.join(path) == root);
        if there || named() { Arc::clone(&self.files) } else { Arc::new(FileSystem) }
    }

    /// What governs how a change is judged, as far as a change can touch it: settings, policies, exemptions, baseline, and
    /// the ignore files that decide about `paths`. By name, with what tells contents apart on that `side`.
    pub(super) fn governance(
        &self,
        side: &dyn Files,
        arguments: &PolicyArguments,
        paths: &[PathBuf],
    ) -> Result<Vec<Governed>, Failure> {
        let roots = self.roots(side).into_iter().chain(arguments.policies.iter().cloned());
        let policies = roots.flat_map(|root| side.policies(&root).0);
        let settings = self.settings().into_iter().map(|path| Found { name: display_name(&path), path });
        let mut found: Vec<Found> = settings.chain(policies).chain(side.ignore_files(paths)).collect();
        found.sort();
        found.dedup();
        let keys = side.keys(&found.iter().map(|found| found.path.as_path()).collect::<Vec<_>>())?;
        let governed = found.into_iter().zip(keys).filter_map(|(found, key)| Some(Governed { found, key: key? }));
        Ok(governed.collect())
    }

    /// The inventory files at and below `paths`, with their bytes, and the paths that could not be walked.
    pub(super) fn inventory(&self, paths: &[PathBuf]) -> (Vec<InventoryFile>, Vec<Problem>) {
        let (stdin, paths): (Vec<_>, Vec<_>) = paths.iter().cloned().partition(|path| path.as_os_str() == STDIN);
        let (mut files, problems) = self.inventory_at(&*self.files, &paths);
        if !stdin.is_empty() {
            files.push(InventoryFile::new(STDIN, source::read_stdin(), FileRules::default()));
        }
        (files, problems)
    }

    /// The same from any place, such as the other side of a change, by the settings of this one.
    pub(super) fn inventory_at(&self, files: &dyn Files, paths: &[PathBuf]) -> (Vec<InventoryFile>, Vec<Problem>) {
        let Walked { found, passed_over, problems } = self.walk(files, paths);
        let opened = found.into_iter().map(|found| (found.name.clone(), self.open(files, found)));
        let skipped =
            passed_over.into_iter().map(|(name, reason)| (name.clone(), InventoryFile::skipped(name, reason)));
        let mut files: Vec<_> = opened.chain(skipped).collect();
        files.sort_by(|(one, _), (other, _)| one.cmp(other));
        (files.into_iter().map(|(_, file)| file).collect(), problems)
    }

    /// The files that may be inventory, without their bytes. Settings and policies are passed over, also those that this
    /// place has at the policy roots and other places have not.
    pub(super) fn walk(&self, files: &dyn Files, paths: &[PathBuf]) -> Walked {
        let root = if self.root.as_os_str().is_empty() { Path::new(".") } else { &self.root };
        let mut walked = files.inventory(paths, &self.config.excluded(), root);
        let policies = self.roots(files).into_iter().flat_map(|root| files.policies(&root).0);
        let there: BTreeSet<PathBuf> = policies.map(|found| files.identity(&found.path)).collect();
        let found = std::mem::take(&mut walked.found);
        for found in found {
            let full = files.identity(&found.path);
            if self.own.contains(&full) || there.contains(&full) {
                walked.passed_over.push((found.name, NO_INVENTORY[0].to_owned()));
            } else if InventoryFile::is_readable_name(&found.name) {
                walked.found.push(found);
            } else {
                walked.passed_over.push((found.name, NO_INVENTORY[1].to_owned()));
            }
        }
        walked
    }

    /// A file that [`Estate::walk`] found, with its bytes and what the settings say about it.
    pub(super) fn open(&self, files: &dyn Files, found: Found) -> InventoryFile {
        let bytes = files.read(&found.path, &found.name);
        if self.config.inventory.is_empty() {
            return InventoryFile::new(found.name, bytes, FileRules::default());
        }
        let root = if self.root.as_os_str().is_empty() { Path::new(".") } else { &self.root };
        let rules = self.rules(&files.identity(&found.path), &files.identity(root));
        InventoryFile::new(found.name, bytes, rules)
    }

    /// What the settings say about a file; the first entry that names it counts.
    fn rules(&self, file: &Path, base: &Path) -> FileRules {
        let Ok(relative) = file.strip_prefix(base) else { return FileRules::default() };
        let relative = display_name(relative);
        let names = |entry: &&InventoryEntry| entry.path.matches(&relative);
        let Some(entry) = self.config.inventory.iter().find(names) else { return FileRules::default() };
        let kind = match entry.kind {
            InventoryKind::Source => FileKind::Source,
            InventoryKind::Snapshot => FileKind::Snapshot,
        };
        FileRules { kind, complete: entry.complete.clone() }
    }
}

/// Why files are passed over that nobody takes for inventory.
pub(super) const NO_INVENTORY: [&str; 2] = ["it holds settings or policies", "not JSON or YAML"];

/// A file that governs how a change is judged.
pub(super) struct Governed {
    /// Where it is.
    pub found: Found,
    /// What tells its content from others.
    pub key: ContentKey,
}

/// The nearest `uplift.yaml` at or above a path, named from the current directory where that is above it.
pub(super) fn nearest(start: &Path) -> Option<PathBuf> {
    nearest_at(&FileSystem, start)
}

/// The settings file that counts, there or not: the one that was named, else the nearest one at or above `start`.
pub(super) fn settings_file(files: &dyn Files, config: Option<&Path>, start: &Path) -> Option<PathBuf> {
    config.map(Path::to_owned).or_else(|| nearest_at(files, start))
}

fn nearest_at(files: &dyn Files, start: &Path) -> Option<PathBuf> {
    let start = if start.as_os_str() == STDIN { Path::new(".") } else { start };
    let full = files.identity(start);
    let file = full.ancestors().map(|directory| directory.join("uplift.yaml")).find(|file| files.is_file(file))?;
    let here = FileSystem.identity(Path::new("."));
    Some(file.strip_prefix(&here).map(Path::to_owned).unwrap_or(file))
}

/// A settings or policy file's text.
fn text(name: &str, bytes: Vec<u8>) -> Result<String, Problem> {
    let text = String::from_utf8(bytes);
    text.map_err(|_| Problem::new(name, "this is not UTF-8 text").help("Save the file as UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Repository, Side};
    use std::process::Command;

    /// A repository with a base and a head that changes what governs it.
    fn repository() -> tempfile::TempDir {
        let directory = tempfile::tempdir().expect("a directory");
        git(directory.path(), &["init", "-q", "-b", "main"]);
        let base = [
            ("uplift.yaml", "policies: [rules]\nexclude: [skipped]\nexemptions: [exempt.yaml]\n"),
            ("exempt.yaml", "[]"),
            ("rules/own.yaml", "controls: []\n"),
            ("infra/a.json", "[]"),
            ("skipped/b.json", "[]"),
        ];
        commit(directory.path(), &base, "base");
        let head = [
            ("uplift.yaml", "exclude: [infra]\n"),
            ("rules/new.yaml", "controls: []\n"),
            ("infra/.ignore", "*\n"),
            ("infra/c.json", "[]"),
            ("infra/notes.md", "no inventory"),
        ];
        commit(directory.path(), &head, "head");
        directory
    }

    fn commit(directory: &Path, files: &[(&str, &str)], name: &str) {
        for (file, text) in files {
            let path = directory.join(file);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
            std::fs::write(path, text).expect("a file");
        }
        git(directory, &["add", "-A"]);
        git(directory, &["commit", "-q", "-m", name]);
        git(directory, &["tag", name]);
    }

    fn git(directory: &Path, arguments: &[&str]) {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=A", "-c", "user.email=a@example.com"]).args(arguments);
        command.current_dir(directory).env("GIT_CONFIG_GLOBAL", "/dev/null");
        assert!(command.status().expect("git runs").success(), "git {arguments:?}");
    }

    fn side(directory: &Path, name: &str) -> Arc<source::Listing> {
        let repository = Repository::containing(directory).expect("a repository");
        let commit = repository.commit(name).expect("a commit");
        Arc::new(repository.list(Side::Commit(commit)).expect("a listing"))
    }

    fn names<'n>(root: &Path, names: impl IntoIterator<Item = &'n str>) -> Vec<String> {
        let (root, known) = (display_name(root), display_name(&FileSystem.identity(root)));
        let inner = |name: &'n str| name.strip_prefix(&root).or_else(|| name.strip_prefix(&known)).unwrap_or(name);
        names.into_iter().map(|name| inner(name).trim_start_matches('/').to_owned()).collect()
    }

    #[test]
    fn a_change_is_judged_by_what_governed_before_it() {
        let directory = repository();
        let root = directory.path();
        let (base, head) = (side(root, "base"), side(root, "head"));
        let paths = [root.to_owned()];
        // The same when it is named, since the disk has the one of the change.
        for config in [None, Some(root.join("uplift.yaml"))] {
            let mut estate = Estate::read_at(base.clone(), config.as_deref(), root).expect("an estate");
            assert_eq!(estate.config.policies, ["rules"]);
            let none = PolicyArguments { no_embedded: true, ..PolicyArguments::default() };
            let policies = estate.policies(&none).expect("policies");
            assert_eq!(names(root, policies.iter().map(|policy| policy.name.as_str())), ["rules/own.yaml"]);
            let walked = estate.walk(&head.ignoring_as(&base), &paths);
            let found = names(root, walked.found.iter().map(|found| found.name.as_str()));
            assert_eq!(found, ["infra/a.json", "infra/c.json"]);
            let passed = walked.passed_over.iter().map(|(name, _)| name.as_str());
            let mut passed = names(root, passed);
            passed.sort();
            assert_eq!(passed, ["exempt.yaml", "infra/notes.md", "rules/new.yaml", "rules/own.yaml", "uplift.yaml"]);
            assert_eq!(estate.inventory_at(&*base, &paths).0.len(), 4);
        }
    }

    #[test]
    fn what_governs_is_listed_for_both_sides() {
        let directory = repository();
        let root = directory.path();
        let (base, head) = (side(root, "base"), side(root, "head"));
        let estate = Estate::read_at(base.clone(), None, root).expect("an estate");
        let governed = |side: &dyn Files| {
            let governed = estate.governance(side, &PolicyArguments::default(), &[root.to_owned()]);
            governed.unwrap_or_else(|failure| panic!("{failure:?}"))
        };
        let named = |governed: &[Governed]| names(root, governed.iter().map(|one| one.found.name.as_str()));
        let (before, after) = (governed(&*base), governed(&*head));
        assert_eq!(named(&before), ["exempt.yaml", "rules/own.yaml", "uplift.yaml"]);
        assert_eq!(named(&after), ["exempt.yaml", "infra/.ignore", "rules/new.yaml", "rules/own.yaml", "uplift.yaml"]);
        assert_eq!((before[0].key == after[0].key, before[2].key == after[4].key), (true, false));
    }

    #[test]
    fn settings_cannot_lead_out_of_the_repository() {
        let directory = repository();
        let root = directory.path();
        let policies = |settings: &str, name: &str| {
            commit(root, &[("uplift.yaml", settings)], name);
            let mut estate = Estate::read_at(side(root, name), None, &root.join("infra")).expect("an estate");
            match estate.policies(&PolicyArguments::default()) {
                Err(Failure::Problems(problems)) => problems.into_iter().map(|problem| problem.message).collect(),
                other => panic!("{:?}", other.map(|policies| policies.len())),
            }
        };
        let outside: Vec<String> = policies("policies: [../elsewhere]\n", "outside");
        assert_eq!(outside, ["this is outside of the repository"]);
        std::fs::create_dir(root.join("local")).expect("a directory");
        let missing = policies("policies: [local]\n", "missing");
        assert!(missing[0].starts_with("no such file or directory in missing ("), "{missing:?}");
    }
}
