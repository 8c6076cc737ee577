//! What could not be judged of a change, and what may be a mistake.

use super::judged::Pair;
use super::sides::Sides;
use super::unseen::is_written;
use crate::gate::{self, Side};
use crate::inventory::{FileRecord, FileStatus, InventoryFile, ResourceIndex};
use crate::policy::{GateScope, Move};
use crate::source::{Files, Found, Problem, display_name};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

impl Pair {
    /// What may be a mistake, what could not be judged, and what the change writes where nothing is judged. What neither side can read is old, and no mistake of the change;
    /// what only head cannot read ends the gate. `doubts` are those in the change's own governance, where that is another.
    pub(super) fn problems(
        &self,
        sides: &Sides,
        doubts: Option<Vec<Problem>>,
        today: Date,
    ) -> (Vec<Problem>, Vec<Problem>, Vec<Problem>) {
        let (mut errors, mut warnings, mut unseen) = (Vec::new(), Vec::new(), Vec::new());
        errors.extend(without_baseline(sides).filter(|_| has_read(&self.head())));
        for problem in self.head().inventory.problems() {
            match self.is_old_or_foreign(sides, &problem.file) {
                Some(true) if is_written(sides, &problem.file) => unseen.push(problem.clone().also(IN_BASE_TOO)),
                Some(true) => warnings.push(problem.clone().also(IN_BASE_TOO)),
                Some(false) => warnings.push(sides.estate.foreign(&*sides.ends.head, problem)),
                None => errors.push(sides.estate.unreadable(&*sides.ends.head, problem)),
            }
        }
        for gap in self.new_gaps(sides) {
            errors.push(sides.estate.unreadable(&*sides.ends.head, gap));
        }
        let mut hidden = self.hidden(sides);
        errors.extend(hidden.iter().map(|problem| Problem::clone(problem).also(IN_BASE_READ)));
        let mismatched = self.mismatched(sides);
        errors.extend(mismatched.iter().copied().cloned());
        hidden.extend(mismatched);
        for walk_problem in &sides.files.1.problems {
            errors.push(walk_problem.clone());
        }
        let is_failed = |file: &str| self.head().inventory.problems().iter().any(|problem| problem.file == file);
        let base = self.base().inventory.problems().iter();
        let base = base
            .filter(|problem| !sides.equal.contains(&problem.file) && !is_failed(sides.name_at_head(&problem.file)));
        warnings.extend(
            base.map(|problem| problem.clone().also("It cannot be read in the base; all of it counts as added")),
        );
        warnings.extend_from_slice(&sides.shared);
        warnings.extend(self.vanished(sides));
        errors.extend(self.unjudged(sides));
        unseen.extend(self.unseen(sides, &hidden));
        hidden.extend(self.waits(sides, &hidden));
        warnings.extend(self.mistakes(sides, &hidden));
        warnings.extend(self.parts());
        warnings.extend(self.misspelt(sides));
        warnings.extend(self.scopes_of_nothing(sides));
        warnings.extend(self.moved_nowhere(sides));
        warnings.extend(sides.estate.age(&*sides.ends.head, self.head().inventory, today).stale);
        warnings.extend(self.register.warnings());
        warnings.extend(self.doubts(sides, doubts));
        // Nobody misses what is gone and nobody named.
        if errors.is_empty() && sides.settings().are_named() && !sides.has_others && !has_read(&self.head()) {
            let problem = Problem::new("", "there is no inventory file at the end of the change");
            errors.push(problem.help("Name the files or directories that hold the inventory"));
        }
        (warnings, errors, unseen)
    }

    /// Of a file that cannot be read at head: whether the base could not read it either, or neither side's text names a
    /// resource (`false`). `None` where anything could hide behind it, as behind what says what others deploy.
    fn is_old_or_foreign(&self, sides: &Sides, file: &str) -> Option<bool> {
        let (base, head) = (self.base().inventory, self.head().inventory);
        let is_same = |old: &str| sides.name_at_head(old) == file;
        if sides.equal.contains(file) || base.problems().iter().any(|problem| is_same(&problem.file)) {
            return Some(true);
        }
        let names =
            |side: &dyn Files, found: Option<&Found>| match found.map(|found| side.read(&found.path, &found.name)) {
                Some(Ok(bytes)) => sides.estate.names_resource(&bytes, &[base, head]),
                Some(Err(_)) => true,
                None => false,
            };
        if InventoryFile::decides(file) {
            return None;
        }
        let (old, new) = (&sides.files.0.found, &sides.files.1.found);
        let old = names(&*sides.ends.base, old.iter().find(|found| is_same(&found.name)));
        (!old && !names(&*sides.ends.head, new.iter().find(|found| found.name == file))).then_some(false)
    }

    /// Types of resources and policies that the change brings and that nothing judges or has, although a near miss is there.
    fn misspelt(&self, sides: &Sides) -> Vec<Problem> {
        let unmet = |side: Side<'_>| sides.estate.checks.unmet_types(side.inventory, false);
        let old: BTreeSet<String> = unmet(self.base()).into_iter().map(|problem| problem.message).collect();
        unmet(self.head()).into_iter().filter(|problem| !old.contains(&problem.message)).collect()
    }

    /// What may be a mistake in what is judged by, and what it names that is not there any more or never was by the change's
    /// own; each once. What the change's own has corrected is no doubt any more.
    fn doubts(&self, sides: &Sides, own: Option<Vec<Problem>>) -> Vec<Problem> {
        let unmet = |files: &dyn Files, Side { inventory, assessed, .. }: Side<'_>| {
            sides.estate.unmet(files, inventory, &self.register, assessed)
        };
        let old = unmet(&*sides.ends.base, self.base());
        let mut doubts: Vec<Problem> = sides
            .wrong
            .iter()
            .chain(&self.wrong)
            .chain(&sides.brought)
            .chain(&sides.estate.warnings)
            .cloned()
            .collect();
        if sides.brings_first() {
            let first = Problem::new("", "the base has no settings, so that the change is judged by the defaults");
            doubts.push(first.help("Its own count once they are merged: bring them in a change of their own, or gate with --report-only until then"));
        }
        let is_left =
            |doubt: &Problem| own.as_ref().is_none_or(|own| own.iter().any(|other| other.message == doubt.message));
        let of_head: Vec<Problem> = unmet(&*sides.ends.head, self.head()).into_iter().filter(is_left).collect();
        for doubt in of_head.into_iter().chain(own.into_iter().flatten()) {
            let is_told = old.iter().chain(&doubts).any(|told| told.message == doubt.message);
            doubts.extend((!is_told).then_some(doubt));
        }
        doubts
    }

    /// What is no longer judged in files that are read, and was not left out in the base: anything may hide there.
    fn new_gaps(&self, sides: &Sides) -> impl Iterator<Item = &Problem> {
        // Lines move; what stands on them tells one from another, each as often as it is there.
        let told = |file: &str, gap: &Problem| (file.to_owned(), gap.message.clone(), gap.excerpt.clone());
        let mut old: BTreeMap<_, usize> = BTreeMap::new();
        for gap in self.base().inventory.gaps() {
            *old.entry(told(sides.name_at_head(&gap.file), gap)).or_default() += 1;
        }
        let is_new = move |gap: &&Problem| match old.get_mut(&told(&gap.file, gap)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        };
        self.head().inventory.gaps().iter().filter(is_new)
    }

    /// Modules and templates that are not at hand at head alone, in files of which resources are gone: these may be in them. One
    /// that is named and nowhere counts where what was in the old one is judged nowhere; where the change names it, what is
    /// left of the old one does not count.
    fn hidden(&self, sides: &Sides) -> Vec<&Problem> {
        let (base, head) = (self.base().inventory, self.head().inventory);
        if head.waiting().is_empty() {
            return Vec::new();
        }
        let Poorer { poorer, without_left, gone } = self.poorer(sides);
        let told = |file: &str, module: &Problem| (file.to_owned(), module.message.clone());
        let of_base = base.waiting().iter().map(|(module, ..)| told(sides.name_at_head(&module.file), module));
        let old: BTreeSet<_> = of_base.collect();
        let new = head.waiting().iter().filter(|(module, ..)| !old.contains(&told(&module.file, module)));
        let is_touched = |file: &str| !sides.equal.contains(file);
        // A file that cannot be read is told by itself.
        let is_told = |module: &Problem| {
            let mut failed = head.problems().iter().filter_map(|own| own.file.rsplit('/').next());
            failed.any(|name| module.message.contains(name))
        };
        let hides = |module: &Problem, is_elsewhere: bool, entry: &str| match is_elsewhere {
            true => poorer.contains(entry),
            false if is_touched(entry) || is_touched(&module.file) => without_left.contains(entry),
            false => gone.contains(entry) && !is_told(module),
        };
        let hiding = new.filter(|(module, is_elsewhere, entry)| hides(module, *is_elsewhere, entry));
        hiding.map(|(module, ..)| module).collect()
    }

    /// The files of which resources are gone at head.
    fn poorer<'p>(&'p self, sides: &'p Sides) -> Poorer<'p> {
        let (base, head) = (self.base().inventory, self.head().inventory);
        let mut poorer = Poorer::default();
        for (index, resource) in (0..).map(ResourceIndex).zip(base.resources()) {
            let is_left = |other: ResourceIndex| self.is_left_behind(sides, index, other);
            let same = head.find_in(resource.part, &resource.id);
            if same.is_some_and(|same| !head.occurrences(same).all(is_left)) {
                continue;
            }
            let file = sides.name_at_head(base.documents()[resource.document as usize].name());
            poorer.poorer.insert(file);
            let takes_over = |other: &&ResourceIndex| {
                let own = head.resource(**other);
                let is_new = base.find_in(own.part, &own.id).is_none();
                own.name.eq_ignore_ascii_case(&resource.name) && is_new
            };
            let all = head.all_in(resource.part, &resource.type_name);
            let mut elsewhere = all.iter().filter(takes_over).peekable();
            if elsewhere.peek().is_none() {
                poorer.gone.insert(file);
            }
            if elsewhere.all(|other| is_left(*other)) {
                poorer.without_left.insert(file);
            }
        }
        poorer
    }

    /// Whether what a module held is at head what the same file deploys by itself, now that nobody calls it: that says nothing of
    /// what is called in its place.
    fn is_left_behind(&self, sides: &Sides, old: ResourceIndex, new: ResourceIndex) -> bool {
        let (base, head) = (self.base().inventory, self.head().inventory);
        let (was, is) = (base.location(old).file, head.location(new).file);
        let own = head.documents()[head.resource(new).document as usize].name();
        let former = base.documents()[base.resource(old).document as usize].name();
        let folder = |file: &str| file.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
        let is_by_itself = *own == *is || own.ends_with(".tf") && is.ends_with(".tf") && folder(own) == folder(&is);
        *sides.name_at_head(&was) == *is && is_by_itself && sides.name_at_head(former) != own
    }

    /// Compiled files that the change writes, and that are not what their source deploys: what they hold is judged by nobody.
    fn mismatched(&self, sides: &Sides) -> Vec<&Problem> {
        let (base, head) = (self.base().inventory, self.head().inventory);
        let is_compiled = |file: &str| head.files().iter().any(|one| one.path == file && one.compiled_from.is_some());
        let is_old = |problem: &Problem| base.warnings().iter().any(|old| old.message == problem.message);
        let is_whole = |warning: &&Problem| warning.position.is_none() && !sides.equal.contains(&warning.file);
        let of_files = head.warnings().iter().filter(is_whole);
        of_files.filter(|warning| is_compiled(&warning.file) && !is_old(warning)).collect()
    }

    /// What may be a mistake in files of the change, and was not there before.
    fn mistakes(&self, sides: &Sides, hidden: &[&Problem]) -> Vec<Problem> {
        let told = |problem: &Problem| (problem.file.clone(), problem.message.clone());
        let old: BTreeSet<_> = self.base().inventory.warnings().iter().map(told).collect();
        let new = self.head().inventory.warnings().iter();
        let head = self.head().inventory;
        let parts = head.parts().iter().chain(head.gaps()).chain(hidden.iter().copied());
        let parts: BTreeSet<_> = parts.map(told).collect();
        // One that is as it was may not match its source any more.
        let compiled = head.files().iter().filter(|file| file.compiled_from.is_some());
        let compiled: BTreeSet<&str> = compiled.map(|file| &*file.path).collect();
        let is_new = |warning: &&Problem| {
            let told = told(warning);
            // What is wrong with values may be the doing of the template that they are for.
            let is_other = |file: &FileRecord| file.judged_with.iter().any(|other| !sides.equal.contains(other));
            let is_with = || head.files().iter().any(|file| file.path == warning.file && is_other(file));
            let is_touched = || !sides.equal.contains(&warning.file) || compiled.contains(&*warning.file) || is_with();
            // Of files of values that nobody names each is told by itself.
            let is_each = || head.unnamed().iter().any(|own| own.file == warning.file && own.help == warning.help);
            !old.contains(&told) && !parts.contains(&told) && is_touched() && !is_each()
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
        let config = &sides.settings().config;
        let rules = &config.gate;
        if rules.scopes.is_empty() {
            return Vec::new();
        }
        let resources = self.base().inventory.resources().iter().chain(self.head().inventory.resources());
        let named: BTreeSet<usize> = resources.flat_map(|resource| gate::scopes_of(config, resource)).collect();
        let file = sides.settings().file.as_deref().map(display_name).unwrap_or_default();
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

    /// Entries of `moved` that no resource of the base is meant by: they did what they were for, or never will.
    fn moved_nowhere(&self, sides: &Sides) -> Vec<Problem> {
        let config = &sides.settings().config;
        let resources = self.base().inventory.resources();
        let unused = |each: &&Move| sides.has_base && !resources.iter().any(|own| each.target(&own.id).is_some());
        let told = |each: &Move| {
            let message = format!("`{}` is listed as moved, where the base has nothing", each.from);
            config.problem_at(&["moved"], message).help("Correct or remove the entry")
        };
        config.moved.iter().filter(unused).map(told).collect()
    }

    /// What was asked for is not there: a path that leads nowhere, or one where neither side holds anything.
    pub(super) fn is_nothing(&self, sides: &Sides) -> bool {
        !sides.files.1.problems.is_empty() || !has_read(&self.base()) && !has_read(&self.head())
    }
}

/// Files of which resources are gone.
#[derive(Default)]
struct Poorer<'p> {
    /// All of them.
    poorer: BTreeSet<&'p str>,
    /// Those whose resources are nowhere else, but for what is left of a module that nobody calls.
    without_left: BTreeSet<&'p str>,
    /// Those whose resources are nowhere at all.
    gone: BTreeSet<&'p str>,
}

fn has_read(side: &Side<'_>) -> bool {
    side.inventory.files().iter().any(|file| file.status == FileStatus::Read)
}

/// Without a base and a baseline nothing says what is new.
fn without_baseline(sides: &Sides) -> Option<Problem> {
    let is_known = sides.has_base || sides.baseline.is_some();
    let directory = sides.settings().name();
    let problem = (!is_known).then(|| Problem::new(&*directory, "there is no baseline here to compare with"))?;
    let step =
        format!("`uplift baseline create {directory}` writes down what is known; or name the paths that have one");
    Some(problem.help(step))
}

const IN_BASE_READ: &str = "What the file deploys in the base is gone, and may be in there";
const IN_BASE_TOO: &str = "It cannot be read in the base either, and is not judged";
