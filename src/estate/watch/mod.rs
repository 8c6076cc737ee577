//! An estate that is judged again whenever its files change: what stays is read and judged once.
//!
//! Every round says what a fresh scan of the same files would, to the last place. Nothing here waits or asks the disk by
//! itself: whoever holds a [`Watch`] tells what may have changed, and on which day.
//!
//! | file | owns |
//! |---|---|
//! | `moved` | findings that stand otherwise than in the round before |

mod moved;
#[cfg(test)]
mod tests;

pub use moved::{Moved, Standing};

use super::scan::{Request, Scanned};
use super::{Estate, Sources, Stopped};
use crate::assess::{self, Kept};
use crate::inventory::{Followed, Steps};
use crate::policy::{ExemptionSource, Membership};
use crate::score::ScopeScore;
use crate::source::{Files, Found, Problem};
use jiff::civil::Date;
use moved::Roll;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An estate, round after round.
pub struct Watch {
    sources: Sources,
    paths: Vec<PathBuf>,
    memberships: Vec<Membership>,
    held: Option<Held>,
    /// Files that were left as they were, since they may not be written to their ends.
    torn: BTreeSet<String>,
    /// Anything changed since the last round that could be judged.
    is_owing: bool,
}

/// What is known after a round.
struct Held {
    estate: Estate,
    steps: Steps,
    judged: Option<Judged>,
}

/// What was judged in a round, by what, and what reports say besides.
struct Judged {
    terms: Terms,
    roll: Roll,
    score: ScopeScore,
    exemptions: Vec<ExemptionSource>,
    told: Vec<Problem>,
}

/// What all outcomes depend on beside files.
#[derive(PartialEq)]
struct Terms {
    policy: String,
    settings: Vec<(String, String)>,
    today: Date,
}

/// What may have changed since the round before.
pub struct Change<'c> {
    /// The files as they are.
    pub files: Arc<dyn Files>,
    /// Whether what a path leads to may hold something else.
    pub touches: &'c dyn Fn(&Path) -> bool,
    /// Files that cannot be read may not be written to their ends: they are left as they were.
    pub patience: bool,
}

/// What a round says.
pub struct Round<'w> {
    /// What it was judged by.
    pub estate: &'w Estate,
    /// What a scan says.
    pub scanned: Scanned,
    /// Findings that stand otherwise than in the round before, in the order of their resources; none in the first one.
    pub moved: Vec<Moved>,
    /// The score of the round before.
    pub before: Option<ScopeScore>,
    /// Anything is another than in the round before.
    pub is_changed: bool,
    /// Files that gave something else, or are new.
    pub read: usize,
    /// Checks that were asked again.
    pub judged: usize,
    /// Why files cannot be read that were left as they were.
    pub torn: Vec<Problem>,
}

impl Watch {
    /// Of some paths, judged and scored by what these decided on alone; empty means everybody.
    pub fn of(sources: Sources, paths: Vec<PathBuf>, memberships: Vec<Membership>) -> Self {
        Self { sources, paths, memberships, held: None, torn: BTreeSet::new(), is_owing: true }
    }

    /// What holds by now. Each time the request asks for the same.
    ///
    /// # Errors
    /// Those of [`Estate::open`] and [`Estate::scan`]. What was known stays known.
    pub fn round(&mut self, change: &Change<'_>, request: &Request<'_>) -> Result<Round<'_>, Stopped> {
        let estate = Estate::open(Arc::clone(&change.files), &self.sources, &self.paths)?;
        let estate = estate.by_sources(&self.memberships)?;
        let former = self.held.take();
        let is_read_alike = former.as_ref().is_some_and(|held| settings(&held.estate) == settings(&estate));
        let (steps, judged) = former.map_or((None, None), |held| (Some(held.steps), held.judged));
        // Not those of the last round: it may have judged nothing.
        let terms = Terms::of(&estate, request.conditions.today);
        let may_know = judged.as_ref().is_some_and(|judged| judged.terms == terms);
        let steps = steps.filter(|_| is_read_alike);
        let (steps, followed, missing) = self.read(&estate, steps, change, request.conditions.threads);
        self.torn = followed.torn.iter().map(|problem| problem.file.clone()).collect();
        self.is_owing |= followed.is_changed || !may_know;
        let held = self.held.insert(Held { estate, steps, judged });
        let (scanned, moved, before, number, is_other) = held.judge(missing, may_know, request)?;
        let is_changed = std::mem::take(&mut self.is_owing) || is_other;
        let Followed { read, torn, .. } = followed;
        Ok(Round { estate: &held.estate, scanned, moved, before, is_changed, read, judged: number, torn })
    }

    /// The files as they are, of which those are read that may be others.
    fn read(
        &self,
        estate: &Estate,
        steps: Option<Steps>,
        change: &Change<'_>,
        threads: usize,
    ) -> (Steps, Followed, Vec<Problem>) {
        let known: FxHashSet<&str> = steps.iter().flat_map(Steps::names).collect();
        let is_shared = |found: &Found| {
            let name = &*found.name;
            known.contains(name) && !self.torn.contains(name) && !(change.touches)(&found.path)
        };
        let (mut files, mut missing) = (Vec::new(), Vec::new());
        for part in &estate.parts {
            let (own, wrong) = part.settings.inventory_but(&is_shared);
            files.extend(own);
            missing.extend(wrong);
        }
        files.sort_by(|one, other| one.name().cmp(other.name()));
        drop(known);
        match steps {
            Some(mut steps) => {
                let followed = steps.follow(files, threads, change.patience);
                (steps, followed, missing)
            }
            None => {
                let read = files.len();
                let followed = Followed { is_changed: true, read, torn: Vec::new() };
                (Steps::of(files, threads), followed, missing)
            }
        }
    }
}

impl Held {
    /// Judges what is not known; what moved, from which score, how much was judged, and whether reports say anything else.
    fn judge(&mut self, missing: Vec<Problem>, may_know: bool, request: &Request<'_>) -> Result<Judgement, Stopped> {
        let (estate, inventory) = (&self.estate, self.steps.inventory());
        let former = self.judged.as_ref();
        let kept = former.filter(|_| may_know).map(|former| {
            let there = former.roll.past.inventory();
            Kept::with_places(there, inventory, inventory.that_stay(there))
        });
        let known = || Some((&former?.roll.past, kept.as_ref()?));
        let mut past = None;
        let scanned =
            estate.scan_by(Arc::clone(inventory), missing, request, &mut |checks, inventory, covers, options| {
                let (assessed, own) = assess::assess_after(checks, inventory, covers, known(), options)?;
                past = Some(own);
                Ok(assessed)
            })?;
        // It was asked for, or there is no answer.
        let Some(past) = past else { return Err(Stopped::Nothing) };
        let number = past.judged();
        let roll = Roll::of(estate, past, &scanned.counted);
        let exemptions = estate.parts.iter().flat_map(|part| part.settings.exemptions().0).collect();
        let told: Vec<Problem> = scanned.seen.warnings.iter().chain(&scanned.seen.errors).cloned().collect();
        let is_other = former.is_none_or(|former| former.told != told || former.exemptions != exemptions);
        let moved = former.map_or_else(Vec::new, |former| roll.since(&former.roll, kept.as_ref()));
        let before = former.map(|former| former.score.clone());
        let terms = Terms::of(estate, request.conditions.today);
        self.judged = Some(Judged { terms, roll, score: scanned.score.estate.clone(), exemptions, told });
        Ok((scanned, moved, before, number, is_other))
    }
}

type Judgement = (Scanned, Vec<Moved>, Option<ScopeScore>, usize, bool);

impl Terms {
    fn of(estate: &Estate, today: Date) -> Self {
        Self { policy: estate.policy.digest.clone(), settings: settings(estate), today }
    }
}

/// What each part of an estate is told, by its directory.
fn settings(estate: &Estate) -> Vec<(String, String)> {
    estate.parts.iter().map(|part| (part.settings.name(), part.settings.text.clone())).collect()
}
