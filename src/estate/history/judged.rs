//! An estate at a commit, judged; and from there at an older one.

use super::{Move, Part, Scored};
use crate::assess::{self, Assessment, AssessmentIndex, Kept, Options, Status, Whole};
use crate::check::{Aborted, Evaluator};
use crate::estate::change::{otherwise, twins};
use crate::estate::{Conditions, Estate};
use crate::exempt::{self, Counted, Register};
use crate::gate::Side;
use crate::gate::moves::{Passage, Roll, strides};
use crate::inventory::{Inventory, ResourceIndex};
use crate::score::{Ledger, Ratio};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// All that is known of an estate at a commit, but what was read.
pub(super) struct Judged<'e> {
    register: Register,
    assessed: Whole,
    counted: Counted<'static>,
    roll: Roll,
    ledger: Ledger<'e>,
}

/// How an inventory came to be from the one that was judged last.
pub(super) enum Way {
    /// Nothing is known of it.
    Unknown,
    /// These resources hold other values, in the same places.
    Values(Vec<ResourceIndex>),
    /// It holds other resources, or in other places.
    From {
        /// What was judged last.
        former: Arc<Inventory>,
        /// What files are called there, where only their names are others.
        renamed: BTreeMap<String, String>,
    },
}

impl<'e> Judged<'e> {
    /// Judges all of an inventory.
    ///
    /// # Errors
    /// The deadline.
    pub fn fresh(
        estate: &'e Estate,
        inventory: &Arc<Inventory>,
        register: Register,
        conditions: &Conditions,
    ) -> Result<Self, Aborted> {
        let assessed = with_options(&register, conditions, |options| {
            assess::assess(&estate.checks.on(conditions.today), inventory, options)
        })?;
        let counted = exempt::count(&assessed, &register).into_owned();
        let side = Side { inventory, assessed: &assessed, counted: &counted };
        let roll = Roll::of(&side, str::to_owned);
        let ledger = Ledger::of(&estate.policy, &counted, &estate.scoring);
        Ok(Self { register, assessed, counted, roll, ledger })
    }

    /// From here to an older commit, and the move from there to here.
    ///
    /// # Errors
    /// The deadline.
    pub fn back(
        mut self,
        estate: &'e Estate,
        (way, inventory): (Way, &Arc<Inventory>),
        register: Register,
        conditions: &Conditions,
        evaluator: &mut Evaluator<'e>,
    ) -> Result<(Self, Move), Aborted> {
        let now = self.ledger.current();
        evaluator.turn_to_day(conditions.today);
        let (older, passages) = match way {
            Way::Values(changed) => {
                let passages = self.exchange(estate, (inventory, &changed), register, evaluator)?;
                (self, passages)
            }
            Way::From { former, renamed } => {
                let kept = Kept::of(&former, inventory, twins(inventory, &former, &otherwise(inventory, &former)));
                let mut assessed = with_options(&register, conditions, |options| {
                    kept.follow(&estate.checks.on(conditions.today), inventory, &self.assessed, options)
                })?;
                let dated = dated(estate, &assessed);
                if !dated.is_empty() {
                    evaluator.turn_to(Arc::clone(inventory));
                    judge_again(&mut assessed, (inventory, &dated), &register, evaluator)?;
                }
                let counted = exempt::count(&assessed, &register).into_owned();
                let side = Side { inventory, assessed: &assessed, counted: &counted };
                let of = |renamed: &BTreeMap<String, String>| {
                    Roll::of(&side, |name| renamed.get(name).cloned().unwrap_or_else(|| name.to_owned()))
                };
                let roll = of(&renamed);
                let passages = roll.to(&self.roll);
                let roll = if renamed.is_empty() { roll } else { of(&BTreeMap::new()) };
                (Self { register, assessed, counted, roll, ..self }, passages)
            }
            Way::Unknown => {
                let older = Self::fresh(estate, inventory, register, conditions)?;
                let passages = older.roll.to(&self.roll);
                (Self { ledger: self.ledger, ..older }, passages)
            }
        };
        Ok(older.lead(passages, now))
    }

    /// Judges again what other values in some resources can change; what counts otherwise.
    fn exchange(
        &mut self,
        estate: &Estate,
        (inventory, changed): (&Arc<Inventory>, &[ResourceIndex]),
        register: Register,
        evaluator: &mut Evaluator<'e>,
    ) -> Result<Vec<Passage>, Aborted> {
        evaluator.turn_to(Arc::clone(inventory));
        let mut places = self.assessed.that_depend_on(inventory, changed);
        places.extend(dated(estate, &self.assessed));
        judge_again(&mut self.assessed, (inventory, &places), &register, evaluator)?;
        self.register = register;
        places.extend(self.recount());
        let side = Side { inventory, assessed: &self.assessed, counted: &self.counted };
        Ok(self.roll.step_back(&side, &places))
    }

    /// Lets all count as they stand; what counted otherwise.
    fn recount(&mut self) -> Vec<AssessmentIndex> {
        let counts = |place: &AssessmentIndex, status: Status| {
            let exemption = if status == Status::Unhealthy { self.assessed.exempt.get(place) } else { None };
            exemption.map_or(status, |exemption| self.register.counts_as(*exemption))
        };
        let all = self.assessed.each().map(|(place, assessment)| (place, counts(&place, assessment.status)));
        let others: Vec<_> = all.filter(|(place, status)| self.counted.at(*place).status != *status).collect();
        others.iter().for_each(|(place, status)| self.counted.set(*place, *status));
        others.into_iter().map(|(place, _)| place).collect()
    }

    /// Leads the score back by passages, and tells what moved it from there.
    fn lead(mut self, passages: Vec<Passage>, now: Ratio) -> (Self, Move) {
        let strides = strides(&self.ledger, passages);
        for ((_, from, to), resources) in strides.iter().rev() {
            self.ledger.shift(to.as_ref(), from.as_ref(), resources.len() as u64);
        }
        let moved = Move { points: now - self.ledger.current(), parts: Part::of(self.ledger.clone().lead(strides)) };
        (self, moved)
    }

    /// All resources as they stand.
    pub fn roll(&self) -> &Roll {
        &self.roll
    }

    /// What there is to say of it.
    pub fn scored(&self, estate: &Estate, inventory: &Inventory) -> Scored {
        Scored {
            figures: self.ledger.figures(),
            controls: self.ledger.controls(),
            policy: Arc::clone(&estate.policy),
            resources: inventory.distinct() as u64,
        }
    }
}

/// Does something with what an assessment depends on.
/// What another day may decide otherwise.
fn dated(estate: &Estate, assessed: &Whole) -> BTreeSet<AssessmentIndex> {
    let is_dated = |assessment: &Assessment| estate.checks.is_dated(assessment.recommendation());
    assessed.each().filter(|(_, assessment)| is_dated(assessment)).map(|(place, _)| place).collect()
}

/// Judges these again, and finds the exemptions of all anew.
fn judge_again(
    assessed: &mut Whole,
    (inventory, places): (&Inventory, &BTreeSet<AssessmentIndex>),
    register: &Register,
    evaluator: &mut Evaluator<'_>,
) -> Result<(), Aborted> {
    assessed.judge_again(evaluator, places)?;
    if !(register.entries().is_empty() && assessed.exempt.is_empty()) {
        assessed.exempt_again(inventory, &|inventory, resource, recommendation| {
            register.find(inventory, resource, recommendation)
        });
    }
    Ok(())
}

fn with_options<T>(register: &Register, conditions: &Conditions, judge: impl FnOnce(&Options) -> T) -> T {
    judge(&Options {
        exempts: &|inventory, resource, recommendation| register.find(inventory, resource, recommendation),
        deadline: conditions.deadline,
        ..Options::plain(conditions.threads)
    })
}
