//! What the settings name and nothing is: told where the files are read, so that a slip is no silence.

use super::{Estate, Part, Settings};
use crate::assess::Assessed;
use crate::exempt::Register;
use crate::inventory::{FileRecord, Inventory};
use crate::policy::Pattern;
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
    /// Entries of `inventory` and `exclude` that no file meets, wherever below the settings; `seen` were met already. With
    /// `guarding`, only those that keep files from being changed.
    pub fn unmet(&self, guarding: bool, files: &dyn Files, seen: &[FileRecord]) -> Vec<Problem> {
        let own = display_name(self.directory());
        let inner = |name: &str| match own.as_str() {
            "." => Some(name.to_owned()),
            own => name.strip_prefix(own)?.strip_prefix('/').map(str::to_owned),
        };
        let there = OnceCell::new();
        // What is excluded, and what nobody asked to see, is looked for only when it makes a difference.
        let all = || {
            let walked = files.inventory(&[self.directory().to_owned()], &GlobSet::empty(), self.directory());
            let passed_over = walked.passed_over.into_iter().map(|(name, _)| name);
            let names = walked.found.into_iter().map(|found| found.name).chain(passed_over);
            names.filter_map(|name| inner(&name)).collect::<Vec<_>>()
        };
        let is_plain = |pattern: &Pattern| {
            let path = pattern.plain().map(|path| self.directory().join(path));
            path.is_some_and(|path| files.is_file(&path) || files.is_directory(&path))
        };
        self.config.unmet(guarding, &|pattern| {
            is_plain(pattern)
                || seen.iter().any(|file| inner(&file.path).is_some_and(|name| pattern.meets(&name)))
                || there.get_or_init(all).iter().any(|name| pattern.meets(name))
        })
    }

    /// Whether all files of the estate were read.
    fn sees_all(&self, files: &dyn Files, inventory: &Inventory) -> bool {
        let seen: BTreeSet<PathBuf> =
            inventory.files().iter().map(|file| files.identity(Path::new(&file.path))).collect();
        let all = self.walk_all(files);
        inventory.problems().is_empty() && all.found.iter().all(|found| seen.contains(&files.identity(&found.path)))
    }
}
