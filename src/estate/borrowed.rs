//! The platform's verdicts where ours do not count, or are none.
//!
//! What the platform says is about what is deployed, and not about a change: it stands in the report of a scan, and what
//! judges changes and proves fixes goes by the checks alone.

use super::{Estate, Sources, Stopped};
use crate::assess::{Given, Place, Status};
use crate::exempt::{Counted, days};
use crate::inventory::{self, FileRules, Inventory, InventoryFile, Resource};
use crate::policy::{Policy, PolicySource, RecommendationIndex, Verdicts};
use crate::portal::{self, Assessment, Export};
use crate::source::{Files, Problem, normal_id};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What the policies are called that are made of an export.
const ADDED: &str = "recommendations of Defender for Cloud";

/// What the platform says, for an estate that goes by it.
pub struct Borrowed<'e> {
    export: &'e Export,
    whose: Verdicts,
    policy: Arc<Policy>,
    given: BTreeMap<(String, String), &'e Assessment>,
    /// Recommendations that only the platform knows: those that count, and those that no control is known to hold.
    added: usize,
    unplaced: usize,
    /// Verdicts that say whether they are in preview nowhere.
    without_preview: u64,
    today: Date,
    /// How many verdicts were given: healthy, unhealthy, not applicable.
    taken: [AtomicU64; 3],
    /// How many would have been, had the platform judged and nobody waived them.
    waived: AtomicU64,
}

impl Estate {
    /// The estate that goes by the platform's verdicts beside its own, or in their place. `preview` are recommendations of the
    /// platform that are in preview, where an export does not say so.
    ///
    /// # Errors
    /// An export that says nothing of what it is asked for.
    pub fn borrowing<'e>(
        self,
        (files, sources, paths): (Arc<dyn Files>, &Sources, &[PathBuf]),
        (export, preview): (&'e Export, &BTreeSet<String>),
        whose: Verdicts,
        today: Date,
    ) -> Result<(Self, Borrowed<'e>), Stopped> {
        let is_alone = whose == Verdicts::Portal;
        if is_alone && export.definitions.values().all(|definition| definition.members.is_empty()) {
            let problem = Problem::new("", "no control of the export says what it holds, and how many points it has");
            let help = "Export `secureScoreControls` with their definitions, and name that file too";
            return Err(problem.help(help).into());
        }
        let added = portal::added(export, preview, (!is_alone).then_some(&*self.policy));
        let source = PolicySource { name: ADDED.to_owned(), text: added.text, packed: None };
        let estate = if is_alone {
            let own = Sources { policies: Vec::new(), no_embedded: true, added: vec![source], ..sources.clone() };
            let settings = self.parts[0].settings.by_default().without_own_policies();
            Self { names: self.names, scoring: self.scoring, ..Self::of(vec![settings], &own)? }
        } else {
            Self::open(files, &Sources { added: vec![source], ..sources.clone() }, paths)?
        };
        let subscriptions: BTreeSet<&String> = export.assessments.values().map(|own| &own.subscription).collect();
        let lacking = subscriptions.into_iter().map(|own| export.without_preview(own)).sum();
        let borrowed = Borrowed {
            export,
            whose,
            policy: Arc::clone(&estate.policy),
            given: portal::given(export, preview, &estate.policy),
            added: added.number,
            unplaced: added.unplaced.len(),
            without_preview: if preview.is_empty() { lacking } else { 0 },
            today,
            taken: Default::default(),
            waived: AtomicU64::default(),
        };
        Ok((estate, borrowed))
    }
}

impl Borrowed<'_> {
    /// What the platform says of a resource.
    pub(super) fn of(&self, resource: &Resource, recommendation: RecommendationIndex) -> Option<Given> {
        let id = normal_id((&*resource.id).into()).to_lowercase();
        let name = self.policy.recommendations[recommendation.0].id.clone();
        let Some(own) = self.given.get(&(id, name)) else {
            let message = "Defender for Cloud has no verdict on it".to_owned();
            let none = Given { status: Status::NotApplicable, message, keeps_reason: false, place: None };
            return (self.whose == Verdicts::Portal).then_some(none);
        };
        let keeps_reason = !portal::is_added(&self.policy.recommendations[recommendation.0].id);
        if self.whose != Verdicts::Portal && own.is_waived() {
            self.waived.fetch_add(1, Ordering::Relaxed);
            let message = format!("{}, which decides nothing here", self.said(own));
            return Some(Given { status: Status::Unknown, message, keeps_reason, place: None });
        }
        let slot = match own.status {
            Status::Healthy => 0,
            Status::Unhealthy => 1,
            Status::NotApplicable => 2,
            Status::Unknown => return None,
        };
        self.taken[slot].fetch_add(1, Ordering::Relaxed);
        let place = &own.location;
        let place = Place { file: place.file.as_str().into(), line: place.line, column: place.column };
        let place = (self.whose == Verdicts::Portal).then_some(place);
        Some(Given { status: own.status, message: self.said(own), keeps_reason, place })
    }

    /// `Defender for Cloud says unhealthy, since 2026-11-20, 43 days ago: OffByPolicy`.
    fn said(&self, own: &Assessment) -> String {
        let word = match own.status {
            Status::Healthy => "healthy",
            Status::Unhealthy => "unhealthy",
            Status::NotApplicable => "not applicable",
            Status::Unknown => "nothing",
        };
        let made = own.made.as_deref().and_then(|made| made.get(..10)).map(|day| ("as of", day));
        let age = made.or(own.since.as_deref().map(|day| ("since", day))).map_or_else(
            || "nobody knows since when".to_owned(),
            |(what, day)| format!("{what} {day}{}", self.ago(day)),
        );
        let cause = own.cause.as_deref().map(|cause| format!(": {cause}")).unwrap_or_default();
        format!("Defender for Cloud says {word}, {age}{cause}")
    }

    fn ago(&self, day: &str) -> String {
        let passed = day.parse::<Date>().map(|day| days(day, self.today));
        match passed {
            Ok(0) => ", today".to_owned(),
            Ok(1) => ", a day ago".to_owned(),
            Ok(passed) if passed > 0 => format!(", {passed} days ago"),
            Ok(_) => ", which is still to come".to_owned(),
            Err(_) => String::new(),
        }
    }

    /// The platform's resources, in place of what the files of the estate hold.
    pub fn inventory(&self, threads: usize) -> Arc<Inventory> {
        let name = self.export.files.first().cloned().unwrap_or_default();
        let rows = portal::resources(self.export).0.to_string().into_bytes();
        Arc::new(inventory::parse(vec![InventoryFile::new(name, Ok(rows), FileRules::default())], threads))
    }

    /// What a report has to say of it, beside each verdict.
    pub fn told(&self, counted: &Counted<'_>, inventory: Option<&Inventory>) -> Vec<Problem> {
        let [healthy, unhealthy, other] = [0, 1, 2].map(|slot| self.taken[slot].load(Ordering::Relaxed));
        let number = healthy + unhealthy + other;
        let all = counted.assessments.len() as u64;
        let undecided = counted.each().filter(|(_, each)| each.status == Status::Unknown).count() as u64;
        let percent = |number: u64| 100.0 * number as f64 / all.max(1) as f64;
        let decided = all - undecided;
        let split = format!("{healthy} healthy, {unhealthy} unhealthy, {other} not applicable");
        let added = count(self.added as u64, "recommendation");
        let given = count(number, "verdict");
        let mut told = vec![match self.whose {
            Verdicts::Portal => {
                format!("the verdicts are those of Defender for Cloud ({split}), and those of checks do not count")
            }
            _ => format!(
                "{given} of Defender for Cloud are taken where checks are unknown or, of {added}, none is here ({split}): \
                 {:.1} % of {all} are decided, without them {:.1} %",
                percent(decided),
                percent(decided.saturating_sub(number))
            ),
        }];
        told.extend(self.left_out(inventory));
        let told = told.into_iter().map(|message| Problem::new("", message));
        told.chain(self.export.warnings.iter().cloned()).collect()
    }

    /// What of the export does not count, or may count wrongly.
    fn left_out(&self, inventory: Option<&Inventory>) -> Vec<String> {
        let (unplaced, untyped) = (self.unplaced as u64, portal::resources(self.export).1 as u64);
        let kinds = [
            (
                self.waived.load(Ordering::Relaxed),
                "verdict",
                "of the export left out, as off by policy there or exempt; `uplift exempt` exempts a finding here",
            ),
            (self.elsewhere(inventory), "resource", "of the export not in the inventory: its verdicts do not count"),
            (unplaced, "recommendation", "of the export left out, since no control says that it holds it"),
            (untyped, "resource", "of the export left out, since the id tells no type"),
            (
                self.without_preview,
                "verdict",
                "of the export without a word on preview, taken as if it were none; `--preview` names the keys that are",
            ),
        ];
        let kinds = kinds.into_iter().filter(|(number, ..)| *number > 0);
        let others =
            self.export.others.iter().filter(|(kind, _)| kind.starts_with("microsoft.security/assessments of"));
        let others = others.map(|(kind, rows)| format!("{} of {kind} left out", count(*rows, "row")));
        kinds.map(|(number, what, why)| format!("{} {why}", count(number, what))).chain(others).collect()
    }

    fn elsewhere(&self, inventory: Option<&Inventory>) -> u64 {
        let held = inventory.into_iter().flat_map(Inventory::resources);
        let held: BTreeSet<String> = held.map(|own| normal_id((&*own.id).into()).to_lowercase()).collect();
        let named: BTreeSet<&String> = self.export.assessments.keys().map(|(resource, _)| resource).collect();
        named.into_iter().filter(|id| !held.contains(*id)).count() as u64
    }
}

fn count(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
