//! The platform's own numbers, made anew from its rows: where they agree, an export is whole.

use super::export::{Export, Reported};
use super::table::{Table, Verdict};
use crate::score::{Percentage, Points, Ratio, Tally};
use std::collections::BTreeSet;

/// A subscription's score, made anew.
pub struct Recomputed {
    /// Its id.
    pub subscription: String,
    /// What was reported; all missing where no score was exported.
    pub reported: Reported,
    /// Points, and the most there are.
    pub current: Points,
    /// The most there are.
    pub max: u64,
    /// What it counts for among several.
    pub weight: u64,
    /// Each control, by key.
    pub controls: Vec<RecomputedControl>,
    /// What keeps the numbers from being proven.
    pub wanting: Vec<Wanting>,
}

/// A control, made anew.
pub struct RecomputedControl {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// As the platform counted; `None` where no row says so.
    pub reported: Option<(Triple, Reported)>,
    /// As its rows count.
    pub counted: Triple,
    /// Points that these make.
    pub current: Points,
    /// Its points, 0 where nothing is scored.
    pub max: u64,
}

/// Healthy, unhealthy and not applicable resources.
pub type Triple = [u64; 3];

/// What an export lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanting {
    /// Pages, as warnings say where.
    Pages,
    /// The subscription's score.
    Score,
    /// The counts of all controls.
    Controls,
    /// Controls, which the score counts with so many points more than those that are there.
    Points(u64),
    /// What a control holds, by its title.
    Definition(String),
    /// Whether so many assessments are of recommendations in preview.
    Preview(u64),
    /// Resources that a control counts and no row tells of.
    Rows {
        /// The control's title.
        control: String,
        /// How many of them.
        number: u64,
    },
}

impl RecomputedControl {
    /// Whether the platform's row says the same, to the digit.
    pub fn agrees(&self) -> bool {
        let Some((counts, reported)) = &self.reported else { return false };
        let percentage = percentage(self.current, self.max);
        let same = |reported: Option<f64>, own: i64, one: i64| {
            reported.is_none_or(|number| (number * one as f64).round() as i64 == own)
        };
        *counts == self.counted
            && reported.max.is_none_or(|max| max == self.max)
            && same(reported.current, self.current.units(), Points::ONE)
            && same(reported.percentage, percentage.units(), Percentage::ONE)
            && reported.weight.is_none_or(|weight| weight == self.counted[0] + self.counted[1])
    }
}

impl Recomputed {
    /// Whether each number that was reported comes out, and nothing is wanting.
    pub fn is_proven(&self) -> bool {
        let is_same = self
            .reported
            .current
            .is_some_and(|current| (current * Points::ONE as f64).round() as i64 == self.current.units());
        let is_whole = self.reported.max == Some(self.max) && self.reported.weight.is_none_or(|own| own == self.weight);
        is_same && is_whole && self.wanting.is_empty() && self.controls.iter().all(RecomputedControl::agrees)
    }

    /// From 0 to 1.
    pub fn percentage(&self) -> Percentage {
        percentage(self.current, self.max)
    }
}

/// A percentage of points that are rounded already, as the platform has it.
fn percentage(current: Points, max: u64) -> Percentage {
    let whole = Ratio::from_integer((max.max(1) * Points::ONE.unsigned_abs()).into());
    Percentage::to_even(&(Ratio::from_integer(current.units().into()) / whole))
}

/// Each subscription's numbers. `preview` are recommendations that are in preview, where rows do not say so.
pub fn recompute(export: &Export, preview: &BTreeSet<String>) -> Vec<Recomputed> {
    let named = export.controls.keys().map(|(subscription, _)| subscription);
    let assessed = export.assessments.values().map(|assessment| &assessment.subscription);
    let subscriptions: BTreeSet<&String> = named.chain(assessed).chain(export.scores.keys()).collect();
    subscriptions.into_iter().map(|subscription| of_subscription(export, preview, subscription)).collect()
}

/// What the platform says of a subscription, as a table.
pub(super) fn table(export: &Export, preview: &BTreeSet<String>, subscription: &str) -> Table {
    let mut table = Table { preview: preview.clone(), ..Table::default() };
    table.preview.extend(export.metadata.iter().filter(|(_, is)| **is).map(|(key, _)| key.clone()));
    for ((resource, key), assessment) in &export.assessments {
        if assessment.subscription != subscription {
            continue;
        }
        if assessment.preview == Some(true) {
            table.preview.insert(key.clone());
        }
        let cause = assessment.cause.clone();
        let is_exempt = cause.as_deref().is_some_and(|cause| cause.to_lowercase().contains("exempt"));
        let verdict = Verdict { status: assessment.status, cause, is_exempt, since: assessment.since.clone() };
        table.verdicts.insert((resource.clone(), key.clone()), verdict);
    }
    for (key, definition) in &export.definitions {
        table.controls.insert(key.clone(), (definition.max, definition.members.clone()));
    }
    table
}

fn of_subscription(export: &Export, preview: &BTreeSet<String>, subscription: &str) -> Recomputed {
    let table = table(export, preview, subscription);
    let tallies = table.tallies();
    let mut wanting = Vec::new();
    if export.is_torn {
        wanting.push(Wanting::Pages);
    }
    let reported = export.scores.get(subscription).copied();
    wanting.extend(reported.is_none().then_some(Wanting::Score));
    // Who names some names all.
    let without = if preview.is_empty() { export.without_preview(subscription) } else { 0 };
    wanting.extend((without > 0).then_some(Wanting::Preview(without)));
    let own = || export.controls.iter().filter(|((own, _), _)| own == subscription);
    wanting.extend(own().next().is_none().then_some(Wanting::Controls));
    let mut keys: BTreeSet<&str> = own().map(|((_, key), _)| key.as_str()).collect();
    keys.extend(tallies.iter().filter(|(_, tally)| **tally != Tally::default()).map(|(key, _)| *key));
    let controls = keys.into_iter().map(|key| {
        let tally = tallies.get(key).copied().unwrap_or_default();
        let row = export.controls.get(&(subscription.to_owned(), key.to_owned()));
        let definition = export.definitions.get(key);
        let title = row.map(|row| &row.title).or(definition.map(|definition| &definition.title));
        let control =
            recomputed(key, title.map_or(key, String::as_str), row, tally, definition.map_or(0, |own| own.max));
        if definition.is_none() {
            wanting.push(Wanting::Definition(control.title.clone()));
        } else if let Some((counts, _)) = &control.reported
            && let number @ 1.. = counts.iter().sum::<u64>().saturating_sub(control.counted.iter().sum())
        {
            wanting.push(Wanting::Rows { control: control.title.clone(), number });
        }
        control
    });
    let controls: Vec<RecomputedControl> = controls.collect();
    let told = |control: &RecomputedControl| control.reported.as_ref().and_then(|(_, reported)| reported.max);
    let sum: u64 = controls.iter().map(|control| told(control).unwrap_or(control.max)).sum();
    let lacking = reported.and_then(|reported| reported.max).unwrap_or_default().saturating_sub(sum);
    wanting.extend((lacking > 0 && own().next().is_some()).then_some(Wanting::Points(lacking)));
    Recomputed {
        subscription: subscription.to_owned(),
        reported: reported.unwrap_or_default(),
        current: controls.iter().map(|control| control.current).sum(),
        max: controls.iter().map(|control| control.max).sum(),
        weight: controls.iter().map(|control| control.max * (control.counted[0] + control.counted[1])).sum(),
        controls,
        wanting,
    }
}

fn recomputed(key: &str, title: &str, row: Option<&super::Control>, tally: Tally, points: u64) -> RecomputedControl {
    let max = if tally.scored() > 0 { points } else { 0 };
    let counted = [tally.healthy, tally.unhealthy, tally.not_applicable];
    let counts = row.and_then(|row| Some([row.counts[0]?, row.counts[1]?, row.counts[2]?]));
    RecomputedControl {
        key: key.to_owned(),
        title: title.to_owned(),
        reported: counts.zip(row.map(|row| row.reported)),
        counted,
        current: Points::to_even(&Ratio::new((max * tally.healthy).into(), tally.scored().max(1).into())),
        max,
    }
}
