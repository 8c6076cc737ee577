//! One assessment per recommendation and resource that it applies to by type.

use crate::check::{Aborted, Checks, Detail, Evaluator, Verdict};
use crate::inventory::{Inventory, Resource, ResourceIndex};
use crate::policy::RecommendationIndex;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// What to assess, and how much to tell of it.
pub struct Options<'o> {
    /// Threads to work on, at least one.
    pub threads: usize,
    /// Resources that filters let through; look-ups still see the whole inventory.
    pub covers: &'o (dyn Fn(&Resource) -> bool + Sync),
    /// Recommendations whose findings are wanted with message, evidence and place.
    pub detail: &'o (dyn Fn(RecommendationIndex) -> bool + Sync),
    /// Names all subjects, not only those with a finding.
    pub name_all: bool,
    /// When the run has taken too long.
    pub deadline: Option<Instant>,
    /// Told the number of resources after each stretch of them.
    pub progress: &'o (dyn Fn(usize) + Sync),
}

/// Resources that a thread takes at a time.
const STRETCH: usize = 256;

/// Assesses every resource that `options` covers against every enabled recommendation for its type.
///
/// The result is the same for any number of threads.
pub fn assess(checks: &Checks, inventory: &Arc<Inventory>, options: &Options) -> Result<Assessed, Aborted> {
    let covered: Vec<ResourceIndex> = (0..inventory.resources().len() as u32)
        .map(ResourceIndex)
        .filter(|&index| (options.covers)(inventory.resource(index)))
        .collect();
    let stretches: Vec<&[ResourceIndex]> = covered.chunks(STRETCH).collect();
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<(usize, Vec<Outcome>)>, Aborted> {
        let mut evaluator = Evaluator::new(checks, inventory.clone(), options.deadline);
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(stretch) = stretches.get(number) else { return Ok(done) };
            done.push((number, outcomes(checks, inventory, options, &mut evaluator, stretch)?));
            (options.progress)(stretch.len());
        }
    };
    let threads = options.threads.clamp(1, stretches.len().max(1));
    let parts = in_parallel(threads, work)?;
    Ok(gather(inventory, options, &covered, parts))
}

/// One outcome, before it has a place in [`Assessed`].
type Outcome = (ResourceIndex, RecommendationIndex, Verdict);

fn outcomes(
    checks: &Checks,
    inventory: &Inventory,
    options: &Options,
    evaluator: &mut Evaluator,
    stretch: &[ResourceIndex],
) -> Result<Vec<Outcome>, Aborted> {
    let mut outcomes = Vec::with_capacity(stretch.len() * 2);
    for &resource in stretch {
        for &recommendation in checks.for_type(&inventory.resource(resource).type_name) {
            let detail = if (options.detail)(recommendation) { Detail::Full } else { Detail::Status };
            outcomes.push((resource, recommendation, evaluator.verdict(recommendation, resource, detail)?));
        }
    }
    Ok(outcomes)
}

/// Runs `work` on as many threads, the first of them this one; all results in the order of their numbers.
fn in_parallel<T: Send>(
    threads: usize,
    work: impl Fn() -> Result<Vec<(usize, T)>, Aborted> + Sync,
) -> Result<Vec<T>, Aborted> {
    let mut parts = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(&work)).collect();
        let mut parts = work()?;
        for other in others {
            parts.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok(parts)
    })?;
    parts.sort_by_key(|(number, _)| *number);
    Ok(parts.into_iter().map(|(_, part)| part).collect())
}

fn gather(
    inventory: &Inventory,
    options: &Options,
    covered: &[ResourceIndex],
    parts: Vec<Vec<Outcome>>,
) -> Assessed {
    let mut assessed = Assessed::default();
    let mut groups = FxHashMap::default();
    let mut outcomes = parts.into_iter().flatten().peekable();
    for &resource in covered {
        let subject = assessed.add_subject(inventory.resource(resource), &mut groups);
        let mut named = options.name_all;
        while let Some((_, recommendation, verdict)) = outcomes.next_if(|(of, ..)| *of == resource) {
            let detailed = (options.detail)(recommendation);
            named |= detailed && verdict.finding.is_some();
            assessed.add(subject, recommendation, verdict, detailed);
        }
        if named {
            assessed.names.insert(subject, ResourceName::of(inventory.resource(resource)));
        }
    }
    assessed
}

/// How a resource stands to a recommendation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It follows the recommendation.
    Healthy,
    /// It does not.
    Unhealthy,
    /// The recommendation is not meant for it.
    NotApplicable,
    /// The check could not be decided: data is missing or the script failed.
    Unknown,
}

/// A subject's place in [`Assessed::subjects`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectIndex(pub u32);

/// A resource as scores see it: who it is, and where it belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Equal for two occurrences of one resource.
    pub identity: u64,
    /// Its place in [`Assessed::groups`].
    pub group: u32,
}

/// A resource group of a subscription; either may be missing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Group {
    /// The subscription's id, as first written.
    pub subscription: Option<Arc<str>>,
    /// The group's name, as first written.
    pub name: Option<Arc<str>>,
}

/// One recommendation applied to one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The resource.
    pub subject: SubjectIndex,
    /// The recommendation (65,535 at most; `check::compile` holds the bound).
    pub recommendation: u16,
    /// The outcome.
    pub status: Status,
}

impl Assessment {
    /// The recommendation's place in the policy.
    pub fn recommendation(&self) -> RecommendationIndex {
        RecommendationIndex(usize::from(self.recommendation))
    }
}

/// A place in a document, in 1-based lines and characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Arc<str>,
    /// 1-based.
    pub line: u32,
    /// 1-based, in characters.
    pub column: u32,
}

/// One value that a check read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// From the resource, like `properties.securityRules[name=ssh].properties.access`; other resources' reads start
    /// with their id in angle brackets.
    pub path: String,
    /// As JSON text, shortened and with secrets masked; `None` when the property is absent.
    pub value: Option<String>,
    /// The value, or the nearest existing parent of an absent one.
    pub place: Place,
}

/// Why an assessment is unhealthy or unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What the check said, or why it could not be decided.
    pub message: Option<String>,
    /// The last eight distinct leaf reads, the deciding ones last.
    pub evidence: Vec<Evidence>,
    /// How many more reads there were.
    pub more_reads: usize,
    /// Where to look first.
    pub place: Place,
    /// The script itself failed; a defect of the policy, not of the estate.
    pub script_error: bool,
}

/// The resource of a finding, as people know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceName {
    /// Canonical id.
    pub id: Arc<str>,
    /// Last segment.
    pub name: Arc<str>,
    /// With its provider.
    pub type_name: Arc<str>,
}

/// Everything that was assessed. Assessments stand in order of subject, then of recommendation.
#[derive(Clone, Debug, Default)]
pub struct Assessed {
    /// Every occurrence of every resource that filters let through.
    pub subjects: Vec<Subject>,
    /// The groups that subjects belong to.
    pub groups: Vec<Group>,
    /// All outcomes.
    pub assessments: Vec<Assessment>,
    /// Details of assessments (by their place in `assessments`), as far as they were asked for.
    pub findings: BTreeMap<u32, Finding>,
    /// Names of subjects that have a finding, or of all when asked for.
    pub names: BTreeMap<SubjectIndex, ResourceName>,
    /// Why assessments are unknown, with their count, always complete; `true` marks script errors.
    pub unknown_reasons: BTreeMap<(RecommendationIndex, String, bool), u64>,
}

impl Assessed {
    fn add_subject(&mut self, resource: &Resource, groups: &mut FxHashMap<Group, u32>) -> SubjectIndex {
        // Names of groups and subscriptions are one in any case, and keep their first spelling.
        let folded = |text: &Option<Arc<str>>| text.as_deref().map(|text| text.to_ascii_lowercase().into());
        let key = Group { subscription: folded(&resource.subscription), name: folded(&resource.resource_group) };
        let next = self.groups.len() as u32;
        let group = *groups.entry(key).or_insert(next);
        if group == next {
            let (subscription, name) = (resource.subscription.clone(), resource.resource_group.clone());
            self.groups.push(Group { subscription, name });
        }
        self.subjects.push(Subject { identity: u64::from(resource.canonical.0), group });
        SubjectIndex(self.subjects.len() as u32 - 1)
    }

    fn add(&mut self, subject: SubjectIndex, recommendation: RecommendationIndex, verdict: Verdict, detailed: bool) {
        if let Some(finding) = verdict.finding {
            if verdict.status == Status::Unknown {
                let reason = finding.message.clone().unwrap_or_default();
                *self.unknown_reasons.entry((recommendation, reason, finding.script_error)).or_default() += 1;
            }
            if detailed {
                self.findings.insert(self.assessments.len() as u32, finding);
            }
        }
        // `check::compile` holds the number of recommendations below this bound.
        let recommendation = u16::try_from(recommendation.0).unwrap_or(u16::MAX);
        self.assessments.push(Assessment { subject, recommendation, status: verdict.status });
    }
}

impl ResourceName {
    fn of(resource: &Resource) -> Self {
        Self { id: (&*resource.id).into(), name: (&*resource.name).into(), type_name: resource.type_name.clone() }
    }
}
