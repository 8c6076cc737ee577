//! What a change does to what it is judged by.
//!
//! A change is judged by its base's governance. Where it brings its own, head is judged by that as well: what then differs
//! takes effect after the merge, and whoever merges sees it before.

use super::resources::Folded;
use super::{Flip, PolicyChange, Side, rules};
use crate::assess::Status;
use crate::duty;
use crate::policy::{Config, Policy};
use crate::score::{self, Figures, Options, Ratio};
use num_traits::Zero;
use std::collections::{BTreeMap, BTreeSet};

/// One governance, and what it makes of head.
#[derive(Clone, Copy)]
pub struct Governed<'g> {
    /// Controls and recommendations.
    pub policy: &'g Policy,
    /// Settings.
    pub config: &'g Config,
    /// How its scores are added up.
    pub scoring: &'g Options,
    /// Head under it.
    pub head: Side<'g>,
}

/// Compares what head is under the base's governance with what it is under its own; `exempted` is what it is under the
/// base's policies and its own exemptions. `files` are those that differ, `sentences` what is known of exemptions and the
/// baseline.
pub fn preview(
    base: &Governed<'_>,
    exempted: &Governed<'_>,
    own: &Governed<'_>,
    files: Vec<String>,
    sentences: Vec<String>,
) -> PolicyChange {
    let mut changes = policies(base, own);
    changes.extend(sentences);
    let (before, after) = (figures(base), figures(own));
    let current = |figures: &Option<Figures>| figures.as_ref().map_or_else(Ratio::zero, |each| each.current.clone());
    let points = current(&after) - current(&before);
    let by_exemptions = current(&figures(exempted)) - current(&before);
    let shares = (before.map(|figures| figures.percentage), after.map(|figures| figures.percentage));
    let (flips, overruled) = flips(base, own);
    PolicyChange { files, changes, flips, overruled, points, by_exemptions, shares, unseen: unseen(base, own) }
}

/// What differs in settings, controls and recommendations, each in a sentence without a full stop.
pub(super) fn policies(base: &Governed<'_>, own: &Governed<'_>) -> Vec<String> {
    let mut changes = settings(base.config, own.config);
    changes.extend(library(base.policy, own.policy));
    changes.extend(controls(base.policy, own.policy));
    changes.extend(recommendations(base.policy, own.policy));
    changes
}

fn figures(governed: &Governed<'_>) -> Option<Figures> {
    score::score(governed.policy, governed.head.counted, governed.scoring).estate.figures
}

fn unseen(base: &Governed<'_>, own: &Governed<'_>) -> Vec<String> {
    let judged = |governed: &Governed<'_>| -> BTreeSet<String> {
        governed.head.inventory.documents().iter().map(|document| document.name().to_owned()).collect()
    };
    judged(base).difference(&judged(own)).cloned().collect()
}

/// Verdicts that differ, counted by recommendation and by what they were and are; of those that were unhealthy, which.
fn flips(base: &Governed<'_>, own: &Governed<'_>) -> (Vec<Flip>, BTreeSet<(String, String)>) {
    let (before, after) =
        (Folded::of(&base.head, |_| true, str::to_owned), Folded::of(&own.head, |_| true, str::to_owned));
    let mut flips: BTreeMap<(String, Option<Status>, Option<Status>), u64> = BTreeMap::new();
    let mut overruled = BTreeSet::new();
    let keys = before.resources.iter().chain(after.resources.iter().filter(|each| before.get(&each.key).is_none()));
    for resource in keys {
        let mut verdicts: BTreeMap<&str, (Option<Status>, Option<Status>)> = BTreeMap::new();
        for outcome in before.get(&resource.key).iter().flat_map(|resource| &resource.outcomes) {
            let id = &base.policy.recommendations[usize::from(outcome.recommendation)].id;
            verdicts.entry(id).or_default().0 = Some(outcome.counted);
        }
        for outcome in after.get(&resource.key).iter().flat_map(|resource| &resource.outcomes) {
            let id = &own.policy.recommendations[usize::from(outcome.recommendation)].id;
            verdicts.entry(id).or_default().1 = Some(outcome.counted);
        }
        for (id, (old, new)) in verdicts.into_iter().filter(|(_, (old, new))| old != new) {
            if old == Some(Status::Unhealthy) {
                overruled.insert((base.head.inventory.resource(resource.first).id.to_string(), id.to_owned()));
            }
            *flips.entry((id.to_owned(), old, new)).or_default() += 1;
        }
    }
    let flip = |((recommendation, before, after), resources)| Flip { recommendation, before, after, resources };
    (flips.into_iter().map(flip).collect(), overruled)
}

fn library(base: &Policy, own: &Policy) -> Option<String> {
    let [old, new] = [base, own].map(|policy| policy.library.map(|library| library.version));
    let (old, new) = old.zip(new).filter(|(old, new)| old != new)?;
    Some(format!("library: {old} → {new}"))
}

fn controls(base: &Policy, own: &Policy) -> Vec<String> {
    let mut changes = Vec::new();
    for control in &base.controls {
        match own.find_control(&control.id).map(|index| &own.controls[index.0]) {
            None => changes.push(format!("control {} is gone", control.id)),
            Some(new) if new.max_score != control.max_score => {
                changes.push(format!("maxScore of {}: {} → {}", control.id, control.max_score, new.max_score));
            }
            Some(_) => {}
        }
    }
    let added = own.controls.iter().filter(|control| base.find_control(&control.id).is_none());
    changes.extend(added.map(|control| format!("control {} is new", control.id)));
    changes
}

fn recommendations(base: &Policy, own: &Policy) -> Vec<String> {
    let mut changes = Vec::new();
    for old in &base.recommendations {
        let Some(new) = own.find(&old.id).map(|index| &own.recommendations[index.0]) else {
            changes.push(format!("recommendation {} is gone", old.id));
            continue;
        };
        changes.extend(old.changes(new, (&base.controls, &own.controls)));
    }
    let added = own.recommendations.iter().filter(|new| base.find(&new.id).is_none());
    changes.extend(added.map(|new| format!("recommendation {} is new", new.id)));
    changes
}

/// What differs in the settings that decide: the gate's rules, and what is looked at.
fn settings(base: &Config, own: &Config) -> Vec<String> {
    let mut changes = rules::changes(&base.gate, &own.gate);
    changes.extend(duty::changes(&base.governance, &own.governance));
    let globs = |config: &Config| config.exclude.iter().map(|entry| entry.path.text().to_owned()).collect::<Vec<_>>();
    let kinds = |config: &Config| -> Vec<_> {
        let entries = config.inventory.iter();
        entries.map(|entry| (entry.path.text().to_owned(), entry.kind, entry.complete.clone())).collect()
    };
    let named = [
        ("exclude", globs(base) != globs(own)),
        ("inventory", kinds(base) != kinds(own)),
        ("what exemptions must keep to", base.exemption_rules != own.exemption_rules),
        ("scoring", base.scoring != own.scoring),
        ("the list of what moved", base.moved != own.moved),
        ("the list of subscriptions", base.subscriptions != own.subscriptions),
        ("the list of management groups", base.management_groups != own.management_groups),
    ];
    changes.extend(named.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| format!("{what} differs")));
    changes
}
