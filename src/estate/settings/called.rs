//! Files that others in Bicep and Terraform's language name and a walk does not look at: what they load, and modules of registries
//! that are at hand.

use super::reference::places;
use super::{NO_INVENTORY, Settings};
use crate::source::{Document, Files, Found, Problem, Walked, display_name};
use globset::GlobSet;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::LazyLock;

/// The paths that are loaded, and the references to modules. What stands in a comment is named too: more is read then, and no
/// more judged.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let loaded = r"load(?:Text|Json|Yaml)Content\(\s*'([^'\n$]+)'|loadFileAsBase64\(\s*'([^'\n$]+)'";
    Regex::new(&format!(r"{loaded}|'((?:br|ts)[:/][^'\n$]+)'")).ok()
});

/// The files that Terraform's files load, by paths from the module's folder.
static LOADED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let path = r#"(?:\$\{\s*path\.(?:module|root)\s*\}/)?((?:[^"\n$]|\$\{[^}"\n]*\})+)"#;
    Regex::new(&format!(r#"(?:file|filebase64|templatefile)\(\s*"{path}""#)).ok()
});

/// What is put into a path.
static VALUE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\$\{[^}]*\}").ok());

/// What Bicep's own settings are called.
const CONFIG: &str = "bicepconfig.json";

/// What a file names.
#[derive(Default)]
struct Names {
    loaded: BTreeSet<String>,
    modules: BTreeSet<String>,
}

impl Names {
    fn of(name: &str, text: &str) -> Self {
        let mut names = Self::default();
        if is_terraform(name) {
            let loaded = LOADED.iter().flat_map(|loaded| loaded.captures_iter(text));
            names.loaded.extend(loaded.filter_map(|found| Some(found.get(1)?.as_str().to_owned())));
            return names;
        }
        for found in NAMED.iter().flat_map(|named| named.captures_iter(text)) {
            let loaded = found.get(1).or_else(|| found.get(2));
            names.loaded.extend(loaded.map(|path| path.as_str().to_owned()));
            names.modules.extend(found.get(3).map(|module| module.as_str().to_owned()));
        }
        names
    }
}

impl Settings {
    /// Adds what the files that a walk met name: in the repository, and where the settings say that modules are.
    pub(super) fn meet_named(&self, files: &dyn Files, walked: &mut Walked) {
        let mut next: Vec<Found> = walked.found.iter().filter(|found| names_others(&found.name)).cloned().collect();
        if next.is_empty() {
            return;
        }
        let mut known: BTreeSet<PathBuf> = walked.found.iter().map(|found| files.identity(&found.path)).collect();
        // Settings and policies are no inventory, whoever loads them.
        let own = walked.passed_over.iter().filter(|(_, reason)| reason == NO_INVENTORY[0]);
        known.extend(own.map(|(name, _)| files.identity(Path::new(name))));
        let mut added = Vec::new();
        while let Some(found) = next.pop() {
            for named in self.loaded_by(files, &found) {
                if known.insert(files.identity(&named.path)) {
                    next.extend(is_bicep(&named.name).then(|| named.clone()));
                    added.push(named);
                }
            }
        }
        if !added.is_empty() {
            let names: BTreeSet<&str> = added.iter().map(|found| found.name.as_str()).collect();
            walked.passed_over.retain(|(name, _)| !names.contains(name.as_str()));
            walked.found.append(&mut added);
            walked.found.sort();
        }
    }

    /// What is there of what a file names, wherever it is in the repository.
    pub(in crate::estate) fn loaded_by(&self, files: &dyn Files, found: &Found) -> Vec<Found> {
        if !names_others(&found.name) {
            return Vec::new();
        }
        let text = files.read(&found.path, &found.name).unwrap_or_default();
        let named = self.named_in(files, &found.path, &String::from_utf8_lossy(&text));
        named.into_iter().map(|path| Found { name: display_name(&path), path }).collect()
    }

    /// What is there of what a file names.
    fn named_in(&self, files: &dyn Files, file: &Path, text: &str) -> Vec<PathBuf> {
        let names = Names::of(&display_name(file), text);
        let modules = self.modules_in(files, file, &names).into_values();
        let is_within = |path: &PathBuf| !files.leads_out(path, self.directory()) || self.names_outside(files);
        let is_there = |path: &PathBuf| files.is_file(path) && is_within(path);
        let mut found: Vec<PathBuf> = modules.filter_map(|places| places.into_iter().find(is_there)).collect();
        if !names.loaded.is_empty() {
            let folder = file.parent().unwrap_or(Path::new(""));
            let excluded = self.config.excluded();
            let loaded = names.loaded.iter().flat_map(|path| may_be(files, folder, &path.replace('\\', "/")));
            found.extend(loaded.filter(|path| self.may_load(files, path, &excluded)));
        }
        found
    }

    /// Whether a file is one of the repository that nothing leaves out and that no other settings govern.
    fn may_load(&self, files: &dyn Files, path: &Path, excluded: &GlobSet) -> bool {
        let inner = self.inner(&display_name(path));
        let is_apart = || self.apart().iter().any(|apart| files.identity(path).starts_with(apart));
        files.is_file(path)
            && !files.leads_out(path, self.directory())
            && !inner.is_some_and(|inner| excluded.is_match(inner))
            && !is_apart()
    }

    /// Whether modules are named that are not of the repository, which somebody has allowed.
    fn names_outside(&self, files: &dyn Files) -> bool {
        self.config.bicep.named().any(|(_, path)| files.leads_out(&self.root.join(path), self.directory()))
    }

    /// Where the modules of registries may be that a file names, by what it writes.
    pub(in crate::estate) fn modules_of(
        &self,
        files: &dyn Files,
        file: &Path,
        text: &[u8],
    ) -> BTreeMap<String, Vec<String>> {
        if self.config.bicep.named().next().is_none() || !is_bicep(&display_name(file)) {
            return BTreeMap::new();
        }
        let names = Names::of(&display_name(file), &String::from_utf8_lossy(text));
        let named = self.modules_in(files, file, &names).into_iter();
        named.map(|(written, places)| (written, places.iter().map(|place| display_name(place)).collect())).collect()
    }

    fn modules_in(&self, files: &dyn Files, file: &Path, names: &Names) -> BTreeMap<String, Vec<PathBuf>> {
        let own = &self.config.bicep;
        if names.modules.is_empty() || own.named().next().is_none() {
            return BTreeMap::new();
        }
        let config = config_of(files, file);
        let at = |written: &String| {
            let places = places(written, config.as_ref(), own.modules.iter(), own.cache.as_deref());
            let places: Vec<PathBuf> = places.iter().map(|place| clean(&self.root.join(place))).collect();
            (written.clone(), places)
        };
        names.modules.iter().map(at).collect()
    }

    /// Directories and files of modules that are named and not there.
    pub(super) fn missing_modules(&self) -> Vec<Problem> {
        let is_missing = |path: &str| !self.files.is_there(&self.root.join(path));
        let missing = self.config.bicep.named().filter(|(_, path)| is_missing(path));
        let told = missing.map(|(keys, path)| {
            let told = format!("`{}` names {path}, and nothing is there", keys[..2].join("."));
            let help = "`bicep restore` fills the directory that `cacheRootDirectory` in bicepconfig.json names";
            self.config.problem_at(&keys, told).help(help)
        });
        told.collect()
    }
}

/// Bicep's own settings that count for a file: the nearest ones.
fn config_of(files: &dyn Files, file: &Path) -> Option<Document> {
    let mut above = file.ancestors().skip(1).map(|directory| directory.join(CONFIG));
    let path = above.find(|path| files.is_file(path) && !files.leads_out(path, file))?;
    let name = display_name(&path);
    Document::parse(name.as_str(), files.read(&path, &name).ok()?).ok()
}

/// Files that one path with a value in it may be; of a folder with more of them that fit, none is read, and the value is unknown.
const MOST_FITTING: usize = 1_000;

/// The paths that a written one may be: where a value is a part of a file's name, all files of the folder that fit. Which of
/// them it is is known once the values are.
fn may_be(files: &dyn Files, folder: &Path, path: &str) -> Vec<PathBuf> {
    let (above, name) = path.rsplit_once('/').map_or(("", path), |(above, name)| (above, name));
    let mut parts = VALUE.iter().flat_map(|value| value.split(name));
    let (Some(first), Some(last)) = (parts.next(), parts.last()) else { return vec![clean(&folder.join(path))] };
    let above = clean(&folder.join(above));
    let fits = |found: &String| found.strip_prefix(first).is_some_and(|rest| rest.ends_with(last));
    let found: Vec<PathBuf> = files.names(&above).into_iter().filter(fits).map(|found| above.join(found)).collect();
    if found.len() > MOST_FITTING { Vec::new() } else { found }
}

fn is_bicep(name: &str) -> bool {
    name.ends_with(".bicep") || name.ends_with(".bicepparam")
}

fn is_terraform(name: &str) -> bool {
    name.ends_with(".tf")
}

/// Whether a file of this name may name what a walk does not look at.
fn names_others(name: &str) -> bool {
    is_bicep(name) || is_terraform(name)
}

/// A path without `.`, and with as few `..` as it can do with.
pub(in crate::estate) fn clean(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(cleaned.components().next_back(), Some(Component::Normal(_))) => {
                cleaned.pop();
            }
            other => cleaned.push(other),
        }
    }
    cleaned
}
