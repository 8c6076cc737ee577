//! Judging an inventory that is held in memory.

use super::given::{Fill, filled};
use super::{
    Assessed, Assessment, AssessmentIndex, ExemptionNumber, Group, Occurrence, Place, ResourceName, Sought, Status,
    Subject, SubjectIndex, UnknownReason, Whole,
};
use crate::check::{self, Aborted, Checks, Detail, Evaluator, Verdict};
use crate::inventory::{Inventory, Resource, ResourceIndex, Turn};
use crate::policy::RecommendationIndex;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// How to assess, and how much to tell of it.
pub struct Options<'o> {
    /// Threads to work on, at least one.
    pub threads: usize,
    /// Whether the finding of a recommendation on a resource is wanted with message, evidence and place.
    pub detail: &'o (dyn Fn(RecommendationIndex, &Resource) -> bool + Sync),
    /// Names all subjects, not only those with a finding.
    pub name_all: bool,
    /// The exemption that an unhealthy assessment has.
    pub exempts: &'o (dyn Fn(&Inventory, &Resource, RecommendationIndex) -> Option<ExemptionNumber> + Sync),
    /// When the run has taken too long.
    pub deadline: Option<Instant>,
    /// A [`Sample`](super::Sample) of lines is kept, which are forgotten otherwise.
    pub sample: bool,
    /// Who is asked where a check cannot decide.
    pub fill: &'o Fill<'o>,
    /// Told the number of resources after each stretch of them.
    pub progress: &'o (dyn Fn(usize) + Sync),
}

impl Options<'static> {
    /// Everything is assessed without exemptions, and nothing told but outcomes.
    pub fn plain(threads: usize) -> Self {
        Self {
            threads,
            detail: &|_, _| false,
            name_all: false,
            exempts: &|_, _, _| None,
            deadline: None,
            sample: false,
            fill: &|_, _, _| None,
            progress: &|_| {},
        }
    }
}

/// Resources that a thread takes at a time.
const STRETCH: usize = 256;

/// Which resources to assess; look-ups still see the whole inventory.
pub type Covers<'c> = dyn Fn(&Resource) -> bool + Sync + 'c;

/// Assesses every resource against every enabled recommendation for its type.
///
/// The result is the same for any number of threads.
pub fn assess(checks: &Checks, inventory: &Arc<Inventory>, options: &Options) -> Result<Whole, Aborted> {
    run(checks, inventory, &|_| true, None, options).map(Whole)
}

/// The same for the resources that filters let through.
pub fn assess_part(
    checks: &Checks,
    inventory: &Arc<Inventory>,
    covers: &Covers<'_>,
    options: &Options,
) -> Result<Assessed, Aborted> {
    run(checks, inventory, covers, None, options)
}

/// What an assessment will say, where that is known without judging.
pub type Known<'k> = dyn Fn(ResourceIndex, RecommendationIndex) -> Option<Status> + Sync + 'k;

/// As [`assess`], for an inventory of which much is known: only what is not is judged. Nothing but statuses is told, and of
/// what is judged the details that `options` want and what it depends on.
pub fn reassess(
    checks: &Checks,
    inventory: &Arc<Inventory>,
    known: &Known<'_>,
    options: &Options,
) -> Result<Whole, Aborted> {
    run(checks, inventory, &|_| true, Some(known), options).map(Whole)
}

fn run(
    checks: &Checks,
    inventory: &Arc<Inventory>,
    covers: &Covers<'_>,
    known: Option<&Known<'_>>,
    options: &Options,
) -> Result<Assessed, Aborted> {
    let covered = covered(inventory, covers);
    let each =
        |evaluator: &mut Evaluator<'_>, stretch: &[ResourceIndex]| outcomes(checks, known, options, evaluator, stretch);
    let outcomes = in_stretches(checks, inventory, &covered, options, &each)?;
    let sought = sought(&outcomes);
    let outcomes = outcomes.into_iter().flat_map(|stretch| stretch.all);
    let identity = |resource: &Resource| u64::from(resource.canonical.0);
    Ok(Assessed { sought, ..gather(inventory, options, &covered, outcomes, identity, |_| Turn::default()) })
}

/// The resources that filters let through.
pub(super) fn covered(inventory: &Inventory, covers: &Covers<'_>) -> Vec<ResourceIndex> {
    let all = (0..inventory.resources().len() as u32).map(ResourceIndex);
    all.filter(|&index| covers(inventory.resource(index))).collect()
}

/// What is done with a stretch of resources.
type Each<'e, T> = dyn Fn(&mut Evaluator<'_>, &[ResourceIndex]) -> Result<T, Aborted> + Sync + 'e;

/// Does something with each stretch of resources, on as many threads as there may be; what each gave, in their order.
pub(super) fn in_stretches<T: Send>(
    checks: &Checks,
    inventory: &Arc<Inventory>,
    covered: &[ResourceIndex],
    options: &Options,
    each: &Each<'_, T>,
) -> Result<Vec<T>, Aborted> {
    let stretches: Vec<&[ResourceIndex]> = covered.chunks(STRETCH).collect();
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<(usize, T)>, Aborted> {
        let mut evaluator = Evaluator::new(checks, inventory.clone(), options.deadline);
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(stretch) = stretches.get(number) else { return Ok(done) };
            done.push((number, each(&mut evaluator, stretch)?));
            (options.progress)(stretch.len());
        }
    };
    in_parallel(options.threads.clamp(1, stretches.len().max(1)), work)
}

/// What all outcomes depend on, by their place among all.
fn sought(stretches: &[Outcomes]) -> Vec<(AssessmentIndex, Sought)> {
    let mut sought = Vec::with_capacity(stretches.iter().map(|stretch| stretch.sought.len()).sum());
    let mut first = 0;
    for stretch in stretches {
        sought.extend(stretch.sought.iter().map(|(place, sought)| (AssessmentIndex(first + place), *sought)));
        first += stretch.all.len() as u32;
    }
    sought
}

/// The outcomes of a stretch of resources.
#[derive(Default)]
pub(super) struct Outcomes {
    pub all: Vec<Outcome>,
    /// What they depend on, by their place in `all`; see [`Assessed::sought`].
    pub sought: Vec<(u32, Sought)>,
}

/// Tells findings in full that were assessed without details.
pub fn tell(
    checks: &Checks,
    inventory: &Arc<Inventory>,
    whole: &mut Whole,
    places: impl Iterator<Item = AssessmentIndex>,
) -> Result<(), Aborted> {
    let mut evaluator = Evaluator::new(checks, inventory.clone(), None);
    for place in places {
        let assessment = whole.at(place);
        let resource = whole.resource(assessment.subject);
        let verdict = evaluator.verdict(assessment.recommendation(), resource, Detail::Full)?;
        if let Some(finding) = verdict.finding {
            whole.0.broken.extend(finding.script_error.then_some(place));
            whole.0.findings.insert(place, finding);
            whole.0.names.insert(assessment.subject, ResourceName::of(inventory.resource(resource)));
        }
    }
    Ok(())
}

/// One outcome, before it has a place in [`Assessed`].
pub(super) type Outcome = (ResourceIndex, RecommendationIndex, Verdict);

pub(super) fn outcomes(
    checks: &Checks,
    known: Option<&Known<'_>>,
    options: &Options,
    evaluator: &mut Evaluator,
    stretch: &[ResourceIndex],
) -> Result<Outcomes, Aborted> {
    let inventory = evaluator.inventory();
    let mut outcomes = Outcomes { all: Vec::with_capacity(stretch.len() * 2), sought: Vec::new() };
    for &resource in stretch.iter().filter(|resource| inventory.is_judged(**resource)) {
        let entry = inventory.resource(resource);
        for &recommendation in checks.for_type(entry.part, &entry.type_name) {
            let detail = match known {
                _ if (options.detail)(recommendation, entry) => Detail::Full,
                Some(_) => Detail::Outcome,
                None => Detail::Status,
            };
            if let Some(status) = known.and_then(|known| known(resource, recommendation)) {
                outcomes.all.push((resource, recommendation, Verdict { status, finding: None }));
                continue;
            }
            let verdict = evaluator.verdict(recommendation, resource, detail)?;
            let verdict = filled(verdict, options.fill, &inventory, entry, recommendation);
            let place = outcomes.all.len() as u32;
            outcomes.sought.extend(evaluator.sought(resource).into_iter().map(|sought| (place, sought)));
            outcomes.all.push((resource, recommendation, verdict));
        }
    }
    Ok(outcomes)
}

/// Runs `work` on as many threads; all results in the order of their numbers.
pub(super) fn in_parallel<T: Send>(
    threads: usize,
    work: impl Fn() -> Result<Vec<(usize, T)>, Aborted> + Sync,
) -> Result<Vec<T>, Aborted> {
    let mut parts = std::thread::scope(|scope| {
        // Where the system gives fewer threads, those that there are do all the work.
        let all: Vec<_> = (0..threads).map_while(|_| check::spawn(scope, &work).ok()).collect();
        let mut parts = if all.is_empty() { check::with_room(&work)?? } else { Vec::new() };
        for thread in all {
            parts.extend(check::join(thread)?);
        }
        Ok(parts)
    })?;
    parts.sort_by_key(|(number, _)| *number);
    Ok(parts.into_iter().map(|(_, part)| part).collect())
}

/// Puts outcomes in their places; `identity` is equal for occurrences of one resource, and `turn` tells which of them count when
/// others are elsewhere.
pub(super) fn gather(
    inventory: &Inventory,
    options: &Options,
    covered: &[ResourceIndex],
    outcomes: impl Iterator<Item = Outcome>,
    identity: impl Fn(&Resource) -> u64,
    turn: impl Fn(&Resource) -> Turn,
) -> Assessed {
    let mut assessed = Assessed::default();
    let mut groups = Groups::default();
    let repeated = repeated(inventory);
    let mut outcomes = outcomes.peekable();
    for &resource in covered {
        let entry = inventory.resource(resource);
        let subject = assessed.add_subject(entry, identity(entry), &mut groups);
        if repeated.contains(&entry.canonical) {
            let copy = Occurrence { place: place(inventory, resource), kind: inventory.kind(resource) };
            assessed.copies.insert(subject, copy);
        }
        assessed.quiet.extend(Some(turn(entry)).filter(|turn| *turn != Turn::default()).map(|turn| (subject, turn)));
        let mut named = options.name_all;
        while let Some((_, recommendation, verdict)) = outcomes.next_if(|(of, ..)| *of == resource) {
            let detailed = (options.detail)(recommendation, entry);
            named |= detailed && verdict.finding.is_some();
            if verdict.status == Status::Unhealthy
                && let Some(exemption) = (options.exempts)(inventory, entry, recommendation)
            {
                assessed.exempt.insert(AssessmentIndex(assessed.assessments.len() as u32), exemption);
            }
            assessed.add(subject, recommendation, verdict, detailed);
        }
        if named {
            assessed.names.insert(subject, ResourceName::of(entry));
        }
    }
    assessed
}

/// The resources that occur more than once.
fn repeated(inventory: &Inventory) -> FxHashSet<ResourceIndex> {
    let all = (0..).map(ResourceIndex).zip(inventory.resources());
    all.filter(|(place, resource)| resource.canonical != *place).map(|(_, resource)| resource.canonical).collect()
}

fn place(inventory: &Inventory, resource: ResourceIndex) -> Place {
    let at = inventory.location(resource);
    Place { file: at.file.into(), line: at.line, column: at.column }
}

/// The groups that were met, as they were written, and their places.
type Groups = FxHashMap<(u16, Option<Arc<str>>, Option<Arc<str>>), u32>;

impl Assessed {
    fn add_subject(&mut self, resource: &Resource, identity: u64, groups: &mut Groups) -> SubjectIndex {
        let same = (resource.part, resource.subscription.clone(), resource.resource_group.clone());
        let group = *groups.entry(same).or_insert_with_key(|(part, subscription, name)| {
            self.group(Group { part: *part, subscription: subscription.clone(), name: name.clone() })
        });
        self.push_subject(Subject { identity, group, count: u32::from(!resource.is_telling) })
    }

    fn add(&mut self, subject: SubjectIndex, recommendation: RecommendationIndex, verdict: Verdict, detailed: bool) {
        if let Some(finding) = verdict.finding {
            let place = AssessmentIndex(self.assessments.len() as u32);
            self.broken.extend(finding.script_error.then_some(place));
            if verdict.status == Status::Unknown {
                let (message, script_error) = (finding.message.clone().unwrap_or_default(), finding.script_error);
                let export = finding.export.clone();
                let reason = UnknownReason { recommendation, message, script_error, export };
                match self.quiet.contains_key(&subject) {
                    true => drop(self.withheld.insert(place, reason)),
                    false => self.count_unknown(reason, 1),
                }
            }
            if detailed {
                self.findings.insert(place, finding);
            }
        }
        // `check::compile` holds the number of recommendations below this bound.
        let recommendation = u16::try_from(recommendation.0).unwrap_or(u16::MAX);
        self.assessments.push(Assessment { subject, recommendation, status: verdict.status });
    }
}

impl Assessed {
    /// Counts assessments that are unknown for a reason.
    pub(super) fn count_unknown(&mut self, reason: UnknownReason, count: u64) {
        *self.unknown_reasons.entry(reason).or_default() += count;
    }
}

impl ResourceName {
    fn of(resource: &Resource) -> Self {
        Self { id: (&*resource.id).into(), name: (&*resource.name).into(), type_name: resource.type_name.clone() }
    }
}
