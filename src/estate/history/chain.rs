//! An estate that is led back from commit to commit, and judged at each from the one after it.

use super::exempting::Exempting;
use super::judged::{Judged, Way};
use super::tree::{Changed, Tree};
use super::{Move, Scored};
use crate::check::Evaluator;
use crate::estate::{Conditions, Estate, Keys, Sources, Stopped};
use crate::gate::moves::Roll;
use crate::inventory::{self, Inventory, ResourceIndex, Steps};
use crate::source::{ContentKey, Files, Logged, Problem, Repository, display_name, renames};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// An estate at a commit, by one governance.
pub(super) struct Chain<'e> {
    estate: &'e Estate,
    sources: &'e Sources,
    conditions: Conditions,
    repository: Repository,
    evaluator: Evaluator<'e>,
    read: Option<Read>,
    /// At the last commit that could be judged.
    judged: Option<Judged<'e>>,
    /// What is read is of that commit.
    is_judged: bool,
    /// The files of the commit after that, where it has others.
    later: Option<Keys>,
    /// Files that held resources at any commit that could be judged.
    holders: FxHashSet<String>,
}

/// What was read of a commit.
struct Read {
    tree: Tree,
    exempting: Exempting,
    steps: Steps,
}

/// What there is to say of a commit and the move from it to the last one that could be judged; or why it cannot be.
pub(super) type Told = Result<(Scored, Option<Move>), Vec<Problem>>;

impl<'e> Chain<'e> {
    /// Nothing is read yet.
    pub fn of(estate: &'e Estate, sources: &'e Sources, conditions: Conditions, repository: &Repository) -> Self {
        let evaluator = Evaluator::new(&estate.checks, Arc::new(inventory::parse(Vec::new(), 1)), conditions.deadline);
        let repository = repository.clone();
        let (read, judged, is_judged, later) = (None, None, false, None);
        let holders = FxHashSet::default();
        Self { estate, sources, conditions, repository, evaluator, read, judged, is_judged, later, holders }
    }

    /// Goes to a commit, which stands before the last one; where the governance is its own, exemptions must fit it.
    ///
    /// # Errors
    /// The deadline.
    pub fn step(&mut self, commit: &Logged, is_own: bool) -> Result<Told, Stopped> {
        let told = self.read(commit).map_err(Stopped::from).and_then(|way| self.judge(way, is_own));
        match told {
            Ok(told) => Ok(Ok(told)),
            Err(Stopped::Problems(problems)) => Ok(Err(problems)),
            Err(stopped) => Err(stopped),
        }
    }

    /// The last commit that could be judged, resource by resource.
    pub fn roll(&self) -> Option<&Roll> {
        self.judged.as_ref().map(Judged::roll)
    }

    /// Whether the commit has an inventory file of this name.
    pub fn holds(&self, name: &str) -> bool {
        self.read.as_ref().is_some_and(|read| read.tree.keys.contains_key(name))
    }

    /// Whether the commit after this one has no inventory file of this name.
    pub fn is_gone_later(&self, name: &str) -> bool {
        self.later.as_ref().is_some_and(|later| !later.contains_key(name))
    }

    /// What tells the content of a file in the commit from others; `None` where there is no such file.
    pub fn key(&self, path: &Path) -> Result<Option<ContentKey>, Problem> {
        let keys = self.read.as_ref().map(|read| read.tree.listing.keys(&[path])).transpose()?;
        Ok(keys.into_iter().flatten().next().flatten())
    }

    /// A file of the commit as text.
    pub fn text(&self, path: &Path) -> Result<String, Problem> {
        let name = display_name(path);
        let read = self.read.as_ref().map(|read| read.tree.listing.read(path, &name)).transpose()?;
        Ok(String::from_utf8_lossy(&read.unwrap_or_default()).into_owned())
    }

    /// Paths that were asked for and are not there, where none of them is.
    pub fn missing(&self) -> Option<Vec<Problem>> {
        let tree = &self.read.as_ref()?.tree;
        (!tree.is_there()).then(|| tree.missing())
    }

    /// Reads a commit's files, and tells how they came to be from those of the last one.
    fn read(&mut self, commit: &Logged) -> Result<Way, Problem> {
        let (threads, estate) = (self.conditions.threads, self.estate);
        let is_next = std::mem::take(&mut self.is_judged);
        let Some(Read { tree, mut exempting, mut steps }) = self.read.take() else {
            let mut tree = Tree::of(estate, commit, &self.repository)?;
            let exempting = Exempting::of(estate, &mut tree, self.sources);
            let steps = Steps::of(tree.files(estate, &Keys::new()), threads);
            self.read = Some(Read { tree, exempting, steps });
            return Ok(Way::Unknown);
        };
        let (mut tree, changed) = tree.step(estate, commit)?;
        self.later = if let Changed::Names(later) = &changed { Some(later.clone()) } else { None };
        // Nothing else may hold the inventory where its values are changed in place.
        self.evaluator.turn_to(Arc::new(inventory::parse(Vec::new(), 1)));
        let (former, names) = match changed {
            Changed::Contents(names) => {
                let is_exchanged = steps.exchange(tree.opened(estate, &names), threads);
                let mut known = if is_exchanged { Keys::new() } else { tree.keys.clone() };
                names.iter().for_each(|name| drop(known.remove(name)));
                let former = if is_exchanged { None } else { steps.step(tree.files(estate, &known), threads) };
                (former, Changed::Contents(names))
            }
            Changed::Names(known) => (steps.step(tree.files(estate, &known), threads), Changed::Names(known)),
        };
        if tree.others.is_empty() {
            exempting = Exempting::of(estate, &mut tree, self.sources);
        }
        let way = match (is_next, former) {
            (false, _) => Way::Unknown,
            (true, Some(former)) => Way::From { former, renamed: renamed(&tree, &names) },
            (true, None) => Way::Values(resources(&steps, &differing(&tree, names))),
        };
        self.read = Some(Read { tree, exempting, steps });
        Ok(way)
    }

    /// Judges what was read.
    fn judge(&mut self, way: Way, is_own: bool) -> Result<(Scored, Option<Move>), Stopped> {
        let Some(Read { tree, exempting, steps }) = &self.read else { return Err(Stopped::Nothing) };
        let (foreign, mut failed) = self.estate.failed_in(&tree.listing, steps.inventory());
        // What does not name a resource because it is cut too early may still be an inventory: it was one later.
        let held = foreign.into_iter().filter(|problem| self.holders.contains(&problem.file));
        failed.extend(held.map(|problem| problem.help("At a newer commit this file holds resources")));
        if !failed.is_empty() {
            return Err(failed.into());
        }
        let conditions = Conditions { today: tree.commit.day(), ..self.conditions };
        let register = exempting.register(self.estate, conditions.today, is_own)?;
        let (judged, moved) = match self.judged.take() {
            None => (Judged::fresh(self.estate, steps.inventory(), register, &conditions)?, None),
            Some(newer) => {
                let (judged, moved) =
                    newer.back(self.estate, (way, steps.inventory()), register, &conditions, &mut self.evaluator)?;
                (judged, Some(moved))
            }
        };
        let scored = judged.scored(self.estate, steps.inventory());
        self.holders.extend(new_holders(steps.inventory(), &self.holders));
        self.judged = Some(judged);
        self.is_judged = true;
        Ok((scored, moved))
    }
}

/// Files that hold resources, and are not known to.
fn new_holders(inventory: &Inventory, known: &FxHashSet<String>) -> Vec<String> {
    let holds = |place: u32| inventory.resources_of(place).next().is_some();
    let documents = inventory.documents().iter().zip(0..);
    let new = documents.filter(|(document, place)| !known.contains(document.name()) && holds(*place));
    new.map(|(document, _)| document.name().to_owned()).collect()
}

/// The names of files whose contents are others.
fn differing(tree: &Tree, changed: Changed) -> BTreeSet<String> {
    match changed {
        Changed::Contents(names) => names,
        Changed::Names(former) => {
            let differs = tree.keys.iter().filter(|(name, key)| former.get(*name) != Some(*key));
            differs.map(|(name, _)| name.clone()).collect()
        }
    }
}

/// What files of the tree are called in the one before, where only their names are others.
fn renamed(tree: &Tree, changed: &Changed) -> BTreeMap<String, String> {
    let Changed::Names(former) = changed else { return BTreeMap::new() };
    renames(&tree.keys, former).into_iter().map(|(is, was)| (is.to_owned(), was.to_owned())).collect()
}

/// The resources of these files.
fn resources(steps: &Steps, names: &BTreeSet<String>) -> Vec<ResourceIndex> {
    let inventory = steps.inventory();
    let documents = inventory.documents().iter().zip(0..).filter(|(document, _)| names.contains(document.name()));
    documents.flat_map(|(_, place)| inventory.resources_of(place)).map(ResourceIndex).collect()
}
