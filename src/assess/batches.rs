//! Judging resources that come one a line, a batch of lines at a time.
//!
//! Only outcomes are kept, so that memory follows the number of resources and not the size of their text. No check may
//! look beyond its own resource here: the rest of the inventory is never there.

use super::fold::Folded;
use super::run::{gather, in_parallel, outcomes};
use super::{Assessed, Covers, Options, Sample};
use crate::check::{Aborted, Checks, Evaluator};
use crate::inventory::{FileRules, Inventory, Resource, ResourceIndex, read_document};
use crate::source::{Document, Problem};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

/// Whole lines of a larger text.
pub struct Batch {
    /// Counts from 0 without gaps.
    pub number: usize,
    /// Lines of the text that stand before these.
    pub lines_before: u32,
    /// The lines.
    pub bytes: Vec<u8>,
}

/// What all batches gave together.
#[derive(Default)]
pub struct Streamed {
    /// Outcomes, in order of lines.
    pub assessed: Assessed,
    /// Resources that were read, covered or not.
    pub resources: usize,
    /// Rows of resources that have one on another line.
    pub repeated: usize,
    /// Rows that tell of resources without being ones.
    pub others: usize,
    /// What the platform writes was met.
    pub is_marked: bool,
    /// Lines that could not be read.
    pub problems: Vec<Problem>,
    /// What may be a mistake.
    pub warnings: Vec<Problem>,
    /// Of the resources that were assessed, where it was asked for.
    pub sample: Sample,
}

/// Assesses batches as `next` gives them, from a file called `name`; the result is the same for any number of threads.
pub fn assess_batches(
    checks: &Checks,
    name: &str,
    next: &(dyn Fn() -> Option<Batch> + Sync),
    rules: &FileRules,
    covers: &Covers<'_>,
    options: &Options,
) -> Result<Streamed, Aborted> {
    let joined = Mutex::new(Joined::default());
    let work = || -> Result<Vec<(usize, ())>, Aborted> {
        let mut evaluator = Evaluator::new(checks, Arc::new(Inventory::of(Vec::new())), options.deadline);
        while let Some(batch) = next() {
            let (number, lines) = (batch.number, batch.lines_before);
            let part = one(checks, name, batch, rules, covers, options, &mut evaluator)?;
            (options.progress)(part.resources);
            joined.lock().unwrap_or_else(PoisonError::into_inner).add(number, lines, part);
        }
        Ok(Vec::new())
    };
    in_parallel(options.threads.max(1), work)?;
    let Joined { mut whole, folded, .. } = joined.into_inner().unwrap_or_else(PoisonError::into_inner);
    whole.repeated = folded.unfold(&mut whole.assessed);
    Ok(whole)
}

/// Parts that came before their turn wait here; with as many batches under way as threads, they are few.
#[derive(Default)]
struct Joined {
    whole: Streamed,
    folded: Folded,
    next: usize,
    waiting: Vec<(usize, u32, Streamed)>,
}

impl Joined {
    fn add(&mut self, number: usize, lines: u32, part: Streamed) {
        self.waiting.push((number, lines, part));
        while let Some(place) = self.waiting.iter().position(|(number, ..)| *number == self.next) {
            let (_, lines, part) = self.waiting.swap_remove(place);
            self.append(part, lines);
            self.next += 1;
        }
    }

    fn append(&mut self, mut part: Streamed, lines: u32) {
        let down = |mut problem: Problem| {
            problem.position.iter_mut().for_each(|position| position.line += lines);
            problem
        };
        self.folded.take(&mut part.assessed, &mut self.whole.assessed);
        self.whole.assessed.append(part.assessed, lines);
        self.whole.resources += part.resources;
        self.whole.others += part.others;
        self.whole.is_marked |= part.is_marked;
        self.whole.sample.add(part.sample);
        self.whole.problems.extend(part.problems.into_iter().map(down));
        self.whole.warnings.extend(part.warnings.into_iter().map(down));
    }
}

fn one(
    checks: &Checks,
    name: &str,
    batch: Batch,
    rules: &FileRules,
    covers: &Covers<'_>,
    options: &Options,
    evaluator: &mut Evaluator<'_>,
) -> Result<Streamed, Aborted> {
    let (document, bad_lines) = readable(name, batch.bytes);
    let inventory =
        Arc::new(Inventory::of(document.into_iter().map(|document| read_document(document, rules)).collect()));
    let all = inventory.resources().len() as u32;
    // Of a subscription without a row nothing can be said where nothing is looked up.
    let covers = |index: &ResourceIndex| {
        let resource = inventory.resource(*index);
        !resource.is_implied() && covers(resource)
    };
    let covered: Vec<ResourceIndex> = (0..all).map(ResourceIndex).filter(covers).collect();
    evaluator.turn_to(inventory.clone());
    let outcomes = outcomes(checks, None, options, evaluator, &covered)?;
    let files = inventory.files();
    let assessed = gather(&inventory, options, &covered, outcomes.all.into_iter(), identity, Resource::turn);
    Ok(Streamed {
        assessed,
        resources: files.iter().map(|file| file.resources).sum(),
        repeated: 0,
        others: files.iter().map(|file| file.others).sum(),
        is_marked: files.iter().any(|file| file.is_taken_for_snapshot),
        problems: bad_lines.into_iter().chain(inventory.problems().iter().cloned()).collect(),
        warnings: inventory.warnings().to_vec(),
        sample: if options.sample {
            Sample::of(covered.iter().map(|index| inventory.resource(*index)))
        } else {
            Sample::default()
        },
    })
}

/// Problems of a batch that are told one by one.
const PROBLEMS_TOLD: usize = 3;

/// The lines that can be read, in their places, and what is wrong with the others.
fn readable(name: &str, mut bytes: Vec<u8>) -> (Option<Document>, Vec<Problem>) {
    if let Ok(document) = Document::parse(name, bytes.clone()) {
        return (Some(document), Vec::new());
    }
    let mut problems = Vec::new();
    for (line, text) in (0..).zip(bytes.split_mut(|&byte| byte == b'\n')) {
        if let Err(mut problem) = Document::parse(name, text.to_vec()) {
            problem.position.iter_mut().for_each(|position| position.line += line);
            problems.push(problem);
            text.fill(b' ');
        }
    }
    let more = problems.len().saturating_sub(PROBLEMS_TOLD);
    problems.truncate(PROBLEMS_TOLD);
    if more > 0 {
        problems.push(Problem::new(name, format!("{more} more lines near these cannot be read")));
    }
    (Document::parse(name, bytes).ok(), problems)
}

/// Equal for equal ids in any case. Two ids of a million collide with a chance below one in ten million.
fn identity(resource: &Resource) -> u64 {
    let mut hasher = DefaultHasher::new();
    resource.id.bytes().for_each(|byte| byte.to_ascii_lowercase().hash(&mut hasher));
    hasher.finish()
}
