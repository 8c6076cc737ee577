//! A change: both sides, judged alike and compared, and whether it may be merged.
//!
//! | file | owns |
//! |---|---|
//! | `sides` | where the change starts and ends, which files differ |
//! | `governing` | whose settings count |
//! | `crossing` | what goes from one part of an estate to another |
//! | `followed` | modules outside of what was asked for |
//! | `judged` | both sides read and assessed; what is equal on both only once |
//! | `succession` | which files stand for those that the settings of the base name |
//! | `brought` | where a change brings a finding to what a template deploys |
//! | `together` | what several estates come to |
//! | `sight` | what the change takes out of sight, or brings where nobody looks |
//! | `touched` | what the change writes of what neither side judges |
//! | `unseen` | all that the change writes where nothing is judged |
//! | `overdue` | which old findings are overdue |
//! | `problems` | what could not be judged, and what may be a mistake |
//! | `governance` | what the change does to what it is judged by |

mod brought;
mod crossing;
mod ends;
mod followed;
mod governance;
mod governing;
mod judged;
mod opened;
mod overdue;
mod problems;
mod sides;
mod sight;
mod succession;
mod together;
mod touched;
mod unseen;

pub use ends::Ends;
pub use judged::Pair;
pub(super) use judged::{otherwise, twins};
pub use opened::Parted;
pub(super) use opened::repository_of;
pub use sides::Sides;
pub use together::Together;

use super::settings::SETTINGS;
use super::{Conditions, Stopped, path_in};
use crate::assess::Status;
use crate::exempt;
use crate::fix::{self, Finding, Plan};
use crate::gate::baseline::{Current, Entry};
use crate::gate::{self, Cause, Change, Comparison, Decision, PolicyChange, Question, Rules, Side, Ties};
use crate::inventory::Resource;
use crate::policy::RecommendationIndex;
use crate::score::{Ratio, Score};
use crate::source::Problem;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a change is held to.
pub struct Terms<'t> {
    /// The rules.
    pub rules: &'t Rules<'t>,
    /// Unchanged findings are told too.
    pub all: bool,
    /// The rest.
    pub conditions: Conditions,
}

/// All that is said of a change.
pub struct Answer<'s> {
    sides: &'s Sides,
    /// Both sides; what turned unknown is held.
    pub pair: Pair,
    threads: usize,
    today: Date,
    /// The score of the base; `None` without one.
    pub before: Option<Score>,
    /// The score of head.
    pub after: Score,
    /// Points that new findings cost, wherever they are.
    pub lost: Ratio,
    /// What it does to findings.
    pub comparison: Comparison,
    /// By change: it is in the baseline.
    pub known: Vec<bool>,
    /// What it does to what it is judged by.
    pub policy_change: Option<PolicyChange>,
    /// Recommendations whose scripts fail where they did not in the base.
    pub broken: BTreeSet<RecommendationIndex>,
    /// Whether it may be merged, and why.
    pub decision: Decision,
    /// What it writes where nothing is judged.
    pub unseen: Vec<Problem>,
    /// What may be a mistake.
    pub warnings: Vec<Problem>,
}

impl Sides {
    /// Judges both sides, compares them, and asks the rules.
    ///
    /// # Errors
    /// Ill-formed exemptions, what is wrong with the change's own governance, and the deadline.
    pub fn judge(&self, terms: &Terms<'_>) -> Result<Answer<'_>, Stopped> {
        let (pair, mut comparison) = self.compared(terms)?;
        // Assessments have the same places only where head is the same.
        for also in self.also.iter().filter(|also| also.keys.1 == self.keys.1) {
            comparison.take_for_old(&also.compared(terms)?.1);
        }
        let config = &self.settings().config;
        let mut pair = pair.hold(&comparison);
        let broken = pair.newly_broken(&self.estate.checks.on(terms.conditions.today), &comparison)?;
        let known = self.known(&pair, &comparison);
        let (policy_change, doubts) = governance::change(self, &pair, &terms.conditions)?;
        let stale = if terms.rules.is_set("baseline") { self.stale(&pair) } else { 0 };
        let own = policy_change.as_ref().map(|_| doubts);
        let (mut warnings, mut unjudged, unseen) = pair.problems(self, own, terms.conditions.today);
        let places: Vec<String> = unseen.iter().map(|problem| self.place(problem)).collect();
        let overdue = self.overdue(&pair, &comparison, terms)?;
        let overdue = overdue.map(|told| {
            warnings.extend(told.warning);
            unjudged.extend(told.unjudged);
            told.overdue
        });
        let after = self.estate.score(pair.head().counted);
        let ask = |comparison, head, now, unjudged| Question {
            policy: &self.estate.policy,
            config,
            base: pair.base(),
            head,
            now,
            comparison,
            known: &known,
            stale,
            overdue: overdue.as_ref(),
            unseen: &places,
            policy_change: policy_change.as_ref(),
            unjudged,
            is_nothing: pair.is_nothing(self),
        };
        let (decided, worst) = comparison.guessed(&pair.base(), &pair.head(), &broken).unzip();
        let worst = worst.map(|(worst, counted)| (worst, self.estate.score(&counted), counted));
        let failing = worst.as_ref().map(|(worst, score, counted)| {
            let at_worst = ask(worst, Side { counted, ..pair.head() }, score, Vec::new());
            (at_worst, pair.failing(&self.estate.policy, &comparison, &broken))
        });
        let question = ask(decided.as_ref().unwrap_or(&comparison), pair.head(), &after, unjudged);
        let decision = gate::decide(question, failing, terms.rules);
        let before = self.has_base.then(|| self.estate.score(pair.base().counted));
        let lost = self.lost(&pair, &comparison, &known, &after);
        let broken = broken.iter().map(|each| comparison.changes[each.change].recommendation).collect();
        let Conditions { threads, today, .. } = terms.conditions;
        #[rustfmt::skip]
        let answer = Answer {
            sides: self, pair, threads, today, before, after, lost, comparison, known, policy_change, broken, decision, unseen, warnings,
        };
        Ok(answer)
    }

    /// See [`Answer::lost`].
    fn lost(&self, pair: &Pair, comparison: &Comparison, known: &[bool], after: &Score) -> Ratio {
        let new: Vec<Change> = unexcused(comparison, known).map(|(_, change)| *change).collect();
        let sides = (&pair.base(), &pair.head());
        gate::losses(&self.estate.policy, sides, after, &new, &self.estate.scoring).estate().points
    }

    /// Both sides judged, and what differs.
    fn compared(&self, terms: &Terms<'_>) -> Result<(Pair, Comparison), Stopped> {
        let pair = Pair::of(self, terms)?;
        let config = &self.settings().config;
        let rules = |resource: &Resource| gate::scopes_of(config, resource);
        let ties = Ties { files: &self.renamed, twins: pair.twins(), moved: &config.moved, rules: &rules };
        let comparison = gate::compare(&pair.base(), &pair.head(), &ties);
        Ok((pair, comparison))
    }

    /// By change: whether the baseline knows it and, where there is a base, that has it too: what was repaired there is not
    /// excused again.
    fn known(&self, pair: &Pair, comparison: &Comparison) -> Vec<bool> {
        let (base, head) = (pair.base(), pair.head());
        let Some(baseline) = &self.baseline else { return vec![false; comparison.changes.len()] };
        let known = |change: &Change| {
            let (after, resource) = (change.after?, change.head?);
            let was = change.before.map(|before| base.assessed.at(before).status);
            if self.has_base && was != Some(Status::Unhealthy) {
                return None;
            }
            let finding = head.assessed.findings.get(&after)?;
            let recommendation = &self.estate.policy.recommendations[change.recommendation.0].id;
            let (resource, file) = (head.inventory.resource(resource), self.known_path(&finding.place.file));
            let knows = |id: &str| baseline.knows(&Entry::of(recommendation, id, file.clone(), finding));
            Some(knows(&resource.id) || knows(&head.inventory.lasting_id(resource)))
        };
        comparison.changes.iter().map(|change| known(change).unwrap_or(false)).collect()
    }

    /// How many entries of the baseline occur no more, in exports neither.
    fn stale(&self, pair: &Pair) -> usize {
        let Side { inventory, assessed, .. } = pair.head();
        let counted = exempt::count(assessed, &pair.register);
        let current = || Current::of(&self.estate.policy, &counted, inventory, &|name| self.known_path(name));
        self.baseline.as_ref().map_or(0, |baseline| baseline.stale(&current()).len())
    }

    /// A file's path as the baseline names it: from the directory of the settings.
    fn known_path(&self, name: &str) -> String {
        let moved = self.moved_to.as_ref().map(|directory| directory.join(SETTINGS));
        let settings = moved.as_deref().or(self.settings().file.as_deref()).unwrap_or(Path::new(""));
        path_in(&*self.ends.head, settings, Path::new(name))
    }
}

impl Answer<'_> {
    /// There are no settings, no resources on either side, and nothing to tell.
    pub fn is_of_nothing(&self) -> bool {
        let holds = |side: Side<'_>| !side.inventory.resources().is_empty();
        let is_empty = !holds(self.pair.base()) && !holds(self.pair.head());
        let told = [&self.decision.unjudged, &self.unseen, &self.warnings];
        let is_told = told.iter().any(|problems| !problems.is_empty());
        self.sides.settings().file.is_none() && is_empty && !is_told
    }

    /// What moved the score. Without a base nothing says so.
    pub fn causes(&self) -> Vec<Cause> {
        let estate = &self.sides.estate;
        if !self.sides.has_base {
            return Vec::new();
        }
        gate::causes(&estate.policy, &self.pair.base(), &self.pair.head(), &self.comparison, &estate.scoring)
    }

    /// New findings that have a quick fix, with their places in the comparison.
    pub fn fixable(&self) -> BTreeMap<Finding, usize> {
        let policy = &self.sides.estate.policy;
        let fixable = unexcused(&self.comparison, &self.known)
            .filter(|(_, change)| policy.recommendations[change.recommendation.0].fix.is_some());
        let assessed = self.pair.head().assessed;
        fixable
            .filter_map(|(place, change)| Some((Finding::of(assessed, &assessed.at(change.after?)), place)))
            .collect()
    }

    /// Proven patches for findings of head.
    ///
    /// # Errors
    /// The deadline.
    pub fn plan(&self, findings: &[Finding]) -> Result<Plan, Stopped> {
        let (head, threads) = (self.pair.head(), self.threads);
        let estate = &self.sides.estate;
        let checks = estate.checks.on(self.today);
        let request = estate.request(self.pair.inventory(), head.assessed, &self.pair.register, findings, threads);
        Ok(fix::plan(&fix::Request { checks: &checks, ..request })?)
    }
}

/// New findings that nothing excuses, by their places in the comparison.
fn unexcused<'c>(comparison: &'c Comparison, known: &[bool]) -> impl Iterator<Item = (usize, &'c Change)> {
    let changes = comparison.changes.iter().enumerate();
    changes.filter(|(place, change)| change.is_new() && !change.exempt && !known[*place])
}
