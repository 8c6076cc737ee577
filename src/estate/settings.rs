//! From paths to contents: `uplift.yaml`, policy files and inventory files.

mod called;
mod calls;
mod reach;
mod reference;
mod told;
mod values;

use super::Stopped;
use crate::gate::{self, baseline::Baseline};
use crate::policy::{self, Config, ExemptionSource, PolicySource};
use crate::source::{ContentKey, FileSystem, Files, Found, Problem, display_name};
pub(super) use called::clean;
pub(super) use calls::calls;
use reach::Reach;
pub(super) use reach::leading_out;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The name of standard input, as a path and in reports.
pub const STDIN: &str = "-";

/// The name of files of settings.
pub(super) const SETTINGS: &str = "uplift.yaml";

/// What people call files of settings by mistake.
const NEAR_SETTINGS: &str = "uplift.yml";

/// The directory of own policies, beside the settings.
const POLICIES: &str = "policies";

/// What tells the contents of files apart, by their names.
pub type Keys = BTreeMap<String, ContentKey>;

/// Where settings and policies are looked for.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The settings; the nearest `uplift.yaml` otherwise.
    pub config: Option<PathBuf>,
    /// Policy roots besides those of the settings.
    pub policies: Vec<PathBuf>,
    /// Files that give values to the parameters of all templates, in their turns.
    pub parameters: Vec<PathBuf>,
    /// Files that give values to the variables of Terraform's files, each to a deployment of its own.
    pub var_files: Vec<PathBuf>,
    /// The shipped library is left out.
    pub no_embedded: bool,
    /// Settings may name what is outside of their repository.
    pub outside: bool,
    /// Policies that stand in no file.
    pub added: Vec<PolicySource>,
}

/// The settings of an estate or of a part of it, where they are, and what they govern.
pub struct Settings {
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
    /// Where policies are beside the estate, unless the caller names them.
    beside: Option<PathBuf>,
    /// Policy roots that were named and hold nothing, and those that nobody named.
    warnings: Vec<Problem>,
    /// Files that are settings or policies, and so no inventory; by their identities.
    own: BTreeSet<PathBuf>,
    /// What they govern.
    reach: Reach,
    /// Somebody named them, for all that is asked for: what is below has no settings of its own.
    pub(super) are_typed: bool,
}

impl Settings {
    /// Reads `config`, or else the nearest `uplift.yaml` at or above `start`. `config` is read from `files` when it is there,
    /// so that a change cannot bring its own; one that only the caller has comes from the file system, and so does all that
    /// it names.
    ///
    /// # Errors
    /// With everything that is wrong with the file.
    pub fn read(files: Arc<dyn Files>, config: Option<&Path>, start: &Path) -> Result<Self, Stopped> {
        let Some(file) = settings_file(&*files, config, start) else {
            return Ok(Self::of_none(files, start));
        };
        let reach = Reach::of(&files);
        match config {
            None => refuse_no_file(&*files, &file)?,
            Some(_) if files.leads_out(&file, directory_of(&file)) => {
                return Err(leads_out(&file, "Replace the link, or name the place itself that it leads to").into());
            }
            Some(_) => {}
        }
        let files = if files.is_file(&file) { files } else { Arc::new(FileSystem) };
        let name = display_name(&file);
        let text = text(&name, files.read(&file, &name)?)?;
        let (own, warnings, are_typed) = (BTreeSet::new(), Vec::new(), config.is_some());
        let config = Config::parse(&name, &text, &gate::keys())?;
        let root = file.parent().map(Path::to_owned).unwrap_or_default();
        let beside = Some(root.join(POLICIES));
        let mut settings =
            Self { config, file: Some(file), files, text, root, beside, warnings, own, reach, are_typed };
        settings.own = settings.named().iter().map(|path| settings.files.identity(path)).collect();
        Ok(settings)
    }

    /// Without a file. Policies are then beside what is read, or else where the run started.
    pub(super) fn of_none(files: Arc<dyn Files>, start: &Path) -> Self {
        let above = start.parent().filter(|_| !files.is_directory(start)).unwrap_or(start);
        let near = above.join(POLICIES);
        let beside = Some(if files.is_directory(&near) { near } else { PathBuf::from(POLICIES) });
        let (config, root, own) = (Config::default(), PathBuf::new(), BTreeSet::new());
        let (text, warnings, reach) = (String::new(), Vec::new(), Reach::of(&files));
        Self { config, file: None, files, text, root, beside, warnings, own, reach, are_typed: false }
    }

    /// The defaults in place of the settings file that counts for a path, where nothing can be read of it.
    pub(super) fn in_place_of(files: &Arc<dyn Files>, config: Option<&Path>, start: &Path) -> Self {
        let file = settings_file(&**files, config, start);
        let root = file.as_deref().and_then(Path::parent).map(Path::to_owned).unwrap_or_default();
        let beside = Some(root.join(POLICIES));
        Self { root, beside, ..Self::of_none(Arc::clone(files), start) }
    }

    /// The defaults for what these settings govern, without what is there.
    pub(super) fn in_place(&self) -> Self {
        let (root, beside, reach) = (self.root.clone(), self.beside.clone(), self.reach.unwalked());
        Self { root, beside, reach, ..Self::of_none(Arc::clone(&self.files), self.directory()) }
    }

    /// The defaults for what these settings govern.
    pub(super) fn by_default(&self) -> Self {
        let mut settings = self.in_place();
        settings.govern(Vec::new(), true);
        settings.leave(&[]);
        settings
    }

    /// The same without policies beside what is read.
    pub(super) fn without_own_policies(self) -> Self {
        Self { beside: None, ..self }
    }

    /// The same where all own policies are those that the caller names.
    pub fn without_roots(mut self) -> Self {
        self.config.policies.clear();
        self.without_own_policies()
    }

    /// What may be a mistake in the settings, and in the roots of [`Settings::policies`].
    pub fn warnings(&self) -> Vec<Problem> {
        let near_misses = if self.are_typed { Vec::new() } else { self.near_misses() };
        self.config
            .warnings
            .iter()
            .chain(&self.warnings)
            .cloned()
            .chain(near_misses)
            .chain(self.missing_baseline())
            .chain(self.missing_modules())
            .collect()
    }

    /// The settings file and the files besides policies that it names.
    pub fn named(&self) -> Vec<PathBuf> {
        let named = self.config.exemptions.iter().chain(&self.config.baseline).map(|path| self.root.join(path));
        self.file.iter().cloned().chain(named).collect()
    }

    /// The policy roots that the settings name, and the one beside them.
    fn roots(&self, files: &dyn Files) -> Vec<PathBuf> {
        let mut roots: Vec<_> = self.config.policies.iter().map(|path| self.root.join(path)).collect();
        roots.extend(self.beside.iter().filter(|root| files.is_directory(root)).cloned());
        roots
    }

    /// Where a change can change the policies: the directory of the settings, and all policy roots, there or not.
    pub fn policy_places(&self, wanted: &Sources) -> Vec<PathBuf> {
        let named = self.config.policies.iter().map(|path| self.root.join(path));
        let own = [self.directory().to_owned()].into_iter().chain(self.file.clone());
        own.chain(named).chain(self.beside.clone()).chain(wanted.policies.iter().cloned()).collect()
    }

    /// The policy files of a root. Without settings nobody says that what is called `policies` is for this program, so that
    /// only files are that look like it.
    fn policy_files(&self, files: &dyn Files, root: &Path) -> (Vec<Found>, Vec<Problem>) {
        let (mut found, problems) = files.policies(root);
        if self.is_unnamed(root) {
            let is_policy = |found: &Found| {
                let text = files.read(&found.path, &found.name).ok().and_then(|bytes| String::from_utf8(bytes).ok());
                text.is_some_and(|text| policy::is_policy(&found.name, &text))
            };
            found.retain(is_policy);
        }
        (found, problems)
    }

    fn is_unnamed(&self, root: &Path) -> bool {
        self.file.is_none() && self.beside.as_deref() == Some(root)
    }

    /// The directory that the settings are for.
    pub fn directory(&self) -> &Path {
        if self.root.as_os_str().is_empty() { Path::new(".") } else { &self.root }
    }

    /// The name of what they govern, for people: the directory of the settings.
    pub fn name(&self) -> String {
        display_name(self.directory())
    }

    /// The policy files of all roots, and the shipped library.
    pub fn policies(&mut self, wanted: &Sources) -> Result<Vec<PolicySource>, Vec<Problem>> {
        let is_named = |own: &PathBuf| wanted.policies.iter().any(|root| display_name(root) == display_name(own));
        self.beside = self.beside.take().filter(|own| !is_named(own));
        let mut sources = if wanted.no_embedded { Vec::new() } else { vec![policy::embedded()] };
        let roots: Vec<PathBuf> = self.roots(&*self.files).into_iter().chain(wanted.policies.iter().cloned()).collect();
        sources.extend(self.sources_at(roots)?.into_iter().chain(wanted.added.iter().cloned()));
        Ok(sources)
    }

    /// The policy files of these roots, each once.
    fn sources_at(&mut self, roots: Vec<PathBuf>) -> Result<Vec<PolicySource>, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut sources = Vec::new();
        for root in roots {
            let files = self.place_of(&root);
            let (found, missing) = self.policy_files(&*files, &root);
            self.warnings.extend(self.doubt(&root, found.len() + missing.len()));
            problems.extend(missing);
            for Found { name, path } in found {
                if !self.own.insert(files.identity(&path)) {
                    continue;
                }
                match files.read(&path, &name).and_then(|bytes| text(&name, bytes)) {
                    Ok(text) => sources.push(PolicySource { name, text, packed: None }),
                    Err(problem) => problems.push(problem),
                }
            }
        }
        if problems.is_empty() { Ok(sources) } else { Err(problems) }
    }

    /// A policy root that was named and has no files, or that has some and was not named.
    fn doubt(&self, root: &Path, files: usize) -> Option<Problem> {
        let name = display_name(root);
        match (self.is_unnamed(root), files) {
            (true, 0) => None,
            (true, _) => {
                let problem = Problem::new(&*name, format!("{name}/ is used, though no uplift.yaml is beside it"));
                Some(problem.help("Write an empty uplift.yaml beside it to say that these policies are meant"))
            }
            (false, 0) if self.beside.as_deref() != Some(root) => {
                let problem = Problem::new(name, "there are no policies: no file here ends with .yaml or .yml");
                Some(problem.help("Name a directory or file that holds some"))
            }
            (false, _) => None,
        }
    }

    /// The files of exemptions, and why others could not be read.
    pub fn exemptions(&self) -> (Vec<ExemptionSource>, Vec<Problem>) {
        let (mut sources, mut problems) = (Vec::new(), Vec::new());
        for path in self.exemption_files() {
            let name = display_name(&path);
            match self.files.read(&path, &name).and_then(|bytes| text(&name, bytes)) {
                Ok(text) => sources.push(ExemptionSource { name, text }),
                Err(problem) => problems.push(problem),
            }
        }
        (sources, problems)
    }

    /// The files of exemptions that are named, there or not.
    pub(super) fn exemption_files(&self) -> Vec<PathBuf> {
        self.config.exemptions.iter().map(|path| self.root.join(path)).collect()
    }

    /// The findings that are known; `None` when the settings name no file of them.
    pub fn baseline(&self) -> Result<Option<Baseline>, Stopped> {
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
    pub(super) fn governance(&self, side: &dyn Files, sources: &Sources, paths: &[PathBuf]) -> Result<Keys, Problem> {
        let roots = self.roots(side).into_iter().chain(sources.policies.iter().cloned());
        let policies = roots.flat_map(|root| self.policy_files(side, &root).0);
        let settings = self.named().into_iter().map(|path| Found { name: display_name(&path), path });
        let mut found: Vec<Found> = settings.chain(policies).chain(side.ignore_files(paths)).collect();
        found.sort();
        found.dedup();
        keys(side, &found)
    }
}

fn directory_of(file: &Path) -> &Path {
    file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Refuses what is called as settings are and is no file, or none of this repository.
fn refuse_no_file(files: &dyn Files, file: &Path) -> Result<(), Problem> {
    if files.leads_out(file, directory_of(file)) {
        return Err(leads_out(file, "Replace the link, or name the settings with --config"));
    }
    if files.is_file(file) {
        return Ok(());
    }
    let told = "this is no file of settings, but a directory, or a link to nothing or out of the repository";
    Err(Problem::new(display_name(file), told).help("Replace it by a file, or remove it"))
}

fn leads_out(path: &Path, help: &str) -> Problem {
    Problem::new(display_name(path), "this leads out of the repository").help(help)
}

/// A path as settings name it: from their directory, whichever of `files` it is in.
pub fn path_in(files: &dyn Files, settings: &Path, file: &Path) -> String {
    let full = |path: &Path| {
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        files.identity(directory)
    };
    let (from, to) = (full(settings), full(file).join(file.file_name().unwrap_or_default()));
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    let path: PathBuf = up.chain(to.components().skip(shared)).collect();
    display_name(&path)
}

/// Why files are passed over that nobody takes for inventory.
pub(super) const NO_INVENTORY: [&str; 2] = ["it holds settings or policies", "not JSON or YAML"];

/// The settings file that counts, there or not: the one that was named, else the nearest one at or above `start`.
pub(super) fn settings_file(files: &dyn Files, config: Option<&Path>, start: &Path) -> Option<PathBuf> {
    config.map(Path::to_owned).or_else(|| nearest(files, start))
}

/// The nearest `uplift.yaml` at or above a path, in a repository at most at its root, named from the current directory where that is above or below it; also one
/// that cannot be read, so that nothing else takes its place.
pub fn nearest(files: &dyn Files, start: &Path) -> Option<PathBuf> {
    let above = directories_above(files, start, None);
    above.into_iter().map(|directory| directory.join(SETTINGS)).find(|file| files.is_there(file))
}

/// The directories at and above a path and below those of `settings`, named as [`nearest`] does.
pub(super) fn directories_above(files: &dyn Files, start: &Path, settings: Option<&Path>) -> Vec<PathBuf> {
    let start = if start.as_os_str() == STDIN { Path::new(".") } else { start };
    let (full, here) = (files.identity(start), files.identity(Path::new(".")));
    let end = settings.map(|file| files.identity(directory_of(file)));
    let top = files.repository_of(&full);
    let is_inside = |directory: &Path| top.as_ref().is_none_or(|top| directory.starts_with(top));
    let above = full.ancestors().take_while(|directory| Some(*directory) != end.as_deref() && is_inside(directory));
    let name = |directory: &Path| match (directory.strip_prefix(&here), here.strip_prefix(directory)) {
        (Ok(below), _) => below.to_owned(),
        (_, Ok(down)) => down.components().map(|_| Component::ParentDir).collect(),
        _ => directory.to_owned(),
    };
    above.map(name).collect()
}

/// What tells the contents of files apart, by their names.
pub(super) fn keys(side: &dyn Files, found: &[Found]) -> Result<Keys, Problem> {
    let paths: Vec<&Path> = found.iter().map(|found| found.path.as_path()).collect();
    let keys = side.keys(&paths)?;
    let named = found.iter().zip(keys).filter_map(|(found, key)| Some((found.name.clone(), key?)));
    Ok(named.collect())
}

/// A settings or policy file's text.
fn text(name: &str, bytes: Vec<u8>) -> Result<String, Problem> {
    let text = String::from_utf8(bytes);
    text.map_err(|_| Problem::new(name, "this is not UTF-8 text").help("Save the file as UTF-8"))
}
