//! Both sides read and assessed. A file that is equal on both is read once, and a resource in it is judged once by every
//! check that looks at nothing else.

use super::sides::Sides;
use crate::assess::{self, Kept, Options, Outcomes, Whole};
use crate::check::{Aborted, Checks};
use crate::cli::args::GateArguments;
use crate::cli::estate::NO_INVENTORY;
use crate::cli::{Failure, screen};
use crate::exempt::{self, Counted, Register};
use crate::gate::{self, Comparison, Side};
use crate::inventory::{self, FileStatus, Inventory, InventoryFile, Resource, ResourceIndex};
use crate::policy::{GateScope, RecommendationIndex};
use crate::source::{Files, Problem, Walked, display_name};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Both sides, judged by one governance.
pub(super) struct Judged {
    /// The exemptions that count.
    pub register: Register,
    base: Judgement,
    head: Judgement,
    /// For each resource of the base, the same one at head, in files that are equal.
    twins: Vec<Option<ResourceIndex>>,
}

/// One side, judged.
pub(super) struct Judgement {
    pub inventory: Arc<Inventory>,
    pub assessed: Whole,
    /// After exemptions.
    pub counted: Counted<'static>,
}

impl Judgement {
    pub fn side(&self) -> Side<'_> {
        Side { inventory: &self.inventory, assessed: &self.assessed, counted: &self.counted }
    }
}

impl Judged {
    /// Reads and judges.
    pub fn of(arguments: &GateArguments, sides: &Sides) -> Result<Self, Failure> {
        let register = sides.judge.register(arguments.day.today())?;
        let threads = arguments.threads.map_or_else(screen::processors, usize::from);
        let (base_files, head_files) = &sides.files;
        let opened = open(sides, &*sides.head, head_files, &|_| false);
        let shared = open(sides, &*sides.base, base_files, &|name| sides.equal.contains(name));
        let (base, head) = inventory::parse_sides(shared, opened, threads);
        let (base, head) = (Arc::new(base), Arc::new(head));
        let task = Task { sides, register: &register, threads, deadline: deadline(arguments), all: arguments.all };
        let mut head = task.judge(head, assess::assess)?;
        let twins = twins(&base, &head.inventory);
        let kept = Kept::of(&head.inventory, &base, twins.clone());
        let outcomes = Outcomes::of(&head.assessed);
        let mut base = task.judge(base, |checks, base, options| kept.assess(checks, base, &outcomes, options))?;
        task.tell_differences(&mut base, &mut head, &kept)?;
        Ok(Self { register, base, head, twins })
    }

    /// Where the change starts.
    pub fn base(&self) -> Side<'_> {
        self.base.side()
    }

    /// Where it ends.
    pub fn head(&self) -> Side<'_> {
        self.head.side()
    }

    /// See [`gate::compare`].
    pub fn twins(&self) -> &[Option<ResourceIndex>] {
        &self.twins
    }

    /// What head holds.
    pub fn inventory(&self) -> &Arc<Inventory> {
        &self.head.inventory
    }

    /// Lets what turned unknown keep its standing in the score.
    pub fn hold(mut self, comparison: &Comparison) -> Self {
        gate::hold(&mut self.head.counted, &comparison.held);
        self
    }
}

/// What both sides are judged with.
struct Task<'t> {
    sides: &'t Sides,
    register: &'t Register,
    threads: usize,
    deadline: Option<Instant>,
    /// Unchanged findings are listed too.
    all: bool,
}

impl Task<'_> {
    /// Judges one side. Findings are told in full in files that differ, where a comparison needs them.
    fn judge(
        &self,
        inventory: Arc<Inventory>,
        assess: impl FnOnce(&Checks, &Arc<Inventory>, &Options) -> Result<Whole, Aborted>,
    ) -> Result<Judgement, Failure> {
        let differs: Vec<bool> =
            inventory.documents().iter().map(|document| !self.sides.equal.contains(document.name())).collect();
        let detail = |_: RecommendationIndex, resource: &Resource| {
            // A baseline knows findings by what decided them, and who wants all wants to see it.
            differs[resource.document as usize] || self.sides.baseline.is_some() || self.all
        };
        let exempts = |resource: &Resource, recommendation| self.register.find(resource, recommendation);
        let plain = Options::plain(self.threads);
        let options = Options { detail: &detail, exempts: &exempts, deadline: self.deadline, ..plain };
        let assessed = assess(&self.sides.judge.checks, &inventory, &options).map_err(|Aborted| late())?;
        let counted = exempt::count(&assessed, self.register).into_owned();
        Ok(Judgement { inventory, assessed, counted })
    }

    /// Tells findings in files that are equal on both sides, where what they look up makes a difference.
    fn tell_differences(&self, base: &mut Judgement, head: &mut Judgement, kept: &Kept) -> Result<(), Failure> {
        let outcomes = Outcomes::of(&head.assessed);
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for (place, assessment) in base.assessed.each() {
            let Some(twin) = kept.origin(base.assessed.resource(assessment.subject)) else { continue };
            let Some(other) = outcomes.place(twin, assessment.recommendation()) else { continue };
            if outcomes.at(other) != assessment.status {
                before.push(place);
                after.push(other);
            }
        }
        let checks = &self.sides.judge.checks;
        for (side, places) in [(base, before), (head, after)] {
            let told = assess::tell(checks, &side.inventory, &mut side.assessed, places.into_iter());
            told.map_err(|Aborted| late())?;
        }
        Ok(())
    }
}

fn late() -> Problem {
    let late = Problem::new("", "the run took longer than --timeout allows");
    late.help("Allow more seconds, or look for a check that loops")
}

fn deadline(arguments: &GateArguments) -> Option<Instant> {
    Instant::now().checked_add(Duration::from_secs(arguments.timeout.get()))
}

/// The files of a side, with their bytes unless they are `shared`.
fn open(sides: &Sides, side: &dyn Files, walked: &Walked, shared: &dyn Fn(&str) -> bool) -> Vec<InventoryFile> {
    let estate = &sides.judge.estate;
    let opened = walked.found.iter().map(|found| match shared(&found.name) {
        true => InventoryFile::shared(found.name.clone()),
        false => estate.open(side, found.clone()),
    });
    let skipped = walked.passed_over.iter().map(|(name, reason)| InventoryFile::skipped(name, reason));
    let mut files: Vec<InventoryFile> = opened.chain(skipped).collect();
    files.sort_by(|one, other| one.name().cmp(other.name()));
    files
}

/// For each resource of the base: the same one of the same document at head.
fn twins(base: &Inventory, head: &Inventory) -> Vec<Option<ResourceIndex>> {
    let places = head.documents().iter().zip(0u32..).map(|(document, place)| (Arc::as_ptr(document), place));
    let places: BTreeMap<_, u32> = places.collect();
    let mut twins = vec![None; base.resources().len()];
    for (document, place) in base.documents().iter().zip(0u32..) {
        let Some(other) = places.get(&Arc::as_ptr(document)) else { continue };
        let (own, other) = (base.resources_of(place), head.resources_of(*other));
        for (resource, twin) in own.zip(other) {
            twins[resource as usize] = Some(ResourceIndex(twin));
        }
    }
    twins
}

impl Judged {
    /// What could not be judged, and what may be a mistake. What neither side can read is old, and no mistake of the change;
    /// what only head cannot read ends the gate.
    pub fn problems(&self, sides: &Sides) -> (Vec<Problem>, Vec<Problem>) {
        let (mut errors, mut warnings) = (Vec::new(), Vec::new());
        for problem in self.head.inventory.problems() {
            match sides.equal.contains(&problem.file) {
                true => warnings.push(problem.clone().help("It cannot be read in the base either, and is not judged")),
                false => errors.push(problem.clone()),
            }
        }
        for walk_problem in &sides.files.1.problems {
            errors.push(walk_problem.clone());
        }
        let base = self.base.inventory.problems().iter().filter(|problem| !sides.equal.contains(&problem.file));
        warnings.extend(
            base.map(|problem| problem.clone().help("It cannot be read in the base; all of it counts as added")),
        );
        let (gone, unjudged) = self.vanished(sides);
        warnings.extend(gone);
        errors.extend(unjudged);
        warnings.extend(self.mistakes(sides));
        warnings.extend(passed_over(sides));
        warnings.extend(self.scopes_of_nothing(sides));
        warnings.extend(self.register.warnings());
        errors.extend(self.nothing_to_read(errors.is_empty()));
        (warnings, errors)
    }

    /// Files that held resources and do not any more: those that are gone, with resources that no other file holds, and
    /// those that are there and cannot be judged, behind which anything could hide.
    fn vanished(&self, sides: &Sides) -> (Vec<Problem>, Vec<Problem>) {
        let (base, head) = (&self.base.inventory, &self.head.inventory);
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
        let (base, head) = (&self.base.inventory, &self.head.inventory);
        let documents = base.documents().iter().zip(0u32..).filter(|(document, _)| document.name() == file);
        let own = documents.flat_map(|(_, place)| base.resources_of(place)).map(ResourceIndex);
        own.filter(|index| head.find(&base.resource(*index).id).is_none()).count()
    }

    /// What may be a mistake in files of the change, and was not there before.
    fn mistakes(&self, sides: &Sides) -> Vec<Problem> {
        let told = |problem: &Problem| (problem.file.clone(), problem.message.clone());
        let old: BTreeSet<_> = self.base.inventory.warnings().iter().map(told).collect();
        let new = self.head.inventory.warnings().iter();
        new.filter(|warning| !sides.equal.contains(&warning.file) && !old.contains(&told(warning))).cloned().collect()
    }

    /// Rules for a part of the estate that no resource is in, which may be a name misspelt.
    fn scopes_of_nothing(&self, sides: &Sides) -> Vec<Problem> {
        let config = &sides.judge.estate.config;
        let rules = &config.gate;
        if rules.scopes.is_empty() {
            return Vec::new();
        }
        let resources = self.base.inventory.resources().iter().chain(self.head.inventory.resources());
        let named: BTreeSet<usize> = resources.flat_map(|resource| gate::scopes_of(config, resource)).collect();
        let file = sides.judge.estate.file.as_deref().map(display_name).unwrap_or_default();
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

    /// A gate that read nothing did not judge.
    fn nothing_to_read(&self, is_silent: bool) -> Option<Problem> {
        let any = self.head.inventory.files().iter().any(|file| file.status == FileStatus::Read);
        (is_silent && !any).then(|| {
            let problem = Problem::new("", "there is no inventory file at the end of the change");
            problem.help("Name the files or directories that hold the inventory")
        })
    }
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

/// One side under other governance, whole.
pub(super) fn judge_alone(
    judge: &crate::cli::judge::Judge,
    files: Vec<InventoryFile>,
    register: &Register,
    arguments: &GateArguments,
) -> Result<Judgement, Failure> {
    let threads = arguments.threads.map_or_else(screen::processors, usize::from);
    let inventory = Arc::new(inventory::parse(files, threads));
    let exempts = |resource: &Resource, recommendation| register.find(resource, recommendation);
    let options = Options { exempts: &exempts, deadline: deadline(arguments), ..Options::plain(threads) };
    let assessed = assess::assess(&judge.checks, &inventory, &options).map_err(|_| late())?;
    let counted = exempt::count(&assessed, register).into_owned();
    Ok(Judgement { inventory, assessed, counted })
}
