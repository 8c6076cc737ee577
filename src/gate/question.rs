//! What rules are asked about: all that is known of a change, and a part of the estate as its rules see it.
//!
//! A rule of a scope takes the place of the estate's for what is in the scope: its new findings are asked by the scope's
//! rule alone, and what they cost counts for the scope's allowance alone.

use super::{Change, Comparison, Loss, Losses, PolicyChange, Side, losses};
use crate::assess::Status;
use crate::inventory::Resource;
use crate::policy::{Config, GateScope, Policy, Recommendation};
use crate::score::{Options, Scope, ScopeName, ScopeScore, Score};
use crate::source::Problem;
use std::cell::OnceCell;
use std::sync::Arc;

/// Everything that rules are asked about.
pub struct Question<'q> {
    /// What both sides were judged by.
    pub policy: &'q Policy,
    /// The settings: names of subscriptions, parts of the estate with rules of their own, how scores are put together.
    pub config: &'q Config,
    /// Where the change starts.
    pub base: Side<'q>,
    /// Where it ends; what is held is held.
    pub head: Side<'q>,
    /// What head scores.
    pub now: &'q Score,
    /// What it does to findings.
    pub comparison: &'q Comparison,
    /// By change: it is in the baseline.
    pub known: &'q [bool],
    /// Entries of the baseline that occur no more and that must be pruned.
    pub stale: usize,
    /// Old findings whose last day is over; `None` where nobody asks, or no rule says until when.
    pub overdue: Option<&'q Overdue>,
    /// What it writes where nothing is judged, by file and line.
    pub unseen: &'q [String],
    /// What it does to what it is judged by.
    pub policy_change: Option<&'q PolicyChange>,
    /// What could not be judged. Then no rule is asked that could fail: one that holds may hold for want of what is missing.
    pub unjudged: Vec<Problem>,
    /// What was asked for is not there, whatever the change holds.
    pub is_nothing: bool,
}

/// Old findings whose last day is over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overdue {
    /// Each in words: `storage-https of st1, due on 2027-03-31`.
    pub findings: Vec<String>,
    /// How many may be, and nobody can tell.
    pub unknown: usize,
}

/// A scope's part of the estate, or all that no scope speaks for.
pub struct Part<'p> {
    /// Everything that is known of the change.
    pub question: &'p Question<'p>,
    /// The scope; `None` for all that no scope speaks for.
    pub scope: Option<&'p GateScope>,
    all_costs: OnceCell<Costs<'p>>,
}

/// New findings that lower scores.
pub struct Costs<'n> {
    /// As places in [`super::Comparison::changes`].
    pub findings: Vec<usize>,
    /// What they cost.
    pub losses: Losses<'n>,
}

impl<'p> Part<'p> {
    pub(super) fn new(question: &'p Question<'p>, scope: Option<&'p GateScope>) -> Self {
        Self { question, scope, all_costs: OnceCell::new() }
    }

    /// What a finding is a finding of.
    pub fn recommendation(&self, change: &Change) -> &'p Recommendation {
        &self.question.policy.recommendations[change.recommendation.0]
    }

    /// New findings that nothing excuses. Those for which another scope sets the `rule` are not this part's own; without a
    /// rule, no other scope speaks for any.
    pub fn new_findings(&self, rule: Option<&str>, wanted: impl Fn(&Change) -> bool) -> Vec<usize> {
        let changes = self.question.comparison.changes.iter().enumerate();
        let excused = |place: usize, change: &Change| change.exempt || self.question.known[place];
        let found = changes.filter(|(place, change)| change.is_new() && !excused(*place, change));
        found.filter(|(_, change)| self.owns(change, rule) && wanted(change)).map(|(place, _)| place).collect()
    }

    fn owns(&self, change: &Change, rule: Option<&str>) -> bool {
        let Question { config, head, .. } = self.question;
        let named = |scope: &GateScope| {
            change.head.is_some_and(|resource| names(config, scope, head.inventory.resource(resource)))
        };
        let sets = |scope: &GateScope| scope.settings.iter().any(|setting| Some(setting.rule) == rule);
        let speaker = config.gate.scopes.iter().find(|scope| sets(scope) && named(scope));
        match (self.scope, speaker) {
            (Some(scope), Some(speaker)) => scope == speaker,
            (Some(scope), None) => named(scope),
            (None, speaker) => speaker.is_none(),
        }
    }

    /// What its new findings cost; `rule` as for [`Part::new_findings`].
    pub fn costs(&self, rule: Option<&str>) -> Costs<'p> {
        let scores = |change: &Change| change.status == Some(Status::Unhealthy) && !self.recommendation(change).preview;
        let Question { policy, config, base, head, now, comparison, .. } = self.question;
        let findings = self.new_findings(rule, scores);
        let changes: Vec<Change> = findings.iter().map(|place| comparison.changes[*place]).collect();
        Costs { losses: losses(policy, (base, head), now, &changes, &Options::of([*config])), findings }
    }

    /// What its new findings cost, whoever speaks for them.
    pub fn all_costs(&self) -> &Costs<'p> {
        self.all_costs.get_or_init(|| self.costs(None))
    }

    /// What is lost of its score: of the worst of the subscriptions or groups that a scope names.
    pub fn loss(&self, losses: &Losses<'_>) -> Loss {
        let Some(scope) = self.scope else { return losses.estate() };
        let all = self.scored(scope, losses).map(|part| losses.of_scope(&part.name));
        all.max_by(|a, b| a.share.cmp(&b.share)).unwrap_or_else(Loss::nothing)
    }

    /// Its score: the least of the subscriptions or groups that a scope names.
    pub fn score(&self, losses: &Losses<'_>) -> ScopeScore {
        let Some(scope) = self.scope else { return losses.now.estate.clone() };
        let all = self.scored(scope, losses).map(|part| part.score.clone()).filter(|score| score.figures.is_some());
        let share = |score: &ScopeScore| score.figures.as_ref().map(|figures| figures.percentage.clone());
        all.min_by_key(share).unwrap_or(ScopeScore::default())
    }

    /// What a scope names: a subscription, or its group, or groups of that name.
    fn scored<'l>(&'l self, scope: &'l GateScope, losses: &'l Losses<'_>) -> impl Iterator<Item = &'l Scope> {
        let is_named = |id: &Option<Arc<str>>, wanted: &str| is_subscription(self.question.config, id, wanted);
        losses.now.scopes.iter().filter(move |each| match (&each.name, &scope.resource_group) {
            (ScopeName::Subscription(id), None) => {
                scope.subscription.as_deref().is_some_and(|wanted| is_named(id, wanted))
            }
            (ScopeName::ResourceGroup { subscription, name }, Some(group)) => {
                let wanted = scope.subscription.as_deref();
                name.eq_ignore_ascii_case(group) && wanted.is_none_or(|wanted| is_named(subscription, wanted))
            }
            _ => false,
        })
    }
}

/// The scopes of the gate that name a resource, by their places.
pub fn scopes_of(config: &Config, resource: &Resource) -> Vec<usize> {
    let scopes = config.gate.scopes.iter().enumerate();
    scopes.filter(|(_, scope)| names(config, scope, resource)).map(|(place, _)| place).collect()
}

fn names(config: &Config, scope: &GateScope, resource: &Resource) -> bool {
    let group = |wanted: &str| resource.resource_group.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(wanted));
    scope.subscription.as_deref().is_none_or(|wanted| is_subscription(config, &resource.subscription, wanted))
        && scope.resource_group.as_deref().is_none_or(group)
}

fn is_subscription(config: &Config, id: &Option<Arc<str>>, wanted: &str) -> bool {
    let Some(id) = id else { return false };
    let known = config.subscriptions.iter().find(|(known, _)| known.eq_ignore_ascii_case(id));
    let name = known.and_then(|(_, subscription)| subscription.name.as_deref());
    id.eq_ignore_ascii_case(wanted) || name.is_some_and(|name| name.eq_ignore_ascii_case(wanted))
}
