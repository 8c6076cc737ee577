//! An estate or a part of it, judged and scored: from files, or from lines that are forgotten as they come.

use super::age::Age;
use super::borrowed::Borrowed;
use super::filter::{Filter, Filters, Selection, resolve};
use super::lines::{self, Batches};
use super::restore::restorable;
use super::torn::torn;
use super::wrapped::{ignored_values, unread_terraform};
use super::{Conditions, Estate, STDIN, Stopped};
use crate::assess::{self, Assessed, Covers, Sample};
use crate::check::{Aborted, Checks};
use crate::exempt::{self, Counted, Register};
use crate::inventory::{self, Divided, FileRecord, FileRules, FileStatus, Inventory, InventoryFile, Resource, Share};
use crate::policy::{Policy, RecommendationIndex};
use crate::score::{self, Order, ScopeScore, Score, Sums};
use crate::source::{Files, LineReader, Problem, display_name};
use jiff::civil::Date;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// What is asked of a scan.
pub struct Request<'r> {
    /// Which part is scored, and which is listed; as it was typed.
    pub filters: &'r Filters,
    /// Findings of what is listed are told in full.
    pub detail: bool,
    /// Resources without a finding are named too.
    pub name_all: bool,
    /// Healthy and not applicable assessments are listed too.
    pub all: bool,
    /// What controls are sorted by.
    pub order: Order,
    /// The result is to be added up with those of other parts.
    pub sample: bool,
    /// What is read is a part of an estate.
    pub share: Option<&'r Share>,
    /// Types of own recommendations that no resource has are told.
    pub strict: bool,
    /// Who is asked where a check cannot decide.
    pub borrowed: Option<&'r Borrowed<'r>>,
    /// The rest.
    pub conditions: Conditions,
    /// Told of resources that were judged since the last time, and of how many where that is known; first of none.
    pub progress: &'r (dyn Fn(usize, Option<usize>) + Sync),
}

/// What a scan works on.
pub enum Input<R> {
    /// An inventory that is held, and why others could not be walked.
    Held(Arc<Inventory>, Vec<Problem>),
    /// Lines, to be forgotten one by one.
    Lines(LineReader<R>),
}

/// What was met on the way to a score.
pub struct Seen {
    /// What is listed.
    pub selection: Selection,
    /// Every file that was met.
    pub files: Vec<FileRecord>,
    /// Their text; lines are forgotten.
    pub inventory: Option<Arc<Inventory>>,
    /// Distinct resources in them.
    pub resources: u64,
    /// How old what was read is.
    pub age: Age,
    /// Some of those that were assessed, where it was asked for.
    pub sample: Sample,
    /// What may be a mistake.
    pub warnings: Vec<Problem>,
    /// What could not be read.
    pub errors: Vec<Problem>,
}

impl Seen {
    /// Nothing failed, and no file holds resources: an empty score would look like a result.
    pub fn is_nothing(&self) -> bool {
        self.errors.is_empty() && !self.files.iter().any(|file| file.status == FileStatus::Read)
    }
}

/// What scores are made of.
#[derive(Default)]
pub struct Counts {
    /// What counts.
    pub now: Sums,
    /// As if nothing were exempt; `None` when nothing is.
    pub before: Option<Sums>,
    /// As if the sources were deployed; `None` when no resource stands in sources and snapshots.
    pub deployed: Option<Sums>,
}

/// What a scan says.
pub struct Scanned {
    /// The day that it holds on.
    pub today: Date,
    /// The exemptions.
    pub register: Register,
    /// What was judged, and counts.
    pub counted: Counted<'static>,
    /// The same in whole numbers.
    pub counts: Counts,
    /// The score of that.
    pub score: Score,
    /// The estate's score before exemptions.
    pub before: ScopeScore,
    /// The estate's score once the sources are deployed; `None` when no resource stands in sources and snapshots.
    pub deployed: Option<ScopeScore>,
    /// What was met on the way.
    pub seen: Seen,
}

/// What a scan is scored from.
pub(super) struct Found {
    pub today: Date,
    pub register: Register,
    pub counted: Counted<'static>,
    pub counts: Counts,
    pub seen: Seen,
}

impl Scanned {
    /// Scores what was found.
    pub(super) fn of(policy: &Policy, scoring: &score::Options, found: Found) -> Self {
        let Found { today, register, counted, counts, seen } = found;
        let score = counts.now.score(policy, scoring);
        let estate = |sums: &Sums| sums.estate(policy, scoring);
        let before = counts.before.as_ref().map_or_else(|| score.estate.clone(), estate);
        let deployed = counts.deployed.as_ref().map(estate);
        Self { today, register, counted, counts, score, before, deployed, seen }
    }
}

/// What judges the resources that filters let through.
pub(super) type Judge<'j> =
    dyn FnMut(&Checks, &Arc<Inventory>, &Covers<'_>, &assess::Options<'_>) -> Result<Assessed, Aborted> + 'j;

impl Estate {
    /// What is at and below some paths, and why others could not be walked.
    pub fn read(&self, threads: usize) -> (Arc<Inventory>, Vec<Problem>) {
        let (mut files, mut missing) = (Vec::new(), Vec::new());
        for part in &self.parts {
            let (own, wrong) = part.settings.inventory();
            files.extend(own);
            missing.extend(wrong);
        }
        files.sort_by(|one, other| one.name().cmp(other.name()));
        (Arc::new(inventory::parse(files, threads)), missing)
    }

    /// Opens what is to be scanned. Lines of standard input can be forgotten when no check looks beyond its own resource,
    /// and when nothing is asked that must be looked up among all of them.
    ///
    /// # Errors
    /// Standard input that cannot be read.
    pub fn input(&self, request: &Request<'_>) -> Result<Input<std::io::Stdin>, Stopped> {
        let needs_all = self.checks.any_related()
            || request.filters.name_resources()
            || request.strict
            || request.borrowed.is_some();
        let threads = request.conditions.threads;
        let Some(mut lines) = lines::of_stdin(&self.parts).filter(|_| !needs_all) else {
            let (inventory, missing) = self.read(threads);
            let inventory = match request.share {
                Some(share) => Arc::new(Arc::unwrap_or_clone(inventory).shared_out(share.clone())),
                None => inventory,
            };
            return Ok(Input::Held(inventory, missing));
        };
        if lines.first()?.is_some_and(lines::is_object) {
            return Ok(Input::Lines(lines));
        }
        let file = InventoryFile::new(STDIN, lines.rest(), FileRules::default());
        Ok(Input::Held(Arc::new(inventory::parse(vec![file], threads)), Vec::new()))
    }

    /// Judges, exempts and scores.
    ///
    /// # Errors
    /// Ill-formed exemptions, names that mean nothing, and the deadline.
    pub fn scan<R: Read + Send>(&self, input: Input<R>, request: &Request<'_>) -> Result<Scanned, Stopped> {
        match input {
            Input::Held(inventory, missing) => {
                self.scan_by(inventory, missing, request, &mut |checks, inventory, covers, options| {
                    assess::assess_part(checks, inventory, covers, options)
                })
            }
            Input::Lines(lines) => {
                let register = self.register(request.conditions.today)?;
                let (assessed, seen) = self.judge_lines(lines, &register, request)?;
                Ok(self.count(assessed, seen, register, request.conditions.today))
            }
        }
    }

    /// The same of what is held, with what judges it.
    pub(super) fn scan_by(
        &self,
        inventory: Arc<Inventory>,
        missing: Vec<Problem>,
        request: &Request<'_>,
        judge: &mut Judge<'_>,
    ) -> Result<Scanned, Stopped> {
        let register = self.register(request.conditions.today)?;
        if inventory.files().is_empty() {
            return Err(if missing.is_empty() { Stopped::Nothing } else { missing.into() });
        }
        let (assessed, seen) = self.judge_held(inventory, missing, &register, request, judge)?;
        Ok(self.count(assessed, seen, register, request.conditions.today))
    }

    /// Exempts and scores.
    fn count(&self, assessed: Assessed, mut seen: Seen, register: Register, today: Date) -> Scanned {
        seen.warnings.extend(register.warnings());
        seen.warnings.extend_from_slice(&self.warnings);
        seen.warnings.extend(self.checks.unjudged_types());
        let files = self.parts[0].settings.place();
        seen.warnings.extend(seen.inventory.iter().flat_map(|held| self.unmet(files, held, &register, &assessed)));
        let sums = |counted: &Counted<'_>| Sums::of(&self.policy, counted);
        let before = (!assessed.exempt.is_empty()).then(|| sums(&Counted::without_exemptions(&assessed)));
        let counted = exempt::count_in_place(assessed, &register);
        let deployed = counted.after_deployment().map(|counted| sums(&counted));
        let counts = Counts { now: sums(&counted), before, deployed };
        Scanned::of(&self.policy, &self.scoring, Found { today, register, counted, counts, seen })
    }

    fn judge_held(
        &self,
        inventory: Arc<Inventory>,
        missing: Vec<Problem>,
        register: &Register,
        request: &Request<'_>,
        judge: &mut Judge<'_>,
    ) -> Result<(Assessed, Seen), Stopped> {
        let filter = request.filter(self, &inventory)?;
        // Every part that names a subscription knows of it, and none of them all that is in it.
        let is_by_row = request.share.is_some_and(|share| share.divided() == Divided::ByRow);
        let is_own = |resource: &Resource| !is_by_row || !resource.is_implied();
        let covers = |resource: &Resource| is_own(resource) && filter.scope.covers(resource);
        let (all, checks) = (Some(inventory.resources().len()), self.checks.on(request.conditions.today));
        let assessed = request.judge(register, &filter, all, |options| judge(&checks, &inventory, &covers, options))?;
        let is_own = |resource: &&Resource| covers(resource) && !resource.is_implied() && !resource.is_telling;
        let covered = || inventory.resources().iter().filter(is_own);
        let sample = if request.sample { Sample::of(covered()) } else { Sample::default() };
        let unmet = self.checks.unmet_types(&inventory, request.strict);
        let (foreign, failed) = self.failed(&inventory);
        let mut files = inventory.files().to_vec();
        let wrapped = self.wrapped(&mut files, &inventory);
        let unread = unread_terraform(files.iter(), inventory.warnings());
        let ignored = ignored_values(self.parts[0].settings.place(), &files);
        let age = self.age(self.parts[0].settings.place(), &inventory, request.conditions.today);
        let warnings = inventory
            .warnings()
            .iter()
            .cloned()
            .chain(unmet)
            .chain(foreign)
            .chain(wrapped)
            .chain(unread)
            .chain(ignored)
            .chain(restorable(&inventory));
        let seen = Seen {
            selection: filter.selection,
            files,
            resources: inventory.distinct() as u64,
            sample,
            warnings: warnings.chain(self.torn(&inventory)).chain(age.stale.iter().cloned()).collect(),
            age,
            errors: missing.into_iter().chain(failed).collect(),
            inventory: Some(inventory),
        };
        Ok((assessed, seen))
    }

    /// Why files could not be read: those that are for another program, then the others. Who names a file wants it read.
    pub fn failed(&self, inventory: &Inventory) -> (Vec<Problem>, Vec<Problem>) {
        self.failed_in(self.parts[0].settings.place(), inventory)
    }

    /// The same of what was read at another place.
    pub(super) fn failed_in(&self, files: &dyn Files, inventory: &Inventory) -> (Vec<Problem>, Vec<Problem>) {
        let paths = || self.parts.iter().flat_map(|part| part.settings.paths());
        let is_foreign = |problem: &&Problem| {
            let bytes = || files.read(Path::new(&problem.file), &problem.file);
            let is_named = paths().any(|path| display_name(path) == problem.file);
            !is_named && bytes().is_ok_and(|bytes| !self.names_resource(&bytes, &[inventory]))
        };
        let (foreign, failed): (Vec<_>, Vec<_>) = inventory.problems().iter().partition(is_foreign);
        let foreign = foreign.into_iter().map(|problem| self.foreign(files, problem)).collect();
        (foreign, failed.into_iter().map(|problem| self.unreadable(files, problem)).collect())
    }

    /// Subscriptions of which several parts hold resources. Each part counts it by itself.
    fn torn(&self, inventory: &Inventory) -> Vec<Problem> {
        if self.parts.len() == 1 {
            return Vec::new();
        }
        let held = inventory.resources().iter().map(|resource| (usize::from(resource.part), resource));
        torn(held, &|part| self.parts[part].settings.name())
    }

    fn judge_lines<R: Read + Send>(
        &self,
        lines: LineReader<R>,
        register: &Register,
        request: &Request<'_>,
    ) -> Result<(Assessed, Seen), Stopped> {
        let filter = request.filter(self, &Inventory::of(Vec::new()))?;
        let covers = |resource: &Resource| filter.scope.covers(resource);
        let (batches, rules, checks) =
            (Batches::of(lines), FileRules::default(), self.checks.on(request.conditions.today));
        let streamed = request.judge(register, &filter, None, |options| {
            assess::assess_batches(&checks, STDIN, &|| batches.next(), &rules, &covers, options)
        })?;
        let distinct = streamed.assessed.distinct_resources();
        let repeated = lines::repeated(streamed.repeated);
        let seen = Seen {
            selection: filter.selection,
            files: vec![lines::record(&streamed)],
            resources: distinct,
            age: Age::default(),
            sample: streamed.sample,
            inventory: None,
            warnings: streamed.warnings.into_iter().chain(repeated).collect(),
            errors: streamed.problems.into_iter().chain(batches.problem()).collect(),
        };
        Ok((streamed.assessed, seen))
    }
}

impl Request<'_> {
    /// What the filters mean in an inventory.
    fn filter(&self, estate: &Estate, inventory: &Inventory) -> Result<Filter, Vec<Problem>> {
        let mut filter = resolve(self.filters, &estate.policy, &estate.names, inventory)?;
        filter.selection.all = self.all;
        filter.selection.order = self.order;
        Ok(filter)
    }

    /// Judges with what is asked for; `all` resources, where it is known how many there are.
    fn judge<T>(
        &self,
        register: &Register,
        filter: &Filter,
        all: Option<usize>,
        judge: impl FnOnce(&assess::Options) -> T,
    ) -> T {
        let listed = &filter.selection.recommendations;
        (self.progress)(0, all);
        judge(&assess::Options {
            threads: self.conditions.threads,
            detail: &|RecommendationIndex(index), _| self.detail && listed[index],
            name_all: self.name_all,
            exempts: &|inventory, resource, recommendation| register.find(inventory, resource, recommendation),
            deadline: self.conditions.deadline,
            sample: self.sample,
            fill: &|_, resource, recommendation| self.borrowed?.of(resource, recommendation),
            progress: &|resources| (self.progress)(resources, all),
        })
    }
}
