//! Both sides read and assessed. A file that is equal on both is read once, and a resource in it is judged once by every
//! check that looks at nothing else.

use super::Terms;
use super::sides::Sides;
use crate::assess::{self, AssessmentIndex, Kept, Options, Outcomes, Status, Whole};
use crate::check::{Aborted, Checks};
use crate::estate::settings::leading_out;
use crate::estate::{Conditions, Stopped};
use crate::exempt::{self, Counted, Register};
use crate::gate::{self, BrokenScript, Change, Comparison, Side};
use crate::inventory::{self, Inventory, InventoryFile, Resource, ResourceIndex};
use crate::policy::{Policy, Recommendation, RecommendationIndex};
use crate::source::{Files, Problem, Walked};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Both sides, judged by one governance.
pub struct Pair {
    /// The exemptions that count.
    pub register: Register,
    /// What is wrong with exemptions of the base that the change repairs.
    pub(super) wrong: Vec<Problem>,
    base: Judgement,
    head: Judgement,
    /// For each resource of the base, the same one at head, in files that are equal.
    twins: Vec<Option<ResourceIndex>>,
}

/// One side, judged.
pub(super) struct Judgement {
    pub inventory: Arc<Inventory>,
    pub assessed: Whole,
    /// After exemptions, and once the sources are deployed.
    pub counted: Counted<'static>,
}

impl Judgement {
    pub fn side(&self) -> Side<'_> {
        Side { inventory: &self.inventory, assessed: &self.assessed, counted: &self.counted }
    }
}

impl Pair {
    /// Reads and judges.
    pub(super) fn of(sides: &Sides, terms: &Terms<'_>) -> Result<Self, Stopped> {
        let (register, wrong) = sides.register(terms.conditions.today)?;
        let (base_files, head_files) = &sides.files;
        let successors = sides.successors.iter().map(|(new, old)| (&**new, &**old));
        let renamed = sides.renamed.iter().map(|(old, new)| (&**new, &**old));
        let former: BTreeMap<&str, &str> = successors.chain(renamed).collect();
        let opened = open(sides, &*sides.ends.head, head_files, &|_| false, &former);
        let shared =
            open(sides, &*sides.ends.base, base_files, &|name| sides.equal.contains(name), &BTreeMap::default());
        let (base, head) = inventory::parse_sides(shared, opened, terms.conditions.threads);
        let (base, head) = (Arc::new(base), Arc::new(head));
        let otherwise = otherwise(&base, &head);
        let task = Task { sides, register: &register, terms, otherwise: &otherwise };
        let mut head = task.judge(head, terms.all, assess::assess)?;
        let twins = twins(&base, &head.inventory, &otherwise);
        let kept = Kept::of(&head.inventory, &base, twins.clone());
        let outcomes = Outcomes::of(&head.assessed);
        let mut base =
            task.judge(base, false, |checks, base, options| kept.assess(checks, base, &outcomes, options))?;
        task.tell_differences(&mut base, &mut head, &kept)?;
        Ok(Self { register, wrong, base, head, twins })
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

    /// What was read of the base and of head.
    pub fn inventories(&self) -> [&Arc<Inventory>; 2] {
        [&self.base.inventory, &self.head.inventory]
    }

    /// Scripts that fail at head and did not in the base, for the same recommendation and resource. Of the base not all is
    /// told at first, so that it is asked again.
    pub(super) fn newly_broken(
        &mut self,
        checks: &Checks,
        comparison: &Comparison,
    ) -> Result<Vec<BrokenScript>, Aborted> {
        let at_head = &self.head.assessed.broken;
        let changes = comparison.changes.iter().enumerate();
        let failing: Vec<_> = changes.filter_map(|(place, change)| Some((place, change, change.after?))).collect();
        let failing = failing.into_iter().filter(|(.., after)| at_head.contains(after)).collect::<Vec<_>>();
        let before = failing.iter().filter_map(|(_, change, _)| change.before);
        let unknown = before.filter(|before| self.base.assessed.at(*before).status == Status::Unknown);
        let unknown: Vec<AssessmentIndex> = unknown.collect();
        assess::tell(checks, &self.base.inventory, &mut self.base.assessed, unknown.into_iter())?;
        let in_base = &self.base.assessed.broken;
        let is_old = |change: &Change| change.before.is_some_and(|before| in_base.contains(&before));
        let inventory = &self.head.inventory;
        let exempt = |change: &Change| {
            let exemption = self.register.find(inventory, inventory.resource(change.head?), change.recommendation)?;
            Some(self.register.counts_as(exemption))
        };
        let new = failing.into_iter().filter(|(_, change, _)| !is_old(change));
        Ok(new
            .map(|(place, change, after)| BrokenScript { change: place, place: after, exempt: exempt(change) })
            .collect())
    }

    /// How scripts fail, in words.
    pub(super) fn failing(&self, policy: &Policy, comparison: &Comparison, broken: &[BrokenScript]) -> Vec<Problem> {
        let mut failing: BTreeMap<RecommendationIndex, Vec<&str>> = BTreeMap::new();
        for change in broken.iter().map(|each| &comparison.changes[each.change]) {
            let id = change.head.map(|head| &*self.head.inventory.resource(head).id);
            failing.entry(change.recommendation).or_default().extend(id);
        }
        let problem = |(recommendation, ids): (RecommendationIndex, Vec<&str>)| {
            let entry: &Recommendation = &policy.recommendations[recommendation.0];
            let more = ids.len().saturating_sub(1);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let told = format!("the check of `{}` fails on {}{more}, where it did not in the base", entry.id, ids[0]);
            Problem::new(&*entry.location.file, told)
                .help("Correct the script; whatever it would say must pass the gate")
        };
        failing.into_iter().filter(|(_, ids)| !ids.is_empty()).map(problem).collect()
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
    terms: &'t Terms<'t>,
    /// Files that are equal and deploy other things, by way of others that are not.
    otherwise: &'t BTreeSet<String>,
}

impl Task<'_> {
    /// Judges one side. Findings are told in full in files that differ, where a comparison needs them, or `all` of them.
    fn judge(
        &self,
        inventory: Arc<Inventory>,
        all: bool,
        assess: impl FnOnce(&Checks, &Arc<Inventory>, &Options) -> Result<Whole, Aborted>,
    ) -> Result<Judgement, Aborted> {
        let is_equal = |name: &str| self.sides.equal.contains(name) && !self.otherwise.contains(name);
        let differs: Vec<bool> = inventory.documents().iter().map(|document| !is_equal(document.name())).collect();
        // A baseline knows findings by what decided them.
        let always = self.sides.baseline.is_some() || all;
        let detail = |_: RecommendationIndex, resource: &Resource| always || differs[resource.document as usize];
        let exempts = |inventory: &Inventory, resource: &Resource, recommendation| {
            self.register.find(inventory, resource, recommendation)
        };
        let Conditions { threads, deadline, today } = self.terms.conditions;
        let options = Options { detail: &detail, exempts: &exempts, deadline, ..Options::plain(threads) };
        let assessed = assess(&self.sides.estate.checks.on(today), &inventory, &options)?;
        let counted = exempt::count(&assessed, self.register).deployed().into_owned();
        Ok(Judgement { inventory, assessed, counted })
    }

    /// Tells findings in files that are equal on both sides, where what they look up makes a difference, or
    /// a source that comes or goes.
    fn tell_differences(&self, base: &mut Judgement, head: &mut Judgement, kept: &Kept) -> Result<(), Aborted> {
        let outcomes = Outcomes::of(&head.assessed);
        let (old, new) = (base.assessed.outdated(), head.assessed.outdated());
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for (place, assessment) in base.assessed.each() {
            let Some(twin) = kept.origin(base.assessed.resource(assessment.subject)) else { continue };
            let Some(other) = outcomes.place(twin, assessment.recommendation()) else { continue };
            if outcomes.at(other) != assessment.status || old.contains(&place) != new.contains(&other) {
                before.push(place);
                after.push(other);
            }
        }
        let checks = self.sides.estate.checks.on(self.terms.conditions.today);
        for (side, places) in [(base, before), (head, after)] {
            assess::tell(&checks, &side.inventory, &mut side.assessed, places.into_iter())?;
        }
        Ok(())
    }
}

/// The files of a side, with their bytes unless they are `shared`. What only has another name is what the settings say of its
/// former one.
fn open(
    sides: &Sides,
    side: &dyn Files,
    walked: &Walked,
    shared: &dyn Fn(&str) -> bool,
    former: &BTreeMap<&str, &str>,
) -> Vec<InventoryFile> {
    let opened = walked.found.iter().map(|found| match shared(&found.name) {
        true => InventoryFile::shared(found.name.clone()),
        false => sides.open(side, found.clone(), former.get(&*found.name).copied()),
    });
    let skipped = walked
        .passed_over
        .iter()
        .map(|(name, reason)| leading_out(name, reason).unwrap_or_else(|| InventoryFile::skipped(name, reason)));
    let mut files: Vec<InventoryFile> = opened.chain(skipped).collect();
    files.sort_by(|one, other| one.name().cmp(other.name()));
    files
}

/// Files that are equal on both sides and deploy other things, by way of others that are not.
pub(in crate::estate) fn otherwise(base: &Inventory, head: &Inventory) -> BTreeSet<String> {
    let both = base.derived_otherwise(head).into_iter().chain(head.derived_otherwise(base));
    both.map(str::to_owned).collect()
}

/// For each resource of the base: the same one of the same document at head. `otherwise` are documents that deploy other things on
/// both sides.
pub(in crate::estate) fn twins(
    base: &Inventory,
    head: &Inventory,
    otherwise: &BTreeSet<String>,
) -> Vec<Option<ResourceIndex>> {
    let places = head.documents().iter().zip(0u32..).map(|(document, place)| (Arc::as_ptr(document), place));
    let places: BTreeMap<_, u32> = places.collect();
    let mut twins = vec![None; base.resources().len()];
    for (document, place) in base.documents().iter().zip(0u32..) {
        let Some(other) = places.get(&Arc::as_ptr(document)) else { continue };
        // What belongs to a list that is whole on one side only is judged on both.
        if base.is_part(place) != head.is_part(*other) || otherwise.contains(document.name()) {
            continue;
        }
        let (own, other) = (base.resources_of(place), head.resources_of(*other));
        for (resource, twin) in own.zip(other) {
            twins[resource as usize] = Some(ResourceIndex(twin));
        }
    }
    twins
}
