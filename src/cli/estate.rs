//! From paths to contents: `uplift.yaml`, policy files and inventory files.

use super::Failure;
use super::args::PolicyArguments;
use crate::inventory::{FileKind, FileRules, InventoryFile};
use crate::policy::{self, Config, ExemptionSource, InventoryEntry, InventoryKind, PolicySource};
use crate::source::{self, Found, Problem, display_name};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The name of standard input, as a path and in reports.
pub(super) const STDIN: &str = "-";

/// An estate's settings, and where they are.
#[derive(Default)]
pub(super) struct Estate {
    /// The settings; empty ones when there is no file.
    pub config: Config,
    /// The file, when there is one.
    pub file: Option<PathBuf>,
    /// The directory that its paths are relative to; empty when there is no file.
    root: PathBuf,
    /// Files that are settings or policies, and so no inventory; as the file system knows them.
    own: BTreeSet<PathBuf>,
}

impl Estate {
    /// Reads `config`, or else the nearest `uplift.yaml` at or above `start`.
    pub(super) fn read(config: Option<&Path>, start: &Path) -> Result<Self, Failure> {
        let Some(file) = config.map(Path::to_owned).or_else(|| nearest(start)) else { return Ok(Self::default()) };
        let name = display_name(&file);
        let text = text(&name, source::read(&file, &name)?)?;
        let config = Config::parse(&name, &text)?;
        let root = file.parent().map(Path::to_owned).unwrap_or_default();
        let others = config.exemptions.iter().chain(&config.baseline).map(|path| root.join(path));
        let own = others.chain([file.clone()]).map(|path| known(&path)).collect();
        Ok(Self { config, file: Some(file), root, own })
    }

    /// The directory that the settings are for.
    pub(super) fn directory(&self) -> &Path {
        if self.root.as_os_str().is_empty() { Path::new(".") } else { &self.root }
    }

    /// The policy files of all roots, and the shipped library.
    pub(super) fn policies(&mut self, arguments: &PolicyArguments) -> Result<Vec<PolicySource>, Failure> {
        let mut roots: Vec<_> = self.config.policies.iter().map(|path| self.root.join(path)).collect();
        roots.extend(self.beside());
        roots.extend(arguments.policies.iter().cloned());
        let mut sources = if arguments.no_embedded { Vec::new() } else { policy::embedded() };
        sources.extend(self.sources(&roots)?);
        Ok(sources)
    }

    /// The policy files of these roots, each once.
    pub(super) fn sources(&mut self, roots: &[PathBuf]) -> Result<Vec<PolicySource>, Failure> {
        let mut problems = Vec::new();
        let mut sources = Vec::new();
        for root in roots {
            let (found, missing) = source::walk_policies(root);
            problems.extend(missing);
            for Found { name, path } in found {
                if !self.own.insert(known(&path)) {
                    continue;
                }
                match source::read(&path, &name).and_then(|bytes| text(&name, bytes)) {
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
            match source::read(&path, &name).and_then(|bytes| text(&name, bytes)) {
                Ok(text) => sources.push(ExemptionSource { name, text }),
                Err(problem) => problems.push(problem),
            }
        }
        (sources, problems)
    }

    /// The directory `policies` beside `uplift.yaml`, when both are there.
    fn beside(&self) -> Option<PathBuf> {
        let directory = self.root.join("policies");
        (self.file.is_some() && directory.is_dir()).then_some(directory)
    }

    /// The inventory files at and below `paths`, with their bytes, and the paths that could not be walked.
    pub(super) fn inventory(&self, paths: &[PathBuf]) -> (Vec<InventoryFile>, Vec<Problem>) {
        let (stdin, paths): (Vec<_>, Vec<_>) = paths.iter().cloned().partition(|path| path.as_os_str() == STDIN);
        let root = self.directory();
        let (found, problems) = source::walk_inventory(&paths, &self.config.excluded(), root);
        let base = known(root);
        let mut files: Vec<_> = found.into_iter().map(|found| self.file(found, &base)).collect();
        if !stdin.is_empty() {
            files.push(InventoryFile::new(STDIN, source::read_stdin(), FileRules::default()));
        }
        (files, problems)
    }

    fn file(&self, Found { name, path }: Found, base: &Path) -> InventoryFile {
        let full = known(&path);
        if self.own.contains(&full) {
            return InventoryFile::skipped(name, "it holds settings or policies");
        }
        if !InventoryFile::is_readable_name(&name) {
            return InventoryFile::skipped(name, "not JSON or YAML");
        }
        let bytes = source::read(&path, &name);
        InventoryFile::new(name, bytes, self.rules(&full, base))
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

/// The nearest `uplift.yaml` at or above a path, named from the current directory where that is above it.
pub(super) fn nearest(start: &Path) -> Option<PathBuf> {
    let start = if start.as_os_str() == STDIN { Path::new(".") } else { start };
    let full = known(start);
    let file = full.ancestors().map(|directory| directory.join("uplift.yaml")).find(|file| file.is_file())?;
    let here = known(Path::new("."));
    Some(file.strip_prefix(&here).map(Path::to_owned).unwrap_or(file))
}

/// A path as the file system knows it, so that two ways to one file are equal; as it is when there is no such file.
fn known(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// A settings or policy file's text.
fn text(name: &str, bytes: Vec<u8>) -> Result<String, Problem> {
    let text = String::from_utf8(bytes);
    text.map_err(|_| Problem::new(name, "this is not UTF-8 text").help("Save the file as UTF-8"))
}
