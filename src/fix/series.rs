//! Fixes one after the other: steps of which each applies to what those before it made.

use super::conflict::Proposal;
use super::files::change;
use super::text::{self, Change, TextEdit};
use super::{Finding, Fixed, LeftOut, Plan, Request, points, proof};
use crate::check::{self, Aborted, Edit};
use crate::inventory::Inventory;
use crate::policy::ControlIndex;
use crate::score::Ratio;
use num_traits::Zero;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// What makes a step of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// A control, the one with the highest potential increase first; a recommendation goes to the first of its controls.
    Control,
    /// A recommendation, in order of id.
    Recommendation,
    /// A resource, in order of the files.
    Resource,
    /// A file, in the order that they were read; a fix that changes two goes to the first.
    File,
}

/// Fixes that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it is about: the id of a control or recommendation, a resource's name, or a file's.
    pub name: String,
    /// Their points are what the score gains when all steps before are applied.
    pub fixed: Vec<Fixed>,
    /// The estate's percentage, from 0 to 1, before the step and with it; nothing where what is scored changes on the way.
    pub percentages: Option<[Ratio; 2]>,
    /// What stays of what it is about; of what no step is about, with the last one.
    pub left_out: Vec<LeftOut>,
}

/// The plan's fixes in steps, with their points in that order.
///
/// # Errors
/// The deadline.
pub fn series(request: &Request<'_>, plan: &Plan, split: Split) -> Result<Vec<Step>, Aborted> {
    in_steps(request, plan, |finding, edits| {
        let (rank, name) = key(request, plan, split, finding, edits);
        ((rank, name.clone()), name)
    })
}

/// The plan's fixes in steps, in order of the keys that belong to their names, with their points in that order.
///
/// # Errors
/// The deadline.
pub fn in_steps<K: Ord>(
    request: &Request<'_>,
    plan: &Plan,
    key: impl Fn(Finding, &[Edit]) -> (K, String),
) -> Result<Vec<Step>, Aborted> {
    let mut keyed: Vec<((K, String), Fixed)> =
        plan.fixed.iter().map(|fix| (key(fix.finding, &fix.edits), fix.clone())).collect();
    keyed.sort_by(|((a, _), _), ((b, _), _)| a.cmp(b));
    let (keys, mut fixed): (Vec<_>, Vec<Fixed>) = keyed.into_iter().unzip();
    for fix in &mut fixed {
        fix.points = Ratio::zero();
        fix.still_missing.clear();
        fix.undecided.clear();
    }
    points::share(request, &plan.beside, &mut fixed);
    let mut steps: Vec<(K, Step)> = Vec::new();
    for ((place, name), fix) in keys.into_iter().zip(fixed) {
        match steps.last_mut() {
            Some((last, step)) if *last == place => step.fixed.push(fix),
            _ => {
                let step = Step { name, fixed: vec![fix], percentages: None, left_out: Vec::new() };
                steps.push((place, step));
            }
        }
    }
    for left in &plan.left_out {
        let (place, _) = key(left.finding, &[]);
        let own = steps.iter().position(|(other, _)| *other == place).unwrap_or(steps.len().saturating_sub(1));
        if let Some((_, step)) = steps.get_mut(own) {
            step.left_out.push(left.clone());
        }
    }
    let mut steps: Vec<Step> = steps.into_iter().map(|(_, step)| step).collect();
    settle_steps(request, plan, &mut steps)?;
    reach(plan, &mut steps);
    Ok(steps)
}

/// Says how far each step comes.
fn reach(plan: &Plan, steps: &mut [Step]) {
    let (Some(before), Some(after)) = (&plan.before.estate.figures, &plan.after.estate.figures) else { return };
    if before.max != after.max {
        return;
    }
    let (mut current, max) = (before.current.clone(), Ratio::from_integer(before.max.into()));
    for step in steps {
        let reached = &current + points::gain(&step.fixed);
        step.percentages = Some([&current / &max, &reached / &max]);
        current = reached;
    }
}

/// Makes the points of steps sum to what the score gains with each. Where some steps together gain what is shared out among
/// them, they are believed; else they are tried half by half.
fn settle_steps(request: &Request<'_>, plan: &Plan, steps: &mut [Step]) -> Result<(), Aborted> {
    let fixed: Vec<&Fixed> = steps.iter().flat_map(|step| &step.fixed).collect();
    let proposals: Vec<Proposal> = fixed.iter().map(|fix| (fix.finding, fix.edits.clone())).collect();
    let mut ends: Vec<usize> = steps.iter().map(|step| step.fixed.len()).collect();
    (1..ends.len()).for_each(|place| ends[place] += ends[place - 1]);
    let tried = Tried { request, proposals, ends };
    tried.settle(steps, 0, &points::current(&plan.before), &points::current(&plan.after))
}

/// Steps that are made one after the other.
struct Tried<'r> {
    request: &'r Request<'r>,
    proposals: Vec<Proposal>,
    /// How many proposals are made with each step and those before it.
    ends: Vec<usize>,
}

impl Tried<'_> {
    /// Settles steps of which the first stands at `first` among all, from the score before them to that after them.
    fn settle(&self, steps: &mut [Step], first: usize, before: &Ratio, after: &Ratio) -> Result<(), Aborted> {
        let shared = points::gain(steps.iter().flat_map(|step| &step.fixed));
        let half = steps.len() / 2;
        if shared == after - before {
            return Ok(());
        }
        if half > 0 {
            let made = &self.proposals[..self.ends[first + half - 1]];
            if let Some(between) = check::with_room(|| proof::score_with(self.request, made))?? {
                let between = points::current(&between);
                let (one, other) = steps.split_at_mut(half);
                self.settle(one, first, before, &between)?;
                return self.settle(other, first + half, &between, after);
            }
        }
        // Of steps that cannot be parted the last one has what is left.
        let rest = after - before - shared;
        let last = steps.iter_mut().rev().find_map(|step| step.fixed.last_mut());
        last.into_iter().for_each(|last| last.points += &rest);
        Ok(())
    }
}

/// A step's place and name.
fn key(request: &Request<'_>, plan: &Plan, split: Split, finding: Finding, edits: &[Edit]) -> (usize, String) {
    let entry = &request.policy.recommendations[finding.recommendation.0];
    match split {
        Split::Control => {
            let rank = |control: &ControlIndex| plan.before.controls.iter().position(|score| score.control == *control);
            let ranked = entry.controls.iter().map(|control| (rank(control).unwrap_or(usize::MAX), control)).min();
            let name = ranked.map_or("", |(_, control)| &request.policy.controls[control.0].id);
            (ranked.map_or(usize::MAX, |(rank, _)| rank), name.to_owned())
        }
        Split::Recommendation => (finding.recommendation.0, entry.id.clone()),
        Split::Resource => {
            let resource = request.inventory.resource(finding.resource);
            let first = request.inventory.resource(resource.canonical);
            (resource.canonical.0 as usize, first.name.to_string())
        }
        Split::File => {
            let own = || request.inventory.resource(finding.resource).document;
            let document = edits.iter().map(|edit| edit.document).min().unwrap_or_else(own);
            let name = request.inventory.documents().get(document as usize).map_or("", |document| document.name());
            (document as usize, name.to_owned())
        }
    }
}

/// The files while a series is applied, step by step.
pub struct Stage<'i> {
    inventory: &'i Inventory,
    /// The plan's order. New members come in the order of their changes, and the end is to be the plan's text.
    order: FxHashMap<Finding, usize>,
    files: BTreeMap<u32, Made>,
}

/// What was done to a file so far.
#[derive(Default)]
struct Made {
    /// By place in the plan's order, and in the fix.
    changes: BTreeMap<(usize, usize), Change>,
    /// The edits that the changes mean together.
    edits: Vec<TextEdit>,
}

/// What a step does to a file.
pub struct StepFile {
    /// Which of the inventory's documents.
    pub document: u32,
    /// The edits of the file's own text that were made before the step.
    pub before: Vec<TextEdit>,
    /// The edits of the file's own text that are made after it.
    pub after: Vec<TextEdit>,
}

impl<'i> Stage<'i> {
    /// Before the first step.
    pub fn new(inventory: &'i Inventory, plan: &Plan) -> Self {
        let order = plan.fixed.iter().enumerate().map(|(place, fix)| (fix.finding, place)).collect();
        Self { inventory, order, files: BTreeMap::new() }
    }

    /// Applies the next fixes. Files whose text stays are left out: what the fixes want there was done before.
    ///
    /// # Errors
    ///
    /// Why they cannot be applied without those that come later.
    pub fn advance(&mut self, fixed: &[Fixed]) -> Result<Vec<StepFile>, String> {
        let mut touched = BTreeSet::new();
        for fix in fixed {
            let place = self.order.get(&fix.finding).copied().unwrap_or(usize::MAX);
            for (number, edit) in fix.edits.iter().enumerate() {
                touched.insert(edit.document);
                self.files.entry(edit.document).or_default().changes.insert((place, number), change(edit));
            }
        }
        let mut files = Vec::new();
        for place in touched {
            let made = self.files.entry(place).or_default();
            let document = &self.inventory.documents()[place as usize];
            let changes: Vec<Change> = made.changes.values().cloned().collect();
            let (after, refusals) = text::plan(document, &changes);
            if let Some(refusal) = refusals.into_iter().next() {
                return Err(refusal.reason);
            }
            text::verify(document, &changes, text::apply(document.text(), &after))?;
            let before = std::mem::replace(&mut made.edits, after.clone());
            if before != after {
                files.push(StepFile { document: place, before, after });
            }
        }
        Ok(files)
    }
}
