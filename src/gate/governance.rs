//! What a change does to what it is judged by.
//!
//! A change is judged by its base's governance. Where it brings its own, head is judged by that as well: what then differs
//! takes effect after the merge, and whoever merges sees it before.

use super::Side;
use super::folded::Folded;
use crate::assess::Status;
use crate::policy::{Config, Policy};
use crate::score::{self, Figures, Options, Ratio};
use num_traits::Zero;
use std::collections::{BTreeMap, BTreeSet};

/// What differs under the change's own governance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PolicyChange {
    /// The files that differ.
    pub files: Vec<String>,
    /// What differs in them, each in a sentence without a full stop.
    pub changes: Vec<String>,
    /// Verdicts that differ, by recommendation.
    pub flips: Vec<Flip>,
    /// What the score of head moves by, in points.
    pub points: Ratio,
    /// What of that exemptions alone do; the rest is the doing of policies and settings.
    pub by_exemptions: Ratio,
    /// What its percentage is by the base's governance and by head's, from 0 to 1; `None` when nothing is scored. The
    /// percentage may rise while the points fall, since the greatest score falls with controls that are lowered or left.
    pub shares: (Option<Ratio>, Option<Ratio>),
    /// Files of head that would not be judged, and that are.
    pub unseen: Vec<String>,
}

/// Verdicts on head that differ under its own governance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flip {
    /// The recommendation's id.
    pub recommendation: String,
    /// By the base's governance, after exemptions; `None` when it is not judged.
    pub before: Option<Status>,
    /// By head's.
    pub after: Option<Status>,
    /// How many resources.
    pub resources: u64,
}

impl PolicyChange {
    /// Whether anything is judged otherwise, or is said otherwise in rules, exemptions or the baseline.
    pub fn matters(&self) -> bool {
        self.effects() > 0
    }

    /// How many things differ.
    pub fn effects(&self) -> usize {
        self.changes.len()
            + self.flips.len()
            + self.unseen.len()
            + usize::from(!self.points.is_zero() || self.shares.0 != self.shares.1)
    }
}

/// One governance, and what it makes of head.
#[derive(Clone, Copy)]
pub struct Governed<'g> {
    /// Controls and recommendations.
    pub policy: &'g Policy,
    /// Settings.
    pub config: &'g Config,
    /// Head under it.
    pub head: Side<'g>,
}

/// Compares what head is under the base's governance with what it is under its own; `exempted` is what it is under the
/// base's policies and its own exemptions. `files` are those that differ, `sentences` what is known of exemptions and the
/// baseline.
pub fn policy_change(
    base: &Governed<'_>,
    exempted: &Governed<'_>,
    own: &Governed<'_>,
    files: Vec<String>,
    sentences: Vec<String>,
) -> PolicyChange {
    let mut changes = settings(base.config, own.config);
    changes.extend(controls(base.policy, own.policy));
    changes.extend(recommendations(base.policy, own.policy));
    changes.extend(sentences);
    let (before, after) = (figures(base), figures(own));
    let current = |figures: &Option<Figures>| figures.as_ref().map_or_else(Ratio::zero, |each| each.current.clone());
    let points = current(&after) - current(&before);
    let by_exemptions = current(&figures(exempted)) - current(&before);
    let shares = (before.map(|figures| figures.percentage), after.map(|figures| figures.percentage));
    PolicyChange { files, changes, flips: flips(base, own), points, by_exemptions, shares, unseen: unseen(base, own) }
}

fn figures(governed: &Governed<'_>) -> Option<Figures> {
    score::score(governed.policy, governed.head.counted, &Options::of(governed.config)).estate.figures
}

fn unseen(base: &Governed<'_>, own: &Governed<'_>) -> Vec<String> {
    let judged = |governed: &Governed<'_>| -> BTreeSet<String> {
        governed.head.inventory.documents().iter().map(|document| document.name().to_owned()).collect()
    };
    judged(base).difference(&judged(own)).cloned().collect()
}

/// Verdicts that differ, counted by recommendation and by what they were and are.
fn flips(base: &Governed<'_>, own: &Governed<'_>) -> Vec<Flip> {
    let (before, after) =
        (Folded::of(&base.head, |_| true, str::to_owned), Folded::of(&own.head, |_| true, str::to_owned));
    let mut flips: BTreeMap<(String, Option<Status>, Option<Status>), u64> = BTreeMap::new();
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
            *flips.entry((id.to_owned(), old, new)).or_default() += 1;
        }
    }
    let flip = |((recommendation, before, after), resources)| Flip { recommendation, before, after, resources };
    flips.into_iter().map(flip).collect()
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
    let mut changes = Vec::new();
    let (old, new) = (base.gate.clone().unwrap_or_default(), own.gate.clone().unwrap_or_default());
    let mut differs = |what: &str, was: String, is: String| {
        changes.extend((was != is).then(|| format!("{what}: {was} → {is}")));
    };
    let word = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
    let amount = |amount: &Option<crate::policy::Amount>| {
        amount.as_ref().map_or("not set".to_owned(), |amount| amount.to_string())
    };
    let least = |rules: &BTreeMap<String, crate::policy::Amount>| -> String {
        let all: Vec<String> = rules.iter().map(|(id, amount)| format!("{id} {amount}")).collect();
        if all.is_empty() { "not set".to_owned() } else { all.join(", ") }
    };
    differs("gate.mode", word(&old.mode), word(&new.mode));
    differs("gate.failOnNew", word(&old.fail_on_new.unwrap_or_default()), word(&new.fail_on_new.unwrap_or_default()));
    differs("gate.maxScoreDrop", amount(&old.max_score_drop), amount(&new.max_score_drop));
    differs("gate.minScore", amount(&old.min_score), amount(&new.min_score));
    differs("gate.minScorePerControl", least(&old.min_score_per_control), least(&new.min_score_per_control));
    differs("gate.onUnknown", word(&old.on_unknown.unwrap_or_default()), word(&new.on_unknown.unwrap_or_default()));
    differs("gate.onPolicyChange", word(&old.on_policy_change), word(&new.on_policy_change));
    if old.scopes != new.scopes {
        changes.push("gate.scopes differ".to_owned());
    }
    let globs = |config: &Config| config.exclude.iter().map(|pattern| pattern.text().to_owned()).collect::<Vec<_>>();
    let kinds = |config: &Config| -> Vec<_> {
        let entries = config.inventory.iter();
        entries.map(|entry| (entry.path.text().to_owned(), entry.kind, entry.complete.clone())).collect()
    };
    let named = [
        ("exclude", globs(base) != globs(own)),
        ("inventory", kinds(base) != kinds(own)),
        ("what exemptions must keep to", base.exemption_rules != own.exemption_rules),
        ("scoring", base.scoring != own.scoring),
        ("the list of subscriptions", base.subscriptions != own.subscriptions),
        ("the list of management groups", base.management_groups != own.management_groups),
    ];
    changes.extend(named.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| format!("{what} differs")));
    changes
}
