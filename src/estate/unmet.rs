//! What the settings name and nothing is: told where the files are read, so that a slip is no silence.

use super::settings::SETTINGS;
use super::{Estate, Part, Settings};
use crate::assess::Assessed;
use crate::exempt::Register;
use crate::inventory::{FileRecord, Inventory};
use crate::source::{Files, Nearest, Problem, display_name, nearest};
use globset::GlobSet;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

impl Estate {
    /// What the settings name and is not in `files`, or not among what was read of them. Scopes of exemptions and fixes
    /// that were turned down are asked for only where all of the estate was read.
    pub fn unmet(
        &self,
        files: &dyn Files,
        inventory: &Inventory,
        register: &Register,
        assessed: &Assessed,
    ) -> Vec<Problem> {
        let mut unmet = Vec::new();
        let mut nowhere = register.nowhere(inventory, &assessed.exempt);
        for (place, Part { settings, .. }) in (0..).zip(&self.parts) {
            unmet.extend(settings.unmet(false, files, inventory.files()));
            unmet.extend(settings.misspelt_types(place, inventory));
            unmet.extend(settings.misspelt_scopes(place, assessed));
            nowhere.extend(settings.declined_nowhere(place, inventory));
        }
        if !nowhere.is_empty() && self.parts.iter().all(|part| part.settings.sees_all(files, inventory)) {
            unmet.extend(nowhere);
        }
        unmet
    }
}

impl Settings {
    /// Types that a file is said to list in full, that no resource has although a near miss does.
    fn misspelt_types(&self, part: u16, inventory: &Inventory) -> Vec<Problem> {
        let named: BTreeSet<&String> = self.config.inventory.iter().flat_map(|entry| &entry.complete).collect();
        let unmet = named.into_iter().filter(|name| inventory.all_in(part, name).is_empty());
        let near = unmet.filter_map(|name| Some((name, inventory.near_type(name)?)));
        near.map(|(name, near)| {
            let message = format!("`complete` names `{name}`, which no resource is");
            self.config.problem_at(&["inventory"], message).help(format!("Did you mean `{near}`?"))
        })
        .collect()
    }

    /// Subscriptions without any resource, and management groups without an entry among those that have one, where a
    /// near miss has it.
    fn misspelt_scopes(&self, part: u16, assessed: &Assessed) -> Vec<Problem> {
        let config = &self.config;
        let groups = assessed.groups.iter().filter(|group| group.part == part);
        let met: Vec<&str> = groups.filter_map(|group| group.subscription.as_deref()).collect();
        let subscriptions: Vec<&str> = config.subscriptions.keys().map(String::as_str).collect();
        let groups: Vec<&str> = config.management_groups.keys().map(String::as_str).collect();
        let unnamed: Vec<&str> = met.iter().copied().filter(|id| !has(&subscriptions, id)).collect();
        let mut told = Vec::new();
        let mut tell = |keys: &[&str], name: &str, known: &[&str]| {
            if let Some(Nearest { name: near, is_near: true }) = nearest(name, known.iter().copied()) {
                let problem = config.problem_at(keys, format!("nothing else is called `{name}`"));
                told.push(problem.help(format!("Did you mean `{near}`?")));
            }
        };
        subscriptions.iter().filter(|id| !has(&met, id)).for_each(|id| tell(&["subscriptions", id], id, &unnamed));
        let of_subscriptions = config.subscriptions.iter();
        let of_subscriptions = of_subscriptions.filter_map(|(id, known)| {
            Some((["subscriptions", id, "managementGroup"], known.management_group.as_deref()?))
        });
        let of_groups = config.management_groups.iter();
        let of_groups =
            of_groups.filter_map(|(id, known)| Some((["managementGroups", id, "parent"], known.parent.as_deref()?)));
        let above = of_subscriptions.chain(of_groups).filter(|(_, name)| !has(&groups, name));
        above.for_each(|(keys, name)| tell(&keys, name, &groups));
        told
    }

    fn declined_nowhere(&self, part: u16, inventory: &Inventory) -> Vec<Problem> {
        let declined = self.config.declined.iter();
        let unmet = declined.filter(|declined| inventory.find_in(part, &declined.resource).is_none());
        let told = unmet.map(|declined| {
            let message = format!("a fix of `{}` is turned down, which is no resource here", declined.resource);
            self.config.problem_at(&["declined"], message).help("Correct or remove the entry")
        });
        told.collect()
    }
}

fn has(names: &[&str], name: &str) -> bool {
    names.iter().any(|own| own.eq_ignore_ascii_case(name))
}

impl Settings {
    /// Entries of `inventory` and `exclude` that no file meets, wherever below the settings and governed by them; `seen` were
    /// met already. With `guarding`, only those that keep files from being changed.
    pub fn unmet(&self, guarding: bool, files: &dyn Files, seen: &[FileRecord]) -> Vec<Problem> {
        let (there, excluded) = (OnceCell::new(), OnceCell::new());
        // What is excluded, and what nobody asked to see, is looked for only when it makes a difference.
        let all = || {
            let walked = files.inventory(&[self.directory().to_owned()], &GlobSet::empty(), self.directory());
            let passed_over = walked.passed_over.into_iter().map(|(name, _)| name);
            let names = walked.found.into_iter().map(|found| found.name).chain(passed_over);
            names.filter_map(|name| self.inner(&name)).collect::<Vec<_>>()
        };
        self.config.unmet(guarding, &|pattern| {
            let excluded = || excluded.get_or_init(|| self.config.excluded());
            // Of a directory that holds what others govern, its files tell.
            let is_own = |name: &String| {
                let path = self.directory().join(name);
                let real = files.identity(&path);
                files.is_there(&path) && !self.apart().iter().any(|apart| apart.starts_with(&real))
            };
            let seen = seen.iter().filter_map(|file| self.inner(&file.path));
            let all = std::iter::once_with(|| there.get_or_init(all)).flatten().cloned();
            let met =
                pattern.plain().filter(is_own).into_iter().chain(seen.chain(all).filter(|name| pattern.meets(name)));
            let mut elsewhere = None;
            for name in met {
                match self.governor(files, &name, &excluded) {
                    None => return None,
                    Some(settings) => elsewhere.get_or_insert(settings),
                };
            }
            let text = pattern.text();
            Some(match elsewhere {
                None => (format!("no file that is looked at matches `{text}`"), pattern.repair()),
                Some(settings) => (
                    format!("`{text}` names only what {settings} governs"),
                    format!("Write it there, with paths from the directory of {settings}"),
                ),
            })
        })
    }

    /// The settings below these that govern a file, which is named from their directory; those that are `excluded` govern
    /// nothing, unless somebody asked for what is beside them.
    fn governor<'g>(&self, files: &dyn Files, name: &str, excluded: &dyn Fn() -> &'g GlobSet) -> Option<String> {
        let above = Path::new(name).ancestors().filter(|above| !above.as_os_str().is_empty() && !self.are_typed);
        let settings =
            above.map(|above| self.directory().join(above).join(SETTINGS)).filter(|file| files.is_there(file));
        let counts = |file: &PathBuf| {
            let directory = file.parent().map(|directory| files.identity(directory)).unwrap_or_default();
            let is_excluded = |name: String| Path::new(&name).ancestors().any(|part| excluded().is_match(part));
            self.apart().contains(&directory) || !self.inner(&display_name(file)).is_some_and(is_excluded)
        };
        settings.into_iter().find(counts).map(|file| display_name(&file))
    }

    /// Whether all files of the estate were read.
    pub(super) fn sees_all(&self, files: &dyn Files, inventory: &Inventory) -> bool {
        let seen: BTreeSet<PathBuf> =
            inventory.files().iter().map(|file| files.identity(Path::new(&file.path))).collect();
        let all = self.walk_all(files);
        inventory.problems().is_empty() && all.found.iter().all(|found| seen.contains(&files.identity(&found.path)))
    }
}
