//! What could not be judged of a change, and what may be a mistake.

use super::judged::Pair;
use super::sides::Sides;
use crate::estate::settings::NO_INVENTORY;
use crate::gate::{self, Side};
use crate::inventory::{FileStatus, ResourceIndex};
use crate::policy::GateScope;
use crate::source::{Files, Problem, display_name};
use std::collections::{BTreeMap, BTreeSet};

impl Pair {
    /// What could not be judged, and what may be a mistake. What neither side can read is old, and no mistake of the change;
    /// what only head cannot read ends the gate. `doubts` are those in the change's own governance.
    pub(super) fn problems(&self, sides: &Sides, doubts: Vec<Problem>) -> (Vec<Problem>, Vec<Problem>) {
        let (mut errors, mut warnings) = (Vec::new(), Vec::new());
        for problem in self.head().inventory.problems() {
            match sides.equal.contains(&problem.file) {
                true => warnings.push(problem.clone().also("It cannot be read in the base either, and is not judged")),
                false => errors.push(problem.clone()),
            }
        }
        for walk_problem in &sides.files.1.problems {
            errors.push(walk_problem.clone());
        }
        let base = self.base().inventory.problems().iter().filter(|problem| !sides.equal.contains(&problem.file));
        warnings.extend(
            base.map(|problem| problem.clone().also("It cannot be read in the base; all of it counts as added")),
        );
        let (gone, unjudged) = self.vanished(sides);
        warnings.extend(gone);
        errors.extend(unjudged);
        warnings.extend(self.mistakes(sides));
        warnings.extend(self.parts());
        warnings.extend(passed_over(sides));
        warnings.extend(self.scopes_of_nothing(sides));
        warnings.extend(self.register.warnings());
        warnings.extend(self.doubts(sides, doubts));
        if errors.is_empty() && !has_read(&self.head()) {
            let problem = Problem::new("", "there is no inventory file at the end of the change");
            errors.push(problem.help("Name the files or directories that hold the inventory"));
        }
        (warnings, errors)
    }

    /// What may be a mistake in what is judged by, and what it names that is not there any more or never was by the change's
    /// own; each once.
    fn doubts(&self, sides: &Sides, own: Vec<Problem>) -> Vec<Problem> {
        let unmet = |files: &dyn Files, Side { inventory, assessed, .. }: Side<'_>| {
            sides.estate.unmet(files, inventory, &self.register, assessed)
        };
        let old = unmet(&*sides.ends.base, self.base());
        let mut doubts = sides.estate.warnings.clone();
        for doubt in unmet(&*sides.ends.head, self.head()).into_iter().chain(own) {
            let is_told = old.iter().chain(&doubts).any(|told| told.message == doubt.message);
            doubts.extend((!is_told).then_some(doubt));
        }
        doubts
    }

    /// Files that held resources and do not any more: those that are gone, with resources that no other file holds, and
    /// those that are there and cannot be judged, behind which anything could hide.
    fn vanished(&self, sides: &Sides) -> (Vec<Problem>, Vec<Problem>) {
        let (base, head) = (self.base().inventory, self.head().inventory);
        let statuses: BTreeMap<&str, &FileStatus> =
            head.files().iter().map(|file| (file.path.as_str(), &file.status)).collect();
        let (mut gone, mut unjudged) = (Vec::new(), Vec::new());
        for file in base.files().iter().filter(|file| file.status == FileStatus::Read && file.resources > 0) {
            let name = sides.renamed.get(&file.path).unwrap_or(&file.path);
            let held = format!("it held {} in the base", resources(file.resources));
            match statuses.get(name.as_str()) {
                // What cannot be read has its own error.
                Some(FileStatus::Read | FileStatus::Failed(_)) => {}
                Some(FileStatus::PassedOver(reason)) => {
                    let problem = Problem::new(&*file.path, format!("{held}, and cannot be judged any more: {reason}"));
                    unjudged.push(problem.help("Restore it, or delete it, or have it excluded in a change before"));
                }
                None => {
                    let lost = self.lost(&file.path);
                    let told = format!("{held}, and is not judged any more; {lost} of them are in no other file");
                    gone.extend((lost > 0).then(|| Problem::new(&*file.path, told)));
                }
            }
        }
        (gone, unjudged)
    }

    /// How many resources of a file of the base are nowhere at head.
    fn lost(&self, file: &str) -> usize {
        let (base, head) = (self.base().inventory, self.head().inventory);
        let documents = base.documents().iter().zip(0u32..).filter(|(document, _)| document.name() == file);
        let own = documents.flat_map(|(_, place)| base.resources_of(place)).map(ResourceIndex);
        own.filter(|index| head.find(&base.resource(*index).id).is_none()).count()
    }

    /// What may be a mistake in files of the change, and was not there before.
    fn mistakes(&self, sides: &Sides) -> Vec<Problem> {
        let told = |problem: &Problem| (problem.file.clone(), problem.message.clone());
        let old: BTreeSet<_> = self.base().inventory.warnings().iter().map(told).collect();
        let new = self.head().inventory.warnings().iter();
        let parts: BTreeSet<_> = self.head().inventory.parts().iter().map(told).collect();
        let is_new = |warning: &&Problem| {
            let told = told(warning);
            !sides.equal.contains(&warning.file) && !old.contains(&told) && !parts.contains(&told)
        };
        new.filter(is_new).cloned().collect()
    }

    /// Files that are a part of their list, old ones too: what is not in them is neither gone nor resolved, and what is not
    /// in the base's counts as new.
    fn parts(&self) -> Vec<Problem> {
        let (base, head) = (self.base().inventory.parts(), self.head().inventory.parts());
        let of_base = base.iter().filter(|part| !head.iter().any(|other| other.file == part.file));
        let of_base = of_base.map(|part| Problem { message: format!("in the base, {}", part.message), ..part.clone() });
        head.iter().cloned().chain(of_base).collect()
    }

    /// Rules for a part of the estate that no resource is in, which may be a name misspelt.
    fn scopes_of_nothing(&self, sides: &Sides) -> Vec<Problem> {
        let config = &sides.estate.settings.config;
        let rules = &config.gate;
        if rules.scopes.is_empty() {
            return Vec::new();
        }
        let resources = self.base().inventory.resources().iter().chain(self.head().inventory.resources());
        let named: BTreeSet<usize> = resources.flat_map(|resource| gate::scopes_of(config, resource)).collect();
        let file = sides.estate.settings.file.as_deref().map(display_name).unwrap_or_default();
        let problem = |scope: &GateScope| {
            let parts = [("subscription", &scope.subscription), ("resource group", &scope.resource_group)];
            let parts = parts.iter().filter_map(|(what, name)| Some(format!("{what} `{}`", name.as_ref()?)));
            let parts = parts.collect::<Vec<_>>().join(", ");
            let problem =
                Problem::new(&*file, format!("the gate has rules for {parts}, where nothing is that it judges"));
            problem.help("Write it as the inventory does, or a subscription's name as `subscriptions` does")
        };
        let unnamed = rules.scopes.iter().enumerate().filter(|(place, _)| !named.contains(place));
        unnamed.map(|(_, scope)| problem(scope)).collect()
    }

    /// What was asked for is not there: a path that leads nowhere, or one where neither side holds anything.
    pub(super) fn is_nothing(&self, sides: &Sides) -> bool {
        !sides.files.1.problems.is_empty() || !has_read(&self.base()) && !has_read(&self.head())
    }
}

fn has_read(side: &Side<'_>) -> bool {
    side.inventory.files().iter().any(|file| file.status == FileStatus::Read)
}

/// What the change brings that may hold inventory and is never looked into: submodules, and links out of the repository.
fn passed_over(sides: &Sides) -> Vec<Problem> {
    let (old, new) = &sides.files;
    let brought = new.passed_over.iter().filter(|entry| {
        let (name, reason) = entry;
        let was_read = old.found.iter().any(|found| found.name == *name);
        !NO_INVENTORY.contains(&reason.as_str()) && !old.passed_over.contains(entry) && !was_read
    });
    let told = |(name, reason): &(String, String)| Problem::new(name, format!("what it holds is not judged: {reason}"));
    brought.map(told).collect()
}

fn resources(number: usize) -> String {
    if number == 1 { "1 resource".to_owned() } else { format!("{number} resources") }
}
