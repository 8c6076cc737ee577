//! Both sides read and assessed. A file that is equal on both is read once, and a resource in it is judged once by every
//! check that looks at nothing else.

use super::sides::Sides;
use crate::assess::{self, Assessed, Kept, Options, Outcomes};
use crate::check::{Aborted, Checks};
use crate::cli::args::GateArguments;
use crate::cli::{Failure, screen};
use crate::exempt::{self, Register};
use crate::gate::{self, Comparison, Side};
use crate::inventory::{self, FileStatus, Inventory, InventoryFile, Resource, ResourceIndex};
use crate::policy::RecommendationIndex;
use crate::source::{Files, Problem, Walked};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Both sides, judged by one governance.
pub(super) struct Judged {
    /// The exemptions that count.
    pub register: Register,
    base: Judgement,
    head: Judgement,
}

/// One side, judged.
pub(super) struct Judgement {
    pub inventory: Arc<Inventory>,
    pub assessed: Assessed,
    /// After exemptions.
    pub counted: Assessed,
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
        let head = Arc::new(inventory::parse(opened, threads));
        let shared = open(sides, &*sides.base, base_files, &|name| sides.equal.contains(name));
        let base = Arc::new(inventory::parse_beside(shared, threads, &head));
        let task = Task { sides, register: &register, threads, deadline: deadline(arguments) };
        let mut head = task.judge(head, |checks, inventory, options| assess::assess(checks, inventory, options))?;
        let kept = Kept::of(&head.inventory, &base, twins(&base, &head.inventory));
        let outcomes = Outcomes::of(&head.assessed);
        let mut base = task.judge(base, |checks, base, options| kept.assess(checks, base, &outcomes, options))?;
        task.tell_differences(&mut base, &mut head, &kept)?;
        Ok(Self { register, base, head })
    }

    /// Where the change starts.
    pub fn base(&self) -> Side<'_> {
        self.base.side()
    }

    /// Where it ends.
    pub fn head(&self) -> Side<'_> {
        self.head.side()
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
}

impl Task<'_> {
    /// Judges one side. Findings are told in full in files that differ, where a comparison needs them.
    fn judge(
        &self,
        inventory: Arc<Inventory>,
        assess: impl FnOnce(&Checks, &Arc<Inventory>, &Options) -> Result<Assessed, Aborted>,
    ) -> Result<Judgement, Failure> {
        let differs: Vec<bool> =
            inventory.documents().iter().map(|document| !self.sides.equal.contains(document.name())).collect();
        let detail = |_: RecommendationIndex, resource: &Resource| {
            // A baseline knows findings by what decided them.
            differs[resource.document as usize] || self.sides.baseline.is_some()
        };
        let exempts = |resource: &Resource, recommendation| self.register.find(resource, recommendation);
        let plain = Options::plain(self.threads);
        let options = Options { detail: &detail, exempts: &exempts, deadline: self.deadline, ..plain };
        let assessed = assess(&self.sides.judge.checks, &inventory, &options).map_err(|Aborted| late())?;
        let counted = exempt::apply(&assessed, self.register).into_owned();
        Ok(Judgement { inventory, assessed, counted })
    }

    /// Tells findings in files that are equal on both sides, where what they look up makes a difference.
    fn tell_differences(&self, base: &mut Judgement, head: &mut Judgement, kept: &Kept) -> Result<(), Failure> {
        let outcomes = Outcomes::of(&head.assessed);
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for (place, assessment) in (0..).zip(&base.assessed.assessments) {
            let Some(twin) = kept.origin(ResourceIndex(assessment.subject.0)) else { continue };
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
        true => InventoryFile::shared(found.name.clone(), estate.rules_of(side, found)),
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
        warnings.extend(self.vanished(sides));
        warnings.extend(self.register.warnings());
        (warnings, errors)
    }

    /// Files that held resources and are not judged any more, though something of them is left.
    fn vanished(&self, sides: &Sides) -> Vec<Problem> {
        let is_read = |inventory: &Inventory, name: &str| {
            inventory.files().iter().any(|file| file.path == name && file.status == FileStatus::Read)
        };
        let held = self.base.inventory.files().iter().filter(|file| file.status == FileStatus::Read);
        let gone = held.filter(|file| {
            let name = sides.renamed.get(&file.path).unwrap_or(&file.path);
            !is_read(&self.head.inventory, name)
        });
        let told = gone.map(|file| {
            let here = self.head.inventory.files().iter().find(|other| other.path == file.path);
            let reason = match here.map(|other| &other.status) {
                Some(FileStatus::PassedOver(reason)) => format!("is not judged any more: {reason}"),
                Some(FileStatus::Failed(reason)) => format!("cannot be read any more: {reason}"),
                _ => "is gone".to_owned(),
            };
            let resources =
                if file.resources == 1 { "1 resource".to_owned() } else { format!("{} resources", file.resources) };
            Problem::new(&*file.path, format!("it held {resources} in the base and {reason}"))
        });
        told.collect()
    }
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
    let counted = exempt::apply(&assessed, register).into_owned();
    Ok(Judgement { inventory, assessed, counted })
}
