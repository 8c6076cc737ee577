//! Verdicts that two editions of the policies give otherwise over one inventory, and the points in that.
//!
//! The score is led from the old edition to the new one: what is judged no more goes, then what controls hold and weigh
//! changes while every verdict stands, then each verdict turns, recommendation by recommendation. The parts sum to the whole.

use super::governance;
use super::resources::{FoldedOutcome, firsts, fold};
use super::{Governed, Side};
use crate::assess::{AssessmentIndex, Outcomes, Status};
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::{Policy, RecommendationIndex};
use crate::score::{Ledger, Ratio, Seat, Strides};
use num_traits::Zero;
use std::collections::BTreeMap;

/// What two editions of the policies make of one inventory, as far as they differ.
pub struct Edited {
    /// What differs in settings, controls and recommendations, each in a sentence without a full stop.
    pub changes: Vec<String>,
    /// In order of recommendation, then of the inventory.
    pub flips: Vec<FlippedVerdict>,
    /// Points that are moved by what controls hold and weigh, whatever the verdicts.
    pub by_controls: Ratio,
}

/// A verdict on a resource that is another by the new edition, or that only one of them gives.
pub struct FlippedVerdict {
    /// The recommendation's id.
    pub recommendation: String,
    /// The resource, by its first occurrence.
    pub resource: ResourceIndex,
    /// By the old edition; `None` when it does not judge it.
    pub before: Option<Told>,
    /// By the new one.
    pub after: Option<Told>,
    /// What the score moves by at its turn.
    pub points: Ratio,
}

/// What an edition says of a resource.
#[derive(Clone, Copy)]
pub struct Told {
    /// As the check found it.
    pub status: Status,
    /// An exemption makes it count as something else.
    pub is_exempt: bool,
    /// The assessment.
    pub place: AssessmentIndex,
}

/// Holds two editions against each other; both are of one inventory.
pub fn compare_editions(old: &Governed<'_>, new: &Governed<'_>) -> Edited {
    let rows = rows(old, new);
    let (points, by_controls) = lead(old, new, &rows);
    let mut flips = Vec::new();
    for row in &rows {
        for turn in row.turns() {
            flips.push(FlippedVerdict {
                recommendation: turn.id.to_owned(),
                resource: row.first,
                before: turn.old.as_ref().map(told),
                after: turn.new.as_ref().map(told),
                points: points.get(&(turn.id, row.first)).cloned().unwrap_or_else(Ratio::zero),
            });
        }
    }
    flips.sort_by(|one, other| (&one.recommendation, one.resource).cmp(&(&other.recommendation, other.resource)));
    Edited { changes: governance::policies(old, new), flips, by_controls }
}

fn told(outcome: &FoldedOutcome) -> Told {
    Told { status: outcome.status, is_exempt: outcome.is_exempt(), place: outcome.place }
}

/// A resource that is judged otherwise.
struct Row<'p> {
    first: ResourceIndex,
    part: u16,
    subscription: Option<&'p str>,
    /// In order of id.
    verdicts: Vec<Verdicts<'p>>,
}

/// What both editions say of a resource by one recommendation.
struct Verdicts<'p> {
    id: &'p str,
    old: Option<FoldedOutcome>,
    new: Option<FoldedOutcome>,
    /// The recommendation in the new edition; `None` when that judges nothing by it.
    there: Option<u16>,
}

impl Verdicts<'_> {
    fn turns(&self) -> bool {
        let said = |outcome: &Option<FoldedOutcome>| outcome.map(|outcome| (outcome.status, outcome.counted));
        said(&self.old) != said(&self.new)
    }
}

impl<'p> Row<'p> {
    fn turns(&self) -> impl Iterator<Item = &Verdicts<'p>> {
        self.verdicts.iter().filter(|verdicts| verdicts.turns())
    }
}

/// Resources of which any verdict is another.
fn rows<'p>(old: &Governed<'p>, new: &Governed<'p>) -> Vec<Row<'p>> {
    let (before, after) = (Outcomes::of(old.head.assessed), Outcomes::of(new.head.assessed));
    let inventory: &'p Inventory = new.head.inventory;
    let mut rows = Vec::new();
    for first in firsts(inventory) {
        let resource = inventory.resource(first);
        let mut verdicts: BTreeMap<&'p str, Verdicts<'p>> = BTreeMap::new();
        let said = |governed: &Governed<'p>, outcomes: &Outcomes<'_>| {
            let side: &Side<'_> = &governed.head;
            let policy: &'p Policy = governed.policy;
            let id =
                move |outcome: &FoldedOutcome| policy.recommendations[usize::from(outcome.recommendation)].id.as_str();
            let said = fold(side, outcomes, first, |_| true).into_iter().map(|outcome| (id(&outcome), outcome));
            said.collect::<Vec<(&'p str, FoldedOutcome)>>()
        };
        for (id, outcome) in said(old, &before) {
            let there = place(new.policy, resource.part, id);
            verdicts.insert(id, Verdicts { id, old: Some(outcome), new: None, there });
        }
        for (id, outcome) in said(new, &after) {
            let there = Some(outcome.recommendation);
            verdicts.entry(id).or_insert(Verdicts { id, old: None, new: None, there }).new = Some(outcome);
        }
        if verdicts.values().any(Verdicts::turns) {
            let subscription = resource.subscription.as_deref();
            rows.push(Row { first, part: resource.part, subscription, verdicts: verdicts.into_values().collect() });
        }
    }
    rows
}

/// The recommendation that judges a part of the estate under an id.
fn place(policy: &Policy, part: u16, id: &str) -> Option<u16> {
    let found: RecommendationIndex = policy.find_in(part, id).filter(|found| policy.judges(part, *found))?;
    u16::try_from(found.0).ok()
}

/// Points by recommendation and resource, and those that controls move by themselves.
fn lead<'p>(
    old: &Governed<'p>,
    new: &Governed<'p>,
    rows: &[Row<'p>],
) -> (BTreeMap<(&'p str, ResourceIndex), Ratio>, Ratio) {
    let mut points: BTreeMap<(&'p str, ResourceIndex), Ratio> = BTreeMap::new();
    let mut take = |parts: Vec<(&'p str, ResourceIndex, Ratio)>| {
        for (id, resource, part) in parts {
            *points.entry((id, resource)).or_insert_with(Ratio::zero) += part;
        }
    };
    let mut ledger = Ledger::of(old.policy, old.head.counted, old.scoring);
    let mut strides = Strides::new();
    rows.iter().for_each(|row| leave(row, &ledger, &mut strides));
    take(ledger.lead(strides));
    let left = ledger.current();
    let mut ledger = Ledger::of(new.policy, new.head.counted, new.scoring);
    let mut strides = Strides::new();
    for row in rows {
        let (stood, stands) = turn(row, &ledger, &mut strides);
        ledger.shift(Some(&stands), Some(&stood), 1);
    }
    let by_controls = ledger.current() - left;
    take(ledger.lead(strides));
    (points, by_controls)
}

type Turns<'p> = Strides<&'p str, ResourceIndex>;

/// What the new edition judges nothing by goes.
fn leave<'p>(row: &Row<'p>, ledger: &Ledger<'_>, strides: &mut Turns<'p>) {
    let seat = |outcomes: &BTreeMap<u16, Status>| {
        ledger.seat(row.part, row.subscription, outcomes.iter().map(|(place, status)| (*place, *status)))
    };
    let said = row.verdicts.iter().filter_map(|verdicts| verdicts.old);
    let mut outcomes: BTreeMap<u16, Status> = said.map(|outcome| (outcome.recommendation, outcome.counted)).collect();
    let mut from = seat(&outcomes);
    for verdicts in row.verdicts.iter().filter(|verdicts| verdicts.there.is_none()) {
        outcomes.retain(|place, _| verdicts.old.is_none_or(|old| old.recommendation != *place));
        let to = seat(&outcomes);
        stride(strides, verdicts.id, row.first, (&from, &to));
        from = to;
    }
}

/// Each verdict turns. Where the resource stood before and stands after.
fn turn<'p>(row: &Row<'p>, ledger: &Ledger<'_>, strides: &mut Turns<'p>) -> (Seat, Seat) {
    let seat = |outcomes: &BTreeMap<u16, Status>| {
        ledger.seat(row.part, row.subscription, outcomes.iter().map(|(place, status)| (*place, *status)))
    };
    let kept = row.verdicts.iter().filter_map(|verdicts| Some((verdicts.there?, verdicts.old?.counted)));
    let mut outcomes: BTreeMap<u16, Status> = kept.collect();
    let stood = seat(&outcomes);
    let mut from = stood.clone();
    for (verdicts, there) in row.turns().filter_map(|verdicts| Some((verdicts, verdicts.there?))) {
        match verdicts.new {
            Some(new) => outcomes.insert(there, new.counted),
            None => outcomes.remove(&there),
        };
        let to = seat(&outcomes);
        stride(strides, verdicts.id, row.first, (&from, &to));
        from = to;
    }
    (stood, from)
}

fn stride<'p>(strides: &mut Turns<'p>, id: &'p str, resource: ResourceIndex, (from, to): (&Seat, &Seat)) {
    if from != to {
        strides.entry((id, Some(from.clone()), Some(to.clone()))).or_default().push(resource);
    }
}
