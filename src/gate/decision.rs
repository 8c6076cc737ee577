//! Whether a change may be merged: every rule that is asked, and what became of it.
//!
//! A rule of a scope takes the place of the estate's for what is in the scope: its new findings are asked by the scope's
//! threshold alone, and what they cost counts for the scope's allowance alone.

use super::{Change, Comparison, Losses, PolicyChange, Side, Standing, losses};
use crate::assess::Status;
use crate::inventory::{Inventory, Resource, ResourceIndex};
use crate::policy::{
    Amount, Config, ControlIndex, Gate, GateMode, GateRules, GateScope, OnPolicyChange, OnUnknown, Policy, Threshold,
    Unit,
};
use crate::score::{Options, Ratio, ScopeName, ScopeScore};
use crate::source::Problem;
use num_bigint::BigInt;
use num_traits::Zero;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Everything that rules are asked about.
pub struct Question<'q> {
    /// What both sides were judged by.
    pub policy: &'q Policy,
    /// The settings, for names of subscriptions and the rules.
    pub config: &'q Config,
    /// The rules.
    pub gate: &'q Gate,
    /// Where the change starts.
    pub base: Side<'q>,
    /// Where it ends; what is held is held.
    pub head: Side<'q>,
    /// What it does to findings.
    pub comparison: &'q Comparison,
    /// By change: it is in the baseline.
    pub known: &'q [bool],
    /// Entries of the baseline that occur no more and that must be pruned.
    pub stale: usize,
    /// What it does to what it is judged by.
    pub policy_change: Option<&'q PolicyChange>,
    /// What could not be judged. Then no rule is asked: a rule that holds may hold for want of what is missing.
    pub unjudged: Vec<Problem>,
}

/// The gate's answer, with its reasons.
#[derive(Debug)]
pub struct Decision {
    /// Whether the change may be merged.
    pub verdict: Verdict,
    /// Every rule in order: the estate's, then those of scopes, then those of governance; none when it could not judge.
    pub outcomes: Vec<Outcome>,
    /// What could not be judged.
    pub unjudged: Vec<Problem>,
}

/// Whether a change may be merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// No rule is broken.
    Passed,
    /// A rule is broken.
    Failed,
    /// A rule is broken, and the gate only reports.
    Reported,
    /// Nothing was asked: something that the change touches cannot be judged, and anything could hide there.
    CouldNotJudge,
}

/// A rule that was asked.
#[derive(Debug)]
pub struct Outcome {
    /// The rule.
    pub rule: Rule,
    /// The part of the estate that it was asked for; `None` for all that no scope speaks for.
    pub scope: Option<GateScope>,
    /// What it found, for people who want to know why it holds.
    pub found: Found,
    /// How it is broken; `None` when it holds.
    pub broken: Option<Broken>,
}

/// A rule of the gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// New findings of such a severity fail.
    FailOnNew(Threshold),
    /// So much of the score may be lost.
    MaxScoreDrop(Amount),
    /// The least score for a change that lowers it.
    MinScore(Amount),
    /// The same for a control.
    MinScoreOfControl(ControlIndex, Amount),
    /// What follows when new resources cannot be judged.
    Unknown(OnUnknown),
    /// What follows when the change touches what it is judged by.
    PolicyChange(OnPolicyChange),
    /// Entries of the baseline that occur no more must be pruned.
    Baseline,
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// So many things.
    Count(usize),
    /// Points, and their share of the score from 0 to 1.
    Lost(Ratio, Ratio),
    /// The score in points and from 0 to 1; `None` when nothing is scored.
    Score(Option<(Ratio, Ratio)>),
}

/// How a rule is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// By these, as places in [`Comparison::changes`].
    By(Vec<usize>),
    /// By what the change does to what it is judged by.
    ByPolicy,
    /// By entries that occur no more.
    ByStale,
}

/// Asks every rule, and judges by their answers.
pub fn decide(question: Question<'_>) -> Decision {
    let outcomes = if question.unjudged.is_empty() { outcomes(&question) } else { Vec::new() };
    let verdict = match (question.unjudged.is_empty(), outcomes.iter().all(|outcome| outcome.broken.is_none())) {
        (false, _) => Verdict::CouldNotJudge,
        (true, true) => Verdict::Passed,
        (true, false) if question.gate.mode == GateMode::Report => Verdict::Reported,
        (true, false) => Verdict::Failed,
    };
    Decision { verdict, outcomes, unjudged: question.unjudged }
}

fn outcomes(question: &Question<'_>) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    let rules = question.gate.rules();
    let defaults = GateRules {
        fail_on_new: Some(rules.fail_on_new.unwrap_or_default()),
        max_score_drop: Some(rules.max_score_drop.unwrap_or(Amount::NONE)),
        on_unknown: Some(rules.on_unknown.unwrap_or_default()),
        ..rules
    };
    question.ask(None, &defaults, &mut outcomes);
    for scope in &question.gate.scopes {
        question.ask(Some(scope), &scope.rules(), &mut outcomes);
    }
    if let Some(change) = question.policy_change {
        let rule = Rule::PolicyChange(question.gate.on_policy_change);
        let fails = question.gate.on_policy_change == OnPolicyChange::Fail && change.matters();
        let found = Found::Count(change.effects());
        outcomes.push(Outcome { rule, scope: None, found, broken: fails.then_some(Broken::ByPolicy) });
    }
    if question.stale > 0 {
        let found = Found::Count(question.stale);
        outcomes.push(Outcome { rule: Rule::Baseline, scope: None, found, broken: Some(Broken::ByStale) });
    }
    outcomes
}

/// The scopes of the gate that name a resource, by their places.
pub fn scopes_of(gate: &Gate, config: &Config, resource: &Resource) -> Vec<usize> {
    let scopes = gate.scopes.iter().enumerate();
    scopes.filter(|(_, scope)| names(config, scope, resource)).map(|(place, _)| place).collect()
}

impl Question<'_> {
    /// Asks the rules of one part of the estate.
    fn ask(&self, scope: Option<&GateScope>, rules: &GateRules, outcomes: &mut Vec<Outcome>) {
        let mut push = |rule, found, broken: Vec<usize>, breaks: bool| {
            let broken = breaks.then_some(Broken::By(broken));
            outcomes.push(Outcome { rule, scope: scope.cloned(), found, broken });
        };
        if let Some(threshold) = rules.fail_on_new {
            let found =
                self.new_findings(|rules| rules.fail_on_new.is_some(), scope, |change| self.reaches(change, threshold));
            let breaks = !found.is_empty();
            push(Rule::FailOnNew(threshold), Found::Count(found.len()), found, breaks);
        }
        if let Some(allowed) = rules.max_score_drop {
            let costly = self.new_findings(|rules| rules.max_score_drop.is_some(), scope, |change| self.scores(change));
            let losses = self.losses(&costly);
            let loss = scope.map_or_else(|| losses.estate(), |scope| self.loss_of(scope, &losses));
            let breaks = exceeds(&allowed, &loss.points, &loss.share);
            push(Rule::MaxScoreDrop(allowed), Found::Lost(loss.points, loss.share), costly, breaks);
        }
        self.ask_for_scores(scope, rules, &mut push);
        if let Some(on_unknown) = rules.on_unknown {
            let unknown = |change: &Change| change.standing == Standing::New && change.status == Some(Status::Unknown);
            let found = self.new_findings(|rules| rules.on_unknown.is_some(), scope, unknown);
            let breaks = on_unknown == OnUnknown::Fail && !found.is_empty();
            push(Rule::Unknown(on_unknown), Found::Count(found.len()), found, breaks);
        }
    }

    /// Least scores bind changes that lower the score, and nobody else.
    fn ask_for_scores(
        &self,
        scope: Option<&GateScope>,
        rules: &GateRules,
        push: &mut impl FnMut(Rule, Found, Vec<usize>, bool),
    ) {
        if rules.min_score.is_none() && rules.min_score_per_control.is_empty() {
            return;
        }
        let costly = self.new_findings(|_| false, scope, |change| self.scores(change));
        let losses = self.losses(&costly);
        if let Some(least) = rules.min_score {
            let (score, lowered) = match scope {
                None => (losses.now.estate.clone(), !losses.estate().share.is_zero()),
                Some(scope) => (self.score_of(scope, &losses), !self.loss_of(scope, &losses).share.is_zero()),
            };
            let score = score.figures.map(|figures| (figures.current, figures.percentage));
            let below = score.as_ref().is_some_and(|(points, share)| falls_short(&least, points, share));
            push(Rule::MinScore(least), Found::Score(score), costly.clone(), below && lowered);
        }
        for (id, least) in &rules.min_score_per_control {
            let Some(control) = self.policy.find_control(id) else { continue };
            let tally = losses.now.controls.iter().find(|each| each.control == control).map(|each| each.tally);
            let score = tally.filter(|tally| tally.scored() > 0).map(|tally| {
                let share = Ratio::new(tally.healthy.into(), tally.scored().into());
                (&share * Ratio::from_integer(self.policy.controls[control.0].max_score.into()), share)
            });
            let below = score.as_ref().is_some_and(|(points, share)| falls_short(least, points, share));
            let of_control = |place: &&usize| {
                let change = &self.comparison.changes[**place];
                self.policy.recommendations[change.recommendation.0].controls.contains(&control)
            };
            let guilty = costly.iter().filter(of_control).copied().collect();
            let breaks = below && losses.lowers_control(control);
            push(Rule::MinScoreOfControl(control, *least), Found::Score(score), guilty, breaks);
        }
    }

    /// New findings of a part of the estate that nothing excuses. What another scope speaks for (`sets`) is not its own.
    fn new_findings(
        &self,
        sets: impl Fn(&GateRules) -> bool,
        scope: Option<&GateScope>,
        wanted: impl Fn(&Change) -> bool,
    ) -> Vec<usize> {
        let own = |change: &Change| {
            let speaks = |each: &&GateScope| self.names(each, self.head.inventory, change.head) && sets(&each.rules());
            match (scope, self.gate.scopes.iter().find(speaks)) {
                (Some(scope), Some(speaker)) => scope == speaker,
                (Some(scope), None) => self.names(scope, self.head.inventory, change.head),
                (None, speaker) => speaker.is_none(),
            }
        };
        let changes = self.comparison.changes.iter().enumerate();
        let excused = |place: usize, change: &Change| change.exempt || self.known[place];
        let found = changes.filter(|(place, change)| change.is_new() && !excused(*place, change));
        found.filter(|(_, change)| own(change) && wanted(change)).map(|(place, _)| place).collect()
    }

    /// Whether a finding can fail by its severity. What is in preview is shown and never fails; what is new and unknown is
    /// asked about by another rule.
    fn reaches(&self, change: &Change, threshold: Threshold) -> bool {
        let recommendation = &self.policy.recommendations[change.recommendation.0];
        let undecided = change.standing == Standing::New && change.status == Some(Status::Unknown);
        !undecided && !recommendation.preview && threshold.is_reached_by(recommendation.severity)
    }

    fn scores(&self, change: &Change) -> bool {
        change.status == Some(Status::Unhealthy) && !self.policy.recommendations[change.recommendation.0].preview
    }

    fn losses(&self, costly: &[usize]) -> Losses {
        let changes: Vec<Change> = costly.iter().map(|place| self.comparison.changes[*place]).collect();
        let options = Options::of(self.config);
        losses(self.policy, &self.head, &self.base, &changes, &options)
    }

    /// Whether a scope of the gate names a resource.
    fn names(&self, scope: &GateScope, inventory: &Inventory, resource: Option<ResourceIndex>) -> bool {
        resource.is_some_and(|resource| names(self.config, scope, inventory.resource(resource)))
    }

    /// The parts of the estate that a scope names: a subscription, or its group, or groups of that name.
    fn parts<'s>(&'s self, scope: &'s GateScope, losses: &'s Losses) -> impl Iterator<Item = &'s crate::score::Scope> {
        losses.now.scopes.iter().filter(move |each| match (&each.name, &scope.resource_group) {
            (ScopeName::Subscription(id), None) => {
                scope.subscription.as_deref().is_some_and(|wanted| is_subscription(self.config, id, wanted))
            }
            (ScopeName::ResourceGroup { subscription, name }, Some(group)) => {
                name.eq_ignore_ascii_case(group)
                    && scope
                        .subscription
                        .as_deref()
                        .is_none_or(|wanted| is_subscription(self.config, subscription, wanted))
            }
            _ => false,
        })
    }

    /// The greatest loss among the parts that a scope names.
    fn loss_of(&self, scope: &GateScope, losses: &Losses) -> super::Loss {
        let all = self.parts(scope, losses).map(|part| losses.of_scope(&part.name));
        all.max_by(|a, b| a.share.cmp(&b.share)).unwrap_or_else(super::Loss::nothing)
    }

    /// The least score among the parts that a scope names.
    fn score_of(&self, scope: &GateScope, losses: &Losses) -> ScopeScore {
        let all = self.parts(scope, losses).map(|part| part.score.clone()).filter(|score| score.figures.is_some());
        let share = |score: &ScopeScore| score.figures.as_ref().map(|figures| figures.percentage.clone());
        all.min_by_key(share).unwrap_or(ScopeScore { figures: None, weight: 0 })
    }
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

fn exceeds(allowed: &Amount, points: &Ratio, share: &Ratio) -> bool {
    in_unit(allowed, points, share) > exact(allowed)
}

fn falls_short(least: &Amount, points: &Ratio, share: &Ratio) -> bool {
    in_unit(least, points, share) < exact(least)
}

fn in_unit(amount: &Amount, points: &Ratio, share: &Ratio) -> Ratio {
    match amount.unit {
        Unit::Points => points.clone(),
        Unit::Percent => share * Ratio::from_integer(100.into()),
    }
}

fn exact(amount: &Amount) -> Ratio {
    Ratio::new(amount.digits.into(), BigInt::from(10).pow(amount.scale))
}
